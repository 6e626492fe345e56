"""Tables in the spreadsheets of the UK Department for Transport, found by what they say and not by where they stand.

A sheet is a table when one of its rows names a port column beside years or figures. Two forms are read: flat (one row a
port, year, direction, cargo) and wide (one column a year or quarter). Signs such as [x] are gaps, [p] is provisional.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from etl.faults import SourceFault

Row = Sequence[Any]

COLUMNS = ("table", "locator", "period", "port", "direction", "cargo", "detail", "region", "kind", "value", "teu")
# What a head says in small letters, without notes and signs -> the column it fills.
_HEADS = {
    "year": "period",
    "quarter": "quarter",
    "year and quarter": "period",
    "period": "period",
    "time period": "period",
    "port": "port",
    "major port": "port",
    "uk port": "port",
    "uk port name": "port",
    "port name": "port",
    "direction": "direction",
    "direction of traffic": "direction",
    "cargo group name": "cargo",
    "cargo group": "cargo",
    "cargo type": "cargo",
    "cargo name": "detail",
    "region": "region",
    "region 1": "region",
    "port of load unload region": "region",
    "overseas country": "region",
    "passenger type": "kind",
    "type of passenger": "kind",
    "route type": "kind",
    "tonnage thousands": "value",
    "thousand tonnes": "value",
    "passengers thousands": "value",
    "teu thousands": "teu",
}
# Codes and groups of what is named beside them, and units whose count mixes lorries, trailers and passenger cars.
IGNORED = {
    "port uk country",
    "uk country",
    "uk region",
    "port area",
    "port group",
    "port code",
    "cargo group code",
    "cargo code",
    "units thousands",
    "main freight units thousands",
    "note",
    "notes",
    "",
}
_PERIOD = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?:\s*(?:q|quarter\s*)(?P<q>[1-4]))?"
    r"|(?:q|quarter )(?P<q2>[1-4])[ :]+(?P<y2>(?:19|20)\d\d)"
)
_SIGN = re.compile(r"[\[(]\s*([a-z]+)\s*(?:\d+)?\s*[\])]", re.IGNORECASE)
_UNIT = re.compile(r"\bthousands?\b", re.IGNORECASE)
_LEAST_YEARS = 2
_SHOWN = 60


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet with the place of its head, and what each column fills (None: ignored)."""

    name: str
    rows: Sequence[Row]
    head: int
    roles: Sequence[str | None]


def read_tables(path: Path, table: str) -> pd.DataFrame:
    """The figures of one file in COLUMNS, as printed. Raises SourceFault when no sheet is a table, or a head is new."""
    sheets = [_sheet(name, rows, table) for name, rows in _cells(path, table)]
    found = [sheet for sheet in sheets if sheet is not None]
    if not found:
        raise SourceFault(
            "changed_layout",
            f"{table} of the Department for Transport has no sheet with a row of heads that names ports and years. "
            "Open the file and correct etl/sources/dft_tables.py.",
        )
    rows = [row for sheet in found for row in (_flat(sheet) if "value" in sheet.roles else _wide(sheet))]
    return pd.DataFrame([{**row, "table": table} for row in rows], columns=list(COLUMNS), dtype="string").fillna("")


def _cells(path: Path, table: str) -> Iterator[tuple[str, Sequence[Row]]]:
    try:
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            yield name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, OSError) as error:
        raise SourceFault(
            "truncated", f"{table} of the Department for Transport cannot be opened ({error}). Run the refresh again."
        ) from error


def _sheet(name: str, rows: Sequence[Row], table: str) -> Sheet | None:
    for number, row in enumerate(rows):
        words = [_words(cell) for cell in row]
        has_port = any(_HEADS.get(word) == "port" for word in words)
        years = sum(bool(_period(cell)) for cell in row)
        if has_port and (years >= _LEAST_YEARS or "value" in map(_HEADS.get, words) or "year" in words):
            return Sheet(name, rows, number, [_role(cell, f"{table}, sheet {name}") for cell in row])
    return None


