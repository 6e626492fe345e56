"""The figures in data/reference, read as they lie there: no warehouse, no conversion of ours between."""

import json
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from etl import sources as live
from warehouse.fields import FIELDS, OBS_STATUSES
from warehouse.tables import OBSERVATION, REFERENCE_TABLES

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
SOURCES = sorted(path.stem for path in (REFERENCE / "observation").glob("*.csv"))
OURS = ("licence", "source", "release", "measure", "definition", "preference")
DECLARED = {table.reference: table for table in REFERENCE_TABLES}
UK_REGIONS = {"UKH14", "UKJ31", "UKJ32", "UKJ44", "UKK21", "UKK22"}
MEGABYTE = 1_000_000


@cache
def rows_of(name: str) -> pd.DataFrame:
    return pd.read_csv(REFERENCE / f"{name}.csv", dtype=str, keep_default_na=False, encoding="utf-8")


@cache
def observations(source: str | None = None) -> pd.DataFrame:
    if source is None:
        return pd.concat([observations(name) for name in SOURCES], ignore_index=True)
    rows = rows_of(f"observation/{source}").copy()
    rows["value"] = pd.to_numeric(rows["obs_value"].replace("", None))
    rows["year"] = rows["period_start"].str[:4].astype(int)
    return rows


def figure(source: str, entity: str, measure: str, start: str, **dimensions: str) -> float:
    rows = observations(source)
    chosen = rows[(rows["entity"] == entity) & (rows["measure"] == measure) & (rows["period_start"] == start)]
    for column, code in dimensions.items():
        chosen = chosen[chosen[column] == code]
    assert len(chosen) == 1, f"{len(chosen)} rows for {entity} {measure} {start} {dimensions}"
    return float(chosen["value"].iloc[0])


def goods(entity: str, year: int, direction: str = "total") -> int:
    source = "eurostat_mar_go_aa"
    return int(figure(source, entity, "gross_weight", f"{year}-01-01", direction=direction))


def gdp(region: str, year: int, release: str) -> float:
    return figure("eurostat_nama_10r_3gdp", region, "gdp", f"{year}-01-01", release=release)


def ships() -> pd.DataFrame:
    """Quarterly container ships: one row a port and quarter, one column a measure and size."""
    rows = observations("eurostat_mar_tf_qm")
    return rows.pivot_table(index=["entity", "period_start"], columns=["measure", "size_class"], values="value")


# --- form


@pytest.mark.parametrize("source", SOURCES)
def test_observations_have_the_declared_header_and_unique_sorted_keys(source: str) -> None:
    rows = rows_of(f"observation/{source}")
    assert tuple(rows.columns) == OBSERVATION.columns
    keys = list(rows[list(OBSERVATION.key)].itertuples(index=False, name=None))
    assert keys == sorted(set(keys))


@pytest.mark.parametrize("name", OURS)
def test_tables_about_the_figures_have_the_declared_header_and_unique_keys(name: str) -> None:
    rows, table = rows_of(name), DECLARED[name]
    assert tuple(rows.columns) == table.columns
    assert not rows.duplicated(list(table.key)).any()
    required = [column for column in table.columns if not table.nullable(column)]
    assert (rows[required] != "").all(axis=None)


@pytest.mark.parametrize("source", SOURCES)
def test_every_cell_keeps_the_field_dictionary(source: str) -> None:
    rows = rows_of(f"observation/{source}")
    for column in OBSERVATION.columns:
        found = set(rows[column])
        assert OBSERVATION.nullable(column) or "" not in found, column
        codes = FIELDS[column].codes
        assert not codes or found - {""} <= set(codes), column
    assert set(rows["is_rounded"]) <= {"true", "false"}
    assert rows["period_start"].str.fullmatch(r"\d{4}-\d{2}-01").all()


