"""Indicators on weekly calls, from weeks written by us: numbers one can check in the head."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpis.build import COLUMNS
from kpis.calls import call_regularity, tonnes_per_call, weekly_calls_index
from warehouse.connection import Staging
from warehouse.contract import create_tables
from warehouse.tables import PORT_WEEK, SERIES

pytestmark = pytest.mark.slow

MONDAYS = pd.date_range("2022-01-03", "2024-12-30", freq="7D")


def weeks(
    calls: Callable[[pd.Timestamp], float | None], mondays: pd.DatetimeIndex = MONDAYS, **other: object
) -> pd.DataFrame:
    """One port's weeks as rows of core_port_week; a week of None is a gap."""
    values = [calls(monday) for monday in mondays]
    rows = {
        "entity_type": "port",
        "entity": "XXALP",
        "period_start": mondays,
        "calls_count": pd.array(values, dtype="Int64"),
        "import_tonnes": 7000,
        "export_tonnes": 0,
        "n_days": 7,
        "coverage": 1.0,
        "obs_status": [None if value is None else "E" for value in values],
        "reason": ["gap" if value is None else None for value in values],
        "source_id": "portwatch_daily",
        "release": "1",
    }
    return pd.DataFrame({**rows, **other})


def at(rows: pd.DataFrame, day: str, variant: str = "") -> pd.Series:
    """The row of a period."""
    return rows[(rows["period_start"] == pd.Timestamp(day)) & (rows["variant"] == variant)].iloc[0]


NOT_LOADED = weeks(lambda _monday: None, MONDAYS[-1:], reason="not_loaded", n_days=0)


# --- the weekly index


def test_a_week_like_every_other_is_a_hundred_and_half_of_it_is_fifty():
    rows = weekly_calls_index(weeks(lambda monday: 5 if monday == MONDAYS[-1] else 10))
    assert at(rows, "2024-12-23")["value"] == 100
    assert at(rows, "2024-12-30")[["value", "lower", "upper"]].tolist() == [50, 50, 50]
    assert set(COLUMNS) <= set(rows.columns)


def test_usual_is_the_median_of_the_same_iso_week_in_the_baseline_years():
    by_year = {2022: 10, 2023: 20, 2024: 30}
    rows = weekly_calls_index(weeks(lambda monday: by_year.get(monday.isocalendar().year, 0)))
    assert at(rows, "2024-07-01")["value"] == 200
    assert at(rows, "2024-07-01")["n_obs"] == 3


def test_the_seasons_of_the_baseline_are_the_seasons_of_the_index():
    rows = weekly_calls_index(weeks(lambda monday: 40 if monday.month == 7 else 10))
    assert at(rows, "2024-07-15")["value"] == 100


def test_the_user_chooses_the_years_of_the_baseline():
    by_year = {2022: 10, 2023: 20, 2024: 30}
    rows = weekly_calls_index(weeks(lambda monday: by_year.get(monday.isocalendar().year, 0)), start=2022, end=2022)
    assert at(rows, "2024-07-01")["value"] == 300
    assert np.isnan(at(rows, "2024-07-01")["lower"])


def test_a_week_in_which_the_source_went_wrong_is_flagged_and_no_part_of_the_baseline():
    wrong = pd.Timestamp("2023-02-13")
    calls = weeks(lambda monday: 1 if monday == wrong else 10)
    calls.loc[calls["period_start"] == wrong, "obs_status"] = "U"
    rows = weekly_calls_index(calls)
    assert at(rows, "2023-02-13")[["value", "obs_status"]].tolist() == [10, "U"]
    assert at(rows, "2024-02-12")[["value", "n_obs", "obs_status"]].tolist() == [100, 2, "E"]


def test_below_104_weeks_there_is_a_reason_and_no_value():
    rows = weekly_calls_index(weeks(lambda _monday: 10, MONDAYS[:103]))
    assert rows["value"].isna().all()
    assert set(rows["reason"]) == {"not_enough_data"}
    assert weekly_calls_index(weeks(lambda _monday: 10, MONDAYS[:104]))["value"].notna().all()


def test_a_week_53_that_no_baseline_year_has_gets_no_value():
    mondays = pd.date_range("2020-01-06", "2023-12-25", freq="7D")
    assert at(weekly_calls_index(weeks(lambda _monday: 10, mondays)), "2020-12-28")["reason"] == "not_enough_data"


