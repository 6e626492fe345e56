"""What the Compare page says of an index: intervals and overlaps in words, what moves a rank, who has no score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import pandas as pd

from analysis.index_study import Study
from charts.rows import each_row
from language import N_, Lang, _, listed, plural
from language.formats import exact

MOST_NAMED = 6
MOST_PAIRS = 3
TOPS = (1, 3, 5, 10)
MOVERS = {
    "normalise": N_("how figures are put on one scale"),
    "aggregate": N_("the kind of mean"),
}
FINDINGS = {
    "against": N_("{child} runs against {parent}: what raises one lowers the other"),
    "weak": N_("{child} hardly moves {parent}"),
    "redundant": N_("{child} says nearly the same as {parent} as a whole"),
    "unknown": N_("{child} cannot be held against {parent}: fewer than three ports have both"),
}
PAIR_SENTENCES = {
    "overlap": N_("Cannot be told apart, because their ranks overlap: {pairs}."),
    "leaning": N_("Their ranks overlap, so no order is claimed, although one is nearly always ahead: {pairs}."),
    "apart": N_("Apart within the choices tried: {pairs}."),
}
NEARLY_ALWAYS = 0.95
"""From this share of the draws on, a port that overlaps another is said to be nearly always ahead."""
Names = Mapping[str, str]


def answer(told: Study, chosen: Sequence[str], names: Names, lang: Lang) -> tuple[str, ...]:
    """The rank intervals of the chosen ports, then who can and who cannot be told apart; no winner is named."""
    held = [port for port in chosen if port in told.ranks.index]
    if not held:
        return (
            _("None of the chosen ports has a score in this index; the intervals of the others stand below.", lang),
        )
    words = [_interval(told, port, names, lang) for port in held[:MOST_NAMED]]
    ranks = plural(
        "In nine draws of ten, among {n} port: {intervals}.",
        "In nine draws of ten, among {n} ports: {intervals}.",
        len(told.ranks),
        lang,
        intervals=listed(words, lang),
    )
    return (ranks, *pair_sentences(told, held[:MOST_NAMED], names, lang))


def title(told: Study, chosen: Sequence[str], lang: Lang) -> str:
    """The finding as a title: how many pairs of the chosen ports can be told apart."""
    held = [port for port in chosen if port in told.ranks.index]
    pairs = list(combinations(held, 2))
    if not pairs:
        return _("Ranks and how sure they are", lang)
    return plural(
        "{apart} of {n} pair of chosen ports can be told apart",
        "{apart} of {n} pairs of chosen ports can be told apart",
        len(pairs),
        lang,
        apart=sum(told.apart(*pair) for pair in pairs),
    )


def pair_sentences(told: Study, ports: Sequence[str], names: Names, lang: Lang) -> tuple[str, ...]:
    """A sentence each on the pairs that overlap, that overlap though one is nearly always ahead, and that are apart.

    More than three pairs of a kind are counted.
    """
    kinds: dict[str, list[str]] = {sentence: [] for sentence in PAIR_SENTENCES}
    for one, other in combinations(ports, 2):
        kinds[_kind(told, one, other)].append(_pair(told, one, other, names, lang))
    said = [
        _(PAIR_SENTENCES[kind], lang, pairs="; ".join(pairs[:MOST_PAIRS])) for kind, pairs in kinds.items() if pairs
    ]
    if more := sum(max(len(pairs) - MOST_PAIRS, 0) for pairs in kinds.values()):
        said.append(plural("{n} more pair is in the table.", "{n} more pairs are in the table.", more, lang))
    return tuple(said)


def moved(told: Study, titles: Names, lang: Lang) -> dict[str, str]:
    """Which choice moves each port's rank most, with its share of the movement; "" where nothing moves it."""
    rows = zip(told.drivers.index, each_row(told.drivers), strict=True)
    return {str(port): _mover(row, titles, lang) for port, row in rows}


def movers(told: Study, chosen: Sequence[str], names: Names, titles: Names, lang: Lang) -> tuple[str, ...]:
    """A sentence a chosen port whose rank moves: which choice moves it most."""
    found = moved(told, titles, lang)
    held = [port for port in chosen if found.get(port)][:MOST_NAMED]
    return tuple(
        _("What moves {port} most: {choice}.", lang, port=names.get(port, port), choice=found[port]) for port in held
    )


