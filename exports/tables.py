"""Tables as CSV, XLSX, Parquet and GeoJSON, with what a reader must know about them beside the figures."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet
import xlsxturbo

from language import N_, Lang, _

EXCEL_ROWS: Final = 1_048_575
"""Rows a sheet holds below its header."""
EXCEL_COLUMNS: Final = 16_384
MOST_GEOJSON_BYTES: Final = 150_000_000
SHAPE: Final = "place_shape"
"""The column of GeoJSON geometries that `geojson` reads."""

APOSTROPHE: Final = N_(
    "In CSV and XLSX, a text that a spreadsheet would run as a formula has an apostrophe in front; numbers have none. "
    "Parquet and GeoJSON hold every text as it is."
)
CUT: Final = N_("A sheet's cell holds 32,767 characters: longer texts are cut in XLSX and whole in the other formats.")

_CELL_UNITS: Final = 32_767
_NAME_CHARACTERS: Final = 120
_FIRST_EXCEL_DAY: Final = date(1900, 3, 1)
_WIDTHS: Final[dict[str, Any]] = {
    "Metadata": {"column_widths": {0: 24, 1: 90}},
    "Filters": {"column_widths": {0: 24, 1: 60}},
}
# What a spreadsheet runs when a cell begins with it; a plain number such as -3.5 is left alone.
_RUNS: Final = r"^[=+\-@\t\r\n＝＋－＠]"
_NUMBER: Final = r"^[+-]?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?$"
# Characters that XML cannot carry.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class TooLargeError(ValueError):
    """The table is larger than the format can hold."""


@dataclass(frozen=True)
class Export:
    """A table to be handed out: rows, topic, filters, vintage, columns, sources and licences.

    `filters` and `about` are shown as name and value; `columns` (name, meaning, unit, type, codes), `sources` and
    `licences` are frames with one row each. Rows come as an Arrow table, which keeps whole numbers and dates as they
    are, or as a frame.
    """

    rows: pa.Table | pd.DataFrame
    topic: str
    vintage: str
    filters: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)
    columns: pd.DataFrame = field(default_factory=pd.DataFrame)
    sources: pd.DataFrame = field(default_factory=pd.DataFrame)
    licences: pd.DataFrame = field(default_factory=pd.DataFrame)
    lang: Lang = "en"

    @cached_property
    def table(self) -> pa.Table:
        """The rows as an Arrow table."""
        return self.rows if isinstance(self.rows, pa.Table) else _from_frame(self.rows)

    def file_name(self, ending: str) -> str:
        """The file's name with that ending: topic, filters and vintage."""
        return file_name(self.topic, self.filters, self.vintage, ending)


def file_name(topic: str, filters: Mapping[str, str], vintage: str, ending: str) -> str:
    """Topic, filters, vintage in lower case without spaces: `out_indicator_entity-frcqf_2026-11-21-1a2b3c4d.csv`."""
    parts = [topic, *(f"{name}-{value}" for name, value in filters.items() if value)]
    stem = "_".join(_plain(part) for part in parts)[:_NAME_CHARACTERS].rstrip("-_")
    return f"{stem}_{_plain(vintage)}.{ending}"


def _plain(text: str) -> str:
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9_]+", "-", ascii_text.lower()).strip("-")


def _from_frame(rows: pd.DataFrame) -> pa.Table:
    """The frame with whole days as dates and columns of mixed kinds as text."""
    named = rows.set_axis([str(name) for name in rows.columns], axis=1)
    table = pa.table({name: _from_series(column) for name, column in named.items()})
    return table if rows.shape[1] else pa.table({})


