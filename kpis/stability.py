"""Throughput that comes and goes: what moved beyond the seasons, and how steadily a port works."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kpis import seasonal
from kpis.registry import kpi
from language import N_
from warehouse.fields import OBS_STATUSES

_LEAST_FOR_CHANGE = 16
_WINDOW_QUARTERS = 8
_MAD_TO_SD = 1.4826
_ONLY_CONTAINERS = N_(
    "Only the gross tonnage of container ships is quarterly here, so it says nothing about ferries and bulk."
)


@kpi(
    title=N_("Seasonally adjusted quarterly change"),
    theme="throughput",
    unit="%",
    direction="higher_better",
    reads=("core_series",),
    measures=("vessel_gross_tonnage", "gross_weight"),
    formula=N_(
        "100 × (exponential of the change, on the quarter before, of the logarithm less its seasonal pattern − 1)"
    ),
    min_data=N_("sixteen quarters without a gap"),
    method=(
        "100 (exp(sa_t - sa_{t-1}) - 1); sa = ln x less a robust STL seasonal; band of 95 % from a moving-block"
        " bootstrap of the remainder (blocks of 8 quarters, 500 draws, fixed seed); Cleveland 1990 (reference not"
        " opened)"
    ),
    caveat=_ONLY_CONTAINERS,
    variant_of="series",
    is_sql=False,
)
def seasonally_adjusted_change(series: pd.DataFrame) -> pd.DataFrame:
    """By how many per cent the quarter differs from the quarter before, once the pattern of the seasons is taken out.
    Where the band beside it reaches from below zero to above, chance alone could have made the change.

    Variant '' is the gross tonnage of container ships, 'goods' quarterly goods where they are held. The seasonal is
    fitted on the whole unbroken run of quarters; a zero ends a run, since it has no logarithm.
    """
    return _joined([_change_rows(series, variant) for variant in seasonal.QUARTERLY])


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    held = [frame for frame in frames if not frame.empty]
    return pd.concat(held, ignore_index=True) if held else pd.DataFrame()


def _change_rows(series: pd.DataFrame, variant: str) -> pd.DataFrame:
    """One row a quarter; the first of a run has no quarter before, so no value."""
    rows = seasonal.quarterly(series, variant)
    values, places = rows["obs_value"].to_numpy(dtype=float), _places(rows)
    change, low, high = (np.full(len(values), np.nan) for _column in range(3))
    for place in places:
        change[place] = seasonal.adjusted_change(values[place], _LEAST_FOR_CHANGE)
        low[place], high[place] = seasonal.change_band(values[place], _LEAST_FOR_CHANGE)
    held = np.isfinite(change)
    return _shared(rows, places, held, np.where(held, 2, np.isfinite(values).astype(int)), 2).assign(
        variant=variant,
        value=100 * np.expm1(change),
        lower=100 * np.expm1(change + low),
        upper=100 * np.expm1(change + high),
    )


def _places(rows: pd.DataFrame) -> list[slice]:
    """The stretch of each place and basis in rows that are sorted by them."""
    keys = rows[["basis", "entity_type", "entity"]].to_numpy(dtype=object)
    starts = np.flatnonzero(np.r_[len(keys) > 0, (keys[1:] != keys[:-1]).any(axis=1)]).tolist()
    return [slice(first, last) for first, last in zip(starts, [*starts[1:], len(keys)], strict=False)]


def _shared(rows: pd.DataFrame, places: list[slice], held: np.ndarray, n_obs: np.ndarray, reach: int) -> pd.DataFrame:
    """What does not depend on the variant: worst status of the quarters in reach, reason where nothing is held."""
    rank = rows["obs_status"].map({status: rank for rank, status in enumerate(OBS_STATUSES)}).to_numpy(dtype=float)
    worst = rank.copy()
    first = np.zeros(len(rows), dtype=int)
    for place in places:
        first[place] = place.start
    for back in range(1, min(reach, len(rows))):
        inside = np.flatnonzero(np.arange(len(rows)) - back >= first)
        worst[inside] = np.fmax(worst[inside], rank[inside - back])
    status = pd.Series(worst, index=rows.index).map(dict(enumerate(OBS_STATUSES)))
    reason = rows["reason"].where(rows["obs_value"].isna(), "too_few_periods").where(~held, None)
    return rows[["entity_type", "entity", "basis", "freq", "period_start", "coverage"]].assign(
        lower=np.nan, upper=np.nan, n_obs=n_obs, obs_status=status.where(held, None), reason=reason
    )


@kpi(
    title=N_("Volatility"),
    theme="throughput",
    unit="% points",
    direction="lower_better",
    reads=("core_series",),
    measures=("vessel_gross_tonnage", "gross_weight"),
    formula=N_(
        "standard deviation, over the last eight quarters, of 100 × the quarterly change of the seasonally adjusted "
        "logarithm"
    ),
    min_data=N_("twelve quarters without a gap"),
    method=(
        "standard deviation over the last 8 quarters of 100 times the quarterly change of ln x less a robust STL"
        " seasonal; robust variant 1.4826 MAD; Rousseeuw and Croux 1993, Cleveland 1990 (references not opened)"
    ),
    caveat=_ONLY_CONTAINERS,
    variant_of="estimator",
    is_sql=False,
)
def volatility(series: pd.DataFrame) -> pd.DataFrame:
    """How unsteadily the gross tonnage of container ships moved over the last eight quarters, once the seasons are
    taken out. A low figure is a steady port; ferries and bulk are not in it.

    Variant '' is the standard deviation, 'mad' the robust one; 'goods' and 'goods_mad' the same of quarterly goods
    where they are held. The seasonal is fitted on the whole unbroken run of
    quarters. Quarters before the twelfth of a run have no value; a zero ends a run, since it has no logarithm.
    """
    return _joined([_volatility_rows(series, variant) for variant in seasonal.QUARTERLY])


def _volatility_rows(series: pd.DataFrame, variant: str) -> pd.DataFrame:
    """Both estimators, a row a quarter."""
    rows = seasonal.quarterly(series, variant)
    values, places = rows["obs_value"].to_numpy(dtype=float), _places(rows)
    spread, robust = (np.full(len(values), np.nan) for _column in range(2))
    run = np.zeros(len(values), dtype=int)
    for place in places:
        changes = 100 * seasonal.adjusted_change(values[place])
        spread[place], robust[place] = _rolling_spread(changes), _rolling_mad(changes)
        run[place] = seasonal.run_lengths(values[place])
    held = (run >= seasonal.LEAST_QUARTERS) & np.isfinite(spread)
    n_obs = np.where(held, _WINDOW_QUARTERS + 1, np.minimum(run, _WINDOW_QUARTERS + 1))
    shared = _shared(rows, places, held, n_obs, _WINDOW_QUARTERS + 1)
    return pd.concat(
        [
            shared.assign(variant=variant, value=np.where(held, spread, np.nan)),
            shared.assign(variant=f"{variant}_mad".lstrip("_"), value=np.where(held, robust, np.nan)),
        ]
    )


def _rolling_spread(changes: np.ndarray) -> np.ndarray:
    """The standard deviation of each window, at its last quarter; NaN where a change is missing."""
    spread = np.full(len(changes), np.nan)
    if len(changes) >= _WINDOW_QUARTERS:
        windows = np.lib.stride_tricks.sliding_window_view(changes, _WINDOW_QUARTERS)
        spread[_WINDOW_QUARTERS - 1 :] = windows.std(axis=1, ddof=1)
    return spread


def _rolling_mad(changes: np.ndarray) -> np.ndarray:
    """1.4826 times the median absolute deviation of each window, at its last quarter."""
    spread = np.full(len(changes), np.nan)
    if len(changes) >= _WINDOW_QUARTERS:
        windows = np.lib.stride_tricks.sliding_window_view(changes, _WINDOW_QUARTERS)
        middle = np.median(windows, axis=1, keepdims=True)
        spread[_WINDOW_QUARTERS - 1 :] = _MAD_TO_SD * np.median(np.abs(windows - middle), axis=1)
    return spread
