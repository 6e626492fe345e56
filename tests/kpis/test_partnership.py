"""Partnerships that return, participants from abroad, EU money that arrived: shares one can count on one's fingers."""

from __future__ import annotations

import itertools

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from kpis.fragments import student
from warehouse.reads import query

PROGRAMMES = [
    {"programme_id": "G14", "programme_period": "2014-2020"},
    {"programme_id": "G07", "programme_period": "2007-2013"},
]


def project(name: str, programme: str = "G14", **other: object) -> dict[str, object]:
    return {"project_id": name, "version": 1, "is_latest": True, "programme_id": programme, **other}


def partnership(**members: str) -> dict[str, list[dict[str, object]]]:
    """Projects with their partners by letter; organisation `a` stands in the port's region."""
    orgs = sorted({org for letters in members.values() for org in letters})
    return {
        "core_programme": PROGRAMMES,
        "core_project": [project(name, "G07" if name == "old" else "G14") for name in members],
        "core_project_partner": [{"project_id": name, "org_id": org} for name in members for org in members[name]],
        "core_organisation": [{"org_id": org, "region_id": "XX111" if org == "a" else "YY222"} for org in orgs],
        "core_port_region": [{"entity_type": "port", "entity": "XXALP", "region_id": "XX111", "nuts_version": "2021"}],
    }


# --- repeat partnerships


def test_one_of_four_pairs_met_again(computed):
    rows = computed("repeat_partnership_rate", partnership(one="abc", two="ab", three="ad"))
    row = rows.iloc[0]
    assert (row["entity"], row["value"], row["n_obs"], row["coverage"]) == ("XXALP", 25, 3, 1)


def test_periods_are_never_mixed(computed):
    rows = computed("repeat_partnership_rate", partnership(one="abc", two="ab", three="ad", old="ac"))
    assert rows.set_index(rows["period_start"].dt.year)["value"].to_dict() == {
        2014: 25,
        2007: pytest.approx(float("nan"), nan_ok=True),
    }
    assert rows.loc[rows["period_start"].dt.year == 2007, "reason"].tolist() == ["not_enough_data"]


def test_a_project_with_one_listed_partner_tells_nothing_about_pairs(computed):
    row = computed("repeat_partnership_rate", partnership(one="abc", two="ab", three="a")).iloc[0]
    assert (row["n_obs"], row["reason"]) == (2, "not_enough_data")
    assert row["coverage"] == pytest.approx(2 / 3)


# --- pairs across a border, kinds of partner


def listed(kinds: str = "", countries: str = "", **printed: int) -> dict[str, list[dict[str, object]]]:
    """A project of one partner a letter; `printed` partners of the programme's list, else those named."""
    letters = kinds or countries
    held = {"project_id": "P", "version": 1, "is_latest": True, "programme_id": "G14"} | printed
    return {
        "core_programme": PROGRAMMES,
        "core_project": [held],
        "core_project_partner": [{"project_id": "P", "org_id": str(place)} for place in range(len(letters))],
        "core_organisation": [
            {"org_id": str(place), "org_kind": letter if kinds else None, "country": letter if countries else None}
            for place, letter in enumerate(letters)
        ],
    }


@pytest.mark.parametrize("kinds", ["uuuuupppbbaa", "uuup", "uuuuu", "abcd", "uuuuuuuua"])
def test_the_rarefied_mix_is_the_mean_over_every_four_that_can_be_drawn(computed, kinds: str):
    rows = computed("helix_diversity", listed(kinds)).set_index("variant")["value"]
    draws = [pd.Series(four).value_counts(normalize=True) for four in itertools.combinations(kinds, 4)]
    mean = np.mean([-(shares * np.log(shares)).sum() for shares in draws]) / np.log(4)
    assert rows["rarefied"] == pytest.approx(mean, abs=1e-12)


def test_a_port_has_the_mean_of_its_projects_with_all_partners_listed(computed):
    tables = partnership(one="abc", two="ab", three="ad", four="ac")
    countries = {"a": "FR", "b": "BE", "c": "FR", "d": "FR"}
    for org in tables["core_organisation"]:
        org["country"] = countries[str(org["org_id"])]
    tables["core_project"][2]["n_partners"] = 9  # the list of `three` is not whole
    rows = computed("cross_border_pair_share", tables).set_index("entity")
    assert rows.loc[["one", "two", "three", "four"], "value"].tolist() == pytest.approx([2 / 3, 1, 0, 0])
    port = rows.loc["XXALP"]
    assert (port["n_obs"], port["coverage"]) == (3, 0.75)
    values = [2 / 3, 1, 0]
    low, high = stats.t.interval(0.95, 2, np.mean(values), stats.sem(values))
    assert low < 0, "a share is never below zero"
    assert high > 1, "nor above one"
    assert (port["value"], port["lower"], port["upper"]) == (pytest.approx(5 / 9), 0, 1)


