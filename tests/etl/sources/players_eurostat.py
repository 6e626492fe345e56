"""Eurostat as the tests play it: structure, constraint, table of contents, and cells filtered by the key asked."""

from __future__ import annotations

import re
from functools import partial

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from etl.sources import eurostat_ports, eurostat_regions
from etl.sources.eurostat_dataset import Dataset
from tests.etl.sources.specimens import SPECIMENS, Player, Spoil, halved, replaced

FOLDER = SPECIMENS / "eurostat"
PORTS = {
    "be": "BE_0BE003",
    "de": "DE_1DEHAM",
    "el": "EL_0GRSKG",
    "es": "ES_1ESSDR",
    "fr": "FR_1FRDKK",
    "ie": "IE_0IEDUB",
    "it": "IT_0ITLIV",
    "nl": "NL_0NLRTM",
    "uk": "UK_1GBDVR",
}
ROWS = {
    "mar_go_aa": 15,
    "mar_mg_aa_pwhd": 15,
    "mar_mg_am_pwhc": 24,
    "mar_tf_qm": 40,
    "mar_pa_aa": 15,
    "nama_10r_3gdp": 16,
    "demo_r_pjanaggr3": 16,
    "nama_10r_3empers": 18,
    "lfst_r_lfu3rt": 12,
}
DIMENSION = (
    '<s:Dimension id="{name}" urn="urn:sdmx:org.sdmx.infomodel.datastructure.Dimension=ESTAT:{code}(1.0).{name}" '
    'position="{place}"><s:ConceptIdentity><Ref maintainableParentID="{code}" maintainableParentVersion="1.0" '
    'id="{name}" agencyID="ESTAT" package="conceptscheme" class="Concept"/></s:ConceptIdentity><s:LocalRepresentation>'
    '<s:Enumeration><Ref id="{list}" version="1.0" agencyID="ESTAT" package="codelist" class="Codelist"/>'
    "</s:Enumeration></s:LocalRepresentation></s:Dimension>"
)


def specimen(dataset: Dataset) -> str:
    """The dataset's cells as the publisher would print them."""
    if not dataset.countries:
        return (FOLDER / f"{dataset.code}.csv").read_text()
    country = dataset.countries[0].lower()
    text = (FOLDER / "mar_go_qm.csv").read_text()
    return text.replace("{PORT}", PORTS[country]).replace("{CODE}", dataset.code.upper())


def cells(dataset: Dataset) -> tuple[list[str], list[list[str]]]:
    """The header and the rows of the specimen."""
    head, *lines = specimen(dataset).splitlines()
    return head.split(","), [line.split(",") for line in lines]


def _order(dataset: Dataset) -> list[str]:
    return cells(dataset)[0][2:-4]


def structure(dataset: Dataset) -> str:
    code, order = dataset.code.upper(), _order(dataset)
    listed = [
        DIMENSION.format(name=name, code=code, place=place + 1, list=name.upper()) for place, name in enumerate(order)
    ]
    text = (FOLDER / "structure.xml").read_text()
    return (
        text.replace("{DIMENSIONS}", "\n".join(listed)).replace("{CODE}", code).replace("{LAST}", str(len(order) + 1))
    )


def constraint(dataset: Dataset) -> str:
    head, rows = cells(dataset)
    listed = []
    for name in _order(dataset):
        values = sorted({row[head.index(name)] for row in rows})
        inside = "".join(f"<c:Value>{value}</c:Value>" for value in values)
        listed.append(f'<c:KeyValue id="{name}">{inside}</c:KeyValue>')
    text = (FOLDER / "constraint.xml").read_text()
    return text.replace("{CODE}", dataset.code.upper()).replace("{VALUES}", "\n".join(listed))


