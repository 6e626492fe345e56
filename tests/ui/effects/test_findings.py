"""What the Effects page says: verdicts among others, what a refusal needs, when an answer will be possible."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis.effect_question import Question
from analysis.multiple import judged_together
from analysis.record import REASONS, Effect, refusal
from language import LANGS
from language.formats import plain
from ui.effects import findings
from ui.effects.answers import Answers


def effect(verdict="down", p=0.03, **other):
    figures = {"estimate": -10.0, "lower": -18.0, "upper": -1.0, "detectable": 8.5}
    return Effect(
        method="its", start="2020-01-01", n_before=40, n_after=8, verdict=verdict, p_value=p, **figures | other
    )


def answers(*effects):
    named = {f"P{at}": one for at, one in enumerate(effects)}
    return Answers(named, judged_together(named))


ASKED = Question("v", "gross_weight", "P0", "2020-12-31", freq="A")


def test_a_change_that_does_not_stand_among_the_others_is_told_with_its_q():
    held = answers(effect(p=0.03), *[effect("cannot_tell", p=0.6)] * 4)
    assert held.stands("P0") == "cannot_tell"
    said = plain(findings.among(held, "P0", "en"))
    assert "5 answers" in said
    assert "q = 0.15" in said
    assert findings.among(held, "P1", "en") == ""
    assert findings.among(answers(effect(p=0.001)), "P0", "en") == ""


def test_the_page_counts_what_moved_what_did_not_and_what_has_no_figure():
    held = answers(effect(p=0.001), effect("cannot_tell", p=0.7), refusal("its", "2020-01-01", "no_data"))
    said = " ".join(findings.answer(held, {"P0": "Calais"}, False, "en"))
    assert "Of 2 places with a figure, the level changed in Calais (fell)" in said
    assert "For 1 place there is no figure" in said


@pytest.mark.parametrize(
    ("date", "freq", "least", "period"),
    [
        ("2020-12-31", "A", 8, "2028"),
        ("2021-01-01", "A", 8, "2028"),
        ("2022-02-24", "Q", 4, "Q1 2023"),
        ("2022-04-01", "Q", 4, "Q1 2023"),
        ("2024-11-02", "M", 12, "November 2025"),
    ],
)
def test_too_few_periods_after_name_the_first_one_that_would_do(date, freq, least, period):
    found = refusal("its", date, "too_short_after", 20, 1, n=1, least=least)
    said = findings.more_certain(found, replace(ASKED, date=date, freq=freq), None, "en")
    assert any(f"the figure of {period} is the first" in one for one in said)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("reason", [one for one in sorted(REASONS) if one != "too_short_after"])
def test_every_refusal_has_a_few_words_and_a_way_on(reason, lang):
    details = {name: "3" for name in ("n", "least", "missing", "allowed", "units", "treated", "fit", "shocks")}
    found = refusal("its", "2020-01-01", reason, **details)
    assert findings.why(found, lang)
    assert findings.more_certain(found, ASKED, None, lang)


def test_hardly_any_gain_is_called_that_and_a_real_one_gets_its_number():
    hardly = plain(findings.more_certain(effect(), ASKED, (10.0, 9.8), "en")[0])
    assert "More years would hardly help" in hardly
    real = plain(findings.more_certain(effect(), ASKED, (10.0, 6.0), "en")[0])
    assert real == "4 more years would make changes above about 6.0 % visible; now it is 10.0 %."


def test_a_course_is_told_from_the_figures_on_either_side_of_the_date():
    series = pd.Series(
        [16_000_000.0, 20_000_000.0, 15_000_000.0], pd.to_datetime(["2020", "2021", "2024"], format="%Y")
    )
    said = plain(findings.course(series, ASKED, "t", "Calais", "en"))
    assert said.startswith("Calais: 16.0 Mt in 2020, 20.0 Mt in 2021. The newest figure is 15.0 Mt in 2024.")
    assert findings.course(series[:1], ASKED, "t", "Calais", "en") == ""


def test_dates_without_the_event_that_look_like_changes_too_often_are_said():
    quiet = pd.DataFrame({"verdict": ["cannot_tell"] * 19 + ["up"]})
    odd = pd.DataFrame({"verdict": ["cannot_tell"] * 15 + ["up"] * 5})
    assert "one in twenty is usual" in findings.odd(quiet, "en")
    assert "worth little" in findings.odd(odd, "en")
    assert "too short" in findings.odd(quiet[:0], "en")


def test_the_word_effect_stands_only_for_an_event_with_no_other_shock_near():
    assert findings.heading(effect(), True, "en") == "Estimated effect"
    for other in (findings.heading(effect(competing=("Storm",)), True, "en"), findings.heading(effect(), False, "en")):
        assert "Estimated effect" not in other


def test_how_far_the_comparison_lies_beside_the_place_before_the_event_is_a_mean_of_distances():
    path = pd.DataFrame({"observed": [110.0, 90.0, 500.0], "expected": [100.0] * 3})
    path.index = pd.to_datetime(["2018", "2019", "2021"], format="%Y")
    assert "10.0 % beside" in plain(findings.before_it(path, "2020-12-31", "en"))
    assert findings.before_it(path[2:], "2020-12-31", "en") == ""
