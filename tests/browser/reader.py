"""A reader at the keyboard and the mouse, who counts what a task costs: clicks, drags and typed words."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page

from tools.chromium import settle

# The answer to a click begins a moment after it: a page that is still quiet has not heard it yet.
HEARD_MILLISECONDS = 250


class Reader:
    """Opens an address, then acts; every act waits until the page has answered."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.acts: list[str] = []

    def open(self, address: str) -> None:
        self.page.goto(address)
        settle(self.page)

    def click(self, target: Locator) -> None:
        self.acts.append(f"click {target.inner_text() or target.get_attribute('aria-label')}".replace("\n", " "))
        target.click()
        self.rest()

    def follow(self, name: str) -> None:
        """One click in the navigation."""
        links = self.page.locator(".st-key-prm_nav").get_by_role("link", name=name, exact=True)
        self.click(links)

    def type(self, box: str, text: str) -> None:
        """Text typed into a box and Enter: two acts, the click into the box and the word.

        A list of several stays open for the next word; Escape puts it away.
        """
        target = self.page.get_by_role("combobox", name=box, exact=True)
        self.acts += [f"click {box}", f"type {text}"]
        target.click()
        target.press("Control+a")
        target.press_sequentially(text)
        self.page.get_by_role(
            "option", name=re.compile(f"{re.escape(text)}|^No results$", re.IGNORECASE)
        ).first.wait_for()
        target.press("Enter")
        self.rest()
        self.page.keyboard.press("Escape")

    def start_period(self, year: int) -> None:
        """The left end of the period, dragged to a year."""
        self.acts.append(f"drag the start of the period to {year}")
        slider = self.page.locator(".st-key-ctx_period")
        start, end = (slider.get_by_role("slider").nth(place) for place in (0, 1))
        here, there = (thumb.locator("xpath=../..").bounding_box() for thumb in (start, end))
        first, last = (int(thumb.input_value()) for thumb in (start, end))
        assert here and there
        begin, finish = (box["x"] + box["width"] / 2 for box in (here, there))
        height = here["y"] + here["height"] / 2
        mouse = self.page.mouse
        mouse.move(begin, height)
        mouse.down()
        mouse.move(begin + (finish - begin) * (year - first) / (last - first), height, steps=10)
        mouse.up()
        self.rest()

    def back(self) -> None:
        self.page.go_back()
        self.rest()

    def forward(self) -> None:
        self.page.go_forward()
        self.rest()

    def rest(self) -> None:
        self.page.wait_for_timeout(HEARD_MILLISECONDS)
        settle(self.page)

    @property
    def ports(self) -> list[str]:
        """The names of the ports chosen on the context line, which must have one: an opened page draws it late."""
        tags = self.page.locator(".st-key-ctx_ports [data-tag]")
        tags.first.wait_for()
        return [label.partition("·")[0].strip() for label in tags.all_inner_texts()]

    @property
    def permalink(self) -> str:
        return self.page.locator(".prm-permalink code").inner_text()

    @property
    def said(self) -> str:
        """All words of the page itself, its charts and tables included."""
        return self.page.locator(".st-key-prm_page").inner_text()

    @property
    def choices(self) -> dict[str, str]:
        """The query of the address."""
        return {key: values[-1] for key, values in parse_qs(urlsplit(self.page.url).query).items()}

    def download(self, button: Locator, folder: Path) -> Path:
        """The file behind a button, under the name the page gives it."""
        self.acts.append(f"click {button.inner_text()}")
        with self.page.expect_download() as coming:
            button.click()
        target = folder / coming.value.suggested_filename
        coming.value.save_as(target)
        return target

    def twin(self, figure: str) -> Locator:
        """The table twin of a figure, opened."""
        twin = self.page.locator(f".st-key-prm_twin_{figure}")
        self.click(twin.locator("summary"))
        return twin
