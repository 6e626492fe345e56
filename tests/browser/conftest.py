"""A real server over a warehouse built for the occasion, and a real browser that reports on every page.

`desktop` and `phone` are pages in a fresh context of their own; `visitor` opens more of them, for a link
followed in a fresh browser. `page.goto("/trends?ports=FRCQF")`, then `settle(page)` from `tools.chromium`.
A test in which a page logged an error or asked another host fails at its end, without asking for it;
a test that expects one empties the list of its `witness`.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.conftest import Built
from tools.chromium import DESKTOP, PHONE, ChromiumMissingError, Witness, chromium, launch, visit
from tools.serving import Served, served

HERE = Path(__file__).parent
Visitor = Callable[..., Page]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs the browser (and shares one worker, see tests/conftest.py)."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def installed() -> Path:
    """Where Chromium is. Nowhere: a failure where CI is true, else the test is skipped with the reason."""
    try:
        return chromium()
    except ChromiumMissingError as missing:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(str(missing), pytrace=False)
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def browser(installed: Path) -> Iterator[Browser]:
    """Chromium without a window, one for each file of tests.

    Not one for the session: while Playwright runs, its event loop is in the way of every other test of the
    same process that starts one.
    """
    with sync_playwright() as playwright:
        started = launch(playwright, installed)
        yield started
        started.close()


@pytest.fixture(scope="session")
def server(installed: Path, full: Built) -> Iterator[Served]:
    """`server.py` on a free port, over the real warehouse; started only where there is a browser."""
    with served(full.settings.data) as running:
        yield running


@pytest.fixture
def witness() -> Iterator[Witness]:
    """What the pages of this test did unseen; whatever is left on it at the end fails the test."""
    seen = Witness()
    yield seen
    complaints = seen.complaints()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def visitor(browser: Browser, server: Served, witness: Witness) -> Iterator[Visitor]:
    """A function that opens an empty page in a fresh context: `visitor(size=PHONE, scheme="dark")`."""
    with ExitStack() as contexts:

        def arrive(size: ViewportSize = DESKTOP, scheme: Literal["light", "dark"] = "light") -> Page:
            return contexts.enter_context(visit(browser, server.url, witness, size, scheme))

        yield arrive


@pytest.fixture
def desktop(visitor: Visitor) -> Page:
    """An empty page, 1440 px wide."""
    return visitor(DESKTOP)


@pytest.fixture
def phone(visitor: Visitor) -> Page:
    """An empty page, 360 px wide, with touch."""
    return visitor(PHONE)
