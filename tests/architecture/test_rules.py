"""The house keeps its rules, and each rule is seen to fail on a planted breach."""

import re
import statistics
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.rules import (
    BESIDE_THE_HOUSE,
    DOORS,
    FREE,
    ROOMS,
    Source,
    breaches,
    functions,
    imports,
    sources,
)

ROOT = Path(__file__).resolve().parents[2]
LONG = "def total() -> int:\n" + "    x = 1\n" * 50 + "    return x\n"
NOTED = 'def note():\n    """A note.\n' + "    more\n" * 60 + '    """\n    return 1\n'


@cache
def the_house() -> list[Source]:
    """The files of the house, parsed once for all tests."""
    return sources(ROOT)


def plant(root: Path, path: str, text: str) -> None:
    """Write one file into a tree of its own."""
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


def test_the_house_keeps_its_rules() -> None:
    found = breaches(ROOT)
    assert not found, "\n" + "\n".join(str(breach) for breach in found)


@pytest.mark.parametrize(
    ("path", "text", "line", "rule"),
    [
        ("kpis/structure.py", "import pandas\nimport etl.http\n", 2, "layers"),
        ("etl/build.py", "from kpis import registry\n", 1, "layers"),
        ("etl/build.py", "import publish\n", 1, "layers"),
        ("api/routes.py", "import ui.state\n", 1, "layers"),
        ("ui/state.py", "import api.routes\n", 1, "layers"),
        ("pages/port.py", "from warehouse import reads\n", 1, "layers"),
        ("charts/trend.py", "from kpis.registry import INDICATORS\n", 1, "layers"),
        ("charts/trend.py", "def trend():\n    import warehouse.reads\n", 2, "layers"),
        ("language/words.py", "import importlib\nimportlib.import_module('warehouse')\n", 2, "layers"),
        ("publish.py", "import ui.frame\n", 1, "layers"),
        ("app.py", "import etl.build\n", 1, "layers"),
        ("charts/trend.py", "import streamlit as st\n", 1, "doors"),
        ("kpis/reads.py", "import duckdb\n", 1, "doors"),
        ("ui/figure.py", "import plotly.graph_objects as go\n", 1, "doors"),
        ("ui/figure.py", "from pydeck import Deck\n", 1, "doors"),
        ("etl/fetch.py", "import httpx\n", 1, "doors"),
        ("etl/fetch.py", "from urllib.request import urlopen\n", 1, "doors"),
        ("etl/fetch.py", "from urllib import request\n", 1, "doors"),
        ("charts/maps.py", "import geopandas\n", 1, "doors"),
        ("exports/shapes.py", "import geopandas\n", 1, "doors"),
        ("kpis/trend.py", "import polars\n", 1, "doors"),
        ("kpis/utils.py", "x = 1\n", 1, "rooms"),
        ("warehouse/helpers/rows.py", "x = 1\n", 1, "rooms"),
        ("dashboards/port.py", "x = 1\n", 1, "rooms"),
        ("kpis/structure.py", LONG, 1, "length"),
        ("pages/port.py", "x = 1\n" * 61, 61, "length"),
        ("etl/load.py", "try:\n    x = 1\nexcept Exception:\n    x = 2\n", 3, "errors"),
        ("etl/load.py", "try:\n    x = 1\nexcept (OSError, BaseException):\n    x = 2\n", 3, "errors"),
        ("etl/load.py", "try:\n    x = 1\nexcept:\n    x = 2\n", 3, "errors"),
        ("etl/load.py", "x = 1\nassert x\n", 2, "errors"),
        ("pages/port.py", "x = 1\ncolour = '#0B4F6C'\n", 2, "colours"),
        ("ui/tiles.py", "style = f'border: 1px solid rgba(0, 0, 0, {1})'\n", 1, "colours"),
        ("pages/port.py", "q = 'SELECT value\\nFROM out_indicator'\n", 1, "sql"),
        ("ui/reads.py", "t = 1\nq = f'select {t} from core_{t}'\n", 2, "sql"),
        ("pages/port.py", "a, b = 3, 2\nchange = (a - b)\n", 2, "arithmetic"),
    ],
)
def test_a_planted_breach_is_named_by_file_and_line(tmp_path: Path, path: str, text: str, line: int, rule: str) -> None:
    plant(tmp_path, path, text)
    assert [(b.path, b.line, b.rule) for b in breaches(tmp_path)] == [(path, line, rule)]
    assert str(breaches(tmp_path)[0]).startswith(f"{path}:{line}: ")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("etl/__main__.py", "import publish\n"),
        ("publish.py", "import etl.build\nimport kpis.registry\nimport analysis\n"),
        ("etl/http.py", "import httpx\nfrom urllib.parse import urlsplit\n"),
        ("etl/fetch.py", "from urllib.parse import urlsplit\nfrom . import http\n"),
        ("exports/shapes.py", "def shapes():\n    import geopandas\n"),
        (
            "pages/port.py",
            "import streamlit as st\nst.write('Select a port from the list' + '.')\n",
        ),
        ("charts/theme.py", "INK = '#14222E'\n"),
        ("warehouse/reads.py", "q = 'select value from out_indicator'\n"),
        ("kpis/note.py", NOTED),
        ("tools/screenshots.py", "import playwright.sync_api\nimport http.client\n"),
        ("tests/kpis/test_x.py", "import duckdb\nassert True\n"),
        (".venv/lib/core.py", "assert True\n"),
    ],
)
def test_what_the_house_allows_passes(tmp_path: Path, path: str, text: str) -> None:
    plant(tmp_path, path, text)
    assert [str(breach) for breach in breaches(tmp_path)] == []


def test_functions_are_short_as_a_rule() -> None:
    lengths = [n for source in the_house() if source.room in ROOMS for _, n in functions(source)]
    assert statistics.median(lengths or [0]) <= 12


def test_import_linter_knows_every_room_of_the_tree() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    rooms = {source.room for source in the_house()} & ROOMS
    assert set(settings["tool"]["importlinter"]["root_packages"]) == rooms, (
        "name every room of the tree, and no other, in root_packages of [tool.importlinter] in pyproject.toml"
    )


# Packages that are installed under another name than they are imported by.
INSTALLED_AS = {"sdmx": "sdmx1"}


def test_every_third_party_package_has_its_exact_pin() -> None:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert [pin for pin in pins if not re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][0-9.a-z]*", pin)] == []
    pinned = {pin.split("==")[0].replace("-", "_").lower() for pin in pins}
    known = (set(DOORS) | FREE) - set(sys.stdlib_module_names) - {"http.client", "urllib.request"}
    inside = [source for source in the_house() if source.room not in BESIDE_THE_HOUSE]
    missing = {
        f"{source.path}:{imported.line}: {imported.top} is not pinned in requirements.txt"
        for source in inside
        for imported in imports(source)
        if imported.top in known and INSTALLED_AS.get(imported.top, imported.top) not in pinned
    }
    assert missing == set()


@pytest.mark.slow
def test_the_serving_process_does_not_pay_for_heavy_packages() -> None:
    ui = sorted(s.path[:-3].replace("/", ".") for s in the_house() if s.room in {"ui", "charts", "kpis"})
    modules = [name.removesuffix(".__init__") for name in ui if not name.endswith("__main__")]
    lines = [f"import {name}" for name in modules] + ["import sys"]
    lines.append("print([p for p in ('geopandas', 'plotly.express', 'etl') if p in sys.modules])")
    command = [sys.executable, "-c", "\n".join(lines)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.stdout.strip(), run.returncode) == ("[]", 0), run.stderr
