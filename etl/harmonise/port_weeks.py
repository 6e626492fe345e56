"""From days to `core_port_week`: daily calls are never read as such, only by whole weeks from Monday to Sunday.

Indicators read this table and nothing finer, so the days that are known to be wrong, the ports that PortWatch watches
as several areas, merged ports and groups of ports, and weeks that lack a day are settled here once.
"""

from __future__ import annotations

from warehouse.connection import Staging
from warehouse.contract import check_keys
from warehouse.tables import PORT_DAY, PORT_WEEK

_COLUMNS = ", ".join(PORT_WEEK.columns)


def harmonise_weeks(staging: Staging) -> None:
    """Fill core_port_week and say its source in meta_preference; where nothing was loaded, one row a place says so."""
    for statement in (_AREAS, _wholes("port"), _wholes("area"), _SUMS, _FIRST, _WEEKS, _ABSENT, _PREFERENCE):
        staging.run(statement)
    for name in ("watched", "summed", "first_week"):
        staging.run(f"drop table {name}")
    check_keys(staging, [PORT_WEEK])


_AREAS = """
create temp table watched as
select 'port' as entity_type, port_id as entity, unnest(string_split(portwatch_id, ';')) as portwatch_id
from core_port where portwatch_id is not null
"""


def _wholes(entity_type: str) -> str:
    """A merged port, or a group, is the sum of its parts' areas when PortWatch watches every one of them."""
    return f"""
insert into watched
with parts as (
  select p.entity_type, p.entity, p.member_type, p.member, max(w.portwatch_id) is not null as is_watched
  from core_part p left join watched w on w.entity_type = p.member_type and w.entity = p.member
  where p.entity_type = '{entity_type}' group by p.entity_type, p.entity, p.member_type, p.member
), whole as (
  select entity_type, entity from parts group by entity_type, entity having bool_and(is_watched)
)
select distinct p.entity_type, p.entity, w.portwatch_id from whole h
join parts p on p.entity_type = h.entity_type and p.entity = h.entity
join watched w on w.entity_type = p.member_type and w.entity = p.member
where not exists (select 1 from watched o where o.entity_type = h.entity_type and o.entity = h.entity)
"""


# First by area, then by place: a day is read once, however many places it counts for.
_SUMS = f"""
create temp table summed as
with by_area as (
  select portwatch_id, cast(date_trunc('week', date) as date) as week, count(calls_count) as n_days,
         sum(calls_count) as calls, sum(import_tonnes) as imports, sum(export_tonnes) as exports,
         bool_or(is_anomalous) as is_anomalous
  from {PORT_DAY.name} group by portwatch_id, cast(date_trunc('week', date) as date)
), size as (
  select entity_type, entity, 7 * count(*) as n_due from watched group by entity_type, entity
)
select w.entity_type, w.entity, s.n_due, a.week, sum(a.n_days) as n_days, sum(a.calls) as calls,
       sum(a.imports) as imports, sum(a.exports) as exports, bool_or(a.is_anomalous) as is_anomalous
from watched w join by_area a on a.portwatch_id = w.portwatch_id
join size s on s.entity_type = w.entity_type and s.entity = w.entity
group by w.entity_type, w.entity, s.n_due, a.week
"""

_FIRST = """
create temp table first_week as
select entity_type, entity, n_due, min(week) as first_week from summed
where n_days = n_due group by entity_type, entity, n_due
"""

# From the first whole week of a place to the last whole week that the release can have.
_WEEKS = f"""
insert into {PORT_WEEK.name} ({_COLUMNS})
with horizon as (
  select cast(date_trunc('week', max(date) + 1) as date) - 7 as last_week, min(source_id) as source_id,
         min(release) as release
  from {PORT_DAY.name}
), cells as (
  select f.entity_type, f.entity, f.n_due, cast(unnest(generate_series(
           cast(f.first_week as timestamp), cast(h.last_week as timestamp), interval 7 day)) as date) as week,
         h.source_id, h.release
  from first_week f cross join horizon h
), judged as (
  select c.entity_type, c.entity, c.week, c.n_due, coalesce(d.n_days, 0) as n_days, s.is_anomalous,
         s.calls, s.imports, s.exports, c.source_id, c.release
  from cells c
  left join summed d on d.entity_type = c.entity_type and d.entity = c.entity and d.week = c.week
  left join summed s on s.entity_type = c.entity_type and s.entity = c.entity and s.week = c.week
   and s.n_days = c.n_due
)
select entity_type, entity, week, cast(calls as bigint), cast(imports as bigint), cast(exports as bigint), n_days,
       n_days * 1.0 / n_due, case when calls is not null then case when is_anomalous then 'U' else 'E' end end,
       case when calls is null then 'gap' end, source_id, release
from judged order by entity_type, entity, week
"""

_ABSENT = f"""
insert into {PORT_WEEK.name} ({_COLUMNS})
select distinct w.entity_type, w.entity, m.monday, null, null, null, 0, null, null,
       case when exists (select 1 from {PORT_DAY.name}) then 'no_data' else 'not_loaded' end, null, null
from watched w cross join (select cast(date_trunc('week', max(retrieved_on)) as date) as monday from core_release) m
where m.monday is not null
  and not exists (select 1 from first_week f where f.entity_type = w.entity_type and f.entity = w.entity)
"""

_PREFERENCE = f"""
insert into meta_preference
select entity_type, entity, 'port_calls', 'W', min(source_id), min(release), 'only source held'
from {PORT_WEEK.name} where source_id is not null group by entity_type, entity
"""
