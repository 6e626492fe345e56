"""Eurostat's cells become our observations: units, flags, sums of parts, places, the key that is asked."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from werkzeug import Response

from etl.faults import SourceFault
from etl.snapshots import File, Snapshot
from etl.source import Held
from etl.sources.eurostat import source_of
from etl.sources.eurostat_dataset import FLAGS, MEANINGS, TONNAGES
from etl.sources.eurostat_ports import CARGO_KINDS, DATASETS, GOODS, PASSENGERS, SHIPS
from etl.sources.eurostat_regions import OUTPUT, POPULATION, UNEMPLOYMENT
from tests.etl.sources.players_eurostat import FOLDER, answer
from warehouse import fields

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
BY_PARTNER = next(one for one in DATASETS if one.code == "mar_go_qm_nl")


@pytest.fixture(scope="module")
def held() -> Held:
    return Held.read(ROOT / "data" / "reference")


def made(dataset, text: str, held: Held, folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The observations and what was set aside, of a file with this text."""
    path = folder / "data_001.csv"
    path.write_text(text)
    files = (File(path.name, "", "", 0, {}, ""),)
    snapshot = Snapshot(dataset.id, "2026-10-01", date(2026, 10, 1), date(2026, 10, 1), folder, files)
    source = source_of(dataset)
    harmonised = source.harmonise(source.parse(snapshot), held, snapshot)
    return harmonised.tables["core_observation"].astype({"entity": "str"}), harmonised.set_aside


def cells(dataset) -> str:
    return (FOLDER / f"{dataset.code}.csv").read_text()


def test_thousand_tonnes_become_whole_tonnes_with_the_printed_value_beside_them(held, tmp_path):
    rows, aside = made(GOODS, cells(GOODS), held, tmp_path)
    last = rows.iloc[-1]
    assert (last["entity_type"], last["entity"]) == ("port", "NLRTM")
    assert (last["measure"], last["unit"]) == ("gross_weight", "t")
    assert (last["obs_value"], last["published_value"], last["published_unit"]) == (34_500, "34.5", "THS_T")
    assert (last["direction"], last["cargo_type"], str(last["period_start"].date())) == ("total", "total", "2024-01-01")
    assert (last["obs_status"], last["obs_flag"], last["locator"]) == ("P", "p", "A.TOTAL.THS_T.NL_0NLRTM:2024")
    assert aside.empty


@pytest.mark.parametrize(
    ("flag", "status"), [("", "A"), ("r", "A"), ("p", "P"), ("e", "E"), ("ep", "E"), ("bep", "B"), ("u", "U")]
)
def test_of_several_flags_the_worst_stands(held, tmp_path, flag, status):
    text = cells(GOODS).replace(",20,,\n", f",20,{flag},\n")
    rows, _aside = made(GOODS, text, held, tmp_path)
    assert rows["obs_status"].iloc[0] == status
    assert (rows["obs_flag"].iloc[0] if flag else "") == flag


def test_every_flag_and_every_code_means_something_that_the_house_knows():
    assert set(FLAGS.values()) <= set(fields.OBS_STATUSES)
    known = {
        "direction": fields.DIRECTIONS,
        "cargo_type": fields.CARGO_TYPES,
        "vessel_type": fields.VESSEL_TYPES,
        "size_class": fields.SIZE_CLASSES,
    }
    assert all(set(words.values()) <= set(known[ours]) for ours, words in MEANINGS.values())


@pytest.mark.parametrize("missing", ["", ":"])
def test_a_cell_without_a_figure_is_no_zero_and_is_kept_only_with_its_flag(held, tmp_path, missing):
    text = cells(GOODS).replace(",20,,\n", f",{missing},c,\n").replace(",21,,\n", f",{missing},,\n", 1)
    rows, _aside = made(GOODS, text, held, tmp_path)
    assert len(rows) == 14
    assert pd.isna(rows["obs_value"].iloc[0])
    assert pd.isna(rows["obs_status"].iloc[0])
    assert rows["obs_flag"].iloc[0] == "c"


def test_ro_ro_is_the_sum_of_both_kinds_and_says_so(held, tmp_path):
    rows, _aside = made(CARGO_KINDS, cells(CARGO_KINDS), held, tmp_path)
    ro_ro = rows[(rows["cargo_type"] == "ro_ro") & (rows["period_start"].dt.year == 2024)].iloc[0]
    assert (ro_ro["obs_value"], ro_ro["provenance_kind"]) == (5_500 + 6_500, "derived")
    assert ro_ro["locator"] == "A.THS_T.RO_MSP.NL_0NLRTM:2024 + A.THS_T.RO_MNSP.NL_0NLRTM:2024"
    assert pd.isna(ro_ro["published_value"])
    total = rows[(rows["cargo_type"] == "total") & (rows["period_start"].dt.year == 2024)].iloc[0]
    assert (total["obs_value"], total["provenance_kind"], total["published_value"]) == (1_500, "published", "1.5")


