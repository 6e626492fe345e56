"""A made-up statistical office with two datasets, for the tests of the run and of merging: goods of the small ports."""

from __future__ import annotations

from functools import partial

import pandas as pd
import pandera.pandas as pa
from pytest_httpserver import HTTPServer

from etl.delimited import csv_frame
from etl.faults import SourceFault
from etl.http import Limits
from etl.snapshots import Snapshot
from etl.source import Expect, Fetching, Harmonised, Held, Source

QUICK = Limits(connect=2, read=2, deadline=10, retries=0, backoff=0.001, longest_wait=0.01, interval=0)
HEAD = "port,year,tonnes\n"
# Gamma 2023 is revised from 198 to 200, 2024 is new; Alpha and Beta are gone.
GOODS = HEAD + "XXGAM,2022,198\nXXGAM,2023,200\nXXGAM,2024,210\n"
TRAINS = HEAD + "XXGAM,2023,7\nXXGAM,2024,8\n"
EXPECTED = Expect(
    columns=pa.DataFrameSchema(
        {
            "port": pa.Column(checks=pa.Check.str_matches(r"^XX[A-Z]{3}$")),
            "year": pa.Column(checks=pa.Check.str_matches(r"^\d{4}$")),
            "tonnes": pa.Column(checks=pa.Check.str_matches(r"^\d+$")),
        },
        strict=True,
    ),
    rows=(1, 100),
    keys=("port", "year"),
    years=(2000, 2100),
    year_column="year",
)


def source(source_id: str, measure: str = "gross_weight", definition: str = "goods") -> Source:
    """A source of this office under an id of the small reference, or a new one."""
    return Source(
        id=source_id,
        title="Goods of the office",
        publisher="Office",
        dataset="goods",
        url="http://office.invalid/",
        page="http://office.invalid/page",
        licence_id="own",
        cadence="annual",
        max_overdue_days=455,
        expect=EXPECTED,
        fetch=fetch,
        parse=parse,
        harmonise=partial(harmonise, measure, definition),
        limits=QUICK,
        asks="goods.csv",
    )


def fetch(fetching: Fetching) -> None:
    fetching.save("about.csv", f"{fetching.source.id}/about.csv", accept="csv")
    fetching.save("goods.csv", f"{fetching.source.id}/goods.csv", {"since": "2020"}, accept="csv")


def parse(snapshot: Snapshot) -> pd.DataFrame:
    return csv_frame(snapshot.path("goods.csv"), "goods")


def harmonise(measure: str, definition: str, parsed: pd.DataFrame, held: Held, snapshot: Snapshot) -> Harmonised:
    del snapshot
    known = parsed["port"].isin(held.ports["port_id"])
    if (parsed["tonnes"] == "666").any():
        raise SourceFault("unknown_code", "A number nobody maps. Map it.")
    rows = parsed[known]
    observations = pd.DataFrame(
        {
            "entity_type": "port",
            "entity": rows["port"],
            "measure": measure,
            "cargo_type": "total",
            "direction": "total",
            "freq": "A",
            "period_start": rows["year"] + "-01-01",
            "obs_value": rows["tonnes"],
            "unit": "t",
            "published_value": rows["tonnes"],
            "definition_id": definition,
            "locator": rows["port"] + ":" + rows["year"],
        }
    )
    strange = parsed[~known]
    aside = pd.DataFrame(
        {
            "file": "goods.csv",
            "line": strange.index + 2,
            "problem": "no port is held",
            "record": [row.to_json() for _index, row in strange.iterrows()],
        }
    )
    return Harmonised({"core_observation": observations}, aside, {"ports": list(strange["port"])})


def serve(server: HTTPServer, source_id: str, goods: str, day: str = "Mon, 05 Oct 2026 09:00:00 GMT") -> None:
    """The office's two files; the day is its Last-Modified, which becomes the release."""
    headers = {"Last-Modified": day}
    server.expect_request(f"/{source_id}/about.csv").respond_with_data("a,b\n1,2\n", headers=headers)
    server.expect_request(f"/{source_id}/goods.csv").respond_with_data(goods, headers=headers)
