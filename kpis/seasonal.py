"""Quarterly series without their seasons: unbroken runs, the robust seasonal, and how far chance moves a change."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

Array = np.ndarray[Any, np.dtype[Any]]

QUARTERS_A_YEAR = 4
LEAST_QUARTERS = 12
"""Three whole years: with fewer a seasonal pattern is an accident."""
_BLOCK = 8
_DRAWS = 500
_AT_ONCE = 20
_SEED = 1990
_ENDS = (2.5, 97.5)
# Series of a large build, some five kilobytes each: both bases and several indicators ask for the same runs.
_REMEMBERED = 4096
_LENGTHS_REMEMBERED = 64
# As many as the robust fit makes between its rounds of weights.
_PASSES = 2

# The series that are regular every quarter, by the variant under which an indicator shows them. Goods by quarter
# come with the live source; until then container ships are all there is.
QUARTERLY: dict[str, dict[str, str]] = {
    "": {"measure": "vessel_gross_tonnage", "vessel_type": "container", "size_class": "total"},
    "goods": {"measure": "gross_weight", "cargo_type": "total", "direction": "total", "partner": "_Z"},
}


def quarterly(series: pd.DataFrame, variant: str) -> pd.DataFrame:
    """The rows of core_series of one of the quarterly series, each place's in the order of its quarters."""
    wanted = {**QUARTERLY[variant], "freq": "Q", "variant": ""}
    chosen = series["measure"] == wanted.pop("measure")
    for column, value in wanted.items():
        chosen &= series[column] == value
    return series[chosen].sort_values(["basis", "entity_type", "entity", "period_start"])


def run_lengths(values: Array) -> Array:
    """At each place, how many positive values without a gap end there; a zero has no logarithm and ends a run."""
    held, place = np.isfinite(values) & (values > 0), np.arange(len(values))
    last_gap = np.maximum.accumulate(np.where(held, -1, place))
    return np.where(held, place - last_gap, 0)


def runs(values: Array, least: int) -> list[slice]:
    """The unbroken stretches of positive values that are at least so long."""
    lengths = run_lengths(values)
    ends = np.flatnonzero((lengths >= least) & (np.append(lengths[1:], 0) == 0)).tolist()
    return [slice(end - int(lengths[end]) + 1, end + 1) for end in ends]


def adjusted_change(values: Array, least: int = LEAST_QUARTERS) -> Array:
    """Quarterly change of ln x less its robust STL seasonal, within each unbroken run of at least `least` quarters.

    NaN at the first quarter of a run and wherever no run is. Cleveland et al. 1990 (reference not opened).
    """
    change = np.full(len(values), np.nan)
    for inside in runs(values, least):
        change[inside] = np.diff(np.log(values[inside]) - _seasonal(tuple(values[inside])), prepend=np.nan)
    return change


def change_band(values: Array, least: int) -> tuple[Array, Array]:
    """By how much chance moves each adjusted change: the ends of the 95 % band, to be added to the change.

    A moving-block bootstrap of the remainder (blocks of two years, 500 draws, a fixed seed): each draw is taken
    apart again, and what its change then misses of the trend's change is the error. The seasons of a draw are
    refitted without robustness weights, which makes the fit one matrix product: a hundred times faster.
    """
    lower, upper = (np.full(len(values), np.nan) for _end in range(2))
    for inside in runs(values, least):
        lower[inside], upper[inside] = _errors(tuple(values[inside]))
    return lower, upper


@lru_cache(maxsize=_REMEMBERED)
def _seasonal(values: tuple[float, ...]) -> Array:
    """The robust seasonal of ln x; a merged port's parts and both bases ask for the same run again."""
    from statsmodels.tsa.seasonal import STL  # a second to import: the build pays it, the serving process never does

    return np.asarray(STL(np.log(values), period=QUARTERS_A_YEAR, robust=True).fit().seasonal)


@lru_cache(maxsize=_REMEMBERED)
def _errors(values: tuple[float, ...]) -> tuple[Array, Array]:
    seasonal, trend = _smoother(len(values))
    adjusted = np.log(values) - _seasonal(values)
    remainder = adjusted - trend @ adjusted
    draws = _blocks(remainder - remainder.mean())
    # Twenty draws at a time: larger products are shared out over threads, which takes longer than they do.
    seasons = draws.reshape(-1, _AT_ONCE, len(values)) @ seasonal.T
    missed = np.diff(draws - seasons.reshape(draws.shape), axis=1)
    low, high = np.percentile(np.ascontiguousarray(missed.T), _ENDS, axis=1)
    return np.r_[np.nan, np.minimum(-high, 0)], np.r_[np.nan, np.maximum(-low, 0)]


def _blocks(remainder: Array) -> Array:
    """Draws of the remainder, stitched from blocks of two years that start anywhere."""
    n = len(remainder)
    block = min(_BLOCK, n // 2)
    starts = np.random.default_rng(_SEED).integers(0, n - block + 1, size=(_DRAWS, -(-n // block)))
    places = (starts[:, :, None] + np.arange(block)).reshape(_DRAWS, -1)[:, :n]
    return np.asarray(remainder[places])


@lru_cache(maxsize=_LENGTHS_REMEMBERED)
def _smoother(n: int) -> tuple[Array, Array]:
    """Without robustness weights STL is linear: the matrices that give the seasonal and the trend of n quarters."""
    from statsmodels.tsa.seasonal import STL

    fits = [STL(unit, period=QUARTERS_A_YEAR).fit(inner_iter=_PASSES) for unit in np.eye(n)]
    return np.column_stack([fit.seasonal for fit in fits]), np.column_stack([fit.trend for fit in fits])
