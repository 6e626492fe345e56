"""Recovery, event study, difference in differences, and many answers judged together."""

import numpy as np
import pandas as pd
import pytest

from analysis.effect import interrupted_time_series, recovery
from analysis.event_study import difference_in_differences, event_study, weekly
from analysis.multiple import judged_together, q_values
from language import LANGS

EVENT = "2020-01-01"
SPRING = "2021-03-22"


def quarters(after, before=(100.0,) * 12):
    values = [*before, *after]
    return pd.Series(values, pd.date_range("2017-01-01", periods=len(values), freq="QS"), dtype=float)


def test_sixty_then_eighty_then_a_hundred_lost_sixty_and_came_back_after_two_quarters():
    found = recovery(quarters([60, 80, 100, 100]), EVENT)
    assert (found.depth, found.recovery_time, found.censored) == (pytest.approx(-40), 2, False)
    assert found.cumulative_loss == pytest.approx(60)
    assert found.cumulative_loss_pct == pytest.approx(15)
    assert found.verdict == "down"
    assert "after 2 periods" in found.sentence("en")
    assert "does not say why" in found.sentence("en")


def test_a_port_that_is_not_back_is_censored():
    found = recovery(quarters([60, 70, 80, 90]), EVENT)
    assert (found.recovery_time, found.censored) == (4, True)
    assert found.cumulative_loss == pytest.approx(100)
    assert "not back" in found.sentence("en")


def test_the_yardstick_is_the_same_season():
    seasons = (50.0, 100.0, 150.0, 100.0) * 3
    found = recovery(quarters([50, 100, 150, 100], seasons), EVENT)
    assert found.depth == pytest.approx(0)
    assert found.verdict == "cannot_tell"
    assert recovery(quarters([50, 80, 150, 100], seasons), EVENT).depth == pytest.approx(-20)


def test_the_usual_spread_is_no_fall():
    rng = np.random.default_rng(3)
    found = recovery(quarters(100 + rng.normal(0, 5, 4), 100 + rng.normal(0, 5, 12)), EVENT)
    assert found.verdict == "cannot_tell"
    assert found.detectable == pytest.approx((found.upper - found.lower) / 2)


@pytest.mark.parametrize(
    ("series", "start", "reason"),
    [
        (quarters([60, 80])[6:], EVENT, "too_short_before"),
        (quarters([]), "2020-02-01", "event_outside"),
        (quarters([100.0]), EVENT, "constant"),
        (quarters([60.0], (0.0,) * 12), EVENT, "not_positive"),
        (quarters([60.0] * 4).drop(pd.date_range("2018-01-01", periods=3, freq="QS")), EVENT, "gaps"),
        (quarters([]) * np.nan, EVENT, "no_data"),
    ],
)
def test_what_cannot_be_described_is_refused(series, start, reason):
    found = recovery(series, start)
    assert (found.verdict, found.reason, found.estimate, found.depth) == ("refused", reason, None, None)
    assert all("{" not in found.sentence(lang) for lang in LANGS)


def calls(rate_after=30, seed=1):
    rng = np.random.default_rng(seed)
    days = pd.date_range("2019-01-01", "2021-12-31")
    frame = pd.DataFrame({port: rng.poisson(30, len(days)) for port in "ABCD"}, days)
    frame.loc[SPRING:, "A"] = rng.poisson(rate_after, len(frame.loc[SPRING:]))
    return frame


def test_days_are_summed_to_whole_weeks_from_monday():
    days = pd.Series(1, pd.date_range("2021-01-06", "2021-01-24"))
    weeks = weekly(days)
    assert list(weeks.index) == list(pd.to_datetime(["2021-01-04", "2021-01-11", "2021-01-18"]))
    assert np.isnan(weeks.iloc[0])
    assert list(weeks.iloc[1:]) == [7, 7]
    assert weekly(weeks.dropna()).equals(weeks.dropna())


