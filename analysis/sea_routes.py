"""Ways by sea between ports, for drawing and for a rough distance only.

The network of sea lanes and the shortest way through it are those of the package searoute (Apache licence 2.0). Lanes
near the coast are coarse: a way may touch land, and a distance in a narrow sea may be wrong by a tenth or more. It is
no sailing distance.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

Point = tuple[float, float]
EARTH_KM = 6371.0


@dataclass(frozen=True)
class SeaRoute:
    """A way between two ports: their ids, points (longitude, latitude), rough kilometres by sea and straight."""

    one: str
    other: str
    points: tuple[Point, ...]
    km: float
    straight_km: float


def sea_routes(places: Mapping[str, Point], pairs: Sequence[tuple[str, str]]) -> list[SeaRoute]:
    """The way of each pair of ports that both have a place; a pair without a way by sea is left out."""
    found = []
    for one, other in pairs:
        if one in places and other in places:
            points = way(places[one], places[other])
            if points:
                straight = distance(places[one], places[other])
                found.append(SeaRoute(one, other, points, length(points), straight))
    return found


@lru_cache(maxsize=4096)
def way(start: Point, end: Point) -> tuple[Point, ...]:
    """The points of the shortest way by sea from a port to another, both included; () where there is none."""
    # 0.3 s for the first way, of which 0.2 s are the import: no process pays that which draws no route.
    import searoute  # noqa: PLC0415

    found = searoute.searoute(list(start), list(end), append_orig_dest=True)
    points = [(float(lon), float(lat)) for lon, lat in found["geometry"]["coordinates"]]
    return tuple(points) if len(points) > 1 else ()


def length(points: Sequence[Point]) -> float:
    """Kilometres along the points, each piece the shortest way over the globe."""
    return sum(distance(one, other) for one, other in zip(points[:-1], points[1:], strict=True))


def distance(one: Point, other: Point) -> float:
    """Kilometres over the globe between two points (haversine)."""
    (lon_1, lat_1), (lon_2, lat_2) = ((math.radians(x), math.radians(y)) for x, y in (one, other))
    half = math.sin((lat_2 - lat_1) / 2) ** 2 + math.cos(lat_1) * math.cos(lat_2) * math.sin((lon_2 - lon_1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))
