"""Revisions: what was known then, and what has changed since."""

from __future__ import annotations

from language import _
from ui import words
from ui.history import choices, sections
from ui.state import State


def page(here: State) -> None:
    """The vintages kept, the change log against another one, values side by side, one figure through its releases."""
    lang = here.lang
    words.title(_("Revisions", lang), here, _("What did we know then, and what has changed since?", lang))
    sections.opening(here)
    pair = choices.pair(here)
    if pair is None:
        words.empty(
            _("Only one vintage is kept here, so there is nothing to set it against.", lang),
            _(
                "The next refresh adds one; “python -m etl build --as-of 2024-06-30” makes one of what was known then.",
                lang,
            ),
            here,
        )
    else:
        sections.log(pair, here)
        sections.beside(pair, here)
    sections.through_releases(here)
