"""The evidence-gap map: which policy instrument was used at a port, and what could be known of what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd

from analysis.effect import LEAST_AFTER, LEAST_AFTER_ANNUAL, LEAST_BEFORE
from analysis.effect_question import Question, answer
from analysis.record import REFUSED
from kpis import held, reads
from kpis.registry import THEMES
from language import N_
from warehouse import reads as warehouse_reads

INSTRUMENTS: dict[str, str] = {
    "governance": N_("governance"),
    "digital": N_("digital"),
    "investment": N_("investment"),
    "monitoring": N_("monitoring"),
    "engagement": N_("engagement"),
    "cooperation": N_("cooperation"),
}
"""The levers of the peer review's recommendations; everything else is put under one of them by us."""
OF_EVENTS: Final[Mapping[str, str]] = {
    "policy_decision": "governance",
    "pilot": "digital",
    "hackathon": "engagement",
    "stakeholder_event": "engagement",
    "conference": "engagement",
    "final_conference": "engagement",
    "webinar": "engagement",
    "policy_workshop": "engagement",
    "peer_review": "cooperation",
    "trade_mission": "cooperation",
    "fact_finding": "cooperation",
    "agreement": "cooperation",
    "network_meeting": "cooperation",
    "study_visit": "cooperation",
    "kick_off": "cooperation",
}
OF_INITIATIVES: Final[Mapping[str, str]] = {
    "governance": "governance",
    "strategy": "governance",
    "digital_tool": "digital",
    "data_platform": "digital",
    "living_lab": "digital",
    "business_park": "investment",
    "incubator": "investment",
    "monitoring": "monitoring",
    "method": "monitoring",
    "event_series": "engagement",
    "education": "engagement",
    "cluster": "cooperation",
    "network": "cooperation",
    "mission": "cooperation",
    "knowledge_centre": "cooperation",
}
OUTCOME_THEMES: Final = tuple(theme for theme in THEMES if theme != "data_and_peers")
"""Every theme of the indicators but the one that is about our own data."""
OF_PROJECTS: Final = "investment"
NOT_USED, NO_DATE, NO_DATA, DATA = "not_used", "no_date", "no_data", "data"
STATES: Final = (NOT_USED, NO_DATE, NO_DATA, DATA)
ENOUGH, SHORT, ONE_SIDE = "enough", "short", "one_side"
QUALITIES: dict[str, str] = {
    ENOUGH: N_("long enough before and after for an effect"),
    SHORT: N_("before and after, but too short or mostly estimated"),
    ONE_SIDE: N_("only before it, or only after it"),
}
"""What the data of a cell could carry, best first."""
LEVEL_UNITS: Final = frozenset({"t", "GT", "arrivals", "persons", "index", "t/inhab", "t/M EUR", "GT/arrival", "TEU"})
"""Units of levels, whose change in per cent can be asked."""
UNSURE: Final = 0.25
"""More than this share of estimated periods is not enough for an effect, however long."""
_MONTHS: Final[Mapping[str, float]] = {"A": 12, "Q": 3, "M": 1, "W": 12 / 52, "D": 12 / 365}
_NEEDED_BEFORE: Final = {"A": LEAST_BEFORE, "Q": LEAST_BEFORE, "M": 24, "W": 104, "D": 730}
_NEEDED_AFTER: Final = {"A": LEAST_AFTER_ANNUAL, "Q": LEAST_AFTER, "M": 12, "W": 8, "D": 56}
_ONE_A_SHOCK: Final = frozenset({"shock", "event"})
# Their rows stand one a shock or event, so they are no series and have no months.
_KNOWN: Final = frozenset({"day", "month"})
_MONTH_LENGTH: Final = 7
COLUMNS: Final = ("port", "instrument", "kind", "id", "name", "start", "precision", "is_ours")


@dataclass(frozen=True)
class Cell:
    """One instrument and theme at one port.

    `state` not_used, no_date, no_data or data; with data: months of the fullest indicator, periods before and after
    the instrument's first day, what that could carry, and whether the method answers (`is_evaluated`).
    """

    instrument: str
    theme: str
    state: str
    since: str = ""
    indicator: str = ""
    variant: str = ""
    freq: str = ""
    entity: str = ""
    months: int = 0
    n_before: int = 0
    n_after: int = 0
    quality: str = ""
    is_evaluated: bool = False


