"""As published beside like for like: the same port twice on one scale, where a merger makes the two differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd

from charts import lines as drawing
from charts.chart import Chart, Drawing
from charts.lines import Line
from charts.theme import Theme, layout
from language import N_, Lang, _, capital, listed
from language.formats import exact, period, span, unit_label

PANEL_HEIGHT = 150
HEAD = 46
FOOT = 24
SHORT = 0.4
"""A line over less of its panel than this has its first and last period written outwards."""
SIDES = (N_("as published"), N_("like for like"))
Cell = tuple[float, float, float, float]


def differing(published: pd.DataFrame, joined: pd.DataFrame, ports: Sequence[str]) -> tuple[str, ...]:
    """Those of the ports whose figures are not the same on the two bases, in their order."""
    one, other = (_figures(frame) for frame in (published, joined))
    return tuple(port for port in ports if one.get(port, {}) != other.get(port, {}))


def bases(
    published: pd.DataFrame,
    joined: pd.DataFrame,
    *,
    names: Mapping[str, str],
    chosen: Sequence[str],
    indicator: Mapping[str, Any],
    lineage: pd.DataFrame,
    theme: Theme,
    lang: Lang,
) -> Chart | None:
    """Two panels a port that share their scales: its line as published, and joined like for like.

    The frames have the columns of out_indicator for one variant and freq. None where no chosen port differs.
    """
    shown = differing(published, joined, chosen)
    if not shown:
        return None
    about: dict[str, Any] = {"names": names, "chosen": chosen, "lineage": lineage, "theme": theme}
    sides = tuple({line.entity: line for line in drawing.lines(frame, **about)} for frame in (published, joined))
    unit = str(indicator["unit"])
    title = _(str(indicator["title"]), lang)
    ports = listed([names.get(port, port) for port in shown], lang)
    return Chart(
        _figure(shown, sides, unit, theme, lang),
        _table(published, joined, shown, names, lang),
        _alt(shown, sides, unit, title, names, lang),
        _("{indicator} of {ports}: as published, and like for like", lang, indicator=title, ports=ports),
        _("{unit}; left and right share their scale", lang, unit=capital(unit_label(unit, lang))),
        notes=(_("Thin, finely dashed: the sum of the ports that merged later.", lang),),
        units={"published": unit, "like_for_like": unit},
        headers={
            "port_id": _("Port code", lang),
            "port": _("Port", lang),
            "period": _("Period", lang),
            "published": _("As published", lang),
            "like_for_like": _("Like for like", lang),
            "unit": _("Unit", lang),
        },
        file_stem=f"{indicator['code']}_both_bases",
    )


def _figures(frame: pd.DataFrame) -> dict[str, dict[object, float]]:
    found: dict[str, dict[object, float]] = {}
    columns = (frame[name].tolist() for name in ("entity", "period_start", "value"))
    for port, day, value in zip(*columns, strict=True):
        if pd.notna(value):
            found.setdefault(port, {})[day] = value
    return found


def _figure(shown: Sequence[str], sides: Sequence[Mapping[str, Line]], unit: str, theme: Theme, lang: Lang) -> Drawing:
    height = len(shown) * (PANEL_HEIGHT + HEAD)
    base = layout(theme, lang, height=height)
    styles = {"x": base.pop("xaxis"), "y": base.pop("yaxis")}
    base["margin"] = {"l": 0, "r": 8, "t": 0, "b": 0}
    base["annotations"] = []
    data: list[dict[str, Any]] = []
    for row, port in enumerate(shown):
        held = [side[port] for side in sides if port in side]
        for column, side in enumerate(sides):
            number = row * len(sides) + column
            place = _place(row, column, len(shown), height)
            base |= _axes(held, number, place, unit, styles, lang)
            base["annotations"] += _words(held, side.get(port), column, number, place, theme, lang)
            data += _traces(side.get(port), number, theme, unit, lang)
    return Drawing(data=data, layout=base)


def _place(row: int, column: int, down: int, height: int) -> Cell:
    """Left, right, bottom and top of a panel, as shares of the figure."""
    left = column * 0.53
    return left, left + 0.47, 1 - (row + 1) / down + FOOT / height, 1 - row / down - HEAD / height


def _axes(
    held: Sequence[Line],
    number: int,
    place: Cell,
    unit: str,
    styles: Mapping[str, dict[str, Any]],
    lang: Lang,
) -> dict[str, Any]:
    left, right, bottom, top = place
    suffix = str(number + 1) if number else ""
    heights = [point.y for line in held for point in line.drawn if point.y is not None]
    scale = drawing.axis(heights, unit, lang, steps=2)
    drawn = [line for line in held if line.drawn]
    first, last = drawing.bounds(drawn)
    room = (last - first) * 0.17
    return {
        f"xaxis{suffix}": styles["x"]
        | {"domain": [left, right], "anchor": f"y{suffix}", "automargin": False, "type": "date"}
        | {"showticklabels": False, "ticks": "", "range": [(first - room).isoformat(), last.isoformat()]},
        f"yaxis{suffix}": styles["y"]
        | {"domain": [bottom, top], "anchor": f"x{suffix}", "automargin": False, "ticks": "", "showline": False}
        | {"tickmode": "array", "tickvals": list(scale.ticks), "ticktext": list(scale.words)}
        | {"ticklabelposition": "inside top", "tickfont": styles["y"]["tickfont"] | {"size": 12}}
        | {"range": [scale.low, scale.high + (scale.high - scale.low) * 0.16]},
    }


def _words(  # noqa: PLR0913 - where a panel stands and what it shows
    held: Sequence[Line], line: Line | None, column: int, number: int, place: Cell, theme: Theme, lang: Lang
) -> list[dict[str, Any]]:
    """The panel's head, and the first and last period of its line below it."""
    name = next(iter(held)).name if held else ""
    common = {"showarrow": False, "yref": "paper", "font": {"size": 13, "color": theme.ink}}
    drawn = line.drawn if line else []
    told = _("no figure", lang)
    if line and drawn:
        told = span(period(line.freq, drawn[0].start, lang), period(line.freq, drawn[-1].start, lang), lang)
    head = {"xref": "paper", "xanchor": "left", "align": "left", "x": place[0], "y": place[3], "yanchor": "bottom"}
    text = f"<b>{escape(name)}</b><br>{_(SIDES[column], lang)}, {told}"
    axis = {"xref": f"x{number + 1}" if number else "x", "y": place[2], "yanchor": "top"}
    small = {"font": {"size": 12, "color": theme.muted}}
    longest = max((len(one.drawn) for one in held), default=0)
    sides = ("right", "left") if len(drawn) < SHORT * longest else ("left", "right")
    ends = [
        common | axis | small | {"x": drawn[at].x, "xanchor": side, "text": period("A", drawn[at].start, lang)}
        for at, side in zip((0, -1), sides, strict=True)
        if drawn[1:]
    ]
    return [common | head | {"text": text}, *ends]


