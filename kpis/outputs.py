"""Outputs: what came of recommendations, and how far a port sees itself."""

from __future__ import annotations

from kpis.fragments import wilson
from kpis.registry import kpi
from language import N_

_LEAST_KNOWN = 3
_LEAST_ANSWERED = 0.6


@kpi(
    title=N_("Recommendations implemented"),
    theme="outputs",
    unit="%",
    direction="higher_better",
    reads=("core_event", "core_event_port", "core_recommendation"),
    measures=(),
    formula=N_("100 × recommendations carried out ÷ recommendations whose status is known"),
    min_data=N_("three recommendations with a known status"),
    method="100 implemented / all with a known status; Wilson interval of 95 %",
    caveat=N_("A recommendation whose status nobody has reported is unknown, not undone."),
    variant_of="event",
    bases=("published",),
)
def recommendations_implemented() -> str:
    """Which part of a peer review's recommendations has been carried out, of those whose status somebody reported.
    Nothing is said below three reported ones.

    Rows for the event and for the ports under review (variant is the event), in the event's year.
    """
    known = "count(case when r.rec_status <> 'unknown' then 1 end)"
    done = "count(case when r.rec_status = 'implemented' then 1 end)"
    lower, upper = wilson("c.n_done", "c.n_known")
    enough = f"c.n_known >= {_LEAST_KNOWN}"
    return f"""
with counted as (
  select r.event_id, cast(substr(e.date_start, 1, 4) as integer) as year, count(*) as n_all, {known} as n_known,
         {done} as n_done
  from core_recommendation r join core_event e on e.event_id = r.event_id
  where e.date_start is not null group by r.event_id, cast(substr(e.date_start, 1, 4) as integer)
), places as (
  select 'event' as entity_type, c.event_id as entity, c.event_id, '' as variant from counted c
  union all
  select p.entity_type, p.entity, p.event_id, p.event_id from core_event_port p
  where p.event_port_role = 'subject'
)
select p.entity_type, p.entity, 'published' as basis, p.variant, 'A' as freq, make_date(c.year, 1, 1) as period_start,
       case when {enough} then 100.0 * c.n_done / c.n_known end as value,
       case when {enough} then 100.0 * {lower} end as lower, case when {enough} then 100.0 * {upper} end as upper,
       c.n_known as n_obs, cast(null as varchar) as obs_status, c.n_known * 1.0 / c.n_all as coverage,
       case when not ({enough}) then 'not_enough_data' end as reason
from counted c join places p on p.event_id = c.event_id"""


@kpi(
    title=N_("Smart-port maturity"),
    theme="outputs",
    unit="1-5",
    direction="higher_better",
    reads=("core_maturity_answer", "core_port", "core_release"),
    measures=(),
    formula=N_("mean of the answers, 1 to 5, in each domain; over all, the mean of the domains"),
    min_data=N_("60 % of the questions answered"),
    method="mean of ordinal answers per domain, then of domains; SPEED, Molavi, Philipp 2020",
    caveat=N_("A self-assessment: ports judge themselves, so a port is best compared with itself over time."),
    variant_of="domain",
    bases=("published",),
)
def smart_port_maturity() -> str:
    """How far a port sees itself on the way to a smart port, from 1 (nothing yet) to 5 (leading), by its own answers.
    Below 60 % of the questions answered there is no figure.

    Variant '' is the mean of the domains, else the domain. One row a year, from the last assessment of the year; ports
    without any say so under the year of the newest retrieval. Coverage is the share of questions answered.
    """
    return f"""
with last_day as (
  select a.entity_type, a.entity, extract(year from a.assessed_on) as year, max(a.assessed_on) as assessed_on
  from core_maturity_answer a group by a.entity_type, a.entity, extract(year from a.assessed_on)
), domains as (
  select a.entity_type, a.entity, l.year, a.domain, count(*) as n_asked, count(a.answer) as n_answered,
         avg(cast(a.answer as double)) as mean
  from core_maturity_answer a join last_day l
    on l.entity_type = a.entity_type and l.entity = a.entity and l.assessed_on = a.assessed_on
  group by a.entity_type, a.entity, l.year, a.domain
), levels as (
  select d.entity_type, d.entity, d.year, d.domain as variant, d.n_asked, d.n_answered, d.mean from domains d
  union all
  select d.entity_type, d.entity, d.year, '', sum(d.n_asked), sum(d.n_answered), avg(d.mean)
  from domains d group by d.entity_type, d.entity, d.year
), newest as (
  select cast(extract(year from max(r.retrieved_on)) as integer) as year from core_release r
)
select l.entity_type, l.entity, 'published' as basis, l.variant, 'A' as freq,
       make_date(cast(l.year as integer), 1, 1) as period_start,
       case when l.n_answered >= {_LEAST_ANSWERED} * l.n_asked then l.mean end as value,
       cast(null as double) as lower, cast(null as double) as upper, cast(l.n_answered as bigint) as n_obs,
       cast(null as varchar) as obs_status, l.n_answered * 1.0 / l.n_asked as coverage,
       case when l.n_answered < {_LEAST_ANSWERED} * l.n_asked then 'not_enough_data' end as reason
from levels l
union all
select 'port', p.port_id, 'published', '', 'A', make_date(n.year, 1, 1), cast(null as double), cast(null as double),
       cast(null as double), cast(0 as bigint), cast(null as varchar), cast(null as double), 'not_assessed'
from core_port p cross join newest n
where p.port_status = 'active' and not exists (
  select 1 from core_maturity_answer a where a.entity_type = 'port' and a.entity = p.port_id)"""
