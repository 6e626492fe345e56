"""Targets in the reader's words."""

from __future__ import annotations

import pandas as pd
import pytest

from language.formats import plain
from ui.targets import sentence

ROW = {
    "target_value": 7_000_000.0,
    "unit": "t",
    "target_date": pd.Timestamp("2030-12-31"),
    "set_by": "the port",
    "value": 5_695_000.0,
    "freq": "A",
    "period_start": pd.Timestamp("2024-01-01"),
}


@pytest.mark.parametrize(
    ("state", "end"),
    [
        ("reached", "reached."),
        ("missed", "missed."),
        ("on_the_way", "on the way, 5.70 Mt in 2024."),
        ("unjudged", "5.70 Mt in 2024."),
        ("awaited", "its day has passed, and the figure is not out yet."),
        ("no_figure", "no figure yet."),
    ],
)
def test_a_target_is_said_whole(state: str, end: str):
    said = plain(sentence({**ROW, "state": state}, "Moerdijk", "en"))
    assert said == f"Target of Moerdijk: 7.00 Mt by 31 December 2030, set by the port; {end}"


@pytest.mark.parametrize(
    ("lang", "word"), [("fr", "Objectif de Moerdijk : 7,00 Mt"), ("nl", "Doel van Moerdijk: 7,00 Mt")]
)
def test_a_target_is_said_in_the_readers_language(lang, word: str):
    assert plain(sentence({**ROW, "state": "missed"}, "Moerdijk", lang)).startswith(word)
