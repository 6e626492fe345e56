"""Ranks when the choices behind an index are uncertain: weights, normalisation and aggregation drawn many times.

Equal weights, one normalisation and one mean are one arbitrary point among many. A draw multiplies every weight by
a factor around one and picks one of the admissible pairs of normalisation and mean; what holds in most draws holds,
and what turns with the choice is shown to turn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypedDict, Unpack

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.aggregation import AGGREGATES, AVAILABILITY, checked_availability, climbed
from analysis.indicator_tree import Array, Tree, planted
from analysis.normalisation import check_choice, normalised_values
from warehouse.errors import ParameterError

WEIGHT_RANGE = 0.25
# Scores closer than this are a tie; floating point cannot tell them apart.
DECIMALS = 9
# Units times draws held in memory at once for one node.
AT_ONCE = 4_000_000

Pair = tuple[str, str]


@dataclass(frozen=True, eq=False)
class RankDraws:
    """All draws: `ranks` units by draws (1 is best, NaN without a score), `choices` one row a draw, `declared` ranks.

    `choices` has the columns normalise, aggregate and one a node with the factor its weight was multiplied by.
    `declared` is the rank of each unit under the declared weights, the first normalisation and the first mean;
    `score` the score behind it.
    """

    ranks: pd.DataFrame
    choices: pd.DataFrame
    declared: pd.Series
    score: pd.Series


class Choices(TypedDict, total=False):
    """What `rank_draws` leaves to the maker of an index; what is left out is as it has it."""

    weight_range: float
    normalisations: Sequence[str] | None
    aggregations: Sequence[str]
    treat: bool
    availability: float
    node: str | None


def rank_draws(  # noqa: PLR0913 - each is a choice the handbook leaves to the maker of an index
    values: pd.DataFrame,
    meta: pd.DataFrame,
    draws: int = 1000,
    seed: int = 0,
    *,
    weight_range: float = WEIGHT_RANGE,
    normalisations: Sequence[str] | None = None,
    aggregations: Sequence[str] = ("arithmetic", "geometric"),
    treat: bool = True,
    availability: float = AVAILABILITY,
    node: str | None = None,
) -> RankDraws:
    """Every draw of the ranks at `node` (the index), whole; the same seed gives the same draws on every machine.

    Each weight is multiplied by a factor drawn evenly from 1 - `weight_range` to 1 + `weight_range`. Normalisations
    are goalposts (minmax where the tree declares none), zscore and rank unless given. Every admissible pair of
    normalisation and mean is equally likely; z-scores are never put under a geometric or harmonic mean. Raises
    ParameterError and ContractError as `score` does, and ParameterError where the tree has no single index.
    """
    numbers, tree = planted(values, meta)
    checked_availability(availability)
    _check(draws, weight_range)
    top = _top(tree, node)
    pairs = _pairs(normalisations or _usual(tree), aggregations)
    random = np.random.default_rng(seed)
    chosen = random.integers(len(pairs), size=draws)
    children = [child for group in tree.groups for child in group.children]
    factors = random.uniform(1 - weight_range, 1 + weight_range, size=(len(children), draws))
    ranks = np.empty((len(values), draws))
    for place, pair in enumerate(pairs):
        normalised = normalised_values(numbers, tree, *pair, treat=treat)
        for at in _batches(np.flatnonzero(chosen == place), len(values)):
            weights = {child: tree.weight[child] * row for child, row in zip(children, factors[:, at], strict=True)}
            ranks[:, at] = competition_ranks(climbed(normalised, tree, weights, pair[1], availability)[top])
        if place == 0:
            plain = {child: np.array([tree.weight[child]]) for child in children}
            declared = climbed(normalised, tree, plain, pair[1], availability)[top]
    return RankDraws(
        pd.DataFrame(ranks, index=values.index),
        _choices(pairs, chosen, children, factors),
        pd.Series(competition_ranks(declared)[:, 0], index=values.index, name="rank"),
        pd.Series(declared[:, 0], index=values.index, name="score"),
    )


def rank_intervals(
    values: pd.DataFrame, meta: pd.DataFrame, draws: int = 1000, seed: int = 0, **choices: Unpack[Choices]
) -> pd.DataFrame:
    """The rank of every unit with its interval: units by score, rank, median, p5, p95; rank 1 is best.

    `score` and `rank` belong to the declared weights, the first normalisation and the first mean; `median`, `p5` and
    `p95` to the draws (see `rank_draws`, which takes the same arguments and raises the same errors). A unit without
    a score has NaN everywhere.
    """
    drawn = rank_draws(values, meta, draws, seed, **choices)
    p5, median, p95 = np.quantile(drawn.ranks.to_numpy(), [0.05, 0.5, 0.95], axis=1)
    spread = pd.DataFrame({"median": median, "p5": p5, "p95": p95}, index=drawn.ranks.index)
    return pd.concat([drawn.score, drawn.declared, spread], axis=1)


def acceptability(ranks: pd.DataFrame, *, cumulative: bool = False) -> pd.DataFrame:
    """How often each unit takes each rank: units by rank 1..n, shares of the draws from 0 to 1.

    With `cumulative`, how often it takes that rank or a better one. A unit without a score has zeros.
    """
    n = len(ranks)
    held = ranks.to_numpy()
    counts = np.zeros((n, n))
    for row, places in enumerate(held):
        counts[row] = np.bincount(places[~np.isnan(places)].astype(int) - 1, minlength=n)
    shares = counts / held.shape[1]
    return pd.DataFrame(shares.cumsum(axis=1) if cumulative else shares, index=ranks.index, columns=range(1, n + 1))


def above(ranks: pd.DataFrame) -> pd.DataFrame:
    """In which share of the draws the unit of the row ranks above the unit of the column; ties count for neither.

    NaN where either has no score, and on the diagonal.
    """
    held = ranks.to_numpy()
    shares = np.vstack([(row < held).mean(axis=1) for row in held])
    unknown = np.isnan(held[:, 0])
    shares[unknown, :], shares[:, unknown] = np.nan, np.nan
    np.fill_diagonal(shares, np.nan)
    return pd.DataFrame(shares, index=ranks.index, columns=ranks.index)


def drivers(ranks: pd.DataFrame, choices: pd.DataFrame) -> pd.DataFrame:
    """Which choice moves a unit's rank most: units by normalise, aggregate and one column a weight, then `most`.

    A figure is the share of the variance of the rank over the draws that the choice explains alone (0 to 1): between
    the means of its groups for normalise and aggregate, the squared correlation for a weight. `most` names the
    largest; None where the rank never moves.
    """
    held = ranks.to_numpy()
    centred = held - held.mean(axis=1, keepdims=True)
    total = (centred**2).sum(axis=1)
    shares = {name: _between(centred, total, choices[name]) for name in ("normalise", "aggregate")}
    for node in choices.columns.drop(["normalise", "aggregate"]):
        shares[node] = _explained(centred, total, choices[node].to_numpy(float))
    frame = pd.DataFrame(shares, index=ranks.index)
    moved = (total > 0) & frame.notna().any(axis=1).to_numpy()
    most = pd.Series([None] * len(frame), index=frame.index, dtype=object)
    most[moved] = frame[moved].idxmax(axis=1)
    return frame.assign(most=most)


def competition_ranks(scores: Array) -> Array:
    """Ranks of the units in every column, 1 for the highest score; ties share the better rank, NaN stays NaN."""
    falling = np.ascontiguousarray(-np.round(scores.T, DECIMALS))
    order = np.argsort(falling, axis=1, kind="stable")
    arranged = np.take_along_axis(falling, order, axis=1)
    first = np.ones(arranged.shape, dtype=bool)
    first[:, 1:] = arranged[:, 1:] != arranged[:, :-1]
    places = np.maximum.accumulate(np.where(first, np.arange(arranged.shape[1]), 0), axis=1) + 1.0
    ranks = np.empty_like(places)
    np.put_along_axis(ranks, order, places, axis=1)
    ranks[np.isnan(falling)] = np.nan
    return np.asarray(ranks.T)


def _check(draws: int, weight_range: float) -> None:
    if draws < 1:
        raise ParameterError(f"draws is at least 1 (and 1,000 for a figure to show), not {draws}.")
    if not 0 <= weight_range < 1:
        raise ParameterError(f"weight_range is a share from 0 to below 1, not {weight_range}.")


def _top(tree: Tree, node: str | None) -> str:
    if node is not None and node not in tree.nodes:
        raise ParameterError(f"'{node}' is no node of the tree; there are {', '.join(tree.nodes)}.")
    if node is None and len(tree.roots) != 1:
        raise ParameterError(f"the tree has {len(tree.roots)} ends ({', '.join(tree.roots)}); say which node to rank.")
    return node or tree.roots[0]


def _usual(tree: Tree) -> tuple[str, ...]:
    return ("goalposts" if tree.has_goalposts else "minmax", "zscore", "rank")


def _pairs(normalisations: Sequence[str], aggregations: Sequence[str]) -> list[Pair]:
    """Admissible pairs; raises ParameterError for an unknown name or where none is left."""
    every = [(normalise, aggregate) for normalise in normalisations for aggregate in aggregations]
    for normalise, aggregate in every:
        if normalise != "zscore" or aggregate not in AGGREGATES:
            check_choice(normalise, aggregate)
    pairs = [pair for pair in every if pair[0] != "zscore" or pair[1] == "arithmetic"]
    if not pairs:
        raise ParameterError("z-scores fit the arithmetic mean only; add 'arithmetic' or another normalisation.")
    return pairs


def _batches(at: npt.NDArray[np.intp], n_units: int) -> Iterator[npt.NDArray[np.intp]]:
    size = max(1, AT_ONCE // n_units)
    return (at[start : start + size] for start in range(0, len(at), size))


def _choices(pairs: list[Pair], chosen: npt.NDArray[np.int64], children: list[str], factors: Array) -> pd.DataFrame:
    normalise, aggregate = (np.array(part, dtype=object)[chosen] for part in zip(*pairs, strict=True))
    weights = pd.DataFrame(factors.T, columns=children)
    return pd.concat([pd.DataFrame({"normalise": normalise, "aggregate": aggregate}), weights], axis=1)


def _between(centred: Array, total: Array, groups: pd.Series) -> Array:
    explained = np.zeros(len(centred))
    for _name, rows in groups.groupby(groups, observed=True):
        part = centred[:, rows.index.to_numpy()]
        explained += part.shape[1] * part.mean(axis=1) ** 2
    return _share(explained, total)


def _explained(centred: Array, total: Array, factor: Array) -> Array:
    around = factor - factor.mean()
    squares = float((around**2).sum())
    return _share((centred @ around) ** 2, total * squares)


def _share(part: Array, whole: Array) -> Array:
    return np.divide(part, whole, out=np.full_like(whole, np.nan), where=whole > 0)
