"""Port: everything about one port region."""

from __future__ import annotations

from language import _
from ui import frame, words
from ui.port import peers, sections
from ui.state import State


def page(here: State) -> None:
    """One port: the answer, four figures, its course, indicators, prints, cooperation, profile, gaps."""
    sections.style()
    heading, choice = frame.columns((3, 1))
    with choice:
        port = sections.chosen_port(here)
    with heading:
        words.title(port.name, here, _("What is known about this port and the region around it?", here.lang))
    sections.opening(port, here)
    peers.compare_with(port.entity, here)
    sections.headline(port, here)
    sections.course(port, here)
    sections.by_theme(port, here)
    sections.printed(port, here)
    sections.projects(port, here)
    sections.events(port, here)
    sections.reviews(port, here)
    sections.profile(port, here)
    sections.gaps(port, here)
