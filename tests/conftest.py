"""Two warehouses for the tests: `small`, three ports whose numbers one can check in the head, and `full`, the real one.

Both are built once a session through `publish.build`; workers of one run share them. `at_small` and `at_full` point
`PRM_DATA` there for one test and return the vintage. `small_reference` writes the small one's files for a test that
wants to spoil them.
"""

from __future__ import annotations

import csv
import fcntl
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings as hypothesis_settings

import publish
from etl.reference import Choice
from tests.etl.sources.matrix import pytest_terminal_summary  # noqa: F401 - the fault matrix, also with several workers
from warehouse import fields
from warehouse.settings import Settings
from warehouse.tables import OBSERVATION, REFERENCE_TABLES, Table

# A loaded machine is slow, which is no fault of the code: speed is measured in bench/.
hypothesis_settings.register_profile("suite", deadline=None, max_examples=50)
hypothesis_settings.load_profile("suite")

ROOT = Path(__file__).resolve().parents[1]
Rows = dict[str, list[dict[str, object]]]

# What a required cell holds when a test does not care.
_FILLER = {fields.TEXT: "x", fields.INTEGER: 1, fields.DOUBLE: 1.0, fields.BOOLEAN: "true", fields.DATE: "2024-01-01"}
_ALWAYS = {"licence_id": "own", "provenance_kind": "published", "reference_status": "read"}


class Built(NamedTuple):
    """A data folder and the vintage built in it."""

    settings: Settings
    vintage: str


def goods(entity: str, year: int, tonnes: float | None, **other: object) -> dict[str, object]:
    """One annual figure of goods, in tonnes."""
    row: dict[str, object] = {
        "entity_type": "port",
        "entity": entity,
        "measure": "gross_weight",
        "cargo_type": "total",
        "direction": "total",
        "period_start": f"{year}-01-01",
        "source_id": "office_goods",
        "release": "1",
        "obs_value": tonnes,
        "unit": "t",
        "definition_id": "goods",
    }
    return {**_dimensions(), **row, **other}


def regional(measure: str, release: str, year: int, value: float, unit: str, **other: object) -> dict[str, object]:
    """One annual figure of the region XX111."""
    row: dict[str, object] = {
        "entity_type": "region",
        "entity": "XX111",
        "measure": measure,
        "period_start": f"{year}-01-01",
        "source_id": "office_regions",
        "release": release,
        "obs_value": value,
        "unit": unit,
        "definition_id": measure,
        "nuts_version": "2021",
    }
    return {**_dimensions(), **row, **other}


def _dimensions() -> dict[str, object]:
    absent = dict.fromkeys(("cargo_type", "vessel_type", "size_class", "direction", "partner", "series_id"), "_Z")
    return {**absent, "freq": "A", "obs_status": "A", "is_rounded": "false"}


def _port(port_id: str, name: str, **other: object) -> dict[str, object]:
    return {"port_id": port_id, "name": name, "country": "XX", "lat": 50.5, "lon": 1.5, **other}


def _merger(predecessor: str, name: str) -> dict[str, object]:
    return {
        "lineage_id": "L-STAT",
        "lineage_kind": "statistical_break",
        "predecessor": predecessor,
        "predecessor_name": name,
        "successor_type": "port",
        "successor": "XXGAM",
        "successor_name": "Gamma",
        "effective": "2022",
        "effective_precision": "year",
    }


def _source(source_id: str) -> dict[str, object]:
    return {"source_id": source_id, "title": source_id, "cadence": "annual"}


def _release(source_id: str, release: str, day: str) -> dict[str, object]:
    return {"source_id": source_id, "release": release, "released_on": day, "retrieved_on": "2024-06-30"}


