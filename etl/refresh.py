"""The run: sources side by side, one failure stops nobody, each snapshot is taken only when it keeps its contract."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from etl import live
from etl.http import Limits, Network
from etl.progress import Board, Progress
from etl.snapshots import Draft, Shelf, Snapshot, today
from etl.source import Fetching, Held, Source
from warehouse.connection import storage_errors
from warehouse.errors import HouseError, ParameterError, StorageError
from warehouse.settings import Settings

_SIDE_BY_SIDE = 6
_SMALL = 100_000


@dataclass(frozen=True)
class Outcome:
    """What the run did for one source: "new", "unchanged" or "failed", the snapshot in use, and what to know."""

    source_id: str
    state: str
    snapshot: Snapshot | None
    moved: int
    message: str = ""

    def sentence(self, on: date) -> str:
        """One line for the report, with the age of what is used in place of a failed answer."""
        name = f"{self.source_id:<34} {self.state:<9}"
        if self.state != "failed" and self.snapshot is not None:
            return f"{name} release {self.snapshot.release}, {self.snapshot.rows:,} rows, {_size(self.moved)} moved"
        if self.snapshot is None:
            return f"{name} {self.message} No snapshot is held: what is shipped stays in use."
        age = (on - self.snapshot.retrieved_on).days
        return (
            f"{name} {self.message} The last good snapshot stays in use: release {self.snapshot.release}, "
            f"retrieved {self.snapshot.retrieved_on} ({age} days ago)."
        )


@dataclass(frozen=True)
class Run:
    """One run: where the snapshots stand, which sources, since when."""

    settings: Settings
    sources: Sequence[Source]
    since: date | None = None
    limits: Limits | None = None

    def fetch_all(self) -> list[Outcome]:
        """Ask every source, side by side; returns one outcome a source, in their order."""
        held = Held.read(self.settings.reference)
        board = Board([Progress(source.id) for source in self.sources])
        with only_one(self.settings), Network(self.limits) as network, board.shown():
            pool = ThreadPoolExecutor(_SIDE_BY_SIDE, thread_name_prefix="source")
            try:
                work = zip(self.sources, board.lines, strict=True)
                asked = [pool.submit(self._fetch, source, network, held, progress) for source, progress in work]
                return [one.result() for one in asked]
            finally:
                pool.shutdown(wait=False, cancel_futures=True)

    def _fetch(self, source: Source, network: Network, held: Held, progress: Progress) -> Outcome:
        shelf = Shelf(self.settings.snapshots, source.id)
        progress.start()
        try:
            snapshot, state = fetch(source, network, shelf, held, progress, self.since)
        except HouseError as error:
            progress.end("failed")
            return Outcome(source.id, "failed", shelf.last(), progress.bytes, str(error))
        progress.end(state)
        return Outcome(source.id, state, snapshot, progress.bytes, "; ".join(progress.notes))


def fetch(
    source: Source, network: Network, shelf: Shelf, held: Held, progress: Progress, since: date | None = None
) -> tuple[Snapshot, str]:
    """Bring one source up to date; returns the newest snapshot and "new" or "unchanged".

    Raises HouseError by name when the answer is bad; what came stays in `.rejected` for looking at, and the last
    good snapshot stays the newest. A run cut short leaves `.part` for the next one.
    """
    draft, last = Draft.open(shelf), shelf.last()
    source.fetch(Fetching(source, network, draft, held, progress, since))
    if last is not None and draft.same_as(last):
        draft.discard()
        shelf.mark_checked()
        return last, "unchanged"
    fresh = draft.snapshot()
    progress.say("checking")
    try:
        rows = live.count(source, fresh, held, last.rows if last else None)
    except HouseError as error:
        draft.reject(str(error))
        raise
    progress.read(rows)
    made = draft.commit(rows)
    shelf.mark_checked()
    return made, "new"


def chosen(sources: Sequence[Source], names: Sequence[str]) -> list[Source]:
    """The sources of these names, all without a name; raises ParameterError with the list for an unknown one."""
    known = {source.id: source for source in sources}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ParameterError(f"No source is called {', '.join(unknown)}. The sources: {', '.join(known)}.")
    return [source for source in sources if not names or source.id in names]


@contextmanager
def only_one(settings: Settings) -> Iterator[None]:
    """Two runs at a time would write into one another's snapshots: the second one ends with a sentence."""
    path = settings.snapshots / ".lock"
    with storage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise StorageError(f"Another refresh is running on {settings.snapshots}. Wait for it to end.") from error
    with lock:
        yield


def plan(settings: Settings, sources: Sequence[Source]) -> list[str]:
    """What a run would do, a line or two a source: the release held, its age, what would be asked where."""
    shipped = live.shipped(settings.reference, sources)
    return [line for source in sources for line in _planned(settings, source, shipped.get(source.id))]


def _planned(settings: Settings, source: Source, shipped: str | None) -> list[str]:
    shelf = Shelf(settings.snapshots, source.id)
    last, part = shelf.last(), (shelf.folder / ".part").exists()
    if last is not None:
        age = (today() - last.retrieved_on).days
        held = f"release {last.release}, retrieved {last.retrieved_on} ({age} days ago), asked {shelf.checked()}"
    else:
        held = f"shipped release {shipped}, never refreshed" if shipped else "nothing held, never refreshed"
    rest = "; a run cut short would go on" if part else ""
    return [
        f"{source.id:<34} {held}{rest}",
        f"{'':<34} would ask {source.base}{': ' + source.asks if source.asks else ''}",
    ]


def _size(moved: int) -> str:
    return f"{moved / 1e6:.1f} MB" if moved >= _SMALL else f"{moved:,} bytes"
