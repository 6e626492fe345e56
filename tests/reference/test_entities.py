"""The curated entities in data/reference, read as plain CSV: the files are the truth, this keeps it."""

from __future__ import annotations

import csv
import hashlib
import math
import re
from collections import Counter, defaultdict
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from warehouse.fields import BOOLEAN, DATE, DOUBLE, INTEGER
from warehouse.tables import REFERENCE_TABLES, Foreign, Table

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "data" / "reference"
BY_NAME = {table.reference: table for table in REFERENCE_TABLES}
ENTITY_COLUMNS = {
    "port": ("port", "port_id"),
    "area": ("area", "area_id"),
    "region": ("region", "region_id"),
    "country": ("country", "country_id"),
    "project": ("project", "project_id"),
    "organisation": ("organisation", "org_id"),
    "event": ("event", "event_id"),
}
TYPE_PATTERNS = {
    INTEGER: re.compile(r"-?\d+"),
    DOUBLE: re.compile(r"-?\d+(\.\d+)?"),
    BOOLEAN: re.compile(r"true|false"),
    DATE: re.compile(r"\d{4}-\d{2}-\d{2}"),
}
DATE_PATTERNS = {"year": r"\d{4}", "month": r"\d{4}-\d{2}", "day": r"\d{4}-\d{2}-\d{2}", "unknown": r""}
NEIGHBOURS = {
    "FRBES": "FR_1FRBES",
    "FRCER": "FR_1FRCER",
    "FRCFR": "FR_1FRCFR",
    "FRDPE": "FR_1FRDPE",
    "FRROS": "FR_1FRROS",
    "ESBIO": "ES_1ESBIO",
    "IEDUB": "IE_0IEDUB",
    "IEROS": "IE_0IEROS",
}
# Persons named on the pages that were read, as SHA-256 of "first last" in lower case: their names are
# not even kept here.
NAMES_THAT_MUST_NOT_STAND = {
    "1522273847c1ebaac86d01a986ed2b75c69580031540166d1089681047adb684",
    "2a4f28a2f6f845a976134a4e37718a224f855617dcd9a79c8107a8ffe11ea6a8",
    "6ef1cf415dce0cc942021b62824ebd0ed88ff69073ea27244bdd82505098e79e",
    "7af59d50cb82593d24074b9a37634af4c5a17a15cee0b0f697234cfe7b332d68",
    "a1d4f1154ae02c4a441d1592dd0770aafdf3bfd2a4e87c788816d31aedf791c1",
    "e150507dd4cfee6f2ce44f382221b7bf8df14f2726aed94ff45907688968fe85",
}


@cache
def rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by(name: str, *columns: str) -> dict[object, dict[str, str]]:
    keys = [row[columns[0]] if len(columns) == 1 else tuple(row[c] for c in columns) for row in rows(name)]
    assert len(keys) == len(set(keys))
    return dict(zip(keys, rows(name), strict=True))


@cache
def held(table: str, target: tuple[str, ...]) -> set[tuple[str, ...]]:
    """Every value a foreign key may point to; core_entity is the union the warehouse's view makes."""
    if table == "core_entity":
        return {(kind, row[column]) for kind, (name, column) in ENTITY_COLUMNS.items() for row in rows(name)}
    return {tuple(row[column] for column in target) for row in rows(table.removeprefix("core_"))}


def orphans(table: Table, foreign: Foreign) -> list[tuple[str, ...]]:
    values = {tuple(row[column] for column in foreign.columns) for row in rows(table.reference)}
    return sorted(v for v in values if all(v) and v not in held(foreign.table, foreign.target))


def sort_key(table: Table, row: dict[str, str]) -> tuple[object, ...]:
    return tuple(int(row[c]) if table.field(c).dtype == INTEGER else row[c] for c in table.key)


each_table = pytest.mark.parametrize("table", REFERENCE_TABLES, ids=lambda table: table.reference)


# --- every reference table, whoever wrote it


