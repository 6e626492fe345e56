"""Rank strip, profile, slope, distribution, sides, border map: drawn as told, told as in the table; figures made up."""

import datetime as dt

import pandas as pd
import pytest

from charts.border_map import border_map
from charts.comparability import Judgement, Reason, Verdict
from charts.distribution import distribution
from charts.ground import Ground, view_of
from charts.profile import profile
from charts.rank_strip import rank_strip
from charts.sides import sides
from charts.slope import slope
from charts.theme import LIGHT, series_of
from language.formats import plain

NAMES = {"AAA": "Alpha", "BBB": "Beta", "CCC": "Gamma", "DDD": "Delta"}
GOODS = {"code": "gross_weight", "title": "Gross weight handled", "unit": "t", "direction": "context"}
NO = Verdict((Reason("ended", "no", "the publisher's series ended with 2019"),))


def traces(chart, role: str) -> dict[str, object]:
    return {t.meta["entity"]: t for t in chart.figure.data if t.meta.get("role") == role}


def notes_named(chart, name: str) -> list[str]:
    return [note.text for note in chart.figure.layout.annotations if note.name == name]


# Rank strip


def ranks() -> pd.DataFrame:
    rows = {
        "AAA": {"score": 61.5, "rank": 1.0, "median": 1.0, "p5": 1.0, "p95": 2.0, "low": 1.0, "high": 2.0},
        "BBB": {"score": 40.25, "rank": 3.0, "median": 2.0, "p5": 2.0, "p95": 3.0, "low": 2.0, "high": 3.0},
        "CCC": {"score": 44.0, "rank": 2.0, "median": 3.0, "p5": 1.9, "p95": 3.0, "low": 1.0, "high": 3.0},
    }
    more = {"coverage": 0.8, "first_year": 2020.0, "last_year": 2024.0, "moved": "the kind of mean (40 %)"}
    return pd.DataFrame.from_dict(rows, orient="index").assign(**more)


def strip(**changed: object):
    asked = {"names": NAMES, "chosen": ["BBB"], "title": "T", "draws": 1000, "theme": LIGHT, "lang": "en"}
    return rank_strip(ranks(), **asked | changed)


def test_every_rank_is_drawn_with_its_interval_and_the_table_holds_the_same() -> None:
    chart = strip()
    drawn = {port: tuple(trace.x) for port, trace in traces(chart, "interval").items()}
    assert drawn == {"AAA": (1.0, 2.0), "CCC": (1.9, 3.0), "BBB": (2.0, 3.0)}
    assert {port: trace.x[0] for port, trace in traces(chart, "median").items()} == {"AAA": 1, "CCC": 3, "BBB": 2}
    assert chart.table.set_index("port_id")["high"].to_dict() == {"AAA": 2, "CCC": 3, "BBB": 3}
    assert set(chart.table["years"]) == {"2020–2024"}


def test_rows_stand_by_rank_or_by_name_and_the_chosen_port_alone_has_a_colour() -> None:
    assert list(strip().table["port"]) == ["Alpha", "Gamma", "Beta"]
    assert list(strip(order="name").table["port"]) == ["Alpha", "Beta", "Gamma"]
    bars = traces(strip(), "interval")
    assert bars["BBB"].line.color == LIGHT.series[0].colour
    assert bars["AAA"].line.color == LIGHT.context


def test_score_and_coverage_stand_beside_each_name_and_overlap_is_said() -> None:
    chart = strip()
    assert any("Beta" in text and "40.3" in text and "80" in text for text in notes_named(chart, "head"))
    assert any("cannot be told apart" in note for note in chart.notes)
    assert "Beta rank 2 to 3" in chart.alt


# Profile


def gaps() -> pd.DataFrame:
    common = {"theme": "Throughput", "year": "2024", "mad": 1.0}
    rows = [
        {"indicator": "goods", "title": "Goods", "unit": "t", "direction": "context", "value": 20e6, "median": 14e6}
        | {"n": 5, "gap": 6e6, "z": 2.5},
        {
            "indicator": "calm",
            "title": "Volatility",
            "unit": "%",
            "direction": "lower_better",
            "value": 9.0,
            "median": 4.0,
        }
        | {"n": 5, "gap": 5.0, "z": 7.0},
        {
            "indicator": "lines",
            "title": "Lines",
            "unit": "index",
            "direction": "higher_better",
            "value": 3.0,
            "median": 2.0,
        }
        | {"n": 3, "gap": 1.0, "z": float("nan")},
    ]
    return pd.DataFrame([common | row for row in rows])


def drawn_profile():
    style = series_of("AAA", ["AAA"], LIGHT)
    return profile(gaps(), port="Alpha", style=style, subtitle="S", theme=LIGHT, lang="en")


