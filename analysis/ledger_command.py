"""The command `ledger`: write down what is expected before results, lock it, hold it against what came."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis import ledger_entry
from analysis.ledger import OUTCOMES, Judged, board, expectations
from language import LANGS, N_, Lang, _
from language.formats import quantity
from warehouse import ledger
from warehouse.errors import ContractError
from warehouse.fields import FIELDS
from warehouse.settings import from_environment
from warehouse.vintages import path_of

_EMPTY: Final = N_(
    "No expectation has been written yet. Write the first: `python -m analysis ledger template > mine.csv`, fill a "
    "line, `python -m analysis ledger add mine.csv`, then `python -m etl build`."
)


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `ledger` to the command line."""
    parser = commands.add_parser("ledger", help="the policy ledger: expectations written before results")
    steps = parser.add_subparsers(required=True, metavar="STEP")
    template = steps.add_parser("template", help="an empty CSV on standard output, its columns explained beside")
    template.set_defaults(run=_template)
    add = steps.add_parser("add", help="check a CSV and lock its rows at the end of the ledger")
    add.add_argument("file", type=Path)
    add.add_argument("--after-results", action="store_true", help="keep rows whose results are out, marked so")
    add.add_argument("--vintage", default=None, help="what counts as results; without it the current vintage")
    add.set_defaults(run=_add)
    shown = steps.add_parser("board", help="hit, miss, cannot tell or too early, all judged together")
    shown.add_argument("--format", choices=("json", "md"), default="md")
    shown.add_argument("--vintage", default=None)
    shown.add_argument("--lang", choices=LANGS, default="en")
    shown.set_defaults(run=_board)
    steps.add_parser("verify", help="whether every row is as it was locked").set_defaults(run=_verify)


def _template(asked: argparse.Namespace) -> int:
    del asked
    sys.stdout.write(",".join(ledger_entry.ENTERED) + "\n")
    for column in ledger_entry.ENTERED:
        field = FIELDS[column]
        codes = f" One of: {', '.join(field.codes)}." if field.codes else ""
        sys.stderr.write(f"{column}: {field.meaning}{codes}\n")
    return 0


def _add(asked: argparse.Namespace) -> int:
    """The one place where a clock enters the data."""
    vintage, now = path_of(asked.vintage).stem, datetime.now(UTC)
    added = ledger_entry.add(from_environment(), vintage, asked.file, now, after_results=asked.after_results)
    for row in added:
        marked = ", marked as written after results" if row["is_after_results"] == "true" else ""
        print(f"{row['expectation_id']} locked at {row['locked_at']}{marked}: {row['row_hash']}")
    print("Build a vintage to show it: `python -m etl build`.")
    return 0


def _verify(asked: argparse.Namespace) -> int:
    del asked
    rows = ledger.read(from_environment().ledger)
    ledger.check_chain(rows)
    newest = rows[-1]["row_hash"] if rows else ledger.FIRST
    print(f"{len(rows)} expectations, every one as it was locked; newest hash {newest}")
    return 0


def _board(asked: argparse.Namespace) -> int:
    vintage = path_of(asked.vintage).stem
    if asked.vintage is None:
        _check_shown(vintage)
    judged = board(vintage)
    if asked.format == "json":
        rows = [_record(one, asked.lang) for one in judged]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
        return 0
    sys.stdout.write(_markdown(judged, asked.lang) if judged else _(_EMPTY, asked.lang) + "\n")
    return 0


def _check_shown(vintage: str) -> None:
    """Say so when the file is broken or newer than the vintage."""
    rows = ledger.read(from_environment().ledger)
    ledger.check_chain(rows)
    missing = {row["expectation_id"] for row in rows} - set(expectations(vintage)["expectation_id"])
    if missing:
        raise ContractError(
            f"The current vintage {vintage} does not hold {', '.join(sorted(missing))} yet: run `python -m etl build`."
        )


def _record(one: Judged, lang: Lang) -> dict[str, Any]:
    written = {str(name): None if pd.isna(value) else _plain(value) for name, value in one.row.items()}
    figures = {name: getattr(one.effect, name) for name in ("estimate", "lower", "upper", "p_value")}
    together = {"q_none": _number(one.q_none), "q_size": _number(one.q_size)}
    return {**written, "outcome": one.outcome, "why": one.why, **figures, **together, "sentence": one.sentence(lang)}


def _plain(value: object) -> object:
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return value.item() if isinstance(value, np.generic) else value


def _number(value: float) -> float | None:
    return None if pd.isna(value) else value


def _markdown(judged: list[Judged], lang: Lang) -> str:
    heads = [_("Expectation", lang), _("By", lang), _("Expected", lang), _("Outcome", lang), _("Why", lang)]
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for one in judged:
        row = one.row
        cells = (
            f"{row['expectation_id']}: {row['indicator']}, {row['entity']}",
            row["expected_by"],
            expected(row, lang),
            _(OUTCOMES[one.outcome], lang),
            one.sentence(lang),
        )
        lines.append("| " + " | ".join(str(cell).replace("|", "/") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def expected(row: pd.Series[Any], lang: Lang) -> str:
    """Direction and least size in words: "up, by at least 5.0 %"."""
    direction = _("up", lang) if row["expected_direction"] == "up" else _("down", lang)
    if pd.isna(row["expected_size_pct"]):
        return direction
    return _(
        "{direction}, by at least {size}",
        lang,
        direction=direction,
        size=quantity(float(row["expected_size_pct"]), "pct", lang),
    )
