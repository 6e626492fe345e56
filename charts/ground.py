"""The ground a map stands on: where it opens, and as much land, sea and border as is seen from there.

Outlines come as GeoJSON text and leave as lists of [longitude, latitude], rounded to a hundred metres. Land is
turned inside out: near the view it is the sea that is drawn, with the land as holes, above the regions. So the
one coast of the map cuts every region, whatever coast its own outline follows, and is sent only once.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

Point = list[float]
Ring = list[Point]
Edge = tuple[tuple[float, float], tuple[float, float]]

PLACES = 3
TILE = 512
"""Side in pixels of the whole world at zoom 0."""
LEAST_SPAN = 3.0
"""Degrees a single port is shown in."""
SCREEN = (1300, 900)
"""Pixels of the largest map drawn: what lies within is sent in detail."""
MARGIN = 1.1
FAR_STEP, FAR_LEAST = 0.8, 3.0
"""Beyond the detail: degrees between two points of a coast, and the smallest island still drawn."""
WORLD = (-180.0, -75.0, 180.0, 83.0)


@dataclass(frozen=True)
class View:
    """Where a map opens: its middle, its zoom and the box that is sent in detail (west, south, east, north)."""

    longitude: float
    latitude: float
    zoom: float

    @property
    def pixels_per_degree(self) -> float:
        """Pixels of one degree of longitude at this zoom."""
        return TILE * 2**self.zoom / 360

    @property
    def box(self) -> tuple[float, float, float, float]:
        """What the largest map drawn can see from here, with a margin to pan."""
        across = MARGIN * SCREEN[0] / 2 / self.pixels_per_degree
        upward = MARGIN * SCREEN[1] / 2 / self.pixels_per_degree
        middle = _mercator(self.latitude)
        south, north = _latitude(middle - upward), _latitude(middle + upward)
        return (
            max(WORLD[0], self.longitude - across),
            max(WORLD[1], south),
            min(WORLD[2], self.longitude + across),
            min(WORLD[3], north),
        )

    def pixel(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Place on the screen, from the middle of the map, to the right and downward."""
        scale = self.pixels_per_degree
        return (longitude - self.longitude) * scale, (_mercator(self.latitude) - _mercator(latitude)) * scale


@dataclass(frozen=True)
class Atlas:
    """Every outline a vintage holds: land in detail and coarse, borders inside and between countries."""

    land: list[list[Ring]]
    far_land: list[Ring]
    borders: list[Ring]
    frontiers: list[Ring]


@dataclass(frozen=True)
class Ground:
    """Drawn outlines: far land, sea with the near land as holes, borders inside and between countries."""

    far_land: list[Ring]
    box: Ring
    sea: list[list[Ring]]
    borders: list[Ring]
    frontiers: list[Ring]


def view_of(points: Sequence[tuple[float, float]], width: int, height: int) -> View:
    """The view in which all points (longitude, latitude) stand on a map of at least ``width`` x ``height`` pixels."""
    longitudes = [float(longitude) for longitude, _latitude_ in points]
    uprights = [_mercator(latitude) for _longitude, latitude in points]
    span = max(LEAST_SPAN, max(longitudes) - min(longitudes))
    rise = max(LEAST_SPAN, max(uprights) - min(uprights))
    zoom = min(math.log2(width * 360 / TILE / span), math.log2(height * 360 / TILE / rise))
    middle = (max(uprights) + min(uprights)) / 2
    return View((max(longitudes) + min(longitudes)) / 2, round(_latitude(middle), 4), round(max(0.5, zoom), 2))


def atlas(land: Sequence[str], regions: Iterable[tuple[str, str]]) -> Atlas:
    """All outlines of a vintage; ``land`` is GeoJSON text, ``regions`` pairs of country and GeoJSON text."""
    polygons = [polygon for text in land for polygon in _polygons(text)]
    borders, frontiers = _shared([(country, ring) for country, text in regions for ring in _outer_rings(text)])
    far_land = [ring for polygon in polygons for ring in _far(polygon[0])]
    return Atlas(polygons, far_land, borders, frontiers)


def ground(held: Atlas, view: View) -> Ground:
    """The outlines for a view: in detail what is seen from it, coarse what lies beyond."""
    west, south, east, north = view.box
    box = [[west, south], [east, south], [east, north], [west, north]]
    step = 0.5 / view.pixels_per_degree
    shores = [ring for polygon in held.land for ring in _near(polygon[0], view.box, step)]
    waters = [ring for polygon in held.land for hole in polygon[1:] for ring in _near(hole, view.box, step)]
    return Ground(
        far_land=held.far_land,
        box=_rounded(box),
        sea=[[_rounded(_outset(box)), *shores], *([water] for water in waters)],
        borders=[line for line in held.borders if not _apart(line, view.box)],
        frontiers=[line for line in held.frontiers if not _apart(line, view.box)],
    )


