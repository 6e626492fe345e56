"""A passport tells where a value comes from, and what it tells is enough to compute the value again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from kpis import checks, lineage
from kpis.__main__ import main
from kpis.build import COLUMNS, Tables
from kpis.lineage import Key
from kpis.passport import find, passport
from kpis.registry import THEMES, indicator, registered
from tests.conftest import Built
from warehouse.connection import Staging
from warehouse.contract import create_tables
from warehouse.errors import ParameterError, UnknownEntityError, UnknownIndicatorError
from warehouse.fields import REASONS
from warehouse.reads import query
from warehouse.tables import BY_NAME, INDICATOR

pytestmark = pytest.mark.slow

Record = dict[str, Any]


def record_of(vintage: str, code: str, entity: str, year: int, **choice: str) -> Record:
    return passport(vintage, find(vintage, code, entity, f"{year}-01-01", **choice)).record()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Staging]:
    """An empty warehouse."""
    staging = Staging(tmp_path / "fresh.duckdb")
    create_tables(staging)
    yield staging
    staging.discard()


def recomputed(record: Record, empty: Staging) -> Record:
    """The row that comes out of an empty warehouse into which only the passport's own input rows were put."""
    try:
        for table, rows in record["inputs"].items():
            empty.insert(table, pd.DataFrame(rows, columns=list(BY_NAME[table].columns)).dropna(axis=1, how="all"))
        return _row(_run(record["definition"], empty), record["value"])
    finally:
        for table in record["inputs"]:
            empty.run(f"delete from {table}")


def _run(definition: Record, staging: Staging) -> pd.DataFrame:
    if definition["is_sql"]:
        return staging.frame(f"select {', '.join(COLUMNS)} from ({definition['text']}) as again")
    one = indicator(definition["code"])
    made = one.function(*Tables(staging.frame).of(one))
    assert isinstance(made, pd.DataFrame)
    return made


def _row(rows: pd.DataFrame, value: Record) -> Record:
    key = [name for name in INDICATOR.key if name not in ("indicator", "period_start")]
    mine = pd.to_datetime(rows["period_start"]).dt.strftime("%Y-%m-%d") == value["period_start"]
    for name in key:
        mine &= rows[name] == value[name]
    assert mine.sum() == 1, "the input rows give the value once"
    return {str(name): cell for name, cell in rows[mine].iloc[0].items()}


def assert_same(found: Record, value: Record) -> None:
    assert lineage.same(found, value), f"{found} is not {value}"


