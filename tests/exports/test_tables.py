"""Every export is opened by its own reader and says the same as the rows that went in."""

import io
import json
from datetime import date, datetime

import geopandas
import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from exports import tables
from exports.tables import Export, TooLargeError, csv, geojson, neutralised, parquet, sidecar, xlsx

ROWS = pa.table(
    {
        "entity": ["FRCQF", "GBPOO", "XXNOW"],
        "day": pa.array([date(2024, 1, 1), None, date(1997, 10, 1)]),
        "n": pa.array([3, None, -2]),
        "value": [15_200_000.0, -3.5, None],
        "note": ["=1+1", "-3.5", None],
    }
)
COLUMNS = pd.DataFrame(
    [("value", "The value.", "t", "DOUBLE", "", True)],
    columns=["name", "meaning", "unit", "type", "codes", "may_be_empty"],
)
GOODS = Export(
    ROWS,
    "out_indicator",
    "2026-11-21-1a2b3c4d",
    filters={"entity": "FRCQF, GBPOO"},
    about={"permalink": "https://example.org/explore?table=out_indicator"},
    columns=COLUMNS,
    sources=pd.DataFrame([{"publisher": "Eurostat", "released_on": pd.Timestamp("2025-06-01")}]),
    licences=pd.DataFrame([{"licence_id": "eurostat", "attribution": "Source: Eurostat"}]),
)
HOSTILE = [
    '=HYPERLINK("http://x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "<script>alert('x')</script>",
    "\u202eevil",
    "a\x00b\x07c",
    'he said "yes", twice;\nthen left',
    "x" * 40_000,
    "😀" * 20_000,
    "_x0041_",
]
HARMLESS = ["-3.5", "+33", "-1e6", "-1,000", "1-2", "a=b", " =1", ""]


def sheet(book: bytes, name: str) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(book))[name].iter_rows(values_only=True))


def test_the_file_name_carries_topic_filters_and_vintage() -> None:
    assert GOODS.file_name("csv") == "out_indicator_entity-frcqf-gbpoo_2026-11-21-1a2b3c4d.csv"
    long = Export(ROWS, "t", "v", filters={"é": "Ünï/../x" * 100})
    assert len(long.file_name("xlsx")) < 140
    assert "/" not in long.file_name("xlsx")
    assert ".." not in long.file_name("xlsx")


def test_csv_reads_back_as_the_rows() -> None:
    back = pd.read_csv(io.BytesIO(csv(GOODS)))
    assert list(back.columns) == ROWS.column_names
    assert back["value"].tolist()[:2] == [15_200_000, -3.5]
    assert back["day"].tolist()[0] == "2024-01-01"
    assert back["n"].isna().tolist() == [False, True, False]
    assert back["note"].tolist()[0] == "'=1+1"


def test_a_formula_gets_an_apostrophe_and_a_negative_number_stays_one() -> None:
    told = csv(Export(pa.table({"a": ["=1", "-3.5"], "b": [-1.5, 2]}), "t", "v")).decode().splitlines()
    assert told == ['"a","b"', '"\'=1",-1.5', '"-3.5",2']


@pytest.mark.parametrize("text", HARMLESS)
def test_a_harmless_text_is_left_alone(text: str) -> None:
    assert neutralised(pa.table({"a": [text]}))["a"].to_pylist() == [text]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_any_spreadsheet_format_begins_as_a_formula(text: str) -> None:
    export = Export(pa.table({"a": [text], text: ["x"]}), "t", "v", filters={"a": text}, about={"permalink": text})
    head, row = (list(each) for each in pd.read_csv(io.BytesIO(csv(export)), header=None).to_numpy())
    cells = [cell for name in ("Data", "Filters", "Metadata") for line in sheet(xlsx(export), name) for cell in line]
    for cell in (*head, *row, *cells):
        assert not str(cell).startswith(("=", "+", "@", "\t", "\r", "\n", "＝"))
        assert not str(cell).startswith("-2+")
    assert export.table["a"].to_pylist() == [text]


def test_numbers_and_dates_are_numbers_and_dates_in_a_sheet() -> None:
    head, first, second, third = sheet(xlsx(GOODS), "Data")
    assert list(head) == ROWS.column_names
    assert first == ("FRCQF", datetime(2024, 1, 1), 3, 15_200_000, "'=1+1")  # noqa: DTZ001 - a cell has no zone
    assert second == ("GBPOO", None, None, -3.5, "-3.5")
    assert third[0] == "XXNOW"
    assert not any(
        cell.data_type == "f" for line in openpyxl.load_workbook(io.BytesIO(xlsx(GOODS)))["Data"] for cell in line
    )


def test_days_before_a_spreadsheets_calendar_are_text() -> None:
    export = Export(pa.table({"day": [date(1850, 5, 1), date(2024, 1, 1)]}), "t", "v")
    assert [line[0] for line in sheet(xlsx(export), "Data")[1:]] == ["1850-05-01", "2024-01-01"]


