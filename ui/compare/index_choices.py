"""The controls of the index: among which ports, weights, scale, mean, order; all in the address.

Weights stand under ``w`` as ``throughput:2.region:0.5``; a theme not named keeps the weight of the declared tree. An
address may also name a single indicator.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from analysis.index_study import MEANS, SCALES
from analysis.indicator_tree import FEWEST_UNITS
from charts.rank_strip import Order
from language import N_, Lang, _
from ui import controls, reads, state, words
from ui.state import State

KEY = "w"
WEIGHT = re.compile(r"([a-z0-9_]+):(\d{1,2}(?:\.\d{1,2})?)(?:\.|$)")
HEAVIEST, STEP = 4.0, 0.5
SCALE_WORDS = {
    "goalposts": N_("Fixed goalposts"),
    "minmax": N_("Worst to best port"),
    "zscore": N_("Standard deviations"),
    "rank": N_("Ranks"),
}
MEAN_WORDS = {"geometric": N_("Geometric"), "arithmetic": N_("Arithmetic"), "harmonic": N_("Harmonic")}


@dataclass(frozen=True)
class IndexChoices:
    """What the reader sets: the ports that stand in the index (None: all), method, and weights that differ."""

    units: tuple[str, ...] | None
    scale: str
    mean: str
    order: Order
    weights: tuple[tuple[str, float], ...]


def index_choices(here: State) -> IndexChoices:
    """Draws the controls in two lines and returns what they say."""
    lang = here.lang
    tree = reads.index_tree(here.vintage)
    with st.container(key="prm_index_controls", horizontal=True, vertical_alignment="bottom", gap="small"):
        units = _among(here)
        scale = controls.one_of(here, "scale", _("Scale", lang), _worded(SCALES, SCALE_WORDS, lang))
        mean = controls.one_of(here, "mean", _("Mean", lang), _worded(MEANS, MEAN_WORDS, lang), style="segments")
        orders = {"rank": _("By rank", lang), "name": _("By name", lang)}
        order = controls.one_of(here, "order", _("Order", lang), orders, style="segments")
    return IndexChoices(units, scale, mean, "name" if order == "name" else "rank", _weights(here, tree))


def read_weights(asked: str, tree: pd.DataFrame) -> tuple[dict[str, float], str]:
    """The weights an address asks for by node of the tree, and what of it cannot be read ("" where all can)."""
    known = set(tree["code"])
    found = {code: min(float(weight), HEAVIEST) for code, weight in WEIGHT.findall(asked)}
    unread = [part for part in [WEIGHT.sub("", asked), *(code for code in found if code not in known)] if part]
    return {code: weight for code, weight in found.items() if code in known}, ", ".join(unread)


def written(weights: Mapping[str, float]) -> str:
    """Weights as they stand in an address."""
    return ".".join(f"{code}:{weight:g}" for code, weight in weights.items())


def themes(tree: pd.DataFrame) -> pd.DataFrame:
    """The rows of the tree right below the index, in its order."""
    return tree[tree["parent"].isin(set(tree.loc[tree["parent"].isna(), "code"]))]


def _among(here: State) -> tuple[str, ...] | None:
    lang = here.lang
    groups = {name: group for name, group in here.known.groups.items() if len(group.ports) >= FEWEST_UNITS}
    offered = {"all": _("All ports", lang), "chosen": _("The chosen ports", lang)}
    offered |= {name: group.title for name, group in groups.items()}
    picked = controls.one_of(here, "among", _("Among", lang), offered)
    if picked == "all":
        return None
    return here.ports if picked == "chosen" else groups[picked].ports


def _worded(values: tuple[str, ...], words_: Mapping[str, str], lang: Lang) -> dict[str, str]:
    return {value: _(words_[value], lang) for value in values}


def _weights(here: State, tree: pd.DataFrame) -> tuple[tuple[str, float], ...]:
    """A slider a theme; weights of single indicators are taken from the address."""
    lang = here.lang
    asked, unread = read_weights(here.own.get(KEY, ""), tree)
    if unread:
        sentence = _("The address asks for weights that this index does not have: {asked}.", lang, asked=unread)
        words.notice(sentence, tone="warning")
    shown = dict(zip(themes(tree)["code"], themes(tree)["weight"].astype(float), strict=True)) | asked
    state.remember(KEY, written(shown))
    with st.container(key="prm_index_weights", horizontal=True, gap="small"):
        for row in themes(tree).itertuples():
            _slider(here, str(row.code), _(str(row.title), lang), shown)
    return tuple(sorted(shown.items()))


def _slider(here: State, code: str, title: str, shown: Mapping[str, float]) -> None:
    key = f"own_index_weight_{code}"
    st.session_state[key] = shown[code]
    label = _("Weight: {theme}", here.lang, theme=title)
    st.slider(
        label, 0.0, HEAVIEST, step=STEP, key=key, on_change=_moved, args=(here, code, key, dict(shown)), width=190
    )


def _moved(here: State, code: str, key: str, shown: dict[str, float]) -> None:
    weights = shown | {code: float(st.session_state[key])}
    state.write(here, own=dict(here.own) | {KEY: written(weights)})
