"""What a port is made of, from the warehouse: one row a port, one column a structural variable.

Structure only: size, cargo, ships, the region behind it, the border and the sea. Nothing that a policy wants to
change is among the variables, so that peers are not chosen by the outcome they are to be compared on.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from warehouse.reads import query

CARGO_TYPES = ("liquid_bulk", "dry_bulk", "containers", "ro_ro", "general_cargo")
# Analyst's rule for "ferry port": one of the two, by the newest passengers printed.
FERRY_PASSENGERS = 1_000_000
FERRY_PASSENGERS_PER_KILOTONNE = 100
# When the cargo types that are printed make this share of the total, the others are taken as none.
NEARLY_ALL = 0.95
# A port whose statistics ended this many years before the newest ones is compared no more, unless it is active.
STILL_COUNTED = 2
# Ships that called longer ago than this many years say nothing of the port today.
STILL_TELLING = 6
_EARTH_KM = 6371.0

# First box that holds the port: sea, south, north, west, east. Analyst's reading of the limits of the International
# Hydrographic Organization (Limits of Oceans and Seas, 1953): the Channel ends at Dover and Calais.
SEAS: tuple[tuple[str, float, float, float, float], ...] = (
    ("channel", 48.6, 51.16, -5.8, 1.9),
    ("irish_sea", 51.9, 55.0, -7.0, -2.8),
    ("biscay", 43.0, 48.6, -9.5, -1.0),
    ("baltic", 53.7, 66.0, 9.9, 30.5),
    ("north_sea", 50.9, 62.0, -3.0, 10.0),
    ("mediterranean", 30.0, 45.8, -5.6, 27.4),
    ("black_sea", 40.9, 47.3, 27.4, 42.0),
    ("yellow_sea", 32.0, 41.0, 117.0, 127.0),
    ("east_china_sea", 24.0, 32.0, 117.0, 131.0),
)


Fetch = Callable[..., pd.DataFrame]
"""Rows of a query, with its parameters: over a vintage, or over frames of the same tables."""


def port_structure(vintage: str) -> pd.DataFrame:
    """The structure of the ports in a vintage; see `structure_over`."""
    return structure_over(partial(query, vintage))


def structure_over(fetch: Fetch) -> pd.DataFrame:
    """One row a port (index port_id) with its structural variables; NaN or None where the warehouse has no figure.

    Columns: name, country, is_compared (False for a port that merged and is counted no more), successor, goods (t) and
    goods_year, share_<cargo type> (0-1) and cargo_year, passengers and passengers_year, passengers_per_kt, is_ferry
    (NaN where no passengers are printed), container_calls (arrivals a year), connectivity (index), population
    (persons), income (index, country 100), border_km, sea.
    """
    frame = _named_ports(fetch)
    frame = frame.join(_goods(fetch)).join(_cargo(fetch)).join(_ferry(fetch)).join(_ships(fetch))
    frame = frame.join(_region(fetch))
    newest = frame["goods_year"].max()
    counted = frame["goods_year"] >= newest - STILL_COUNTED
    frame["is_compared"] = (frame["port_status"] == "active") | counted
    frame["border_km"] = _to_the_next_country(frame)
    frame["sea"] = [_sea(lat, lon) for lat, lon in zip(frame["lat"], frame["lon"], strict=True)]
    return frame.drop(columns=["port_status", "lat", "lon"])


def _named_ports(fetch: Fetch) -> pd.DataFrame:
    columns = "port_id, name, country, port_status, merged_into as successor, lat, lon"
    return fetch(f"select {columns} from core_port order by port_id").set_index("port_id")


def _goods(fetch: Fetch) -> pd.DataFrame:
    """The newest tonnes handled at sea with their year."""
    rows = fetch(
        "select entity as port_id, max_by(value, period_start) as goods, year(max(period_start)) as goods_year "
        "from out_indicator where indicator = 'gross_weight' and entity_type = 'port' and basis = 'published' "
        "and variant = '' and freq = 'A' and value > 0 group by entity order by entity",
    )
    return rows.set_index("port_id").astype(float)


def _cargo(fetch: Fetch) -> pd.DataFrame:
    """Shares of the five cargo types in the print that has most of them, the newest of those."""
    cells = fetch(
        "select entity as port_id, publisher, year(period_start) as cargo_year, cargo_type, obs_value "
        "from core_observation where measure = 'gross_weight_port_authority' and direction = 'total' and freq = 'A' "
        "and entity_type = 'port' and obs_value is not null "
        "order by entity, publisher, period_start, cargo_type, series_id <> '_Z', is_rounded, series_id",
    )
    first = cells.drop_duplicates(["port_id", "publisher", "cargo_year", "cargo_type"])
    wide = first.pivot(index=["port_id", "publisher", "cargo_year"], columns="cargo_type", values="obs_value")
    wide = wide.reindex(columns=[*CARGO_TYPES, "total"])
    types = wide[list(CARGO_TYPES)]
    whole = wide["total"].where(types.isna().any(axis=1), types.sum(axis=1))
    shares = types.div(whole, axis=0).loc[whole.notna() & types.notna().any(axis=1)]
    shares = shares.where(shares.notna() | (shares.sum(axis=1) < NEARLY_ALL).to_numpy()[:, None], 0.0)
    shares = shares.add_prefix("share_").assign(n=shares.notna().sum(axis=1)).reset_index()
    chosen = shares.sort_values(["port_id", "n", "cargo_year", "publisher"], ascending=[True, False, False, True])
    return chosen.drop_duplicates("port_id").set_index("port_id").drop(columns=["n", "publisher"])


def _ferry(fetch: Fetch) -> pd.DataFrame:
    """The newest passengers printed, beside the goods of that year or the nearest one before it."""
    rows = fetch(
        """
        with printed as (
          select entity, max_by(obs_value, period_start) as passengers, max(period_start) as period_start
          from core_series where measure = 'passengers' and freq = 'A' and basis = 'published'
            and entity_type = 'port' and obs_value is not null group by entity
        )
        select p.entity as port_id, p.passengers, year(p.period_start) as passengers_year,
               1000 * p.passengers / max_by(g.value, g.period_start) as passengers_per_kt
        from printed p left join out_indicator g on g.entity = p.entity and g.indicator = 'gross_weight'
          and g.entity_type = 'port' and g.basis = 'published' and g.variant = '' and g.freq = 'A' and g.value > 0
          and g.period_start <= p.period_start
        group by p.entity, p.passengers, p.period_start order by p.entity
        """,
    ).set_index("port_id")
    many = rows["passengers"] >= FERRY_PASSENGERS
    dense = rows["passengers_per_kt"] >= FERRY_PASSENGERS_PER_KILOTONNE
    return rows.astype(float).assign(is_ferry=(many | dense).astype(object))


def _ships(fetch: Fetch) -> pd.DataFrame:
    """Container ships in the newest year with four quarters, and the newest liner connectivity."""
    calls = fetch(
        """
        with years as (
          select entity, year(period_start) as year_, sum(obs_value) as calls from core_series
          where measure = 'vessel_arrivals' and vessel_type = 'container' and size_class = 'total' and freq = 'Q'
            and basis = 'published' and entity_type = 'port' and obs_value is not null
          group by entity, year(period_start) having count(*) = 4
        )
        select entity as port_id, max_by(calls, year_) as container_calls from years
        where year_ >= (select max(year_) from years) - ? group by entity order by entity
        """,
        [STILL_TELLING],
    ).set_index("port_id")
    lines = fetch(
        "select entity as port_id, max_by(value, period_start) as connectivity from out_indicator "
        "where indicator = 'plsci' and entity_type = 'port' and basis = 'published' and value is not null "
        "and year(period_start) >= ? + (select max(year(period_start)) from out_indicator "
        "where indicator = 'plsci' and value is not null) group by entity order by entity",
        [-STILL_TELLING],
    ).set_index("port_id")
    return calls.astype(float).join(lines.astype(float), how="outer")


def _region(fetch: Fetch) -> pd.DataFrame:
    """Newest population and income of the region the port is measured against."""
    people = fetch(
        "select d.port_id, max_by(s.obs_value, s.period_start) as population from core_port_denominator d "
        "join core_series s on s.entity = d.region_id and s.measure = 'population' and s.entity_type = 'region' "
        "and s.basis = 'published' and s.variant = '' and s.freq = 'A' and s.obs_value is not null "
        "where d.denominator = 'population' group by d.port_id order by d.port_id",
    ).set_index("port_id")
    income = fetch(
        "select d.port_id, max_by(i.value, i.period_start) as income from core_port_denominator d "
        "join out_indicator i on i.entity = d.region_id and i.indicator = 'relative_income' and i.variant = '' "
        "and i.entity_type = 'region' and i.basis = 'published' and i.value is not null "
        "where d.denominator = 'gdp' group by d.port_id order by d.port_id",
    ).set_index("port_id")
    return people.astype(float).join(income.astype(float), how="outer")


def _to_the_next_country(frame: pd.DataFrame) -> pd.Series:
    """Kilometres as the crow flies to the nearest held port of another country."""
    lat, lon = np.radians(frame["lat"].to_numpy(float)), np.radians(frame["lon"].to_numpy(float))
    height = np.sin((lat[:, None] - lat) / 2) ** 2
    width = np.cos(lat)[:, None] * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    km = 2 * _EARTH_KM * np.arcsin(np.sqrt(height + width))
    country = frame["country"].to_numpy()
    abroad = np.where(country[:, None] != country, km, np.nan)
    return pd.DataFrame(abroad, index=frame.index).min(axis=1)


def _sea(lat: float, lon: float) -> str | None:
    for sea, south, north, west, east in SEAS:
        if south <= lat <= north and west <= lon <= east:
            return sea
    return None
