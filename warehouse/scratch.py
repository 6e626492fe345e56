"""Looking into files with SQL before any of them enters the warehouse."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pandas as pd

from warehouse.connection import storage_errors
from warehouse.errors import ContractError


class Scratch:
    """A database in memory, gone when its work is done; what does not fit waits in files under `folder`."""

    def __init__(self, folder: Path, memory: str = "300MB") -> None:
        """Open it; two threads, as everywhere."""
        self.folder = folder
        settings: dict[str, str | bool | int | float | list[str]] = {
            "threads": "2",
            "memory_limit": memory,
            "temp_directory": str(folder / ".scratch"),
        }
        self._connection = duckdb.connect(config=settings)
        # A bar on standard output would stand among the lines of the command.
        self._connection.execute("set enable_progress_bar = false")

    def __enter__(self) -> Scratch:
        """The database itself."""
        return self

    def __exit__(self, *_details: object) -> None:
        """Let go of everything."""
        self._connection.close()

    def run(self, sql: str) -> None:
        """Execute one statement; raises ContractError where a file does not hold what the statement says it holds."""
        with storage_errors(self.folder / "scratch"):
            try:
                self._connection.execute(sql)
            except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
                raise ContractError(" ".join(str(error).split())) from error

    def frame(self, sql: str) -> pd.DataFrame:
        """Rows of a query."""
        with storage_errors(self.folder / "scratch"):
            return self._connection.execute(sql).df()


def json_rows(files: Sequence[Path], columns: Sequence[tuple[str, str]]) -> str:
    """SQL for the features of ArcGIS pages, one row a feature: the named attributes in their SQL types, and `filename`.

    With `records` said and the types given, DuckDB reads at the speed of its own sniffed reading; without `records` it
    takes five times as long (DuckDB 2.0, November 2026).
    """
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
    fields = ", ".join(f'"{name}" {dtype}' for name, dtype in columns)
    return (
        f"(select filename, unnest(features, recursive := true) from read_json([{listed}], filename = true, "
        f"records = 'true', columns = {{features: 'struct(attributes struct({fields}))[]'}}))"
    )
