"""What every method answers with: an estimate, its interval, a verdict, or a refusal with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Final

import pandas as pd

from language import N_, Lang, _
from language.formats import day, number, quantity

UP: Final = "up"
DOWN: Final = "down"
CANNOT_TELL: Final = "cannot_tell"
REFUSED: Final = "refused"

REASONS: dict[str, str] = {
    "no_data": N_("No figure: there is no observation for this indicator, place and method."),
    "irregular": N_("No figure: the observations are not one a period, so periods cannot be counted."),
    "gaps": N_("No figure: {missing} % of the periods have no observation, more than the {allowed} % allowed."),
    "season_missing": N_("No figure: a season has no observation, so seasons cannot be told from a change."),
    "unbounded": N_("No figure: the series moves so wildly that the interval has no end."),
    "constant": N_("No figure: the series does not move, so nothing can be told from it."),
    "not_positive": N_(
        "No figure: the series has a zero or a negative value, and a change in per cent needs logarithms."
    ),
    "event_outside": N_("No figure: {date} lies outside the series."),
    "too_short_before": N_("No figure: only {n} of the {least} observations needed before the event."),
    "too_short_after": N_("No figure: only {n} of the {least} observations needed after the event."),
    "overlapping_shocks": N_(
        "No figure: the event cannot be told apart from what fell into the same period: {shocks}."
    ),
    "treated_among_donors": N_("No figure: {treated} cannot be compared with itself; take it out of the donors."),
    "unknown_unit": N_("No figure: there is no complete series for {units}."),
    "exposed_donors": N_("No figure: the same shock hit {units}, which cannot stand for what would have happened."),
    "too_few_donors": N_("No figure: only {n} of the {least} places needed to compare with."),
    "bad_fit": N_(
        "No figure: before the event the comparison misses the series by {fit} % on average, too much for a verdict."
    ),
    "no_level": N_("No figure: the comparison has no positive level, so a change in per cent means nothing."),
    "too_few_placebos": N_("No figure: only {n} of the {least} dates without an event needed to compare with."),
}
"""Why there is no figure, by reason code; the placeholders are the keys of `Effect.detail`."""

NOTES: dict[str, str] = {
    "few_donors": N_("With only {n} places to compare with, chance cannot be ruled out; at least {least} are needed."),
    "short_fit": N_("The comparison was fitted on {n} periods only; a verdict needs at least {least}."),
    "one_donor": N_("The sign depends on a single place in the comparison."),
}
"""Why a figure that is shown carries no verdict."""

_LEVELS: dict[str, str] = {
    UP: N_("The level rose by {estimate}; the {level} % interval runs from {lower} to {upper}."),
    DOWN: N_("The level fell by {size}; the {level} % interval runs from {lower} to {upper}."),
    CANNOT_TELL: N_(
        "Cannot tell: the estimate is {estimate}, and the {level} % interval runs from {lower} to {upper}."
    ),
}
_NO_INTERVAL: Final = N_("Cannot tell: the estimate is {estimate}, and no interval can be given.")
_VISIBLE: Final = N_("No effect detectable; only effects above about {detectable} would be visible.")
_VISIBLE_CHANGE: Final = N_("Only changes above about {detectable} would be visible.")
_COUNTED: Final = N_("It rests on {before} observations before the event and {after} after it.")
_COMPETING: Final = N_("Within two quarters: {shocks}. This is a change, not the effect of one event.")


@dataclass(frozen=True, eq=False, kw_only=True)
class Effect:
    """One answer. Percentages are changes of the level; a refused answer has None for all of them.

    `detectable` is half the width of the interval; `level` its confidence in per cent; `detail` fills the words of
    `reason`; `competing` names shocks within two quarters; `path` holds `observed` and `expected` by period.
    """

    method: str
    start: str
    n_before: int
    n_after: int
    verdict: str
    reason: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    detectable: float | None = None
    p_value: float | None = None
    level: int = 95
    competing: tuple[str, ...] = ()
    path: pd.DataFrame | None = None

    def sentence(self, lang: Lang) -> str:
        """The answer in words: what moved and how surely, or why nothing can be said."""
        if self.verdict == REFUSED:
            return _(REASONS[self.reason], lang, **self._words(lang))
        return " ".join(sentence for sentence in self._sentences(lang) if sentence)

    def _sentences(self, lang: Lang) -> list[str]:
        return [
            self._finding(lang),
            _(NOTES[self.reason], lang, **self._words(lang)) if self.reason else "",
            _(_COUNTED, lang, before=self.n_before, after=self.n_after),
            _(_COMPETING, lang, shocks=", ".join(self.competing)) if self.competing else "",
        ]

    def _words(self, lang: Lang) -> dict[str, str]:
        """The detail as the reader's language writes it."""
        written = {"date": lambda text: day(text, "day", lang), "fit": lambda text: number(float(text), lang)}
        return {name: written.get(name, str)(value) for name, value in self.detail.items()}

    def _finding(self, lang: Lang) -> str:
        """The sentence of the verdict; a change that cannot be told is given with what would have been visible."""
        if self.detectable is None:
            return _(_NO_INTERVAL, lang, estimate=_pct(self.estimate, lang, sign=True))
        found = _(_LEVELS[self.verdict], lang, **self._figures(lang))
        if self.verdict != CANNOT_TELL:
            return found
        visible = _(_VISIBLE_CHANGE if self.competing else _VISIBLE, lang, detectable=_pct(self.detectable, lang))
        return f"{found} {visible}"

    def _figures(self, lang: Lang) -> dict[str, object]:
        signed = {name: _pct(getattr(self, name), lang, sign=True) for name in ("lower", "upper")}
        estimate = _pct(self.estimate, lang, sign=self.verdict == CANNOT_TELL)
        size = None if self.estimate is None else abs(self.estimate)
        return {**signed, "estimate": estimate, "size": _pct(size, lang), "level": self.level}

    def record(self) -> dict[str, object]:
        """The answer as plain values for JSON; series become lists of period and value."""
        return {one.name: _plain_value(getattr(self, one.name)) for one in fields(self)}


def refusal(method: str, start: object, reason: str, n_before: int = 0, n_after: int = 0, **detail: object) -> Effect:
    """A record that says why there is no figure."""
    return Effect(
        method=method,
        start=day_of(start),
        n_before=n_before,
        n_after=n_after,
        verdict=REFUSED,
        reason=reason,
        detail={name: str(value) for name, value in detail.items()},
    )


def day_of(start: object) -> str:
    """A date as ISO text; anything else as it is written."""
    return start.date().isoformat() if isinstance(start, pd.Timestamp) else str(start)


def verdict_of(lower: float, upper: float) -> str:
    """Up or down when the whole interval lies on one side of zero, else cannot tell."""
    if lower > 0:
        return UP
    return DOWN if upper < 0 else CANNOT_TELL


def p_in_words(p_value: float | None, lang: Lang) -> str:
    """A p-value with two significant digits."""
    return number(p_value, lang, digits=2)


def _pct(value: float | None, lang: Lang, *, sign: bool = False) -> str:
    return quantity(value, "pct", lang, sign=sign)


def _plain_value(value: object) -> object:
    if isinstance(value, pd.DataFrame):
        return [{"period": day_of(at), **row} for at, row in zip(value.index, value.to_dict("records"), strict=True)]
    if isinstance(value, pd.Series):
        return {day_of(at): float(one) for at, one in value.items()}
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value
