"""The server says whether it is ready, in which language a page is, and sends little over the wire."""

import gzip
import json
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

import server

PAGE = '<!DOCTYPE html><html lang="en"><head><title>Streamlit</title></head><body>' + "x" * 2000 + "</body></html>"
SCRIPT = "const answer = 42;\n" * 500


@pytest.fixture
def client() -> TestClient:
    routes = [
        Route("/", lambda _: HTMLResponse(PAGE)),
        Route("/static/js/index.abc123.js", lambda _: Response(SCRIPT, media_type="text/javascript")),
        Route("/font", lambda _: Response(b"\0" * 5000, media_type="font/woff2")),
        Route("/small", lambda _: PlainTextResponse("ok")),
        Route("/readyz", server.readyz),
    ]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(server.WholeReply)]))


@pytest.mark.parametrize(("query", "lang"), [("", "en"), ("?lang=fr", "fr"), ("?lang=nl", "nl"), ("?lang=%22x", "en")])
def test_the_page_declares_the_language_of_its_address(client: TestClient, query: str, lang: str) -> None:
    page = client.get(f"/{query}")
    assert f'<html lang="{lang}">' in page.text
    assert "<title>Port Region Monitor</title>" in page.text


def test_pages_and_scripts_travel_compressed_and_read_the_same(client: TestClient) -> None:
    for path, text in (("/static/js/index.abc123.js", SCRIPT),) * 2:
        reply = client.get(path)
        assert reply.headers["content-encoding"] == "gzip"
        assert int(reply.headers["content-length"]) < len(text) / 5
        assert reply.text == text


def test_who_cannot_read_gzip_gets_plain_bytes(client: TestClient) -> None:
    reply = client.get("/static/js/index.abc123.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in reply.headers
    assert reply.headers["vary"] == "Accept-Encoding"
    assert reply.text == SCRIPT


def test_what_is_small_or_already_packed_is_left_alone(client: TestClient) -> None:
    assert "content-encoding" not in client.get("/small").headers
    assert "content-encoding" not in client.get("/font").headers


def test_a_front_end_file_is_packed_once_only() -> None:
    house = server.WholeReply(Starlette())
    house.packed["/static/js/a.js"] = gzip.compress(b"kept")
    routes = [Route("/static/js/a.js", lambda _: Response("y" * 5000, media_type="text/javascript"))]
    house.app = Starlette(routes=routes)
    assert TestClient(house).get("/static/js/a.js").text == "kept"


def test_without_a_warehouse_it_is_not_ready_and_says_what_to_do(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRM_DATA", str(tmp_path))
    reply = client.get("/readyz")
    assert reply.status_code == 503
    assert "python -m etl build" in reply.json()["reason"]


def test_with_a_vintage_it_is_ready_and_names_it(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRM_DATA", str(tmp_path))
    (tmp_path / "warehouse").mkdir()
    (tmp_path / "warehouse" / "CURRENT").write_text("2026-11-21-1a2b3c4d\n")
    reply = client.get("/readyz")
    assert (reply.status_code, json.loads(reply.text)["vintage"]) == (200, "2026-11-21-1a2b3c4d")
