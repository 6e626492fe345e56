"""A port beside its peers on the Compare page: answer, profile, who the peers are and why."""

from __future__ import annotations

from language import _
from ui import figure, frame, words
from ui.compare.peer_story import PeerStory, answer, peer_choices, peer_story, reasons
from ui.compare.ways import of_peers
from ui.state import State
from ui.trends.story import bullets
from ui.words import Caption


def profile(here: State) -> None:
    """Draws the profile of one of the chosen ports, or says what is missing."""
    lang = here.lang
    words.section(
        _("A port beside its peers", lang),
        _("Peers are proposed by structure alone: size, cargo, ferries, region, border, sea; never by results.", lang),
    )
    if not here.ports:
        words.empty(_("No port is chosen.", lang), _("Choose a port above.", lang), here)
        return
    told = peer_story(here, peer_choices(here))
    words.answer(*answer(told, lang))
    if told.chart is None:
        words.empty(
            _("No figure of {port} is held for these years.", lang, port=told.found.name),
            _("A longer period or another port would fill this.", lang),
            here,
        )
    else:
        figure.figure(told.chart, _caption(told, here), here, "profile")
    _peers(told, here)


def _peers(told: PeerStory, here: State) -> None:
    lang = here.lang
    if told.found.peers:
        words.section(_("Why these ports", lang))
        words.facts(reasons(told, lang))
        ports = (told.found.port_id, *(peer.port_id for peer in told.counted))
        frame.page_link(
            here.page, _("Set these ports side by side", lang), here, ports=ports[:12], own={"view": "figures"}
        )
    bullets(told.found.notes)


def _caption(told: PeerStory, here: State) -> Caption:
    lang = here.lang
    return Caption(
        _("as named with each figure", lang),
        _("as named on the page of each indicator", lang),
        "",
        _("newest period in which at least five peers have a figure, else most", lang),
        _("derived", lang),
        method=_("Gower distance on structure; robust z against the median of the peers", lang),
        ways=of_peers(told, here),
    )
