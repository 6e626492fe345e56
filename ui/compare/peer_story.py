"""A port beside its peers on the Compare page: who they are and why, and its profile against their median."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from analysis.peer_gap import peer_profile
from analysis.peers import Peer, Peers, peers_within
from analysis.port_structure import port_structure
from charts.chart import Chart
from charts.profile import profile
from charts.rows import each_row
from charts.theme import THEMES, series_of
from kpis.registry import THEMES as KPI_THEMES
from language import Lang, _, listed, plural
from language.formats import exact, number, period, quantity
from ui import controls, frame, reads
from ui.state import State

COUNTS, USUAL = ("5", "8", "12"), "8"
"""How many peers are proposed; eight at first, since a robust z needs five with a figure."""
ABOUT_OUR_DATA = frozenset({"data_and_peers"})
"""Themes that speak of our sources and not of ports."""


@dataclass(frozen=True)
class PeerChoices:
    """What the reader sets: the port, how many peers, whether of other countries only, ports added by hand."""

    port: str
    n: int
    other_countries: bool
    by_hand: tuple[str, ...]


@dataclass(frozen=True)
class PeerStory:
    """The peers of a port, its gaps to them, and the figure."""

    found: Peers
    gaps: pd.DataFrame
    chart: Chart | None

    @property
    def counted(self) -> tuple[Peer, ...]:
        """The peers whose figures make the median: those with a verdict and those chosen by hand."""
        return counted(self.found)


def counted(found: Peers) -> tuple[Peer, ...]:
    """The peers with a verdict, and every port chosen by hand."""
    return tuple(peer for peer in found.peers if peer.verdict == "peer" or peer.by_hand)


def peer_choices(here: State) -> PeerChoices:
    """Draws the controls in one line and returns what they say."""
    lang = here.lang
    with st.container(key="prm_peer_controls", horizontal=True, vertical_alignment="bottom", gap="small"):
        mine = {port: frame.port_label(here, port) for port in here.ports}
        port = controls.one_of(here, "port", _("Port", lang), mine)
        words = {count: count for count in COUNTS}
        n = controls.one_of(here, "n", _("Peers", lang), words, default=USUAL, style="segments")
        others = {each: frame.port_label(here, each) for each in here.known.ports if each != port}
        by_hand = controls.several_of(here, "with", _("Add ports by hand", lang), others)
        abroad = controls.switch(here, "abroad", _("Other countries only", lang), default=False)
    return PeerChoices(port, int(n), abroad, by_hand)


def peer_story(here: State, chosen: PeerChoices) -> PeerStory:
    """The peers and the profile for the choices."""
    look = frame.theme().name
    key = (here.vintage, here.ports, here.basis, here.first_year, here.last_year, here.lang, chosen, look)
    held: PeerStory = _story(here, chosen, look, key)
    return held


def story_of(here: State, chosen: PeerChoices, look: str) -> PeerStory:
    """The same without a cache."""
    found = peers_within(
        structure(here.vintage),
        chosen.port,
        here.lang,
        n=chosen.n,
        other_countries=chosen.other_countries,
        by_hand=chosen.by_hand,
    )
    gaps = gaps_of(here, chosen.port, [peer.port_id for peer in counted(found)])
    return PeerStory(found, gaps, _chart(here, found, gaps, look) if len(gaps) else None)


def gaps_of(here: State, port: str, others: Sequence[str]) -> pd.DataFrame:
    """The gaps in the years asked for, with the words of each indicator, by theme in the order of the registry."""
    records = reads.indicators(here.vintage)
    wanted = {code: one for code, one in records.items() if one["theme"] not in ABOUT_OUR_DATA}
    rows = reads.of_ports(here.vintage, basis=here.basis)
    years = rows["period_start"].dt.year
    rows = rows[rows["indicator"].isin(wanted) & years.between(here.first_year, here.last_year)]
    found = peer_profile(rows, port, others)
    return _worded(found, wanted, dict(zip(rows["indicator"], rows["freq"], strict=True)), here.lang)


def _worded(
    found: pd.DataFrame, records: Mapping[str, Mapping[str, Any]], freqs: Mapping[str, str], lang: Lang
) -> pd.DataFrame:
    rows = [
        row
        | {
            "title": _(str(records[row["indicator"]]["title"]), lang),
            "theme": _(KPI_THEMES[str(records[row["indicator"]]["theme"])], lang),
            "order": list(KPI_THEMES).index(str(records[row["indicator"]]["theme"])),
            "unit": str(records[row["indicator"]]["unit"]),
            "direction": str(records[row["indicator"]]["direction"]),
            "freq": freqs[row["indicator"]],
            "year": period(freqs[row["indicator"]], pd.Timestamp(row["period_start"]).date(), lang),
        }
        for row in each_row(found)
    ]
    columns = [*found.columns, "title", "theme", "order", "unit", "direction", "freq", "year"]
    return pd.DataFrame(rows, columns=columns).sort_values("order", kind="stable").reset_index(drop=True)


def _chart(here: State, found: Peers, gaps: pd.DataFrame, look: str) -> Chart:
    lang, theme = here.lang, THEMES[look]
    names = [peer.name for peer in counted(found)]
    subtitle = plural(
        "Distance from the median of {n} peer in robust standard deviations, figures beside: {peers}",
        "Distance from the median of {n} peers in robust standard deviations, figures beside: {peers}",
        len(names),
        lang,
        peers=listed(names, lang),
    )
    style = series_of(found.port_id, here.ports, theme)
    stem = f"profile_{found.port_id}"
    return profile(gaps, port=found.name, style=style, subtitle=subtitle, theme=theme, lang=lang, file_stem=stem)


def answer(told: PeerStory, lang: Lang) -> tuple[str, ...]:
    """The nearest peers, and the indicators in which the port lies farthest from them."""
    found = told.found
    if not told.counted:
        return found.notes
    near = [peer.name for peer in told.counted[:3]]
    said = [_("The ports most like {port}: {peers}.", lang, port=found.name, peers=listed(near, lang))]
    far = told.gaps[told.gaps["z"].abs() > 2].sort_values("z", key=abs, ascending=False)  # noqa: PLR2004 - see FAR
    if len(far):
        words = [
            _("{indicator} ({value}, peers {median})", lang, indicator=row["title"], **_figures(row, lang))
            for row in each_row(far.head(3))
        ]
        said.append(_("It stands apart from them in {indicators}.", lang, indicators=listed(words, lang)))
    return tuple(said)


def reasons(told: PeerStory, lang: Lang) -> list[tuple[str, str]]:
    """Each peer with its distance and every reason, as label and text."""
    return [(f"{peer.name} ({peer.country})", _reason(peer, lang)) for peer in told.found.peers]


def _figures(row: Mapping[str, Any], lang: Lang) -> dict[str, str]:
    unit = row["unit"]
    return {"value": quantity(row["value"], unit, lang), "median": quantity(row["median"], unit, lang)}


def _reason(peer: Peer, lang: Lang) -> str:
    near = (
        ""
        if peer.distance is None
        else _(
            "Distance {distance}, {shared} of the variables in common.",
            lang,
            distance=number(peer.distance, lang, 2),
            shared=exact(round(100 * peer.shared), "pct", lang),
        )
    )
    kept = (
        ""
        if peer.kept is None
        else _(
            "Stays a peer in {share} of the runs with one variable left out.",
            lang,
            share=exact(round(100 * peer.kept), "pct", lang),
        )
    )
    hand = _("Chosen by hand.", lang) if peer.by_hand else ""
    return " ".join(part for part in (hand, *peer.reasons, peer.differs, near, kept) if part)


@st.cache_resource(max_entries=8, show_spinner=False)
def structure(vintage: str) -> pd.DataFrame:
    """What every port is made of, read once a vintage."""
    return port_structure(vintage)


@st.cache_resource(max_entries=512, show_spinner=False)
def _story(_here: State, _chosen: PeerChoices, _look: str, key: tuple[Any, ...]) -> PeerStory:
    # The state holds much that does not matter here; `key` is what tells one choice from another.
    del key
    return story_of(_here, _chosen, _look)
