"""The frame around every page: product name, navigation, context line, notices, legal line."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode

import streamlit as st

from language import LANGS, N_, Lang, _
from language.formats import span
from ui import as_of, errors, notices, state, style, words
from ui.state import BASES, Known, State
from ui.words import PRODUCT

ICON = Path(__file__).parents[1] / "static" / "icon.svg"
LANGUAGE_NAMES = {"en": "English", "fr": "Français", "nl": "Nederlands"}
BASIS_WORDS = {"published": N_("As published"), "like_for_like": N_("Like for like")}
ALL_CONTROLS = ("ports", "period", "basis", "vintage")

UNLOCODE = re.compile(r"[A-Z]{5}")

theme = style.theme


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the product: its path ("" is the first page), its name, what draws it, its context controls.

    A page that is not in the menu is reached from the figures it belongs to.
    """

    path: str
    title: str
    page: Callable[[State], None]
    controls: tuple[str, ...] = ALL_CONTROLS
    in_menu: bool = True


def show(
    entries: Sequence[Entry], *, vintages: Callable[[], Sequence[str]], known: Callable[[str, Lang], Known]
) -> None:
    """Draws the page the address names, inside the frame.

    ``vintages`` gives the ids kept, newest first; ``known`` what one of them can answer. An error of either
    becomes one sentence, and the frame stays usable.
    """
    params = state.asked()
    lang, _unknown = state.lang_of(params)
    turns = {entry.path: partial(_turn, entry, entries, vintages, known) for entry in entries}
    links = {entry.path: _page_of(entry, turns[entry.path], lang) for entry in entries}
    current = st.navigation(list(links.values()), position="hidden")
    st.set_page_config(page_title=_tab_title(current.title), page_icon=str(ICON), layout="wide")
    st.session_state["page_links"] = links
    style.apply()
    current.run()


def columns(spec: int | Sequence[float], *, gap: Literal["small", "medium", "large"] = "medium") -> Sequence[Any]:
    """Columns that stand below one another on a phone."""
    return st.columns(spec, gap=gap)


def page_link(page: str, label: str, here: State, **changes: Any) -> None:  # noqa: ANN401 - a field of State
    """A link to another page of ours that keeps ports, period, vintage and language.

    ``own={"port": "FRCQF"}`` sets a control of the page linked to.
    """
    changed = state.changed(here, **({"own": {}} | changes))
    target = st.session_state["page_links"].get(page)
    if target is not None:
        st.page_link(target, label=label, query_params=state.query(changed) | dict(changed.own))


def port_label(here: State, port: str) -> str:
    """A port in a list of ports: its name and its UN/LOCODE, so that it is found by either; a group has no code.

    A list runs the two together; the tag of a chosen port shows its first line (ui/style.css).
    """
    name = here.known.ports.get(port, port)
    return f"{name} \n· {port}" if UNLOCODE.fullmatch(port) and name != port else name


def _page_of(entry: Entry, turn: Callable[[], None], lang: Lang) -> Any:  # noqa: ANN401 - streamlit's Page
    return st.Page(turn, title=_(entry.title, lang), url_path=entry.path, default=entry.path == "")


def _tab_title(page: str) -> str:
    return f"{page} · {PRODUCT}"


def _turn(
    entry: Entry,
    entries: Sequence[Entry],
    vintages: Callable[[], Sequence[str]],
    known: Callable[[str, Lang], Known],
) -> None:
    """One run of one page."""
    state.forget_choices()
    here = State(page=entry.path, lang=state.lang_of(state.asked())[0])
    top = st.container(gap=None)
    with errors.told(here.lang):
        here = _read_state(entry, vintages, known)
    with top:
        _header(here, entries)
    if here.known.vintages:
        _body(entry, here)
    _footer(here)


def _read_state(entry: Entry, vintages: Callable[[], Sequence[str]], known: Callable[[str, Lang], Known]) -> State:
    params = state.asked()
    lang, _no_lang = state.lang_of(params)
    kept = vintages()
    params, told = as_of.resolved(params, kept, lang)
    vintage, _no_vintage = state.vintage_of(params, kept, lang)
    read = state.parse(params, known(vintage, lang), page=entry.path)
    return replace(read, notices=told + read.notices)


def _body(entry: Entry, here: State) -> None:
    if entry.controls:
        _context_line(entry, here)
    with st.container(key="prm_page"):
        st.html('<a id="prm-main" tabindex="-1"></a>')
        as_of.say(here)
        newest = notices.show(here)
        if newest:
            page_link(here.page, _("Show the newest data", here.lang), here, vintage=newest, own=here.own)
        with errors.told(here.lang):
            entry.page(here)


def _header(here: State, entries: Sequence[Entry]) -> None:
    skip = escape(_("Skip to the content", here.lang))
    st.html(f'<a class="prm-skip" href="#prm-main">{skip}</a>')
    with st.container(key="prm_header"):
        st.html(f'<div class="prm-masthead"><span class="prm-name">{PRODUCT}</span>{_languages(here)}</div>')
        with st.container(key="prm_nav", horizontal=True, gap=None):
            _nav_links(here, entries)
        with st.container(key="prm_menu"), st.popover(_menu_label(here, entries), width="stretch"):
            _nav_links(here, entries)


def _nav_links(here: State, entries: Sequence[Entry]) -> None:
    for entry in (entry for entry in entries if entry.in_menu):
        name = _(entry.title, here.lang)
        if entry.path == here.page:
            st.html(f'<span class="prm-current" aria-current="page">{escape(name)}</span>', width="content")
        else:
            page_link(entry.path, name, here)


