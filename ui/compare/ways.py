"""The ways from the figures of many indicators to the passports of what they draw: peers, index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.index_study import Study
from analysis.index_values import newest
from charts.rows import each_row
from language import _
from ui.compare.index_story import IndexStory, leaf_rows
from ui.compare.peer_story import PeerStory
from ui.passport.address import own, several, value
from ui.state import State
from ui.words import Way

MOST_PORTS = 12
INDEX = "composite_index"
Row = Mapping[str, Any]


def of_peers(told: PeerStory, here: State) -> tuple[Way, ...]:
    """An indicator each: the port's own figure, and the figures of the peers it is held against."""
    ports = tuple(peer.port_id for peer in told.counted)
    return tuple(_of_gap(row, told.found.port_id, told.found.name, ports, here) for row in each_row(told.gaps))


def _of_gap(row: Row, port: str, name: str, peers: Sequence[str], here: State) -> Way:
    mine = value(here, own(row["indicator"], freq=row["freq"]), port, row["period_start"])
    theirs = several(here, own(row["indicator"], freq=row["freq"], places=peers))
    return row["title"], ((f"{name}, {row['year']}", mine), (_("the peers", here.lang), theirs))


def of_index(held: IndexStory, told: Study) -> tuple[Way, ...]:
    """The figures behind each leaf for the chosen ports that have a score, else for the first in the list."""
    scored = [str(port) for port in told.ranks.index]
    ports = [port for port in held.here.ports if port in scored] or scored
    rows = {(row["indicator"], row["entity"]): row for row in each_row(newest(leaf_rows(held.here.vintage)))}
    leaves = [str(code) for code in told.held.values.columns]
    index = several(held.here, own(INDEX, places=ports[:MOST_PORTS]), basis="published")
    declared = (_("with the declared weights, port by port", held.here.lang), index)
    found = ((held.titles[leaf], _of_leaf(leaf, ports[:MOST_PORTS], rows, held)) for leaf in leaves)
    return ((_("Composite index", held.here.lang), (declared,)), *((title, links) for title, links in found if links))


def _of_leaf(leaf: str, ports: Sequence[str], rows: Mapping[Any, Row], held: IndexStory) -> tuple[tuple[str, str], ...]:
    found = [(port, rows[leaf, port]) for port in ports if (leaf, port) in rows]
    return tuple((f"{held.names.get(port, port)}, {row['year']}", _address(row, held.here)) for port, row in found)


def _address(row: Row, here: State) -> str:
    keys = own(row["read"], row["variant"], row["freq"], (row["read_at"],))
    return value(here, keys, row["read_at"], row["period_start"], basis=row["basis"])
