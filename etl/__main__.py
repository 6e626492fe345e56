"""`python -m etl`: refresh the sources, build a vintage, list the vintages, report on the data."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

import publish
from etl import inbox_tables
from etl.change_log import change_log
from etl.changes import change_report
from etl.live import Live
from etl.reference import Choice
from etl.refresh import Run, chosen, plan
from etl.report import data_quality
from etl.snapshots import today
from etl.sources import SOURCES
from warehouse import history
from warehouse.command import Parser, exit_code
from warehouse.errors import HouseError, ParameterError
from warehouse.settings import Settings, from_environment
from warehouse.vintages import current_id, listing, path_of


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
    _add_refresh(commands)
    vintages = commands.add_parser("vintages", help="one line a vintage")
    vintages.set_defaults(run=_vintages)
    changes = commands.add_parser("changes", help="what one vintage says differently from another")
    changes.add_argument("vintages", nargs="*", metavar="VINTAGE", help="newer, or older and newer; else the current")
    changes.set_defaults(run=_changes)
    _add_targets(commands)
    check = commands.add_parser("check", help="data-quality report of a vintage")
    check.add_argument("--vintage", default=None)
    check.set_defaults(run=_check)
    return parser


def _build(asked: argparse.Namespace) -> int:
    settings = from_environment()
    if asked.if_missing and _readable():
        return 0
    live = Live(settings, SOURCES)
    vintage, is_new = publish.build(settings, Choice(_date(asked.as_of), _pins(asked.release)), live)
    print(f"{vintage} {'built' if is_new else 'is already there: nothing has changed'}")
    return _problems(live)


def _problems(live: Live) -> int:
    """Name the snapshots that could not be used; the build went on with the ones before them."""
    for source_id, sentence in live.problems:
        print(f"{source_id}: {sentence}", file=sys.stderr)
    return 1 if live.problems else 0


def _add_refresh(commands: argparse._SubParsersAction[Parser]) -> None:
    parser = commands.add_parser("refresh", help="ask the publishers for newer releases and build a vintage")
    parser.add_argument("sources", nargs="*", metavar="SOURCE", help="only these sources; all without a name")
    parser.add_argument(
        "--since", default=None, metavar="DATE", help="where a source can be asked for a part: from this day on"
    )
    parser.add_argument("--dry-run", action="store_true", help="list what is held and what would be asked; ask nobody")
    parser.add_argument("--offline", action="store_true", help="ask nobody; build from the snapshots that are there")
    parser.set_defaults(run=_refresh)


def _refresh(asked: argparse.Namespace) -> int:
    settings, sources = from_environment(), chosen(SOURCES, asked.sources)
    since = _date(asked.since, "--since")
    if asked.dry_run:
        print("\n".join(plan(settings, sources)))
        return 0
    outcomes = [] if asked.offline else Run(settings, sources, since).fetch_all()
    for outcome in outcomes:
        print(outcome.sentence(today()))
    before, live = current_id(settings), Live(settings, SOURCES)
    vintage, is_new = publish.build(settings, Choice(), live)
    print(f"vintage {vintage} {'built' if is_new else 'is already there: nothing has changed'}")
    print("\n".join(change_report(_kept(before, settings), path_of(vintage, settings), live.unknown)))
    failed = [outcome.source_id for outcome in outcomes if outcome.state == "failed"]
    if failed:
        print(f"{len(failed)} of {len(outcomes)} sources failed: {', '.join(failed)}.", file=sys.stderr)
    return max(_problems(live), 1 if failed else 0)


def _kept(vintage: str | None, settings: Settings) -> Path | None:
    """The file of the vintage that was current before the run, if this version can read it."""
    if vintage is None:
        return None
    try:
        data_quality(vintage)
        return path_of(vintage, settings)
    except HouseError:
        return None


def _readable() -> bool:
    try:
        data_quality(path_of().stem)
    except HouseError:
        return False
    return True


def _date(text: str | None, option: str = "--as-of") -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ParameterError(f"{option} {text} is no date; write it as 2024-06-30.") from error


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


def _changes(asked: argparse.Namespace) -> int:
    """Of one vintage against the one known before it, or of two named ones, the older first."""
    if len(asked.vintages) > len(("older", "newer")):
        raise ParameterError("Name one vintage or two, the older one first; `python -m etl vintages` lists them.")
    named = [path_of(vintage).stem for vintage in asked.vintages]
    new = named[-1] if named else path_of().stem
    print("\n".join(change_log(named[0] if named[1:] else history.predecessor(new), new)))
    return 0


def _add_targets(commands: argparse._SubParsersAction[Parser]) -> None:
    parser = commands.add_parser("targets", help="tables that officers fill in data/inbox/: begin one, check one")
    parser.add_argument("--table", default="target", help="target, project_payment, project_result, maturity_answer")
    parser.add_argument("--template", action="store_true", help="write an empty file with its columns")
    parser.set_defaults(run=_targets)


def _targets(asked: argparse.Namespace) -> int:
    settings, table = from_environment(), inbox_tables.named(asked.table)
    if asked.template:
        path = inbox_tables.write_template(settings, table)
        print(f"{path} written. Its columns:", *inbox_tables.explained(table), sep="\n  ")
        return 0
    path = inbox_tables.path_of(settings, table)
    if not path.exists():
        print(f"{path} is not there; `python -m etl targets --table {table.reference} --template` begins it.")
        return 0
    n_rows = len(inbox_tables.read(path, table))
    print(f"{path}: {n_rows} rows keep the contract. `python -m etl build` looks for what they name and reads them.")
    return 0


def _check(asked: argparse.Namespace) -> int:
    vintage = path_of(asked.vintage).stem
    report = data_quality(vintage)
    print(f"vintage {vintage}")
    print(report.to_string(index=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
