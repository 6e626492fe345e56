"""What a passport checked: every check says in one sentence what it looked at and whether it held."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import isclose
from pathlib import Path

from kpis.lineage import TOLERANCE, Lineage
from kpis.registry import Indicator
from kpis.trail import Row
from language import N_, Lang, _
from language.terms import reason
from warehouse.reads import rows as table_rows
from warehouse.settings import from_environment
from warehouse.tables import BY_NAME, SERIES

_SENTENCES: dict[tuple[str, bool], str] = {
    ("contract", True): N_("Every input row ({n}) keeps the declared types, code lists and filled cells of its table."),
    ("contract", False): N_("Input rows break the declaration of their table: {where}."),
    ("keys", True): N_("Every input row ({n}) stands once under its key."),
    ("keys", False): N_("An input row stands twice under its key: {where}."),
    ("units", True): N_("Every figure stands in the one unit of its measure: {units}."),
    ("units", False): N_("A figure stands in another unit than its measure: {where}."),
    ("min_data", True): N_("The least data were there: {least}."),
    ("min_data", False): N_("No value is given: {reason}. Least data: {least}."),
    ("figures", True): N_("Every row of a harmonised series ({n}) equals the publishers' figures behind it."),
    ("figures", False): N_("A row of the harmonised series differs from the publishers' figures behind it: {where}."),
    ("files", True): N_("Files read: {n}, each with its SHA-256; those kept here still have the same."),
    ("files", False): N_("A file kept here is no longer the one that was read: {where}."),
    ("recomputed", True): N_("From the input rows alone the same text gives the same row again."),
    ("recomputed", False): N_("The input rows do not give the same row again; the rows below may be incomplete."),
    ("text", False): N_(
        "An older text of the function made this value, and it is no longer here: the rows below are those of this "
        "place that it could read."
    ),
}


@dataclass(frozen=True)
class Check:
    """One check: its name, whether it held, and what fills its sentence."""

    name: str
    passed: bool
    detail: Mapping[str, str] = field(default_factory=dict)

    def said(self, lang: Lang) -> str:
        """What was looked at and how it came out, in one sentence."""
        words = dict(self.detail)
        if "reason" in words:
            words["reason"] = reason(words["reason"], lang)
        if "least" in words:
            words["least"] = _(words["least"], lang)
        return _(_SENTENCES[self.name, self.passed], lang, **words)

    def record(self) -> dict[str, object]:
        """Plain values, with the English sentence."""
        return {"check": self.name, "passed": self.passed, "said": self.said("en")}


def passed(
    vintage: str,
    one: Indicator,
    held: Row,
    found: Lineage,
    inputs: Mapping[str, Sequence[Row]],
    figures: Sequence[Row],
    files: Sequence[Row],
) -> tuple[Check, ...]:
    """All checks of one value, in the order in which a reader would ask."""
    least = {"least": one.min_data}
    enough = held["reason"] is None
    return (
        Check("recomputed", found.is_exact) if found.computed is not None else Check("text", False),
        *_of_rows(inputs),
        *_units(vintage, figures),
        *_figures(inputs, figures),
        Check("min_data", enough, least if enough else least | {"reason": str(held["reason"])}),
        *_files(files),
    )


def _of_rows(inputs: Mapping[str, Sequence[Row]]) -> tuple[Check, Check]:
    n = {"n": str(sum(len(rows) for rows in inputs.values()))}
    broken = [where for table, rows in inputs.items() for where in _broken(table, rows)]
    doubled = [table for table, rows in inputs.items() if _is_doubled(table, rows)]
    return (
        Check("contract", not broken, {"where": broken[0]} if broken else n),
        Check("keys", not doubled, {"where": doubled[0]} if doubled else n),
    )


def _broken(table: str, rows: Sequence[Row]) -> list[str]:
    """Cells that are empty where they must not be, or hold a code that is not in the list."""
    if table not in BY_NAME:
        return []
    declared = BY_NAME[table]
    wrong = []
    for column in declared.columns:
        codes = declared.field(column).codes
        for row in rows:
            empty = row[column] is None
            if (empty and not declared.nullable(column)) or (not empty and codes and row[column] not in codes):
                wrong.append(f"{table}.{column} = {row[column]}")
    return wrong


def _is_doubled(table: str, rows: Sequence[Row]) -> bool:
    if table not in BY_NAME:
        return False
    keys = [tuple(str(row[column]) for column in BY_NAME[table].key) for row in rows]
    return len(set(keys)) < len(keys)


def _units(vintage: str, figures: Sequence[Row]) -> list[Check]:
    if not figures:
        return []
    measures = table_rows(vintage, "core_measure")
    declared = dict(zip(measures["measure"], measures["unit"], strict=True))
    wrong = [row for row in figures if row["unit"] != declared.get(row["measure"])]
    where = {"where": str(wrong[0]["locator"])} if wrong else {"units": ", ".join(sorted({r["unit"] for r in figures}))}
    return [Check("units", not wrong, where)]


def _figures(inputs: Mapping[str, Sequence[Row]], figures: Sequence[Row]) -> list[Check]:
    """The series rows against the sums of the figures that were traced behind them."""
    rows = [(place, row) for place, row in enumerate(inputs.get(SERIES.name, [])) if row["obs_value"] is not None]
    if not rows:
        return []
    sums: dict[int | None, float] = {}
    for figure in figures:
        if not figure["through"]:
            sums[figure["series_row"]] = sums.get(figure["series_row"], 0.0) + figure["sign"] * figure["obs_value"]
    wrong = [row for place, row in rows if not isclose(sums.get(place, 0.0), row["obs_value"], rel_tol=TOLERANCE)]
    where = {"where": f"{wrong[0]['entity']} {wrong[0]['period_start']:%Y-%m-%d}"} if wrong else {"n": str(len(rows))}
    return [Check("figures", not wrong, where)]


def _files(files: Sequence[Row]) -> list[Check]:
    if not files:
        return []
    data = from_environment().data
    changed = [str(row["file"]) for row in files if _digest(data / str(row["file"])) not in ("", row["sha256"])]
    return [Check("files", not changed, {"where": changed[0]} if changed else {"n": str(len(files))})]


def _digest(path: Path) -> str:
    """SHA-256 of a file kept here, "" where it is not kept."""
    return _digest_at(path, path.stat().st_mtime_ns) if path.is_file() else ""


@lru_cache(maxsize=256)
def _digest_at(path: Path, modified_ns: int) -> str:
    del modified_ns
    return hashlib.sha256(path.read_bytes()).hexdigest()
