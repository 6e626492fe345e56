"""A local publisher that can misbehave on the line, and the quick limits under which it is asked."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from etl.http import Limits

QUICK = Limits(
    connect=2,
    read=2,
    write=2,
    pool=5,
    deadline=10,
    retries=1,
    backoff=0.001,
    longest_wait=0.01,
    per_host=2,
    interval=0,
    poll=0,
)
# Long enough for a look-up on a loaded machine, short of the four seconds that a drip lasts.
IMPATIENT = replace(QUICK, deadline=1.0, retries=0)


class Stage(HTTPServer):
    """A server on which one fault of the line can be played for all requests whose address matches."""

    def __init__(self) -> None:
        super().__init__(host="127.0.0.1", threaded=True)
        self.fault: str | None = None
        self.hits = 0
        self._pattern = re.compile("")
        self._seen: set[str] = set()
        self._lock = threading.Lock()

    def play(self, fault: str | None, pattern: str = "") -> None:
        """From now on, play this fault of the line; None plays none."""
        self.fault, self._pattern, self._seen, self.hits = fault, re.compile(pattern), set(), 0

    def application(self, request: Request) -> Response:
        if self.fault and self._pattern.search(request.full_path):
            self.hits += 1
            answer = self._misbehave(request)
            if answer is not None:
                return answer
        return super().application(request)

    def _misbehave(self, request: Request) -> Response | None:
        if self.fault == "moved":
            with self._lock:
                is_first = request.url not in self._seen
                self._seen.add(request.url)
            return Response(status=301, headers={"Location": request.url}) if is_first else None
        return _BAD[self.fault]()


def _drip() -> Iterator[bytes]:
    for _second in range(200):
        yield b"DATAFLOW,"
        time.sleep(0.02)


_BAD = {
    "html_page": lambda: Response(
        "<!DOCTYPE html>\n<html><body>Down for maintenance</body></html>", mimetype="text/html"
    ),
    "error_body": lambda: Response('{"error":{"code":400,"message":"Invalid query"}}', mimetype="application/json"),
    "too_many_requests": lambda: Response("slow down", status=429, headers={"Retry-After": "1"}),
    "server_error": lambda: Response("sorry", status=503),
    "too_slow": lambda: Response(_drip(), mimetype="text/plain"),
    "cut_connection": lambda: Response(iter([b"half of"]), headers={"Content-Length": "5000"}),
    "not_found": lambda: Response("gone", status=404),
}
