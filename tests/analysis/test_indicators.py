"""Index, rank, peers and gaps as indicators: the same figures as the methods give, and none below the least data."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.composite import rank_intervals, score
from analysis.index_leaves import default_rows, index_year, leaf_rows
from analysis.index_values import index_values, on_declared_scale
from analysis.indicators import LEAVES, composite_index, peer_gap, rank_interval
from analysis.peers import N_PEERS, peers
from warehouse.errors import ContractError
from warehouse.reads import index_tree, index_tree_of, query

ROOT = Path(__file__).resolve().parents[2]
PORTS = [f"XX{letter}" for letter in "ABCDEF"]


def node(code: str, parent: str | None, level: int, **other: object) -> dict[str, object]:
    return {
        "code": code,
        "parent": parent,
        "level": level,
        "weight": 1.0,
        "kpi_direction": "higher_better",
        "variant": None,
        "entity_type": "port" if level == 1 else None,
        "indicator": code if level == 1 else None,
        "lower_goalpost": 0.0 if level == 1 else np.nan,
        "upper_goalpost": 100.0 if level == 1 else np.nan,
        **other,
    }


NODES = pd.DataFrame(
    [
        node("port_index", None, 3),
        node("throughput", "port_index", 2),
        node("connectivity", "port_index", 2),
        node("region", "port_index", 2),
        node("yoy_change", "throughput", 1),
        node("plsci", "connectivity", 1),
        node("gdp_cagr", "region", 1, entity_type="region"),
    ]
)
REGIONS = pd.DataFrame({"port_id": PORTS, "denominator": "gdp", "region_id": [f"R{port}" for port in PORTS]})


def figures(**values: list[float | None]) -> pd.DataFrame:
    """Annual figures of 2024, one a port in the order of PORTS; gdp_cagr are the regions'."""
    rows = [
        {
            "indicator": code,
            "entity_type": "region" if code == "gdp_cagr" else "port",
            "entity": f"R{port}" if code == "gdp_cagr" else port,
            "basis": "published",
            "variant": "",
            "freq": "A",
            "period_start": pd.Timestamp(2024, 1, 1),
            "value": value,
        }
        for code, column in values.items()
        for port, value in zip(PORTS, column, strict=True)
    ]
    return pd.DataFrame(rows).astype({"value": float})


FULL = {
    "yoy_change": [10.0, 20.0, 30.0, 40.0, 50.0, 60.0],
    "plsci": [64.0, 50.0, 40.0, 30.0, 20.0, 10.0],
    "gdp_cagr": [100.0, 60.0, 50.0, 40.0, 30.0, 20.0],
}


def main_values(rows: pd.DataFrame) -> dict[str, float]:
    return rows[rows["variant"] == ""].set_index("entity")["value"].to_dict()


# --- index


def test_the_index_is_the_geometric_mean_of_the_themes():
    rows = composite_index(NODES, REGIONS, figures(**FULL))
    # Goalposts 0 and 100 on a scale from 1 to 100: 10 -> 10.9, 64 -> 64.36, 100 -> 100.
    assert main_values(rows)["XXA"] == pytest.approx((10.9 * 64.36 * 100) ** (1 / 3))
    themes = rows[rows["entity"] == "XXA"].set_index("variant")["value"]
    assert themes["region"] == pytest.approx(100)


def test_a_port_does_not_move_when_another_improves():
    better = {**FULL, "yoy_change": [*FULL["yoy_change"][:5], 99.0]}
    before, after = (main_values(composite_index(NODES, REGIONS, figures(**one))) for one in (FULL, better))
    assert {port: before[port] for port in PORTS[:5]} == {port: after[port] for port in PORTS[:5]}
    assert after["XXF"] > before["XXF"]


def test_two_of_three_figures_are_enough_and_one_is_not():
    gaps = {**FULL, "plsci": [None, None, *FULL["plsci"][2:]], "gdp_cagr": [None, *FULL["gdp_cagr"][1:]]}
    rows = composite_index(NODES, REGIONS, figures(**gaps))
    whole = rows[rows["variant"] == ""].set_index("entity")
    assert whole.at["XXB", "coverage"] == pytest.approx(2 / 3)
    assert whole.at["XXB", "value"] == pytest.approx((20.8 * 60.4) ** 0.5)
    assert (whole.at["XXA", "reason"], whole.at["XXA", "value"]) == (
        "not_enough_data",
        pytest.approx(np.nan, nan_ok=True),
    )


def test_four_ports_have_no_index():
    few = {code: [*column[:4], None, None] for code, column in FULL.items()}
    rows = composite_index(NODES, REGIONS, figures(**few))
    assert rows["value"].isna().all()
    assert set(rows["reason"]) == {"not_enough_data"}


def test_a_tree_that_names_another_indicator_is_refused():
    odd = pd.concat([NODES, pd.DataFrame([node("happiness", "region", 1)])])
    with pytest.raises(ContractError, match="index_node.csv names happiness, which the index does not read"):
        composite_index(odd, REGIONS, figures(**FULL))


