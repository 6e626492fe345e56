"""Who works with whom: organisations joined by the projects they share, large consortia not inflated.

A project of n partners joins each pair with 1 / (n - 1) (Newman 2001, not opened), so that one project counts at most 1
for each of its partners, whether it has two of them or forty-six.
"""

from __future__ import annotations

from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd

from analysis.indicator_tree import Array
from analysis.rank_draws import competition_ranks

DRAWS: Final = 200
SEED: Final = 0
# Shortest paths through a larger network take minutes when drawn 200 times: its betweenness comes without an interval.
MOST_DRAWN: Final = 150
_QUANTILES: Final = (0.05, 0.95)


def ties(partners: pd.DataFrame) -> pd.DataFrame:
    """One row a project and pair of its listed partners: project_id, one, other, weight 1 / (n - 1).

    `partners` has project_id, org_id and n_partners, the number of partners of the project (printed, where that is more
    than are listed). A project with a single listed partner joins nobody.
    """
    rows = [
        (project, one, other, 1.0 / (max(int(of_project["n_partners"].iloc[0]), len(of_project)) - 1))
        for project, of_project in partners.groupby("project_id", sort=True)
        for one, other in combinations(sorted(of_project["org_id"]), 2)
    ]
    return pd.DataFrame(rows, columns=["project_id", "one", "other", "weight"])


def centrality(partners: pd.DataFrame, draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """Degree, betweenness and rank of every organisation, with the interval from drawing the projects anew.

    One row an organisation and measure: org_id, measure (degree, betweenness, rank), value, lower, upper, n_projects.
    Degree is the sum of the weights of its ties, betweenness (0-1) the share of shortest paths between others that
    lead through it, rank 1 the largest degree. `lower` and `upper` are the 5th and 95th percentile over draws of as
    many projects with replacement; betweenness has none in networks of more than 150 organisations.
    """
    joined = ties(partners)
    orgs = sorted(partners["org_id"].unique())
    projects = sorted(joined["project_id"].unique())
    drawn = _counts(len(projects), draws, seed)
    strength = _strengths(joined, orgs, projects)
    degree = strength.sum(axis=1)
    found = [_rows(orgs, "degree", degree, strength @ drawn)]
    found.append(
        _rows(orgs, "betweenness", _betweenness(joined, orgs), _drawn_betweenness(joined, orgs, projects, drawn))
    )
    found.append(_rows(orgs, "rank", competition_ranks(degree[:, None])[:, 0], competition_ranks(strength @ drawn)))
    n_projects = partners.groupby("org_id")["project_id"].nunique()
    frame = pd.concat(found, ignore_index=True)
    return frame.assign(n_projects=frame["org_id"].map(n_projects))


def _counts(n: int, draws: int, seed: int) -> Array:
    """How often each project is drawn: projects by draws."""
    random = np.random.default_rng(seed)
    return random.multinomial(n, np.full(n, 1 / n) if n else [], size=draws).T.astype(float)


def _strengths(joined: pd.DataFrame, orgs: list[str], projects: list[str]) -> Array:
    """Weights that each project gives each organisation: organisations by projects."""
    strength = np.zeros((len(orgs), len(projects)))
    column = pd.Index(projects).get_indexer(pd.Index(joined["project_id"]))
    for end in ("one", "other"):
        np.add.at(
            strength, (pd.Index(orgs).get_indexer(pd.Index(joined[end])), column), joined["weight"].to_numpy(float)
        )
    return strength


def _betweenness(joined: pd.DataFrame, orgs: list[str]) -> Array:
    import networkx as nx  # a fifth of a second to import, and only the build needs it

    summed = joined.groupby(["one", "other"], sort=True)["weight"].sum().reset_index()
    graph = nx.Graph()
    graph.add_nodes_from(orgs)
    graph.add_weighted_edges_from(
        zip(summed["one"], summed["other"], 1 / summed["weight"], strict=True), weight="distance"
    )
    found = nx.betweenness_centrality(graph, weight="distance", normalized=True)
    return np.array([found[org] for org in orgs])


def _drawn_betweenness(joined: pd.DataFrame, orgs: list[str], projects: list[str], drawn: Array) -> Array | None:
    if len(orgs) > MOST_DRAWN:
        return None
    if not _bridges(joined):
        return np.zeros((len(orgs), drawn.shape[1]))
    place = pd.Index(projects).get_indexer(pd.Index(joined["project_id"]))
    columns = []
    for counts in drawn.T:
        times = counts[place]
        columns.append(_betweenness(joined.assign(weight=joined["weight"] * times)[times > 0], orgs))
    return np.column_stack(columns) if columns else None


def _bridges(joined: pd.DataFrame) -> bool:
    """Whether any organisation is in two projects: else nobody stands between others, whatever is drawn."""
    ends = pd.concat(
        [joined[["project_id", end]].set_axis(["project_id", "org_id"], axis=1) for end in ("one", "other")]
    )
    return bool(ends.groupby("org_id")["project_id"].nunique().gt(1).any())


def _rows(orgs: list[str], measure: str, value: Array, drawn: Array | None) -> pd.DataFrame:
    """Values with the interval of the draws, widened to hold the value itself."""
    lower, upper = np.full_like(value, np.nan), np.full_like(value, np.nan)
    if drawn is not None:
        low, high = np.quantile(drawn, _QUANTILES, axis=1)
        lower, upper = np.minimum(low, value), np.maximum(high, value)
    return pd.DataFrame({"org_id": orgs, "measure": measure, "value": value, "lower": lower, "upper": upper})
