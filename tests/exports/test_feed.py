"""The feed of a port is valid Atom, with ids that stay and links that spell everything out."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

import server
from exports.feed import Entry, atom, entries
from warehouse.errors import UnknownEntityError

ATOM = "{http://www.w3.org/2005/Atom}"
SOME = (
    Entry("unusual:yoy_change:port:XXGAM:2023-01-01", "Gamma, 2023: <odd> & new", "XXGAM", "yoy_change", "A"),
    Entry("overdue:office:1", "Overdue: office.", "XXGAM", "", ""),
)


def parsed(feed: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(feed)  # noqa: S314 - our own bytes


def made(vintage: str, lang: str = "en") -> ElementTree.Element:
    def address(entry: Entry | None) -> str:
        return f"https://example.org/{entry.indicator if entry else ''}?v={vintage}"

    return parsed(atom(vintage, "XXGAM", lang, SOME, address, "https://example.org/feeds/XXGAM.atom"))


def text(element: ElementTree.Element, name: str) -> str:
    (found,) = element.findall(ATOM + name)
    return found.text or ""


def test_a_feed_has_what_rfc_4287_asks_for(at_small):
    feed = made(at_small)
    assert feed.tag == f"{ATOM}feed"
    assert text(feed, "title") == "Gamma: what stands out"
    assert text(feed, "id").startswith("urn:uuid:")
    assert text(feed, "updated") == "2024-06-30T00:00:00+00:00"
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    assert {link.get("rel") for link in feed.findall(f"{ATOM}link")} == {"self", "alternate"}
    for entry in feed.findall(f"{ATOM}entry"):
        assert text(entry, "id").startswith("urn:uuid:")
        assert text(entry, "title") == text(entry, "summary")
        assert text(entry, "updated") == "2024-06-30T00:00:00+00:00"
        assert entry.findall(f"{ATOM}link")[0].get("href").endswith(f"v={at_small}")


def test_text_of_an_entry_is_escaped_and_comes_back_whole(at_small):
    first = made(at_small).findall(f"{ATOM}entry")[0]
    assert text(first, "title") == "Gamma, 2023: <odd> & new"


def test_ids_stay_over_languages_and_differ_between_alerts(at_small):
    ids = [[text(entry, "id") for entry in made(at_small, lang).findall(f"{ATOM}entry")] for lang in ("en", "fr")]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == len(SOME)


def test_what_is_no_port_has_no_feed(at_small):
    with pytest.raises(UnknownEntityError, match="'XX111' is no port"):
        entries(at_small, "XX111", "en")


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=[Route("/feeds/{port}.atom", server.feed)]))


def test_the_feed_of_moerdijk_is_served_with_permalinks(at_full, client: TestClient):
    reply = client.get("/feeds/NLMOE.atom?lang=nl")
    assert reply.headers["content-type"] == "application/atom+xml"
    feed = parsed(reply.content)
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "nl"
    links = [entry.findall(f"{ATOM}link")[0].get("href") for entry in feed.findall(f"{ATOM}entry")]
    trends = next(link for link in links if "/trends?" in link)
    assert f"v={at_full}" in trends
    assert "ports=NLMOE" in trends and "indicator=plsci" in trends and "lang=nl" in trends


def test_a_feed_of_nothing_is_answered_with_a_sentence(at_small, client: TestClient, monkeypatch, tmp_path):
    assert client.get("/feeds/NOPE.atom").status_code == 404
    assert "is held. Near it:" in client.get("/feeds/NOPE.atom").json()["reason"]
    monkeypatch.setenv("PRM_DATA", str(tmp_path))
    assert client.get("/feeds/XXGAM.atom").status_code == 503
