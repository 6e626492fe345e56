"""The trend: one line a port over time, with gaps, breaks, provisional points, intervals and shocks visible."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

from charts import lines as drawing
from charts import shocks as marking
from charts.chart import Chart
from charts.lines import Axis, Line, Point
from charts.shocks import Shock
from charts.theme import SERIES_LIMIT, Theme, css_rgba, layout
from language import N_, Lang, _, listed, plural, terms
from language.formats import exact, period, span

HEIGHT = 440
BELOW = 30
"""Pixels the time axis takes under the plot."""
LABEL_GAP = 18
SHORT = 12
"""A line of so few figures shows a marker at each."""
LISTED = 3
"""So many gaps are named one by one, more are counted."""
MOST_POINTS = 2_000
"""More points of one line than this are thinned before drawing."""
GLYPHS = {"circle": "●", "square": "■", "diamond": "◆", "triangle-up": "▲", "x": "✕", "star": "★"}
FAINT = 0.45
GROWING = frozenset({"t", "GT", "arrivals", "persons", "index", "t/inhab", "t/M EUR", "GT/arrival", "TEU"})
"""Units whose change may be given in per cent and put on an index; a share or a rate may not."""


@dataclass(frozen=True)
class _Drawing:
    """What the parts of one trend share."""

    lines: list[Line]
    chosen: Sequence[str]
    unit: str
    axis: Axis
    shocks: tuple[Shock, ...]
    theme: Theme
    lang: Lang
    base_year: int | None
    source: str
    first: dt.date
    last: dt.date

    @property
    def headroom(self) -> int:
        """Pixels above the plot for the shocks' numbers."""
        rows = {badge["yshift"] for badge in marking.badges(self.shocks, self.first, self.last, self.theme)}
        return 16 + marking.BADGE_HEIGHT * len(rows)

    def is_named(self, line: Line) -> bool:
        """Whether the line is one of the coloured ones with a label at its end."""
        return line.entity in self.chosen[:SERIES_LIMIT]


def trend(  # noqa: PLR0913 - the parts of a trend; all but the series are named by the caller
    series: pd.DataFrame,
    *,
    names: Mapping[str, str],
    chosen: Sequence[str],
    indicator: Mapping[str, Any],
    shocks: pd.DataFrame,
    lineage: pd.DataFrame,
    theme: Theme,
    lang: Lang,
    scale: Literal["value", "index"] = "value",
    base_year: int | None = None,
    context: Sequence[str] = (),
    source: str = "",
    measured: str = "",
) -> Chart:
    """One indicator over time for the chosen ports, the context in grey; an empty table where nothing is held.

    ``series`` has the columns of out_indicator for one variant and freq; ``shocks`` and ``lineage`` those of the
    warehouse reads (empty frames draw none). On the scale "index" the mean of ``base_year`` is 100, and a port
    without a figure in it is left out and named. ``source`` ends the hover text; ``measured`` says in words what
    a variant counts ("container ships").
    """
    held = drawing.lines(series, names=names, chosen=chosen, lineage=lineage, theme=theme, context=context)
    base = base_year if scale == "index" else None
    held = [line for line in held if line.drawn]
    shown = held if base is None else [one for one in (drawing.on_index(line, base) for line in held) if one]
    title = _(str(indicator["title"]), lang)
    unit = drawing.unit_of(indicator)
    if not shown:
        return _nothing(title, names, chosen, theme, lang)
    drawn_unit = unit if base is None else "index"
    axis = drawing.axis(_heights(shown), drawn_unit, lang)
    first, last = drawing.bounds(held)
    marked = marking.numbered(shocks, first, last)
    whole = _Drawing(shown, chosen, unit, axis, marked, theme, lang, base, source, first, last)
    return Chart(
        _figure(whole),
        _table(whole),
        _alt(whole, title),
        _finding(whole, title),
        _subtitle(whole, measured, series),
        notes=_notes(whole, held, lineage, names),
        units={"value": unit, "index": "", "lower": unit, "upper": unit},
        headers=_headers(lang),
        file_stem=f"{indicator['code']}_{'-'.join(chosen[:SERIES_LIMIT])}_{whole.first.year}-{_newest(shown).year}",
    )


