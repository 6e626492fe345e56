"""What is said about one port: the answer and the headline tiles, written from its figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from language import Lang, _, capital, terms
from language import formats as f
from ui.port.held import Held, Series, Value, at, difference, last_reason, newest, percent
from ui.tiles import Tile

Record = Mapping[str, Any]
Direction = Literal["up", "down", "flat", ""]
Tone = Literal["better", "worse", "neutral"]

HEADLINES = ("gross_weight", "yoy_change", "cagr", "plsci", "tonnes_per_inhabitant")
SMALL_PORT_TONNES = 2_000_000
"""Below this a percentage swings with single ships, so the tonnes stand beside it."""
ENOUGH_QUARTERS = 8
"""A port with a connectivity series of two years or more is a liner port: its tile shows connectivity."""


def answer(name: str, held: Held, lang: Lang, *, publisher: str, region: str = "") -> tuple[str, ...]:
    """The port in a few sentences: its tonnes and their change, the people of its region, what later years lack."""
    goods = held.series("gross_weight", freq="A")
    row = newest(goods)
    if row is None:
        return _without_goods(name, held, lang)
    return (
        _handled(name, row, held, lang, publisher),
        *_small_or_withheld(row, held, goods, lang),
        *_per_inhabitant(held, lang, region),
        *_since(goods, row, lang),
    )


def tiles(
    held: Held, records: Mapping[str, Record], lang: Lang, *, colour: str = "", region: str = ""
) -> tuple[Tile, ...]:
    """The four headline tiles; one without a figure says why; none at all where not one of them has a figure."""
    found = (
        _goods_tile(held, records, lang, colour),
        _change_tile(held, records, lang, colour),
        _growth_tile(held, records, lang, colour),
        _context_tile(held, records, lang, colour, region),
    )
    return found if any(tile.period for tile in found) else ()


def headlines(held: Held) -> tuple[str, ...]:
    """The indicators behind the four tiles, in their order."""
    quarters = sum(value.value is not None for value in held.series("plsci", freq="Q"))
    people = newest(held.series("tonnes_per_inhabitant", freq="A"))
    context = "plsci" if people is None or quarters >= ENOUGH_QUARTERS else "tonnes_per_inhabitant"
    return "gross_weight", "yoy_change", "cagr", context


def status_words(row: Value, lang: Lang) -> str:
    """How final a figure is; for a sum of parts, of how many; for a share, of how many of the listed ports."""
    said = terms.status(row.obs_status, lang)
    if row.code == "gross_weight" and row.basis == "like_for_like" and row.n_obs > 1:
        return _("{status}, sum of {n} parts", lang, status=said, n=row.n_obs)
    if row.code == "market_share" and row.coverage is not None and row.coverage < 1:
        share = f.quantity(100 * row.coverage, "pct", lang)
        return _("{status}; {share} of the listed ports have a figure", lang, status=said, share=share)
    return said


def _handled(name: str, row: Value, held: Held, lang: Lang, publisher: str) -> str:
    change = _yoy(held, row)
    said = {
        "port": name,
        "tonnes": f.quantity(row.value, "t", lang),
        "year": f.period("A", row.period_start, lang),
        "publisher": publisher,
        "status": terms.status(row.obs_status, lang),
    }
    if change is None:
        return _("{port} handled {tonnes} in {year} ({publisher}, {status}).", lang, **said)
    if _is_nothing(change, lang):
        return _("{port} handled {tonnes} in {year}, as much as the year before ({publisher}, {status}).", lang, **said)
    said["change"] = f.quantity(abs(change), "pct", lang)
    if change < 0:
        return _(
            "{port} handled {tonnes} in {year}, {change} less than the year before ({publisher}, {status}).",
            lang,
            **said,
        )
    return _(
        "{port} handled {tonnes} in {year}, {change} more than the year before ({publisher}, {status}).", lang, **said
    )


def _yoy(held: Held, row: Value) -> float | None:
    """The change on the year before for the very year of the row."""
    same = at(held.series("yoy_change", freq="A"), row.period_start)
    return None if same is None else same.value


def _small_or_withheld(row: Value, held: Held, goods: Series, lang: Lang) -> Iterator[str]:
    rate = at(held.series("yoy_change", freq="A"), row.period_start)
    if rate is None:
        return
    if rate.value is None:
        reason = terms.reason(rate.reason, lang)
        yield _("A change on the year before is not given: {reason}.", lang, reason=reason)
        return
    change = difference(goods, row)
    if change is not None and (row.value or 0) < SMALL_PORT_TONNES:
        tonnes = f.quantity(change, "t", lang, sign=True)
        yield _("In tonnes that is {tonnes}: in a port of this size percentages swing widely.", lang, tonnes=tonnes)


def _per_inhabitant(held: Held, lang: Lang, region: str) -> Iterator[str]:
    row = newest(held.series("tonnes_per_inhabitant", freq="A"))
    if row is not None and region:
        yield _(
            "Set against the people of {region}, that is {ratio} ({year}).",
            lang,
            ratio=f.quantity(row.value, "t/inhab", lang),
            region=region,
            year=f.period("A", row.period_start, lang),
        )


def _since(goods: Series, row: Value, lang: Lang) -> Iterator[str]:
    after = [value for value in goods if value.period_start > row.period_start]
    if after:
        first, last = (f.period("A", value.period_start, lang) for value in (after[0], after[-1]))
        reason = terms.reason(after[-1].reason, lang)
        yield _("No figure for {period}: {reason}.", lang, period=f.span(first, last, lang), reason=reason)


def _without_goods(name: str, held: Held, lang: Lang) -> tuple[str, ...]:
    nothing = _("No tonnes are held for {port}: no source read here reports them in these years.", lang, port=name)
    row = newest(held.series("plsci", freq="Q"))
    if row is None:
        return nothing, _("What would fill the gap is listed below.", lang)
    index = _(
        "Its liner shipping connectivity stood at {value} in {period} (UNCTAD).",
        lang,
        value=f.number(row.value, lang),
        period=f.period("Q", row.period_start, lang),
    )
    return nothing, index


def _absent(record: Record, series: Series, lang: Lang, colour: str) -> Tile:
    reason = terms.reason(last_reason(series), lang)
    return Tile(
        _(record["title"], lang),
        _("not available", lang),
        note=capital(reason),
        explain=_(record["note"], lang),
        colour=colour,
    )


def _goods_tile(held: Held, records: Mapping[str, Record], lang: Lang, colour: str) -> Tile:
    record, series = records["gross_weight"], held.series("gross_weight", freq="A")
    row = newest(series)
    if row is None:
        return _absent(record, series, lang, colour)
    return Tile(
        _(record["title"], lang),
        f.quantity(row.value, "t", lang),
        f.period("A", row.period_start, lang),
        note=capital(status_words(row, lang)),
        explain=_(record["note"], lang),
        colour=colour,
    )


def _change_tile(held: Held, records: Mapping[str, Record], lang: Lang, colour: str) -> Tile:
    record, series = records["yoy_change"], held.series("yoy_change", freq="A")
    row = newest(series)
    if row is None or row.value is None:
        return _absent(record, series, lang, colour)
    goods = held.series("gross_weight", freq="A")
    same = at(goods, row.period_start)
    change = None if same is None else difference(goods, same)
    direction, word = _went(row.value, lang)
    return Tile(
        _(record["title"], lang),
        f.quantity(row.value, "pct", lang, sign=True),
        _("{year} on {before}", lang, year=row.period_start.year, before=row.period_start.year - 1),
        change="" if change is None else f.quantity(change, "t", lang, sign=True),
        direction=direction,
        tone=_tone(direction, record),
        word=word,
        explain=_(record["note"], lang),
        colour=colour,
    )


def _growth_tile(held: Held, records: Mapping[str, Record], lang: Lang, colour: str) -> Tile:
    record, series = records["cagr"], held.series("cagr", freq="A")
    row = newest(series)
    if row is None:
        return _absent(record, series, lang, colour)
    return Tile(
        _(record["title"], lang),
        f.quantity(row.value, "pct", lang, sign=True),
        _("over the ten years to {year}", lang, year=row.period_start.year),
        note=_robust(held, row, lang),
        explain=_(record["note"], lang),
        colour=colour,
    )


def _robust(held: Held, row: Value, lang: Lang) -> str:
    """The slope through all years with its interval, for the same window."""
    slope = at(held.series("cagr", "theil_sen", "A"), row.period_start)
    if slope is None or slope.lower is None or slope.upper is None:
        return ""
    said = {key: f.quantity(getattr(slope, key), "pct", lang, sign=True) for key in ("value", "lower", "upper")}
    if slope.lower <= 0 <= slope.upper:
        return _("Slope through all years {value}, 95 % interval {lower} to {upper}: could be nil", lang, **said)
    return _("Slope through all years {value}, 95 % interval {lower} to {upper}", lang, **said)


def _context_tile(held: Held, records: Mapping[str, Record], lang: Lang, colour: str, region: str) -> Tile:
    """Connectivity for a liner port, else the port beside the people of its region."""
    row = newest(held.series("tonnes_per_inhabitant", freq="A"))
    if row is None or headlines(held)[-1] == "plsci":
        return _connectivity_tile(held.series("plsci", freq="Q"), records["plsci"], lang, colour)
    record = records["tonnes_per_inhabitant"]
    return Tile(
        _(record["title"], lang),
        _("{value} t", lang, value=f.number(row.value, lang)).replace(" ", f.NBSP),
        f.period("A", row.period_start, lang),
        note=region,
        explain=_(record["note"], lang),
        colour=colour,
    )


def _connectivity_tile(index: Series, record: Record, lang: Lang, colour: str) -> Tile:
    row = newest(index)
    if row is None:
        return _absent(record, index, lang, colour)
    change = percent(index, row)
    direction, word = _went(change, lang)
    changed = "" if change is None else f.quantity(change, "pct", lang, sign=True)
    return Tile(
        _(record["title"], lang),
        f.number(row.value, lang),
        f.period("Q", row.period_start, lang),
        change=_("{change} in a year", lang, change=changed) if changed else "",
        direction=direction,
        tone=_tone(direction, record),
        word=word,
        explain=_(record["note"], lang),
        colour=colour,
    )


def _went(change: float | None, lang: Lang) -> tuple[Direction, str]:
    if change is None:
        return "", ""
    if _is_nothing(change, lang):
        return "flat", _("unchanged", lang)
    return ("up", _("rose", lang)) if change > 0 else ("down", _("fell", lang))


def _is_nothing(change: float, lang: Lang) -> bool:
    """Whether a change reads as 0.0 %."""
    return f.quantity(abs(change), "pct", lang) == f.quantity(0, "pct", lang)


def _tone(direction: Direction, record: Record) -> Tone:
    wanted = {"higher_better": "up", "lower_better": "down"}.get(record["direction"])
    if wanted is None or direction in ("", "flat"):
        return "neutral"
    return "better" if direction == wanted else "worse"
