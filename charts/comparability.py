"""Whether figures may be set side by side: the one place that says which ports compare, which with care, which not.

Every rule is a row of ``RULES``: its grade and its sentence. ``judge`` applies them to the rows of an indicator between
two periods. A port that compares with none of the others is drawn grey, and its reason stands with it in chart, table
and file alike.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any, Literal, NamedTuple

import pandas as pd

from charts.lines import BREAKS, ESTIMATES
from charts.rows import each_row
from language import N_, Lang, _, listed, terms
from language.formats import period

Grade = Literal["yes", "care", "no"]
GRADES: tuple[Grade, ...] = ("yes", "care", "no")
SMALL_PORT = 2_000_000
"""Tonnes a year below which a percentage swings widely."""

RULES: dict[str, tuple[Grade, str]] = {
    "not_held": ("no", N_("no figure of this indicator is held")),
    "ended": ("no", N_("the publisher's series ended with {period}")),
    "merged": ("no", N_("counted within {whole} from {year} on")),
    "counted_apart": ("no", N_("{parts} were counted apart before {year}")),
    "joinable": ("no", N_("{parts} were counted apart before {year}; the basis “like for like” joins them")),
    "split": ("no", N_("the line is split in {year}: {parts} became one, and their figures before cannot be joined")),
    "starts_later": ("no", N_("the series starts with {period}")),
    "no_figure": ("no", N_("no figure for {period}: {reason}")),
    "break": ("no", N_("the series starts anew in {year}, so {start} and {end} do not compare")),
    "part_of": ("no", N_("{part} is counted within {whole} from {year} on")),
    "other_source": ("no", N_("figures of two statistical systems, {one} and {other}")),
    "other_release": ("care", N_("two releases of {dataset}, {one} and {other}")),
    "recalibrated": ("no", N_("two calibrations of {dataset}, {one} and {other}")),
    "other_nuts": ("care", N_("regions drawn after two editions of NUTS, {one} and {other}")),
    "boundary": ("care", N_("the boundary of its region changed over the years")),
    "provisional": ("care", N_("provisional figure for {periods}")),
    "estimate": ("care", N_("estimate or forecast for {periods}")),
    "definition": ("care", N_("definition differs in {periods}")),
    "sum_of_parts": ("care", N_("a sum of ports before {year}")),
    "gaps": ("care", N_("{missing} of {all} periods without a figure")),
    "season": ("care", N_("{start} and {end} are different seasons")),
    "small": ("care", N_("below two million tonnes a year, so percentages swing widely")),
}
"""Grade and sentence of every rule."""

# UNCTAD computed its index anew on 15 March 2024, back to 2006: releases of it are never set side by side.
_RECALIBRATED = ("unctad_plsci",)
_ONE_BY_ONE = ("statistical_break",)
_STATUS_RULES = {"P": "provisional", "D": "definition"} | dict.fromkeys(sorted(ESTIMATES), "estimate")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a comparison is limited: the rule's code, its grade, its sentence in the reader's words."""

    code: str
    grade: Grade
    words: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far a port, or a pair of ports, compares, with every reason found."""

    reasons: tuple[Reason, ...] = ()

    @property
    def grade(self) -> Grade:
        """The worst grade among the reasons; "yes" where there is none."""
        return max((reason.grade for reason in self.reasons), key=GRADES.index, default="yes")

    @property
    def why(self) -> str:
        """The reasons that make the grade, in one line; "" for a plain yes."""
        return "; ".join(dict.fromkeys(reason.words for reason in self.reasons if reason.grade == self.grade))

    def said(self, lang: Lang) -> str:
        """The grade in words: "comparable", "comparable with care: ..." or "not comparable: ..."."""
        if self.grade == "yes":
            return _("comparable", lang)
        if self.grade == "care":
            return _("comparable with care: {why}", lang, why=self.why)
        return _("not comparable: {why}", lang, why=self.why)


@dataclass(frozen=True)
class Judgement:
    """The verdict on each port and on each pair, in the order of the ports, for figures of two periods."""

    start: dt.date
    end: dt.date
    ports: Mapping[str, Verdict] = field(default_factory=dict)
    pairs: Mapping[tuple[str, str], Verdict] = field(default_factory=dict)

    @property
    def greyed(self) -> tuple[str, ...]:
        """The ports that compare with none of the others."""
        return tuple(port for port, verdict in self.ports.items() if verdict.grade == "no")

    @property
    def comparable(self) -> tuple[str, ...]:
        """The ports that compare, plainly or with care."""
        return tuple(port for port, verdict in self.ports.items() if verdict.grade != "no")


class _Cell(NamedTuple):
    """One row of the indicator, as far as the rules look at it."""

    value: float | None
    reason: str
    status: str
    n_obs: float
    basis: str
    unit: str


@dataclass(frozen=True)
class _Origin:
    """Where a port's figures come from: by source its name and releases; editions of NUTS; whether its region moved."""

    sources: dict[str, tuple[str, set[str]]] = field(default_factory=dict)
    editions: set[str] = field(default_factory=set)
    boundary_changed: bool = False


