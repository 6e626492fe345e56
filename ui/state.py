"""The address owns the choices: what it says is what the page shows, and a copy of it shows the same again.

Query keys: ``ports`` (ids joined by "."; "," and repeated keys are read too; "none" is a chosen emptiness),
``group`` (read only: its members become the ports), ``from`` and ``to`` (years), ``basis``, ``v`` (vintage),
``asof`` (a day: without ``v`` it chooses the vintage of what was known then, see ui/as_of.py), ``lang``, then the
keys of the page's own controls; ``s`` stands for all of them in short (ui/short_link.py). A bare address means
today's defaults; the first choice a reader makes writes all of them out, so that an old link keeps its meaning when
defaults change. A value the vintage does not know is replaced by a safe one, and a notice says so.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode, urlsplit

import streamlit as st

from language import LANGS, Lang, _, known_lang
from ui import short_link

BASES = ("published", "like_for_like")
SHORT_KEY = "s"
SHARED_KEYS = ("ports", "group", "from", "to", "basis", "v", "asof", "lang", SHORT_KEY)
NO_PORTS = "none"
CHOICES_KEY = "own_choices"

Params = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Group:
    """A named set of ports a reader can pick at once."""

    title: str
    ports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What a vintage can answer: its ports and groups by id, its years, and the vintages kept, newest first."""

    ports: Mapping[str, str]
    groups: Mapping[str, Group]
    years: tuple[int, int]
    vintages: tuple[str, ...]
    default_ports: tuple[str, ...]


NOTHING_KNOWN = Known({}, {}, (1997, 1997), (), ())


@dataclass(frozen=True)
class State:
    """Every choice a reader has made, already checked against what the vintage knows.

    ``own`` holds the keys of the page's own controls as they stand in the address; ``notices`` says in
    sentences what the address asked for and cannot have.
    """

    page: str = ""
    ports: tuple[str, ...] = ()
    first_year: int = 0
    last_year: int = 0
    basis: str = BASES[0]
    vintage: str = ""
    lang: Lang = LANGS[0]
    own: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    known: Known = NOTHING_KNOWN
    asof: str = ""

    @property
    def is_newest(self) -> bool:
        """Whether the vintage shown is the newest one kept."""
        return self.vintage == next(iter(self.known.vintages), self.vintage)

    @property
    def group(self) -> str:
        """The named group whose members are exactly the chosen ports, or ""."""
        chosen = set(self.ports)
        return next((name for name, group in self.known.groups.items() if set(group.ports) == chosen), "")


def asked() -> dict[str, list[str]]:
    """The query of the reader's address, every key with all its values; a short link is read as what it stands for."""
    return unfolded({key: st.query_params.get_all(key) for key in st.query_params})


def unfolded(params: dict[str, list[str]]) -> dict[str, list[str]]:
    """The query with a short link spelled out; keys beside it win. One that cannot be read stays, to be told."""
    token = _last(params, SHORT_KEY)
    spelled = short_link.spelled_out(token) if token else None
    if spelled is None:
        return params
    return {key: [value] for key, value in spelled.items()} | {k: v for k, v in params.items() if k != SHORT_KEY}


def lang_of(params: Params) -> tuple[Lang, tuple[str, ...]]:
    """The language the address asks for, and a notice when we do not have it."""
    wanted = _last(params, "lang") or LANGS[0]
    if known_lang(wanted):
        return wanted, ()
    unknown = _(
        "The address asks for the language “{asked}”, which is not offered. English is shown.", LANGS[0], asked=wanted
    )
    return LANGS[0], (unknown,)


def vintage_of(params: Params, vintages: Sequence[str], lang: Lang) -> tuple[str, tuple[str, ...]]:
    """The vintage to show, newest when none is asked for, and a notice when the one asked for is not kept."""
    wanted, newest = _last(params, "v"), next(iter(vintages), "")
    if wanted in ("", "newest") or wanted in vintages:
        return (wanted if wanted in vintages else newest), ()
    unknown = _(
        "The data vintage {asked} is not kept here. Its numbers cannot be shown again; the newest one, {newest}, is "
        "shown, and its numbers may differ.",
        lang,
        asked=wanted,
        newest=newest,
    )
    return newest, (unknown,)


def parse(params: Params, known: Known, *, page: str = "") -> State:
    """The checked choices of an address; needs no running page."""
    lang, no_lang = lang_of(params)
    vintage, no_vintage = vintage_of(params, known.vintages, lang)
    ports, no_ports = _ports_of(params, known, lang)
    (first, last), no_period = _years_of(params, known, lang)
    basis, no_basis = _basis_of(params, lang)
    return State(
        page=page,
        ports=ports,
        first_year=first,
        last_year=last,
        basis=basis,
        vintage=vintage,
        lang=lang,
        own={key: values[-1] for key, values in params.items() if key not in SHARED_KEYS and values},
        notices=_no_short_link(params, lang) + no_lang + no_vintage + no_ports + no_period + no_basis,
        known=known,
        asof=day_of(params),
    )


def day_of(params: Params) -> str:
    """The day whose knowledge the address asks for, ISO 8601; "" where it asks for none, or for no day."""
    text = _last(params, "asof")
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def changed(state: State, **changes: Any) -> State:  # noqa: ANN401 - a field of State each
    """The choices after a change; a vintage chosen by itself is no longer that of a day."""
    kept = {} if "vintage" not in changes or "asof" in changes else {"asof": ""}
    return replace(state, **(kept | changes))