@each_table
def test_the_header_is_the_declaration_and_the_file_is_plain(table: Table):
    raw = (REFERENCE / f"{table.reference}.csv").read_bytes()
    assert raw.split(b"\n", 1)[0].decode() == ",".join(table.columns)
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert not raw.startswith(b"\xef\xbb\xbf")


@each_table
def test_the_key_is_unique_and_the_rows_stand_in_its_order(table: Table):
    keys = [sort_key(table, row) for row in rows(table.reference)]
    assert all(first < second for first, second in pairwise(keys))


@each_table
def test_every_cell_keeps_its_type_its_code_list_and_its_emptiness_rule(table: Table):
    for number, row in enumerate(rows(table.reference), start=2):
        for column in table.columns:
            where, cell, field = f"{table.reference}.csv:{number} {column}", row[column], table.field(column)
            assert cell == cell.strip(), where
            if cell == "":
                assert table.nullable(column), f"{where} is empty"
                continue
            pattern = TYPE_PATTERNS.get(field.dtype)
            assert pattern is None or pattern.fullmatch(cell), f"{where} holds {cell}"
            assert not field.codes or cell in field.codes, f"{where} holds {cell}"


@each_table
def test_every_foreign_key_is_found(table: Table):
    for foreign in table.foreign:
        assert orphans(table, foreign) == [], f"{table.reference} -> {foreign.table}"


@each_table
def test_every_row_says_where_it_comes_from(table: Table):
    for row in rows(table.reference):
        if "locator" in row:
            assert row["publisher"]
            assert row["dataset"]
            assert row["locator"]
            if row["provenance_kind"] == "analyst" and row["publisher"] == "Port Region Monitor":
                assert row["licence_id"] == "own"


def test_a_foreign_key_that_points_nowhere_is_seen_by_the_checker():
    table = Table("core_challenge_port", "", ("challenge_id", "entity"), ("challenge_id",))
    assert orphans(table, Foreign(("entity",), "core_event", ("event_id",))) != []


@pytest.mark.parametrize("name", ["event", "project", "shock"])
def test_a_date_is_cut_to_the_precision_it_names(name: str):
    for row in rows(name):
        for end in ("date_start", "date_end"):
            assert re.fullmatch(DATE_PATTERNS[row[f"{end}_precision"]], row[end]), row
        if row["date_start"] and row["date_end"]:
            width = min(len(row["date_start"]), len(row["date_end"]))
            assert row["date_start"][:width] <= row["date_end"][:width], row


# --- ports, areas, regions


def test_there_are_31_ports_of_the_facts_and_eight_neighbours():
    roles = Counter(row["port_role"] for row in rows("port"))
    assert roles == {"core": 7, "peer": 4, "mission": 5, "neighbour": 15 + 8}
    ports = by("port", "port_id")
    assert {port: ports[port]["eurostat_code"] for port in NEIGHBOURS} == NEIGHBOURS


def test_a_code_of_another_register_points_to_one_port_only():
    for column in ("eurostat_code", "portwatch_id"):
        codes = [code for row in rows("port") for code in row[column].split(";") if code]
        assert len(codes) == len(set(codes))


def test_a_port_merged_into_another_names_a_port_or_an_area_that_is_held():
    holders = {row["port_id"] for row in rows("port")} | {row["area_id"] for row in rows("area")}
    merged = {row["port_id"]: row["merged_into"] for row in rows("port") if row["port_status"] == "merged"}
    assert merged == {
        "BEANR": "BE003",
        "BEZEE": "BE003",
        "BEGNE": "X-NSP",
        "NLZSP": "X-NSP",
        "NLVLI": "NLZSP",
        "NLTNZ": "NLZSP",
        "FRLEH": "FR001",
    }
    assert set(merged.values()) <= holders
    assert all(not row["merged_into"] for row in rows("port") if row["port_status"] == "active")


