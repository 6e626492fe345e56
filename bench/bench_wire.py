"""The bytes a new reader's browser receives for a page with charts, packed and unpacked."""

from __future__ import annotations

import zlib
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from playwright.sync_api import Browser, sync_playwright

from bench.run import Benchmark, Measure
from tools.chromium import Witness, chromium, launch, settle, visit
from tools.serving import data_folder, served

LIMIT = 2.5
MEGABYTE = 1_000_000
PAGES = {"Overview": "/", "Trends": "/trends", "Compare": "/compare"}


@contextmanager
def benchmark() -> Iterator[Benchmark]:
    """Everything up to the drawn page in an empty browser: files as they come, and the messages of the socket."""
    with ExitStack() as stack:
        url = stack.enter_context(served(data_folder())).url
        playwright = stack.enter_context(sync_playwright())
        browser = stack.enter_context(launch(playwright, chromium()))

        def bytes_of(path: str, unpacked: bool = False) -> Callable[[], float]:
            return lambda: _megabytes(browser, url, path, unpacked)

        yield Benchmark(
            "Bytes over the wire for a page with charts, in an empty browser",
            Measure("Trends, unpacked", bytes_of("/trends", unpacked=True), unit="MB", timed=False),
            tuple(Measure(name, bytes_of(path), LIMIT, "MB", timed=False) for name, path in PAGES.items()),
            rounds=5,
        )


def _megabytes(browser: Browser, url: str, path: str, unpacked: bool) -> float:
    """Megabytes received until the page is quiet.

    The browser shows the messages of the socket unpacked only, so they are packed again as the server packs them
    (permessage-deflate, one window for all messages).
    """
    received = [0.0]
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)

    def message(told: str) -> int:
        content = b64decode(told)
        return len(content) if unpacked else len(packer.compress(content) + packer.flush(zlib.Z_SYNC_FLUSH))

    def add(count: float) -> None:
        received[0] += count

    with visit(browser, url, Witness()) as page:
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        if unpacked:
            wire.on("Network.dataReceived", lambda event: add(event["dataLength"]))
        else:
            wire.on("Network.loadingFinished", lambda event: add(event["encodedDataLength"]))
        wire.on("Network.webSocketFrameReceived", lambda event: add(message(event["response"]["payloadData"])))
        page.goto(path)
        settle(page, seconds=60)
    return received[0] / MEGABYTE
