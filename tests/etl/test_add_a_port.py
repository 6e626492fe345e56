"""A port is one row: the example of docs/add_a_port.md, appended to a copy of the real reference."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import publish
from etl.live import Live
from etl.reference import Choice
from kpis.registry import registered
from warehouse.connection import Staging
from warehouse.settings import from_environment
from warehouse.vintages import staging

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE, WITHOUT = "FRSML", "FRXML"


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


def figures(stage: Staging, port: str) -> dict[int, float]:
    """A port's goods by year, as the indicator says them over what was laid."""
    rows = stage.frame(
        f"select year(period_start) as year, value from ({registered()['gross_weight'].text()}) as x "
        f"where entity = '{port}' and basis = 'published' and variant = '' and freq = 'A' and value is not null"
    )
    return dict(zip(rows["year"], rows["value"], strict=True))


@pytest.mark.slow
def test_one_row_makes_a_port_and_one_more_row_makes_its_figure(real_copy: Path):
    """The guide's port with its figure, and beside it the same port under another code without one."""
    row = example_row("port")
    append(real_copy / "port.csv", row)
    append(real_copy / "port.csv", row.replace(EXAMPLE, WITHOUT))
    goods = real_copy / "observation" / "eurostat_mar_go_aa.csv"
    dublin = next(line for line in goods.read_text(encoding="utf-8").splitlines() if line.startswith("port,IEDUB,"))
    append(goods, dublin.replace("IEDUB", EXAMPLE).replace(",A,1997-01-01,", ",A,2024-01-01,"))
    settings = from_environment()
    with staging(settings) as stage:
        publish.lay(stage, settings, Choice(), Live(settings, ()))
        ports = stage.frame("select entity, entity_type, name from core_entity").set_index("entity")
        assert ports.loc[[EXAMPLE, WITHOUT]].to_numpy().tolist() == [["port", "Saint-Malo"]] * 2
        assert figures(stage, WITHOUT) == {}
        assert list(figures(stage, EXAMPLE)) == [2024]
