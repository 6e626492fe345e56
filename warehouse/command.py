"""What every command line of the house does with errors: one sentence, and the right exit code."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import NoReturn

from warehouse.errors import (
    HouseError,
    ParameterError,
    UnknownEntityError,
    UnknownIndicatorError,
    UnknownVintageError,
)

_WRONG_ARGUMENT = (ParameterError, UnknownEntityError, UnknownIndicatorError, UnknownVintageError)


class Parser(argparse.ArgumentParser):
    """A parser that answers a wrong argument with one sentence instead of its usage."""

    def error(self, message: str) -> NoReturn:
        """Print the sentence on standard error and end with 2."""
        sys.stderr.write(f"{self.prog}: {message}; see {self.prog} --help.\n")
        raise SystemExit(2)


def exit_code(run: Callable[[], int]) -> int:
    """Run a command; returns 2 for a wrong argument and 1 for a failure, after one sentence on standard error."""
    try:
        return run()
    except _WRONG_ARGUMENT as error:
        print(error, file=sys.stderr)
        return 2
    except HouseError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of the pipe has seen enough
        sys.stderr.close()
        return 0
