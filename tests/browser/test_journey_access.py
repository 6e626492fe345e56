"""Readers who use no mouse or no eyes: pages without content and with notices, the keyboard, and the check itself."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import grave
from tests.browser.reader import Reader


@pytest.mark.parametrize("address", ["/trends?ports=none", "/trends?ports=XXXXX", "/compare?ports=FRCQF"])
def test_an_empty_page_and_a_notice_have_no_grave_finding(desktop: Page, address: str) -> None:
    Reader(desktop).open(address)
    assert grave(desktop) == []


def test_a_planted_fault_is_found(desktop: Page) -> None:
    Reader(desktop).open("/about")
    desktop.evaluate(
        "document.querySelector('h1').after(Object.assign(document.createElement('img'), {src: 'data:,'}))"
    )
    assert [finding for finding in grave(desktop) if finding.startswith("image-alt")]


def test_the_skip_link_is_the_first_stop_of_ours_and_leads_past_the_controls(desktop: Page) -> None:
    Reader(desktop).open("/trends?ports=FRCQF")
    skip = desktop.locator(".prm-skip")
    for _stop in range(4):
        desktop.keyboard.press("Tab")
        if skip.evaluate("e => e === document.activeElement"):
            break
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    desktop.keyboard.press("Enter")
    expect(desktop.locator("#prm-main")).to_be_focused()
    desktop.keyboard.press("Tab")
    assert desktop.evaluate("!!document.activeElement.closest('.st-key-prm_page')")
