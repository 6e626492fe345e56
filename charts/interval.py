"""Estimates with their intervals, one line a place: what may be read at a glance, and what may not."""

from __future__ import annotations

from typing import Any

import pandas as pd

from charts.chart import Chart, Drawing, Key
from charts.rows import each_row
from charts.theme import Theme, layout
from language import Lang, _
from language.formats import exact, quantity

ROW_HEIGHT = 78
WIDEST = 60.0
"""The axis ends at minus and plus this many per cent: an interval beyond it ends in an arrow."""
NARROWEST = 10.0
UP, DOWN = "up", "down"
COLUMNS = ("place", "estimate", "lower", "upper", "verdict", "word", "why", "p_value", "q_value")


def intervals(
    rows: pd.DataFrame, *, title: str, subtitle: str, notes: tuple[str, ...], theme: Theme, lang: Lang, file_stem: str
) -> Chart:
    """One line a place: a mark for the estimate, a bar for the interval, zero as a line; a refusal says so.

    ``rows`` has the columns `COLUMNS`: estimate, lower and upper in per cent (NaN where there is none), verdict
    (up, down, cannot_tell, refused), ``word`` the verdict in words, ``why`` in a few words where there is no figure,
    p_value and q_value for the table.
    """
    held = list(each_row(rows))
    reach = _reach(rows)
    return Chart(
        Drawing(_traces(held, reach, theme, lang), _layout(held, reach, theme, lang)),
        _table(rows),
        _alt(rows, title, lang),
        title,
        subtitle,
        notes=notes,
        legend=(
            Key(_("the whole interval lies above or below zero", lang), theme.brand, "line"),
            Key(_("the interval holds zero: cannot tell", lang), theme.zero, "line"),
        ),
        units=dict.fromkeys(("estimate", "lower", "upper"), "pct"),
        headers=_headers(lang),
        file_stem=file_stem,
    )


def _reach(rows: pd.DataFrame) -> float:
    ends = rows[["estimate", "lower", "upper"]].abs().max().max()
    return NARROWEST if pd.isna(ends) else min(WIDEST, max(NARROWEST, 1.05 * float(ends)))


def _colour(verdict: str, theme: Theme) -> str:
    return theme.brand if verdict in (UP, DOWN) else theme.zero


def _traces(held: list[dict[str, Any]], reach: float, theme: Theme, lang: Lang) -> list[dict[str, Any]]:
    drawn: list[dict[str, Any]] = []
    for place, row in enumerate(held):
        if pd.isna(row["estimate"]):
            continue
        drawn += [_bar(place, row, reach, theme)] if pd.notna(row["lower"]) else []
        drawn.append(_mark(place, row, reach, theme, lang))
    return drawn


def _bar(place: int, row: dict[str, Any], reach: float, theme: Theme) -> dict[str, Any]:
    """The interval; an end beyond the axis is an arrow."""
    ends = (max(row["lower"], -reach), min(row["upper"], reach))
    symbols = [
        "triangle-left" if row["lower"] < -reach else "line-ns",
        "triangle-right" if row["upper"] > reach else "line-ns",
    ]
    colour = _colour(row["verdict"], theme)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(ends),
        "y": [place, place],
        "line": {"color": colour, "width": 5},
        "marker": {"symbol": symbols, "size": 11, "color": colour, "line": {"color": colour, "width": 2}},
        "hoverinfo": "skip",
    }


def _mark(place: int, row: dict[str, Any], reach: float, theme: Theme, lang: Lang) -> dict[str, Any]:
    told = [f"<b>{row['place']}</b>", exact(round(row["estimate"], 2), "pct", lang), row["word"]]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [min(max(row["estimate"], -reach), reach)],
        "y": [place],
        "marker": {
            "symbol": "diamond",
            "size": 15,
            "color": theme.paper,
            "line": {"color": _colour(row["verdict"], theme), "width": 3},
        },
        "text": ["<br>".join(told)],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _layout(held: list[dict[str, Any]], reach: float, theme: Theme, lang: Lang) -> dict[str, Any]:
    base = layout(theme, lang, height=ROW_HEIGHT * max(1, len(held)) + 36)
    step = next(step for step in (5, 10, 20, 50) if reach / step <= 3)  # noqa: PLR2004 - seven ticks fit a phone
    ticks = [step * n for n in range(-3, 4) if abs(step * n) <= reach]
    return base | {
        "margin": {"l": 4, "r": 4, "t": 4, "b": 28, "pad": 0},
        "xaxis": base["xaxis"]
        | {
            "range": [-1.04 * reach, 1.04 * reach],
            "tickvals": ticks,
            "ticktext": [f"{tick:+d}" if tick else "0" for tick in ticks],
            "tickangle": 0,
            "showgrid": True,
            "showline": False,
            "ticks": "",
        },
        "yaxis": {"visible": False, "fixedrange": True, "range": [len(held) - 0.6, -0.8]},
        "shapes": [_zero(theme)],
        "annotations": [_label(place, row, theme, lang) for place, row in enumerate(held)],
    }


def _zero(theme: Theme) -> dict[str, Any]:
    line = {"color": theme.ink, "width": 1}
    return {"type": "line", "yref": "paper", "x0": 0, "x1": 0, "y0": 0, "y1": 1, "layer": "below", "line": line}


def _label(place: int, row: dict[str, Any], theme: Theme, lang: Lang) -> dict[str, Any]:
    refused = pd.isna(row["estimate"])
    said = row["why"] if refused else f"{row['word']}<br>{interval_words(row, lang)}"
    return {
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": place,
        "yanchor": "bottom",
        "yshift": 10,
        "showarrow": False,
        "align": "left",
        "text": f"<b>{row['place']}</b>{'<br>' if refused else ' · '}{said}",
        "font": {"size": 13, "color": theme.muted if refused else theme.ink},
        "bgcolor": theme.paper,
        "borderpad": 1,
        "name": "label",
    }


def interval_words(row: dict[str, Any], lang: Lang) -> str:
    """An estimate with its interval: "-1.4 % (-11.7 % to +10.0 %)"; the estimate alone where there is no interval."""
    figure = {name: quantity(row[name], "pct", lang, sign=True) for name in ("estimate", "lower", "upper")}
    if pd.isna(row["lower"]):
        return figure["estimate"]
    return _("{estimate} ({lower} to {upper})", lang, **figure)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(rows[["place", "estimate", "lower", "upper", "p_value", "q_value", "word", "why"]]).reset_index(
        drop=True
    )


def _headers(lang: Lang) -> dict[str, str]:
    return {
        "place": _("Place", lang),
        "estimate": _("Change of the level", lang),
        "lower": _("Lower end of the interval", lang),
        "upper": _("Upper end of the interval", lang),
        "p_value": _("p", lang),
        "q_value": _("q, judged together", lang),
        "word": _("Verdict", lang),
        "why": _("Why there is no figure", lang),
    }


def _alt(rows: pd.DataFrame, title: str, lang: Lang) -> str:
    held = rows[rows["estimate"].notna()]
    if held.empty:
        return _("Interval chart: {title} None of the {n} places has a figure.", lang, title=title, n=len(rows))
    each = "; ".join(f"{row['place']} {interval_words(row, lang)}" for row in each_row(held))
    return _("Interval chart: {title} Change and interval by place: {each}.", lang, title=title, each=each)
