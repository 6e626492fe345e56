"""What Compare says: differences, never a winner; overlap and absence are said; the table keeps every gap."""

import datetime as dt
from typing import Any

import pandas as pd

from charts.comparability import Judgement, judge
from charts.dumbbell import Row, rows_of
from charts.theme import LIGHT
from language.formats import plain
from ui.compare import findings
from ui.compare.choices import usual_ends
from ui.compare.story import grey_last

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
RANKING = ("best", "worst", "winner", "rank", "first", "largest", "leads", "leader")


def frame(cells: dict[str, dict[int, float | None]], **other: object) -> pd.DataFrame:
    common = {"freq": "A", "unit": "t", "basis": "published", "n_obs": 1, "lower": None, "upper": None} | other
    return pd.DataFrame(
        [
            common
            | {"entity": port, "period_start": pd.Timestamp(year, 1, 1), "value": value}
            | {"obs_status": None if value is None else "A", "reason": "source_ended" if value is None else None}
            for port, values in cells.items()
            for year, value in values.items()
        ]
    )


def told(series: pd.DataFrame, indicator: dict[str, str] = TONNES) -> tuple[list[Row], Judgement, str]:
    ports = list(dict.fromkeys(series["entity"]))
    days = (dt.date(2020, 1, 1), dt.date(2022, 1, 1))
    verdict = judge(series, ports=ports, names=NAMES, lineage=LINEAGE, origins=ORIGINS, span=days, lang="en")
    rows = rows_of(series, names=NAMES, chosen=ports, judged=verdict, theme=LIGHT)
    return rows, verdict, plain(" ".join(findings.answer(rows, verdict, indicator, "en", "A")))


def test_two_ports_are_told_apart_by_their_difference() -> None:
    _rows, _judged, said = told(frame({"AAA": {2020: 4e6, 2022: 3e6}, "BBB": {2020: 5e6, 2022: 6e6}}))
    assert said == (
        "Goods, 2022: Alpha 3.00 Mt and Beta 6.00 Mt. They lie 3.00 Mt apart: Beta has 2 times the figure of Alpha. "
        "Change since 2020: Alpha -1.00 Mt, -25.0 %; Beta +1.00 Mt, +20.0 %."
    )
    assert not [word for word in RANKING if word in said.lower()]


def test_overlapping_intervals_tell_no_ports_apart() -> None:
    series = frame({"AAA": {2020: 1.0, 2022: 2.0}, "BBB": {2020: 1.0, 2022: 2.5}}, unit="%/yr", lower=1.0, upper=3.0)
    _rows, _judged, said = told(series, {"code": "cagr", "title": "Growth", "unit": "%/yr"})
    assert "The two intervals overlap: the figures do not tell the ports apart." in said
    assert "times" not in said


def test_what_does_not_compare_is_left_out_of_the_figures_and_named() -> None:
    series = frame({"AAA": {2020: 4e6, 2022: 3e6}, "BBB": {2020: 5e6, 2022: 6e6}, "CCC": {2020: 9e6, 2022: None}})
    _rows, judged, said = told(series)
    assert "Gamma 9" not in said
    assert said.endswith("Not comparable: Gamma (the publisher's series ended with 2020).")
    assert findings.fairness(judged, "A", "en") == "Of 3 ports, for 2020 and 2022: 2 comparable, 0 with care, 1 not."


def test_a_single_comparable_port_is_no_comparison() -> None:
    _rows, _judged, said = told(frame({"AAA": {2020: 4e6, 2022: 3e6}, "CCC": {2020: 9e6, 2022: None}}))
    assert said.startswith("Fewer than two of these ports have figures that compare for 2020 and 2022.")


def test_verdicts_and_pairs_repeat_the_grade() -> None:
    series = frame({"AAA": {2020: 4e6, 2022: 3e6}, "CCC": {2020: 9e6, 2022: None}})
    _rows, judged, _said = told(series)
    assert findings.verdicts(judged, NAMES, "en") == [
        ("Alpha", "● comparable"),
        ("Gamma", "○ not comparable: the publisher's series ended with 2020"),
    ]
    assert findings.pairs(judged, NAMES, "en")["comparable"].tolist() == ["not comparable"]


def test_the_table_keeps_a_missing_figure_with_its_reason_and_its_grade() -> None:
    series = frame({"AAA": {2020: 4e6, 2021: 5e6, 2022: 3e6}, "CCC": {2020: 9e6, 2021: 9e6, 2022: None}})
    _rows, judged, _said = told(series)
    sources: dict[str, Any] = dict.fromkeys(ORIGINS.columns) | {"port_id": "AAA", "source_id": "s"}
    origins = pd.DataFrame([sources | {"publisher": "Office", "dataset": "goods", "release": "1"}])
    table = findings.table(series, {"published": judged}, ports=["AAA", "CCC"], names=NAMES, origins=origins, lang="en")
    assert len(table) == len(series)
    assert table["is_end"].tolist() == [True, False, True] * 2
    gap = table.iloc[-1]
    assert pd.isna(gap["value"])
    assert (gap["status"], gap["reason"]) == ("not available", "the source no longer reports this port")
    assert (gap["comparable"], gap["why"]) == ("not comparable", "the publisher's series ended with 2021")
    assert table["source"].iloc[0] == "Office, goods, 1"


def test_the_usual_periods_are_those_most_ports_share() -> None:
    series = frame(
        {"AAA": {2019: 1.0, 2020: 1.0, 2022: 1.0, 2023: 1.0}, "BBB": {2020: 1.0, 2022: 1.0}, "CCC": {2019: 1.0}}
    )
    assert usual_ends(series) == ("2020-01-01", "2022-01-01")
    assert usual_ends(series.assign(value=None)) == ("", "")


def test_the_usual_quarters_are_of_one_season() -> None:
    quarters = [pd.Timestamp(2020, 1, 1), pd.Timestamp(2020, 4, 1), pd.Timestamp(2021, 4, 1)]
    series = pd.DataFrame({"entity": "AAA", "period_start": quarters, "value": 1.0})
    assert usual_ends(series) == ("2020-04-01", "2021-04-01")


def test_greyed_ports_leave_their_places_empty() -> None:
    assert grey_last(("A", "B", "C"), ("B",)) == ("A", "", "C", "", "", "", "B")
    assert grey_last(("A", "B"), ()) == ("A", "B")
