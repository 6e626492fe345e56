"""Takes the live releases into a staging vintage: the newest good snapshot of each source, one transaction each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from etl.expect import check_expected
from etl.reference import Choice, check_units
from etl.snapshots import Shelf, Snapshot
from etl.source import Harmonised, Held, Loaded, Source
from warehouse.connection import Staging
from warehouse.contract import check_keys, check_links, conformed
from warehouse.errors import HouseError
from warehouse.settings import Settings
from warehouse.tables import BY_NAME, OBSERVATION, Table

_ABSENT = ("cargo_type", "vessel_type", "size_class", "direction", "partner", "series_id")
_MADE_HERE = ("core_source", "core_release", "meta_file")


@dataclass
class Live:
    """The live releases of one installation; after a build, `problems`, `unknown` and `used` say what happened."""

    settings: Settings
    sources: Sequence[Source]
    problems: list[tuple[str, str]] = field(default_factory=list)
    unknown: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    used: dict[str, Snapshot] = field(default_factory=dict)

    @cached_property
    def held(self) -> Held:
        """What the reference knows."""
        return Held.read(self.settings.reference)

    @cached_property
    def snapshots(self) -> dict[str, list[Snapshot]]:
        """Readable snapshots by source, oldest first; an unreadable folder becomes a problem."""
        found = {}
        for source in self.sources:
            found[source.id], broken = Shelf(self.settings.snapshots, source.id).releases()
            self.problems += [(source.id, sentence) for sentence in broken]
        return {source_id: snapshots for source_id, snapshots in found.items() if snapshots}

    def releases(self) -> pd.DataFrame:
        """The releases that could be used, in the columns a choice looks at."""
        every = [one for snapshots in self.snapshots.values() for one in snapshots]
        return pd.DataFrame(
            {
                "source_id": pd.Series([one.source_id for one in every], dtype="string"),
                "release": pd.Series([one.release for one in every], dtype="string"),
                "released_on": pd.Series([pd.Timestamp(one.released_on) for one in every], dtype="datetime64[s]"),
            }
        )

    def load(self, staging: Staging, choice: Choice) -> None:
        """Load each source's newest allowed snapshot that is whole and keeps its contract; name those that do not."""
        for source in self.sources:
            for snapshot in reversed(self.snapshots.get(source.id, [])):
                if choice.allows(snapshot.source_id, snapshot.release, snapshot.released_on) and self._taken(
                    staging, source, snapshot
                ):
                    break

    def _taken(self, staging: Staging, source: Source, snapshot: Snapshot) -> bool:
        staging.run("begin transaction")
        try:
            snapshot.check()
            take(staging, source, snapshot, self.held, self.unknown.setdefault(source.id, {}))
        except HouseError as error:
            staging.run("rollback")
            self.problems.append((source.id, str(error)))
            return False
        staging.run("commit")
        self.used[source.id] = snapshot
        return True


def harmonised(source: Source, snapshot: Snapshot, held: Held, last_rows: int | None = None) -> tuple[Harmonised, int]:
    """Parse, check and harmonise a snapshot; returns our tables and the number of parsed rows.

    Raises SourceFault by name for a breach of what the source expects, ContractError for rows that do not keep
    a declared table.
    """
    if source.parse is None or source.harmonise is None:
        raise KeyError(f"{source.id} declares neither parse with harmonise nor load with count")
    where = f"{source.dataset}, release {snapshot.release}"
    parsed = source.parse(snapshot)
    check_expected(parsed, source.expect, where, last_rows)
    made = source.harmonise(parsed, held, snapshot)
    tables = {name: in_form(rows, BY_NAME[name], source, snapshot) for name, rows in made.tables.items()}
    return Harmonised(tables, made.set_aside, made.unknown), len(parsed)


def count(source: Source, snapshot: Snapshot, held: Held, last_rows: int | None) -> int:
    """Rows of a fresh snapshot that keeps its contract; raises SourceFault or ContractError when it does not."""
    if source.count is None:
        return harmonised(source, snapshot, held, last_rows)[1]
    return source.count(snapshot)


def in_form(rows: pd.DataFrame, table: Table, source: Source, snapshot: Snapshot) -> pd.DataFrame:
    """A harmonised frame in the declared columns and types, with what every row of this release shares filled in."""
    shared: dict[str, object] = {
        "source_id": source.id,
        "release": snapshot.release,
        "publisher": source.publisher,
        "dataset": source.dataset,
        "licence_id": source.licence_id,
        "provenance_kind": "published",
        "reference_status": "read",
        "obs_status": "A",
        "is_rounded": False,
    }
    if table is OBSERVATION:
        shared |= dict.fromkeys(_ABSENT, "_Z")
    return conformed(rows, table, f"{source.id}, release {snapshot.release}", shared)


