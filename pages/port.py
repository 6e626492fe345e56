"""Port: everything about one port region."""

from __future__ import annotations

from language import _
from ui import frame, port_sections, words
from ui.state import State


def page(here: State) -> None:
    """One port: the answer, four figures, its course, indicators, prints, cooperation, profile, gaps."""
    port_sections.style()
    heading, choice = frame.columns((3, 1))
    with choice:
        port = port_sections.chosen_port(here)
    with heading:
        words.title(port.name, here, _("What is known about this port and the region around it?", here.lang))
    port_sections.opening(port, here)
    port_sections.headline(port, here)
    port_sections.course(port, here)
    port_sections.by_theme(port, here)
    port_sections.printed(port, here)
    port_sections.projects(port, here)
    port_sections.events(port, here)
    port_sections.reviews(port, here)
    port_sections.profile(port, here)
    port_sections.gaps(port, here)
