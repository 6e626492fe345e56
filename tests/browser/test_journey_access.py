"""axe-core finds nothing serious or critical on any page that is ours to mend: at a desk and on a phone, opened up."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Visitor
from tests.browser.reader import Reader
from tools.chromium import DESKTOP, PHONE
from tools.serving import page_addresses

GRAVE = {"serious", "critical"}
# What Streamlit 1.67 draws and we cannot reach: rule and the part of the selector that tells its element, with why.
NOT_OURS: dict[tuple[str, str], str] = {}

OPEN_EVERYTHING = """() => document.querySelectorAll('.st-key-prm_page details').forEach(each => {
    each.removeAttribute('name');
    each.open = true;
})"""


def findings(page: Page) -> list[str]:
    """One line for each grave finding: rule, element, what to do."""
    report: dict[str, Any] = Axe().run(page, options={"resultTypes": ["violations"]}).response
    return [
        f"{rule['id']} ({rule['impact']}) {node['target']}: {node['html'][:160]}"
        for rule in report["violations"]
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
        if not _is_theirs(rule["id"], str(node["target"]))
    ]


def _is_theirs(rule: str, target: str) -> bool:
    return any(rule == known and part in target for known, part in NOT_OURS)


@pytest.mark.parametrize("address", page_addresses().values())
def test_a_page_has_no_grave_finding_with_everything_opened(visitor: Visitor, address: str) -> None:
    page = visitor(DESKTOP)
    Reader(page).open(address)
    page.evaluate(OPEN_EVERYTHING)
    Reader(page).rest()
    assert findings(page) == []


@pytest.mark.parametrize("address", page_addresses().values())
def test_a_page_has_no_grave_finding_on_a_phone_in_the_dark(visitor: Visitor, address: str) -> None:
    page = visitor(PHONE, scheme="dark")
    Reader(page).open(address)
    assert findings(page) == []


@pytest.mark.parametrize("address", ["/trends?ports=none", "/trends?ports=XXXXX", "/compare?ports=FRCQF"])
def test_an_empty_page_and_a_notice_have_no_grave_finding(visitor: Visitor, address: str) -> None:
    page = visitor(DESKTOP)
    Reader(page).open(address)
    assert findings(page) == []


def test_a_planted_fault_is_found(visitor: Visitor) -> None:
    page = visitor(DESKTOP)
    Reader(page).open("/about")
    page.evaluate("document.querySelector('h1').after(Object.assign(document.createElement('img'), {src: 'data:,'}))")
    assert [finding for finding in findings(page) if finding.startswith("image-alt")]
