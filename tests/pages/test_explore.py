"""Explore shows what the address asks for, says what it cannot, and hands out what it shows."""

import io
import json
import threading

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from streamlit.testing.v1 import AppTest

import publish
from etl.reference import Choice
from tests.conftest import Rows, SmallReference
from tests.pages.drawing import draw, said
from ui.explore import downloads
from ui.explore.address import DEFAULT_TABLE, filter_words, read, spelled
from ui.state import State
from warehouse import explore
from warehouse.explore import Condition, Selection, Wide

pytestmark = pytest.mark.slow

GOODS = Selection(
    "core_observation",
    ("entity", "period_start", "obs_value"),
    (Condition("measure", "in", ("gross_weight",)), Condition("obs_value", "ge", ("100",))),
    (("obs_value", True),),
)


def drawn(**query: str) -> AppTest:
    return draw("explore", controls=("vintage",), **query)


def address(app: AppTest) -> dict[str, str]:
    keys = ("table", "cols", "where", "sort", "wide")
    return {key: str(app.query_params[key]) for key in keys if key in app.query_params}


# --- the address


@pytest.mark.parametrize(
    "selection",
    [
        Selection("core_port"),
        GOODS,
        Selection("core_port", where=(Condition("name", "in", ("a|b;c:d%7C", "é\u202e")), Condition("lat", "empty"))),
        Selection("core_port", where=(Condition("lat", "ge", ("-5.5",)), Condition("lat", "le", ("60",)))),
        Selection("core_observation", ("entity",), wide=Wide("period_start", "obs_value")),
        Selection("core_port", where=(Condition("name", "has", ("=1+1",)), Condition("country", "in"))),
    ],
)
def test_a_selection_survives_its_address(selection: Selection) -> None:
    assert read(spelled(selection), "en") == (selection, ())


def test_the_address_can_be_read_by_people() -> None:
    assert spelled(GOODS) == {
        "table": "core_observation",
        "cols": "entity.period_start.obs_value",
        "where": "measure:in:gross_weight;obs_value:ge:100",
        "sort": "-obs_value",
    }
    assert read({}, "en") == (Selection(DEFAULT_TABLE), ())


@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        ({"table": "users"}, "There is no table “users”"),
        ({"table": "core_port", "cols": "name.password"}, "has no column “password”"),
        ({"table": "core_port", "sort": "-nmae"}, "has no column “nmae”"),
        ({"table": "core_port", "where": "nmae:in:Calais"}, "has no column “nmae”"),
        ({"table": "core_port", "where": "name:like:Calais"}, "takes no filter “like”; it takes in, has"),
        ({"table": "core_port", "where": "name"}, "takes no filter “”"),
        ({"table": "core_port", "where": "lat:ge:north"}, "cannot use “north”"),
        ({"table": "core_port", "where": "port_role:in:chief"}, "cannot use “chief”"),
        ({"table": "core_observation", "where": "period_start:ge:soon"}, "cannot use “soon”"),
        ({"table": "core_port", "where": "name:in:a;name:has:b"}, "has two filters"),
        ({"table": "core_port", "wide": "name:nowhere"}, "has no column “nowhere”"),
        ({"table": "core_port", "wide": "name:name"}, "cannot fill itself"),
        ({"table": "<script>" * 2_000}, "There is no table “<script>"),
    ],
)
def test_what_an_address_cannot_have_is_one_sentence_and_the_rest_stays(own: dict[str, str], sentence: str) -> None:
    selection, problems = read(own, "en")
    assert len(problems) == 1
    assert sentence in problems[0]
    assert len(problems[0]) < 250
    assert selection.filters in ((), (Condition("name", "in", ("a",)),))
    assert selection.wide is None


def test_filters_are_told_in_words_and_long_lists_are_cut_where_asked() -> None:
    where = (
        Condition("entity", "in", tuple("abcdefgh")),
        Condition("obs_value", "ge", ("1",)),
        Condition("obs_value", "le", ("5",)),
        Condition("note", "filled"),
    )
    told = filter_words(Selection("core_observation", where=where), "en", 2)
    assert told == {"entity": "a, b and 6 more", "obs_value": "from 1 to 5", "note": "not empty"}
    assert filter_words(Selection("core_observation", where=where), "en")["entity"] == "a, b, c, d, e, f, g, h"


# --- the page


