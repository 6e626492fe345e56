"""What changed between two vintages, in sentences a reader of the press would understand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from language import N_, Lang, _, listed, plural
from language.formats import day, exact, period, quantity
from language.terms import reason, status

NAMED = 3
DIGITS = 7
_COLUMNS = {"old": "old_value", "new": "new_value", "difference": "difference", "difference_pct": "difference_pct"}
PARTS: dict[str, str] = {
    "unit": N_("its unit"),
    "direction": N_("whether more is better"),
    "formula": N_("its formula"),
    "min_data": N_("the least data it needs"),
    "method": N_("its method"),
    "measures": N_("the figures it reads"),
    "bases": N_("its bases"),
    "variant_of": N_("its variants"),
    "text": N_("the text that computes it"),
    "definition": N_("what the publisher counts"),
}
CHANGES: dict[str, str] = {
    "added": N_("new"),
    "vanished": N_("gone"),
    "revised": N_("revised"),
    "status": N_("same value, other status"),
    "reason": N_("no value, another reason"),
    "same": N_("the same"),
}


def log(
    releases: pd.DataFrame,
    figures: pd.DataFrame,
    largest: pd.DataFrame,
    definitions: pd.DataFrame,
    titles: Mapping[str, str],
    lang: Lang,
) -> list[str]:
    """The change log: releases, publishers' figures with the largest revision, indicators; one sentence each.

    Takes what ``warehouse.history`` gives for two vintages: ``release_changes``, ``figure_counts``, ``figure_changes``
    and ``definition_changes``; ``titles`` are those of the sources.
    """
    said = [_release(row, lang) for _at, row in releases[releases["n_rows"] > 0].iterrows()]
    said += _facts(releases[releases["n_rows"] == 0], lang)
    said += [one for _at, row in figures.iterrows() for one in _figures(row, titles, lang)]
    said += [_largest(row, lang) for _at, row in largest[largest["change"] == "revised"].head(NAMED).iterrows()]
    said += _definitions(definitions, lang)
    return said or [_("Nothing that a reader sees differs between the two.", lang)]


def _release(row: pd.Series, lang: Lang) -> str:
    told = {
        "title": _(str(row["title"]), lang),
        "release": row["release"],
        "day": day(pd.Timestamp(row["released_on"]).date(), "day", lang),
    }
    figures = plural("{n} figure", "{n} figures", int(row["n_rows"]), lang)
    if row["change"] == "added":
        return _("New release: {title}, {release} of {day}, with {figures}.", lang, **told, figures=figures)
    return _("Release no longer used: {title}, {release} of {day}, with {figures}.", lang, **told, figures=figures)


def _facts(releases: pd.DataFrame, lang: Lang) -> list[str]:
    """Releases that bring no figures but names, places, shapes and facts: one sentence for the new, one for the old."""
    new, old = (
        listed([_(title, lang) for title in dict.fromkeys(releases.loc[releases["change"] == change, "title"])], lang)
        for change in ("added", "dropped")
    )
    said = (
        _("New releases of names, places and facts: {titles}.", lang, titles=new) if new else "",
        _("No longer used for names, places and facts: {titles}.", lang, titles=old) if old else "",
    )
    return [one for one in said if one]


def _figures(row: pd.Series, titles: Mapping[str, str], lang: Lang) -> list[str]:
    """What became of the figures of one source; nothing where all stayed."""
    n_added, n_revised, n_gone, n_status = (
        int(row[f"n_{kind}"]) for kind in ("added", "revised", "vanished", "status")
    )
    kinds = (
        (n_added, plural("{n} figure is new", "{n} figures are new", n_added, lang)),
        (n_revised, plural("{n} was revised", "{n} were revised", n_revised, lang)),
        (n_gone, plural("{n} is gone", "{n} are gone", n_gone, lang)),
        (n_status, plural("{n} has another status", "{n} have another status", n_status, lang)),
    )
    said = [told for n, told in kinds if n]
    if not said:
        return []
    title = _(titles.get(row["source_id"], row["source_id"]), lang)
    return [_("{source}: {changes}.", lang, source=title, changes=listed(said, lang))]


def _largest(row: pd.Series, lang: Lang) -> str:
    return _(
        "{measure} of {place} in {period}: from {old} to {new} ({difference}).",
        lang,
        measure=_(str(row["measure_title"]), lang),
        place=row["name"],
        period=period(row["freq"], pd.Timestamp(row["period_start"]).date(), lang),
        old=quantity(row["old_value"], row["unit"], lang),
        new=quantity(row["new_value"], row["unit"], lang),
        difference=quantity(row["difference_pct"], "pct", lang, sign=True),
    )


def _definitions(definitions: pd.DataFrame, lang: Lang) -> list[str]:
    said = []
    for change, one, many in (
        ("added", N_("New indicator: {names}."), N_("New indicators: {names}.")),
        ("dropped", N_("No longer computed: {names}."), N_("No longer computed: {names}.")),
    ):
        names = [_(title, lang) for title in definitions.loc[definitions["change"] == change, "title"]]
        if names:
            said.append(_(one if len(names) == 1 else many, lang, names=listed(names, lang)))
    for _at, row in definitions[definitions["change"] == "redefined"].iterrows():
        parts = listed([_(PARTS[part], lang) for part in str(row["parts"]).split(";")], lang)
        said.append(
            _(
                "“{title}” is defined anew: {parts} changed. Old and new values do not compare.",
                lang,
                title=_(str(row["title"]), lang),
                parts=parts,
            )
        )
    return said


def counted(counts: pd.DataFrame, lang: Lang) -> str:
    """How many values of all indicators differ, in one sentence."""
    total = {kind: int(counts[f"n_{kind}"].sum()) for kind in ("revised", "added", "vanished")}
    return _(
        "Values of all indicators: {revised} revised, {added} new, {vanished} gone.",
        lang,
        **{kind: exact(n, "", lang) for kind, n in total.items()},
    )


def beside(changes: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Values of two vintages side by side, the largest change first: place, period, old, new, difference, change."""
    order = changes.assign(_size=changes["difference_pct"].abs()).sort_values("_size", ascending=False, kind="stable")
    rows = [
        {
            "place": row["name"],
            "variant": row["variant"],
            "period": period(row["freq"], row["period_start"].date(), lang),
            **{column: _short(row[name]) for column, name in _COLUMNS.items()},
            "change": _(CHANGES[row["change"]], lang),
            "why": _why(row, lang),
        }
        for row in order.to_dict("records")
    ]
    table = pd.DataFrame(rows, columns=list(heads("", "", lang)))
    return table if table["variant"].any() else table.drop(columns="variant")


