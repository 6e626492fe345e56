"""Horizontal bars: how one total is split, each part named and measured on its own line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from charts.chart import Chart, Drawing
from charts.theme import Theme, css_rgba, layout
from language import Lang, _, terms
from language.formats import exact, quantity, unit_label

ROW_HEIGHT = 52
"""Pixels a part takes: its name and figures on one line, its bar below, so that no label is cut on a phone."""
BAR_WIDTH = 0.34
UNSURE = frozenset({"E", "F", "U", "D"})
"""Statuses drawn lighter; a provisional value is drawn hollow."""


def bars(  # noqa: PLR0913 - the words of one chart, all named by the caller
    parts: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    unit: str,
    title: str,
    subtitle: str,
    theme: Theme,
    lang: Lang,
    colour: str = "",
    label_header: str = "",
    notes: tuple[str, ...] = (),
    file_stem: str = "parts",
) -> Chart:
    """The parts of one total as bars from zero, largest first, with their shares.

    ``parts`` has a row a part: ``part`` (a key of ``labels``), ``value`` (NaN where not known), ``obs_status``,
    ``is_rounded``. Shares are of the sum of the known parts and are left out where a part is not known. Provisional
    parts are hollow, estimates lighter; a part without a value has no bar and says so.
    """
    table = _table(parts, labels, lang)
    figure = Drawing(
        data=[_trace(table, unit, theme, lang, colour or theme.brand)],
        layout=_layout(table, unit, theme, lang),
    )
    return Chart(
        figure=figure,
        table=table.drop(columns=["obs_status"]),
        alt=_alt(table, unit, title, lang),
        title=title,
        subtitle=subtitle,
        notes=notes,
        units={"value": unit, "share": "pct"},
        headers={
            "part": label_header or _("Part", lang),
            "value": _("Value", lang),
            "share": _("Share", lang),
            "status": _("Status", lang),
            "printed": _("As printed", lang),
        },
        file_stem=file_stem,
    )


def _table(parts: pd.DataFrame, labels: Mapping[str, str], lang: Lang) -> pd.DataFrame:
    """Largest part first, parts without a value last."""
    held = parts.sort_values("value", ascending=False, na_position="last", kind="stable").reset_index(drop=True)
    values = held["value"].astype(float)
    complete = bool(values.notna().all()) and values.sum() > 0
    return pd.DataFrame(
        {
            "part": [labels.get(part, part) for part in held["part"]],
            "value": values,
            "share": (100 * values / values.sum()).round(1) if complete else float("nan"),
            "status": [
                terms.status(status, lang) if pd.notna(value) else _("not available", lang)
                for status, value in zip(held["obs_status"], values, strict=True)
            ],
            "printed": [_("rounded", lang) if rounded else _("exact", lang) for rounded in held["is_rounded"]],
            "obs_status": held["obs_status"],
        }
    )


def _trace(table: pd.DataFrame, unit: str, theme: Theme, lang: Lang, colour: str) -> dict[str, Any]:
    fills = [_fill(status, colour) for status in table["obs_status"]]
    return {
        "type": "bar",
        "x": table["value"].tolist(),
        "y": list(range(len(table))),
        "orientation": "h",
        "width": BAR_WIDTH,
        "marker": {"color": fills, "line": {"color": colour, "width": 1.5}},
        "customdata": [_hover(row, unit, lang) for row in table.itertuples()],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _fill(status: str, colour: str) -> str:
    if status == "P":
        return css_rgba(colour, 0)
    return css_rgba(colour, 0.45) if status in UNSURE else colour


def _hover(row: Any, unit: str, lang: Lang) -> str:  # noqa: ANN401 - a row of itertuples
    said = exact(row.value, unit, lang)
    return f"<b>{row.part}</b><br>{said}<br>{row.status}, {row.printed}"


def _layout(table: pd.DataFrame, unit: str, theme: Theme, lang: Lang) -> dict[str, Any]:
    base = layout(theme, lang, height=ROW_HEIGHT * len(table) + 24)
    axis = {"visible": False, "fixedrange": True}
    return base | {
        "margin": {"l": 0, "r": 8, "t": 4, "b": 4, "pad": 0},
        "xaxis": axis | {"rangemode": "tozero"},
        "yaxis": axis | {"range": [len(table) - 0.7, -0.7]},
        "annotations": [_label(place, row, unit, theme, lang) for place, row in enumerate(table.itertuples())],
    }


def _label(place: int, row: Any, unit: str, theme: Theme, lang: Lang) -> dict[str, Any]:  # noqa: ANN401
    return {
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": place - BAR_WIDTH / 2,
        "yanchor": "bottom",
        "showarrow": False,
        "text": f"{row.part}  <b>{quantity(row.value, unit, lang)}</b>{_share(row.share, lang)}",
        "font": {"size": 14, "color": theme.ink},
        "align": "left",
        "borderpad": 0,
    }


def _share(share: float, lang: Lang) -> str:
    return "" if pd.isna(share) else f"  {quantity(share, 'pct', lang)}"


def _alt(table: pd.DataFrame, unit: str, title: str, lang: Lang) -> str:
    held = table[table["value"].notna()]
    if held.empty:
        return _("Bar chart: {title}. No part has a value.", lang, title=title)
    largest, smallest = held.iloc[0], held.iloc[-1]
    return _(
        "Bars of {n} parts in {unit}: {title}. The largest is {largest}, {most}, the smallest {smallest}, {least}.",
        lang,
        n=len(table),
        unit=unit_label(unit, lang),
        title=title,
        largest=largest["part"],
        most=quantity(largest["value"], unit, lang),
        smallest=smallest["part"],
        least=quantity(smallest["value"], unit, lang),
    )
