"""The comparability guard on a chart of lines: those of another statistical system are dashed, every limit is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from charts.chart import Chart, Drawing
from charts.comparability import Verdict
from language import Lang, _

DASH = "2px,7px"
FAINTER = 0.6
SYSTEMS = "other_source"
ON_LINES = frozenset({SYSTEMS, "other_release", "other_nuts"})
"""Rules that no line shows by itself; a merger is drawn as a break and told with the lineage."""
MOST_TOLD = 4
Pairs = Mapping[tuple[str, str], Verdict]


def guarded(chart: Chart, pairs: Pairs, names: Mapping[str, str], lang: Lang) -> Chart:
    """The chart with lines of another system dashed, a note a limited pair, and a column that says it in the table.

    ``pairs`` are the verdicts of `charts.comparability.standing`. A chart whose lines all compare comes back as it is,
    but for the column.
    """
    odd = odd_out(pairs)
    figure = _dashed(chart.figure, odd) if odd else chart.figure
    limits = {port: _limits(port, pairs, names, lang) for port in chart.table["port_id"].unique()}
    return replace(
        chart,
        figure=figure,
        table=chart.table.assign(comparable=chart.table["port_id"].map(limits)),
        notes=(*_notes(pairs, names, lang), *chart.notes),
        headers={**chart.headers, "comparable": _("Comparable with the other lines?", lang)},
    )


def odd_out(pairs: Pairs) -> tuple[str, ...]:
    """The fewest ports without which all lines are of one statistical system; of two, the one chosen later."""
    apart = [pair for pair, verdict in pairs.items() if any(one.code == SYSTEMS for one in verdict.reasons)]
    order = list(dict.fromkeys(port for pair in pairs for port in pair))
    odd: list[str] = []
    while apart:
        counts = {port: sum(port in pair for pair in apart) for port in order}
        most = max(reversed(order), key=lambda port: counts[port])
        odd.append(most)
        apart = [pair for pair in apart if most not in pair]
    return tuple(odd)


def _dashed(figure: Any, odd: tuple[str, ...]) -> Drawing:  # noqa: ANN401 - a figure of plotly's
    drawn = figure.to_dict()
    return Drawing(data=[_trace(trace, odd) for trace in drawn["data"]], layout=drawn["layout"])


def _trace(trace: dict[str, Any], odd: tuple[str, ...]) -> dict[str, Any]:
    if trace.get("meta", {}).get("entity") not in odd or "lines" not in str(trace.get("mode", "")):
        return trace
    return trace | {"line": trace.get("line", {}) | {"dash": DASH}, "opacity": FAINTER}


def _limits(port: str, pairs: Pairs, names: Mapping[str, str], lang: Lang) -> str:
    """What limits a port against the others; "comparable" where nothing does."""
    told = [
        _("{port}: {why}", lang, port=names.get(other, other), why=verdict.said(lang))
        for pair, verdict in pairs.items()
        for other in pair
        if port in pair and other != port and verdict.grade != "yes"
    ]
    return "; ".join(told) or _("comparable", lang)


def _notes(pairs: Pairs, names: Mapping[str, str], lang: Lang) -> tuple[str, ...]:
    """A sentence a pair whose limit no line shows; more than four are counted by the table."""
    told = [
        _(
            "{one} and {other}: {why}.",
            lang,
            one=names.get(pair[0], pair[0]),
            other=names.get(pair[1], pair[1]),
            why=verdict.said(lang),
        )
        for pair, verdict in pairs.items()
        if any(one.code in ON_LINES for one in verdict.reasons)
    ]
    return tuple(told[:MOST_TOLD])
