"""Vintages: immutable files, one pointer, old ones readable."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from warehouse.connection import Staging, frame, storage_errors
from warehouse.errors import HouseError, NoWarehouseError, ParameterError, UnknownVintageError
from warehouse.settings import PRODUCT_VERSION, Settings, from_environment
from warehouse.tables import SCHEMA_VERSION, TABLES, Table

VINTAGE_ID = re.compile(r"^\d{4}-\d{2}-\d{2}-[0-9a-f]{8}$")
_POINTER = "CURRENT"


@dataclass(frozen=True)
class Vintage:
    """One published build: id, content hash, newest retrieval date, size in bytes, whether it is the current one."""

    id: str
    content_hash: str
    retrieved_on: str
    size: int
    is_current: bool
    note: str


def current_id(settings: Settings | None = None) -> str | None:
    """Id of the current vintage, or None when nothing has been published."""
    pointer = (settings or from_environment()).warehouse / _POINTER
    try:
        return pointer.read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None


def path_of(vintage: str | None = None, settings: Settings | None = None) -> Path:
    """File of a vintage; without an id, of the current one.

    Raises NoWarehouseError when nothing is published, UnknownVintageError when that vintage is not kept.
    """
    place = settings or from_environment()
    chosen = vintage or current_id(place)
    if chosen is None:
        raise NoWarehouseError(
            f"No data have been built yet in {place.warehouse}. Run `python -m etl build`, then try again."
        )
    path = place.warehouse / f"{chosen}.duckdb"
    if VINTAGE_ID.match(chosen) and path.exists():
        return path
    if vintage is None:
        raise NoWarehouseError(
            f"The current vintage {chosen} is gone from {place.warehouse}. Run `python -m etl build` to make it again."
        )
    raise UnknownVintageError(
        f"The vintage '{vintage}' is not kept here. Choose one of: {', '.join(ids(place)) or 'none'}."
    )


def ids(settings: Settings | None = None) -> list[str]:
    """Ids of all vintages kept: the current one, then the others by retrieval date, newest first."""
    place = settings or from_environment()
    current = current_id(place)
    kept = sorted((path.stem for path in place.warehouse.glob("*.duckdb") if VINTAGE_ID.match(path.stem)), reverse=True)
    return sorted(kept, key=lambda vintage: vintage != current)


def is_kept(vintage: str, digest: str, settings: Settings) -> bool:
    """Whether a readable file of exactly this content is there; a damaged one is not, and a build makes it again."""
    try:
        held = frame(settings.warehouse / f"{vintage}.duckdb", "select content_hash from meta_vintage")
    except HouseError:
        return False
    return list(held["content_hash"]) == [digest]


def listing(settings: Settings | None = None) -> list[Vintage]:
    """All readable vintages; one of another schema version is listed with what is known from its name."""
    place = settings or from_environment()
    return [_describe(vintage, place) for vintage in ids(place)]


def _describe(vintage: str, place: Settings) -> Vintage:
    path = place.warehouse / f"{vintage}.duckdb"
    is_current = vintage == current_id(place)
    size = path.stat().st_size
    try:
        row = frame(path, "select content_hash, note from meta_vintage").iloc[0]
    except HouseError as error:
        return Vintage(vintage, vintage[-8:], vintage[:10], size, is_current, str(error))
    return Vintage(vintage, str(row["content_hash"]), vintage[:10], size, is_current, str(row["note"] or ""))


@contextmanager
def staging(settings: Settings) -> Iterator[Staging]:
    """A staging vintage that is thrown away unless `publish` has taken it."""
    _sweep(settings.warehouse)
    stage = Staging(settings.warehouse / f".staging-{os.getpid()}.duckdb")
    try:
        yield stage
    finally:
        if stage.path.exists():
            stage.discard()


def _sweep(folder: Path) -> None:
    """Remove what builds that were killed have left; a running build's file stays."""
    for left in folder.glob(".staging-*.duckdb*"):
        pid = int(left.name.removeprefix(".staging-").split(".")[0])
        if not Path(f"/proc/{pid}").exists() or pid == os.getpid():
            left.unlink(missing_ok=True)


def content_hash(stage: Staging, registry_text: str) -> str:
    """SHA-256 over the ordered rows of all core tables, the registry's text and our version; no clock in it."""
    digest = hashlib.sha256(f"{PRODUCT_VERSION}/{SCHEMA_VERSION}\n{registry_text}".encode())
    for table in TABLES:
        if table.name.startswith("core_"):
            digest.update(f"{table.name}:{stage.value(_text_sql(table))}".encode())
    return digest.hexdigest()


def _text_sql(table: Table) -> str:
    """One hash for a table: a hash of the sorted hashes of its rows, or of the files that a large one was read from."""
    if table.hashed_by == "files":
        return (
            "select sha256(concat(count(*), ':', string_agg(sha256, '' order by sha256))) "
            f"from meta_file where table_name = '{table.name}'"
        )
    cells = ", ".join(f'coalesce(cast("{column}" as varchar), chr(0))' for column in table.columns)
    rows = f"select sha256(concat_ws(chr(31), {cells})) as row_hash from {table.name}"
    return f"select sha256(string_agg(row_hash, '' order by row_hash)) from ({rows})"


def publish(stage: Staging, vintage: str, settings: Settings, *, make_current: bool) -> Path:
    """Close the staging file, give it its final name and move the pointer; each step is atomic."""
    target = settings.warehouse / f"{vintage}.duckdb"
    stage.close()
    with storage_errors(target):
        stage.path.replace(target)
    if make_current or current_id(settings) is None:
        point_to(vintage, settings)
    return target


def point_to(vintage: str, settings: Settings) -> None:
    """Make a kept vintage the current one."""
    pointer = settings.warehouse / _POINTER
    draft = pointer.with_name(f".{_POINTER}-{os.getpid()}")
    with storage_errors(pointer):
        draft.write_text(vintage + "\n", encoding="utf-8")
        draft.replace(pointer)


def describe_staging(
    stage: Staging, digest: str, as_of: date | None = None, note: str | None = None, *, is_pinned: bool = False
) -> str:
    """Write the vintage's own description into it; returns its id (newest retrieval date and content hash)."""
    newest = stage.value("select max(retrieved_on) from core_release")
    if newest is None:
        raise ParameterError("No release had been published by that day: choose a later day for --as-of.")
    retrieved_on = pd.Timestamp(str(newest))
    vintage = f"{retrieved_on:%Y-%m-%d}-{digest[:8]}"
    row = {
        "vintage": vintage,
        "content_hash": digest,
        "schema_version": SCHEMA_VERSION,
        "product_version": PRODUCT_VERSION,
        "retrieved_on": retrieved_on,
        "build_as_of": None if as_of is None else pd.Timestamp(as_of),
        "is_pinned": is_pinned,
        "note": note,
    }
    stage.insert("meta_vintage", pd.DataFrame([row]))
    return vintage
