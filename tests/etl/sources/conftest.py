"""Eurostat on a local server, for tests that look at what is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from etl.http import Network
from etl.progress import Progress
from etl.snapshots import Draft, Shelf, Snapshot
from etl.source import Fetching, Held
from etl.sources.eurostat import source_of
from tests.etl.sources import players_eurostat
from tests.etl.sources.stage import QUICK, Stage

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def eurostat() -> Iterator[Stage]:
    with Stage() as server:
        yield server


@pytest.fixture
def stage_of_eurostat(eurostat, tmp_path, monkeypatch) -> Callable[..., Snapshot]:
    """Fetches a dataset from the local server; the structure goes through a change first.

    `before` registers answers that go before the usual ones.
    """

    def fetch(dataset, change=lambda text: text, before=lambda: None) -> Snapshot:
        eurostat.clear()
        before()
        code = dataset.code.upper()
        eurostat.expect_request(f"/sdmx/2.1/datastructure/ESTAT/{code}").respond_with_data(
            change(players_eurostat.structure(dataset)), mimetype="application/xml"
        )
        players_eurostat.serve(dataset, eurostat, lambda data: data)
        source = replace(source_of(dataset), limits=QUICK)
        monkeypatch.setenv(source.variable, eurostat.url_for("/"))
        draft = Draft.open(Shelf(tmp_path, source.id))
        with Network(QUICK) as network:
            held = Held.read(ROOT / "data" / "reference")
            source.fetch(Fetching(source, network, draft, held, Progress(source.id)))
        return draft.snapshot()

    return fetch
