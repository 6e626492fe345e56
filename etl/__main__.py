"""`python -m etl`: build a vintage, list the vintages, report on the data."""

from __future__ import annotations

import argparse
import sys
from datetime import date

import publish
from etl.reference import Choice
from etl.report import data_quality
from warehouse.command import Parser, exit_code
from warehouse.errors import HouseError, ParameterError
from warehouse.settings import from_environment
from warehouse.vintages import listing, path_of


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns 0, 2 for a wrong argument, 1 for a failure."""
    asked = _parser().parse_args(arguments)
    return exit_code(lambda: asked.run(asked))


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m etl", description="Data of Port Region Monitor.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    build = commands.add_parser("build", help="build a vintage from the reference data")
    build.add_argument("--as-of", default=None, metavar="DATE", help="use only releases published by this day")
    build.add_argument(
        "--release",
        action="append",
        default=[],
        metavar="SOURCE=RELEASE",
        help="use this release of a source",
    )
    build.add_argument("--if-missing", action="store_true", help="do nothing when a readable current vintage exists")
    build.set_defaults(run=_build)
    vintages = commands.add_parser("vintages", help="one line a vintage")
    vintages.set_defaults(run=_vintages)
    check = commands.add_parser("check", help="data-quality report of a vintage")
    check.add_argument("--vintage", default=None)
    check.set_defaults(run=_check)
    return parser


def _build(asked: argparse.Namespace) -> int:
    settings = from_environment()
    if asked.if_missing and _readable():
        return 0
    vintage, is_new = publish.build(settings, Choice(_date(asked.as_of), _pins(asked.release)))
    print(f"{vintage} {'built' if is_new else 'is already there: nothing has changed'}")
    return 0


def _readable() -> bool:
    try:
        data_quality(path_of().stem)
    except HouseError:
        return False
    return True


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ParameterError(f"--as-of {text} is no date; write it as 2024-06-30.") from error


def _pins(given: list[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in given]
    for name, equals, release in pairs:
        if not (name and equals and release):
            raise ParameterError(f"--release {name}{equals}{release} is not of the form SOURCE=RELEASE.")
    return {name: release for name, _equals, release in pairs}


def _vintages(asked: argparse.Namespace) -> int:
    del asked
    for one in listing(from_environment()):
        state = "current" if one.is_current else "-"
        print(
            f"{one.id}  {one.content_hash}  {one.retrieved_on}  {one.size / 1e6:.1f} MB  {state}  {one.note}".rstrip()
        )
    return 0


def _check(asked: argparse.Namespace) -> int:
    vintage = path_of(asked.vintage).stem
    report = data_quality(vintage)
    print(f"vintage {vintage}")
    print(report.to_string(index=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
