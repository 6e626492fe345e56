"""The change report: what two releases say differently, and what they do not say on one scale."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from etl.changes import change_report
from tests.conftest import _cell, goods
from warehouse.connection import Staging
from warehouse.contract import create_tables
from warehouse.tables import OBSERVATION


def vintage(path: Path, release: str, measure: str, *tonnes: float) -> Path:
    """One source's figures of Alpha from 2020 on, as one release."""
    stage = Staging(path)
    create_tables(stage)
    day = pd.Timestamp(2024, int(release), 1)
    held = {"source_id": "office_goods", "release": release, "released_on": day, "retrieved_on": day}
    stage.insert("core_release", pd.DataFrame([held]))
    figures = [goods("XXALP", 2020 + n, t, measure=measure, release=release) for n, t in enumerate(tonnes)]
    rows = pd.DataFrame(
        [{column: _cell(OBSERVATION, column, row) for column in OBSERVATION.columns} for row in figures]
    )
    stage.insert(OBSERVATION.name, rows.assign(period_start=pd.to_datetime(rows["period_start"]), is_rounded=False))
    stage.close()
    return path


@pytest.mark.parametrize(
    ("measure", "lines"),
    [
        ("gross_weight", ["1 new figures, 1 revised", "  revised: XXALP gross_weight A 2021-01-01: 110 -> 111 t"]),
        ("liner_connectivity", ["1 new figures, 0 revised", "  not compared: 2 figures stand on another calibration"]),
    ],
)
def test_t18_an_index_that_is_calibrated_anew_is_not_compared_with_its_former_release(tmp_path, measure, lines):
    old = vintage(tmp_path / "old.duckdb", "1", measure, 100, 110)
    new = vintage(tmp_path / "new.duckdb", "2", measure, 100, 111, 120)
    said = change_report(old, new, {})
    assert len(said) == 2
    assert all(words in line for words, line in zip(lines, said, strict=True))
