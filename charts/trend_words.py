"""What a trend says in words: its finding, subtitle, alt text, notes and table."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from charts import lines as drawing
from charts import shocks as marking
from charts.lines import GROWING, Axis, Line, Point
from charts.rows import each_row
from charts.shocks import Shock
from charts.target_marks import Target
from charts.theme import SERIES_LIMIT, Theme
from language import N_, Lang, _, capital, listed, plural, terms
from language.formats import exact, period, span, unit_label

LISTED = 3
"""So many gaps are named one by one, more are counted."""
MOST_POINTS = 2_000
"""More points of one line than this are thinned before drawing."""


@dataclass(frozen=True)
class Trend:
    """What the parts of one trend share."""

    lines: list[Line]
    chosen: Sequence[str]
    unit: str
    axis: Axis
    shocks: tuple[Shock, ...]
    theme: Theme
    lang: Lang
    base_year: int | None
    source: str
    first: dt.date
    last: dt.date
    targets: tuple[Target, ...] = ()

    @property
    def headroom(self) -> int:
        """Pixels above the plot for the shocks' numbers."""
        rows = {badge["yshift"] for badge in marking.badges(self.shocks, self.first, self.last, self.theme)}
        return 16 + marking.BADGE_HEIGHT * len(rows)

    def is_named(self, line: Line) -> bool:
        """Whether the line is one of the coloured ones with a label at its end."""
        return line.entity in self.chosen[:SERIES_LIMIT]


def newest(held: Sequence[Line]) -> dt.date:
    """The newest period any line reaches, with or without a figure."""
    return max(line.points[-1].start for line in held)


def table(whole: Trend) -> pd.DataFrame:
    """One row an observation, a missing one with its reason in words."""
    lang = whole.lang
    rows = [
        {
            "period": period(line.freq, point.start, lang),
            "port_id": line.entity,
            "port": line.name,
            "value": point.value,
            "index": None if point.y is None or whole.base_year is None else round(point.y, 4),
            "lower": point.lower,
            "upper": point.upper,
            "unit": whole.unit,
            "status": "" if point.value is None else terms.status(point.status, lang),
            "reason": terms.reason(point.reason, lang) if point.value is None else "",
        }
        for line in whole.lines
        for point in line.points
    ]
    frame = pd.DataFrame(rows).astype({"value": float, "index": float, "lower": float, "upper": float})
    unused = [name for name in ("index", "lower", "upper") if frame[name].isna().all()]
    return frame.drop(columns=unused)


def headers(lang: Lang) -> dict[str, str]:
    """Reader's words of the table's columns."""
    return {
        "period": _("Period", lang),
        "port_id": _("Port code", lang),
        "port": _("Port", lang),
        "value": _("Value", lang),
        "index": _("Index", lang),
        "lower": _("Lower end", lang),
        "upper": _("Upper end", lang),
        "unit": _("Unit", lang),
        "status": _("Status", lang),
        "reason": _("Why there is no value", lang),
    }


def subtitle(whole: Trend, measured: str, series: pd.DataFrame) -> str:
    """Unit or index, what is counted, where, and on which basis."""
    lang = whole.lang
    basis = _("like for like", lang) if "like_for_like" in set(series["basis"]) else _("as published", lang)
    unit = (
        unit_label(whole.unit, lang)
        if whole.base_year is None
        else _("index, {year} = 100", lang, year=whole.base_year)
    )
    names = [line.name for line in whole.lines if line.entity in whole.chosen]
    places = listed(names, lang) if len(names) <= SERIES_LIMIT else plural("{n} port", "{n} ports", len(names), lang)
    sentence = "; ".join(part for part in (unit, measured, places, basis) if part)
    return capital(sentence)


def finding(whole: Trend, title: str) -> str:
    """What the lines show, counted and never ranked; a question where there is nothing to count."""
    lang = whole.lang
    whole_lines = [line for line in whole.lines if line.entity in whole.chosen]
    if whole.unit not in GROWING:
        return _finding_on_rates(whole_lines, title, lang)
    pairs = _pairs([_unbroken(line) for line in whole_lines])
    if not pairs or (len(pairs) == 1 and len(whole_lines) > 1):
        return _("{indicator}: how did it move?", lang, indicator=title)
    freq = whole_lines[0].freq
    rises = sum((last.y or 0) > (first.y or 0) for first, last in pairs)
    times = {"first": period(freq, pairs[0][0].start, lang), "last": period(freq, pairs[0][1].start, lang)}
    if len(whole_lines) == 1:
        return _one_finding(whole_lines[0], rises, times, title, lang)
    counts = {"n": len(pairs), "rises": rises, "indicator": title, **times}
    if len(pairs) < len(whole_lines):
        return _(
            "{indicator}: higher in {last} than in {first} at {rises} of {n} ports with comparable figures",
            lang,
            **counts,
        )
    return _("{indicator}: higher in {last} than in {first} at {rises} of {n} ports", lang, **counts)


