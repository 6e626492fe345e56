"""What is known of ports along a border, gathered once a vintage: places, ways, differences, what they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
import streamlit as st

from analysis.borders import across, differences, nearest_across, shared
from analysis.sea_routes import SeaRoute, distance, sea_routes
from charts.comparability import Verdict, judge
from charts.rows import each_row
from kpis.registry import THEMES
from language import Lang, _
from language.formats import period
from ui import reads
from ui.compare import grounds
from ui.compare.peer_story import ABOUT_OUR_DATA

FEW = 4
"""Up to so many ports every pair gets its way by sea and its grade; of more, each port's nearest one across."""


@dataclass(frozen=True)
class Border:
    """One group: its ports with their countries, and what follows from them when asked for."""

    vintage: str
    lang: Lang
    title: str
    note: str
    ports: pd.DataFrame

    @property
    def countries(self) -> dict[str, str]:
        """Country of each port, in the order of the group."""
        return dict(zip(self.ports["port_id"], self.ports["country"], strict=True))

    @property
    def names(self) -> Mapping[str, str]:
        """Reader's names of ports and countries."""
        return {code: _(name, self.lang) for code, name in reads.names(self.vintage).items()}

    @cached_property
    def routes(self) -> list[SeaRoute]:
        """The ways by sea between ports of different countries; of many ports, each with its nearest across."""
        held = self.ports.dropna(subset=["lon", "lat"])
        places = {row["port_id"]: (float(row["lon"]), float(row["lat"])) for row in each_row(held)}
        pairs = [pair for pair in across(self.countries) if set(pair) <= set(places)]
        if len(self.ports) > FEW:
            apart = {(one, other): distance(places[one], places[other]) for one, other in pairs}
            pairs = nearest_across(self.countries, apart)
        return sea_routes(places, pairs)

    @cached_property
    def differences(self) -> pd.DataFrame:
        """Each indicator by side with the words of its chart; what speaks of our sources is left out."""
        records = {code: one for code, one in reads.indicators(self.vintage).items() if _is_told(one)}
        rows = reads.of_ports(self.vintage)
        rows = rows[rows["indicator"].isin(records)]
        found = differences(rows, self.countries)
        freqs = dict(zip(rows["indicator"], rows["freq"], strict=True))
        return _worded(found, records, freqs, self)

    @cached_property
    def grades(self) -> dict[tuple[str, str], Verdict]:
        """The grade of the tonnes of every pair across the border, in the newest period both sides have."""
        day = self.day_of("gross_weight")
        return {} if day is None else self.judged("gross_weight", day)

    def day_of(self, code: str) -> pd.Timestamp | None:
        """The period in which the sides are set against one another."""
        days = self.differences.loc[self.differences["indicator"] == code, "period_start"]
        return None if days.empty else pd.Timestamp(days.iloc[0])

    def with_figure(self, code: str, day: pd.Timestamp) -> set[str]:
        """The places with a figure of an indicator in a period."""
        rows = reads.of_ports(self.vintage)
        return set(rows.loc[(rows["indicator"] == code) & (rows["period_start"] == day), "entity"])

    def judged(self, code: str, day: pd.Timestamp) -> dict[tuple[str, str], Verdict]:
        """The grade of every pair across the border for one indicator in one period."""
        return _judged(self.vintage, code, tuple(self.countries), day, self.lang, _pairs=across(self.countries))

    @cached_property
    def projects(self) -> pd.DataFrame:
        """Projects with partners at, or in the region of, ports of at least two countries: id, ports, countries."""
        rows = [
            {"id": row["project_id"], "port_id": port}
            for port in self.countries
            for row in each_row(reads.projects(self.vintage, self._with_parts(port)))
        ]
        return shared(pd.DataFrame(rows, columns=["id", "port_id"]), self.countries)

    @cached_property
    def events(self) -> pd.DataFrame:
        """Events with ports of at least two countries: id, ports, countries."""
        whole = {part: port for port in self.countries for part in self._with_parts(port)}
        held = reads.event_ports(self.vintage)
        held = held[held["entity"].isin(whole)]
        rows = pd.DataFrame({"id": held["event_id"], "port_id": held["entity"].map(whole)})
        return shared(rows, self.countries)

    @cached_property
    def flows(self) -> pd.DataFrame:
        """Tonnes between the ports and the other countries of the group, whole years only; empty where none is held."""
        held = reads.partner_flows(self.vintage, tuple(self.countries), tuple(dict.fromkeys(self.countries.values())))
        held = held[(held["n"] == held["n_due"]) & (held["partner"] != held["port_id"].map(self.countries))]
        return held.sort_values(["port_id", "partner", "cargo_type", "year"]).reset_index(drop=True)

    def _with_parts(self, port: str) -> tuple[str, ...]:
        """The port and those that merged into it: what they did before is part of its past."""
        held = reads.ports(self.vintage)
        return (port, *held.loc[held["merged_into"] == port, "port_id"])