def left_out(told: Study, chosen: Sequence[str], names: Names, lang: Lang) -> str:
    """Which chosen ports have no score for want of figures, and how many others; "" where all have one."""
    lacking = told.held.left_out
    mine = [port for port in chosen if port in lacking.index]
    words = [
        _("{port} ({share} of the figures)", lang, port=names.get(port, port), share=_pct(lacking[port], lang))
        for port in mine
    ]
    others = len(lacking) - len(mine)
    rest = plural("{n} other port", "{n} other ports", others, lang)
    told_of = [*words, *([rest] if others else [])]
    if not told_of:
        return ""
    return _(
        "Without a score, because less than two thirds of the figures are held: {ports}.",
        lang,
        ports=listed(told_of, lang),
    )


def cautions(told: Study, titles: Names, lang: Lang) -> tuple[str, ...]:
    """What the coherence check found; to be read before any rank."""
    rows = told.coherence[told.coherence["finding"] != "coherent"]
    return tuple(
        _(
            FINDINGS[str(row["finding"])],
            lang,
            child=titles.get(str(row["child"]), str(row["child"])),
            parent=titles.get(str(row["parent"]), str(row["parent"])),
        )
        for row in each_row(rows)
    )


def chances(told: Study, chosen: Sequence[str], names: Names) -> pd.DataFrame:
    """One row a port, the chosen first: in how many draws of a hundred it is among the first 1, 3, 5 and 10."""
    order = [port for port in chosen if port in told.ranks.index]
    order += [str(port) for port in told.ranks.index if port not in order]
    tops = [top for top in TOPS if top < len(told.ranks)]
    shares = (100 * told.acceptability.loc[order, tops]).round(1)
    shares.columns = [f"top_{top}" for top in tops]
    return pd.DataFrame({"port": [names.get(port, port) for port in order]}, index=order).join(shares)


def pairs(told: Study, chosen: Sequence[str], names: Names, lang: Lang) -> pd.DataFrame:
    """One row a pair of chosen ports: in how many draws of a hundred each is above the other, and the verdict."""
    held = [port for port in chosen if port in told.ranks.index]
    rows = [
        {
            "first": names.get(one, one),
            "second": names.get(other, other),
            "first_above": round(100 * told.ahead(one, other), 1),
            "second_above": round(100 * told.ahead(other, one), 1),
            "verdict": _("apart", lang) if told.apart(one, other) else _("cannot be told apart", lang),
        }
        for one, other in combinations(held, 2)
    ]
    return pd.DataFrame(rows, columns=["first", "second", "first_above", "second_above", "verdict"])


def node_titles(tree: pd.DataFrame, indicators: Mapping[str, Mapping[str, object]], lang: Lang) -> dict[str, str]:
    """The reader's words of every node: a theme's own title, a leaf's indicator."""
    return {str(row["code"]): _node_title(row, indicators, lang) for row in each_row(tree)}


def _node_title(row: Mapping[str, object], indicators: Mapping[str, Mapping[str, object]], lang: Lang) -> str:
    if isinstance(row["title"], str):
        return _(row["title"], lang)
    record = indicators.get(str(row["indicator"]))
    return _(str(record["title"]), lang) if record else str(row["code"])


def _interval(told: Study, port: str, names: Names, lang: Lang) -> str:
    row = told.ranks.loc[port]
    low, high = f"{row['low']:.0f}", f"{row['high']:.0f}"
    name = names.get(port, port)
    if low == high:
        return _("{port} rank {rank}", lang, port=name, rank=low)
    return _("{port} rank {low} to {high}", lang, port=name, low=low, high=high)


def _kind(told: Study, one: str, other: str) -> str:
    if told.apart(one, other):
        return "apart"
    most = max(told.ahead(one, other), told.ahead(other, one))
    return "leaning" if most >= NEARLY_ALWAYS else "overlap"


def _pair(told: Study, one: str, other: str, names: Names, lang: Lang) -> str:
    """Two ports, the one ahead in more draws first, with the share of those draws."""
    if told.ahead(one, other) < told.ahead(other, one):
        one, other = other, one
    return _(
        "{one} and {other} ({one} is ahead in {share} of the draws)",
        lang,
        one=names.get(one, one),
        other=names.get(other, other),
        share=_pct(told.ahead(one, other), lang),
    )


def _mover(row: Mapping[str, object], titles: Names, lang: Lang) -> str:
    most = row["most"]
    if not isinstance(most, str):
        return ""
    what = _(MOVERS[most], lang) if most in MOVERS else _("the weight of {node}", lang, node=titles.get(most, most))
    return _("{choice} ({share} of the movement)", lang, choice=what, share=_pct(float(str(row[most])), lang))


def _pct(share: float, lang: Lang) -> str:
    """Whole per cent; 100 only where it is all, and 0 only where it is none."""
    whole = round(100 * float(share))
    return exact(min(whole, 99) if share < 1 else whole, "pct", lang)
