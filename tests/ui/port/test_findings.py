"""The Port page's sentences, tiles, lines and gaps, with numbers one can check in the head."""

import pandas as pd

from language.formats import plain
from ui.port import findings
from ui.port import lines as port_lines
from ui.port.held import Held, within

NOTE = "What it is."
RECORDS = {
    code: {
        "code": code,
        "title": title,
        "theme": theme,
        "unit": unit,
        "direction": direction,
        "note": NOTE,
        "variant_of": variant_of,
        "min_data": "one year",
    }
    for code, title, theme, unit, direction, variant_of in [
        ("gross_weight", "Gross weight handled", "throughput", "t", "context", ""),
        ("yoy_change", "Change on the year before", "throughput", "%", "higher_better", ""),
        ("cagr", "Growth per year", "throughput", "%/yr", "higher_better", "estimator"),
        ("market_share", "Share of a group of ports", "throughput", "%", "context", "range"),
        ("drop_depth", "Depth of the drop in a shock", "resilience", "%", "lower_better", "shock"),
        ("recovery_time", "Time to recover from a shock", "resilience", "quarters", "lower_better", "shock"),
        ("plsci", "Liner shipping connectivity", "connectivity", "index", "higher_better", ""),
        ("tonnes_per_inhabitant", "Tonnes per inhabitant", "region", "t/inhab", "context", "release"),
        ("data_coverage", "Data coverage", "data_and_peers", "%", "higher_better", ""),
    ]
}


def rows(code: str, *values: tuple[str, float | None], unit: str = "t", **more: object) -> pd.DataFrame:
    """Rows of out_indicator: (first day, value) each; one without a value is not yet published."""
    held = pd.DataFrame(values, columns=["period_start", "value"])
    held["period_start"] = pd.to_datetime(held["period_start"])
    absent = held["value"].isna()
    plain_columns = {
        "indicator": code,
        "variant": "",
        "freq": "A",
        "lower": None,
        "upper": None,
        "unit": unit,
        "n_obs": 1,
        "obs_status": ["A" if not gone else None for gone in absent],
        "coverage": None,
        "reason": ["not_yet_published" if gone else None for gone in absent],
        "basis": "published",
    }
    return held.assign(**(plain_columns | more))


def held(*frames: pd.DataFrame) -> Held:
    return Held(pd.concat(frames)) if frames else Held(rows("gross_weight"))


GOODS = rows("gross_weight", ("2022-01-01", 10e6), ("2023-01-01", 8e6), ("2024-01-01", None))
RATES = rows("yoy_change", ("2022-01-01", 25.0), ("2023-01-01", -20.0), ("2024-01-01", None), unit="%")
HEADS = rows("tonnes_per_inhabitant", ("2023-01-01", 4.0), unit="t/inhab")


def said(found: Held, region: str = "Coast") -> list[str]:
    return [plain(each) for each in findings.answer("Alpha", found, "en", publisher="Office", region=region)]


def test_the_answer_gives_tonnes_change_people_and_what_is_lacking() -> None:
    assert said(held(GOODS, RATES, HEADS)) == [
        "Alpha handled 8.00 Mt in 2023, 20.0 % less than the year before (Office, final).",
        "Set against the people of Coast, that is 4.00 t per inhabitant (2023).",
        "No figure for 2024: not yet published by the source.",
    ]


def test_a_rise_and_an_even_year_are_told_as_such() -> None:
    rise = held(rows("gross_weight", ("2022-01-01", 10e6)), rows("yoy_change", ("2022-01-01", 25.0), unit="%"))
    assert said(rise) == ["Alpha handled 10.0 Mt in 2022, 25.0 % more than the year before (Office, final)."]
    even = held(rows("gross_weight", ("2022-01-01", 10e6)), rows("yoy_change", ("2022-01-01", 0.01), unit="%"))
    assert said(even) == ["Alpha handled 10.0 Mt in 2022, as much as the year before (Office, final)."]


