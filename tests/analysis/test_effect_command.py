"""`python -m analysis effect`: the answer for people and programs."""

import json

import pytest

from analysis.__main__ import main


def asked(capsys, *words):
    code = main(["effect", *words])
    return code, capsys.readouterr()


def test_four_annual_points_after_brexit_are_a_refusal(at_full, capsys):
    words = ("--indicator", "gross_weight", "--entity", "FRCQF", "--date", "2020-12-31", "--format", "json")
    code, said = asked(capsys, *words)
    record = json.loads(said.out)
    assert (code, record["verdict"], record["reason"], record["estimate"]) == (0, "refused", "too_short_after", None)
    assert record["sentence"].startswith("No figure")


def test_container_arrivals_at_antwerp_in_2020_have_an_interval(at_full, capsys):
    words = ("--indicator", "vessel_arrivals", "--entity", "BEANR", "--date", "2020-03-18")
    record = json.loads(asked(capsys, *words)[1].out)
    assert (record["freq"], record["variant"], record["verdict"]) == ("Q", "container", "cannot_tell")
    assert record["lower"] < record["estimate"] < record["upper"]


def test_the_pandemic_leaves_nobody_to_compare_with(at_full, capsys):
    words = ("--indicator", "vessel_arrivals", "--entity", "DEHAM", "--date", "2020-03-18", "--method", "scm")
    assert json.loads(asked(capsys, *words)[1].out)["reason"] == "exposed_donors"


def test_two_shocks_in_one_quarter_are_refused(at_full, capsys):
    words = ("--indicator", "vessel_arrivals", "--entity", "NLRTM", "--date", "2020-03-15", "--format", "md")
    said = asked(capsys, *words)[1].out
    assert "UK leaves EU" in said
    assert "%" not in said


def test_without_daily_calls_there_is_no_event_study(at_full, capsys):
    words = ("--indicator", "gross_weight", "--entity", "NLRTM", "--date", "2020", "--method", "event_study")
    assert json.loads(asked(capsys, *words)[1].out)["reason"] == "no_data"


@pytest.mark.parametrize("lang", ["en", "fr", "nl"])
def test_markdown_speaks_the_readers_language(at_full, capsys, lang):
    words = ("--indicator", "gross_weight", "--entity", "NLMOE", "--date", "2015", "--method", "scm", "--format", "md")
    code, said = asked(capsys, *words, "--lang", lang)
    assert code == 0
    assert said.out.startswith("# ")
    assert said.out.count("\n|") == 7


@pytest.mark.parametrize(
    "words",
    [
        ("--indicator", "nothing", "--entity", "FRCQF", "--date", "2020"),
        ("--indicator", "gross_weight", "--entity", "NOPORT", "--date", "2020"),
        ("--indicator", "gross_weight", "--entity", "FRCQF", "--date", "soon"),
        ("--indicator", "gross_weight", "--entity", "FRCQF", "--date", "2020-13"),
    ],
)
def test_a_wrong_argument_is_one_sentence_and_exit_code_two(at_full, capsys, words):
    code, said = asked(capsys, *words)
    assert code == 2
    assert said.out == ""
    assert said.err.count("\n") == 1
