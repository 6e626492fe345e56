"""What Explore shows of a selection: what it comes to, the rows, their columns in words, code that repeats it."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from language import Lang, _, plural
from language.formats import exact
from ui import words
from ui.explore import reads as held
from ui.explore.address import filter_words
from ui.explore.choices import pick
from ui.state import State
from ui.words import Caption
from warehouse import explore
from warehouse.explore import MOST_CELLS, WIDEST, Condition, Selection, Width

FILTER_ICON = ":material/filter_alt:"
GRID_HEIGHT = 560
LAZY_ROWS = 1_000
ROWS_IN_SIGHT = 14
MOST_NAMED = 3
NUMBER_WIDTH = 140
MOST_VALUES_SAID = 6
_OF_PORTS = ("entity", "port_id")


def said(here: State, selection: Selection) -> bool:
    """Says how many rows there are before and after the filters; whether there is anything to show."""
    everything, matching = held.counts(here.vintage, selection)
    title = _(selection.declared.title, here.lang)
    words.answer(_count_sentence(title, everything, matching, selection, here.lang))
    _only_the_chosen_ports(here, selection)
    if not everything:
        words.empty(
            _("The table {table} holds no row in this vintage.", here.lang, table=selection.table),
            _("A later vintage may fill it; the other tables are listed above.", here.lang),
            here,
        )
    elif not matching:
        _nothing_matches(here, selection)
    elif selection.wide:
        return _fits(here, selection, held.width(here.vintage, selection))
    return bool(matching)


def _count_sentence(title: str, everything: int, matching: int, selection: Selection, lang: Lang) -> str:
    if not selection.filters:
        return plural("{title}: {n} row.", "{title}: {n} rows.", everything, lang, title=title)
    return plural(
        "{title}: {n} of {total} rows passes the filters: {filters}.",
        "{title}: {n} of {total} rows pass the filters: {filters}.",
        matching,
        lang,
        title=title,
        total=exact(everything, "", lang),
        filters="; ".join(
            f"{column} {text}" for column, text in filter_words(selection, lang, MOST_VALUES_SAID).items()
        ),
    )


def _only_the_chosen_ports(here: State, selection: Selection) -> None:
    """One click from a whole table to the ports the reader has been looking at."""
    column = next((name for name in _OF_PORTS if name in selection.declared.columns), None)
    if column is None or not here.ports or any(each.column == column for each in selection.where):
        return
    narrowed = Selection(
        selection.table,
        selection.columns,
        (*selection.where, Condition(column, "in", here.ports)),
        selection.sort,
        selection.wide,
    )
    names = ", ".join(here.known.ports.get(port, port) for port in here.ports)
    label = _("Only your ports: {ports}", here.lang, ports=names)
    st.button(label, key="explore_ports", type="tertiary", icon=FILTER_ICON, on_click=pick, args=(here, narrowed))


def _nothing_matches(here: State, selection: Selection) -> None:
    """Which filter to loosen first."""
    lang = here.lang
    without = held.without_each(here.vintage, selection)
    column = max(without, key=lambda name: without[name])
    remedy = (
        plural(
            "Loosen the filter on {column} first: without it there is {n} row.",
            "Loosen the filter on {column} first: without it there are {n} rows.",
            without[column],
            lang,
            column=column,
        )
        if without[column]
        else _("No single filter is to blame: take two or more of them away.", lang)
    )
    words.empty(_("No row passes all the filters.", lang), remedy, here)
    freed = tuple(each for each in selection.where if without[column] and each.column != column)
    label = (
        _("Show the rows without the filter on {column}", lang, column=column)
        if without[column]
        else _("Show the rows without filters", lang)
    )
    loosened = Selection(selection.table, selection.columns, freed, selection.sort, selection.wide)
    st.button(label, key="explore_loosened", on_click=pick, args=(here, loosened))


def _fits(here: State, selection: Selection, found: Width) -> bool:
    """Whether the wide table can be made; a sentence with its size when not."""
    lang = here.lang
    spread = selection.wide.spread if selection.wide else ""
    if found.unspread:
        words.notice(
            plural(
                "{n} row has no {column} and is not in the wide table.",
                "{n} rows have no {column} and are not in the wide table.",
                found.unspread,
                lang,
                column=spread,
            )
        )
    if found.too_large:
        _too_large(here, spread, found)
    elif found.doubled:
        _doubled(here, selection, found.doubled)
    return found.fits


def _doubled(here: State, selection: Selection, doubled: int) -> None:
    """Says that cells would have to hold several values, and what would tell them apart."""
    lang = here.lang
    missing = explore.telling_apart(selection)
    words.empty(
        plural(
            "Wide, {n} cell would have to hold several values.",
            "Wide, {n} cells would have to hold several values.",
            doubled,
            lang,
        ),
        _(
            "Keep {columns} among the columns that name the rows, or filter to one of each.",
            lang,
            columns=", ".join(missing),
        )
        if missing
        else _("Keep more columns that name the rows.", lang),
        here,
    )


def _too_large(here: State, spread: str, found: Width) -> None:
    """Says how large the wide table would be, and what would make it smaller."""
    lang = here.lang
    words.empty(
        _(
            "Wide, this table would have {columns} columns and {cells} cells.",
            lang,
            columns=exact(found.n_columns, "", lang),
            cells=exact(found.cells, "", lang),
        ),
        _(
            "At most {columns} columns and {cells} cells are drawn. Filter {spread} or the rows first, spread "
            "another column, or keep the table long: every format holds it long.",
            lang,
            columns=exact(WIDEST, "", lang),
            cells=exact(MOST_CELLS, "", lang),
            spread=spread,
        ),
        here,
    )


def rows_and_columns(here: State, selection: Selection) -> None:
    """The rows, loaded as they are scrolled to, with the dictionary of their columns beside them."""
    left, right = st.columns([7, 3], gap="medium")
    with left:
        _grid(here, selection)
    with right:
        dictionary(here, selection)


def _grid(here: State, selection: Selection) -> None:
    table = held.rows(here.vintage, selection)
    st.dataframe(
        table,
        height=GRID_HEIGHT if table.num_rows > ROWS_IN_SIGHT else "content",
        hide_index=True,
        placeholder="",
        lazy=True if table.num_rows > LAZY_ROWS else None,
        column_config={name: _column(name, selection, here.lang) for name in table.column_names},
        alt=_("Rows of {table}", here.lang, table=_(selection.declared.title, here.lang)),
        key=f"explore_rows_{selection.table}",
    )


def _column(name: str, selection: Selection, lang: Lang) -> Any:  # noqa: ANN401 - streamlit's column
    """A column with its meaning on hover, and wide enough for a number not yet scrolled to.

    The grid sizes its columns by the first rows alone: a longer number below would lose its first digits.
    """
    if name not in selection.declared.columns:
        return st.column_config.Column()
    declared = selection.declared.field(name)
    return st.column_config.Column(
        help=_(declared.meaning, lang), width=NUMBER_WIDTH if explore.kind(declared) == "number" else None
    )


def dictionary(here: State, selection: Selection) -> None:
    """Every column of the table: its name, meaning, unit, type and codes."""
    shown = [selection.wide.spread, selection.wide.value, *selection.shown] if selection.wide else selection.shown
    names = (*shown, *(name for name in selection.declared.columns if name not in shown))
    items = "".join(_entry(name, selection, here.lang) for name in names)
    title = escape(_("What the columns mean", here.lang))
    # A region one can scroll is one the keyboard reaches: tabindex, and a name for who hears it.
    st.html(
        f'<h3 class="prm-figure-title" id="prm-columns">{title}</h3><div role="region" tabindex="0" '
        f'aria-labelledby="prm-columns" style="max-height:{GRID_HEIGHT - 32}px;overflow-y:auto">{items}</div>'
    )


def _entry(name: str, selection: Selection, lang: Lang) -> str:
    """One column: its name and type, its meaning, unit and codes."""
    column = selection.declared.field(name)
    empty = _("may be empty", lang) if selection.declared.nullable(name) else _("never empty", lang)
    said = [
        _(column.meaning, lang),
        _("Unit: {unit}.", lang, unit=column.unit) if column.unit else "",
        _("Codes: {codes}.", lang, codes=", ".join(column.codes)) if column.codes else "",
    ]
    return (
        f'<p class="prm-note"><strong>{escape(name)}</strong> {escape(column.dtype)}, {escape(empty)}<br>'
        f"{escape(' '.join(part for part in said if part))}</p>"
    )


def code(here: State, selection: Selection) -> None:
    """The same rows as SQL, Python and R that run on the downloaded database."""
    lang = here.lang
    with st.expander(_("Copy as SQL, Python or R", lang), key="prm_twin_code"):
        words.prose(
            _(
                "Each runs as it stands on the whole database, the file {file} downloaded above.",
                lang,
                file=f"`{here.vintage}.duckdb`",
            )
        )
        makers = {"SQL": explore.as_sql, "Python": explore.as_python, "R": explore.as_r}
        for tab, (name, make) in zip(st.tabs(list(makers)), makers.items(), strict=True):
            with tab:
                st.code(make(here.vintage, selection), language=name.lower(), wrap_lines=True)


def source(here: State, selection: Selection) -> None:
    """The source line under the rows."""
    lang = here.lang
    found = held.origins(here.vintage, selection)
    licences = explore.licences(here.vintage, _distinct(found, "licence_id"))
    caption = Caption(
        unit=_("as the column unit says", lang) if "unit" in selection.declared.columns else "",
        publisher=_some(_distinct(found, "publisher"), lang),
        dataset="",
        period="",
        status=_("as the column obs_status says", lang) if "obs_status" in selection.declared.columns else "",
        licence="; ".join(licences["licence_name"]) or "; ".join(_distinct(found, "licence_name")),
        note=_("The grid shows at most four decimals; the downloads hold every digit.", lang),
        passport=((_("Table", lang), selection.table), (_("Filters", lang), _filters(selection, lang))),
    )
    words.source_line(caption, here, _(selection.declared.title, lang))


def _filters(selection: Selection, lang: Lang) -> str:
    return "; ".join(f"{column}: {text}" for column, text in filter_words(selection, lang).items())


def _distinct(found: Any, column: str) -> list[str]:  # noqa: ANN401 - a frame with or without the column
    return [str(value) for value in found[column].dropna().unique()] if column in found else []


def _some(publishers: list[str], lang: Lang) -> str:
    """The publishers with most rows by name, the others by number."""
    rest = len(publishers) - MOST_NAMED
    if rest <= 1:
        return ", ".join(publishers)
    return _(
        "{publishers} and {n} others, named in the downloads",
        lang,
        publishers=", ".join(publishers[:MOST_NAMED]),
        n=rest,
    )
