"""From rows of `core_series` to the publisher's figures behind them, and on to the files these were read from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kpis.lineage import Inputs, plain
from warehouse.reads import query
from warehouse.tables import DIMENSIONS, OBSERVATION, PORT_DAY, PORT_WEEK

Row = dict[str, Any]

# How a figure enters: as it is printed, or added to or taken from others.
SIGNS = {"printed": 1.0, "part": 1.0, "total": 1.0, "less": -1.0, "moved": 1.0}
_PLACE = ("entity_type", "entity")
_REST = tuple(column for column in DIMENSIONS if column not in _PLACE)
_DEEPEST = 4


@dataclass(frozen=True)
class Step:
    """One publisher's figure behind a series row: the figure, how it enters, and with which sign."""

    observation: Row
    role: str
    sign: float


class Trail:
    """What a vintage holds behind a set of series rows, read once."""

    def __init__(self, vintage: str, series: Sequence[Row]) -> None:
        """Reads the figures that could stand behind the given rows of core_series."""
        self._parts = _parts(vintage)
        self._moved = _moved(vintage)
        places = {str(row["entity"]) for row in series}
        for _level in range(_DEEPEST):
            places |= {str(m["member"]) for place in places for m in self._parts.get(place, [])}
        places |= {old for place in places for old in self._moved.get(place, [])}
        self._prints = _prints(vintage, places, series)

    def behind(self, row: Mapping[str, Any]) -> list[Step]:
        """The figures a series row was made from, in their order; none for a row without a value."""
        return [] if row["obs_value"] is None else list(self._steps(dict(row), "printed", 1.0, _DEEPEST))

    def _steps(self, row: Row, role: str, sign: float, depth: int) -> Iterator[Step]:
        if held := self._print(row):
            yield Step(held, role, sign)
        elif row["direction"] == "out" and self._print(row | {"direction": "total"}):
            for direction, entered in (("total", "total"), ("in", "less")):
                yield from self._steps(row | {"direction": direction}, entered, sign * SIGNS[entered], 0)
        elif moved := [old for old in self._moved.get(row["entity"], []) if self._print(row | {"entity": old})]:
            yield from self._steps(row | {"entity": moved[0]}, "moved", sign, 0)
        elif depth:
            yield from self._of_parts(row, sign, depth)

    def _of_parts(self, row: Row, sign: float, depth: int) -> Iterator[Step]:
        for part in self._parts.get(str(row["entity"]), []):
            ended = part["effective"] is not None and int(str(part["effective"])[:4]) <= row["period_start"].year
            if part["entity_type"] == row["entity_type"] and not ended:
                member = row | {"entity_type": part["member_type"], "entity": part["member"]}
                yield from self._steps(member, "part", sign, depth - 1)

    def _print(self, row: Mapping[str, Any]) -> Row | None:
        return self._prints.get(_name(row))


def _name(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(row[column]) for column in (*DIMENSIONS, "source_id", "release"))


