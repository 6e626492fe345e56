"""Targets that officers set: reached, missed or still to come, by the direction of the indicator."""

from __future__ import annotations

import json

import pandas as pd
import pyarrow as pa
import pytest

from kpis.registry import indicator
from kpis.targets import check_units, standing
from warehouse.errors import ContractError
from warehouse.slate import Slate
from warehouse.tables import BY_NAME

READ_ON = "2024-06-30"


def target(code: str, value: float, day: str, **other: object) -> dict[str, object]:
    row = {"indicator": code, "entity_type": "port", "entity": "XXGAM", "target_value": value, "set_by": "Example"}
    return {**row, "unit": indicator(code).unit, "target_date": pd.Timestamp(day), **other}


def figure(code: str, year: int, value: float | None, **other: object) -> dict[str, object]:
    row = {
        "indicator": code,
        "entity_type": "port",
        "entity": "XXGAM",
        "basis": "published",
        "variant": "",
        "freq": "A",
    }
    return {**row, "period_start": pd.Timestamp(year, 1, 1), "value": value, "obs_status": "A", **other}


def laid(slate: Slate, targets: list[dict[str, object]], figures: list[dict[str, object]]) -> None:
    codes = sorted({str(row["indicator"]) for row in figures} | {"yoy_change", "data_age", "gross_weight"})
    meta = [
        {
            "indicator": code,
            "title": indicator(code).title,
            "indicator_unit": indicator(code).unit,
            "indicator_record": json.dumps(indicator(code).record()),
        }
        for code in codes
    ]
    held = {
        "core_target": targets,
        "out_indicator": figures,
        "meta_indicator": meta,
        "core_release": [{"retrieved_on": pd.Timestamp(READ_ON)}],
    }
    for name, rows in held.items():
        frame = pd.DataFrame(rows, columns=list(BY_NAME[name].columns))
        slate.put(name, pa.Table.from_pandas(frame, preserve_index=False))


def judged(targets: list[dict[str, object]], figures: list[dict[str, object]]) -> pd.DataFrame:
    with Slate() as slate:
        laid(slate, targets, figures)
        return standing(slate.frame)


@pytest.mark.parametrize(
    ("value", "day", "state"),
    [
        (0, "2023-12-31", "reached"),
        (5, "2023-12-31", "missed"),
        (5, "2030-12-31", "on_the_way"),
        (-1, "2030-12-31", "reached"),
        (5, "2024-03-31", "awaited"),
    ],
)
def test_a_target_is_judged_by_the_figure_of_its_own_period(value: float, day: str, state: str):
    row = judged([target("yoy_change", value, day)], [figure("yoy_change", 2023, 0.0)]).iloc[0]
    assert (row["state"], row["value"], row["period_start"].year) == (state, 0, 2023)


def test_a_later_figure_does_not_save_a_target(tmp_path):
    figures = [figure("yoy_change", 2022, 1.0), figure("yoy_change", 2023, 9.0)]
    assert judged([target("yoy_change", 5, "2022-12-31")], figures).iloc[0]["state"] == "missed"


def test_less_is_better_where_the_indicator_says_so():
    asked = [target("data_age", 100, "2030-12-31"), target("data_age", 900, "2030-12-31", set_by="Other")]
    rows = judged(asked, [figure("data_age", 2024, 500.0)])
    assert rows.set_index("set_by")["state"].to_dict() == {"Example": "on_the_way", "Other": "reached"}


def test_more_tonnes_are_neither_better_nor_worse():
    row = judged([target("gross_weight", 500, "2030-12-31")], [figure("gross_weight", 2023, 198.0)]).iloc[0]
    assert (row["state"], row["value"]) == ("unjudged", 198)


def test_a_target_without_any_figure_says_so():
    row = judged([target("yoy_change", 5, "2030-12-31")], [figure("yoy_change", 2023, None)]).iloc[0]
    assert row["state"] == "no_figure"


def test_figures_of_another_port_or_variant_do_not_count():
    others = [figure("yoy_change", 2023, 9.0, entity="XXALP"), figure("yoy_change", 2023, 9.0, variant="median_4")]
    assert judged([target("yoy_change", 5, "2023-12-31")], others).iloc[0]["state"] == "no_figure"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            target("yoy_change", 5, "2030-12-31", unit="t"),
            r"stands in 't', the indicator in '%'. Convert it in target.csv",
        ),
        (target("yoy_change", 5, "2030-12-31", indicator="luck"), r"names the indicator 'luck', which is not computed"),
    ],
)
def test_a_target_that_cannot_be_compared_stops_the_build(row: dict[str, object], sentence: str):
    with Slate() as slate:
        laid(slate, [row], [])
        with pytest.raises(ContractError, match=sentence):
            check_units(slate.frame)
