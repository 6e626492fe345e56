"""Many answers on one page: which still stand when they are judged together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.record import CANNOT_TELL, REFUSED, Effect

FALSE_DISCOVERIES: Final = 0.05


def q_values(p_values: pd.Series[Any]) -> pd.Series[Any]:
    """Benjamini and Hochberg's q-values on the same index; where there is no p-value there is no q-value."""
    from statsmodels.stats.multitest import multipletests

    adjusted = pd.Series(np.nan, index=p_values.index, name="q_value", dtype=np.float64)
    held = p_values.notna()
    if held.any():
        adjusted[held] = multipletests(p_values[held].astype(float), method="fdr_bh")[1]
    return adjusted


def judged_together(effects: Mapping[Any, Effect], level: float = FALSE_DISCOVERIES) -> pd.DataFrame:
    """All answers shown on a page, one row each: verdict, p_value, q_value, and the verdict that stands among them.

    `verdict_together` is `cannot_tell` where the q-value is above `level`, the share of false alarms put up with; an
    answer without a p-value has no verdict among others either. Refusals stay refusals.
    """
    rows = [(one.verdict, one.p_value) for one in effects.values()]
    frame = pd.DataFrame(rows, index=pd.Index(list(effects)), columns=["verdict", "p_value"])
    frame["p_value"] = frame["p_value"].astype(float)
    frame["q_value"] = q_values(frame["p_value"])
    stands = (frame["q_value"] <= level) | (frame["verdict"] == REFUSED)
    frame["verdict_together"] = frame["verdict"].where(stands, CANNOT_TELL)
    return frame
