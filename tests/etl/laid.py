"""A vintage as far as the series go: what the indicators would read, without the seconds that they take."""

from __future__ import annotations

import publish
from etl.live import Live
from etl.reference import Choice
from warehouse import vintages
from warehouse.settings import Settings


def laid_vintage(settings: Settings, live: Live) -> str:
    """Lay everything, publish it without indicators and make it the current vintage; returns its id."""
    with vintages.staging(settings) as stage:
        publish.lay(stage, settings, Choice(), live)
        vintage = vintages.describe_staging(stage, publish.digest_of(stage), None, None)
        vintages.publish(stage, vintage, settings, make_current=True)
    return vintage
