"""CORDIS as the tests play it: two archives of project and organisation tables."""

from __future__ import annotations

from pytest_httpserver import HTTPServer

from tests.etl.sources import made
from tests.etl.sources.archives import Spoil, in_zip
from tests.etl.sources.specimens import Player, cut


def _serve(server: HTTPServer, spoil: Spoil) -> None:
    for name, programme in (("h2020projects", "h2020"), ("HORIZONprojects", "horizon")):
        address = server.expect_request(f"/data/cordis-{name}-csv.zip")
        address.respond_with_data(spoil(made.projects(programme)), content_type="application/zip")


def _column_added(data: bytes) -> bytes:
    return data.replace(b'"grantDoi"', b'"grantDoi";"newField"')


def _halved(data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    return b"".join(line for line in lines if b"NOTHING" not in line)


def _many_shifted(data: bytes) -> bytes:
    """A comma inside the cost moves the cells of every other row."""
    return data.replace(b'"2018-01-01";"10";', b'"2018-01-01";"1";"0";')


_PROJECTS = "project.csv"
PLAYERS = {
    "cordis": Player(
        serve=_serve,
        data=r"\.zip",
        root="/data",
        rows=6,
        table="core_project",
        spoils={
            "new_column": in_zip(_PROJECTS, _column_added),
            "changed_codes": in_zip("organization.csv", lambda data: data.replace(b'"HES"', b'"UNI"')),
            "halved": in_zip(_PROJECTS, _halved),
            "wrong_encoding": in_zip(_PROJECTS, lambda data: data.decode().encode("latin-1")),
            "truncated": cut,
            "shifted_columns": in_zip(_PROJECTS, _many_shifted),
        },
        not_applicable={
            "changed_unit": "all amounts are euro by the publisher's documentation; no column names a unit",
            "decimal_comma": "the publisher prints points and commas in the same file: both are read",
        },
    ),
}
