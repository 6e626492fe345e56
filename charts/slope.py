"""The slope: each port's figures of two periods as one line between two uprights, on the grounds of the dumbbell."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any, Literal

import pandas as pd

from charts.chart import Chart, Drawing
from charts.comparability import Judgement
from charts.dumbbell import Order, Row, changed, dumbbell, rows_of
from charts.lines import ESTIMATES, GROWING
from charts.theme import Theme, layout
from charts.trend import FAINT
from language import Lang, _, plural
from language.formats import number, period, quantity

HEIGHT = 420
APART = 36
"""Pixels between two labels."""
ROOM = 30
WIDE = 30.0
"""From this ratio of the largest to the smallest figure on, heights are logarithmic."""
LETTER, GAP = 7.2, 20
"""Pixels of a letter, and between a mark and its label with the edge behind it."""


@dataclass(frozen=True)
class _Drawing:
    """What the parts of one slope share."""

    rows: Sequence[Row]
    heights: Mapping[str, tuple[float | None, float | None]]
    times: tuple[str, str]
    unit: str
    scale: str
    theme: Theme
    lang: Lang


def slope(  # noqa: PLR0913 - the parts of one chart, all but the series named by the caller
    series: pd.DataFrame,
    *,
    names: Mapping[str, str],
    chosen: Sequence[str],
    indicator: Mapping[str, Any],
    judged: Judgement,
    theme: Theme,
    lang: Lang,
    order: Order = "name",
    scale: Literal["value", "index"] = "value",
    measured: str = "",
) -> Chart:
    """Two uprights, a line a port; arguments, table and words as in the dumbbell, whose twin it is.

    A port that does not compare is dashed and grey; one that lacks a figure has a mark and no line. Where figures lie
    far apart heights are logarithmic, and the subtitle says so.
    """
    asked: dict[str, Any] = {"names": names, "chosen": chosen, "judged": judged, "theme": theme}
    twin = dumbbell(series, **asked, indicator=indicator, lang=lang, order=order, scale=scale, measured=measured)
    unit, freq = str(indicator["unit"]), str(series["freq"].iloc[0]) if len(series) else "A"
    rows = rows_of(series, **asked)
    on = scale if unit in GROWING else "value"
    heights, is_log = _heights(rows, on)
    times = (period(freq, judged.start, lang), period(freq, judged.end, lang))
    whole = _Drawing(rows, heights, times, unit, on, theme, lang)
    return replace(
        twin,
        figure=_figure(whole),
        alt=_alt(whole, twin),
        subtitle=twin.subtitle + ("; " + _("heights are logarithmic", lang) if is_log else ""),
        notes=tuple(note for note in twin.notes if note != _("The axis does not start at zero.", lang)),
        legend=twin.legend[2:],
        file_stem=f"{twin.file_stem}_slope",
    )


def _heights(rows: Sequence[Row], scale: str) -> tuple[dict[str, tuple[float | None, float | None]], bool]:
    """Each row's two heights: the figures, their logarithms where they lie far apart, or per cent of the first."""
    places = {row.port: _places(row, scale) for row in rows}
    every = [place for pair in places.values() for place in pair if place is not None]
    is_log = bool(every) and min(every) > 0 and max(every) / min(every) >= WIDE
    if not is_log:
        return places, False
    return {port: _logarithms(pair) for port, pair in places.items()}, True


def _logarithms(pair: tuple[float | None, float | None]) -> tuple[float | None, float | None]:
    first, last = pair
    return None if first is None else math.log10(first), None if last is None else math.log10(last)


def _places(row: Row, scale: str) -> tuple[float | None, float | None]:
    first, last = row.values
    if scale == "value":
        return first, last
    return (100.0, None if last is None else 100 * last / first) if first and first > 0 else (None, None)


def _figure(whole: _Drawing) -> Drawing:
    height = max(HEIGHT, APART * (len(whole.rows) + 2) + 2 * ROOM)
    base = layout(whole.theme, whole.lang, height=height)
    every = [place for pair in whole.heights.values() for place in pair if place is not None] or [0.0, 1.0]
    low, high = min(every), max(every)
    room = (high - low) * ROOM / (height - 2 * ROOM) or 1.0
    base["xaxis"] = {"visible": False, "fixedrange": True, "range": [0, 1]}
    base["yaxis"] = {"visible": False, "fixedrange": True, "range": [low - room, high + 1.6 * room]}
    labels = [_labels(whole, at, (high - low + 2.6 * room) / height) for at in (0, 1)]
    left, right = (_room(held) for held in labels)
    base["margin"] = {"l": left, "r": right, "t": 0, "b": 0, "pad": 0}
    upright = {"type": "line", "y0": low - room / 2, "y1": high + room / 2}
    base["shapes"] = [upright | {"x0": x, "x1": x, "line": {"color": whole.theme.line, "width": 1}} for x in (0, 1)]
    base["annotations"] = [*_heads(whole, high + 1.5 * room), *labels[0], *labels[1]]
    return Drawing(data=[trace for row in whole.rows for trace in _traces(row, whole)], layout=base)