def test_the_address_fills_the_controls_the_sentence_and_the_grid(at_small: str) -> None:
    app = drawn(**spelled(GOODS))
    assert not app.exception
    assert "Observations: 4 of 13 rows pass the filters" in said(app)
    assert app.dataframe[0].value["obs_value"].tolist() == [198, 198, 120, 100]
    assert app.selectbox(key="explore_table").value == "core_observation"
    assert app.multiselect(key="explore_filter").value == ["measure", "obs_value"]
    assert app.text_input(key="explore_ge_core_observation_obs_value").value == "100"
    assert app.multiselect(key="explore_sort").value == ["-obs_value"]
    assert all(column in said(app) for column in explore.tables()["core_observation"].columns)


def test_every_control_writes_the_whole_selection_into_the_address(at_small: str) -> None:
    app = drawn(**spelled(GOODS))
    app.text_input(key="explore_le_core_observation_obs_value").set_value("150").run()
    assert address(app)["where"] == "measure:in:gross_weight;obs_value:ge:100;obs_value:le:150"
    assert app.dataframe[0].value["obs_value"].tolist() == [120, 100]
    app.multiselect(key="explore_cols").set_value(["entity"]).run()
    assert address(app)["cols"] == "entity"
    app.selectbox(key="explore_mode_core_observation_obs_value").set_value("filled").run()
    assert address(app)["where"] == "measure:in:gross_weight;obs_value:filled:"
    app.multiselect(key="explore_filter").set_value(["entity"]).run()
    assert address(app)["where"] == "entity:in:"
    app.multiselect(key="explore_in_core_observation_entity").set_value(["XXGAM"]).run()
    assert address(app)["where"] == "entity:in:XXGAM"
    app.selectbox(key="explore_table").set_value("core_port").run()
    assert address(app) == {"table": "core_port"}
    assert not app.exception


def test_wide_and_back_to_long(at_small: str) -> None:
    app = drawn(table="core_observation", where="measure:in:gross_weight;direction:in:total")
    app.segmented_control(key="explore_layout").set_value("wide").run()
    assert address(app)["wide"] == "period_start:obs_value"
    assert {"2020-01-01", "2023-01-01"} <= set(app.dataframe[0].value.columns)
    app.segmented_control(key="explore_layout").set_value("long").run()
    assert "wide" not in address(app)


@pytest.mark.parametrize("table", list(explore.tables()))
def test_every_table_opens(at_small: str, table: str) -> None:
    app = drawn(table=table)
    assert not app.exception
    assert "This cannot be shown" not in said(app)
    assert explore.tables()[table].title in said(app)


@pytest.mark.parametrize("lang", ["fr", "nl"])
def test_the_page_opens_in_every_language(at_small: str, lang: str) -> None:
    app = drawn(lang=lang, **spelled(GOODS))
    assert not app.exception
    assert len(app.dataframe[0].value) == 4


def test_a_filter_that_matches_nothing_says_which_one_to_loosen(at_small: str) -> None:
    app = drawn(table="core_port", where="name:in:Alpha;port_id:in:XXBET|XXGAM")
    assert "No row passes all the filters." in said(app)
    assert "Loosen the filter on name first: without it there are 2 rows." in said(app)
    app.button(key="explore_loosened").click().run()
    assert address(app)["where"] == "port_id:in:XXBET|XXGAM"
    assert len(app.dataframe[0].value) == 2


def test_filters_that_only_together_leave_nothing_can_be_taken_away(at_small: str) -> None:
    app = drawn(table="core_port", where="name:in:Nowhere;port_id:in:None")
    assert "No single filter is to blame" in said(app)
    app.button(key="explore_loosened").click().run()
    assert len(app.dataframe[0].value) == 3


def test_a_pivot_too_wide_says_how_large_it_would_be(at_full: str) -> None:
    app = drawn(table="core_observation", cols="source_id", wide="locator:obs_value")
    selection = Selection("core_observation", ("source_id",), wide=Wide("locator", "obs_value"))
    found = explore.width(at_full, selection)
    assert f"would have {found.n_columns:,} columns and {found.cells:,} cells" in said(app)
    assert not app.dataframe
    assert not app.exception


def test_a_pivot_with_several_values_in_a_cell_names_the_missing_columns(at_small: str) -> None:
    app = drawn(table="core_observation", cols="entity", wide="period_start:obs_value")
    assert "would have to hold several values" in said(app)
    assert "direction" in said(app)


def test_an_unknown_wish_of_the_address_is_said_and_the_page_stays(at_small: str) -> None:
    app = drawn(table="core_port", cols="nmae", where="lat:ge:north;name:has:" + "x\u202e=1" * 3_000)
    assert not app.exception
    assert "has no column “nmae”" in said(app)
    assert "cannot use “north”" in said(app)
    assert "No row passes all the filters." in said(app)


