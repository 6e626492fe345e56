"""A question about an event, put to a vintage: which series answers it, which other shocks stand near, who compares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import pandas as pd

from analysis.effect import interrupted_time_series, placebo_dates, recovery, synthetic_control
from analysis.event_study import event_study
from analysis.periods import SEASONS, TWO_QUARTERS
from analysis.record import Effect, refusal
from kpis import held
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
_WITH_SHOCKS: Final = ("port", "area")
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


class Shock(NamedTuple):
    """One dating of a shock, with the ports it concerns."""

    id: str
    name: str
    day: pd.Timestamp
    is_default: bool
    ports: frozenset[str]


@dataclass(frozen=True, eq=False)
class Known:
    """What the vintage knows that an answer may rest on: every value by period and place, every dated shock."""

    values: pd.DataFrame
    shocks: tuple[Shock, ...]


def known(asked: Question) -> Known:
    """Everything the vintage knows of the question's indicator: the same for every place, date and method."""
    values = held.values(asked.vintage, asked.indicator, variant=asked.variant, freq=asked.freq, basis=asked.basis)
    rows = shocks(asked.vintage, list(entities(asked.vintage, _WITH_SHOCKS)["entity"]))
    days = pd.to_datetime(rows["date_start"], errors="coerce", format="ISO8601")
    ports = [frozenset(str(joined).split(";")) for joined in rows["concerned"]]
    columns = (rows["shock_id"], rows["name"], days, rows["is_default"].astype(bool), ports)
    return Known(values, tuple(one for one in map(Shock, *columns) if pd.notna(one.day)))


def own_series(asked: Question, given: Known | None = None) -> pd.Series[Any]:
    """The observations of the place that the method uses, without the periods that have none."""
    values = (given or known(asked)).values
    if asked.entity not in values:
        return pd.Series(dtype=float, index=pd.DatetimeIndex([]))
    own = values[asked.entity].dropna()
    if asked.method != "its" or asked.season is None or not asked.years:
        return own
    return own[own.index >= pd.Timestamp(asked.date) - pd.DateOffset(years=asked.years)]


def answer(asked: Question, given: Known | None = None) -> Effect:
    """The answer of the method asked for; a refusal is a record with its reason. Raises HouseError for wrong names.

    `given` spares the reads where several questions share an indicator.
    """
    given = given or known(asked)
    series = own_series(asked, given)
    if series.empty or (asked.method == "event_study" and asked.freq not in CALLS):
        return refusal(asked.method, asked.date, "no_data")
    others = other_shocks(asked, series.index, given)
    if asked.method == "its":
        return interrupted_time_series(series, asked.date, asked.season, shocks=others)
    if asked.method == "event_study":
        return event_study(series, asked.date, shocks=others)
    if asked.method == DESCRIBES:
        return recovery(series, asked.date, asked.season, shocks=others)
    return _compared(asked, others, given)


def placebos(asked: Question, given: Known | None = None) -> pd.DataFrame:
    """What an interrupted series finds at up to 24 earlier dates: estimate, lower, upper, verdict by date."""
    series = own_series(asked, given)
    if series.empty:
        return pd.DataFrame(columns=["estimate", "lower", "upper", "verdict"])
    return placebo_dates(series, asked.date, asked.season, most=MOST_PLACEBOS)


def other_shocks(asked: Question, index: pd.Index[Any], given: Known | None = None) -> dict[str, pd.Timestamp]:
    """Every shock of the port but the event itself, by name, oldest first; of several datings the default one."""
    here = [one for one in (given or known(asked)).shocks if asked.entity in one.ports]
    itself = _itself(asked, here, index)
    ids = {one.id for one in here}
    others = sorted((one for one in here if affair(one.id, ids) not in itself), key=lambda one: one.is_default)
    by_id = {one.id: one for one in others}
    return {one.name: one.day for one in sorted(by_id.values(), key=lambda one: one.day)}


def _itself(asked: Question, here: Sequence[Shock], index: pd.Index[Any]) -> set[str]:
    """The affair the question is about: the one it names, else one of that very day, else the only one of the period.

    With it go the later steps of the same affair (S-REDSEA and S-REDSEA-DIV).
    """
    ids = {one.id for one in here}
    if asked.shock is not None:
        return {affair(asked.shock, {*ids, asked.shock})}
    at = pd.Timestamp(asked.date)
    on_the_day = {affair(one.id, ids) for one in here if one.day == at}
    together = {affair(one.id, ids) for one in _in_period(here, at, index)}
    return on_the_day or (together if len(together) == 1 else set())


def affair(shock: str, known: set[str]) -> str:
    """The shock that this one continues, by its id, or itself."""
    return min((one for one in known if shock.startswith(f"{one}-")), default=shock)


def _in_period(here: Sequence[Shock], at: pd.Timestamp, index: pd.Index[Any]) -> list[Shock]:
    """The shocks between the last observation that begins before the event and the first after it."""
    before, after = index[index < at], index[index >= at]
    if not len(before) or not len(after):
        return []
    return [one for one in here if before[-1] < one.day <= after[0]]


def _compared(asked: Question, others: dict[str, pd.Timestamp], given: Known) -> Effect:
    """Synthetic control against the ports that were named, or against every port the same shocks did not reach."""
    for one in asked.donors:
        entity_type(asked.vintage, one)
    units = {*(asked.donors or _same_kind(asked)), asked.entity}
    wide = given.values[[unit for unit in given.values if unit in units]].dropna(subset=[asked.entity])
    exposed = _exposed(asked, [unit for unit in wide.columns if unit != asked.entity], given)
    return synthetic_control(wide, asked.entity, asked.date, asked.donors or None, exposed=exposed, shocks=others)


def _same_kind(asked: Question) -> list[str]:
    """Every place of the entity's own kind that is no part of it and that it is no part of."""
    kind = entity_type(asked.vintage, asked.entity)
    held = parts(asked.vintage)
    within = set(held.loc[held["entity"] == asked.entity, "member"])
    around = set(held.loc[held["member"] == asked.entity, "entity"])
    return [str(one) for one in entities(asked.vintage, (kind,))["entity"].unique() if one not in within | around]


def _exposed(asked: Question, places: list[str], given: Known) -> set[str]:
    """The ports that a shock within two quarters of the event concerns; in the pandemic, all of them."""
    at, reached = pd.Timestamp(asked.date), set(places)
    near = [one for one in given.shocks if abs(one.day - at) <= TWO_QUARTERS and one.ports & reached]
    if any(one.id.startswith(_EVERYWHERE) for one in near):
        return reached
    return {port for one in near for port in one.ports & reached}
