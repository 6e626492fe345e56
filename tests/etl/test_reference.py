"""Loading the reference: what is wrong stops the build in one sentence that names file, line and column."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl import geography, reference
from etl.reference import Choice
from warehouse.connection import Staging
from warehouse.contract import create_tables
from warehouse.errors import ContractError, HouseError, SourceError
from warehouse.settings import Settings
from warehouse.tables import BY_NAME, REFERENCE_TABLES

pytestmark = pytest.mark.slow

GOODS = "observation/office_goods"


def empty(settings: Settings) -> Staging:
    """A staging file of the test with the declared tables."""
    stage = Staging(settings.warehouse / ".staging-0.duckdb")
    create_tables(stage)
    return stage


def load(settings: Settings) -> Staging:
    """The core tables of a reference, in a staging file of the test."""
    stage = empty(settings)
    try:
        reference.load(stage, settings.reference, Choice())
    except HouseError:
        stage.discard()
        raise
    return stage


def refused(settings: Settings) -> str:
    with pytest.raises(HouseError) as caught:
        load(settings)
    return str(caught.value)


def misread(settings: Settings, table: str) -> str:
    """What is said of one file, without loading the others."""
    with pytest.raises(HouseError) as caught:
        reference.read_table(settings.reference, BY_NAME[f"core_{table}"])
    return str(caught.value)


def swap(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("table", [REFERENCE_TABLES[0], REFERENCE_TABLES[-1]], ids=lambda table: table.reference)
def test_a_missing_file_is_named_with_the_way_to_get_it_back(small_reference, table):
    settings = small_reference()
    (settings.reference / f"{table.reference}.csv").unlink()
    name = f"data/reference/{table.reference}.csv"
    assert refused(settings) == f"{name} is missing. Restore it with `git checkout {name}`."


def test_without_any_observation_file_the_build_stops(small_reference):
    settings = small_reference()
    for path in (settings.reference / "observation").glob("*.csv"):
        path.unlink()
    assert "holds no figures" in refused(settings)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00nonsense", b'port_id\n"open quote', b"a,b\n1,2,3\n"])
def test_a_file_that_is_no_table_is_one_sentence(small_reference, content: bytes):
    settings = small_reference()
    (settings.reference / "port.csv").write_bytes(content)
    sentence = misread(settings, "port")
    assert "data/reference/port.csv" in sentence
    assert "\n" not in sentence


def test_a_missing_column_is_named(small_reference):
    settings = small_reference()
    swap(settings.reference / "port.csv", "port_role,", "port_part,")
    sentence = misread(settings, "port")
    assert "does not have the columns of core_port (missing: port_role; not declared: port_part)" in sentence


def test_columns_in_another_order_are_refused(small_reference):
    settings = small_reference()
    swap(settings.reference / "licence.csv", "licence_id,licence_name", "licence_name,licence_id")
    assert "the columns stand in another order" in misread(settings, "licence")


@pytest.mark.parametrize("wrong", ["many", "1,5", "inf", "12.5.1"])
def test_a_number_that_is_none_is_named_with_its_line(small_reference, wrong: str):
    settings = small_reference(lambda rows: rows["port"][1].update(lat=wrong))
    assert f"port.csv, line 3, column lat: '{wrong}' is not a double value" in misread(settings, "port")


@pytest.mark.parametrize(
    ("table", "column", "wrong", "kind"),
    [
        ("port", "stat_first_year", "1997.5", "bigint"),
        ("release", "released_on", "01/02/2024", "date"),
        ("release", "released_on", "2024-13-01", "date"),
        ("measure", "is_additive", "yes", "boolean"),
    ],
)
def test_a_cell_of_another_type_is_named_with_its_line(small_reference, table: str, column: str, wrong: str, kind: str):
    settings = small_reference(lambda rows: rows[table][1].update({column: wrong}))
    assert f"{table}.csv, line 3, column {column}: '{wrong}' is not a {kind} value" in misread(settings, table)


def test_a_code_that_is_not_in_its_list_is_named_with_its_line(small_reference):
    settings = small_reference(lambda rows: rows["port"][2].update(port_role="important"))
    assert "port.csv, line 4: port_role holds 'important', which is not in its code list" in misread(settings, "port")


def test_an_empty_cell_that_must_be_filled_is_named_with_its_line(small_reference):
    settings = small_reference(lambda rows: rows["port"][1].update(name=None))
    assert "port.csv, line 3: name is empty and must not be" in misread(settings, "port")


def test_a_key_that_stands_twice_is_named(small_reference):
    settings = small_reference(lambda rows: rows["port"].append(dict(rows["port"][0])))
    assert "port.csv, line 2: the key (port_id) stands there twice" in misread(settings, "port")


def test_an_observation_that_stands_twice_is_refused(small_reference):
    settings = small_reference(lambda rows: rows[GOODS].append(dict(rows[GOODS][0])))
    assert "stands there twice" in refused(settings)


@pytest.mark.parametrize(
    ("table", "change", "sentence"),
    [
        ("port", {"country": "QQ"}, "core_port points to core_country with country = QQ"),
        ("port", {"licence_id": "none"}, "core_port points to core_licence with licence_id = none"),
        ("area_member", {"member": "XXNIL"}, "member_type, member = port, XXNIL"),
        ("range_member", {"range_id": "nil"}, "core_range_member points to core_range with range_id = nil"),
        (GOODS, {"measure": "goods"}, "core_observation points to core_measure with measure = goods"),
        (GOODS, {"definition_id": "nil"}, "core_observation points to core_definition with definition_id = nil"),
    ],
)
def test_a_link_that_points_nowhere_is_named(small_reference, table: str, change: dict, sentence: str):
    settings = small_reference(lambda rows: rows[table][0].update(change))
    assert sentence in refused(settings)


def test_a_file_carries_one_source_named_after_it(small_reference):
    settings = small_reference(lambda rows: rows[GOODS][0].update(source_id="office_regions"))
    assert "a file carries one source, named after it" in refused(settings)


@pytest.mark.parametrize("change", [{"unit": "kt"}, {"obs_value": 100.5}])
def test_tonnes_are_whole_and_in_tonnes(small_reference, change: dict):
    settings = small_reference(lambda rows: rows[GOODS][0].update(change))
    assert "tonnes are whole numbers" in refused(settings)


def test_an_observation_of_an_unknown_port_is_set_aside_and_counted(small_reference):
    settings = small_reference(lambda rows: rows[GOODS][3].update(entity="XXNIL"))
    stage = load(settings)
    aside = stage.frame("select * from quarantine_observation")
    assert stage.value("select count(*) from core_observation where source_id = 'office_goods'") == 6
    stage.discard()
    assert list(aside["line"]) == [5]
    assert list(aside["file"]) == [f"reference/{GOODS}.csv"]
    assert aside["problem"].iloc[0] == "no port 'XXNIL' is held; add it to data/reference/port.csv"
    assert json.loads(aside["record"].iloc[0])["obs_value"] == 50


def test_a_release_that_is_not_declared_stops_the_build(small_reference):
    settings = small_reference(lambda rows: rows[GOODS][0].update(release="9"))
    assert f"{GOODS}.csv, line 2: the release '9' is not in release.csv" in refused(settings)


def test_every_file_read_is_recorded_with_its_digest(small_reference):
    stage = load(small_reference())
    files = stage.frame("select * from meta_file")
    stage.discard()
    assert len(files) == len(REFERENCE_TABLES) + 2
    assert files["sha256"].str.len().eq(64).all()
    assert files.set_index("file").loc[f"reference/{GOODS}.csv", "n_rows"] == 7


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "is missing"),
        ("{", "is no GeoJSON feature collection"),
        ('{"type": "x"}', "is no GeoJSON"),
        ("[]", "is no"),
    ],
)
def test_a_spoilt_outline_is_one_sentence(small_reference, content: str | None, words: str):
    settings = small_reference()
    path = settings.reference / "geo" / "nuts3_2021.geojson"
    path.unlink() if content is None else path.write_text(content, encoding="utf-8")
    stage = empty(settings)
    with pytest.raises(SourceError, match=words):
        geography.load(stage, settings.reference / "geo")
    stage.discard()


def test_an_outline_without_its_properties_is_one_sentence(small_reference):
    settings = small_reference()
    path = settings.reference / "geo" / "nuts3_2021.geojson"
    swap(path, '"region_id"', '"region"')
    stage = empty(settings)
    with pytest.raises(SourceError, match="region_id"):
        geography.load(stage, settings.reference / "geo")
    stage.discard()


def test_a_key_of_a_computed_table_that_stands_twice_is_a_contract_error(small_reference):
    from warehouse.contract import check_keys
    from warehouse.tables import PART

    stage = empty(small_reference())
    stage.run(
        "insert into core_part values ('port','XXGAM','port','XXALP','2022'), ('port','XXGAM','port','XXALP','2022')"
    )
    with pytest.raises(ContractError, match="core_part holds the key"):
        check_keys(stage, [PART])
    stage.discard()
