"""How far a port stands from its peers in each indicator: the raw gap, and the gap in robust standard deviations.

z = (own figure - median of the peers) / (1.4826 x MAD of the peers), MAD being the median distance of the peers from
their median (Rousseeuw and Croux 1993). Median and MAD, so that one peer ten times as large moves neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

FEWEST_PEERS = 5
"""Below this many peers with a figure there is no z: four figures say little of how ports spread."""
MAD_TO_SD = 1.4826
COLUMNS = ("indicator", "value", "median", "mad", "n", "gap", "z")


def peer_gaps(values: pd.DataFrame, unit: str, peers: Sequence[str], *, fewest: int = FEWEST_PEERS) -> pd.DataFrame:
    """One row an indicator: indicator, value, median and mad of the peers, n peers with a figure, gap, z.

    `values` is units by indicators. `gap` is the own figure less the median, in the indicator's unit; NaN where either
    is absent. `z` is NaN below `fewest` peers and where the peers do not differ at all (MAD 0), where any gap
    would be infinite. The unit itself is never among its peers.
    """
    others = values.loc[[peer for peer in dict.fromkeys(peers) if peer != unit and peer in values.index]]
    own: dict[object, float] = values.loc[unit].to_dict() if unit in values.index else {}
    return pd.DataFrame(
        [
            {"indicator": str(code), **_gap(float(own.get(code, np.nan)), others[code], fewest)}
            for code in values.columns
        ],
        columns=list(COLUMNS),
    )


def nearest_gaps(
    values: pd.DataFrame, peers: Mapping[str, Sequence[str]], n_nearest: int, *, fewest: int = FEWEST_PEERS
) -> pd.DataFrame:
    """The same for many units at once, in each indicator against the nearest peers that have a figure there.

    One row a unit of `peers` and indicator: entity and the columns of `peer_gaps`. `peers` names the peers of a unit,
    nearest first.
    """
    units = [str(unit) for unit in values.index if unit in peers]
    table = values.to_numpy(dtype=float)
    lengths = [len(peers[unit]) for unit in units]
    place = np.full((len(units), max(lengths, default=0)), -1)
    listed = np.arange(place.shape[1]) < np.array(lengths, dtype=int)[:, None]
    place[listed] = values.index.get_indexer(pd.Index([peer for unit in units for peer in peers[unit]]))
    theirs = np.where((place >= 0)[:, :, None], table[place], np.nan)
    theirs[np.isfinite(theirs).cumsum(axis=1) > n_nearest] = np.nan
    own = table[values.index.get_indexer(pd.Index(units))]
    n, middle = np.isfinite(theirs).sum(axis=1), _middle(theirs)
    mad = _middle(np.abs(theirs - middle[:, None, :]))
    gap = own - middle
    z = np.where((n >= fewest) & (mad > 0), gap / np.where(mad > 0, MAD_TO_SD * mad, np.nan), np.nan)
    cells = dict(zip(COLUMNS[1:], (part.ravel() for part in (own, middle, mad, n, gap, z)), strict=True))
    names = {"entity": np.repeat(units, len(values.columns)), "indicator": [*map(str, values.columns)] * len(units)}
    return pd.DataFrame({**names, **cells})


def _middle(values: np.ndarray) -> np.ndarray:
    """The median over the second axis of what is there; NaN where nothing is."""
    ordered = np.sort(values, axis=1)  # NaN sorts last
    n = np.isfinite(values).sum(axis=1, keepdims=True)
    if not ordered.shape[1]:
        return np.full((values.shape[0], values.shape[2]), np.nan)
    low, high = (np.take_along_axis(ordered, at, axis=1) for at in (np.maximum(n - 1, 0) // 2, n // 2))
    return np.asarray(((low + high) / 2)[:, 0])


def peer_profile(rows: pd.DataFrame, unit: str, peers: Sequence[str], *, fewest: int = FEWEST_PEERS) -> pd.DataFrame:
    """The same for every indicator the unit has, each in one fair period: the columns of `peer_gaps` and period_start.

    `rows` has indicator, entity, freq, period_start and value. The period is the newest in which the unit and at least
    `fewest` peers have a figure, else the newest of those in which most peers have one: figures of different years are
    never set side by side. Annual figures where the indicator has any.
    """
    annual = rows["freq"].eq("A")
    rows = rows[annual | ~rows["indicator"].isin(set(rows.loc[annual, "indicator"]))]
    own = set(rows.loc[rows["entity"] == unit, "indicator"])
    others = [peer for peer in dict.fromkeys(peers) if peer != unit]
    found = [
        _in_fair_period(of_one, str(code), unit, others, fewest)
        for code, of_one in rows[rows["indicator"].isin(own)].groupby("indicator", sort=False)
    ]
    return pd.DataFrame(found, columns=[*COLUMNS, "period_start"])


def _in_fair_period(rows: pd.DataFrame, code: str, unit: str, peers: list[str], fewest: int) -> dict[str, object]:
    wide = rows.pivot(index="period_start", columns="entity", values="value")
    wide = wide[wide[unit].notna()].sort_index()
    counts = wide.reindex(columns=peers).notna().sum(axis=1)
    enough = counts[counts >= fewest] if (counts >= fewest).any() else counts[counts == counts.max()]
    period = enough.index.max()
    figures = pd.DataFrame({code: wide.loc[period]})
    (gap,) = peer_gaps(figures, unit, peers, fewest=fewest).to_dict("records")
    return {str(name): cell for name, cell in gap.items()} | {"period_start": period}


def _gap(own: float, peers: pd.Series, fewest: int) -> dict[str, float]:
    held = peers.dropna().to_numpy(float)
    median = float(np.median(held)) if held.size else float("nan")
    mad = float(np.median(np.abs(held - median))) if held.size else float("nan")
    gap = own - median
    z = gap / (MAD_TO_SD * mad) if held.size >= fewest and mad > 0 else float("nan")
    return {"value": own, "median": median, "mad": mad, "n": held.size, "gap": gap, "z": z}
