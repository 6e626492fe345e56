"""Synthetic control: exact weights, honest ranks, a published panel, and donors that are refused."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    verdicts = [synthetic_control(ports(12, seed=seed), "port", START).verdict for seed in range(60)]
    assert sum(one in ("up", "down") for one in verdicts) <= 12


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


def test_few_donors_or_few_quarters_give_figures_but_no_verdict():
    few = synthetic_control(ports(6, change=0.7), "port", START)
    assert (few.verdict, few.reason, few.lower) == ("cannot_tell", "few_donors", None)
    assert "at least 10" in few.sentence("en")
    short = synthetic_control(ports(change=0.7)[24:], "port", START)
    assert (short.verdict, short.reason) == ("cannot_tell", "short_fit")
