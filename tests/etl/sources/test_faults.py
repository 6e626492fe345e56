"""Every live source through the same list of faults: each stops it by its own name, and the last snapshot stays."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from etl.faults import FAULTS, SourceFault
from etl.http import Network
from etl.live import harmonised
from etl.progress import Progress
from etl.refresh import fetch
from etl.snapshots import Shelf
from etl.source import Harmonised, Held, Source
from etl.sources import SOURCES
from tests.etl.sources.specimens import CONTENT_FAULTS, NETWORK_FAULTS, PLAYERS, Player
from tests.etl.sources.stage import IMPATIENT, QUICK, Stage

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.slow
WITH_PLAYER = [source for source in SOURCES if source.id in PLAYERS]


@pytest.fixture(scope="session")
def held() -> Held:
    return Held.read(ROOT / "data" / "reference")


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    with Stage() as server:
        yield server


@pytest.fixture(scope="session")
def network() -> Iterator[Network]:
    with Network(QUICK) as opened:
        yield opened


class Play:
    """One source with its publisher: asks it, keeps its snapshots in a folder of the test."""

    def __init__(self, source: Source, stage: Stage, network: Network, held: Held, folder: Path) -> None:
        bounds = replace(source.expect, rows=(1, source.expect.rows[1]))
        self.source = replace(source, expect=bounds, limits=QUICK)
        self.player: Player = PLAYERS[source.id]
        self.stage, self.network, self.held, self.folder = stage, network, held, folder
        self.shelf = Shelf(folder, source.id)

    def ask(self, spoil=lambda data: data, *, limits=QUICK) -> tuple[str, Progress]:
        """The state of one run for this source; raises what the run raises."""
        self.stage.clear()
        self.player.serve(self.stage, spoil)
        progress = Progress(self.source.id)
        source = replace(self.source, limits=limits)
        _snapshot, state = fetch(source, self.network, self.shelf, self.held, progress)
        return state, progress

    def fault(self, name: str) -> str:
        """What comes of a fault: the name with which the source stops, or the state with which it goes on."""
        if name in NETWORK_FAULTS:
            self.stage.play(name, self.player.data)
        spoil = self.player.spoils[name] if name in CONTENT_FAULTS else lambda data: data
        try:
            state, progress = self.ask(spoil, limits=IMPATIENT if name == "too_slow" else QUICK)
        except SourceFault as error:
            assert str(error).endswith(".")
            return error.fault
        finally:
            was_played = self.stage.fault is None or self.stage.hits > 0
            self.stage.play(None)  # before the check: a fault left standing would fail the sources that follow
            assert was_played, f"no request matched {self.player.data}"
        if name == "moved":
            assert any("moved for good" in note for note in progress.notes)
        return "quarantined" if state == "new" and self._set_aside() else state

    def made(self) -> Harmonised | None:
        """What the last snapshot gives; None for a source that loads itself, which has tests of its own."""
        last = self.shelf.last()
        return None if last is None or self.source.load else harmonised(self.source, last, self.held)[0]

    def _set_aside(self) -> bool:
        made = self.made()
        return made is not None and len(made.set_aside) > 0


@pytest.fixture(params=WITH_PLAYER, ids=[source.id for source in WITH_PLAYER])
def play(request, stage, network, held, tmp_path, monkeypatch) -> Play:
    source: Source = request.param
    monkeypatch.setenv(source.variable, stage.url_for(PLAYERS[source.id].root))
    return Play(source, stage, network, held, tmp_path)


def test_the_specimens_become_rows_and_every_fault_has_its_name_and_leaves_the_last_snapshot(play, record_property):
    assert play.ask()[0] == "new"
    made = play.made()
    assert made is None or len(made.tables[play.player.table]) == play.player.rows
    assert play.ask()[0] == "unchanged"
    good = play.shelf.last()
    outcomes = {}
    for fault in (*CONTENT_FAULTS, *NETWORK_FAULTS):
        if fault in play.player.not_applicable:
            outcomes[fault] = "not applicable"
            continue
        shutil.rmtree(play.shelf.folder / ".part", ignore_errors=True)
        outcomes[fault] = play.fault(fault)
        if outcomes[fault] not in ("quarantined", "new"):
            assert play.shelf.last() == good
        elif play.shelf.last() != good:
            shutil.rmtree(play.shelf.last().folder)
    record_property("fault_matrix", [play.source.id, outcomes])
    assert outcomes == {fault: _expected(play.player, fault) for fault in outcomes}


def _expected(player: Player, fault: str) -> str:
    if fault in player.not_applicable:
        return "not applicable"
    return player.outcomes.get(fault, "unchanged" if fault == "moved" else fault)


def test_every_source_has_a_player_and_every_fault_that_cannot_happen_a_reason():
    assert [source.id for source in SOURCES if source.id not in PLAYERS] == []
    for source_id, player in PLAYERS.items():
        assert set(player.spoils) | set(player.not_applicable) >= set(CONTENT_FAULTS), source_id
        assert all(len(reason) > 10 for reason in player.not_applicable.values()), source_id
        assert set(player.outcomes.values()) <= {*FAULTS, "quarantined", "unchanged", "new"}, source_id
