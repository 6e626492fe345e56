"""Indicators of the cargo mix against other ports: shift-share, location quotient, distance of mixes."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

KINDS = ("liquid_bulk", "dry_bulk", "containers", "ro_ro", "general_cargo")
MEMBERS = [{"range_id": "r", "entity_type": "port", "entity": port} for port in ("XXALP", "XXBET", "XXGAM")]
NO_TRAFFIC = 0


def cargo(port: str, year: int, tonnes: Iterable[float | None], **other: object) -> list[dict[str, object]]:
    """A port's tonnes by kind in a year, and their total."""
    amounts = list(tonnes)
    total = sum(amount for amount in amounts if amount is not None)
    kinds = zip((*KINDS, "total"), (*amounts, total), strict=True)
    return [
        {
            "entity": port,
            "measure": "gross_weight",
            "direction": "total",
            "period_start": f"{year}-01-01",
            "cargo_type": kind,
            "obs_value": amount,
            **other,
        }
        for kind, amount in kinds
    ]


def tables(*rows: list[dict[str, object]], members: list[dict[str, object]] = MEMBERS) -> dict[str, list]:
    return {"core_series": [row for each in rows for row in each], "core_range_member": members}


def of(rows: pd.DataFrame, port: str, year: int) -> pd.Series:
    """The values of one port and year by variant."""
    found = rows[(rows["entity"] == port) & (rows["period_start"] == pd.Timestamp(year, 1, 1))]
    return found.set_index("variant")["value"]


# --- shift-share

BEFORE = {"XXALP": (100, 100, 100, 0, 0), "XXBET": (200, 50, 50, 0, 0)}
AFTER = {"XXALP": (120, 90, 150, 0, 40), "XXBET": (220, 50, 60, 0, 0)}


def two_years() -> dict[str, list]:
    return tables(
        *(cargo(port, 2020, tonnes) for port, tonnes in BEFORE.items()),
        *(cargo(port, 2021, tonnes) for port, tonnes in AFTER.items()),
    )


def test_the_terms_of_a_change_are_those_of_the_hand_calculation(computed):
    # The other port grew from 300 to 330 (10 %): liquid 10 %, dry 0 %, containers 20 %.
    terms = of(computed("shift_share_competitive", two_years()), "XXALP", 2021)
    assert terms["r:year_share"] == pytest.approx(30)
    assert terms["r:year_mix"] == pytest.approx(0 - 10 + 10)
    assert terms["r:year"] == pytest.approx((120 - 110) + (90 - 100) + (150 - 120))
    assert terms["r:year_new"] == pytest.approx(40)
    assert terms["r:year_change"] == pytest.approx(100)


tonnage = st.integers(min_value=0, max_value=10**9)
three_ports = st.lists(st.lists(tonnage, min_size=5, max_size=5), min_size=3, max_size=3)
PORTS = ("XXALP", "XXBET", "XXGAM")


@pytest.mark.slow
@settings(max_examples=8)
@given(before=three_ports, after=three_ports)
def test_the_terms_add_up_to_the_change(computed, before, after):
    held = tables(
        *(cargo(port, 2020, tonnes) for port, tonnes in zip(PORTS, before, strict=True)),
        *(cargo(port, 2021, tonnes) for port, tonnes in zip(PORTS, after, strict=True)),
    )
    rows = computed("shift_share_competitive", held)
    for place, port in enumerate(PORTS):
        terms = of(rows, port, 2021)
        summed = terms[["r:year", "r:year_share", "r:year_mix", "r:year_new"]].sum(skipna=False)
        if pd.notna(terms["r:year"]):
            assert summed == pytest.approx(terms["r:year_change"], rel=1e-9, abs=1e-3)
            assert terms["r:year_change"] == sum(after[place]) - sum(before[place])


def test_the_headline_compares_means_of_three_years_five_years_apart(computed):
    years = [
        cargo(port, year, (base, base, base * (2 if port == "XXALP" and year >= 2018 else 1), 0, 0))
        for port, base in (("XXALP", 100), ("XXBET", 50))
        for year in range(2013, 2021)
    ]
    terms = of(computed("shift_share_competitive", tables(*years)), "XXALP", 2020)
    assert terms[["r", "r:share", "r:mix", "r:new", "r:change"]].tolist() == pytest.approx([100, 0, 0, 0, 100])


