"""The Events page, section by section: the calendar and its shelf, the map, participation, what followed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from charts.chart import Chart
from charts.event_calendar import event_calendar
from charts.rows import each_row
from charts.theme import THEMES
from language import Lang, _, plural
from ui import controls, figure, frame, reads, state, words
from ui.cooperation import facts, findings, ledger, maps
from ui.cooperation import words as cw
from ui.cooperation.ledger import Item
from ui.state import State

ALL = "all"
CHOICE_WIDTH = 640
PAGE = "events"
Row = Mapping[Any, Any]


def asked_event(here: State) -> str:
    """The event of the address, "all" for the calendar; its list stands where this is called."""
    options = {ALL: _("All events", here.lang)} | {
        event_id: _("{event} ({date})", here.lang, event=told.heading, date=told.when)
        for event_id, told in _told_events(here.vintage, here.lang).items()
    }
    with st.container(width=CHOICE_WIDTH):
        return controls.one_of(here, "event", _("Event", here.lang), options)


def held(here: State) -> pd.DataFrame:
    """All events, dated ones first, with the name of their licence."""
    return _linked(here.vintage).events


def _events(vintage: str) -> pd.DataFrame:
    rows = reads.events(vintage)
    return rows.assign(licence_name=rows["licence_id"].map(reads.licence_names(vintage)))


def choose(here: State) -> pd.DataFrame:
    """The two filters in one line, and the events that answer them."""
    lang, rows = here.lang, held(here)
    ports = reads.event_ports(here.vintage)
    names = dict(sorted(zip(ports["entity"], ports["name"], strict=True), key=lambda item: item[1]))
    kinds = sorted(set(rows["event_kind"]))
    with st.container(key="prm_filters", horizontal=True, vertical_alignment="bottom", gap="small"):
        picked = controls.several_of(
            here, "kind", _("Kind of event", lang), {one: cw.word(cw.EVENT_KINDS, one, lang) for one in kinds}
        )
        port = controls.one_of(here, "port", _("Port", lang), {ALL: _("All ports", lang)} | names)
    kept = rows[rows["event_kind"].isin(picked)] if picked else rows
    return kept if port == ALL else facts.of_port(kept, port)


def calendar(events: pd.DataFrame, here: State) -> None:
    """The calendar with the numbered list of dated events, then the shelf of undated ones."""
    lang = here.lang
    dated = events[events["date_start"].notna()]
    if dated.empty:
        missing = _("None of these events has a date.", lang)
        words.empty(missing, _("A dated page of the organiser would fill this; no date is guessed.", lang), here)
    else:
        chart = _calendar(here.vintage, tuple(dated["event_id"]), frame.theme().name, lang)
        figure.figure(chart, ledger.caption(dated, lang), here, "events_calendar")
        words.section(_("The events, oldest first", lang), _("Numbers as in the calendar.", lang))
        ledger.draw([_item(one, here, n) for n, one in enumerate(dated["event_id"], 1)], here, _("Events", lang))
    _shelf(events[events["date_start"].isna()], here)


def _shelf(undated: pd.DataFrame, here: State) -> None:
    lang = here.lang
    words.section(
        plural("Undated shelf: {n} event", "Undated shelf: {n} events", len(undated), lang),
        _("They took place or were announced; no source says when, and no date is guessed.", lang),
    )
    if undated.empty:
        words.prose(_("Every event shown has a date.", lang))
    ledger.draw([_item(one, here) for one in undated["event_id"]], here, _("Undated events", lang))


def _item(event_id: str, here: State, number: int = 0) -> Item:
    told = _told_events(here.vintage, here.lang)[event_id]
    href = state.link(PAGE, here, own={"event": event_id})
    return replace(told, when=f"{number}. {told.when}" if number else told.when, href=href)


@st.cache_resource(max_entries=12, show_spinner=False)
def _told_events(vintage: str, lang: Lang) -> dict[str, Item]:
    """Every event as an entry of a list, by its id; its link is the page's to set."""
    ports = _linked(vintage).ports
    return {
        row["event_id"]: _told_event(row, ports[ports["event_id"] == row["event_id"]], lang)
        for row in each_row(_linked(vintage).events)
    }


