"""What the address of the passport page asks for: an indicator's values, or one of them.

Keys: ``indicator``, ``variant``, ``freq``, ``of`` (places that are no ports, joined by "."), and for one value
``entity`` and ``period`` (its first day).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from kpis.lineage import Key
from kpis.passport import Passport, find, passport
from kpis.reads import basis_for
from kpis.registry import indicator
from language import _
from ui import controls, reads
from ui.passport.address import MAIN, own, value
from ui.state import State
from ui.trends.choices import FREQ_WORDS, variant_words
from ui.trends.findings import in_period
from warehouse.errors import HouseError
from warehouse.fields import FREQS

MOST_PLACES = 12
PATIENCE = 64
"""Trials a reader waits for where a method, not SQL, made the value; the command line has more time."""


@dataclass(frozen=True)
class Asked:
    """Which values: an indicator in one variant and frequency, of some places."""

    code: str
    variant: str
    freq: str
    places: tuple[str, ...]


def link(here: State, asked: Asked, entity: str, period_start: pd.Timestamp) -> str:
    """The address of one value."""
    return value(here, own(asked.code, asked.variant, asked.freq, asked.places), entity, period_start)


def one_value(here: State) -> tuple[str, str]:
    """Place and period of the one value the address names; both "" where it names none."""
    entity, period = here.own.get("entity", ""), here.own.get("period", "")
    return (entity, period) if entity and period else ("", "")


def choices(here: State) -> Asked:
    """Draws the choice of indicator, variant and frequency, and returns what they say."""
    lang = here.lang
    records = reads.indicators(here.vintage)
    with st.container(key="prm_passport_controls", horizontal=True, vertical_alignment="bottom", gap="small"):
        titles = {code: _(str(record["title"]), lang) for code, record in records.items()}
        code = controls.one_of(here, "indicator", _("Indicator", lang), titles, default="gross_weight")
        held = reads.variants(here.vintage, code)
        freqs = {freq: _(FREQ_WORDS.get(freq, freq), lang) for freq in FREQS if freq in set(held["freq"])} or {"A": ""}
        freq = next(iter(freqs))
        if len(freqs) > 1:
            freq = controls.one_of(here, "freq", _("Frequency", lang), freqs, style="segments")
        variant = _variant(here, code, [str(each) for each in held.loc[held["freq"] == freq, "variant"]])
    return Asked(code, variant, freq, _places(here, code, variant, freq))


def _variant(here: State, code: str, held: Sequence[str]) -> str:
    record = reads.indicators(here.vintage)[code]
    named = {variant or MAIN: variant_words(here.vintage, record, variant, here.lang) for variant in held}
    if len(named) < 2:  # noqa: PLR2004 - nothing to choose
        return held[0] if held else ""
    picked = controls.one_of(here, "variant", _("Variant", here.lang), named)
    return "" if picked == MAIN else picked


def _places(here: State, code: str, variant: str, freq: str) -> tuple[str, ...]:
    """The places to list: those of the address, the chosen ports, their regions and countries, else any."""
    named = tuple(place for place in here.own.get("of", "").split(".") if place)
    regions = tuple(dict.fromkeys(reads.denominators(here.vintage, here.ports)["region_id"]))
    for places in (named, here.ports, regions):
        if places and not _series(here, code, variant, freq, places).empty:
            return places
    newest = reads.periods(here.vintage, code, freq)
    if not newest:
        return ()
    rows = reads.snapshot(here.vintage, code, f"{newest[-1]:%Y-%m-%d}", variant=variant, freq=freq)
    return tuple(dict.fromkeys(rows["entity"]))[:MOST_PLACES]


def _series(here: State, code: str, variant: str, freq: str, places: Sequence[str]) -> pd.DataFrame:
    rows = reads.series(here.vintage, code, tuple(places), basis=here.basis, variant=variant, freq=freq)
    # A group of ports has no published series: it is like for like or nothing.
    return (
        rows
        if len(rows)
        else reads.series(here.vintage, code, tuple(places), basis="like_for_like", variant=variant, freq=freq)
    )


def values(here: State, asked: Asked) -> pd.DataFrame:
    """The rows of out_indicator that the page lists, within the years chosen where any of them lies there."""
    rows = _series(here, asked.code, asked.variant, asked.freq, asked.places)
    inside = in_period(rows, here.first_year, here.last_year)
    return inside if len(inside) else rows


def traced(here: State, entity: str, period: str) -> Passport:
    """The passport of one value; raises HouseError when the vintage does not hold it."""
    code, basis = here.own.get("indicator", ""), here.basis
    variant = here.own.get("variant", MAIN).removeprefix(MAIN)
    freq = here.own.get("freq", "")
    found: Passport = _traced(here.vintage, code, entity, period, basis, variant, freq, here.known.vintages)
    return found


@st.cache_resource(max_entries=256, show_spinner=False)
def _traced(  # noqa: PLR0913 - what tells one value from another
    vintage: str,
    code: str,
    entity: str,
    period: str,
    basis: str,
    variant: str,
    freq: str,
    kept: tuple[str, ...],
) -> Passport:
    del kept  # another vintage kept is another course over the vintages
    key = _key(vintage, code, entity, period, basis, variant, freq)
    return passport(vintage, key, deep=False, patience=None if indicator(code).is_sql else PATIENCE)


def _key(vintage: str, code: str, entity: str, period: str, basis: str, variant: str, freq: str) -> Key:
    first = basis_for(code, basis)
    try:
        return find(vintage, code, entity, period, basis=first, variant=variant, freq=freq)
    except HouseError:
        return find(vintage, code, entity, period, basis="like_for_like", variant=variant, freq=freq)
