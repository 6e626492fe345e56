"""Synthetic control: exact weights, honest ranks, a published panel, and donors that are refused."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from analysis.effect import synthetic_control
from analysis.simplex import optimality_gap, simplex_weights
from language import LANGS

SPECIMENS = Path(__file__).resolve().parents[1] / "specimens"
START = "2020-01-01"


def ports(n_donors=20, n=48, change=1.0, seed=1, noise=0.5):
    rng = np.random.default_rng(seed)
    walks = 100 + rng.normal(0, 10, n_donors) + rng.normal(0, 1, (n, n_donors)).cumsum(axis=0)
    panel = pd.DataFrame(walks, pd.date_range("2010-01-01", periods=n, freq="QS"), [f"d{i}" for i in range(n_donors)])
    port = (panel["d1"] + panel["d2"]) / 2 + rng.normal(0, noise, n)
    panel["port"] = np.where(panel.index >= START, change * port, port)
    return panel


@pytest.fixture(scope="module")
def california():
    return pd.read_csv(SPECIMENS / "california_prop99" / "packs_per_capita.csv", index_col="year")


def test_half_of_one_and_half_of_the_other_is_found():
    panel = ports(noise=0.0)
    found = synthetic_control(panel, "port", START)
    assert found.weights["d1"] == pytest.approx(0.5)
    assert found.weights["d2"] == pytest.approx(0.5)
    assert found.weights.sum() == pytest.approx(1)
    assert found.gap.abs().max() == pytest.approx(0, abs=1e-9)


def test_three_donors_one_can_solve_by_hand():
    target = np.array([1.0, 1.0])
    donors = np.array([[0.0, 2.0, 5.0], [0.0, 2.0, 0.0]])
    assert simplex_weights(target, donors) == pytest.approx([0.5, 0.5, 0])
    # Beyond the hull: the nearest corner, or the nearest point of an edge, 7/13 of the way from (2, 2) to (5, 0).
    assert simplex_weights(np.array([-9.0, -9.0]), donors) == pytest.approx([1, 0, 0])
    assert simplex_weights(np.array([9.0, 9.0]), donors) == pytest.approx([0, 6 / 13, 7 / 13])


@settings(max_examples=60)
@given(n=st.integers(2, 30), j=st.integers(2, 25), scale=st.floats(1e-3, 1e8), seed=st.integers(0, 10_000))
def test_weights_are_on_the_simplex_and_optimal(n, j, scale, seed):
    rng = np.random.default_rng(seed)
    target, donors = scale * rng.normal(3, 1, n), scale * rng.normal(3, 1, (n, j))
    weights = simplex_weights(target, donors)
    assert weights.min() >= 0
    assert weights.sum() == pytest.approx(1)
    assert optimality_gap(target, donors, weights) < 1e-9


def test_a_planted_change_is_found_with_its_rank():
    found = synthetic_control(ports(change=0.85), "port", START)
    assert found.verdict == "down"
    assert found.estimate == pytest.approx(-15, abs=1.5)
    assert found.lower < -15 < found.upper
    assert found.p_value == pytest.approx(1 / 21)
    assert found.detectable == pytest.approx((found.upper - found.lower) / 2)
    assert "p = 0.048" in found.sentence("en")
    assert len(found.placebos) == 20
    assert set(found.leave_one_out.index) == set(found.weights.index[found.weights > 0])
    assert found.in_time.abs().max() < 5


@settings(max_examples=15)
@given(n_donors=st.integers(2, 15), seed=st.integers(0, 500))
def test_no_p_is_below_one_in_all(n_donors, seed):
    found = synthetic_control(ports(max(n_donors, 3), seed=seed, change=0.5, noise=0.0), "port", START)
    if found.p_value is not None:
        assert found.p_value >= 1 / (max(n_donors, 3) + 1) - 1e-12
        assert found.p_value_fitted >= found.p_value - 1e-12 or found.p_value_fitted >= 1 / (n_donors + 1)


def test_without_a_change_false_alarms_are_as_rare_as_the_level_says():
    verdicts = [synthetic_control(ports(12, seed=seed), "port", START).verdict for seed in range(40)]
    assert sum(one in ("up", "down") for one in verdicts) <= 8


def test_placebos_that_fit_five_times_worse_are_left_out_of_the_second_p():
    panel = ports(12)
    panel["d11"] = panel["d11"] + 60
    found = synthetic_control(panel, "port", START)
    assert not found.placebos.loc["d11", "is_fitted"]
    left = int(found.placebos["is_fitted"].sum())
    assert found.p_value_fitted * (left + 1) == pytest.approx(round(found.p_value_fitted * (left + 1)))


def test_proposition_99_gives_the_published_gap(california):
    found = synthetic_control(california, "California", 1989)
    assert found.gap.loc[1989:].mean() == pytest.approx(-19.6, abs=0.15)
    assert found.estimate == pytest.approx(-25, abs=1)
    assert found.verdict == "down"
    assert set(found.weights.nlargest(4).index) == {"Utah", "Montana", "Nevada", "Connecticut"}
    assert (found.n_before, found.n_after) == (19, 12)


def test_another_solver_finds_the_same_weights_and_no_smaller_miss(california):
    found = synthetic_control(california, "California", 1989)
    before = california.loc[:1988]
    y, x = before["California"].to_numpy(), before.drop(columns="California").to_numpy()
    other = minimize(
        lambda w: ((y - x @ w) ** 2).sum() / 100,
        np.full(38, 1 / 38),
        jac=lambda w: -2 * x.T @ (y - x @ w) / 100,
        bounds=[(0, 1)] * 38,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1, "jac": lambda w: np.ones(38)},
        method="SLSQP",
        options={"ftol": 1e-15, "maxiter": 500},
    ).x
    assert found.weights.to_numpy() == pytest.approx(other, abs=1e-6)
    assert ((y - x @ found.weights.to_numpy()) ** 2).sum() <= ((y - x @ other) ** 2).sum() + 1e-9
    assert found.gap.loc[1989:].mean() == pytest.approx(-19.5136, abs=5e-5)


def test_both_p_values_are_ranks_among_all_and_among_those_that_fit(california):
    found = synthetic_control(california, "California", 1989)
    ratio = found.rmspe_after / found.rmspe_before
    larger = found.placebos[found.placebos["ratio"] >= ratio]
    assert list(larger.index.sort_values()) == ["Missouri", "Virginia"]
    assert int((~found.placebos["is_fitted"]).sum()) == 4
    assert (found.p_value, found.p_value_fitted) == pytest.approx((3 / 39, 3 / 35))


def test_a_tie_counts_against_the_treated_place():
    at = np.arange(9)
    alike = {one: 10.0 + (at % 3 == place) * np.where(at < 6, 1, 5) for place, one in enumerate(("port", "a", "b"))}
    found = synthetic_control(pd.DataFrame(alike, pd.date_range("2010", periods=9, freq="YS")), "port", "2016-01-01")
    assert (found.p_value, found.p_value_fitted) == (1, 1)


def test_the_retyped_panel_gives_the_published_difference_in_differences(california):
    gap = california["California"] - california.drop(columns="California").mean(axis=1)
    assert gap.loc[1989:].mean() - gap.loc[:1988].mean() == pytest.approx(-27.349, abs=0.0005)


@pytest.mark.parametrize(
    ("panel", "options", "reason"),
    [
        (ports(), {"donors": ["port", "d1", "d2"]}, "treated_among_donors"),
        (ports(), {"donors": ["d1", "d2"], "exposed": ["d2"]}, "exposed_donors"),
        (ports(), {"donors": ["d1", "nowhere"]}, "unknown_unit"),
        (ports(), {"donors": ["d1"]}, "too_few_donors"),
        (ports(), {"exposed": [f"d{i}" for i in range(20)]}, "exposed_donors"),
        (ports(), {"shocks": ["2019-12-20"]}, "overlapping_shocks"),
        (ports().assign(port=lambda panel: 3 * panel["port"]), {}, "bad_fit"),
        (ports().assign(port=5.0), {}, "constant"),
        (ports().assign(port=np.nan), {}, "no_data"),
        (ports().assign(port=lambda panel: panel["port"].where(panel.index.year // 2 != 1006)), {}, "gaps"),
        (ports()[37:], {}, "too_short_before"),
        (ports()[:30], {}, "event_outside"),
        (ports().drop(columns="port"), {}, "unknown_unit"),
        (ports().assign(d3=np.inf), {"donors": ["d1", "d3"]}, "unknown_unit"),
        (ports().assign(d3="closed"), {"donors": ["d1", "d3"]}, "unknown_unit"),
        (pd.concat([ports(), ports()["port"]], axis=1), {}, "unknown_unit"),
        (ports().set_axis([f"period {n}" for n in range(48)]), {}, "irregular"),
    ],
)
def test_bad_input_is_refused_with_its_reason_and_never_a_number(panel, options, reason):
    found = synthetic_control(panel, "port", START, **options)
    assert (found.verdict, found.reason) == ("refused", reason)
    assert (found.estimate, found.lower, found.upper, found.p_value, found.weights, found.gap) == (None,) * 6
    for lang in LANGS:
        assert "{" not in found.sentence(lang)


def test_a_quarter_without_a_figure_is_left_out_for_everybody():
    panel = ports(change=0.85)
    panel.loc["2013-01-01", "port"] = np.nan
    found = synthetic_control(panel, "port", START)
    assert (found.n_before, len(found.gap), found.verdict) == (39, 47, "down")


def test_exposed_places_are_left_out_when_nobody_named_them():
    found = synthetic_control(ports(), "port", START, exposed=["d0", "d19"])
    assert len(found.weights) == 18
    assert "d0" not in found.weights.index


def test_of_more_than_a_hundred_places_the_hundred_nearest_before_the_event_compare():
    panel = ports(n_donors=3, n=30)[["port"]].set_axis(pd.date_range("2000-01-01", periods=30, freq="YS"))
    wiggle = np.sin(np.arange(30))
    far_to_near = {f"d{i}": panel["port"] + (i + 1) * wiggle for i in reversed(range(120))}
    whole = pd.concat([panel, pd.DataFrame(far_to_near)], axis=1)
    whole.loc[START:, "d0"] = 1000.0
    compared = synthetic_control(whole, "port", START).weights.index
    assert set(compared) == {f"d{i}" for i in range(100)}, "what comes after the event does not choose"
    named = [f"d{i}" for i in range(101)]
    assert len(synthetic_control(whole, "port", START, named).weights) == 101, "who names places gets all of them"


def test_few_donors_or_few_quarters_give_figures_but_no_verdict():
    few = synthetic_control(ports(6, change=0.7), "port", START)
    assert (few.verdict, few.reason, few.lower) == ("cannot_tell", "few_donors", None)
    assert "at least 10" in few.sentence("en")
    short = synthetic_control(ports(change=0.7)[24:], "port", START)
    assert (short.verdict, short.reason) == ("cannot_tell", "short_fit")
