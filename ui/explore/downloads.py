"""The downloads of Explore. Each file is made when its button is clicked, in a thread beside the page's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pandas as pd
import pyarrow as pa
import streamlit as st

from exports import tables as exports
from exports.tables import EXCEL_ROWS, MOST_GEOJSON_BYTES, Export, file_name
from language import Lang, _
from language.formats import exact
from ui import state, words
from ui.explore import reads as held
from ui.explore.address import filter_words
from ui.state import State
from warehouse import explore
from warehouse.explore import Selection
from warehouse.vintages import path_of

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Download:
    """One button: its words, the file's ending and type, what makes it, and why it cannot be had ("" when it can)."""

    label: str
    ending: str
    mime: str
    make: Callable[[Export], bytes]
    rows: Callable[[str, Selection], pa.Table] = explore.rows
    refused: str = ""


def buttons(here: State, selection: Selection) -> None:
    """A button a format for the rows picked, one for the whole database, and why a format cannot be had."""
    lang = here.lang
    offered = downloads(here, selection)
    permalink = state.permalink(here)
    with st.container(key="prm_downloads", horizontal=True, gap="small"):
        for one in offered:
            st.download_button(
                one.label,
                partial(made, one, here, selection, permalink),
                file_name=file_name(selection.table, filter_words(selection, lang), here.vintage, one.ending),
                mime=one.mime,
                key=f"explore_{one.ending}",
                on_click="ignore",
                disabled=bool(one.refused),
            )
        _whole_database(here)
    for one in offered:
        if one.refused:
            st.html(f'<p class="prm-note">{one.refused}</p>')


def downloads(here: State, selection: Selection) -> tuple[Download, ...]:
    """The formats of a selection, each with the sentence that refuses it where it cannot hold the rows."""
    lang = here.lang
    return (
        Download(_("CSV", lang), "csv", "text/csv", exports.csv),
        Download(_("Metadata of the CSV", lang), "csv.json", "application/json", exports.sidecar),
        Download(_("XLSX", lang), "xlsx", XLSX_TYPE, exports.xlsx, refused=_no_xlsx(here, selection)),
        Download(_("Parquet", lang), "parquet", "application/vnd.apache.parquet", exports.parquet),
        Download(
            _("GeoJSON", lang),
            "geojson",
            "application/geo+json",
            exports.geojson,
            explore.located,
            refused=_no_geojson(here, selection),
        ),
    )


def made(one: Download, here: State, selection: Selection, permalink: str) -> bytes:
    """The file of one download; runs outside the page, so it asks the warehouse itself and nothing of the page."""
    return one.make(export(one.rows(here.vintage, selection), here, selection, permalink))


def export(rows: pa.Table, here: State, selection: Selection, permalink: str) -> Export:
    """The rows with everything their reader must know: filters, vintage, permalink, columns, sources, licences."""
    lang = here.lang
    everything, matching = explore.counts(here.vintage, selection)
    sources = held.sources(here.vintage, selection)
    about = {
        "title": _(selection.declared.title, lang),
        "product": words.PRODUCT,
        "permalink": permalink,
        "rows in the table": exact(everything, "", lang),
        "rows after the filters": exact(matching, "", lang),
        "columns": ", ".join(selection.shown),
        "sorted by": ", ".join(f"-{column}" if falling else column for column, falling in selection.sort),
        "spread": f"{selection.wide.spread} → {selection.wide.value}" if selection.wide else "",
        "sql": explore.as_sql(here.vintage, selection),
    }
    return Export(
        rows,
        topic=selection.table,
        vintage=here.vintage,
        filters=filter_words(selection, lang),
        about={name: text for name, text in about.items() if text},
        columns=_translated(explore.dictionary(selection), lang),
        sources=sources,
        licences=_licences(here.vintage, sources),
        lang=lang,
    )


def _translated(columns: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    return columns.assign(meaning=[_(meaning, lang) for meaning in columns["meaning"]])


def _licences(vintage: str, sources: pd.DataFrame) -> pd.DataFrame:
    """The licences of the sources; those of indicators come with their names."""
    if "licence_id" in sources:
        return explore.licences(vintage, list(sources["licence_id"].dropna().unique()))
    named = [name for name in ("licence_name", "attribution") if name in sources]
    return sources[named].drop_duplicates().reset_index(drop=True) if named else pd.DataFrame()


def _no_xlsx(here: State, selection: Selection) -> str:
    _everything, matching = held.counts(here.vintage, selection)
    n_rows = held.width(here.vintage, selection).rows if selection.wide else matching
    if n_rows <= EXCEL_ROWS:
        return ""
    return _(
        "XLSX: a sheet holds {most} rows and this table has {n}. Filter it, or take CSV or Parquet.",
        here.lang,
        most=exact(EXCEL_ROWS, "", here.lang),
        n=exact(n_rows, "", here.lang),
    )


def _no_geojson(here: State, selection: Selection) -> str:
    if explore.placed_by(selection) is None:
        return _("GeoJSON: no column of this selection names a place.", here.lang)
    if held.shape_bytes(here.vintage, selection) <= MOST_GEOJSON_BYTES:
        return ""
    return _("GeoJSON: the outlines of so many rows would be too large. Filter the table.", here.lang)


def _whole_database(here: State) -> None:
    path = path_of(here.vintage)
    st.download_button(
        _("Whole database, {size} MB", here.lang, size=exact(round(path.stat().st_size / MEGABYTE), "", here.lang)),
        path.read_bytes,
        file_name=f"port-region-monitor_{path.name}",
        mime="application/vnd.duckdb",
        key="explore_database",
        on_click="ignore",
        help=_("Every table of this vintage in one DuckDB file.", here.lang),
    )
