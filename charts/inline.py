"""Drawings small enough to stand in a line of a table."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

from charts.theme import Theme

WIDTH, HEIGHT, EDGE = 112, 28, 4


def spark(values: Sequence[float | None], theme: Theme, colour: str = "") -> str:
    """The address of a small line without axes, for an ``<img>``; "" when there are fewer than two values.

    A missing value is a gap, never bridged; the last value carries a dot. The line runs from the smallest to the
    largest value of its own row, so two rows cannot be compared by height.
    """
    held = [None if value is None or value != value else float(value) for value in values]  # noqa: PLR0124 - NaN
    known = [value for value in held if value is not None]
    if len(known) < 2:  # noqa: PLR2004 - a line has two ends
        return ""
    points = _points(held, min(known), max(known))
    stroke = colour or theme.brand
    lines = "".join(
        f'<polyline points="{" ".join(run)}" fill="none" stroke="{stroke}" stroke-width="1.6" stroke-linejoin="round" '
        'stroke-linecap="round"/>'
        for run in _runs(points)
    )
    x, y = next(point for point in reversed(points) if point).split(",")
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">{lines}'
        f'<circle cx="{x}" cy="{y}" r="2.6" fill="{stroke}"/></svg>'
    )
    return "data:image/svg+xml;base64," + b64encode(picture.encode()).decode()


def _points(values: Sequence[float | None], low: float, high: float) -> list[str]:
    step = (WIDTH - 2 * EDGE) / (len(values) - 1)
    height = HEIGHT - 2 * EDGE
    return [
        "" if value is None else f"{EDGE + place * step:.1f},{HEIGHT - EDGE - height * _share(value, low, high):.1f}"
        for place, value in enumerate(values)
    ]


def _share(value: float, low: float, high: float) -> float:
    return 0.5 if high == low else (value - low) / (high - low)


def _runs(points: Sequence[str]) -> list[list[str]]:
    """The points of every unbroken stretch; a single point is drawn as a line on itself."""
    runs: list[list[str]] = [[]]
    for point in points:
        if point:
            runs[-1].append(point)
        elif runs[-1]:
            runs.append([])
    return [run * 2 if len(run) == 1 else run for run in runs if run]
