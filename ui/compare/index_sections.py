"""The index on the Compare page: controls, ranks with intervals, what moves them, who has no score, the tree."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analysis.index_study import Study
from charts.rows import each_row
from language import N_, Lang, _
from language.formats import number
from ui import figure, reads, words
from ui.compare import index_words
from ui.compare.index_choices import index_choices
from ui.compare.index_story import IndexStory, index_story
from ui.compare.ways import of_index
from ui.state import State
from ui.trends.story import bullets
from ui.words import Caption

SCALES = {"linear": N_("as it is"), "log": N_("logarithm")}
"""How the way between two goalposts is measured."""


def index(here: State) -> None:
    """Draws the index, or the sentence that says why there is none."""
    lang = here.lang
    words.section(
        _("An index, and how sure its ranks are", lang),
        _("Move a weight and the ranks move with it: what stays where it is can be relied on.", lang),
    )
    held = index_story(here, index_choices(here))
    if held.told is None:
        words.notice(held.refused, tone="warning")
    else:
        words.answer(*index_words.answer(held.told, here.ports, held.names, lang))
        figure.figure(held.chart, _caption(held, held.told, lang), here, "index")
        _beside(held)
    _tree(held)


def _beside(held: IndexStory) -> None:
    """What is read with the ranks: who has no score, coherence, chances, pairs."""
    here, told = held.here, held.told
    if told is None:
        return
    lang = here.lang
    words.section(_("Read with care", lang))
    about = _("Association only: an index says how ports stand, not what made them stand there.", lang)
    findings = index_words.cautions(told, held.titles, lang)
    missing = index_words.left_out(told, here.ports, held.names, lang)
    movers = index_words.movers(told, here.ports, held.names, held.titles, lang)
    bullets([sentence for sentence in (missing, *movers, *(f"{one}." for one in findings), about) if sentence])
    _table(
        held,
        "index_pairs",
        _("Every pair of chosen ports", lang),
        index_words.pairs(told, here.ports, held.names, lang),
    )
    _table(
        held,
        "index_chances",
        _("How often a port is among the first", lang),
        index_words.chances(told, here.ports, held.names),
    )


def _table(held: IndexStory, key: str, title: str, frame: pd.DataFrame) -> None:
    if frame.empty:
        return
    with st.expander(title, key=f"prm_twin_{key}"):
        figure.table(frame, held.here, key=key, title=title, headers=_heads(held.here.lang), file_stem=key)


def _tree(held: IndexStory) -> None:
    """The tree as it is weighed now: themes, indicators, weights, goalposts, and why."""
    lang = held.here.lang
    title = _("What the index is made of", lang)
    rows = [
        {
            "part": held.titles[str(row["code"])],
            "of": held.titles.get(str(row["parent"]), "") if isinstance(row["parent"], str) else "",
            "weight": float(row["weight"]),
            "from": _post(row["lower_goalpost"], lang),
            "to": _post(row["upper_goalpost"], lang),
            "scale": _(SCALES[row["goalpost_scale"]], lang) if isinstance(row["indicator"], str) else "",
            "why": _(str(row["note"]), lang) if isinstance(row["note"], str) else "",
        }
        for row in each_row(held.tree)
    ]
    _table(held, "index_tree", title, pd.DataFrame(rows))


def _post(goalpost: object, lang: Lang) -> str:
    return number(goalpost, lang) if isinstance(goalpost, float) and goalpost == goalpost else ""  # noqa: PLR0124 - NaN


def _caption(held: IndexStory, told: Study, lang: Lang) -> Caption:
    """The sources behind the leaves, and the method."""
    codes = [str(code) for code in held.tree["indicator"].dropna().unique()]
    known = [code for code in codes if code in reads.indicators(held.here.vintage)]
    sources = pd.concat([reads.sources_of(held.here.vintage, code, ()) for code in known]) if known else pd.DataFrame()
    if sources.empty:
        return Caption(_("0 to 100", lang), "", "", "", "")
    return Caption(
        _("from 1 to 100", lang),
        ", ".join(sources["publisher"].drop_duplicates()),
        ", ".join(sources["dataset"].drop_duplicates()),
        _("newest figure of each port", lang),
        _("derived", lang),
        licence="; ".join(sources["licence_name"].drop_duplicates()),
        method=_("JRC/OECD Handbook on Constructing Composite Indicators; 1,000 draws, seed 0", lang),
        ways=of_index(held, told),
    )


def _heads(lang: Lang) -> dict[str, str]:
    return {
        "port": _("Port", lang),
        "first": _("Port", lang),
        "second": _("Other port", lang),
        "first_above": _("First above, per cent of draws", lang),
        "second_above": _("Other above, per cent of draws", lang),
        "verdict": _("Can they be told apart?", lang),
        "top_1": _("First, per cent of draws", lang),
        "top_3": _("Among the first 3, per cent of draws", lang),
        "top_5": _("Among the first 5, per cent of draws", lang),
        "top_10": _("Among the first 10, per cent of draws", lang),
        "part": _("Component", lang),
        "of": _("Part of", lang),
        "weight": _("Weight", lang),
        "from": _("Lower goalpost", lang),
        "to": _("Upper goalpost", lang),
        "scale": _("Scale between them", lang),
        "why": _("Why", lang),
    }