def test_a_small_ports_percentage_stands_beside_its_tonnes() -> None:
    goods = rows("gross_weight", ("2018-01-01", 500e3), ("2019-01-01", 400e3))
    small = held(goods, rows("yoy_change", ("2019-01-01", -20.0), unit="%"))
    assert said(small)[1] == "In tonnes that is -100 kt: in a port of this size percentages swing widely."


def test_a_change_over_a_break_is_withheld_with_its_reason() -> None:
    broken = rows("yoy_change", ("2022-01-01", None), unit="%", reason="break")
    text = said(held(rows("gross_weight", ("2022-01-01", 254e6)), broken))
    assert text[0] == "Alpha handled 254 Mt in 2022 (Office, final)."
    assert text[1].startswith("A change on the year before is not given: the series starts anew here")


def test_a_port_without_any_series_says_so_and_one_with_connectivity_gives_it() -> None:
    assert said(held())[0].startswith("No tonnes are held for Alpha")
    liner = held(rows("plsci", ("2024-01-01", 390.67), unit="index", freq="Q"))
    assert said(liner)[1] == "Its liner shipping connectivity stood at 391 in Q1 2024 (UNCTAD)."


def test_tiles_give_value_period_change_with_a_word_and_the_meaning() -> None:
    goods, change, growth, context = findings.tiles(held(GOODS, RATES, HEADS), RECORDS, "en", region="Coast")
    assert (plain(goods.value), goods.period, goods.note, goods.explain) == ("8.00 Mt", "2023", "Final", NOTE)
    assert (plain(change.value), change.period, plain(change.change)) == ("-20.0 %", "2023 on 2022", "-2.00 Mt")
    assert (change.direction, change.tone, change.word) == ("down", "worse", "fell")
    assert (growth.value, growth.note) == ("not available", "No data")
    assert (plain(context.value), context.note) == ("4.00 t", "Coast")


def test_the_growth_tile_carries_the_robust_interval_and_says_when_it_could_be_nil() -> None:
    compound = rows("cagr", ("2024-01-01", 0.6), unit="%/yr")
    slope = {"variant": "theil_sen", "unit": "%/yr"}
    unsure = rows("cagr", ("2024-01-01", 1.0), lower=-0.5, upper=3.0, **slope)
    sure = rows("cagr", ("2024-01-01", 1.0), lower=0.5, upper=3.0, **slope)
    notes = [plain(findings.tiles(held(GOODS, compound, one), RECORDS, "en")[2].note) for one in (unsure, sure)]
    assert notes == [
        "Slope through all years +1.0 %, 95 % interval -0.5 % to +3.0 %: could be nil",
        "Slope through all years +1.0 %, 95 % interval +0.5 % to +3.0 %",
    ]


def test_a_liner_port_shows_connectivity_instead_of_people() -> None:
    quarters = [
        (f"{year}-{month:02d}-01", 100.0 + 10 * (year - 2022)) for year in (2022, 2023) for month in (1, 4, 7, 10)
    ]
    index = rows("plsci", *quarters, unit="index", freq="Q")
    tile = findings.tiles(held(GOODS, HEADS, index), RECORDS, "en")[3]
    assert (tile.label, tile.value, tile.period) == ("Liner shipping connectivity", "110", "Q4 2023")
    assert (plain(tile.change), tile.tone) == ("+10.0 % in a year", "better")


def test_no_tile_stands_where_not_one_has_a_figure() -> None:
    assert findings.tiles(held(), RECORDS, "en") == ()


def lines(*frames: pd.DataFrame, entity_type: str = "port") -> dict[str, port_lines.Line]:
    ranges = {"peers": "Peers"}
    found = port_lines.lines(held(*frames), RECORDS, ranges, "en", entity_type=entity_type)
    return {line.title: line for line in found}


def test_every_indicator_has_a_line_with_change_status_and_its_course() -> None:
    line = lines(GOODS, RATES)["Gross weight handled"]
    assert [plain(text) for text in (line.value, line.period, line.change)] == ["8.00 Mt", "2023", "-20.0 % in a year"]
    assert line.values == (10e6, 8e6, None)
    assert line.status == "final"
    assert lines(GOODS, RATES)["Change on the year before"].change == ""
    assert lines(GOODS)["Liner shipping connectivity"].is_absent


