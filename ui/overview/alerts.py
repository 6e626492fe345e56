"""What stands out in this build for the chosen ports: a short list, and the way to be told of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from analysis.alert_words import alert_sentence
from charts.rows import each_row
from language import Lang, _, listed, plural
from ui import frame, reads, words
from ui.state import State

AT_MOST = 5
"""Alerts of ports listed one by one; more would be a wall."""


def stands_out(here: State) -> None:
    """Alerts of the chosen ports and their regions, the sources overdue in one line, and the feeds."""
    lang = here.lang
    words.section(
        _("What stands out", lang),
        _("Newest changes outside their usual range, and targets that came due. It says where to look, not why.", lang),
    )
    held = reads.alerts(here.vintage)
    mine = of_ports(held, here.vintage, here.ports)
    titles = {code: str(record["title"]) for code, record in reads.indicators(here.vintage).items()}
    with st.container(key="prm_alerts", gap="small"):
        for row in each_row(mine.head(AT_MOST)):
            _alert(row, titles, here)
    st.html("".join(f'<p class="prm-note">{escape(line)}</p>' for line in below(held, mine, lang)))
    _feeds(here)


def of_ports(held: pd.DataFrame, vintage: str, ports: Sequence[str]) -> pd.DataFrame:
    """The alerts of some ports and of the regions they are measured against, targets first."""
    regions = set(reads.denominators(vintage, list(ports))["region_id"])
    mine = held[held["entity"].isin({*ports, *regions})]
    return mine.sort_values("alert_kind", key=lambda kind: kind == "unusual", kind="stable")


def below(held: pd.DataFrame, mine: pd.DataFrame, lang: Lang) -> list[str]:
    """What the list leaves out: nothing for these ports, more of them, those of other places, sources overdue."""
    others = len(held[held["entity"].notna()]) - len(mine)
    late = [_(str(title), lang) for title in held.loc[held["alert_kind"] == "overdue", "source_title"]]
    said = [_("Nothing stands out for the chosen ports in this data vintage.", lang)] if mine.empty else []
    if len(mine) > AT_MOST:
        said.append(plural("{n} more for these ports.", "{n} more for these ports.", len(mine) - AT_MOST, lang))
    if others:
        said.append(plural("{n} alert for another place.", "{n} alerts for other places.", others, lang))
    if late:
        said.append(_("Newer releases are overdue: {sources}.", lang, sources=listed(late, lang)))
    return said


def _alert(row: Mapping[str, object], titles: Mapping[str, str], here: State) -> None:
    code = str(row["indicator"])
    sentence = alert_sentence(row, titles.get(code, code), here.lang)
    if row["entity_type"] == "port":
        own = {"indicator": code, "freq": str(row["freq"])}
        frame.page_link("trends", sentence, here, ports=(str(row["entity"]),), own=own)
    else:
        st.html(f"<p>{escape(sentence)}</p>")


def _feeds(here: State) -> None:
    """One link a chosen port to its Atom feed."""
    if not here.ports:
        return
    names, query = here.known.ports, urlencode({"lang": here.lang})
    links = ", ".join(
        f'<a href="/feeds/{escape(port)}.atom?{query}">{escape(names.get(port, port))}</a>' for port in here.ports[:12]
    )
    told = escape(_("Be told of it: Atom feed of", here.lang))
    st.html(f'<p class="prm-note">{told} {links}</p>')
