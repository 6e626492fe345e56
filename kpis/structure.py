"""Structure: which kinds of cargo a port lives on, and which way they go."""

from __future__ import annotations

from kpis.fragments import CARGO_TYPES, GOODS, PLACES, status_letter, status_rank, worst_status
from kpis.registry import kpi
from language import N_

_YEARS = 3
_CAVEAT = N_(
    "Printed by port authorities and the press with the weight of containers and lorries; never beside Eurostat."
)


def _by_print() -> str:
    """One row a port, period and publisher: the printed tonnes by cargo type, and which print of a period is used.

    Cargo types of two publishers are never mixed. Of several complete prints the exact one comes first.
    """
    types = ", ".join(f"'{cargo}'" for cargo in CARGO_TYPES)
    return f"""
cells as (
  select s.entity_type, s.entity, s.freq, s.period_start, s.publisher, s.cargo_type, s.obs_value,
         {status_rank("s.obs_status")} as bad, case when s.is_rounded then 1 else 0 end as rounded,
         row_number() over (partition by s.entity_type, s.entity, s.freq, s.period_start, s.publisher, s.cargo_type
                            order by s.series_id <> '_Z', s.is_rounded, s.series_id) as place
  from core_observation s
  where s.measure = 'gross_weight_port_authority' and s.direction = 'total' and s.obs_value is not null
), prints as (
  select c.entity_type, c.entity, c.freq, c.period_start, c.publisher,
         count(case when c.cargo_type in ({types}) then 1 end) as n_types,
         count(case when c.cargo_type in ({types}) and c.obs_value > 0 then 1 end) as n_used,
         sum(case when c.cargo_type in ({types}) then c.obs_value end) as split_total,
         sum(case when c.cargo_type = 'total' then c.obs_value end) as printed_total,
         sum(case when c.cargo_type = 'containers' then c.obs_value end) as containers,
         sum(case when c.cargo_type = 'ro_ro' then c.obs_value end) as ro_ro,
         max(c.bad) as bad, max(c.rounded) as rounded
  from cells c where c.place = 1
  group by c.entity_type, c.entity, c.freq, c.period_start, c.publisher
), chosen as (
  select p.*, row_number() over (partition by p.entity_type, p.entity, p.freq, p.period_start
                                 order by p.n_types desc, p.rounded, p.bad, p.publisher) as place
  from prints p where p.n_types > 0
)"""


def _on_shares(values: dict[str, str]) -> str:
    """An indicator over the five shares of the chosen print, by variant; withheld where a cargo type is missing."""
    types = ", ".join(f"'{cargo}'" for cargo in CARGO_TYPES)
    return f"""
with {_by_print()}, shares as (
  select p.entity_type, p.entity, p.freq, p.period_start, p.n_types, p.n_used, p.bad,
         c.obs_value / nullif(p.split_total, 0) as share
  from chosen p
  join cells c on c.entity_type = p.entity_type and c.entity = p.entity and c.freq = p.freq
    and c.period_start = p.period_start and c.publisher = p.publisher and c.place = 1 and c.cargo_type in ({types})
  where p.place = 1
)
{" union all ".join(_of_shares(variant, value) for variant, value in values.items())}"""


def _of_shares(variant: str, value: str) -> str:
    return f"""
select s.entity_type, s.entity, 'published' as basis, '{variant}' as variant, s.freq, s.period_start,
       case when s.n_types = {len(CARGO_TYPES)} then {value} end as value,
       cast(null as double) as lower, cast(null as double) as upper, s.n_types as n_obs,
       case when s.n_types = {len(CARGO_TYPES)} then {status_letter("s.bad")} end as obs_status,
       s.n_types * 1.0 / {len(CARGO_TYPES)} as coverage,
       case when s.n_types < {len(CARGO_TYPES)} then 'missing_part'
            when count(s.share) = 0 then 'zero_denominator' end as reason
from shares s
group by s.entity_type, s.entity, s.freq, s.period_start, s.n_types, s.n_used, s.bad"""


@kpi(
    title=N_("Cargo concentration"),
    theme="structure",
    unit="0-1",
    direction="context",
    reads=("core_observation",),
    measures=("gross_weight_port_authority",),
    formula=N_("(sum of the squared shares of the five kinds of cargo − 1/5) ÷ (1 − 1/5)"),
    min_data=N_("all five cargo types of one source and period"),
    method=(
        "Herfindahl-Hirschman index of squared shares H, normalised (H - 1/5) / (1 - 1/5) over all five cargo types,"
        " also those at zero; effective number 1 / H under cargo_diversity; Grifoll et al. 2018"
    ),
    caveat=_CAVEAT,
    bases=("published",),
)
def cargo_hhi_normalised() -> str:
    """How much of the port's tonnage sits in few kinds of cargo: 0 is an even split over liquid bulk, dry bulk,
    containers, ro-ro and other general cargo, 1 a single kind.

    All five types count, also those at zero. Withheld where one of them is missing.
    """
    return _on_shares({"": "(sum(s.share * s.share) - 1.0 / 5) / (1 - 1.0 / 5)"})


