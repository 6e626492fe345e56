"""Opening DuckDB files, and turning its refusals into sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from warehouse.errors import ContractError, NoWarehouseError, SchemaVersionError, StorageError
from warehouse.tables import SCHEMA_VERSION

# What DuckDB raises when the disk fails it, while writing and while reading: a full disk surfaces in each of them.
_DISK_ERRORS = (
    duckdb.IOException,
    duckdb.TransactionException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.OutOfMemoryException,
)
_EMPTY = {"f": np.nan, "M": np.datetime64("NaT")}
# What holds whole numbers and truths beside empty cells; numbers with a point have their own.
_GAPS = {
    pa.bool_(): pd.BooleanDtype(),
    pa.int16(): pd.Int16Dtype(),
    pa.int32(): pd.Int32Dtype(),
    pa.int64(): pd.Int64Dtype(),
}
_DAMAGE_ERRORS = (*_DISK_ERRORS, duckdb.SerializationException)


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Raise `StorageError` in place of the disk's own refusals while writing `path`."""
    try:
        yield
    except OSError as error:
        raise StorageError(_disk_sentence(path, error.strerror or str(error))) from error
    except _DISK_ERRORS as error:
        raise StorageError(_disk_sentence(path, str(error).splitlines()[0])) from error


def _disk_sentence(path: Path, cause: str) -> str:
    return (
        f"Writing to {path.parent} failed ({cause}). Free some space, make the folder writable or point PRM_DATA to "
        "another disk, then build again; what was already published is untouched."
    )


@lru_cache(maxsize=16)
def _open(path: Path, modified_ns: int) -> duckdb.DuckDBPyConnection:
    """One read-only connection a vintage file; a file replaced under the same name is opened anew."""
    del modified_ns
    try:
        # Sessions bring the threads: each read runs in its caller's, and a short one is faster without a second.
        connection = duckdb.connect(str(path), read_only=True, config={"threads": "1"})
    except duckdb.Error as error:
        raise _damaged(path, error) from error
    found = _schema_version(connection, path)
    if found != SCHEMA_VERSION:
        raise SchemaVersionError(
            f"The vintage {path.stem} was written with schema version {found}; this program reads "
            f"version {SCHEMA_VERSION}. "
            "Run `python -m etl build` for a new vintage, or open the old one with the version that wrote it."
        )
    return connection


