"""What the Effects page says: verdicts in words, what a refusal would need, what more data would bring."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.effect_question import DESCRIBES, Question
from analysis.record import CANNOT_TELL, DOWN, REFUSED, UP, Effect
from charts import lines as drawing
from charts.lines import GROWING
from language import N_, Lang, _, listed, plural
from language.formats import number, period, quantity
from ui.effects.answers import AHEAD_YEARS, Answers

VERDICTS: dict[str, str] = {
    UP: N_("rose"),
    DOWN: N_("fell"),
    CANNOT_TELL: N_("cannot tell"),
    REFUSED: N_("no figure"),
}
SHORT: dict[str, str] = {
    "no_data": N_("no figure: no series held"),
    "irregular": N_("no figure: periods of different length"),
    "gaps": N_("no figure: {missing} % of the periods are missing"),
    "constant": N_("no figure: the series does not move"),
    "not_positive": N_("no figure: zero or negative values"),
    "event_outside": N_("no figure: the date lies outside the series"),
    "too_short_before": N_("no figure: {n} of {least} needed before"),
    "too_short_after": N_("no figure: {n} of {least} needed after"),
    "overlapping_shocks": N_("no figure: another shock in the same period"),
    "exposed_donors": N_("no figure: the others were hit too"),
    "too_few_donors": N_("no figure: too few places to compare with"),
    "bad_fit": N_("no figure: nothing resembles this place"),
}
REMEDIES: dict[str, str] = {
    "no_data": N_("A source that reports this place would allow an answer; other indicators may have one."),
    "irregular": N_("A source with one figure a period would allow an answer."),
    "gaps": N_("The missing periods would allow an answer; no figure is filled in here."),
    "season_missing": N_("The missing periods would allow an answer; no figure is filled in here."),
    "constant": N_("A finer measure, one that moves, would allow an answer."),
    "not_positive": N_("An indicator of a level (tonnes, calls) can be asked; a rate cannot change in per cent."),
    "event_outside": N_("Move the date into the series, or choose an indicator that reaches it."),
    "too_short_before": N_("Older figures of the same definition would be needed; new ones cannot help."),
    "overlapping_shocks": N_(
        "No later figure parts two events in one period. Two ways remain: a place that only one of them reached, or "
        "the date moved to the first day of that period: the answer is then one change, not the effect of one event."
    ),
    "exposed_donors": N_(
        "Places that the shock did not reach would be needed. Where it reached all, only the course can be described."
    ),
    "too_few_donors": N_("More places with the same indicator over the same years would allow a comparison."),
    "bad_fit": N_("A place more like this one would be needed; its own trend can be asked instead."),
    "treated_among_donors": N_("Take the place out of those it is compared with."),
    "unknown_unit": N_("Choose places with a figure in every period."),
    "no_level": N_("An indicator that stays above zero can be asked."),
    "too_few_placebos": N_("A longer record before the event would allow an answer."),
    "unbounded": N_("A longer record before the event would allow an answer."),
}
"""What would allow an answer, by the reason of a refusal."""
COURSES: dict[str, str] = {
    UP: N_("stayed above its usual range"),
    DOWN: N_("fell below its usual range"),
    CANNOT_TELL: N_("within its usual range"),
    REFUSED: N_("no figure"),
}
"""The verdicts of a course that is only described."""
HELPS = 0.05
"""A gain below this share of what can be seen now is called hardly any."""
Names = Mapping[str, str]


def verdict(code: str, lang: Lang, method: str = "") -> str:
    """A verdict in words; a description has words of its own."""
    return _((COURSES if method == DESCRIBES else VERDICTS)[code], lang)


def rows(held: Answers, names: Names, lang: Lang) -> pd.DataFrame:
    """The answers as `charts.interval.intervals` wants them."""
    listed_rows = [
        {
            "place": names.get(place, place),
            "estimate": one.estimate,
            "lower": one.lower,
            "upper": one.upper,
            "verdict": held.stands(place),
            "word": verdict(held.stands(place), lang, one.method),
            "why": why(one, lang),
            "p_value": held.together.loc[place, "p_value"],
            "q_value": held.together.loc[place, "q_value"],
        }
        for place, one in held.effects.items()
    ]
    frame = pd.DataFrame(listed_rows)
    figures = ["estimate", "lower", "upper", "p_value", "q_value"]
    return frame.astype(dict.fromkeys(figures, float)).round({"p_value": 4, "q_value": 4})


def why(effect: Effect, lang: Lang) -> str:
    """Why there is no figure, in a few words; "" where there is one."""
    if effect.verdict != REFUSED:
        return ""
    return _(SHORT[effect.reason], lang, **effect.detail) if effect.reason in SHORT else verdict(REFUSED, lang)


def answer(held: Answers, names: Names, is_description: bool, lang: Lang) -> tuple[str, ...]:
    """One or two sentences over all places shown: how many moved, how many cannot be told, how many have no figure."""
    figures = [place for place, one in held.effects.items() if one.verdict != REFUSED]
    refused = len(held.effects) - len(figures)
    said = [_moved(held, figures, names, is_description, lang)] if figures else []
    if refused:
        said.append(
            plural(
                "For {n} place there is no figure, and the page says why.",
                "For {n} places there is no figure, and the page says why.",
                refused,
                lang,
            )
        )
    return tuple(said)


def _moved(held: Answers, figures: list[str], names: Names, is_description: bool, lang: Lang) -> str:
    moved = [place for place in figures if held.stands(place) in (UP, DOWN)]
    if is_description:
        return plural(
            "The course of {n} place is described below; nothing is attributed to the event.",
            "The courses of {n} places are described below; nothing is attributed to the event.",
            len(figures),
            lang,
        )
    if not moved:
        return plural(
            "Of {n} place with a figure, none shows a change of level that chance does not explain.",
            "Of {n} places with a figure, none shows a change of level that chance does not explain.",
            len(figures),
            lang,
        )
    told = listed([f"{names.get(one, one)} ({verdict(held.stands(one), lang)})" for one in moved], lang)
    return plural(
        "Of {n} place with a figure, the level changed in {places}, judged together with the others.",
        "Of {n} places with a figure, the level changed in {places}, judged together with the others.",
        len(figures),
        lang,
        places=told,
    )


def among(held: Answers, place: str, lang: Lang) -> str:
    """What becomes of a verdict when all answers of the page are judged together; "" where nothing does."""
    alone, together = held.effects[place].verdict, held.stands(place)
    if alone == together:
        return ""
    return _(
        "Alone this would be a change, but {n} answers stand on this page and one in twenty is a false alarm: judged "
        "together (Benjamini and Hochberg, q = {q}), it cannot be told from chance.",
        lang,
        n=int(held.together["p_value"].notna().sum()),
        q=number(held.together["q_value"].get(place), lang, digits=2),
    )


def more_certain(effect: Effect, question: Question, visible: tuple[float, float] | None, lang: Lang) -> list[str]:
    """What would make the answer more certain, or possible at all."""
    if effect.verdict == REFUSED:
        return [one for one in (_remedy(effect, lang), _when(effect, question, lang)) if one]
    said = [] if visible is None else [_ahead(visible, lang)]
    if question.method == "its":
        said.append(_("Places that the event did not reach, as a comparison, where there are ten with a series.", lang))
    if effect.competing:
        said.append(_("A place that only one of the neighbouring shocks reached; no later figure parts them.", lang))
    if question.freq in ("A", "Q"):
        said.append(_("Weekly or daily calls: eight weeks after the event may tell more than eight years.", lang))
    return said


def _ahead(visible: tuple[float, float], lang: Lang) -> str:
    now, later = visible
    told = {"years": AHEAD_YEARS, "now": quantity(now, "pct", lang), "later": quantity(later, "pct", lang)}
    if now - later < HELPS * now:
        return _(
            "More years would hardly help: now changes above about {now} would be visible, with {years} more years "
            "above about {later}. What is unsure is the trend before the event, and that is past.",
            lang,
            **told,
        )
    return _(
        "{years} more years would make changes above about {later} visible; now it is {now}.",
        lang,
        **told,
    )


def _remedy(effect: Effect, lang: Lang) -> str:
    return _(REMEDIES[effect.reason], lang) if effect.reason in REMEDIES else ""


def _when(effect: Effect, question: Question, lang: Lang) -> str:
    """With which period's figure a series that is too short after the event would be long enough."""
    if effect.reason != "too_short_after" or question.freq not in drawing.MONTHS:
        return ""
    start = dt.date.fromisoformat(question.date)
    months = drawing.MONTHS[question.freq]
    whole = start.year * 12 + start.month - 1
    first = -(-(whole * 31 + start.day - 1) // (31 * months)) * months
    last = first + months * (int(effect.detail["least"]) - 1)
    return _(
        "If the source goes on without a gap, the figure of {period} is the first that allows an answer.",
        lang,
        period=period(question.freq, dt.date(last // 12, last % 12 + 1, 1), lang),
    )


def course(series: pd.Series[Any], question: Question, unit: str, place: str, lang: Lang) -> str:
    """What was observed around the date, in one sentence: a description that stands where no effect can be told."""
    start = pd.Timestamp(question.date)
    before, after = series[series.index < start], series[series.index >= start]
    if before.empty or after.empty:
        return ""
    told = {
        "place": place,
        "before": quantity(float(before.iloc[-1]), unit, lang),
        "first": period(question.freq, before.index[-1].date(), lang),
        "after": quantity(float(after.iloc[0]), unit, lang),
        "second": period(question.freq, after.index[0].date(), lang),
    }
    sentence = _("{place}: {before} in {first}, {after} in {second}.", lang, **told)
    if unit in GROWING and len(after) > 1:
        last = {"newest": quantity(float(after.iloc[-1]), unit, lang)}
        last["period"] = period(question.freq, after.index[-1].date(), lang)
        sentence += " " + _("The newest figure is {newest} in {period}.", lang, **last)
    return sentence + " " + _("This describes; it does not say why.", lang)


def before_it(path: pd.DataFrame, day: str, lang: Lang) -> str:
    """How well the comparison follows the place before the event, in per cent of what was observed."""
    before = path[path.index < pd.Timestamp(day)].astype(float)
    if before.empty:
        return ""
    miss = 100 * float((before["observed"] / before["expected"] - 1).abs().mean())
    return _(
        "Before the event the comparison lies {miss} beside what was observed, in the mean of {n} periods.",
        lang,
        miss=quantity(miss, "pct", lang),
        n=len(before),
    )


def odd(placebos: pd.DataFrame, lang: Lang) -> str:
    """What the dates without the event say of the method here."""
    if placebos.empty:
        return _("The series is too short for dates without an event.", lang)
    strange = int(placebos["verdict"].isin((UP, DOWN)).sum())
    told = {"n": len(placebos), "odd": strange}
    if strange > max(1, 0.1 * len(placebos)):
        return _(
            "At {odd} of {n} dates without the event the method sees a change too: a straight trend does not describe "
            "this series, so the answer above is worth little.",
            lang,
            **told,
        )
    return _("At {odd} of {n} dates without the event the method sees a change; one in twenty is usual.", lang, **told)


def heading(effect: Effect, is_of_event: bool, lang: Lang) -> str:
    """What the figure may be called: an effect is only what no other shock could have made, of an event."""
    if effect.method == DESCRIBES:
        return _("The course after it, described", lang)
    if effect.verdict == REFUSED:
        return _("No figure, and why", lang)
    if effect.competing:
        return _("A change, not the effect of one event", lang)
    return _("Estimated effect", lang) if is_of_event else _("Estimated change, of no event named", lang)