class TestSmall:
    """Values whose inputs one can count in the head."""

    def test_a_figure_as_published_rests_on_one_print(self, at_small: str) -> None:
        record = record_of(at_small, "gross_weight", "XXALP", 2021)
        assert record["value"]["value"] == 120
        assert {table: len(rows) for table, rows in record["inputs"].items()} == {"core_series": 1}
        (figure,) = record["figures"]
        assert (figure["obs_value"], figure["role"], figure["publisher"]) == (120, "printed", "x")
        assert figure["file"] == "reference/observation/office_goods.csv"
        assert len(figure["sha256"]) == 64
        assert figure["retrieved_on"] == "2024-06-30"
        assert figure["licence_name"] == "x"
        assert record["value"]["status_words"] == "provisional"

    def test_a_merged_port_before_its_merger_rests_on_its_parts(self, at_small: str) -> None:
        record = record_of(at_small, "gross_weight", "XXGAM", 2021, basis="like_for_like")
        assert record["value"]["value"] == 180
        assert [(f["entity"], f["obs_value"], f["role"]) for f in record["figures"]] == [
            ("XXALP", 120, "part"),
            ("XXBET", 60, "part"),
        ]

    def test_outward_goods_rest_on_the_total_less_the_inward_goods(self, at_small: str) -> None:
        record = record_of(at_small, "direction_balance", "XXALP", 2021)
        # 72 out and 48 in: 24 / 120.
        assert record["value"]["value"] == pytest.approx(0.2)
        assert [(f["role"], f["sign"] * f["obs_value"]) for f in record["figures"]] == [
            ("printed", 48),
            ("total", 120),
            ("less", -48),
        ]

    def test_a_change_rests_on_two_years_of_its_own_port_and_no_other(self, at_small: str) -> None:
        record = record_of(at_small, "yoy_change", "XXALP", 2021)
        (rows,) = record["inputs"].values()
        assert sorted((row["entity"], row["period_start"], row["obs_value"]) for row in rows) == [
            ("XXALP", "2020-01-01", 100),
            ("XXALP", "2021-01-01", 120),
        ]

    def test_a_value_without_data_has_a_passport_too(self, at_small: str) -> None:
        record = record_of(at_small, "gross_weight", "XXALP", 2022)
        value = record["value"]
        assert value["value"] is None
        assert value["reason_words"] == "the port has merged into another one"
        assert value["what_would_fill_it"] == "The figures go on under the port it merged into."
        checks = {one["check"]: one["passed"] for one in record["checks"]}
        assert checks["recomputed"]
        assert not checks["min_data"]
        assert record["figures"] == []

    def test_all_checks_of_a_value_hold(self, at_small: str) -> None:
        record = record_of(at_small, "port_intensity", "XXALP", 2021)
        names = [one["check"] for one in record["checks"]]
        assert names == ["recomputed", "contract", "keys", "units", "figures", "min_data", "files"]
        assert all(one["passed"] for one in record["checks"])

    def test_a_file_that_is_no_longer_the_one_that_was_read_is_named(
        self, small: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        copy = tmp_path / "data"
        shutil.copytree(small.settings.data, copy)
        monkeypatch.setenv("PRM_DATA", str(copy))
        goods = copy / "reference" / "observation" / "office_goods.csv"
        goods.write_text(goods.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        checks = {one["check"]: one for one in record_of(small.vintage, "gross_weight", "XXALP", 2021)["checks"]}
        assert not checks["files"]["passed"]
        assert "office_goods.csv" in checks["files"]["said"]

    def test_the_course_over_the_vintages_kept_is_told(self, at_small: str) -> None:
        moves = record_of(at_small, "gross_weight", "XXALP", 2021)["moves"]
        assert [(move["vintage"], move["value"]) for move in moves] == [(at_small, 120)]

    def test_a_record_is_plain_json_and_names_its_vintage(self, at_small: str) -> None:
        record = record_of(at_small, "port_intensity", "XXALP", 2021)
        assert json.loads(json.dumps(record)) == record
        assert record["vintage"]["vintage"] == at_small
        assert record["definition"]["formula"]
        assert "core_series" in record["definition"]["text"]

    @pytest.mark.parametrize(
        ("code", "choice", "year"),
        [
            ("gross_weight", {}, 2020),
            ("yoy_change", {"basis": "like_for_like"}, 2021),
            ("market_share", {"variant": "all"}, 2021),
            ("tonnes_per_inhabitant", {}, 2021),
            ("port_intensity", {"variant": "2023"}, 2021),
            ("data_coverage", {}, 2021),
            ("gross_weight", {}, 2023),
        ],
    )
    def test_a_value_is_computed_again_from_its_passport_alone(
        self, at_small: str, empty: Staging, code: str, choice: dict[str, str], year: int
    ) -> None:
        key = find(at_small, code, "XXALP", f"{year}-01-01", **choice)
        record = passport(at_small, key, deep=False).record()
        assert_same(recomputed(record, empty), record["value"])

    def test_fewer_rows_do_not_give_the_value(self, at_small: str, empty: Staging) -> None:
        record = record_of(at_small, "tonnes_per_inhabitant", "XXALP", 2021)
        for table, rows in record["inputs"].items():
            for place in range(len(rows)):
                fewer = record | {"inputs": record["inputs"] | {table: rows[:place] + rows[place + 1 :]}}
                with pytest.raises(AssertionError):
                    assert_same(recomputed(fewer, empty), record["value"])


class TestAsking:
    """What does not exist gets one sentence and the exit code 2."""

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (("no_such", "XXALP", "2021"), "There is no indicator 'no_such'"),
            (("gross_weight", "XXNOT", "2021"), "'XXNOT' is held"),
            (("gross_weight", "XXALP", "1900"), "has no period that starts on 1900-01-01"),
            (("gross_weight", "XXALP", "soon"), "'soon' is no period"),
            (("gross_weight", "XXALP", "2021", "--variant", "q"), "has no variant 'q'"),
            (("gross_weight", "XXALP", "2021-Q1"), "is not held with frequency Q"),
            (("gross_weight", "XXALP", "2021", "--vintage", "2020-01-01-00000000"), "is not kept here"),
            (("gross_weight", "XXALP", "2021", "--basis", "other"), "invalid choice"),
        ],
    )
    def test_a_wrong_argument(
        self, at_small: str, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], sentence: str
    ) -> None:
        try:
            code: object = main(["passport", *words])
        except SystemExit as left:
            code = left.code
        assert code == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert sentence in said.err
        assert len(said.err.strip().splitlines()) == 1

    def test_errors_have_their_kinds(self, at_small: str) -> None:
        with pytest.raises(UnknownIndicatorError):
            find(at_small, "no_such", "XXALP", "2021-01-01")
        with pytest.raises(UnknownEntityError):
            find(at_small, "gross_weight", "XXNOT", "2021-01-01")
        with pytest.raises(ParameterError):
            find(at_small, "gross_weight", "XXALP", "no day")
        nowhere = Key("gross_weight", "port", "XXALP", "published", "", "A", pd.Timestamp("1900-01-01"))
        with pytest.raises(ParameterError):
            passport(at_small, nowhere)

    def test_markdown_and_json_say_the_same_value(self, at_small: str, capsys: pytest.CaptureFixture[str]) -> None:
        asked = ["passport", "port_intensity", "XXALP", "2021"]
        assert main([*asked, "--format", "json"]) == 0
        record = json.loads(capsys.readouterr().out)
        assert record["value"]["value"] == pytest.approx(100)
        assert main(asked) == 0
        text = capsys.readouterr().out
        assert text.startswith("# Port intensity: Alpha (XXALP), 2021\n\n**100 ")
        for part in ("reference/observation/office_goods.csv", record["files"][0]["sha256"], "```sql", "- passed: "):
            assert part in text


