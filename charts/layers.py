"""The layers every map is made of: ground, outlines, lines, names, and the map around them.

Nothing is asked of another host: the background is a style written into the drawing itself.
"""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any
from urllib.parse import quote

import pydeck as pdk
from pydeck.bindings.json_tools import default_serialize

from charts.ground import Ground, View
from charts.map_labels import LABEL_HEIGHT, LETTER, Box, Label, labels
from charts.theme import Theme, rgba
from language import Lang

LABEL_SIZE, PLACE_SIZE = 14, 12
TOOLTIP = {"html": "<b>{name}</b><br>{line_1}<br>{line_2}"}


class Drawing(pdk.Deck):  # type: ignore[misc]
    """A deck that writes itself once and without white space: pydeck's own text is three times as long.

    Indented text also leaves json's fast path: it takes ten times as long to write.
    """

    @cached_property
    def _compact(self) -> str:
        return json.dumps(self, sort_keys=True, default=default_serialize, separators=(",", ":"))

    def to_json(self) -> str:
        """The drawing as deck.gl reads it."""
        return self._compact


def drawing(layers: list[pdk.Layer], view: View, theme: Theme) -> Drawing:
    """A map of the given layers that asks nothing of another host; a tooltip reads name, line_1 and line_2."""
    return Drawing(
        layers=layers,
        views=[pdk.View(type="MapView", controller={"scrollZoom": False, "dragRotate": False, "touchRotate": False})],
        map_style=background(theme),
        map_provider=None,
        initial_view_state=pdk.ViewState(
            longitude=view.longitude, latitude=view.latitude, zoom=view.zoom, min_zoom=0.5, max_zoom=10
        ),
        tooltip=TOOLTIP | {"style": tooltip_style(theme)},
    )


def names(circles: list[dict[str, Any]], view: View, theme: Theme, lang: Lang) -> list[pdk.Layer]:
    """The names of the circles with ``chosen``, and of seas and countries where they leave room."""
    own, places = labels(circles, view, lang)
    return [
        texts("places", places, theme.muted, theme, PLACE_SIZE),
        texts("names", _apart(own, view), theme.ink, theme, LABEL_SIZE, theme.paper),
    ]


def _apart(names_: list[Label], view: View) -> list[Label]:
    """The names in their order, without those that would lie on one before; they stay on hover and in the table."""
    kept: list[Label] = []
    boxes: list[Box] = []
    for one in names_:
        box = _box(one, view)
        if not any(box.meets(other) for other in boxes):
            kept.append(one)
            boxes.append(box)
    return kept


def _box(one: Label, view: View) -> Box:
    x, y = view.pixel(*one["p"])
    width = LETTER * len(one["t"])
    left = x + one["o"][0] - {"start": 0.0, "middle": width / 2, "end": width}[one["a"]]
    top = y + one["o"][1] - LABEL_HEIGHT / 2
    return Box(left, top, left + width, top + LABEL_HEIGHT)


def circles_layer(circles: list[dict[str, Any]], *, pickable: bool) -> pdk.Layer:
    """Circles: rows have p, r (pixels), c (fill) and l (line)."""
    return pdk.Layer(
        "ScatterplotLayer",
        circles,
        id="circles",
        get_position="p",
        get_radius="r",
        radius_units=word("pixels"),
        get_fill_color="c",
        get_line_color="l",
        get_line_width=2,
        line_width_units=word("pixels"),
        stroked=True,
        pickable=pickable,
    )


def land_layers(ground: Ground, theme: Theme) -> list[pdk.Layer]:
    """Far and near land, below everything else."""
    near = [{"p": ground.box}]
    return [
        polygons("far-land", [{"p": ring} for ring in ground.far_land], theme.land),
        polygons("near-land", near, theme.land),
    ]


def outline_layers(ground: Ground, theme: Theme) -> list[pdk.Layer]:
    """Borders above the regions, then the sea over whatever reaches beyond the coast, with the coast line."""
    return [
        paths("borders", [{"p": line} for line in ground.borders], theme.line, 0.7),
        paths("frontiers", [{"p": line} for line in ground.frontiers], theme.context, 1.2),
        polygons("sea", [{"p": polygon} for polygon in ground.sea], theme.sea, theme.coast),
    ]


def polygons(name: str, data: list[dict[str, Any]], fill: str, line: str = "") -> pdk.Layer:
    """Areas of one colour; rows have p (rings)."""
    return pdk.Layer(
        "PolygonLayer",
        data,
        id=name,
        get_polygon="p",
        get_fill_color=rgba(fill),
        stroked=bool(line),
        get_line_color=rgba(line or fill),
        get_line_width=1.1,
        line_width_units=word("pixels"),
        pickable=False,
    )


def paths(name: str, data: list[dict[str, Any]], colour: str, width: float) -> pdk.Layer:
    """Lines of one colour and width in pixels; rows have p (points)."""
    return pdk.Layer(
        "PathLayer",
        data,
        id=name,
        get_path="p",
        get_color=rgba(colour),
        get_width=width,
        width_units=word("pixels"),
        pickable=False,
    )


def texts(name: str, rows: list[Label], colour: str, theme: Theme, size: int, halo: str = "") -> pdk.Layer:
    """Names, with a halo where they must read over circles and shading as well as over land and sea."""
    outlined = {"outline_width": 3, "outline_color": rgba(halo)} if halo else {}
    settings = {"sdf": True, "fontSize": 64, "buffer": 8, "radius": 16} if halo else {"fontSize": 48}
    return pdk.Layer(
        "TextLayer",
        rows,
        id=name,
        get_position="p",
        get_text="t",
        get_color=rgba(colour),
        get_size=size,
        get_text_anchor="a",
        get_alignment_baseline=word("center"),
        get_pixel_offset="o",
        font_family=word(theme.font),
        font_weight=600 if halo else 400,
        character_set=word("auto"),
        font_settings=settings,
        pickable=False,
        **outlined,
    )


def word(text: str) -> str:
    """A text that pydeck hands over as it is; bare texts it takes for expressions."""
    return f"'{text}'"


def background(theme: Theme) -> str:
    """A map style of one background, written as an address that asks no host."""
    style = {
        "version": 8,
        "sources": {},
        "layers": [{"id": "sea", "type": "background", "paint": {"background-color": theme.sea}}],
    }
    return "data:application/json," + quote(json.dumps(style, separators=(",", ":")))


def tooltip_style(theme: Theme) -> dict[str, str]:
    """The look of a tooltip on any map."""
    return {
        "backgroundColor": theme.paper,
        "color": theme.ink,
        "border": f"1px solid {theme.line}",
        "fontFamily": theme.font,
        "fontSize": "13px",
        "maxWidth": "300px",
        "padding": "8px 12px",
    }
