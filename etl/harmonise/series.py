"""From observations to `core_series`: one source a series, both bases, gaps said.

The indicators read this table and nothing finer, so mergers, moved NUTS codes, worst-of-the-parts
status and reasons for absence are settled here once.
"""

from __future__ import annotations

from warehouse.connection import Staging
from warehouse.contract import check_keys
from warehouse.fields import OBS_STATUSES
from warehouse.tables import DIMENSIONS, PART, PORT_DENOMINATOR, SERIES

_KEY = ", ".join(DIMENSIONS)
_SERIES_KEY = ", ".join(dimension for dimension in DIMENSIONS if dimension != "period_start")
_COLUMNS = ", ".join(SERIES.columns)
_RANK = "case {column} " + " ".join(f"when '{s}' then {i}" for i, s in enumerate(OBS_STATUSES)) + " end"
_LETTER = "case max({rank}) " + " ".join(f"when {i} then '{s}'" for i, s in enumerate(OBS_STATUSES)) + " end"

# Publishers that print now and then: their silence is no gap, and two prints are not two parts of a sum.
_REGULAR = "(select source_id from core_source where cadence in ('annual', 'quarterly'))"


def harmonise(staging: Staging) -> None:
    """Fill core_part, meta_preference, core_series and core_port_denominator from the loaded tables."""
    for statement in (_PARTS, _PREFERENCE, _PRINTED, _OUTWARDS, _MOVED, _CANDIDATE, _SPAN, _PUBLISHED, _SAME):
        staging.run(statement)
    staging.run(_sum_of_parts("port"))
    staging.run(_sum_of_parts("area"))
    staging.run(_DENOMINATOR)
    for name in ("printed", "candidate", "span"):
        staging.run(f"drop table {name}")
    check_keys(staging, [PART, SERIES, PORT_DENOMINATOR])


# A merged port is summed from its predecessors when all of them are held; a group from its members.
_PARTS = f"""
insert into {PART.name}
select successor_type, successor, 'port', predecessor, effective from core_port_lineage l
where lineage_kind = 'statistical_break' and successor is not null
  and not exists (select 1 from core_port_lineage x
                  where x.lineage_id = l.lineage_id and x.predecessor is null)
union all
select 'area', m.area_id, m.member_type, m.member, null from core_area_member m
join core_area a on a.area_id = m.area_id and a.area_kind = 'port_group'
"""

# One source and release for a whole series: the rule for the entity, else the measure's rule, else the newest release.
# A live release takes the place of the shipped ones of its source as a whole, also where a rule pins one of them and
# for places that it holds no more.
_PREFERENCE = """
insert into meta_preference
with live as (
  select distinct source_id, release from meta_file where release is not null
), held as (
  select o.entity_type, o.entity, o.measure, o.freq, o.source_id, o.release, max(r.released_on) as released_on,
         count(o.obs_value) as n
  from core_observation o join core_release r on r.source_id = o.source_id and r.release = o.release
  where not exists (select 1 from live l where l.source_id = o.source_id and l.release <> o.release)
  group by o.entity_type, o.entity, o.measure, o.freq, o.source_id, o.release
), ruled as (
  select h.*, l.release is not null as is_live, p.reason_note,
         case when p.entity_rule = h.entity then 2 when p.entity_rule is not null then 1 else 0 end
         + case when p.preferred_release = h.release then 0.5 else 0 end as strength
  from held h left join live l on l.source_id = h.source_id and l.release = h.release
  left join core_preference p
    on p.measure = h.measure and p.freq = h.freq and p.entity_type = h.entity_type
   and p.entity_rule in (h.entity, '*') and p.preferred_source_id = h.source_id
   and (p.preferred_release in (h.release, 'newest') or l.release is not null)
), ordered as (
  select *, row_number() over (partition by entity_type, entity, measure, freq
                               order by strength desc, released_on desc, n desc, source_id) as place,
         count(*) over (partition by entity_type, entity, measure, freq) as n_choices
  from ruled
)
select entity_type, entity, measure, freq, source_id, release,
       case when is_live then 'Live release, read from the publisher.'
            when n_choices = 1 then 'only source held'
            else coalesce(reason_note, 'newest release') end
from ordered where place = 1
"""

# One value a period and release. Of two prints of one figure the one marked _Z was chosen when it was read;
# beyond that, exact before rounded and final before provisional. Of the figures by partner only the totals with our
# own countries become series; the others stay observations, where a quarter without trade is no gap.
_PRINTED = f"""
create temp table printed as
with ordered as (
  select *, row_number() over (partition by {_KEY}, source_id, release
                               order by series_id <> '_Z', is_rounded, obs_status, series_id) as place
  from core_observation
  where partner = '_Z' or (direction in ('total', '_Z') and partner in (select country_id from core_country))
)
select {_KEY}, source_id, release, nuts_version, obs_value, unit, obs_status from ordered where place = 1
"""

