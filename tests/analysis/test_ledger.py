"""The policy ledger's board: hit, miss, cannot tell and too early, on a port whose jump one can check in the head."""

import json
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

import publish
from analysis.__main__ import main
from analysis.ledger import board, expected_from
from analysis.ledger_entry import ENTERED
from etl.reference import Choice
from language import LANGS
from tests.conftest import goods, write_small
from tests.etl.test_ledger import written
from warehouse import ledger

pytestmark = pytest.mark.slow

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
JUMP, YEARS = 2010, range(1990, 2024)


def with_a_jump(rows):
    """Delta handles 1,000 kt a year, give or take one per cent, and 1,300 from 2010 on."""
    noise = np.random.default_rng(7).normal(0, 0.01, len(YEARS))
    rows["port"].append({"port_id": "XXDEL", "name": "Delta", "country": "XX", "lat": 50.5, "lon": 1.5})
    rows["observation/office_goods"] += [
        goods("XXDEL", year, round(1_000_000 * (1.3 if year >= JUMP else 1) * (1 + stray)))
        for year, stray in zip(YEARS, noise, strict=True)
    ]


def about(name, **other):
    return written(name, **{"entity": "XXDEL", "starts_on": f"{JUMP}-01-01"} | other)


ROWS = [
    about("as-expected", expected_size_pct="20"),
    about("no-size"),
    about("other-way", expected_direction="down"),
    about("too-small", expected_size_pct="80"),
    about("too-early", starts_on="2021-01-01"),
    about("after-results", is_after_results="true"),
    written("too-short"),
]


@pytest.fixture(scope="module")
def delta(tmp_path_factory):
    """A vintage with Delta's jump and the seven expectations about it."""
    settings = write_small(tmp_path_factory.mktemp("delta") / "data", with_a_jump)
    ledger.append(settings.ledger, ROWS, NOON)
    return settings, publish.build(settings, Choice())[0]


@pytest.fixture
def judged(delta, monkeypatch):
    monkeypatch.setenv("PRM_DATA", str(delta[0].data))
    return {one.row["expectation_id"]: one for one in board(delta[1])}


@pytest.mark.parametrize(
    ("name", "outcome", "why"),
    [
        ("as-expected", "hit", "as_expected"),
        ("no-size", "hit", "as_expected_no_size"),
        ("other-way", "miss", "other_way"),
        ("too-small", "miss", "too_small"),
        ("too-early", "too_early", ""),
        ("after-results", "not_counted", "after_results"),
        ("too-short", "too_early", ""),
    ],
)
def test_each_expectation_has_its_outcome_and_a_sentence_in_every_language(judged, name, outcome, why):
    one = judged[name]
    assert (one.outcome, one.why) == (outcome, why)
    for lang in LANGS:
        assert one.sentence(lang)
        assert "{" not in one.sentence(lang)


def test_the_estimate_behind_a_hit_is_the_jump(judged):
    assert judged["as-expected"].effect.estimate == pytest.approx(30, abs=4)


def test_what_was_written_after_results_has_no_part_in_the_correction(judged):
    assert np.isnan(judged["after-results"].q_none)
    assert judged["as-expected"].q_none <= 0.05


@pytest.mark.parametrize(
    ("starts_on", "lag", "freq", "expected"),
    [
        ("2027-01-01", 0, "A", "2027-01-01"),
        ("2027-01-02", 0, "A", "2028-01-01"),
        ("2020-03-18", 0, "Q", "2020-04-01"),
        ("2020-04-01", 2, "Q", "2020-10-01"),
        ("2020-12-31", 1, "M", "2021-02-01"),
    ],
)
def test_the_change_is_expected_in_the_first_whole_period_after_the_start_and_the_lag(starts_on, lag, freq, expected):
    assert expected_from(starts_on, lag, freq) == pd.Timestamp(expected)


def entered(path, **other):
    row = {name: about("mine-1", starts_on="2030-01-01")[name] for name in ENTERED} | other
    path.write_text(",".join(ENTERED) + "\n" + ",".join(row.values()) + "\n", encoding="utf-8")
    return str(path)


