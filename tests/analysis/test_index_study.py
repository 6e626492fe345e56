"""The index a page shows: which figures stand in it, what is refused, and who can be told apart; figures made up."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.composite import score
from analysis.index_refusals import refusal
from analysis.index_study import study, weighted
from analysis.index_values import index_meta, index_values, leaves

NAMES = {"a": "Growth", "b": "Calm", "c": "Reach"}


def tree(**changed: object) -> pd.DataFrame:
    """Two themes: P with a and b, Q with c; goalposts 0 to 10."""
    rows = [
        {"code": "index", "parent": None, "level": 3},
        {"code": "P", "parent": "index", "level": 2},
        {"code": "Q", "parent": "index", "level": 2},
        *({"code": code, "parent": parent, "level": 1} for code, parent in (("a", "P"), ("b", "P"), ("c", "Q"))),
    ]
    common = {"weight": 1.0, "direction": "higher_better", "lower_goalpost": 0.0, "upper_goalpost": 10.0}
    return pd.DataFrame([common | changed | row for row in rows])


def row(port: str, code: str, year: int, value: float | None, freq: str = "A") -> dict[str, object]:
    return {
        "indicator": code,
        "entity": port,
        "freq": freq,
        "period_start": pd.Timestamp(year, 1, 1),
        "value": value,
    }


def figures(ports: dict[str, tuple[float | None, ...]]) -> pd.DataFrame:
    held = [(port, code, value) for port, values in ports.items() for code, value in zip("abc", values, strict=True)]
    return pd.DataFrame([row(port, code, 2024, value) for port, code, value in held])


SEVEN = {
    "P1": (9.0, 9.0, 9.0),
    "P2": (8.0, 2.0, 5.0),
    "P3": (2.0, 8.0, 5.0),
    "P4": (6.0, 4.0, 4.0),
    "P5": (5.0, 5.0, 6.0),
    "P6": (3.0, 4.0, 7.0),
    "P7": (1.0, 1.0, 1.0),
}


def test_the_newest_figure_counts_and_its_year_stands_beside_it() -> None:
    rows = pd.DataFrame(
        [row("X", "a", 2022, 1), row("X", "a", 2024, 3), row("X", "b", 2023, 5), row("Y", "a", 2024, 4)]
    )
    held = index_values(rows, tree(), least=0.5)
    assert held.values.loc["X"].to_dict() == {"a": 3.0, "b": 5.0}
    assert held.years.loc["X"].to_dict() == {"a": 2024.0, "b": 2023.0}


def test_an_indicator_with_annual_figures_is_read_from_these_alone() -> None:
    rows = pd.DataFrame([row("X", "a", 2023, 1), row("X", "a", 2024, 9, freq="Q"), row("Y", "a", 2023, 2)])
    assert index_values(rows, tree(), least=0.3).values.loc["X", "a"] == 1


def test_a_figure_older_than_the_reach_is_no_figure() -> None:
    rows = pd.DataFrame(
        [row("X", "a", 2017, 1), row("X", "b", 2024, 1), row("Y", "a", 2024, 2), row("Y", "b", 2024, 2)]
    )
    held = index_values(rows, tree(), least=0.3)
    assert pd.isna(held.values.loc["X", "a"])


def test_coverage_is_of_the_declared_indicators_and_too_little_is_named() -> None:
    rows = figures({"X": (1.0, 2.0, None), "Y": (1.0, None, None), "Z": (3.0, 4.0, None)})
    held = index_values(rows, tree(), ["X", "Y", "Z", "W"])
    assert held.coverage.round(2).to_dict() == {"X": 0.67, "Z": 0.67}
    assert held.left_out.round(2).to_dict() == {"Y": 0.33, "W": 0.0}
    # Nobody has c: it leaves the index, and its theme with it.
    assert list(index_meta(tree(), held.values)["code"]) == ["index", "P", "a", "b"]


def test_a_weight_of_zero_takes_a_theme_out_with_all_below_it() -> None:
    assert list(weighted(tree(), {"Q": 0})["code"]) == ["index", "P", "a", "b"]
    assert list(weighted(tree(), {"a": 0, "b": 0})["code"]) == ["index", "Q", "c"]
    assert weighted(tree(), {"P": 0, "Q": 0}).empty
    assert leaves(weighted(tree(), {"P": 3})) == ["a", "b", "c"]


def test_what_the_page_scores_is_what_the_plain_function_scores() -> None:
    held = index_values(figures(SEVEN), tree())
    shown = study(held, tree(), draws=50)
    plain = score(held.values, index_meta(tree()), "goalposts", "geometric", treat=False)["index"]
    assert shown.ranks["score"].sort_index().round(9).to_dict() == plain.sort_index().round(9).to_dict()
    assert shown.scores["index"].equals(plain)


def test_the_port_that_is_best_in_everything_is_apart_and_equals_are_not() -> None:
    shown = study(index_values(figures(SEVEN), tree()), tree(), draws=400)
    first = shown.ranks.loc["P1"]
    assert (first["low"], first["high"], first["rank"]) == (1, 1, 1)
    assert shown.apart("P1", "P7")
    # P2 and P3 hold the same figures in two indicators of one theme, the other way round.
    assert not shown.apart("P2", "P3")
    assert shown.ahead("P1", "P7") == 1
    assert shown.acceptability.loc["P1", 1] == 1
    assert shown.drivers.loc["P1", "most"] is None


def test_the_same_choices_give_the_same_draws() -> None:
    held = index_values(figures(SEVEN), tree())
    pd.testing.assert_frame_equal(study(held, tree(), draws=60).ranks, study(held, tree(), draws=60).ranks)


def test_on_a_logarithmic_scale_every_tenfold_weighs_the_same() -> None:
    ports = {"P1": 1.0, "P2": 10.0, "P3": 100.0, "P4": 1000.0, "P5": 5000.0}
    held = index_values(
        figures({port: (x, 1.0 + place, 5.0 - place) for place, (port, x) in enumerate(ports.items())}), tree()
    )
    declared = tree().assign(goalpost_scale=["", "", "", "log", "linear", "linear"])
    declared.loc[3, ["lower_goalpost", "upper_goalpost"]] = 1.0, 1000.0
    scores = study(held, declared, mean="arithmetic", draws=10).scores["a"]
    assert scores.to_dict() == pytest.approx({"P1": 0, "P2": 100 / 3, "P3": 200 / 3, "P4": 100, "P5": 100})
    # What a reader sees stays as published, and a tree without the column, from an older vintage, is linear.
    assert held.values.loc["P3", "a"] == 100
    assert study(held, tree(), mean="arithmetic", draws=10).scores.loc["P2", "a"] == 100


def why(ports: dict[str, tuple[float | None, ...]], changed: pd.DataFrame | None = None, **method: str) -> str:
    declared = tree() if changed is None else changed
    held = index_values(figures(ports), declared)
    chosen = {"normalise": "goalposts", "aggregate": "geometric"} | method
    found = refusal(held.values, declared, **chosen, names=NAMES, lang="en")
    return "" if found is None else found.said("en")


def test_what_can_be_scored_is_not_refused() -> None:
    assert why(SEVEN) == ""
    assert why(SEVEN, normalise="zscore", aggregate="arithmetic") == ""


def test_every_bad_input_is_refused_with_its_reason() -> None:
    assert "give one theme a weight" in why(SEVEN, weighted(tree(), {"P": 0, "Q": 0}))
    assert "at least 5 ports with enough figures; there are 4" in why(dict(list(SEVEN.items())[:4]))
    assert "there are 0" in why(dict.fromkeys(SEVEN, (None, None, None)))
    assert why({port: (values[0], 5.0, values[2]) for port, values in SEVEN.items()}).startswith(
        "Calm: the same figure"
    )
    assert why({port: (values[0] - 4, *values[1:]) for port, values in SEVEN.items()}).startswith(
        "Growth: some figures"
    )
    assert "no geometric or harmonic mean" in why(SEVEN, normalise="zscore")
    nothing = {port: (values[0] - 1, *values[1:]) for port, values in SEVEN.items()}
    assert why(nothing, tree(goalpost_scale="log")).startswith("Growth: some figures are zero or below, and its scale")


def test_negative_figures_are_taken_where_the_goalposts_allow_them_or_the_mean_is_arithmetic() -> None:
    negative = {port: (values[0] - 4, *values[1:]) for port, values in SEVEN.items()}
    assert why(negative, tree(lower_goalpost=-10.0)) == ""
    assert why(negative, aggregate="arithmetic") == ""


@pytest.mark.parametrize("lang", ["fr", "nl"])
def test_a_refusal_is_told_in_the_readers_language(lang: str) -> None:
    found = refusal(pd.DataFrame(), pd.DataFrame({"weight": []}), "goalposts", "geometric", NAMES, "en")
    assert found is not None
    assert found.said(lang) != found.said("en")


@settings(max_examples=15)
@given(st.lists(st.tuples(*[st.floats(0.5, 9.5)] * 3), min_size=5, max_size=8))
def test_an_interval_holds_its_median_and_lies_among_the_ranks(values: list[tuple[float, float, float]]) -> None:
    ports = {f"P{place}": one for place, one in enumerate(values)}
    held = index_values(figures(ports), tree())
    if refusal(held.values, tree(), "goalposts", "geometric", NAMES, "en"):
        return
    ranks = study(held, tree(), draws=40).ranks
    assert ((ranks["low"] <= ranks["median"]) & (ranks["median"] <= ranks["high"])).all()
    assert ranks["low"].min() >= 1
    assert ranks["high"].max() <= len(ports)
