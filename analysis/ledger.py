"""The policy ledger's verdicts: what was expected beforehand, held against what the methods find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.effect import interrupted_time_series
from analysis.effect_question import Question, answer, own_series
from analysis.multiple import FALSE_DISCOVERIES, q_values
from analysis.record import DOWN, REFUSED, UP, Effect
from language import N_, Lang, _
from warehouse.reads import query

HIT: Final = "hit"
MISS: Final = "miss"
CANNOT_TELL: Final = "cannot_tell"
TOO_EARLY: Final = "too_early"
NOT_COUNTED: Final = "not_counted"
OUTCOMES: dict[str, str] = {
    HIT: N_("hit"),
    MISS: N_("miss"),
    CANNOT_TELL: N_("cannot tell"),
    TOO_EARLY: N_("too early"),
    NOT_COUNTED: N_("written after results: not counted"),
}
"""What may stand on the board."""
WHY: dict[str, str] = {
    "as_expected": N_("The level changed as expected."),
    "as_expected_no_size": N_("The level changed in the expected direction; no size was expected."),
    "other_way": N_("The level changed the other way."),
    "too_small": N_("The change is smaller than expected, and chance does not explain it."),
    "open": N_("The interval holds both no change and the one expected, or does not stand among the others."),
    "competing": N_("Other shocks within two quarters: a change could not be told from theirs."),
    "after_results": N_("Results for the expected time were out when it was written."),
    "": "",
}
"""Why an outcome is what it is, where the method's own sentence does not say it."""
_EARLY: Final = frozenset({"too_short_after", "event_outside"})
_MONTHS: Final = {"A": 12, "Q": 3, "M": 1}


@dataclass(frozen=True, eq=False)
class Judged:
    """One expectation with its outcome: the row as written, the method's answer, both q-values, the reason."""

    row: pd.Series[Any]
    effect: Effect
    outcome: str
    why: str
    q_none: float
    q_size: float

    def sentence(self, lang: Lang) -> str:
        """Why the outcome is what it is, with the method's own sentence."""
        return " ".join(
            part for part in (_(WHY[self.why], lang) if self.why else "", self.effect.sentence(lang)) if part
        )


def expectations(vintage: str) -> pd.DataFrame:
    """The ledger of a vintage, in the order in which it was locked."""
    return query(vintage, "select * from core_expectation order by locked_at, expectation_id")


def board(vintage: str) -> list[Judged]:
    """Every expectation judged, all of them together, in the order in which they were locked.

    The method is the interrupted series at the first period from the expected start on. Two things can be told: that
    the level changed at all, and that it changed less than expected; Benjamini and Hochberg's q-values run over both
    of all expectations together. What was written after results is answered and not counted.
    """
    rows = expectations(vintage)
    asked = [_question(vintage, row) for _at, row in rows.iterrows()]
    effects = [answer(one) for one in asked]
    sizes = [_p_of_size(one, row) for one, (_at, row) in zip(asked, rows.iterrows(), strict=True)]
    counted = ~rows["is_after_results"].astype(bool).to_numpy() if len(rows) else np.array([], dtype=bool)
    none, size = _together([one.p_value for one in effects], [p for p, _below in sizes], counted)
    judged = []
    for place, ((_at, row), effect) in enumerate(zip(rows.iterrows(), effects, strict=True)):
        outcome, why = _outcome(row, effect, (none[place], size[place]), is_less=sizes[place][1])
        judged.append(Judged(row, effect, outcome, why, none[place], size[place]))
    return judged


def expected_from(starts_on: object, lag: int, freq: str) -> pd.Timestamp:
    """The first day of the first whole period in which the change is expected.

    That is the first period that begins on or after the start, and `lag` periods later.
    """
    at = pd.Timestamp(str(starts_on)[:10])
    months = _MONTHS[freq]
    whole = at.year * 12 + at.month - 1
    first = -(-(whole + (at.day > 1)) // months) * months + months * lag
    return pd.Timestamp(first // 12, first % 12 + 1, 1)


def _question(vintage: str, row: pd.Series[Any]) -> Question:
    at = expected_from(row["starts_on"], int(row["lag_periods"]), str(row["freq"]))
    variant = row["variant"] if isinstance(row["variant"], str) else ""
    asked = Question(vintage, row["indicator"], row["entity"], at.date().isoformat(), "its", variant, row["freq"])
    return replace(asked, shock="")


def _p_of_size(asked: Question, row: pd.Series[Any]) -> tuple[float, bool]:
    """How likely the answer is, were the change just as large as expected, and whether it is smaller than that.

    The same method on the series without the expected change: what is left over must be chance.
    """
    if pd.isna(row["expected_size_pct"]):
        return np.nan, False
    sign = 1 if row["expected_direction"] == UP else -1
    factor = 1 + sign * float(row["expected_size_pct"]) / 100
    series = own_series(asked)
    if series.empty or factor <= 0:
        return np.nan, False
    left = series.where(series.index < pd.Timestamp(asked.date), series / factor)
    found = interrupted_time_series(left, asked.date, asked.season)
    if found.p_value is None or found.estimate is None:
        return np.nan, False
    return found.p_value, sign * found.estimate < 0


def _together(
    none: Sequence[float | None], size: Sequence[float], counted: np.ndarray[Any, Any]
) -> tuple[list[float], list[float]]:
    """The q-values of both questions over everything that counts."""
    n = len(none)
    p = pd.Series([*(np.nan if one is None else one for one in none), *size], dtype=float)
    q = q_values(p.where(np.concatenate([counted, counted])))
    return q.iloc[:n].tolist(), q.iloc[n:].tolist()


def _outcome(row: pd.Series[Any], effect: Effect, q: tuple[float, float], *, is_less: bool) -> tuple[str, str]:
    """The outcome and its reason, from what stands among all expectations."""
    none, size = (not np.isnan(one) and one <= FALSE_DISCOVERIES for one in q)
    is_refused = effect.verdict == REFUSED or effect.estimate is None
    found = UP if (effect.estimate or 0) > 0 else DOWN
    as_expected = "as_expected" if pd.notna(row["expected_size_pct"]) else "as_expected_no_size"
    for holds, outcome, why in (
        (bool(row["is_after_results"]), NOT_COUNTED, "after_results"),
        (is_refused and effect.reason in _EARLY, TOO_EARLY, ""),
        (is_refused, CANNOT_TELL, ""),
        (bool(effect.competing), CANNOT_TELL, "competing"),
        (none and found != row["expected_direction"], MISS, "other_way"),
        (size and is_less, MISS, "too_small"),
        (none, HIT, as_expected),
    ):
        if holds:
            return outcome, why
    return CANNOT_TELL, "open"