def _told_event(row: Row, ports: pd.DataFrame, lang: Lang) -> Item:
    details = (
        ", ".join(part for part in (cw.word(cw.EVENT_KINDS, row["event_kind"], lang), _place(row, lang)) if part),
        cw.precision_note(row, lang),
        _("Ports: {ports}.", lang, ports=findings.ports_words(ports, lang)) if len(ports) else "",
    )
    return Item(cw.dates(row, lang), row["name"], details, row)


def _place(row: Row, lang: Lang) -> str:
    parts = ("" if cw.is_empty(row["place"]) else str(row["place"]), cw.word(cw.FORMATS, row["event_format"], lang))
    return ", ".join(part for part in parts if part)


@st.cache_resource(max_entries=32, show_spinner=False)
def _calendar(vintage: str, ids: tuple[str, ...], theme: str, lang: Lang) -> Chart:
    rows = reads.events(vintage)
    dated = rows[rows["event_id"].isin(ids)].reset_index(drop=True)
    told = pd.DataFrame(
        {
            "number": range(1, len(dated) + 1),
            "event": dated["name"],
            "kind": [cw.word(cw.EVENT_KINDS, one, lang) for one in dated["event_kind"]],
            "when": [cw.dates(row, lang) for row in each_row(dated)],
            "date_start": dated["date_start"],
            "is_own_date": dated["date_kind"] == "event",
        }
    )
    return event_calendar(told, THEMES[theme], lang)


def on_a_map(events: pd.DataFrame, here: State) -> None:
    """The map of the events with ports."""
    lang = here.lang
    words.section(_("On the map", lang))
    chart = maps.events(here.vintage, tuple(events["event_id"]), frame.theme().name, lang, maps.canvas())
    if chart is None:
        missing = _("No port is linked to these events.", lang)
        words.empty(missing, _("A place alone is not put on the map: places are not looked up.", lang), here)
        return
    ports = reads.event_ports(here.vintage)
    shown = ports[ports["event_id"].isin(events["event_id"])]
    shown = shown.assign(licence_name=shown["licence_id"].map(reads.licence_names(here.vintage)))
    figure.figure(chart, ledger.caption(shown, lang), here, "events_map", height=maps.HEIGHT)


def participation(events: pd.DataFrame, here: State) -> None:
    """Who took part: organisations by name, and counts as printed; the two are never added."""
    lang = here.lang
    every = reads.event_participants(here.vintage)
    mine = every[every["event_id"].isin(events["event_id"])].merge(
        events[["event_id", "name"]].rename(columns={"name": "event"}), on="event_id"
    )
    words.section(_("Who took part", lang), findings.participation(mine, lang) if len(mine) else "")
    if mine.empty:
        missing = _("No participation is printed for these events.", lang)
        words.empty(missing, _("A count or a list of organisations would fill this, without persons.", lang), here)
        return
    left, right = frame.columns(2)
    with left:
        _organisations(mine[mine["participation_kind"] == "organisation"], here)
    with right:
        _counts(mine[mine["participation_kind"] == "count"], here)


def _organisations(rows: pd.DataFrame, here: State) -> None:
    lang = here.lang
    st.html(f'<h3 class="prm-part">{_("Organisations that are named", lang)}</h3>')
    table = pd.DataFrame(
        {
            "event": rows["event"],
            "organisation": rows["name"],
            "part": [cw.word(cw.PARTICIPANT_ROLES, one, lang) for one in rows["participant_role"]],
            "country": [_("not known", lang) if cw.is_empty(one) else _(one, lang) for one in rows["country_name"]],
        }
    )
    heads = {
        "event": _("Event", lang),
        "organisation": _("Organisation", lang),
        "part": _("Part", lang),
        "country": _("Country", lang),
    }
    _told(table, rows, here, "participation_named", heads, _("Organisations that are named", lang))


