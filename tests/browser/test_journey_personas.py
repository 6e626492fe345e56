"""What each kind of reader came for, in at most four acts from the Overview: a click, a drag or a typed word."""

from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from tests.browser.reader import Reader

AT_MOST = 4
RECOMMENDATIONS = 6


@pytest.fixture
def reader(desktop: Page) -> Reader:
    """At the Overview, as a bare address shows it."""
    arrived = Reader(desktop)
    arrived.open("/")
    return arrived


def test_a_policy_maker_finds_the_trend_of_calais_since_2015(reader: Reader) -> None:
    reader.click(reader.page.locator(".st-key-prm_standings").get_by_role("link", name="Calais", exact=True))
    reader.start_period(2015)
    assert len(reader.acts) <= AT_MOST
    figure = reader.page.locator("[class*=st-key-prm_figure_trend]").first
    expect(figure.locator("h3")).to_contain_text("Calais")
    expect(figure.locator("h3")).to_contain_text("2015")
    expect(figure.locator(".scatterlayer .trace").first).to_be_attached()
    assert reader.choices["from"] == "2015"
    assert reader.choices["port"] == "FRCQF"
    years = reader.page.locator("[class*=st-key-prm_twin_trend] td:first-child").all_text_contents()
    assert min(years) == "2015"


def test_a_peer_reviewer_compares_poole_with_portsmouth_and_takes_the_table(reader: Reader, tmp_path: Path) -> None:
    reader.click(reader.page.locator(".st-key-prm_standings").get_by_role("link", name="Poole", exact=True))
    reader.click(reader.page.locator(".st-key-prm_kin_peers").get_by_role("link", name="Portsmouth", exact=True))
    expect(reader.page.get_by_role("heading", name="Is the comparison fair?")).to_be_visible()
    file = reader.download(reader.page.locator(".st-key-compare_csv").get_by_role("button"), tmp_path)
    assert len(reader.acts) <= AT_MOST
    taken = pd.read_csv(file)
    assert set(taken["port_id"]) == {"GBPOO", "GBPME"}
    assert taken["value"].gt(0).all()
    assert reader.choices["v"] in file.name


def test_a_reader_finds_the_recommendations_made_to_calais(reader: Reader) -> None:
    reader.follow("Reviews")
    reader.type("Port", "Calais")
    assert len(reader.acts) <= AT_MOST
    assert reader.choices["port"] == "FRCQF"
    expect(reader.page.get_by_role("heading", name="Recommendations made to Calais")).to_be_visible()
    assert f"{RECOMMENDATIONS} recommendations" in reader.page.locator(".prm-answer").inner_text()
    assert "unknown" in reader.said
