"""What the passport page says, written from one passport: the value, its checks, its figures, its course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from kpis.passport import Passport
from kpis.remedies import remedy
from language import N_, Lang, _, listed, plural, terms
from language.formats import COUNTED, day, exact, period, quantity, unit_label

Row = Mapping[str, Any]

ROLES: dict[str, str] = {
    "printed": N_("as printed"),
    "part": N_("part of the sum"),
    "total": N_("total, from which the next is taken"),
    "less": N_("taken from the total"),
    "moved": N_("moved from an older code of the same land"),
}
BASIS_WORDS = {"published": N_("as published"), "like_for_like": N_("like for like")}


@dataclass(frozen=True)
class Card:
    """One publisher's figure as a reader sees it: its print, what it is, how it enters, and where it stands."""

    printed: str
    what: str
    enters: str
    place: tuple[tuple[str, str], ...]


def amount(passport: Passport, lang: Lang) -> str:
    """The number as it is shown large; words where there is none."""
    value = passport.value
    return _("not available", lang) if value["value"] is None else written(value["value"], value["unit"], lang)


def written(value: float, unit: str, lang: Lang) -> str:
    """A value in full where it counts things, else with six significant digits: what lies beyond is arithmetic."""
    return exact(rounded(value, unit), unit, lang)


def rounded(value: float, unit: str) -> float | Decimal:
    """A value that counts things as it is, any other with six significant digits."""
    return value if unit in COUNTED else Decimal(f"{value:.6g}")


def answer(passport: Passport, lang: Lang) -> str:
    """The value in one sentence, or why there is none and what would fill it."""
    value = passport.value
    told = {
        "title": _(str(value["title"]), lang),
        "place": value["name"],
        "period": period(value["freq"], value["period_start"].date(), lang),
    }
    if value["value"] is None:
        why = terms.reason(value["reason"], lang)
        sentence = _("{title}, {place}, {period}: no value, because {reason}.", lang, **told, reason=why)
        return f"{sentence} {remedy(value['reason'], lang)}"
    said = written(value["value"], value["unit"], lang)
    if value["lower"] == value["value"] and value["upper"] is None:
        said = _("at least {value}", lang, value=said)
    if value["lower"] is None or value["upper"] is None:
        return _("{title}, {place}, {period}: {value}.", lang, **told, value=said)
    ends = {
        "lower": quantity(value["lower"], value["unit"], lang),
        "upper": quantity(value["upper"], value["unit"], lang),
    }
    return _("{title}, {place}, {period}: {value}, between {lower} and {upper}.", lang, **told, value=said, **ends)


def facts(passport: Passport, variant: str, lang: Lang) -> list[tuple[str, str]]:
    """What tells this value from its neighbours, as labels and values."""
    value, definition = passport.value, passport.definition
    share = value["coverage"]
    rows = (
        (_("Unit", lang), unit_label(value["unit"], lang)),
        (_("Status", lang), terms.status(value["obs_status"], lang) if value["obs_status"] else ""),
        (_("Basis", lang), _(BASIS_WORDS[value["basis"]], lang)),
        (_("Variant", lang), variant if value["variant"] else ""),
        (_("Observations", lang), "" if value["n_obs"] is None else exact(int(value["n_obs"]), "", lang)),
        (_("Parts present", lang), "" if share is None else quantity(100 * float(share), "pct", lang)),
        (_("Least data needed", lang), _(str(definition["min_data"]), lang)),
        (_("Data vintage", lang), str(passport.vintage["vintage"])),
    )
    return [(label, said) for label, said in rows if said]


def figures(passport: Passport, names: Mapping[str, str], lang: Lang) -> pd.DataFrame:
    """The publishers' figures behind the value, one row each: what, where, printed how, standing where."""
    rows = [
        {
            "figure": _measure(one, lang),
            "place": names.get(one["entity"], one["entity"]),
            "period": period(one["freq"], one["period_start"].date(), lang),
            "printed": f"{one['published_value']} {one['published_unit'] or ''}".strip(),
            "enters": _(ROLES[one["role"]], lang),
            "publisher": ", ".join(part for part in (one["publisher"], one["dataset"]) if part),
            "release": one["release"],
            "flag": one["obs_flag"] or "",
            "locator": one["locator"],
            "file": one["file"],
            "sha256": one["sha256"],
            "retrieved": day(one["retrieved_on"].date(), "day", lang) if one["retrieved_on"] is not None else "",
            "licence": one["licence_name"] or one["licence_id"],
        }
        for one in passport.figures
    ]
    return pd.DataFrame(rows)


def cards(passport: Passport, names: Mapping[str, str], lang: Lang) -> list[Card]:
    """The same figures for reading: the print, what it is, and where it stands."""
    table, heads = figures(passport, names, lang), figure_heads(lang)
    shown = ("publisher", "release", "locator", "file", "sha256", "retrieved", "licence")
    return [
        Card(
            row["printed"],
            ", ".join((row["figure"], row["place"], row["period"])),
            row["enters"] if not row["flag"] else f"{row['enters']} ({heads['flag']}: {row['flag']})",
            tuple((heads[name], str(row[name])) for name in shown if row[name]),
        )
        for row in table.to_dict("records")
    ]


