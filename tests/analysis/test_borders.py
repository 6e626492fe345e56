"""Ports over a border: the sides against one another, what they share, and the ways by sea."""

import math
import subprocess
import sys

import pandas as pd
import pytest

from analysis.borders import across, differences, nearest_across, shared
from analysis.sea_routes import distance, length, sea_routes, way

COUNTRIES = {"A1": "FR", "A2": "FR", "B1": "GB"}
CALAIS, DOVER, ANTWERP, MOERDIJK = (1.85, 50.97), (1.32, 51.12), (4.40, 51.22), (4.58, 51.69)


def rows(figures: dict[tuple[str, int], float]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "indicator": "goods",
                "entity": port,
                "freq": "A",
                "period_start": pd.Timestamp(year, 1, 1),
                "value": value,
            }
            for (port, year), value in figures.items()
        ]
    )


def test_pairs_across_are_of_two_countries() -> None:
    assert across(COUNTRIES) == [("A1", "B1"), ("A2", "B1")]


def test_each_port_meets_its_nearest_port_across_once() -> None:
    apart = {("A1", "B1"): 10.0, ("A2", "B1"): 20.0}
    assert nearest_across(COUNTRIES, apart) == [("A1", "B1"), ("A2", "B1")]
    assert nearest_across({"A1": "FR", "B1": "GB", "B2": "GB"}, {("A1", "B1"): 5.0, ("A1", "B2"): 4.0}) == [
        ("A1", "B1"),
        ("A1", "B2"),
    ]


def test_sides_are_medians_of_one_period_and_apart_in_robust_standard_deviations() -> None:
    # All ports in 2020: 10, 20, 30, 40, 50; median 30, MAD 10. FR is the median of 10 and 20, GB is 50.
    figures = {("A1", 2020): 10.0, ("A2", 2020): 20.0, ("B1", 2020): 50.0, ("X", 2020): 30.0, ("Y", 2020): 40.0}
    found = differences(rows(figures | {("A1", 2021): 99.0}), COUNTRIES).set_index("country")
    assert found["value"].to_dict() == {"FR": 15.0, "GB": 50.0}
    assert found["n"].to_dict() == {"FR": 2, "GB": 1}
    assert found["period_start"].dt.year.tolist() == [2020, 2020]
    assert math.isclose(found.at["GB", "z"], 20 / 14.826)
    assert math.isclose(found.at["FR", "apart"], 35 / 14.826)


def test_few_ports_have_figures_and_no_distance() -> None:
    found = differences(rows({("A1", 2020): 10.0, ("B1", 2020): 50.0}), COUNTRIES)
    assert found["apart"].isna().all()
    assert list(found["value"]) == [10, 50]


def test_sides_without_a_period_in_common_are_not_compared() -> None:
    assert differences(rows({("A1", 2024): 10.0, ("B1", 2019): 50.0}), COUNTRIES).empty


def test_what_ports_of_one_country_have_is_not_shared() -> None:
    held = pd.DataFrame(
        [("P", "A1"), ("P", "A2"), ("Q", "A1"), ("Q", "B1"), ("Q", "B1"), ("R", "Z9")], columns=["id", "port_id"]
    )
    (found,) = shared(held, COUNTRIES).to_dict("records")
    assert found == {"id": "Q", "ports": ["A1", "B1"], "countries": ["FR", "GB"]}


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    assert math.isclose(distance((0, 0), (0, 1)), 111.19, abs_tol=0.01)
    assert length([(0, 0), (0, 1), (0, 2)]) == pytest.approx(222.39, abs=0.01)


def test_a_way_by_sea_is_never_shorter_than_the_straight_line_and_starts_in_the_ports() -> None:
    places = {"FRCQF": CALAIS, "GBDVR": DOVER, "BEANR": ANTWERP, "NLMOE": MOERDIJK}
    strait, land = sea_routes(places, [("FRCQF", "GBDVR"), ("BEANR", "NLMOE"), ("FRCQF", "nowhere")])
    assert (strait.points[0], strait.points[-1]) == (CALAIS, DOVER)
    assert 40 < strait.straight_km < 41
    assert strait.straight_km < strait.km < 60
    # Antwerp and Moerdijk are neighbours over land: by sea one sails round Zeeland.
    assert land.km > 3 * land.straight_km
    assert way(CALAIS, DOVER) is way(CALAIS, DOVER)


def test_a_program_that_draws_no_way_does_not_load_the_network() -> None:
    code = "import sys, analysis.sea_routes; sys.exit('searoute' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
