"""Where nothing happened: the same answer at other dates or places, and the weights of a comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from charts.chart import Chart, Drawing, Key
from charts.rows import each_row
from charts.theme import Theme, css_rgba, layout
from language import Lang, _, plural
from language.formats import exact, number, quantity

HEIGHT = 132
WEIGHT_HEIGHT = 46
BAR_WIDTH = 0.3


@dataclass(frozen=True)
class Said:
    """The words of a strip: ``place`` names the answer itself among its placebos."""

    title: str
    subtitle: str
    place: str
    notes: tuple[str, ...] = ()
    file_stem: str = "placebos"


def placebos(rows: pd.DataFrame, found: float, *, unit: str, said: Said, theme: Theme, lang: Lang) -> Chart:
    """A thin mark for each date or place without the event, and the answer itself as a diamond on the same axis.

    ``rows`` has ``label``, ``value`` and ``is_odd`` (a placebo that looks like a change, drawn darker); ``unit`` is
    pct or times.
    """
    place = said.place
    return Chart(
        Drawing(_traces(rows, found, place, unit, theme, lang), _layout(rows, found, unit, theme, lang)),
        pd.DataFrame({"label": [place, *rows["label"]], "value": [found, *rows["value"]]}),
        _alt(rows, found, unit, said.title, lang),
        said.title,
        said.subtitle,
        notes=said.notes,
        legend=(
            Key(place, theme.brand, "square"),
            Key(_("without the event", lang), theme.zero, "line"),
            *((Key(_("without the event, yet like a change", lang), theme.attention, "line"),) * _any_odd(rows)),
        ),
        units={"value": "pct" if unit == "pct" else ""},
        headers={"label": _("Date or place", lang), "value": _("Value", lang)},
        file_stem=said.file_stem,
    )


def _any_odd(rows: pd.DataFrame) -> int:
    return int(bool(rows["is_odd"].any()))


def _words(value: float, unit: str, lang: Lang) -> str:
    if unit == "pct":
        return quantity(value, "pct", lang, sign=True)
    return _("{n} times", lang, n=number(value, lang))


def _traces(rows: pd.DataFrame, found: float, place: str, unit: str, theme: Theme, lang: Lang) -> list[dict[str, Any]]:
    colours = [theme.attention if odd else theme.zero for odd in rows["is_odd"]]
    ticks = {
        "type": "scatter",
        "mode": "markers",
        "x": rows["value"].astype(float).tolist(),
        "y": [0] * len(rows),
        "marker": {"symbol": "line-ns", "size": 26, "line": {"width": 2.5, "color": colours}, "color": colours},
        "opacity": 0.75,
        "text": [f"<b>{row['label']}</b><br>{_words(row['value'], unit, lang)}" for row in each_row(rows)],
        "hovertemplate": "%{text}<extra></extra>",
    }
    itself = {
        "type": "scatter",
        "mode": "markers",
        "x": [found],
        "y": [0],
        "marker": {"symbol": "diamond", "size": 18, "color": theme.brand, "line": {"color": theme.paper, "width": 2}},
        "text": [f"<b>{place}</b><br>{_words(found, unit, lang)}"],
        "hovertemplate": "%{text}<extra></extra>",
    }
    return [ticks, itself]


def _layout(rows: pd.DataFrame, found: float, unit: str, theme: Theme, lang: Lang) -> dict[str, Any]:
    base = layout(theme, lang, height=HEIGHT)
    ends = [found, *rows["value"].astype(float)]
    low, high = min([*ends, 0.0]), max([*ends, 0.0])
    room = 0.08 * ((high - low) or 1.0)
    ticks = _ticks(low, high)
    return base | {
        "margin": {"l": 4, "r": 4, "t": 30, "b": 28, "pad": 0},
        "xaxis": base["xaxis"]
        | {
            "range": [low - room, high + room],
            "zeroline": unit == "pct",
            "tickvals": ticks,
            "ticktext": [exact(round(tick, 2), "", lang) for tick in ticks],
            "tickangle": 0,
        },
        "yaxis": {"visible": False, "fixedrange": True, "range": [-1, 1]},
        "annotations": [_label(found, (low, high), unit, theme, lang)],
    }


def _ticks(low: float, high: float) -> list[float]:
    """Four or five round values."""
    steps = [size * power for power in (0.1, 1, 10, 100, 1000, 10_000) for size in (1, 2, 5)]
    step = next((one for one in steps if (high - low) / one <= 4), steps[-1])  # noqa: PLR2004 - five fit a phone
    first = int(-(-low // step))
    return [step * n for n in range(first, int(high // step) + 1)]


def _label(found: float, ends: tuple[float, float], unit: str, theme: Theme, lang: Lang) -> dict[str, Any]:
    right = found > sum(ends) / 2
    return {
        "x": found,
        "y": 0.55,
        "text": f"<b>{_words(found, unit, lang)}</b>",
        "showarrow": False,
        "yanchor": "bottom",
        "xanchor": "right" if right else "left",
        "font": {"size": 13, "color": theme.ink},
        "bgcolor": theme.paper,
    }


def _alt(rows: pd.DataFrame, found: float, unit: str, title: str, lang: Lang) -> str:
    drawn = plural("Strip of {n} placebo: {title}", "Strip of {n} placebos: {title}", len(rows), lang, title=title)
    if rows.empty:
        return drawn
    told = {
        "found": _words(found, unit, lang),
        "low": _words(float(rows["value"].min()), unit, lang),
        "high": _words(float(rows["value"].max()), unit, lang),
    }
    return f"{drawn} " + _("The answer is {found}; the placebos run from {low} to {high}.", lang, **told)


def weights(parts: pd.DataFrame, *, title: str, subtitle: str, theme: Theme, lang: Lang, file_stem: str) -> Chart:
    """The donors that carry the comparison, largest weight first. ``parts`` has ``label`` and ``share`` (per cent)."""
    held = parts.sort_values("share", ascending=False, kind="stable").reset_index(drop=True)
    return Chart(
        Drawing([_bars(held, theme, lang)], _weights_layout(held, theme, lang)),
        held,
        _weights_alt(held, title, lang),
        title,
        subtitle,
        units={"share": "pct"},
        headers={"label": _("Place", lang), "share": _("Weight", lang)},
        file_stem=file_stem,
    )


def _bars(held: pd.DataFrame, theme: Theme, lang: Lang) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "x": held["share"].tolist(),
        "y": list(range(len(held))),
        "width": BAR_WIDTH,
        "marker": {"color": css_rgba(theme.brand, 0.85)},
        "text": [f"<b>{row['label']}</b><br>{exact(round(row['share'], 2), 'pct', lang)}" for row in each_row(held)],
        "textposition": "none",
        "hovertemplate": "%{text}<extra></extra>",
    }


def _weights_layout(held: pd.DataFrame, theme: Theme, lang: Lang) -> dict[str, Any]:
    base = layout(theme, lang, height=WEIGHT_HEIGHT * max(1, len(held)) + 12)
    axis = {"visible": False, "fixedrange": True}
    return base | {
        "margin": {"l": 0, "r": 8, "t": 4, "b": 4, "pad": 0},
        "xaxis": axis | {"range": [0, 100]},
        "yaxis": axis | {"range": [len(held) - 0.6, -0.75]},
        "annotations": [
            {
                "x": 0,
                "xanchor": "left",
                "y": place - BAR_WIDTH / 2,
                "yanchor": "bottom",
                "showarrow": False,
                "text": f"{row['label']}  <b>{quantity(row['share'], 'pct', lang)}</b>",
                "font": {"size": 13, "color": theme.ink},
                "borderpad": 0,
            }
            for place, row in enumerate(each_row(held))
        ],
    }


def _weights_alt(held: pd.DataFrame, title: str, lang: Lang) -> str:
    named: Sequence[str] = [f"{row['label']} {quantity(row['share'], 'pct', lang)}" for row in each_row(held)]
    return _("Bars of weights that sum to 100 %: {title} {each}.", lang, title=title, each="; ".join(named))
