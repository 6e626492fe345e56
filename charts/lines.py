"""What line charts share: the points of a series with their gaps and breaks, and the ticks of their axes."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from charts.rows import each_row
from charts.theme import Series, Theme, series_of
from language import Lang, _
from language.formats import COUNTED, SCALES, exact

Kind = Literal["plain", "estimate", "sum"]
ESTIMATES = frozenset("EFU")
BREAKS = frozenset({"break", "merged", "boundary_changed"})
"""Reasons for which a line ends or starts anew: these get a tick, a plain missing figure only a gap."""
MONTHS = {"A": 12, "Q": 3, "M": 1}
GROWING = frozenset({"t", "GT", "arrivals", "persons", "index", "t/inhab", "t/M EUR", "GT/arrival", "TEU"})
"""Units whose change may be given in per cent and put on an index; a share or a rate may not."""


@dataclass(frozen=True, slots=True)
class Point:
    """One observation as it is drawn: where, how high, how sure; ``y`` is None where there is a gap."""

    start: dt.date
    x: str
    value: float | None
    y: float | None
    lower: float | None = None
    upper: float | None = None
    status: str = ""
    reason: str = ""
    kind: Kind = "plain"
    starts_anew: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One entity's series: every period of its span in order, a missing one as a point without a value."""

    entity: str
    name: str
    style: Series
    freq: str
    points: tuple[Point, ...]

    @property
    def drawn(self) -> list[Point]:
        """The points that have a height."""
        return [point for point in self.points if point.y is not None]


@dataclass(frozen=True, slots=True)
class Axis:
    """A value axis: its range, its ticks and their words, and whether zero lies on it."""

    low: float
    high: float
    ticks: tuple[float, ...]
    words: tuple[str, ...]

    @property
    def has_zero(self) -> bool:
        """Whether zero is on the axis."""
        return self.low <= 0 <= self.high


@dataclass(frozen=True, slots=True)
class Break:
    """A tick on a line: its place, the year from which the break holds, and the code of its reason."""

    x: str
    y: float
    year: int
    reason: str


def lines(
    series: pd.DataFrame,
    *,
    names: Mapping[str, str],
    chosen: Sequence[str],
    lineage: pd.DataFrame,
    theme: Theme,
    context: Sequence[str] = (),
) -> list[Line]:
    """The lines of the entities that have any row: the context first, so that the chosen ones lie above it."""
    records: dict[str, list[dict[str, Any]]] = {}
    for record in each_row(series):
        records.setdefault(str(record["entity"]), []).append({str(key): value for key, value in record.items()})
    starts = _starts(lineage)
    order = [entity for entity in context if entity not in chosen] + list(chosen)
    return [
        Line(
            entity,
            names.get(entity, entity),
            series_of(entity, chosen, theme),
            str(records[entity][0]["freq"]),
            _points(records[entity], starts.get(entity)),
        )
        for entity in order
        if entity in records
    ]


def on_index(line: Line, base_year: int) -> Line | None:
    """The line with its mean of the base year at 100; None when a period of that year has no figure."""
    base = [point.value for point in line.points if point.start.year == base_year]
    known = [value for value in base if value is not None]
    wanted = 52 if line.freq == "W" else 12 // MONTHS.get(line.freq, 12)
    if len(known) < wanted or sum(known) <= 0:
        return None
    factor = 100 * len(known) / sum(known)
    return replace(line, points=tuple(_scaled(point, factor) for point in line.points))


def thinned(line: Line, limit: int) -> Line:
    """The line with at most about ``limit`` points: of each stretch the lowest, the highest and the gaps stay."""
    if len(line.points) <= limit:
        return line
    size = math.ceil(len(line.points) / (limit / 3))
    kept: set[int] = {0, len(line.points) - 1}
    for at in range(0, len(line.points), size):
        stretch = range(at, min(at + size, len(line.points)))
        kept.update(_extremes(line.points, stretch))
    return replace(line, points=tuple(line.points[index] for index in sorted(kept)))


def paths(line: Line) -> dict[Kind, tuple[list[str | None], list[float | None]]]:
    """The vertices of the line by the way its stretches are drawn; None stands between stretches that do not join."""
    drawn: dict[Kind, tuple[list[str | None], list[float | None]]] = {}
    ends: dict[Kind, Point] = {}
    before: Point | None = None
    for point in line.points:
        if point.y is not None and before is not None and not point.starts_anew:
            kind = _stretch(before, point)
            xs, ys = drawn.setdefault(kind, ([], []))
            if ends.get(kind) is not before:
                xs += [None, before.x] if xs else [before.x]
                ys += [None, before.y] if ys else [before.y]
            xs.append(point.x)
            ys.append(point.y)
            ends[kind] = point
        before = point if point.y is not None else None
    return drawn


def ticks(line: Line) -> list[Break]:
    """Where the line breaks: between two stretches, or at its beginning or end."""
    found: list[Break] = []
    before: Point | None = None
    for index, point in enumerate(line.points):
        is_break = point.starts_anew or (
            point.reason in BREAKS and (not index or line.points[index - 1].reason != point.reason)
        )
        beside = point if point.y is not None else before or _next_drawn(line.points, index)
        if is_break and beside is not None and beside.y is not None:
            at = point.start.isoformat() if before and _next_drawn(line.points, index - 1) else beside.x
            found.append(Break(at, beside.y, point.start.year, point.reason or "break"))
        before = point if point.y is not None else before
    return found


def bounds(held: Sequence[Line]) -> tuple[dt.date, dt.date]:
    """From the first figure of any line to the day after the last period of any: what the time axis shows."""
    first = min(line.drawn[0].start for line in held)
    return first, max(following(line.points[-1].start, line.freq) for line in held)


