"""The page Across borders, part by part."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from charts.border_map import border_map
from charts.chart import Chart
from charts.ground import view_of
from charts.rows import each_row
from charts.sides import sides
from charts.theme import THEMES
from language import Lang, _, listed, plural
from language.formats import quantity
from ui import controls, figure, frame, outlines, reads, state, words
from ui.borders import facts, findings
from ui.borders.facts import Border, border
from ui.cooperation import ledger, maps
from ui.cooperation import words as cw
from ui.cooperation.ledger import Item
from ui.outlines import NOTICE
from ui.passport.address import own, several, value
from ui.state import State
from ui.words import Caption, Way


def choose(here: State) -> Border | None:
    """The list of groups, and the one the address asks for; None where this vintage declares none."""
    offered = facts.titles(here.vintage, here.lang)
    if not offered:
        words.empty(
            _("This vintage declares no ports along a border.", here.lang),
            _("Rows in data/reference/border_group.csv and border_group_member.csv would fill this.", here.lang),
            here,
        )
        return None
    default = "calais_dover" if "calais_dover" in offered else None
    with st.container(width=420):
        group = controls.one_of(here, "pair", _("Pair or group", here.lang), offered, default=default)
    held: Border = border(here.vintage, group, here.lang)
    return held


def told(held: Border, here: State) -> None:
    """The answer, then the map with the ways by sea."""
    words.answer(*findings.answer(held))
    chart: Chart = _map(
        _held=held, key=(held.vintage, held.title, held.lang), look=frame.theme().name, canvas=maps.canvas()
    )
    figure.figure(chart, _map_caption(here.lang, held.note), here, "border_map", height=maps.HEIGHT)


def differences(held: Border, here: State) -> None:
    """The sides against one another, and whether that is fair."""
    lang = here.lang
    words.section(_("Where the sides differ", lang))
    if held.differences.empty:
        words.empty(
            _("No indicator has a figure on every side in one period.", lang),
            _("Figures of the side that has none would fill this.", lang),
            here,
        )
        return
    chart: Chart = _sides(_held=held, key=(held.vintage, held.title, held.lang), look=frame.theme().name)
    figure.figure(chart, _caption(held, here), here, "sides")
    words.section(_("Is the comparison fair?", lang), findings.fairness(held))
    pairs = findings.pairs(held)
    if len(pairs):
        heads = {
            "first": _("Port", lang),
            "second": _("Other port", lang),
            "comparable": _("Comparable?", lang),
            "why": _("Why", lang),
        }
        figure.table(
            pairs,
            here,
            key="border_pairs",
            title=_("Pairs across the border", lang),
            headers=heads,
            file_stem="border_pairs",
        )
    frame.page_link("compare", _("Set these ports side by side", lang), here, ports=tuple(held.countries)[:12])


def flows(held: Border, here: State) -> None:
    """Tonnes between the sides where partner tables are held, else what is missing and what would fill it."""
    lang = here.lang
    words.section(_("What moves between them", lang))
    rows = findings.flows(held)
    if rows.empty:
        words.empty(*findings.no_flows(held), here)
        return
    heads = {
        "port": _("Port", lang),
        "partner": _("Partner country", lang),
        "cargo": _("Cargo", lang),
        "year": _("Year", lang),
        "tonnes": _("Tonnes", lang),
    }
    newest = rows[rows["year"] == rows.groupby(["port", "partner"])["year"].transform("max")]
    words.answer(*(_flow_words(row, lang) for row in each_row(newest[newest["cargo"] == "total"].head(4))))
    figure.table(
        rows,
        here,
        key="border_flows",
        title=_("Tonnes with the other side", lang),
        units={"tonnes": "t"},
        headers=heads,
        file_stem="border_flows",
    )


def links(held: Border, here: State) -> None:
    """Projects and events that join the sides."""
    lang = here.lang
    words.section(_("What joins them", lang), findings.joined(held))
    ledger.style()
    ledger.draw([*_projects(held, here), *_events(held, here)], here, _("Shared projects and events", lang))
    if held.projects.empty and held.events.empty:
        words.empty(
            _("No project or event held here has ports of two sides.", lang),
            _("Complete partner lists of the programmes would fill this; few are printed.", lang),
            here,
        )


def _projects(held: Border, here: State) -> list[Item]:
    lang = here.lang
    every = _by_id(reads.projects(here.vintage), "project_id", here.vintage)
    return [
        Item(
            _("project", lang),
            f"{every[row['id']]['acronym']}: {every[row['id']]['title']}",
            (cw.dates(every[row["id"]], lang), _ports_words(row, held)),
            every[row["id"]],
            state.link("projects", here, own={"project": row["id"]}),
        )
        for row in each_row(held.projects)
    ]


def _events(held: Border, here: State) -> list[Item]:
    lang = here.lang
    every = _by_id(reads.events(here.vintage), "event_id", here.vintage)
    return [
        Item(
            _("event", lang),
            str(every[row["id"]]["name"]),
            (cw.dates(every[row["id"]], lang), _ports_words(row, held)),
            every[row["id"]],
            state.link("events", here, own={"event": row["id"]}),
        )
        for row in each_row(held.events)
    ]


def _by_id(rows: pd.DataFrame, key: str, vintage: str) -> dict[str, dict[str, Any]]:
    """Each row by its id, with the name of its licence."""
    licences = reads.licence_names(vintage)
    return {str(row[key]): row | {"licence_name": licences[row["licence_id"]]} for row in each_row(rows)}


def _ports_words(row: dict[str, Any], held: Border) -> str:
    names = listed([held.names.get(port, port) for port in row["ports"]], held.lang)
    return _("Partners or places at {ports}", held.lang, ports=names)


def _flow_words(row: dict[str, Any], lang: Lang) -> str:
    return _(
        "{port} and {partner}, {year}: {tonnes}.",
        lang,
        port=row["port"],
        partner=row["partner"],
        year=row["year"],
        tonnes=quantity(row["tonnes"], "t", lang),
    )


@st.cache_resource(max_entries=64, show_spinner=False)
def _map(_held: Border, key: tuple[str, ...], look: str, canvas: tuple[int, int]) -> Chart:
    # `key` is what tells one group from another; the group itself holds much that does not matter here.
    del key
    lang = _held.lang
    routes = _held.routes
    points = [point for way in routes for point in way.points]
    points += list(zip(_held.ports["lon"].dropna(), _held.ports["lat"].dropna(), strict=True))
    view = view_of(points, *canvas)
    places = _held.ports.dropna(subset=["lon", "lat"])
    places = places.assign(country_name=places["country"].map(_held.names), words=_figures(_held, places))
    ways = pd.DataFrame(
        [
            {
                "one": _held.names.get(way.one, way.one),
                "other": _held.names.get(way.other, way.other),
                "km": way.km,
                "straight_km": way.straight_km,
                "path": [[round(lon, 4), round(lat, 4)] for lon, lat in way.points],
            }
            for way in routes
        ],
        columns=["one", "other", "km", "straight_km", "path"],
    )
    ground = outlines.ground_of(_held.vintage, view)
    chart = border_map(places, ways, ground, view, _held.title, THEMES[look], lang)
    return replace(chart, notes=(*chart.notes, _(NOTICE, lang)))


def _figures(held: Border, places: pd.DataFrame) -> list[str]:
    """The newest tonnes of each port with their year, for its tooltip."""
    rows = reads.of_ports(held.vintage)
    rows = rows[(rows["indicator"] == "gross_weight") & (rows["freq"] == "A")]
    newest = {row["entity"]: row for row in each_row(rows.sort_values("period_start"))}
    return [
        f"{quantity(newest[port]['value'], 't', held.lang)} ({newest[port]['period_start'].year})"
        if port in newest
        else _("no tonnes held", held.lang)
        for port in places["port_id"]
    ]


@st.cache_resource(max_entries=64, show_spinner=False)
def _sides(_held: Border, key: tuple[str, ...], look: str) -> Chart:
    del key
    return sides(_held.differences, names=_held.names, title=findings.title(_held), theme=THEMES[look], lang=_held.lang)


def _map_caption(lang: Lang, note: str) -> Caption:
    return Caption(
        "",
        _("positions: NGA World Port Index and own judgement; ways: searoute", lang),
        "",
        "",
        _("ways are rough and for drawing only", lang),
        note=note,
    )


def _caption(held: Border, here: State) -> Caption:
    lang = here.lang
    count = held.differences["indicator"].nunique()
    return Caption(
        _("as named with each figure", lang),
        _("as named on the page of each indicator", lang),
        plural("{n} indicator", "{n} indicators", count, lang),
        _("newest period in which every side has a figure", lang),
        _("derived", lang),
        method=_("Median port of each side; distances over 1.4826 times the MAD of all ports of the period", lang),
        ways=tuple(_way(row, held, here) for row in each_row(held.differences.drop_duplicates("indicator"))),
    )


def _way(row: dict[str, Any], held: Border, here: State) -> Way:
    """To the figures of one indicator: each port's of a pair, or the list of a group's."""
    ports = tuple(held.countries)
    keys = own(row["indicator"], freq=row["freq"], places=ports)
    if len(ports) > facts.FEW:
        every = several(here, keys, basis="published")
        return row["title"], ((_("all ports of the group", held.lang), every),)
    day = row["period_start"]
    held_then = held.with_figure(row["indicator"], day)
    links = (
        (f"{held.names.get(port, port)}, {row['year']}", value(here, keys, port, day, basis="published"))
        for port in ports
        if port in held_then
    )
    return row["title"], tuple(links)
