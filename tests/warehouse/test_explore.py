"""Any declared table can be picked from, and the copied code gives the same rows."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from warehouse import explore
from warehouse.errors import ParameterError
from warehouse.explore import Condition, Selection, Wide
from warehouse.fields import FIELDS
from warehouse.vintages import path_of

GOODS = Selection(
    "core_observation",
    ("entity", "period_start", "obs_value"),
    (Condition("measure", "in", ("gross_weight",)), Condition("direction", "in", ("total",))),
)


def opened(vintage: str) -> duckdb.DuckDBPyConnection:
    """The vintage's file as a reader opens it; within one process DuckDB wants one configuration."""
    return duckdb.connect(path_of(vintage), read_only=True, config={"threads": "1"})


def picked(vintage: str, *where: Condition, **other: object) -> list[tuple[object, ...]]:
    columns = ("entity", "period_start", "obs_value")
    selection = Selection("core_observation", columns, (*GOODS.where, *where), **other)
    return [
        (row["entity"], row["period_start"].year, row["obs_value"])
        for row in explore.rows(vintage, selection).to_pylist()
    ]


def test_the_rows_come_with_the_columns_filters_and_order_asked_for(at_small: str) -> None:
    found = picked(at_small, Condition("obs_value", "ge", ("100",)), sort=(("obs_value", True), ("period_start", True)))
    assert found == [("XXGAM", 2023, 198), ("XXGAM", 2022, 198), ("XXALP", 2021, 120), ("XXALP", 2020, 100)]


def test_without_an_order_the_rows_stand_in_that_of_the_key(at_small: str) -> None:
    assert picked(at_small)[:3] == [("XXALP", 2020, 100), ("XXALP", 2021, 120), ("XXBET", 2020, 50)]


def test_from_and_to_include_their_ends_and_a_year_means_its_days(at_small: str) -> None:
    years = [year for _, year, _ in picked(at_small, Condition("period_start", "le", ("2021",)))]
    assert sorted(set(years)) == [2020, 2021]
    assert {year for _, year, _ in picked(at_small, Condition("period_start", "ge", ("2021-06",)))} == {2022, 2023}


@pytest.mark.parametrize(
    ("text", "last", "day"),
    [("2020", True, "2020-12-31"), ("2020-02", True, "2020-02-29"), ("2020-02", False, "2020-02-01")],
)
def test_a_cut_date_is_its_first_day_or_its_last(text: str, last: bool, day: str) -> None:
    assert str(explore.value_of(FIELDS["period_start"], "le" if last else "ge", text)) == day


def test_contains_looks_past_the_case_and_takes_signs_as_they_are(at_small: str) -> None:
    ports = Selection("core_port", ("name",), (Condition("name", "has", ("ALPH",)),))
    assert explore.rows(at_small, ports)["name"].to_pylist() == ["Alpha"]
    wild = Selection("core_port", ("name",), (Condition("name", "has", ("%",)),))
    assert explore.rows(at_small, wild).num_rows == 0


def test_an_empty_text_counts_as_empty(at_small: str) -> None:
    empty = Selection("out_indicator", where=(Condition("variant", "empty"),))
    filled = Selection("out_indicator", where=(Condition("variant", "filled"),))
    held, without = explore.counts(at_small, empty)
    assert 0 < without <= held
    assert without + explore.counts(at_small, filled)[1] == held


def test_whole_numbers_and_dates_keep_their_types_beside_empty_cells(at_small: str) -> None:
    kinds = explore.rows(at_small, Selection("core_port", ("port_id", "stat_first_year", "lat"))).schema
    assert [str(kind) for kind in kinds.types] == ["string", "int64", "double"]
    dated = explore.rows(at_small, Selection("core_observation", ("period_start",))).schema
    assert str(dated.types[0]) == "date32[day]"


