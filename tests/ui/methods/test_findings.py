"""The Methods page says of an indicator what its record says, in words."""

import pandas as pd

from kpis.registry import THEMES, registered
from language.formats import plain
from language.terms import REASONS, STATUSES
from ui.methods import findings
from warehouse.fields import OBS_STATUSES
from warehouse.fields import REASONS as REASON_CODES

RECORD = {
    "code": "yoy_change",
    "title": "Change",
    "theme": "throughput",
    "unit": "%",
    "direction": "higher_better",
    "formula": "100 × (tonnes of the year ÷ tonnes of the year before − 1)",
    "min_data": "two years",
    "method": "100 (x_t / x_{t-1} - 1); PPRISM",
    "reads": ("core_series",),
    "caveat": "",
    "variant_of": "range",
    "bases": ("published",),
    "parameters": ({"name": "window", "kind": "count", "meaning": "years"},),
}
CATALOGUE = pd.DataFrame(
    {"kpi_id": ["yoy_change", "volatility"], "theme": ["throughput"] * 2, "name": ["Change", "Volatility"]}
)


def test_the_facts_keep_the_method_and_word_the_codes() -> None:
    facts = dict(findings.facts(RECORD, ("", "belgium", "belgium"), {"belgium": "Belgian ports"}, "en"))
    assert facts["Formula"].startswith("100 × (tonnes of the year")
    assert facts["Method"] == "100 (x_t / x_{t-1} - 1); PPRISM"
    assert facts["Unit"] == "per cent"
    assert facts["Direction"] == "more is better"
    assert facts["Variants"] == "by group of ports: Belgian ports"
    assert facts["Can be asked with"] == "window (years)"


def test_what_an_indicator_does_not_have_is_left_out() -> None:
    facts = dict(findings.facts(RECORD | {"parameters": ()}, ("",), {}, "en"))
    assert "Variants" not in facts
    assert "Can be asked with" not in facts


def test_built_and_not_built_are_counted() -> None:
    built, waiting = findings.answer({"yoy_change": RECORD}, CATALOGUE, "en")
    assert built.startswith("1 indicator is computed")
    assert waiting == "1 more indicator of the catalogue is not built yet."
    assert list(findings.not_built({"yoy_change": RECORD}, CATALOGUE)["kpi_id"]) == ["volatility"]


def test_the_example_is_the_newest_value_and_never_an_absent_one() -> None:
    rows = pd.DataFrame(
        {
            "entity": ["FRCQF"] * 3,
            "freq": "A",
            "period_start": pd.to_datetime(["2022-01-01", "2023-01-01", "2024-01-01"]),
            "value": [1.0, -3.5, None],
            "unit": "%",
            "obs_status": ["A", "P", None],
            "n_obs": [2, 2, 1],
        }
    )
    said = plain(findings.example(rows, RECORD, {"FRCQF": "Calais"}, "en"))
    assert said.startswith("For example: Calais, 2023: -3.5")
    assert "provisional; from 2 values" in said
    assert findings.example(rows.tail(1), RECORD, {}, "en") == ""


def test_every_status_and_every_reason_is_worded() -> None:
    assert set(findings.STATUS_MEANINGS) == set(STATUSES) == set(OBS_STATUSES)
    assert set(REASONS) == set(REASON_CODES)
    assert len(findings.reasons("en")) == len(REASON_CODES)


def test_every_registered_indicator_has_its_words() -> None:
    for one in registered().values():
        record = one.record()
        assert one.direction in findings.DIRECTION_WORDS
        assert set(one.bases) <= set(findings.BASIS_WORDS)
        assert not one.variant_of or one.variant_of in findings.VARIANT_WORDS, (
            f"add '{one.variant_of}' to VARIANT_WORDS"
        )
        assert findings.facts(record, (), {}, "en")
    shown = findings.by_theme({code: one.record() for code, one in registered().items()}, THEMES)
    assert sum(len(records) for records in shown.values()) == len(registered())
