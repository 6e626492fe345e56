"""The evidence-gap map of the real vintage: a cell has data, or says which of three things is missing."""

import pandas as pd
import pytest

from analysis.evidence import (
    COLUMNS,
    DATA,
    ENOUGH,
    INSTRUMENTS,
    NO_DATE,
    NOT_USED,
    OUTCOME_THEMES,
    QUALITIES,
    STATES,
    cells,
    instruments,
    ports,
    since,
)

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("rows", "first"),
    [
        ([("2016-12-10", "day"), ("2014", "year")], "2016-12-10"),
        ([("2018-10", "month"), ("2019-01-01", "day")], "2018-10-01"),
        ([("2016", "year"), (None, "unknown")], ""),
        ([], ""),
    ],
)
def test_an_instrument_begins_on_its_first_day_known_to_the_month(rows, first):
    assert since(pd.DataFrame(rows, columns=["start", "precision"])) == first


def test_every_cell_of_calais_is_there_once_and_in_a_known_state(at_full):
    found = cells(at_full, "FRCQF")
    assert {(one.instrument, one.theme) for one in found} == {(a, b) for a in INSTRUMENTS for b in OUTCOME_THEMES}
    assert len(found) == len(INSTRUMENTS) * len(OUTCOME_THEMES)
    for one in found:
        assert one.state in STATES
        assert (one.months > 0) == (one.state == DATA) == (one.quality in QUALITIES)
        assert not one.is_evaluated or one.quality == ENOUGH


def test_the_tonnes_of_calais_are_28_years_of_which_ten_follow_the_first_project(at_full):
    one = next(c for c in cells(at_full, "FRCQF") if (c.instrument, c.theme) == ("investment", "throughput"))
    assert (one.indicator, one.since, one.months) == ("gross_weight", "2014-03-01", 336)
    assert (one.n_before, one.n_after, one.is_evaluated) == (18, 10, True)


def test_at_moerdijk_what_is_recorded_has_no_date_and_what_is_not_recorded_is_unused(at_full):
    found = {(one.instrument, one.theme): one.state for one in cells(at_full, "NLMOE")}
    assert found["engagement", "throughput"] == NO_DATE
    assert found["monitoring", "throughput"] == NOT_USED


def test_a_recommendation_is_no_use_before_somebody_says_that_it_was_followed(at_full):
    used = instruments(at_full)
    advised = used[used["kind"] == "recommendation"]
    assert set(advised["port"]) == {"FRBOL", "FRCQF"}
    assert advised["start"].isna().all()
    assert not advised["is_ours"].any()


def test_every_use_is_under_a_known_lever_and_counted(at_full):
    used = instruments(at_full)
    assert tuple(used.columns) == COLUMNS
    assert set(used["instrument"]) <= set(INSTRUMENTS)
    assert ports(used)["FRCQF"] == (used["port"] == "FRCQF").sum()


def test_a_port_where_nothing_is_recorded_is_unused_throughout(at_small):
    assert {one.state for one in cells(at_small, "XXALP")} == {NOT_USED}
    assert ports(instruments(at_small)) == {}
