"""The parts of the Evidence page: port and cell, the map, the sources behind a cell, the list of all gaps."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analysis import evidence
from analysis.evidence import DATA, QUALITIES, Cell
from charts.chart import Chart
from charts.evidence_grid import evidence_grid
from charts.rows import each_row
from charts.theme import THEMES
from language import N_, Lang, _, plural
from language.formats import day
from ui import controls, figure, frame, reads, state, words
from ui.cooperation import ledger
from ui.cooperation.ledger import Item
from ui.evidence import findings
from ui.state import State
from ui.words import Caption

FIGURE = "evidence"
KINDS: dict[str, str] = {
    "recommendation": N_("recommendation"),
    "event": N_("event"),
    "project": N_("project"),
    "initiative": N_("initiative"),
}
PAGES = {"event": ("events", "event"), "project": ("projects", "project"), "recommendation": ("reviews", "port")}


@st.cache_data(max_entries=64, show_spinner=False)
def cells(vintage: str, port: str) -> list[Cell]:
    """Every cell of a port; remembered."""
    return evidence.cells(vintage, port, uses(vintage))


@st.cache_data(max_entries=8, show_spinner=False)
def uses(vintage: str) -> pd.DataFrame:
    """Every recorded use of an instrument; remembered."""
    return evidence.instruments(vintage)


@st.cache_data(max_entries=8, show_spinner=False)
def _ports(vintage: str) -> dict[str, int]:
    return evidence.ports(uses(vintage))


def choose_port(here: State) -> str:
    """The port of the address, else the first chosen one with an instrument; "" where none is recorded anywhere."""
    counts, names = _ports(here.vintage), reads.names(here.vintage)
    options = {
        port: plural("{port}: {n} record", "{port}: {n} records", n, here.lang, port=names.get(port, port))
        for port, n in sorted(counts.items(), key=lambda item: (-item[1], names.get(item[0], item[0])))
    }
    mine = [port for port in here.ports if port in counts]
    default = max(mine, key=lambda port: counts[port]) if mine else None
    return controls.one_of(here, "port", _("Port", here.lang), options, default=default)


def choose_cell(held: list[Cell], here: State) -> Cell:
    """The cell of the address: the same choice as a click on the map."""
    options = {findings.cell_id(one): _cell_words(one, here.lang) for one in held}
    fullest = max(held, key=lambda one: (one.is_evaluated, one.months))
    default = findings.cell_id(fullest)
    picked = controls.one_of(here, "cell", _("Instrument and theme", here.lang), options, default=default)
    return next(one for one in held if findings.cell_id(one) == picked)


def _cell_words(one: Cell, lang: Lang) -> str:
    return _(
        "{instrument}: {theme}", lang, instrument=findings.instrument(one.instrument, lang), theme=_theme(one, lang)
    )


def _theme(one: Cell, lang: Lang) -> str:
    return findings.theme(one.theme, lang)


def grid(held: list[Cell], chosen: Cell, port: str, here: State) -> None:
    """The map; a click on a cell opens it below."""
    chart = _chart(held, chosen, port, here)
    figure.figure(chart, _caption(port, here), here, FIGURE, on_select=lambda: _clicked(here))


def _chart(held: list[Cell], chosen: Cell, port: str, here: State) -> Chart:
    lang = here.lang
    mine = uses(here.vintage)
    counted = mine[mine["port"] == port]["instrument"].value_counts()
    counts = {str(code): int(n) for code, n in counted.items()}
    return evidence_grid(
        findings.rows(held, counts, _titles(here), lang),
        qualities=tuple((code, _(words_, lang)) for code, words_ in QUALITIES.items()),
        chosen=findings.cell_id(chosen),
        place=_name(port, here),
        notes=(
            _("Which lever an event, project or initiative pulls is our classification; the peers named theirs.", lang),
            _("A ring says that a method gives an answer, not that the instrument worked.", lang),
        ),
        theme=THEMES[frame.theme().name],
        lang=lang,
        file_stem=f"evidence_{port}",
    )


def _clicked(here: State) -> None:
    """Puts the cell that was clicked into the address."""
    event: Any = st.session_state.get(FIGURE)
    points = event.selection.points if event else []
    ids = [point.get("customdata") for point in points if point.get("customdata")]
    if ids:
        first = ids[0][0] if isinstance(ids[0], list) else ids[0]
        state.write(here, own=dict(here.own) | {"cell": str(first)})


def _titles(here: State) -> dict[str, str]:
    return {code: _(str(one["title"]), here.lang) for code, one in reads.indicators(here.vintage).items()}


def _name(port: str, here: State) -> str:
    return reads.names(here.vintage).get(port, port)


def _caption(port: str, here: State) -> Caption:
    mine = uses(here.vintage)
    return Caption(
        unit=_("months", here.lang),
        publisher=_("computed by this product from its records and indicators", here.lang),
        dataset=plural("{n} recorded use", "{n} recorded uses", int((mine["port"] == port).sum()), here.lang),
        period="",
        status=_("estimated", here.lang),
    )


def cell(one: Cell, port: str, here: State) -> None:
    """One cell in full: what is there, the sources of the instrument, the indicator, the way to its effect."""
    lang = here.lang
    words.section(_cell_words(one, lang), _name(port, here))
    words.prose(findings.told(one, _titles(here), lang))
    mine = uses(here.vintage)
    used = mine[(mine["port"] == port) & (mine["instrument"] == one.instrument)]
    ledger.draw([_item(row, here) for row in each_row(used)], here, _("Recorded uses of this instrument", lang))
    if one.state == DATA:
        _indicator(one, here)


def _item(row: dict[str, Any], here: State) -> Item:
    lang = here.lang
    page, key = PAGES.get(row["kind"], ("", ""))
    value = row["port"] if key == "port" else row["id"]
    when = (
        day(row["start"], str(row["precision"]), lang) if isinstance(row["start"], str) else _("date not printed", lang)
    )
    return Item(
        when,
        row["name"],
        (_(KINDS[row["kind"]], lang) + ("; " + _("lever by our classification", lang) if row["is_ours"] else ""),),
        _source(row, here),
        state.link(page, here, own={key: value}) if page else "",
    )


def _source(row: dict[str, Any], here: State) -> dict[str, Any] | None:
    """The row of the record itself, which carries its publisher and licence."""
    tables = {
        "recommendation": (reads.all_recommendations, "rec_id"),
        "initiative": (reads.initiatives, "initiative_id"),
        "event": (reads.events, "event_id"),
        "project": (reads.project_versions, "project_id"),
    }
    read, key = tables[row["kind"]]
    found = read(here.vintage)
    one = found[found[key] == row["id"]].iloc[-1].to_dict()
    licences = reads.licence_names(here.vintage)
    return {"licence_name": licences.get(one["licence_id"], ""), **one}


def _indicator(one: Cell, here: State) -> None:
    """The indicator's sources, and links to its course and to its effect."""
    lang = here.lang
    found = reads.sources_of(here.vintage, one.indicator, (one.entity,))
    sources = "; ".join(f"{row.publisher}, {row.dataset} ({row.release})" for row in found.itertuples())
    words.facts(
        [
            (_("Indicator", lang), _titles(here).get(one.indicator, one.indicator)),
            (_("Sources", lang), sources or _("computed from other indicators of this vintage", lang)),
        ]
    )
    own = {"indicator": one.indicator, "freq": one.freq, "variant": one.variant or "all"}
    asked = own | {"event": "day", "date": _first_period(one, here), "places": one.entity, "method": "its"}
    if one.is_evaluated:
        frame.page_link("effects", _("See the effect that was evaluated", lang), here, own=asked)
    frame.page_link("trends", _("See it on Trends", lang), here, own=own)


def _first_period(one: Cell, here: State) -> str:
    """The first period on or after the instrument's first day, as the Effects page counts."""
    starts = reads.periods(here.vintage, one.indicator, one.freq)
    later = [start for start in starts if start >= pd.Timestamp(one.since)]
    return (later[0] if later else starts[-1]).date().isoformat()


def listing(held: list[Cell], port: str, here: State) -> None:
    """Everything in words, instrument by instrument: the map for those who cannot use one."""
    lang, titles = here.lang, _titles(here)
    words.section(_("The same as a list", lang), _("One entry a pair of instrument and theme, gaps included.", lang))
    for code in evidence.INSTRUMENTS:
        of_code = [one for one in held if one.instrument == code]
        label = findings.instrument(code, lang)
        n = sum(one.state == DATA for one in of_code)
        head = plural("{instrument}: data in {n} theme", "{instrument}: data in {n} themes", n, lang, instrument=label)
        with st.expander(head, key=f"prm_twin_list_{code}"):
            words.facts([(_theme(one, lang), findings.told(one, titles, lang)) for one in of_code])