def titles(vintage: str, lang: Lang) -> dict[str, str]:
    """The groups by id, pairs before the area as a whole."""
    groups = reads.border_groups(vintage)
    sizes = groups.groupby("border_group_id", sort=False).agg(title=("title", "first"), n=("port_id", "size"))
    return {str(code): _(str(row["title"]), lang) for code, row in sizes.sort_values("n", kind="stable").iterrows()}


@st.cache_resource(max_entries=64, show_spinner=False)
def border(vintage: str, group: str, lang: Lang) -> Border:
    """One group; what is worked out for it is kept with it."""
    groups = reads.border_groups(vintage)
    mine = groups[groups["border_group_id"] == group]
    held = reads.ports(vintage)
    ports = held[held["port_id"].isin(mine["port_id"])].sort_values(["country", "port_id"])
    first = mine.iloc[0]
    note = _(str(first["note"]), lang) if isinstance(first["note"], str) else ""
    return Border(
        vintage, lang, _(str(first["title"]), lang), note, ports[["port_id", "name", "country", "lon", "lat"]]
    )


def _is_told(record: Mapping[str, Any]) -> bool:
    return record["theme"] not in ABOUT_OUR_DATA


def _worded(
    found: pd.DataFrame, records: Mapping[str, Mapping[str, Any]], freqs: Mapping[str, str], held: Border
) -> pd.DataFrame:
    limits = {code: _limits(held, str(code), found) for code in found["indicator"].unique()}
    rows = [
        row
        | {
            "title": _(str(records[row["indicator"]]["title"]), held.lang),
            "theme": _(THEMES[str(records[row["indicator"]]["theme"])], held.lang),
            "unit": str(records[row["indicator"]]["unit"]),
            "freq": freqs[row["indicator"]],
            "year": period(freqs[row["indicator"]], pd.Timestamp(row["period_start"]).date(), held.lang),
            "comparable": limits[row["indicator"]],
        }
        for row in each_row(found)
    ]
    return pd.DataFrame(rows, columns=[*found.columns, "title", "theme", "unit", "freq", "year", "comparable"])


def _limits(held: Border, code: str, found: pd.DataFrame) -> str:
    """What limits the comparison of few ports in an indicator; "" for more ports, which are judged by tonnes alone."""
    if len(held.ports) > FEW:
        return ""
    day = pd.Timestamp(found.loc[found["indicator"] == code, "period_start"].iloc[0])
    told = [verdict.said(held.lang) for verdict in held.judged(code, day).values() if verdict.grade != "yes"]
    return "; ".join(dict.fromkeys(told))


@st.cache_resource(max_entries=1024, show_spinner=False)
def _judged(
    vintage: str, code: str, ports: tuple[str, ...], day: pd.Timestamp, lang: Lang, _pairs: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], Verdict]:
    """Grades by pair; a pair in which one port lacks a figure is left out."""
    rows = reads.series(vintage, code, ports, freq=_freq(vintage, code))
    there = set(rows.loc[(rows["period_start"] == day) & rows["value"].notna(), "entity"])
    found = judge(
        rows,
        ports=ports,
        names=reads.names(vintage),
        lineage=reads.lineage(vintage, ports),
        origins=grounds.origins(vintage, code, ports, ""),
        span=(day.date(), day.date()),
        lang=lang,
    )
    return {pair: found.pairs[pair] for pair in _pairs if set(pair) <= there}


def _freq(vintage: str, code: str) -> str:
    rows = reads.of_ports(vintage)
    freqs = set(rows.loc[rows["indicator"] == code, "freq"])
    return "A" if "A" in freqs else next(iter(sorted(freqs)), "A")
