"""The maps of partners and of events: what they are drawn from, drawn once a vintage, view and appearance."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from charts.chart import Chart
from charts.event_map import arcs, event_map
from charts.ground import view_of
from charts.partner_map import Place, inside_point, partner_map
from charts.rows import each_row
from charts.theme import THEMES
from language import Lang, _
from ui import outlines, reads
from ui.cooperation import facts
from ui.cooperation import words as cw
from ui.outlines import NOTICE

HEIGHT = 460
CANVAS, PHONE_CANVAS = (700, 360), (250, 300)
"""Pixels that what is shown must fit into as a map opens."""


@st.cache_resource(max_entries=32, show_spinner=False)
def partners(
    vintage: str, project_ids: tuple[str, ...], place: Place, theme: str, lang: Lang, canvas: tuple[int, int]
) -> Chart | None:
    """The map of the partners of some projects; None when no partner's region could be drawn."""
    every = reads.project_partners(vintage)
    mine = every[every["project_id"].isin(project_ids)]
    regions, unplaced = facts.partner_regions(mine, outlines.regions(vintage), lang)
    if regions.empty:
        return None
    points = [tuple(inside_point(text)) for text in regions["geometry"]]
    view = view_of([(one[0], one[1]) for one in points], *canvas)
    land = outlines.ground_of(vintage, view)
    links = facts.region_links(mine, regions)
    chart = partner_map(regions, links, unplaced, land, view, place, THEMES[theme], lang)
    return replace(chart, notes=(*chart.notes, _(NOTICE, lang)))


@st.cache_resource(max_entries=32, show_spinner=False)
def events(vintage: str, event_ids: tuple[str, ...], theme: str, lang: Lang, canvas: tuple[int, int]) -> Chart | None:
    """The map of the ports of some events; None when none of them has a port with a position."""
    places = event_places(vintage, event_ids, lang)
    if places.empty:
        return None
    ends = [point for path in arcs(places)["path"] for point in path]
    points = [*zip(places["lon"], places["lat"], strict=True), *((one[0], one[1]) for one in ends)]
    view = view_of(points, *canvas)
    chart = event_map(places, outlines.ground_of(vintage, view), view, THEMES[theme], lang)
    return replace(chart, notes=(*chart.notes, _(NOTICE, lang)))


def event_places(vintage: str, event_ids: tuple[str, ...], lang: Lang) -> pd.DataFrame:
    """Ports with a position of some events: event_id, event, when, port_id, port, lat, lon, part, part_words."""
    held = reads.events(vintage).set_index("event_id")
    ports = reads.event_ports(vintage).dropna(subset=["lat", "lon"])
    ports = ports[ports["event_id"].isin(event_ids)]
    rows = [
        {
            "event_id": row["event_id"],
            "event": held.loc[row["event_id"], "name"],
            "when": cw.dates(held.loc[row["event_id"]].to_dict(), lang),
            "port_id": row["entity"],
            "port": row["name"],
            "lat": row["lat"],
            "lon": row["lon"],
            "part": row["event_port_role"],
            "part_words": cw.word(cw.PORT_ROLES, row["event_port_role"], lang),
        }
        for row in each_row(ports)
    ]
    return pd.DataFrame(
        rows, columns=["event_id", "event", "when", "port_id", "port", "lat", "lon", "part", "part_words"]
    )


def canvas() -> tuple[int, int]:
    """The pixels a map may count on in this reader's window."""
    return PHONE_CANVAS if outlines.on_phone() else CANVAS
