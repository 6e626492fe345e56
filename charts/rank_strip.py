"""Ranks with their intervals: a bar a port over the ranks it takes when the choices behind an index are uncertain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

import pandas as pd

from charts.chart import Chart, Drawing, Key
from charts.theme import SERIES_LIMIT, Series, Theme, css_rgba, layout, series_of
from language import Lang, _, listed, plural
from language.formats import exact, number

ROW_HEIGHT = 44
FOOT = 44
MARK_AT = 0.2
"""How far below the middle of its row a bar lies, in rows."""
BAR = 11
"""Pixels of an interval's thickness."""
MOST_TOLD = 6
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
MOST_TICKS = 8

Order = Literal["rank", "name"]


@dataclass(frozen=True)
class _Drawing:
    """What the parts of one strip share: a row a port in the order drawn."""

    rows: Sequence[Mapping[str, Any]]
    theme: Theme
    lang: Lang

    @property
    def count(self) -> int:
        return len(self.rows)


def rank_strip(
    ranks: pd.DataFrame,
    *,
    names: Mapping[str, str],
    chosen: Sequence[str],
    title: str,
    draws: int,
    theme: Theme,
    lang: Lang,
    order: Order = "rank",
) -> Chart:
    """One bar a port from its 5th to its 95th percentile of rank, a line at the median, a mark at the declared rank.

    ``ranks`` is indexed by port: score, rank, median, p5, p95, low and high (whole ranks around the interval), coverage
    (0-1), first_year, last_year, moved (words: which choice moves the rank most). The chosen ports are coloured, the
    others grey.
    """
    ordered = ranks.sort_values(["rank", "median"]) if order == "rank" else ranks.loc[_by_name(ranks.index, names)]
    rows = [_row(str(port), cells, names, chosen, theme) for port, cells in ordered.to_dict("index").items()]
    whole = _Drawing(rows, theme, lang)
    subtitle = _(
        "Rank among {n} ports: bar from the 5th to the 95th percentile of {draws} draws over weights, scales and means",
        lang,
        n=len(rows),
        draws=number(draws, lang, 4),
    )
    return Chart(
        _figure(whole),
        _table(whole),
        _alt(whole, draws),
        title,
        subtitle,
        notes=(
            _("Ports whose bars overlap cannot be told apart; the order of the rows names no winner.", lang),
            _("Beside each score: the share of the index's figures that are held for the port, and their years.", lang),
        ),
        legend=_legend(theme, lang),
        headers=_headers(lang),
        file_stem="rank_intervals",
    )


def _by_name(ports: pd.Index, names: Mapping[str, str]) -> list[str]:
    return sorted((str(port) for port in ports), key=lambda port: names.get(port, port))


def _row(
    port: str, cells: Mapping[Any, Any], names: Mapping[str, str], chosen: Sequence[str], theme: Theme
) -> dict[str, Any]:
    style = series_of(port, chosen, theme)
    if port in chosen[SERIES_LIMIT:]:
        style = Series(theme.ink, "circle", "solid")
    return {str(key): cell for key, cell in cells.items()} | {
        "port": port,
        "name": names.get(port, port),
        "style": style,
        "is_chosen": port in chosen,
    }


def _figure(whole: _Drawing) -> Drawing:
    base = layout(whole.theme, whole.lang, height=ROW_HEIGHT * whole.count + FOOT)
    ticks = _ticks(whole.count)
    base["xaxis"] |= {"tickmode": "array", "tickvals": ticks, "ticktext": [str(tick) for tick in ticks]}
    base["xaxis"] |= {"range": [0.3, whole.count + 0.7], "showgrid": True, "showline": False, "automargin": False}
    base["yaxis"] = {"visible": False, "fixedrange": True, "range": [whole.count - 0.4, -0.6]}
    base["margin"] = {"l": 8, "r": 8, "t": 0, "b": FOOT, "pad": 0}
    base["annotations"] = [*(_head(row, place, whole) for place, row in enumerate(whole.rows)), *_ends(whole)]
    return Drawing(
        data=[trace for place, row in enumerate(whole.rows) for trace in _traces(row, place, whole)], layout=base
    )


def _ticks(count: int) -> list[int]:
    """Round ranks, at most eight, always with the first."""
    step = next((step for step in STEPS if count / step <= MOST_TICKS), STEPS[-1])
    return [1, *(rank for rank in range(step, count + 1, step) if rank > 1)]


def _traces(row: Mapping[str, Any], place: int, whole: _Drawing) -> list[dict[str, Any]]:
    """The bar, the median line across it, the declared rank as the port's own mark."""
    at, style = place + MARK_AT, row["style"]
    common = {"type": "scatter", "cliponaxis": False, "hovertemplate": "%{text}<extra></extra>"}
    text = _hover(row, whole)
    bar = {
        "mode": "lines",
        "x": [row["p5"], row["p95"]],
        "y": [at, at],
        "line": {"color": style.colour, "width": BAR},
        "opacity": 0.45 if row["is_chosen"] else 0.3,
        "text": [text, text],
        "meta": {"entity": row["port"], "role": "interval"},
    }
    median = {
        "mode": "markers",
        "x": [row["median"]],
        "y": [at],
        "marker": {"symbol": "line-ns", "size": BAR + 3, "line": {"color": style.colour, "width": 2.5}},
        "text": [text],
        "meta": {"entity": row["port"], "role": "median"},
    }
    declared = {
        "mode": "markers",
        "x": [row["rank"]],
        "y": [at],
        "marker": {"symbol": style.marker, "size": 9, "color": style.colour}
        | {"line": {"color": whole.theme.paper, "width": 1.5}},
        "text": [text],
        "meta": {"entity": row["port"], "role": "declared"},
    }
    return [common | bar, common | median, common | declared]


