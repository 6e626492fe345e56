"""Overview, the first page: what changed, and where."""

from __future__ import annotations

from language import _
from ui import words
from ui.overview import alerts, sections
from ui.state import State


def page(here: State) -> None:
    """Three sentences, at most four tiles, the map beside the list of the ports, what happened and what stands out."""
    lang = here.lang
    words.title(_("What changed, where?", lang), here)
    said = sections.told(here)
    sections.say_first(said, here)
    if not here.ports:
        words.empty(
            _("No port is chosen.", lang),
            _("Choose ports or a port group above, or click a port or a region on the map.", lang),
            here,
        )
    sections.headline(said.standings, here)
    sections.map_and_list(said, here)
    alerts.stands_out(here)
