"""Shift-share: how much of a change came with the market, with the mix, and from the place itself."""

from __future__ import annotations

from kpis.fragments import (
    GOODS,
    NOT_BRITISH,
    PLACES,
    cargo_cells,
    members,
    not_loaded,
    regions_not_loaded,
    status_letter,
    status_rank,
)
from kpis.registry import kpi
from language import N_

_APART = 5
_LEAST_TYPES = 3
_LEAST_COVERAGE = 0.5
_METHOD = (
    "x_i first level, G growth of the others, g_i theirs in kind i, g_pi the place's own: share sum x_i G, mix"
    " sum x_i (g_i - G), competitive sum x_i (g_pi - g_i), new sum of kinds with x_i = 0; the four add up to the"
    " change. G leaves the place itself out; where the others had none of a kind, g_i is G. Grifoll et al. 2018;"
    " Dunn 1960 (reference not opened)"
)
# A level is a mean of three years, compared with the one five years earlier; beside it single years, one apart.
_LEVELS = f"""
levels as (
  select '' as kind, n.basis, n.entity_type, n.entity, n.part, n.period_start,
         n.period_start - interval {_APART} year as first_period, avg(o.amount) as amount, max(o.bad) as bad
  from cells n join cells o on o.basis = n.basis and o.entity_type = n.entity_type and o.entity = n.entity
   and o.part = n.part and o.period_start between n.period_start - interval 2 year and n.period_start
  group by n.basis, n.entity_type, n.entity, n.part, n.period_start having count(o.amount) = 3
  union all
  select 'year', c.basis, c.entity_type, c.entity, c.part, c.period_start, c.period_start - interval 1 year, c.amount,
         c.bad
  from cells c where c.amount is not null
), ends as (
  select n.kind, n.basis, n.entity_type, n.entity, n.part, n.period_start, o.amount as x0, n.amount as x1,
         greatest(coalesce(o.bad, 0), coalesce(n.bad, 0)) as bad
  from levels n join levels o on o.kind = n.kind and o.basis = n.basis and o.entity_type = n.entity_type
   and o.entity = n.entity and o.part = n.part and o.period_start = n.first_period
)"""
_LABELS = """
labels as (
  select k.kind, t.term, case when k.kind = '' then t.term when t.term = '' then k.kind
                              else k.kind || '_' || t.term end as label
  from (select '' as kind union all select 'year') k
  cross join (select '' as term union all select 'share' union all select 'mix' union all select 'new'
              union all select 'change') t
)"""


def _terms(paired: str, key: str) -> str:
    """SQL of the CTE `terms`: the four terms and the change, one row a key, from own and others' levels by part.

    `paired` has the key, x0 and x1 (own), o0 and o1 (the others). Adding up is a matter of algebra, so it holds to the
    last bits of a double.
    """
    own, growth = "w.x0", "(w.others1 * 1.0 / w.others0 - 1)"
    part = f"case when w.o0 > 0 then w.o1 * 1.0 / w.o0 - 1 else {growth} end"
    keys = ", ".join(f"w.{column}" for column in key.split(", "))
    listed = ", ".join(f"p.{column}" for column in key.split(", "))
    return f"""
whole as (
  select p.*, sum(p.o0) over (partition by {listed}) as others0, sum(p.o1) over (partition by {listed}) as others1
  from {paired} p
), terms as (
  select {keys}, count(*) as n_parts, min(w.n_others) as n_others, max(w.bad) as bad, max(w.others0) as others0,
         sum(case when w.x0 > 0 then {own} * {growth} else 0 end) as share,
         sum(case when w.x0 > 0 then {own} * (({part}) - {growth}) else 0 end) as mix,
         sum(case when w.x0 > 0 then {own} * ((w.x1 * 1.0 / w.x0 - 1) - ({part})) else 0 end) as competitive,
         sum(case when w.x0 = 0 then w.x1 else 0 end) as arrived, sum(w.x1 - w.x0) as change
  from whole w where w.others0 > 0 group by {keys}
)"""


_TERM = """case l.term when '' then t.competitive when 'share' then t.share when 'mix' then t.mix
            when 'new' then t.arrived else t.change end"""


