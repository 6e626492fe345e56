"""CORDIS in our tables: which projects count, which of them we hold, which partners are organisations of ours."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from etl.source import Harmonised, Held
from etl.sources import cordis_rule
from etl.sources.figures import set_aside
from language.formats import territory

PUBLISHER, LICENCE = "European Commission, CORDIS", "cordis"
DATASET = "Horizon 2020 and Horizon Europe projects"
_COUNTRIES = {"UK": "GB", "EL": "GR"}
_KINDS = {
    "HES": "university",
    "REC": "research",
    "PRC": "company",
    "PUB": "public_authority",
    "OTH": "business_support",
}
# What is left of the name of a port authority without these words is its place.
_NO_PLACE = re.compile(r"\b(?:ports?|of|the|authority|company|haven|van|harbour|commissioners|inland|ag|places?)\b")
_ROLES = {"coordinator": "lead", "thirdParty": "third_party"}
_HORIZON = {
    "programme_id": "HORIZON",
    "name": "Horizon Europe",
    "family": "Framework programme",
    "programme_period": "2021-2027",
    "note": "Programme data not collected; listed because a project refers to it",
    "locator": "https://cordis.europa.eu",
    "dataset": "CORDIS projects",
    "provenance_kind": "published",
}


def harmonised(parsed: pd.DataFrame, held: Held) -> Harmonised:
    """Port-related projects with partners, organisations, countries and programme; shifted rows set aside."""
    partners = _partners(parsed[parsed["kind"] == "organization"], held)
    projects = _kept(parsed[parsed["kind"] == "project"], partners)
    projects = projects.assign(project_id=_project_ids(projects, held))
    partners = partners.merge(projects[["id", "project_id"]], left_on="projectID", right_on="id", suffixes=("", "_of"))
    tables = {
        "core_country": _new_countries(partners, held),
        "core_programme": pd.DataFrame([_HORIZON]),
        "core_organisation": _new_organisations(partners, held),
        "core_project": _versions(projects, partners, held),
        "core_project_partner": _partner_rows(partners),
    }
    aside = parsed.loc[parsed["kind"] == "set_aside", ["file", "line", "problem", "record"]]
    held_back = set_aside([{**row, "line": int(row["line"])} for row in _records(aside)])
    return Harmonised(tables={name: rows for name, rows in tables.items() if len(rows)}, set_aside=held_back)


def _records(rows: pd.DataFrame) -> list[dict[str, str]]:
    return [
        {str(name): "" if pd.isna(value) else str(value) for name, value in row.items()}
        for row in rows.to_dict("records")
    ]


def _partners(printed: pd.DataFrame, held: Held) -> pd.DataFrame:
    """Participations with our organisation id, port and region, and whether the partner is a port authority."""
    country = printed["country"].replace(_COUNTRIES)
    rows = printed.assign(country=country)
    distinct = rows.drop_duplicates("organisationID")
    match = _Match.of(held)
    records = _records(distinct)
    ours = {row["organisationID"]: match.organisation(row) for row in records}
    port = {row["organisationID"]: match.port(row) for row in records}
    authority = dict(zip(distinct["organisationID"], distinct["name"].str.contains(cordis_rule.AUTHORITY), strict=True))
    edition = held.regions.sort_values("nuts_version").drop_duplicates("region_id", keep="last")
    version = dict(zip(edition["region_id"], edition["nuts_version"], strict=True))
    held_port = set(held.organisations.loc[held.organisations["org_kind"] == "port", "org_id"])
    held_id = rows["organisationID"].map(ours).astype("string")
    return rows.assign(
        org_id=held_id.fillna("cordis_" + rows["organisationID"]),
        is_held=held_id.notna(),
        port_id=rows["organisationID"].map(port).astype("string"),
        is_authority=rows["organisationID"].map(authority).astype(bool) | held_id.isin(held_port),
        region_id=rows["nutsCode"].where(rows["nutsCode"].isin(list(version))),
        nuts_version=rows["nutsCode"].map(version).astype("string"),
        in_our_region=rows["nutsCode"].isin(held.port_regions["region_id"]),
    )


@dataclass(frozen=True)
class _Match:
    """Organisations we hold by plain name and country; our ports and port authorities by their place."""

    organisations: Mapping[tuple[str, str], str]
    ports: Sequence[tuple[str, str, str]]
    authorities: Sequence[tuple[str, str, str]]

    @classmethod
    def of(cls, held: Held) -> _Match:
        known = held.organisations.fillna({"country": ""})
        names = {(plain(row["name"]), row["country"]): row["org_id"] for row in _records(known)}
        ports = [
            (plain(name), row["country"], row["port_id"])
            for row in _records(held.ports)
            for name in (row["name"], row["name_local"])
            if plain(name)
        ]
        owners = _records(known[known["org_kind"] == "port"])
        by_port = {row["port_id"]: row["org_id"] for row in owners}
        places = [(_NO_PLACE.sub(" ", plain(row["name"])).strip(), row["country"], row["org_id"]) for row in owners]
        authorities = [(words, country, by_port[port]) for words, country, port in ports if port in by_port]
        return cls(names, _longest_first(ports), _longest_first([*authorities, *(one for one in places if one[0])]))

    def port(self, row: Mapping[str, str]) -> str | None:
        """The port whose authority this is: the authority's name holds the port's, in the same country."""
        return _named_in(row, self.ports)

    def organisation(self, row: Mapping[str, str]) -> str | None:
        """The organisation of ours: the same name or short name in the same country, or the authority of our port."""
        for name in (row["name"], row["shortName"]):
            found = self.organisations.get((plain(name), row["country"]))
            if name and found:
                return found
        return _named_in(row, self.authorities)


def _longest_first(places: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    return sorted(places, key=lambda one: (-len(one[0]), one))


def _named_in(row: Mapping[str, str], places: Sequence[tuple[str, str, str]]) -> str | None:
    """The first place whose name stands in the name of a port authority of the same country."""
    if not cordis_rule.AUTHORITY.search(row["name"]):
        return None
    name = f" {plain(row['name'])} "
    same = ((words, held) for words, country, held in places if country == row["country"])
    return next((held for words, held in same if f" {words} " in name), None)


def plain(name: str) -> str:
    """A name in small letters without accents, legal forms and signs."""
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", " ", letters)
    return re.sub(r"\b(?:n v|b v|nv|bv|sa|spa|s p a|gmbh|ltd|limited|plc|ag|asbl|vzw|srl|sl)\b", " ", words).strip()


def _kept(projects: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Projects that the rule keeps, with its reason."""
    flags = partners.groupby("projectID")[["is_authority", "in_our_region"]].any()
    with_flags = projects.join(flags, on="id").fillna({"is_authority": False, "in_our_region": False})
    flagged = zip(with_flags["title"], with_flags["is_authority"], with_flags["in_our_region"], strict=True)
    why = [
        cordis_rule.reason(str(title), has_authority=bool(authority), in_region=bool(near))
        for title, authority, near in flagged
    ]
    kept = with_flags.assign(why=pd.Series(why, index=with_flags.index, dtype="string")).dropna(subset=["why"])
    return kept.sort_values("contentUpdateDate").drop_duplicates("id", keep="last").sort_values("id")