def _traces(line: Line | None, number: int, theme: Theme, unit: str, lang: Lang) -> list[dict[str, Any]]:
    if line is None or not line.drawn:
        return []
    suffix = str(number + 1) if number else ""
    where = {"type": "scatter", "xaxis": f"x{suffix}", "yaxis": f"y{suffix}"}
    looks = {"plain": ("solid", 2.25), "estimate": ("solid", 1.25), "sum": ("2px,4px", 1.75)}
    colour = line.style.colour
    strokes = [
        where
        | {"mode": "lines", "x": xs, "y": ys, "hoverinfo": "skip", "connectgaps": False}
        | {"line": {"color": colour, "dash": looks[kind][0], "width": looks[kind][1]}}
        | {"meta": {"entity": line.entity, "role": kind}}
        for kind, (xs, ys) in drawing.paths(line).items()
    ]
    drawn = line.drawn
    dots = where | {
        "mode": "markers",
        "x": [point.x for point in drawn],
        "y": [point.y for point in drawn],
        "marker": {
            "symbol": line.style.marker,
            "size": [7 if point is drawn[-1] or len(drawn) == 1 else 0 for point in drawn],
            "color": [theme.paper if point.status == "P" else colour for point in drawn],
            "line": {"color": colour, "width": [1.5 if point.status == "P" else 0 for point in drawn]},
        },
        "text": [f"{period(line.freq, point.start, lang)}: {exact(point.value, unit, lang)}" for point in drawn],
        "hovertemplate": "%{text}<extra></extra>",
        "meta": {"entity": line.entity, "role": "points"},
    }
    return [*strokes, dots]


def _table(
    published: pd.DataFrame, joined: pd.DataFrame, shown: Sequence[str], names: Mapping[str, str], lang: Lang
) -> pd.DataFrame:
    """One row a port and period with the figure of each basis; empty where that basis has none."""
    keys = ["entity", "period_start", "freq", "unit"]
    sides = [
        frame.loc[frame["entity"].isin(shown), [*keys, "value"]].rename(columns={"value": name})
        for frame, name in ((published, "published"), (joined, "like_for_like"))
    ]
    both = sides[0].merge(sides[1], on=keys, how="outer").sort_values(["entity", "period_start"])
    return pd.DataFrame(
        {
            "port_id": both["entity"],
            "port": [names.get(port, port) for port in both["entity"]],
            "period": [
                period(freq, pd.Timestamp(day).date(), lang)
                for freq, day in zip(both["freq"], both["period_start"], strict=True)
            ],
            "published": both["published"].astype(float),
            "like_for_like": both["like_for_like"].astype(float),
            "unit": both["unit"],
        }
    ).reset_index(drop=True)


def _alt(  # noqa: PLR0913 - the words of one chart
    shown: Sequence[str],
    sides: Sequence[Mapping[str, Line]],
    unit: str,
    title: str,
    names: Mapping[str, str],
    lang: Lang,
) -> str:
    """Two sentences: what is drawn, then what each basis spans."""
    told = [
        _(
            "{port} {basis} from {first} in {start} to {last} in {end}",
            lang,
            port=names.get(port, port),
            basis=_(basis, lang),
            first=exact(line.drawn[0].value, unit, lang),
            start=period(line.freq, line.drawn[0].start, lang),
            last=exact(line.drawn[-1].value, unit, lang),
            end=period(line.freq, line.drawn[-1].start, lang),
        )
        for port in shown
        for basis, side in zip(SIDES, sides, strict=True)
        if (line := side.get(port)) and line.drawn
    ]
    what = _("Pairs of line charts of “{indicator}” on one scale a pair.", lang, indicator=title)
    return f"{what} {listed(told, lang)}."
