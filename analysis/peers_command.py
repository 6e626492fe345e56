"""The command `peers`: the nearest ports with reasons, as JSON or Markdown."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict

from analysis.peers import N_PEERS, WEIGHTS, Peer, Peers, peers
from language import LANGS, N_, Lang, _
from language.formats import number, quantity
from warehouse.errors import ParameterError
from warehouse.vintages import path_of

_DISTANCE = N_("Distance {distance} (0 alike, 1 at the far end), with {shared} of the structural variables in common.")


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `peers PORT` to the command line."""
    command = commands.add_parser("peers", help="the nearest ports by structure, with reasons")
    command.add_argument("port", metavar="PORT", help="port id, for example FRCQF")
    command.add_argument("--n", type=int, default=N_PEERS, help=f"how many peers (default {N_PEERS})")
    command.add_argument("--other-countries", action="store_true", help="leave out ports of the same country")
    command.add_argument("--with", dest="by_hand", action="append", default=[], metavar="PORT", help="add this port")
    command.add_argument("--weight", action="append", default=[], metavar="NAME=NUMBER", help=", ".join(WEIGHTS))
    command.add_argument("--vintage", default=None, help="an older vintage; without it the current one")
    command.add_argument("--lang", choices=LANGS, default="en")
    command.add_argument("--format", choices=("json", "md"), default="json")
    command.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> int:
    vintage = path_of(asked.vintage).stem
    found = peers(
        vintage,
        asked.port,
        asked.lang,
        n=asked.n,
        other_countries=asked.other_countries,
        by_hand=asked.by_hand,
        weights={**WEIGHTS, **dict(map(_weight, asked.weight))},
    )
    if asked.format == "json":
        sys.stdout.write(json.dumps({**asdict(found), "vintage": vintage}, ensure_ascii=False, indent=2) + "\n")
        return 0
    sys.stdout.writelines(f"{line}\n" for line in _markdown(found, vintage, asked.lang))
    return 0


def _weight(text: str) -> tuple[str, float]:
    name, equals, figure = text.partition("=")
    try:
        return name, float(figure)
    except ValueError as error:
        raise ParameterError(f"--weight {text}: write a name and a number, for example size=2.") from error


def _markdown(found: Peers, vintage: str, lang: Lang) -> Iterator[str]:
    yield f"# {found.name} ({found.port_id})"
    yield ""
    for peer in found.peers:
        yield from _section(peer, lang)
    yield from (f"{note}\n" for note in found.notes)
    yield f"`{vintage}`"


def _section(peer: Peer, lang: Lang) -> Iterator[str]:
    yield f"## {peer.name} ({peer.port_id}, {peer.country})"
    yield ""
    if peer.distance is not None:
        shared = quantity(100 * peer.shared, "pct", lang)
        yield _(_DISTANCE, lang, distance=number(peer.distance, lang, 2), shared=shared)
        yield ""
    yield from (f"- {sentence}" for sentence in (*peer.reasons, peer.differs) if sentence)
    yield ""
