"""Ready-made questions: the cases everybody asks about, each a link that sets the controls."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

import streamlit as st

from language import N_, Lang, _
from ui import state
from ui.state import State

PAGE = "effects"


@dataclass(frozen=True)
class Example:
    """One case: its words, the controls it sets, and the verdict or reason that must come out, place by place."""

    title: str
    own: dict[str, str]
    expected: dict[str, str] = field(default_factory=dict)


EXAMPLES: tuple[Example, ...] = (
    Example(
        N_("Container ships at Antwerp, Rotterdam and Hamburg, lockdown of 2020"),
        {"event": "S-COVID-BE", "indicator": "vessel_arrivals", "places": "BEANR.NLRTM.DEHAM"},
        {"BEANR": "cannot_tell", "NLRTM": "overlapping_shocks", "DEHAM": "cannot_tell"},
    ),
    Example(
        N_("GDP around Antwerp and Calais in 2020"),
        {"event": "day", "date": "2020-01-01", "indicator": "gdp_yoy_change", "places": "BE211.FRE12"},
        {"BE211": "too_short_before", "FRE12": "too_short_before"},
    ),
    Example(
        N_("Tonnes of Calais after the Brexit transition"),
        {"event": "S-BREXIT-TRANS", "indicator": "gross_weight", "places": "FRCQF"},
        {"FRCQF": "too_short_after"},
    ),
    Example(
        N_("Liner connections of Odesa after 24 February 2022"),
        {"event": "S-UKRAINE", "indicator": "plsci", "places": "UAODS"},
        {"UAODS": "too_short_after"},
    ),
    Example(
        N_("Moerdijk from 2015 on against other ports"),
        {"event": "day", "date": "2015-01-01", "indicator": "gross_weight", "method": "scm", "places": "NLMOE"},
        {"NLMOE": "cannot_tell"},
    ),
)
"""The real cases our methods were checked on; a test holds the answer of each."""


def draw(here: State) -> None:
    """The cases as links in one list."""
    lang: Lang = here.lang
    links = ((state.link(PAGE, here, own=one.own), _(one.title, lang)) for one in EXAMPLES)
    items = "".join(f'<li><a href="{escape(href)}" target="_self">{escape(title)}</a></li>' for href, title in links)
    label = escape(_("Questions others have asked", lang))
    st.html(f'<nav class="prm-cases" aria-label="{label}"><p>{label}</p><ul>{items}</ul></nav>')
