"""The sides of a border against one another: one row an indicator, a mark a side, in robust standard deviations."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import pandas as pd

from charts import heads
from charts.chart import Chart, Drawing, Key
from charts.rows import each_row
from charts.theme import Series, Theme, layout
from language import Lang, _, listed, plural
from language.formats import exact, number, quantity

FOOT = 30
FARTHEST = 4.0
MATTERS = 1.0
"""Robust standard deviations from which on a difference between two sides is called one that matters."""
MOST_TOLD = 3


@dataclass(frozen=True)
class _Row:
    """One indicator: its words, and each side's figure and place."""

    code: str
    title: str
    when: str
    unit: str
    apart: float
    comparable: str
    sides: Sequence[Mapping[str, Any]]
    said: str
    at: float = 0.0

    @property
    def head(self) -> str:
        return f"{self.title}, {self.when}"

    @property
    def has_z(self) -> bool:
        return math.isfinite(self.apart)


@dataclass(frozen=True)
class _Drawing:
    """What the parts of one figure share."""

    rows: Sequence[_Row]
    height: float
    styles: Mapping[str, Series]
    theme: Theme
    lang: Lang


def sides(differences: pd.DataFrame, *, names: Mapping[str, str], title: str, theme: Theme, lang: Lang) -> Chart:
    """Each indicator with a mark a side at its distance from the median of all ports, the sides joined by a line.

    ``differences`` has a row an indicator and side, largest difference first: indicator, title, year (words), unit,
    country, value, n, z, apart, comparable (words; "" where nothing limits the comparison). ``names`` words the
    countries.
    """
    grouped = differences.groupby("indicator", sort=False)
    rows, height = _placed([_row(code, part, names, lang) for code, part in grouped])
    countries = list(dict.fromkeys(differences["country"]))
    whole = _Drawing(rows, height, dict(zip(countries, theme.series, strict=False)), theme, lang)
    return Chart(
        _figure(whole, names),
        _table(whole, names),
        _alt(whole, names),
        title,
        _("Distance from the median of all ports in robust standard deviations; figures in words beside", lang),
        notes=_notes(whole),
        legend=tuple(
            Key(names.get(country, country), whole.styles[country].colour, "circle")
            for country in countries
            if country in whole.styles
        ),
        headers=_headers(lang),
        file_stem="sides_of_a_border",
    )


def _row(code: object, part: pd.DataFrame, names: Mapping[str, str], lang: Lang) -> _Row:
    first, held = part.iloc[0], list(each_row(part))
    unit = str(first["unit"])
    figures = [f"{names.get(side['country'], side['country'])} {quantity(side['value'], unit, lang)}" for side in held]
    words = (str(first["title"]), str(first["year"]), unit)
    return _Row(str(code), *words, float(first["apart"]), str(first["comparable"]), held, "; ".join(figures))


def _placed(rows: Sequence[_Row]) -> tuple[list[_Row], float]:
    """The rows with their height on the page in pixels."""
    placed, at = [], 0.0
    for row in rows:
        placed.append(replace(row, at=at))
        at += heads.height(row.head, row.said, has_mark=row.has_z)
    return placed, at


def _figure(whole: _Drawing, names: Mapping[str, str]) -> Drawing:
    base = layout(whole.theme, whole.lang, height=round(whole.height) + FOOT)
    words = ["≤ −4", "−2", _("median", whole.lang), "+2", "≥ +4"]
    base["xaxis"] |= {"tickmode": "array", "tickvals": [-4, -2, 0, 2, 4], "ticktext": words, "showgrid": True}
    base["xaxis"] |= {"range": [-FARTHEST - 0.4, FARTHEST + 0.4], "automargin": False, "showline": False}
    base["yaxis"] = {"visible": False, "fixedrange": True, "range": [whole.height, 0]}
    base["margin"] = {"l": 8, "r": 8, "t": 0, "b": FOOT, "pad": 0}
    base["annotations"] = [heads.head(row.at, row.head, row.said, whole.theme) for row in whole.rows]
    return Drawing(data=[trace for row in whole.rows for trace in _traces(row, whole, names)], layout=base)


