"""Effects and Evidence draw from a real vintage without an error, and say what stands and what does not."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from analysis.effect_question import Question
from language import LANGS
from tests.pages import drawing
from tests.pages.drawing import draw, figures
from ui.effects.answers import effect
from ui.effects.examples import EXAMPLES
from ui.effects.happenings import happenings

pytestmark = pytest.mark.slow


def drawn(page: str = "effects", **query: str) -> AppTest:
    return draw(page, controls=("vintage",), **query)


def said(app: AppTest) -> str:
    return re.sub(r"<style>.*?</style>|<[^>]+>", " ", drawing.said(app), flags=re.DOTALL)


def test_a_bare_address_shows_a_real_answer_with_its_interval_and_what_could_have_been_seen(at_full: str) -> None:
    app = drawn()
    text = said(app)
    assert not app.exception
    assert "Suez Canal blocked by Ever Given" in text
    assert "none shows a change of level that chance does not explain" in text
    assert "would be visible" in text
    assert "Benjamini and Hochberg" in text
    assert len(figures(app)) == 4
    assert "No expectation has been written yet" in text


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: "-".join(one.expected))
def test_each_ready_made_question_has_the_verdict_or_the_refusal_it_was_checked_for(at_full: str, example) -> None:
    own = example.own
    event = happenings(at_full).get(own["event"])
    day = own.get("date") or event.day
    freq = "Q" if own["indicator"] in ("vessel_arrivals", "plsci") else "A"
    variant = "container" if own["indicator"] == "vessel_arrivals" else ""
    shock = event.shock if event else None
    for place, expected in example.expected.items():
        asked = Question(at_full, own["indicator"], place, day, own.get("method", "its"), variant, freq, shock=shock)
        found = effect(asked)
        assert expected in (found.verdict, found.reason)
        assert (found.estimate is None) == (found.verdict == "refused")


def test_a_refusal_says_why_what_can_be_said_and_what_would_allow_an_answer(at_full: str) -> None:
    app = drawn(**EXAMPLES[2].own)
    text = said(app)
    assert not app.exception
    assert "only 4 of the 8 observations needed after the event" in text
    assert "Calais: 16.4 Mt in 2020, 20.0 Mt in 2021" in text
    assert "This describes; it does not say why." in text
    assert "the figure of 2028 is the first that allows an answer" in text
    assert "Estimated effect" not in text


def test_moerdijk_against_donors_shows_placebos_weights_and_both_p_values(at_full: str) -> None:
    app = drawn(**EXAMPLES[4].own)
    text = said(app)
    assert not app.exception
    assert "without those that fit badly" in text
    assert "Every other place in its role" in text
    doors = [address for one in app.get("html") for address in re.findall(r'href="(/passports[^"]+)', one.proto.body)]
    assert doors
    assert all("of=NLMOE" in one and "indicator=gross_weight" in one for one in doors)
    bars = [trace for each in figures(app) for trace in each.data if trace.type == "bar"]
    assert sum(bars[0].x) == pytest.approx(100, abs=3)


def test_with_a_neighbouring_shock_the_word_effect_is_withheld(at_full: str) -> None:
    text = said(drawn(event="S-EVERGIVEN", places="BE003"))
    assert "A change, not the effect of one event" in text
    assert "Estimated effect" not in text
    assert "End of transition period" in text


def test_a_description_attributes_nothing_and_has_no_correction(at_full: str) -> None:
    app = drawn(event="S-COVID-BE", places="BEANR.DEHAM", method="recovery")
    text = said(app)
    assert not app.exception
    assert "nothing is attributed to the event" in text
    assert "Benjamini" not in text.split("What was expected beforehand")[0]
    assert "within its usual range" in text


@pytest.mark.parametrize(
    "query",
    [
        {"event": "S-NOTHING"},
        {"indicator": "nothing"},
        {"places": "XXXXX"},
        {"places": "none"},
        {"date": "soon"},
        {"method": "magic", "years": "7"},
        {"event": "day", "date": "1997-01-01", "places": "NLRTM"},
    ],
)
def test_an_address_that_asks_for_what_is_not_there_gets_a_sentence(at_full: str, query: dict[str, str]) -> None:
    app = drawn(**query)
    assert not app.exception
    assert said(app)


@pytest.mark.parametrize("lang", LANGS)
def test_effects_and_evidence_speak_three_languages_without_a_gap(at_full: str, lang: str) -> None:
    for page in ("effects", "evidence"):
        app = drawn(page, lang=lang, ports="BEANR.FRCQF")
        assert not app.exception
        assert "{" not in said(app)


def test_evidence_names_what_is_missing_and_opens_the_sources_of_a_cell(at_full: str) -> None:
    app = drawn("evidence", port="FRCQF", cell="digital-throughput")
    text = said(app)
    assert not app.exception
    assert "that is the gap to close first" in text
    assert "a printed date would fill this" in text
    assert "Digital tool box for implementing and operationalising a smart port strategy" in text
    assert "Interreg Europe Policy Learning Platform" in text


def test_an_evaluated_cell_leads_to_its_effect(at_full: str) -> None:
    app = drawn("evidence", port="FRCQF", cell="investment-throughput")
    assert not app.exception
    assert "An effect was evaluated." in said(app)
    assert "PAC2" in said(app)
