"""Synthetic control: what a weighted mean of untouched places says would have happened."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.periods import Array, Observed, Shocks, competing, figures_only, inseparable, is_constant, observed
from analysis.record import CANNOT_TELL, REFUSED, Effect, day_of, p_in_words, verdict_of
from analysis.simplex import simplex_weights
from language import N_, Lang, _

Label = Hashable
"""What names a unit: the label of a column of the panel."""
METHOD: Final = "scm"
# Confidence in per cent: with the ten donors asked for, no rank can be rarer than one in eleven.
LEVEL: Final = 90
LEAST_DONORS: Final = 10
LEAST_BEFORE: Final = 20
LEAST_BEFORE_ANNUAL: Final = 10
# Below these there is nothing to fit, let alone to judge.
FEWEST_DONORS: Final = 2
FEWEST_BEFORE: Final = 5
MOST_NAMED: Final = 6
MOST_DONORS: Final = 100
"""Of more places that were not reached, those nearest before the event: a mix of a thousand fits any series."""
WORST_FIT: Final = 0.10
"""Root mean squared miss before the event, as a share of the place's own mean, above which no verdict stands."""
ONE_SIDED: Final = 0.75
"""Share of that miss that may lie on one side: a place above (or below) every mix of the others is not described."""
SMALL_MISS: Final = 0.02
"""A miss on one side is no harm below this share of the level."""
WORSE_PLACEBO: Final = 5.0
"""A placebo that fits this many times worse before the event than the treated place is left out of the second p."""

TIE: Final = 1e-9
"""Ratios this close are equal but for rounding."""

_ALONE: Final = N_("Compared with {n} other places, weighted: p = {p}; without those that fit badly, p = {p_fitted}.")


@dataclass(frozen=True, eq=False, kw_only=True)
class SyntheticControl(Effect):
    """The answer of a synthetic control.

    `weights` by donor (sum 1); `gap` observed less synthetic, in the unit of the outcome, all periods;
    `rmspe_before`/`rmspe_after` root mean squared gap; `p_value` rank of after/before among all J + 1,
    `p_value_fitted` without placebos that fit five times worse; `placebos` one row a donor (estimate per cent,
    rmspe_before, ratio, is_fitted); `in_time` per cent at earlier dates; `leave_one_out` per cent without that donor.
    """

    weights: pd.Series[Any] | None = None
    gap: pd.Series[Any] | None = None
    rmspe_before: float | None = None
    rmspe_after: float | None = None
    p_value_fitted: float | None = None
    placebos: pd.DataFrame | None = None
    in_time: pd.Series[Any] | None = None
    leave_one_out: pd.Series[Any] | None = None

    def _sentences(self, lang: Lang) -> list[str]:
        p, p_fitted = p_in_words(self.p_value, lang), p_in_words(self.p_value_fitted, lang)
        n = 0 if self.weights is None else len(self.weights)
        return [*super()._sentences(lang), _(_ALONE, lang, n=n, p=p, p_fitted=p_fitted)]


@dataclass(frozen=True, eq=False)
class Fit:
    """One place against the weighted mean of others."""

    weights: Array
    outcome: Array
    synthetic: Array
    n_before: int

    @property
    def gap(self) -> Array:
        """Observed less synthetic, all periods."""
        return self.outcome - self.synthetic

    @property
    def rmspe_before(self) -> float:
        """Root mean squared gap before the event; never quite zero, so that ratios stay finite."""
        smallest = float(np.finfo(np.float64).eps * np.abs(self.outcome).max()) or 1.0
        return max(_rms(self.gap[: self.n_before]), smallest)

    @property
    def rmspe_after(self) -> float:
        """Root mean squared gap from the event on."""
        return _rms(self.gap[self.n_before :])

    @property
    def ratio(self) -> float:
        """How many times larger the miss is after the event than before."""
        return self.rmspe_after / self.rmspe_before

    @property
    def level(self) -> float:
        """Mean of the synthetic outcome after the event."""
        return float(self.synthetic[self.n_before :].mean())

    @property
    def estimate(self) -> float:
        """Mean gap after the event in per cent of the synthetic level."""
        return 100 * float(self.gap[self.n_before :].mean()) / self.level

    @property
    def standardised(self) -> float:
        """Mean gap after the event in units of the miss before it, which places of any size share."""
        return float(self.gap[self.n_before :].mean()) / self.rmspe_before

    @property
    def is_bad(self) -> bool:
        """Whether the miss before the event is too large, or too much on one side, for a verdict."""
        before = self.gap[: self.n_before]
        level = float(np.abs(self.outcome[: self.n_before]).mean())
        one_sided = abs(float(before.mean())) > ONE_SIDED * self.rmspe_before > ONE_SIDED * SMALL_MISS * level
        return self.rmspe_before > WORST_FIT * level or one_sided


