"""The parts of the Compare page: too few or too many ports, verdicts, the table with its files, ports to add."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from html import escape
from pathlib import Path

import pandas as pd
import streamlit as st

from charts.rows import each_row
from exports import tables as exports
from exports.tables import Export
from language import N_, Lang, _, plural
from language.formats import exact
from ui import controls, figure, frame, state, words
from ui.compare import findings
from ui.compare.choices import FEWEST, MOST, Choices
from ui.compare.findings import COLUMNS, GRADE_WORDS
from ui.compare.story import Story
from ui.explore.downloads import XLSX_TYPE
from ui.state import Group, State

SHEET = Path(__file__).with_name("compare.css")
GROUPS_OFFERED = 4
COURSES = {
    "among": N_("Among all ports"),
    "course": N_("The course over the period"),
    "bases": N_("As published and like for like"),
    "panels": N_("Port by port"),
}
"""The figures below the first, with their headings."""


def style() -> None:
    """Sends the style sheet of the page."""
    st.html(f"<style>{SHEET.read_text(encoding='utf-8')}</style>")


def can_compare(here: State) -> bool:
    """Whether two to twelve ports are chosen; says what to do where not."""
    lang, count = here.lang, len(here.ports)
    if FEWEST <= count <= MOST:
        return True
    if count < FEWEST:
        missing = (
            _("No port is chosen.", lang)
            if count == 0
            else _("One port is chosen: there is nothing to set it against.", lang)
        )
        words.empty(missing, _("Choose two to twelve ports above, or a group of ports below.", lang), here)
    else:
        missing = plural(
            "{n} ports are chosen; at most twelve stand side by side.",
            "{n} ports are chosen; at most twelve stand side by side.",
            count,
            lang,
        )
        words.empty(missing, _("Leave some out above, or choose a smaller group below.", lang), here)
    others(here)
    return False


def nothing_held(here: State) -> None:
    """Says that fewer than two periods have a figure."""
    lang = here.lang
    names = ", ".join(here.known.ports.get(port, port) for port in here.ports)
    words.empty(
        _("Fewer than two periods have a figure of this indicator for {ports}.", lang, ports=names),
        _("Another indicator, a longer period, the other basis or other ports would fill this.", lang),
        here,
    )


def fairness(told: Story, here: State) -> None:
    """Is the comparison fair? Each port's grade with its reasons, and every pair on demand."""
    lang = here.lang
    words.section(_("Is the comparison fair?", lang), told.grounds.fairness)
    words.facts(told.grounds.verdicts)
    if len(told.grounds.pairs) > 1:
        heads = {
            "first": _("Port", lang),
            "second": _("Other port", lang),
            "comparable": _("Comparable?", lang),
            "why": _("Why", lang),
        }
        label = plural("Every pair, {n} row", "Every pair, {n} rows", len(told.grounds.pairs), lang)
        with st.expander(label, key="prm_twin_pairs"):
            figure.table(
                told.grounds.pairs,
                here,
                key="pairs",
                title=_("Every pair of ports", lang),
                headers=heads,
                file_stem="comparability_of_pairs",
            )


def table(told: Story, here: State, chosen: Choices) -> None:
    """The table of the two periods, or of all, with files of exactly these rows."""
    lang, greyed = here.lang, told.grounds.judged.greyed
    words.section(
        _("The figures", lang),
        _("Greyed rows do not compare; the reason stands beside each.", lang) if greyed else "",
    )
    spans = {"two": _("The two periods", lang), "all": _("Every period", lang)}
    span = controls.one_of(here, "rows", _("Rows", lang), spans, style="segments")
    shown = told.grounds.table if span == "all" else told.grounds.table[told.grounds.table["is_end"]]
    shown = shown.drop(columns=["is_end"]).reset_index(drop=True)
    title = told.ends.title
    if len(shown) <= figure.HTML_ROWS:
        st.html(graded_html(shown, lang, title))
    else:
        st.dataframe(shown, hide_index=True, column_config=heads(lang), key="grid_compare", alt=title)
    files = export(shown, told, here, chosen)
    with st.container(key="prm_downloads", horizontal=True, gap="small"):
        _button(_("Download as CSV", lang), files, "csv", "text/csv", exports.csv)
        _button(_("Download as XLSX", lang), files, "xlsx", XLSX_TYPE, exports.xlsx)
        _button(_("Metadata of the CSV", lang), files, "csv.json", "application/json", exports.sidecar)
    words.source_line(told.short_caption, here, title)


