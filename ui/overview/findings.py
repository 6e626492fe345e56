"""What the Overview says: sentences, tiles and list rows written from the data; no ranking, no winner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from charts.rows import each_row
from charts.theme import Theme, series_of
from language import N_, Lang, _, plural
from language import formats as f
from language.terms import not_available
from language.terms import reason as reason_words
from language.terms import status as status_words
from ui.tiles import Tile

UNCHANGED = 0.05
"""Per cent below which a change reads as none: it would be shown as 0.0 %."""
LARGEST_CHANGES = 2
WORDS = {"up": N_("more than in {year}"), "down": N_("less than in {year}"), "flat": N_("as in {year}"), "": ""}


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest goods figure of one port and how it got there; ``values`` is the whole series, oldest first."""

    port: str
    name: str
    value: float | None
    unit: str
    year: int | None
    status: str
    change: float | None
    change_reason: str
    reason: str
    values: tuple[float | None, ...]


def standings(
    goods: pd.DataFrame, changes: pd.DataFrame, ports: Sequence[str], names: Mapping[str, str]
) -> list[Standing]:
    """One standing a port, in the order chosen; ``goods`` and ``changes`` have the columns of out_indicator."""
    of_port = {port: (goods[goods["entity"] == port], changes[changes["entity"] == port]) for port in ports}
    return [_standing(*frames, port, names) for port, frames in of_port.items()]