def _figure(whole: _Drawing) -> go.Figure:
    lines = [drawing.thinned(line, MOST_POINTS) for line in whole.lines]
    traces: list[dict[str, Any]] = []
    for line in lines:
        traces += [*_band(line, whole), *_strokes(line, whole), *_breaks(line, whole), _points(line, whole)]
    named = [line for line in lines if whole.is_named(line)]
    widest = max((max(len(part) for part in _wrapped(line.name)) for line in named), default=0)
    base = layout(whole.theme, whole.lang, height=HEIGHT)
    positions, words = drawing.year_ticks(whole.first, _newest(lines), lines[0].freq)
    ticks = {"tickmode": "array", "tickvals": positions, "ticktext": words}
    shown_range = [whole.first.isoformat(), whole.last.isoformat()]
    base["xaxis"] |= ticks | {"type": "date", "range": shown_range}
    base["yaxis"] |= {
        "showline": False,
        "ticks": "",
        "tickmode": "array",
        "tickvals": list(whole.axis.ticks),
        "ticktext": list(whole.axis.words),
        "range": _padded(whole.axis),
    }
    base["margin"] = base["margin"] | {"t": whole.headroom, "r": min(36 + 8 * widest, 176)}
    base["shapes"] = marking.shapes(whole.shocks, whole.theme) + _hundred(whole)
    base["annotations"] = [
        *marking.badges(whole.shocks, whole.first, whole.last, whole.theme),
        *_labels(named, whole),
    ]
    return go.Figure(data=traces, layout=base)


def _strokes(line: Line, whole: _Drawing) -> list[dict[str, Any]]:
    """The line itself: as its style says, fainter towards estimates, thin and finely dashed for sums of parts."""
    looks: dict[str, dict[str, Any]] = {
        "plain": {"dash": line.style.dash, "width": 2.25 if whole.is_named(line) else 1.25},
        "estimate": {"dash": line.style.dash, "width": 2.25},
        "sum": {"dash": "2px,4px", "width": 1.75},
    }
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": xs,
            "y": ys,
            "line": looks[kind] | {"color": line.style.colour},
            "opacity": FAINT if kind == "estimate" else 1,
            "hoverinfo": "skip",
            "connectgaps": False,
            "meta": {"entity": line.entity, "role": kind},
        }
        for kind, (xs, ys) in drawing.paths(line).items()
    ]


def _points(line: Line, whole: _Drawing) -> dict[str, Any]:
    """Every observation with its hover text; a marker where it tells the lines apart or says something."""
    drawn = line.drawn
    alone = _alone(line)
    size = 8 if whole.is_named(line) else 5
    shown = [size if _is_marked(point, line, index in alone) else 0 for index, point in enumerate(drawn)]
    paper, colour = whole.theme.paper, line.style.colour
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [point.x for point in drawn],
        "y": [point.y for point in drawn],
        "marker": {
            "symbol": line.style.marker,
            "size": shown,
            "color": [paper if point.status == "P" else colour for point in drawn],
            "opacity": [FAINT if point.status in drawing.ESTIMATES else 1 for point in drawn],
            "line": {"color": colour, "width": [2 if point.status == "P" else 0 for point in drawn]},
        },
        "text": [_hover(point, line, whole) for point in drawn],
        "hovertemplate": "%{text}<extra></extra>",
        "meta": {"entity": line.entity, "role": "points"},
    }


def _band(line: Line, whole: _Drawing) -> list[dict[str, Any]]:
    bounds = [
        (point.x, point.lower, point.upper)
        for point in line.points
        if point.lower is not None and point.upper is not None
    ]
    if not bounds or not whole.is_named(line):
        return []
    xs = [x for x, _low, _high in bounds]
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": xs + xs[::-1],
            "y": [high for _x, _low, high in bounds] + [low for _x, low, _high in bounds][::-1],
            "fill": "toself",
            "fillcolor": css_rgba(line.style.colour, 0.14),
            "line": {"width": 0},
            "hoverinfo": "skip",
            "meta": {"entity": line.entity, "role": "band"},
        }
    ]


