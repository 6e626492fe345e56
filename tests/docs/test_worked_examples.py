"""The examples of docs/add_a_source.md and docs/add_an_indicator.md do what their pages say."""

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

import publish
from etl.reference import Choice
from kpis import throughput
from kpis.build import COLUMNS
from kpis.registry import Indicator
from language.formats import exact
from tests.conftest import ROOT
from warehouse import reads
from warehouse.settings import Settings

pytestmark = pytest.mark.slow

BLOCK = re.compile(r"`data/reference/([\w/]+\.csv)`[^`]*?(?:`[^`]*`[^`]*?)*?```csv\n(.*?)```", re.DOTALL)


def example_rows() -> dict[str, str]:
    return dict(BLOCK.findall((ROOT / "docs" / "add_a_source.md").read_text(encoding="utf-8")))


def copied_reference(folder: Path) -> Settings:
    shutil.copytree(ROOT / "data" / "reference", folder / "reference", symlinks=False)
    return Settings(folder)


def test_the_page_shows_all_files_a_source_needs() -> None:
    needed = {"licence.csv", "source.csv", "release.csv", "measure.csv", "definition.csv", "preference.csv"}
    assert set(example_rows()) == needed | {"observation/harbour_office_ferries.csv"}


@pytest.mark.slow
def test_the_rows_of_the_page_make_a_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = copied_reference(tmp_path)
    for figures in (settings.reference / "observation").glob("eurostat_*.csv"):
        figures.unlink()  # the source of the page needs no other beside it
    for name, text in example_rows().items():
        with (settings.reference / name).open("a", encoding="utf-8") as file:
            file.write(text)
    monkeypatch.setenv("PRM_DATA", str(settings.data))
    vintage, _is_new = publish.build(settings, Choice())
    source = reads.sources(vintage).set_index("source_id").loc["harbour_office_ferries"]
    assert (source["n_values"], source["n_entities"], source["n_series"]) == (2, 1, 1)
    series = reads.query(
        vintage,
        "select obs_value, obs_status from core_series "
        "where measure = 'ferry_departures' and basis = 'published' order by period_start",
    )
    assert list(series.itertuples(index=False, name=None)) == [(12_000, "A"), (12_500, "P")]


def example_indicator() -> Indicator:
    """The indicator of the page, declared in the theme's own module but kept out of the registry."""
    text = (ROOT / "docs" / "add_an_indicator.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", text, re.DOTALL).group(1)
    declared: dict[str, object] = {}

    def noted(**record: object):
        declared.update(record)
        return lambda function: function

    namespace = vars(throughput) | {"kpi": noted}
    exec(compile(code, "docs/add_an_indicator.md", "exec"), namespace)  # noqa: S102 - our own page
    function = namespace["tonnes_per_day"]
    return Indicator(code="tonnes_per_day", note=str(function.__doc__), function=function, **declared)


def test_the_indicator_of_the_page_gives_the_number_the_page_names(at_full: str) -> None:
    one = example_indicator()
    rows = reads.query(at_full, f"select * from ({one.text()})")
    assert list(rows.columns) == list(COLUMNS)
    moerdijk = rows[(rows["entity"] == "NLMOE") & (rows["basis"] == "published")].set_index("period_start")
    value = moerdijk.loc[pd.Timestamp("2024-01-01"), "value"]
    assert value == pytest.approx(5_695_000 / 366)
    assert exact(round(value, 1), "", "en") == "15,560.1"
    assert ((rows["value"].isna()) == (rows["reason"].notna())).all()
