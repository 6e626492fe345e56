"""What the Methods page says of an indicator, written from its record: facts, direction, variants, an example."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from language import N_, Lang, _, plural
from language.formats import period, quantity, unit_label
from language.terms import REASONS, STATUSES, cargo_type, status, vessel_type
from ui.variants import MOST_LISTED, spoken

Record = Mapping[str, Any]

DIRECTION_WORDS = {
    "higher_better": N_("more is better"),
    "lower_better": N_("less is better"),
    "context": N_("neither: it tells the setting, more is not better and less is not better"),
}
BASIS_WORDS = {
    "published": N_("as published"),
    "like_for_like": N_("like for like: ports that merged later are added up for the years before"),
}
VARIANT_WORDS = {
    "estimator": N_("way of estimating"),
    "range": N_("group of ports"),
    "release": N_("release of the regional figures"),
    "vessel_type": N_("type of ship"),
    "cargo_type": N_("type of cargo"),
    "dates": N_("whether its dates are known"),
    "event": N_("event"),
    "measure": N_("measure"),
    "price": N_("prices"),
    "rule": N_("rule of sharing out money"),
    "version": N_("published version"),
    "series": N_("series"),
    "comparison": N_("group of ports, and what of it"),
    "branch": N_("branches"),
    "shock": N_("shock"),
    "level": N_("size of the region"),
    "approach": N_("way of computing"),
    "passengers": N_("kind of passengers"),
    "country": N_("country of the other port"),
    "counted": N_("what is counted"),
    "theme": N_("theme"),
    "result_code": N_("output or result indicator"),
    "declared": N_("way of ranking"),
    "peer": N_("peer port"),
    "domain": N_("domain"),
    "indicator": N_("indicator"),
}
NAMED_VARIANTS = {
    "undated": N_("without dates"),
    "pps": N_("in purchasing power standards"),
    "equal_split": N_("split evenly over the partners"),
    "full_count": N_("counted in full for every partner"),
    "partner_budget": N_("by the partner's own budget"),
}
"""Variants in words; another one is shown by its code with spaces."""
STATUS_MEANINGS = {
    "A": N_("The publisher set no flag. Drawn as a full point."),
    "P": N_("The publisher expects to revise it. Drawn as a hollow point."),
    "E": N_("Estimated by the publisher. Drawn lighter."),
    "F": N_("A forecast of the publisher, not yet observed."),
    "U": N_("The publisher, or our check, doubts it."),
    "D": N_("Counted by another definition than its neighbours."),
    "B": N_("The series changes here what it counts; no change is read across."),
}


def answer(built: Mapping[str, Record], catalogue: pd.DataFrame, lang: Lang) -> tuple[str, str]:
    """How many indicators are built, and how many more the catalogue plans."""
    waiting = len(not_built(built, catalogue))
    return (
        plural(
            "{n} indicator is computed in this data vintage, by the text shown below and no other.",
            "{n} indicators are computed in this data vintage, by the texts shown below and no others.",
            len(built),
            lang,
        ),
        plural(
            "{n} more indicator of the catalogue is not built yet.",
            "{n} more indicators of the catalogue are not built yet.",
            waiting,
            lang,
        )
        if waiting
        else _("All indicators of the catalogue are built.", lang),
    )


def not_built(built: Mapping[str, Record], catalogue: pd.DataFrame) -> pd.DataFrame:
    """The rows of the catalogue that have no indicator yet."""
    return catalogue[~catalogue["kpi_id"].isin(list(built))]


def by_theme(built: Mapping[str, Record], themes: Mapping[str, str]) -> dict[str, list[Record]]:
    """The built indicators under their theme's title, in the order of the themes; a theme without any is left out."""
    grouped = {
        title: [record for record in built.values() if record["theme"] == theme] for theme, title in themes.items()
    }
    return {title: records for title, records in grouped.items() if records}


