"""The evidence-gap map: instruments across, themes down, a bubble where there are data, a word where there are none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from charts.chart import Chart, Drawing, Key
from charts.rows import each_row
from charts.theme import Theme, layout
from language import Lang, _, plural
from language.formats import number

ROW_HEIGHT = 74
HEAD = 40
LARGEST = 34
SMALLEST = 8
RING = 10
COLUMNS = ("id", "instrument", "theme", "months", "quality", "is_evaluated", "word", "told", "sources")
BEST, MIDDLE, WORST = "enough", "short", "one_side"


def evidence_grid(
    cells: pd.DataFrame,
    *,
    qualities: Sequence[tuple[str, str]],
    chosen: str,
    place: str,
    theme: Theme,
    lang: Lang,
    notes: tuple[str, ...] = (),
    file_stem: str = "evidence",
) -> Chart:
    """One place: area = months of data, colour = what they could carry, ring = an effect was evaluated.

    ``cells`` has the columns `COLUMNS`, instruments and themes in words and in their order; ``months`` is 0 where
    there is nothing, and ``word`` says in a word what is missing. ``told`` is the hover text, ``sources`` their
    number. ``qualities`` are code and words, best first; ``chosen`` is the id of the cell shown below.
    """
    instruments, themes = (list(dict.fromkeys(cells[name])) for name in ("instrument", "theme"))
    held = cells[cells["months"] > 0]
    title = _("What could be known of what was done at {port}?", lang, port=place)
    traces = [
        *_empty(cells[cells["months"] == 0], instruments, themes, theme),
        *_rings(held[held["is_evaluated"].astype(bool)], instruments, themes, cells, theme),
        _bubbles(held, instruments, themes, cells, theme),
        *_chosen(cells[cells["id"] == chosen], instruments, themes, theme),
    ]
    return Chart(
        Drawing(traces, _layout(instruments, themes, theme, lang)),
        pd.DataFrame(cells[["instrument", "theme", "months", "quality", "is_evaluated", "told", "sources"]]).assign(
            quality=cells["quality"].map(dict(qualities)).fillna("")
        ),
        _alt(cells, title, lang),
        title,
        _("Area: months of data of the fullest indicator; a word says what is missing", lang),
        notes=notes,
        legend=(
            *(Key(words, _colour(code, theme), "circle") for code, words in qualities),
            Key(_("ring: an effect was evaluated", lang), theme.attention, "circle"),
        ),
        headers={
            "instrument": _("Instrument", lang),
            "theme": _("Theme", lang),
            "months": _("Months of data", lang),
            "quality": _("What they could carry", lang),
            "is_evaluated": _("Effect evaluated", lang),
            "told": _("What is there, and what is missing", lang),
            "sources": _("Recorded uses", lang),
        },
        file_stem=file_stem,
    )


def _colour(quality: str, theme: Theme) -> str:
    return {BEST: theme.sequential[4], MIDDLE: theme.sequential[3]}.get(quality, theme.sequential[1])


def _place(rows: pd.DataFrame, instruments: Sequence[str], themes: Sequence[str]) -> tuple[list[int], list[int]]:
    return [instruments.index(one) for one in rows["instrument"]], [themes.index(one) for one in rows["theme"]]


def _sizes(rows: pd.DataFrame, cells: pd.DataFrame) -> list[float]:
    """Diameters whose areas follow the months, the largest of the map filling its cell."""
    most = max(float(cells["months"].max()), 1.0)
    return [max(SMALLEST, LARGEST * (float(months) / most) ** 0.5) for months in rows["months"]]


def _bubbles(
    held: pd.DataFrame, instruments: Sequence[str], themes: Sequence[str], cells: pd.DataFrame, theme: Theme
) -> dict[str, Any]:
    xs, ys = _place(held, instruments, themes)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": xs,
        "y": ys,
        "marker": {
            "size": _sizes(held, cells),
            "color": [_colour(str(quality), theme) for quality in held["quality"]],
            "line": {"width": 0},
            "opacity": 1,
        },
        "customdata": held["id"].tolist(),
        "text": held["told"].tolist(),
        "hovertemplate": "%{text}<extra></extra>",
        "meta": {"role": "bubbles"},
    }


def _rings(
    held: pd.DataFrame, instruments: Sequence[str], themes: Sequence[str], cells: pd.DataFrame, theme: Theme
) -> list[dict[str, Any]]:
    if held.empty:
        return []
    xs, ys = _place(held, instruments, themes)
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": xs,
            "y": ys,
            "marker": {
                "symbol": "circle-open",
                "size": [size + RING for size in _sizes(held, cells)],
                "color": theme.attention,
                "line": {"width": 3, "color": theme.attention},
            },
            "hoverinfo": "skip",
            "meta": {"role": "rings"},
        }
    ]


def _empty(
    missing: pd.DataFrame, instruments: Sequence[str], themes: Sequence[str], theme: Theme
) -> list[dict[str, Any]]:
    if missing.empty:
        return []
    xs, ys = _place(missing, instruments, themes)
    return [
        {
            "type": "scatter",
            "mode": "markers+text",
            "x": xs,
            "y": ys,
            "marker": {"symbol": "x-thin-open", "size": 7, "color": theme.zero, "line": {"width": 1.5}},
            "text": missing["word"].tolist(),
            "textposition": "bottom center",
            "textfont": {"size": 11, "color": theme.muted},
            "customdata": missing["id"].tolist(),
            "hovertext": missing["told"].tolist(),
            "hovertemplate": "%{hovertext}<extra></extra>",
            "meta": {"role": "empty"},
        }
    ]


def _chosen(one: pd.DataFrame, instruments: Sequence[str], themes: Sequence[str], theme: Theme) -> list[dict[str, Any]]:
    if one.empty:
        return []
    xs, ys = _place(one, instruments, themes)
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": xs,
            "y": ys,
            "marker": {"symbol": "square-open", "size": 56, "color": theme.ink, "line": {"width": 1.5}},
            "hoverinfo": "skip",
            "meta": {"role": "chosen"},
        }
    ]


def _layout(instruments: Sequence[str], themes: Sequence[str], theme: Theme, lang: Lang) -> dict[str, Any]:
    base = layout(theme, lang, height=HEAD + ROW_HEIGHT * len(themes))
    return base | {
        "margin": {"l": 2, "r": 2, "t": HEAD - 8, "b": 8, "pad": 0},  # the head grows where the names stand upright
        "xaxis": base["xaxis"]
        | {
            "side": "top",
            "range": [-0.55, len(instruments) - 0.45],
            "tickvals": list(range(len(instruments))),
            "ticktext": list(instruments),
            "tickfont": {"size": 12, "color": theme.ink},
            # Across where six names have room; upright where they would touch, as on a phone.
            "autotickangles": [0, -90],
            "automargin": True,
            "showticklabels": True,
            "showgrid": False,
            "showline": False,
            "ticks": "",
        },
        "yaxis": {"visible": False, "fixedrange": True, "range": [len(themes) - 0.42, -0.62]},
        "shapes": [_rule(at, theme) for at in range(1, len(themes))],
        "annotations": [_label(at, name, theme) for at, name in enumerate(themes)],
        "hovermode": "closest",
        "clickmode": "event+select",
    }


def _rule(at: int, theme: Theme) -> dict[str, Any]:
    line = {"color": theme.line, "width": 1}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": at - 0.54, "y1": at - 0.54, "line": line}


def _label(at: int, name: str, theme: Theme) -> dict[str, Any]:
    return {
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "y": at - 0.52,
        "yanchor": "top",
        "text": f"<b>{name}</b>",
        "showarrow": False,
        "font": {"size": 12, "color": theme.ink},
        "name": "theme",
    }


def _alt(cells: pd.DataFrame, title: str, lang: Lang) -> str:
    held = cells[cells["months"] > 0]
    said = plural(
        "Grid of instruments by themes: {title} {n} cell of {all} has data,",
        "Grid of instruments by themes: {title} {n} cells of {all} have data,",
        len(held),
        lang,
        title=title,
        all=len(cells),
    )
    evaluated = int(held["is_evaluated"].astype(bool).sum())
    ends = plural("an effect was evaluated in {n}.", "an effect was evaluated in {n}.", evaluated, lang)
    if held.empty:
        return f"{said} {ends}"
    fullest = next(each_row(held.sort_values("months", ascending=False, kind="stable")))
    told = {
        "instrument": fullest["instrument"],
        "theme": fullest["theme"],
        "months": number(float(fullest["months"]), lang),
    }
    return f"{said} {ends} " + _("The fullest is {instrument}, {theme}: {months} months.", lang, **told)
