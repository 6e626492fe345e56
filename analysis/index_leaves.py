"""What the leaves of a declared index tree are read from: the figures of ports, and of their regions where a leaf says.

A leaf names an indicator, one of its variants (or those that begin alike, S-COVID-*), and whether the figure is the
port's own or its region's. Growth is read like for like where an indicator has that basis: a merger is no growth.
"""

from __future__ import annotations

import pandas as pd

from analysis.aggregation import AVAILABILITY
from analysis.port_structure import STILL_COUNTED
from warehouse.reads import denominators, index_tree, ports, query

COLUMNS = ("indicator", "entity", "freq", "period_start", "value")
ORIGIN = ("read", "read_at", "variant", "basis")
"""Where a leaf's figure stands in out_indicator: the indicator read, the place it is read at, variant and basis."""
_READ = "indicator, entity_type, entity, basis, variant, freq, period_start, value"


def default_rows(vintage: str) -> pd.DataFrame:
    """The figures of every leaf of the declared tree in a vintage; columns as `leaf_rows`."""
    tree = index_tree(vintage)
    codes = sorted(tree["indicator"].dropna().unique())
    held = query(
        vintage,
        f"select {_READ} from out_indicator where list_contains(?, indicator) and value is not null "
        "order by indicator, entity, basis, variant, freq, period_start",
        [codes],
    )
    return leaf_rows(held, tree, denominators(vintage, list(ports(vintage)["port_id"])))


def leaf_rows(rows: pd.DataFrame, tree: pd.DataFrame, regions: pd.DataFrame) -> pd.DataFrame:
    """One row a leaf, port and period: what the index is scored on, and where each figure stands.

    Columns: indicator (the leaf's code), entity (the port), freq, period_start, value, and `ORIGIN`. `rows` has the
    columns of out_indicator, `tree` those of `warehouse.reads.index_tree`, `regions` port_id, denominator and
    region_id: a leaf about regions takes the region whose product the port is measured against. Rows after
    `index_year` are left out, and those more than two years before the newest one of their leaf: a port that is
    counted no more does not stand beside those that are. A leaf whose indicator has no value has no row.
    """
    at = regions.loc[regions["denominator"] == "gdp", ["region_id", "port_id"]]
    valued = rows[rows["value"].notna()]
    held = [_of_leaf(valued, leaf, at) for _place, leaf in tree[tree["level"] == 1].iterrows()]
    found = pd.concat(held, ignore_index=True)[[*COLUMNS, *ORIGIN]]
    year = pd.to_datetime(found["period_start"]).dt.year
    found, year = found[year <= index_year(found)], year[year <= index_year(found)]
    newest = year.groupby(found["indicator"]).transform("max")
    kept: pd.DataFrame = found[year >= newest - STILL_COUNTED].reset_index(drop=True)
    return kept


def index_year(rows: pd.DataFrame) -> int:
    """The newest year that speaks of most ports: two thirds of those a leaf has in its fullest year have a figure.

    The first ports to report a new year would otherwise stand beside the others with another year. 0 without rows.
    """
    years = rows.assign(year=pd.to_datetime(rows["period_start"]).dt.year)
    counted = years.groupby(["indicator", "year"])["entity"].nunique()
    most = counted.groupby("indicator").transform("max")
    full = counted[counted >= AVAILABILITY * most]
    return int(full.index.get_level_values("year").max()) if len(full) else 0


def _of_leaf(rows: pd.DataFrame, leaf: pd.Series, regions: pd.DataFrame) -> pd.DataFrame:
    of_leaf = (rows["indicator"] == leaf["indicator"]) & _is_variant(rows["variant"], str(leaf["variant"]))
    held = rows[of_leaf & (rows["entity_type"] == leaf["entity_type"])]
    comparable = held["basis"] == "like_for_like"
    held = held[comparable] if comparable.any() else held
    held = held.assign(read=held["indicator"], read_at=held["entity"])
    if leaf["entity_type"] == "region":
        held = held.merge(regions, left_on="entity", right_on="region_id").assign(entity=lambda one: one["port_id"])
    named: pd.DataFrame = held.assign(indicator=str(leaf["code"]))
    return named


def _is_variant(variants: pd.Series, named: str) -> pd.Series:
    """Whether it is the variant a leaf names; a star at the end stands for the rest: each port had its own lockdown."""
    return variants.str.startswith(named[:-1]) if named.endswith("*") else variants == named
