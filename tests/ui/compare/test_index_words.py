"""The index in words: overlaps are said, no winner is named, weights are read from the address. Figures made up."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.index_study import Study, study
from analysis.index_values import index_values
from ui.compare import index_words
from ui.compare.index_choices import read_weights, themes, written

NAMES = {f"P{place}": f"Port {place}" for place in range(1, 8)}
FIGURES = {
    "P1": (9.0, 9.0, 9.0),
    "P2": (8.0, 2.0, 5.0),
    "P3": (2.0, 8.0, 5.0),
    "P4": (6.0, 4.0, 4.0),
    "P5": (5.0, 5.0, 6.0),
    "P6": (3.0, 4.0, 7.0),
    "P7": (1.0, 1.0, 1.0),
}


@pytest.fixture(scope="module")
def tree() -> pd.DataFrame:
    parents = {"index": None, "P": "index", "Q": "index", "a": "P", "b": "P", "c": "Q"}
    levels = {"index": 3, "P": 2, "Q": 2}
    common = {"weight": 1.0, "direction": "higher_better", "lower_goalpost": 0.0, "upper_goalpost": 10.0}
    return pd.DataFrame([common | {"code": c, "parent": p, "level": levels.get(c, 1)} for c, p in parents.items()])


@pytest.fixture(scope="module")
def told(tree: pd.DataFrame) -> Study:
    rows = [
        {"indicator": code, "entity": port, "freq": "A", "period_start": pd.Timestamp(2024, 1, 1), "value": value}
        for port, values in FIGURES.items()
        for code, value in zip("abc", values, strict=True)
    ]
    return study(index_values(pd.DataFrame(rows), tree, [*FIGURES, "P9"]), tree, draws=400)


def test_overlapping_ranks_name_no_winner(told: Study) -> None:
    (sentence,) = index_words.pair_sentences(told, ["P2", "P3"], NAMES, "en")
    assert sentence.startswith("Cannot be told apart, because their ranks overlap: ")
    assert "is ahead in" in sentence


def test_clear_ranks_are_said_to_be_apart(told: Study) -> None:
    assert index_words.pair_sentences(told, ["P7", "P1"], NAMES, "en") == (
        "Apart within the choices tried: Port 1 and Port 7 (Port 1 is ahead in 100 % of the draws).".replace(
            "100 %", "100\u00a0%"
        ),
    )


def test_the_answer_gives_every_chosen_port_its_interval(told: Study) -> None:
    first = index_words.answer(told, ["P1", "P7"], NAMES, "en")[0]
    assert first == "In nine draws of ten, among 7 ports: Port 1 rank 1 and Port 7 rank 7."
    assert "None of the chosen ports has a score" in index_words.answer(told, ["P9"], NAMES, "en")[0]


def test_the_title_counts_pairs_that_can_be_told_apart(told: Study) -> None:
    assert index_words.title(told, ["P1", "P7"], "en") == "1 of 1 pair of chosen ports can be told apart"
    assert index_words.title(told, ["P1"], "en") == "Ranks and how sure they are"


def test_a_port_without_a_score_is_named_with_its_coverage(told: Study) -> None:
    said = index_words.left_out(told, ["P9"], NAMES | {"P9": "Nowhere"}, "en")
    assert said.startswith("Without a score") and "Nowhere (0" in said


def test_what_moves_a_rank_most_is_said(told: Study) -> None:
    moved = index_words.moved(told, {"P": "Throughput", "Q": "Region"}, "en")
    assert moved["P1"] == ""
    assert all("of the movement" in moved[port] for port in ("P2", "P3"))


def test_a_rank_that_never_moves_has_no_mover(told: Study) -> None:
    (said,) = index_words.movers(told, ["P1", "P2"], NAMES, {}, "en")
    assert said.startswith("What moves Port 2 most: ")


def test_chances_add_up(told: Study) -> None:
    chances = index_words.chances(told, ["P7"], NAMES)
    assert chances.index[0] == "P7"
    assert chances.loc["P1", "top_1"] == 100
    assert (chances["top_1"] <= chances["top_3"]).all()


def test_both_shares_of_a_pair_stand_in_the_table(told: Study) -> None:
    (row,) = index_words.pairs(told, ["P2", "P3"], NAMES, "en").to_dict("records")
    assert row["first_above"] + row["second_above"] <= 100
    assert row["verdict"] == "cannot be told apart"


def test_weights_are_read_as_they_are_written(tree: pd.DataFrame) -> None:
    lower = tree.assign(code=tree["code"].str.lower())
    assert read_weights("q:0.5.index:1", lower) == ({"q": 0.5, "index": 1.0}, "")


@pytest.mark.parametrize("asked", ["moon:2", "q:-1", "q:x", "q", "q:2;drop"])
def test_weights_that_cannot_be_read_are_handed_back(tree: pd.DataFrame, asked: str) -> None:
    lower = tree.assign(code=tree["code"].str.lower())
    assert read_weights(asked, lower)[1] != ""


@given(st.dictionaries(st.sampled_from(["index", "q", "b", "c"]), st.integers(0, 8).map(lambda half: half / 2)))
def test_written_weights_come_back(weights: dict[str, float]) -> None:
    lower = pd.DataFrame({"code": ["index", "p", "q", "a", "b", "c"]})
    assert read_weights(written(weights), lower) == (weights, "")


def test_themes_are_the_rows_below_the_index(tree: pd.DataFrame) -> None:
    assert list(themes(tree)["code"]) == ["P", "Q"]