def answer(dataset: Dataset, key: str) -> bytes:
    """The rows that a key asks for: codes joined by +, dimensions by a dot, an empty one asks for all."""
    head, rows = cells(dataset)
    asked = dict(zip(_order(dataset), key.split("."), strict=True))
    wanted = {head.index(name): set(codes.split("+")) for name, codes in asked.items() if codes}
    kept = [row for row in rows if all(row[place] in codes for place, codes in wanted.items())]
    return "".join(",".join(row) + "\n" for row in [head, *kept]).encode()


def serve(dataset: Dataset, server: HTTPServer, spoil: Spoil) -> None:
    code = dataset.code.upper()
    path = f"/sdmx/2.1/data/{code}/"

    def data(request: Request) -> Response:
        assert request.args["format"] == "SDMX-CSV"
        return Response(spoil(answer(dataset, request.path.removeprefix(path))), mimetype="text/csv")

    server.expect_request(f"/sdmx/2.1/datastructure/ESTAT/{code}").respond_with_data(
        structure(dataset), mimetype="application/xml"
    )
    server.expect_request(f"/sdmx/2.1/contentconstraint/ESTAT/{code}").respond_with_data(
        constraint(dataset), mimetype="application/xml"
    )
    server.expect_request("/catalogue/toc/txt").respond_with_data((FOLDER / "contents.txt").read_bytes())
    server.expect_request(re.compile("^" + re.escape(path))).respond_with_handler(data)


def _lines(change) -> Spoil:
    return lambda data: b"".join(change(number, line) for number, line in enumerate(data.splitlines(keepends=True)))


def new_column(data: bytes) -> bytes:
    return _lines(lambda number, line: line[:-1] + (b",x\n" if number else b",OBS_NOTE\n"))(data)


def shifted(data: bytes) -> bytes:
    return _lines(lambda number, line: line.replace(b",", b",,", 1) if number == 2 else line)(data)


def comma(data: bytes) -> bytes:
    """The second row's number in quotes, with a decimal comma."""

    def change(number: int, line: bytes) -> bytes:
        parts = line.split(b",")
        parts[-3] = b'"1234,5"' if number == 1 else parts[-3]
        return b",".join(parts)

    return _lines(change)(data)


def spoils(dataset: Dataset) -> dict[str, Spoil]:
    unit = sorted({row[cells(dataset)[0].index("unit")] for row in cells(dataset)[1]})[0]
    dimension = next(iter(dataset.asked), "freq")
    word = cells(dataset)[1][0][cells(dataset)[0].index(dimension)]
    return {
        "new_column": new_column,
        "changed_unit": replaced(f",{unit},", ",MIO_X,"),
        "changed_codes": replaced(f",{word},", ",XYZ,") if word != "TOTAL" else _changed_first(dataset, dimension),
        "halved": halved,
        "wrong_encoding": lambda data: data.replace(b"ESTAT:", b"\xe9STAT:", 1),
        "decimal_comma": comma,
        "truncated": lambda data: data[: data.rindex(b",", 0, -6)],
        "shifted_columns": shifted,
    }


def _changed_first(dataset: Dataset, dimension: str) -> Spoil:
    """TOTAL stands in several dimensions: only the cell of this one is changed, in the first row."""
    place = cells(dataset)[0].index(dimension)

    def change(number: int, line: bytes) -> bytes:
        parts = line.split(b",")
        parts[place] = b"XYZ" if number == 1 else parts[place]
        return b",".join(parts)

    return _lines(change)


def _player(dataset: Dataset) -> Player:
    return Player(
        serve=partial(serve, dataset),
        data=r"/sdmx/2\.1/data/" + dataset.code.upper(),
        spoils=spoils(dataset),
        rows=ROWS.get(dataset.code, 40),
        # Plain text has no end mark: a row cut in two no longer fits the header, which has its own name.
        outcomes={"truncated": "shifted_columns"},
    )


PLAYERS = {one.id: _player(one) for one in (*eurostat_ports.DATASETS, *eurostat_regions.DATASETS)}
