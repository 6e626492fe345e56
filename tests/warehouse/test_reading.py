"""Reading vintages: gone, damaged, of another schema; and what the reads answer."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from warehouse import reads
from warehouse.connection import frame_from
from warehouse.errors import NoWarehouseError, SchemaVersionError, UnknownEntityError, UnknownVintageError
from warehouse.settings import Settings
from warehouse.tables import BY_NAME, SCHEMA_VERSION
from warehouse.vintages import current_id, ids, listing, path_of

OTHER = "2023-01-01-0123abcd"


@pytest.fixture
def copy(small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The small warehouse, free to be spoilt."""
    shutil.copytree(small.settings.warehouse, tmp_path / "warehouse")
    monkeypatch.setenv("PRM_DATA", str(tmp_path))
    return Settings(tmp_path)


def test_without_a_warehouse_the_sentence_says_how_to_build_one(tmp_path: Path):
    assert current_id(Settings(tmp_path)) is None
    assert ids(Settings(tmp_path)) == []
    with pytest.raises(NoWarehouseError, match="Run `python -m etl build`"):
        path_of(settings=Settings(tmp_path))


def test_a_deleted_warehouse_is_noticed_by_the_next_read(copy, small):
    assert len(reads.ports(small.vintage)) == 4
    shutil.rmtree(copy.warehouse)
    with pytest.raises(UnknownVintageError, match="Choose one of: none"):
        reads.ports(small.vintage)
    with pytest.raises(NoWarehouseError, match="No data have been built yet"):
        path_of()


def test_a_deleted_current_vintage_is_named(copy, small):
    path_of(small.vintage).unlink()
    with pytest.raises(NoWarehouseError, match=f"The current vintage {small.vintage} is gone"):
        path_of()


@pytest.mark.parametrize("asked", ["2023-01-01-00000000", "../../etc/passwd", "nonsense"])
def test_a_vintage_that_is_not_kept_is_answered_with_those_that_are(at_small, asked: str):
    with pytest.raises(UnknownVintageError, match=at_small):
        path_of(asked)


def spoil_schema(copy: Settings, vintage: str) -> Path:
    other = copy.warehouse / f"{OTHER}.duckdb"
    shutil.copy(copy.warehouse / f"{vintage}.duckdb", other)
    with duckdb.connect(str(other)) as connection:
        connection.execute(f"update meta_vintage set schema_version = {SCHEMA_VERSION + 1}")
    return other


def test_a_vintage_of_another_schema_says_so_and_the_others_stay_readable(copy, small):
    spoil_schema(copy, small.vintage)
    with pytest.raises(SchemaVersionError, match=f"written with schema version {SCHEMA_VERSION + 1}"):
        reads.ports(OTHER)
    assert len(reads.ports(small.vintage)) == 4
    assert [(one.id, one.is_current) for one in listing()] == [(small.vintage, True), (OTHER, False)]
    assert "schema version" in listing()[1].note


@pytest.mark.parametrize("content", [b"", b"no database at all" * 1000])
def test_a_damaged_vintage_file_is_one_sentence(copy, content: bytes):
    (copy.warehouse / f"{OTHER}.duckdb").write_bytes(content)
    with pytest.raises(NoWarehouseError, match="Delete it and run `python -m etl build`"):
        reads.ports(OTHER)


def test_a_vintage_whose_middle_is_damaged_is_one_sentence_for_whatever_is_read(copy, small):
    path = copy.warehouse / f"{OTHER}.duckdb"
    held = bytearray(path_of(small.vintage).read_bytes())
    held[3 * 4096 :] = b"\xaa" * (len(held) - 3 * 4096)
    path.write_bytes(held)
    with pytest.raises(NoWarehouseError, match="Delete it and run"):
        reads.rows(OTHER, "core_observation")


def test_an_unknown_entity_is_answered_with_those_that_look_alike(at_small):
    with pytest.raises(UnknownEntityError, match=r"No port, region, country or area 'XXALF' is held. Near it: XXALP"):
        reads.entity_type(at_small, "XXALF")
    assert reads.entity_type(at_small, "X-GRP") == "area"


def test_groups_of_ports_stand_beside_the_ports(at_small):
    ports = reads.ports(at_small).set_index("port_id")
    assert ports["entity_type"].to_dict() == {"XXALP": "port", "XXBET": "port", "XXGAM": "port", "X-GRP": "area"}


def test_a_port_is_measured_against_its_main_region(at_small):
    held = reads.denominators(at_small, ["XXGAM", "XXBET"])
    assert list(held["denominator"]) == ["gdp", "population"]
    assert set(held["region_id"]) == {"XX111"}
    assert set(held["port_id"]) == {"XXGAM"}


def test_the_sources_count_their_rows_and_say_their_licence_and_release(at_small):
    held = reads.sources(at_small).set_index(["source_id", "release"])
    assert held["n_rows"].to_dict() == {
        ("office_goods", "1"): 7,
        ("office_regions", "2024"): 4,
        ("office_regions", "2023"): 2,
    }
    assert held["licence_name"].notna().all()
    assert held["released_on"].notna().all()


def test_a_merger_is_found_from_both_its_ends(at_small):
    assert list(reads.lineage(at_small, ["XXBET"])["successor"]) == ["XXGAM"]
    assert list(reads.lineage(at_small, ["XXGAM"])["predecessor"]) == ["XXALP", "XXBET"]


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_a_frame_is_what_duckdb_itself_would_give(at_small, name: str):
    with duckdb.connect(str(path_of(at_small)), read_only=True, config={"threads": "1"}) as connection:
        expected = connection.execute(f"select * from {name}").df()
    pd.testing.assert_frame_equal(reads.rows(at_small, name), expected)


@pytest.mark.parametrize("rows", ["{full}, {empty}", "{empty}, {full}", "{full}", "{empty}"])
def test_cells_of_every_type_full_and_empty_are_as_duckdb_gives_them(at_small, rows: str):
    full = "(1::bigint, 2::integer, 1.5::double, true, 'a', date '2024-01-01', timestamp '2024-01-01 10:00:00')"
    values = rows.format(full=full, empty="(null, null, null, null, null, null, null)")
    sql = f"select * from (values {values}) t(whole, small, broken, truth, word, day, moment)"
    expected = duckdb.execute(sql).df()
    pd.testing.assert_frame_equal(reads.query(at_small, sql), expected)
    many = frame_from(duckdb.sql(sql).to_arrow_table())
    pd.testing.assert_frame_equal(many.drop(columns="word"), expected.drop(columns="word"))
    assert many["word"].dropna().tolist() == expected["word"].dropna().tolist()
