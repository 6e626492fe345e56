"""What holds for every page, also for one added tomorrow: it opens, says its name, fits and keeps to itself.

Errors in the console and requests to other hosts fail these tests by themselves (conftest.py).
"""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tools.chromium import PHONE, settle
from tools.serving import page_addresses

EVERY_PAGE = pytest.mark.parametrize("address", list(page_addresses().values()))
OVERFLOW = """() => {
    const main = document.querySelector('[data-testid="stMain"]') || document.documentElement;
    return main.scrollWidth - main.clientWidth;
}"""


def _open(page: Page, address: str) -> None:
    page.goto(address)
    settle(page)


@EVERY_PAGE
def test_a_page_opens_with_one_first_heading_and_no_error(desktop: Page, address: str) -> None:
    _open(desktop, address)
    expect(desktop.locator("h1")).to_have_count(1)
    expect(desktop.get_by_test_id("stException")).to_have_count(0)
    expect(desktop.get_by_text("Page not found")).to_have_count(0)
    expect(desktop.get_by_text("Traceback (most recent call last)")).to_have_count(0)


@EVERY_PAGE
def test_a_page_fits_a_phone_without_sideways_scrolling(phone: Page, address: str) -> None:
    _open(phone, address)
    assert phone.evaluate(OVERFLOW) <= 1


@EVERY_PAGE
def test_a_page_opens_in_the_dark(visitor: Visitor, address: str) -> None:
    page = visitor(PHONE, scheme="dark")
    _open(page, address)
    expect(page.locator("h1")).to_have_count(1)
