"""Outputs: what came of recommendations."""

from __future__ import annotations

from kpis.fragments import wilson
from kpis.registry import kpi
from language import N_

_LEAST_KNOWN = 3


@kpi(
    title=N_("Recommendations implemented"),
    theme="outputs",
    unit="%",
    direction="higher_better",
    reads=("core_event", "core_event_port", "core_recommendation"),
    measures=(),
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
