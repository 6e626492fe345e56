"""axe-core's grave findings on a page: the rules of accessibility that a machine can check."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = {"serious", "critical"}
# What Streamlit draws and we cannot reach would stand here: (rule, part of the selector): why. 1.67 leaves nothing.
NOT_OURS: dict[tuple[str, str], str] = {}

OPEN_EVERYTHING = """() => document.querySelectorAll('.st-key-prm_page details').forEach(each => {
    each.removeAttribute('name');
    each.open = true;
})"""


def grave(page: Page) -> list[str]:
    """One line for each serious or critical finding that is ours: rule, element, its markup."""
    report: dict[str, Any] = Axe().run(page, options={"resultTypes": ["violations"]}).response
    return [
        f"{rule['id']} ({rule['impact']}) {node['target']}: {node['html'][:200]}"
        for rule in report["violations"]
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
        if not _is_theirs(rule["id"], str(node["target"]))
    ]


def _is_theirs(rule: str, target: str) -> bool:
    return any(rule == known and part in target for known, part in NOT_OURS)