def test_a_line_says_since_when_and_why_its_values_ended() -> None:
    ended = rows("plsci", ("2019-10-01", 26.8), ("2020-01-01", None), unit="index", freq="Q")
    ended.loc[ended["value"].isna(), "reason"] = "source_ended"
    assert lines(ended)["Liner shipping connectivity"].status == (
        "final; from Q1 2020: the source no longer reports this port"
    )


def test_a_share_is_read_where_half_of_the_listed_ports_report() -> None:
    values = (("2023-01-01", 30.0), ("2024-01-01", 31.0), ("2025-01-01", 88.0))
    share = rows("market_share", *values, unit="%", variant="peers")
    share["coverage"] = [0.6, 0.6, 0.2]
    line = lines(share)["Share of a group of ports: Peers"]
    assert [plain(text) for text in (line.value, line.period, line.change)] == ["31.0 %", "2024", "+1 points in a year"]
    assert plain(line.status) == "final; 60.0 % of the listed ports have a figure"
    assert line.values == (30.0, 31.0, None)
    share["coverage"] = [1.0, 0.6, 0.2]
    assert lines(share)["Share of a group of ports: Peers"].change == ""


def test_a_shock_is_named_and_it_is_the_one_with_the_deepest_drop_soon_after_the_usual_level() -> None:
    shocks = [
        rows(code, (f"{year}-01-01", value), unit=unit, variant=shock)
        for shock, year, value in (("S-A", 2021, -3.0), ("S-B", 2020, -9.0), ("S-C", 2024, -30.0))
        for code, unit in (("drop_depth", "%"), ("recovery_time", "quarters"))
    ]
    found = lines(GOODS, *shocks)
    assert found["Depth of the drop in a shock: S-B"].value == plain("-9.0 %").replace(" ", "\u00a0")
    assert "Time to recover from a shock: S-B" in found
    same = rows("drop_depth", ("2020-01-01", -9.0), unit="%", variant="S-D")
    assert "Depth of the drop in a shock: S-B; S-D" in lines(GOODS, *shocks, same), "nothing tells the two apart"
    open_ended = rows("recovery_time", ("2020-01-01", 8.0), unit="quarters", variant="S-B", lower=8.0)
    assert plain(lines(open_ended)["Time to recover from a shock: S-B"].value) == "at least 8 quarters"
    assert lines(GOODS)["Depth of the drop in a shock"].is_absent


def test_an_area_has_no_lines_that_only_one_port_can_have() -> None:
    assert "Share of a group of ports" not in lines(GOODS, entity_type="area")


def test_gaps_name_what_would_fill_them_and_leave_out_what_is_only_awaited() -> None:
    ended = rows("plsci", ("2019-10-01", 26.8), ("2022-01-01", None), unit="index", freq="Q", reason="source_ended")
    found = {gap.title: gap for gap in port_lines.gaps(held(GOODS, RATES, ended), RECORDS, "en")}
    assert "Gross weight handled" not in found
    assert "Data coverage" not in found
    assert found["Liner shipping connectivity"].since == "last value Q4 2019"
    assert found["Growth per year"].since == "no value held"
    assert found["Growth per year"].detail == (
        "Why: no data. What would fill it: tonnes of at least four years from one source."
    )


def test_counts_are_whole_and_shares_are_per_cent() -> None:
    assert plain(port_lines.shown(0.0, "projects", "en")) == "0 projects"
    assert plain(port_lines.shown(-3.47, "%", "en")) == "-3.5 %"
    assert port_lines.shown(-0.0401, "-1..1", "en") == "-0.040"


def test_the_years_chosen_cut_the_rows_but_not_what_describes_the_vintage() -> None:
    age = rows("data_age", ("2026-11-21", 324.0), unit="days", freq="D")
    kept = within(pd.concat([GOODS, age]), 2023, 2023)
    assert kept["indicator"].tolist() == ["gross_weight", "data_age"]
