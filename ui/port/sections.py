"""The Port page, section by section: each reads its part of the vintage and draws it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from charts import bars as bar_charts
from charts import trend as trend_charts
from charts.chart import Chart
from charts.rows import each_row
from charts.theme import THEMES, Series, series_of
from language import N_, Lang, _, listed, plural, terms
from language import formats as f
from ui import controls, figure, frame, reads, targets, tiles, words
from ui.passport.address import own, value
from ui.port import facts, findings, lines
from ui.port import record as port_record
from ui.port.facts import Item
from ui.port.findings import Record
from ui.port.held import Key, last_reason
from ui.port.record import Port
from ui.port.tables import kpi_table, ledger, shelf
from ui.state import State
from ui.trends import findings as findings_trends
from ui.trends.choices import variant_words
from ui.words import Caption, Way

SHEET = Path(__file__).with_name("port.css")
TREND_DEFAULT = "gross_weight"
Marks = list[tuple[int, str, str]]

KIN: dict[str, str] = {
    "parts": N_("Its parts:"),
    "before": N_("Before:"),
    "after": N_("Now counted in:"),
    "within": N_("Part of the group:"),
}


def style() -> None:
    """Sends the page's own style sheet."""
    st.html(f"<style>{SHEET.read_text(encoding='utf-8')}</style>")


def chosen_port(here: State) -> Port:
    """The port of the address, else the first chosen one; its select stands where this is called."""
    names = here.known.ports
    first = here.ports or here.known.default_ports
    if not here.ports and "port" not in here.own:
        words.notice(_("No port is chosen above. One is shown all the same; choose another here.", here.lang))
    order = [*first, *(port for port in names if port not in first)]
    entity = controls.one_of(here, "port", _("Port", here.lang), {port: frame.port_label(here, port) for port in order})
    return port_record.read(here.vintage, entity, here.basis, here.first_year, here.last_year, here.lang)


def opening(port: Port, here: State) -> None:
    """The answer in words and the way to the ports before, after and within this one."""
    publisher = ", ".join(port_record.sources(here.vintage, ("gross_weight",), port.fed_by)["publisher"].unique())
    said = findings.answer(port.name, port.held, here.lang, publisher=publisher, region=port.region)
    if port.is_area:
        parts = listed(port.parts, here.lang)
        said = (*said, _("Its figures are sums of its parts: {parts}.", here.lang, parts=parts))
    words.answer(*said)
    for kind, linked in port.facts.kin.items():
        _kin(kind, linked, here)


def headline(port: Port, here: State) -> None:
    """At most four tiles with their source; none where not one of them has a figure."""
    colour, region = _style_of(port, here).colour, port.region
    found = findings.tiles(port.held, port.records, here.lang, colour=colour, region=region)
    if found:
        codes = findings.headlines(port.held)
        tiles.row(targets.with_targets(found, codes, here.vintage, port.entity, here.lang), here)
        _source_line(port, codes, _("Headline figures of {port}", here.lang, port=port.name), here)


def course(port: Port, here: State) -> None:
    """An indicator of the reader's choice over time, with its shocks and breaks marked."""
    words.section(_("Over time", here.lang))
    code, key = _chosen_series(port, here)
    record = port.records[code]
    if key is None:
        reason = terms.not_available(last_reason(port.held.all_of(code)), here.lang)
        title = _(record["title"], here.lang)
        missing = _("{indicator} of {port}: {reason}.", here.lang, indicator=title, port=port.name, reason=reason)
        words.empty(missing, lines.remedy(record, here.lang), here)
        return
    chart, caption, marks = _trend(port, key, here)
    figure.figure(chart, caption, here, f"trend_{port.entity}_{code}")
    words.marks(marks, here)


def by_theme(port: Port, here: State) -> None:
    """Every indicator of the port: newest value, change, small line, status, or the reason why there is none."""
    lang = here.lang
    lead = _("Newest value within the chosen years. Every small line has its own scale.", lang)
    words.section(_("Indicators by theme", lang), lead)
    ranges = {key: group.title for key, group in here.known.groups.items()} | reads.shock_names(here.vintage)
    found = lines.lines(port.held, port.records, ranges, lang, entity_type=port.entity_type)
    if all(line.is_absent or line.is_about_data for line in found):
        missing = _("No indicator of {port} has a value in these years.", lang, port=port.name)
        words.empty(missing, _("The list at the end of this page says what would fill each of them.", lang), here)
        return
    title = _("Indicators of {port}", lang, port=port.name)
    st.html(kpi_table(found, lang, frame.theme(), _style_of(port, here).colour, title))
    _source_line(port, port.records, title, here)


