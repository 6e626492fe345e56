"""The dumbbell: each port's figures of two periods on one line, and the way between them."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

import pandas as pd

from charts import lines as drawing
from charts.chart import Chart, Drawing, Key
from charts.comparability import Judgement, Verdict
from charts.lines import ESTIMATES, GROWING, Axis
from charts.rows import each_row
from charts.theme import SERIES_LIMIT, Series, Theme, css_rgba, layout, series_of
from charts.trend import FAINT
from language import Lang, _, listed, plural, terms
from language.formats import exact, number, period, quantity, unit_label

ROW_HEIGHT = 64
FOOT = 34
BESIDE = 68
"""Pixels left and right of the plot for the figures beside the outermost marks."""
LONGEST_FIGURE = 9
"""Characters that fit beside the outermost marks."""
MARK_AT = 0.22
"""How far below the middle of its row a mark lies, in rows."""
LINE_LENGTH = 46
"""Characters of a greyed row's reason that fit a phone; the rest stands in the table and the text."""
POINTS = {"%": "% points", "%/yr": "% points"}
"""The unit of a difference, where it is not the unit of the figures."""

Order = Literal["name", "change"]


@dataclass(frozen=True, slots=True)
class Row:
    """One port: its figures of the two periods with their statuses, and how far it compares."""

    port: str
    name: str
    values: tuple[float | None, float | None]
    statuses: tuple[str, str]
    bounds: tuple[tuple[float, float] | None, tuple[float, float] | None]
    verdict: Verdict
    style: Series

    @property
    def change(self) -> float | None:
        """Later less earlier figure, where the port compares."""
        first, last = self.values
        if first is None or last is None or self.verdict.grade == "no":
            return None
        return last - first

    @property
    def change_pct(self) -> float | None:
        """The change in per cent of the earlier figure, where that is above zero."""
        first = self.values[0]
        return None if self.change is None or not first or first < 0 else 100 * self.change / first


@dataclass(frozen=True)
class _Drawing:
    """What the parts of one dumbbell share."""

    rows: Sequence[Row]
    judged: Judgement
    freq: str
    unit: str
    scale: str
    theme: Theme
    lang: Lang

    @property
    def times(self) -> tuple[str, str]:
        return period(self.freq, self.judged.start, self.lang), period(self.freq, self.judged.end, self.lang)

    def place(self, row: Row, index: int) -> float | None:
        """Where a figure lies on the axis: itself, or in per cent of the earlier one."""
        value, base = row.values[index], row.values[0]
        if self.scale == "value" or value is None:
            return value
        return 100 * value / base if base and base > 0 else None