def lines(geometry: str) -> list[Ring]:
    """The lines of a GeoJSON MultiLineString, rounded."""
    return [_rounded(line) for line in json.loads(geometry)["coordinates"]]


def rings(geometry: str) -> list[list[Ring]]:
    """The polygons of a GeoJSON Polygon or MultiPolygon, each a list of rings, rounded."""
    return [[_rounded(ring) for ring in polygon] for polygon in _polygons(geometry)]


def _polygons(geometry: str) -> list[list[Ring]]:
    shape = json.loads(geometry)
    held: list[list[Ring]] = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    return held


def _near(ring: Ring, box: Sequence[float], step: float) -> Iterator[Ring]:
    """The ring within the box, without points closer than a step."""
    if _apart(ring, box):
        return
    inside = ring[:-1]
    for axis, at, side in ((0, box[0], 1), (0, box[2], -1), (1, box[1], 1), (1, box[3], -1)):
        inside = _cut(inside, axis, at, side)
    thin = _thinned(inside, step)
    if len(thin) > 2:  # noqa: PLR2004 - two points hold no land
        yield _rounded(thin)


def _far(ring: Ring) -> Iterator[Ring]:
    longitudes, latitudes = [point[0] for point in ring], [point[1] for point in ring]
    if max(max(longitudes) - min(longitudes), max(latitudes) - min(latitudes)) >= FAR_LEAST:
        yield [[round(x, 1), round(y, 1)] for x, y in _thinned(ring, FAR_STEP)]


def _cut(ring: Ring, axis: int, at: float, side: int) -> Ring:
    """The part of a ring on one side of a line (Sutherland and Hodgman 1974)."""
    kept: Ring = []
    for before, point in zip(ring[-1:] + ring[:-1], ring, strict=True):
        was_in, is_in = (before[axis] - at) * side >= 0, (point[axis] - at) * side >= 0
        if was_in != is_in:
            share = (at - before[axis]) / (point[axis] - before[axis])
            kept.append([start + share * (end - start) for start, end in zip(before, point, strict=True)])
        if is_in:
            kept.append(point)
    return kept


def _thinned(ring: Ring, step: float) -> Ring:
    kept = ring[:1]
    for point in ring[1:]:
        if abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= step:
            kept.append(point)
    return kept


def _outer_rings(geometry: str) -> list[Ring]:
    return [polygon[0] for polygon in rings(geometry)]


def _shared(outlines: Sequence[tuple[str, Ring]]) -> tuple[list[Ring], list[Ring]]:
    """Borders that two regions share, each once: within a country, and between two.

    Neighbours have the very same points (the shapes are simplified together), so a shared edge is met twice; the
    second region draws it.
    """
    owners: dict[Edge, str] = {}
    borders: list[Ring] = []
    frontiers: list[Ring] = []
    for country, ring in outlines:
        edges = _edges(ring)
        met = [owners.get(edge) for edge in edges]
        borders += _runs(ring, [owner == country for owner in met])
        frontiers += _runs(ring, [owner not in (None, country) for owner in met])
        owners |= dict.fromkeys(edges, country)
    return borders, frontiers


def _edges(ring: Ring) -> list[Edge]:
    """The edges of a ring, the same whichever way it runs."""
    points = [(point[0], point[1]) for point in ring]
    return [(start, end) if start < end else (end, start) for start, end in zip(points[:-1], points[1:], strict=True)]


def _runs(ring: Ring, wanted: Sequence[bool]) -> list[Ring]:
    """The unbroken stretches of a ring whose edges are wanted."""
    runs: list[Ring] = [[]]
    for start, end, is_wanted in zip(ring[:-1], ring[1:], wanted, strict=True):
        if is_wanted:
            runs[-1] += [end] if runs[-1] else [start, end]
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _apart(ring: Ring, box: Sequence[float]) -> bool:
    longitudes, latitudes = [point[0] for point in ring], [point[1] for point in ring]
    across = max(longitudes) < box[0] or min(longitudes) > box[2]
    return across or max(latitudes) < box[1] or min(latitudes) > box[3]


def _outset(box: Ring) -> Ring:
    """The box a hair larger, so that no hole touches the edge it lies in."""
    edge = 10**-PLACES
    return [[x + (edge if x == box[1][0] else -edge), y + (edge if y == box[2][1] else -edge)] for x, y in box]


def _rounded(ring: Ring) -> Ring:
    return [[round(x, PLACES), round(y, PLACES)] for x, y in ring]


def _mercator(latitude: float) -> float:
    """Height on a Mercator map, in degrees of longitude."""
    return math.degrees(math.asinh(math.tan(math.radians(latitude))))


def _latitude(mercator: float) -> float:
    return math.degrees(math.atan(math.sinh(math.radians(mercator))))
