"""A port beside its peers: a row an indicator, by theme, with the raw gap and the gap in robust standard deviations."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from charts import heads as heading
from charts.chart import Chart, Drawing, Key
from charts.lines import GROWING
from charts.rows import each_row
from charts.theme import Series, Theme, css_rgba, layout
from language import N_, Lang, _, listed, plural
from language.formats import exact, number, quantity

THEME_HEIGHT = 30
"""Pixels a theme's heading takes."""
FOOT = 30
FARTHEST = 4.0
"""Robust standard deviations at which the axis ends; what lies beyond is drawn at the edge and said."""
FAR = 2.0
MOST_TOLD = 3
POINTS = {"%": "% points", "%/yr": "% points"}
"""The unit of a difference, where it is not the unit of the figures."""
TONES = {"better": N_("better"), "worse": N_("worse"), "": ""}


@dataclass(frozen=True)
class _Drawing:
    """What the parts of one profile share: rows in order, each with its height; headings by height."""

    rows: Sequence[Mapping[str, Any]]
    heads: Sequence[tuple[float, str]]
    height: float
    port: str
    style: Series
    theme: Theme
    lang: Lang


def profile(
    gaps: pd.DataFrame, *, port: str, style: Series, subtitle: str, theme: Theme, lang: Lang, file_stem: str = "profile"
) -> Chart:
    """Each indicator of a port against the median of its peers.

    ``gaps`` has a row an indicator in the order drawn: indicator, title, theme (words), unit, direction, year, value,
    median, n, gap, z (NaN below five peers or where the peers do not differ). The mark stands at z, cut at four; an
    indicator without z has its figures in words and no mark. Better and worse are said where the indicator has a
    direction.
    """
    rows, heads, height = _placed(gaps, lang)
    whole = _Drawing(rows, heads, height, port, style, theme, lang)
    return Chart(
        _figure(whole),
        _table(whole),
        _alt(whole),
        _finding(whole),
        subtitle,
        notes=_notes(whole),
        legend=(
            Key(_("{port}, beside the median of its peers", lang, port=port), style.colour, "circle"),
            Key(_("within two robust standard deviations of the peers", lang), css_rgba(theme.context, 0.25)),
        ),
        headers=_headers(lang),
        file_stem=file_stem,
    )


def _placed(gaps: pd.DataFrame, lang: Lang) -> tuple[list[dict[str, Any]], list[tuple[float, str]], float]:
    """Rows with their height on the page in pixels, a heading above the first row of each theme."""
    rows, heads, at, before = [], [], 0.0, None
    for row in each_row(gaps):
        if row["theme"] != before:
            heads.append((at, str(row["theme"])))
            at, before = at + THEME_HEIGHT, row["theme"]
        told = row | {"at": at, "tone": _tone(row), "head": f"{row['title']}, {row['year']}"}
        told |= {"said": _said(told, lang)}
        rows.append(told)
        at += heading.height(told["head"], told["said"], has_mark=_has_z(row))
    return rows, heads, at


def _tone(row: Mapping[str, Any]) -> str:
    """Whether the gap is better or worse; "" without a direction or a gap."""
    sign = {"higher_better": 1.0, "lower_better": -1.0}.get(str(row["direction"]), 0.0)
    leaning = sign * float(row["gap"])
    if not math.isfinite(leaning) or leaning == 0:
        return ""
    return "better" if leaning > 0 else "worse"


def _figure(whole: _Drawing) -> Drawing:
    base = layout(whole.theme, whole.lang, height=round(whole.height) + FOOT)
    ticks = [-4, -2, 0, 2, 4]
    words = ["≤ −4", "−2", _("median", whole.lang), "+2", "≥ +4"]
    base["xaxis"] |= {"tickmode": "array", "tickvals": ticks, "ticktext": words, "showgrid": True, "showline": False}
    base["xaxis"] |= {"range": [-FARTHEST - 0.4, FARTHEST + 0.4], "automargin": False, "zeroline": True}
    base["yaxis"] = {"visible": False, "fixedrange": True, "range": [whole.height, 0]}
    base["margin"] = {"l": 8, "r": 8, "t": 0, "b": FOOT, "pad": 0}
    base["annotations"] = [
        *(
            heading.note(at + 6, [f"<b>{escape(words_)}</b>"], whole.theme) | {"name": "theme"}
            for at, words_ in whole.heads
        ),
        *(heading.head(row["at"], row["head"], row["said"], whole.theme) for row in whole.rows),
    ]
    return Drawing(data=[trace for row in whole.rows for trace in _traces(row, whole)], layout=base)


def _traces(row: Mapping[str, Any], whole: _Drawing) -> list[dict[str, Any]]:
    """The band of usual distances, the way from the median, the port's mark; nothing without a z."""
    if not _has_z(row):
        return []
    at, common = (
        heading.mark_at(row["at"], row["head"], row["said"]),
        {"type": "scatter", "cliponaxis": False, "hoverinfo": "skip"},
    )
    band = {"mode": "lines", "x": [-FAR, FAR], "y": [at, at], "opacity": 0.25}
    band |= {"line": {"color": whole.theme.context, "width": 9}, "meta": {"role": "band", "entity": row["indicator"]}}
    x = max(-FARTHEST, min(FARTHEST, float(row["z"])))
    colour = {"better": whole.theme.better, "worse": whole.theme.worse}.get(row["tone"], whole.theme.zero)
    way = {"mode": "lines", "x": [0, x], "y": [at, at], "line": {"color": colour, "width": 3}}
    way |= {"meta": {"role": "way", "entity": row["indicator"]}}
    mark = {
        "mode": "markers",
        "x": [x],
        "y": [at],
        "marker": {"symbol": whole.style.marker, "size": 12, "color": whole.style.colour}
        | {"line": {"color": whole.theme.paper, "width": 1.5}},
        "text": [_hover(row, whole)],
        "hovertemplate": "%{text}<extra></extra>",
        "hoverinfo": "all",
        "meta": {"role": "mark", "entity": row["indicator"]},
    }
    return [common | band, common | way, common | mark]