def synthetic_control(
    panel: pd.DataFrame,
    treated: Label,
    start: object,
    donors: Sequence[Label] | None = None,
    *,
    exposed: Iterable[Label] = (),
    shocks: Shocks = (),
) -> SyntheticControl:
    """What changed at the treated place against a weighted mean of donors, in per cent, with placebos.

    `panel` holds one outcome, periods by units; weights are fitted on the outcomes before `start`, unscaled. Without
    `donors` every other complete column is one, less the `exposed` (places the same event or shock hit), at most the
    100 with the smallest squared distance before `start`; donors that are named and exposed lead to a refusal. The
    interval is 90 %: estimate plus and minus what the mean gaps of the placebos, measured by their own miss before the
    event, make likely; None with fewer than nine donors. A verdict needs a rank of the RMSPE ratio among all J + 1 of
    at most one in ten, an interval beside zero, ten donors, and a sign that no single donor decides. Source: Abadie,
    Diamond and Hainmueller 2010 and 2015, outcomes only.
    """
    whole = figures_only(panel)
    if treated not in whole.columns:
        return _refusal(start, "unknown_unit", units=treated)
    held = observed(whole[treated], start)
    near = competing(shocks, start)
    reached, donors = set(exposed), [donors] if isinstance(donors, str) else donors
    refused = _refused_series(held, near) or _refused_donors(whole, treated, donors, reached, held)
    if refused:
        return refused
    outcomes = whole.loc[held.index]
    units = _donors(outcomes, treated, donors, reached, held.n_before)
    if len(units) < FEWEST_DONORS:
        hit = [str(one) for one in whole.columns if one in reached]
        if hit:
            return _refusal(held.start, "exposed_donors", held, units=_names(hit))
        return _refusal(held.start, "too_few_donors", held, n=len(units), least=FEWEST_DONORS)
    matrix = outcomes[units].to_numpy(dtype=np.float64)
    return _answer(held, matrix, units, tuple(near))


def fitted(outcome: Array, donors: Array, n_before: int) -> Fit:
    """The weights of the periods before the event, and what they say of all periods."""
    weights = simplex_weights(outcome[:n_before], donors[:n_before])
    return Fit(weights, outcome, donors @ weights, n_before)


def _rms(values: Array) -> float:
    return float(np.sqrt((values**2).mean()))


def _refusal(start: object, reason: str, held: Observed | None = None, **detail: object) -> SyntheticControl:
    return SyntheticControl(
        method=METHOD,
        start=day_of(start),
        n_before=held.n_before if held else 0,
        n_after=held.n_after if held else 0,
        verdict=REFUSED,
        reason=reason,
        detail={name: str(value) for name, value in detail.items()},
    )


