"""Tables that officers fill: data/inbox/<table>.csv, in the columns of the reference table of the same name.

Rows of the inbox are read beside those of data/reference/, through the same contract: types, code lists, keys and
foreign keys. The first breach stops the build and names file, line and column; what was published stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from warehouse.connection import Staging
from warehouse.contract import check, typed
from warehouse.errors import ContractError, HouseError, ParameterError, SourceError
from warehouse.settings import Settings
from warehouse.tables import BY_NAME, Foreign, Table

INBOX: tuple[Table, ...] = tuple(
    BY_NAME[name] for name in ("core_target", "core_project_payment", "core_project_result", "core_maturity_answer")
)


def load(staging: Staging, settings: Settings) -> None:
    """Add the rows of every inbox table that is there; raises SourceError or ContractError for the first breach."""
    for table in INBOX:
        path = path_of(settings, table)
        if not path.exists():
            continue
        rows = read(path, table)
        _refuse_twice(staging, rows, table)
        for foreign in table.foreign:
            _refuse_orphans(staging, rows, table, foreign)
        staging.insert(table.name, rows)
        staging.insert("meta_file", pd.DataFrame([_record(path, table, len(rows))]))


def path_of(settings: Settings, table: Table) -> Path:
    """Where the officers' file of a table lies."""
    return settings.inbox / f"{table.reference}.csv"


def read(path: Path, table: Table) -> pd.DataFrame:
    """The rows of a file, checked by themselves; raises SourceError or ContractError naming file, line and column."""
    where = _where(table)
    try:
        raw = pd.read_csv(path, dtype="string", keep_default_na=False, na_values=[""], encoding="utf-8-sig")
    except (OSError, pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise SourceError(
            f"{where} cannot be read as comma-separated UTF-8 text ({str(error).strip()}). Correct it, or begin anew "
            f"with `python -m etl targets --table {table.reference} --template`."
        ) from error
    rows = typed(raw, table, where)
    check(rows, table, where)
    return rows


def write_template(settings: Settings, table: Table) -> Path:
    """Write an empty file with the columns of the table; raises HouseError when there is one already."""
    path = path_of(settings, table)
    if path.exists():
        raise HouseError(f"{_where(table)} is already there; add your rows to it, or move it away first.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(",".join(table.columns) + "\n", encoding="utf-8")
    return path


def named(reference: str) -> Table:
    """The inbox table of a name; raises ParameterError with the names there are."""
    for table in INBOX:
        if table.reference == reference:
            return table
    raise ParameterError(f"No inbox table is called '{reference}'. There are: {', '.join(t.reference for t in INBOX)}.")


def explained(table: Table) -> list[str]:
    """One line a column: name, whether it may be empty, meaning, allowed codes."""
    lines = []
    for column in table.columns:
        field = table.field(column)
        codes = f" One of: {', '.join(field.codes)}." if field.codes else ""
        lines.append(f"{column} ({'may be empty' if table.nullable(column) else 'required'}): {field.meaning}{codes}")
    return lines


def _where(table: Table) -> str:
    return f"data/inbox/{table.reference}.csv"


def _refuse_twice(staging: Staging, rows: pd.DataFrame, table: Table) -> None:
    """A row that the reference holds already is an error: nobody could say which of the two counts."""
    key = ", ".join(table.key)
    known = staging.frame(f"select {key} from {table.name}")
    for line, value in _lines(rows, table.key, known, held=True):
        raise ContractError(
            f"{_where(table)}, line {line}: the key ({key}) = {value} stands in data/reference/{table.reference}.csv "
            "too. Take one of the two out."
        )


def _refuse_orphans(staging: Staging, rows: pd.DataFrame, table: Table, foreign: Foreign) -> None:
    known = staging.frame(f"select distinct {', '.join(foreign.target)} from {foreign.table}")
    kept_in = "port, area, region, country, project, organisation or event"
    kept_in = kept_in if foreign.table == "core_entity" else foreign.table.removeprefix("core_")
    for line, value in _lines(rows, foreign.columns, known, held=False):
        raise ContractError(
            f"{_where(table)}, line {line}, column {', '.join(foreign.columns)}: '{value}' is not in {foreign.table}. "
            f"Correct the cell, or add it to the reference first (data/reference/, {kept_in}.csv)."
        )


def _lines(
    rows: pd.DataFrame, columns: tuple[str, ...], known: pd.DataFrame, *, held: bool
) -> Iterator[tuple[int, str]]:
    """Line and value of the rows that are, or are not, among the known ones; rows with an empty cell are left out."""
    given = rows[list(columns)].dropna()
    there = {_plain(row) for row in known.itertuples(index=False)}
    for place, row in zip(given.index, given.itertuples(index=False), strict=True):
        if (_plain(row) in there) is held:
            yield int(place) + 2, ", ".join(_plain(row))


def _plain(row: tuple[object, ...]) -> tuple[str, ...]:
    """A row as text, dates as ISO days."""
    return tuple(one.date().isoformat() if isinstance(one, pd.Timestamp) else str(one) for one in row)


def _record(path: Path, table: Table, n_rows: int) -> dict[str, object]:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return {"file": f"inbox/{path.name}", "table_name": table.name, "sha256": digest, "n_rows": n_rows}
