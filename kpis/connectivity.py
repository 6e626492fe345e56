"""Connectivity: which ships come, how large they are, and how well a port is connected."""

from __future__ import annotations

from kpis.fragments import not_loaded, status_letter, status_rank, worst_status
from kpis.registry import kpi
from language import N_

_LEAST_CALLS = 20


@kpi(
    title=N_("Liner shipping connectivity"),
    theme="connectivity",
    unit="index",
    direction="higher_better",
    reads=("core_series",),
    measures=("liner_connectivity",),
    formula=N_("the value as UNCTAD publishes it"),
    min_data=N_("one quarter"),
    method="published by UNCTAD (PLSCI)",
    caveat=N_("Container liners only. Recalibrated on 15 March 2024 back to 2006: never compared with older editions."),
)
def plsci() -> str:
    """How well a port is tied into the world's container liner services, as UNCTAD publishes it every quarter. It
    says nothing about ferries, tankers or bulk ships.

    Not additive: a merged port is never summed from its parts.
    """
    return """
select s.entity_type, s.entity, s.basis, '' as variant, s.freq, s.period_start, s.obs_value as value,
       cast(null as double) as lower, cast(null as double) as upper, s.n_obs, s.obs_status, s.coverage, s.reason
from core_series s where s.measure = 'liner_connectivity' and s.entity_type = 'port' and s.variant = ''"""


@kpi(
    title=N_("Vessel arrivals"),
    theme="connectivity",
    unit="arrivals",
    direction="context",
    reads=("core_series",),
    measures=("vessel_arrivals",),
    formula=N_("ships that arrived in the period, as published"),
    min_data=N_("one period"),
    method="Eurostat mar_tf_qm",
    caveat=N_(
        "Quarterly figures are of container ships only; annual figures by ship type are held for a few large ports."
    ),
    variant_of="vessel_type",
)
def vessel_arrivals() -> str:
    """How many ships called at the port in the period, by type of ship. The quarterly series held here counts
    container ships only, so it says little about ferry ports.

    Variant is the ship type; empty for all ships together.
    """
    return """
select s.entity_type, s.entity, s.basis, case when s.vessel_type = 'total' then '' else s.vessel_type end as variant,
       s.freq, s.period_start, s.obs_value as value,
       cast(null as double) as lower, cast(null as double) as upper, s.n_obs, s.obs_status, s.coverage, s.reason
from core_series s
where s.measure = 'vessel_arrivals' and s.size_class in ('total', '_Z') and s.entity_type in ('port', 'area')
  and s.variant = ''"""


@kpi(
    title=N_("Ship size per arrival"),
    theme="connectivity",
    unit="GT/arrival",
    direction="context",
    reads=("core_series",),
    measures=("vessel_arrivals", "vessel_gross_tonnage", "gross_tonnage_per_arrival"),
    formula=N_("gross tonnage of the ships that arrived ÷ number of arrivals of the same ships"),
    min_data=N_("one period"),
    method="gross tonnage of arrivals / arrivals; Eurostat mar_tf_qm",
    caveat=N_(
        "Numerator and denominator count the same ship types. A quarter with arrivals but no tonnage is missing, "
        "not zero."
    ),
    variant_of="vessel_type",
)
def gt_per_arrival() -> str:
    """The average size, in gross tonnage, of the ships that called in the period. It rises when larger ships take
    over from smaller ones.

    Quarters: gross tonnage over arrivals of container ships. Years: the average as published, by ship type.
    """
    return f"""
select a.entity_type, a.entity, a.basis, case when a.vessel_type = 'total' then '' else a.vessel_type end as variant,
       a.freq, a.period_start, g.obs_value / nullif(a.obs_value, 0) as value,
       cast(null as double) as lower, cast(null as double) as upper,
       case when a.obs_value is null then 0 else 1 end + case when g.obs_value is null then 0 else 1 end as n_obs,
       case when g.obs_value is not null and a.obs_value is not null
            then {worst_status("a.obs_status", "g.obs_status")} end as obs_status,
       a.coverage,
       case when a.obs_value is null then a.reason when a.obs_value = 0 then 'zero_denominator'
            when g.obs_value is null then coalesce(g.reason, 'gap') end as reason
from core_series a
left join core_series g
  on g.basis = a.basis and g.entity_type = a.entity_type and g.entity = a.entity and g.measure = 'vessel_gross_tonnage'
 and g.vessel_type = a.vessel_type and g.size_class = a.size_class and g.freq = a.freq and g.variant = a.variant
 and g.period_start = a.period_start
where a.measure = 'vessel_arrivals' and a.size_class = 'total' and a.freq = 'Q'
  and a.entity_type in ('port', 'area') and a.variant = ''
union all
select s.entity_type, s.entity, s.basis, case when s.vessel_type = 'total' then '' else s.vessel_type end,
       s.freq, s.period_start, s.obs_value, cast(null as double), cast(null as double),
       s.n_obs, s.obs_status, s.coverage, s.reason
from core_series s
where s.measure = 'gross_tonnage_per_arrival' and s.freq = 'A' and s.entity_type = 'port' and s.variant = ''"""


