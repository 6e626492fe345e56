"""Small multiples: one small line a port, each on its own scale."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd

from charts import lines as drawing
from charts.chart import Chart, Drawing
from charts.lines import Line
from charts.theme import Theme, css_rgba, layout
from language import Lang, _, capital, listed, plural
from language.formats import exact, period, quantity, unit_label

PANELS = 12
PANEL_HEIGHT = 170
FEW = 4
"""Up to so many panels stand in two columns, more in three."""
HEAD = 46
"""Pixels above each panel's plot for the port's name and its newest figure."""
FOOT = 22


def multiples(
    series: pd.DataFrame,
    *,
    names: Mapping[str, str],
    chosen: Sequence[str],
    indicator: Mapping[str, Any],
    lineage: pd.DataFrame,
    theme: Theme,
    lang: Lang,
) -> Chart:
    """One small panel a port, at most twelve, each with its own value axis; the marks are those of the trend.

    ``series`` has the columns of out_indicator for one variant and freq. Ports without a figure get no panel.
    """
    held = drawing.lines(series, names=names, chosen=chosen, lineage=lineage, theme=theme)
    shown = [line for line in held if line.drawn][:PANELS]
    unit = str(indicator["unit"])
    return Chart(
        _figure(shown, unit, theme, lang),
        _table(shown, unit, lang),
        _alt(shown, unit, _(str(indicator["title"]), lang), lang),
        _("Each port on its own scale", lang),
        _(
            "{unit}; each panel has its own scale and may start above zero, so heights do not compare",
            lang,
            unit=capital(unit_label(unit, lang)),
        ),
        notes=_left_out(held, lang),
        units={"first_value": unit, "last_value": unit, "lowest": unit, "highest": unit},
        headers=_headers(lang),
        file_stem=f"{indicator['code']}_by_port",
    )


def _figure(shown: Sequence[Line], unit: str, theme: Theme, lang: Lang) -> Drawing:
    across = 2 if len(shown) <= FEW else 3
    down = max(math.ceil(len(shown) / across), 1)
    height = down * (PANEL_HEIGHT + HEAD)
    base = layout(theme, lang, height=height)
    styles = {"x": base.pop("xaxis"), "y": base.pop("yaxis")}
    base["margin"] = {"l": 0, "r": 8, "t": 0, "b": 0}
    base["annotations"] = []
    data: list[dict[str, Any]] = []
    for index, line in enumerate(shown):
        place = _place(index, across, down, height)
        base |= _axes(line, index, place, unit, styles, lang)
        base["annotations"] += [_head(line, place, unit, theme, lang), *_ends(line, index, place, theme, lang)]
        data += _traces(line, index, unit, theme, lang)
    return Drawing(data=data, layout=base)


def _place(index: int, across: int, down: int, height: int) -> tuple[float, float, float, float]:
    """Left, right, bottom and top of a panel's plot, as shares of the figure."""
    column, row = index % across, index // across
    width, gap = 1 / across, 0.012
    top = 1 - row / down - HEAD / height
    bottom = 1 - (row + 1) / down + (FOOT + 8) / height
    left = column * width + (0.03 if column else 0)
    return left, (column + 1) * width - (gap if column < across - 1 else 0), bottom, top


def _axes(
    line: Line,
    index: int,
    place: tuple[float, float, float, float],
    unit: str,
    styles: Mapping[str, dict[str, Any]],
    lang: Lang,
) -> dict[str, Any]:
    left, right, bottom, top = place
    number = str(index + 1) if index else ""
    heights = [point.y for point in line.drawn if point.y is not None]
    scale = drawing.axis(heights, unit, lang, steps=2)
    return {
        f"xaxis{number}": styles["x"]
        | {"domain": [left, right], "anchor": f"y{number}", "automargin": False, "type": "date"}
        | {"showticklabels": False, "ticks": "", "range": _stretched(line)},
        f"yaxis{number}": styles["y"]
        | {"domain": [bottom, top], "anchor": f"x{number}", "automargin": False, "ticks": "", "showline": False}
        | {"tickmode": "array", "tickvals": list(scale.ticks), "ticktext": _end_words(scale.words)}
        | {"ticklabelposition": "inside top", "tickfont": styles["y"]["tickfont"] | {"size": 12}}
        | {"range": [scale.low, scale.high + (scale.high - scale.low) * 0.16]},
    }


def _end_words(words: Sequence[str]) -> list[str]:
    """Only the lowest and the highest tick are named: the words between would lie on the line."""
    return [words[0], *[""] * (len(words) - 2), words[-1]]


def _stretched(line: Line) -> list[str]:
    """The time axis with room on the left for the value ticks inside the plot and on the right for the last dot."""
    first, last = line.points[0].start, drawing.following(line.points[-1].start, line.freq)
    room = (last - first) * 0.15
    return [(first - room).isoformat(), (last + room / 4).isoformat()]


def _head(line: Line, place: tuple[float, float, float, float], unit: str, theme: Theme, lang: Lang) -> dict[str, Any]:
    last = line.drawn[-1]
    told = _(
        "{value} in {period}",
        lang,
        value=quantity(last.value, unit, lang),
        period=period(line.freq, last.start, lang),
    )
    return {
        "x": place[0],
        "y": place[3],
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "align": "left",
        "text": f"<b>{escape(line.name)}</b><br>{escape(told)}",
        "showarrow": False,
        "font": {"size": 13, "color": theme.ink},
    }