# A method in Python runs many times before its rows are found: a quick one of each theme; the SQL of all others.
METHODS = ("cagr", "gdp_cagr", "recovery_time", "network_centrality")


def _sample(vintage: str) -> Iterator[tuple[str, Key]]:
    """One value of every indicator that has any, drawn by its hash; of a theme without values one that is absent."""
    held = query(
        vintage,
        "select *, row_number() over (partition by indicator order by value is null, hash(entity || variant || "
        "cast(period_start as varchar)), basis) as place from out_indicator",
    )
    drawn = held[held["place"] == 1]
    drawn = drawn.assign(theme=[indicator(code).theme for code in drawn["indicator"]])
    drawn = drawn.assign(is_sql=[indicator(code).is_sql for code in drawn["indicator"]])
    valued = drawn[drawn["value"].notna()]
    valued = valued[valued["is_sql"] | valued["indicator"].isin(METHODS)]
    absent = drawn[~drawn["theme"].isin(valued["theme"])].drop_duplicates("theme")
    for row in pd.concat([valued, absent]).to_dict("records"):
        yield str(row["indicator"]), Key(**{name: row[name] for name in INDICATOR.key})


def test_a_value_of_every_statement_and_a_method_of_every_theme_are_computed_again_from_their_passports_alone(
    at_full: str, empty: Staging
) -> None:
    """Leaving rows away is tried little here: a passport with more rows than needed must give the value as well."""
    themes = set()
    for code, key in _sample(at_full):
        patience = 8 if indicator(code).is_sql else 6
        record = passport(at_full, key, deep=False, patience=patience).record()
        again = recomputed(record, empty)
        assert lineage.same(again, record["value"]), f"{code} of {key.entity}, {key.period_start}: {again}"
        enough = record["value"]["value"] is not None
        failed = [
            one["said"] for one in record["checks"] if not one["passed"] and (enough or one["check"] != "min_data")
        ]
        assert failed == [], f"{code} of {key.entity}, {key.period_start}"
        themes.add(indicator(code).theme)
    assert themes == set(THEMES)


