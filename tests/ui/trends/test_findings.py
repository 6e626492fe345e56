"""The sentences of the Trends page, with numbers one can check in the head."""

import datetime as dt

import pandas as pd

from language.formats import plain
from ui.state import State
from ui.trends import findings
from ui.trends.choices import base_years, far_apart

NAMES = {"FRCQF": "Calais", "GBPOO": "Poole", "BE003": "Antwerp-Bruges", "UANLV": "Mykolaiv"}
TONNES = {"code": "gross_weight", "title": "Gross weight handled", "unit": "t", "bases": ["published", "like_for_like"]}
LINEAGE = pd.DataFrame(
    [
        ["L1", "statistical_break", "BEANR", "Antwerp", "BE003", "Antwerp-Bruges", "2022", "year"],
        ["L1", "statistical_break", "BEZEE", "Zeebrugge", "BE003", "Antwerp-Bruges", "2022", "year"],
        ["L2", "legal_merger", "BEANR", "Port of Antwerp", "BE003", "the joint port", "2022-04-28", "day"],
    ],
    columns=["lineage_id", "lineage_kind", "predecessor", "predecessor_name", "successor", "successor_name"]
    + ["effective", "effective_precision"],
)
SHOCKS = pd.DataFrame(
    [
        ["S-B", "main", True, "Blockade", "2021-03-23", "day", "2021-03-29", "day", "", "FRCQF"],
        ["S-B", "alt1", False, "Blockade", "2021-03-23", "day", "2021-04-03", "day", "queue cleared", "FRCQF"],
        ["S-A", "main", True, "Low water", "2020-03", "month", None, "unknown", None, "FRCQF;GBPOO"],
    ],
    columns=["shock_id", "shock_variant", "is_default", "name", "date_start", "date_start_precision"]
    + ["date_end", "date_end_precision", "note", "concerned"],
)


def rows(entity: str, first: int, values: list[float | None], **more: object) -> pd.DataFrame:
    """Annual rows of out_indicator from a first year on."""
    start = pd.to_datetime([f"{first + at}-01-01" for at in range(len(values))])
    status = ["A" if value is not None else None for value in values]
    reason = [None if value is not None else "not_yet_published" for value in values]
    table = {"entity": entity, "basis": "published", "freq": "A", "period_start": start, "value": values}
    empty = {"lower": None, "upper": None, "coverage": None, "n_obs": 1}
    return pd.DataFrame(table | empty | {"obs_status": status, "reason": reason} | more)


def said(*frames: pd.DataFrame, ports: tuple[str, ...], unit: str = "t") -> list[str]:
    series, indicator = pd.concat(frames), TONNES | {"unit": unit}
    about = {"names": NAMES, "indicator": indicator, "lineage": LINEAGE, "lang": "en"}
    return [plain(sentence) for sentence in findings.answer(series, ports=ports, **about)]


def test_the_answer_gives_newest_figure_status_change_and_the_tonnes_it_is_a_change_of() -> None:
    assert said(rows("FRCQF", 2020, [20e6, 10e6, 15e6, None]), ports=("FRCQF",)) == [
        "Calais: 15.0 Mt in 2022 (final), 25.0 % less than the 20.0 Mt of 2020."
    ]
    assert said(rows("GBPOO", 2020, [400_000.0, 500_000.0]), ports=("GBPOO",)) == [
        "Poole: 500 kt in 2021 (final), 25.0 % more than the 400 kt of 2020."
    ]


def test_no_growth_is_read_across_a_merger_and_the_reason_is_said() -> None:
    (sentence,) = said(rows("BE003", 2022, [200e6, 220e6]), ports=("BE003",))
    assert sentence == (
        "Antwerp-Bruges: 220 Mt in 2023 (final), 10.0 % more than the 200 Mt of 2022. "
        "No growth from before 2022 is given: Antwerp and Zeebrugge were counted apart until then."
    )


def test_a_change_starts_after_a_break_within_the_series() -> None:
    (sentence,) = said(rows("FRCQF", 2020, [1e6, 2e6, 4e6], obs_status=["A", "B", "A"]), ports=("FRCQF",))
    assert "100 % more than the 2.00 Mt of 2021. No growth from before 2021 is given" in sentence


