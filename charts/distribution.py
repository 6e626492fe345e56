"""All ports of one period on one line, ours marked: where a figure stands among those of others."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from charts import lines as drawing
from charts.chart import Chart, Drawing, Key
from charts.lines import ESTIMATES
from charts.rows import each_row
from charts.theme import SERIES_LIMIT, Series, Theme, layout, series_of
from charts.trend import FAINT
from language import Lang, _, listed, plural, terms
from language.formats import exact, period, quantity, unit_label

HEIGHT = 215
WIDE = 100.0
"""From this ratio of the largest to the smallest figure on, the axis is logarithmic."""
CELLS = 60
"""Marks closer than one such part of the axis stand above one another."""
LIFT = 0.14
LABEL_ROOM = 0.13
"""Share of the axis a name takes: names closer than this stand on different heights."""
LABEL_ROWS = 4
MOST_TOLD = 6


@dataclass(frozen=True)
class _Drawing:
    """What the parts of one distribution share: a row a port with a figure, the smallest first."""

    rows: Sequence[Mapping[str, Any]]
    median: float
    is_log: bool
    unit: str
    theme: Theme
    lang: Lang

    def place(self, value: float) -> float:
        """Where a figure lies on the axis."""
        return math.log10(value) if self.is_log else value


def distribution(
    snapshot: pd.DataFrame,
    *,
    names: Mapping[str, str],
    chosen: Sequence[str],
    indicator: Mapping[str, Any],
    greyed: Mapping[str, str],
    measured: str,
    theme: Theme,
    lang: Lang,
) -> Chart | None:
    """Every port of one period as a mark, the chosen ones in their colours and named; None without any figure.

    ``snapshot`` has the columns of out_indicator for one period, variant and freq; ``greyed`` names the chosen ports
    that do not compare, with the reason: their marks are open and grey. Provisional figures are hollow, estimates
    lighter.
    """
    held = snapshot[snapshot["value"].notna()].sort_values(["value", "entity"])
    if held.empty:
        return None
    unit, values = str(indicator["unit"]), held["value"].astype(float)
    is_log = bool(values.min() > 0 and values.max() / values.min() >= WIDE)
    rows = _stacked(
        [_row(row, names, chosen, greyed, theme) for row in each_row(held)],
        is_log,
    )
    whole = _Drawing(rows, float(values.median()), is_log, unit, theme, lang)
    told = period(str(held["freq"].iloc[0]), held["period_start"].iloc[0].date(), lang)
    title = _(str(indicator["title"]), lang)
    return Chart(
        _figure(whole),
        _table(whole),
        _alt(whole, title, told),
        _finding(whole, title, told),
        _subtitle(whole, measured, told),
        notes=_notes(whole, chosen, names, set(held["entity"])),
        legend=(
            Key(_("chosen ports, each in its colour and mark", lang), theme.brand, "circle"),
            Key(_("other ports", lang), theme.context, "circle"),
        ),
        units={"value": unit},
        headers=_headers(lang),
        file_stem=f"{indicator['code']}_all_ports",
    )


def _row(
    row: Mapping[str, Any], names: Mapping[str, str], chosen: Sequence[str], greyed: Mapping[str, str], theme: Theme
) -> dict[str, Any]:
    port = str(row["entity"])
    style = series_of(port, () if port in greyed else chosen, theme)
    if port in chosen[SERIES_LIMIT:] and port not in greyed:
        style = Series(theme.ink, "circle", "solid")
    return {
        "port": port,
        "name": names.get(port, port),
        "value": float(row["value"]),
        "status": row["obs_status"] if isinstance(row["obs_status"], str) else "",
        "style": style,
        "is_chosen": port in chosen,
        "why": greyed.get(port, ""),
    }


def _stacked(rows: list[dict[str, Any]], is_log: bool) -> list[dict[str, Any]]:
    """Marks that would lie on one another are lifted, in the order of the figures."""
    places = [math.log10(row["value"]) if is_log else row["value"] for row in rows]
    room = (max(places) - min(places)) / CELLS or 1.0
    heights: dict[int, int] = {}
    for row, place in zip(rows, places, strict=True):
        cell = round((place - min(places)) / room)
        heights[cell] = heights.get(cell, 0) + 1
        row["y"] = LIFT * (heights[cell] - 1)
    return rows


def _figure(whole: _Drawing) -> Drawing:
    base = layout(whole.theme, whole.lang, height=HEIGHT)
    base["xaxis"] |= _axis(whole) | {"showgrid": True, "automargin": False}
    base["yaxis"] = {"visible": False, "fixedrange": True, "range": [-0.25, 1.45]}
    base["margin"] = {"l": 24, "r": 24, "t": 0, "b": 30, "pad": 0}
    base["annotations"] = [*_labels(whole), _median_label(whole)]
    base["shapes"] = [
        {"type": "line", "x0": whole.median, "x1": whole.median, "y0": -0.2, "y1": 1.3, "name": "median"}
        | {"line": {"color": whole.theme.muted, "width": 1, "dash": "dot"}}
    ]
    others = [row for row in whole.rows if not row["is_chosen"]]
    mine = [row for row in whole.rows if row["is_chosen"]]
    return Drawing(data=[_marks(part, whole) for part in (others, mine) if part], layout=base)


def _axis(whole: _Drawing) -> dict[str, Any]:
    values = [row["value"] for row in whole.rows]
    if not whole.is_log:
        scale = drawing.axis(values, whole.unit, whole.lang, steps=4)
        return {"tickmode": "array", "tickvals": list(scale.ticks), "ticktext": list(scale.words)} | {
            "range": [scale.low, scale.high]
        }
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    ticks = [10.0**power for power in range(low, high + 1)]
    words = [quantity(tick, whole.unit, whole.lang) for tick in ticks]
    return {"type": "log", "tickmode": "array", "tickvals": ticks, "ticktext": words} | {
        "range": [math.log10(min(values)) - 0.15, math.log10(max(values)) + 0.15]
    }


def _marks(rows: Sequence[Mapping[str, Any]], whole: _Drawing) -> dict[str, Any]:
    theme = whole.theme
    hollow = [row["status"] == "P" or bool(row["why"]) for row in rows]
    return {
        "type": "scatter",
        "mode": "markers",
        "cliponaxis": False,
        "x": [row["value"] for row in rows],
        "y": [row["y"] for row in rows],
        "marker": {
            "symbol": [row["style"].marker for row in rows],
            "size": [13 if row["is_chosen"] else 9 for row in rows],
            "color": [theme.paper if empty else row["style"].colour for row, empty in zip(rows, hollow, strict=True)],
            "opacity": [FAINT if row["status"] in ESTIMATES else 1 for row in rows],
            "line": {"color": [row["style"].colour for row in rows], "width": 2},
        },
        "text": [_hover(row, whole) for row in rows],
        "hovertemplate": "%{text}<extra></extra>",
        "meta": {"role": "chosen" if rows[0]["is_chosen"] else "others", "entities": [row["port"] for row in rows]},
    }


def _hover(row: Mapping[str, Any], whole: _Drawing) -> str:
    said = [f"<b>{escape(row['name'])}</b>", exact(row["value"], whole.unit, whole.lang)]
    said += [terms.status(row["status"], whole.lang), *([escape(row["why"])] if row["why"] else [])]
    return "<br>".join(said)


def _labels(whole: _Drawing) -> list[dict[str, Any]]:
    """The names of the chosen ports, on different heights where they are close, each with a thin line to its mark."""
    mine = [row for row in whole.rows if row["is_chosen"]]
    places = [whole.place(row["value"]) for row in whole.rows]
    span = (max(places) - min(places)) or 1.0
    last = [-math.inf] * LABEL_ROWS
    notes = []
    for row in mine:
        share = (whole.place(row["value"]) - min(places)) / span
        height = next((one for one in range(LABEL_ROWS) if share - last[one] >= LABEL_ROOM), LABEL_ROWS - 1)
        last[height] = share + 0.012 * len(row["name"])
        notes.append(_label(row, height, share, whole))
    return notes


def _label(row: Mapping[str, Any], height: int, share: float, whole: _Drawing) -> dict[str, Any]:
    colour = whole.theme.muted if row["why"] else whole.theme.ink
    return {
        "x": whole.place(row["value"]),
        "y": row["y"] + 0.06,
        "ax": 0,
        "ay": -(30 + 22 * height),
        "xanchor": "left" if share < 0.5 else "right",  # noqa: PLR2004 - the middle
        "showarrow": True,
        "arrowhead": 0,
        "arrowwidth": 1,
        "arrowcolor": row["style"].colour,
        "text": f"{escape(row['name'])} {quantity(row['value'], whole.unit, whole.lang)}",
        "font": {"size": 13, "color": colour},
        "name": "label",
    }


def _median_label(whole: _Drawing) -> dict[str, Any]:
    words = _("median of all: {value}", whole.lang, value=quantity(whole.median, whole.unit, whole.lang))
    return {
        "x": whole.place(whole.median),
        "y": 1.45,
        "yanchor": "top",
        "showarrow": False,
        "text": words,
        "font": {"size": 12, "color": whole.theme.muted},
        "name": "median",
    }


def _table(whole: _Drawing) -> pd.DataFrame:
    """One row a port, as drawn, the chosen ones first."""
    rows = [
        {
            "port_id": row["port"],
            "port": row["name"],
            "chosen": _("yes", whole.lang) if row["is_chosen"] else _("no", whole.lang),
            "value": row["value"],
            "unit": whole.unit,
            "status": terms.status(row["status"], whole.lang),
            "comparable": row["why"],
        }
        for row in sorted(whole.rows, key=lambda row: (not row["is_chosen"], row["name"]))
    ]
    return pd.DataFrame(rows, columns=list(_headers(whole.lang)))


def _headers(lang: Lang) -> dict[str, str]:
    return {
        "port_id": _("Port code", lang),
        "port": _("Port", lang),
        "chosen": _("Chosen", lang),
        "value": _("Value", lang),
        "unit": _("Unit", lang),
        "status": _("Status", lang),
        "comparable": _("What limits the comparison", lang),
    }


def _finding(whole: _Drawing, title: str, told: str) -> str:
    """Between which of all ports the chosen ones stand, said as shares below and above, never as a place."""
    count = len(whole.rows)
    mine = [row for row in whole.rows if row["is_chosen"] and not row["why"]]
    if len(mine) != 1:
        return plural(
            "{indicator}, {period}: {chosen} chosen among {n} port",
            "{indicator}, {period}: {chosen} chosen among {n} ports",
            count,
            whole.lang,
            indicator=title,
            period=told,
            chosen=len(mine),
        )
    below = sum(row["value"] < mine[0]["value"] for row in whole.rows)
    return _(
        "{indicator}, {period}: {below} of {others} other ports have less than {port}",
        whole.lang,
        indicator=title,
        period=told,
        below=below,
        others=count - 1,
        port=mine[0]["name"],
    )


def _subtitle(whole: _Drawing, measured: str, told: str) -> str:
    unit = unit_label(whole.unit, whole.lang)
    parts = [unit, measured, told, _("logarithmic axis", whole.lang) if whole.is_log else ""]
    sentence = "; ".join(part for part in parts if part)
    return sentence[:1].upper() + sentence[1:]


def _notes(whole: _Drawing, chosen: Sequence[str], names: Mapping[str, str], held: set[str]) -> tuple[str, ...]:
    lang = whole.lang
    absent = [names.get(port, port) for port in chosen if port not in held]
    greyed = [f"{row['name']} ({row['why']})" for row in whole.rows if row["why"]]
    said = (
        _("No figure in this period: {ports}.", lang, ports=listed(absent, lang)) if absent else "",
        _("Not comparable, drawn open and grey: {ports}.", lang, ports=listed(greyed, lang)) if greyed else "",
        _("Only the chosen ports are judged for comparability; the others are context.", lang),
        _("Height has no meaning: marks stand above one another where they would touch.", lang),
        _("Hollow marks are provisional.", lang) if any(row["status"] == "P" for row in whole.rows) else "",
    )
    return tuple(note for note in said if note)


def _alt(whole: _Drawing, title: str, told: str) -> str:
    """Two sentences: what is drawn and its range, then the chosen ports."""
    lang = whole.lang
    what = _(
        "Distribution of “{indicator}” over {n} ports, {period}, from {low} to {high}, median {median}.",
        lang,
        indicator=title,
        n=len(whole.rows),
        period=told,
        low=exact(whole.rows[0]["value"], whole.unit, lang),
        high=exact(whole.rows[-1]["value"], whole.unit, lang),
        median=quantity(whole.median, whole.unit, lang),
    )
    mine = [row for row in whole.rows if row["is_chosen"]][:MOST_TOLD]
    words = [f"{row['name']} {exact(row['value'], whole.unit, lang)}" for row in mine]
    return f"{what} {listed(words, lang)}." if words else what
