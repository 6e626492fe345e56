"""A large SDMX-CSV of Eurostat's form from bytes to our observations, against DuckDB's own CSV reader on the same file.

The two million cells are generated and mean nothing: codes are the publisher's, figures a running number.
"""

from __future__ import annotations

import itertools
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from bench.run import Benchmark, Measure
from etl.expect import check_expected
from etl.snapshots import File, Snapshot
from etl.source import Held, Source
from etl.sources.eurostat_dataset import CARGO, DIRECTIONS
from etl.sources.eurostat_ports import SOURCES

REFERENCE = Path(__file__).resolve().parents[1] / "data" / "reference"
TIMES_TO_REACH = 2
PORTS = ("NL", "NL_0NLRTM", "NL_0NLAMS", "NL_0NLMOE")
PARTNERS, QUARTERS = 200, 120
HEAD = "DATAFLOW,LAST UPDATE,freq,direct,cargo,unit,par_mar,rep_mar,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\n"


def write_cells(path: Path) -> int:
    """Write the generated cells; returns how many."""
    partners = ["TOTAL", *(f"{first}{second}_{n % 9}" for n, first, second in _letters(PARTNERS - 1))]
    quarters = [f"{1997 + n // 4}-Q{n % 4 + 1}" for n in range(QUARTERS)]
    keys = itertools.product(DIRECTIONS, CARGO, partners, PORTS, quarters)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        count = 0
        for count, (direct, cargo, partner, port, quarter) in enumerate(keys, 1):
            flag = "p" if quarter.startswith("2026") else ""
            file.write(
                f"ESTAT:MAR_GO_QM_NL(1.0),01/10/26 23:00:00,Q,{direct},{cargo},THS_T,{partner},{port},{quarter},"
                f"{count % 9973}.{count % 10},{flag},\n"
            )
    return count


def _letters(count: int) -> Iterator[tuple[int, str, str]]:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    pairs = itertools.product(alphabet, alphabet)
    return ((n, first, second) for n, (first, second) in zip(range(count), pairs, strict=False))


def duckdb_seconds(path: Path) -> float:
    """Seconds that DuckDB's CSV reader needs from the file to a table in memory."""
    begun = time.perf_counter()
    with duckdb.connect(config={"threads": "2"}) as connection:
        connection.execute("create table cells as select * from read_csv(?)", [str(path)])
    return time.perf_counter() - begun


def ours_seconds(source: Source, snapshot: Snapshot, held: Held) -> tuple[float, float, float]:
    """Seconds for parsing, for checking what was declared, and for harmonising."""
    if source.parse is None or source.harmonise is None:
        raise KeyError(source.id)
    begun = time.perf_counter()
    parsed: pd.DataFrame = source.parse(snapshot)
    read = time.perf_counter()
    check_expected(parsed, source.expect, source.dataset)
    checked = time.perf_counter()
    source.harmonise(parsed, held, snapshot)
    return read - begun, checked - read, time.perf_counter() - checked


@contextmanager
def benchmark() -> Iterator[Benchmark]:
    """Two million cells; the measure is how many times DuckDB's own reading ours takes, in the same round."""
    source = next(one for one in SOURCES if one.id == "eurostat_mar_go_qm_nl")
    source = replace(source, expect=replace(source.expect, rows=(1, 3_000_000)))
    held = Held.read(REFERENCE)
    with tempfile.TemporaryDirectory(prefix="bench-eurostat-") as folder:
        path = Path(folder) / "data_001.csv"
        cells = write_cells(path)
        made = (File(path.name, "generated", "", path.stat().st_size, {}, ""),)
        snapshot = Snapshot(source.id, "generated", date(2026, 10, 1), date(2026, 10, 1), Path(folder), made)
        last: dict[str, float] = {}

        def reference() -> float:
            last["duckdb"] = duckdb_seconds(path)
            return last["duckdb"]

        def ours() -> float:
            last["parse"], last["check"], last["harmonise"] = ours_seconds(source, snapshot, held)
            return (last["parse"] + last["harmonise"]) / last["duckdb"]

        yield Benchmark(
            title=f"SDMX-CSV of {cells:,} generated cells",
            reference=Measure("DuckDB's own CSV reader, into a table", reference, unit="s", timed=False),
            measures=(
                Measure("parse and harmonise, times DuckDB", ours, limit=TIMES_TO_REACH, unit="times", timed=False),
                Measure("of it parsing", lambda: last["parse"], unit="s", timed=False),
                Measure("of it harmonising", lambda: last["harmonise"], unit="s", timed=False),
                Measure("checking the contract, besides", lambda: last["check"], unit="s", timed=False),
            ),
            rounds=5,
        )
