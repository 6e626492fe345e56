"""Turns at a host: a few requests at a time and not too often; all sources of a run share them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class _Host:
    """The turns of one host."""

    slots: threading.Semaphore
    interval: float
    lock: threading.Lock = field(default_factory=threading.Lock)
    next_at: float = 0.0


class Turns:
    """The turns of all hosts."""

    def __init__(self) -> None:
        """No host is known yet."""
        self._lock = threading.Lock()
        self._hosts: dict[str, _Host] = {}

    @contextmanager
    def turn(self, host: str, per_host: int, interval: float) -> Iterator[None]:
        """Hold one of the host's slots; how many there are and how often they are given is settled by the first."""
        with self._lock:
            held = self._hosts.setdefault(host, _Host(threading.Semaphore(per_host), interval))
        with held.slots:
            yield

    def wait(self, host: str) -> None:
        """Sleep until the host may be asked again; each try counts, retries too."""
        held = self._hosts.get(host)
        if held is None:
            return
        with held.lock:
            now = time.monotonic()
            start = max(now, held.next_at)
            held.next_at = start + held.interval
        time.sleep(max(0.0, start - now))
