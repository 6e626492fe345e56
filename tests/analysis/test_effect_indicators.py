"""Effects of declared shocks on declared ports: a step one knows, and the refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.effect_indicators import event_study_calls, its_level_effect, synthetic_control_effect

SHOCKS = [("S-PO", "2022-03-17", "P&O"), ("S-COVID-BE", "2020-03-18", "Lockdown")]


def shocks(*found: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(found, columns=["shock_id", "date_start", "name"]).assign(is_default=True)


def concerned(*pairs: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["shock_id", "entity"]).assign(entity_type="port")


def series(freq: str, start: str, **values: np.ndarray) -> pd.DataFrame:
    """Container tonnage by quarter, or goods by year, of some ports."""
    frames = []
    for port, column in values.items():
        periods = pd.date_range(start, periods=len(column), freq={"Q": "QS", "A": "YS"}[freq])
        frames.append(pd.DataFrame({"entity": port, "period_start": periods, "obs_value": column}))
    quarterly = {"measure": "vessel_gross_tonnage", "vessel_type": "container", "size_class": "total"}
    annual = {"measure": "gross_weight", "cargo_type": "total", "direction": "total"}
    same = {"freq": freq, "basis": "like_for_like", "variant": "", "entity_type": "port", "obs_status": "A"}
    return pd.concat(frames, ignore_index=True).assign(**same, **(quarterly if freq == "Q" else annual))


def stepped(n: int, at: int, step: float, seed: int = 1) -> np.ndarray:
    """A level of 100 with small noise that steps by a share at a place."""
    noise = np.random.default_rng(seed).normal(0, 0.01, n)
    return 100 * np.exp(noise) * np.where(np.arange(n) >= at, 1 + step, 1)


# --- interrupted series


def test_a_fall_of_a_fifth_is_found_within_its_interval():
    tonnage = series("Q", "2017-01-01", XXALP=stepped(32, 21, -0.2))
    row = its_level_effect(shocks(*SHOCKS), concerned(("S-PO", "XXALP")), tonnage).iloc[0]
    assert (row["variant"], row["period_start"], row["n_obs"]) == ("S-PO", pd.Timestamp(2022, 4, 1), 32)
    assert row["lower"] < -20 < row["upper"] < -10
    assert row["value"] == pytest.approx(-20, abs=3)
    assert row["obs_status"] == "A"


@pytest.mark.parametrize(
    ("values", "pairs", "found", "reason"),
    [
        (stepped(28, 21, 0), [("S-PO", "XXALP")], SHOCKS, "too_few_periods"),
        (stepped(20, 9, 0), [("S-PO", "XXALP")], SHOCKS, "outside_range"),
        (
            stepped(32, 21, 0),
            [("S-PO", "XXALP"), ("S-WAR", "XXALP")],
            [("S-PO", "2022-03-17", "P&O"), ("S-WAR", "2022-02-24", "War")],
            "overlapping_shocks",
        ),
    ],
    ids=["seven quarters after", "the series ends before", "two shocks in one quarter"],
)
def test_a_question_without_an_answer_says_why(values, pairs, found, reason: str):
    tonnage = series("Q", "2017-01-01", XXALP=values)
    rows = its_level_effect(shocks(*found), concerned(*pairs), tonnage)
    row = rows[rows["variant"] == "S-PO"].iloc[0]
    assert pd.isna(row["value"])
    assert row["reason"] == reason


def test_later_steps_of_one_affair_are_no_other_shock():
    both = [("S-REDSEA", "2021-11-19", "Seized"), ("S-REDSEA-DIV", "2021-12-15", "Diverted")]
    pairs = concerned(("S-REDSEA", "XXALP"), ("S-REDSEA-DIV", "XXALP"))
    rows = its_level_effect(shocks(*both), pairs, series("Q", "2017-01-01", XXALP=stepped(32, 20, -0.2)))
    assert rows["reason"].isna().all()


# --- synthetic control


def panel(n_donors: int, step: float = -0.3) -> pd.DataFrame:
    rising = 100 + np.arange(25.0)
    donors = {
        f"XX{place:02d}": rising * (1 + place / 10) + stepped(25, 30, 0, place) - 100 for place in range(n_donors)
    }
    return series("A", "2000-01-01", XXALP=rising * np.where(np.arange(25) >= 22, 1 + step, 1), **donors)


def test_a_fall_that_no_other_port_shows_is_found():
    rows = synthetic_control_effect(shocks(*SHOCKS), concerned(("S-PO", "XXALP")), panel(12)).set_index("variant")
    assert rows.at["S-PO", "value"] == pytest.approx(-30, abs=5)
    assert rows.at["S-PO", "lower"] < rows.at["S-PO", "value"] < rows.at["S-PO", "upper"]
    assert rows.at["p:S-PO", "value"] == pytest.approx(1 / 13)


def test_fewer_than_ten_places_to_compare_with_are_not_enough():
    rows = synthetic_control_effect(shocks(*SHOCKS), concerned(("S-PO", "XXALP")), panel(6))
    assert rows["reason"].tolist() == ["not_enough_data"]


def test_the_pandemic_is_refused_since_it_reached_every_port():
    rows = synthetic_control_effect(shocks(*SHOCKS), concerned(("S-COVID-BE", "XXALP")), panel(12))
    assert rows[["variant", "reason"]].to_numpy().tolist() == [["S-COVID-BE", "all_reached"]]


# --- calls

PORTS = pd.DataFrame({"port_id": ["XXALP", "XXBET", "XXGAM"], "portwatch_id": ["port1", "port2", None]})
RELEASES = pd.DataFrame({"retrieved_on": [pd.Timestamp(2026, 11, 21)]})


def weeks(**calls: np.ndarray) -> pd.DataFrame:
    frames = [
        pd.DataFrame(
            {
                "entity": port,
                "period_start": pd.date_range("2020-01-06", periods=len(column), freq="7D"),
                "calls_count": column,
            }
        )
        for port, column in calls.items()
    ]
    columns = ["entity", "period_start", "calls_count"]
    rows = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
    return rows.assign(entity_type="port", obs_status="E")


def test_calls_lost_are_counted_over_eight_weeks():
    column = stepped(140, 115, -0.25).round()
    found = concerned(("S-PO", "XXALP"))
    row = (
        event_study_calls(shocks(*SHOCKS), found, PORTS, weeks(XXALP=column), RELEASES).set_index("entity").loc["XXALP"]
    )
    # A quarter of about a hundred calls a week, over eight weeks.
    assert row["value"] == pytest.approx(-200, abs=15)
    assert row["lower"] < row["value"] < row["upper"] < 0
    assert (row["period_start"], row["obs_status"]) == (pd.Timestamp(2022, 3, 21), "E")


def test_a_port_whose_calls_are_not_loaded_says_so():
    rows = event_study_calls(shocks(*SHOCKS), concerned(("S-PO", "XXALP")), PORTS, weeks(), RELEASES)
    assert rows[["entity", "reason"]].to_numpy().tolist() == [["XXALP", "not_loaded"], ["XXBET", "not_loaded"]]
