"""Projects: which money went where, with which partners and outputs."""

from __future__ import annotations

from language import _
from ui import words
from ui.cooperation import ledger
from ui.cooperation import projects as sections
from ui.state import State


def page(here: State) -> None:
    """The portfolio with its filters, timeline, flow and map; one project when the address names it."""
    lang = here.lang
    ledger.style()
    question = _("Which money went where, with which partners and outputs?", lang)
    words.title(_("Projects", lang), here, question)
    project = sections.asked_project(here)
    if project != sections.ALL:
        sections.one_project(project, here)
        return
    portfolio = sections.choose(here)
    if not portfolio.ids:
        missing = _("No project answers these filters.", lang)
        words.empty(missing, _("Take a filter away; a project without partners listed has no place.", lang), here)
        return
    sections.headline(portfolio, here)
    sections.listing(portfolio, here)
    sections.when(portfolio, here)
    sections.where_to(portfolio, here)
    sections.partners_on_a_map(portfolio, here)
