"""Rows of any declared table as a reader picked them: columns, filters, order, long or wide.

A `Selection` is the question. Its SQL is built from declared names alone; a reader's values are parameters, or
literals where the SQL is to be copied. `tables()` lists what can be asked: every `core_` and `out_` table.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

import duckdb
import pandas as pd
import pyarrow as pa

from warehouse.connection import arrow
from warehouse.errors import ContractError, ParameterError
from warehouse.fields import BOOLEAN, DATE, DOUBLE, INTEGER, Field
from warehouse.tables import TABLES, Table
from warehouse.vintages import path_of

WIDEST: Final = 400
"""Columns a wide table may spread into; beyond that nobody reads it and a spreadsheet crawls."""
MOST_CELLS: Final = 1_000_000
_BEYOND_WHOLE: Final = 2**63
_WORDS: Final = {"true": True, "false": False}
_COMPARED: Final = {"ge": ">=", "le": "<="}
# Where a row's place is told by the first of these columns that it has.
_PLACED_BY: Final = ("entity", "port_id", "region_id", "area_id")

_OUTLINE, _HATCH = "geometry", "hatch"
_POINT: Final = "cast(json_object('type', 'Point', 'coordinates', [lon, lat]) as varchar)"
_PLACES: Final = f"""
  select port_id as place, null as edition, {_POINT} as place_shape from core_port where lat is not null
  union all
  select area_id, null, {_POINT} from core_area where lat is not null
  union all
  select region_id, nuts_version, geometry from core_region_shape
  union all
  select region_id, '', max_by(geometry, nuts_version) from core_region_shape group by region_id"""


@dataclass(frozen=True)
class Condition:
    """A filter on one column; without values it is open and lets every row through.

    Operators: in (one of), has (contains, whatever the case), ge and le (from and to, both included), empty, filled.
    """

    column: str
    operator: str
    values: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the filter still waits for a value."""
        return self.operator not in ("empty", "filled") and not self.values


@dataclass(frozen=True)
class Wide:
    """Each value of the column `spread` becomes a column, filled from the column `value`."""

    spread: str
    value: str


@dataclass(frozen=True)
class Selection:
    """What a reader picked of one table; no columns means all of them, `sort` holds (column, descending)."""

    table: str
    columns: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()
    sort: tuple[tuple[str, bool], ...] = ()
    wide: Wide | None = None

    @property
    def declared(self) -> Table:
        """The declaration of the table; raises ParameterError when there is none."""
        held = tables()
        if self.table not in held:
            raise ParameterError(f"There is no table '{self.table}'. Choose one of: {', '.join(held)}.")
        return held[self.table]

    @property
    def shown(self) -> tuple[str, ...]:
        """The columns a row keeps: those chosen; in a wide table, those that name its rows."""
        if self.wide is None:
            return self.columns or self.declared.columns
        unit = ("unit",) if "unit" in self.declared.columns else ()
        kept = self.columns or tuple(dict.fromkeys((*self.declared.key, *unit)))
        return tuple(column for column in kept if column not in (self.wide.spread, self.wide.value))

    @property
    def filters(self) -> tuple[Condition, ...]:
        """The filters that hold something back."""
        return tuple(condition for condition in self.where if not condition.is_open)


@dataclass(frozen=True)
class Width:
    """What a wide table would be: rows, spread columns with their values, doubled cells, rows with an empty spread."""

    rows: int
    values: tuple[str, ...]
    n_columns: int
    doubled: int
    unspread: int

    @property
    def cells(self) -> int:
        """Cells to fill."""
        return self.rows * self.n_columns

    @property
    def too_large(self) -> bool:
        """Whether it would have more columns or cells than are made."""
        return self.n_columns > WIDEST or self.cells > MOST_CELLS

    @property
    def fits(self) -> bool:
        """Whether it can be made, with one value a cell."""
        return not self.too_large and not self.doubled


@dataclass
class _Values:
    """Turns a reader's values into parameters of a query."""

    held: list[object] = field(default_factory=list)

    def __call__(self, value: object) -> str:
        self.held.append(value)
        return "?"


def tables() -> dict[str, Table]:
    """The tables that can be explored, indicators first, by name."""
    offered = [table for table in TABLES if table.name.startswith(("core_", "out_"))]
    return {table.name: table for table in sorted(offered, key=lambda table: not table.name.startswith("out_"))}