@kpi(
    title=N_("Change won or lost against other ports"),
    theme="throughput",
    unit="t",
    direction="higher_better",
    reads=("core_part", "core_port", "core_range_member", "core_series"),
    measures=("gross_weight", "gross_weight_by_cargo"),
    formula=N_(
        "sum over the kinds of cargo of the port's earlier tonnes × (growth of that kind in the port − growth of that "
        "kind in the other ports of the group)"
    ),
    min_data=N_("eight years of at least three kinds of cargo (two years for the change on the year before)"),
    method=_METHOD,
    caveat=N_(
        "Needs goods by kind of cargo from one statistical office for all ports: they come with the live source, not "
        "with this edition. It describes and explains nothing."
    ),
    variant_of="comparison",
)
def shift_share_competitive() -> str:
    """How many tonnes the port gained or lost because its cargo grew faster or slower than the same kinds of cargo in
    the other ports of the group. What all ports gained together, and what came from living on growing kinds, is taken
    out and shown beside.

    Variant is the range, after a colon the term: 'share', 'mix', 'new', 'change'; without one the competitive effect.
    Levels are means of three years, five years apart; 'year' and 'year_...' compare single years. Only kinds and
    ports that are held at both ends count; coverage is the share of the other ports of the group.
    """
    key = "kind, basis, entity_type, entity, period_start, range_id"
    enough = f"t.n_parts >= {_LEAST_TYPES} and t.n_others * 1.0 / nullif(d.n_due, 0) >= {_LEAST_COVERAGE}"
    return f"""
with {cargo_cells()}, {_LEVELS}, {members("ends")}, paired as (
  select p.kind, p.basis, p.entity_type, p.entity, p.period_start, p.range_id, p.part, p.x0, p.x1,
         greatest(p.bad, coalesce(max(q.bad), 0)) as bad, sum(q.x0) as o0, sum(q.x1) as o1, count(q.x0) as n_others
  from members p left join members q on q.range_id = p.range_id and q.kind = p.kind and q.basis = p.basis
   and q.part = p.part and q.period_start = p.period_start and (q.entity <> p.entity or q.entity_type <> p.entity_type)
  group by p.kind, p.basis, p.entity_type, p.entity, p.period_start, p.range_id, p.part, p.x0, p.x1, p.bad
), {_terms("paired", key)}, goods as (
  select s.basis, s.entity_type, s.entity, s.period_start, s.obs_value
  from core_series s where {GOODS} and s.direction = 'total' and {PLACES}
), {members("goods", "reporting")}, due as (
  select r.range_id, r.basis, r.period_start, count(r.obs_value) - 1 as n_due
  from reporting r group by r.range_id, r.basis, r.period_start
), {_LABELS}, places as (
  select distinct c.basis, c.entity_type, c.entity, c.period_start, r.range_id
  from cells c join core_range_member r on r.entity_type = c.entity_type and r.entity = c.entity
)
select h.entity_type, h.entity, h.basis,
       h.range_id || case when l.label = '' then '' else ':' || l.label end as variant, 'A' as freq, h.period_start,
       case when {enough} then {_TERM} end as value,
       cast(null as double) as lower, cast(null as double) as upper,
       coalesce(t.n_parts, 0) * case when l.kind = '' then 6 else 2 end as n_obs,
       case when {enough} then {status_letter("t.bad")} end as obs_status,
       case when t.n_others <= d.n_due then t.n_others * 1.0 / nullif(d.n_due, 0) end as coverage,
       case when t.entity is null then 'too_few_periods' when not coalesce({enough}, false) then 'not_enough_data'
            end as reason
from places h cross join labels l
left join terms t on t.kind = l.kind and t.basis = h.basis and t.entity_type = h.entity_type and t.entity = h.entity
 and t.period_start = h.period_start and t.range_id = h.range_id
left join due d on d.range_id = h.range_id and d.basis = h.basis and d.period_start = h.period_start
union all{not_loaded("cells")}"""


# Transport and storage (H) is published alone for few regions; else the smallest group of branches that holds it.
_BRANCHES = ("employment_h", "employment_g_i", "employment_g_j")
_ALL_BRANCHES = "employment"


