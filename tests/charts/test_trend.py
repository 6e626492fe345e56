"""The trend draws what the table says, and nothing across a gap or a break."""

import pandas as pd
import plotly.graph_objects as go
import pytest

from charts.chart import Chart
from charts.theme import DARK, LIGHT
from charts.trend import apart, trend
from charts.trend_words import MOST_POINTS
from language.formats import plain

NAMES = {"FRCQF": "Calais", "GBPOO": "Poole", "BE003": "Antwerp-Bruges", "BEANR": "Antwerp"}
TONNES = {"code": "gross_weight", "title": "Gross weight handled", "unit": "t"}
RATE = {"code": "cagr", "title": "Growth per year", "unit": "%/yr"}
LINEAGE = pd.DataFrame(
    [
        ["L", "statistical_break", "BEANR", "Antwerp", "BE003", "Antwerp-Bruges", "2022", "year"],
        ["L", "statistical_break", "BEZEE", "Zeebrugge", "BE003", "Antwerp-Bruges", "2022", "year"],
    ],
    columns=["lineage_id", "lineage_kind", "predecessor", "predecessor_name", "successor", "successor_name"]
    + ["effective", "effective_precision"],
)
SHOCKS = pd.DataFrame(
    [
        ["S-B", "main", True, "Blockade", "2021-03-23", "day", "2021-03-29", "day", "queue cleared", "FRCQF"],
        ["S-B", "alt1", False, "Blockade", "2021-03-23", "day", "2021-04-03", "day", "other end", "FRCQF"],
        ["S-A", "main", True, "Lockdown", "2020-03", "month", None, "unknown", None, "FRCQF;GBPOO"],
        ["S-Z", "main", True, "Long ago", "1999-01-01", "day", None, "unknown", None, "GBPOO"],
    ],
    columns=["shock_id", "shock_variant", "is_default", "name", "date_start", "date_start_precision"]
    + ["date_end", "date_end_precision", "note", "concerned"],
)


def rows(entity: str, first: int, values: list[float | None], **more: object) -> pd.DataFrame:
    """Annual rows of out_indicator from a first year on; `more` gives further columns, lists or one for all."""
    n = len(values)
    start = pd.to_datetime([f"{first + at}-01-01" for at in range(n)])
    plain_columns = {"basis": "published", "freq": "A", "lower": None, "upper": None, "n_obs": 1}
    status = ["A" if value is not None else None for value in values]
    reason = [None if value is not None else "gap" for value in values]
    table = {"entity": entity, "period_start": start, "value": values, "obs_status": status, "reason": reason}
    return pd.DataFrame(table | plain_columns | {"coverage": None} | more)


def drawn(*frames: pd.DataFrame, chosen: tuple[str, ...], **more: object) -> Chart:
    nothing = {"shocks": SHOCKS.iloc[:0], "lineage": LINEAGE.iloc[:0]}
    asked = {"indicator": TONNES, "theme": LIGHT, "lang": "en"} | nothing | more
    return trend(pd.concat(frames), names=NAMES, chosen=chosen, **asked)


def trace(chart: Chart, entity: str, role: str) -> go.Scatter:
    assert isinstance(chart.figure, go.Figure)
    (found,) = [t for t in chart.figure.data if t.meta == {"entity": entity, "role": role}]
    return found


CALAIS = rows("FRCQF", 2019, [10e6, 8e6, None, 9e6, 12e6])
POOLE = rows("GBPOO", 2019, [1e6, 1e6, 1e6, 1e6, 500_000.0])


def test_the_points_are_the_values_of_the_table() -> None:
    chart = drawn(CALAIS, POOLE, chosen=("FRCQF", "GBPOO"))
    for entity in ("FRCQF", "GBPOO"):
        told = chart.table[chart.table["port_id"] == entity]["value"].dropna()
        assert list(trace(chart, entity, "points").y) == list(told)
    assert len(chart.table) == 10


def test_a_missing_year_is_a_gap_and_its_reason_stands_in_table_and_note() -> None:
    chart = drawn(CALAIS, chosen=("FRCQF",))
    assert list(trace(chart, "FRCQF", "plain").y) == [10e6, 8e6, None, 9e6, 12e6]
    row = chart.table[chart.table["period"] == "2021"].iloc[0]
    assert pd.isna(row["value"])
    assert row["reason"] == "the source has no figure for this period"
    assert "Gaps: Calais (2021); the source has no figure for this period." in chart.notes


def test_a_year_without_a_row_is_a_gap_as_well() -> None:
    chart = drawn(CALAIS[CALAIS["period_start"].dt.year != 2021], chosen=("FRCQF",))
    assert list(trace(chart, "FRCQF", "plain").y) == [10e6, 8e6, None, 9e6, 12e6]
    assert len(chart.table) == 5


