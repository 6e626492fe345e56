"""Small multiples: a panel a port, each on its own scale, with the marks of the trend."""

import pandas as pd

from charts.chart import Chart
from charts.multiples import PANELS, multiples
from charts.theme import LIGHT
from language.formats import plain

TONNES = {"code": "gross_weight", "title": "Gross weight handled", "unit": "t"}
NO_LINEAGE = pd.DataFrame(columns=["lineage_kind", "predecessor", "successor", "successor_name", "effective"])


def rows(entity: str, values: list[float | None]) -> pd.DataFrame:
    """Annual rows of out_indicator from 2020 on."""
    start = pd.to_datetime([f"{2020 + at}-01-01" for at in range(len(values))])
    table = {"entity": entity, "basis": "published", "freq": "A", "period_start": start, "value": values}
    empty = {"lower": None, "upper": None, "coverage": None, "n_obs": 1}
    status = ["A" if value is not None else None for value in values]
    return pd.DataFrame(table | empty | {"obs_status": status, "reason": None})


def drawn(*frames: pd.DataFrame, chosen: tuple[str, ...]) -> Chart:
    return multiples(
        pd.concat(frames),
        names={"FRCQF": "Calais", "GBPOO": "Poole"},
        chosen=chosen,
        indicator=TONNES,
        lineage=NO_LINEAGE,
        theme=LIGHT,
        lang="en",
    )


TWO = drawn(rows("FRCQF", [10e6, None, 30e6]), rows("GBPOO", [1e6, 3e6, 2e6]), chosen=("FRCQF", "GBPOO"))


def test_every_port_has_its_own_axis_and_says_so() -> None:
    points = [t for t in TWO.figure.data if t.meta["role"] == "points"]
    assert [t.yaxis for t in points] == ["y", "y2"]
    assert TWO.figure.layout.yaxis.range != TWO.figure.layout.yaxis2.range
    assert "each panel has its own scale" in TWO.subtitle


def test_the_table_gives_first_newest_lowest_and_highest_as_drawn() -> None:
    table = TWO.table.set_index("port_id")
    for entity in ("FRCQF", "GBPOO"):
        (points,) = [t for t in TWO.figure.data if t.meta == {"entity": entity, "role": "points"}]
        heights = list(points.y)
        told = table.loc[entity, ["first_value", "last_value", "lowest", "highest"]]
        assert list(told) == [heights[0], heights[-1], min(heights), max(heights)]


def test_a_gap_stays_a_gap_and_lone_points_get_markers() -> None:
    (points,) = [t for t in TWO.figure.data if t.meta == {"entity": "FRCQF", "role": "points"}]
    assert not [t for t in TWO.figure.data if t.meta == {"entity": "FRCQF", "role": "plain"}]
    assert list(points.marker.size) == [7, 7]


def test_heads_and_alt_text_carry_the_figures() -> None:
    heads = plain(" ".join(a.text for a in TWO.figure.layout.annotations))
    assert "Calais</b><br>30.0 Mt in 2022" in heads
    assert "Calais from 10,000,000 t to 30,000,000 t and Poole from 1,000,000 t to 2,000,000 t" in plain(TWO.alt)


def test_at_most_twelve_panels_and_the_rest_are_named() -> None:
    ports = tuple(f"P{n:02}" for n in range(14))
    chart = drawn(*(rows(port, [1.0, 2.0]) for port in ports), chosen=ports)
    assert len(chart.table) == PANELS
    assert chart.notes == ("Twelve panels are shown; the table of the chart above also holds P12 and P13.",)