def _counts(rows: pd.DataFrame, here: State) -> None:
    lang = here.lang
    st.html(f'<h3 class="prm-part">{_("Counts as printed", lang)}</h3>')
    table = pd.DataFrame(
        {
            "event": rows["event"],
            "count": [cw.counted(row, lang) for row in each_row(rows)],
            "part": [cw.word(cw.PARTICIPANT_ROLES, one, lang) for one in rows["participant_role"]],
            "note": ["" if cw.is_empty(note) else str(note) for note in rows["note"]],
        }
    )
    heads = {"event": _("Event", lang), "count": _("Count", lang), "part": _("Of whom", lang), "note": _("Note", lang)}
    _told(table, rows, here, "participation_counts", heads, _("Counts as printed", lang))


def _told(table: pd.DataFrame, rows: pd.DataFrame, here: State, key: str, heads: dict[str, str], title: str) -> None:
    if table.empty:
        words.prose(_("None is held for these events.", here.lang))
        return
    caption = ledger.caption(rows, here.lang)
    figure.table(table, here, key=key, title=title, caption=caption, headers=heads, file_stem=key)


def follow_ups(events: pd.DataFrame, here: State) -> None:
    """How much followed each event, each a link to what it was."""
    lang = here.lang
    words.section(_("What followed", lang), _association(lang))
    rows = []
    for row in each_row(events):
        found = _counts_of(here.vintage)[row["event_id"]]
        if sum(found):
            href = state.link(PAGE, here, own={"event": row["event_id"]})
            rows.append([ledger.anchor(row["name"], href, cw.dates(row, lang)), *(ledger.text(str(n)) for n in found)])
    heads = [_("Event", lang), _("Recommendations", lang), _("Initiatives named", lang)]
    heads += [_("Later events", lang), _("Later projects", lang)]
    if rows:
        ledger.linked_table(rows, heads, here, _("What followed", lang))
    else:
        words.prose(_("Nothing that is held is linked to these events.", lang))


def _association(lang: Lang) -> str:
    return _(
        "Linked by the event, by the project, or by a port and a later date. This is association: "
        "nothing here says that the event brought it about.",
        lang,
    )


@st.cache_resource(max_entries=4, show_spinner=False)
def _counts_of(vintage: str) -> dict[str, list[int]]:
    """How many recommendations, initiatives, later events and later projects followed each event."""
    rows = list(each_row(_linked(vintage).events))
    return {row["event_id"]: [len(part) for part in _followed(row, vintage)] for row in rows}


@dataclass(frozen=True)
class Linked:
    """Everything an event can be linked to, read once a vintage."""

    events: pd.DataFrame
    ports: pd.DataFrame
    recommendations: pd.DataFrame
    initiatives: pd.DataFrame
    projects: pd.DataFrame
    partners: pd.DataFrame


@st.cache_resource(max_entries=4, show_spinner=False)
def _linked(vintage: str) -> Linked:
    return Linked(
        _events(vintage),
        reads.event_ports(vintage),
        reads.all_recommendations(vintage),
        reads.initiatives(vintage),
        facts.latest(reads.project_versions(vintage)),
        reads.project_partners(vintage),
    )


