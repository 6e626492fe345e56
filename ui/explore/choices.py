"""The controls of Explore. Each is set from the address and writes the whole selection back into it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from language import N_, _
from ui import frame, reads, state, words
from ui.explore.address import read, spelled
from ui.explore.reads import extent, options
from ui.state import State
from warehouse.explore import Condition, Selection, Wide, kind, operators, tables

MODES = {
    "in": N_("is one of"),
    "has": N_("contains"),
    "range": N_("from … to"),
    "empty": N_("is empty"),
    "filled": N_("is not empty"),
}
_OF_ENTITIES = {"entity", "port_id", "region_id", "area_id", "member", "predecessor", "successor", "country"}
_RANGE = ("ge", "le")
LONGEST_TEXT = 200


def choices(here: State) -> Selection:
    """What the reader picked, with the controls to pick otherwise; a sentence for what the address cannot have."""
    selection, problems = read(here.own, here.lang)
    for sentence in problems:
        words.notice(sentence, tone="warning")
    for key, text in spelled(selection).items():
        state.remember(key, text)
    left, right = frame.columns(2)
    with left:
        _table(here, selection)
        _columns(here, selection)
        _sort(here, selection)
    with right:
        _layout(here, selection)
        _filters(here, selection)
    return selection


def pick(here: State, selection: Selection) -> None:
    """Writes a selection into the address in place of the one that stands there."""
    state.forget_choices()
    state.write(here, own=spelled(selection))


def _control(here: State, name: str, value: object, change: Callable[[Any], Selection]) -> dict[str, Any]:
    """Key and callback of a widget that shows `value` and picks what `change` makes of the reader's choice."""
    key = f"explore_{name}"
    st.session_state[key] = value
    return {"key": key, "on_change": lambda: pick(here, change(st.session_state[key]))}


def _table(here: State, selection: Selection) -> None:
    held = tables()
    st.selectbox(
        _("Table", here.lang),
        list(held),
        format_func=lambda name: f"{_(held[name].title, here.lang)} ({name})",
        filter_mode="contains",
        **_control(here, "table", selection.table, lambda name: Selection(str(name))),
    )


def _columns(here: State, selection: Selection) -> None:
    st.multiselect(
        _("Columns that name the rows", here.lang) if selection.wide else _("Columns", here.lang),
        _spreadable(selection) if selection.wide else list(selection.declared.columns),
        placeholder=_("All columns", here.lang) if selection.wide is None else ", ".join(selection.shown),
        filter_mode="contains",
        **_control(
            here,
            "cols",
            [column for column in selection.columns if selection.wide is None or column in selection.shown],
            lambda picked: replace(selection, columns=tuple(picked)),
        ),
    )


def _spreadable(selection: Selection) -> list[str]:
    taken = (selection.wide.spread, selection.wide.value) if selection.wide else ()
    return [column for column in selection.declared.columns if column not in taken]


def _sort(here: State, selection: Selection) -> None:
    columns = selection.shown if selection.wide else selection.declared.columns
    labels = {
        **{column: _("{column}, rising", here.lang, column=column) for column in columns},
        **{f"-{column}": _("{column}, falling", here.lang, column=column) for column in columns},
    }
    given = [f"-{column}" if falling else column for column, falling in selection.sort]
    st.multiselect(
        _("Sort by", here.lang),
        sorted(labels, key=lambda name: list(columns).index(name.lstrip("-"))),
        format_func=lambda name: labels.get(name, name),
        placeholder=_("The order of the table", here.lang),
        filter_mode="contains",
        **_control(
            here,
            "sort",
            [name for name in given if name in labels],
            lambda picked: replace(
                selection, sort=tuple({name.lstrip("-"): name.startswith("-") for name in picked}.items())
            ),
        ),
    )


def _layout(here: State, selection: Selection) -> None:
    labels = {"long": _("Long", here.lang), "wide": _("Wide", here.lang)}
    st.segmented_control(
        _("Layout", here.lang),
        list(labels),
        format_func=lambda name: labels[name],
        required=True,
        help=_("Long: one value a row. Wide: the values of one column, such as the period, become columns.", here.lang),
        **_control(
            here,
            "layout",
            "wide" if selection.wide else "long",
            lambda name: replace(selection, wide=_first_wide(selection) if name == "wide" else None),
        ),
    )
    if selection.wide:
        _spread(here, selection, selection.wide)


def _first_wide(selection: Selection) -> Wide:
    """Periods as columns where the table has any, else the last column of its key; filled with its value."""
    columns, key = selection.declared.columns, selection.declared.key
    spread = "period_start" if "period_start" in columns else key[-1]
    others = [column for column in columns if column not in key] or [c for c in columns if c != spread] or [spread]
    return Wide(spread, next((column for column in ("value", "obs_value") if column in columns), others[0]))


def _spread(here: State, selection: Selection, wide: Wide) -> None:
    columns = list(selection.declared.columns)
    left, right = st.columns(2, gap="small")
    with left:
        st.selectbox(
            _("Column to spread", here.lang),
            [column for column in columns if column != wide.value],
            **_control(here, "spread", wide.spread, lambda name: replace(selection, wide=Wide(name, wide.value))),
        )
    with right:
        st.selectbox(
            _("Column that fills the cells", here.lang),
            [column for column in columns if column != wide.spread],
            **_control(here, "fill", wide.value, lambda name: replace(selection, wide=Wide(wide.spread, name))),
        )


