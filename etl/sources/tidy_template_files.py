"""The cells of a file that was handed in, as text with their lines; or the one sentence why it cannot be read."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from etl.sources.tidy_template_rules import SHEET

Line = tuple[int, list[str]]

# A cell of a worksheet that holds a formula: `<c r="F12" ...><f>`.
_FORMULA_CELL = re.compile(rb'<c\s[^>]*?\br="([A-Z]+\d+)"[^>]*>\s*<f[\s>/]')
_MOST_LINES = 100_000
_LARGEST_UNPACKED = 200_000_000
_SHOWN = 5


class FileProblem(Exception):  # noqa: N818 - a sentence for the report, never an error of ours
    """Why a file cannot be read as the template."""


def read_file(path: Path) -> tuple[list[str], list[Line]]:
    """The first line and the others with their numbers, cells as trimmed text; raises FileProblem with a sentence."""
    rows = _workbook(path) if path.suffix.lower() == ".xlsx" else _delimited(path)
    numbered = [(number, row) for number, row in enumerate(rows, start=1) if any(row)]
    if not numbered or numbered[0][0] != 1:
        raise FileProblem("the first line does not hold the names of the columns; take the template")
    if len(numbered) > _MOST_LINES:
        raise FileProblem(f"the file has over {_MOST_LINES:,} lines; split it")
    head, *lines = numbered
    return head[1], lines


def _delimited(path: Path) -> list[list[str]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileProblem(
            f"the text is not UTF-8 (byte {error.start}); save it as 'CSV UTF-8', or hand in the XLSX file"
        ) from error
    if "\x00" in text:
        raise FileProblem("the file is no text; save it as 'CSV UTF-8', or hand in the XLSX file")
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        return [
            [cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error as error:
        raise FileProblem(f"the file cannot be read as comma-separated text ({error}); save it again") from error


def _workbook(path: Path) -> list[list[str]]:
    try:
        formulas = _formulas(path)
        book = CalamineWorkbook.from_path(str(path))
        if SHEET not in book.sheet_names:
            raise FileProblem(f"the workbook has no sheet '{SHEET}' (it has {', '.join(book.sheet_names)})")
        rows = book.get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, OSError, KeyError) as error:
        raise FileProblem("the workbook is damaged or has a password; save it again as .xlsx") from error
    if formulas:
        shown = ", ".join(formulas[:_SHOWN])
        raise FileProblem(f"the workbook holds formulas (cells {shown}); copy the cells and paste them as values")
    return _even([[_text(cell) for cell in row] for row in rows])


def _formulas(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        if sum(member.file_size for member in archive.infolist()) > _LARGEST_UNPACKED:
            raise FileProblem("the workbook is far too large when it is unpacked; hand in the figures alone")
        sheets = [name for name in archive.namelist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)]
        return [cell.decode() for name in sheets for cell in _FORMULA_CELL.findall(archive.read(name))]


def _even(rows: Sequence[list[str]]) -> list[list[str]]:
    """Rows cut to the columns of the head: a spreadsheet gives empty cells to the right of it."""
    width = max((at for at, cell in enumerate(rows[0], start=1) if cell), default=0) if rows else 0
    return [row[:width] if not any(row[width:]) else row for row in rows]


def _text(cell: object) -> str:
    """A cell as text: a whole number without the point that a spreadsheet gives it, a date as ISO 8601."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell).strip()
