"""The command `effect`: did an indicator change at a date, with its interval or the reason why nobody can tell."""

from __future__ import annotations

import argparse
import json
import re
import sys
from datetime import date
from typing import Final

from analysis.effect_question import METHODS, YEARS_BEFORE, Question, answer
from analysis.record import Effect
from kpis import reads
from kpis.held import values
from kpis.registry import indicator
from language import LANGS, N_, Lang, _
from language.formats import day, number, quantity
from warehouse.errors import ParameterError
from warehouse.reads import entity_type
from warehouse.vintages import path_of

_ASKED: Final = ("indicator", "entity", "variant", "freq", "basis", "vintage")
_FINEST_FIRST: Final = ("D", "W", "M", "Q", "A")
_DATE: Final = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")

_METHOD_TITLES: dict[str, str] = {
    "its": N_("Interrupted time series"),
    "scm": N_("Synthetic control"),
    "event_study": N_("Event study"),
}
_ROWS: dict[str, str] = {
    "estimate": N_("Change of the level"),
    "lower": N_("Lower end of the interval"),
    "upper": N_("Upper end of the interval"),
    "detectable": N_("Smallest change that could have been seen"),
}


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `effect` to the command line."""
    effect = commands.add_parser("effect", help="did an indicator change at a date, and how surely")
    effect.add_argument("--indicator", required=True, help="a code of `python -m kpis list`")
    effect.add_argument("--entity", required=True, help="port, region, country or area")
    effect.add_argument("--date", required=True, help="the event: 2020-03-17, 2020-03 or 2020")
    effect.add_argument("--method", choices=METHODS, default="its")
    effect.add_argument("--format", choices=("json", "md"), default="json")
    effect.add_argument("--variant", default=None, help="without it the empty one, or the only one there is")
    effect.add_argument("--freq", choices=_FINEST_FIRST, default=None, help="without it the finest there is")
    effect.add_argument("--basis", choices=("published", "like_for_like"), default="like_for_like")
    effect.add_argument("--donors", default="", help="ports to compare with, separated by commas (scm)")
    years = "years of the trend before the event where seasons are modelled, 0 for all (its)"
    effect.add_argument("--years", type=int, default=YEARS_BEFORE, help=years)
    effect.add_argument("--vintage", default=None, help="an older vintage; without it the current one")
    effect.add_argument("--lang", choices=LANGS, default="en")
    effect.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> int:
    asked.vintage = path_of(asked.vintage).stem
    indicator(asked.indicator)
    entity_type(asked.vintage, asked.entity)
    asked.date = _day(asked.date)
    question = _question(asked)
    found = answer(question)
    asked_for = {name: str(getattr(question, name)) for name in _ASKED}
    if asked.format == "json":
        held = {**asked_for, **found.record(), "sentence": found.sentence(asked.lang)}
        sys.stdout.write(json.dumps(held, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write(_markdown(found, asked_for, asked.lang))
    return 0


def _day(text: str) -> str:
    """The first day of what was written; raises ParameterError for what is no date."""
    match = _DATE.match(text)
    parts = [int(part or 1) for part in match.groups()] if match else [0, 0, 0]
    try:
        return date(parts[0], parts[1], parts[2]).isoformat()
    except ValueError as error:
        raise ParameterError(f"'{text}' is no date; write 2020-03-17, 2020-03 or 2020.") from error


def _question(asked: argparse.Namespace) -> Question:
    """The question as asked; without a frequency the finest one, without a variant the empty or the only one."""
    there = reads.variants(asked.vintage, asked.indicator)
    for freq in [asked.freq] if asked.freq else _FINEST_FIRST:
        names = list(there.loc[there["freq"] == freq, "variant"])
        held = [name for name in names if _is_held(asked, name, freq)]
        if asked.variant in held:
            return _asking(asked, asked.variant, freq)
        if asked.variant is None and held and ("" in held or len(held) == 1):
            return _asking(asked, "" if "" in held else held[0], freq)
        if asked.variant is None and held:
            raise ParameterError(f"{asked.indicator}: choose one with --variant: {', '.join(held)}.")
    return _asking(asked, asked.variant or "", asked.freq or "A")


def _is_held(asked: argparse.Namespace, variant: str, freq: str) -> bool:
    of_all = values(asked.vintage, asked.indicator, variant=variant, freq=freq, basis=asked.basis)
    return asked.entity in of_all


def _asking(asked: argparse.Namespace, variant: str, freq: str) -> Question:
    donors = tuple(one for one in asked.donors.split(",") if one)
    named = (asked.vintage, asked.indicator, asked.entity, asked.date, asked.method)
    return Question(*named, variant, freq, asked.basis, donors, years=asked.years)


def _markdown(found: Effect, asked_for: dict[str, str], lang: Lang) -> str:
    """Title, sentence, and the figures as a table where there are any."""
    title = _(_METHOD_TITLES[found.method], lang)
    when = day(found.start, "day", lang)
    lines = [f"# {title}: {asked_for['indicator']}, {asked_for['entity']}, {when}", "", found.sentence(lang), ""]
    if found.estimate is not None:
        lines += ["| | |", "|---|--:|"]
        for name, words in _ROWS.items():
            figure = quantity(getattr(found, name), "pct", lang, sign=name != "detectable")
            lines.append(f"| {_(words, lang)} | {figure} |")
        lines += [f"| p | {number(found.p_value, lang, digits=2)} |", ""]
    lines.append(" · ".join(f"{name} {value}" for name, value in asked_for.items() if value))
    return "\n".join(lines) + "\n"
