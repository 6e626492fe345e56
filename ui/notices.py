"""What a reader is told above a page: what the address asked for and cannot have, and whether newer data exist.

A link keeps its vintage. When a newer one exists, the page shows the old numbers and says how far they still hold, in
three grades: nothing shown has moved, at most more is held; values shown were revised; something shown is defined anew.
"""

from __future__ import annotations

import logging

import streamlit as st

from language import N_, Lang, _, listed
from ui import reads, words
from ui.state import State
from warehouse import history
from warehouse.errors import HouseError

LOG = logging.getLogger("port_region_monitor")
GRADES: dict[str, str] = {
    "newer": N_(
        "These are the numbers of vintage {vintage}. Newer data exist: {newest}. They may hold more, and change no "
        "value shown here."
    ),
    "revised": N_(
        "These are the numbers of vintage {vintage}. Newer data exist: {newest}. Values this page speaks of were "
        "revised since: {changes}."
    ),
    "redefined": N_(
        "These are the numbers of vintage {vintage}. Newer data exist: {newest}. A definition changed since, so "
        "the two do not compare: {changes}."
    ),
    "unknown": N_("These are the numbers of vintage {vintage}. Newer data exist: {newest}."),
}
MOST_NAMED = 3
ALL_PLACES = frozenset({"borders"})
"""Pages that show ports by a list of their own, whatever ports are chosen above."""


def show(here: State) -> str:
    """The notices of the address, then the one on the vintage; returns the newest vintage where that is another one."""
    for sentence in here.notices:
        words.notice(sentence, tone="warning")
    if here.is_newest:
        return ""
    newest = here.known.vintages[0]
    grade, sentence = told(here, newest)
    words.notice(sentence, tone="info" if grade in ("newer", "unknown") else "warning")
    return newest


def told(here: State, newest: str) -> tuple[str, str]:
    """The grade of an older vintage for what this page shows, and its sentence."""
    ports = () if here.page in ALL_PLACES else here.ports
    grade, changes = _graded(here.vintage, newest, shown(here), ports, here.lang)
    return grade, _(GRADES[grade], here.lang, vintage=here.vintage, newest=newest, changes=changes)


def shown(here: State) -> tuple[str, ...]:
    """The indicators an address speaks of; none where the page shows many, which then all count."""
    view = here.own.get("view", "figures")
    if view == "index":
        return ("composite_index", "rank_interval")
    code = here.own.get("indicator", "gross_weight" if here.page in ("compare", "trends") else "")
    return (code,) if code and view == "figures" else ()


@st.cache_data(max_entries=512, show_spinner=False)
def _graded(old: str, new: str, indicators: tuple[str, ...], ports: tuple[str, ...], lang: Lang) -> tuple[str, str]:
    """Grade and what changed in words; "unknown" where the two cannot be set side by side."""
    try:
        entities = _entities(old, ports)
        grade = history.grade(old, new, indicators, entities)
        if grade == "redefined":
            return grade, _redefined(old, new, indicators, lang)
        return grade, _revised(old, new, indicators, entities, lang) if grade == "revised" else ""
    except HouseError as error:
        LOG.warning("%s and %s cannot be set side by side: %s", old, new, error)
        return "unknown", ""


def _entities(vintage: str, ports: tuple[str, ...]) -> tuple[str, ...]:
    """The ports and the regions they are measured against; none for a page that shows all."""
    if not ports:
        return ()
    return (*ports, *dict.fromkeys(reads.denominators(vintage, ports)["region_id"]))


def _redefined(old: str, new: str, indicators: tuple[str, ...], lang: Lang) -> str:
    changes = history.definition_changes(old, new)
    changes = changes[changes["change"] != "added"]
    mine = changes[changes["indicator"].isin(indicators)] if indicators else changes
    return listed([_(str(title), lang) for title in mine["title"].head(MOST_NAMED)], lang)


def _revised(old: str, new: str, indicators: tuple[str, ...], entities: tuple[str, ...], lang: Lang) -> str:
    """The indicators and places that moved: "Gross weight handled (Calais, Dover); ... and 2 more"."""
    changes = history.value_changes(old, new, indicators, entities)
    changes = changes[changes["change"].isin(["revised", "vanished", "status"])]
    titles = {code: _(str(one["title"]), lang) for code, one in reads.indicators(old).items()}
    places = changes.drop_duplicates(["indicator", "entity"]).groupby("indicator", sort=False)["name"].agg(list)
    named = [
        f"{titles.get(str(code), str(code))} ({_few(names, lang)})" for code, names in places.head(MOST_NAMED).items()
    ]
    return _more("; ".join(named), len(places) - len(named), lang)


def _few(names: list[str], lang: Lang) -> str:
    return _more(", ".join(names[:MOST_NAMED]), len(names) - MOST_NAMED, lang)


def _more(said: str, rest: int, lang: Lang) -> str:
    return _("{said} and {n} more", lang, said=said, n=rest) if rest > 0 else said
