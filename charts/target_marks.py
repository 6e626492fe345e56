"""Targets on a trend: a hollow diamond at the value and the day that somebody set, in the colour of its port."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from charts.lines import Line
from language import Lang, _

ROOM = dt.timedelta(days=120)
"""Time kept free behind a target, so that its diamond is whole."""


@dataclass(frozen=True)
class Target:
    """A value to be reached by a day; ``words`` say it whole, with how the indicator stands to it."""

    entity: str
    value: float
    day: dt.date
    words: str


def traces(targets: Sequence[Target], lines: Sequence[Line], last: dt.date, lang: Lang) -> list[dict[str, Any]]:
    """A diamond for each target of a line that is drawn, with the whole sentence on hover.

    Beyond the last figure its year stands beside it; among the lines words would hide them.
    """
    styles = {line.entity: line.style for line in lines}
    return [
        {
            "type": "scatter",
            "mode": "markers+text" if target.day > last else "markers",
            "x": [target.day.isoformat()],
            "y": [target.value],
            "marker": {
                "symbol": "diamond-open",
                "size": 12,
                "color": styles[target.entity].colour,
                "line": {"width": 2, "color": styles[target.entity].colour},
            },
            "text": [_("Target {year}", lang, year=f"{target.day.year:04d}")],
            "textposition": "middle left",
            "hovertext": [escape(target.words)],
            "hovertemplate": "%{hovertext}<extra></extra>",
            "meta": {"entity": target.entity, "role": "target"},
        }
        for target in targets
        if target.entity in styles
    ]


def last_day(targets: Sequence[Target], last: dt.date) -> dt.date:
    """How far the time axis reaches so that every target is on it."""
    return max([last, *(target.day + ROOM for target in targets)])
