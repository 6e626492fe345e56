"""Lists of facts: each entry with when or what it is, what is known, and under it who says so, where, on what terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from charts.rows import each_row
from language import Lang, _
from ui.cooperation import words as cw
from ui.state import State
from ui.words import Caption

SHEET = Path(__file__).with_name("ledger.css")
FEW = 3
"""More publishers than these are counted under a figure and named on its rows."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: when or what kind, its heading and its link, lines of detail, and the row that says who says so.

    ``labelled`` are details with a name each, shown as a small list of facts under the lines.
    """

    when: str
    heading: str
    details: tuple[str, ...] = ()
    source: Mapping[Any, Any] | None = None
    href: str = ""
    labelled: tuple[tuple[str, str], ...] = ()


def style() -> None:
    """Sends the style sheet of lists; once a page."""
    st.html(f"<style>{SHEET.read_text(encoding='utf-8')}</style>")


def draw(items: Sequence[Item], here: State, label: str, *, compact: bool = False) -> None:
    """The entries in their order, one below the other, each with its source; the licence stands once if it is one.

    ``compact`` is for one of many short lists: when or what kind stands above the heading, and a shared licence is
    said once for all of them with `shared_licence`.
    """
    if not items:
        return
    shared = _shared_licence(items)
    inner = "".join(_entry(item, here.lang, with_licence=not shared) for item in items)
    kind = "prm-records prm-compact" if compact else "prm-records"
    closing = (
        f'<p class="prm-record-source">{escape(_licence_words(shared, here.lang))}</p>'
        if shared and not compact
        else ""
    )
    st.html(f'<ol class="{kind}" aria-label="{escape(label)}" lang="{here.lang}">{inner}</ol>{closing}')


def shared_licence(rows: pd.DataFrame, here: State) -> None:
    """The licences of all rows on one line, under lists that were drawn compact."""
    said = "; ".join(_(one, here.lang) for one in dict.fromkeys(rows["licence_name"]))
    st.html(f'<p class="prm-record-source">{escape(_licence_words(said, here.lang))}</p>')


def linked_table(rows: Sequence[Sequence[str]], heads: Sequence[str], here: State, label: str) -> None:
    """A table whose cells are HTML made by `anchor` or `text`; on a phone every row is a card with its heads."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    body = "".join(
        "<tr>"
        + "".join(f'<td data-head="{escape(name)}">{cell}</td>' for name, cell in zip(heads, row, strict=True))
        + "</tr>"
        for row in rows
    )
    st.html(
        f'<div class="prm-cards" role="region" tabindex="0" aria-label="{escape(label)}" lang="{here.lang}"><table>'
        f"<caption>{escape(label)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def anchor(label: str, href: str, below: str = "") -> str:
    """A cell with a link and a smaller line under it."""
    under = f"<small>{escape(below)}</small>" if below else ""
    return f'<a href="{escape(href)}" target="_self">{escape(label)}</a>{under}'


def text(value: str, below: str = "") -> str:
    """A cell of plain text with a smaller line under it."""
    return escape(value) + (f"<small>{escape(below)}</small>" if below else "")


def document(row: Mapping[Any, Any]) -> str:
    """A cell with the publisher of a row, linked to the page where there is one."""
    found = cw.addresses(row.get("locator"))
    publisher = escape(str(row["publisher"]))
    if found:
        return f'<a class="prm-quiet" href="{escape(found[0])}" rel="noopener">{publisher}</a>'
    return f"<small>{publisher}</small><small>{escape(str(row.get('locator') or ''))}</small>"


def source_html(row: Mapping[Any, Any], lang: Lang, *, with_licence: bool = True) -> str:
    """Publisher, document with its address, licence and standing of a row, as HTML."""
    found = cw.addresses(row.get("locator"))
    document = escape(str(row.get("dataset") or row.get("locator") or ""))
    linked = f'<a href="{escape(found[0])}" rel="noopener">{document}</a>' if found else document
    more = "".join(
        f' <a href="{escape(one)}" rel="noopener">{escape(_("page {n}", lang, n=n))}</a>'
        for n, one in enumerate(found[1:], start=2)
    )
    place = "" if found or cw.is_empty(row.get("locator")) else f" ({escape(str(row['locator']))})"
    parts = [
        escape(_("Source: {source}", lang, source=row["publisher"])) + f", {linked}{more}{place}",
        escape(_licence_words(str(row["licence_name"]), lang)) if with_licence else "",
        escape(cw.standing(row, lang)),
    ]
    return " · ".join(part for part in parts if part)


def caption(rows: pd.DataFrame, lang: Lang, *, unit: str = "", period: str = "", note: str = "") -> Caption:
    """What stands under a figure made of curated facts: publishers, documents, licences and standing of its rows."""
    if rows.empty:
        return Caption(unit=unit, publisher="", dataset="", period=period, status="", note=note)
    publishers = list(dict.fromkeys(rows["publisher"]))
    documents = list(dict.fromkeys(rows["dataset"].dropna()))
    many = _("{n} publishers, named in the passport", lang, n=len(publishers))
    licences = "; ".join(_(one, lang) for one in dict.fromkeys(rows["licence_name"]))
    kinds = list(each_row(rows[["provenance_kind", "reference_status"]].drop_duplicates()))
    standings = list(dict.fromkeys(filter(None, (cw.standing(row, lang) for row in kinds))))
    return Caption(
        unit=unit,
        publisher=", ".join(publishers) if len(publishers) <= FEW else many,
        dataset=", ".join(documents) if len(documents) <= FEW else _("{n} documents", lang, n=len(documents)),
        period=period,
        status=_("as published", lang)
        if not standings
        else _("as published; {marks}", lang, marks="; ".join(standings)),
        licence=licences,
        note=" ".join(part for part in (note, _licence_words(licences, lang) + ".") if part),
        passport=(
            (_("Publishers", lang), ", ".join(publishers)),
            *((_("Page {n}", lang, n=n), one) for n, one in enumerate(_places(rows), start=1)),
        ),
    )


def _places(rows: pd.DataFrame) -> list[str]:
    return list(dict.fromkeys(one for locator in rows["locator"] for one in cw.addresses(locator)))


def _entry(item: Item, lang: Lang, *, with_licence: bool) -> str:
    heading = escape(item.heading)
    if item.href:
        heading = f'<a href="{escape(item.href)}" target="_self">{heading}</a>'
    details = "".join(f'<p class="prm-record-detail">{escape(line)}</p>' for line in item.details if line)
    facts = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>" for label, value in item.labelled if value
    )
    listed = f'<dl class="prm-record-facts">{facts}</dl>' if facts else ""
    said = "" if item.source is None else source_html(item.source, lang, with_licence=with_licence)
    source = f'<p class="prm-record-source">{said}</p>' if said else ""
    return (
        f'<li><span class="prm-record-when">{escape(item.when)}</span>'
        f'<div><p class="prm-record-heading">{heading}</p>{details}{listed}{source}</div></li>'
    )


def _shared_licence(items: Sequence[Item]) -> str:
    """The licence that all entries with a source share, or ""."""
    found = {str(item.source["licence_name"]) for item in items if item.source is not None}
    return found.pop() if len(found) == 1 else ""


def _licence_words(licence: str, lang: Lang) -> str:
    return _("Licence: {licence}", lang, licence=_(licence, lang))
