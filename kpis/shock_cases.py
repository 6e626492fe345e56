"""Which series a named shock touched, and the course of each through it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from kpis.course import Course, depth_interval, follow, usual_level
from warehouse.fields import OBS_STATUSES

WINDOW_QUARTERS = 8
BASELINE_YEARS = 2
_BASELINE = 2018
_TOLERANCE = 0.02
_QUARTERS = 4
_PLACE = ["basis", "entity_type", "entity", "freq"]
_RANK = {status: rank for rank, status in enumerate(OBS_STATUSES)}


class Choice(NamedTuple):
    """What a user may set: quarters of the window, first year of the usual level (None: by rule) and its years."""

    window: int
    baseline: int | None
    years: int

    def base_year(self, year: int) -> int:
        """2018 for what came from 2020 on, before the run of shocks; else the whole years just before the shock."""
        if self.baseline is not None:
            return self.baseline
        return _BASELINE if year >= _BASELINE + BASELINE_YEARS else year - self.years


class PlaceSeries(NamedTuple):
    """One series as arrays, a place a period; `first` is the number of its first period."""

    names: dict[str, str]
    suffix: str
    first: int
    starts: list[pd.Timestamp]
    values: np.ndarray
    ranks: np.ndarray
    breaks: np.ndarray
    reasons: list[str | None]

    @property
    def cycle(self) -> int:
        """Periods a year."""
        return _QUARTERS if self.names["freq"] == "Q" else 1

    @property
    def step(self) -> int:
        """Quarters a period."""
        return _QUARTERS // self.cycle


class Case(NamedTuple):
    """One series in one shock: its course, the years of the usual level and the window, or why there is none."""

    series: PlaceSeries
    shock: str
    period_start: pd.Timestamp
    course: Course | None = None
    base: slice = slice(0)
    inside: slice = slice(0)
    n_obs: int = 0
    obs_status: str | None = None
    coverage: float | None = None
    reason: str | None = None

    def band(self, depth: float) -> tuple[float, float]:
        """The interval of the depth, which holds the depth itself; drawn on demand, since only one indicator asks."""
        one, times = self.series, np.arange(len(self.series.values)) + self.series.first
        base, inside = self.base, self.inside
        low, high = depth_interval(times[base], one.values[base], one.cycle, times[inside], one.values[inside])
        return min(low, depth), max(high, depth)


def cases_of(
    regions: pd.DataFrame, series: pd.DataFrame, shocks: pd.DataFrame, touched: pd.DataFrame, choice: Choice
) -> Iterator[Case]:
    """Every series of a place in every shock that touched it."""
    days = _days(shocks)
    of_place = _shocks_of(regions, touched)
    places = pd.MultiIndex.from_frame(series[["entity_type", "entity"]])
    for one in _every_series(series[places.isin(list(of_place))]):
        for shock in of_place.get((one.names["entity_type"], one.names["entity"]), ()):
            if shock in days:
                yield _case(one, shock, days[shock], choice)


def _days(shocks: pd.DataFrame) -> dict[str, pd.Timestamp]:
    """The day from which a shock counts, by its default date: the day after, so that 31 December opens a year."""
    default = shocks[shocks["is_default"].astype(bool) & shocks["date_start"].notna()]
    return {str(row.shock_id): pd.Timestamp(str(row.date_start)) + pd.Timedelta(days=1) for row in default.itertuples()}


def _shocks_of(regions: pd.DataFrame, touched: pd.DataFrame) -> dict[tuple[str, str], list[str]]:
    """The shocks of a place, in order; a region is touched by those of the ports it is the main region of."""
    found: dict[tuple[str, str], set[str]] = {}
    main = regions[regions["is_main"].fillna(value=False).astype(bool)]
    home = main.groupby(["entity_type", "entity"])["region_id"].agg(set).to_dict()
    for row in touched.itertuples():
        place = (str(row.entity_type), str(row.entity))
        for here in (place, *(("region", region) for region in home.get(place, ()))):
            found.setdefault(here, set()).add(str(row.shock_id))
    return {place: sorted(names) for place, names in found.items()}


def _every_series(series: pd.DataFrame) -> Iterator[PlaceSeries]:
    """Goods by year and by quarter, container ships by quarter, regional GDP by year and release."""
    goods = (series["measure"] == "gross_weight") & (series["cargo_type"] == "total") & (series["partner"] == "_Z")
    goods &= (series["direction"] == "total") & (series["variant"] == "")
    ships = (series["measure"] == "vessel_gross_tonnage") & (series["vessel_type"] == "container")
    ships &= (series["size_class"] == "total") & (series["variant"] == "") & (series["freq"] == "Q")
    gdp = (series["measure"] == "gdp") & (series["entity_type"] == "region")
    for rows, suffix in (
        (series[goods & (series["freq"] == "A")], ""),
        (series[goods & (series["freq"] == "Q")], "goods"),
        (series[ships], ""),
    ):
        yield from _places(rows, suffix)
    for release, rows in series[gdp & (series["freq"] == "A")].groupby("variant", sort=True):
        yield from _places(rows, str(release))


def _places(rows: pd.DataFrame, suffix: str) -> Iterator[PlaceSeries]:
    """One series a basis and place, cut from whole columns: a frame of each would cost ten times as much."""
    ordered = rows.sort_values([*_PLACE, "period_start"])
    place = ordered[_PLACE].astype(object).to_numpy()
    starts = list(pd.DatetimeIndex(ordered["period_start"]))
    values = ordered["obs_value"].to_numpy(dtype=float)
    ranks = ordered["obs_status"].map(_RANK).to_numpy(dtype=float)
    breaks = ordered["is_break"].to_numpy(dtype=bool)
    reasons = [reason if isinstance(reason, str) else None for reason in ordered["reason"]]
    edges = np.flatnonzero((place[1:] != place[:-1]).any(axis=1)) + 1
    for first, end in pairwise([0, *map(int, edges), len(ordered)] if len(ordered) else []):
        names = {name: str(code) for name, code in zip(_PLACE, place[first], strict=True)}
        inside = slice(first, end)
        number = _number(starts[first], names["freq"])
        yield PlaceSeries(
            names, suffix, number, starts[inside], values[inside], ranks[inside], breaks[inside], reasons[inside]
        )


def _number(day: pd.Timestamp, freq: str) -> int:
    """The number of the year, or of the quarter, a day lies in."""
    return _QUARTERS * day.year + (day.month - 1) // 3 if freq == "Q" else day.year


def _case(one: PlaceSeries, shock: str, day: pd.Timestamp, choice: Choice) -> Case:
    freq = one.names["freq"]
    at = _number(day, freq) - one.first
    start = pd.Timestamp(day.year, 1 + 3 * ((day.month - 1) // 3) if freq == "Q" else 1, 1)
    base_from = choice.base_year(day.year) * one.cycle - one.first
    base = slice(max(base_from, 0), max(base_from + choice.years * one.cycle, 0))
    reason = _missing(one, at, base, choice)
    if reason:
        return Case(one, shock, start, reason=reason)
    gaps = np.flatnonzero(np.isnan(one.values[at:]))
    seen = slice(at, at + int(gaps[0]) if len(gaps) else len(one.values))
    return _followed(one, shock, start, base, seen, choice)


def _missing(one: PlaceSeries, at: int, base: slice, choice: Choice) -> str | None:
    """Why a series says nothing of a shock, the plainest reason first."""
    if at >= len(one.values):
        return one.reasons[-1] or "not_yet_published"
    if at >= 0 and np.isnan(one.values[at]):
        return one.reasons[at] or "gap"
    usual = one.values[base]
    if at < 0 or len(usual) < choice.years * one.cycle or np.isnan(usual).any() or base.stop > at:
        return "not_enough_data"
    if one.breaks[base.start + 1 : at + 1].any():
        return "break"
    level = usual.reshape(choice.years, one.cycle).mean(axis=0)
    return "zero_denominator" if (level <= 0).any() else None


def _followed(  # noqa: PLR0913, PLR0917 - the two stretches and what they are of
    one: PlaceSeries, shock: str, start: pd.Timestamp, base: slice, seen: slice, choice: Choice
) -> Case:
    times = np.arange(len(one.values)) + one.first
    level = usual_level(times[base], one.values[base], one.cycle, times[seen])
    window = max(choice.window // one.step, 1)
    course = follow(one.values[seen] / level - 1, window, _TOLERANCE, 2 if one.cycle > 1 else 1)
    inside = slice(seen.start, min(seen.start + window, seen.stop))
    worst = max(np.nanmax(one.ranks[base]), np.nanmax(one.ranks[seen]))
    return Case(
        one,
        shock,
        start,
        course,
        base,
        inside,
        (base.stop - base.start) + (seen.stop - seen.start),
        OBS_STATUSES[int(worst)],
        (inside.stop - inside.start) / window,
    )
