"""Pieces of SQL that several indicators share."""

from __future__ import annotations

from warehouse.fields import BASES, OBS_STATUSES


def worst_status(*columns: str) -> str:
    """SQL for the least reliable of several observation statuses; NULL where all are NULL."""
    ranks = [f"coalesce({status_rank(column)}, -1)" for column in columns]
    greatest = ranks[0] if len(ranks) == 1 else f"greatest({', '.join(ranks)})"
    return status_letter(greatest)


def status_rank(column: str) -> str:
    """SQL for the place of a status from reliable (0) to unreliable."""
    return f"case {column} " + " ".join(f"when '{s}' then {i}" for i, s in enumerate(OBS_STATUSES)) + " end"


def status_letter(rank: str) -> str:
    """SQL that turns such a place back into the status."""
    return f"case {rank} " + " ".join(f"when {i} then '{s}'" for i, s in enumerate(OBS_STATUSES)) + " end"


GOODS = "s.measure = 'gross_weight' and s.cargo_type = 'total' and s.freq = 'A' and s.variant = ''"
GOODS_AND_QUARTERS = (
    "s.measure = 'gross_weight' and s.cargo_type = 'total' and s.direction = 'total' and s.partner = '_Z'"
    " and s.freq in ('A', 'Q') and s.variant = ''"
)
PLACES = "s.entity_type in ('port', 'area', 'country')"

_Z95 = 1.959963984540054


def wilson(count: str, total: str) -> tuple[str, str]:
    """SQL for the ends of the 95 % Wilson interval of a share of `total`, 0 to 1 (Wilson 1927)."""
    share = f"({count} * 1.0 / {total})"
    scale = f"(1 + {_Z95 * _Z95} / {total})"
    middle = f"({share} + {_Z95 * _Z95 / 2} / {total})"
    half = f"({_Z95} * sqrt({share} * (1 - {share}) / {total} + {_Z95 * _Z95 / 4} / ({total} * {total})))"
    return f"({middle} - {half}) / {scale}", f"({middle} + {half}) / {scale}"


# Quantiles of 97.5 % of Student's distribution with 1, 2, 3 ... degrees of freedom.
_STUDENT = (
    12.706205,
    4.302653,
    3.182446,
    2.776445,
    2.570582,
    2.446912,
    2.364624,
    2.306004,
    2.262157,
    2.228139,
    2.200985,
    2.178813,
    2.160369,
    2.144787,
    2.13145,
    2.119905,
    2.109816,
    2.100922,
    2.093024,
    2.085963,
    2.079614,
    2.073873,
    2.068658,
    2.063899,
    2.059539,
    2.055529,
    2.051831,
    2.048407,
    2.04523,
    2.042272,
)


def student(count: str) -> str:
    """SQL for half the width of a 95 % interval of a mean of `count` values, in standard errors; the normal from 32."""
    rows = " ".join(f"when {n} then {quantile}" for n, quantile in enumerate(_STUDENT, start=2))
    return f"case {count} {rows} else {_Z95} end"


# What a figure that a live source would fill looks like until it is loaded: one row a port, under the newest year.
_NEWEST = (
    "(select max(s.period_start) as period_start from core_series s where s.measure = 'gross_weight' and s.freq = 'A')"
)


# Eurostat is what a refresh brings for every port it has a code for, and for no other.
_LOADABLE = "case when p.eurostat_code is null then 'no_source' else 'not_loaded' end"
# Regions of the United Kingdom are in no file of the regional accounts that is read here.
NOT_BRITISH = "case when substr(r.region_id, 1, 2) = 'UK' then 'no_source' else 'not_loaded' end"


