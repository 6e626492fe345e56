"""A composite index as a page shows it: scores with rank intervals, who can be told apart, and what moves a rank.

One record of everything that follows from a choice of ports, weights and methods, so that chart, sentences and table
speak of the same draws.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.composite import acceptability, coherence, drivers, score
from analysis.index_values import IndexValues, on_declared_scale
from analysis.rank_draws import RankDraws, above, rank_draws

DRAWS, SEED = 1000, 0
SCALES = ("goalposts", "minmax", "zscore", "rank")
MEANS = ("geometric", "arithmetic", "harmonic")
_ALWAYS_DRAWN = ("geometric", "arithmetic")


@dataclass(frozen=True, eq=False)
class Study:
    """An index over some ports: its figures, its draws, and what is worked out from them when asked for.

    `scored` are the figures on the scales the tree declares, and `meta` has goalposts on the same.
    """

    held: IndexValues
    scored: pd.DataFrame
    meta: pd.DataFrame
    scale: str
    mean: str
    drawn: RankDraws

    @cached_property
    def ranks(self) -> pd.DataFrame:
        """Units by score, rank, median, p5, p95, low, high, coverage, first_year, last_year; best declared rank first.

        `low` and `high` are the whole ranks around the interval from p5 to p95, rounded outward.
        """
        p5, median, p95 = np.quantile(self.drawn.ranks.to_numpy(), [0.05, 0.5, 0.95], axis=1)
        frame = pd.concat([self.drawn.score, self.drawn.declared], axis=1)
        frame = frame.assign(median=median, p5=p5, p95=p95, low=np.floor(p5), high=np.ceil(p95))
        frame["coverage"] = self.held.coverage
        frame = frame.assign(first_year=self.held.years.min(axis=1), last_year=self.held.years.max(axis=1))
        return frame.sort_values(["rank", "median"], na_position="last", kind="stable")

    @cached_property
    def above(self) -> pd.DataFrame:
        """In which share of the draws the unit of the row ranks above the unit of the column."""
        return above(self.drawn.ranks)

    @cached_property
    def acceptability(self) -> pd.DataFrame:
        """How often each unit takes each rank or a better one."""
        return acceptability(self.drawn.ranks, cumulative=True)

    @cached_property
    def drivers(self) -> pd.DataFrame:
        """Which choice moves each unit's rank most."""
        return drivers(self.drawn.ranks, self.drawn.choices)

    @cached_property
    def scores(self) -> pd.DataFrame:
        """Scores at every node of the tree, on the declared choices."""
        return score(self.scored, self.meta, self.scale, self.mean, treat=False)

    @cached_property
    def coherence(self) -> pd.DataFrame:
        """Whether the children of each node speak of the same thing."""
        return coherence(self.scored, self.meta, self.scale, self.mean, treat=False)

    def ahead(self, one: str, other: str) -> float:
        """In which share of the draws one unit ranks above another."""
        shares = self.above.loc[one].to_dict()
        return float(shares[other])

    def apart(self, one: str, other: str) -> bool:
        """Whether the rank intervals of two units do not overlap, as whole ranks."""
        mine, theirs = self.ranks.loc[one], self.ranks.loc[other]
        return bool(mine["high"] < theirs["low"] or theirs["high"] < mine["low"])


def weighted(tree: pd.DataFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    """The tree with some weights replaced; a node with the weight 0 is left out with all below it."""
    declared = zip(tree["code"], tree["weight"], strict=True)
    changed = tree.assign(weight=[float(weights.get(code, weight)) for code, weight in declared])
    gone = set(changed.loc[changed["weight"] == 0, "code"])
    while below := set(changed.loc[changed["parent"].isin(gone), "code"]) - gone:
        gone |= below
    return _with_children(changed[~changed["code"].isin(gone)].reset_index(drop=True), tree)


def study(
    held: IndexValues, tree: pd.DataFrame, scale: str = "goalposts", mean: str = "geometric", *, draws: int = DRAWS
) -> Study:
    """The index over figures that `analysis.index_refusals` does not refuse; raises as `rank_draws` does."""
    scored, meta = on_declared_scale(held.values, tree)
    drawn = rank_draws(
        scored,
        meta,
        draws,
        SEED,
        normalisations=(scale, *(each for each in ("goalposts", "zscore", "rank") if each != scale)),
        aggregations=(mean, *(each for each in _ALWAYS_DRAWN if each != mean)),
        treat=False,
    )
    return Study(held, scored, meta, scale, mean, drawn)


def _with_children(kept: pd.DataFrame, tree: pd.DataFrame) -> pd.DataFrame:
    """Without the themes all of whose children are gone."""
    parents = set(tree["parent"].dropna())
    while len(bare := kept[kept["code"].isin(parents) & ~kept["code"].isin(set(kept["parent"].dropna()))]):
        kept = kept.drop(bare.index)
    return kept.reset_index(drop=True)