def printed(port: Port, here: State) -> None:
    """What port authorities and the press print: cargo mix, the newest print of every figure, the full table."""
    lang = here.lang
    lead = _("Figures printed by the port and the press: own definitions, never joined to Eurostat's.", lang)
    words.section(_("Printed by the port and the press", lang), lead)
    prints = port.prints
    if prints.rows.empty:
        missing = _("No printed figure of {port} is held for these years.", lang, port=port.name)
        words.empty(missing, _("A yearly report or press release of the port would fill this.", lang), here)
        return
    heading = _("Newest print of each figure", lang)
    if prints.mix.empty:
        shelf(heading, prints.newest, here, "prm-ledger-figures prm-ledger-two")
        missing = _("No source prints all five kinds of cargo of {port} for one period.", lang, port=port.name)
        words.empty(missing, _("A report that splits the port's tonnes by kind of cargo would fill this.", lang), here)
    else:
        left, right = frame.columns((2, 3))
        with left:
            _cargo_mix(port, here)
        with right:
            shelf(heading, prints.newest, here, "prm-ledger-figures")
    _all_prints(port, here)


def projects(port: Port, here: State) -> None:
    """The projects linked to the port, each with why."""
    lang = here.lang
    lead = _("Projects in which the port, or an organisation in its region, is a partner.", lang)
    words.section(_("Projects", lang), lead)
    ledger(port.facts.projects, here)
    if not port.facts.projects:
        missing = _("No project of {port} is held.", lang, port=port.name)
        words.empty(
            missing, _("A programme's partner list that names the port or its region would fill this.", lang), here
        )


def events(port: Port, here: State) -> None:
    """The events that name the port: the dated ones, then the shelf of those without a date."""
    lang = here.lang
    words.section(_("Events", lang))
    dated, undated = port.facts.dated, port.facts.undated
    ledger(dated, here)
    shelf(_("Undated: the sources give no day", lang), undated, here)
    if not dated and not undated:
        missing = _("No event that names {port} is held.", lang, port=port.name)
        words.empty(missing, _("A peer review, hackathon or mission that names the port would fill this.", lang), here)


def reviews(port: Port, here: State) -> None:
    """The challenges and recommendations that name the port, side by side."""
    lang = here.lang
    words.section(_("Challenges and recommendations", lang))
    challenges, recommendations = port.facts.challenges, port.facts.recommendations
    if not challenges and not recommendations:
        missing = _("No challenge or recommendation that names {port} is held.", lang, port=port.name)
        words.empty(missing, _("A peer review of the port, or a challenge it sets, would fill this.", lang), here)
        return
    left, right = frame.columns(2) if challenges and recommendations else (st.container(), st.container())
    with left:
        shelf(_("Challenges and needs", lang), challenges, here, "prm-ledger-narrow")
    with right:
        heading = _("Recommendations of {reviews}", lang, reviews=port.facts.reviews)
        shelf(heading, recommendations, here, "prm-ledger-narrow")


def profile(port: Port, here: State) -> None:
    """Who the port is, and beside it how it came to be what it is counted as today."""
    lang = here.lang
    words.section(_("Profile", lang))
    history = port.facts.history
    left, right = frame.columns(2) if history else (st.container(), st.container())
    with left, st.container(key="prm_profile"):
        words.facts(port.facts.profile)
    with right:
        shelf(_("Mergers, breaks and openings", lang), history, here, "prm-ledger-narrow")


def gaps(port: Port, here: State) -> None:
    """The indicators without a value or whose values have ended, and what would fill each."""
    lang = here.lang
    words.section(_("What is missing, and what would fill it", lang))
    found = lines.gaps(port.held, port.records, lang, entity_type=port.entity_type)
    ledger([Item(gap.since, gap.title, gap.detail) for gap in found], here, "prm-ledger-two")
    if not found:
        words.prose(_("Every indicator of this port has a value up to the newest period its source published.", lang))
    note = facts.text(port.row["note"])
    if note:
        said = escape(_("Note on the data of this port: {note}", lang, note=note))
        st.html(f'<p class="prm-note">{said}</p>')