def test_no_call_in_the_baseline_is_no_divisor():
    rows = weekly_calls_index(weeks(lambda monday: 0 if monday.year < 2024 else 3))
    assert at(rows, "2024-07-01")["reason"] == "zero_denominator"


def test_a_week_without_calls_keeps_its_own_reason():
    rows = weekly_calls_index(weeks(lambda monday: None if monday == MONDAYS[120] else 10))
    row = at(rows, str(MONDAYS[120].date()))
    assert row["reason"] == "gap" and np.isnan(row["value"]) and pd.isna(row["obs_status"])


@pytest.mark.parametrize(("indicator", "n_rows"), [(weekly_calls_index, 1), (call_regularity, 2)])
def test_a_port_whose_source_was_not_loaded_says_so_in_one_row_a_variant(indicator, n_rows):
    rows = indicator(NOT_LOADED)
    assert len(rows) == n_rows
    assert set(rows["reason"]) == {"not_loaded"}
    assert rows["value"].isna().all()


def test_ports_stand_beside_one_another_and_do_not_mix():
    both = pd.concat(
        [weeks(lambda _monday: 10), weeks(lambda _monday: 1000, entity="XXBET"), NOT_LOADED.assign(entity="XXGAM")]
    )
    rows = weekly_calls_index(both.sample(frac=1, random_state=1))
    assert (rows.loc[rows["entity"] != "XXGAM", "value"] == 100).all()
    assert rows.groupby("entity").size().to_dict() == {"XXALP": len(MONDAYS), "XXBET": len(MONDAYS), "XXGAM": 1}


noisy = st.lists(st.integers(min_value=1, max_value=60), min_size=len(MONDAYS), max_size=len(MONDAYS))


@settings(max_examples=15)
@given(noisy, st.integers(min_value=2, max_value=50))
def test_the_interval_holds_the_index_and_the_size_of_a_port_does_not_matter(values, factor):
    rows = weekly_calls_index(weeks(dict(zip(MONDAYS, values, strict=True)).get))
    larger = weekly_calls_index(weeks(dict(zip(MONDAYS, [factor * value for value in values], strict=True)).get))
    assert not (rows["lower"] > rows["value"]).any() and not (rows["upper"] < rows["value"]).any()
    assert np.allclose(rows["value"], larger["value"])
    assert np.allclose(rows["lower"], larger["lower"], rtol=1e-4)


# --- regularity


def test_the_same_number_every_week_is_a_regularity_of_one():
    rows = call_regularity(weeks(lambda _monday: 7))
    assert at(rows, "2024-07-01")["value"] == 1
    assert at(rows, "2024-07-01", "mad")["value"] == 1


def test_regularity_is_one_less_the_relative_spread_of_52_weeks():
    rows = call_regularity(weeks(lambda monday: 8 if monday.isocalendar().week % 2 else 12))
    assert at(rows, "2024-07-01")["value"] == pytest.approx(1 - np.sqrt(52 * 4 / 51) / 10)
    assert at(rows, "2024-07-01", "mad")["value"] == pytest.approx(1 - 1.4826 * 2 / 10)
    assert at(rows, "2024-07-01")[["n_obs", "obs_status", "freq"]].tolist() == [52, "E", "Q"]


def test_calls_in_a_few_weeks_only_are_a_regularity_of_nought_and_never_below():
    rows = call_regularity(weeks(lambda monday: 100 if monday.month == 1 else 0))
    assert at(rows, "2024-07-01")["value"] == 0
    assert at(rows, "2024-07-01", "mad")["reason"] == "zero_denominator"


def test_below_52_weeks_and_with_a_gap_there_is_a_reason():
    rows = call_regularity(weeks(lambda monday: None if monday == pd.Timestamp("2023-06-05") else 10))
    assert at(rows, "2022-07-01")["reason"] == "too_few_periods"
    assert at(rows, "2022-10-01")["value"] == 1
    assert at(rows, "2024-01-01")["reason"] == "gap"
    assert at(rows, "2024-04-01")["value"] == 1


def test_a_week_in_which_the_source_went_wrong_does_not_count_for_regularity():
    calls = weeks(lambda monday: 500 if monday == pd.Timestamp("2024-01-08") else 10)
    calls.loc[calls["period_start"] == pd.Timestamp("2024-01-08"), "obs_status"] = "U"
    assert at(call_regularity(calls), "2024-07-01")[["value", "n_obs"]].tolist() == [1, 51]


