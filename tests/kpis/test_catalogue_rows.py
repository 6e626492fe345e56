"""Indicators of throughput, structure, connectivity and region on a few rows: values by hand, refusals, absent data."""

from __future__ import annotations

import pandas as pd
import pytest

HOME = [
    {"entity_type": "port", "entity": "XXALP", "region_id": "XX111", "nuts_version": "2021", "is_main": True},
]
REGIONS = [{"region_id": region, "nuts_version": "2021", "country": "XX"} for region in ("XX111", "XX112", "XX11")]
PORTS = [{"port_id": "XXALP", "port_status": "active", "country": "XX", "eurostat_code": "XX_1XXALP"}]
FAR_PORTS = [{"port_id": "YYFAR", "port_status": "active", "country": "YY"}]


def series(measure: str, entity: str, values: dict[int, float | None], **other: object) -> list[dict[str, object]]:
    return [
        {"measure": measure, "entity": entity, "period_start": f"{year}-01-01", "obs_value": value} | other
        for year, value in values.items()
    ]


def goods(values: dict[int, float | None], **other: object) -> list[dict[str, object]]:
    return series("gross_weight", "XXALP", values, **({"cargo_type": "total", "direction": "total"} | other))


def at(rows: pd.DataFrame, year: int, variant: str = "", **wanted: object) -> pd.Series:
    chosen = (rows["period_start"] == pd.Timestamp(year, 1, 1)) & (rows["variant"] == variant)
    for column, value in wanted.items():
        chosen &= rows[column] == value
    assert chosen.sum() == 1, rows
    return rows[chosen].iloc[0]


# --- throughput and structure


def test_the_median_of_the_last_four_changes_lets_one_odd_year_pass(computed):
    rows = computed("yoy_change", {"core_series": goods({2016: 100, 2017: 110, 2018: 121, 2019: 242, 2020: 266.2})})
    assert at(rows, 2019)["value"] == pytest.approx(100)
    assert at(rows, 2020, "median_4")["value"] == pytest.approx(10)
    assert at(rows, 2019, "median_4")["reason"] == "too_few_periods"


def test_a_quarter_is_compared_with_the_same_quarter_a_year_before(computed):
    days = pd.date_range("2020-01-01", periods=5, freq="QS")
    held = [
        goods({2020: value}, freq="Q")[0] | {"period_start": day}
        for day, value in zip(days, [100, 1, 1, 1, 120], strict=True)
    ]
    rows = computed("yoy_change", {"core_series": held})
    row = rows[(rows["period_start"] == days[4]) & (rows["variant"] == "")].iloc[0]
    assert (row["value"], row["freq"]) == (pytest.approx(20), "Q")


def test_the_balance_of_three_years_is_their_mean(computed):
    held = [
        row
        for year, inward in ((2018, 50), (2019, 25), (2020, 75))
        for row in (*goods({year: inward}, direction="in"), *goods({year: 100 - inward}, direction="out"))
    ]
    rows = computed("direction_balance", {"core_series": held})
    assert [at(rows, year)["value"] for year in (2018, 2019, 2020)] == pytest.approx([0, 0.5, -0.5])
    assert at(rows, 2020, "mean_3y")["value"] == pytest.approx(0)
    assert at(rows, 2019, "mean_3y")["reason"] == "too_few_periods"


@pytest.mark.parametrize(
    ("tonnes", "hhi", "effective"), [((1, 1, 1, 1, 1), 0, 5), ((7, 0, 0, 0, 0), 1, 1), ((1, 1, 0, 0, 0), 0.375, 2)]
)
def test_concentration_counts_all_five_kinds_and_its_inverse_says_how_many_there_are(computed, tonnes, hhi, effective):
    kinds = ("liquid_bulk", "dry_bulk", "containers", "ro_ro", "general_cargo")
    held = [
        {
            "entity_type": "port",
            "entity": "XXALP",
            "measure": "gross_weight_port_authority",
            "cargo_type": kind,
            "direction": "total",
            "freq": "A",
            "period_start": pd.Timestamp(2020, 1, 1),
            "publisher": "P",
            "series_id": "_Z",
            "obs_value": amount,
            "obs_status": "A",
            "is_rounded": False,
        }
        for kind, amount in zip(kinds, tonnes, strict=True)
    ]
    assert at(computed("cargo_hhi_normalised", {"core_observation": held}), 2020)["value"] == pytest.approx(hhi)
    rows = computed("cargo_diversity", {"core_observation": held})
    assert at(rows, 2020, "inverse_hhi")["value"] == pytest.approx(effective)
    assert at(rows, 2020)["value"] == pytest.approx(effective)


