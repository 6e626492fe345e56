"""The policy ledger's chain: what was locked stays as it was, or the file says where it broke."""

import csv
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse import ledger
from warehouse.errors import ContractError
from warehouse.tables import EXPECTATION

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def written(name="E-1", **other):
    row = dict.fromkeys(ledger.CONTENT, "") | {"expectation_id": name, "expected_direction": "up"}
    return row | other


def chain(n=3):
    held = []
    for at in range(n):
        held += ledger._locked([written(f"E-{at}")], held[-1] if held else None, NOON)
    return held


def test_a_row_carries_its_time_the_hash_before_it_and_its_own(tmp_path):
    first = ledger.append(tmp_path, [written("E-1"), written("E-2")], NOON)
    later = ledger.append(tmp_path, [written("E-3")], NOON.replace(hour=13))
    rows = ledger.read(tmp_path)
    assert rows == first + later
    assert [row["locked_at"] for row in rows] == ["2026-11-21T12:00:00Z"] * 2 + ["2026-11-21T13:00:00Z"]
    assert [row["previous_hash"] for row in rows] == [ledger.FIRST, rows[0]["row_hash"], rows[1]["row_hash"]]
    assert ledger.broken(rows) is None


def test_without_a_file_the_ledger_is_empty_and_whole(tmp_path):
    assert ledger.read(tmp_path) == []
    assert ledger.broken([]) is None


@given(
    at=st.integers(0, 2),
    column=st.sampled_from([*ledger.CONTENT, "locked_at", "previous_hash", "row_hash"]),
    text=st.text(min_size=1, max_size=8),
)
def test_whatever_is_changed_breaks_the_chain_no_later_than_the_row_after_it(at, column, text):
    rows = chain()
    if rows[at][column] == text:
        return
    rows[at] = rows[at] | {column: text}
    found = ledger.broken(rows)
    assert found is not None
    assert found.line <= at + 3


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (lambda rows: rows[1:], 2),
        (lambda rows: [rows[0], rows[2]], 3),
        (lambda rows: [rows[1], rows[0], rows[2]], 2),
        (lambda rows: [rows[0], written("E-9") | {name: rows[1][name] for name in ledger.LOCKS}, rows[2]], 3),
    ],
)
def test_a_row_taken_away_moved_or_put_in_is_named(spoil, line):
    assert ledger.broken(spoil(chain())).line == line


def test_nothing_is_added_to_a_broken_chain_and_no_id_is_used_twice(tmp_path):
    ledger.append(tmp_path, [written("E-1")], NOON)
    with pytest.raises(ContractError, match="'E-1' stands in the ledger already"):
        ledger.append(tmp_path, [written("E-1")], NOON)
    path = tmp_path / ledger.FILE
    path.write_text(path.read_text(encoding="utf-8").replace("up", "down"), encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(ContractError, match=r"line 2 \(E-1\): its content was changed after it was locked"):
        ledger.append(tmp_path, [written("E-2")], NOON)
    assert path.read_bytes() == before


def test_a_clock_set_back_cannot_make_a_row_older_than_the_one_before_it(tmp_path):
    ledger.append(tmp_path, [written("E-1")], NOON)
    added = ledger.append(tmp_path, [written("E-2")], NOON.replace(year=2020))
    assert added[0]["locked_at"] == "2026-11-21T12:00:00Z"
    assert ledger.broken(ledger.read(tmp_path)) is None


@pytest.mark.parametrize("content", ["a,b\n1,2\n", "", "\ufffd\x00"])
def test_another_file_in_its_place_is_one_sentence(tmp_path, content):
    (tmp_path / ledger.FILE).write_text(content, encoding="utf-8")
    with pytest.raises(ContractError):
        ledger.read(tmp_path)


def test_the_file_is_plain_csv_in_the_declared_columns(tmp_path):
    ledger.append(tmp_path, [written("E-1", expectation='More calls, "if all goes well"\nin spring')], NOON)
    with (tmp_path / ledger.FILE).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert tuple(rows[0]) == EXPECTATION.columns
    assert len(rows) == 2
    assert ledger.broken(ledger.read(tmp_path)) is None
