"""Benchmarks with committed figures: `make bench` runs every `bench/bench_*.py` and keeps what it found.

A benchmark is a file `bench/bench_<name>.py` with one function, `benchmark()`, that prepares, yields a
`Benchmark`, and cleans up::

    from collections.abc import Iterator
    from contextlib import contextmanager

    from bench.run import Benchmark, Measure

    @contextmanager
    def benchmark() -> Iterator[Benchmark]:
        \"\"\"Reading from out_indicator, against a bare query of one row.\"\"\"
        with open_vintage() as vintage:
            yield Benchmark(
                title="Reads of out_indicator",
                reference=Measure("select 1", lambda: vintage.execute("select 1").fetchone()),
                measures=(
                    Measure("one series", lambda: series(vintage, "gross_weight", "NLMOE"), limit=2),
                    Measure("one period of all ports", lambda: ranking(vintage, 2024), limit=5),
                ),
                rounds=25,
            )

A `Measure` is timed in milliseconds by the clock of the wall. One that measures something else (server CPU,
megabytes, a build in a process of its own) sets `timed=False`, names its `unit`, and returns the number.
`limit` is the figure to reach: a median above it is reported and makes `make bench` fail, after all
benchmarks have run and all results are written.

Every round runs the reference and then each measure once, so that both meet the same weather; `ratio` is
median / median of the reference of the same run, and travels between machines where milliseconds do not
(none when the units differ). One round before the first warms caches and is not counted. The spread is the
lowest and the highest of all rounds, and the quartiles in the JSON.

Results: `bench/results/<name>.json` for each benchmark, and `bench/results/README.md`, a table of all of
them. `python -m bench.run reads build` runs only the named ones; the table keeps the others as they were.
"""

import argparse
import importlib
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypedDict

HERE: Final = Path(__file__).resolve().parent
RESULTS: Final = HERE / "results"
FEWEST_ROUNDS: Final = 5


class BenchError(RuntimeError):
    """A benchmark is declared or answers in a way that cannot be measured."""


@dataclass(frozen=True)
class Measure:
    """One thing to measure: its name in the table, what to call, the figure to reach, the unit."""

    name: str
    run: Callable[[], object]
    limit: float | None = None
    unit: str = "ms"
    timed: bool = True

    def once(self) -> float:
        """One figure: the milliseconds of a call, or what the call returned when it measures by itself."""
        begun = time.perf_counter()
        answer = self.run()
        spent = (time.perf_counter() - begun) * 1000
        if self.timed:
            return spent
        if not isinstance(answer, int | float):
            raise BenchError(f"'{self.name}' has timed=False and returned {answer!r}: return its number")
        return float(answer)


@dataclass(frozen=True)
class Benchmark:
    """A reference and what is measured against it, in the same rounds."""

    title: str
    reference: Measure
    measures: tuple[Measure, ...]
    rounds: int = 7

    def __post_init__(self) -> None:
        """Refuse what would give no honest median."""
        if self.rounds < FEWEST_ROUNDS:
            raise BenchError(f"'{self.title}' has {self.rounds} rounds: a median needs {FEWEST_ROUNDS}")


@dataclass(frozen=True)
class Figure:
    """What one measure came to over all rounds."""

    name: str
    unit: str
    median: float
    low: float
    high: float
    lower_quartile: float
    upper_quartile: float
    rounds: int
    limit: float | None
    ratio: float | None

    @property
    def kept(self) -> bool:
        """True when the median is within the limit, or there is none."""
        return self.limit is None or self.median <= self.limit


class Result(TypedDict):
    """The content of one JSON file of results."""

    name: str
    title: str
    measured_at: str
    machine: dict[str, str | int]
    figures: list[dict[str, Any]]


def measure(benchmark: Benchmark) -> list[Figure]:
    """The figures of a benchmark, the reference first."""
    everything = (benchmark.reference, *benchmark.measures)
    for each in everything:
        each.once()
    rounds = [[each.once() for each in everything] for _ in range(benchmark.rounds)]
    columns = list(zip(*rounds, strict=True))
    base = statistics.median(columns[0])
    figures = []
    for each, values in zip(everything, columns, strict=True):
        comparable = each.unit == benchmark.reference.unit and base > 0
        figures.append(_figure(each, values, base if comparable else None))
    return figures