def _breaks(line: Line, whole: _Drawing) -> list[dict[str, Any]]:
    found = drawing.ticks(line)
    if not found:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [each.x for each in found],
            "y": [each.y for each in found],
            "marker": {
                "symbol": "line-ns-open",
                "size": 16,
                "line": {"width": 2, "color": line.style.colour},
                "color": line.style.colour,
            },
            "text": [f"{escape(line.name)}: {terms.reason(each.reason, whole.lang)}" for each in found],
            "hovertemplate": "%{text}<extra></extra>",
            "meta": {"entity": line.entity, "role": "break"},
        }
    ]


def _is_marked(point: Point, line: Line, is_alone: bool) -> bool:
    if len(line.drawn) <= SHORT or is_alone or point is line.drawn[-1]:
        return True
    if line.freq == "A" and (point.status == "P" or point.status in drawing.ESTIMATES):
        return True
    return point.start.year % 5 == 0 and point.start.month == 1


def _alone(line: Line) -> set[int]:
    """Places among the drawn points that no stretch touches: without a marker they would not be seen."""
    touched = {x for xs, _ys in drawing.paths(line).values() for x in xs}
    return {index for index, point in enumerate(line.drawn) if point.x not in touched}


def _hover(point: Point, line: Line, whole: _Drawing) -> str:
    lang = whole.lang
    rows = [
        f"<b>{escape(line.name)}</b>, {period(line.freq, point.start, lang)}",
        exact(point.value, whole.unit, lang),
        "" if whole.base_year is None else _("index {value}", lang, value=exact(round(point.y or 0, 1), "", lang)),
        _("sum of the ports that merged later", lang) if point.kind == "sum" else "",
        terms.status(point.status, lang),
        escape(whole.source),
    ]
    return "<br>".join(row for row in rows if row)


def _labels(named: Sequence[Line], whole: _Drawing) -> list[dict[str, Any]]:
    """A name at each line's end with a hair line to it, moved apart where ends are near one another."""
    low, high = _padded(whole.axis)
    height = HEIGHT - whole.headroom - BELOW
    ends = sorted(((line, line.drawn[-1]) for line in named), key=lambda one: -(one[1].y or 0.0))
    wanted = [height * (high - (point.y or 0.0)) / (high - low) for _line, point in ends]
    sizes = [LABEL_GAP * len(_wrapped(line.name)) for line, _point in ends]
    placed = apart(wanted, sizes, height)
    return [_label(line, point, at - here, whole) for (line, point), at, here in zip(ends, placed, wanted, strict=True)]


def apart(wanted: Sequence[float], sizes: Sequence[float], height: float) -> list[float]:
    """Positions from top to bottom, near the wanted ones (which rise), that leave each label its size."""
    placed: list[float] = []
    for index, want in enumerate(wanted):
        below = placed[-1] + (sizes[index - 1] + sizes[index]) / 2 if placed else sizes[0] / 2 - LABEL_GAP / 2
        placed.append(max(want, below))
    limit = height
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = min(placed[index], limit)
        if index:
            limit = placed[index] - (sizes[index - 1] + sizes[index]) / 2
    return placed


def _label(line: Line, point: Point, moved: float, whole: _Drawing) -> dict[str, Any]:
    glyph = f'<span style="color:{line.style.colour}">{GLYPHS[line.style.marker]}</span>'
    return {
        "x": point.x,
        "y": point.y,
        "text": f"{glyph} {'<br>'.join(escape(part) for part in _wrapped(line.name))}",
        "xanchor": "left",
        "align": "left",
        "showarrow": True,
        "arrowhead": 0,
        "arrowwidth": 1,
        "arrowcolor": line.style.colour,
        "standoff": 5,
        "ax": 22,
        "ay": round(moved, 1),
        "borderpad": 0,
        "font": {"size": 13, "color": whole.theme.ink},
        "bgcolor": css_rgba(whole.theme.paper, 0.75),
        "name": "label",
    }


def _wrapped(name: str) -> list[str]:
    return textwrap.wrap(name, 16) or [name]


def _hundred(whole: _Drawing) -> list[dict[str, Any]]:
    """The line of the base, or of zero, where either lies within the axis."""
    at = 100 if whole.base_year is not None else 0
    if not whole.axis.low < at < whole.axis.high:
        return []
    line = {"color": whole.theme.zero, "width": 1}
    place = {"xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": at, "y1": at}
    return [{"type": "line", "layer": "below", "line": line, **place}]