def kind(column: Field) -> str:
    """How a column is filtered: code, text, number, date or boolean."""
    if column.codes:
        return "code"
    return {INTEGER: "number", DOUBLE: "number", DATE: "date", BOOLEAN: "boolean"}.get(column.dtype, "text")


def operators(column: Field) -> tuple[str, ...]:
    """The filters a column takes."""
    own = {"text": ("in", "has"), "number": ("ge", "le", "in"), "date": ("ge", "le", "in")}
    return (*own.get(kind(column), ("in",)), "empty", "filled")


def value_of(column: Field, operator: str, text: str) -> object:
    """A reader's word as a value of the column; raises ParameterError when it is none.

    A date may be cut to its month or year: from its first day, up to its last.
    """
    try:
        if kind(column) == "date":
            return _day(text, last=operator == "le")
        if kind(column) == "boolean":
            return _WORDS[text]
        if kind(column) == "number":
            return _number(text, whole=column.dtype == INTEGER and operator == "in")
    except (ValueError, KeyError) as error:
        raise ParameterError(f"'{text}' is no {kind(column)}.") from error
    if column.codes and operator == "in" and text not in column.codes:
        raise ParameterError(f"'{text}' is none of the codes {', '.join(column.codes)}.")
    return text


def _number(text: str, *, whole: bool) -> float | int:
    number = float(text)
    is_whole = math.isfinite(number) and number == int(number) and abs(number) < _BEYOND_WHOLE
    if not math.isfinite(number) or (whole and not is_whole):
        raise ValueError(text)
    return int(number) if is_whole else number


