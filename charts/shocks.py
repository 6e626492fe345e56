"""Shocks on a time axis: thin numbered marks, one date variant each, windows shaded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from charts.rows import each_row
from charts.theme import Theme, css_rgba

ROWS = 4
"""Rows of number badges above the plot, used in turn so that near ones do not cover one another."""
BADGE_HEIGHT = 20


@dataclass(frozen=True, slots=True)
class Shock:
    """One shock as drawn: its number, name and dates (ISO, cut to what is known), and its other datings.

    ``others`` are the start, start precision, end, end precision and note of each variant that is not drawn.
    """

    number: int
    shock_id: str
    name: str
    start: str
    start_precision: str
    end: str
    end_precision: str
    others: tuple[tuple[str, str, str, str, str], ...]
    concerned: tuple[str, ...]


def numbered(shocks: pd.DataFrame, first: dt.date, last: dt.date) -> tuple[Shock, ...]:
    """The shocks that begin from ``first`` to ``last``, oldest first and numbered from 1: what chart and list share."""
    variants: dict[str, list[dict[str, Any]]] = {}
    for row in each_row(shocks):
        variants.setdefault(str(row["shock_id"]), []).append({str(key): value for key, value in row.items()})
    drawn = [(shock_id, _default(rows), rows) for shock_id, rows in variants.items()]
    seen = [one for one in drawn if first <= date_of(_text(one[1]["date_start"])) <= last]
    seen.sort(key=lambda one: (date_of(_text(one[1]["date_start"])), one[0]))
    return tuple(_shock(number, *one) for number, one in enumerate(seen, start=1))


def shapes(shocks: Sequence[Shock], theme: Theme) -> list[dict[str, Any]]:
    """The plotly shapes: a thin line where a shock begins, its window shaded where the end is known."""
    drawn: list[dict[str, Any]] = []
    base = {"xref": "x", "yref": "paper", "y0": 0, "y1": 1, "layer": "below"}
    for shock in shocks:
        start = date_of(shock.start).isoformat()
        drawn.append(
            base
            | {"type": "line", "x0": start, "x1": start, "line": {"color": theme.missing, "width": 1, "dash": "dot"}}
        )
        if shock.end:
            end = date_of(shock.end).isoformat()
            fill = {"fillcolor": css_rgba(theme.attention, 0.16), "line": {"width": 0}}
            drawn.append(base | {"type": "rect", "x0": start, "x1": end} | fill)
    return drawn


def badges(shocks: Sequence[Shock], first: dt.date, last: dt.date, theme: Theme) -> list[dict[str, Any]]:
    """The numbers above the plot; shocks too near for a number each share one badge ("3–6")."""
    days = max((last - first).days, 1)
    groups: list[list[Shock]] = []
    for shock in shocks:
        if groups and (date_of(shock.start) - date_of(groups[-1][0].start)).days < days / 32:
            groups[-1].append(shock)
        else:
            groups.append([shock])
    rows = _rows([date_of(group[0].start) for group in groups], days)
    return [_badge(group, row, theme) for group, row in zip(groups, rows, strict=True)]


def date_of(text: str) -> dt.date:
    """The first day of a date that may be cut to a month or a year."""
    parts = [int(part) for part in text[:10].split("-")]
    return dt.date(*[*parts, 1, 1][:3])


def _rows(starts: Sequence[dt.date], days: int) -> list[int]:
    """The lowest row in which a badge keeps clear of the one before it there."""
    rows: list[int] = []
    last: dict[int, dt.date] = {}
    for start in starts:
        clear = [row for row in range(ROWS) if row not in last or (start - last[row]).days >= days / 6]
        row = clear[0] if clear else min(last, key=lambda each: last[each])
        last[row] = start
        rows.append(row)
    return rows


def _badge(group: Sequence[Shock], row: int, theme: Theme) -> dict[str, Any]:
    numbers = str(group[0].number) if len(group) == 1 else f"{group[0].number}–{group[-1].number}"
    middle = date_of(group[0].start) + (date_of(group[-1].start) - date_of(group[0].start)) / 2
    return {
        "x": middle.isoformat(),
        "y": 1,
        "xref": "x",
        "yref": "paper",
        "yanchor": "bottom",
        "yshift": 2 + row * BADGE_HEIGHT,
        "text": numbers,
        "hovertext": "<br>".join(f"{shock.number} {shock.name}" for shock in group),
        "showarrow": False,
        "font": {"size": 11, "color": theme.ink},
        "bgcolor": theme.paper,
        "bordercolor": theme.zero,
        "borderwidth": 1,
        "borderpad": 2,
        "name": "shock",
    }


def _default(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return next((row for row in rows if row["is_default"]), rows[0])


def _shock(number: int, shock_id: str, main: dict[str, Any], rows: Sequence[dict[str, Any]]) -> Shock:
    others = tuple((*_dates(row), _text(row["note"])) for row in rows if row["shock_variant"] != main["shock_variant"])
    start, start_precision, end, end_precision = _dates(main)
    concerned = tuple(part for part in _text(main.get("concerned")).split(";") if part)
    return Shock(number, shock_id, str(main["name"]), start, start_precision, end, end_precision, others, concerned)


def _dates(row: dict[str, Any]) -> tuple[str, str, str, str]:
    names = ("date_start", "date_start_precision", "date_end", "date_end_precision")
    start, start_precision, end, end_precision = (_text(row[name]) for name in names)
    return start, start_precision, end, end_precision


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
