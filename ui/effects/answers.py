"""The answers behind the Effects page, remembered: one place each, and all of them judged together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from analysis import effect_question
from analysis.effect_question import DESCRIBES, Known, Question
from analysis.foresight import detectable_with
from analysis.multiple import judged_together
from analysis.periods import SEASONS
from analysis.record import REFUSED, Effect
from kpis import held
from ui import reads

MANY = 64
AHEAD_YEARS = 4
BASIS = "like_for_like"
"""Merged ports are added up for the years before: a merger must not be taken for an effect."""


@dataclass(frozen=True)
class Answers:
    """The answer for each place, in the reader's order, and what stands when they are judged together."""

    effects: Mapping[str, Effect]
    together: pd.DataFrame

    def stands(self, place: str) -> str:
        """The verdict of a place among all that are shown; a description has no rivals and keeps its own."""
        if self.effects[place].method == DESCRIBES:
            return self.effects[place].verdict
        return str(self.together.loc[place, "verdict_together"])


@st.cache_resource(max_entries=64, show_spinner=False)
def _known(question: Question) -> Known:
    return effect_question.known(question)


def known(question: Question) -> Known:
    """What the vintage knows of an indicator: read once for all its places, dates and methods; read only."""
    asked = (question.vintage, question.indicator, "", "", "its", question.variant, question.freq, question.basis)
    return _known(Question(*asked))


@st.cache_resource(max_entries=2048, show_spinner=False)
def effect(question: Question) -> Effect:
    """The answer to one question; read only."""
    return effect_question.answer(question, known(question))


@st.cache_resource(max_entries=256, show_spinner=False)
def placebos(question: Question) -> pd.DataFrame:
    """What an interrupted series finds at dates without the event; read only."""
    found = effect_question.placebos(question, known(question))
    return found[found["verdict"] != REFUSED]


@st.cache_data(max_entries=512, show_spinner=False)
def series(question: Question) -> pd.Series[Any]:
    """The observations of the place that the method uses, without the periods that have none."""
    return effect_question.own_series(question, known(question))


@st.cache_data(max_entries=256, show_spinner=False)
def others(question: Question) -> tuple[tuple[str, dt.date], ...]:
    """The other shocks of the place with their days."""
    index = series(question).index
    other = effect_question.other_shocks(question, index, known(question))
    return tuple((name, at.date()) for name, at in other.items())


@st.cache_data(max_entries=256, show_spinner=False)
def visible_later(question: Question) -> tuple[float, float] | None:
    """The smallest change that could be seen now, and after four more years; None where the method refuses."""
    found = effect(question)
    if question.method != "its" or found.detectable is None:
        return None
    more = AHEAD_YEARS * SEASONS.get(question.freq, 1)
    return found.detectable, detectable_with(series(question), question.date, question.season, more)


@st.cache_data(max_entries=256, show_spinner=False)
def holders(vintage: str, code: str, variant: str, freq: str) -> pd.DataFrame:
    """The places with values of a series, most values first."""
    return held.places(vintage, code, variant=variant, freq=freq, basis=BASIS)


def of_places(question: Question, places: Sequence[str]) -> Answers:
    """The answers for these places, each judged among all of them."""
    effects = {place: effect(at(question, place)) for place in places}
    return Answers(effects, judged_together(effects))


def answering_first(question: Question, wished: Sequence[str], most: int) -> tuple[str, ...]:
    """Those of the places that have a figure, in their order, then those that do not; at most ``most``."""
    refused = {place: effect(at(question, place)).verdict == REFUSED for place in wished}
    return tuple(sorted(wished, key=lambda place: refused[place])[:most])


def at(question: Question, place: str) -> Question:
    """The same question of another place."""
    return replace(question, entity=place)


def region_of(vintage: str, places: Sequence[str]) -> dict[str, str]:
    """The region a port is measured against, by port: for indicators of regions."""
    rows = reads.denominators(vintage, list(places))
    return dict(zip(rows["port_id"], rows["region_id"], strict=True))
