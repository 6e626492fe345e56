"""UNECE, UN/LOCODE: the code list of places, twice a year, as a zip of CSV files without a head.

UNECE hands the list out through its GitLab; the newest release carries an archive with three parts. Lists up to
2024-2 are Latin-1, later ones UTF-8. Names, positions and functions of our ports stand beside what we hold and never
overwrite it: the code of an airport looks like that of a port (CNSHA), a port's point may be kilometres off (NLTNZ).
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date

import pandas as pd
import pandera.pandas as pa

from etl.faults import SourceFault
from etl.snapshots import Snapshot
from etl.source import Expect, Fetching, Harmonised, Held, Source
from etl.sources.register import compared, entries

_PROJECT = "un/unece/uncefact/vocab-locode"
_RELEASES = f"api/v4/projects/{_PROJECT.replace('/', '%2F')}/releases"
_ARCHIVE = "unlocode.zip"
_ISSUE = re.compile(r"(\d{4})-(\d)")
_PART = re.compile(r"(^|/)([^/]*\s)?UNLOCODE CodeListPart\d\.csv$")
_COLUMNS = (
    "change",
    "country",
    "location",
    "name",
    "name_ascii",
    "subdivision",
    "function",
    "status",
    "date",
    "iata",
    "coordinates",
    "remarks",
)
IGNORED = ("name", "subdivision", "date", "iata", "remarks")
_FUNCTIONS = {
    "1": "port",
    "2": "rail terminal",
    "3": "road terminal",
    "4": "airport",
    "5": "postal exchange office",
    "6": "inland clearance depot",
    "7": "fixed transport",
    "8": "inland port",
    "B": "border crossing",
}
_COORDINATES = re.compile(r"(?P<lat>\d{4})(?P<ns>[NS])\s+(?P<lon>\d{5})(?P<ew>[EW])")
# Latin-1 has no printable sign there: such a byte says that the text is of another encoding.
_CONTROL = re.compile("[\u0080-\u009f]")


def fetch(fetching: Fetching) -> None:
    """The list of releases, then the archive of the newest issue (2025-1 is newer than 2024-2)."""
    releases = fetching.json("releases.json", _RELEASES, {"per_page": "20"})
    issues = {one["tag_name"]: one for one in releases if _ISSUE.fullmatch(str(one.get("tag_name", "")))}
    if not issues:
        raise SourceFault(
            "changed_layout",
            "UNECE's list of releases names no issue of the form 2025-1. Look at "
            f"https://opensource.unicc.org/{_PROJECT}/-/releases and correct etl/sources/unlocode.py.",
        )
    newest = max(issues)
    address = f"{_PROJECT}/-/jobs/artifacts/{newest}/download"
    fetching.save(_ARCHIVE, address, {"job": "package-release"}, accept="zip")
    fetching.published(date.fromisoformat(str(issues[newest]["released_at"])[:10]), newest)


def parse(snapshot: Snapshot) -> pd.DataFrame:
    """One row a place, as printed, with file and line; the rows that head a country are left out.

    Raises SourceFault when the archive has no parts, a row has not twelve cells, or the text is of another encoding.
    """
    with zipfile.ZipFile(snapshot.path(_ARCHIVE)) as archive:
        parts = sorted(name for name in archive.namelist() if _PART.search(name))
        if not parts:
            raise SourceFault(
                "changed_layout",
                f"UNECE's archive holds no 'UNLOCODE CodeListPart1.csv' (but {', '.join(archive.namelist()[:8])}). "
                "Look at it and correct etl/sources/unlocode.py.",
            )
        rows = [row for part in parts for row in _rows(_text(archive.read(part), part), part)]
    return pd.DataFrame(rows, columns=[*_COLUMNS, "file", "line"], dtype="string")


def _text(raw: bytes, part: str) -> str:
    """UTF-8, else Latin-1; raises SourceFault for a text that is neither."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    found = _CONTROL.search(text)
    if found or "\x00" in text:
        raise SourceFault(
            "wrong_encoding",
            f"{part} of UN/LOCODE is neither UTF-8 nor Latin-1. Compare it with the publisher's file and correct "
            "etl/sources/unlocode.py.",
        )
    return text


