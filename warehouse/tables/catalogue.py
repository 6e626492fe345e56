"""What indicators are judged by: catalogue, frameworks, self-assessments, the index, targets, our simulation."""

from __future__ import annotations

from warehouse.tables.table import LICENCE, PROVENANCE, Table, to

CATALOGUE: tuple[Table, ...] = (
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
        foreign=(LICENCE,),
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
        foreign=(LICENCE,),
    ),
    Table(
        "core_maturity_answer",
        "Answers of self-assessments",
        ("entity_type", "entity", "assessed_on", "domain", "question", "answer", "note", *PROVENANCE),
        ("entity_type", "entity", "assessed_on", "domain", "question"),
        foreign=(LICENCE, to("core_entity", "entity_type", "entity")),
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
            "goalpost_scale",
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
            LICENCE,
            to("core_index_node", "parent", target=("code",)),
            to("core_kpi", "indicator", target=("kpi_id",)),
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
            LICENCE,
            to("core_kpi", "indicator", target=("kpi_id",)),
            to("core_entity", "entity_type", "entity"),
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
