"""Resilience: how far a place fell in a named shock, how long it took to come back, and what was lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

import numpy as np
import pandas as pd

from kpis.course import Course
from kpis.registry import Declaring, Direction, Parameter, kpi
from kpis.shock_cases import BASELINE_YEARS, WINDOW_QUARTERS, Case, Choice, cases_of
from kpis.survival import median_time
from language import N_
from warehouse.fields import OBS_STATUSES

_LEAST_GROUP = 5
# Beside the shock's own name: how the other ports fared that it touched.
OTHERS = "others"

_READS = ("core_port_region", "core_series", "core_shock", "core_shock_port")
_MEASURES = ("gross_weight", "vessel_gross_tonnage", "gdp")
_PARAMETERS = (
    Parameter("window", "count", N_("quarters in which the lowest point is sought")),
    Parameter("baseline", "year", N_("first year of the usual level")),
    Parameter("years", "count", N_("years of the usual level")),
)
_MIN_DATA = N_("eight quarters of usual level (two years where figures are annual) and one period after the shock")
_METHOD = (
    "x the goods of a port (years), the gross tonnage of its container ships (quarters), the nominal GDP of a region; B"
    " the mean of the same quarter in 2018 and 2019, for shocks before 2020 in the two whole years before; a shock"
    " counts from the day after its date; "
)
_CITED = "Bruneau et al. 2003 (reference not opened)"
_CAVEAT = N_(
    "It describes and attributes nothing: Brexit, Covid and the closed border overlap, and what has changed since 2019 "
    "for other reasons is in it."
)


def _of_shock(title: str, unit: str, formula: str, method: str, direction: Direction = "lower_better") -> Declaring:
    """Declare an indicator over the cases of `cases_of`; the three differ in what they make of a case."""
    return kpi(
        title=title,
        theme="resilience",
        unit=unit,
        direction=direction,
        reads=_READS,
        measures=_MEASURES,
        formula=formula,
        min_data=_MIN_DATA,
        method=f"{_METHOD}{method}; {_CITED}",
        caveat=_CAVEAT,
        variant_of="shock",
        parameters=_PARAMETERS,
        is_sql=False,
    )


@_of_shock(
    title=N_("Depth of the drop in a shock"),
    unit="%",
    formula=N_("100 × the lowest of (figure ÷ usual level of the same quarter − 1) in the two years from the shock on"),
    method="depth min over 8 quarters of x / B - 1, interval by bootstrap of B; resilience triangle",
    # The catalogue says that less of a drop is better. The figure carries its sign: -5 is better than -20.
    direction="higher_better",
)
def drop_depth(
    regions: pd.DataFrame,
    series: pd.DataFrame,
    shocks: pd.DataFrame,
    touched: pd.DataFrame,
    window: int = WINDOW_QUARTERS,
    baseline: int | None = None,
    years: int = BASELINE_YEARS,
) -> pd.DataFrame:
    """How far the lowest quarter (or year) in the two years from the shock on lay from the usual level of the same
    season before: minus ten is a tenth less. Above zero it never fell. Other shocks of the same time are in the figure.

    Variant is the shock (its default date), under the period it falls into. Ports: goods by year, container ships by
    quarter, with ':goods' quarterly goods where held. Regions: GDP of the preferred release, with ':2023' of another.
    Coverage is the part of the two years that is held.
    """
    choice = Choice(window, baseline, years)
    return _frame(cases_of(regions, series, shocks, touched, choice), _depth_of)


@_of_shock(
    title=N_("Time to recover from a shock"),
    unit="quarters",
    formula=N_(
        "quarters from the shock to the first of two quarters in a row, after the lowest one, with at least 98 % of "
        "the usual level of the same quarter"
    ),
    method="x >= 0.98 B in 2 quarters in a row, in 1 year where figures are annual (4 quarters a year); not yet back:"
    " the time watched, censored (lower end without an upper one); median of the other ports by Kaplan-Meier, the first"
    " time with S(t) <= 0.5, empty when never reached, from five ports on",
)
def recovery_time(
    regions: pd.DataFrame,
    series: pd.DataFrame,
    shocks: pd.DataFrame,
    touched: pd.DataFrame,
    window: int = WINDOW_QUARTERS,
    baseline: int | None = None,
    years: int = BASELINE_YEARS,
) -> pd.DataFrame:
    """How many quarters passed from the shock until the figure was back at 98 % of its usual level and stayed there.
    Zero: it never fell below that. With a lower end and no upper one it was not back when the figures end: the number
    is the least it can be.

    Variant is the shock, as in drop_depth; with ':others' behind it the median of the other ports of the same shock.
    """
    choice = Choice(window, baseline, years)
    cases = list(cases_of(regions, series, shocks, touched, choice))
    return pd.concat([_frame(cases, _recovery_of), _medians(cases)], ignore_index=True)


@_of_shock(
    title=N_("Activity lost in a shock"),
    unit="normal quarters",
    formula=N_("sum, from the shock to the recovery, of (1 − figure ÷ usual level of the same quarter)"),
    method="sum of 1 - x / B up to and with the period of recovery (recovery_time), or to the end of the series; a year"
    " is 4 quarters",
)
def cumulative_loss(
    regions: pd.DataFrame,
    series: pd.DataFrame,
    shocks: pd.DataFrame,
    touched: pd.DataFrame,
    window: int = WINDOW_QUARTERS,
    baseline: int | None = None,
    years: int = BASELINE_YEARS,
) -> pd.DataFrame:
    """How much activity is missing from the shock until recovery, in quarters of the usual level: one is as much as a
    whole normal quarter lost. Below zero more came in than usual. What is not yet back counts up to the last figure.

    Variant is the shock, as in drop_depth.
    """
    choice = Choice(window, baseline, years)
    return _frame(cases_of(regions, series, shocks, touched, choice), _loss_of)


_Values = tuple[float, float, float]


def _depth_of(case: Case, course: Course) -> _Values:
    low, high = case.band(course.depth)
    return 100 * course.depth, 100 * low, 100 * high


def _recovery_of(case: Case, course: Course) -> _Values:
    """Recovered: the interval is the value. Censored: what was watched, open upwards."""
    if course.back is None:
        return case.series.step * course.watched, case.series.step * course.watched, np.nan
    return (case.series.step * course.back,) * 3


def _loss_of(case: Case, course: Course) -> _Values:
    return case.series.step * course.loss, np.nan, np.nan


def _frame(cases: Iterator[Case] | list[Case], values_of: Callable[[Case, Course], _Values]) -> pd.DataFrame:
    return pd.DataFrame([_row(case, values_of) for case in cases])


def _row(case: Case, values_of: Callable[[Case, Course], _Values]) -> dict[str, object]:
    value, lower, upper = (np.nan, np.nan, np.nan) if case.course is None else values_of(case, case.course)
    return {
        **case.series.names,
        "variant": f"{case.shock}:{case.series.suffix}" if case.series.suffix else case.shock,
        "period_start": case.period_start,
        "value": value,
        "lower": lower,
        "upper": upper,
        "n_obs": case.n_obs,
        "obs_status": case.obs_status,
        "coverage": case.coverage,
        "reason": case.reason,
    }


def _medians(cases: list[Case]) -> pd.DataFrame:
    """For every port the median recovery of the others that the same shock touched: one row beside its own."""
    groups: dict[tuple[str, str, str], list[Case]] = {}
    for case in cases:
        names = case.series.names
        if names["entity_type"] == "port" and not case.series.suffix and not _goes_on_elsewhere(case):
            groups.setdefault((names["basis"], names["freq"], case.shock), []).append(case)
    return pd.DataFrame([_median_row(case, group) for group in groups.values() for case in group])


def _goes_on_elsewhere(case: Case) -> bool:
    """Whether the port has merged into one whose like-for-like series holds its figures already."""
    return case.series.names["basis"] == "like_for_like" and case.series.reasons[-1] == "merged"


def _median_row(case: Case, group: list[Case]) -> dict[str, object]:
    others = [other for other in group if other is not case and other.course is not None]
    lasted = sorted(_duration(other) for other in others)
    median, lower, upper = _median(tuple(lasted)) if len(lasted) >= _LEAST_GROUP else (None, None, None)
    short = "not_enough_data" if len(lasted) < _LEAST_GROUP else "not_reached"
    held = median is not None
    worst = max((OBS_STATUSES.index(other.obs_status) for other in others if other.obs_status), default=None)
    return {
        **case.series.names,
        "variant": f"{case.shock}:{OTHERS}",
        "period_start": case.period_start,
        "value": median,
        "lower": lower if held else None,
        "upper": upper if held else None,
        "n_obs": len(lasted),
        "obs_status": OBS_STATUSES[worst] if held and worst is not None else None,
        "coverage": len(lasted) / max(len(group) - 1, 1),
        "reason": None if held else short,
    }


def _duration(case: Case) -> tuple[float, bool]:
    course = case.course
    if course is None or course.back is None:
        return case.series.step * (0 if course is None else course.watched), False
    return case.series.step * course.back, True


@lru_cache(maxsize=512)
def _median(lasted: tuple[tuple[float, bool], ...]) -> tuple[float | None, float | None, float | None]:
    """Remembered: leaving out one port or another of the same time leaves the same durations."""
    return median_time([time for time, _back in lasted], [back for _time, back in lasted])
