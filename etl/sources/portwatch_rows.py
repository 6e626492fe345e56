"""What the pages of PortWatch's daily layer hold, read by DuckDB: checked before a snapshot is taken, then loaded."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd

from etl.faults import SourceFault
from etl.snapshots import Snapshot, beside
from etl.source import SET_ASIDE, Loaded
from etl.sources.portwatch_layer import COUNTS_FILE, LAYER_FILE, Layer, counts, described
from etl.sources.portwatch_quarter import Quarter
from warehouse.connection import Staging
from warehouse.errors import ContractError
from warehouse.scratch import Scratch, json_rows
from warehouse.tables import PORT_DAY

TITLE = "Daily port activity of PortWatch"
FIRST_DAY = date(2019, 1, 1)
# Days on which the publisher's own series go wrong: kept, flagged, and left out of every baseline.
ANOMALOUS_DAYS = (date(2022, 5, 12), date(2023, 2, 14), date(2024, 1, 9))
# A row that cannot be right is set aside; when more than this share of them cannot, it is we who cannot be right.
MOST_SET_ASIDE = 0.01

_KINDS = {
    "": "",
    "container_": "_container",
    "dry_bulk_": "_dry_bulk",
    "general_cargo_": "_general_cargo",
    "ro_ro_": "_roro",
    "tanker_": "_tanker",
    "cargo_": "_cargo",
}
_FLOWS = (("calls_", "count", "portcalls"), ("import_", "tonnes", "import"), ("export_", "tonnes", "export"))
NUMBERS = {
    f"{flow}{ours}{unit}": f"{printed}{theirs}" for flow, unit, printed in _FLOWS for ours, theirs in _KINDS.items()
}
READ = ("date", "year", "month", "portid", *NUMBERS.values())
# A part of the date, and names that stand in the register of ports.
IGNORED = ("day", "portname", "country", "ISO3", "ObjectId", "GlobalID")
_PAGE = re.compile(r"rows_(?P<year>\d{4})Q(?P<number>[1-4])_\d+\.json")
_REFUSED_PAGE, _REFUSED_CELL = re.compile(r'file ".*?([^/"]+)"'), re.compile(r'numerical: "([^"]*)"')

_SHIFTED = "cells stand in the wrong columns"


def layer_of(snapshot: Snapshot) -> Layer:
    """The layer as it described itself when the snapshot was taken."""
    return checked(described(json.loads(snapshot.path(LAYER_FILE).read_bytes()), TITLE, READ, IGNORED))


def checked(layer: Layer) -> Layer:
    """The layer itself; raises SourceFault when a field is no longer of its kind."""
    layer.is_epoch("date")
    for theirs in ("year", "month", *NUMBERS.values()):
        layer.check_number(theirs)
    return layer


def announced(snapshot: Snapshot) -> dict[Quarter, int]:
    """Rows by quarter as the layer announced them when the snapshot was taken."""
    return by_quarter(counts(json.loads(snapshot.path(COUNTS_FILE).read_bytes()), layer_of(snapshot), TITLE))


def by_quarter(months: Mapping[date, int]) -> dict[Quarter, int]:
    """Rows by quarter from the layer's answer by months."""
    rows: dict[Quarter, int] = {}
    for month, n in months.items():
        quarter = Quarter.of(month)
        rows[quarter] = rows.get(quarter, 0) + n
    return rows


def pages(snapshot: Snapshot) -> dict[Quarter, list[str]]:
    """Names of the pages by quarter."""
    kept: dict[Quarter, list[str]] = {}
    for name in snapshot.names():
        found = _PAGE.fullmatch(name)
        if found:
            kept.setdefault(Quarter(int(found["year"]), int(found["number"])), []).append(name)
    return kept


