"""Region: what the port means for the land around it."""

from __future__ import annotations

import pandas as pd

from kpis.fragments import GOODS, regions_not_loaded, status_letter, status_rank, worst_status
from kpis.growth import WINDOW, growth
from kpis.registry import kpi
from language import N_
from warehouse.fields import NUTS_VERSIONS

GDP_WINDOW_YEARS = 4


def _per_region(denominator: str, scale: float) -> str:
    """A port's tonnes over a measure of the one region it is measured against, same year, every release of it."""
    return f"""
with goods as (
  select s.entity, s.freq, s.period_start, s.obs_value, s.obs_status, s.reason, s.basis
  from core_series s where {GOODS} and s.direction = 'total' and s.entity_type = 'port'
), region as (
  select d.port_id, s.variant, s.period_start, s.obs_value, s.obs_status
  from core_port_denominator d
  join core_series s on s.basis = 'published' and s.entity_type = 'region' and s.entity = d.region_id
   and s.measure = d.denominator and s.freq = 'A'
  where d.denominator = '{denominator}'
), variants as (
  select g.entity, v.variant from (select distinct entity from goods) g
  join (select distinct port_id, variant from region
        union select distinct entity, '' from goods) v on v.port_id = g.entity
)
select 'port' as entity_type, g.entity, g.basis, v.variant, g.freq, g.period_start,
       g.obs_value / nullif(r.obs_value / {scale}, 0) as value,
       cast(null as double) as lower, cast(null as double) as upper,
       case when g.obs_value is null then 0 else 1 end + case when r.obs_value is null then 0 else 1 end as n_obs,
       case when g.obs_value is not null and r.obs_value is not null
            then {worst_status("g.obs_status", "r.obs_status")} end as obs_status,
       cast(null as double) as coverage,
       case when g.obs_value is null then g.reason
            when r.obs_value is null and exists (
              select 1 from core_port_region p join core_series x on x.entity_type = 'region' and x.entity = p.region_id
                and x.measure = '{denominator}' and x.variant = v.variant and x.period_start = g.period_start
                  and x.obs_value is not null
              where p.entity_type = 'port' and p.entity = g.entity and p.is_main) then 'boundary_changed'
            when r.obs_value is null then 'no_denominator'
            when r.obs_value = 0 then 'zero_denominator' end as reason
from goods g
join variants v on v.entity = g.entity
left join region r on r.port_id = g.entity and r.variant = v.variant and r.period_start = g.period_start
where g.basis = 'published'"""


# The port's functional region: every NUTS-3 region it stands in, where they are several and all have a figure.
_ALL_REGIONS = f"""
union all
select 'port', g.entity, g.basis, 'all_regions', g.freq, g.period_start,
       case when f.n_held = w.n_regions then g.obs_value / nullif(f.people, 0) end,
       cast(null as double), cast(null as double),
       case when g.obs_value is null then 0 else 1 end + coalesce(f.n_held, 0),
       case when g.obs_value is not null and f.n_held = w.n_regions and f.people <> 0
            then {status_letter(f"greatest({status_rank('g.obs_status')}, f.bad)")} end,
       coalesce(f.n_held, 0) * 1.0 / w.n_regions,
       case when g.obs_value is null then g.reason when coalesce(f.n_held, 0) < w.n_regions then 'missing_part'
            when f.people = 0 then 'zero_denominator' end
from goods g
join (select p.entity, count(distinct p.region_id) as n_regions from core_port_region p
      where p.entity_type = 'port' and p.nuts_version = '{NUTS_VERSIONS[-1]}'
      group by p.entity having count(distinct p.region_id) > 1) w on w.entity = g.entity
left join (
  select p.entity, s.period_start, count(s.obs_value) as n_held, sum(s.obs_value) as people,
         max({status_rank("s.obs_status")}) as bad
  from core_port_region p
  join core_series s on s.basis = 'published' and s.entity_type = 'region' and s.entity = p.region_id
   and s.measure = 'population' and s.freq = 'A' and s.variant = ''
  where p.entity_type = 'port' and p.nuts_version = '{NUTS_VERSIONS[-1]}'
  group by p.entity, s.period_start) f on f.entity = g.entity and f.period_start = g.period_start
where g.basis = 'published'"""


@kpi(
    title=N_("Tonnes per inhabitant"),
    theme="region",
    unit="t/inhab",
    direction="context",
    reads=("core_port_denominator", "core_port_region", "core_series"),
    measures=("gross_weight", "population"),
    formula=N_("tonnes of the port in the year ÷ inhabitants of its region on 1 January of that year"),
    min_data=N_("tonnes and population of the same year"),
    method="gross weight / population of the port's main NUTS-3 region; all_regions: of all NUTS-3 regions it stands in"
    " (edition 2024), only where each has a figure; OECD",
    caveat=N_(
        "A port whose area spans several regions is divided by its main one; the figure over all of them stands beside."
    ),
    variant_of="release",
    bases=("published",),
)
def tonnes_per_inhabitant() -> str:
    """How many tonnes the port handles for each person living in its region on 1 January of the year: a measure of
    how large the port is beside the place that hosts it.

    Variant is the release of the population figures, empty for the preferred one; 'all_regions' for ports that stand
    in several regions.
    """
    return _per_region("population", 1) + _ALL_REGIONS


