"""Throughput: how much moves, how it changes, and whose share it is."""

from __future__ import annotations

import pandas as pd

from kpis.fragments import GOODS, GOODS_AND_QUARTERS, PLACES, status_letter, status_rank, worst_status
from kpis.growth import WINDOW, growth
from kpis.registry import kpi
from language import N_

CAGR_WINDOW_YEARS = 10
_RECENT = 4
# Below half of the listed ports a share says more about who has reported than about the port.
_LEAST_COVERAGE = 0.5


@kpi(
    title=N_("Gross weight handled"),
    theme="throughput",
    unit="t",
    direction="context",
    reads=("core_series",),
    measures=("gross_weight",),
    formula=N_("tonnes loaded plus tonnes unloaded in the period, all kinds of cargo"),
    min_data=N_("one period"),
    method="Eurostat mar_go_aa, Directive 2009/42/EC; PPRISM",
    caveat=N_(
        "Eurostat leaves out the own weight of lorries, trailers and containers, so a port's own totals are higher."
    ),
)
def gross_weight() -> str:
    """Tonnes of goods loaded and unloaded by seagoing ships in the period, as the national office reports them to
    Eurostat. The weight of lorries, trailers and containers themselves is not counted, nor are inland barges.

    Rows for ports, areas and countries, both bases, within the span of the series; quarters where they are held.
    """
    return f"""
select s.entity_type, s.entity, s.basis, '' as variant, s.freq, s.period_start, s.obs_value as value,
       cast(null as double) as lower, cast(null as double) as upper, s.n_obs, s.obs_status, s.coverage, s.reason
from core_series s where {GOODS_AND_QUARTERS} and {PLACES}"""


@kpi(
    title=N_("Change on the year before"),
    theme="throughput",
    unit="%",
    direction="higher_better",
    reads=("core_series",),
    measures=("gross_weight",),
    formula=N_("100 × (tonnes of the period ÷ tonnes of the same period a year before − 1)"),
    min_data=N_("two years of one series (five quarters where quarters are held)"),
    method="100 (x_t / x_{t-1} - 1), quarters 100 (x_t / x_{t-4} - 1); robust variant: median of the last 4; PPRISM",
    caveat=N_("Below two million tonnes a port's change swings widely: read the tonnes beside it."),
    variant_of="estimator",
)
def yoy_change() -> str:
    """By how many per cent the tonnes of a year differ from those of the year before. Across a merger or a change in
    what is counted there is no figure, unless the like-for-like basis joins the parts.

    Variant 'median_4' is the median of the last four changes, of years or of quarters. The lag is a join on the period
    one year earlier, never on the row before.
    """
    return f"""
with changes as (
  select s.entity_type, s.entity, s.basis, s.freq, s.period_start,
         case when not s.is_break then 100.0 * (s.obs_value / nullif(p.obs_value, 0) - 1) end as value,
         case when s.obs_value is null then 0 when p.obs_value is null or s.is_break then 1 else 2 end as n_obs,
         case when p.obs_value is not null and s.obs_value is not null
              then {worst_status("s.obs_status", "p.obs_status")} end as obs_status,
         s.coverage,
         case when s.obs_value is null then s.reason
              when s.is_break then 'break'
              when p.period_start is null then 'too_few_periods'
              when p.obs_value is null then coalesce(p.reason, 'gap')
              when p.obs_value = 0 then 'zero_denominator' end as reason
  from core_series s
  left join core_series p
    on p.basis = s.basis and p.entity_type = s.entity_type and p.entity = s.entity and p.measure = s.measure
   and p.cargo_type = s.cargo_type and p.direction = s.direction and p.partner = s.partner and p.freq = s.freq
   and p.variant = s.variant and p.period_start = s.period_start - interval 1 year
  where {GOODS_AND_QUARTERS} and {PLACES}
), recent as (
  select c.entity_type, c.entity, c.basis, c.freq, c.period_start, c.value, c.reason, count(o.value) as n,
         (sum(o.value) - min(o.value) - max(o.value)) / 2 as middle, max({status_rank("o.obs_status")}) as bad
  from changes c
  join changes o on o.basis = c.basis and o.entity_type = c.entity_type and o.entity = c.entity and o.freq = c.freq
   and o.period_start <= c.period_start
   and o.period_start > c.period_start - case c.freq when 'A' then interval 48 month else interval 12 month end
  group by c.entity_type, c.entity, c.basis, c.freq, c.period_start, c.value, c.reason
)
select c.entity_type, c.entity, c.basis, '' as variant, c.freq, c.period_start, c.value,
       cast(null as double) as lower, cast(null as double) as upper, c.n_obs, c.obs_status, c.coverage, c.reason
from changes c
union all
select r.entity_type, r.entity, r.basis, 'median_4', r.freq, r.period_start,
       case when r.n = {_RECENT} and r.value is not null then r.middle end,
       cast(null as double), cast(null as double), r.n,
       case when r.n = {_RECENT} and r.value is not null then {status_letter("r.bad")} end, cast(null as double),
       case when r.value is null then r.reason when r.n < {_RECENT} then 'too_few_periods' end
from recent r"""


