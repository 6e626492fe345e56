"""Headline tiles: a value, its change in words and an arrow, and the meaning of the indicator on request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

import streamlit as st

from language import _
from ui.state import State

ARROWS = {"up": "▲", "down": "▼", "flat": "■", "": ""}
AT_MOST = 4


@dataclass(frozen=True, slots=True)
class Tile:
    """One headline figure, all in reader's words.

    ``value`` carries its unit ("5.70 Mt"), ``change`` its sign ("-3.5 % on 2023"); ``direction`` is where the
    figure went, ``tone`` whether that is better, worse or neither, ``word`` says it ("fell", "better").
    ``colour`` is the series colour of the port, drawn as a bar at the tile's edge.
    """

    label: str
    value: str
    period: str = ""
    change: str = ""
    direction: Literal["up", "down", "flat", ""] = ""
    tone: Literal["better", "worse", "neutral"] = "neutral"
    word: str = ""
    target: str = ""
    explain: str = ""
    colour: str = ""
    note: str = ""


def row(tiles: Sequence[Tile], here: State) -> None:
    """Draws at most four tiles side by side, two by two on a phone."""
    shown = "".join(_tile(tile, here) for tile in tiles[:AT_MOST])
    if shown:
        st.html(f'<div class="prm-tiles" lang="{here.lang}">{shown}</div>')


def _tile(tile: Tile, here: State) -> str:
    edge = f' style="border-top-color:{escape(tile.colour)}"' if tile.colour else ""
    target = _("Target: {target}", here.lang, target=tile.target) if tile.target else ""
    lines = (
        ("prm-tile-label", tile.label),
        ("prm-tile-value", tile.value),
        ("prm-tile-period", tile.period),
    )
    body = "".join(f'<p class="{name}">{escape(text)}</p>' for name, text in lines if text)
    below = "".join(f'<p class="prm-tile-note">{escape(text)}</p>' for text in (target, tile.note) if text)
    return f'<section class="prm-tile"{edge}>{body}{_change(tile)}{below}{_explanation(tile, here)}</section>'


def _change(tile: Tile) -> str:
    if not tile.change and not tile.word:
        return ""
    arrow = f'<span aria-hidden="true">{ARROWS[tile.direction]}</span> ' if tile.direction else ""
    word = f" <span>{escape(tile.word)}</span>" if tile.word else ""
    return f'<p class="prm-tile-change prm-{tile.tone}">{arrow}<span>{escape(tile.change)}</span>{word}</p>'


def _explanation(tile: Tile, here: State) -> str:
    if not tile.explain:
        return ""
    ask = escape(_("Explain this KPI", here.lang))
    return f'<details name="prm-explain"><summary>{ask}</summary><p>{escape(tile.explain)}</p></details>'
