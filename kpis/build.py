"""Computes every registered indicator into `out_indicator`."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from threading import Thread

import pandas as pd

from kpis.registry import Indicator, depth, registered
from warehouse.connection import Staging
from warehouse.contract import check_keys
from warehouse.errors import ContractError
from warehouse.tables import BY_NAME, INDICATOR

# What an indicator yields; code and unit come from its record.
COLUMNS = tuple(column for column in INDICATOR.columns if column not in ("indicator", "unit"))


def materialise(staging: Staging, watch: Callable[[str], object] = lambda _code: None) -> None:
    """Fill out_indicator and meta_indicator; raises ContractError for a doubled key or a value with a reason.

    `watch` is told the code of each indicator that is done: a benchmark sees what takes how long.
    """
    tables = Tables(staging.many)
    # Importing statsmodels takes a second: it loads beside the statements, which DuckDB computes without Python.
    Thread(target=import_module, args=("statsmodels.tsa.seasonal",), daemon=True).start()
    for one in sorted(registered().values(), key=lambda one: (depth(one), not one.is_sql)):
        _compute(staging, one, tables)
        watch(one.code)
    staging.insert("meta_indicator", pd.DataFrame([_meta_row(one) for one in registered().values()]))
    _order(staging)
    check_keys(staging, [INDICATOR])
    _check_reasons(staging)


class Tables:
    """The frames that functions read: of `out_indicator` only the rows an indicator names, of figures its measures.

    The last frame of each table is kept for the indicator that reads the same next. Text costs fifty bytes a cell in a
    frame, so what nobody reads is left where it is.
    """

    def __init__(self, fetch: Callable[[str], pd.DataFrame]) -> None:
        self.fetch = fetch
        self.held: dict[str, tuple[tuple[str, ...], pd.DataFrame]] = {}

    def of(self, one: Indicator) -> list[pd.DataFrame]:
        """The frames of one indicator in the order it declares."""
        return [self._named(one) if name == INDICATOR.name else self._of_table(name, one) for name in one.reads]

    def _named(self, one: Indicator) -> pd.DataFrame:
        named = ", ".join(f"'{code}'" for code in one.indicators)
        return self.fetch(f"select * from {INDICATOR.name} where indicator in ({named})")

    def _of_table(self, name: str, one: Indicator) -> pd.DataFrame:
        measures = one.measures if "measure" in BY_NAME[name].columns else ()
        if name not in self.held or self.held[name][0] != measures:
            listed = ", ".join(f"'{measure}'" for measure in measures)
            chosen = f" where measure in ({listed})" if measures else ""
            self.held[name] = (measures, self.fetch(f"select * from {name}{chosen}"))
        return self.held[name][1].copy(deep=False)


def _compute(staging: Staging, one: Indicator, tables: Tables) -> None:
    if one.is_sql:
        columns = ", ".join(COLUMNS)
        staging.run(
            f"insert into out_indicator (indicator, unit, {columns}) "
            f"select '{one.code}', '{one.unit}', {columns} from ({one.text()}) as computed"
        )
        return
    frame = one.function(*tables.of(one))
    if not isinstance(frame, pd.DataFrame):
        raise ContractError(f"The indicator {one.code} returned {type(frame).__name__} instead of a frame.")
    if not frame.empty:
        staging.insert(
            INDICATOR.name,
            frame[list(COLUMNS)].assign(indicator=one.code, unit=one.unit)[list(INDICATOR.columns)],
        )


def _meta_row(one: Indicator) -> dict[str, object]:
    return {
        "indicator": one.code,
        "title": one.title,
        "theme": one.theme,
        "indicator_unit": one.unit,
        "indicator_record": json.dumps(one.record(), sort_keys=True),
        "indicator_sql": one.text(),
    }


def _order(staging: Staging) -> None:
    """Lay the rows down in reading order: one series is then one short stretch of the file."""
    staging.run(
        "create table ordered as select * from out_indicator "
        "order by indicator, entity_type, entity, basis, variant, freq, period_start"
    )
    staging.run("drop table out_indicator")
    staging.run("alter table ordered rename to out_indicator")


def _check_reasons(staging: Staging) -> None:
    wrong = staging.frame(
        "select indicator, entity, period_start from out_indicator where (value is null) = (reason is null) limit 1"
    )
    if not wrong.empty:
        row = wrong.iloc[0]
        raise ContractError(
            f"{row['indicator']} of {row['entity']} at {row['period_start']} has a value and a reason, or neither. "
            "An absent value needs its reason; correct the indicator."
        )