def dumbbell(  # noqa: PLR0913 - the parts of one chart, all but the series named by the caller
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
    """Two periods a port, joined by a line: the earlier figure small and grey, the later in the port's colour and mark.

    ``series`` has the columns of out_indicator for one variant, freq and basis; ``judged`` names the two periods and
    says what compares. Rows stand by name or by change, whatever the reader chose; ports that do not compare stand
    last, in grey, with their reason. On the scale "index" the earlier figure of each port is 100.
    """
    unit = str(indicator["unit"])
    rows = in_order(rows_of(series, names=names, chosen=chosen, judged=judged, theme=theme), order, unit)
    freq = str(series["freq"].iloc[0]) if len(series) else "A"
    whole = _Drawing(rows, judged, freq, unit, scale if unit in GROWING else "value", theme, lang)
    title = _(str(indicator["title"]), lang)
    return Chart(
        _figure(whole),
        _table(whole, set(series["basis"])),
        _alt(whole, title),
        _finding(whole, title),
        _subtitle(whole, measured, set(series["basis"])),
        notes=_notes(whole, order),
        legend=_legend(whole),
        units={"first_value": unit, "last_value": unit, "change": POINTS.get(unit, unit), "change_pct": "pct"},
        headers=_headers(whole),
        file_stem=f"{indicator['code']}_{judged.start.year}_{judged.end.year}",
    )


def rows_of(
    series: pd.DataFrame, *, names: Mapping[str, str], chosen: Sequence[str], judged: Judgement, theme: Theme
) -> list[Row]:
    """The figures of the two periods of each chosen port, in the order of choosing."""
    ends = (pd.Timestamp(judged.start), pd.Timestamp(judged.end))
    held = {
        (str(row["entity"]), pd.Timestamp(row["period_start"])): row
        for row in each_row(series[series["period_start"].isin(ends)])
    }
    return [_row(port, [held.get((port, end), {}) for end in ends], names, chosen, judged, theme) for port in chosen]


def in_order(rows: Sequence[Row], order: Order, unit: str) -> list[Row]:
    """By name or from the largest fall to the largest rise; ports that do not compare last."""

    def place(row: Row) -> tuple[bool, float, str]:
        change = row.change_pct if unit in GROWING else row.change
        return row.verdict.grade == "no", (change or 0.0) if order == "change" else 0.0, row.name

    return sorted(rows, key=place)


def changed(row: Row, unit: str, lang: Lang) -> str:
    """The change of a port in words: "+111 Mt, +83.9 %"; "" where it does not compare."""
    if row.change is None:
        return ""
    said = [quantity(row.change, POINTS.get(unit, unit), lang, sign=True)]
    if unit in GROWING and row.change_pct is not None:
        said.append(quantity(row.change_pct, "pct", lang, sign=True))
    return ", ".join(said)


def _row(  # noqa: PLR0913 - what makes one row of the chart
    port: str,
    cells: Sequence[Mapping[Any, Any]],
    names: Mapping[str, str],
    chosen: Sequence[str],
    judged: Judgement,
    theme: Theme,
) -> Row:
    values = [_number(cell.get("value")) for cell in cells]
    statuses = [status if isinstance(status := cell.get("obs_status"), str) else "" for cell in cells]
    bounds = [_bounds(cell) for cell in cells]
    verdict = judged.ports[port]
    style = series_of(port, () if verdict.grade == "no" else chosen, theme)
    if verdict.grade != "no" and port not in chosen[:SERIES_LIMIT]:
        # Grey says "not comparable" here: a port beyond the six colours is drawn in ink, its name stands beside it.
        style = Series(theme.ink, "circle", "solid")
    return Row(
        port,
        names.get(port, port),
        (values[0], values[1]),
        (statuses[0], statuses[1]),
        (bounds[0], bounds[1]),
        verdict,
        style,
    )


def _figure(whole: _Drawing) -> Drawing:
    count = len(whole.rows)
    axis = _axis(whole)
    base = layout(whole.theme, whole.lang, height=ROW_HEIGHT * count + FOOT)
    room = (axis.high - axis.low) * 0.02
    base["xaxis"] |= {
        "tickmode": "array",
        "tickvals": list(axis.ticks),
        "ticktext": list(axis.words),
        "range": [axis.low - room, axis.high + room],
        "showgrid": True,
        "showline": False,
        "automargin": False,
    }
    base["yaxis"] = {"visible": False, "fixedrange": True, "range": [count - 0.42, -0.56]}
    base["margin"] = {"l": BESIDE, "r": BESIDE, "t": 0, "b": FOOT, "pad": 0}
    base["annotations"] = [
        note for place, row in enumerate(whole.rows) for note in (_head(row, place, whole), *_beside(row, place, whole))
    ]
    data = [trace for place, row in enumerate(whole.rows) for trace in _traces(row, place, whole)]
    return Drawing(data=data, layout=base)


def _axis(whole: _Drawing) -> Axis:
    places = [place for row in whole.rows for at in (0, 1) if (place := whole.place(row, at)) is not None]
    if whole.scale == "value":
        places += [edge for row in whole.rows for bounds in row.bounds if bounds for edge in bounds]
    return drawing.axis(places, whole.unit if whole.scale == "value" else "index", whole.lang, steps=4)


def _traces(row: Row, place: int, whole: _Drawing) -> list[dict[str, Any]]:
    at = place + MARK_AT
    ends = [whole.place(row, index) for index in (0, 1)]
    common = {"type": "scatter", "cliponaxis": False}
    traces = [_mark(row, index, end, at, whole) | common for index, end in enumerate(ends) if end is not None]
    if None not in ends:
        line = {"color": row.style.colour, "width": 3}
        way = {"mode": "lines", "x": ends, "y": [at, at], "line": line, "opacity": 0.55, "hoverinfo": "skip"}
        traces.insert(0, common | way | {"meta": {"entity": row.port, "role": "way"}})
    return traces


def _mark(row: Row, index: int, at_x: float, at_y: float, whole: _Drawing) -> dict[str, Any]:
    """One figure: hollow where provisional, lighter where estimated, with its interval where it has one."""
    is_last = index == 1
    colour = row.style.colour if is_last else whole.theme.context
    is_hollow = row.statuses[index] == "P"
    bounds = row.bounds[index] if whole.scale == "value" else None
    return {
        "mode": "markers",
        "x": [at_x],
        "y": [at_y],
        "marker": {
            "symbol": row.style.marker if is_last else "circle",
            "size": 13 if is_last else 9,
            "color": whole.theme.paper if is_hollow else colour,
            "opacity": FAINT if row.statuses[index] in ESTIMATES else 1,
            "line": {"color": colour, "width": 2 if is_hollow else 0},
        },
        "text": [_hover(row, index, whole)],
        "hovertemplate": "%{text}<extra></extra>",
        "meta": {"entity": row.port, "role": ("first", "last")[index]},
    } | ({"error_x": _interval(at_x, bounds, colour)} if bounds else {})


def _interval(at_x: float, bounds: tuple[float, float], colour: str) -> dict[str, Any]:
    ends = {"array": [bounds[1] - at_x], "arrayminus": [at_x - bounds[0]]}
    return {"type": "data", "symmetric": False, "color": colour, "thickness": 1.25, "width": 5} | ends


def _hover(row: Row, index: int, whole: _Drawing) -> str:
    lang = whole.lang
    rows = [
        f"<b>{escape(row.name)}</b>, {whole.times[index]}",
        exact(row.values[index], whole.unit, lang),
        terms.status(row.statuses[index], lang),
        *(escape(part) for part in textwrap.wrap(row.verdict.said(lang), 60)),
    ]
    return "<br>".join(rows)


def _head(row: Row, place: int, whole: _Drawing) -> dict[str, Any]:
    """The port's name with its change, or with the reason why it does not compare."""
    if row.verdict.grade == "no":
        parts = textwrap.wrap(f"{row.name}  {row.verdict.said(whole.lang)}", LINE_LENGTH, max_lines=2, placeholder=" …")
        text, colour = "<br>".join(escape(part) for part in parts), whole.theme.muted
    else:
        text, colour = f"<b>{escape(row.name)}</b>  {changed(row, whole.unit, whole.lang)}", whole.theme.ink
    return {
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "xshift": -BESIDE,
        "y": place + 0.03,
        "yanchor": "bottom",
        "showarrow": False,
        "align": "left",
        "text": text,
        "font": {"size": 13, "color": colour},
        "borderpad": 0,
        "bgcolor": css_rgba(whole.theme.paper, 0.85),
        "name": "head",
    }


def _beside(row: Row, place: int, whole: _Drawing) -> list[dict[str, Any]]:
    """Each figure outside its mark, the lower one on the left; below the mark where an interval runs beside it."""
    ends = [(index, end) for index in (0, 1) if (end := whole.place(row, index)) is not None]
    ends.sort(key=lambda one: one[1])
    is_grey = row.verdict.grade == "no"
    has_interval = whole.scale == "value" and any(row.bounds)
    notes = []
    for order, (index, end) in enumerate(ends):
        is_left = order == 0 and bool(ends[1:])
        beside = {"xanchor": "right" if is_left else "left", "xshift": -11 if is_left else 11}
        below = {"xanchor": "center", "yanchor": "top", "yshift": -4}
        notes.append(
            {
                "x": end,
                "y": place + MARK_AT,
                "showarrow": False,
                "text": _short(row.values[index], whole),
                "font": {"size": 13, "color": whole.theme.muted if is_grey or index == 0 else whole.theme.ink},
                "name": "figure",
            }
            | (below if has_interval else beside)
        )
    return notes


def _short(value: float | None, whole: _Drawing) -> str:
    """A figure beside its mark: with its unit where that is short, else the unit stands in the subtitle alone."""
    text = quantity(value, whole.unit, whole.lang)
    return text if len(text) <= LONGEST_FIGURE else number(value, whole.lang)


def _table(whole: _Drawing, bases: set[str]) -> pd.DataFrame:
    """One row a port, as drawn: both figures with their statuses, the change, and how far the port compares."""
    lang = whole.lang
    first, last = whole.times
    rows = [
        {
            "port_id": row.port,
            "port": row.name,
            "basis": basis_words(bases, lang),
            "first_period": first,
            "first_value": row.values[0],
            "first_status": _status(row, 0, lang),
            "last_period": last,
            "last_value": row.values[1],
            "last_status": _status(row, 1, lang),
            "change": row.change,
            "change_pct": None if row.change_pct is None else round(row.change_pct, 2),
            "unit": whole.unit,
            "comparable": row.verdict.said(lang),
        }
        for row in whole.rows
    ]
    table = pd.DataFrame(rows, columns=list(_headers(whole)))
    figures = ["first_value", "last_value", "change", "change_pct"]
    table[figures] = table[figures].astype(float)
    return table if whole.unit in GROWING else table.drop(columns=["change_pct"])


def basis_words(bases: set[str], lang: Lang) -> str:
    """The basis of the rows in words."""
    return _("like for like", lang) if "like_for_like" in bases else _("as published", lang)


def _status(row: Row, index: int, lang: Lang) -> str:
    return _("not available", lang) if row.values[index] is None else terms.status(row.statuses[index], lang)


def _headers(whole: _Drawing) -> dict[str, str]:
    lang = whole.lang
    return {
        "port_id": _("Port code", lang),
        "port": _("Port", lang),
        "basis": _("Basis", lang),
        "first_period": _("First period", lang),
        "first_value": _("First value", lang),
        "first_status": _("First status", lang),
        "last_period": _("Last period", lang),
        "last_value": _("Last value", lang),
        "last_status": _("Last status", lang),
        "change": _("Change", lang),
        "change_pct": _("Change in per cent", lang),
        "unit": _("Unit", lang),
        "comparable": _("Comparable?", lang),
    }


def _legend(whole: _Drawing) -> tuple[Key, ...]:
    lang, (first, last) = whole.lang, whole.times
    keys = [
        Key(first, whole.theme.context, "circle"),
        Key(_("{period}, in the port's own colour and mark", lang, period=last), whole.theme.brand, "circle"),
    ]
    if whole.judged.greyed:
        keys.append(Key(_("not comparable", lang), whole.theme.context, "line"))
    return tuple(keys)


def _finding(whole: _Drawing, title: str) -> str:
    """How many of the comparable ports stand higher, counted and never ranked."""
    lang, (first, last) = whole.lang, whole.times
    changes = [row.change for row in whole.rows if row.change is not None]
    if not changes:
        return _("{indicator}: no two figures compare", lang, indicator=title)
    return plural(
        "{indicator}: higher in {last} than in {first} at {rises} of {n} comparable port",
        "{indicator}: higher in {last} than in {first} at {rises} of {n} comparable ports",
        len(changes),
        lang,
        indicator=title,
        first=first,
        last=last,
        rises=sum(change > 0 for change in changes),
    )


def _subtitle(whole: _Drawing, measured: str, bases: set[str]) -> str:
    lang = whole.lang
    unit = unit_label(whole.unit, lang)
    if whole.scale == "index":
        unit = _(
            "index, each port's figure of {period} = 100; the figures beside the marks in {unit}",
            lang,
            period=whole.times[0],
            unit=unit,
        )
    sentence = "; ".join(part for part in (unit, measured, basis_words(bases, lang)) if part)
    return sentence[:1].upper() + sentence[1:]


def _notes(whole: _Drawing, order: Order) -> tuple[str, ...]:
    lang = whole.lang
    shown = [(row, index) for row in whole.rows for index in (0, 1) if row.values[index] is not None]
    statuses = {row.statuses[index] for row, index in shown}
    said = (
        _("The order follows the change in the figures; it is no ranking.", lang) if order == "change" else "",
        _("Hollow marks are provisional.", lang) if "P" in statuses else "",
        _("Lighter marks are estimates or forecasts.", lang) if statuses & ESTIMATES else "",
        _("The thin bars are the intervals given with the figures.", lang)
        if whole.scale == "value" and any(row.bounds[index] for row, index in shown)
        else "",
        _("The axis does not start at zero.", lang) if whole.scale == "value" and not _axis(whole).has_zero else "",
    )
    return tuple(note for note in said if note)


def _alt(whole: _Drawing, title: str) -> str:
    """Two sentences: what is drawn, then every port's figures."""
    lang, (first, last) = whole.lang, whole.times
    what = plural(
        "Dumbbell chart of “{indicator}” for {n} port, {first} against {last}.",
        "Dumbbell chart of “{indicator}” for {n} ports, {first} against {last}.",
        len(whole.rows),
        lang,
        indicator=title,
        first=first,
        last=last,
    )
    told = [
        _(
            "{port} from {before} to {after}",
            lang,
            port=row.name,
            before=exact(row.values[0], whole.unit, lang),
            after=exact(row.values[1], whole.unit, lang),
        )
        if row.change is not None
        else _("{port} is {grade}", lang, port=row.name, grade=row.verdict.said(lang))
        for row in whole.rows
    ]
    return f"{what} {listed(told, lang)}."


def _bounds(cell: Mapping[Any, Any]) -> tuple[float, float] | None:
    lower, upper = _number(cell.get("lower")), _number(cell.get("upper"))
    return None if lower is None or upper is None else (lower, upper)


def _number(cell: Any) -> float | None:  # noqa: ANN401 - a cell of a frame
    return None if cell is None or (isinstance(cell, float) and math.isnan(cell)) or cell is pd.NA else float(cell)
