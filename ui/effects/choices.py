"""The controls of the Effects page: event, date, indicator, method, places; each lives in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from analysis.effect_question import CALLS, WITH_SEASONS, YEARS_BEFORE, Question
from charts.lines import GROWING
from language import N_, Lang, _
from language.formats import day, period
from ui import controls, reads
from ui.effects import answers
from ui.effects.happenings import Happening, happenings
from ui.state import State
from ui.trends.choices import FREQ_WORDS, variant_words

FIRST_EVENT, FIRST_INDICATOR = "S-EVERGIVEN", "vessel_arrivals"
ANY_DAY, AS_THE_EVENT = "day", "event"
FINEST_FIRST = ("D", "M", "Q", "A")
DESCRIBED = frozenset({"gdp_yoy_change"})
"""Rates that cannot change in per cent of themselves: asked for nevertheless, and refused with what can be said."""
MOST_PLACES, MOST_TRIED, MOST_CHOSEN = 6, 14, 12
FEWEST_VALUES = 2
PLACE_TYPES = frozenset({"port", "area", "region", "country"})
METHOD_WORDS: dict[str, str] = {
    "its": N_("Its own trend"),
    "scm": N_("Other places"),
    "event_study": N_("The weeks before"),
    "recovery": N_("Course only"),
}
METHOD_HELP = N_(
    "Its own trend: did the level leave the line it was on? Other places: did it leave what similar places did? "
    "Course only: how deep, how long, how much; a description that attributes nothing."
)


@dataclass(frozen=True)
class Asked:
    """What the reader wants to know. ``question`` stands for the first place; ``moved`` says the date is his own."""

    happening: Happening | None
    question: Question
    places: tuple[str, ...]
    measured: str
    moved: bool


def choices(here: State) -> Asked | None:
    """Draws the controls in two lines and returns what they say; None where no indicator has a series."""
    lang = here.lang
    with st.container(key="prm_effects_event", horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = _event(here)
        titles = offered(here.vintage, lang)
        code = controls.one_of(here, "indicator", _("Indicator", lang), titles, default=FIRST_INDICATOR)
        if not code:
            return None
        freq, variant, measured = _series(here, code)
    with st.container(key="prm_effects_how", horizontal=True, vertical_alignment="bottom", gap="small"):
        date, moved = _date(here, chosen, code, freq)
        method = _method(here, freq)
        years = _years(here, method, freq)
        shock = None if chosen is None or moved else chosen.shock
        asked = Question(here.vintage, code, "", date, method, variant, freq, answers.BASIS, shock=shock, years=years)
        places = _places(here, chosen, asked)
    first = places[0] if places else ""
    return Asked(chosen, answers.at(asked, first), places, measured, moved)


@st.cache_data(max_entries=64, show_spinner=False)
def offered(vintage: str, lang: Lang) -> dict[str, str]:
    """Titles of the indicators whose level can change in per cent, and of those we only describe, by code."""
    records = reads.indicators(vintage)
    return {
        code: _(str(record["title"]), lang)
        for code, record in records.items()
        if code in DESCRIBED or (record["unit"] in GROWING and _has_levels(vintage, code))
    }


def _has_levels(vintage: str, code: str) -> bool:
    """Whether most places of the fullest series of an indicator are ports, areas or regions and stay above zero."""
    there = reads.variants(vintage, code)
    if there.empty:
        return False
    fullest = there.sort_values("n_entities", ascending=False, kind="stable").iloc[0]
    rows = answers.holders(vintage, code, str(fullest["variant"]), str(fullest["freq"]))
    above = rows["entity_type"].isin(PLACE_TYPES) & (rows["lowest"] > 0)
    return bool(above.mean() > 1 / 2)


def _event(here: State) -> Happening | None:
    known = happenings(here.vintage)
    options = {code: one.words(here.lang) for code, one in known.items()}
    options[ANY_DAY] = _("Any date, no event", here.lang)
    code = controls.one_of(here, "event", _("Event", here.lang), options, default=FIRST_EVENT)
    return known.get(code)


def _series(here: State, code: str) -> tuple[str, str, str]:
    """Frequency and variant, the finest and fullest first; each is a control where there is a choice."""
    held = reads.variants(here.vintage, code)
    freqs = {freq: _(FREQ_WORDS[freq], here.lang) for freq in FINEST_FIRST if freq in set(held["freq"])}
    freq = next(iter(freqs))
    if len(freqs) > 1:
        freq = controls.one_of(here, "freq", _("Frequency", here.lang), freqs, default=freq, style="segments")
    of_freq = held[held["freq"] == freq].sort_values("n_entities", ascending=False, kind="stable")
    record = reads.indicators(here.vintage)[code]
    words = {one or "all": variant_words(here.vintage, record, one, here.lang) for one in of_freq["variant"]}
    picked = next(iter(words)) if "all" not in words else "all"
    if len(words) > 1:
        picked = controls.one_of(here, "variant", _("Variant", here.lang), words, default=picked)
    return freq, "" if picked == "all" else picked, words[picked] if record["variant_of"] else ""


def _date(here: State, chosen: Happening | None, code: str, freq: str) -> tuple[str, bool]:
    """The event's own day, or the first day of a period the reader moved it to."""
    lang = here.lang
    starts = [one.date() for one in reversed(reads.periods(here.vintage, code, freq))]
    moved = {one.isoformat(): _("from {period} on", lang, period=period(freq, one, lang)) for one in starts}
    own = {AS_THE_EVENT: _("day of the event: {day}", lang, day=chosen.when(lang))} if chosen else {}
    picked = controls.one_of(here, "date", _("Date", lang), own | moved)
    if picked == AS_THE_EVENT and chosen is not None:
        return chosen.day, False
    return picked, True


