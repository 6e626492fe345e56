"""The template with which a port authority hands in its own figures: its columns, what may stand in them, every breach.

All breaches of a file are found at once, each with line and column, so that one look corrects the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

SHEET = "Figures"
README_SHEET = "Read me"


@dataclass(frozen=True)
class Column:
    """One column of the template: its name, what it holds in a sentence, an example, whether it may be empty."""

    name: str
    meaning: str
    example: str
    required: bool = True


@dataclass(frozen=True)
class Kind:
    """One measure that may be handed in: its unit, and what an empty direction and kind of cargo stand for."""

    measure: str
    unit: str
    meaning: str
    direction: str
    cargo_type: str


KINDS = {
    kind.measure: kind
    for kind in (
        Kind("gross_weight_port_authority", "t", "goods handled, in whole tonnes", "total", "total"),
        Kind("teu_port_authority", "TEU", "containers, in twenty-foot equivalent units", "total", "containers"),
        Kind("passengers_port_authority", "persons", "passengers", "total", "_Z"),
        Kind("vessel_calls_port_authority", "units", "calls of seagoing ships", "_Z", "_Z"),
        Kind("cppi_rank_administrative", "rank", "rank in the World Bank's index, administrative approach", "_Z", "_Z"),
        Kind("cppi_rank_statistical", "rank", "rank in the World Bank's index, statistical approach", "_Z", "_Z"),
        Kind("cppi_calls", "units", "calls counted in the World Bank's index", "_Z", "_Z"),
    )
}
CARGO_TYPES = ("total", "liquid_bulk", "dry_bulk", "containers", "ro_ro", "general_cargo")
DIRECTIONS = ("total", "in", "out")
STATUSES = {"": "A", "final": "A", "provisional": "P", "estimate": "E"}
_MEASURES = "; ".join(f"{kind.measure} ({kind.meaning})" for kind in KINDS.values())
_UNITS = ", ".join(f"{kind.unit} for {kind.measure}" for kind in KINDS.values())
COLUMNS = (
    Column("port", "UN/LOCODE of the port without a space, as in the product", "BEOST"),
    Column("period", "A year, a quarter or a month: 2024, 2024-Q3 or 2024-07, written as text", "2024-Q3"),
    Column("measure", f"What is counted: {_MEASURES}", "gross_weight_port_authority"),
    Column("cargo_type", "Kind of cargo: " + ", ".join(CARGO_TYPES) + "; empty for all", "ro_ro", required=False),
    Column("direction", "in, out or total; empty for total", "in", required=False),
    Column("value", "The number: digits, with a point before decimals; no spaces, no thousands signs", "125000"),
    Column("unit", f"The unit of the measure: {_UNITS}", "t"),
    Column("status", "final, provisional or estimate; empty for final", "provisional", required=False),
    Column("publisher", "Who publishes the figure, as it is to be shown: mostly the port authority", "Port of Ostend"),
    Column("document", "Where the figure is printed: title and page, or an address", "Annual report 2024, page 12"),
    Column("note", "What is and is not counted, if it is not plain", "without inland ships", required=False),
)
NAMES = tuple(column.name for column in COLUMNS)
_PERIOD = re.compile(r"(?P<year>(?:19|20)\d\d)(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")
_NUMBER = re.compile(r"\d{1,15}(?:\.\d{1,6})?")
# What a spreadsheet would run, or take for the start of a formula.
_FORMULA = re.compile(r"^\s*[=+\-@\t\r]")
_LONGEST = 500


@dataclass(frozen=True)
class Breach:
    """One thing that is wrong: file, line, column (empty for the line as a whole), and what to do."""

    file: str
    line: int
    column: str
    problem: str

    def __str__(self) -> str:
        """One line of the report."""
        place = f"line {self.line}" + (f", column {self.column}" if self.column else "")
        return f"{place}: {self.problem}"


def head_breaches(file: str, head: Sequence[str]) -> list[Breach]:
    """What is wrong with the first line: columns that are missing, not known, or stand there twice."""
    gone = [name for name in NAMES if name not in head]
    new = [name for name in head if name and name not in NAMES]
    twice = sorted({name for name in head if name and list(head).count(name) > 1})
    said = [
        *(f"the column '{name}' is missing; take the template's first line" for name in gone),
        *(f"the column '{name}' is not one of the template's; remove it" for name in new),
        *(f"the column '{name}' stands there twice; keep one" for name in twice),
    ]
    return [Breach(file, 1, "", words) for words in said]


def row_breaches(
    file: str, line: int, row: Mapping[str, str], ports: Sequence[str], retrieved_on: date
) -> list[Breach]:
    """What is wrong with one line, cell by cell."""
    found = {
        **_empty(row),
        **_dangerous(row),
        **_codes(row, ports),
        **_period(row["period"], retrieved_on),
        **_value(row),
    }
    return [Breach(file, line, column, found[column]) for column in NAMES if column in found]


def _empty(row: Mapping[str, str]) -> dict[str, str]:
    needed = (column.name for column in COLUMNS if column.required)
    return {name: "is empty and must not be" for name in needed if not row[name]}


def _dangerous(row: Mapping[str, str]) -> dict[str, str]:
    """A cell that a spreadsheet would run, or that is no sentence but a page."""
    found = {}
    for name in NAMES:
        if name != "value" and _FORMULA.match(row[name]):
            found[name] = f"'{row[name][:30]}' begins like a formula; write plain text"
        elif len(row[name]) > _LONGEST:
            found[name] = f"holds over {_LONGEST} signs; shorten it"
    return found


def _codes(row: Mapping[str, str], ports: Sequence[str]) -> dict[str, str]:
    lists = {
        "port": (ports, "is no port of this product; write its code as in the port's page or have the port added"),
        "measure": (list(KINDS), "is not one of the measures; see the sheet 'Read me'"),
        "cargo_type": (["", *CARGO_TYPES], f"is none of {', '.join(CARGO_TYPES)}"),
        "direction": (["", *DIRECTIONS], f"is none of {', '.join(DIRECTIONS)}"),
        "status": (list(STATUSES), "is none of final, provisional, estimate"),
    }
    found = {
        name: f"'{row[name][:40]}' {words}"
        for name, (codes, words) in lists.items()
        if row[name] and row[name] not in codes
    }
    kind = KINDS.get(row["measure"])
    if kind and row["unit"] and row["unit"] != kind.unit:
        found["unit"] = f"'{row['unit'][:20]}' is not the unit of {kind.measure}; convert to {kind.unit}"
    if kind and kind.cargo_type == "_Z" and row["cargo_type"]:
        found["cargo_type"] = f"must be empty: {kind.measure} has no kind of cargo"
    if kind and kind.direction == "_Z" and row["direction"]:
        found["direction"] = f"must be empty: {kind.measure} has no direction"
    return found


def _period(text: str, retrieved_on: date) -> dict[str, str]:
    start = period_start(text)
    if text and start is None:
        return {
            "period": f"'{text[:20]}' is no period; write 2024, 2024-Q3 or 2024-07 "
            "(a spreadsheet may have turned it into a date: format the column as text)"
        }
    if start and start[1] > retrieved_on:
        return {"period": f"{text} has not begun yet; hand in what has been counted"}
    return {}


def period_start(text: str) -> tuple[str, date] | None:
    """Frequency and first day of 2024, 2024-Q3 or 2024-07; None for anything else."""
    found = _PERIOD.fullmatch(text)
    if found is None:
        return None
    year = int(found["year"])
    if found["quarter"]:
        return "Q", date(year, int(found["quarter"]) * 3 - 2, 1)
    return ("M", date(year, int(found["month"]), 1)) if found["month"] else ("A", date(year, 1, 1))


def _value(row: Mapping[str, str]) -> dict[str, str]:
    text = row["value"]
    if not text:
        return {}
    if not _NUMBER.fullmatch(text):
        hint = "a comma stands where a point belongs" if re.fullmatch(r"[\d.]*,\d+", text) else "digits only"
        return {"value": f"'{text[:30]}' is no number as the template wants it ({hint}; no sign, no thousands mark)"}
    if "." in text and row["unit"] == "t" and float(text) % 1:
        return {"value": f"{text} has a fraction; tonnes are whole numbers"}
    return {}
