"""The data-quality report: what is held per source, how old it is, where it has gaps, what was set aside."""

from __future__ import annotations

import pandas as pd

from warehouse.reads import quarantine, query, sources, vintage_record


def data_quality(vintage: str) -> pd.DataFrame:
    """One row a source and release: rows, entities, ports, first and last year, age in days at retrieval, gaps.

    The last column counts the observations set aside. Raises HouseError when the vintage cannot be read.
    """
    held = sources(vintage)
    newest = pd.Timestamp(vintage_record(vintage)["retrieved_on"])
    ports = query(
        vintage,
        "select source_id, release, count(distinct entity) as ports "
        "from core_observation where entity_type = 'port' group by source_id, release",
    )
    aside = (
        quarantine(vintage)["file"]
        .str.extract(r"(?:^snapshots/([^/]+)/)|(?:([^/]+)\.csv$)")
        .bfill(axis=1)[0]
        .value_counts()
    )
    report = held[held["n_rows"] > 0].merge(ports, on=["source_id", "release"], how="left")
    return pd.DataFrame(
        {
            "source": report["source_id"],
            "release": report["release"],
            "rows": report["n_rows"],
            "entities": report["n_entities"],
            "ports": report["ports"].fillna(0).astype(int),
            "from": report["first_period"].dt.year,
            "to": report["last_period"].dt.year,
            "released": report["released_on"].dt.date,
            "age_days": (newest - report["released_on"]).dt.days,
            "gaps": report["n_gaps"],
            "quarantined": report["source_id"].map(aside).fillna(0).astype(int),
        }
    )
