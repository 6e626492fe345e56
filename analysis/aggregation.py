"""Weighted means up the tree, for one set of weights or for thousands at once.

All three means are arithmetic means of something: of the scores, of their logarithms, of their reciprocals. The
tree is climbed on that scale, so a thousand draws of weights are one product of matrices.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from analysis.indicator_tree import Array, Group, Tree
from warehouse.errors import ParameterError

AVAILABILITY = 2 / 3


def _same(scores: Array) -> Array:
    return scores


AGGREGATES: dict[str, tuple[Callable[[Array], Array], Callable[[Array], Array]]] = {
    "arithmetic": (_same, _same),
    "geometric": (np.log, np.exp),
    "harmonic": (np.reciprocal, np.reciprocal),
}
"""The scale on which each mean is arithmetic, and the way back."""


def climbed(
    normalised: Array, tree: Tree, weights: Mapping[str, Array], aggregate: str, availability: float
) -> dict[str, Array]:
    """Scores of every node: units by draws; indicators have one column, whatever the weights.

    A unit has a score at a node when the share of children with a score, counted without weights, reaches
    `availability`; weights are rescaled over the children it has.
    """
    there, back = AGGREGATES[aggregate]
    reached = {code: there(normalised[:, [place]]) for place, code in enumerate(tree.indicators)}
    for group in tree.groups:
        reached[group.parent] = _mean(group, reached, weights, availability)
    return {node: back(scores) for node, scores in reached.items()}


def _mean(group: Group, reached: Mapping[str, Array], weights: Mapping[str, Array], availability: float) -> Array:
    n_units, n_draws = len(reached[group.children[0]]), len(weights[group.children[0]])
    above, below = np.zeros((n_units, n_draws)), np.zeros((n_units, n_draws))
    held = np.zeros((n_units, 1))
    single = [child for child in group.children if reached[child].shape[1] == 1]
    if single:
        scores = np.hstack([reached[child] for child in single])
        weight = np.vstack([weights[child] for child in single])
        present = ~np.isnan(scores)
        above += np.where(present, scores, 0.0) @ weight
        below += present.astype(float) @ weight
        held += present.sum(axis=1, keepdims=True)
    for child in (child for child in group.children if child not in single):
        present = ~np.isnan(reached[child])
        above += np.where(present, reached[child], 0.0) * weights[child]
        below += present * weights[child]
        held += present[:, :1]
    enough = (held / len(group.children) >= availability) & (below > 0)
    return np.divide(above, below, out=np.full_like(above, np.nan), where=enough)


def checked_availability(availability: float) -> float:
    """The threshold, when it is a share; raises ParameterError otherwise."""
    if not 0 <= availability <= 1:
        raise ParameterError(f"availability is a share between 0 and 1, not {availability}.")
    return availability
