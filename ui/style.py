"""The style sheet of the frame: one CSS file, its colours taken from the theme."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from pathlib import Path

import streamlit as st

from charts.theme import DARK, LIGHT, SERIES_LIMIT, THEMES, Theme

SHEET = Path(__file__).with_name("style.css")


def apply() -> None:
    """Sends the style sheet to the reader's page."""
    st.html(f"<style>{style_sheet()}</style>")


def theme() -> Theme:
    """The appearance this reader sees: light or dark, as the browser or the reader chose."""
    return THEMES.get(st.context.theme.type or "light", LIGHT)


@cache
def style_sheet() -> str:
    """The sheet with its colours: each is a CSS variable that follows the reader's colour scheme."""
    return f":root{{{_variables()}}}\n{SHEET.read_text(encoding='utf-8')}\n{_chips()}"


def _variables() -> str:
    single = [
        each.name for each in fields(Theme) if each.name not in {"name", "sequential", "diverging", "series", "font"}
    ]
    pairs = {name: (getattr(LIGHT, name), getattr(DARK, name)) for name in single}
    pairs |= {
        f"series-{place}": (light.colour, dark.colour)
        for place, (light, dark) in enumerate(zip(LIGHT.series, DARK.series, strict=True), start=1)
    }
    return "".join(f"--prm-{name}:light-dark({light},{dark});" for name, (light, dark) in pairs.items())


def _chips() -> str:
    """Each chosen port wears the colour its lines have, so that the picker is the charts' legend."""
    return "\n".join(
        f'.st-key-ctx_ports [data-tag-index="{place - 1}"]{{--prm-chip:var(--prm-series-{place})}}'
        for place in range(1, SERIES_LIMIT + 1)
    )
