"""The change log of a vintage: figures, releases, values and definitions against another one, in plain lines."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from warehouse import history

_MOST = 5
_WORDS = {"added": "new", "revised": "revised", "vanished": "gone", "status": "of another status"}


def change_log(old: str | None, new: str) -> list[str]:
    """Lines of the log, with the counts of the Revisions page; without an older vintage that it is the first one.

    Raises UnknownVintageError for a vintage that is not kept, SchemaVersionError for one of another schema.
    """
    if old is None:
        return [f"{new} is the first vintage kept here: there is nothing to compare it with."]
    lines = [f"{new} against {old}", "", "Figures in use", *_or_none(_figures(old, new))]
    lines += ["", "Releases", *_or_none(_releases(old, new))]
    lines += ["", "Values of indicators", *_or_none(_counted(history.value_counts(old, new), "indicator"))]
    return [*lines, "", "Definitions of indicators", *_or_none(_definitions(old, new))]


def _or_none(lines: Iterator[str]) -> list[str]:
    return list(lines) or ["no change"]


def _figures(old: str, new: str) -> Iterator[str]:
    """A line a source, below it the largest revisions of all."""
    yield from _counted(history.figure_counts(old, new), "source_id")
    largest = history.figure_changes(old, new, limit=_MOST)
    for _index, row in largest[largest["change"] == "revised"].iterrows():
        values = f"{row['old_value']:,.15g} -> {row['new_value']:,.15g} {row['unit']}"
        yield f"  {row['measure_title']}, {row['name']}, {row['period_start']:%Y-%m-%d}: {values}"


def _counted(counts: pd.DataFrame, name: str) -> Iterator[str]:
    for _index, row in counts.iterrows():
        said = ", ".join(f"{row[f'n_{change}']:,} {word}" for change, word in _WORDS.items() if row[f"n_{change}"])
        if said:
            yield f"{row[name]}: {said}"


def _releases(old: str, new: str) -> Iterator[str]:
    for _index, row in history.release_changes(old, new).iterrows():
        release = f"{row['source_id']} release {row['release']}"
        yield f"{row['change']}: {release}, {row['n_rows']:,} figures ({row['title']})"


def _definitions(old: str, new: str) -> Iterator[str]:
    for _index, row in history.definition_changes(old, new).iterrows():
        parts = f": {row['parts'].replace(';', ', ')}" if row["parts"] else ""
        yield f"{row['change']}: {row['indicator']}{parts}"