def instruments(vintage: str) -> pd.DataFrame:
    """Every use of an instrument at a port that is recorded: the columns `COLUMNS`.

    `start` is an ISO date cut to what is known, None where none is printed; `is_ours` says that the instrument's name
    is our classification and not the source's.
    """
    rows = [*_recommended(vintage), *_events(vintage), *_projects(vintage), *_initiatives(vintage)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _recommended(vintage: str) -> Iterator[tuple[Any, ...]]:
    """Recommendations stand at the ports their review was about; what was recommended need not have been done."""
    found = warehouse_reads.all_recommendations(vintage)
    places = warehouse_reads.event_ports(vintage)
    subjects = places[places["event_port_role"] == "subject"].groupby("event_id")["entity"].agg(list)
    for row in found.itertuples():
        for port in subjects.get(row.event_id, []):
            done = row.status_date if row.rec_status in ("in_progress", "implemented") else None
            start = done if isinstance(done, str) else None
            yield port, row.policy_lever, "recommendation", row.rec_id, row.recommendation, start, "day", False


def _events(vintage: str) -> Iterator[tuple[Any, ...]]:
    for row in warehouse_reads.events(vintage).itertuples():
        for port in _split(row.entities):
            lever = OF_EVENTS.get(str(row.event_kind), "engagement")
            yield port, lever, "event", row.event_id, row.name, _text(row.date_start), row.date_start_precision, True


def _projects(vintage: str) -> Iterator[tuple[Any, ...]]:
    found = warehouse_reads.project_versions(vintage)
    latest = found[found["is_latest"].astype(bool)].set_index("project_id")
    partners = warehouse_reads.project_partners(vintage).dropna(subset=["port_id"])
    for project, port in sorted(set(zip(partners["project_id"], partners["port_id"], strict=True))):
        row = latest.loc[project]
        start, precision = _text(row["date_start"]), row["date_start_precision"]
        yield port, OF_PROJECTS, "project", project, row["acronym"], start, precision, True


def _initiatives(vintage: str) -> Iterator[tuple[Any, ...]]:
    for row in warehouse_reads.initiatives(vintage).itertuples():
        for port in _split(row.entities):
            lever = OF_INITIATIVES.get(str(row.initiative_kind), "governance")
            yield port, lever, "initiative", row.initiative_id, row.name, None, "unknown", True


def _split(joined: object) -> list[str]:
    return [part for part in joined.split(";") if part] if isinstance(joined, str) else []


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def since(used: pd.DataFrame) -> str:
    """The first day known to the month at least of some uses of an instrument; "" where none is."""
    dated = used[used["precision"].isin(_KNOWN) & used["start"].notna()]
    first = min((str(start) for start in dated["start"]), default="")
    return f"{first}-01" if len(first) == _MONTH_LENGTH else first[:10]


def cells(vintage: str, port: str, used: pd.DataFrame | None = None) -> list[Cell]:
    """Every instrument by every theme at one port, instruments first; `used` spares the reads of `instruments`."""
    used = instruments(vintage) if used is None else used
    mine = used[used["port"] == port]
    records = {str(one["code"]): one for one in reads.registry(vintage)}
    units = {code: str(one["unit"]) for code, one in records.items()}
    periods = _periods(vintage, port, records)
    firsts = {code: since(mine[mine["instrument"] == code]) for code in INSTRUMENTS}
    known = set(mine["instrument"])
    return [
        _cell(vintage, code, theme, firsts[code] if code in known else None, periods, units)
        for code in INSTRUMENTS
        for theme in OUTCOME_THEMES
    ]


def _periods(vintage: str, port: str, records: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """The periods with a value of every indicator of the port and of the regions it is measured against."""
    regions = warehouse_reads.denominators(vintage, [port])["region_id"].unique()
    found = held.extent(vintage, [port, *regions])
    themes = {code: str(one["theme"]) for code, one in records.items() if one["variant_of"] not in _ONE_A_SHOCK}
    return found.assign(theme=found["indicator"].map(themes))


def _cell(
    vintage: str, instrument: str, theme: str, first: str | None, periods: pd.DataFrame, units: Mapping[str, str]
) -> Cell:
    if first is None:
        return Cell(instrument, theme, NOT_USED)
    of_theme = periods[periods["theme"] == theme]
    if of_theme.empty:
        return Cell(instrument, theme, NO_DATA, first)
    if not first:
        return Cell(instrument, theme, NO_DATE)
    groups = of_theme.groupby(["indicator", "entity", "freq"], sort=True)
    found = [_measured(instrument, theme, first, key, rows) for key, rows in groups]

    def order(one: Cell) -> tuple[int, bool, int, str]:
        is_level = units[one.indicator] in LEVEL_UNITS
        return list(QUALITIES).index(one.quality), not is_level, -one.months, one.indicator

    return _evaluated(vintage, min(found, key=order), units)


def _measured(instrument: str, theme: str, first: str, key: Any, rows: pd.DataFrame) -> Cell:  # noqa: ANN401
    """What one series of a place could carry, counted at the instrument's first day."""
    code, entity, freq = (str(part) for part in key)
    before = int((rows["period_start"] < pd.Timestamp(first)).sum())
    after = len(rows) - before
    months = round(_MONTHS[freq] * len(rows))
    is_long = before >= _NEEDED_BEFORE[freq] and after >= _NEEDED_AFTER[freq]
    is_sure = float(rows["is_unsure"].mean()) <= UNSURE
    quality = ENOUGH if is_long and is_sure else SHORT if before and after else ONE_SIDE
    return Cell(instrument, theme, DATA, first, code, "", freq, entity, months, before, after, quality)


def _evaluated(vintage: str, cell: Cell, units: Mapping[str, str]) -> Cell:
    """The cell with its ring: whether the interrupted series answers for it at the instrument's first day."""
    variant = _variant(vintage, cell)
    if cell.quality != ENOUGH or units[cell.indicator] not in LEVEL_UNITS:
        return replace(cell, variant=variant)
    asked = Question(vintage, cell.indicator, cell.entity, cell.since, "its", variant, cell.freq, shock="")
    return replace(cell, variant=variant, is_evaluated=answer(asked).verdict != REFUSED)


def _variant(vintage: str, cell: Cell) -> str:
    """The empty variant, or the one held for most places."""
    there = reads.variants(vintage, cell.indicator)
    of_freq = there[there["freq"] == cell.freq].sort_values("n_entities", ascending=False, kind="stable")
    return "" if "" in set(of_freq["variant"]) else str(of_freq["variant"].iloc[0])


def ports(used: pd.DataFrame) -> dict[str, int]:
    """The ports at which any instrument is recorded, with the number of recorded uses, most first."""
    counts = used["port"].value_counts(sort=True)
    return {str(port): int(n) for port, n in counts.items()}
