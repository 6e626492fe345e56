"""The network room: the only door to publishers.

One client for a run: connections are reused, each host is asked a few requests at a time and not too often, retries
belong to a library (backoff, jitter, Retry-After), a cut download goes on where it stopped, every phase has a limit.
"""

from __future__ import annotations

import hashlib
import json
import ssl
import time
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import BinaryIO

import httpx
from httpx_retries import Retry, RetryTransport

from etl.content import TRANSIENT, Accept, error_code
from etl.faults import SourceFault
from etl.progress import Progress
from etl.turns import Turns
from warehouse.settings import PRODUCT_VERSION

Params = Mapping[str, str | Sequence[str]]

_AGENT = f"port-region-monitor/{PRODUCT_VERSION} (python-httpx/{httpx.__version__})"
_AGAIN = (408, 425, 429, 500, 502, 503, 504)
_JSON = {"json", "geojson"}
_PARTIAL, _UNCHANGED, _TOO_MUCH, _NO_RANGE, _SLOW_DOWN, _FAILED = 206, 304, 413, 416, 429, 500
_GONE = {404, 410}


@dataclass(frozen=True)
class Limits:
    """What we wait for and how much we take; seconds and bytes."""

    connect: float = 15.0
    read: float = 60.0
    write: float = 30.0
    pool: float = 600.0
    deadline: float = 1800.0
    max_bytes: int = 4_000_000_000
    retries: int = 5
    backoff: float = 1.0
    longest_wait: float = 120.0
    per_host: int = 2
    interval: float = 0.1
    poll: float = 10.0