def _refused_series(held: Observed, near: dict[str, pd.Timestamp]) -> SyntheticControl | None:
    """Why the treated series itself gives no answer."""
    if not len(held.values):
        return _refusal(held.start, "no_data")
    together = inseparable(near, held) if held.n_before and held.n_after else []
    for is_wrong, reason, detail in (
        (not held.regular, "irregular", {}),
        (held.is_outside, "event_outside", {"date": day_of(held.start)}),
        (held.has_gaps, "gaps", held.gap_words),
        (held.n_before < FEWEST_BEFORE, "too_short_before", {"n": held.n_before, "least": FEWEST_BEFORE}),
        (not held.n_after, "too_short_after", {"n": 0, "least": 1}),
        (is_constant(held.values[held.times < held.event]), "constant", {}),
        (bool(together), "overlapping_shocks", {"shocks": ", ".join(together)}),
    ):
        if is_wrong:
            return _refusal(held.start, reason, held, **detail)
    return None


def _refused_donors(
    whole: pd.DataFrame,
    treated: Label,
    donors: Sequence[Label] | None,
    exposed: set[Label],
    held: Observed,
) -> SyntheticControl | None:
    """Why the donors that were named cannot serve."""
    named = list(donors) if donors is not None else []
    if treated in named:
        return _refusal(held.start, "treated_among_donors", held, treated=treated)
    hit = [str(one) for one in named if one in exposed]
    if hit:
        return _refusal(held.start, "exposed_donors", held, units=_names(hit))
    complete = set(whole.columns[whole.loc[held.index].notna().all()])
    lacking = [str(one) for one in named if one not in complete]
    return _refusal(held.start, "unknown_unit", held, units=_names(lacking)) if lacking else None


def _names(units: list[str]) -> str:
    """Names as a sentence can carry them."""
    return ", ".join(units[:MOST_NAMED]) + (", …" if len(units) > MOST_NAMED else "")


def _donors(
    outcomes: pd.DataFrame, treated: Label, donors: Sequence[Label] | None, exposed: set[Label], n_before: int
) -> list[Label]:
    """The places that were named, else those that were not reached; of many the nearest before the event."""
    if donors is not None:
        return list(dict.fromkeys(donors))
    complete = outcomes.columns[outcomes.notna().all()]
    units: list[Label] = [unit for unit in complete if unit != treated and unit not in exposed]
    if len(units) <= MOST_DONORS:
        return units
    before = outcomes.iloc[:n_before]
    miss = (before[units].sub(before[treated], axis=0) ** 2).mean().to_numpy()
    nearest = set(np.argsort(miss, kind="stable")[:MOST_DONORS].tolist())
    return [unit for place, unit in enumerate(units) if place in nearest]


def _answer(held: Observed, matrix: Array, units: list[Label], near: tuple[str, ...]) -> SyntheticControl:
    n_before = held.n_before
    fit = fitted(held.values, matrix, n_before)
    if fit.is_bad:
        level = np.abs(held.values[:n_before]).mean()
        return _refusal(held.start, "bad_fit", held, fit=f"{100 * fit.rmspe_before / level:.3g}")
    if fit.level <= 0:
        return _refusal(held.start, "no_level", held)
    placebos = _placebos(matrix, n_before)
    left_out = _leave_one_out(fit, matrix, units)
    half = _half_width(fit, placebos)
    if not np.isfinite([fit.estimate, half or 0.0]).all():
        return _refusal(held.start, "unbounded", held)
    lower, upper = (None, None) if half is None else (fit.estimate - half, fit.estimate + half)
    p_value = _rank(fit, placebos)
    reason, detail = _note(held, len(units), fit, left_out)
    return SyntheticControl(
        method=METHOD,
        start=day_of(held.start),
        n_before=n_before,
        n_after=held.n_after,
        verdict=_verdict(lower, upper, p_value) if not reason else CANNOT_TELL,
        reason=reason,
        detail=detail,
        estimate=fit.estimate,
        lower=lower,
        upper=upper,
        detectable=half,
        level=LEVEL,
        competing=near,
        p_value=p_value,
        p_value_fitted=_rank(fit, [one for one in placebos if _is_fitted(one, fit)]),
        rmspe_before=fit.rmspe_before,
        rmspe_after=fit.rmspe_after,
        weights=pd.Series(fit.weights, index=pd.Index(units), name="weight"),
        gap=pd.Series(fit.gap, index=held.index, name="gap"),
        placebos=_placebo_frame(placebos, fit, units),
        in_time=_in_time(held, matrix),
        leave_one_out=left_out,
        path=pd.DataFrame({"observed": fit.outcome, "expected": fit.synthetic}, index=held.index),
    )


