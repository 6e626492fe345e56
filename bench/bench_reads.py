"""Reading from out_indicator, against the same question put to a frame that is already in memory."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

import publish
from bench.run import Benchmark, Measure
from etl.reference import Choice
from kpis import reads
from warehouse.reads import rows
from warehouse.settings import Settings

REFERENCE = Path(__file__).resolve().parents[1] / "data" / "reference"
CODE, PORT, YEAR = "gross_weight", "NLMOE", "2024-01-01"
SERIES_MILLISECONDS = 2
PERIOD_MILLISECONDS = 5


@contextmanager
def benchmark() -> Iterator[Benchmark]:
    """One series and one period of all ports, from a vintage of its own."""
    with tempfile.TemporaryDirectory(prefix="bench-reads-") as folder, _data_in(Path(folder)) as settings:
        vintage, _ = publish.build(settings, Choice())
        table = rows(vintage, "out_indicator")
        yield Benchmark(
            title="Reads of out_indicator",
            reference=Measure("one series of a frame in memory", lambda: _series_of(table)),
            measures=(
                Measure("one period of a frame in memory", lambda: _period_of(table)),
                Measure("one series", lambda: reads.series(vintage, CODE, [PORT]), limit=SERIES_MILLISECONDS),
                Measure(
                    "one period of all ports", lambda: reads.snapshot(vintage, CODE, YEAR), limit=PERIOD_MILLISECONDS
                ),
                Measure("every indicator of one port", lambda: reads.of_entity(vintage, PORT)),
            ),
            rounds=51,
        )


@contextmanager
def _data_in(folder: Path) -> Iterator[Settings]:
    """An empty data folder with our reference in it, found by every read of this process."""
    (folder / "reference").symlink_to(REFERENCE, target_is_directory=True)
    before = os.environ.get("PRM_DATA")
    os.environ["PRM_DATA"] = str(folder)
    try:
        yield Settings(folder)
    finally:
        os.environ.pop("PRM_DATA")
        if before is not None:
            os.environ["PRM_DATA"] = before


def _series_of(table: pd.DataFrame) -> pd.DataFrame:
    return table[
        (table["indicator"] == CODE)
        & (table["entity"] == PORT)
        & (table["basis"] == "published")
        & (table["variant"] == "")
        & (table["freq"] == "A")
    ]


def _period_of(table: pd.DataFrame) -> pd.DataFrame:
    return table[
        (table["indicator"] == CODE)
        & (table["period_start"] == pd.Timestamp(YEAR))
        & (table["basis"] == "published")
        & (table["variant"] == "")
        & (table["freq"] == "A")
    ]
