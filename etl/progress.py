"""Progress of a run: what each source has moved, and how long it may still take."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TextIO

_EVERY = 0.5
_PLAIN_EVERY = 15.0


class Progress:
    """What one source has moved so far; counted by its threads, read by whoever shows it."""

    def __init__(self, source_id: str) -> None:
        """Nothing moved yet."""
        self.source_id = source_id
        self.state = "waiting"
        self.bytes = 0
        self.rows = 0
        self.notes: list[str] = []
        self._started = time.monotonic()
        self._until: float | None = None
        self._expected = 0
        self._share: float | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """The source's turn has come."""
        self._started = time.monotonic()
        self.state = "asking"

    def say(self, state: str) -> None:
        """What the source is doing."""
        self.state = state

    def end(self, state: str) -> None:
        """The source is done: "new", "unchanged" or "failed"."""
        self._until = time.monotonic()
        self.state = state

    @property
    def ended(self) -> bool:
        """Whether the source is done."""
        return self._until is not None

    def expect(self, size: int) -> None:
        """The bytes that the file in hand will have, 0 when the publisher does not say."""
        with self._lock:
            self._expected = self.bytes + size if size else 0

    def moved(self, size: int) -> None:
        """Some bytes have come."""
        with self._lock:
            self.bytes += size

    def done_share(self, share: float) -> None:
        """The share of the whole work that is done, for a source that knows how many pages there are."""
        with self._lock:
            self._share = share

    def read(self, rows: int) -> None:
        """Some rows have been read."""
        with self._lock:
            self.rows += rows

    def note(self, text: str) -> None:
        """A sentence for the report."""
        with self._lock:
            self.notes.append(text)

    def seconds(self) -> float:
        """How long the source has been at work."""
        return (self._until or time.monotonic()) - self._started

    def seconds_left(self) -> float | None:
        """Estimate from the pace so far; None when the publisher does not say how much there is."""
        with self._lock:
            share = self._share
            if share is None and self._expected:
                share = self.bytes / self._expected
        if self.ended or not share:
            return None
        return max(0.0, self.seconds() / min(share, 1.0) - self.seconds())

    def line(self) -> str:
        """Source, state, rows, bytes, seconds, time left."""
        left = self.seconds_left()
        parts = [
            f"{self.source_id:<34} {self.state:<9}",
            f"{self.rows:>10,} rows",
            f"{self.bytes / 1e6:>8.1f} MB",
            f"{self.seconds():>5.0f} s",
            "" if left is None else f"about {left:.0f} s left",
        ]
        return "  ".join(part for part in parts if part)


@dataclass
class Board:
    """All sources of a run, shown while they work: redrawn on a terminal, as plain lines anywhere else."""

    lines: Sequence[Progress]
    stream: TextIO | None = None

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show the board until the block ends."""
        stream = self.stream or sys.stderr
        stop = threading.Event()
        draw = self._redraw if stream.isatty() else self._print
        painter = threading.Thread(target=draw, args=(stream, stop), daemon=True)
        painter.start()
        try:
            yield
        finally:
            stop.set()
            painter.join()

    def _redraw(self, stream: TextIO, stop: threading.Event) -> None:
        is_last, drawn = False, False
        while not is_last:
            is_last = stop.wait(_EVERY)
            up = f"\x1b[{len(self.lines)}A" if drawn else ""
            stream.write(up + "".join(f"\x1b[2K{line.line()}\n" for line in self.lines))
            stream.flush()
            drawn = True

    def _print(self, stream: TextIO, stop: threading.Event) -> None:
        """A line when a source is done, and now and then one for each that is at work."""
        said: dict[str, str] = {}
        next_at = time.monotonic() + _PLAIN_EVERY
        is_last = False
        while not is_last:
            is_last = stop.wait(_EVERY / 5)
            is_time = time.monotonic() > next_at
            next_at += _PLAIN_EVERY if is_time else 0.0
            for line in self.lines:
                has_news = line.ended and line.source_id not in said
                if has_news or (is_time and line.state in ("asking", "checking")):
                    said |= {line.source_id: line.state} if has_news else {}
                    stream.write(line.line() + "\n")
            stream.flush()
