"""Projects and events of one place on the same time axis as its indicator: association, not effect."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from charts.rows import each_row
from charts.theme import THEMES
from charts.thread import COLUMNS, EVENT, PROJECT, Outcome, thread
from language import _
from ui import figure, frame, reads, words
from ui.effects import answers, sections
from ui.effects.choices import Asked
from ui.state import State


def draw(asked: Asked, here: State) -> None:
    """The thread of the place in focus, with what is not dated counted."""
    lang = here.lang
    words.section(
        _("Projects and events beside the indicator", lang),
        _("Association, not effect: the picture shows what fell into the same years, and no more.", lang),
    )
    place = _place(asked, here)
    one = answers.at(asked.question, place)
    figures, happened = answers.series(replace(one, years=0)), of_place(here.vintage, place)
    name = reads.names(here.vintage).get(place, place)
    if figures.empty or happened.empty:
        missing = _("No project or event of {place} is held.", lang, place=name)
        words.empty(missing, _("A project with a partner there, or an event, would fill this.", lang), here)
        return
    record = reads.indicators(here.vintage)[one.indicator]
    outcome = Outcome(figures, one.freq, str(record["unit"]), _(str(record["title"]), lang), name)
    chart = thread(
        outcome, happened, theme=THEMES[frame.theme().name], lang=lang, file_stem=f"thread_{one.indicator}_{place}"
    )
    figure.figure(chart, sections.caption(asked, here, [place]), here, "effects_thread")


def _place(asked: Asked, here: State) -> str:
    """The place in focus, else the first one."""
    focus = here.own.get("focus", "")
    return focus if focus in asked.places else asked.places[0]


def of_place(vintage: str, place: str) -> pd.DataFrame:
    """Projects (a partner in the port or its region) and events of one place, as `charts.thread.thread` wants them."""
    projects, events = reads.projects(vintage, (place,)), reads.events(vintage, (place,))
    rows = [_row(PROJECT, row["acronym"], row) for row in each_row(projects)]
    rows += [_row(EVENT, row["name"], row) for row in each_row(events)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(kind: str, name: str, row: dict[str, object]) -> tuple[object, ...]:
    known = [row[one] if isinstance(row[one], str) else None for one in ("date_start", "date_end")]
    return kind, name, known[0], row["date_start_precision"], known[1], row["date_end_precision"]
