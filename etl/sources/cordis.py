"""European Commission, CORDIS: projects of Horizon 2020 and Horizon Europe, one zip of CSV files a programme.

Only port-related projects are kept, by the rule of etl/sources/cordis_rule.py. A row whose cells have moved is set
aside with its file, line and reason; when too many have, the source stops. A project that we hold already is never
taken a second time: CORDIS becomes the newer version of the same project, and the older one stays.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from etl.faults import SourceFault
from etl.snapshots import Snapshot, beside
from etl.source import Expect, Fetching, Harmonised, Held, Source
from etl.sources.cordis_harmonise import DATASET, LICENCE, PUBLISHER, harmonised

PROGRAMMES = {"cordis-h2020projects-csv.zip": "H2020", "cordis-HORIZONprojects-csv.zip": "HORIZON"}
PROJECT = (
    "id",
    "acronym",
    "status",
    "title",
    "startDate",
    "endDate",
    "totalCost",
    "ecMaxContribution",
    "frameworkProgramme",
    "contentUpdateDate",
)
ORGANIZATION = (
    "projectID",
    "organisationID",
    "name",
    "shortName",
    "activityType",
    "country",
    "nutsCode",
    "role",
    "netEcContribution",
    "order",
)
# Calls and topics, long texts, and what could point at a person or a door: addresses, numbers, contact forms.
IGNORED = {
    "project.csv": (
        "legalBasis",
        "topics",
        "ecSignatureDate",
        "masterCall",
        "subCall",
        "fundingScheme",
        "nature",
        "objective",
        "rcn",
        "grantDoi",
        "keywords",
    ),
    "organization.csv": (
        "projectAcronym",
        "vatNumber",
        "SME",
        "street",
        "postCode",
        "city",
        "geolocation",
        "organizationURL",
        "contactForm",
        "contentUpdateDate",
        "rcn",
        "ecContribution",
        "totalCost",
        "endOfParticipation",
        "active",
    ),
}
_MEMBERS = {"project.csv": PROJECT, "organization.csv": ORGANIZATION}
COLUMNS = (*PROJECT, *(name for name in ORGANIZATION if name not in PROJECT), "kind", "programme", "file", "line")
_MONEY = r"^(-?\d+([.,]\d+)?)?$"
_DAY = r"^(\d{4}-\d{2}-\d{2})?$"
# How a cell must look for its row to be in place; anything else says that the cells have moved.
_SHAPES = {
    "id": r"^\d{5,9}$",
    "projectID": r"^\d{5,9}$",
    "organisationID": r"^\d{3,12}$",
    "startDate": _DAY,
    "endDate": _DAY,
    "totalCost": _MONEY,
    "ecMaxContribution": _MONEY,
    "netEcContribution": _MONEY,
    "contentUpdateDate": r"^\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2})?$",
    "country": r"^([A-Z]{2})?$",
    "status": r"^[A-Z_]*$",
}
_SHIFTED_AT_MOST = 0.02
_LIMIT = 10_000_000


def fetch(fetching: Fetching) -> None:
    """Two archives; the publisher gives no date but the one of the files."""
    for name in PROGRAMMES:
        fetching.save(name, name, accept="zip")


def parse(snapshot: Snapshot) -> pd.DataFrame:
    """Projects and participations, one under the other (`kind`), as printed; set-aside rows carry problem and record.

    The archives take ten seconds to read, so their rows are kept beside them: the build does not read them again.
    Raises SourceFault for a missing member, another set of columns, another encoding, or too many shifted rows.
    """
    rules = Path(__file__).read_text(encoding="utf-8")
    rows: pd.DataFrame = pd.read_parquet(beside(snapshot, rules, lambda draft: _printed(snapshot).to_parquet(draft)))
    return rows


def _printed(snapshot: Snapshot) -> pd.DataFrame:
    csv.field_size_limit(_LIMIT)
    rows: list[dict[str, str]] = []
    for name, programme in PROGRAMMES.items():
        with zipfile.ZipFile(snapshot.path(name)) as archive:
            for member in _MEMBERS:
                rows += [{**row, "programme": programme} for row in _rows(archive, name, member)]
    return pd.DataFrame(rows, columns=[*COLUMNS, "problem", "record"], dtype="string").fillna("")


def _rows(archive: zipfile.ZipFile, name: str, member: str) -> list[dict[str, str]]:
    inside = next((one for one in archive.namelist() if one.rsplit("/", 1)[-1] == member), None)
    if inside is None:
        raise SourceFault(
            "changed_layout", f"{name} of CORDIS holds no {member}. Open the archive and correct etl/sources/cordis.py."
        )
    where = f"{name}/{member}"
    with archive.open(inside) as raw:
        text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
        try:
            rows = list(_read(csv.reader(text, delimiter=";"), member, where))
        except UnicodeDecodeError as error:
            raise SourceFault(
                "wrong_encoding", f"{where} of CORDIS is no UTF-8 text ({error}). Compare it with the publisher's file."
            ) from error
        except csv.Error as error:
            raise SourceFault(
                "changed_layout", f"{where} of CORDIS cannot be read ({error}). Refresh again."
            ) from error
    _check_share(rows, where)
    return rows


def _read(reader: Iterator[list[str]], member: str, where: str) -> Iterator[dict[str, str]]:
    head = next(reader, [])
    _check_head(head, member, where)
    kept = [(head.index(column), column) for column in _MEMBERS[member]]
    for row in reader:
        if not row:
            continue
        line = str(reader.line_num)  # type: ignore[attr-defined]
        place = {"kind": member.removesuffix(".csv"), "file": where, "line": line}
        problem = _problem(row, head, kept)
        if problem:
            yield {**place, "kind": "set_aside", "problem": problem, "record": json.dumps(row, ensure_ascii=False)}
        else:
            yield {**place, **{column: row[at].strip() for at, column in kept}}


def _check_head(head: Sequence[str], member: str, where: str) -> None:
    new = [name for name in head if name not in _MEMBERS[member] and name not in IGNORED[member]]
    gone = [name for name in _MEMBERS[member] if name not in head]
    if new or gone:
        raise SourceFault(
            "new_column" if new else "missing_column",
            f"{where} of CORDIS has other columns (new: {', '.join(new) or 'none'}; missing: "
            f"{', '.join(gone) or 'none'}). Find out what they mean, then correct etl/sources/cordis.py.",
        )


def _problem(row: Sequence[str], head: Sequence[str], kept: Sequence[tuple[int, str]]) -> str | None:
    """Why a row is not where it should be: its number of cells, or a cell that is not what its column holds."""
    if len(row) != len(head):
        return f"shifted columns: {len(row)} cells instead of {len(head)}"
    for at, column in kept:
        if column in _SHAPES and not re.match(_SHAPES[column], row[at].strip()):
            return f"shifted columns: {column} holds '{row[at][:40]}'"
    return None


def _check_share(rows: Sequence[dict[str, str]], where: str) -> None:
    shifted = sum(row["kind"] == "set_aside" for row in rows)
    if shifted > max(1, len(rows) * _SHIFTED_AT_MOST):
        first = next(row for row in rows if row["kind"] == "set_aside")
        raise SourceFault(
            "shifted_columns",
            f"{where} of CORDIS has {shifted} rows out of place, first line {first['line']} ({first['problem']}). "
            "The file is damaged or has another form: compare it with the publisher's.",
        )


def harmonise(parsed: pd.DataFrame, held: Held, snapshot: Snapshot) -> Harmonised:
    """Port-related projects, their partners and organisations in our tables; shifted rows set aside."""
    del snapshot
    return harmonised(parsed, held)


SOURCE = Source(
    id="cordis",
    title="Research projects on ports",
    publisher=PUBLISHER,
    dataset=DATASET,
    url="https://cordis.europa.eu/data",
    page="https://cordis.europa.eu/projects",
    licence_id=LICENCE,
    cadence="occasional",
    max_overdue_days=184,
    expect=Expect(
        columns=pa.DataFrameSchema(
            {
                **{name: pa.Column() for name in (*COLUMNS, "problem", "record")},
                "kind": pa.Column(checks=pa.Check.isin(["project", "organization", "set_aside"])),
                "programme": pa.Column(checks=pa.Check.isin(list(PROGRAMMES.values()))),
                "frameworkProgramme": pa.Column(checks=pa.Check.isin(["", "H2020", "HORIZON"])),
                "activityType": pa.Column(checks=pa.Check.isin(["", "HES", "REC", "PRC", "PUB", "OTH"])),
                "role": pa.Column(
                    checks=pa.Check.isin(
                        [
                            "",
                            "coordinator",
                            "participant",
                            "partner",
                            "thirdParty",
                            "associatedPartner",
                            "internationalPartner",
                        ]
                    )
                ),
            },
            strict=True,
        ),
        rows=(50_000, 2_000_000),
        keys=("file", "line"),
        years=(2014, 2100),
    ),
    fetch=fetch,
    parse=parse,
    harmonise=harmonise,
    asks="two archives of project and organisation tables",
)
