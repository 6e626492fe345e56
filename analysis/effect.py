"""Did the level of a series change at an event, and how surely? One series at a time.

The other two questions of the same kind are answered beside: `synthetic_control` compares with other places,
`recovery` describes without a comparison. All three are importable from here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from analysis.periods import (
    Array,
    Observed,
    Shocks,
    asked_at,
    before_only,
    competing,
    inseparable,
    is_constant,
    observed,
    whole_cycle,
)
from analysis.phi_average import Mixture, averaged_over_phi, side_by_side
from analysis.record import REFUSED, Effect, day_of, refusal, verdict_of
from analysis.resilience import Recovery, recovery
from analysis.synthetic import SyntheticControl, synthetic_control

__all__ = [
    "Effect",
    "Recovery",
    "SyntheticControl",
    "competing",
    "interrupted_time_series",
    "placebo_dates",
    "recovery",
    "synthetic_control",
]

METHOD: Final = "its"
LEAST_BEFORE: Final = 12
# One year of quarters; a year counts as one observation, so eight of them, the length the coverage was tested at.
LEAST_AFTER: Final = 4
LEAST_AFTER_ANNUAL: Final = 8
# With fewer the Student distribution is so wide that only collapses would show.
LEAST_DF: Final = 4
STEP: Final = 2
"""The column of the regression that holds the change of the level."""
_SLOPE: Final = 3
_SHARES: Final = (0.5, 0.025, 0.975)
"""Estimate and both ends of the interval, as quantiles."""


class Needs(NamedTuple):
    """The fewest observations that an answer may rest on."""

    before: int
    after: int


def interrupted_time_series(
    series: pd.Series[Any],
    start: object,
    season: int | None = None,
    *,
    shocks: Shocks = (),
    least_before: int | None = None,
    least_after: int | None = None,
) -> Effect:
    """The change of the level at an event in per cent, with a 95 % interval that holds under autocorrelation.

    `series` is indexed by the first day of each period, `start` the event's date: periods that begin on or after it
    count as after. `season` 4 adds seasonal terms for quarters. `shocks` (dates, or names with dates) are other
    events: within two quarters they are listed, in the very same period they lead to a refusal. The estimate is
    conditional on a straight trend in logarithms that may bend at the event. Never raises for poor data: the answer
    then has the verdict `refused` and its reason. Raises ParameterError for a start that is no date.
    """
    held = observed(series, start)
    season = whole_cycle(season)
    needs = _needs(held.freq, season, least_before, least_after)
    near = competing(shocks, start)
    refused = _refused(held, needs, season) or _overlap(held, near)
    return refused or _answer(held, season, tuple(near))


def placebo_dates(
    series: pd.Series[Any],
    start: object,
    season: int | None = None,
    *,
    least_after: int | None = None,
    most: int | None = None,
) -> pd.DataFrame:
    """What the method finds at dates when nothing happened: one row a date before the event, its own data only.

    Columns estimate, lower, upper (per cent) and verdict, indexed by date. An interval that leaves out zero more
    often than one time in twenty says that the straight trend does not describe this series. Empty when too short.
    `most` keeps that many dates, evenly spread.
    """
    held = observed(series, start)
    season = whole_cycle(season)
    needs = _needs(held.freq, season, None, least_after)
    quiet = before_only(held)
    places = np.arange(needs.before, len(quiet.values) - needs.after + 1)
    if most is not None and len(places) > most:
        places = places[np.unique(np.linspace(0, len(places) - 1, most).round().astype(int))]
    asked = [asked_at(quiet, int(place)) for place in places]
    rows = pd.DataFrame(np.nan, index=quiet.index[places], columns=["estimate", "lower", "upper"])
    answers = np.array([_refused(one, needs, season) is None for one in asked], dtype=bool)
    if answers.any():
        mixtures = [_mixture(one, season) for one, has_answer in zip(asked, answers, strict=True) if has_answer]
        rows.loc[answers] = _per_cent(side_by_side(mixtures)).T
    verdicts = [verdict_of(low, high) for low, high in zip(rows["lower"], rows["upper"], strict=True)]
    return rows.assign(verdict=np.where(answers, verdicts, REFUSED))


def _needs(freq: str, season: int | None, before: int | None, after: int | None) -> Needs:
    """Two whole cycles of the seasons before, one after; more where a period is a year."""
    cycle = season or 1
    fewest_after = LEAST_AFTER_ANNUAL if freq == "A" else max(LEAST_AFTER, cycle)
    # A bend needs two points on either side, whatever is asked for.
    return Needs(max(before or max(LEAST_BEFORE, 2 * cycle), 2), max(after or fewest_after, 2))


def _refused(held: Observed, needs: Needs, season: int | None) -> Effect | None:
    """Why this series gives no answer, the plainest reason first; None when it does."""
    if not len(held.values):
        return refusal(METHOD, held.start, "no_data")
    n = {"n_before": held.n_before, "n_after": held.n_after}
    for is_wrong, reason, detail in (
        (not held.regular, "irregular", {}),
        (held.is_outside, "event_outside", {"date": day_of(held.start)}),
        (held.n_before < needs.before, "too_short_before", {"n": held.n_before, "least": needs.before}),
        (held.n_after < needs.after, "too_short_after", {"n": held.n_after, "least": needs.after}),
        (bool((held.values <= 0).any()), "not_positive", {}),
        (held.has_gaps, "gaps", held.gap_words),
        (is_constant(held.values) or is_constant(held.values[held.times < held.event]), "constant", {}),
        (len(held.values) < _terms(season) + LEAST_DF, "too_short_before", _short_words(held, season)),
        (_lacks_a_season(held, season), "season_missing", {}),
    ):
        if is_wrong:
            return refusal(METHOD, held.start, reason, **n, **detail)
    return None


def _overlap(held: Observed, near: dict[str, pd.Timestamp]) -> Effect | None:
    together = inseparable(near, held)
    if not together:
        return None
    words = {"shocks": ", ".join(together)}
    refused = refusal(METHOD, held.start, "overlapping_shocks", held.n_before, held.n_after, **words)
    return replace(refused, competing=tuple(near))


def _short_words(held: Observed, season: int | None) -> dict[str, object]:
    return {"n": held.n_before, "least": _terms(season) + LEAST_DF - held.n_after}


def _lacks_a_season(held: Observed, season: int | None) -> bool:
    """Whether a season has no observation at all, so that its term cannot be told from the others."""
    return len(np.unique(held.times % (season or 1))) < (season or 1)


def _terms(season: int | None) -> int:
    return 4 + (season - 1 if season else 0)


def design_of(times: Any, event: int, season: int | None) -> Array:  # noqa: ANN401 - any array of whole times
    """Columns of the regression: constant, trend, step at the event, bend at the event, seasons but the first."""
    after = times >= event
    columns = [np.ones(len(times)), times - times[0], after, np.where(after, times - event, 0)]
    columns += [times % season == one for one in range(1, season or 1)] if season else []
    return np.column_stack([np.asarray(one, dtype=np.float64) for one in columns])


def _answer(held: Observed, season: int | None, near: tuple[str, ...]) -> Effect:
    mixture = _mixture(held, season)
    estimate, lower, upper = (float(one) for one in _per_cent(mixture)[:, 0])
    if not np.isfinite([estimate, lower, upper]).all():
        return refusal(METHOD, held.start, "unbounded", held.n_before, held.n_after)
    return Effect(
        method=METHOD,
        start=day_of(held.start),
        n_before=held.n_before,
        n_after=held.n_after,
        verdict=verdict_of(lower, upper),
        estimate=estimate,
        lower=lower,
        upper=upper,
        detectable=(upper - lower) / 2,
        p_value=_two_sided(mixture),
        competing=near,
        path=_path(held, season, mixture),
    )


def _mixture(held: Observed, season: int | None) -> Mixture:
    design = design_of(held.times, held.event, season)
    return averaged_over_phi(np.log(held.values)[None, :], design, held.times)


def _two_sided(mixture: Mixture) -> float:
    below = float(mixture.distribution(STEP, 0.0)[0])
    return 2 * min(below, 1 - below)


def _per_cent(mixture: Mixture) -> Array:
    """Estimate and both ends of the interval in per cent, a row each; a column a series."""
    with np.errstate(over="ignore"):
        figures: Array = 100 * np.expm1(mixture.quantiles(STEP, _SHARES))
    return figures


def _path(held: Observed, season: int | None, mixture: Mixture) -> pd.DataFrame:
    """Observed values, the fitted line, and what the trend before the event would have gone on to."""
    design = design_of(held.times, held.event, season)
    coefficients = mixture.means()[0]
    unbroken = coefficients.copy()
    unbroken[[STEP, _SLOPE]] = 0
    columns = {
        "observed": held.values,
        "expected": np.exp(design @ unbroken),
        "fitted": np.exp(design @ coefficients),
    }
    return pd.DataFrame(columns, index=held.index)