def _followed(row: Row, vintage: str) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Recommendations and initiatives of the event, later events and later projects."""
    every = _linked(vintage)
    initiatives = every.initiatives
    of_event = initiatives["event_id"].eq(row["event_id"])
    of_project = initiatives["project_id"].eq(row["project_id"]) & initiatives["project_id"].notna()
    return (
        every.recommendations[every.recommendations["event_id"] == row["event_id"]],
        initiatives[of_event | of_project],
        facts.later_events(row, every.events, every.ports),
        facts.later_projects(row, every.projects, every.partners, every.ports),
    )


def one_event(event_id: str, here: State) -> None:
    """Everything held about one event."""
    lang = here.lang
    rows = held(here)
    mine = rows[rows["event_id"] == event_id]
    row = mine.iloc[0].to_dict()
    ports = reads.event_ports(here.vintage)
    words.section(str(row["name"]))
    words.answer(*findings.event(row, ports[ports["event_id"] == event_id], lang))
    words.source_line(ledger.caption(mine, lang, note=_note(row)), here, str(row["name"]))
    if not cw.is_empty(row["project_id"]):
        frame.page_link("projects", _("The project of this event", lang), here, own={"project": row["project_id"]})
    if row["event_kind"] == "peer_review":
        frame.page_link("reviews", _("The review with its recommendations", lang), here)
    on_a_map(mine, here)
    participation(mine, here)
    _needs_named(event_id, here)
    _what_followed(row, here)


def _note(row: Row) -> str:
    return "" if cw.is_empty(row["note"]) else f"{row['note']}."


def _needs_named(event_id: str, here: State) -> None:
    lang = here.lang
    every = reads.needs(here.vintage)
    mine = every[every["event_id"] == event_id]
    if mine.empty:
        return
    words.section(_("Challenges and needs it named", lang))
    items = [
        Item(cw.word(cw.CHALLENGE_KINDS, row["challenge_kind"], lang), row["statement"], (), row)
        for row in each_row(mine)
    ]
    ledger.draw(items, here, _("Challenges and needs it named", lang))


def _what_followed(row: Row, here: State) -> None:
    lang = here.lang
    recommendations, initiatives, events, projects = _followed(row, here.vintage)
    words.section(_("What followed", lang), _association(lang))
    items = [_recommendation(one, lang) for one in each_row(recommendations)]
    items += [_initiative(one, row, lang) for one in each_row(initiatives)]
    items += [_later_event(one, row, here) for one in each_row(events)]
    items += [_later_project(one, here) for one in each_row(projects)]
    if not items:
        missing = _("Nothing that is held is linked to this event.", lang)
        words.empty(missing, _("A later event, project or report that names it would stand here.", lang), here)
    ledger.draw(items, here, _("What followed", lang))


def _recommendation(one: Row, lang: Lang) -> Item:
    status = cw.word(cw.STATUSES, one["rec_status"], lang)
    linked = _("Recommendation of this event; status: {status}.", lang, status=status)
    return Item(_("not dated", lang), f"{one['rec_id']}: {one['recommendation']}", (linked,), one)


def _initiative(one: Row, row: Row, lang: Lang) -> Item:
    by_event = one["event_id"] == row["event_id"]
    linked = (
        _("Initiative named by this event: {status}.", lang, status=one["status_in_source"])
        if by_event
        else _("Initiative of the same project: {status}.", lang, status=one["status_in_source"])
    )
    return Item(_("not dated", lang), one["name"], (linked,), one)


def _later_event(one: Row, row: Row, here: State) -> Item:
    lang = here.lang
    same = not cw.is_empty(row["project_id"]) and one["project_id"] == row["project_id"]
    linked = (
        _("Later event of the same project.", lang)
        if same
        else _("Later event that shares: {ports}.", lang, ports=one["shared"])
    )
    href = state.link(PAGE, here, own={"event": one["event_id"]})
    return Item(cw.dates(one, lang), one["name"], (linked,), one, href)


def _later_project(one: Row, here: State) -> Item:
    lang = here.lang
    linked = _("Later project with a port of this event among its partners: {names}.", lang, names=one["shared"])
    href = state.link("projects", here, own={"project": one["project_id"]})
    return Item(cw.dates(one, lang), f"{one['acronym']}: {one['title']}", (linked,), one, href)