def _from_series(column: pd.Series) -> pa.Array:
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(column.cat.categories.dtype)
    try:
        array = pa.array(column, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        array = pa.array(column.map(str, na_action="ignore"), type=pa.string(), from_pandas=True)
    array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    if not pa.types.is_timestamp(array.type):
        return array
    try:
        return array.cast(pa.date32())
    except pa.ArrowInvalid:  # a time of day would be lost
        return array


def neutralised(table: pa.Table) -> pa.Table:
    """The table with an apostrophe before every text, heads too, that a spreadsheet would run; numbers stay numbers."""
    safe = _by_word(table, _safe_words)
    return safe.rename_columns(_safe_words(pa.array(table.column_names, pa.string())).to_pylist())


def _by_word(table: pa.Table, change: Callable[[pa.Array], pa.Array]) -> pa.Table:
    """The table with its texts changed. Few different words stand in many cells: each word is looked at once."""
    columns = []
    for column in table.columns:
        if not _is_text(column.type):
            columns.append(column)
            continue
        coded = column.cast(pa.string()).combine_chunks().dictionary_encode()
        words = change(coded.dictionary)
        columns.append(column if words is coded.dictionary else words.take(coded.indices))
    return pa.table(columns, names=table.column_names)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _safe_words(words: pa.Array) -> pa.Array:
    runs = pc.match_substring_regex(words, _RUNS)
    if not pc.any(runs).as_py():
        return words
    runs = pc.and_not(runs, pc.match_substring_regex(words, _NUMBER))
    return pc.if_else(runs, pc.binary_join_element_wise("'", words, ""), words)


def csv(export: Export) -> bytes:
    """One header line and tidy rows, UTF-8, ISO dates, full precision, empty where not known."""
    out = io.BytesIO()
    pyarrow.csv.write_csv(neutralised(export.table), out)
    return out.getvalue()


def sidecar(export: Export) -> bytes:
    """The metadata beside a CSV as JSON: topic, vintage, rows, filters, about, columns, sources, licences."""
    declared = {str(row["name"]): row for row in _records(export.columns)}
    content = {
        "topic": export.topic,
        "file": export.file_name("csv"),
        "vintage": export.vintage,
        "rows": export.table.num_rows,
        "filters": dict(export.filters),
        "about": {**export.about, "apostrophe": _(APOSTROPHE, export.lang)},
        "columns": [declared.get(name, {"name": name}) for name in export.table.column_names if name != SHAPE],
        "sources": _records(export.sources),
        "licences": _records(export.licences),
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def _records(rows: pd.DataFrame) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(rows.to_json(orient="records", date_format="iso"))
    return found


def parquet(export: Export) -> bytes:
    """The rows in their types; the metadata stand as JSON under the key `port_region_monitor` of the file."""
    table = export.table
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), b"port_region_monitor": sidecar(export)})
    out = io.BytesIO()
    pyarrow.parquet.write_table(table, out, compression="zstd")
    return out.getvalue()


def xlsx(export: Export) -> bytes:
    """A workbook with the sheets Data, Filters, Metadata, Sources and Licence.

    Raises TooLargeError above the 1,048,575 rows or 16,384 columns that a sheet can hold.
    """
    if export.table.num_rows > EXCEL_ROWS or export.table.num_columns > EXCEL_COLUMNS:
        raise TooLargeError(
            f"A sheet holds {EXCEL_ROWS:,} rows of {EXCEL_COLUMNS:,} columns; this table has "
            f"{export.table.num_rows:,} of {export.table.num_columns:,}. Filter it, or take CSV or Parquet."
        )
    sheets = {
        "Data": export.table,
        "Filters": _from_frame(_pairs(export.filters)),
        "Metadata": _from_frame(_metadata(export)),
        "Sources": _from_frame(export.sources),
        "Licence": _from_frame(export.licences),
    }
    out = io.BytesIO()
    prepared = [(_for_a_sheet(rows), name, _WIDTHS.get(name, {})) for name, rows in sheets.items()]
    # Row by row, without a list of shared words: a third faster, and the memory of one row.
    xlsxturbo.dfs_to_xlsx(prepared, out, freeze_panes=True, header_format={"bold": True}, constant_memory=True)
    return out.getvalue()


