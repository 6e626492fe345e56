"""Why two ports are peers, and where they differ most: sentences from the figures that were compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.port_structure import CARGO_TYPES
from language import N_, Lang, _
from language.formats import number, quantity
from language.terms import CARGO_TYPES as CARGO_WORDS

GROUPS: dict[str, str] = {
    "size": N_("size"),
    "cargo_mix": N_("cargo mix"),
    "ferry": N_("ferry passengers"),
    "ship_mix": N_("container ships"),
    "population": N_("population of the region"),
    "income": N_("income of the region"),
    "border": N_("distance to the border"),
    "sea": N_("sea"),
}
SEA_WORDS: dict[str, str] = {
    "channel": N_("the English Channel"),
    "irish_sea": N_("the Irish Sea"),
    "biscay": N_("the Bay of Biscay"),
    "baltic": N_("the Baltic Sea"),
    "north_sea": N_("the North Sea"),
    "mediterranean": N_("the Mediterranean"),
    "black_sea": N_("the Black Sea"),
    "yellow_sea": N_("the Yellow Sea"),
    "east_china_sea": N_("the East China Sea"),
}
_ALIKE: dict[str, str] = {
    "both_ferry": N_(
        "Because both are ferry ports with many passengers: {mine} at {port} in {my_year}, {theirs} at {peer} in "
        "{their_year}."
    ),
    "size": N_(
        "Because they handle tonnages of one order: {mine} at {port} in {my_year}, {theirs} at {peer} in {their_year}."
    ),
    "cargo_mix": N_("Because their cargo is alike: at {port} {mine} of it is {cargo}, at {peer} {theirs}."),
    "ferry": N_(
        "Because ferry passengers weigh about the same beside the goods: {mine} for 1,000 t at {port}, {theirs} at "
        "{peer}."
    ),
    "ship_mix": N_("Because container lines connect them about as well: index {mine} for {port}, {theirs} for {peer}."),
    "calls": N_("Because container ships call about as often: {mine} in a year at {port}, {theirs} at {peer}."),
    "population": N_(
        "Because about as many people live in the regions behind them: {mine} at {port}, {theirs} at {peer}."
    ),
    "income": N_(
        "Because their regions stand alike in their countries by output per inhabitant (country = 100): {mine} at "
        "{port}, {theirs} at {peer}."
    ),
    "border": N_("Because the next port of another country is about as far: {mine} from {port}, {theirs} from {peer}."),
    "sea": N_("Because both lie on the same sea: {mine}."),
}
_APART: dict[str, str] = {
    "size": N_("They differ most in size: {mine} at {port} in {my_year}, {theirs} at {peer} in {their_year}."),
    "cargo_mix": N_("They differ most in cargo: at {port} {mine} of it is {cargo}, at {peer} {theirs}."),
    "ferry": N_(
        "They differ most in ferry passengers beside the goods: {mine} for 1,000 t at {port}, {theirs} at {peer}."
    ),
    "ship_mix": N_("They differ most in container lines: connectivity index {mine} for {port}, {theirs} for {peer}."),
    "calls": N_("They differ most in calls of container ships: {mine} in a year at {port}, {theirs} at {peer}."),
    "population": N_("They differ most in the people of their regions: {mine} at {port}, {theirs} at {peer}."),
    "income": N_(
        "They differ most in output per inhabitant beside their countries (country = 100): {mine} at {port}, {theirs} "
        "at {peer}."
    ),
    "border": N_(
        "They differ most in the distance to the next port of another country: {mine} from {port}, {theirs} from "
        "{peer}."
    ),
    "sea": N_("They differ most in the sea they lie on: {mine} and {theirs}."),
}
# A group whose difference is at most this share of the range between all ports is a reason.
CLOSE = 0.08


def reasons(
    mine: pd.Series, theirs: pd.Series, difference: Mapping[str, float], weights: Mapping[str, float], lang: Lang
) -> tuple[str, ...]:
    """Sentences that say what is alike, what speaks most for the peer first; at least one where any was compared."""
    known = sorted(difference, key=lambda group: -weights[group] * (1 - difference[group]))
    close = [group for group in known if difference[group] <= CLOSE] or known[:1]
    if mine["is_ferry"] is True and theirs["is_ferry"] is True:
        close = ["both_ferry", *(group for group in close if group != "ferry")]
    told = (_told_by(group, mine, theirs) for group in close)
    return tuple(_(_ALIKE[group], lang, **_placeholders(group, mine, theirs, lang)) for group in told)


def difference_in_words(mine: pd.Series, theirs: pd.Series, difference: Mapping[str, float], lang: Lang) -> str:
    """The sentence on the variable they differ most in; empty where all are close."""
    apart = max(difference, key=lambda group: difference[group], default="")
    if not apart or difference[apart] <= CLOSE:
        return ""
    told = _told_by(apart, mine, theirs)
    return _(_APART[told], lang, **_placeholders(told, mine, theirs, lang, apart=True))


def _told_by(group: str, mine: pd.Series, theirs: pd.Series) -> str:
    """Container ships are told by the connectivity index where both have one, else by calls."""
    indexed = pd.notna(mine["connectivity"]) and pd.notna(theirs["connectivity"])
    return "calls" if group == "ship_mix" and not indexed else group


def _placeholders(group: str, mine: pd.Series, theirs: pd.Series, lang: Lang, *, apart: bool = False) -> dict[str, str]:
    words = {"port": str(mine["name"]), "peer": str(theirs["name"])}
    if group == "cargo_mix":
        cargo = _telling_cargo(mine, theirs, apart=apart)
        words["cargo"] = _(CARGO_WORDS[cargo], lang)
        return {**words, **_sides(mine, theirs, lambda port: quantity(100 * port[f"share_{cargo}"], "pct", lang))}
    if group in ("size", "both_ferry"):
        column, unit = ("goods", "t") if group == "size" else ("passengers", "persons")
        words |= {"my_year": f"{mine[column + '_year']:.0f}", "their_year": f"{theirs[column + '_year']:.0f}"}
        return {**words, **_sides(mine, theirs, lambda port: quantity(port[column], unit, lang))}
    return {**words, **_sides(mine, theirs, lambda port: _plain_figure(group, port, lang))}


def _sides(mine: pd.Series, theirs: pd.Series, say: Any) -> dict[str, str]:  # noqa: ANN401 - a function of a row
    return {"mine": say(mine), "theirs": say(theirs)}


def _plain_figure(group: str, port: pd.Series, lang: Lang) -> str:
    if group == "sea":
        return _(SEA_WORDS[port["sea"]], lang)
    column, unit = {
        "ferry": ("passengers_per_kt", ""),
        "ship_mix": ("connectivity", ""),
        "calls": ("container_calls", "arrivals"),
        "population": ("population", "persons"),
        "income": ("income", ""),
        "border": ("border_km", "km"),
    }[group]
    if unit in ("persons", "arrivals"):
        return quantity(port[column], unit, lang)
    figure = number(port[column], lang)
    return _("{figure} km", lang, figure=figure) if unit == "km" else figure


def _telling_cargo(mine: pd.Series, theirs: pd.Series, *, apart: bool) -> str:
    """Of the cargo types known for both, the largest at the first port, or the one they differ most in."""
    both = [cargo for cargo in CARGO_TYPES if pd.notna(mine[f"share_{cargo}"]) and pd.notna(theirs[f"share_{cargo}"])]
    if apart:
        return max(both, key=lambda cargo: abs(float(mine[f"share_{cargo}"] - theirs[f"share_{cargo}"])))
    return max(both, key=lambda cargo: float(mine[f"share_{cargo}"]))
