"""Rank intervals of a composite index against a plain loop, and peers of every port of a large frame."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pandas as pd

from analysis.composite import rank_intervals
from analysis.gower import nearest
from analysis.indicator_tree import Tree, planted
from analysis.normalisation import normalised_values
from analysis.peers import VARIABLES, WEIGHTS
from bench.run import Benchmark, Measure

LOOP_DRAWS = 100
SMALL_SECONDS, LARGE_SECONDS, PEERS_SECONDS = 3, 20, 1
THEMES = 5


@contextmanager
def benchmark() -> Iterator[Benchmark]:
    """30 and 2,000 ports with 30 indicators in five themes, one value in twenty missing; 2,000 ports' peers."""
    small, large, structure = _index(30), _index(2000), _structure(2000)
    yield Benchmark(
        title="Composite index and peers",
        reference=Measure(f"plain loop: 30 ports x 30 indicators x {LOOP_DRAWS} draws", lambda: _plain_loop(*small)),
        measures=(
            Measure(f"rank intervals 30 x 30 x {LOOP_DRAWS}", lambda: rank_intervals(*small, draws=LOOP_DRAWS)),
            Measure(
                "rank intervals 30 x 30 x 10,000", lambda: rank_intervals(*small, draws=10_000), SMALL_SECONDS * 1e3
            ),
            Measure(
                "rank intervals 2,000 x 30 x 1,000", lambda: rank_intervals(*large, draws=1000), LARGE_SECONDS * 1e3
            ),
            Measure(
                "peers of each of 2,000 ports", lambda: nearest(structure, VARIABLES, WEIGHTS), PEERS_SECONDS * 1e3
            ),
            Measure("plain loop / vectorised, for one draw", lambda: _ratio(*small), unit="times", timed=False),
        ),
        rounds=5,
    )


def _index(n: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    random = np.random.default_rng(n)
    codes = [f"i{j}" for j in range(30)]
    values = pd.DataFrame(random.normal(50, 10, (n, 30)), columns=codes).mask(random.random((n, 30)) < 0.05)
    rows: list[dict[str, object]] = [
        {"code": c, "parent": f"t{j % THEMES}", "level": 1, "lower_goalpost": 0, "upper_goalpost": 100}
        for j, c in enumerate(codes)
    ]
    rows += [{"code": f"t{k}", "parent": "index", "level": 2} for k in range(THEMES)]
    rows.append({"code": "index", "parent": None, "level": 3})
    return values, pd.DataFrame(rows).assign(weight=1.0, direction=1)


def _structure(n: int) -> pd.DataFrame:
    random = np.random.default_rng(n)
    columns = {v.column: random.lognormal(0, 1, n) for v in VARIABLES if v.kind != "category"}
    frame = pd.DataFrame(columns).mask(random.random((n, len(columns))) < 0.2)
    return frame.assign(sea=random.choice(["north_sea", "channel", "baltic"], n))


def _plain_loop(values: pd.DataFrame, meta: pd.DataFrame, draws: int = LOOP_DRAWS) -> list[list[float]]:
    """The same draws as one would first write them: draw by draw, port by port, group by group."""
    numbers, tree = planted(values, meta)
    scores = normalised_values(numbers, tree, "minmax", "arithmetic", treat=True).tolist()
    random = np.random.default_rng(0)
    ranks = []
    for _draw in range(draws):
        weight = {code: tree.weight[code] * random.uniform(0.75, 1.25) for code in tree.weight}
        index = [_climb(row, tree, weight) for row in scores]
        ranks.append([1.0 + sum(other > mine for other in index) for mine in index])
    return ranks


def _climb(row: list[float], tree: Tree, weight: dict[str, float]) -> float:
    held = dict(zip(tree.indicators, row, strict=True))
    for group in tree.groups:
        known = [child for child in group.children if held[child] == held[child]]  # noqa: PLR0124 - not a number
        enough = len(known) / len(group.children) >= 2 / 3
        total = sum(weight[child] for child in known)
        held[group.parent] = sum(weight[c] * held[c] for c in known) / total if enough and total else float("nan")
    return held[tree.roots[0]]


def _ratio(values: pd.DataFrame, meta: pd.DataFrame) -> float:
    """How many times longer the loop takes for one draw, at 100 draws against 10,000 of the same choices."""
    begun = time.perf_counter()
    _plain_loop(values, meta)
    loop = (time.perf_counter() - begun) / LOOP_DRAWS
    begun = time.perf_counter()
    rank_intervals(values, meta, draws=10_000, normalisations=["minmax"], aggregations=["arithmetic"])
    return loop / ((time.perf_counter() - begun) / 10_000)