# --- region


def test_growth_of_regional_output_needs_its_two_ends_in_one_release(computed):
    gdp = {"entity_type": "region", "variant": ""}
    held = series("gdp", "XX111", {2015: 100, 2016: None, 2017: None, 2018: None, 2019: 146.41}, **gdp)
    rows = computed("gdp_cagr", {"core_series": held})
    assert at(rows, 2019)["value"] == pytest.approx(10)
    assert at(rows, 2019, "theil_sen")["reason"] == "too_few_periods", "two figures make no robust slope"
    assert at(rows, 2018)["reason"] == "gap"
    asked = computed("gdp_cagr", {"core_series": held}, start=2016, end=2019)
    assert at(asked, 2019)["reason"] == "gap"


def test_unemployment_is_read_against_the_country_and_a_larger_region_is_named(computed):
    rate = {"entity_type": "region"}
    held = [
        *series("unemployment_rate", "XX11", {2020: 7, 2021: None}, **rate),
        *series("unemployment_rate", "XX", {2020: 5, 2021: 5}, entity_type="country"),
    ]
    rows = computed("unemployment_gap", {"core_series": held, "core_region": REGIONS, "core_port_region": HOME})
    assert at(rows, 2020, "nuts_2", entity="XX111")["value"] == pytest.approx(2)
    assert at(rows, 2020, entity="XX11")["value"] == pytest.approx(2)
    assert at(rows, 2021, "nuts_2", entity="XX111")["reason"] == "gap"
    assert set(rows["entity"]) == {"XX111", "XX11"}, "a region without a port is not filled in"


def test_jobs_are_read_against_the_rest_of_the_country(computed):
    # Country 1,000 to 1,100 jobs, branch 200 to 240; region 100 to 110, branch 50 to 60.
    held = [
        *series("employment", "XX", {2020: 1000, 2021: 1100}, entity_type="country"),
        *series("employment_g_i", "XX", {2020: 200, 2021: 240}, entity_type="country"),
        *series("employment", "XX111", {2020: 100, 2021: 110}, entity_type="region"),
        *series("employment_g_i", "XX111", {2020: 50, 2021: 60}, entity_type="region"),
    ]
    rows = computed("employment_shift_share", {"core_series": held, "core_region": REGIONS})
    terms = {term: at(rows, 2021, f"g_i:year{term}")["value"] for term in ("", "_share", "_mix", "_change")}
    assert terms[""] == pytest.approx(60 - 50 * 180 / 150)
    assert terms["_share"] == pytest.approx(50 * 0.1)
    assert terms["_mix"] == pytest.approx(50 * (0.2 - 0.1))
    assert terms[""] + terms["_share"] + terms["_mix"] == pytest.approx(terms["_change"]) == pytest.approx(10)
    assert at(rows, 2021, "g_i")["reason"] == "too_few_periods"


@pytest.mark.parametrize(
    ("second", "value", "reason"),
    [(60, 300 / 100, None), (None, None, "missing_part"), (-40, None, "zero_denominator")],
)
def test_a_port_in_two_regions_is_divided_by_the_people_of_both(computed, second, value, reason):
    at_home = {"entity_type": "port", "entity": "XXALP", "nuts_version": "2024"}
    tables = {
        "core_series": [
            *goods({2020: 300}),
            *series("population", "XX111", {2020: 40}, entity_type="region"),
            *series("population", "XX112", {2020: second}, entity_type="region"),
        ],
        "core_port_region": [at_home | {"region_id": region} for region in ("XX111", "XX112")],
        "core_port_denominator": [{"port_id": "XXALP", "denominator": "population", "region_id": "XX111"}],
    }
    rows = computed("tonnes_per_inhabitant", tables)
    assert at(rows, 2020)["value"] == pytest.approx(300 / 40), "the main region"
    both = at(rows, 2020, "all_regions")
    assert (None if pd.isna(both["value"]) else both["value"], both["reason"]) == (value, reason)


# --- connectivity


