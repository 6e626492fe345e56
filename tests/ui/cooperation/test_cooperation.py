"""Facts and sentences on projects, events and reviews: counted in the head, nothing added that must not be."""

from typing import Any

import pandas as pd
import pytest

from language.formats import plain
from ui.cooperation import facts, findings
from ui.cooperation import words as cw


def project(project_id: str, **other: Any) -> dict[str, Any]:
    row = {
        "project_id": project_id,
        "version": 1,
        "is_latest": True,
        "acronym": project_id,
        "title": project_id,
        "programme_id": facts.TWO_SEAS,
        "programme_name": "2 Seas",
        "programme_period": "2014-2020",
        "max_eu_rate": 0.6,
        "lead_country": "BE",
        "lead_name": "Lead",
        "lead_org_name": None,
        "budget_eur": None,
        "eu_amount_eur": None,
        "eu_rate": None,
        "eu_rate_kind": None,
        "n_partners": None,
        "printed": None,
        "n_listed": 0,
        "date_start": None,
        "date_start_precision": "unknown",
        "date_end": None,
        "date_end_precision": "unknown",
        "as_of_note": None,
        "note": None,
    }
    return row | other


def partner(project_id: str, org: str, country: str, **other: Any) -> dict[str, Any]:
    row = {"project_id": project_id, "org_id": org, "name": org, "country": country, "country_name": country}
    return row | {"partner_role": "partner", "region_id": None, "region_name": None, "port_id": None} | other


def event(event_id: str, start: str | None, **other: Any) -> dict[str, Any]:
    row = {"event_id": event_id, "name": event_id, "date_start": start, "date_end": start, "project_id": None}
    return row | {"date_start_precision": "day", "date_end_precision": "day", "date_kind": "event"} | other


SPEED = pd.DataFrame(
    [
        project("S", is_latest=False, budget_eur=4_154_162, eu_amount_eur=2_457_654, eu_rate=0.591612, n_partners=12),
        project("S", version=2, budget_eur=4_149_588, eu_amount_eur=2_481_461, eu_rate=0.598002),
    ]
).assign(eu_rate_kind="derived", printed=12)


def test_two_published_budgets_stand_side_by_side_with_their_difference() -> None:
    rows = facts.version_rows(SPEED, "en").set_index("field")
    assert plain(rows.loc["Budget", "Version 1"]) == "4,154,162 EUR"
    assert plain(rows.loc["Budget", "Version 2"]) == "4,149,588 EUR"
    assert plain(rows.loc["Budget", "difference"]) == "−4,574 EUR"
    assert plain(rows.loc["EU money", "difference"]) == "+23,807 EUR"
    assert rows.loc["Budget", "changed"] == "changed" and rows.loc["Lead", "changed"] == "same"
    assert rows.loc["Partners printed", "Version 2"] == "not printed"
    assert "4,574 EUR" in plain(findings.changed(SPEED, "en"))


def test_only_the_latest_version_counts_in_the_portfolio() -> None:
    assert list(facts.latest(SPEED)["budget_eur"]) == [4_149_588]


def test_money_of_two_programming_periods_is_never_added() -> None:
    rows = pd.DataFrame(
        [
            project("A", eu_amount_eur=10.0),
            project("B", eu_amount_eur=None),
            project("F", eu_amount_eur=5.0, programme_period="2007-2013"),
        ]
    )
    money = facts.money_by_period(rows).set_index("period")
    assert money["eu_eur"].to_dict() == {"2007-2013": 5.0, "2014-2020": 10.0}
    assert money.loc["2014-2020", "n_printed"] == 1 and money.loc["2014-2020", "n_projects"] == 2
    assert len(findings.money_tiles(rows, "en")) == 2


def test_filters_meet_and_a_programme_comes_from_the_data() -> None:
    rows = pd.DataFrame([project("S"), project("PASSAGE", programme_id="IE-1420", lead_country="FR")])
    partners = pd.DataFrame([partner("S", "p", "GB")])
    assert list(facts.chosen(rows, partners, programmes=[facts.TWO_SEAS])["project_id"]) == ["S"]
    assert list(facts.chosen(rows, partners, countries=["GB"])["project_id"]) == ["S"]
    assert list(facts.chosen(rows, partners, countries=["FR"])["project_id"]) == ["PASSAGE"]
    assert facts.chosen(rows, partners, countries=["FR"], of_port=["S"]).empty


def test_money_is_split_equally_and_the_unnamed_share_is_its_own_stream() -> None:
    rows = pd.DataFrame([project("M", eu_amount_eur=90.0, printed=45), project("N", eu_amount_eur=None)])
    partners = pd.DataFrame([partner("M", "a", "NL"), partner("M", "b", "NL"), partner("M", "c", "FR")])
    links = facts.flow_links(rows, partners, "money", "en").set_index("country")["value"]
    assert links.to_dict() == {"FR": 2.0, "NL": 4.0, "not named": 84.0}
    assert links.sum() == pytest.approx(90.0)
    counted = facts.flow_links(rows, partners, "partners", "en")
    assert counted["value"].sum() == 45
    assert facts.left_out(rows, counted) == ["N"]


def test_the_rules_of_2_seas_are_tested_for_2_seas_only() -> None:
    partners = pd.DataFrame([partner("S", "a", "BE"), partner("S", "b", "GB")])
    speed = SPEED.iloc[1].to_dict() | {"printed": 2}
    assert [one.verdict for one in facts.two_seas_rules(speed, partners, "en")] == ["kept", "kept", "kept"]
    assert facts.two_seas_rules(project("X", programme_id="IE-1420"), partners, "en") == []