@pytest.fixture
def desk(delta, tmp_path, monkeypatch):
    """A data folder of this test's own over the same vintage."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "warehouse").symlink_to(delta[0].warehouse)
    monkeypatch.setenv("PRM_DATA", str(tmp_path / "data"))
    return tmp_path


def test_template_add_and_verify_lock_a_row_and_the_board_says_that_a_build_is_missing(desk, capsys):
    assert main(["ledger", "template"]) == 0
    assert capsys.readouterr().out.strip() == ",".join(ENTERED)
    assert main(["ledger", "add", entered(desk / "mine.csv")]) == 0
    assert "mine-1 locked at" in capsys.readouterr().out
    assert main(["ledger", "verify"]) == 0
    assert "1 expectations, every one as it was locked" in capsys.readouterr().out
    assert main(["ledger", "board"]) == 1
    assert "run `python -m etl build`" in capsys.readouterr().err


def test_a_touched_row_is_named_and_ends_with_one(desk, capsys):
    main(["ledger", "add", entered(desk / "mine.csv")])
    path = desk / "data" / "ledger" / "expectation.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("more goods", "fewer goods"), encoding="utf-8")
    capsys.readouterr()
    assert main(["ledger", "verify"]) == 1
    assert "line 2 (mine-1)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"starts_on": "2012-01-01"}, "results for the expected time are out already"),
        ({"starts_on": "2030"}, "starts_on"),
        ({"starts_on": "2030-02-31"}, "starts_on"),
        ({"expected_direction": "better"}, "expected_direction"),
        ({"expected_size_pct": "-5"}, "expected_size_pct"),
        ({"expected_size_pct": "100", "expected_direction": "down"}, "expected_size_pct"),
        ({"lag_periods": "1.5"}, "lag_periods"),
        ({"expected_by": ""}, "expected_by"),
        ({"expectation_id": "x"}, "expectation_id"),
        ({"freq": "W"}, "freq"),
        ({"indicator": "nothing"}, "nothing"),
        ({"entity": "XXNIL"}, "XXNIL"),
        ({"variant": "container"}, "is not held for"),
        ({"policy_id": "R99"}, "R99"),
        ({"expectation": "one,two"}, "number of cells"),
    ],
)
def test_what_cannot_be_judged_later_is_refused_with_its_place_and_nothing_is_locked(desk, capsys, changed, said):
    assert main(["ledger", "add", entered(desk / "mine.csv", **changed)]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    assert not (desk / "data" / "ledger").exists()


@pytest.mark.parametrize("content", [None, "", "a,b\n1,2\n", ",".join(ENTERED) + "\n"])
def test_a_file_that_is_not_the_template_is_one_sentence(desk, capsys, content):
    path = desk / "mine.csv"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert main(["ledger", "add", str(path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_with_the_flag_a_late_row_is_kept_and_marked(desk, capsys):
    file = entered(desk / "mine.csv", starts_on="2012-01-01")
    assert main(["ledger", "add", file, "--after-results"]) == 0
    assert "marked as written after results" in capsys.readouterr().out
    assert ledger.read(desk / "data" / "ledger")[0]["is_after_results"] == "true"


def test_the_board_speaks_markdown_and_json(delta, monkeypatch, capsys):
    monkeypatch.setenv("PRM_DATA", str(delta[0].data))
    assert main(["ledger", "board", "--lang", "fr"]) == 0
    assert capsys.readouterr().out.count("\n") == len(ROWS) + 2
    assert main(["ledger", "board", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["outcome"] for row in rows][0] in ("hit", "not_counted")
    assert {row["expectation_id"] for row in rows} == {row["expectation_id"] for row in ROWS}


def test_an_empty_board_says_how_to_write_the_first(at_small, capsys):
    assert main(["ledger", "board"]) == 0
    assert "ledger template" in capsys.readouterr().out
