"""Regression with autoregressive errors, averaged over the strength of the autoregression.

The estimator behind every interrupted series: for each phi of a grid, generalised least squares; each Student
distribution weighted by its restricted likelihood; quantiles of the mixture. Vectorised over many series of one
design, so that the simulation of its coverage runs the very code that readers rely on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

PHIS: Final[Array] = np.round(np.linspace(-0.30, 0.95, 26), 2)
"""From -0.30 to 0.95 in steps of 0.05."""
# The bracket is at most some hundred standard errors wide: fifty halvings reach the last digit of a double.
_HALVINGS: Final = 50


@dataclass(frozen=True, eq=False)
class Mixture:
    """Coefficients of `m` series under every phi: estimates and errors (phi, m, k), weights (phi, m)."""

    estimates: Array
    errors: Array
    weights: Array
    df: int

    def means(self) -> Array:
        """Coefficients averaged by weight, one row a series."""
        averaged: Array = np.einsum("pmk,pm->mk", self.estimates, self.weights)
        return averaged

    def distribution(self, column: int, x: ArrayLike) -> Array:
        """The mixture's distribution function of one coefficient at `x`, which ends in one value a series."""
        from scipy.special import stdtr

        at = np.atleast_1d(np.asarray(x, dtype=np.float64))[..., None, :]
        distance = (at - self.estimates[:, :, column]) / self.errors[:, :, column]
        below: Array = (self.weights * stdtr(self.df, distance)).sum(axis=-2)
        return below

    def quantiles(self, column: int, shares: Sequence[float]) -> Array:
        """Quantiles of one coefficient, a row a share, a column a series; each lies between those of its parts."""
        from scipy.special import stdtrit

        wanted = np.asarray(shares, dtype=np.float64)[:, None]
        student = stdtrit(self.df, wanted)[:, :, None]
        parts = self.estimates[:, :, column] + self.errors[:, :, column] * student
        low, high = parts.min(axis=1), parts.max(axis=1)
        for _halving in range(_HALVINGS):
            middle = (low + high) / 2
            is_below = self.distribution(column, middle) < wanted
            low, high = np.where(is_below, middle, low), np.where(is_below, high, middle)
        centre: Array = (low + high) / 2
        return centre


def side_by_side(mixtures: Sequence[Mixture]) -> Mixture:
    """Mixtures of the same degrees of freedom as one, their series in order; the designs need not be the same."""
    parts = zip(*((one.estimates, one.errors, one.weights) for one in mixtures), strict=True)
    estimates, errors, weights = (np.concatenate(part, axis=1) for part in parts)
    return Mixture(estimates, errors, weights, mixtures[0].df)


def spreads(design: Array, times: NDArray[np.int64]) -> Array:
    """The standard error of every coefficient (phi, k) were the error's own deviation one; needs no values."""
    whitened = _whitened(design, *_kept(times))
    inverse = np.linalg.inv(np.linalg.qr(whitened)[1])
    spread: Array = np.sqrt((inverse**2).sum(axis=2))
    return spread


def averaged_over_phi(values: Array, design: Array, times: NDArray[np.int64]) -> Mixture:
    """The mixture for each row of `values` (m, n) on one design (n, k) at whole `times` (n), gaps allowed.

    Source: the house's methods, after restricted maximum likelihood for AR(1) errors; n must exceed k.
    """
    n, k = design.shape
    kept, innovation = _kept(times)
    whitened, z = (_whitened(columns, kept, innovation) for columns in (design, values.T))
    q, r = np.linalg.qr(whitened)
    projected = q.transpose(0, 2, 1) @ z
    inverse = np.linalg.inv(r)
    estimates = (inverse @ projected).transpose(0, 2, 1)
    residuals = z - q @ projected
    # A series without noise leaves no residual; the smallest number keeps its logarithm finite.
    variance = np.maximum((residuals**2).sum(axis=1) / (n - k), np.finfo(np.float64).tiny)
    spread = np.sqrt((inverse**2).sum(axis=2))
    errors = np.sqrt(variance)[:, :, None] * spread[:, None, :]
    log_det_v = 2 * np.log(innovation).sum(axis=1)
    log_det_b = 2 * np.log(np.abs(np.diagonal(r, axis1=1, axis2=2))).sum(axis=1)
    likelihood = -0.5 * ((n - k) * np.log(variance) + (log_det_v + log_det_b)[:, None])
    weights = np.exp(likelihood - likelihood.max(axis=0))
    return Mixture(estimates, errors, weights / weights.sum(axis=0), n - k)


def _kept(times: NDArray[np.int64]) -> tuple[Array, Array]:
    """Phi to the distance: what a period keeps of the one observed before it, 0 for the first; and what is new."""
    kept = np.concatenate([np.zeros((len(PHIS), 1)), PHIS[:, None] ** np.diff(times).astype(np.float64)], axis=1)
    return kept, np.sqrt(1 - kept**2)


def _whitened(columns: Array, kept: Array, innovation: Array) -> Array:
    """Columns (n, k) without the autocorrelation of each phi: L^-1 times them, where V = L L', as (phi, n, k).

    For V_ij = phi^|t_i - t_j| the inverse of the Cholesky factor has two diagonals, whatever the gaps: each value less
    what is kept of the one before, over the deviation of its innovation.
    """
    earlier = np.vstack([np.zeros((1, columns.shape[1])), columns[:-1]])
    whitened: Array = (columns - kept[:, :, None] * earlier) / innovation[:, :, None]
    return whitened