def _style_of(port: Port, here: State) -> Series:
    """The look the port has on every page; one that is not chosen takes the next free one."""
    chosen = here.ports if port.entity in here.ports else (*here.ports[:5], port.entity)
    return series_of(port.entity, chosen, frame.theme())


def _kin(kind: str, linked: Mapping[str, str], here: State) -> None:
    """Links to the ports of one kind of relation."""
    if not linked:
        return
    with st.container(key=f"prm_kin_{kind}", horizontal=True, vertical_alignment="center"):
        st.html(f"<span>{escape(_(KIN[kind], here.lang))}</span>", width="content")
        for one, name in linked.items():
            frame.page_link(here.page, name, here, own={"port": one})


def _chosen_series(port: Port, here: State) -> tuple[str, Key | None]:
    """Draws the select of the indicator and, where it comes in several series, that of the series."""
    titles = _titles(port, here)
    usual = lines.first_with_values(port.held, (TREND_DEFAULT, *titles))
    if not usual:
        return TREND_DEFAULT, None
    first, second = frame.columns(2)
    with first:
        code = controls.one_of(here, "indicator", _("Indicator", here.lang), titles, default=usual)
    spelled = {f"{key[1] or 'main'}-{key[2]}": key for key in port.held.valued() if key[0] == code}
    if len(spelled) < 2:  # noqa: PLR2004 - nothing to choose
        return code, next(iter(spelled.values()), None)
    options = {name: _series_words(port.records[code], *key[1:], here) for name, key in spelled.items()}
    with second:
        return code, spelled[controls.one_of(here, f"series_{code}", _("Which series", here.lang), options)]


def _titles(port: Port, here: State) -> dict[str, str]:
    """The indicators that have a course over years or quarters, for a port or for a group of ports."""
    left_out = lines.ABOUT_DATA | (lines.ONE_PORT_ONLY if port.is_area else frozenset())
    return {code: _(record["title"], here.lang) for code, record in port.records.items() if code not in left_out}


def _series_words(record: Record, variant: str, freq: str, here: State) -> str:
    what = variant_words(here.vintage, record, variant, here.lang) or _("total", here.lang)
    if freq == "Q":
        return _("{series}, quarterly", here.lang, series=what)
    return _("{series}, yearly", here.lang, series=what)


def _rows_of(rows: pd.DataFrame, key: Key) -> pd.DataFrame:
    """The rows of one series, oldest first."""
    code, variant, freq = key
    same = (rows["indicator"] == code) & (rows["variant"] == variant) & (rows["freq"] == freq)
    return rows[same].sort_values("period_start")


def _trend(port: Port, key: Key, here: State) -> tuple[Chart, Caption, Marks]:
    """The chart of one series with its caption and its shocks, made once for all readers who ask for the same."""
    measured = _series_words(port.records[key[0]], *key[1:], here) if key[1] else ""
    asked = (here.vintage, port.entity, port.basis, here.first_year, here.last_year, key)
    return _drawn_trend(asked, (frame.theme().name, _style_of(port, here), here.lang, measured), port)


@st.cache_resource(max_entries=256, show_spinner=False)
def _drawn_trend(asked: tuple[Any, ...], look: tuple[Any, ...], _port: Port) -> tuple[Chart, Caption, Marks]:
    """``asked`` and ``look`` are all that the chart depends on; ``_port`` holds the rows of ``asked``."""
    vintage, key = asked[0], asked[-1]
    theme, own, lang, measured = look
    record, series = _port.records[key[0]], _rows_of(_port.rows, key)
    shocks = reads.shocks(vintage, [_port.entity])
    sources = port_record.sources(vintage, (key[0],), _port.fed_by)
    chart = trend_charts.trend(
        series,
        names=reads.names(vintage),
        chosen=(series["entity"].iloc[0],),
        indicator=record,
        shocks=shocks,
        lineage=reads.lineage(vintage, [_port.entity]),
        theme=replace(THEMES[theme], series=(own, *THEMES[theme].series[1:])),
        lang=lang,
        source=findings_trends.source_words(sources),
        measured=measured,
    )
    marks = findings_trends.shock_marks(shocks.assign(concerned=""), *findings_trends.bounds(series), {}, lang)
    return chart, findings_trends.caption(sources, series, record, lang), marks


