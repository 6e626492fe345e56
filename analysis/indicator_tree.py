"""The tree of a composite index: checked once, then read by every step.

`values` holds one row a unit and one column an indicator; `meta` one row a node of the tree with `code, parent,
level, weight, direction, lower_goalpost, upper_goalpost`. What cannot be computed honestly is refused here, with
the reason and with what to do about it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from warehouse.errors import ContractError

Array = npt.NDArray[np.float64]

FEWEST_UNITS = 5
REQUIRED = ("code", "parent", "weight", "direction")
DIRECTIONS = {"1": 1.0, "1.0": 1.0, "-1": -1.0, "-1.0": -1.0, "higher_better": 1.0, "lower_better": -1.0}


@dataclass(frozen=True)
class Group:
    """A parent and its children."""

    parent: str
    children: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Tree:
    """A checked tree: `groups` run from the indicators up, `sign`, `lower` and `upper` follow `indicators`."""

    indicators: tuple[str, ...]
    nodes: tuple[str, ...]
    groups: tuple[Group, ...]
    weight: dict[str, float]
    sign: Array
    lower: Array
    upper: Array

    @property
    def roots(self) -> tuple[str, ...]:
        """Nodes without a parent; one for an index."""
        children = {child for group in self.groups for child in group.children}
        return tuple(node for node in self.nodes if node not in children)

    @property
    def has_goalposts(self) -> bool:
        """Whether every indicator declares both goalposts."""
        return bool(np.isfinite(self.lower).all() and np.isfinite(self.upper).all())

    def place(self, code: str) -> int:
        """The column of an indicator."""
        return self.indicators.index(code)


def planted(values: pd.DataFrame, meta: pd.DataFrame) -> tuple[Array, Tree]:
    """The values as numbers in the order of the tree's indicators, and the tree.

    Raises ContractError for whatever makes a score impossible: columns or rows that do not fit together, fewer than
    5 units, a unit or an indicator without any value, a constant indicator, weights that are negative or sum to zero.
    """
    tree = _tree(values, meta)
    numbers = _numbers(values, tree)
    _refuse_units(values, numbers)
    _refuse_indicators(numbers, tree)
    return numbers, tree


def _tree(values: pd.DataFrame, meta: pd.DataFrame) -> Tree:
    lacking = [column for column in REQUIRED if column not in meta.columns]
    if lacking:
        raise ContractError(f"meta has no column {', '.join(lacking)}; it needs {', '.join(REQUIRED)}.")
    codes = [str(code) for code in meta["code"]]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise ContractError(f"meta names {', '.join(twice)} twice; every node has one row.")
    parents = dict(zip(codes, (_named(parent) for parent in meta["parent"]), strict=True))
    groups = _groups(parents)
    indicators = tuple(code for code in codes if code not in {group.parent for group in groups})
    _match(values, indicators)
    _refuse_levels(meta, parents)
    weight = _weights(dict(zip(codes, meta["weight"], strict=True)), groups)
    rows = meta.set_index(pd.Index(codes)).loc[list(indicators)]
    nodes = (*codes, *(group.parent for group in groups if group.parent not in parents))
    sign = np.array([_sign(code, rows.at[code, "direction"]) for code in indicators])
    return Tree(indicators, nodes, groups, weight, sign, _posts(rows, "lower_goalpost"), _posts(rows, "upper_goalpost"))


def _named(parent: str | float | None) -> str | None:
    return None if pd.isna(parent) or parent == "" else str(parent)


def _groups(parents: dict[str, str | None]) -> tuple[Group, ...]:
    """Groups with every child's own group before its parent's; a parent without a row of its own is a root."""
    height = {code: _depth(code, parents) for code in parents}
    children: dict[str, list[str]] = {}
    for code, parent in parents.items():
        if parent is not None:
            children.setdefault(parent, []).append(code)
    deepest_first = sorted(children, key=lambda parent: -height.get(parent, 0))
    return tuple(Group(parent, tuple(children[parent])) for parent in deepest_first)


def _depth(code: str, parents: dict[str, str | None]) -> int:
    """Steps up to the root; raises ContractError when the steps lead back."""
    seen = [code]
    while (parent := parents.get(seen[-1])) is not None:
        if parent in seen:
            raise ContractError(f"meta: {parent} is its own ancestor ({' > '.join([*seen, parent])}); cut the circle.")
        seen.append(parent)
    return len(seen)


def _match(values: pd.DataFrame, indicators: tuple[str, ...]) -> None:
    columns = [str(column) for column in values.columns]
    if unknown := [column for column in columns if column not in indicators]:
        raise ContractError(f"values: {', '.join(unknown)} is no indicator of meta; add its row or leave it out.")
    if absent := [code for code in indicators if code not in columns]:
        raise ContractError(f"meta: indicator {', '.join(absent)} has no column in values; add it or take it out.")


def _refuse_levels(meta: pd.DataFrame, parents: dict[str, str | None]) -> None:
    """Levels, where given, run one way from the indicators to the index, up or down."""
    if "level" not in meta.columns:
        return
    level = dict(zip(parents, pd.to_numeric(meta["level"], errors="coerce"), strict=True))
    steps = {code: level[parent] - level[code] for code, parent in parents.items() if parent in level}
    wrong = [code for code, step in steps.items() if step <= 0]
    if wrong and not all(step < 0 for step in steps.values()):
        code = wrong[0]
        raise ContractError(
            f"meta: {parents[code]} has level {level[parents[code] or '']:g}, not above its child {code} with "
            f"{level[code]:g}; indicators have level 1 and every parent more than its children."
        )


def _weights(given: dict[str, object], groups: tuple[Group, ...]) -> dict[str, float]:
    weight = {code: float(pd.to_numeric(pd.Series([value]), errors="coerce").iloc[0]) for code, value in given.items()}
    for group in groups:
        held = [weight[child] for child in group.children]
        if not np.isfinite(held).all() or min(held) < 0:
            raise ContractError(f"meta: the weights under {group.parent} must be numbers of 0 or more.")
        if sum(held) == 0:
            raise ContractError(f"meta: the weights under {group.parent} sum to zero; give one child a weight.")
    return weight


def _sign(code: str, direction: object) -> float:
    if (sign := DIRECTIONS.get(str(direction))) is None:
        raise ContractError(f"meta: {code} has direction {direction}; write 1 (higher is better) or -1.")
    return sign


def _posts(rows: pd.DataFrame, column: str) -> Array:
    if column not in rows.columns:
        return np.full(len(rows), np.nan)
    return pd.to_numeric(rows[column], errors="coerce").to_numpy(float)


def _numbers(values: pd.DataFrame, tree: Tree) -> Array:
    ordered = values.set_axis([str(column) for column in values.columns], axis=1)[list(tree.indicators)]
    try:
        numbers = ordered.apply(pd.to_numeric).to_numpy(dtype=float, na_value=np.nan)
    except (ValueError, TypeError) as error:
        raise ContractError(f"values: every cell is a number or empty ({error}).") from error
    if np.isinf(numbers).any():
        raise ContractError("values: an infinite value; leave the cell empty where a ratio cannot be formed.")
    return np.asarray(numbers, dtype=float)


def _refuse_units(values: pd.DataFrame, numbers: Array) -> None:
    if len(values) < FEWEST_UNITS:
        raise ContractError(f"values: {len(values)} units; a composite index needs at least {FEWEST_UNITS}.")
    if not values.index.is_unique:
        raise ContractError("values: a unit stands twice; every unit has one row.")
    empty = [str(unit) for unit, row in zip(values.index, numbers, strict=True) if np.isnan(row).all()]
    if empty:
        names = ", ".join(empty)
        raise ContractError(f"values: {names} has no value at all; leave the unit out.")


def _refuse_indicators(numbers: Array, tree: Tree) -> None:
    for code, column in zip(tree.indicators, numbers.T, strict=True):
        held = column[~np.isnan(column)]
        if held.size == 0:
            raise ContractError(f"values: indicator {code} has no value at all; leave it out.")
        if held.min() == held.max():
            raise ContractError(f"values: indicator {code} is constant ({held[0]:g}); it cannot tell units apart.")
