"""Data and peers: how much is known about a port."""

from __future__ import annotations

from kpis.registry import kpi
from language import N_

# What the monitor wants to know of every port, every year.
_REQUIRED = (
    "gross_weight",
    "yoy_change",
    "cagr",
    "market_share",
    "direction_balance",
    "plsci",
    "vessel_arrivals",
    "gt_per_arrival",
    "tonnes_per_inhabitant",
    "port_intensity",
)


@kpi(
    title=N_("Data coverage"),
    theme="data_and_peers",
    unit="%",
    direction="higher_better",
    reads=("core_port", "out_indicator"),
    indicators=_REQUIRED,
    measures=(),
    formula=N_("100 × figures that are there ÷ the ten figures wanted of every port"),
    min_data=N_("always there"),
    method="available cells / required cells; JRC/OECD handbook",
    caveat=N_("A low figure speaks of our sources, not of the port."),
    bases=("published",),
)
def data_coverage() -> str:
    """For how many of the ten figures that this monitor wants of every port it has a value in the year. Missing
    figures are missing sources, not a fault of the port.

    One row a port and year over the years of the vintage's annual goods; a quarterly figure counts when one quarter
    is there.
    """
    required = ", ".join(f"'{code}'" for code in _REQUIRED)
    return f"""
with years as (
  select distinct cast(extract(year from period_start) as integer) as year
  from out_indicator where indicator = 'gross_weight'
), held as (
  select entity, cast(extract(year from period_start) as integer) as year, count(distinct indicator) as n
  from out_indicator
  where entity_type = 'port' and basis = 'published' and value is not null and indicator in ({required})
  group by entity, cast(extract(year from period_start) as integer)
)
select 'port' as entity_type, p.port_id as entity, 'published' as basis, '' as variant, 'A' as freq,
       make_date(y.year, 1, 1) as period_start, 100.0 * coalesce(h.n, 0) / {len(_REQUIRED)} as value,
       cast(null as double) as lower, cast(null as double) as upper, coalesce(h.n, 0) as n_obs,
       cast(null as varchar) as obs_status, coalesce(h.n, 0) * 1.0 / {len(_REQUIRED)} as coverage,
       cast(null as varchar) as reason
from core_port p cross join years y
left join held h on h.entity = p.port_id and h.year = y.year"""


@kpi(
    title=N_("Data age"),
    theme="data_and_peers",
    unit="days",
    direction="lower_better",
    reads=("core_release", "core_series", "core_source"),
    measures=(),
    formula=N_("newest day on which figures were read − end of the last period with a figure, in days"),
    min_data=N_("one figure of a regular source"),
    method="newest retrieval date of the vintage less the end of the last period with a value",
    caveat=N_("Counted to the day on which the figures were read. How old they are today is computed when shown."),
    variant_of="measure",
    bases=("published",),
)
def data_age() -> str:
    """How many days lay between the end of the last period with a figure and the day on which the figures were read.
    Annual statistics are rarely younger than half a year.

    Variant '' is the newest figure of any regular source, else the measure. Dated on the newest retrieval day.
    """
    return """
with newest as (
  select max(r.retrieved_on) as day from core_release r
), last_period as (
  select s.entity_type, s.entity, s.measure,
         max(case when s.freq = 'A' then s.period_start + interval 1 year else s.period_start + interval 3 month end)
           as ended, count(s.obs_value) as n
  from core_series s join core_source c on c.source_id = s.source_id and c.cadence in ('annual', 'quarterly')
  where s.basis = 'published' and s.variant = '' and s.obs_value is not null and s.entity_type = 'port'
    and s.freq in ('A', 'Q')
  group by s.entity_type, s.entity, s.measure
), aged as (
  select l.entity_type, l.entity, l.measure as variant, max(l.ended) as ended, sum(l.n) as n
  from last_period l group by l.entity_type, l.entity, l.measure
  union all
  select l.entity_type, l.entity, '', max(l.ended), sum(l.n) from last_period l group by l.entity_type, l.entity
)
select a.entity_type, a.entity, 'published' as basis, a.variant, 'D' as freq, n.day as period_start,
       cast(date_diff('day', cast(a.ended as date), n.day) as double) as value,
       cast(null as double) as lower, cast(null as double) as upper, a.n as n_obs,
       cast(null as varchar) as obs_status, cast(null as double) as coverage, cast(null as varchar) as reason
from aged a cross join newest n"""


