"""Delimited text as published: a frame of strings, or the name of what is wrong with it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from etl.faults import SourceFault

_BLOCK = 1 << 22


def csv_frame(
    path: Path,
    where: str,
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
    coded: Sequence[str] | None = None,
    missing: Sequence[str] = (),
) -> pd.DataFrame:
    """All cells as strings; columns of few different words (`coded`) as categories.

    An empty cell is a missing one, and so is one that holds a sign of the publisher's for it (`missing`).

    Raises SourceFault "shifted_columns" for a row with too few or too many cells, "wrong_encoding" for bytes that are
    no text of the encoding.
    """
    names = header(path, where, delimiter=delimiter, encoding=encoding)
    few = pa.dictionary(pa.int32(), pa.string())
    shapes = {name: few if name in (coded or ()) else pa.string() for name in names}
    try:
        table = arrow_csv.read_csv(
            path,
            read_options=arrow_csv.ReadOptions(block_size=_BLOCK, encoding=encoding),
            parse_options=arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=False),
            convert_options=arrow_csv.ConvertOptions(
                column_types=shapes,
                null_values=["", *missing],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid as error:
        raise _named(str(error), where) from error
    except UnicodeDecodeError as error:
        raise _encoding(where, str(error)) from error
    frame: pd.DataFrame = table.unify_dictionaries().to_pandas()
    return frame


def header(path: Path, where: str, *, delimiter: str = ",", encoding: str = "utf-8") -> list[str]:
    """The names in the first line; raises SourceFault when one stands twice, which no reader could tell apart."""
    try:
        with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="") as file:
            names = next(csv.reader(file, delimiter=delimiter), [])
    except UnicodeDecodeError as error:
        raise _encoding(where, str(error)) from error
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise SourceFault(
            "changed_layout",
            f"{where} has the column {', '.join(sorted(twice))} twice. Compare the file with the publisher's "
            "documentation and correct the source's declaration.",
        )
    return names


def _named(words: str, where: str) -> SourceFault:
    if "invalid UTF8" in words or "UTF-8" in words:
        return _encoding(where, words)
    return SourceFault(
        "shifted_columns",
        f"{where} has a row whose cells do not fit the header ({words.splitlines()[0]}). The file is damaged, or a "
        "cell holds the delimiter without quotes: tell the publisher, and refresh again when the file is corrected.",
    )


def _encoding(where: str, words: str) -> SourceFault:
    return SourceFault(
        "wrong_encoding",
        f"{where} is no text of the declared encoding ({words}). Compare it with the publisher's file and correct "
        "`encoding` in the source's record.",
    )
