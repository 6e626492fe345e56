"""The views of Compare beside the first, and Across borders, drawn from a real vintage and from bad addresses."""

import html
import re
import shutil
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import drawing
from tests.pages.drawing import draw, fine
from ui import reads
from ui.borders import facts, findings
from ui.borders.facts import border
from ui.compare.index_choices import IndexChoices
from ui.compare.index_story import story_of as index_of
from ui.compare.peer_story import PeerChoices, gaps_of
from ui.compare.peer_story import story_of as peers_of
from ui.state import State

pytestmark = pytest.mark.slow


def drawn(page: str = "compare", **query: str) -> AppTest:
    return fine(draw(page, **query))


def said(app: AppTest) -> str:
    return html.unescape(drawing.said(app))


def state(vintage: str, *ports: str) -> State:
    return State(page="compare", ports=ports, first_year=1997, last_year=2030, vintage=vintage)


def test_the_index_gives_intervals_and_says_what_cannot_be_told_apart(at_full: str) -> None:
    text = said(drawn(view="index", ports="FRCQF.NLMOE.FRDKK"))
    assert "In nine draws of ten, among" in text
    assert "cannot be told apart" in text
    assert "Without a score, because less than two thirds of the figures are held" in text


def test_the_page_and_the_indicator_of_the_build_hold_the_same_score(at_full: str) -> None:
    told = index_of(state(at_full, "NLRTM"), IndexChoices(None, "goalposts", "geometric", "rank", ())).told
    assert told is not None
    built = reads.of_ports(at_full)
    built = built[built["indicator"] == "composite_index"].set_index("entity")["value"]
    assert len(built) == len(told.ranks)
    assert (built - told.ranks["score"]).abs().max() < 1e-9


def test_a_slider_writes_all_weights_into_the_address(at_full: str) -> None:
    app = drawn(view="index", ports="FRCQF.NLMOE")
    app.slider(key="own_index_weight_region").set_value(3.0).run()
    written = app.query_params["w"]
    written = written if isinstance(written, str) else written[-1]
    assert "region:3" in written
    assert "throughput:1" in written
    assert written == drawn(view="index", ports="FRCQF.NLMOE", w=written).session_state["own_choices"]["w"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"among": "chosen", "ports": "FRCQF.NLMOE"}, "An index needs at least 5 ports with enough figures"),
        (
            {"w": "connectivity:0.region:0.resilience:0.throughput:0"},
            "All weights are zero, so nothing is left to add up: give one theme a weight.",
        ),
        ({"scale": "zscore"}, "there is no geometric or harmonic mean"),
        ({"w": "moon:2"}, "The address asks for weights that this index does not have: moon."),
        ({"mean": "golden"}, "The address asks for “golden”"),
        ({"ports": "UAKHE"}, "None of the chosen ports has a score in this index"),
    ],
)
def test_every_bad_choice_of_an_index_is_a_sentence(at_full: str, query: dict[str, str], sentence: str) -> None:
    assert sentence in said(drawn(view="index", **query))


def test_the_peers_of_calais_are_ferry_ports_and_each_has_its_reason(at_full: str) -> None:
    text = said(drawn(view="peers", ports="FRCQF"))
    assert "The ports most like Calais: Dover, Portsmouth and Poole." in text
    assert "Because both are ferry ports with many passengers" in text
    assert "only ports with counted ferry passengers are compared with it" in text
    found = peers_of(state(at_full, "FRCQF"), PeerChoices("FRCQF", 8, False, ()), "light").found
    assert {peer.port_id for peer in found.peers} <= {"GBDVR", "GBPME", "GBPOO", "FRDKK", "ITLIV"}


def test_peers_of_other_countries_only_and_a_port_by_hand(at_full: str) -> None:
    told = peers_of(state(at_full, "FRCQF"), PeerChoices("FRCQF", 5, True, ("NLRTM",)), "light")
    assert "FR" not in {peer.country for peer in told.found.peers}
    assert [peer.port_id for peer in told.counted if peer.by_hand] == ["NLRTM"]
    assert "Chosen by hand." in said(drawn(view="peers", ports="FRCQF", **{"with": "NLRTM"}))


def test_a_gap_of_the_profile_is_the_figure_less_the_median_of_the_peers(at_full: str) -> None:
    peers = ["FRDKK", "BEGNE", "NLRTM", "NLAMS", "DEHAM"]
    gaps = gaps_of(state(at_full, "NLMOE"), "NLMOE", peers).set_index("indicator")
    year = gaps.at["gross_weight", "period_start"]
    rows = reads.series(at_full, "gross_weight", ("NLMOE", *peers))
    held = rows[rows["period_start"] == year].set_index("entity")["value"]
    assert gaps.at["gross_weight", "gap"] == held["NLMOE"] - held[peers].median()


def test_a_port_without_figures_says_what_would_fill_it(at_full: str) -> None:
    assert "A longer period or another port would fill this." in said(drawn(view="peers", ports="UAKHE"))
    assert "Choose a port above." in said(drawn(view="peers", ports="none"))


