"""Publishers' files made from our tiny specimens: packed as the publisher packs them, padded with places of nobody."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from etl.snapshots import File, Snapshot
from tests.etl.sources.archives import ods, packed_7z, zipped

SPECIMENS = Path(__file__).parents[2] / "specimens"
_MANY = 40


def spreadsheet(source_id: str, table: str) -> bytes:
    """A table of the Department for Transport: a cover and one sheet, numbers as numbers."""
    with (SPECIMENS / source_id / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = [[_number(cell) for cell in row] for row in csv.reader(file)]
    last = next(row for row in reversed(rows) if "Elsewhere" in row)
    padding = [[f"Nowhere {n}" if cell == "Elsewhere" else cell for cell in last] for n in range(_MANY)]
    at = rows.index(last)
    return ods({"Cover": [[f"{table}: cover"], ["Published by us"]], table: [*rows[:at], *padding, *rows[at:]]})


def _number(cell: str) -> object:
    try:
        return float(cell)
    except ValueError:
        return cell


@cache
def connectivity() -> bytes:
    """UNCTAD's index: one CSV file in a 7z archive, packed once: the archive holds the time of packing."""
    held = (SPECIMENS / "unctad_plsci" / "US_PLSCI.csv").read_text(encoding="utf-8")
    padding = "".join(f'"2023Q01","Q1 2023","XX{n:03}","Nowhere, {n}","5","",""\n' for n in range(_MANY))
    return packed_7z("US_PLSCI.csv", (held + padding).encode())


def port_index() -> bytes:
    """NGA's index: the three specimens and ports of nobody."""
    held = json.loads((SPECIMENS / "nga_wpi" / "world-port-index.json").read_text(encoding="utf-8"))
    blank = held["ports"][1] | {"portName": "Nowhere", "unloCode": "XX XXX"}
    held["ports"] += [blank | {"portNumber": 90_000 + n} for n in range(_MANY)]
    return json.dumps(held, ensure_ascii=False).encode()


def code_list() -> bytes:
    """UNECE's archive: two parts in Latin-1, as up to 2024-2, and files that are none of our business."""
    parts = {
        f"release/csv/UNLOCODE CodeListPart{number}.csv": (SPECIMENS / "unlocode" / f"part{number}.csv")
        .read_text(encoding="utf-8")
        .encode("latin-1")
        for number in (1, 2)
    }
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    padding = "".join(
        f',"XZ","A{letters[n // 26]}{letters[n % 26]}","Nowhere","Nowhere",,"1-------","RL","0601",,,\n'
        for n in range(_MANY)
    )
    parts["release/csv/UNLOCODE CodeListPart3.csv"] = padding.encode()
    return zipped(
        {**parts, "release/csv/SubdivisionCodes.csv": b'"BE","VAN","Antwerpen","Province"\n', "README.md": b"x"}
    )


def outlines(edition: int, level: int) -> bytes:
    """GISCO's file of one edition and level: two neighbours at the Scheldt, one in Dorset, and squares far away."""
    region = {2: ("BE21", "BE23", "UKK2"), 3: ("BE211", "BE234", {2016: "UKK21"}.get(edition, "UKK24"))}[level]
    features = [
        _square(region[0], "BE", level, 4.0, 51.0),
        _square(region[1], "BE", level, 3.0, 51.0),
    ]
    if edition != 2024:
        features.append(_square(region[2], "UK", level, -2.0, 50.0))
    features += [_square(f"ZZ{n:0{level}}", "ZZ", level, 40.0 + n, 10.0) for n in range(_MANY)]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def _square(code: str, country: str, level: int, west: float, south: float) -> dict[str, object]:
    east, north = west + 1, south + 0.5
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "id": code,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {
            "NUTS_ID": code,
            "LEVL_CODE": level,
            "CNTR_CODE": country,
            "NAME_LATN": f"Région {code}",
            "NUTS_NAME": f"Région {code}",
            "MOUNT_TYPE": None,
            "URBN_TYPE": 1,
            "COAST_TYPE": 2,
            "FID": code,
        },
    }


def projects(programme: str) -> bytes:
    """A zip of CORDIS for "h2020" or "horizon", with projects on nothing of ours."""
    folder = SPECIMENS / "cordis"
    held = (folder / f"{programme}_project.csv").read_bytes()
    head = held.split(b"\n", 1)[0].count(b";") + 1
    padding = "".join(_project(f"9{n:05}", head) for n in range(_MANY))
    return zipped(
        {
            "project.csv": held + padding.encode(),
            "organization.csv": (folder / f"{programme}_organization.csv").read_bytes(),
            "topics.csv": b'"a";"b"\n',
        }
    )


def _project(grant: str, cells: int) -> str:
    row = [
        grant,
        "NOTHING",
        "CLOSED",
        "Déjà vu",
        "2016-01-01",
        "2018-01-01",
        "10",
        "5",
        "",
        "",
        "2015-12-01",
        "",
        "",
        "",
        "",
    ]
    row += ["", "x", "2022-08-01 09:00:00", "1", "", ""]
    return ";".join(f'"{cell}"' for cell in row[:cells]) + "\n"


def handed_in() -> bytes:
    """A file in the form of the template."""
    return (SPECIMENS / "tidy_template" / "figures.csv").read_bytes()


def snapshot(folder: Path, source_id: str, files: Mapping[str, bytes]) -> Snapshot:
    """The files as a snapshot of the source, without asking anybody."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    day = date(2026, 7, 15)
    listed = [
        File(name, f"https://example.org/{name}", hashlib.sha256(data).hexdigest(), len(data), {}, "2026-07-15")
        for name, data in files.items()
    ]
    return Snapshot(source_id, day.isoformat(), day, day, folder, tuple(listed))
