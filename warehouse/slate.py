"""An empty warehouse in memory: chosen rows are laid on it, and a computation runs over these rows alone."""

from __future__ import annotations

from types import TracebackType
from typing import Self

import duckdb
import pandas as pd
import pyarrow as pa

from warehouse.connection import frame_of
from warehouse.errors import ContractError


class Slate:
    """Tables that hold what was put there and nothing else; for retracing a value to the rows it rests on."""

    def __init__(self) -> None:
        """An empty one; nothing of it is ever written to disk."""
        self._connection = duckdb.connect(config={"threads": "1"})

    def __enter__(self) -> Self:
        """The slate itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Wiped."""
        self._connection.close()

    def put(self, table: str, rows: pa.Table) -> None:
        """Lay rows down as a table, in place of what stood there."""
        self._connection.register(table, rows)

    def frame(self, sql: str, parameters: dict[str, object] | None = None) -> pd.DataFrame:
        """Rows of a query over what was put there; raises ContractError when it cannot be run over these rows."""
        try:
            return frame_of(self._connection.execute(sql, parameters or {}).fetchnumpy())
        except duckdb.Error as error:
            raise ContractError(f"The text cannot be run over these rows: {str(error).splitlines()[0]}.") from error
