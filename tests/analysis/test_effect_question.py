"""A question about an event put to the real vintage: what counts as the event, what stands beside it, who compares."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis.effect_question import Question, answer, other_shocks, own_series, placebos
from analysis.synthetic import SyntheticControl


@pytest.fixture
def antwerp(at_full: str) -> Question:
    return Question(at_full, "vessel_arrivals", "BEANR", "2020-03-18", "its", "container", "Q")


def test_ten_years_before_are_forty_quarters_and_nought_is_all(antwerp: Question) -> None:
    before = own_series(antwerp)[lambda held: held.index < "2020-03-18"]
    assert len(before) == 40
    assert len(own_series(replace(antwerp, years=0))) == 100
    assert answer(antwerp).n_before == 40


def test_a_shock_known_to_the_month_counts_among_the_others(at_full: str) -> None:
    rotterdam = Question(at_full, "vessel_arrivals", "NLRTM", "2018-08-01", "its", "container", "Q", shock="")
    assert "Rhine low water autumn 2018 (Kaub 25 cm Oct 2018)" in answer(rotterdam).competing


def test_the_event_named_is_not_among_the_others_and_with_none_named_all_are(antwerp: Question) -> None:
    index = own_series(antwerp).index
    lockdown = "First lockdown Belgium"
    assert lockdown not in other_shocks(antwerp, index)
    assert lockdown not in other_shocks(replace(antwerp, shock="S-COVID-BE"), index)
    assert lockdown in other_shocks(replace(antwerp, shock=""), index)
    assert answer(replace(antwerp, shock="")).reason == "overlapping_shocks"


def test_a_later_step_of_the_same_affair_is_no_other_shock(at_full: str) -> None:
    asked = Question(at_full, "vessel_arrivals", "NLRTM", "2023-11-19", "its", "container", "Q", shock="S-REDSEA")
    assert not [name for name in other_shocks(asked, own_series(asked).index) if "Red Sea" in name]


def test_a_merged_port_is_not_compared_with_its_own_parts(at_full: str) -> None:
    asked = Question(at_full, "gross_weight", "BE003", "2015-01-01", "scm", "", "A")
    found = answer(asked)
    assert isinstance(found, SyntheticControl)
    if found.weights is not None:
        assert not {"BEANR", "BEZEE"} & set(found.weights.index)


def test_moerdijk_against_its_donors_is_cannot_tell(at_full: str) -> None:
    found = answer(Question(at_full, "gross_weight", "NLMOE", "2015-01-01", "scm", "", "A"))
    assert (found.verdict, found.n_before, found.n_after) == ("cannot_tell", 18, 10)
    assert found.lower < 0 < found.upper
    assert found.weights.sum() == pytest.approx(1)
    assert found.p_value >= 1 / (1 + len(found.weights))


def test_years_with_gaps_of_gdp_are_too_few_and_not_irregular(at_full: str) -> None:
    for region in ("BE211", "FRE12"):
        found = answer(Question(at_full, "gdp_yoy_change", region, "2020-01-01", "its", "", "A"))
        assert (found.verdict, found.reason) == ("refused", "too_short_before")


def test_a_place_without_the_series_is_a_refusal_for_every_method(at_full: str) -> None:
    for method in ("its", "scm", "recovery", "event_study"):
        found = answer(Question(at_full, "vessel_arrivals", "KRINC", "2020-01-01", method, "container", "Q"))
        assert (found.verdict, found.reason) == ("refused", "no_data")
    assert placebos(Question(at_full, "vessel_arrivals", "KRINC", "2020-01-01")).empty


def test_placebo_dates_lie_before_the_event_and_are_two_dozen_at_most(antwerp: Question) -> None:
    found = placebos(antwerp)
    assert len(found) <= 24
    assert found.index.max() < pd.Timestamp("2020-03-18")
