"""Passports: where a number comes from, down to the publisher's file, and whether it was always the same."""

from __future__ import annotations

from language import _
from ui import words
from ui.passport import choices, sections
from ui.state import State


def page(here: State) -> None:
    """The values behind a figure, each a way to its passport; one value's passport when the address names it."""
    lang = here.lang
    sections.style()
    question = _("Where does this number come from, and was it always the same?", lang)
    words.title(_("Passport", lang), here, question)
    entity, period = choices.one_value(here)
    if entity:
        sections.one(here, entity, period)
    else:
        sections.listing(here)
