"""Timeline, flow, calendar and the two maps draw what their tables say, and nothing that is not known."""

import datetime as dt
import json

import pandas as pd
import pytest

from charts import event_map, flow, partner_map, timeline
from charts.event_calendar import event_calendar
from charts.ground import atlas, ground, view_of
from charts.partner_map import Place, inside_point
from charts.theme import DARK, LIGHT

PROJECTS = pd.DataFrame(
    [
        ("P1", "Alpha", "2019-02", "month", "2022", "year"),
        ("P2", "Beta", None, "unknown", "2020-11-30", "day"),
        ("P3", "Gamma", None, "unknown", None, "unknown"),
    ],
    columns=["project_id", "acronym", "date_start", "date_start_precision", "date_end", "date_end_precision"],
).assign(programme="Programme, 2014-2020", title="t")

LINKS = pd.DataFrame(
    [
        ("Prog", "Alpha", "Belgium", True, 2.0),
        ("Prog", "Alpha", "not named", False, 3.0),
        ("Prog", "Beta", "France", True, 1.0),
    ],
    columns=["programme", "project", "country", "is_listed", "value"],
)

EVENTS = pd.DataFrame(
    [
        (1, "Mission", "2016", False),
        (2, "Fair", "2016-12-10", True),
        (3, "Talk", "2016-12-13", True),
        (4, "Walk", "2018-03", True),
    ],
    columns=["number", "event", "date_start", "is_own_date"],
).assign(kind="k", when="w")


