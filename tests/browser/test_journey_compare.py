"""A peer reviewer doubts a ranking, moves a weight, and passes the page on."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.reader import Reader

INDEX = "/compare?view=index&ports=FRCQF.NLMOE.FRDKK"


def short_link(page: Page) -> str:
    return page.locator(".prm-short-link code").inner_text()


def test_a_weight_is_moved_and_the_page_passed_on_in_a_few_characters(desktop: Page, visitor: Visitor) -> None:
    reader = Reader(desktop)
    reader.open(INDEX)
    expect(desktop.get_by_text("In nine draws of ten")).to_be_visible()
    slider = desktop.locator(".st-key-own_index_weight_region").get_by_role("slider")
    slider.focus()
    for _step in range(4):
        slider.press("ArrowRight")
    reader.rest()
    assert "region:3" in reader.choices["w"]
    address = short_link(desktop)
    assert len(address) < len(reader.permalink) / 2
    other = Reader(visitor())
    other.open(address)
    assert other.said == reader.said
    assert other.permalink == reader.permalink


def test_the_index_is_drawn_with_its_intervals(desktop: Page) -> None:
    Reader(desktop).open(INDEX)
    chart = desktop.get_by_test_id("stPlotlyChart").first
    expect(chart.locator("text", has_text="Calais").first).to_be_visible()
    assert chart.locator(".scatterlayer .trace").count() >= 3 * 5


def test_from_a_pair_across_a_border_to_its_comparison(desktop: Page) -> None:
    reader = Reader(desktop)
    reader.open("/borders?pair=calais_dover")
    expect(desktop.get_by_text("lie 40")).to_be_visible()
    expect(desktop.get_by_test_id("stDeckGlJsonChart")).to_be_visible()
    reader.click(desktop.get_by_role("link", name="Set these ports side by side"))
    assert reader.ports == ["Calais", "Dover"]
