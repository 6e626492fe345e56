"""The dumbbell draws what its table holds, says what does not compare, and orders without ranking."""

import datetime as dt
from typing import Any

import pandas as pd

from charts.bases import bases, differing
from charts.chart import Chart
from charts.comparability import judge
from charts.dumbbell import dumbbell
from charts.theme import LIGHT, series_of
from language.formats import plain

NAMES = {"AAA": "Alpha", "BBB": "Beta", "CCC": "Gamma"}
TONNES = {"code": "gross_weight", "title": "Goods", "unit": "t"}
LINEAGE = pd.DataFrame(
    columns=[
        "lineage_id",
        "lineage_kind",
        "predecessor",
        "predecessor_name",
        "successor",
        "successor_name",
        "effective",
    ]
)
ORIGINS = pd.DataFrame(
    columns=["port_id", "source_id", "publisher", "dataset", "release", "nuts_version", "boundary_changed"]
)


def frame(*cells: tuple[str, int, float | None, str], basis: str = "published", **other: object) -> pd.DataFrame:
    common = {
        "freq": "A",
        "unit": "t",
        "basis": basis,
        "n_obs": 1,
        "coverage": None,
        "lower": None,
        "upper": None,
    } | other
    return pd.DataFrame(
        [
            common
            | {"entity": port, "period_start": pd.Timestamp(year, 1, 1), "value": value}
            | {"obs_status": status or None, "reason": None if value is not None else "source_ended"}
            for port, year, value, status in cells
        ]
    )


SERIES = frame(
    ("AAA", 2020, 10e6, "A"),
    ("AAA", 2022, 8e6, "P"),
    ("BBB", 2020, 4e6, "A"),
    ("BBB", 2022, 6e6, "A"),
    ("CCC", 2020, 3e6, "A"),
    ("CCC", 2022, None, ""),
)


def drawn(series: pd.DataFrame = SERIES, indicator: dict[str, str] = TONNES, **choices: Any) -> Chart:
    ports = list(dict.fromkeys(series["entity"]))
    about = {"names": NAMES, "lang": "en"}
    verdict = judge(
        series, ports=ports, lineage=LINEAGE, origins=ORIGINS, span=(dt.date(2020, 1, 1), dt.date(2022, 1, 1)), **about
    )
    return dumbbell(series, chosen=ports, indicator=indicator, judged=verdict, theme=LIGHT, **about, **choices)


def marks(chart: Chart, port: str) -> dict[str, dict[str, Any]]:
    return {trace["meta"]["role"]: trace for trace in chart.figure.to_dict()["data"] if trace["meta"]["entity"] == port}


def test_the_marks_stand_where_the_table_says() -> None:
    chart = drawn()
    for row in chart.table.itertuples():
        found = marks(chart, row.port_id)
        assert found["first"]["x"] == [row.first_value]
        assert ("last" in found) == (not pd.isna(row.last_value))
    assert marks(chart, "AAA")["last"]["x"] == [8e6]
    assert list(chart.table["change"].fillna(0)) == [-2e6, 2e6, 0]
    assert list(chart.table["change_pct"].fillna(0)) == [-20, 50, 0]


def test_a_provisional_figure_is_hollow_and_keeps_the_ports_mark() -> None:
    mark = marks(drawn(), "AAA")["last"]["marker"]
    assert mark["color"] == LIGHT.paper
    assert mark["symbol"] == series_of("AAA", ["AAA"], LIGHT).marker
    assert "Hollow marks are provisional." in drawn().notes


def test_what_does_not_compare_is_grey_last_and_gives_its_reason() -> None:
    chart = drawn()
    found = marks(chart, "CCC")
    assert found["first"]["marker"]["color"] == LIGHT.context
    assert "way" not in found
    assert chart.table["port_id"].iloc[-1] == "CCC"
    assert chart.table["comparable"].iloc[-1] == "not comparable: the publisher's series ended with 2020"
    heads = [note["text"] for note in chart.figure.to_dict()["layout"]["annotations"] if note["name"] == "head"]
    assert "not comparable" in heads[-1]
    assert plain(heads[0]) == "<b>Alpha</b>  -2.00 Mt, -20.0 %"


def test_a_greyed_port_leaves_the_others_their_colours() -> None:
    assert marks(drawn(), "BBB")["last"]["marker"]["color"] == LIGHT.series[1].colour


