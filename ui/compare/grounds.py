"""What a comparison stands on: rows on both bases, the verdicts, and the sentences and tables written from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
import streamlit as st

from charts import comparability
from charts.bases import differing
from charts.comparability import Judgement
from charts.dumbbell import rows_of
from charts.theme import LIGHT
from ui import reads
from ui.compare import findings
from ui.compare.choices import Choices
from ui.state import State
from ui.trends import findings as findings_trends
from ui.words import Caption

BOTH = ("published", "like_for_like")
ORIGIN_COLUMNS = ["port_id", "source_id", "publisher", "dataset", "release", "nuts_version", "boundary_changed"]


@dataclass(frozen=True)
class Grounds:
    """A choice of indicator, ports and periods in figures and words, however it is drawn then.

    ``whole`` has the rows of all years by basis, ``shown`` those of the period; an indicator without a like-for-like
    form has the same rows twice. What the page shows further down is worked out when it is asked for, and kept.
    """

    here: State
    chosen: Choices
    indicator: Mapping[str, Any]
    names: Mapping[str, str]
    lineage: pd.DataFrame
    origins: pd.DataFrame
    whole: Mapping[str, pd.DataFrame]
    shown: Mapping[str, pd.DataFrame]
    basis: str

    @property
    def series(self) -> pd.DataFrame:
        """The rows of the period on the basis asked for."""
        return self.shown[self.basis]

    @property
    def judged(self) -> Judgement:
        """The verdicts on the basis asked for."""
        return self.judged_on[self.basis]

    @cached_property
    def judged_on(self) -> Mapping[str, Judgement]:
        """The verdicts by basis; the other basis is judged only where it holds other figures."""
        return {
            basis: self._verdicts(rows) for basis, rows in self.whole.items() if basis == self.basis or self.differs
        }

    @cached_property
    def differs(self) -> tuple[str, ...]:
        """The ports whose figures of the period are not the same on the two bases."""
        return differing(self.shown["published"], self.shown["like_for_like"], self.here.ports)

    @cached_property
    def sources(self) -> pd.DataFrame:
        """The sources and releases behind the figures."""
        return reads.sources_of(self.here.vintage, self.chosen.code, self.here.ports)

    @cached_property
    def answer(self) -> tuple[str, ...]:
        """The answer of the page."""
        rows = rows_of(self.series, names=self.names, chosen=self.here.ports, judged=self.judged, theme=LIGHT)
        return findings.answer(rows, self.judged, self.indicator, self.here.lang, self.chosen.freq)

    @cached_property
    def caption(self) -> Caption:
        """What stands under the figures."""
        return findings_trends.caption(self.sources, self.series, self.indicator, self.here.lang)

    @property
    def fairness(self) -> str:
        """How many ports compare."""
        return findings.fairness(self.judged, self.chosen.freq, self.here.lang)

    @property
    def verdicts(self) -> list[tuple[str, str]]:
        """Each port with its grade and reasons."""
        return findings.verdicts(self.judged, self.names, self.here.lang)

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Every pair with its grade."""
        return findings.pairs(self.judged, self.names, self.here.lang)

    @cached_property
    def table(self) -> pd.DataFrame:
        """All rows of the period, and those of the other basis where it differs; ``is_end`` marks the two compared."""
        other = self.shown[BOTH[1] if self.basis == BOTH[0] else BOTH[0]]
        rows = pd.concat([self.series, _only_there(other[other["entity"].isin(self.differs)], self.series)])
        about: dict[str, Any] = {"names": self.names, "origins": self.origins, "lang": self.here.lang}
        return findings.table(rows, self.judged_on, ports=self.here.ports, **about)

    @cached_property
    def cautions(self) -> tuple[str, ...]:
        """The caveats of the indicator and of small ports."""
        return findings_trends.cautions(self.here, self.series, self.names, self.indicator)

    def _verdicts(self, rows: pd.DataFrame) -> Judgement:
        return comparability.judge(
            rows,
            ports=self.here.ports,
            names=self.names,
            lineage=self.lineage,
            origins=self.origins,
            span=(dt.date.fromisoformat(self.chosen.start), dt.date.fromisoformat(self.chosen.end)),
            lang=self.here.lang,
            joined=self.whole["like_for_like"],
        )


def grounds(here: State, chosen: Choices) -> Grounds:
    """What the choices stand on; needs no running page."""
    indicator = reads.indicators(here.vintage)[chosen.code]
    asked = {"variant": chosen.variant, "freq": chosen.freq}
    whole = {basis: reads.series(here.vintage, chosen.code, here.ports, basis=basis, **asked) for basis in BOTH}
    return Grounds(
        here,
        chosen,
        indicator,
        reads.names(here.vintage),
        reads.lineage(here.vintage, here.ports),
        origins(here.vintage, chosen.code, here.ports, chosen.variant),
        whole,
        {basis: findings_trends.in_period(rows, here.first_year, here.last_year) for basis, rows in whole.items()},
        here.basis if here.basis in indicator["bases"] else "published",
    )


@st.cache_resource(max_entries=256, show_spinner=False)
def origins(vintage: str, code: str, ports: tuple[str, ...], variant: str) -> pd.DataFrame:
    """Where each port's figures come from: its sources and releases, and the region it is measured against."""
    indicator = reads.indicators(vintage)[code]
    found = [reads.sources_of(vintage, code, (port,)).assign(port_id=port) for port in ports]
    if {"population", "gdp"} & set(indicator["measures"]):
        regions = reads.denominators(vintage, ports)
        regions = regions[regions["denominator"].isin(indicator["measures"])]
        # The reference data say in words that the longest series was taken because the outline changed.
        changed = regions["note"].astype("string").str.contains("boundary", case=False).fillna(value=False)
        found.append(regions.assign(boundary_changed=changed))
    rows = pd.concat(found).reindex(columns=ORIGIN_COLUMNS)
    # A variant that is a release holds one release for all ports.
    return rows.assign(release=variant) if indicator["variant_of"] == "release" and variant else rows


def _only_there(other: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """The figures of the other basis that this one lacks or holds otherwise."""
    keys = ["entity", "period_start"]
    beside = other.merge(series[[*keys, "value"]], on=keys, how="left", suffixes=("", "_here"))
    differs = beside["value"].notna() & (beside["value"] != beside["value_here"])
    return beside[differs].drop(columns=["value_here"])
