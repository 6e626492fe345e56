"""A reviewer doubts a number: two clicks from the figure to its passport, down to the publisher's file."""

from playwright.sync_api import Page, expect

from tests.browser.reader import Reader


def test_two_clicks_from_a_figure_to_the_passport_of_a_number(desktop: Page) -> None:
    reader = Reader(desktop)
    reader.open("/trends?ports=FRCQF.GBPOO&indicator=gross_weight")
    reader.acts.clear()
    reader.click(desktop.locator(".prm-doors").first.get_by_role("link", name="Passport", exact=True))
    reader.click(desktop.get_by_role("link", name="15,150,000", exact=True))
    assert len(reader.acts) == 2
    expect(desktop.locator(".prm-passport-number")).to_have_text("15,150,000 t")
    expect(desktop.locator(".prm-passport-where")).to_have_text("Calais, 2024")
    expect(desktop.locator(".prm-check-failed")).to_have_count(0)
    expect(desktop.locator(".prm-print")).to_contain_text("A.TOTAL.THS_T.FR_1FRCQF:2024")
    assert reader.choices["entity"] == "FRCQF"
    assert reader.choices["period"] == "2024-01-01"