def _rows(text: str, part: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    rows = []
    for row in reader:
        if len(row) != len(_COLUMNS):
            raise SourceFault(
                "shifted_columns" if len(row) < len(_COLUMNS) else "new_column",
                f"{part} of UN/LOCODE, line {reader.line_num}: {len(row)} cells instead of {len(_COLUMNS)}. "
                "Compare the file with the publisher's; if the list has a new column, correct etl/sources/unlocode.py.",
            )
        if row[2].strip():
            rows.append([*row, part, str(reader.line_num)])
    return rows


def harmonise(parsed: pd.DataFrame, held: Held, snapshot: Snapshot) -> Harmonised:
    """Our ports' entries; a code that the list has no more, marks for removal or does not call a port is reported."""
    del snapshot
    codes = held.ports.loc[held.ports["id_kind"] == "unlocode", "port_id"]
    code = parsed["country"] + parsed["location"]
    # A place with two spellings stands twice (BEOST); the entry without the mark of a reference comes first.
    ours = parsed[code.isin(codes) & (parsed["change"] != "=")].assign(code=code).drop_duplicates("code")
    place = _degrees(ours["coordinates"])
    rows = pd.DataFrame(
        {
            "port_id": ours["code"],
            "register_code": ours["code"],
            "name": ours["name_ascii"],
            "lat": place["lat"],
            "lon": place["lon"],
            "functions": ours["function"].map(_functions).astype("string"),
            "note": ("status " + ours["status"]).where(ours["change"] != "X", "marked for removal"),
            "locator": ours["file"] + ", line " + ours["line"],
        }
    )
    return compared(entries(rows, held), _conflicts(ours, codes))


def _conflicts(ours: pd.DataFrame, codes: pd.Series) -> dict[str, list[str]]:
    no_port = ours[~ours["function"].str.startswith("1")]
    return {
        "code not in UN/LOCODE": sorted(set(codes) - set(ours["code"])),
        "marked for removal": sorted(ours.loc[ours["change"] == "X", "code"]),
        "not a port in UN/LOCODE": sorted(no_port["code"] + " (" + no_port["name_ascii"] + ")"),
    }


def _functions(printed: str) -> str | None:
    return "; ".join(_FUNCTIONS[sign] for sign in printed if sign in _FUNCTIONS) or None


def _degrees(printed: pd.Series) -> pd.DataFrame:
    """Decimal degrees of 5113N 00425E; missing where none are printed."""
    found = printed.str.extract(_COORDINATES)
    lat = (pd.to_numeric(found["lat"].str[:2]) + pd.to_numeric(found["lat"].str[2:]) / 60).astype("float64")
    lon = (pd.to_numeric(found["lon"].str[:3]) + pd.to_numeric(found["lon"].str[3:]) / 60).astype("float64")
    return pd.DataFrame(
        {"lat": lat.where(found["ns"].ne("S"), -lat).round(4), "lon": lon.where(found["ew"].ne("W"), -lon).round(4)}
    )


SOURCE = Source(
    id="unlocode",
    title="UN/LOCODE",
    publisher="UNECE",
    dataset="UN/LOCODE",
    url="https://opensource.unicc.org",
    page="https://unece.org/trade/uncefact/unlocode",
    licence_id="unece",
    cadence="occasional",
    max_overdue_days=1095,
    expect=Expect(
        columns=pa.DataFrameSchema(
            {
                "change": pa.Column(checks=pa.Check.isin(["", "+", "#", "X", "|", "=", "!", "*", "¦"])),
                "country": pa.Column(checks=pa.Check.str_matches(r"^[A-Z]{2}$")),
                "location": pa.Column(checks=pa.Check.str_matches(r"^[A-Z0-9]{3}$")),
                "name": pa.Column(),
                "name_ascii": pa.Column(),
                "subdivision": pa.Column(),
                "function": pa.Column(checks=pa.Check.str_matches(r"^[-0-9A-Z? ]{0,8}$")),
                "status": pa.Column(checks=pa.Check.str_matches(r"^[A-Z]{0,2}$")),
                "date": pa.Column(),
                "iata": pa.Column(),
                "coordinates": pa.Column(checks=pa.Check.str_matches(r"^[0-9NSEW ]*$")),
                "remarks": pa.Column(),
                "file": pa.Column(),
                "line": pa.Column(),
            },
            strict=True,
        ),
        rows=(50_000, 500_000),
        keys=("file", "line"),
        years=(1980, 2100),
    ),
    fetch=fetch,
    parse=parse,
    harmonise=harmonise,
    asks="the newest release, then its archive",
)