def _schema_version(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    try:
        rows = connection.execute("select schema_version from meta_vintage").fetchall()
    except duckdb.Error as error:
        raise NoWarehouseError(
            f"The file {path.name} is no vintage of this product. Delete it and run `python -m etl build`."
        ) from error
    return int(rows[0][0]) if rows else -1


def _damaged(path: Path, error: duckdb.Error) -> NoWarehouseError:
    return NoWarehouseError(
        f"The vintage file {path.name} cannot be read ({str(error).splitlines()[0]}). "
        "Delete it and run `python -m etl build`."
    )


def _held(path: Path) -> duckdb.DuckDBPyConnection:
    """The open connection of a vintage file."""
    try:
        modified = path.stat().st_mtime_ns
    except FileNotFoundError as error:
        raise NoWarehouseError(
            f"The vintage {path.stem} is no longer in {path.parent}. Run `python -m etl build` to make it again."
        ) from error
    return _open(path, modified)


def arrow(path: Path, sql: str, parameters: list[object] | None = None) -> pa.Table:
    """Rows of a query as an Arrow table: whole numbers stay whole beside empty cells. Raises as `frame` does."""
    connection = _held(path)
    try:
        return connection.cursor().sql(sql, params=parameters or []).to_arrow_table()
    except _DAMAGE_ERRORS as error:
        raise _damaged(path, error) from error


def frame(path: Path, sql: str, parameters: list[object] | dict[str, object] | None = None) -> pd.DataFrame:
    """Rows of a query against one vintage file, read-only.

    Raises NoWarehouseError when the file is gone or damaged, SchemaVersionError when it is of another schema.
    """
    connection = _held(path)
    try:
        return frame_of(connection.cursor().execute(sql, parameters or []).fetchnumpy())
    except _DAMAGE_ERRORS as error:
        raise _damaged(path, error) from error


def frame_over(older: Path, newer: Path, sql: str, parameters: dict[str, object] | None = None) -> pd.DataFrame:
    """Rows of a query over two vintages, whose tables stand under `older.` and `newer.`. Raises as `frame` does."""
    for path in (older, newer):
        _held(path)  # refuses a damaged file and another schema with the house's sentence
    try:
        with duckdb.connect(config={"threads": "2"}) as connection:
            for name, path in (("older", older), ("newer", newer)):
                connection.execute(f"attach '{str(path).replace(chr(39), chr(39) * 2)}' as {name} (read_only)")
            return frame_of(connection.execute(sql, parameters or {}).fetchnumpy())
    except _DAMAGE_ERRORS as error:
        raise _damaged(newer, error) from error


def frame_of(columns: Mapping[str, Any]) -> pd.DataFrame:
    """What DuckDB's own `.df()` gives; setting the empty cells here, by array, saves a fifth of a short read."""
    return pd.DataFrame({name: _with_gaps(column) for name, column in columns.items()})


def _with_gaps(column: Any) -> Any:  # noqa: ANN401 - an array of numpy's or of pandas'
    if not isinstance(column, np.ma.MaskedArray):
        return column
    kind, mask = column.dtype.kind, np.ma.getmaskarray(column)
    if kind == "b":
        return pd.arrays.BooleanArray(column.data, mask)
    if kind in "iu":
        return pd.arrays.IntegerArray(column.data, mask)
    held = column.data.copy()
    held[mask] = _EMPTY.get(kind)
    return held


def frame_from(rows: pa.Table) -> pd.DataFrame:
    """The frame that `frame_of` gives, for many rows: text stays in Arrow's columns, a fifth of the time.

    One difference: a column of text without any is text too, and its empty cells NaN.
    """
    kinds = {field.name: _kind(field.type) for field in rows.schema}
    held = rows.cast(pa.schema(kinds.items()))
    frame: pd.DataFrame = held.to_pandas()
    for name, kind in kinds.items():
        if kind in _GAPS and held[name].null_count:
            frame[name] = held[name].to_pandas(types_mapper=_GAPS.get)
    return frame


def _kind(kind: pa.DataType) -> pa.DataType:
    """What a frame can hold without turning each cell into an object."""
    if pa.types.is_decimal(kind):
        return pa.float64()
    return pa.timestamp("us") if pa.types.is_date(kind) else kind


class Staging:
    """A vintage in the making: the only place where the warehouse is written."""

    def __init__(self, path: Path) -> None:
        """Create the file; raises StorageError when the disk refuses."""
        self.path = path
        with storage_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = duckdb.connect(str(path), config={"threads": "2", "preserve_insertion_order": "true"})
            # A bar on standard output would stand among the lines of the command.
            self._connection.execute("set enable_progress_bar = false")

    def run(self, sql: str) -> None:
        """Execute one statement or several."""
        with storage_errors(self.path):
            self._connection.execute(sql)

    def frame(self, sql: str) -> pd.DataFrame:
        """Rows of a query as a frame."""
        with storage_errors(self.path):
            return frame_of(self._connection.execute(sql).fetchnumpy())

    def many(self, sql: str) -> pd.DataFrame:
        """The same for a query of many rows."""
        with storage_errors(self.path):
            return frame_from(self._connection.sql(sql).to_arrow_table())

    def value(self, sql: str) -> object:
        """The first value of the first row, or None."""
        with storage_errors(self.path):
            rows = self._connection.execute(sql).fetchall()
        return rows[0][0] if rows else None

    def insert(self, table: str, rows: pd.DataFrame) -> None:
        """Append the frame's columns, by name, to a declared table; raises ContractError on a broken declaration."""
        if rows.empty:
            return
        self._connection.register("incoming", rows)
        names = ", ".join(f'"{column}"' for column in rows.columns)
        try:
            with storage_errors(self.path):
                self._connection.execute(f"insert into {table} ({names}) select {names} from incoming")
        except duckdb.ConstraintException as error:
            raise ContractError(f"{table} does not keep its declaration: {str(error).splitlines()[0]}") from error
        finally:
            self._forget()

    def _forget(self) -> None:
        """Let go of the frame; a transaction that has failed does it by its rollback."""
        with suppress(duckdb.TransactionException):
            self._connection.unregister("incoming")

    def delete_keys(self, table: str, key: tuple[str, ...], rows: pd.DataFrame) -> None:
        """Remove the table's rows whose key stands among these rows."""
        same = " and ".join(f't."{column}" = i."{column}"' for column in key)
        self._connection.register("incoming", rows)
        try:
            with storage_errors(self.path):
                self._connection.execute(f"delete from {table} t where exists (select 1 from incoming i where {same})")
        finally:
            self._forget()

    def close(self) -> None:
        """Write everything into the one file and let go of it, so that no write-ahead log stays beside it."""
        with storage_errors(self.path):
            self._connection.execute("checkpoint")
            self._connection.close()

    def discard(self) -> None:
        """Throw the unfinished vintage away."""
        with suppress(duckdb.Error):  # a connection that a full disk has broken cannot be closed; the file goes anyway
            self._connection.close()
        for path in (self.path, self.path.with_name(self.path.name + ".wal")):
            path.unlink(missing_ok=True)
