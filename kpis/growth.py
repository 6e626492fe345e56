"""Growth over a window of years: the compound rate between its ends, and the robust slope through all of them."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from kpis.registry import Parameter
from language import N_
from warehouse.fields import OBS_STATUSES

LEAST_YEARS = 4
WINDOW = (
    Parameter("start", "year", N_("first year of the window")),
    Parameter("end", "year", N_("last year of the window")),
    Parameter("window", "count", N_("length of the trailing window in years")),
)
_Z95 = 1.959963984540054
_PLACE = ["entity_type", "entity", "variant", "basis"]
# Sets the series of a frame apart on one line of numbers: no year comes near it.
_YEARS_APART = 100_000
_STATUSES = np.array(OBS_STATUSES, dtype=object)
# Windows whose pairs of years are laid out at once: more would fill the memory where somebody asks for long windows.
_AT_ONCE = 4096


def growth(series: pd.DataFrame, window: int, start: int | None, end: int | None) -> pd.DataFrame:
    """Growth in per cent a year of annual series: the columns of out_indicator, two rows a window.

    `series` are rows of core_series, told apart by basis, place and variant. Without `start` and `end` there is a
    trailing window for every year of a series; with them the one window. The compound rate stands under the series'
    variant, the slope of ln x after Theil and Sen with its 95 % interval under that and 'theil_sen'. A window that
    reaches over a break, below four years, or without a figure at one of its ends has a reason; the slope also with
    fewer than four figures.
    """
    rows = series.sort_values([*_PLACE, "period_start"], ignore_index=True)
    if rows.empty:
        return pd.DataFrame()
    held = _Years.of(rows)
    asked = _Windows.of(held, window, start, end)
    n_obs, reason = asked.counted(np.isfinite(held.values)), _missing(held, asked)
    worst = np.nan_to_num(asked.over(held.ranks, np.fmax)).astype(int)
    shared = rows.loc[held.first_row[asked.place], _PLACE].reset_index(drop=True)
    shared = shared.assign(freq="A", period_start=_first_days(asked.last), n_obs=n_obs, coverage=None)
    compound = shared.assign(value=_compound(held, asked, reason), lower=np.nan, upper=np.nan, reason=reason)
    few = pd.isna(reason) & (n_obs < LEAST_YEARS)
    reason = np.where(few, "too_few_periods", reason)
    slope = shared.assign(**_slope_columns(held, asked, reason), reason=reason)
    slope = slope.assign(variant=(slope["variant"] + "_theil_sen").str.removeprefix("_"))
    both: pd.DataFrame = pd.concat([compound, slope]).sort_index(kind="stable").reset_index(drop=True)
    status = pd.Series(np.repeat(_STATUSES[worst], 2))
    return both.assign(obs_status=status.where(both["reason"].isna(), None))


class _Years(NamedTuple):
    """Annual series below one another, each in the order of its years; `place` numbers them."""

    place: np.ndarray
    first_row: np.ndarray
    years: np.ndarray
    values: np.ndarray
    ranks: np.ndarray
    breaks: np.ndarray
    reasons: np.ndarray

    @classmethod
    def of(cls, rows: pd.DataFrame) -> _Years:
        """Rows that are sorted by place and period."""
        place = rows.groupby(_PLACE, sort=False, dropna=False).ngroup().to_numpy()
        rank = rows["obs_status"].map({status: rank for rank, status in enumerate(OBS_STATUSES)})
        return cls(
            place,
            np.flatnonzero(np.diff(place, prepend=-1)),
            rows["period_start"].dt.year.to_numpy(),
            rows["obs_value"].to_numpy(dtype=float),
            rank.to_numpy(dtype=float),
            rows["is_break"].to_numpy(dtype=bool),
            rows["reason"].to_numpy(dtype=object),
        )


class _Windows(NamedTuple):
    """Stretches of years, one asked of a place each.

    Both rows are 0 unless `held` says that both years are there; `ends` is the row of the last year, -1 without it.
    """

    place: np.ndarray
    first: np.ndarray
    last: np.ndarray
    from_row: np.ndarray
    to_row: np.ndarray
    held: np.ndarray
    ends: np.ndarray

    @classmethod
    def of(cls, held: _Years, window: int, start: int | None, end: int | None) -> _Windows:
        """A trailing window for every year, or the ones asked for."""
        place = held.place if end is None else np.arange(len(held.first_row))
        last = held.years if end is None else np.full(len(place), end)
        first = last - window if start is None else np.full(len(place), start)
        line = held.place * _YEARS_APART + held.years
        from_row, has_first = _found(line, place * _YEARS_APART + first)
        to_row, has_last = _found(line, place * _YEARS_APART + last)
        both = has_first & has_last & (first <= last)
        ends = np.where(has_last, to_row, -1)
        return cls(place, first, last, np.where(both, from_row, 0), np.where(both, to_row, 0), both, ends)

    def counted(self, marks: np.ndarray, skip: int = 0) -> np.ndarray:
        """How many marks stand in each window, after the first `skip` years."""
        total = np.r_[0, np.cumsum(marks)]
        return np.where(self.held, total[self.to_row + 1] - total[self.from_row + skip], 0)

    def over(self, values: np.ndarray, how: np.ufunc) -> np.ndarray:
        """A reduction over each window, of what is there."""
        edges = np.column_stack([self.from_row, self.to_row + 1]).ravel()
        return np.asarray(how.reduceat(np.r_[values, np.nan], edges)[::2])


def _found(line: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where on the sorted line each wanted number stands, and whether it does."""
    at = np.minimum(np.searchsorted(line, wanted), len(line) - 1)
    return at, line[at] == wanted


