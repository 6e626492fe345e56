"""Trends: how an indicator moves over time for the chosen ports, with shocks and breaks marked."""

from __future__ import annotations

from language import _
from ui import figure, frame, words
from ui.state import State
from ui.trends.choices import choices
from ui.trends.story import Story, bullets, marks, story


def page(here: State) -> None:
    """The answer in words, the lines and the shocks they cross, a panel a port, mergers and caveats."""
    lang = here.lang
    words.title(_("Trends", lang), here, _("How does an indicator move over time for these ports?", lang))
    if not here.ports:
        words.empty(_("No port is chosen.", lang), _("Choose ports or a port group above.", lang), here)
        return
    told = story(here, choices(here))
    if told.figure is None:
        remedy = _("Another indicator, a longer period or other ports would fill this.", lang)
        words.empty(" ".join(told.missing), remedy, here)
        return
    words.answer(*told.answer)
    _figures(here, told)
    words.section(_("Read with care", lang))
    bullets(told.cautions + told.missing)
    if told.lineage:
        words.section(_("Mergers and openings", lang))
        bullets(told.lineage)
    if told.can_be_joined:
        label = _("Join the parts: show like for like", lang)
        frame.page_link(here.page, label, here, basis="like_for_like", own=here.own)


def _figures(here: State, told: Story) -> None:
    lang = here.lang
    figure.figure(told.figure, told.caption, here, "trend")
    if told.marks:
        lead = _("A change after a shock need not come from it.", lang)
        words.section(_("Shocks marked on the chart", lang), lead)
        marks(told.marks, here)
    words.section(_("Port by port", lang))
    figure.figure(told.panels, told.panels_caption, here, "panels")
