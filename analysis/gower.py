"""Gower distance over variables of any kind, with declared weights and honest gaps.

Gower (1971): the distance of two units in a variable is their difference over the variable's range, 0 or 1 for a
category; the distance over all variables is the weighted mean over those known for both. Variables stand in groups
(the five cargo shares are one group): a group has one weight, spread evenly over its columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.indicator_tree import Array
from warehouse.errors import ContractError, ParameterError

LEAST_SHARED = 0.60
# Rows compared with all others at once; larger blocks fall out of the processor's cache.
_ROWS = 64
# Sums of thirds and fifths miss a share of exactly 60 % by the last digit.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Variable:
    """A structural variable: its column, the group it belongs to, and number, log or category."""

    column: str
    group: str
    kind: str = "number"


@dataclass(frozen=True, eq=False)
class Pairs:
    """Some units (rows) beside all (columns), per group: `difference` 0-1 and `held`, the share of columns known."""

    difference: dict[str, Array]
    held: dict[str, Array]


Ready = dict[Variable, tuple[Array, Array]]
"""Variables as values over their range, and where they are present."""


def checked_weights(variables: Sequence[Variable], weights: Mapping[str, float]) -> dict[str, float]:
    """The weight of each group; raises ParameterError for an unknown group, a negative weight or a sum of zero."""
    groups = list(dict.fromkeys(variable.group for variable in variables))
    if unknown := sorted(set(weights) - set(groups)):
        raise ParameterError(f"no structural variable is called {', '.join(unknown)}; there are: {', '.join(groups)}.")
    held = {group: float(weights.get(group, 1.0)) for group in groups}
    if min(held.values()) < 0 or not 0 < sum(held.values()) < np.inf:
        raise ParameterError("weights of structural variables are numbers of 0 or more, and one is above 0.")
    return held


def ready(structure: pd.DataFrame, variables: Sequence[Variable]) -> Ready:
    """Every variable scaled: what `pairs` needs, once for many units."""
    return {variable: _scaled(structure, variable) for variable in variables}


def pairs(
    structure: pd.DataFrame,
    variables: Sequence[Variable],
    rows: Sequence[int] | npt.NDArray[np.intp],
    scaled: Ready | None = None,
) -> Pairs:
    """Differences of the units at `rows` from every unit, group by group; `scaled` is what `ready` gave."""
    scaled = ready(structure, variables) if scaled is None else scaled
    difference: dict[str, Array] = {}
    held: dict[str, Array] = {}
    for group in dict.fromkeys(variable.group for variable in variables):
        columns = [variable for variable in variables if variable.group == group]
        apart, known = np.zeros((len(rows), len(structure))), np.zeros((len(rows), len(structure)))
        for variable in columns:
            values, present = scaled[variable]
            both = present[rows][:, None] * present
            step = np.abs(values[rows][:, None] - values)
            apart += (np.minimum(step, 1.0, out=step) if variable.kind == "category" else step) * both
            known += both
        difference[group] = np.divide(apart, known, out=np.zeros_like(apart), where=known > 0)
        held[group] = known / len(columns)
    return Pairs(difference, held)


def combined(apart: Pairs, weights: Mapping[str, float], without: str = "") -> tuple[Array, Array]:
    """Distance (0-1, NaN where nothing is shared) and the share of variables in common, over all groups but one."""
    groups = [group for group in apart.difference if group != without and weights[group] > 0]
    above, below, shared = (np.zeros_like(next(iter(apart.held.values()))) for _ in range(3))
    for group in groups:
        held = apart.held[group]
        above += weights[group] * held * apart.difference[group]
        below += weights[group] * held
        shared += held / len(groups)
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0), shared


def nearest(
    structure: pd.DataFrame,
    variables: Sequence[Variable],
    weights: Mapping[str, float],
    n: int = 5,
    least_shared: float = LEAST_SHARED,
) -> pd.DataFrame:
    """The nearest units of every unit: one row a unit and rank, with unit, rank, peer, distance, shared.

    A pair that shares less than `least_shared` of the variables is no candidate, so a unit may have fewer than `n`
    rows, or none. Units that are equally far come in the order of the frame.
    """
    weight = checked_weights(variables, weights)
    columns = [_Column.of(structure, variable, variables, weight) for variable in variables]
    columns = [column for column in columns if column.weight > 0]
    known = np.column_stack([column.present for column in columns])
    weighted = known * [column.weight for column in columns]
    parts = known * [column.part for column in columns]
    units, places, near, common = [], [], [], []
    for start in range(0, len(structure), _ROWS):
        rows = slice(start, min(start + _ROWS, len(structure)))
        # Not `@`: a product this small is slower on several threads of the linear algebra library than on one.
        below, shared = (np.einsum("rc,uc->ru", part[rows], known) for part in (weighted, parts))
        distance = np.divide(_apart(columns, rows), below, out=np.full_like(below, np.inf), where=below > 0)
        distance[shared < least_shared - ROUNDING] = np.inf
        for row, unit in enumerate(range(rows.start, rows.stop)):
            distance[row, unit] = np.inf
            first = _first(distance[row], n)
            units += [unit] * len(first)
            places += list(first)
            near += list(distance[row, first])
            common += list(shared[row, first])
    found = pd.DataFrame({"unit": structure.index[units], "peer": structure.index[places]})
    found.insert(1, "rank", found.groupby("unit", sort=False).cumcount() + 1)
    return found.assign(distance=near, shared=common)


@dataclass(frozen=True, eq=False)
class _Column:
    """One variable ready for all pairs: values over their range, presence, its weight and its part of all shared."""

    values: Array
    present: Array
    is_category: bool
    weight: float
    part: float

    @classmethod
    def of(
        cls, structure: pd.DataFrame, variable: Variable, variables: Sequence[Variable], weight: Mapping[str, float]
    ) -> _Column:
        values, present = _scaled(structure, variable)
        beside = sum(other.group == variable.group for other in variables)
        groups = sum(held > 0 for held in weight.values())
        of_group = weight[variable.group]
        return cls(values, present, variable.kind == "category", of_group / beside, 1 / (beside * groups))


def _apart(columns: Sequence[_Column], rows: slice) -> Array:
    """Weighted differences of some units from all, summed over the variables known for both."""
    total = np.zeros((rows.stop - rows.start, len(columns[0].values)))
    step = np.empty_like(total)
    for column in columns:
        mine = column.values[rows, None]
        if column.is_category:
            np.not_equal(mine, column.values, out=step, casting="unsafe")
        else:
            np.abs(np.subtract(mine, column.values, out=step), out=step)
        step *= column.weight * column.present
        step[column.present[rows] == 0] = 0
        total += step
    return total


def _first(distance: Array, n: int) -> npt.NDArray[np.intp]:
    """Places of the `n` smallest finite distances in order; equals in the order of the frame."""
    reach = np.partition(distance, min(n, len(distance)) - 1)[min(n, len(distance)) - 1]
    within = np.flatnonzero((distance <= reach) & np.isfinite(distance))
    return np.asarray(within[np.argsort(distance[within], kind="stable")][:n])


def _scaled(structure: pd.DataFrame, variable: Variable) -> tuple[Array, Array]:
    """Values over their range (0 where absent) and 1.0 where present; a constant variable sets nobody apart."""
    column = structure[variable.column]
    if variable.kind == "category":
        codes, _names = pd.factorize(column)
        return codes.astype(float), (codes >= 0).astype(float)
    values = pd.to_numeric(column).to_numpy(dtype=float, na_value=np.nan)
    if variable.kind == "log":
        if (values < 0).any():
            raise ContractError(f"{variable.column} has negative values and is compared on a log scale.")
        values = np.log1p(values)
    present = np.isfinite(values)
    if not present.any():
        return np.zeros(len(values)), present.astype(float)
    low, high = values[present].min(), values[present].max()
    scaled = np.where(present, (values - low) / ((high - low) or 1.0), 0.0)
    return scaled, present.astype(float)
