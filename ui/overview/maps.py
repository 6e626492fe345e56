"""The map of ports and regions on a page: what it is drawn from, drawn once, and a click as a choice of ports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, cast

import pandas as pd
import streamlit as st

from charts import maps
from charts.chart import Chart
from charts.ground import View, view_of
from charts.maps import Measure
from charts.theme import THEMES
from language import Lang, _
from ui import controls, figure, frame, outlines, reads, state, words
from ui.outlines import NOTICE, NUTS_DRAWN
from ui.overview.findings import newest_year
from ui.passport.address import own
from ui.state import State
from ui.words import Caption

SIZES = ("gross_weight", "tonnes_per_inhabitant", "port_intensity", "data_coverage")
"""Indicators a circle may follow: amounts, never below zero."""
SHADES = ("gdp_yoy_change", "tonnes_per_inhabitant", "port_intensity")
DENOMINATORS = {"gdp_yoy_change": "gdp", "port_intensity": "gdp", "tonnes_per_inhabitant": "population"}
NUTS_BEFORE = "2016"
YEARS_BACK = 5
"""An older year than this says little beside the circles, however many regions it covers."""
KEY = "overview_map"
HEIGHT = 520
CANVAS, PHONE_CANVAS = (300, 330), (270, 330)
"""Pixels the chosen ports must fit into as a map opens: a narrow window of a desktop still shows most of them."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the map shows: the indicators of circles and shading, the year of each."""

    size: str
    shade: str
    year: int
    shade_year: int


def choose(here: State) -> Choice:
    """The three controls of the map, in one line."""
    records = reads.indicators(here.vintage)
    titles = {code: _(str(record["title"]), here.lang) for code, record in records.items()}
    with st.container(key="prm_map_controls", horizontal=True, vertical_alignment="bottom", gap="small"):
        size = controls.one_of(here, "size", _("Circles: ports by", here.lang), _picked(titles, SIZES))
        shade = controls.one_of(here, "shade", _("Shading: regions by", here.lang), _picked(titles, SHADES))
        years = {str(period.year): str(period.year) for period in reversed(reads.periods(here.vintage, size))}
        default = str(_default_year(here.vintage, size, here.ports, here.basis))
        year = int(controls.one_of(here, "year", _("Year", here.lang), years, default=default) or 0)
    return Choice(size, shade, year, shade_year(here.vintage, shade, year))


def _picked(titles: Mapping[str, str], codes: Sequence[str]) -> dict[str, str]:
    return {code: titles[code] for code in codes if code in titles}


@st.cache_data(max_entries=256, show_spinner=False)
def _default_year(vintage: str, code: str, ports: tuple[str, ...], basis: str) -> int | None:
    return newest_year(reads.series(vintage, code, ports, basis=basis), len(ports))


@st.cache_data(max_entries=256, show_spinner=False)
def shade_year(vintage: str, code: str, year: int) -> int:
    """The year itself where regions have a figure in it, else the year before it in which most have one."""
    held = {period.year for period in reads.periods(vintage, code) if period.year <= year}
    if year in held or not held:
        return year
    return int(max((_held_in(vintage, code, one), one) for one in sorted(held)[-YEARS_BACK:])[1])


def _held_in(vintage: str, code: str, year: int) -> int:
    """How many regions have a figure of the year."""
    return int(reads.snapshot(vintage, code, f"{year}-01-01")["value"].notna().sum())


def draw(here: State, choice: Choice) -> None:
    """The map with legend, table and source line; a click on a port or region puts its ports in or out."""
    chart = _chart(here.vintage, here.ports, here.basis, choice, frame.theme().name, here.lang, _canvas())
    caption = _caption(here.vintage, here.ports, choice, here.lang)
    clicked = cast(Any, partial(_clicked, here))  # streamlit calls it once a click; figure() names only its words
    figure.figure(chart, caption, here, KEY, height=HEIGHT, on_select=clicked)


def toggled(chosen: Sequence[str], clicked: Sequence[str]) -> tuple[str, ...]:
    """The choice after a click: all clicked ports leave when all were chosen, else the missing ones join."""
    if set(clicked) <= set(chosen):
        return tuple(port for port in chosen if port not in clicked)
    return (*chosen, *(port for port in clicked if port not in chosen))