def _padded(axis: Axis) -> list[float]:
    room = (axis.high - axis.low) * 0.02
    return [axis.low - (0 if axis.low == 0 else room), axis.high + room]


def _heights(held: Sequence[Line]) -> list[float]:
    return [
        height
        for line in held
        for point in line.drawn
        for height in (point.y, point.lower, point.upper)
        if height is not None
    ]


def _newest(held: Sequence[Line]) -> dt.date:
    return max(line.points[-1].start for line in held)


def _table(whole: _Drawing) -> pd.DataFrame:
    """One row an observation, a missing one with its reason in words."""
    lang = whole.lang
    rows = [
        {
            "period": period(line.freq, point.start, lang),
            "port_id": line.entity,
            "port": line.name,
            "value": point.value,
            "index": None if point.y is None or whole.base_year is None else round(point.y, 4),
            "lower": point.lower,
            "upper": point.upper,
            "unit": whole.unit,
            "status": "" if point.value is None else terms.status(point.status, lang),
            "reason": terms.reason(point.reason, lang) if point.value is None else "",
        }
        for line in whole.lines
        for point in line.points
    ]
    frame = pd.DataFrame(rows).astype({"value": float, "index": float, "lower": float, "upper": float})
    unused = [name for name in ("index", "lower", "upper") if frame[name].isna().all()]
    return frame.drop(columns=unused)


def _headers(lang: Lang) -> dict[str, str]:
    return {
        "period": _("Period", lang),
        "port_id": _("Port code", lang),
        "port": _("Port", lang),
        "value": _("Value", lang),
        "index": _("Index", lang),
        "lower": _("Lower end", lang),
        "upper": _("Upper end", lang),
        "unit": _("Unit", lang),
        "status": _("Status", lang),
        "reason": _("Why there is no value", lang),
    }


def _subtitle(whole: _Drawing, measured: str, series: pd.DataFrame) -> str:
    lang = whole.lang
    basis = _("like for like", lang) if "like_for_like" in set(series["basis"]) else _("as published", lang)
    unit = (
        drawing.unit_words(whole.unit, lang)
        if whole.base_year is None
        else _("index, {year} = 100", lang, year=whole.base_year)
    )
    names = [line.name for line in whole.lines if line.entity in whole.chosen]
    places = listed(names, lang) if len(names) <= SERIES_LIMIT else plural("{n} port", "{n} ports", len(names), lang)
    sentence = "; ".join(part for part in (unit, measured, places, basis) if part)
    return sentence[:1].upper() + sentence[1:]


def _finding(whole: _Drawing, title: str) -> str:
    """What the lines show, counted and never ranked; a question where there is nothing to count."""
    lang = whole.lang
    whole_lines = [line for line in whole.lines if line.entity in whole.chosen]
    if whole.unit not in GROWING:
        return _finding_on_rates(whole_lines, title, lang)
    pairs = _pairs([_unbroken(line) for line in whole_lines])
    if not pairs or (len(pairs) == 1 and len(whole_lines) > 1):
        return _("{indicator}: how did it move?", lang, indicator=title)
    freq = whole_lines[0].freq
    rises = sum((last.y or 0) > (first.y or 0) for first, last in pairs)
    times = {"first": period(freq, pairs[0][0].start, lang), "last": period(freq, pairs[0][1].start, lang)}
    if len(whole_lines) == 1:
        return _one_finding(whole_lines[0], rises, times, title, lang)
    counts = {"n": len(pairs), "rises": rises, "indicator": title, **times}
    if len(pairs) < len(whole_lines):
        return _(
            "{indicator}: higher in {last} than in {first} at {rises} of {n} ports with comparable figures",
            lang,
            **counts,
        )
    return _("{indicator}: higher in {last} than in {first} at {rises} of {n} ports", lang, **counts)


def _one_finding(line: Line, rises: int, times: Mapping[str, str], title: str, lang: Lang) -> str:
    if rises:
        return _(
            "{indicator} of {port}: higher in {last} than in {first}", lang, indicator=title, port=line.name, **times
        )
    return _(
        "{indicator} of {port}: not higher in {last} than in {first}", lang, indicator=title, port=line.name, **times
    )


