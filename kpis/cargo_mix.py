"""Structure beside others: in what a port specialises, measured against the ports it is compared with."""

from __future__ import annotations

from kpis.fragments import CARGO_TYPES, cargo_cells, members, not_loaded, status_letter
from kpis.registry import kpi
from language import N_

_LEAST_TYPES = 3
_LEAST_SHARE = 0.01
_RESAMPLED_YEARS = 3
_CAVEAT = N_(
    "Needs goods by kind of cargo from one statistical office for all ports: they come with the live source, not with "
    "this edition. What port authorities print cannot be compared between ports."
)
_READS = ("core_part", "core_port", "core_range_member", "core_series")
_MEASURES = ("gross_weight", "gross_weight_by_cargo")


def _compared() -> str:
    """SQL of the CTE `compared`: a port's tonnes by kind of cargo in a range and year, and those of the other ports.

    The port itself is left out of what it is compared with; the others count with the kinds they have.
    """
    return f"""
{cargo_cells()}, held as (
  select c.basis, c.entity_type, c.entity, c.part, c.period_start, c.amount, c.bad
  from cells c where c.amount is not null
), {members("held")}, compared as (
  select p.basis, p.entity_type, p.entity, p.range_id, p.period_start, p.part, p.amount,
         sum(q.amount) as others, max(greatest(coalesce(p.bad, 0), coalesce(q.bad, 0))) as bad
  from members p left join members q on q.range_id = p.range_id and q.basis = p.basis and q.part = p.part
   and q.period_start = p.period_start and (q.entity <> p.entity or q.entity_type <> p.entity_type)
  group by p.basis, p.entity_type, p.entity, p.range_id, p.period_start, p.part, p.amount
), shared as (
  select c.*, sum(c.amount) over w as port_total, sum(c.others) over w as others_total,
         count(*) over w as n_types, count(c.others) over w as n_compared, max(c.bad) over w as worst
  from compared c
  window w as (partition by c.basis, c.entity_type, c.entity, c.range_id, c.period_start)
), stated as (
  select s.*, case when s.n_compared < {_LEAST_TYPES} then 'not_enough_data'
                   when s.port_total = 0 or s.others_total = 0 then 'zero_denominator' end as short
  from shared s
)"""


@kpi(
    title=N_("Specialisation by kind of cargo"),
    theme="structure",
    unit="ratio",
    direction="context",
    reads=_READS,
    measures=_MEASURES,
    formula=N_(
        "(tonnes of the kind ÷ all tonnes of the port) ÷ (tonnes of the kind ÷ all tonnes of the other ports of the "
        "group)"
    ),
    min_data=N_("three kinds of cargo in one year; the kind is at least one per cent of the port's tonnes"),
    method="location quotient (x_pi / x_p) / (X_i / X), X of the range without the port itself; regional science"
    " (reference not opened)",
    caveat=_CAVEAT,
    variant_of="comparison",
)
def location_quotient() -> str:
    """How much more of a kind of cargo the port has in its mix than the other ports of the group: 1 is the same part,
    2 twice as much. The port itself is left out of the group.

    Variant is the range, then a colon and the cargo type. Below one per cent of the port's tonnes there is no value:
    a quotient of crumbs is noise.
    """
    return f"""
with {_compared()}
select s.entity_type, s.entity, s.basis, s.range_id || ':' || s.part as variant, 'A' as freq, s.period_start,
       case when s.short is null and s.amount >= {_LEAST_SHARE} * s.port_total
            then (s.amount * 1.0 / s.port_total) / nullif(s.others * 1.0 / s.others_total, 0) end as value,
       cast(null as double) as lower, cast(null as double) as upper, s.n_types as n_obs,
       case when s.short is null and s.amount >= {_LEAST_SHARE} * s.port_total and s.others > 0
            then {status_letter("s.worst")} end as obs_status,
       s.n_types * 1.0 / {len(CARGO_TYPES)} as coverage,
       case when s.short is not null then s.short
            when s.amount < {_LEAST_SHARE} * s.port_total then 'not_enough_data'
            when coalesce(s.others, 0) = 0 then 'zero_denominator' end as reason
from stated s
union all{not_loaded("cells")}"""


