"""UNCTAD, port liner shipping connectivity index (PLSCI): one CSV file, quarterly, handed out in an archive.

The index was recalibrated on 15 March 2024 back to 2006: a release is a vintage, and its base stands in the head of
the value column. Another base stops the source: values of two bases are never one series.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
import py7zr
from py7zr.io import BytesIOFactory

from etl.faults import SourceFault
from etl.snapshots import Snapshot
from etl.source import Expect, Fetching, Harmonised, Held, Source
from etl.sources.figures import period_start

_ARCHIVE = "US_PLSCI.7z"
_LARGEST = 200_000_000
_BASE = "q1 2023"
# The file's own heads, up to signs between the words: seven columns, the fifth names base and unit.
_COLUMNS = {
    "quarter": "quarter",
    "quarter_label": "quarter_label",
    "port": "port",
    "port_label": "port_label",
    "index": "value",
    "footnote": "footnote",
    "missing": "missing",
}
_NUMBER = r"\d+(\.\d+)?"
_PERIOD = re.compile(r"(?P<year>\d{4})[-\s]?Q0?(?P<quarter>[1-4])|Q0?(?P<q2>[1-4])\s+(?P<y2>\d{4})|(?P<number>\d{2,3})")
_FIRST_NUMBER, _FIRST_YEAR = 37, 2006
IGNORED = ("quarter_label", "port_label", "footnote")


def fetch(fetching: Fetching) -> None:
    """One archive with one CSV file."""
    fetching.save(_ARCHIVE, accept="any")


def parse(snapshot: Snapshot) -> pd.DataFrame:
    """One row a port and quarter, as printed.

    Raises SourceFault for an archive that cannot be opened, another set of columns or another base of the index.
    """
    head, *rows = _rows(unpacked(snapshot.path(_ARCHIVE)))
    return pd.DataFrame(rows, columns=[_known(name) for name in head], dtype="string")


def _rows(raw: bytes) -> list[list[str]]:
    """All rows, each with as many cells as the first."""
    try:
        reader = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    except UnicodeDecodeError as error:
        raise SourceFault(
            "wrong_encoding", f"UNCTAD's file is no UTF-8 text ({error}). Compare it with the publisher's."
        ) from error
    rows: list[list[str]] = []
    for row in reader:
        if rows and len(row) != len(rows[0]):
            raise SourceFault(
                "shifted_columns",
                f"UNCTAD's file, line {reader.line_num}: {len(row)} cells instead of {len(rows[0])}. The file is "
                "damaged: compare it with the publisher's and refresh again.",
            )
        rows.append(row)
    return rows or [[]]


def unpacked(path: Path) -> bytes:
    """The one CSV file of an archive (7z as UNCTAD packs it, zip as a mirror may), or the file itself.

    Raises SourceFault when the archive is damaged, holds no or several CSV files, or unpacks to over 200 MB.
    """
    head = path.read_bytes()[:4]
    try:
        if head == b"7z\xbc\xaf":
            return _from_7z(path)
        if head[:2] == b"PK":
            return _from_zip(path)
    except (py7zr.Bad7zFile, zipfile.BadZipFile, EOFError, OSError, py7zr.DecompressionError) as error:
        raise SourceFault(
            "truncated",
            f"The archive {path.name} of UNCTAD is damaged or cut short ({error}). Run the refresh again.",
        ) from error
    if head.lstrip()[:1] in (b"<", b"{"):
        raise SourceFault("wrong_content", f"{path.name} of UNCTAD is no archive. Open the address in a browser.")
    return path.read_bytes()


def _from_7z(path: Path) -> bytes:
    with py7zr.SevenZipFile(path) as archive:
        members = {member.filename: member.uncompressed for member in archive.list()}
        name = _only_csv(members)
        factory = BytesIOFactory(_LARGEST)
        archive.extract(targets=[name], factory=factory)
        return bytes(factory.products[name].read())


def _from_zip(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(_only_csv({member.filename: member.file_size for member in archive.infolist()}))


def _only_csv(members: dict[str, int]) -> str:
    tables = [name for name in members if name.lower().endswith(".csv")]
    if len(tables) != 1:
        raise SourceFault(
            "changed_layout",
            f"UNCTAD's archive holds {len(tables)} CSV files ({', '.join(members)}) where one is expected. "
            "Look at it and correct etl/sources/unctad.py.",
        )
    if members[tables[0]] > _LARGEST:
        raise SourceFault("too_large", f"{tables[0]} of UNCTAD unpacks to over 200 MB and was not unpacked.")
    return tables[0]


def _known(head: str) -> str:
    """Our short name of a column of UNCTAD's."""
    words = re.sub(r"[^a-z0-9]+", " ", head.lower()).strip()
    if words.endswith("footnote"):
        return "footnote"
    if words.endswith(("missingvalue", "missing value")):
        return "missing"
    if words.startswith("index"):
        _check_base(words, head)
        return "value"
    name = _COLUMNS.get(words.replace(" ", "_"))
    if name is None:
        raise SourceFault(
            "new_column", f"UNCTAD's file has the column '{head}'. Look at it and correct etl/sources/unctad.py."
        )
    return name


