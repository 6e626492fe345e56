"""The declared tables of the warehouse.

Each table names its columns (all from the field dictionary), its key, the columns it leaves optional
and its foreign keys. Loading, checking, the column dictionary and the exports all read this list.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from warehouse.fields import FIELDS, Field

SCHEMA_VERSION = 2

PROVENANCE = ("publisher", "dataset", "locator", "licence_id", "provenance_kind", "reference_status")
DIMENSIONS = (
    "entity_type",
    "entity",
    "measure",
    "cargo_type",
    "vessel_type",
    "size_class",
    "direction",
    "partner",
    "freq",
    "period_start",
)


@dataclass(frozen=True)
class Foreign:
    """Columns that must be found in another table (empty values are let through)."""

    columns: tuple[str, ...]
    table: str
    target: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One declared table: title for the reader, columns, key, optional columns, foreign keys.

    `hashed_by`: what stands for its content in a vintage's hash: its rows, or, where they are too many, the sha256 of
    the files they were read from.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    optional: tuple[str, ...] = ()
    foreign: tuple[Foreign, ...] = field(default=())
    hashed_by: Literal["rows", "files"] = "rows"

    @property
    def reference(self) -> str:
        """Name of the table's file under data/reference/, without its ending."""
        return self.name.removeprefix("core_")

    def nullable(self, column: str) -> bool:
        """Whether a column of this table may be empty."""
        if column in self.key:
            return False
        return column in self.optional or self.field(column).nullable

    def field(self, column: str) -> Field:
        """The field dictionary's entry of a column."""
        return FIELDS[column]


def _to(table: str, *columns: str, target: tuple[str, ...] | None = None) -> Foreign:
    return Foreign(columns, table, target or columns)


_LICENCE = _to("core_licence", "licence_id")

