"""The grid of known figures draws, tells and tabulates the same counts."""

import pandas as pd
import pytest

from charts import coverage
from charts.chart import Chart
from charts.theme import LIGHT

COUNTS = {"AA": (10, 4), "BB": (0, 1), "CC": (0, 0)}
NAMES = {"AA": "Alpha", "BB": "Beta", "CC": "Gamma"}


def cells() -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"entity": port, "period_start": pd.Timestamp(year, 1, 1), "n_obs": n}
            for port, held in COUNTS.items()
            for year, n in zip((2023, 2024), held, strict=True)
        ]
    )


@pytest.fixture
def chart() -> Chart:
    return coverage.coverage(cells(), names=NAMES, order=("AA", "BB", "CC"), wanted=10, theme=LIGHT, lang="en")


def test_a_cell_is_shaded_by_its_fifth_of_what_is_wanted(chart: Chart) -> None:
    filled = chart.figure.data[0]
    assert list(filled.y) == ["Alpha", "Beta", "Gamma"]
    assert [list(row) for row in filled.z] == [[4, 1], [None, 0], [None, None]]
    assert [coverage.class_of(n, 10) for n in (1, 2, 3, 10)] == [0, 0, 1, 4]


def test_a_cell_without_a_figure_is_hatched_and_never_pale(chart: Chart) -> None:
    hatched = chart.figure.data[1]
    cells_hatched = {(port, round(year)) for year, port in zip(hatched.x, hatched.y, strict=True)}
    assert cells_hatched == {("Beta", 2023), ("Gamma", 2023), ("Gamma", 2024)}
    assert hatched.marker.color == LIGHT.missing
    assert chart.legend[0].shape == "hatch"


def test_the_table_holds_every_drawn_cell_with_its_exact_count(chart: Chart) -> None:
    filled = chart.figure.data[0]
    drawn = {
        (port, year, count)
        for port, row in zip(filled.y, filled.customdata, strict=True)
        for year, count in zip(filled.x, row, strict=True)
    }
    assert drawn == set(chart.table[["port", "year", "figures"]].itertuples(index=False, name=None))
    assert len(chart.table) == 6


def test_title_and_alternative_text_carry_the_numbers(chart: Chart) -> None:
    # 2023: (10 + 0 + 0) / 3 = 3.3; 2024: (4 + 1 + 0) / 3 = 1.7
    assert chart.title == "Of 10 figures wanted, a port has 3.3 on average in 2023 and 1.7 in 2024"
    assert "3 ports by year, 2023 to 2024" in chart.alt
    assert "from 0 to 10" in chart.alt
    assert "1 ports have none in 2024" in chart.alt or "1 port has none in 2024" in chart.alt


def test_a_year_that_is_not_held_stays_empty_and_out_of_the_table() -> None:
    short = cells().drop(index=5)  # Gamma 2024
    drawn = coverage.coverage(short, names=NAMES, order=("AA", "CC"), wanted=10, theme=LIGHT, lang="en")
    assert list(drawn.figure.data[0].customdata[1]) == [0, None]
    assert len(drawn.table) == 3


def test_the_legend_names_whole_numbers_also_when_few_figures_are_wanted() -> None:
    assert coverage.limits(10) == [(1, 2), (3, 4), (5, 6), (7, 8), (9, 10)]
    assert coverage.limits(3) == [(1, 1), (2, 2), (3, 3)]


def test_no_ports_give_a_sentence_and_no_error() -> None:
    empty = coverage.coverage(cells().head(0), names={}, order=(), wanted=1, theme=LIGHT, lang="en")
    assert empty.title == "No port has a year of figures"
    assert empty.table.empty
