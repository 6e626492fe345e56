"""What the Trends page says: sentences written from the figures, and nothing the figures do not hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from charts import lines as drawing
from charts.lines import GROWING, Line, Point
from charts.rows import each_row
from charts.shocks import Shock, numbered
from charts.theme import LIGHT
from language import Lang, _, listed, plural, terms
from language.formats import day, period, quantity, span, unit_label
from ui import reads
from ui.passport.address import own
from ui.state import State
from ui.words import Caption

MOST_PORTS = 4
"""More ports than this get no sentence of their own: their figures stand in the panels and the table."""
SMALL_PORT = 2_000_000
"""Tonnes a year below which a percentage swings widely."""
Names = Mapping[str, str]
Record = Mapping[str, Any]


def in_period(series: pd.DataFrame, first_year: int, last_year: int) -> pd.DataFrame:
    """The rows whose period begins in the years asked for."""
    years = series["period_start"].dt.year
    return pd.DataFrame(series[(years >= first_year) & (years <= last_year)])


def with_values(series: pd.DataFrame, ports: Sequence[str]) -> tuple[str, ...]:
    """Those of the ports that have any figure, in their order."""
    held = set(series.loc[series["value"].notna(), "entity"])
    return tuple(port for port in ports if port in held)


def answer(
    series: pd.DataFrame, *, ports: Sequence[str], names: Names, indicator: Record, lineage: pd.DataFrame, lang: Lang
) -> tuple[str, ...]:
    """A sentence a port: newest figure, period, status, and its change since the line began; none is ranked.

    A change is never read across a break: it starts after the last one, and the sentence says why.
    """
    lines = drawing.lines(series, names=names, chosen=ports, lineage=lineage, theme=LIGHT)
    held = [line for line in lines if line.drawn]
    unit = str(indicator["unit"])
    said = [_about(line, unit, lineage, lang) for line in held[:MOST_PORTS]]
    if len(held) > MOST_PORTS:
        more = len(held) - MOST_PORTS
        said.append(
            plural(
                "{n} more port is in the chart and its table.",
                "{n} more ports are in the chart and its table.",
                more,
                lang,
            )
        )
    return tuple(said)


def absent(whole: pd.DataFrame, shown: pd.DataFrame, here: State, names: Names) -> tuple[str, ...]:
    """A sentence for every port without a figure in the period: where its figures are, or that none is held.

    ``whole`` is the series over all years, ``shown`` its part in the period.
    """
    held = with_values(shown, here.ports)
    return tuple(
        _absence(port, whole[whole["entity"] == port], names, here.basis, here.lang)
        for port in here.ports
        if port not in held
    )


def cautions(here: State, series: pd.DataFrame, names: Names, indicator: Record) -> tuple[str, ...]:
    """The indicator's caveat, and the tonnes of ports so small that their percentages mislead."""
    lang, unit = here.lang, str(indicator["unit"])
    said = [_(str(indicator["caveat"]), lang)] if indicator["caveat"] else []
    if unit in ("%", "%/yr") and indicator["theme"] == "throughput":
        tonnes = reads.series(here.vintage, "gross_weight", here.ports, basis=here.basis)
        said.append(tonnes_beside(tonnes, ports=here.ports, names=names, lang=lang))
    said.append(small_ports(series, ports=here.ports, names=names, indicator=indicator, lang=lang))
    return tuple(sentence for sentence in said if sentence)


def small_ports(series: pd.DataFrame, *, ports: Sequence[str], names: Names, indicator: Record, lang: Lang) -> str:
    """A warning for ports below two million tonnes: their percentages swing widely."""
    if str(indicator["unit"]) != "t":
        return ""
    newest = _newest_tonnes(series)
    small = [names.get(port, port) for port in ports if port in newest and newest[port][1] < SMALL_PORT]
    if not small:
        return ""
    return _(
        "{ports}: below two million tonnes a year, so percentages swing widely; read the tonnes beside them.",
        lang,
        ports=listed(small, lang),
    )


def tonnes_beside(tonnes: pd.DataFrame, *, ports: Sequence[str], names: Names, lang: Lang) -> str:
    """The absolute tonnes of the newest year for the ports below two million tonnes, for charts of percentages."""
    newest = _newest_tonnes(tonnes)
    said = [
        _(
            "{port} {value} in {year}",
            lang,
            port=names.get(port, port),
            value=quantity(newest[port][1], "t", lang),
            year=newest[port][0],
        )
        for port in ports
        if port in newest and newest[port][1] < SMALL_PORT
    ]
    if not said:
        return ""
    return _("Small tonnages make large percentages: {tonnages}.", lang, tonnages=listed(said, lang))


def lineage_notes(lineage: pd.DataFrame, *, lang: Lang) -> tuple[str, ...]:
    """Mergers, joint managements and openings in plain words, one sentence each, oldest first."""
    said: list[str] = []
    for _lineage_id, rows in lineage.groupby("lineage_id", sort=False):
        row = rows.iloc[0]
        parts = listed(list(rows["predecessor_name"]), lang)
        told = {
            "parts": parts,
            "successor": str(row["successor_name"]),
            "when": day(str(row["effective"]), str(row["effective_precision"]), lang),
        }
        said.append(_lineage_sentence(str(row["lineage_kind"]), told, lang))
    return tuple(said)


