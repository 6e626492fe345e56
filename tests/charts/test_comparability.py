"""Which ports compare, which with care and which not: every rule on rows one can check in the head."""

import datetime as dt

import pandas as pd
import pytest

from charts.comparability import GRADES, RULES, Judgement, judge

NAMES = {"AAA": "Alpha", "BBB": "Beta", "CCC": "Gamma"}
NO_LINEAGE = pd.DataFrame(
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
ORIGINS = ["port_id", "source_id", "publisher", "dataset", "release", "nuts_version", "boundary_changed"]


def rows(port: str, values: dict[int, float | None], **other: object) -> list[dict[str, object]]:
    """Annual rows of a port; ``reason`` and ``status`` by year where they are not plain."""
    reasons, statuses = other.pop("reasons", {}), other.pop("statuses", {})
    common = {"entity": port, "freq": "A", "unit": "t", "basis": "published", "n_obs": 1, "coverage": None} | other
    return [
        common
        | {"period_start": pd.Timestamp(year, 1, 1), "value": value, "lower": None, "upper": None}
        | {"obs_status": statuses.get(year, "A" if value is not None else None), "reason": reasons.get(year)}
        for year, value in values.items()
    ]


def judged(
    *series: list[dict[str, object]],
    lineage: pd.DataFrame = NO_LINEAGE,
    origins: pd.DataFrame | None = None,
    span: tuple[int, int] = (2020, 2022),
    joined: pd.DataFrame | None = None,
) -> Judgement:
    frame = pd.DataFrame([row for part in series for row in part])
    return judge(
        frame,
        ports=[part[0]["entity"] for part in series],
        names=NAMES,
        lineage=lineage,
        origins=pd.DataFrame(columns=ORIGINS) if origins is None else origins,
        span=(dt.date(span[0], 1, 1), dt.date(span[1], 1, 1)),
        lang="en",
        joined=joined,
    )


def merger(*parts: str | None) -> pd.DataFrame:
    known = [{"predecessor": part, "predecessor_name": NAMES.get(part or "", "Elsewhere")} for part in parts]
    common = {"lineage_id": "L", "lineage_kind": "statistical_break", "successor": "CCC", "successor_name": "Gamma"}
    return pd.DataFrame([common | one | {"effective": "2022"} for one in known])


BIG = {2020: 5e6, 2021: 6e6, 2022: 7e6}


def test_final_figures_of_one_source_compare() -> None:
    found = judged(rows("AAA", BIG), rows("BBB", BIG))
    assert [verdict.said("en") for verdict in found.ports.values()] == ["comparable", "comparable"]
    assert found.pairs["AAA", "BBB"].grade == "yes"
    assert found.greyed == ()


def test_a_series_that_ended_is_not_comparable_and_says_when() -> None:
    ended = rows("BBB", {2020: 5e6, 2021: 5e6, 2022: None}, reasons={2022: "source_ended"})
    found = judged(rows("AAA", BIG), ended)
    assert found.greyed == ("BBB",)
    assert found.comparable == ("AAA",)
    assert found.ports["BBB"].said("en") == "not comparable: the publisher's series ended with 2021"
    assert found.pairs["AAA", "BBB"].why == "Beta: the publisher's series ended with 2021"


def test_a_merged_port_names_the_port_that_counts_it_now() -> None:
    gone = rows("AAA", {2020: 5e6, 2021: 5e6, 2022: None}, reasons={2022: "merged"})
    found = judged(gone, rows("BBB", BIG), lineage=merger("AAA"))
    assert found.ports["AAA"].why == "counted within Gamma from 2022 on"


def test_a_merger_inside_the_period_points_to_like_for_like_where_that_joins_it() -> None:
    new = rows("CCC", {2022: 9e6, 2023: 9e6})
    like = pd.DataFrame(rows("CCC", {2020: 8e6, 2022: 9e6}, basis="like_for_like", n_obs=2))
    found = judged(new, rows("BBB", BIG | {2023: 7e6}), lineage=merger("AAA", "XXX"), span=(2020, 2023), joined=like)
    assert "“like for like” joins them" in found.ports["CCC"].why
    alone = judged(new, rows("BBB", BIG | {2023: 7e6}), lineage=merger("AAA", "XXX"), span=(2020, 2023))
    assert alone.ports["CCC"].why == "Alpha and Elsewhere were counted apart before 2022"


def test_a_merger_with_an_unknown_part_is_a_split_line() -> None:
    new = rows("CCC", {2022: 9e6, 2023: 9e6})
    found = judged(new, rows("BBB", BIG | {2023: 7e6}), lineage=merger("AAA", None), span=(2020, 2023))
    assert found.ports["CCC"].said("en").startswith("not comparable: the line is split in 2022: Alpha and Elsewhere")


def test_a_sum_of_later_merged_ports_compares_with_care() -> None:
    summed = rows("CCC", BIG, basis="like_for_like", n_obs=2)
    found = judged(summed, rows("BBB", BIG), lineage=merger("AAA", "XXX"))
    assert found.ports["CCC"].said("en") == "comparable with care: a sum of ports before 2022"


def test_a_port_does_not_compare_with_the_port_that_holds_it() -> None:
    found = judged(rows("AAA", BIG), rows("CCC", BIG), lineage=merger("AAA"))
    assert found.pairs["AAA", "CCC"].why == "Alpha is counted within Gamma from 2022 on"
    assert found.greyed == ("AAA", "CCC")


def test_a_part_beside_a_third_port_is_only_named() -> None:
    found = judged(rows("AAA", BIG), rows("CCC", BIG), rows("BBB", BIG), lineage=merger("AAA"))
    assert found.greyed == ()
    assert found.ports["AAA"].said("en") == (
        "comparable with care: Alpha is counted within Gamma from 2022 on (against Gamma)"
    )
    assert found.ports["BBB"].grade == "yes"


def test_two_statistical_systems_do_not_compare_and_the_odd_one_is_greyed() -> None:
    sources = [("AAA", "one"), ("BBB", "one"), ("CCC", "two")]
    origins = pd.DataFrame(
        [
            dict.fromkeys(ORIGINS) | {"port_id": p, "source_id": s, "publisher": s, "dataset": "d", "release": "1"}
            for p, s in sources
        ]
    )
    found = judged(rows("AAA", BIG), rows("BBB", BIG), rows("CCC", BIG), origins=origins)
    assert found.greyed == ("CCC",)
    assert found.pairs["AAA", "BBB"].grade == "yes"
    assert found.pairs["AAA", "CCC"].why == "figures of two statistical systems, one (d) and two (d)"


def test_two_releases_and_two_editions_of_nuts_call_for_care() -> None:
    told = [("AAA", "1", "2016", None), ("BBB", "2", "2024", True)]
    origins = pd.DataFrame(
        [
            {
                "port_id": p,
                "source_id": "s",
                "publisher": "P",
                "dataset": "d",
                "release": r,
                "nuts_version": n,
                "boundary_changed": b,
            }
            for p, r, n, b in told
        ]
    )
    found = judged(rows("AAA", BIG), rows("BBB", BIG), origins=origins)
    assert found.pairs["AAA", "BBB"].grade == "care"
    assert "two releases of P (d), 1 and 2" in found.pairs["AAA", "BBB"].why
    assert "two editions of NUTS, 2016 and 2024" in found.ports["AAA"].why
    assert "boundary of its region changed" in found.ports["BBB"].why


def test_t18_two_calibrations_of_the_connectivity_index_do_not_compare() -> None:
    common = dict.fromkeys(ORIGINS) | {"source_id": "unctad_plsci", "publisher": "UNCTAD", "dataset": "US.PLSCI"}
    told = [common | {"port_id": "AAA", "release": "2023-q4"}, common | {"port_id": "BBB", "release": "2024-q1"}]
    found = judged(rows("AAA", BIG), rows("BBB", BIG), origins=pd.DataFrame(told))
    assert found.greyed == ("AAA", "BBB")
    assert found.pairs["AAA", "BBB"].said("en") == (
        "not comparable: two calibrations of UNCTAD (US.PLSCI), 2023-q4 and 2024-q1"
    )


@pytest.mark.parametrize(
    ("status", "words"),
    [("P", "provisional figure for 2022"), ("E", "estimate or forecast for 2022"), ("D", "definition differs in 2022")],
)
def test_a_status_that_is_not_final_calls_for_care(status: str, words: str) -> None:
    found = judged(rows("AAA", BIG, statuses={2022: status}), rows("BBB", BIG))
    assert found.ports["AAA"].said("en") == f"comparable with care: {words}"


def test_a_break_between_the_periods_parts_them_and_one_before_does_not() -> None:
    found = judged(rows("AAA", BIG, statuses={2021: "B"}), rows("BBB", BIG, statuses={2020: "B"}))
    assert found.ports["AAA"].why == "the series starts anew in 2021, so 2020 and 2022 do not compare"
    assert found.ports["BBB"].grade == "yes"


def test_small_ports_and_gaps_are_said() -> None:
    found = judged(rows("AAA", {2020: 1e6, 2021: None, 2022: 3e6}, reasons={2021: "gap"}), rows("BBB", BIG))
    assert found.ports["AAA"].grade == "care"
    assert "below two million tonnes" in found.ports["AAA"].why
    assert "1 of 1 periods without a figure" in found.ports["AAA"].why


def test_a_port_without_any_row_is_not_held() -> None:
    frame = pd.DataFrame(rows("AAA", BIG))
    days = (dt.date(2020, 1, 1), dt.date(2022, 1, 1))
    common = {
        "names": NAMES,
        "lineage": NO_LINEAGE,
        "origins": pd.DataFrame(columns=ORIGINS),
        "span": days,
        "lang": "en",
    }
    found = judge(frame, ports=["AAA", "BBB"], **common)
    assert found.ports["BBB"].said("en") == "not comparable: no figure of this indicator is held"


def test_figures_not_yet_published_say_so() -> None:
    late = rows("BBB", {2020: 5e6, 2021: 5e6, 2022: None}, reasons={2022: "not_yet_published"})
    found = judged(rows("AAA", BIG), late)
    assert found.ports["BBB"].why == "no figure for 2022: not yet published by the source"


def test_every_rule_has_a_grade_that_limits_and_a_sentence() -> None:
    assert all(grade in GRADES[1:] and sentence for grade, sentence in RULES.values())
