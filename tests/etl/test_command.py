"""`python -m etl`: build, list, check."""

from __future__ import annotations

import re

import pytest

from etl.__main__ import main

pytestmark = pytest.mark.slow


def test_if_missing_does_nothing_where_a_readable_vintage_is(at_small, capsys):
    assert main(["build", "--if-missing"]) == 0
    assert capsys.readouterr().out == ""


def test_a_damaged_vintage_is_built_anew_and_building_again_says_that_nothing_changed(small_reference, small, capsys):
    settings = small_reference()
    settings.warehouse.mkdir()
    (settings.warehouse / f"{small.vintage}.duckdb").write_bytes(b"damaged" * 1000)
    (settings.warehouse / "CURRENT").write_text(f"{small.vintage}\n", encoding="utf-8")
    assert main(["build", "--if-missing"]) == 0
    assert capsys.readouterr().out == f"{small.vintage} built\n"
    assert main(["build"]) == 0
    assert capsys.readouterr().out == f"{small.vintage} is already there: nothing has changed\n"


def test_vintages_are_one_line_each_with_id_hash_date_size_and_state(built_small, small, capsys):
    main(["build", "--as-of", "2024-01-31"])
    capsys.readouterr()
    assert main(["vintages"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    line = re.compile(
        r"(\d{4}-\d{2}-\d{2}-[0-9a-f]{8})  ([0-9a-f]{64})  (\d{4}-\d{2}-\d{2})  (\d+\.\d MB)  (current|-)(.*)"
    )
    found = line.fullmatch(first)
    assert found
    assert found[1] == small.vintage
    assert found[2][:8] == small.vintage[-8:]
    assert (found[3], found[5], found[6]) == ("2024-06-30", "current", "")
    other = line.fullmatch(second)
    assert other
    assert (other[5], other[6].strip()) == ("-", "releases published by 2024-01-31")


def test_without_vintages_the_list_is_empty(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PRM_DATA", str(tmp_path))
    assert main(["vintages"]) == 0
    assert capsys.readouterr().out == ""


def test_the_change_log_names_figures_releases_values_and_definitions(three, monkeypatch, capsys):
    monkeypatch.setenv("PRM_DATA", str(three.settings.data))
    assert main(["changes", three.pinned, three.all]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{three.all} against {three.pinned}"
    assert "office_regions: 3 new, 1 revised, 1 gone" in lines
    assert "  GDP, Coast, 2021-01-01: 1,100,000 -> 1,200,000 EUR" in lines
    assert any(line.startswith("added: office_regions release 2024, 4 figures") for line in lines)
    assert lines[lines.index("Definitions of indicators") + 1 :] == ["no change"]
    assert any(line.startswith("port_intensity: ") for line in lines)


def test_the_change_log_looks_back_by_itself_and_says_where_it_begins(three, monkeypatch, capsys):
    monkeypatch.setenv("PRM_DATA", str(three.settings.data))
    assert main(["changes"]) == 0
    assert capsys.readouterr().out.startswith(f"{three.all} against {three.early}\n"), "never against a pinned one"
    assert main(["changes", three.early]) == 0
    assert capsys.readouterr().out.startswith(f"{three.early} is the first vintage kept here")
    assert main(["changes", "2020-01-01-00000000"]) == 2
    assert main(["changes", three.early, three.pinned, three.all]) == 2


def test_the_check_has_one_line_a_source_and_release(at_small, capsys):
    assert main(["check"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == ["vintage", at_small]
    columns = ["source", "release", "rows", "entities", "ports", "from", "to", "released", "age_days", "gaps"]
    assert lines[1] == [*columns, "quarantined"]
    assert lines[2:] == [
        ["office_goods", "1", "7", "3", "3", "2020", "2023", "2024-01-01", "181", "0", "0"],
        ["office_regions", "2024", "4", "1", "0", "2021", "2022", "2024-06-01", "29", "0", "0"],
        ["office_regions", "2023", "2", "1", "0", "2020", "2021", "2023-06-01", "395", "0", "0"],
    ]


def test_the_check_counts_what_was_set_aside(small_reference, capsys):
    def change(rows) -> None:
        rows["observation/office_goods"][3].update(entity="XXNIL")
        rows["port"].append({"port_id": "XXDEL", "name": "Delta, without a figure", "country": "XX"})

    small_reference(change)
    assert main(["build"]) == 0
    capsys.readouterr()
    main(["check"])
    assert capsys.readouterr().out.splitlines()[2].split()[-1] == "1"


def test_the_check_of_the_real_reference_sets_nothing_aside(at_full, capsys):
    assert main(["check"]) == 0
    rows = capsys.readouterr().out.splitlines()[2:]
    assert len(rows) > 8
    assert {row.split()[-1] for row in rows} == {"0"}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["build", "--as-of", "soon"], "--as-of soon is no date"),
        (["build", "--as-of", "1990-01-01"], "choose a later day"),
        (["build", "--release", "office_regions"], "is not of the form SOURCE=RELEASE"),
        (["build", "--release", "office_regions=1999"], "No release '1999'"),
        (["build", "--release", "nobody=1"], "No release '1' of 'nobody' is held. Held: none."),
        (["check", "--vintage", "2020-01-01-00000000"], "is not kept here"),
    ],
)
def test_a_wrong_argument_ends_with_two_and_one_sentence(small_reference, capsys, words: list[str], sentence: str):
    small_reference()
    assert main(words) == 2
    answer = capsys.readouterr()
    assert sentence in answer.err
    assert len(answer.err.strip().splitlines()) == 1
    assert answer.out == ""


def test_an_unknown_command_ends_with_two_and_one_sentence(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["demolish"])
    assert ended.value.code == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_failure_ends_with_one_and_one_sentence(small_reference, capsys):
    (small_reference().reference / "port.csv").unlink()
    assert main(["build"]) == 1
    answer = capsys.readouterr()
    assert (
        answer.err.strip()
        == "data/reference/port.csv is missing. Restore it with `git checkout data/reference/port.csv`."
    )
