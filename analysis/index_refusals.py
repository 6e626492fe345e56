"""Why an index cannot be shown for a choice of ports, weights and methods, in words a reader can act on.

`analysis.composite` refuses the same inputs with errors that name columns; here they are found beforehand and said with
the names of ports and indicators.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from analysis.index_values import logarithmic
from analysis.indicator_tree import FEWEST_UNITS
from language import N_, Lang, _, listed

REFUSALS: dict[str, str] = {
    "weights_zero": N_("All weights are zero, so nothing is left to add up: give one theme a weight."),
    "few_units": N_(
        "An index needs at least {least} ports with enough figures; there are {n} here. Choose more ports, or all "
        "ports."
    ),
    "constant": N_(
        "{indicators}: the same figure for all of these ports, so it cannot tell them apart. Choose more ports, or "
        "take its weight away."
    ),
    "negative": N_(
        "{indicators}: some figures are below zero although the scale begins at zero or above, and a geometric or "
        "harmonic mean would hide them. Choose the arithmetic mean."
    ),
    "no_logarithm": N_(
        "{indicators}: some figures are zero or below, and its scale is logarithmic. Choose other ports, or take its "
        "weight away."
    ),
    "zscore_mean": N_(
        "Standard deviations are negative for every port below the mean, and of negative figures there is no geometric "
        "or harmonic mean. Choose the arithmetic mean or another scale."
    ),
}
"""Sentence of every refusal."""


@dataclass(frozen=True)
class Refusal:
    """One reason why there is no index: its code, and what fills its sentence."""

    code: str
    told: Mapping[str, object] = field(default_factory=dict)

    def said(self, lang: Lang) -> str:
        """The sentence."""
        return _(REFUSALS[self.code], lang, **self.told)


def refusal(
    values: pd.DataFrame, tree: pd.DataFrame, normalise: str, aggregate: str, names: Mapping[str, str], lang: Lang
) -> Refusal | None:
    """The first reason why `values` cannot be scored over `tree`, as it is weighted; None where they can.

    `names` are the reader's words of the indicators by code.
    """
    if tree.empty or tree["weight"].sum() == 0:
        return Refusal("weights_zero")
    if len(values) < FEWEST_UNITS:
        return Refusal("few_units", {"least": FEWEST_UNITS, "n": len(values)})
    if constant := [str(code) for code in values.columns if values[code].nunique() <= 1]:
        return Refusal("constant", {"indicators": _named(constant, names, lang)})
    logged = [code for code in logarithmic(tree, values) if (values[code] <= 0).any()]
    if logged:
        return Refusal("no_logarithm", {"indicators": _named(logged, names, lang)})
    return _method_refusal(values, tree, normalise, aggregate, names, lang)


def _method_refusal(
    values: pd.DataFrame, tree: pd.DataFrame, normalise: str, aggregate: str, names: Mapping[str, str], lang: Lang
) -> Refusal | None:
    if aggregate == "arithmetic":
        return None
    if normalise == "zscore":
        return Refusal("zscore_mean")
    lower = tree.set_index("code")["lower_goalpost"]
    negative = [str(code) for code in values.columns if (values[code] < 0).any() and lower[code] >= 0]
    return Refusal("negative", {"indicators": _named(negative, names, lang)}) if negative else None


def _named(codes: list[str], names: Mapping[str, str], lang: Lang) -> str:
    return listed([names.get(code, code) for code in codes], lang)
