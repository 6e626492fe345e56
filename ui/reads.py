"""Cached reads: the same plain functions of the lower rooms, remembered per vintage.

A vintage never changes, so an answer keyed by its id is right for as long as the process lives.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from kpis import reads as kpi_reads
from kpis import targets as kpi_targets
from language import Lang, _
from ui.state import Group, Known
from warehouse import reads as warehouse_reads
from warehouse.vintages import current_id, ids, listing, path_of

# What a bare address shows: one port of each first country, on four very different scales.
DEFAULT_PORTS = ("BE003", "FRCQF", "NLMOE", "GBPOO")
_Read = TypeVar("_Read", bound=Callable[..., Any])


def _remembered(read: _Read) -> _Read:
    """The read behind Streamlit's cache; a deleted vintage is noticed before the cache answers."""
    cached = st.cache_data(max_entries=512, show_spinner=False)(read)

    def checked(vintage: str, *arguments: Any, **choices: Any) -> Any:  # noqa: ANN401 - passes through
        path_of(vintage)
        return cached(vintage, *arguments, **choices)

    checked.__doc__, checked.__name__ = read.__doc__, read.__name__
    return checked  # type: ignore[return-value]


def vintages() -> tuple[str, ...]:
    """Ids of the vintages kept, the current one first; raises NoWarehouseError when there is none."""
    path_of(current_id())
    return tuple(ids())


def vintage_notes() -> dict[str, str]:
    """What is special about each vintage kept, by id; empty text for a build of everything."""
    return {one.id: one.note for one in listing()}


series = _remembered(kpi_reads.series)
snapshot = _remembered(kpi_reads.snapshot)
of_entity = _remembered(kpi_reads.of_entity)
of_ports = _remembered(kpi_reads.of_ports)
periods = _remembered(kpi_reads.periods)
variants = _remembered(kpi_reads.variants)
sources_of = _remembered(kpi_reads.sources_of)
entities = _remembered(warehouse_reads.entities)
ports = _remembered(warehouse_reads.ports)
port_regions = _remembered(warehouse_reads.port_regions)
denominators = _remembered(warehouse_reads.denominators)
lineage = _remembered(warehouse_reads.lineage)
parts = _remembered(warehouse_reads.parts)
shocks = _remembered(warehouse_reads.shocks)
events = _remembered(warehouse_reads.events)
projects = _remembered(warehouse_reads.projects)
challenges = _remembered(warehouse_reads.challenges)
recommendations = _remembered(warehouse_reads.recommendations)
published_figures = _remembered(warehouse_reads.published_figures)
sources = _remembered(warehouse_reads.sources)
quarantine = _remembered(warehouse_reads.quarantine)
vintage_record = _remembered(warehouse_reads.vintage_record)
columns = _remembered(warehouse_reads.columns)
region_shapes = _remembered(warehouse_reads.region_shapes)
land_shapes = _remembered(warehouse_reads.land_shapes)


@_remembered
def indicators(vintage: str) -> dict[str, dict[str, Any]]:
    """The indicator records of a vintage by code, in the order of the registry."""
    return {str(record["code"]): record for record in kpi_reads.registry(vintage)}


@_remembered
def names(vintage: str) -> dict[str, str]:
    """Reader's name of every port, area, country and region."""
    held = warehouse_reads.entities(vintage)
    return dict(zip(held["entity"], held["name"], strict=True))


@_remembered
def shock_names(vintage: str) -> dict[str, str]:
    """Name of every shock by its id."""
    held = warehouse_reads.rows(vintage, "core_shock")
    return dict(zip(held["shock_id"], held["name"], strict=True))


@_remembered
def known(vintage: str, lang: Lang) -> Known:
    """What the address may ask of a vintage: its ports and groups, its years, the vintages kept."""
    held = warehouse_reads.ports(vintage)
    ranges = warehouse_reads.ranges(vintage)
    groups = {
        str(range_id): Group(
            _(str(rows["title"].iloc[0]), lang), tuple(rows.loc[rows["entity_type"] == "port", "entity"])
        )
        for range_id, rows in ranges.groupby("range_id", sort=False)
    }
    years = [period.year for period in kpi_reads.periods(vintage, "gross_weight")] or kpi_reads.years(vintage)
    return Known(
        ports=dict(zip(held["port_id"], held["name"], strict=True)),
        groups=groups,
        years=(min(years), max(years)),
        vintages=tuple(ids()),
        default_ports=tuple(port for port in DEFAULT_PORTS if port in set(held["port_id"])),
    )


targets = _remembered(kpi_targets.targets)
alerts = _remembered(warehouse_reads.alerts)
fed_by = _remembered(warehouse_reads.fed_by)
release_extent = _remembered(warehouse_reads.release_extent)
preferences = _remembered(warehouse_reads.preferences)
revisions = _remembered(warehouse_reads.revisions)
catalogue = _remembered(warehouse_reads.catalogue)
project_versions = _remembered(warehouse_reads.project_versions)
project_partners = _remembered(warehouse_reads.project_partners)
project_outputs = _remembered(warehouse_reads.project_outputs)
event_ports = _remembered(warehouse_reads.event_ports)
event_participants = _remembered(warehouse_reads.event_participants)
needs = _remembered(warehouse_reads.needs)
initiatives = _remembered(warehouse_reads.initiatives)
all_recommendations = _remembered(warehouse_reads.all_recommendations)
licence_names = _remembered(warehouse_reads.licence_names)
index_tree = _remembered(warehouse_reads.index_tree)
border_groups = _remembered(warehouse_reads.border_groups)
partner_flows = _remembered(warehouse_reads.partner_flows)
coverage_simulation = _remembered(warehouse_reads.coverage_simulation)
