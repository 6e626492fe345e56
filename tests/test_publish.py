"""From files to a published vintage: same inputs, same id; what was published stays, whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

import publish
from etl.reference import Choice
from warehouse.connection import frame
from warehouse.errors import ContractError, HouseError, StorageError
from warehouse.settings import Settings
from warehouse.vintages import current_id, ids, listing, path_of

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
SMALL_FILE_BYTES = 100_000


def build(settings: Settings, **choice: object) -> tuple[str, bool]:
    return publish.build(settings, Choice(**choice))


def one_tonne_more(rows) -> None:
    rows["observation/office_goods"][0]["obs_value"] = 101


def alpha_in_2020(vintage: str, settings: Settings) -> float:
    sql = "select obs_value from core_observation where entity = 'XXALP' and period_start = date '2020-01-01'"
    return float(frame(path_of(vintage, settings), sql)["obs_value"].iloc[0])


def etl(settings: Settings, *words: str, before: str = "") -> subprocess.CompletedProcess[str]:
    """`python -m etl` in a process of its own, after a statement that puts it in trouble."""
    code = f"import sys; {before}; from etl.__main__ import main; sys.exit(main(sys.argv[1:]))"
    environment = {**os.environ, "PRM_DATA": str(settings.data), "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", code, *words], env=environment, capture_output=True, text=True, check=False, cwd=ROOT
    )


def beside_the_vintages(settings: Settings) -> set[str]:
    kept = {f"{vintage}.duckdb" for vintage in ids(settings)}
    return {path.name for path in settings.warehouse.iterdir()} - kept


def assert_one_sentence(run: subprocess.CompletedProcess[str], code: int) -> None:
    assert run.returncode == code, run.stderr
    assert run.stdout == ""
    assert "Traceback" not in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1
    assert run.stderr.strip().endswith(".")


# --- the same inputs


def test_the_same_files_give_the_same_id_in_another_folder(small, small_reference):
    vintage, is_new = build(small_reference())
    assert (vintage, is_new) == (small.vintage, True)


def test_the_id_is_the_newest_retrieval_day_and_the_start_of_the_content_hash(small):
    held = frame(path_of(settings=small.settings), "select content_hash from meta_vintage")["content_hash"].iloc[0]
    assert small.vintage == f"2024-06-30-{held[:8]}"
    assert len(held) == 64


def test_building_again_changes_no_file(built_small):
    settings, vintage = built_small
    before = path_of(vintage, settings).stat()
    assert build(settings) == (vintage, False)
    after = path_of(vintage, settings).stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)


def test_nothing_but_the_pointer_stands_beside_the_vintages(small):
    assert beside_the_vintages(small.settings) == {"CURRENT"}


@pytest.mark.slow
def test_one_cell_more_or_less_gives_another_vintage_and_the_old_one_stays_readable(built_small, small_reference):
    settings, old = built_small
    pointer = (settings.warehouse / "CURRENT").stat().st_ino
    changed = small_reference(one_tonne_more, "changed")
    changed.reference.rename(settings.data / "newer")
    settings.reference.rename(settings.data / "older")
    (settings.data / "newer").rename(settings.reference)
    new, is_new = build(settings)
    assert is_new
    assert new[-8:] != old[-8:]
    assert ids(settings) == [new, old]
    assert (alpha_in_2020(old, settings), alpha_in_2020(new, settings)) == (100, 101)
    assert (settings.warehouse / "CURRENT").stat().st_ino != pointer, "the pointer is replaced, never rewritten"


@pytest.mark.slow
def test_a_build_of_former_content_makes_that_vintage_current_again(built_small):
    settings, old = built_small
    goods = settings.reference / "observation" / "office_goods.csv"
    text = goods.read_text(encoding="utf-8")
    goods.write_text(text.replace(",100,", ",101,"), encoding="utf-8")
    new, _ = build(settings)
    assert new != old
    goods.write_text(text, encoding="utf-8")
    assert build(settings) == (old, False)
    assert ids(settings) == [old, new]


# --- releases


@pytest.mark.slow
def test_a_build_as_of_a_day_uses_older_releases_and_does_not_become_current(built_small):
    settings, whole = built_small
    earlier, is_new = build(settings, as_of=date(2024, 1, 31))
    assert is_new
    assert current_id(settings) == whole
    assert ids(settings) == [whole, earlier]
    sql = "select distinct release from core_observation where measure = 'gdp' order by release"
    assert list(frame(path_of(whole, settings), sql)["release"]) == ["2023", "2024"]
    assert list(frame(path_of(earlier, settings), sql)["release"]) == ["2023"]
    assert {one.id: one.note for one in listing(settings)}[earlier] == "releases published by 2024-01-31"


@pytest.mark.slow
def test_a_pinned_release_makes_another_vintage_that_says_so(built_small):
    settings, whole = built_small
    pinned, _ = build(settings, pinned={"office_regions": "2023"})
    assert current_id(settings) == whole
    assert {one.id: one.note for one in listing(settings)}[pinned] == "office_regions pinned to release 2023"


@pytest.mark.slow
def test_a_day_that_leaves_nothing_out_is_the_whole(small_reference):
    settings = small_reference()
    first, _ = build(settings, as_of=date(2030, 1, 1))
    assert listing(settings)[0].note == ""
    assert build(settings) == (first, False)


def test_a_day_before_every_release_is_refused_in_a_sentence(small_reference):
    with pytest.raises(HouseError, match="choose a later day"):
        build(small_reference(), as_of=date(1990, 1, 1))


def test_a_release_that_is_not_held_is_refused_with_those_that_are(small_reference):
    with pytest.raises(HouseError, match="No release '1999' of 'office_regions' is held. Held: 2023, 2024"):
        build(small_reference(), pinned={"office_regions": "1999"})


# --- what goes wrong


def test_a_build_that_fails_leaves_the_current_vintage_and_no_rest(built_small):
    settings, vintage = built_small
    (settings.reference / "port.csv").write_text("port_id\n", encoding="utf-8")
    with pytest.raises(ContractError):
        build(settings)
    assert current_id(settings) == vintage
    assert beside_the_vintages(settings) == {"CURRENT"}


@pytest.mark.slow
def test_a_damaged_vintage_is_made_again(built_small):
    settings, vintage = built_small
    path_of(vintage, settings).write_bytes(b"no database at all" * 1000)
    assert build(settings) == (vintage, True)
    assert alpha_in_2020(vintage, settings) == 100


@pytest.mark.slow
def test_a_killed_build_leaves_the_pointer_and_the_next_build_sweeps(built_small):
    settings, vintage = built_small
    goods = settings.reference / "observation" / "office_goods.csv"
    goods.write_text(goods.read_text(encoding="utf-8").replace("198", "199"), encoding="utf-8")
    running = subprocess.Popen(
        [sys.executable, "-m", "etl", "build"], cwd=ROOT, env={**os.environ, "PRM_DATA": str(settings.data)}
    )
    staged = settings.warehouse / f".staging-{running.pid}.duckdb"
    deadline = time.monotonic() + 300
    while not staged.exists() and running.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert staged.exists()
    assert current_id(settings) == vintage
    assert alpha_in_2020(vintage, settings) == 100
    new, is_new = build(settings)
    assert is_new
    assert current_id(settings) == new
    assert beside_the_vintages(settings) == {"CURRENT"}


@pytest.mark.slow
def test_a_full_disk_is_one_sentence_and_nothing_published_is_lost(built_small):
    settings, vintage = built_small
    goods = settings.reference / "observation" / "office_goods.csv"
    goods.write_text(goods.read_text(encoding="utf-8").replace("198", "199"), encoding="utf-8")
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({SMALL_FILE_BYTES}, {SMALL_FILE_BYTES}))"
    run = etl(settings, "build", before=limit)
    assert_one_sentence(run, 1)
    assert "Free some space" in run.stderr
    assert current_id(settings) == vintage
    assert alpha_in_2020(vintage, settings) == 100
    assert beside_the_vintages(settings) == {"CURRENT"}


@pytest.mark.slow
@pytest.mark.parametrize("kilobytes", [20, 500, 3_000, 8_000])
def test_the_disk_may_fill_at_any_moment_of_a_full_build(tmp_path: Path, kilobytes: int):
    (tmp_path / "reference").symlink_to(ROOT / "data" / "reference", target_is_directory=True)
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({kilobytes * 1000}, {kilobytes * 1000}))"
    assert_one_sentence(etl(Settings(tmp_path), "build", before=limit), 1)
    assert list((tmp_path / "warehouse").iterdir()) == []


def test_a_warehouse_folder_that_is_a_file_is_one_sentence(small_reference):
    settings = small_reference()
    settings.warehouse.write_text("in the way", encoding="utf-8")
    with pytest.raises(StorageError, match="make the folder writable"):
        build(settings)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that nobody can write to, such as /proc")
def test_a_folder_that_cannot_be_written_is_one_sentence(small_reference):
    settings = small_reference()
    settings.warehouse.symlink_to("/proc", target_is_directory=True)
    with pytest.raises(StorageError, match="make the folder writable"):
        build(settings)
