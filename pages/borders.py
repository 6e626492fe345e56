"""Across borders: ports that face one another, what differs between them, what joins them, and what is not known."""

from __future__ import annotations

from language import _
from ui import words
from ui.borders import sections
from ui.state import State


def page(here: State) -> None:
    """A pair or group on a map, its sides against one another, flows, shared projects and events."""
    words.title(
        _("Across borders", here.lang),
        here,
        _("What differs between ports on both sides of a border, and what joins them?", here.lang),
    )
    held = sections.choose(here)
    if held is None:
        return
    sections.told(held, here)
    sections.differences(held, here)
    sections.flows(held, here)
    sections.links(held, here)