def _finding_on_rates(held: Sequence[Line], title: str, lang: Lang) -> str:
    if all((point.y or 0.0) >= 0 for line in held for point in line.drawn):
        return _("{indicator}: how did it move?", lang, indicator=title)
    newest = _shared([line.drawn for line in held], newest=True) or held[0].drawn[-1].start
    now = [point.y or 0.0 for line in held for point in line.drawn if point.start == newest]
    return plural(
        "{indicator}: above zero at {rises} of {n} port in {last}",
        "{indicator}: above zero at {rises} of {n} ports in {last}",
        len(now),
        lang,
        indicator=title,
        rises=sum(value > 0 for value in now),
        last=period(held[0].freq, newest, lang),
    )


def _unbroken(line: Line) -> list[Point]:
    """The drawn points since the last break: only among these may a change be read."""
    starts = [index for index, point in enumerate(line.points) if point.starts_anew or point.reason in drawing.BREAKS]
    since = line.points[starts[-1] :] if starts else line.points
    return [point for point in since if point.y is not None]


def _pairs(held: Sequence[Sequence[Point]]) -> list[tuple[Point, Point]]:
    """First and last figure of each line, at the two periods that most lines share; the season is the same."""
    last = _shared(held, newest=True)
    with_last = [points for points in held if last in {point.start for point in points}]
    seasonal = [[point for point in points if last and point.start.month == last.month] for points in with_last]
    first = _shared(seasonal, newest=False)
    if first is None or last is None or first >= last:
        return []
    found = [{point.start: point for point in points} for points in seasonal]
    return [(points[first], points[last]) for points in found if first in points]


def _shared(held: Sequence[Sequence[Point]], *, newest: bool) -> dt.date | None:
    """The newest (or oldest) period in which more than half as many lines have a figure as in the best one."""
    counts = Counter(point.start for points in held for point in points)
    best = max(counts.values(), default=0)
    shared = [start for start, count in counts.items() if 2 * count > best]
    return (max(shared) if newest else min(shared)) if shared else None


def _alt(whole: _Drawing, title: str) -> str:
    """Two sentences: what is shown, then the newest figures and the range."""
    lang, freq = whole.lang, whole.lines[0].freq
    chosen = [line for line in whole.lines if line.entity in whole.chosen]
    newest = [
        _(
            "{port} {value} in {period}",
            lang,
            port=line.name,
            value=exact(line.drawn[-1].value, whole.unit, lang),
            period=period(freq, line.drawn[-1].start, lang),
        )
        for line in chosen[:SERIES_LIMIT]
    ]
    held = [point.value for line in whole.lines for point in line.drawn if point.value is not None]
    first, last = period(freq, whole.first, lang), period(freq, _newest(whole.lines), lang)
    shown = plural(
        "Line chart of “{indicator}” for {n} port, {span}, with {shocks} numbered shocks marked.",
        "Line chart of “{indicator}” for {n} ports, {span}, with {shocks} numbered shocks marked.",
        len(chosen),
        lang,
        indicator=title,
        span=span(first, last, lang),
        shocks=len(whole.shocks),
    )
    told = _(
        "The newest figures are {newest}; all values lie between {low} and {high}.",
        lang,
        newest=listed(newest, lang),
        low=exact(min(held), whole.unit, lang),
        high=exact(max(held), whole.unit, lang),
    )
    return f"{shown} {told}"