def can_be_joined(lineage: pd.DataFrame, series: pd.DataFrame, indicator: Record) -> bool:
    """Whether the like-for-like basis would show more of a line that starts or ends with a merger."""
    if "like_for_like" not in indicator["bases"] or "like_for_like" in set(series["basis"]):
        return False
    breaks = lineage[lineage["lineage_kind"] == "statistical_break"]
    return bool(breaks["successor"].isin(series["entity"]).any())


def shock_marks(
    shocks: pd.DataFrame, first: dt.date, last: dt.date, names: Names, lang: Lang
) -> list[tuple[int, str, str]]:
    """Number, date and text of the shocks a chart from ``first`` to ``last`` marks; other datings are named."""
    return [
        (
            shock.number,
            _window(shock.start, shock.start_precision, shock.end, shock.end_precision, lang),
            _shock_text(shock.name, shock.others, _concerned(shock, shocks, names), lang),
        )
        for shock in numbered(shocks, first, last)
    ]


def bounds(series: pd.DataFrame) -> tuple[dt.date, dt.date]:
    """From the first figure to the day after the last period of the ports with figures: what the chart shows."""
    valued = series[series["value"].notna()]
    held = series[series["entity"].isin(valued["entity"])]
    last = pd.Timestamp(held["period_start"].max()).date()
    return pd.Timestamp(valued["period_start"].min()).date(), drawing.following(last, str(held["freq"].iloc[0]))


def caption(sources: pd.DataFrame, series: pd.DataFrame, indicator: Record, lang: Lang) -> Caption:
    """What stands under the figure: the publishers and releases behind it, its period and status."""
    unit = str(indicator["unit"])
    return Caption(
        unit=unit_label(unit, lang),
        publisher=_joined(sources, "publisher"),
        dataset=_joined(sources, "dataset"),
        release=_("release {release}", lang, release=_joined(sources, "release")) if len(sources) else "",
        period=_period_words(series, lang),
        status=status_words(series, lang),
        licence=_joined(sources, "licence_name"),
        url=str(sources["url"].iloc[0]) if len(sources) and isinstance(sources["url"].iloc[0], str) else "",
        retrieved=", ".join(sorted({day(pd.Timestamp(each).date(), "day", lang) for each in sources["retrieved_on"]})),
        method=str(indicator["method"]),
        note=_(str(indicator["note"]), lang),
        values=_values(series, str(indicator["code"])),
    )


def _values(series: pd.DataFrame, code: str) -> dict[str, str]:
    """The values drawn, for the way to their passports."""
    if series.empty:
        return own(code)
    return own(code, str(series["variant"].iloc[0]), str(series["freq"].iloc[0]))


def status_words(series: pd.DataFrame, lang: Lang) -> str:
    """How final the figures are: the words of every status among them, the commonest first."""
    held = series.loc[series["value"].notna(), "obs_status"].fillna("A")
    return ", ".join(terms.status(str(code), lang) for code in held.value_counts().index)


def source_words(sources: pd.DataFrame) -> str:
    """The publishers and datasets for a hover text."""
    return ", ".join(part for part in (_joined(sources, "publisher"), _joined(sources, "dataset")) if part)


def _newest_tonnes(series: pd.DataFrame) -> dict[str, tuple[int, float]]:
    """The newest year with a figure and the figure, by port."""
    held = series[series["value"].notna()].sort_values("period_start")
    return {str(row["entity"]): (pd.Timestamp(row["period_start"]).year, float(row["value"])) for row in each_row(held)}


def _about(line: Line, unit: str, lineage: pd.DataFrame, lang: Lang) -> str:
    last = line.drawn[-1]
    if unit not in GROWING:
        return _about_rate(line, unit, lang)
    since = _since_break(line)
    first = since[0]
    told = {
        "port": line.name,
        "value": quantity(last.value, unit, lang),
        "period": period(line.freq, last.start, lang),
        "status": terms.status(last.status, lang),
    }
    if since[0] is since[-1] or not first.value:
        sentence = _("{port}: {value} in {period} ({status}).", lang, **told)
    else:
        sentence = _grown(told, first, last, line.freq, unit, lang)
    return " ".join(part for part in (sentence, _withheld(line, lineage, lang)) if part)


def _grown(told: Mapping[str, str], first: Point, last: Point, freq: str, unit: str, lang: Lang) -> str:
    change = 100 * ((last.value or 0.0) / (first.value or 1.0) - 1)
    told = {
        **told,
        "before": quantity(first.value, unit, lang),
        "first": period(freq, first.start, lang),
        "change": quantity(abs(change), "pct", lang),
    }
    if round(abs(change), 1) == 0:
        return _("{port}: {value} in {period} ({status}), as much as in {first}.", lang, **told)
    if change > 0:
        return _("{port}: {value} in {period} ({status}), {change} more than the {before} of {first}.", lang, **told)
    return _("{port}: {value} in {period} ({status}), {change} less than the {before} of {first}.", lang, **told)


