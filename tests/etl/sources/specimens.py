"""The publishers as the tests play them: for each source, who serves its specimens and how each fault looks in them.

A source without a player here fails `test_faults.py`. Players live in `players_<publisher>.py` beside this file,
each with its own `PLAYERS`; this file only puts them together. Specimens are ours, tiny, in the publisher's exact
format: `tests/specimens/<source>/`, with a README line that says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from pytest_httpserver import HTTPServer

HERE = Path(__file__).parent
SPECIMENS = HERE.parents[1] / "specimens"

Spoil = Callable[[bytes], bytes]

# Faults of the line: the test plays them itself on every request whose path matches `Player.data`.
NETWORK_FAULTS = (
    "html_page",
    "error_body",
    "too_many_requests",
    "server_error",
    "too_slow",
    "cut_connection",
    "moved",
    "not_found",
)
# Faults of the bytes: the player says how they look in its format.
CONTENT_FAULTS = (
    "new_column",
    "changed_unit",
    "changed_codes",
    "halved",
    "wrong_encoding",
    "decimal_comma",
    "truncated",
    "shifted_columns",
)


@dataclass(frozen=True)
class Player:
    """One publisher as played by the local server.

    `serve(server, spoil)` registers the answers on the server (paths as the publisher's, from the root); the bytes of
    each answer that carries figures go through `spoil` (a function from bytes to bytes; the test gives the identity or
    one of `spoils`). The test points PRM_URL_<ID> to `server.url_for(root)`.
    `data` is a regular expression (search) of the paths, with query, of the requests that carry figures: the test plays
    the faults of the line on them. `spoils` gives, fault by fault, the function that spoils the bytes; a fault that
    cannot happen in this format stands in `not_applicable` with the reason. `outcomes` names what is expected where it
    is not a stop by the fault's own name: "quarantined" (the source goes on, with rows set aside), or another fault's
    name with which it stops. `rows` is the number of rows that the specimens give in the main table, `table` its name.
    """

    serve: Callable[[HTTPServer, Spoil], None]
    data: str
    spoils: Mapping[str, Spoil]
    rows: int
    table: str = "core_observation"
    root: str = "/"
    not_applicable: Mapping[str, str] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)


def _all_players() -> dict[str, Player]:
    players: dict[str, Player] = {}
    for path in sorted(HERE.glob("players_*.py")):
        players |= import_module(f"tests.etl.sources.{path.stem}").PLAYERS
    return players


def __getattr__(name: str) -> object:
    """PLAYERS, put together when it is asked for: the players' files import this one."""
    if name == "PLAYERS":
        return _all_players()
    raise AttributeError(name)


def replaced(old: str, new: str, count: int = -1) -> Spoil:
    """A fault that exchanges one text for another; it must occur, or the test would test nothing."""

    def spoil(data: bytes) -> bytes:
        assert old.encode() in data, f"{old!r} does not stand in the specimen"
        return data.replace(old.encode(), new.encode(), count)

    return spoil


def halved(data: bytes) -> bytes:
    """The header and the first 40 % of the lines."""
    head, *lines = data.splitlines(keepends=True)
    return b"".join([head, *lines[: int(len(lines) * 0.4)]])


def latin1(data: bytes) -> bytes:
    """Bytes in ISO 8859-1, with a letter that shows it."""
    return data.decode().replace("a", "é", 1).encode("latin-1")


def cut(data: bytes) -> bytes:
    """The first two thirds."""
    return data[: len(data) * 2 // 3]
