"""The composition root: one build, from the files to a published vintage."""

from __future__ import annotations

from analysis import alerts
from etl import geography, inbox_tables, ledger, reference
from etl.harmonise.port_weeks import harmonise_weeks
from etl.harmonise.series import harmonise
from etl.live import Live
from etl.reference import Choice
from etl.sources import SOURCES
from kpis.build import materialise
from kpis.registry import registry_text
from warehouse.connection import Staging
from warehouse.contract import create_tables
from warehouse.settings import Settings
from warehouse.vintages import content_hash, describe_staging, is_kept, point_to, publish, staging


def build(settings: Settings, choice: Choice, live: Live | None = None) -> tuple[str, bool]:
    """Build a vintage from the reference and the live snapshots; returns its id and whether it is new.

    The same inputs give the same id, and building it again changes nothing. A build of everything becomes the
    current vintage; one that leaves releases out only when there is none yet. Raises HouseError with one
    sentence when something is wrong; what was published before stays. A snapshot that cannot be used is no such
    thing: the source's snapshot before it serves, and `live.problems` names it.
    """
    live = live or Live(settings, SOURCES)
    with staging(settings) as stage:
        left_out = lay(stage, settings, choice, live)
        made_of = choice if left_out else Choice()
        digest = digest_of(stage)
        vintage = describe_staging(stage, digest, made_of.as_of, made_of.note, is_pinned=bool(made_of.pinned))
        if is_kept(vintage, digest, settings):
            if not left_out:
                point_to(vintage, settings)
            return vintage, False
        materialise(stage)
        alerts.raise_alerts(stage)
        publish(stage, vintage, settings, make_current=not left_out)
        return vintage, True


def lay(stage: Staging, settings: Settings, choice: Choice, live: Live) -> bool:
    """Fill a staging vintage with all that is read, and harmonise it; returns whether releases were left out."""
    create_tables(stage)
    left_out = reference.load(stage, settings.reference, choice, live.releases())
    inbox_tables.load(stage, settings)
    geography.load(stage, settings.reference / "geo")
    live.load(stage, choice)
    ledger.load(stage, settings.ledger)
    harmonise(stage)
    harmonise_weeks(stage)
    return left_out


def digest_of(stage: Staging) -> str:
    """The content hash of what was laid and of the rules that would be applied to it."""
    return content_hash(stage, registry_text() + alerts.rule_text())
