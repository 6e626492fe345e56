"""Smart-port maturity: means of answers, withheld below sixty per cent."""

from __future__ import annotations

import pandas as pd
import pytest

PORTS = [
    {"port_id": "XXALP", "port_status": "active"},
    {"port_id": "XXBET", "port_status": "active"},
    {"port_id": "XXOLD", "port_status": "merged"},
]


def assessed(*answers: tuple[str, str, str, str | None]) -> dict[str, list[dict[str, object]]]:
    """Answers of Alpha: day, domain, question, answer."""
    names = ("assessed_on", "domain", "question", "answer")
    return {
        "core_maturity_answer": [
            {"entity_type": "port", "entity": "XXALP", **dict(zip(names, one, strict=True))} for one in answers
        ],
        "core_port": PORTS,
        "core_release": [{"source_id": "s", "release": "1", "retrieved_on": "2026-11-21"}],
    }


DATA = [("2026-03-01", "data", "1", "2"), ("2026-03-01", "data", "2", "4")]
PEOPLE = [("2026-03-01", "people", "1", "5"), ("2026-03-01", "people", "2", None)]


def test_each_domain_weighs_the_same_whatever_its_number_of_questions(computed):
    rows = computed("smart_port_maturity", assessed(*DATA, PEOPLE[0]))
    held = rows[rows["entity"] == "XXALP"].set_index("variant")["value"].to_dict()
    assert held == {"": 4.0, "data": 3.0, "people": 5.0}


def test_a_domain_with_half_its_answers_has_no_figure(computed):
    rows = computed("smart_port_maturity", assessed(*DATA, *PEOPLE)).set_index("variant").loc[["people", ""]]
    people, whole = rows.loc["people"], rows[rows["entity"] == "XXALP"].loc[""]
    assert (people["reason"], people["coverage"]) == ("not_enough_data", 0.5)
    assert (whole["value"], whole["coverage"]) == (4.0, 0.75)


def test_the_last_assessment_of_a_year_counts(computed):
    later = [("2026-09-01", "data", "1", "5"), ("2026-09-01", "data", "2", "5")]
    rows = computed("smart_port_maturity", assessed(*DATA, *later))
    assert rows.loc[(rows["entity"] == "XXALP") & (rows["variant"] == ""), "value"].tolist() == [5.0]


def test_an_active_port_without_an_assessment_says_so(computed):
    rows = computed("smart_port_maturity", assessed(*DATA)).set_index("entity")
    assert rows.at["XXBET", "reason"] == "not_assessed"
    assert pd.isna(rows.at["XXBET", "value"])
    assert "XXOLD" not in rows.index


@pytest.mark.parametrize("answer", ["0", "6", "3.5", "high"])
def test_an_answer_is_one_of_five(answer: str):
    from warehouse.fields import FIELDS

    assert answer not in FIELDS["answer"].codes