def test_one_whole_list_makes_no_mean(computed):
    tables = partnership(one="ab")
    for org in tables["core_organisation"]:
        org["country"] = "FR"
    row = computed("cross_border_pair_share", tables).set_index("entity").loc["XXALP"]
    assert (row["reason"], row["n_obs"]) == ("not_enough_data", 1)


def test_the_interval_of_a_mean_is_students():
    with duckdb.connect() as connection:
        for count in (2, 3, 12, 31):
            held = connection.execute(f"select {student('n')} from (select {count} as n)").fetchall()[0][0]
            assert float(held) == pytest.approx(stats.t.ppf(0.975, count - 1), abs=1e-5)


# --- participants


def attended(
    *rows: tuple[str, str | None, int | None], countries: str | None = "FR"
) -> dict[str, list[dict[str, object]]]:
    """Participation in one event: kind (persons or organisation), country, number."""
    kinds = {"persons": ("count", "persons"), "organisation": ("organisation", None)}
    return {
        "core_event": [{"event_id": "EV", "date_start": "2020-11-26", "countries": countries}],
        "core_event_port": [],
        "core_event_participant": [
            {
                "participation_id": str(place),
                "event_id": "EV",
                "participation_kind": kinds[kind][0],
                "n_unit": kinds[kind][1],
                "country": country,
                "n": n,
            }
            for place, (kind, country, n) in enumerate(rows)
        ],
    }


def test_forty_of_a_hundred_came_from_abroad(computed):
    rows = computed(
        "cross_border_participation", attended(("persons", "FR", 60), ("persons", "BE", 30), ("persons", "NL", 10))
    )
    row = rows[rows["variant"] == ""].iloc[0]
    assert (row["value"], row["n_obs"], row["coverage"]) == (40, 100, 1)
    assert row["lower"] == pytest.approx(30.94, abs=0.01)
    assert row["upper"] == pytest.approx(49.80, abs=0.01)


def test_an_event_without_numbers_by_country_is_not_national(computed):
    row = computed("cross_border_participation", attended(("persons", None, 120))).iloc[0]
    assert pd.isna(row["value"])
    assert row["reason"] == "no_countries"


def test_named_organisations_are_counted_apart_from_persons(computed):
    listed = [("organisation", country, None) for country in ("ES", "GR", "IT", "DE", "DE", "FR", None)]
    rows = computed("cross_border_participation", attended(*listed)).set_index("variant")
    assert rows.at["", "reason"] == "no_countries"
    assert rows.at["organisations", "value"] == pytest.approx(100 * 5 / 6)
    assert rows.at["organisations", "coverage"] == pytest.approx(6 / 7)


def test_an_event_in_two_countries_is_at_home_in_both(computed):
    guests = [("persons", "KR", 5), ("persons", "CN", 5), ("persons", "BE", 10)]
    rows = computed("cross_border_participation", attended(*guests, countries="KR;CN"))
    assert rows.iloc[0]["value"] == 50


def test_without_the_country_of_the_event_nobody_is_from_abroad(computed):
    row = computed("cross_border_participation", attended(("persons", "FR", 60), countries=None)).iloc[0]
    assert row["reason"] == "not_enough_data"


# --- absorption


def paid(*amounts: tuple[str, int], committed: int | None = 500) -> dict[str, list[dict[str, object]]]:
    return {
        "core_programme": PROGRAMMES,
        "core_project": [project("P", eu_amount_eur=committed)],
        "core_project_payment": [{"project_id": "P", "paid_on": day, "paid_eur": euro} for day, euro in amounts],
    }


def test_cumulative_payments_count_once_and_the_last_one(computed):
    row = computed("erdf_absorption", paid(("2016-12-31", 100), ("2018-12-31", 250))).iloc[0]
    assert (row["value"], row["n_obs"]) == (0.5, 2)


@pytest.mark.parametrize(
    ("tables", "reason"),
    [
        (paid(), "no_payments"),
        (paid(("2016-12-31", 100), committed=None), "no_data"),
        (paid(("2016-12-31", 100), committed=0), "zero_denominator"),
    ],
)
def test_absorption_that_cannot_be_told_says_why(computed, tables, reason: str):
    row = computed("erdf_absorption", tables).iloc[0]
    assert pd.isna(row["value"])
    assert row["reason"] == reason


def test_claims_against_a_forecast_are_not_absorption(at_full):
    pecs = query(
        at_full, "select value, reason from out_indicator where indicator = 'erdf_absorption' and entity = '2S-PECS'"
    )
    assert pecs["value"].isna().all()
    assert pecs["reason"].tolist() == ["no_payments"]
