"""The index of the Compare page, made once for what it depends on: ports, weights, scale, mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from analysis.index_leaves import default_rows
from analysis.index_refusals import refusal
from analysis.index_study import DRAWS, Study, study, weighted
from analysis.index_values import index_values
from charts.chart import Chart
from charts.rank_strip import rank_strip
from charts.theme import THEMES
from language import Lang
from ui import frame, reads
from ui.compare import index_words
from ui.compare.index_choices import IndexChoices
from ui.state import State


@dataclass(frozen=True)
class IndexStory:
    """An index with its words, or the reason why there is none."""

    here: State
    chosen: IndexChoices
    tree: pd.DataFrame
    titles: Mapping[str, str]
    names: Mapping[str, str]
    told: Study | None
    refused: str = ""

    @property
    def chart(self) -> Chart:
        """The strip of rank intervals."""
        held: Chart = _strip(self, frame.theme().name, _key(self.here, self.chosen, self.chosen.order))
        return held


def index_story(here: State, chosen: IndexChoices) -> IndexStory:
    """The index for the choices."""
    held: IndexStory = _story(here, chosen, _key(here, chosen))
    return held


def story_of(here: State, chosen: IndexChoices) -> IndexStory:
    """The same without a cache."""
    lang = here.lang
    names, declared = reads.names(here.vintage), reads.index_tree(here.vintage)
    titles = index_words.node_titles(declared, reads.indicators(here.vintage), lang)
    tree = weighted(declared, dict(chosen.weights))
    held = index_values(leaf_rows(here.vintage), tree, chosen.units)
    why = refusal(held.values, tree, chosen.scale, chosen.mean, titles, lang)
    if why is not None:
        return IndexStory(here, chosen, tree, titles, names, None, why.said(lang))
    return IndexStory(here, chosen, tree, titles, names, study(held, tree, chosen.scale, chosen.mean))


def strip(held: IndexStory, look: str) -> Chart:
    """The chart of an index that is not refused."""
    told, lang = held.told, held.here.lang
    if told is None:
        raise ValueError(held.refused)
    moved = index_words.moved(told, held.titles, lang)
    return rank_strip(
        told.ranks.assign(moved=[moved[str(port)] for port in told.ranks.index]),
        names=held.names,
        chosen=held.here.ports,
        title=index_words.title(told, held.here.ports, lang),
        draws=DRAWS,
        theme=THEMES[look],
        lang=lang,
        order=held.chosen.order,
    )


@st.cache_resource(max_entries=8, show_spinner=False)
def leaf_rows(vintage: str) -> pd.DataFrame:
    """The figures the leaves of the tree are read from."""
    return default_rows(vintage)


def _key(here: State, chosen: IndexChoices, *more: str) -> tuple[Any, ...]:
    lang: Lang = here.lang
    units = None if chosen.units is None else tuple(sorted(chosen.units))
    return (here.vintage, here.ports, lang, units, chosen.scale, chosen.mean, chosen.weights, *more)


@st.cache_resource(max_entries=256, show_spinner=False)
def _story(_here: State, _chosen: IndexChoices, key: tuple[Any, ...]) -> IndexStory:
    # The state holds much that does not matter here; `key` is what tells one choice from another.
    del key
    return story_of(_here, _chosen)


@st.cache_resource(max_entries=512, show_spinner=False)
def _strip(_held: IndexStory, look: str, key: tuple[Any, ...]) -> Chart:
    del key
    return strip(_held, look)