def graded_html(shown: pd.DataFrame, lang: Lang, title: str) -> str:
    """The table as HTML, the rows that do not compare greyed and in italics."""
    grey = _(GRADE_WORDS["no"], lang)
    heading = "".join(f'<th scope="col"{_side(name)}>{escape(head)}</th>' for name, head in heads(lang).items())
    body = "".join(_row_html(row, row["comparable"] == grey, lang) for row in each_row(shown))
    return (
        f'<div class="prm-table prm-graded" role="region" tabindex="0" aria-label="{escape(title)}"><table>'
        f"<caption>{escape(title)}</caption><thead><tr>{heading}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def heads(lang: Lang) -> dict[str, str]:
    """The reader's words for the columns."""
    return {name: _(head, lang) for name, (head, _meaning) in COLUMNS.items()}


def export(shown: pd.DataFrame, told: Story, here: State, chosen: Choices) -> Export:
    """The rows shown, with what their reader must know: choices, columns, sources, licences."""
    lang = here.lang
    columns = pd.DataFrame(
        [
            {
                "name": name,
                "meaning": _(meaning, lang),
                "unit": str(told.grounds.indicator["unit"]) if name == "value" else "",
            }
            for name, (_head, meaning) in COLUMNS.items()
        ]
    )
    licences = told.grounds.sources[["licence_name", "attribution"]].drop_duplicates().reset_index(drop=True)
    return Export(
        shown,
        topic=f"compare_{chosen.code}",
        vintage=here.vintage,
        filters={
            "ports": ".".join(here.ports),
            "from": chosen.start,
            "to": chosen.end,
            "basis": here.basis,
            "kind": chosen.variant,
        },
        about={
            "title": told.ends.title,
            "product": words.PRODUCT,
            "permalink": state.permalink(here),
            "fair": told.grounds.fairness,
            "pairs": "; ".join(findings.pair_lines(told.grounds.judged, told.grounds.names, lang)),
        },
        columns=columns,
        sources=told.grounds.sources,
        licences=licences,
        lang=lang,
    )


def others(here: State) -> None:
    """Groups of two to twelve ports that can be compared in one click, those of the first port before the rest."""
    first = here.ports[0] if here.ports else ""
    held = {name: group for name, group in here.known.groups.items() if FEWEST <= len(group.ports) <= MOST}
    own = {name: group for name, group in held.items() if first in group.ports and name != here.group}
    offered = list((own or ({} if first else held)).items())[:GROUPS_OFFERED]
    if not offered:
        return
    if first:
        name = here.known.ports.get(first, first)
        words.section(
            _("Ports of the same range", here.lang),
            _("Each group holds {port} and the ports it is usually listed with.", here.lang, port=name),
        )
    with st.container(horizontal=True, gap="small"):
        for _name, group in offered:
            frame.page_link(here.page, _group_words(group, here.lang), here, ports=group.ports, own=here.own)


def _group_words(group: Group, lang: Lang) -> str:
    return plural("{group}, {n} port", "{group}, {n} ports", len(group.ports), lang, group=group.title)


def _button(label: str, files: Export, ending: str, mime: str, make: Callable[[Export], bytes]) -> None:
    """A file made when its button is clicked, beside the page's own thread."""
    st.download_button(
        label,
        partial(make, files),
        file_name=files.file_name(ending),
        mime=mime,
        key=f"compare_{ending}",
        on_click="ignore",
    )


def _row_html(row: Mapping[str, object], is_grey: bool, lang: Lang) -> str:
    grey = ' class="prm-greyed"' if is_grey else ""
    cells = "".join(f"<td{_side(str(name))}>{_cell(name, value, lang)}</td>" for name, value in row.items())
    return f"<tr{grey}>{cells}</tr>"


def _cell(name: str, value: object, lang: Lang) -> str:
    if name != "value":
        return escape(str(value))
    return escape(exact(value, "", lang)) if isinstance(value, float) and value == value else ""  # noqa: PLR0124 - NaN


def _side(name: str) -> str:
    return ' class="prm-figure-cell"' if name == "value" else ""
