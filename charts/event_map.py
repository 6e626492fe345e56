"""The map of events: the ports that took part as circles, missions as great circles from origin to destination."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from charts import layers
from charts.chart import Chart, Key
from charts.ground import Ground, Point, Ring, View
from charts.rows import each_row
from charts.theme import Theme, rgba
from language import Lang, _, plural

STEPS = 48
"""Pieces of a great circle: enough that its bow is smooth at any zoom offered."""
LEAST, LARGEST = 5.0, 12.0
ARC_WIDTH = 2.0


def great_circle(start: Point, end: Point, steps: int = STEPS) -> Ring:
    """The shortest way over the globe between two points (longitude, latitude), as ``steps`` + 1 points.

    Formula: spherical linear interpolation of the two unit vectors. Ways across the date line are not split.
    """
    one, other = _unit(start), _unit(end)
    angle = math.acos(max(-1.0, min(1.0, sum(a * b for a, b in zip(one, other, strict=True)))))
    if angle == 0:
        return [start, end]
    ways = [step / steps for step in range(steps + 1)]
    return [_degrees(_between(one, other, angle, way)) for way in ways]


def arcs(places: pd.DataFrame) -> pd.DataFrame:
    """Missions: one row an event and pair of its origin and destination port.

    Columns event_id, event, origin, destination, and path (list of [longitude, latitude]).
    """
    rows = []
    for event_id, group in places.groupby("event_id", sort=False):
        origins = list(each_row(group[group["part"] == "origin"]))
        ends = list(each_row(group[group["part"] == "destination"]))
        rows += [
            {
                "event_id": event_id,
                "event": start["event"],
                "origin": start["port"],
                "destination": end["port"],
                "path": great_circle([start["lon"], start["lat"]], [end["lon"], end["lat"]]),
            }
            for start in origins
            for end in ends
        ]
    return pd.DataFrame(rows, columns=["event_id", "event", "origin", "destination", "path"])


def event_map(places: pd.DataFrame, ground: Ground, view: View, theme: Theme, lang: Lang) -> Chart:
    """The map of events with its table twin and its words.

    ``places``: event_id, event, when (words), port_id, port, lat, lon, part (code), part_words; one row an event and
    port. A circle's area follows the number of events of the port.
    """
    missions = arcs(places)
    circles = _circles(places, theme, lang)
    figure = layers.drawing(
        [
            *layers.land_layers(ground, theme),
            *layers.outline_layers(ground, theme),
            layers.paths("missions", [{"p": path} for path in missions["path"]], theme.attention, ARC_WIDTH),
            layers.circles_layer(circles, pickable=True),
            *layers.names(circles, view, theme, lang),
        ],
        view,
        theme,
    )
    return Chart(
        figure=figure,
        table=places[["event", "when", "port", "part_words"]].reset_index(drop=True),
        alt=_alt(places, missions, lang),
        title=_("Where did it happen, and who travelled where?", lang),
        subtitle=_("Ports linked to events; a line is a mission from its origin to its destination", lang),
        notes=(
            _(
                "A line is the shortest way over the globe, not a route. Events without a port are not on the map.",
                lang,
            ),
        ),
        legend=_legend(missions, theme, lang),
        headers={
            "event": _("Event", lang),
            "when": _("Date", lang),
            "port": _("Port", lang),
            "part_words": _("Part", lang),
        },
        file_stem="map_events",
    )


def _circles(places: pd.DataFrame, theme: Theme, lang: Lang) -> list[dict[str, Any]]:
    """One row a port, the busiest first."""
    rows = []
    for port_id, group in places.groupby("port_id"):
        first, number = group.iloc[0], group["event_id"].nunique()
        is_end = bool((group["part"] == "destination").any())
        rows.append(
            {
                "id": port_id,
                "name": first["port"],
                "line_1": plural("{n} event", "{n} events", number, lang),
                "line_2": "; ".join(_told(row, lang) for row in each_row(group)),
                "p": [first["lon"], first["lat"]],
                "r": min(LARGEST, round(LEAST * math.sqrt(number), 1)),
                "c": rgba(theme.paper if is_end else theme.brand, 0.85),
                "l": rgba(theme.attention if is_end else theme.brand),
                "chosen": True,
            }
        )
    return sorted(rows, key=lambda row: -row["r"])


def _told(row: dict[Any, Any], lang: Lang) -> str:
    return _("{event} ({when}): {part}", lang, event=row["event"], when=row["when"], part=row["part_words"])


def _legend(missions: pd.DataFrame, theme: Theme, lang: Lang) -> tuple[Key, ...]:
    keys = [Key(_("port of an event; the area follows the number of events", lang), theme.brand, "circle")]
    if not missions.empty:
        keys.append(Key(_("mission, from origin to destination", lang), theme.attention, "line"))
    return tuple(keys)


def _alt(places: pd.DataFrame, missions: pd.DataFrame, lang: Lang) -> str:
    what = _(
        "Map of {ports} ports linked to {events} events.",
        lang,
        ports=places["port_id"].nunique(),
        events=places["event_id"].nunique(),
    )
    if missions.empty:
        return what
    ways = "; ".join(
        _("{origin} to {destinations}", lang, origin=origin, destinations=", ".join(group["destination"]))
        for (_event, origin), group in missions.groupby(["event_id", "origin"], sort=False)
    )
    return (
        what + " " + plural("{n} mission line: {ways}.", "{n} mission lines: {ways}.", len(missions), lang, ways=ways)
    )


def _unit(point: Point) -> tuple[float, float, float]:
    longitude, latitude = math.radians(point[0]), math.radians(point[1])
    return (
        math.cos(latitude) * math.cos(longitude),
        math.cos(latitude) * math.sin(longitude),
        math.sin(latitude),
    )


def _between(
    one: tuple[float, float, float], other: tuple[float, float, float], angle: float, way: float
) -> tuple[float, ...]:
    near, far = math.sin((1 - way) * angle) / math.sin(angle), math.sin(way * angle) / math.sin(angle)
    return tuple(near * a + far * b for a, b in zip(one, other, strict=True))


def _degrees(vector: tuple[float, ...]) -> Point:
    x, y, z = vector
    return [round(math.degrees(math.atan2(y, x)), 3), round(math.degrees(math.atan2(z, math.hypot(x, y))), 3)]
