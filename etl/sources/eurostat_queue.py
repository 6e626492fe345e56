"""Eurostat prepares a large extraction later: with status 200 it hands out a number in place of the data.

The form of the two answers is that of Eurostat's guide to its asynchronous interface: `queued` with an id where the
data were asked for, a status under `1.0/async/status/`, the data under `1.0/async/data/` once it says AVAILABLE.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

from etl.faults import SourceFault
from etl.source import Fetching, Request

_TICKET = re.compile(rb"<(?:\w+:)?queued>\s*<(?:\w+:)?id>([0-9A-Za-z-]{4,64})</")
_STATUS = re.compile(rb"status>\s*([A-Z_]+)\s*</")
_WAITING, _READY = {"SUBMITTED", "PROCESSING"}, "AVAILABLE"
_HEAD = 4096
_FORMAT = {"format": "SDMX-CSV", "compressed": "false"}


def when_ready(fetching: Fetching, came: Path) -> Request | None:
    """Where the data are once they are prepared, after waiting for them; None when `came` is the data itself.

    Raises SourceFault "queued" when the publisher does not get ready within the deadline, or drops the request.
    """
    number = ticket(came)
    if number is None:
        return None
    limits = fetching.source.limits
    until = time.monotonic() + limits.deadline
    fetching.progress.say("waiting for Eurostat to prepare the data")
    while (state := _state(fetching.peek(f"1.0/async/status/{number}"))) in _WAITING and time.monotonic() < until:
        time.sleep(limits.poll)
    if state != _READY:
        raise SourceFault(
            "queued",
            f"Eurostat is preparing {fetching.source.dataset} and hands it out later (request {number}: {state}). "
            "Run the refresh again in an hour; if it stays, ask for less at a time (`slices`, `is_asked_by_place`).",
        )
    return f"1.0/async/data/{number}", _FORMAT


def ticket(came: Path) -> str | None:
    """The number under which the data will be had, None for a file that is no such answer."""
    with came.open("rb") as file:
        found = _TICKET.search(file.read(_HEAD))
    return found[1].decode() if found else None


def _state(answer: bytes) -> str:
    found = _STATUS.search(answer)
    return found[1].decode() if found else "an answer without a status"
