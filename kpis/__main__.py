"""`python -m kpis`: list, show, value and passport of the indicators, for people and programs."""

from __future__ import annotations

import argparse
import calendar
import json
import re
import sys
from collections import Counter
from datetime import date

import pandas as pd

from kpis import reads
from kpis.passport import find, passport
from kpis.passport_text import markdown
from kpis.registry import indicator, registered
from warehouse.command import Parser, exit_code
from warehouse.errors import ParameterError
from warehouse.fields import BASES, FREQS
from warehouse.reads import entity_type
from warehouse.tables import INDICATOR
from warehouse.vintages import path_of

_PERIOD = re.compile(r"^(\d{4})(?:-(?:Q([1-4])|(\d{2})(?:-(\d{2}))?))?$")


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns 0, 2 for a wrong argument, 1 for a failure."""
    asked = _parser().parse_args(arguments)
    return exit_code(lambda: asked.run(asked))


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m kpis", description="Indicators of Port Region Monitor.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    listing = commands.add_parser("list", help="every indicator")
    listing.add_argument("--format", choices=("text", "json"), default="text")
    listing.set_defaults(run=_list)
    show = commands.add_parser("show", help="one indicator, whole")
    show.add_argument("code")
    show.add_argument("--format", choices=("text", "json"), default="text")
    show.set_defaults(run=_show)
    value = commands.add_parser(
        "value",
        help="values of one indicator for one entity",
        description="Every row of one indicator and entity, on both bases and in every variant; the columns basis, "
        "variant and freq tell them apart. `--param basis=published --param variant=` leaves the main figures only.",
    )
    value.add_argument("code")
    value.add_argument("--entity", required=True, help="port, region, country or area")
    value.add_argument(
        "--from", dest="first", default="0001", metavar="PERIOD", help="2020, 2020-Q3, 2020-07 or 2020-07-01"
    )
    value.add_argument("--to", dest="last", default="9999", metavar="PERIOD")
    value.add_argument(
        "--param",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="keep what has this basis, variant or freq, or compute with a parameter of the indicator; may be repeated",
    )
    value.add_argument("--vintage", default=None, help="an older vintage; without it the current one")
    value.add_argument("--format", choices=("json", "csv"), default="json")
    value.set_defaults(run=_value)
    _passport_parser(commands.add_parser("passport", help="where one value comes from, down to the publisher's file"))
    return parser


def _passport_parser(passport: argparse.ArgumentParser) -> None:
    passport.add_argument("code")
    passport.add_argument("entity", help="port, region, country, area, project or event")
    passport.add_argument("period", help="2020, 2020-Q3, 2020-07 or 2020-07-01")
    passport.add_argument("--variant", default="", help="cargo type, range, release, ...; without it the default")
    passport.add_argument("--basis", choices=BASES, default=BASES[0])
    passport.add_argument("--freq", choices=FREQS, default="", help="where two kinds of period start on that day")
    passport.add_argument("--vintage", default=None, help="an older vintage; without it the current one")
    passport.add_argument("--format", choices=("json", "md"), default="md")
    passport.set_defaults(run=_passport)


def _list(asked: argparse.Namespace) -> int:
    records = [one.record() for one in registered().values()]
    if asked.format == "json":
        print(json.dumps(records, ensure_ascii=False, indent=2))
        return 0
    for record in records:
        print(f"{record['code']:<28} {record['theme']:<16} {record['unit']:<16} {record['title']}")
    themes = Counter(str(record["theme"]) for record in records)
    print(f"\n{len(records)} indicators: {', '.join(f'{theme} {n}' for theme, n in themes.items())}")
    return 0


def _show(asked: argparse.Namespace) -> int:
    one = indicator(asked.code)
    if asked.format == "json":
        print(json.dumps({**one.record(), "text": one.text()}, ensure_ascii=False, indent=2))
        return 0
    for name, held in one.record().items():
        print(f"{name}: {held}")
    print(f"\n{one.text().strip()}")
    return 0


def _value(asked: argparse.Namespace) -> int:
    one = indicator(asked.code)
    vintage = path_of(asked.vintage).stem
    entity_type(vintage, asked.entity)
    first, last = _day(asked.first, end=False), _day(asked.last, end=True)
    if first > last:
        raise ParameterError(f"--from {asked.first} lies after --to {asked.last}; turn them round.")
    rows = reads.values(vintage, one.code, asked.entity, first, last, _choices(asked.param))
    _print(rows.assign(vintage=vintage), asked.format)
    return 0


def _passport(asked: argparse.Namespace) -> int:
    day, freq = _day(asked.period, end=False), asked.freq or _freq(asked.period)
    key = find(asked.vintage, asked.code, asked.entity, day, basis=asked.basis, variant=asked.variant, freq=freq)
    made = passport(asked.vintage, key)
    if asked.format == "md":
        sys.stdout.write(markdown(made))
        return 0
    print(json.dumps(made.record(), ensure_ascii=False, indent=2))
    return 0


def _freq(text: str) -> str:
    """The kind of period a text names; "" for a day, on which any kind may start."""
    match = _PERIOD.match(text)
    _year, quarter, month, day = match.groups() if match else ("", "", "", "")
    if day:
        return ""
    return "Q" if quarter else "M" if month else "A"


def _choices(given: list[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in given]
    for name, equals, _value_text in pairs:
        if not equals or not name:
            raise ParameterError(f"--param {name} has no value; write --param name=value.")
    return {name: value for name, _equals, value in pairs}


def _day(text: str, *, end: bool) -> str:
    """First or last day of a period as ISO text."""
    match = _PERIOD.match(text)
    if not match:
        raise ParameterError(f"'{text}' is no period; write 2020, 2020-Q3, 2020-07 or 2020-07-01.")
    year, quarter, month, day = match.groups()
    first_month = month or (f"{3 * int(quarter) - 2:02d}" if quarter else "01")
    last_month = month or (f"{3 * int(quarter):02d}" if quarter else "12")
    try:
        last_day = calendar.monthrange(int(year), int(last_month))[1]
        return date(
            int(year), int(last_month if end else first_month), int(day or (last_day if end else 1))
        ).isoformat()
    except ValueError as error:
        raise ParameterError(f"'{text}' is no date of the calendar.") from error


def _print(rows: pd.DataFrame, form: str) -> None:
    plain = rows.assign(period_start=rows["period_start"].dt.strftime("%Y-%m-%d"))[[*INDICATOR.columns, "vintage"]]
    if form == "csv":
        sys.stdout.write(plain.to_csv(index=False, lineterminator="\n"))
        return
    records = json.loads(plain.to_json(orient="records", double_precision=15))
    print(json.dumps(records, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    sys.exit(main())
