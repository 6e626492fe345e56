"""What a reader meets who comes by an address: written by hand, in another language, or before there are data."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.reader import Reader
from tools.chromium import PHONE, Witness, visit
from tools.serving import Served, served

# The other impossible wishes are asked without a browser, in tests/pages/test_addresses.py.
BAD_ADDRESSES = {
    "/port?v=1999-01-01-deadbeef": "The data vintage 1999-01-01-deadbeef is not kept here.",
    "/port?port=%3Cimg%20src=x%20onerror=alert(1)%3E": "The address asks for “<img src=x onerror=alert(1)>”",
}


def _no_trace(page: Page) -> None:
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_text("Traceback (most recent call last)")).to_have_count(0)
    expect(page.get_by_text("through a fault of ours")).to_have_count(0)


@pytest.mark.parametrize(("address", "sentence"), BAD_ADDRESSES.items())
def test_an_address_that_asks_for_what_is_not_there_gets_a_sentence_and_a_page(
    desktop: Page, address: str, sentence: str
) -> None:
    Reader(desktop).open(address)
    expect(desktop.locator(".prm-notice", has_text=sentence)).to_be_visible()
    expect(desktop.locator("h1")).to_have_count(1)
    expect(desktop.locator("h1")).not_to_be_empty()
    _no_trace(desktop)


@pytest.mark.parametrize("lang", ["fr"])
def test_the_declared_language_follows_the_address_and_a_switch(desktop: Page, lang: str) -> None:
    reader = Reader(desktop)
    reader.open(f"/sources?lang={lang}")
    assert desktop.evaluate("document.documentElement.lang") == lang
    other = "nl" if lang == "fr" else "fr"
    reader.click(desktop.locator(f".prm-languages a[lang={other}]"))
    assert desktop.evaluate("document.documentElement.lang") == other
    assert reader.choices["lang"] == other


def test_a_reader_of_the_dark_gets_dark_paper_and_light_ink_on_chart_and_page(visitor: Visitor) -> None:
    reader = Reader(visitor(PHONE, scheme="dark"))
    reader.open("/trends?ports=FRCQF")
    paper = reader.page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    ink = reader.page.locator("h1").evaluate("e => getComputedStyle(e).color")
    label = reader.page.locator(".xtick text").first.evaluate("e => getComputedStyle(e).fill")
    assert _lightness(paper) < 0.2
    assert _lightness(ink) > 0.8
    assert _lightness(label) > 0.5


@pytest.fixture
def empty(installed: Path, tmp_path: Path) -> Iterator[Served]:
    """A server of its own over a data folder in which nothing has been built."""
    with served(tmp_path) as running:
        yield running


def test_a_deleted_warehouse_gets_one_sentence_that_says_what_to_do(
    browser: Browser, empty: Served, witness: Witness
) -> None:
    with visit(browser, empty.url, witness) as page:
        Reader(page).open("/trends?ports=FRCQF")
        expect(page.locator(".prm-notice")).to_have_count(1)
        expect(page.locator(".prm-notice")).to_contain_text("python -m etl build")
        expect(page.locator(".prm-name")).to_be_visible()
        _no_trace(page)


def test_the_first_link_into_a_fresh_process_draws_its_page(browser: Browser, server: Served, witness: Witness) -> None:
    """Streamlit ran a file of pages/ alone until its navigation had been called once: a blank page."""
    with served(server.data) as fresh, visit(browser, fresh.url, witness) as page:
        reader = Reader(page)
        reader.open("/trends?ports=FRCQF.GBPOO&from=2010&to=2020")
        expect(page.locator("h1")).to_have_text("Trends")
        assert reader.ports == ["Calais", "Poole"]
        expect(page.get_by_test_id("stPlotlyChart").first).to_be_visible()
        # Streamlit warns once for every cached read that was imported before it ran.
        assert "No runtime found" not in fresh.log.read_text(encoding="utf-8")


def _lightness(colour: str) -> float:
    """The mean of red, green and blue of "rgb(20, 34, 46)", from 0 to 1."""
    parts = [float(part) for part in colour.split("(")[1].rstrip(")").split(",")[:3]]
    return sum(parts) / 3 / 255
