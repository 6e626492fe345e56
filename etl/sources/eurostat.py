"""Eurostat: one dataset a source, asked as SDMX-CSV, with the structure read first.

`source_of` makes a source of a dataset's record (eurostat_dataset.py). The order of the key comes from the dataset's
structure, the places that exist from its content constraint; both are bytes that the network room brought and
`sdmx1` reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa

from etl.delimited import csv_frame, header
from etl.faults import SourceFault
from etl.http import Limits
from etl.snapshots import Snapshot
from etl.source import Expect, Fetching, Held, Source
from etl.sources.eurostat_dataset import Dataset
from etl.sources.eurostat_queue import when_ready
from etl.sources.eurostat_rows import harmonise

BASE = "https://ec.europa.eu/eurostat/api/dissemination/"
PAGE = "https://ec.europa.eu/eurostat/databrowser/view/{code}/default/table"
_DATA, _STRUCTURE, _CONSTRAINT, _CONTENTS = "data", "structure.xml", "constraint.xml", "contents.txt"
_ATTRIBUTES = ("DATAFLOW", "LAST UPDATE", "OBS_FLAG", "CONF_STATUS")
_PERIODS = {"A": r"^\d{4}$", "Q": r"^\d{4}-Q[1-4]$"}
_NUMBER = r"^-?\d+(?:\.\d+)?$"
_PLACE = r"^[A-Z][A-Z0-9]{1,4}(?:_[A-Z0-9]+)?$"
_SOME = 20
_FORMAT = {"format": "SDMX-CSV"}


def source_of(dataset: Dataset) -> Source:
    """The source of a dataset."""
    return Source(
        id=dataset.id,
        title=dataset.title,
        publisher="Eurostat",
        dataset=dataset.code,
        url=BASE,
        page=PAGE.format(code=dataset.code),
        licence_id="eurostat",
        cadence=dataset.cadence,
        max_overdue_days=dataset.max_overdue_days,
        expect=_expected(dataset),
        fetch=partial(_fetch, dataset),
        parse=partial(_parse, dataset),
        harmonise=partial(harmonise, dataset),
        limits=Limits(per_host=1, interval=0.2, max_bytes=500_000_000),
        family="eurostat",
        asks=f"sdmx/2.1/data/{dataset.code.upper()} as SDMX-CSV for our {_places_word(dataset)}",
    )


def _places_word(dataset: Dataset) -> str:
    return "ports and their countries" if dataset.place == "rep_mar" else "regions and countries"


def _expected(dataset: Dataset) -> Expect:
    words = {name: pa.Column(checks=pa.Check.isin(codes)) for name, codes in dataset.asked.items()}
    patterns = {name: pa.Column(checks=pa.Check.str_matches(pattern)) for name, pattern in dataset.open_codes.items()}
    columns = {
        "DATAFLOW": pa.Column(checks=pa.Check.str_matches(r"^ESTAT:[A-Z0-9_$]+\(")),
        "LAST UPDATE": pa.Column(checks=pa.Check.str_matches(r"^\d{2}/\d{2}/\d{2} ")),
        "freq": pa.Column(checks=pa.Check.isin([dataset.freq])),
        "unit": pa.Column(checks=pa.Check.isin(list(dataset.quantities))),
        **words,
        **patterns,
        dataset.place: pa.Column(checks=pa.Check.str_matches(_PLACE)),
        "TIME_PERIOD": pa.Column(checks=pa.Check.str_matches(_PERIODS[dataset.freq])),
        "OBS_VALUE": pa.Column(checks=pa.Check.str_matches(_NUMBER), nullable=True),
        "OBS_FLAG": pa.Column(checks=pa.Check.str_matches(r"^[bcdefnprsuz]+$"), nullable=True),
        "CONF_STATUS": pa.Column(checks=pa.Check.str_matches(r"^[A-Z]$"), nullable=True, required=False),
    }
    return Expect(
        columns=pa.DataFrameSchema(columns, strict=True),
        rows=dataset.rows,
        keys=(*dataset.dimensions, "TIME_PERIOD"),
        years=dataset.years,
        year_column="TIME_PERIOD",
        units=("unit",),
    )


def _fetch(dataset: Dataset, fetching: Fetching) -> None:
    """The structure, the codes that exist, then the figures of our places; `--since` changes nothing here.

    A release takes the place of the former one as a whole, so a part of one would be a loss, not an update.
    """
    code = _current_code(dataset, fetching).upper()
    order = _key_order(fetching.save(_STRUCTURE, f"sdmx/2.1/datastructure/ESTAT/{code}", accept="xml"), dataset)
    exist = _existing(fetching.save(_CONSTRAINT, f"sdmx/2.1/contentconstraint/ESTAT/{code}", accept="xml"), dataset)
    requests = [
        (f"sdmx/2.1/data/{code}/{_key(dataset, order, exist, {**part, dataset.place: tuple(places)})}", _FORMAT)
        for places in _portions(_places(dataset, fetching.held, exist), dataset)
        for part in dataset.slices
    ]
    files = fetching.pages(lambda number: f"{_DATA}_{number + 1:03d}.csv", requests, accept="csv", instead=when_ready)
    days = [day for day in map(_updated_on, files) if day is not None]
    if days:
        fetching.published(max(days))


def _current_code(dataset: Dataset, fetching: Fetching) -> str:
    """The dataset's code; one that is known by its title is looked up in the table of contents."""
    if not dataset.title_words:
        return dataset.code
    text = fetching.text(_CONTENTS, "catalogue/toc/txt", {"lang": "en"})
    rows = (line.split("\t") for line in text.splitlines())
    cells = ([cell.strip().strip('"') for cell in row[:3]] for row in rows)
    found = [row[1] for row in cells if row[2:] == ["dataset"] and _says(row[0], dataset.title_words)]
    if not found:
        raise SourceFault(
            "changed_layout",
            f"Eurostat's table of contents has no dataset whose title says '{' '.join(dataset.title_words)}'. Look for "
            "its new title on the publisher's page and correct `title_words`.",
        )
    return dataset.code if dataset.code in [code.lower() for code in found] else found[0].lower()


