"""Daily or weekly calls around an event: by weeks, against the weeks just before, judged by dates without an event.

With other ports beside it the same question is asked of the difference between the port and their mean: a
difference in differences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.periods import MOST_MISSING, Shocks, competing, figures_only, is_constant, moment, on_dates
from analysis.record import REFUSED, Effect, day_of, verdict_of
from warehouse.errors import ParameterError

METHOD: Final = "event_study"
METHOD_DID: Final = "did"
WEEKS: Final = 8
"""Weeks compared on either side of a date."""
LEAST_PLACEBOS: Final = 39
"""With fewer nobody knows how far the series strays by itself."""
DAYS_A_WEEK: Final = 7
_MONDAY: Final = pd.Timestamp(1970, 1, 5)


@dataclass(frozen=True, eq=False, kw_only=True)
class EventStudy(Effect):
    """The answer: change of the weekly mean in per cent. `placebos` holds the same change at dates without an event."""

    placebos: pd.Series[Any] | None = None


def weekly(calls: Any) -> Any:  # noqa: ANN401 - a series gives a series, a frame a frame
    """Calls by week (Monday start), summed; weeks that are not whole are left out, weekly figures stay as they are.

    Raises ParameterError when the index holds no dates.
    """
    dated = figures_only(calls)
    if not isinstance(dated.index, pd.DatetimeIndex):
        raise ParameterError("Calls need dates: index them by day or by the Monday of each week.")
    monday = _MONDAY + pd.to_timedelta((dated.index.normalize() - _MONDAY).days // DAYS_A_WEEK * DAYS_A_WEEK, unit="D")
    counted = dated.groupby(monday).count()
    days = DAYS_A_WEEK if len(dated) and np.median(np.asarray(counted)) > 1 else 1
    return dated.groupby(monday).sum().where(counted == days)


def event_study(calls: pd.Series[Any], start: object, *, weeks: int = WEEKS, shocks: Shocks = ()) -> EventStudy:
    """The change of weekly calls over the `weeks` after an event against the `weeks` before it, in per cent.

    `calls` is daily or weekly. The week that contains the event belongs to neither side unless the event falls on its
    Monday. The same change is computed at every earlier date whose weeks all lie before the event: how far those
    placebos stray from zero gives the 95 % interval and the p-value. A refusal is a record with its reason.
    """
    refused = _undated(METHOD, calls, start)
    return refused or _study(METHOD, _logarithm(weekly(calls)), start, weeks, shocks)


def difference_in_differences(
    calls: pd.DataFrame,
    treated: Any,  # noqa: ANN401 - the label of a column
    start: object,
    donors: Sequence[Any] | None = None,
    *,
    weeks: int = WEEKS,
    shocks: Shocks = (),
) -> EventStudy:
    """The change of weekly calls against the mean change of other ports, in per cent.

    The windows and the placebo dates are those of `event_study`. `calls` holds days or weeks by ports. Without
    `donors` every other port without a gap is one.
    """
    refused = _undated(METHOD_DID, calls, start)
    if refused:
        return refused
    by_week = weekly(calls)
    named = list(donors) if donors is not None else _complete(by_week, treated)
    unknown = [str(one) for one in [treated, *named] if one not in by_week.columns]
    if treated in named:
        return _refusal(METHOD_DID, start, "treated_among_donors", treated=treated)
    if unknown or not named:
        return _refusal(METHOD_DID, start, "unknown_unit", units=", ".join(unknown) or treated)
    logs = _logarithm(by_week[[treated, *named]])
    if np.isneginf(logs).any(axis=None):
        return _refusal(METHOD_DID, start, "not_positive")
    return _study(METHOD_DID, logs[treated] - logs[named].mean(axis=1, skipna=False), start, weeks, shocks)


def _undated(method: str, calls: Any, start: object) -> EventStudy | None:  # noqa: ANN401 - a series or a frame
    """Why calls without days cannot be counted by weeks; None for calls with days."""
    index = on_dates(calls).index
    if not len(index):
        return _refusal(method, moment(start, pd.DatetimeIndex([])), "no_data")
    is_dated = isinstance(index, pd.DatetimeIndex) and not index.hasnans
    return None if is_dated else _refusal(method, moment(start, pd.DatetimeIndex([])), "irregular")


def _logarithm(calls: Any) -> Any:  # noqa: ANN401 - a series gives a series, a frame a frame
    """Logarithms; what is not positive becomes minus infinity, for the refusal to find."""
    return np.log(calls.where(calls > 0)).where(~(calls <= 0), -np.inf)


def _complete(by_week: pd.DataFrame, treated: Any) -> list[Any]:  # noqa: ANN401 - the label of a column
    inside = by_week.loc[by_week.first_valid_index() : by_week.last_valid_index()] if len(by_week) else by_week
    return [unit for unit in inside.columns[inside.notna().all()] if unit != treated]


def _study(method: str, by_week: pd.Series[Any], start: object, weeks: int, shocks: Shocks) -> EventStudy:
    """The answer for weekly logarithms; minus infinity stands for a week without a call."""
    known = by_week.notna()
    held = by_week.loc[by_week.index[known][0] : by_week.index[known][-1]] if known.any() else by_week[known]
    at = moment(start, by_week.index)
    refused = _refused(method, held, at, weeks)
    return refused or _answer(method, held, at, weeks, tuple(competing(shocks, at)))


def _refusal(method: str, start: object, reason: str, counts: tuple[int, int] = (0, 0), **detail: object) -> EventStudy:
    return EventStudy(
        method=method,
        start=day_of(start),
        n_before=counts[0],
        n_after=counts[1],
        verdict=REFUSED,
        reason=reason,
        detail={name: str(value) for name, value in detail.items()},
    )


def _counts(held: pd.Series[Any], at: pd.Timestamp) -> tuple[int, int]:
    known = held.index[held.notna()]
    return int((known < at).sum()), int((known >= at).sum())


def _refused(method: str, held: pd.Series[Any], at: pd.Timestamp, weeks: int) -> EventStudy | None:
    """Why these weeks give no answer."""
    if not len(held):
        return _refusal(method, at, "no_data")
    known = held.dropna()
    n_before, n_after = _counts(held, at)
    least = 2 * weeks + LEAST_PLACEBOS
    missing = 1 - len(known) / ((held.index[-1] - held.index[0]).days // DAYS_A_WEEK + 1)
    for is_wrong, reason, detail in (
        (not n_before or not n_after, "event_outside", {"date": day_of(at)}),
        (bool(np.isneginf(known).any()), "not_positive", {}),
        (n_before < least, "too_short_before", {"n": n_before, "least": least}),
        (n_after < weeks, "too_short_after", {"n": n_after, "least": weeks}),
        (missing > MOST_MISSING, "gaps", {"missing": round(100 * missing), "allowed": round(100 * MOST_MISSING)}),
        (is_constant(np.exp(known.to_numpy())), "constant", {}),
    ):
        if is_wrong:
            return _refusal(method, at, reason, (n_before, n_after), **detail)
    return None


def _answer(method: str, held: pd.Series[Any], at: pd.Timestamp, weeks: int, near: tuple[str, ...]) -> EventStudy:
    filled = held.asfreq("7D")
    n_before, n_after = _counts(held, at)
    ends = pd.DatetimeIndex(filled.index).shift(DAYS_A_WEEK, freq="D")
    usual = float(filled[ends <= at].iloc[-weeks:].mean())
    change = float(filled[filled.index >= at].iloc[:weeks].mean()) - usual
    placebos = _changes(filled[ends <= at], weeks).dropna()
    if len(placebos) < LEAST_PLACEBOS or not np.isfinite(change):
        words = {"n": len(placebos), "least": LEAST_PLACEBOS}
        return _refusal(method, at, "too_few_placebos", (n_before, n_after), **words)
    half, p_value = _judged(change, placebos, weeks)
    with np.errstate(over="ignore"):
        estimate, lower, upper = (float(100 * np.expm1(one)) for one in (change, change - half, change + half))
    if not np.isfinite(upper):
        return _refusal(method, at, "unbounded", (n_before, n_after))
    return EventStudy(
        method=method,
        start=day_of(at),
        n_before=n_before,
        n_after=n_after,
        verdict=verdict_of(lower, upper),
        estimate=estimate,
        lower=lower,
        upper=upper,
        detectable=(upper - lower) / 2,
        p_value=p_value,
        competing=near,
        placebos=(100 * np.expm1(placebos)).rename("estimate"),
        path=_path(filled, usual, is_count=method == METHOD),
    )


def _judged(change: float, placebos: pd.Series[Any], weeks: int) -> tuple[float, float]:
    """Half the 95 % interval of a change of logarithms and its p-value, by how far the placebos stray from zero.

    Neighbouring dates share most of their weeks: the degrees of freedom are the windows (twice `weeks` long) that fit
    side by side, not the number of dates. The quantiles of the placebos themselves would be too narrow.
    """
    from scipy.special import stdtr, stdtrit

    df = max(1, (len(placebos) + 2 * weeks - 1) // (2 * weeks))
    error = max(float(np.sqrt((placebos**2).mean())), float(np.finfo(np.float64).tiny))
    return float(stdtrit(df, 0.975) * error), float(2 * stdtr(df, -abs(change) / error))


def _changes(filled: pd.Series[Any], weeks: int) -> pd.Series[Any]:
    """For each week: the mean of it and the weeks after, less the mean of the weeks before, in logarithms.

    One week of a window may be missing; a window that reaches beyond the series gives no value.
    """
    means = filled.rolling(weeks, min_periods=max(1, weeks - 1)).mean()
    whole = pd.Series(np.arange(len(filled)) >= weeks - 1, index=filled.index)
    means = means.where(whole)
    return means.shift(1 - weeks) - means.shift(1)


def _path(filled: pd.Series[Any], usual: float, *, is_count: bool) -> pd.DataFrame:
    """Observed weeks and the mean of the weeks before the event; for differences an index with that mean at 100."""
    scale = 1.0 if is_count else 100 * float(np.exp(-usual))
    columns = {"observed": scale * np.exp(filled), "expected": scale * float(np.exp(usual))}
    return pd.DataFrame(columns, index=filled.index)