def _parts(vintage: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows_of(query(vintage, "select * from core_part order by entity, member")):
        found.setdefault(str(row["entity"]), []).append(row)
    return found


def _moved(vintage: str) -> dict[str, list[str]]:
    """Older codes of the same land, by the newer code."""
    held = query(
        vintage,
        "select distinct to_region_id, region_id from core_region_lineage "
        "where is_identical and to_region_id <> region_id order by to_region_id, region_id",
    )
    return {str(new): list(rows["region_id"]) for new, rows in held.groupby("to_region_id")}


def _prints(vintage: str, places: set[str], series: Sequence[Row]) -> dict[tuple[str, ...], Row]:
    """The print of each figure that the series uses: of several the one chosen when it was read, exact, final."""
    held = query(
        vintage,
        f"""
        with ordered as (
          select o.*, row_number() over (partition by {", ".join("o." + c for c in DIMENSIONS)}, o.source_id, o.release
            order by o.series_id <> '_Z', o.is_rounded, o.obs_status, o.series_id) as place
          from core_observation o
          where list_contains($places, o.entity) and list_contains($measures, o.measure)
            and list_contains($periods, o.period_start) and list_contains($sources, o.source_id)
        )
        select {", ".join(OBSERVATION.columns)} from ordered where place = 1
        """,
        {
            "places": sorted(places),
            "measures": sorted({str(row["measure"]) for row in series}),
            "periods": sorted({row["period_start"].date() for row in series}),
            "sources": sorted({str(row["source_id"]) for row in series}),
        },
    )
    return {_name(row): row for row in rows_of(held)}


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """A frame as plain rows: None where a cell is empty, dates as timestamps."""
    return [{str(name): plain(cell) for name, cell in row.items()} for row in frame.to_dict("records")]


def input_rows(inputs: Inputs) -> dict[str, list[Row]]:
    """Input tables as plain rows, empty tables too: that a table gave nothing is part of the account."""
    return {
        table: [{name: _as_time(cell) for name, cell in row.items()} for row in rows.to_pylist()]
        for table, rows in inputs.items()
    }


def _as_time(cell: Any) -> Any:  # noqa: ANN401 - any cell
    return pd.Timestamp(cell) if hasattr(cell, "year") else cell


def files(vintage: str, tables: Sequence[str], figures: Sequence[Row]) -> list[Row]:
    """The files that rows of these tables and these figures were read from: meta_file, one row a file."""
    held = rows_of(query(vintage, "select * from meta_file order by file"))
    # The weeks are summed from the days, and only these are read from files.
    days = {PORT_DAY.name} if PORT_WEEK.name in tables else set()
    facts, pairs = set(tables) - {OBSERVATION.name} | days, _releases(figures)
    return [row for row in held if row["table_name"] in facts or any(_holds(row, *pair) for pair in pairs)]


def _releases(figures: Sequence[Row]) -> list[tuple[str, str]]:
    return sorted({(str(figure["source_id"]), str(figure["release"])) for figure in figures})


def _holds(file: Row, source_id: str, release: str) -> bool:
    """Whether a release's figures were read from a file: it names source and release, or is named after the source."""
    if file["table_name"] != OBSERVATION.name:
        return False
    if file.get("source_id") is not None:
        return bool(file["source_id"] == source_id and file["release"] in (None, release))
    return str(file["file"]).rsplit("/", 1)[-1] == f"{source_id}.csv"


def documented(
    figures: Sequence[Row], sources: Sequence[Row], files_read: Sequence[Row], titles: Mapping[str, str]
) -> list[Row]:
    """Figures with their measure's title, their file and its SHA-256, the day they were retrieved, their licence."""
    papers = {pair: _papers(pair, sources, files_read) for pair in _releases(figures)}
    return [
        figure
        | {"measure_title": titles.get(figure["measure"], figure["measure"])}
        | papers[str(figure["source_id"]), str(figure["release"])]
        for figure in figures
    ]


def _papers(pair: tuple[str, str], sources: Sequence[Row], files_read: Sequence[Row]) -> Row:
    about = next((source for source in sources if (source["source_id"], source["release"]) == pair), {})
    read = [file for file in files_read if _holds(file, *pair)]
    return {
        "file": ";".join(str(file["file"]) for file in read),
        "sha256": ";".join(str(file["sha256"]) for file in read),
        "retrieved_on": about.get("retrieved_on"),
        "licence_name": about.get("licence_name"),
    }


def about_sources(vintage: str, pairs: Sequence[tuple[str, str]]) -> list[Row]:
    """Sources and releases with their licence: one row a (source_id, release) of `pairs`."""
    held = query(
        vintage,
        """
        select s.source_id, s.title, s.publisher, s.dataset, s.url, r.release, r.released_on, r.retrieved_on,
               r.nuts_version, r.copy_of, r.note, l.licence_id, l.licence_name, l.attribution, l.url as licence_url
        from core_release r join core_source s on s.source_id = r.source_id
        join core_licence l on l.licence_id = s.licence_id
        order by s.publisher, s.source_id, r.released_on
        """,
    )
    return [row for row in rows_of(held) if (row["source_id"], row["release"]) in set(pairs)]
