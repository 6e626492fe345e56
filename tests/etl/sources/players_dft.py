"""The UK Department for Transport as the tests play it: gov.uk's content API and its spreadsheets."""

from __future__ import annotations

import json
import re

from pytest_httpserver import HTTPServer

from tests.etl.sources.archives import Spoil, in_zip
from tests.etl.sources.made import spreadsheet
from tests.etl.sources.specimens import Player, cut

_PAGES = {
    "dft_port_freight": "port-and-domestic-waterborne-freight-statistics-port",
    "dft_sea_passengers": "sea-passenger-statistics-spas",
}
_TABLES = {"dft_port_freight": ("PORT0302", "PORT0502"), "dft_sea_passengers": ("SPAS0101",)}


def _serve(source_id: str) -> object:
    def serve(server: HTTPServer, spoil: Spoil) -> None:
        files = {table: f"/media/abc{number}/{table.lower()}.ods" for number, table in enumerate(_TABLES[source_id])}
        content = {
            "public_updated_at": "2026-07-15T09:30:00Z",
            "details": {
                "attachments": [
                    {"title": f"{table}: a table (ODS, 5 KB)", "url": server.url_for(address)}
                    for table, address in files.items()
                ]
            },
        }
        page = f"/api/content/government/statistical-data-sets/{_PAGES[source_id]}"
        server.expect_request(page).respond_with_data(json.dumps(content), content_type="application/json")
        for table, address in files.items():
            server.expect_request(address).respond_with_data(
                spoil(spreadsheet(source_id, table)), content_type="application/vnd.oasis.opendocument.spreadsheet"
            )

    return serve


def _cell(text: str, value: float | None = None) -> str:
    """A cell as tests.etl.sources.archives.ods writes it."""
    kind = 'office:value-type="string"' if value is None else f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {kind}><text:p>{text}</text:p></table:table-cell>"


def _in_sheet(old: str, new: str) -> Spoil:
    """Exchange one text for another in whichever of the spreadsheets holds it."""
    return in_zip("content.xml", lambda data: data.replace(old.encode(), new.encode()))


def _halved(data: bytes) -> bytes:
    """The sheet without the ports of nobody."""
    return re.sub(rb"<table:table-row>(?:(?!</table:table-row>).)*Nowhere.*?</table:table-row>", b"", data)


_NO_TEXT = "a spreadsheet is XML that names its own encoding; a damaged one cannot be opened at all (truncated)"
_SPOILS = {
    "new_column": _in_sheet("<text:p>Cargo_Group_Code</text:p>", "<text:p>Flag of ship</text:p>"),
    "changed_unit": _in_sheet("Tonnage_thousands", "Tonnage_tonnes"),
    "changed_codes": _in_sheet("Ro-Ro", "Hovercraft"),
    "halved": in_zip("content.xml", _halved),
    "decimal_comma": _in_sheet(_cell("100.5", 100.5), _cell("100,5")),
    "truncated": cut,
    "shifted_columns": _in_sheet(
        _cell("England") + _cell("Dover") + _cell("Deep sea"),
        _cell("England") + _cell("7.0", 7.0) + _cell("Dover") + _cell("Deep sea"),
    ),
}
PLAYERS = {
    "dft_port_freight": Player(
        serve=_serve("dft_port_freight"),
        data=r"\.ods",
        spoils=_SPOILS,
        rows=25,
        not_applicable={"wrong_encoding": _NO_TEXT},
    ),
    "dft_sea_passengers": Player(
        serve=_serve("dft_sea_passengers"),
        data=r"\.ods",
        spoils={
            "new_column": _in_sheet("<text:p>Port area</text:p>", "<text:p>Flag of ship</text:p>"),
            "changed_unit": _in_sheet("Thousands of passengers", "Passengers"),
            "halved": in_zip("content.xml", _halved),
            "decimal_comma": _in_sheet(_cell("5000.5", 5000.5), _cell("5000,5")),
            "truncated": cut,
        },
        rows=5,
        not_applicable={
            "wrong_encoding": _NO_TEXT,
            "changed_codes": "the table has no codes: ports by name, and a port that nobody holds is left out",
            "shifted_columns": "a wide table has one text column; a shifted row is a port that nobody holds",
        },
    ),
}
