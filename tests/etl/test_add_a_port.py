"""A port is one row: the example of docs/add_a_port.md, appended to a copy of the real reference."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import publish
from etl.reference import Choice
from kpis import reads as indicators
from warehouse import reads

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = "FRSML"


def example_row(table: str) -> str:
    """The row that the guide shows under the name of a table's file."""
    guide = (ROOT / "docs" / "add_a_port.md").read_text(encoding="utf-8")
    found = re.search(rf"`data/reference/{table}\.csv`\s+```csv\n(.*?)\n```", guide, re.DOTALL)
    assert found, f"the guide shows no row of {table}.csv"
    return found[1]


@pytest.fixture
def real_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "data" / "reference", tmp_path / "reference")
    monkeypatch.setenv("PRM_DATA", str(tmp_path))
    return tmp_path / "reference"


def append(path: Path, row: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(row + "\n")


@pytest.mark.slow
def test_one_row_makes_a_port_and_one_more_row_makes_its_figure(real_copy: Path):
    from warehouse.settings import from_environment

    append(real_copy / "port.csv", example_row("port"))
    vintage, _ = publish.build(from_environment(), Choice())
    ports = reads.ports(vintage).set_index("port_id")
    assert ports.loc[EXAMPLE, "name"] == "Saint-Malo"
    assert reads.entity_type(vintage, EXAMPLE) == "port"
    assert indicators.series(vintage, "gross_weight", [EXAMPLE]).empty

    goods = real_copy / "observation" / "eurostat_mar_go_aa.csv"
    dublin = next(line for line in goods.read_text(encoding="utf-8").splitlines() if line.startswith("port,IEDUB,"))
    append(goods, dublin.replace("IEDUB", EXAMPLE).replace(",A,1997-01-01,", ",A,2024-01-01,"))
    newer, _ = publish.build(from_environment(), Choice())
    assert newer != vintage
    held = indicators.series(newer, "gross_weight", [EXAMPLE])
    assert held.loc[held["value"].notna(), "period_start"].dt.year.tolist() == [2024]
    coverage = indicators.series(newer, "data_coverage", [EXAMPLE]).set_index("period_start")["value"]
    assert coverage["2024-01-01"] > coverage["2023-01-01"] == 0