def _traces(row: _Row, whole: _Drawing, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The way between the sides, then a mark a side; dotted and open where the figures do not compare plainly."""
    if not row.has_z:
        return []
    at, common = heads.mark_at(row.at, row.head, row.said), {"type": "scatter", "cliponaxis": False}
    places = [max(-FARTHEST, min(FARTHEST, float(side["z"]))) for side in row.sides]
    way: dict[str, Any] = {"mode": "lines", "x": [min(places), max(places)], "y": [at, at], "hoverinfo": "skip"}
    way |= {"line": {"color": whole.theme.context, "width": 3, "dash": "dot" if row.comparable else "solid"}}
    marks = [common | _mark(row, side, place, at, whole, names) for side, place in zip(row.sides, places, strict=True)]
    return [common | way | {"meta": {"indicator": row.code, "role": "way"}}, *marks]


def _mark(
    row: _Row, side: Mapping[str, Any], place: float, at: float, whole: _Drawing, names: Mapping[str, str]
) -> dict[str, Any]:
    country = str(side["country"])
    style = whole.styles.get(country, Series(whole.theme.context, "circle", "solid"))
    said = [
        f"<b>{escape(names.get(country, country))}</b>, {row.when}",
        exact(side["value"], row.unit, whole.lang),
        plural("median of {n} port", "median of {n} ports", int(side["n"]), whole.lang),
        *([escape(row.comparable)] if row.comparable else []),
    ]
    return {
        "mode": "markers",
        "x": [place],
        "y": [at],
        "marker": {
            "symbol": style.marker,
            "size": 12,
            "color": whole.theme.paper if row.comparable else style.colour,
            "line": {"color": style.colour, "width": 2},
        },
        "text": ["<br>".join(said)],
        "hovertemplate": "%{text}<extra></extra>",
        "meta": {"indicator": row.code, "country": country, "role": "side"},
    }


def _table(whole: _Drawing, names: Mapping[str, str]) -> pd.DataFrame:
    """One row an indicator and side, as drawn."""
    rows = [
        {
            "title": row.title,
            "year": row.when,
            "country": names.get(str(side["country"]), side["country"]),
            "value": float(side["value"]),
            "unit": row.unit,
            "n": int(side["n"]),
            "z": round(float(side["z"]), 2),
            "apart": round(row.apart, 2),
            "comparable": row.comparable,
        }
        for row in whole.rows
        for side in row.sides
    ]
    return pd.DataFrame(rows, columns=list(_headers(whole.lang)))


def _headers(lang: Lang) -> dict[str, str]:
    return {
        "title": _("Indicator", lang),
        "year": _("Period", lang),
        "country": _("Side", lang),
        "value": _("Value", lang),
        "unit": _("Unit", lang),
        "n": _("Ports with a figure", lang),
        "z": _("Robust z among all ports", lang),
        "apart": _("Sides apart by, robust standard deviations", lang),
        "comparable": _("What limits the comparison", lang),
    }


def _notes(whole: _Drawing) -> tuple[str, ...]:
    lang = whole.lang
    said = (
        _("Each row is of one period: the newest in which every side has a figure.", lang),
        _("Open marks and dotted lines: the figures compare with care or not at all; the table says why.", lang)
        if any(row.comparable for row in whole.rows)
        else "",
        _("Rows without marks: fewer than five ports have a figure, or all have the same.", lang)
        if any(not row.has_z for row in whole.rows)
        else "",
    )
    return tuple(note for note in said if note)


def _alt(whole: _Drawing, names: Mapping[str, str]) -> str:
    """Two sentences: what is drawn, then where the sides lie farthest apart."""
    lang = whole.lang
    countries = list(dict.fromkeys(str(side["country"]) for row in whole.rows for side in row.sides))
    what = plural(
        "The sides of a border, {countries}, against one another in {n} indicator.",
        "The sides of a border, {countries}, against one another in {n} indicators.",
        len(whole.rows),
        lang,
        countries=listed([names.get(country, country) for country in countries], lang),
    )
    far = [row for row in whole.rows if row.has_z][:MOST_TOLD]
    told = [
        _("{indicator} {z} robust standard deviations", lang, indicator=row.title, z=number(row.apart, lang, 2))
        for row in far
    ]
    return what + (" " + _("Farthest apart: {indicators}.", lang, indicators=listed(told, lang)) if told else "")
