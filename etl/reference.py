"""Loads the curated tables of data/reference/ into a staging vintage."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from warehouse.connection import Staging
from warehouse.contract import check, check_links, typed
from warehouse.errors import ContractError, ParameterError, SourceError
from warehouse.tables import OBSERVATION, REFERENCE_TABLES, Table

_OBSERVATION_FOLDER = "observation"


@dataclass(frozen=True)
class Choice:
    """Which releases a build may use: all, those published by a day, or one pinned release of a source."""

    as_of: date | None = None
    pinned: dict[str, str] = field(default_factory=dict)

    def allowed(self, releases: pd.DataFrame) -> pd.DataFrame:
        """The releases that the build may use; raises ParameterError when a pinned one is not held."""
        for source_id, release in self.pinned.items():
            held = releases.loc[releases["source_id"] == source_id, "release"].tolist()
            if release not in held:
                raise ParameterError(
                    f"No release '{release}' of '{source_id}' is held. Held: {', '.join(held) or 'none'}."
                )
        named = zip(releases["source_id"], releases["release"], releases["released_on"], strict=True)
        return releases[
            [self.allows(source_id, release, pd.Timestamp(day).date()) for source_id, release, day in named]
        ]

    def allows(self, source_id: str, release: str, released_on: date) -> bool:
        """Whether the build may use this release."""
        is_early = self.as_of is None or released_on <= self.as_of
        return is_early and self.pinned.get(source_id, release) == release

    @property
    def note(self) -> str | None:
        """The choice in words, None for a build of everything."""
        words = [f"releases published by {self.as_of}"] if self.as_of else []
        words += [f"{source_id} pinned to release {release}" for source_id, release in sorted(self.pinned.items())]
        return "; ".join(words) or None


def load(staging: Staging, folder: Path, choice: Choice, live: pd.DataFrame | None = None) -> bool:
    """Fill all core_ tables that are read from files; returns whether the choice left any release out.

    `live` names the live releases that are held beside the shipped ones, for the choice to count with.

    Raises SourceError for a missing or unreadable file, ContractError for a breach of a declaration.
    Observations of an entity that is not held are set aside in quarantine_observation.
    """
    left_out, files, filled, declared = False, [], [], pd.DataFrame()
    for table in REFERENCE_TABLES:
        rows = _read(folder, f"{table.reference}.csv", table)
        if table.name == "core_release":
            declared, every = rows, pd.concat([rows, live], ignore_index=True)
            every = every.drop_duplicates(["source_id", "release"])
            allowed = choice.allowed(every)
            rows, left_out = rows.loc[rows.index.isin(allowed.index)], len(allowed) < len(every)
        staging.insert(table.name, rows)
        filled += [] if rows.empty else [table]
        files.append(_file_record(folder, f"{table.reference}.csv", table.name, len(rows)))
    check_links(staging, filled)
    files += _load_observations(staging, folder, declared)
    check_links(staging, [OBSERVATION])
    check_units(staging)
    staging.insert("meta_file", pd.DataFrame(files))
    return left_out


def read_table(folder: Path, table: Table) -> pd.DataFrame:
    """The rows of one reference table; raises SourceError or ContractError naming file, line and column."""
    return _read(folder, f"{table.reference}.csv", table)


def _read(folder: Path, name: str, table: Table) -> pd.DataFrame:
    path = folder / name
    where = f"data/reference/{name}"
    try:
        raw = pd.read_csv(path, dtype="string", keep_default_na=False, na_values=[""], encoding="utf-8")
    except FileNotFoundError as error:
        raise SourceError(f"{where} is missing. Restore it with `git checkout {where}`.") from error
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise SourceError(
            f"{where} cannot be read as comma-separated UTF-8 text ({str(error).strip()}). Restore or correct it."
        ) from error
    rows = typed(raw, table, where)
    check(rows, table, where)
    return rows


def _load_observations(staging: Staging, folder: Path, declared: pd.DataFrame) -> list[dict[str, object]]:
    releases = staging.frame("select source_id, release from core_release")
    held = staging.frame("select entity_type, entity from core_entity")
    files = sorted((folder / _OBSERVATION_FOLDER).glob("*.csv"))
    if not files:
        raise SourceError(
            "data/reference/observation/ holds no figures. Restore it with `git checkout data/reference`."
        )
    records = []
    for path in files:
        name = f"{_OBSERVATION_FOLDER}/{path.name}"
        rows = _read(folder, name, OBSERVATION)
        _check_source(rows, path.stem, name)
        _check_release(rows, declared, name)
        rows = rows.merge(releases, on=["source_id", "release"], how="left", indicator="_used")
        rows = rows[rows.pop("_used") == "both"] if not rows.empty else rows
        known = pd.MultiIndex.from_frame(rows[["entity_type", "entity"]]).isin(pd.MultiIndex.from_frame(held))
        _quarantine(staging, rows[~known], name)
        staging.insert(OBSERVATION.name, rows[known])
        records.append(_file_record(folder, name, OBSERVATION.name, len(rows)))
    return records


def _check_source(rows: pd.DataFrame, source_id: str, name: str) -> None:
    others = set(rows["source_id"]) - {source_id}
    if others:
        raise ContractError(
            f"data/reference/{name} holds rows of {', '.join(sorted(others))}; a file carries one "
            "source, named after it."
        )


def _check_release(rows: pd.DataFrame, declared: pd.DataFrame, name: str) -> None:
    """A build may leave a declared release out; a release that nobody declared is a mistake of the file."""
    known = declared.loc[declared["source_id"].isin(rows["source_id"]), "release"]
    unknown = rows[~rows["release"].isin(known)]
    if not unknown.empty:
        raise ContractError(
            f"data/reference/{name}, line {unknown.index[0] + 2}: the release '{unknown['release'].iloc[0]}' is not in "
            f"release.csv. Add it there or correct the cell (held: {', '.join(known) or 'none'})."
        )


def _quarantine(staging: Staging, rows: pd.DataFrame, name: str) -> None:
    if rows.empty:
        return
    aside = pd.DataFrame(
        {
            "file": f"reference/{name}",
            "line": rows.index + 2,
            "problem": "no "
            + rows["entity_type"]
            + " '"
            + rows["entity"]
            + "' is held; add it to data/reference/"
            + rows["entity_type"]
            + ".csv",
            "record": [row.to_json(date_format="iso") for _, row in rows.iterrows()],
        }
    )
    staging.insert("quarantine_observation", aside)


def check_units(staging: Staging) -> None:
    """Raise ContractError for a figure that does not stand in its measure's unit, or for a fraction of a tonne."""
    wrong = staging.frame(
        "select o.measure, o.unit, m.unit as declared, o.locator from core_observation o "
        "join core_measure m on m.measure = o.measure "
        "where o.unit <> m.unit or (o.unit = 't' and o.obs_value <> floor(o.obs_value)) limit 1"
    )
    if not wrong.empty:
        row = wrong.iloc[0]
        raise ContractError(
            f"The figure {row['locator']} of {row['measure']} stands in '{row['unit']}'; "
            f"the measure's unit is '{row['declared']}' (tonnes are whole numbers). "
            "Convert it and keep the printed value in published_value."
        )


def _file_record(folder: Path, name: str, table: str, n_rows: int) -> dict[str, object]:
    digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    return {"file": f"reference/{name}", "table_name": table, "sha256": digest, "n_rows": n_rows}