def _placebos(matrix: Array, n_before: int) -> list[Fit]:
    """Every donor in the treated place's role, against the other donors."""
    columns = range(matrix.shape[1])
    return [fitted(matrix[:, one], np.delete(matrix, one, axis=1), n_before) for one in columns]


def _is_fitted(placebo: Fit, fit: Fit) -> bool:
    return placebo.rmspe_before <= WORSE_PLACEBO * fit.rmspe_before


def _rank(fit: Fit, placebos: Sequence[Fit]) -> float:
    """Share of all places, the treated one included, whose ratio is at least as large; a tie counts against it."""
    least = fit.ratio * (1 - TIE)
    return (1 + sum(one.ratio >= least for one in placebos)) / (1 + len(placebos))


def _half_width(fit: Fit, placebos: Sequence[Fit]) -> float | None:
    """Half the interval in per cent: the largest standardised mean gap of a placebo that is not yet too rare.

    A change is inside when at least `tail` placebos stray as far, so that its rank stays above one in ten.
    """
    tail = math.floor((100 - LEVEL) / 100 * (len(placebos) + 1) + 1e-9)
    if tail == 0:
        return None
    strays = sorted((abs(one.standardised) for one in placebos), reverse=True)
    return 100 * strays[tail - 1] * fit.rmspe_before / fit.level


def _verdict(lower: float | None, upper: float | None, p_value: float) -> str:
    if lower is None or upper is None or p_value > (100 - LEVEL) / 100:
        return CANNOT_TELL
    return verdict_of(lower, upper)


def _note(held: Observed, n: int, fit: Fit, left_out: pd.Series[Any]) -> tuple[str, dict[str, str]]:
    """Why the figures, though shown, carry no verdict."""
    least = LEAST_BEFORE_ANNUAL if held.freq in ("A", "") else LEAST_BEFORE
    if n < LEAST_DONORS:
        return "few_donors", {"n": str(n), "least": str(LEAST_DONORS)}
    if held.n_before < least:
        return "short_fit", {"n": str(held.n_before), "least": str(least)}
    return ("one_donor", {}) if (left_out * fit.estimate < 0).any() else ("", {})


def _leave_one_out(fit: Fit, matrix: Array, units: list[Label]) -> pd.Series[Any]:
    """The estimate in per cent without each donor that carries weight."""
    carrying = np.flatnonzero(fit.weights > 0)
    found = {units[one]: fitted(fit.outcome, np.delete(matrix, one, axis=1), fit.n_before).estimate for one in carrying}
    return pd.Series(found, name="estimate", dtype=np.float64)


def _in_time(held: Observed, matrix: Array) -> pd.Series[Any]:
    """The estimate in per cent at up to five earlier dates, from the periods before the event alone."""
    n_before = held.n_before
    earliest = max(FEWEST_BEFORE, n_before // 2)
    if earliest >= n_before:
        return pd.Series(dtype=np.float64, name="estimate")
    dates = np.unique(np.linspace(earliest, n_before - 1, 5).astype(int))
    found = {held.index[at]: fitted(held.values[:n_before], matrix[:n_before], int(at)).estimate for at in dates}
    return pd.Series(found, name="estimate", dtype=np.float64)


def _placebo_frame(placebos: Sequence[Fit], fit: Fit, units: list[Label]) -> pd.DataFrame:
    rows = [(one.estimate, one.rmspe_before, one.ratio, _is_fitted(one, fit)) for one in placebos]
    return pd.DataFrame(rows, index=pd.Index(units), columns=["estimate", "rmspe_before", "ratio", "is_fitted"])