@kpi(
    title=N_("Growth per year"),
    theme="throughput",
    unit="%/yr",
    direction="higher_better",
    reads=("core_series",),
    measures=("gross_weight",),
    formula=N_(
        "100 × ((tonnes of the last year ÷ tonnes of the first year) to the power of 1 ÷ the years between − 1)"
    ),
    min_data=N_("four years of one series"),
    method="compound rate 100 ((x_T / x_0)^(1/T) - 1); slope of ln x after Theil and Sen with its 95 % interval",
    caveat=N_(
        "Only the two end years count: a shock in one of them moves the figure. The robust slope beside it uses "
        "every year."
    ),
    variant_of="estimator",
    parameters=WINDOW,
    is_sql=False,
)
def cagr(
    series: pd.DataFrame, window: int = CAGR_WINDOW_YEARS, start: int | None = None, end: int | None = None
) -> pd.DataFrame:
    """The steady yearly growth that leads from the tonnes of ten years ago to those of this year. Beside it stands
    the slope through all years between, which a single odd year hardly moves, with its 95 % interval.

    Variant '' is the compound rate, 'theil_sen' the robust slope (Sen 1968; reference not opened) with interval.
    With `start` and `end` the one window of these years is computed. A window that reaches over a break, or
    below four years, has no value.
    """
    goods = series[
        (series["measure"] == "gross_weight")
        & (series["cargo_type"] == "total")
        & (series["direction"] == "total")
        & (series["freq"] == "A")
        & (series["variant"] == "")
        & series["entity_type"].isin(["port", "area", "country"])
    ]
    return growth(goods, window, start, end)


@kpi(
    title=N_("Share of a group of ports"),
    theme="throughput",
    unit="%",
    direction="context",
    reads=("core_part", "core_range", "core_range_member", "core_series"),
    measures=("gross_weight",),
    formula=N_("100 × tonnes of the port ÷ tonnes of the whole group in the same year"),
    min_data=N_("half of the listed ports of the group in the same year"),
    method="100 x_p / sum of the group; PORTOPIA",
    caveat=N_("Where a listed port has no figure the share is of the others, and the coverage says so."),
    variant_of="range",
)
def market_share() -> str:
    """The port's part of the tonnes of a named group of ports in the same year. For Belgium the national total
    divides; for the other groups the sum of the listed ports that have a figure, and the coverage says how many do.

    Variant is the range. A merged port's predecessors are not counted twice on the like-for-like basis.
    """
    rank = status_letter(f"max({status_rank('s.obs_status')})")
    return f"""
with goods as (
  select s.basis, s.entity_type, s.entity, s.period_start, s.obs_value, s.obs_status, s.reason
  from core_series s where {GOODS} and s.direction = 'total' and {PLACES}
), members as (
  select g.*, m.range_id from goods g
  join core_range_member m on m.entity_type = g.entity_type and m.entity = g.entity
  where g.basis = 'published' or not exists (
    select 1 from core_part p join core_range_member o on o.range_id = m.range_id
      and o.entity_type = p.entity_type and o.entity = p.entity
    where p.member_type = g.entity_type and p.member = g.entity)
), summed as (
  select s.range_id, s.basis, s.period_start, sum(s.obs_value) as total, count(s.obs_value) as n_held,
         sum(case when s.reason = 'merged' then 0 else 1 end) as n_due, {rank} as worst
  from members s group by s.range_id, s.basis, s.period_start
), divided as (
  select t.range_id, t.basis, t.period_start,
         case when r.denominator_entity is null then t.total else n.obs_value end as total,
         case when r.denominator_entity is null then t.worst else n.obs_status end as worst,
         case when r.denominator_entity is null then t.n_held when n.obs_value is null then 0 else 1 end as n_held,
         case when r.denominator_entity is null then t.n_held * 1.0 / nullif(t.n_due, 0) else 1.0 end as coverage
  from summed t join core_range r on r.range_id = t.range_id
  left join goods n on n.entity_type = r.denominator_entity_type and n.entity = r.denominator_entity
    and n.basis = t.basis and n.period_start = t.period_start
)
select m.entity_type, m.entity, m.basis, m.range_id as variant, 'A' as freq, m.period_start,
       case when d.coverage >= {_LEAST_COVERAGE} then 100.0 * m.obs_value / nullif(d.total, 0) end as value,
       cast(null as double) as lower, cast(null as double) as upper, d.n_held as n_obs,
       case when m.obs_value is not null and d.total is not null and d.coverage >= {_LEAST_COVERAGE}
            then {worst_status("m.obs_status", "d.worst")} end as obs_status,
       d.coverage,
       case when m.obs_value is null then m.reason when d.total is null then 'no_denominator'
            when d.coverage < {_LEAST_COVERAGE} then 'missing_part'
            when d.total = 0 then 'zero_denominator' end as reason
from members m join divided d on d.range_id = m.range_id and d.basis = m.basis and d.period_start = m.period_start"""
