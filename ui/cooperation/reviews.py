"""The Reviews page, section by section: who reviewed whom, what they recommended, needs and what may answer them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from charts.rows import each_row
from language import Lang, _
from language import formats as f
from language.terms import not_available
from ui import controls, frame, reads, state, words
from ui.cooperation import facts, findings, ledger
from ui.cooperation import words as cw
from ui.cooperation.facts import Evidence
from ui.cooperation.ledger import Item
from ui.state import State

ALL = "all"
CHOICE_WIDTH = 520
REVIEW = "peer_review"
SUBJECT = "subject"
Row = Mapping[Any, Any]


def asked_port(here: State) -> str:
    """The port whose recommendations and needs are read, "" for all; its list stands where this is called."""
    lang = here.lang
    subjects = _subjects(here)
    named = [one for held in reads.needs(here.vintage)["entities"].dropna() for one in held.split(";")]
    ids = dict.fromkeys([*subjects, *sorted(named, key=lambda one: here.known.ports.get(one, one))])
    options = {ALL: _("All ports", lang)} | {port: here.known.ports.get(port, port) for port in ids}
    with st.container(width=CHOICE_WIDTH):
        port = controls.one_of(here, "port", _("Port", lang), options)
    return "" if port == ALL else port


def _subjects(here: State) -> list[str]:
    ports = reads.event_ports(here.vintage)
    return sorted(ports.loc[ports["event_port_role"] == SUBJECT, "entity"].unique(), reverse=True)


def reviews(here: State, port: str) -> pd.DataFrame:
    """The peer reviews, of one port where it was under review."""
    rows = reads.events(here.vintage)
    held = rows[rows["event_kind"] == REVIEW]
    held = held.assign(licence_name=held["licence_id"].map(reads.licence_names(here.vintage)))
    ports = reads.event_ports(here.vintage)
    under = ports[(ports["event_port_role"] == SUBJECT) & (ports["entity"] == port)]
    return held[held["event_id"].isin(under["event_id"])] if port else held


def recommendations(held: pd.DataFrame, here: State, port: str) -> None:
    """The answer in words, then every recommendation with status, lever, suggestion and our indicators."""
    lang = here.lang
    name = here.known.ports.get(port, port)
    every = reads.all_recommendations(here.vintage)
    mine = every[every["event_id"].isin(held["event_id"])]
    if mine.empty:
        missing = _("No peer review of {port} is held.", lang, port=name)
        words.empty(missing, _("A published review with its recommendations would fill this.", lang), here)
        return
    words.answer(*findings.review(mine, name if port else "", lang))
    title = _("Recommendations made to {port}", lang, port=name) if port else _("Recommendations", lang)
    words.section(title, _("Status, and what would show progress. Status is read here and changed by no reader.", lang))
    ledger.draw([_recommendation(row, here, port) for row in each_row(mine)], here, title)
    _implemented(mine, here)


def _recommendation(row: Row, here: State, port: str) -> Item:
    lang = here.lang
    suggested = cw.word(cw.SUGGESTED_BY, row["suggested_indicator_kind"], lang)
    labelled = (
        (_("Status", lang), _status(row, lang)),
        (_("Policy lever", lang), _theme(row["policy_lever"], lang)),
        (_("Addressed to", lang), str(row["addressee_name"])),
        (_("Suggested indicator", lang), f"{row['suggested_indicator']} ({suggested})"),
        *((_("Ours that would show it", lang), line) for line in _progress(row, here, port)),
    )
    return Item(row["rec_id"], row["recommendation"], (), row, labelled=labelled)


def _status(row: Row, lang: Lang) -> str:
    if row["rec_status"] == "unknown":
        return findings.what_would_tell(row, lang)
    day = "" if cw.is_empty(row["status_date"]) else f.day(row["status_date"], "day", lang)
    return ", ".join(part for part in (cw.word(cw.STATUSES, row["rec_status"], lang), day) if part)


def _progress(row: Row, here: State, port: str) -> list[str]:
    subjects = (port,) if port else tuple(_subjects(here))
    return _shown_by(str(row["policy_lever"]), str(row["event_id"]), subjects, here.vintage, here.lang, here)


@st.cache_data(max_entries=256, show_spinner=False)
def _shown_by(
    lever: str, event_id: str, subjects: tuple[str, ...], vintage: str, lang: Lang, _here: State
) -> list[str]:
    """Our indicators for the lever, each with its newest value at the ports under review and why it is read."""
    links = facts.PROGRESS.get(lever, ())
    if not links:
        return [_("None of our indicators shows progress on this yet; a count of tools in use would.", lang)]
    return [
        _(
            "{indicator}: {reason} (our judgement). {values}",
            lang,
            indicator=_indicator_title(one.code, _here),
            reason=_(one.reason, lang),
            values=_values(one, subjects, event_id, _here),
        )
        for one in links
    ]


def _indicator_title(code: str, here: State) -> str:
    record = reads.indicators(here.vintage).get(code)
    return code.replace("_", " ") if record is None else f"“{_(str(record['title']), here.lang)}”"


def _values(evidence: Evidence, ports: Sequence[str], event_id: str, here: State) -> str:
    """The newest value at each port: "Calais: 96 % (2024)"; why there is none where there is none."""
    lang, code = here.lang, evidence.code
    record = reads.indicators(here.vintage).get(code)
    if record is None:
        return _("It is not computed in this data vintage.", lang)
    variant = event_id if evidence.of_event else ""
    rows = reads.series(here.vintage, code, list(ports), variant=variant, freq=evidence.freq)
    if rows.empty:
        return (
            _("It is measured for projects, not for ports.", lang)
            if _is_of_projects(code, here)
            else not_available("no_data", lang)
        )
    said = "; ".join(_value(port, rows, str(record["unit"]), here) for port in ports) + "."
    if not evidence.counted_apart:
        return said
    apart = reads.series(here.vintage, code, list(ports), variant=evidence.counted_apart)
    beside = "; ".join(_value(port, apart, str(record["unit"]), here) for port in ports)
    return _("{values} Without dates, counted apart: {beside}.", lang, values=said, beside=beside)


def _is_of_projects(code: str, here: State) -> bool:
    ids = list(reads.project_versions(here.vintage)["project_id"].unique())
    return not reads.series(here.vintage, code, ids).empty


def _value(port: str, rows: pd.DataFrame, unit: str, here: State) -> str:
    lang = here.lang
    mine = rows[(rows["entity"] == port) & rows["value"].notna()].sort_values("period_start")
    name = here.known.ports.get(port, port)
    if mine.empty:
        reasons = rows.loc[(rows["entity"] == port) & rows["value"].isna(), "reason"]
        why = not_available(reasons.iloc[-1] if len(reasons) else "no_data", lang)
        return _("{port}: {value}", lang, port=name, value=why)
    last = mine.iloc[-1]
    shown = f.quantity(float(last["value"]), unit, lang)
    period = f.period(str(last["freq"]), last["period_start"], lang)
    if pd.isna(last["lower"]) or pd.isna(last["upper"]):
        return _("{port}: {value} ({period})", lang, port=name, value=shown, period=period)
    low, high = (f.quantity(float(last[end]), unit, lang) for end in ("lower", "upper"))
    said = {"port": name, "value": shown, "low": low, "high": high, "period": period}
    return _("{port}: {value}, range {low} to {high} ({period})", lang, **said)


def _implemented(mine: pd.DataFrame, here: State) -> None:
    """The indicator over all recommendations of a review, where the vintage has it."""
    lang, code = here.lang, "recommendations_implemented"
    record = reads.indicators(here.vintage).get(code)
    if record is None:
        return
    rows = reads.series(here.vintage, code, list(mine["event_id"].unique()))
    for row in each_row(rows):
        shown = (
            not_available(row["reason"], lang)
            if pd.isna(row["value"])
            else f.quantity(float(row["value"]), "pct", lang)
        )
        words.facts([(_(str(record["title"]), lang), shown)])


def who(held: pd.DataFrame, here: State) -> None:
    """Each review: when, under review, peers' organisations, host; never a person."""
    lang = here.lang
    words.section(_("Who reviewed whom", lang), _("Organisations and countries only; no person is named.", lang))
    ports, participants = reads.event_ports(here.vintage), reads.event_participants(here.vintage)
    for row in each_row(held):
        mine = participants[
            (participants["event_id"] == row["event_id"]) & (participants["participation_kind"] == "organisation")
        ]
        subjects, peers = _ports_of(row, ports, SUBJECT), _ports_of(row, ports, "peer")
        words.facts(
            [
                (_("Review", lang), str(row["name"])),
                (_("Date", lang), cw.dates(row, lang)),
                (_("Ports under review", lang), subjects),
                (_("Host", lang), _organisations(mine, "host", lang)),
                (_("Organiser", lang), _organisations(mine, "organiser", lang)),
                (_("Peers", lang), _organisations(mine, "peer", lang)),
                (_("Ports of the peers", lang), peers),
            ]
        )
        frame.page_link("events", _("The event with all that followed", lang), here, own={"event": row["event_id"]})
        words.source_line(ledger.caption(mine, lang), here, str(row["name"]))


