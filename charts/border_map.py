"""The map of ports on both sides of a border, with a way by sea between them: for drawing and a rough distance only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from charts import layers
from charts.chart import Chart, Key
from charts.ground import Ground, View
from charts.rows import each_row
from charts.theme import Theme, rgba
from language import Lang, _, listed, plural
from language.formats import number

DOT = 7.0
WAY_WIDTH = 2.2
MOST_TOLD = 4


def border_map(
    places: pd.DataFrame, routes: pd.DataFrame, ground: Ground, view: View, title: str, theme: Theme, lang: Lang
) -> Chart:
    """The map with its table twin and its words.

    ``places``: port_id, name, country, country_name, lon, lat, words (a figure of the port). ``routes``: one, other
    (names), km, straight_km, path (list of [longitude, latitude]).
    """
    colours = {
        str(country): style.colour
        for country, style in zip(dict.fromkeys(places["country"]), theme.series, strict=False)
    }
    circles = [_circle(row, colours.get(row["country"], theme.context), theme) for row in each_row(places)]
    figure = layers.drawing(
        [
            *layers.land_layers(ground, theme),
            *layers.outline_layers(ground, theme),
            layers.paths("ways", [{"p": path} for path in routes["path"]], theme.attention, WAY_WIDTH),
            layers.circles_layer(circles, pickable=True),
            *layers.names(circles, view, theme, lang),
        ],
        view,
        theme,
    )
    return Chart(
        figure=figure,
        table=routes[["one", "other", "km", "straight_km"]].round(0).reset_index(drop=True),
        alt=_alt(places, routes, lang),
        title=title,
        subtitle=_("Ports by country; a line is a way by sea along a coarse network of sea lanes", lang),
        notes=(
            _("Ways are for drawing and a rough distance only: no sailing distance, no route a ship takes.", lang),
            _("Ways by sea: searoute 1.6, Apache licence 2.0.", lang),
        ),
        legend=_legend(places, colours, theme, lang),
        headers={
            "one": _("Port", lang),
            "other": _("Other port", lang),
            "km": _("By sea, rough, in km", lang),
            "straight_km": _("Straight, in km", lang),
        },
        file_stem="border_routes",
    )


def _legend(places: pd.DataFrame, colours: Mapping[str, str], theme: Theme, lang: Lang) -> tuple[Key, ...]:
    countries = each_row(places.drop_duplicates("country"))
    keys = (Key(str(row["country_name"]), colours.get(row["country"], theme.context), "circle") for row in countries)
    return (*keys, Key(_("way by sea", lang), theme.attention, "line"))


def _circle(row: dict[str, Any], colour: str, theme: Theme) -> dict[str, Any]:
    return {
        "id": row["port_id"],
        "name": row["name"],
        "line_1": row["country_name"],
        "line_2": row["words"],
        "p": [round(float(row["lon"]), 4), round(float(row["lat"]), 4)],
        "r": DOT,
        "c": rgba(colour),
        "l": rgba(theme.paper),
        "chosen": True,
    }


def _alt(places: pd.DataFrame, routes: pd.DataFrame, lang: Lang) -> str:
    """Two sentences: what is drawn, then the ways with their rough length."""
    what = plural(
        "Map of {n} port on both sides of a border, with {ways} ways by sea.",
        "Map of {n} ports on both sides of a border, with {ways} ways by sea.",
        len(places),
        lang,
        ways=len(routes),
    )
    told = [
        _("{one} to {other} about {km} km", lang, one=row["one"], other=row["other"], km=number(row["km"], lang, 2))
        for row in each_row(routes.head(MOST_TOLD))
    ]
    return f"{what} {listed(told, lang)}." if told else what