# Every draw of three of the last three years, with repetition and whatever the order, and the index of each.
_SPREAD = f"""
counted as (
  select y.basis, y.entity_type, y.entity, y.range_id, y.period_start, extract(year from y.period_start) as year,
         y.n_types, count(case when o.short is null and o.n_types = y.n_types then 1 end) as n_years
  from yearly y join yearly o on o.basis = y.basis and o.entity_type = y.entity_type and o.entity = y.entity
   and o.range_id = y.range_id and o.period_start between y.period_start - interval 2 year and y.period_start
  group by y.basis, y.entity_type, y.entity, y.range_id, y.period_start, y.n_types
), back as (
  select 0 as years union all select 1 union all select 2
), draws as (
  select a.years as first_draw, b.years as second_draw, c.years as third_draw
  from back a cross join back b cross join back c
  where a.years <= b.years and b.years <= c.years
), drawn as (
  select n.basis, n.entity_type, n.entity, n.range_id, n.period_start, d.first_draw, d.second_draw, d.third_draw,
         sum(abs(f.gap + g.gap + h.gap)) / {_RESAMPLED_YEARS} as value
  from counted n cross join draws d
  join shares f on f.basis = n.basis and f.entity_type = n.entity_type and f.entity = n.entity
   and f.range_id = n.range_id and f.year = n.year - d.first_draw
  join shares g on g.basis = f.basis and g.entity_type = f.entity_type and g.entity = f.entity
   and g.range_id = f.range_id and g.part = f.part and g.year = n.year - d.second_draw
  join shares h on h.basis = f.basis and h.entity_type = f.entity_type and h.entity = f.entity
   and h.range_id = f.range_id and h.part = f.part and h.year = n.year - d.third_draw
  where n.n_years = {_RESAMPLED_YEARS}
  group by n.basis, n.entity_type, n.entity, n.range_id, n.period_start, d.first_draw, d.second_draw, d.third_draw
), spread as (
  select d.basis, d.entity_type, d.entity, d.range_id, d.period_start, min(d.value) as lower, max(d.value) as upper
  from drawn d group by d.basis, d.entity_type, d.entity, d.range_id, d.period_start
)"""


@kpi(
    title=N_("Distance of the cargo mix from other ports"),
    theme="structure",
    unit="0-2",
    direction="context",
    reads=_READS,
    measures=_MEASURES,
    formula=N_("sum over the kinds of cargo of |share in the port − share in the other ports of the group|"),
    min_data=N_("three kinds of cargo in one year"),
    method=(
        "Krugman index sum_i |s_pi - s_Ri|, R without the port itself; interval: the range over all bootstrap draws of"
        " the last 3 years (27 draws, so their 95 % is the whole range); Krugman 1991 (reference not opened)"
    ),
    caveat=_CAVEAT,
    variant_of="range",
)
def krugman_specialisation() -> str:
    """How different the port's mix of cargo is from that of the other ports of the group: 0 is the same mix, 2 means
    that they have no kind of cargo in common. The port itself is left out of the group.

    Variant is the range. The interval is that of the shares averaged over any three of the last three years, drawn
    with repetition; absent where one of the three is.
    """
    return f"""
with {_compared()}, shares as (
  select s.basis, s.entity_type, s.entity, s.range_id, s.period_start, extract(year from s.period_start) as year,
         s.part, s.n_types, s.worst, s.short,
         s.amount * 1.0 / nullif(s.port_total, 0) - coalesce(s.others, 0) * 1.0 / nullif(s.others_total, 0) as gap
  from stated s
), yearly as (
  select g.basis, g.entity_type, g.entity, g.range_id, g.period_start, g.n_types, g.worst, g.short,
         sum(abs(g.gap)) as value
  from shares g
  group by g.basis, g.entity_type, g.entity, g.range_id, g.period_start, g.n_types, g.worst, g.short
), {_SPREAD}
select y.entity_type, y.entity, y.basis, y.range_id as variant, 'A' as freq, y.period_start,
       case when y.short is null then y.value end as value,
       case when y.short is null then least(s.lower, y.value) end as lower,
       case when y.short is null then greatest(s.upper, y.value) end as upper, y.n_types as n_obs,
       case when y.short is null then {status_letter("y.worst")} end as obs_status,
       y.n_types * 1.0 / {len(CARGO_TYPES)} as coverage, y.short as reason
from yearly y left join spread s on s.basis = y.basis and s.entity_type = y.entity_type and s.entity = y.entity
 and s.range_id = y.range_id and s.period_start = y.period_start
union all{not_loaded("cells")}"""
