"""The reader's words for the codes of projects, events and reviews."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

import pandas as pd

from language import N_, Lang, _
from language import formats as f

EVENT_KINDS: dict[str, str] = {
    "agreement": N_("agreement"),
    "conference": N_("conference"),
    "fact_finding": N_("fact finding mission"),
    "final_conference": N_("final conference"),
    "hackathon": N_("hackathon"),
    "kick_off": N_("kick-off"),
    "network_meeting": N_("network meeting"),
    "peer_review": N_("peer review"),
    "pilot": N_("pilot"),
    "policy_decision": N_("policy decision"),
    "policy_workshop": N_("policy workshop"),
    "stakeholder_event": N_("stakeholder event"),
    "study_visit": N_("study visit"),
    "trade_mission": N_("trade mission"),
    "webinar": N_("webinar"),
}
FORMATS: dict[str, str] = {
    "in_person": N_("in person"),
    "online": N_("online"),
    "hybrid": N_("in person and online"),
    "not_applicable": "",
}
ORGANISATION_KINDS: dict[str, str] = {
    "port": N_("port"),
    "university": N_("university"),
    "public_authority": N_("public authority"),
    "business_support": N_("business support"),
    "research": N_("research"),
    "company": N_("company"),
}
PARTNER_ROLES: dict[str, str] = {
    "lead": N_("lead"),
    "joint_lead": N_("joint lead"),
    "co_lead": N_("co-lead"),
    "partner": N_("partner"),
}
PORT_ROLES: dict[str, str] = {
    "host": N_("host"),
    "subject": N_("under review"),
    "peer": N_("peer"),
    "origin": N_("origin"),
    "destination": N_("destination"),
    "lead_partner": N_("lead partner"),
    "location": N_("place"),
    "participant": N_("takes part"),
    "party": N_("party"),
    "study_visit": N_("visited"),
}
PARTICIPANT_ROLES: dict[str, str] = {
    "city": N_("cities"),
    "decision_maker": N_("decides"),
    "delegate": N_("delegates"),
    "host": N_("host"),
    "lead": N_("leads"),
    "named_case": N_("named as a case"),
    "organiser": N_("organiser"),
    "panellist": N_("panellists"),
    "participant": N_("participants"),
    "party": N_("party"),
    "peer": N_("peer"),
    "team": N_("teams"),
}
COUNT_UNITS: dict[str, str] = {
    "persons": N_("persons"),
    "peers": N_("peers"),
    "teams": N_("teams"),
    "cities": N_("cities"),
}
COUNTS: dict[str, str] = {
    "exact": N_("{n} {unit}"),
    "about": N_("about {n} {unit}"),
    "over": N_("more than {n} {unit}"),
}
THEMES: dict[str, str] = {
    "circular_economy": N_("circular economy"),
    "citizens": N_("citizens"),
    "clusters": N_("clusters"),
    "competition": N_("competition"),
    "competitiveness": N_("competitiveness"),
    "cooperation": N_("cooperation"),
    "data": N_("data"),
    "digital": N_("digital"),
    "e_health": N_("e-health"),
    "engagement": N_("engagement"),
    "entrepreneurship": N_("entrepreneurship"),
    "governance": N_("governance"),
    "innovation": N_("innovation"),
    "internet_of_things": N_("Internet of Things"),
    "investment": N_("investment"),
    "knowledge": N_("knowledge"),
    "method": N_("method"),
    "mobility": N_("mobility"),
    "monitoring": N_("monitoring"),
    "regulation": N_("regulation"),
    "risk": N_("risk"),
    "scaling": N_("scaling"),
    "shock": N_("shock"),
    "smart_port_maturity": N_("smart port maturity"),
    "stakeholders": N_("stakeholders"),
    "strategy": N_("strategy"),
    "sustainability": N_("sustainability"),
}
CHALLENGE_KINDS: dict[str, str] = {
    "ambition": N_("ambition"),
    "challenge": N_("challenge"),
    "context": N_("context"),
    "need": N_("need"),
}
ORIGINS: dict[str, str] = {
    "antwerp_mission": N_("Mission of Antwerp to Seoul and Shanghai"),
    "flemish_cluster_policy": N_("Flemish cluster policy"),
    "peer_review": N_("Peer review of Boulogne and Calais"),
    "speed": N_("SPEED project"),
    "ukraine_mission": N_("Mission to Odesa, Mykolaiv and Kherson"),
}
INITIATIVE_KINDS: dict[str, str] = {
    "business_park": N_("business park"),
    "cluster": N_("cluster"),
    "data_platform": N_("data platform"),
    "digital_tool": N_("digital tool"),
    "education": N_("education"),
    "event_series": N_("series of events"),
    "governance": N_("governance"),
    "incubator": N_("incubator"),
    "knowledge_centre": N_("knowledge centre"),
    "living_lab": N_("living lab"),
    "method": N_("method"),
    "mission": N_("mission"),
    "monitoring": N_("monitoring"),
    "network": N_("network"),
    "strategy": N_("strategy"),
}
STATUSES: dict[str, str] = {
    "unknown": N_("unknown"),
    "planned": N_("planned"),
    "started": N_("started"),
    "implemented": N_("implemented"),
    "rejected": N_("not taken up"),
}
SUGGESTED_BY: dict[str, str] = {
    "analyst": N_("suggested by us, not by the peers"),
    "published": N_("named by the source"),
}
DATE_KINDS: dict[str, str] = {
    "publication": N_("date of publication"),
    "inferred": N_("inferred from the page, which has no date"),
}
PROVENANCE: dict[str, str] = {
    "derived": N_("derived by us from what is published"),
    "analyst": N_("our judgement"),
    "mixed": N_("partly our classification"),
}
REFERENCES: dict[str, str] = {
    "secondary": N_("read in a copy"),
    "not_opened": N_("the page itself was not opened: verify before quoting"),
}
RATE_KINDS: dict[str, str] = {"derived": N_("derived: EU amount over budget"), "published": N_("as printed")}
NOT_PRINTED = N_("not printed")
UNDATED = N_("undated")
_ADDRESS = re.compile(r"https://[^\s;)]+")


def word(codes: Mapping[str, str], code: object, lang: Lang) -> str:
    """The reader's word for a code; a code we have no word for stands with spaces, an empty one as ""."""
    if is_empty(code):
        return ""
    known = codes.get(str(code))
    return str(code).replace("_", " ") if known is None else (_(known, lang) if known else "")