def test_every_declared_table_and_column_can_be_picked_described_and_counted(at_full: str) -> None:
    for name, table in explore.tables().items():
        selection = Selection(name)
        assert tuple(explore.rows(at_full, selection).column_names) == table.columns
        assert explore.counts(at_full, selection)[0] == explore.rows(at_full, selection).num_rows
        assert list(explore.dictionary(selection)["name"]) == list(table.columns)
        explore.origins(at_full, selection)
        explore.shape_bytes(at_full, selection)


def test_indicators_stand_first_among_the_tables_and_nothing_but_core_and_out() -> None:
    names = list(explore.tables())
    assert names[0].startswith("out_")
    assert all(name.startswith(("core_", "out_")) for name in names)


@pytest.mark.parametrize(
    ("selection", "word"),
    [
        (Selection("meta_vintage"), "meta_vintage"),
        (Selection("core_port; drop table core_port"), "no table"),
        (Selection("core_port", ("nmae",)), "nmae"),
        (Selection("core_port", sort=(("1; select 1", False),)), "no column"),
        (Selection("core_port", where=(Condition("name", "like", ("a",)),)), "like"),
        (Selection("core_port", where=(Condition("lat", "has", ("5",)),)), "has"),
        (Selection("core_port", where=(Condition("lat", "ge", ("north",)),)), "north"),
        (Selection("core_port", where=(Condition("lat", "ge", ("nan",)),)), "nan"),
        (Selection("core_port", where=(Condition("programme_2seas", "in", ("maybe",)),)), "maybe"),
        (Selection("core_observation", where=(Condition("freq", "in", ("Y",)),)), "codes A, Q, M, W, D"),
        (Selection("core_observation", where=(Condition("period_start", "ge", ("2020-13",)),)), "2020-13"),
        (Selection("core_port", wide=Wide("name", "nowhere")), "nowhere"),
    ],
)
def test_what_a_table_does_not_have_is_refused_in_words(at_small: str, selection: Selection, word: str) -> None:
    with pytest.raises(ParameterError, match=word):
        explore.rows(at_small, selection)


HOSTILE = ("'; drop table core_port; --", "=1+1", "a\u202eb", "x\x00y\n", '"""\\', "%_", "é" * 10_000, ')---"')


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_only_words(at_small: str, text: str) -> None:
    for operator in ("has", "in"):
        selection = Selection("core_port", where=(Condition("name", operator, (text,)),))
        assert explore.rows(at_small, selection).num_rows == 0
        with opened(at_small) as connection:
            assert connection.sql(explore.as_sql(at_small, selection)).fetchall() == []
    assert explore.counts(at_small, Selection("core_port"))[0] == 3


def test_marks_that_cannot_be_seen_show_as_numbers_in_code() -> None:
    assert explore.literal("a\u202eb\n") == "('a' || chr(8238) || 'b' || chr(10))"
    assert explore.literal("l'été") == "'l''été'"


def test_a_wide_table_has_a_column_for_each_period(at_small: str) -> None:
    wide = Selection("core_observation", ("entity",), GOODS.where, wide=Wide("period_start", "obs_value"))
    found = explore.rows(at_small, wide)
    assert found.column_names == ["entity", "2020-01-01", "2021-01-01", "2022-01-01", "2023-01-01"]
    assert found.to_pylist()[0] == {
        "entity": "XXALP",
        "2020-01-01": 100,
        "2021-01-01": 120,
        "2022-01-01": None,
        "2023-01-01": None,
    }


def test_an_empty_text_makes_a_column_of_its_own(at_full: str) -> None:
    where = (Condition("indicator", "in", ("vessel_arrivals",)), Condition("freq", "in", ("A",)))
    wide = Selection("out_indicator", ("entity", "basis", "period_start"), where, wide=Wide("variant", "value"))
    names = explore.rows(at_full, wide).column_names
    assert {"(empty)", "container"} <= set(names)


