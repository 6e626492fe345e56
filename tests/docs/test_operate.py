"""The page on running lists every variable that points a source elsewhere, with the address it replaces."""

from etl.sources import SOURCES
from tests.conftest import ROOT


def test_every_source_has_its_variable_and_address_in_the_table() -> None:
    text = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
    for source in SOURCES:
        address = f"as `PRM_URL_{source.family.upper()}`" if source.family else source.url
        assert f"| `{source.variable}` | {source.title} | {address} |" in text, source.id


def test_one_variable_moves_all_datasets_of_a_service_and_their_own_goes_before_it(monkeypatch) -> None:
    source = next(one for one in SOURCES if one.family == "eurostat")
    monkeypatch.setenv("PRM_URL_EUROSTAT", "http://mirror.invalid/")
    assert source.base == "http://mirror.invalid/"
    monkeypatch.setenv(source.variable, "http://other.invalid/")
    assert source.base == "http://other.invalid/"
