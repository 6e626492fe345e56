"""All indicators: of the ports that are shipped, and of 2,065 generated ports with six million port-days.

The generated ports are copies of the shipped ones under other names, their figures scaled by a hash; their days come
from a hash too. None of it is a publisher's, and none of it leaves the benchmark's folder.
`python -m bench.bench_scale` runs the large one once and keeps `bench/results/scale_full.json` with the five heaviest.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from bench.bench_portwatch import KIB_PER_MEGABYTE, ROOT, _once
from bench.portwatch_pages import FIRST_DAY
from bench.run import RESULTS, Benchmark, Figure, Measure, Result, machine, write_table
from etl import geography, reference
from etl.harmonise.port_weeks import harmonise_weeks
from etl.harmonise.series import harmonise
from etl.reference import Choice
from warehouse.connection import Staging
from warehouse.contract import create_tables
from warehouse.tables import PORT_DAY

REFERENCE = ROOT / "data" / "reference"
PORTS, DAYS = 2065, 2900
SECONDS_OF_THE_SHIPPED, SECONDS_AT_FULL_SIZE, MEGABYTES_AT_FULL_SIZE = 5, 60, 3000
HEAVIEST = 5

# The child computes every indicator over a prepared vintage and says what each took.
_COMPUTE = """
import json, re, sys, time
from pathlib import Path
from kpis.build import materialise
from warehouse.connection import Staging

staging, spent = Staging(Path(sys.argv[1])), {}
begun = last = time.perf_counter()

def watch(code):
    global last
    now = time.perf_counter()
    spent[code], last = now - last, now

materialise(staging, watch)
done = time.perf_counter()
rows = staging.value("select count(*) from out_indicator")
staging.discard()
print(json.dumps({"seconds": done - begun, "spent": spent, "rows": rows,
                  "kib": int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])}))
"""


def shipped(path: Path) -> None:
    """A vintage up to the indicators, from data/reference alone."""
    staging = Staging(path)
    create_tables(staging)
    reference.load(staging, REFERENCE, Choice())
    geography.load(staging, REFERENCE / "geo")
    harmonise(staging)
    harmonise_weeks(staging)
    staging.close()


def generated(path: Path, n_ports: int = PORTS, n_days: int = DAYS) -> None:
    """The same with generated ports beside the shipped ones."""
    staging = Staging(path)
    create_tables(staging)
    reference.load(staging, REFERENCE, Choice())
    geography.load(staging, REFERENCE / "geo")
    for statement in (_MADE.format(n=n_ports), *_COPIES, _DAYS.format(n=n_days)):
        staging.run(statement)
    harmonise(staging)
    harmonise_weeks(staging)
    staging.run("drop table made")
    staging.close()


_MADE = """
create temp table made as
with model as (
  select port_id, row_number() over (order by port_id) - 1 as place, count(*) over () as n from core_port
  where port_status = 'active' and exists (select 1 from core_observation o where o.entity = port_id and o.freq = 'A')
)
select 'GEN' || lpad(cast(i as varchar), 5, '0') as port_id, 'port' || (100000 + i) as area, model.port_id as model,
       0.5 + hash(i) % 1000 / 1000.0 as scale, i
from range({n}) r(i) join model on model.place = i % model.n
"""
_COPIES = (
    "insert into core_port select p.* replace (m.port_id as port_id, 'Generated ' || m.i as name, "
    "m.area as portwatch_id, null as eurostat_code, null as name_local) from core_port p "
    "join made m on m.model = p.port_id",
    "insert into core_port_region select r.* replace (m.port_id as entity) from core_port_region r "
    "join made m on m.model = r.entity where r.entity_type = 'port'",
    "insert into core_observation select o.* replace (m.port_id as entity, round(o.obs_value * m.scale) as obs_value) "
    "from core_observation o join made m on m.model = o.entity where o.entity_type = 'port'",
)
_CALLS = "hash(i, d, {salt}) % (2 + i % 9)"
_DAYS = f"""
insert into {PORT_DAY.name} (portwatch_id, port_id, date, calls_count, calls_container_count, import_tonnes,
                             export_tonnes, is_anomalous, source_id, release)
