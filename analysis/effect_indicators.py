"""The effects of declared shocks on declared ports, as indicators; registered like every other.

Only the pairs of `core_shock_port` are asked, on their default date: a question nobody declared is asked on the page or
with `python -m analysis effect`. The registry names this module in words.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.effect import interrupted_time_series, synthetic_control
from analysis.effect_question import affair
from analysis.event_study import WEEKS, event_study
from analysis.periods import TWO_QUARTERS
from analysis.record import Effect
from kpis.registry import kpi
from language import N_
from warehouse.fields import OBS_STATUSES

LEAST_AFTER = 8
_QUARTERS_A_YEAR = 4
# Places that the shock did not reach exist for these; the pandemic reached every port, so it is refused (G04).
_COMPARABLE = ("S-PO",)
_PANDEMIC = "S-COVID"
_REASONS = {
    "no_data": "no_data",
    "irregular": "gap",
    "gaps": "gap",
    "event_outside": "outside_range",
    "too_short_before": "too_few_periods",
    "too_short_after": "too_few_periods",
    "overlapping_shocks": "overlapping_shocks",
    "too_few_donors": "not_enough_data",
    "few_donors": "not_enough_data",
    "short_fit": "not_enough_data",
    "too_few_placebos": "not_enough_data",
}
_SHOCK_TABLES = ("core_shock", "core_shock_port")
_ONE_PORT = N_(
    "One port shows a true fall of 10 % only 30 to 60 % of the time: an interval that holds zero means that nobody can "
    "tell, not that nothing happened."
)


class Pair(NamedTuple):
    """A declared shock and a port it concerns, with the port's other shocks by name."""

    shock: str
    port: str
    day: pd.Timestamp
    others: dict[str, pd.Timestamp]


