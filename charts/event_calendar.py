"""Dated events in a grid of years and months; an event of which only the year is known stands beside the months."""

from __future__ import annotations

from typing import Any

import pandas as pd

from charts.chart import Chart, Drawing, Key
from charts.theme import Theme, layout
from language import N_, Lang, _, plural
from language import formats as f

MONTHS = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
)  # fmt: skip
NO_MONTH = 13
ROW_HEIGHT = 42
MARK = 22
STACK = 0.27
"""How far, in rows, two events of one month stand apart."""


def event_calendar(events: pd.DataFrame, theme: Theme, lang: Lang) -> Chart:
    """The calendar with its table twin; every event carries the number of the list beside it.

    ``events``: number, event, kind (words), when (words), date_start (ISO, cut where not known), is_own_date (False
    where the date is that of a publication or inferred); one row a dated event.
    """
    rows = events.assign(
        year=[int(text[:4]) for text in events["date_start"]],
        month=[int(text[5:7]) if len(text) > 4 else NO_MONTH for text in events["date_start"]],  # noqa: PLR2004
    )
    return Chart(
        figure=Drawing(data=[_marks(rows, theme)], layout=_layout(rows, theme, lang)),
        table=rows[["number", "event", "kind", "when"]].reset_index(drop=True),
        alt=_alt(rows, lang),
        title=_("When did it happen?", lang),
        subtitle=_("Dated events by year and month of their start; numbers as in the list", lang),
        legend=(
            Key(_("date of the event", lang), theme.brand, "circle"),
            Key(_("hollow: date of publication, or inferred", lang), theme.attention, "circle"),
        ),
        headers={"number": _("No.", lang), "event": _("Event", lang), "kind": _("Kind", lang), "when": _("Date", lang)},
        file_stem="events_calendar",
    )


def _marks(rows: pd.DataFrame, theme: Theme) -> dict[str, Any]:
    own = [bool(one) for one in rows["is_own_date"]]
    return {
        "type": "scatter",
        "x": rows["month"].tolist(),
        "y": _heights(rows),
        "mode": "markers+text",
        "text": [str(number) for number in rows["number"]],
        "textfont": {"size": 12, "color": [theme.paper if one else theme.ink for one in own], "family": theme.font},
        "marker": {
            "size": MARK,
            "color": [theme.brand if one else theme.paper for one in own],
            "line": {"width": 2, "color": [theme.brand if one else theme.attention for one in own]},
        },
        "customdata": [f"<b>{row.event}</b><br>{row.kind}<br>{row.when}" for row in rows.itertuples()],
        "hovertemplate": "%{customdata}<extra></extra>",
        "cliponaxis": False,
    }


def _heights(rows: pd.DataFrame) -> list[float]:
    """The year's row; events of one cell stand one above the other."""
    cell = rows.groupby(["year", "month"])
    order, size = cell.cumcount(), cell["number"].transform("size")
    return [
        float(year + STACK * (2 * at - (many - 1)) * (1 if many > 1 else 0))
        for year, at, many in zip(rows["year"], order, size, strict=True)
    ]


def _layout(rows: pd.DataFrame, theme: Theme, lang: Lang) -> dict[str, Any]:
    first, last = (int(rows["year"].min()), int(rows["year"].max())) if len(rows) else (2000, 2000)
    base = layout(theme, lang, height=ROW_HEIGHT * (last - first + 1) + 106)
    months = [_(month, lang)[:1] for month in MONTHS]
    return base | {
        "margin": {"l": 8, "r": 8, "t": 36, "b": 26, "pad": 2},
        "xaxis": base["xaxis"]
        | {
            "range": [0.4, NO_MONTH + 0.6],
            "tickvals": list(range(1, NO_MONTH + 1)),
            "ticktext": [*months, ""],
            "side": "top",
            "showline": False,
            "ticks": "",
            "tickangle": 0,
        },
        "yaxis": base["yaxis"]
        | {"range": [last + 0.55, first - 0.55], "dtick": 1, "tickformat": "d", "showgrid": False, "zeroline": False},
        "shapes": [_line(year - 0.5, theme) for year in range(first, last + 2)] + [_band(theme)],
        "annotations": [_band_name(theme, lang)],
    }


def _line(at: float, theme: Theme) -> dict[str, Any]:
    line = {"color": theme.line, "width": 1}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": at, "y1": at, "layer": "below", "line": line}


def _band_name(theme: Theme, lang: Lang) -> dict[str, Any]:
    """What the band is, under it: among the letters of the months there is no room on a phone."""
    at = {"xref": "paper", "x": 1, "xanchor": "right", "yref": "paper", "y": 0, "yanchor": "top"}
    return at | {"text": _("year only", lang), "showarrow": False, "font": {"size": 12, "color": theme.ink}}


def _band(theme: Theme) -> dict[str, Any]:
    """The column of events whose month is not known, set apart."""
    return {
        "type": "rect",
        "yref": "paper",
        "x0": NO_MONTH - 0.5,
        "x1": NO_MONTH + 0.5,
        "y0": 0,
        "y1": 1,
        "layer": "below",
        "fillcolor": theme.panel,
        "line": {"width": 0},
    }


def _alt(rows: pd.DataFrame, lang: Lang) -> str:
    if rows.empty:
        return _("Calendar without an event: none of those chosen has a date.", lang)
    years = f.span(int(rows["year"].min()), int(rows["year"].max()), lang)
    most = rows["year"].value_counts(sort=False).sort_index().idxmax()
    what = plural(
        "Calendar of {n} dated event, {years}.", "Calendar of {n} dated events, {years}.", len(rows), lang, years=years
    )
    found = _(
        "Most fall in {year}, {n}; of {year_only} only the year is known.",
        lang,
        year=most,
        n=int((rows["year"] == most).sum()),
        year_only=int((rows["month"] == NO_MONTH).sum()),
    )
    return f"{what} {found}"
