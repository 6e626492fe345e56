"""The live sources, in the order in which they are listed: one module a publisher's form of data."""

from __future__ import annotations

from etl.source import Source
from etl.sources import (
    cordis,
    dft,
    eurostat_ports,
    eurostat_regions,
    gisco,
    nga,
    portwatch,
    portwatch_register,
    tidy_template,
    unctad,
    unlocode,
)

SOURCES: tuple[Source, ...] = (
    *eurostat_ports.SOURCES,
    *eurostat_regions.SOURCES,
    portwatch_register.PORTS,
    portwatch.SOURCE,
    portwatch_register.DISRUPTIONS,
    *dft.SOURCES,
    unctad.SOURCE,
    nga.SOURCE,
    unlocode.SOURCE,
    gisco.SOURCE,
    cordis.SOURCE,
    tidy_template.SOURCE,
)
