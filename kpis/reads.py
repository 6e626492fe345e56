"""Reads of `out_indicator`. Every read takes the vintage."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pandas as pd

from kpis.build import COLUMNS, Tables
from kpis.registry import Indicator, indicator
from warehouse.connection import arrow, frame, frame_from
from warehouse.errors import ParameterError
from warehouse.reads import query
from warehouse.tables import INDICATOR
from warehouse.vintages import path_of

_ROWS = ", ".join(INDICATOR.columns)
_LAST_YEAR = 9999
_FIRST_DAY, _LAST_DAY = "0001-01-01", "9999-12-31"
_ORDER = "order by indicator, entity_type, entity, basis, variant, freq, period_start"


def registry(vintage: str) -> list[dict[str, object]]:
    """The indicator records as they stood in this vintage, each with its SQL under `text`."""
    rows = query(vintage, "select indicator_record, indicator_sql from meta_indicator")
    return [{**json.loads(str(row.indicator_record)), "text": row.indicator_sql} for row in rows.itertuples()]


def basis_for(code: str, basis: str) -> str:
    """The basis an indicator answers on: the one asked for where it has it, else as published."""
    return basis if basis in indicator(code).bases else "published"


def series(
    vintage: str,
    code: str,
    entities: Sequence[str],
    *,
    basis: str = "published",
    variant: str = "",
    freq: str = "A",
    first: str = _FIRST_DAY,
    last: str = _LAST_DAY,
) -> pd.DataFrame:
    """One indicator for some entities over time: the columns of out_indicator, oldest first.

    A value that is absent keeps its row and its reason.
    """
    # No ORDER BY: the build lays the rows down in this order, and DuckDB keeps the order of one table it filters. That
    # and only the conditions that are needed save a third of the time, which is nearly all planning (November 2026).
    marks = ", ".join("?" for _entity in entities) or "null"
    bounds = [] if (first, last) == (_FIRST_DAY, _LAST_DAY) else [first, last]
    return query(
        vintage,
        f"select {_ROWS} from out_indicator "
        f"where indicator = ? and entity in ({marks}) and basis = ? and variant = ? and freq = ?"
        + (" and period_start between cast(? as date) and cast(? as date)" if bounds else ""),
        [code, *entities, basis_for(code, basis), variant, freq, *bounds],
    )


def snapshot(
    vintage: str,
    code: str,
    period_start: str,
    *,
    basis: str = "published",
    variant: str = "",
    freq: str = "A",
) -> pd.DataFrame:
    """One indicator for every entity in one period: the columns of out_indicator."""
    return query(
        vintage,
        f"select {_ROWS} from out_indicator "
        "where indicator = ? and period_start = cast(? as date) and basis = ? and variant = ? "
        f"and freq = ? {_ORDER}",
        [code, period_start, basis_for(code, basis), variant, freq],
    )


def of_entity(vintage: str, entity: str, *, basis: str = "published") -> pd.DataFrame:
    """Every indicator of one entity, all variants and periods; indicators without that basis come as published."""
    rows = query(
        vintage,
        f"select {_ROWS} from out_indicator where entity = ? and basis in ('published', ?) {_ORDER}",
        [entity, basis],
    )
    if basis == "published" or rows.empty:
        return rows
    on_both = rows.loc[rows["basis"] == basis, "indicator"].unique()
    return rows[(rows["basis"] == basis) | ~rows["indicator"].isin(on_both)].reset_index(drop=True)


def of_ports(vintage: str, *, basis: str = "published") -> pd.DataFrame:
    """Every figure of every port, main variants only: the columns of out_indicator, without rows that lack a value.

    On the basis like for like, indicators without that basis come as published.
    """
    rows = query(
        vintage,
        f"select {_ROWS} from out_indicator where entity_type = 'port' and variant = '' and value is not null "
        f"and basis in ('published', ?) {_ORDER}",
        [basis],
    )
    on_both = rows.loc[rows["basis"] == basis, "indicator"].unique()
    return rows[(rows["basis"] == basis) | ~rows["indicator"].isin(on_both)].reset_index(drop=True)


def periods(vintage: str, code: str, freq: str = "A") -> list[pd.Timestamp]:
    """The periods in which an indicator has any value, oldest first."""
    held = query(
        vintage,
        "select distinct period_start from out_indicator "
        "where indicator = ? and freq = ? and value is not null order by period_start",
        [code, freq],
    )
    return [pd.Timestamp(period) for period in held["period_start"]]


def years(vintage: str) -> list[int]:
    """The years in which any indicator has a value, oldest first; the vintage's own where none has one."""
    held = query(
        vintage,
        "select distinct cast(extract(year from period_start) as integer) as year from out_indicator "
        "where value is not null and freq in ('A', 'Q') order by year",
    )
    return [int(year) for year in held["year"]] or [int(vintage[:4])]


