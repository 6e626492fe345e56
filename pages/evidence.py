"""Evidence: which policy instrument was used where, and what could be known of what came of it."""

from __future__ import annotations

from language import _
from ui import words
from ui.cooperation import ledger
from ui.evidence import findings, sections
from ui.state import State


def page(here: State) -> None:
    """The port, the map of its gaps, one cell with its sources, everything as a list."""
    lang = here.lang
    ledger.style()
    question = _("What was tried, what do we know of it, and what is missing?", lang)
    words.title(_("Evidence", lang), here, question)
    port = sections.choose_port(here)
    if not port:
        missing = _("No policy instrument is recorded in this vintage.", lang)
        words.empty(missing, _("Events, projects and recommendations would fill this.", lang), here)
        return
    held = sections.cells(here.vintage, port)
    words.answer(*findings.answer(held, here.known.ports.get(port, port), lang))
    chosen = sections.choose_cell(held, here)
    sections.grid(held, chosen, port, here)
    sections.cell(chosen, port, here)
    sections.listing(held, port, here)