def test_a_workbook_has_the_five_sheets_and_they_say_what_the_rows_are() -> None:
    book = xlsx(GOODS)
    assert openpyxl.load_workbook(io.BytesIO(book)).sheetnames == ["Data", "Filters", "Metadata", "Sources", "Licence"]
    assert ("entity", "FRCQF, GBPOO") in sheet(book, "Filters")
    about = {line[0]: line[1] for line in sheet(book, "Metadata")}
    assert about["vintage"] == "2026-11-21-1a2b3c4d"
    assert "apostrophe in front" in str(about["apostrophe"])
    assert about["value"] == "The value."
    assert sheet(book, "Sources")[1][0] == "Eurostat"
    assert sheet(book, "Licence")[1] == ("eurostat", "Source: Eurostat")


def test_a_long_text_fits_a_cell_and_is_whole_in_parquet() -> None:
    export = Export(pa.table({"a": ["x" * 40_000, "😀" * 20_000]}), "t", "v")
    cells = [str(line[0]) for line in sheet(xlsx(export), "Data")[1:]]
    assert all(len(cell.encode("utf-16-le")) // 2 <= 32_767 for cell in cells)
    assert pq.read_table(io.BytesIO(parquet(export)))["a"].to_pylist() == ["x" * 40_000, "😀" * 20_000]


def test_what_is_not_finite_is_an_empty_cell() -> None:
    export = Export(pd.DataFrame({"a": [np.inf, -np.inf, np.nan, 1.0]}), "t", "v")
    assert [line[0] for line in sheet(xlsx(export), "Data")[1:]] == [None, None, None, 1]


def test_a_sheet_refuses_more_rows_than_it_holds() -> None:
    export = Export(pa.table({"a": np.zeros(tables.EXCEL_ROWS + 1, dtype="int8")}), "t", "v")
    with pytest.raises(TooLargeError, match="1,048,575 rows.*1,048,576"):
        xlsx(export)
    assert csv(export).count(b"\n") == tables.EXCEL_ROWS + 2


def test_parquet_keeps_types_texts_and_metadata() -> None:
    back = pq.read_table(io.BytesIO(parquet(GOODS)))
    assert back.schema.types == ROWS.schema.types
    assert back.to_pylist() == ROWS.to_pylist()
    assert json.loads(back.schema.metadata[b"port_region_monitor"])["licences"][0]["licence_id"] == "eurostat"


def test_the_metadata_beside_a_csv_name_its_file_columns_sources_and_licences() -> None:
    told = json.loads(sidecar(GOODS))
    assert told["file"] == GOODS.file_name("csv")
    assert told["rows"] == 3
    assert [column["name"] for column in told["columns"]] == ROWS.column_names
    assert told["columns"][3]["unit"] == "t"
    assert told["sources"][0]["publisher"] == "Eurostat"
    assert "apostrophe" in told["about"]


def test_geojson_opens_with_its_places_and_loses_no_row() -> None:
    square = '{"type": "Polygon", "coordinates": [[[1, 50], [2, 50], [2, 51], [1, 50]]]}'
    shapes = ['{"type": "Point", "coordinates": [1.85, 50.97]}', square, None]
    export = Export(ROWS.append_column("place_shape", pa.array(shapes, pa.string())), "out_indicator", "v")
    back = geopandas.read_file(io.BytesIO(geojson(export)))
    assert back["entity"].tolist() == ["FRCQF", "GBPOO", "XXNOW"]
    assert back.geometry.geom_type.tolist()[:2] == ["Point", "Polygon"]
    assert back.geometry.isna().tolist() == [False, False, True]
    assert back["value"].tolist()[:2] == [15_200_000, -3.5]
    assert back["note"].tolist()[0] == "=1+1"
    assert back.crs.to_epsg() == 4326
    raw = json.loads(geojson(export))
    assert raw["features"][2]["properties"] == {
        "entity": "XXNOW",
        "day": "1997-10-01",
        "n": -2,
        "value": None,
        "note": None,
    }
    assert raw["metadata"]["topic"] == "out_indicator"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_back_unchanged_from_geojson(text: str) -> None:
    rows = pa.table({"a": [text], "place_shape": pa.array([None], pa.string())})
    assert json.loads(geojson(Export(rows, "t", "v")))["features"][0]["properties"] == {"a": text}


def test_an_empty_table_has_its_columns_in_every_format() -> None:
    export = Export(ROWS.slice(0, 0), "t", "v")
    assert csv(export).decode().startswith('"entity","day"')
    assert sheet(xlsx(export), "Data") == [tuple(ROWS.column_names)]
    assert pq.read_table(io.BytesIO(parquet(export))).column_names == ROWS.column_names


def test_a_frame_of_a_chart_is_taken_too_with_whole_days_as_dates() -> None:
    frame = pd.DataFrame(
        {
            "port": pd.Categorical(["Calais", "Poole"]),
            "day": pd.to_datetime(["2024-01-01", None]),
            "mixed": ["not available", 3],
            2024: [1.5, None],
        }
    )
    told = csv(Export(frame, "t", "v")).decode().splitlines()
    assert told == ['"port","day","mixed","2024"', '"Calais",2024-01-01,"not available",1.5', '"Poole",,"3",']