def test_every_marker_lies_on_the_map_and_says_where_it_comes_from():
    for row in rows("port"):
        assert -90 <= float(row["lat"]) <= 90
        assert -180 <= float(row["lon"]) <= 180
        assert row["coord_source"]
    # A sign lost in the longitude would put Brest into the Mediterranean.
    assert float(by("port", "port_id")["FRBES"]["lon"]) < -4


def test_t13_north_sea_port_is_an_area_in_two_countries_without_a_main_region():
    assert "X-NSP" not in by("port", "port_id")
    assert by("area", "area_id")["X-NSP"]["countries"] == "BE;NL"
    assert {row["member"] for row in rows("area_member") if row["area_id"] == "X-NSP"} == {"BEGNE", "NLZSP"}
    links = [row for row in rows("port_region") if row["entity"] == "X-NSP"]
    assert {row["entity_type"] for row in links} == {"area"}
    assert {row["region_id"] for row in links} == {"BE234", "NL341", "NL342"}
    assert {row["is_main"] for row in links} == {""}


def test_t13_the_legal_and_the_statistical_date_of_a_merger_are_kept_apart():
    dates = defaultdict(set)
    for row in rows("port_lineage"):
        dates[row["lineage_id"]].add(row["effective"])
    assert dates["L-HAROPA"] == {"2021-06-01"}
    assert dates["L-STAT-HAROPA"] == {"2022"}
    assert dates["L-PAB"] == {"2022-04-28"}
    assert dates["L-STAT-PAB"] == {"2022"}


def test_t13_a_statistical_break_fits_the_years_of_the_two_series():
    ports = by("port", "port_id")
    breaks = [row for row in rows("port_lineage") if row["lineage_kind"] == "statistical_break" and row["predecessor"]]
    assert len(breaks) == 5
    for row in breaks:
        first_joint_year = int(row["effective"])
        assert int(ports[row["predecessor"]]["stat_last_year"]) == first_joint_year - 1
        assert int(ports[row["successor"]]["stat_first_year"]) == first_joint_year


def test_joint_management_has_no_successor_that_could_join_the_series():
    for row in rows("port_lineage"):
        if row["lineage_kind"] == "joint_management":
            assert row["successor"] == row["successor_type"] == ""


def test_t17_the_cost_of_calais_port_2015_is_863_million_euros():
    note = by("port_lineage", "lineage_id", "predecessor_name")["L-CALAIS2015", "Calais"]["note"]
    assert note.startswith("863 M EUR")


def test_c04_codes_that_look_alike_are_not_mixed_up():
    ports = by("port", "port_id")
    assert "BEANB" not in ports, "BEANB is Angleur; Antwerp-Bruges is BE003"
    assert ports["BE003"]["id_kind"] == "eurostat"
    assert ports["CNSHA"]["name"] == "Shanghai"
    assert {"CNSHG", "CNSGH"}.isdisjoint(ports)
    assert {port for port, row in ports.items() if row["id_kind"] == "eurostat"} == {
        "BE003",
        "FR001",
        "NLZSP",
    }


def test_c05_countries_are_iso_codes_and_regions_keep_nuts_codes():
    countries = by("country", "country_id")
    assert countries["GB"]["eurostat_country"] == "UK"
    assert countries["GR"]["eurostat_country"] == "EL"
    assert {"UK", "EL"}.isdisjoint(countries)
    for row in rows("region"):
        assert row["region_id"][:2] == countries[row["country"]]["eurostat_country"]
    for row in rows("port"):
        assert row["eurostat_code"][:2] in ("", countries[row["country"]]["eurostat_country"])


def test_c06_poole_lies_in_its_own_region_not_in_dorset():
    poole = {row["nuts_version"]: row["region_id"] for row in rows("port_region") if row["entity"] == "GBPOO"}
    assert poole == {"2016": "UKK21", "2021": "UKK24"}


def test_t12_no_uk_region_exists_in_nuts_2024():
    assert not [row for row in rows("region") if row["country"] == "GB" and row["nuts_version"] == "2024"]


