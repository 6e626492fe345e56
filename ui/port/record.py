"""One port as a reader asked for it: its figures and what is known of it, read once for all who ask for the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from language import Lang
from ui import reads
from ui.port import facts as port_facts
from ui.port import findings
from ui.port.facts import Item
from ui.port.findings import Record
from ui.port.held import Held, within
from ui.trends.choices import offered

AREA_BASIS = "like_for_like"


@dataclass(frozen=True)
class Facts:
    """What is known of a port beside its indicators, in the reader's words."""

    kin: Mapping[str, Mapping[str, str]]
    profile: Sequence[tuple[str, str]]
    history: Sequence[Item]
    projects: Sequence[Item]
    dated: Sequence[Item]
    undated: Sequence[Item]
    challenges: Sequence[Item]
    recommendations: Sequence[Item]
    reviews: str


@dataclass(frozen=True)
class Prints:
    """What the port and the press print in the chosen years: all rows, the cargo mix, the newest ones, the table."""

    rows: pd.DataFrame
    mix: pd.DataFrame
    newest: Sequence[Item]
    table: pd.DataFrame


@dataclass(frozen=True)
class Port:
    """One port as the reader asked for it: its row, the basis its figures stand on, every indicator in the period.

    ``rows`` has the columns of out_indicator and ``held`` the same by series; the figures of GDP in them are those
    of the region the port is measured against. An area is always like for like: it has no published series.
    Read once for all readers who ask for the same.
    """

    entity: str
    name: str
    row: pd.Series
    basis: str
    rows: pd.DataFrame
    held: Held
    measured: pd.DataFrame
    parts: tuple[str, ...]
    records: Mapping[str, Record]
    facts: Facts
    prints: Prints

    @property
    def is_area(self) -> bool:
        """Whether it is a group of ports."""
        return self.entity_type == "area"

    @property
    def entity_type(self) -> str:
        """Port or area."""
        return str(self.row["entity_type"])

    @property
    def region(self) -> str:
        """Name of the region the port is measured against, or ""."""
        return "" if self.measured.empty else str(self.measured["name"].iloc[-1])

    @property
    def fed_by(self) -> tuple[str, ...]:
        """The port and the regions it is measured against: whose sources its figures come from."""
        return self.entity, *self.measured["region_id"].unique()


@st.cache_resource(max_entries=256, show_spinner=False)
def read(vintage: str, entity: str, basis: str, first_year: int, last_year: int, lang: Lang) -> Port:  # noqa: PLR0913
    """Everything the page shows of a port or area in the chosen years."""
    ports, names = reads.ports(vintage), reads.names(vintage)
    row = ports[ports["port_id"] == entity].iloc[0]
    own_basis = AREA_BASIS if row["entity_type"] == "area" else basis
    measured = reads.denominators(vintage, [entity])
    regions = measured.loc[measured["denominator"] == "gdp", "region_id"]
    whole = [reads.of_entity(vintage, one, basis=own_basis) for one in (entity, *regions)]
    rows = within(pd.concat([one for one in whole if len(one)] or whole), first_year, last_year)
    held = Held(rows)
    parts = reads.parts(vintage)
    return Port(
        entity=entity,
        name=str(row["name"]),
        row=row,
        basis=own_basis,
        rows=rows,
        held=held,
        measured=measured,
        parts=tuple(names.get(one, one) for one in parts.loc[parts["entity"] == entity, "member"]),
        records=_records(vintage, held, lang),
        facts=_facts(vintage, entity, lang, row, measured, parts),
        prints=_prints(within(reads.published_figures(vintage, [entity]), first_year, last_year), lang),
    )


def _records(vintage: str, held: Held, lang: Lang) -> dict[str, Record]:
    """The indicators that speak of ports: the headlines, those some port has a course of, those held of this one."""
    speaking = {*findings.HEADLINES, *offered(vintage, lang), *held.codes()}
    return {code: record for code, record in reads.indicators(vintage).items() if code in speaking}


@st.cache_resource(max_entries=256, show_spinner=False)
def _facts(  # noqa: PLR0913 - the last three follow from the first
    vintage: str, entity: str, lang: Lang, _row: pd.Series, _measured: pd.DataFrame, _parts: pd.DataFrame
) -> Facts:
    names = reads.names(vintage)
    lineage = reads.lineage(vintage, [entity])
    known = reads.known(vintage, lang).ports
    dated, undated = port_facts.event_items(reads.events(vintage, [entity]), names, entity, lang)
    asked = reads.recommendations(vintage, [entity])
    relatives = port_facts.relatives(entity, _row, lineage, _parts)
    return Facts(
        kin={kind: {one: known[one] for one in ids if one in known} for kind, ids in relatives.items()},
        profile=port_facts.profile(_row, reads.port_regions(vintage, [entity]), _measured, names, lang),
        history=port_facts.lineage_items(lineage, lang),
        projects=port_facts.project_items(reads.projects(vintage, [entity]), lang),
        dated=dated,
        undated=undated,
        challenges=port_facts.challenge_items(reads.challenges(vintage, [entity]), lang),
        recommendations=port_facts.recommendation_items(asked, lang),
        reviews=port_facts.reviews(asked, lang),
    )


def _prints(rows: pd.DataFrame, lang: Lang) -> Prints:
    mix = port_facts.cargo_mix(rows)
    newest = port_facts.newest_prints(port_facts.beside(rows, mix), lang)
    return Prints(rows, mix, newest, port_facts.prints_table(rows, lang))


@st.cache_resource(max_entries=512, show_spinner=False)
def sources(vintage: str, codes: tuple[str, ...], entities: tuple[str, ...]) -> pd.DataFrame:
    """The sources and releases behind several indicators of a port and its regions, each once."""
    every = [reads.sources_of(vintage, code, entities) for code in codes]
    return pd.concat(every).drop_duplicates(["source_id", "release"])
