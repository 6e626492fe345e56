"""The indicators of one port by theme, one line each, and the gaps with what would fill them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from charts.lines import GROWING
from language import N_, Lang, _, terms
from language import formats as f
from ui.port.findings import Record, status_words
from ui.port.held import Held, Series, Value, at, difference, first_missing, last_reason, newest, percent
from ui.variants import spoken

HALF_LISTED = 0.5
"""A share of a group is read in the newest year in which at least half of the listed ports have a figure."""
SOMETHING = 1e-9
DAYS_OF_A_YEAR = 366
BETWEEN_BOUNDS = frozenset({"0-1", "-1..1", "ratio"})
SOON_AFTER_USUAL = (2020, 2021)
"""The usual level is that of 2018 and 2019: against it a later drop holds years of other change."""
RATES = frozenset({"yoy_change", "cagr", "gdp_yoy_change"})
"""Indicators that are changes themselves: a change of a change is not shown."""
OF_GOODS = frozenset({"gross_weight", "market_share", "direction_balance", "tonnes_per_inhabitant", "port_intensity"})
ONE_PORT_ONLY = frozenset(
    {
        "market_share",
        "plsci",
        "tonnes_per_inhabitant",
        "port_intensity",
        "gdp_yoy_change",
        "relative_income",
        "data_coverage",
        "data_age",
    }
)
"""Indicators that are not summed over the ports of an area."""
DATA_THEME = "data_and_peers"
ABOUT_DATA = frozenset({"data_coverage", "data_age", "revision_size"})
LASTING = frozenset({"source_ended", "merged", "no_denominator", "boundary_changed", "missing_part", "gap", "no_data"})
"""Reasons for which waiting does not help."""
REMEDIES: dict[str, str] = {
    "gross_weight": N_("annual goods statistics from the national office that counts this port"),
    "yoy_change": N_("tonnes of two years in a row from one source"),
    "cagr": N_("tonnes of at least four years from one source"),
    "market_share": N_("tonnes of the year, for this port and the others of its group"),
    "direction_balance": N_("inward and outward goods from Eurostat; so far only those of Belgian ports are held"),
    "plsci": N_("container liner services: UNCTAD rates only ports that have them"),
    "vessel_arrivals": N_("Eurostat's port calls in full; held are container ships, and all ships of a few ports"),
    "gt_per_arrival": N_("Eurostat's port calls in full, with their gross tonnage"),
    "volatility": N_("twelve quarters of container ship arrivals without a gap"),
    "tonnes_per_inhabitant": N_("tonnes of the port and population of its region in the same year"),
    "port_intensity": N_(
        "tonnes of the port and regional accounts of the same year; for British regions those of their own office"
    ),
    "gdp_yoy_change": N_("regional accounts of two years from one release"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of the port in reader's words, with the values behind its small line.

    An absent one has the reason in ``status``.
    """

    theme: str
    title: str
    explain: str
    value: str
    period: str
    change: str
    status: str
    values: tuple[float | None, ...]
    is_absent: bool

    @property
    def is_about_data(self) -> bool:
        """Whether it speaks of our sources, not of the port."""
        return self.theme == DATA_THEME


@dataclass(frozen=True, slots=True)
class Gap:
    """An indicator without a (recent) value: since when, and why with what would fill it."""

    title: str
    since: str
    detail: str


def lines(
    held: Held, records: Mapping[str, Record], ranges: Mapping[str, str], lang: Lang, *, entity_type: str = "port"
) -> list[Line]:
    """The indicators of the port in the order of the registry, absent ones too; ``ranges`` are titles of groups."""
    return [
        _line(held, record, variant, freq, ranges, lang)
        for code, record in records.items()
        if entity_type != "area" or code not in ONE_PORT_ONLY
        for variant, freq in _variants(held, record)
    ]


