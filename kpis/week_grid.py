"""Weekly calls as a grid, and medians over it: what the indicators on calls share."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

_EMPTY = ("not_loaded", "no_data")
_PAIR = 2


class Weeks(NamedTuple):
    """Weekly calls as a grid, a row a place and a column a Monday; `printed` is where the table has a row."""

    places: pd.DataFrame
    mondays: pd.DatetimeIndex
    calls: np.ndarray
    reasons: np.ndarray
    unsure: np.ndarray
    printed: np.ndarray

    @classmethod
    def of(cls, weeks: pd.DataFrame) -> Weeks:
        """The grid of core_port_week, without the places that have nothing."""
        weeks = weeks[~weeks["reason"].isin(_EMPTY)]
        codes, found = pd.factorize(weeks["entity_type"] + " " + weeks["entity"], sort=True)
        places = pd.DataFrame([str(name).split(" ", 1) for name in found], columns=["entity_type", "entity"])
        if weeks.empty:
            return cls(places, pd.DatetimeIndex([]), *(np.empty((0, 0)) for _field in range(4)))
        first, last = weeks["period_start"].min(), weeks["period_start"].max()
        mondays = pd.date_range(first, last, freq="7D")
        column = ((weeks["period_start"] - first).dt.days // 7).to_numpy()

        def grid(values: object, empty: object, dtype: type) -> np.ndarray:
            filled: np.ndarray = np.full((len(places), len(mondays)), empty, dtype=dtype)
            filled[codes, column] = values
            return filled

        calls = grid(weeks["calls_count"].to_numpy(dtype=float, na_value=np.nan), np.nan, float)
        reasons = grid(weeks["reason"].to_numpy(dtype=object), None, object)
        unsure = grid((weeks["obs_status"] == "U").to_numpy(), False, bool)
        return cls(places, mondays, calls, reasons, unsure, grid(True, False, bool))

    @property
    def sure(self) -> np.ndarray:
        """Calls without the weeks in which the source is known to have gone wrong."""
        return np.where(self.unsure, np.nan, self.calls)


def nothing(weeks: pd.DataFrame, freq: str, variants: tuple[str, ...] = ("",)) -> pd.DataFrame:
    """The row that says why a place has no week at all; under the period of that row."""
    rows = weeks[weeks["reason"].isin(_EMPTY)]
    start = rows["period_start"].dt.to_period("Q").dt.start_time if freq == "Q" else rows["period_start"]
    absent = rows[["entity_type", "entity", "reason"]].assign(
        basis="published",
        freq=freq,
        period_start=start,
        value=np.nan,
        lower=np.nan,
        upper=np.nan,
        n_obs=0,
        obs_status=None,
        coverage=np.nan,
    )
    return pd.concat([absent.assign(variant=variant) for variant in variants], ignore_index=True)


def median(values: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """The median of what is there along an axis, NaN where nothing is, and how many there are."""
    n = np.isfinite(values).sum(axis=axis)
    if values.shape[axis] <= _PAIR:  # of two at most it is the mean, which takes no sorting
        return np.where(n > 0, np.nansum(values, axis=axis) / np.maximum(n, 1), np.nan), n
    ordered = np.sort(values, axis=axis)  # NaN sorts last
    places = [np.expand_dims(place, axis) for place in (np.maximum(n - 1, 0) // 2, n // 2)]
    low, high = (np.squeeze(np.take_along_axis(ordered, place, axis), axis) for place in places)
    return (low + high) / 2, n
