"""Ports to set beside a port: those it is named together with most often, one click from the comparison."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from html import escape

import streamlit as st

from language import _, listed
from ui import frame, reads
from ui.state import Group, State

AT_MOST = 4


def compare_with(port: str, here: State) -> None:
    """Links that compare the port with each of its peers, and why these are proposed; nothing where it has none."""
    held = reads.ports(here.vintage)
    countries = dict(zip(held["port_id"], held["country"], strict=True))
    successors = dict(zip(held["port_id"], held["merged_into"], strict=True))
    kin = {other for other in successors if successors[other] == port or successors.get(port) == other}
    found, shared = peers(port, here.known.groups, countries, kin)
    if not found:
        return
    lang = here.lang
    with st.container(key="prm_kin_peers", horizontal=True, vertical_alignment="center"):
        st.html(f"<span>{escape(_('Compare with:', lang))}</span>", width="content")
        for peer in found:
            frame.page_link("compare", here.known.ports.get(peer, peer), here, ports=(port, peer))
        why = _("proposed because they share these groups: {groups}", lang, groups=listed(shared, lang))
        st.html(f'<span class="prm-note">{escape(why)}</span>', width="content")


def peers(
    port: str, groups: Mapping[str, Group], countries: Mapping[str, str], kin: Collection[str] = ()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """At most four ports that share the most groups with a port, and the titles of those groups.

    Among ports that share equally many, those of its own country come first, then the order of the groups. ``kin``
    are left out: a port that was merged into another is a part of it, not its peer.
    """
    mine = [group for group in groups.values() if port in group.ports]
    others = dict.fromkeys(other for group in mine for other in group.ports if other != port and other not in kin)
    shares = {other: sum(other in group.ports for group in mine) for other in others}
    if not shares:
        return (), ()
    most = [other for other, count in shares.items() if count == max(shares.values())]
    nearest = sorted(most, key=lambda other: countries.get(other) != countries.get(port))[:AT_MOST]
    titles = [group.title for group in mine if all(other in group.ports for other in nearest)]
    return tuple(nearest), tuple(titles)
