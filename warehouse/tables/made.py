"""What a build makes: series, indicators, alerts, and what it says of itself."""

from __future__ import annotations

from warehouse.tables.table import DIMENSIONS, Table

# What harmonising makes of the observations.
PART = Table(
    "core_part",
    "Parts that a merged port or a group is summed from",
    ("entity_type", "entity", "member_type", "member", "effective"),
    ("entity_type", "entity", "member_type", "member"),
    optional=("effective",),
)
SERIES = Table(
    "core_series",
    "Preferred series on both bases",
    (
        "basis",
        *DIMENSIONS,
        "variant",
        "obs_value",
        "unit",
        "obs_status",
        "reason",
        "n_obs",
        "coverage",
        "is_break",
        "source_id",
        "release",
        "nuts_version",
    ),
    ("basis", *DIMENSIONS, "variant"),
    optional=("nuts_version",),
)
PORT_DENOMINATOR = Table(
    "core_port_denominator",
    "The region a port is measured against",
    ("port_id", "denominator", "region_id", "nuts_version", "note"),
    ("port_id", "denominator"),
)
INDICATOR = Table(
    "out_indicator",
    "Indicators",
    (
        "indicator",
        "entity_type",
        "entity",
        "basis",
        "variant",
        "freq",
        "period_start",
        "value",
        "lower",
        "upper",
        "unit",
        "n_obs",
        "obs_status",
        "coverage",
        "reason",
    ),
    ("indicator", "entity_type", "entity", "basis", "variant", "freq", "period_start"),
)

ALERT = Table(
    "out_alert",
    "What stands out in this build",
    (
        "alert_id",
        "alert_kind",
        "entity_type",
        "entity",
        "indicator",
        "freq",
        "period_start",
        "value",
        "lower",
        "upper",
        "unit",
        "robust_z",
        "p_value",
        "q_value",
        "target_value",
        "target_date",
        "set_by",
        "source_id",
        "due_on",
    ),
    ("alert_id",),
    optional=(
        "entity_type",
        "entity",
        "indicator",
        "freq",
        "period_start",
        "unit",
        "target_value",
        "target_date",
        "set_by",
        "source_id",
    ),
)

META_TABLES: tuple[Table, ...] = (
    Table(
        "meta_vintage",
        "This vintage",
        (
            "vintage",
            "content_hash",
            "schema_version",
            "product_version",
            "retrieved_on",
            "build_as_of",
            "is_pinned",
            "note",
        ),
        ("vintage",),
    ),
    Table(
        "meta_file",
        "Files read",
        ("file", "table_name", "sha256", "n_rows", "source_id", "release", "url", "retrieved_on"),
        ("file",),
        optional=("n_rows", "source_id", "release", "url", "retrieved_on"),
    ),
    Table(
        "meta_field",
        "Column dictionary",
        ("table_name", "column_name", "dtype", "field_unit", "meaning", "is_nullable", "codes"),
        ("table_name", "column_name"),
    ),
    Table(
        "meta_indicator",
        "Indicator registry",
        ("indicator", "title", "theme", "indicator_unit", "indicator_record", "indicator_sql"),
        ("indicator",),
    ),
    Table(
        "meta_preference",
        "The source chosen for each series",
        ("entity_type", "entity", "measure", "freq", "source_id", "release", "reason_note"),
        ("entity_type", "entity", "measure", "freq"),
    ),
    Table(
        "quarantine_observation",
        "Observations set aside",
        ("file", "line", "problem", "record"),
        ("file", "line"),
    ),
)