def test_a_quarter_that_has_not_ended_has_no_row():
    rows = call_regularity(weeks(lambda _monday: 10, pd.date_range("2023-01-02", "2024-05-06", freq="7D")))
    assert rows["period_start"].max() == pd.Timestamp("2024-01-01")


# --- tonnes per call


def goods(year: int, tonnes: float | None, freq: str = "A", month: int = 1, **other: object) -> dict[str, object]:
    """One row of core_series."""
    absent = dict.fromkeys(("vessel_type", "size_class", "partner"), "_Z")
    row = {
        "basis": "published",
        "entity_type": "port",
        "entity": "XXALP",
        "measure": "gross_weight",
        "cargo_type": "total",
    }
    row |= {
        "direction": "total",
        "freq": freq,
        "period_start": pd.Timestamp(year, month, 1),
        "variant": "",
        "unit": "t",
    }
    row |= {"obs_value": tonnes, "obs_status": None if tonnes is None else "A", "n_obs": 1, "is_break": False}
    row |= {"reason": "gap" if tonnes is None else None, "source_id": "office_goods", "release": "1"}
    return {**absent, **row, **other}


@pytest.fixture
def computed(tmp_path: Path) -> Callable[..., pd.DataFrame]:
    """Runs the indicator's SQL over rows of core_series and core_port_week."""

    def run(series: list[dict[str, object]], calls: pd.DataFrame) -> pd.DataFrame:
        staging = Staging(tmp_path / "staging.duckdb")
        create_tables(staging)
        if series:
            staging.insert(SERIES.name, pd.DataFrame(series).reindex(columns=SERIES.columns))
        staging.insert(PORT_WEEK.name, calls[list(PORT_WEEK.columns)])
        rows = staging.frame(f"select * from ({tonnes_per_call()}) as computed order by freq, period_start")
        staging.discard()
        return rows

    return run


def test_a_thousand_tonnes_and_one_call_a_day_are_a_thousand_tonnes_a_call(computed):
    rows = computed([goods(2023, 365_000), goods(2024, 549_000)], weeks(lambda _monday: 7))
    assert rows["value"].tolist() == [1000, 1500]
    assert rows["n_obs"].tolist() == [52, 52]
    assert rows["obs_status"].tolist() == ["E", "E"]
    assert rows["coverage"].tolist() == [1, 1]


def test_quarters_need_four_of_them(computed):
    starts = [(2024, 1), (2024, 4), (2024, 7), (2024, 10)]
    series = [goods(year, 90_000, "Q", month) for year, month in starts]
    assert computed(series[:3], weeks(lambda _monday: 7))["reason"].tolist() == ["not_enough_data"] * 3
    rows = computed(series, weeks(lambda _monday: 7))
    assert rows["value"].tolist() == pytest.approx([90_000 / 91, 90_000 / 91, 90_000 / 92, 90_000 / 92])


def test_where_portwatch_sees_less_than_half_of_the_tonnes_calls_and_tonnes_are_not_compared(computed):
    rows = computed([goods(2023, 10_000_000)], weeks(lambda _monday: 7))
    assert rows[["reason", "obs_status"]].iloc[0].tolist() == ["not_comparable", None]


def test_a_year_that_lacks_more_than_a_tenth_of_its_weeks_has_no_value(computed):
    half = computed([goods(2023, 365_000)], weeks(lambda monday: None if monday.month < 3 else 7))
    assert half["reason"].tolist() == ["missing_part"]
    assert half["coverage"].iloc[0] == pytest.approx(43 / 52)


@pytest.mark.parametrize(("tonnes", "calls", "reason"), [(None, 7, "gap"), (365_000, 0, "zero_denominator")])
def test_without_tonnes_or_calls_the_reason_stands_there(computed, tonnes, calls, reason):
    assert computed([goods(2023, tonnes)], weeks(lambda _monday: calls))["reason"].tolist() == [reason]


def test_a_year_with_a_wrong_day_is_of_low_reliability(computed):
    calls = weeks(lambda _monday: 7)
    calls.loc[5, "obs_status"] = "U"
    assert computed([goods(2022, 365_000)], calls)["obs_status"].tolist() == ["U"]


def test_without_portwatch_each_basis_says_that_it_was_not_loaded(computed):
    rows = computed([goods(2023, 365_000)], NOT_LOADED)
    assert rows[["basis", "reason"]].sort_values("basis").values.tolist() == [
        ["like_for_like", "not_loaded"],
        ["published", "not_loaded"],
    ]