def test_one_click_narrows_a_table_to_the_readers_ports(at_full: str) -> None:
    app = drawn(ports="FRCQF.GBPOO")
    app.button(key="explore_ports").click().run()
    assert address(app) == {"table": "out_indicator", "where": "entity:in:FRCQF|GBPOO"}


HOSTILE = "=cmd|'/c calc'!A1 <img src=x onerror=alert(1)> \u202e" + "y" * 10_000


def hostile(rows: Rows) -> None:
    rows["port"][0]["name"] = HOSTILE
    rows["port"][1]["name"] = '<script>alert("x")</script>'


def test_hostile_text_in_the_data_is_only_text_on_the_page_and_in_the_files(small_reference: SmallReference) -> None:
    vintage, _ = publish.build(small_reference(hostile), Choice())
    app = drawn(table="core_port", where='name:in:<script>alert("x")</script>', v=vintage)
    assert not app.exception
    assert app.dataframe[0].value["name"].tolist() == ['<script>alert("x")</script>']
    assert "<script>" not in said(app)
    selection = Selection("core_port", ("port_id", "name"))
    files = made(vintage, selection)
    assert pd.read_csv(io.BytesIO(files["csv"]))["name"].tolist()[0] == "'" + HOSTILE
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    assert book["Data"]["B2"].data_type == "s"
    assert str(book["Data"]["B2"].value).startswith("'=cmd")
    assert pq.read_table(io.BytesIO(files["parquet"]))["name"].to_pylist()[0] == HOSTILE


# --- the files


def made(vintage: str, selection: Selection) -> dict[str, bytes]:
    """Every file of a selection that is not refused, made in a thread of its own, as on a click."""
    here = State(page="explore", vintage=vintage)
    files: dict[str, bytes] = {}

    def make() -> None:
        for one in downloads.downloads(here, selection):
            if not one.refused:
                files[one.ending] = downloads.made(one, here, selection, "https://example.org/explore")

    thread = threading.Thread(target=make)
    thread.start()
    thread.join()
    return files


def test_every_file_holds_the_rows_shown_and_says_where_they_come_from(at_full: str) -> None:
    selection = Selection(
        "core_observation",
        ("entity", "period_start", "obs_value", "unit"),
        (Condition("entity", "in", ("FRCQF",)), Condition("source_id", "in", ("eurostat_mar_go_aa",))),
    )
    files = made(at_full, selection)
    n_rows = explore.counts(at_full, selection)[1]
    assert set(files) == {"csv", "csv.json", "xlsx", "parquet", "geojson"}
    assert len(pd.read_csv(io.BytesIO(files["csv"]))) == n_rows
    assert openpyxl.load_workbook(io.BytesIO(files["xlsx"]))["Data"].max_row == n_rows + 1
    assert pq.read_metadata(io.BytesIO(files["parquet"])).num_rows == n_rows
    told = json.loads(files["csv.json"])
    assert told["filters"] == {"entity": "FRCQF", "source_id": "eurostat_mar_go_aa"}
    assert told["about"]["permalink"] == "https://example.org/explore"
    assert told["sources"][0]["publisher"] == "Eurostat"
    assert told["licences"][0]["licence_id"] == "eurostat"
    places = json.loads(files["geojson"])["features"]
    assert len(places) == n_rows
    assert places[0]["geometry"]["type"] == "Point"


def test_indicators_name_the_sources_that_feed_them(at_full: str) -> None:
    selection = Selection("out_indicator", where=(Condition("indicator", "in", ("gross_weight",)),))
    told = json.loads(made(at_full, selection)["csv.json"])
    assert "Eurostat" in {source["publisher"] for source in told["sources"]}
    assert any("CC BY 4.0" in licence["licence_name"] for licence in told["licences"])


def test_our_own_lists_say_that_they_are_ours(at_full: str) -> None:
    told = json.loads(made(at_full, Selection("core_range_member"))["csv.json"])
    assert told["sources"][0]["publisher"] == "Port Region Monitor"
    assert told["licences"][0]["licence_id"] == "own"


def test_what_a_format_cannot_hold_is_refused_before_the_click(at_small: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "EXCEL_ROWS", 2)
    app = drawn(table="core_port", cols="name")
    assert "XLSX: a sheet holds 2 rows and this table has 3." in said(app)
    assert "GeoJSON: no column of this selection names a place." in said(app)
    disabled = {each.proto.label: each.proto.disabled for each in app.get("download_button")}
    assert disabled["XLSX"]
    assert disabled["GeoJSON"]
    assert not disabled["CSV"]


def test_the_whole_database_is_one_download(at_small: str) -> None:
    app = drawn(table="core_port")
    assert any(each.proto.label.startswith("Whole database") for each in app.get("download_button"))