def test_a_profile_draws_z_cut_at_four_and_tells_it_whole() -> None:
    chart = drawn_profile()
    marks = traces(chart, "mark")
    assert {code: mark.x[0] for code, mark in marks.items()} == {"goods": 2.5, "calm": 4.0}
    assert chart.table.set_index("title")["z"].to_dict()["Volatility"] == 7
    assert any("beyond four" in note for note in chart.notes)
    assert chart.title == "Alpha stands apart from its peers in 2 of 2 indicators"


def test_an_indicator_without_z_has_its_figures_in_words_and_no_mark() -> None:
    chart = drawn_profile()
    assert "lines" not in traces(chart, "mark")
    assert any("Lines" in text and "peers 2" in plain(text) for text in notes_named(chart, "head"))
    assert any("fewer than five peers" in note for note in chart.notes)


def test_better_and_worse_follow_the_direction_and_context_has_neither() -> None:
    tones = drawn_profile().table.set_index("title")["tone"].to_dict()
    assert tones == {"Goods": "", "Volatility": "worse", "Lines": "better"}


def test_the_raw_gap_stands_beside_z() -> None:
    said = plain(" ".join(notes_named(drawn_profile(), "head")))
    assert "20.0 Mt, peers 14.0 Mt (+6.00 Mt, +42.9 %)" in said
    assert "(+5.0 percentage points, worse)" in said


# Slope and distribution


def series(**statuses: str) -> pd.DataFrame:
    figures = {("AAA", 2019): 10e6, ("AAA", 2024): 15e6, ("BBB", 2019): 20e6, ("BBB", 2024): 18e6, ("CCC", 2019): 5e6}
    common = {"freq": "A", "unit": "t", "basis": "published", "n_obs": 1, "coverage": None, "reason": None}
    common |= {"indicator": "gross_weight", "entity_type": "port", "variant": "", "lower": None, "upper": None}
    rows = [
        common | {"entity": port, "period_start": pd.Timestamp(year, 1, 1), "value": value}
        for (port, year), value in figures.items()
    ]
    return pd.DataFrame([row | {"obs_status": statuses.get(str(row["entity"]), "A")} for row in rows])


def drawn_slope(**changed: object):
    verdicts = {"AAA": Verdict(), "BBB": Verdict(), "CCC": NO}
    judged = Judgement(dt.date(2019, 1, 1), dt.date(2024, 1, 1), verdicts)
    asked = {"names": NAMES, "chosen": ["AAA", "BBB", "CCC"], "indicator": GOODS, "judged": judged}
    return slope(series(), **asked | {"theme": LIGHT, "lang": "en"} | changed)


def test_a_slope_joins_two_figures_and_dashes_what_does_not_compare() -> None:
    lines = {trace.meta["entity"]: trace for trace in drawn_slope().figure.data}
    assert tuple(lines["AAA"].y) == (10e6, 15e6)
    assert lines["AAA"].line.dash == "solid"
    assert (lines["CCC"].line.dash, lines["CCC"].line.color, lines["CCC"].mode) == ("dot", LIGHT.context, "markers")


def test_a_slope_tells_what_the_dumbbell_tells() -> None:
    chart = drawn_slope()
    assert chart.table.set_index("port_id")["change"].to_dict()["AAA"] == 5e6
    assert "not comparable" in chart.table.set_index("port_id").at["CCC", "comparable"]
    assert chart.alt.startswith("Slope chart of 3 ports, 2019 against 2024.")


def test_a_slope_on_the_index_begins_at_a_hundred() -> None:
    lines = {trace.meta["entity"]: trace for trace in drawn_slope(scale="index").figure.data}
    assert tuple(lines["BBB"].y) == (100, pytest.approx(90))


def test_labels_that_would_touch_are_moved_apart() -> None:
    labels = [note for note in drawn_slope().figure.layout.annotations if note.name == "label" and note.x == 1]
    heights = sorted(note.y for note in labels)
    assert all(after > before for before, after in zip(heights, heights[1:], strict=False))


def spread(values: dict[str, float], **changed: object):
    common = {
        "freq": "A",
        "unit": "t",
        "basis": "published",
        "obs_status": "A",
        "period_start": pd.Timestamp(2024, 1, 1),
    }
    snapshot = pd.DataFrame([common | {"entity": port, "value": value} for port, value in values.items()])
    asked = {"names": NAMES, "chosen": ["AAA"], "indicator": GOODS, "greyed": {}, "measured": ""}
    return distribution(snapshot, **asked | {"theme": LIGHT, "lang": "en"} | changed)


