"""Projects, events and an indicator of one place on one time axis: what happened beside what moved, nothing more."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from charts import lines as drawing
from charts.chart import Chart, Drawing, Key
from charts.rows import each_row
from charts.theme import Theme, css_rgba, layout
from charts.timeline import bounds
from language import Lang, _, capital, plural
from language.formats import day, period, quantity, unit_label

LINE_HEIGHT = 230
LABEL_HEIGHT = 15
ABOVE_BAR, BELOW_BAR = 9, 10
BAR_WIDTH = 9
PALE = 0.35
NARROWEST, LETTER = 280, 6.6
"""Pixels between the ends of the axis on a phone, and of a letter: labels are broken to fit there."""
MOST_LINES = 3
DAYS_OF_A_QUARTER = 92
PROJECT, EVENT = "project", "event"
COLUMNS = ("kind", "name", "start", "start_precision", "end", "end_precision")


@dataclass(frozen=True)
class Outcome:
    """The indicator's figures: ``figures`` by the first day of each period, with its unit, freq, title and place."""

    figures: pd.Series[Any]
    freq: str
    unit: str
    title: str
    place: str


class Placed(NamedTuple):
    """One project or event with its height in pixels below the line, and its label, broken to fit a phone."""

    row: dict[str, Any]
    y: int
    label: tuple[str, ...]
    is_late: bool
    """Whether the label ends at the bar, since there is more room before it than behind."""


def thread(outcome: Outcome, happened: pd.DataFrame, *, theme: Theme, lang: Lang, file_stem: str) -> Chart:
    """The indicator as a line above, one row a project (bar) or event (mark) below, on the same years.

    ``happened`` has the columns `COLUMNS`; dates are ISO texts cut to what is known, or None. What has no date is
    not drawn and counted in a note.
    """
    rows = _dated(happened)
    span = _span(outcome, rows)
    placed = _placed(rows, span)
    undated = len(happened) - len(rows)
    title = _("{indicator}, projects and events: {place}", lang, indicator=outcome.title, place=outcome.place)
    return Chart(
        Drawing(
            [*_line(outcome, theme, lang), *(_mark(one, theme, lang) for one in placed)],
            _layout(outcome, placed, span, theme, lang),
        ),
        _table(outcome, rows, lang),
        _alt(outcome, rows, lang),
        title,
        _("{unit}; association, not effect", lang, unit=capital(unit_label(outcome.unit, lang))),
        notes=(
            _("Association, not effect: what stands one above the other need not have anything to do with it.", lang),
            *((_undated(undated, lang),) if undated else ()),
        ),
        legend=(
            Key(_("indicator", lang), theme.brand, "line"),
            Key(_("project", lang), theme.attention, "line"),
            Key(_("event", lang), theme.ink, "circle"),
        ),
        units={},
        headers={
            "what": _("What", lang),
            "name": _("Name", lang),
            "start": _("Start or period", lang),
            "end": _("End", lang),
            "value": _("Value", lang),
        },
        file_stem=file_stem,
    )


def _undated(n: int, lang: Lang) -> str:
    return plural(
        "{n} project or event has no printed date and is not drawn.",
        "{n} projects or events have no printed date and are not drawn.",
        n,
        lang,
    )


def _dated(happened: pd.DataFrame) -> pd.DataFrame:
    known = happened[happened["start"].notna() | happened["end"].notna()]
    first = known["start"].where(known["start"].notna(), known["end"])
    ordered = known.assign(first=first).sort_values(["kind", "first", "name"], ascending=[False, True, True])
    return ordered.drop(columns="first").reset_index(drop=True)


def _line(outcome: Outcome, theme: Theme, lang: Lang) -> list[dict[str, Any]]:
    starts = [pd.Timestamp(one).date() for one in outcome.figures.index]
    values = outcome.figures.astype(float).tolist()
    told = [
        f"<b>{period(outcome.freq, start, lang)}</b><br>{quantity(value, outcome.unit, lang)}"
        for start, value in zip(starts, values, strict=True)
    ]
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": [drawing.middle(start, outcome.freq) for start in starts],
            "y": values,
            "line": {"color": theme.brand, "width": 2.25},
            "marker": {"size": 5, "color": theme.brand},
            "text": told,
            "hovertemplate": "%{text}<extra></extra>",
            "meta": {"role": "outcome"},
        }
    ]


def _ends(row: dict[str, Any]) -> tuple[dt.date, dt.date]:
    """From the first day it may have begun to the last it may have ended; a single date is its own end."""
    start, end = bounds(row["start"]), bounds(row["end"])
    one, other = start or end, end or start
    if one is None or other is None:
        raise ValueError(f"{row['name']} has no date: leave it out before drawing.")
    return one.first, other.last


def _placed(rows: pd.DataFrame, span: tuple[dt.date, dt.date]) -> list[Placed]:
    placed, top = [], 0
    for row in each_row(rows):
        before, behind = ((one - span[0]) / (span[1] - span[0]) for one in reversed(_ends(row)))
        room = NARROWEST * max(before, 1 - behind)
        label = tuple(textwrap.wrap(row["name"], int(room / LETTER), max_lines=MOST_LINES, placeholder=" …"))
        bar = top + LABEL_HEIGHT * len(label) + ABOVE_BAR
        placed.append(Placed(row, bar, label, is_late=before > 1 - behind))
        top = bar + BELOW_BAR
    return placed