# What is read from data/reference/, in the order in which it is loaded.
REFERENCE_TABLES: tuple[Table, ...] = (
    Table(
        "core_licence",
        "Licences",
        ("licence_id", "licence_name", "attribution", "url", "may_ship", "note"),
        ("licence_id",),
    ),
    Table(
        "core_source",
        "Sources",
        (
            "source_id",
            "title",
            "publisher",
            "dataset",
            "url",
            "licence_id",
            "cadence",
            "max_overdue_days",
            "note",
        ),
        ("source_id",),
        foreign=(_LICENCE,),
    ),
    Table(
        "core_release",
        "Releases of the sources",
        ("source_id", "release", "released_on", "retrieved_on", "nuts_version", "copy_of", "note"),
        ("source_id", "release"),
        optional=("nuts_version",),
        foreign=(_to("core_source", "source_id"),),
    ),
    Table(
        "core_measure",
        "Measures",
        ("measure", "title", "unit", "is_additive", "note"),
        ("measure",),
    ),
    Table(
        "core_definition",
        "What publishers count",
        ("definition_id", "measure", "definition", *PROVENANCE),
        ("definition_id",),
        foreign=(_LICENCE, _to("core_measure", "measure")),
    ),
    Table(
        "core_country",
        "Countries",
        ("country_id", "name", "eurostat_country", *PROVENANCE),
        ("country_id",),
        foreign=(_LICENCE,),
    ),
    Table(
        "core_port",
        "Ports",
        (
            "port_id",
            "id_kind",
            "name",
            "name_local",
            "country",
            "eurostat_code",
            "portwatch_id",
            "ten_t",
            "programme_2seas",
            "port_role",
            "port_status",
            "merged_into",
            "valid_from",
            "valid_to",
            "stat_first_year",
            "stat_last_year",
            "lat",
            "lon",
            "coord_source",
            "note",
            *PROVENANCE,
        ),
        ("port_id",),
        foreign=(_LICENCE, _to("core_country", "country", target=("country_id",))),
    ),
    Table(
        "core_area",
        "Areas",
        ("area_id", "area_kind", "name", "countries", "lat", "lon", "note", *PROVENANCE),
        ("area_id",),
        foreign=(_LICENCE,),
    ),
    Table(
        "core_area_member",
        "Members of areas",
        ("area_id", "member_type", "member", "note", *PROVENANCE),
        ("area_id", "member_type", "member"),
        foreign=(
            _LICENCE,
            _to("core_area", "area_id"),
            _to("core_entity", "member_type", "member", target=("entity_type", "entity")),
        ),
    ),
    Table(
        "core_region",
        "NUTS regions",
        ("region_id", "nuts_version", "nuts_level", "name", "country", "note", *PROVENANCE),
        ("region_id", "nuts_version"),
        foreign=(_LICENCE, _to("core_country", "country", target=("country_id",))),
    ),
    Table(
        "core_region_lineage",
        "Regions over NUTS versions",
        ("region_id", "nuts_version", "to_region_id", "to_nuts_version", "is_identical", "note", *PROVENANCE),
        ("region_id", "nuts_version", "to_region_id", "to_nuts_version"),
        foreign=(
            _LICENCE,
            _to("core_region", "region_id", "nuts_version"),
            _to("core_region", "to_region_id", "to_nuts_version", target=("region_id", "nuts_version")),
        ),
    ),
    Table(
        "core_port_region",
        "Ports and their regions",
        ("entity_type", "entity", "region_id", "nuts_version", "is_main", "share", "note", *PROVENANCE),
        ("entity_type", "entity", "region_id", "nuts_version"),
        foreign=(
            _LICENCE,
            _to("core_entity", "entity_type", "entity"),
            _to("core_region", "region_id", "nuts_version"),
        ),
    ),
    Table(
        "core_port_lineage",
        "Mergers and breaks",
        (
            "lineage_id",
            "lineage_kind",
            "predecessor",
            "predecessor_name",
            "successor_type",
            "successor",
            "successor_name",
            "effective",
            "effective_precision",
            "note",
            *PROVENANCE,
        ),
        ("lineage_id", "predecessor_name"),
        foreign=(
            _LICENCE,
            _to("core_port", "predecessor", target=("port_id",)),
            _to("core_entity", "successor_type", "successor", target=("entity_type", "entity")),
        ),
    ),
    Table(
        "core_range",
        "Comparison ranges",
        ("range_id", "title", "denominator_entity_type", "denominator_entity", "note", *PROVENANCE),
        ("range_id",),
        foreign=(
            _LICENCE,
            _to(
                "core_entity",
                "denominator_entity_type",
                "denominator_entity",
                target=("entity_type", "entity"),
            ),
        ),
    ),
    Table(
        "core_range_member",
        "Members of ranges",
        ("range_id", "entity_type", "entity", "note"),
        ("range_id", "entity_type", "entity"),
        foreign=(_to("core_range", "range_id"), _to("core_entity", "entity_type", "entity")),
    ),
    Table(
        "core_border_group",
        "Ports on both sides of a border",
        ("border_group_id", "title", "note", *PROVENANCE),
        ("border_group_id",),
        foreign=(_LICENCE,),
    ),
    Table(
        "core_border_group_member",
        "Members of the groups along a border",
        ("border_group_id", "entity_type", "entity", "note"),
        ("border_group_id", "entity_type", "entity"),
        foreign=(_to("core_border_group", "border_group_id"), _to("core_entity", "entity_type", "entity")),
    ),
    Table(
        "core_preference",
        "One source a series",
        (
            "measure",
            "freq",
            "entity_type",
            "entity_rule",
            "preferred_source_id",
            "preferred_release",
            "reason_note",
        ),
        ("measure", "freq", "entity_type", "entity_rule"),
        foreign=(
            _to("core_measure", "measure"),
            _to("core_source", "preferred_source_id", target=("source_id",)),
        ),
    ),
    Table(
        "core_programme",
        "Programmes",
        (
            "programme_id",
            "name",
            "family",
            "programme_period",
            "cci",
            "eu_budget_eur",
            "max_eu_rate",
            "min_partnership",
            "programme_area",
            "note",
            *PROVENANCE,
        ),
        ("programme_id",),
        foreign=(_LICENCE,),
    ),
    Table(
        "core_organisation",
        "Organisations",
        (
            "org_id",
            "name",
            "org_kind",
            "country",
            "region_id",
            "nuts_version",
            "port_id",
            "note",
            *PROVENANCE,
        ),
        ("org_id",),
        optional=("region_id", "nuts_version", "port_id"),
        foreign=(
            _LICENCE,
            _to("core_port", "port_id"),
            _to("core_region", "region_id", "nuts_version"),
            _to("core_country", "country", target=("country_id",)),
        ),
    ),
    Table(
        "core_project",
        "Projects, every published version",
        (
            "project_id",
            "version",
            "is_latest",
            "as_of",
            "as_of_precision",
            "as_of_note",
            "acronym",
            "programme_id",
            "title",
            "lead_org_id",
            "lead_name",
            "lead_country",
            "budget_eur",
            "eu_amount_eur",
            "eu_rate",
            "eu_rate_kind",
            "date_start",
            "date_start_precision",
            "date_end",
            "date_end_precision",
            "n_partners",
            "note",
            *PROVENANCE,
        ),
        ("project_id", "version"),
        foreign=(
            _LICENCE,
            _to("core_programme", "programme_id"),
            _to("core_organisation", "lead_org_id", target=("org_id",)),
        ),
    ),
    Table(
        "core_project_partner",
        "Project partners",
        ("project_id", "org_id", "partner_role", "eu_amount_eur", "note", *PROVENANCE),
        ("project_id", "org_id"),
        foreign=(_LICENCE, _to("core_project", "project_id"), _to("core_organisation", "org_id")),
    ),
    Table(
        "core_project_output",
        "Project outputs",
        (
            "output_id",
            "project_id",
            "output",
            "output_kind",
            "themes",
            "target_groups",
            "output_status",
            *PROVENANCE,
        ),
        ("output_id",),
        foreign=(_LICENCE, _to("core_project", "project_id")),
    ),
    Table(
        "core_project_payment",
        "EU money paid to projects",
        ("project_id", "paid_on", "paid_eur", "note", *PROVENANCE),
        ("project_id", "paid_on"),
        foreign=(_LICENCE, _to("core_project", "project_id")),
    ),
    Table(
        "core_project_result",
        "Planned and delivered outputs of projects",
        ("project_id", "result_code", "reported_on", "planned", "delivered", "note", *PROVENANCE),
        ("project_id", "result_code", "reported_on"),
        foreign=(_LICENCE, _to("core_project", "project_id")),
    ),
    Table(
        "core_event",
        "Events",
        (
            "event_id",
            "event_kind",
            "name",
            "date_start",
            "date_start_precision",
            "date_end",
            "date_end_precision",
            "date_kind",
            "event_format",
            "place",
            "countries",
            "project_id",
            "note",
            *PROVENANCE,
        ),
        ("event_id",),
        optional=("project_id",),
        foreign=(_LICENCE, _to("core_project", "project_id")),
    ),
    Table(
        "core_event_port",
        "Ports of events",
        ("event_id", "entity_type", "entity", "event_port_role", *PROVENANCE),
        ("event_id", "entity_type", "entity"),
        foreign=(_LICENCE, _to("core_event", "event_id"), _to("core_entity", "entity_type", "entity")),
    ),
    Table(
        "core_event_participant",
        "Participation in events",
        (
            "participation_id",
            "event_id",
            "participation_kind",
            "participant_role",
            "org_id",
            "country",
            "region_id",
            "nuts_version",
            "n",
            "n_qualifier",
            "n_unit",
            "note",
            *PROVENANCE,
        ),
        ("participation_id",),
        optional=("org_id", "region_id", "nuts_version"),
        foreign=(
            _LICENCE,
            _to("core_event", "event_id"),
            _to("core_organisation", "org_id"),
            _to("core_region", "region_id", "nuts_version"),
        ),
    ),
    Table(
        "core_shock",
        "Shocks, every published date",
        (
            "shock_id",
            "shock_variant",
            "is_default",
            "name",
            "date_start",
            "date_start_precision",
            "date_end",
            "date_end_precision",
            "scope",
            "affected_dimension",
            "note",
            *PROVENANCE,
        ),
        ("shock_id", "shock_variant"),
        foreign=(_LICENCE,),
    ),
    Table(
        "core_shock_port",
        "Ports a shock concerns",
        ("shock_id", "entity_type", "entity", "note", *PROVENANCE),
        ("shock_id", "entity_type", "entity"),
        foreign=(_LICENCE, _to("core_shock", "shock_id"), _to("core_entity", "entity_type", "entity")),
    ),
    Table(
        "core_recommendation",
        "Recommendations",
        (
            "rec_id",
            "event_id",
            "recommendation",
            "policy_lever",
            "addressee_org_id",
            "suggested_indicator",
            "suggested_indicator_kind",
            "rec_status",
            "status_date",
            *PROVENANCE,
        ),
        ("rec_id",),
        foreign=(
            _LICENCE,
            _to("core_event", "event_id"),
            _to("core_organisation", "addressee_org_id", target=("org_id",)),
        ),
    ),
    Table(
        "core_challenge",
        "Challenges and needs",
        (
            "challenge_id",
            "origin",
            "challenge_kind",
            "theme",
            "statement",
            "event_id",
            "project_id",
            *PROVENANCE,
        ),
        ("challenge_id",),
        optional=("event_id", "project_id"),
        foreign=(_LICENCE, _to("core_event", "event_id"), _to("core_project", "project_id")),
    ),
    Table(
        "core_challenge_port",
        "Ports of challenges",
        ("challenge_id", "entity_type", "entity"),
        ("challenge_id", "entity_type", "entity"),
        foreign=(_to("core_challenge", "challenge_id"), _to("core_entity", "entity_type", "entity")),
    ),
    Table(
        "core_initiative",
        "Initiatives",
        (
            "initiative_id",
            "name",
            "initiative_kind",
            "owner_org_id",
            "theme",
            "description",
            "status_in_source",
            "event_id",
            "project_id",
            *PROVENANCE,
        ),
        ("initiative_id",),
        optional=("event_id", "project_id"),
        foreign=(
            _LICENCE,
            _to("core_event", "event_id"),
            _to("core_project", "project_id"),
            _to("core_organisation", "owner_org_id", target=("org_id",)),
        ),
    ),
    Table(
        "core_initiative_port",
        "Ports of initiatives",
        ("initiative_id", "entity_type", "entity"),
        ("initiative_id", "entity_type", "entity"),
        foreign=(_to("core_initiative", "initiative_id"), _to("core_entity", "entity_type", "entity")),
    ),
    Table(
        "core_kpi",
        "Indicator catalogue",
        (
            "kpi_id",
            "theme",
            "name",
            "formula",
            "catalogue_unit",
            "kpi_direction",
            "min_data",
            "uncertainty",
            "catalogue_release",
            *PROVENANCE,
        ),
        ("kpi_id",),
        foreign=(_LICENCE,),
    ),
    Table(
        "core_framework",
        "Indicator frameworks",
        (
            "framework_id",
            "name",
            "framework_year",
            "structure",
            "indicators",
            "unit_or_formula",
            "not_found",
            *PROVENANCE,
        ),
        ("framework_id",),
        foreign=(_LICENCE,),
    ),
    Table(
        "core_maturity_answer",
        "Answers of self-assessments",
        ("entity_type", "entity", "assessed_on", "domain", "question", "answer", "note", *PROVENANCE),
        ("entity_type", "entity", "assessed_on", "domain", "question"),
        foreign=(_LICENCE, _to("core_entity", "entity_type", "entity")),
    ),
    Table(
        "core_index_node",
        "Tree of the composite index",
        (
            "code",
            "parent",
            "level",
            "weight",
            "kpi_direction",
            "lower_goalpost",
            "upper_goalpost",
            "title",
            "indicator",
            "variant",
            "entity_type",
            "note",
            *PROVENANCE,
        ),
        ("code",),
        optional=("title", "indicator", "variant", "entity_type"),
        foreign=(
            _LICENCE,
            _to("core_index_node", "parent", target=("code",)),
            _to("core_kpi", "indicator", target=("kpi_id",)),
        ),
    ),
    Table(
        "core_target",
        "Targets",
        (
            "indicator",
            "entity_type",
            "entity",
            "target_value",
            "unit",
            "target_date",
            "set_by",
            "note",
            *PROVENANCE,
        ),
        ("indicator", "entity_type", "entity", "target_date", "set_by"),
        foreign=(
            _LICENCE,
            _to("core_kpi", "indicator", target=("kpi_id",)),
            _to("core_entity", "entity_type", "entity"),
        ),
    ),
    # Our own simulation, written by bench/coverage_simulation.py and shown on the Methods page.
    Table(
        "core_coverage_simulation",
        "How often the interval of an effect holds the truth",
        (
            "quarters_before",
            "quarters_after",
            "error_phi",
            "replications",
            "interval_coverage",
            "monte_carlo_error",
            "half_width_pct",
            "power",
        ),
        ("quarters_before", "quarters_after", "error_phi"),
    ),
)

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
        _LICENCE,
        _to("core_entity", "entity_type", "entity"),
        _to("core_measure", "measure"),
        _to("core_release", "source_id", "release"),
        _to("core_definition", "definition_id"),
        _to("core_region", "entity", "nuts_version", target=("region_id", "nuts_version")),
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
    foreign=(_to("core_entity", "entity_type", "entity"),),
)