def test_t12_a_figure_may_move_only_where_the_land_is_the_same():
    moves = {(r["region_id"], r["to_region_id"]): r["is_identical"] for r in rows("region_lineage")}
    assert moves["UKK21", "UKK24"] == "false"
    assert moves["UKK22", "UKK25"] == "false"
    assert moves["NL33C", "NL366"] == "true"
    assert moves["NL329", "NL32B"] == "false"
    assert [pair for pair, same in moves.items() if same == "true"] == [("NL33C", "NL366")]


def test_a_port_has_at_most_one_main_region_in_a_nuts_version():
    main = Counter((r["entity"], r["nuts_version"]) for r in rows("port_region") if r["is_main"] == "true")
    assert set(main.values()) == {1}
    with_region = {row["entity"] for row in rows("port_region") if row["entity_type"] == "port"}
    outside_nuts = {row["port_id"] for row in rows("port") if row["country"] in ("UA", "KR", "CN")}
    assert with_region == {row["port_id"] for row in rows("port")} - outside_nuts


def test_a_port_lies_in_a_region_of_its_own_country():
    ports, regions = by("port", "port_id"), by("region", "region_id", "nuts_version")
    for row in rows("port_region"):
        if row["entity_type"] == "port":
            assert regions[row["region_id"], row["nuts_version"]]["country"] == ports[row["entity"]]["country"]


def test_dorset_is_the_two_old_regions_and_the_flemish_ports_never_count_antwerp_twice():
    members = defaultdict(set)
    for row in rows("area_member"):
        members[row["area_id"]].add(row["member"])
    assert members["DORSET_LEP"] == {"UKK21", "UKK22"}
    assert members["BEFLP"] == {"BE003", "BEGNE", "BEOST"}
    assert {row["area_id"] for row in rows("area")} == {
        "X-NSP",
        "BEFLP",
        "EU27_2020",
        "DOVER_DISTRICT",
        "DORSET_LEP",
    }


# --- ranges


def members(range_id: str) -> set[str]:
    return {row["entity"] for row in rows("range_member") if row["range_id"] == range_id}


def test_the_core_range_holds_antwerp_before_and_after_the_merger():
    assert members("core_ports") == {"BEANR", "BE003", "NLMOE", "GBPOO", "FRCQF", "FRBOL", "GBPTL", "GBPME"}


def test_the_two_seas_range_is_the_flag_of_the_ports():
    assert members("two_seas") == {row["port_id"] for row in rows("port") if row["programme_2seas"] == "true"}
    assert "NLAMS" not in members("two_seas")


def test_belgium_is_divided_by_the_national_row():
    belgium = by("range", "range_id")["belgium"]
    assert (belgium["denominator_entity_type"], belgium["denominator_entity"]) == ("country", "BE")
    assert members("belgium") == {row["port_id"] for row in rows("port") if row["country"] == "BE"}


def test_no_range_counts_a_port_and_its_successor_in_the_same_year():
    ports = by("port", "port_id")
    for range_id in {row["range_id"] for row in rows("range_member")}:
        for port in members(range_id) & {"BEANR", "BEZEE", "FRLEH", "NLVLI", "NLTNZ"}:
            successor = ports[port]["merged_into"]
            if successor in members(range_id):
                assert int(ports[port]["stat_last_year"]) < int(ports[successor]["stat_first_year"])


# --- programmes, projects, events


def latest(project_id: str) -> dict[str, str]:
    return next(r for r in rows("project") if r["project_id"] == project_id and r["is_latest"] == "true")


def test_t01_both_published_budgets_of_speed_are_kept_and_one_is_the_latest():
    speed = by("project", "project_id", "version")
    money = {v: (int(speed["2S-SPEED", v]["budget_eur"]), int(speed["2S-SPEED", v]["eu_amount_eur"])) for v in "12"}
    assert money == {"1": (4_154_162, 2_457_654), "2": (4_149_588, 2_481_461)}
    shown = Counter(row["project_id"] for row in rows("project") if row["is_latest"] == "true")
    assert shown == Counter({row["project_id"] for row in rows("project")})


