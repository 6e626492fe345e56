"""The browser our tests and pictures use: the Chromium of the system, driven by Playwright."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Route, ViewportSize

NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
USUAL: Final = Path("/usr/bin/chromium")
DESKTOP: Final[ViewportSize] = {"width": 1440, "height": 900}
PHONE: Final[ViewportSize] = {"width": 360, "height": 740}

# Maps need WebGL, which a machine without a graphics card draws in software; the rest keeps the browser
# from talking to anybody but our server.
ARGUMENTS: Final = (
    "--headless",
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# Streamlit marks its own state on the page: quiet is a finished script, nothing stale and nothing still
# loading, for a third of a second on end (the first answer and the first chart have a gap between them).
QUIET: Final = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    const waiting = document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]');
    const shown = document.querySelector('[data-testid="stElementContainer"]');
    if (!app || app.dataset.testScriptState !== 'notRunning' || waiting || !shown) {
        window.prmQuietSince = undefined;
        return false;
    }
    window.prmQuietSince ??= performance.now();
    return performance.now() - window.prmQuietSince > 330;
}"""


# Streamlit finds out by trying whether `/port` is a page or the folder it is served from: it asks below the
# page first, and the browser logs the answer 404 as an error. No other 404 is excused.
PROBE: Final = re.compile(r"^https?://[^/]+/[^/]+/_stcore/(?:health|host-config)$")


class ChromiumMissingError(RuntimeError):
    """No Chromium was found; the message says how to bring one."""


@dataclass
class Witness:
    """What a page did that nobody sees on it: errors in the console, requests to other hosts."""

    console_errors: list[str] = field(default_factory=list)
    foreign_requests: list[str] = field(default_factory=list)

    def complaints(self) -> list[str]:
        """One sentence each; empty when the page behaved."""
        errors = [f"error in the console: {text}" for text in self.console_errors]
        return errors + [f"request to another host: {url}" for url in self.foreign_requests]


def chromium() -> Path:
    """The path of the browser: `PRM_CHROMIUM`, else Debian's, else the first found by name.

    Raises ChromiumMissingError when there is none.
    """
    named = os.environ.get("PRM_CHROMIUM")
    found = [named] if named else [str(USUAL), *(shutil.which(name) for name in NAMES)]
    for path in found:
        if path and Path(path).is_file():
            return Path(path)
    where = f"PRM_CHROMIUM names {named}, which is no file" if named else "no Chromium on this machine"
    raise ChromiumMissingError(f"{where}: install Chromium, or set PRM_CHROMIUM to the path of yours")


def launch(playwright: Playwright, path: Path) -> Browser:
    """Start the browser at `path` without a window."""
    return playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))


@contextmanager
def visit(
    browser: Browser,
    url: str,
    witness: Witness,
    size: ViewportSize = DESKTOP,
    scheme: Literal["light", "dark"] = "light",
) -> Iterator[Page]:
    """A page in a fresh context, as a new reader would have it: no history, no cookie, only our server.

    It asks for little motion: without a graphics card every frame of an animation costs a processor. Requests to
    other hosts are refused and noted. The page is still empty: `page.goto("/trends")` opens a path of `url`.
    """
    context = browser.new_context(
        base_url=url,
        viewport=size,
        color_scheme=scheme,
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="UTC",
        has_touch=size == PHONE,
    )
    try:
        _refuse_other_hosts(context, url, witness)
        page = context.new_page()
        _listen(page, witness)
        yield page
    finally:
        context.close()


def _refuse_other_hosts(context: BrowserContext, url: str, witness: Witness) -> None:
    home = urlsplit(url).netloc

    def refuse(route: Route) -> None:
        witness.foreign_requests.append(route.request.url)
        route.abort()

    def foreign(address: str) -> bool:
        parts = urlsplit(address)
        return parts.scheme in {"http", "https"} and parts.netloc != home

    context.route(foreign, refuse)


def _listen(page: Page, witness: Witness) -> None:
    def note(message: ConsoleMessage) -> None:
        place = message.location["url"]
        if message.type == "error" and not PROBE.search(place):
            witness.console_errors.append(f"{message.text} ({place})")

    page.on("console", note)
    page.on("pageerror", lambda error: witness.console_errors.append(str(error)))


def settle(page: Page, *, seconds: float = 30) -> None:
    """Wait until the script has ended and everything it sent is drawn.

    Raises playwright's TimeoutError after `seconds`.
    """
    page.wait_for_function(QUIET, timeout=seconds * 1000)
