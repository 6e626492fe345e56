"""A page drawn without a browser, inside the frame, as an address asks for it; and what it then shows."""

from __future__ import annotations

import json
from collections.abc import Sequence

import plotly.graph_objects as go
from streamlit.testing.v1 import AppTest

from language.formats import plain

SECONDS = 120
SCRIPT = """
from language import N_
from pages import {page}
from ui import frame, reads
from ui.frame import ALL_CONTROLS, Entry

ENTRY = Entry("", N_("First"), {page}.page, controls={controls} or ALL_CONTROLS)
frame.show((ENTRY,), vintages=reads.vintages, known=reads.known)
"""


def draw(page: str, *, controls: Sequence[str] = (), **query: str) -> AppTest:
    """The page after its script has run; `controls` names those of the context line, all of them by default."""
    app = AppTest.from_string(SCRIPT.format(page=page, controls=tuple(controls)), default_timeout=SECONDS)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def fine(app: AppTest) -> AppTest:
    """The page itself, which shows neither a fault of ours nor an error."""
    assert not app.exception
    assert not app.error
    return app


def said(app: AppTest) -> str:
    """All words of the page, with ordinary spaces: its HTML blocks and its running text."""
    blocks = [element.proto.body for element in app.get("html")]
    return plain("\n".join(blocks + [element.value for element in app.markdown]))


def figures(app: AppTest) -> list[go.Figure]:
    """The charts of the page, in their order."""
    return [go.Figure(json.loads(element.proto.spec)) for element in app.get("plotly_chart")]