def square(west: float, south: float, side: float = 1.0) -> str:
    ring = [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


REGIONS = pd.DataFrame(
    [
        ("XX1", "Westland", "Xland", "A; B", 2, True, square(0, 50)),
        ("XX2", "Eastland", "Xland", "C", 1, False, square(3, 50)),
    ],
    columns=["region_id", "name", "country", "partners", "n_partners", "is_lead", "geometry"],
)
UNPLACED = pd.DataFrame([("D", "Yland")], columns=["partner", "country"])


def layers_of(figure: object) -> dict[str, list[dict]]:
    return {one["id"]: one["data"] for one in json.loads(figure.to_json())["layers"] if "data" in one}


def test_a_date_cut_short_means_every_day_it_may_be() -> None:
    assert timeline.bounds("2022") == (dt.date(2022, 1, 1), dt.date(2022, 12, 31))
    assert timeline.bounds("2020-02") == (dt.date(2020, 2, 1), dt.date(2020, 2, 29))
    assert timeline.bounds("2020-11-30") == (dt.date(2020, 11, 30), dt.date(2020, 11, 30))
    assert timeline.bounds(None) is None


def test_a_bar_is_solid_only_where_the_project_surely_ran() -> None:
    chart = timeline.timeline(PROJECTS, LIGHT, "en")
    sure, unsure, ends, _hover = chart.figure.data
    assert list(sure.x) == [dt.date(2019, 2, 28), dt.date(2022, 1, 1), None]
    assert dt.date(2022, 12, 31) in unsure.x
    assert list(ends.marker.symbol) == ["triangle-left"]


def test_the_undated_project_is_on_the_shelf_and_never_on_the_axis() -> None:
    chart = timeline.timeline(PROJECTS, LIGHT, "en")
    assert "Gamma" not in " ".join(one.text for one in chart.figure.layout.annotations)
    assert list(timeline.undated(PROJECTS)["acronym"]) == ["Gamma"]
    assert "without a printed date: 1" in chart.alt


def test_the_timeline_table_says_what_is_not_printed() -> None:
    table = timeline.timeline(PROJECTS, LIGHT, "en").table
    assert list(table["project"]) == ["Alpha", "Beta"]
    assert list(table["start"]) == ["February 2019", "not printed"]
    assert list(table["end"]) == ["2022", "30 November 2020"]


def test_the_widths_of_the_flow_are_the_table_and_add_up_through_the_projects() -> None:
    chart = flow.flow(LINKS, "partners", LIGHT, "en")
    (sankey,) = chart.figure.data
    assert list(sankey.link.value)[-3:] == list(chart.table["value"])
    assert sum(list(sankey.link.value)[:2]) == pytest.approx(chart.table["value"].sum())
    assert "each counted once" in chart.subtitle


def test_partners_nobody_names_are_grey_and_no_country() -> None:
    chart = flow.flow(LINKS, "partners", LIGHT, "en")
    (sankey,) = chart.figure.data
    assert sankey.node.color[list(sankey.node.label).index("not named")] == LIGHT.missing
    assert "2 countries" in chart.alt and "6 partners" in chart.alt


def test_money_carries_its_unit_and_its_rule() -> None:
    chart = flow.flow(LINKS, "money", DARK, "en")
    assert chart.units == {"value": "EUR"}
    assert "split equally" in chart.subtitle


def test_a_flow_of_nothing_says_so() -> None:
    chart = flow.flow(LINKS.iloc[0:0], "money", LIGHT, "en")
    assert chart.table.empty and "nothing is printed" in chart.alt


def test_an_event_of_a_year_only_stands_beside_the_months() -> None:
    chart = event_calendar(EVENTS, LIGHT, "en")
    (marks,) = chart.figure.data
    assert list(marks.x) == [13, 12, 12, 3]
    assert list(marks.text) == ["1", "2", "3", "4"] == [str(n) for n in chart.table["number"]]
    assert "of 1 only the year is known" in chart.alt


def test_two_events_of_one_month_do_not_lie_on_one_another() -> None:
    (marks,) = event_calendar(EVENTS, LIGHT, "en").figure.data
    assert abs(marks.y[1] - marks.y[2]) > 0.5
    assert marks.y[0] == 2016


def test_an_inferred_date_is_hollow() -> None:
    (marks,) = event_calendar(EVENTS, LIGHT, "en").figure.data
    assert marks.marker.color[0] == LIGHT.paper and marks.marker.color[1] == LIGHT.brand


def test_the_point_of_a_region_lies_inside_it() -> None:
    assert inside_point(square(0, 50)) == [0.5, 50.5]
    horseshoe = [[0, 0], [4, 0], [4, 4], [3, 4], [3, 1], [1, 1], [1, 4], [0, 4], [0, 0]]
    x, y = inside_point(json.dumps({"type": "Polygon", "coordinates": [horseshoe]}))
    assert y < 1 or x < 1 or x > 3


def partners(theme: object = LIGHT) -> object:
    links = pd.DataFrame([("XX1", "XX2", "P1")], columns=["region_from", "region_to", "projects"])
    view = view_of([(0.5, 50.5), (3.5, 50.5)], 600, 300)
    land = ground(atlas([square(-5, 45, 15)], [("XX", square(0, 50)), ("XX", square(3, 50))]), view)
    return partner_map.partner_map(REGIONS, links, UNPLACED, land, view, Place("T", "S", "stem"), theme, "en")


def test_the_partner_map_shades_by_number_and_says_it_is_the_region() -> None:
    chart = partners()
    drawn = layers_of(chart.figure)
    shades = {one["name"]: one["c"][:3] for one in drawn["regions"]}
    assert shades["Westland (XX1)"] != shades["Eastland (XX2)"]
    assert list(chart.table["n_partners"]) == [2, 1, 1]
    assert any("not its address" in note for note in chart.notes)


def test_a_line_runs_between_the_points_of_the_two_regions() -> None:
    ((line,),) = [layers_of(partners().figure)["links"]]
    assert line["p"][0] == [0.5, 50.5] and line["p"][-1] == [3.5, 50.5]


def test_an_organisation_without_a_region_is_listed_and_not_drawn() -> None:
    chart = partners(DARK)
    assert any("D (Yland)" in note for note in chart.notes)
    assert "region not known" in set(chart.table["region"])
    assert "without a known region, and listed: 1" in chart.alt


def test_the_partner_map_asks_no_other_host() -> None:
    text = partners().figure.to_json()
    assert "http://" not in text and "https://" not in text


def test_a_great_circle_ends_where_it_should_and_bows_to_the_pole() -> None:
    path = event_map.great_circle([0.0, 50.0], [120.0, 50.0])
    assert path[0] == [0.0, 50.0] and path[-1] == [120.0, 50.0]
    assert max(point[1] for point in path) > 65
    assert event_map.great_circle([1.0, 2.0], [1.0, 2.0]) == [[1.0, 2.0], [1.0, 2.0]]


PLACES = pd.DataFrame(
    [
        ("E1", "Mission", "2016", "BEANR", "Antwerp", 51.2, 4.4, "origin"),
        ("E1", "Mission", "2016", "UAODS", "Odesa", 46.5, 30.7, "destination"),
        ("E2", "Hackathon", "2018", "BEANR", "Antwerp", 51.2, 4.4, "host"),
    ],
    columns=["event_id", "event", "when", "port_id", "port", "lat", "lon", "part"],
).assign(part_words="part")


def test_a_mission_is_an_arc_and_a_port_of_two_events_is_one_larger_circle() -> None:
    view = view_of([(4.4, 51.2), (30.7, 46.5)], 600, 300)
    land = ground(atlas([square(-5, 40, 40)], []), view)
    chart = event_map.event_map(PLACES, land, view, LIGHT, "en")
    drawn = layers_of(chart.figure)
    assert len(drawn["missions"]) == 1 and drawn["missions"][0]["p"][0] == [4.4, 51.2]
    sizes = {one["name"]: one["r"] for one in drawn["circles"]}
    assert len(sizes) == 2 and sizes["Antwerp"] ** 2 == pytest.approx(2 * sizes["Odesa"] ** 2, rel=0.03)
    assert len(chart.table) == len(PLACES)
    assert "Antwerp to Odesa" in chart.alt
