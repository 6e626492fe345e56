"""The map of partners: regions shaded by how many organisations stand in them, lines from the lead's region.

An organisation is known by its region, never by its address: a line ends at a point inside the region that is
computed from the region's outline and means nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pydeck as pdk

from charts import layers
from charts.chart import Chart, Key
from charts.ground import Ground, Point, Ring, View, rings
from charts.rows import each_row
from charts.theme import Theme, rgba
from language import Lang, _, plural
from language import formats as f

CLASSES = 5
DOT = 3.5
LEAD_DOT = 6.0
LINE_WIDTH = 1.6


@dataclass(frozen=True, slots=True)
class Place:
    """What the title and the alt text speak of: a project, or a portfolio."""

    title: str
    subtitle: str
    file_stem: str


def inside_point(geometry: str) -> Point:
    """A point inside the region's largest piece: the middle of the widest stretch at the height of its centre."""
    largest = max((polygon[0] for polygon in rings(geometry)), key=lambda ring: abs(_area(ring)))
    latitude = _centre_latitude(largest)
    crossings = sorted(_crossings(largest, latitude))
    stretches = list(zip(crossings[::2], crossings[1::2], strict=False))
    if not stretches:
        return [round(value, 4) for value in largest[0]]
    west, east = max(stretches, key=lambda stretch: stretch[1] - stretch[0])
    return [round((west + east) / 2, 4), round(latitude, 4)]


def partner_map(
    regions: pd.DataFrame,
    links: pd.DataFrame,
    unplaced: pd.DataFrame,
    ground: Ground,
    view: View,
    place: Place,
    theme: Theme,
    lang: Lang,
) -> Chart:
    """The map of partners by region, with its table twin and its words.

    ``regions``: region_id, name, country, partners (names joined by "; "), n_partners, is_lead, geometry; one row a
    region. ``links``: region_from, region_to, projects (words); one row a pair of regions. ``unplaced``: partner,
    country; organisations whose region is not known, which stand in the table and not on the map.
    """
    points = {row["region_id"]: inside_point(row["geometry"]) for row in each_row(regions)}
    dots = _dots(regions, points, theme)
    figure = layers.drawing(
        [
            *layers.land_layers(ground, theme),
            _region_layer(_areas(regions, theme, lang)),
            *layers.outline_layers(ground, theme),
            layers.paths("links", _lines(links, points), theme.attention, LINE_WIDTH),
            layers.circles_layer(dots, pickable=False),
            *layers.names(dots, view, theme, lang),
        ],
        view,
        theme,
    )
    return Chart(
        figure=figure,
        table=_table(regions, unplaced, lang),
        alt=_alt(regions, links, unplaced, lang),
        title=place.title,
        subtitle=place.subtitle,
        notes=_notes(unplaced, lang),
        legend=_legend(regions, links, theme, lang),
        headers={
            "region": _("Region", lang),
            "country": _("Country", lang),
            "n_partners": _("Organisations", lang),
            "partners": _("Which", lang),
            "part": _("Part", lang),
        },
        file_stem=place.file_stem,
    )


def _areas(regions: pd.DataFrame, theme: Theme, lang: Lang) -> list[dict[str, Any]]:
    drawn = []
    for row in each_row(regions):
        words = {
            "name": f"{row['name']} ({row['region_id']})",
            "line_1": plural("{n} organisation", "{n} organisations", int(row["n_partners"]), lang),
            "line_2": row["partners"],
            "c": rgba(_shade(int(row["n_partners"]), theme)),
        }
        drawn += [words | {"p": polygon} for polygon in rings(str(row["geometry"]))]
    return drawn


def _shade(n_partners: int, theme: Theme) -> str:
    return theme.sequential[min(n_partners, CLASSES) - 1]


def _region_layer(areas: list[dict[str, Any]]) -> pdk.Layer:
    return pdk.Layer("PolygonLayer", areas, id="regions", get_polygon="p", get_fill_color="c", pickable=True)


def _lines(links: pd.DataFrame, points: dict[str, Point]) -> list[dict[str, Any]]:
    """A gentle bow from region to region: straight lines over one another could not be told apart."""
    return [{"p": _bow(points[row["region_from"]], points[row["region_to"]])} for row in each_row(links)]


def _bow(start: Point, end: Point, steps: int = 16) -> Ring:
    across, upward = end[0] - start[0], end[1] - start[1]
    top = [(start[0] + end[0]) / 2 - 0.12 * upward, (start[1] + end[1]) / 2 + 0.12 * across]
    shares = [step / steps for step in range(steps + 1)]
    return [
        [round((1 - t) ** 2 * start[axis] + 2 * t * (1 - t) * top[axis] + t**2 * end[axis], 4) for axis in (0, 1)]
        for t in shares
    ]


