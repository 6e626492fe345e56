"""Calls of cargo ships as IMF PortWatch estimates them from AIS signals: by whole weeks, never by days."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kpis.fragments import status_letter, status_rank, worst_status
from kpis.registry import Parameter, kpi
from kpis.week_grid import Weeks, median, nothing
from language import N_
from warehouse.fields import BASES

_NONE = np.array(None, dtype=object)
_LEAST_WEEKS = 104
_WEEK_NUMBERS = 53
_DRAWS, _BLOCK_WEEKS, _SEED = 200, 4, 2026
_ENDS = (2.5, 97.5)
_WINDOW_WEEKS = 52
_MAD_TO_SD = 1.4826
_DAYS_TO_THURSDAY = 3
# Below this share of a port's tonnes, what PortWatch sees is not the port: ferry ports, and ports it watches in part.
_LEAST_SEEN = 0.5
_LEAST_WEEKS_OF_PERIOD = 0.9
_FERRIES = N_(
    "Estimated from ships' AIS signals. Only cargo ships count, and short calls are dropped: ferry ports are almost "
    "invisible, so it is no measure of their activity. Nothing before 2019."
)


@kpi(
    title=N_("Weekly vessel calls index"),
    theme="connectivity",
    unit="index",
    direction="higher_better",
    reads=("core_port_week",),
    measures=("port_calls",),
    formula=N_("100 × calls of the week ÷ median calls of the same ISO week in the baseline years"),
    min_data=N_("104 weeks"),
    method=(
        "100 calls_w / median(same ISO week, baseline years); baseline 2022 to 2023 unless the user chooses others,"
        " without the weeks of a day on which PortWatch went wrong; a week 53 that no baseline year has gets no value;"
        " interval: 200 draws of the baseline from circular blocks of 4 weeks of residuals; World Bank"
    ),
    caveat=_FERRIES,
    bases=("published",),
    parameters=(
        Parameter("start", "year", N_("first year of the baseline")),
        Parameter("end", "year", N_("last year of the baseline")),
    ),
    is_sql=False,
)
def weekly_calls_index(weeks: pd.DataFrame, start: int = 2022, end: int = 2023) -> pd.DataFrame:
    """How many cargo ships called at the port in the week, against what is usual for the same week of the year: 100 is
    as usual in the years 2022 and 2023, 50 is half of it. The calls are estimated from ships' radio signals; ferries
    hardly count.

    A row a whole week from Monday to Sunday. The interval says how much the figure hangs on the chance of the baseline
    years; with a baseline of one year there is none.
    """
    grid = Weeks.of(weeks)
    absent = nothing(weeks, "W")
    if grid.places.empty:
        return absent
    cube, position = _baseline(grid, start, end)
    usual, n = median(cube, 1)
    low, high = _drawn(cube, usual, n, position)
    number = grid.mondays.isocalendar()["week"].to_numpy(dtype=int) - 1
    value, lower, upper = _indexed(grid.calls, usual[:, number], low[:, number], high[:, number])
    few = np.isfinite(grid.calls).sum(axis=1) < _LEAST_WEEKS
    value[few] = lower[few] = upper[few] = np.nan
    reason = np.where(usual[:, number] == 0, "zero_denominator", "not_enough_data")
    reason = np.where(np.isfinite(grid.calls), reason, grid.reasons)
    return pd.concat([absent, _weekly(grid, value, (lower, upper), reason, n[:, number])], ignore_index=True)


def _baseline(grid: Weeks, start: int, end: int) -> tuple[np.ndarray, np.ndarray]:
    """Calls of the baseline by place, year and number of the week, and where in it the weeks stand in order of time."""
    calendar = grid.mondays.isocalendar()
    year, number = calendar["year"].to_numpy(dtype=int), calendar["week"].to_numpy(dtype=int) - 1
    inside = (year >= start) & (year <= end)
    position = (year[inside] - start) * _WEEK_NUMBERS + number[inside]
    n_years = max(end - start + 1, 1)
    flat = np.full((len(grid.places), n_years * _WEEK_NUMBERS), np.nan)
    flat[:, position] = grid.sure[:, inside]
    return flat.reshape(-1, n_years, _WEEK_NUMBERS), position


def _drawn(cube: np.ndarray, usual: np.ndarray, n: np.ndarray, position: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The ends of the interval of each usual week; NaN where the baseline has one year only."""
    n_places, n_years, _numbers = cube.shape
    ends = np.full((2, n_places, _WEEK_NUMBERS), np.nan)
    if n_years == 1 or not position.size:
        return ends[0], ends[1]
    # The median of few weeks lies too near to them: scaled as a standard deviation is.
    scale = np.sqrt(n / np.maximum(n - 1, 1))[:, None, :]
    residuals = np.nan_to_num((cube - usual[:, None, :]) * scale).reshape(n_places, -1)[:, position]
    filled = np.broadcast_to(usual[:, None, :], cube.shape).reshape(n_places, -1)[:, position]
    missing = ~np.isfinite(cube).reshape(n_places, -1)[:, position]
    draws = np.empty((n_places, _WEEK_NUMBERS, _DRAWS), dtype=np.float32)
    random = np.random.default_rng(_SEED)
    flat = np.full((n_places, n_years * _WEEK_NUMBERS), np.nan)
    for draw in range(_DRAWS):
        starts = random.integers(0, position.size, size=-(-position.size // _BLOCK_WEEKS))
        taken = (starts[:, None] + np.arange(_BLOCK_WEEKS)).ravel()[: position.size] % position.size
        flat[:, position] = np.where(missing, np.nan, np.maximum(filled + residuals[:, taken], 0))
        draws[:, :, draw] = median(flat.reshape(cube.shape), 1)[0]
    draws.sort(axis=2)  # sorted whole, in one stretch of memory, it is quicker than any search for two of its places
    ends[:] = np.percentile(draws, _ENDS, axis=2)
    return ends[0], ends[1]


def _indexed(
    calls: np.ndarray, usual: np.ndarray, low: np.ndarray, high: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Index and interval, which holds the index itself: many calls in the usual week make a low index.

    An end over a usual week of no call is no number, and stays open.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        value, lower, upper = (100 * calls / np.where(base > 0, base, np.nan) for base in (usual, high, low))
    held = np.isfinite(value)
    return value, np.where(held, np.minimum(lower, value), np.nan), np.where(held, np.maximum(upper, value), np.nan)


def _weekly(
    grid: Weeks, value: np.ndarray, ends: tuple[np.ndarray, np.ndarray], reason: np.ndarray, n: np.ndarray
) -> pd.DataFrame:
    """The grid as rows of the indicator, one a printed week."""
    place, column = np.nonzero(grid.printed)
    held = np.isfinite(value[place, column])
    status = np.where(grid.unsure[place, column], "U", "E")
    return (
        grid.places.iloc[place]
        .reset_index(drop=True)
        .assign(
            basis="published",
            variant="",
            freq="W",
            period_start=grid.mondays[column],
            value=value[place, column],
            lower=ends[0][place, column],
            upper=ends[1][place, column],
            n_obs=n[place, column] + np.isfinite(grid.calls[place, column]),
            obs_status=np.where(held, status, _NONE),
            coverage=np.nan,
            reason=np.where(held, _NONE, reason[place, column]),
        )
    )


@kpi(
    title=N_("Regularity of calls"),
    theme="connectivity",
    unit="0-1",
    direction="higher_better",
    reads=("core_port_week",),
    measures=("port_calls",),
    formula=N_("1 − standard deviation ÷ mean of weekly calls over 52 weeks"),
    min_data=N_("52 weeks"),
    method=(
        "1 - s/m over the 52 weeks that end with the quarter's last week, a week being of the quarter of its Thursday;"
        " weeks of a day on which PortWatch went wrong left out; variant mad: 1 - 1.4826 MAD / median; not below 0;"
        " our own choice"
    ),
    caveat=_FERRIES,
    variant_of="estimator",
    bases=("published",),
    is_sql=False,
)
def call_regularity(weeks: pd.DataFrame) -> pd.DataFrame:
    """How evenly cargo ships called over the last 52 weeks: 1 is the same number every week, 0 is very uneven. The
    calls are estimated from ships' radio signals; ferries hardly count.

    A row a quarter. Variant '' is taken from the standard deviation, 'mad' from the median deviation, which a few odd
    weeks hardly move. A window that lacks a week has no value.
    """
    grid = Weeks.of(weeks)
    absent = nothing(weeks, "Q", ("", "mad"))
    rows = [_window(grid, column, quarter) for column, quarter in _quarter_ends(grid.mondays)]
    return pd.concat([absent, *rows], ignore_index=True)


def _quarter_ends(mondays: pd.DatetimeIndex) -> list[tuple[int, pd.Timestamp]]:
    """The last week of each whole quarter, as its column, with the first day of the quarter."""
    quarters = (mondays + pd.Timedelta(days=_DAYS_TO_THURSDAY)).to_period("Q")
    following = (mondays + pd.Timedelta(days=_DAYS_TO_THURSDAY + 7)).to_period("Q")
    return [(column, quarters[column].start_time) for column in np.flatnonzero(quarters != following).tolist()]


def _window(grid: Weeks, column: int, quarter: pd.Timestamp) -> pd.DataFrame:
    """Both variants of every place for the 52 weeks that end with a column."""
    inside = slice(max(column + 1 - _WINDOW_WEEKS, 0), column + 1)
    calls = grid.sure[:, inside]
    whole = (np.isfinite(grid.calls[:, inside]).sum(axis=1) == _WINDOW_WEEKS) & (calls.shape[1] == _WINDOW_WEEKS)
    n_printed = grid.printed[:, inside].sum(axis=1)
    n = np.isfinite(calls).sum(axis=1)
    mean = np.nansum(calls, axis=1) / np.maximum(n, 1)
    spread = np.sqrt(np.nansum((calls - mean[:, None]) ** 2, axis=1) / np.maximum(n - 1, 1))
    middle, _n = median(calls, 1)
    deviation = _MAD_TO_SD * median(np.abs(calls - middle[:, None]), 1)[0]
    missing = np.where(n_printed < _WINDOW_WEEKS, "too_few_periods", "gap")
    here = grid.printed[:, column]
    rows = [
        _evenness(grid.places, whole, part, size, missing).assign(variant=variant, n_obs=n)[here]
        for variant, part, size in (("", spread, mean), ("mad", deviation, middle))
    ]
    return pd.concat(rows, ignore_index=True).assign(
        basis="published", freq="Q", period_start=quarter, lower=np.nan, upper=np.nan, coverage=np.nan
    )


def _evenness(
    places: pd.DataFrame, whole: np.ndarray, part: np.ndarray, size: np.ndarray, missing: np.ndarray
) -> pd.DataFrame:
    """1 less the relative spread, at least 0; without a whole window, or without any call, the reason."""
    held = whole & (size > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(held, np.maximum(1 - part / size, 0), np.nan)
    reason = np.where(whole, "zero_denominator", missing)
    return places.assign(value=value, reason=np.where(held, _NONE, reason), obs_status=np.where(held, "E", _NONE))


_PERIOD = "case s.freq when 'A' then interval 12 month else interval 3 month end"
_DAYS = f"date_diff('day', s.period_start, cast(s.period_start + {_PERIOD} as date))"
_BOTH = " union all ".join(f"select '{basis}' as basis" for basis in BASES)


@kpi(
    title=N_("Tonnes per call"),
    theme="connectivity",
    unit="t/call",
    direction="context",
    reads=("core_series", "core_port_week"),
    measures=("gross_weight", "port_calls"),
    formula=N_("tonnes per day of the period ÷ calls per day of its weeks"),
    min_data=N_("four quarters, or one year, with nine tenths of its weeks"),
    method=(
        "x_p(t) / calls_p(t): tonnes as the statistical office counts them, calls as PortWatch estimates them (a"
        " model); a week is of the period of its Thursday, and both sides are taken per day; no value where the tonnes"
        " that PortWatch estimates are below half of the office's"
    ),
    caveat=_FERRIES,
)
def tonnes_per_call() -> str:
    """How much cargo goes with one call of a cargo ship, on average. The tonnes are counted by the statistical office,
    the calls estimated from ships' radio signals, so the level is a model: read its course, not its last digit.

    Coverage is the share of the period's weeks that have calls. Where PortWatch sees less than half of the port's
    tonnes (ferry ports), calls and tonnes are not of the same traffic, and there is no value.
    """
    return f"""
with watched as (
  select w.entity_type, w.entity, w.period_start + {_DAYS_TO_THURSDAY} as thursday, w.calls_count as calls,
         w.import_tonnes + w.export_tonnes as seen, {status_rank("w.obs_status")} as bad
  from core_port_week w where w.calls_count is not null
), counted as (
  select w.entity_type, w.entity, 'A' as freq, cast(date_trunc('year', w.thursday) as date) as period_start,
         sum(w.calls) as calls, sum(w.seen) as seen, count(w.calls) as n_weeks, max(w.bad) as bad
  from watched w group by w.entity_type, w.entity, cast(date_trunc('year', w.thursday) as date)
  union all
  select w.entity_type, w.entity, 'Q' as freq, cast(date_trunc('quarter', w.thursday) as date) as period_start,
         sum(w.calls) as calls, sum(w.seen) as seen, count(w.calls) as n_weeks, max(w.bad) as bad
  from watched w group by w.entity_type, w.entity, cast(date_trunc('quarter', w.thursday) as date)
), goods as (
  select s.basis, s.entity_type, s.entity, s.freq, s.period_start, s.obs_value, s.obs_status, s.reason, {_DAYS} as days,
         count(s.obs_value) over (partition by s.basis, s.entity_type, s.entity, s.freq) as n_periods
  from core_series s
  where s.measure = 'gross_weight' and s.cargo_type = 'total' and s.direction = 'total' and s.partner = '_Z'
    and s.vessel_type = '_Z' and s.variant = '' and s.freq in ('A', 'Q') and s.entity_type in ('port', 'area')
), judged as (
  select g.basis, g.entity_type, g.entity, g.freq, g.period_start, g.obs_value, g.obs_status, g.days, c.calls,
         c.n_weeks, c.bad, least(1.0, c.n_weeks * 1.0 / floor(g.days / 7.0)) as coverage,
         case when g.obs_value is null then coalesce(g.reason, 'gap')
              when g.freq = 'Q' and g.n_periods < 4 then 'not_enough_data'
              when c.n_weeks < {_LEAST_WEEKS_OF_PERIOD} * floor(g.days / 7.0) then 'missing_part'
              when c.calls = 0 then 'zero_denominator'
              when c.seen < {_LEAST_SEEN} * g.obs_value then 'not_comparable' end as reason
  from goods g
  join counted c on c.entity_type = g.entity_type and c.entity = g.entity and c.freq = g.freq
   and c.period_start = g.period_start
)
select j.entity_type, j.entity, j.basis, '' as variant, j.freq, j.period_start,
       case when j.reason is null then (j.obs_value / j.days) / nullif(j.calls / (7.0 * j.n_weeks), 0) end as value,
       cast(null as double) as lower, cast(null as double) as upper, j.n_weeks as n_obs,
       case when j.reason is null
            then {worst_status("j.obs_status", status_letter("j.bad"))} end as obs_status,
       j.coverage, j.reason
from judged j
union all
select w.entity_type, w.entity, b.basis, '', 'A', cast(date_trunc('year', w.period_start) as date),
       cast(null as double), cast(null as double), cast(null as double), 0, cast(null as varchar), cast(null as double),
       w.reason
from core_port_week w cross join ({_BOTH}) b where w.reason in ('not_loaded', 'no_data')"""