def variants(vintage: str, code: str) -> pd.DataFrame:
    """The variants and frequencies in which an indicator is held, with the number of entities that have a value."""
    return query(
        vintage,
        "select variant, freq, count(distinct entity) as n_entities "
        "from out_indicator where indicator = ? and value is not null "
        "group by variant, freq order by freq, variant",
        [code],
    )


def sources_of(vintage: str, code: str, entities: Sequence[str] = ()) -> pd.DataFrame:
    """The sources and releases behind an indicator; with entities, only those that feed them or their regions.

    Columns: source_id, title, publisher, dataset, url, release, released_on, retrieved_on, licence_name, attribution.
    """
    return query(
        vintage,
        """
        select distinct s.source_id, s.title, s.publisher, s.dataset, s.url, r.release, r.released_on, r.retrieved_on,
               l.licence_name, l.attribution
        from meta_preference m
        join core_source s on s.source_id = m.source_id
        join core_release r on r.source_id = m.source_id and r.release = m.release
        join core_licence l on l.licence_id = s.licence_id
        where list_contains($measures, m.measure) and s.cadence <> 'occasional' and (
          $everyone or list_contains($entities, m.entity)
          or m.entity in (select region_id from core_port_denominator where list_contains($entities, port_id))
          or m.entity in (select member from core_part where list_contains($entities, entity)))
        order by s.publisher, s.dataset, r.released_on desc
        """,
        {"measures": list(indicator(code).measures), "everyone": not entities, "entities": list(entities)},
    )


def values(
    vintage: str | None, code: str, entity: str, first: str, last: str, choices: Mapping[str, str]
) -> pd.DataFrame:
    """What the command line and the API answer: every row of an entity, or the live result for given parameters.

    Choices name a parameter of the indicator (computed live), `basis`, `variant`, `freq`, or what the variant stands
    for (`range=belgium`). Raises ParameterError for a name or a value that the indicator does not take.
    """
    one = indicator(code)
    live = {name: value for name, value in choices.items() if name in {p.name for p in one.parameters}}
    rows = (
        _computed(vintage, one, live)
        if live
        else frame(path_of(vintage), f"select {_ROWS} from out_indicator where indicator = ? {_ORDER}", [code])
    )
    rows = rows[(rows["entity"] == entity) & rows["period_start"].between(pd.Timestamp(first), pd.Timestamp(last))]
    for name, value in choices.items():
        if name not in live:
            rows = rows[rows[_filter_column(one, name, value)] == value]
    return rows.reset_index(drop=True)


def _filter_column(one: Indicator, name: str, value: str) -> str:
    if name in ("basis", "variant", "freq"):
        return name
    if name == one.variant_of:
        return "variant"
    known = (
        [p.name for p in one.parameters] + ["basis", "variant", "freq"] + ([one.variant_of] if one.variant_of else [])
    )
    raise ParameterError(f"{one.code} takes no parameter '{name}' ({name}={value}). It takes: {', '.join(known)}.")


def _computed(vintage: str | None, one: Indicator, live: Mapping[str, str]) -> pd.DataFrame:
    """Run the indicator's function on this vintage's tables with the user's parameters."""
    tables = Tables(lambda sql: frame_from(arrow(path_of(vintage), sql))).of(one)
    rows = one.function(*tables, **{name: _whole(one, name, value) for name, value in live.items()})
    if not isinstance(rows, pd.DataFrame) or rows.empty:
        return pd.DataFrame(columns=list(INDICATOR.columns)).astype({"period_start": "datetime64[s]"})
    return rows[list(COLUMNS)].assign(indicator=one.code, unit=one.unit)[list(INDICATOR.columns)]


def _whole(one: Indicator, name: str, value: str) -> int:
    try:
        number = int(value)
    except ValueError as error:
        raise ParameterError(f"{one.code}: {name} must be a whole number, not '{value}'.") from error
    if not 1 <= number <= _LAST_YEAR:
        raise ParameterError(f"{one.code}: {name}={value} is outside what can be computed (1 to {_LAST_YEAR}).")
    return number
