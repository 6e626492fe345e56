"""Projects, Events and Reviews draw from a real vintage, by their addresses, with sources and without guesses."""

import pytest

from tests.pages.drawing import draw, fine, said
from ui import reads

pytestmark = pytest.mark.slow


def drawn(page: str, **query: str) -> str:
    return said(fine(draw(page, controls=("vintage",), **query)))


def test_the_portfolio_shows_every_project_once_with_its_newest_version(at_full: str) -> None:
    said = drawn("projects")
    assert "24 projects are shown; programmes: 12." in said
    assert "4,149,588 EUR" in said and "4,154,162 EUR" not in said
    assert "Undated shelf: 9 projects" in said
    assert "12 of 12" in said and "4 of 46" in said


def test_a_programme_filter_keeps_others_out(at_full: str) -> None:
    said = drawn("projects", programme="2SEAS-1420")
    assert "3 projects are shown; programmes: 1." in said
    assert "15.7 M EUR" in said
    assert ">PASSAGE<" not in said and ">FLIP<" not in said


def test_filters_that_nothing_answers_are_told(at_full: str) -> None:
    assert "No project answers these filters." in drawn("projects", programme="BSR-2127", period="2007-2013")


def test_speed_shows_both_budgets_their_difference_and_the_rules(at_full: str) -> None:
    said = drawn("projects", project="2S-SPEED")
    for words in ("4,154,162 EUR", "4,149,588 EUR", "−4,574 EUR", "59.8 %", "listed: BE, FR, GB, NL", "0.727"):
        assert words in said
    assert "WSX Enterprise (United Kingdom)" in said
    assert "No date is printed for it, and none is guessed." in said
    assert "https://www.interreg2seas.eu/nl/speed" in said
    assert "Licence: Single facts quoted with the source" in said


def test_an_unknown_project_is_told_and_the_portfolio_shown(at_full: str) -> None:
    assert "The address asks for “NO-SUCH”" in drawn("projects", project="NO-SUCH")


def test_the_calendar_keeps_undated_events_on_their_shelf(at_full: str) -> None:
    said = drawn("events")
    assert "21 events are shown; 18 of them have a date, 3 have none." in said
    shelf = said.split("Undated shelf: 3 events")[1]
    assert "SPEED hackathon Lille" in shelf and "SPEED Moerdijk event" in shelf
    assert "never added" in said and "about 80 persons" in said


def test_the_peer_review_is_followed_by_what_is_linked_and_only_associated(at_full: str) -> None:
    said = drawn("events", event="EV-PEER")
    assert "26–27 November 2020" in said
    assert "This is association" in said
    assert "Recommendation of this event; status: unknown." in said
    assert "Initiative named by this event" in said


def test_events_of_a_port_and_kind(at_full: str) -> None:
    said = drawn("events", port="FRCQF", kind="peer_review")
    assert "1 event is shown" in said


@pytest.mark.parametrize("port", ["FRCQF", "FRBOL"])
def test_the_recommendations_made_to_a_port_stand_in_one_step(at_full: str, port: str) -> None:
    said = drawn("reviews", port=port)
    name = {"FRCQF": "Calais", "FRBOL": "Boulogne-sur-Mer"}[port]
    assert f"6 recommendations that concern {name}" in said
    assert said.count("Unknown: no report is held.") == 6
    assert "suggested by us, not by the peers" in said and "our judgement" in said
    assert "Hafen Hamburg Marketing (Germany)" in said
    assert "No initiative with this theme yet." in said


def test_a_port_without_a_review_says_so_and_keeps_its_needs(at_full: str) -> None:
    said = drawn("reviews", port="UAODS")
    assert "No peer review of Odesa is held." in said
    assert "Mission to Odesa, Mykolaiv and Kherson" in said


def test_no_row_of_the_pages_is_without_source_and_licence(at_full: str) -> None:
    frames = [
        reads.project_versions(at_full),
        reads.project_partners(at_full),
        reads.project_outputs(at_full),
        reads.event_participants(at_full),
        reads.needs(at_full),
        reads.initiatives(at_full),
        reads.all_recommendations(at_full),
    ]
    for rows in frames:
        assert len(rows) and rows["publisher"].notna().all() and rows["licence_name"].notna().all()


def test_partners_printed_come_from_the_version_that_prints_them(at_full: str) -> None:
    versions = reads.project_versions(at_full).set_index(["project_id", "version"])
    assert versions.loc[("2S-SPEED", 2), "printed"] == 12
    assert versions.loc[("2S-SPEED", 2), "n_listed"] == 12
