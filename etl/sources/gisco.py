"""GISCO, boundaries of the NUTS regions: one GeoJSON file an edition and level, scale 1:3 million.

The outlines are cut, rounded and simplified by the same functions that made the shipped ones (etl/shapes.py), so a
live release looks like the shipped one and takes its place as a whole.
"""

from __future__ import annotations

import json
import re

import numpy as np
import pandas as pd
import pandera.pandas as pa
import shapely

from etl.faults import SourceFault
from etl.geography import region_row
from etl.shapes import REGION_TOLERANCE, feature, near_our_ports, region_properties, simplified_coverage
from etl.snapshots import Snapshot
from etl.source import Expect, Fetching, Harmonised, Held, Source
from warehouse.tables import REGION_SHAPE

EDITIONS = (2016, 2021, 2024)
LEVELS = (2, 3)
_SCALE = "03M"
_NAME = re.compile(r"NUTS_RG_03M_(?P<edition>\d{4})_4326_LEVL_(?P<level>\d)\.geojson")
# Kinds of landscape, and the name in the country's own script: no map of ours says them.
IGNORED = ("NUTS_NAME", "MOUNT_TYPE", "URBN_TYPE", "COAST_TYPE", "FID", "id", "geo")
_READ = ("NUTS_ID", "LEVL_CODE", "CNTR_CODE", "NAME_LATN")
# The edition of 2024 was made after the United Kingdom had left.
_LEFT_IN_2024 = "UK"


def fetch(fetching: Fetching) -> None:
    """Six files; the publisher gives no date but the one of the files."""
    for edition in EDITIONS:
        for level in LEVELS:
            name = f"NUTS_RG_{_SCALE}_{edition}_4326_LEVL_{level}.geojson"
            fetching.save(name, f"geojson/{name}", accept="geojson")


def parse(snapshot: Snapshot) -> pd.DataFrame:
    """One row an outline: what is printed of it, its geometry as GeoJSON text, and the edition of its file."""
    names = [name for name in snapshot.names() if _NAME.fullmatch(name)]
    return pd.concat([_outlines(snapshot, name) for name in names], ignore_index=True)


def _outlines(snapshot: Snapshot, name: str) -> pd.DataFrame:
    held = json.loads(snapshot.path(name).read_text(encoding="utf-8"))
    try:
        features = held["features"]
        printed = pd.DataFrame([one["properties"] for one in features]).drop(columns=list(IGNORED), errors="ignore")
        geometry = [json.dumps(one["geometry"], separators=(",", ":")) for one in features]
    except (KeyError, TypeError) as error:
        raise SourceFault(
            "changed_layout",
            f"{name} of GISCO is no collection of outlines with properties ({error!r}). Open the file and correct "
            "etl/sources/gisco.py.",
        ) from error
    found = _NAME.fullmatch(name)
    edition = found["edition"] if found else ""
    return printed.astype("string").assign(geometry=geometry, edition=edition, file=name)


def harmonise(parsed: pd.DataFrame, held: Held, snapshot: Snapshot) -> Harmonised:
    """The simplified outlines of the regions around our ports, hatched where a port lies in them."""
    del snapshot
    watched = set(held.port_regions["region_id"])
    rows = [
        region_row(outline, watched)
        for edition in EDITIONS
        for level in LEVELS
        for outline in _simplified(_of(parsed, edition, level), edition, level)
    ]
    shapes = pd.DataFrame(rows, columns=list(REGION_SHAPE.columns))
    return Harmonised(tables={REGION_SHAPE.name: shapes}, unknown=_missing(shapes, held))


def _of(parsed: pd.DataFrame, edition: int, level: int) -> pd.DataFrame:
    return parsed[(parsed["edition"] == str(edition)) & (parsed["LEVL_CODE"] == str(level))]


def _simplified(group: pd.DataFrame, edition: int, level: int) -> list[dict[str, object]]:
    shapes = _shapes(group)
    keep = near_our_ports(shapes)
    kept = group[keep].assign(shape=[shape for shape, near in zip(shapes, keep, strict=True) if near])
    kept = kept.sort_values("NUTS_ID")
    outlines = simplified_coverage(kept["shape"].tolist(), REGION_TOLERANCE)
    if not (np.all(shapely.is_valid(outlines)) and shapely.coverage_is_valid(outlines)):
        raise SourceFault(
            "changed_layout",
            f"The outlines of NUTS {edition}, level {level}, leave gaps when they are simplified. Change "
            "REGION_TOLERANCE in etl/shapes.py, or keep the shipped outlines.",
        )
    return [
        feature(region_properties({str(name): value for name, value in printed.items()}, edition, level), outline)
        for printed, outline in zip(kept[list(_READ)].to_dict("records"), outlines, strict=True)
    ]


def _shapes(group: pd.DataFrame) -> list[shapely.Geometry]:
    try:
        return list(shapely.from_geojson(group["geometry"].to_numpy(dtype=object)))
    except shapely.errors.GEOSException as error:
        raise SourceFault(
            "changed_layout",
            f"{group['file'].iloc[0]} of GISCO holds an outline that is none ({error}). Refresh again.",
        ) from error


def _missing(shapes: pd.DataFrame, held: Held) -> dict[str, list[str]]:
    """Regions of our ports without an outline in their edition; the United Kingdom is not in the one of 2024."""
    drawn = set(zip(shapes["region_id"], shapes["nuts_version"], strict=True))
    wanted = zip(held.port_regions["region_id"], held.port_regions["nuts_version"], strict=True)
    gone = {
        f"{region} ({edition})"
        for region, edition in wanted
        if (region, edition) not in drawn and not (edition == "2024" and region.startswith(_LEFT_IN_2024))
    }
    return {"region without an outline": sorted(gone)} if gone else {}


SOURCE = Source(
    id="gisco_nuts",
    title="Boundaries of the NUTS regions",
    publisher="Eurostat, GISCO",
    dataset="NUTS",
    url="https://gisco-services.ec.europa.eu/distribution/v2/nuts",
    page="https://gisco-services.ec.europa.eu/distribution/v2/nuts/",
    licence_id="gisco_nuts",
    cadence="occasional",
    max_overdue_days=1095,
    expect=Expect(
        columns=pa.DataFrameSchema(
            {
                "NUTS_ID": pa.Column(checks=pa.Check.str_matches(r"^[A-Z]{2}[0-9A-Z]{0,3}$")),
                "LEVL_CODE": pa.Column(checks=pa.Check.isin([str(level) for level in LEVELS])),
                "CNTR_CODE": pa.Column(checks=pa.Check.str_matches(r"^[A-Z]{2}$")),
                "NAME_LATN": pa.Column(checks=pa.Check.str_length(min_value=1)),
                "geometry": pa.Column(checks=pa.Check.str_startswith('{"type":')),
                "edition": pa.Column(checks=pa.Check.isin([str(edition) for edition in EDITIONS])),
                "file": pa.Column(),
            },
            strict=True,
        ),
        rows=(3_000, 20_000),
        keys=("edition", "NUTS_ID"),
        years=(2003, 2100),
        year_column="edition",
    ),
    fetch=fetch,
    parse=parse,
    harmonise=harmonise,
    asks="three editions at two levels",
)
