"""A port authority's own figures: what is taken, what is refused, and that everything wrong is said at once."""

from __future__ import annotations

import csv
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from etl.http import Network
from etl.live import harmonised
from etl.progress import Progress
from etl.refresh import fetch
from etl.snapshots import Shelf, Snapshot
from etl.source import Held
from etl.sources.tidy_template import SOURCE, inbox
from etl.sources.tidy_template_rules import COLUMNS, KINDS, NAMES, README_SHEET, SHEET, period_start, row_breaches
from tests.etl.sources import made
from tools.inbox_template import FOLDER, NAME, write

ROOT = Path(__file__).resolve().parents[3]
HEAD = ",".join(NAMES) + "\n"
GOOD = "BEOST,2024,gross_weight_port_authority,,,7,t,,Port of Ostend,Report,\n"


@pytest.fixture(scope="module")
def held() -> Held:
    return Held.read(ROOT / "data" / "reference")


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    monkeypatch.setenv(SOURCE.variable, str(folder))
    return folder


def refreshed(box: Path, held: Held) -> Snapshot:
    with Network() as network:
        return fetch(SOURCE, network, Shelf(box.parent / "snapshots", SOURCE.id), held, Progress(SOURCE.id))[0]


def figures(snapshot: Snapshot, held: Held):
    return harmonised(SOURCE, snapshot, held)[0]


def test_the_figures_of_an_accepted_file_are_the_publishers_own_with_their_place(box, held):
    (box / "ostend.csv").write_bytes(made.handed_in())
    rows = figures(refreshed(box, held), held).tables["core_observation"]
    year, quarter, month = rows.to_dict("records")
    assert (year["obs_value"], year["unit"], year["freq"], year["cargo_type"], year["direction"]) == (
        1_500_000,
        "t",
        "A",
        "total",
        "total",
    )
    assert year["publisher"] == "Port of Ostend"
    assert year["locator"] == "ostend.csv, line 2: Annual report 2024, page 12"
    assert year["licence_id"] == "handed_in"
    assert (quarter["freq"], str(quarter["period_start"])[:10], quarter["obs_status"]) == ("Q", "2024-07-01", "P")
    assert (month["measure"], month["cargo_type"], month["obs_value"]) == ("passengers_port_authority", "_Z", 1200)


def test_everything_wrong_is_listed_at_once_with_line_and_column_and_nothing_is_taken(box, held):
    wrong = 'XXXXX,2024-13,gross_weight_port_authority,sand,up,"1,5",kt,maybe,=HYPERLINK(1),,-x\n'
    (box / "bad.csv").write_text(HEAD + GOOD + wrong, encoding="utf-8")
    result = figures(refreshed(box, held), held)
    report = (box / "bad.csv.report.txt").read_text(encoding="utf-8")
    named = [line.split(":")[0].removeprefix("line 3, column ") for line in report.splitlines()[2:]]
    assert named == [name for name in NAMES if name != "measure"]
    assert "a comma stands where a point belongs" in report
    assert result.tables == {}
    assert result.set_aside["line"].tolist() == [3]
    assert result.unknown == {"file in the inbox that is not accepted": ["bad.csv (10 breaches)"]}


def test_a_corrected_file_takes_the_report_away_and_the_refused_one_stays_in_its_snapshot(box, held):
    (box / "a.csv").write_text(HEAD + GOOD.replace(",7,", ",7.5,"), encoding="utf-8")
    first = refreshed(box, held)
    assert "tonnes are whole numbers" in (box / "a.csv.report.txt").read_text(encoding="utf-8")
    (box / "a.csv").write_text(HEAD + GOOD, encoding="utf-8")
    second = refreshed(box, held)
    assert not (box / "a.csv.report.txt").exists()
    assert b"7.5" in first.path("a.csv").read_bytes()
    assert figures(second, held).tables["core_observation"]["obs_value"].tolist() == [7]
    first.check()
    second.check()


def test_one_bad_file_does_not_hold_up_another(box, held):
    (box / "a.csv").write_text(HEAD + GOOD, encoding="utf-8")
    (box / "b.csv").write_text(HEAD + GOOD, encoding="utf-8")
    result = figures(refreshed(box, held), held)
    assert len(result.tables["core_observation"]) == 1
    assert result.set_aside["problem"].tolist() == ["the same figure stands in a.csv, line 2; keep one of the two"]


def test_a_refused_file_does_not_take_an_accepted_one_with_it(box, held):
    (box / "a.csv").write_text(HEAD + GOOD + GOOD.replace("BEOST", "XXXXX") + GOOD, encoding="utf-8")
    (box / "b.csv").write_text(HEAD + GOOD, encoding="utf-8")
    result = figures(refreshed(box, held), held)
    assert result.tables["core_observation"]["locator"].tolist() == ["b.csv, line 2: Report"]
    assert result.set_aside[["file", "line"]].values.tolist() == [["a.csv", 3], ["a.csv", 4]]
    assert "stands in a.csv, line 2" in result.set_aside["problem"].iloc[1]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "the first line does not hold the names"),
        (b"port,year\nBEOST,2024\n", "the column 'period' is missing"),
        (("port,port," + HEAD.split(",", 1)[1]).encode(), "the column 'port' stands there twice"),
        ((HEAD + "BEOST,2024\n").encode(), "line 2 has 2 cells instead of 11"),
        ((HEAD + "Hélène").encode("latin-1"), "the text is not UTF-8"),
        ((HEAD + GOOD).encode("utf-16"), "the text is not UTF-8"),
    ],
)
def test_a_file_that_is_not_the_template_is_refused_with_the_reason(box, held, content, sentence):
    (box / "x.csv").write_bytes(content)
    assert sentence in figures(refreshed(box, held), held).set_aside["problem"].iloc[0]


