"""Resilience: a series through a shock, with numbers one can check by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpis.course import first_back, follow, usual_level

SHOCK = {"shock_id": "S", "is_default": True, "date_start": "2020-03-18"}


def quarters(
    port: str, values: list[float | None], first: str = "2018-01-01", **other: object
) -> list[dict[str, object]]:
    """Gross tonnage of container ships, quarter by quarter."""
    days = pd.date_range(first, periods=len(values), freq="QS")
    usual = {"measure": "vessel_gross_tonnage", "vessel_type": "container", "size_class": "total", "freq": "Q"}
    return [
        usual | {"entity": port, "period_start": d, "obs_value": v} | other for d, v in zip(days, values, strict=True)
    ]


def years(port: str, values: list[float | None], first: int = 2018, **other: object) -> list[dict[str, object]]:
    """Annual goods."""
    usual = {"measure": "gross_weight", "cargo_type": "total", "direction": "total"}
    return [
        usual | {"entity": port, "period_start": f"{first + at}-01-01", "obs_value": value} | other
        for at, value in enumerate(values)
    ]


def tables(*rows: list[dict[str, object]], shock: dict[str, object] = SHOCK) -> dict[str, list]:
    held = [row for each in rows for row in each]
    ports = sorted({str(row["entity"]) for row in held})
    touched = [{"shock_id": "S", "entity_type": "port", "entity": port} for port in ports]
    return {"core_series": held, "core_shock": [shock], "core_shock_port": touched}


def one(rows: pd.DataFrame, **wanted: object) -> pd.Series:
    found = rows[(rows[list(wanted)] == pd.Series(wanted)).all(axis=1)]
    assert len(found) == 1, found
    return found.iloc[0]


# Two even years of 100, 80, 120, 100, then a fall in 2020: half, three quarters, level, above, level for good.
USUAL = [100, 80, 120, 100] * 2
FALL = [50, 60, 120, 105, 100, 80, 120, 100]


def test_the_depth_is_read_against_the_same_quarter_before(computed):
    row = one(computed("drop_depth", tables(quarters("XXALP", [*USUAL, *FALL]))), variant="S")
    assert row["value"] == pytest.approx(-50)
    assert row["period_start"] == pd.Timestamp(2020, 1, 1)
    assert (row["n_obs"], row["coverage"]) == (16, 1)
    assert (row["lower"], row["upper"]) == pytest.approx((-50, -50)), "an even baseline leaves chance no room"


def test_recovery_is_the_first_of_two_quarters_in_a_row(computed):
    row = one(computed("recovery_time", tables(quarters("XXALP", [*USUAL, *FALL]))), variant="S")
    assert row[["value", "lower", "upper"]].tolist() == [2, 2, 2]
    once = one(computed("recovery_time", tables(quarters("XXALP", [*USUAL, 50, 80, 60, 100, 100]))), variant="S")
    assert once["value"] == 3, "one quarter at its usual level is not yet recovery"


def test_the_loss_is_summed_up_to_recovery(computed):
    row = one(computed("cumulative_loss", tables(quarters("XXALP", [*USUAL, *FALL]))), variant="S")
    assert row["value"] == pytest.approx(0.5 + 0.25 + 0)


def test_a_place_that_is_not_back_has_the_time_watched_as_a_lower_bound(computed):
    held = tables(quarters("XXALP", [*USUAL, 50, 60, 70, 60, 50]))
    row = one(computed("recovery_time", held), variant="S")
    assert row["value"] == row["lower"] == 5
    assert pd.isna(row["upper"])
    assert row["reason"] is None


def test_a_last_quarter_back_at_its_level_proves_nothing_yet(computed):
    row = one(computed("recovery_time", tables(quarters("XXALP", [*USUAL, 50, 40, 60, 100]))), variant="S")
    assert (row["value"], row["lower"]) == (3, 3)
    assert pd.isna(row["upper"])


def test_what_never_fell_recovered_at_once_and_may_have_gained(computed):
    held = tables(quarters("XXALP", [*USUAL, 110, 88, 132, 110]))
    assert one(computed("drop_depth", held), variant="S")["value"] == pytest.approx(10)
    assert one(computed("recovery_time", held), variant="S")["value"] == 0
    assert one(computed("cumulative_loss", held), variant="S")["value"] == pytest.approx(-0.1)


def test_years_take_one_year_and_count_four_quarters(computed):
    held = tables(years("XXALP", [100, 100, 90, 99]))
    row = one(computed("recovery_time", held), variant="S")
    assert (row["value"], row["freq"]) == (4, "A")
    assert one(computed("cumulative_loss", held), variant="S")["value"] == pytest.approx(4 * (0.1 + 0.01))


def test_a_shock_on_the_last_day_of_a_year_counts_from_the_next(computed):
    shock = SHOCK | {"date_start": "2020-12-31"}
    row = one(computed("drop_depth", tables(years("XXALP", [100, 100, 50, 90]), shock=shock)), variant="S")
    assert (row["period_start"], row["value"]) == (pd.Timestamp(2021, 1, 1), pytest.approx(-10))


@pytest.mark.parametrize(
    ("date", "level", "lowest"), [("2016-06-23", 100, 60), ("2018-10", 70, 40), ("2022-02-24", 50, 45)]
)
def test_the_usual_level_is_that_of_2018_and_2019_or_of_the_two_years_before(computed, date: str, level, lowest):
    held = years("XXALP", [100, 100, 80, 60, 40, 60, 45, 45, 45], first=2014)
    row = one(computed("drop_depth", tables(held, shock=SHOCK | {"date_start": date})), variant="S")
    assert row["value"] == pytest.approx(100 * (lowest / level - 1))


def test_a_user_may_set_the_window_and_the_baseline(computed):
    held = tables(years("XXALP", [100, 50, 45, 40]))
    assert one(computed("drop_depth", held, window=4), variant="S")["value"] == pytest.approx(-40)
    assert one(computed("drop_depth", held, baseline=2019, years=1, window=4), variant="S")["value"] == pytest.approx(
        -10
    )


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([100, None, 90, 95], "not_enough_data"),
        ([None, None, 90, 95], "not_enough_data"),
        ([100, 100, None, 95], "gap"),
        ([100, 100], "not_yet_published"),
        ([0, 0, 90], "zero_denominator"),
    ],
)
@pytest.mark.parametrize("code", ["drop_depth", "recovery_time", "cumulative_loss"])
def test_below_the_least_data_there_is_a_reason_and_no_value(computed, code: str, values, reason: str):
    row = one(computed(code, tables(years("XXALP", values))), variant="S")
    assert row["reason"] == reason
    assert pd.isna(row["value"])


def test_nothing_is_read_across_a_break(computed):
    held = years("XXALP", [100, 100, 90, 95])
    held[2]["is_break"] = True
    assert one(computed("drop_depth", tables(held)), variant="S")["reason"] == "break"


def test_a_gap_ends_what_is_watched(computed):
    row = one(computed("recovery_time", tables(years("XXALP", [100, 100, 90, 90, None, 100]))), variant="S")
    assert (row["value"], pd.isna(row["upper"])) == (8, True)


def test_a_region_is_touched_through_its_port(computed):
    held = tables(years("XXALP", [100, 100, 90, 95]))
    gdp = [
        row | {"measure": "gdp", "entity_type": "region", "entity": "XX111"} for row in years("XXALP", [50, 50, 40, 60])
    ]
    home = [{"entity_type": "port", "entity": "XXALP", "region_id": "XX111", "is_main": True}]
    held = held | {"core_series": [*held["core_series"], *gdp], "core_port_region": home}
    rows = computed("drop_depth", held)
    assert one(rows, entity="XX111")["value"] == pytest.approx(-20)
    assert not rows["variant"].str.endswith("others").any()


def test_the_median_of_the_others_leaves_the_port_itself_out(computed):
    # Five others back after 1, 1, 1, 2 and 2 years (4, 4, 4, 8, 8 quarters): half are back after 4.
    back = {"A": [90, 100, 100], "B": [90, 100, 100], "C": [90, 100, 100], "D": [90, 90, 100], "E": [90, 90, 100]}
    held = [years(f"XX{port}", [100, 100, *after]) for port, after in back.items()]
    rows = computed("recovery_time", tables(*held, years("XXALP", [100, 100, 50, 50, 50])))
    row = one(rows, entity="XXALP", variant="S:others")
    assert (row["value"], row["n_obs"]) == (4, 5)
    assert one(rows, entity="XXALP", variant="S")["value"] == 12


def test_a_median_that_half_have_not_reached_is_empty(computed):
    held = [years(f"XX{port}", [100, 100, 50, 50, 100 if port == "A" else 50]) for port in "ABCDEF"]
    row = one(computed("recovery_time", tables(*held)), entity="XXF", variant="S:others")
    assert (row["reason"], row["n_obs"]) == ("not_reached", 5)
    assert pd.isna(row["value"])


def test_four_others_are_too_few_for_a_median(computed):
    held = [years(f"XX{port}", [100, 100, 50, 100]) for port in "ABCDE"]
    assert (
        one(computed("recovery_time", tables(*held)), entity="XXA", variant="S:others")["reason"] == "not_enough_data"
    )


# --- the arithmetic below


deviations = st.lists(st.floats(min_value=-1, max_value=1), min_size=1, max_size=20)


@settings(max_examples=60)
@given(deviations, st.integers(min_value=1, max_value=8))
def test_a_course_is_back_at_most_as_late_as_it_was_watched(values, window):
    course = follow(np.array(values), window, 0.02, 2)
    assert course.depth == min(values[:window])
    if course.back is None:
        assert 0 < course.watched <= len(values)
        assert course.loss == pytest.approx(-sum(values))
    elif course.back:
        assert min(values[course.back : course.back + 2]) >= -0.02
        assert course.lowest < course.back


@settings(max_examples=30)
@given(st.lists(st.floats(min_value=1, max_value=1e6), min_size=8, max_size=8), st.floats(min_value=0.5, max_value=9))
def test_the_usual_level_scales_with_the_series(values, factor):
    times, base = np.arange(8), np.array(values)
    level = usual_level(times, base, 4, np.arange(8, 16))
    assert level[:4] == pytest.approx([(values[at] + values[at + 4]) / 2 for at in range(4)])
    assert usual_level(times, factor * base, 4, np.arange(8, 16)) == pytest.approx(factor * level)


def test_the_first_place_back_is_sought_from_the_lowest_on():
    deviation = np.array([0.0, -0.5, 0.0, -0.1, 0.0, 0.0])
    assert first_back(deviation, 1, -0.02) == 2
    assert first_back(deviation, 1, -0.02, run=2) == 4
    assert first_back(deviation, 1, 0.5) is None