def _dots(regions: pd.DataFrame, points: dict[str, Point], theme: Theme) -> list[dict[str, Any]]:
    """A dot where lines meet, larger in a lead's region; every region is named while names are few."""
    return [
        {
            "name": row["name"],
            "p": points[row["region_id"]],
            "r": LEAD_DOT if row["is_lead"] else DOT,
            "c": rgba(theme.attention if row["is_lead"] else theme.paper),
            "l": rgba(theme.attention),
            "chosen": True,
        }
        for row in each_row(regions)
    ]


def _table(regions: pd.DataFrame, unplaced: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    placed = regions.sort_values(["n_partners", "name"], ascending=[False, True])
    rows = [
        {
            "region": f"{row['name']} ({row['region_id']})",
            "country": row["country"],
            "n_partners": int(row["n_partners"]),
            "partners": row["partners"],
            "part": _("lead's region", lang) if row["is_lead"] else "",
        }
        for row in each_row(placed)
    ]
    rows += [
        {
            "region": _("region not known", lang),
            "country": row["country"],
            "n_partners": 1,
            "partners": row["partner"],
            "part": "",
        }
        for row in each_row(unplaced)
    ]
    return pd.DataFrame(rows, columns=["region", "country", "n_partners", "partners", "part"])


def _notes(unplaced: pd.DataFrame, lang: Lang) -> tuple[str, ...]:
    said = [_("A region is shaded as a whole: it shows where an organisation belongs, not its address.", lang)]
    if not unplaced.empty:
        said.append(
            plural(
                "Not on the map, region not known: {names}.",
                "Not on the map, regions not known ({n}): {names}.",
                len(unplaced),
                lang,
                names="; ".join(_with_country(row) for row in each_row(unplaced)),
            )
        )
    return tuple(said)


def _with_country(row: dict[Any, Any]) -> str:
    return f"{row['partner']} ({row['country']})" if row["country"] else str(row["partner"])


def _legend(regions: pd.DataFrame, links: pd.DataFrame, theme: Theme, lang: Lang) -> tuple[Key, ...]:
    most = min(CLASSES, int(regions["n_partners"].max())) if len(regions) else 0
    keys = [Key(_class_words(n, lang), theme.sequential[n - 1]) for n in range(1, most + 1)]
    if bool(regions["is_lead"].any()):
        keys.append(Key(_("region of a lead", lang), theme.attention, "circle"))
    if not links.empty:
        keys.append(Key(_("from the lead's region to a partner's region", lang), theme.attention, "line"))
    return tuple(keys)


def _class_words(n: int, lang: Lang) -> str:
    if n == CLASSES:
        return _("{n} organisations and more", lang, n=n)
    return plural("{n} organisation", "{n} organisations", n, lang)


def _alt(regions: pd.DataFrame, links: pd.DataFrame, unplaced: pd.DataFrame, lang: Lang) -> str:
    if regions.empty:
        return _("Map without a shaded region: no organisation has a region that is held.", lang)
    top = regions.sort_values(["n_partners", "name"], ascending=[False, True]).iloc[0]
    what = _(
        "Map of {placed} organisations in {regions} regions, joined by {links} lines from lead to partner region.",
        lang,
        placed=f.exact(int(regions["n_partners"].sum()), "", lang),
        regions=len(regions),
        links=len(links),
    )
    found = _(
        "{region} holds most, {most}; without a known region, and listed: {unplaced}.",
        lang,
        region=top["name"],
        most=int(top["n_partners"]),
        unplaced=len(unplaced),
    )
    return f"{what} {found}"


def _area(ring: Sequence[Point]) -> float:
    """Twice the signed area of a closed ring in square degrees."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring[:-1], ring[1:], strict=True))


def _centre_latitude(ring: Sequence[Point]) -> float:
    """Latitude of the centroid; a ring without area has the middle of its points."""
    doubled = _area(ring)
    if not doubled:
        return sum(point[1] for point in ring) / len(ring)
    moments = ((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in zip(ring[:-1], ring[1:], strict=True))
    return sum(moments) / (3 * doubled)


def _crossings(ring: Sequence[Point], latitude: float) -> list[float]:
    """Longitudes at which the ring crosses a latitude."""
    return [
        a[0] + (latitude - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
        for a, b in zip(ring[:-1], ring[1:], strict=True)
        if (a[1] <= latitude) != (b[1] <= latitude)
    ]
