"""The composition root: one build, from the files to a published vintage."""

from __future__ import annotations

from etl import geography, reference
from etl.harmonise.series import harmonise
from etl.reference import Choice
from kpis.build import materialise
from kpis.registry import registry_text
from warehouse.contract import create_tables
from warehouse.settings import Settings
from warehouse.vintages import content_hash, describe_staging, is_kept, point_to, publish, staging


def build(settings: Settings, choice: Choice) -> tuple[str, bool]:
    """Build a vintage from the reference; returns its id and whether it is new.

    The same inputs give the same id, and building it again changes nothing. A build of everything becomes the
    current vintage; one that leaves releases out only when there is none yet. Raises HouseError with one
    sentence when something is wrong; what was published before stays.
    """
    with staging(settings) as stage:
        create_tables(stage)
        left_out = reference.load(stage, settings.reference, choice)
        geography.load(stage, settings.reference / "geo")
        harmonise(stage)
        made_of = choice if left_out else Choice()
        digest = content_hash(stage, registry_text())
        vintage = describe_staging(stage, digest, made_of.as_of, made_of.note)
        if is_kept(vintage, digest, settings):
            if not left_out:
                point_to(vintage, settings)
            return vintage, False
        materialise(stage)
        publish(stage, vintage, settings, make_current=not left_out)
        return vintage, True
