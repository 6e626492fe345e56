"""The Overview draws from a real vintage: what changed, where, and what is missing."""

import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.drawing import draw, said

pytestmark = pytest.mark.slow


def drawn(**query: str) -> AppTest:
    return draw("overview", **query)


def spec(app: AppTest) -> dict[str, object]:
    (deck,) = app.get("deck_gl_json_chart")
    return json.loads(deck.proto.json)


def test_calais_and_moerdijk_are_told_with_their_numbers(at_full: str) -> None:
    app = drawn(ports="FRCQF.NLMOE")
    text = said(app)
    assert not app.exception and not app.error
    assert "In 2024, with figures for 2 of 2 chosen ports" in text
    assert "-3.5 % in Calais (to 15.2 Mt)" in text
    assert "Newest year held: 2025" in text


def test_there_are_at_most_four_tiles(at_full: str) -> None:
    assert said(drawn(group="hamburg_le_havre")).count('<section class="prm-tile"') == 4


def test_the_map_and_its_table_carry_the_choice(at_full: str) -> None:
    app = drawn(ports="FRCQF.GBPOO", year="2019")
    layers = {one["id"]: one for one in spec(app)["layers"]}
    names = {one["t"] for one in layers["names"]["data"]}
    assert names == {"Calais", "Poole"}
    (table,) = re.findall(r"<table>.*?</table>", said(app), flags=re.S)
    assert "812,000" in table and "Bournemouth and Poole" in table
    assert "© EuroGeographics for the administrative boundaries" in said(app)


def test_no_port_chosen_says_what_to_do_and_still_draws_the_map(at_full: str) -> None:
    app = drawn(ports="none")
    assert "No port is chosen." in said(app) and len(spec(app)["layers"]) > 5


def test_a_port_without_any_figure_says_so(at_full: str) -> None:
    app = drawn(ports="UANLV")
    text = said(app)
    assert not app.exception and not app.error
    assert "None of the chosen ports has a figure of goods handled in this period." in text
    assert "not available: no data" in text


def test_north_sea_port_has_no_place_on_the_map_and_the_page_says_so(at_full: str) -> None:
    app = drawn(ports="X-NSP.NLMOE", basis="like_for_like")
    assert "Not drawn, since it has no single position: North Sea Port." in said(app)


def test_the_page_speaks_of_three_ports_too(at_small: str) -> None:
    app = drawn()
    assert not app.exception and not app.error
