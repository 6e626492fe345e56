"""One interrupted time series, and a synthetic control with twenty donors and all its placebos."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pandas as pd

from analysis.effect import interrupted_time_series, synthetic_control
from bench.run import Benchmark, Measure

ONE_SERIES, ONE_CONTROL = 50, 2_000
"""Milliseconds at the median."""
QUARTERS, BEFORE, DONORS = 108, 80, 20
START = pd.Timestamp("2020-01-01")


def regression(values: np.ndarray, design: np.ndarray) -> object:
    """Ordinary least squares of the same series: the plain way, which covers the truth too rarely."""
    return np.linalg.lstsq(design, values, rcond=None)


@contextmanager
def benchmark() -> Iterator[Benchmark]:
    """Twenty-seven years of quarters with an event after twenty, and twenty ports beside it."""
    rng = np.random.default_rng(1)
    dates = pd.date_range("2000-01-01", periods=QUARTERS, freq="QS")
    logs = 5 + 0.004 * np.arange(QUARTERS) + rng.normal(0, 0.06, QUARTERS) - 0.1 * (np.arange(QUARTERS) >= BEFORE)
    series = pd.Series(np.exp(logs), dates)
    walks = 100 + rng.normal(0, 10, DONORS) + rng.normal(0, 1, (QUARTERS, DONORS)).cumsum(axis=0)
    panel = pd.DataFrame(walks, dates, [f"donor {one}" for one in range(DONORS)])
    panel["port"] = panel[["donor 1", "donor 2"]].mean(axis=1) + rng.normal(0, 0.5, QUARTERS)
    design = np.column_stack([np.ones(QUARTERS), np.arange(QUARTERS)])
    yield Benchmark(
        title="Effect of an event on 108 quarters",
        reference=Measure("ordinary least squares", lambda: regression(logs, design)),
        measures=(
            Measure("one interrupted time series", lambda: interrupted_time_series(series, START, 4), ONE_SERIES),
            Measure("synthetic control, 20 donors, all placebos", lambda: _compared(panel), ONE_CONTROL),
        ),
        rounds=15,
    )


def _compared(panel: pd.DataFrame) -> object:
    return synthetic_control(panel, "port", START)