def _words(cell: object) -> str:
    """A head in small letters: without notes in brackets after it, signs become spaces."""
    text = re.sub(r"\[[^\]]*\]", " ", str(cell)).lower()
    return re.sub(r"[^a-z0-9]+", " ", text).strip()


def _role(cell: object, where: str) -> str | None:
    words = _words(cell)
    if words in IGNORED:
        return None
    if words in _HEADS:
        return _HEADS[words]
    if _period(cell):
        return f"period:{_printed(cell)}"
    if words.startswith(("tonnage", "teu", "passengers")):
        raise SourceFault(
            "changed_unit",
            f"{where}: the column '{cell}' is not in thousands as it was. Find out its unit and correct "
            "etl/sources/dft_tables.py.",
        )
    raise SourceFault(
        "new_column",
        f"{where}: the column '{str(cell)[:_SHOWN]}' is not known. Find out what it means, then read it or list it as "
        "ignored in etl/sources/dft_tables.py.",
    )


def _period(cell: object) -> str | None:
    """2024, or 2024-Q3; None for a cell that is no year or quarter."""
    found = _PERIOD.fullmatch(_SIGN.sub("", _printed(cell)).strip().lower())
    if found is None:
        return None
    quarter = found["q"] or found["q2"]
    return (found["year"] or found["y2"]) + (f"-Q{quarter}" if quarter else "")


def _printed(cell: object) -> str:
    """A cell as text; a whole number without the point that a spreadsheet gives it."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell).strip()


def _flat(sheet: Sheet) -> Iterator[dict[str, str]]:
    for number, row in enumerate(sheet.rows[sheet.head + 1 :], start=sheet.head + 2):
        held = {role: _printed(cell) for role, cell in zip(sheet.roles, row, strict=False) if role}
        if not held.get("port") or not held.get("period"):
            continue  # blank lines and the notes below a table
        quarter = held.pop("quarter", "")
        period = f"{held['period']} Q{quarter.lstrip('Qq')}" if quarter else held["period"]
        yield {**held, "period": period, "locator": f"{sheet.name}!{number}"}


def _wide(sheet: Sheet) -> Iterator[dict[str, str]]:
    above = " ".join(str(cell) for row in sheet.rows[: sheet.head + 1] for cell in row)
    if not _UNIT.search(above):
        raise SourceFault(
            "changed_unit",
            f"Sheet {sheet.name} of the Department for Transport no longer says above its figures that they are "
            "thousands. Find out the unit and correct etl/sources/dft_tables.py.",
        )
    for number, row in enumerate(sheet.rows[sheet.head + 1 :], start=sheet.head + 2):
        named = {role: _printed(cell) for role, cell in zip(sheet.roles, row, strict=False) if role and ":" not in role}
        if not named.get("port"):
            continue
        for column, role in enumerate(sheet.roles):
            if role and ":" in role and column < len(row):
                locator = f"{sheet.name}!{number}:{column + 1}"
                yield {**named, "period": role.split(":", 1)[1], "value": _printed(row[column]), "locator": locator}


def signs(printed: pd.Series) -> pd.Series:
    """The letter of a sign in brackets, empty where there is none: [p] provisional, [r] revised, [x] not available."""
    return printed.str.extract(_SIGN)[0].fillna("").str.lower()


def without_signs(printed: pd.Series) -> pd.Series:
    """The text before a sign."""
    return printed.str.replace(_SIGN, "", regex=True).str.strip()


def periods(printed: pd.Series) -> pd.DataFrame:
    """Year and quarter (missing for a year) of a printed period."""
    words = {text: _period(text) or "" for text in printed.unique()}
    parts = printed.map(words).str.extract(r"(?P<year>\d{4})(?:-Q(?P<quarter>\d))?")
    return pd.DataFrame({name: pd.to_numeric(parts[name]) for name in parts.columns})
