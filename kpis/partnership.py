"""Cooperation between organisations: partnerships that return, participation across borders, money that arrives."""

from __future__ import annotations

from kpis.cooperation import LINKED
from kpis.fragments import wilson
from kpis.registry import kpi
from language import N_

_NO_INTERVAL = "cast(null as double) as lower, cast(null as double) as upper"
_LEAST_PROJECTS = 3
_LEAST_PARTICIPANTS = 3


@kpi(
    title=N_("Repeat partnership rate"),
    theme="cooperation",
    unit="%",
    direction="context",
    reads=("core_organisation", "core_port_region", "core_programme", "core_project", "core_project_partner"),
    measures=(),
    formula=N_("100 × pairs of organisations that share two projects or more ÷ all pairs that share a project"),
    min_data=N_("three projects of one programming period with listed partners"),
    method="pairs of listed partners in the projects of the place, within a period; doi 10.1080/21681376.2023.2186803",
    caveat=N_("Partner lists are complete for few projects, so pairs that met again may be missing."),
    bases=("published",),
)
def repeat_partnership_rate() -> str:
    """Of all pairs of organisations that work together in projects of the port's region, how many do so in at least
    two of them. High is trust, or a closed circle: the figure cannot tell which.

    Per programming period, under its first year; periods are never mixed. n is the number of projects with two or more
    listed partners, coverage their share among the projects of the place.
    """
    return f"""
with {LINKED}, here as (
  select distinct l.entity_type, l.entity, l.project_id, p.first_year
  from linked l join latest p on p.project_id = l.project_id where p.first_year is not null
), sizes as (
  select t.project_id, count(*) as n_listed from core_project_partner t group by t.project_id
), places as (
  select h.entity_type, h.entity, h.first_year, count(*) as n_all, count(case when s.n_listed > 1 then 1 end) as n
  from here h join sizes s on s.project_id = h.project_id group by h.entity_type, h.entity, h.first_year
), pairs as (
  select h.entity_type, h.entity, h.first_year, a.org_id as one, b.org_id as other, count(*) as n_shared
  from here h join core_project_partner a on a.project_id = h.project_id
  join core_project_partner b on b.project_id = h.project_id and b.org_id > a.org_id
  group by h.entity_type, h.entity, h.first_year, a.org_id, b.org_id
), counted as (
  select p.entity_type, p.entity, p.first_year, count(*) as n_pairs,
         count(case when p.n_shared > 1 then 1 end) as n_again
  from pairs p group by p.entity_type, p.entity, p.first_year
)
select p.entity_type, p.entity, 'published' as basis, '' as variant, 'A' as freq,
       make_date(cast(p.first_year as integer), 1, 1) as period_start,
       case when p.n >= {_LEAST_PROJECTS} then 100.0 * c.n_again / c.n_pairs end as value, {_NO_INTERVAL},
       p.n as n_obs, cast(null as varchar) as obs_status, p.n * 1.0 / p.n_all as coverage,
       case when p.n < {_LEAST_PROJECTS} then 'not_enough_data' end as reason
from places p
left join counted c on c.entity_type = p.entity_type and c.entity = p.entity and c.first_year = p.first_year"""


