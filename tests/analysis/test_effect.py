"""Interrupted time series: the number one can check in the head, the interval, and every refusal."""

import dataclasses
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import stdtr

from analysis.effect import interrupted_time_series, placebo_dates, recovery, synthetic_control
from analysis.event_study import event_study
from analysis.phi_average import PHIS, averaged_over_phi
from analysis.record import REASONS
from bench.coverage_simulation import simulate
from language import LANGS
from warehouse.errors import ParameterError


def quarters(n_before=40, n_after=8, change=0.9, noise=0.0, seed=1):
    n = n_before + n_after
    rng = np.random.default_rng(seed)
    values = (
        100 * 1.01 ** np.arange(n) * np.where(np.arange(n) >= n_before, change, 1) * np.exp(rng.normal(0, noise, n))
    )
    return pd.Series(values, pd.date_range("2010-01-01", periods=n, freq="QS"))


def start_of(series, n_before=40):
    return series.index[n_before]


def test_a_drop_of_a_tenth_without_noise_is_minus_ten_per_cent():
    series = quarters()
    found = interrupted_time_series(series, start_of(series), season=4)
    assert found.estimate == pytest.approx(-10)
    assert (found.lower, found.upper) == (pytest.approx(-10), pytest.approx(-10))
    assert (found.n_before, found.n_after, found.verdict) == (40, 8, "down")


def test_seasons_and_a_bend_are_not_taken_for_a_change_of_level():
    series = quarters(change=1.0) * np.tile([1.3, 0.8, 1.0, 1.1], 12) * 1.02 ** np.maximum(np.arange(48) - 40, 0)
    assert interrupted_time_series(series, start_of(series), season=4).estimate == pytest.approx(0, abs=1e-8)


def uneven(n=28):
    """A trend, a fall of a tenth at the 21st quarter, a bend, seasons, and waves in place of noise."""
    at = np.arange(n)
    seasons, waves = np.array([0.08, -0.05, 0.02, 0])[at % 4], 0.03 * np.sin(7 * at) + 0.02 * np.cos(3 * at * at)
    logs = 5 + 0.01 * at - 0.1 * (at >= 20) + 0.004 * np.maximum(at - 20, 0) + seasons + waves
    return pd.Series(np.exp(logs), pd.date_range("2013-01-01", periods=n, freq="QS"))


def test_the_estimator_is_the_one_of_the_methods_written_out_step_by_step():
    series, n, at = uneven(), 28, np.arange(28)
    found = interrupted_time_series(series, "2018-01-01", season=4)
    # Written down from an independent program (dense inverses, Brent's root), 2026-11-21.
    assert (found.estimate, found.lower, found.upper) == pytest.approx((-6.968261206, -12.608764204, -0.843523202))
    seasons = [(at % 4 == one).astype(float) for one in (1, 2, 3)]
    design = np.column_stack([np.ones(n), at, at >= 20, np.where(at >= 20, at - 20, 0), *seasons]).astype(float)
    parts = []
    for phi in np.arange(-0.30, 0.951, 0.05):
        v = np.round(phi, 2) ** np.abs(at[:, None] - at[None, :]).astype(float)
        b_, z = (np.linalg.solve(np.linalg.cholesky(v), one) for one in (design, np.log(series.to_numpy())))
        bb = np.linalg.inv(b_.T @ b_)
        beta = bb @ b_.T @ z
        s2 = ((z - b_ @ beta) ** 2).sum() / (n - 7)
        likelihood = -0.5 * ((n - 7) * np.log(s2) + np.linalg.slogdet(v)[1] + np.linalg.slogdet(b_.T @ b_)[1])
        parts.append((beta[2], np.sqrt(s2 * bb[2, 2]), likelihood))
    means, errors, likelihoods = map(np.array, zip(*parts, strict=True))
    weights = np.exp(likelihoods - likelihoods.max())
    weights /= weights.sum()
    for answer, share in ((found.lower, 0.025), (found.estimate, 0.5), (found.upper, 0.975)):
        x = np.log1p(answer / 100)
        assert (weights * stdtr(n - 7, (x - means) / errors)).sum() == pytest.approx(share, abs=1e-9)


