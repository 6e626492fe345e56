"""The parts of the Effects page: all places at once, the card of one, what would help, the thread of projects."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from html import escape
from pathlib import Path

import pandas as pd
import streamlit as st

from analysis.effect_question import DESCRIBES, Question
from analysis.record import CANNOT_TELL, DOWN, REFUSED, UP, Effect
from analysis.synthetic import SyntheticControl
from charts.effect_path import Course, effect_path
from charts.interval import interval_words, intervals
from charts.placebo import Said, placebos, weights
from charts.theme import THEMES
from language import N_, Lang, _, capital
from language.formats import number, period, quantity
from ui import controls, figure, frame, reads, words
from ui.effects import answers, findings
from ui.effects.answers import Answers
from ui.effects.choices import METHOD_WORDS, Asked, when
from ui.passport.address import own
from ui.state import State
from ui.trends import findings as trend_findings
from ui.trends.story import bullets
from ui.words import Caption

SHEET = Path(__file__).with_name("effects.css")
CARRIES = 0.5
"""Donors below this weight in per cent are not drawn."""
YEARS_SHOWN = 6
"""Years before the event that a described course shows: its usual level is taken from the last three."""
WITHOUT_ONE = N_("Without any one of the places that carry the comparison: {low} to {high}.")
EARLIER = N_("At earlier dates, before the event: {low} to {high}.")


def style() -> None:
    """Sends the style sheet of the page."""
    st.html(f"<style>{SHEET.read_text(encoding='utf-8')}</style>")


def everything(asked: Asked, held: Answers, here: State) -> None:
    """The answer over all places and the chart of their intervals."""
    lang, names = here.lang, reads.names(here.vintage)
    is_description = asked.question.method == DESCRIBES
    words.answer(question(asked, lang, here), *findings.answer(held, names, is_description, lang))
    if all(one.verdict == REFUSED for one in held.effects.values()):
        words.facts([(names.get(place, place), one.sentence(lang)) for place, one in held.effects.items()])
        return
    level = 90 if asked.question.method == "scm" else 95
    notes = () if is_description else (_together(held, lang), _other_years(asked, lang))
    chart = intervals(
        findings.rows(held, names, lang),
        title=_("By how much did the level change?", lang)
        if not is_description
        else _("How deep was the lowest point?", lang),
        subtitle=_("Change in per cent with its {level} % interval, one line a place", lang, level=level),
        notes=tuple(one for one in notes if one),
        theme=THEMES[frame.theme().name],
        lang=lang,
        file_stem=f"effects_{asked.question.indicator}_{asked.question.date}",
    )
    figure.figure(chart, caption(asked, here, list(held.effects)), here, "effects_all")


def question(asked: Asked, lang: Lang, here: State) -> str:
    """The question as asked, in words."""
    told = {"indicator": _title(asked, here), "day": when(asked, lang)}
    if asked.happening is None:
        return _("Did the level change from {day} on? {indicator}.", lang, **told)
    told["event"] = asked.happening.name
    if asked.moved:
        return _("Did the level change from {day} on, beside “{event}”? {indicator}.", lang, **told)
    return _("Did the level change with “{event}” ({day})? {indicator}.", lang, **told)


def _title(asked: Asked, here: State) -> str:
    title = _(str(reads.indicators(here.vintage)[asked.question.indicator]["title"]), here.lang)
    if not asked.measured:
        return title
    return _("{indicator} ({variant})", here.lang, indicator=title, variant=asked.measured)


def _together(held: Answers, lang: Lang) -> str:
    n = int(held.together["p_value"].notna().sum())
    if n < 2:  # noqa: PLR2004 - one answer needs no correction
        return ""
    return _(
        "{n} answers stand side by side, so a verdict counts only if it stands among all of them "
        "(Benjamini and Hochberg, at most one false alarm in twenty); p and q are in the table.",
        lang,
        n=n,
    )


def _other_years(asked: Asked, lang: Lang) -> str:
    """Why the indicator of the same shock need not give the same figure; "" where there is no such indicator."""
    if asked.happening is None or asked.moved or not (asked.question.shock and asked.question.years):
        return ""
    return _(
        "The trend is taken from the {n} years before the event. The indicator “Change of level at a shock” takes all "
        "years, and the gross tonnage of container ships: its figure can differ.",
        lang,
        n=asked.question.years,
    )


def caption(asked: Asked, here: State, places: list[str]) -> Caption:
    """What stands under the figures: the sources of the series behind them, and the method."""
    code, lang = asked.question.indicator, here.lang
    record = reads.indicators(here.vintage)[code]
    shown = (code, tuple(dict.fromkeys((*asked.places, *places))))
    read = reads.series(
        here.vintage, *shown, basis=answers.BASIS, variant=asked.question.variant, freq=asked.question.freq
    )
    rows = read[read["entity"].isin(places)]
    base = trend_findings.caption(reads.sources_of(here.vintage, code, tuple(places)), rows, record, lang)
    note = _("Merged ports are added up for the years before, so that a merger is not taken for an effect.", lang)
    drawn = own(code, asked.question.variant, asked.question.freq, places)
    return replace(base, note=note, method=_(METHOD_WORDS[asked.question.method], lang), values=drawn)


def card(asked: Asked, held: Answers, here: State) -> None:
    """One place in full: verdict, sentence, course, placebos, weights, neighbours, what would help."""
    lang, names = here.lang, reads.names(here.vintage)
    words.section(_("One place in full", lang))
    place = _focus(held, here)
    found, one = held.effects[place], answers.at(asked.question, place)
    unit = str(reads.indicators(here.vintage)[one.indicator]["unit"])
    _verdict(asked, held, place, _sentences(found, held, one, unit, place, here), here)
    if found.path is not None:
        _path(found, asked, one, place, here)
    _evidence(found, one, names.get(place, place), here)
    _help(found, one, here)


def _focus(held: Answers, here: State) -> str:
    names = reads.names(here.vintage)
    options = {place: names.get(place, place) for place in held.effects}
    figures = [place for place, one in held.effects.items() if one.verdict != REFUSED]
    default = figures[0] if figures else None
    if len(options) == 1:
        return next(iter(options))
    return controls.one_of(here, "focus", _("Place", here.lang), options, default=default, style="pills")


def _verdict(asked: Asked, held: Answers, place: str, sentences: str, here: State) -> None:
    """The card: what the figure may be called, the figure with its interval, the verdict, the sentences."""
    lang, stands, found = here.lang, held.stands(place), held.effects[place]
    is_of_event = asked.happening is not None and not asked.moved
    kind = "prm-verdict prm-moved" if stands in (UP, DOWN) else "prm-verdict"
    row = {"estimate": found.estimate, "lower": found.lower, "upper": found.upper}
    figures = "" if found.estimate is None else interval_words(row, lang)
    name = reads.names(here.vintage).get(place, place)
    st.html(
        f'<section class="{kind}" lang="{lang}"><p class="prm-verdict-kind">{escape(name)} · '
        f"{escape(findings.heading(found, is_of_event, lang))}</p>"
        + (f'<p class="prm-verdict-figure">{escape(figures)}</p>' if figures else "")
        + f'<p class="prm-verdict-word">{escape(capital(findings.verdict(stands, lang, found.method)))}</p>'
        f"<p>{escape(sentences)}</p></section>"
    )


def _sentences(found: Effect, held: Answers, one: Question, unit: str, place: str, here: State) -> str:
    name = reads.names(here.vintage).get(place, place)
    said = [found.sentence(here.lang)]
    if found.verdict == REFUSED:
        said.append(findings.course(answers.series(one), one, unit, name, here.lang))
    said.append(findings.among(held, place, here.lang))
    return " ".join(part for part in said if part)


def _path(found: Effect, asked: Asked, one: Question, place: str, here: State) -> None:
    lang, name = here.lang, reads.names(here.vintage).get(place, place)
    path = found.path if found.path is not None else pd.DataFrame()
    if found.method == DESCRIBES:
        path = path[path.index >= pd.Timestamp(one.date) - pd.DateOffset(years=YEARS_SHOWN)]
    comparison = {
        "its": _("its own trend, gone on", lang),
        "scm": _("the weighted other places", lang),
        "recovery": _("its usual level of the season", lang),
        "event_study": _("the weeks before", lang),
    }[found.method]
    unit = str(reads.indicators(here.vintage)[one.indicator]["unit"])
    course = Course(path, _day(one.date), one.freq, unit, name, comparison, _neighbours(found, one))
    title = _("Observed against {comparison}: {indicator}", lang, comparison=comparison, indicator=_title(asked, here))
    chart = effect_path(
        course, title=title, theme=THEMES[frame.theme().name], lang=lang, file_stem=f"effect_{one.indicator}_{place}"
    )
    figure.figure(chart, caption(asked, here, [place]), here, "effect_path")
    words.prose(findings.before_it(path, one.date, lang))


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _neighbours(found: Effect, one: Question) -> tuple[tuple[str, dt.date], ...]:
    return tuple((name, at) for name, at in answers.others(one) if name in found.competing)


def _evidence(found: Effect, one: Question, name: str, here: State) -> None:
    """Placebos, and the weights where places were weighted."""
    if found.verdict == REFUSED or found.method == DESCRIBES:
        return
    lang = here.lang
    words.section(_("Would it find a change where nothing happened?", lang))
    if isinstance(found, SyntheticControl):
        _in_space(found, one, name, here)
        return
    dates = answers.placebos(one)
    words.prose(findings.odd(dates, lang))
    if dates.empty or found.estimate is None:
        return
    rows = pd.DataFrame(
        {
            "label": [period(one.freq, at.date(), lang) for at in dates.index],
            "value": dates["estimate"].astype(float).round(2).to_numpy(),
            "is_odd": (~dates["verdict"].isin((CANNOT_TELL, REFUSED))).to_numpy(),
        }
    )
    said = Said(
        _("The same question at earlier dates", lang),
        _("Change of the level in per cent, before the event only", lang),
        name,
        file_stem="effect_placebo_dates",
    )
    chart = placebos(rows, round(found.estimate, 2), unit="pct", said=said, theme=THEMES[frame.theme().name], lang=lang)
    figure.figure(chart, _own(here, one), here, "effect_placebos")


def _in_space(found: SyntheticControl, one: Question, name: str, here: State) -> None:
    """Every donor in the place's role, and the donors' weights."""
    lang, names, theme = here.lang, reads.names(here.vintage), THEMES[frame.theme().name]
    if found.placebos is None or found.weights is None or not found.rmspe_before or found.rmspe_after is None:
        return
    ratio = found.rmspe_after / found.rmspe_before
    rows = pd.DataFrame(
        {
            "label": [names.get(str(one), str(one)) for one in found.placebos.index],
            "value": found.placebos["ratio"].astype(float).round(2).to_numpy(),
            "is_odd": (found.placebos["ratio"] >= ratio).to_numpy(),
        }
    )
    said = Said(
        _("Every other place in its role", lang),
        _("How many times larger the miss is after the event than before", lang),
        name,
        notes=(_("A place whose mark lies further right than the diamond strays as much without the event.", lang),),
        file_stem="effect_placebo_places",
    )
    left, right = frame.columns((3, 2))
    with left:
        chart = placebos(rows, round(ratio, 2), unit="times", said=said, theme=theme, lang=lang)
        figure.figure(chart, _own(here, one), here, "effect_placebos")
        _robustness(found, here)
    with right:
        _weights(found, one, here)


def _robustness(found: SyntheticControl, here: State) -> None:
    """How the estimate moves without each donor, and at earlier dates."""
    said = []
    for series, pattern in ((found.leave_one_out, WITHOUT_ONE), (found.in_time, EARLIER)):
        if series is not None and len(series):
            low, high = (quantity(float(one), "pct", here.lang, sign=True) for one in (series.min(), series.max()))
            said.append(_(pattern, here.lang, low=low, high=high))
    bullets(said)


def _weights(found: SyntheticControl, one: Question, here: State) -> None:
    lang, names = here.lang, reads.names(here.vintage)
    shares = 100 * found.weights[found.weights > CARRIES / 100] if found.weights is not None else pd.Series(dtype=float)
    parts = pd.DataFrame(
        {"label": [names.get(str(one), str(one)) for one in shares.index], "share": shares.round(2).to_numpy()}
    )
    chart = weights(
        parts,
        title=_("Who stands for what would have happened?", lang),
        subtitle=_("Weights of the other places, per cent; those not shown have none", lang),
        theme=THEMES[frame.theme().name],
        lang=lang,
        file_stem="effect_weights",
    )
    figure.figure(chart, _own(here, one), here, "effect_weights")


def _own(here: State, one: Question) -> Caption:
    """The caption of what the method computed itself; its passport leads to the values it was computed from."""
    return Caption(
        unit="",
        publisher=_("computed by this product from the figures above", here.lang),
        dataset="",
        period="",
        status=_("estimated", here.lang),
        values=own(one.indicator, one.variant, one.freq, (one.entity,)),
    )


def _help(found: Effect, one: Question, here: State) -> None:
    lang = here.lang
    if found.competing:
        words.section(_("Other shocks within two quarters", lang))
        bullets(list(found.competing))
    title = _("What would allow an answer", lang) if found.verdict == REFUSED else _("What would make it surer", lang)
    if found.method == DESCRIBES and found.verdict != REFUSED:
        return
    said = findings.more_certain(found, one, answers.visible_later(one), lang)
    if said:
        words.section(title)
        bullets(said)
    if found.p_value is not None and found.n_before:
        words.prose(
            _(
                "Taken alone, chance gives a change as large with p = {p}. How the interval is made and how often it "
                "holds the truth stands on the Methods page.",
                lang,
                p=number(found.p_value, lang, digits=2),
            )
        )
