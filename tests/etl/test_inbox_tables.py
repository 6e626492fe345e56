"""What officers write into data/inbox/ is read like the reference, and refused with file, line and column."""

from __future__ import annotations

import pytest

from etl import inbox_tables, reference
from etl.__main__ import main
from etl.reference import Choice
from warehouse.contract import create_tables
from warehouse.errors import ContractError, SourceError
from warehouse.tables import BY_NAME
from warehouse.vintages import staging

TARGET = BY_NAME["core_target"]

HEADER = (
    "indicator,entity_type,entity,target_value,unit,target_date,set_by,note,"
    "publisher,dataset,locator,licence_id,provenance_kind,reference_status"
)
GOOD = "yoy_change,port,XXGAM,5,%,2030-12-31,Example,demonstration,Example,Example,letter,own,published,read"


HELD = {"indicator": "yoy_change", "entity_type": "port", "entity": "XXGAM", "target_value": 4, "unit": "%"}
HELD |= {"target_date": "2029-12-31", "set_by": "Example"}


@pytest.fixture
def settings(small_reference):
    return small_reference(lambda rows: rows.update(kpi=[{"kpi_id": "yoy_change"}], target=[HELD]))


def write(settings, *lines: str) -> None:
    settings.inbox.mkdir(exist_ok=True)
    (settings.inbox / "target.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_what_a_target_names_must_be_held_and_then_it_stands_beside_the_reference(settings):
    with staging(settings) as stage:
        create_tables(stage)
        reference.load(stage, settings.reference, Choice())
        inbox_tables.load(stage, settings)  # no inbox: nothing is added
        for line, sentence in (
            (
                GOOD.replace("XXGAM", "XXDEL"),
                r"line 2, column entity_type, entity: 'port, XXDEL' is not in core_entity",
            ),
            (GOOD.replace("yoy_change", "luck"), r"line 2, column indicator: 'luck' is not in core_kpi"),
            (GOOD.replace("2030", "2029"), r"line 2: the key .* stands in data/reference/target.csv too"),
        ):
            write(settings, HEADER, line)
            with pytest.raises(ContractError, match=sentence):
                inbox_tables.load(stage, settings)
        write(settings, HEADER, GOOD)
        inbox_tables.load(stage, settings)
        targets = stage.frame("select target_value, set_by from core_target order by target_date")
        files = stage.frame("select file, n_rows from meta_file where table_name = 'core_target' order by file")
    assert targets.to_numpy().tolist() == [[4.0, "Example"], [5.0, "Example"]]
    assert files.to_numpy().tolist() == [["inbox/target.csv", 1], ["reference/target.csv", 1]]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (GOOD.replace(",5,", ",much,"), r"data/inbox/target.csv, line 2, column target_value: 'much' is not a double"),
        (GOOD.replace("2030-12-31", "31.12.2030"), r"line 2, column target_date: '31.12.2030' is not a date value"),
        (GOOD.replace(",port,", ",harbour,"), r"data/inbox/target.csv, line 2: entity_type holds 'harbour'"),
        (GOOD.replace(",Example,demo", ",,demo"), r"data/inbox/target.csv, line 2: set_by is empty"),
        (
            f"{GOOD}\n{GOOD}",
            r"line 2: the key \(indicator, entity_type, entity, target_date, set_by\) stands there twice",
        ),
    ],
)
def test_a_breach_is_named_with_file_line_and_column(settings, line: str, sentence: str):
    write(settings, HEADER, line)
    with pytest.raises(ContractError, match=sentence):
        inbox_tables.read(settings.inbox / "target.csv", TARGET)


def test_a_file_with_other_columns_is_refused(settings):
    write(settings, "indicator;entity", "yoy_change;XXGAM")
    with pytest.raises(ContractError, match=r"data/inbox/target.csv does not have the columns of core_target"):
        inbox_tables.read(settings.inbox / "target.csv", TARGET)


def test_a_file_that_is_no_text_is_refused(settings):
    settings.inbox.mkdir()
    (settings.inbox / "target.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SourceError, match=r"data/inbox/target.csv cannot be read as comma-separated UTF-8 text"):
        inbox_tables.read(settings.inbox / "target.csv", TARGET)


def test_the_template_has_the_columns_and_is_written_once(settings, capsys):
    assert main(["targets", "--template"]) == 0
    assert (settings.inbox / "target.csv").read_text(encoding="utf-8").strip() == HEADER
    assert "target_date (required): Day by which it is to be reached." in capsys.readouterr().out
    assert main(["targets"]) == 0
    assert "0 rows keep the contract" in capsys.readouterr().out
    assert main(["targets", "--template"]) == 1
    assert "is already there; add your rows to it" in capsys.readouterr().err


def test_an_unknown_table_is_answered_with_the_known_ones(settings, capsys):
    assert main(["targets", "--table", "port"]) == 2
    assert "There are: target, project_payment, project_result, maturity_answer." in capsys.readouterr().err
