"""The load contract: a frame enters a declared table only if it keeps the declaration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa

from warehouse import fields
from warehouse.connection import Staging
from warehouse.errors import ContractError
from warehouse.tables import ENTITY_VIEW, TABLES, Foreign, Table

_PANDAS: dict[str, Any] = {
    fields.TEXT: "string",
    fields.INTEGER: "Int64",
    fields.DOUBLE: "float64",
    fields.BOOLEAN: "boolean",
    fields.DATE: "datetime64[s]",
}
_BOOLEANS = {"true": True, "false": False}


def create_tables(staging: Staging) -> None:
    """Create every declared table, with its types, its empty-value rules and its keys, and the entity view."""
    staging.run(";\n".join([*(_ddl(table) for table in TABLES), ENTITY_VIEW]))
    staging.insert("meta_field", field_dictionary())


def _ddl(table: Table) -> str:
    lines = [f'"{c}" {table.field(c).dtype}{"" if table.nullable(c) else " not null"}' for c in table.columns]
    # Indexes would triple the file and the build time: keys are checked once, after loading.
    return f"create table {table.name} ({', '.join(lines)})"


def field_dictionary() -> pd.DataFrame:
    """One row a column of every declared table: type, unit, meaning, nullability, codes."""
    rows = [
        {
            "table_name": table.name,
            "column_name": column,
            "dtype": table.field(column).dtype,
            "field_unit": table.field(column).unit,
            "meaning": table.field(column).meaning,
            "is_nullable": table.nullable(column),
            "codes": ";".join(table.field(column).codes) or None,
        }
        for table in TABLES
        for column in table.columns
    ]
    return pd.DataFrame(rows)


def typed(raw: pd.DataFrame, table: Table, where: str) -> pd.DataFrame:
    """The text frame in the table's types.

    Raises ContractError naming file, line and column when the header differs or a cell has another type.
    """
    if tuple(raw.columns) != table.columns:
        raise ContractError(_header_sentence(tuple(raw.columns), table, where))
    return pd.DataFrame(
        {column: _cast(raw[column], table.field(column).dtype, column, where) for column in table.columns}
    )


def conformed(rows: pd.DataFrame, table: Table, where: str, defaults: Mapping[str, object]) -> pd.DataFrame:
    """Rows made by a program in the table's columns, order and types; what is absent takes its default, else is empty.

    Raises ContractError for a column that the table does not declare, a value of another type or outside its codes.
    """
    extra = [column for column in rows.columns if column not in table.columns]
    if extra:
        raise ContractError(
            f"{where} gives {table.name} the column {', '.join(extra)}, which is not declared. "
            "Correct the source's `harmonise` or declare the column in warehouse/tables/."
        )
    made = pd.DataFrame(
        {column: _column(rows, column, table.field(column).dtype, where, defaults) for column in table.columns},
        index=pd.RangeIndex(len(rows)),
    )
    check_cells(made, table, where)
    return made


def _column(rows: pd.DataFrame, column: str, dtype: str, where: str, defaults: Mapping[str, object]) -> pd.Series:
    if column not in rows.columns:
        filled: pd.Series = pd.Series(defaults.get(column), pd.RangeIndex(len(rows)), _PANDAS[dtype], column)
        return filled
    given: pd.Series = rows[column].reset_index(drop=True)
    if isinstance(given.dtype, pd.CategoricalDtype) and dtype == fields.TEXT:
        return given
    if pd.api.types.is_string_dtype(given.dtype) or given.dtype == object:
        return _cast(given, dtype, column, where) if dtype != fields.BOOLEAN else given.astype("boolean")
    return given.astype(_PANDAS[dtype])


def check_cells(frame: pd.DataFrame, table: Table, where: str) -> None:
    """Raise ContractError for an empty cell that must not be or a code outside its list; keys are left to SQL.

    The words of a categorical column are judged once each: a live release may have a million rows.
    """
    for column in table.columns:
        series, codes = frame[column], table.field(column).codes
        if not table.nullable(column) and series.isna().any():
            raise ContractError(f"{where}: {column} of {table.name} is empty in row {int(series.isna().argmax()) + 1}.")
        words = series.cat.categories if isinstance(series.dtype, pd.CategoricalDtype) else series.dropna().unique()
        unknown = sorted(set(words) - set(codes)) if codes else []
        if unknown:
            raise ContractError(
                f"{where}: {column} of {table.name} holds '{unknown[0]}', which is not in its code list. "
                "Map it in the source's module or add it to warehouse/fields.py."
            )


def _header_sentence(found: tuple[str, ...], table: Table, where: str) -> str:
    missing = [column for column in table.columns if column not in found]
    extra = [column for column in found if column not in table.columns]
    detail = f"missing: {', '.join(missing) or 'none'}; not declared: {', '.join(extra) or 'none'}"
    if not missing and not extra:
        detail = "the columns stand in another order"
    return (
        f"{where} does not have the columns of {table.name} ({detail}). Compare its first line with warehouse/tables/."
    )


def _cast(column: pd.Series, dtype: str, name: str, where: str) -> pd.Series:
    if dtype == fields.TEXT:
        return column.astype("string")
    cast: pd.Series
    if dtype == fields.BOOLEAN:
        cast = column.map(_BOOLEANS).astype("boolean")
    elif dtype == fields.DATE:
        cast = pd.to_datetime(column, format="%Y-%m-%d", errors="coerce").astype("datetime64[s]")
    else:
        cast = pd.to_numeric(column, errors="coerce").astype("float64").replace([np.inf, -np.inf], np.nan)
    wrong = cast.isna() & column.notna()
    if dtype == fields.INTEGER:
        wrong |= cast.notna() & (cast % 1 != 0)
    if wrong.any():
        line = int(wrong.to_numpy().argmax()) + 2
        raise ContractError(
            f"{where}, line {line}, column {name}: '{column[wrong].iloc[0]}' is not a {dtype.lower()} value. "
            "Correct the cell or leave it empty if the value is not known."
        )
    exact: pd.Series = cast.astype(_PANDAS[dtype])
    return exact


def schema(table: Table) -> pa.DataFrameSchema:
    """The table's declaration as a pandera schema: nullability, code lists, unique key."""
    columns = {
        column: pa.Column(
            nullable=table.nullable(column),
            checks=[pa.Check.isin(table.field(column).codes)] if table.field(column).codes else [],
        )
        for column in table.columns
    }
    return pa.DataFrameSchema(columns, unique=list(table.key), strict=True)


