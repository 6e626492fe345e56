"""Projects on one axis of time: a bar each, solid where it surely ran, pale where its printed date is only a year."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from typing import Any, NamedTuple

import pandas as pd

from charts.chart import Chart, Drawing, Key
from charts.theme import Theme, css_rgba, layout
from language import Lang, _, plural
from language import formats as f

ROW_HEIGHT = 38
BAR_HEIGHT = 9
LABEL_RAISE = 0.24
PALE = 0.35
DECEMBER, YEAR_LENGTH, MONTH_LENGTH = 12, 4, 7
ROOM_LEFT = 0.62
"""A label starts at its bar until this share of the axis; after it, it ends where its bar ends."""


class Bounds(NamedTuple):
    """The first and the last day a date cut short may mean: "2022" is 1 January to 31 December 2022."""

    first: dt.date
    last: dt.date


def bounds(text: object) -> Bounds | None:
    """What an ISO date, cut short or not, may mean; None for no date."""
    if not isinstance(text, str) or not text:
        return None
    year = int(text[:4])
    if len(text) == YEAR_LENGTH:
        return Bounds(dt.date(year, 1, 1), dt.date(year, DECEMBER, 31))
    month = int(text[5:7])
    if len(text) == MONTH_LENGTH:
        return Bounds(dt.date(year, month, 1), dt.date(year, month, monthrange(year, month)[1]))
    whole = dt.date.fromisoformat(text[:10])
    return Bounds(whole, whole)


def dated(projects: pd.DataFrame) -> pd.DataFrame:
    """The projects with at least one printed date, oldest first."""
    known = projects[projects["date_start"].notna() | projects["date_end"].notna()]
    first = known["date_start"].where(known["date_start"].notna(), known["date_end"])
    return known.assign(_first=first).sort_values(["_first", "acronym"]).drop(columns="_first").reset_index(drop=True)


def undated(projects: pd.DataFrame) -> pd.DataFrame:
    """The projects without any printed date, by acronym."""
    return projects[projects["date_start"].isna() & projects["date_end"].isna()].sort_values("acronym")


def timeline(projects: pd.DataFrame, theme: Theme, lang: Lang) -> Chart:
    """The dated projects as bars; the undated ones are only counted.

    ``projects``: project_id, acronym, title, programme (words), date_start, date_start_precision, date_end,
    date_end_precision; dates are ISO texts cut where they are not known.
    """
    rows = dated(projects)
    spans = [(bounds(row.date_start), bounds(row.date_end)) for row in rows.itertuples()]
    figure = Drawing(
        data=[
            _lines(_sure(spans), theme.brand),
            _lines(_unsure(spans), css_rgba(theme.brand, PALE)),
            _ends(spans, theme),
            _hover(rows, spans, lang),
        ],
        layout=_layout(rows, spans, theme, lang),
    )
    return Chart(
        figure=figure,
        table=_table(rows, lang),
        alt=_alt(projects, rows, spans, lang),
        title=_("When did the projects run?", lang),
        subtitle=_("Projects with a printed start or end, by their dates", lang),
        notes=(_("No date is guessed: where only an end or only a start is printed, only that point is drawn.", lang),),
        legend=(
            Key(_("running", lang), theme.brand, "line"),
            Key(_("begins or ends somewhere in this span", lang), css_rgba(theme.brand, PALE), "line"),
            Key(_("only one end is printed", lang), theme.attention, "circle"),
        ),
        headers={
            "project": _("Project", lang),
            "programme": _("Programme", lang),
            "start": _("Start", lang),
            "end": _("End", lang),
        },
        file_stem="projects_timeline",
    )


Span = tuple[Bounds | None, Bounds | None]


def _sure(spans: list[Span]) -> list[tuple[int, dt.date, dt.date]]:
    """From the last day it may have begun to the first day it may have ended."""
    return [
        (place, start.last if start.last > start.first else start.first, end.first)
        for place, (start, end) in enumerate(spans)
        if start and end and end.first > start.last
    ]


def _unsure(spans: list[Span]) -> list[tuple[int, dt.date, dt.date]]:
    return [
        (place, one.first, one.last)
        for place, span in enumerate(spans)
        for one in span
        if one is not None and one.first != one.last and None not in span
    ]


def _lines(parts: list[tuple[int, dt.date, dt.date]], colour: str) -> dict[str, Any]:
    """Unconnected horizontal strokes; a None between two lifts the pen."""
    return {
        "type": "scatter",
        "x": [day for _place, first, last in parts for day in (first, last, None)],
        "y": [at for place, _first, _last in parts for at in (place, place, None)],
        "mode": "lines",
        "line": {"color": colour, "width": BAR_HEIGHT},
        "hoverinfo": "skip",
        "connectgaps": False,
    }


def _ends(spans: list[Span], theme: Theme) -> dict[str, Any]:
    """A triangle where only one end is printed: it points to where the project lies."""
    found = [
        (place, start or end, "triangle-right" if start else "triangle-left")
        for place, (start, end) in enumerate(spans)
        if (start is None) != (end is None)
    ]
    return {
        "type": "scatter",
        "x": [_middle(one) for _place, one, _symbol in found if one],
        "y": [place for place, _one, _symbol in found],
        "mode": "markers",
        "marker": {"symbol": [symbol for *_rest, symbol in found], "size": 13, "color": theme.attention},
        "hoverinfo": "skip",
    }


def _middle(one: Bounds) -> dt.date:
    return one.first + (one.last - one.first) / 2


def _hover(rows: pd.DataFrame, spans: list[Span], lang: Lang) -> dict[str, Any]:
    """An unseen mark on each bar that carries its words."""
    return {
        "type": "scatter",
        "x": [_middle(Bounds(*_extent(span))) for span in spans],
        "y": list(range(len(rows))),
        "mode": "markers",
        "marker": {"size": 18, "opacity": 0},
        "customdata": [
            f"<b>{row.acronym}</b><br>{row.programme}<br>{_words(row.date_start, row.date_start_precision, lang)} – "
            f"{_words(row.date_end, row.date_end_precision, lang)}"
            for row in rows.itertuples()
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _extent(span: Span) -> tuple[dt.date, dt.date]:
    held = [one for one in span if one is not None]
    return held[0].first, held[-1].last


def _words(text: object, precision: object, lang: Lang) -> str:
    return f.day(text, str(precision), lang) if isinstance(text, str) else _("not printed", lang)


def _layout(rows: pd.DataFrame, spans: list[Span], theme: Theme, lang: Lang) -> dict[str, Any]:
    base = layout(theme, lang, height=ROW_HEIGHT * max(1, len(rows)) + 56)
    extents = [_extent(span) for span in spans]
    low = min((first for first, _last in extents), default=dt.date(2000, 1, 1))
    high = max((last for _first, last in extents), default=dt.date(2001, 1, 1))
    first, last = dt.date(low.year, 1, 1), dt.date(high.year, DECEMBER, 31)
    return base | {
        "margin": {"l": 0, "r": 8, "t": 8, "b": 8, "pad": 0},
        "xaxis": base["xaxis"] | {"range": [first, last], "type": "date", "tickformat": "%Y", "dtick": "M24"},
        "yaxis": {"visible": False, "fixedrange": True, "range": [len(rows) - 0.4, -0.9]},
        "annotations": [
            _label(place, row, extents[place], (first, last), theme) for place, row in enumerate(rows.itertuples())
        ],
        "shapes": [_rule(place, theme) for place in range(len(rows))],
    }


def _label(
    place: int,
    row: Any,  # noqa: ANN401 - a row of itertuples
    extent: tuple[dt.date, dt.date],
    axis: tuple[dt.date, dt.date],
    theme: Theme,
) -> dict[str, Any]:
    share = (extent[0] - axis[0]) / (axis[1] - axis[0])
    starts = share < ROOM_LEFT
    return {
        "x": extent[0] if starts else extent[1],
        "y": place - LABEL_RAISE,
        "text": f"<b>{row.acronym}</b>",
        "showarrow": False,
        "xanchor": "left" if starts else "right",
        "yanchor": "bottom",
        "borderpad": 0,
        "font": {"size": 13, "color": theme.ink},
    }


def _rule(place: int, theme: Theme) -> dict[str, Any]:
    """A thin line to follow from the bar to the axis' ends."""
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": place,
        "y1": place,
        "layer": "below",
        "line": {"color": theme.line, "width": 1},
    }


def _table(rows: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "project": rows["acronym"],
            "programme": rows["programme"],
            "start": [_words(row.date_start, row.date_start_precision, lang) for row in rows.itertuples()],
            "end": [_words(row.date_end, row.date_end_precision, lang) for row in rows.itertuples()],
        },
        columns=["project", "programme", "start", "end"],
    )


def _alt(projects: pd.DataFrame, rows: pd.DataFrame, spans: list[Span], lang: Lang) -> str:
    n_undated = len(projects) - len(rows)
    if rows.empty:
        return _("Timeline without a bar: none of the {n} projects has a printed date.", lang, n=n_undated)
    extents = [_extent(span) for span in spans]
    years = f.span(min(first for first, _l in extents).year, max(last for _f, last in extents).year, lang)
    drawn = plural(
        "Timeline of {n} project, {years}.", "Timeline of {n} projects, {years}.", len(rows), lang, years=years
    )
    first = _(
        "The earliest is {project}; without a printed date: {undated}.",
        lang,
        project=rows["acronym"].iloc[0],
        undated=n_undated,
    )
    return f"{drawn} {first}"
