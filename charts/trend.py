"""The trend: one line a port over time, with gaps, breaks, provisional points, intervals and shocks visible."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Literal

import pandas as pd

from charts import lines as drawing
from charts import shocks as marking
from charts import target_marks, trend_words
from charts.chart import Chart, Drawing
from charts.lines import Axis, Line, Point
from charts.target_marks import Target
from charts.theme import SERIES_LIMIT, Theme, css_rgba, layout
from charts.trend_words import Trend
from language import Lang, _, listed, terms
from language.formats import exact, period

HEIGHT = 440
BELOW = 30
"""Pixels the time axis takes under the plot."""
LABEL_GAP = 18
SHORT = 12
"""A line of so few figures shows a marker at each."""
GLYPHS = {"circle": "●", "square": "■", "diamond": "◆", "triangle-up": "▲", "x": "✕", "star": "★"}
FAINT = 0.45


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
    targets: Sequence[Target] = (),
) -> Chart:
    """One indicator over time for the chosen ports, the context in grey; an empty table where nothing is held.

    ``series`` has the columns of out_indicator for one variant and freq; ``shocks`` and ``lineage`` those of the
    warehouse reads (empty frames draw none). On the scale "index" the mean of ``base_year`` is 100, and a port
    without a figure in it is left out and named. ``source`` ends the hover text; ``measured`` says in words what
    a variant counts ("container ships"). ``targets`` are drawn on values, and said below in any case.
    """
    held = drawing.lines(series, names=names, chosen=chosen, lineage=lineage, theme=theme, context=context)
    base = base_year if scale == "index" else None
    held = [line for line in held if line.drawn]
    shown = held if base is None else [one for one in (drawing.on_index(line, base) for line in held) if one]
    title = _(str(indicator["title"]), lang)
    unit = str(indicator["unit"])
    if not shown:
        return _nothing(title, names, chosen, theme, lang)
    drawn_unit = unit if base is None else "index"
    goals = tuple(targets) if base is None else ()
    axis = drawing.axis([*_heights(shown), *(goal.value for goal in goals)], drawn_unit, lang)
    first, last = drawing.bounds(held)
    marked = marking.numbered(shocks, first, last)
    whole = Trend(shown, chosen, unit, axis, marked, theme, lang, base, source, first, last, goals)
    return Chart(
        _figure(whole),
        trend_words.table(whole),
        trend_words.alt(whole, title),
        trend_words.finding(whole, title),
        trend_words.subtitle(whole, measured, series),
        notes=(*trend_words.notes(whole, held, lineage, names), *(f"◇ {target.words}" for target in targets)),
        units={"value": unit, "index": "", "lower": unit, "upper": unit},
        headers=trend_words.headers(lang),
        file_stem=f"{indicator['code']}_{'-'.join(chosen[:SERIES_LIMIT])}_{whole.first.year}-{trend_words.newest(shown).year}",
    )


def _figure(whole: Trend) -> Drawing:
    lines = [drawing.thinned(line, trend_words.MOST_POINTS) for line in whole.lines]
    traces: list[dict[str, Any]] = []
    for line in lines:
        traces += [*_band(line, whole), *_strokes(line, whole), *_breaks(line, whole), _points(line, whole)]
    traces += target_marks.traces(whole.targets, lines, whole.last, whole.lang)
    named = [line for line in lines if whole.is_named(line)]
    widest = max((max(len(part) for part in _wrapped(line.name)) for line in named), default=0)
    base = layout(whole.theme, whole.lang, height=HEIGHT)
    until = max([trend_words.newest(lines), *(target.day for target in whole.targets)])
    positions, words = drawing.year_ticks(whole.first, until, lines[0].freq)
    ticks = {"tickmode": "array", "tickvals": positions, "ticktext": words}
    shown_range = [whole.first.isoformat(), target_marks.last_day(whole.targets, whole.last).isoformat()]
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
    return Drawing(data=traces, layout=base)


def _strokes(line: Line, whole: Trend) -> list[dict[str, Any]]:
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


def _points(line: Line, whole: Trend) -> dict[str, Any]:
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


def _band(line: Line, whole: Trend) -> list[dict[str, Any]]:
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


def _breaks(line: Line, whole: Trend) -> list[dict[str, Any]]:
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


def _hover(point: Point, line: Line, whole: Trend) -> str:
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


def _labels(named: Sequence[Line], whole: Trend) -> list[dict[str, Any]]:
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


def _label(line: Line, point: Point, moved: float, whole: Trend) -> dict[str, Any]:
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


def _hundred(whole: Trend) -> list[dict[str, Any]]:
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


def _nothing(title: str, names: Mapping[str, str], chosen: Sequence[str], theme: Theme, lang: Lang) -> Chart:
    places = listed([names.get(port, port) for port in chosen], lang)
    columns = ["period", "port_id", "port", "value", "unit", "status", "reason"]
    said = _(
        "Line chart of “{indicator}” without any figure. No source held here reports it for {ports}.",
        lang,
        indicator=title,
        ports=places,
    )
    return Chart(Drawing([], layout(theme, lang, height=HEIGHT)), pd.DataFrame(columns=columns), said, title, places)
