"""About: who speaks here, what is kept about a reader, how to cite and how to correct a figure."""

from __future__ import annotations

from language import _
from ui import legal, words
from ui.state import State


def page(here: State) -> None:
    """What the product is, its legal, privacy and accessibility notices, reporting and citing."""
    lang = here.lang
    words.title(_("About", lang), here, _("What is this, who answers for it, and how do I correct it?", lang))
    words.answer(
        _("Port Region Monitor shows what moves through ports, and what is known about the regions around them.", lang),
        _("Every figure names its publisher, period, status and data vintage.", lang),
    )
    for heading, text in legal.notices(lang):
        words.section(heading)
        words.prose(text)
    words.copy(legal.citation_of_all(here))
