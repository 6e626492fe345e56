"""Peers of a port: the nearest ports by structure, with reasons, and how much they depend on one variable.

Distance is Gower's (analysis/gower.py) over eight groups of variables with the weights below. A pair that has fewer
than 60 % of them in common gets no verdict. A ferry port is compared with ferry ports only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.gower import LEAST_SHARED, ROUNDING, Pairs, Ready, Variable, checked_weights, combined, pairs, ready
from analysis.indicator_tree import Array
from analysis.peer_reasons import GROUPS, difference_in_words, reasons
from analysis.port_structure import CARGO_TYPES, port_structure
from language import N_, Lang, _
from language.formats import quantity
from warehouse.errors import ParameterError, UnknownEntityError
from warehouse.reads import entity_type

VARIABLES: tuple[Variable, ...] = (
    Variable("goods", "size", "log"),
    *(Variable(f"share_{cargo}", "cargo_mix") for cargo in CARGO_TYPES),
    Variable("passengers_per_kt", "ferry", "log"),
    Variable("connectivity", "ship_mix", "log"),
    Variable("container_calls", "ship_mix", "log"),
    Variable("population", "population", "log"),
    Variable("income", "income"),
    Variable("border_km", "border", "log"),
    Variable("sea", "sea", "category"),
)
# What a port is weighs twice what surrounds it: analyst's judgement, and a caller may choose otherwise.
WEIGHTS: dict[str, float] = {
    "size": 2.0,
    "cargo_mix": 2.0,
    "ferry": 2.0,
    "ship_mix": 1.0,
    "population": 1.0,
    "income": 1.0,
    "border": 1.0,
    "sea": 1.0,
}
N_PEERS = 5

Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]

_NEAREST = ["port_id", "peer", "rank", "distance", "shared"]
# Rows of the table of all pairs that are made at once: larger blocks fall out of the processor's cache.
_AT_ONCE = 64

_FERRY_ONLY = N_("{port} is a ferry port, so only ports with counted ferry passengers are compared with it.")
_COUNTS = N_("Passengers and cargo types are printed by port authorities in different years; the years stand beside.")
_NO_VERDICT = N_(
    "No verdict on {peer}: {shared} of the structural variables are known for both ports, and {least} are needed."
)
_NONE = N_("No port shares enough structural variables with {port} for a verdict.")
_STABLE = N_(
    "When one variable at a time is left out, {kept} of these peers stay on average; leaving out one variable changes "
    "most: {group}."
)
_ALL_THERE_ARE = N_(
    "These are all ports that can be compared, so leaving out a variable changes their order but not the set."
)
_STEADY = N_("The same peers come out whichever single variable is left out.")


@dataclass(frozen=True)
class Peer:
    """One port beside the one asked for.

    `distance` 0 (alike) to 1 and `shared` 0-1 (variables in common); `kept` is the share of runs with one variable
    left out in which it stays among the nearest (None for a port chosen by hand); `verdict` is peer or no_verdict;
    `reasons` say what is alike, `differs` what is not; `difference` is 0-1 for each variable known for both.
    """

    port_id: str
    name: str
    country: str
    distance: float | None
    shared: float
    kept: float | None
    by_hand: bool
    verdict: str
    reasons: tuple[str, ...]
    differs: str
    difference: dict[str, float]


@dataclass(frozen=True)
class Peers:
    """Peers of a port, nearest first, then the ports chosen by hand.

    `n_compared` ports had enough in common, `n_no_verdict` had not; `stability` is the mean share of peers that stay
    when one variable is left out (None without peers), `moves_most` the variable whose absence changes most, and
    `left_out` the nearest ports without each variable, in their order.
    """

    port_id: str
    name: str
    is_ferry: bool
    peers: tuple[Peer, ...]
    n_compared: int
    n_no_verdict: int
    stability: float | None
    moves_most: str | None
    left_out: dict[str, tuple[str, ...]]
    weights: dict[str, float]
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class _Near:
    """Distances from one port to all, and which of them may be proposed."""

    structure: pd.DataFrame
    place: int
    weight: dict[str, float]
    apart: Pairs
    distance: Array
    shared: Array
    proposable: Mask

    @property
    def mine(self) -> pd.Series:
        """The port asked for."""
        return self.structure.iloc[self.place]

    @property
    def with_verdict(self) -> Mask:
        """Ports that may be proposed and share enough variables."""
        return np.logical_and(self.proposable, self.shared >= LEAST_SHARED - ROUNDING)

    def at(self, place: int) -> dict[str, float]:
        """The difference of one port in each variable that counts and is known for both."""
        counted = [group for group, weight in self.weight.items() if weight > 0]
        return {g: float(self.apart.difference[g][0, place]) for g in counted if self.apart.held[g][0, place] > 0}

    def without(self, group: str) -> Array:
        """The distances with one variable left out."""
        return np.asarray(combined(self.apart, self.weight, group)[0][0])


def peers(
    vintage: str,
    port: str,
    lang: Lang = "en",
    *,
    n: int = N_PEERS,
    other_countries: bool = False,
    by_hand: Sequence[str] = (),
    weights: Mapping[str, float] = WEIGHTS,
) -> Peers:
    """The nearest ports of a port with reasons in words, and how stable the set is.

    `other_countries` leaves out ports of the same country; `by_hand` adds any port, whatever its distance. Raises
    UnknownEntityError for what is no port, ParameterError for impossible weights or numbers.
    """
    structure = port_structure(vintage)
    for asked in (port, *by_hand):
        _refuse_unknown(vintage, structure, asked)
    if n < 1:
        raise ParameterError(f"the number of peers is at least 1, not {n}.")
    return peers_within(structure, port, lang, n=n, other_countries=other_countries, by_hand=by_hand, weights=weights)


def peers_within(
    structure: pd.DataFrame,
    port: str,
    lang: Lang = "en",
    *,
    n: int = N_PEERS,
    other_countries: bool = False,
    by_hand: Sequence[str] = (),
    weights: Mapping[str, float] = WEIGHTS,
) -> Peers:
    """The same over a frame with the columns of `port_structure`."""
    weight = checked_weights(VARIABLES, weights)
    near = _near(structure, port, weight, other_countries=other_countries)
    chosen = _nearest(near.distance, near.with_verdict, n)
    counted = [group for group in weight if weight[group] > 0]
    runs = {group: _nearest(near.without(group), near.with_verdict, n) for group in counted}
    proposed = [_peer(near, place, runs, lang) for place in chosen]
    hand = [_by_hand(near, other, lang) for other in dict.fromkeys(by_hand) if other != port]
    stability, moves_most = _stability(chosen, runs)
    n_compared = int(near.with_verdict.sum())
    return Peers(
        port,
        str(structure.at[port, "name"]),
        structure.at[port, "is_ferry"] is True,
        (*proposed, *(one for one in hand if one.port_id not in {peer.port_id for peer in proposed})),
        n_compared,
        int(near.proposable.sum()) - n_compared,
        stability,
        moves_most,
        {group: tuple(str(structure.index[place]) for place in run) for group, run in runs.items()},
        weight,
        (*_scope(near.mine, len(chosen), lang), *_steadiness(n_compared, n, stability, moves_most, lang)),
    )


def nearest_peers(structure: pd.DataFrame, n: int = N_PEERS) -> pd.DataFrame:
    """The nearest ports of every port that may be compared, as `peers_within` proposes them, without the words.

    One row a port and peer: port_id, peer, rank, distance, shared. A port without any peer has no row.
    """
    weight, scaled = checked_weights(VARIABLES, WEIGHTS), ready(structure, VARIABLES)
    compared = np.flatnonzero(structure["is_compared"].to_numpy(bool))
    found = [
        _nearest_rows(structure, compared[first : first + _AT_ONCE], weight, scaled, n)
        for first in range(0, len(compared), _AT_ONCE)
    ]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=_NEAREST)


def _nearest_rows(
    structure: pd.DataFrame, places: Places, weight: dict[str, float], scaled: Ready, n: int
) -> pd.DataFrame:
    distance, shared = combined(pairs(structure, VARIABLES, places, scaled), weight)
    allowed = _proposable(structure, places) & (shared >= LEAST_SHARED - ROUNDING) & ~np.isnan(distance)
    far = np.where(allowed, distance, np.inf)
    near = np.argsort(far, axis=1, kind="stable")[:, :n]
    row, rank = np.nonzero(np.isfinite(np.take_along_axis(far, near, axis=1)))
    peer = near[row, rank]
    columns = (structure.index[places[row]], structure.index[peer], rank + 1, distance[row, peer], shared[row, peer])
    return pd.DataFrame(dict(zip(_NEAREST, columns, strict=True)))


def _refuse_unknown(vintage: str, structure: pd.DataFrame, asked: str) -> None:
    if asked in structure.index:
        return
    kind = entity_type(vintage, asked)  # raises with what looks alike when nothing of that name is held
    raise UnknownEntityError(f"{asked} is held as {kind}, not as a port; peers are proposed for ports.")


def _near(structure: pd.DataFrame, port: str, weight: dict[str, float], *, other_countries: bool) -> _Near:
    place = int(structure.index.get_indexer(pd.Index([port]))[0])
    apart = pairs(structure, VARIABLES, [place])
    distance, shared = combined(apart, weight)
    proposable = _proposable(structure, np.array([place]))[0]
    if other_countries:
        proposable &= (structure["country"] != structure["country"].iloc[place]).to_numpy(bool)
    return _Near(structure, place, weight, apart, distance[0], shared[0], proposable)


def _proposable(structure: pd.DataFrame, places: Places) -> Mask:
    """Which ports (columns) may stand beside those at `places` (rows): others, not merged with them, ferry to ferry."""
    merged = structure.index.get_indexer(pd.Index(structure["successor"]))
    everyone, rows = np.arange(len(structure)), places[:, None]
    allowed = structure["is_compared"].to_numpy(bool) & (everyone != rows)
    allowed &= (everyone != merged[rows]) & (merged != rows)
    is_ferry = np.array([value is True for value in structure["is_ferry"]], dtype=bool)
    allowed[is_ferry[places]] &= is_ferry
    return np.asarray(allowed)


def _nearest(distance: Array, allowed: Mask, n: int) -> list[int]:
    far = np.where(allowed & ~np.isnan(distance), distance, np.inf)
    return [int(place) for place in np.argsort(far, kind="stable")[:n] if np.isfinite(far[place])]


def _stability(chosen: list[int], runs: Mapping[str, list[int]]) -> tuple[float | None, str | None]:
    if not chosen:
        return None, None
    kept = {group: len(set(chosen) & set(run)) / len(chosen) for group, run in runs.items()}
    least = min(kept, key=lambda group: kept[group])
    return float(np.mean(list(kept.values()))), least if kept[least] < 1 else None


def _peer(near: _Near, place: int, runs: Mapping[str, list[int]], lang: Lang) -> Peer:
    mine, theirs, difference = near.mine, near.structure.iloc[place], near.at(place)
    return Peer(
        str(near.structure.index[place]),
        str(theirs["name"]),
        str(theirs["country"]),
        float(near.distance[place]),
        float(near.shared[place]),
        float(np.mean([place in run for run in runs.values()])),
        False,
        "peer",
        reasons(mine, theirs, difference, near.weight, lang),
        difference_in_words(mine, theirs, difference, lang),
        difference,
    )


def _by_hand(near: _Near, other: str, lang: Lang) -> Peer:
    """A port the reader chose: compared as it is, with no verdict where too little is known for both."""
    place = list(near.structure.index).index(other)
    mine, theirs, difference = near.mine, near.structure.iloc[place], near.at(place)
    shared = float(near.shared[place])
    enough = shared >= LEAST_SHARED - ROUNDING
    least = quantity(100 * LEAST_SHARED, "pct", lang)
    words = {"peer": str(theirs["name"]), "shared": quantity(100 * shared, "pct", lang), "least": least}
    return Peer(
        other,
        str(theirs["name"]),
        str(theirs["country"]),
        float(near.distance[place]) if enough else None,
        shared,
        None,
        True,
        "peer" if enough else "no_verdict",
        reasons(mine, theirs, difference, near.weight, lang) if enough else (_(_NO_VERDICT, lang, **words),),
        difference_in_words(mine, theirs, difference, lang) if enough else "",
        difference,
    )


def _scope(mine: pd.Series, n: int, lang: Lang) -> Iterator[str]:
    """Notes on who was compared and from what."""
    if mine["is_ferry"] is True:
        yield _(_FERRY_ONLY, lang, port=mine["name"])
    yield _(_COUNTS, lang) if n else _(_NONE, lang, port=mine["name"])


def _steadiness(n_compared: int, n: int, stability: float | None, moves_most: str | None, lang: Lang) -> Iterator[str]:
    """How far the set depends on one variable; nothing where there are no peers."""
    if stability is None:
        return
    if n_compared <= n:
        yield _(_ALL_THERE_ARE, lang)
    elif moves_most is None:
        yield _(_STEADY, lang)
    else:
        kept = quantity(100 * stability, "pct", lang)
        yield _(_STABLE, lang, kept=kept, group=_(GROUPS[moves_most], lang))
