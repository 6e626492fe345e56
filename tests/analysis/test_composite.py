"""The composite index: an example worked out by hand, COINr's definitions written again as plain loops, refusals."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.composite import (
    above,
    acceptability,
    coherence,
    drivers,
    rank_draws,
    rank_intervals,
    score,
    treatments,
)
from analysis.rank_draws import competition_ranks
from analysis.treatment import kurtosis, needs_treatment, skewness
from warehouse.errors import ContractError, HouseError, ParameterError

NORMALISATIONS = ("goalposts", "minmax", "zscore", "rank")
MEANS = ("arithmetic", "geometric", "harmonic")


def node(code: str, parent: str | None, level: int, weight: float = 1, **other: object) -> dict[str, object]:
    row = {"code": code, "parent": parent, "level": level, "weight": weight, "direction": 1}
    return {**row, "lower_goalpost": None, "upper_goalpost": None, **other}


def by_hand() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Five ports, three indicators, two themes; worked out in docs/methods_composite.md."""
    values = pd.DataFrame(
        {"a": [10, 5, 0, 12, None], "b": [50, 0, 100, 25, 75], "c": [1, 4, 2, None, 3]}, index=list("ABCDE")
    )
    meta = pd.DataFrame(
        [
            node("a", "P", 1, 1, lower_goalpost=0, upper_goalpost=10),
            node("b", "P", 1, 3, direction=-1, lower_goalpost=0, upper_goalpost=100),
            node("c", "Q", 1, 1, lower_goalpost=0, upper_goalpost=4),
            node("P", "index", 2),
            node("Q", "index", 2),
            node("index", None, 3),
        ]
    )
    return values, meta