# The first and the newest print of each figure, and of the amounts of each project.
_REVISED_FIGURES = """
ordered as (
  select o.entity_type, o.entity, o.measure, o.period_start, o.obs_value,
         row_number() over (partition by o.entity_type, o.entity, o.measure, o.period_start
                            order by r.released_on, r.release) as first_place,
         row_number() over (partition by o.entity_type, o.entity, o.measure, o.period_start
                            order by r.released_on desc, r.release desc) as last_place,
         count(*) over (partition by o.entity_type, o.entity, o.measure, o.period_start) as n
  from core_observation o join core_release r on r.source_id = o.source_id and r.release = o.release
  where o.measure in ('gdp', 'population') and o.obs_value is not null and o.freq = 'A'
), figures as (
  select o.entity_type, o.entity, o.measure as variant, o.period_start, max(o.n) as n,
         max(case when o.first_place = 1 then o.obs_value end) as first_value,
         max(case when o.last_place = 1 then o.obs_value end) as last_value
  from ordered o where o.n > 1 group by o.entity_type, o.entity, o.measure, o.period_start
)"""
_REVISED_PROJECTS = """
versions as (
  select p.project_id, min(p.version) as first_version, max(p.version) as last_version, count(*) as n
  from core_project p group by p.project_id having count(*) > 1
), projects as (
  select v.project_id, v.n, make_date(cast(substr(g.programme_period, 1, 4) as integer), 1, 1) as period_start,
         f.budget_eur as first_budget, l.budget_eur as last_budget,
         f.eu_amount_eur as first_eu, l.eu_amount_eur as last_eu
  from versions v
  join core_project f on f.project_id = v.project_id and f.version = v.first_version
  join core_project l on l.project_id = v.project_id and l.version = v.last_version
  join core_programme g on g.programme_id = l.programme_id
  where g.programme_period is not null
)"""


@kpi(
    title=N_("Size of a revision"),
    theme="data_and_peers",
    unit="%",
    direction="lower_better",
    reads=("core_observation", "core_programme", "core_project", "core_release"),
    measures=("gdp", "population"),
    formula=N_("100 × |newest figure − first figure| ÷ newest figure"),
    min_data=N_("two releases of one dataset, or two versions of one project"),
    method="100 |latest - first| / latest; for a project's amounts also the signed change on the first version",
    caveat=N_("Compares the oldest and the newest release held, not every edition the publisher has made."),
    variant_of="measure",
    bases=("published",),
)
def revision_size() -> str:
    """By how much the newest release of a figure differs from the first one held: a measure of how firm a first
    figure is.

    Variants: 'gdp' and 'population' of regions and countries by year; 'budget' and 'eu_amount' of projects by the
    first year of their programming period, and 'budget_change' and 'eu_amount_change' with sign.
    """
    return f"""
with {_REVISED_FIGURES}, {_REVISED_PROJECTS}, sized as (
  select f.entity_type, f.entity, f.variant, f.period_start, f.n,
         100.0 * abs(f.last_value - f.first_value) / nullif(f.last_value, 0) as value from figures f
  union all select 'project', p.project_id, 'budget', p.period_start, p.n,
         100.0 * abs(p.last_budget - p.first_budget) / nullif(p.last_budget, 0) from projects p
  union all select 'project', p.project_id, 'eu_amount', p.period_start, p.n,
         100.0 * abs(p.last_eu - p.first_eu) / nullif(p.last_eu, 0) from projects p
  union all select 'project', p.project_id, 'budget_change', p.period_start, p.n,
         100.0 * (p.last_budget * 1.0 / nullif(p.first_budget, 0) - 1) from projects p
  union all select 'project', p.project_id, 'eu_amount_change', p.period_start, p.n,
         100.0 * (p.last_eu * 1.0 / nullif(p.first_eu, 0) - 1) from projects p
)
select s.entity_type, s.entity, 'published' as basis, s.variant, 'A' as freq, s.period_start, s.value,
       cast(null as double) as lower, cast(null as double) as upper, s.n as n_obs,
       cast(null as varchar) as obs_status, cast(null as double) as coverage,
       case when s.value is null then 'no_data' end as reason
from sized s"""
