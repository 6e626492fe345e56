"""The map says with circles and shades what its table says with figures, and asks no host for anything."""

import json
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from charts.chart import Chart
from charts.ground import View, atlas, ground
from charts.map_labels import labels
from charts.maps import Measure, class_limits, port_map, radius
from charts.theme import DARK, LIGHT, rgba, shade
from language.formats import plain

LAND = json.dumps({"type": "MultiPolygon", "coordinates": [[[[0, 49], [6, 49], [6, 53], [0, 53], [0, 49]]]]})
VIEW = View(2.0, 51.0, 6.0)
SIZE, GDP = Measure("Goods handled", "t", "2024"), Measure("Change of GDP", "pct", "2021")
CHOSEN = ("FRCQF", "GBPOO")


def area(west: float) -> str:
    ring = [[west, 50], [west + 1, 50], [west + 1, 51], [west, 51], [west, 50]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


PORTS = pd.DataFrame(
    [
        ("FRCQF", "Calais", 50.97, 1.85, "FRE12", 16_000_000.0, "A", None),
        ("NLRTM", "Rotterdam", 51.9, 4.48, "NL33C", 400_000_000.0, "P", None),
        ("GBPOO", "Poole", 50.68, -1.95, "UKK21", None, None, "source_ended"),
        ("UANLV", "Mykolaiv", 46.95, 31.98, None, None, None, None),
    ],
    columns=["port_id", "name", "lat", "lon", "region_id", "value", "obs_status", "reason"],
)
HATCH = json.dumps({"type": "MultiLineString", "coordinates": [[[-2, 50], [-1, 51]]]})
REGIONS = pd.DataFrame(
    [
        ("FRE12", "Pas-de-Calais", "Calais", "FRCQF", area(1), HATCH, 5.0, "P", None),
        ("NL33C", "Groot-Rijnmond", "Rotterdam", "NLRTM", area(4), HATCH, 9.9, "A", None),
        ("UKK21", "Bournemouth and Poole", "Poole", "GBPOO", area(-2), HATCH, None, None, "boundary_changed"),
    ],
    columns=["region_id", "name", "ports", "port_ids", "geometry", "hatch", "value", "obs_status", "reason"],
)


def drawn(chosen: tuple[str, ...] = CHOSEN, theme: Any = LIGHT) -> Chart:
    held = ground(atlas([LAND], [("FR", area(1)), ("FR", area(2))]), VIEW)
    return port_map(PORTS, REGIONS, held, VIEW, (SIZE, GDP), chosen, theme, "en")


def layer(chart: Chart, name: str) -> dict[str, Any]:
    layers = json.loads(chart.figure.to_json())["layers"]
    return next(one for one in layers if one["id"].split(":")[0] == name)


def circle(chart: Chart, port: str) -> dict[str, Any]:
    return next(one for one in layer(chart, "ports")["data"] if one["id"] == port)


def region(chart: Chart, port: str) -> dict[str, Any]:
    return next(one for one in layer(chart, "regions")["data"] if one["id"] == port)


def test_the_area_of_a_circle_follows_the_value() -> None:
    chart = drawn()
    ratio = circle(chart, "NLRTM")["r"] ** 2 / circle(chart, "FRCQF")["r"] ** 2
    assert ratio == pytest.approx(25)


def test_a_port_without_a_value_is_a_small_hollow_circle_with_its_reason() -> None:
    poole = circle(drawn(), "GBPOO")
    assert poole["r"] < 5 and poole["c"] == rgba(LIGHT.paper, 0.9)
    assert poole["line_1"] == "Goods handled: not available: the source no longer reports this port"


def test_a_chosen_port_wears_its_series_colour_and_the_others_the_grey_of_the_context() -> None:
    chart = drawn()
    assert circle(chart, "FRCQF")["l"] == rgba(LIGHT.series[0].colour)
    assert circle(chart, "GBPOO")["l"] == rgba(LIGHT.series[1].colour)
    assert circle(chart, "NLRTM")["l"] == rgba(LIGHT.context)
    assert circle(chart, "FRCQF")["w"] > circle(chart, "NLRTM")["w"]


def test_chosen_ports_are_drawn_over_the_others() -> None:
    order = [one["id"] for one in layer(drawn(), "ports")["data"]]
    assert set(order[-2:]) == set(CHOSEN)


def test_only_chosen_ports_are_named() -> None:
    assert {one["t"] for one in layer(drawn(), "names")["data"]} == {"Calais", "Poole"}


def test_a_region_is_shaded_by_its_value_and_tells_it() -> None:
    chart = drawn()
    limits = class_limits([5.0, 9.9])
    assert region(chart, "FRCQF")["c"] == rgba(shade(5.0, limits, LIGHT))
    assert plain(region(chart, "FRCQF")["line_1"]) == "Change of GDP: 5.0 %"
    assert region(chart, "FRCQF")["line_2"] == "2021, provisional"


def test_a_region_without_a_value_is_land_under_a_hatch_and_tells_why() -> None:
    chart = drawn()
    poole = region(chart, "GBPOO")
    assert poole["c"] == rgba(LIGHT.land)
    assert poole["line_1"] == "Change of GDP: not available: the region's boundary changed"
    assert [line["p"] for line in layer(chart, "hatch")["data"]] == [[[-2, 50], [-1, 51]]]


def test_the_table_holds_the_drawn_values() -> None:
    chart = drawn()
    rows = chart.table.set_index("port")
    assert rows.loc["Calais", "port_value"] == 16_000_000
    assert rows.loc["Calais", "region_value"] == 5.0
    assert rows.loc["Poole", "region_status"] == "not available: the region's boundary changed"
    assert rows.loc["Mykolaiv", "region"] == "no region drawn"
    assert len(rows) == len(layer(chart, "ports")["data"])
    largest = rows["port_value"].max()
    for row in rows.itertuples():
        one = next(each for each in layer(chart, "ports")["data"] if each["name"] == row.Index)
        assert one["r"] == radius(row.port_value, largest)


def test_the_legend_names_class_limits_units_reason_and_largest_circle() -> None:
    said = [plain(key.label) for key in drawn().legend]
    assert said[0].startswith("under ") and said[0].endswith(" %")
    assert "not available: the region's boundary changed" in said
    assert said[-1] == "area of a circle: the value; the largest is Rotterdam, 400 Mt"
    assert [key.shape for key in drawn().legend][-2:] == ["hatch", "circle"]


def test_the_alt_text_carries_numbers_and_range() -> None:
    alt = plain(drawn().alt)
    assert "4 ports" in alt and "Calais 16.0 Mt" in alt
    assert "Poole not available: the source no longer reports this port" in alt
    assert "from 5.0 % to 9.9 %" in alt


def test_the_drawing_names_no_host_and_every_layer_its_own_id() -> None:
    text = drawn().figure.to_json()
    assert "http" not in text
    spec = json.loads(text)
    assert spec["mapStyle"].startswith("data:application/json,")
    ids = [one["id"] for one in spec["layers"]]
    assert len(ids) == len(set(ids))
    assert drawn().figure.to_json() == text


def test_a_new_choice_is_a_new_layer_so_that_a_click_is_forgotten() -> None:
    here, there = drawn(), drawn(("NLRTM",))
    ids = [[one["id"] for one in json.loads(chart.figure.to_json())["layers"]] for chart in (here, there)]
    assert set(ids[0]) ^ set(ids[1]) == {
        "regions:FRCQF:GBPOO", "ports:FRCQF:GBPOO", "regions:NLRTM", "ports:NLRTM"
    }  # fmt: skip


def test_the_dark_map_has_dark_sea() -> None:
    spec = json.loads(drawn(theme=DARK).figure.to_json())
    assert DARK.sea.lstrip("#") in spec["mapStyle"]


def test_five_classes_hold_about_a_fifth_of_the_values_each() -> None:
    assert class_limits([float(value) for value in range(1, 101)]) == (21.0, 41.0, 60.0, 80.0)
    assert class_limits([]) == ()


def test_a_map_without_any_region_value_has_no_classes() -> None:
    empty = REGIONS.assign(value=None)
    held = ground(atlas([LAND], []), VIEW)
    chart = port_map(PORTS, empty, held, VIEW, (SIZE, GDP), (), LIGHT, "en")
    assert {key.shape for key in chart.legend} == {"hatch", "circle"}
    assert "Chosen ports: none" in chart.alt


def test_two_names_in_one_place_do_not_cover_each_other() -> None:
    one = {"name": "Antwerp", "p": [4.4, 51.2], "r": 20.0, "chosen": True}
    names, _places = labels([one, one | {"name": "Antwerp-Bruges"}], VIEW, "en")
    assert len({(name["a"], *name["o"]) for name in names}) == 2


def test_a_name_that_would_cover_names_everywhere_is_left_to_the_table() -> None:
    crowd = [{"name": f"Port number {n}", "p": [4.4, 51.2], "r": 3.0, "chosen": True} for n in range(12)]
    names, _places = labels(crowd, VIEW, "en")
    assert 0 < len(names) < 12


def test_a_sea_gives_way_to_the_name_of_a_port() -> None:
    view = replace(VIEW, longitude=3.0, latitude=53.3)
    on_the_sea = {"name": "A port in the North Sea", "p": [3.0, 53.3], "r": 12.0, "chosen": True}
    assert "North Sea" in {place["t"] for place in labels([], view, "en")[1]}
    assert "North Sea" not in {place["t"] for place in labels([on_the_sea], view, "en")[1]}
