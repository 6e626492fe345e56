"""What a composite index is scored on: the newest figure of every port in every indicator of a declared tree.

Figures of different years stand side by side here, because ports report at different paces; the year of each figure is
handed over with it, so that whoever shows a score can say how old it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.aggregation import AVAILABILITY, checked_availability
from warehouse.errors import ContractError

META = ("code", "parent", "level", "weight", "direction", "lower_goalpost", "upper_goalpost")
REACH = 6
"""A figure older than so many years before the newest one of its indicator counts no more."""


@dataclass(frozen=True, eq=False)
class IndexValues:
    """Figures ready for `analysis.composite`.

    `values` are units by indicators, `years` the year of each figure in the same shape, `coverage` the share of the
    indicators each unit has (0-1), `left_out` the coverage of the units that have too few to be scored.
    """

    values: pd.DataFrame
    years: pd.DataFrame
    coverage: pd.Series
    left_out: pd.Series


def index_meta(tree: pd.DataFrame, values: pd.DataFrame | None = None) -> pd.DataFrame:
    """The rows of a declared tree as `analysis.composite` takes them.

    With `values`, without the indicators that have no column there and the themes left without any.
    """
    meta = tree[[*META]].reset_index(drop=True)
    if values is None:
        return meta
    kept = {str(code) for code in values.columns}
    parents = {str(code): parent for code, parent in zip(meta["code"], meta["parent"], strict=True)}
    for code in tuple(kept):
        parent = parents.get(code)
        while isinstance(parent, str) and parent not in kept:
            kept.add(parent)
            parent = parents.get(parent)
    return meta[meta["code"].isin(kept)].reset_index(drop=True)


def on_declared_scale(values: pd.DataFrame, tree: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Values and the rows of `index_meta` as they are scored: logarithms, goalposts too, where the tree declares them.

    Income in the Human Development Index is treated so: of a quantity of size, what counts is the factor. Raises
    ContractError for a logarithm of nothing.
    """
    meta = index_meta(tree, values)
    logged = logarithmic(tree, values)
    posts = meta["code"].isin(logged)
    ends = meta.loc[posts, ["lower_goalpost", "upper_goalpost"]].astype(float)
    if (values[logged] <= 0).any(axis=None) or (ends <= 0).any(axis=None):
        raise ContractError(f"index_node: {', '.join(logged)} is on a logarithmic scale, so nothing may be 0 or less.")
    meta.loc[posts, ends.columns] = np.log(ends)
    return values.assign(**{code: np.log(values[code]) for code in logged}), meta


def logarithmic(tree: pd.DataFrame, values: pd.DataFrame) -> list[str]:
    """The indicators among the columns of `values` that the tree puts on a logarithmic scale."""
    scales = tree["goalpost_scale"] if "goalpost_scale" in tree else pd.Series("linear", tree.index)
    return [str(code) for code in tree.loc[scales == "log", "code"] if code in values.columns]


def leaves(tree: pd.DataFrame) -> list[str]:
    """The codes of the indicators, in the order of the tree."""
    parents = set(tree["parent"].dropna())
    return [str(code) for code in tree["code"] if code not in parents]


def index_values(
    rows: pd.DataFrame,
    tree: pd.DataFrame,
    units: Sequence[str] | None = None,
    *,
    least: float = AVAILABILITY,
    reach: int = REACH,
) -> IndexValues:
    """The newest figure of each unit in each indicator of the tree.

    `rows` has indicator, entity, freq, period_start, value of one variant and basis; `units` are those who may stand
    in the index, all of `rows` unless given. An indicator that has annual figures is read from these alone. Units with
    less than `least` of the declared indicators are left out, and named with their coverage; so is an indicator that
    none of the others has.
    """
    codes = leaves(tree)
    held = newest(rows[rows["indicator"].isin(codes) & rows["value"].notna()], reach)
    every = sorted(held["entity"].unique()) if units is None else list(dict.fromkeys(units))
    values = _wide(held, "value", every, codes)
    years = _wide(held, "year", every, codes)
    coverage = values.notna().mean(axis=1)
    enough = (coverage >= checked_availability(least) - 1e-9) & (coverage > 0)
    held_by_any = values.columns[values[enough].notna().any()]
    return IndexValues(
        values.loc[enough, held_by_any], years.loc[enough, held_by_any], coverage[enough], coverage[~enough]
    )


def newest(rows: pd.DataFrame, reach: int = REACH) -> pd.DataFrame:
    """One row a unit and indicator, none older than `reach` years beside the newest of its indicator."""
    annual = rows["freq"].eq("A")
    rows = rows[annual | ~rows["indicator"].isin(set(rows.loc[annual, "indicator"]))]
    rows = rows.assign(year=pd.to_datetime(rows["period_start"]).dt.year)
    rows = rows[rows["year"] >= rows.groupby("indicator")["year"].transform("max") - reach]
    return rows.sort_values(["entity", "indicator", "period_start"]).drop_duplicates(
        ["entity", "indicator"], keep="last"
    )


def _wide(held: pd.DataFrame, column: str, units: list[str], codes: list[str]) -> pd.DataFrame:
    wide = held.pivot(index="entity", columns="indicator", values=column)
    return wide.reindex(index=units, columns=codes).astype(float).rename_axis(index=None, columns=None)
