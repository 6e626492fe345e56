"""A full build from data/reference/, in a process of its own, against DuckDB reading the same bytes."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import duckdb

from bench.run import Benchmark, Measure

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "data" / "reference"
SECONDS_TO_REACH = 10
MEGABYTES_TO_REACH = 600
KIB_PER_MEGABYTE = 1_000_000 / 1024

# The child says how much it held at most; Linux counts in KiB.
_BUILD = """
import resource, sys
from etl.__main__ import main
code = main(["build"])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""


@contextmanager
def benchmark() -> Iterator[Benchmark]:
    """Seconds of the wall, seconds of processor and memory of a build into an empty warehouse."""
    with tempfile.TemporaryDirectory(prefix="bench-build-") as folder:
        data = Path(folder)
        (data / "reference").symlink_to(REFERENCE, target_is_directory=True)
        yield Benchmark(
            title="Full build from data/reference/",
            reference=Measure("DuckDB reads the same CSV files", _read_all, unit="s", timed=False),
            measures=(
                Measure("build", partial(_built, data, "wall"), limit=SECONDS_TO_REACH, unit="s", timed=False),
                Measure("build, processor", partial(_built, data, "processor"), unit="s", timed=False),
                Measure(
                    "build, memory at most", partial(_built, data, "memory"), MEGABYTES_TO_REACH, "MB", timed=False
                ),
            ),
            rounds=5,
        )


def _read_all() -> float:
    begun = time.perf_counter()
    with duckdb.connect() as connection:
        for path in sorted(REFERENCE.rglob("*.csv")):
            connection.execute("select count(columns(*)) from read_csv(?, all_varchar = true)", [str(path)]).fetchall()
    return time.perf_counter() - begun


def _built(data: Path, wanted: str) -> float:
    """Build once, from nothing, and return one of its three figures."""
    shutil.rmtree(data / "warehouse", ignore_errors=True)
    before, begun = _processor_seconds(), time.perf_counter()
    run = subprocess.run(
        [sys.executable, "-c", _BUILD],
        cwd=ROOT,
        env={**os.environ, "PRM_DATA": str(data)},
        capture_output=True,
        text=True,
        check=True,
    )
    spent = time.perf_counter() - begun
    figures = {
        "wall": spent,
        "processor": _processor_seconds() - before,
        "memory": int(run.stderr.split()[-1]) / KIB_PER_MEGABYTE,
    }
    return figures[wanted]


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