def test_two_kinds_of_cargo_are_too_few_to_speak_of_a_mix(computed):
    none = (None, None, None)
    held = tables(*(cargo(port, year, (10, 20, *none)) for port in PORTS for year in (2020, 2021)))
    rows = computed("shift_share_competitive", held)
    found = rows[(rows["variant"] == "r:year") & (rows["period_start"].dt.year == 2021)]
    assert found["value"].isna().all()
    assert set(found["reason"]) == {"not_enough_data"}


def test_a_first_year_has_nothing_to_be_compared_with(computed):
    rows = computed("shift_share_competitive", two_years())
    assert set(rows[rows["period_start"].dt.year == 2020]["reason"]) == {"too_few_periods"}


def test_half_of_the_others_must_report_their_kinds(computed):
    members = [*MEMBERS, {"range_id": "r", "entity_type": "port", "entity": "XXDEL"}]
    silent = [
        row for port in ("XXGAM", "XXDEL") for row in cargo(port, 2021, (1, 1, 1, 1, 1)) if row["cargo_type"] == "total"
    ]
    rows = computed(
        "shift_share_competitive",
        {**two_years(), "core_range_member": members} | {"core_series": [*two_years()["core_series"], *silent]},
    )
    found = rows[(rows["entity"] == "XXALP") & (rows["variant"] == "r:year") & (rows["period_start"].dt.year == 2021)]
    assert found["reason"].tolist() == ["not_enough_data"]
    assert found["coverage"].tolist() == pytest.approx([1 / 3])


def test_four_quarters_make_a_year_and_three_do_not(computed):
    def quarters(port: str, year: int, tonnes: Iterable[float], months: Iterable[int]) -> list[dict[str, object]]:
        return [
            row | {"freq": "Q", "period_start": f"{year}-{month:02d}-01"}
            for month in months
            for row in cargo(port, year, tonnes)
        ]

    whole = [quarters(port, 2020, (10, 20, 30, 0, 0), (1, 4, 7, 10)) for port in PORTS]
    part = [quarters(port, 2021, (10, 20, 30, 0, 0), (1, 4, 7)) for port in PORTS]
    rows = computed("location_quotient", tables(*whole, *part))
    assert set(rows["period_start"].dt.year) == {2020}
    assert of(rows, "XXALP", 2020)["r:containers"] == pytest.approx(1)


def test_kinds_counted_without_a_direction_are_read_as_well(computed):
    held = [
        row | {"measure": "gross_weight_by_cargo", "direction": "_Z"}
        for port in PORTS
        for row in cargo(port, 2020, (10, 20, 30, 0, 0))
    ]
    assert of(computed("location_quotient", tables(held)), "XXALP", 2020)["r:containers"] == pytest.approx(1)


def test_like_for_like_a_merged_port_stands_for_its_parts(computed):
    parts = [{"entity_type": "port", "entity": "XXGAM", "member_type": "port", "member": "XXALP"}]
    rows = [cargo(port, 2020, (1, 2, 3, 4, 5), basis="like_for_like") for port in PORTS]
    found = computed("location_quotient", tables(*rows) | {"core_part": parts})
    assert set(found["entity"]) == {"XXBET", "XXGAM"}


# --- location quotient and distance of mixes


def test_a_quotient_is_the_share_over_that_of_the_other_ports(computed):
    rows = computed(
        "location_quotient", tables(cargo("XXALP", 2020, (50, 0, 50, 0, 0)), cargo("XXBET", 2020, (10, 0, 30, 0, 0)))
    )
    quotients = of(rows, "XXALP", 2020)
    assert quotients["r:liquid_bulk"] == pytest.approx(0.5 / 0.25)
    assert quotients["r:containers"] == pytest.approx(0.5 / 0.75)
    reasons = rows[rows["entity"] == "XXALP"].set_index("variant")["reason"]
    assert reasons["r:ro_ro"] == "not_enough_data", "less than one per cent of the port"


