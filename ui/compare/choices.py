"""The controls of the Compare page: indicator and kind, two periods, scale and base year, order; all in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
import streamlit as st

from charts.dumbbell import Order
from charts.lines import GROWING
from charts.rows import each_row
from language import Lang, _
from language.formats import period
from ui import controls, reads
from ui.state import State
from ui.trends.choices import FREQ_WORDS, base_years, far_apart, offered, variant_words
from ui.trends.findings import in_period

Form = Literal["dumbbell", "slope"]
FEWEST, MOST = 2, 12
"""So many ports can stand side by side."""
NOT_COMPARED = frozenset({"data_age"})
"""Indicators of one single day: there are no two periods to set side by side."""


@dataclass(frozen=True)
class Choices:
    """What the reader sets side by side: periods as ISO days; ``measured`` says in words what the variant counts."""

    code: str
    freq: str
    variant: str
    measured: str
    start: str = ""
    end: str = ""
    scale: Literal["value", "index"] = "value"
    base_year: int | None = None
    order: Order = "name"
    form: Form = "dumbbell"


@dataclass(frozen=True)
class Offer:
    """What can be chosen among the figures held: periods with the usual two, base years, the usual scale."""

    periods: tuple[str, ...]
    start: str = ""
    end: str = ""
    years: tuple[int, ...] = ()
    is_wide: bool = False


def choices(here: State) -> Choices:
    """Draws the controls in one line and returns what they say; without periods where fewer than two are held."""
    lang = here.lang
    with st.container(key="prm_compare_controls", horizontal=True, vertical_alignment="bottom", gap="small"):
        titles = {code: title for code, title in offered(here.vintage, lang).items() if code not in NOT_COMPARED}
        code = controls.one_of(here, "indicator", _("Indicator", lang), titles, default="gross_weight")
        freq, variant, measured = _part(here, code)
        asked = (here.vintage, code, here.ports, here.basis, variant, freq, here.first_year, here.last_year)
        offer: Offer = _offer(*asked)
        if len(offer.periods) < FEWEST:
            return Choices(code, freq, variant, measured)
        start, end = _ends(here, offer, freq)
        scale, base_year = _scale(here, code, offer, start)
        words = {"name": _("By name", lang), "change": _("By change", lang)}
        order: Any = controls.one_of(here, "order", _("Order", lang), words, style="segments")
        forms = {"dumbbell": _("Rows", lang), "slope": _("Slopes", lang)}
        form: Any = controls.one_of(here, "form", _("Drawn as", lang), forms, style="segments")
    return Choices(code, freq, variant, measured, start, end, scale, base_year, order, form)


def usual_ends(series: pd.DataFrame) -> tuple[str, str]:
    """The newest period in which most ports have a figure, and the oldest in which most of those have one.

    The two are of one season, so that a quarter is set against the same quarter. ISO days; "" where there is none.
    """
    held = series[series["value"].notna()]
    counts = held.groupby("period_start")["entity"].nunique()
    if counts.empty:
        return "", ""
    end = counts.index[counts == counts.max()].max()
    there = held.loc[held["period_start"] == end, "entity"]
    before = held[held["entity"].isin(there) & (held["period_start"] < end)]
    before = before[before["period_start"].dt.month == end.month]
    earlier = before.groupby("period_start")["entity"].nunique()
    start = earlier.index[earlier == earlier.max()].min() if len(earlier) else held["period_start"].min()
    return start.date().isoformat(), end.date().isoformat()


def _part(here: State, code: str) -> tuple[str, str, str]:
    """Frequency and variant as one choice: "Quarterly, container ships"."""
    parts: dict[str, tuple[str, str, str]] = _parts(here.vintage, code, here.lang)
    words = {key: label for key, (label, _variant, _measured) in parts.items()}
    key = next(iter(parts))
    if parts.keys() != {key}:
        key = controls.one_of(here, "part", _("Kind", here.lang), words)
    return key.partition(".")[0], parts[key][1], parts[key][2]


@st.cache_data(max_entries=512, show_spinner=False)
def _parts(vintage: str, code: str, lang: Lang) -> dict[str, tuple[str, str, str]]:
    """Label, variant and what it counts by key, the most widely held first; the main figure before its variants."""
    indicator = reads.indicators(vintage)[code]
    held = reads.variants(vintage, code)
    rows = sorted(each_row(held), key=lambda row: (row["freq"], -row["n_entities"], row["variant"]))
    widest = max(rows, key=lambda row: int(row["n_entities"]), default=None)
    rows.sort(key=lambda row: (row["variant"] != "", row is not widest))
    return {
        f"{row['freq']}.{row['variant']}": _part_words(vintage, indicator, str(row["freq"]), str(row["variant"]), lang)
        for row in rows
    }


def _part_words(vintage: str, indicator: Any, freq: str, variant: str, lang: Lang) -> tuple[str, str, str]:  # noqa: ANN401
    often = _(FREQ_WORDS[freq], lang)
    if not indicator["variant_of"]:
        return often, variant, ""
    counted = variant_words(vintage, indicator, variant, lang)
    return _("{often}, {counted}", lang, often=often, counted=counted), variant, counted


@st.cache_data(max_entries=512, show_spinner=False)
def _offer(  # noqa: PLR0913 - what tells one series from another
    vintage: str, code: str, ports: tuple[str, ...], basis: str, variant: str, freq: str, first: int, last: int
) -> Offer:
    whole = reads.series(vintage, code, ports, basis=basis, variant=variant, freq=freq)
    series = in_period(whole[whole["entity"].isin(ports)], first, last)
    held = sorted(series.loc[series["value"].notna(), "period_start"].unique())
    periods = tuple(pd.Timestamp(day).date().isoformat() for day in held)
    start, end = usual_ends(series)
    return Offer(periods, start, end, tuple(base_years(series, ports)[0]), far_apart(series, ports))


def _ends(here: State, offer: Offer, freq: str) -> tuple[str, str]:
    lang = here.lang
    words = {day: period(freq, pd.Timestamp(day).date(), lang) for day in offer.periods}
    earlier = {day: words[day] for day in offer.periods[:-1]}
    start = controls.one_of(here, "start", _("From", lang), earlier, default=offer.start)
    later = {day: words[day] for day in offer.periods if day > start}
    usual = offer.end if offer.end in later else offer.periods[-1]
    return start, controls.one_of(here, "end", _("To", lang), later, default=usual)


def _scale(here: State, code: str, offer: Offer, start: str) -> tuple[Literal["value", "index"], int | None]:
    if reads.indicators(here.vintage)[code]["unit"] not in GROWING:
        return "value", None
    lang = here.lang
    words = {"value": _("Values", lang), "index": _("Index", lang)}
    default = "index" if offer.is_wide else "value"
    picked = controls.one_of(here, "scale", _("Scale", lang), words, default=default, style="segments")
    if picked == "value":
        return "value", None
    years = {str(year): str(year) for year in offer.years}
    return "index", int(controls.one_of(here, "base", _("Base year", lang), years, default=start[:4]))
