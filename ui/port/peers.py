"""Ports to set beside a port: the nearest by structure with their reasons, one click from the comparison."""

from __future__ import annotations

from html import escape

import streamlit as st

from analysis.peers import Peers, peers_within
from language import Lang, _
from ui import frame
from ui.compare.peer_story import structure
from ui.state import State

AT_MOST = 4


def compare_with(port: str, here: State) -> None:
    """Links that compare the port with each of its peers, and why these; nothing for what has none or is no port."""
    found = proposed(here.vintage, port, here.lang)
    if found is None or not found.peers:
        return
    lang = here.lang
    nearest = found.peers[0]
    with st.container(key="prm_kin_peers", horizontal=True, vertical_alignment="center"):
        st.html(f"<span>{escape(_('Compare with:', lang))}</span>", width="content")
        for peer in found.peers:
            frame.page_link("compare", peer.name, here, ports=(port, peer.port_id))
        label = _("Every reason, and {port} beside its peers", lang, port=found.name)
        frame.page_link("compare", label, here, own={"view": "peers", "port": port})
    why = _(
        "Proposed by structure, never by results. {peer}: {reason}", lang, peer=nearest.name, reason=nearest.reasons[0]
    )
    st.html(f'<p class="prm-note">{escape(why)}</p>')


@st.cache_resource(max_entries=256, show_spinner=False)
def proposed(vintage: str, port: str, lang: Lang) -> Peers | None:
    """The nearest ports of a port, as the Compare page and the command line propose them; None for what is no port."""
    held = structure(vintage)
    return peers_within(held, port, lang, n=AT_MOST) if port in held.index else None
