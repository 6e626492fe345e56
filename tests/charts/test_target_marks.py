"""A target on a trend: a diamond in the port's colour, its sentence below, and room for it on both axes."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from charts.target_marks import Target
from charts.theme import LIGHT
from charts.trend import trend

SHOCKS = ["shock_id", "shock_variant", "is_default", "name", "date_start", "date_start_precision", "date_end"]
SHOCKS += ["date_end_precision", "note", "concerned"]
NOTHING = {"shocks": pd.DataFrame(columns=SHOCKS), "lineage": pd.DataFrame()}
GOAL = Target("FRCQF", 20e6, dt.date(2030, 12, 31), "Target of Calais: 20.0 Mt by 31 December 2030.")


def rows(first: int, values: list[float]) -> pd.DataFrame:
    start = pd.to_datetime([f"{first + at}-01-01" for at in range(len(values))])
    plain = {"basis": "published", "freq": "A", "lower": None, "upper": None, "n_obs": 1}
    plain |= {"reason": None, "coverage": None}
    return pd.DataFrame({"entity": "FRCQF", "period_start": start, "value": values, "obs_status": "A"} | plain)


def drawn(*targets: Target, **more: object):
    return trend(
        rows(2019, [10e6, 8e6, 9e6, 12e6]),
        names={"FRCQF": "Calais"},
        chosen=("FRCQF",),
        indicator={"code": "gross_weight", "title": "Gross weight handled", "unit": "t"},
        theme=LIGHT,
        lang="en",
        targets=targets,
        **NOTHING,
        **more,
    )


def marks(chart) -> list:
    return [trace for trace in chart.figure.data if trace.meta["role"] == "target"]


def test_a_target_is_a_hollow_diamond_at_its_value_and_day():
    chart = drawn(GOAL)
    (mark,) = marks(chart)
    assert (list(mark.x), list(mark.y), mark.marker.symbol) == (["2030-12-31"], [20e6], "diamond-open")
    assert mark.text[0] == "Target 2030"
    assert "◇ Target of Calais: 20.0 Mt by 31 December 2030." in chart.notes


def test_both_axes_reach_the_target():
    axes = drawn(GOAL).figure.layout
    assert axes.xaxis.range[1] >= "2030-12-31"
    assert axes.yaxis.range[1] >= 20e6


def test_a_target_among_the_lines_has_no_words_on_the_chart():
    past = Target("FRCQF", 11e6, dt.date(2021, 12, 31), "Target of Calais: missed.")
    (mark,) = marks(drawn(past))
    assert mark.mode == "markers"


def test_on_an_index_a_target_is_said_and_not_drawn():
    chart = drawn(GOAL, scale="index", base_year=2019)
    assert marks(chart) == []
    assert any("20.0 Mt" in note for note in chart.notes)


def test_a_target_of_a_port_that_is_not_drawn_has_no_diamond():
    assert marks(drawn(Target("NLMOE", 1.0, dt.date(2030, 1, 1), "Target of Moerdijk."))) == []