def _check_base(words: str, head: str) -> None:
    if _BASE not in words:
        raise SourceFault(
            "changed_unit",
            f"UNCTAD's index stands in '{head}', not on the base {_BASE.upper()}. A new base is a new measure: "
            "add one to data/reference/measure.csv before it is read.",
        )


def harmonise(parsed: pd.DataFrame, held: Held, snapshot: Snapshot) -> Harmonised:
    """The index of our ports, quarterly. Ports that we do not hold are left out; a cell without a value is no row."""
    del snapshot
    ours = parsed[parsed["port"].isin(held.ports["port_id"]) & (parsed["value"] != "")].copy()
    period = _periods(ours["quarter"])
    figures = pd.DataFrame(
        {
            "entity_type": "port",
            "entity": ours["port"],
            "measure": "liner_connectivity",
            "freq": "Q",
            "period_start": period_start(period["year"], period["quarter"] * 3 - 2),
            "obs_value": ours["value"].astype(float),
            "unit": "index",
            "published_value": ours["value"],
            "published_unit": "index",
            "definition_id": "liner_connectivity.unctad",
            "locator": ours["port"] + ":" + ours["quarter"],
        }
    )
    return Harmonised(tables={"core_observation": figures})


def _periods(printed: pd.Series) -> pd.DataFrame:
    """Year and quarter of a period: 2006Q1, Q1 2006, or its number (37 is the first quarter of 2006)."""
    found = printed.str.extract(_PERIOD)
    number = pd.to_numeric(found["number"]) - _FIRST_NUMBER
    return pd.DataFrame(
        {
            "year": pd.to_numeric(found["year"].fillna(found["y2"])).fillna(number // 4 + _FIRST_YEAR),
            "quarter": pd.to_numeric(found["quarter"].fillna(found["q2"])).fillna(number % 4 + 1),
        }
    )


SOURCE = Source(
    id="unctad_plsci",
    title="Port liner shipping connectivity index",
    publisher="UNCTAD",
    dataset="US.PLSCI",
    url="https://unctadstat-api.unctad.org/bulkdownload/US.PLSCI/US_PLSCI",
    page="https://unctadstat.unctad.org/datacentre/dataviewer/US.PLSCI",
    licence_id="unctad",
    cadence="quarterly",
    max_overdue_days=184,
    expect=Expect(
        columns=pa.DataFrameSchema(
            {
                "quarter": pa.Column(checks=pa.Check.str_matches(rf"^(?:{_PERIOD.pattern})$")),
                "quarter_label": pa.Column(),
                "port": pa.Column(checks=pa.Check.str_matches(r"^[A-Z]{2}[A-Z0-9]{3}$")),
                "port_label": pa.Column(),
                "value": pa.Column(checks=pa.Check.str_matches(rf"^({_NUMBER})?$")),
                "footnote": pa.Column(required=False),
                "missing": pa.Column(required=False),
            },
            strict=True,
        ),
        rows=(10_000, 500_000),
        keys=("port", "quarter"),
        years=(2006, 2100),
    ),
    fetch=fetch,
    parse=parse,
    harmonise=harmonise,
)
