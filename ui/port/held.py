"""Every indicator of one port, ready to be asked: one list of values a series."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

Key = tuple[str, str, str]
"""Indicator, variant, freq: what tells one series of a port from another."""
COLUMNS = ("period_start", "value", "lower", "upper", "unit", "n_obs", "obs_status", "coverage", "reason", "basis")


@dataclass(frozen=True, slots=True)
class Value:
    """One row of out_indicator; an absent figure has ``value`` None and a ``reason``."""

    period_start: dt.date
    value: float | None
    lower: float | None
    upper: float | None
    unit: str
    n_obs: int
    obs_status: str | None
    coverage: float | None
    reason: str | None
    basis: str
    code: str
    variant: str
    freq: str


Series = tuple[Value, ...]


class Held:
    """What is held of one port in the chosen years, by indicator, variant and freq, oldest value first."""

    def __init__(self, rows: pd.DataFrame) -> None:
        """``rows`` has the columns of out_indicator; of two entities in it each brings indicators of its own."""
        lists: dict[Key, list[Value]] = {}
        for value in _values(rows):
            lists.setdefault((value.code, value.variant, value.freq), []).append(value)
        self._series = {key: tuple(sorted(found, key=_start)) for key, found in lists.items()}

    def series(self, code: str, variant: str = "", freq: str = "") -> Series:
        """One series; without ``freq`` the one whose value is newest, years before quarters; () when not held."""
        if freq:
            return self._series.get((code, variant, freq), ())
        found = [self._series[key] for key in sorted(self._series) if key[:2] == (code, variant)]
        return max(found, key=_newest_year, default=())

    def keys(self, code: str) -> list[Key]:
        """The series of an indicator that have rows."""
        return [key for key in self._series if key[0] == code]

    def all_of(self, code: str) -> Series:
        """The rows of all series of an indicator, oldest first."""
        return tuple(sorted((value for key in self.keys(code) for value in self._series[key]), key=_start))

    def codes(self) -> set[str]:
        """The indicators that have rows."""
        return {key[0] for key in self._series}

    def valued(self) -> list[Key]:
        """The series in which at least one figure is there."""
        return [key for key, found in self._series.items() if newest(found) is not None]


def within(rows: pd.DataFrame, first_year: int, last_year: int) -> pd.DataFrame:
    """The rows of the years the reader chose; a figure of one day describes the vintage and always stays."""
    years = rows["period_start"].dt.year
    kept: pd.DataFrame = rows[((years >= first_year) & (years <= last_year)) | (rows["freq"] == "D")]
    return kept


def newest(series: Sequence[Value]) -> Value | None:
    """The newest row with a figure, or None."""
    return next((value for value in reversed(series) if value.value is not None), None)


def last_reason(series: Sequence[Value]) -> str | None:
    """Why the last period has no figure; None when it has one, "no_data" when there is no series at all."""
    if not series:
        return "no_data"
    last = series[-1]
    return None if last.value is not None else last.reason or "no_data"


def first_missing(series: Sequence[Value], row: Value) -> Value | None:
    """The first period after the newest figure, which says why the figures end; None when they do not."""
    after = [value for value in series if value.period_start > row.period_start]
    return None if not after or any(value.value is not None for value in after) else after[0]


def at(series: Sequence[Value], start: dt.date) -> Value | None:
    """The row of one period."""
    return next((value for value in series if value.period_start == start), None)


def difference(series: Sequence[Value], row: Value) -> float | None:
    """The figure less that of one year before; None where that is not held."""
    before = at(series, row.period_start.replace(year=row.period_start.year - 1))
    if before is None or before.value is None or row.value is None:
        return None
    return row.value - before.value


def percent(series: Sequence[Value], row: Value) -> float | None:
    """The change on one year before in per cent; None where that year is not held or nothing."""
    change = difference(series, row)
    if change is None or row.value is None or row.value == change:
        return None
    return 100 * change / (row.value - change)


def _values(rows: pd.DataFrame) -> Iterator[Value]:
    columns = {name: rows[name].tolist() for name in ("indicator", "variant", "freq", *COLUMNS)}
    for row in zip(*columns.values(), strict=True):
        yield _value(*row)


def _value(code: str, variant: str, freq: str, start: Any, *rest: Any) -> Value:  # noqa: ANN401 - cells of a frame
    value, lower, upper, unit, n_obs, status, coverage, reason, basis = rest
    return Value(
        start.date(),
        _number(value),
        _number(lower),
        _number(upper),
        str(unit),
        int(_number(n_obs) or 0),
        _text(status),
        _number(coverage),
        _text(reason),
        str(basis),
        code,
        variant,
        freq,
    )


def _number(cell: Any) -> float | None:  # noqa: ANN401 - a cell of a frame
    return None if cell is None or cell is pd.NA or cell != cell else float(cell)  # noqa: PLR0124 - NaN


def _text(cell: Any) -> str | None:  # noqa: ANN401 - a cell of a frame
    return cell if isinstance(cell, str) and cell else None


def _start(value: Value) -> dt.date:
    return value.period_start


def _newest_year(series: Iterable[Value]) -> int:
    row = newest(tuple(series))
    return 0 if row is None else row.period_start.year