def newest_year(series: pd.DataFrame, asked: int) -> int | None:
    """The newest year in which more than half of ``asked`` entities have a value.

    Where no year has so many, the newest of those with the most; None when none has any.
    """
    held = series[series["value"].notna()]
    if held.empty:
        return None
    counts = held.groupby(held["period_start"].dt.year)["entity"].nunique()
    enough = min(int(counts.max()), asked // 2 + 1)
    return int(counts[counts >= enough].index.max())


def goods_sentence(
    goods: pd.DataFrame, changes: pd.DataFrame, ports: Sequence[str], names: Mapping[str, str], lang: Lang
) -> str:
    """The newest year most ports have, how many have a figure for it, and the two largest changes.

    "" when no port is chosen; says so when none has a figure. Columns of out_indicator.
    """
    year = newest_year(goods, len(ports))
    if not ports:
        return ""
    if year is None:
        return _("None of the chosen ports has a figure of goods handled in this period.", lang)
    of_year, moved_by = _known(goods, year), _known(changes, year)
    largest = sorted(moved_by, key=lambda port: -abs(moved_by[port]))[:LARGEST_CHANGES]
    said = [_change_in(names.get(port, port), moved_by[port], of_year[port], lang) for port in largest]
    return _goods_words(said, {"year": year, "held": len(of_year), "chosen": len(ports)}, lang)


def release_sentence(sources: pd.DataFrame, lang: Lang) -> str:
    """The two newest releases in use, with their dates; columns of ``reads.sources``.

    A release dated on the day it was read has no day of its own (docs/data.md) and is passed over.
    """
    dated = sources[(sources["n_series"] > 0) & (sources["released_on"] < sources["retrieved_on"])]
    newest = dated.sort_values(["released_on", "source_id"], ascending=[False, True]).head(2)
    said = [
        _("{title} ({day})", lang, title=_(str(title), lang), day=f.day(pd.Timestamp(day).date(), "day", lang))
        for title, day in zip(newest["title"], newest["released_on"], strict=True)
    ]
    if len(said) < 2:  # noqa: PLR2004 - one release makes another sentence
        return _("The newest data release is {first}.", lang, first=said[0]) if said else ""
    return _("The newest data releases are {first} and {second}.", lang, first=said[0], second=said[1])


def happened_sentence(events: pd.DataFrame, shocks: pd.DataFrame, lang: Lang) -> str:
    """The latest dated event and the latest shock that concern the chosen ports."""
    last_event, last_shock = _latest(events), _latest(shocks[shocks["is_default"].astype(bool)])
    event, shock = _dated_name(last_event, lang), _dated_name(last_shock, lang)
    if event and shock:
        return _(
            "Latest event that names them: {event}; latest shock that concerns them: {shock}.",
            lang,
            event=event,
            shock=shock,
        )
    if event:
        return _("Latest event that names them: {event}.", lang, event=event)
    return _("Latest shock that concerns them: {shock}.", lang, shock=shock) if shock else ""


def tiles(  # noqa: PLR0913 - what a tile is made of
    rows: Sequence[Standing],
    note: str,
    chosen: Sequence[str],
    theme: Theme,
    lang: Lang,
    goals: Mapping[str, str] | None = None,
) -> list[Tile]:
    """One tile a port: goods handled in its newest year, the change in words, the reason where there is none.

    ``goals`` are targets in words by port.
    """
    made = [_tile(row, note, chosen, theme, lang) for row in rows]
    return [replace(tile, target=(goals or {}).get(row.port, "")) for tile, row in zip(made, rows, strict=True)]


def value_words(row: Standing, lang: Lang) -> str:
    """The newest value with its unit, or why there is none."""
    return f.quantity(row.value, row.unit, lang) if row.value is not None else not_available(row.reason, lang)


def change_words(row: Standing, lang: Lang) -> str:
    """The change on the year before with its sign, or why it is withheld."""
    if row.change is not None:
        return f.quantity(row.change, "pct", lang, sign=True)
    return not_available(row.change_reason, lang) if row.value is not None else ""


def status_line(row: Standing, lang: Lang) -> str:
    """Year and status of the newest value, and why there is no newer one."""
    if row.year is None:
        return ""
    if not row.reason:
        return _("{year}, {status}", lang, year=row.year, status=status_words(row.status, lang))
    return _(
        "{year}, {status}. No newer figure: {reason}",
        lang,
        year=row.year,
        status=status_words(row.status, lang),
        reason=reason_words(row.reason, lang),
    )


def moved(row: Standing) -> str:
    """Where the value went: up, down, flat, or "" when that is not known."""
    if row.change is None:
        return ""
    if abs(row.change) < UNCHANGED:
        return "flat"
    return "up" if row.change > 0 else "down"


def recent(events: pd.DataFrame, shocks: pd.DataFrame, lang: Lang, most: int = 6) -> list[tuple[int, str, str]]:
    """The latest events and shocks, newest first and numbered: number, date in words, name with its kind."""
    kept = pd.concat(
        [
            _plain(events, _("Event", lang)),
            _plain(shocks[shocks["is_default"].astype(bool)], _("Shock", lang)),
        ]
    )
    dated = kept[kept["date_start"].notna()].sort_values("date_start", ascending=False).head(most)
    return [
        (
            number,
            f.day(row["date_start"], row["date_start_precision"], lang),
            _("{kind}: {name}", lang, kind=row["kind"], name=_(str(row["name"]), lang)),
        )
        for number, row in enumerate(each_row(dated), start=1)
    ]


def age(newest: int | None, retrieved: pd.Timestamp, lang: Lang) -> str:
    """The data-age badge: newest year held, day of reading."""
    day = f.day(retrieved.date(), "day", lang)
    if newest is None:
        return _("Read from the publishers on {day}", lang, day=day)
    return _("Newest year held: {year} · read from the publishers on {day}", lang, year=newest, day=day)


def left_over(rows: Sequence[Standing], shown: int, lang: Lang) -> str:
    """How many chosen ports the list leaves to the map's table; "" when none."""
    more = max(0, len(rows) - shown)
    said = plural("{n} more port stands in the map's table.", "{n} more ports stand in the map's table.", more, lang)
    return said if more else ""


def _standing(goods: pd.DataFrame, changes: pd.DataFrame, port: str, names: Mapping[str, str]) -> Standing:
    name = names.get(port, port)
    held = goods[goods["value"].notna()]
    values = tuple(None if pd.isna(value) else float(value) for value in goods["value"])
    last_reason = str(goods["reason"].iloc[-1]) if not goods.empty and pd.isna(goods["value"].iloc[-1]) else ""
    if held.empty:
        return Standing(port, name, None, "t", None, "", None, "", last_reason or "no_data", ())
    newest = held.iloc[-1]
    change = changes[changes["period_start"] == newest["period_start"]]
    known = not change.empty and pd.notna(change["value"].iloc[0])
    return Standing(
        port=port,
        name=name,
        value=float(newest["value"]),
        unit=str(newest["unit"]),
        year=int(newest["period_start"].year),
        status=str(newest["obs_status"]),
        change=float(change["value"].iloc[0]) if known else None,
        change_reason="" if known else _reason_of(change),
        reason=last_reason,
        values=values,
    )


def _reason_of(change: pd.DataFrame) -> str:
    return str(change["reason"].iloc[0]) if not change.empty else "too_few_periods"


def _goods_words(said: Sequence[str], counted: Mapping[str, int], lang: Lang) -> str:
    if not said:
        return _(
            "In {year}, {held} of {chosen} chosen ports have a figure of goods handled; "
            "none can be compared with the year before.",
            lang,
            **counted,
        )
    if len(said) == 1:
        return _(
            "In {year}, with figures for {held} of {chosen} chosen ports, goods handled changed by {first}.",
            lang,
            first=said[0],
            **counted,
        )
    return _(
        "In {year}, with figures for {held} of {chosen} chosen ports, "
        "goods handled changed most by {first} and by {second}.",
        lang,
        first=said[0],
        second=said[1],
        **counted,
    )


def _known(rows: pd.DataFrame, year: int) -> dict[str, float]:
    """The values of one year by entity."""
    held = rows[rows["value"].notna() & (rows["period_start"].dt.year == year)]
    return {str(entity): float(value) for entity, value in zip(held["entity"], held["value"], strict=True)}


def _change_in(name: str, change: float, value: float, lang: Lang) -> str:
    return _(
        "{change} in {port} (to {value})",
        lang,
        change=f.quantity(change, "pct", lang, sign=True),
        port=name,
        value=f.quantity(value, "t", lang),
    )


def _latest(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["date_start"].notna()].sort_values("date_start").tail(1)


def _dated_name(rows: pd.DataFrame, lang: Lang) -> str:
    if rows.empty:
        return ""
    row = rows.iloc[0]
    day = f.day(row["date_start"], str(row["date_start_precision"]), lang)
    return _("{name} ({day})", lang, name=_(str(row["name"]), lang), day=day)


def _plain(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    return rows[["date_start", "date_start_precision", "name"]].assign(kind=kind)


def _tile(row: Standing, note: str, chosen: Sequence[str], theme: Theme, lang: Lang) -> Tile:
    colour = series_of(row.port, chosen, theme).colour
    if row.value is None:
        missing = not_available(row.reason, lang)
        return Tile(row.name, _("No figure", lang), note=missing, explain=note, colour=colour)
    change = f.quantity(abs(row.change), "pct", lang) if row.change is not None else ""
    return Tile(
        label=row.name,
        value=f.quantity(row.value, row.unit, lang),
        period=_("goods handled, {year}, {status}", lang, year=row.year, status=status_words(row.status, lang)),
        change=change,
        direction=moved(row),  # type: ignore[arg-type]
        word=_(WORDS[moved(row)], lang, year=(row.year or 0) - 1),
        explain=note,
        colour=colour,
        note=_tile_note(row, lang),
    )


def _tile_note(row: Standing, lang: Lang) -> str:
    if row.reason:
        return _("No newer figure: {reason}", lang, reason=reason_words(row.reason, lang))
    if row.change is None:
        return _("No change shown: {reason}", lang, reason=reason_words(row.change_reason, lang))
    return ""
