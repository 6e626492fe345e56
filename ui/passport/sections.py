"""The parts of the passport page: the list of values behind a figure, and one value with all that stands behind it."""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from kpis.checks import Check
from kpis.passport import Passport
from kpis.passport_text import markdown
from language import Lang, _, plural, terms
from language.formats import exact, period, plain, unit_label
from ui import figure, frame, reads, state, words
from ui.passport import address, choices, findings
from ui.passport.choices import Asked
from ui.state import State
from ui.trends.choices import variant_words

SHEET = Path(__file__).with_name("passport.css")
MOST_PERIODS = 60
MOST_CARDS = 6


def style() -> None:
    """The page's own style sheet."""
    st.html(f"<style>{SHEET.read_text(encoding='utf-8')}</style>")


def listing(here: State) -> None:
    """The values of one indicator for the chosen places: a row a period, each value a way to its passport."""
    lang = here.lang
    asked = choices.choices(here)
    rows = choices.values(here, asked)
    if rows.empty:
        remedy = _("Choose another indicator, other ports or another basis.", lang)
        words.empty(_("None of the chosen places has a value of this indicator.", lang), remedy, here)
        return
    record = reads.indicators(here.vintage)[asked.code]
    words.answer(
        _("Every value of “{title}” has a passport: choose one.", lang, title=_(str(record["title"]), lang)),
        _(str(record["note"]), lang),
    )
    st.html(_grid(here, asked, rows))


