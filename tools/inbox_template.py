"""Makes the template with which a port authority hands in its figures: `python -m tools.inbox_template`.

Two files in `data/templates/` from the declared columns (etl/sources/tidy_template_rules.py): CSV, and XLSX with a
sheet that explains every column. A test compares the committed files with the declaration.
"""

from __future__ import annotations

import csv
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from etl.sources.tidy_template_rules import COLUMNS, NAMES, README_SHEET, SHEET

FOLDER = Path(__file__).resolve().parents[1] / "data" / "templates"
NAME = "port_authority_figures"
_WIDTH, _WORDS_WIDTH, _LINES = 22, 100, 500
STEPS = (
    "How to hand in figures",
    "1. Fill the sheet 'Figures', one figure a line; leave the first line as it is.",
    "2. Write numbers as digits with a point before decimals, no thousands signs; paste values, no formulas.",
    "3. Hand in the whole series: what you hand in takes the place of single printed figures of the same measure.",
    "4. A missing figure is no line; never write 0 for it.",
    "5. Put the file into the folder data/inbox and run: python -m etl refresh tidy_template",
    "6. If something is wrong, nothing of the file is taken, and <file>.report.txt beside it lists everything at once.",
)


def write(folder: Path) -> list[Path]:
    """Write both files; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_text(folder / f"{NAME}.csv"), _workbook(folder / f"{NAME}.xlsx")]


def _text(path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow(NAMES)
    return path


def _workbook(path: Path) -> Path:
    book = Workbook()
    figures = book.create_sheet(SHEET, 0)
    figures.append(list(NAMES))
    figures.freeze_panes = "A2"
    _bold(figures)
    for cells in figures.iter_cols(min_row=1, max_row=_LINES, max_col=len(NAMES)):
        figures.column_dimensions[cells[0].column_letter].width = _WIDTH
        for cell in cells:
            cell.number_format = "@"  # text: a spreadsheet would make a date of 2024-07
    book.remove(book["Sheet"])
    _explain(book.create_sheet(README_SHEET))
    book.save(path)
    return path


def _explain(sheet: Worksheet) -> None:
    sheet.append(["Column", "Required", "What to write", "Example"])
    _bold(sheet)
    for column in COLUMNS:
        sheet.append([column.name, "yes" if column.required else "no", column.meaning, column.example])
    sheet.append([])
    for step in STEPS:
        sheet.append([step])
    for letter, width in zip("ABCD", (_WIDTH, 10, _WORDS_WIDTH, 32), strict=True):
        sheet.column_dimensions[letter].width = width


def _bold(sheet: Worksheet) -> None:
    for cell in sheet[1]:
        cell.font = Font(bold=True)


if __name__ == "__main__":
    for made in write(FOLDER):
        print(made.name)
