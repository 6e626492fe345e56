"""Weights that are not negative and sum to one, found exactly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def simplex_weights(target: Array, donors: Array) -> Array:
    """The weights on the columns of `donors` (n, j) that come closest to `target` (n) in squares.

    Because the weights sum to one, target - donors w = (target 1' - donors) w =: A w, and the smallest |A w|^2 on the
    simplex is found by non-negative least squares of [A; 1'] u = [0; 1] with w = u / sum(u): both have the same
    conditions of optimality (divide those of u by its sum). Lawson and Hanson's active set ends after finitely many
    steps at the optimum, to rounding. Where several optima exist (more donors than periods) it returns one of them.
    """
    from scipy.optimize import nnls

    apart = target[:, None] - donors
    size = np.abs(apart).max()
    if not size:
        return np.full(donors.shape[1], 1 / donors.shape[1])
    # One number for the whole matrix: it steadies the arithmetic and moves no weight.
    stacked = np.vstack([apart / size, np.ones(donors.shape[1])])
    wanted = np.append(np.zeros(len(target)), 1.0)
    found = nnls(stacked, wanted)[0]
    weights: Array = found / found.sum()
    return weights


def optimality_gap(target: Array, donors: Array, weights: Array) -> float:
    """How far at most the squared error lies above the smallest one, as a share of the target's squares.

    Frank and Wolfe's bound: the objective is convex, so gradient times (weights - best corner) covers the distance.
    """
    apart = target[:, None] - donors
    gradient = 2 * apart.T @ (apart @ weights)
    return float((gradient @ weights - gradient.min()) / (target @ target))