def _cargo_mix(port: Port, here: State) -> None:
    asked = (here.vintage, port.entity, here.first_year, here.last_year)
    chart, caption = _drawn_mix(asked, (frame.theme().name, _style_of(port, here).colour, here.lang), port)
    figure.figure(chart, caption, here, f"cargo_{port.entity}")


@st.cache_resource(max_entries=256, show_spinner=False)
def _drawn_mix(asked: tuple[Any, ...], look: tuple[str, str, Lang], _port: Port) -> tuple[Chart, Caption]:
    """The printed cargo mix as bars; ``asked`` and ``look`` are all it depends on besides the port's prints."""
    theme, colour, lang = look
    mix = _port.prints.mix
    one = mix.iloc[0]
    period = f.period(one["freq"], one["period_start"], lang)
    chart = bar_charts.bars(
        mix.rename(columns={"cargo_type": "part", "obs_value": "value"}),
        labels={code: terms.cargo_type(code, lang) for code in facts.CARGO_GROUPS},
        unit="t",
        title=facts.mix_title(mix, _port.name, period, lang),
        subtitle=_("Tonnes by kind of cargo, {port}, {period}, as printed", lang, port=_port.name, period=period),
        theme=THEMES[theme],
        lang=lang,
        colour=colour,
        label_header=_("Kind of cargo", lang),
        notes=facts.mix_notes(mix, facts.printed_total(_port.prints.rows, mix), lang),
        file_stem=f"cargo_{asked[1]}_{one['period_start']:%Y-%m}",
    )
    return chart, facts.print_caption(one, period, lang)


def _all_prints(port: Port, here: State) -> None:
    lang, table = here.lang, port.prints.table
    label = plural("The printed figure with its source", "All {n} printed figures with their sources", len(table), lang)
    with st.expander(label, key="prm_twin_prints"):
        figure.table(
            table,
            here,
            key="prints",
            title=_("Figures printed by the port and the press: {port}", lang, port=port.name),
            headers=facts.prints_headers(lang),
            file_stem=f"printed_{port.entity}",
        )


def _source_line(port: Port, codes: Iterable[str], title: str, here: State) -> None:
    """The source line of several indicators: every source that feeds one of them."""
    lang = here.lang
    valued = {key[0] for key in port.held.valued()}
    fed = tuple(code for code in codes if code in valued)
    rows = port_record.sources(here.vintage, fed, port.fed_by) if fed else pd.DataFrame()
    if rows.empty:
        return
    caption = Caption(
        unit=_("as given with each figure", lang),
        publisher=_joined(rows["publisher"]),
        dataset=_joined(rows["dataset"]),
        period=f.span(here.first_year, here.last_year, lang),
        status=_("as given with each figure", lang),
        release=_("releases {releases}", lang, releases=_joined(rows["release"])),
        licence=_joined(rows["licence_name"]),
        ways=_ways(port, fed, here),
    )
    words.source_line(caption, here, title)


def _ways(port: Port, fed: Sequence[str], here: State) -> tuple[Way, ...]:
    """An indicator each: its newest figure, of the port or of the region it is measured against."""
    held = port.rows[port.rows["indicator"].isin(fed) & port.rows["value"].notna()]
    held = held.assign(is_main=held["variant"] == "").sort_values(["is_main", "period_start"], kind="stable")
    newest = {row["indicator"]: row for row in each_row(held.drop_duplicates("indicator", keep="last"))}
    names = reads.names(here.vintage)
    return tuple((_(str(port.records[code]["title"]), here.lang), (_way(newest[code], names, here),)) for code in fed)


def _way(row: Mapping[str, Any], names: Mapping[str, str], here: State) -> tuple[str, str]:
    keys = own(row["indicator"], row["variant"], row["freq"], (row["entity"],))
    place = names.get(row["entity"], row["entity"])
    when = f.period(row["freq"], row["period_start"], here.lang)
    return f"{place}, {when}", value(here, keys, row["entity"], row["period_start"], basis=row["basis"])


def _joined(texts: Iterable[object]) -> str:
    return ", ".join(dict.fromkeys(str(text) for text in texts if text))