def random_case(
    n: int = 80, m: int = 12, seed: int = 1, missing: float = 0.1, skewed: bool = True
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Ports with some wild indicators and gaps, three themes, uneven weights, both directions."""
    random = np.random.default_rng(seed)
    drawn = random.lognormal(3, 0.9 if skewed else 0.2, (n, m))
    drawn[:, 1::4] **= 3 if skewed else 1  # wild enough for the log
    drawn[:, 3] = random.normal(0, 1, n)  # tame
    drawn[:, ::4] *= -1  # outliers on the low side too
    values = pd.DataFrame(drawn, index=[f"u{i}" for i in range(n)], columns=[f"i{j}" for j in range(m)])
    values = values.mask(random.random((n, m)) < missing)
    low, high = values.min(), values.max()
    rows = [
        node(c, f"p{j % 3}", 1, 1 + j % 4, direction=1 if j % 3 else -1, lower_goalpost=low[c], upper_goalpost=high[c])
        for j, c in enumerate(values.columns)
    ]
    rows += [node(f"p{k}", "index", 2, 1 + k) for k in range(3)] + [node("index", None, 3)]
    return values, pd.DataFrame(rows)


# --- the example by hand


def test_the_arithmetic_example_comes_out_as_worked_out_by_hand() -> None:
    scores = score(*by_hand())
    assert list(scores.columns) == ["a", "b", "c", "P", "Q", "index"]
    assert scores.loc["A"].tolist() == [100, 50, 25, 62.5, 25, 43.75]
    assert scores.loc["B"].tolist() == [50, 100, 100, 87.5, 100, 93.75]
    assert scores.loc["C"].tolist() == [0, 0, 50, 0, 50, 25]
    assert scores.loc["D", ["a", "b", "P"]].tolist() == [100, 75, 81.25], "a beyond the goalpost is clipped"
    assert scores.loc["D", ["c", "Q", "index"]].isna().all(), "one theme of two is less than two thirds"
    assert math.isnan(scores.loc["E", "P"]), "one indicator of two, whatever their weights"


def test_a_lower_threshold_rescales_the_weights_over_what_is_there() -> None:
    scores = score(*by_hand(), availability=0.5)
    assert scores.loc["E", "P"] == 25
    assert scores.loc["E", "index"] == 50
    assert scores.loc["D", "index"] == 81.25


def test_geometric_and_harmonic_scores_run_from_1_so_that_a_zero_does_not_erase_a_port() -> None:
    geometric = score(*by_hand(), aggregate="geometric")
    assert geometric.loc["C", ["a", "b", "c", "P", "Q"]].tolist() == pytest.approx([1, 1, 50.5, 1, 50.5])
    assert geometric.loc["C", "index"] == pytest.approx(math.sqrt(50.5))
    assert geometric.loc["A", "P"] == pytest.approx((100 * 50.5**3) ** 0.25)
    harmonic = score(*by_hand(), aggregate="harmonic")
    assert harmonic.loc["C", "index"] == pytest.approx(2 / (1 + 1 / 50.5))


def test_a_parent_without_a_row_of_its_own_is_the_index() -> None:
    values, meta = by_hand()
    assert score(values, meta[meta["code"] != "index"])["index"].dropna().tolist() == [43.75, 93.75, 25]


def test_levels_may_count_from_the_index_down() -> None:
    values, meta = by_hand()
    pd.testing.assert_frame_equal(score(values, meta.assign(level=[3, 3, 3, 2, 2, 1])), score(values, meta))


# --- COINr's definitions, written out once more as plain loops


def coinr_treated(column: list[float]) -> list[float]:
    """`Treat` of COINr 1.1 with its defaults for one indicator: winsorise, else log_CT on the untreated values."""

    def fails(x: list[float]) -> bool:
        return abs(stats.skew(x, bias=False)) >= 2 and stats.kurtosis(x, bias=False) >= 3.5

    x, top, bottom = list(column), 0, 0
    while fails(x) and top + bottom < 5:
        if stats.skew(x, bias=False) >= 0:
            most = max(x)
            top = x.count(most)
            x = [max(v for v in x if v != most) if v == most else v for v in x]
        else:
            least = min(x)
            bottom = x.count(least)
            x = [min(v for v in x if v != least) if v == least else v for v in x]
    if not fails(x):
        return x
    low, high = min(column), max(column)
    return [math.log(v - low + 0.01 * (high - low)) for v in column]


def coinr_normalised(column: list[float], row: pd.Series, normalise: str, bottom: float) -> list[float]:
    x, span = [v * row["direction"] for v in column], 100 - bottom
    if normalise == "minmax":
        return [(v - min(x)) / (max(x) - min(x)) * span + bottom for v in x]
    if normalise == "zscore":
        return [(v - np.mean(x)) / np.std(x, ddof=1) * 10 + 50 for v in x]
    if normalise == "rank":
        return [(stats.rankdata(x, "min")[i] - 1) / (len(x) - 1) * span + bottom for i in range(len(x))]
    low, high = row["lower_goalpost"], row["upper_goalpost"]
    share = [(v - low) / (high - low) if row["direction"] == 1 else (high - v) / (high - low) for v in column]
    return [min(1, max(0, s)) * span + bottom for s in share]


def coinr_mean(x: list[float], w: list[float], aggregate: str, threshold: float) -> float:
    held = [(v, u) for v, u in zip(x, w, strict=True) if not math.isnan(v)]
    if len(held) / len(x) < threshold or not held:
        return math.nan
    total = sum(u for _, u in held)
    if aggregate == "arithmetic":
        return sum(u * v for v, u in held) / total
    if aggregate == "geometric":
        return math.exp(sum(u * math.log(v) for v, u in held) / total)
    return total / sum(u / v for v, u in held)


def coinr_index(values: pd.DataFrame, meta: pd.DataFrame, normalise: str, aggregate: str, treat: bool) -> pd.DataFrame:
    rows, bottom = meta.set_index("code"), 0 if aggregate == "arithmetic" else 1
    scores = pd.DataFrame(index=values.index, columns=meta["code"], dtype=float)
    for code in values.columns:
        held = values[code].dropna()
        column = coinr_treated(list(held)) if treat and normalise != "goalposts" else list(held)
        scores.loc[held.index, code] = coinr_normalised(column, rows.loc[code], normalise, bottom)
    for level in (2, 3):
        for parent in meta.loc[meta["level"] == level, "code"]:
            children = list(meta.loc[meta["parent"] == parent, "code"])
            weights = [float(rows.loc[child, "weight"]) for child in children]
            scores[parent] = [coinr_mean(list(row), weights, aggregate, 2 / 3) for row in scores[children].to_numpy()]
    return scores


@pytest.mark.parametrize("treat", [True, False])
@pytest.mark.parametrize(
    ("normalise", "aggregate"), [(n, a) for n in NORMALISATIONS for a in MEANS if n != "zscore" or a == "arithmetic"]
)
def test_every_choice_agrees_with_coinrs_definitions(normalise: str, aggregate: str, treat: bool) -> None:
    values, meta = random_case()
    ours = score(values, meta, normalise, aggregate, treat)
    theirs = coinr_index(values, meta, normalise, aggregate, treat)
    np.testing.assert_allclose(ours.to_numpy(), theirs.to_numpy(), atol=1e-9, equal_nan=True)


def test_the_random_case_meets_every_kind_of_treatment() -> None:
    done = treatments(*random_case())
    assert set(done["action"]) == {"none", "winsorised", "log"}
    assert (done.loc[done["action"] == "winsorised", "points"] <= 5).all()
    moved = done[done["action"] == "winsorised"]
    assert ((moved["skewness_after"].abs() < 2) | (moved["kurtosis_after"] < 3.5)).all()


def test_skewness_and_kurtosis_are_the_sample_adjusted_ones() -> None:
    x = np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 30, 100])
    assert skewness(x) == pytest.approx(stats.skew(x, bias=False))
    assert kurtosis(x) == pytest.approx(stats.kurtosis(x, bias=False))
    assert needs_treatment(x)


def test_an_indicator_is_treated_only_when_both_thresholds_are_met() -> None:
    heavy_on_both_sides = np.array([-10.0] + [0.0] * 12 + [10.0])
    assert skewness(heavy_on_both_sides) == 0
    assert kurtosis(heavy_on_both_sides) >= 3.5
    assert not needs_treatment(heavy_on_both_sides)


# --- properties


def test_under_goalposts_no_other_port_changes_a_score() -> None:
    values, meta = by_hand()
    before = score(values, meta).loc["A"]
    values.loc["B"] = [900, 3, 2]
    assert score(values, meta).loc["A"].equals(before)


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.sampled_from(["goalposts", "minmax", "rank"]), st.sampled_from(MEANS))
def test_scores_stay_on_their_scale(seed: int, normalise: str, aggregate: str) -> None:
    scores = score(*random_case(8, 6, seed), normalise, aggregate, availability=0.0).to_numpy()
    held = scores[~np.isnan(scores)]
    assert held.min() >= (0 if aggregate == "arithmetic" else 1) - 1e-9
    assert held.max() <= 100 + 1e-9


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.floats(0.1, 50))
def test_weights_are_relative(seed: int, factor: float) -> None:
    values, meta = random_case(8, 6, seed)
    more = meta.assign(weight=meta["weight"] * factor)
    np.testing.assert_allclose(score(values, meta, "minmax"), score(values, more, "minmax"), atol=1e-9)


def test_the_order_of_rows_and_columns_does_not_matter() -> None:
    values, meta = random_case()
    turned = score(values.iloc[::-1, ::-1], meta.iloc[::-1], "minmax")
    pd.testing.assert_frame_equal(turned.loc[values.index, meta["code"]], score(values, meta, "minmax"))


def test_no_frame_of_the_caller_is_changed() -> None:
    values, meta = random_case()
    kept = values.copy(), meta.copy()
    rank_intervals(values, meta, draws=20)
    pd.testing.assert_frame_equal(values, kept[0])
    pd.testing.assert_frame_equal(meta, kept[1])


# --- ranks


def test_ties_share_the_better_rank_and_gaps_have_none() -> None:
    ranks = competition_ranks(np.array([[3.0], [1.0], [3.0], [np.nan], [2.0]]))
    assert ranks[:, 0].tolist()[:3] == [1, 4, 1]
    assert math.isnan(ranks[3, 0])
    assert ranks[4, 0] == 3


def test_without_uncertainty_every_interval_is_the_rank_itself() -> None:
    values, meta = random_case(skewed=False)
    sure = rank_intervals(
        values, meta, draws=30, weight_range=0, normalisations=["minmax"], aggregations=["arithmetic"]
    ).dropna()
    for column in ("median", "p5", "p95"):
        assert (sure[column] == sure["rank"]).all()
    plain = score(values, meta, "minmax")["index"].rank(ascending=False, method="min")
    assert (sure["rank"] == plain[sure.index]).all()


def test_the_same_seed_gives_the_same_intervals_and_another_seed_others() -> None:
    values, meta = random_case()
    first = rank_intervals(values, meta, draws=200, seed=7)
    pd.testing.assert_frame_equal(first, rank_intervals(values, meta, draws=200, seed=7))
    assert not first.equals(rank_intervals(values, meta, draws=200, seed=8))
    assert list(first.columns) == ["score", "rank", "median", "p5", "p95"]
    held = first.dropna()
    assert (held["p5"] <= held["median"]).all()
    assert (held["median"] <= held["p95"]).all()


def test_a_draw_is_the_score_under_the_weights_it_names() -> None:
    values, meta = random_case()
    drawn = rank_draws(values, meta, draws=40, seed=3)
    for place in (0, 17, 39):
        choice = drawn.choices.iloc[place]
        factors = choice.drop(["normalise", "aggregate"]).astype(float)
        weights = [w * factors.get(c, 1.0) for c, w in zip(meta["code"], meta["weight"], strict=True)]
        again = score(values, meta.assign(weight=weights), choice["normalise"], choice["aggregate"])["index"]
        np.testing.assert_array_equal(drawn.ranks[place], again.round(9).rank(ascending=False, method="min"))
    assert drawn.choices.drop(columns=["normalise", "aggregate"]).to_numpy().min() >= 0.75
    assert drawn.choices.drop(columns=["normalise", "aggregate"]).to_numpy().max() <= 1.25


def test_z_scores_are_drawn_only_under_the_arithmetic_mean() -> None:
    choices = rank_draws(*random_case(), draws=400).choices
    assert set(choices["normalise"]) == {"goalposts", "zscore", "rank"}
    assert set(choices.loc[choices["normalise"] == "zscore", "aggregate"]) == {"arithmetic"}
    assert set(choices["aggregate"]) == {"arithmetic", "geometric"}


def test_acceptability_and_pairs_count_the_draws() -> None:
    ranks = pd.DataFrame([[1, 1, 2, 1], [2, 2, 1, 1], [3, 3, 3, 3.0]], index=list("ABC"))
    shares = acceptability(ranks)
    assert shares.loc["A"].tolist() == [0.75, 0.25, 0]
    assert acceptability(ranks, cumulative=True).loc["B"].tolist() == [0.5, 1, 1]
    assert above(ranks).loc["A", "B"] == 0.5, "a tie counts for neither"
    assert above(ranks).loc["B", "A"] == 0.25
    assert above(ranks).loc["A", "C"] == 1
    assert math.isnan(above(ranks).loc["A", "A"])


def test_the_choice_that_moves_a_rank_most_is_named() -> None:
    choices = pd.DataFrame({"normalise": ["minmax", "rank"] * 2, "aggregate": ["arithmetic"] * 2 + ["geometric"] * 2})
    choices = choices.assign(w=[1.0, 1.1, 1.1, 1.0])
    ranks = pd.DataFrame([[1, 2, 1, 2], [2, 1, 2, 1], [3, 3, 3, 3.0]], index=list("ABC"))
    moved = drivers(ranks, choices)
    assert moved.loc["A", ["normalise", "aggregate", "w"]].tolist() == [1, 0, 0]
    assert moved["most"].tolist() == ["normalise", "normalise", None]


def test_coherence_names_a_child_that_points_the_other_way() -> None:
    x = np.arange(10.0)
    values = pd.DataFrame({"a": x, "b": x + [0, 1] * 5, "c": -x})
    meta = pd.DataFrame([node(c, "index", 1, 2 if c != "c" else 1) for c in "abc"] + [node("index", None, 2)])
    found = coherence(values, meta, normalise="minmax").set_index("child")
    assert found.loc["c", "finding"] == "against"
    assert found.loc["a", "finding"] == "redundant"
    assert found.loc["a", "correlation"] > 0.92
    assert found.loc["c", "siblings"] < -0.9


# --- refusals


def spoiled(**change: object) -> tuple[pd.DataFrame, pd.DataFrame]:
    values, meta = by_hand()
    for code, column in change.items():
        values[code] = column
    return values, meta


def test_a_constant_indicator_is_refused_by_name() -> None:
    for normalise in NORMALISATIONS:
        with pytest.raises(ContractError, match="indicator b is constant"):
            score(*spoiled(b=7), normalise=normalise)


def test_a_port_without_any_value_is_refused_by_name() -> None:
    values, meta = by_hand()
    values.loc["D"] = None
    with pytest.raises(ContractError, match="D has no value at all"):
        score(values, meta)


def test_an_indicator_without_any_value_is_refused_by_name() -> None:
    with pytest.raises(ContractError, match="indicator c has no value"):
        score(*spoiled(c=np.nan))


def test_fewer_than_five_ports_are_refused() -> None:
    values, meta = by_hand()
    with pytest.raises(ContractError, match="4 units"):
        rank_intervals(values.iloc[:4], meta)


def test_weights_that_sum_to_zero_or_are_negative_are_refused() -> None:
    values, meta = by_hand()
    with pytest.raises(ContractError, match="under P sum to zero"):
        score(values, meta.assign(weight=[0, 0, 1, 1, 1, 1]))
    with pytest.raises(ContractError, match="numbers of 0 or more"):
        score(values, meta.assign(weight=[-1, 2, 1, 1, 1, 1]))


def test_negative_values_under_a_geometric_mean_are_refused() -> None:
    for aggregate in ("geometric", "harmonic"):
        with pytest.raises(ParameterError, match="z-scores are negative"):
            score(*by_hand(), normalise="zscore", aggregate=aggregate)
        with pytest.raises(ContractError, match="a has negative values"):
            score(*spoiled(a=[-1, 2, 3, 4, 5]), aggregate=aggregate)
    assert score(*spoiled(a=[-1, 2, 3, 4, 5])).notna().any(axis=None), "the arithmetic mean clips and goes on"


def test_a_negative_value_that_the_goalposts_allow_is_no_fault() -> None:
    values, meta = spoiled(a=[-1, 2, 3, 4, 5])
    meta.loc[0, "lower_goalpost"] = -5
    assert score(values, meta, aggregate="geometric").loc["A", "a"] == pytest.approx(1 + 99 * 4 / 15)


def test_goalposts_that_are_absent_or_turned_round_are_refused() -> None:
    values, meta = by_hand()
    with pytest.raises(ContractError, match="c needs lower_goalpost < upper_goalpost"):
        score(values, meta.assign(upper_goalpost=[10, 100, None, None, None, None]))
    with pytest.raises(ContractError, match="a needs lower_goalpost"):
        score(values, meta.assign(lower_goalpost=[11, 0, 0, None, None, None]))


def test_an_indicator_that_winsorising_would_flatten_is_refused() -> None:
    values, meta = random_case(30, 6, skewed=False)
    values["i1"] = [1.0] + [0.0] * 29
    with pytest.raises(ContractError, match="i1 has the same value for all but 1"):
        score(values, meta, "minmax")
    assert "index" in score(values, meta, "minmax", treat=False)


def test_an_indicator_of_two_values_is_left_as_it_is_where_five_ports_have_the_rarer_one() -> None:
    values, meta = random_case(60, 6, skewed=False)
    values["i1"] = [1.0] * 5 + [0.0] * 55
    told = treatments(values, meta).set_index("code").loc["i1"]
    assert (told["action"], told["points"]) == ("none", 0)
    assert abs(told["skewness_before"]) >= 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda v, m: (v.rename(columns={"a": "z"}), m), "z is no indicator of meta"),
        (lambda v, m: (v.drop(columns="a"), m), "indicator a has no column"),
        (lambda v, m: (v.assign(a="x"), m), "every cell is a number"),
        (lambda v, m: (v.assign(a=[1, 2, 3, 4, np.inf]), m), "infinite"),
        (lambda v, m: (v.set_axis(list("AABCD")), m), "stands twice"),
        (lambda v, m: (v, m.assign(direction=0)), "direction 0"),
        (lambda v, m: (v, m.assign(level=[1, 1, 1, 2, 2, 1])), "not above its child"),
        (lambda v, m: (v, m.assign(parent=["P", "P", "Q", "index", "index", "P"])), "its own ancestor"),
        (lambda v, m: (v, pd.concat([m, m.iloc[[0]]])), "twice"),
        (lambda v, m: (v, m.drop(columns="weight")), "no column weight"),
    ],
)
def test_frames_that_do_not_fit_are_refused_with_what_to_do(change: object, said: str) -> None:
    with pytest.raises(ContractError, match=said):
        score(*change(*by_hand()))  # type: ignore[operator]


def test_choices_that_do_not_exist_are_refused() -> None:
    for wrong in ({"normalise": "x"}, {"aggregate": "x"}, {"availability": 1.5}):
        with pytest.raises(ParameterError):
            score(*by_hand(), **wrong)  # type: ignore[arg-type]
    for wrong in ({"draws": 0}, {"weight_range": 1}, {"node": "x"}, {"normalisations": ["x"]}):
        with pytest.raises(HouseError):
            rank_intervals(*by_hand(), **wrong)  # type: ignore[arg-type]
    with pytest.raises(ParameterError, match="arithmetic mean only"):
        rank_intervals(*by_hand(), normalisations=["zscore"], aggregations=["geometric"])
