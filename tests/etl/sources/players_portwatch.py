"""PortWatch as the local server plays it: an ArcGIS layer that answers conditions by month and id, in pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tests.etl.sources.specimens import SPECIMENS, Player, Spoil, cut, latin1

ROOT = "/rest/services/{service}/FeatureServer/0"
NO_UNITS = "the service prints no units: fields are numbers with a name"
NO_CODES = "no field holds codes of a list; a port id that is not ours keeps its row, without a port of ours"

Rows = list[dict[str, Any]]


def specimen(source_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The layer's description and the answer with all its rows, to be changed at will."""
    folder = SPECIMENS / source_id
    return tuple(json.loads((folder / name).read_text(encoding="utf-8")) for name in ("layer.json", "rows.json"))


class ArcGIS:
    """One layer: `layer` and `rows` may be changed between two runs; `asked` keeps the query of every request."""

    def __init__(self, layer: dict[str, Any], answer: dict[str, Any], spoil: Spoil = lambda data: data) -> None:
        self.layer, self.answer, self.spoil = layer, answer, spoil
        self.rows: Rows = [feature["attributes"] for feature in answer["features"]]
        self.asked: list[dict[str, str]] = []
        self.sent = 0

    def on(self, server: HTTPServer, service: str) -> str:
        """Let the server answer for the layer; returns the layer's address."""
        root = ROOT.format(service=service)
        server.expect_request(root).respond_with_handler(lambda request: self._said(request, self.layer))
        server.expect_request(f"{root}/query").respond_with_handler(self._queried)
        return server.url_for(root)

    def _said(self, request: Request, held: object) -> Response:
        self.asked.append(dict(request.args))
        data = self.spoil(json.dumps(held, separators=(",", ":")).encode())
        self.sent += len(data)
        return Response(data, content_type="application/json; charset=utf-8")

    def _queried(self, request: Request) -> Response:
        chosen = list(self._where(request.args["where"]))
        if "outStatistics" in request.args:
            return self._said(request, {"features": [{"attributes": row} for row in self._by_month(request, chosen)]})
        most = min(int(request.args["resultRecordCount"]), 5 * self.layer["maxRecordCount"])
        fields = request.args["outFields"].split(",")
        page = [{"attributes": {name: row[name] for name in fields}} for row in chosen[:most]]
        head = {name: held for name, held in self.answer.items() if name not in ("features", "fields")}
        more = {"exceededTransferLimit": True} if len(chosen) > most else {}
        declared = [one for one in self.layer["fields"] if one["name"] in fields]
        return self._said(request, {**head, "fields": declared, **more, "features": page})

    def _where(self, condition: str) -> Iterator[dict[str, Any]]:
        """The rows of a condition of the only form that is asked, in the order of their ids."""
        form = (
            r"(?:1=1|(?P<y>\w+) = (?P<year>\d+) AND (?P<m>\w+) IN \((?P<months>[\d, ]+)\))(?: AND \w+ > (?P<id>\d+))?"
        )
        found = re.fullmatch(form, condition)
        assert found, condition
        months = {int(month) for month in (found["months"] or "").split(",") if month}
        for row in sorted(self.rows, key=lambda row: row["ObjectId"]):
            of_quarter = found["y"] is None or (row[found["y"]] == int(found["year"]) and row[found["m"]] in months)
            if of_quarter and row["ObjectId"] > int(found["id"] or -1):
                yield row

    def _by_month(self, request: Request, rows: Rows) -> Rows:
        year, month = request.args["groupByFieldsForStatistics"].split(",")
        name = json.loads(request.args["outStatistics"])[0]["outStatisticFieldName"]
        groups: dict[tuple[int, int], int] = {}
        for row in rows:
            groups[row[year], row[month]] = groups.get((row[year], row[month]), 0) + 1
        return [{year: y, month: m, name: n} for (y, m), n in sorted(groups.items())]


def _serving(source_id: str, service: str, spoils: Collection[Spoil]) -> Callable[[HTTPServer, Spoil], None]:
    """A layer whose answers are spoiled was edited a day later: otherwise nobody would ask for its pages again."""

    def serve(server: HTTPServer, spoil: Spoil) -> None:
        played = ArcGIS(*specimen(source_id), spoil)
        if spoil in spoils:
            played.layer["editingInfo"]["dataLastEditDate"] += 24 * 3600 * 1000
        played.on(server, service)

    return serve


def _where_it_stands(old: str, new: str, count: int = 1) -> Spoil:
    """A fault that shows only in the answers that carry what it spoils."""
    return lambda data: data.replace(old.encode(), new.encode(), count)


_NEW = ('{"name":"ObjectId","type"', '{"name":"surprise","type":"esriFieldTypeInteger"},{"name":"ObjectId","type"')
_HALVED: Spoil = lambda data: re.sub(rb'"n_rows":\d+', b'"n_rows":1', data)  # noqa: E731


def _first_rows(data: bytes) -> bytes:
    held = json.loads(data)
    if "features" in held:
        held["features"] = held["features"][:1]
    return json.dumps(held).encode()


def _player(source_id: str, service: str, table: str, rows: int, **own: Spoil) -> Player:
    spoils = {"new_column": _where_it_stands(*_NEW), "wrong_encoding": latin1, "truncated": cut, **own}
    return Player(
        serve=_serving(source_id, service, list(spoils.values())),
        data=r"/query\?",
        spoils=spoils,
        rows=rows,
        table=table,
        root=ROOT.format(service=service),
        not_applicable={"changed_unit": NO_UNITS, "changed_codes": NO_CODES},
        outcomes={"shifted_columns": "new"} if source_id == "portwatch_daily" else {},
    )


PLAYERS = {
    "portwatch_daily": _player(
        "portwatch_daily",
        "Daily_Ports_Data",
        "core_port_day",
        13,
        halved=_HALVED,
        decimal_comma=_where_it_stands('"import_container":1000.4', '"import_container":"1000,4"'),
        shifted_columns=_where_it_stands(
            '"date":"2024-04-02","year":2024,"month":4,"portid":"port57"',
            '"date":"port57","year":2024,"month":4,"portid":"Antwerp"',
        ),
    ),
    "portwatch_ports": _player(
        "portwatch_ports",
        "PortWatch_ports_database",
        "core_portwatch_port",
        6,
        halved=_first_rows,
        decimal_comma=_where_it_stands('"lat":51.27', '"lat":"51,27"'),
        shifted_columns=_where_it_stands('"lat":51.27,"lon":4.34', '"lat":"BEL","lon":"port57"'),
    ),
    "portwatch_disruptions": _player(
        "portwatch_disruptions",
        "portwatch_disruptions_database",
        "core_disruption",
        3,
        halved=_first_rows,
        decimal_comma=_where_it_stands('"lat":51.0', '"lat":"51,0"'),
        shifted_columns=_where_it_stands('"lat":51.0,"long":2.5', '"lat":"RED","long":"TC"'),
    ),
}