@kpi(
    title=N_("Rank in the container port performance index"),
    theme="connectivity",
    unit="rank",
    direction="context",
    reads=("core_port", "core_series"),
    measures=("cppi_rank_administrative", "cppi_rank_statistical", "cppi_calls"),
    formula=N_("the place among all ports as the World Bank publishes it, from the time container ships spend in port"),
    min_data=N_("twenty valid calls in the year"),
    method="published administrative and statistical (factor analysis) rank, never averaged; World Bank CPPI",
    caveat=N_(
        "The two ways of computing place the same port dozens of ranks apart: read both. Container ships only. Can be "
        "handed in through the inbox template; no source brings it by itself."
    ),
    variant_of="approach",
    bases=("published",),
)
def time_in_port_cppi() -> str:
    """Where the port stands among the container ports of the world by the time ships spend in it, as the World Bank
    publishes it: 1 is the shortest time for the ships that came. A low rank is no verdict on the port.

    Variant '' is the administrative approach, 'factor_analysis' the statistical one. A published number of calls below
    twenty withholds the rank.
    """
    return f"""
with ranks as (
  select s.entity_type, s.entity, case when s.measure = 'cppi_rank_administrative' then '' else 'factor_analysis' end
           as variant, s.freq, s.period_start, s.obs_value, s.obs_status, s.reason, c.obs_value as calls
  from core_series s
  left join core_series c on c.measure = 'cppi_calls' and c.basis = s.basis and c.entity_type = s.entity_type
   and c.entity = s.entity and c.freq = s.freq and c.period_start = s.period_start and c.variant = s.variant
  where s.measure in ('cppi_rank_administrative', 'cppi_rank_statistical') and s.entity_type = 'port'
    and s.basis = 'published' and s.variant = ''
)
select r.entity_type, r.entity, 'published' as basis, r.variant, r.freq, r.period_start,
       case when r.calls < {_LEAST_CALLS} then null else r.obs_value end as value,
       cast(null as double) as lower, cast(null as double) as upper,
       case when r.obs_value is null then 0 else 1 end as n_obs,
       case when r.calls < {_LEAST_CALLS} then null else r.obs_status end as obs_status,
       cast(null as double) as coverage,
       case when r.obs_value is null then r.reason when r.calls < {_LEAST_CALLS} then 'not_enough_data' end as reason
from ranks r
union all{not_loaded("ranks", bases=("published",), reason="'not_handed_in'")}"""


@kpi(
    title=N_("Passengers per inhabitant"),
    theme="connectivity",
    unit="pax/inhab",
    direction="context",
    reads=("core_port", "core_port_denominator", "core_series"),
    measures=("passengers", "cruise_passengers", "passengers_eurostat", "population"),
    formula=N_("passengers of the port in the year ÷ inhabitants of its region on 1 January of that year"),
    min_data=N_("passengers and population of the same year"),
    method="passengers / population of the port's main NUTS-3 region; ferry and cruise apart; Eurostat",
    caveat=N_(
        "Printed by port authorities and the press in single years; some counts leave lorry drivers out. Ferry and "
        "cruise passengers are never added."
    ),
    variant_of="passengers",
    bases=("published",),
)
def passengers_per_inhabitant() -> str:
    """How many ferry passengers pass through the port in a year for each person who lives in its region: a measure of
    how much of a gateway the place is beside its size.

    Variant '' is ferry passengers as printed, 'cruise' cruise passengers, 'eurostat' the office's count of all.
    """
    return f"""
with travelled as (
  select s.entity_type, s.entity, s.period_start, s.obs_value, s.obs_status, s.reason,
         case s.measure when 'passengers' then '' when 'cruise_passengers' then 'cruise' else 'eurostat' end as variant
  from core_series s
  where s.measure in ('passengers', 'cruise_passengers', 'passengers_eurostat') and s.freq = 'A'
    and s.basis = 'published' and s.variant = '' and s.entity_type = 'port' and s.direction in ('total', '_Z')
    and s.partner = '_Z' and s.vessel_type in ('total', '_Z')
), people as (
  select d.port_id, s.period_start, s.obs_value, s.obs_status
  from core_port_denominator d join core_series s on s.basis = 'published' and s.entity_type = 'region'
   and s.entity = d.region_id and s.measure = 'population' and s.freq = 'A' and s.variant = ''
  where d.denominator = 'population'
)
select t.entity_type, t.entity, 'published' as basis, t.variant, 'A' as freq, t.period_start,
       t.obs_value / nullif(p.obs_value, 0) as value, cast(null as double) as lower, cast(null as double) as upper,
       case when t.obs_value is null then 0 else 1 end + case when p.obs_value is null then 0 else 1 end as n_obs,
       case when t.obs_value is not null and p.obs_value <> 0
            then {worst_status("t.obs_status", "p.obs_status")} end as obs_status,
       cast(null as double) as coverage,
       case when t.obs_value is null then t.reason when p.obs_value is null then 'no_denominator'
            when p.obs_value = 0 then 'zero_denominator' end as reason
from travelled t left join people p on p.port_id = t.entity and p.period_start = t.period_start
union all{not_loaded("travelled", bases=("published",))}"""


