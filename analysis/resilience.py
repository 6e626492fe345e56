"""How deep a series fell after an event, how long it took to come back, and what was lost on the way.

No counterfactual: the yardstick is the series' own usual level in the same season. It describes and attributes
nothing, so it may be used where every place was hit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.periods import SEASONS, Array, Observed, Shocks, competing, is_constant, observed, whole_cycle
from analysis.record import CANNOT_TELL, DOWN, REFUSED, UP, Effect, day_of, verdict_of
from kpis.course import first_back, usual_level
from language import N_, Lang, _, plural
from language.formats import quantity

METHOD: Final = "recovery"
YEARS: Final = 3
LEAST_YEARS: Final = 2
LEAST_BEFORE: Final = 3
BACK_AT: Final = 0.95
"""Share of the usual level at which a series counts as back."""

_FELL: Final = N_(
    "It fell to {depth} against its usual level of the season; by the usual spread, between {lower} and {upper}."
)
_WITHIN: Final = N_("It did not leave its usual range: the lowest point lay at {depth} against the same season before.")
_ABOVE: Final = N_("It stayed above its usual level of the season: the lowest point lay at {depth}.")
_NOT_BACK: Final = N_("It was not back at {back} of that level when the series ends.")
_LOST: Final = N_("Summed up, {lost} of a usual year is missing.")
_DESCRIBES: Final = N_("This describes what happened; it does not say why.")


@dataclass(frozen=True, eq=False, kw_only=True)
class Recovery(Effect):
    """The answer: `estimate` and `depth` are the lowest deviation from the usual level in per cent.

    `recovery_time` counts periods from the event to the first at 95 % of the usual level after the lowest point; when
    `censored` it is the number of periods watched without that. `cumulative_loss` is the sum of expected less
    observed until then, in the unit of the series; `cumulative_loss_pct` in per cent of one usual year.
    """

    depth: float | None = None
    recovery_time: int | None = None
    censored: bool = False
    cumulative_loss: float | None = None
    cumulative_loss_pct: float | None = None

    def _sentences(self, lang: Lang) -> list[str]:
        pattern = {DOWN: _FELL, UP: _ABOVE}.get(self.verdict, _WITHIN)
        figures = {name: quantity(getattr(self, name), "pct", lang, sign=True) for name in ("depth", "lower", "upper")}
        used = {name: figures[name] for name in ("depth", "lower", "upper") if "{" + name + "}" in pattern}
        return [_(pattern, lang, **used), *self._course(lang), _(_DESCRIBES, lang)]

    def _course(self, lang: Lang) -> list[str]:
        """How long and how much, where there was a fall."""
        if self.verdict != DOWN or self.recovery_time is None:
            return []
        lost = _(_LOST, lang, lost=quantity(self.cumulative_loss_pct, "pct", lang))
        if self.censored:
            return [_(_NOT_BACK, lang, back=quantity(100 * BACK_AT, "pct", lang)), lost]
        return [
            plural("It was back after {n} period.", "It was back after {n} periods.", self.recovery_time, lang),
            lost,
        ]


def recovery(
    series: pd.Series[Any], start: object, season: int | None = None, *, years: int = YEARS, shocks: Shocks = ()
) -> Recovery:
    """Depth, recovery time and cumulative loss after an event, against the mean of the same season before it.

    The usual level of a period is the mean of the same season over the last `years` whole years before the event (at
    least two; for annual series the last three observations). `season` is taken from the dates when not given. The
    interval is where the lowest point would lie by the usual spread around that level, Bonferroni over the periods
    watched; `down` means that even its upper end is below. A refusal is a record with its reason.
    """
    held = observed(series, start)
    cycle = whole_cycle(season) or (SEASONS.get(held.freq, 1) if season is None else 1)
    near = tuple(competing(shocks, start))
    refused = _refused(held, cycle)
    return refused or _answer(held, cycle, years, near)


def _refusal(held: Observed, reason: str, **detail: object) -> Recovery:
    return Recovery(
        method=METHOD,
        start=day_of(held.start),
        n_before=held.n_before,
        n_after=held.n_after,
        verdict=REFUSED,
        reason=reason,
        detail={name: str(value) for name, value in detail.items()},
    )


def _refused(held: Observed, cycle: int) -> Recovery | None:
    """Why the series has no usual level, or nothing to hold against it."""
    if not len(held.values):
        return _refusal(held, "no_data")
    least = max(LEAST_YEARS * cycle, LEAST_BEFORE)
    for is_wrong, reason, detail in (
        (not held.regular, "irregular", {}),
        (held.is_outside, "event_outside", {"date": day_of(held.start)}),
        (bool((held.values[held.times < held.event] <= 0).any()), "not_positive", {}),
        (held.n_before < least, "too_short_before", {"n": held.n_before, "least": least}),
        (not held.n_after, "too_short_after", {"n": 0, "least": 1}),
        (held.has_gaps, "gaps", held.gap_words),
        (is_constant(held.values), "constant", {}),
        (not _covers_seasons(held, cycle), "season_missing", {}),
    ):
        if is_wrong:
            return _refusal(held, reason, **detail)
    return None


def _baseline(held: Observed, cycle: int, years: int) -> Any:  # noqa: ANN401 - a mask over the observations
    """The last whole years before the event: as many as asked for, or as the series has."""
    reach = max(LEAST_BEFORE, cycle * min(years, held.n_before // cycle))
    return (held.times < held.event) & (held.times >= held.event - reach)


def _covers_seasons(held: Observed, cycle: int) -> bool:
    """Whether every season that is watched was also seen before."""
    usual = set(held.times[_baseline(held, cycle, LEAST_YEARS)] % cycle)
    return set(held.times[held.times >= held.event] % cycle) <= usual


def _answer(held: Observed, cycle: int, years: int, near: tuple[str, ...]) -> Recovery:
    base = _baseline(held, cycle, years)
    expected = usual_level(held.times[base], held.values[base], cycle, held.times)
    after = held.times >= held.event
    deviation = 100 * (held.values[after] / expected[after] - 1)
    lowest = int(deviation.argmin())
    depth = float(deviation[lowest])
    half = _spread(held.values[base] / expected[base], cycle, int(after.sum()))
    if not np.isfinite([depth, half]).all():
        return _refusal(held, "unbounded")
    back = first_back(deviation, lowest, 100 * (BACK_AT - 1))
    until = len(deviation) if back is None else back
    elapsed = held.times[after] - held.event
    loss = float((expected[after] - held.values[after])[:until].sum()) if depth < 0 else 0.0
    return Recovery(
        method=METHOD,
        start=day_of(held.start),
        n_before=held.n_before,
        n_after=held.n_after,
        verdict=_verdict(depth, half, float(deviation.min())),
        estimate=depth,
        lower=depth - half,
        upper=depth + half,
        detectable=half,
        competing=near,
        depth=depth,
        recovery_time=int(elapsed[-1]) + 1 if back is None else int(elapsed[until]),
        censored=back is None,
        cumulative_loss=loss,
        cumulative_loss_pct=100 * loss / (cycle * float(expected[base].mean())),
        path=pd.DataFrame({"observed": held.values, "expected": expected}, index=held.index),
    )


def _spread(shares: Array, cycle: int, watched: int) -> float:
    """How far in per cent the lowest of the watched periods strays by chance from the usual level (95 %)."""
    from scipy.special import stdtrit

    df = max(len(shares) - cycle, 1)
    deviation = np.sqrt(((shares - 1) ** 2).sum() / df)
    per_season = len(shares) / cycle
    return float(100 * stdtrit(df, 1 - 0.025 / watched) * deviation * np.sqrt(1 + 1 / per_season))


def _verdict(depth: float, half: float, lowest: float) -> str:
    verdict = verdict_of(depth - half, depth + half)
    return CANNOT_TELL if verdict == UP and lowest <= 0 else verdict