@pytest.mark.parametrize("path", sorted(REFERENCE.rglob("*.csv")), ids=lambda path: path.stem)
def test_files_are_utf8_with_plain_line_ends(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    assert "\r" not in text
    assert text.endswith("\n")
    assert not text.startswith("\ufeff")


def test_the_reference_data_stay_within_eight_megabytes() -> None:
    assert sum(path.stat().st_size for path in REFERENCE.rglob("*") if path.is_file()) <= 8 * MEGABYTE


# --- links


def test_a_file_carries_one_source_named_after_it() -> None:
    assert {source: set(observations(source)["source_id"]) for source in SOURCES} == {s: {s} for s in SOURCES}


@pytest.mark.parametrize(
    ("column", "table"),
    [
        ("measure", "measure"),
        ("licence_id", "licence"),
        ("definition_id", "definition"),
        ("source_id", "source"),
    ],
)
def test_every_code_of_an_observation_is_declared(column: str, table: str) -> None:
    assert set(observations()[column]) <= set(rows_of(table)[column])


def test_every_release_of_an_observation_is_declared() -> None:
    used = set(observations()[["source_id", "release"]].itertuples(index=False, name=None))
    assert used <= set(rows_of("release")[["source_id", "release"]].itertuples(index=False, name=None))


@pytest.mark.parametrize("kind", ["port", "area", "country"])
def test_every_place_with_a_figure_is_held(kind: str) -> None:
    rows = observations()
    assert set(rows.loc[rows["entity_type"] == kind, "entity"]) <= set(rows_of(kind)[f"{kind}_id"])


def test_a_figure_is_counted_by_a_definition_of_its_own_measure() -> None:
    joined = observations().merge(rows_of("definition"), on="definition_id", suffixes=("", "_defined"))
    assert (joined["measure"] == joined["measure_defined"]).all()


def test_a_measure_has_one_unit_everywhere_and_tonnes_and_people_are_whole() -> None:
    joined = observations().merge(rows_of("measure"), on="measure", suffixes=("", "_declared"))
    assert (joined["unit"] == joined["unit_declared"]).all()
    whole = joined[joined["unit"].isin(["t", "TEU", "persons", "units", "arrivals", "GT"])]["value"].dropna()
    assert (whole % 1 == 0).all()


def test_no_figure_stands_under_a_licence_that_may_not_ship() -> None:
    licences = rows_of("licence")
    barred = set(licences.loc[licences["may_ship"] != "true", "licence_id"])
    assert barred
    assert not barred & set(observations()["licence_id"])


def test_every_licence_is_explained_to_the_reader() -> None:
    text = (REFERENCE / "LICENCES.md").read_text(encoding="utf-8")
    assert [i for i in rows_of("licence")["licence_id"] if f"`{i}`" not in text] == []


def test_a_release_is_read_on_or_after_the_day_it_is_dated() -> None:
    releases = rows_of("release")
    assert (releases["released_on"] <= releases["retrieved_on"]).all()


def test_figures_read_at_a_page_carry_its_whole_address() -> None:
    locators = observations("published_figures")["locator"]
    assert locators.str.match(r"https?://[^\s]+\.[^\s]+$").all()


# --- figures that can be checked by hand (thousand tonnes at the publisher, tonnes here)


@pytest.mark.parametrize(
    ("port", "year", "tonnes"),
    [
        ("BEANR", 2021, 215_852_000),
        ("BEANR", 2020, 206_319_000),
        ("BEANR", 2019, 214_030_000),
        ("BEANR", 2018, 212_010_000),
        ("BEZEE", 2021, 40_130_000),
        ("BE003", 2022, 254_257_000),
        ("NLRTM", 2024, 397_322_000),
        ("NLMOE", 2024, 5_695_000),
        ("NLMOE", 2014, 5_275_000),
        ("FRCQF", 2024, 15_150_000),
        ("FRCQF", 2019, 18_099_000),
        ("FRCQF", 2010, 17_961_000),
        ("GBPOO", 2019, 812_000),
        ("BEGNE", 2024, 29_900_000),
        ("NLZSP", 2024, 37_293_000),
        ("BE", 2021, 288_827_000),
        ("FRBES", 2011, 4_765_000),
        ("FRDPE", 2006, 1_624_000),
        ("FRDPE", 2007, 1_624_000),
    ],
)
def test_goods_are_the_published_thousand_tonnes_in_tonnes(port: str, year: int, tonnes: int) -> None:
    assert goods(port, year) == tonnes


def test_moerdijk_shows_where_its_number_stands_at_the_publisher() -> None:
    rows = observations("eurostat_mar_go_aa")
    row = rows[(rows["entity"] == "NLMOE") & (rows["year"] == 2024)].iloc[0]
    assert (row["published_value"], row["published_unit"]) == ("5695", "THS_T")
    assert row["locator"] == "A.TOTAL.THS_T.NL_0NLMOE:2024"
    assert (row["obs_status"], row["licence_id"], row["provenance_kind"]) == ("A", "eurostat", "published")


def test_antwerp_and_zeebrugge_before_the_merger_add_up() -> None:
    assert goods("BEANR", 2021) + goods("BEZEE", 2021) == 255_982_000
    assert goods("BE003", 2022) / 255_982_000 - 1 == pytest.approx(-0.006739, abs=1e-6)


def test_north_sea_port_is_ghent_and_zeeland_seaports() -> None:
    assert goods("BEGNE", 2024) + goods("NLZSP", 2024) == 67_193_000


def test_zeeland_seaports_starts_thirteen_percent_above_its_two_ports() -> None:
    before = goods("NLVLI", 2010) + goods("NLTNZ", 2010)
    assert goods("NLZSP", 2011) / before - 1 == pytest.approx(0.129761, abs=1e-6)


def test_antwerp_inwards_leaves_its_outward_goods() -> None:
    assert goods("BEANR", 2021, "in") == 106_069_000
    assert goods("BEANR", 2021) - goods("BEANR", 2021, "in") == 109_783_000


def test_outward_goods_are_not_stored() -> None:
    assert set(observations("eurostat_mar_go_aa")["direction"]) == {"total", "in"}


def test_the_eight_neighbours_have_goods_from_1997_to_2024() -> None:
    rows = observations("eurostat_mar_go_aa")
    for port in ("FRBES", "FRCER", "FRCFR", "FRDPE", "FRROS", "ESBIO", "IEDUB", "IEROS"):
        assert rows.loc[rows["entity"] == port, "year"].tolist() == list(range(1997, 2025)), port


def test_belgian_ports_add_up_to_the_national_row() -> None:
    """Up to 2018 what is missing are the other Belgian ports, on the rivers, which are not held."""
    rows = observations("eurostat_mar_go_aa")
    belgian = rows["entity"].isin(["BEANR", "BEZEE", "BE003", "BEGNE", "BEOST"])
    ports = rows[belgian & (rows["direction"] == "total")].groupby("year")["value"].sum()
    nation = rows[(rows["entity"] == "BE") & (rows["direction"] == "total")].set_index("year")["value"]
    rest = (nation - ports) / 1000
    assert rest.index.tolist() == list(range(1997, 2026))
    assert rest.loc[:2018].between(0, 3_200).all()
    assert rest.loc[2019:].between(-4, 4).all()
    assert rest[2024] == -1


def test_there_is_no_zero_where_the_united_kingdom_stopped_reporting() -> None:
    rows = observations("eurostat_mar_go_aa")
    assert rows.loc[rows["entity"].str.startswith("GB"), "year"].max() == 2019
    assert not observations("eurostat_nama_10r_3gdp")["entity"].str.startswith(("UK", "GB")).any()


def test_a_regional_product_keeps_both_its_releases() -> None:
    assert gdp("BE211", 2021, "2023") == 55_857_600_000
    assert gdp("BE211", 2021, "2024") == 56_876_420_000
    rows = observations("eurostat_nama_10r_3gdp")
    early = rows[(rows["locator"] == "A.MIO_EUR.BE211:2021") & (rows["release"] == "2023")].iloc[0]
    assert (early["obs_status"], early["obs_flag"], early["published_value"]) == ("P", "p", "55857.6")


@pytest.mark.parametrize(
    ("region", "first", "last", "growth"),
    [
        ("BE211", 2019, 2020, -0.044267),
        ("FRE12", 2019, 2020, -0.032548),
        ("FRE11", 2019, 2020, -0.029645),
        ("NL33C", 2019, 2020, -0.018270),
        ("BE211", 2019, 2021, 0.073792),
        ("FRE12", 2019, 2021, 0.015627),
        ("FRE11", 2019, 2021, 0.036863),
    ],
)
def test_regional_product_changes_as_the_2024_release_says(region: str, first: int, last: int, growth: float) -> None:
    assert gdp(region, last, "2024") / gdp(region, first, "2024") - 1 == pytest.approx(growth, abs=1e-6)


def test_population_and_area_are_read_from_the_right_cell() -> None:
    people = "eurostat_demo_r_pjanaggr3"
    assert figure(people, "FRE12", "population", "2025-01-01", release="2026") == 1_451_976
    assert figure(people, "UKK21", "population", "1990-01-01", release="2023") == 290_300
    assert figure("eurostat_reg_area3", "NL366", "area", "2026-01-01") == 1497


def test_the_connectivity_index_starts_in_2006_at_the_printed_value() -> None:
    assert figure("unctad_plsci", "BEANR", "liner_connectivity", "2006-01-01") == pytest.approx(1019.34848)


# --- traps


def test_c01_ships_left_for_the_largest_class_are_never_fewer_than_none() -> None:
    table = ships()["vessel_arrivals"]
    parts = table[["lt_10k_gt", "10k_40k_gt", "40k_100k_gt"]]
    filled = table[parts.notna().any(axis=1)]
    left = filled["total"] - parts.loc[filled.index].fillna(0).sum(axis=1)
    assert len(filled) > 1000
    assert (left >= 0).all()
    assert (filled["ge_100k_gt"] == left).all()
    assert table.loc[parts.isna().all(axis=1), "ge_100k_gt"].isna().all()


def test_c01_the_largest_class_is_computed_and_doubtful_where_no_such_ship_was_afloat() -> None:
    rows = observations("eurostat_mar_tf_qm")
    largest = rows[rows["size_class"] == "ge_100k_gt"]
    assert set(largest["provenance_kind"]) == {"derived"}
    assert set(largest["published_value"]) == {""}
    early = largest[(largest["value"] > 0) & (largest["year"] < 2004)]
    assert set(early["obs_status"]) == {"U"}
    assert set(rows.loc[rows["size_class"] != "ge_100k_gt", "provenance_kind"]) == {"published"}


def test_c02_zero_tonnage_beside_arrivals_is_missing() -> None:
    rows = observations("eurostat_mar_tf_qm")
    tonnage = rows[(rows["measure"] == "vessel_gross_tonnage") & (rows["size_class"] == "total")]
    empty = tonnage[tonnage["value"].isna()]
    assert sorted(empty["entity"] + " " + empty["period_start"]) == [
        "FRBOL 2000-10-01",
        "FRDKK 1998-01-01",
        "FRDKK 1998-04-01",
        "FRDKK 1998-07-01",
        "FRDKK 1998-10-01",
        "FRLEH 2000-10-01",
    ]
    assert (empty["note"] != "").all()
    assert (tonnage["value"].dropna() > 0).all()


def test_four_quarters_of_container_ships_equal_the_annual_figure() -> None:
    rows = observations("eurostat_mar_tf_qm")
    arrivals = rows[(rows["measure"] == "vessel_arrivals") & (rows["size_class"] == "total")]
    by_year = arrivals.groupby(["entity", "year"])["value"].agg(["sum", "count"])
    quarters = by_year[by_year["count"] == 4]["sum"].rename("quarters")
    annual = observations("eurostat_mar_tf_qm_annual")
    container = annual[(annual["vessel_type"] == "container") & (annual["measure"] == "vessel_arrivals")]
    both = container.set_index(["entity", "year"]).join(quarters, how="inner")
    assert len(both) == 98
    assert (both["value"] == both["quarters"]).all()


def test_t12_every_regional_figure_names_a_nuts_version_in_which_its_code_exists() -> None:
    rows = observations()
    regional = rows[rows["entity_type"] == "region"]
    assert (rows.loc[rows["entity_type"] != "region", "nuts_version"] == "").all()
    held = set(rows_of("region")[["region_id", "nuts_version"]].itertuples(index=False, name=None))
    assert set(regional[["entity", "nuts_version"]].itertuples(index=False, name=None)) <= held


def test_t12_renamed_regions_keep_their_old_code_until_the_new_one_starts() -> None:
    rows = observations("eurostat_demo_r_pjanaggr3")
    rows = rows[rows["release"] == "2026"]
    years = rows.groupby(["entity", "nuts_version"])["year"].agg(["min", "max"]).T.to_dict("list")
    assert years["NL33C", "2021"] == [2016, 2023]
    assert years["NL366", "2024"] == [2024, 2025]
    assert years["UKK21", "2016"] == [2016, 2019]
    assert not {"UKK24", "UKK25"} & set(rows["entity"])


def test_t12_countries_are_written_in_iso_codes() -> None:
    rows = observations()
    assert not {"UK", "EL"} & set(rows.loc[rows["entity_type"] == "country", "entity"])


def test_t18_the_connectivity_index_comes_from_one_release() -> None:
    rows = observations()
    index = rows[rows["measure"] == "liner_connectivity"]
    assert set(zip(index["source_id"], index["release"], strict=True)) == {("unctad_plsci", "2024-q1")}


# --- one series, one source


def test_only_eurostat_counts_as_gross_weight() -> None:
    rows = observations()
    assert set(rows.loc[rows["measure"] == "gross_weight", "source_id"]) == {"eurostat_mar_go_aa"}
    printed = observations("published_figures")
    ministry = printed["publisher"] == "UK Department for Transport"
    assert "gross_weight_port_authority" not in set(printed.loc[ministry, "measure"])
    assert set(printed.loc[printed["measure"] == "gross_weight_national", "publisher"]) == {
        "UK Department for Transport"
    }


def test_no_measure_mixes_two_sources_at_one_frequency_and_entity_type() -> None:
    rows = observations()
    assert rows.groupby(["measure", "freq", "entity_type"])["source_id"].nunique().max() == 1


def test_every_measure_in_use_has_one_preferred_source_which_holds_it_or_ships_nothing_and_is_refreshed() -> None:
    rows, rules = observations(), rows_of("preference")
    columns = ["measure", "freq", "entity_type"]
    holders = rows.drop_duplicates([*columns, "source_id"]).set_index(columns)["source_id"]
    preferred = rules[rules["entity_rule"] == "*"].set_index(columns)["preferred_source_id"]
    assert preferred.index.is_unique
    assert set(preferred.index) == set(holders.index)
    elsewhere = preferred[preferred != holders.reindex(preferred.index)]
    assert set(elsewhere) <= {source.id for source in live.SOURCES} - set(rows["source_id"])
    releases = set(rows_of("release")["release"]) | {"newest"}
    assert set(rules["preferred_release"]) <= releases


def test_the_uk_regions_keep_their_long_population_series_because_the_overlap_is_identical() -> None:
    rules = rows_of("preference")
    own = rules[(rules["measure"] == "population") & (rules["entity_rule"] != "*")]
    assert set(own["entity_rule"]) == {*UK_REGIONS, "GB"}
    assert set(own["preferred_release"]) == {"2023"}
    people = observations("eurostat_demo_r_pjanaggr3")
    uk = people[people["entity"].isin(set(own["entity_rule"]))]
    both = uk.pivot_table(index=["entity", "year"], columns="release", values="value").dropna()
    assert len(both) == 7 * 4
    assert (both["2023"] == both["2026"]).all()


def test_two_prints_of_one_figure_are_told_apart_and_one_of_them_is_the_series() -> None:
    rows = observations("published_figures")
    assert len(rows) == 981
    key = [column for column in OBSERVATION.key if column != "series_id"]
    prints = rows.groupby(key)["series_id"].agg(list)
    assert all(names.count("_Z") == 1 for names in prints)
    teu = {"entity": "BE003", "measure": "teu", "start": "2024-01-01"}
    assert figure("published_figures", **teu, series_id="_Z") == 13_500_000
    assert figure("published_figures", **teu, series_id="informare") == 15_300_000


def test_printed_figures_are_converted_and_keep_what_was_printed() -> None:
    rows = observations("published_figures")
    factor = {"Mt": 1_000_000, "MEUR": 1_000_000, "MGBP": 1_000_000}
    expected = pd.to_numeric(rows["published_value"]) * rows["published_unit"].map(factor).fillna(1)
    assert rows["value"].to_numpy() == pytest.approx(expected.to_numpy(), rel=1e-12)
    assert set(rows.loc[rows["obs_flag"] == "rounded", "is_rounded"]) == {"true"}
    assert set(rows.loc[rows["obs_flag"] == "provisional", "obs_status"]) == {"P"}
    assert set(rows.loc[rows["obs_flag"] == "estimated", "obs_status"]) == {"E"}


def test_combined_flags_take_the_worst_status() -> None:
    letter = {"b": "B", "d": "D", "e": "E", "f": "F", "p": "P", "s": "E", "u": "U", "r": "A"}
    rows = observations()
    flagged = rows[rows["source_id"].str.startswith("eurostat_") & (rows["obs_flag"] != "")]
    worst = [max((letter[f] for f in flag), key=OBS_STATUSES.index) for flag in flagged["obs_flag"]]
    assert flagged["obs_status"].tolist() == worst
    assert "bep" in set(flagged["obs_flag"])


def test_shapes_name_licences_that_are_declared() -> None:
    named = {json.loads(path.read_text(encoding="utf-8"))["licence_id"] for path in REFERENCE.glob("geo/*.geojson")}
    assert named <= set(rows_of("licence")["licence_id"])
