"""What the Overview says, with numbers one can check in the head."""

import pandas as pd

from charts.theme import LIGHT
from language.formats import plain
from ui.overview import findings

NAMES = {"A": "Alpha", "B": "Beta", "C": "Gamma"}


def rows(*values: tuple[str, int, float | None, str | None], unit: str = "t") -> pd.DataFrame:
    frame = pd.DataFrame(values, columns=["entity", "year", "value", "reason"])
    return frame.assign(
        period_start=pd.to_datetime(frame["year"].astype(str) + "-01-01"),
        unit=unit,
        obs_status=["A" if value is not None else None for value in frame["value"]],
        value=frame["value"].astype(float),
    )


GOODS = rows(
    ("A", 2023, 10_000_000, None),
    ("A", 2024, 11_000_000, None),
    ("A", 2025, 12_000_000, None),
    ("B", 2023, 2_000_000, None),
    ("B", 2024, 1_000_000, None),
    ("B", 2025, None, "not_yet_published"),
)
CHANGES = rows(
    ("A", 2024, 10.0, None),
    ("A", 2025, 9.1, None),
    ("B", 2023, None, "break"),
    ("B", 2024, -50.0, None),
    unit="%",
)
PORTS = ("A", "B", "C")


def standings() -> list[findings.Standing]:
    return findings.standings(GOODS, CHANGES, PORTS, NAMES)


def test_goods_are_told_for_the_newest_year_that_most_ports_have() -> None:
    said = plain(findings.goods_sentence(GOODS, CHANGES, PORTS, NAMES, "en"))
    assert said == (
        "In 2024, with figures for 2 of 3 chosen ports, goods handled changed most "
        "by -50.0 % in Beta (to 1.00 Mt) and by +10.0 % in Alpha (to 11.0 Mt)."
    )


def test_one_change_and_no_change_have_their_own_sentences() -> None:
    alone = GOODS[GOODS["entity"] == "A"]
    said = plain(findings.goods_sentence(alone, CHANGES[CHANGES["entity"] == "A"], ("A",), NAMES, "en"))
    assert (
        said == "In 2025, with figures for 1 of 1 chosen ports, goods handled changed by +9.1 % in Alpha (to 12.0 Mt)."
    )
    none = plain(findings.goods_sentence(alone, CHANGES.iloc[:0], ("A",), NAMES, "en"))
    assert none.endswith("none can be compared with the year before.")


def test_no_port_says_nothing_and_no_figure_says_so() -> None:
    assert findings.goods_sentence(GOODS.iloc[:0], CHANGES, (), NAMES, "en") == ""
    said = findings.goods_sentence(GOODS.iloc[:0], CHANGES, ("C",), NAMES, "en")
    assert said == "None of the chosen ports has a figure of goods handled in this period."


def test_the_newest_year_needs_more_than_half_of_the_ports() -> None:
    assert findings.newest_year(GOODS, 2) == 2024
    assert findings.newest_year(GOODS, 1) == 2025
    assert findings.newest_year(GOODS, 9) == 2024
    assert findings.newest_year(GOODS.iloc[:0], 2) is None


def test_the_newest_releases_are_named_with_their_day_unless_they_have_none() -> None:
    sources = pd.DataFrame(
        {
            "source_id": ["a", "b", "c", "d"],
            "title": ["Goods", "People", "Copied today", "Unused"],
            "n_series": [3, 1, 5, 0],
            "released_on": pd.to_datetime(["2026-05-12", "2026-04-09", "2026-11-21", "2026-10-01"]),
            "retrieved_on": pd.to_datetime(["2026-11-21"] * 4),
        }
    )
    said = plain(findings.release_sentence(sources, "en"))
    assert said == "The newest data releases are Goods (12 May 2026) and People (9 April 2026)."
    assert plain(findings.release_sentence(sources.iloc[:1], "en")) == "The newest data release is Goods (12 May 2026)."
    assert findings.release_sentence(sources.iloc[:0], "en") == ""


def dated(*named: tuple[str | None, str, str, bool]) -> pd.DataFrame:
    return pd.DataFrame(named, columns=["date_start", "date_start_precision", "name", "is_default"])