@dataclass(frozen=True)
class _Port:
    """One port's rows by period, and what is known of it."""

    entity: str
    freq: str
    rows: Mapping[dt.date, _Cell]
    joined: Mapping[dt.date, _Cell]
    lineage: Sequence[Mapping[str, Any]]
    origin: _Origin
    names: Mapping[str, str]
    lang: Lang

    @property
    def name(self) -> str:
        return self.names.get(self.entity, self.entity)

    @property
    def valued(self) -> list[dt.date]:
        return [day for day, row in self.rows.items() if row.value is not None]

    def has(self, day: dt.date) -> bool:
        return day in self.rows and self.rows[day].value is not None

    def told(self, day: dt.date) -> str:
        return period(self.freq, day, self.lang)


def judge(
    series: pd.DataFrame,
    *,
    ports: Sequence[str],
    names: Mapping[str, str],
    lineage: pd.DataFrame,
    origins: pd.DataFrame,
    span: tuple[dt.date, dt.date],
    lang: Lang,
    joined: pd.DataFrame | None = None,
) -> Judgement:
    """The verdict on every port and pair for the figures of the two periods of ``span``.

    ``series`` has the columns of out_indicator for one variant, freq and basis, all years; ``joined`` the same on the
    basis like for like, to say where that would help. ``lineage`` has the columns of core_port_lineage. ``origins`` has
    a row a port and source (port_id, source_id, publisher, dataset, release), and a row a port and region it is
    measured against (port_id, nuts_version, boundary_changed); cells that do not apply are empty.
    """
    start, end = span
    known = [{str(key): cell for key, cell in row.items()} for row in each_row(lineage)]
    rows, like = _by_port(series), {} if joined is None else _by_port(joined)
    sources = _origins(origins)
    freq = str(series["freq"].iloc[0]) if len(series) else "A"
    held = {
        port: _Port(
            port, freq, rows.get(port, {}), like.get(port, {}), known, sources.get(port, _Origin()), names, lang
        )
        for port in ports
    }
    own = {port: tuple(_own(held[port], start, end)) for port in ports}
    between = {(one, other): tuple(_between(held[one], held[other])) for one, other in combinations(ports, 2)}
    pairs = {pair: Verdict(_named(own, pair, names, lang) + found) for pair, found in between.items()}
    judged = {port: Verdict(own[port] + _with_others(port, own, between, names, lang)) for port in ports}
    return Judgement(start, end, judged, pairs)


def standing(
    ports: Sequence[str], *, names: Mapping[str, str], lineage: pd.DataFrame, origins: pd.DataFrame, lang: Lang
) -> dict[tuple[str, str], Verdict]:
    """The verdict on every pair for the whole of their lines, whatever the period: systems, releases, parts, editions.

    What a period does to a port (a gap, a break, a status) is drawn on its line and not judged here. Arguments as in
    `judge`.
    """
    known = [{str(key): cell for key, cell in row.items()} for row in each_row(lineage)]
    sources = _origins(origins)
    held = {port: _Port(port, "A", {}, {}, known, sources.get(port, _Origin()), names, lang) for port in ports}
    return {(one, other): Verdict(tuple(_between(held[one], held[other]))) for one, other in combinations(ports, 2)}


def reason(code: str, lang: Lang, **told: object) -> Reason:
    """A reason by its rule, with its sentence filled."""
    grade, sentence = RULES[code]
    return Reason(code, grade, _(sentence, lang, **told))