def _ends(
    line: Line, index: int, place: tuple[float, float, float, float], theme: Theme, lang: Lang
) -> list[dict[str, Any]]:
    """The first and the newest period under the panel; as tick labels they would give way to the value axis."""
    ends = (line.drawn[0], line.drawn[-1])
    return [
        {
            "x": point.x,
            "y": place[2],
            "xref": f"x{index + 1}" if index else "x",
            "yref": "paper",
            "yanchor": "top",
            "xanchor": side,
            "text": period("A", point.start, lang),
            "showarrow": False,
            "font": {"size": 12, "color": theme.muted},
        }
        for point, side in zip(ends, ("left", "right"), strict=True)
    ]


def _traces(line: Line, index: int, unit: str, theme: Theme, lang: Lang) -> list[dict[str, Any]]:
    number = str(index + 1) if index else ""
    where = {"type": "scatter", "xaxis": f"x{number}", "yaxis": f"y{number}"}
    looks = {"plain": "solid", "estimate": "solid", "sum": "2px,4px"}
    colour = line.style.colour
    strokes = [
        where
        | {"mode": "lines", "x": xs, "y": ys, "hoverinfo": "skip", "connectgaps": False}
        | {"line": {"color": css_rgba(colour, 0.45) if kind == "estimate" else colour, "width": 2, "dash": looks[kind]}}
        | {"meta": {"entity": line.entity, "role": kind}}
        for kind, (xs, ys) in drawing.paths(line).items()
    ]
    drawn = line.drawn
    sizes = [7 if point is drawn[-1] or len(drawn) <= FEW else 0 for point in drawn]
    dots = where | {
        "mode": "markers",
        "x": [point.x for point in drawn],
        "y": [point.y for point in drawn],
        "marker": {
            "symbol": line.style.marker,
            "size": sizes,
            "opacity": 1,
            "color": [theme.paper if point.status == "P" else colour for point in drawn],
            "line": {"color": colour, "width": [1.5 if size else 0 for size in sizes]},
        },
        "text": [f"{period(line.freq, point.start, lang)}: {exact(point.value, unit, lang)}" for point in drawn],
        "hovertemplate": "%{text}<extra></extra>",
        "meta": {"entity": line.entity, "role": "points"},
    }
    return [*strokes, *_ticks(line, where), dots]


def _ticks(line: Line, where: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = drawing.ticks(line)
    marker = {
        "symbol": "line-ns-open",
        "size": 12,
        "color": line.style.colour,
        "line": {"width": 2, "color": line.style.colour},
    }
    place = {"x": [each.x for each in found], "y": [each.y for each in found]}
    meta = {"entity": line.entity, "role": "break"}
    return [{**where, "mode": "markers", "marker": marker, "hoverinfo": "skip", "meta": meta, **place}] if found else []


def _table(shown: Sequence[Line], unit: str, lang: Lang) -> pd.DataFrame:
    """One row a panel: its first and last figure, its lowest and highest."""
    rows = [
        {
            "port_id": line.entity,
            "port": line.name,
            "first_period": period(line.freq, line.drawn[0].start, lang),
            "first_value": line.drawn[0].value,
            "last_period": period(line.freq, line.drawn[-1].start, lang),
            "last_value": line.drawn[-1].value,
            "lowest": min(point.value for point in line.drawn if point.value is not None),
            "highest": max(point.value for point in line.drawn if point.value is not None),
            "unit": unit,
        }
        for line in shown
    ]
    return pd.DataFrame(rows, columns=["port_id", *[name for name in _headers(lang) if name != "port_id"]])


def _headers(lang: Lang) -> dict[str, str]:
    return {
        "port_id": _("Port code", lang),
        "port": _("Port", lang),
        "first_period": _("First period", lang),
        "first_value": _("First value", lang),
        "last_period": _("Newest period", lang),
        "last_value": _("Newest value", lang),
        "lowest": _("Lowest", lang),
        "highest": _("Highest", lang),
        "unit": _("Unit", lang),
    }


def _alt(shown: Sequence[Line], unit: str, title: str, lang: Lang) -> str:
    what = plural(
        "{n} small line chart of “{indicator}”, each on its own scale.",
        "{n} small line charts of “{indicator}”, each on its own scale.",
        len(shown),
        lang,
        indicator=title,
    )
    ranges = [
        _(
            "{port} from {first} to {last}",
            lang,
            port=line.name,
            first=exact(line.drawn[0].value, unit, lang),
            last=exact(line.drawn[-1].value, unit, lang),
        )
        for line in shown
    ]
    told = _("From first to newest figure they go: {ranges}.", lang, ranges=listed(ranges, lang))
    return f"{what} {told}" if shown else what


def _left_out(held: Sequence[Line], lang: Lang) -> tuple[str, ...]:
    more = [line.name for line in held if line.drawn][PANELS:]
    if not more:
        return ()
    return (
        _(
            "Twelve panels are shown; the table of the chart above also holds {ports}.",
            lang,
            ports=listed(more, lang),
        ),
    )
