"""The Port page's own HTML: the indicator table and the ledger of dated or counted entries."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from charts.inline import spark
from charts.theme import Theme
from kpis.registry import THEMES
from language import Lang, _, listed
from ui.port.facts import Item
from ui.port.lines import Line, themes_of
from ui.state import State

COLUMNS = 6


def kpi_table(found: Sequence[Line], lang: Lang, theme: Theme, colour: str, title: str) -> str:
    """The indicators as one table with a row group a theme; a line's own values are its small drawing."""
    heads = (
        _("Indicator", lang),
        _("Newest value", lang),
        _("Period", lang),
        _("Change", lang),
        _("Course", lang),
        _("Status", lang),
    )
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    groups = "".join(_group(code, rows, lang, theme, colour) for code, rows in themes_of(found))
    return f'<table class="prm-kpis"><caption>{escape(title)}</caption><thead><tr>{head}</tr></thead>{groups}</table>'


def ledger(items: Sequence[Item], here: State, look: str = "") -> None:
    """A list of entries: when or how much on the left, what it is with its source on the right."""
    drawn = "".join(_entry(item, here.lang) for item in items)
    if drawn:
        st.html(f'<ol class="prm-ledger {look}" lang="{here.lang}">{drawn}</ol>')


def shelf(heading: str, items: Sequence[Item], here: State, look: str = "") -> None:
    """A list under a small heading of its own; nothing where there is none."""
    if items:
        st.html(f'<h3 class="prm-shelf">{escape(heading)}</h3>')
        ledger(items, here, look)


def _group(code: str, rows: Sequence[Line], lang: Lang, theme: Theme, colour: str) -> str:
    """One theme: its indicators with a value, then in one row those without, each with its reason."""
    drawn = "".join(_row(line, lang, theme, colour) for line in rows if not line.is_absent)
    absent = _absent([line for line in rows if line.is_absent], lang)
    if absent:
        drawn += f'<tr><td class="prm-kpi-absent" colspan="{COLUMNS}">{escape(absent)}</td></tr>'
    heading = escape(_(THEMES.get(code, code), lang))
    return f'<tbody><tr><th scope="rowgroup" colspan="{COLUMNS}">{heading}</th></tr>{drawn}</tbody>'


def _absent(rows: Sequence[Line], lang: Lang) -> str:
    """The indicators without a value, those with the same reason together."""
    reasons: dict[str, list[str]] = {}
    for line in rows:
        reasons.setdefault(line.status, []).append(line.title)
    said = [
        _("{indicators}: {reason}", lang, indicators=listed(each, lang), reason=why) for why, each in reasons.items()
    ]
    return _("Without a value. {indicators}.", lang, indicators="; ".join(said)) if said else ""


def _row(line: Line, lang: Lang, theme: Theme, colour: str) -> str:
    explain = f"<details><summary>{escape(_('Explain', lang))}</summary><p>{escape(line.explain)}</p></details>"
    name = f'<th scope="row" class="prm-kpi-name">{escape(line.title)}{explain}</th>'
    picture = spark(line.values, theme, colour)
    cells = (
        ("value", escape(line.value)),
        ("period", escape(line.period)),
        ("change", escape(line.change)),
        ("spark", f'<img src="{picture}" alt="">' if picture else ""),
        ("status", escape(line.status)),
    )
    return f"<tr>{name}" + "".join(f'<td class="prm-kpi-{kind}">{text}</td>' for kind, text in cells) + "</tr>"


def _entry(item: Item, lang: Lang) -> str:
    source = escape(_("Source: {source}", lang, source=item.source)) if item.source else ""
    if item.url and source:
        source = f'<a href="{escape(item.url)}" rel="noopener">{source}</a>'
    detail = " ".join(part for part in (escape(item.detail), source) if part)
    below = f'<p class="prm-ledger-detail">{detail}</p>' if detail else ""
    return f'<li><p class="prm-ledger-when">{escape(item.when)}</p><div><p>{escape(item.heading)}</p>{below}</div></li>'
