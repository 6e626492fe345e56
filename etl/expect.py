"""Does a parsed frame keep its source's declaration? Each breach has a name, and stops the source."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pandera.pandas as pa

from etl.faults import SourceFault
from etl.source import Expect

_COMMA = re.compile(r"^[+-]?\d[\d.\s]*,\d+$")
_SHOWN = 5


def check_expected(frame: pd.DataFrame, expect: Expect, where: str, last_rows: int | None = None) -> None:
    """Raise SourceFault for the first breach: columns, codes, numbers, rows, shrinking, keys, years.

    `last_rows` is the number of rows of the last good snapshot.
    """
    _check_columns(frame, expect, where)
    _check_cells(frame, expect, where)
    _check_rows(len(frame), expect, where, last_rows)
    _check_keys(frame, expect, where)
    _check_years(frame, expect, where)


def _check_columns(frame: pd.DataFrame, expect: Expect, where: str) -> None:
    declared = expect.columns.columns
    new = [name for name in frame.columns if name not in declared]
    if new:
        raise SourceFault(
            "new_column",
            f"{where} has a column that we do not know: {', '.join(map(str, new))}. Find out what it means on the "
            "publisher's page, then read it or add it to the source's declared columns.",
        )
    gone = [name for name, column in declared.items() if column.required and name not in frame.columns]
    if gone:
        raise SourceFault(
            "missing_column",
            f"{where} has no column {', '.join(gone)} any more. Compare the file with the publisher's documentation "
            "and correct the source's module.",
        )


def _check_cells(frame: pd.DataFrame, expect: Expect, where: str) -> None:
    """Codes of a categorical column are judged once each, not once a row; a breach sends us to the rows."""
    for name, column in expect.columns.columns.items():
        if name not in frame.columns:
            continue
        series = frame[name]
        judged = pd.Series(series.cat.categories, name=name) if _is_coded(series) else series
        try:
            column.validate(judged.to_frame(), lazy=True)
            if not column.nullable and series.isna().any():
                raise _cells_fault(frame, expect, where)
        except pa.errors.SchemaErrors as error:
            raise _cells_fault(frame, expect, where) from error


def _is_coded(series: pd.Series) -> bool:
    return isinstance(series.dtype, pd.CategoricalDtype)


def _cells_fault(frame: pd.DataFrame, expect: Expect, where: str) -> SourceFault:
    """Look at the rows and give the breach its name; two breaches in one row mean that its cells have moved."""
    cases = _failures(frame, expect)
    rows = cases.dropna(subset=["index"]).groupby("index")["column"].nunique()
    moved = rows[rows > 1]
    if len(moved) and len(moved) < max(2, len(frame) // 2):
        row = int(moved.index[0])
        return SourceFault(
            "shifted_columns",
            f"{where}, row {row + 2}: several cells are not what their columns hold "
            f"({_cells_of(cases, row)}). The row has moved sideways: tell the publisher, and refresh again when it "
            "is corrected.",
        )
    return _one_fault(cases.iloc[0], expect, where)


def _failures(frame: pd.DataFrame, expect: Expect) -> pd.DataFrame:
    plain = frame.reset_index(drop=True).astype({name: "str" for name in frame.columns if _is_coded(frame[name])})
    try:
        expect.columns.validate(plain, lazy=True)
    except pa.errors.SchemaErrors as error:
        return pd.DataFrame(error.failure_cases)
    raise KeyError("a breach of a code list that no row shows")


def _cells_of(cases: pd.DataFrame, row: int) -> str:
    mine = cases[cases["index"] == row]
    return ", ".join(f"{case.column} = '{case.failure_case}'" for case in mine.head(_SHOWN).itertuples())


def _one_fault(case: pd.Series, expect: Expect, where: str) -> SourceFault:
    column, value, check = str(case["column"]), case["failure_case"], str(case["check"])
    place = where if pd.isna(case["index"]) else f"{where}, row {int(case['index']) + 2}"
    if check.startswith("isin"):
        name = "changed_unit" if column in expect.units else "changed_codes"
        return SourceFault(
            name,
            f"{place}: {column} holds '{value}', which is not in the declared list. Find out what it means on the "
            "publisher's page, then map it or list it as ignored in the source's module.",
        )
    if _COMMA.match(str(value)):
        return SourceFault(
            "decimal_comma",
            f"{place}: {column} holds '{value}', a number with a decimal comma. Ask the publisher's service for "
            "English numbers, or correct the mirror that has changed them.",
        )
    words = "is empty" if pd.isna(value) else f"holds '{value}', which is not what the column holds"
    return SourceFault(
        "not_a_number" if check.startswith("str_matches") else "changed_layout",
        f"{place}: {column} {words}. Compare the row with the publisher's page; the last good snapshot stays in use.",
    )


def _check_rows(count: int, expect: Expect, where: str, last_rows: int | None) -> None:
    least, most = expect.rows
    if last_rows and count < last_rows * expect.shrink:
        raise SourceFault(
            "halved",
            f"{where} holds {count:,} rows, the last good snapshot {last_rows:,}. Look on the publisher's page whether "
            "data were withdrawn; if so, delete the last snapshot's folder and refresh again.",
        )
    if count < least:
        raise SourceFault(
            "too_few_rows", f"{where} holds {count:,} rows; at least {least:,} are declared. Look at the file."
        )
    if count > most:
        raise SourceFault(
            "too_many_rows",
            f"{where} holds {count:,} rows; at most {most:,} are declared. If the dataset has grown, raise the bound.",
        )


def _check_keys(frame: pd.DataFrame, expect: Expect, where: str) -> None:
    if not expect.keys or frame.empty:
        return
    twice = one_number(frame, expect.keys).duplicated()
    if twice.any():
        row = int(twice.to_numpy().argmax())
        shown = ", ".join(f"{key} = {frame[key].iloc[row]}" for key in expect.keys)
        raise SourceFault(
            "doubled_key",
            f"{where}, row {row + 2}: {shown} stands there twice. Tell the publisher; the last good snapshot stays "
            "in use.",
        )


def one_number(frame: pd.DataFrame, keys: tuple[str, ...]) -> pd.Series:
    """One whole number for each key, the same for the same key: the codes of its columns, mixed."""
    mixed = np.zeros(len(frame), dtype=np.int64)
    for key in keys:
        codes, size = _codes(frame[key])
        small = pd.factorize(mixed)[0].astype(np.int64) if _is_large(mixed, size) else mixed
        mixed = small * (size + 1) + codes + 1
    return pd.Series(mixed)


def _codes(series: pd.Series) -> tuple[np.ndarray, int]:
    if _is_coded(series):
        return series.cat.codes.to_numpy().astype(np.int64), len(series.cat.categories)
    codes, words = pd.factorize(series)
    return codes.astype(np.int64), len(words)


def _is_large(mixed: np.ndarray, size: int) -> bool:
    return len(mixed) > 0 and int(mixed.max()) > (1 << 62) // (size + 2) // (size + 2)


def _check_years(frame: pd.DataFrame, expect: Expect, where: str) -> None:
    if expect.year_column is None or frame.empty:
        return
    series = frame[expect.year_column]
    words = pd.Series(series.cat.categories if _is_coded(series) else series.unique()).astype("str").str[:4]
    years = pd.to_numeric(words, errors="coerce")
    outside = words[~years.between(*expect.years)]
    if len(outside):
        raise SourceFault(
            "outside_years",
            f"{where}: {expect.year_column} holds '{outside.iloc[0]}', outside {expect.years[0]}-{expect.years[1]}. "
            "Compare the row with the publisher's page.",
        )
