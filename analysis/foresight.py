"""What more data would bring: the smallest change that a longer series could show, before it is there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from analysis.effect import STEP, design_of
from analysis.periods import observed
from analysis.phi_average import averaged_over_phi, spreads


def detectable_with(series: pd.Series[Any], start: object, season: int | None, more: int) -> float:
    """Half the width of the interval in per cent, had the series `more` periods after the event than it has.

    The noise, its autocorrelation and the estimate stay as they are now; only the design grows, so it is a forecast
    of the method and not of the port. With `more` 0 it is what `interrupted_time_series` calls `detectable`. For a
    series that method does not refuse.
    """
    held = observed(series, start)
    last = int(held.times[-1])
    longer = np.concatenate([held.times, np.arange(last + 1, last + 1 + more)])
    now, then = design_of(held.times, held.event, season), design_of(longer, held.event, season)
    mixture = averaged_over_phi(np.log(held.values)[None, :], now, held.times)
    narrower = spreads(then, longer)[:, None, :] / spreads(now, held.times)[:, None, :]
    ahead = replace(mixture, errors=mixture.errors * narrower, df=mixture.df + more)
    lower, upper = ahead.quantiles(STEP, (0.025, 0.975))[:, 0]
    return float(100 * (np.exp(upper) - np.exp(lower)) / 2)