@kpi(
    title=N_("Cargo diversity"),
    theme="structure",
    unit="types",
    direction="context",
    reads=("core_observation",),
    measures=("gross_weight_port_authority",),
    formula=N_("exponential of minus the sum of share × logarithm of share over the kinds of cargo above zero"),
    min_data=N_("all five cargo types of one source and period"),
    method=(
        "Hill number of order one, exp(-sum s ln s), zero shares skipped; beside it that of order two, 1 / H with H the"
        " sum of squared shares; Shannon 1948 (reference not opened)"
    ),
    caveat=_CAVEAT,
    variant_of="estimator",
    bases=("published",),
)
def cargo_diversity() -> str:
    """How many kinds of cargo, equally large, would make a mix as varied as the port's: from one, a single kind, to
    five, an even split.

    Variant 'inverse_hhi' is 1 / H, the effective number behind the cargo concentration. Withheld where one of the five
    types is missing, because shares of a part would mislead.
    """
    shannon = "exp(-sum(case when s.share > 0 then s.share * ln(s.share) else 0 end))"
    return _on_shares({"": shannon, "inverse_hhi": "1.0 / nullif(sum(s.share * s.share), 0)"})


@kpi(
    title=N_("Unitised share"),
    theme="structure",
    unit="%",
    direction="context",
    reads=("core_observation",),
    measures=("gross_weight_port_authority",),
    formula=N_("100 × (tonnes in containers + ro-ro tonnes) ÷ all tonnes of the same print"),
    min_data=N_("containers, ro-ro and total of one source and period"),
    method="100 (containers + ro-ro) / total; OECD port-cities",
    caveat=_CAVEAT,
    bases=("published",),
)
def unitised_share() -> str:
    """How much of the tonnage comes in boxes or on wheels: containers and ro-ro out of everything that the same
    publisher counted in the period.

    The printed total divides. Withheld where containers, ro-ro or the total is missing.
    """
    complete = "p.containers is not null and p.ro_ro is not null and p.printed_total is not null"
    return f"""
with {_by_print()}, offered as (
  select p.*, case when {complete} then 3 else 0 end as is_complete,
         row_number() over (partition by p.entity_type, p.entity, p.freq, p.period_start
                            order by case when {complete} then 0 else 1 end, p.rounded, p.bad, p.publisher) as turn
  from prints p where p.n_types > 0
)
select p.entity_type, p.entity, 'published' as basis, '' as variant, p.freq, p.period_start,
       case when p.is_complete = 3 then 100.0 * (p.containers + p.ro_ro) / nullif(p.printed_total, 0) end as value,
       cast(null as double) as lower, cast(null as double) as upper,
       case when p.containers is null then 0 else 1 end + case when p.ro_ro is null then 0 else 1 end
         + case when p.printed_total is null then 0 else 1 end as n_obs,
       case when p.is_complete = 3 and p.printed_total <> 0 then {status_letter("p.bad")} end as obs_status,
       cast(null as double) as coverage,
       case when p.is_complete = 0 then 'missing_part' when p.printed_total = 0 then 'zero_denominator' end as reason
from offered p where p.turn = 1"""


@kpi(
    title=N_("Balance of directions"),
    theme="structure",
    unit="-1..1",
    direction="context",
    reads=("core_series",),
    measures=("gross_weight",),
    formula=N_("(tonnes outward − tonnes inward) ÷ (tonnes outward + tonnes inward)"),
    min_data=N_("inward and outward tonnes of one year"),
    method="(out - in) / (out + in); robust variant: mean of 3 years; PPRISM",
    caveat=N_("Held for Belgian ports only: outward goods are the total less the inward goods."),
    variant_of="estimator",
)
def direction_balance() -> str:
    """Whether a port sends more than it receives: minus one is all inward, zero is even, plus one is all outward.

    Variant 'mean_3y' is the mean of three years in a row. Rows only where inward tonnes are held.
    """
    return f"""
with balances as (
  select i.entity_type, i.entity, i.basis, i.freq, i.period_start,
         (o.obs_value - i.obs_value) / nullif(o.obs_value + i.obs_value, 0) as value,
         case when i.obs_value is null then 0 else 1 end + case when o.obs_value is null then 0 else 1 end as n_obs,
         case when o.obs_value is not null and i.obs_value is not null
              then {worst_status("i.obs_status", "o.obs_status")} end as obs_status,
         i.coverage,
         case when i.obs_value is null then i.reason
              when o.obs_value is null then coalesce(o.reason, 'no_direction_split')
              when o.obs_value + i.obs_value = 0 then 'zero_denominator' end as reason
  from core_series i
  left join core_series o
    on o.basis = i.basis and o.entity_type = i.entity_type and o.entity = i.entity and o.measure = i.measure
   and o.cargo_type = i.cargo_type and o.direction = 'out' and o.freq = i.freq and o.variant = i.variant
   and o.partner = i.partner and o.period_start = i.period_start
  where {GOODS.replace("s.", "i.")} and i.direction = 'in' and i.partner = '_Z' and {PLACES.replace("s.", "i.")}
), means as (
  select b.entity_type, b.entity, b.basis, b.freq, b.period_start, b.value, b.reason, count(a.value) as n,
         avg(a.value) as mean, max({status_rank("a.obs_status")}) as bad
  from balances b
  join balances a on a.basis = b.basis and a.entity_type = b.entity_type and a.entity = b.entity
   and a.period_start between b.period_start - interval 2 year and b.period_start
  group by b.entity_type, b.entity, b.basis, b.freq, b.period_start, b.value, b.reason
)
select b.entity_type, b.entity, b.basis, '' as variant, b.freq, b.period_start, b.value,
       cast(null as double) as lower, cast(null as double) as upper, b.n_obs, b.obs_status, b.coverage, b.reason
from balances b
union all
select m.entity_type, m.entity, m.basis, 'mean_3y', m.freq, m.period_start,
       case when m.n = {_YEARS} and m.value is not null then m.mean end, cast(null as double), cast(null as double),
       2 * m.n, case when m.n = {_YEARS} and m.value is not null then {status_letter("m.bad")} end,
       cast(null as double), case when m.value is null then m.reason when m.n < {_YEARS} then 'too_few_periods' end
from means m"""
