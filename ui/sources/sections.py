"""The parts of the Sources page: what is held, how complete it is, what was set aside, chosen and revised."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from charts import coverage
from charts.chart import Chart
from charts.theme import THEMES
from language import Lang, _, plural
from language.formats import day, exact, span
from language.terms import status
from ui import figure, frame, reads, words
from ui.sources import findings, tables
from ui.state import State
from ui.tiles import Tile
from ui.words import Caption

VINTAGE_LINKS = 12
"""More old vintages than this are reached through the choice of vintage at the top."""


@dataclass(frozen=True)
class Told:
    """All the page says about one vintage on one day, made once: its frames, sentences, tiles and tables."""

    answer: tuple[str, ...]
    tiles: tuple[Tile, ...]
    html: str
    particulars: pd.DataFrame
    choices: tuple[str, ...]
    used: pd.DataFrame
    revision_sentences: tuple[str, ...]
    revisions: pd.DataFrame


def told(here: State) -> Told:
    """What the page says; ages are those of today."""
    return _told(here.vintage, dt.datetime.now(dt.UTC).date(), here.lang)


@st.cache_resource(max_entries=24, show_spinner=False)
def _told(vintage: str, today: dt.date, lang: Lang) -> Told:
    aside, chosen, compared = reads.quarantine(vintage), reads.preferences(vintage), reads.revisions(vintage)
    built_on = reads.vintage_record(vintage)["retrieved_on"].date()
    rows = findings.aged(reads.sources(vintage), reads.release_extent(vintage), aside, built_on, today)
    return Told(
        answer=findings.answer(rows, lang),
        tiles=headline(rows, len(aside), lang),
        html=tables.html(rows, lang),
        particulars=tables.particulars(rows, lang),
        choices=findings.choices(chosen, lang),
        used=tables.used(chosen, lang),
        revision_sentences=findings.revision_sentences(compared, lang),
        revisions=tables.revisions(findings.revised(compared), lang),
    )


def headline(rows: pd.DataFrame, n_aside: int, lang: Lang) -> tuple[Tile, ...]:
    """Four tiles: sources, newest port figure, sources overdue, records set aside; none without figures."""
    figures = findings.with_figures(rows)
    if figures.empty:
        return ()
    newest, n_sources = findings.newest_row(figures), figures["source_id"].nunique()
    late = figures.loc[figures["due"] == "overdue", "source_id"].nunique()
    n_read = exact(int(rows["n_rows"].sum()), "", lang)
    overdue = _(
        "A source is overdue when its newest release is older than its rhythm allows: 184 days for "
        "quarterly sources, 455 for annual ones, 1,095 for the others. Where the day of release "
        "is not known, the last day its figures speak of counts.",
        lang,
    )
    return (
        Tile(
            _("Sources with figures", lang),
            exact(n_sources, "", lang),
            period=plural("in {n} release", "in {n} releases", len(figures), lang),
        ),
        Tile(
            _("Newest port figures", lang),
            findings.last_period(newest, lang),
            period=_(newest["title"], lang),
        ),
        Tile(
            _("Sources overdue", lang),
            exact(late, "", lang),
            period=_("of {n} with figures", lang, n=n_sources),
            explain=overdue,
        ),
        Tile(_("Records set aside", lang), exact(n_aside, "", lang), period=_("of {n} read", lang, n=n_read)),
    )


def what_is_held(said: Told, here: State) -> None:
    """The table of sources, one row a source and release, and all its particulars in a closed table."""
    lang = here.lang
    words.section(
        _("What is held, and how old it is", lang),
        _("One row a source and release. Ages are those of today; they grow until a newer release is read.", lang),
    )
    with st.container(key="prm_sources"):
        st.html(said.html)
        with st.expander(_("All particulars: dates, licences, copies, notes", lang), key="prm_twin_sources"):
            figure.table(
                said.particulars,
                here,
                key="sources",
                title=_("Sources and releases", lang),
                headers=tables.particular_heads(lang),
                file_stem="sources",
            )


def how_complete(here: State) -> None:
    """The grid of ports and years: how many of the figures wanted of every port are held."""
    lang = here.lang
    words.section(_("How complete it is", lang))
    chart = _coverage_chart(here.vintage, frame.theme().name, lang)
    years = sorted(set(chart.table["year"]))
    record = reads.indicators(here.vintage)["data_coverage"]
    caption = Caption(
        unit=_("figures held", lang),
        publisher=words.PRODUCT,
        dataset=_(record["title"], lang),
        period=span(years[0], years[-1], lang) if years else "",
        status=status("A", lang),
        method=record["method"],
        note=_(record["caveat"], lang),
    )
    figure.figure(chart, caption, here, "coverage")


@st.cache_resource(max_entries=24, show_spinner=False)
def _coverage_chart(vintage: str, look: str, lang: Lang) -> Chart:
    ports = reads.ports(vintage)
    ports = ports[ports["entity_type"] == "port"].sort_values(["country", "name"])
    cells = reads.series(vintage, "data_coverage", tuple(ports["port_id"]))
    places = zip(ports["name"], ports["country"], strict=True)
    names = dict(zip(ports["port_id"], (f"{name}, {country}" for name, country in places), strict=True))
    some = cells[cells["value"] > 0]
    wanted = int((100 * some["n_obs"] / some["value"]).round().max()) if len(some) else 1
    return coverage.coverage(
        cells, names=names, order=tuple(ports["port_id"]), wanted=wanted, theme=THEMES[look], lang=lang
    )


def what_was_set_aside(here: State) -> None:
    """The quarantined records with their reason, or why there are none."""
    lang, aside = here.lang, reads.quarantine(here.vintage)
    words.section(_("What was set aside", lang))
    if aside.empty:
        words.empty(
            _("No record was set aside in this data vintage.", lang),
            _(
                "Every row that was read names a port, region or area that is held, so nothing was left out silently. "
                "A row that cannot be matched would stand here with its file, its line and its reason, "
                "while the rest of the source is shown.",
                lang,
            ),
            here,
        )
        return
    words.prose(findings.quarantine_sentence(len(aside), lang))
    figure.table(
        aside,
        here,
        key="quarantine",
        title=_("Records set aside", lang),
        headers={
            "file": _("File", lang),
            "line": _("Line", lang),
            "problem": _("Reason", lang),
            "record": _("Record", lang),
        },
        file_stem="set_aside",
    )


def which_is_used(said: Told, here: State) -> None:
    """Which source and release each kind of figure is taken from, and why."""
    lang = here.lang
    words.section(
        _("Which release is used for what", lang),
        _("One source and one release for a whole series: gaps are never filled from another.", lang),
    )
    words.prose("\n".join(f"- {sentence}" for sentence in said.choices))
    with st.expander(_("Table of all releases in use", lang), key="prm_twin_used"):
        figure.table(
            said.used,
            here,
            key="used",
            title=_("Releases in use", lang),
            headers={
                "source": _("Source", lang),
                "release": _("Release", lang),
                "used_for": _("Used for", lang),
                "series": _("Series", lang),
                "reason": _("Reason", lang),
            },
            file_stem="releases_in_use",
        )


def what_was_revised(said: Told, here: State) -> None:
    """Figures that two releases of a source print differently, the largest revision first."""
    lang, sentences = here.lang, said.revision_sentences
    words.section(_("What was revised", lang))
    if said.revisions.empty:
        words.empty(
            " ".join(sentences) or _("No two releases of one source are held in this data vintage.", lang),
            _("A newer release that prints the same periods again would be compared here, figure by figure.", lang),
            here,
        )
        return
    words.prose("\n".join((sentences[0], "", *(f"- {sentence}" for sentence in sentences[1:]))))
    label = plural("Table of {n} revised figure", "Table of {n} revised figures", len(said.revisions), lang)
    with st.expander(label, key="prm_twin_revised"):
        figure.table(
            said.revisions,
            here,
            key="revisions",
            title=_("Revised figures", lang),
            units={"difference_pct": "pct"},
            headers=tables.revision_heads(lang),
            file_stem="revisions",
        )


def vintages_kept(here: State) -> None:
    """The vintages that can still be read, what each is, and a way to each."""
    lang, notes = here.lang, _notes(here.known.vintages)
    words.section(
        _("Data vintages kept", lang),
        _("A vintage is one build of all data. It never changes: an old link keeps its figures.", lang),
    )
    words.facts([(vintage, vintage_words(vintage, notes.get(vintage, ""), here)) for vintage in here.known.vintages])
    for vintage in _others(here):
        frame.page_link(here.page, _("Show the data of {vintage}", lang, vintage=vintage), here, vintage=vintage)


@st.cache_resource(max_entries=4, show_spinner=False)
def _notes(vintages: Sequence[str]) -> dict[str, str]:
    """The note of each vintage; asked again only when the list of vintages changes."""
    held = reads.vintage_notes()
    return {vintage: held.get(vintage, "") for vintage in vintages}


def vintage_words(vintage: str, note: str, here: State) -> str:
    """What a vintage is: its retrieval date, what it was built from, whether it is shown or the newest."""
    lang = here.lang
    parts = [
        _("read until {day}", lang, day=day(vintage[:10], "day", lang)),
        _("restricted: {note}", lang, note=note) if note else _("all releases held", lang),
        _("the newest", lang) if vintage == here.known.vintages[0] else "",
        _("shown now", lang) if vintage == here.vintage else "",
    ]
    return "; ".join(part for part in parts if part)


def _others(here: State) -> Sequence[str]:
    return [vintage for vintage in here.known.vintages if vintage != here.vintage][:VINTAGE_LINKS]