@kpi(
    title=N_("Transport jobs won or lost against the country"),
    theme="region",
    unit="jobs",
    direction="higher_better",
    reads=("core_port_region", "core_region", "core_series"),
    measures=(_ALL_BRANCHES, *_BRANCHES),
    formula=N_(
        "earlier jobs in the branch × (growth of the branch in the region − growth of the branch in the rest of the "
        "country)"
    ),
    min_data=N_("eight years of one release (two years for the change on the year before)"),
    method=_METHOD.replace("others", "rest of the country", 1) + "; regional accounts, Eurostat nama_10r_3empers",
    caveat=N_(
        "At this level transport is published together with trade and hotels, so the ports are a part of it only. "
        "Needs the live source of regional employment."
    ),
    variant_of="branch",
    bases=("published",),
)
def employment_shift_share() -> str:
    """How many jobs in transport and the branches published with it the region gained or lost because the branch grew
    faster or slower there than in the rest of the country.

    Variant is the group of branches (g_i: trade, transport, hotels), after a colon the term: 'share', 'mix',
    'change'; without one the competitive effect. The region is left out of its country. Levels as in
    shift_share_competitive; regions whose boundary changed have other codes, so nothing is read across.
    """
    branches = ", ".join(f"'{branch}'" for branch in (*_BRANCHES, _ALL_BRANCHES))
    both = "n.kind = o.kind and n.basis = o.basis and n.period_start = o.period_start"
    return f"""
with cells as (
  select s.basis, s.entity_type, s.entity, s.measure as part, s.period_start, s.obs_value as amount,
         {status_rank("s.obs_status")} as bad
  from core_series s where s.measure in ({branches}) and s.freq = 'A' and s.basis = 'published' and s.variant = ''
    and s.entity_type in ('region', 'country')
), {_LEVELS}, country_of as (
  select r.region_id, min(r.country) as country from core_region r group by r.region_id
), rest as (
  select o.kind, o.basis, o.entity_type, o.entity, o.period_start, o.part, o.x0, o.x1, greatest(o.bad, n.bad) as bad,
         n.x0 - o.x0 as rest0, n.x1 - o.x1 as rest1
  from ends o join country_of c on c.region_id = o.entity
  join ends n on {both} and n.part = o.part and n.entity_type = 'country' and n.entity = c.country
  where o.entity_type = 'region'
), terms as (
  select b.*, greatest(a.bad, b.bad) as worst, a.rest1 / nullif(a.rest0, 0) - 1 as whole_growth,
         b.rest1 / nullif(b.rest0, 0) - 1 as part_growth
  from rest b join rest a on a.kind = b.kind and a.basis = b.basis and a.entity = b.entity
   and a.period_start = b.period_start and a.part = '{_ALL_BRANCHES}'
  where b.part <> '{_ALL_BRANCHES}'
), {_LABELS}, places as (
  select distinct c.basis, c.entity_type, c.entity, c.part, c.period_start
  from cells c where c.entity_type = 'region' and c.part <> '{_ALL_BRANCHES}'
), valued as (
  select h.entity_type, h.entity, h.basis, h.period_start, l.kind, l.label, substr(h.part, 12) as branch, t.worst,
         case l.term when '' then t.x1 - t.x0 * (1 + t.part_growth) when 'share' then t.x0 * t.whole_growth
              when 'mix' then t.x0 * (t.part_growth - t.whole_growth) else t.x1 - t.x0 end as value,
         case when t.entity is null then 'too_few_periods' else 'zero_denominator' end as reason
  from places h cross join labels l
  left join terms t on t.kind = l.kind and t.entity = h.entity and t.part = h.part and t.period_start = h.period_start
  where l.term <> 'new'
)
select v.entity_type, v.entity, v.basis, v.branch || case when v.label = '' then '' else ':' || v.label end as variant,
       'A' as freq, v.period_start, v.value, cast(null as double) as lower, cast(null as double) as upper,
       case when v.value is null then 0 when v.kind = '' then 6 else 2 end as n_obs,
       case when v.value is not null then {status_letter("v.worst")} end as obs_status,
       cast(null as double) as coverage, case when v.value is null then v.reason end as reason
from valued v
union all{regions_not_loaded("places", NOT_BRITISH)}"""