def _figure(each: Measure, values: Sequence[float], base: float | None) -> Figure:
    lower, median, upper = statistics.quantiles(values, n=4, method="inclusive")
    return Figure(
        name=each.name,
        unit=each.unit,
        median=_rounded(median),
        low=_rounded(min(values)),
        high=_rounded(max(values)),
        lower_quartile=_rounded(lower),
        upper_quartile=_rounded(upper),
        rounds=len(values),
        limit=each.limit,
        ratio=None if base is None else _rounded(median / base),
    )


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")


def machine() -> dict[str, str | int]:
    """What the figures depend on and anybody may know: system, processor kind, cores, Python."""
    return {
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": os.cpu_count() or 0,
        "python": platform.python_version(),
    }


def declared(folder: Path = HERE) -> list[str]:
    """The names of all benchmarks, from their files."""
    return sorted(path.stem.removeprefix("bench_") for path in folder.glob("bench_*.py"))


def run(name: str, results: Path = RESULTS) -> list[Figure]:
    """Run one benchmark by its name and write its JSON. Raises BenchError when it declares nothing."""
    module = importlib.import_module(f"bench.bench_{name}")
    prepare: Callable[[], AbstractContextManager[Benchmark]] | None = getattr(module, "benchmark", None)
    if prepare is None:
        raise BenchError(f"bench/bench_{name}.py has no function benchmark(): see bench/run.py")
    with prepare() as benchmark:
        figures = measure(benchmark)
    result: Result = {
        "name": name,
        "title": benchmark.title,
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "figures": [asdict(figure) for figure in figures],
    }
    results.mkdir(parents=True, exist_ok=True)
    (results / f"{name}.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return figures


def write_table(results: Path = RESULTS) -> None:
    """Write the table of all kept results as Markdown."""
    files = sorted(results.glob("*.json"))
    kept: list[Result] = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    (results / "README.md").write_text(table(kept), encoding="utf-8")


def table(results: Iterable[Result]) -> str:
    """All results as one Markdown text: a section and a table for each benchmark."""
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`. Median of all rounds, lowest and highest beside it; the ratio is to the",
        "reference (first row) of the same run. How a benchmark is declared: `bench/run.py`.",
    ]
    for result in results:
        lines += ["", f"## {result['title']}", "", _setting(result), ""]
        lines += ["| what | median | low to high | limit | ratio | rounds |", "|---|--:|--:|--:|--:|--:|"]
        lines += [_row(Figure(**figure)) for figure in result["figures"]]
    return "\n".join(lines) + "\n"


def _setting(result: Result) -> str:
    on = result["machine"]
    when = result["measured_at"][:10]
    return f"{when}, {on['cores']} cores, {on['system']} {on['processor']}, Python {on['python']}"


def _row(figure: Figure) -> str:
    limit = "" if figure.limit is None else f"{figure.limit:g} {figure.unit}" + ("" if figure.kept else " (exceeded)")
    ratio = "" if figure.ratio is None else f"{figure.ratio:g}"
    spread = f"{figure.low:g} to {figure.high:g}"
    cells = (figure.name, f"{figure.median:g} {figure.unit}", spread, limit, ratio, str(figure.rounds))
    return f"| {' | '.join(cells)} |"


def main(words: Sequence[str] | None = None) -> int:
    """Run the named benchmarks, or all; 1 when a limit was exceeded, 2 for a name that is none."""
    names = declared()
    parser = argparse.ArgumentParser(prog="python -m bench.run", description="Measure and keep the figures")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(names) or 'none yet'}")
    wanted: list[str] = parser.parse_args(words).names or names
    if unknown := sorted(set(wanted) - set(names)):
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are: {', '.join(names) or 'none yet'}")
    try:
        above = [sentence for name in wanted for sentence in _reported(name, run(name))]
    except BenchError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    write_table()
    sys.stderr.writelines(f"{sentence}\n" for sentence in above)
    return 1 if above else 0


def _reported(name: str, figures: Iterable[Figure]) -> list[str]:
    """Print each figure; a sentence for each above its limit."""
    above = []
    for figure in figures:
        sys.stdout.write(f"{name}: {_row(figure)}\n")
        if not figure.kept:
            came = f"{figure.median:g} {figure.unit}, above its limit of {figure.limit:g} {figure.unit}"
            above.append(f"{name}: '{figure.name}' came to {came}")
    return above


if __name__ == "__main__":
    # Under its own name, so that a benchmark's errors are the ones main() knows.
    from bench.run import main as bench_main

    raise SystemExit(bench_main())