def dates(row: Mapping[Any, Any], lang: Lang) -> str:
    """From when to when, as exactly as printed; "undated" without any date, and an end without a start as such."""
    start, end = row["date_start"], row["date_end"]
    if is_empty(start) and is_empty(end):
        return _(UNDATED, lang)
    last = "" if is_empty(end) else f.day(end, row["date_end_precision"], lang)
    if is_empty(start):
        return _("until {end}, start not printed", lang, end=last)
    first = f.day(start, row["date_start_precision"], lang)
    if not last:
        return _("from {start}, end not printed", lang, start=first)
    if first == last:
        return first
    if _same_month(row):
        return f.span(int(str(start)[8:10]), last, lang)
    return _("{start} to {end}", lang, start=first, end=last)


def _same_month(row: Mapping[Any, Any]) -> bool:
    """Whether both days lie in one month, which then need not be said twice."""
    exact = row["date_start_precision"] == "day" and row["date_end_precision"] == "day"
    return exact and str(row["date_start"])[:7] == str(row["date_end"])[:7]


def precision_note(row: Mapping[Any, Any], lang: Lang) -> str:
    """What a date of an event is, where it is not the event's own day: its month or year only, or a publication's."""
    kind = row["date_kind"]
    said = {"year": _("only the year is known", lang), "month": _("only the month is known", lang)}
    parts = [said.get(str(row["date_start_precision"]), "")]
    if kind not in ("event", "unknown") and not is_empty(kind):
        parts.append(word(DATE_KINDS, kind, lang))
    return "; ".join(part for part in parts if part)


def counted(row: Mapping[Any, Any], lang: Lang) -> str:
    """A count as printed: "about 80 persons", "more than 100 persons"."""
    pattern = COUNTS.get(str(row["n_qualifier"]), COUNTS["exact"])
    return _(pattern, lang, n=f.exact(int(row["n"]), "", lang), unit=word(COUNT_UNITS, row["n_unit"], lang))


def amount(value: object, lang: Lang) -> str:
    """An amount of euro with all its digits, or "not printed"."""
    return _(NOT_PRINTED, lang) if is_empty(value) else f.exact(int(str(value)), "EUR", lang)


def partners(row: Mapping[Any, Any], lang: Lang) -> str:
    """How many partners are listed here of how many are printed: "4 of 46", "12 of 12", "1 of a number not printed"."""
    if is_empty(row["printed"]):
        return _("{listed}, total not printed", lang, listed=int(row["n_listed"]))
    return _("{listed} of {printed}", lang, listed=int(row["n_listed"]), printed=int(row["printed"]))


def addresses(locator: object) -> list[str]:
    """The web addresses in a locator."""
    return [] if is_empty(locator) else [found.rstrip(".,") for found in _ADDRESS.findall(str(locator))]


def standing(row: Mapping[Any, Any], lang: Lang) -> str:
    """What a reader should know of a row's evidence: our classification, a copy, a page not opened; "" when plain."""
    parts = (word(PROVENANCE, row.get("provenance_kind"), lang), word(REFERENCES, row.get("reference_status"), lang))
    kept = [
        part
        for part, code, plain in zip(
            parts, (row.get("provenance_kind"), row.get("reference_status")), ("published", "read"), strict=True
        )
        if part and code != plain
    ]
    return "; ".join(kept)


def is_empty(value: object) -> bool:
    """Whether a cell holds nothing: None, NaN, NA, NaT or an empty text."""
    return value is None or (not isinstance(value, str) and bool(pd.isna(cast(Any, value)))) or value == ""
