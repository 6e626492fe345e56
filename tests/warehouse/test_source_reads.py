"""Reads about the sources: how far a release reaches, which one is used, what was revised."""

import pytest

from warehouse import reads
from warehouse.tables import BY_NAME


def test_a_release_reaches_to_the_last_day_of_its_last_period(at_small: str) -> None:
    extent = reads.release_extent(at_small).set_index(["source_id", "release"])
    goods = extent.loc[("office_goods", "1")]
    assert (goods["n_ports"], goods["last_freq"], f"{goods['last_day']:%Y-%m-%d}") == (3, "A", "2023-12-31")
    assert extent.loc[("office_regions", "2024"), "n_ports"] == 0


def test_two_releases_of_one_figure_stand_beside_one_another(at_small: str) -> None:
    (row,) = reads.revisions(at_small).itertuples()
    assert (row.measure, row.entity, row.old_release, row.new_release) == ("gdp", "XX111", "2023", "2024")
    assert (row.old_value, row.new_value) == (1_100_000, 1_200_000)
    assert row.difference_pct == pytest.approx(100 / 11)


def test_every_series_is_counted_once_among_the_releases_in_use(at_small: str) -> None:
    used = reads.preferences(at_small)
    assert used["n_series"].sum() == len(reads.rows(at_small, "meta_preference"))


def test_the_accounts_of_antwerp_were_revised_by_1_8_per_cent(at_full: str) -> None:
    revised = reads.revisions(at_full)
    antwerp = revised[(revised["entity"] == "BE211") & (revised["measure"] == "gdp")].set_index("period_start")
    row = antwerp.loc["2021-01-01"]
    assert (row["old_value"], row["new_value"]) == (55_857_600_000, 56_876_420_000)
    assert row["difference_pct"] == pytest.approx(1.8240, abs=1e-4)
    assert (row["old_status"], row["new_status"]) == ("P", "A")


def test_the_catalogue_is_read_whole(at_full: str) -> None:
    assert len(reads.catalogue(at_full)) == len(reads.rows(at_full, BY_NAME["core_kpi"].name)) > 50