def test_slopes_and_all_ports_stand_on_the_first_view(at_full: str) -> None:
    text = said(drawn(ports="FRCQF.NLMOE", form="slope"))
    assert "Among all ports" in text
    assert "2 chosen among" in text


def test_calais_and_dover_over_the_strait(at_full: str) -> None:
    text = said(drawn("borders", pair="calais_dover"))
    assert "Calais and Dover lie 40 km apart in a straight line" in text
    assert "PATCH-C2C Strategic Alliance cluster" in text
    assert "python -m etl refresh" in text
    assert "no sailing distance" in text


def test_every_declared_group_has_two_sides_a_way_by_sea_and_an_answer(at_full: str) -> None:
    for group in facts.titles(at_full, "nl"):
        held = border(at_full, group, "nl")
        assert len(set(held.countries.values())) > 1
        assert held.routes
        assert findings.answer(held)


def test_figures_of_one_row_are_of_one_period_and_of_the_ports_named(at_full: str) -> None:
    held = border(at_full, "calais_dover", "en")
    rows = held.differences[held.differences["indicator"] == "gross_weight"]
    assert rows["year"].unique().tolist() == ["2019"]
    calais = reads.series(at_full, "gross_weight", ("FRCQF",), first="2019-01-01", last="2019-01-01")
    assert rows.set_index("country").at["FR", "value"] == calais["value"].iloc[0]


@pytest.mark.parametrize(
    ("page", "query", "least"),
    [
        ("compare", {"view": "index", "ports": "FRCQF.NLMOE"}, 9),
        ("compare", {"view": "peers", "ports": "FRCQF"}, 8),
        ("borders", {"pair": "calais_dover"}, 12),
        ("port", {"port": "FRCQF"}, 20),
    ],
)
def test_every_value_behind_a_figure_of_many_indicators_is_two_clicks_from_its_passport(
    at_full: str, page: str, query: dict[str, str], least: int
) -> None:
    ways = re.findall(r'href="(/passports\?[^"]*entity=[^"]*)"', said(drawn(page, **query)))
    assert len(ways) >= least
    for way in ways:
        asked = dict(parse_qsl(urlsplit(way).query))
        keys = {"basis": asked["basis"], "variant": asked["variant"].removeprefix("main"), "freq": asked["freq"]}
        held = reads.series(at_full, asked["indicator"], (asked["entity"],), **keys)
        assert held.loc[held["period_start"] == asked["period"], "value"].notna().to_list() == [True], way


def test_what_a_merged_port_did_before_counts_for_the_port_that_carries_it_on(at_full: str) -> None:
    assert any("BE003" in ports for ports in border(at_full, "two_seas", "en").projects["ports"])


def test_an_unknown_group_is_a_sentence_and_the_usual_one(at_full: str) -> None:
    text = said(drawn("borders", pair="moon"))
    assert "The address asks for “moon”" in text
    assert "Calais and Dover lie" in text


def test_a_link_from_before_is_told_what_became_of_it(at_full: str) -> None:
    text = said(drawn(v="2020-01-01-aaaaaaaa"))
    assert "The data vintage 2020-01-01-aaaaaaaa is not kept here" in text
    assert "This short link cannot be read" in said(drawn(s="1zzz"))


def test_an_old_link_keeps_its_numbers_says_what_was_revised_and_leads_to_the_newest(
    full, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = "2026-11-20-0000000a", "2026-11-21-0000000b"
    (tmp_path / "warehouse").mkdir()
    for vintage in (old, new):
        shutil.copy(full.settings.warehouse / f"{full.vintage}.duckdb", tmp_path / "warehouse" / f"{vintage}.duckdb")
    with duckdb.connect(str(tmp_path / "warehouse" / f"{old}.duckdb")) as connection:
        connection.execute(
            "update out_indicator set value = 16_000_000 where indicator = 'gross_weight' and entity = 'FRCQF' "
            "and variant = '' and period_start = '2024-01-01'"
        )
    (tmp_path / "warehouse" / "CURRENT").write_text(new, encoding="utf-8")
    monkeypatch.setenv("PRM_DATA", str(tmp_path))
    asked = {"ports": "FRCQF.NLMOE", "start": "2019-01-01", "end": "2024-01-01"}
    text = said(drawn(**asked, v=old))
    assert "Calais 16.0 Mt" in text
    assert f"These are the numbers of vintage {old}. Newer data exist: {new}. Values this page speaks of" in text
    assert "Gross weight handled (Calais)" in text
    unmoved = said(drawn(**(asked | {"ports": "NLMOE.NLRTM"}), v=old))
    assert "They may hold more, and change no value shown here." in unmoved
    assert "These are the numbers of vintage" not in said(drawn(**asked, v=new))


def test_the_short_link_of_a_page_opens_the_same_page(at_full: str) -> None:
    first = drawn(view="index", ports="FRCQF.NLMOE", w="region:2", mean="arithmetic")
    (token,) = re.findall(r"\?s=([A-Za-z0-9_-]+)", said(first))
    again = drawn(s=token)
    assert again.slider(key="own_index_weight_region").value == 2
    answers = [re.findall(r'class="prm-answer">(.*?)</p>', said(app)) for app in (first, again)]
    assert answers[0] == answers[1] != []
