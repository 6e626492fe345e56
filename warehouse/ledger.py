"""The policy ledger's file: expectations written before results, each row locked to the one before it.

`data/ledger/expectation.csv` is only ever appended to. A row carries the UTC time it was locked at, the hash of the
row before it, and a SHA-256 over both and its own content: whoever changes, drops or inserts a row breaks the chain
from there on. The chain shows that something was changed; it cannot show that a whole file was not written anew, so
publish the newest hash where others see it.
"""

from __future__ import annotations

import csv
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from warehouse.connection import storage_errors
from warehouse.errors import ContractError
from warehouse.tables import EXPECTATION

FILE: Final = "expectation.csv"
WHERE: Final = "data/ledger/expectation.csv"
FIRST: Final = "0" * 64
"""The previous hash of the first row."""
LOCKS: Final = ("locked_at", "previous_hash", "row_hash")
CONTENT: Final = tuple(column for column in EXPECTATION.columns if column not in LOCKS)
"""What a row says, without its locks."""
_STAMP: Final = "%Y-%m-%dT%H:%M:%SZ"
Row = Mapping[str, str]


class Breach(NamedTuple):
    """Where a chain is broken: line of the file, id of the row, and how."""

    line: int
    expectation_id: str
    problem: str


def read(folder: Path) -> list[dict[str, str]]:
    """All rows as text, oldest first; none where there is no file yet. Raises ContractError for other columns."""
    path = folder / FILE
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            rows, columns = list(reader), tuple(reader.fieldnames or ())
    except (csv.Error, UnicodeDecodeError) as error:
        raise ContractError(f"{WHERE} cannot be read as comma-separated UTF-8 text ({error}). Restore it.") from error
    if columns != EXPECTATION.columns or any(None in row.values() for row in rows):
        raise ContractError(f"{WHERE} does not have the columns of core_expectation. Restore it from a copy.")
    return rows


def broken(rows: Sequence[Row]) -> Breach | None:
    """The first row that is not as it was locked; None when the chain is whole."""
    previous, stamp = FIRST, ""
    for line, row in enumerate(rows, start=2):
        problem = _problem(row, previous, stamp)
        if problem:
            return Breach(line, row["expectation_id"], problem)
        previous, stamp = row["row_hash"], row["locked_at"]
    return None


def _problem(row: Row, previous: str, stamp: str) -> str:
    if row["previous_hash"] != previous:
        return "the row before it was changed, taken away or put in"
    if row["row_hash"] != digest(row):
        return "its content was changed after it was locked"
    return "it was locked before the row above it" if row["locked_at"] < stamp else ""


def check_chain(rows: Sequence[Row]) -> None:
    """Raise ContractError naming the first broken row."""
    found = broken(rows)
    if found:
        raise ContractError(
            f"{WHERE}, line {found.line} ({found.expectation_id}): {found.problem}. Restore the file from a copy; "
            "an expectation is never corrected, write a new one."
        )


def digest(row: Row) -> str:
    """SHA-256 over a row's content, its stamp and the hash before it, column names included."""
    held = [[column, row[column]] for column in (*CONTENT, "locked_at", "previous_hash")]
    return hashlib.sha256(json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def append(folder: Path, content: Sequence[Row], now: datetime) -> list[dict[str, str]]:
    """Lock rows at `now` and put them at the end of the file; returns them as locked.

    Raises ContractError when the chain that is there is broken or an id stands in it already. The file is replaced
    in one step: a failure leaves the old one.
    """
    with storage_errors(folder / FILE):
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            held = read(folder)
            check_chain(held)
            _check_ids(held, content)
            added = _locked(content, held[-1] if held else None, now)
            _write(folder / FILE, [*held, *added])
    return added


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One writer at a time."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _check_ids(held: Sequence[Row], content: Sequence[Row]) -> None:
    known = {row["expectation_id"] for row in held}
    for row in content:
        if row["expectation_id"] in known:
            raise ContractError(
                f"The expectation '{row['expectation_id']}' stands in the ledger already and is never replaced. "
                "Write a new one under another id."
            )
        known.add(row["expectation_id"])


def _locked(content: Sequence[Row], last: Row | None, now: datetime) -> list[dict[str, str]]:
    stamp = now.astimezone(UTC).strftime(_STAMP)
    previous = FIRST
    if last is not None:
        previous, stamp = last["row_hash"], max(stamp, last["locked_at"])
    added = []
    for row in content:
        one = {column: row.get(column, "") for column in CONTENT} | {"locked_at": stamp, "previous_hash": previous}
        previous = digest(one)
        added.append(one | {"row_hash": previous})
    return added


def _write(path: Path, rows: Sequence[Row]) -> None:
    draft = path.with_name(f".{path.name}-{os.getpid()}")
    with draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, EXPECTATION.columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
