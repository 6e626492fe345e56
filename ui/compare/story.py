"""The figures of the Compare page, each made once for what it depends on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from charts.bases import bases
from charts.chart import Chart
from charts.distribution import distribution
from charts.dumbbell import dumbbell
from charts.multiples import multiples
from charts.slope import slope
from charts.theme import SERIES_LIMIT, THEMES
from charts.trend import trend
from language import _, listed
from ui import frame, reads
from ui.compare import grounds as compare_grounds
from ui.compare.choices import Choices
from ui.compare.grounds import Grounds
from ui.state import State
from ui.trends import findings
from ui.words import Caption


@dataclass(frozen=True)
class Story:
    """A comparison and its figures.

    A figure is made when it is asked for: the first is on its way to the reader before the last is made. ``key`` tells
    one choice from another; a control makes anew only the figures it changes.
    """

    grounds: Grounds
    chosen: Choices
    look: str
    key: tuple[Any, ...] = ()

    @property
    def ends(self) -> Chart:
        """The dumbbell or the slope of the two periods."""
        drawn: Chart = self.figure("ends")
        return drawn

    def figure(self, name: str) -> Any:  # noqa: ANN401 - a chart, or None for some
        """One of ``FIGURES``; None where there is nothing to draw."""
        depends_on = [getattr(self.chosen, choice) for choice in DEPENDS_ON.get(name, ())]
        return _remembered(name, self.grounds, self.chosen, self.look, (*self.key, *depends_on))

    @property
    def short_caption(self) -> Caption:
        """The caption without the indicator's note, which stands under the first figure."""
        return replace(self.grounds.caption, note="")


def story(here: State, chosen: Choices) -> Story:
    """The comparison for the choices."""
    place = (here.vintage, here.ports, here.first_year, here.last_year, here.basis, here.lang)
    key = (*place, chosen.code, chosen.freq, chosen.variant, chosen.start, chosen.end)
    return Story(_grounds(here, chosen, key), chosen, frame.theme().name, key)


def figure(name: str, held: Grounds, chosen: Choices, look: str) -> Chart | None:
    """One figure of a comparison by its name; needs no running page."""
    looks = {"names": held.names, "indicator": held.indicator, "theme": THEMES[look], "lang": held.here.lang}
    return FIGURES[name](held, chosen, looks)


@st.cache_resource(max_entries=256, show_spinner=False)
def _grounds(_here: State, _chosen: Choices, key: tuple[Any, ...]) -> Grounds:
    # The state holds much that does not matter here; `key` is what tells one choice from another.
    del key
    return compare_grounds.grounds(_here, _chosen)


@st.cache_resource(max_entries=1024, show_spinner=False)
def _remembered(name: str, _held: Grounds, _chosen: Choices, look: str, key: tuple[Any, ...]) -> Chart | None:
    del key
    return figure(name, _held, _chosen, look)


def grey_last(ports: Sequence[str], greyed: Sequence[str]) -> tuple[str, ...]:
    """The ports with empty places for the greyed ones, which follow after the last coloured place.

    So every other port keeps the colour of its place, and the greyed ones are drawn in the grey of the context.
    """
    if not greyed:
        return tuple(ports)
    held = tuple("" if port in greyed else port for port in ports)
    empty = ("",) * max(0, SERIES_LIMIT - len(held))
    return held + empty + tuple(greyed)


def _ends(held: Grounds, chosen: Choices, looks: Mapping[str, Any]) -> Chart:
    draw = slope if chosen.form == "slope" else dumbbell
    return draw(
        held.series,
        chosen=held.here.ports,
        judged=held.judged,
        order=chosen.order,
        scale=chosen.scale,
        measured=chosen.measured,
        **looks,
    )


def _among(held: Grounds, chosen: Choices, looks: Mapping[str, Any]) -> Chart | None:
    """Every port of the later period; a port that does not compare for the two periods is drawn open."""
    here = held.here
    asked = {"basis": held.basis, "variant": chosen.variant, "freq": chosen.freq}
    rows = reads.snapshot(here.vintage, chosen.code, chosen.end, **asked)
    greyed = {port: held.judged.ports[port].why for port in held.judged.greyed}
    ports = rows[rows["entity_type"] == "port"]
    return distribution(ports, chosen=here.ports, greyed=greyed, measured=chosen.measured, **looks)


def _course(held: Grounds, chosen: Choices, looks: Mapping[str, Any]) -> Chart | None:
    """The lines over the whole period; those that do not compare are grey and named below."""
    greyed = held.judged.greyed
    drawn = trend(
        held.series,
        chosen=tuple("" if port in greyed else port for port in held.here.ports),
        context=greyed,
        shocks=reads.shocks(held.here.vintage, ()),
        lineage=held.lineage,
        scale=chosen.scale,
        base_year=chosen.base_year,
        source=findings.source_words(held.sources),
        measured=chosen.measured,
        **looks,
    )
    if drawn.table.empty or not held.judged.comparable:
        return None
    grey = [held.names.get(port, port) for port in greyed if port in set(drawn.table["port_id"])]
    note = _("Grey, because not comparable: {ports}.", held.here.lang, ports=listed(grey, held.here.lang))
    noted = replace(drawn, notes=((note,) if grey else ()) + drawn.notes, file_stem=f"{chosen.code}_compared")
    return _graded(noted, held)


def _panels(held: Grounds, chosen: Choices, looks: Mapping[str, Any]) -> Chart:
    del chosen
    shown = grey_last(held.here.ports, held.judged.greyed)
    return _graded(multiples(held.series, chosen=shown, lineage=held.lineage, **looks), held)


def _graded(drawn: Chart, held: Grounds) -> Chart:
    """The chart with a column that says how far each port compares, in its table and so in its file."""
    lang = held.here.lang
    told = {port: verdict.said(lang) for port, verdict in held.judged.ports.items()}
    table = drawn.table.assign(comparable=drawn.table["port_id"].map(told).fillna(""))
    return replace(drawn, table=table, headers={**drawn.headers, "comparable": _("Comparable?", lang)})


def _both(held: Grounds, chosen: Choices, looks: Mapping[str, Any]) -> Chart | None:
    del chosen
    return bases(
        held.shown["published"], held.shown["like_for_like"], chosen=held.here.ports, lineage=held.lineage, **looks
    )


FIGURES: dict[str, Callable[[Grounds, Choices, Mapping[str, Any]], Chart | None]] = {
    "ends": _ends,
    "among": _among,
    "course": _course,
    "panels": _panels,
    "bases": _both,
}
DEPENDS_ON = {"ends": ("form", "order", "scale"), "course": ("scale", "base_year")}
"""The choices that change a figure, beside those that change the whole comparison."""
