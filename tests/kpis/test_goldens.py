"""The golden values, asked for as a program would: `python -m kpis value`."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import pytest

from kpis.__main__ import main
from warehouse.reads import query
from warehouse.tables import INDICATOR

KEYS = [*INDICATOR.columns, "vintage"]


@pytest.fixture
def ask(at_full, capsys):
    """Rows of one indicator and entity over some years, by the command line."""

    def rows(code: str, entity: str, first: object, last: object = None, **choices: str) -> list[dict]:
        choices = {"basis": "published", **choices}
        words = [word for name, value in choices.items() for word in ("--param", f"{name}={value}")]
        words += ["--from", str(first), "--to", str(last or first), "--format", "json"]
        assert main(["value", code, "--entity", entity, *words]) == 0
        return json.loads(capsys.readouterr().out)

    return rows


@pytest.fixture
def one(ask):
    """The one row of an indicator, entity and period."""

    def row(code: str, entity: str, period: object, **choices: str) -> dict:
        found = ask(code, entity, period, **choices)
        assert len(found) == 1, found
        return found[0]

    return row


@pytest.mark.parametrize(
    ("port", "year", "thousand_tonnes"),
    [
        ("BEANR", 2021, 215_852),
        ("BEZEE", 2021, 40_130),
        ("BE003", 2022, 254_257),
        ("NLRTM", 2024, 397_322),
        ("NLMOE", 2024, 5_695),
        ("FRCQF", 2024, 15_150),
        ("GBPOO", 2019, 812),
    ],
)
def test_tonnes_are_the_published_thousands(one, port: str, year: int, thousand_tonnes: int):
    row = one("gross_weight", port, year)
    assert (row["value"], row["unit"]) == (thousand_tonnes * 1000, "t")


def test_antwerp_and_zeebrugge_together_are_antwerp_bruges_before_the_merger(one):
    row = one("gross_weight", "BE003", 2021, basis="like_for_like")
    assert (row["value"], row["n_obs"], row["coverage"]) == (255_982_000, 2, 1)


def test_north_sea_port_is_ghent_and_zeeland_seaports(one):
    assert one("gross_weight", "X-NSP", 2024, basis="like_for_like")["value"] == 67_193_000


def test_a_british_port_after_2019_has_no_value_and_a_reason(ask):
    rows = ask("gross_weight", "GBPOO", 2020, 2024)
    assert len(rows) == 5
    assert [row["value"] for row in rows] == [None] * 5
    assert {row["reason"] for row in rows} == {"source_ended"}


@pytest.mark.parametrize(
    ("port", "year", "basis", "ratio"),
    [
        ("BEANR", 2021, "published", 0.046205),
        ("BE003", 2022, "like_for_like", -0.006739),
        ("NLZSP", 2011, "like_for_like", 0.129761),
    ],
)
def test_the_change_on_the_year_before(one, port: str, year: int, basis: str, ratio: float):
    assert one("yoy_change", port, year, basis=basis, variant="")["value"] / 100 == pytest.approx(ratio, abs=1e-6)


@pytest.mark.parametrize(("port", "year"), [("BE003", 2022), ("NLZSP", 2011), ("FR001", 2022)])
def test_a_change_over_a_merger_is_withheld_as_published(one, port: str, year: int):
    row = one("yoy_change", port, year, variant="")
    assert (row["value"], row["reason"]) == (None, "break")


def test_a_port_that_went_into_another_says_so_instead_of_changing(one):
    row = one("yoy_change", "BEANR", 2022, variant="")
    assert (row["value"], row["reason"]) == (None, "merged")


@pytest.mark.parametrize(
    ("port", "start", "end", "ratio"), [("NLMOE", 2014, 2024, 0.007690), ("FRCQF", 2010, 2019, 0.000851)]
)
def test_growth_a_year_between_two_chosen_years(one, port: str, start: int, end: int, ratio: float):
    row = one("cagr", port, end, start=str(start), end=str(end), estimator="")
    assert row["value"] / 100 == pytest.approx(ratio, abs=1e-6)
    assert row["n_obs"] == end - start + 1


def test_growth_over_the_trailing_ten_years_is_stored(one):
    assert one("cagr", "NLMOE", 2024, variant="")["value"] / 100 == pytest.approx(0.007690, abs=1e-6)


def test_antwerp_is_three_quarters_of_belgium(one):
    row = one("market_share", "BEANR", 2021, range="belgium")
    assert row["value"] / 100 == pytest.approx(0.747340, abs=1e-6)


def test_antwerp_sends_a_little_more_than_it_receives(one):
    assert one("direction_balance", "BEANR", 2021, variant="")["value"] == pytest.approx(0.017206, abs=1e-6)


@pytest.mark.parametrize(
    ("region", "ratio"), [("BE211", -0.044267), ("FRE12", -0.032548), ("FRE11", -0.029645), ("NL33C", -0.018270)]
)
def test_regional_gdp_in_2020_by_the_2024_release(one, region: str, ratio: float):
    row = one("gdp_yoy_change", region, 2020, release="2024")
    assert row["value"] / 100 == pytest.approx(ratio, abs=1e-6)


@pytest.mark.parametrize(("region", "ratio"), [("BE211", 0.028937), ("FRE12", 0.022127), ("FRE11", 0.021119)])
def test_growth_of_regional_gdp_from_2015_to_2019_by_the_2024_release(one, region: str, ratio: float):
    asked = one("gdp_cagr", region, 2019, start="2015", end="2019", release="2024")
    assert asked["value"] / 100 == pytest.approx(ratio, abs=1e-6)
    assert one("gdp_cagr", region, 2019, release="2024")["value"] == pytest.approx(asked["value"]), "the stored window"


@pytest.mark.parametrize(("region", "ratio"), [("BE211", 0.073792), ("FRE12", 0.015627), ("FRE11", 0.036863)])
def test_regional_gdp_of_2021_on_2019_by_the_2024_release(one, region: str, ratio: float):
    changes = [one("gdp_yoy_change", region, year, release="2024")["value"] / 100 for year in (2020, 2021)]
    assert (1 + changes[0]) * (1 + changes[1]) - 1 == pytest.approx(ratio, abs=1e-6)


def test_antwerp_fell_by_three_per_cent_in_2020(one):
    row = one("drop_depth", "BEANR", 2020, shock="S-COVID-BE", freq="A")
    assert row["value"] / 100 == pytest.approx(-0.031457, abs=1e-6)
    assert row["lower"] <= row["value"] <= row["upper"]


def test_antwerps_output_was_back_within_a_year(one):
    row = one("recovery_time", "BE211", 2020, shock="S-COVID-BE:2024", baseline="2019", years="1")
    assert row["value"] == row["upper"] == 4, "four quarters: in 2021 it was above 2019"


@pytest.mark.parametrize("code", ["port_intensity"])
def test_a_british_region_has_no_gdp_and_never_zero(ask, code: str):
    rows = ask(code, "GBPOO", 1997, 2024, variant="")
    assert rows
    assert {row["value"] for row in rows} == {None}
    assert {row["reason"] for row in rows if row["period_start"] < "2020"} == {"no_denominator"}


def test_tonnes_and_people_of_one_year_make_tonnes_per_inhabitant(one, at_full):
    tonnes = one("gross_weight", "FRCQF", 2019)["value"]
    row = one("tonnes_per_inhabitant", "FRCQF", 2019, variant="")
    people = tonnes / row["value"]
    assert people == pytest.approx(round(people), abs=1e-3)
    assert 1_400_000 < people < 1_500_000, "Pas-de-Calais has about one and a half million inhabitants"


def test_the_eight_neighbours_have_their_goods(one):
    for port in ("FRBES", "FRCER", "FRCFR", "FRDPE", "FRROS", "ESBIO", "IEDUB", "IEROS"):
        assert one("gross_weight", port, 2023)["value"] > 0, port
    assert one("gross_weight", "IEDUB", 2024)["value"] == 24_870_000


def test_the_belgian_total_is_its_three_ports_but_for_rounding(one):
    ports = sum(one("gross_weight", port, 2024)["value"] for port in ("BE003", "BEGNE", "BEOST"))
    assert one("gross_weight", "BE", 2024)["value"] - ports == -1000


# --- projects


@pytest.mark.parametrize(
    ("project", "version", "ratio"),
    [
        ("2S-SPEED", "version 1", 0.591612),
        ("2S-SPEED", "version 2", 0.598002),
        ("2S-PECS", "", 0.493270),
        ("2S-ISHY", "", 0.575939),
    ],
)
def test_the_part_of_a_budget_that_the_union_pays(one, project: str, version: str, ratio: float):
    assert one("eu_cofinancing_rate", project, 2014, version=version)["value"] == pytest.approx(ratio, abs=1e-6)


def test_no_2_seas_project_gets_more_than_sixty_per_cent(at_full):
    rates = query(
        at_full,
        "select i.entity, i.value from out_indicator i join core_project p on p.project_id = i.entity and p.is_latest "
        "where i.indicator = 'eu_cofinancing_rate' and p.programme_id = '2SEAS-1420' and i.value is not null",
    )
    assert len(rates) >= 4
    assert rates["value"].max() <= 0.60


def test_a_total_cost_of_zero_gives_no_rate(computed):
    project = {"project_id": "P", "version": 1, "is_latest": True, "programme_id": "G"}
    rows = computed(
        "eu_cofinancing_rate",
        {
            "core_project": [project | {"budget_eur": 0, "eu_amount_eur": 181_153}],
            "core_programme": [{"programme_id": "G", "programme_period": "2014-2020"}],
        },
    )
    assert rows["value"].isna().all()
    assert set(rows["reason"]) == {"zero_denominator"}


@pytest.mark.parametrize(
    ("entity", "year", "measure", "ratio"),
    [
        ("2S-SPEED", 2014, "budget_change", -0.001101),
        ("2S-SPEED", 2014, "eu_amount_change", 0.009687),
        ("BE211", 2021, "gdp", 0.017913),
    ],
)
def test_the_size_of_a_revision(one, entity: str, year: int, measure: str, ratio: float):
    assert one("revision_size", entity, year, measure=measure)["value"] / 100 == pytest.approx(ratio, abs=1e-6)


def test_the_partners_of_speed_by_country_and_kind(one, at_full):
    partners = query(
        at_full,
        "select o.country, o.org_kind from core_project_partner t join core_organisation o on o.org_id = t.org_id "
        "where t.project_id = '2S-SPEED'",
    )
    countries, kinds = (partners[column].value_counts(normalize=True) for column in ("country", "org_kind"))
    shannon = -(countries * np.log(countries)).sum()
    herfindahl = (countries**2).sum()
    held = [shannon, shannon / np.log(4), herfindahl, (herfindahl - 1 / 4) / (1 - 1 / 4)]
    assert held == pytest.approx([1.242453, 0.896241, 0.333333, 0.111111], abs=1e-6)
    assert -(kinds * np.log(kinds)).sum() == pytest.approx(1.308605, abs=1e-6)
    assert one("cross_border_pair_share", "2S-SPEED", 2014)["value"] == pytest.approx(0.727273, abs=1e-6)
    assert one("helix_diversity", "2S-SPEED", 2014, variant="")["value"] == pytest.approx(0.943959, abs=1e-6)


def test_the_mean_pair_share_of_a_port_has_its_interval(one):
    row = one("cross_border_pair_share", "FRCQF", 2014)
    assert row["value"] == pytest.approx((1 + 0.945455) / 2, abs=1e-6), "BRIDGE and PASSAGE"
    assert row["lower"] == pytest.approx(row["value"] - 12.706205 * 0.054545 / 2, abs=1e-5), "Student, one degree"
    assert (row["upper"], row["n_obs"]) == (1, 2), "no share is above one"


# --- what the command answers


def test_json_and_csv_hold_the_declared_keys_and_nothing_else(at_full, capsys):
    words = ["value", "gross_weight", "--entity", "NLMOE", "--from", "2020"]
    assert main([*words, "--format", "json"]) == 0
    answer = capsys.readouterr()
    records = json.loads(answer.out)
    assert all(list(record) == KEYS for record in records)
    assert main([*words, "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert list(rows[0]) == KEYS
    assert len(rows) == len(records)
    assert {row["vintage"] for row in rows} == {at_full}
    assert [row["period_start"] for row in rows] == [record["period_start"] for record in records]
    assert answer.err == ""


def test_an_absent_value_is_null_in_json_and_an_empty_cell_in_csv(at_full, capsys):
    words = [
        "value",
        "gross_weight",
        "--entity",
        "GBPOO",
        "--from",
        "2020",
        "--to",
        "2020",
        "--param",
        "basis=published",
    ]
    main([*words, "--format", "json"])
    assert json.loads(capsys.readouterr().out)[0]["value"] is None
    main([*words, "--format", "csv"])
    row = next(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert (row["value"], row["reason"]) == ("", "source_ended")


def test_an_entity_without_that_indicator_is_an_empty_answer(at_full, capsys):
    assert main(["value", "plsci", "--entity", "BE211", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert main(["value", "plsci", "--entity", "BE211", "--format", "csv"]) == 0
    assert capsys.readouterr().out == ",".join(KEYS) + "\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["show", "gross_wait"], "There is no indicator 'gross_wait'"),
        (["value", "gross_wait", "--entity", "NLMOE"], "There is no indicator 'gross_wait'"),
        (
            ["value", "gross_weight", "--entity", "NLMOO"],
            "No port, region, country or area 'NLMOO' is held. Near it: NL",
        ),
        (["value", "gross_weight", "--entity", "NLMOE", "--param", "colour=red"], "takes no parameter 'colour'"),
        (["value", "gross_weight", "--entity", "NLMOE", "--param", "colour"], "write --param name=value"),
        (["value", "cagr", "--entity", "NLMOE", "--param", "start=soon"], "must be a whole number, not 'soon'"),
        (["value", "cagr", "--entity", "NLMOE", "--param", "start=-5"], "outside what can be computed"),
        (["value", "gross_weight", "--entity", "NLMOE", "--from", "lately"], "'lately' is no period"),
        (["value", "gross_weight", "--entity", "NLMOE", "--from", "2020-13"], "'2020-13' is no date"),
        (["value", "gross_weight", "--entity", "NLMOE", "--from", "2023-02-30"], "'2023-02-30' is no date"),
        (["value", "gross_weight", "--entity", "NLMOE", "--from", "0000"], "'0000' is no date"),
        (["value", "gross_weight", "--entity", "NLMOE", "--from", "2021", "--to", "2020"], "turn them round"),
        (["value", "gross_weight", "--entity", "NLMOE", "--vintage", "2020-01-01-00000000"], "is not kept here"),
    ],
)
def test_a_wrong_argument_ends_with_two_and_one_sentence(at_full, capsys, words: list[str], sentence: str):
    assert main(words) == 2
    answer = capsys.readouterr()
    assert sentence in answer.err
    assert len(answer.err.strip().splitlines()) == 1
    assert answer.out == ""


@pytest.mark.parametrize(
    "words", [[], ["value", "gross_weight"], ["value", "cagr", "--entity", "X", "--format", "xml"]]
)
def test_a_missing_or_unknown_word_ends_with_two_and_one_sentence(at_full, capsys, words: list[str]):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_without_a_warehouse_the_command_ends_with_one(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PRM_DATA", str(tmp_path))
    assert main(["value", "gross_weight", "--entity", "NLMOE"]) == 1
    assert "Run `python -m etl build`" in capsys.readouterr().err


@pytest.mark.parametrize("year", ["9999", "1"])
def test_growth_in_a_year_far_away_has_a_reason_and_no_value(at_full, capsys, year: str):
    assert main(["value", "cagr", "--entity", "NLMOE", "--param", f"end={year}", "--param", "start=1990"]) == 0
    assert {row["reason"] for row in json.loads(capsys.readouterr().out)} == {"too_few_periods"}


def test_quarters_and_months_bound_the_answer(at_full, capsys):
    words = [
        "value",
        "plsci",
        "--entity",
        "NLRTM",
        "--param",
        "basis=published",
        "--from",
        "2020-Q3",
        "--to",
        "2021-03",
    ]
    main(words)
    assert [row["period_start"] for row in json.loads(capsys.readouterr().out)] == [
        "2020-07-01",
        "2020-10-01",
        "2021-01-01",
    ]


def test_the_list_names_every_indicator_with_its_declaration(capsys):
    assert main(["list", "--format", "json"]) == 0
    listed = {record["code"]: record for record in json.loads(capsys.readouterr().out)}
    assert {
        "gross_weight",
        "yoy_change",
        "cagr",
        "market_share",
        "direction_balance",
        "plsci",
        "vessel_arrivals",
        "gt_per_arrival",
        "tonnes_per_inhabitant",
        "port_intensity",
        "gdp_yoy_change",
        "data_coverage",
    } <= set(listed)
    assert {"code", "title", "theme", "unit", "direction", "note", "min_data", "method"} <= set(listed["cagr"])


def test_show_prints_the_declaration_and_the_sql(capsys):
    assert main(["show", "gross_weight"]) == 0
    shown = capsys.readouterr().out
    assert "unit: t" in shown
    assert "from core_series" in shown
