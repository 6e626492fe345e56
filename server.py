"""The product as one ASGI process: the dashboard, a readiness answer, compression and the page's language.

``streamlit run server.py`` starts it on port 8501 (``make run`` does that). ``/readyz`` answers 200 with the
current vintage, or 503 with a sentence that says what to do.
"""

from __future__ import annotations

import gc
import gzip
import importlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qs

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from language import LANGS, known_lang
from ui import errors
from ui.words import PRODUCT
from warehouse import vintages
from warehouse.errors import HouseError, UnknownEntityError

PAGES = sorted(path.stem for path in Path(__file__).with_name("pages").glob("[!_]*.py"))
HEAVY = (
    "pandas",
    "plotly.graph_objects",
    "pydeck",
    "duckdb",
    "ui.frame",
    "ui.feed",
    *(f"pages.{name}" for name in PAGES),
)
COMPRESSIBLE = (b"text/", b"application/javascript", b"application/json", b"image/svg+xml")
SMALLEST = 1024
"""Bytes below which compression gains nothing."""
FONTS = b"app/static/fonts/"
OUR_FONTS = (
    (rb"SourceSansVF-Upright[^)\"]*", b"ibm-plex-sans-latin-400-normal.woff2"),
    (rb"MaterialSymbols-Rounded[^)\"]*", b"material-symbols-rounded-subset.woff2"),
)
"""Streamlit's text font, 170 kB, is shown until our theme arrives, a moment; its 4,309 icons are 375 kB, those a page
can show (static/fonts/material-symbols.txt) 9 kB."""


async def readyz(_request: Request) -> JSONResponse:
    """Whether figures can be shown: 200 with the current vintage, or 503 with what to do."""
    try:
        vintage = await run_in_threadpool(vintages.current_id)
    except HouseError as error:
        return JSONResponse({"ready": False, "reason": str(error)}, status_code=503)
    if vintage is None:
        reason = "No data vintage has been built yet. Run `python -m etl build`, then try again."
        return JSONResponse({"ready": False, "reason": reason}, status_code=503)
    return JSONResponse({"ready": True, "vintage": vintage})


async def feed(request: Request) -> Response:
    """What stands out about a port as Atom: 404 with a sentence for what is no port, 503 before the first build."""
    asked = request.query_params.get("lang", LANGS[0])
    lang = asked if known_lang(asked) else LANGS[0]
    # Streamlit complains of every cached read that is imported before it runs, so ui.feed is imported with the pages.
    ours = importlib.import_module("ui.feed")
    try:
        body = await run_in_threadpool(ours.atom, request.path_params["port"], lang, str(request.base_url).rstrip("/"))
    except UnknownEntityError as error:
        return JSONResponse({"reason": str(error)}, status_code=404)
    except HouseError as error:
        return JSONResponse({"reason": str(error)}, status_code=503)
    return Response(body, media_type=ours.MEDIA_TYPE)


class WholeReply:
    """Middleware that may rewrite a reply once its body is complete.

    Kept small on purpose: the front end's files never change under their hashed names, so their compressed
    form is made once per process and kept; a page is a few kB and is rewritten every time. Starlette's
    GZipMiddleware would pack a file anew for every reader (0.2 s of CPU for the largest, 4.7 MB), which is why
    Streamlit, who uses it, sends its own files unpacked.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.packed: dict[str, bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything but plain GET requests through untouched."""
        if scope["type"] != "http" or scope["method"] != "GET" or _header(scope, b"range"):
            await self.app(scope, receive, send)
            return
        reply = _Reply(self, scope, send)
        await self.app({**scope, "headers": _unpacked(scope)}, receive, reply.take)


