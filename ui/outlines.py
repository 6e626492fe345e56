"""The outlines every map stands on, read once a vintage, and the room a map may count on."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from charts.ground import Atlas, Ground, View, atlas, ground
from language import N_
from ui import reads

NUTS_DRAWN = "2021"
"""The version whose outlines make the borders of every map."""
NOTICE = N_("© EuroGeographics for the administrative boundaries. Land and coast: Natural Earth.")


def regions(vintage: str) -> pd.DataFrame:
    """The outlines of the regions of the version drawn; columns as ``warehouse.reads.region_shapes``."""
    return reads.region_shapes(vintage, NUTS_DRAWN)


@st.cache_resource(max_entries=32, show_spinner=False)
def ground_of(vintage: str, view: View) -> Ground:
    """Land, sea and borders of a vintage as far as they are seen from a view."""
    return ground(_atlas(vintage), view)


@st.cache_resource(max_entries=4, show_spinner=False)
def _atlas(vintage: str) -> Atlas:
    shapes = regions(vintage)
    land = [str(text) for text in reads.land_shapes(vintage)["geometry"]]
    return atlas(land, zip(shapes["country"], shapes["geometry"], strict=True))


def on_phone() -> bool:
    """Whether the reader's browser says it is a phone's: a map opens narrower then."""
    return "Mobi" in (st.context.headers.get("User-Agent") or "")