def test_a_distribution_holds_every_port_and_says_where_ours_stands() -> None:
    chart = spread({"AAA": 3e6, "BBB": 1e6, "CCC": 2e6, "DDD": 9e6})
    entities = [port for trace in chart.figure.data for port in trace.meta["entities"]]
    assert sorted(entities) == ["AAA", "BBB", "CCC", "DDD"]
    assert chart.title == "Gross weight handled, 2024: 2 of 3 other ports have less than Alpha"
    assert chart.table["value"].sum() == 15e6
    assert "median 2.50" in plain(chart.alt)


def test_figures_far_apart_stand_on_a_logarithmic_axis_and_the_subtitle_says_so() -> None:
    far = spread({"AAA": 1e8, "BBB": 1e5})
    assert far.figure.layout.xaxis.type == "log"
    assert "logarithmic axis" in far.subtitle
    assert spread({"AAA": 3e6, "BBB": 1e6}).figure.layout.xaxis.type != "log"


def test_a_chosen_port_that_does_not_compare_is_open_grey_and_named() -> None:
    chart = spread({"AAA": 3e6, "BBB": 1e6}, greyed={"AAA": "another system"})
    (chosen,) = [trace for trace in chart.figure.data if trace.meta["role"] == "chosen"]
    assert (chosen.marker.color[0], chosen.marker.line.color[0]) == (LIGHT.paper, LIGHT.context)
    assert any("Alpha (another system)" in note for note in chart.notes)
    assert chart.table.set_index("port_id").at["AAA", "comparable"] == "another system"


def test_a_period_without_figures_has_no_distribution() -> None:
    assert spread({"AAA": float("nan")}) is None


# Sides and the map


def side_rows() -> pd.DataFrame:
    common = {"title": "Goods", "year": "2019", "unit": "t", "apart": 1.5, "comparable": ""}
    goods = [("FR", 18e6, -0.5), ("GB", 23e6, 1.0)]
    lines = [("FR", 26.0, float("nan")), ("GB", 21.0, float("nan"))]
    rows = [common | {"indicator": "goods", "country": c, "value": v, "n": 1, "z": z} for c, v, z in goods]
    limited = {"title": "Lines", "unit": "index", "apart": float("nan"), "comparable": "comparable with care: x"}
    rows += [common | limited | {"indicator": "lines", "country": c, "value": v, "n": 1, "z": z} for c, v, z in lines]
    return pd.DataFrame(rows)


def test_each_side_has_its_mark_and_the_way_between_them() -> None:
    chart = sides(side_rows(), names={"FR": "France", "GB": "United Kingdom"}, title="T", theme=LIGHT, lang="en")
    marks = {trace.meta["country"]: trace.x[0] for trace in chart.figure.data if trace.meta["role"] == "side"}
    assert marks == {"FR": -0.5, "GB": 1.0}
    (path,) = [trace for trace in chart.figure.data if trace.meta["role"] == "way"]
    assert tuple(path.x) == (-0.5, 1.0)
    assert list(chart.table["country"]) == ["France", "United Kingdom"] * 2
    assert chart.table["comparable"].tolist()[2] == "comparable with care: x"
    assert "Goods 1.5 robust standard deviations" in chart.alt


def test_limited_sides_are_open_and_dotted() -> None:
    rows = side_rows().assign(comparable="not comparable: y")
    chart = sides(rows, names={}, title="T", theme=LIGHT, lang="en")
    (path,) = [trace for trace in chart.figure.data if trace.meta["role"] == "way"]
    assert path.line.dash == "dot"
    assert {t.marker.color for t in chart.figure.data if t.meta["role"] == "side"} == {LIGHT.paper}


def test_the_map_says_that_ways_are_rough() -> None:
    places = pd.DataFrame(
        [
            {"port_id": "AAA", "name": "Alpha", "country": "FR", "country_name": "France", "lon": 1.8, "lat": 50.9},
            {"port_id": "BBB", "name": "Beta", "country": "GB", "country_name": "Britain", "lon": 1.3, "lat": 51.1},
        ]
    ).assign(words="1 Mt")
    routes = pd.DataFrame(
        [{"one": "Alpha", "other": "Beta", "km": 47.4, "straight_km": 40.6, "path": [[1.8, 50.9], [1.3, 51.1]]}]
    )
    view = view_of([(1.8, 50.9), (1.3, 51.1)], 600, 400)
    chart = border_map(places, routes, Ground([], [[0, 0]], [], [], []), view, "T", LIGHT, "en")
    assert chart.is_map
    assert chart.table.iloc[0].to_dict() == {"one": "Alpha", "other": "Beta", "km": 47, "straight_km": 41}
    assert any("no sailing distance" in note for note in chart.notes)
    assert "Alpha to Beta about 47 km" in chart.alt