def _by_port(series: pd.DataFrame) -> dict[str, dict[dt.date, _Cell]]:
    """The rows by port and period; read column by column, because ``to_dict`` costs 6 ms a frame."""
    columns = ("value", "reason", "obs_status", "n_obs", "basis", "unit")
    keys = zip(series["entity"].tolist(), series["period_start"].dt.date, strict=True)
    found: dict[str, dict[dt.date, _Cell]] = {}
    for (port, day), cells in zip(keys, zip(*(series[name].tolist() for name in columns), strict=True), strict=True):
        value, why, status, n_obs, basis, unit = cells
        found.setdefault(port, {})[day] = _Cell(
            _number(value), _text(why), _text(status), _number(n_obs) or 0.0, _text(basis), _text(unit)
        )
    return found


def _origins(origins: pd.DataFrame) -> dict[str, _Origin]:
    found: dict[str, _Origin] = {}
    for row in each_row(origins):
        held = found.setdefault(str(row["port_id"]), _Origin())
        if isinstance(row["source_id"], str):
            words = f"{row['publisher']} ({row['dataset']})"
            held.sources.setdefault(row["source_id"], (words, set()))[1].add(str(row["release"]))
        if isinstance(row["nuts_version"], str):
            held.editions.add(row["nuts_version"])
        if row["boundary_changed"] is True:
            found[str(row["port_id"])] = replace(held, boundary_changed=True)
    return found


def _own(port: _Port, start: dt.date, end: dt.date) -> Iterator[Reason]:
    """What limits a port by itself."""
    if not port.rows or not port.valued:
        yield reason("not_held", port.lang)
        return
    for day in (end, start):
        if not port.has(day):
            yield _absent(port, day)
            return
    yield from _breaks(port, start, end)
    yield from _unsure(port, start, end)
    yield from _incomplete(port, start, end)
    if port.freq != "A" and start.month != end.month:
        yield reason("season", port.lang, start=port.told(start), end=port.told(end))
    if port.origin.boundary_changed:
        yield reason("boundary", port.lang)


def _absent(port: _Port, day: dt.date) -> Reason:
    """Why a port has no figure for a period."""
    lang, valued = port.lang, port.valued
    code = port.rows[day].reason if day in port.rows else ""
    if day > valued[-1] and code == "source_ended":
        return reason("ended", lang, period=port.told(valued[-1]))
    if day > valued[-1] and code == "merged":
        return _merged(port, valued[-1])
    if day < valued[0]:
        return _not_yet(port, day)
    return reason("no_figure", lang, period=port.told(day), reason=terms.reason(code or "no_data", lang))


def _merged(port: _Port, last: dt.date) -> Reason:
    for row in port.lineage:
        if row["predecessor"] == port.entity and row["lineage_kind"] in _ONE_BY_ONE:
            whole = port.names.get(str(row["successor"]), str(row["successor_name"]))
            return reason("merged", port.lang, whole=whole, year=str(row["effective"])[:4])
    return reason("ended", port.lang, period=port.told(last))


def _not_yet(port: _Port, day: dt.date) -> Reason:
    """Why a series has not begun: its parts were counted apart, or there is nothing before."""
    lang = port.lang
    parts = [row for row in port.lineage if row["successor"] == port.entity and row["lineage_kind"] in _ONE_BY_ONE]
    years = {str(row["effective"])[:4] for row in parts}
    if not parts or day.year >= int(min(years)):
        return reason("starts_later", lang, period=port.told(port.valued[0]))
    told = {"parts": listed([str(row["predecessor_name"]) for row in parts], lang), "year": min(years)}
    if not all(isinstance(row["predecessor"], str) for row in parts):
        return reason("split", lang, **told)
    can_join = day in port.joined and port.joined[day].value is not None
    return reason("joinable" if can_join else "counted_apart", lang, **told)


def _breaks(port: _Port, start: dt.date, end: dt.date) -> Iterator[Reason]:
    anew = [day for day, row in port.rows.items() if start < day <= end and (row.status == "B" or row.reason in BREAKS)]
    if anew:
        told = {"year": min(anew).year, "start": port.told(start), "end": port.told(end)}
        yield reason("break", port.lang, **told)


