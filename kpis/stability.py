"""Throughput that comes and goes: how steadily a port works."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kpis.registry import kpi
from language import N_

_LEAST_QUARTERS = 12
_WINDOW_QUARTERS = 8
_MAD_TO_SD = 1.4826
_QUARTERS_A_YEAR = 4


@kpi(
    title=N_("Volatility"),
    theme="throughput",
    unit="% points",
    direction="lower_better",
    reads=("core_series",),
    measures=("vessel_gross_tonnage",),
    min_data=N_("twelve quarters without a gap"),
    method=(
        "standard deviation over the last 8 quarters of 100 times the quarterly change of ln x less a robust STL"
        " seasonal; robust variant 1.4826 MAD; Rousseeuw and Croux 1993, Cleveland 1990 (references not opened)"
    ),
    caveat=N_(
        "Only the gross tonnage of container ships is quarterly here, so it says nothing about ferries and bulk."
    ),
    variant_of="estimator",
    is_sql=False,
)
def volatility(series: pd.DataFrame) -> pd.DataFrame:
    """How unsteadily the gross tonnage of container ships moved over the last eight quarters, once the seasons are
    taken out. A low figure is a steady port; ferries and bulk are not in it.

    Variant '' is the standard deviation, 'mad' the robust one. The seasonal is fitted on the whole unbroken run of
    quarters. Quarters before the twelfth of a run have no value; a zero ends a run, since it has no logarithm.
    """
    tonnage = series[
        (series["measure"] == "vessel_gross_tonnage")
        & (series["vessel_type"] == "container")
        & (series["size_class"] == "total")
        & (series["freq"] == "Q")
        & (series["variant"] == "")
    ]
    groups = tonnage.groupby(["basis", "entity_type", "entity"], sort=True)
    rows = [_rows(group.sort_values("period_start")) for _key, group in groups]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()


def _rows(group: pd.DataFrame) -> pd.DataFrame:
    """Both variants of one port, a row a quarter."""
    values = group["obs_value"].to_numpy(dtype=float)
    change = _adjusted_change(values)
    changes = pd.Series(change, index=group.index)
    window = changes.rolling(_WINDOW_QUARTERS, min_periods=_WINDOW_QUARTERS)
    run = _run_lengths(values)
    held = (run >= _LEAST_QUARTERS) & window.count().eq(_WINDOW_QUARTERS).to_numpy()
    absent = group["reason"].fillna("gap").where(~np.isfinite(values), "too_few_periods")
    shared = group[["entity_type", "entity", "basis", "freq", "period_start", "coverage"]].assign(
        lower=np.nan,
        upper=np.nan,
        n_obs=np.where(held, _WINDOW_QUARTERS + 1, np.minimum(run, _WINDOW_QUARTERS + 1)),
        obs_status=group["obs_status"].where(held, None),
        reason=absent.where(~held, None),
    )
    robust = window.apply(lambda x: _MAD_TO_SD * np.median(np.abs(x - np.median(x))), raw=True)
    return pd.concat(
        [
            shared.assign(variant="", value=window.std().where(held)),
            shared.assign(variant="mad", value=robust.where(held)),
        ]
    )


def _run_lengths(values: np.ndarray) -> np.ndarray:
    """At each place, how many positive values without a gap end there."""
    lengths = np.zeros(len(values), dtype=int)
    for place, value in enumerate(values):
        if np.isfinite(value) and value > 0:
            lengths[place] = (lengths[place - 1] if place else 0) + 1
    return lengths


def _adjusted_change(values: np.ndarray) -> np.ndarray:
    """100 times the quarterly change of the seasonally adjusted logarithm, within each long unbroken run."""
    from statsmodels.tsa.seasonal import STL  # a second to import: the build pays it, the serving process never does

    change = np.full(len(values), np.nan)
    run = _run_lengths(values)
    ends = [place for place in range(len(run)) if run[place] and (place + 1 == len(run) or not run[place + 1])]
    for end in ends:
        if run[end] >= _LEAST_QUARTERS:
            inside = slice(end - run[end] + 1, end + 1)
            logs = np.log(values[inside])
            adjusted = logs - STL(logs, period=_QUARTERS_A_YEAR, robust=True).fit().seasonal
            change[inside] = 100 * np.diff(adjusted, prepend=np.nan)
    return change
