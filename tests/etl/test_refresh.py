"""The run: sources side by side, failures that stop nobody, a run that is killed and goes on, the change report."""

from __future__ import annotations

import contextlib
import fcntl
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from etl import __main__ as command
from etl.progress import Board, Progress
from etl.refresh import Outcome, Run, chosen
from etl.snapshots import Shelf
from tests.conftest import write_small
from tests.etl.office import GOODS, HEAD, TRAINS, serve, source
from warehouse.settings import from_environment

ROOT = Path(__file__).resolve().parents[2]
LATER = "Tue, 06 Oct 2026 09:00:00 GMT"


@pytest.fixture(scope="module")
def house() -> Iterator[HTTPServer]:
    with HTTPServer(host="127.0.0.1", threaded=True) as one:
        yield one


SOURCES = (source("office_goods"), source("office_trains"))


class Said(NamedTuple):
    """What one command left: its exit code and what it said."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="module")
def week(house, small, tmp_path_factory) -> Iterator[dict[str, Said]]:
    """Four commands in a row upon the small vintage, as in a week of the office; each test looks at one of them."""
    house.clear()
    folder = tmp_path_factory.mktemp("week") / "data"
    shutil.copytree(small.settings.data, folder)
    with pytest.MonkeyPatch.context() as patch:
        _point(patch, house, folder)
        serve(house, "office_goods", GOODS)
        serve(house, "office_trains", TRAINS)
        said = {"first": _say(run)}
        house.clear_log()
        said["again"] = _say(run)
        said["asked"] = Said(0, "\n".join(str(one.headers.get("If-Modified-Since")) for one, _ in house.log), "")
        house.clear()
        serve(house, "office_goods", GOODS + "XXGAM,2025,220\nXXNEW,2024,5\n", LATER)
        serve(house, "office_trains", HEAD + "XXGAM,2022,198,oops\n", LATER)
        said["failing"] = _say(run)
        (folder / "snapshots" / "office_goods" / "2026-10-06" / "goods.csv").write_text(GOODS.replace("198", "999"))
        house.clear_log()
        said["damaged"] = _say(run, "--offline")
        assert not house.log
        yield said


def _point(patch: pytest.MonkeyPatch, house: HTTPServer, folder: Path) -> None:
    patch.setenv("PRM_DATA", str(folder))
    patch.setattr(command, "SOURCES", SOURCES)
    for one in SOURCES:
        patch.setenv(one.variable, house.url_for("/"))


def _say(main: Callable[..., int], *arguments: object) -> Said:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(*arguments)
    return Said(code, out.getvalue(), err.getvalue())


@pytest.fixture
def office(house, tmp_path, monkeypatch) -> HTTPServer:
    """The small reference and the office's two sources, never refreshed and never built."""
    house.clear()
    _point(monkeypatch, house, write_small(tmp_path / "data").data)
    serve(house, "office_goods", GOODS)
    serve(house, "office_trains", TRAINS)
    return house


def run(*arguments: str) -> int:
    return command.main(["refresh", *arguments])


def fetched(*names: str) -> list[Outcome]:
    """One run without a build."""
    return Run(from_environment(), chosen(SOURCES, names)).fetch_all()


def shelf(source_id: str = "office_goods") -> Shelf:
    return Shelf(Path(os.environ["PRM_DATA"]) / "snapshots", source_id)


@pytest.mark.slow
def test_a_run_says_what_came_and_what_changed_against_the_vintage_before(week):
    code, said, _err = week["first"]
    assert code == 0
    assert "office_goods                       new       release 2026-10-05, 3 rows," in said
    assert "vintage 20" in said
    assert (
        "office_goods: release 2026-10-05 (release 1 before); 1 new figures, 1 revised, 5 no longer there, 3 series "
        "vanished" in said
    )
    assert "  revised: XXGAM gross_weight A 2023-01-01: 198 -> 200 t" in said
    assert "  vanished: XXALP gross_weight A" in said
    assert "office_trains: release 2026-10-05 (not held before); 2 new figures, 0 revised" in said


@pytest.mark.slow
def test_a_second_run_with_nothing_new_makes_no_snapshot_and_no_vintage(week):
    code, said, _err = week["again"]
    assert code == 0
    assert "office_goods                       unchanged release 2026-10-05" in said
    assert "is already there: nothing has changed\nNo figure has changed.\n" in said
    assert week["asked"].out.splitlines() == ["Mon, 05 Oct 2026 09:00:00 GMT"] * 4


@pytest.mark.slow
def test_one_failure_stops_nobody_and_the_last_good_snapshot_stays_with_its_age(week):
    code, said, err = week["failing"]
    assert code == 1
    assert "office_trains                      failed    goods has a row whose cells do not fit the header" in said
    assert "The last good snapshot stays in use: release 2026-10-05, retrieved 20" in said
    assert "(0 days ago)" in said
    assert "office_goods                       new       release 2026-10-06" in said
    assert "office_goods: nobody maps the ports XXNEW; their rows are set aside" in said
    assert "1 of 2 sources failed: office_trains." in err


@pytest.mark.slow
def test_a_damaged_snapshot_is_named_and_the_one_before_it_serves_also_offline(week):
    code, said, err = week["damaged"]
    assert code == 1
    assert "data/snapshots/office_goods/2026-10-06/goods.csv is damaged or missing" in err
    assert "office_goods: release 2026-10-05 (release 2026-10-06 before); 0 new figures, 0 revised, 1 no longer" in said


def test_an_unknown_source_is_a_wrong_argument_and_the_answer_lists_the_known_ones(office, capsys):
    assert run("office_tea") == 2
    assert capsys.readouterr().err == "No source is called office_tea. The sources: office_goods, office_trains.\n"


