"""The ledger on its way into a vintage: every row counts, and a row that was touched stops the build."""

from datetime import UTC, datetime

import pytest

import publish
from analysis.ledger import expectations
from etl.ledger import load
from etl.reference import Choice
from warehouse import ledger
from warehouse.connection import Staging
from warehouse.contract import create_tables
from warehouse.errors import ContractError
from warehouse.vintages import current_id

pytestmark = pytest.mark.slow

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def written(name, **other):
    row = dict.fromkeys(ledger.CONTENT, "") | {
        "expectation_id": name,
        "indicator": "gross_weight",
        "freq": "A",
        "entity_type": "port",
        "entity": "XXALP",
        "starts_on": "2030-01-01",
        "lag_periods": "0",
        "expected_direction": "up",
        "expected_by": "a test",
        "expectation": "more goods",
        "policy_kind": "policy",
        "is_after_results": "false",
    }
    return row | other


def test_expectations_are_in_the_vintage_and_in_its_id_and_a_touched_row_stops_the_build(built_small):
    settings, without = built_small
    ledger.append(settings.ledger, [written("E-1"), written("E-2", expected_size_pct="2.5")], NOON)
    with_rows = publish.build(settings, Choice())[0]
    held = expectations(with_rows)
    assert with_rows != without
    assert list(held["expectation_id"]) == ["E-1", "E-2"]
    assert held["expected_size_pct"].isna().tolist() == [True, False]

    path = settings.ledger / ledger.FILE
    path.write_text(path.read_text(encoding="utf-8").replace("a test", "another"), encoding="utf-8")
    with pytest.raises(ContractError, match=r"data/ledger/expectation\.csv, line 2"):
        publish.build(settings, Choice())
    assert current_id(settings) == with_rows


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"entity": "XXNIL"}, "XXNIL"), ({"expected_direction": "sideways"}, "sideways"), ({"starts_on": "soon"}, "soon")],
)
def test_a_locked_row_that_breaks_the_declaration_is_named(tmp_path, changed, said):
    ledger.append(tmp_path, [written("E-1", **changed)], NOON)
    stage = Staging(tmp_path / "stage.duckdb")
    create_tables(stage)
    with pytest.raises(ContractError, match=said):
        load(stage, tmp_path)
    stage.discard()
