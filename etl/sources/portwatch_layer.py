"""A layer of an ArcGIS service: its field list, read before anything is asked, and its rows, page by page.

The publisher has renamed and retyped fields of running layers (`date` was epoch milliseconds, is ISO text now and was
called `date_` for some days in April 2026), so names are looked up without regard to case and to a trailing `_`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from etl.faults import SourceFault
from etl.source import Fetching

LAYER_FILE, COUNTS_FILE = "layer.json", "rows_by_month.json"
PAGE_ROWS = 5000
_ROWS = "n_rows"
_FACTOR = 5
_MILLISECONDS = 1000
_OID = "esriFieldTypeOID"
_NUMBERS = {f"esriFieldType{kind}" for kind in ("Integer", "SmallInteger", "BigInteger", "Double", "Single", "OID")}
_DAYS = {"esriFieldTypeDate": True, "esriFieldTypeDateOnly": False, "esriFieldTypeString": False}
_MORE = re.compile(rb'"exceededTransferLimit"\s*:\s*true')
_TAIL = 1 << 16


@dataclass(frozen=True)
class Layer:
    """What a layer says of itself: our names for its fields, their types, the id field, when it was last edited."""

    title: str
    names: Mapping[str, str]
    types: Mapping[str, str]
    id_name: str
    edited: datetime | None
    page_rows: int

    def is_epoch(self, ours: str) -> bool:
        """Whether a day is printed in milliseconds since 1970; raises SourceFault for a type that is no day."""
        kind = self.types[ours]
        if kind not in _DAYS:
            raise self._retyped(ours, "a day")
        return _DAYS[kind]

    def check_number(self, ours: str) -> None:
        """Raise SourceFault unless the field holds numbers."""
        if self.types[ours] not in _NUMBERS:
            raise self._retyped(ours, "a number")

    def _retyped(self, ours: str, wanted: str) -> SourceFault:
        return SourceFault(
            "changed_layout",
            f"The field {self.names[ours]} of {self.title} is of type {self.types[ours]} now, not {wanted}. Look at "
            "the layer's page and correct etl/sources/portwatch.py.",
        )


def described(held: Mapping[str, Any], title: str, wanted: tuple[str, ...], ignored: tuple[str, ...]) -> Layer:
    """The layer's field list by our names; raises SourceFault for a field that has gone or that nobody knows."""
    fields = {_plain(one["name"]): one for one in _fields(held, title)}
    gone = [name for name in wanted if _plain(name) not in fields]
    if gone:
        raise SourceFault(
            "missing_column",
            f"{title} has no field {', '.join(gone)} any more. Compare the layer's field list with "
            "etl/sources/portwatch.py.",
        )
    known = {_plain(name) for name in (*wanted, *ignored)}
    new = [one["name"] for name, one in fields.items() if name not in known and one["type"] != _OID]
    if new:
        raise SourceFault(
            "new_column",
            f"{title} has a field that we do not know: {', '.join(new)}. Find out what it means, then read it or list "
            "it as ignored in etl/sources/portwatch.py.",
        )
    found = {name: fields[_plain(name)] for name in wanted}
    return Layer(
        title,
        {name: one["name"] for name, one in found.items()},
        {name: one["type"] for name, one in found.items()},
        next((str(one["name"]) for one in fields.values() if one["type"] == _OID), "ObjectId"),
        _edited(held),
        min(PAGE_ROWS, _FACTOR * int(held.get("maxRecordCount") or PAGE_ROWS)),
    )


def _plain(name: str) -> str:
    return name.lower().rstrip("_")


def _fields(held: Mapping[str, Any], title: str) -> list[dict[str, str]]:
    fields = held.get("fields")
    if not isinstance(fields, list) or not all(isinstance(one, dict) and "name" in one for one in fields):
        raise SourceFault(
            "changed_layout",
            f"{title} does not list its fields: the address is no layer of an ArcGIS service. Open it in a browser and "
            "compare it with docs/operate.md.",
        )
    return [{"type": "", **one} for one in fields]


