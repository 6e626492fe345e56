"""What goes wrong, in one sentence a reader can act on."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from language import Lang, _
from ui import words
from warehouse.errors import HouseError

LOG = logging.getLogger("port_region_monitor")


@contextmanager
def told(lang: Lang) -> Iterator[None]:
    """Turns an error of ours into one sentence in its place; the rest of the page goes on."""
    try:
        yield
    except HouseError as error:
        LOG.warning("%s: %s", type(error).__name__, error)
        words.notice(_("This cannot be shown now: {reason}", lang, reason=str(error)), tone="warning")


def surprise(error: Exception) -> bool:
    """Shows an unforeseen error as one sentence without its trace; the trace goes to the log. Always True."""
    LOG.error("unforeseen error in a page", exc_info=error)
    lang = st.query_params.get("lang", "en")
    words.notice(
        _("This page failed through a fault of ours. Reload it; if it fails again, report its address.", lang),
        tone="warning",
    )
    return True
