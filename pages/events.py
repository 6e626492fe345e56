"""Events: what happened, when and where, who took part and what followed."""

from __future__ import annotations

from language import _
from ui import words
from ui.cooperation import events as sections
from ui.cooperation import findings, ledger
from ui.state import State


def page(here: State) -> None:
    """The calendar with its shelf, the map, participation and what followed; one event when the address names it."""
    lang = here.lang
    ledger.style()
    words.title(_("Events", lang), here, _("What happened, who took part and what followed?", lang))
    event = sections.asked_event(here)
    if event != sections.ALL:
        sections.one_event(event, here)
        return
    events = sections.choose(here)
    if events.empty:
        words.empty(_("No event answers these filters.", lang), _("Take a filter away to see more.", lang), here)
        return
    words.answer(*findings.events(events, lang))
    sections.calendar(events, here)
    sections.on_a_map(events, here)
    sections.participation(events, here)
    sections.follow_ups(events, here)