# Eurostat's outward goods are the total less the inward goods, where both are held.
_OUTWARDS = f"""
insert into printed
select t.entity_type, t.entity, t.measure, t.cargo_type, t.vessel_type, t.size_class, 'out', t.partner, t.freq,
       t.period_start, t.source_id, t.release, t.nuts_version, t.obs_value - i.obs_value, t.unit,
       case when {_RANK.format(column="i.obs_status")} > {_RANK.format(column="t.obs_status")}
            then i.obs_status else t.obs_status end
from printed t join printed i
  on {" and ".join(f"i.{d} = t.{d}" for d in DIMENSIONS if d != "direction")}
 and i.source_id = t.source_id and i.release = t.release
where t.direction = 'total' and i.direction = 'in' and t.measure = 'gross_weight'
  and not exists (select 1 from printed o where o.direction = 'out' and o.source_id = t.source_id
                  and o.release = t.release
                  and {" and ".join(f"o.{d} = t.{d}" for d in DIMENSIONS if d != "direction")})
"""

# A figure under an old NUTS code moves to the newer one only where both cover the same land.
_MOVED = f"""
insert into printed
select p.entity_type, l.to_region_id, {", ".join("p." + d for d in DIMENSIONS[2:])}, p.source_id, p.release,
       l.to_nuts_version, p.obs_value, p.unit, p.obs_status
from printed p join core_region_lineage l on l.region_id = p.entity and l.is_identical
where p.entity_type = 'region' and l.to_region_id <> p.entity
  and not exists (select 1 from printed o where o.entity_type = 'region' and o.entity = l.to_region_id
                  and o.measure = p.measure and o.period_start = p.period_start
                  and o.source_id = p.source_id and o.release = p.release)
"""

# The preferred release under the empty variant, and every release under its own where there are several.
_CANDIDATE = """
create temp table candidate as
with releases as (
  select measure, freq, count(distinct source_id || release) as n from printed group by measure, freq
), preferred as (
  select entity_type, entity, measure, freq, source_id, release from meta_preference
  union all
  select m.entity_type, l.to_region_id, m.measure, m.freq, m.source_id, m.release
  from meta_preference m join core_region_lineage l on l.region_id = m.entity and l.is_identical
  where m.entity_type = 'region' and l.to_region_id <> m.entity
    and not exists (select 1 from meta_preference x where x.entity = l.to_region_id
                    and x.measure = m.measure and x.freq = m.freq)
)
select p.*, '' as variant from printed p
join preferred f on f.entity_type = p.entity_type and f.entity = p.entity and f.measure = p.measure
 and f.freq = p.freq and f.source_id = p.source_id and f.release = p.release
union all
select p.*, p.release from printed p join releases r on r.measure = p.measure and r.freq = p.freq
where r.n > 1 and p.source_id in (
  select source_id from printed x where x.measure = p.measure and x.freq = p.freq
  group by source_id having count(distinct release) > 1)
"""

# From the first figure to the newest period that the release holds for anybody; irregular prints end with their own.
_SPAN = f"""
create temp table span as
with horizon as (
  select source_id, release, measure, freq, max(period_start) as last_period from candidate
  where obs_value is not null group by source_id, release, measure, freq
)
select {", ".join("c." + d for d in DIMENSIONS if d != "period_start")}, c.variant, c.source_id, c.release,
       min(c.unit) as unit, max(c.nuts_version) as nuts_version, min(c.period_start) as first_period,
       max(case when c.obs_value is not null then c.period_start end) as own_last,
       case when c.source_id in {_REGULAR} then max(h.last_period) else max(c.period_start) end as last_period
from candidate c join horizon h
  on h.source_id = c.source_id and h.release = c.release and h.measure = c.measure and h.freq = c.freq
group by {", ".join("c." + d for d in DIMENSIONS if d != "period_start")}, c.variant, c.source_id, c.release
"""

_PUBLISHED = f"""
insert into {SERIES.name} ({_COLUMNS})
with calendar as (
  select freq, cast(unnest(generate_series(min(period_start), max(period_start), case freq
    when 'A' then interval 12 month when 'Q' then interval 3 month when 'M' then interval 1 month
    when 'W' then interval 7 day else interval 1 day end)) as date) as period_start
  from candidate group by freq
), cells as (
  select s.*, k.period_start, c.obs_value, c.obs_status from span s
  join calendar k on k.freq = s.freq and k.period_start between s.first_period and s.last_period
  left join candidate c
    on {" and ".join(f"c.{d} = s.{d}" for d in DIMENSIONS if d != "period_start")}
   and c.variant = s.variant and c.period_start = k.period_start
), breaks as (
  select predecessor as entity, min(cast(effective as integer)) as year from core_port_lineage
  where lineage_kind = 'statistical_break' and predecessor is not null group by predecessor
), starts as (
  select distinct successor as entity from core_port_lineage where lineage_kind = 'statistical_break'
)
select 'published', {", ".join("c." + d for d in DIMENSIONS)}, c.variant, c.obs_value, c.unit,
       case when c.obs_value is not null then c.obs_status end,
       case when c.obs_value is not null then null
            when b.year <= extract(year from c.period_start) then 'merged'
            when c.period_start < c.own_last then 'gap'
            when c.own_last < c.last_period - interval 1 year then 'source_ended'
            else 'not_yet_published' end,
       case when c.obs_value is null then 0 else 1 end, null,
       s.entity is not null and c.period_start = c.first_period, c.source_id, c.release, c.nuts_version
from cells c
left join breaks b on c.entity_type = 'port' and b.entity = c.entity
left join starts s on c.entity_type = 'port' and s.entity = c.entity
"""