EVENTS = dated(
    ("2020-11-26", "day", "Peer review", True), (None, "unknown", "Hackathon", True), ("2019", "year", "Opening", True)
)
SHOCKS = dated(
    ("2020-03-17", "day", "First lockdown", True), ("2020-03-24", "day", "First lockdown, other date", False)
)


def test_the_latest_event_and_shock_are_told_with_dates() -> None:
    said = plain(findings.happened_sentence(EVENTS, SHOCKS, "en"))
    assert "Peer review (26 November 2020)" in said and "First lockdown (17 March 2020)" in said
    assert "Hackathon" not in said and "other date" not in said
    assert findings.happened_sentence(EVENTS.iloc[:0], SHOCKS.iloc[:0], "en") == ""


def test_what_happened_is_numbered_newest_first_and_only_the_default_date_of_a_shock_is_listed() -> None:
    listed = findings.recent(EVENTS, SHOCKS, "en")
    assert [number for number, _when, _what in listed] == [1, 2, 3]
    assert [what for _number, _when, what in listed] == [
        "Event: Peer review",
        "Shock: First lockdown",
        "Event: Opening",
    ]
    assert listed[2][1] == "2019"


def test_a_standing_keeps_value_change_status_and_the_reason_of_a_missing_year() -> None:
    alpha, beta, gamma = standings()
    assert (alpha.value, alpha.year, alpha.change, alpha.reason) == (12_000_000, 2025, 9.1, "")
    assert (beta.value, beta.year, beta.change, beta.reason) == (1_000_000, 2024, -50.0, "not_yet_published")
    assert (gamma.value, gamma.year, gamma.reason) == (None, None, "no_data")
    assert beta.values[:2] == (2_000_000, 1_000_000) and beta.values[2] is None


def test_a_change_across_a_break_is_withheld_with_its_reason() -> None:
    merged = findings.standings(GOODS[GOODS["year"] == 2023], CHANGES, ("B",), NAMES)[0]
    assert merged.change is None
    assert findings.change_words(merged, "en").startswith("not available: the series starts anew here")
    assert findings.moved(merged) == ""


def test_a_tile_says_less_in_words_with_an_arrow_and_why_there_is_no_newer_figure() -> None:
    alpha, beta, gamma = findings.tiles(standings(), "What it means.", PORTS, LIGHT, "en")
    assert (plain(beta.value), beta.direction, plain(beta.change), beta.word) == (
        "1.00 Mt",
        "down",
        "50.0 %",
        "less than in 2023",
    )
    assert beta.note == "No newer figure: not yet published by the source"
    assert (alpha.direction, alpha.word, alpha.tone) == ("up", "more than in 2024", "neutral")
    assert alpha.colour == LIGHT.series[0].colour and alpha.explain == "What it means."
    assert (gamma.value, gamma.note) == ("No figure", "not available: no data")


def test_the_list_says_year_status_and_reason() -> None:
    alpha, beta, gamma = standings()
    assert findings.status_line(alpha, "en") == "2025, final"
    assert findings.status_line(beta, "en") == "2024, final. No newer figure: not yet published by the source"
    assert findings.status_line(gamma, "en") == ""
    assert findings.value_words(gamma, "en") == "not available: no data"
    assert plain(findings.change_words(beta, "en")) == "-50.0 %"


def test_a_change_that_rounds_to_nothing_is_neither_more_nor_less() -> None:
    still = findings.standings(GOODS, rows(("A", 2025, 0.04, None), unit="%"), ("A",), NAMES)[0]
    assert findings.moved(still) == "flat"


def test_ports_beyond_the_list_are_counted() -> None:
    assert findings.left_over(standings(), 2, "en") == "1 more port stands in the map's table."
    assert findings.left_over(standings(), 12, "en") == ""


def test_the_age_of_the_data_is_said() -> None:
    said = plain(findings.age(2025, pd.Timestamp("2026-11-21"), "en"))
    assert said == "Newest year held: 2025 · read from the publishers on 21 November 2026"
