"""Time to action: half of a review's recommendations, with the open ones still open."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpis.survival import median_time

DAYS = {"10": "2020-01-11", "20": "2020-01-21", "30": "2020-01-31", "40": "2020-02-10"}


def review(*states: tuple[str, str | None], began: str = "2020-01-01") -> dict[str, list[dict[str, object]]]:
    """Recommendations of one review: state, day of the state. The figures were read 100 days after it began."""
    return {
        "core_recommendation": [
            {"rec_id": str(place), "event_id": "EV", "rec_status": state, "status_date": day}
            for place, (state, day) in enumerate(states)
        ],
        "core_event": [{"event_id": "EV", "date_start": began, "date_start_precision": "day"}],
        "core_event_port": [
            {"event_id": "EV", "entity_type": "port", "entity": "XXALP", "event_port_role": "subject"},
            {"event_id": "EV", "entity_type": "port", "entity": "XXBET", "event_port_role": "peer"},
        ],
        "core_release": [{"source_id": "s", "release": "1", "retrieved_on": "2020-04-10"}],
    }


DONE = [("implemented", day) for day in DAYS.values()]


def test_half_of_six_are_done_after_thirty_days(computed):
    rows = computed("time_to_action", review(*DONE, ("planned", None), ("in_progress", "2020-02-01")))
    assert rows[["entity", "variant", "value", "n_obs"]].to_numpy().tolist() == [
        ["EV", "", 30.0, 6],
        ["XXALP", "EV", 30.0, 6],
    ]


def test_a_median_that_is_not_reached_stays_empty(computed):
    row = computed("time_to_action", review(*DONE[:2], *[("planned", None)] * 4)).iloc[0]
    assert pd.isna(row["value"])
    assert row["reason"] == "not_reached"


def test_an_unknown_state_is_neither_open_nor_done(computed):
    row = computed("time_to_action", review(*DONE, ("unknown", None), ("unknown", None))).iloc[0]
    assert (row["reason"], row["n_obs"]) == ("not_enough_data", 4)
    assert row["coverage"] == pytest.approx(4 / 6)


def test_a_review_whose_day_is_not_known_has_no_days_to_count(computed):
    row = computed("time_to_action", review(*DONE, *DONE, began="2020-01")).iloc[0]
    assert row["reason"] == "not_enough_data"


def test_a_done_action_without_its_day_is_left_out(computed):
    row = computed("time_to_action", review(*DONE, ("implemented", "2020"), ("planned", None))).iloc[0]
    assert row["n_obs"] == 5


def test_the_six_recommendations_of_the_peer_review_are_unknown(at_full):
    from warehouse.reads import query

    rows = query(at_full, "select value, reason, n_obs from out_indicator where indicator = 'time_to_action'")
    assert rows["value"].isna().all()
    assert set(rows["reason"]) == {"not_enough_data"}


# --- the estimator

times = st.lists(st.tuples(st.integers(1, 50), st.booleans()), min_size=1, max_size=20)


@settings(max_examples=40)
@given(times)
def test_the_median_is_the_first_time_at_which_half_are_left(pairs):
    median, lower, upper = median_time([float(t) for t, _ in pairs], [done for _, done in pairs])
    left, first = 1.0, None
    for time in sorted({t for t, done in pairs if done}):
        at_risk = sum(t >= time for t, _ in pairs)
        left *= 1 - sum(t == time and done for t, done in pairs) / at_risk
        if left <= 0.5 + 1e-12:
            first = time
            break
    assert median == first
    assert median is None or lower is None or lower <= median
    assert median is None or upper is None or upper >= median


@settings(max_examples=30)
@given(times)
def test_one_more_that_is_still_open_never_shortens_the_median(pairs):
    def median(found):
        return median_time([float(t) for t, _ in found], [done for _, done in found])[0]

    before, after = median(pairs), median([*pairs, (60, False)])
    assert after is None or (before is not None and after >= before)