def test_a_value_is_followed_down_to_the_publishers_row(at_full: str) -> None:
    """Antwerp's goods over the GDP of its region in 2021: 215,852 thousand tonnes and 56,876.42 million euro."""
    record = record_of(at_full, "port_intensity", "BEANR", 2021)
    assert record["value"]["value"] == pytest.approx(215_852_000 / 56_876.42)
    assert [(f["locator"], f["published_value"]) for f in record["figures"]] == [
        ("A.TOTAL.THS_T.BE_0BEANR:2021", "215852"),
        ("A.MIO_EUR.BE211:2021", "56876.42"),
    ]
    assert {f["dataset"] for f in record["figures"]} == {"mar_go_aa", "nama_10r_3gdp"}


def test_a_value_made_of_values_carries_the_figures_behind_them(at_full: str) -> None:
    record = record_of(at_full, "data_coverage", "ESBIO", 2003)
    through = {figure["through"] for figure in record["figures"]}
    assert through <= set(registered())
    assert "gross_weight" in through


def test_every_reason_has_its_words(at_small: str) -> None:
    from kpis.remedies import remedy

    assert all(remedy(reason, "en").endswith(".") or "refresh" in remedy(reason, "en") for reason in REASONS)


class TestChecks:
    """A check that cannot fail is none."""

    @pytest.fixture
    def whole(self, at_small: str) -> tuple[Record, Key]:
        key = find(at_small, "gross_weight", "XXGAM", "2021-01-01", basis="like_for_like")
        made = passport(at_small, key)
        return {"passport": made, "vintage": at_small}, key

    def checked(self, whole: tuple[Record, Key], **spoilt: Any) -> dict[str, bool]:
        made, vintage = whole[0]["passport"], whole[0]["vintage"]
        parts = {"inputs": made.inputs, "figures": made.figures, "files": made.files} | spoilt
        found = lineage.Lineage({}, {}, is_exact=True)
        one = indicator("gross_weight")
        return {check.name: check.passed for check in checks.passed(vintage, one, made.value, found, **parts)}

    def test_nothing_spoilt_passes(self, whole: tuple[Record, Key]) -> None:
        assert all(self.checked(whole).values())

    def test_a_code_that_is_not_in_the_list_and_an_empty_cell_fail_the_contract(
        self, whole: tuple[Record, Key]
    ) -> None:
        (row,) = whole[0]["passport"].inputs["core_series"]
        for spoilt in ({"basis": "guessed"}, {"unit": None}):
            assert not self.checked(whole, inputs={"core_series": [row | spoilt]})["contract"]

    def test_a_row_that_stands_twice_fails_the_keys(self, whole: tuple[Record, Key]) -> None:
        (row,) = whole[0]["passport"].inputs["core_series"]
        assert not self.checked(whole, inputs={"core_series": [row, row]})["keys"]

    def test_another_unit_and_a_figure_that_does_not_add_up_fail(self, whole: tuple[Record, Key]) -> None:
        first, second = whole[0]["passport"].figures
        assert not self.checked(whole, figures=[first | {"unit": "kg"}, second])["units"]
        assert not self.checked(whole, figures=[first, second | {"obs_value": 61}])["figures"]
        assert not self.checked(whole, figures=[first])["figures"]