REGION_SHAPE = Table(
    "core_region_shape",
    "Outlines of regions",
    ("region_id", "nuts_version", "nuts_level", "name", "country", "geometry", "hatch", "licence_id"),
    ("region_id", "nuts_version"),
    foreign=(_LICENCE,),
)
LAND_SHAPE = Table(
    "core_land_shape", "Land", ("shape_id", "geometry", "licence_id"), ("shape_id",), foreign=(_LICENCE,)
)
# Filled by live sources only: what other registers print of our ports. It never overwrites core_port.
PORT_REGISTER = Table(
    "core_port_register",
    "Our ports in other registers",
    (
        "port_id",
        "source_id",
        "release",
        "register_code",
        "name",
        "lat",
        "lon",
        "distance_km",
        "functions",
        "harbour_size",
        "harbour_type",
        "channel_depth_m",
        "cargo_pier_depth_m",
        "facilities",
        "note",
        *PROVENANCE,
    ),
    ("port_id", "source_id", "release", "register_code"),
    foreign=(_LICENCE, _to("core_port", "port_id"), _to("core_release", "source_id", "release")),
)

# Filled by IMF PortWatch alone, which is loaded by each user's own refresh and never shipped.
_KINDS = ("", "container_", "dry_bulk_", "general_cargo_", "ro_ro_", "tanker_", "cargo_")
_LIVE = (_LICENCE, _to("core_release", "source_id", "release"))
PORT_DAY = Table(
    "core_port_day",
    "Daily port activity",
    (
        "portwatch_id",
        "port_id",
        "date",
        *(f"calls_{kind}count" for kind in _KINDS),
        *(f"import_{kind}tonnes" for kind in _KINDS),
        *(f"export_{kind}tonnes" for kind in _KINDS),
        "is_anomalous",
        "source_id",
        "release",
    ),
    ("portwatch_id", "date"),
    optional=("port_id",),
    foreign=(_to("core_port", "port_id"), _to("core_release", "source_id", "release")),
    hashed_by="files",
)
PORT_WEEK = Table(
    "core_port_week",
    "Weekly port activity",
    (
        "entity_type",
        "entity",
        "period_start",
        "calls_count",
        "import_tonnes",
        "export_tonnes",
        "n_days",
        "coverage",
        "obs_status",
        "reason",
        "source_id",
        "release",
    ),
    ("entity_type", "entity", "period_start"),
    optional=("source_id", "release"),
)
PORTWATCH_PORT = Table(
    "core_portwatch_port",
    "Ports of PortWatch",
    (
        "portwatch_id",
        "port_id",
        "name",
        "country",
        "iso3",
        "lat",
        "lon",
        "unlocode",
        *(f"vessels_{kind}count" for kind in _KINDS if kind != "cargo_"),
        "source_id",
        "release",
        "licence_id",
    ),
    ("portwatch_id",),
    optional=("port_id",),
    foreign=(*_LIVE, _to("core_port", "port_id")),
)
DISRUPTION = Table(
    "core_disruption",
    "Disruptions of ports",
    (
        "disruption_id",
        "disruption_kind",
        "name",
        "alert_level",
        "severity",
        "place",
        "date_start",
        "date_end",
        "lat",
        "lon",
        "n_ports",
        "source_id",
        "release",
        "licence_id",
    ),
    ("disruption_id",),
    foreign=_LIVE,
)
DISRUPTION_PORT = Table(
    "core_disruption_port",
    "Ports of disruptions",
    ("disruption_id", "portwatch_id", "port_id"),
    ("disruption_id", "portwatch_id"),
    optional=("port_id",),
    foreign=(_to("core_disruption", "disruption_id"), _to("core_port", "port_id")),
)

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

TABLES: tuple[Table, ...] = (
    *REFERENCE_TABLES,
    OBSERVATION,
    EXPECTATION,
    REGION_SHAPE,
    LAND_SHAPE,
    PORT_REGISTER,
    PORT_DAY,
    PORT_WEEK,
    PORTWATCH_PORT,
    DISRUPTION,
    DISRUPTION_PORT,
    PART,
    SERIES,
    PORT_DENOMINATOR,
    INDICATOR,
    ALERT,
    *META_TABLES,
)
BY_NAME = {table.name: table for table in TABLES}

# Everything a figure, a fact or a link can be about, with its name.
ENTITY_VIEW = """
create view core_entity as
select 'port' as entity_type, port_id as entity, name, country from core_port
union all select 'area', area_id, name, null from core_area
union all select 'country', country_id, name, country_id from core_country
union all select 'region', region_id, min(name), min(country) from core_region group by region_id
union all select 'project', project_id, acronym, null from core_project where is_latest
union all select 'organisation', org_id, name, country from core_organisation
union all select 'event', event_id, name, null from core_event
"""
