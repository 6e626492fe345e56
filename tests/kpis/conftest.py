"""Indicators computed over a handful of rows: `computed` makes the tables of an indicator and runs its text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import duckdb
import pandas as pd
import pytest

from kpis.registry import indicator
from warehouse.tables import BY_NAME

Rows = Sequence[Mapping[str, object]]

# What a row of core_series holds when a test does not care.
_USUAL: dict[str, object] = {
    "basis": "published",
    "entity_type": "port",
    "freq": "A",
    "variant": "",
    "is_break": False,
    "cargo_type": "_Z",
    "vessel_type": "_Z",
    "size_class": "_Z",
    "direction": "_Z",
    "partner": "_Z",
    "source_id": "office",
    "release": "1",
}


def table(name: str, rows: Rows) -> pd.DataFrame:
    """Rows of a declared table with its columns; in core_series what is not given is usual."""
    columns = list(BY_NAME[name].columns)
    frame = pd.DataFrame([(_USUAL if name == "core_series" else {}) | dict(row) for row in rows], columns=columns)
    if name == "core_series":
        frame["period_start"] = pd.to_datetime(frame["period_start"]).astype("datetime64[s]")
        frame["obs_value"] = frame["obs_value"].astype(float)
        held = frame["obs_value"].notna()
        frame["obs_status"] = frame["obs_status"].where(~held | frame["obs_status"].notna(), "A").where(held, None)
        frame["reason"] = frame["reason"].where(held | frame["reason"].notna(), "gap").where(~held, None)
    return frame


def compute(code: str, tables: Mapping[str, Rows], **choices: Any) -> pd.DataFrame:
    """The rows of an indicator over tables of a few rows; a table not given is empty."""
    one = indicator(code)
    frames = {name: table(name, tables.get(name, ())) for name in one.reads}
    if not one.is_sql:
        found = one.function(*frames.values(), **choices)
        assert isinstance(found, pd.DataFrame)
        return found
    with duckdb.connect() as connection:
        for name, frame in frames.items():
            kinds = ", ".join(f'"{column}" {BY_NAME[name].field(column).dtype}' for column in BY_NAME[name].columns)
            connection.execute(f"create table {name} ({kinds})")
            if not frame.empty:
                connection.register("incoming", frame)
                listed = ", ".join(f'"{column}"' for column in frame.columns)
                connection.execute(f"insert into {name} select {listed} from incoming")  # noqa: S608
        return connection.execute(str(one.text())).df()


@pytest.fixture(scope="session")
def computed() -> Callable[..., pd.DataFrame]:
    """`computed(code, {table: rows}, **parameters)`: the rows of an indicator over made tables."""
    return compute