def test_passengers_are_divided_by_those_who_live_there(computed):
    held = [
        *series("passengers", "XXALP", {2019: 300, 2020: 100}),
        *series("cruise_passengers", "XXALP", {2019: 30}),
        *series("population", "XX111", {2019: 60}, entity_type="region"),
    ]
    home = [{"port_id": "XXALP", "denominator": "population", "region_id": "XX111"}]
    rows = computed("passengers_per_inhabitant", {"core_series": held, "core_port_denominator": home})
    assert at(rows, 2019)["value"] == pytest.approx(5)
    assert at(rows, 2019, "cruise")["value"] == pytest.approx(0.5)
    assert at(rows, 2020)["reason"] == "no_denominator"


@pytest.mark.parametrize(("calls", "value"), [(20, 7), (19, None), (None, 7)])
def test_a_rank_of_fewer_than_twenty_calls_is_withheld(computed, calls, value):
    held = [
        *series("cppi_rank_administrative", "XXALP", {2023: 7}),
        *series("cppi_rank_statistical", "XXALP", {2023: 40}),
        *([] if calls is None else series("cppi_calls", "XXALP", {2023: calls})),
    ]
    rows = computed("time_in_port_cppi", {"core_series": held})
    row = at(rows, 2023)
    assert (None if pd.isna(row["value"]) else row["value"]) == value
    assert row["reason"] == (None if value else "not_enough_data")
    assert at(rows, 2023, "factor_analysis")["value"] == pytest.approx(40 if value else float("nan"), nan_ok=True)


def exposure(computed, by_partner: dict[str, list[float | None]]) -> pd.DataFrame:
    days = pd.date_range("2020-01-01", periods=4, freq="QS")
    held = [
        goods({2020: value}, freq="Q", partner=partner)[0] | {"period_start": day}
        for partner, values in by_partner.items()
        for day, value in zip(days, values, strict=True)
    ]
    countries = [{"country_id": country} for country in ("XX", "GB")]
    return computed("cross_border_exposure", {"core_series": held, "core_port": PORTS, "core_country": countries})


def test_exposure_is_the_part_of_a_year_that_goes_over_one_border(computed):
    rows = exposure(computed, {"_Z": [10, 20, 30, 40], "GB": [5, 5, 5, 10], "XX": [1, 1, 1, 1]})
    assert at(rows, 2020, "GB")["value"] == pytest.approx(25)
    assert set(rows["variant"]) == {"GB"}, "the port's own country is no border"


def test_three_quarters_are_no_year_of_exposure(computed):
    rows = exposure(computed, {"_Z": [10, 20, 30, 40], "GB": [5, None, 5, 10]})
    assert at(rows, 2020, "GB")["reason"] == "missing_part"


@pytest.mark.parametrize(
    ("code", "here", "far"),
    [
        ("cross_border_exposure", "not_loaded", "no_source"),
        ("passengers_per_inhabitant", "not_loaded", "no_source"),
        ("time_in_port_cppi", "not_handed_in", "not_handed_in"),
    ],
)
def test_a_port_without_figures_says_what_would_fill_it(computed, code: str, here: str, far: str):
    rows = computed(code, {"core_series": goods({2019: 1, 2020: 1}), "core_port": [*PORTS, *FAR_PORTS]})
    assert set(zip(rows["entity"], rows["reason"], strict=True)) == {("XXALP", here), ("YYFAR", far)}
    assert set(rows["period_start"]) == {pd.Timestamp(2020, 1, 1)}


@pytest.mark.parametrize("code", ["unemployment_gap", "employment_shift_share"])
def test_a_region_without_figures_says_what_would_fill_it(computed, code: str):
    held = series("gdp", "XX111", {2020: 1}, entity_type="region")
    rows = computed(code, {"core_series": held, "core_region": REGIONS, "core_port_region": HOME})
    assert rows[["entity", "reason"]].values.tolist() == [["XX111", "not_loaded"]]


def test_no_regional_accounts_are_read_for_british_jobs(computed):
    held = series("gdp", "XX111", {2020: 1}, entity_type="region")
    home = [{**HOME[0], "region_id": "UKH14"}]
    rows = computed("employment_shift_share", {"core_series": held, "core_port_region": home})
    assert rows[["entity", "reason"]].values.tolist() == [["UKH14", "no_source"]]