def count(snapshot: Snapshot) -> int:
    """Rows of a fresh snapshot; raises SourceFault when they are not what the layer announced.

    Looks at every row once: days and port ids that can be read, one row a port and day, totals not below their parts.
    """
    held = announced(snapshot)
    expected = sum(held.get(quarter, 0) for quarter in pages(snapshot))
    read = f"read_parquet('{_quoted(judged_rows(snapshot))}')"
    with Scratch(snapshot.folder.parent) as scratch:
        problems = scratch.frame(f"select problem, count(*) as n from {read} group by problem")
        rows = int(problems["n"].sum())
        if rows != expected:
            raise SourceFault(
                "changed_layout",
                f"{TITLE} announced {expected:,} rows and gave {rows:,}: it was edited while it was being read, or it "
                "no longer pages by id. Refresh again.",
            )
        _check_problems(problems, rows)
        _check_keys(scratch, read)
    return rows


def judged_rows(snapshot: Snapshot) -> Path:
    """Every row by port and day, with what is wrong with it, as Parquet; raises SourceFault for a cell of another type.

    Reading the pages is nine tenths of the work, so the file is kept beside the snapshots until other pages or another
    way of reading them take its place: a second build does not read the pages again.
    """
    sql = _judged(snapshot)

    def make(draft: Path) -> None:
        with Scratch(snapshot.folder.parent) as scratch:
            try:
                scratch.run(f"copy ({sql} order by portid, day) to '{_quoted(draft)}' (format parquet)")
            except ContractError as error:
                raise _cell_fault(str(error)) from error

    return beside(snapshot, sql.replace(str(snapshot.folder), ""), make)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _cell_fault(refusal: str) -> SourceFault:
    """DuckDB's refusal to read a cell, by our names; it says the page and the cell."""
    page, cell = _REFUSED_PAGE.search(refusal), _REFUSED_CELL.search(refusal)
    where = f"{TITLE}, page {page[1] if page else 'unknown'}"
    what = cell[1] if cell else refusal[:200]
    if re.fullmatch(r"-?\d[\d.\s]*,\d+", what):
        return SourceFault(
            "decimal_comma",
            f"{where}: '{what}' is a number with a decimal comma. A mirror or a proxy has changed the answer: ask the "
            "publisher's own address.",
        )
    return SourceFault(
        "not_a_number",
        f"{where}: '{what}' stands where a number belongs. Look at the page under .rejected; the last good snapshot "
        "stays in use.",
    )


def _check_problems(problems: pd.DataFrame, rows: int) -> None:
    wrong = problems.dropna(subset=["problem"]).sort_values("n")
    if wrong["n"].sum() > max(1, MOST_SET_ASIDE * rows):
        worst = str(wrong["problem"].iloc[-1])
        raise SourceFault(
            "shifted_columns" if worst.startswith(_SHIFTED) else "changed_layout",
            f"{TITLE}: {int(wrong['n'].sum()):,} of {rows:,} rows cannot be right, most of them because {worst}. The "
            "layer's fields mean something else than before: compare them with etl/sources/portwatch_rows.py.",
        )


def _check_keys(scratch: Scratch, read: str) -> None:
    twice = scratch.frame(
        f"select portid, day from {read} where problem is null group by portid, day having count(*) > 1 limit 1"
    )
    if not twice.empty:
        raise SourceFault(
            "doubled_key",
            f"{TITLE}: {twice['portid'].iloc[0]} has two rows on {twice['day'].iloc[0]:%Y-%m-%d}. The layer was edited "
            "while it was being read: refresh again.",
        )


def _judged(snapshot: Snapshot) -> str:
    """SQL for the rows of all pages by our names: portid, day, the numbers, the page, the id, and what is wrong."""
    layer = layer_of(snapshot)
    files = [snapshot.folder / name for names in pages(snapshot).values() for name in names]
    if not files:
        raise SourceFault("too_few_rows", f"{TITLE} holds no rows. Try again tomorrow, or with an earlier --since.")
    printed, is_epoch = f'"{layer.names["date"]}"', layer.is_epoch("date")
    day = f"cast(make_timestamp({printed} * 1000) as date)" if is_epoch else f"try_cast({printed} as date)"
    numbers = ", ".join(f'"{layer.names[theirs]}" as {ours}' for ours, theirs in NUMBERS.items())
    whole = ", ".join(f"cast(round({ours}) as bigint) as {ours}" for ours in NUMBERS)
    return (
        f"select portid, day, {whole}, {_PROBLEM} as problem, "
        "case when problem is not null then filename end as filename, case when problem is not null then row_id end "
        "as row_id "
        f'from (select filename, "{layer.id_name}" as row_id, "{layer.names["portid"]}" as portid, {day} as day, '
        f'"{layer.names["year"]}" as in_year, "{layer.names["month"]}" as in_month, {numbers} '
        f"from {json_rows(files, _columns(layer, is_epoch=is_epoch))})"
    )


