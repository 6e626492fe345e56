"""CORDIS: which projects count, never twice, no rate without a cost, and what is out of place is set aside."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from etl.faults import SourceFault
from etl.source import Harmonised, Held
from etl.sources import cordis, cordis_rule
from etl.sources.cordis_harmonise import _money, plain
from tests.etl.sources import made
from tests.etl.sources.archives import in_zip

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def held() -> Held:
    return Held.read(ROOT / "data" / "reference")


@pytest.fixture(scope="module")
def kept(held, tmp_path_factory) -> Harmonised:
    return read(held, tmp_path_factory.mktemp("cordis"))


def read(held: Held, folder: Path, spoil=lambda data: data) -> Harmonised:
    files = {
        name: spoil(made.projects(programme))
        for name, programme in zip(cordis.PROGRAMMES, ("h2020", "horizon"), strict=True)
    }
    snapshot = made.snapshot(folder, cordis.SOURCE.id, files)
    return cordis.SOURCE.harmonise(cordis.SOURCE.parse(snapshot), held, snapshot)


@pytest.mark.parametrize(
    ("title", "authority", "region", "counts"),
    [
        ("Developing the methodology for ports of the future", False, False, True),
        ("Shore power for small seaports", False, False, True),
        ("The Port of Hamburg as a hub", False, False, True),
        ("Port-Hamiltonian systems and multi-port networks", False, True, False),
        ("Harbour porpoises of the Baltic", False, True, False),
        ("Airport noise and passport control", False, True, False),
        ("Importance sampling", False, True, False),
        ("Cell walls", True, False, True),
        ("Synchromodal maritime corridors", False, True, True),
        ("Synchromodal maritime corridors", False, False, False),
    ],
)
def test_the_rule_keeps_ports_and_leaves_other_things_of_that_name(title, authority, region, counts):
    assert (cordis_rule.reason(title, has_authority=authority, in_region=region) is not None) == counts


@pytest.mark.parametrize(
    "name",
    [
        "HAVENBEDRIJF ROTTERDAM NV",
        "GRAND PORT MARITIME DE DUNKERQUE",
        "HAMBURG PORT AUTHORITY AOR",
        "AUTORIDAD PORTUARIA DE SANTANDER",
        "AUTORITA DI SISTEMA PORTUALE DEL MAR TIRRENO SETTENTRIONALE",
        "ORGANISMOS LIMENOS THESSALONIKIS",
        "POOLE HARBOUR COMMISSIONERS",
    ],
)
def test_a_port_authority_is_known_by_its_name_in_several_languages(name):
    assert cordis_rule.AUTHORITY.search(name)


def test_a_project_that_we_hold_becomes_a_newer_version_and_never_a_second_project(kept):
    projects = kept.tables["core_project"]
    pioneers = projects[projects["acronym"] == "PIONEERS"].sort_values("version")
    assert pioneers["project_id"].unique().tolist() == ["H20-PIONEERS"]
    assert pioneers["is_latest"].tolist() == [False, True]
    assert pioneers["budget_eur"].tolist() == [33_700_000, 33_000_000]  # the older version stays as it was printed
    by_grant = projects[projects["project_id"] == "H20-DTF"]
    assert by_grant["title"].iloc[-1] == "Developing the methodology for ports of the future"
    assert projects[projects["is_latest"].astype(bool)]["project_id"].is_unique


def test_no_cost_means_no_budget_and_no_rate_and_the_note_says_so(kept):
    projects = kept.tables["core_project"].set_index("project_id")
    row = projects.loc["CORDIS-101103474"]
    assert row["eu_amount_eur"] == 181_153
    assert pd.isna(row["budget_eur"])
    assert pd.isna(row["eu_rate"])
    assert pd.isna(row["eu_rate_kind"])
    assert row["note"].endswith("CORDIS prints no total cost.")
    assert projects.loc["CORDIS-700002", ["eu_rate", "eu_rate_kind"]].tolist() == [0.5, "derived"]


def test_decimal_commas_and_points_are_the_same_amount():
    assert _money(pd.Series(["960619,95", "960619.95", "7", ""])).tolist()[:3] == [960619.95, 960619.95, 7.0]


def test_partners_are_ours_where_we_hold_them_and_the_money_is_theirs(kept):
    partners = kept.tables["core_project_partner"].set_index(["project_id", "org_id"])
    assert partners.loc[("H20-PIONEERS", "port_antwerp"), "partner_role"] == "lead"
    assert partners.loc[("H20-PIONEERS", "port_antwerp"), "eu_amount_eur"] == 4_000_000
    assert partners.loc[("H20-PIONEERS", "cordis_999000003"), "partner_role"] == "third_party"
    organisations = kept.tables["core_organisation"].set_index("org_id")
    assert "port_antwerp" not in organisations.index
    santander = organisations.loc["cordis_999000005"]
    assert (santander["org_kind"], santander["port_id"], santander["region_id"]) == ("port", "ESSDR", "ES130")
    assert organisations.loc["cordis_999000006", "country"] == "GR"
    assert "cordis_999000004" in organisations.index


def test_only_the_programmes_and_countries_of_the_kept_projects_come_in(kept):
    assert kept.tables["core_country"][["country_id", "name"]].values.tolist() == [["NO", "Norway"]]
    latest = kept.tables["core_project"].query("is_latest")
    assert set(latest["programme_id"]) == {"H2020", "HORIZON"}
    assert not set(latest["acronym"]) & {"HAMILTON", "FARAWAY", "CELLS", "NOTHING"}


def test_a_shifted_row_is_set_aside_with_file_line_and_the_row_as_it_stands(kept):
    [row] = kept.set_aside.to_dict("records")
    assert row["file"] == "cordis-h2020projects-csv.zip/project.csv"
    assert row["line"] == 8  # the row before it has a line break inside a cell
    assert row["problem"] == "shifted columns: 21 cells instead of 20"
    assert "SHIFTED" in row["record"]


def test_nothing_that_could_point_at_a_person_is_read():
    read_columns = set(cordis.COLUMNS)
    assert not read_columns & {"contactForm", "street", "vatNumber", "geolocation", "organizationURL", "postCode"}


def test_many_shifted_rows_stop_the_source(held, tmp_path):
    spoil = in_zip("project.csv", lambda data: data.replace(b'"2018-01-01";"10";', b'"2018-01-01";"1";"0";'))
    with pytest.raises(SourceFault, match="rows out of place") as stopped:
        read(held, tmp_path, spoil)
    assert stopped.value.fault == "shifted_columns"


def test_an_archive_without_its_table_says_so(held, tmp_path):
    with pytest.raises(SourceFault, match=r"holds no organization\.csv"):
        read(held, tmp_path, in_zip_without("organization.csv"))


def in_zip_without(name: str):
    import io
    import zipfile

    from tests.etl.sources.archives import zipped

    def spoil(data: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return zipped({one: archive.read(one) for one in archive.namelist() if one != name})

    return spoil


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Université de Lille", "UNIVERSITE DE LILLE"),
        ("Port of Rotterdam N.V.", "port of rotterdam nv"),
        ("Luka Koper", "LUKA  KOPER"),
    ],
)
def test_names_are_compared_without_accents_forms_and_case(one, two):
    assert plain(one) == plain(two)


def test_the_archives_are_read_once_and_again_when_they_are_others(tmp_path):
    """A second look takes the kept rows, also where the archives are gone; other archives are read anew."""
    files = {name: made.projects("h2020") for name in cordis.PROGRAMMES}
    snapshot = made.snapshot(_folder(tmp_path, "one"), cordis.SOURCE.id, files)
    first = cordis.parse(snapshot)
    for name in cordis.PROGRAMMES:
        (snapshot.folder / name).unlink()
    pd.testing.assert_frame_equal(cordis.parse(snapshot), first)
    files[next(iter(files))] = made.projects("horizon")
    assert len(cordis.parse(made.snapshot(_folder(tmp_path, "two"), cordis.SOURCE.id, files))) < len(first)
    assert len(list(tmp_path.glob(".rows-*.parquet"))) == 1


def _folder(root: Path, name: str) -> Path:
    (root / name).mkdir()
    return root / name
