"""Ports that face one another over a border: what differs between its sides, and what joins them.

A side is the ports of one country. Differences are measured in robust standard deviations of all ports with a figure in
the same period, so that tonnes and shares can be read together; every figure of a row is of one period.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from analysis.indicator_tree import Array
from analysis.peer_gap import FEWEST_PEERS, MAD_TO_SD

DIFFERENCE_COLUMNS = ("indicator", "period_start", "country", "value", "n", "z", "apart")
SHARED_COLUMNS = ("id", "ports", "countries")


def across(countries: Mapping[str, str]) -> list[tuple[str, str]]:
    """The pairs of ports of different countries, in their order."""
    return [pair for pair in combinations(countries, 2) if countries[pair[0]] != countries[pair[1]]]


def nearest_across(countries: Mapping[str, str], apart: Mapping[tuple[str, str], float]) -> list[tuple[str, str]]:
    """Each port with the nearest port of another country, every pair once; `apart` holds kilometres by pair."""
    pairs = [pair for pair in across(countries) if pair in apart]
    mine = {port: [pair for pair in pairs if port in pair] for port in countries}
    nearest = {min(held, key=lambda pair: apart[pair]) for held in mine.values() if held}
    return [pair for pair in pairs if pair in nearest]


def differences(rows: pd.DataFrame, countries: Mapping[str, str]) -> pd.DataFrame:
    """Each indicator by side: indicator, period_start, country, value (median of its ports), n ports, z, apart.

    `rows` has indicator, entity, freq, period_start, value for all ports; `countries` names the ports of the group with
    their country. The period is the newest in which every side has a figure; an indicator without such a period has no
    row. `z` is the distance of the side from the median of all ports in robust standard deviations, `apart` the
    distance between the lowest and the highest side; both NaN below five ports or where ports do not differ. The
    largest distance comes first.
    """
    annual = rows["freq"].eq("A")
    rows = rows[annual | ~rows["indicator"].isin(set(rows.loc[annual, "indicator"]))]
    found = [_sides(of_one, str(code), countries) for code, of_one in rows.groupby("indicator", sort=False)]
    frame = pd.DataFrame([row for part in found for row in part], columns=list(DIFFERENCE_COLUMNS))
    return frame.sort_values(["apart", "indicator"], ascending=[False, True], na_position="last", kind="stable")


def shared(rows: pd.DataFrame, countries: Mapping[str, str]) -> pd.DataFrame:
    """What ports of at least two countries have in common: id, ports and countries (lists), in the order of `rows`.

    `rows` has id and port_id, one row a project or event and port.
    """
    mine = rows[rows["port_id"].isin(set(countries))]
    found = []
    for name, ports in mine.groupby("id", sort=False)["port_id"]:
        held = list(dict.fromkeys(str(port) for port in ports))
        sides = list(dict.fromkeys(countries[port] for port in held))
        if len(sides) > 1:
            found.append({"id": str(name), "ports": held, "countries": sides})
    return pd.DataFrame(found, columns=list(SHARED_COLUMNS))


def _sides(rows: pd.DataFrame, code: str, countries: Mapping[str, str]) -> list[dict[str, object]]:
    wide = rows.pivot(index="period_start", columns="entity", values="value").sort_index()
    sides = {country: _held(wide, countries, country) for country in dict.fromkeys(countries.values())}
    full = [day for day in wide.index if all(day in held.index for held in sides.values())]
    if not full:
        return []
    day = full[-1]
    every = wide.loc[day].dropna().to_numpy(float)
    spread = _robust_spread(every)
    values = {side: (float(held.loc[day].median()), int(held.loc[day].count())) for side, held in sides.items()}
    figures = [value for value, _n in values.values()]
    apart = (max(figures) - min(figures)) / spread
    middle = float(np.median(every))
    return [
        {"indicator": code, "period_start": day, "country": country, "value": value, "n": n}
        | {"z": (value - middle) / spread, "apart": apart}
        for country, (value, n) in values.items()
    ]


def _held(wide: pd.DataFrame, countries: Mapping[str, str], country: str) -> pd.DataFrame:
    """The periods in which any port of a country has a figure."""
    ports = [port for port in countries if countries[port] == country and port in wide.columns]
    return wide[ports].dropna(how="all")


def _robust_spread(held: Array) -> float:
    """1.4826 times the MAD; NaN below five values or where it is 0."""
    spread = float(MAD_TO_SD * np.median(np.abs(held - np.median(held)))) if held.size >= FEWEST_PEERS else 0.0
    return spread if spread > 0 else float("nan")
