"""A policy maker reads a trend, passes it on, and an analyst takes its numbers away."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from kpis import reads
from tests.browser.conftest import Visitor
from tests.browser.reader import Reader
from tools.serving import Served
from warehouse.vintages import current_id

CALAIS, POOLE = "FRCQF", "GBPOO"


@pytest.fixture
def vintage(server: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The vintage the server shows, for reads of this process."""
    monkeypatch.setenv("PRM_DATA", str(server.data))
    current = current_id()
    assert current
    yield current


@pytest.fixture
def trend(desktop: Page) -> Reader:
    """A reader of the Trends page with Calais and Poole."""
    reader = Reader(desktop)
    reader.open("/trends?ports=FRCQF.GBPOO")
    return reader


def test_calais_and_poole_are_chosen_and_their_trend_is_drawn_and_said(desktop: Page) -> None:
    reader = Reader(desktop)
    reader.open("/?ports=none")
    reader.follow("Trends")
    expect(desktop.get_by_text("No port is chosen.")).to_be_visible()
    reader.type("Ports", "Calais")
    reader.type("Ports", "GBPOO")
    assert reader.ports == ["Calais", "Poole"]
    assert reader.choices["ports"] == "FRCQF.GBPOO"
    chart = desktop.get_by_test_id("stPlotlyChart").first
    expect(chart.locator(".scatterlayer .trace").first).to_be_attached()
    expect(chart.locator("text", has_text="Calais").first).to_be_visible()
    expect(chart.locator("text", has_text="Poole").first).to_be_visible()
    said = desktop.locator(".prm-answer").inner_text()
    assert "Calais" in said
    assert "Poole" in said
    source = desktop.locator(".prm-source").first
    for part in ("Unit: ", "Eurostat", f"Data vintage: {reader.choices['v']}"):
        expect(source).to_contain_text(part)


def test_the_permalink_shows_the_same_page_in_a_fresh_browser(trend: Reader, visitor: Visitor) -> None:
    trend.start_period(2010)
    other = Reader(visitor())
    other.open(trend.permalink)
    assert other.ports == trend.ports == ["Calais", "Poole"]
    assert other.page.title() == trend.page.title() == "Trends · Port Region Monitor"
    assert "2010" in trend.page.locator("h3").first.inner_text()
    assert other.said == trend.said
    assert other.permalink == trend.permalink
    assert other.choices.items() >= trend.choices.items()


def test_back_returns_to_the_choice_before_and_forward_to_the_one_after(desktop: Page) -> None:
    reader = Reader(desktop)
    reader.open("/trends?ports=FRCQF")
    reader.type("Ports", "Poole")
    both = reader.said
    reader.back()
    assert reader.ports == ["Calais"]
    assert "Poole" not in reader.page.locator("h3").first.inner_text()
    reader.forward()
    assert reader.ports == ["Calais", "Poole"]
    assert reader.said == both


def test_back_across_pages_returns_to_the_page_before(desktop: Page) -> None:
    reader = Reader(desktop)
    reader.open("/trends?ports=FRCQF")
    reader.follow("Sources")
    expect(desktop.locator("h1")).to_have_text("Sources")
    reader.back()
    expect(desktop.locator("h1")).to_have_text("Trends")
    assert reader.ports == ["Calais"]


def test_the_table_of_the_trend_reads_back_as_the_indicator_was_computed(
    trend: Reader, vintage: str, tmp_path: Path
) -> None:
    twin = trend.twin("trend")
    file = trend.download(twin.get_by_role("button", name="Download as CSV"), tmp_path)
    taken = pd.read_csv(file)
    held = reads.series(vintage, "gross_weight", [CALAIS, POOLE])
    assert file.name.endswith(f"_{vintage}.csv")
    assert set(taken["unit"]) == {"t"}
    answers = taken[taken["value"].notna()].set_index(["port_id", "period"])["value"]
    expected = held[held["value"].notna()].assign(period=held["period_start"].dt.year)
    assert answers.to_dict() == expected.set_index(["entity", "period"])["value"].to_dict()
    assert taken[taken["value"].isna()]["reason"].notna().all()


@pytest.mark.parametrize("text", ["FRCQ", "GBPOOL"])
def test_a_code_typed_into_the_picker_never_chooses_another_port(desktop: Page, text: str) -> None:
    """A picker that matches by similarity takes the next best name on Enter."""
    reader = Reader(desktop)
    reader.open("/trends?ports=NLMOE")
    reader.type("Ports", text)
    assert reader.ports in (["Moerdijk"], ["Moerdijk", "Calais"])


@pytest.mark.parametrize("page", ["port"])
def test_the_shorter_of_two_names_can_be_chosen_by_typing_it(desktop: Page, page: str) -> None:
    reader = Reader(desktop)
    reader.open(f"/{page}?ports=none")
    reader.type("Ports", "Antwerp")
    assert reader.ports == ["Antwerp"]
