"""The policy ledger on the Effects page: what was expected before results, and what came of it."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import streamlit as st

from analysis import ledger
from analysis.ledger import OUTCOMES, Judged
from analysis.ledger_command import expected
from language import Lang, _, listed, plural
from language.formats import day
from ui import figure, reads, words
from ui.state import State

HASH_SHOWN = 12
HOW_TO = (
    "python -m analysis ledger template > mine.csv",
    "python -m analysis ledger add mine.csv",
    "python -m etl build",
)


@st.cache_resource(max_entries=8, show_spinner=False)
def judged(vintage: str) -> list[Judged]:
    """Every expectation of a vintage with its outcome; read only."""
    return ledger.board(vintage)


def draw(here: State) -> None:
    """The board, or how to write the first expectation."""
    lang = here.lang
    words.section(
        _("What was expected beforehand", lang),
        _("Expectations are written and locked before results, then held against what the methods find.", lang),
    )
    found = judged(here.vintage)
    if not found:
        missing = _("No expectation has been written yet.", lang)
        remedy = _(
            "Write one before its results are out: an indicator, a place, a direction, a size, a delay, and who "
            "expects it. It is locked with its time and a checksum, and cannot be changed afterwards.",
            lang,
        )
        words.empty(missing, remedy, here)
        for line in HOW_TO:
            words.copy(line)
        return
    words.prose(summary(found, lang))
    figure.table(
        table(found, reads.names(here.vintage), here),
        here,
        key="ledger",
        title=_("Policy ledger", lang),
        headers=heads(lang),
        file_stem="policy_ledger",
    )


def summary(found: list[Judged], lang: Lang) -> str:
    """How many expectations stand where."""
    counts = Counter(one.outcome for one in found)
    told = [f"{_(words_, lang)} {counts[code]}" for code, words_ in OUTCOMES.items() if counts[code]]
    return plural(
        "{n} expectation: {told}. All are judged together (Benjamini and Hochberg).",
        "{n} expectations: {told}. All are judged together (Benjamini and Hochberg).",
        len(found),
        lang,
        told=listed(told, lang),
    )


def table(found: list[Judged], names: dict[str, str], here: State) -> pd.DataFrame:
    """One row an expectation, in the order in which they were locked."""
    lang, records = here.lang, reads.indicators(here.vintage)
    rows = []
    for one in found:
        title = records.get(one.row["indicator"], {}).get("title", one.row["indicator"])
        rows.append(
            {
                "locked": day(str(one.row["locked_at"])[:10], "day", lang),
                "by": one.row["expected_by"],
                "place": names.get(one.row["entity"], one.row["entity"]),
                "indicator": _(str(title), lang),
                "expected": expected(one.row, lang),
                "expectation": one.row["expectation"],
                "outcome": _(OUTCOMES[one.outcome], lang),
                "why": one.sentence(lang),
                "hash": str(one.row["row_hash"])[:HASH_SHOWN],
            }
        )
    return pd.DataFrame(rows)


def heads(lang: Lang) -> dict[str, str]:
    """The column heads of the board."""
    return {
        "locked": _("Locked", lang),
        "by": _("By", lang),
        "place": _("Place", lang),
        "indicator": _("Indicator", lang),
        "expected": _("Expected", lang),
        "expectation": _("Expectation", lang),
        "outcome": _("Outcome", lang),
        "why": _("Why", lang),
        "hash": _("Checksum", lang),
    }