@kpi(
    title=N_("Change of level at a shock"),
    theme="resilience",
    unit="%",
    direction="context",
    reads=(*_SHOCK_TABLES, "core_series"),
    measures=("vessel_gross_tonnage",),
    formula=N_(
        "ln y = b0 + b1 t + b2 after + b3 (t − t0) after + seasons; the change is 100 × (exp(b2) − 1), with errors "
        "that carry over from quarter to quarter"
    ),
    min_data=N_("twelve quarters before the shock and eight after it"),
    method="all quarters held before and after; AR(1) REML averaged over phi; Bernal 2017, Turner 2020 and own"
    " simulation; never Newey-West",
    caveat=_ONE_PORT,
    variant_of="shock",
    bases=("published",),
    is_sql=False,
)
def its_level_effect(shocks: pd.DataFrame, concerned: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """By how much the gross tonnage of container ships stepped up or down at a shock, against a straight trend that may
    bend there. It is a change, not proof of a cause: other shocks of the same half-year are in it. Every year
    held counts; the Effects page looks back ten years unless told otherwise, so its figure can differ.

    Variant is the shock, on its default date, for the ports it concerns; under the first quarter after it. Mergers are
    summed like for like. A shock that shares its quarter with another one has no figure.
    """
    tonnage = series[
        (series["measure"] == "vessel_gross_tonnage")
        & (series["vessel_type"] == "container")
        & (series["size_class"] == "total")
        & (series["freq"] == "Q")
        & (series["basis"] == "like_for_like")
        & (series["variant"] == "")
        & (series["entity_type"] == "port")
    ]
    panel, status = _panel(tonnage), _statuses(tonnage)
    rows = [
        _row(pair, _its(panel[pair.port], pair), "Q", status.get(pair.port))
        for pair in _pairs(shocks, concerned)
        if pair.port in panel
    ]
    return pd.DataFrame(rows)


@kpi(
    title=N_("Change against comparable ports"),
    theme="resilience",
    unit="%",
    direction="context",
    reads=(*_SHOCK_TABLES, "core_series"),
    measures=("gross_weight",),
    formula=N_(
        "100 × (goods of the port − weighted mean of the ports the shock did not reach) ÷ that mean, after the shock; "
        "the weights fit the years before it"
    ),
    min_data=N_("ten annual figures before the shock (twenty quarters) and ten ports that it did not reach"),
    method="synthetic control, weights >= 0 with sum 1, rank of RMSPE ratios among placebos; of more than 100 ports to"
    " compare the 100 nearest before the shock, by squared distance; Abadie 2010 (not opened)",
    caveat=N_(
        "Refused for the pandemic, which reached every port. With J ports to compare p is never below 1/(J + 1)."
    ),
    variant_of="shock",
    bases=("published",),
    is_sql=False,
)
def synthetic_control_effect(shocks: pd.DataFrame, concerned: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """By how much a port's goods differ, after a shock, from a weighted mix of ports that it did not reach and that
    moved like it before. Where every port was reached there is no such mix and no figure.

    Variant is the shock, 'p:' and the shock its p-value. Interval of 90 % from the ports that were not reached. Annual
    goods, like for like, under the year of the shock.
    """
    goods = series[
        (series["measure"] == "gross_weight")
        & (series["cargo_type"] == "total")
        & (series["direction"] == "total")
        & (series["freq"] == "A")
        & (series["basis"] == "like_for_like")
        & (series["variant"] == "")
        & (series["entity_type"] == "port")
    ]
    panel, status = _panel(goods), _statuses(goods)
    rows: list[dict[str, object]] = []
    for pair in _pairs(shocks, concerned):
        if pair.port in panel and pair.shock.startswith((*_COMPARABLE, _PANDEMIC)):
            rows += _scm_rows(pair, panel, shocks, concerned, status.get(pair.port))
    return pd.DataFrame(rows)


@kpi(
    title=N_("Calls lost or gained at a shock"),
    theme="resilience",
    unit="calls",
    direction="context",
    reads=(*_SHOCK_TABLES, "core_port", "core_port_week", "core_release"),
    measures=(),
    formula=N_("sum over eight weeks of calls − calls expected from the eight weeks before"),
    min_data=N_("55 weeks before the shock and eight after it"),
    method="event study by weeks, interval and p from all earlier dates without an event; MacKinlay 1997 (not opened)",
    caveat=N_("Calls are estimated by PortWatch from ship positions, from 2019 on, and miss most ferries."),
    variant_of="shock",
    bases=("published",),
    is_sql=False,
)
def event_study_calls(
    shocks: pd.DataFrame,
    concerned: pd.DataFrame,
    ports: pd.DataFrame,
    weeks: pd.DataFrame,
    releases: pd.DataFrame,
) -> pd.DataFrame:
    """How many calls more or fewer a port had in the eight weeks after a shock than in the eight weeks before it would
    let expect. The interval says how far calls stray at dates without any shock.

    Variant is the shock, on its default date, for the ports it concerns; under the first week after it. Where the daily
    calls have not been loaded, one row a port says so.
    """
    held = weeks[(weeks["entity_type"] == "port") & weeks["calls_count"].notna()]
    panel, status = _panel(held.rename(columns={"calls_count": "obs_value"})), _statuses(held)
    rows = [
        _calls_row(pair, panel[pair.port], status.get(pair.port))
        for pair in _pairs(shocks, concerned)
        if pair.port in panel
    ]
    year = pd.to_datetime(releases["retrieved_on"]).max().year
    missing = sorted(set(ports.loc[ports["portwatch_id"].notna(), "port_id"]) - set(panel.columns))
    rows += [_absent(port, "", "W", pd.Timestamp(year, 1, 1), "not_loaded") for port in missing]
    return pd.DataFrame(rows)


def _pairs(shocks: pd.DataFrame, concerned: pd.DataFrame) -> Iterator[Pair]:
    """Every declared pair of a dated shock and a port, oldest shock first."""
    dated = shocks[shocks["is_default"].astype(bool)].drop_duplicates("shock_id")
    dated = dated.assign(day=pd.to_datetime(dated["date_start"], errors="coerce", format="ISO8601")).dropna(
        subset="day"
    )
    known = set(dated["shock_id"])
    dated = dated.assign(affair=[affair(shock, known) for shock in dated["shock_id"]])
    of_port = concerned.loc[concerned["entity_type"] == "port", ["shock_id", "entity"]].merge(
        dated[["shock_id", "name", "day", "affair"]], on="shock_id"
    )
    rows: list[Any] = list(of_port.sort_values(["day", "shock_id", "entity"]).itertuples())
    by_port: dict[str, list[Any]] = {}
    for one in rows:
        by_port.setdefault(one.entity, []).append(one)
    for one in rows:
        others = {other.name: other.day for other in by_port[one.entity] if other.affair != one.affair}
        yield Pair(one.shock_id, one.entity, one.day, others)


def _panel(rows: pd.DataFrame) -> pd.DataFrame:
    """Values by period and port; empty periods at the ends of a port are left to the methods."""
    return rows.pivot_table(index="period_start", columns="entity", values="obs_value", dropna=False)


def _statuses(rows: pd.DataFrame) -> dict[str, str]:
    """The least reliable status among the figures of each port."""
    held = rows.dropna(subset="obs_status")
    ranked = held.assign(rank=held["obs_status"].map(OBS_STATUSES.index))
    return {str(port): OBS_STATUSES[int(rank)] for port, rank in ranked.groupby("entity")["rank"].max().items()}


def _its(series: pd.Series[Any], pair: Pair) -> Effect:
    return interrupted_time_series(
        series.dropna(), pair.day, _QUARTERS_A_YEAR, shocks=pair.others, least_after=LEAST_AFTER
    )


def _scm_rows(
    pair: Pair, panel: pd.DataFrame, shocks: pd.DataFrame, concerned: pd.DataFrame, status: str | None
) -> Iterator[dict[str, object]]:
    """The difference and, beside it, its p-value."""
    if pair.shock.startswith(_PANDEMIC):
        yield _absent(pair.port, pair.shock, "A", _start(pair, "A"), "all_reached")
        return
    whole = panel.dropna(subset=[pair.port])
    found = synthetic_control(whole, pair.port, pair.day, exposed=_exposed(pair, shocks, concerned), shocks=pair.others)
    row = _row(pair, found, "A", status)
    yield row
    if found.p_value is not None and row["reason"] is None:
        yield {**row, "variant": f"p:{pair.shock}", "value": found.p_value, "lower": np.nan, "upper": np.nan}


def _exposed(pair: Pair, shocks: pd.DataFrame, concerned: pd.DataFrame) -> set[str]:
    """The ports that any shock within two quarters concerns."""
    begun = pd.to_datetime(shocks["date_start"], errors="coerce", format="ISO8601")
    near = shocks.loc[(begun - pair.day).abs() <= TWO_QUARTERS, "shock_id"]
    return set(concerned.loc[concerned["shock_id"].isin(near), "entity"]) - {pair.port}


def _calls_row(pair: Pair, calls: pd.Series[Any], status: str | None) -> dict[str, object]:
    """The change of the weekly mean as calls over the weeks compared."""
    found = event_study(calls.dropna(), pair.day, shocks=pair.others)
    row = _row(pair, found, "W", status)
    if found.path is not None:
        expected = WEEKS * float(found.path["expected"].dropna().iloc[0]) / 100
        row |= {name: row[name] * expected for name in ("value", "lower", "upper")}  # type: ignore[operator]
    return row


def _row(pair: Pair, found: Effect, freq: str, status: str | None) -> dict[str, object]:
    """One answer as a row of an indicator; a refusal, or too little to compare with, is a row with its reason."""
    row = _absent(pair.port, pair.shock, freq, _start(pair, freq), _REASONS.get(found.reason, "not_comparable"))
    row["n_obs"] = found.n_before + found.n_after
    if found.estimate is None or found.reason in _REASONS:
        return row
    ends = {name: np.nan if end is None else end for name, end in (("lower", found.lower), ("upper", found.upper))}
    return {**row, "value": found.estimate, **ends, "obs_status": status, "reason": None}


def _start(pair: Pair, freq: str) -> pd.Timestamp:
    """The first day of the period the answer stands under: the first one that begins on or after the shock; of years,
    the shock's own.
    """
    if freq == "A":
        return pd.Timestamp(pair.day.year, 1, 1)
    anchors = {"Q": pd.offsets.QuarterBegin(startingMonth=1), "W": pd.offsets.Week(weekday=0)}
    return pd.Timestamp(anchors[freq].rollforward(pair.day))


def _absent(port: str, variant: str, freq: str, start: pd.Timestamp, reason: str) -> dict[str, object]:
    return {
        "entity_type": "port",
        "entity": port,
        "basis": "published",
        "variant": variant,
        "freq": freq,
        "period_start": start,
        "value": np.nan,
        "lower": np.nan,
        "upper": np.nan,
        "n_obs": 0,
        "obs_status": None,
        "coverage": np.nan,
        "reason": reason,
    }