def _ports_of(row: Row, ports: pd.DataFrame, role: str) -> str:
    mine = ports[(ports["event_id"] == row["event_id"]) & (ports["event_port_role"] == role)]
    return ", ".join(mine["name"])


def _organisations(participants: pd.DataFrame, role: str, lang: Lang) -> str:
    rows = list(each_row(participants[participants["participant_role"] == role]))
    return "; ".join(
        row["name"] if cw.is_empty(row["country_name"]) else f"{row['name']} ({_(row['country_name'], lang)})"
        for row in rows
    )


def needs_and_initiatives(here: State, port: str) -> None:
    """Challenges and needs by theme, each theme with the initiatives that may answer it, or that none is held."""
    lang = here.lang
    every, initiatives = reads.needs(here.vintage), reads.initiatives(here.vintage)
    mine = facts.of_port(every, port)
    words.section(_("Challenges and needs, and what may answer them", lang))
    if mine.empty:
        missing = _("No challenge or need names {port}.", lang, port=here.known.ports.get(port, port))
        words.empty(missing, _("A review, mission or project page that names it would fill this.", lang), here)
        return
    matched = [theme for theme, _asked, found in _blocks(here.vintage, port) if found]
    words.prose(findings.needs(mine, matched, lang))
    words.prose(
        _(
            "Matched by theme: an initiative of the same theme, or of a near one by our own table. "
            "A match is a place to ask, not a solution.",
            lang,
        )
    )
    for theme, asked, found in _blocks(here.vintage, port):
        _theme_block(theme, asked, found, here)
    ledger.shared_licence(pd.concat([mine, initiatives]), here)