def _filters(here: State, selection: Selection) -> None:
    filtered = list(dict.fromkeys(condition.column for condition in selection.where))
    st.multiselect(
        _("Filter by", here.lang),
        list(selection.declared.columns),
        placeholder=_("Choose a column to filter", here.lang),
        filter_mode="contains",
        **_control(here, "filter", filtered, lambda picked: _with_filters(selection, tuple(picked))),
    )
    for column in filtered:
        _filter(here, selection, column)


def _with_filters(selection: Selection, columns: tuple[str, ...]) -> Selection:
    """The filters on the given columns, an open one for each column that had none."""
    held = {column: tuple(c for c in selection.where if c.column == column) for column in columns}
    return replace(
        selection,
        where=tuple(
            condition
            for column in columns
            for condition in held[column] or (Condition(column, operators(selection.declared.field(column))[0]),)
        ),
    )


def _filter(here: State, selection: Selection, column: str) -> None:
    """One filter: what must hold, and for which values."""
    own = tuple(condition for condition in selection.where if condition.column == column)
    mode = "range" if own[0].operator in _RANGE else own[0].operator
    taken = operators(selection.declared.field(column))
    offered = [name for name in MODES if name in taken or (name == "range" and "ge" in taken)]
    left, right = st.columns([2, 3], gap="small", vertical_alignment="bottom")
    with left:
        st.selectbox(
            column,
            offered,
            format_func=lambda name: _(MODES[name], here.lang),
            **_control(
                here,
                f"mode_{selection.table}_{column}",
                mode,
                lambda name: _replaced(selection, column, (Condition(column, "ge" if name == "range" else str(name)),)),
            ),
        )
    with right:
        _values(here, selection, mode, own)


def _replaced(selection: Selection, column: str, conditions: tuple[Condition, ...]) -> Selection:
    """The selection with other conditions on one column, in the place of the former ones."""
    where = list(selection.where)
    place = next((index for index, condition in enumerate(where) if condition.column == column), len(where))
    rest = [condition for condition in where if condition.column != column]
    rest[place:place] = conditions
    return replace(selection, where=tuple(rest))


def _values(here: State, selection: Selection, mode: str, own: tuple[Condition, ...]) -> None:
    column = own[0].column
    if mode == "in":
        _listed(here, selection, own[0])
    elif mode == "has":
        st.text_input(
            _("Text", here.lang),
            max_chars=max(LONGEST_TEXT, *(len(value) for value in own[0].values), 0),
            **_control(
                here,
                f"has_{selection.table}_{column}",
                "".join(own[0].values[:1]),
                lambda text: _replaced(selection, column, (Condition(column, "has", (str(text),) if text else ()),)),
            ),
        )
    elif mode == "range":
        _range(here, selection, own)


def _listed(here: State, selection: Selection, condition: Condition) -> None:
    column = condition.column
    declared = selection.declared.field(column)
    offered = list(declared.codes) or options(here.vintage, selection.table, column)
    offered += [value for value in condition.values if value not in offered]
    names: Mapping[str, str] = reads.names(here.vintage) if column in _OF_ENTITIES else {}
    st.multiselect(
        _("Values", here.lang),
        offered,
        format_func=lambda value: f"{names[value]} ({value})" if value in names else value,
        accept_new_options=kind(declared) in ("text", "number", "date"),
        placeholder=_("Choose or write", here.lang),
        filter_mode="contains",
        **_control(
            here,
            f"in_{selection.table}_{column}",
            list(condition.values),
            lambda picked: _replaced(selection, column, (Condition(column, "in", tuple(picked)),)),
        ),
    )


def _range(here: State, selection: Selection, own: tuple[Condition, ...]) -> None:
    """From and to as the reader writes them: a number, a day, or a year that stands for its first or last day."""
    column = own[0].column
    ends = {condition.operator: "".join(condition.values) for condition in own}
    limits = dict(zip(_RANGE, extent(here.vintage, selection.table, column), strict=True))
    labels = {"ge": _("From", here.lang), "le": _("To", here.lang)}
    for end, place in zip(_RANGE, st.columns(2, gap="small"), strict=True):
        with place:
            st.text_input(
                labels[end],
                placeholder="" if limits[end] is None else str(limits[end]),
                **_control(
                    here, f"{end}_{selection.table}_{column}", ends.get(end, ""), _end(selection, ends, end, column)
                ),
            )


def _end(selection: Selection, ends: Mapping[str, str], end: str, column: str) -> Callable[[str], Selection]:
    return lambda text: _replaced(selection, column, _ends({**ends, end: text.strip()}, column))


def _ends(ends: Mapping[str, str], column: str) -> tuple[Condition, ...]:
    """From and to as conditions; an open one when neither is set, so that the filter stays on the page."""
    found = tuple(Condition(column, end, (ends[end],)) for end in _RANGE if ends.get(end))
    return found or (Condition(column, "ge"),)