def test_a_rank_has_an_interval_and_the_best_in_everything_is_first_in_every_draw():
    rows = rank_interval(NODES, REGIONS, figures(**{code: [90.0, 80.0, 60.0, 40.0, 20.0, 10.0] for code in FULL}))
    best = rows[(rows["entity"] == "XXA") & (rows["variant"] == "")].iloc[0]
    assert (best["value"], best["lower"], best["upper"]) == (1, 1, 1)
    assert rows[rows["variant"] == "declared"].set_index("entity")["value"].to_dict() == dict(
        zip(PORTS, range(1, 7), strict=True)
    )


# --- leaves


def test_first_reporters_do_not_stand_beside_the_year_before():
    rows = figures(yoy_change=[1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    newer = rows[rows["entity"] == "XXA"].assign(period_start=pd.Timestamp(2025, 1, 1), value=99.0)
    both = pd.concat([rows, newer])
    assert index_year(both) == 2024
    assert leaf_rows(both, index_tree_of(NODES), REGIONS)["value"].max() == 6


def test_a_star_names_every_variant_that_begins_alike():
    rows = pd.concat(
        [
            figures(yoy_change=[float(place)] * 6).assign(variant=variant)
            for place, variant in enumerate(("S-COVID-BE", "S-COVID-FR", "S-RHINE"))
        ]
    )
    starred = index_tree_of(NODES.assign(variant=["", "", "", "", "S-COVID-*", "", ""]))
    assert set(leaf_rows(rows, starred, REGIONS)["value"]) == {0.0, 1.0}


def test_growth_is_read_like_for_like_where_there_is_such_a_basis():
    rows = figures(yoy_change=[1.0] * 6)
    joined = rows.assign(basis="like_for_like", value=2.0)
    assert set(leaf_rows(pd.concat([rows, joined]), index_tree_of(NODES), REGIONS)["value"]) == {2.0}


def test_every_leaf_of_the_declared_tree_is_read_and_has_goalposts():
    with (ROOT / "data" / "reference" / "index_node.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    leaves = [row for row in rows if row["level"] == "1"]
    assert {row["indicator"] for row in leaves} == set(LEAVES)
    assert all(float(row["lower_goalpost"]) < float(row["upper_goalpost"]) for row in leaves)
    assert all(row["note"] for row in rows)
    # A logarithm needs something above nothing.
    assert all(float(row["lower_goalpost"]) > 0 for row in leaves if row["goalpost_scale"] == "log")


# --- gaps


def test_a_gap_counts_robust_deviations_from_the_five_nearest_with_a_figure():
    alike = pd.DataFrame(
        [
            {
                "indicator": "peer_similarity",
                "entity_type": "port",
                "entity": "XXA",
                "variant": peer,
                "value": 1 - place / 10,
            }
            for place, peer in enumerate(PORTS[1:])
        ]
    ).assign(basis="published", freq="A", period_start=pd.Timestamp(2024, 1, 1))
    rows = peer_gap(NODES, REGIONS, pd.concat([figures(**FULL), alike]))
    # Peers 20..60: median 40, median distance 10.
    assert rows.set_index("variant").at["yoy_change", "value"] == pytest.approx((10 - 40) / 14.826)
    few = peer_gap(NODES, REGIONS, pd.concat([figures(**{**FULL, "plsci": [*FULL["plsci"][:5], None]}), alike]))
    assert few.set_index("variant").at["plsci", "reason"] == "not_enough_data"


# --- what stands in the vintage


def test_the_index_of_the_vintage_is_what_the_page_computes(at_full):
    tree = index_tree(at_full)
    held = index_values(default_rows(at_full), tree)
    scored, meta = on_declared_scale(held.values, tree)
    stored = query(
        at_full,
        "select indicator, entity, value, lower, upper from out_indicator "
        "where indicator in ('composite_index', 'rank_interval') and variant = '' and value is not null",
    )
    index = stored[stored["indicator"] == "composite_index"].set_index("entity")["value"]
    scores = score(scored, meta, "goalposts", "geometric", treat=False)["port_index"]
    pd.testing.assert_series_equal(index.sort_index(), scores.sort_index(), check_names=False)
    ranks = stored[stored["indicator"] == "rank_interval"].set_index("entity").sort_index()
    drawn = rank_intervals(scored, meta, aggregations=("geometric", "arithmetic"), treat=False).sort_index()
    assert np.allclose(ranks[["value", "lower", "upper"]], drawn[["median", "p5", "p95"]])
    assert len(index) >= 10


def test_the_peers_of_the_vintage_are_those_the_page_proposes(at_full):
    stored = query(
        at_full,
        "select entity, variant from out_indicator where indicator = 'peer_similarity' order by entity, value desc",
    )
    for port in ("FRCQF", "NLMOE", "BE003"):
        nearest = stored.loc[stored["entity"] == port, "variant"].tolist()[:N_PEERS]
        assert nearest == [peer.port_id for peer in peers(at_full, port).peers]
