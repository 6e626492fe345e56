"""Headings, sentences, captions and lists: everything a page says beside its figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

import streamlit as st

from language import _
from ui import state
from ui.state import State

PRODUCT = "Port Region Monitor"
Way = tuple[str, tuple[tuple[str, str], ...]]
"""What a figure draws of one indicator: its title, then words and address of each value's passport."""


@dataclass(frozen=True, slots=True)
class Caption:
    """What must stand under a figure: unit, source, period and status, and where the numbers come from.

    All fields are reader's words but the last two. ``passport`` adds rows to what is told of the numbers together;
    ``values`` names the values drawn (ui.passport.address.own), so that each is one step from its own passport.
    A figure of many indicators gives ``ways`` instead: a line each, with the words and addresses of its values.
    """

    unit: str
    publisher: str
    dataset: str
    period: str
    status: str
    release: str = ""
    licence: str = ""
    url: str = ""
    retrieved: str = ""
    method: str = ""
    note: str = ""
    passport: tuple[tuple[str, str], ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    ways: tuple[Way, ...] = ()


def title(text: str, here: State, question: str = "") -> None:
    """The page's heading with the question it answers."""
    lead = f'<p class="prm-question">{escape(question)}</p>' if question else ""
    st.html(f'<h1 class="prm-title" lang="{here.lang}">{escape(text)}</h1>{lead}')


def answer(*sentences: str) -> None:
    """The answer of the page, one to three sentences with numbers and dates."""
    said = [sentence for sentence in sentences if sentence]
    if said:
        st.html(f'<p class="prm-answer">{escape(" ".join(said))}</p>')


def section(text: str, lead: str = "") -> None:
    """A heading within the page, with one line under it."""
    line = f'<p class="prm-lead">{escape(lead)}</p>' if lead else ""
    st.html(f'<h2 class="prm-section">{escape(text)}</h2>{line}')


def prose(markdown: str) -> None:
    """Running text in a column of at most 70 characters."""
    st.markdown(markdown, anchors=False)


def notice(sentence: str, tone: str = "info") -> None:
    """One sentence the reader should know before the figures; ``tone`` is info or warning."""
    st.html(f'<p class="prm-notice prm-{tone}" role="status">{escape(sentence)}</p>')


def empty(missing: str, remedy: str, here: State) -> None:
    """A place without data: what is missing and what would fill it."""
    st.html(
        f'<div class="prm-empty" lang="{here.lang}"><p><strong>{escape(missing)}</strong></p>'
        f"<p>{escape(remedy)}</p></div>"
    )


def marks(rows: Iterable[tuple[object, str, str]], here: State) -> None:
    """The numbered list of shocks or events, as numbered on the chart: number, date in words, text."""
    items = "".join(
        f'<li><span class="prm-mark">{escape(str(number))}</span><span class="prm-when">{escape(when)}</span>'
        f"<span>{escape(text)}</span></li>"
        for number, when, text in rows
    )
    if items:
        st.html(f'<ol class="prm-marks" lang="{here.lang}">{items}</ol>')


def facts(rows: Iterable[tuple[str, str]]) -> None:
    """A short list of facts: label and value."""
    st.html(f'<dl class="prm-facts">{_definitions(rows)}</dl>')


def source_line(caption: Caption, here: State, title: str) -> None:  # noqa: A002
    """What stands under a figure: unit, source, period, status, vintage; passport, citation, report."""
    lang = here.lang
    parts = [
        _("Unit: {unit}", lang, unit=caption.unit) if caption.unit else "",
        _("Source: {source}", lang, source=_source(caption)),
        _("Period: {period}", lang, period=caption.period) if caption.period else "",
        _("Status: {status}", lang, status=caption.status) if caption.status else "",
        _("Data vintage: {vintage}", lang, vintage=here.vintage),
    ]
    said = "".join(f"<span>{escape(part)}</span>" for part in parts if part)
    note = f'<p class="prm-note">{escape(caption.note)}</p>' if caption.note else ""
    st.html(f'{note}<div class="prm-source"><p>{said}</p>{_doors(caption, here, title)}</div>')


def citation(caption: Caption, here: State, title: str) -> str:
    """How to cite a figure: publisher and dataset first, our product, its vintage and the permalink."""
    return _(
        "{source}. “{title}”, {product}, data vintage {vintage}. {permalink}",
        here.lang,
        source=_source(caption),
        title=title,
        product=PRODUCT,
        vintage=here.vintage,
        permalink=state.permalink(here),
    )


def copy(text: str) -> None:
    """A text on its own line that one click selects as a whole."""
    st.html(f"<p>{copyable(text)}</p>")


def copyable(text: str) -> str:
    """HTML of a text that one click selects as a whole."""
    return f'<code class="prm-copy" tabindex="0">{escape(text)}</code>'


def _source(caption: Caption) -> str:
    return ", ".join(part for part in (caption.publisher, caption.dataset, caption.release) if part)


def _doors(caption: Caption, here: State, title: str) -> str:
    """Passport, Cite and Report a figure, each opening in its place without a rerun."""
    lang = here.lang
    cite = f"<p>{copyable(citation(caption, here, title))}</p>"
    ask = _("Say which figure, what you expected and your source, and send it with this address:", lang)
    report = f"<p>{escape(ask)}</p><p>{copyable(state.permalink(here))}</p>"
    has_own = bool(caption.values or caption.ways)
    about = _("About the source", lang) if has_own else _("Passport", lang)
    doors = (
        *(((_("Passport", lang), _ways(caption.ways)),) if caption.ways else ()),
        (about, f'<dl class="prm-facts">{_definitions(_passport(caption, here))}</dl>'),
        (_("Cite", lang), cite),
        (_("Report a figure", lang), report),
    )
    return f'<div class="prm-doors">{_values(caption, here)}{"".join(_door(*door) for door in doors)}</div>'


def _values(caption: Caption, here: State) -> str:
    """The way to the values drawn, each with its own passport."""
    if not caption.values:
        return ""
    address = escape(state.link("passports", here, own=dict(caption.values)))
    return f'<a href="{address}" target="_self">{escape(_("Passport", here.lang))}</a>'


def _ways(ways: Iterable[Way]) -> str:
    """A line an indicator with a link to the passport of each value drawn."""
    lines = "".join(
        f"<div><dt>{escape(label)}</dt><dd>"
        + ", ".join(f'<a href="{escape(address)}" target="_self">{escape(text)}</a>' for text, address in links)
        + "</dd></div>"
        for label, links in ways
    )
    return f'<dl class="prm-facts prm-ways-list">{lines}</dl>'


def _door(label: str, content: str) -> str:
    return f'<details name="prm-door"><summary>{escape(label)}</summary><div>{content}</div></details>'


def _passport(caption: Caption, here: State) -> Sequence[tuple[str, str]]:
    lang = here.lang
    rows = (
        (_("Publisher", lang), caption.publisher),
        (_("Dataset", lang), caption.dataset),
        (_("Release", lang), caption.release),
        (_("Retrieved", lang), caption.retrieved),
        (_("Licence", lang), caption.licence),
        (_("Method", lang), caption.method),
        *caption.passport,
        (_("Data vintage", lang), here.vintage),
        (_("Where published", lang), caption.url),
    )
    return [(label, value) for label, value in rows if value]


def _definitions(rows: Iterable[tuple[str, str]]) -> str:
    return "".join(f"<div><dt>{escape(label)}</dt><dd>{_linked(value)}</dd></div>" for label, value in rows)


def _linked(value: str) -> str:
    safe = escape(value)
    return f'<a href="{safe}">{safe}</a>' if value.startswith("https://") else safe
