"""Effects: did an event or policy change anything, and how sure are we."""

from __future__ import annotations

from language import _
from ui import words
from ui.effects import board, examples, sections, thread
from ui.effects.answers import of_places
from ui.effects.choices import choices
from ui.state import State


def page(here: State) -> None:
    """The question and its controls, all places at once, one place in full, projects beside the indicator."""
    lang = here.lang
    words.title(_("Effects", lang), here, _("Did an event or policy change anything, and how sure are we?", lang))
    sections.style()
    examples.draw(here)
    asked = choices(here)
    if asked is None or not asked.places:
        missing = _("No place with this indicator is chosen.", lang)
        words.empty(missing, _("Choose places above, or another indicator.", lang), here)
        return
    held = of_places(asked.question, asked.places)
    sections.everything(asked, held, here)
    sections.card(asked, held, here)
    thread.draw(asked, here)
    board.draw(here)
