"""What more data would bring: the same method with a longer design, nothing else."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.effect import interrupted_time_series
from analysis.foresight import detectable_with

START = "2020-01-01"


def quarters(n_before=40, n_after=8, noise=0.06, seed=1):
    n = n_before + n_after
    values = 100 * np.exp(np.random.default_rng(seed).normal(0, noise, n))
    return pd.Series(
        values,
        pd.date_range(end="2019-10-01", periods=n_before, freq="QS").union(
            pd.date_range(START, periods=n_after, freq="QS")
        ),
    )


@settings(max_examples=15)
@given(seed=st.integers(0, 100), before=st.sampled_from([12, 20, 40]), after=st.integers(4, 12))
def test_with_no_more_data_it_is_what_can_be_seen_now(seed, before, after):
    series = quarters(before, after, seed=seed)
    now = interrupted_time_series(series, START, 4).detectable
    assert detectable_with(series, START, 4, 0) == pytest.approx(now)


@settings(max_examples=15)
@given(seed=st.integers(0, 100), after=st.integers(4, 8))
def test_more_quarters_never_hide_what_could_be_seen_before(seed, after):
    series = quarters(40, after, seed=seed)
    ahead = [detectable_with(series, START, 4, more) for more in (0, 4, 16)]
    assert ahead[0] >= ahead[1] - 1e-6
    assert ahead[1] >= ahead[2] - 1e-6


def test_a_quarter_of_the_second_year_helps_more_than_a_later_one():
    series = quarters(40, 4)
    now, second, fifth = (detectable_with(series, START, 4, more) for more in (0, 4, 16))
    assert (now - second) / 4 > (second - fifth) / 12
