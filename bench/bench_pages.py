"""What a page costs: a rerun after a control, the first sight of the Overview, a later start of `make run`."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPException
from itertools import cycle, product
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench.run import BenchError, Benchmark, Measure
from bench.session import Answer, Session, cpu_milliseconds
from tools.chromium import Witness, chromium, launch, visit
from tools.serving import HOST, ROOT, Served, data_folder, free_port, served

SCRIPT, CPU, FIRST_SIGHT, LATER_START = 60, 60, 1500, 10
PAGES = {"Trends": "trends", "Port": "port", "Compare": "compare", "Overview": ""}
PORTS = "BE003.FRCQF.NLMOE.GBPOO.GBPME.FRDKK"
RERUNS = 5
"""Reruns a figure is taken over: the system counts processor time in steps of 10 ms."""
EMPTY = 'import streamlit as st\n\nst.html("<h1>Empty</h1>")\n'
# The page is there: its heading, its tiles where it has some, and the script has ended. The map's canvas is not waited
# for: the sea stands in its place.
SEEN = """(wanted) => new Promise(resolve => {
    const look = () => {
        const app = document.querySelector('[data-testid="stApp"]');
        const ended = app && app.dataset.testScriptState === 'notRunning';
        if (ended && document.querySelector('h1') && document.querySelector(wanted)) resolve(performance.now());
        else requestAnimationFrame(look);
    };
    look();
})"""


@contextmanager
def benchmark() -> Iterator[Benchmark]:
    """Reruns over the wire of a running server without a browser; first sights in an empty browser."""
    with ExitStack() as stack:
        ours = stack.enter_context(served(data_folder()))
        session = stack.enter_context(Session(ours.url))
        empty = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-pages-"))) / "empty.py"
        empty.write_text(EMPTY, encoding="utf-8")
        bare = stack.enter_context(served(data_folder(), script=str(empty)))
        playwright = stack.enter_context(sync_playwright())
        browser = stack.enter_context(launch(playwright, chromium()))
        yield Benchmark(
            f"Pages: a rerun (mean of {RERUNS}), the first sight, a later start",
            Measure("About (the frame alone), script", _scripts(session, cycle(["/about"])), timed=False),
            (
                *(measure for name, path in PAGES.items() for measure in _reruns(name, path, session, ours)),
                Measure(
                    "an empty Streamlit page, first sight", lambda: _first_sight(browser, bare.url, "h1"), timed=False
                ),
                Measure(
                    "Overview, first sight above an empty page",
                    lambda: _first_sight(browser, ours.url, ".prm-tiles") - _first_sight(browser, bare.url, "h1"),
                    FIRST_SIGHT,
                    timed=False,
                ),
                Measure("make run, until it answers", _later_start, LATER_START, "s", timed=False),
            ),
            rounds=5,
        )


def _reruns(name: str, path: str, session: Session, server: Served) -> Iterator[Measure]:
    """Script and processor time of a page, for choices asked for before and for choices nobody asked for yet."""
    periods = product(range(1997, 2012), range(2014, 2025))
    unseen = (f"/{path}?ports={PORTS}&from={first}&to={last}" for first, last in periods)
    known = [next(unseen) for _ in range(RERUNS)]
    for address in known:
        charts = _asked(session, address).charts
    said = f"{name}, {charts} {'chart' if charts == 1 else 'charts'}"
    seen = cycle(known)
    yield Measure(f"{said}: script, choices seen before", _scripts(session, seen), SCRIPT, timed=False)
    yield Measure(f"{said}: server CPU, choices seen before", _cpu(session, server, seen), CPU, timed=False)
    yield Measure(f"{said}: script, new choices", _scripts(session, unseen), timed=False)
    yield Measure(f"{said}: server CPU, new choices", _cpu(session, server, unseen), timed=False)


def _scripts(session: Session, addresses: Iterator[str]) -> Callable[[], float]:
    return lambda: statistics.mean(_asked(session, next(addresses)).script_milliseconds for _ in range(RERUNS))


def _cpu(session: Session, server: Served, addresses: Iterator[str]) -> Callable[[], float]:
    def spent() -> float:
        before = cpu_milliseconds(server.pid)
        for _ in range(RERUNS):
            _asked(session, next(addresses))
        return (cpu_milliseconds(server.pid) - before) / RERUNS

    return spent


def _asked(session: Session, address: str) -> Answer:
    answer = session.ask(address)
    if answer.exceptions:
        raise BenchError(f"{address} failed: {answer.exceptions[0]}")
    return answer


def _first_sight(browser: Browser, url: str, wanted: str) -> float:
    """Milliseconds from the call of an address in an empty browser until the page is there."""
    with visit(browser, url, Witness()) as page:
        page.goto("/", wait_until="commit")
        return float(page.evaluate(SEEN, wanted))


def _later_start() -> float:
    """Seconds from `make run` in a tree that is set up until the server answers."""
    port = free_port()
    begun = time.monotonic()
    make = subprocess.Popen(
        ["make", "--no-print-directory", "run", f"PORT={port}"],
        cwd=ROOT,
        env={**os.environ, "PRM_DATA": str(data_folder())},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while not _is_ready(port):
            if make.poll() is not None:
                raise BenchError(f"'make run' ended with {make.returncode} before the server answered")
            time.sleep(0.05)
        return time.monotonic() - begun
    finally:
        if make.poll() is None:
            os.killpg(make.pid, signal.SIGTERM)
        make.wait(timeout=20)


def _is_ready(port: int) -> bool:
    connection = HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
