"""Sources: what data, how old, how complete, what was set aside and what was revised."""

from __future__ import annotations

from language import _
from ui import tiles, words
from ui.sources import sections
from ui.state import State


def page(here: State) -> None:
    """The sources of the vintage with ages, gaps, quarantine, preferences, revisions and older vintages."""
    words.title(
        _("Sources", here.lang),
        here,
        _("What data are held, how old and how complete are they, and what was set aside or revised?", here.lang),
    )
    said = sections.told(here)
    words.answer(*said.answer)
    tiles.row(said.tiles, here)
    sections.what_is_held(said, here)
    sections.how_complete(here)
    sections.what_was_set_aside(here)
    sections.what_was_revised(said, here)
    sections.which_is_used(said, here)
    sections.vintages_kept(here)