def _room(labels: Sequence[Mapping[str, Any]]) -> int:
    """Pixels beside an upright that its longest label takes."""
    longest = max((len(line) for one in labels for line in str(one["text"]).split("<br>")), default=4)
    return round(LETTER * max(longest, 4)) + GAP


def _traces(row: Row, whole: _Drawing) -> list[dict[str, Any]]:
    ends = [(at, place) for at, place in enumerate(whole.heights[row.port]) if place is not None]
    is_grey = row.verdict.grade == "no"
    text = [_hover(row, at, whole) for at, _place in ends]
    return [
        {
            "type": "scatter",
            "cliponaxis": False,
            "mode": "lines+markers" if len(ends) > 1 else "markers",
            "x": [at for at, _place in ends],
            "y": [place for _at, place in ends],
            "line": {
                "color": row.style.colour,
                "width": 1.5 if is_grey else 2.5,
                "dash": "dot" if is_grey else "solid",
            },
            "marker": {
                "symbol": row.style.marker,
                "size": 10,
                "color": [whole.theme.paper if row.statuses[at] == "P" else row.style.colour for at, _place in ends],
                "opacity": [FAINT if row.statuses[at] in ESTIMATES else 1 for at, _place in ends],
                "line": {"color": row.style.colour, "width": 2},
            },
            "text": text,
            "hovertemplate": "%{text}<extra></extra>",
            "meta": {"entity": row.port, "grade": row.verdict.grade},
        }
    ] * bool(ends)


def _hover(row: Row, at: int, whole: _Drawing) -> str:
    said = quantity(row.values[at], whole.unit, whole.lang)
    return f"<b>{escape(row.name)}</b>, {whole.times[at]}<br>{said}<br>{escape(row.verdict.said(whole.lang))}"


def _heads(whole: _Drawing, y: float) -> list[dict[str, Any]]:
    common = {"y": y, "yanchor": "top", "showarrow": False, "name": "period"}
    font = {"size": 13, "color": whole.theme.muted}
    return [common | {"x": at, "text": f"<b>{words}</b>", "font": font} for at, words in enumerate(whole.times)]


def _labels(whole: _Drawing, at: int, pixel: float) -> list[dict[str, Any]]:
    """Figures on the left, names with figures on the right; labels that would touch are moved apart."""
    if whole.scale == "index" and not at:
        return [_note(0, 100.0, "100", whole.theme.muted)]
    held = [(row, place) for row in whole.rows if (place := whole.heights[row.port][at]) is not None]
    held.sort(key=lambda one: one[1])
    spread = _spread([place for _row, place in held], APART * pixel)
    notes = []
    for (row, _place), y in zip(held, spread, strict=True):
        colour = whole.theme.muted if row.verdict.grade == "no" else whole.theme.ink
        notes.append(_note(at, y, _label(row, at, whole), colour))
    return notes


def _note(at: int, y: float, text: str, colour: str) -> dict[str, Any]:
    place = {"x": at, "y": y, "xanchor": "left" if at else "right", "xshift": 12 if at else -12}
    place |= {"align": "left" if at else "right"}
    return place | {"showarrow": False, "text": text, "font": {"size": 13, "color": colour}, "name": "label"}


def _label(row: Row, at: int, whole: _Drawing) -> str:
    figure = quantity(row.values[at], whole.unit, whole.lang)
    if whole.scale == "index" and at:
        figure = changed(row, whole.unit, whole.lang) or number(row.values[at], whole.lang)
    is_alone = whole.heights[row.port][1 - at] is None
    return f"{escape(row.name)}<br>{figure}" if at or is_alone else figure


def _spread(places: Sequence[float], room: float) -> list[float]:
    """The places, rising, moved apart to at least `room`, the whole lot kept around its middle."""
    moved: list[float] = []
    for place in places:
        moved.append(place if not moved else max(place, moved[-1] + room))
    if not moved:
        return []
    shift = sum(after - before for after, before in zip(moved, places, strict=True)) / len(moved)
    return [place - shift for place in moved]


def _alt(whole: _Drawing, twin: Chart) -> str:
    """The dumbbell's sentences with the name of this chart."""
    what = plural(
        "Slope chart of {n} port, {first} against {last}.",
        "Slope chart of {n} ports, {first} against {last}.",
        len(whole.rows),
        whole.lang,
        first=whole.times[0],
        last=whole.times[1],
    )
    return f"{what} {twin.alt.partition('. ')[2]}"
