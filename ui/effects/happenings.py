"""What may have changed something: shocks, events and projects with a date, in one list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from charts.rows import each_row
from language import N_, Lang, _
from language.formats import day
from ui import reads

KINDS: dict[str, str] = {
    "shock": N_("Shock: {name}, {day}"),
    "event": N_("Event: {name}, {day}"),
    "project": N_("Start of the project {name}, {day}"),
}
DATED = frozenset({"day", "month"})
"""A year alone is no date for an effect: nobody knows which quarter it cuts."""
_FIRST_DAY = "-01"
_MONTH_LENGTH = 7
PLACES = ("port", "area")


@dataclass(frozen=True, slots=True)
class Happening:
    """One shock, event or start of a project: its id, kind, name, first day (ISO) and the places it concerns."""

    id: str
    kind: str
    name: str
    day: str
    precision: str
    places: tuple[str, ...]

    @property
    def shock(self) -> str:
        """The shock's id, "" for what is no shock (`analysis.effect_question.Question.shock`)."""
        return self.id if self.kind == "shock" else ""

    def words(self, lang: Lang) -> str:
        """What it was and when: "Shock: Suez Canal blocked by Ever Given, 23 March 2021"."""
        return _(KINDS[self.kind], lang, name=self.name, day=self.when(lang))

    def when(self, lang: Lang) -> str:
        """Its date as exactly as it is known."""
        return day(self.day[:_MONTH_LENGTH] if self.precision == "month" else self.day, self.precision, lang)


@st.cache_data(max_entries=8, show_spinner=False)
def happenings(vintage: str) -> dict[str, Happening]:
    """Everything with a date known to the month at least, by id: shocks, then events, then projects, newest first."""
    found = [*_shocks(vintage), *_events(vintage), *_projects(vintage)]
    return {one.id: one for one in found}


def _newest(rows: pd.DataFrame) -> Iterator[Mapping[Any, Any]]:
    dated = rows[rows["date_start_precision"].isin(DATED) & rows["date_start"].notna()]
    return each_row(dated.sort_values("date_start", ascending=False, kind="stable"))


def _first_day(text: str) -> str:
    return text + _FIRST_DAY if len(text) == _MONTH_LENGTH else text[:10]


def _happening(row: Mapping[Any, Any], kind: str, code: str, name: str, places: object) -> Happening:
    known = tuple(one for one in str(places).split(";") if one) if isinstance(places, str) else ()
    start = str(row["date_start"])
    return Happening(str(row[code]), kind, str(row[name]), _first_day(start), str(row["date_start_precision"]), known)


def _shocks(vintage: str) -> list[Happening]:
    everywhere = list(reads.entities(vintage, PLACES)["entity"])
    rows = reads.shocks(vintage, everywhere)
    main = rows[rows["is_default"].astype(bool)]
    return [_happening(row, "shock", "shock_id", "name", row["concerned"]) for row in _newest(main)]


def _events(vintage: str) -> list[Happening]:
    rows = reads.events(vintage)
    return [_happening(row, "event", "event_id", "name", row["entities"]) for row in _newest(rows)]


def _projects(vintage: str) -> list[Happening]:
    rows, partners = reads.project_versions(vintage), reads.project_partners(vintage)
    latest = rows[rows["is_latest"].astype(bool)]
    ports = (
        partners.dropna(subset=["port_id"]).groupby("project_id")["port_id"].agg(lambda ids: ";".join(sorted(set(ids))))
    )
    return [
        _happening(row, "project", "project_id", "acronym", ports.get(row["project_id"])) for row in _newest(latest)
    ]
