"""100,000 indicator rows of fifteen columns into each format, against writing them as pandas does."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pandas as pd
import pyarrow as pa

from bench.run import Benchmark, Measure
from exports.tables import SHAPE, Export, csv, geojson, parquet, xlsx
from warehouse.explore import Selection, dictionary

ROWS = 100_000
XLSX_LIMIT, CSV_LIMIT, PARQUET_LIMIT = 3_000, 500, 300


@contextmanager
def benchmark() -> Iterator[Benchmark]:
    """Each format from one table that looks like out_indicator; the reference is pandas' own CSV."""
    rows = indicator_rows()
    export = Export(rows, "out_indicator", "2026-11-21-1a2b3c4d", columns=dictionary(Selection("out_indicator")))
    point = pa.array(['{"type":"Point","coordinates":[1.85,50.97]}'] * ROWS)
    placed = Export(rows.append_column(SHAPE, point), "out_indicator", "2026-11-21-1a2b3c4d")
    frame = rows.to_pandas()
    yield Benchmark(
        title=f"Exports of {ROWS:,} rows",
        reference=Measure("CSV as pandas writes it", lambda: frame.to_csv(index=False)),
        measures=(
            Measure("XLSX with five sheets", lambda: xlsx(export), limit=XLSX_LIMIT),
            Measure("CSV", lambda: csv(export), limit=CSV_LIMIT),
            Measure("Parquet", lambda: parquet(export), limit=PARQUET_LIMIT),
            Measure("GeoJSON of points", lambda: geojson(placed)),
        ),
        rounds=5,
    )


def indicator_rows() -> pa.Table:
    """Rows of the shape of out_indicator: few different words, full-precision values, one in ten absent."""
    dice = np.random.default_rng(20261121)
    words = {
        "indicator": [f"indicator_{n}" for n in range(40)],
        "entity_type": ["port", "region"],
        "entity": [f"XX{n:03}" for n in range(200)],
        "basis": ["published", "like_for_like"],
        "variant": ["", "containers", "ro_ro"],
        "freq": ["A", "Q"],
        "unit": ["t", "%/yr", "0-1"],
        "obs_status": ["A", "P", None],
        "reason": [None, "gap"],
    }
    table = {name: pa.array(dice.choice(np.array(held, dtype=object), ROWS).tolist()) for name, held in words.items()}
    days = pd.date_range("1997-01-01", periods=330, freq="MS").date
    value = dice.lognormal(10, 3, ROWS)
    absent = dice.random(ROWS) < 0.1
    table |= {
        "period_start": pa.array(dice.choice(days, ROWS).tolist(), pa.date32()),
        "value": pa.array(value, mask=absent),
        "lower": pa.array(value, mask=~absent),
        "upper": pa.array(value, mask=~absent),
        "n_obs": pa.array(dice.integers(1, 12, ROWS)),
        "coverage": pa.array(dice.random(ROWS)),
    }
    return pa.table(table)