select m.area, m.port_id, date '{FIRST_DAY}' + cast(d as integer), {_CALLS.format(salt=1)} + {_CALLS.format(salt=2)},
       {_CALLS.format(salt=1)}, 20000 * ({_CALLS.format(salt=1)}), 20000 * ({_CALLS.format(salt=2)}),
       date '{FIRST_DAY}' + cast(d as integer) in (date '2022-05-12', date '2023-02-14', date '2024-01-09'),
       'portwatch_daily', 'generated'
from made m cross join range({{n}}) r(d) order by m.area, d
"""


def computed(path: Path) -> dict[str, float | dict[str, float]]:
    """All indicators over a copy of a prepared vintage, in a process of its own; its figures."""
    copy = path.with_name("copy.duckdb")
    copy.write_bytes(path.read_bytes())
    run = subprocess.run(
        [sys.executable, "-c", _COMPUTE, str(copy)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found: dict[str, float | dict[str, float]] = json.loads(run.stdout.splitlines()[-1])
    return found


@contextmanager
def benchmark() -> Iterator[Benchmark]:
    """Seconds of all indicators of the shipped ports, over reading them."""
    with tempfile.TemporaryDirectory(prefix="bench-scale-") as folder:
        prepared = Path(folder) / "shipped.duckdb"
        shipped(prepared)
        yield Benchmark(
            title="All indicators of the ports in data/reference/",
            reference=Measure(
                "read and harmonise", lambda: _seconds(Path(folder) / "again.duckdb"), unit="s", timed=False
            ),
            measures=(
                Measure(
                    "all indicators, over reading",
                    lambda: computed(prepared)["seconds"],
                    SECONDS_OF_THE_SHIPPED,
                    "s",
                    timed=False,
                ),
            ),
            rounds=5,
        )


def _seconds(path: Path) -> float:
    path.unlink(missing_ok=True)
    begun = time.perf_counter()
    shipped(path)
    return time.perf_counter() - begun


def full() -> Result:
    """The large one once: 2,065 generated ports; its seconds, its memory, and the five heaviest indicators."""
    with tempfile.TemporaryDirectory(prefix="bench-scale-") as folder:
        prepared = Path(folder) / "generated.duckdb"
        begun = time.perf_counter()
        generated(prepared)
        reading = time.perf_counter() - begun
        found = computed(prepared)
    spent = found["spent"] if isinstance(found["spent"], dict) else {}
    heaviest = sorted(spent, key=lambda code: -spent[code])[:HEAVIEST]
    figures = [
        _once("generate, read and harmonise", reading, "s"),
        _limited("all indicators", found["seconds"], "s", SECONDS_AT_FULL_SIZE),
        _limited("memory at most", float(str(found["kib"])) / KIB_PER_MEGABYTE, "MB", MEGABYTES_AT_FULL_SIZE),
        _once("rows of out_indicator", float(str(found["rows"])), "rows"),
        *(_once(f"heaviest: {code}", spent[code], "s") for code in heaviest),
    ]
    return {
        "name": "scale_full",
        "title": f"All indicators at full size, once: {PORTS:,} generated ports, {PORTS * DAYS:,} port-days",
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "figures": [asdict(figure) for figure in figures],
    }


def _limited(name: str, value: object, unit: str, limit: float) -> Figure:
    figure = _once(name, float(str(value)), unit)
    return Figure(**{**asdict(figure), "limit": limit})


if __name__ == "__main__":
    held = full()
    (RESULTS / "scale_full.json").write_text(json.dumps(held, indent=2) + "\n", encoding="utf-8")
    write_table()
    sys.stdout.writelines(f"{figure['name']}: {figure['median']:g} {figure['unit']}\n" for figure in held["figures"])
