"""One series through its releases: figure, table and words say the same revision."""

from __future__ import annotations

import pandas as pd
import pytest

from charts.chart import Chart
from charts.revisions import revisions
from charts.theme import DARK, LIGHT, Theme
from language.formats import plain


def prints(*rows: tuple[str, int, float | None, str]) -> pd.DataFrame:
    """Prints of one series: release, year, value, status."""
    return pd.DataFrame(
        {
            "release": [release for release, *_ in rows],
            "released_on": [pd.Timestamp(f"{release}-06-01") for release, *_ in rows],
            "freq": "A",
            "period_start": [pd.Timestamp(year, 1, 1) for _, year, *_ in rows],
            "obs_value": [value for *_, value, _ in rows],
            "obs_status": [status for *_, status in rows],
            "unit": "EUR",
        }
    )


REVISED = pd.DataFrame(
    {
        "freq": "A",
        "period_start": [pd.Timestamp(2020, 1, 1), pd.Timestamp(2021, 1, 1)],
        "unit": "EUR",
        "first_release": ["2023", "2023"],
        "first_value": [1_000_000.0, 1_100_000.0],
        "first_status": ["A", "P"],
        "latest_release": ["2024", "2024"],
        "latest_value": [1_000_000.0, 1_200_000.0],
        "latest_status": ["A", "A"],
        "n_prints": [2, 2],
        "difference": [0.0, 100_000.0],
        "revision_size": [0.0, 1 / 12],
    }
)
PRINTS = prints(
    ("2023", 2020, 1_000_000, "A"),
    ("2023", 2021, 1_100_000, "P"),
    ("2024", 2020, 1_000_000, "A"),
    ("2024", 2021, 1_200_000, "A"),
)


def drawn(moved: pd.DataFrame = REVISED, theme: Theme = LIGHT, lang: str = "en") -> Chart:
    return revisions(PRINTS, moved, title="GDP", place="Coast", file_stem="revisions", theme=theme, lang=lang)


def test_the_title_names_the_largest_revision() -> None:
    assert plain(drawn().title) == "GDP, Coast: the figure for 2021 went from 1.10 M EUR to 1.20 M EUR"


def test_without_a_revision_it_says_so() -> None:
    same = REVISED.assign(latest_value=REVISED["first_value"], difference=0.0, revision_size=0.0)
    chart = drawn(same)
    assert chart.title == "GDP, Coast: no figure was revised"
    assert not [trace for trace in chart.figure.to_dict()["data"] if trace["meta"].get("role") == "revised"]


def test_figure_and_table_agree() -> None:
    chart = drawn()
    newest = next(trace for trace in chart.figure.to_dict()["data"] if trace["meta"].get("release") == "2024")
    assert newest["y"] == [1_000_000, 1_200_000]
    assert list(chart.table["latest"]) == [1_200_000, 1_000_000]
    assert list(chart.table["period"]) == ["2021", "2020"]
    assert chart.table["revision_pct"].iloc[0] == pytest.approx(100 / 12, abs=1e-6)
    assert list(chart.table["first_status"]) == ["provisional", "final"]


def test_the_stroke_joins_what_was_first_published_with_what_is_latest() -> None:
    stroke = next(trace for trace in drawn().figure.to_dict()["data"] if trace["meta"].get("role") == "revised")
    assert stroke["y"][:2] == [1_100_000, 1_200_000]


def test_a_provisional_figure_is_hollow() -> None:
    older = next(trace for trace in drawn().figure.to_dict()["data"] if trace["meta"].get("release") == "2023")
    assert older["marker"]["color"] == [LIGHT.muted, LIGHT.paper]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "fr", "nl"])
def test_it_draws_in_every_language_and_scheme_and_is_valid_for_plotly(theme: Theme, lang: str) -> None:
    chart = drawn(theme=theme, lang=lang)
    assert len(chart.figure.data) == 3
    assert chart.alt.endswith(".")
    assert "Coast" in chart.alt
