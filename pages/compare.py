"""Compare: how ports differ across borders, and whether the comparison is fair."""

from __future__ import annotations

from language import N_, _
from ui import controls, figure, words
from ui.compare import index_sections, peer_sections, sections
from ui.compare.choices import choices
from ui.compare.story import Story, story
from ui.state import State
from ui.trends.story import bullets

VIEWS = {"figures": N_("Two periods"), "peers": N_("Beside its peers"), "index": N_("Index and ranks")}


def page(here: State) -> None:
    """One of three views: figures of two periods, a port beside its peers, an index with rank intervals."""
    lang = here.lang
    words.title(_("Compare", lang), here, _("How do ports differ across borders, and is the comparison fair?", lang))
    sections.style()
    names = {view: _(name, lang) for view, name in VIEWS.items()}
    view = controls.one_of(here, "view", _("View", lang), names, style="segments")
    if view == "peers":
        peer_sections.profile(here)
    elif view == "index":
        index_sections.index(here)
    elif sections.can_compare(here):
        _figures(here)


def _figures(here: State) -> None:
    """The differences in words, two periods a port, what compares and why, the courses, both bases, the table."""
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
    words.section(_("Read with care", here.lang))
    bullets(told.grounds.cautions)
    sections.others(here)


def _courses(told: Story, here: State) -> None:
    """Among all ports, the lines over the period, the two bases where they differ, a panel a port."""
    for key, heading in sections.COURSES.items():
        # Asked for one by one, so that the first is on its way to the reader before the last is made.
        chart = told.figure(key)
        if chart:
            words.section(_(heading, here.lang))
            figure.figure(chart, told.short_caption, here, key)
