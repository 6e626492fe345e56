"""Port draws every kind of port from a real vintage: living, ended, merged, group, without series."""

import pytest
from streamlit.testing.v1 import AppTest

from language import LANGS
from tests.pages.drawing import draw, figures, said
from warehouse import reads as warehouse_reads

pytestmark = pytest.mark.slow


def drawn(**query: str) -> AppTest:
    return draw("port", **query)


def test_calais_is_answered_drawn_and_told_with_its_review(at_full: str) -> None:
    app = drawn(port="FRCQF")
    text = said(app)
    assert not app.exception
    assert "Calais handled 15.2 Mt in 2024, 3.5 % less than the year before (Eurostat, final)." in text
    assert "-545 kt" in text
    assert "own definitions, never joined to Eurostat" in text
    assert "No source prints all five kinds of cargo of Calais" in text
    assert "Dynamic monitoring strategy with relevant KPIs" in text
    assert "Status unknown" in text
    (line,) = figures(app)
    assert {trace.meta["entity"] for trace in line.data} == {"FRCQF"}


def test_the_first_chosen_port_is_shown_and_one_of_the_address_wins(at_full: str) -> None:
    assert '<h1 class="prm-title" lang="en">Moerdijk</h1>' in said(drawn(ports="NLMOE.FRCQF"))
    assert '<h1 class="prm-title" lang="en">Poole</h1>' in said(drawn(ports="NLMOE.FRCQF", port="GBPOO"))


def test_no_chosen_port_and_an_unknown_one_get_a_sentence_and_a_page(at_full: str) -> None:
    assert "No port is chosen above." in said(drawn(ports="none"))
    app = drawn(port="XXXXX")
    assert "which is not offered here" in said(app)
    assert not app.exception


def test_a_group_is_summed_like_for_like_and_its_parts_are_named(at_full: str) -> None:
    app = drawn(port="X-NSP", basis="published")
    text = said(app)
    assert "North Sea Port handled 67.2 Mt in 2024" in text
    assert "Its figures are sums of its parts: Ghent and Zeeland Seaports." in text
    trend, mix = figures(app)
    assert trend.data[0].meta["entity"] == "X-NSP"
    assert list(mix.data[0].x) == sorted(mix.data[0].x, reverse=True)
    assert len(mix.data[0].x) == 5


def test_a_port_without_any_series_says_what_is_missing_and_what_would_fill_it(at_full: str) -> None:
    for port, name in (("UANLV", "Mykolaiv"), ("UAKHE", "Kherson")):
        app = drawn(port=port)
        text = said(app)
        assert not app.exception
        assert f"No tonnes are held for {name}" in text
        assert f"No indicator of {name} has a value" in text
        assert "What would fill it" in text
        assert not figures(app)


def test_the_merger_of_antwerp_and_zeebrugge_is_told_and_growth_over_it_withheld(at_full: str) -> None:
    text = said(drawn(port="BE003", **{"from": "2022", "to": "2022"}))
    assert "A change on the year before is not given" in text
    assert "Antwerp and Zeebrugge reported for the last time" in text


def test_a_port_whose_source_ended_says_since_when(at_full: str) -> None:
    text = said(drawn(port="GBPOO"))
    assert "Poole handled 812 kt in 2019" in text
    assert "In tonnes that is -20.0 kt" in text
    assert "No figure for 2020–2025: the source no longer reports this port." in text


def test_an_indicator_of_the_address_is_drawn_and_one_without_a_figure_explained(at_full: str) -> None:
    app = drawn(port="BE003", indicator="vessel_arrivals", series_vessel_arrivals="container-Q")
    assert not app.exception
    assert "Vessel arrivals" in said(app)
    missing = drawn(port="FRCQF", indicator="direction_balance")
    assert "Balance of directions of Calais: not available" in said(missing)
    assert not figures(missing)


def test_every_kind_of_port_of_the_vintage_has_a_page(at_full: str) -> None:
    """One port of each role, state and kind of identifier; the browser opens others."""
    kinds = warehouse_reads.ports(at_full).drop_duplicates(["port_role", "port_status", "id_kind"])
    assert len(kinds) >= 5
    for place, port in enumerate(kinds["port_id"]):
        app = drawn(port=port, lang=LANGS[place % len(LANGS)])
        assert not app.exception, port
        assert "failed through a fault of ours" not in " ".join(error.value for error in app.error), port


def test_a_small_vintage_has_a_page_for_a_port_and_a_group(at_small: str) -> None:
    for port in ("XXGAM", "X-GRP"):
        app = drawn(port=port)
        assert not app.exception
        assert not app.error
