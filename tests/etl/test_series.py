"""From observations to series: one source, both bases, gaps said; numbers one can check in the head."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.harmonise.series import _sum_of_parts
from etl.live import Live
from tests.conftest import write_small
from tests.etl.laid import laid_vintage
from warehouse.connection import Staging
from warehouse.fields import REASONS
from warehouse.reads import query
from warehouse.tables import BY_NAME

MEMBERS = ("XXALP", "XXBET")
WHOLE = "XXGAM"


def goods_of(vintage: str, entity: str, basis: str = "published") -> dict[int, tuple[float | None, str | None]]:
    """Total tonnes (or the reason of their absence) by year."""
    rows = query(
        vintage,
        "select year(period_start) as year, obs_value, reason from core_series where entity = ? and basis = ? "
        "and measure = 'gross_weight' and direction = 'total' and variant = '' order by year",
        [entity, basis],
    )
    plain = rows.astype(object).where(rows.notna(), None)
    return {int(row.year): (row.obs_value, row.reason) for row in plain.itertuples()}


# --- the small warehouse


def test_a_merged_port_ends_with_the_reason_and_no_zero(at_small):
    assert goods_of(at_small, "XXALP") == {
        2020: (100, None),
        2021: (120, None),
        2022: (None, "merged"),
        2023: (None, "merged"),
    }


def test_the_successor_starts_with_the_merger_as_published(at_small):
    assert goods_of(at_small, WHOLE) == {2022: (198, None), 2023: (198, None)}


def test_the_successor_is_the_sum_of_its_parts_before_on_the_like_for_like_basis(at_small):
    assert goods_of(at_small, WHOLE, "like_for_like") == {
        2020: (150, None),
        2021: (180, None),
        2022: (198, None),
        2023: (198, None),
    }


def test_a_sum_has_the_worst_status_of_its_parts(at_small):
    rows = query(
        at_small,
        "select year(period_start) as year, obs_status, n_obs, coverage, is_break from core_series "
        "where entity = ? and basis = 'like_for_like' and direction = 'total' order by year",
        [WHOLE],
    )
    assert list(rows["obs_status"]) == ["A", "P", "A", "A"]
    assert list(rows["n_obs"]) == [2, 2, 1, 1]
    assert not rows["is_break"].any()


def test_a_group_is_summed_from_its_members_and_never_published(at_small):
    assert goods_of(at_small, "X-GRP") == {}
    held = goods_of(at_small, "X-GRP", "like_for_like")
    assert (held[2020], held[2021]) == ((150, None), (180, None))
    assert held[2022][0] is None


def test_outward_goods_are_the_total_less_the_inward_with_the_worse_status(at_small):
    row = query(
        at_small,
        "select obs_value, obs_status from core_series where entity = 'XXALP' and direction = 'out' "
        "and basis = 'published' and period_start = date '2021-01-01'",
    ).iloc[0]
    assert (row["obs_value"], row["obs_status"]) == (72, "P")


def test_releases_are_never_mixed_in_one_series(at_small):
    rows = query(
        at_small,
        "select variant, count(distinct release) as n, min(release) as release from core_series "
        "where measure = 'gdp' group by variant order by variant",
    )
    assert rows.values.tolist() == [["", 1, "2024"], ["2023", 1, "2023"], ["2024", 1, "2024"]]


# --- spoilt on purpose


def spoil(rows) -> None:
    """Beta has no 2021; Alpha has a 2018 before a year that nobody has, and its 2020 stands there three times."""
    name = "observation/office_goods"
    first = rows[name][0]
    rows[name] = [row for row in rows[name] if (row["entity"], row["period_start"]) != ("XXBET", "2021-01-01")]
    rows[name] += [
        {**first, "period_start": "2018-01-01"},
        {**first, "series_id": "press", "obs_value": 90, "is_rounded": "true"},
        {**first, "series_id": "annual report", "obs_value": 95},
    ]
    first["series_id"] = "_Z"


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory) -> Iterator[str]:
    """A vintage of the spoilt small reference, without indicators."""
    settings = write_small(tmp_path_factory.mktemp("spoilt") / "data", spoil)
    vintage = laid_vintage(settings, Live(settings, ()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRM_DATA", str(settings.data))
        yield vintage


def test_a_missing_part_makes_the_sum_absent_and_the_part_missing(spoilt):
    assert goods_of(spoilt, WHOLE, "like_for_like")[2021] == (None, "missing_part")
    assert goods_of(spoilt, WHOLE, "like_for_like")[2020] == (150, None)


def test_a_year_left_out_between_two_figures_is_a_gap_even_if_nobody_has_that_year(spoilt):
    held = goods_of(spoilt, "XXALP")
    assert (held[2018], held[2019], held[2020]) == ((100, None), (None, "gap"), (100, None))


def test_an_exact_print_goes_before_a_rounded_one_and_the_chosen_before_both(spoilt):
    assert goods_of(spoilt, "XXALP")[2020] == (100, None)


# --- the full reference


@pytest.mark.parametrize("basis", ["published", "like_for_like"])
def test_every_absent_figure_of_a_series_has_a_reason_and_every_present_one_none(at_full, basis: str):
    rows = query(at_full, "select obs_value, reason, obs_status from core_series where basis = ?", [basis])
    absent = rows["obs_value"].isna()
    assert rows.loc[absent, "reason"].isin(REASONS).all()
    assert rows.loc[~absent, "reason"].isna().all()
    assert rows.loc[absent, "obs_status"].isna().all()
    assert rows.loc[~absent, "obs_status"].notna().all()


def test_a_published_series_has_no_missing_row_within_its_span(at_full):
    rows = query(
        at_full,
        "select count(*) as n, max(year(period_start)) - min(year(period_start)) + 1 as years from core_series "
        "where basis = 'published' and measure = 'gross_weight' and variant = '' and freq = 'A' "
        "group by entity_type, entity, cargo_type, direction",
    )
    assert (rows["n"] == rows["years"]).all()


def test_every_series_has_one_source_and_one_release(at_full):
    mixed = query(
        at_full,
        "select entity from core_series where basis = 'published' group by entity_type, entity, measure, freq, variant "
        "having count(distinct source_id || release) > 1",
    )
    assert mixed.empty


def test_what_a_port_authority_prints_never_enters_the_goods_of_eurostat(at_full):
    held = query(at_full, "select distinct source_id from core_series where measure = 'gross_weight'")
    assert list(held["source_id"]) == ["eurostat_mar_go_aa"]


def test_t12_poole_keeps_its_old_region_and_its_population_stops_with_it(at_full):
    held = query(
        at_full,
        "select region_id, nuts_version from core_port_denominator "
        "where port_id = 'GBPOO' and denominator = 'population'",
    )
    assert held.values.tolist() == [["UKK21", "2016"]]
    moved = query(
        at_full, "select 1 from core_series where entity = 'UKK24' and measure = 'population' and obs_value > 0"
    )
    assert moved.empty


def test_t12_a_region_with_another_code_and_the_same_land_carries_its_figures_on(at_full):
    held = query(
        at_full,
        "select entity, count(obs_value) as n from core_series where measure = 'population' and variant = '2023' "
        "and entity in ('NL33C', 'NL366') group by entity order by entity",
    )
    assert len(held) == 2
    assert held["n"].nunique() == 1


def test_t13_a_merged_port_is_not_summed_when_a_part_is_not_held(at_full):
    """HAROPA also took in Rouen and Paris, which are not held: its past cannot be made."""
    held = query(
        at_full,
        "select min(year(period_start)) as y from core_series "
        "where entity = 'FR001' and measure = 'gross_weight' and obs_value > 0",
    )
    assert held["y"].iloc[0] == 2022


def test_t18_the_connectivity_index_is_of_one_release_and_never_summed(at_full):
    held = query(
        at_full,
        "select count(distinct release) as n, max(n_obs) as parts from core_series "
        "where measure = 'liner_connectivity'",
    )
    assert held.values.tolist() == [[1, 1]]


def test_c02_a_quarter_with_ships_and_no_tonnage_is_missing_tonnage(at_full):
    held = query(
        at_full,
        "select count(*) as n from core_series a join core_series g on g.entity = a.entity and g.basis = a.basis "
        "and g.period_start = a.period_start and g.size_class = a.size_class and g.freq = a.freq "
        "and g.variant = a.variant "
        "and g.measure = 'vessel_gross_tonnage' where a.measure = 'vessel_arrivals' and a.freq = 'Q' "
        "and a.size_class = 'total' and a.obs_value > 0 and g.obs_value = 0",
    )
    assert held["n"].iloc[0] == 0


# --- the sum of the parts, for any numbers

parts = st.tuples(st.one_of(st.none(), st.integers(0, 10**6)), st.one_of(st.none(), st.integers(0, 10**6)))


@pytest.mark.slow
@settings(max_examples=10)
@given(pairs=st.lists(parts, min_size=1, max_size=8))
def test_like_for_like_is_the_sum_of_all_parts_or_absent(tmp_path_factory, pairs):
    held = summed(tmp_path_factory.mktemp("panel"), pairs)
    assert set(held) == set(range(2000, 2000 + len(pairs)))
    for year, (alpha, beta) in enumerate(pairs, start=2000):
        total, reason = held[year]
        if alpha is None or beta is None:
            assert total is None
            assert reason == ("gap" if alpha is None and beta is None else "missing_part")
        else:
            assert (total, reason) == (alpha + beta, None)


def summed(folder: Path, pairs) -> dict[int, tuple[float | None, str | None]]:
    """What the rule makes of two parts whose annual figures are the pairs."""
    stage = Staging(folder / "panel.duckdb")
    for name in ("core_part", "core_series", "core_measure", "core_source"):
        table = BY_NAME[name]
        stage.run(f"create table {name} ({', '.join(f'{c} {table.field(c).dtype}' for c in table.columns)})")
    stage.run("insert into core_measure (measure, is_additive) values ('gross_weight', true)")
    stage.run("insert into core_source (source_id, cadence) values ('office', 'annual')")
    for place, member in enumerate(MEMBERS):
        stage.run(f"insert into core_part values ('port', '{WHOLE}', 'port', '{member}', '2099')")
        stage.insert("core_series", part_rows(member, [pair[place] for pair in pairs]))
    stage.run(_sum_of_parts("port"))
    found = stage.frame(f"select year(period_start) as y, obs_value, reason from core_series where entity = '{WHOLE}'")
    stage.discard()
    plain = found.astype(object).where(found.notna(), None)
    return {int(row.y): (row.obs_value, row.reason) for row in plain.itertuples()}


def part_rows(member: str, values: list[int | None]) -> pd.DataFrame:
    constant = dict.fromkeys(("vessel_type", "size_class", "partner"), "_Z")
    constant |= {"basis": "like_for_like", "entity_type": "port", "entity": member, "measure": "gross_weight"}
    constant |= {"cargo_type": "total", "direction": "total", "freq": "A", "variant": "", "unit": "t"}
    constant |= {"source_id": "office", "release": "1"}
    return pd.DataFrame(
        {
            "period_start": pd.to_datetime([f"{2000 + step}-01-01" for step in range(len(values))]),
            "obs_value": pd.array(values, dtype="Float64").to_numpy(float, na_value=float("nan")),
            "obs_status": [None if value is None else "A" for value in values],
            "reason": ["gap" if value is None else None for value in values],
            "is_break": False,
        }
    ).assign(**constant)