def _says(title: str, words: Sequence[str]) -> bool:
    return all(word in title.lower() for word in words)


def _key_order(path: Path, dataset: Dataset) -> list[str]:
    """Dimensions in the order of the key; raises SourceFault when they are not the ones we know."""
    message = _sdmx_message(path)
    structures = list(message.structure.values())
    found = [dimension.id for dimension in structures[0].dimensions] if structures else []
    order = [name for name in found if name != "TIME_PERIOD"]
    if set(order) != set(dataset.dimensions):
        raise SourceFault(
            "changed_layout",
            f"The structure of {dataset.code} has the dimensions {', '.join(order) or 'none'}; we know "
            f"{', '.join(dataset.dimensions)}. Look on the publisher's page what changed and correct the record.",
        )
    return order


def _existing(path: Path, dataset: Dataset) -> dict[str, set[str]]:
    """By dimension, the codes that have figures."""
    constraints = list(_sdmx_message(path).constraint.values())
    if not constraints:
        raise SourceFault("changed_layout", f"The content constraint of {dataset.code} is empty. Refresh again later.")
    regions = constraints[0].data_content_region
    return {
        dimension.id: {str(getattr(value, "value", value)) for value in chosen.values}
        for region in regions
        for dimension, chosen in region.member.items()
        if dimension.id in dataset.dimensions
    }


def _sdmx_message(path: Path) -> Any:  # noqa: ANN401 - sdmx1 declares no types for its messages
    return _sdmx_read(path.read_bytes(), path.name)