def test_title_counts_and_alt_text_names_every_figure() -> None:
    chart = drawn()
    assert chart.title == "Goods: higher in 2022 than in 2020 at 1 of 2 comparable ports"
    told = plain(chart.alt)
    assert "Alpha from 10,000,000 t to 8,000,000 t" in told
    assert "Gamma is not comparable" in told
    assert "winner" not in told


def test_the_order_by_change_goes_from_fall_to_rise_and_is_called_no_ranking() -> None:
    turned = frame(("BBB", 2020, 4e6, "A"), ("BBB", 2022, 6e6, "A"), ("AAA", 2020, 9e6, "A"), ("AAA", 2022, 8e6, "A"))
    by_change = drawn(turned, order="change")
    assert list(by_change.table["port"]) == ["Alpha", "Beta"]
    assert list(
        drawn(
            frame(("BBB", 2020, 4e6, "A"), ("BBB", 2022, 3e6, "A"), ("AAA", 2020, 9e6, "A"), ("AAA", 2022, 9e6, "A")),
            order="change",
        ).table["port"]
    ) == ["Beta", "Alpha"]
    assert "The order follows the change in the figures; it is no ranking." in by_change.notes


def test_on_the_index_every_port_starts_at_a_hundred() -> None:
    chart = drawn(scale="index")
    assert marks(chart, "AAA")["first"]["x"] == [100]
    assert marks(chart, "BBB")["last"]["x"] == [150]
    assert "each port's figure of 2020 = 100" in chart.subtitle


def test_rates_have_no_per_cent_change_and_differences_in_points() -> None:
    rates = frame(("AAA", 2020, 10.0, "A"), ("AAA", 2022, 8.5, "A"), unit="%")
    chart = drawn(rates, {"code": "share", "title": "Share", "unit": "%"}, scale="index")
    assert "change_pct" not in chart.table
    assert chart.units["change"] == "% points"
    assert marks(chart, "AAA")["last"]["x"] == [8.5]


def test_an_interval_is_drawn_beside_its_figure() -> None:
    rates = frame(("AAA", 2020, 2.0, "A"), ("AAA", 2022, 3.0, "A"), unit="%/yr", lower=1.0, upper=4.0)
    chart = drawn(rates, {"code": "cagr", "title": "Growth", "unit": "%/yr"})
    bars = marks(chart, "AAA")["last"]["error_x"]
    assert (bars["array"], bars["arrayminus"]) == ([1.0], [2.0])


def test_the_two_bases_stand_side_by_side_only_where_they_differ() -> None:
    published = frame(("AAA", 2021, 5e6, "A"), ("AAA", 2022, 6e6, "A"), ("BBB", 2022, 9e6, "A"))
    joined = frame(
        ("AAA", 2021, 5e6, "A"),
        ("AAA", 2022, 6e6, "A"),
        ("BBB", 2021, 8e6, "A"),
        ("BBB", 2022, 9e6, "A"),
        basis="like_for_like",
    )
    assert differing(published, joined, ["AAA", "BBB"]) == ("BBB",)
    about: dict[str, Any] = {"names": NAMES, "chosen": ["AAA", "BBB"], "indicator": TONNES, "lineage": LINEAGE}
    chart = bases(published, joined, theme=LIGHT, lang="en", **about)
    assert chart is not None
    assert set(chart.table["port_id"]) == {"BBB"}
    assert chart.table["published"].isna().tolist() == [True, False]
    assert chart.table["like_for_like"].tolist() == [8e6, 9e6]
    axes = chart.figure.to_dict()["layout"]
    assert axes["yaxis"]["range"] == axes["yaxis2"]["range"]
    heights = [trace["y"] for trace in chart.figure.to_dict()["data"] if trace["meta"]["role"] == "points"]
    assert heights == [[9e6], [8e6, 9e6]]
    assert bases(published, published, theme=LIGHT, lang="en", **about) is None


def test_a_port_beyond_the_six_colours_is_not_grey_for_grey_means_not_comparable() -> None:
    cells = [(f"P{place}", year, 5e6, "A") for place in range(7) for year in (2020, 2022)]
    chart = drawn(frame(*cells))
    assert marks(chart, "P6")["last"]["marker"]["color"] == LIGHT.ink
    assert marks(chart, "P5")["last"]["marker"]["color"] == LIGHT.series[5].colour
