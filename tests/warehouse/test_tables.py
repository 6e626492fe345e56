"""Every declared table is there as declared, and every column is explained."""

from __future__ import annotations

import pytest

from etl.sources import SOURCES
from warehouse.fields import FIELDS
from warehouse.reads import columns, query
from warehouse.tables import BY_NAME, TABLES

NAMES = sorted(BY_NAME)


def test_no_table_and_no_column_of_a_table_is_declared_twice():
    assert len(BY_NAME) == len(TABLES)
    for table in TABLES:
        assert len(set(table.columns)) == len(table.columns), table.name
        assert set(table.key) <= set(table.columns), table.name
        assert set(table.optional) <= set(table.columns), table.name


@pytest.mark.parametrize("name", NAMES)
def test_a_table_is_named_by_what_it_is(name: str):
    assert name.startswith(("raw_", "core_", "out_", "meta_", "quarantine_"))
    assert BY_NAME[name].title


@pytest.mark.parametrize("name", NAMES)
def test_every_declared_table_stands_in_a_vintage_with_its_columns_and_types(at_small, name: str):
    sql = "select column_name, data_type from information_schema.columns where table_name = ? order by ordinal_position"
    held = query(at_small, sql, [name])
    assert list(held["column_name"]) == list(BY_NAME[name].columns)
    assert list(held["data_type"]) == [BY_NAME[name].field(column).dtype for column in BY_NAME[name].columns]


def test_a_vintage_holds_no_table_that_is_not_declared(at_full):
    held = query(at_full, "select table_name from information_schema.tables where table_type = 'BASE TABLE'")
    assert set(held["table_name"]) == set(BY_NAME)


@pytest.mark.parametrize("name", NAMES)
def test_no_key_stands_twice_and_no_required_cell_is_empty(at_full, name: str):
    table = BY_NAME[name]
    key = ", ".join(table.key)
    assert query(at_full, f"select {key} from {name} group by {key} having count(*) > 1").empty
    for column in (column for column in table.columns if not table.nullable(column)):
        assert query(at_full, f'select 1 from {name} where "{column}" is null limit 1').empty, column


@pytest.mark.parametrize("name", NAMES)
def test_every_code_is_of_its_code_list(at_full, name: str):
    table = BY_NAME[name]
    for column in (column for column in table.columns if table.field(column).codes):
        held = query(at_full, f'select distinct "{column}" as code from {name} where "{column}" is not null')
        assert set(held["code"]) <= set(table.field(column).codes), column


@pytest.mark.parametrize("table", [table for table in TABLES if table.foreign], ids=lambda table: table.name)
def test_every_foreign_key_is_found(at_full, table):
    for foreign in table.foreign:
        own = ", ".join(foreign.columns)
        given = " and ".join(f"{column} is not null" for column in foreign.columns)
        target = ", ".join(foreign.target)
        orphans = query(
            at_full, f"select {own} from {table.name} where {given} except select {target} from {foreign.table}"
        )
        assert orphans.empty, f"{table.name} {own} -> {foreign.table}: {orphans.head(3)}"


def test_every_column_is_explained_in_one_sentence_to_its_reader(at_small):
    held = columns(at_small)
    declared = {(table.name, column) for table in TABLES for column in table.columns}
    assert set(zip(held["table_name"], held["column_name"], strict=True)) == declared
    assert held["meaning"].str.endswith(".").all()
    assert held["dtype"].notna().all()


def test_the_dictionary_holds_no_column_that_no_table_has():
    assert set(FIELDS) == {column for table in TABLES for column in table.columns}


def test_every_source_has_a_licence_a_release_and_a_cadence(at_full):
    held = query(
        at_full,
        "select s.source_id, s.cadence, s.url, l.licence_name, l.attribution, count(r.release) as n from core_source s "
        "left join core_licence l on l.licence_id = s.licence_id left join core_release r on r.source_id = s.source_id "
        "group by s.source_id, s.cadence, s.url, l.licence_name, l.attribution",
    )
    assert held[["cadence", "licence_name", "attribution"]].notna().all(axis=None)
    filled_by_a_refresh = {source.id for source in SOURCES}
    assert set(held.loc[held["n"] == 0, "source_id"]) <= filled_by_a_refresh
