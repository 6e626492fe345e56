"""What the Compare page says: differences in words, what compares and why, and the table of exactly what is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from charts.comparability import Judgement
from charts.dumbbell import POINTS, Row, changed
from charts.lines import GROWING
from charts.rows import each_row
from language import N_, Lang, _, listed, plural, terms
from language.formats import exact, period, quantity

MOST_NAMED = 6
"""More ports than this are not listed one by one in a sentence."""
PAIR = 2
MARKS = {"yes": "●", "care": "◐", "no": "○"}
BASIS_WORDS = {"published": N_("as published"), "like_for_like": N_("like for like")}
Names = Mapping[str, str]

COLUMNS: dict[str, tuple[str, str]] = {
    "port_id": (N_("Port code"), N_("UN/LOCODE of the port, or the publisher's code of a merged port.")),
    "port": (N_("Port"), N_("Name of the port.")),
    "basis": (N_("Basis"), N_("As published, or like for like: ports that merged later summed before.")),
    "period": (N_("Period"), N_("Year or quarter of the figure.")),
    "value": (N_("Value"), N_("The figure, exact, empty where it is not available.")),
    "unit": (N_("Unit"), N_("Unit of the value.")),
    "status": (N_("Status"), N_("How final the figure is.")),
    "reason": (N_("Reason"), N_("Why a figure is not available.")),
    "comparable": (N_("Comparable?"), N_("Whether the port's figures of the two periods compare with the others.")),
    "why": (N_("Why"), N_("What limits the comparison.")),
    "source": (N_("Source"), N_("Publisher, dataset and release.")),
}
"""Head and meaning of each column of the table, on the page and in the files."""
_READ = ["entity", "basis", "freq", "period_start", "value", "unit", "obs_status", "reason"]
GRADE_WORDS = {"yes": N_("comparable"), "care": N_("comparable with care"), "no": N_("not comparable")}


def answer(
    rows: Sequence[Row], judged: Judgement, indicator: Mapping[str, Any], lang: Lang, freq: str
) -> tuple[str, ...]:
    """The figures of the later period, their difference where there are two, each port's change; none is ranked.

    Only ports that compare are spoken of; the last sentence names those that do not.
    """
    unit, title = str(indicator["unit"]), _(str(indicator["title"]), lang)
    held = [row for row in rows if row.verdict.grade != "no"]
    start, end = (period(freq, day, lang) for day in (judged.start, judged.end))
    if len(held) < PAIR:
        alone = _(
            "Fewer than two of these ports have figures that compare for {start} and {end}.", lang, start=start, end=end
        )
        return (alone, not_compared(judged, {row.port: row.name for row in rows}, lang))
    figures = [f"{row.name} {quantity(row.values[1], unit, lang)}" for row in held[:MOST_NAMED]]
    changes = [_("{port} {change}", lang, port=row.name, change=changed(row, unit, lang)) for row in held[:MOST_NAMED]]
    said = [
        _("{indicator}, {end}: {figures}.", lang, indicator=title, end=end, figures=listed(figures, lang)),
        _apart(held, unit, lang) if len(held) == PAIR else "",
        _("Change since {start}: {changes}.", lang, start=start, changes="; ".join(changes)),
        _more(len(held) - MOST_NAMED, lang),
        not_compared(judged, {row.port: row.name for row in rows}, lang),
    ]
    return tuple(sentence for sentence in said if sentence)


def not_compared(judged: Judgement, names: Names, lang: Lang) -> str:
    """Which ports do not compare, each with its reason; "" where all do."""
    told = [f"{names.get(port, port)} ({judged.ports[port].why})" for port in judged.greyed[:MOST_NAMED]]
    if not told:
        return ""
    return _("Not comparable: {ports}.", lang, ports=listed(told, lang))


def fairness(judged: Judgement, freq: str, lang: Lang) -> str:
    """How many of the ports compare for the two periods, plainly, with care and not."""
    grades = [verdict.grade for verdict in judged.ports.values()]
    told = {
        "start": period(freq, judged.start, lang),
        "end": period(freq, judged.end, lang),
        "plain": grades.count("yes"),
        "care": grades.count("care"),
        "no": grades.count("no"),
    }
    if told["plain"] == len(grades):
        return _(
            "Yes: for {start} and {end} all these figures are of one source, one definition and final.", lang, **told
        )
    return plural(
        "Of {n} port, for {start} and {end}: {plain} comparable, {care} with care, {no} not.",
        "Of {n} ports, for {start} and {end}: {plain} comparable, {care} with care, {no} not.",
        len(grades),
        lang,
        **told,
    )


def verdicts(judged: Judgement, names: Names, lang: Lang) -> list[tuple[str, str]]:
    """Each port with its grade and reasons in words; the mark repeats the grade."""
    return [
        (names.get(port, port), f"{MARKS[verdict.grade]} {verdict.said(lang)}")
        for port, verdict in judged.ports.items()
    ]


def pairs(judged: Judgement, names: Names, lang: Lang) -> pd.DataFrame:
    """Every pair with its grade and what limits it."""
    rows = [
        {
            "first": names.get(one, one),
            "second": names.get(other, other),
            "comparable": _(GRADE_WORDS[verdict.grade], lang),
            "why": verdict.why,
        }
        for (one, other), verdict in judged.pairs.items()
    ]
    return pd.DataFrame(rows, columns=["first", "second", "comparable", "why"])


def pair_lines(judged: Judgement, names: Names, lang: Lang) -> list[str]:
    """Every pair with its grade and what limits it, a line each, for the file beside the figures."""
    return [
        _(
            "{one} and {other}: {why}",
            lang,
            one=names.get(one, one),
            other=names.get(other, other),
            why=verdict.said(lang),
        )
        for (one, other), verdict in judged.pairs.items()
    ]


def table(
    series: pd.DataFrame,
    judged: Mapping[str, Judgement],
    *,
    ports: Sequence[str],
    names: Names,
    origins: pd.DataFrame,
    lang: Lang,
) -> pd.DataFrame:
    """One row a port, basis and period: the columns of ``COLUMNS`` and ``is_end`` for the two periods compared.

    ``series`` holds the rows of every basis shown; ``judged`` the judgement on each basis. A missing figure keeps its
    row and its reason.
    """
    sources = {port: _source_words(origins, port) for port in ports}
    places = {port: place for place, port in enumerate(ports)}
    held = series[series["entity"].isin(places)]
    held = held.assign(place=held["entity"].map(places)).sort_values(["place", "basis", "period_start"])
    rows = [_record(row, judged[str(row["basis"])], names, sources, lang) for row in each_row(held[_READ])]
    found = pd.DataFrame(rows, columns=[*COLUMNS, "is_end"])
    return found.astype({"value": float, "is_end": bool})


def _record(
    row: Mapping[Any, Any], judged: Judgement, names: Names, sources: Mapping[str, str], lang: Lang
) -> dict[str, object]:
    port, day, is_held = str(row["entity"]), pd.Timestamp(row["period_start"]).date(), pd.notna(row["value"])
    verdict = judged.ports[port]
    return {
        "port_id": port,
        "port": names.get(port, port),
        "basis": _(BASIS_WORDS[str(row["basis"])], lang),
        "period": period(str(row["freq"]), day, lang),
        "value": row["value"],
        "unit": row["unit"],
        "status": terms.status(row["obs_status"], lang) if is_held else _("not available", lang),
        "reason": "" if is_held else terms.reason(row["reason"], lang),
        "comparable": _(GRADE_WORDS[verdict.grade], lang),
        "why": verdict.why,
        "source": sources[port],
        "is_end": day in (judged.start, judged.end),
    }


def _source_words(origins: pd.DataFrame, port: str) -> str:
    rows = origins[(origins["port_id"] == port) & origins["source_id"].notna()]
    return "; ".join(f"{row.publisher}, {row.dataset}, {row.release}" for row in rows.itertuples())


def _apart(held: Sequence[Row], unit: str, lang: Lang) -> str:
    """How far two figures lie apart, and how many times the one is the other; overlapping intervals are said."""
    low, high = sorted(held, key=lambda row: row.values[1] or 0.0)
    small, large = low.values[1] or 0.0, high.values[1] or 0.0
    first, second = low.bounds[1], high.bounds[1]
    if first and second and first[1] >= second[0]:
        return _("The two intervals overlap: the figures do not tell the ports apart.", lang)
    gap = quantity(large - small, POINTS.get(unit, unit), lang)
    if unit in GROWING and small > 0:
        times = exact(round(large / small, 1), "", lang)
        return _(
            "They lie {gap} apart: {port} has {times} times the figure of {other}.",
            lang,
            gap=gap,
            port=high.name,
            times=times,
            other=low.name,
        )
    return _("They lie {gap} apart.", lang, gap=gap)


def _more(count: int, lang: Lang) -> str:
    if count <= 0:
        return ""
    return plural(
        "{n} more port is in the chart and the table.", "{n} more ports are in the chart and the table.", count, lang
    )
