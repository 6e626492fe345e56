"""A day in the address chooses the vintage of what was known then, or says that there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.conftest import Built
from ui import as_of, state
from ui.state import Known, State

KNOWN = Known({"XXALP": "Alpha"}, {}, (2000, 2024), ("2024-06-30-aaaaaaaa", "2023-12-31-bbbbbbbb"), ("XXALP",))


@pytest.fixture(autouse=True)
def _forget() -> None:
    as_of._as_of.clear()
    as_of._days.clear()


def resolved(small: Built, **query: str) -> tuple[Mapping[str, list[str]], tuple[str, ...]]:
    return as_of.resolved({key: [value] for key, value in query.items()}, (small.vintage,), "en")


def test_an_address_without_a_day_is_left_alone(small: Built, at_small: str) -> None:
    assert resolved(small, ports="XXALP") == ({"ports": ["XXALP"]}, ())


@pytest.mark.parametrize("day", ["2024-06-30", "2030-01-01"])
def test_a_day_on_or_after_the_last_knowledge_finds_the_vintage(small: Built, at_small: str, day: str) -> None:
    query, told = resolved(small, asof=day)
    assert query == {"asof": [day], "v": [small.vintage]}
    assert told == ()


def test_a_day_before_all_knowledge_is_a_sentence_and_the_usual_vintage(small: Built, at_small: str) -> None:
    query, (told,) = resolved(small, asof="2024-06-29")
    assert query == {}
    assert told.startswith("No vintage kept here holds only what was known on 29 June 2024")
    assert "is of 30 June 2024" in told
    assert "python -m etl build --as-of 2024-06-29" in told


@pytest.mark.parametrize("day", ["yesterday", "2024", "2024-13-01", "2024-02-30"])
def test_no_day_is_a_sentence(small: Built, at_small: str, day: str) -> None:
    query, (told,) = resolved(small, asof=day)
    assert query == {}
    assert f"“{day}” is no day" in told


def test_a_vintage_beside_the_day_keeps_its_numbers(small: Built, at_small: str) -> None:
    query, told = resolved(small, asof="2024-06-29", v="2020-01-01-00000000")
    assert query["v"] == ["2020-01-01-00000000"]
    assert told == ()


def test_the_address_carries_the_day_and_drops_it_with_another_vintage() -> None:
    here = state.parse({"asof": ["2023-12-31"], "v": ["2023-12-31-bbbbbbbb"]}, KNOWN)
    assert here.asof == "2023-12-31"
    assert state.query(here)["asof"] == "2023-12-31"
    assert "asof=2023-12-31" in state.link("trends", here)
    assert "asof" not in state.link("trends", here, vintage="2024-06-30-aaaaaaaa")
    assert "asof=2024-01-01" in state.link("trends", here, vintage="2024-06-30-aaaaaaaa", asof="2024-01-01")
    assert state.changed(here, basis="like_for_like") == replace(here, basis="like_for_like")


def test_without_a_day_the_address_has_none() -> None:
    assert "asof" not in state.query(State(known=KNOWN))
    assert state.parse({"asof": ["soon"]}, KNOWN).asof == ""
