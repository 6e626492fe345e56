"""Bars of the parts of a total: drawn, told and tabled from the same figures."""

import pandas as pd
import pytest

from charts.bars import bars
from charts.chart import Chart
from charts.theme import DARK, LIGHT, css_rgba
from language.formats import plain

LABELS = {"dry_bulk": "dry bulk", "containers": "containers", "ro_ro": "ro-ro"}


def parts(*rows: tuple[str, float | None, str, bool]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["part", "value", "obs_status", "is_rounded"])


def drawn(frame: pd.DataFrame, **more: object) -> Chart:
    asked = {"labels": LABELS, "unit": "t", "title": "Cargo", "subtitle": "Tonnes", "theme": LIGHT, "lang": "en"}
    return bars(frame, **(asked | more))


THREE = parts(
    ("containers", 1_000_000, "P", True), ("dry_bulk", 6_000_000, "A", False), ("ro_ro", 3_000_000, "E", False)
)


def test_bars_start_at_zero_and_stand_largest_first_with_the_tables_values() -> None:
    chart = drawn(THREE)
    bar = chart.figure.data[0]
    assert list(bar.x) == [6_000_000, 3_000_000, 1_000_000] == chart.table["value"].tolist()
    assert chart.table["part"].tolist() == ["dry bulk", "ro-ro", "containers"]
    assert chart.figure.layout.xaxis.rangemode == "tozero"
    low, high = chart.figure.layout.yaxis.range
    assert low > high, "the first row stands on top"


def test_every_part_is_labelled_with_its_name_value_and_share() -> None:
    chart = drawn(THREE)
    labels = [plain(each.text) for each in chart.figure.layout.annotations]
    assert labels == [
        "dry bulk  <b>6.00 Mt</b>  60.0 %",
        "ro-ro  <b>3.00 Mt</b>  30.0 %",
        "containers  <b>1.00 Mt</b>  10.0 %",
    ]
    assert chart.table["share"].tolist() == [60.0, 30.0, 10.0]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_provisional_bars_are_hollow_and_estimates_lighter(theme: object) -> None:
    bar = drawn(THREE, theme=theme, colour="#0B4F6C").figure.data[0]
    assert list(bar.marker.color) == ["#0B4F6C", css_rgba("#0B4F6C", 0.45), css_rgba("#0B4F6C", 0)]
    assert bar.marker.line.color == "#0B4F6C"


def test_the_alt_text_names_the_ends_with_their_figures() -> None:
    alt = plain(drawn(THREE).alt)
    assert alt.startswith("Bars of 3 parts in tonnes: Cargo.")
    assert "dry bulk, 6.00 Mt" in alt
    assert "containers, 1.00 Mt" in alt


def test_a_part_without_a_figure_says_so_and_no_share_is_given() -> None:
    chart = drawn(parts(("dry_bulk", 6_000_000, "A", False), ("ro_ro", None, "A", False)))
    assert chart.table["share"].isna().all()
    assert chart.table["status"].tolist() == ["final", "not available"]
    assert plain(chart.figure.layout.annotations[1].text) == "ro-ro  <b>not available</b>"
    assert "No part has a value" in drawn(parts(("ro_ro", None, "A", False))).alt


def test_hover_gives_the_exact_value_its_status_and_rounding() -> None:
    hovers = [plain(each) for each in drawn(THREE).figure.data[0].customdata]
    assert hovers[0] == "<b>dry bulk</b><br>6,000,000 t<br>final, exact"
    assert hovers[2] == "<b>containers</b><br>1,000,000 t<br>provisional, rounded"
