"""The command `effect`: did an indicator change at a date, with its interval or the reason why nobody can tell."""

from __future__ import annotations

import argparse
import json
import re
import sys
from datetime import date
from typing import Any, Final

import pandas as pd

from analysis.effect import interrupted_time_series, synthetic_control
from analysis.event_study import event_study
from analysis.periods import SEASONS, TWO_QUARTERS
from analysis.record import Effect, refusal
from kpis import reads
from kpis.registry import indicator
from language import LANGS, N_, Lang, _
from language.formats import day, number, quantity
from warehouse.errors import ParameterError
from warehouse.reads import entities, entity_type, shocks
from warehouse.vintages import path_of

METHODS: Final = ("its", "scm", "event_study")
_FINEST_FIRST: Final = ("D", "W", "M", "Q", "A")
_CALLS: Final = frozenset({"D", "W"})
# The pandemic reached every port; our list of ports it concerns is a list of lockdowns.
_EVERYWHERE: Final = "S-COVID"
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
    effect.add_argument("--vintage", default=None, help="an older vintage; without it the current one")
    effect.add_argument("--lang", choices=LANGS, default="en")
    effect.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> int:
    asked.vintage = path_of(asked.vintage).stem
    indicator(asked.indicator)
    entity_type(asked.vintage, asked.entity)
    asked.date = _day(asked.date)
    asked.variant, asked.freq = _held(asked)
    answer = _answer(asked)
    asked_for = {name: getattr(asked, name) for name in ("indicator", "entity", "variant", "freq", "basis", "vintage")}
    if asked.format == "json":
        held = {**asked_for, **answer.record(), "sentence": answer.sentence(asked.lang)}
        sys.stdout.write(json.dumps(held, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write(_markdown(answer, asked_for, asked.lang))
    return 0


def _day(text: str) -> str:
    """The first day of what was written; raises ParameterError for what is no date."""
    match = _DATE.match(text)
    parts = [int(part or 1) for part in match.groups()] if match else [0, 0, 0]
    try:
        return date(parts[0], parts[1], parts[2]).isoformat()
    except ValueError as error:
        raise ParameterError(f"'{text}' is no date; write 2020-03-17, 2020-03 or 2020.") from error


def _held(asked: argparse.Namespace) -> tuple[str, str]:
    """The variant and frequency to answer for: as asked, else the finest frequency and its empty or only variant."""
    there = reads.variants(asked.vintage, asked.indicator)
    for freq in [asked.freq] if asked.freq else _FINEST_FIRST:
        names = list(there.loc[there["freq"] == freq, "variant"])
        held = [name for name in names if not _panel(asked, [asked.entity], name, freq).empty]
        if asked.variant in held:
            return asked.variant, freq
        if asked.variant is None and held and ("" in held or len(held) == 1):
            return ("" if "" in held else held[0]), freq
        if asked.variant is None and held:
            raise ParameterError(f"{asked.indicator}: choose one with --variant: {', '.join(held)}.")
    return asked.variant or "", asked.freq or "A"


def _panel(asked: argparse.Namespace, entities: list[str], variant: str, freq: str) -> pd.DataFrame:
    """Values by period and entity; periods without any value are left out at the ends."""
    rows = reads.series(asked.vintage, asked.indicator, entities, basis=asked.basis, variant=variant, freq=freq)
    panel = rows.pivot_table(index="period_start", columns="entity", values="value", dropna=False)
    return panel.loc[panel.notna().any(axis=1)] if len(panel) else panel


def _answer(asked: argparse.Namespace) -> Effect:
    panel = _panel(asked, [asked.entity], asked.variant, asked.freq)
    if panel.empty or (asked.method == "event_study" and asked.freq not in _CALLS):
        return refusal(asked.method, asked.date, "no_data")
    known = shocks(asked.vintage, [asked.entity])
    series = panel[asked.entity]
    others = _other_shocks(known, asked.date, series.index)
    if asked.method == "its":
        season = SEASONS[asked.freq] if asked.freq in ("Q", "M") else None
        return interrupted_time_series(series, asked.date, season, shocks=others)
    if asked.method == "event_study":
        return event_study(series, asked.date, shocks=others)
    return _compared(asked, others)


def _other_shocks(known: pd.DataFrame, event: str, index: pd.Index[Any]) -> dict[str, pd.Timestamp]:
    """Every shock of the port but the event itself, by name.

    A shock with any of its dates on the event's, or alone in the event's own period, is taken to be the event, and
    with it the later steps of the same affair (S-REDSEA and S-REDSEA-DIV).
    """
    at = pd.Timestamp(event)
    dated = known.assign(day=pd.to_datetime(known["date_start"], errors="coerce")).dropna(subset=["day"])
    dated = dated.assign(affair=[_affair(shock, set(dated["shock_id"])) for shock in dated["shock_id"]])
    on_the_day = set(dated.loc[dated["day"] == at, "affair"])
    together = _in_period(dated, at, index)
    itself = on_the_day or (together if len(together) == 1 else set())
    first = dated[~dated["affair"].isin(itself)].drop_duplicates("shock_id")
    return dict(zip(first["name"], first["day"], strict=True))


def _affair(shock: str, known: set[str]) -> str:
    """The shock that this one continues, by its id, or itself."""
    return min((one for one in known if shock.startswith(f"{one}-")), default=shock)


def _in_period(dated: pd.DataFrame, at: pd.Timestamp, index: pd.Index[Any]) -> set[str]:
    """The affairs between the last observation that begins before the event and the first after it."""
    before, after = index[index < at], index[index >= at]
    if not len(before) or not len(after):
        return set()
    return set(dated.loc[(dated["day"] > before[-1]) & (dated["day"] <= after[0]), "affair"])


def _compared(asked: argparse.Namespace, others: dict[str, pd.Timestamp]) -> Effect:
    """Synthetic control against the ports that were named, or against every port the same shocks did not reach."""
    named = [one for one in asked.donors.split(",") if one]
    for one in named:
        entity_type(asked.vintage, one)
    units = sorted({*(named or _same_kind(asked)), asked.entity})
    panel = _panel(asked, units, asked.variant, asked.freq).dropna(subset=[asked.entity])
    exposed = _exposed(asked.vintage, [unit for unit in panel.columns if unit != asked.entity], asked.date)
    return synthetic_control(panel, asked.entity, asked.date, named or None, exposed=exposed, shocks=others)


def _same_kind(asked: argparse.Namespace) -> list[str]:
    """Every place of the entity's own kind."""
    kind = entity_type(asked.vintage, asked.entity)
    return [str(one) for one in entities(asked.vintage, (kind,))["entity"].unique()]


def _exposed(vintage: str, ports_: list[str], event: str) -> set[str]:
    """The ports that a shock within two quarters of the event concerns; in the pandemic, all of them."""
    near = shocks(vintage, ports_)
    begun = pd.to_datetime(near["date_start"], errors="coerce")
    near = near[(begun - pd.Timestamp(event)).abs() <= TWO_QUARTERS]
    if near["shock_id"].str.startswith(_EVERYWHERE).any():
        return set(ports_)
    return {port for concerned in near["concerned"].dropna() for port in str(concerned).split(";")}


def _markdown(answer: Effect, asked_for: dict[str, str], lang: Lang) -> str:
    """Title, sentence, and the figures as a table where there are any."""
    title = _(_METHOD_TITLES[answer.method], lang)
    when = day(answer.start, "day", lang)
    lines = [f"# {title}: {asked_for['indicator']}, {asked_for['entity']}, {when}", "", answer.sentence(lang), ""]
    if answer.estimate is not None:
        lines += ["| | |", "|---|--:|"]
        for name, words in _ROWS.items():
            figure = quantity(getattr(answer, name), "pct", lang, sign=name != "detectable")
            lines.append(f"| {_(words, lang)} | {figure} |")
        lines += [f"| p | {number(answer.p_value, lang, digits=2)} |", ""]
    lines.append(" · ".join(f"{name} {value}" for name, value in asked_for.items() if value))
    return "\n".join(lines) + "\n"
