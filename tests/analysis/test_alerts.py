"""What stands out in a build: against earlier changes, against targets, against the day the figures were read."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.alert_words import alert_sentence
from analysis.alerts import LEAST, overdue, unusual
from language import LANGS
from language.formats import plain
from warehouse.reads import alerts
from warehouse.slate import Slate
from warehouse.tables import BY_NAME

QUIET = [1.0, -1.0, 2.0, -2.0, 0.5, -0.5, 1.5, -1.5]


def changes(entity: str, values: Sequence[float], last: int = 2024, **other: object) -> list[dict[str, object]]:
    """Annual changes of a port's goods, the newest in `last`."""
    row = {"indicator": "yoy_change", "entity_type": "port", "entity": entity, "basis": "published", "variant": ""}
    years = range(last - len(values) + 1, last + 1)
    return [
        {**row, "freq": "A", "period_start": pd.Timestamp(year, 1, 1), "value": value, "unit": "%", **other}
        for year, value in zip(years, values, strict=True)
    ]


def over(slate: Slate, **tables: list[dict[str, object]]) -> Slate:
    for name, rows in tables.items():
        frame = pd.DataFrame(rows, columns=list(BY_NAME[name].columns))
        slate.put(name, pa.Table.from_pandas(frame, preserve_index=False))
    return slate


def found(*series: list[dict[str, object]]) -> pd.DataFrame:
    with Slate() as slate:
        return unusual(over(slate, out_indicator=[row for rows in series for row in rows]).frame)


def test_a_change_far_outside_its_usual_range_stands_out():
    row = found(changes("XXALP", [*QUIET, 40.0])).iloc[0]
    # Median 0 and median distance 1.25: 40 lies 40 / (1.4826 x 1.25) robust deviations away.
    assert row["robust_z"] == pytest.approx(40 / (1.4826 * 1.25))
    assert row["alert_id"] == "unusual:yoy_change:port:XXALP:2024-01-01"
    assert (row["lower"], row["upper"]) == (pytest.approx(-4.383, abs=1e-3), pytest.approx(4.383, abs=1e-3))


@pytest.mark.parametrize(
    "rows",
    [
        changes("XXALP", [*QUIET, 2.0]),
        changes("XXALP", [*QUIET[:7], 40.0]),
        changes("XXALP", [1.0] * 8 + [40.0]),
        changes("XXALP", [*QUIET, 40.0], variant="median_4"),
        changes("BE", [*QUIET, 40.0], entity_type="country"),
    ],
    ids=["usual", "too few before", "nothing ever moved", "another variant", "a country"],
)
def test_what_does_not_stand_out_raises_nothing(rows):
    assert found(rows).empty


def test_old_news_is_no_news():
    stale = changes("XXALP", [*QUIET, 40.0], last=2019)
    assert found(stale, changes("XXBET", [*QUIET, 0.0])).empty


def test_a_middling_change_stands_out_alone_but_not_among_many():
    row = [*QUIET, 7.0]
    assert len(found(changes("XXALP", row))) == 1
    others = [changes(f"XX{place:03d}", [*QUIET, 0.1]) for place in range(40)]
    assert found(changes("XXALP", row), *others).empty


def test_a_level_is_watched_by_its_change():
    level = [100.0]
    for step in (1.01, 0.99) * 9:
        level.append(level[-1] * step)
    rows = changes("XXALP", [*level, level[-1] * 1.5], indicator="plsci", freq="Q", unit="index")
    quarters = pd.date_range("2019-01-01", periods=len(rows), freq="QS")
    rows = [row | {"period_start": start} for row, start in zip(rows, quarters, strict=True)]
    row = found(rows).iloc[0]
    assert (row["value"], row["unit"]) == (pytest.approx(50), "%")


@pytest.mark.slow
@settings(max_examples=12)
@given(st.lists(st.floats(-50, 50), min_size=LEAST["A"] + 1, max_size=20), st.floats(0.1, 10), st.floats(-20, 20))
def test_scale_and_shift_of_a_series_change_no_verdict(values, scale: float, shift: float):
    one = found(changes("XXALP", [round(value, 3) for value in values]))
    other = found(changes("XXALP", [round(value, 3) * scale + shift for value in values]))
    if len(one) == len(other) == 1:
        assert one.iloc[0]["robust_z"] == pytest.approx(other.iloc[0]["robust_z"], rel=1e-6, abs=1e-9)
    else:
        borderline = pd.concat([one, other])
        assert borderline.empty or borderline["q_value"].between(0.05 - 1e-6, 0.05 + 1e-6).all()


# --- releases


def sources(released: str, read: str, days: int = 100, cadence: str = "annual") -> dict[str, list[dict[str, object]]]:
    return {
        "core_source": [{"source_id": "s", "cadence": cadence, "max_overdue_days": days}],
        "core_release": [
            {
                "source_id": "s",
                "release": "1",
                "released_on": pd.Timestamp(released),
                "retrieved_on": pd.Timestamp(read),
            }
        ],
        "core_series": [
            {"source_id": "s", "release": "1", "freq": "A", "period_start": pd.Timestamp(2020, 1, 1), "obs_value": 1.0}
        ],
    }


@pytest.mark.parametrize(
    ("tables", "due"),
    [
        (sources("2024-01-01", "2024-04-10"), []),
        (sources("2024-01-01", "2024-04-11"), ["2024-04-10"]),
        (sources("2024-01-01", "2024-12-31", cadence="occasional"), []),
        # Dated by our reading only: 2020 is followed by 2021, and that was due a hundred days after its end.
        (sources("2024-04-11", "2024-04-11"), ["2022-04-11"]),
    ],
)
def test_a_release_is_overdue_against_the_day_the_figures_were_read(tables, due: list[str]):
    with Slate() as slate:
        late = overdue(over(slate, **tables).frame)
    assert late["due_on"].astype(str).str[:10].tolist() == due


# --- what stands in the vintage


def test_every_alert_of_the_vintage_is_said_in_every_language(at_full):
    held = alerts(at_full)
    assert not held.empty
    for row in held.to_dict("records"):
        for lang in LANGS:
            said = alert_sentence(row, "Change on the year before", lang)
            assert "{" not in said
            assert said.endswith(".")


def test_the_connectivity_of_moerdijk_stood_out_in_2024(at_full):
    row = alerts(at_full).set_index("alert_id").loc["unusual:plsci:port:NLMOE:2024-01-01"]
    assert plain(alert_sentence(row.to_dict(), "Liner shipping connectivity", "en")) == (
        "Moerdijk, Q1 2024: change of “Liner shipping connectivity” +17.1 %; usually between -4.3 % and +4.3 %."
    )


def test_false_discoveries_are_controlled_over_all_alerts(at_full):
    held = alerts(at_full)
    odd = held[held["alert_kind"] == "unusual"]
    assert odd["q_value"].between(0, 0.05).all()
    assert ((odd["value"] < odd["lower"]) | (odd["value"] > odd["upper"])).all()
