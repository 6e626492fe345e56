"""Daily activity becomes whole weeks from Monday to Sunday, of ports, merged ports and groups of ports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from etl.harmonise.port_weeks import harmonise_weeks
from tests.conftest import _cell
from warehouse.connection import Staging
from warehouse.contract import create_tables
from warehouse.tables import BY_NAME, PORT_DAY, PORT_WEEK


@pytest.fixture
def staging(tmp_path: Path) -> Iterator[Staging]:
    """Alpha watched as one area, Beta as two, Gamma merged from both, Delta not watched, a group with Delta in it."""
    made = Staging(tmp_path / "staging.duckdb")
    create_tables(made)
    ports = {"XXALP": "port1", "XXBET": "port2;port3", "XXGAM": None, "XXDEL": None}
    insert(made, "core_port", [{"port_id": port, "portwatch_id": areas} for port, areas in ports.items()])
    insert(made, "core_release", [{"source_id": "x", "release": "1", "retrieved_on": pd.Timestamp("2024-06-30")}])
    parts = [
        ("port", "XXGAM", "XXALP"),
        ("port", "XXGAM", "XXBET"),
        ("area", "X-ALL", "XXGAM"),
        ("area", "X-DEL", "XXALP"),
    ]
    parts.append(("area", "X-DEL", "XXDEL"))
    insert(
        made,
        "core_part",
        [{"entity_type": t, "entity": e, "member_type": "port", "member": m, "effective": None} for t, e, m in parts],
    )
    yield made
    made.discard()


def insert(staging: Staging, table: str, rows: list[dict[str, object]]) -> None:
    declared = BY_NAME[table]
    filled = [{column: _cell(declared, column, row) for column in declared.columns} for row in rows]
    frame = pd.DataFrame(filled)
    for column in declared.columns:
        if declared.field(column).dtype == "DATE" and frame[column].notna().any():
            frame[column] = pd.to_datetime(frame[column])
        if declared.field(column).dtype == "BOOLEAN":
            frame[column] = [None if value is None else value in (True, "true") for value in frame[column]]
    staging.insert(table, frame)


def days(staging: Staging, area: str, first: str, last: str, calls: int, without: str = "", wrong: str = "") -> None:
    """One area's days, each with the same calls and 100 tonnes in and 10 out."""
    dates = [day for day in pd.date_range(first, last) if str(day.date()) != without]
    rows = pd.DataFrame(
        {
            "portwatch_id": area,
            "date": dates,
            "calls_count": calls,
            "import_tonnes": 100,
            "export_tonnes": 10,
            "is_anomalous": [str(day.date()) == wrong for day in dates],
            "source_id": "portwatch_daily",
            "release": "2",
        }
    )
    staging.insert(PORT_DAY.name, rows)


def weeks(staging: Staging, entity: str) -> list[list[object]]:
    harmonise_weeks(staging)
    held = staging.frame(f"select * from {PORT_WEEK.name} where entity = '{entity}' order by period_start")
    cells = held[["calls_count", "obs_status", "reason"]].astype(object)
    told = cells.where(cells.notna(), None).values.tolist()
    return [[str(day.date()), *row] for day, row in zip(held["period_start"], told, strict=True)]


def test_only_whole_weeks_count_and_nothing_stands_before_the_first_of_them(staging: Staging):
    days(staging, "port1", "2019-01-01", "2019-01-22", 2)
    assert weeks(staging, "XXALP") == [["2019-01-07", 14, "E", None], ["2019-01-14", 14, "E", None]]


def test_a_week_that_lacks_a_day_is_a_gap_and_no_smaller_number(staging: Staging):
    days(staging, "port1", "2024-01-01", "2024-01-21", 2, without="2024-01-10")
    assert weeks(staging, "XXALP") == [
        ["2024-01-01", 14, "E", None],
        ["2024-01-08", None, None, "gap"],
        ["2024-01-15", 14, "E", None],
    ]


def test_a_week_with_a_wrong_day_is_of_low_reliability(staging: Staging):
    days(staging, "port1", "2024-01-01", "2024-01-14", 2, wrong="2024-01-09")
    assert [week[2] for week in weeks(staging, "XXALP")] == ["E", "U"]


def test_a_port_of_two_areas_is_their_sum_where_both_have_all_days(staging: Staging):
    days(staging, "port2", "2024-01-01", "2024-01-14", 1)
    days(staging, "port3", "2024-01-01", "2024-01-07", 3)
    assert weeks(staging, "XXBET") == [["2024-01-01", 28, "E", None], ["2024-01-08", None, None, "gap"]]
    held = staging.frame(f"select * from {PORT_WEEK.name} where entity = 'XXBET' order by period_start")
    assert held["import_tonnes"].tolist()[0] == 1400
    assert held["coverage"].tolist() == [1, 0.5]
    assert held["n_days"].tolist() == [14, 7]


def test_a_merged_port_and_a_group_of_it_are_the_sum_of_all_areas_behind_them(staging: Staging):
    for area in ("port1", "port2", "port3"):
        days(staging, area, "2024-01-01", "2024-01-07", 1)
    assert weeks(staging, "XXGAM") == [["2024-01-01", 21, "E", None]]
    assert staging.frame(f"select calls_count from {PORT_WEEK.name} where entity = 'X-ALL'")[
        "calls_count"
    ].tolist() == [21]


def test_a_group_with_a_part_that_nobody_watches_has_no_weeks(staging: Staging):
    days(staging, "port1", "2024-01-01", "2024-01-07", 1)
    assert weeks(staging, "X-DEL") == []
    assert weeks_of_nobody(staging) == 0


def weeks_of_nobody(staging: Staging) -> object:
    return staging.value(f"select count(*) from {PORT_WEEK.name} where entity = 'XXDEL'")


def test_where_nothing_was_loaded_each_watched_place_has_one_row_that_says_so(staging: Staging):
    assert weeks(staging, "XXALP") == [["2024-06-24", None, None, "not_loaded"]]
    held = staging.frame(f"select entity, reason from {PORT_WEEK.name} order by entity")
    assert held["entity"].tolist() == ["X-ALL", "XXALP", "XXBET", "XXGAM"]


def test_a_place_without_a_whole_week_in_what_was_loaded_has_no_data(staging: Staging):
    days(staging, "port1", "2024-01-01", "2024-01-14", 1)
    assert weeks(staging, "XXBET") == [["2024-06-24", None, None, "no_data"]]
