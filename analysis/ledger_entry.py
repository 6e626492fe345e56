"""A CSV of expectations on its way into the policy ledger: checked against what is held, before it is locked."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import pandas as pd

from analysis.ledger import expected_from
from kpis import held
from kpis.registry import indicator
from warehouse import ledger
from warehouse.contract import check, typed
from warehouse.errors import ParameterError
from warehouse.reads import entity_type, events, project_versions, query
from warehouse.settings import Settings
from warehouse.tables import EXPECTATION

ENTERED: Final = tuple(column for column in ledger.CONTENT if column not in ("entity_type", "is_after_results"))
"""The columns a person writes; the others follow from them."""
_FREQS: Final = ("A", "Q", "M")
_MOST_LAG: Final = 80
_LARGEST: Final = 1000.0
_ID: Final = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{2,63}$")
_FALL: Final = 100.0
Row = Mapping[str, str]


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a file with exactly the columns of the template. Raises ParameterError naming file and line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            rows, columns = list(reader), tuple(reader.fieldnames or ())
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ParameterError(f"{path} cannot be read as comma-separated UTF-8 text ({error}).") from error
    if columns != ENTERED:
        raise ParameterError(
            f"{path} does not have the template's columns, in its order: {', '.join(ENTERED)}. "
            "Write the template anew with `python -m analysis ledger template`."
        )
    for line, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise ParameterError(f"{path}, line {line}: the number of cells differs from the first line.")
    if not rows:
        raise ParameterError(f"{path} holds no expectation; write one line for each.")
    return [{column: value.strip() for column, value in row.items()} for row in rows]


def checked(vintage: str, rows: Sequence[Row], where: str, *, after_results: bool) -> list[dict[str, str]]:
    """The rows as they may be locked, each with the type of its place and whether results were out already.

    Raises ParameterError for the first row that cannot be judged later, and for one whose results are out unless
    `after_results` says that it may be locked so marked.
    """
    done = []
    for line, row in enumerate(rows, start=2):
        at = f"{where}, line {line}"
        _check_words(row, at)
        place = _check_series(vintage, row, at)
        out = _results_out(vintage, row)
        if out and not after_results:
            raise ParameterError(
                f"{at}: results for the expected time are out already ({out}), so this is no expectation. "
                "Lock it with --after-results to keep it, marked and not counted."
            )
        done.append({**row, "entity_type": place, "is_after_results": "true" if out else "false"})
    _check_types(done, where)
    return done


def add(settings: Settings, vintage: str, path: Path, now: datetime, *, after_results: bool) -> list[dict[str, str]]:
    """Check a file and lock all of its rows at `now`, or none; returns them as locked."""
    return ledger.append(settings.ledger, checked(vintage, read(path), str(path), after_results=after_results), now)


def _check_words(row: Row, at: str) -> None:
    """What a row must say to be judged at all."""
    wrong = (
        ("expectation_id", not _ID.match(row["expectation_id"]), "3 to 64 letters, digits, dots, dashes"),
        ("freq", row["freq"] not in _FREQS, f"one of {', '.join(_FREQS)}"),
        ("starts_on", not _is_day(row["starts_on"]), "a day like 2027-01-01"),
        ("lag_periods", not _is_lag(row["lag_periods"]), f"a whole number from 0 to {_MOST_LAG}"),
        ("expected_size_pct", not _is_size(row), "empty, or per cent above 0 without sign (a fall: below 100)"),
        ("expected_direction", row["expected_direction"] not in ("up", "down"), "up or down"),
        ("expected_by", not row["expected_by"], "a person or a body"),
        ("expectation", not row["expectation"], "one or two sentences"),
        ("policy_kind", row["policy_kind"] not in ("policy", "project", "event"), "policy, project or event"),
    )
    for column, is_wrong, wanted in wrong:
        if is_wrong:
            raise ParameterError(f"{at}, column {column}: '{row[column]}' is not {wanted}.")


def _is_day(text: str) -> bool:
    return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", text)) and pd.notna(pd.to_datetime(text, errors="coerce"))


def _is_lag(text: str) -> bool:
    return bool(re.fullmatch(r"\d{1,2}", text)) and int(text) <= _MOST_LAG


def _is_size(row: Row) -> bool:
    text = row["expected_size_pct"]
    if not text:
        return True
    if not re.fullmatch(r"\d+(\.\d+)?", text):
        return False
    return 0 < float(text) < (_FALL if row["expected_direction"] == "down" else _LARGEST)


def _check_series(vintage: str, row: Row, at: str) -> str:
    """The type of the row's place; its indicator must be held there, and its policy must exist."""
    indicator(row["indicator"])
    kind = entity_type(vintage, row["entity"])
    places = held.places(vintage, row["indicator"], variant=row["variant"], freq=row["freq"], basis="like_for_like")
    if row["entity"] not in set(places["entity"]):
        raise ParameterError(
            f"{at}: {row['indicator']} (variant '{row['variant']}', frequency {row['freq']}) is not held for "
            f"{row['entity']}, so nobody could judge it. See `python -m kpis list` for what is."
        )
    if row["policy_id"] and row["policy_id"] not in _policies(vintage):
        raise ParameterError(
            f"{at}, column policy_id: no recommendation, project or event '{row['policy_id']}' is held; "
            "leave it empty if it is not one of them."
        )
    return kind


def _policies(vintage: str) -> set[str]:
    recommended = query(vintage, "select rec_id from core_recommendation")["rec_id"]
    return {*recommended, *project_versions(vintage)["project_id"], *events(vintage)["event_id"]}


def _results_out(vintage: str, row: Row) -> str:
    """The newest period with a figure, where it is not before the expected time; "" while results are to come."""
    places = held.places(vintage, row["indicator"], variant=row["variant"], freq=row["freq"], basis="like_for_like")
    newest = pd.Timestamp(places.loc[places["entity"] == row["entity"], "last"].iloc[0])
    expected = expected_from(row["starts_on"], int(row["lag_periods"]), row["freq"])
    return f"the newest figure is of the period from {newest:%Y-%m-%d}" if newest >= expected else ""


def _check_types(rows: Sequence[Row], where: str) -> None:
    """The table's own contract, so that the next build cannot stumble over a row that was locked."""
    locks = dict.fromkeys(ledger.LOCKS, "x")
    raw = pd.DataFrame([{**row, **locks} for row in rows], columns=list(EXPECTATION.columns), dtype="string")
    check(typed(raw.replace("", pd.NA), EXPECTATION, where), EXPECTATION, where)
