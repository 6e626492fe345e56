"""Choices that belong to one page. Each lives in the address under its own key.

The widget is set from the address before it is drawn and writes its change back into the address; an address
that asks for something not offered gets a sentence and the default.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from language import _
from ui import state, words
from ui.state import State

NONE_CHOSEN = "none"
STYLES: dict[str, Any] = {"select": st.selectbox, "segments": st.segmented_control, "pills": st.pills}


def one_of(
    here: State,
    name: str,
    label: str,
    options: Mapping[str, str],
    *,
    default: str | None = None,
    style: str = "select",
    help: str | None = None,  # noqa: A002 - streamlit's word for it
) -> str:
    """The one value the reader chose; ``options`` are values with their words, the first is the default.

    ``style`` is select (a list), segments (up to five short words) or pills. Returns "" when there are no options.
    """
    if not options:
        return ""
    fallback = default if default is not None and default in options else next(iter(options))
    value = _asked(here, name, options, fallback)
    state.remember(name, value)
    key = _widget_key(here, name)
    st.session_state[key] = value
    required: dict[str, Any] = {} if style == "select" else {"required": True}
    STYLES[style](
        label,
        list(options),
        format_func=lambda each: options.get(each, each),
        key=key,
        help=help,
        on_change=_changed,
        args=(here, name, key),
        **required,
    )
    return value


def several_of(
    here: State, name: str, label: str, options: Mapping[str, str], *, default: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """The values the reader chose, in the order of choosing; may be empty."""
    asked = here.own.get(name)
    wanted = default if asked is None else tuple(v for v in asked.split(".") if v not in ("", NONE_CHOSEN))
    values = tuple(value for value in wanted if value in options)
    if len(values) < len(wanted):
        _not_offered(here, ", ".join(value for value in wanted if value not in options), label)
    state.remember(name, ".".join(values) or NONE_CHOSEN)
    key = _widget_key(here, name)
    st.session_state[key] = list(values)
    st.multiselect(
        label,
        list(options),
        format_func=lambda each: options.get(each, each),
        key=key,
        placeholder=_("Choose", here.lang),
        on_change=_changed,
        args=(here, name, key),
    )
    return values


def switch(here: State, name: str, label: str, *, default: bool = True) -> bool:
    """Whether something is shown."""
    value = _asked(here, name, {"yes": "", "no": ""}, "yes" if default else "no") == "yes"
    state.remember(name, "yes" if value else "no")
    key = _widget_key(here, name)
    st.session_state[key] = value
    st.toggle(label, key=key, on_change=_changed, args=(here, name, key))
    return value


def _asked(here: State, name: str, options: Mapping[str, str], fallback: str) -> str:
    asked = here.own.get(name, fallback)
    if asked in options:
        return asked
    _not_offered(here, asked, options.get(fallback) or fallback)
    return fallback


def _not_offered(here: State, asked: str, instead: str) -> None:
    words.notice(
        _(
            "The address asks for “{asked}”, which is not offered here; “{instead}” is shown.",
            here.lang,
            asked=asked,
            instead=instead,
        ),
        tone="warning",
    )


def _widget_key(here: State, name: str) -> str:
    return f"own_{here.page or 'overview'}_{name}"


def _changed(here: State, name: str, key: str) -> None:
    state.write(here, own=dict(here.own) | {name: _spelled(st.session_state[key])})


def _spelled(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return ".".join(value) or NONE_CHOSEN
    return str(value)
