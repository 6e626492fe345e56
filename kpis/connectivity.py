"""Connectivity: which ships come, how large they are, and how well a port is connected."""

from __future__ import annotations

from kpis.fragments import worst_status
from kpis.registry import kpi
from language import N_


@kpi(
    title=N_("Liner shipping connectivity"),
    theme="connectivity",
    unit="index",
    direction="higher_better",
    reads=("core_series",),
    measures=("liner_connectivity",),
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
