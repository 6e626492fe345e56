"""What the Revisions page compares: two vintages, one indicator, one publisher's series; each lives in the address."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from language import Lang, _, plural
from language.formats import day
from ui import controls, reads
from ui.state import State
from warehouse import history

Kept = tuple[str, ...]
GAIN = ("revised", "vanished", "added", "status")


@dataclass(frozen=True)
class Pair:
    """Two vintages, the one with the earlier knowledge first."""

    older: str
    newer: str


def pair(here: State) -> Pair | None:
    """The vintage shown and the one it is set against; None where only one can be read."""
    held = kept(here.known.vintages)
    readable = held[held["problem"] == ""]
    others = [str(each) for each in readable["vintage"] if each != here.vintage]
    if not others or here.vintage not in set(readable["vintage"]):
        return None
    words = {str(row["vintage"]): vintage_words(row, here.lang) for _at, row in readable.iterrows()}
    usual = history.predecessor(here.vintage) or others[0]
    against = controls.one_of(
        here,
        "against",
        _("Set against vintage", here.lang),
        {vintage: words[vintage] for vintage in others},
        default=usual,
    )
    order = list(readable["vintage"])
    newer, older = sorted((here.vintage, against), key=order.index)
    return Pair(older, newer)


def vintage_words(row: pd.Series, lang: Lang) -> str:
    """A vintage by its id, what was known when, and what it is made of where that is not everything."""
    known = day(pd.Timestamp(row["known_on"]).date(), "day", lang)
    said = _("{vintage}, known on {day}", lang, vintage=row["vintage"], day=known)
    return f"{said} ({row['note']})" if row["note"] else said


def indicator(here: State, counts: pd.DataFrame) -> str:
    """The indicator whose values stand side by side: first the one of which most was revised; "" without any."""
    changed = {str(row["indicator"]): int(sum(row[f"n_{kind}"] for kind in GAIN)) for _at, row in counts.iterrows()}
    records = reads.indicators(here.vintage)
    titles = {
        code: plural(
            "{title}: {n} value changed",
            "{title}: {n} values changed",
            changed.get(code, 0),
            here.lang,
            title=_(str(record["title"]), here.lang),
        )
        for code, record in records.items()
    }
    ordered = dict(sorted(titles.items(), key=lambda item: -changed.get(item[0], 0)))
    moved = counts.sort_values(["n_revised", "n_vanished"], ascending=False)["indicator"]
    usual = str(moved.iloc[0]) if len(moved) else None
    return controls.one_of(here, "indicator", _("Indicator", here.lang), ordered, default=usual)


def series(here: State, compared: pd.DataFrame) -> tuple[str, str, str]:
    """The publisher's series to follow through its releases: entity type, entity, measure; "" three times without any.

    ``compared`` is ``reads.revisions``: figures that two releases print. Those of the chosen ports and their regions
    come first.
    """
    mine = {*here.ports, *reads.denominators(here.vintage, here.ports)["region_id"]}
    keys = compared.drop_duplicates(["entity_type", "entity", "measure"])
    keys = keys.assign(_mine=keys["entity"].isin(mine)).sort_values(["_mine"], ascending=False, kind="stable")
    words = {
        f"{row['entity_type']}.{row['entity']}.{row['measure']}": f"{row['name']}: {_(row['measure_title'], here.lang)}"
        for _at, row in keys.iterrows()
    }
    picked = controls.one_of(here, "series", _("Figure", here.lang), words)
    kind, _dot, rest = picked.partition(".")
    entity, _dot, measure = rest.partition(".")
    return kind, entity, measure


@st.cache_data(max_entries=16, show_spinner=False)
def kept(vintages: Kept) -> pd.DataFrame:
    """The vintages kept with what was known when."""
    held = history.kept()
    return held[held["vintage"].isin(list(vintages))].reset_index(drop=True)
