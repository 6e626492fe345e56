"""Treatment of outliers: winsorise, then log, by the rule of skewness and kurtosis.

The rule is that of COINr 1.1 (`Treat` with its defaults): an indicator is treated when |skewness| >= 2 and
kurtosis >= 3.5. Points are winsorised one value at a time on the side of the skew, at most five; if the rule still
asks for treatment, the untreated indicator is put on a log scale instead.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.indicator_tree import Array, Tree
from warehouse.errors import ContractError

SKEWNESS = 2.0
KURTOSIS = 3.5
MOST_POINTS = 5
# Kurtosis of a sample needs four points; with fewer the rule cannot be asked and nothing is treated.
FEWEST_POINTS = 4


@dataclass(frozen=True)
class Treatment:
    """What was done to one indicator: `action` is none, winsorised or log; points say how many were moved."""

    code: str
    action: str
    points: int
    skewness_before: float
    kurtosis_before: float
    skewness_after: float
    kurtosis_after: float


def skewness(held: Array) -> float:
    """Sample-adjusted skewness G1 of values without gaps; NaN for a constant."""
    n, centred = held.size, held - held.mean()
    squares = float((centred**2).sum())
    if n <= 2 or squares == 0:  # noqa: PLR2004 - the adjustment divides by n - 2
        return float("nan")
    return float(np.sqrt(n) * (centred**3).sum() / squares**1.5 * np.sqrt(n * (n - 1)) / (n - 2))


def kurtosis(held: Array) -> float:
    """Sample-adjusted excess kurtosis G2 of values without gaps; NaN for a constant."""
    n, centred = held.size, held - held.mean()
    squares = float((centred**2).sum())
    if n < FEWEST_POINTS or squares == 0:
        return float("nan")
    excess = float(n * (centred**4).sum() / squares**2) - 3
    return ((n + 1) * excess + 6) * (n - 1) / ((n - 2) * (n - 3))


def needs_treatment(held: Array) -> bool:
    """Whether |skewness| is at least 2 and kurtosis at least 3.5."""
    return abs(skewness(held)) >= SKEWNESS and kurtosis(held) >= KURTOSIS


def treated(numbers: Array, tree: Tree) -> tuple[Array, list[Treatment]]:
    """All indicators after treatment, and what was done to each. Raises ContractError where nothing would be left."""
    answer, done = numbers.copy(), []
    for column, code in enumerate(tree.indicators):
        present = ~np.isnan(numbers[:, column])
        held = numbers[present, column]
        after, action, points = _treated_values(code, held)
        answer[present, column] = after
        moments = (skewness(held), kurtosis(held), skewness(after), kurtosis(after))
        done.append(Treatment(code, action, points, *moments))
    return answer, done


def _treated_values(code: str, held: Array) -> tuple[Array, str, int]:
    if not needs_treatment(held):
        return held, "none", 0
    winsorised, points = _winsorised(code, held)
    if winsorised.min() == winsorised.max():
        return _flattened(code, held, points)
    if not needs_treatment(winsorised):
        return winsorised, "winsorised", points
    return _logged(held), "log", 0


def _winsorised(code: str, held: Array) -> tuple[Array, int]:
    """Pull the outermost value in to its neighbour until the rule is content or five points are moved.

    Values that are equal move together, so a tie may carry the count beyond five, as it does in COINr.
    """
    moved = held.copy()
    high = low = 0
    while needs_treatment(moved) and high + low < MOST_POINTS:
        on_top = skewness(moved) >= 0
        at = moved == (moved.max() if on_top else moved.min())
        rest = moved[~at]
        moved[at] = rest.max() if on_top else rest.min()
        high, low = (int(at.sum()), low) if on_top else (high, int(at.sum()))
        if moved.min() == moved.max():
            break
    return moved, high + low


def _flattened(code: str, held: Array, points: int) -> tuple[Array, str, int]:
    """An indicator of two values, of which winsorising leaves one: as it is from five points on, as in COINr.

    With fewer COINr stops with an error, and so do we: a port or two that differ from all others tell nothing more.
    """
    if points >= MOST_POINTS:
        return held, "none", 0
    raise ContractError(
        f"values: indicator {code} has the same value for all but {points}; winsorising leaves a constant. Leave the "
        "indicator out or score with treat=False."
    )


def _logged(held: Array) -> Array:
    """Logarithm of the distance to the minimum plus a hundredth of the range, so that the minimum has one."""
    spread = held.max() - held.min()
    return np.asarray(np.log(held - held.min() + 0.01 * spread))