def test_a_third_fewer_calls_are_seen_against_placebo_dates():
    found = event_study(calls(20, seed=2)["A"], SPRING)
    assert found.verdict == "down"
    assert found.lower < 100 * (20 / 30 - 1) < found.upper
    assert found.p_value < 0.01
    assert found.placebos.index.max() <= pd.Timestamp(SPRING) - pd.Timedelta(weeks=8)


def test_the_week_of_the_event_belongs_to_neither_side():
    on_monday, on_thursday = event_study(calls(20)["A"], SPRING), event_study(calls(20)["A"], "2021-03-25")
    assert on_thursday.n_before == on_monday.n_before + 1
    assert on_thursday.estimate != on_monday.estimate


@pytest.mark.slow
def test_without_an_event_the_interval_covers_zero_about_as_often_as_it_promises():
    rng = np.random.default_rng(11)
    weeks = pd.date_range("2019-01-07", periods=140, freq="W-MON")
    found = [event_study(pd.Series(rng.poisson(200, 140), weeks), weeks[120]) for _round in range(120)]
    assert np.mean([one.verdict == "cannot_tell" for one in found]) == pytest.approx(0.95, abs=0.05)


def test_what_hits_every_port_is_no_difference_in_differences():
    everywhere = calls()
    everywhere.loc[SPRING:] //= 2
    assert event_study(everywhere["A"], SPRING).verdict == "down"
    assert difference_in_differences(everywhere, "A", SPRING).verdict == "cannot_tell"
    assert difference_in_differences(calls(20), "A", SPRING).verdict == "down"


@pytest.mark.parametrize(
    ("series", "start", "reason"),
    [
        (calls()["A"][:300], "2019-09-02", "too_short_before"),
        (calls()["A"][:"2021-04-20"], SPRING, "too_short_after"),
        (calls()["A"] * 0, SPRING, "not_positive"),
        (calls()["A"] * 0 + 1, SPRING, "constant"),
        (calls()["A"], "2018-01-01", "event_outside"),
        (calls()["A"].drop(pd.date_range("2019-06-01", "2019-12-01")), SPRING, "gaps"),
    ],
)
def test_calls_that_cannot_tell_are_refused(series, start, reason):
    found = event_study(series, start)
    assert (found.verdict, found.reason, found.estimate) == ("refused", reason, None)


def test_a_port_is_not_its_own_comparison():
    assert difference_in_differences(calls(), "A", SPRING, donors=["A", "B"]).reason == "treated_among_donors"
    assert difference_in_differences(calls(), "A", SPRING, donors=["X"]).reason == "unknown_unit"


def test_benjamini_and_hochberg_by_hand():
    q = q_values(pd.Series({"a": 0.01, "b": 0.04, "c": 0.03, "d": None}))
    assert list(q[["a", "b", "c"]]) == pytest.approx([0.03, 0.04, 0.04])
    assert np.isnan(q["d"])


def test_a_verdict_that_does_not_stand_among_many_cannot_tell():
    rng = np.random.default_rng(5)
    index = pd.date_range("2010-01-01", periods=48, freq="QS")
    still = {f"p{i}": pd.Series(np.exp(rng.normal(5, 0.05, 48)), index) for i in range(30)}
    moved = {"moved": pd.Series(np.where(np.arange(48) >= 40, 50, 100) * np.exp(rng.normal(0, 0.03, 48)), index)}
    effects = {name: interrupted_time_series(series, EVENT, 4) for name, series in (still | moved).items()}
    effects["short"] = interrupted_time_series(still["p0"][:20], "2012-01-01", 4)
    table = judged_together(effects)
    assert table.loc["moved", "verdict_together"] == "down"
    assert table.loc["short", "verdict_together"] == "refused"
    assert (table["q_value"].dropna() >= table["p_value"].dropna() - 1e-12).all()
    assert set(table.loc[list(still), "verdict_together"]) == {"cannot_tell"}