def test_a_provisional_point_is_hollow_and_an_estimate_lighter() -> None:
    status = ["A", "E", "P"]
    chart = drawn(rows("FRCQF", 2022, [1.0, 2.0, 3.0], obs_status=status), chosen=("FRCQF",))
    marker = trace(chart, "FRCQF", "points").marker
    assert list(marker.color) == [LIGHT.series[0].colour, LIGHT.series[0].colour, LIGHT.paper]
    assert list(marker.opacity)[1] < list(marker.opacity)[0]
    assert all(size > 0 for size in marker.size)
    assert "Hollow points are provisional." in chart.notes
    assert list(chart.table["status"]) == ["final", "estimated", "provisional"]


def test_a_port_that_begins_with_a_merger_has_a_tick_and_says_which_ports_were_counted_apart() -> None:
    chart = drawn(rows("BE003", 2022, [254e6, 242e6]), chosen=("BE003",), lineage=LINEAGE)
    assert list(trace(chart, "BE003", "break").y) == [254e6]
    note = "Antwerp-Bruges: the line starts in 2022, because Antwerp and Zeebrugge were counted apart before."
    assert note in chart.notes


def test_a_port_that_ended_in_a_merger_has_a_tick_at_its_last_figure() -> None:
    ended = rows("BEANR", 2020, [200e6, 216e6, None, None])
    ended["reason"] = [None, None, "merged", "merged"]
    chart = drawn(ended, chosen=("BEANR",), lineage=LINEAGE)
    tick = trace(chart, "BEANR", "break")
    assert (list(tick.x), list(tick.y)) == (["2021-07-02"], [216e6])
    assert "Antwerp: the line ends before 2022; from then on it is counted within Antwerp-Bruges." in chart.notes


def test_a_break_in_the_middle_parts_the_line() -> None:
    chart = drawn(rows("FRCQF", 2020, [1.0, 2.0, 5.0, 6.0], obs_status=["A", "A", "B", "A"]), chosen=("FRCQF",))
    assert list(trace(chart, "FRCQF", "plain").y) == [1.0, 2.0, None, 5.0, 6.0]
    assert list(trace(chart, "FRCQF", "break").x) == ["2022-01-01"]


def test_like_for_like_sums_before_the_merger_are_drawn_apart_and_join_the_line() -> None:
    joined = rows("BE003", 2020, [238e6, 256e6, 254e6, 242e6], basis="like_for_like")
    joined["n_obs"], joined["coverage"] = [2, 2, 1, 1], [1.0, 1.0, None, None]
    chart = drawn(joined, chosen=("BE003",), lineage=LINEAGE)
    assert list(trace(chart, "BE003", "sum").y) == [238e6, 256e6, 254e6]
    assert list(trace(chart, "BE003", "plain").y) == [254e6, 242e6]
    assert trace(chart, "BE003", "sum").line.dash != trace(chart, "BE003", "plain").line.dash
    assert any("sum of the ports that merged later" in note for note in chart.notes)


def test_intervals_are_a_band_around_the_line() -> None:
    with_band = rows("FRCQF", 2020, [1.0, 2.0], lower=[0.0, 1.0], upper=[2.0, 3.0])
    chart = drawn(with_band, chosen=("FRCQF",), indicator=RATE)
    assert list(trace(chart, "FRCQF", "band").y) == [2.0, 3.0, 1.0, 0.0]
    assert list(chart.table["upper"]) == [2.0, 3.0]


def test_shocks_in_the_period_are_numbered_by_date_once_each_with_their_window() -> None:
    chart = drawn(CALAIS, chosen=("FRCQF",), shocks=SHOCKS)
    badges = [a.text for a in chart.figure.layout.annotations if a.name == "shock"]
    starts = [s.x0 for s in chart.figure.layout.shapes if s.type == "line" and s.xref == "x"]
    windows = [(s.x0, s.x1) for s in chart.figure.layout.shapes if s.type == "rect"]
    assert (badges, starts) == (["1", "2"], ["2020-03-01", "2021-03-23"])
    assert windows == [("2021-03-23", "2021-03-29")]
    assert "2 numbered shocks" in chart.alt


def test_the_alt_text_has_two_sentences_with_the_newest_figures_and_the_range() -> None:
    alt = plain(drawn(CALAIS, POOLE, chosen=("FRCQF", "GBPOO")).alt)
    assert "2 ports, 2019–2023" in alt
    assert "Calais 12,000,000 t in 2023 and Poole 500,000 t in 2023" in alt
    assert "between 500,000 t and 12,000,000 t." in alt
    assert alt.count(". ") == 1


