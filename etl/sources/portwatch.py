"""IMF PortWatch, daily activity of the world's ports: read by quarters, loaded by DuckDB itself.

The layer holds a row a port and day from 1 January 2019, estimated from ships' AIS signals. It is asked quarter by
quarter and page by page in the order of its ids. A quarter is asked again when the layer has been edited and the
quarter ended less than `REVISED_DAYS` before the newest month (the publisher revises backwards), when its number of
rows has changed, when `--since` reaches into it, or when fields of the layer were renamed. Everything else is taken
over from the last snapshot: a run with nothing new moves the layer's description and its rows by month. A revision of
older days that leaves their number unchanged is found by `--since 2019-01-01`. Pages are kept as they came, without
compression: the whole layer is about 4 GB on the disk.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pandera.pandas as pa

from etl.faults import SourceFault
from etl.http import Limits
from etl.snapshots import Snapshot
from etl.source import Expect, Fetching, Held, Loaded, Source
from etl.sources.portwatch_layer import COUNTS_FILE, Layer, counting, counts, opened, paged
from etl.sources.portwatch_quarter import Quarter
from etl.sources.portwatch_rows import (
    FIRST_DAY,
    IGNORED,
    READ,
    TITLE,
    announced,
    by_quarter,
    checked,
    count,
    layer_of,
    load_rows,
    pages,
)
from warehouse.connection import Staging

ID = "portwatch_daily"
REVISED_DAYS = 90


def fetch(fetching: Fetching) -> None:
    """The layer's description and its rows by month; then the quarters that may have changed, the others taken over."""
    layer = checked(opened(fetching, TITLE, READ, IGNORED))
    months = counts(fetching.json(COUNTS_FILE, "query", counting(layer)), layer, TITLE)
    held = by_quarter(months)
    _check_shrunk(fetching, sum(held.values()))
    kept = _kept(fetching, layer)
    first = Quarter.of(fetching.since or FIRST_DAY)
    stale = _stale(fetching, layer, months, kept)
    asked = sorted(quarter for quarter in held if quarter >= first and (quarter not in kept or quarter in stale))
    for quarter in sorted(set(kept) & set(held) - set(asked)):
        for name in kept[quarter]:
            fetching.carry(name)
    _ask(fetching, layer, asked)


def _check_shrunk(fetching: Fetching, total: int) -> None:
    """Ask nothing further when the layer has lost half of its rows: it is being filled anew, or was cut."""
    last = fetching.last
    if last is not None and total < last.rows * SOURCE.expect.shrink:
        raise SourceFault(
            "halved",
            f"{TITLE} holds {total:,} rows now; the last good snapshot has {last.rows:,}. Try again tomorrow; if rows "
            f"were withdrawn for good, delete data/snapshots/{ID} and refresh.",
        )


def _kept(fetching: Fetching, layer: Layer) -> dict[Quarter, list[str]]:
    """Pages of the last snapshot by quarter, none when the layer's fields were renamed or retyped since."""
    if fetching.last is None:
        return {}
    before = layer_of(fetching.last)
    if (before.names, before.types) != (layer.names, layer.types):
        fetching.progress.note("the layer's fields have changed: every quarter is asked again")
        return {}
    return pages(fetching.last)


def _stale(
    fetching: Fetching, layer: Layer, months: Mapping[date, int], kept: Mapping[Quarter, list[str]]
) -> set[Quarter]:
    """Quarters whose kept pages may not be the newest any more."""
    if fetching.last is None or not kept:
        return set()
    if fetching.since is not None:
        return {quarter for quarter in kept if quarter.end > fetching.since}
    held, before = by_quarter(months), announced(fetching.last)
    if layer.edited is not None and (layer.edited, held) == (layer_of(fetching.last).edited, before):
        return set()
    revised_from = max(months) - timedelta(days=REVISED_DAYS)
    return {quarter for quarter in kept if quarter.end > revised_from or held.get(quarter) != before.get(quarter)}


def _ask(fetching: Fetching, layer: Layer, quarters: list[Quarter]) -> None:
    """Bring the pages of the quarters, a few quarters side by side."""
    done = 0

    def one(quarter: Quarter) -> None:
        nonlocal done
        for _page in paged(fetching, layer, f"rows_{quarter}", quarter.where(layer)):
            pass
        done += 1
        fetching.progress.done_share(done / len(quarters))

    with ThreadPoolExecutor(fetching.source.limits.per_host) as pool:
        list(pool.map(one, quarters))


def load(snapshot: Snapshot, staging: Staging, held: Held) -> Loaded:
    """Fill core_port_day; the mapping to our ports is that of the staging vintage itself."""
    del held
    return load_rows(snapshot, staging)


SOURCE = Source(
    id=ID,
    title="Daily port activity",
    publisher="IMF PortWatch",
    dataset="Daily_Ports_Data",
    url="https://services9.arcgis.com/weJ1QsnbMYJlCHdG/arcgis/rest/services/Daily_Ports_Data/FeatureServer/0",
    page="https://portwatch.imf.org",
    licence_id="portwatch",
    cadence="weekly",
    max_overdue_days=21,
    expect=Expect(
        columns=pa.DataFrameSchema({name: pa.Column() for name in READ}, strict=True),
        rows=(1, 50_000_000),
        keys=("portid", "date"),
        years=(FIRST_DAY.year, 2100),
        shrink=0.5,
    ),
    fetch=fetch,
    load=load,
    count=count,
    limits=Limits(per_host=4, interval=0.0, max_bytes=200_000_000, deadline=600.0),
    asks="the layer's description and its rows by month; then the quarters that may have changed since the last time",
)
