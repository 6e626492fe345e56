"""Loads the simplified outlines of data/reference/geo/ into a staging vintage."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
from shapely.geometry import mapping, shape

from etl.shapes import hatch_lines
from warehouse.connection import Staging
from warehouse.contract import check_links
from warehouse.errors import SourceError
from warehouse.tables import LAND_SHAPE, REGION_SHAPE

_HATCH_SPACING_DEGREES = 0.06
_REGION_FILES = ("nuts2_2016", "nuts2_2021", "nuts3_2016", "nuts3_2021")


def load(staging: Staging, folder: Path) -> None:
    """Fill core_region_shape and core_land_shape; regions that carry a port also get hatching lines.

    Raises SourceError for a missing or malformed file.
    """
    watched = set(staging.frame("select distinct region_id from core_port_region")["region_id"])
    regions = [row for name in _REGION_FILES for row in _region_rows(folder / f"{name}.geojson", watched)]
    staging.insert(REGION_SHAPE.name, pd.DataFrame(regions))
    land = [
        {
            "shape_id": f"land-{number}",
            "geometry": json.dumps(feature["geometry"]),
            "licence_id": "natural_earth",
        }
        for number, feature in enumerate(_features(folder / "land.geojson"))
    ]
    staging.insert(LAND_SHAPE.name, pd.DataFrame(land))
    check_links(staging, [REGION_SHAPE, LAND_SHAPE])


def _features(path: Path) -> list[dict[str, Any]]:
    where = f"data/reference/geo/{path.name}"
    try:
        features = list(json.loads(path.read_text(encoding="utf-8"))["features"])
    except FileNotFoundError as error:
        raise SourceError(f"{where} is missing. Restore it with `git checkout {where}`.") from error
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise SourceError(
            f"{where} is no GeoJSON feature collection ({error}). Restore it with `git checkout {where}`."
        ) from error
    return features


def _region_rows(path: Path, watched: set[str]) -> list[dict[str, object]]:
    try:
        return [region_row(feature, watched) for feature in _features(path)]
    except (KeyError, ValueError, TypeError) as error:
        where = f"data/reference/geo/{path.name}"
        raise SourceError(
            f"{where} has an outline without its properties or with other ones ({error}). "
            f"Restore it with `git checkout {where}`."
        ) from error


def region_row(feature: dict[str, Any], watched: set[str]) -> dict[str, object]:
    """The row of `core_region_shape` of one outline; one of the `watched` regions also gets its hatching lines."""
    properties = feature["properties"]
    region_id = properties["region_id"]
    hatch = None
    if region_id in watched:
        hatch = json.dumps(mapping(hatch_lines(shape(feature["geometry"]), _HATCH_SPACING_DEGREES)))
    return {
        "region_id": region_id,
        "nuts_version": str(properties["nuts_version"]),
        "nuts_level": int(properties["level"]),
        "name": properties["name"],
        "country": properties["country"],
        "geometry": json.dumps(feature["geometry"]),
        "hatch": hatch,
        "licence_id": "gisco_nuts",
    }
