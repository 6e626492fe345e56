"""A policy maker asks whether something changed, a reviewer doubts it, and both find what is missing."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.reader import Reader
from tools.chromium import PHONE

ODESA = "Liner connections of Odesa after 24 February 2022"


def test_a_reader_asks_sees_the_interval_moves_the_date_and_passes_it_on(desktop: Page, visitor: Visitor) -> None:
    reader = Reader(desktop)
    reader.open("/effects")
    expect(desktop.locator(".prm-verdict-word")).to_have_text("Cannot tell")
    expect(desktop.get_by_test_id("stPlotlyChart").first.locator(".scatterlayer .trace").first).to_be_attached()
    reader.click(desktop.locator(".st-key-own_effects_focus").get_by_text("Hamburg", exact=True))
    assert reader.choices["focus"] == "DEHAM"
    reader.type("Date", "from Q1 2019 on")
    assert reader.choices["date"] == "2019-01-01"
    expect(desktop.locator(".prm-verdict-kind")).to_contain_text("Estimated change, of no event named")
    other = Reader(visitor())
    other.open(reader.permalink)
    assert other.page.locator(".prm-verdict").inner_text() == desktop.locator(".prm-verdict").inner_text()


def test_a_ready_made_question_is_refused_with_its_reason_and_a_way_on(desktop: Page) -> None:
    reader = Reader(desktop)
    reader.open("/effects")
    reader.click(desktop.get_by_role("link", name=ODESA))
    assert reader.choices["places"] == "UAODS"
    expect(desktop.locator(".prm-verdict-word")).to_have_text("No figure")
    expect(desktop.locator(".prm-verdict-figure")).to_have_count(0)
    expect(desktop.get_by_role("heading", name="What would allow an answer")).to_be_visible()


def test_a_gap_is_found_on_a_phone_and_its_sources_open(visitor: Visitor) -> None:
    reader = Reader(visitor(PHONE))
    reader.open("/evidence?port=FRCQF")
    page = reader.page
    grid = page.get_by_test_id("stPlotlyChart").first
    expect(grid.get_by_text("Cooperation", exact=True).first).to_be_visible()
    reader.type("Instrument and theme", "Digital: Throughput")
    assert reader.choices["cell"] == "digital-throughput"
    told = page.get_by_test_id("stMarkdownContainer").get_by_text("a printed date would fill this")
    expect(told.first).to_be_visible()
    expect(page.locator(".prm-records").get_by_text("Digital tool box").first).to_be_visible()


def test_a_click_on_a_bubble_opens_its_cell_and_leads_to_the_effect(desktop: Page) -> None:
    reader = Reader(desktop)
    reader.open("/evidence?port=BEANR&cell=digital-region")
    grid = desktop.locator(".st-key-prm_figure_evidence")
    bubble = grid.locator(".scatterlayer .trace").nth(2).locator("path.point").first
    box = bubble.bounding_box()
    assert box
    desktop.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    reader.rest()
    assert reader.choices["cell"] == "investment-throughput"
    reader.click(desktop.get_by_role("link", name="See the effect that was evaluated"))
    expect(desktop.locator("h1")).to_have_text("Effects")
    assert reader.choices["places"] == "BEANR"
    expect(desktop.locator(".prm-warning")).to_have_count(0)
