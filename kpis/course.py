"""The course of a series through a shock: its usual level, how far it fell, when it was back, what was lost.

No counterfactual: the yardstick is the series' own level in the same season before. Plain arrays in, records out; the
indicators of resilience and the description of an event stand on the same arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

_DRAWS = 500
_SEED = 2003
_ENDS = (2.5, 97.5)


def usual_level(times: Array, values: Array, cycle: int, at: Array) -> Array:
    """The mean of each season over the given periods, placed on `at`; the overall mean where a season was not seen."""
    level = np.full(len(at), values.mean())
    for season in set((times % cycle).tolist()):
        level[at % cycle == season] = values[times % cycle == season].mean()
    return level


def first_back(deviation: Array, lowest: int, floor: float, run: int = 1) -> int | None:
    """The first place at or after the lowest from which so many periods in a row reach the floor; None without any."""
    above = deviation >= floor
    for place in range(lowest, len(above) - run + 1):
        if above[place : place + run].all():
            return place
    return None


@dataclass(frozen=True, eq=False)
class Course:
    """What happened from the shock's own period on; times count periods from it.

    `deviation` is x / B - 1 until the first gap. `back` is when it had recovered, else None; `watched` the least that
    the recovery then takes: the periods seen without it.
    """

    deviation: Array
    lowest: int
    back: int | None
    watched: int

    @property
    def depth(self) -> float:
        """The lowest deviation in the window."""
        return float(self.deviation[self.lowest])

    @property
    def loss(self) -> float:
        """Missing activity until recovery or the end of the series, in periods of the usual level; negative: a gain."""
        last = len(self.deviation) if self.back is None else self.back + 1
        return float(-self.deviation[:last].sum())


def follow(deviation: Array, window: int, tolerance: float, run: int) -> Course:
    """The course of deviations that begin with the shock's period: the trough is sought in the window only.

    A series that never fell by more than the tolerance was back at once. At its end fewer than `run` periods in a row
    prove nothing: the time watched then ends where that last stretch begins.
    """
    lowest = int(deviation[:window].argmin())
    if deviation[lowest] >= -tolerance:
        return Course(deviation, lowest, 0, 0)
    below = np.flatnonzero(deviation < -tolerance)
    return Course(deviation, lowest, first_back(deviation, lowest, -tolerance, run), int(below[-1]) + 1)


def depth_interval(base_times: Array, base: Array, cycle: int, times: Array, values: Array) -> tuple[float, float]:
    """Where the lowest deviation would lie with another draw of the usual level: 95 %, by bootstrap.

    The shares x / B of the baseline are drawn anew for every season of every baseline year (500 draws, a fixed seed).
    """
    shares = base / usual_level(base_times, base, cycle, base_times)
    years = max(len(base) // cycle, 1)
    level = shares[_places(len(shares), cycle, years)].mean(axis=2)
    deviation = values / (usual_level(base_times, base, cycle, times) * level[:, times % cycle]) - 1
    low, high = np.percentile(deviation.min(axis=1), _ENDS)
    return float(low), float(high)


@lru_cache(maxsize=64)
def _places(n: int, cycle: int, years: int) -> Array:
    return np.random.default_rng(_SEED).integers(0, n, size=(_DRAWS, cycle, years))
