"""Reviews: peer reviews with their recommendations, and needs with what may answer them."""

from __future__ import annotations

from language import _
from ui import words
from ui.cooperation import ledger
from ui.cooperation import reviews as sections
from ui.state import State


def page(here: State) -> None:
    """Recommendations with status and indicators, who reviewed whom, needs matched with initiatives by theme."""
    lang = here.lang
    ledger.style()
    words.title(_("Reviews", lang), here, _("What did peers recommend, and what came of it?", lang))
    port = sections.asked_port(here)
    reviews = sections.reviews(here, port)
    sections.recommendations(reviews, here, port)
    if len(reviews):
        sections.who(reviews, here)
    sections.needs_and_initiatives(here, port)
