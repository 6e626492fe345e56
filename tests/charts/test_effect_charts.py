"""Intervals, paths, placebos, weights, threads and the evidence grid: what is drawn is what the table says."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from charts.effect_path import Course, effect_path
from charts.evidence_grid import COLUMNS as CELL_COLUMNS
from charts.evidence_grid import evidence_grid
from charts.interval import COLUMNS, WIDEST, intervals
from charts.placebo import Said, placebos, weights
from charts.theme import DARK, LIGHT
from charts.thread import COLUMNS as HAPPENED
from charts.thread import LETTER, NARROWEST, Outcome, thread
from language import LANGS
from language.formats import plain

NAN = float("nan")


def forest(*rows, lang="en", theme=LIGHT):
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return intervals(frame, title="Did it move?", subtitle="", notes=(), theme=theme, lang=lang, file_stem="x")


SURE = ("Calais", -12.0, -20.0, -4.0, "down", "fell", "", 0.01, 0.02)
UNSURE = ("Poole", 5.0, -90.0, 200.0, "cannot_tell", "cannot tell", "", 0.8, 0.8)
REFUSED = ("Moerdijk", NAN, NAN, NAN, "refused", "no figure", "too many gaps", NAN, NAN)


def test_an_interval_is_drawn_from_end_to_end_and_one_beyond_the_axis_ends_in_an_arrow():
    chart = forest(SURE, UNSURE)
    bars = [trace for trace in chart.figure.data if trace.mode == "lines+markers"]
    assert tuple(bars[0].x) == (-20, -4)
    assert tuple(bars[0].marker.symbol) == ("line-ns", "line-ns")
    assert tuple(bars[1].x) == (-WIDEST, WIDEST)
    assert tuple(bars[1].marker.symbol) == ("triangle-left", "triangle-right")
    assert (bars[0].line.color, bars[1].line.color) == (LIGHT.brand, LIGHT.zero)


def test_a_refusal_has_no_mark_and_says_why():
    chart = forest(SURE, REFUSED)
    assert len(chart.figure.data) == 2
    labels = [note.text for note in chart.figure.layout.annotations]
    assert labels[1] == "<b>Moerdijk</b><br>too many gaps"
    assert chart.table["estimate"].isna().tolist() == [False, True]
    assert "Calais -12.0 % (-20.0 % to -4.0 %)" in plain(chart.alt)
    assert "Moerdijk" not in chart.alt


@pytest.mark.parametrize("lang", LANGS)
def test_with_refusals_only_the_alternative_text_says_so(lang):
    chart = forest(REFUSED, lang=lang, theme=DARK)
    assert not chart.figure.data
    assert "{" not in chart.alt


def test_an_estimate_without_an_interval_is_a_mark_alone():
    chart = forest(("Antwerp", 3.0, NAN, NAN, "cannot_tell", "cannot tell", "", 0.5, 0.5))
    assert [trace.mode for trace in chart.figure.data] == ["markers"]


def course(n=8, others=()):
    index = pd.date_range("2019-01-01", periods=n, freq="QS")
    path = pd.DataFrame({"observed": np.arange(100.0, 100 + n), "expected": [100.0] * n}, index=index)
    return Course(path, dt.date(2020, 1, 1), "Q", "arrivals", "Antwerp", "its own trend", others)


def test_the_path_shows_both_lines_and_shades_between_them_only_from_the_event_on():
    chart = effect_path(course(), title="Did it part?", theme=LIGHT, lang="en", file_stem="x")
    between, expected, observed = chart.figure.data
    assert [trace.meta["role"] for trace in (between, expected, observed)] == ["between", "expected", "observed"]
    assert tuple(observed.y) == tuple(range(100, 108))
    assert len(between.x) == 2 * 4
    assert chart.table["side"].tolist() == ["before"] * 4 + ["after"] * 4
    assert chart.table["difference"].tolist() == pytest.approx(range(8))
    assert "107 arrivals were observed where the comparison gives 100 arrivals" in plain(chart.alt)


def test_another_shock_is_a_dotted_line_beside_the_event():
    chart = effect_path(
        course(others=(("Storm", dt.date(2019, 11, 1)),)), title="", theme=DARK, lang="nl", file_stem="x"
    )
    dashes = [shape.line.dash for shape in chart.figure.layout.shapes]
    assert dashes == ["solid", "dot"]
    assert len(chart.legend) == 3


def strip(values, odd=(), unit="pct", lang="en"):
    rows = pd.DataFrame({"label": [f"d{n}" for n in range(len(values))], "value": values})
    rows["is_odd"] = [n in odd for n in range(len(values))]
    said = Said("Elsewhere", "", "Antwerp")
    return placebos(rows, 4.0, unit=unit, said=said, theme=LIGHT, lang=lang)


def test_the_answer_stands_among_its_placebos_and_an_odd_one_is_darker():
    chart = strip([1.0, -2.0, 9.0], odd=(2,))
    ticks, itself = chart.figure.data
    assert tuple(itself.x) == (4.0,)
    assert tuple(ticks.x) == (1.0, -2.0, 9.0)
    assert ticks.marker.color[2] == LIGHT.attention
    assert chart.table["value"].tolist() == [4.0, 1.0, -2.0, 9.0]
    assert "from -2.0 % to +9.0 %" in plain(chart.alt)
    assert len(strip([1.0]).legend) == 2


@pytest.mark.parametrize("lang", LANGS)
def test_a_strip_without_a_placebo_or_with_equal_values_still_stands(lang):
    assert strip([], lang=lang).alt
    assert strip([4.0, 4.0], unit="times", lang=lang).figure.layout.xaxis.range[0] < 4.0


def test_weights_are_bars_of_a_hundred_largest_first():
    parts = pd.DataFrame({"label": ["Le Havre", "Dover"], "share": [30.0, 70.0]})
    chart = weights(parts, title="Who?", subtitle="", theme=LIGHT, lang="en", file_stem="w")
    assert tuple(chart.figure.data[0].x) == (70.0, 30.0)
    assert chart.table["label"].tolist() == ["Dover", "Le Havre"]
    assert tuple(chart.figure.layout.xaxis.range) == (0, 100)


FIGURES = pd.Series([10.0, 12.0, 11.0], pd.to_datetime(["2015-01-01", "2016-01-01", "2017-01-01"]))
HELD = pd.DataFrame(
    [
        ("project", "PAC2", "2014-03-01", "day", "2015-08-31", "day"),
        ("project", "Open", "2016", "year", None, "unknown"),
        ("event", "Peer review", "2016-11-26", "day", None, "unknown"),
        ("project", "Undated", None, "unknown", None, "unknown"),
    ],
    columns=list(HAPPENED),
)


@pytest.mark.parametrize("lang", LANGS)
def test_the_thread_draws_what_has_a_date_below_the_line_and_counts_what_has_none(lang):
    outcome = Outcome(FIGURES, "A", "t", "Goods", "Calais")
    chart = thread(outcome, HELD, theme=LIGHT, lang=lang, file_stem="x")
    roles = [trace.meta["role"] for trace in chart.figure.data]
    assert roles == ["outcome", "project", "project", "event"]
    assert [trace.mode for trace in chart.figure.data[1:]] == ["lines", "markers", "markers"]
    assert tuple(chart.figure.data[1].x) == ("2014-03-01", "2015-08-31")
    assert len(chart.table) == 3 + 3
    assert len(chart.notes) == 2
    assert "{" not in chart.alt


@pytest.mark.parametrize("start", ["1997-03-01", "2006-06-01", "2014-11-26", "2024-05-01"])
def test_a_long_name_in_the_thread_is_whole_and_stays_inside_a_phone(start):
    name = "Flanders-Ukraine fact finding mission (BeNeLux-Ukraine chamber)"
    event = pd.DataFrame([("event", name, start, "day", None, "unknown")], columns=list(HAPPENED))
    figures = pd.Series([10.0, 12.0], pd.to_datetime(["1997-01-01", "2025-01-01"]))
    chart = thread(Outcome(figures, "A", "t", "Goods", "Odesa"), event, theme=LIGHT, lang="en", file_stem="x")
    label = chart.figure.layout.annotations[0]
    share = (int(start[:4]) + int(start[5:7]) / 12 - 1997) / 29
    room = NARROWEST * (share if label.xanchor == "right" else 1 - share)
    assert label.text.replace("<br>", "").replace(" ", "") == name.replace(" ", "")
    assert max(len(line) for line in label.text.split("<br>")) * LETTER <= room + LETTER


def test_an_event_known_to_the_year_alone_is_a_bar_of_that_year_and_no_day():
    event = pd.DataFrame([("event", "Mission", "2016", "year", None, "unknown")], columns=list(HAPPENED))
    chart = thread(Outcome(FIGURES, "A", "t", "Goods", "Odesa"), event, theme=DARK, lang="fr", file_stem="x")
    assert tuple(chart.figure.data[1].x) == ("2016-01-01", "2016-12-31")


def grid(*cells, chosen=""):
    frame = pd.DataFrame(cells, columns=list(CELL_COLUMNS))
    qualities = (("enough", "long enough"), ("short", "too short"), ("one_side", "one side"))
    return evidence_grid(frame, qualities=qualities, chosen=chosen, place="Calais", theme=LIGHT, lang="en")


FULL = ("digital-throughput", "Digital", "Throughput", 300, "enough", True, "", "300 months", 2)
THIN = ("digital-region", "Digital", "Region", 75, "short", False, "", "75 months", 2)
EMPTY = ("governance-throughput", "Governance", "Throughput", 0, "", False, "unused", "nothing recorded", 0)


def test_a_bubble_has_the_area_of_its_months_a_ring_where_an_effect_was_evaluated_and_a_word_where_nothing_is():
    chart = grid(FULL, THIN, EMPTY, chosen="digital-region")
    by_role = {trace.meta["role"]: trace for trace in chart.figure.data}
    large, small = by_role["bubbles"].marker.size
    assert large / small == pytest.approx(2)
    assert tuple(by_role["rings"].x) == (0,)
    assert tuple(by_role["empty"].text) == ("unused",)
    assert tuple(by_role["bubbles"].customdata) == ("digital-throughput", "digital-region")
    assert by_role["chosen"].y[0] == 1
    assert chart.table["months"].tolist() == [300, 75, 0]
    assert "2 cells of 3 have data" in chart.alt


def test_a_grid_of_gaps_only_is_words_only():
    chart = grid(EMPTY)
    assert [trace.meta["role"] for trace in chart.figure.data] == ["empty", "bubbles"]
    assert "{" not in chart.alt
