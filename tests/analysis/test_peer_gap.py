"""A port against its peers: median, raw gap and robust z one can work out by hand."""

import math

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analysis.peer_gap import peer_gaps, peer_profile

PEERS = ["B", "C", "D", "E", "F"]


def one_column(own: float, *peers: float | None) -> pd.DataFrame:
    return pd.DataFrame({"goods": [own, *peers]}, index=["A", *PEERS[: len(peers)]], dtype=float)


def test_median_gap_and_z_are_those_worked_out_by_hand() -> None:
    # Peers 10, 12, 14, 16, 18: median 14, distances 4, 2, 0, 2, 4, MAD 2; z = (20 - 14) / (1.4826 x 2).
    (row,) = peer_gaps(one_column(20, 10, 12, 14, 16, 18), "A", PEERS).to_dict("records")
    assert (row["median"], row["mad"], row["n"], row["gap"]) == (14, 2, 5, 6)
    assert math.isclose(row["z"], 6 / (1.4826 * 2))


def test_four_peers_give_a_gap_and_no_z() -> None:
    (row,) = peer_gaps(one_column(20, 10, 12, 14, 16), "A", PEERS).to_dict("records")
    assert (row["n"], row["gap"]) == (4, 7)
    assert math.isnan(row["z"])


def test_peers_that_do_not_differ_give_no_z() -> None:
    (row,) = peer_gaps(one_column(20, 5, 5, 5, 5, 5), "A", PEERS).to_dict("records")
    assert row["gap"] == 15
    assert math.isnan(row["z"])


def test_a_missing_peer_is_no_zero_and_a_port_is_not_its_own_peer() -> None:
    (row,) = peer_gaps(one_column(20, 10, None, 14), "A", ["A", *PEERS]).to_dict("records")
    assert (row["n"], row["median"]) == (2, 12)


def test_a_port_without_a_figure_has_no_gap() -> None:
    (row,) = peer_gaps(one_column(20, 1, 2, 3, 4, 5), "Z", PEERS).to_dict("records")
    assert math.isnan(row["gap"])


def rows(figures: dict[tuple[str, int], float]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "indicator": "goods",
                "entity": port,
                "freq": "A",
                "period_start": pd.Timestamp(year, 1, 1),
                "value": value,
            }
            for (port, year), value in figures.items()
        ]
    )


def test_the_period_is_the_newest_in_which_five_peers_have_a_figure() -> None:
    old = {(port, 2019): float(place) for place, port in enumerate(["A", *PEERS])}
    (row,) = peer_profile(rows(old | {("A", 2024): 9.0, ("B", 2024): 8.0}), "A", PEERS).to_dict("records")
    assert row["period_start"] == pd.Timestamp(2019, 1, 1)
    assert (row["value"], row["median"]) == (0, 3)


def test_without_five_peers_the_period_is_the_newest_in_which_most_have_one() -> None:
    figures = {("A", 2019): 1.0, ("B", 2019): 2.0, ("C", 2019): 3.0, ("A", 2024): 9.0, ("B", 2024): 8.0}
    (row,) = peer_profile(rows(figures), "A", PEERS).to_dict("records")
    assert (row["period_start"].year, row["n"]) == (2019, 2)


def test_an_indicator_the_port_lacks_has_no_row() -> None:
    assert peer_profile(rows({("B", 2019): 2.0}), "A", PEERS).empty


@given(st.lists(st.floats(-1e6, 1e6), min_size=5, max_size=5), st.floats(-1e6, 1e6), st.floats(0.1, 100))
def test_z_does_not_depend_on_the_unit(peers: list[float], own: float, factor: float) -> None:
    (row,) = peer_gaps(one_column(own, *peers), "A", PEERS).to_dict("records")
    (scaled,) = peer_gaps(one_column(own, *peers) * factor, "A", PEERS).to_dict("records")
    if row["mad"] > 1e-3:
        assert math.isclose(row["z"], scaled["z"], rel_tol=1e-6, abs_tol=1e-6)