@kpi(
    title=N_("Share of goods with another country"),
    theme="connectivity",
    unit="%",
    direction="context",
    reads=("core_country", "core_port", "core_series"),
    measures=("gross_weight",),
    formula=N_("100 × tonnes that come from or go to the country ÷ all tonnes of the port in the year"),
    min_data=N_("four quarters of goods by partner country"),
    method="100 x_pc / x_p, the sum of four quarters; our own measure",
    caveat=N_(
        "The country is that of the other port, not of origin or of use: goods for Great Britain may go through "
        "Dublin. Needs the live source; no statement on Brexit stands on less."
    ),
    variant_of="country",
)
def cross_border_exposure() -> str:
    """Which part of the port's tonnes comes from or goes to ports of one other country, such as the United Kingdom:
    how much a change at that border would touch the port.

    Variant is the country, with ':ro_ro' behind it the share of ro-ro goods only. Years of four quarters, or as held.
    """
    return f"""
with held as (
  select s.basis, s.entity_type, s.entity, s.cargo_type, s.partner, s.freq,
         make_date(cast(extract(year from s.period_start) as integer), 1, 1) as period_start,
         sum(s.obs_value) as amount, count(s.obs_value) as n, max({status_rank("s.obs_status")}) as bad
  from core_series s
  where s.measure = 'gross_weight' and s.cargo_type in ('total', 'ro_ro') and s.direction = 'total'
    and s.freq in ('A', 'Q') and s.variant = '' and s.entity_type in ('port', 'area')
  group by s.basis, s.entity_type, s.entity, s.cargo_type, s.partner, s.freq,
           make_date(cast(extract(year from s.period_start) as integer), 1, 1)
), split as (
  select c.basis, c.entity_type, c.entity, c.cargo_type, c.partner, c.period_start, c.amount, c.n, c.bad,
         t.amount as total, t.n as n_total, t.bad as bad_total, case c.freq when 'Q' then 4 else 1 end as n_due
  from held c
  join core_country k on k.country_id = c.partner
  left join core_port p on p.port_id = c.entity
  left join held t on t.basis = c.basis and t.entity_type = c.entity_type and t.entity = c.entity
   and t.cargo_type = c.cargo_type and t.freq = c.freq and t.period_start = c.period_start and t.partner = '_Z'
  where p.country is null or p.country <> c.partner
)
select s.entity_type, s.entity, s.basis,
       s.partner || case s.cargo_type when 'ro_ro' then ':ro_ro' else '' end as variant, 'A' as freq, s.period_start,
       case when s.n = s.n_due and s.n_total = s.n_due then 100.0 * s.amount / nullif(s.total, 0) end as value,
       cast(null as double) as lower, cast(null as double) as upper, s.n + coalesce(s.n_total, 0) as n_obs,
       case when s.n = s.n_due and s.n_total = s.n_due and s.total <> 0
            then {status_letter("greatest(s.bad, s.bad_total)")} end as obs_status,
       s.n * 1.0 / s.n_due as coverage,
       case when s.n < s.n_due or coalesce(s.n_total, 0) < s.n_due then 'missing_part'
            when s.total = 0 then 'zero_denominator' end as reason
from split s
union all{not_loaded("split")}"""