def _short(value: float) -> float:
    """A value with seven significant digits: what lies beyond is arithmetic, and stands in its passport."""
    return value if pd.isna(value) else float(f"{value:.{DIGITS}g}")


def _why(row: Mapping[Any, Any], lang: Lang) -> str:
    """The status before and after where it differs, or why a value is gone."""
    if row["change"] == "vanished" and isinstance(row["new_reason"], str):
        return reason(row["new_reason"], lang)
    if row["change"] == "status":
        return f"{status(row['old_status'], lang)} → {status(row['new_status'], lang)}"
    return ""


def heads(older: str, newer: str, lang: Lang) -> dict[str, str]:
    """Column heads of `beside`."""
    return {
        "place": _("Place", lang),
        "variant": _("Variant", lang),
        "period": _("Period", lang),
        "old": _("Vintage {vintage}", lang, vintage=older),
        "new": _("Vintage {vintage}", lang, vintage=newer),
        "difference": _("Difference", lang),
        "difference_pct": _("Relative difference", lang),
        "change": _("Change", lang),
        "why": _("Status or reason", lang),
    }


def answer(vintages: pd.DataFrame, here: str, lang: Lang) -> str:
    """How many vintages are kept and what the one shown holds."""
    row = vintages[vintages["vintage"] == here].iloc[0]
    kept = plural("{n} vintage is kept here.", "{n} vintages are kept here.", len(vintages), lang)
    shown = _(
        "The one shown, {vintage}, holds what was known on {day}.",
        lang,
        vintage=here,
        day=day(pd.Timestamp(row["known_on"]).date(), "day", lang),
    )
    return f"{kept} {shown}"
