"""Targets that officers set, and how an indicator stands to them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import partial
from typing import Any

import pandas as pd

from warehouse.errors import ContractError
from warehouse.reads import query

REACHED, MISSED, ON_THE_WAY, AWAITED = "reached", "missed", "on_the_way", "awaited"
NO_FIGURE, UNJUDGED = "no_figure", "unjudged"
"""Where the indicator has no figure yet, and where neither more nor less is better."""

Fetch = Callable[[str], pd.DataFrame]

# The newest figure up to the target's day, as published where there is one, and whether it is of the target's period.
_STANDING = """
with held as (
  select t.indicator, t.entity_type, t.entity, t.target_date, t.set_by, t.target_value, t.unit, t.note,
         i.value, i.freq, i.period_start, i.obs_status,
         case i.freq when 'A' then i.period_start + interval 1 year when 'Q' then i.period_start + interval 3 month
              when 'M' then i.period_start + interval 1 month when 'W' then i.period_start + interval 7 day
              else i.period_start + interval 1 day end as ended,
         row_number() over (
           partition by t.indicator, t.entity_type, t.entity, t.target_date, t.set_by
           order by i.period_start desc nulls last, i.basis = 'published' desc, i.freq = 'A' desc) as place
  from core_target t left join out_indicator i
    on i.indicator = t.indicator and i.entity_type = t.entity_type and i.entity = t.entity and i.variant = ''
   and i.value is not null and i.period_start <= t.target_date
), day as (
  select max(retrieved_on) as today from core_release
)
select h.*, h.ended > h.target_date as is_of_period, d.today > h.target_date as is_past,
       json_extract_string(m.indicator_record, '$.direction') as kpi_direction, m.title
from held h cross join day d left join meta_indicator m on m.indicator = h.indicator
where h.place = 1 order by h.indicator, h.entity_type, h.entity, h.target_date, h.set_by
"""


def targets(vintage: str) -> pd.DataFrame:
    """Every target of a vintage with the standing of its indicator; columns as `standing`."""
    return standing(partial(query, vintage))


def standing(fetch: Fetch) -> pd.DataFrame:
    """One row a target: the columns of core_target that say what is to be reached, the newest figure up to its day,
    and `state`.

    Columns: indicator, title, entity_type, entity, target_value, unit, target_date, set_by, note, value, freq,
    period_start, obs_status, kpi_direction, state. States: reached, also before its day; missed, by the figure of the
    target's own period; on_the_way (the day is still to come), awaited (the day has passed, the figure is not out),
    no_figure, unjudged (an indicator of which neither more nor less is better).
    """
    held = fetch(_STANDING)
    return held.assign(state=[_state(row) for row in held.to_dict("records")]).drop(
        columns=["place", "ended", "is_of_period", "is_past"]
    )


def check_units(fetch: Fetch) -> None:
    """Raise ContractError for a target in another unit than its indicator's, or of one that is not computed."""
    wrong = fetch(
        "select t.indicator, t.entity, t.unit, m.indicator_unit from core_target t "
        "left join meta_indicator m on m.indicator = t.indicator "
        "where m.indicator is null or m.indicator_unit <> t.unit order by all limit 1"
    )
    if wrong.empty:
        return
    row = wrong.iloc[0]
    if pd.isna(row["indicator_unit"]):
        raise ContractError(
            f"The target of {row['entity']} names the indicator '{row['indicator']}', which is not computed. "
            "Correct target.csv in data/inbox/ or data/reference/; `python -m kpis list` names the indicators."
        )
    raise ContractError(
        f"The target of {row['indicator']} for {row['entity']} stands in '{row['unit']}', the indicator in "
        f"'{row['indicator_unit']}'. Convert it in target.csv in data/inbox/ or data/reference/."
    )


def _state(row: Mapping[Hashable, Any]) -> str:
    if pd.isna(row["value"]):
        return NO_FIGURE
    if row["kpi_direction"] not in ("higher_better", "lower_better"):
        return UNJUDGED
    value, goal = float(row["value"]), float(row["target_value"])
    if value >= goal if row["kpi_direction"] == "higher_better" else value <= goal:
        return REACHED
    if row["is_of_period"]:
        return MISSED if row["is_past"] else ON_THE_WAY
    return AWAITED if row["is_past"] else ON_THE_WAY
