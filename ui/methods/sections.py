"""The parts of the Methods page: one indicator's sheet, the index by theme, the catalogue, statuses, bases, vintage."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from kpis.registry import THEMES
from language import Lang, _
from ui import controls, figure, frame, reads, state, words
from ui.methods import findings
from ui.state import State

Record = dict[str, Any]
WIDE, NARROW = 2.6, 1
FIRST_SHOWN = "gross_weight"


def lead(here: State) -> None:
    """How much of the catalogue is built."""
    words.answer(*findings.answer(reads.indicators(here.vintage), reads.catalogue(here.vintage), here.lang))


def sheet_and_index(here: State) -> None:
    """The chosen indicator's sheet, and beside it the index of all."""
    sheet_side, index_side = frame.columns((WIDE, NARROW), gap="large")
    with sheet_side:
        record = _chosen(here)
        if record:
            sheet(record, here)
    with index_side:
        index(record["code"] if record else "", here)


def _chosen(here: State) -> Record | None:
    """The indicator of the address (key ``indicator``), else the first."""
    built = reads.indicators(here.vintage)
    titles = {
        record["code"]: f"{_(THEMES[record['theme']], here.lang)}: {_(record['title'], here.lang)}"
        for records in findings.by_theme(built, THEMES).values()
        for record in records
    }
    code = controls.one_of(here, "indicator", _("Indicator", here.lang), titles, default=FIRST_SHOWN)
    return built.get(code)


def sheet(record: Record, here: State) -> None:
    """Everything declared of one indicator, an example of it, its sources, and the text that computed it."""
    lang, code = here.lang, record["code"]
    held = reads.variants(here.vintage, code)
    groups = {name: group.title for name, group in here.known.groups.items()} | reads.shock_names(here.vintage)
    st.html(f'<a id="{code}" tabindex="-1"></a>')
    words.section(_(record["title"], lang), _(THEMES[record["theme"]], lang))
    words.prose(_(record["note"], lang))
    words.prose(findings.example(_example_rows(held, code, here), record, reads.names(here.vintage), lang))
    if record["caveat"]:
        words.notice(_(record["caveat"], lang))
    words.facts(findings.facts(record, tuple(held["variant"]), groups, lang))
    _sources(code, here)
    label = _("The SQL that ran", lang) if record["is_sql"] else _("The function that ran", lang)
    with st.expander(label, key="prm_twin_sql"):
        st.code(record["text"].strip(), language="sql" if record["is_sql"] else "python", wrap_lines=True)
    frame.page_link("trends", _("See it on Trends", lang), here, own={"indicator": code})


def _example_rows(held: pd.DataFrame, code: str, here: State) -> pd.DataFrame:
    """Rows of the first usual port that has the indicator, in its first variant; else of any place."""
    if held.empty:
        return reads.series(here.vintage, code, ())
    variant, freq = held["variant"].iloc[0], held["freq"].iloc[0]
    for port in here.known.default_ports:
        rows = reads.series(here.vintage, code, (port,), variant=variant, freq=freq)
        if rows["value"].notna().any():
            return rows
    newest = reads.periods(here.vintage, code, freq)[-1]
    return reads.snapshot(here.vintage, code, f"{newest:%Y-%m-%d}", variant=variant, freq=freq)


def _sources(code: str, here: State) -> None:
    items = findings.source_items(reads.sources_of(here.vintage, code), here.lang)
    if not items:
        items = [_("No publisher's figures directly: computed from other indicators of this vintage.", here.lang)]
    head = _("Sources", here.lang)
    words.prose("\n".join((f"**{head}**", "", *(f"- {item}" for item in items))))


def index(current: str, here: State) -> None:
    """Links to every indicator that is built, under its theme; plain links, so that each opens at its top."""
    groups = findings.by_theme(reads.indicators(here.vintage), THEMES).items()
    listed = "".join(_group(_(title, here.lang), records, current, here) for title, records in groups)
    st.html(f'<nav aria-label="{escape(_("All indicators", here.lang))}">{listed}</nav>')


def _group(title: str, records: list[findings.Record], current: str, here: State) -> str:
    items = "".join(f'<p style="margin:2px 0">{_link(record, current, here)}</p>' for record in records)
    return f'<p style="margin:0 0 2px;font-weight:600">{escape(title)}</p><div style="margin-bottom:16px">{items}</div>'


