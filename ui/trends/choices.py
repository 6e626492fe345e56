"""The controls of the Trends page: indicator, frequency, variant, scale, shocks; each lives in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
import streamlit as st

from charts.lines import GROWING
from charts.rows import each_row
from language import N_, Lang, _, terms
from ui import controls, reads
from ui.state import State
from ui.trends.findings import in_period
from ui.variants import spoken

FREQ_WORDS = {"A": N_("Annual"), "Q": N_("Quarterly"), "M": N_("Monthly"), "W": N_("Weekly"), "D": N_("Daily")}
ESTIMATORS = {"": N_("main estimate"), "theil_sen": N_("robust slope through all years, with interval")}
APART = 20
"""Ports whose newest figures differ by more than this factor are first shown on an index."""


@dataclass(frozen=True)
class Choices:
    """What the reader wants to see; ``measured`` says in words what the variant counts."""

    code: str
    variant: str
    freq: str
    scale: Literal["value", "index"]
    base_year: int | None
    shocks: bool
    measured: str


def choices(here: State) -> Choices:
    """Draws the controls in one line and returns what they say."""
    lang = here.lang
    with st.container(key="prm_trends_controls", horizontal=True, vertical_alignment="bottom", gap="small"):
        titles = offered(here.vintage, lang)
        code = controls.one_of(here, "indicator", _("Indicator", lang), titles, default="gross_weight")
        freq = _freq(here, code)
        variant, measured = _variant(here, code, freq)
        scale, base_year = _scale(here, code, variant, freq)
        shocks = controls.switch(here, "shocks", _("Mark shocks", lang))
    return Choices(code, variant, freq, scale, base_year, shocks, measured)


@st.cache_data(max_entries=64, show_spinner=False)
def offered(vintage: str, lang: Lang) -> dict[str, str]:
    """Titles of the indicators that have a time series of any port, by code, in the order of the registry."""
    records = reads.indicators(vintage)
    return {code: _(str(record["title"]), lang) for code, record in records.items() if _has_ports(vintage, code)}


def base_years(series: pd.DataFrame, ports: Sequence[str]) -> tuple[list[int], int | None]:
    """The years any port has a figure, and the first of those in which most of them have one."""
    held = series[series["value"].notna() & series["entity"].isin(list(ports))]
    if held.empty:
        return [], None
    counts = held.groupby(held["period_start"].dt.year)["entity"].nunique()
    return [int(year) for year in counts.index], int(counts.index[counts == counts.max()][0])


def far_apart(series: pd.DataFrame, ports: Sequence[str]) -> bool:
    """Whether the ports' newest figures are so unlike that the smaller lines would lie flat on one axis."""
    held = series[series["value"].notna() & series["entity"].isin(list(ports))].sort_values("period_start")
    newest = held.groupby("entity")["value"].last()
    return len(newest) > 1 and bool(newest.max() > APART * newest.clip(lower=0).min())


def variant_words(vintage: str, indicator: Mapping[str, Any], variant: str, lang: Lang) -> str:
    """A variant of an indicator in the reader's words."""
    kind = indicator["variant_of"]
    if kind == "vessel_type":
        return terms.vessel_type(variant, lang)
    if kind == "range":
        groups = reads.known(vintage, lang).groups
        return groups[variant].title if variant in groups else variant
    if kind == "estimator":
        return _(ESTIMATORS[variant], lang) if variant in ESTIMATORS else spoken(variant, {}, lang)
    if kind == "release":
        return spoken(variant, {}, lang) if variant else _("newest release", lang)
    if not variant:
        return _("main figure", lang)
    titles = {name: group.title for name, group in reads.known(vintage, lang).groups.items()}
    return spoken(variant, titles | reads.shock_names(vintage), lang)


def _has_ports(vintage: str, code: str) -> bool:
    held = reads.variants(vintage, code)
    for row in held.itertuples():
        newest = reads.periods(vintage, code, str(row.freq))[-1]
        rows = reads.snapshot(vintage, code, newest.date().isoformat(), variant=str(row.variant), freq=str(row.freq))
        if (rows["entity_type"] == "port").any():
            return True
    return False


@st.cache_data(max_entries=512, show_spinner=False)
def _held(vintage: str, code: str) -> dict[str, dict[str, int]]:
    """By frequency, the variants an indicator is held in and how many entities have a value in each."""
    held: dict[str, dict[str, int]] = {}
    for row in each_row(reads.variants(vintage, code)):
        held.setdefault(str(row["freq"]), {})[str(row["variant"])] = int(row["n_entities"])
    return held


def _freq(here: State, code: str) -> str:
    held = _held(here.vintage, code)
    words = {freq: _(FREQ_WORDS[freq], here.lang) for freq in FREQ_WORDS if freq in held}
    most = max(held, key=lambda freq: max(held[freq].values()))
    if len(words) == 1:
        return most
    return controls.one_of(here, "freq", _("Frequency", here.lang), words, default=most, style="segments")


def _variant(here: State, code: str, freq: str) -> tuple[str, str]:
    held, indicator = _held(here.vintage, code)[freq], reads.indicators(here.vintage)[code]
    words = {variant or "all": variant_words(here.vintage, indicator, variant, here.lang) for variant in held}
    usual = "" if "" in held else max(held, key=lambda variant: held[variant])
    if len(held) == 1:
        return usual, words[usual or "all"] if indicator["variant_of"] else ""
    picked = controls.one_of(here, "variant", _("Variant", here.lang), words, default=usual or "all")
    return ("" if picked == "all" else picked), words[picked]


def _scale(here: State, code: str, variant: str, freq: str) -> tuple[Literal["value", "index"], int | None]:
    asked = (here.vintage, code, here.ports, here.basis, variant, freq, here.first_year, here.last_year)
    years, usual, is_wide = _bases(*asked)
    if reads.indicators(here.vintage)[code]["unit"] not in GROWING or not years:
        return "value", None
    words = {"value": _("Values", here.lang), "index": _("Index", here.lang)}
    default = "index" if is_wide else "value"
    picked = controls.one_of(here, "scale", _("Scale", here.lang), words, default=default, style="segments")
    if picked == "value":
        return "value", None
    bases = {str(year): str(year) for year in years}
    return "index", int(controls.one_of(here, "base", _("Base year", here.lang), bases, default=str(usual)))


@st.cache_data(max_entries=512, show_spinner=False)
def _bases(  # noqa: PLR0913 - what tells one series from another
    vintage: str, code: str, ports: tuple[str, ...], basis: str, variant: str, freq: str, first: int, last: int
) -> tuple[list[int], int | None, bool]:
    """The years that can be the base, the usual one, and whether the ports lie far apart."""
    whole = reads.series(vintage, code, ports, basis=basis, variant=variant, freq=freq)
    series = in_period(whole, first, last)
    return *base_years(series, ports), far_apart(series, ports)