def test_a_date_that_is_none_is_a_wrong_argument(office, capsys):
    assert run("--since", "soon") == 2
    assert capsys.readouterr().err == "--since soon is no date; write it as 2024-06-30.\n"


def test_only_the_named_sources_are_asked(office):
    assert [outcome.source_id for outcome in fetched("office_goods")] == ["office_goods"]
    assert {request.path for request, _answer in office.log} == {"/office_goods/about.csv", "/office_goods/goods.csv"}


def test_a_dry_run_asks_nobody_and_lists_what_is_held_and_what_would_be_asked(office, capsys):
    fetched("office_goods")
    office.clear_log()
    assert run("--dry-run", "--offline") == 0
    lines = capsys.readouterr().out.splitlines()
    assert "release 2026-10-05, retrieved" in lines[0]
    assert lines[1].split() == ["would", "ask", office.url_for("/") + ":", "goods.csv"]
    assert "nothing held, never refreshed" in lines[2]
    assert not office.log


def test_what_was_refused_stays_aside_with_the_reason(office):
    office.clear()
    serve(office, "office_goods", HEAD + "XXGAM,2022,666\n")
    assert [one.state for one in fetched("office_goods")] == ["failed"]
    assert (shelf().folder / ".rejected" / "reason.txt").read_text() == "A number nobody maps. Map it.\n"
    assert shelf().releases() == ([], [])


def test_two_runs_at_a_time_do_not_write_into_one_another(office, capsys):
    folder = Path(os.environ["PRM_DATA"]) / "snapshots"
    folder.mkdir(parents=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert run() == 1
    assert "Another refresh is running" in capsys.readouterr().err


def test_a_snapshot_whose_record_cannot_be_read_is_named(office):
    fetched("office_goods")
    (shelf().folder / "2026-10-05" / "snapshot.json").write_text("{")
    assert shelf().last() is None
    assert "data/snapshots/office_goods/2026-10-05/snapshot.json cannot be read" in shelf().releases()[1][0]


def test_a_release_revised_on_the_same_day_gets_a_number(office):
    fetched("office_goods")
    office.clear()
    serve(office, "office_goods", GOODS.replace("210", "211"))
    fetched("office_goods")
    assert [one.release for one in shelf().releases()[0]] == ["2026-10-05", "2026-10-05-2"]


def test_the_record_of_a_snapshot_says_where_each_byte_came_from(office):
    fetched("office_goods")
    held = json.loads((shelf().folder / "2026-10-05" / "snapshot.json").read_text())
    goods = held["files"][1]
    assert (goods["name"], goods["size"]) == ("goods.csv", len(GOODS))
    assert goods["url"].endswith("/office_goods/goods.csv?since=2020")
    assert len(goods["sha256"]) == 64
    assert goods["headers"]["Last-Modified"] == "Mon, 05 Oct 2026 09:00:00 GMT"
    assert held["rows"] == 3


@pytest.mark.slow
def test_a_run_that_is_killed_leaves_no_half_snapshot_and_the_next_one_goes_on(office, tmp_path):
    """The second file never ends: the process is killed in the middle of it, as a power cut would."""
    office.clear()
    days = {"Last-Modified": "Mon, 05 Oct 2026 09:00:00 GMT", "ETag": '"a"'}
    office.expect_request("/office_goods/about.csv").respond_with_data("a,b\n1,2\n", headers=days)
    asked: list[Request] = []

    def slow(request: Request) -> Response:
        asked.append(request)
        held = GOODS.encode()
        if len(asked) > 1:
            start = int(request.headers["Range"].removeprefix("bytes=").rstrip("-"))
            whole = f"bytes {start}-{len(held) - 1}/{len(held)}"
            return Response(held[start:], status=206, headers=days | {"Content-Range": whole})

        def body() -> Iterator[bytes]:
            yield held[:20]
            time.sleep(20)

        return Response(body(), headers=days | {"Content-Length": str(len(held))})

    office.expect_request("/office_goods/goods.csv").respond_with_handler(slow)
    program = textwrap.dedent("""
        from tests.etl.office import source
        from etl.refresh import Run
        from warehouse.settings import from_environment
        Run(from_environment(), (source("office_goods"),)).fetch_all()
    """)
    process = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})
    part = shelf().folder / ".part" / "goods.csv.part"
    until = time.monotonic() + 30
    while not (part.exists() and part.stat().st_size) and time.monotonic() < until:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert shelf().releases() == ([], [])
    office.clear_log()
    assert [one.state for one in fetched("office_goods")] == ["new"]
    assert (shelf().folder / "2026-10-05" / "goods.csv").read_text() == GOODS
    assert asked[1].headers["Range"] == "bytes=20-"
    assert [request.path for request, _answer in office.log] == ["/office_goods/goods.csv"]
    assert not (shelf().folder / ".part").exists()


class Terminal:
    """A stream that says whether it is a terminal, and keeps what is written."""

    def __init__(self, is_terminal: bool) -> None:
        self.is_terminal = is_terminal
        self.text = ""

    def isatty(self) -> bool:
        return self.is_terminal

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None:
        pass


@pytest.mark.parametrize("is_terminal", [True, False])
def test_progress_is_redrawn_on_a_terminal_and_plain_lines_anywhere_else(is_terminal):
    stream = Terminal(is_terminal)
    progress = Progress("office_goods")
    with Board([progress], stream).shown():
        progress.start()
        progress.expect(2_000_000)
        progress.moved(1_000_000)
        assert progress.seconds_left() == pytest.approx(progress.seconds(), abs=0.5)
        progress.read(3)
        progress.end("new")
    assert "3 rows       1.0 MB" in stream.text
    assert ("\x1b[2K" in stream.text) == is_terminal
