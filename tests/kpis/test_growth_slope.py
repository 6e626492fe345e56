"""The robust slope is that of scipy, to the last digit, equal values included."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import theilslopes

from kpis.growth import slopes


@settings(max_examples=100)
@given(
    st.lists(st.integers(min_value=1, max_value=30), min_size=4, max_size=15),
    st.sets(st.integers(min_value=1990, max_value=2030), min_size=15, max_size=15),
)
def test_the_slope_and_its_interval_are_those_of_scipy(values, years):
    at = tuple(sorted(years))[: len(values)]
    fit = theilslopes(np.log(values), at, alpha=0.95)
    wanted = 100 * np.expm1([fit.slope, fit.low_slope, fit.high_slope])
    found = slopes(np.array([at]), np.array([values], dtype=float))
    assert found[:, 0] == pytest.approx(wanted, abs=1e-12)