def test_rates_are_given_with_their_range_and_no_percentage_of_a_percentage() -> None:
    assert said(rows("FRCQF", 2020, [-5.0, 8.0, 3.0]), ports=("FRCQF",), unit="%") == [
        "Calais: +3.0 % in 2022; between -5.0 % and 8.0 % since 2020."
    ]


def test_beyond_four_ports_the_rest_is_counted() -> None:
    ports = tuple(f"P{n}" for n in range(6))
    assert said(*(rows(port, 2020, [1e6, 1e6]) for port in ports), ports=ports)[-1] == (
        "2 more ports are in the chart and its table."
    )


def test_a_port_without_figures_is_named_with_its_reason() -> None:
    whole = pd.concat([rows("FRCQF", 2000, [1e6, 1e6]), rows("GBPOO", 2020, [None])])
    here = State(ports=("FRCQF", "GBPOO", "UANLV"))
    assert findings.absent(whole, findings.in_period(whole, 2010, 2024), here, NAMES) == (
        "Calais: nothing in this period; figures are held for 2000–2001.",
        "Poole: not yet published by the source.",
        "Mykolaiv: no series held.",
    )


def test_ports_below_two_million_tonnes_are_warned_of_with_their_tonnes() -> None:
    tonnes = pd.concat([rows("FRCQF", 2023, [15e6]), rows("GBPOO", 2023, [600_000.0])])
    about = {"ports": ("FRCQF", "GBPOO"), "names": NAMES, "lang": "en"}
    assert "Poole: below two million" in findings.small_ports(tonnes, indicator=TONNES, **about)
    assert plain(findings.tonnes_beside(tonnes, **about)) == (
        "Small tonnages make large percentages: Poole 600 kt in 2023."
    )


def test_mergers_are_told_in_plain_words() -> None:
    assert findings.lineage_notes(LINEAGE, lang="en") == (
        "From 2022 on, the statistics count Antwerp and Zeebrugge together as Antwerp-Bruges.",
        "Port of Antwerp became the joint port (28 April 2022).",
    )


def test_joining_the_parts_is_offered_only_where_it_shows_more() -> None:
    series = rows("BE003", 2022, [1e6])
    assert findings.can_be_joined(LINEAGE, series, TONNES)
    assert not findings.can_be_joined(LINEAGE, series.assign(basis="like_for_like"), TONNES)
    assert not findings.can_be_joined(LINEAGE, series, TONNES | {"bases": ["published"]})


def test_shocks_are_listed_by_date_with_one_dating_drawn_and_the_others_cited() -> None:
    marks = findings.shock_marks(SHOCKS, dt.date(2020, 1, 1), dt.date(2022, 1, 1), NAMES, "en")
    assert marks == [
        (1, "March 2020", "Low water"),
        (
            2,
            "23 March 2021 to 29 March 2021",
            "Blockade; concerns Calais; other dating: 23 March 2021 to 3 April 2021 (queue cleared)",
        ),
    ]


def test_the_base_year_is_the_first_that_most_ports_share() -> None:
    series = pd.concat([rows("FRCQF", 2019, [20e6, 21e6]), rows("GBPOO", 2020, [1e6])])
    assert base_years(series, ("FRCQF", "GBPOO")) == ([2019, 2020], 2020)
    assert base_years(series.iloc[:0], ("FRCQF",)) == ([], None)


def test_ports_are_far_apart_when_the_smaller_line_would_lie_flat() -> None:
    assert far_apart(pd.concat([rows("BE003", 2020, [200e6]), rows("GBPOO", 2020, [1e6])]), ("BE003", "GBPOO"))
    assert not far_apart(pd.concat([rows("FRCQF", 2020, [10e6]), rows("GBPOO", 2020, [1e6])]), ("FRCQF", "GBPOO"))


def test_the_status_names_every_kind_of_figure_shown() -> None:
    series = rows("FRCQF", 2020, [1.0, 2.0, 3.0, None], obs_status=["A", "A", "P", None])
    assert findings.status_words(series, "en") == "final, provisional"