def _edited(held: Mapping[str, Any]) -> datetime | None:
    info = held.get("editingInfo") or {}
    stamp = info.get("dataLastEditDate") or info.get("lastEditDate")
    return None if stamp is None else datetime.fromtimestamp(stamp / _MILLISECONDS, UTC)


def opened(fetching: Fetching, title: str, wanted: tuple[str, ...], ignored: tuple[str, ...]) -> Layer:
    """Ask the layer for its field list and dating; the day of its last edit becomes the release."""
    layer = described(fetching.json(LAYER_FILE, "", {"f": "json"}), title, wanted, ignored)
    if layer.edited is not None:
        fetching.published(layer.edited.date())
    return layer


def counts(held: Any, layer: Layer, address: str) -> dict[date, int]:  # noqa: ANN401 - what JSON holds
    """Rows by month from the answer to `counting`; raises SourceFault when it is no such answer."""
    try:
        printed = [one["attributes"] for one in held["features"]]
        year, month = layer.names["year"], layer.names["month"]
        return {date(int(one[year]), int(one[month]), 1): int(one[_ROWS]) for one in printed if one[_ROWS]}
    except (KeyError, TypeError, ValueError) as error:
        raise SourceFault(
            "changed_layout",
            f"{address} does not say how many rows it holds by month ({error!r}). Open the address in a browser and "
            "compare it with docs/operate.md.",
        ) from error


def counting(layer: Layer) -> dict[str, str]:
    """The question how many rows the layer holds by year and month: one small answer for the whole layer."""
    months = f"{layer.names['year']},{layer.names['month']}"
    wanted = {"statisticType": "count", "onStatisticField": layer.id_name, "outStatisticFieldName": _ROWS}
    return {
        "where": "1=1",
        "outStatistics": json.dumps([wanted], separators=(",", ":")),
        "groupByFieldsForStatistics": months,
        "orderByFields": months,
        "f": "json",
    }


def paged(fetching: Fetching, layer: Layer, stem: str, where: str = "1=1") -> Iterator[Path]:
    """The rows of a condition, page by page in the order of their ids: deep offsets are slow, ids are not."""
    last, number = -1, 0
    while True:
        number += 1
        page = fetching.save(f"{stem}_{number:03d}.json", "query", _request(layer, where, last), accept="json")
        printed = page.read_bytes()
        newest = _last_id(printed, layer.id_name)
        yield page
        if newest is None or not _MORE.search(printed):
            return
        if newest <= last:
            raise SourceFault(
                "changed_layout",
                f"{layer.title} gives the same page again after {layer.id_name} {last}: it no longer pages by id. Look "
                "at the service's page and correct etl/sources/portwatch_layer.py.",
            )
        last = newest


def _request(layer: Layer, where: str, last: int) -> dict[str, str]:
    return {
        "where": where if last < 0 else f"{where} AND {layer.id_name} > {last}",
        "outFields": ",".join([layer.id_name, *layer.names.values()]),
        "orderByFields": layer.id_name,
        "resultRecordCount": str(layer.page_rows),
        "maxRecordCountFactor": str(_FACTOR),
        "returnGeometry": "false",
        "f": "json",
    }


def _last_id(printed: bytes, id_name: str) -> int | None:
    """The id of a page's last row, found at its end without parsing the page."""
    found = re.findall(rb'"%s"\s*:\s*(\d+)' % re.escape(id_name.encode()), printed[-_TAIL:])
    return int(found[-1]) if found else None


def day_of(value: object, *, is_epoch: bool) -> date | None:
    """A day as a small layer prints it, None where it is empty; raises ValueError for what is no day."""
    if value is None or value == "":
        return None
    if is_epoch:
        return datetime.fromtimestamp(float(str(value)) / _MILLISECONDS, UTC).date()
    return date.fromisoformat(str(value)[:10])
