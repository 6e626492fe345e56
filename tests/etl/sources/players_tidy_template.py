"""A port authority as the tests play it: a file in a folder, no network."""

from __future__ import annotations

import tempfile
from pathlib import Path

from pytest_httpserver import HTTPServer

from tests.etl.sources import made
from tests.etl.sources.archives import Spoil
from tests.etl.sources.specimens import NETWORK_FAULTS, Player, cut, halved, latin1, replaced

_INBOX = Path(tempfile.mkdtemp(prefix="inbox-"))
_QUARANTINED = (
    "new_column",
    "changed_unit",
    "changed_codes",
    "wrong_encoding",
    "decimal_comma",
    "truncated",
    "shifted_columns",
)


def _serve(server: HTTPServer, spoil: Spoil) -> None:
    del server
    (_INBOX / "figures.csv").write_bytes(spoil(made.handed_in()))


PLAYERS = {
    "tidy_template": Player(
        serve=_serve,
        data="nothing is asked",
        root=_INBOX.as_posix(),
        rows=3,
        spoils={
            "new_column": replaced("port,period", "berth,port,period"),
            "changed_unit": replaced(",t,", ",kt,"),
            "changed_codes": replaced("ro_ro", "hovercraft"),
            "halved": halved,
            "wrong_encoding": latin1,
            "decimal_comma": replaced(",1500000,t,", ',"1500000,5",t,'),
            "truncated": cut,
            "shifted_columns": replaced("BEOST,2024-Q3", "BEOST,x,2024-Q3"),
        },
        not_applicable=dict.fromkeys(NETWORK_FAULTS, "the files lie in a folder of this machine: no line can break"),
        outcomes={**dict.fromkeys(_QUARANTINED, "quarantined"), "halved": "new"},
    ),
}