def small_rows() -> Rows:
    """Alpha and Beta merge into Gamma in 2022: 100 + 50 (2020), 120 + 60 (2021), then 198 (2022) and 198 (2023)."""
    return {
        "licence": [{"licence_id": name} for name in ("gisco_nuts", "natural_earth", "own")],
        "source": [_source("office_goods"), _source("office_regions")],
        "release": [
            _release("office_goods", "1", "2024-01-01"),
            _release("office_regions", "2023", "2023-06-01"),
            _release("office_regions", "2024", "2024-06-01"),
        ],
        "measure": [
            {"measure": "gdp", "title": "GDP", "unit": "EUR"},
            {"measure": "gross_weight", "title": "Goods", "unit": "t"},
            {"measure": "population", "title": "Population", "unit": "persons"},
        ],
        "definition": [
            {"definition_id": "gdp", "measure": "gdp"},
            {"definition_id": "goods", "measure": "gross_weight"},
            {"definition_id": "population", "measure": "population"},
        ],
        "country": [{"country_id": "XX", "name": "Exland", "eurostat_country": "XX"}],
        "port": [_port("XXALP", "Alpha"), _port("XXBET", "Beta"), _port("XXGAM", "Gamma", valid_from="2022-01-01")],
        "area": [{"area_id": "X-GRP", "area_kind": "port_group", "name": "Alpha and Beta", "lat": 50.5, "lon": 1.5}],
        "area_member": [
            {"area_id": "X-GRP", "member_type": "port", "member": "XXALP"},
            {"area_id": "X-GRP", "member_type": "port", "member": "XXBET"},
        ],
        "region": [{"region_id": "XX111", "nuts_version": "2021", "nuts_level": 3, "name": "Coast", "country": "XX"}],
        "port_region": [
            {"entity_type": "port", "entity": port, "region_id": "XX111", "nuts_version": "2021", "is_main": "true"}
            for port in ("XXALP", "XXGAM")
        ],
        "port_lineage": [_merger("XXALP", "Alpha"), _merger("XXBET", "Beta")],
        "range": [{"range_id": "all", "title": "All ports"}],
        "range_member": [
            {"range_id": "all", "entity_type": "port", "entity": port} for port in ("XXALP", "XXBET", "XXGAM")
        ],
        **_small_figures(),
    }


def _small_figures() -> Rows:
    return {
        "observation/office_goods": [
            goods("XXALP", 2020, 100),
            goods("XXALP", 2021, 120, obs_status="P"),
            goods("XXALP", 2021, 48, direction="in"),
            goods("XXBET", 2020, 50),
            goods("XXBET", 2021, 60),
            goods("XXGAM", 2022, 198),
            goods("XXGAM", 2023, 198),
        ],
        "observation/office_regions": [
            regional("gdp", "2023", 2020, 1_000_000, "EUR"),
            regional("gdp", "2023", 2021, 1_100_000, "EUR"),
            regional("gdp", "2024", 2021, 1_200_000, "EUR"),
            regional("gdp", "2024", 2022, 1_320_000, "EUR"),
            regional("population", "2024", 2021, 60, "persons"),
            regional("population", "2024", 2022, 66, "persons"),
        ],
    }


def write_small(folder: Path, change: Callable[[Rows], object] | None = None) -> Settings:
    """Write the small reference, after a change to its rows, under `folder`; every declared file is there."""
    rows = small_rows()
    if change is not None:
        change(rows)
    settings = Settings(folder)
    (settings.reference / "observation").mkdir(parents=True)
    for table in REFERENCE_TABLES:
        write_table(settings.reference / f"{table.reference}.csv", table, rows.get(table.reference, []))
    for name in (name for name in rows if name.startswith("observation/")):
        write_table(settings.reference / f"{name}.csv", OBSERVATION, rows[name])
    _write_shapes(settings.reference / "geo")
    return settings


def write_table(path: Path, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Write rows as the table's file; a cell not given is empty where it may be, else filled."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.columns)
        writer.writerows([_cell(table, column, row) for column in table.columns] for row in rows)


def _cell(table: Table, column: str, row: Mapping[str, object]) -> object:
    if column in row:
        return row[column]
    if table.nullable(column):
        return None
    codes = table.field(column).codes
    return _ALWAYS.get(column) or (codes[0] if codes else _FILLER[table.field(column).dtype])


def _write_shapes(folder: Path) -> None:
    folder.mkdir()
    square = {"type": "Polygon", "coordinates": [[[1, 50], [2, 50], [2, 51], [1, 51], [1, 50]]]}
    for level, version in ((2, "2016"), (2, "2021"), (3, "2016"), (3, "2021")):
        properties = {"region_id": "XX111"[: 2 + level], "nuts_version": version, "level": level}
        properties |= {"name": "Coast", "country": "XX"}
        _write_features(folder / f"nuts{level}_{version}.geojson", [(properties, square)])
    _write_features(folder / "land.geojson", [({}, square)])


def _write_features(path: Path, features: list[tuple[dict[str, object], dict[str, object]]]) -> None:
    listed = [{"type": "Feature", "properties": held, "geometry": shape} for held, shape in features]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": listed}), encoding="utf-8")


def _once(root: Path, prepare: Callable[[Path], Settings]) -> Built:
    """The warehouse under `root`, built by the first worker that comes; the others wait for it."""
    root.mkdir(parents=True, exist_ok=True)
    done = root / "vintage"
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            done.write_text(publish.build(prepare(root / "data"), Choice())[0], encoding="utf-8")
    return Built(Settings(root / "data"), done.read_text(encoding="utf-8"))


def _shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str, name: str) -> Path:
    base = tmp_path_factory.getbasetemp()
    return (base if worker_id == "master" else base.parent) / f"built-{name}"


