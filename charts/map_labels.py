"""Names on a map: each where it covers no other name and no chosen circle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from charts.ground import View
from language import N_, Lang, _

Label = dict[str, Any]
LABELS = 12
"""Chosen ports beyond these, the smallest, are named on hover and in the table only."""
LABEL_HEIGHT, LETTER, GAP = 18, 7.4, 6
"""Pixels of a line, of a letter, and between a circle and its name."""

SEAS_AND_COUNTRIES: tuple[tuple[str, float, float, str], ...] = (
    (N_("United Kingdom"), -1.6, 52.45, "country"),
    (N_("France"), 2.3, 48.6, "country"),
    (N_("Belgium"), 4.75, 50.45, "country"),
    (N_("Netherlands"), 5.75, 52.2, "country"),
    (N_("Germany"), 8.9, 51.2, "country"),
    (N_("Ireland"), -7.9, 53.2, "country"),
    (N_("Spain"), -3.8, 40.4, "country"),
    (N_("Italy"), 11.6, 43.6, "country"),
    (N_("Greece"), 21.9, 39.4, "country"),
    (N_("Ukraine"), 31.4, 49.2, "country"),
    (N_("China"), 112.0, 32.5, "country"),
    (N_("South Korea"), 128.0, 36.2, "country"),
    (N_("English Channel"), -2.9, 49.95, "sea"),
    (N_("North Sea"), 3.0, 53.3, "sea"),
    (N_("Irish Sea"), -5.0, 53.75, "sea"),
    (N_("Bay of Biscay"), -4.6, 45.3, "sea"),
    (N_("Baltic Sea"), 18.9, 55.9, "sea"),
    (N_("Mediterranean Sea"), 6.0, 40.3, "sea"),
    (N_("Black Sea"), 34.5, 43.5, "sea"),
    (N_("East China Sea"), 125.5, 30.2, "sea"),
)
"""Names that tell where one is: name, longitude, latitude of its middle, kind."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the screen in pixels that a label or a circle takes."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether two rectangles overlap."""
        apart = self.right <= other.left or other.right <= self.left
        return not (apart or self.bottom <= other.top or other.bottom <= self.top)


def labels(circles: Sequence[Label], view: View, lang: Lang) -> tuple[list[Label], list[Label]]:
    """The names of the chosen ports, and those of seas and countries between them.

    ``circles`` have name, p (longitude, latitude), r (pixels) and chosen. A label has p, t (its text), a (anchor)
    and o (offset in pixels) as deck.gl's TextLayer reads them.
    """
    circled = [_around(*view.pixel(*one["p"]), one["r"]) for one in circles]
    chosen = sorted((one for one in circles if one["chosen"]), key=lambda one: -float(one["r"]))
    written: list[Box] = []
    named = [_named(one, view, circled, written) for one in chosen[:LABELS]]
    return [name for name in named if name], _places([*circled, *written], view, lang)


def _named(one: Label, view: View, circled: list[Box], written: list[Box]) -> Label | None:
    """A port's name beside its circle, in the first of six places that is free; ``written`` grows by it.

    A name rather covers a circle than another name; None when it would cover a name wherever it stood.
    """
    x, y = view.pixel(*one["p"])
    away = one["r"] + GAP
    width, side = LETTER * len(one["name"]), 0.75 * away
    tries = (
        ("start", away, 0.0),
        ("end", -away, 0.0),
        ("middle", 0.0, -away - LABEL_HEIGHT / 2),
        ("middle", 0.0, away + LABEL_HEIGHT / 2),
        ("start", side, -side - 4),
        ("end", -side, side + 4),
    )
    places = [(_text_box(anchor, x + right, y + down, width), anchor, right, down) for anchor, right, down in tries]
    open_ = [place for place in places if not _covers(place[0], written)]
    free = [place for place in open_ if not _covers(place[0], circled)] or open_
    if not free:
        return None
    box, anchor, right, down = free[0]
    written.append(box)
    return {"p": one["p"], "t": one["name"], "a": anchor, "o": [round(right, 1), round(down, 1)]}


def _places(taken: list[Box], view: View, lang: Lang) -> list[Label]:
    """Names of seas and countries where they cover neither a port's name nor a circle."""
    names = []
    for name, longitude, latitude, kind in SEAS_AND_COUNTRIES:
        text = _(name, lang)
        box = _text_box("middle", *view.pixel(longitude, latitude), LETTER * len(text))
        if not _covers(box, taken):
            taken.append(box)
            shown = text.upper() if kind == "country" else text
            names.append({"p": [longitude, latitude], "t": shown, "a": "middle", "o": [0, 0]})
    return names


def _text_box(anchor: str, x: float, y: float, width: float) -> Box:
    left = {"start": x, "end": x - width, "middle": x - width / 2}[anchor]
    return Box(left, y - LABEL_HEIGHT / 2, left + width, y + LABEL_HEIGHT / 2)


def _covers(box: Box, taken: Sequence[Box]) -> bool:
    return any(box.meets(other) for other in taken)


def _around(x: float, y: float, distance: float) -> Box:
    return Box(x - distance, y - distance, x + distance, y + distance)
