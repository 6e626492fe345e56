"""The network room against a real local server: connections, retries, conditions, resuming, limits."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from etl.content import check_content
from etl.faults import FAULTS, SourceFault
from etl.http import Limits, Network, Wanted
from etl.progress import Progress
from warehouse.settings import PRODUCT_VERSION

QUICK = Limits(
    connect=2, read=2, write=2, pool=5, deadline=10, retries=2, backoff=0.001, longest_wait=2.0, per_host=2, interval=0
)
BODY = bytes(range(256)) * 400


@pytest.fixture(scope="module")
def house() -> Iterator[HTTPServer]:
    with HTTPServer(host="127.0.0.1", threaded=True) as one:
        yield one


@pytest.fixture
def server(house) -> HTTPServer:
    house.clear()
    return house


@pytest.fixture
def network() -> Iterator[Network]:
    with Network(QUICK) as one:
        yield one


@pytest.fixture
def progress() -> Progress:
    return Progress("office")


def wanted(server: HTTPServer, target: Path, **more) -> Wanted:
    return Wanted(server.url_for("/file"), target, more.pop("accept", "any"), **more)


def answers(server: HTTPServer, *given: Response) -> list[Request]:
    """The server gives these answers in turn, the last one for ever; returns the requests as they come."""
    asked: list[Request] = []

    def handler(request: Request) -> Response:
        asked.append(request)
        return given[min(len(asked), len(given)) - 1]

    server.expect_request("/file").respond_with_handler(handler)
    return asked


def test_the_bytes_arrive_as_they_were_published_with_their_hash_and_headers(server, network, progress, tmp_path):
    asked = answers(server, Response(BODY, headers={"ETag": '"a"'}))
    answer = network.download(wanted(server, tmp_path / "f", params={"q": ["1", "2"]}), progress)
    assert (tmp_path / "f").read_bytes() == BODY
    assert (answer.size, answer.is_new, answer.headers["ETag"]) == (102_400, True, '"a"')
    assert progress.bytes == 102_400
    assert asked[0].args.getlist("q") == ["1", "2"]
    assert f"port-region-monitor/{PRODUCT_VERSION}" in asked[0].headers["User-Agent"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["f"]


@pytest.mark.slow
def test_a_publisher_that_asks_to_slow_down_is_waited_for_as_long_as_it_says(server, network, progress, tmp_path):
    asked = answers(server, Response(status=429, headers={"Retry-After": "1"}), Response(BODY))
    start = time.monotonic()
    network.download(wanted(server, tmp_path / "f"), progress)
    assert 0.9 < time.monotonic() - start < 5
    assert len(asked) == 2


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408])
def test_a_failing_server_is_asked_again(server, network, progress, tmp_path, status):
    asked = answers(server, Response(status=status), Response(status=status), Response(BODY))
    network.download(wanted(server, tmp_path / "f"), progress)
    assert len(asked) == 3


def test_a_server_that_goes_on_failing_is_given_up_after_the_retries(server, network, progress, tmp_path):
    asked = answers(server, Response(status=503))
    with pytest.raises(SourceFault, match=r"fails \(status 503\). Try again later.") as error:
        network.download(wanted(server, tmp_path / "f"), progress)
    assert error.value.fault == "server_error"
    assert len(asked) == 1 + QUICK.retries


@pytest.mark.parametrize(
    ("status", "fault"),
    [(404, "not_found"), (410, "not_found"), (413, "too_much_asked"), (403, "refused"), (400, "refused")],
)
def test_a_refusal_is_not_repeated(server, network, progress, tmp_path, status, fault):
    asked = answers(server, Response(status=status))
    with pytest.raises(SourceFault) as error:
        network.download(wanted(server, tmp_path / "f"), progress)
    assert error.value.fault == fault
    assert len(asked) == 1


def test_an_unchanged_file_is_not_sent_again(server, network, progress, tmp_path):
    asked = answers(server, Response(status=304))
    known = {"If-None-Match": '"a"', "If-Modified-Since": "Mon, 05 Oct 2026 09:00:00 GMT"}
    answer = network.download(wanted(server, tmp_path / "f", validators=known), progress)
    assert not answer.is_new
    assert progress.bytes == 0
    assert {name: asked[0].headers[name] for name in known} == known


def test_a_cut_download_goes_on_where_it_stopped(server, network, progress, tmp_path):
    first = Response(iter([BODY[:60_000]]), headers={"Content-Length": str(len(BODY)), "ETag": '"a"'})
    rest = {"Content-Range": f"bytes 60000-{len(BODY) - 1}/{len(BODY)}", "ETag": '"a"'}
    asked = answers(server, first, Response(BODY[60_000:], status=206, headers=rest))
    network.download(wanted(server, tmp_path / "f"), progress)
    assert (tmp_path / "f").read_bytes() == BODY
    assert (asked[1].headers["Range"], asked[1].headers["If-Range"]) == ("bytes=60000-", '"a"')


def test_a_download_that_a_killed_run_left_is_continued_by_the_next(server, network, progress, tmp_path):
    cut = Response(iter([BODY[:60_000]]), headers={"Content-Length": str(len(BODY)), "ETag": '"a"'})
    rest = Response(BODY[60_000:], status=206, headers={"Content-Range": "bytes 60000-102399/102400", "ETag": '"a"'})
    asked = answers(server, cut, rest)
    with pytest.raises(SourceFault) as error:
        network.download(wanted(server, tmp_path / "f"), progress, replace(QUICK, retries=0))
    assert error.value.fault == "cut_connection"
    network.download(wanted(server, tmp_path / "f"), progress)
    assert (tmp_path / "f").read_bytes() == BODY
    assert asked[1].headers["Range"] == "bytes=60000-"


def test_a_file_that_has_changed_since_it_was_cut_is_brought_anew(server, network, progress, tmp_path):
    first = Response(iter([BODY[:60_000]]), headers={"Content-Length": str(len(BODY)), "ETag": '"a"'})
    answers(server, first, Response(b"another file", headers={"ETag": '"b"'}))
    network.download(wanted(server, tmp_path / "f"), progress)
    assert (tmp_path / "f").read_bytes() == b"another file"


def test_a_rest_that_the_publisher_does_not_have_is_brought_anew(server, network, progress, tmp_path):
    first = Response(iter([BODY[:60_000]]), headers={"Content-Length": str(len(BODY)), "ETag": '"a"'})
    answers(server, first, Response(status=416), Response(BODY))
    network.download(wanted(server, tmp_path / "f"), progress)
    assert (tmp_path / "f").read_bytes() == BODY


def test_a_publisher_that_drips_is_stopped_by_the_clock(server, network, progress, tmp_path):
    def drip() -> Iterator[bytes]:
        for _ in range(100):
            yield b"x"
            time.sleep(0.02)

    answers(server, Response(drip()))
    start = time.monotonic()
    with pytest.raises(SourceFault) as error:
        network.download(wanted(server, tmp_path / "f"), progress, replace(QUICK, deadline=0.1))
    assert error.value.fault == "too_slow"
    assert time.monotonic() - start < 1.5


def test_a_publisher_that_says_nothing_is_given_up(server, network, progress, tmp_path):
    server.expect_request("/file").respond_with_handler(lambda _request: (time.sleep(0.4), Response(BODY))[1])
    with pytest.raises(SourceFault) as error:
        network.download(wanted(server, tmp_path / "f"), progress, replace(QUICK, read=0.05, retries=1))
    assert error.value.fault == "too_slow"


@pytest.mark.parametrize("announced", [True, False])
def test_no_more_bytes_than_allowed_are_taken(server, network, progress, tmp_path, announced):
    answers(server, Response(BODY) if announced else Response(iter([BODY])))
    with pytest.raises(SourceFault) as error:
        network.download(wanted(server, tmp_path / "f"), progress, replace(QUICK, max_bytes=1000))
    assert error.value.fault == "too_large"


def test_nobody_at_the_address_is_said_with_what_to_look_at(network, progress, tmp_path):
    with pytest.raises(SourceFault, match=r"cannot be reached .* proxy .* PRM_URL_") as error:
        network.download(Wanted("http://127.0.0.1:9/file", tmp_path / "f", "any"), progress, replace(QUICK, retries=0))
    assert error.value.fault == "no_connection"


def test_an_error_message_with_status_200_is_tried_again_where_its_code_says_so(server, network, progress, tmp_path):
    busy = Response(json.dumps({"error": {"code": 499, "message": "busy"}}), mimetype="application/json")
    asked = answers(server, busy, Response('{"features": []}', mimetype="application/json"))
    network.download(wanted(server, tmp_path / "f", accept="json"), progress)
    assert json.loads((tmp_path / "f").read_text()) == {"features": []}
    assert len(asked) == 2


def test_an_error_message_that_stays_is_named(server, network, progress, tmp_path):
    answers(server, Response(json.dumps({"error": {"code": 429}}), mimetype="application/json"))
    with pytest.raises(SourceFault) as error:
        network.download(wanted(server, tmp_path / "f", accept="json"), progress)
    assert error.value.fault == "error_body"


def test_a_moved_file_is_followed_and_the_move_is_noted(server, network, progress, tmp_path):
    server.expect_request("/file").respond_with_response(Response(status=301, headers={"Location": "/there"}))
    server.expect_request("/there").respond_with_data(BODY)
    answer = network.download(wanted(server, tmp_path / "f"), progress)
    assert answer.url.endswith("/there")
    assert [note.split(" has moved")[0][-5:] for note in progress.notes] == ["/file"]


def test_a_host_is_asked_few_at_a_time_and_not_too_often(server, progress, tmp_path):
    busy, most, moments = 0, 0, []
    lock = threading.Lock()

    def handler(_request: Request) -> Response:
        nonlocal busy, most
        with lock:
            busy += 1
            most = max(most, busy)
            moments.append(time.monotonic())
        time.sleep(0.03)
        with lock:
            busy -= 1
        return Response(b"x")

    server.expect_request("/file").respond_with_handler(handler)
    limits = replace(QUICK, per_host=2, interval=0.02)
    with Network(limits) as network:
        threads = [
            threading.Thread(target=network.download, args=(wanted(server, tmp_path / str(n)), progress))
            for n in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert most == 2
    assert moments[-1] - moments[0] > 5 * 0.02 * 0.9


def test_the_proxy_of_the_environment_is_used_unless_it_excludes_the_host(server, progress, tmp_path, monkeypatch):
    monkeypatch.setenv("http_proxy", server.url_for("/").rstrip("/"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    server.expect_request("/file").respond_with_data(b"through the proxy")
    with Network(QUICK) as network:
        network.download(Wanted("http://publisher.example/file", tmp_path / "f", "any"), progress)
        with pytest.raises(SourceFault):
            network.download(
                Wanted("http://127.0.0.1:9/file", tmp_path / "g", "any"), progress, replace(QUICK, retries=0)
            )
    assert (tmp_path / "f").read_bytes() == b"through the proxy"


@pytest.mark.parametrize(
    ("accept", "data", "fault"),
    [
        ("csv", b"", "empty"),
        ("csv", b"\xef\xbb\xbf  \n", "empty"),
        ("csv", b"  <!DOCTYPE html><html>", "html_page"),
        ("json", b"<html><body>", "html_page"),
        ("zip", b"<!-- x --> <HTML>", "html_page"),
        ("json", b'{"error": {"code": 400, "message": "no"}}', "error_body"),
        ("json", b'{"error": [{"status": 413, "label": "EXTRACTION_TOO_BIG"}]}', "error_body"),
        ("json", b'{"features": [1, 2', "truncated"),
        ("json", b"a,b\n1,2\n", "wrong_content"),
        ("csv", b'{"error": {"code": 400}}', "error_body"),
        ("csv", b"<xml/>", "wrong_content"),
        ("csv", b"<S:Fault><faultcode>150</faultcode><faultstring>No such value</faultstring></S:Fault>", "error_body"),
        ("csv", "Schlüssel".encode("latin-1"), "wrong_encoding"),
        ("csv", "Schlü".encode()[:-1], "wrong_encoding"),
        ("xml", b"a,b", "wrong_content"),
        ("zip", b"a,b", "wrong_content"),
        ("ods", b"PK\x03\x04 and nothing more", "truncated"),
        ("gzip", b"a,b", "wrong_content"),
    ],
)
def test_a_file_of_another_kind_is_named_before_it_is_parsed(tmp_path, accept, data, fault):
    path = tmp_path / "f"
    path.write_bytes(data)
    with pytest.raises(SourceFault) as error:
        check_content(path, accept, "utf-8", "the address")
    assert error.value.fault == fault
    assert str(error.value).endswith((".", ").")) or "publisher" in str(error.value)


def test_a_long_text_is_decoded_across_its_chunks(tmp_path):
    """An é of two bytes lies across the end of the first chunk: no fault. A byte that is none is named by its place."""
    path, chunk = tmp_path / "f", 1 << 20
    before = b"x" * (chunk - 1)
    path.write_bytes(before + "é".encode() + b"y" * chunk)
    check_content(path, "csv", "utf-8", "the address")
    for after, place in (
        (b"\xc3\xa9" + b"y" * chunk + b"\xff", 2 * chunk + 1),
        (b"\xc3y", chunk - 1),
        (b"\xc3", chunk - 1),
    ):
        path.write_bytes(before + after)
        with pytest.raises(SourceFault, match=rf"no utf-8 text \(byte {place}\)") as error:
            check_content(path, "csv", "utf-8", "the address")
        assert error.value.fault == "wrong_encoding"


def test_a_fault_that_is_not_declared_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        SourceFault("nonsense", "A sentence.")
    assert all(words == words.strip() and not words.endswith(".") for words in FAULTS.values())