def _project_ids(projects: pd.DataFrame, held: Held) -> list[str]:
    """The held project of the same grant, else of the same programme and acronym, else a new id from the grant.

    Two grants with one acronym never share a project: only the first takes the held one.
    """
    by_grant, by_acronym = _held_projects(held.projects)
    taken: set[str] = set()
    made = []
    for row in _records(projects):
        found = by_grant.get(row["id"]) or by_acronym.get((row["programme"], plain(row["acronym"])))
        project = found if found and found not in taken else f"CORDIS-{row['id']}"
        taken.add(project)
        made.append(project)
    return made


def _held_projects(projects: pd.DataFrame) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """Our projects by the grant numbers that their rows name ("GA 770064", "Grant 101004234"), and by acronym."""
    by_grant: dict[str, str] = {}
    by_acronym: dict[tuple[str, str], str] = {}
    for row in _records(projects):
        text = f"{row['note']} {row['locator']}"
        for grant in re.findall(r"\b(?:GA|Grant(?: agreement)?)\s+(\d{6,9})\b", text):
            by_grant[grant] = row["project_id"]
        by_acronym[(row["programme_id"], plain(row["acronym"]))] = row["project_id"]
    return by_grant, by_acronym


def _versions(projects: pd.DataFrame, partners: pd.DataFrame, held: Held) -> pd.DataFrame:
    """CORDIS as the newest version of each project; the versions we held stay, no longer the latest."""
    made = _project_rows(projects, partners)
    last = held.projects.groupby("project_id")["version"].max()
    made["version"] = made["project_id"].map(last).fillna(0).astype(int) + 1
    older = held.projects[held.projects["project_id"].isin(made["project_id"])].assign(is_latest=False)
    return pd.concat([older, made], ignore_index=True) if len(older) else made


