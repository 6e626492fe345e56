"""The Department for Transport's tables: found by what they say, in our units, sums only of what is known."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.faults import SourceFault
from etl.live import harmonised
from etl.source import Held
from etl.sources.dft import FREIGHT, FREIGHT_TABLES, PASSENGERS, _address
from etl.sources.dft_tables import periods, read_tables
from tests.etl.sources import made
from tests.etl.sources.archives import ods

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]


@cache
def reference() -> Held:
    return Held.read(ROOT / "data" / "reference")


@pytest.fixture(scope="module")
def held() -> Held:
    return reference()


@pytest.fixture(scope="module")
def freight(held, tmp_path_factory) -> pd.DataFrame:
    files = {f"{table}.ods": made.spreadsheet(FREIGHT.id, table) for table in FREIGHT_TABLES}
    snapshot = made.snapshot(tmp_path_factory.mktemp("freight"), FREIGHT.id, files)
    parsed = FREIGHT.parse(snapshot)
    result = FREIGHT.harmonise(parsed, held, snapshot)
    assert result.unknown == {"British port of ours without figures": ["GBFXT", "GBPME", "GBPOO", "GBPTL"]}
    return result.tables["core_observation"]


def one(rows: pd.DataFrame, period: str, **where: str) -> dict[str, object]:
    found = rows[rows["period_start"] == period]
    for column, value in where.items():
        found = found[found[column] == value]
    [row] = found.to_dict("records")
    return row


def test_thousand_tonnes_become_tonnes_and_the_printed_figure_stays(freight):
    row = one(freight, "2023-01-01", entity="GBDVR", cargo_type="ro_ro", direction="out")
    assert (row["obs_value"], row["unit"], row["published_value"], row["published_unit"]) == (
        80_000,
        "t",
        "80",
        "thousand t",
    )
    assert row["locator"] == "PORT0302 PORT0302!6"
    assert row["provenance_kind"] == "published"


def test_what_is_printed_by_route_is_summed_and_marked_as_derived(freight):
    row = one(freight, "2023-01-01", entity="GBDVR", cargo_type="ro_ro", direction="in")
    assert row["obs_value"] == 100_500 + 20_000
    assert (row["provenance_kind"], row["note"]) == ("derived", "Sum of 2 printed figures.")
    total = one(
        freight, "2023-01-01", entity="GBDVR", cargo_type="total", direction="total", measure="gross_weight_national"
    )
    assert total["obs_value"] == 100_500 + 20_000 + 80_000 + 4_000


def test_a_sum_over_a_part_that_is_not_available_is_no_figure(freight):
    dover = freight[
        (freight["entity"] == "GBDVR") & (freight["period_start"] == "2024-01-01") & (freight["freq"] == "A")
    ]
    assert set(dover["direction"]) == {"out"}
    assert dover["obs_status"].unique().tolist() == ["P"]


def test_a_printed_total_is_taken_and_not_made_again(freight):
    row = one(freight, "2024-01-01", entity="GBDVR", cargo_type="total", direction="total", freq="Q")
    assert (row["obs_value"], row["provenance_kind"]) == (50_500, "published")
    assert one(freight, "2024-04-01", entity="GBDVR", direction="total", freq="Q")["obs_status"] == "P"
    assert freight[(freight["entity"] == "GBSOU") & (freight["period_start"] == "2024-04-01")].empty


def test_containers_are_counted_in_teu_and_no_port_of_others_comes_in(freight):
    row = one(freight, "2023-01-01", entity="GBSOU", measure="teu_national", direction="in")
    assert (row["obs_value"], row["cargo_type"]) == (150_250, "containers")
    assert set(freight["entity"]) == {"GBDVR", "GBSOU"}


def test_passengers_of_a_wide_table_with_signs_in_its_heads(held, tmp_path):
    snapshot = made.snapshot(tmp_path, PASSENGERS.id, {"SPAS0101.ods": made.spreadsheet(PASSENGERS.id, "SPAS0101")})
    parsed = PASSENGERS.parse(snapshot)
    rows = PASSENGERS.harmonise(parsed, held, snapshot).tables["core_observation"]
    dover = rows[rows["entity"] == "GBDVR"].set_index("period_start")["obs_value"]
    assert dover.tolist() == [5_000_500, 6_000_000, 6_500_000]
    portsmouth = rows[rows["entity"] == "GBPME"]
    assert portsmouth["obs_value"].tolist() == [1_000_000, 1_100_000]
    assert set(rows["measure"]) == {"passengers_national"}


def test_a_table_is_found_wherever_it_stands(tmp_path):
    above = [["a title"], [], ["Thousand tonnes"], [None, None]]
    sheets = {
        "Notes": [["nothing"]],
        "Any name": [*above, [None, "Port", "2023", "2024 [r]"], [None, "Dover", 1.5, "[x]"]],
    }
    path = tmp_path / "x.ods"
    path.write_bytes(ods(sheets))
    rows = read_tables(path, "PORT0000")
    assert rows[["port", "period", "value", "locator"]].values.tolist() == [
        ["Dover", "2023", "1.5", "Any name!6:3"],
        ["Dover", "2024 [r]", "[x]", "Any name!6:4"],
    ]


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([["Port", "2023", "2024"], ["Dover", 1, 2]], "changed_unit"),
        ([["Port", "Year", "Tonnage (tonnes)"], ["Dover", 2023, 2]], "changed_unit"),
        ([["Port", "Year", "Tonnage (thousands)", "Berth"], ["Dover", 2023, 2, 1]], "new_column"),
        ([["Harbour", "Figure"], ["Dover", 2]], "changed_layout"),
    ],
)
def test_a_table_of_another_form_is_named(tmp_path, rows, fault):
    path = tmp_path / "x.ods"
    path.write_bytes(ods({"Data": rows}))
    with pytest.raises(SourceFault) as stopped:
        read_tables(path, "PORT0000")
    assert stopped.value.fault == fault


@pytest.mark.parametrize(
    ("printed", "year", "quarter"),
    [
        ("2024", 2024, None),
        ("2024 [p]", 2024, None),
        ("2024 Q3", 2024, 3),
        ("Q1 2024 [r]", 2024, 1),
        ("Quarter 2 2024", 2024, 2),
    ],
)
def test_years_and_quarters_are_read_in_the_forms_the_department_uses(printed, year, quarter):
    [row] = periods(pd.Series([printed])).to_dict("records")
    assert row["year"] == year
    assert row["quarter"] == quarter if quarter else pd.isna(row["quarter"])


def test_the_rows_keep_the_declared_table(held, tmp_path):
    snapshot = made.snapshot(tmp_path, PASSENGERS.id, {"SPAS0101.ods": made.spreadsheet(PASSENGERS.id, "SPAS0101")})
    with pytest.raises(SourceFault, match="at least 200"):
        harmonised(PASSENGERS, snapshot, held)


def test_a_year_that_is_revised_in_one_row_only_is_still_one_year(held, tmp_path):
    rows = [["Port", "Year", "Cargo group", "Direction", "Tonnage (thousands)"]]
    rows += [["Dover", "2023 [r]", "Ro-Ro", "Inwards", 3], ["Dover", "2023", "Ro-Ro", "Outwards", 4]]
    assert total_of(rows, held, tmp_path) == {2023: 7_000.0}


printed_parts = st.lists(st.integers(min_value=0, max_value=10_000), min_size=4, max_size=4)


@settings(max_examples=20)
@given(printed_parts)
def test_the_total_is_the_sum_of_its_parts_in_whichever_order_they_are_added(parts):
    folder = Path(tempfile.mkdtemp())
    rows: list[list[object]] = [["Port", "Year", "Cargo group", "Direction", "Tonnage (thousands)"]]
    kinds = [("Ro-Ro", "Inwards"), ("Ro-Ro", "Outwards"), ("Dry Bulk", "Inwards"), ("Dry Bulk", "Outwards")]
    rows += [["Dover", "2023", *kind, part] for kind, part in zip(kinds, parts, strict=True)]
    assert total_of(rows, reference(), folder) == {2023: sum(parts) * 1000.0}


def total_of(rows: list[list[object]], held: Held, folder: Path) -> dict[int, float]:
    """Tonnes of all cargo in both directions by year, of a table made of these rows."""
    empty = [["Port", "Year", "Tonnage (thousands)"], ["Nowhere", "2023", 1]]
    files = {"PORT0302.ods": ods({"Data": rows}), "PORT0502.ods": ods({"Data": empty})}
    snapshot = made.snapshot(folder, FREIGHT.id, files)
    figures = FREIGHT.harmonise(FREIGHT.parse(snapshot), held, snapshot).tables["core_observation"]
    whole = figures[(figures["cargo_type"] == "total") & (figures["direction"] == "total")]
    return dict(zip(whole["period_start"].dt.year, whole["obs_value"], strict=True))


@pytest.mark.parametrize(
    ("title", "url"),
    [
        ("PORT0302: UK major port freight (ODS, 6 MB)", "https://example.org/media/1/a.ods"),
        ("Major ports", "https://example.org/media/1/port0302-major.ods"),
    ],
)
def test_a_file_is_found_by_the_number_in_its_title_or_name(title, url):
    others = [
        {"title": "PORT0301: other", "url": "https://example.org/media/1/port0301.ods"},
        {"title": "PORT0302 notes", "url": "https://example.org/media/1/port0302.pdf"},
    ]
    assert _address([*others, {"title": title, "url": url}], "PORT0302") == url
    with pytest.raises(SourceFault, match="offers no table PORT0302"):
        _address(others, "PORT0302")
