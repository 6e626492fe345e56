"""The benchmark harness: medians and ratios one can check in the head, limits that are seen to fail."""

import json
from pathlib import Path

import pytest

from bench import run as bench
from bench.run import BenchError, Benchmark, Figure, Measure


def counted(name: str, values: list[float], limit: float | None = None, unit: str = "ms") -> Measure:
    """A measure that answers one value after another; the first is the warm-up."""
    left = iter(values)
    return Measure(name, lambda: next(left), limit=limit, unit=unit, timed=False)


def test_figures_are_medians_of_the_rounds_after_the_warm_up() -> None:
    reference = counted("bare", [900, 1, 2, 3, 4, 5])
    work = counted("work", [900, 10, 30, 20, 60, 50], limit=29)
    first, second = bench.measure(Benchmark("t", reference, (work,), rounds=5))
    assert (first.median, first.ratio, first.kept) == (3, 1, True)
    assert (second.median, second.low, second.high, second.ratio) == (30, 10, 60, 10)
    assert not second.kept


def test_figures_of_another_unit_have_no_ratio() -> None:
    size = counted("size", [5] * 6, unit="MB")
    assert bench.measure(Benchmark("t", counted("bare", [1] * 6), (size,), rounds=5))[1].ratio is None


def test_a_timed_measure_is_milliseconds_of_the_wall() -> None:
    assert 0 <= Measure("nothing", lambda: None).once() < 1000


def test_fewer_than_five_rounds_are_refused() -> None:
    with pytest.raises(BenchError, match="a median needs 5"):
        Benchmark("t", Measure("bare", lambda: None), (), rounds=4)


def test_a_measure_that_answers_no_number_is_refused_by_name() -> None:
    with pytest.raises(BenchError, match="'size' has timed=False"):
        Measure("size", lambda: None, timed=False).once()


def test_the_table_shows_every_kept_result_and_names_an_exceeded_limit(tmp_path: Path) -> None:
    figure = Figure("work", "ms", 30, 10, 60, 20, 50, 5, limit=29, ratio=10)
    result = {"name": "t", "title": "Reads", "measured_at": "2026-11-21T10:00:00+00:00"}
    result |= {"machine": bench.machine(), "figures": [bench.asdict(figure)]}
    (tmp_path / "t.json").write_text(json.dumps(result), encoding="utf-8")
    bench.write_table(tmp_path)
    written = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "## Reads" in written
    assert "| work | 30 ms | 10 to 60 | 29 ms (exceeded) | 10 | 5 |" in written


def test_every_benchmark_of_the_tree_says_what_it_measures() -> None:
    for name in bench.declared():
        module = (bench.HERE / f"bench_{name}.py").read_text(encoding="utf-8")
        assert "def benchmark(" in module, f"bench/bench_{name}.py has no function benchmark(): see bench/run.py"


def test_an_unknown_name_ends_with_two_and_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        bench.main(["nonesuch"])
    assert ended.value.code == 2
    assert "no benchmark is called nonesuch" in capsys.readouterr().err