def _hover(row: Mapping[str, Any], whole: _Drawing) -> str:
    lang = whole.lang
    return "<br>".join(
        (
            f"<b>{escape(str(row['name']))}</b>",
            _("rank {low} to {high}, median {median}", lang, **_told(row, lang)),
            _("declared: rank {rank}, score {score}", lang, **_told(row, lang)),
            escape(_standing(row, lang)),
            escape(str(row["moved"])),
        )
    )


def _told(row: Mapping[str, Any], lang: Lang) -> dict[str, str]:
    return {
        "low": f"{row['low']:.0f}",
        "high": f"{row['high']:.0f}",
        "median": number(row["median"], lang),
        "rank": f"{row['rank']:.0f}",
        "score": number(row["score"], lang),
    }


def _standing(row: Mapping[str, Any], lang: Lang) -> str:
    """How much of the tree stands behind a score, and how old it is: "83 % held, 2019–2024"."""
    return _("{share} held, {years}", lang, share=exact(round(100 * row["coverage"]), "pct", lang), years=_years(row))


def _head(row: Mapping[str, Any], place: int, whole: _Drawing) -> dict[str, Any]:
    name = f"<b>{escape(str(row['name']))}</b>" if row["is_chosen"] else escape(str(row["name"]))
    score = _("score {score}", whole.lang, score=number(row["score"], whole.lang))
    theme = whole.theme
    return {
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": place - 0.02,
        "yanchor": "bottom",
        "showarrow": False,
        "align": "left",
        "text": f"{name}  <span style='color:{theme.muted}'>{score}; {escape(_standing(row, whole.lang))}</span>",
        "font": {"size": 13, "color": theme.ink if row["is_chosen"] else theme.muted},
        "borderpad": 0,
        "bgcolor": css_rgba(whole.theme.paper, 0.85),
        "name": "head",
    }


def _ends(whole: _Drawing) -> list[dict[str, Any]]:
    """Which end of the axis is the better one: the scale runs from the best rank on the left."""
    common = {"y": 0, "yref": "paper", "yanchor": "top", "yshift": -22, "showarrow": False}
    common |= {"xref": "paper", "font": {"size": 12, "color": whole.theme.muted}, "name": "end"}
    best, last = _("← higher score", whole.lang), _("lower score →", whole.lang)
    return [
        common | {"x": 0, "xanchor": "left", "text": best},
        common | {"x": 1, "xanchor": "right", "text": last},
    ]


def _table(whole: _Drawing) -> pd.DataFrame:
    """One row a port, as drawn."""
    columns = ["low", "high", "median", "rank", "score"]
    rows = [
        {"port_id": row["port"], "port": row["name"]}
        | {name: float(row[name]) for name in columns}
        | {"coverage": round(100 * row["coverage"], 1), "years": _years(row), "moved": row["moved"]}
        for row in whole.rows
    ]
    table = pd.DataFrame(rows, columns=list(_headers(whole.lang)))
    return table.assign(score=table["score"].astype(float).round(2), median=table["median"].astype(float).round(2))


def _years(row: Mapping[str, Any]) -> str:
    first, last = f"{row['first_year']:.0f}", f"{row['last_year']:.0f}"
    return last if first == last else f"{first}–{last}"


def _headers(lang: Lang) -> dict[str, str]:
    return {
        "port_id": _("Port code", lang),
        "port": _("Port", lang),
        "low": _("Rank, 5th percentile", lang),
        "high": _("Rank, 95th percentile", lang),
        "median": _("Median rank", lang),
        "rank": _("Rank of the declared choice", lang),
        "score": _("Score", lang),
        "coverage": _("Figures held, per cent", lang),
        "years": _("Years of the figures", lang),
        "moved": _("Moved most by", lang),
    }


def _legend(theme: Theme, lang: Lang) -> tuple[Key, ...]:
    return (
        Key(_("nine draws of ten", lang), theme.context, "line"),
        Key(_("a port's own mark: rank of the declared weights, scale and mean", lang), theme.brand, "circle"),
    )


def _alt(whole: _Drawing, draws: int) -> str:
    """Two sentences: what is drawn, then the intervals of the chosen ports, or of the first rows."""
    lang = whole.lang
    what = plural(
        "Strip chart of rank intervals of {n} port over {draws} draws.",
        "Strip chart of rank intervals of {n} ports over {draws} draws.",
        whole.count,
        lang,
        draws=number(draws, lang, 4),
    )
    told = [row for row in whole.rows if row["is_chosen"]] or list(whole.rows)
    words = [
        _("{port} rank {low} to {high}", lang, port=row["name"], low=f"{row['low']:.0f}", high=f"{row['high']:.0f}")
        for row in told[:MOST_TOLD]
    ]
    return f"{what} {listed(words, lang)}."