def _has_z(row: Mapping[str, Any]) -> bool:
    return math.isfinite(float(row["z"]))


def _hover(row: Mapping[str, Any], whole: _Drawing) -> str:
    lang = whole.lang
    return "<br>".join(
        (
            f"<b>{escape(str(row['title']))}</b>, {row['year']}",
            f"{escape(whole.port)}: {exact(row['value'], row['unit'], lang)}",
            _("median of {n} peers: {median}", lang, n=int(row["n"]), median=exact(row["median"], row["unit"], lang)),
            _("robust z {z}", lang, z=_z_words(row, lang)),
        )
    )


def _said(row: Mapping[str, Any], lang: Lang) -> str:
    """The figure, the median of the peers and the gap in words."""
    value = quantity(row["value"], str(row["unit"]), lang)
    if not math.isfinite(float(row["gap"])):
        return _("{value}; no peer has a figure", lang, value=value)
    median = quantity(row["median"], str(row["unit"]), lang)
    return _("{value}, peers {median} ({gap})", lang, value=value, median=median, gap=_gap_words(row, lang))


def _gap_words(row: Mapping[str, Any], lang: Lang) -> str:
    """The raw gap with its unit, and better or worse where the indicator has a direction."""
    unit = str(row["unit"])
    said = quantity(row["gap"], POINTS.get(unit, unit), lang, sign=True)
    if unit in GROWING and row["median"]:
        said += ", " + quantity(100 * row["gap"] / abs(row["median"]), "pct", lang, sign=True)
    return f"{said}, {_(TONES[row['tone']], lang)}" if row["tone"] else said


def _z_words(row: Mapping[str, Any], lang: Lang) -> str:
    if _has_z(row):
        return number(row["z"], lang, 2)
    return _("none: {n} peers have a figure", lang, n=int(row["n"]))


def _table(whole: _Drawing) -> pd.DataFrame:
    """One row an indicator, as drawn."""
    lang = whole.lang
    rows = [
        {
            "theme": row["theme"],
            "title": row["title"],
            "year": str(row["year"]),
            "value": float(row["value"]),
            "median": float(row["median"]),
            "gap": float(row["gap"]),
            "unit": row["unit"],
            "n": int(row["n"]),
            "z": round(float(row["z"]), 2),
            "tone": _(TONES[row["tone"]], lang) if row["tone"] else "",
        }
        for row in whole.rows
    ]
    return pd.DataFrame(rows, columns=list(_headers(lang)))


def _headers(lang: Lang) -> dict[str, str]:
    return {
        "theme": _("Theme", lang),
        "title": _("Indicator", lang),
        "year": _("Period", lang),
        "value": _("Value", lang),
        "median": _("Median of the peers", lang),
        "gap": _("Gap", lang),
        "unit": _("Unit", lang),
        "n": _("Peers with a figure", lang),
        "z": _("Robust z", lang),
        "tone": _("Better or worse", lang),
    }


def _finding(whole: _Drawing) -> str:
    """How many indicators lie outside the usual distance of the peers."""
    measured = [row for row in whole.rows if _has_z(row)]
    far = sum(abs(row["z"]) > FAR for row in measured)
    if not measured:
        return _("{port} beside its peers", whole.lang, port=whole.port)
    return plural(
        "{port} stands apart from its peers in {far} of {n} indicator",
        "{port} stands apart from its peers in {far} of {n} indicators",
        len(measured),
        whole.lang,
        port=whole.port,
        far=far,
    )


def _notes(whole: _Drawing) -> tuple[str, ...]:
    lang = whole.lang
    bare = sum(not _has_z(row) for row in whole.rows)
    edge = any(_has_z(row) and abs(row["z"]) > FARTHEST for row in whole.rows)
    said = (
        _("Robust z: the gap over 1.4826 times the median distance of the peers from their median.", lang),
        plural(
            "{n} indicator has no z, because fewer than five peers have a figure or all have the same.",
            "{n} indicators have no z, because fewer than five peers have a figure or all have the same.",
            bare,
            lang,
        )
        if bare
        else "",
        _("Marks at the edge lie beyond four; the table has the figure.", lang) if edge else "",
    )
    return tuple(note for note in said if note)


def _alt(whole: _Drawing) -> str:
    """Two sentences: what is drawn, then the indicators in which the port lies farthest from its peers."""
    lang = whole.lang
    what = plural(
        "Profile of {port} against the median of its peers in {n} indicator.",
        "Profile of {port} against the median of its peers in {n} indicators.",
        len(whole.rows),
        lang,
        port=whole.port,
    )
    far = sorted((row for row in whole.rows if _has_z(row)), key=lambda row: -abs(row["z"]))[:MOST_TOLD]
    if not far:
        return what + " " + _("None has enough peers with a figure for a robust z.", lang)
    told = [
        _("{indicator} {z} robust standard deviations", lang, indicator=row["title"], z=number(row["z"], lang, 2))
        for row in far
    ]
    return what + " " + _("Farthest: {indicators}.", lang, indicators=listed(told, lang))
