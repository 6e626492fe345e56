"""Outlines, and what only live sources fill: registers, PortWatch."""

from __future__ import annotations

from warehouse.tables.table import LICENCE, PROVENANCE, Table, to

REGION_SHAPE = Table(
    "core_region_shape",
    "Outlines of regions",
    ("region_id", "nuts_version", "nuts_level", "name", "country", "geometry", "hatch", "licence_id"),
    ("region_id", "nuts_version"),
    foreign=(LICENCE,),
)
LAND_SHAPE = Table("core_land_shape", "Land", ("shape_id", "geometry", "licence_id"), ("shape_id",), foreign=(LICENCE,))
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
    foreign=(LICENCE, to("core_port", "port_id"), to("core_release", "source_id", "release")),
)

# Filled by IMF PortWatch alone, which is loaded by each user's own refresh and never shipped.
_KINDS = ("", "container_", "dry_bulk_", "general_cargo_", "ro_ro_", "tanker_", "cargo_")
_LIVE = (LICENCE, to("core_release", "source_id", "release"))
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
    foreign=(to("core_port", "port_id"), to("core_release", "source_id", "release")),
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
    foreign=(*_LIVE, to("core_port", "port_id")),
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
    foreign=(to("core_disruption", "disruption_id"), to("core_port", "port_id")),
)
