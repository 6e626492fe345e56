"""The Trends page made once for each set of choices: figures and sentences from the same rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from charts.chart import Chart
from charts.comparability import Verdict, standing
from charts.line_guard import guarded
from charts.multiples import multiples
from charts.theme import THEMES
from charts.trend import trend
from ui import frame, reads, targets, words
from ui.compare import grounds
from ui.state import State
from ui.trends import findings
from ui.trends.choices import Choices
from ui.words import Caption


@dataclass(frozen=True)
class Story:
    """Everything the page shows: sentences, figures with their caption, and what is missing."""

    missing: tuple[str, ...]
    answer: tuple[str, ...] = ()
    figure: Chart | None = None
    panels: Chart | None = None
    caption: Caption | None = None
    marks: tuple[tuple[int, str, str], ...] = ()
    cautions: tuple[str, ...] = ()
    lineage: tuple[str, ...] = ()
    can_be_joined: bool = False

    @property
    def panels_caption(self) -> Caption | None:
        """The caption without the indicator's note, which the page says once."""
        return replace(self.caption, note="") if self.caption else None


def story(here: State, chosen: Choices) -> Story:
    """Figures and sentences for the choices; without ``figure`` where no port has any value in the period."""
    told_apart = (here.vintage, here.ports, here.first_year, here.last_year, here.basis, here.lang)
    made: Story = _story(here, chosen, frame.theme().name, told_apart)
    return made


def marks(rows: Sequence[tuple[int, str, str]], here: State) -> None:
    """Draws the numbered shocks in two columns: sixteen in one would push the figures below out of sight."""
    half = (len(rows) + 1) // 2
    for column, part in zip(frame.columns(2), (rows[:half], rows[half:]), strict=True):
        with column:
            words.marks(part, here)


def bullets(sentences: Sequence[str]) -> None:
    """Draws the sentences as a short list."""
    if sentences:
        words.prose("\n".join(f"- {sentence}" for sentence in sentences))


@st.cache_resource(max_entries=128, show_spinner=False)
def _story(_here: State, chosen: Choices, look: str, told_apart: tuple[Any, ...]) -> Story:
    # `told_apart` is what the cache tells pages apart by; the whole of `here` holds much that does not matter.
    del told_apart
    return _made(_here, chosen, look)


def _made(here: State, chosen: Choices, look: str) -> Story:
    lang, ports, names = here.lang, here.ports, reads.names(here.vintage)
    indicator = reads.indicators(here.vintage)[chosen.code]
    whole = reads.series(here.vintage, chosen.code, ports, basis=here.basis, variant=chosen.variant, freq=chosen.freq)
    series = findings.in_period(whole, here.first_year, here.last_year)
    missing = findings.absent(whole, series, here, names)
    if not findings.with_values(series, ports):
        return Story(missing)
    lineage = reads.lineage(here.vintage, ports)
    sources = reads.sources_of(here.vintage, chosen.code, ports)
    shocks = reads.shocks(here.vintage, ports if chosen.shocks else ())
    goals = () if chosen.variant else targets.marks(here, chosen.code, chosen.freq, names)
    about: dict[str, Any] = {"names": names, "indicator": indicator, "lineage": lineage, "lang": lang}
    return Story(
        missing,
        findings.answer(series, ports=ports, **about),
        guarded(
            _trend(series, chosen, shocks, sources, about | {"chosen": ports, "theme": THEMES[look], "targets": goals}),
            _pairs(here, chosen, lineage, names),
            names,
            lang,
        ),
        multiples(series, chosen=ports, theme=THEMES[look], **about),
        findings.caption(sources, series, indicator, lang),
        tuple(findings.shock_marks(shocks, *findings.bounds(series), names, lang)),
        findings.cautions(here, series, names, indicator),
        findings.lineage_notes(lineage, lang=lang),
        findings.can_be_joined(lineage, series, indicator),
    )


def _pairs(
    here: State, chosen: Choices, lineage: pd.DataFrame, names: Mapping[str, str]
) -> dict[tuple[str, str], Verdict]:
    """Whether the lines of each pair of ports may be read against one another."""
    origins = grounds.origins(here.vintage, chosen.code, here.ports, chosen.variant)
    return standing(here.ports, names=names, lineage=lineage, origins=origins, lang=here.lang)


def _trend(
    series: pd.DataFrame, chosen: Choices, shocks: pd.DataFrame, sources: pd.DataFrame, about: dict[str, Any]
) -> Chart:
    return trend(
        series,
        shocks=shocks,
        scale=chosen.scale,
        base_year=chosen.base_year,
        source=findings.source_words(sources),
        measured=chosen.measured,
        **about,
    )