def _measure(one: Row, lang: Lang) -> str:
    kinds = [terms.CARGO_TYPES.get(one["cargo_type"], "") if one["cargo_type"] not in ("_Z", "total") else ""]
    kinds += [terms.VESSEL_TYPES.get(one["vessel_type"], "") if one["vessel_type"] not in ("_Z", "total") else ""]
    said = [str(one["measure_title"])] + [_(kind, lang) for kind in kinds if kind]
    return ", ".join(said)


def figure_heads(lang: Lang) -> dict[str, str]:
    """Column heads of `figures`."""
    return {
        "figure": _("Figure", lang),
        "place": _("Place", lang),
        "period": _("Period", lang),
        "printed": _("Printed as", lang),
        "enters": _("Enters", lang),
        "publisher": _("Publisher, dataset", lang),
        "release": _("Release", lang),
        "flag": _("Publisher's flag", lang),
        "locator": _("Place in the publisher's file", lang),
        "file": _("File read", lang),
        "sha256": _("SHA-256 of the file", lang),
        "retrieved": _("Retrieved", lang),
        "licence": _("Licence", lang),
    }


def behind(passport: Passport, lang: Lang) -> str:
    """How many figures of whom stand behind the value, in one sentence."""
    if not passport.figures:
        made = passport.inputs.get("out_indicator", [])
        if made:
            return plural(
                "It is made of {n} other value of this vintage; each has its own passport.",
                "It is made of {n} other values of this vintage; each has its own passport.",
                len(made),
                lang,
            )
        return _("No publisher's figure stands behind it; the rows below are facts with their own source.", lang)
    publishers = listed(sorted({str(one["publisher"]) for one in passport.figures}), lang)
    return plural(
        "{n} figure of {publishers} stands behind it.",
        "{n} figures of {publishers} stand behind it.",
        len(passport.figures),
        lang,
        publishers=publishers,
    )


def moved(passport: Passport, lang: Lang) -> str:
    """How the value went over the vintages kept, in one sentence."""
    held = [row for row in passport.moves if row["is_there"] and row["value"] is not None]
    unit = passport.value["unit"]
    if len(held) < 2:  # noqa: PLR2004 - one value has not moved
        return _("Only one of the vintages kept holds a value, so nothing can be said about how it moved.", lang)
    first, last = held[0], held[-1]
    told = {
        "first": written(first["value"], unit, lang),
        "last": written(last["value"], unit, lang),
        "old": first["vintage"],
        "new": last["vintage"],
    }
    if len({row["value"] for row in held}) == 1:
        return plural(
            "The same in the {n} vintage that holds it.", "The same in all {n} vintages that hold it.", len(held), lang
        )
    return _("It was {first} in vintage {old} and is {last} in vintage {new}.", lang, **told)


def moves(passport: Passport, lang: Lang) -> pd.DataFrame:
    """The value in every vintage kept, the earliest knowledge first."""
    rows = [
        {
            "vintage": row["vintage"],
            "known": day(row["known_on"].date(), "day", lang),
            "value": _in_vintage(row, lang),
            "status": terms.status(row["obs_status"], lang) if row["obs_status"] else "",
            "note": row["note"] or "",
        }
        for row in passport.moves
    ]
    return pd.DataFrame(rows)


def _in_vintage(row: Row, lang: Lang) -> str:
    if row["problem"]:
        return _("this vintage cannot be read by this version", lang)
    if not row["is_there"]:
        return _("not in this vintage", lang)
    if row["value"] is None:
        return terms.not_available(row["reason"], lang)
    return written(row["value"], row["unit"], lang)


def move_heads(lang: Lang) -> dict[str, str]:
    """Column heads of `moves`."""
    return {
        "vintage": _("Data vintage", lang),
        "known": _("What was known on", lang),
        "value": _("Value", lang),
        "status": _("Status", lang),
        "note": _("Made of", lang),
    }


def citation(passport: Passport, address: str, lang: Lang) -> str:
    """How to cite the value: the publishers first, then our vintage and the permalink."""
    value = passport.value
    sources = dict.fromkeys(
        _("{publisher}, {dataset}, release {release}", lang, **{k: s[k] for k in ("publisher", "dataset", "release")})
        for s in passport.sources
    )
    return _(
        "{sources}. “{title}: {place}, {period}”, Port Region Monitor, data vintage {vintage}. {address}",
        lang,
        sources="; ".join(sources) or _("Own compilation", lang),
        title=_(str(value["title"]), lang),
        place=value["name"],
        period=period(value["freq"], value["period_start"].date(), lang),
        vintage=passport.vintage["vintage"],
        address=address,
    )


def listing(rows: pd.DataFrame, lang: Lang) -> tuple[list[str], list[pd.Timestamp]]:
    """Places and periods of the values to list, the newest period first."""
    places = list(dict.fromkeys(rows["entity"]))
    periods = sorted(set(rows["period_start"]), reverse=True)
    del lang
    return places, [pd.Timestamp(each) for each in periods]


def file_stem(passport: Passport) -> str:
    """Name of the downloads."""
    value = passport.value
    parts: Sequence[str] = (value["indicator"], value["entity"], f"{value['period_start']:%Y-%m-%d}", value["variant"])
    return "_".join(["passport", *(part for part in parts if part)]).replace(" ", "-")