def _method(here: State, freq: str) -> str:
    names = {name: _(words, here.lang) for name, words in METHOD_WORDS.items()}
    if freq not in CALLS:
        del names["event_study"]
    label, told = _("Compared with", here.lang), _(METHOD_HELP, here.lang)
    return controls.one_of(here, "method", label, names, style="segments", help=told)


def _years(here: State, method: str, freq: str) -> int:
    """How much of the time before the event the trend is taken from."""
    if method != "its" or freq not in WITH_SEASONS:
        return 0
    told = _("Ten years are the longest stretch at which the interval was tested.", here.lang)
    words = {str(YEARS_BEFORE): _("{n} years", here.lang, n=YEARS_BEFORE), "0": _("all years", here.lang)}
    label = _("Trend from", here.lang)
    return int(controls.one_of(here, "years", label, words, style="segments", help=told))


def _places(here: State, chosen: Happening | None, asked: Question) -> tuple[str, ...]:
    """The places of the address; else those the event concerns and the reader has chosen, answering ones first."""
    rows = answers.holders(asked.vintage, asked.indicator, asked.variant, asked.freq)
    held = list(rows.loc[rows["n"] >= FEWEST_VALUES, "entity"])
    names = reads.names(here.vintage)
    options = {place: names.get(place, place) for place in sorted(held, key=lambda one: names.get(one, one))}
    default: tuple[str, ...] = ()
    if "places" not in here.own:
        default = answers.answering_first(asked, _wished(here, chosen, held)[:MOST_TRIED], MOST_PLACES)
    label = _("Places", here.lang)
    return controls.several_of(here, "places", label, options, default=default)[:MOST_CHOSEN]


def _wished(here: State, chosen: Happening | None, held: Sequence[str]) -> list[str]:
    """Places that hold the series: the reader's own first, then those the event concerns; any where there are none."""
    concerned = chosen.places if chosen else ()
    ports = [*here.ports, *concerned]
    regions: Mapping[str, str] = answers.region_of(here.vintage, ports)
    both = [one for port in ports for one in (port, regions.get(port, ""))]
    of_event = {one for port in concerned for one in (port, regions.get(port, ""))}
    wished = [one for one in dict.fromkeys(both) if one in held]
    if of_event & set(wished):
        wished = [one for one in wished if one in of_event]
    return wished or list(held)[:MOST_PLACES]


def when(asked: Asked, lang: Lang) -> str:
    """The date the answer is for, in words."""
    return asked.happening.when(lang) if asked.happening and not asked.moved else day(asked.question.date, "day", lang)