@lru_cache(maxsize=8)
def _sdmx_read(data: bytes, name: str) -> Any:  # noqa: ANN401 - as above
    import sdmx
    from sdmx.exceptions import XMLParseError

    try:
        return sdmx.read_sdmx(BytesIO(data))
    except (XMLParseError, ValueError, NotImplementedError, RuntimeError) as error:
        raise SourceFault(
            "changed_layout",
            f"{name} cannot be read as SDMX-ML 2.1 ({str(error).strip().splitlines()[0]}). Compare it with the "
            "publisher's documentation of the structure service.",
        ) from error


def _places(dataset: Dataset, held: Held, exist: Mapping[str, set[str]]) -> list[str]:
    """Our places by Eurostat's codes, as far as the dataset has them; raises SourceFault when it has none."""
    known = exist.get(dataset.place, set())
    ours = [code for code in _our_places(dataset, held) if not known or code in known]
    if not ours:
        raise SourceFault(
            "changed_codes",
            f"{dataset.code} holds none of our places. Compare the codes of data/reference/port.csv and region.csv "
            "with the publisher's list.",
        )
    return ours


def _our_places(dataset: Dataset, held: Held) -> list[str]:
    if dataset.place == "rep_mar":
        ports = list(held.port_of_eurostat)
        countries = sorted({code.split("_")[0] for code in ports})
        codes = [*countries, *ports]
        return [code for code in codes if not dataset.countries or code[:2] in dataset.countries]
    regions = sorted({code[:4] if dataset.is_nuts2 else code for code in held.regions["region_id"]})
    groups = [area for area in held.areas["area_id"] if area.startswith("EU")]
    return [*groups, *held.country_of_eurostat, *regions]


def _portions(places: list[str], dataset: Dataset) -> Iterator[list[str]]:
    """A large dataset is asked place by place: below the publisher's limit for an answer at once."""
    size = 1 if dataset.is_asked_by_place else _SOME
    for start in range(0, len(places), size):
        yield places[start : start + size]


def _key(dataset: Dataset, order: list[str], exist: Mapping[str, set[str]], part: Mapping[str, tuple[str, ...]]) -> str:
    asked = {**dataset.asked, "freq": (dataset.freq,), "unit": tuple(dataset.quantities), **part}
    codes = ([code for code in asked.get(name, ()) if code in exist.get(name, {code})] for name in order)
    return ".".join("+".join(some) for some in codes)


def _updated_on(path: Path) -> date | None:
    """The day of LAST UPDATE in the first row; None for a file without rows or of another form."""
    names = header(path, path.name)
    if "LAST UPDATE" not in names:
        return None
    with path.open(encoding="utf-8-sig") as file:
        next(file)
        cells = next(file, "").split(",")
    try:
        return datetime.strptime(cells[names.index("LAST UPDATE")][:8], "%d/%m/%y").replace(tzinfo=UTC).date()
    except (IndexError, ValueError):
        return None


def _parse(dataset: Dataset, snapshot: Snapshot) -> pd.DataFrame:
    coded = (*dataset.dimensions, *_ATTRIBUTES, "TIME_PERIOD")
    names = [name for name in snapshot.names() if name.startswith(_DATA)]
    frames = [csv_frame(snapshot.path(name), f"{dataset.code}, {name}", coded=coded, missing=(":",)) for name in names]
    return frames[0] if len(frames) == 1 else _joined(frames)


def _joined(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """One frame of several files; categories are united, so that they stay categories."""
    columns = {}
    for name in frames[0].columns:
        parts = [frame[name] for frame in frames if name in frame.columns]
        coded = all(isinstance(part.dtype, pd.CategoricalDtype) for part in parts)
        columns[name] = (
            pd.Series(pd.api.types.union_categoricals(parts)) if coded else pd.concat(parts, ignore_index=True)
        )
    others = {name for frame in frames for name in frame.columns} - set(columns)
    if others or any(len(frame.columns) != len(columns) for frame in frames):
        return pd.concat(frames, ignore_index=True)
    return pd.DataFrame(columns)
