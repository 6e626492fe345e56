"""Targets in the reader's words: for tiles, under trends, and as marks on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from charts.rows import each_row
from charts.target_marks import Target
from language import N_, Lang, _
from language import formats as f
from ui import reads
from ui.state import State
from ui.tiles import Tile

STATES: dict[str, str] = {
    "reached": N_("reached"),
    "missed": N_("missed"),
    "on_the_way": N_("on the way, {value} in {period}"),
    "awaited": N_("its day has passed, and the figure is not out yet"),
    "no_figure": N_("no figure yet"),
    "unjudged": N_("{value} in {period}"),
}
"""How an indicator stands to its target."""


def of_ports(vintage: str, code: str, ports: Sequence[str]) -> pd.DataFrame:
    """The targets of one indicator for some ports, the nearest day first; columns of `kpis.targets.standing`."""
    held = reads.targets(vintage)
    if held.empty:  # as it is until somebody sets one: choosing rows of nothing costs a tile 4 ms
        return held
    return held[(held["indicator"] == code) & held["entity"].isin(list(ports))].sort_values(["target_date", "set_by"])


def sentence(row: Mapping[str, object], name: str, lang: Lang) -> str:
    """The target whole: place, value, day, who set it, and how the indicator stands to it."""
    return _(
        "Target of {port}: {goal} by {day}, set by {who}; {state}.",
        lang,
        port=name,
        goal=f.quantity(_number(row["target_value"]), str(row["unit"]), lang),
        day=f.day(pd.Timestamp(str(row["target_date"])).date(), "day", lang),
        who=row["set_by"],
        state=state_words(row, lang),
    )


def state_words(row: Mapping[str, object], lang: Lang) -> str:
    """How the indicator stands to the target, with its newest figure where the day is still to come."""
    if row["state"] not in ("on_the_way", "unjudged"):
        return _(STATES[str(row["state"])], lang)
    value = f.quantity(_number(row["value"]), str(row["unit"]), lang)
    period = f.period(str(row["freq"]), pd.Timestamp(str(row["period_start"])).date(), lang)
    return _(STATES[str(row["state"])], lang, value=value, period=period)


def short(vintage: str, code: str, port: str, lang: Lang) -> str:
    """The next target of a port for a tile, or the last one when none is to come; "" without any."""
    held = of_ports(vintage, code, (port,))
    if held.empty:
        return ""
    ahead = held[held["state"].isin(("on_the_way", "unjudged", "no_figure"))]
    row = next(each_row(ahead if len(ahead) else held.tail(1)))
    goal = f.quantity(_number(row["target_value"]), str(row["unit"]), lang)
    day = f.day(pd.Timestamp(str(row["target_date"])).date(), "day", lang)
    if row["state"] in ("unjudged", "no_figure"):
        return _("{goal} by {day}", lang, goal=goal, day=day)
    state = _("on the way", lang) if row["state"] == "on_the_way" else _(STATES[str(row["state"])], lang)
    return _("{goal} by {day}, {state}", lang, goal=goal, day=day, state=state)


def with_targets(tiles: Sequence[Tile], codes: Sequence[str], vintage: str, port: str, lang: Lang) -> tuple[Tile, ...]:
    """The tiles of one port, each with the target of its indicator."""
    return tuple(
        replace(tile, target=short(vintage, code, port, lang)) for tile, code in zip(tiles, codes, strict=True)
    )


def marks(here: State, code: str, freq: str, names: Mapping[str, str]) -> tuple[Target, ...]:
    """The targets of the chosen ports as marks for a trend of one frequency."""
    held = of_ports(here.vintage, code, here.ports)
    return tuple(
        Target(
            str(row["entity"]),
            float(_number(row["target_value"]) or 0.0),
            pd.Timestamp(str(row["target_date"])).date(),
            sentence(row, names.get(str(row["entity"]), str(row["entity"])), here.lang),
        )
        for row in each_row(held[held["freq"].isna() | held["freq"].eq(freq)])
    )


def _number(value: object) -> float | None:
    return None if pd.isna(value) else float(str(value))  # type: ignore[call-overload]
