"""The map of ports and regions: regions shaded by one indicator, ports as circles whose area follows another.

Nothing is asked of another host: the background is a style written into the drawing itself, and every outline
is sent with it. A region without a value is hatched; a port without one is a small hollow circle.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pydeck as pdk

from charts import layers
from charts.chart import Chart, Key
from charts.ground import Ground, View, lines, rings
from charts.map_labels import labels
from charts.rows import each_row
from charts.theme import Theme, rgba, series_of, shade
from language import Lang, _
from language import formats as f
from language.terms import not_available
from language.terms import status as status_words

LARGEST_RADIUS = 30
"""Pixels of the circle of the largest value held, chosen or not: areas keep their meaning when choices change."""
LEAST_RADIUS = 2.5
HOLLOW_RADIUS = 3.5
RING = 3.0
CLASSES = 5


@dataclass(frozen=True, slots=True)
class Measure:
    """What a colour or a circle stands for: the indicator's title, its unit and the period, in reader's words."""

    title: str
    unit: str
    period: str


def port_map(
    ports: pd.DataFrame,
    regions: pd.DataFrame,
    ground: Ground,
    view: View,
    measures: tuple[Measure, Measure],
    chosen: Sequence[str],
    theme: Theme,
    lang: Lang,
) -> Chart:
    """The map of ports and regions with its legend, its table twin and its words.

    ``ports``: port_id, name, lat, lon, region_id, value, obs_status, reason; one row a port with a position.
    ``regions``: region_id, name, ports (names), port_ids (joined by "."), geometry and hatch (GeoJSON text), value,
    obs_status, reason; one row a region. ``measures`` are those of the circles and of the shading. A region's
    value is shaded in five classes of about equal number; classes and areas do not depend on the choice.
    """
    sized, shaded = measures
    limits = class_limits([value for value in regions["value"] if pd.notna(value)])
    circles = _circles(ports, sized, chosen, theme, lang)
    areas = _areas(regions, shaded, limits, theme, lang)
    figure = layers.drawing(
        [
            *layers.land_layers(ground, theme),
            *_region_layers(areas, regions, chosen, theme),
            *layers.outline_layers(ground, theme),
            *_port_layers(circles, chosen, view, theme, lang),
        ],
        view,
        theme,
    )
    return Chart(
        figure=figure,
        table=_table(ports, regions, lang),
        alt=_alt(ports, regions, measures, chosen, lang),
        title=_("How large are the ports, and how do their regions stand?", lang),
        subtitle=_subtitle(measures, lang),
        legend=_legend(regions, ports, limits, measures, theme, lang),
        units={"port_value": sized.unit, "region_value": shaded.unit},
        headers=_headers(measures, lang),
        file_stem="map_ports_and_regions",
    )


def class_limits(values: Sequence[float]) -> tuple[float, ...]:
    """Four rising inner limits that put about a fifth of the values into each class, rounded to two digits.

    Few or equal values give equal limits: the classes between them stay empty.
    """
    if not values:
        return ()
    ordered = pd.Series(sorted(values), dtype=float)
    return tuple(_two_digits(float(ordered.quantile(place / CLASSES))) for place in range(1, CLASSES))


def _two_digits(value: float) -> float:
    return float(f"{value:.2g}")


def radius(value: float | None, largest: float) -> float:
    """Pixels of a circle whose area follows its value; a value too small to see gets a dot."""
    if value is None or pd.isna(value) or value <= 0 or largest <= 0:
        return HOLLOW_RADIUS
    return round(max(LEAST_RADIUS, LARGEST_RADIUS * math.sqrt(value / largest)), 1)


def _region_layers(
    areas: list[dict[str, Any]], regions: pd.DataFrame, chosen: Sequence[str], theme: Theme
) -> list[pdk.Layer]:
    """Shaded regions, then the hatch of those without a value.

    The ids carry the choice: a click changes it, the layer is new, and the click is not remembered as a selection
    (which would fade everything else).
    """
    missing = regions[regions["value"].isna() & regions["hatch"].notna()]
    hatches = [{"p": line} for text in missing["hatch"] for line in lines(str(text))]
    return [
        pdk.Layer(
            "PolygonLayer",
            areas,
            id=_choice_id("regions", chosen),
            get_polygon="p",
            get_fill_color="c",
            stroked=True,
            get_line_color=rgba(theme.paper),
            get_line_width=1.2,
            line_width_units=layers.word("pixels"),
            pickable=True,
        ),
        layers.paths("hatch", hatches, theme.missing, 1.0),
    ]


def _port_layers(
    circles: list[dict[str, Any]], chosen: Sequence[str], view: View, theme: Theme, lang: Lang
) -> list[pdk.Layer]:
    """Circles, the large ones below, then names."""
    names, places = labels(circles, view, lang)
    return [
        layers.texts("places", places, theme.muted, theme, layers.PLACE_SIZE),
        pdk.Layer(
            "ScatterplotLayer",
            circles,
            id=_choice_id("ports", chosen),
            get_position="p",
            get_radius="r",
            radius_units=layers.word("pixels"),
            get_fill_color="c",
            get_line_color="l",
            get_line_width="w",
            line_width_units=layers.word("pixels"),
            stroked=True,
            pickable=True,
        ),
        layers.texts("names", names, theme.ink, theme, layers.LABEL_SIZE, theme.paper),
    ]


def _circles(
    ports: pd.DataFrame, measure: Measure, chosen: Sequence[str], theme: Theme, lang: Lang
) -> list[dict[str, Any]]:
    largest = float(ports["value"].max()) if ports["value"].notna().any() else 0.0
    drawn = [_circle(row, measure, chosen, largest, theme, lang) for row in each_row(ports)]
    return sorted(drawn, key=lambda one: (one["chosen"], -one["r"]))


def _circle(
    row: dict[Any, Any], measure: Measure, chosen: Sequence[str], largest: float, theme: Theme, lang: Lang
) -> dict[str, Any]:
    is_chosen, has_value = row["port_id"] in chosen, pd.notna(row["value"]) and row["value"] > 0
    colour = series_of(row["port_id"], chosen, theme).colour if is_chosen else theme.context
    return {
        "id": row["port_id"],
        "name": row["name"],
        "line_1": _told(row, measure, lang),
        "line_2": _period_words(row, measure, lang),
        "p": [row["lon"], row["lat"]],
        "r": radius(row["value"], largest),
        "c": rgba(colour, 0.35 if is_chosen else 0.3) if has_value else rgba(theme.paper, 0.9),
        "l": rgba(colour),
        "w": RING if is_chosen else 1.0,
        "chosen": is_chosen,
    }


def _areas(
    regions: pd.DataFrame, measure: Measure, limits: Sequence[float], theme: Theme, lang: Lang
) -> list[dict[str, Any]]:
    """One row a polygon: a region of islands is several."""
    drawn = []
    for row in each_row(regions):
        value = float(row["value"]) if pd.notna(row["value"]) else None
        words = {
            "id": row["port_ids"],
            "name": _("{region} (ports: {ports})", lang, region=row["name"], ports=row["ports"]),
            "line_1": _told(row, measure, lang),
            "line_2": _period_words(row, measure, lang),
            "c": rgba(theme.land if value is None else shade(value, limits, theme)),
        }
        drawn += [words | {"p": polygon} for polygon in rings(str(row["geometry"]))]
    return drawn


def _told(row: dict[Any, Any], measure: Measure, lang: Lang) -> str:
    """Value or reason, after what it is of."""
    if pd.isna(row["value"]):
        said = not_available(_code(row["reason"]), lang)
    else:
        said = f.quantity(float(row["value"]), measure.unit, lang)
    return _("{indicator}: {value}", lang, indicator=measure.title, value=said)


def _period_words(row: dict[Any, Any], measure: Measure, lang: Lang) -> str:
    if pd.isna(row["value"]):
        return measure.period
    return _("{period}, {status}", lang, period=measure.period, status=status_words(_code(row["obs_status"]), lang))


def _choice_id(layer: str, chosen: Sequence[str]) -> str:
    return ":".join((layer, *chosen))


def _subtitle(measures: tuple[Measure, Measure], lang: Lang) -> str:
    sized, shaded = measures
    return _(
        "Circles: {sized} ({sized_unit}), {sized_period}. Regions: {shaded} ({shaded_unit}), {shaded_period}.",
        lang,
        sized=sized.title,
        sized_unit=f.unit_label(sized.unit, lang),
        sized_period=sized.period,
        shaded=shaded.title,
        shaded_unit=f.unit_label(shaded.unit, lang),
        shaded_period=shaded.period,
    )


def _legend(
    regions: pd.DataFrame,
    ports: pd.DataFrame,
    limits: Sequence[float],
    measures: tuple[Measure, Measure],
    theme: Theme,
    lang: Lang,
) -> tuple[Key, ...]:
    reasons = sorted({not_available(_code(code), lang) for code in regions.loc[regions["value"].isna(), "reason"]})
    hatched = [Key(reason, theme.missing, "hatch") for reason in reasons]
    return (*_class_keys(limits, measures[1], theme, lang), *hatched, *_size_keys(ports, measures[0], theme, lang))


def _class_keys(limits: Sequence[float], measure: Measure, theme: Theme, lang: Lang) -> Iterable[Key]:
    if not limits:
        return
    said = [f.exact(limit, measure.unit, lang) for limit in limits]
    yield Key(_("under {limit}", lang, limit=said[0]), theme.sequential[0])
    for place in range(1, len(limits)):
        if limits[place - 1] < limits[place]:
            low = f.exact(limits[place - 1], "", lang)
            yield Key(_("{low} to under {high}", lang, low=low, high=said[place]), theme.sequential[place])
    yield Key(_("{limit} and more", lang, limit=said[-1]), theme.sequential[-1])


def _size_keys(ports: pd.DataFrame, measure: Measure, theme: Theme, lang: Lang) -> Iterable[Key]:
    held = ports[ports["value"].notna()]
    if not held.empty:
        largest = held.iloc[int(held["value"].to_numpy().argmax())]
        size = f.quantity(float(largest["value"]), measure.unit, lang)
        said = _("area of a circle: the value; the largest is {port}, {value}", lang, port=largest["name"], value=size)
        yield Key(said, theme.context, "circle")


def _table(ports: pd.DataFrame, regions: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """One row a port: its value, the region it is measured against, and the value that region is shaded by."""
    of_region = regions.set_index("region_id")
    rows = [_row(port, of_region, lang) for port in each_row(ports.sort_values("name"))]
    return pd.DataFrame(rows, columns=list(_headers((Measure("", "", ""),) * 2, lang)))


def _row(port: dict[Any, Any], of_region: pd.DataFrame, lang: Lang) -> dict[str, Any]:
    region = of_region.loc[port["region_id"]].to_dict() if port["region_id"] in of_region.index else None
    return {
        "port": port["name"],
        "port_value": port["value"],
        "port_status": _standing(port, lang),
        "region": region["name"] if region else _("no region drawn", lang),
        "region_value": region["value"] if region else None,
        "region_status": _standing(region, lang) if region else "",
    }


def _standing(row: dict[Any, Any], lang: Lang) -> str:
    """How final a value is, or why there is none."""
    if pd.isna(row["value"]):
        return not_available(_code(row["reason"]), lang)
    return status_words(_code(row["obs_status"]), lang)


def _headers(measures: tuple[Measure, ...], lang: Lang) -> dict[str, str]:
    sized, shaded = measures
    return {
        "port": _("Port", lang),
        "port_value": _("{indicator}, {period}", lang, indicator=sized.title, period=sized.period),
        "port_status": _("Status of the port's figure", lang),
        "region": _("Region", lang),
        "region_value": _("{indicator}, {period}", lang, indicator=shaded.title, period=shaded.period),
        "region_status": _("Status of the region's figure", lang),
    }


def _alt(
    ports: pd.DataFrame,
    regions: pd.DataFrame,
    measures: tuple[Measure, Measure],
    chosen: Sequence[str],
    lang: Lang,
) -> str:
    sized, shaded = measures
    picked = ports[ports["port_id"].isin(chosen)]
    values = [_("{port} {value}", lang, port=row["name"], value=_amount(row, sized, lang)) for row in each_row(picked)]
    what = _(
        "Map of {ports} ports as circles sized by {sized}, {sized_period}, "
        "over {regions} regions shaded by {shaded}, {shaded_period}.",
        lang,
        ports=len(ports),
        sized=sized.title,
        sized_period=sized.period,
        regions=len(regions),
        shaded=shaded.title,
        shaded_period=shaded.period,
    )
    low, high = _range(regions, shaded, lang)
    found = _(
        "Chosen ports: {values}; regions run from {low} to {high}.",
        lang,
        values=", ".join(values) or _("none", lang),
        low=low,
        high=high,
    )
    return f"{what} {found}"


def _amount(row: dict[Any, Any], measure: Measure, lang: Lang) -> str:
    if pd.isna(row["value"]):
        return not_available(_code(row["reason"]), lang)
    return f.quantity(float(row["value"]), measure.unit, lang)


def _range(regions: pd.DataFrame, measure: Measure, lang: Lang) -> tuple[str, str]:
    held = [float(value) for value in regions["value"].dropna()]
    low, high = (min(held), max(held)) if held else (None, None)
    return f.quantity(low, measure.unit, lang), f.quantity(high, measure.unit, lang)


def _code(value: object) -> str | None:
    return value if isinstance(value, str) else None