def _menu_label(here: State, entries: Sequence[Entry]) -> str:
    current = next((entry.title for entry in entries if entry.path == here.page), "")
    return _("Menu: {page}", here.lang, page=_(current, here.lang))


def _languages(here: State) -> str:
    """Links, not a widget: a switch of language loads the page anew, so that its declared language is right."""
    links = "".join(_language_link(here, lang) for lang in LANGS)
    return f'<nav class="prm-languages" aria-label="{escape(_("Language", here.lang))}">{links}</nav>'


def _language_link(here: State, lang: Lang) -> str:
    name = LANGUAGE_NAMES[lang]
    current = ' aria-current="true"' if lang == here.lang else ""
    written = state.asked() | {"lang": [lang]}
    path = f"?{urlencode(written, doseq=True)}"
    return f'<a href="{escape(path)}" lang="{lang}" hreflang="{lang}" title="{name}"{current}>{lang.upper()}</a>'


def _context_line(entry: Entry, here: State) -> None:
    with st.container(key="prm_context", horizontal=True, vertical_alignment="bottom", gap="small"):
        for control in entry.controls:
            CONTROLS[control](here)


def _ports_control(here: State) -> None:
    st.session_state["ctx_ports"] = list(here.ports)
    st.multiselect(
        _("Ports", here.lang),
        list(here.known.ports),
        format_func=partial(port_label, here),
        key="ctx_ports",
        placeholder=_("Choose ports", here.lang),
        on_change=_ports_changed,
        args=(here,),
        filter_mode="contains",
        select_all=False,
        wrap=True,
    )
    if here.known.groups:
        _groups_control(here)


def _groups_control(here: State) -> None:
    st.session_state["ctx_group"] = here.group or None
    st.selectbox(
        _("Port group", here.lang),
        list(here.known.groups),
        format_func=lambda name: here.known.groups[name].title,
        key="ctx_group",
        placeholder=_("Own choice", here.lang),
        on_change=_group_changed,
        args=(here,),
        width=152,
    )


def _period_control(here: State) -> None:
    first, last = here.known.years
    if first >= last:
        return
    st.session_state["ctx_period"] = (here.first_year, here.last_year)
    label = _("Period: {period}", here.lang, period=span(here.first_year, here.last_year, here.lang))
    st.slider(label, first, last, key="ctx_period", on_change=_period_changed, args=(here,), width=176)


def _basis_control(here: State) -> None:
    st.session_state["ctx_basis"] = here.basis
    st.segmented_control(
        _("Basis", here.lang),
        BASES,
        format_func=lambda basis: _(BASIS_WORDS[basis], here.lang),
        key="ctx_basis",
        required=True,
        on_change=_basis_changed,
        args=(here,),
    )


def _vintage_control(here: State) -> None:
    st.session_state["ctx_vintage"] = here.vintage
    st.selectbox(
        _("Data vintage", here.lang),
        list(here.known.vintages),
        format_func=partial(_vintage_words, here),
        key="ctx_vintage",
        on_change=_vintage_changed,
        args=(here,),
        width=176,
    )
    as_of.control(here)


def _vintage_words(here: State, vintage: str) -> str:
    """The date of a vintage; its full id where two share the date."""
    date = vintage[:10]
    same_day = sum(other.startswith(date) for other in here.known.vintages) > 1
    name = vintage if same_day else date
    return _("{vintage} (newest)", here.lang, vintage=name) if vintage == here.known.vintages[0] else name


CONTROLS: dict[str, Callable[[State], None]] = {
    "ports": _ports_control,
    "period": _period_control,
    "basis": _basis_control,
    "vintage": _vintage_control,
}


def _ports_changed(here: State) -> None:
    state.write(here, ports=tuple(st.session_state["ctx_ports"]))


def _group_changed(here: State) -> None:
    group = here.known.groups.get(st.session_state["ctx_group"])
    if group:
        state.write(here, ports=group.ports)


def _period_changed(here: State) -> None:
    first, last = st.session_state["ctx_period"]
    state.write(here, first_year=first, last_year=last)


def _basis_changed(here: State) -> None:
    state.write(here, basis=st.session_state["ctx_basis"])


def _vintage_changed(here: State) -> None:
    state.write(here, vintage=st.session_state["ctx_vintage"])


def _footer(here: State) -> None:
    lang = here.lang
    lines = (
        _("Figures: publishers as named under each; Eurostat data under CC BY 4.0.", lang),
        _("© EuroGeographics for the administrative boundaries. Land and coast: Natural Earth.", lang),
        _("No login, no cookies for tracking. Code under the MIT licence.", lang),
    )
    address = words.copyable(state.permalink(here)) if here.known.vintages else ""
    label = escape(_("Link to this page as it stands", lang))
    link = f'<p class="prm-permalink"><span>{label}</span>{address}</p>{_short_link(here)}' if address else ""
    said = "".join(f"<p>{escape(line)}</p>" for line in lines)
    st.html(f'<footer class="prm-footer">{link}<div>{said}</div></footer>')


def _short_link(here: State) -> str:
    address = state.short_permalink(here)
    if not address:
        return ""
    label = escape(_("The same, short", here.lang))
    return f'<p class="prm-short-link"><span>{label}</span>{words.copyable(address)}</p>'