def test_t01_a_derived_rate_is_the_quotient_of_the_amounts():
    derived = [row for row in rows("project") if row["eu_rate_kind"] == "derived"]
    assert len(derived) == 5
    for row in derived:
        assert float(row["eu_rate"]) == pytest.approx(int(row["eu_amount_eur"]) / int(row["budget_eur"]), abs=1e-6)


def test_t02_speed_up_is_never_joined_to_speed():
    assert by("event", "event_id")["EV-SPEEDUP"]["project_id"] == ""
    acronyms = [(row["programme_id"], row["acronym"]) for row in rows("project") if row["is_latest"] == "true"]
    assert len(acronyms) == len(set(acronyms))


def test_t03_the_programme_of_a_project_comes_from_the_data():
    assert latest("IE-PASSAGE")["programme_id"] == "IE-1420"
    assert latest("H20-PIONEERS")["programme_id"] == "H2020"
    two_seas = {row["project_id"] for row in rows("project") if row["programme_id"] == "2SEAS-1420"}
    assert two_seas == {"2S-SPEED", "2S-PECS", "2S-ISHY"}


def test_t04_the_projects_of_2007_2013_stay_out_of_2014_2020():
    periods = {key: row["programme_period"] for key, row in by("programme", "programme_id").items()}
    older = {row["project_id"] for row in rows("project") if periods[row["programme_id"]] == "2007-2013"}
    assert older == {"IVA-FLIP", "IVA-PAC2", "VN-DUURZAMEZEEHAVENS", "MED-SMARTPORT"}


def test_t05_the_2_seas_rules_hold_for_2_seas_projects():
    programme = by("programme", "programme_id")["2SEAS-1420"]
    assert programme["max_eu_rate"] == "0.60"
    assert int(programme["eu_budget_eur"]) == 241_000_000
    organisations = by("organisation", "org_id")
    for project in (row for row in rows("project") if row["programme_id"] == "2SEAS-1420"):
        assert float(project["eu_rate"]) <= float(programme["max_eu_rate"])
        partners = [r["org_id"] for r in rows("project_partner") if r["project_id"] == project["project_id"]]
        if project["n_partners"]:  # the partner list is complete
            countries = {organisations[org]["country"] for org in partners}
            assert len(partners) == int(project["n_partners"])
            assert len(countries) >= 2
            assert "GB" in countries


def test_t05_the_2_seas_rules_are_not_tested_on_other_programmes():
    assert float(latest("H20-PIONEERS")["eu_rate"]) > 0.60


def test_the_speed_partnership_has_the_published_mix():
    organisations = by("organisation", "org_id")
    partners = [organisations[r["org_id"]] for r in rows("project_partner") if r["project_id"] == "2S-SPEED"]
    assert Counter(p["country"] for p in partners) == {"BE": 2, "FR": 2, "NL": 2, "GB": 6}
    pairs = list(combinations([p["country"] for p in partners], 2))
    assert sum(a != b for a, b in pairs) / len(pairs) == pytest.approx(0.727273, abs=1e-6)
    kinds = Counter(p["org_kind"] for p in partners)
    assert kinds == {"university": 5, "port": 3, "business_support": 2, "public_authority": 2}
    shannon = -sum(n / 12 * math.log(n / 12) for n in kinds.values())
    assert shannon / math.log(4) == pytest.approx(0.943959, abs=1e-6)


def test_the_lead_of_a_project_is_one_of_its_partners():
    leads = {(r["project_id"], r["org_id"]) for r in rows("project_partner") if r["partner_role"] == "lead"}
    for row in rows("project"):
        if row["lead_org_id"]:
            assert (row["project_id"], row["lead_org_id"]) in leads