def _first_days(years: np.ndarray) -> pd.DatetimeIndex:
    return pd.DatetimeIndex((years - 1970).astype("datetime64[Y]").astype("datetime64[us]"))


def _missing(held: _Years, asked: _Windows) -> np.ndarray:
    """Why a window has no rate, the plainest reason first; None where it has one."""
    first, last = held.values[asked.from_row], held.values[asked.to_row]
    conditions = [
        (asked.ends >= 0) & np.isnan(held.values[asked.ends]),
        ~asked.held | (asked.last - asked.first + 1 < LEAST_YEARS),
        asked.counted(held.breaks, skip=1) > 0,
        np.isnan(first) | np.isnan(last),
        asked.over(held.values, np.fmin) <= 0,
    ]
    reasons = [held.reasons[asked.ends], "too_few_periods", "break", "gap", "zero_denominator"]
    why = np.full(len(asked.place), None, dtype=object)
    for applies, reason in zip(conditions[::-1], reasons[::-1], strict=True):
        why = np.where(applies, reason, why)
    return why


def _compound(held: _Years, asked: _Windows, reason: np.ndarray) -> np.ndarray:
    value = np.full(len(reason), np.nan)
    has = pd.isna(reason)
    ratio = held.values[asked.to_row[has]] / held.values[asked.from_row[has]]
    value[has] = 100 * (ratio ** (1 / (asked.last - asked.first)[has]) - 1)
    return value


def _slope_columns(held: _Years, asked: _Windows, reason: np.ndarray) -> dict[str, np.ndarray]:
    """The robust slope and its interval of every window without a reason."""
    columns = np.full((3, len(reason)), np.nan)
    has = np.flatnonzero(pd.isna(reason))
    length = (asked.to_row - asked.from_row)[has] + 1
    for years in np.unique(length):
        alike = has[length == years]
        for one in np.split(alike, range(_AT_ONCE, len(alike), _AT_ONCE)):
            rows = asked.from_row[one, None] + np.arange(years)
            columns[:, one] = slopes(held.years[rows], held.values[rows])
    return dict(zip(("value", "lower", "upper"), columns, strict=True))


def slopes(years: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Median of the slopes of ln x over all pairs of years, in per cent a year, with the ends of its 95 % interval.

    A row of `years` and `values` a series, empty years NaN; the three figures are the rows of the answer.
    """
    found = np.empty((3, len(values)))
    n_held = np.isfinite(values).sum(axis=1)
    for n in np.unique(n_held):
        alike = n_held == n
        kept = np.argsort(np.isnan(values[alike]), axis=1, kind="stable")[:, :n]
        logs, at = (np.take_along_axis(of[alike], kept, axis=1) for of in (np.log(values), years))
        first, second = _pairs(int(n))
        between = np.sort((logs[:, second] - logs[:, first]) / (at[:, second] - at[:, first]), axis=1)
        places = _ends(logs, between.shape[1])
        ends = (np.take_along_axis(between, place[:, None], axis=1)[:, 0] for place in places)
        found[:, alike] = 100 * np.expm1([np.median(between, axis=1), *ends])
    return found


@lru_cache(maxsize=64)
def _pairs(n: int) -> tuple[np.ndarray, np.ndarray]:
    return np.triu_indices(n, 1)


def _ends(logs: np.ndarray, n_slopes: int) -> tuple[np.ndarray, np.ndarray]:
    """The places of the interval's ends among the sorted slopes (Sen 1968, with his correction for equal values).

    As scipy.stats.theilslopes has it, for many short series at once.
    """
    n = logs.shape[1]
    equal = (logs[:, :, None] == logs[:, None, :]).sum(axis=2)
    ties = ((equal - 1) * (2 * equal + 5)).sum(axis=1)
    reach = _Z95 * np.sqrt((n * (n - 1) * (2 * n + 5) - ties) / 18)
    low, high = np.rint((n_slopes - reach) / 2) - 1, np.rint((n_slopes + reach) / 2)
    return np.maximum(low, 0).astype(int), np.minimum(high, n_slopes - 1).astype(int)