@kpi(
    title=N_("Participants from another country"),
    theme="cooperation",
    unit="%",
    direction="higher_better",
    reads=("core_event", "core_event_participant", "core_event_port"),
    measures=(),
    formula=N_("100 × participants from another country than the event's ÷ all participants whose country is known"),
    min_data=N_("three participants of known country, and the country of the event"),
    method="share with Wilson interval of 95 %; in the spirit of the Interreg indicator RCO81",
    caveat=N_("Organisations that are named are no sample of who came: the organisers name whom they wish."),
    variant_of="counted",
    bases=("published",),
)
def cross_border_participation() -> str:
    """Which part of those who took part in an event came from another country than the one it was held in. Events
    that publish no numbers by country are listed with that reason and never counted as national.

    Variant '' counts persons, 'organisations' the organisations that are named. Rows for the event and for its ports
    (variant with the event after a colon), in the event's year; coverage is the share whose country is known.
    """
    lower, upper = wilson("c.n_abroad", "c.n_known")
    enough = f"c.host is not null and c.n_known >= {_LEAST_PARTICIPANTS}"
    return f"""
with persons as (
  select p.event_id, '' as counted, p.country, p.n from core_event_participant p
  where p.participation_kind = 'count' and p.n_unit = 'persons' and p.country is not null and p.n is not null
), organisations as (
  select p.event_id, 'organisations' as counted, p.country, 1 as n from core_event_participant p
  where p.participation_kind = 'organisation'
), took_part as (
  select x.event_id, x.counted, x.country, x.n from persons x
  union all select o.event_id, o.counted, o.country, o.n from organisations o
), asked as (
  select distinct p.event_id, '' as counted from core_event_participant p
  union select distinct p.event_id, 'organisations' from core_event_participant p
  where p.participation_kind = 'organisation'
), counts as (
  select a.event_id, a.counted, nullif(e.countries, '') as host, cast(substr(e.date_start, 1, 4) as integer) as year,
         coalesce(sum(t.n), 0) as n_all, coalesce(sum(case when t.country is not null then t.n end), 0) as n_known,
         coalesce(sum(case when (';' || e.countries || ';') not like ('%;' || t.country || ';%') then t.n end), 0)
           as n_abroad
  from asked a join core_event e on e.event_id = a.event_id
  left join took_part t on t.event_id = a.event_id and t.counted = a.counted
  where e.date_start is not null
  group by a.event_id, a.counted, e.countries, cast(substr(e.date_start, 1, 4) as integer)
), places as (
  select 'event' as entity_type, c.event_id as entity, c.event_id, c.counted, c.counted as variant from counts c
  union all
  select p.entity_type, p.entity, c.event_id, c.counted,
         case when c.counted = '' then c.event_id else c.counted || ':' || c.event_id end
  from counts c join core_event_port p on p.event_id = c.event_id
)
select p.entity_type, p.entity, 'published' as basis, p.variant, 'A' as freq, make_date(c.year, 1, 1) as period_start,
       case when {enough} then 100.0 * c.n_abroad / c.n_known end as value,
       case when {enough} then 100.0 * {lower} end as lower, case when {enough} then 100.0 * {upper} end as upper,
       c.n_known as n_obs, cast(null as varchar) as obs_status, c.n_known * 1.0 / nullif(c.n_all, 0) as coverage,
       case when not ({enough}) then case when c.n_known = 0 then 'no_countries' else 'not_enough_data' end end
         as reason
from counts c join places p on p.event_id = c.event_id and p.counted = c.counted"""


@kpi(
    title=N_("Absorption of EU money"),
    theme="cooperation",
    unit="ratio",
    direction="higher_better",
    reads=("core_programme", "core_project", "core_project_payment"),
    measures=(),
    formula=N_("EU money certified or paid so far ÷ EU money committed to the project"),
    min_data=N_("payments of the project and its committed EU amount"),
    method="last cumulative payment / EU amount of the latest version; cohesiondata.ec.europa.eu",
    caveat=N_(
        "A share of the forecast for a period, or of the time elapsed, is not absorption and is never shown here."
    ),
    bases=("published",),
)
def erdf_absorption() -> str:
    """Which part of the EU money promised to a project has been certified or paid. Without published payments there
    is no figure; claims against a forecast do not stand in for it.

    Payments are cumulative: the last one counts, they are never summed. Per project, under the first year of the
    programming period.
    """
    return f"""
with last_day as (
  select y.project_id, max(y.paid_on) as paid_on, count(*) as n from core_project_payment y group by y.project_id
), paid as (
  select d.project_id, d.n, y.paid_eur
  from last_day d join core_project_payment y on y.project_id = d.project_id and y.paid_on = d.paid_on
)
select 'project' as entity_type, p.project_id as entity, 'published' as basis, '' as variant, 'A' as freq,
       make_date(cast(substr(g.programme_period, 1, 4) as integer), 1, 1) as period_start,
       y.paid_eur * 1.0 / nullif(p.eu_amount_eur, 0) as value, {_NO_INTERVAL},
       coalesce(y.n, 0) as n_obs, cast(null as varchar) as obs_status, cast(null as double) as coverage,
       case when y.paid_eur is null then 'no_payments' when p.eu_amount_eur is null then 'no_data'
            when p.eu_amount_eur = 0 then 'zero_denominator' end as reason
from core_project p join core_programme g on g.programme_id = p.programme_id
left join paid y on y.project_id = p.project_id
where p.is_latest and g.programme_period is not null"""
