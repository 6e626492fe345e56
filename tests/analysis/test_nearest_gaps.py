"""The gaps of many ports at once are those of each port by itself."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.peer_gap import nearest_gaps, peer_gaps

N_PORTS, N_INDICATORS = 12, 3


def one_by_one(values: pd.DataFrame, peers: dict[str, list[str]]) -> pd.DataFrame:
    """Each port's gaps to its five nearest peers that have a figure."""
    found = []
    for port, listed in peers.items():
        theirs = values.reindex(listed)
        nearest = theirs.where(theirs.notna().cumsum() <= 5)
        found.append(peer_gaps(pd.concat([nearest, values.loc[[port]]]), port, listed).assign(entity=port))
    return pd.concat(found, ignore_index=True)


@pytest.mark.slow
@settings(max_examples=25)
@given(st.integers(min_value=0, max_value=2**32 - 1))
def test_many_at_once_are_each_by_itself(seed: int):
    random = np.random.default_rng(seed)
    ports = [f"XX{place:03d}" for place in range(N_PORTS)]
    values = pd.DataFrame(np.round(random.normal(size=(N_PORTS, N_INDICATORS)), 1), index=ports, columns=list("abc"))
    values = values.mask(random.random(values.shape) < 0.3)
    others = {port: [other for other in [*ports, "XXGONE"] if other != port] for port in ports[:8]}
    peers = {port: [str(peer) for peer in random.permutation(listed)[:10]] for port, listed in others.items()}
    wanted, found = one_by_one(values, peers), nearest_gaps(values, peers, 5)
    pd.testing.assert_frame_equal(found, wanted[found.columns], check_dtype=False)


def test_no_port_has_no_gaps():
    assert nearest_gaps(pd.DataFrame({"a": [1.0]}, index=["XXALP"]), {}, 5).empty