def _link(record: findings.Record, current: str, here: State) -> str:
    title = escape(_(record["title"], here.lang))
    if record["code"] == current:
        return f'<strong aria-current="true">{title}</strong>'
    query = urlencode(state.query(here) | {"indicator": record["code"]})
    return f'<a href="?{escape(query)}" target="_self" style="color:var(--prm-brand)">{title}</a>'


def waiting(here: State) -> None:
    """The indicators of the catalogue that are not built yet, by theme, with their declared formulas in a table."""
    lang, built = here.lang, reads.indicators(here.vintage)
    missing = findings.not_built(built, reads.catalogue(here.vintage))
    if missing.empty:
        return
    words.section(
        _("Not built yet", lang),
        _(
            "Indicators of the catalogue that this data vintage does not compute. No page shows a figure for them.",
            lang,
        ),
    )
    by_theme = missing.groupby("theme", sort=False)["name"].agg("; ".join)
    words.facts([(_(THEMES[theme], lang), by_theme[theme]) for theme in THEMES if theme in by_theme.index])
    with st.expander(_("Table of the indicators not built yet", lang), key="prm_twin_catalogue"):
        figure.table(
            catalogue_table(missing, lang),
            here,
            key="catalogue",
            title=_("Indicators not built yet", lang),
            headers=_catalogue_heads(lang),
            file_stem="indicators_not_built_yet",
        )


def catalogue_table(missing: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """The catalogue's rows in the reader's words, each with its state."""
    return missing.assign(
        theme=[_(THEMES.get(theme, theme), lang) for theme in missing["theme"]],
        kpi_direction=[_(findings.DIRECTION_WORDS[code], lang) for code in missing["kpi_direction"]],
        state=_("not built yet", lang),
    )[list(_catalogue_heads(lang))]


def _catalogue_heads(lang: Lang) -> dict[str, str]:
    return {
        "kpi_id": _("Code", lang),
        "theme": _("Theme", lang),
        "name": _("Indicator", lang),
        "state": _("State", lang),
        "formula": _("Formula", lang),
        "catalogue_unit": _("Unit", lang),
        "kpi_direction": _("Direction", lang),
        "min_data": _("Least data needed", lang),
        "uncertainty": _("How sure", lang),
    }


def glossary(here: State) -> None:
    """What the statuses and the reasons for an absent figure mean."""
    lang = here.lang
    words.section(
        _("How sure a figure is", lang),
        _("A figure made of several takes the least sure of them, in this order.", lang),
    )
    words.facts(findings.statuses(lang))
    words.section(
        _("Why a figure is absent", lang),
        _("An absent figure is never shown as zero: it is said with its reason. Downloads carry the code.", lang),
    )
    words.facts(findings.reasons(lang))


def like_for_like(here: State) -> None:
    """How the like-for-like basis works."""
    lang = here.lang
    words.section(_("How like for like works", lang))
    words.prose(
        _(
            "As published, a merger breaks a line: Antwerp and Zeebrugge end in 2021, Antwerp-Bruges begins in 2022, "
            "and the change between the two is withheld with its reason. Like for like, the parts are added up for "
            "the years before the merger, so that the same places are compared; these sums are drawn dashed.",
            lang,
        )
    )
    words.prose(
        _(
            "A sum stands only where every part has a figure of the same release; where one is missing, the sum is "
            "absent and says so. Its status is that of its least sure part, and its coverage tells how many parts "
            "were there. Indicators that have no like-for-like form are shown as published on both bases. Where what "
            "is counted changed, and not who is counted, no sum can help: the break stays on both bases.",
            lang,
        )
    )


def vintage_id(here: State) -> None:
    """How the id of a data vintage is made."""
    lang, record = here.lang, reads.vintage_record(here.vintage)
    words.section(_("How a data vintage gets its id", lang))
    words.prose(
        _(
            "The id is the newest day on which a source was read, and the first eight signs of a checksum (SHA-256). "
            "The checksum covers every row that was read, the text of every indicator on this page and the version "
            "of the product. No clock is in it: the same data and the same texts give the same id on every machine, "
            "and any change gives another.",
            lang,
        )
    )
    words.facts(
        (
            (_("Shown now", lang), here.vintage),
            (_("Checksum", lang), str(record["content_hash"])),
            (_("Version of the product", lang), str(record["product_version"])),
            (_("Version of the tables", lang), str(record["schema_version"])),
        )
    )