def test_the_title_counts_ports_and_names_none() -> None:
    chart = drawn(CALAIS, POOLE, chosen=("FRCQF", "GBPOO"))
    assert chart.title == "Gross weight handled: higher in 2023 than in 2019 at 1 of 2 ports"
    assert chart.subtitle == "Tonnes; Calais and Poole; as published"


def test_an_index_names_its_base_and_leaves_out_who_has_no_figure_in_it() -> None:
    young = rows("BE003", 2022, [254e6, 242e6])
    chosen = ("FRCQF", "GBPOO", "BE003")
    chart = drawn(CALAIS, POOLE, young, chosen=chosen, scale="index", base_year=2019)
    assert list(trace(chart, "FRCQF", "points").y) == pytest.approx([100, 80, 90, 120])
    assert list(chart.table["index"].dropna())[:4] == pytest.approx([100, 80, 90, 120])
    assert "Index, 2019 = 100" in chart.subtitle
    assert "Not on the index, because there is no figure for the whole of 2019: Antwerp-Bruges." in chart.notes


def test_beyond_six_ports_lines_are_grey_and_without_label() -> None:
    ports = tuple(f"P{n}" for n in range(7))
    chart = drawn(*(rows(port, 2020, [n + 1.0, n + 2.0]) for n, port in enumerate(ports)), chosen=ports)
    labels = [a for a in chart.figure.layout.annotations if a.name == "label"]
    assert len(labels) == 6
    assert trace(chart, "P6", "plain").line.color == LIGHT.context
    assert any("Beyond six" in note for note in chart.notes)


def test_a_port_keeps_the_colour_of_its_place_in_both_appearances() -> None:
    chart = drawn(CALAIS, POOLE, chosen=("GBPOO", "FRCQF"), theme=DARK)
    assert trace(chart, "FRCQF", "plain").line.color == DARK.series[1].colour


def test_labels_near_one_another_are_moved_apart_and_stay_inside() -> None:
    placed = apart([100, 101, 102, 399], [18, 18, 18, 18], 400)
    assert all(later - before >= 18 for before, later in zip(placed, placed[1:], strict=False))
    assert max(placed) <= 400


def test_thousands_of_points_are_thinned_with_their_extremes_kept_and_said() -> None:
    n = 3 * MOST_POINTS
    days = pd.date_range("2010-01-01", periods=n)
    values = [float(at % 7) for at in range(n)]
    values[1234], values[4321] = 99.0, -99.0
    daily = rows("FRCQF", 2000, values[:50]).iloc[:0].reindex(range(n))
    daily = daily.assign(entity="FRCQF", period_start=days, value=values, freq="D", basis="published", n_obs=1)
    chart = drawn(daily.assign(obs_status="A", reason=None), chosen=("FRCQF",))
    heights = list(trace(chart, "FRCQF", "points").y)
    assert len(heights) <= 1.1 * MOST_POINTS
    assert {99.0, -99.0} <= set(heights)
    assert len(chart.table) == n
    assert any("some are drawn" in note for note in chart.notes)


def test_a_port_without_any_figure_gives_an_empty_table_and_says_so() -> None:
    chart = drawn(CALAIS.iloc[:0], chosen=("FRCQF",))
    assert chart.table.empty
    assert "No source held here reports it for Calais." in chart.alt


def test_an_axis_that_does_not_start_at_zero_says_so() -> None:
    high = drawn(rows("FRCQF", 2020, [100e6, 101e6]), chosen=("FRCQF",))
    low = drawn(POOLE, chosen=("GBPOO",))
    assert "The axis does not start at zero." in high.notes
    assert "The axis does not start at zero." not in low.notes
    assert plain(low.figure.layout.yaxis.ticktext[1]) == "0.2 Mt"


def test_the_title_compares_the_periods_most_ports_share_and_the_same_season() -> None:
    ended = rows("BEANR", 2019, [1e6, 2e6])
    chart = drawn(CALAIS, POOLE, ended, chosen=("FRCQF", "GBPOO", "BEANR"))
    assert chart.title == "Gross weight handled: higher in 2023 than in 2019 at 1 of 2 ports with comparable figures"
    quarters = pd.to_datetime(["2023-01-01", "2023-04-01", "2023-07-01", "2023-10-01", "2024-01-01", "2024-04-01"])
    quarterly = rows("FRCQF", 2000, [9.0, 1.0, 1.0, 1.0, 1.0, 2.0], freq="Q").assign(period_start=quarters)
    assert drawn(quarterly, chosen=("FRCQF",)).title.endswith("higher in Q2 2024 than in Q2 2023")
