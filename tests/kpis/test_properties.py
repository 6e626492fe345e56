"""What must hold for any numbers: shares, balances, growth, the order of statuses, sums of parts."""

from __future__ import annotations

import math

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpis.fragments import worst_status
from kpis.throughput import cagr
from warehouse.fields import OBS_STATUSES
from warehouse.reads import query

tonnes = st.floats(min_value=1, max_value=1e9)
panels = st.lists(st.one_of(st.none(), tonnes), min_size=4, max_size=15)


def series(values: list[float | None], first: int = 2000, break_at: int | None = None) -> pd.DataFrame:
    """One port's annual goods as rows of core_series."""
    years = range(first, first + len(values))
    return pd.DataFrame(
        {
            "basis": "published",
            "entity_type": "port",
            "entity": "XXALP",
            "measure": "gross_weight",
            "cargo_type": "total",
            "direction": "total",
            "freq": "A",
            "variant": "",
            "period_start": pd.to_datetime([f"{year}-01-01" for year in years]),
            "obs_value": pd.array(values, dtype="Float64").to_numpy(float, na_value=math.nan),
            "obs_status": [None if value is None else "A" for value in values],
            "reason": ["gap" if value is None else None for value in values],
            "is_break": [year == break_at for year in years],
        }
    )


def compound(rows: pd.DataFrame) -> pd.Series:
    return rows[rows["variant"] == ""].iloc[0]


def robust(rows: pd.DataFrame) -> pd.Series:
    return rows[rows["variant"] == "theil_sen"].iloc[0]


# --- growth


def test_doubling_every_year_is_growth_of_a_hundred_per_cent():
    rows = cagr(series([1, 2, 4, 8, 16]), start=2000, end=2004)
    assert compound(rows)["value"] == pytest.approx(100)
    assert robust(rows)[["value", "lower", "upper"]].tolist() == pytest.approx([100, 100, 100])


def test_one_odd_year_hardly_moves_the_robust_slope():
    rows = cagr(series([100, 110, 121, 133.1, 146.41, 161.051, 900]), start=2000, end=2006)
    assert compound(rows)["value"] == pytest.approx(100 * (9 ** (1 / 6) - 1))
    assert robust(rows)["value"] == pytest.approx(10)


@pytest.mark.slow
@settings(max_examples=50)
@given(panels)
def test_growth_between_two_years_is_the_hand_formula_or_has_a_reason(values):
    rows = cagr(series(values), start=2000, end=2000 + len(values) - 1)
    row = compound(rows)
    if values[0] is None or values[-1] is None:
        assert row["reason"] == "gap"
        assert pd.isna(row["value"])
    else:
        assert row["value"] == pytest.approx(100 * ((values[-1] / values[0]) ** (1 / (len(values) - 1)) - 1))
        assert row["n_obs"] == sum(value is not None for value in values)


@pytest.mark.parametrize(
    ("values", "break_at", "end", "reason"),
    [
        ([1, 2, 3], None, 2002, "too_few_periods"),
        ([1, 2, 3, 4], 2002, 2003, "break"),
        ([0, 2, 3, 4], None, 2003, "zero_denominator"),
        ([1, 2, 3, None], None, 2003, "gap"),
        ([1, 2, 3, 4], None, 2010, "too_few_periods"),
    ],
)
def test_growth_that_cannot_be_told_says_why(values, break_at, end: int, reason: str):
    rows = cagr(series(values, break_at=break_at), start=2000, end=end)
    assert set(rows["reason"]) == {reason}
    assert rows["value"].isna().all()


def test_growth_may_start_in_the_year_of_a_break():
    rows = cagr(series([1, 2, 4, 8], break_at=2000), start=2000, end=2003)
    assert compound(rows)["value"] == pytest.approx(100)


def test_no_goods_give_no_rows():
    assert cagr(series([1, 2, 3, 4]).assign(measure="population")).empty


# --- statuses


@settings(max_examples=40)
@given(st.lists(st.sampled_from([*OBS_STATUSES, None]), min_size=1, max_size=3))
def test_the_worst_status_is_the_one_that_comes_last_in_the_declared_order(statuses):
    columns = ", ".join(f"?::varchar as s{i}" for i in range(len(statuses)))
    sql = f"select {worst_status(*(f's{i}' for i in range(len(statuses))))} from (select {columns})"
    worst = duckdb.execute(sql, statuses).fetchone()[0]
    held = [status for status in statuses if status]
    assert worst == (max(held, key=OBS_STATUSES.index) if held else None)


# --- what stands in the vintage


def test_shares_of_a_range_that_is_divided_by_its_own_sum_are_a_hundred(at_full):
    sums = query(
        at_full,
        "select o.variant, o.basis, o.period_start, sum(o.value) as total from out_indicator o "
        "join core_range r on r.range_id = o.variant and r.denominator_entity is null "
        "where o.indicator = 'market_share' group by all having count(o.value) > 0",
    )
    assert len(sums) > 100
    assert np.allclose(sums["total"], 100)


def test_shares_of_a_range_divided_by_a_nation_never_pass_a_hundred(at_full):
    sums = query(
        at_full,
        "select sum(o.value) as total from out_indicator o "
        "join core_range r on r.range_id = o.variant and r.denominator_entity is not null "
        "where o.indicator = 'market_share' group by o.variant, o.basis, o.period_start having count(o.value) > 0",
    )
    assert sums["total"].between(0, 100.001).all()


def test_a_balance_lies_between_all_inward_and_all_outward(at_full):
    held = query(at_full, "select value from out_indicator where indicator = 'direction_balance' and value is not null")
    assert held["value"].between(-1, 1).all()


def test_a_change_is_the_quotient_of_the_tonnes_it_stands_on(at_full):
    wrong = query(
        at_full,
        "select c.entity from out_indicator c "
        "join out_indicator t on t.indicator = 'gross_weight' and t.entity_type = c.entity_type "
        "and t.entity = c.entity "
        "and t.basis = c.basis and t.period_start = c.period_start "
        "join out_indicator b on b.indicator = 'gross_weight' and b.entity_type = c.entity_type "
        "and b.entity = c.entity "
        "and b.basis = c.basis and b.period_start = c.period_start - interval 1 year "
        "where c.indicator = 'yoy_change' and c.variant = '' and abs(c.value - 100 * (t.value / b.value - 1)) > 1e-9",
    )
    assert wrong.empty


def test_no_indicator_of_goods_is_zero_where_nothing_is_known(at_full):
    zero = query(
        at_full,
        "select entity, period_start from out_indicator where indicator = 'gross_weight' and value = 0 "
        "and not exists (select 1 from core_observation o where o.entity = out_indicator.entity and o.obs_value = 0)",
    )
    assert zero.empty