def _project_rows(projects: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    cost, amount = _money(projects["totalCost"]), _money(projects["ecMaxContribution"])
    budget = cost.mask(cost <= 0)
    rate = (amount / budget).round(6)
    lead = partners[partners["role"] == "coordinator"].drop_duplicates("projectID").set_index("projectID")
    count = partners[partners["role"] != "thirdParty"].groupby("projectID")["org_id"].nunique()
    no_budget = pd.Series(" CORDIS prints no total cost.", index=projects.index).where(budget.isna(), "")
    return pd.DataFrame(
        {
            "project_id": projects["project_id"],
            "is_latest": True,
            "as_of": projects["contentUpdateDate"].str[:10],
            "as_of_precision": "day",
            "acronym": projects["acronym"],
            "programme_id": projects["programme"],
            "title": projects["title"].where(projects["title"] != "", projects["acronym"]),
            "lead_org_id": projects["id"].map(lead["org_id"]),
            "lead_name": projects["id"].map(lead["name"]),
            "lead_country": projects["id"].map(lead["country"]).replace("", None),
            "budget_eur": budget.round().astype("Int64"),
            "eu_amount_eur": amount.round().astype("Int64"),
            "eu_rate": rate,
            "eu_rate_kind": pd.Series("derived", index=projects.index).where(rate.notna()),
            "date_start": projects["startDate"].replace("", None),
            "date_start_precision": projects["startDate"].map(_precision),
            "date_end": projects["endDate"].replace("", None),
            "date_end_precision": projects["endDate"].map(_precision),
            "n_partners": projects["id"].map(count).astype("Int64"),
            "note": "Grant " + projects["id"] + "; kept because " + projects["why"] + "." + no_budget,
            "publisher": PUBLISHER,
            "dataset": DATASET,
            "locator": projects["file"] + ", line " + projects["line"],
            "licence_id": LICENCE,
            "provenance_kind": "published",
            "reference_status": "read",
        }
    ).reset_index(drop=True)


def _money(printed: pd.Series) -> pd.Series:
    """Euro; decimal commas and points alike (the same file prints both), missing where nothing is printed."""
    return pd.to_numeric(printed.str.replace(",", ".", regex=False).replace("", None)).astype("float64")


def _precision(day: str) -> str:
    return "day" if day else "unknown"


def _partner_rows(partners: pd.DataFrame) -> pd.DataFrame:
    """One row a project and organisation; of several participations of one organisation the first listed counts."""
    first = partners.sort_values("order", key=lambda s: pd.to_numeric(s, errors="coerce"))
    rows = first.assign(amount=_money(first["netEcContribution"]))
    grouped = rows.groupby(["project_id", "org_id"], sort=True)
    once = grouped.first().reset_index()
    summed = grouped["amount"].sum(min_count=1).reset_index(drop=True)
    return pd.DataFrame(
        {
            "project_id": once["project_id"],
            "org_id": once["org_id"],
            "partner_role": once["role"].map(_ROLES).fillna("partner"),
            "eu_amount_eur": summed.round().astype("Int64"),
            "locator": once["file"] + ", line " + once["line"],
            "provenance_kind": "published",
        }
    )


def _new_organisations(partners: pd.DataFrame, held: Held) -> pd.DataFrame:
    """Organisations that we do not hold; the kind is our reading of CORDIS's type of activity."""
    known = set(held.countries["country_id"]) | set(_named(partners["country"]))
    new = partners[~partners["is_held"]].sort_values(["org_id", "projectID"]).drop_duplicates("org_id")
    kind = new["activityType"].map(_KINDS).fillna("company").mask(new["is_authority"], "port")
    return pd.DataFrame(
        {
            "org_id": new["org_id"],
            "name": new["name"],
            "org_kind": kind,
            "country": new["country"].where(new["country"].isin(known)),
            "region_id": new["region_id"],
            "nuts_version": new["nuts_version"].where(new["region_id"].notna()),
            "port_id": new["port_id"],
            "note": "Kind is our classification of the type " + new["activityType"].replace("", "not printed"),
            "locator": new["file"] + ", line " + new["line"],
            "provenance_kind": "mixed",
        }
    )


def _new_countries(partners: pd.DataFrame, held: Held) -> pd.DataFrame:
    """Countries of partners that we do not hold yet."""
    new = sorted(set(_named(partners["country"])) - set(held.countries["country_id"]))
    return pd.DataFrame(
        {
            "country_id": new,
            "name": [territory(code, "en") for code in new],
            "publisher": "Port Region Monitor",
            "dataset": "Countries of the entities",
            "locator": "ISO 3166-1 alpha-2; a country of a CORDIS partner",
            "licence_id": "own",
            "provenance_kind": "analyst",
        }
    )


def _named(codes: Iterable[str]) -> list[str]:
    """The codes that stand for a country."""
    return [code for code in set(codes) if code and territory(code, "en")]
