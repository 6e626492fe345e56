"""What stands for a table in a vintage's hash: its rows, or, where they are too many, the files they came from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from warehouse.connection import Staging
from warehouse.contract import create_tables
from warehouse.tables import TABLES
from warehouse.vintages import content_hash


@pytest.fixture
def staging(tmp_path: Path) -> Iterator[Staging]:
    made = Staging(tmp_path / "staging.duckdb")
    create_tables(made)
    yield made
    made.discard()


def file_read(staging: Staging, name: str, sha256: str) -> None:
    row = {"file": name, "table_name": "core_port_day", "sha256": sha256, "n_rows": 1}
    staging.insert("meta_file", pd.DataFrame([row]))


def test_only_daily_port_activity_is_too_large_for_its_rows():
    assert [table.name for table in TABLES if table.hashed_by == "files"] == ["core_port_day"]


def test_a_large_table_stands_in_the_hash_by_the_bytes_it_was_read_from(staging: Staging):
    hashes = [content_hash(staging, "")]
    for name, sha256 in (("rows_2024Q1_001.json", "aa"), ("rows_2024Q1_002.json", "bb")):
        file_read(staging, name, sha256)
        hashes.append(content_hash(staging, ""))
    assert len(set(hashes)) == 3
    assert content_hash(staging, "") == hashes[-1]


def test_the_order_and_the_folder_of_the_files_do_not_matter(staging: Staging, tmp_path: Path):
    other = Staging(tmp_path / "other.duckdb")
    create_tables(other)
    for name, sha256 in (("a/1.json", "aa"), ("a/2.json", "bb")):
        file_read(staging, name, sha256)
    for name, sha256 in (("b/1.json", "bb"), ("b/2.json", "aa")):
        file_read(other, name, sha256)
    assert content_hash(staging, "") == content_hash(other, "")
    other.discard()
