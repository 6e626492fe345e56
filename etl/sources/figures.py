"""Small steps that several sources share: the first day of a period, and rows that were set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from etl.source import SET_ASIDE


def set_aside(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Rows that were set aside as `quarantine_observation` wants them; an empty frame with its columns for none."""
    return pd.DataFrame(list(rows), columns=list(SET_ASIDE))


def period_start(year: pd.Series, month: pd.Series) -> pd.Series:
    """The first day of a month of a year."""
    return pd.to_datetime(pd.DataFrame({"year": year.astype(int), "month": month.astype(int), "day": 1}))
