"""A link to an older vintage keeps its numbers and says in three grades how far they still hold."""

from pathlib import Path

import duckdb
import pytest

from ui import notices
from ui.state import Known, State

OLD, NEW = "2024-06-30-00000001", "2024-07-01-00000002"


@pytest.fixture
def revised(small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Two vintages in one folder: the small warehouse, and the same after a change in SQL."""

    def write(change: str) -> None:
        folder = tmp_path / "warehouse"
        folder.mkdir()
        for vintage in (OLD, NEW):
            held = small.settings.warehouse / f"{small.vintage}.duckdb"
            (folder / f"{vintage}.duckdb").write_bytes(held.read_bytes())
        with duckdb.connect(str(folder / f"{NEW}.duckdb")) as connection:
            connection.execute(change)
        (folder / "CURRENT").write_text(NEW, encoding="utf-8")
        monkeypatch.setenv("PRM_DATA", str(tmp_path))

    return write


def told(*ports: str, **own: str) -> tuple[str, str]:
    known = Known({}, {}, (2020, 2023), (NEW, OLD), ())
    return notices.told(State(page="trends", ports=ports, vintage=OLD, own=own, known=known), NEW)


def test_the_grade_follows_what_the_page_shows(revised) -> None:
    revised(
        "update out_indicator set value = 200 where entity = 'XXGAM' and indicator = 'gross_weight' and value = 198"
    )
    grade, sentence = told("XXGAM", indicator="gross_weight")
    assert grade == "revised"
    assert f"These are the numbers of vintage {OLD}. Newer data exist: {NEW}." in sentence
    assert sentence.endswith("Values this page speaks of were revised since: Gross weight handled (Gamma).")
    grade, sentence = told("XXALP", indicator="gross_weight")
    assert grade == "newer"
    assert sentence.endswith("They may hold more, and change no value shown here.")


def test_a_changed_definition_is_the_third_grade(revised) -> None:
    revised("update meta_indicator set indicator_sql = 'select 1' where indicator = 'gross_weight'")
    grade, sentence = told("XXBET", indicator="gross_weight")
    assert grade == "redefined"
    assert "A definition changed since, so the two do not compare: Gross weight handled." in sentence
    assert told("XXBET", indicator="plsci")[0] == "newer"


def test_of_many_changes_three_are_named_and_the_rest_counted(revised) -> None:
    revised("update out_indicator set value = value + 1 where entity_type = 'port'")
    assert "more" in told("XXALP", "XXBET", "XXGAM", view="peers")[1]


def test_vintages_that_cannot_be_set_side_by_side_claim_nothing() -> None:
    here = State(page="trends", ports=("XXALP",), vintage="2020-01-01-aaaaaaaa")
    grade, sentence = notices.told(here, "2021-01-01-bbbbbbbb")
    assert grade == "unknown"
    assert sentence.endswith("Newer data exist: 2021-01-01-bbbbbbbb.")


@pytest.mark.parametrize(
    ("own", "shown"),
    [
        ({"indicator": "plsci"}, ("plsci",)),
        ({}, ("gross_weight",)),
        ({"view": "index", "indicator": "plsci"}, ("composite_index", "rank_interval")),
        ({"view": "peers", "indicator": "plsci"}, ()),
    ],
)
def test_what_counts_is_what_the_view_shows(own: dict[str, str], shown: tuple[str, ...]) -> None:
    assert notices.shown(State(page="compare", own=own)) == shown
