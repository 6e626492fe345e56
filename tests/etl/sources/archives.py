"""Archives and spreadsheets in memory, for players: packing specimens, and spoiling one member inside an archive."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from xml.sax.saxutils import escape

import py7zr

Spoil = Callable[[bytes], bytes]


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip archive of the members."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data)
    return raw.getvalue()


def in_zip(ending: str, spoil: Spoil) -> Spoil:
    """Spoil the members whose name ends so; others stay."""

    def whole(data: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        return zipped({name: spoil(held) if name.endswith(ending) else held for name, held in members.items()})

    return whole


def packed_7z(name: str, data: bytes) -> bytes:
    """A 7z archive of one member."""
    raw = io.BytesIO()
    with py7zr.SevenZipFile(raw, "w") as archive:
        archive.writestr(data, name)
    return raw.getvalue()


def in_7z(spoil: Spoil) -> Spoil:
    """Spoil the one member of a 7z archive."""

    def whole(data: bytes) -> bytes:
        factory = py7zr.io.BytesIOFactory(1 << 24)
        with py7zr.SevenZipFile(io.BytesIO(data)) as archive:
            [name] = archive.getnames()
            archive.extract(targets=[name], factory=factory)
        return packed_7z(name, spoil(factory.products[name].read()))

    return whole


def ods(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """An OpenDocument spreadsheet: numbers as numbers, all else as text."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(map(_row, rows))}</table:table>'
        for name, rows in sheets.items()
    )
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": _MANIFEST.encode(),
            "content.xml": f"{_HEAD}{tables}{_TAIL}".encode(),
        }
    )


def _row(cells: Sequence[object]) -> str:
    return f"<table:table-row>{''.join(map(_cell, cells))}</table:table-row>"


def _cell(value: object) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, int | float):
        return _filled(f'office:value-type="float" office:value="{value}"', value)
    return _filled('office:value-type="string"', escape(str(value)))


def _filled(kind: str, text: object) -> str:
    return f"<table:table-cell {kind}><text:p>{text}</text:p></table:table-cell>"


_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
    'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
)
_TAIL = "</office:spreadsheet></office:body></office:document-content>"