class _Reply:
    """One reply on its way: held back while it is a page or a compressible file, else passed on at once."""

    def __init__(self, house: WholeReply, scope: Scope, send: Send) -> None:
        self.house, self.scope, self.send = house, scope, send
        self.start: Message = {}
        self.body = bytearray()
        self.held = False

    async def take(self, message: Message) -> None:
        """Receives one ASGI message of the application."""
        if message["type"] == "http.response.start":
            self.start, self.held = message, self._wants(message)
            if not self.held:
                await self.send(message)
            return
        if not self.held:
            await self.send(message)
            return
        self.body += message.get("body", b"")
        if not message.get("more_body", False):
            await self._finish()

    def _wants(self, start: Message) -> bool:
        kind = _header(start, b"content-type")
        plain = start["status"] == HTTPStatus.OK and not _header(start, b"content-encoding")
        return plain and kind.startswith(COMPRESSIBLE) and not kind.startswith(b"text/event-stream")

    async def _finish(self) -> None:
        body = bytes(self.body)
        kind = _header(self.start, b"content-type")
        if kind.startswith(b"text/html"):
            body = worded(body, self.scope["query_string"])
        elif kind.startswith(b"text/css"):
            body = with_our_fonts(body, b"../media/", b"../../")
        headers = [(k, v) for k, v in self.start["headers"] if k.lower() not in {b"content-length", b"vary"}]
        headers.append((b"vary", b"Accept-Encoding"))
        if b"gzip" in _header(self.scope, b"accept-encoding") and len(body) >= SMALLEST:
            body = await self._compressed(body)
            headers.append((b"content-encoding", b"gzip"))
        headers.append((b"content-length", str(len(body)).encode()))
        await self.send({**self.start, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})

    async def _compressed(self, body: bytes) -> bytes:
        """Off the event loop, and once only for files whose name carries their hash."""
        path = self.scope["path"]
        if "/static/js/" not in path and "/static/css/" not in path:
            return await run_in_threadpool(gzip.compress, body, 6)
        if path not in self.house.packed:
            self.house.packed[path] = await run_in_threadpool(gzip.compress, body, 9)
        return self.house.packed[path]


def worded(page: bytes, query: bytes) -> bytes:
    """The first page with the language of its address and our name: screen readers read both at once."""
    asked = parse_qs(query.decode("latin-1")).get("lang", [LANGS[0]])[-1]
    lang = asked if known_lang(asked) else LANGS[0]
    named = page.replace(b'<html lang="en">', f'<html lang="{lang}">'.encode(), 1)
    named = with_our_fonts(named, b"./static/media/", b"./")
    return named.replace(b"<title>Streamlit</title>", f"<title>{PRODUCT}</title>{_address_script()}".encode(), 1)


def with_our_fonts(content: bytes, folder: bytes, root: bytes) -> bytes:
    """The page or style sheet with our font files in place of the front end's large ones in ``folder``."""
    for theirs, ours in OUR_FONTS:
        content = re.sub(re.escape(folder) + theirs, root + FONTS + ours, content)
    return content


def _address_script() -> str:
    """Tells the front end where the server is; else it asks /<page>/_stcore first and logs two errors.

    Mounted below a path, the site needs ``server.baseUrlPath`` set to that path.
    """
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f'<script>window.__streamlit={{BACKEND_BASE_URL:new URL("/{base}",location.origin).href}}</script>'


def _unpacked(scope: Scope) -> list[tuple[bytes, bytes]]:
    """The request's headers without the wish for compression: what comes packed could not be worded."""
    return [(key, value) for key, value in scope["headers"] if key.lower() != b"accept-encoding"]


def _header(message: Scope | Message, name: bytes) -> bytes:
    return next((value for key, value in message.get("headers", ()) if key.lower() == name), b"")


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Imports what the pages need, then takes it out of the collector's sight.

    A full collection walks every object alive: 110 ms after each rerun of any page, before (2026-11-21). Streamlit's
    own, after every rerun, is switched off in .streamlit/config.toml; Python's runs when enough has changed.
    """
    for name in HEAVY:
        importlib.import_module(name)
    importlib.import_module("kpis.registry").registered()
    gc.collect()
    gc.freeze()
    yield


app = st.App(
    Path(__file__).with_name("app.py"),
    routes=[Route("/readyz", readyz), Route("/feeds/{port}.atom", feed)],
    middleware=[Middleware(WholeReply)],
    lifespan=lifespan,
    on_script_error=errors.surprise,
)