def port_rows(vintage: str, code: str, year: int, basis: str, chosen: Sequence[str]) -> pd.DataFrame:
    """One row a port with a position: port_id, name, lat, lon, value, obs_status, reason.

    A merged port without a value in the year is left out unless chosen: its successor stands in its place.
    """
    held = reads.snapshot(vintage, code, f"{year}-01-01", basis=basis)
    values = held.loc[held["entity_type"] == "port", ["entity", "value", "obs_status", "reason"]]
    placed = reads.ports(vintage).dropna(subset=["lat", "lon"])[["port_id", "name", "lat", "lon"]]
    rows = placed.merge(values, left_on="port_id", right_on="entity", how="left").drop(columns="entity")
    gone = rows["value"].isna() & rows["reason"].eq("merged") & ~rows["port_id"].isin(chosen)
    return rows[~gone].reset_index(drop=True)


def region_rows(vintage: str, code: str, year: int, ports: pd.DataFrame) -> pd.DataFrame:
    """One row a region of the given ports, as ``charts.maps.port_map`` draws it.

    ``ports``: port_id, name, region_id, shape_id, nuts_version. An indicator of ports shades a region by the port
    with the largest value in it; one of regions by its own.
    """
    held = reads.snapshot(vintage, code, f"{year}-01-01")
    of_port = ports.merge(held, left_on="port_id", right_on="entity", how="left")
    of_region = ports.merge(held, left_on="region_id", right_on="entity", how="left")
    rows = of_port if DENOMINATORS[code] != "gdp" or code == "port_intensity" else of_region
    best = rows.sort_values("value", ascending=False, na_position="last").drop_duplicates("region_id")
    best = best.assign(reason=best["reason"].mask(_ended(best, code), "boundary_changed").fillna("no_data"))
    named = ports.groupby("region_id").agg(ports=("name", ", ".join), port_ids=("port_id", ".".join)).reset_index()
    shapes = _shapes(vintage)
    found = best[["region_id", "shape_id", "nuts_version", "value", "obs_status", "reason"]]
    drawn = found.merge(named, on="region_id")
    return drawn.merge(shapes, on=["shape_id", "nuts_version"]).sort_values("region_id").reset_index(drop=True)


def measured_regions(vintage: str, code: str, ports: pd.DataFrame) -> pd.DataFrame:
    """The ports with the region each is measured against: region_id, and shape_id and nuts_version of its outline.

    A code without an outline of its own (NL366 of 2024) is drawn by the port's main region of the version drawn:
    figures move to a newer code only where the area is identical.
    """
    ids = list(ports["port_id"])
    against = reads.denominators(vintage, ids).rename(columns={"port_id": "entity"})
    against = against.assign(order=(against["denominator"] != DENOMINATORS[code]).astype(int))
    main = reads.port_regions(vintage, ids)
    main = main[main["is_main"].astype(bool) & (main["nuts_version"] == NUTS_DRAWN)].assign(order=2)
    every = pd.concat([against, main]).sort_values("order", kind="stable").drop_duplicates("entity")
    first = every[["entity", "region_id", "nuts_version"]].rename(columns={"entity": "port_id"})
    version = first["nuts_version"].where(first["nuts_version"] == NUTS_BEFORE, NUTS_DRAWN)
    outline = first["region_id"].where(first["region_id"].isin(_shapes(vintage)["shape_id"]))
    outline = outline.fillna(first["port_id"].map(dict(zip(main["entity"], main["region_id"], strict=True))))
    return ports.merge(first.assign(nuts_version=version, shape_id=outline), on="port_id", how="left")


def _ended(rows: pd.DataFrame, code: str) -> pd.Series[bool]:
    """Regions whose figures stop under an older code because their boundary changed."""
    divides = code != "gdp_yoy_change"
    return rows["value"].isna() & rows["nuts_version"].eq(NUTS_BEFORE) & divides


@st.cache_resource(max_entries=4, show_spinner=False)
def _shapes(vintage: str) -> pd.DataFrame:
    """Outlines of the newer NUTS version, and of the older where a port is measured against it."""
    versions = [reads.region_shapes(vintage, name).assign(nuts_version=name) for name in (NUTS_DRAWN, NUTS_BEFORE)]
    return pd.concat(versions, ignore_index=True).rename(columns={"region_id": "shape_id"})