def _columns(layer: Layer, *, is_epoch: bool) -> list[tuple[str, str]]:
    """The fields as the layer names them, with the SQL types in which they are read."""
    kinds = {"date": "bigint" if is_epoch else "varchar", "portid": "varchar", "year": "bigint", "month": "bigint"}
    return [(layer.id_name, "bigint"), *((layer.names[name], kinds.get(name, "double")) for name in READ)]


def _smaller_total(flow: str, unit: str) -> str:
    # Tonnes are printed with decimals and summed by the publisher: a tonne is room enough for rounding.
    return f"{flow}{unit} + 1 < greatest({', '.join(f'{flow}{kind}{unit}' for kind in _KINDS if kind)})"


# What cannot be true of any row. Whether the kinds add up to the total is not among it: the publisher promises no such.
_PROBLEM = f"""case
  when day is null or portid is null or not regexp_full_match(portid, 'port[0-9]+')
    then '{_SHIFTED}: no day or no port id where they belong'
  when year(day) <> in_year or month(day) <> in_month then 'the day is not in the year and month printed beside it'
  when day < date '{FIRST_DAY}' then 'the day lies before the first day of the series'
  when least({", ".join(NUMBERS)}) < 0 then 'a number is negative'
  when {" or ".join(_smaller_total(flow, unit) for flow, unit, _ in _FLOWS)}
    then 'a total is smaller than one of its kinds'
end"""


def load_rows(snapshot: Snapshot, staging: Staging) -> Loaded:
    """Put the rows into core_port_day by port and day, tonnes rounded to whole ones; wrong rows are set aside."""
    read = f"read_parquet('{_quoted(judged_rows(snapshot))}')"
    anomalous = ", ".join(f"date '{day}'" for day in ANOMALOUS_DAYS)
    staging.run(
        f"insert into {PORT_DAY.name} ({', '.join(PORT_DAY.columns)}) "
        "with ours as (select port_id, unnest(string_split(portwatch_id, ';')) as portwatch_id from core_port), "
        "mapped as (select map(list(portwatch_id), list(port_id)) as port_of from ours) "
        f"select r.portid, m.port_of[r.portid], r.day, {', '.join(f'r.{name}' for name in NUMBERS)}, "
        f"r.day in ({anomalous}), '{snapshot.source_id}', '{snapshot.release}' "
        f"from {read} r cross join mapped m where r.problem is null"
    )
    rows = int(str(staging.value(f"select count(*) from {PORT_DAY.name}")))
    wrong = staging.frame(f"select filename, row_id, problem from {read} where problem is not null")
    return Loaded({PORT_DAY.name: rows}, _set_aside(wrong, snapshot))


def _set_aside(wrong: pd.DataFrame, snapshot: Snapshot) -> pd.DataFrame:
    """The wrong rows as they were printed, each with its place in its page."""
    found, id_name = [], layer_of(snapshot).id_name
    for filename, rows in wrong.groupby("filename", sort=True):
        path, problems = (
            snapshot.path(Path(str(filename)).name),
            dict(zip(rows["row_id"], rows["problem"], strict=True)),
        )
        for place, feature in enumerate(json.loads(path.read_bytes())["features"], start=1):
            problem = problems.get(feature["attributes"].get(id_name))
            if problem is not None:
                record = json.dumps(feature["attributes"])
                found.append({"file": path.name, "line": place, "problem": problem, "record": record})
    return pd.DataFrame(found, columns=list(SET_ASIDE))
