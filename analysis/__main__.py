"""`python -m analysis`: peers of a port and what else the methods answer, for people and programs."""

from __future__ import annotations

import sys

from analysis import effect_command, ledger_command, peers_command
from warehouse.command import Parser, exit_code

# Each module contributes one command with add_command(subparsers), which sets `run`.
COMMANDS = (effect_command, ledger_command, peers_command)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns 0, 2 for a wrong argument, 1 for a failure."""
    parser = Parser(prog="python -m analysis", description="Methods of Port Region Monitor.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for each in COMMANDS:
        each.add_command(commands)
    asked = parser.parse_args(arguments)
    return exit_code(lambda: asked.run(asked))


if __name__ == "__main__":
    sys.exit(main())
