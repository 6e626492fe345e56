"""Content checks: is this the kind of file that was asked for? Asked before anything is parsed."""

from __future__ import annotations

import codecs
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from etl.faults import SourceFault

Accept = Literal["csv", "tsv", "json", "geojson", "xml", "html", "zip", "ods", "xlsx", "gzip", "any"]

TRANSIENT = {429, 498, 499, 500, 502, 503, 504}
_HEAD = 4096
_SMALL = 65_536
_CHUNK = 1 << 20
_HTML = re.compile(rb"^\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_SOAP_FAULT = re.compile(rb"<faultstring>\s*([^<]{1,300})")
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def check_content(path: Path, accept: Accept, encoding: str, address: str) -> None:
    """Raise SourceFault when the file is a web page, an error message, empty, cut short, or of another kind."""
    with path.open("rb") as file:
        head = _without_bom(file.read(_HEAD))
    if not head.strip():
        raise SourceFault("empty", f"{address} answered with an empty file. Try again later.")
    if accept != "html" and _HTML.match(head):
        raise SourceFault(
            "html_page",
            f"{address} answered with a web page in place of the data. Open the address in a browser: the service "
            "may be down for maintenance or have moved; then set its PRM_URL_ variable (docs/operate.md).",
        )
    if head.lstrip()[:1] == b"{":
        _refuse_error(path, address)  # an error message may come in place of any kind of file
    if accept in _CHECKS:
        _CHECKS[accept](path, head, encoding, address)


def _without_bom(head: bytes) -> bytes:
    for bom in _BOMS:
        head = head.removeprefix(bom)
    return head


def error_code(path: Path) -> int | None:
    """The code of an error message that came as JSON with status 200 (ArcGIS, JSON-stat), None for data."""
    if path.stat().st_size > _SMALL:
        return None
    try:
        held = json.loads(path.read_bytes())
    except ValueError:
        return None
    error = held.get("error") if isinstance(held, dict) else None
    if not error:
        return None
    first = error[0] if isinstance(error, list) else error
    code = first.get("code") or first.get("status") if isinstance(first, dict) else None
    return int(str(code)) if str(code).isdigit() else 0


def _refuse_error(path: Path, address: str) -> None:
    code = error_code(path)
    if code is not None:
        words = path.read_text(encoding="utf-8", errors="replace")[:200]
        raise SourceFault(
            "error_body",
            f"{address} answered with status 200 and an error message (code {code}): {words}. "
            "Try again later; if it stays, compare the request with the publisher's documentation.",
        )


def _refuse_soap_fault(head: bytes, address: str) -> None:
    """Eurostat's error messages are SOAP faults, whatever was asked for."""
    found = _SOAP_FAULT.search(head)
    if found:
        words = found[1].decode("utf-8", errors="replace")
        raise SourceFault(
            "error_body",
            f"{address} answered with status 200 and an error message: {words}. "
            "Compare the request with the publisher's documentation.",
        )


def _check_json(path: Path, head: bytes, encoding: str, address: str) -> None:
    _refuse_error(path, address)
    if head.lstrip()[:1] not in (b"{", b"["):
        raise _wrong("JSON", address)
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 64))
        tail = file.read().rstrip()
    if tail[-1:] not in (b"}", b"]"):
        raise _truncated(address)
    _check_text(path, head, encoding, address)


def _check_text(path: Path, head: bytes, encoding: str, address: str) -> None:
    """Decode the whole file once, a chunk at a time: half a character at the end of a chunk is no error."""
    del head
    decoder = codecs.getincrementaldecoder(encoding)()
    read = 0
    with path.open("rb") as file:
        is_open = True
        while is_open:
            chunk = file.read(_CHUNK)
            is_open, half = bool(chunk), len(decoder.getstate()[0])
            try:
                decoder.decode(chunk, final=not is_open)
            except UnicodeDecodeError as error:
                raise _encoding(address, encoding, read - half + error.start) from error
            read += len(chunk)


def _encoding(address: str, encoding: str, place: int) -> SourceFault:
    return SourceFault(
        "wrong_encoding",
        f"{address} is no {encoding} text (byte {place}). The publisher has changed the encoding, or a mirror has "
        "damaged the file: compare it with the publisher's, then correct `encoding` in the source's record.",
    )


def _check_delimited(path: Path, head: bytes, encoding: str, address: str) -> None:
    if head.lstrip()[:1] in (b"{", b"<"):
        _refuse_error(path, address)
        _refuse_soap_fault(head, address)
        raise _wrong("delimited text", address)
    _check_text(path, head, encoding, address)


def _check_xml(path: Path, head: bytes, encoding: str, address: str) -> None:
    if head.lstrip()[:1] != b"<":
        raise _wrong("XML", address)
    _check_text(path, head, encoding, address)


def _check_zip(path: Path, head: bytes, encoding: str, address: str) -> None:
    del encoding
    if head[:2] != b"PK":
        raise _wrong("zip archive", address)
    try:
        with zipfile.ZipFile(path) as archive:
            broken = archive.testzip()
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError) as error:
        raise _truncated(address) from error
    if broken:
        raise _truncated(f"{address} (member {broken})")


def _check_gzip(path: Path, head: bytes, encoding: str, address: str) -> None:
    del path, encoding
    if head[:2] != b"\x1f\x8b":
        raise _wrong("gzip file", address)


def _wrong(kind: str, address: str) -> SourceFault:
    return SourceFault(
        "wrong_content",
        f"{address} did not answer with a {kind}. Open the address in a browser and compare it with docs/operate.md.",
    )


def _truncated(address: str) -> SourceFault:
    return SourceFault(
        "truncated",
        f"{address} ends too early: the file is damaged or cut short. Run the refresh again; if it stays, the "
        "publisher's file itself is damaged: tell the publisher.",
    )


_CHECKS: dict[str, Callable[[Path, bytes, str, str], None]] = {
    "csv": _check_delimited,
    "tsv": _check_delimited,
    "json": _check_json,
    "geojson": _check_json,
    "xml": _check_xml,
    "zip": _check_zip,
    "ods": _check_zip,
    "xlsx": _check_zip,
    "gzip": _check_gzip,
}
