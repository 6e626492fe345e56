"""How often the 95 % interval of an interrupted series covers the truth: `python -m bench.coverage_simulation`.

Quarterly series of 12, 20 and 40 quarters before an event and 8 after; a level change of -10 %, a slope change, four
seasons, noise of 6 % with autoregressive errors (phi 0, 0.3, 0.6). 4,000 replications a cell; the seed was fixed
before the first run. The estimator is the shipped one, `analysis.phi_average`, not a copy of it. Writes
`bench/results/coverage_simulation.csv` and `.md` and `data/reference/coverage_simulation.csv`, which the Methods page
shows; ends with 1 when a cell lies outside 0.90 to 0.975.
"""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.effect import STEP, design_of
from analysis.phi_average import averaged_over_phi

SEED: Final = 20261121
REPLICATIONS: Final = 4_000
BEFORE: Final = (12, 20, 40)
AFTER: Final = 8
PHIS: Final = (0.0, 0.3, 0.6)
SEASON: Final = 4
NOISE: Final = 0.06
TRUTH: Final = float(np.log(0.9))
# Constant, trend, level change, slope change, three seasons.
SIGNAL: Final = (4.6, 0.004, TRUTH, 0.003, 0.05, -0.02, 0.03)
LEAST, MOST = 0.90, 0.975
RESULTS: Final = Path(__file__).resolve().parent / "results"
SHIPPED: Final = Path(__file__).resolve().parents[1] / "data" / "reference" / "coverage_simulation.csv"
"""The same table for the product, in the columns of `core_coverage_simulation`."""


def autoregressive(rng: np.random.Generator, m: int, n: int, phi: float) -> NDArray[np.float64]:
    """`m` rows of `n` stationary errors with standard deviation NOISE."""
    errors = np.empty((m, n))
    errors[:, 0] = rng.normal(0, NOISE, m)
    for at in range(1, n):
        errors[:, at] = phi * errors[:, at - 1] + rng.normal(0, NOISE * np.sqrt(1 - phi**2), m)
    return errors


def cell(rng: np.random.Generator, before: int, phi: float, replications: int = REPLICATIONS) -> dict[str, float]:
    """One row of the table: coverage with its Monte-Carlo error, median half-width in per cent, power for -10 %."""
    times = np.arange(before + AFTER)
    design = design_of(times, before, SEASON)
    values = design @ np.array(SIGNAL) + autoregressive(rng, replications, len(times), phi)
    mixture = averaged_over_phi(values, design, times)
    lower, upper = mixture.quantiles(STEP, (0.025, 0.975))
    covered = float(((lower <= TRUTH) & (upper >= TRUTH)).mean())
    return {
        "quarters_before": before,
        "quarters_after": AFTER,
        "phi": phi,
        "replications": replications,
        "coverage": covered,
        "monte_carlo_error": float(np.sqrt(covered * (1 - covered) / replications)),
        "half_width_pct": float(np.median(100 * (np.expm1(upper) - np.expm1(lower)) / 2)),
        "power": float(((lower > 0) | (upper < 0)).mean()),
    }


def simulate(replications: int = REPLICATIONS, seed: int = SEED) -> pd.DataFrame:
    """The whole table, one row a cell; each cell has its own stream of the one seed."""
    cells = list(product(BEFORE, PHIS))
    streams = np.random.SeedSequence(seed).spawn(len(cells))
    rows = [
        cell(np.random.default_rng(stream), before, phi, replications)
        for stream, (before, phi) in zip(streams, cells, strict=True)
    ]
    return pd.DataFrame(rows)


def shipped(table: pd.DataFrame) -> pd.DataFrame:
    """The table in the columns that the warehouse declares."""
    return table.round(5).rename(columns={"phi": "error_phi", "coverage": "interval_coverage"})


def markdown(table: pd.DataFrame) -> str:
    """The table for readers of the repository."""
    lines = [
        "# Coverage of the 95 % interval of an interrupted time series",
        "",
        f"Written by `python -m bench.coverage_simulation` (seed {SEED}, fixed before the first run). A true level",
        f"change of -10 % with a slope change, seasons and noise of 6 %; {AFTER} quarters after the event.",
        f"To be reached: {LEAST} to {MOST} in every cell.",
        "",
        "| quarters before | phi | coverage | Monte-Carlo error | half-width, % | power for -10 % | replications |",
        "|--:|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {row.quarters_before} | {row.phi} | {row.coverage:.3f} | {row.monte_carlo_error:.3f} "
        f"| {row.half_width_pct:.1f} | {row.power:.2f} | {row.replications} |"
        for row in table.itertuples()
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Run it, write both files, and say whether every cell is within its bounds."""
    table = simulate()
    RESULTS.mkdir(parents=True, exist_ok=True)
    table.round(5).to_csv(RESULTS / "coverage_simulation.csv", index=False, lineterminator="\n")
    shipped(table).to_csv(SHIPPED, index=False, lineterminator="\n")
    (RESULTS / "coverage_simulation.md").write_text(markdown(table), encoding="utf-8")
    sys.stdout.write(markdown(table))
    return 0 if table["coverage"].between(LEAST, MOST).all() else 1


if __name__ == "__main__":
    raise SystemExit(main())
