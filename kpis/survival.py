"""Times until something happens, when for some it has not happened yet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def median_time(
    durations: Sequence[float], happened: Sequence[bool]
) -> tuple[float | None, float | None, float | None]:
    """The Kaplan-Meier median with the ends of its 95 % interval (log-log transform); None for what is not reached.

    The median is the first time with S(t) at most 0.5. What has not happened is censored at its duration, never taken
    as having happened then. None where nothing has happened at all. Durations are zero or more.
    """
    if not any(happened):
        return None, None, None
    from statsmodels.duration.survfunc import SurvfuncRight  # a second to import: the build pays it, serving never does

    found = SurvfuncRight(np.asarray(durations, dtype=float), np.asarray(happened, dtype=int))
    reached = np.flatnonzero(found.surv_prob <= 0.5 + 1e-12)
    median = float(found.surv_times[reached[0]]) if len(reached) else None
    with np.errstate(divide="ignore", invalid="ignore"):  # S(t) of 0 and 1 have no logarithm of a logarithm
        lower, upper = found.quantile_ci(0.5, method="cloglog")
    return median, _finite(lower), _finite(upper)


def _finite(time: float) -> float | None:
    """The time, or None where the interval has no end on that side."""
    return float(time) if np.isfinite(time) else None
