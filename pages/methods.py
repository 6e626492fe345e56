"""Methods: every indicator, generated from its declaration, and the rules that hold for all figures."""

from __future__ import annotations

from language import _
from ui import words
from ui.effects import methods as effect_methods
from ui.methods import sections
from ui.state import State


def page(here: State) -> None:
    """One indicator's sheet, the index of all, what is not built yet, statuses and reasons, bases, vintage ids."""
    words.title(
        _("Methods", here.lang),
        here,
        _("What does each indicator mean, how is it computed, and from which data?", here.lang),
    )
    sections.lead(here)
    sections.sheet_and_index(here)
    sections.waiting(here)
    sections.glossary(here)
    sections.like_for_like(here)
    effect_methods.draw(here)
    sections.vintage_id(here)
