"""The same contracts against the real publishers, for whoever has internet: `pytest -m network tests/etl/sources`.

Nothing of this runs by itself: a test marked `network` is left out unless it is asked for by its mark.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.http import Network
from etl.live import harmonised
from etl.progress import Progress
from etl.refresh import fetch
from etl.snapshots import Shelf
from etl.source import Held, Source
from etl.sources import SOURCES

pytestmark = pytest.mark.network
ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("source", SOURCES, ids=[source.id for source in SOURCES])
def test_the_publisher_still_keeps_the_contract(source: Source, tmp_path):
    held = Held.read(ROOT / "data" / "reference")
    with Network() as network:
        snapshot, state = fetch(source, network, Shelf(tmp_path, source.id), held, Progress(source.id))
        assert state == "new"
        assert snapshot.rows > 0
        if source.load is None:
            made, _rows = harmonised(source, snapshot, held)
            assert sum(len(rows) for rows in made.tables.values()) > 0
        assert fetch(source, network, Shelf(tmp_path, source.id), held, Progress(source.id))[1] == "unchanged"
