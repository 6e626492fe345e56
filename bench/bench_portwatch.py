"""PortWatch from served pages to the loaded table, against DuckDB's own reading of the same bytes.

Pages are generated and marked so (bench/portwatch_pages.py): 600,300 rows each round. `python -m bench.bench_portwatch`
runs the full size, 2,065 ports over 2,900 days, once, and keeps its figures as `bench/results/portwatch_full.json`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from bench.portwatch_pages import generate, served
from bench.run import RESULTS, Benchmark, Figure, Measure, Result, machine, write_table

ROOT = Path(__file__).resolve().parents[1]
PORTS, DAYS = 207, 2900
FULL_PORTS = 2065
TIMES_TO_REACH, MEGABYTES_TO_REACH, PERCENT_TO_REACH = 1.5, 600, 1
KIB_PER_MEGABYTE = 1_000_000 / 1024

# The child fetches, checks and loads as a refresh and a build do, and says what each part took. Its memory is read from
# VmHWM: ru_maxrss would begin with that of the process that started it.
_REFRESH = """
import json, re, sys, time
from pathlib import Path
from etl.http import Network
from etl.progress import Progress
from etl.refresh import fetch
from etl.snapshots import Shelf
from etl.source import Held
from etl.sources.portwatch import SOURCE
from warehouse.connection import Staging
from warehouse.contract import create_tables
from warehouse.settings import Settings

settings, wants_load = Settings(Path(sys.argv[1])), sys.argv[2] == "load"
held, progress = Held.read(settings.reference), Progress(SOURCE.id)
begun = time.perf_counter()
with Network() as network:
    snapshot, state = fetch(SOURCE, network, Shelf(settings.snapshots, SOURCE.id), held, progress)
fetched = time.perf_counter()
loaded = {}
if wants_load:
    staging = Staging(settings.data / "bench.duckdb")
    create_tables(staging)
    loaded = dict(SOURCE.load(snapshot, staging, held).rows)
    staging.close()
done = time.perf_counter()
print(json.dumps({
    "seconds": done - begun, "fetch_and_check": fetched - begun, "load": done - fetched, "state": state,
    "rows": sum(loaded.values()), "bytes": progress.bytes,
    "kib": int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])}))
"""


@dataclass
class Run:
    """One served folder of pages and a data folder that is filled from it."""

    address: str
    data: Path
    last: dict[str, float] = field(default_factory=dict)

    def refresh(self, *, anew: bool = True) -> dict[str, float]:
        """One refresh in a process of its own: into nothing, or upon what is there."""
        if anew:
            shutil.rmtree(self.data / "snapshots", ignore_errors=True)
        (self.data / "bench.duckdb").unlink(missing_ok=True)
        command = [sys.executable, "-c", _REFRESH, str(self.data), "load" if anew else "fetch"]
        environment = {**os.environ, "PRM_URL_PORTWATCH_DAILY": self.address}
        run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        found: dict[str, float] = json.loads(run.stdout.splitlines()[-1])
        return found

    def seconds(self) -> float:
        """Seconds from the first request to the loaded table; keeps the other figures of the run."""
        self.last = self.refresh()
        return self.last["seconds"]

    def read(self) -> float:
        """Seconds that DuckDB's own read_json takes for the pages that were kept, into a table on the disk."""
        pages = sorted(str(path) for path in (self.data / "snapshots").rglob("rows_2*.json"))
        target = self.data / "read_json.duckdb"
        target.unlink(missing_ok=True)
        begun = time.perf_counter()
        with duckdb.connect(str(target), config={"threads": "2"}) as connection:
            connection.execute("create table pages as select * from read_json(?)", [pages])
        self.last["read_json"] = time.perf_counter() - begun
        return self.last["read_json"]

    def again(self) -> float:
        """Share of the bytes that a second run with nothing new moves, per cent."""
        return 100 * self.refresh(anew=False)["bytes"] / self.last["bytes"]


@contextmanager
def _served_run(folder: Path, n_ports: int) -> Iterator[Run]:
    generate(folder / "pages", n_ports, DAYS)
    data = folder / "data"
    data.mkdir()
    (data / "reference").symlink_to(ROOT / "data" / "reference", target_is_directory=True)
    with served(folder / "pages") as address:
        yield Run(address, data)


@contextmanager
def benchmark() -> Iterator[Benchmark]:
    """Seconds, ratio to read_json of the same run, memory, and the bytes of a second run."""
    with tempfile.TemporaryDirectory(prefix="bench-portwatch-") as folder, _served_run(Path(folder), PORTS) as run:
        run.seconds()
        yield Benchmark(
            title=f"PortWatch: {PORTS * DAYS:,} generated rows from served pages to the loaded table",
            reference=Measure("DuckDB's read_json of the same bytes", run.read, unit="s", timed=False),
            measures=(
                Measure("fetch, check and load", run.seconds, unit="s", timed=False),
                Measure(
                    "the same / read_json after it, the same bytes",
                    lambda: run.last["seconds"] / run.read(),
                    TIMES_TO_REACH,
                    "times",
                    timed=False,
                ),
                Measure(
                    "memory at most", lambda: run.last["kib"] / KIB_PER_MEGABYTE, MEGABYTES_TO_REACH, "MB", timed=False
                ),
                Measure("second run with nothing new, bytes moved", run.again, PERCENT_TO_REACH, "%", timed=False),
            ),
            rounds=5,
        )


def full() -> Result:
    """The full size once: 2,065 ports over 2,900 days, generated; the figures of one refresh and load."""
    with tempfile.TemporaryDirectory(prefix="bench-portwatch-") as folder, _served_run(Path(folder), FULL_PORTS) as run:
        run.seconds()
        figures = [
            _once("DuckDB's read_json of the same bytes", run.read(), "s"),
            _once("fetch and check", run.last["fetch_and_check"], "s"),
            _once("load", run.last["load"], "s"),
            _once("memory at most", run.last["kib"] / KIB_PER_MEGABYTE, "MB"),
            _once("bytes of the pages", run.last["bytes"] / 1_000_000, "MB"),
            _once("second run with nothing new, bytes moved", run.again(), "%"),
        ]
    return {
        "name": "portwatch_full",
        "title": f"PortWatch at full size, once: {FULL_PORTS * DAYS:,} generated rows (2,065 ports, 2,900 days)",
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "figures": [asdict(figure) for figure in figures],
    }


def _once(name: str, value: float, unit: str) -> Figure:
    value = float(f"{value:.4g}")
    return Figure(name, unit, value, value, value, value, value, 1, None, None)


if __name__ == "__main__":
    (RESULTS / "portwatch_full.json").write_text(json.dumps(full(), indent=2) + "\n", encoding="utf-8")
    write_table()
