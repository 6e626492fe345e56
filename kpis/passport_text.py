"""A passport as Markdown, for people who read it in a terminal, a mail or a review."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kpis.passport import Passport
from language.formats import exact, period, unit_label

_KEY_OF_FIGURE = (
    "role",
    "entity",
    "measure",
    "period_start",
    "published_value",
    "published_unit",
    "obs_flag",
    "publisher",
)
_PLACE_OF_FIGURE = ("dataset", "release", "locator", "file", "sha256", "retrieved_on", "licence_name")
_OF_MOVE = ("vintage", "known_on", "value", "obs_status", "reason", "note")
_LEFT_OUT = {"note", "record"}


def markdown(passport: Passport) -> str:
    """The whole passport: the value, its meaning, its rows, its figures and files, the checks, its course."""
    record = passport.record()
    return "\n".join(line for part in _parts(record) for line in part) + "\n"


def _parts(record: dict[str, Any]) -> Iterator[list[str]]:
    value, definition = record["value"], record["definition"]
    when = period(value["freq"], value["period_start"], "en")
    yield [f"# {definition['title']}: {value['name']} ({value['entity']}), {when}", "", f"**{_amount(value)}**", ""]
    yield [*_facts(record), ""]
    yield ["## What it means", "", definition["note"], "", f"Formula: {definition.get('formula', 'see the text')}", ""]
    yield [
        "## What ran",
        "",
        f"```{'sql' if definition['is_sql'] else 'python'}",
        definition["text"].strip(),
        "```",
        "",
    ]
    yield ["## Input rows", ""]
    for table, rows in record["inputs"].items():
        yield [f"### {table}: {len(rows)}", "", *_filled(rows), ""]
    yield ["## Publishers' figures behind them", "", *_table(record["figures"], _KEY_OF_FIGURE), ""]
    yield ["### Where each stands", "", *_table(record["figures"], _PLACE_OF_FIGURE), ""]
    yield ["## Files read", "", *_table(record["files"], ("file", "sha256", "n_rows")), ""]
    yield [
        "## Checks",
        "",
        *(f"- {'passed' if one['passed'] else 'NOT passed'}: {one['said']}" for one in record["checks"]),
    ]
    yield ["", "## In every vintage kept", "", *_table(record["moves"], _OF_MOVE)]


def _amount(value: Mapping[str, Any]) -> str:
    if value["value"] is None:
        return f"not available: {value['reason_words']}. {value['what_would_fill_it']}"
    unit = unit_label(value["unit"], "en")
    said = f"{exact(value['value'], '', 'en')} {unit}"
    if value["upper"] is None:
        return said if value["lower"] is None else f"at least {said}"
    return f"{said} (between {value['lower']} and {value['upper']})"


def _facts(record: Mapping[str, Any]) -> list[str]:
    value, definition, vintage = record["value"], record["definition"], record["vintage"]
    facts = {
        "Indicator": value["indicator"],
        "Basis": value["basis"],
        "Variant": value["variant"] or "the default",
        "Status": value["status_words"],
        "Observations": value["n_obs"],
        "Coverage": value["coverage"],
        "Least data": definition["min_data"],
        "Method": definition["method"],
        "Caveat": definition["caveat"],
        "Data vintage": f"{vintage['vintage']} (content {vintage['content_hash']}, read {vintage['retrieved_on']})",
    }
    return [f"- {name}: {held}" for name, held in facts.items() if held not in (None, "")]


def _filled(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The rows under those of their columns that hold something."""
    names = [
        name for name in (rows[0] if rows else {}) if name not in _LEFT_OUT and any(r[name] is not None for r in rows)
    ]
    return _table(rows, names)


def _table(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> list[str]:
    if not rows:
        return ["none"]
    head = [f"| {' | '.join(names)} |", f"|{'---|' * len(names)}"]
    return head + [f"| {' | '.join(_cell(row.get(name)) for name in names)} |" for row in rows]


def _cell(held: object) -> str:
    return "" if held is None else str(held).replace("|", "\\|").replace("\n", " ")