def _about_rate(line: Line, unit: str, lang: Lang) -> str:
    drawn = line.drawn
    last = drawn[-1]
    told = {
        "port": line.name,
        "value": quantity(last.value, unit, lang, sign=min(point.value or 0 for point in drawn) < 0),
        "period": period(line.freq, last.start, lang),
    }
    if drawn[0] is drawn[-1]:
        return _("{port}: {value} in {period}.", lang, **told)
    return _(
        "{port}: {value} in {period}; between {low} and {high} since {first}.",
        lang,
        **told,
        low=quantity(min(point.value or 0 for point in drawn), unit, lang),
        high=quantity(max(point.value or 0 for point in drawn), unit, lang),
        first=period(line.freq, drawn[0].start, lang),
    )


def _since_break(line: Line) -> list[Point]:
    """The figures since the last break and of the newest one's season: a change may be read among these only."""
    drawn = line.drawn
    starts = [index for index, point in enumerate(drawn) if point.starts_anew]
    since = drawn[starts[-1] :] if starts else drawn
    return [point for point in since if point.start.month == drawn[-1].start.month]


def _withheld(line: Line, lineage: pd.DataFrame, lang: Lang) -> str:
    """Why no growth from before a break is given, where there is a before."""
    starts = [point for point in line.drawn if point.starts_anew]
    if not starts:
        return ""
    first = starts[-1]
    joined = lineage[(lineage["successor"] == line.entity) & (lineage["lineage_kind"] == "statistical_break")]
    year = str(first.start.year)
    if not joined.empty and set(joined["effective"].astype(str).str[:4]) == {year}:
        parts = listed(list(joined["predecessor_name"]), lang)
        return _(
            "No growth from before {year} is given: {parts} were counted apart until then.",
            lang,
            year=year,
            parts=parts,
        )
    return _("No growth from before {year} is given: {reason}.", lang, year=year, reason=terms.reason("break", lang))


def _absence(port: str, rows: pd.DataFrame, names: Names, basis: str, lang: Lang) -> str:
    name = names.get(port, port)
    held = rows[rows["value"].notna()]
    if rows.empty:
        return _("{port}: no series held.", lang, port=name)
    if held.empty:
        return _("{port}: {reason}.", lang, port=name, reason=terms.reason(rows["reason"].iloc[-1], lang))
    years = span(held["period_start"].min().year, held["period_start"].max().year, lang)
    if basis == "published" and (rows["reason"] == "merged").any():
        return _(
            "{port}: nothing in this period; figures are held for {years}, then the port merged into another.",
            lang,
            port=name,
            years=years,
        )
    return _("{port}: nothing in this period; figures are held for {years}.", lang, port=name, years=years)


def _lineage_sentence(kind: str, told: Mapping[str, str], lang: Lang) -> str:
    if kind == "statistical_break":
        return _("From {when} on, the statistics count {parts} together as {successor}.", lang, **told)
    if kind == "legal_merger":
        return _("{parts} became {successor} ({when}).", lang, **told)
    if kind == "joint_management":
        return _("{parts}: managed as {successor} since {when}; the statistics still count them apart.", lang, **told)
    return _("{parts}: {successor} ({when}).", lang, **told)


def _concerned(shock: Shock, shocks: pd.DataFrame, names: Names) -> list[str]:
    """The chosen ports a shock concerns, unless it concerns all that any shock here does."""
    everyone = {port for ports in shocks["concerned"] for port in str(ports).split(";")}
    return [] if everyone <= set(shock.concerned) else [names.get(port, port) for port in shock.concerned]


def _shock_text(
    name: str, others: Sequence[tuple[str, str, str, str, str]], concerned: Sequence[str], lang: Lang
) -> str:
    whom = _("concerns {ports}", lang, ports=listed(concerned, lang)) if concerned else ""
    dated = [
        _(
            "other dating: {dates} ({note})",
            lang,
            dates=_window(start, precision, end, end_precision, lang),
            note=_(note, lang),
        )
        if note
        else _("other dating: {dates}", lang, dates=_window(start, precision, end, end_precision, lang))
        for start, precision, end, end_precision, note in others
    ]
    return "; ".join(part for part in (_(name, lang), whom, *dated) if part)


def _window(start: str, precision: str, end: str, end_precision: str, lang: Lang) -> str:
    first = day(start, precision, lang)
    if not end:
        return first
    return _("{first} to {last}", lang, first=first, last=day(end, end_precision, lang))


def _period_words(series: pd.DataFrame, lang: Lang) -> str:
    held = series[series["value"].notna()]
    if held.empty:
        return ""
    freq = str(held["freq"].iloc[0])
    ends = [
        period(freq, pd.Timestamp(each).date(), lang)
        for each in (held["period_start"].min(), held["period_start"].max())
    ]
    return span(ends[0], ends[1], lang)


def _joined(sources: pd.DataFrame, column: str) -> str:
    return ", ".join(dict.fromkeys(str(value) for value in sources[column] if isinstance(value, str)))