def _day(text: str, *, last: bool) -> date:
    """The day an ISO date means, or the first or last one of its month or year."""
    parts = [int(part) for part in text.split("-", 2)]
    first = date(*(parts + [1, 1])[:3])
    if len(parts) == 3 or not last:  # noqa: PLR2004 - year, month, day
        return first
    last_month = first.replace(month=12 if len(parts) == 1 else first.month, day=28)
    return (last_month + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def check(selection: Selection) -> None:
    """Raise ParameterError at the first name, operator or value that the table does not take."""
    table = selection.declared
    wide = (selection.wide.spread, selection.wide.value) if selection.wide else ()
    for column in (*selection.columns, *(c.column for c in selection.where), *(c for c, _ in selection.sort), *wide):
        if column not in table.columns:
            raise ParameterError(f"{table.name} has no column '{column}'. It has: {', '.join(table.columns)}.")
    for condition in selection.where:
        declared = table.field(condition.column)
        if condition.operator not in operators(declared):
            raise ParameterError(f"The column {condition.column} takes no filter '{condition.operator}'.")
        for text in condition.values:
            value_of(declared, condition.operator, text)


def rows(vintage: str, selection: Selection, *, limit: int | None = None) -> pa.Table:
    """The rows picked, in their declared types, in the order asked for and then in that of the table's key.

    Raises ParameterError for what the table does not have, and for a wide table that does not fit.
    """
    values = _Values()
    sql = _sql(vintage, selection, values)
    return _arrow(vintage, sql if limit is None else f"{sql}\nlimit {int(limit)}", values.held)


def located(vintage: str, selection: Selection) -> pa.Table:
    """The rows picked with one more column, `place_shape`: the place as GeoJSON geometry in WGS 84, or empty.

    A port or area is a point; a region has the outline of its own NUTS edition, or of the newest one held.
    Raises ParameterError when no column of the selection names a place.
    """
    column = placed_by(selection)
    if column is None:
        raise ParameterError(f"These columns name no place. Keep one of: {', '.join(_PLACED_BY)}.")
    values = _Values()
    picked = f"picked as (\n{_sql(vintage, selection, values)}\n)"
    if column == _OUTLINE:
        kept = ", ".join(name for name in selection.shown if name not in (_OUTLINE, _HATCH))
        return _arrow(vintage, f"with {picked} select {kept}, {_OUTLINE} as place_shape from picked", values.held)
    edition = "coalesce(picked.nuts_version, '')" if "nuts_version" in selection.shown else "''"
    return _arrow(
        vintage,
        f"with place as ({_PLACES}\n), {picked} "
        f"select picked.*, place.place_shape from picked left join place on place.place = picked.{column} "
        f"and (place.edition is null or place.edition = {edition})",
        values.held,
    )


def shape_bytes(vintage: str, selection: Selection) -> int:
    """About how many bytes the places of a selection would take as GeoJSON; 0 when it names none."""
    column = placed_by(selection)
    if column is None:
        return 0
    values = _Values()
    source = f"from {selection.table}{_where(selection, values)}"
    if column == _OUTLINE:
        sql = f"select sum(strlen({_OUTLINE})) as n_bytes {source}"
    else:
        n_rows = f"count(distinct ({', '.join(selection.shown)}))" if selection.wide else "count(*)"
        sql = (
            f"with place as ({_PLACES}\n) select sum(n * weight) as n_bytes from "
            f"(select {column} as place, {n_rows} as n {source} group by all) "
            "join (select place, max(strlen(place_shape)) as weight from place group by place) using (place)"
        )
    return int(_arrow(vintage, sql, values.held)["n_bytes"][0].as_py() or 0)


def placed_by(selection: Selection) -> str | None:
    """The column that says where a row is, if the selection keeps one; an outline of its own before all."""
    outlined = selection.wide is None and _OUTLINE in selection.shown
    return _OUTLINE if outlined else next((column for column in _PLACED_BY if column in selection.shown), None)


def counts(vintage: str, selection: Selection) -> tuple[int, int]:
    """Rows of the whole table, and those that the filters let through."""
    values = _Values()
    table = selection.declared.name
    matching = f"select count(*) from {table}{_where(selection, values)}"
    found = _arrow(vintage, f"select (select count(*) from {table}) as held, ({matching}) as matching", values.held)
    return int(found["held"][0].as_py()), int(found["matching"][0].as_py())


def without_each(vintage: str, selection: Selection) -> dict[str, int]:
    """For each filtered column, how many rows there would be without its filter: which one to loosen."""
    columns = dict.fromkeys(condition.column for condition in selection.filters)
    return {
        column: counts(vintage, replace(selection, where=tuple(c for c in selection.where if c.column != column)))[1]
        for column in columns
    }


def options(vintage: str, table: str, column: str, most: int = 1000) -> list[str]:
    """The different values of a column as text, sorted; empty when there are more than `most`."""
    declared = _declared(table, column)
    found = _arrow(
        vintage,
        f"select distinct cast({column} as varchar) as word from {declared.name} "
        f"where coalesce(cast({column} as varchar), '') <> '' order by word limit {int(most) + 1}",
    )
    return [] if found.num_rows > most else [str(word) for word in found["word"].to_pylist()]


def extent(vintage: str, table: str, column: str) -> tuple[Any, Any]:
    """The least and the greatest value of a column, None where it is empty throughout."""
    declared = _declared(table, column)
    found = _arrow(vintage, f"select min({column}) as least, max({column}) as greatest from {declared.name}")
    return found["least"][0].as_py(), found["greatest"][0].as_py()


def width(vintage: str, selection: Selection) -> Width:
    """What the selection would be as a wide table, counted without making it."""
    wide = selection.wide
    if wide is None:
        raise ParameterError("The selection is not wide: it names no column to spread.")
    check(selection)
    values, again = _Values(), _Values()
    source = f"from {selection.table}{_where(selection, values, f'{wide.spread} is not null')}"
    groups = ", ".join(selection.shown) or "1"
    sizes = _arrow(
        vintage,
        f"with cell as (select {', '.join((*selection.shown, wide.spread))}, count(*) as n {source} group by all) "
        f"select (select count(*) from (select distinct {groups} from cell)) as n_rows, "
        f"(select count(distinct {wide.spread}) from cell) as n_columns, "
        "(select count(*) from cell where n > 1) as doubled",
        values.held,
    ).to_pylist()[0]
    unspread = _arrow(
        vintage,
        f"select count(*) as n from {selection.table}{_where(selection, again, f'{wide.spread} is null')}",
        again.held,
    )
    found: list[str] = _spread_values(vintage, selection) if sizes["n_columns"] <= WIDEST else []
    return Width(sizes["n_rows"], tuple(found), sizes["n_columns"], sizes["doubled"], int(unspread["n"][0].as_py()))


def telling_apart(selection: Selection) -> tuple[str, ...]:
    """The columns of the table's key that a wide selection leaves out: adding them leaves one value a cell."""
    spread = selection.wide.spread if selection.wide else ""
    return tuple(column for column in selection.declared.key if column not in (*selection.shown, spread))


def origins(vintage: str, selection: Selection) -> pd.DataFrame:
    """Who published the rows picked: publisher, dataset, licence_id, n_rows.

    No row for tables that name no source: our own lists, and indicators, whose sources the registry knows.
    """
    held = selection.declared.columns
    if {"publisher", "dataset", "licence_id"} <= set(held):
        columns, source = "t.publisher, t.dataset, t.licence_id", ""
    elif "source_id" in held:
        columns, source = "s.publisher, s.dataset, s.licence_id", " join core_source s on s.source_id = t.source_id"
    elif "licence_id" in held:
        columns, source = (
            "l.attribution as publisher, '' as dataset, t.licence_id",
            (" join core_licence l on l.licence_id = t.licence_id"),
        )
    else:
        return pd.DataFrame(columns=["publisher", "dataset", "licence_id", "n_rows"])
    values = _Values()
    picked = f"(select * from {selection.table}{_where(selection, values)}) t{source}"
    return _frame(
        vintage,
        f"select {columns}, count(*) as n_rows from {picked} group by all order by n_rows desc, publisher, dataset",
        values.held,
    )


def licences(vintage: str, ids: Sequence[str]) -> pd.DataFrame:
    """The licences of the given ids: licence_id, licence_name, attribution, url, note."""
    return _frame(
        vintage,
        "select licence_id, licence_name, attribution, url, note from core_licence "
        "where list_contains(?, licence_id) order by licence_id",
        [list(ids)],
    )


def dictionary(selection: Selection) -> pd.DataFrame:
    """The columns of the table as declared: name, meaning, unit, type, codes, may_be_empty."""
    table = selection.declared
    found = [(name, table.field(name), table.nullable(name)) for name in table.columns]
    return pd.DataFrame(
        [(name, one.meaning, one.unit or "", one.dtype, "; ".join(one.codes), empty) for name, one, empty in found],
        columns=["name", "meaning", "unit", "type", "codes", "may_be_empty"],
    )


def as_sql(vintage: str, selection: Selection) -> str:
    """The selection as SQL that runs in DuckDB on the vintage's file."""
    return _sql(vintage, selection, literal)


def as_python(vintage: str, selection: Selection) -> str:
    """The selection as a Python script; its one argument is the path of the vintage's file."""
    sql = as_sql(vintage, selection).replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return (
        "# pip install duckdb pandas\nimport sys\n\nimport duckdb\n\n"
        f'path = sys.argv[1] if len(sys.argv) > 1 else "{vintage}.duckdb"\n'
        f'rows = duckdb.connect(path, read_only=True).sql("""\n{sql}\n""").df()\nprint(rows)\n'
    )


def as_r(vintage: str, selection: Selection) -> str:
    """The selection as an R script (R 4.0 or newer); its one argument is the path of the vintage's file."""
    sql, dashes = as_sql(vintage, selection), ""
    while f'){dashes}"' in sql:
        dashes += "-"
    return (
        '# install.packages(c("DBI", "duckdb"))\nlibrary(DBI)\n\npaths <- commandArgs(trailingOnly = TRUE)\n'
        f'path <- if (length(paths)) paths[1] else "{vintage}.duckdb"\n'
        "vintage <- dbConnect(duckdb::duckdb(), dbdir = path, read_only = TRUE)\n"
        f'rows <- dbGetQuery(vintage, r"{dashes}(\n{sql}\n){dashes}")\n'
        "print(rows)\ndbDisconnect(vintage, shutdown = TRUE)\n"
    )


def literal(value: object) -> str:
    """A value as SQL text; marks that cannot be seen are written as their numbers, so that code shows what it does."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    text, unseen = str(value), _unseen(str(value))
    if not unseen:
        return _quoted(text)
    pieces = re.split(f"({'|'.join(map(re.escape, unseen))})", text)
    return "(" + " || ".join(_piece(piece) for piece in pieces if piece) + ")"


def _unseen(text: str) -> list[str]:
    return sorted({mark for mark in text if unicodedata.category(mark).startswith(("C", "Z")) and mark != " "})


def _piece(piece: str) -> str:
    return f"chr({ord(piece)})" if _unseen(piece) else _quoted(piece)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _sql(vintage: str, selection: Selection, put: Callable[[object], str]) -> str:
    check(selection)
    return _long(selection, put) if selection.wide is None else _spread(vintage, selection, selection.wide, put)


def _long(selection: Selection, put: Callable[[object], str]) -> str:
    order = [f"{column} desc nulls last" if falling else f"{column} nulls last" for column, falling in selection.sort]
    sorted_by = {column for column, _ in selection.sort}
    order += [column for column in selection.declared.key if column not in sorted_by]
    source = f"from {selection.table}{_where(selection, put)}"
    return f"select {', '.join(selection.shown)}\n{source}\norder by {', '.join(order)}"


def _spread(vintage: str, selection: Selection, wide: Wide, put: Callable[[object], str]) -> str:
    found = width(vintage, selection)
    if not found.fits:
        raise ParameterError(_too_wide(selection, found))
    kept = ", ".join(selection.shown)
    columns = ", ".join((*selection.shown, wide.spread, wide.value))
    order = [f"{column} desc nulls last" if falling else column for column, falling in selection.sort]
    order = [each for each in order if each.split()[0] in selection.shown] + [
        column for column in selection.shown if column not in {name for name, _ in selection.sort}
    ]
    spread = ", ".join(literal(value) if value else "'' as \"(empty)\"" for value in found.values) or "''"
    source = f"select {columns}\nfrom {selection.table}{_where(selection, put, f'{wide.spread} is not null')}"
    return f"pivot (\n{_indented(source)}\n)\non {wide.spread} in ({spread})\nusing max({wide.value})" + (
        f"\ngroup by {kept}\norder by {', '.join(order)}" if kept else ""
    )


def _indented(sql: str) -> str:
    return "\n".join(f"  {line}" for line in sql.splitlines())


def _too_wide(selection: Selection, found: Width) -> str:
    if not found.too_large:
        missing = ", ".join(telling_apart(selection)) or "more columns"
        return f"{found.doubled:,} cells would hold several values. Keep {missing}, or filter to one of each."
    return (
        f"Wide, the table would have {found.n_columns:,} columns and {found.cells:,} cells; at most {WIDEST} columns "
        f"and {MOST_CELLS:,} cells are made. Filter more, or keep it long."
    )


def _spread_values(vintage: str, selection: Selection) -> list[str]:
    wide = selection.wide or Wide("", "")
    values = _Values()
    found = _arrow(
        vintage,
        f"select distinct {wide.spread} as word from {selection.table}"
        f"{_where(selection, values, f'{wide.spread} is not null')} order by word",
        values.held,
    )
    return [str(word) for word in found["word"].cast(pa.string()).to_pylist()]


def _where(selection: Selection, put: Callable[[object], str], more: str = "") -> str:
    table = selection.declared
    said = [_said(table.field(condition.column), condition, put) for condition in selection.filters]
    said += [more] if more else []
    return "\nwhere " + "\n  and ".join(said) if said else ""


def _said(column: Field, condition: Condition, put: Callable[[object], str]) -> str:
    name, operator = condition.column, condition.operator
    if operator in ("empty", "filled"):
        # An empty text, the default of `variant`, is as empty to a reader as no text.
        return f"coalesce(cast({name} as varchar), '') {'=' if operator == 'empty' else '<>'} ''"
    values = [put(value_of(column, operator, text)) for text in condition.values]
    if operator == "in":
        return f"{name} in ({', '.join(values)})"
    if operator == "has":
        return f"contains(lower({name}), lower({values[0]}))"
    return f"{name} {_COMPARED[operator]} {values[0]}"


def _declared(table: str, column: str) -> Table:
    check(Selection(table, (column,)))
    return Selection(table).declared


def _arrow(vintage: str, sql: str, parameters: Sequence[object] = ()) -> pa.Table:
    try:
        return arrow(path_of(vintage), sql, list(parameters))
    except duckdb.CatalogException as error:
        raise ContractError(
            f"The vintage {vintage} does not hold what was asked ({str(error).splitlines()[0]}). "
            "Choose a newer vintage."
        ) from error


def _frame(vintage: str, sql: str, parameters: Sequence[object] = ()) -> pd.DataFrame:
    found: pd.DataFrame = _arrow(vintage, sql, parameters).to_pandas()
    return found