def _unsure(port: _Port, start: dt.date, end: dt.date) -> Iterator[Reason]:
    """Statuses of the two figures that are not final, and tonnages too small for percentages."""
    found: dict[str, list[str]] = {}
    for day in dict.fromkeys((start, end)):
        rule = _STATUS_RULES.get(port.rows[day].status)
        if rule:
            found.setdefault(rule, []).append(port.told(day))
    for rule, days in found.items():
        yield reason(rule, port.lang, periods=listed(days, port.lang))
    if any(port.rows[day].unit == "t" and (port.rows[day].value or 0) < SMALL_PORT for day in (start, end)):
        yield reason("small", port.lang)


def _incomplete(port: _Port, start: dt.date, end: dt.date) -> Iterator[Reason]:
    """Gaps between the two periods, and sums of ports that merged later."""
    inside = [day for day in port.rows if start < day < end]
    empty = [day for day in inside if not port.has(day)]
    if empty:
        yield reason("gaps", port.lang, missing=len(empty), all=len(inside))
    years = [
        str(row["effective"])[:4]
        for row in port.lineage
        if row["successor"] == port.entity and row["lineage_kind"] in _ONE_BY_ONE
    ]
    summed = port.rows[start].n_obs > 1 and port.rows[start].basis == "like_for_like"
    if summed and years and start.year < int(min(years)):
        yield reason("sum_of_parts", port.lang, year=min(years))


def _between(one: _Port, other: _Port) -> Iterator[Reason]:
    """What limits two ports against one another."""
    lang = one.lang
    for row in one.lineage:
        if row["lineage_kind"] in _ONE_BY_ONE and {row["predecessor"], row["successor"]} == {one.entity, other.entity}:
            part, whole = (one, other) if row["predecessor"] == one.entity else (other, one)
            yield reason("part_of", lang, part=part.name, whole=whole.name, year=str(row["effective"])[:4])
    first, second = one.origin.sources, other.origin.sources
    if first and second and not set(first) & set(second):
        told = [", ".join(dict.fromkeys(title for title, _releases in held.values())) for held in (first, second)]
        yield reason("other_source", lang, one=told[0], other=told[1])
    for source in sorted(set(first) & set(second)):
        if not first[source][1] & second[source][1]:
            told = [", ".join(sorted(held[source][1])) for held in (first, second)]
            rule = "recalibrated" if source in _RECALIBRATED else "other_release"
            yield reason(rule, lang, dataset=first[source][0], one=told[0], other=told[1])
    editions = [port.origin.editions for port in (one, other)]
    if all(editions) and not editions[0] & editions[1]:
        told = [", ".join(sorted(held)) for held in editions]
        yield reason("other_nuts", lang, one=told[0], other=told[1])


def _named(
    own: Mapping[str, tuple[Reason, ...]], pair: tuple[str, str], names: Mapping[str, str], lang: Lang
) -> tuple[Reason, ...]:
    """The ports' own reasons, each with its port, for the verdict on the pair."""
    return tuple(
        Reason(each.code, each.grade, _("{port}: {why}", lang, port=names.get(port, port), why=each.words))
        for port in pair
        for each in own[port]
    )


def _with_others(
    port: str,
    own: Mapping[str, tuple[Reason, ...]],
    between: Mapping[tuple[str, str], tuple[Reason, ...]],
    names: Mapping[str, str],
    lang: Lang,
) -> tuple[Reason, ...]:
    """Reasons against the ports that could compare; a "no" that holds against them all is the port's own."""
    against: dict[Reason, list[str]] = {}
    beaten: set[str] = set()
    alive = {other for other in own if other != port and Verdict(own[other]).grade != "no"}
    for pair, reasons in between.items():
        if port not in pair:
            continue
        other = pair[0] if pair[1] == port else pair[1]
        if other not in alive:
            continue
        beaten |= {other} if Verdict(reasons).grade == "no" else set()
        for each in reasons:
            against.setdefault(each, []).append(names.get(other, other))
    is_alone = bool(beaten) and alive == beaten
    return tuple(_softened(each, others, is_alone, lang) for each, others in against.items())


def _softened(each: Reason, others: Sequence[str], is_alone: bool, lang: Lang) -> Reason:
    words = _("{why} (against {ports})", lang, why=each.words, ports=listed(others, lang))
    if each.grade == "no":
        return Reason(each.code, "no" if is_alone else "care", each.words if is_alone else words)
    return Reason(each.code, each.grade, words)


def _number(cell: Any) -> float | None:  # noqa: ANN401 - a cell of a frame
    return None if cell is None or pd.isna(cell) else float(cell)


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""
