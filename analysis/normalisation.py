"""Four ways to put indicators on one scale, higher always better afterwards.

Scales run from 0 to 100 for the arithmetic mean and from 1 to 100 for the geometric and the harmonic mean, so that
one zero does not erase a unit. Z-scores have mean 50 and standard deviation 10 and know no ends.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from analysis.aggregation import AGGREGATES
from analysis.indicator_tree import Array, Tree
from analysis.treatment import treated
from warehouse.errors import ContractError, ParameterError

TOP = 100.0
Z_MEAN, Z_SPREAD = 50.0, 10.0


def by_goalposts(raw: Array, tree: Tree, bottom: float) -> Array:
    """Distance from the worse goalpost to the better one, clipped; it depends on no other unit."""
    if not tree.has_goalposts or not (tree.lower < tree.upper).all():
        wrong = ~(tree.lower < tree.upper)
        codes = ", ".join(code for code, bad in zip(tree.indicators, wrong, strict=True) if bad)
        raise ContractError(f"meta: {codes} needs lower_goalpost < upper_goalpost; or normalise by minmax.")
    share = (raw - tree.lower) / (tree.upper - tree.lower)
    share = np.where(tree.sign > 0, share, 1 - share)
    return np.asarray(bottom + (TOP - bottom) * np.clip(share, 0, 1))


def by_minmax(values: Array, tree: Tree, bottom: float) -> Array:
    """Distance from the worst unit to the best one."""
    facing = values * tree.sign
    low, high = np.nanmin(facing, axis=0), np.nanmax(facing, axis=0)
    return np.asarray((facing - low) / (high - low) * (TOP - bottom) + bottom)


def by_zscore(values: Array, tree: Tree, bottom: float) -> Array:
    """Standard deviations from the mean, ten points each; `bottom` has no meaning here."""
    del bottom
    facing = values * tree.sign
    z = (facing - np.nanmean(facing, axis=0)) / np.nanstd(facing, axis=0, ddof=1)
    return np.asarray(Z_MEAN + Z_SPREAD * z)


def by_rank(values: Array, tree: Tree, bottom: float) -> Array:
    """Share of the other units that are worse; units that tie share the lower place."""
    facing = values * tree.sign
    answer = np.full_like(facing, np.nan)
    for column in range(facing.shape[1]):
        present = ~np.isnan(facing[:, column])
        held = facing[present, column]
        worse = np.searchsorted(np.sort(held), held, side="left")
        answer[present, column] = bottom + (TOP - bottom) * worse / (held.size - 1)
    return answer


NORMALISATIONS: dict[str, Callable[[Array, Tree, float], Array]] = {
    "goalposts": by_goalposts,
    "minmax": by_minmax,
    "zscore": by_zscore,
    "rank": by_rank,
}


def normalised_values(numbers: Array, tree: Tree, normalise: str, aggregate: str, *, treat: bool) -> Array:
    """Checked values on one scale for one choice; raises ParameterError and ContractError as `score` does."""
    check_choice(normalise, aggregate)
    _refuse_negative(numbers, tree, aggregate)
    before = treated(numbers, tree)[0] if treat and normalise != "goalposts" else numbers
    return NORMALISATIONS[normalise](before, tree, 0.0 if aggregate == "arithmetic" else 1.0)


def check_choice(normalise: str, aggregate: str) -> None:
    """Raise ParameterError for a choice that does not exist, or for z-scores under a mean they have no sense in."""
    if normalise not in NORMALISATIONS:
        raise ParameterError(f"normalise is one of {', '.join(NORMALISATIONS)}, not '{normalise}'.")
    if aggregate not in AGGREGATES:
        raise ParameterError(f"aggregate is one of {', '.join(AGGREGATES)}, not '{aggregate}'.")
    if normalise == "zscore" and aggregate != "arithmetic":
        raise ParameterError(
            f"z-scores are negative for every unit below the mean, and a {aggregate} mean of negative values does not "
            "exist; use the arithmetic mean, or normalise by goalposts, minmax or rank."
        )


def _refuse_negative(numbers: Array, tree: Tree, aggregate: str) -> None:
    """Geometric and harmonic means refuse a negative value where the goalposts declare a quantity from zero up."""
    if aggregate == "arithmetic":
        return
    negative = (numbers < 0).any(axis=0) & (tree.lower >= 0)
    if negative.any():
        codes = ", ".join(code for code, bad in zip(tree.indicators, negative, strict=True) if bad)
        raise ContractError(
            f"values: {codes} has negative values although its lower goalpost is not negative; a {aggregate} mean "
            "would hide them. Lower the goalpost, correct the values, or use the arithmetic mean."
        )