def axis(values: Sequence[float], unit: str, lang: Lang, *, steps: int = 5) -> Axis:
    """A calm value axis around the values: round ticks in the unit's larger step, zero on it unless far away."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    if low > 0 and low < 0.6 * high:
        low = 0.0
    room = (high - low) or abs(high) or 1.0
    step = _round_step(room / steps)
    first = math.floor(low / step) * step
    last = math.ceil(high / step) * step
    if first == last:
        last = first + step
    marks = tuple(first + step * n for n in range(round((last - first) / step) + 1))
    return Axis(first, last, marks, tuple(_tick_words(mark, max(abs(first), abs(last)), unit, lang) for mark in marks))


def middle(start: dt.date, freq: str) -> str:
    """The middle of a period: an event within a year stands within that year's figure, not after it."""
    end = following(start, freq)
    return (start + (end - start) / 2).isoformat()


def following(start: dt.date, freq: str) -> dt.date:
    """The first day of the next period."""
    months = MONTHS.get(freq)
    if months is None:
        return start + dt.timedelta(days=7 if freq == "W" else 1)
    whole = start.year * 12 + start.month - 1 + months
    return dt.date(whole // 12, whole % 12 + 1, 1)


def year_ticks(first: dt.date, last: dt.date, freq: str, *, most: int = 6) -> tuple[list[str], list[str]]:
    """Positions and words of the time axis: round years, no more than fit a phone."""
    span = last.year - first.year + 1
    step = next((step for step in (1, 2, 5, 10, 20) if span / step <= most), 50)
    years = [year for year in range(first.year, last.year + 1) if year % step == 0] or [first.year]
    place = "A" if freq == "A" else "D"
    return [middle(dt.date(year, 1, 1), place) for year in years], [str(year) for year in years]


def _starts(lineage: pd.DataFrame) -> dict[str, tuple[int, bool]]:
    """Per successor: the first year as one, and whether a publisher's series starts anew there."""
    starts: dict[str, tuple[int, bool]] = {}
    if lineage.empty:
        return starts
    for row in each_row(lineage):
        entity, kind = row["successor"], row["lineage_kind"]
        if not isinstance(entity, str) or kind not in ("statistical_break", "legal_merger"):
            continue
        held = starts.get(entity)
        if held is None or (kind == "statistical_break" and not held[1]):
            starts[entity] = (int(str(row["effective"])[:4]), kind == "statistical_break")
    return starts


def _points(records: Sequence[Mapping[str, Any]], start: tuple[int, bool] | None) -> tuple[Point, ...]:
    points: list[Point] = []
    freq = str(records[0]["freq"])
    for record in records:
        day = pd.Timestamp(record["period_start"]).date()
        while points and (expected := following(points[-1].start, freq)) < day:
            points.append(Point(expected, middle(expected, freq), None, None, reason="gap"))
        points.append(_point(record, day, freq, start))
    return tuple(points)


def _point(record: Mapping[str, Any], day: dt.date, freq: str, start: tuple[int, bool] | None) -> Point:
    value, status = _figure(record["value"]), _text(record["obs_status"])
    published = record["basis"] == "published"
    joined = start is not None and start[1] and published and day == dt.date(start[0], 1, 1)
    return Point(
        day,
        middle(day, freq),
        value,
        value,
        _figure(record["lower"]),
        _figure(record["upper"]),
        status,
        "" if value is not None else _text(record["reason"]) or "no_data",
        _kind(record, status, start is not None and not published and day.year < start[0]),
        value is not None and (status == "B" or joined),
    )


def _kind(record: Mapping[str, Any], status: str, is_before: bool) -> Kind:
    is_sum = _figure(record["coverage"]) is not None or (_figure(record["n_obs"]) or 0) > 1
    if is_before and is_sum:
        return "sum"
    return "estimate" if status in ESTIMATES else "plain"


def _stretch(before: Point, point: Point) -> Kind:
    """A sum stays a sum up to the merger; the way to an estimate is as light as the estimate."""
    return "sum" if before.kind == "sum" else point.kind


def _scaled(point: Point, factor: float) -> Point:
    times = [None if each is None else each * factor for each in (point.value, point.lower, point.upper)]
    return replace(point, y=times[0], lower=times[1], upper=times[2])


def _extremes(points: Sequence[Point], stretch: range) -> list[int]:
    held = [index for index in stretch if points[index].y is not None]
    gaps = [index for index in stretch if points[index].y is None][:1]
    if not held:
        return gaps
    return [*gaps, min(held, key=lambda i: points[i].y or 0.0), max(held, key=lambda i: points[i].y or 0.0)]


def _next_drawn(points: Sequence[Point], index: int) -> Point | None:
    return next((point for point in points[index + 1 :] if point.y is not None), None)


def _round_step(rough: float) -> float:
    power: float = 10.0 ** math.floor(math.log10(rough))
    return next(power * times for times in (1.0, 2.0, 5.0, 10.0) if power * times >= rough * 0.999)


def _tick_words(value: float, largest: float, unit: str, lang: Lang) -> str:
    """A tick in the larger step that the axis reaches, without needless decimals: "50 Mt"."""
    for step, pattern in SCALES.get(unit, ()):
        if largest >= step:
            return _(pattern, lang, value=exact(round(value / step, 6), "", lang))
    has_unit = unit == "%" or unit in SCALES and unit not in COUNTED - {"t"}
    return exact(round(value, 6), unit if has_unit else "", lang)


def _figure(value: Any) -> float | None:  # noqa: ANN401 - a cell of a frame
    return None if value is None or pd.isna(value) else float(value)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
