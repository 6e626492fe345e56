"""The partner network: large consortia weigh no more than small ones, and nobody is central by accident."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.network import centrality, ties


def projects(*members: str | int, printed: int = 0) -> pd.DataFrame:
    """Partners by letter; a number stands for so many partners of that project alone."""
    rows = [
        (f"P{place}", org)
        for place, one in enumerate(members)
        for org in (one if isinstance(one, str) else [f"P{place}-{n}" for n in range(one)])
    ]
    frame = pd.DataFrame(rows, columns=["project_id", "org_id"])
    listed = frame.groupby("project_id")["org_id"].transform("size")
    return frame.assign(n_partners=listed.clip(lower=printed))


def of(found: pd.DataFrame, measure: str) -> dict[str, float]:
    return found[found["measure"] == measure].set_index("org_id")["value"].to_dict()


def test_a_consortium_of_forty_six_has_1035_pairs_and_counts_one_for_each_partner():
    joined = ties(projects(46))
    assert len(joined) == 46 * 45 // 2 == 1035
    assert joined["weight"].unique().tolist() == [1 / 45]
    assert list(of(centrality(projects(46), draws=1), "degree").values()) == pytest.approx([1] * 46)


def test_partners_that_are_not_listed_still_share_the_project():
    assert of(centrality(projects("ab", printed=11), draws=1), "degree") == {"a": 0.1, "b": 0.1}


def test_who_stands_between_two_is_between_all_pairs_of_others():
    found = centrality(projects("ab", "bc"), draws=20)
    assert of(found, "betweenness") == {"a": 0, "b": 1, "c": 0}
    assert of(found, "degree") == {"a": 1, "b": 2, "c": 1}
    assert of(found, "rank") == {"a": 2, "b": 1, "c": 2}


def test_projects_that_share_nobody_put_nobody_between_others():
    found = centrality(projects("abc", "de"), draws=20)
    between = found[found["measure"] == "betweenness"]
    assert (between[["value", "lower", "upper"]] == 0).all(axis=None)


def test_the_same_seed_gives_the_same_intervals():
    one, other = (centrality(projects("ab", "bc", "cd"), draws=30) for _ in range(2))
    pd.testing.assert_frame_equal(one, other)


def test_the_interval_of_a_network_of_two_projects_says_how_little_it_knows():
    found = centrality(projects("ab", "bc"))
    b = found[(found["measure"] == "degree") & (found["org_id"] == "b")].iloc[0]
    a = found[(found["measure"] == "degree") & (found["org_id"] == "a")].iloc[0]
    assert (b["lower"], b["upper"]) == (2, 2)
    assert (a["lower"], a["upper"]) == (0, 2)


letters = st.sets(st.sampled_from("abcdef"), min_size=2, max_size=6).map(lambda held: "".join(sorted(held)))


@settings(max_examples=10)
@given(st.lists(letters, min_size=1, max_size=5))
def test_degree_is_the_number_of_projects_and_every_value_lies_in_its_interval(members):
    found = centrality(projects(*members), draws=5)
    counts = {org: sum(org in one for one in members) for org in set("".join(members))}
    assert of(found, "degree") == pytest.approx(counts)
    assert (found["lower"] <= found["value"] + 1e-12).all()
    assert (found["value"] <= found["upper"] + 1e-12).all()
    assert found.loc[found["measure"] == "betweenness", "value"].between(0, 1 + 1e-12).all()
