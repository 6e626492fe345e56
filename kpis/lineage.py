"""From a value back to the rows it rests on.

The rows are found by trying: an indicator's own SQL, or function, runs over fewer and fewer rows of the tables it
reads, and rows without which the same value comes out are left away. What remains is enough to compute the value
again, and an indicator need not declare which neighbours, years or releases it looks at.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

import pandas as pd
import pyarrow as pa

from kpis.build import COLUMNS, Tables
from kpis.registry import Indicator
from warehouse.connection import arrow
from warehouse.errors import HouseError
from warehouse.reads import query
from warehouse.slate import Slate
from warehouse.tables import BY_NAME, INDICATOR, REFERENCE_TABLES
from warehouse.vintages import path_of

TOLERANCE = 1e-9
# How much trying one value is worth: trials, and rows read in all of them. Beyond it more rows stay than are needed.
_TRIALS = {True: 320, False: 160}
_ROWS = {True: 2_000_000, False: 1_000_000}
# In a longer stretch of rows that are all needed, the search for the odd one that is not is given up.
_DENSE = {True: 150, False: 40}
_SHORT, _LONG = 24, 1000
_FEW = 4
_STRETCHES = (
    *("basis", "indicator", "measure", "variant", "direction", "cargo_type", "vessel_type", "size_class", "freq"),
    *("release", "entity", "period_start"),
)
# What a method raises when a table it counts on has been cut too far: then the rows do not give the value.
_TOO_FEW = (HouseError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
_NUMBERS = ("value", "lower", "upper", "coverage")
_REST = ("n_obs", "obs_status", "reason")
_MONTHS = {"A": 12, "Q": 3, "M": 1}
_WHOLE = {table.name for table in REFERENCE_TABLES} | {"core_part"}

Inputs = dict[str, pa.Table]


@dataclass(frozen=True)
class Key:
    """Which value: the key of `out_indicator`."""

    indicator: str
    entity_type: str
    entity: str
    basis: str
    variant: str
    freq: str
    period_start: pd.Timestamp

    def values(self) -> dict[str, object]:
        """The key as query parameters, by column."""
        return {column: getattr(self, column) for column in INDICATOR.key}


@dataclass
class Lineage:
    """The input rows of a value by table, and what the indicator makes of them alone.

    `computed` is that row, None where an older text of a function ran than the one that is here; `is_exact` says
    whether it equals the row that is held.
    """

    inputs: Inputs
    computed: dict[str, object] | None
    is_exact: bool
    n_trials: int = 0


def retrace(
    vintage: str, one: Indicator, text: str, held: dict[str, object], key: Key, patience: int | None = None
) -> Lineage:
    """The rows a value rests on; `text` is what ran in that vintage, `held` the row that stands there.

    `patience` is the number of trials spent on leaving rows away; with less of it more rows stay than are needed.
    """
    if not one.is_sql and one.text() != text:
        own = Stretch([key.entity], _windows(key)[-2], is_declared=True)
        return Lineage(_offer(vintage, one, key, own), None, False)
    with Slate() as slate:
        trial = _Trial(slate, one, text, held, key, _TRIALS[one.is_sql] if patience is None else patience)
        for inputs in _offers(vintage, one, key):
            if trial.gives(inputs):
                trial.n = trial.n_rows = 0
                smallest = trial.smallest(inputs)
                return Lineage(smallest, trial.computed(smallest), True, trial.n)
        return Lineage(inputs, trial.computed(inputs), False, trial.n)


def recomputed(one: Indicator, text: str, inputs: Inputs, key: Key) -> dict[str, object] | None:
    """The row of one key that an indicator makes of some rows alone; None when it makes none."""
    with Slate() as slate:
        return _Trial(slate, one, text, {}, key, 0).computed(inputs)


def same(found: dict[str, object] | None, held: dict[str, object]) -> bool:
    """Whether two rows of out_indicator agree: numbers within 1e-9, the rest exactly."""
    if found is None:
        return False
    numbers = all(_near(found[column], held[column]) for column in _NUMBERS)
    return numbers and all(plain(found[column]) == plain(held[column]) for column in _REST)


def _near(found: object, held: object) -> bool:
    one, other = plain(found), plain(held)
    if one is None or other is None:
        return one is other
    return math.isclose(float(str(one)), float(str(other)), rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def plain(cell: object) -> object:
    """A cell without numpy around it; None where it is empty."""
    if cell is None or pd.isna(cell):  # type: ignore[call-overload]
        return None
    return cell.item() if hasattr(cell, "item") else cell


@dataclass
class _Trial:
    """Runs one indicator over chosen rows and looks at one row of what comes out."""

    slate: Slate
    one: Indicator
    text: str
    held: dict[str, object]
    key: Key
    patience: int
    n: int = field(default=0)
    n_rows: int = field(default=0)

    def computed(self, inputs: Inputs) -> dict[str, object] | None:
        """The row of the key that comes out of these rows, or None."""
        for table, rows in inputs.items():
            self.slate.put(table, rows)
        rows = self._by_sql() if self.one.is_sql else self._by_function()
        return None if rows.empty else {str(name): plain(cell) for name, cell in rows.iloc[0].items()}

    def gives(self, inputs: Inputs) -> bool:
        """Whether these rows alone give the row that is held."""
        self.n += 1
        self.n_rows += sum(rows.num_rows for rows in inputs.values())
        try:
            return same(self.computed(inputs), self.held)
        except _TOO_FEW:
            return False

    def _by_sql(self) -> pd.DataFrame:
        asked = {name: held for name, held in self.key.values().items() if name != "indicator"}
        where = " and ".join(f"c.{name} = ${name}" for name in asked)
        return self.slate.frame(f"select {', '.join(COLUMNS)} from ({self.text}) as c where {where}", asked)

    def _by_function(self) -> pd.DataFrame:
        made = self.one.function(*Tables(self.slate.frame).of(self.one))
        if not isinstance(made, pd.DataFrame) or made.empty:
            return pd.DataFrame()
        keep = pd.Series(True, index=made.index)
        for name, held in self.key.values().items():
            if name in made.columns:
                keep &= made[name] == held
        return made.loc[keep, list(COLUMNS)]

    def smallest(self, inputs: Inputs) -> Inputs:
        """The same inputs without the rows that change nothing: long tables first, since each trial reads them all."""
        kept = dict(inputs)
        for table in sorted(kept, key=lambda name: (kept[name].num_rows < _LONG, kept[name].num_rows)):
            kept[table] = self._thinned(kept, table)
        return kept

    def _thinned(self, kept: Inputs, table: str) -> pa.Table:
        """One table without what changes nothing: first whole measures, variants, places or periods, then rows."""
        for column in (*_STRETCHES, ""):
            blocks = _blocks(kept[table], column)
            if len(blocks) > 1:
                left = self._needed(kept, table, blocks)
                kept = kept | {table: _rows(kept[table], sorted(place for block in left for place in block))}
        return kept[table]

    def _needed(self, kept: Inputs, table: str, blocks: list[list[int]]) -> list[list[int]]:
        """The blocks of rows that are needed: halved and halved again, a stretch that changes nothing is left away."""
        rows, idle = kept[table], 0
        size = 1 if len(blocks) <= _FEW else len(blocks) // 2
        while blocks and not self._is_spent():
            before = len(blocks)
            blocks = self._without(kept, table, rows, blocks, size)
            idle = idle + 1 if len(blocks) == before else 0
            if size == 1 or (idle > 1 and len(blocks) > _DENSE[self.one.is_sql]):
                break
            size = max(1, size // 2)
        return blocks

    def _without(self, kept: Inputs, table: str, rows: pa.Table, blocks: list[list[int]], size: int) -> list[list[int]]:
        start = 0
        while start < len(blocks) and not self._is_spent():
            fewer = blocks[:start] + blocks[start + size :]
            if self.gives(kept | {table: _rows(rows, [place for block in fewer for place in block])}):
                blocks = fewer
            else:
                start += size
        return blocks

    def _is_spent(self) -> bool:
        return self.n >= self.patience or self.n_rows > _ROWS[self.one.is_sql]


def _offers(vintage: str, one: Indicator, key: Key) -> Iterator[Inputs]:
    """Wider and wider stretches of the tables an indicator reads: first its own place and period, at last all rows."""
    circles: tuple[Callable[[], Sequence[str] | None], ...] = (
        lambda: [key.entity],
        lambda: neighbours(vintage, key.entity_type, key.entity),
        lambda: None,
    )
    for is_declared, circle, window in product((True, False), circles, _windows(key)):
        yield _offer(vintage, one, key, Stretch(circle(), window, is_declared))


def _windows(key: Key) -> tuple[tuple[pd.Timestamp, pd.Timestamp] | None, ...]:
    """The period itself, with the one a year before, with a dozen years before, all."""
    step = pd.DateOffset(months=_MONTHS[key.freq]) if key.freq in _MONTHS else pd.DateOffset(days=7)
    last = key.period_start + step - pd.Timedelta(days=1)
    starts = [key.period_start - pd.DateOffset(years=years) for years in (0, 1, 12)]
    return (*((start, last) for start in starts), None)


@dataclass(frozen=True)
class Stretch:
    """What is offered of the long tables: places and a window of days, where None is all of them.

    `is_declared` keeps to the measures an indicator declares and to its own basis; some look beyond, for the newest
    period of any series.
    """

    places: Sequence[str] | None
    window: tuple[pd.Timestamp, pd.Timestamp] | None
    is_declared: bool


def _offer(vintage: str, one: Indicator, key: Key, stretch: Stretch) -> Inputs:
    path = path_of(vintage)
    return {table: arrow(path, *_rows_of(table, one, key, stretch)) for table in dict.fromkeys(one.reads)}


def _rows_of(table: str, one: Indicator, key: Key, stretch: Stretch) -> tuple[str, list[object]]:
    """The query for what one table offers; reference tables are short and are offered whole."""
    if table in _WHOLE or table not in BY_NAME:
        return f"select * from {table}", []
    columns = BY_NAME[table].columns
    place = next((name for name in ("entity", "port_id") if name in columns), "")
    day = next((name for name in ("period_start", "date") if name in columns), "")
    asked: list[tuple[str, list[object]]] = []
    if place and stretch.places is not None:
        asked.append((f"list_contains(?, {place})", [list(stretch.places)]))
    if day and stretch.window is not None:
        asked.append((f"{day} between ? and ?", [each.date() for each in stretch.window]))
    if "measure" in columns and one.measures and stretch.is_declared:
        asked.append(("list_contains(?, measure)", [list(one.measures)]))
    if "basis" in columns and stretch.is_declared:
        asked.append(("basis in ('published', ?)", [key.basis]))
    if table == INDICATOR.name:
        asked += [("indicator <> ?", [one.code])]
        asked += [("list_contains(?, indicator)", [list(one.indicators)])] if one.indicators else []
    where = " and ".join(condition for condition, _ in asked) or "true"
    order = ", ".join(BY_NAME[table].key)
    return f"select * from {table} where {where} order by {order}", [cell for _, cells in asked for cell in cells]


_NEIGHBOURS = """
with parts as (
  select p.entity, p.member from core_part p
  union select p.entity, q.member from core_part p join core_part q on q.entity = p.member
), regions as (
  select r.region_id from core_port_region r where r.entity = $entity or r.entity in (
    select member from parts where entity = $entity)
  union select region_id from core_port_denominator where port_id = $entity
), ranges as (
  select m.range_id from core_range_member m where m.entity_type = $entity_type and m.entity = $entity
)
select $entity as entity
union select member from parts where entity = $entity
union select entity from parts where member = $entity
union select region_id from regions
union select country from core_entity where entity_type = $entity_type and entity = $entity
union select country from core_region where region_id in (select region_id from regions)
union select entity from core_range_member where range_id in (select range_id from ranges)
union select denominator_entity from core_range where range_id in (select range_id from ranges)
"""


def neighbours(vintage: str, entity_type: str, entity: str) -> list[str]:
    """What a place is bound to: itself, its parts and wholes, regions, country, and the members of its ranges."""
    held = query(vintage, _NEIGHBOURS, {"entity_type": entity_type, "entity": entity})
    return sorted(str(each) for each in held["entity"].dropna())


def _blocks(rows: pa.Table, column: str) -> list[list[int]]:
    """Places of the rows by the values of a column, each row for itself without one; none for a short table."""
    if not column:
        return [[place] for place in range(rows.num_rows)]
    if column not in rows.column_names or rows.num_rows <= _SHORT:
        return []
    found: dict[object, list[int]] = {}
    for place, cell in enumerate(rows.column(column).to_pylist()):
        found.setdefault(cell, []).append(place)
    return list(found.values())


def _rows(table: pa.Table, places: list[int]) -> pa.Table:
    return table.take(pa.array(places, pa.int64()))