def take(staging: Staging, source: Source, snapshot: Snapshot, held: Held, unknown: dict[str, list[str]]) -> None:
    """Put one release into the staging vintage, whole; raises HouseError for the caller to roll back."""
    _describe(staging, source, snapshot)
    if source.load is not None:
        loaded = source.load(snapshot, staging, held)
    else:
        made, _rows = harmonised(source, snapshot, held)
        loaded = Loaded({name: len(rows) for name, rows in made.tables.items()}, made.set_aside, made.unknown)
        for name, rows in made.tables.items():
            _insert(staging, BY_NAME[name], rows)
    touched = [BY_NAME[name] for name in loaded.rows if name in BY_NAME]
    check_keys(staging, touched)
    check_links(staging, touched)
    check_units(staging)
    _set_aside(staging, loaded.set_aside, snapshot)
    unknown |= {kind: sorted(set(codes)) for kind, codes in loaded.unknown.items() if codes}
    staging.insert("meta_file", _files(snapshot, loaded.rows))


def _describe(staging: Staging, source: Source, snapshot: Snapshot) -> None:
    """The rows of core_source and core_release; a shipped release of the same name goes, its figures too."""
    name, release = _quoted(source.id), _quoted(snapshot.release)
    for table in (OBSERVATION.name, "core_release"):
        staging.run(f"delete from {table} where source_id = {name} and release = {release}")
    if not staging.value(f"select count(*) from core_source where source_id = {name}"):
        staging.insert("core_source", _source_row(source))
    staging.insert(
        "core_release",
        pd.DataFrame(
            {
                "source_id": [source.id],
                "release": [snapshot.release],
                "released_on": [pd.Timestamp(snapshot.released_on)],
                "retrieved_on": [pd.Timestamp(snapshot.retrieved_on)],
            }
        ),
    )


def _source_row(source: Source) -> pd.DataFrame:
    held = {
        "source_id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "dataset": source.dataset,
        "url": source.page,
        "licence_id": source.licence_id,
        "cadence": source.cadence,
        "max_overdue_days": source.max_overdue_days,
    }
    return pd.DataFrame([held])


def _insert(staging: Staging, table: Table, rows: pd.DataFrame) -> None:
    """Append figures; in a table of facts a live row takes the place of the row with the same key."""
    if table.name in _MADE_HERE:
        raise KeyError(f"{table.name} is filled by etl/live.py, not by a source")
    if table is not OBSERVATION:
        staging.delete_keys(table.name, table.key, rows)
    staging.insert(table.name, rows)


def _set_aside(staging: Staging, rows: pd.DataFrame, snapshot: Snapshot) -> None:
    folder = f"snapshots/{snapshot.source_id}/{snapshot.release}"
    staging.insert("quarantine_observation", rows.assign(file=[f"{folder}/{name}" for name in rows["file"]]))


def _files(snapshot: Snapshot, rows: Mapping[str, int]) -> pd.DataFrame:
    """One row a file, with the source's main table, named first; the rows of one of many files are not counted."""
    table = next(iter(rows), OBSERVATION.name)
    return pd.DataFrame(
        {
            "file": [f"snapshots/{snapshot.source_id}/{snapshot.release}/{file.name}" for file in snapshot.files],
            "table_name": table,
            "sha256": [file.sha256 for file in snapshot.files],
            "n_rows": pd.Series(
                [snapshot.rows if len(snapshot.files) == 1 else None] * len(snapshot.files), dtype="Int64"
            ),
            "source_id": snapshot.source_id,
            "release": snapshot.release,
            "url": [file.url for file in snapshot.files],
            "retrieved_on": pd.to_datetime([file.retrieved_at[:10] for file in snapshot.files]).astype("datetime64[s]"),
        }
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def shipped(reference: Path, sources: Iterable[Source]) -> dict[str, str]:
    """The newest shipped release of each live source that the reference also holds."""
    rows = pd.read_csv(reference / "release.csv", dtype="string").sort_values("released_on")
    newest = rows.drop_duplicates("source_id", keep="last").set_index("source_id")["release"]
    return {source.id: str(newest[source.id]) for source in sources if source.id in newest.index}
