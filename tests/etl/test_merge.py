"""A live release takes the place of the shipped one as a whole; both stay readable; the same snapshots, the same id."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

import pandas as pd
import pytest
from pytest_httpserver import HTTPServer

import publish
from etl.live import Live, in_form
from etl.reference import Choice
from etl.refresh import Run
from etl.snapshots import Shelf
from etl.source import Held
from tests.conftest import write_small
from tests.etl.laid import laid_vintage
from tests.etl.office import GOODS, TRAINS, parse, serve, source
from warehouse.connection import Staging, frame
from warehouse.errors import ContractError, ParameterError
from warehouse.settings import Settings
from warehouse.tables import OBSERVATION
from warehouse.vintages import staging

SOURCES = (source("office_goods"), source("office_trains", "trains", "trains"))
pytestmark = pytest.mark.slow


def _with_rules(rows) -> None:
    """A rule that pins the shipped release, and the measure of the office's other dataset."""
    rows["measure"].append({"measure": "trains", "title": "Trains", "unit": "t"})
    rows["definition"].append({"definition_id": "trains", "measure": "trains"})
    rows["preference"] = [
        {
            "measure": "gross_weight",
            "freq": "A",
            "entity_type": "port",
            "entity_rule": "*",
            "preferred_source_id": "office_goods",
            "preferred_release": "1",
            "reason_note": "Pinned.",
        }
    ]


class Merged(NamedTuple):
    """A folder with snapshots, the vintage built from them, and what the build noted."""

    settings: Settings
    vintage: str
    live: Live


@pytest.fixture(scope="module")
def merged(tmp_path_factory) -> Iterator[Merged]:
    folder = tmp_path_factory.mktemp("merged")
    settings = write_small(folder / "data", _with_rules)
    with HTTPServer(host="127.0.0.1", threaded=True) as house, pytest.MonkeyPatch.context() as patch:
        for one, goods in zip(SOURCES, (GOODS + "XXNEW,2024,1\n", TRAINS), strict=True):
            patch.setenv(one.variable, house.url_for("/"))
            serve(house, one.id, goods)
        assert [one.state for one in Run(settings, SOURCES).fetch_all()] == ["new", "new"]
    live = Live(settings, SOURCES)
    yield Merged(settings, laid_vintage(settings, live), live)


def rows(merged: Merged, sql: str) -> list[tuple[object, ...]]:
    return _tuples(frame(merged.settings.warehouse / f"{merged.vintage}.duckdb", sql))


def _tuples(found: pd.DataFrame) -> list[tuple[object, ...]]:
    return [tuple(row) for row in found.astype(object).to_numpy()]


@contextmanager
def loaded(settings: Settings, choice: Choice, live: Live) -> Iterator[Staging]:
    """A staging vintage as far as the loading goes: what the indicators would read, without computing them."""
    with staging(settings) as stage:
        publish.lay(stage, settings, choice, live)
        yield stage


def digest(settings: Settings, live: Live) -> str:
    """The last part of the id that a build of everything would give."""
    with loaded(settings, Choice(), live) as stage:
        return publish.digest_of(stage)[:8]


def test_the_live_release_is_the_series_also_where_a_rule_pins_the_shipped_one(merged):
    found = rows(
        merged,
        "select year(period_start), obs_value from core_series where basis = 'published' and entity = 'XXGAM' "
        "and measure = 'gross_weight' and variant = '' order by 1",
    )
    assert found == [(2022, 198.0), (2023, 200.0), (2024, 210.0)]


def test_a_place_that_the_live_release_holds_no_more_has_no_series_from_the_shipped_one(merged):
    assert (
        rows(
            merged,
            "select entity from core_series where entity = 'XXALP' and measure = 'gross_weight' and variant = ''",
        )
        == []
    )


def test_the_shipped_release_stays_readable_as_a_variant(merged):
    sql = (
        "select variant, obs_value from core_series where basis = 'published' and entity = 'XXGAM' "
        "and measure = 'gross_weight' and period_start = date '2023-01-01' order by 1"
    )
    assert rows(merged, sql) == [("", 200.0), ("1", 198.0), ("2026-10-05", 200.0)]


def test_the_reason_says_that_a_live_release_is_used(merged):
    found = rows(merged, "select distinct release, reason_note from meta_preference where source_id = 'office_goods'")
    assert found == [("2026-10-05", "Live release, read from the publisher.")]


