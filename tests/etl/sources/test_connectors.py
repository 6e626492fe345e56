"""The smaller publishers together: asked on the line, loaded beside the shipped reference, nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import publish
from etl.http import Network
from etl.live import Live
from etl.progress import Progress
from etl.reference import Choice
from etl.refresh import fetch
from etl.snapshots import Shelf
from etl.sources import SOURCES
from kpis.registry import registered
from tests.etl.sources.specimens import PLAYERS
from tests.etl.sources.stage import QUICK, Stage
from warehouse.connection import Staging
from warehouse.settings import Settings
from warehouse.vintages import staging

ROOT = Path(__file__).resolve().parents[3]
ASKED = (
    "eurostat_mar_mg_am_pwhc",
    "eurostat_nama_10r_3empers",
    "dft_port_freight",
    "dft_sea_passengers",
    "unctad_plsci",
    "nga_wpi",
    "unlocode",
    "gisco_nuts",
    "cordis",
    "tidy_template",
)
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def laid(tmp_path_factory) -> Iterator[tuple[Staging, Live]]:
    """A staging vintage of the whole reference and one refresh of the ten sources."""
    settings = Settings(tmp_path_factory.mktemp("connectors"))
    (settings.data / "reference").symlink_to(ROOT / "data" / "reference", target_is_directory=True)
    sources = [
        replace(source, expect=replace(source.expect, rows=(1, source.expect.rows[1])), limits=QUICK)
        for source in SOURCES
        if source.id in ASKED
    ]
    live = Live(settings, sources)
    with pytest.MonkeyPatch.context() as patch, Stage() as stage, Network(QUICK) as network:
        for source in sources:
            player = PLAYERS[source.id]
            player.serve(stage, lambda data: data)
            patch.setenv(source.variable, stage.url_for(player.root))
            fetch(source, network, Shelf(settings.snapshots, source.id), live.held, Progress(source.id))
    with staging(settings) as warehouse:
        publish.lay(warehouse, settings, Choice(), live)
        yield warehouse, live


def test_every_release_is_taken_and_described(laid):
    warehouse, live = laid
    assert live.problems == []
    assert sorted(live.used) == sorted(ASKED)
    held = warehouse.frame("select source_id, release from core_release where source_id in " + str(ASKED))
    releases = set(held.itertuples(index=False, name=None))
    assert {("dft_port_freight", "2026-07-15"), ("unlocode", "2025-1"), ("gisco_nuts", "2026-02-02")} <= releases


def test_a_british_port_goes_on_after_2019_under_its_own_measure(laid):
    warehouse, _live = laid
    rows = warehouse.frame(
        "select measure, source_id, max(extract(year from period_start)) as year from core_series "
        "where entity = 'GBDVR' and measure in ('gross_weight', 'gross_weight_national') and basis = 'published' "
        "and freq = 'A' and obs_value is not null group by measure, source_id order by measure"
    )
    assert rows.values.tolist() == [
        ["gross_weight", "eurostat_mar_go_aa", 2019],
        ["gross_weight_national", "dft_port_freight", 2024],
    ]


def test_a_project_is_there_once_with_all_its_versions_and_its_partners_once(laid):
    warehouse, _live = laid
    pioneers = warehouse.frame(
        "select project_id, version, is_latest from core_project where acronym = 'PIONEERS' order by version"
    )
    assert pioneers.values.tolist() == [["H20-PIONEERS", 1, False], ["H20-PIONEERS", 2, True]]
    latest = warehouse.frame("select project_id, sum(cast(is_latest as integer)) as n from core_project group by all")
    assert set(latest["n"]) == {1}
    antwerp = warehouse.frame(
        "select partner_role, eu_amount_eur from core_project_partner "
        "where project_id = 'H20-PIONEERS' and org_id = 'port_antwerp'"
    )
    assert antwerp.values.tolist() == [["lead", 4_000_000]]


def test_a_register_stands_beside_our_ports_and_changes_none_of_them(laid):
    warehouse, live = laid
    ours = live.held.ports.set_index("port_id")
    ports = warehouse.frame("select port_id, name, lat, lon from core_port").set_index("port_id")
    assert ports["lat"].to_dict() == ours["lat"].to_dict()
    assert ports["name"].to_dict() == ours["name"].to_dict()
    assert warehouse.value("select count(distinct source_id) from core_port_register") == 2


def test_the_live_outlines_take_the_shipped_ones_place_and_bring_the_new_edition(laid):
    warehouse, _live = laid
    shapes = warehouse.frame(
        "select nuts_version, name from core_region_shape where region_id = 'BE211' order by nuts_version"
    )
    assert shapes.values.tolist() == [["2016", "Région BE211"], ["2021", "Région BE211"], ["2024", "Région BE211"]]


def test_a_shifted_row_is_counted_with_the_rows_that_were_set_aside(laid):
    warehouse, _live = laid
    aside = warehouse.frame("select file, line from quarantine_observation where file like '%cordis%'")
    [row] = aside.to_dict("records")
    assert row["file"].endswith("cordis-h2020projects-csv.zip/project.csv")
    assert row["line"] == 8


def value(warehouse: Staging, indicator: str, entity: str, variant: str, year: int) -> float:
    """One value of an indicator over what was laid."""
    [found] = warehouse.frame(
        f"select value from ({registered()[indicator].text()}) as x where entity = '{entity}' "
        f"and variant = '{variant}' and basis = 'published' and year(period_start) = {year}"
    )["value"]
    return float(found)


def test_jobs_by_branch_fill_the_comparison_with_the_rest_of_the_country(laid):
    """Trade, transport and hotels: 500 to 600 jobs here; 1,500 to 1,650 in the rest of Belgium, ten per cent more."""
    warehouse, _live = laid
    rows = warehouse.frame(
        "select measure, definition_id, obs_value from core_observation where entity = 'BE211' "
        "and source_id = 'eurostat_nama_10r_3empers' and year(period_start) = 2024 order by measure"
    )
    assert rows.values.tolist() == [
        ["employment", "employment.eurostat", 1540],
        ["employment_g_i", "employment_g_i.eurostat", 600],
        ["employment_g_j", "employment_g_j.eurostat", 700],
    ]
    terms = {
        term: value(warehouse, "employment_shift_share", "BE211", f"g_i:year{term}", 2024)
        for term in ("", "_share", "_mix", "_change")
    }
    assert terms == pytest.approx({"": 600 - 550, "_share": 0, "_mix": 50, "_change": 100})


def test_goods_by_kind_fill_specialisation_and_what_was_won_against_the_other_ports(laid):
    """Antwerp-Bruges and Ghent: 10, 20, 30 and 10, 10, 20 thousand tonnes; a year later 12, 20, 33 and 11, 15, 20."""
    warehouse, _live = laid
    quotient = {
        kind: value(warehouse, "location_quotient", "BE003", f"belgium:{kind}", 2023)
        for kind in ("liquid_bulk", "dry_bulk", "containers")
    }
    own = {"liquid_bulk": 10 / 60, "dry_bulk": 20 / 60, "containers": 30 / 60}
    assert quotient == pytest.approx({kind: own[kind] / {"containers": 0.5}.get(kind, 0.25) for kind in own})
    terms = {
        term: value(warehouse, "shift_share_competitive", "BE003", f"belgium:year{term}", 2024)
        for term in ("", "_share", "_mix", "_change")
    }
    assert terms == pytest.approx({"": 1_000 - 10_000 + 3_000, "_share": 9_000, "_mix": 2_000, "_change": 5_000})
