"""Explore: any table of the warehouse, filtered, sorted, long or wide, to look at and to take away."""

from __future__ import annotations

from language import _
from ui import words
from ui.explore import downloads, sections
from ui.explore.choices import choices
from ui.state import State


def page(here: State) -> None:
    """The controls, what they come to, the rows with their column dictionary, downloads and code."""
    words.title(
        _("Explore", here.lang),
        here,
        _("What do the tables behind the figures hold, and how can they be taken away?", here.lang),
    )
    selection = choices(here)
    if not sections.said(here, selection):
        sections.dictionary(here, selection)
        return
    sections.rows_and_columns(here, selection)
    sections.source(here, selection)
    words.section(
        _("Take it away", here.lang), _("Each file is made when you ask for it; the page stays free.", here.lang)
    )
    downloads.buttons(here, selection)
    sections.code(here, selection)