def workbook(path: Path, rows: list[list[object]], sheet: str = SHEET) -> None:
    book = Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    book.save(path)


def test_a_workbook_is_read_like_text_and_a_semicolon_file_too(box, held):
    line = ["BEOST", "2024-Q1", "teu_port_authority", None, "in", 12.5, "TEU", None, "Port of Ostend", "Report", None]
    workbook(box / "a.xlsx", [list(NAMES), line])
    (box / "b.csv").write_text((HEAD + GOOD).replace(",", ";"), encoding="utf-8-sig")
    rows = figures(refreshed(box, held), held).tables["core_observation"]
    assert rows[["measure", "cargo_type", "obs_value"]].values.tolist() == [
        ["teu_port_authority", "containers", 12.5],
        ["gross_weight_port_authority", "total", 7.0],
    ]


@pytest.mark.parametrize(
    ("cell", "place", "sentence"),
    [
        ("=1+1", 5, "the workbook holds formulas (cells F2)"),
        (date(2024, 7, 1), 1, "a spreadsheet may have turned it into a date"),
        (-5, 5, "no sign"),
        ("@SUM(A1)", 9, "begins like a formula"),
    ],
)
def test_formulas_and_dates_of_a_workbook_are_refused(box, held, cell, place, sentence):
    line: list[object] = ["BEOST", "2024", "gross_weight_port_authority", "", "", 7, "t", "", "Port", "Report", ""]
    line[place] = cell
    workbook(box / "a.xlsx", [list(NAMES), line])
    assert sentence in figures(refreshed(box, held), held).set_aside["problem"].iloc[0]


def test_a_workbook_without_the_sheet_or_damaged_says_so(box, held):
    workbook(box / "a.xlsx", [list(NAMES)], sheet="Other")
    (box / "b.xlsx").write_bytes(b"PK\x03\x04 cut short")
    problems = figures(refreshed(box, held), held).set_aside["problem"].tolist()
    assert problems[0].startswith("the workbook has no sheet 'Figures'")
    assert problems[1].startswith("the workbook is damaged")


def test_a_workbook_that_unpacks_to_a_mountain_is_not_unpacked(box, held, monkeypatch):
    monkeypatch.setattr("etl.sources.tidy_template_files._LARGEST_UNPACKED", 1_000_000)
    with zipfile.ZipFile(box / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 1_000_001)
    assert "far too large" in figures(refreshed(box, held), held).set_aside["problem"].iloc[0]


def test_an_empty_or_missing_inbox_is_no_failure_and_officers_tables_are_left_alone(box, held):
    (box / "target.csv").write_text("x\n", encoding="utf-8")
    (box / "~$open.xlsx").write_bytes(b"x")
    (box / "notes.txt").write_text("x", encoding="utf-8")
    (box / "older.csv").mkdir()
    assert refreshed(box, held).names() == []
    box.joinpath("target.csv").unlink()
    assert figures(refreshed(box, held), held).tables == {}


def test_the_inbox_lies_in_the_data_folder_unless_another_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PRM_DATA", str(tmp_path))
    assert inbox(SOURCE.url) == tmp_path.resolve() / "inbox"
    assert inbox("file:///a%20b") == Path("/a b")


def test_the_committed_template_is_the_declared_one(tmp_path):
    for made_now in write(tmp_path):
        kept = FOLDER / made_now.name
        assert cells(kept) == cells(made_now), "run `python -m tools.inbox_template`"
    book = CalamineWorkbook.from_path(str(FOLDER / f"{NAME}.xlsx"))
    assert book.sheet_names == [SHEET, README_SHEET]
    assert [row[0] for row in book.get_sheet_by_name(README_SHEET).to_python()[1 : len(NAMES) + 1]] == list(NAMES)


def cells(path: Path) -> object:
    if path.suffix == ".csv":
        return list(csv.reader(path.open(encoding="utf-8", newline="")))
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_every_measure_of_the_template_is_declared_with_its_unit():
    with (ROOT / "data" / "reference" / "measure.csv").open(encoding="utf-8", newline="") as file:
        units = {row["measure"]: row["unit"] for row in csv.DictReader(file)}
    with (ROOT / "data" / "reference" / "definition.csv").open(encoding="utf-8", newline="") as file:
        definitions = {row["definition_id"] for row in csv.DictReader(file)}
    assert {kind.measure: kind.unit for kind in KINDS.values()} == {name: units[name] for name in KINDS}
    assert {f"{name}.handed_in" for name in KINDS} <= definitions


@given(st.fixed_dictionaries({column.name: st.text(max_size=30) for column in COLUMNS}))
def test_no_text_whatever_breaks_the_check(row):
    for breach in row_breaches("f.csv", 2, row, ["BEOST"], date(2026, 1, 1)):
        assert breach.column in NAMES
        assert breach.problem


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)), st.sampled_from("AQM"))
def test_a_period_reads_back_as_the_day_it_begins_with(day, frequency):
    month = {"A": 1, "Q": (day.month - 1) // 3 * 3 + 1, "M": day.month}[frequency]
    text = {"A": f"{day.year}", "Q": f"{day.year}-Q{(day.month - 1) // 3 + 1}", "M": f"{day.year}-{day.month:02}"}
    assert period_start(text[frequency]) == (frequency, date(day.year, month, 1))
