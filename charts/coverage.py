"""How much is known: one cell a port and year, darker with more figures, hatched where there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from charts.chart import Chart, Drawing, Key
from charts.theme import Theme, layout
from language import Lang, _
from language.formats import exact, span

CLASSES = 5
ROW_PIXELS = 19
HEAD_PIXELS = 56
HATCH = (-0.3, 0.0, 0.3)
"""Where the lines of a hatched cell stand, in cells from its middle: plotly has no hatch for a heatmap."""


def coverage(
    cells: pd.DataFrame,
    *,
    names: Mapping[str, str],
    order: Sequence[str],
    wanted: int,
    theme: Theme,
    lang: Lang,
) -> Chart:
    """Draws how many of the ``wanted`` figures each port has in each year.

    ``cells`` has one row a port and year: ``entity``, ``period_start``, ``n_obs`` (figures held). Ports stand in
    ``order`` from the top, under their ``names``. A cell without any figure is hatched, never pale; a year that is
    not held at all stays empty. The alt text and title compare the best known year with the newest.
    """
    counts = _counts(cells, order)
    ports = [names.get(port, port) for port in counts.index]
    years = _years(counts)
    marks = (_filled, _hatched)
    return Chart(
        Drawing(
            [draw(counts, ports, years, wanted, theme, lang) for draw in marks], _layout(ports, years, theme, lang)
        ),
        _table(counts, names, wanted),
        alt=_alt(counts, wanted, lang),
        title=_finding(counts, wanted, lang),
        subtitle=_(
            "Number of the {wanted} figures wanted of every port that have a value, by port and year",
            lang,
            wanted=wanted,
        ),
        notes=(
            _(
                "A quarterly figure counts as held when one quarter is there. "
                "A missing figure is a missing source, not a fault of the port.",
                lang,
            ),
        ),
        legend=_legend(wanted, theme, lang),
        headers={
            "port": _("Port", lang),
            "port_id": _("Port code", lang),
            "year": _("Year", lang),
            "figures": _("Figures held", lang),
            "wanted": _("Figures wanted", lang),
        },
        file_stem="data_coverage",
    )


def class_of(count: float, wanted: int) -> int:
    """The class of a count from 1 to ``wanted``, 0 (least) to 4; each class spans a fifth of what is wanted."""
    return min(CLASSES - 1, int((count - 1) * CLASSES / wanted))


def limits(wanted: int) -> list[tuple[int, int]]:
    """First and last count of each class; a class that no whole number falls into is left out."""
    members = [[count for count in range(1, wanted + 1) if class_of(count, wanted) == k] for k in range(CLASSES)]
    return [(counts[0], counts[-1]) for counts in members if counts]


def _counts(cells: pd.DataFrame, order: Sequence[str]) -> pd.DataFrame:
    """Ports by years; ports the frame does not speak of are left out."""
    wide = cells.assign(year=cells["period_start"].dt.year).pivot_table(
        index="entity", columns="year", values="n_obs", aggfunc="max"
    )
    return wide.reindex([port for port in order if port in wide.index])


def _filled(
    counts: pd.DataFrame, ports: list[str], years: list[int], wanted: int, theme: Theme, lang: Lang
) -> dict[str, Any]:
    held = counts.to_numpy()
    steps = [[(k + edge) / CLASSES, colour] for k, colour in enumerate(theme.sequential) for edge in (0, 1)]
    return {
        "type": "heatmap",
        "x": years,
        "y": ports,
        "z": [[class_of(count, wanted) if count > 0 else None for count in row] for row in held],
        "customdata": [[None if count != count else int(count) for count in row] for row in held],  # noqa: PLR0124
        "zmin": -0.5,
        "zmax": CLASSES - 0.5,
        "colorscale": steps,
        "showscale": False,
        "hoverongaps": False,
        "xgap": 1,
        "ygap": 1,
        "hovertemplate": "<b>%{y}</b>, %{x}<br>"
        + _("{held} of {wanted} figures", lang, held="%{customdata}", wanted=wanted)
        + "<extra></extra>",
    }


def _hatched(
    counts: pd.DataFrame, ports: list[str], years: list[int], wanted: int, theme: Theme, lang: Lang
) -> dict[str, Any]:
    """Short slanting lines in every cell that has no figure."""
    empty = [
        (year + aside, port)
        for port, row in zip(ports, counts.to_numpy(), strict=True)
        for year, count in zip(years, row, strict=True)
        for aside in HATCH
        if count == 0
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [year for year, _port in empty],
        "y": [port for _year, port in empty],
        "marker": {"symbol": "line-ne-open", "size": 9, "color": theme.missing, "line": {"width": 1}},
        "text": [str(round(year)) for year, _port in empty],
        "hovertemplate": "<b>%{y}</b>, %{text}<br>"
        + _("none of {wanted} figures", lang, wanted=wanted)
        + "<extra></extra>",
    }


def _layout(ports: list[str], years: list[int], theme: Theme, lang: Lang) -> dict[str, Any]:
    base = layout(theme, lang, height=HEAD_PIXELS + ROW_PIXELS * len(ports))
    across = {"side": "top", "tickformat": "d", "dtick": 4, "tick0": 2000, "showline": False, "ticks": ""}
    if years:
        across["range"] = [years[0] - 0.5, years[-1] + 0.5]
    down = {
        "range": [len(ports) - 0.5, -0.5],
        "type": "category",
        "categoryarray": ports,
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
        "dtick": 1,
        "tickfont": {"color": theme.ink, "size": 12},
    }
    return base | {"xaxis": base["xaxis"] | across, "yaxis": base["yaxis"] | down}


def _legend(wanted: int, theme: Theme, lang: Lang) -> tuple[Key, ...]:
    classes = tuple(
        Key(_("{range} figures", lang, range=span(first, last, lang)), theme.sequential[class_of(first, wanted)])
        for first, last in limits(wanted)
    )
    return (Key(_("no figure", lang), theme.missing, "hatch"), *classes)


def _table(counts: pd.DataFrame, names: Mapping[str, str], wanted: int) -> pd.DataFrame:
    """One row a drawn cell."""
    drawn = [
        (names.get(port, port), port, year, int(count), wanted)
        for port, row in zip(counts.index, counts.to_numpy(), strict=True)
        for year, count in zip(_years(counts), row, strict=True)
        if not pd.isna(count)
    ]
    return pd.DataFrame(drawn, columns=["port", "port_id", "year", "figures", "wanted"])


def _years(counts: pd.DataFrame) -> list[int]:
    return [int(year) for year in counts.columns.to_list()]


def _average(counts: pd.DataFrame, year: int, lang: Lang) -> str:
    return exact(round(float(counts[year].mean()), 1), "", lang)


def _finding(counts: pd.DataFrame, wanted: int, lang: Lang) -> str:
    if counts.empty:
        return _("No port has a year of figures", lang)
    means = counts.mean()
    best, newest = _years(counts)[int(means.to_numpy().argmax())], _years(counts)[-1]
    if best == newest:
        return _(
            "A port has {held} of the {wanted} figures wanted on average in {year}, more than ever before",
            lang,
            held=_average(counts, best, lang),
            wanted=wanted,
            year=best,
        )
    return _(
        "Of {wanted} figures wanted, a port has {most} on average in {best} and {now} in {newest}",
        lang,
        wanted=wanted,
        most=_average(counts, best, lang),
        best=best,
        now=_average(counts, newest, lang),
        newest=newest,
    )


def _alt(counts: pd.DataFrame, wanted: int, lang: Lang) -> str:
    if counts.empty:
        return _finding(counts, wanted, lang)
    return _(
        "Grid of {ports} ports by year, {first} to {last}: each cell shows how many of {wanted} figures are held, "
        "from {least} to {most}. {finding}; {without} ports have none in {newest}.",
        lang,
        ports=len(counts),
        first=_years(counts)[0],
        last=_years(counts)[-1],
        wanted=wanted,
        least=int(counts.min().min()),
        most=int(counts.max().max()),
        finding=_finding(counts, wanted, lang),
        without=int((counts.iloc[:, -1] == 0).sum()),
        newest=_years(counts)[-1],
    )
