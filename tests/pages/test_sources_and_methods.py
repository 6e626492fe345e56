"""Sources and Methods draw from a real vintage without an error and say what they must."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.drawing import draw, said
from ui import reads

pytestmark = pytest.mark.slow


def drawn(page: str, **query: str) -> AppTest:
    return draw(page, controls=("vintage",), **query)


@pytest.fixture
def sources(at_full: str) -> Iterator[AppTest]:
    yield drawn("sources")


def test_sources_answers_with_size_age_and_what_is_overdue(sources: AppTest) -> None:
    text = said(sources)
    assert not sources.exception
    assert not sources.error
    assert "The newest port figures reach 2025" in text
    assert "overdue for a newer release" in text
    assert "Goods handled in ports, annual" in text


def test_sources_says_that_nothing_was_set_aside_and_what_was_revised(sources: AppTest) -> None:
    text = said(sources)
    assert "No record was set aside in this data vintage." in text
    assert "were revised" in text
    assert "Seine-Maritime" in text


def test_sources_of_a_vintage_of_three_ports_stands_too(at_small: str) -> None:
    app = drawn("sources")
    assert not app.exception
    assert not app.error
    assert "office_goods" in said(app)


def test_methods_shows_the_indicator_of_the_address_with_its_text(at_full: str) -> None:
    app = drawn("methods", indicator="market_share")
    assert not app.exception
    assert not app.error
    assert app.selectbox(key="own_overview_indicator").value == "market_share"
    assert "select" in app.code[0].value.lower()
    assert "All indicators of the catalogue are built." in said(app)


def test_methods_says_when_an_indicator_is_not_offered(at_full: str) -> None:
    app = drawn("methods", indicator="winner")
    assert not app.exception
    assert "“winner”" in said(app)


@pytest.mark.slow
def test_methods_draws_every_indicator_of_the_vintage(at_full: str) -> None:
    for code, record in reads.indicators(at_full).items():
        app = drawn("methods", indicator=code)
        assert not app.exception, code
        assert not app.error, code
        assert record["title"] in said(app)
