"""What every registered indicator keeps to; a new one falls under these tests by being registered."""

from __future__ import annotations

import inspect

import pytest
import sqlglot
from sqlglot import exp

from kpis.build import COLUMNS
from kpis.registry import THEMES, indicator, registered, registry_text
from warehouse.errors import UnknownIndicatorError
from warehouse.fields import OBS_STATUSES, REASONS
from warehouse.reads import query
from warehouse.tables import BY_NAME

CODES = list(registered())
SQL_CODES = [code for code in CODES if indicator(code).is_sql]
LONGEST_NOTE = 80


def parsed(code: str) -> exp.Expression:
    return sqlglot.parse_one(indicator(code).text(), dialect="duckdb")


def tables_of(statement: exp.Expression) -> set[str]:
    named = {cte.alias for cte in statement.find_all(exp.CTE)}
    return {table.name for table in statement.find_all(exp.Table)} - named


@pytest.mark.parametrize("code", CODES)
def test_an_indicator_says_what_it_is(code: str):
    one = indicator(code)
    assert one.title and one.formula and one.method and one.min_data and one.unit
    assert one.theme in THEMES
    assert one.direction in ("higher_better", "lower_better", "context")
    assert set(one.bases) <= {"published", "like_for_like"}


@pytest.mark.parametrize("code", CODES)
def test_the_note_under_the_chart_is_short_and_whole(code: str):
    note = indicator(code).note
    assert 0 < len(note.split()) <= LONGEST_NOTE
    assert note.endswith(".")
    assert "\n" not in note


@pytest.mark.parametrize("code", CODES)
def test_an_indicator_reads_declared_tables(code: str):
    assert indicator(code).reads
    assert set(indicator(code).reads) <= set(BY_NAME)


@pytest.mark.parametrize("code", SQL_CODES)
def test_an_indicator_reads_exactly_what_it_declares(code: str):
    assert tables_of(parsed(code)) == set(indicator(code).reads)


@pytest.mark.parametrize("code", SQL_CODES)
def test_the_sql_is_one_portable_select_that_names_its_columns(code: str):
    statement = parsed(code)
    assert isinstance(statement, exp.Select | exp.Union)
    assert [column.alias_or_name for column in statement.selects] == list(COLUMNS)
    assert not list(statement.find_all(exp.Qualify))
    assert "group by all" not in indicator(code).text().lower()
    stars = [star for star in statement.find_all(exp.Star) if not isinstance(star.parent, exp.Count)]
    for star in stars:
        of_cte = star.find_ancestor(exp.CTE) is not None and isinstance(star.parent, exp.Column)
        assert of_cte, f"{code} selects * at the top"


@pytest.mark.parametrize("code", [code for code in CODES if not indicator(code).is_sql])
def test_a_function_takes_a_frame_for_each_table_and_its_declared_parameters(code: str):
    one = indicator(code)
    declared = [parameter.name for parameter in one.parameters]
    assert set(list(inspect.signature(one.function).parameters)[len(one.reads) :]) == set(declared)


@pytest.mark.parametrize("code", CODES)
def test_an_indicator_has_rows_and_every_absent_value_has_a_reason(at_full, code: str):
    rows = query(at_full, "select * from out_indicator where indicator = ?", [code])
    assert not rows.empty
    absent = rows["value"].isna()
    assert rows.loc[absent, "reason"].isin(REASONS).all()
    assert rows.loc[~absent, "reason"].isna().all()
    assert rows["unit"].eq(indicator(code).unit).all()
    assert rows["basis"].isin(indicator(code).bases).all()
    assert rows["obs_status"].dropna().isin(OBS_STATUSES).all()
    assert not rows.loc[~absent, "value"].isin([float("inf"), float("-inf")]).any()
    assert rows["coverage"].dropna().between(0, 1).all()
    assert not (rows["lower"] > rows["value"]).any()
    assert not (rows["upper"] < rows["value"]).any()


@pytest.mark.parametrize("code", CODES)
def test_the_key_of_an_indicator_is_unique_and_its_entities_are_held(at_full, code: str):
    key = "entity_type, entity, basis, variant, freq, period_start"
    twice = f"select {key} from out_indicator where indicator = ? group by {key} having count(*) > 1"
    assert query(at_full, twice, [code]).empty
    lost = (
        "select distinct o.entity from out_indicator o where o.indicator = ? and not exists "
        "(select 1 from core_entity e where e.entity_type = o.entity_type and e.entity = o.entity)"
    )
    assert query(at_full, lost, [code]).empty


@pytest.mark.parametrize("code", CODES)
def test_an_indicator_stands_in_the_vintage_with_its_record(at_full, code: str):
    held = query(
        at_full, "select title, theme, indicator_unit, indicator_sql from meta_indicator where indicator = ?", [code]
    )
    one = indicator(code)
    assert held.iloc[0].tolist() == [one.title, one.theme, one.unit, one.text()]


@pytest.mark.parametrize("code", CODES)
def test_an_indicator_is_in_the_catalogue_with_its_direction(at_full, code: str):
    held = query(at_full, "select kpi_direction from core_kpi where kpi_id = ?", [code])
    # A drop is a negative figure here, so what the catalogue calls a lower drop is a higher figure.
    expected = "higher_better" if code == "drop_depth" else indicator(code).direction
    assert indicator(code).direction == expected
    assert list(held["kpi_direction"]) == ["lower_better" if code == "drop_depth" else expected]


@pytest.mark.parametrize("code", CODES)
def test_the_measures_an_indicator_names_are_held(at_full, code: str):
    held = set(query(at_full, "select measure from core_measure")["measure"])
    assert set(indicator(code).measures) <= held


@pytest.mark.parametrize("code", CODES)
def test_an_indicator_that_reads_others_names_them_and_is_computed_after_them(code: str):
    one = indicator(code)
    assert bool(one.indicators) == ("out_indicator" in one.reads)
    assert all(CODES.index(read) < CODES.index(code) for read in one.indicators)


def test_the_text_of_the_registry_holds_what_a_function_calls_too():
    assert "def _missing(" in registry_text()
    assert registry_text() == registry_text()


def test_an_unknown_code_is_answered_with_the_known_ones():
    with pytest.raises(UnknownIndicatorError, match=r"There is no indicator 'nonsense'. Known: .*gross_weight"):
        indicator("nonsense")