@st.cache_resource(max_entries=64, show_spinner=False)
def _chart(
    vintage: str, chosen: tuple[str, ...], basis: str, choice: Choice, theme: str, lang: Lang, canvas: tuple[int, int]
) -> Chart:
    ports = measured_regions(vintage, choice.shade, port_rows(vintage, choice.size, choice.year, basis, chosen))
    placed = ports.dropna(subset=["region_id"])[["port_id", "name", "region_id", "shape_id", "nuts_version"]]
    regions = region_rows(vintage, choice.shade, choice.shade_year, placed)
    view = _view(ports, chosen, canvas)
    land = outlines.ground_of(vintage, view)
    measures = (
        _measure(vintage, choice.size, choice.year, lang),
        _measure(vintage, choice.shade, choice.shade_year, lang),
    )
    chart = maps.port_map(ports, regions, land, view, measures, chosen, THEMES[theme], lang)
    return replace(chart, notes=_notes(vintage, choice, ports, chosen, lang))


def _view(ports: pd.DataFrame, chosen: Sequence[str], canvas: tuple[int, int]) -> View:
    shown = ports[ports["port_id"].isin(chosen)]
    shown = ports[ports["value"].notna()] if shown.empty else shown
    return view_of(list(zip(shown["lon"], shown["lat"], strict=True)), *canvas)


def _measure(vintage: str, code: str, year: int, lang: Lang) -> Measure:
    record = reads.indicators(vintage)[code]
    return Measure(_(str(record["title"]), lang), str(record["unit"]), str(year))


def _notes(vintage: str, choice: Choice, ports: pd.DataFrame, chosen: Sequence[str], lang: Lang) -> tuple[str, ...]:
    older = _(
        "Regions show {shade_year}: the newest year up to {year} in which most of them have a figure.",
        lang,
        shade_year=choice.shade_year,
        year=choice.year,
    )
    largest = _("A region with several ports is shaded by the one with the largest value.", lang)
    names = reads.names(vintage)
    unplaced = [names.get(port, port) for port in chosen if port not in set(ports["port_id"])]
    unheld = _("Eurostat holds no GDP for regions of the United Kingdom.", lang)
    nowhere = _("Not drawn, since it has no single position: {ports}.", lang, ports=", ".join(unplaced))
    return tuple(
        note
        for note, applies in (
            (older, choice.shade_year != choice.year),
            (largest, choice.shade != "gdp_yoy_change"),
            (unheld, DENOMINATORS[choice.shade] == "gdp"),
            (nowhere, bool(unplaced)),
            (_(NOTICE, lang), True),
        )
        if applies
    )


@st.cache_data(max_entries=256, show_spinner=False)
def _caption(vintage: str, ports: tuple[str, ...], choice: Choice, lang: Lang) -> Caption:
    sources = pd.concat(
        [reads.sources_of(vintage, code, ports) for code in (choice.size, choice.shade)]
    ).drop_duplicates()
    return Caption(
        unit="",
        publisher=", ".join(dict.fromkeys(sources["publisher"])) or words.PRODUCT,
        dataset=", ".join(dict.fromkeys(sources["title"].map(lambda title: _(title, lang)))),
        period=" / ".join(dict.fromkeys((str(choice.year), str(choice.shade_year)))),
        status=_("per port and region, see the table", lang),
        release=_("releases {releases}", lang, releases=", ".join(dict.fromkeys(sources["release"]))),
        licence=", ".join(dict.fromkeys(sources["licence_name"])),
        passport=((_("Boundaries", lang), _(NOTICE, lang)),),
        values=own(choice.size),
    )


def _canvas() -> tuple[int, int]:
    return PHONE_CANVAS if outlines.on_phone() else CANVAS


def _clicked(here: State) -> None:
    """A click on the map is the same choice as one in the list of ports."""
    picked: dict[str, list[dict[str, Any]]] = st.session_state[KEY]["selection"]["objects"]
    for objects in picked.values():
        for one in objects:
            state.write(here, ports=toggled(here.ports, str(one["id"]).split(".")))
