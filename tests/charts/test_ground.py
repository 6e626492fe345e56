"""The ground of a map: where it opens, what is cut to the view, which borders are shared."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.ground import View, atlas, ground, lines, rings, view_of

SQUARE = json.dumps({"type": "MultiPolygon", "coordinates": [[[[0, 40], [10, 40], [10, 60], [0, 60], [0, 40]]]]})
WEST = json.dumps({"type": "Polygon", "coordinates": [[[0, 50], [1, 50], [1, 51], [0, 51], [0, 50]]]})
EAST = json.dumps({"type": "Polygon", "coordinates": [[[1, 50], [2, 50], [2, 51], [1, 51], [1, 50]]]})


def inside(ring: list[list[float]], box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    near = 0.002
    return all(west - near <= x <= east + near and south - near <= y <= north + near for x, y in ring)


def test_the_middle_of_two_ports_is_the_middle_of_the_map() -> None:
    view = view_of([(0.0, 50.0), (6.0, 50.0)], 360, 300)
    assert (view.longitude, view.latitude) == (3.0, 50.0)


def test_a_span_of_six_degrees_fills_the_width_it_is_given() -> None:
    view = view_of([(0.0, 50.0), (6.0, 50.0)], 360, 3000)
    assert 6 * view.pixels_per_degree == pytest.approx(360, rel=0.01)


def test_one_port_alone_is_shown_with_its_surroundings() -> None:
    view = view_of([(4.0, 51.0)], 360, 360)
    assert 3 * view.pixels_per_degree == pytest.approx(360, rel=0.01)


@given(
    st.lists(st.tuples(st.floats(-20, 130), st.floats(25, 65)), min_size=1, max_size=6),
    st.integers(200, 900),
    st.integers(200, 900),
)
def test_every_port_lies_within_the_canvas_it_was_fitted_to(
    points: list[tuple[float, float]], width: int, height: int
) -> None:
    view = view_of(points, width, height)
    for point in points:
        right, down = view.pixel(*point)
        if view.zoom > 0.5:  # zoom 0.5 is the whole world, which no phone is wide enough for
            assert abs(right) <= width / 2 * 1.01 and abs(down) <= height / 2 * 1.01


def test_land_is_cut_to_the_view_and_becomes_a_hole_in_the_sea() -> None:
    view = View(5.0, 50.0, 7.0)
    drawn = ground(atlas([SQUARE], []), view)
    (sea,) = drawn.sea
    outer, hole = sea
    assert inside(hole, view.box) and len(outer) == 4
    assert hole != [] and drawn.box[0] == [round(view.box[0], 3), round(view.box[1], 3)]


def test_land_out_of_sight_is_kept_coarse_only() -> None:
    drawn = ground(atlas([SQUARE], []), View(100.0, 30.0, 7.0))
    assert len(drawn.sea[0]) == 1 and len(drawn.far_land) == 1


def test_a_border_is_drawn_once_and_a_coast_never() -> None:
    held = atlas([], [("BE", WEST), ("BE", EAST)])
    assert held.frontiers == []
    assert [sorted(line) for line in held.borders] == [[[1, 50], [1, 51]]]


def test_a_border_between_countries_is_a_frontier() -> None:
    held = atlas([], [("BE", WEST), ("NL", EAST)])
    assert held.borders == [] and len(held.frontiers) == 1


def test_a_lake_in_the_land_is_drawn_as_water() -> None:
    hole = [[4, 49], [4, 50], [5, 50], [5, 49], [4, 49]]
    with_lake = json.loads(SQUARE)
    with_lake["coordinates"][0].append(hole)
    drawn = ground(atlas([json.dumps(with_lake)], []), View(5.0, 50.0, 6.0))
    assert len(drawn.sea) == 2


def test_outlines_are_rounded_to_a_hundred_metres() -> None:
    text = json.dumps({"type": "MultiLineString", "coordinates": [[[1.23456, 50.98765], [2, 51]]]})
    assert lines(text) == [[[1.235, 50.988], [2, 51]]]
    assert rings(WEST)[0][0][0] == [0, 50]
