"""Several vintages: what was known when, what moved, what was defined anew.

Of the small warehouse three vintages: all releases, the regional accounts pinned to 2023, and what was published by the
end of 2023, when the goods were not out yet. Release 2023 says a GDP of 1.1 million in 2021, release 2024 says 1.2
million.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from tests.conftest import Three
from warehouse import history
from warehouse.errors import UnknownVintageError
from warehouse.vintages import path_of

pytestmark = pytest.mark.slow


@pytest.fixture
def kept(three: Three, monkeypatch: pytest.MonkeyPatch) -> Three:
    """The three vintages, found by every read of the test."""
    monkeypatch.setenv("PRM_DATA", str(three.settings.data))
    return three


def test_what_is_kept_is_listed_with_what_was_known_when(kept: Three) -> None:
    held = history.kept().set_index("vintage")
    assert list(held.index) == [kept.all, kept.pinned, kept.early]
    assert held.loc[kept.early, "known_on"] == pd.Timestamp("2023-12-31")
    assert held.loc[kept.all, "known_on"] == pd.Timestamp("2024-06-30")
    assert list(held["is_pinned"]) == [False, True, False]


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2023, 12, 30), None),
        (date(2023, 12, 31), "early"),
        (date(2024, 6, 29), "early"),
        (date(2024, 6, 30), "all"),
        (date(2030, 1, 1), "all"),
    ],
)
def test_a_day_finds_the_newest_vintage_known_by_then_and_never_a_pinned_one(
    kept: Three, day: date, found: str | None
) -> None:
    assert history.as_of(day) == (getattr(kept, found) if found else None)


def test_the_predecessor_is_what_was_known_before(kept: Three) -> None:
    assert history.predecessor(kept.all) == kept.early
    assert history.predecessor(kept.pinned) == kept.early
    assert history.predecessor(kept.early) is None
    with pytest.raises(UnknownVintageError, match="is not kept here"):
        history.predecessor("2020-01-01-00000000")


def test_side_by_side_shows_the_revised_value_its_difference_and_what_is_new(kept: Three) -> None:
    changes = history.value_changes(kept.pinned, kept.all, ["port_intensity"], ["XXALP"])
    main = changes[changes["variant"] == ""].set_index("period_start").loc["2021-01-01"]
    # 120 tonnes over 1.1 and then over 1.2 million euro.
    assert main["old_value"] == pytest.approx(120 / 1.1)
    assert main["new_value"] == pytest.approx(100)
    assert main["difference"] == pytest.approx(100 - 120 / 1.1)
    assert main["difference_pct"] == pytest.approx(100 * (100 / (120 / 1.1) - 1))
    assert (main["change"], main["name"]) == ("revised", "Alpha")
    of_2024 = changes[(changes["variant"] == "2024") & (changes["period_start"] == "2021-01-01")]
    assert list(of_2024["change"]) == ["added"]


def test_what_did_not_change_is_shown_only_when_asked(kept: Three) -> None:
    asked = (kept.pinned, kept.all, ["gross_weight"], ["XXALP"])
    assert history.value_changes(*asked).empty
    everything = history.value_changes(*asked, changed_only=False)
    assert set(everything["change"]) == {"same"}
    assert len(everything) > 0


def test_a_vintage_does_not_differ_from_itself(kept: Three) -> None:
    assert history.value_changes(kept.all, kept.all).empty
    assert history.definition_changes(kept.all, kept.all).empty
    assert history.release_changes(kept.all, kept.all).empty
    assert history.grade(kept.all, kept.all) == "newer"


def test_there_and_back_a_new_value_is_one_that_has_gone(kept: Three) -> None:
    there = history.value_changes(kept.pinned, kept.all)["change"].value_counts()
    back = history.value_changes(kept.all, kept.pinned)["change"].value_counts()
    assert there["added"] == back.get("vanished", 0)
    assert there.get("vanished", 0) == back.get("added", 0)
    assert there["revised"] == back["revised"]


def test_counts_add_up_to_the_list(kept: Three) -> None:
    counts = history.value_counts(kept.pinned, kept.all).set_index("indicator")
    listed = history.value_changes(kept.pinned, kept.all)
    for change in ("added", "vanished", "revised"):
        assert counts[f"n_{change}"].sum() == (listed["change"] == change).sum()
    assert counts.loc["gross_weight", "n_old"] == counts.loc["gross_weight", "n_new"]


def test_publishers_figures_in_use_are_compared_source_by_source(kept: Three) -> None:
    largest = history.figure_changes(kept.pinned, kept.all, ["office_regions"])
    gdp = largest[(largest["measure"] == "gdp") & (largest["change"] == "revised")].iloc[0]
    assert (gdp["old_value"], gdp["new_value"]) == (1_100_000, 1_200_000)
    assert (gdp["old_release"], gdp["new_release"]) == ("2023", "2024")
    assert largest["change"].iloc[0] == "revised"
    counts = history.figure_counts(kept.pinned, kept.all).set_index("source_id")
    assert counts.loc["office_goods"].sum() == 0
    assert counts.loc["office_regions", "n_revised"] == 1
    # GDP 2022 and the two figures of population are new, GDP 2020 is not in release 2024.
    assert counts.loc["office_regions", "n_added"] == 3
    assert counts.loc["office_regions", "n_vanished"] == 1
    assert counts.loc["office_regions", "n_series_added"] == 1
    assert len(history.figure_changes(kept.pinned, kept.all, limit=1)) == 1


def test_a_release_that_only_one_vintage_uses_is_named(kept: Three) -> None:
    new = history.release_changes(kept.pinned, kept.all)
    assert list(new[["source_id", "release", "change"]].iloc[0]) == ["office_regions", "2024", "added"]
    assert new["n_rows"].iloc[0] == 4
    assert list(history.release_changes(kept.all, kept.pinned)["change"]) == ["dropped"]


def test_a_value_is_followed_through_every_vintage(kept: Three) -> None:
    course = history.moves("port_intensity", "port", "XXALP", date(2021, 1, 1)).set_index("vintage")
    assert list(course.index) == [kept.early, kept.pinned, kept.all]
    assert list(course["is_there"]) == [False, True, True]
    assert list(course["value"].round(6))[1:] == [round(120 / 1.1, 6), 100]
    nowhere = history.moves("port_intensity", "port", "XXALP", date(1900, 1, 1))
    assert not nowhere["is_there"].any()


def test_every_print_of_a_series_stands_once_with_the_vintages_that_hold_it(kept: Three) -> None:
    prints = history.editions("region", "XX111", "gdp")
    of_2021 = prints[prints["period_start"] == "2021-01-01"]
    assert list(of_2021["release"]) == ["2023", "2024"]
    assert of_2021["vintages"].iloc[0].split(";") == [kept.early, kept.pinned, kept.all]
    assert of_2021["vintages"].iloc[1] == kept.all
    assert history.editions("region", "XX111", "nothing").empty


def test_a_revision_says_first_latest_and_how_much_of_the_latest_lies_between(kept: Three) -> None:
    revised = history.revised(history.editions("region", "XX111", "gdp")).set_index("period_start")
    one = revised.loc["2021-01-01"]
    assert (one["first_value"], one["first_release"]) == (1_100_000, "2023")
    assert (one["latest_value"], one["latest_release"]) == (1_200_000, "2024")
    assert one["difference"] == 100_000
    assert one["revision_size"] == pytest.approx(1 / 12)
    assert revised.loc["2020-01-01", ["n_prints", "revision_size"]].tolist() == [1, 0]
    assert history.revised(history.editions("region", "XX111", "nothing")).empty


class TestGrade:
    """The three grades of an old permalink."""

    def test_what_is_shown_is_unchanged(self, kept: Three) -> None:
        assert history.grade(kept.pinned, kept.all, ["gross_weight"], ["XXALP"]) == "newer"

    def test_what_is_shown_was_revised(self, kept: Three) -> None:
        assert history.grade(kept.pinned, kept.all, ["port_intensity"], ["XXALP"]) == "revised"
        assert history.grade(kept.pinned, kept.all) == "revised"

    @pytest.mark.parametrize("what", ["text", "unit"])
    def test_what_is_shown_is_defined_anew(self, kept: Three, what: str) -> None:
        with retold(kept.all, "yoy_change", what) as old:
            assert history.grade(old, kept.all, ["yoy_change"], ["XXALP"]) == "redefined"
            assert history.grade(old, kept.all, ["gross_weight"], ["XXALP"]) == "newer"
            changes = history.definition_changes(old, kept.all)
            assert list(changes[["indicator", "change", "parts"]].iloc[0]) == ["yoy_change", "redefined", what]

    def test_what_is_shown_is_no_longer_computed(self, kept: Three) -> None:
        with retold(kept.all, "yoy_change", "gone") as new:
            assert history.grade(kept.all, new, ["yoy_change"], ["XXALP"]) == "redefined"
            assert list(history.definition_changes(kept.all, new)["change"]) == ["dropped"]
            assert list(history.definition_changes(new, kept.all)["change"]) == ["added"]
            assert history.grade(new, kept.all, ["gross_weight"]) == "newer"

    def test_other_words_and_spaces_are_no_other_definition(self, kept: Three) -> None:
        with retold(kept.all, "yoy_change", "words") as old:
            assert history.grade(old, kept.all, ["yoy_change"], ["XXALP"]) == "newer"


_NUMBERS = count(1)


@contextmanager
def retold(vintage: str, indicator: str, what: str) -> Iterator[str]:
    """A copy of a vintage that declares one indicator otherwise, or does not hold it."""
    copy = path_of(vintage).with_name(f"{vintage[:10]}-{next(_NUMBERS):08x}.duckdb")
    copy.write_bytes(path_of(vintage).read_bytes())
    with duckdb.connect(str(copy)) as connection:
        where = f"where indicator = '{indicator}'"
        text, record = connection.execute(
            f"select indicator_sql, indicator_record from meta_indicator {where}"
        ).fetchall()[0]
        text = text.replace("100.0 *", "1000.0 *") if what == "text" else text.replace("\n", "\n  ")
        declared = json.loads(record) | {"unit": {"unit": "t"}, "words": {"note": "Other words."}}.get(what, {})
        connection.execute(
            f"update meta_indicator set indicator_sql = ?, indicator_record = ? {where}", [text, json.dumps(declared)]
        )
        if what == "gone":
            connection.execute(f"delete from meta_indicator {where}")
    try:
        yield copy.stem
    finally:
        copy.unlink()


def test_a_file_of_another_schema_is_listed_and_passed_over(kept: Three) -> None:
    other: Path = path_of(kept.all).with_name("2029-01-01-00000000.duckdb")
    other.write_bytes(path_of(kept.all).read_bytes())
    with duckdb.connect(str(other)) as connection:
        connection.execute("update meta_vintage set schema_version = 0")
    try:
        held = history.kept().set_index("vintage")
        assert "schema version 0" in held.loc[other.stem, "problem"]
        assert history.as_of(date(2030, 1, 1)) == kept.all
        course = history.moves("gross_weight", "port", "XXALP", date(2021, 1, 1)).set_index("vintage")
        assert not course.loc[other.stem, "is_there"]
        assert set(history.editions("port", "XXALP", "gross_weight")["release"]) == {"1"}
    finally:
        other.unlink()
