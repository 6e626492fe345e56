"""What stands out in a build: values outside their usual range, targets missed or reached, releases overdue.

Everything is measured against the day on which the figures were read, never against today: the same inputs raise the
same alerts on every machine.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Hashable
from typing import Final

import numpy as np
import pandas as pd

from analysis.multiple import FALSE_DISCOVERIES, q_values
from kpis.targets import MISSED, REACHED, check_units, standing
from warehouse.connection import Staging
from warehouse.contract import check_keys
from warehouse.tables import ALERT

WATCHED: Final = {"yoy_change": "A", "gdp_yoy_change": "A", "seasonally_adjusted_change": "Q", "plsci": "Q"}
"""Changes that are watched, with their frequency; of a level (plsci) its change in logarithms."""
LEVELS: Final = frozenset({"plsci"})
LEAST: Final = {"A": 8, "Q": 16}
"""The fewest earlier changes that say what is usual."""
RECENT_YEARS: Final = 1
"""News is what stands in the newest year of its indicator, or the year before."""
MAD_TO_SD: Final = 1.4826
LEVEL: Final = 0.95

Fetch = Callable[[str], pd.DataFrame]


def raise_alerts(staging: Staging) -> None:
    """Fill out_alert from the indicators, targets and releases of a vintage in the making."""
    check_units(staging.frame)
    found = pd.concat([unusual(staging.frame), from_targets(staging.frame), overdue(staging.frame)], ignore_index=True)
    staging.insert(ALERT.name, found.reindex(columns=list(ALERT.columns)).sort_values("alert_id"))
    check_keys(staging, [ALERT])


def rule_text() -> str:
    """The rules as they stand; part of a vintage's content hash, since they decide what the table holds."""
    return inspect.getsource(sys.modules[__name__]) + inspect.getsource(sys.modules[standing.__module__])


def unusual(fetch: Fetch) -> pd.DataFrame:
    """The newest change of each watched series that lies outside its usual range, false discoveries controlled.

    The usual range is the median of the earlier changes and 1.4826 times their median distance from it, widened by
    Student's quantile; q-values after Benjamini and Hochberg over every series that was looked at.
    """
    tested = [one for one in (_tested(key, rows) for key, rows in _changes(fetch).groupby(_KEY, sort=True)) if one]
    if not tested:
        return pd.DataFrame()
    frame = pd.DataFrame(tested)
    frame["q_value"] = q_values(frame["p_value"])
    found = frame[frame["q_value"] <= FALSE_DISCOVERIES].copy()
    days = found["period_start"].astype(str).str[:_DAY]
    keys = zip(*(found[name] for name in _KEY), days, strict=True)
    return found.assign(alert_kind="unusual", alert_id=[":".join(("unusual", *map(str, key))) for key in keys])


def from_targets(fetch: Fetch) -> pd.DataFrame:
    """Targets that were missed by the figure of their own period, or reached."""
    held = standing(fetch)
    judged = held[held["state"].isin((MISSED, REACHED))]
    kinds = [f"target_{state}" for state in judged["state"]]
    days = judged["target_date"].astype(str).str[:_DAY]
    keys = zip(kinds, *(judged[name] for name in _KEY), days, judged["set_by"], strict=True)
    return judged.assign(alert_kind=kinds, alert_id=[":".join(map(str, key)) for key in keys])


def overdue(fetch: Fetch) -> pd.DataFrame:
    """Sources whose next release was to be expected before the figures were read.

    Due is the newest release and the days that its source declares; where a release has no date but that of our
    reading, the end of the last period it speaks of, one more period, and the same days.
    """
    held = fetch(_RELEASES)
    is_dated = held["released_on"] < held["retrieved_on"]
    since = held["released_on"].where(is_dated, held["speaks_up_to"])
    due = since + pd.to_timedelta(held["max_overdue_days"].astype(float), unit="D")
    late = held.assign(due_on=due.astype("datetime64[s]"))[due < held["today"]]
    return late.assign(alert_kind="overdue", alert_id="overdue:" + late["source_id"] + ":" + late["release"])


_DAY: Final = len("2020-11-26")
_KEY: Final = ["indicator", "entity_type", "entity"]
_RELEASES: Final = """
with newest as (
  select r.source_id, r.release, r.released_on, r.retrieved_on,
         row_number() over (partition by r.source_id order by r.released_on desc, r.release desc) as place
  from core_release r
), reach as (
  select s.source_id, s.release,
         max(case s.freq when 'A' then s.period_start + interval 2 year else s.period_start + interval 6 month end)
           as speaks_up_to
  from core_series s where s.obs_value is not null group by s.source_id, s.release
)
select s.source_id, n.release, n.released_on, n.retrieved_on, s.max_overdue_days, r.speaks_up_to,
       (select max(retrieved_on) from core_release) as today
from core_source s join newest n on n.source_id = s.source_id and n.place = 1
left join reach r on r.source_id = n.source_id and r.release = n.release
where s.cadence in ('annual', 'quarterly') order by s.source_id
"""


def _changes(fetch: Fetch) -> pd.DataFrame:
    """Changes of the watched series by period; like for like where an indicator has that basis."""
    named = ", ".join(f"('{code}', '{freq}')" for code, freq in WATCHED.items())
    rows = fetch(
        "select i.indicator, i.entity_type, i.entity, i.basis, i.freq, i.period_start, i.value, i.unit "
        f"from out_indicator i where (i.indicator, i.freq) in ({named}) and i.variant = '' and i.value is not null "
        "and i.entity_type in ('port', 'region') "
        "order by i.indicator, i.entity_type, i.entity, i.period_start"
    )
    rows = rows[rows["basis"] == rows.groupby("indicator")["basis"].transform("min")]  # like_for_like before published
    level = rows["indicator"].isin(LEVELS)
    logs = np.log(rows["value"].where(rows["value"] > 0))
    steps = 100 * np.expm1(logs.groupby([rows[one] for one in _KEY]).diff())
    changes = rows.assign(value=rows["value"].where(~level, steps), unit=rows["unit"].where(~level, "%"))
    year = rows["period_start"].dt.year
    last = year.groupby([rows[one] for one in _KEY]).transform("max")
    is_news = last >= year.groupby(rows["indicator"]).transform("max") - RECENT_YEARS
    news: pd.DataFrame = changes[is_news].dropna(subset="value")
    return news


def _tested(key: tuple[Hashable, ...], rows: pd.DataFrame) -> dict[str, object] | None:
    """The newest change against those before it; None where they are too few, all alike, or no news."""
    from scipy.special import stdtr, stdtrit

    newest, before = rows.iloc[-1], rows["value"].to_numpy(float)[:-1]
    spread = MAD_TO_SD * float(np.median(np.abs(before - np.median(before)))) if len(before) else 0.0
    if len(before) < LEAST[newest["freq"]] or spread == 0:
        return None
    middle, df = float(np.median(before)), len(before) - 1
    z = (float(newest["value"]) - middle) / spread
    half = float(stdtrit(df, (1 + LEVEL) / 2)) * spread
    return {
        **dict(zip(_KEY, key, strict=True)),
        **{name: newest[name] for name in ("freq", "period_start", "value", "unit")},
        "lower": middle - half,
        "upper": middle + half,
        "robust_z": z,
        "p_value": float(2 * stdtr(df, -abs(z))),
    }