def check(frame: pd.DataFrame, table: Table, where: str) -> None:
    """Raise ContractError for the first breach of the declaration, naming file, line, column and value."""
    if frame.empty:
        return
    try:
        schema(table).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        raise ContractError(_breach_sentence(error.failure_cases, table, where)) from error


def _breach_sentence(cases: pd.DataFrame, table: Table, where: str) -> str:
    case = cases.iloc[0]
    line = "" if pd.isna(case["index"]) else f", line {int(case['index']) + 2}"
    if str(case["check"]) == "multiple_fields_uniqueness":
        rule = f"the key ({', '.join(table.key)}) stands there twice"
    elif str(case["check"]) == "not_nullable":
        rule = f"{case['column']} is empty and must not be"
    else:
        rule = f"{case['column']} holds '{case['failure_case']}', which is not in its code list"
    more = f" ({len(cases)} breaches in all)" if len(cases) > 1 else ""
    return f"{where}{line}: {rule}{more}. Correct the file; its columns are explained in warehouse/fields.py."


def check_links(staging: Staging, tables: Iterable[Table]) -> None:
    """Raise ContractError for a foreign key that points nowhere, naming table, columns and value."""
    for table in tables:
        for foreign in table.foreign:
            orphan = staging.frame(_orphan_sql(table, foreign))
            if not orphan.empty:
                value = ", ".join(str(cell) for cell in orphan.iloc[0])
                raise ContractError(
                    f"{table.name} points to {foreign.table} with {', '.join(foreign.columns)} = {value}, "
                    "which is not there. "
                    f"Add it to {foreign.table.removeprefix('core_')}.csv or correct {table.reference}.csv."
                )


def _orphan_sql(table: Table, foreign: Foreign) -> str:
    columns = ", ".join(f"t.{column}" for column in foreign.columns)
    held = " and ".join(
        f"f.{target} = t.{column}" for column, target in zip(foreign.columns, foreign.target, strict=True)
    )
    given = " and ".join(f"t.{column} is not null" for column in foreign.columns)
    return (
        f"select distinct {columns} from {table.name} t where {given} "
        f"and not exists (select 1 from {foreign.table} f where {held}) limit 1"
    )


def check_keys(staging: Staging, tables: Iterable[Table]) -> None:
    """Raise ContractError for a key that stands twice in a table that was computed rather than read."""
    for table in tables:
        key = ", ".join(table.key)
        twice = staging.frame(
            f"select {key}, count(*) as n from {table.name} group by {key} having count(*) > 1 limit 1"
        )
        if not twice.empty:
            raise ContractError(
                f"{table.name} holds the key {tuple(twice.iloc[0])[:-1]} twice: the rule that makes it is wrong."
            )
