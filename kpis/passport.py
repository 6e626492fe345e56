"""The passport of one value: what it means, what ran, from which rows of whose files, what was checked, how it moved.

`python -m kpis passport CODE ENTITY PERIOD` prints it. Its rows are enough to compute the value again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kpis import checks, lineage, trail
from kpis.checks import Check
from kpis.lineage import Key
from kpis.reads import basis_for
from kpis.registry import Indicator, indicator
from kpis.remedies import remedy
from kpis.trail import Row
from language import LANGS
from language.terms import reason as reason_words
from language.terms import status as status_words
from warehouse import history
from warehouse.errors import ParameterError, UnknownIndicatorError
from warehouse.reads import entity_type, query, vintage_record
from warehouse.reads import rows as table_rows
from warehouse.tables import INDICATOR, OBSERVATION, PORT_WEEK, SERIES
from warehouse.vintages import path_of

FORMAT = 1
# A value made of other values carries their figures too, up to so many of them; beyond, each has its own passport.
_DEEP = 12
_LENGTHS = {freq: place for place, freq in enumerate(("A", "Q", "M", "W", "D"))}


@dataclass(frozen=True)
class Passport:
    """All that is known of one value; `record()` gives it as plain values.

    `value` is the row of out_indicator with the indicator's and the place's name; `definition` the declaration with
    the `text` that ran; `inputs` the rows that text was run over, by table; `figures` the publishers' figures
    behind them; `sources` and `files` where these come from; `moves` the value in every vintage kept.
    """

    vintage: Row
    value: Row
    definition: Row
    inputs: dict[str, list[Row]]
    figures: list[Row]
    sources: list[Row]
    files: list[Row]
    checks: tuple[Check, ...]
    moves: list[Row]

    def record(self) -> dict[str, Any]:
        """The passport as plain values: what `--format json` prints, dates in ISO 8601."""
        reason = self.value["reason"]
        said = {
            "status_words": None
            if self.value["obs_status"] is None
            else status_words(self.value["obs_status"], LANGS[0]),
            "reason_words": None if reason is None else reason_words(reason, LANGS[0]),
            "what_would_fill_it": None if reason is None else remedy(reason, LANGS[0]),
        }
        parts = {
            "passport": FORMAT,
            "vintage": self.vintage,
            "value": self.value | said,
            "definition": self.definition,
            "inputs": self.inputs,
            "figures": self.figures,
            "sources": self.sources,
            "files": self.files,
            "checks": [one.record() for one in self.checks],
            "moves": self.moves,
        }
        plain: dict[str, Any] = json.loads(json.dumps(parts, default=_text))
        return plain


def _text(cell: object) -> str:
    """A day as ISO text, whatever holds it."""
    return pd.Timestamp(str(cell)).date().isoformat()


def passport(vintage: str | None, key: Key, *, deep: bool = True, patience: int | None = None) -> Passport:
    """The passport of the value of a key; `deep` also follows inputs that are values of other indicators.

    `patience` bounds the search for the fewest input rows (`lineage.retrace`).

    Raises UnknownIndicatorError, UnknownEntityError or ParameterError when the vintage does not hold that row.
    """
    one, chosen = indicator(key.indicator), path_of(vintage).stem
    definition = _definition(chosen, one)
    held = _row(chosen, key)
    found = lineage.retrace(chosen, one, definition["text"], held, key, patience)
    inputs = trail.input_rows(found.inputs)
    figures = _figures(chosen, inputs, deep=deep)
    weeks = [row for row in inputs.get(PORT_WEEK.name, []) if row["source_id"]]
    sources = trail.about_sources(chosen, sorted({(f["source_id"], f["release"]) for f in (*figures, *weeks)}))
    titles = {row["measure"]: row["title"] for row in trail.rows_of(table_rows(chosen, "core_measure"))}
    files = trail.files(chosen, [table for table, rows in inputs.items() if rows], figures)
    held |= {"name": _name_of(chosen, key), "title": definition["title"], "theme": definition["theme"]}
    return Passport(
        vintage=trail.rows_of(vintage_record(chosen).to_frame().T)[0],
        value=held,
        definition=definition,
        inputs=inputs,
        figures=trail.documented(figures, sources, files, titles),
        sources=sources,
        files=files,
        checks=checks.passed(chosen, one, held, found, inputs, figures, files),
        moves=_moves(key),
    )


def find(
    vintage: str | None,
    code: str,
    entity: str,
    period_start: str,
    *,
    basis: str = "published",
    variant: str = "",
    freq: str = "",
) -> Key:
    """The key of the value that is meant; without `freq` the longest period that starts on that day.

    Raises UnknownIndicatorError, UnknownEntityError, or ParameterError naming what is held instead.
    """
    chosen = path_of(vintage).stem
    one = indicator(code)
    asked: list[object] = [code, entity, basis_for(one.code, basis)]
    held = query(chosen, "select * from out_indicator where indicator = ? and entity = ? and basis = ?", asked)
    if held.empty:
        entity_type(chosen, entity)
        raise ParameterError(f"{code} has no value, nor a reason for one missing, for {entity} on the basis '{basis}'.")
    at = held[(held["period_start"].dt.strftime("%Y-%m-%d") == period_start) & (held["variant"] == variant)]
    at = at[at["freq"] == freq] if freq else at
    if at.empty:
        raise ParameterError(_not_held(held, variant, freq, period_start))
    first = at.iloc[at["freq"].map(_LENGTHS.get).argmin()]
    return Key(**{str(name): first[name] for name in INDICATOR.key})


def _not_held(held: pd.DataFrame, variant: str, freq: str, period_start: str) -> str:
    what = f"{held['indicator'].iloc[0]} of {held['entity'].iloc[0]}"
    if variant not in set(held["variant"]):
        names = ", ".join(f"'{each}'" for each in sorted(set(held["variant"])))
        return f"{what} has no variant '{variant}'. It has: {names}."
    rows = held[held["variant"] == variant]
    if freq and freq not in set(rows["freq"]):
        return f"{what} is not held with frequency {freq}, but with {', '.join(sorted(set(rows['freq'])))}: see --freq."
    first, last = rows["period_start"].min(), rows["period_start"].max()
    return f"{what} has no period that starts on {period_start}. It is held from {first:%Y-%m-%d} to {last:%Y-%m-%d}."


def _row(vintage: str, key: Key) -> Row:
    where = " and ".join(f"{column} = ${column}" for column in INDICATOR.key)
    rows = trail.rows_of(query(vintage, f"select * from out_indicator where {where}", key.values()))
    if not rows:
        raise ParameterError(f"This vintage holds no {key.indicator} of {key.entity} at {key.period_start:%Y-%m-%d}.")
    return rows[0]


def _definition(vintage: str, one: Indicator) -> Row:
    held = query(vintage, "select indicator_record, indicator_sql from meta_indicator where indicator = ?", [one.code])
    if held.empty:
        raise UnknownIndicatorError(f"The vintage {vintage} does not hold the indicator '{one.code}' yet.")
    record: Row = json.loads(str(held["indicator_record"].iloc[0]))
    return record | {"text": str(held["indicator_sql"].iloc[0])}


def _name_of(vintage: str, key: Key) -> str:
    held = query(
        vintage, "select name from core_entity where entity_type = ? and entity = ?", [key.entity_type, key.entity]
    )
    return str(held["name"].iloc[0]) if len(held) else key.entity


def _figures(vintage: str, inputs: Mapping[str, Sequence[Row]], *, through: str = "", deep: bool = False) -> list[Row]:
    """The publishers' figures behind the input rows, each once for each series row it enters."""
    series = inputs.get(SERIES.name, [])
    steps = trail.Trail(vintage, series) if series else None
    figures = [_figure(row, "printed", 1.0, None, through) for row in inputs.get(OBSERVATION.name, [])]
    for place, row in enumerate(series):
        found = steps.behind(row) if steps else []
        figures += [_figure(step.observation, step.role, step.sign, place, through) for step in found]
    made = [row for row in inputs.get(INDICATOR.name, []) if row["value"] is not None]
    return figures + ([f for row in made for f in _behind(vintage, row)] if deep and len(made) <= _DEEP else [])


def _figure(observation: Row, role: str, sign: float, place: int | None, through: str) -> Row:
    return observation | {"role": role, "sign": sign, "series_row": place, "through": through}


def _behind(vintage: str, row: Row) -> list[Row]:
    """The figures behind a value that is itself an input."""
    one = indicator(row["indicator"])
    key = Key(**{name: row[name] for name in INDICATOR.key})
    found = lineage.retrace(vintage, one, _definition(vintage, one)["text"], row, key)
    return _figures(vintage, trail.input_rows(found.inputs), through=row["indicator"])


def _moves(key: Key) -> list[Row]:
    held = history.moves(
        key.indicator,
        key.entity_type,
        key.entity,
        key.period_start.date(),
        basis=key.basis,
        variant=key.variant,
        freq=key.freq,
    )
    return trail.rows_of(held)
