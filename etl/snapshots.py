"""Snapshots: what publishers answered, byte for byte, with sha256, headers, address and time.

`data/snapshots/<source>/<release>/` holds the files and `snapshot.json`. A snapshot in the making is the folder
`.part` beside the releases; it gets its name only when it is complete and keeps the source's contract. A run that is
killed leaves `.part` behind, and the next run goes on with it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from etl.faults import SourceFault
from etl.http import sha256_of
from warehouse.connection import storage_errors

_RECORD = "snapshot.json"
_PART = ".part"
_REJECTED = ".rejected"
_DRAFT_RECORD = "part.jsonl"
_TRUSTED = timedelta(hours=12)


@dataclass(frozen=True)
class File:
    """One file of a snapshot: its name, where and when it came from, what it is."""

    name: str
    url: str
    sha256: str
    size: int
    headers: dict[str, str]
    retrieved_at: str
    asked: str = ""

    def validators(self) -> dict[str, str]:
        """Request headers that let the publisher answer: nothing new."""
        pairs = (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified"))
        return {ask: self.headers[given] for ask, given in pairs if given in self.headers}


@dataclass(frozen=True)
class Snapshot:
    """One release of one source as it was published: files by name, and the days that date it."""

    source_id: str
    release: str
    released_on: date
    retrieved_on: date
    folder: Path
    files: tuple[File, ...] = ()
    rows: int = 0

    def path(self, name: str) -> Path:
        """The file of that name; raises SourceFault when the snapshot has none."""
        if name not in self.names():
            raise SourceFault(
                "damaged_snapshot",
                f"The snapshot {self.release} of {self.source_id} holds no {name}. Delete its folder and refresh.",
            )
        return self.folder / name

    def names(self) -> list[str]:
        """Names of the files, in the order of the alphabet."""
        return sorted(file.name for file in self.files)

    def file(self, name: str) -> File | None:
        """The record of a file, None when the snapshot has none of that name."""
        return next((file for file in self.files if file.name == name), None)

    def check(self) -> None:
        """Raise SourceFault unless every file is there, with the bytes that were written."""
        for file in self.files:
            path = self.folder / file.name
            if not path.exists() or path.stat().st_size != file.size or sha256_of(path) != file.sha256:
                raise SourceFault(
                    "damaged_snapshot",
                    f"data/snapshots/{self.source_id}/{self.release}/{file.name} is damaged or missing. Delete the "
                    f"folder of that release and run `python -m etl refresh {self.source_id}`.",
                )


def beside(snapshot: Snapshot, rules: str, make: Callable[[Path], object]) -> Path:
    """A Parquet file of a snapshot's rows, kept beside the snapshots until other bytes or other rules take its place.

    `make` writes it to the path that it is given; what `make` raises leaves no file.
    """
    printed = json.dumps([[file.name, file.sha256] for file in sorted(snapshot.files, key=lambda file: file.name)])
    folder = snapshot.folder.parent
    kept = folder / f".rows-{hashlib.sha256((rules + printed).encode()).hexdigest()[:16]}.parquet"
    if not kept.exists():
        draft = kept.with_suffix(_PART)
        with storage_errors(folder):
            make(draft)
            for other in folder.glob(".rows-*.parquet"):
                other.unlink()
            draft.replace(kept)
    return kept


def today() -> date:
    """The day of retrieval, in UTC."""
    return datetime.now(UTC).date()


class Shelf:
    """The snapshots of one source."""

    def __init__(self, root: Path, source_id: str) -> None:
        """The shelf under `data/snapshots/`; nothing is written yet."""
        self.source_id = source_id
        self.folder = root / source_id

    def releases(self) -> tuple[list[Snapshot], list[str]]:
        """All snapshots, oldest release first, and a sentence for each folder that cannot be read."""
        found, problems = [], []
        for folder in sorted(self.folder.glob("*")) if self.folder.exists() else []:
            if folder.name.startswith(".") or not folder.is_dir():
                continue
            try:
                found.append(_read(folder, self.source_id))
            except SourceFault as error:
                problems.append(str(error))
        return sorted(found, key=lambda one: (one.released_on, one.retrieved_on, one.release)), problems

    def last(self) -> Snapshot | None:
        """The newest readable snapshot."""
        releases, _problems = self.releases()
        return releases[-1] if releases else None

    def checked(self) -> str | None:
        """The moment at which the publisher was last asked with success, as written then."""
        path = self.folder / ".checked"
        return path.read_text(encoding="utf-8").strip() if path.exists() else None

    def mark_checked(self) -> None:
        """Note that the publisher has been asked just now."""
        self.folder.mkdir(parents=True, exist_ok=True)
        _write(self.folder / ".checked", _now() + "\n")


def _read(folder: Path, source_id: str) -> Snapshot:
    try:
        held = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
        return Snapshot(
            source_id=source_id,
            release=held["release"],
            released_on=date.fromisoformat(held["released_on"]),
            retrieved_on=date.fromisoformat(held["retrieved_on"]),
            folder=folder,
            files=tuple(File(**file) for file in held["files"]),
            rows=int(held["rows"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SourceFault(
            "damaged_snapshot",
            f"data/snapshots/{source_id}/{folder.name}/{_RECORD} cannot be read. Delete the folder and run "
            f"`python -m etl refresh {source_id}`.",
        ) from error


@dataclass
class Draft:
    """A snapshot in the making: files are added one by one, each noted as soon as it is complete."""

    shelf: Shelf
    released_on: date | None = None
    release: str | None = None
    files: dict[str, File] = field(default_factory=dict)
    left: dict[str, File] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def open(cls, shelf: Shelf) -> Draft:
        """Begin, or go on with what a killed run has left."""
        draft = cls(shelf)
        draft.folder.mkdir(parents=True, exist_ok=True)
        draft.left = _left_behind(draft.folder)
        return draft

    @property
    def folder(self) -> Path:
        """The folder of the unfinished snapshot."""
        return self.shelf.folder / _PART

    def finished(self, name: str, asked: str) -> File | None:
        """A file that a killed run had completed lately for the same request, else None."""
        file = self.left.get(name)
        if file is None or file.asked != asked or not (self.folder / name).exists():
            return None
        age = datetime.now(UTC) - datetime.fromisoformat(file.retrieved_at)
        return file if age < _TRUSTED else None

    def add(self, file: File) -> None:
        """Note a complete file; a line is appended, so a snapshot of thousands of pages stays cheap to note."""
        path = self.folder / _DRAFT_RECORD
        with self._lock, storage_errors(path), path.open("a", encoding="utf-8") as notes:
            self.files[file.name] = file
            notes.write(json.dumps(asdict(file)) + "\n")

    def carry(self, name: str, last: Snapshot) -> File:
        """Take a file over from the last snapshot: the publisher said that it is still the newest."""
        held = last.file(name)
        if held is None:
            raise SourceFault("damaged_snapshot", f"The snapshot {last.release} of {last.source_id} has no {name}.")
        target = self.folder / name
        target.unlink(missing_ok=True)
        with storage_errors(target):
            try:
                os.link(last.folder / name, target)
            except OSError:  # another file system, or one without hard links
                shutil.copyfile(last.folder / name, target)
        self.add(held)
        return held

    def snapshot(self) -> Snapshot:
        """The draft as a snapshot, for checking it before it gets its name."""
        released = self.released_on or _last_modified(self.files.values())
        release = self.release or (released or today()).isoformat()
        return Snapshot(
            self.shelf.source_id, release, released or today(), today(), self.folder, tuple(self.files.values())
        )

    def same_as(self, last: Snapshot | None) -> bool:
        """Whether every file has the bytes of the last snapshot, and none has gone."""
        if last is None:
            return False
        return {(f.name, f.sha256) for f in self.files.values()} == {(f.name, f.sha256) for f in last.files}

    def commit(self, rows: int) -> Snapshot:
        """Give the complete snapshot its name, in one step; raises StorageError when the disk refuses."""
        made = self.snapshot()
        release, target = made.release, self.shelf.folder / made.release
        number = 2
        while target.exists():  # revised without a new date
            release, target = f"{made.release}-{number}", self.shelf.folder / f"{made.release}-{number}"
            number += 1
        with storage_errors(target):
            self._drop_others()
            record = {
                "source_id": made.source_id,
                "release": release,
                "released_on": made.released_on.isoformat(),
                "retrieved_on": made.retrieved_on.isoformat(),
                "rows": rows,
                "files": [asdict(file) for file in sorted(made.files, key=lambda file: file.name)],
            }
            _write(self.folder / _RECORD, json.dumps(record, indent=1, ensure_ascii=False) + "\n")
            self.folder.replace(target)
        return _read(target, made.source_id)

    def _drop_others(self) -> None:
        """What an earlier run has left and this one has not asked for does not belong to the snapshot."""
        for path in self.folder.iterdir():
            if path.name not in self.files:
                path.unlink()

    def reject(self, reason: str) -> None:
        """Put what came aside, with the reason: it can be looked at, and is never used."""
        _write(self.folder / "reason.txt", reason + "\n")
        target = self.shelf.folder / _REJECTED
        shutil.rmtree(target, ignore_errors=True)
        with storage_errors(target):
            self.folder.replace(target)

    def discard(self) -> None:
        """Throw the unfinished snapshot away."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _left_behind(folder: Path) -> dict[str, File]:
    path = folder / _DRAFT_RECORD
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
    noted = [file for file in map(_noted, lines) if file is not None]
    return {file.name: file for file in noted}


def _noted(line: str) -> File | None:
    """A note that was being written when the run was killed is none: its file is asked for again."""
    try:
        return File(**json.loads(line))
    except (ValueError, TypeError):
        return None


def _last_modified(files: Iterable[File]) -> date | None:
    days = [_http_day(file.headers["Last-Modified"]) for file in files if "Last-Modified" in file.headers]
    return max((day for day in days if day), default=None)


def _http_day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%a, %d %b %Y %H:%M:%S %Z").replace(tzinfo=UTC).date()
    except ValueError:
        return None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _write(path: Path, text: str) -> None:
    draft = path.with_name(path.name + ".new")
    with storage_errors(path):
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
