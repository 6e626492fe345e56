"""Sparks: gaps stay gaps, the last value has a dot."""

import re
from base64 import b64decode

from charts.inline import EDGE, HEIGHT, WIDTH, spark
from charts.theme import LIGHT


def picture(*values: float | None) -> str:
    head, code = spark(values, LIGHT, "#C4500A").split(",")
    assert head == "data:image/svg+xml;base64"
    return b64decode(code).decode()


def test_the_line_runs_from_the_lowest_to_the_highest_value() -> None:
    (points,) = re.findall(r'points="([^"]+)"', picture(10, 30, 20))
    assert [tuple(map(float, point.split(","))) for point in points.split()] == [
        (EDGE, HEIGHT - EDGE),
        (WIDTH / 2, EDGE),
        (WIDTH - EDGE, HEIGHT / 2),
    ]


def test_a_missing_value_is_a_gap_and_the_last_value_carries_the_dot() -> None:
    drawn = picture(10, 20, None, 15, None)
    assert drawn.count("<polyline") == 2
    assert re.search(r'<circle cx="82\.0" cy="14\.0"', drawn)
    assert drawn.count("#C4500A") == 3


def test_fewer_than_two_values_draw_nothing() -> None:
    assert spark([], LIGHT) == ""
    assert spark([None, 5.0, float("nan")], LIGHT) == ""


def test_equal_values_lie_in_the_middle() -> None:
    assert f"{EDGE}.0,{HEIGHT / 2}" in picture(7, 7)
