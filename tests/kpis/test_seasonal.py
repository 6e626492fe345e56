"""What is left of quarterly figures without their seasons."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kpis import seasonal

PATTERN = np.tile([0.3, -0.1, 0.1, -0.3], 12)


def rows(values: list[float | None] | np.ndarray, **other: object) -> list[dict[str, object]]:
    days = pd.date_range("2010-01-01", periods=len(values), freq="QS")
    usual = {"entity": "XXALP", "measure": "vessel_gross_tonnage", "vessel_type": "container", "size_class": "total"}
    return [usual | {"freq": "Q", "period_start": d, "obs_value": v} | other for d, v in zip(days, values, strict=True)]


def test_growth_of_a_tenth_a_quarter_shows_through_the_seasons(computed):
    noise = np.random.default_rng(1).normal(0, 0.001, 48)
    values = np.exp(5 + PATTERN + np.log(1.1) * np.arange(48) + noise)
    found = computed("seasonally_adjusted_change", {"core_series": rows(values)})
    assert found["value"].iloc[1:].to_numpy() == pytest.approx(10, abs=0.5)
    assert (found["value"].iloc[0], found["reason"].iloc[0]) == (pytest.approx(np.nan, nan_ok=True), "too_few_periods")
    assert found["lower"].iloc[5] == pytest.approx(10, abs=0.5), "with hardly any noise chance has hardly any room"


def test_the_band_holds_the_figure_and_is_the_same_every_time(computed):
    noise = np.random.default_rng(7).normal(0, 0.05, 48)
    held = {"core_series": rows(np.exp(5 + PATTERN + noise))}
    found = computed("seasonally_adjusted_change", held).iloc[1:]
    assert (found["lower"] < found["value"]).all()
    assert (found["value"] < found["upper"]).all()
    assert found.equals(computed("seasonally_adjusted_change", held).iloc[1:])
    crosses = (found["lower"] < 0) & (found["upper"] > 0)
    assert crosses.mean() > 0.85, "nothing but chance moved this series"


def test_fifteen_quarters_are_too_few_and_sixteen_enough(computed):
    short, enough = (
        computed("seasonally_adjusted_change", {"core_series": rows(np.exp(5 + PATTERN[:n]))}) for n in (15, 16)
    )
    assert set(short["reason"]) == {"too_few_periods"}
    assert enough["value"].notna().sum() == 15


def test_a_gap_and_a_zero_end_a_run(computed):
    values: list[float | None] = list(np.exp(5 + PATTERN))
    values[20], values[44] = None, 0
    found = computed("seasonally_adjusted_change", {"core_series": rows(values)})
    assert found.loc[found["value"].isna(), "period_start"].dt.year.tolist() == [
        2010,
        2015,
        2015,
        2021,
        2021,
        2021,
        2021,
    ]
    assert found["reason"].iloc[20] == "gap"
    assert found["n_obs"].iloc[44] == 1


def test_scale_leaves_the_change_alone():
    values = np.exp(5 + PATTERN + np.random.default_rng(3).normal(0, 0.1, 48))
    assert seasonal.adjusted_change(1000 * values)[1:] == pytest.approx(seasonal.adjusted_change(values)[1:])


def test_quarterly_goods_stand_beside_container_ships(computed):
    goods = rows(np.exp(5 + PATTERN), measure="gross_weight", vessel_type="_Z", size_class="_Z")
    goods = [row | {"cargo_type": "total", "direction": "total"} for row in goods]
    assert set(computed("seasonally_adjusted_change", {"core_series": goods})["variant"]) == {"goods"}
    assert set(computed("volatility", {"core_series": goods})["variant"]) == {"goods", "goods_mad"}


def test_volatility_is_the_spread_of_the_last_eight_changes_and_one_odd_quarter_hardly_moves_the_robust_one(computed):
    values = np.exp(5 + PATTERN + 0.01 * np.random.default_rng(5).normal(size=48))
    values[46] *= 1.5
    found = computed("volatility", {"core_series": rows(values)})
    last = found[found["period_start"] == found["period_start"].max()].set_index("variant")
    change = 100 * seasonal.adjusted_change(values)[-8:]
    assert last.loc["", "value"] == pytest.approx(np.std(change, ddof=1))
    assert last.loc["mad", "value"] == pytest.approx(1.4826 * np.median(np.abs(change - np.median(change))))
    assert last.loc["mad", "value"] < last.loc["", "value"] / 4


def test_a_provisional_quarter_makes_the_changes_that_rest_on_it_provisional(computed):
    held = rows(np.exp(5 + PATTERN + np.random.default_rng(2).normal(0, 0.05, 48)))
    held[30]["obs_status"] = "P"
    found = computed("seasonally_adjusted_change", {"core_series": held})
    assert found.index[found["obs_status"] == "P"].tolist() == [30, 31]
    steady = computed("volatility", {"core_series": held})
    assert (steady.loc[steady["variant"] == "", "obs_status"] == "P").sum() == 9
