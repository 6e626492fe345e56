"""A variant of an indicator in the reader's words, also one that is made of several parts: group, kind and term."""

from __future__ import annotations

from collections.abc import Mapping

from language import N_, Lang, _, terms
from language.formats import territory

WORDS: dict[str, str] = {
    "theil_sen": N_("slope after Theil and Sen, with its 95 % interval"),
    "median_4": N_("median of the last four changes"),
    "mean_3y": N_("mean of three years"),
    "rarefied": N_("rarefied: as for four partners drawn by chance"),
    "inverse_hhi": N_("from squared shares (1/H)"),
    "mad": N_("from the median absolute deviation, which odd years hardly move"),
    "goods": N_("quarterly goods"),
    "goods_mad": N_("quarterly goods, from the median absolute deviation"),
    "factor_analysis": N_("statistical approach"),
    "nuts_2": N_("larger region around it (NUTS 2)"),
    "all_regions": N_("all regions the port stands in"),
    "cruise": N_("cruise passengers"),
    "eurostat": N_("all passengers, by Eurostat's count"),
    "others": N_("median of the other ports"),
    "share": N_("what came with the market"),
    "mix": N_("what came with the mix"),
    "new": N_("kinds that are new"),
    "change": N_("whole change"),
    "year": N_("on the year before"),
    "year_share": N_("on the year before: what came with the market"),
    "year_mix": N_("on the year before: what came with the mix"),
    "year_new": N_("on the year before: kinds that are new"),
    "year_change": N_("on the year before: whole change"),
    "p": N_("p-value"),
    "declared": N_("rank under the declared choices"),
    "betweenness": N_("share of the shortest paths that lead through it"),
    "organisations": N_("organisations"),
    "h": N_("transport and storage"),
    "g_i": N_("trade, transport and hotels"),
    "g_j": N_("trade, transport, hotels and communication"),
}
"""The parts of a variant that are the same for every place; groups, shocks and countries bring their own names."""
AND_SLOPE = "_theil_sen"
MOST_LISTED = 8


def spoken(variant: str, names: Mapping[str, str], lang: Lang) -> str:
    """Every part of a variant in words, joined by commas; a part we have no words for by its code."""
    return ", ".join(_part(part, names, lang) for part in variant.split(":"))


def _part(part: str, names: Mapping[str, str], lang: Lang) -> str:
    if part in names:
        return names[part]
    if part in WORDS:
        return _(WORDS[part], lang)
    if part in terms.CARGO_TYPES:
        return terms.cargo_type(part, lang)
    if part.endswith(AND_SLOPE):
        release = _("release {release}", lang, release=part.removesuffix(AND_SLOPE))
        return ", ".join((release, _(WORDS["theil_sen"], lang)))
    if part.isdigit():
        return _("release {release}", lang, release=part)
    is_country = len(part) == 2 and part.isupper()  # noqa: PLR2004 - ISO 3166-1 alpha-2
    return (is_country and territory(part, lang)) or part.replace("_", " ")