def _grid(here: State, asked: Asked, rows: pd.DataFrame) -> str:
    lang, names = here.lang, reads.names(here.vintage)
    places, periods = findings.listing(rows, lang)
    held = {(row["entity"], row["period_start"]): row for row in rows.to_dict("records")}
    head = "".join(f'<th scope="col">{escape(names.get(place, place))}</th>' for place in places)
    body = "".join(
        f'<tr><th scope="row">{escape(period(asked.freq, at.date(), lang))}</th>'
        + "".join(f"<td>{_way(here, asked, held.get((place, at)))}</td>" for place in places)
        + "</tr>"
        for at in periods[:MOST_PERIODS]
    )
    title = escape(_("Values with their passports", lang))
    unit = escape(unit_label(str(rows["unit"].iloc[0]), lang))
    return (
        f'<div class="prm-table prm-ways" role="region" tabindex="0" aria-label="{title}"><table>'
        f'<caption>{title}</caption><thead><tr><th scope="col">{unit}</th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _way(here: State, asked: Asked, row: Mapping[Hashable, Any] | None) -> str:
    """A value as a link to its passport; words where there is none."""
    if row is None:
        return ""
    way = choices.link(here, asked, str(row["entity"]), row["period_start"])
    lang = here.lang
    shown = (
        terms.reason(row["reason"], lang)
        if pd.isna(row["value"])
        else exact(findings.rounded(row["value"], str(row["unit"])), "", lang)
    )
    kind = ' class="prm-absent"' if pd.isna(row["value"]) else ""
    return f'<a href="{escape(way)}" target="_self"{kind}>{escape(shown)}</a>'


def one(here: State, entity: str, day: str) -> None:
    """Everything about one value; raises HouseError where the vintage does not hold it."""
    with st.spinner(_("Following the value back to its rows …", here.lang)):
        passport = choices.traced(here, entity, day)
    _number(passport, here)
    _checks(passport.checks, here.lang)
    _meaning(passport, here)
    _figures(passport, here)
    _inputs(passport, here)
    _moves(passport, here)
    _take_away(passport, here)


def _number(passport: Passport, here: State) -> None:
    lang, value = here.lang, passport.value
    when = period(value["freq"], value["period_start"].date(), lang)
    absent = value["value"] is None
    variant = variant_words(here.vintage, passport.definition, value["variant"], lang) if value["variant"] else ""
    large, beside = frame.columns((3, 2), gap="large")
    with large:
        st.html(
            f'<div class="prm-passport{" prm-passport-absent" if absent else ""}">'
            f'<p class="prm-passport-what">{escape(_(str(value["title"]), lang))}</p>'
            f'<p class="prm-passport-number">{escape(plain(findings.amount(passport, lang)))}</p>'
            f'<p class="prm-passport-where">{escape(str(value["name"]))}, {escape(when)}</p></div>'
        )
        words.answer(findings.answer(passport, lang))
    with beside:
        words.facts(findings.facts(passport, variant, lang))
    places = (str(value["entity"]),)
    back = address.own(value["indicator"], value["variant"], value["freq"], places)
    frame.page_link(address.PAGE, _("All values of this place", lang), here, own=back)


def _checks(checks: tuple[Check, ...], lang: Lang) -> None:
    failed = sum(not check.passed for check in checks)
    words.section(
        _("What was checked", lang),
        plural("{n} check did not hold.", "{n} checks did not hold.", failed, lang)
        if failed
        else plural("{n} check, and it held.", "{n} checks, and all held.", len(checks), lang),
    )
    items = "".join(_check(check, lang) for check in checks)
    st.html(f'<ul class="prm-checks">{items}</ul>')


def _check(check: Check, lang: Lang) -> str:
    mark, kind = (_("held", lang), "held") if check.passed else (_("did not hold", lang), "failed")
    return f'<li class="prm-check-{kind}"><span>{escape(mark)}</span><span>{escape(check.said(lang))}</span></li>'


def _meaning(passport: Passport, here: State) -> None:
    lang, definition = here.lang, passport.definition
    words.section(_("How it is computed", lang))
    formula = str(definition.get("formula", ""))
    if formula:
        st.html(f'<p class="prm-formula">{escape(_(formula, lang))}</p>')
    words.prose(_(str(definition["note"]), lang))
    if definition["caveat"]:
        words.notice(_(str(definition["caveat"]), lang))
    label = _("The SQL that ran", lang) if definition["is_sql"] else _("The function that ran", lang)
    with st.expander(label, key="prm_twin_passport_text"):
        st.code(str(definition["text"]).strip(), language="sql" if definition["is_sql"] else "python", wrap_lines=True)


def _figures(passport: Passport, here: State) -> None:
    lang = here.lang
    words.section(_("The publishers' figures behind it", lang), findings.behind(passport, lang))
    names = reads.names(here.vintage)
    cards = findings.cards(passport, names, lang)
    st.html(f'<div class="prm-prints">{"".join(_card(card) for card in cards[:MOST_CARDS])}</div>')
    if cards:
        with st.expander(plural("Table and download, {n} row", "Table and download, {n} rows", len(cards), lang)):
            figure.table(
                findings.figures(passport, names, lang),
                here,
                key="passport_figures",
                title=_("The publishers' figures behind it", lang),
                headers=findings.figure_heads(lang),
                file_stem=findings.file_stem(passport),
            )
    links = [(str(one["title"]), str(one["url"])) for one in passport.sources if one["url"]]
    words.facts([(_(title, lang), url) for title, url in dict(links).items()])


def _card(card: findings.Card) -> str:
    facts = "".join(f"<div><dt>{escape(label)}</dt><dd>{escape(said)}</dd></div>" for label, said in card.place)
    return (
        f'<section class="prm-print"><p class="prm-print-figure">{escape(card.printed)}</p><p>{escape(card.what)}</p>'
        f'<p class="prm-print-enters">{escape(card.enters)}</p><dl>{facts}</dl></section>'
    )


def _inputs(passport: Passport, here: State) -> None:
    lang = here.lang
    n = sum(len(rows) for rows in passport.inputs.values())
    exact_rows = any(check.name == "recomputed" and check.passed for check in passport.checks)
    lead = plural(
        "From this {n} row alone the same text gives the same value.",
        "From these {n} rows alone the same text gives the same value.",
        n,
        lang,
    )
    words.section(_("The rows it was computed from", lang), lead if exact_rows else "")
    for table, rows in passport.inputs.items():
        if rows:
            with st.expander(plural("{table}: {n} row", "{table}: {n} rows", len(rows), lang, table=table)):
                _rows(pd.DataFrame(rows), table, here)
    if passport.files:
        with st.expander(_("Files read, with their SHA-256", lang)):
            files = pd.DataFrame(passport.files)[["file", "sha256", "n_rows"]]
            _rows(files, "files", here)


def _rows(rows: pd.DataFrame, table: str, here: State) -> None:
    """The rows under those of their columns that hold anything."""
    shown = rows.dropna(axis="columns", how="all")
    days, flags = shown.select_dtypes("datetime").columns, shown.select_dtypes("bool").columns
    said = {name: shown[name].dt.strftime("%Y-%m-%d") for name in days} | {name: shown[name].map(str) for name in flags}
    shown = shown.assign(**said)
    figure.table(shown, here, key=f"passport_{table}", title=table, file_stem=f"passport_{table}")


def _moves(passport: Passport, here: State) -> None:
    lang = here.lang
    words.section(_("What was known when", lang), findings.moved(passport, lang))
    figure.table(
        findings.moves(passport, lang),
        here,
        key="passport_moves",
        title=_("The value in every vintage kept", lang),
        headers=findings.move_heads(lang),
        file_stem="moves",
    )


def _take_away(passport: Passport, here: State) -> None:
    lang = here.lang
    words.section(_("Cite it, take it away", lang))
    words.copy(findings.citation(passport, state.permalink(here), lang))
    stem = f"{findings.file_stem(passport)}_{passport.vintage['vintage']}"
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            _("Passport as JSON", lang),
            lambda: json.dumps(passport.record(), ensure_ascii=False, indent=2),
            file_name=f"{stem}.json",
            mime="application/json",
            key="passport_json",
            on_click="ignore",
        )
        st.download_button(
            _("Passport as text", lang),
            lambda: markdown(passport),
            file_name=f"{stem}.md",
            mime="text/markdown",
            key="passport_md",
            on_click="ignore",
        )
