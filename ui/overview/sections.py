"""The parts of the Overview: what it says first, the list of the chosen ports, what happened lately."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd
import streamlit as st

from charts.inline import spark
from charts.theme import series_of
from language import Lang, _
from ui import frame, reads, targets, tiles, words
from ui.overview import findings, maps
from ui.overview.findings import Standing
from ui.state import State
from ui.tiles import ARROWS, AT_MOST

GOODS, CHANGE = "gross_weight", "yoy_change"
LISTED = 12
"""Ports the list links one by one; more would crowd the page, and all stand in the map's table."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says about a choice: the standing of each port, sentences, data age, what happened lately."""

    standings: tuple[Standing, ...]
    sentences: tuple[str, ...]
    age: str
    happened: tuple[tuple[int, str, str], ...]


def told(here: State) -> Told:
    """All findings for the choices of a page; worked out once per vintage, choice and language."""
    span = (f"{here.first_year:04d}-01-01", f"{here.last_year:04d}-12-31")
    reads.vintage_record(here.vintage)
    return _told(here.vintage, here.ports, span, here.basis, here.lang)


def say_first(said: Told, here: State) -> None:
    """Three sentences, goods, releases, latest event and shock, and the data-age badge."""
    words.answer(*said.sentences)
    badge(said.age, here.lang)


def badge(text: str, lang: Lang) -> None:
    """How old the data are, always in sight."""
    label = escape(_("Age of the data", lang))
    st.html(f'<p class="prm-note" aria-label="{label}"><strong>{label}:</strong> {escape(text)}</p>')


def headline(rows: Sequence[Standing], here: State) -> None:
    """At most four tiles, one a chosen port."""
    note = _(str(reads.indicators(here.vintage)[GOODS]["note"]), here.lang)
    goals = {row.port: targets.short(here.vintage, GOODS, row.port, here.lang) for row in rows[:AT_MOST]}
    tiles.row(findings.tiles(rows[:AT_MOST], note, here.ports, frame.theme(), here.lang, goals), here)


def map_and_list(said: Told, here: State) -> None:
    """The map with its controls, beside it the list: one filter, shown twice."""
    choice = maps.choose(here)
    left, right = frame.columns((13, 7), gap="large")
    with left:
        maps.draw(here, choice)
    with right:
        if said.standings:
            _list(said.standings, here)
        _lately(said, here)


@st.cache_data(max_entries=256, show_spinner=False)
def _told(vintage: str, ports: tuple[str, ...], span: tuple[str, str], basis: str, lang: Lang) -> Told:
    goods, changes = (
        reads.series(vintage, code, ports, basis=basis, first=span[0], last=span[1]) for code in (GOODS, CHANGE)
    )
    names, years = reads.names(vintage), reads.periods(vintage, GOODS)
    events, shocks = reads.events(vintage, ports), reads.shocks(vintage, ports)
    retrieved = pd.Timestamp(reads.vintage_record(vintage)["retrieved_on"])
    return Told(
        standings=tuple(findings.standings(goods, changes, ports, names)),
        sentences=(
            findings.goods_sentence(goods, changes, ports, names, lang),
            findings.release_sentence(reads.sources(vintage), lang),
            findings.happened_sentence(events, shocks, lang),
        ),
        age=findings.age(years[-1].year if years else None, retrieved, lang),
        happened=tuple(findings.recent(events, shocks, lang)),
    )


def _lately(said: Told, here: State) -> None:
    """The latest events and shocks that concern the chosen ports, numbered; says so when there is none."""
    lang = here.lang
    words.section(
        _("What happened lately", lang),
        _("Dated events that name the chosen ports and shocks that concern them, newest first.", lang),
    )
    if said.happened:
        words.marks(said.happened, here)
    else:
        words.empty(
            _("No dated event or shock on record concerns these ports.", lang),
            _("An event enters with its date, its ports and its source; choose other ports above to see theirs.", lang),
            here,
        )


def _list(rows: Sequence[Standing], here: State) -> None:
    lang = here.lang
    title = escape(_("What changed", lang))
    lead = escape(
        _(
            "Goods handled: newest figure of each chosen port, change on the year before, "
            "and its whole series at its own scale.",
            lang,
        )
    )
    with st.container(key="prm_figure_standings"):
        st.html(f'<h3 class="prm-figure-title">{title}</h3><p class="prm-figure-subtitle">{lead}</p>')
        with st.container(key="prm_standings", gap=None):
            for row in rows[:LISTED]:
                frame.page_link("port", row.name, here, own={"port": row.port})
                st.html(_standing(row, here))
        st.html(f'<p class="prm-note">{escape(findings.left_over(rows, LISTED, lang))}</p>')


def _standing(row: Standing, here: State) -> str:
    """Value, change and status of one port beside its small line."""
    theme, lang = frame.theme(), here.lang
    picture = spark(row.values, theme, series_of(row.port, here.ports, theme).colour)
    image = f'<img src="{picture}" alt="" width="112" height="28">' if picture else ""
    way = findings.moved(row)
    arrow = f'<span aria-hidden="true" style="font-size:11px">{ARROWS[way]}</span> ' if way else ""
    change = escape(findings.change_words(row, lang))
    return (
        '<div style="border-bottom:1px solid var(--prm-line);padding:0 0 8px;margin-bottom:8px">'
        '<div style="display:flex;justify-content:space-between;align-items:center;gap:8px">'
        f"<span><strong>{escape(findings.value_words(row, lang))}</strong> &ensp;{arrow}{change}</span>{image}</div>"
        f'<p class="prm-note" style="margin:0">{escape(findings.status_line(row, lang))}</p></div>'
    )
