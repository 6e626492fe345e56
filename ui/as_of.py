"""What did we know then: a day in the address chooses the vintage of what was known on it.

``asof=2024-06-30`` without ``v`` is the newest vintage whose knowledge ends at or before that day. Once it has been
resolved the address carries both, so that a link keeps its numbers when another vintage of that day is built.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from language import Lang, _
from language.formats import day
from ui import state, words
from ui.state import State
from warehouse import history

FIRST_DAY = dt.date(1990, 1, 1)


def resolved(
    params: Mapping[str, Sequence[str]], vintages: Sequence[str], lang: Lang
) -> tuple[dict[str, list[str]], tuple[str, ...]]:
    """The query with the vintage of its day spelled out, and a sentence where there is none."""
    query = {key: list(values) for key, values in params.items()}
    asked = next(iter(query.get("asof", [])), "")
    if not asked:
        return query, ()
    wanted = state.day_of(query)
    if not wanted:
        del query["asof"]
        unreadable = _("“{asked}” is no day; write it as 2024-06-30. The usual vintage is shown.", lang, asked=asked)
        return query, (unreadable,)
    if query.get("v"):
        return query, ()
    found = _as_of(wanted, tuple(vintages))
    if found is None:
        del query["asof"]
        return query, (_none(wanted, tuple(vintages), lang),)
    return query | {"v": [found]}, ()


def control(here: State) -> None:
    """The day whose knowledge is shown, beside the choice of the vintage."""
    st.session_state["ctx_asof"] = dt.date.fromisoformat(here.asof) if here.asof else None
    st.date_input(
        _("As known on", here.lang),
        key="ctx_asof",
        min_value=FIRST_DAY,
        max_value=_last_day(here.known.vintages),
        format="YYYY-MM-DD",
        on_change=_changed,
        args=(here,),
        width=136,
    )


def say(here: State) -> None:
    """What the day in the address means for the figures below, in one sentence."""
    if here.asof:
        known_on = _days(here.known.vintages).get(here.vintage)
        words.notice(
            _(
                "Figures as they were known on {day}: vintage {vintage}, which holds what was published by {known}.",
                here.lang,
                day=day(here.asof, "day", here.lang),
                vintage=here.vintage,
                known=day(known_on, "day", here.lang),
            )
        )


def _changed(here: State) -> None:
    wanted: dt.date | None = st.session_state["ctx_asof"]
    if wanted is None:
        state.write(here, vintage=here.known.vintages[0])
        return
    found = _as_of(wanted.isoformat(), here.known.vintages)
    if found is None:
        # Without `v` the next run looks again, finds nothing and says so above the page.
        here_still = state.query(here) | state.chosen() | dict(here.own) | {"asof": wanted.isoformat()}
        st.query_params.from_dict({key: value for key, value in here_still.items() if key != "v"})
        return
    state.write(here, vintage=found, asof=wanted.isoformat())


def _none(wanted: str, vintages: tuple[str, ...], lang: Lang) -> str:
    days = _days(vintages)
    return _(
        "No vintage kept here holds only what was known on {day}; the earliest knowledge kept is of {first}. "
        "The newest vintage is shown. An officer makes one with “python -m etl build --as-of {asked}”.",
        lang,
        day=day(wanted, "day", lang),
        first=day(min(days.values(), default=None), "day", lang),
        asked=wanted,
    )


def _last_day(vintages: tuple[str, ...]) -> dt.date:
    return max(_days(vintages).values(), default=dt.date(2100, 1, 1))


@st.cache_data(max_entries=256, show_spinner=False)
def _as_of(wanted: str, vintages: tuple[str, ...]) -> str | None:
    del vintages  # what is kept decides the answer: it is part of the cache's key
    return history.as_of(dt.date.fromisoformat(wanted))


@st.cache_data(max_entries=16, show_spinner=False)
def _days(vintages: tuple[str, ...]) -> dict[str, dt.date]:
    """The last day of knowledge of every vintage kept, by id."""
    held = history.kept()
    days = {str(v): pd.Timestamp(d).date() for v, d in zip(held["vintage"], held["known_on"], strict=True)}
    return {vintage: days[vintage] for vintage in vintages if vintage in days}