def _pairs(content: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame(list(content.items()), columns=["name", "value"], dtype=object)


def _metadata(export: Export) -> pd.DataFrame:
    """What stands about the table, then its columns."""
    about = {
        "topic": export.topic,
        "vintage": export.vintage,
        "rows": str(export.table.num_rows),
        **export.about,
        "apostrophe": _(APOSTROPHE, export.lang),
        "long texts": _(CUT, export.lang),
    }
    if export.columns.empty:
        return _pairs(about)
    shown = export.columns[export.columns["name"].isin(export.table.column_names)]
    return pd.concat([_pairs(about), shown.rename(columns={"meaning": "value"})], ignore_index=True)


def _for_a_sheet(table: pa.Table) -> pd.DataFrame:
    """The rows as a sheet takes them: text that runs nothing and fits a cell, numbers finite or absent."""
    writable = _by_word(table, _writable_words)
    heads = [_writable(name) for name in writable.column_names]
    finite = pa.table([_for_cells(column) for column in writable.columns], names=heads)
    # Categories are written twice as fast as strings, and many times as fast as pandas' own string type.
    frame: pd.DataFrame = neutralised(finite).to_pandas(strings_to_categorical=True, date_as_object=True)
    return frame


def _for_cells(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_floating(column.type):
        return pc.if_else(pc.is_finite(column), column, pa.scalar(None, column.type))
    least = pc.min(column).as_py() if pa.types.is_date(column.type) else None
    return column.cast(pa.string()) if least is not None and least < _FIRST_EXCEL_DAY else column


def _writable_words(words: pa.Array) -> pa.Array:
    fit = [_writable(word) for word in words.to_pylist()]
    return pa.array(fit, pa.string())


def _writable(text: str) -> str:
    """The text without what XML cannot carry and, with an apostrophe to come, short enough for a cell."""
    text = _UNWRITABLE.sub("\ufffd", text)
    if len(text) < _CELL_UNITS // 2:
        return text
    return text.encode("utf-16-le")[: 2 * (_CELL_UNITS - 1)].decode("utf-16-le", "ignore")


def geojson(export: Export) -> bytes:
    """The rows as features in WGS 84; their places stand as GeoJSON geometries in the column `place_shape`.

    Rows without a known place keep a null geometry, so that nothing is lost. Raises TooLargeError beyond 150 MB.
    """
    table = export.table
    shapes = table[SHAPE].cast(pa.string())
    if (pc.sum(pc.binary_length(shapes)).as_py() or 0) > MOST_GEOJSON_BYTES:
        raise TooLargeError("The outlines would make a file above 150 MB. Filter the table, or make it wide.")
    head = json.dumps({"type": "FeatureCollection", "metadata": json.loads(sidecar(export))}, ensure_ascii=False)
    features = ",\n".join(_features(table.drop_columns([SHAPE]), shapes))
    return f'{head[:-1]}, "features": [\n{features}\n]}}'.encode()


def _features(table: pa.Table, shapes: pa.ChunkedArray) -> list[str]:
    """One GeoJSON feature a row, put together column by column."""
    parts: list[pa.ChunkedArray | str] = ['{"type": "Feature", "geometry": ', pc.fill_null(shapes, "null")]
    parts.append(', "properties": {')
    for place, (name, column) in enumerate(zip(table.column_names, table.columns, strict=True)):
        parts += [f"{', ' if place else ''}{json.dumps(name, ensure_ascii=False)}: ", _as_json(column)]
    found: list[str] = pc.binary_join_element_wise(*parts, "}}", "").to_pylist()
    return found


def _as_json(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Each cell as JSON text; dates in ISO 8601, null for what is absent or not finite."""
    if pa.types.is_floating(column.type):
        column = pc.if_else(pc.is_finite(column), column, pa.scalar(None, column.type))
    bare = pa.types.is_floating(column.type) or pa.types.is_integer(column.type) or pa.types.is_boolean(column.type)
    texts = column.cast(pa.string())
    return pc.fill_null(texts if bare else _by_word(pa.table({"": texts}), _json_words)[""], "null")


def _json_words(words: pa.Array) -> pa.Array:
    return pa.array([json.dumps(word, ensure_ascii=False) for word in words.to_pylist()], pa.string())
