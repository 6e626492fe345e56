"""The one theme: colours, series styles and the plotly layout that every figure shares.

Colours are chosen for contrast on their own paper (graphics 3:1, text 4.5:1) and for distance between any two
series colours under normal and simulated deutan, protan and tritan vision; ``tests/charts/test_theme.py`` keeps
both. Colour never carries meaning alone: every series has its own marker and dash as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from language import Lang
from language.formats import separators

FONT = "IBM Plex Sans, Source Sans, system-ui, sans-serif"
SRGB_KNEE = 0.04045
SERIES_LIMIT = 6
"""More lines than this are drawn grey: nobody tells seven colours apart."""


@dataclass(frozen=True, slots=True)
class Series:
    """How one entity is drawn: its colour, plotly marker symbol and plotly dash."""

    colour: str
    marker: str
    dash: str


@dataclass(frozen=True, slots=True)
class Theme:
    """Every colour of one appearance, as #RRGGBB."""

    name: str
    ink: str
    muted: str
    paper: str
    panel: str
    line: str
    brand: str
    attention: str
    better: str
    worse: str
    zero: str
    context: str
    sea: str
    land: str
    coast: str
    missing: str
    sequential: tuple[str, str, str, str, str]
    diverging: tuple[str, str, str, str, str]
    series: tuple[Series, ...]
    font: str = FONT


MARKERS = ("circle", "square", "diamond", "triangle-up", "x", "star")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")


def _series(*colours: str) -> tuple[Series, ...]:
    return tuple(Series(*style) for style in zip(colours, MARKERS, DASHES, strict=True))


LIGHT = Theme(
    name="light",
    ink="#14222E",
    muted="#4A5B68",
    paper="#FFFFFF",
    panel="#F4F7F9",
    line="#D5DEE4",
    brand="#0B4F6C",
    attention="#BE4D0A",
    better="#0B4F6C",
    worse="#BE4D0A",
    zero="#6B7A85",
    context="#87949D",
    sea="#E3ECF1",
    land="#F3F1EB",
    coast="#B7C3CA",
    missing="#8A979F",
    sequential=("#DCEBF2", "#A9CDDD", "#6BA6C1", "#2F7A9C", "#0B4F6C"),
    diverging=("#C4500A", "#EBA877", "#E4E8EA", "#86B5CB", "#0B4F6C"),
    series=_series("#0B4F6C", "#C4500A", "#9A88E0", "#632D24", "#358B82", "#7F12EB"),
)

DARK = Theme(
    name="dark",
    ink="#E8EEF2",
    muted="#A9B8C2",
    paper="#0F1A22",
    panel="#17252F",
    line="#2B3B46",
    brand="#6FB7DD",
    attention="#F0904E",
    better="#6FB7DD",
    worse="#F0904E",
    zero="#93A2AC",
    context="#75858F",
    sea="#13222C",
    land="#1E2B33",
    coast="#3D4F5A",
    missing="#6F7F89",
    sequential=("#1F3A49", "#275B75", "#3583A6", "#55A9D0", "#A5D8F0"),
    diverging=("#F0904E", "#9C6541", "#41505A", "#41799A", "#6FB7DD"),
    series=_series("#6FB7DD", "#F0904E", "#803EEF", "#945660", "#D01C0C", "#4D809F"),
)

THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


def series_of(entity: str, chosen: Sequence[str], theme: Theme) -> Series:
    """The style of an entity, the same on every page: its place among the chosen ports gives its colour.

    An entity that is not chosen, or stands beyond the sixth place, is drawn in the grey of the context.
    """
    place = chosen.index(entity) if entity in chosen else SERIES_LIMIT
    return theme.series[place] if place < SERIES_LIMIT else Series(theme.context, "circle", "solid")


def layout(
    theme: Theme, lang: Lang, *, height: int = 400, y_title: str | None = None, zero: bool = False
) -> dict[str, Any]:
    """The plotly layout of a figure: type, margins, grid, hover and the language's number marks.

    ``zero`` starts the value axis at zero (bars). A caller updates the axes it needs, e.g.
    ``Drawing(data, layout(theme, lang) | {"barmode": "stack"})``. There is no legend: series are labelled
    directly, and no title: the page's own heading is read by every reader.
    """
    return {
        "height": height,
        "margin": {"l": 8, "r": 16, "t": 16, "b": 8, "pad": 4},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": theme.font, "size": 13, "color": theme.ink},
        "separators": separators(lang),
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": theme.panel,
            "bordercolor": theme.line,
            "font": {"family": theme.font, "size": 13, "color": theme.ink},
            "align": "left",
        },
        "colorway": [style.colour for style in theme.series],
        "autotypenumbers": "strict",
        "dragmode": False,
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": theme.muted, "activecolor": theme.brand},
        "xaxis": _axis(theme) | {"showgrid": False, "ticks": "outside", "showline": True},
        "yaxis": _axis(theme)
        | {"rangemode": "tozero" if zero else "normal", "zeroline": True}
        | ({"title": {"text": y_title, "standoff": 8}} if y_title else {}),
    }


def _axis(theme: Theme) -> dict[str, Any]:
    return {
        "automargin": True,
        "gridcolor": theme.line,
        "gridwidth": 1,
        "linecolor": theme.zero,
        "tickcolor": theme.zero,
        "ticklen": 4,
        "tickfont": {"color": theme.muted, "size": 13},
        "zeroline": False,
        "zerolinecolor": theme.zero,
        "zerolinewidth": 1,
        "fixedrange": True,
    }


def shade(value: float | None, limits: Sequence[float], theme: Theme) -> str:
    """The sequential colour of a value among four rising inner class limits; no value is "missing".

    A value that equals a limit belongs to the class above it.
    """
    if value is None or value != value:  # noqa: PLR0124 - NaN is the only value unlike itself
        return theme.missing
    return theme.sequential[sum(value >= limit for limit in limits)]


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of a #RRGGBB colour, each 0-255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def rgba(colour: str, alpha: float = 1.0) -> list[int]:
    """The colour as deck.gl wants it: four numbers of 0-255."""
    return [*rgb(colour), round(255 * alpha)]


def css_rgba(colour: str, alpha: float) -> str:
    """The colour as plotly and CSS want a see-through one: "rgba(11,79,108,0.2)"."""
    red, green, blue = rgb(colour)
    return f"rgba({red},{green},{blue},{alpha:g})"


def contrast(one: str, other: str) -> float:
    """How well two colours stand apart, 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= SRGB_KNEE else float(((channel + 0.055) / 1.055) ** 2.4)
