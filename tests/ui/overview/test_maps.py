"""What the Overview's map is drawn from, and what a click on it does to the choice."""

import json

import pandas as pd
import pytest

from ui.overview import maps
from ui.overview.maps import Choice


@pytest.mark.parametrize(
    ("chosen", "clicked", "after"),
    [
        (("A", "B"), ("C",), ("A", "B", "C")),
        (("A", "B"), ("B",), ("A",)),
        (("A",), ("A", "C"), ("A", "C")),
        (("A", "C"), ("A", "C"), ()),
        ((), ("A",), ("A",)),
    ],
)
def test_a_click_puts_ports_in_and_a_second_one_takes_them_out(
    chosen: tuple[str, ...], clicked: tuple[str, ...], after: tuple[str, ...]
) -> None:
    assert maps.toggled(chosen, clicked) == after


def measured(vintage: str, shade: str, year: int, chosen: tuple[str, ...] = ()) -> pd.DataFrame:
    return maps.measured_regions(vintage, shade, maps.port_rows(vintage, "gross_weight", year, "published", chosen))


def regions(vintage: str, shade: str, year: int) -> pd.DataFrame:
    ports = measured(vintage, shade, year).dropna(subset=["region_id"])
    return maps.region_rows(vintage, shade, year, ports[["port_id", "name", "region_id", "shape_id", "nuts_version"]])


def test_poole_is_drawn_where_its_population_is_counted(at_full: str) -> None:
    poole = measured(at_full, "tonnes_per_inhabitant", 2019).set_index("port_id").loc["GBPOO"]
    assert (poole["region_id"], poole["nuts_version"]) == ("UKK21", "2016")


def test_a_region_whose_boundary_changed_is_hatched_and_says_so(at_full: str) -> None:
    poole = regions(at_full, "tonnes_per_inhabitant", 2022).set_index("region_id").loc["UKK21"]
    assert pd.isna(poole["value"]) and poole["reason"] == "boundary_changed"
    assert json.loads(poole["hatch"])["type"] == "MultiLineString"


def test_rotterdam_is_drawn_although_its_new_code_has_no_outline(at_full: str) -> None:
    row = measured(at_full, "gdp_yoy_change", 2021).set_index("port_id").loc["NLRTM"]
    assert row["shape_id"] == "NL33C"
    shown = regions(at_full, "gdp_yoy_change", 2021)
    rotterdam = shown[shown["port_ids"].str.contains("NLRTM")].iloc[0]
    assert rotterdam["value"] == pytest.approx(9.897467)


def test_a_region_with_two_ports_is_shaded_by_the_larger(at_full: str) -> None:
    row = regions(at_full, "tonnes_per_inhabitant", 2022).set_index("region_id").loc["FRE12"]
    assert set(row["ports"].split(", ")) == {"Calais", "Boulogne-sur-Mer"}
    assert row["value"] == pytest.approx(9.987098)


def test_a_merged_port_gives_way_to_its_successor_unless_chosen(at_full: str) -> None:
    shown = maps.port_rows(at_full, "gross_weight", 2024, "published", ())
    assert "BEANR" not in set(shown["port_id"]) and "BE003" in set(shown["port_id"])
    kept = maps.port_rows(at_full, "gross_weight", 2024, "published", ("BEANR",))
    assert kept.set_index("port_id").loc["BEANR", "reason"] == "merged"


def test_shading_falls_back_to_the_year_most_regions_have(at_full: str) -> None:
    assert maps.shade_year(at_full, "gdp_yoy_change", 2024) == 2021
    assert maps.shade_year(at_full, "gdp_yoy_change", 2020) == 2020
    assert maps.shade_year(at_full, "tonnes_per_inhabitant", 2024) == 2024


def test_the_first_map_is_small(at_full: str) -> None:
    choice = Choice("gross_weight", "gdp_yoy_change", 2024, 2021)
    chart = maps._chart(at_full, ("BE003", "FRCQF", "NLMOE", "GBPOO"), "published", choice, "light", "en", maps.CANVAS)
    assert len(chart.figure.to_json()) <= 400_000
    assert chart.notes[0] == "Regions show 2021: the newest year up to 2024 in which most of them have a figure."
    assert chart.notes[-1].startswith("© EuroGeographics for the administrative boundaries")
    assert len(chart.table) == 34