def _link_reference(folder: Path) -> Settings:
    folder.mkdir()
    (folder / "reference").symlink_to(ROOT / "data" / "reference", target_is_directory=True)
    return Settings(folder)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Built:
    """Three ports and four years, with a merger."""
    return _once(_shared(tmp_path_factory, worker_id, "small"), write_small)


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Built:
    """The whole of data/reference."""
    return _once(_shared(tmp_path_factory, worker_id, "full"), _link_reference)


class Three(NamedTuple):
    """Three vintages of the small warehouse: everything, one pinned release, what was published by the end of 2023."""

    settings: Settings
    all: str
    pinned: str
    early: str


@pytest.fixture(scope="session")
def three(tmp_path_factory: pytest.TempPathFactory) -> Three:
    """Everything; the regional accounts pinned to 2023; what was published by 31 December 2023, goods not yet."""
    settings = write_small(tmp_path_factory.mktemp("three") / "data")
    early = publish.build(settings, Choice(as_of=date(2023, 12, 31)))[0]
    pinned = publish.build(settings, Choice(pinned={"office_regions": "2023"}))[0]
    return Three(settings, publish.build(settings, Choice())[0], pinned, early)


@pytest.fixture
def at_small(small: Built, monkeypatch: pytest.MonkeyPatch) -> str:
    """The small vintage, found by every read of the test."""
    monkeypatch.setenv("PRM_DATA", str(small.settings.data))
    return small.vintage


@pytest.fixture
def at_full(full: Built, monkeypatch: pytest.MonkeyPatch) -> str:
    """The full vintage, found by every read of the test."""
    monkeypatch.setenv("PRM_DATA", str(full.settings.data))
    return full.vintage


SmallReference = Callable[..., Settings]


@pytest.fixture
def small_reference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallReference]:
    """Writes the small reference of this test, changed by a function of its rows, and points PRM_DATA there."""

    def write(change: Callable[[Rows], object] | None = None, name: str = "data") -> Settings:
        settings = write_small(tmp_path / name, change)
        monkeypatch.setenv("PRM_DATA", str(settings.data))
        return settings

    yield write


@pytest.fixture
def built_small(small: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Built:
    """The small warehouse as this test's own: its files, its vintage, PRM_DATA pointing there."""
    data = shutil.copytree(small.settings.data, tmp_path / "data")
    monkeypatch.setenv("PRM_DATA", str(data))
    return Built(Settings(data), small.vintage)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """All browser tests go to one worker, hence one server and one browser: two would take the cores from each other.

    xdist 3.8 notes its groups in an attribute that pytest 9.2 no longer reads, so the group is told from the path.
    """
    if config.getvalue("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadGroupScheduling

    class OneBrowser(LoadGroupScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "browser" if nodeid.startswith("tests/browser/") else nodeid

    return OneBrowser(config, log)


def pytest_collection_modifyitems(config, items):
    """A test that needs the real warehouse pays for its build: it runs with `make test`, not with `make check`.

    One that asks a publisher runs only when it is asked for by its mark.
    """
    for item in items:
        if "full" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
    if "network" not in config.option.markexpr:
        outside = [item for item in items if item.get_closest_marker("network")]
        config.hook.pytest_deselected(items=outside)
        items[:] = [item for item in items if not item.get_closest_marker("network")]