def test_the_peer_review_keeps_its_two_subjects_four_peers_and_six_recommendations():
    links = Counter(r["event_port_role"] for r in rows("event_port") if r["event_id"] == "EV-PEER")
    assert links == {"subject": 2, "peer": 4}
    recommendations = [row for row in rows("recommendation") if row["event_id"] == "EV-PEER"]
    assert [row["rec_status"] for row in recommendations] == ["unknown"] * 6


def test_counts_and_organisations_of_an_event_are_told_apart():
    peers = [r for r in rows("event_participant") if r["event_id"] == "EV-PEER" and r["participant_role"] == "peer"]
    named = [r for r in peers if r["participation_kind"] == "organisation"]
    counted = [r for r in peers if r["participation_kind"] == "count"]
    assert sum(int(r["n"]) for r in named) == int(counted[0]["n"]) == 5


def word_groups(text: str) -> set[str]:
    words = re.findall(r"[^\W\d_]+", text.casefold())
    groups = (" ".join(words[start : start + n]) for n in (2, 3) for start in range(len(words)))
    return {hashlib.sha256(group.encode()).hexdigest() for group in groups}


def test_g14_the_check_for_names_sees_a_name_among_other_words():
    known = hashlib.sha256(b"anna example").hexdigest()
    assert known in word_groups("Host: Anna Example, DG Innovation")


def test_g14_no_person_is_named_anywhere():
    for table in REFERENCE_TABLES:
        assert not re.search(r"person|contact|e_?mail|phone", " ".join(table.columns))
        text = (REFERENCE / f"{table.reference}.csv").read_text(encoding="utf-8")
        assert not re.search(r"[\w.]+@[\w-]+\.[a-z]{2}", text), f"an e-mail address stands in {table.reference}.csv"
        assert word_groups(text).isdisjoint(NAMES_THAT_MUST_NOT_STAND), f"{table.reference}.csv names a person"


def test_g14_participation_is_a_count_or_an_organisation():
    assert {row["participation_kind"] for row in rows("event_participant")} == {"count", "organisation"}
    for row in rows("event_participant"):
        assert bool(row["org_id"]) == (row["participation_kind"] == "organisation")


# --- shocks


def variants(shock_id: str) -> dict[str, dict[str, str]]:
    return {row["shock_variant"]: row for row in rows("shock") if row["shock_id"] == shock_id}


def test_every_shock_has_one_default_date_and_it_is_the_main_one():
    defaults = [row for row in rows("shock") if row["is_default"] == "true"]
    assert {row["shock_variant"] for row in defaults} == {"main"}
    assert Counter(row["shock_id"] for row in defaults) == Counter({row["shock_id"] for row in rows("shock")})
    assert len(rows("shock")) == 32


def test_t14_the_lockdowns_keep_their_other_dates_and_name_both_sources():
    starts = {s: [v["date_start"] for v in variants(s).values()] for s in ("S-COVID-BE", "S-COVID-UK", "S-COVID-NL")}
    assert sorted(starts["S-COVID-BE"]) == ["2020-03-18", "2020-03-20"]
    assert sorted(starts["S-COVID-UK"]) == ["2020-03-23", "2020-03-24"]
    assert sorted(starts["S-COVID-NL"]) == ["2020-03-15", "2020-03-23", "2020-04-01"]
    belgium = variants("S-COVID-BE")
    assert belgium["main"]["locator"] != belgium["alt1"]["locator"]


def test_t15_the_red_sea_start_has_two_dates_for_each_reading():
    assert {v["date_start"] for v in variants("S-REDSEA").values()} == {"2023-11-19", "2023-11-17"}
    assert {v["date_start"] for v in variants("S-REDSEA-DIV").values()} == {"2023-12-15", "2023-12-18"}


def test_t16_both_ends_of_the_grain_initiative_are_kept():
    ends = {v["date_end"] for v in variants("S-BSGI").values()}
    assert ends == {"2023-07-17", "2023-07-18"}
    assert variants("S-BSGI")["alt1"]["reference_status"] == "not_opened"