# Without a merger a series is like for like as it stands.
_SAME = f"""
insert into {SERIES.name} ({_COLUMNS})
select 'like_for_like', {", ".join(SERIES.columns[1:])} from {SERIES.name}
where entity_type in ('port', 'area', 'country')
"""


def _sum_of_parts(entity_type: str) -> str:
    """Sum the parts' like-for-like values before the merger, with their worst status; absent when one is absent."""
    dimensions = [d for d in DIMENSIONS if d not in ("entity_type", "entity")]
    listed = ", ".join("s." + d for d in dimensions)
    rank = _RANK.format(column="s.obs_status")
    return f"""
with needed as (
  select entity_type, entity, count(*) as n from {PART.name}
  where entity_type = '{entity_type}' group by entity_type, entity
), summed as (
  select p.entity_type, p.entity, {listed}, s.variant, n.n as n_parts, count(s.obs_value) as n_held,
         sum(s.obs_value) as total, min(s.unit) as unit, {_LETTER.format(rank=rank)} as worst,
         max(s.reason) as part_reason, count(distinct s.reason) as n_reasons,
         count(distinct s.source_id || s.release) as n_sources, min(s.source_id) as source_id, min(s.release) as release
  from {PART.name} p
  join needed n on n.entity_type = p.entity_type and n.entity = p.entity
  join {SERIES.name} s on s.basis = 'like_for_like' and s.entity_type = p.member_type and s.entity = p.member
  join core_measure m on m.measure = s.measure and m.is_additive
  where s.source_id in {_REGULAR}
    and (p.effective is null or extract(year from s.period_start) < cast(p.effective as integer))
  group by p.entity_type, p.entity, {listed}, s.variant, n.n
)
insert into {SERIES.name} ({_COLUMNS})
select 'like_for_like', s.entity_type, s.entity, {listed}, s.variant,
       case when s.n_held = s.n_parts and s.n_sources = 1 then s.total end, s.unit,
       case when s.n_held = s.n_parts and s.n_sources = 1 then s.worst end,
       case when s.n_held = s.n_parts and s.n_sources = 1 then null
            when s.n_held = 0 and s.n_reasons = 1 then s.part_reason else 'missing_part' end,
       s.n_held, s.n_held * 1.0 / s.n_parts, false, s.source_id, s.release, null
from summed s
where not exists (select 1 from {SERIES.name} o where o.basis = 'like_for_like' and o.entity_type = s.entity_type
  and o.entity = s.entity and o.measure = s.measure and o.cargo_type = s.cargo_type and o.vessel_type = s.vessel_type
  and o.size_class = s.size_class and o.direction = s.direction and o.variant = s.variant
  and o.freq = s.freq and o.period_start = s.period_start);
delete from {SERIES.name} where entity_type = 'area' and basis = 'like_for_like' and not exists (
  select 1 from {SERIES.name} o where o.basis = {SERIES.name}.basis and o.entity_type = {SERIES.name}.entity_type
    and o.entity = {SERIES.name}.entity and o.measure = {SERIES.name}.measure
    and o.cargo_type = {SERIES.name}.cargo_type
    and o.vessel_type = {SERIES.name}.vessel_type and o.size_class = {SERIES.name}.size_class
    and o.direction = {SERIES.name}.direction and o.variant = {SERIES.name}.variant and o.freq = {SERIES.name}.freq
    and o.obs_value is not null);
update {SERIES.name} set is_break = false
where basis = 'like_for_like' and is_break and entity_type = '{entity_type}'
  and entity in (select entity from {PART.name} where entity_type = '{entity_type}')
"""


# Of the main regions over the NUTS versions, the one whose series is longest; figures outside it: boundary changed.
_DENOMINATOR = f"""
insert into {PORT_DENOMINATOR.name}
with held as (
  select r.entity as port_id, s.measure as denominator, r.region_id, max(r.nuts_version) as nuts_version,
         count(distinct case when s.obs_value is not null then s.period_start end) as n
  from core_port_region r
  join {SERIES.name} s on s.basis = 'published' and s.entity_type = 'region' and s.entity = r.region_id
   and s.variant = '' and s.freq = 'A' and s.measure in ('population', 'gdp')
  where r.entity_type = 'port' and r.is_main
  group by r.entity, s.measure, r.region_id
), ordered as (
  select *, row_number() over (partition by port_id, denominator order by n desc, nuts_version desc) as place,
         count(*) over (partition by port_id, denominator) as n_regions
  from held
)
select port_id, denominator, region_id, nuts_version,
       case when n_regions > 1 then 'boundary changed over NUTS versions: the longest series is used' end
from ordered where place = 1
"""