def test_placebo_dates_find_what_the_method_finds_when_asked_one_by_one():
    quiet = uneven(40)[:32]
    found = placebo_dates(uneven(40), "2021-01-01", 4)
    for at, row in found.iterrows():
        alone = interrupted_time_series(quiet, at, 4)
        assert (row["estimate"], row["lower"], row["upper"]) == pytest.approx(
            (alone.estimate, alone.lower, alone.upper)
        )
        assert row["verdict"] == alone.verdict


def test_the_grid_is_twenty_six_steps_from_minus_030_to_095():
    assert (len(PHIS), PHIS[0], PHIS[6], PHIS[-1]) == (26, -0.3, 0.0, 0.95)
    assert np.diff(PHIS) == pytest.approx(0.05)


def test_a_missing_quarter_is_a_distance_of_two_in_the_autocorrelation():
    series = quarters(noise=0.06).drop(pd.Timestamp("2014-04-01"))
    times = np.delete(np.arange(48), 17)
    design = np.column_stack([np.ones(47), times]).astype(float)
    mixture = averaged_over_phi(np.log(series.to_numpy())[None, :], design, times)
    v = 0.6 ** np.abs(times[:, None] - times[None, :]).astype(float)
    beta = np.linalg.solve(design.T @ np.linalg.solve(v, design), design.T @ np.linalg.solve(v, np.log(series)))
    assert mixture.estimates[18, 0] == pytest.approx(beta)


def test_detectable_is_half_the_width_of_the_interval_and_the_record_is_frozen():
    series = quarters(noise=0.06)
    found = interrupted_time_series(series, start_of(series), season=4)
    assert found.detectable == pytest.approx((found.upper - found.lower) / 2)
    assert found.lower < found.estimate < found.upper
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.estimate = 0


def test_no_change_is_cannot_tell_and_names_what_would_have_been_visible():
    series = quarters(change=1.0, noise=0.06)
    found = interrupted_time_series(series, start_of(series), season=4)
    assert found.verdict == "cannot_tell"
    assert "only effects above about" in found.sentence("en")


@settings(max_examples=25)
@given(scale=st.floats(1e-3, 1e9), seed=st.integers(0, 50))
def test_the_unit_of_the_series_changes_nothing(scale, seed):
    series = quarters(20, 8, noise=0.05, seed=seed)
    one, other = (interrupted_time_series(s, start_of(series, 20), 4) for s in (series, series * scale))
    assert (one.estimate, one.lower, one.upper) == pytest.approx((other.estimate, other.lower, other.upper), abs=1e-6)


def test_a_date_within_a_period_leaves_that_period_before_the_event():
    series = quarters()
    assert interrupted_time_series(series, "2020-02-15").n_before == 41
    assert interrupted_time_series(series, "2019-12-31").n_before == 40
    assert interrupted_time_series(series.to_period("Q"), pd.Period("2020Q1", "Q")).n_before == 40


def broken(**changed):
    series = quarters(noise=0.05)
    for name, value in changed.items():
        series[name] = value
    return series


NOISY = quarters(noise=0.05)


