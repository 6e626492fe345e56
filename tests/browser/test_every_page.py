"""What holds for every page, also for one added tomorrow: it opens, says its name, fits, keeps to itself, can be read.

Errors in the console and requests to other hosts fail these tests by themselves (conftest.py).
"""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import OPEN_EVERYTHING, grave
from tests.browser.conftest import Visitor
from tests.browser.reader import Reader
from tools.chromium import PHONE
from tools.serving import page_addresses

EVERY_PAGE = pytest.mark.parametrize("address", list(page_addresses().values()))
OVERFLOW = """() => {
    const main = document.querySelector('[data-testid="stMain"]') || document.documentElement;
    return main.scrollWidth - main.clientWidth;
}"""


def _stands(page: Page) -> None:
    """A page of ours: one first heading, no fault and no warning."""
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("h1")).not_to_be_empty()
    expect(page.locator(".prm-warning")).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_text("Page not found")).to_have_count(0)
    expect(page.get_by_text("Traceback (most recent call last)")).to_have_count(0)


@EVERY_PAGE
def test_a_page_stands_on_a_phone_in_the_dark_in_the_longest_words_with_everything_opened(
    visitor: Visitor, address: str
) -> None:
    page = visitor(PHONE, scheme="dark")
    reader = Reader(page)
    reader.open(f"{address}?lang=nl")
    _stands(page)
    assert page.evaluate(OVERFLOW) <= 1
    page.evaluate(OPEN_EVERYTHING)
    reader.rest()
    assert grave(page) == []


@pytest.mark.parametrize("address", ["/", "/compare", "/effects", "/evidence", "/history", "/sources"])
def test_pages_of_every_kind_of_figure_have_no_grave_finding_on_a_desk_by_day(desktop: Page, address: str) -> None:
    """Colours come from one theme: map, marks, lines, a grid, tables and tiles stand for the other pages."""
    reader = Reader(desktop)
    reader.open(address)
    _stands(desktop)
    desktop.evaluate(OPEN_EVERYTHING)
    reader.rest()
    assert grave(desktop) == []