def _mark(placed: Placed, theme: Theme, lang: Lang) -> dict[str, Any]:
    """A bar from start to end, open where one end is not printed; a mark for an event with a day or month."""
    row, place = placed.row, placed.y
    first, last = _ends(row)
    is_open = row["kind"] == PROJECT and (not isinstance(row["start"], str) or not isinstance(row["end"], str))
    is_event = row["kind"] == EVENT
    is_point = is_event and (last - first).days < DAYS_OF_A_QUARTER
    colour = theme.ink if is_event else theme.attention
    symbol = ("triangle-right" if isinstance(row["start"], str) else "triangle-left") if is_open else "circle"
    base: dict[str, Any] = {
        "type": "scatter",
        "xaxis": "x",
        "yaxis": "y2",
        "text": [f"<b>{row['name']}</b><br>{_when(row, lang)}"] * 2,
        "hovertemplate": "%{text}<extra></extra>",
        "meta": {"role": row["kind"]},
    }
    if is_point or is_open:
        marker = {"symbol": symbol, "size": 12, "color": colour}
        return base | {"mode": "markers", "x": [first.isoformat()], "y": [place], "marker": marker}
    line = {"color": css_rgba(colour, PALE + 0.4), "width": BAR_WIDTH}
    return base | {"mode": "lines", "x": [first.isoformat(), last.isoformat()], "y": [place, place], "line": line}


def _when(row: dict[str, Any], lang: Lang) -> str:
    known = [
        day(row[name], str(row[f"{name}_precision"]), lang) for name in ("start", "end") if isinstance(row[name], str)
    ]
    return " – ".join(dict.fromkeys(known))


def _layout(
    outcome: Outcome, placed: Sequence[Placed], span: tuple[dt.date, dt.date], theme: Theme, lang: Lang
) -> dict[str, Any]:
    below = (placed[-1].y if placed else 0) + BELOW_BAR + 12
    height = LINE_HEIGHT + below + 40
    base = layout(theme, lang, height=height)
    share = below / (height - 40)
    first, last = span
    positions, words = drawing.year_ticks(first, last, outcome.freq)
    axis = drawing.axis(outcome.figures.astype(float).tolist(), outcome.unit, lang, steps=4)
    return base | {
        "margin": {"l": 8, "r": 8, "t": 12, "b": 28, "pad": 0},
        "xaxis": base["xaxis"]
        | {
            "type": "date",
            "range": [first.isoformat(), last.isoformat()],
            "tickvals": positions,
            "ticktext": words,
            "anchor": "y2",
            "showgrid": True,
        },
        "yaxis": base["yaxis"]
        | {
            "domain": [share + 0.04, 1],
            "showline": False,
            "ticks": "",
            "ticklabelstandoff": 4,
            "tickvals": list(axis.ticks),
            "ticktext": list(axis.words),
            "range": [axis.low, axis.high * 1.02],
        },
        "yaxis2": {"domain": [0, share], "visible": False, "fixedrange": True, "range": [below, 0]},
        "annotations": [_label(one, theme) for one in placed],
    }


def _span(outcome: Outcome, rows: pd.DataFrame) -> tuple[dt.date, dt.date]:
    """The years of the figures, and of what happened since they begin."""
    starts = [pd.Timestamp(one).date() for one in outcome.figures.index]
    ends = [_ends(row) for row in each_row(rows)]
    first = min([starts[0], *(one for one, _last in ends)])
    last = max([drawing.following(starts[-1], outcome.freq), *(one for _first, one in ends)])
    return dt.date(first.year, 1, 1), dt.date(last.year, 12, 31)


def _label(placed: Placed, theme: Theme) -> dict[str, Any]:
    start, end = _ends(placed.row)
    side = "right" if placed.is_late else "left"
    return {
        "x": (end if placed.is_late else start).isoformat(),
        "y": placed.y - ABOVE_BAR + 1,
        "yref": "y2",
        "xanchor": side,
        "yanchor": "bottom",
        "align": side,
        "text": "<br>".join(placed.label),
        "showarrow": False,
        "borderpad": 0,
        "bgcolor": theme.paper,
        "font": {"size": 12, "color": theme.ink},
        "name": "label",
    }


def _table(outcome: Outcome, rows: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    words = {PROJECT: _("project", lang), EVENT: _("event", lang)}
    happened = [
        {
            "what": words[row["kind"]],
            "name": row["name"],
            "start": _printed(row, "start", lang),
            "end": _printed(row, "end", lang),
            "value": None,
        }
        for row in each_row(rows)
    ]
    figures = [
        {
            "what": _("indicator", lang),
            "name": outcome.title,
            "start": period(outcome.freq, pd.Timestamp(start).date(), lang),
            "end": "",
            "value": float(value),
        }
        for start, value in zip(outcome.figures.index.tolist(), outcome.figures.tolist(), strict=True)
    ]
    return pd.DataFrame([*happened, *figures], columns=["what", "name", "start", "end", "value"])


def _printed(row: dict[str, Any], name: str, lang: Lang) -> str:
    known = row[name]
    return day(known, str(row[f"{name}_precision"]), lang) if isinstance(known, str) else ""


def _alt(outcome: Outcome, rows: pd.DataFrame, lang: Lang) -> str:
    ends = [outcome.figures.index[at].date() for at in (0, -1)]
    told = {
        "indicator": outcome.title,
        "place": outcome.place,
        "first": period(outcome.freq, ends[0], lang),
        "last": period(outcome.freq, ends[1], lang),
        "value": quantity(float(outcome.figures.iloc[-1]), outcome.unit, lang),
        "projects": int((rows["kind"] == PROJECT).sum()),
        "events": int((rows["kind"] == EVENT).sum()),
    }
    return _(
        "A line above bars: {indicator} of {place} from {first} to {last}, at the end {value}, over {projects} "
        "projects and {events} events with a date. Association, not effect.",
        lang,
        **told,
    )