@pytest.mark.parametrize(
    ("series", "start", "reason"),
    [
        (NOISY[29:], "2020-01-01", "too_short_before"),
        (NOISY[:43], "2020-01-01", "too_short_after"),
        (NOISY[:1], "2020-01-01", "event_outside"),
        (NOISY.iloc[:0], "2020-01-01", "no_data"),
        (NOISY * np.nan, "2020-01-01", "no_data"),
        (NOISY.drop(NOISY.index[5:15]), "2020-01-01", "gaps"),
        (NOISY.where(np.arange(48) % 3 > 0), "2020-01-01", "gaps"),
        (NOISY * 0 + 7, "2020-01-01", "constant"),
        (NOISY.where(NOISY.index >= "2020-01-01", 7.0), "2020-01-01", "constant"),
        (NOISY.where(NOISY.index != "2015-01-01", 0.0), "2020-01-01", "not_positive"),
        (-NOISY, "2020-01-01", "not_positive"),
        (NOISY, "1999-01-01", "event_outside"),
        (NOISY, "2031-01-01", "event_outside"),
        (NOISY, "2021-12-01", "too_short_after"),
        (pd.concat([NOISY, NOISY]), "2020-01-01", "irregular"),
        (NOISY.set_axis([f"period {n}" for n in range(48)]), "2020-01-01", "irregular"),
        (NOISY.set_axis([pd.NaT, *NOISY.index[1:]]), "2020-01-01", "irregular"),
        (NOISY.set_axis(NOISY.index + pd.to_timedelta(np.arange(48) % 5 * 9, unit="D")), "2020-01-01", "irregular"),
        (pd.Series(["closed"] * 48, NOISY.index), "2020-01-01", "no_data"),
        (NOISY * np.inf, "2020-01-01", "no_data"),
    ],
)
def test_bad_input_is_refused_with_its_reason_and_never_a_number(series, start, reason):
    found = interrupted_time_series(series, start, season=4)
    assert (found.verdict, found.reason) == ("refused", reason)
    assert (found.estimate, found.lower, found.upper, found.detectable, found.p_value) == (None,) * 5
    for lang in LANGS:
        assert found.sentence(lang)
        assert "{" not in found.sentence(lang)


def test_four_years_after_an_event_are_no_effect_of_an_annual_series():
    annual = pd.Series(100 + np.random.default_rng(1).normal(0, 3, 26), pd.date_range("1999", periods=26, freq="YS"))
    found = interrupted_time_series(annual, "2020-12-31")
    assert (found.n_after, found.reason) == (4, "too_short_after")
    assert "only 4 of the 8" in found.sentence("en")


def test_a_shock_in_the_same_quarter_is_refused_and_one_in_the_next_is_listed_without_the_word_effect():
    same = interrupted_time_series(NOISY, "2020-01-01", 4, shocks={"Border closure": "2019-12-20"})
    assert (same.verdict, same.reason) == ("refused", "overlapping_shocks")
    assert "Border closure" in same.sentence("en")
    near = interrupted_time_series(quarters(change=1.0, noise=0.05), "2020-01-01", 4, shocks={"Lockdown": "2020-03-17"})
    assert near.competing == ("Lockdown",)
    assert "No effect" not in near.sentence("en")
    assert "effects above" not in near.sentence("en")
    assert interrupted_time_series(NOISY, "2020-01-01", 4, shocks=["2016-06-23"]).competing == ()


@pytest.mark.parametrize("start", ["soon", "", None, pd.NaT, -5, np.inf])
def test_what_is_no_date_is_an_error_and_not_a_refusal(start):
    with pytest.raises(ParameterError):
        interrupted_time_series(NOISY, start)


def test_placebo_dates_stay_before_the_event_and_rarely_find_anything():
    found = placebo_dates(quarters(noise=0.05), "2020-01-01", 4)
    assert found.index.max() < pd.Timestamp("2020-01-01")
    assert len(found) == 40 - 12 - 4 + 1
    assert (found["verdict"] == "cannot_tell").mean() > 0.7
    assert placebo_dates(quarters(10, 8), "2012-07-01", 4).empty


@pytest.mark.slow
def test_the_interval_covers_the_truth_as_often_as_it_promises():
    table = simulate(replications=120)
    assert len(table) == 9
    assert table["coverage"].between(0.88, 1).all()
    assert table["coverage"].mean() == pytest.approx(0.95, abs=0.02)


def test_the_committed_table_is_within_its_bounds():
    from bench.coverage_simulation import LEAST, MOST, RESULTS

    table = pd.read_csv(RESULTS / "coverage_simulation.csv")
    assert list(table["quarters_before"].unique()) == [12, 20, 40]
    assert (table["replications"] == 4000).all()
    assert table["coverage"].between(LEAST, MOST).all()