@kpi(
    title=N_("Port intensity"),
    theme="region",
    unit="t/M EUR",
    direction="context",
    reads=("core_port_denominator", "core_port_region", "core_series"),
    measures=("gross_weight", "gdp"),
    formula=N_("tonnes of the port in the year ÷ million euro of gross domestic product of its region in that year"),
    min_data=N_("tonnes and gross domestic product of the same year"),
    method="gross weight / GDP at current prices of the port's main NUTS-3 region; OECD",
    caveat=N_("Nominal money: part of the change is prices. Eurostat holds no GDP for regions of the United Kingdom."),
    variant_of="release",
    bases=("published",),
)
def port_intensity() -> str:
    """How many tonnes the port handles for each million euro that its region produces in the year, at the prices of
    that year.

    Variant is the release of the regional accounts; empty for the preferred one.
    """
    return _per_region("gdp", 1e6)


@kpi(
    title=N_("Change of regional GDP on the year before"),
    theme="region",
    unit="%",
    direction="higher_better",
    reads=("core_series",),
    measures=("gdp",),
    formula=N_("100 × (gross domestic product of the year ÷ that of the year before − 1), both of one release"),
    min_data=N_("two years of one release"),
    method="100 (GDP_t / GDP_{t-1} - 1), current prices; Eurostat nama_10r_3gdp",
    caveat=N_("Nominal: prices are in it. Two releases are never mixed in one change."),
    variant_of="release",
    bases=("published",),
)
def gdp_yoy_change() -> str:
    """By how many per cent the region's gross domestic product, at current prices, differs from the year before. Both
    years come from the same release of the regional accounts.

    Variant is the release; empty for the preferred one. Regions and countries.
    """
    return f"""
select s.entity_type, s.entity, s.basis, s.variant, s.freq, s.period_start,
       100.0 * (s.obs_value / nullif(p.obs_value, 0) - 1) as value,
       cast(null as double) as lower, cast(null as double) as upper,
       case when s.obs_value is null then 0 when p.obs_value is null then 1 else 2 end as n_obs,
       case when p.obs_value is not null and s.obs_value is not null
            then {worst_status("s.obs_status", "p.obs_status")} end as obs_status,
       cast(null as double) as coverage,
       case when s.obs_value is null then s.reason
            when p.period_start is null then 'too_few_periods'
            when p.obs_value is null then coalesce(p.reason, 'gap')
            when p.obs_value = 0 then 'zero_denominator' end as reason
from core_series s
left join core_series p
  on p.basis = s.basis and p.entity_type = s.entity_type and p.entity = s.entity and p.measure = s.measure
 and p.freq = s.freq and p.variant = s.variant and p.release = s.release
 and p.period_start = s.period_start - interval 1 year
where s.measure = 'gdp' and s.freq = 'A' and s.basis = 'published' and s.entity_type in ('region', 'country', 'area')"""


@kpi(
    title=N_("Growth of regional GDP per year"),
    theme="region",
    unit="%/yr",
    direction="higher_better",
    reads=("core_series",),
    measures=("gdp",),
    formula=N_(
        "100 × ((gross domestic product of the last year ÷ that of the first year) to the power of 1 ÷ the years "
        "between − 1), both of one release"
    ),
    min_data=N_("four years of one release"),
    method=(
        "compound rate 100 ((GDP_T / GDP_0)^(1/T) - 1), current prices, window of 4 years; slope of ln GDP after Theil"
        " and Sen with its 95 % interval; Eurostat nama_10r_3gdp"
    ),
    caveat=N_(
        "Nominal: prices are in it. Two releases are never mixed. Only the two end years count: 2020 at one end moves "
        "it."
    ),
    variant_of="release",
    bases=("published",),
    parameters=WINDOW,
    is_sql=False,
)
def gdp_cagr(
    series: pd.DataFrame, window: int = GDP_WINDOW_YEARS, start: int | None = None, end: int | None = None
) -> pd.DataFrame:
    """The steady yearly growth, at current prices, that leads from the region's gross domestic product of four years
    ago to that of this year. Both years come from the same release of the regional accounts.

    Variant is the release, empty for the preferred one; with 'theil_sen' behind it the slope through all years of the
    window that are held. With `start` and `end` the one window of these years is computed.
    """
    accounts = series[
        (series["measure"] == "gdp")
        & (series["freq"] == "A")
        & (series["basis"] == "published")
        & series["entity_type"].isin(["region", "country", "area"])
    ]
    return growth(accounts, window, start, end)


