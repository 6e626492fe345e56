"""Figures that port authorities hand in themselves: CSV or XLSX files in `data/inbox/`, in the form of the template.

Every file of the inbox goes into the snapshot as it is, accepted or not: nothing is lost. A file is accepted as a
whole; when anything is wrong with it, everything that is wrong is listed at once, in `<file>.report.txt` beside it, and
its lines are set aside. The inbox stays as it is: put a corrected file in the old one's place and refresh again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pandas as pd
import pandera.pandas as pa

from etl.faults import SourceFault
from etl.inbox_tables import INBOX
from etl.snapshots import Snapshot, today
from etl.source import Expect, Fetching, Harmonised, Held, Source
from etl.sources.figures import set_aside
from etl.sources.tidy_template_files import FileProblem, read_file
from etl.sources.tidy_template_rules import KINDS, NAMES, STATUSES, Breach, head_breaches, period_start, row_breaches
from warehouse.connection import storage_errors
from warehouse.settings import from_environment

_ENDINGS = (".csv", ".xlsx")
_REPORT = ".report.txt"
_KEY = ("port", "period", "measure", "cargo_type", "direction")
_LARGEST = 20_000_000


def inbox(base: str) -> Path:
    """The folder that is looked into: `data/inbox/`, or the one that PRM_URL_TIDY_TEMPLATE names (a path, or file://)."""
    if base == SOURCE.url:
        return from_environment().inbox
    return Path(unquote(urlsplit(base).path)) if "://" in base else Path(base)


def fetch(fetching: Fetching) -> None:
    """Copy every file of the inbox into the snapshot; write or remove the report beside each."""
    folder = inbox(fetching.base)
    names = [path.name for path in sorted(folder.glob("*")) if _is_wanted(path)] if folder.is_dir() else []
    rows = pd.concat([_blank(), *(_rows(fetching.adopt(name, folder / name)) for name in names)], ignore_index=True)
    breaches = _breaches(rows, fetching.held, today())
    for name in names:
        wrong = [breach for breach in breaches if breach.file == name]
        _report(folder / f"{name}{_REPORT}", wrong)
        if wrong:
            fetching.progress.note(f"{name} is not accepted ({len(wrong)} breaches): see {name}{_REPORT} beside it")


def _is_wanted(path: Path) -> bool:
    """A table file that is open in no spreadsheet, and none of the officers' own tables (etl/inbox_tables.py)."""
    officers = {f"{table.reference}.csv" for table in INBOX}
    if not path.is_file() or path.name in officers or path.name.startswith((".", "~")):
        return False
    if path.suffix.lower() not in _ENDINGS:
        return False
    if path.stat().st_size > _LARGEST:
        raise SourceFault(
            "too_large", f"data/inbox/{path.name} is larger than 20 MB. Split it, or remove what is no figure."
        )
    return True


def _report(path: Path, wrong: Sequence[Breach]) -> None:
    with storage_errors(path):
        if not wrong:
            path.unlink(missing_ok=True)
            return
        head = f"This file was not accepted. Correct what is listed here ({len(wrong)} in all) and refresh again.\n\n"
        path.write_text(head + "\n".join(map(str, wrong)) + "\n", encoding="utf-8")


def parse(snapshot: Snapshot) -> pd.DataFrame:
    """One row a line of each file, as written; a file that cannot be read is one row that says why."""
    files = [_rows(snapshot.path(name)) for name in snapshot.names()]
    return pd.concat([_blank(), *files], ignore_index=True)


def _blank() -> pd.DataFrame:
    return pd.DataFrame(columns=["file", "line", *NAMES, "problem"], dtype="string")


def _rows(path: Path) -> pd.DataFrame:
    try:
        head, lines = read_file(path)
    except FileProblem as problem:
        return _problems(path.name, [str(problem)])
    wrong = head_breaches(path.name, head)
    if wrong:
        return _problems(path.name, [breach.problem for breach in wrong])
    ragged = [
        f"line {line} has {len(row)} cells instead of {len(head)}" for line, row in lines if len(row) != len(head)
    ]
    if ragged:
        return _problems(path.name, ragged)
    rows = [{"file": path.name, "line": str(line), **dict(zip(head, row, strict=True))} for line, row in lines]
    return pd.DataFrame(rows, columns=[*_blank().columns], dtype="string").fillna("")


def _problems(name: str, sentences: Sequence[str]) -> pd.DataFrame:
    rows = [{"file": name, "line": "1", "problem": sentence} for sentence in sentences]
    return pd.DataFrame(rows, columns=[*_blank().columns], dtype="string").fillna("")


def _breaches(rows: pd.DataFrame, held: Held, retrieved_on: date) -> list[Breach]:
    """Everything that is wrong with the lines, in their order; a figure that stands in two accepted files, too."""
    ports = held.ports["port_id"].tolist()
    records = _records(rows)
    found = [breach for row in records for breach in _of_line(row, ports, retrieved_on)]
    found += _twice(records, lambda row: (row["file"], *_key(row)))
    refused = {breach.file for breach in found}
    found += _twice([row for row in records if row["file"] not in refused], _key)
    return sorted(found, key=lambda breach: (breach.file, breach.line))


def _of_line(row: Mapping[str, str], ports: Sequence[str], retrieved_on: date) -> list[Breach]:
    if row["problem"]:
        return [Breach(row["file"], int(row["line"]), "", row["problem"])]
    return row_breaches(row["file"], int(row["line"]), row, ports, retrieved_on)


def _key(row: Mapping[str, str]) -> tuple[str, ...]:
    filled = _filled(row)
    return tuple(filled[name] for name in _KEY)


def _twice(records: Sequence[Mapping[str, str]], key: Callable[[Mapping[str, str]], tuple[str, ...]]) -> list[Breach]:
    """A breach for each line whose figure stands on an earlier one."""
    first: dict[tuple[str, ...], str] = {}
    found = []
    for row in records:
        here = f"{row['file']}, line {row['line']}"
        place = here if row["problem"] else first.setdefault(key(row), here)
        if place != here:
            found.append(
                Breach(row["file"], int(row["line"]), "", f"the same figure stands in {place}; keep one of the two")
            )
    return found


def _records(rows: pd.DataFrame) -> list[dict[str, str]]:
    return [{str(name): str(value) for name, value in row.items()} for row in rows.to_dict("records")]


def _filled(row: Mapping[str, str]) -> dict[str, str]:
    """The line with what stands for an empty direction and kind of cargo."""
    kind = KINDS.get(row["measure"])
    if kind is None:
        return dict(row)
    return {
        **row,
        "cargo_type": row["cargo_type"] or kind.cargo_type,
        "direction": row["direction"] or kind.direction,
    }


def harmonise(parsed: pd.DataFrame, held: Held, snapshot: Snapshot) -> Harmonised:
    """The figures of the accepted files, published by their authorities; the lines of the others set aside."""
    breaches = _breaches(parsed, held, snapshot.retrieved_on)
    refused = {breach.file: sum(one.file == breach.file for one in breaches) for breach in breaches}
    figures = [_figure(_filled(row)) for row in _records(parsed[~parsed["file"].isin(list(refused))])]
    unknown = {"file in the inbox that is not accepted": [f"{name} ({n} breaches)" for name, n in refused.items()]}
    return Harmonised(
        tables={"core_observation": pd.DataFrame(figures)} if figures else {},
        set_aside=_aside(breaches, parsed),
        unknown=unknown if refused else {},
    )


def _figure(row: Mapping[str, str]) -> dict[str, object]:
    frequency, start = period_start(row["period"]) or ("", date.min)
    return {
        "entity_type": "port",
        "entity": row["port"],
        "measure": row["measure"],
        "cargo_type": row["cargo_type"],
        "direction": row["direction"],
        "freq": frequency,
        "period_start": pd.Timestamp(start),
        "obs_value": float(row["value"]),
        "unit": row["unit"],
        "published_value": row["value"],
        "published_unit": row["unit"],
        "obs_status": STATUSES[row["status"]],
        "definition_id": f"{row['measure']}.handed_in",
        "publisher": row["publisher"],
        "dataset": "Figures handed in",
        "locator": f"{row['file']}, line {row['line']}: {row['document']}",
        "note": row["note"] or None,
    }


def _aside(breaches: Sequence[Breach], parsed: pd.DataFrame) -> pd.DataFrame:
    """One row a line with a breach: all that is wrong with it, and the line as it was written."""
    written = {(row["file"], row["line"]): row for row in _records(parsed)}
    lines: dict[tuple[str, int], list[str]] = {}
    for breach in breaches:
        said = f"{breach.column}: {breach.problem}" if breach.column else breach.problem
        lines.setdefault((breach.file, breach.line), []).append(said)
    return set_aside(
        [
            {
                "file": file,
                "line": line,
                "problem": "; ".join(said),
                "record": json.dumps({name: written[(file, str(line))][name] for name in NAMES}, ensure_ascii=False),
            }
            for (file, line), said in lines.items()
        ]
    )


SOURCE = Source(
    id="tidy_template",
    title="Figures handed in by port authorities",
    publisher="Port authorities, named on each figure",
    dataset="Figures handed in",
    url="data/inbox",
    page="",
    licence_id="handed_in",
    cadence="occasional",
    max_overdue_days=1095,
    expect=Expect(
        columns=pa.DataFrameSchema(
            {name: pa.Column(required=True) for name in ("file", "line", *NAMES, "problem")}, strict=True
        ),
        rows=(0, 200_000),
        keys=(),
        years=(1900, 2100),
        shrink=0.0,  # an authority may take its figures back; the change report names the series that go
    ),
    fetch=fetch,
    parse=parse,
    harmonise=harmonise,
    asks="every CSV and XLSX file in the folder; no network",
)