def test_a_rule_is_broken_only_when_the_partner_list_is_complete() -> None:
    partners = pd.DataFrame([partner("S", "a", "BE")])
    short = project("S", eu_rate=0.61, eu_rate_kind="derived")
    assert [one.verdict for one in facts.two_seas_rules(short, partners, "en")] == ["broken", "unknown", "unknown"]
    whole = short | {"printed": 1}
    assert [one.verdict for one in facts.two_seas_rules(whole, partners, "en")][1:] == ["broken", "broken"]


def test_partners_stand_in_their_region_or_are_listed() -> None:
    shapes = pd.DataFrame([("R1", "g"), ("R2", "g")], columns=["region_id", "geometry"])
    held = pd.DataFrame(
        [
            partner("S", "a", "BE", partner_role="lead", region_id="R1", region_name="One"),
            partner("S", "b", "BE", region_id="R1", region_name="One"),
            partner("S", "c", "FR", region_id="R2", region_name="Two"),
            partner("S", "d", "GB"),
        ]
    )
    regions, unplaced = facts.partner_regions(held, shapes, "en")
    assert regions.set_index("region_id")["n_partners"].to_dict() == {"R1": 2, "R2": 1}
    assert list(unplaced["partner"]) == ["d"]
    links = facts.region_links(held, regions)
    assert links[["region_from", "region_to"]].to_numpy().tolist() == [["R1", "R2"]]


def test_later_means_surely_later() -> None:
    seoul = event("E", "2016-12-10", date_end="2016-12-17")
    assert not facts.is_later("2016-12-13", seoul)
    assert not facts.is_later("2016", seoul)
    assert facts.is_later("2017", seoul)
    assert not facts.is_later(None, seoul)
    assert not facts.is_later("2017", event("U", None))


def test_what_followed_shares_the_project_or_a_port() -> None:
    rows = pd.DataFrame([event("A", "2016-01-01"), event("B", "2018-01-01"), event("C", "2019-01-01")])
    ports = pd.DataFrame(
        [("A", "BEANR", "Antwerp"), ("B", "BEANR", "Antwerp"), ("C", "NLMOE", "Moerdijk")],
        columns=["event_id", "entity", "name"],
    )
    found = facts.later_events(rows.iloc[0].to_dict(), rows, ports)
    assert list(found["event_id"]) == ["B"] and list(found["shared"]) == ["Antwerp"]


def test_a_theme_is_matched_by_itself_first_then_by_the_declared_table() -> None:
    initiatives = pd.DataFrame([("x", "data"), ("y", "digital"), ("z", "clusters")], columns=["name", "theme"])
    found = facts.matches("digital", initiatives)
    assert list(found["name"]) == ["y", "x"] and list(found["is_near"]) == [False, True]
    assert facts.matches("regulation", initiatives).empty


def test_every_policy_lever_names_indicators_with_a_reason_or_none() -> None:
    assert set(facts.PROGRESS) == {"governance", "digital", "investment", "monitoring", "engagement", "cooperation"}
    assert all(one.reason for links in facts.PROGRESS.values() for one in links)


def test_dates_are_never_more_exact_than_printed() -> None:
    assert cw.dates(event("E", None, date_end=None), "en") == "undated"
    year = event("E", "2016", date_end="2016", date_start_precision="year", date_end_precision="year")
    assert cw.dates(year, "en") == "2016"
    assert cw.dates(event("E", "2020-11-26", date_end="2020-11-27"), "en") == "26–27 November 2020"
    assert cw.dates(event("E", None, date_end="2020-11-30"), "en") == "until 30 November 2020, start not printed"
    inferred = year | {"date_kind": "inferred"}
    assert "only the year is known" in cw.precision_note(inferred, "en")
    assert "inferred" in cw.precision_note(inferred, "en")


def test_counts_keep_about_and_more_than() -> None:
    about = {"n": 80, "n_qualifier": "about", "n_unit": "persons"}
    assert plain(cw.counted(about, "en")) == "about 80 persons"
    assert plain(cw.counted(about | {"n": 120, "n_qualifier": "over"}, "en")) == "more than 120 persons"


def test_organisations_and_counts_are_told_apart_and_not_added() -> None:
    rows = pd.DataFrame({"participation_kind": ["organisation"] * 5 + ["count"]})
    said = findings.participation(rows, "en")
    assert "5 organisations are named; 1 count is printed" in said and "never added" in said
    assert "6" not in said


def test_an_unknown_status_is_not_not_done_and_says_what_would_tell() -> None:
    rows = pd.DataFrame({"rec_status": ["unknown"] * 6, "addressee_name": ["Region"] * 6})
    said = " ".join(findings.review(rows, "Calais", "en"))
    assert "6 recommendations that concern Calais" in said and "not “not done”" in said
    would = findings.what_would_tell({"addressee_name": "Region", "suggested_indicator": "users"}, "en")
    assert "Region" in would and "users" in would


def test_a_project_without_a_date_says_so_and_guesses_none() -> None:
    said = " ".join(findings.project(project("S", budget_eur=100), "en"))
    assert "none is guessed" in said and "EU amount is not printed" in said


def test_a_locator_without_an_address_gives_no_link() -> None:
    assert cw.addresses("article (interregeurope.eu)") == []
    assert cw.addresses("https://a.eu/x; https://b.eu/y.") == ["https://a.eu/x", "https://b.eu/y"]