def themes_of(found: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """The lines in groups of one theme each, in their order."""
    groups: dict[str, list[Line]] = {}
    for line in found:
        groups.setdefault(line.theme, []).append(line)
    return list(groups.items())


def gaps(held: Held, records: Mapping[str, Record], lang: Lang, *, entity_type: str = "port") -> list[Gap]:
    """The indicators without any value, or whose values have ended, with what would fill them."""
    left_out = ABOUT_DATA | (ONE_PORT_ONLY if entity_type == "area" else frozenset())
    found = (_gap(held.all_of(code), record, lang) for code, record in records.items() if code not in left_out)
    return [gap for gap in found if gap is not None]


def remedy(record: Record, lang: Lang) -> str:
    """What would fill an indicator, as a sentence."""
    needed = _(REMEDIES.get(str(record["code"]), str(record["min_data"])), lang)
    return _("What would fill it: {needed}.", lang, needed=needed)


def first_with_values(held: Held, codes: Iterable[str]) -> str:
    """The first of the indicators that has a value, or ""."""
    valued = {key[0] for key in held.valued()}
    return next((code for code in codes if code in valued), "")


def shown(value: float, unit: str, lang: Lang, *, sign: bool = False) -> str:
    """A value of an indicator with its unit; shares and changes as per cent, a count as a whole number."""
    if unit == "-1..1":
        return f.number(round(value, 2), lang, digits=2)
    if unit not in f.PERCENTAGES and unit not in f.SCALES and value.is_integer():
        return f.exact(int(value), unit, lang)
    return f.quantity(value, unit, lang, sign=sign)


def _variants(held: Held, record: Record) -> list[tuple[str, str]]:
    """The variants worth a line: every group of ports, all and container ships, the worst shock, else the main one."""
    code = str(record["code"])
    pairs = [(variant, freq) for _code, variant, freq in held.keys(code)]
    if record["variant_of"] == "range":
        return pairs or [("", "A")]
    if record["variant_of"] == "vessel_type":
        return [pair for pair in (("", "A"), ("container", "Q")) if pair in pairs] or [("container", "Q")]
    if record["variant_of"] == "shock":
        return [pair for pair in (_deepest_drop(held),) if pair in pairs] or pairs[:1] or [("", "A")]
    main = held.series(code)
    return [("", main[0].freq)] if main else pairs[:1] or [("", "A")]


def _deepest_drop(held: Held) -> tuple[str, str] | None:
    """The shock, by year, in which the port fell furthest; those soon after the usual level before later ones."""
    drops = {
        variant: (row.period_start.year not in SOON_AFTER_USUAL, row.value)
        for _code, variant, freq in held.keys("drop_depth")
        if freq == "A" and ":" not in variant and (row := newest(held.series("drop_depth", variant, freq)))
        if row.value is not None
    }
    return (min(drops, key=lambda shock: (*drops[shock], shock)), "A") if drops else None


def _line(held: Held, record: Record, variant: str, freq: str, ranges: Mapping[str, str], lang: Lang) -> Line:
    series = held.series(str(record["code"]), variant, freq)
    row = _readable(series)
    title = _line_title(record, _alike(held, record, variant, freq), freq, ranges, lang)
    explain, theme = _(record["note"], lang), str(record["theme"])
    values = tuple(value.value if _is_full(value) else None for value in series)
    if row is None or row.value is None:
        reason = terms.reason(last_reason(series), lang)
        return Line(theme, title, explain, _("not available", lang), "", "", reason, values, True)
    return Line(
        theme,
        title,
        explain,
        _bounded(row, shown(row.value, row.unit, lang, sign=row.code in RATES), lang),
        f.period(freq, row.period_start, lang),
        _line_change(held, series, row, lang),
        _line_status(series, row, lang),
        values,
        False,
    )


def _bounded(row: Value, said: str, lang: Lang) -> str:
    """The value; with a lower end and no upper one it is the least it can be."""
    is_open = row.lower == row.value and row.upper is None
    return _("at least {value}", lang, value=said) if is_open else said


def _readable(series: Series) -> Value | None:
    """The newest row with a value; of a share one with half of the listed ports, of the coverage one above nothing."""
    row = newest(series)
    if row is None or row.code not in ("market_share", "data_coverage"):
        return row
    full = newest([value for value in series if _is_full(value)])
    return row if full is None else full


def _is_full(value: Value) -> bool:
    """Whether enough stands behind the value to be read on its own."""
    least = {"market_share": HALF_LISTED, "data_coverage": SOMETHING}.get(value.code, 0)
    return value.coverage is None or value.coverage >= least


def _alike(held: Held, record: Record, variant: str, freq: str) -> list[str]:
    """The variant; of a shock also those of the same period with the same figure, which nothing tells apart."""
    code = str(record["code"])
    figure = [(value.period_start, value.value) for value in held.series(code, variant, freq)]
    if record["variant_of"] != "shock" or not any(value is not None for _start, value in figure):
        return [variant]
    same = {
        other
        for _code, other, often in held.keys(code)
        if often == freq
        and ":" not in other
        and [(value.period_start, value.value) for value in held.series(code, other, freq)] == figure
    }
    return sorted(same | {variant})


def _line_title(record: Record, variants: Sequence[str], freq: str, ranges: Mapping[str, str], lang: Lang) -> str:
    title = _(record["title"], lang)
    if record["variant_of"] != "vessel_type":
        named = "; ".join(spoken(variant, ranges, lang) for variant in variants if variant)
        return _("{title}: {group}", lang, title=title, group=named) if named else title
    ships = terms.vessel_type(variants[0], lang)
    if freq == "Q":
        return _("{title}, {ships}, quarterly", lang, title=title, ships=ships)
    return _("{title}, {ships}", lang, title=title, ships=ships)


def _line_change(held: Held, series: Series, row: Value, lang: Lang) -> str:
    """The change on one year before, in words; none over a break, and none of a change."""
    change = difference(series, row)
    if change is None or row.code in RATES | ABOUT_DATA or _is_uneven(held, series, row):
        return ""
    if row.unit == "%":
        return _("{points} points in a year", lang, points=_signed(change, lang))
    if row.unit in BETWEEN_BOUNDS:
        return _("{points} in a year", lang, points=_signed(change, lang, places=2))
    rate = percent(series, row) if row.unit in GROWING else None
    return "" if rate is None else _("{change} in a year", lang, change=f.quantity(rate, "pct", lang, sign=True))


def _signed(change: float, lang: Lang, places: int = 1) -> str:
    """A difference with its sign: "+0.4", "-12"; one that rounds to nothing is "0"."""
    rounded = round(change, places)
    said = f.exact(rounded if rounded else 0, "", lang)
    return f"+{said}" if rounded > 0 else said


def _is_uneven(held: Held, series: Series, row: Value) -> bool:
    """Whether the year before counts other things: across a break of the goods, or with other listed ports."""
    before = at(series, row.period_start.replace(year=row.period_start.year - 1))
    if row.code == "market_share" and before is not None and before.coverage != row.coverage:
        return True
    rate = at(held.series("yoy_change", freq="A"), row.period_start)
    return row.code in OF_GOODS and rate is not None and rate.reason == "break"


def _line_status(series: Series, row: Value, lang: Lang) -> str:
    if row.code in ABOUT_DATA:
        return ""
    said = status_words(row, lang)
    after = first_missing(series, row)
    if after is None or after.reason not in LASTING:
        return said
    period = f.period(after.freq, after.period_start, lang)
    return _(
        "{status}; from {period}: {reason}", lang, status=said, period=period, reason=terms.reason(after.reason, lang)
    )


def _gap(rows: Series, record: Record, lang: Lang) -> Gap | None:
    row = newest(rows)
    if row is None:
        return _as_gap(record, _("no value held", lang), last_reason(rows), lang)
    after = first_missing(rows, row)
    if after is None or after.reason not in LASTING or _is_current(rows, row):
        return None
    since = _("last value {period}", lang, period=f.period(row.freq, row.period_start, lang))
    return _as_gap(record, since, after.reason, lang)


def _as_gap(record: Record, since: str, reason: str | None, lang: Lang) -> Gap:
    why = _("Why: {reason}.", lang, reason=terms.reason(reason, lang))
    return Gap(_(record["title"], lang), since, f"{why} {remedy(record, lang)}")


def _is_current(rows: Series, row: Value) -> bool:
    """Whether the newest value lies within a year of the newest row."""
    return (rows[-1].period_start - row.period_start).days <= DAYS_OF_A_YEAR
