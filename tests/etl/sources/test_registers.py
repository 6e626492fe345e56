"""UNCTAD's index, the World Port Index, UN/LOCODE and GISCO's outlines: nothing of ours is overwritten."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.faults import SourceFault
from etl.source import Held, Source
from etl.sources import gisco, nga, unctad, unlocode
from etl.sources.register import distance_km
from tests.etl.sources import made
from tests.etl.sources.archives import packed_7z, zipped

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def held() -> Held:
    return Held.read(ROOT / "data" / "reference")


def result(source: Source, held: Held, folder: Path, files: dict[str, bytes]):
    snapshot = made.snapshot(folder, source.id, files)
    return source.harmonise(source.parse(snapshot), held, snapshot)


# ---- UNCTAD


def test_the_index_of_our_ports_by_quarter_and_no_row_for_a_missing_one(held, tmp_path):
    rows = result(unctad.SOURCE, held, tmp_path, {"US_PLSCI.7z": made.connectivity()}).tables["core_observation"]
    assert rows[["entity", "obs_value"]].values.tolist() == [
        ["BEANR", 900.5],
        ["FRCQF", 1.5],
        ["CNSHA", 2000.0],
        ["BEANR", 910.25],
    ]
    assert rows["period_start"].dt.strftime("%Y-%m-%d").tolist() == ["2023-01-01"] * 3 + ["2023-04-01"]


@pytest.mark.parametrize("printed", ["2024Q01", "2024Q1", "Q1 2024", "109"])
def test_a_quarter_is_read_as_a_word_or_as_its_number(held, tmp_path, printed):
    text = f'Quarter,Port,Index (average Q1 2023 = 100)\n"{printed}",BEANR,893.2\n'
    rows = result(unctad.SOURCE, held, tmp_path, {"US_PLSCI.7z": text.encode()}).tables["core_observation"]
    assert rows["period_start"].tolist() == [pd.Timestamp("2024-01-01")]


@given(st.integers(min_value=37, max_value=400))
def test_the_number_of_a_quarter_counts_on_without_a_gap(number):
    row = unctad._periods(pd.Series([str(number)])).iloc[0]
    assert row["year"] * 4 + row["quarter"] == 2006 * 4 + 1 + number - 37


@pytest.mark.parametrize(
    ("archive", "fault"),
    [
        (packed_7z("a.txt", b"x"), "changed_layout"),
        (zipped({"a.csv": b"x", "b.csv": b"x"}), "changed_layout"),
        (packed_7z("a.csv", b"Quarter,Port,Index (maximum 2006 = 100)\n"), "changed_unit"),
        (b'{"error": 1}', "wrong_content"),
    ],
)
def test_another_archive_or_base_stops_the_source(held, tmp_path, archive, fault):
    with pytest.raises(SourceFault) as stopped:
        result(unctad.SOURCE, held, tmp_path, {"US_PLSCI.7z": archive})
    assert stopped.value.fault == fault


# ---- the World Port Index


def test_ports_are_joined_by_number_where_the_code_is_damaged(held, tmp_path):
    made_of = result(nga.SOURCE, held, tmp_path, {"world-port-index.json": made.port_index()})
    rows = made_of.tables["core_port_register"].set_index("port_id")
    assert rows.loc["GBPME", "name"] == "Portsmouth Harbour"
    antwerp = rows.loc["BEANR"]
    assert (antwerp["harbour_size"], antwerp["cargo_pier_depth_m"], antwerp["facilities"]) == (
        "large",
        12.5,
        "ro_ro; containers",
    )
    assert pd.isna(rows.loc["GBPOO", "channel_depth_m"])
    assert made_of.unknown["10 km or more from our marker"] == ["GBPOO (35480: 24 km)"]
    assert "30780 (DEHAM)" in made_of.unknown["no longer in the index"]


def test_every_number_names_a_port_we_hold_near_its_marker(held):
    assert set(nga.PORT_OF_NUMBER.values()) <= set(held.ports["port_id"])
    assert len(nga.IGNORED) + len(nga.SOURCE.expect.columns.columns) == 112


# ---- UN/LOCODE


def code_list(held: Held, folder: Path):
    return result(unlocode.SOURCE, held, folder, {"unlocode.zip": made.code_list()})


def test_positions_and_functions_stand_beside_ours(held, tmp_path):
    rows = code_list(held, tmp_path).tables["core_port_register"].set_index("port_id")
    assert (rows.loc["BEANR", "lat"], rows.loc["BEANR", "lon"]) == (51.2167, 4.4167)
    assert rows.loc["BEANR", "functions"] == "port; rail terminal; road terminal; airport; postal exchange office"
    assert (rows.loc["GBPTL", "lat"], rows.loc["GBPTL", "lon"]) == (50.5833, -2.4333)
    assert pd.isna(rows.loc["GBPOO", "lat"])
    assert "core_port" not in code_list(held, tmp_path).tables


def test_an_airport_s_code_a_removed_one_and_a_far_point_are_reported(held, tmp_path):
    unknown = code_list(held, tmp_path).unknown
    assert unknown["not a port in UN/LOCODE"] == ["CNSHA (Shanghai Hongqiao International Apt)"]
    assert unknown["marked for removal"] == ["BEZEE"]
    assert unknown["10 km or more from our marker"] == ["CNSHA (CNSHA: 16 km)", "NLTNZ (NLTNZ: 13 km)"]
    assert "DEHAM" in unknown["code not in UN/LOCODE"]
    assert "BE003" not in unknown["code not in UN/LOCODE"]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8", "utf-8-sig"])
def test_old_lists_in_latin_1_and_new_ones_in_utf_8_are_read_alike(encoding):
    assert unlocode._text("Portland, Île of".encode(encoding), "part") == "Portland, Île of"


# ---- GISCO


def test_outlines_of_three_editions_without_far_regions_and_hatched_where_a_port_lies(held, tmp_path):
    files = {
        f"NUTS_RG_03M_{edition}_4326_LEVL_{level}.geojson": made.outlines(edition, level)
        for edition in gisco.EDITIONS
        for level in gisco.LEVELS
    }
    made_of = result(gisco.SOURCE, held, tmp_path, files)
    rows = made_of.tables["core_region_shape"].set_index(["region_id", "nuts_version"])
    assert rows.loc[("UKK24", "2021"), "country"] == "GB"
    assert not any(region.startswith("ZZ") for region, _edition in rows.index)
    assert ("UKK24", "2024") not in rows.index
    assert pd.notna(rows.loc[("BE211", "2021"), "hatch"])
    assert pd.isna(rows.loc[("BE21", "2021"), "hatch"])
    ring = json.loads(rows.loc[("BE211", "2021"), "geometry"])["coordinates"][0]
    assert sorted({x for x, _y in ring}) == [4.0, 5.0]
    missing = made_of.unknown["region without an outline"]
    assert "DE600 (2021)" in missing
    assert not any(one.startswith("UK") and "2024" in one for one in missing)


# ---- distances


def test_a_degree_of_latitude_is_111_kilometres_and_a_missing_place_has_no_distance():
    here, there = pd.Series([50.0, 50.0]), pd.Series([51.0, None])
    far = distance_km(here, pd.Series([1.0, 1.0]), there, pd.Series([1.0, 1.0]))
    assert round(far[0]) == 111
    assert pd.isna(far[1])


place = st.tuples(st.floats(-80, 80), st.floats(-179, 179))


@given(place, place)
def test_the_way_there_is_as_long_as_the_way_back(one, two):
    def between(a: tuple[float, float], b: tuple[float, float]) -> float:
        cells = [pd.Series([value]) for value in (*a, *b)]
        return float(distance_km(*cells)[0])

    assert between(one, two) == pytest.approx(between(two, one), abs=1e-6)
    assert between(one, one) == 0
