"""Passports and Revisions draw from several vintages without an error and say what they must.

Three vintages of the small warehouse: everything, the regional accounts pinned to release 2023, and what was published
by the end of 2023.
"""

from __future__ import annotations

from datetime import date

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from language.formats import plain
from tests.conftest import Three
from tests.pages.drawing import draw, fine, said

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def vintages(three: Three, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The early one, the pinned one, the newest one."""
    monkeypatch.setenv("PRM_DATA", str(three.settings.data))
    st.cache_data.clear()  # other tests of this process had a vintage of the same id without its predecessors
    return [three.early, three.pinned, three.all]


def drawn(page: str, **query: str) -> AppTest:
    return fine(draw(page, **query))


def _asked(app: AppTest, key: str) -> str:
    held = app.query_params[key]
    return held if isinstance(held, str) else held[-1]


ONE = {"indicator": "port_intensity", "entity": "XXALP", "period": "2021-01-01", "ports": "XXALP", "freq": "A"}


def test_a_value_shows_number_checks_figures_and_its_course() -> None:
    text = said(drawn("passports", **ONE))
    assert '<p class="prm-passport-number">100' in text
    assert "Alpha, 2021" in text
    assert "7 checks, and all held." in text
    assert "It was 109.091" in text and "and is 100" in text
    assert "office_goods.csv" in text
    assert "SHA-256 of the file" in text


def test_a_value_of_an_older_vintage_is_that_of_its_time(vintages: list[str]) -> None:
    text = said(drawn("passports", **ONE, v=vintages[1]))
    assert '<p class="prm-passport-number">109.091' in text


def test_a_value_that_is_not_there_says_what_would_fill_it() -> None:
    text = said(drawn("passports", **(ONE | {"indicator": "gross_weight", "period": "2022-01-01"})))
    assert "not available" in text
    assert "The figures go on under the port it merged into." in text


def test_every_value_behind_a_figure_is_one_click_from_its_passport() -> None:
    text = said(drawn("passports", indicator="gross_weight", ports="XXALP.XXGAM"))
    assert "entity=XXALP&amp;period=2020-01-01" in text
    assert "entity=XXGAM&amp;period=2023-01-01" in text
    assert "the port has merged into another one</a>" in text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"entity": "XXNOT"}, "is held"),
        ({"period": "1900-01-01"}, "has no period that starts on 1900-01-01"),
        ({"period": "soon"}, "has no period that starts on soon"),
        ({"indicator": "no_such"}, "There is no indicator"),
        ({"variant": "no_such"}, "has no variant"),
    ],
)
def test_an_address_that_names_no_value_gets_a_sentence(query: dict[str, str], sentence: str) -> None:
    assert sentence in said(drawn("passports", **(ONE | query)))


def test_the_trend_leads_to_the_values_it_draws() -> None:
    text = said(drawn("trends", ports="XXALP", indicator="gross_weight"))
    assert "/passports?ports=XXALP" in text


def test_the_change_log_says_in_sentences_what_changed(vintages: list[str]) -> None:
    text = said(drawn("history", ports="XXALP", against=vintages[1]))
    assert "3 vintages are kept here." in text
    assert "New release: office_regions, 2024 of 1 June 2024, with 4 figures." in text
    assert "office_regions: 3 figures are new, 1 was revised and 1 is gone." in text
    assert "GDP of Coast in 2021: from 1.10 M EUR to 1.20 M EUR (+9.1" in plain(text)


def test_two_vintages_stand_side_by_side_and_a_figure_through_its_releases(vintages: list[str]) -> None:
    text = said(drawn("history", ports="XXALP", against=vintages[1], indicator="port_intensity"))
    assert "109.0909" in text
    assert "revised" in text
    assert "GDP, Coast: the figure for 2021 went from 1.10" in text


def test_the_order_of_knowledge_decides_which_is_old(vintages: list[str]) -> None:
    text = said(drawn("history", ports="XXALP", v=vintages[1], against=vintages[2]))
    assert f"From {vintages[1]} to {vintages[2]}." in text


def test_a_day_shows_what_was_known_then(vintages: list[str]) -> None:
    app = drawn("history", asof="2024-01-01")
    assert f"vintage {vintages[0]}, which holds what was published by 31 December 2023" in said(app)
    assert app.date_input(key="ctx_asof").value == date(2024, 1, 1)
    assert "No vintage kept here holds only what was known on 1 January 1999" in said(
        drawn("history", asof="1999-01-01")
    )


def test_choosing_a_day_writes_it_and_its_vintage_into_the_address(vintages: list[str]) -> None:
    app = drawn("history")
    app.date_input(key="ctx_asof").set_value(date(2024, 2, 1)).run()
    assert _asked(app, "asof") == "2024-02-01"
    assert _asked(app, "v") == vintages[0]
    app.selectbox(key="ctx_vintage").set_value(vintages[2]).run()
    assert "asof" not in app.query_params


@pytest.mark.parametrize("lang", ["fr", "nl"])
def test_both_pages_speak_the_readers_language(lang: str) -> None:
    for page, query in (("passports", ONE), ("history", {"ports": "XXALP"})):
        assert "was revised" not in said(drawn(page, **query, lang=lang))