def test_a_sum_with_a_missing_part_is_missing_and_has_no_status(held, tmp_path):
    text = cells(CARGO_KINDS).replace("RO_MNSP,NL_0NLRTM,2024,6.5,,", "RO_MNSP,NL_0NLRTM,2024,,c,")
    rows, _aside = made(CARGO_KINDS, text, held, tmp_path)
    ro_ro = rows[(rows["cargo_type"] == "ro_ro") & (rows["period_start"].dt.year == 2024)].iloc[0]
    assert pd.isna(ro_ro["obs_value"])
    assert pd.isna(ro_ro["obs_status"])


def test_a_sum_has_the_worst_status_of_its_parts(held, tmp_path):
    text = cells(CARGO_KINDS).replace("RO_MNSP,NL_0NLRTM,2024,6.5,,", "RO_MNSP,NL_0NLRTM,2024,6.5,e,")
    rows, _aside = made(CARGO_KINDS, text, held, tmp_path)
    assert rows[(rows["cargo_type"] == "ro_ro") & (rows["period_start"].dt.year == 2024)].iloc[0]["obs_status"] == "E"


def test_narrow_classes_of_tonnage_are_summed_into_ours(held, tmp_path):
    rows, _aside = made(SHIPS, cells(SHIPS), held, tmp_path)
    here = (rows["vessel_type"] == "container") & (rows["period_start"] == pd.Timestamp("2024-04-01"))
    ships = rows[here & (rows["measure"] == "vessel_arrivals")].set_index("size_class")["obs_value"].to_dict()
    assert ships == {"total": 9, "lt_10k_gt": 1 + 2, "10k_40k_gt": 2, "40k_100k_gt": 3, "ge_100k_gt": 1}
    tonnage = rows[here & (rows["measure"] == "vessel_gross_tonnage")].set_index("size_class")["obs_value"].to_dict()
    assert tonnage["lt_10k_gt"] == 1_500 + 2_500


def test_the_classes_of_tonnage_cover_all_ships_without_a_gap():
    bounds = [code.removeprefix("GT").strip("_") for code in TONNAGES if code != "TOTAL"]
    spans = sorted(tuple(map(int, bound.split("-"))) for bound in bounds if "-" in bound)
    assert spans[0][0] == 100
    assert all(below[1] + 1 == above[0] for below, above in zip(spans[:-1], spans[1:], strict=True))
    assert (spans[-1][1], {"LT100", "GE300000"} <= set(bounds)) == (299_999, True)


def test_partners_carry_iso_codes_and_all_partners_together_none(held, tmp_path):
    text = answer(BY_PARTNER, "Q.IN.TOTAL.THS_T..NL_0NLRTM").decode()
    rows, _aside = made(BY_PARTNER, text, held, tmp_path)
    assert list(dict.fromkeys(rows["partner"])) == ["_Z", "GB", "GB_1", "CN_X_HK"]
    assert str(rows["period_start"].iloc[0].date()) == "2024-01-01"


def test_a_region_carries_the_newest_edition_that_holds_its_code(held, tmp_path):
    rows, _aside = made(OUTPUT, cells(OUTPUT), held, tmp_path)
    assert set(zip(rows["entity"], rows["nuts_version"], strict=True)) == {("BE211", "2024"), ("NL366", "2024")}
    gdp = rows[(rows["measure"] == "gdp") & (rows["entity"] == "NL366")].iloc[-1]
    assert (gdp["obs_value"], gdp["unit"]) == (84_200_000, "EUR")


def test_countries_and_the_union_are_no_regions(held, tmp_path):
    rows, _aside = made(POPULATION, cells(POPULATION), held, tmp_path)
    assert set(zip(rows["entity_type"], rows["entity"], strict=True)) == {
        ("region", "BE211"),
        ("region", "NL366"),
        ("country", "BE"),
        ("area", "EU27_2020"),
    }


def test_unemployment_is_of_the_larger_regions_around_ours_which_come_with_it(held, tmp_path):
    path = tmp_path / "data_001.csv"
    path.write_text(cells(UNEMPLOYMENT))
    snapshot = Snapshot(
        UNEMPLOYMENT.id, "r", date(2026, 1, 1), date(2026, 1, 1), tmp_path, (File(path.name, "", "", 0, {}, ""),)
    )
    source = source_of(UNEMPLOYMENT)
    tables = source.harmonise(source.parse(snapshot), held, snapshot).tables
    assert list(tables["core_region"]["region_id"]) == ["BE21", "FRM0"]
    assert list(tables["core_region"]["name"]) == ["Prov. Antwerpen", "Corse"]
    assert tables["core_observation"]["obs_value"].iloc[0] == 4.1


def test_a_place_that_nobody_holds_is_set_aside_with_what_to_do(held, tmp_path):
    rows, aside = made(GOODS, cells(GOODS).replace("NL_0NLRTM,2024", "NL_0NLXXX,2024"), held, tmp_path)
    assert (len(rows), len(aside)) == (12, 3)
    assert "no place is held under Eurostat's code 'NL_0NLXXX'" in aside["problem"].iloc[0]
    assert list(aside["line"]) == [6, 11, 16]