def _notes(whole: _Drawing, held: Sequence[Line], lineage: pd.DataFrame, names: Mapping[str, str]) -> tuple[str, ...]:
    lang = whole.lang
    points = [(line, point) for line in whole.lines for point in line.points]
    sums = {line.name for line, point in points if point.kind == "sum"}
    lost = [line.name for line in held if line.entity not in {each.entity for each in whole.lines}]
    said = [
        _("The axis does not start at zero.", lang) if not whole.axis.has_zero and whole.base_year is None else "",
        _("Hollow points are provisional.", lang)
        if any(point.status == "P" and point.y is not None for _line, point in points)
        else "",
        _("Lighter points and stretches are estimates or forecasts.", lang)
        if any(point.status in drawing.ESTIMATES for _line, point in points)
        else "",
        _(
            "The thin, finely dashed part of {ports} is the sum of the ports that merged later.",
            lang,
            ports=listed(sorted(sums), lang),
        )
        if sums
        else "",
        _("The shaded band is the interval given with the figure.", lang)
        if any(point.lower is not None for _line, point in points)
        else "",
        *_break_notes(whole, lineage, names),
        *_gap_notes(whole),
        _(
            "Not on the index, because there is no figure for the whole of {year}: {ports}.",
            lang,
            year=whole.base_year,
            ports=listed(lost, lang),
        )
        if lost
        else "",
        _thinning_note(whole),
        _("Beyond six ports the lines are grey: hover over a line for its name, or open the table.", lang)
        if len(whole.chosen) > SERIES_LIMIT
        else "",
    ]
    return tuple(note for note in said if note)


def _thinning_note(whole: _Drawing) -> str:
    most = max(len(line.points) for line in whole.lines)
    if most <= MOST_POINTS:
        return ""
    return _(
        "Of {n} points a line some are drawn, with the lowest and highest of every stretch kept; the table has all.",
        whole.lang,
        n=exact(most, "", whole.lang),
    )


def _break_notes(whole: _Drawing, lineage: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    lang = whole.lang
    notes: list[str] = []
    for line in whole.lines:
        for each in drawing.ticks(line):
            parts, successor = _lineage_of(line.entity, each.year, lineage, names)
            told = {
                "port": line.name,
                "year": each.year,
                "parts": listed(parts, lang),
                "successor": successor,
                "reason": terms.reason(each.reason, lang),
            }
            if parts:
                told_as = N_("{port}: the line starts in {year}, because {parts} were counted apart before.")
            elif successor and each.reason == "merged":
                told_as = N_("{port}: the line ends before {year}; from then on it is counted within {successor}.")
            else:
                told_as = N_("{port}, {year}: {reason}.")
            notes.append(_(told_as, lang, **told))
    return notes


def _lineage_of(entity: str, year: int, lineage: pd.DataFrame, names: Mapping[str, str]) -> tuple[list[str], str]:
    """The ports that were joined into this one in that year, and the port this one was joined into."""
    parts: list[str] = []
    successor = ""
    for row in lineage.to_dict("records"):
        if row["lineage_kind"] != "statistical_break" or int(str(row["effective"])[:4]) != year:
            continue
        if row["successor"] == entity:
            parts.append(str(row["predecessor_name"]))
        if row["predecessor"] == entity:
            successor = names.get(str(row["successor"]), str(row["successor_name"]))
    return parts, successor


def _gap_notes(whole: _Drawing) -> list[str]:
    """Gaps within the lines, by reason; what comes after a last figure is the page's to say."""
    lang = whole.lang
    gaps: dict[str, list[str]] = {}
    for line in whole.lines:
        for reason, times in _gaps(line, lang).items():
            few = listed(times, lang)
            many = plural("{n} period", "{n} periods", len(times), lang)
            gaps.setdefault(reason, []).append(f"{line.name} ({few if len(times) <= LISTED else many})")
    return [
        _("Gaps: {ports}; {reason}.", lang, ports=", ".join(places), reason=terms.reason(reason, lang))
        for reason, places in gaps.items()
    ]


def _gaps(line: Line, lang: Lang) -> dict[str, list[str]]:
    first, last = line.drawn[0].start, line.drawn[-1].start
    found: dict[str, list[str]] = {}
    for point in line.points:
        if point.y is None and point.reason not in drawing.BREAKS and first < point.start < last:
            found.setdefault(point.reason, []).append(period(line.freq, point.start, lang))
    return found


def _nothing(title: str, names: Mapping[str, str], chosen: Sequence[str], theme: Theme, lang: Lang) -> Chart:
    places = listed([names.get(port, port) for port in chosen], lang)
    columns = ["period", "port_id", "port", "value", "unit", "status", "reason"]
    said = _(
        "Line chart of “{indicator}” without any figure. No source held here reports it for {ports}.",
        lang,
        indicator=title,
        ports=places,
    )
    return Chart(
        go.Figure(layout=layout(theme, lang, height=HEIGHT)), pd.DataFrame(columns=columns), said, title, places
    )
