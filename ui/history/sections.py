"""The parts of the Revisions page: the change log, values side by side, one figure through its releases."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from charts import revisions
from charts.theme import THEMES
from language import _, plural
from ui import figure, frame, reads, words
from ui.history import choices, findings
from ui.history.choices import Pair
from ui.passport import address
from ui.state import State
from ui.trends.story import bullets
from ui.words import Caption
from warehouse import history

MOST_ROWS = 300


def opening(here: State) -> None:
    """How many vintages are kept and what the one shown holds."""
    vintages = choices.kept(here.known.vintages)
    words.answer(findings.answer(vintages, here.vintage, here.lang))


def log(pair: Pair, here: State) -> None:
    """What changed from the older to the newer vintage."""
    lang = here.lang
    lead = _("From {older} to {newer}.", lang, older=pair.older, newer=pair.newer)
    words.section(_("What changed", lang), lead)
    bullets([*_log(pair.older, pair.newer, lang), findings.counted(_counts(pair.older, pair.newer), lang)])


def beside(pair: Pair, here: State) -> None:
    """One indicator of the chosen ports and their regions in both vintages."""
    lang = here.lang
    words.section(
        _("Two vintages side by side", lang),
        _("Values of the chosen ports, and of the regions they are measured against, that differ.", lang),
    )
    code = choices.indicator(here, _counts(pair.older, pair.newer))
    places = (*here.ports, *dict.fromkeys(reads.denominators(here.vintage, here.ports)["region_id"]))
    changes = _changes(pair.older, pair.newer, code, places)
    changes = changes[changes["change"].isin(choices.GAIN)]
    if changes.empty:
        remedy = _("Choose another indicator or other ports; the list above says where values moved.", lang)
        words.empty(_("No value of the chosen ports differs.", lang), remedy, here)
        return
    shown = changes.head(MOST_ROWS)
    words.prose(plural("{n} value differs.", "{n} values differ.", len(changes), lang))
    unit = str(changes["unit"].iloc[0])
    figure.table(
        findings.beside(shown, lang),
        here,
        key="beside",
        title=_("Two vintages side by side", lang),
        headers=findings.heads(pair.older, pair.newer, lang),
        units={"old": unit, "new": unit, "difference": "% points" if unit == "%" else unit, "difference_pct": "pct"},
        file_stem=f"{code}_{pair.older}_{pair.newer}",
    )
    frame.page_link(address.PAGE, _("Passports of these values", lang), here, own=address.own(code, places=places))


def through_releases(here: State) -> None:
    """One publisher's figure in every release kept: first published, revised, latest."""
    lang = here.lang
    words.section(
        _("One figure through its releases", lang),
        _("What a publisher first printed, and what later releases made of it.", lang),
    )
    compared = reads.revisions(here.vintage)
    if compared.empty:
        missing = _("No figure of this vintage stands in two releases.", lang)
        words.empty(missing, _("The next release of a source fills this.", lang), here)
        return
    kind, entity, measure = choices.series(here, compared)
    prints = _prints(kind, entity, measure, here.known.vintages)
    moved = history.revised(prints)
    name = reads.names(here.vintage).get(entity, entity)
    title = _(str(compared.loc[compared["measure"] == measure, "measure_title"].iloc[0]), lang)
    chart = revisions.revisions(
        prints,
        moved,
        title=title,
        place=name,
        file_stem=f"revisions_{measure}_{entity}",
        theme=THEMES[frame.theme().name],
        lang=lang,
    )
    figure.figure(chart, _caption(prints, here), here, "revisions")


def _caption(prints: pd.DataFrame, here: State) -> Caption:
    lang = here.lang
    sources = reads.sources(here.vintage)
    mine = sources[sources["source_id"].isin(prints["source_id"])]
    return Caption(
        unit="",
        publisher=", ".join(dict.fromkeys(prints["publisher"])),
        dataset=", ".join(dict.fromkeys(prints["dataset"])),
        period="",
        status=_("as given with each figure", lang),
        release=_("releases {releases}", lang, releases=", ".join(dict.fromkeys(prints["release"]))),
        licence=", ".join(dict.fromkeys(mine["licence_name"])),
        url=next((url for url in mine["url"] if isinstance(url, str)), ""),
        method=_("Size of a revision: difference of the latest from the first figure, over the latest.", lang),
    )


@st.cache_data(max_entries=64, show_spinner=False)
def _log(older: str, newer: str, lang: str) -> list[str]:
    titles = {row["source_id"]: row["title"] for row in reads.sources(newer).to_dict("records")}
    return findings.log(
        history.release_changes(older, newer),
        history.figure_counts(older, newer),
        history.figure_changes(older, newer, limit=findings.NAMED),
        history.definition_changes(older, newer),
        titles,
        lang,
    )


@st.cache_data(max_entries=64, show_spinner=False)
def _counts(older: str, newer: str) -> pd.DataFrame:
    return history.value_counts(older, newer)


@st.cache_data(max_entries=256, show_spinner=False)
def _changes(older: str, newer: str, code: str, places: tuple[str, ...]) -> pd.DataFrame:
    return history.value_changes(older, newer, [code], places)


@st.cache_data(max_entries=256, show_spinner=False)
def _prints(kind: str, entity: str, measure: str, kept: tuple[str, ...]) -> pd.DataFrame:
    """The prints of the measure as a whole, without the parts by cargo, ship or direction."""
    del kept  # another vintage kept may hold another release
    prints = history.editions(kind, entity, measure)
    whole = prints["cargo_type"].isin(["total", "_Z"]) & prints["direction"].isin(["total", "_Z"])
    chosen = prints[whole & prints["vessel_type"].isin(["total", "_Z"]) & (prints["series_id"] == "_Z")]
    return chosen if len(chosen) else prints