def shocked(shock_id: str) -> set[str]:
    return {row["entity"] for row in rows("shock_port") if row["shock_id"] == shock_id}


def test_every_shock_names_the_ports_it_concerns_and_says_why():
    assert {row["shock_id"] for row in rows("shock_port")} == {row["shock_id"] for row in rows("shock")}
    assert all(row["note"] for row in rows("shock_port"))
    assert {row["provenance_kind"] for row in rows("shock_port")} == {"analyst", "published"}


def test_ports_named_by_the_source_of_a_shock_are_marked_as_published():
    published = {(r["shock_id"], r["entity"]) for r in rows("shock_port") if r["provenance_kind"] == "published"}
    assert published == {
        ("S-FRBORDER", "GBDVR"),
        ("S-FRBORDER", "FRCQF"),
        ("S-UKRAINE", "UAODS"),
        ("S-UKRAINE", "UANLV"),
        ("S-UKR-CLOSED", "UAKHE"),
        ("S-BSGI", "UAODS"),
        ("S-UACORRIDOR", "UAODS"),
        ("S-PO", "GBDVR"),
        ("S-PO", "FRCQF"),
        ("S-PO", "NLRTM"),
    }


def test_a_lockdown_concerns_the_ports_of_its_country_and_no_others():
    ports = by("port", "port_id")
    for shock, country in (
        ("S-COVID-BE", "BE"),
        ("S-COVID-FR", "FR"),
        ("S-COVID-UK", "GB"),
        ("S-COVID-NL", "NL"),
    ):
        assert {ports[p]["country"] for p in shocked(shock) - {"X-NSP"}} == {country}


def test_brexit_concerns_poole_and_calais_and_not_odesa_or_thessaloniki():
    assert {"GBPOO", "FRCQF", "FRCER", "IEROS", "BE003"} <= shocked("S-BREXIT-TRANS")
    assert shocked("S-BREXIT-TRANS").isdisjoint({"UAODS", "GRSKG", "ITLIV", "DEHAM", "CNSHA"})
    assert {row["port_id"] for row in rows("port") if row["country"] == "GB"} <= shocked("S-BREXIT-TRANS")


def test_a_shock_after_2021_is_linked_to_the_successor_of_a_merged_series():
    for shock in ("S-REDSEA", "S-EVERGIVEN"):
        assert {"BE003", "FR001"} <= shocked(shock)
    assert "BE003" in shocked("S-RHINE22")
    assert "BEANR" not in shocked("S-RHINE22")


# --- catalogue, frameworks, targets


def test_the_catalogue_holds_57_indicators_44_of_them_in_the_first_release():
    assert Counter(row["catalogue_release"] for row in rows("kpi")) == {"R1": 44, "R2": 13}
    assert len(rows("framework")) == 24


def test_a_reference_that_was_not_opened_says_so_where_it_is_quoted():
    for name in ("kpi", "framework"):
        for row in rows(name):
            assert (row["reference_status"] == "not_opened") == ("not opened" in row["locator"]), row


def test_targets_are_empty_until_somebody_sets_one():
    assert rows("target") == []


# --- the pages for people


def test_the_example_rows_of_the_guide_keep_the_declared_columns():
    guide = (ROOT / "docs" / "add_a_port.md").read_text(encoding="utf-8")
    blocks = re.findall(r"`data/reference/(\w+)\.csv`[^`]*```csv\n(.*?)```", guide, flags=re.DOTALL)
    assert [name for name, _ in blocks] == ["port", "region", "port_region", "range_member", "shock_port"]
    for name, block in blocks:
        table = BY_NAME[name]
        for cells in csv.reader(block.strip().splitlines()):
            row = dict(zip(table.columns, cells, strict=True))
            for column, cell in row.items():
                codes = table.field(column).codes
                assert cell or table.nullable(column), (name, column)
                assert not cell or not codes or cell in codes, (name, column)
