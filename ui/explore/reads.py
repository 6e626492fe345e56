"""The reads of Explore, remembered for a vintage and a selection; they never change for as long as both stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pandas as pd
import pyarrow as pa
import streamlit as st

from kpis import reads as kpi_reads
from ui.words import PRODUCT
from warehouse import explore
from warehouse.errors import HouseError
from warehouse.explore import Selection

_Found = TypeVar("_Found")
OWN_LICENCE = "own"
TABLES_KEPT = 8
"""Whole tables held in memory, shared by all readers: 500,000 rows weigh about 100 MB."""


def _of_selection(read: Callable[[str, Selection], _Found]) -> Callable[[str, Selection], _Found]:
    """The read behind Streamlit's cache, keyed by the words of the selection."""

    @st.cache_data(max_entries=256, show_spinner=False)
    def held(name: str, vintage: str, words: str, _selection: Selection) -> Any:  # noqa: ANN401 - passes through
        del name, words
        return read(vintage, _selection)

    def remembered(vintage: str, selection: Selection) -> _Found:
        found: _Found = held(read.__name__, vintage, repr(selection), selection)
        return found

    remembered.__doc__, remembered.__name__ = read.__doc__, read.__name__
    return remembered


def rows(vintage: str, selection: Selection) -> pa.Table:
    """The rows picked. One table in memory serves every reader, since nobody can change it."""
    return _rows(vintage, repr(selection), selection)


@st.cache_resource(max_entries=TABLES_KEPT, show_spinner=False)
def _rows(vintage: str, words: str, _selection: Selection) -> pa.Table:
    del words
    return explore.rows(vintage, _selection)


def sources(vintage: str, selection: Selection) -> pd.DataFrame:
    """Who published the rows picked: publisher, dataset, licence_id, and what else the table knows of its sources.

    Indicators name the releases that feed them; a table that names no source is our own list.
    """
    found = explore.origins(vintage, selection)
    if not found.empty:
        return found
    if "indicator" in selection.declared.columns:
        return _of_indicators(vintage, selection)
    return pd.DataFrame([{"publisher": PRODUCT, "dataset": selection.table, "licence_id": OWN_LICENCE}])


def _of_indicators(vintage: str, selection: Selection) -> pd.DataFrame:
    named = {c.column: c.values for c in selection.filters if c.operator == "in"}
    codes = named.get("indicator") or explore.options(vintage, selection.table, "indicator")
    found = [_of_indicator(vintage, code, named.get("entity", ())) for code in codes]
    frames = [frame for frame in found if not frame.empty]
    return pd.concat(frames, ignore_index=True).drop_duplicates() if frames else pd.DataFrame()


def _of_indicator(vintage: str, code: str, entities: tuple[str, ...]) -> pd.DataFrame:
    try:
        return kpi_reads.sources_of(vintage, code, entities)
    except HouseError:  # an indicator of an older registry: its vintage stays readable without its sources
        return pd.DataFrame()


counts = _of_selection(explore.counts)
without_each = _of_selection(explore.without_each)
width = _of_selection(explore.width)
shape_bytes = _of_selection(explore.shape_bytes)
origins = _of_selection(sources)
options = st.cache_data(max_entries=256, show_spinner=False)(explore.options)
extent = st.cache_data(max_entries=256, show_spinner=False)(explore.extent)