def test_one_series_takes_a_fraction_of_the_time_allowed():
    interrupted_time_series(NOISY, "2020-01-01", 4)
    spent = []
    for _round in range(5):
        begun = time.perf_counter()
        interrupted_time_series(NOISY, "2020-01-01", 4)
        spent.append(time.perf_counter() - begun)
    assert min(spent) < 0.05


def test_every_answer_is_plain_json():
    import json

    panel = pd.DataFrame({f"d{one}": quarters(noise=0.02, change=1.0, seed=one) for one in range(12)})
    answers = (
        interrupted_time_series(NOISY, "2020-01-01", 4),
        synthetic_control(panel, "d0", "2020-01-01"),
        recovery(NOISY, "2020-01-01"),
        interrupted_time_series(NOISY, "1990-01-01", 4),
    )
    for one in answers:
        assert json.loads(json.dumps(one.record()))["verdict"] == one.verdict


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_every_reason_is_a_whole_sentence(reason):
    assert REASONS[reason].startswith("No figure: ")
    assert REASONS[reason].endswith(".")


ODD = [None, "closed", "", np.inf, -np.inf, np.nan, 0.0, 0, -1, True, 1e-300, 1e300, "12.5"]


@pytest.mark.slow
@settings(max_examples=70)
@given(
    values=st.lists(st.one_of(st.sampled_from(ODD), st.floats(0.5, 1e12), st.floats(90, 110)), max_size=60),
    freq=st.sampled_from(["YS", "QS", "MS", "W-MON", "D"]),
    at=st.integers(-3, 63),
    season=st.sampled_from([None, 4, 12]),
    disorder=st.sampled_from(["none", "shuffled", "twice", "texts", "irregular", "zoned"]),
)
def test_whatever_comes_is_a_record_with_a_finite_number_or_a_reason(values, freq, at, season, disorder):
    dates = pd.date_range("2000-01-03", periods=70, freq=freq)
    start = dates[0] + (dates[1] - dates[0]) * at
    series = disordered(pd.Series(values, dates[: len(values)], dtype=object), disorder)
    donors = pd.DataFrame({name: np.arange(1.0, len(series) + 1) ** n for n, name in enumerate("abc")}, series.index)
    for answer in (
        interrupted_time_series(series, start, season),
        recovery(series, start, season),
        event_study(series, start),
        synthetic_control(donors.assign(port=series), "port", start),
    ):
        figures = [answer.estimate, answer.lower, answer.upper, answer.detectable]
        assert answer.sentence("en")
        assert answer.verdict in ("up", "down", "cannot_tell", "refused")
        assert (answer.verdict == "refused") == (answer.estimate is None)
        assert np.isfinite([one for one in figures if one is not None]).all()
        assert answer.verdict not in ("up", "down") or None not in figures


def disordered(series, how):
    if how == "shuffled":
        return series.sample(frac=1, random_state=1)
    if how == "twice":
        return pd.concat([series, series[:2]])
    if how == "irregular":
        return series.set_axis(series.index + pd.to_timedelta(np.arange(len(series)) % 7 * 3, unit="D"))
    if how == "zoned":
        return series.tz_localize("Europe/Brussels")
    return series.set_axis([f"period {n}" for n in range(len(series))]) if how == "texts" else series


def test_a_season_that_was_never_seen_is_refused_and_not_solved():
    months = pd.Series(
        100 + np.random.default_rng(1).normal(0, 3, 42), pd.date_range("2017-01-01", periods=42, freq="MS")
    )
    found = interrupted_time_series(months[months.index.month != 2], "2019-04-01", 12)
    assert (found.verdict, found.reason) == ("refused", "season_missing")


@pytest.mark.parametrize("season", [-1, 2.5, "4"])
def test_what_is_no_number_of_seasons_is_an_error(season):
    with pytest.raises(ParameterError):
        interrupted_time_series(NOISY, "2020-01-01", season)
