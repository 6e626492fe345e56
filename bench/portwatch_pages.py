"""Pages as PortWatch's daily layer prints them, generated and marked so, and a server of its own process that plays it.

No figure in them is PortWatch's: calls and tonnes come from a hash of the row's number, ports are port1, port2, ...
`python -m bench.portwatch_pages FOLDER` serves a folder of such pages and prints its address.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import duckdb

FIRST_DAY = date(2019, 1, 1)
PAGE_ROWS = 5000
KINDS = ("container", "dry_bulk", "general_cargo", "roro", "tanker")
EDITED = 1_795_000_000_000
_NAME = re.compile(r"(?P<quarter>\d{4}Q\d)_(?P<after>\d+)\.json")


def generate(folder: Path, n_ports: int, n_days: int) -> int:
    """Write the layer's description, its rows by month and its pages, day by day over all ports; returns the rows."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "layer.json").write_text(json.dumps(_layer()), encoding="utf-8")
    last = FIRST_DAY + timedelta(days=n_days - 1)
    with duckdb.connect(config={"threads": "2"}) as connection:
        months = connection.execute(_MONTHS, {"last": last, "n_ports": n_ports}).fetchall()
        for (first,) in connection.execute(_QUARTERS, {"last": last}).fetchall():
            pages = connection.execute(_PAGES, {"first": first, "last": last, "n_ports": n_ports}).fetchall()
            for quarter, after, text in pages:
                (folder / f"{quarter}_{after}.json").write_text(text, encoding="utf-8")
    listed = [{"attributes": {"year": year, "month": month, "n_rows": n}} for year, month, n in months]
    (folder / "rows_by_month.json").write_text(json.dumps({"features": listed}), encoding="utf-8")
    return n_ports * n_days


def _layer() -> dict[str, object]:
    fields = [{"name": "date", "type": "esriFieldTypeDateOnly"}, {"name": "portid", "type": "esriFieldTypeString"}]
    fields += [{"name": name, "type": "esriFieldTypeInteger"} for name in ("year", "month", "day")]
    numbers = [f"{flow}{kind}" for flow in ("portcalls", "import", "export") for kind in _ALL]
    fields += [{"name": name, "type": "esriFieldTypeDouble"} for name in numbers]
    fields += [{"name": "ObjectId", "type": "esriFieldTypeOID"}]
    return {
        "name": "generated, not PortWatch's",
        "fields": fields,
        "maxRecordCount": 1000,
        "editingInfo": {"lastEditDate": EDITED},
    }


_ALL = (*(f"_{kind}" for kind in KINDS), "_cargo", "")
_DAYS = f"(select unnest(generate_series(date '{FIRST_DAY}', cast($last as date), interval 1 day))::date as day)"
_MONTHS = f"select year(day), month(day), count(*) * $n_ports from {_DAYS} group by 1, 2 order by 1, 2"
_QUARTERS = f"select distinct date_trunc('quarter', day)::date as first from {_DAYS} order by first"
# Calls swing over the year, differ from port to port, and fall as the hash of the row's id wants it: no clock, no seed.
_CHANCE = "(hash(id, '{name}') % 10007 / 10007.0)"
_CALLS = ", ".join(
    f"cast(floor({_CHANCE.format(name=kind)} * (1 + (port * {place + 3}) % 7) * (1.2 + sin(dayofyear(day) / 58.0)))"
    f" as integer) as c_{kind}"
    for place, kind in enumerate(KINDS)
)
_FLOWS = ", ".join(
    f"round(c_{kind} * (800 + {_CHANCE.format(name=flow + kind)} * 9000), 4) as {flow}_{kind}"
    for flow in ("i", "e")
    for kind in KINDS
)


def _fields(prefix: str, name: str) -> str:
    kinds = [f"{name}_{kind} := {prefix}_{kind}" for kind in KINDS]
    cargo = " + ".join(f"{prefix}_{kind}" for kind in KINDS[:-1])
    return ", ".join([*kinds, f"{name}_cargo := {cargo}", f'"{name}" := {cargo} + {prefix}_{KINDS[-1]}'])


_PAGES = f"""
with days as (
  select unnest(generate_series(cast($first as date), least(cast($first as date) + interval 3 month - interval 1 day,
           cast($last as date)), interval 1 day))::date as day
), placed as (
  select day, port, (day - date '{FIRST_DAY}') * $n_ports + port as id
  from days cross join (select unnest(range(1, $n_ports + 1)) as port)
), numbered as (
  select day, port, id, {_CALLS} from placed
), flown as (select *, {_FLOWS} from numbered),
rows as (
  select day, id, (row_number() over (order by id) - 1) // {PAGE_ROWS} as page, to_json(struct_pack(
    ObjectId := id, date := cast(day as varchar), year := year(day), month := month(day), portid := 'port' || port,
    {_fields("c", "portcalls")}, {_fields("i", "import")}, {_fields("e", "export")})) as attributes
  from flown
), pages as (
  select page, min(day) as day, min(id) as first_id,
         string_agg('{{"attributes":' || attributes || '}}', ',' order by id) as features
  from rows group by page
)
select year(day) || 'Q' || quarter(day), case when page = 0 then 0 else first_id - 1 end,
       '{{"objectIdFieldName":"ObjectId","globalIdFieldName":""'
       || case when page < max(page) over () then ',"exceededTransferLimit":true' else '' end
       || ',"features":[' || features || ']}}'
from pages order by page
"""


class _Played(BaseHTTPRequestHandler):
    """Answers from a folder; `where` names quarter and id."""

    folder = Path()
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:  # noqa: N802 - the name the library calls
        """One answer, as it stands in a file."""
        held = (self.folder / self._name()).read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(held)))
        self.end_headers()
        self.wfile.write(held)

    def _name(self) -> str:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        if "where" not in asked:
            return "layer.json"
        if "outStatistics" in asked:
            return "rows_by_month.json"
        year, month = (int(found) for found in re.findall(r"(?:= |IN \()(\d+)", asked["where"]))
        after = re.search(r"> (\d+)", asked["where"])
        return f"{year}Q{(month + 2) // 3}_{after[1] if after else 0}.json"

    def log_message(self, *_words: object) -> None:
        """Say nothing: the benchmark prints figures."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder behind an address, in a process of its own."""
    command = [sys.executable, "-m", "bench.portwatch_pages", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process.stdout.readline().strip() if process.stdout else ""
        finally:
            process.terminate()


if __name__ == "__main__":
    _Played.folder = Path(sys.argv[1])
    server = ThreadingHTTPServer(("localhost", 0), _Played)
    sys.stdout.write(f"http://localhost:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
