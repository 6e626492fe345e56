"""What differs between two vintages, source by source: new figures, revised ones, vanished series."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from warehouse.connection import storage_errors
from warehouse.errors import NoWarehouseError
from warehouse.fields import RECALIBRATED
from warehouse.tables import DIMENSIONS

_KEY = (*DIMENSIONS, "series_id")
_SERIES = tuple(column for column in _KEY if column != "period_start")

_SAME_SCALE = "measure not in (" + ", ".join(f"'{measure}'" for measure in RECALIBRATED) + ")"

# The release a source is used with: the live one, else the newest that carries figures.
_RELEASES = """
create temp table used_{side} as
with live as (
  select distinct source_id, release from {side}.meta_file where release is not null
), ordered as (
  select r.source_id, r.release, row_number() over (
    partition by r.source_id order by (l.release is not null) desc, r.released_on desc, r.release desc) as place
  from {side}.core_release r left join live l on l.source_id = r.source_id and l.release = r.release
  where exists (select 1 from {side}.core_observation o where o.source_id = r.source_id and o.release = r.release)
)
select source_id, release from ordered where place = 1
"""
_FIGURES = f"""
create temp table {{side}}_figures as
select {", ".join("o." + column for column in _KEY)}, o.source_id, o.release, o.obs_value, o.unit
from {{side}}.core_observation o join used_{{side}} u on u.source_id = o.source_id and u.release = o.release
where o.source_id in (
  select n.source_id from used_fresh n left join used_former f on f.source_id = n.source_id
  where f.release is null or f.release <> n.release)
"""
_PAIRS = f"""
create temp table pairs as
select coalesce(n.source_id, o.source_id) as source_id,
       {", ".join(f"coalesce(n.{c}, o.{c}) as {c}" for c in _KEY)},
       o.source_id is not null as is_old, n.source_id is not null as is_new,
       o.obs_value as old_value, n.obs_value as new_value, coalesce(n.unit, o.unit) as unit
from former_figures o full join fresh_figures n
  on n.source_id = o.source_id and {" and ".join(f"n.{c} = o.{c}" for c in _KEY)}
"""
_COUNTS = f"""
with series as (
  select source_id, {", ".join(_SERIES)}, max(is_new) as is_kept
  from (select * replace (cast(is_new as integer) as is_new) from pairs) group by source_id, {", ".join(_SERIES)}
), vanished as (
  select source_id, count(*) as n_vanished from series where is_kept = 0 group by source_id
), counted as (
  select source_id, count(case when is_new and not is_old then 1 end) as n_new,
         count(case when is_old and is_new and {_SAME_SCALE} and old_value is distinct from new_value then 1 end)
         as n_revised,
         count(case when is_old and is_new and not ({_SAME_SCALE}) then 1 end) as n_rescaled,
         count(case when is_old and not is_new then 1 end) as n_gone
  from pairs group by source_id
)
select n.source_id, f.release as old_release, n.release as new_release, coalesce(c.n_new, 0) as n_new,
       coalesce(c.n_revised, 0) as n_revised, coalesce(c.n_rescaled, 0) as n_rescaled,
       coalesce(c.n_gone, 0) as n_gone, coalesce(v.n_vanished, 0) as n_vanished
from used_fresh n left join used_former f on f.source_id = n.source_id
left join counted c on c.source_id = n.source_id left join vanished v on v.source_id = n.source_id
where f.release is null or f.release <> n.release
order by n.source_id
"""
_REVISED = f"""
with ordered as (
  select source_id, {", ".join(_KEY)}, old_value, new_value, unit, row_number() over (
    partition by source_id
    order by abs(new_value - old_value) / nullif(abs(old_value), 0) desc nulls last, {", ".join(_KEY)}) as place
  from pairs where is_old and is_new and {_SAME_SCALE} and old_value is distinct from new_value
)
select * from ordered where place <= ? order by source_id, place
"""
_VANISHED = f"""
with gone as (
  select source_id, {", ".join(_SERIES)}, count(*) as n, max(period_start) as last_period
  from pairs group by source_id, {", ".join(_SERIES)} having count(case when is_new then 1 end) = 0
), ordered as (
  select *, row_number() over (partition by source_id order by n desc, {", ".join(_SERIES)}) as place from gone
)
select * from ordered where place <= ? order by source_id, place
"""


@dataclass(frozen=True)
class Differences:
    """Counts a source whose release changed; the largest revisions and the longest vanished series, a few each."""

    counts: pd.DataFrame
    revised: pd.DataFrame
    vanished: pd.DataFrame


def differences(old: Path, new: Path, cap: int = 5) -> Differences:
    """Compare two vintage files; only sources whose release in use differs are compared.

    counts: source_id, old_release (empty when new), new_release, n_new, n_revised, n_rescaled (of another
    calibration, not compared), n_gone (figures), n_vanished (series).
    Raises NoWarehouseError when one of the files cannot be read.
    """
    with duckdb.connect(config={"threads": "2"}) as connection, storage_errors(new):
        try:
            for side, path in (("former", old), ("fresh", new)):
                connection.execute(f"attach '{_quoted(path)}' as {side} (read_only)")
                connection.execute(_RELEASES.format(side=side))
            for side in ("former", "fresh"):
                connection.execute(_FIGURES.format(side=side))
            connection.execute(_PAIRS)
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise NoWarehouseError(
                f"The vintages {old.stem} and {new.stem} cannot be compared: one was written by another version."
            ) from error
        return Differences(
            connection.execute(_COUNTS).df(),
            connection.execute(_REVISED, [cap]).df(),
            connection.execute(_VANISHED, [cap]).df(),
        )


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
