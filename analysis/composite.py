"""A composite index after the JRC/OECD handbook: scores, coherence, and ranks under uncertain choices.

Plain frames in, frames out, so that anybody can run it on their own data: `values` holds one row a unit and one
column an indicator, `meta` one row a node of the tree (`code, parent, level, weight, direction, lower_goalpost,
upper_goalpost`; indicators have level 1 and direction 1 or -1). Every step is written down in
docs/methods_composite.md, with its counterpart in COINr 1.1.
"""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pandas as pd

from analysis.aggregation import AVAILABILITY, checked_availability, climbed
from analysis.indicator_tree import Group, planted
from analysis.normalisation import normalised_values
from analysis.rank_draws import RankDraws, above, acceptability, drivers, rank_draws, rank_intervals
from analysis.treatment import treated

__all__ = [
    "RankDraws",
    "acceptability",
    "above",
    "coherence",
    "drivers",
    "rank_draws",
    "rank_intervals",
    "score",
    "treatments",
]

# Correlations of a child with its parent outside this band are named by the coherence check (JRC guidance).
WEAKEST, STRONGEST = 0.3, 0.92


def score(
    values: pd.DataFrame,
    meta: pd.DataFrame,
    normalise: str = "goalposts",
    aggregate: str = "arithmetic",
    treat: bool = True,
    availability: float = AVAILABILITY,
) -> pd.DataFrame:
    """Scores of every unit at every node of the tree, indicators included: units by nodes, 0-100 or 1-100.

    `normalise` is goalposts (on raw values, clipped), minmax, zscore or rank; `aggregate` is arithmetic, geometric
    or harmonic; `treat` winsorises, then logs outliers, except under goalposts. A score is NaN where fewer than
    `availability` of a node's children have one. Raises ParameterError for a choice that does not exist or does not
    fit, ContractError for frames that cannot be scored.
    """
    numbers, tree = planted(values, meta)
    normalised = normalised_values(numbers, tree, normalise, aggregate, treat=treat)
    weights = {code: np.array([weight]) for code, weight in tree.weight.items()}
    reached = climbed(normalised, tree, weights, aggregate, checked_availability(availability))
    return pd.DataFrame({node: reached[node][:, 0] for node in tree.nodes}, index=values.index)


def treatments(values: pd.DataFrame, meta: pd.DataFrame) -> pd.DataFrame:
    """What treatment does to each indicator.

    One row an indicator: code, action (none, winsorised or log), points (how many were moved), and skewness and
    kurtosis before and after. Raises ContractError as `score` does.
    """
    numbers, tree = planted(values, meta)
    return pd.DataFrame([asdict(one) for one in treated(numbers, tree)[1]])


def coherence(
    values: pd.DataFrame,
    meta: pd.DataFrame,
    normalise: str = "goalposts",
    aggregate: str = "arithmetic",
    treat: bool = True,
    availability: float = AVAILABILITY,
) -> pd.DataFrame:
    """Whether the children of each node speak of the same thing; to be read before any rank.

    One row a child: parent, child, correlation (of the child with its parent's score, Pearson), siblings (mean
    correlation with the other children, NaN for an only child), alpha (Cronbach's, of the parent's group) and
    finding: against (negative), weak (below 0.3), redundant (above 0.92 where there are siblings) or coherent;
    unknown where fewer than three units have both.
    """
    scores = score(values, meta, normalise, aggregate, treat, availability)
    tree = planted(values, meta)[1]
    return pd.DataFrame([row for group in tree.groups for row in _coherence_rows(scores, group)])


def _coherence_rows(scores: pd.DataFrame, group: Group) -> list[dict[str, object]]:
    children = scores[list(group.children)]
    among = children.corr(min_periods=3).to_numpy(float, copy=True)
    np.fill_diagonal(among, np.nan)
    alpha = _alpha(children)
    rows: list[dict[str, object]] = []
    for place, child in enumerate(group.children):
        with_parent = float(children[child].corr(scores[group.parent], min_periods=3))
        others = among[place][~np.isnan(among[place])]
        siblings = float(others.mean()) if others.size else float("nan")
        finding = _finding(with_parent, alone=len(group.children) == 1)
        row = {"parent": group.parent, "child": child, "correlation": with_parent, "siblings": siblings}
        rows.append({**row, "alpha": alpha, "finding": finding})
    return rows


def _alpha(children: pd.DataFrame) -> float:
    """Cronbach's alpha over the units that have every child; NaN for an only child or without spread."""
    whole, k = children.dropna(), children.shape[1]
    spread = float(whole.sum(axis=1).var()) if len(whole) > 1 else 0.0
    if k == 1 or spread == 0:
        return float("nan")
    return k / (k - 1) * (1 - float(whole.var().sum()) / spread)


def _finding(correlation: float, *, alone: bool) -> str:
    if np.isnan(correlation):
        return "unknown"
    if correlation < 0:
        return "against"
    if correlation < WEAKEST:
        return "weak"
    return "redundant" if correlation > STRONGEST and not alone else "coherent"
