"""PortWatch: fields discovered, pages by id, only what may have changed asked again, wrong rows set aside, weeks."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from pytest_httpserver import HTTPServer

from etl.faults import SourceFault
from etl.http import Limits, Network
from etl.progress import Progress
from etl.refresh import fetch
from etl.snapshots import Shelf, Snapshot
from etl.source import Held, Source
from etl.sources import portwatch, portwatch_register
from etl.sources.portwatch_quarter import Quarter
from tests.conftest import _port, write_small
from tests.etl.sources.players_portwatch import ArcGIS, specimen
from warehouse.connection import Staging
from warehouse.contract import create_tables

pytestmark = pytest.mark.slow

Ask = Callable[..., tuple[Snapshot, str]]
APRIL_17 = int(datetime(2024, 4, 17, 12, tzinfo=UTC).timestamp() * 1000)


@pytest.fixture
def played(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> ArcGIS:
    """The daily layer on the local server, found by the source."""
    layer = ArcGIS(*specimen("portwatch_daily"))
    monkeypatch.setenv("PRM_URL_PORTWATCH_DAILY", layer.on(httpserver, "Daily_Ports_Data"))
    return layer


def our_ports(rows: dict[str, list[dict[str, object]]]) -> None:
    """Antwerp is one area of PortWatch, Alpha two, and Beta none."""
    rows["port"][0] |= {"portwatch_id": "port206;port2064"}
    rows["port"].append(_port("BEANR", "Antwerp", portwatch_id="port57"))


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Held:
    """What the small reference knows, with ports that PortWatch watches."""
    return Held.read(write_small(tmp_path_factory.mktemp("held") / "data", our_ports).reference)


@pytest.fixture
def ask(tmp_path: Path, held: Held) -> Ask:
    """Brings a source up to date; returns its newest snapshot, and whether it is new."""

    def asked(since: date | None = None, source: Source = portwatch.SOURCE) -> tuple[Snapshot, str]:
        shelf = Shelf(tmp_path / "snapshots", source.id)
        with Network(Limits(retries=0)) as network:
            return fetch(source, network, shelf, held, Progress(source.id), since)

    return asked


@pytest.fixture
def staged(tmp_path: Path, held: Held) -> Callable[[Snapshot], tuple[pd.DataFrame, pd.DataFrame]]:
    """Loads a snapshot into an empty vintage; returns core_port_day and what was set aside."""

    def loaded(snapshot: Snapshot) -> tuple[pd.DataFrame, pd.DataFrame]:
        staging = Staging(tmp_path / f"staging-{snapshot.release}.duckdb")
        create_tables(staging)
        staging.insert("core_port", held.ports)
        aside = portwatch.load(snapshot, staging, held).set_aside
        return staging.frame("select * from core_port_day"), aside

    return loaded


def pages_asked(played: ArcGIS) -> list[str]:
    """The conditions of all pages asked since the last look, in the order of the alphabet."""
    asked = sorted(one["where"] for one in played.asked if one.get("orderByFields") == "ObjectId")
    played.asked.clear()
    return asked


FIRST_QUARTER = ["year = 2024 AND month IN (1, 2, 3)", "year = 2024 AND month IN (1, 2, 3) AND ObjectId > 5"]
SECOND_QUARTER = ["year = 2024 AND month IN (4, 5, 6)", "year = 2024 AND month IN (4, 5, 6) AND ObjectId > 12"]


# --- asking


def test_pages_are_asked_by_quarter_and_id_until_the_service_says_that_no_more_follow(played, ask):
    snapshot, state = ask()
    assert (state, snapshot.rows, snapshot.release) == ("new", 13, "2024-04-10")
    assert pages_asked(played) == FIRST_QUARTER + SECOND_QUARTER


def test_a_second_run_with_nothing_new_asks_no_page_and_makes_no_snapshot(played, ask):
    first, _state = ask()
    pages_asked(played)
    second, state = ask()
    assert (state, second.release) == ("unchanged", first.release)
    assert pages_asked(played) == []


def test_after_an_edit_the_revised_days_are_asked_again_and_older_quarters_taken_over(played, ask, staged):
    played.rows[:] = [
        {**row, "year": 2023, "date": "2023" + row["date"][4:]} if row["month"] == 1 else row for row in played.rows
    ]
    ask()
    pages_asked(played)
    played.layer["editingInfo"] = {"lastEditDate": APRIL_17}
    played.rows[-1]["portcalls_dry_bulk"] = played.rows[-1]["portcalls_cargo"] = played.rows[-1]["portcalls"] = 7
    snapshot, state = ask()
    assert (state, snapshot.release, snapshot.rows) == ("new", "2024-04-17", 13)
    assert pages_asked(played) == [FIRST_QUARTER[0], FIRST_QUARTER[0] + " AND ObjectId > 6", *SECOND_QUARTER]
    days, _aside = staged(snapshot)
    newest = days[(days["portwatch_id"] == "port2064") & (days["date"] == "2024-04-02")]
    assert newest["calls_count"].tolist() == [7]


def test_an_old_quarter_whose_number_of_rows_has_changed_is_asked_again(played, ask):
    old = {**played.rows[0], "date": "2023-01-09", "year": 2023, "ObjectId": 99}
    played.rows.append(old)
    ask()
    pages_asked(played)
    played.layer["editingInfo"] = {"lastEditDate": APRIL_17}
    played.rows.append({**old, "date": "2023-01-10", "ObjectId": 100})
    snapshot, _state = ask()
    assert snapshot.rows == 15
    assert "year = 2023 AND month IN (1, 2, 3)" in pages_asked(played)


def test_since_asks_only_from_that_day_and_a_later_run_brings_what_is_missing(played, ask):
    snapshot, _state = ask(since=date(2024, 4, 1))
    assert snapshot.rows == 6
    assert pages_asked(played) == SECOND_QUARTER
    snapshot, _state = ask()
    assert snapshot.rows == 13
    assert pages_asked(played) == FIRST_QUARTER


def test_half_of_the_rows_gone_stops_before_any_page_is_asked(played, ask):
    ask()
    pages_asked(played)
    del played.rows[5:]
    with pytest.raises(SourceFault, match="holds 5 rows now; the last good snapshot has 13") as caught:
        ask()
    assert caught.value.fault == "halved"
    assert pages_asked(played) == []


def test_rows_that_come_while_the_layer_is_read_are_noticed(played, ask):
    extra = {**played.rows[-1], "ObjectId": 200, "portid": "port9"}
    listed = played._by_month
    played._by_month = lambda request, rows: (listed(request, rows), played.rows.append(extra))[0]
    with pytest.raises(SourceFault, match="announced 13 rows and gave 14: it was edited while it was being read"):
        ask()


# --- the layer's fields


def test_the_day_may_be_a_number_of_milliseconds_and_be_called_otherwise(played, ask, staged):
    for field in played.layer["fields"]:
        if field["name"] == "date":
            field |= {"name": "DATE_", "type": "esriFieldTypeDate"}
    for row in played.rows:
        row["DATE_"] = int(datetime.fromisoformat(row["date"] + "T00:00:00+00:00").timestamp() * 1000)
    days, _aside = staged(ask()[0])
    assert str(days["date"].min())[:10] == "2024-01-09"
    assert len(days) == 13


def test_a_renamed_field_makes_every_quarter_be_asked_again(played, ask):
    ask()
    pages_asked(played)
    for field in played.layer["fields"]:
        if field["name"] == "date":
            field["name"] = "date_"
    for row in played.rows:
        row["date_"] = row["date"]
    snapshot, state = ask()
    assert (state, snapshot.rows) == ("new", 13)
    assert pages_asked(played) == FIRST_QUARTER + SECOND_QUARTER


@pytest.mark.parametrize(
    ("change", "fault", "words"),
    [
        (
            lambda fields: fields.append({"name": "teu", "type": "esriFieldTypeDouble"}),
            "new_column",
            "do not know: teu",
        ),
        (
            lambda fields: fields.remove(next(f for f in fields if f["name"] == "import")),
            "missing_column",
            "no field import",
        ),
        (lambda fields: fields[0].update(type="esriFieldTypeBlob"), "changed_layout", "date .* not a day"),
        (lambda fields: fields[-2].update(type="esriFieldTypeString"), "changed_layout", "export .* not a number"),
        (lambda fields: fields.clear(), "missing_column", "no field date"),
    ],
)
def test_a_layer_with_other_fields_stops_the_source_by_name(played, ask, change, fault, words):
    change(played.layer["fields"])
    with pytest.raises(SourceFault, match=words) as caught:
        ask()
    assert caught.value.fault == fault


@pytest.mark.parametrize("said", [{"id": 0}, {"fields": "none"}, {"fields": ["date"]}])
def test_an_address_that_is_no_layer_is_named(played, ask, said):
    played.layer.clear()
    played.layer.update(said)
    with pytest.raises(SourceFault, match="does not list its fields: the address is no layer"):
        ask()


def test_a_service_that_counts_in_another_form_is_named(played, ask):
    played._by_month = lambda request, rows: [{"total": len(rows)}]
    with pytest.raises(SourceFault, match="does not say how many rows it holds by month"):
        ask()


def test_a_service_that_gives_the_same_page_again_is_noticed(played, ask):
    played._where = lambda condition: iter(played.rows)
    with pytest.raises(SourceFault, match="no longer pages by id"):
        ask()


# --- loading


def test_rows_are_sorted_mapped_to_our_ports_and_rounded_to_whole_tonnes(played, ask, staged):
    days, aside = staged(ask()[0])
    assert aside.empty
    assert days[["portwatch_id", "date"]].equals(days[["portwatch_id", "date"]].sort_values(["portwatch_id", "date"]))
    assert dict(zip(days["portwatch_id"], days["port_id"], strict=True)) == {
        "port57": "BEANR",
        "port206": "XXALP",
        "port2064": "XXALP",
    }
    antwerp = days[days["portwatch_id"] == "port57"].iloc[0]
    assert antwerp[["calls_count", "calls_cargo_count", "calls_container_count", "calls_tanker_count"]].tolist() == [
        5,
        4,
        2,
        1,
    ]
    assert antwerp[["import_tonnes", "import_container_tonnes", "export_tonnes"]].tolist() == [1820, 1000, 0]


def test_the_days_on_which_the_source_went_wrong_are_flagged(played, ask, staged):
    days, _aside = staged(ask()[0])
    assert [str(day)[:10] for day in days.loc[days["is_anomalous"], "date"]] == ["2024-01-09"]


def spoil(row: dict[str, object], **cells: object) -> None:
    row.update(cells)


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"portid": "2024-04-02", "date": "port57"}, "cells stand in the wrong columns"),
        ({"portid": None}, "cells stand in the wrong columns"),
        ({"date": "2024-05-02"}, "not in the year and month printed beside it"),
        ({"import_tanker": -5}, "a number is negative"),
        ({"portcalls": 0, "portcalls_tanker": 4}, "a total is smaller than one of its kinds"),
    ],
)
def test_one_row_that_cannot_be_right_is_set_aside_with_its_place(played, ask, staged, cells, problem):
    played.rows[-1].update(cells)
    days, aside = staged(ask()[0])
    assert len(days) == 12
    assert problem in aside["problem"].iloc[0]
    assert aside[["file", "line"]].iloc[0].tolist() == ["rows_2024Q2_002.json", 1]
    assert json.loads(aside["record"].iloc[0])["ObjectId"] == 13


def test_many_rows_that_cannot_be_right_stop_the_source(played, ask):
    for row in played.rows[-3:]:
        row["import"] = -1
    with pytest.raises(SourceFault, match="3 of 13 rows cannot be right, most of them because a number is negative"):
        ask()


def test_days_before_the_first_day_of_the_series_are_set_aside(played, ask, staged):
    played.rows[0].update(date="2018-12-31", year=2018, month=12)
    days, aside = staged(ask(since=date(2018, 1, 1))[0])
    assert len(days) == 12
    assert "before the first day of the series" in aside["problem"].iloc[0]


def test_two_rows_of_one_port_and_day_stop_the_source(played, ask):
    played.rows[-1].update(date="2024-04-01")
    with pytest.raises(SourceFault, match="port2064 has two rows on 2024-04-01") as caught:
        ask()
    assert caught.value.fault == "doubled_key"


@pytest.mark.parametrize(("cell", "fault"), [("1000,4", "decimal_comma"), ("many", "not_a_number")])
def test_a_cell_that_is_no_number_stops_the_source(played, ask, cell, fault):
    played.rows[-1]["import"] = cell
    with pytest.raises(SourceFault, match=cell) as caught:
        ask()
    assert caught.value.fault == fault


def test_a_missing_number_stays_missing(played, ask, staged):
    played.rows[-1]["portcalls"] = None
    days, _aside = staged(ask()[0])
    assert days["calls_count"].isna().sum() == 1


def test_pages_are_read_once_and_what_was_read_is_thrown_away_when_other_pages_come(played, ask, staged, tmp_path):
    snapshot, _state = ask()
    kept = list((tmp_path / "snapshots" / "portwatch_daily").glob(".rows-*"))
    assert len(kept) == 1
    for name in snapshot.names():
        if name.startswith("rows_2"):
            (snapshot.folder / name).unlink()
    assert len(staged(snapshot)[0]) == 13


# --- quarters


def test_quarters_follow_one_another_over_the_end_of_a_year():
    assert Quarter.of(date(2024, 12, 31)) == Quarter(2024, 4)
    assert Quarter(2024, 4).end == date(2025, 1, 1)
    assert Quarter(2024, 1).end == date(2024, 4, 1)
    assert str(Quarter(2024, 3)) == "2024Q3"


# --- the register and the disruptions


@pytest.fixture
def small_layer(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], ArcGIS]:
    """One of the two small layers on the local server."""

    def serve(source_id: str, service: str) -> ArcGIS:
        layer = ArcGIS(*specimen(source_id))
        monkeypatch.setenv(f"PRM_URL_{source_id.upper()}", layer.on(httpserver, service))
        return layer

    return serve


def test_the_register_lists_every_port_and_knows_ours(small_layer, ask, held):
    small_layer("portwatch_ports", "PortWatch_ports_database")
    snapshot, _state = ask(source=portwatch_register.PORTS)
    made = portwatch_register.PORTS.harmonise(portwatch_register.PORTS.parse(snapshot), held, snapshot)
    ports = made.tables["core_portwatch_port"].set_index("portwatch_id")
    assert len(ports) == 6
    assert ports.loc["port57", ["port_id", "unlocode", "vessels_count", "vessels_ro_ro_count"]].tolist() == [
        "BEANR",
        "BEANR",
        900,
        50,
    ]
    assert pd.isna(ports.loc["port2064", "unlocode"]) and ports.loc["port2064", "port_id"] == "XXALP"
    assert pd.isna(ports.loc["port1114", "port_id"])
    assert not any(made.unknown.values())


def test_a_port_of_ours_that_the_register_no_longer_lists_is_named(small_layer, ask, held):
    small_layer("portwatch_ports", "PortWatch_ports_database").rows.pop(0)
    snapshot, _state = ask(source=portwatch_register.PORTS)
    made = portwatch_register.PORTS.harmonise(portwatch_register.PORTS.parse(snapshot), held, snapshot)
    assert list(made.unknown.values()) == [["port57"]]


def test_a_disruption_has_its_days_and_the_ports_it_affects(small_layer, ask, held):
    small_layer("portwatch_disruptions", "portwatch_disruptions_database")
    source = portwatch_register.DISRUPTIONS
    snapshot, _state = ask(source=source)
    made = source.harmonise(source.parse(snapshot), held, snapshot)
    events = made.tables["core_disruption"].set_index("disruption_id")
    assert events.loc["9001", ["disruption_kind", "date_start", "date_end", "n_ports"]].tolist() == [
        "TC",
        "2024-01-01",
        "2024-01-05",
        2,
    ]
    assert pd.isna(events.loc["9003", "date_end"])
    ports = made.tables["core_disruption_port"]
    assert ports[["disruption_id", "portwatch_id", "port_id"]].values.tolist() == [
        ["9001", "port57", "BEANR"],
        ["9001", "port206", "XXALP"],
        ["9002", "port2064", "XXALP"],
    ]
