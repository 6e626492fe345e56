"""Compare: how ports differ across borders, and whether the comparison is fair."""

from __future__ import annotations

from language import _
from ui import figure, words
from ui.compare import sections
from ui.compare.choices import choices
from ui.compare.story import Story, story
from ui.state import State
from ui.trends.story import bullets


def page(here: State) -> None:
    """The differences in words, two periods a port, what compares and why, the courses, both bases, the table."""
    lang = here.lang
    words.title(_("Compare", lang), here, _("How do ports differ across borders, and is the comparison fair?", lang))
    sections.style()
    if not sections.can_compare(here):
        return
    chosen = choices(here)
    if not chosen.end:
        sections.nothing_held(here)
        return
    told = story(here, chosen)
    words.answer(*told.grounds.answer)
    figure.figure(told.ends, told.grounds.caption, here, "ends")
    sections.fairness(told, here)
    _courses(told, here)
    sections.table(told, here, chosen)
    words.section(_("Read with care", lang))
    bullets(told.grounds.cautions)
    sections.others(here)


def _courses(told: Story, here: State) -> None:
    """The lines over the period, the two bases where they differ, a panel a port."""
    lang = here.lang
    if told.course:
        words.section(_("The course over the period", lang))
        figure.figure(told.course, told.short_caption, here, "course")
    if told.both:
        words.section(_("As published and like for like", lang))
        figure.figure(told.both, told.short_caption, here, "bases")
    words.section(_("Port by port", lang))
    figure.figure(told.panels, told.short_caption, here, "panels")
