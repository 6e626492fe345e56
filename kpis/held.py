"""Which places hold an indicator, and for how long: what an analysis may ask of it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kpis.reads import basis_for
from warehouse.reads import query


def places(vintage: str, code: str, *, variant: str = "", freq: str = "A", basis: str = "published") -> pd.DataFrame:
    """Every place with a value of one series, most values first: entity_type, entity, n, first, last period, lowest."""
    return query(
        vintage,
        "select entity_type, entity, count(value) as n, min(period_start) as first, max(period_start) as last, "
        "min(value) as lowest from out_indicator "
        "where indicator = ? and variant = ? and freq = ? and basis = ? and value is not null "
        "group by entity_type, entity order by n desc, entity_type, entity",
        [code, variant, freq, basis_for(code, basis)],
    )


def values(vintage: str, code: str, *, variant: str = "", freq: str = "A", basis: str = "published") -> pd.DataFrame:
    """Every value of one series, periods by places, oldest first; a place without a value has no column."""
    found = query(
        vintage,
        "select period_start, entity, value from out_indicator "
        "where indicator = ? and variant = ? and freq = ? and basis = ? and value is not null "
        "order by entity, period_start",
        [code, variant, freq, basis_for(code, basis)],
    )
    return found.pivot(index="period_start", columns="entity", values="value").rename_axis(columns=None)


def extent(vintage: str, entities: Sequence[str]) -> pd.DataFrame:
    """How much of each indicator a place has, on either basis and whatever the variant.

    Columns: indicator, entity_type, entity, freq, period_start (one row a period with a value), is_unsure (1 where
    every value of the period is estimated, forecast, of low reliability or of another definition).
    """
    return query(
        vintage,
        """
        select indicator, entity_type, entity, freq, period_start,
               min(case when obs_status in ('E', 'F', 'U', 'D') then 1 else 0 end) as is_unsure
        from out_indicator where value is not null and list_contains(?, entity)
        group by indicator, entity_type, entity, freq, period_start
        order by indicator, entity_type, entity, freq, period_start
        """,
        [list(entities)],
    )
