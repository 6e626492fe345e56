"""A series on the clock of its own periods: which observations lie before an event, and which are missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from warehouse.errors import ParameterError

Array = NDArray[np.float64]
Shocks = Mapping[str, object] | Iterable[object]

# Shortest and longest distance in days between the starts of two neighbouring periods.
_FREQS: Final = {"D": (0.5, 1.5), "W": (6.5, 7.5), "M": (27.0, 32.0), "Q": (80.0, 100.0), "A": (350.0, 380.0)}
SEASONS: Final = {"A": 1, "Q": 4, "M": 12, "W": 52, "D": 364}
"""How many periods make a year; for days 52 weeks, so that a Monday is held against a Monday."""
_ROUNDING: Final = 1e-12
LARGEST: Final = 1e100
"""No figure is larger; beyond it squares leave the range of numbers."""
MOST_MISSING: Final = 0.1
"""The share of periods that may lack an observation."""
TWO_QUARTERS: Final = pd.Timedelta(days=184)


@dataclass(frozen=True, eq=False)
class Observed:
    """The valid observations of a series, oldest first.

    `times` counts periods; `event` is the time of the first period that begins on or after the event, `at` that of
    the period it falls into. `freq` is '' when the index counts periods by plain numbers, 'irregular' when none fits.
    """

    index: pd.Index[Any]
    times: NDArray[np.int64]
    values: Array
    freq: str
    start: Any
    event: int
    at: int

    @property
    def n_before(self) -> int:
        """How many observations lie before the event."""
        return int((self.times < self.event).sum())

    @property
    def n_after(self) -> int:
        """How many observations lie on or after it."""
        return int((self.times >= self.event).sum())

    @property
    def is_outside(self) -> bool:
        """Whether the event lies before every observation or after the last period."""
        return self.n_before == 0 or (self.n_after == 0 and self.at > int(self.times[-1]))

    @property
    def missing(self) -> float:
        """The share of periods between the first and the last observation without a value."""
        return 1 - len(self.times) / (int(self.times[-1]) - int(self.times[0]) + 1)

    @property
    def has_gaps(self) -> bool:
        """Whether more periods are missing than a method can do without."""
        return self.missing > MOST_MISSING

    @property
    def gap_words(self) -> dict[str, object]:
        """The share missing and the share allowed in per cent, for the reason of a refusal."""
        return {"missing": round(100 * self.missing), "allowed": round(100 * MOST_MISSING)}

    @property
    def regular(self) -> bool:
        """Whether no period has two observations and all have a length we know."""
        return self.freq != "irregular" and len(np.unique(self.times)) == len(self.times)


def observed(series: pd.Series[Any], start: object) -> Observed:
    """The series on its own clock; empty when it has no finite value. Raises ParameterError for what is no date."""
    ordered = on_dates(series).sort_index()
    at = moment(start, ordered.index)
    freq = frequency(ordered.index)
    times = _times(ordered.index, freq)
    after = times[np.asarray(ordered.index >= at)]
    values = figures(ordered)
    held = np.isfinite(values)
    event = int(after[0]) if len(after) else (int(times[-1]) + 1 if len(times) else 0)
    falls = _times(pd.DatetimeIndex([at]), freq) if isinstance(at, pd.Timestamp) else np.array([at])
    return Observed(ordered.index[held], times[held], values[held], freq, at, event, int(falls[0]))


def before_only(held: Observed) -> Observed:
    """The observations before the event, as if it had never come."""
    quiet = held.times < held.event
    return replace(held, index=held.index[quiet], times=held.times[quiet], values=held.values[quiet])


def asked_at(held: Observed, place: int) -> Observed:
    """The same observations, asked about the start of the period at this place."""
    time = int(held.times[place])
    return replace(held, start=held.index[place], event=time, at=time)


def whole_cycle(season: int | None) -> int | None:
    """The number of seasons, None for one or none. Raises ParameterError for what is no whole number."""
    if season is None or (isinstance(season, int | np.integer) and season >= 0):
        return int(season) if season and season > 1 else None
    raise ParameterError(f"'{season}' is no number of seasons; write 4 for quarters, 12 for months, or leave it out.")


def figures(values: pd.Series[Any]) -> Array:
    """The values as numbers; what is none, or larger than any figure we know, is not a number (NaN)."""
    if values.dtype.kind not in "iufO" and not pd.api.types.is_string_dtype(values):
        return np.full(len(values), np.nan)
    numbers = pd.to_numeric(values.astype(object), errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(numbers) <= LARGEST, numbers, np.nan)


def figures_only(held: Any) -> Any:  # noqa: ANN401 - a series or a frame, as it came
    """The same observations, oldest first, as numbers by date; a column that stands twice is left out."""
    dated = on_dates(held).sort_index()
    if isinstance(dated, pd.Series):
        return pd.Series(figures(dated), dated.index, name=dated.name)
    once = dated.loc[:, ~dated.columns.duplicated(keep=False)]
    columns = [figures(once[unit]) for unit in once.columns]
    return pd.DataFrame(dict(enumerate(columns)), index=once.index).set_axis(once.columns, axis=1)


def is_constant(values: Array) -> bool:
    """Whether values do not move, to rounding; true of none."""
    return not len(values) or bool(np.ptp(values) <= _ROUNDING * np.abs(values).max())


def on_dates(series: Any) -> Any:  # noqa: ANN401 - a series or a frame, returned as it came
    """The same observations indexed by timestamps; an index of plain numbers stays."""
    index = series.index
    if isinstance(index, pd.PeriodIndex):
        return series.set_axis(index.to_timestamp())
    if isinstance(index, pd.DatetimeIndex):
        return series.set_axis(index.tz_localize(None)) if index.tz is not None else series
    return series if pd.api.types.is_numeric_dtype(index) else series.set_axis(_dates(index))


def _dates(index: pd.Index[Any]) -> pd.DatetimeIndex:
    """The labels read as dates; none where one of them is no date, which a method refuses."""
    try:
        return pd.DatetimeIndex(pd.to_datetime(index, format="mixed")).tz_localize(None)
    except (ValueError, TypeError):
        return pd.DatetimeIndex([pd.NaT] * len(index))


def moment(start: object, index: pd.Index[Any]) -> Any:  # noqa: ANN401 - what the index compares with
    """The event as the index counts: a timestamp, or a number on an index of numbers."""
    if isinstance(start, pd.Period):
        start = start.to_timestamp()
    if not pd.api.types.is_numeric_dtype(index):
        return _timestamp(start)
    if isinstance(start, int | float | np.integer) and np.isfinite(start):
        return start
    return _timestamp(start).year


def _timestamp(start: object) -> pd.Timestamp:
    wrong = f"'{start}' is no date; write 2020-03-17."
    try:
        at = pd.Timestamp(str(start))
    except (ValueError, TypeError) as error:
        raise ParameterError(wrong) from error
    if pd.isna(at) or at.year < 1:
        raise ParameterError(wrong)
    return at.tz_localize(None)


def frequency(index: pd.Index[Any]) -> str:
    """A, Q, M, W or D by the shortest distance between periods; '' on plain numbers, 'irregular' when none fits.

    The shortest and not the usual one: years with gaps of two are years, not something irregular.
    """
    if index.hasnans:
        return "irregular"
    if not isinstance(index, pd.DatetimeIndex):
        return ""
    if len(index) == 1:
        return "A"
    days = float(np.min(np.diff(index.unique().to_numpy()) / np.timedelta64(1, "D"), initial=np.inf))
    return next((freq for freq, (least, most) in _FREQS.items() if least <= days <= most), "irregular")


def _times(index: pd.Index[Any], freq: str) -> NDArray[np.int64]:
    if index.hasnans:
        return np.arange(len(index))
    if not isinstance(index, pd.DatetimeIndex):
        return np.asarray(index).astype(np.int64)
    if freq in ("A", "Q", "M"):
        of_year = (index.month - 1) * SEASONS[freq] // SEASONS["M"]
        return np.asarray(index.year * SEASONS[freq] + of_year, dtype=np.int64)
    days = (index.normalize() - pd.Timestamp(1970, 1, 5)) // pd.Timedelta(days=1)
    return np.asarray(days // 7 if freq == "W" else days, dtype=np.int64)


def competing(shocks: Shocks, start: object) -> dict[str, pd.Timestamp]:
    """The shocks within two quarters of the event, by name (or by date where they have none)."""
    named = shocks.items() if isinstance(shocks, Mapping) else ((str(day), day) for day in shocks)
    dated = {str(name): _timestamp(day) for name, day in named}
    if not dated or isinstance(start, int | float | np.integer):
        return {}
    at = _timestamp(start)
    return {name: day for name, day in dated.items() if abs(day - at) <= TWO_QUARTERS}


def inseparable(near: Mapping[str, pd.Timestamp], held: Observed) -> list[str]:
    """The shocks between the last period before the event and the first after it: no observation parts them."""
    if not near:
        return []
    before, after = held.index[held.times < held.event], held.index[held.times >= held.event]
    return [name for name, day in near.items() if before[-1] < day <= after[0]]
