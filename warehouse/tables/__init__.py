"""The declared tables of the warehouse, a module a subject.

Each table names its columns (all from the field dictionary), its key, the columns it leaves optional
and its foreign keys. Loading, checking, the column dictionary and the exports all read this list.
"""

from __future__ import annotations

from warehouse.tables.catalogue import CATALOGUE
from warehouse.tables.events import EVENTS
from warehouse.tables.live import (
    DISRUPTION,
    DISRUPTION_PORT,
    LAND_SHAPE,
    PORT_DAY,
    PORT_REGISTER,
    PORT_WEEK,
    PORTWATCH_PORT,
    REGION_SHAPE,
)
from warehouse.tables.made import ALERT, INDICATOR, META_TABLES, PART, PORT_DENOMINATOR, SERIES
from warehouse.tables.observed import EXPECTATION, OBSERVATION
from warehouse.tables.places import PLACES
from warehouse.tables.programmes import PROGRAMMES
from warehouse.tables.table import DIMENSIONS, PROVENANCE, Foreign, Table

__all__ = [
    "ALERT",
    "BY_NAME",
    "DIMENSIONS",
    "DISRUPTION",
    "DISRUPTION_PORT",
    "ENTITY_VIEW",
    "EXPECTATION",
    "INDICATOR",
    "LAND_SHAPE",
    "META_TABLES",
    "OBSERVATION",
    "PART",
    "PORTWATCH_PORT",
    "PORT_DAY",
    "PORT_DENOMINATOR",
    "PORT_REGISTER",
    "PORT_WEEK",
    "PROVENANCE",
    "REFERENCE_TABLES",
    "REGION_SHAPE",
    "SCHEMA_VERSION",
    "SERIES",
    "TABLES",
    "Foreign",
    "Table",
]

SCHEMA_VERSION = 3

# What is read from data/reference/, in the order in which it is loaded.
REFERENCE_TABLES: tuple[Table, ...] = (*PLACES, *PROGRAMMES, *EVENTS, *CATALOGUE)

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