@dataclass(frozen=True)
class Wanted:
    """One file to bring: where from, where to, what kind, and the validators of the copy we hold."""

    url: str
    target: Path
    accept: Accept
    params: Params = field(default_factory=dict)
    validators: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What came: `is_new` is false when the publisher said that our copy is the newest (304)."""

    url: str
    is_new: bool
    headers: Mapping[str, str]
    sha256: str = ""
    size: int = 0


class _ErrorBodyError(httpx.TransportError):
    """An error message with status 200 whose code says: try again."""


class _StaleRangeError(httpx.TransportError):
    """The rest of a cut download is not to be had: begin anew."""


class Network:
    """One client for one run; safe to share between threads."""

    def __init__(self, limits: Limits | None = None) -> None:
        """Open no connection yet; proxies and certificates come from the environment."""
        self.limits = limits or Limits()
        self._hosts = Turns()
        self._client = httpx.Client(
            transport=RetryTransport(transport=_Ways(self._hosts)),
            headers={"User-Agent": _AGENT},
            follow_redirects=True,
            max_redirects=5,
        )

    def __enter__(self) -> Network:
        """The network itself."""
        return self

    def __exit__(self, *_details: object) -> None:
        """Let all connections go."""
        self._client.close()

    def download(self, wanted: Wanted, progress: Progress, limits: Limits | None = None) -> Answer:
        """Bring one file to `wanted.target`; raises SourceFault by name when that fails.

        A part that an earlier run left beside the target is continued where the publisher allows it.
        """
        bounds = limits or self.limits
        part = _Part(wanted, progress, bounds)
        url = httpx.URL(wanted.url).copy_merge_params(_flat(wanted.params)) if wanted.params else wanted.url
        request = self._client.build_request(
            "GET",
            url,
            headers=part.headers(),
            timeout=httpx.Timeout(bounds.read, connect=bounds.connect, write=bounds.write, pool=bounds.pool),
            extensions={"retry": _retry(bounds, part)},
        )
        with self._hosts.turn(request.url.host, bounds.per_host, bounds.interval):
            return self._send(request, part)

    def _send(self, request: httpx.Request, part: _Part) -> Answer:
        try:
            response = self._client.send(request, stream=True)
            try:
                part.take(response)  # the retries do not show the last try to their validator
            finally:
                response.close()
        except httpx.HTTPError as error:
            raise _fault(error, str(request.url), part) from error
        _refuse(response)
        _say_moved(response, part.progress)
        return part.finish(response)


def _retry(limits: Limits, part: _Part) -> Retry:
    return Retry(
        total=limits.retries,
        allowed_methods=["GET"],
        status_forcelist=_AGAIN,
        retry_on_exceptions=(
            httpx.TimeoutException,
            httpx.NetworkError,
            httpx.RemoteProtocolError,
            _ErrorBodyError,
            _StaleRangeError,
        ),
        backoff_factor=limits.backoff,
        max_backoff_wait=limits.longest_wait,
        backoff_jitter=0.5,
        total_timeout=limits.deadline,
        validate_response=part.take,
    )


def _flat(params: Params) -> list[tuple[str, str | int | float | bool | None]]:
    return [
        (name, one) for name, value in params.items() for one in ([value] if isinstance(value, str) else list(value))
    ]


class _Part:
    """The file in the making: `<target>.part`, and beside it what is needed to continue it."""

    def __init__(self, wanted: Wanted, progress: Progress, limits: Limits) -> None:
        self.wanted = wanted
        self.progress = progress
        self.limits = limits
        self.path = wanted.target.with_name(wanted.target.name + ".part")
        self._note = self.path.with_name(self.path.name + ".json")
        self._ends = time.monotonic() + limits.deadline
        self._taken = False

    def headers(self) -> dict[str, str]:
        """The range that is missing of a cut download, or the conditions for the copy we hold."""
        return self._range() or dict(self.wanted.validators)

    def _range(self) -> dict[str, str]:
        if not (self.path.exists() and self._note.exists() and self.path.stat().st_size):
            return {}
        note = json.loads(self._note.read_text(encoding="utf-8"))
        if note["url"] != self._address() or not note["validator"]:
            return {}
        return {
            "Range": f"bytes={self.path.stat().st_size}-",
            "If-Range": note["validator"],
            "Accept-Encoding": "identity",
        }

    def _address(self) -> str:
        return f"{self.wanted.url}?{json.dumps(_flat(self.wanted.params))}"

    def take(self, response: httpx.Response) -> None:
        """Write the body of a good answer; called for each try, raising for the retries to see what to try again."""
        if self._taken or response.status_code not in (200, _PARTIAL, _NO_RANGE):
            return
        request = response.request
        if response.status_code == _NO_RANGE:
            self._forget(request)
            raise _StaleRangeError("the rest of the file is not there")
        try:
            self._write(response)
        except httpx.TransportError:
            response.close()
            request.headers.update(self._range())
            raise
        if self.wanted.accept in _JSON and error_code(self.path) in TRANSIENT:
            self._forget(request)
            raise _ErrorBodyError(self.path.name)
        self._taken = True

    def _forget(self, request: httpx.Request) -> None:
        for name in ("Range", "If-Range"):
            request.headers.pop(name, None)
        self._note.unlink(missing_ok=True)

    def _write(self, response: httpx.Response) -> None:
        goes_on = response.status_code == _PARTIAL
        self._remember(response)
        held = self.path.stat().st_size if goes_on and self.path.exists() else 0
        self._check_size(held + int(response.headers.get("Content-Length", 0)))
        self.progress.expect(held + int(response.headers.get("Content-Length", 0)))
        with self.path.open("ab" if goes_on else "wb") as file:
            self._pour(response, file, held)

    def _pour(self, response: httpx.Response, file: BinaryIO, held: int) -> None:
        for chunk in response.iter_bytes():  # no chunk size: a chunk that waits to be full would hide a drip
            file.write(chunk)
            held += len(chunk)
            self.progress.moved(len(chunk))
            self._check_size(held)
            self.check_time(response)

    def _remember(self, response: httpx.Response) -> None:
        """An encoded body is not continued: its bytes on the line are not the bytes on the disk."""
        tag = response.headers.get("ETag", "")
        validator = tag if tag and not tag.startswith("W/") else response.headers.get("Last-Modified", "")
        if response.headers.get("Content-Encoding", "identity") != "identity":
            validator = ""
        note = {"url": self._address(), "validator": validator}
        self._note.write_text(json.dumps(note), encoding="utf-8")

    def _check_size(self, size: int) -> None:
        if size > self.limits.max_bytes:
            raise SourceFault(
                "too_large",
                f"{self.wanted.url} is larger than {self.limits.max_bytes:,} bytes. Narrow the request with --since, "
                "or raise max_bytes in the source's limits if the publisher has grown.",
            )

    def check_time(self, response: httpx.Response) -> None:
        """Stop a download that drips: each byte comes in time, the file never does."""
        if time.monotonic() > self._ends:
            response.close()
            raise SourceFault(
                "too_slow",
                f"{self.wanted.url} did not arrive within {self.limits.deadline:.0f} s. Run the refresh again: "
                "it goes on where the publisher allows it.",
            )

    def finish(self, response: httpx.Response) -> Answer:
        """Give the file its name and say what it is."""
        headers = {name: response.headers[name] for name in _KEPT if name in response.headers}
        if response.status_code == _UNCHANGED:
            return Answer(str(response.url), is_new=False, headers=headers)
        self.path.replace(self.wanted.target)
        self._note.unlink(missing_ok=True)
        return Answer(
            str(response.url), True, headers, sha256_of(self.wanted.target), self.wanted.target.stat().st_size
        )


_KEPT = ("ETag", "Last-Modified", "Content-Type", "Content-Length", "Content-Encoding", "Date")


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fault(error: httpx.HTTPError, address: str, part: _Part) -> SourceFault:
    """The library's refusal by our names."""
    if isinstance(error, _ErrorBodyError):
        return SourceFault(
            "error_body",
            f"{address} answered with status 200 and an error message, again and again: "
            f"{part.path.read_text(encoding='utf-8', errors='replace')[:200]}. Try again later.",
        )
    if isinstance(error, httpx.TimeoutException):
        return SourceFault("too_slow", f"{address} did not answer in time. Try again later.")
    if isinstance(error, httpx.ConnectError | httpx.ProxyError | httpx.UnsupportedProtocol):
        return SourceFault(
            "no_connection",
            f"{address} cannot be reached ({error}). Check the internet connection and the proxy "
            "(HTTPS_PROXY, NO_PROXY), or point the source's PRM_URL_ variable to a mirror.",
        )
    return SourceFault("cut_connection", f"The connection to {address} broke ({error}). Run the refresh again.")