def test_a_kind_that_nobody_else_has_gives_no_quotient(computed):
    rows = computed(
        "location_quotient", tables(cargo("XXALP", 2020, (50, 50, 50, 0, 0)), cargo("XXBET", 2020, (10, 0, 30, 0, 0)))
    )
    found = rows[rows["variant"] == "r:dry_bulk"].set_index("entity")
    assert found.loc["XXALP", ["value", "reason"]].tolist() == [
        pytest.approx(float("nan"), nan_ok=True),
        "zero_denominator",
    ]


positive = st.integers(min_value=1_000, max_value=10_000)
full_mix = st.lists(st.lists(positive, min_size=5, max_size=5), min_size=2, max_size=2)


@pytest.mark.slow
@settings(max_examples=8)
@given(mixes=full_mix, scale=st.integers(min_value=2, max_value=50))
def test_quotients_weighted_with_the_others_shares_average_one_and_ignore_scale(computed, mixes, scale):
    own, others = mixes
    rows = computed("location_quotient", tables(cargo("XXALP", 2020, own), cargo("XXBET", 2020, others)))
    quotients = of(rows, "XXALP", 2020)[[f"r:{kind}" for kind in KINDS]].to_numpy()
    assert sum(quotients * others) / sum(others) == pytest.approx(1)
    scaled = computed(
        "location_quotient",
        tables(cargo("XXALP", 2020, [scale * tonnes for tonnes in own]), cargo("XXBET", 2020, others)),
    )
    assert of(scaled, "XXALP", 2020)[[f"r:{kind}" for kind in KINDS]].to_numpy() == pytest.approx(quotients)


@pytest.mark.slow
@settings(max_examples=8)
@given(years=st.lists(full_mix, min_size=3, max_size=3))
def test_the_distance_of_mixes_lies_between_nought_and_two_and_within_its_interval(computed, years):
    held = [
        cargo(port, 2018 + at, mix) for at, pair in enumerate(years) for port, mix in zip(PORTS, pair, strict=False)
    ]
    rows = computed("krugman_specialisation", tables(*held))
    last = rows[(rows["entity"] == "XXALP") & (rows["period_start"].dt.year == 2020)].iloc[0]
    shares = [[tonnes / sum(mix) for tonnes in mix] for mix in years[2]]
    assert last["value"] == pytest.approx(sum(abs(a - b) for a, b in zip(*shares, strict=True)))
    assert 0 <= last["lower"] <= last["value"] <= last["upper"] <= 2


def test_ports_without_a_kind_in_common_are_two_apart_and_equal_mixes_nought(computed):
    apart = tables(cargo("XXALP", 2020, (5, 5, 0, 0, 0)), cargo("XXBET", 2020, (0, 0, 1, 1, 1)))
    assert of(computed("krugman_specialisation", apart), "XXALP", 2020)["r"] == pytest.approx(2)
    same = tables(cargo("XXALP", 2020, (5, 5, 10, 0, 0)), cargo("XXBET", 2020, (1, 1, 2, 0, 0)))
    assert of(computed("krugman_specialisation", same), "XXALP", 2020)["r"] == pytest.approx(0)


@pytest.mark.parametrize("code", ["shift_share_competitive", "location_quotient", "krugman_specialisation"])
def test_a_port_without_its_kinds_says_once_what_would_fill_it(computed, code: str):
    total = [row for row in cargo("XXALP", 2020, (1, 1, 1, 1, 1)) if row["cargo_type"] == "total"]
    port = {"port_id": "XXALP", "port_status": "active", "eurostat_code": "XX_1XXALP"}
    rows = computed(code, tables(total) | {"core_port": [port]})
    assert rows[["entity", "basis", "reason"]].values.tolist() == [
        ["XXALP", "published", "not_loaded"],
        ["XXALP", "like_for_like", "not_loaded"],
    ]


def test_quarters_never_fill_a_year_that_the_annual_source_lacks(computed):
    annual = [cargo(port, 2020, (10, 20, 30, 0, 0)) for port in PORTS]
    quarterly = [
        [row | {"freq": "Q", "period_start": f"2021-{month:02d}-01"} for row in cargo(port, 2021, (1, 2, 3, 0, 0))]
        for port in PORTS
        for month in (1, 4, 7, 10)
    ]
    assert set(computed("location_quotient", tables(*annual, *quarterly))["period_start"].dt.year) == {2020}