def test_a_cell_with_several_values_is_refused_and_the_missing_columns_are_named(at_small: str) -> None:
    wide = Selection("core_observation", ("entity",), wide=Wide("period_start", "obs_value"))
    assert explore.width(at_small, wide).doubled > 0
    assert "direction" in explore.telling_apart(wide)
    with pytest.raises(ParameterError, match="several values"):
        explore.rows(at_small, wide)


def test_a_table_too_wide_is_refused_with_its_size(at_full: str) -> None:
    wide = Selection("core_observation", ("source_id",), wide=Wide("locator", "obs_value"))
    found = explore.width(at_full, wide)
    assert found.n_columns > explore.WIDEST
    assert found.too_large
    with pytest.raises(ParameterError, match=f"would have {found.n_columns:,} columns"):
        explore.rows(at_full, wide)


def test_the_filter_to_loosen_is_the_one_without_which_most_rows_pass(at_small: str) -> None:
    none = Selection(
        "core_port", where=(Condition("name", "in", ("Alpha",)), Condition("port_id", "in", ("XXBET", "XXGAM")))
    )
    assert explore.counts(at_small, none) == (3, 0)
    assert explore.without_each(at_small, none) == {"name": 2, "port_id": 1}


def test_ports_are_points_regions_have_their_outline_and_nothing_is_lost(at_small: str) -> None:
    found = explore.located(at_small, Selection("core_observation")).to_pandas()
    assert len(found) == explore.counts(at_small, Selection("core_observation"))[0]
    assert set(found.loc[found["entity"] == "XXALP", "place_shape"]) == {'{"type":"Point","coordinates":[1.5,50.5]}'}
    assert found.loc[found["entity"] == "XX111", "place_shape"].str.contains("Polygon").all()
    with pytest.raises(ParameterError, match="no place"):
        explore.located(at_small, Selection("core_port", ("name",)))


def test_sources_are_those_of_the_rows_picked(at_full: str) -> None:
    goods = Selection("core_observation", where=(Condition("source_id", "in", ("unctad_plsci",)),))
    found = explore.origins(at_full, goods)
    assert set(found["licence_id"]) == {"unctad"}
    assert explore.licences(at_full, ["unctad"])["licence_name"].tolist() == ["CC BY 3.0 IGO"]


CODE = (
    GOODS,
    Selection("core_port", ("port_id", "name", "lat"), (Condition("name", "has", ("l'a\\\u202e",)),)),
    Selection("core_observation", ("entity",), GOODS.where, wide=Wide("period_start", "obs_value")),
    Selection(
        "out_indicator",
        where=(Condition("value", "ge", ("-0.5",)), Condition("period_start", "ge", ("2021",))),
        sort=(("value", True),),
    ),
)


@pytest.mark.slow
@pytest.mark.parametrize("selection", CODE)
def test_the_copied_sql_and_python_run_and_give_the_same_rows(
    at_small: str, selection: Selection, tmp_path: Path
) -> None:
    expected = explore.rows(at_small, selection).to_pandas()
    with opened(at_small) as connection:
        by_sql = connection.sql(explore.as_sql(at_small, selection))
        pd.testing.assert_frame_equal(by_sql.to_arrow_table().to_pandas(), expected)
        frame = by_sql.df()
    script = tmp_path / "rows.py"
    script.write_text(explore.as_python(at_small, selection) + "rows.to_feather('rows.feather')\n", encoding="utf-8")
    subprocess.run([sys.executable, script, path_of(at_small)], cwd=tmp_path, check=True, capture_output=True)
    pd.testing.assert_frame_equal(pd.read_feather(tmp_path / "rows.feather"), frame)


def test_the_r_code_holds_the_same_sql_and_a_quotation_that_cannot_end_early(at_small: str) -> None:
    selection = Selection("core_port", where=(Condition("name", "has", (')" )-" x',)),))
    script = explore.as_r(at_small, selection)
    assert explore.as_sql(at_small, selection) in script
    opening = script.split('r"', 1)[1].split("(", 1)[0]
    assert script.count(f'){opening}"') == 1
