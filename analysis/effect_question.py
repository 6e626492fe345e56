"""A question about an event, put to a vintage: which series answers it, which other shocks stand near, who compares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from analysis.effect import interrupted_time_series, placebo_dates, recovery, synthetic_control
from analysis.event_study import event_study
from analysis.periods import SEASONS, TWO_QUARTERS
from analysis.record import Effect, refusal
from kpis import reads
from warehouse.reads import entities, entity_type, parts, shocks

METHODS: Final = ("its", "scm", "event_study")
"""What answers whether something changed."""
DESCRIBES: Final = "recovery"
"""What describes a course and attributes nothing."""
CALLS: Final = frozenset({"D", "W"})
"""Frequencies an event study can use."""
ANY_SHOCK: Final = None
# The pandemic reached every port; our list of ports it concerns is a list of lockdowns.
_EVERYWHERE: Final = "S-COVID"
WITH_SEASONS: Final = ("Q", "M")
MOST_PLACEBOS: Final = 24
YEARS_BEFORE: Final = 10
"""How far back a trend is taken where seasons are modelled: the longest stretch the coverage was simulated at.

Over 24 years no port keeps a straight line: at Hamburg 8 of 24 dates without an event then looked like a change,
with ten years 2 of 24 (container ships, 2026-11-21).
"""


@dataclass(frozen=True)
class Question:
    """Whether `indicator` changed at `entity` on `date` (ISO), by `method`.

    `shock` says what the event is: a shock's id (the later steps of the same affair count as it), "" for what is no
    shock, so that every shock counts as another one, or None: a shock on that day, or alone in that period, is it.
    `donors` are the places to compare with; without them every place of the same kind that the shock did not reach.
    `years` is how far back the trend of quarters or months is taken, 0 for all there is.
    """

    vintage: str
    indicator: str
    entity: str
    date: str
    method: str = "its"
    variant: str = ""
    freq: str = "A"
    basis: str = "like_for_like"
    donors: tuple[str, ...] = ()
    shock: str | None = ANY_SHOCK
    years: int = YEARS_BEFORE

    @property
    def season(self) -> int | None:
        """Periods of a year where seasons are modelled."""
        return SEASONS[self.freq] if self.freq in WITH_SEASONS else None


def panel(asked: Question, units: Sequence[str]) -> pd.DataFrame:
    """Values by period and entity; periods without any value are left out."""
    rows = reads.series(
        asked.vintage, asked.indicator, units, basis=asked.basis, variant=asked.variant, freq=asked.freq
    )
    wide = rows.pivot_table(index="period_start", columns="entity", values="value", dropna=False)
    return wide.loc[wide.notna().any(axis=1)] if len(wide) else wide


def own_series(asked: Question) -> pd.Series[Any]:
    """The observations of the place that the method uses, without the periods that have none."""
    wide = panel(asked, [asked.entity])
    if asked.entity not in wide:
        return pd.Series(dtype=float, index=pd.DatetimeIndex([]))
    held = wide[asked.entity].dropna()
    if asked.method != "its" or asked.season is None or not asked.years:
        return held
    return held[held.index >= pd.Timestamp(asked.date) - pd.DateOffset(years=asked.years)]


def answer(asked: Question) -> Effect:
    """The answer of the method asked for; a refusal is a record with its reason. Raises HouseError for wrong names."""
    series = own_series(asked)
    if series.empty or (asked.method == "event_study" and asked.freq not in CALLS):
        return refusal(asked.method, asked.date, "no_data")
    others = other_shocks(asked, series.index)
    if asked.method == "its":
        return interrupted_time_series(series, asked.date, asked.season, shocks=others)
    if asked.method == "event_study":
        return event_study(series, asked.date, shocks=others)
    if asked.method == DESCRIBES:
        return recovery(series, asked.date, asked.season, shocks=others)
    return _compared(asked, others)


def placebos(asked: Question) -> pd.DataFrame:
    """What an interrupted series finds at up to 24 earlier dates: estimate, lower, upper, verdict by date."""
    series = own_series(asked)
    if series.empty:
        return pd.DataFrame(columns=["estimate", "lower", "upper", "verdict"])
    return placebo_dates(series, asked.date, asked.season, most=MOST_PLACEBOS)


def other_shocks(asked: Question, index: pd.Index[Any]) -> dict[str, pd.Timestamp]:
    """Every shock of the port but the event itself, by name."""
    known = shocks(asked.vintage, [asked.entity])
    dated = known.assign(day=pd.to_datetime(known["date_start"], errors="coerce", format="ISO8601"))
    dated = dated.dropna(subset=["day"])
    dated = dated.assign(affair=[affair(shock, set(dated["shock_id"])) for shock in dated["shock_id"]])
    itself = _itself(asked, dated, index)
    first = dated[~dated["affair"].isin(itself)].sort_values("is_default", ascending=False, kind="stable")
    return dict(first.drop_duplicates("shock_id").sort_values("day")[["name", "day"]].itertuples(index=False))


def _itself(asked: Question, dated: pd.DataFrame, index: pd.Index[Any]) -> set[str]:
    """The affair the question is about: the one it names, else one of that very day, else the only one of the period.

    With it go the later steps of the same affair (S-REDSEA and S-REDSEA-DIV).
    """
    if asked.shock is not None:
        return {affair(asked.shock, {*dated["shock_id"], asked.shock})}
    at = pd.Timestamp(asked.date)
    on_the_day = set(dated.loc[dated["day"] == at, "affair"])
    together = _in_period(dated, at, index)
    return on_the_day or (together if len(together) == 1 else set())


def affair(shock: str, known: set[str]) -> str:
    """The shock that this one continues, by its id, or itself."""
    return min((one for one in known if shock.startswith(f"{one}-")), default=shock)


def _in_period(dated: pd.DataFrame, at: pd.Timestamp, index: pd.Index[Any]) -> set[str]:
    """The affairs between the last observation that begins before the event and the first after it."""
    before, after = index[index < at], index[index >= at]
    if not len(before) or not len(after):
        return set()
    return set(dated.loc[(dated["day"] > before[-1]) & (dated["day"] <= after[0]), "affair"])


def _compared(asked: Question, others: dict[str, pd.Timestamp]) -> Effect:
    """Synthetic control against the ports that were named, or against every port the same shocks did not reach."""
    for one in asked.donors:
        entity_type(asked.vintage, one)
    units = sorted({*(asked.donors or _same_kind(asked)), asked.entity})
    wide = panel(asked, units).dropna(subset=[asked.entity])
    exposed = _exposed(asked, [unit for unit in wide.columns if unit != asked.entity])
    return synthetic_control(wide, asked.entity, asked.date, asked.donors or None, exposed=exposed, shocks=others)


def _same_kind(asked: Question) -> list[str]:
    """Every place of the entity's own kind that is no part of it and that it is no part of."""
    kind = entity_type(asked.vintage, asked.entity)
    held = parts(asked.vintage)
    within = set(held.loc[held["entity"] == asked.entity, "member"])
    around = set(held.loc[held["member"] == asked.entity, "entity"])
    return [str(one) for one in entities(asked.vintage, (kind,))["entity"].unique() if one not in within | around]


def _exposed(asked: Question, places: list[str]) -> set[str]:
    """The ports that a shock within two quarters of the event concerns; in the pandemic, all of them."""
    near = shocks(asked.vintage, places)
    begun = pd.to_datetime(near["date_start"], errors="coerce", format="ISO8601")
    near = near[(begun - pd.Timestamp(asked.date)).abs() <= TWO_QUARTERS]
    if near["shock_id"].str.startswith(_EVERYWHERE).any():
        return set(places)
    return {port for concerned in near["concerned"].dropna() for port in str(concerned).split(";")}
