"""A control on Compare, from the click to the new figure on the screen, against the same questions on a Dash page."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPException
from itertools import cycle

from playwright.sync_api import Page, sync_playwright

from bench.dash_reference import CHOICES, END, PORTS
from bench.run import BenchError, Benchmark, Measure
from tools.chromium import Witness, chromium, launch, settle, visit
from tools.serving import HOST, ROOT, data_folder, served

LIMIT = 300
"""Milliseconds a reader waits for a control, at the median."""
STARTS = tuple(f"{year}-01-01" for year in range(1998, 2016))
PATIENCE = 60
# Every text drawn in a figure: a tick, a label, a panel's head. It changes when the new figure is on the screen.
WAIT = """async ([button, figure]) => {
    const drawn = () => [...document.querySelectorAll(`${figure} .main-svg text`)];
    const texts = () => drawn().map(each => each.textContent).join("|");
    const before = texts();
    const begun = performance.now();
    document.evaluate(button, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE).singleNodeValue.click();
    return await new Promise((resolve, reject) => {
        const look = () => {
            const now = texts();
            if (now && now !== before) requestAnimationFrame(() => resolve(performance.now() - begun));
            else if (performance.now() - begun > 20000) reject(new Error("no new figure"));
            else requestAnimationFrame(look);
        };
        look();
    });
}"""


@contextmanager
def benchmark() -> Iterator[Benchmark]:
    """Scale, order and basis on Compare and on the reference, each in an address nobody asked for before."""
    with ExitStack() as stack:
        ours = stack.enter_context(served(data_folder())).url
        dash = stack.enter_context(_dash())
        playwright = stack.enter_context(sync_playwright())
        browser = stack.enter_context(launch(playwright, chromium()))
        pages = [stack.enter_context(visit(browser, url, Witness())) for url in (ours, dash)]
        yield Benchmark(
            "A control on Compare, click to new figure, against a minimal Dash page with the same queries",
            Measure("Dash: scale", _click(pages[1], _dash_address, "scale"), unit="ms", timed=False),
            (
                Measure("Compare: scale", _click(pages[0], _address, "scale"), LIMIT, timed=False),
                Measure("Dash: order", _click(pages[1], _dash_address, "order"), timed=False),
                Measure("Compare: order", _click(pages[0], _address, "order"), LIMIT, timed=False),
                Measure("Dash: basis", _click(pages[1], _dash_address, "basis"), timed=False),
                Measure("Compare: basis", _click(pages[0], _address, "basis"), LIMIT, timed=False),
            ),
            rounds=9,
        )


def _click(page: Page, address: Callable[[str], str], control: str) -> Callable[[], float]:
    """What opens the next address, chooses the second value of a control and answers with the milliseconds it took."""
    words = list(CHOICES[control].values())[1]
    is_dash = address is _dash_address
    button = f"//label[contains(., '{words}')]//input" if is_dash else f"//button[normalize-space(.)='{words}']"
    figure = ".js-plotly-plot" if is_dash else ".st-key-prm_figure_ends .js-plotly-plot"
    starts = cycle(STARTS)

    def once() -> float:
        page.goto(address(next(starts)))
        if is_dash:
            page.wait_for_selector(f"{figure} .main-svg text", state="attached", timeout=PATIENCE * 1000)
            page.wait_for_load_state("networkidle")
        else:
            settle(page, seconds=PATIENCE)
        return float(page.evaluate(WAIT, [button, figure]))

    return once


def _address(start: str) -> str:
    return f"/compare?ports={'.'.join(PORTS)}&start={start}&end={END}&scale=value"


def _dash_address(start: str) -> str:
    return f"/?start={start}"


@contextmanager
def _dash() -> Iterator[str]:
    """The reference page on a free port, over the same data; ended afterwards."""
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.dash_reference", str(port)],
        cwd=ROOT,
        env=os.environ | {"PRM_DATA": str(data_folder())},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, process)
        yield f"http://{HOST}:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        connection = HTTPConnection(HOST, port, timeout=5)
        try:
            connection.request("GET", "/")
            connection.getresponse()
        except (OSError, HTTPException):
            time.sleep(0.2)
        else:
            return
        finally:
            connection.close()
    raise BenchError(
        "the Dash reference did not answer: run `python -m bench.dash_reference 8050` and read what it says"
    )
