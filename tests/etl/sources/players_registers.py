"""UNCTAD, NGA, UNECE and GISCO as the tests play them."""

from __future__ import annotations

import json
from collections.abc import Callable

from pytest_httpserver import HTTPServer

from tests.etl.sources import made
from tests.etl.sources.archives import Spoil, in_7z, in_zip
from tests.etl.sources.specimens import Player, cut, halved, latin1, replaced

_NO_UNIT = "the file names no unit; a position is in degrees, and a depth in metres, by the publisher's documentation"
_NO_CSV = "cells of JSON are named, so that none can stand in another's column"


def _columns_added(name: str) -> Spoil:
    """A new last column in every line of comma-separated text."""

    def spoil(data: bytes) -> bytes:
        head, *rows = data.splitlines()
        return b"\n".join([head + f',"{name}"'.encode(), *(row + b',"1"' for row in rows)]) + b"\n"

    return spoil


def _fields_added(list_of: Callable[[object], list[dict[str, object]]]) -> Spoil:
    """A new field in every record of a JSON answer."""

    def spoil(data: bytes) -> bytes:
        held = json.loads(data)
        for record in list_of(held):
            record["newField"] = "x"
        return json.dumps(held).encode()

    return spoil


def _records_halved(name: str) -> Spoil:
    def spoil(data: bytes) -> bytes:
        held = json.loads(data)
        held[name] = held[name][: len(held[name]) * 4 // 10]
        return json.dumps(held).encode()

    return spoil


def _if_held(old: str, new: str) -> Spoil:
    """Exchange one text for another in whichever file holds it."""
    return lambda data: data.replace(old.encode(), new.encode())


def _serve_unctad(server: HTTPServer, spoil: Spoil) -> None:
    server.expect_request("/bulk/US_PLSCI").respond_with_data(
        spoil(made.connectivity()), content_type="application/x-7z"
    )


def _serve_nga(server: HTTPServer, spoil: Spoil) -> None:
    address = server.expect_request("/api/publications/world-port-index", query_string={"output": "json"})
    address.respond_with_data(spoil(made.port_index()), content_type="application/json")


def _serve_unece(server: HTTPServer, spoil: Spoil) -> None:
    releases = [
        {"tag_name": "2024-2", "released_at": "2025-02-01T10:00:00Z"},
        {"tag_name": "2025-1", "released_at": "2025-07-10T10:00:00Z"},
        {"tag_name": "v2023-2", "released_at": "2026-01-01T10:00:00Z"},
    ]
    project = "un/unece/uncefact/vocab-locode"
    server.expect_request(f"/api/v4/projects/{project}/releases").respond_with_json(releases)
    archive = server.expect_request(
        f"/{project}/-/jobs/artifacts/2025-1/download", query_string={"job": "package-release"}
    )
    archive.respond_with_data(spoil(made.code_list()), content_type="application/zip")


def _serve_gisco(server: HTTPServer, spoil: Spoil) -> None:
    for edition in (2016, 2021, 2024):
        for level in (2, 3):
            name = f"NUTS_RG_03M_{edition}_4326_LEVL_{level}.geojson"
            address = server.expect_request(f"/nuts/geojson/{name}")
            address.respond_with_data(
                spoil(made.outlines(edition, level)),
                content_type="application/geo+json",
                headers={"Last-Modified": "Mon, 02 Feb 2026 10:00:00 GMT"},
            )


_FIRST_PART = "CodeListPart1.csv"
PLAYERS = {
    "unctad_plsci": Player(
        serve=_serve_unctad,
        data="US_PLSCI",
        root="/bulk/US_PLSCI",
        rows=4,
        spoils={
            "new_column": in_7z(_columns_added("Region")),
            "changed_unit": in_7z(replaced("average Q1 2023 = 100", "maximum 2006 = 100")),
            "halved": in_7z(halved),
            "wrong_encoding": in_7z(latin1),
            "decimal_comma": in_7z(replaced('"900.5"', '"900,5"')),
            "truncated": cut,
            "shifted_columns": in_7z(replaced('"900.5","",""', '"900","5","",""')),
        },
        not_applicable={"changed_codes": "the codes are those of ports: a new one is a port that nobody holds"},
    ),
    "nga_wpi": Player(
        serve=_serve_nga,
        data="world-port-index",
        rows=3,
        table="core_port_register",
        spoils={
            "new_column": _fields_added(lambda held: held["ports"]),
            "changed_codes": replaced('"harborSize": "L"', '"harborSize": "XL"'),
            "halved": _records_halved("ports"),
            "wrong_encoding": latin1,
            "decimal_comma": replaced('"cpDepth": "12.5"', '"cpDepth": "12,5"'),
            "truncated": cut,
        },
        not_applicable={"changed_unit": _NO_UNIT, "shifted_columns": _NO_CSV},
    ),
    "unlocode": Player(
        serve=_serve_unece,
        data="artifacts",
        rows=7,
        table="core_port_register",
        spoils={
            "new_column": in_zip(_FIRST_PART, _columns_added("x")),
            "changed_codes": in_zip(_FIRST_PART, replaced('"|","BE"', '"?","BE"')),
            "halved": in_zip("CodeListPart3.csv", lambda data: data[: len(data) // 40]),
            "wrong_encoding": in_zip("Part2.csv", lambda data: data.replace(b"\xce", b"\x8e")),
            "truncated": cut,
            "shifted_columns": in_zip(_FIRST_PART, replaced(',"5113N 00425E",', ',"5113N 00425E"')),
        },
        not_applicable={
            "changed_unit": _NO_UNIT,
            "decimal_comma": "positions are degrees and minutes in whole numbers, without a decimal sign",
        },
    ),
    "gisco_nuts": Player(
        serve=_serve_gisco,
        data="geojson",
        root="/nuts",
        rows=16,
        table="core_region_shape",
        spoils={
            "new_column": _fields_added(lambda held: [one["properties"] for one in held["features"]]),
            "changed_codes": _if_held('"LEVL_CODE": 3', '"LEVL_CODE": 7'),
            "halved": _records_halved("features"),
            "wrong_encoding": lambda data: json.dumps(json.loads(data), ensure_ascii=False).encode("latin-1"),
            "truncated": cut,
        },
        not_applicable={
            "changed_unit": _NO_UNIT,
            "decimal_comma": "coordinates are numbers of JSON, which knows no decimal comma",
            "shifted_columns": _NO_CSV,
        },
    ),
}