def query(state: State) -> dict[str, str]:
    """The choices all pages share, spelled out as query keys in their fixed order."""
    return {
        "ports": ".".join(state.ports) or NO_PORTS,
        "from": str(state.first_year),
        "to": str(state.last_year),
        "basis": state.basis,
        "v": state.vintage,
        **({"asof": state.asof} if state.asof else {}),
        "lang": state.lang,
    }


def link(page: str, state: State, **changes: Any) -> str:  # noqa: ANN401 - a field of State each
    """A path with its query to a page of ours, carrying the shared choices.

    ``changes`` are fields of ``State``; ``own={"indicator": "plsci"}`` sets a control of the page linked to.
    """
    after = changed(state, **({"own": {}} | changes))
    return f"/{page}?{urlencode(query(after) | dict(after.own))}"


def permalink(state: State, **changes: Any) -> str:  # noqa: ANN401 - a field of State each
    """The full address that reproduces this page: every choice, the vintage and the language."""
    here = urlsplit(st.context.url or "")
    after = changed(state, **changes)
    written = query(after) | chosen() | dict(after.own)
    base = f"{here.scheme}://{here.netloc}{here.path}" if here.netloc else f"/{state.page}"
    return f"{base}?{urlencode(written)}"


def short_permalink(state: State) -> str:
    """The same in a few characters (see ui/short_link.py); "" where the choices do not fit."""
    token = short_link.shortened(query(state) | chosen() | dict(state.own))
    return f"{permalink(state).partition('?')[0]}?{SHORT_KEY}={token}" if token else ""


def write(state: State, **changes: Any) -> None:  # noqa: ANN401 - a field of State each
    """Puts a change into the address, and with it every other choice in full."""
    after = changed(state, **changes)
    st.query_params.from_dict(query(after) | chosen() | dict(after.own))


def chosen() -> dict[str, str]:
    """The values of the page's own controls drawn so far in this run."""
    choices: dict[str, str] = st.session_state.setdefault(CHOICES_KEY, {})
    return dict(choices)


def remember(key: str, value: str) -> None:
    """Notes what a control of the page shows, so that links spell it out."""
    st.session_state.setdefault(CHOICES_KEY, {})[key] = value


def forget_choices() -> None:
    """Starts a run with no control drawn yet."""
    st.session_state[CHOICES_KEY] = {}


def _no_short_link(params: Params, lang: Lang) -> tuple[str, ...]:
    """The sentence for a short link that was not spelled out before."""
    if not _last(params, SHORT_KEY):
        return ()
    return (_("This short link cannot be read; it may have lost a character. The usual choices are shown.", lang),)


def _last(params: Params, key: str) -> str:
    values = params.get(key) or ("",)
    return values[-1].strip()


def _ports_of(params: Params, known: Known, lang: Lang) -> tuple[tuple[str, ...], tuple[str, ...]]:
    group, no_group = _group_of(params, known, lang)
    if "ports" not in params:
        return group or known.default_ports, no_group
    wanted = [port for value in params["ports"] for port in re.split(r"[.,;\s]+", value) if port]
    if wanted in ([], [NO_PORTS]):
        return (), no_group
    ids = {port.upper(): port for port in known.ports}
    found = tuple(dict.fromkeys(ids[port.upper()] for port in wanted if port.upper() in ids))
    unknown = [port for port in wanted if port.upper() not in ids]
    return found or known.default_ports, no_group + _ports_notice(unknown, bool(found), lang)


def _group_of(params: Params, known: Known, lang: Lang) -> tuple[tuple[str, ...], tuple[str, ...]]:
    wanted = _last(params, "group")
    if not wanted or wanted in known.groups:
        return (known.groups[wanted].ports if wanted else ()), ()
    return (), (_("There is no port group “{asked}” in this vintage.", lang, asked=wanted),)


def _ports_notice(unknown: Sequence[str], some_found: bool, lang: Lang) -> tuple[str, ...]:
    if not unknown:
        return ()
    names = ", ".join(unknown)
    if some_found:
        return (_("This vintage has no port {ports}; the other ports of the address are shown.", lang, ports=names),)
    return (_("This vintage has no port {ports}; the usual ports are shown. Choose others above.", lang, ports=names),)


def _years_of(params: Params, known: Known, lang: Lang) -> tuple[tuple[int, int], tuple[str, ...]]:
    asked_for = [_last(params, key) for key in ("from", "to")]
    years = [int(text) if re.fullmatch(r"\d{4}", text) else None for text in asked_for]
    first, last = (default if year is None else year for year, default in zip(years, known.years, strict=True))
    unreadable = any(text and year is None for text, year in zip(asked_for, years, strict=True))
    if unreadable or first > last or last < known.years[0] or first > known.years[1]:
        return known.years, (_period_notice(asked_for, known, lang),)
    held = max(first, known.years[0]), min(last, known.years[1])
    return held, (() if held == (first, last) else (_cut_notice(held, lang),))


def _cut_notice(held: tuple[int, int], lang: Lang) -> str:
    return _(
        "The address asks for years this vintage does not hold; {first} to {last} are shown.",
        lang,
        first=held[0],
        last=held[1],
    )


def _period_notice(asked_for: Sequence[str], known: Known, lang: Lang) -> str:
    return _(
        "The period “{asked}” of the address cannot be shown; all years held, {first} to {last}, are shown.",
        lang,
        asked="–".join(asked_for).strip("–"),
        first=known.years[0],
        last=known.years[1],
    )


def _basis_of(params: Params, lang: Lang) -> tuple[str, tuple[str, ...]]:
    wanted = _last(params, "basis") or BASES[0]
    if wanted in BASES:
        return wanted, ()
    unknown = _("There is no basis “{asked}”; figures are shown as published.", lang, asked=wanted)
    return BASES[0], (unknown,)
