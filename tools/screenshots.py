"""Pictures of every page at 1440 and 360 px, light and dark, in `build/screenshots/` (not in git).

    make screenshots
    python -m tools.screenshots --page port --query "ports=FRCQF,GBPOO" --width 360

Each picture shows the whole page, however long. What the browser complained about goes to standard error.
"""

import argparse
import sys
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tools.chromium import DESKTOP, PHONE, ChromiumMissingError, Witness, chromium, launch, settle, visit
from tools.serving import ROOT, ServingError, build, data_folder, page_addresses, served

OUT: Final = ROOT / "build" / "screenshots"
SIZES: Final = {size["width"]: size for size in (DESKTOP, PHONE)}
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
# The page scrolls inside its main section: a window as high as its content shows all of it at once.
CONTENT_HEIGHT: Final = """() => {
    const main = document.querySelector('[data-testid="stMain"]');
    return Math.ceil(Math.max(main ? main.scrollHeight : 0, document.body.scrollHeight));
}"""
HIGHEST: Final = 16_000
# A map draws after the script has ended, in frames of its own.
MAP_MILLISECONDS: Final = 1500


def photograph(page: Page, address: str, file: Path, size: ViewportSize) -> None:
    """Open an address and keep a picture of the whole page."""
    page.goto(address)
    settle(page)
    height = min(max(size["height"], int(page.evaluate(CONTENT_HEIGHT))), HIGHEST)
    page.set_viewport_size({"width": size["width"], "height": height})
    settle(page)
    page.wait_for_timeout(MAP_MILLISECONDS)
    page.screenshot(path=file)


def album(browser: Browser, url: str, addresses: dict[str, str], widths: Sequence[int]) -> list[str]:
    """A picture of each page at each width in both schemes; what the browser complained about."""
    complaints = []
    for (name, address), width, scheme in product(addresses.items(), widths, SCHEMES):
        file = OUT / f"{name}-{width}-{scheme}.png"
        witness = Witness()
        with visit(browser, url, witness, SIZES[width], scheme) as page:
            photograph(page, address, file, SIZES[width])
        sys.stdout.write(f"{file.relative_to(ROOT)}\n")
        complaints += [f"{file.name}: {complaint}" for complaint in witness.complaints()]
    return complaints


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.screenshots", description="Pictures of every page")
    parser.add_argument("--page", action="append", choices=page_addresses(), help="only this page (repeatable)")
    parser.add_argument("--width", action="append", type=int, choices=sorted(SIZES), help="only this width")
    parser.add_argument("--query", default="", help="what follows the question mark of each address")
    return parser.parse_args(words)


def main(words: Sequence[str] | None = None) -> int:
    """Take the pictures; 1 when the server or the browser is missing."""
    wanted = _arguments(words)
    query = f"?{wanted.query}" if wanted.query else ""
    pages = {n: a + query for n, a in page_addresses().items() if n in (wanted.page or page_addresses())}
    OUT.mkdir(parents=True, exist_ok=True)
    try:
        path = chromium()
        build(data_folder(), "--if-missing")
        with served(data_folder()) as server, sync_playwright() as playwright:
            complaints = album(launch(playwright, path), server.url, pages, wanted.width or sorted(SIZES))
    except (ServingError, ChromiumMissingError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stderr.writelines(f"{complaint}\n" for complaint in complaints)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