def _one_finding(line: Line, rises: int, times: Mapping[str, str], title: str, lang: Lang) -> str:
    if rises:
        return _(
            "{indicator} of {port}: higher in {last} than in {first}", lang, indicator=title, port=line.name, **times
        )
    return _(
        "{indicator} of {port}: not higher in {last} than in {first}", lang, indicator=title, port=line.name, **times
    )


def _finding_on_rates(held: Sequence[Line], title: str, lang: Lang) -> str:
    if all((point.y or 0.0) >= 0 for line in held for point in line.drawn):
        return _("{indicator}: how did it move?", lang, indicator=title)
    latest = _shared([line.drawn for line in held], newest=True) or held[0].drawn[-1].start
    now = [point.y or 0.0 for line in held for point in line.drawn if point.start == latest]
    return plural(
        "{indicator}: above zero at {rises} of {n} port in {last}",
        "{indicator}: above zero at {rises} of {n} ports in {last}",
        len(now),
        lang,
        indicator=title,
        rises=sum(value > 0 for value in now),
        last=period(held[0].freq, latest, lang),
    )


def _unbroken(line: Line) -> list[Point]:
    """The drawn points since the last break: only among these may a change be read."""
    starts = [index for index, point in enumerate(line.points) if point.starts_anew or point.reason in drawing.BREAKS]
    since = line.points[starts[-1] :] if starts else line.points
    return [point for point in since if point.y is not None]


def _pairs(held: Sequence[Sequence[Point]]) -> list[tuple[Point, Point]]:
    """First and last figure of each line, at the two periods that most lines share; the season is the same."""
    last = _shared(held, newest=True)
    with_last = [points for points in held if last in {point.start for point in points}]
    seasonal = [[point for point in points if last and point.start.month == last.month] for points in with_last]
    first = _shared(seasonal, newest=False)
    if first is None or last is None or first >= last:
        return []
    found = [{point.start: point for point in points} for points in seasonal]
    return [(points[first], points[last]) for points in found if first in points]


def _shared(held: Sequence[Sequence[Point]], *, newest: bool) -> dt.date | None:
    """The newest (or oldest) period in which more than half as many lines have a figure as in the best one."""
    counts = Counter(point.start for points in held for point in points)
    best = max(counts.values(), default=0)
    shared = [start for start, count in counts.items() if 2 * count > best]
    return (max(shared) if newest else min(shared)) if shared else None


def alt(whole: Trend, title: str) -> str:
    """Two sentences: what is shown, then the newest figures and the range."""
    lang, freq = whole.lang, whole.lines[0].freq
    chosen = [line for line in whole.lines if line.entity in whole.chosen]
    figures = [
        _(
            "{port} {value} in {period}",
            lang,
            port=line.name,
            value=exact(line.drawn[-1].value, whole.unit, lang),
            period=period(freq, line.drawn[-1].start, lang),
        )
        for line in chosen[:SERIES_LIMIT]
    ]
    held = [point.value for line in whole.lines for point in line.drawn if point.value is not None]
    first, last = period(freq, whole.first, lang), period(freq, newest(whole.lines), lang)
    shown = plural(
        "Line chart of “{indicator}” for {n} port, {span}, with {shocks} numbered shocks marked.",
        "Line chart of “{indicator}” for {n} ports, {span}, with {shocks} numbered shocks marked.",
        len(chosen),
        lang,
        indicator=title,
        span=span(first, last, lang),
        shocks=len(whole.shocks),
    )
    told = _(
        "The newest figures are {newest}; all values lie between {low} and {high}.",
        lang,
        newest=listed(figures, lang),
        low=exact(min(held), whole.unit, lang),
        high=exact(max(held), whole.unit, lang),
    )
    return f"{shown} {told}"


