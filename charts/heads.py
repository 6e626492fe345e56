"""Rows of a chart with their words above the mark: a title, the figures wrapped to a phone's width, then the mark.

Heights are pixels, so that a row with more words is higher and nothing is cut.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from html import escape
from typing import Any

from charts.theme import Theme, css_rgba

LINE = 18
"""Pixels of a line of words."""
MARK = 26
"""Pixels of the stretch a mark lies in, and of the gap below."""
BETWEEN = 10
"""Pixels below a row without a mark."""
WIDTH = 50
"""Characters that fit a phone."""


def wrapped(said: str) -> list[str]:
    """The words in lines of a phone's width; a figure and its unit stay together."""
    return textwrap.wrap(said, WIDTH, break_long_words=False) or [""]


def height(title: str, said: str, *, has_mark: bool) -> int:
    """Pixels of a row: its wrapped title and words, and its mark."""
    return _words(title, said) + (MARK if has_mark else BETWEEN)


def mark_at(top: float, title: str, said: str) -> float:
    """Where the mark of a row lies that begins at `top`."""
    return top + _words(title, said) + MARK * 0.35


def _words(title: str, said: str) -> int:
    return LINE * (len(wrapped(title)) + len(wrapped(said)))


def head(top: float, title: str, said: str, theme: Theme) -> dict[str, Any]:
    """The words of a row as an annotation: the title in ink, the figures below it, muted."""
    lines = [
        *(escape(one) for one in wrapped(title)),
        *(f"<span style='color:{theme.muted}'>{escape(one)}</span>" for one in wrapped(said)),
    ]
    return note(top, lines, theme) | {"name": "head"}


def note(top: float, lines: Sequence[str], theme: Theme) -> dict[str, Any]:
    """Lines of markup at the left edge, hanging from a height."""
    place = {"x": 0, "xref": "paper", "xanchor": "left", "y": top, "yanchor": "top", "align": "left", "borderpad": 0}
    look = {"font": {"size": 13, "color": theme.ink}, "bgcolor": css_rgba(theme.paper, 0.85)}
    return place | look | {"showarrow": False, "text": "<br>".join(lines)}
