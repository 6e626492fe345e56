"""The server says whether it is ready, in which language a page is, and sends little over the wire."""

import gzip
import json
import re
from pathlib import Path

import pytest
import streamlit
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


FRONT_END = Path(streamlit.__file__).parent / "static" / "static"
FONTS = Path(server.__file__).with_name("static") / "fonts"
ICON = re.compile(r":material/([a-z_0-9]+)")
UNKNOWN_TO_THE_FONT = {"star_filled"}


def test_the_front_end_is_sent_our_font_and_the_few_icons_instead_of_its_own_large_ones() -> None:
    index = (FRONT_END.parent / "index.html").read_bytes()
    style = next(FRONT_END.glob("css/index.*.css")).read_bytes()
    sent = server.worded(index, b"") + server.with_our_fonts(style, b"../media/", b"../../")
    for large in (b"SourceSansVF-Upright", b"MaterialSymbols-Rounded"):
        assert large in index + style
        assert large not in sent
    for _theirs, ours in server.OUR_FONTS:
        assert server.FONTS + ours in sent
        assert (FONTS / ours.decode()).is_file()


def test_every_icon_a_page_can_show_is_among_the_few() -> None:
    files = [*FRONT_END.glob("js/*.js"), *FONTS.parents[1].glob("ui/**/*.py"), *FONTS.parents[1].glob("pages/*.py")]
    named = {name for file in files for name in ICON.findall(file.read_text(encoding="utf-8"))}
    kept = (FONTS / "material-symbols.txt").read_text(encoding="utf-8").splitlines()
    assert named - UNKNOWN_TO_THE_FONT <= set(kept)