def _refuse(response: httpx.Response) -> None:
    status, address = response.status_code, str(response.url)
    if status in (200, _PARTIAL, _UNCHANGED):
        return
    if status in _GONE:
        raise SourceFault(
            "not_found",
            f"{address} is not there any more (status {status}). Look for the dataset's new address on the "
            "publisher's page and set the source's PRM_URL_ variable (docs/operate.md).",
        )
    if status == _SLOW_DOWN:
        wait = response.headers.get("Retry-After", "unsaid")
        raise SourceFault(
            "too_many_requests",
            f"{address} asks us to slow down (status 429, Retry-After {wait}). Run the refresh again later.",
        )
    if status == _TOO_MUCH:
        raise SourceFault(
            "too_much_asked",
            f"{address} is more than the publisher hands out at once (status 413). Ask for less at a time: narrow the "
            "request in the source's module (Eurostat: `slices`, `is_asked_by_place`).",
        )
    if status >= _FAILED:
        raise SourceFault("server_error", f"{address} fails (status {status}). Try again later.")
    raise SourceFault(
        "refused",
        f"{address} refuses the request (status {status}). Compare it with the publisher's documentation.",
    )


def _say_moved(response: httpx.Response, progress: Progress) -> None:
    for step in response.history:
        if step.status_code in (301, 308):
            progress.note(f"{step.url} has moved for good to {response.url}: update the source's address")


class _Ways(httpx.BaseTransport):
    """Direct, or through the proxy that the environment names for the scheme, unless it excludes the host."""

    def __init__(self, hosts: Turns) -> None:
        self._hosts = hosts
        self._direct = httpx.HTTPTransport(verify=_certificates())
        self._proxied = {
            scheme: httpx.HTTPTransport(
                verify=_certificates(), proxy=address if "://" in address else f"http://{address}"
            )
            for scheme, address in urllib.request.getproxies().items()
            if scheme in ("http", "https", "all")
        }

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One try."""
        self._hosts.wait(request.url.host)
        return self._way(request.url).handle_request(request)

    def _way(self, url: httpx.URL) -> httpx.HTTPTransport:
        if not self._proxied or urllib.request.proxy_bypass(url.host):
            return self._direct
        return self._proxied.get(url.scheme) or self._proxied.get("all") or self._direct

    def close(self) -> None:
        """Let all connections go."""
        for way in (self._direct, *self._proxied.values()):
            way.close()


@cache
def _certificates() -> ssl.SSLContext:
    """Reading the certificates takes as long as a short download: once a process."""
    return httpx.create_ssl_context()
