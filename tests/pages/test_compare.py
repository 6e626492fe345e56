"""Compare draws from a real vintage: fair, unfair, too few, too many, and an address written by hand."""

import io

import openpyxl
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from exports import tables as exports
from tests.pages.drawing import draw, fine, said
from ui import reads
from ui.compare import grounds, sections, story
from ui.compare.choices import Choices
from ui.state import State

pytestmark = pytest.mark.slow


def drawn(**query: str) -> AppTest:
    return fine(draw("compare", **query))


def test_poole_and_portsmouth_compare_in_the_last_year_both_have(at_full: str) -> None:
    app = drawn(ports="GBPOO.GBPME")
    text = said(app)
    assert app.selectbox(key="own_overview_end").value == "2019-01-01"
    assert "Is the comparison fair?" in text
    assert "They lie" in text
    assert 'class="prm-greyed"' not in text


def test_antwerp_bruges_against_its_past_is_greyed_as_published_and_joined_like_for_like(at_full: str) -> None:
    asked = {"ports": "BE003.FRCQF.NLRTM", "start": "2010-01-01", "end": "2024-01-01"}
    as_published = said(drawn(**asked))
    assert "Antwerp and Zeebrugge were counted apart before 2022" in as_published
    assert 'class="prm-greyed"' in as_published
    assert "As published and like for like" in as_published
    joined = said(drawn(**asked, basis="like_for_like"))
    assert 'class="prm-greyed"' not in joined
    assert "a sum of ports before 2022" in joined


def test_a_row_is_greyed_by_its_own_grade_on_its_own_basis() -> None:
    row = {"port_id": "BE003", "value": 1.0}
    shown = pd.DataFrame([row | {"comparable": "not comparable"}, row | {"comparable": "comparable with care"}])
    assert sections.graded_html(shown, "en", "t").count('class="prm-greyed"') == 1


def test_haropa_and_le_havre_are_not_one_line(at_full: str) -> None:
    text = said(drawn(ports="FRLEH.FR001.NLRTM", basis="like_for_like", start="2015-01-01", end="2024-01-01"))
    assert "counted within HAROPA from 2022 on" in text
    assert "the line is split in 2022" in text


@pytest.mark.parametrize(
    ("ports", "sentence"),
    [
        ("none", "No port is chosen."),
        ("FRCQF", "One port is chosen: there is nothing to set it against."),
        (
            "BE003.BEGNE.BEOST.DEHAM.FRBOL.FRCQF.FRDKK.FRCFR.GBPOO.GBPME.NLRTM.NLMOE.NLAMS",
            "13 ports are chosen; at most twelve stand side by side.",
        ),
    ],
)
def test_too_few_and_too_many_ports_are_a_sentence(at_full: str, ports: str, sentence: str) -> None:
    assert sentence in said(drawn(ports=ports))


def test_an_address_written_by_hand_gets_a_sentence_and_the_usual_periods(at_full: str) -> None:
    app = drawn(ports="GBPOO.GBPME", start="2024-01-01", end="yesterday", scale="loud")
    text = said(app)
    assert text.count("which is not offered here") == 3
    assert app.selectbox(key="own_overview_start").value == "1997-01-01"


def test_twelve_ports_stand_side_by_side_in_every_language(at_full: str) -> None:
    ports = "BE003.BEGNE.BEOST.DEHAM.FRBOL.FRCQF.FRDKK.FRCFR.GBPOO.GBPME.NLRTM.NLMOE"
    for lang in ("en", "fr", "nl"):
        assert "BEOST" in said(drawn(ports=ports, lang=lang))


@pytest.mark.parametrize(
    "code", ["plsci", "tonnes_per_inhabitant", "cargo_diversity", "active_projects", "vessel_arrivals"]
)
def test_other_indicators_compare_too_or_say_what_is_missing(at_full: str, code: str) -> None:
    text = said(drawn(ports="BE003.NLRTM.FRCQF", indicator=code, basis="like_for_like"))
    assert "Is the comparison fair?" in text or "Fewer than two periods" in text


def test_the_files_hold_exactly_the_rows_shown(at_full: str) -> None:
    known = reads.known(at_full, "en")
    here = State(ports=("BE003", "GBPOO"), first_year=2010, last_year=2024, vintage=at_full, known=known)
    chosen = Choices("gross_weight", "A", "", "", "2012-01-01", "2019-01-01")
    held = grounds.grounds(here, chosen)
    told = story.Story(held, chosen, "light")
    shown = held.table[held.table["is_end"]].drop(columns=["is_end"]).reset_index(drop=True)
    files = sections.export(shown, told, here, chosen)
    book = openpyxl.load_workbook(io.BytesIO(exports.xlsx(files)))
    assert book.sheetnames == ["Data", "Filters", "Metadata", "Sources", "Licence"]
    rows = [[cell.value for cell in row] for row in book["Data"].iter_rows(min_row=2)]
    assert len(rows) == len(shown)
    assert [row[0] for row in rows] == shown["port_id"].tolist()
    assert [row[8] for row in rows] == shown["comparable"].tolist()
    lines = exports.csv(files).decode("utf-8").splitlines()
    assert len(lines) == len(shown) + 1
    assert (
        files.file_name("csv")
        == f"compare_gross_weight_ports-be003-gbpoo_from-2012-01-01_to-2019-01-01_basis-published_{at_full}.csv"
    )