def facts(record: Record, variants: Sequence[str], ranges: Mapping[str, str], lang: Lang) -> list[tuple[str, str]]:
    """The declaration of an indicator as labels and values; what it does not have is left out."""
    rows = (
        (_("Formula", lang), _(record.get("formula", ""), lang)),
        (_("Method", lang), str(record["method"])),
        (_("Unit", lang), unit_label(record["unit"], lang)),
        (_("Direction", lang), _(DIRECTION_WORDS[record["direction"]], lang)),
        (_("Least data needed", lang), _(record["min_data"], lang)),
        (_("Basis", lang), "; ".join(_(BASIS_WORDS[basis], lang) for basis in record["bases"])),
        (_("Variants", lang), variant_words(record, variants, ranges, lang)),
        (_("Can be asked with", lang), _parameters(record, lang)),
        (_("Computed from", lang), ", ".join(record["reads"])),
        (_("Code", lang), str(record["code"])),
    )
    return [(label, value) for label, value in rows if value]


def variant_words(record: Record, variants: Iterable[str], ranges: Mapping[str, str], lang: Lang) -> str:
    """By what an indicator is held several times over, and the variants in words; "" when it has none."""
    kind = str(record["variant_of"])
    named = [_variant(kind, variant, ranges, lang) for variant in dict.fromkeys(variants) if variant]
    if not kind or not named:
        return ""
    if len(named) > MOST_LISTED:
        more = plural("{n} more", "{n} more", len(named) - MOST_LISTED, lang)
        named = [*named[:MOST_LISTED], more]
    return _("by {kind}: {variants}", lang, kind=_(VARIANT_WORDS.get(kind) or kind, lang), variants="; ".join(named))


def _variant(kind: str, variant: str, ranges: Mapping[str, str], lang: Lang) -> str:
    if kind == "vessel_type":
        return vessel_type(variant, lang)
    if kind == "cargo_type":
        return cargo_type(variant, lang)
    if kind == "range":
        return ranges.get(variant, variant)
    return _(NAMED_VARIANTS[variant], lang) if variant in NAMED_VARIANTS else spoken(variant, ranges, lang)


def _parameters(record: Record, lang: Lang) -> str:
    return "; ".join(f"{one['name']} ({_(one['meaning'], lang)})" for one in record["parameters"])


def example(rows: pd.DataFrame, record: Record, names: Mapping[str, str], lang: Lang) -> str:
    """One value of the indicator in a sentence: the newest of the first place that has one; "" without any.

    ``rows`` has the columns of ``out_indicator``.
    """
    held = rows[rows["value"].notna()]
    if held.empty:
        return ""
    row = held[held["entity"] == held["entity"].iloc[0]].sort_values("period_start").iloc[-1]
    return _(
        "For example: {place}, {period}: {value} ({status}; {inputs}).",
        lang,
        place=names.get(row["entity"], row["entity"]),
        period=period(row["freq"], row["period_start"].date(), lang),
        value=_figure(row, lang),
        status=status(row["obs_status"], lang),
        inputs=plural("from {n} value", "from {n} values", int(row["n_obs"]), lang),
    )


def _figure(row: pd.Series[Any], lang: Lang) -> str:
    """The value in words; with a lower end and no upper one it is the least it can be."""
    value = quantity(row["value"], row["unit"], lang)
    is_open = row.get("lower") == row["value"] and pd.isna(row.get("upper"))
    return _("at least {value}", lang, value=value) if is_open else value


def statuses(lang: Lang) -> list[tuple[str, str]]:
    """Every status a figure may have, with what it means and how it is drawn."""
    return [(f"{_(word, lang)} ({code})", _(STATUS_MEANINGS[code], lang)) for code, word in STATUSES.items()]


def reasons(lang: Lang) -> list[tuple[str, str]]:
    """Every reason for which a figure may be absent, by its code in the downloads."""
    return [(code, _(words, lang)) for code, words in REASONS.items()]


def source_items(used: pd.DataFrame, lang: Lang) -> list[str]:
    """The sources behind an indicator as Markdown items: title with its address, publisher, release, licence."""
    return [
        _(
            "{title}: {publisher}, {dataset}, release {release}. Licence: {licence}.",
            lang,
            title=_titled(row["title"], row["url"], lang),
            publisher=row["publisher"],
            dataset=row["dataset"],
            release=row["release"],
            licence=row["licence_name"],
        )
        for _index, row in used.iterrows()
    ]


def _titled(title: str, url: object, lang: Lang) -> str:
    words = _(title, lang)
    return f"[{words}]({url})" if isinstance(url, str) and url else words