def not_loaded(held: str, bases: tuple[str, ...] = BASES, reason: str = _LOADABLE) -> str:
    """SQL of the rows, to be added by UNION ALL, of the ports that the CTE `held` (entity_type, entity) lacks.

    Reads core_port and core_series. One row a port and basis with the reason: a row for every year would only say the
    same again.
    """
    listed = " union all ".join(f"select '{basis}' as basis" for basis in bases)
    return f"""
select 'port' as entity_type, p.port_id as entity, b.basis, '' as variant, 'A' as freq, n.period_start,
       cast(null as double) as value, cast(null as double) as lower, cast(null as double) as upper, 0 as n_obs,
       cast(null as varchar) as obs_status, cast(null as double) as coverage, {reason} as reason
from core_port p cross join ({listed}) b cross join {_NEWEST} n
where p.port_status = 'active' and n.period_start is not null
  and not exists (select 1 from {held} h where h.entity_type = 'port' and h.entity = p.port_id)"""


CARGO_TYPES = ("liquid_bulk", "dry_bulk", "containers", "ro_ro", "general_cargo")


def cargo_cells() -> str:
    """SQL of the CTE `cells`: tonnes (`amount`) of a place by kind of cargo (`part`) and year, by one office's count.

    The years' own figures where a place has any, else sums of four quarters, never one beside the other in a series.
    What port authorities print is not in it: their counts differ, so ports cannot be compared by them. Reads
    core_series.
    """
    types = ", ".join(f"'{cargo}'" for cargo in CARGO_TYPES)
    year = "make_date(cast(extract(year from s.period_start) as integer), 1, 1)"
    return f"""
counts as (
  select s.basis, s.entity_type, s.entity, s.cargo_type as part, {year} as period_start,
         max(case when s.freq = 'A' then s.obs_value end) as annual,
         case when count(case when s.freq = 'Q' then s.obs_value end) = 4
              then sum(case when s.freq = 'Q' then s.obs_value end) end as quarterly,
         max({status_rank("s.obs_status")}) as bad
  from core_series s
  where s.measure in ('gross_weight', 'gross_weight_by_cargo') and s.cargo_type in ({types})
    and s.direction in ('total', '_Z') and s.partner = '_Z' and s.variant = '' and s.freq in ('A', 'Q') and {PLACES}
  group by s.basis, s.entity_type, s.entity, s.cargo_type, {year}
), cells as (
  select c.basis, c.entity_type, c.entity, c.part, c.period_start, c.bad,
         case when count(c.annual) over (partition by c.basis, c.entity_type, c.entity) > 0
              then c.annual else c.quarterly end as amount
  from counts c
)"""


def regions_not_loaded(held: str, reason: str = "'not_loaded'") -> str:
    """SQL of such rows for the main regions of the ports that the CTE `held` (entity) lacks; under the newest GDP.

    Reads core_port_region and core_series.
    """
    return f"""
select 'region' as entity_type, r.region_id as entity, 'published' as basis, '' as variant, 'A' as freq, n.period_start,
       cast(null as double) as value, cast(null as double) as lower, cast(null as double) as upper, 0 as n_obs,
       cast(null as varchar) as obs_status, cast(null as double) as coverage, {reason} as reason
from (select p.region_id, max(p.nuts_version) as nuts_version from core_port_region p where p.is_main
      group by p.region_id) r
cross join (select max(s.period_start) as period_start from core_series s where s.measure = 'gdp' and s.freq = 'A') n
where n.period_start is not null and not exists (select 1 from {held} h where h.entity = r.region_id)"""


def members(rows: str, name: str = "members") -> str:
    """SQL of the CTE `name`: the rows of `rows` (basis, entity_type, entity) in each range they belong to.

    Like for like a merged port stands for its parts, so the parts are not counted beside it. Reads core_part and
    core_range_member.
    """
    return f"""
{name} as (
  select r.*, m.range_id from {rows} r
  join core_range_member m on m.entity_type = r.entity_type and m.entity = r.entity
  where r.basis = 'published' or not exists (
    select 1 from core_part p join core_range_member o on o.range_id = m.range_id
      and o.entity_type = p.entity_type and o.entity = p.entity
    where p.member_type = r.entity_type and p.member = r.entity)
)"""
