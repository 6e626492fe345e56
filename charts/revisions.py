"""One series in every release that was kept: what was first published, and how far later releases moved it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import pandas as pd

from charts import lines as drawing
from charts.chart import Chart, Drawing
from charts.theme import Theme, layout
from language import Lang, _, capital, plural
from language.formats import exact, period, quantity, span, unit_label
from language.terms import status

HEIGHT = 340
DASHES = ("2px,4px", "6px,3px", "8px,3px,2px,3px")
WIDEST_MOVES = 8
"""So many of the largest moves are marked with a stroke from the first figure to the latest."""


def revisions(
    prints: pd.DataFrame, moved: pd.DataFrame, *, title: str, place: str, file_stem: str, theme: Theme, lang: Lang
) -> Chart:
    """A line a release, the newest in full colour, and strokes where a period was revised.

    `prints` has the columns of `warehouse.history.editions` for one series, `moved` those of `revised`.
    """
    unit, releases = str(prints["unit"].iloc[0]), _releases(prints)
    return Chart(
        _figure(prints, moved, releases, unit, theme, lang),
        table(moved, lang),
        _alt(moved, title, place, unit, releases, lang),
        finding(moved, title, place, unit, lang),
        _("{unit}; a line a release, the newest in full", lang, unit=capital(unit_label(unit, lang))),
        notes=(
            _("Rings mark the figures that were revised most.", lang),
            _("Hollow points were provisional when they were published.", lang),
        ),
        units={"first": unit, "latest": unit, "difference": unit, "revision_pct": "pct"},
        headers=heads(lang),
        file_stem=file_stem,
    )


def finding(moved: pd.DataFrame, title: str, place: str, unit: str, lang: Lang) -> str:
    """The largest revision of the series, in one sentence."""
    changed = moved[moved["difference"] != 0]
    if changed.empty:
        return _("{title}, {place}: no figure was revised", lang, title=title, place=place)
    row = changed.nlargest(1, "revision_size").iloc[0]
    return _(
        "{title}, {place}: the figure for {period} went from {first} to {latest}",
        lang,
        title=title,
        place=place,
        period=_period(row, lang),
        first=quantity(row["first_value"], unit, lang),
        latest=quantity(row["latest_value"], unit, lang),
    )


def table(moved: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """One row a period, the newest first: what was first published, what is latest, the difference between them."""
    rows = moved.sort_values("period_start", ascending=False)
    return pd.DataFrame(
        {
            "period": [_period(row, lang) for _place, row in rows.iterrows()],
            "first": rows["first_value"].astype(float),
            "first_release": rows["first_release"].astype(str),
            "first_status": [status(code, lang) for code in rows["first_status"]],
            "latest": rows["latest_value"].astype(float),
            "latest_release": rows["latest_release"].astype(str),
            "latest_status": [status(code, lang) for code in rows["latest_status"]],
            "difference": rows["difference"].astype(float),
            "revision_pct": (100 * rows["revision_size"].astype(float)).round(6),
        }
    ).reset_index(drop=True)


def heads(lang: Lang) -> dict[str, str]:
    """Column heads of `table`."""
    return {
        "period": _("Period", lang),
        "first": _("First published", lang),
        "first_release": _("in release", lang),
        "first_status": _("Status then", lang),
        "latest": _("Latest", lang),
        "latest_release": _("in release", lang),
        "latest_status": _("Status now", lang),
        "difference": _("Difference", lang),
        "revision_pct": _("Size of the revision", lang),
    }


def _releases(prints: pd.DataFrame) -> list[str]:
    """The releases, the oldest first."""
    ordered = prints.sort_values(["released_on", "release"], kind="stable")
    return [str(release) for release in dict.fromkeys(ordered["release"])]


def _figure(
    prints: pd.DataFrame, moved: pd.DataFrame, releases: Sequence[str], unit: str, theme: Theme, lang: Lang
) -> Drawing:
    freq = str(prints["freq"].iloc[0])
    held = prints[prints["obs_value"].notna()].sort_values("period_start")
    scale = drawing.axis([float(value) for value in held["obs_value"]], unit, lang)
    first, last = (pd.Timestamp(held["period_start"].agg(end)).date() for end in ("min", "max"))
    places, words = drawing.year_ticks(first, drawing.following(last, freq), freq)
    base = layout(theme, lang, height=HEIGHT)
    base["margin"] = base["margin"] | {"r": 24}
    base["xaxis"] |= {"type": "date", "tickmode": "array", "tickvals": places, "ticktext": words, "tickangle": 0}
    base["yaxis"] |= {"tickmode": "array", "tickvals": list(scale.ticks), "ticktext": list(scale.words)}
    base["yaxis"] |= {"range": [scale.low, scale.high]}
    base["annotations"] = [_label(held, release, releases, theme, lang) for release in releases]
    lines = [_line(held[held["release"] == release], release, releases, unit, theme, lang) for release in releases]
    return Drawing(data=[*_strokes(moved, freq, theme), *lines], layout=base)


def _line(
    rows: pd.DataFrame, release: str, releases: Sequence[str], unit: str, theme: Theme, lang: Lang
) -> dict[str, Any]:
    newest = release == releases[-1]
    colour = theme.brand if newest else theme.muted
    dash = "solid" if newest else DASHES[releases.index(release) % len(DASHES)]
    provisional = [code == "P" for code in rows["obs_status"]]
    freq = str(rows["freq"].iloc[0])
    said = [
        f"{period(freq, pd.Timestamp(day).date(), lang)}: {exact(value, unit, lang)} ({status(code, lang)})"
        for day, value, code in zip(rows["period_start"], rows["obs_value"], rows["obs_status"], strict=True)
    ]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [drawing.middle(pd.Timestamp(day).date(), freq) for day in rows["period_start"]],
        "y": [float(value) for value in rows["obs_value"]],
        "line": {"color": colour, "dash": dash, "width": 2.5 if newest else 1.5},
        "marker": {
            "size": 7 if newest else 6,
            "color": [theme.paper if hollow else colour for hollow in provisional],
            "line": {"color": colour, "width": 1.5},
        },
        "text": [f"{escape(_('release {release}', lang, release=release))}, {one}" for one in said],
        "hovertemplate": "%{text}<extra></extra>",
        "meta": {"release": release},
    }


def _strokes(moved: pd.DataFrame, freq: str, theme: Theme) -> list[dict[str, Any]]:
    """From the first figure to the latest, for the periods that moved most."""
    changed = moved[moved["difference"] != 0].nlargest(WIDEST_MOVES, "revision_size")
    xs: list[str | None] = []
    ys: list[float | None] = []
    for row in changed.itertuples():
        at = drawing.middle(pd.Timestamp(str(row.period_start)).date(), freq)
        xs += [at, at, None]
        ys += [float(str(row.first_value)), float(str(row.latest_value)), None]
    look = {"line": {"color": theme.attention, "width": 3}, "marker": _ring(theme)}
    stroke = {"type": "scatter", "mode": "lines+markers", "x": xs, "y": ys, "hoverinfo": "skip"} | look
    return [stroke | {"meta": {"role": "revised"}}] if xs else []


def _ring(theme: Theme) -> dict[str, Any]:
    """Around a figure that moved: a revision of two per cent is too short a stroke to be seen."""
    return {"symbol": "circle-open", "size": 14, "color": theme.attention, "line": {"width": 1.5}}


def _label(held: pd.DataFrame, release: str, releases: Sequence[str], theme: Theme, lang: Lang) -> dict[str, Any]:
    """The release's name: of the newest above the end of its line, of older ones below their beginning."""
    newest = release == releases[-1]
    end = held[held["release"] == release].iloc[-1 if newest else 0]
    return {
        "x": drawing.middle(pd.Timestamp(end["period_start"]).date(), str(end["freq"])),
        "y": float(end["obs_value"]),
        "text": escape(_("release {release}", lang, release=release)),
        "showarrow": False,
        "xanchor": "right" if newest else "left",
        "yshift": 18 if newest else -18,
        "font": {"size": 13, "color": theme.brand if newest else theme.muted},
    }


def _alt(moved: pd.DataFrame, title: str, place: str, unit: str, releases: Sequence[str], lang: Lang) -> str:
    """Two sentences: what is drawn and over which periods, then the finding."""
    changed = int((moved["difference"] != 0).sum())
    ends = [moved.iloc[0], moved.iloc[-1]]
    what = _(
        "Line chart of “{title}” of {place} in {releases}, {periods}.",
        lang,
        title=title,
        place=place,
        releases=plural("{n} release", "{n} releases", len(releases), lang),
        periods=span(_period(ends[0], lang), _period(ends[1], lang), lang),
    )
    counted = plural("{n} figure was revised", "{n} figures were revised", changed, lang)
    return f"{what} {counted}; {finding(moved, title, place, unit, lang)}."


def _period(row: pd.Series, lang: Lang) -> str:
    return period(str(row["freq"]), pd.Timestamp(row["period_start"]).date(), lang)