def notes(whole: Trend, held: Sequence[Line], lineage: pd.DataFrame, names: Mapping[str, str]) -> tuple[str, ...]:
    """What a reader must know to read the lines: hollow and light points, breaks, gaps, who is left out."""
    lang = whole.lang
    points = [(line, point) for line in whole.lines for point in line.points]
    sums = {line.name for line, point in points if point.kind == "sum"}
    lost = [line.name for line in held if line.entity not in {each.entity for each in whole.lines}]
    said = [
        _("The axis does not start at zero.", lang) if not whole.axis.has_zero and whole.base_year is None else "",
        _("Hollow points are provisional.", lang)
        if any(point.status == "P" and point.y is not None for _line, point in points)
        else "",
        _("Lighter points and stretches are estimates or forecasts.", lang)
        if any(point.status in drawing.ESTIMATES for _line, point in points)
        else "",
        _(
            "The thin, finely dashed part of {ports} is the sum of the ports that merged later.",
            lang,
            ports=listed(sorted(sums), lang),
        )
        if sums
        else "",
        _("The shaded band is the interval given with the figure.", lang)
        if any(point.lower is not None for _line, point in points)
        else "",
        *_break_notes(whole, lineage, names),
        *_gap_notes(whole),
        _(
            "Not on the index, because there is no figure for the whole of {year}: {ports}.",
            lang,
            year=whole.base_year,
            ports=listed(lost, lang),
        )
        if lost
        else "",
        _thinning_note(whole),
        _("Beyond six ports the lines are grey: hover over a line for its name, or open the table.", lang)
        if len(whole.chosen) > SERIES_LIMIT
        else "",
    ]
    return tuple(note for note in said if note)


def _thinning_note(whole: Trend) -> str:
    most = max(len(line.points) for line in whole.lines)
    if most <= MOST_POINTS:
        return ""
    return _(
        "Of {n} points a line some are drawn, with the lowest and highest of every stretch kept; the table has all.",
        whole.lang,
        n=exact(most, "", whole.lang),
    )


def _break_notes(whole: Trend, lineage: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    lang = whole.lang
    said: list[str] = []
    for line in whole.lines:
        for each in drawing.ticks(line):
            parts, successor = _lineage_of(line.entity, each.year, lineage, names)
            told = {
                "port": line.name,
                "year": each.year,
                "parts": listed(parts, lang),
                "successor": successor,
                "reason": terms.reason(each.reason, lang),
            }
            if parts:
                told_as = N_("{port}: the line starts in {year}, because {parts} were counted apart before.")
            elif successor and each.reason == "merged":
                told_as = N_("{port}: the line ends before {year}; from then on it is counted within {successor}.")
            else:
                told_as = N_("{port}, {year}: {reason}.")
            said.append(_(told_as, lang, **told))
    return said


def _lineage_of(entity: str, year: int, lineage: pd.DataFrame, names: Mapping[str, str]) -> tuple[list[str], str]:
    """The ports that were joined into this one in that year, and the port this one was joined into."""
    parts: list[str] = []
    successor = ""
    for row in each_row(lineage):
        if row["lineage_kind"] != "statistical_break" or int(str(row["effective"])[:4]) != year:
            continue
        if row["successor"] == entity:
            parts.append(str(row["predecessor_name"]))
        if row["predecessor"] == entity:
            successor = names.get(str(row["successor"]), str(row["successor_name"]))
    return parts, successor


def _gap_notes(whole: Trend) -> list[str]:
    """Gaps within the lines, by reason; what comes after a last figure is the page's to say."""
    lang = whole.lang
    gaps: dict[str, list[str]] = {}
    for line in whole.lines:
        for reason, times in _gaps(line, lang).items():
            few = listed(times, lang)
            many = plural("{n} period", "{n} periods", len(times), lang)
            gaps.setdefault(reason, []).append(f"{line.name} ({few if len(times) <= LISTED else many})")
    return [
        _("Gaps: {ports}; {reason}.", lang, ports=", ".join(places), reason=terms.reason(reason, lang))
        for reason, places in gaps.items()
    ]


def _gaps(line: Line, lang: Lang) -> dict[str, list[str]]:
    first, last = line.drawn[0].start, line.drawn[-1].start
    found: dict[str, list[str]] = {}
    for point in line.points:
        if point.y is None and point.reason not in drawing.BREAKS and first < point.start < last:
            found.setdefault(point.reason, []).append(period(line.freq, point.start, lang))
    return found
