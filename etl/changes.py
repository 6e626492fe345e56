"""The change report: what a fresh vintage says differently from the one before it, in plain lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from warehouse.differences import Differences, differences

_CAP = 5
_SILENT = {"_Z", "total", None}


def change_report(old: Path | None, new: Path, unknown: Mapping[str, Mapping[str, Sequence[str]]]) -> list[str]:
    """Lines of the report; `unknown` holds the codes that nobody maps, by source and kind.

    Raises NoWarehouseError when a vintage cannot be read.
    """
    lines = ["This is the first vintage: there is nothing to compare it with."] if old is None else []
    if old is not None and old != new:
        found = differences(old, new, _CAP)
        lines += [line for _index, row in found.counts.iterrows() for line in _source_lines(row, found)]
    if old == new or (old is not None and not lines):
        lines.append("No figure has changed.")
    return [*lines, *_unknown_lines(unknown)]


def _source_lines(held: pd.Series, found: Differences) -> Iterator[str]:
    before = "not held before" if pd.isna(held["old_release"]) else f"release {held['old_release']} before"
    yield (
        f"{held['source_id']}: release {held['new_release']} ({before}); {held['n_new']:,} new figures, "
        f"{held['n_revised']:,} revised, {held['n_gone']:,} no longer there, {held['n_vanished']:,} series vanished"
    )
    if held["n_rescaled"]:
        yield f"  not compared: {held['n_rescaled']:,} figures stand on another calibration than before"
    yield from _some(found.revised, held["source_id"], int(held["n_revised"]), "revised", _revision)
    yield from _some(found.vanished, held["source_id"], int(held["n_vanished"]), "vanished", _series)


def _some(rows: pd.DataFrame, source_id: str, total: int, word: str, say: Callable[[pd.Series], str]) -> Iterator[str]:
    mine = rows[rows["source_id"] == source_id]
    for _index, row in mine.iterrows():
        yield f"  {word}: {say(row)}"
    if total > len(mine):
        yield f"  and {total - len(mine):,} more {word}"


def _revision(row: pd.Series) -> str:
    day, old, new = str(row["period_start"])[:10], _number(row["old_value"]), _number(row["new_value"])
    return f"{_series(row)} {day}: {old} -> {new} {row['unit']}"


def _number(value: float) -> str:
    return "none" if pd.isna(value) else f"{value:,.15g}"


def _series(row: pd.Series) -> str:
    names = ("cargo_type", "vessel_type", "size_class", "direction", "partner", "series_id")
    more = [str(row[name]) for name in names if row[name] not in _SILENT]
    return " ".join([str(row["entity"]), str(row["measure"]), *more, str(row["freq"])])


def _unknown_lines(unknown: Mapping[str, Mapping[str, Sequence[str]]]) -> Iterator[str]:
    for source_id, kinds in unknown.items():
        for kind, codes in kinds.items():
            shown = ", ".join(list(codes)[:_CAP])
            more = f" and {len(codes) - _CAP:,} more" if len(codes) > _CAP else ""
            if " " in kind:  # a kind of several words says by itself what is the matter with its codes
                yield f"{source_id}: {kind}: {shown}{more}"
            else:
                yield f"{source_id}: nobody maps the {kind} {shown}{more}; their rows are set aside"