@st.cache_resource(max_entries=64, show_spinner=False)
def _blocks(vintage: str, port: str) -> list[tuple[str, list[Row], list[Row]]]:
    """Theme, needs that name the port, initiatives that may answer them; themes of most needs first."""
    mine, initiatives = facts.of_port(reads.needs(vintage), port), reads.initiatives(vintage)
    sizes = mine["theme"].value_counts()
    return [
        (
            theme,
            list(each_row(mine[mine["theme"] == theme])),
            list(each_row(facts.matches(theme, initiatives))),
        )
        for theme in sorted(sizes.index, key=lambda one: (-int(sizes[one]), one))
    ]


def _theme_block(theme: str, needs: Sequence[Row], found: Sequence[Row], here: State) -> None:
    lang = here.lang
    heading = _theme(theme, lang)
    st.html(f'<h3 class="prm-part">{heading[:1].upper()}{heading[1:]}</h3>')
    left, right = frame.columns(2)
    with left:
        ledger.draw(
            [_need(row, here) for row in needs],
            here,
            _("Needs: {theme}", lang, theme=heading),
            compact=True,
        )
    with right:
        if not found:
            said = _("No initiative with this theme yet.", lang)
            words.empty(said, _("An initiative entered with this theme would stand here.", lang), here)
        label = _("Initiatives: {theme}", lang, theme=heading)
        ledger.draw([_initiative(row, here) for row in found], here, label, compact=True)


def _need(row: Row, here: State) -> Item:
    lang = here.lang
    origin = cw.word(cw.ORIGINS, row["origin"], lang)
    return Item(
        cw.word(cw.CHALLENGE_KINDS, row["challenge_kind"], lang),
        row["statement"],
        (origin, _port_names(row, here)),
        row,
        "" if cw.is_empty(row["event_id"]) else state.link("events", here, own={"event": row["event_id"]}),
    )


def _initiative(row: Row, here: State) -> Item:
    lang = here.lang
    near = _("near theme by our table: {theme}", lang, theme=_theme(row["theme"], lang)) if row["is_near"] else ""
    owner = "" if cw.is_empty(row["owner_name"]) else _("Owner: {owner}.", lang, owner=row["owner_name"])
    status = _("Status in the source: {status}.", lang, status=row["status_in_source"])
    kind = cw.word(cw.INITIATIVE_KINDS, row["initiative_kind"], lang)
    return Item(kind, row["name"], (near, f"{owner} {status}".strip(), _port_names(row, here)), row)


def _port_names(row: Row, here: State) -> str:
    if cw.is_empty(row["entities"]):
        return ""
    names = ", ".join(here.known.ports.get(one, one) for one in str(row["entities"]).split(";"))
    return _("Ports: {ports}.", here.lang, ports=names)


def _theme(theme: object, lang: Lang) -> str:
    return cw.word(cw.THEMES, theme, lang)