def test_every_file_of_a_snapshot_stands_in_the_vintage_with_its_hash_address_and_day(merged):
    found = rows(
        merged,
        "select file, source_id, release, length(sha256), url like 'http://127%' from meta_file where url is not null",
    )
    assert ("snapshots/office_goods/2026-10-05/goods.csv", "office_goods", "2026-10-05", 64, True) in found
    assert len(found) == 4


def test_a_source_that_nobody_ships_is_described_by_its_record(merged):
    found = rows(merged, "select publisher, url, licence_id from core_source where source_id = 'office_trains'")
    assert found == [("Office", "http://office.invalid/page", "own")]


def test_what_nobody_maps_is_set_aside_with_its_file_and_line(merged):
    assert rows(merged, "select file, line, problem from quarantine_observation") == [
        ("snapshots/office_goods/2026-10-05/goods.csv", 5, "no port is held")
    ]
    assert merged.live.unknown["office_goods"] == {"ports": ["XXNEW"]}


def test_the_same_snapshots_give_the_same_vintage_on_every_machine(merged, tmp_path):
    shutil.copytree(merged.settings.data, tmp_path / "copy", ignore=shutil.ignore_patterns("warehouse"))
    other = Settings(tmp_path / "copy")
    assert digest(other, Live(other, SOURCES)) == merged.vintage[-8:]


def test_a_pinned_release_is_used_alone(merged):
    live = Live(merged.settings, SOURCES)
    with loaded(merged.settings, Choice(pinned={"office_goods": "1"}), live) as stage:
        found = _tuples(stage.frame("select distinct release from core_observation where source_id = 'office_goods'"))
    assert found == [("1",)]
    assert set(live.used) == {"office_trains"}


def test_a_pinned_live_release_leaves_the_shipped_one_out(merged):
    with loaded(
        merged.settings, Choice(pinned={"office_goods": "2026-10-05"}), Live(merged.settings, SOURCES)
    ) as stage:
        found = _tuples(stage.frame("select distinct release from core_observation where source_id = 'office_goods'"))
    assert found == [("2026-10-05",)]


def test_as_of_a_day_before_the_live_release_only_the_shipped_ones_are_used(merged):
    live = Live(merged.settings, SOURCES)
    with loaded(merged.settings, Choice(as_of=date(2026, 10, 4)), live) as stage:
        assert (
            stage.value("select count(*) from core_observation where source_id = 'office_goods' and release = '1'") == 7
        )
    assert live.used == {}


def test_a_release_that_nobody_holds_names_the_shipped_and_the_live_ones(merged):
    choice = Choice(pinned={"office_goods": "0"})
    with (
        pytest.raises(ParameterError, match="Held: 1, 2026-10-05"),
        loaded(merged.settings, choice, Live(merged.settings, SOURCES)),
    ):
        pass


def test_rows_that_do_not_keep_the_declared_table_are_refused_by_name(merged):
    snapshot = Shelf(merged.settings.snapshots, "office_goods").last()
    held = Held.read(merged.settings.reference)
    made = SOURCES[0].harmonise(parse(snapshot), held, snapshot).tables["core_observation"]
    for change, words in (
        ({"direction": "sideways"}, "direction of core_observation holds 'sideways'"),
        ({"obs_value": "1,5"}, "'1,5' is not a double value"),
        ({"entity": None}, "entity of core_observation is empty in row 1"),
        ({"colour": "red"}, "the column colour, which is not declared"),
    ):
        with pytest.raises(ContractError, match=words):
            in_form(made.assign(**change), OBSERVATION, SOURCES[0], snapshot)


def test_a_figure_of_a_measure_that_is_not_declared_stops_its_source_and_no_other(merged, tmp_path):
    shutil.copytree(merged.settings.data, tmp_path / "copy", ignore=shutil.ignore_patterns("warehouse"))
    other = Settings(tmp_path / "copy")
    live = Live(other, (SOURCES[0], source("office_trains", "coaches", "trains")))
    with loaded(other, Choice(), live) as stage:
        left = stage.value("select count(*) from core_observation where measure = 'coaches'")
    assert [name for name, _words in live.problems] == ["office_trains"]
    assert "points to core_measure with measure = coaches" in live.problems[0][1]
    assert left == 0
    assert set(live.used) == {"office_goods"}


def test_a_build_without_snapshots_is_the_build_of_what_is_shipped(small, tmp_path):
    settings = write_small(tmp_path / "data")
    assert digest(settings, Live(settings, SOURCES)) == small.vintage[-8:]
    assert not settings.snapshots.exists()
