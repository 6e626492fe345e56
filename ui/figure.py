"""A figure as every page shows it: heading, drawing, notes, table twin with its download, source line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any, Literal

import pandas as pd
import streamlit as st
from pandas.api.types import is_numeric_dtype

from charts.chart import Chart, Key
from exports.tables import Export, csv
from language import Lang, _, plural
from language.formats import exact, unit_label
from ui import words
from ui.state import State
from ui.words import Caption

OnSelect = Literal["ignore", "rerun"] | Callable[[], None]
HTML_ROWS = 300
"""Longer tables are drawn by the virtual grid: a thousand rows of HTML slow a phone down."""
PLOTLY_CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "modeBarButtons": [["toImage"]],
    "scrollZoom": False,
    "showTips": False,
}


def figure(
    chart: Chart,
    caption: Caption,
    here: State,
    key: str,
    *,
    height: int | None = None,
    on_select: OnSelect = "ignore",
) -> Any:  # noqa: ANN401 - what streamlit hands back for a selection
    """Draws a chart or map with everything that belongs to it; returns the reader's selection, if asked for.

    ``height`` is the map's height in pixels; a plotly figure brings its own.
    """
    with st.container(key=f"prm_figure_{key}"):
        _heading(chart)
        selection = _drawing(chart, key, height or 480, on_select)
        _legend_and_notes(chart)
        with st.expander(_table_label(chart.table, here.lang), key=f"prm_twin_{key}"):
            _table_and_download(chart.table, here, key, chart.units, chart.headers, chart.file_stem, chart.title)
        words.source_line(caption, here, chart.title)
    return selection


def table(
    frame: pd.DataFrame,
    here: State,
    *,
    key: str,
    title: str,
    caption: Caption | None = None,
    units: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    file_stem: str = "table",
) -> None:
    """Draws a table that screen readers can read and everybody can download, with its source line."""
    with st.container(key=f"prm_table_{key}"):
        _table_and_download(frame, here, key, units or {}, headers or {}, file_stem, title)
        if caption:
            words.source_line(caption, here, title)


def csv_bytes(frame: pd.DataFrame, topic: str = "table", vintage: str = "") -> bytes:
    """The table as CSV in UTF-8, raw values under their column names, nothing in it a spreadsheet would run."""
    return csv(Export(frame, topic, vintage))


def html_table(
    frame: pd.DataFrame, lang: Lang, title: str, units: Mapping[str, str], headers: Mapping[str, str]
) -> str:
    """The table as HTML: figures exact in the reader's language, units in the heads, empty cells said."""
    numeric = [bool(is_numeric_dtype(frame[column])) for column in frame.columns]
    heads = "".join(
        f'<th scope="col"{_side(is_figure)}>{escape(_head(column, lang, units, headers))}</th>'
        for column, is_figure in zip(frame.columns, numeric, strict=True)
    )
    columns = [_cells(frame[column], is_figure, lang) for column, is_figure in zip(frame.columns, numeric, strict=True)]
    rows = "".join(f"<tr>{''.join(cells)}</tr>" for cells in zip(*columns, strict=True))
    return (
        f'<div class="prm-table" role="region" tabindex="0" aria-label="{escape(title)}"><table>'
        f"<caption>{escape(title)}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _heading(chart: Chart) -> None:
    st.html(
        f'<h3 class="prm-figure-title">{escape(chart.title)}</h3>'
        f'<p class="prm-figure-subtitle">{escape(chart.subtitle)}</p>'
    )


def _drawing(chart: Chart, key: str, height: int, on_select: OnSelect) -> Any:  # noqa: ANN401
    if chart.is_map:
        return st.pydeck_chart(chart.figure, height=height, on_select=on_select, key=key, alt=chart.alt)
    return st.plotly_chart(chart.figure, theme=None, config=PLOTLY_CONFIG, on_select=on_select, key=key, alt=chart.alt)


def _legend_and_notes(chart: Chart) -> None:
    keys = "".join(_legend_key(key) for key in chart.legend)
    legend = f'<ul class="prm-legend">{keys}</ul>' if keys else ""
    notes = "".join(f'<p class="prm-note">{escape(note)}</p>' for note in chart.notes)
    if legend or notes:
        st.html(legend + notes)


def _legend_key(key: Key) -> str:
    return (
        f'<li><span class="prm-key prm-key-{key.shape}" style="color:{escape(key.colour)}"></span>'
        f"{escape(key.label)}</li>"
    )


def _table_label(frame: pd.DataFrame, lang: Lang) -> str:
    return plural("Table and download, {n} row", "Table and download, {n} rows", len(frame), lang)


def _table_and_download(
    frame: pd.DataFrame,
    here: State,
    key: str,
    units: Mapping[str, str],
    headers: Mapping[str, str],
    file_stem: str,
    title: str,
) -> None:
    if len(frame) <= HTML_ROWS:
        st.html(html_table(frame, here.lang, title, units, headers))
    else:
        shown = {column: _head(column, here.lang, units, headers) for column in frame.columns}
        st.dataframe(frame, hide_index=True, column_config=shown, key=f"grid_{key}", alt=title)
    st.download_button(
        _("Download as CSV", here.lang),
        lambda: csv_bytes(frame),
        file_name=f"{file_stem}_{here.vintage}.csv",
        mime="text/csv",
        key=f"csv_{key}",
        on_click="ignore",
    )


def _head(column: str, lang: Lang, units: Mapping[str, str], headers: Mapping[str, str]) -> str:
    name = headers.get(column, str(column))
    unit = unit_label(units[column], lang) if units.get(column) else ""
    return f"{name} ({unit})" if unit and unit != name else name


def _cells(column: pd.Series[Any], is_figure: bool, lang: Lang) -> Sequence[str]:
    if not is_figure:
        return [f"<td>{'' if pd.isna(value) else escape(str(value))}</td>" for value in column]
    years = _are_years(column)
    return [
        f"<td{_side(True)}>{value:.0f}</td>" if years else f"<td{_side(True)}>{escape(exact(value, '', lang))}</td>"
        for value in column.astype(object)
    ]


def _are_years(column: pd.Series[Any]) -> bool:
    """Years are names, not amounts: 2024, never 2,024."""
    return str(column.name).lower() in {"year", "first_year", "last_year"} and bool(column.notna().all())


def _side(is_figure: bool) -> str:
    return ' class="prm-figure-cell"' if is_figure else ""
