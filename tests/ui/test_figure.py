"""The table twin says what the figure shows, and its download is safe and exact."""

import io

import pandas as pd

from ui.figure import csv_bytes, html_table

FRAME = pd.DataFrame({"port": ["Calais", "=1+1", None], "year": [2023, 2024, 2024], "value": [15_200_000, None, -1.5]})


def test_the_download_reads_back_as_the_table() -> None:
    back = pd.read_csv(io.BytesIO(csv_bytes(FRAME)))
    assert list(back["value"].dropna()) == [15_200_000, -1.5]
    assert list(back.columns) == ["port", "year", "value"]


def test_a_text_cell_never_becomes_a_formula_and_a_negative_figure_stays_one() -> None:
    lines = csv_bytes(FRAME).decode().splitlines()
    assert lines[2].startswith('"\'=1+1",')
    assert lines[3].endswith(",-1.5")


def test_the_table_writes_figures_exactly_in_the_readers_language() -> None:
    page = html_table(FRAME, "nl", "Title", {"value": "t"}, {"value": "Gewicht"})
    assert "15.200.000" in page
    assert "Gewicht (" in page


def test_years_are_names_and_carry_no_thousands_mark() -> None:
    page = html_table(FRAME, "en", "Title", {}, {})
    assert ">2023<" in page
    assert "2,023" not in page


def test_a_missing_figure_is_said() -> None:
    assert "not available" in html_table(FRAME, "en", "Title", {}, {})


def test_text_is_escaped() -> None:
    page = html_table(pd.DataFrame({"a": ["<script>"]}), "en", "<b>", {}, {})
    assert "<script>" not in page
    assert "<b>" not in page
