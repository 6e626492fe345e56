"""Outputs delivered, solutions taken up, cooperation that goes on: reported indicators of projects."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

Report = tuple[str, str, float | None, float | None]


def reported(*reports: Report) -> dict[str, list[dict[str, object]]]:
    """Reports of one project: indicator, day, planned, delivered."""
    return {
        "core_programme": [{"programme_id": "G", "programme_period": "2021-2027"}],
        "core_project": [{"project_id": "P", "version": 1, "is_latest": True, "programme_id": "G"}],
        "core_project_output": [{"output_id": "O", "project_id": "P", "output": "a tool"}],
        "core_project_result": [
            {"project_id": "P", "result_code": code, "reported_on": day, "planned": planned, "delivered": delivered}
            for code, day, planned, delivered in reports
        ],
    }


def counted(part: float | None, whole: float | None, codes: tuple[str, str]) -> dict[str, list[dict[str, object]]]:
    return reported((codes[0], "2026-01-31", None, part), (codes[1], "2026-01-31", None, whole))


def test_each_output_is_held_against_its_own_plan_and_none_are_added_up(computed):
    tables = reported(("RCO81", "2026-01-31", 200, 50), ("RCO116", "2026-01-31", 4, 3))
    assert computed("outputs_delivered_ratio", tables).set_index("variant")["value"].to_dict() == {
        "RCO81": 0.25,
        "RCO116": 0.75,
    }


def test_the_newest_report_counts(computed):
    tables = reported(("RCO116", "2025-01-31", 4, 1), ("RCO116", "2026-01-31", 4, 3))
    assert computed("outputs_delivered_ratio", tables)["value"].tolist() == [0.75]


@pytest.mark.parametrize(
    ("reports", "reason"),
    [
        ([], "no_results"),
        ([("RCO116", "2026-01-31", 4, None)], "no_results"),
        ([("RCO116", "2026-01-31", None, 4)], "no_results"),
        ([("RCO116", "2026-01-31", 0, 4)], "zero_denominator"),
    ],
)
def test_what_is_not_reported_is_not_zero(computed, reports: list[Report], reason: str):
    row = computed("outputs_delivered_ratio", reported(*reports)).iloc[0]
    assert pd.isna(row["value"])
    assert row["reason"] == reason


def test_three_of_four_solutions_with_their_wilson_interval(computed):
    row = computed("joint_solutions_uptake", counted(3, 4, ("RCR104", "RCO116"))).iloc[0]
    assert (row["value"], row["n_obs"]) == (0.75, 4)
    assert (row["lower"], row["upper"]) == (pytest.approx(0.3006, abs=1e-4), pytest.approx(0.9544, abs=1e-4))


@pytest.mark.parametrize(
    ("code", "codes", "least"),
    [("joint_solutions_uptake", ("RCR104", "RCO116"), 3), ("post_project_cooperation", ("RCR84", "RCO87"), 5)],
)
@pytest.mark.parametrize(
    ("part", "whole", "reason"), [(1, -1, "not_enough_data"), (2, None, "no_results"), (9, 8, "not_comparable")]
)
def test_a_share_that_cannot_be_told_says_why(computed, code, codes, least: int, part, whole, reason: str):
    whole = least + whole if whole == -1 else whole
    row = computed(code, counted(part, whole, codes)).iloc[0]
    assert pd.isna(row["value"])
    assert row["reason"] == reason


@pytest.mark.parametrize(("taken_up", "reason"), [(2, None), (4, "not_comparable")])
def test_a_report_with_more_strategies_taken_up_than_developed_is_not_believed(computed, taken_up: int, reason):
    day = "2026-01-31"
    strategies = [("RCR79", day, None, taken_up), ("RCO83", day, None, 3)]
    solutions = [("RCR104", day, None, 3), ("RCO116", day, None, 4)]
    assert computed("joint_solutions_uptake", reported(*strategies, *solutions)).iloc[0]["reason"] == reason


@pytest.mark.slow
@settings(max_examples=15)
@given(st.integers(5, 60).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_a_share_lies_in_its_interval_and_the_interval_within_nought_and_one(computed, counts):
    row = computed("post_project_cooperation", counted(*counts, ("RCR84", "RCO87"))).iloc[0]
    assert row["value"] == pytest.approx(counts[0] / counts[1])
    assert -1e-9 <= row["lower"] <= row["value"] + 1e-9
    assert row["value"] - 1e-9 <= row["upper"] <= 1 + 1e-9