def test_a_category_that_nobody_maps_stops_the_source(held, tmp_path):
    with pytest.raises(SourceFault, match="direct holds the code UNK, which nobody maps") as error:
        made(GOODS, cells(GOODS).replace(",IN,", ",UNK,"), held, tmp_path)
    assert error.value.fault == "unknown_code"


def test_a_dimension_that_nobody_maps_stops_the_source(held, tmp_path):
    dataset = replace(GOODS, asked={**GOODS.asked, "colour": ("RED",)})
    text = cells(GOODS).replace(",unit,", ",colour,unit,").replace(",THS_T,", ",RED,THS_T,")
    with pytest.raises(SourceFault, match="nobody maps the dimension colour"):
        made(dataset, text, held, tmp_path)


def test_passengers_are_found_by_their_title(stage_of_eurostat):
    fetched = stage_of_eurostat(PASSENGERS)
    assert {"contents.txt", "structure.xml", "constraint.xml", "data_001.csv"} == set(fetched.names())
    assert fetched.release == "2026-10-01"


def test_only_places_and_codes_that_exist_are_asked_in_the_order_of_the_structure(stage_of_eurostat):
    fetched = stage_of_eurostat(GOODS)
    assert "/sdmx/2.1/data/MAR_GO_AA/A.TOTAL+IN+OUT.THS_T.NL_0NLRTM?format=SDMX-CSV" in fetched.file("data_001.csv").url


def test_a_large_dataset_is_asked_in_slices(stage_of_eurostat):
    fetched = stage_of_eurostat(BY_PARTNER)
    asked = [fetched.file(name).url.split("MAR_GO_QM_NL/")[1].split("?")[0] for name in fetched.names()[1:3]]
    assert asked == [
        "Q.TOTAL+IN.TOTAL+RO_MSP+RO_MNSP.THS_T..NL_0NLRTM",
        "Q.TOTAL+IN.LBK+DBK+LCNT+OTH.THS_T.TOTAL.NL_0NLRTM",
    ]


TICKET = (
    '<?xml version="1.0"?><env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Header/><env:Body>'
    "<ns0:syncResponse><processingTime>92</processingTime><queued><id>98de05ea-540a</id><status>SUBMITTED</status>"
    "</queued></ns0:syncResponse></env:Body></env:Envelope>"
)
STATUS = (
    "<env:Envelope><env:Body><ns0:asyncResponse><ns1:status><ns1:key>98de05ea-540a</ns1:key>"
    "<ns1:status>{}</ns1:status></ns1:status></ns0:asyncResponse></env:Body></env:Envelope>"
)


def prepares(server, *states: str) -> None:
    """Eurostat answers a large request with a number, and says these states in turn when it is asked about it."""
    said = iter(states)
    server.expect_oneshot_request(re.compile("/sdmx/2.1/data/MAR_GO_AA/.*")).respond_with_data(TICKET)
    server.expect_request("/1.0/async/status/98de05ea-540a").respond_with_handler(
        lambda _request: Response(STATUS.format(next(said)))
    )
    server.expect_request("/1.0/async/data/98de05ea-540a").respond_with_data(cells(GOODS), headers={"ETag": '"a"'})


def test_an_answer_that_is_prepared_later_is_waited_for_and_stands_in_the_snapshot_alone(eurostat, stage_of_eurostat):
    fetched = stage_of_eurostat(GOODS, before=lambda: prepares(eurostat, "SUBMITTED", "PROCESSING", "AVAILABLE"))
    assert fetched.path("data_001.csv").read_text() == cells(GOODS)
    assert set(fetched.names()) == {"structure.xml", "constraint.xml", "data_001.csv"}
    assert "/1.0/async/data/98de05ea-540a?format=SDMX-CSV&compressed=false" in fetched.file("data_001.csv").url
    assert fetched.file("data_001.csv").validators() == {}, "the number is asked for once only"
    assert list(fetched.folder.glob(".peek*")) == []


def test_an_answer_that_the_publisher_drops_is_named(eurostat, stage_of_eurostat):
    with pytest.raises(SourceFault, match="request 98de05ea-540a: EXPIRED.* Run the refresh again") as error:
        stage_of_eurostat(GOODS, before=lambda: prepares(eurostat, "PROCESSING", "EXPIRED"))
    assert error.value.fault == "queued"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("direct", "way", "has the dimensions freq, way, unit, rep_mar; we know"),
        ("<s:DataStructures>", "<s:Nothing>", "cannot be read as SDMX-ML 2.1"),
    ],
)
def test_a_structure_of_another_form_is_named(stage_of_eurostat, old, new, words):
    with pytest.raises(SourceFault, match=words) as error:
        stage_of_eurostat(GOODS, lambda text: text.replace(old, new))
    assert error.value.fault == "changed_layout"