@kpi(
    title=N_("Relative income"),
    theme="region",
    unit="index",
    direction="context",
    reads=("core_region", "core_series"),
    measures=("gdp_per_inhabitant", "gdp_per_inhabitant_pps"),
    formula=N_("100 × gross domestic product per inhabitant of the region ÷ that of its country"),
    min_data=N_("GDP per inhabitant of region and country in the same year and release"),
    method="100 GDP per inhabitant of the NUTS-3 region / of its country; Eurostat nama_10r_3gdp",
    caveat=N_(
        "GDP is counted where people work: a region to which many commute looks richer than its inhabitants are."
    ),
    variant_of="price",
    bases=("published",),
)
def relative_income() -> str:
    """What the region produces for each inhabitant, beside the country as a whole: 100 is the country's own figure in
    the same year and the same release.

    Variant '' is in euro, 'pps' in purchasing power standards. Regions.
    """
    return f"""
with country_of as (
  select r.region_id, min(r.country) as country from core_region r group by r.region_id
)
select s.entity_type, s.entity, s.basis, case when s.measure = 'gdp_per_inhabitant' then '' else 'pps' end as variant,
       s.freq, s.period_start, 100.0 * s.obs_value / nullif(n.obs_value, 0) as value,
       cast(null as double) as lower, cast(null as double) as upper,
       case when s.obs_value is null then 0 else 1 end + case when n.obs_value is null then 0 else 1 end as n_obs,
       case when n.obs_value is not null and s.obs_value is not null
            then {worst_status("s.obs_status", "n.obs_status")} end as obs_status,
       cast(null as double) as coverage,
       case when s.obs_value is null then s.reason
            when n.obs_value is null then 'no_denominator'
            when n.obs_value = 0 then 'zero_denominator' end as reason
from core_series s
join country_of c on c.region_id = s.entity
left join core_series n
  on n.basis = s.basis and n.entity_type = 'country' and n.entity = c.country and n.measure = s.measure
 and n.freq = s.freq and n.variant = s.variant and n.release = s.release and n.period_start = s.period_start
where s.measure in ('gdp_per_inhabitant', 'gdp_per_inhabitant_pps') and s.freq = 'A' and s.basis = 'published'
  and s.variant = '' and s.entity_type = 'region'"""


@kpi(
    title=N_("Unemployment beside the country"),
    theme="region",
    unit="pp",
    direction="lower_better",
    reads=("core_port_region", "core_region", "core_series"),
    measures=("unemployment_rate",),
    formula=N_("unemployment rate of the region − unemployment rate of its country, in percentage points"),
    min_data=N_("both rates of the same year and release"),
    method="u_region - u_country; Eurostat lfst_r_lfu3rt",
    caveat=N_(
        "The labour force survey gives rates for larger regions (NUTS 2): where a port's own region has none, the "
        "larger one around it stands in, under its own name. Needs the live source."
    ),
    variant_of="level",
    bases=("published",),
)
def unemployment_gap() -> str:
    """How many percentage points the region's unemployment rate lies above that of its country (below, where the
    figure is negative), in the same year.

    Variant '' is the region's own rate, 'nuts_2' that of the larger region around it, for a port's region without one.
    """
    return f"""
with rates as (
  select s.entity_type, s.entity, s.period_start, s.obs_value, s.obs_status, s.reason
  from core_series s where s.measure = 'unemployment_rate' and s.freq = 'A' and s.basis = 'published'
    and s.variant = ''
), country_of as (
  select r.region_id, min(r.country) as country from core_region r group by r.region_id
), main as (
  select distinct p.region_id from core_port_region p where p.is_main
), placed as (
  select o.entity, '' as variant, o.period_start, o.obs_value, o.obs_status, o.reason
  from rates o where o.entity_type = 'region'
  union all
  select m.region_id, 'nuts_2', o.period_start, o.obs_value, o.obs_status, o.reason
  from main m join rates o on o.entity_type = 'region' and o.entity = substr(m.region_id, 1, 4)
  where not exists (select 1 from rates x where x.entity_type = 'region' and x.entity = m.region_id)
)
select 'region' as entity_type, p.entity, 'published' as basis, p.variant, 'A' as freq, p.period_start,
       p.obs_value - n.obs_value as value, cast(null as double) as lower, cast(null as double) as upper,
       case when p.obs_value is null then 0 else 1 end + case when n.obs_value is null then 0 else 1 end as n_obs,
       case when p.obs_value is not null and n.obs_value is not null
            then {worst_status("p.obs_status", "n.obs_status")} end as obs_status,
       cast(null as double) as coverage,
       case when p.obs_value is null then p.reason when n.obs_value is null then 'no_denominator' end as reason
from placed p join country_of c on c.region_id = p.entity
left join rates n on n.entity_type = 'country' and n.entity = c.country and n.period_start = p.period_start
union all{regions_not_loaded("placed")}"""
