"""Figures as publishers print them, and expectations as people write them."""

from __future__ import annotations

from warehouse.tables.table import DIMENSIONS, LICENCE, Table, to

OBSERVATION = Table(
    "core_observation",
    "Observations",
    (
        *DIMENSIONS,
        "source_id",
        "release",
        "series_id",
        "obs_value",
        "unit",
        "published_value",
        "published_unit",
        "obs_status",
        "obs_flag",
        "is_rounded",
        "definition_id",
        "nuts_version",
        "publisher",
        "dataset",
        "locator",
        "licence_id",
        "provenance_kind",
        "note",
    ),
    (*DIMENSIONS, "source_id", "release", "series_id"),
    optional=("nuts_version",),
    foreign=(
        LICENCE,
        to("core_entity", "entity_type", "entity"),
        to("core_measure", "measure"),
        to("core_release", "source_id", "release"),
        to("core_definition", "definition_id"),
        to("core_region", "entity", "nuts_version", target=("region_id", "nuts_version")),
    ),
)

# Written by people before results are known, kept in data/ledger/, only ever appended to (warehouse/ledger.py).
EXPECTATION = Table(
    "core_expectation",
    "Policy ledger: expectations written before results",
    (
        "expectation_id",
        "indicator",
        "variant",
        "freq",
        "entity_type",
        "entity",
        "starts_on",
        "lag_periods",
        "expected_direction",
        "expected_size_pct",
        "expected_by",
        "expectation",
        "policy_kind",
        "policy_id",
        "is_after_results",
        "locked_at",
        "previous_hash",
        "row_hash",
    ),
    ("expectation_id",),
    optional=("variant", "policy_id"),
    foreign=(to("core_entity", "entity_type", "entity"),),
)
