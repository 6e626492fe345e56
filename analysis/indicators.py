"""The indicators that need a method over many ports: index, rank, peers. Registered like every other.

The registry names this module in words, since `kpis` stands below `analysis` and must not import it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from analysis.index_leaves import index_year, leaf_rows
from analysis.index_refusals import refusal
from analysis.index_study import DRAWS, Study, study
from analysis.index_values import IndexValues, index_meta, index_values
from analysis.peer_gap import FEWEST_PEERS, nearest_gaps
from analysis.peers import N_PEERS, VARIABLES, nearest_peers
from analysis.port_structure import structure_over
from kpis.registry import kpi
from language import N_
from warehouse.errors import ContractError
from warehouse.reads import index_tree_of
from warehouse.slate import Slate

# Every indicator that a leaf of data/reference/index_node.csv names.
LEAVES = ("cagr", "drop_depth", "gdp_cagr", "plsci", "yoy_change")
_INDEX_TABLES = ("core_index_node", "core_port_denominator", "out_indicator")
_STRUCTURE_TABLES = ("core_port", "core_port_denominator", "core_observation", "core_series", "out_indicator")
# More than the five that are proposed: a peer without a figure is replaced by the next one.
_N_HELD = 2 * N_PEERS
_N_GROUPS = len({variable.group for variable in VARIABLES})
_STRUCTURE = ("gross_weight", "plsci", "relative_income")
_ONE_POINT = N_("Equal weights are one choice among many: read the index with its rank interval.")


@kpi(
    title=N_("Composite index"),
    theme="data_and_peers",
    unit="0-100",
    direction="higher_better",
    reads=_INDEX_TABLES,
    measures=(),
    indicators=LEAVES,
    formula=N_(
        "each figure, or its logarithm where the tree says so, as its distance between two fixed goalposts, 1 to 100; "
        "geometric mean within each theme, then geometric mean of the themes with equal weights"
    ),
    min_data=N_("two thirds of the figures of the declared tree, in each theme too"),
    method="goalposts fixed in data/reference/index_node.csv, geometric means, availability 2/3; JRC handbook, COINr",
    caveat=_ONE_POINT,
    variant_of="theme",
    bases=("published",),
    is_sql=False,
)
def composite_index(nodes: pd.DataFrame, regions: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """How well a port region does in a few themes at once, from 1 to 100. The ends of each scale are fixed, so a
    port's score does not change when another one improves.

    Variant '' is the index, else the theme. One row a port, under the newest year that speaks of most ports; growth is
    like for like over mergers. Coverage is the share of the declared figures that are there. A port with too few has
    no value and the reason.
    """
    tree = index_tree_of(nodes)
    _refuse_undeclared(tree)
    if tree.empty:
        return pd.DataFrame()
    leaves = leaf_rows(rows, tree, regions)
    held = index_values(leaves, tree)
    found = _study(held, tree, draws=1)
    tops = {code: "" if pd.isna(parent) else str(code) for code, parent in _nodes(tree)}
    wide = pd.DataFrame(columns=list(tops), dtype=float) if found is None else found.scores.reindex(columns=list(tops))
    values = wide.reindex(_units(held)).rename(columns=tops).melt(var_name="variant", ignore_index=False)
    return _placed(values["value"], values["variant"], held, _start(leaves))


@kpi(
    title=N_("Rank in the composite index"),
    theme="data_and_peers",
    unit="rank",
    direction="context",
    reads=_INDEX_TABLES,
    measures=(),
    indicators=LEAVES,
    formula=N_(
        "median, 5th and 95th percentile of the rank over 1,000 draws: every weight changed by up to a quarter, one of "
        "three scales and one of two means chosen at random"
    ),
    min_data=N_("as the composite index, and at least five ports"),
    method="draws of weights +-25 %, goalposts, z-scores or ranks, geometric or arithmetic mean; COINr, SMAA 2021",
    caveat=N_("Where two intervals overlap, nobody can say which port is ahead."),
    variant_of="declared",
    bases=("published",),
    is_sql=False,
)
def rank_interval(nodes: pd.DataFrame, regions: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """On which rank a port stands in the composite index, and how far that depends on arbitrary choices: the interval
    holds nine tenths of the ranks that other weights, scales and means would give.

    Variant '' is the median of the draws with its interval, 'declared' the rank under the declared choices. The same
    seed on every machine.
    """
    tree = index_tree_of(nodes)
    if tree.empty:
        return pd.DataFrame()
    leaves = leaf_rows(rows, tree, regions)
    held = index_values(leaves, tree)
    found = _study(held, tree, draws=DRAWS)
    columns = ["rank", "median", "p5", "p95"]
    wide = pd.DataFrame(columns=columns, dtype=float) if found is None else found.ranks[columns]
    wide, start = wide.reindex(_units(held)), _start(leaves)
    drawn = _placed(wide["median"], "", held, start).assign(lower=wide["p5"].to_numpy(), upper=wide["p95"].to_numpy())
    return pd.concat([drawn, _placed(wide["rank"], "declared", held, start)], ignore_index=True)


def _refuse_undeclared(tree: pd.DataFrame) -> None:
    if unknown := sorted(set(tree["indicator"].dropna()) - set(LEAVES)):
        raise ContractError(
            f"data/reference/index_node.csv names {', '.join(unknown)}, which the index does not read. "
            "Add it to LEAVES in analysis/indicators.py or take its row out."
        )


def _nodes(tree: pd.DataFrame) -> list[tuple[str, str]]:
    """The index and its themes, each with its parent."""
    above = tree[tree["level"] > 1]
    return list(zip(above["code"], above["parent"], strict=True))


def _study(held: IndexValues, tree: pd.DataFrame, draws: int) -> Study | None:
    """The index over what is held; None where it would be refused."""
    held_nodes = tree[tree["code"].isin(index_meta(tree, held.values)["code"])]
    if refusal(held.values, held_nodes, "goalposts", "geometric", {}, "en"):
        return None
    return study(held, tree, draws=draws)


def _units(held: IndexValues) -> list[str]:
    return sorted([*held.coverage.index, *held.left_out.index])


def _start(leaves: pd.DataFrame) -> pd.Timestamp:
    return pd.Timestamp(max(index_year(leaves), 1), 1, 1)


def _placed(values: pd.Series, variant: pd.Series | str, held: IndexValues, start: pd.Timestamp) -> pd.DataFrame:
    """Values by port as rows of an indicator; a port without one says why."""
    coverage = pd.concat([held.coverage, held.left_out]).loc[values.index]
    return pd.DataFrame(
        {
            "entity_type": "port",
            "entity": values.index.to_numpy(),
            "basis": "published",
            "variant": variant if isinstance(variant, str) else variant.to_numpy(),
            "freq": "A",
            "period_start": start,
            "value": values.to_numpy(float),
            "lower": np.nan,
            "upper": np.nan,
            "n_obs": (coverage * len(LEAVES)).round().astype(int).to_numpy(),
            "obs_status": None,
            "coverage": coverage.to_numpy(float),
            "reason": ["not_enough_data" if is_absent else None for is_absent in values.isna()],
        }
    ).reset_index(drop=True)


@kpi(
    title=N_("Likeness of a peer port"),
    theme="data_and_peers",
    unit="0-1",
    direction="context",
    reads=_STRUCTURE_TABLES,
    measures=("gross_weight", "gross_weight_port_authority", "passengers", "vessel_arrivals", "population"),
    indicators=_STRUCTURE,
    formula=N_(
        "1 − weighted mean difference in size, cargo, ferries, ships, region, border and sea, each over its range "
        "among all ports; the ten nearest ports, of which the five nearest are proposed as peers"
    ),
    min_data=N_("60 % of the structural variables known for both ports"),
    method="Gower 1971 (not opened); log scale for sizes, analyst's weights in analysis/peers.py",
    caveat=N_("A ferry port is compared with ferry ports only. Likeness says nothing about which port does better."),
    variant_of="peer",
    bases=("published",),
    is_sql=False,
)
def peer_similarity(  # noqa: PLR0913 - one frame a table
    ports: pd.DataFrame,
    regions: pd.DataFrame,
    observations: pd.DataFrame,
    series: pd.DataFrame,
    rows: pd.DataFrame,
) -> pd.DataFrame:
    """How much a port resembles each of its nearest ports in structure: 1 is the same in everything compared, 0 as
    different as two ports can be. The five nearest are proposed as peers.

    Variant is the peer, ten a port. Coverage is the share of the variables known for both. How far the choice of peers
    depends on one variable is on the Compare page. Under the newest year of the goods.
    """
    structure = _structure(ports, regions, observations, series, rows)
    near = nearest_peers(structure, _N_HELD)
    return pd.DataFrame(
        {
            "entity_type": "port",
            "entity": near["port_id"],
            "basis": "published",
            "variant": near["peer"],
            "freq": "A",
            "period_start": _newest_goods(structure),
            "value": 1 - near["distance"].astype(float),
            "lower": np.nan,
            "upper": np.nan,
            "n_obs": (near["shared"].astype(float) * _N_GROUPS).round().astype(int),
            "obs_status": None,
            "coverage": near["shared"].astype(float),
            "reason": None,
        }
    )


@kpi(
    title=N_("Gap to the peers"),
    theme="data_and_peers",
    unit="robust z",
    direction="context",
    reads=_INDEX_TABLES,
    measures=(),
    indicators=("peer_similarity", *LEAVES),
    formula=N_("(own figure − median of the peers) ÷ (1.4826 × median distance of the peers from that median)"),
    min_data=N_("five peers with a figure"),
    method="robust z against the five nearest peers with a figure; Rousseeuw and Croux 1993 (not opened)",
    caveat=N_("A gap in robust standard deviations; the raw gap stands beside it on the Compare page."),
    variant_of="indicator",
    bases=("published",),
    is_sql=False,
)
def peer_gap(nodes: pd.DataFrame, regions: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """How far a port stands from the five nearest peers that have the figure: 0 is the middle of them, beyond 2 or
    below -2 is unusual among ports like it.

    Variant is the indicator of the declared index tree. No value below five peers with a figure among the ten nearest
    ports, and none where the peers do not differ at all.
    """
    tree = index_tree_of(nodes)
    if tree.empty:
        return pd.DataFrame()
    leaves = leaf_rows(rows, tree, regions)
    values = index_values(leaves, tree, least=0).values
    alike = rows[rows["indicator"] == "peer_similarity"].sort_values(["value", "variant"], ascending=[False, True])
    peers = alike.groupby("entity")["variant"].agg(list)
    gaps = nearest_gaps(values, {str(port): found for port, found in peers.items()}, N_PEERS)
    return _gap_rows(gaps[gaps["value"].notna()], _start(leaves))


def _gap_rows(gaps: pd.DataFrame, start: pd.Timestamp) -> pd.DataFrame:
    if gaps.empty:
        return pd.DataFrame()
    few = ["not_enough_data" if n < FEWEST_PEERS else "zero_denominator" for n in gaps["n"]]
    return pd.DataFrame(
        {
            "entity_type": "port",
            "entity": gaps["entity"],
            "basis": "published",
            "variant": gaps["indicator"],
            "freq": "A",
            "period_start": start,
            "value": gaps["z"].astype(float),
            "lower": np.nan,
            "upper": np.nan,
            "n_obs": gaps["n"].astype(int),
            "obs_status": None,
            "coverage": gaps["n"].astype(float) / N_PEERS,
            "reason": [why if is_absent else None for why, is_absent in zip(few, gaps["z"].isna(), strict=True)],
        }
    )


def _structure(*tables: pd.DataFrame) -> pd.DataFrame:
    """The structure of the ports over the frames of the build; the same queries as over a finished vintage."""
    with Slate() as slate:
        for name, table in zip(_STRUCTURE_TABLES, tables, strict=True):
            slate.put(name, pa.Table.from_pandas(table, preserve_index=False))
        return structure_over(slate.frame)


def _newest_goods(structure: pd.DataFrame) -> pd.Timestamp:
    year = structure["goods_year"].max()
    return pd.Timestamp(1 if pd.isna(year) else int(year), 1, 1)
