"""Projects, events and reviews as frames of facts: chosen, counted, linked and matched, before any drawing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from charts.rows import each_row
from charts.timeline import bounds
from language import N_, Lang, _
from ui.cooperation import words as cw

TWO_SEAS = "2SEAS-1420"
"""The one programme whose rules of partnership and rate are tested."""
TWO_SEAS_LEAST_COUNTRIES = 2
UNITED_KINGDOM = "GB"
LEADS = ("lead", "joint_lead")
Verdict = Literal["kept", "broken", "unknown"]
Row = Mapping[Any, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the 2 Seas programme held against one version of a project."""

    rule: str
    verdict: Verdict
    found: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """An indicator of ours that would show progress on a policy lever, and why we think so (our judgement)."""

    code: str
    reason: str
    of_event: bool = False
    """Whether the ports' values stand under the review as their variant."""
    freq: str = "A"
    counted_apart: str = ""
    """A variant whose value is said beside, never added: what it counts is not known to belong."""


PROGRESS: dict[str, tuple[Evidence, ...]] = {
    "governance": (
        Evidence(
            "recommendations_implemented",
            N_("a working group that reviews initiatives should see recommendations carried out"),
            of_event=True,
        ),
    ),
    "digital": (),
    "investment": (
        Evidence(
            "programme_money_attributed",
            N_(
                "priority investments that trigger co-investment should draw programme money to the port region; "
                "equal split, with the range over three rules, under the first year of the programming period"
            ),
        ),
        Evidence(
            "eu_cofinancing_rate",
            N_("what the European Union does not pay in a project is the co-investment beside it"),
        ),
    ),
    "monitoring": (
        Evidence("data_coverage", N_("monitoring needs figures: how many of those one would expect are held")),
        Evidence("data_age", N_("dynamic monitoring needs figures that are young"), freq="D"),
    ),
    "engagement": (
        Evidence("helix_diversity", N_("engagement shows in how evenly the kinds of partners share a project")),
    ),
    "cooperation": (
        Evidence(
            "active_projects",
            N_("joint projects show as projects with a partner in the port region"),
            counted_apart="undated",
        ),
        Evidence("cross_border_pair_share", N_("partnerships between regions of different countries are its pairs")),
    ),
}
"""Which of our indicators would show progress on a lever: the analyst's table, with the reason."""

NEAR_THEMES: dict[str, tuple[str, ...]] = {
    "citizens": ("engagement",),
    "data": ("internet_of_things",),
    "digital": ("data", "internet_of_things"),
    "stakeholders": ("engagement",),
    "sustainability": ("circular_economy",),
}
"""Themes of initiatives that answer a need of another name: the analyst's table."""


def latest(versions: pd.DataFrame) -> pd.DataFrame:
    """The version to show of every project."""
    return versions[versions["is_latest"].astype(bool)].reset_index(drop=True)


def countries_of(projects: pd.DataFrame, partners: pd.DataFrame) -> dict[str, set[str]]:
    """Countries of every project: of its lead as printed and of its listed partners."""
    found = {
        row["project_id"]: set(() if cw.is_empty(row["lead_country"]) else str(row["lead_country"]).split(";"))
        for row in each_row(projects)
    }
    for project_id, rows in partners.groupby("project_id"):
        found.setdefault(str(project_id), set()).update(rows["country"].dropna())
    return found


def chosen(
    projects: pd.DataFrame,
    partners: pd.DataFrame,
    *,
    programmes: Sequence[str] = (),
    periods: Sequence[str] = (),
    countries: Sequence[str] = (),
    of_port: Sequence[str] | None = None,
) -> pd.DataFrame:
    """The projects that answer every filter; an empty filter lets all through. ``of_port`` are project ids."""
    keep = pd.Series(True, index=projects.index)
    if programmes:
        keep &= projects["programme_id"].isin(programmes)
    if periods:
        keep &= projects["programme_period"].isin(periods)
    if countries:
        places = countries_of(projects, partners)
        keep &= projects["project_id"].map(lambda one: bool(places[one] & set(countries)))
    if of_port is not None:
        keep &= projects["project_id"].isin(of_port)
    return projects[keep].reset_index(drop=True)


def money_by_period(projects: pd.DataFrame) -> pd.DataFrame:
    """EU money printed, one row a programming period: period, eu_eur, n_printed, n_projects; never one over another."""
    grouped = projects.groupby("programme_period")["eu_amount_eur"]
    rows = pd.DataFrame({"eu_eur": grouped.sum(), "n_printed": grouped.count(), "n_projects": grouped.size()})
    return rows.rename_axis("period").reset_index().sort_values("period", ignore_index=True)


def flow_links(
    projects: pd.DataFrame, partners: pd.DataFrame, width: Literal["partners", "money"], lang: Lang
) -> pd.DataFrame:
    """Programme, project, country, is_listed and value of every stream; partners nobody names have their own.

    Width "partners": every partner counts one. Width "money": the printed EU amount, split equally over the printed
    number of partners (the listed ones where none is printed). A project without either has no row.
    """
    rows: list[dict[str, Any]] = []
    for project in each_row(projects):
        mine = partners[partners["project_id"] == project["project_id"]]
        whole = max(len(mine), 0 if cw.is_empty(project["printed"]) else int(project["printed"]))
        each = 1.0 if width == "partners" else _share(project["eu_amount_eur"], whole)
        streams = mine.groupby(mine["country_name"].fillna(""), sort=True).size()
        named = {
            "programme": programme_words(project, lang),
            "project": project["acronym"],
        }
        rows += [
            named | {"country": _country(name, lang), "is_listed": True, "value": each * n}
            for name, n in streams.items()
        ]
        if whole > len(mine):
            nobody = {"country": _("not named", lang), "is_listed": False, "value": each * (whole - len(mine))}
            rows.append(named | nobody)
    held = pd.DataFrame(rows, columns=["programme", "project", "country", "is_listed", "value"])
    return held.sort_values(["programme", "project", "is_listed", "country"], ascending=[True, True, False, True])


def left_out(projects: pd.DataFrame, links: pd.DataFrame) -> list[str]:
    """Acronyms of the projects without any stream."""
    drawn = set(links.loc[links["value"] > 0, "project"])
    return [name for name in projects["acronym"] if name not in drawn]


def programme_words(project: Row, lang: Lang) -> str:
    """The programme with its period, which is part of what it is."""
    return _("{programme}, {period}", lang, programme=project["programme_name"], period=project["programme_period"])


def two_seas_rules(project: Row, partners: pd.DataFrame, lang: Lang) -> list[Rule]:
    """The three rules of the 2 Seas programme 2014-2020 for one version of a project; none for another programme.

    A rule about partners can only be called broken when every printed partner is listed.
    """
    if project["programme_id"] != TWO_SEAS:
        return []
    held = sorted(set(partners["country"].dropna()))
    complete = not cw.is_empty(project["printed"]) and len(partners) >= int(project["printed"])
    said = _("listed: {countries}", lang, countries=", ".join(held)) if held else _("no partner is listed", lang)
    said = said if complete else _("{said}; the list is not known to be complete", lang, said=said)
    return [
        _rate_rule(project, lang),
        Rule(
            _("At least two Member States (of that time)", lang),
            _verdict(len(held) >= TWO_SEAS_LEAST_COUNTRIES, complete),
            said,
        ),
        Rule(_("At least one partner from the United Kingdom", lang), _verdict(UNITED_KINGDOM in held, complete), said),
    ]


def version_rows(versions: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Published versions side by side: field, one column a version, difference (newest against first), changed.

    Fields that no version fills are left out.
    """
    ordered = versions.sort_values("version")
    kept = [
        (label, [reader(row) for row in each_row(ordered)], column)
        for label, column, reader in _version_fields(lang)
        if ordered[column].map(lambda value: not cw.is_empty(value)).any()
    ]
    names = [_("Version {n}", lang, n=n) for n in ordered["version"]]
    rows = [
        {
            "field": label,
            **dict(zip(names, said, strict=True)),
            "difference": _difference(ordered[column].iloc[0], ordered[column].iloc[-1], column, lang),
            "changed": _("changed", lang) if len(set(said)) > 1 else _("same", lang),
        }
        for label, said, column in kept
    ]
    return pd.DataFrame(rows, columns=["field", *names, "difference", "changed"])


def partner_regions(partners: pd.DataFrame, shapes: pd.DataFrame, lang: Lang) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Regions with their organisations, and the organisations without a region that could be drawn.

    Regions: region_id, name, country, partners, n_partners, is_lead, geometry. Unplaced: partner, country. An
    organisation of several projects counts once.
    """
    leads = set(partners.loc[partners["partner_role"].isin(LEADS), "org_id"])
    each = partners.drop_duplicates("org_id")
    drawn = each["region_id"].isin(set(shapes["region_id"]))
    rows = [
        {
            "region_id": region,
            "name": rows["region_name"].iloc[0],
            "country": _country(rows["country_name"].iloc[0], lang),
            "partners": "; ".join(sorted(rows["name"])),
            "n_partners": len(rows),
            "is_lead": bool(rows["org_id"].isin(leads).any()),
        }
        for region, rows in each[drawn].groupby("region_id")
    ]
    regions = pd.DataFrame(rows, columns=["region_id", "name", "country", "partners", "n_partners", "is_lead"])
    unplaced = pd.DataFrame(
        {
            "partner": each.loc[~drawn, "name"],
            "country": [_country(name, lang) for name in each.loc[~drawn, "country_name"]],
        }
    ).sort_values("partner")
    return regions.merge(shapes[["region_id", "geometry"]], on="region_id"), unplaced.reset_index(drop=True)


def region_links(partners: pd.DataFrame, regions: pd.DataFrame) -> pd.DataFrame:
    """Lines from every lead's region to the regions of its partners: region_from, region_to, projects."""
    drawn = set(regions["region_id"])
    held = partners[partners["region_id"].isin(drawn)]
    leads = held[held["partner_role"].isin(LEADS)][["project_id", "region_id"]]
    pairs = leads.merge(held[["project_id", "region_id"]], on="project_id", suffixes=("_from", "_to"))
    pairs = pairs[pairs["region_id_from"] != pairs["region_id_to"]]
    found = pairs.groupby(["region_id_from", "region_id_to"])["project_id"].agg(lambda ids: "; ".join(sorted(set(ids))))
    named = found.reset_index().rename(
        columns={"region_id_from": "region_from", "region_id_to": "region_to", "project_id": "projects"}
    )
    return named[["region_from", "region_to", "projects"]]


def is_later(what: object, than: Row) -> bool:
    """Whether a date, cut short or not, surely lies after an event: its first day after the event's last day."""
    when = bounds(what)
    ends = bounds(than["date_end"]) or bounds(than["date_start"])
    return when is not None and ends is not None and when.first > ends.last


def later_events(event: Row, events: pd.DataFrame, ports: pd.DataFrame) -> pd.DataFrame:
    """Dated events that surely came later and share the project or a port; plus the column shared (port names)."""
    mine = ports[ports["event_id"] == event["event_id"]]
    shared = ports[ports["entity"].isin(mine["entity"]) & (ports["event_id"] != event["event_id"])]
    names = shared.groupby("event_id")["name"].agg(lambda held: ", ".join(sorted(set(held))))
    after = events[[is_later(day, event) for day in events["date_start"]]].copy()
    after["shared"] = [names.get(one, "") for one in after["event_id"]]
    same_project = after["project_id"].eq(event["project_id"]) & after["project_id"].notna()
    return after[same_project | (after["shared"] != "")]


def later_projects(event: Row, projects: pd.DataFrame, partners: pd.DataFrame, ports: pd.DataFrame) -> pd.DataFrame:
    """Projects that surely began later and have a port of the event as partner; plus shared (partner names)."""
    mine = set(ports.loc[ports["event_id"] == event["event_id"], "entity"])
    names = partners[partners["port_id"].isin(mine)].groupby("project_id")["name"].agg(", ".join)
    after = projects[[is_later(day, event) for day in projects["date_start"]]].copy()
    after["shared"] = [names.get(one, "") for one in after["project_id"]]
    return after[after["shared"] != ""]


def of_port(rows: pd.DataFrame, port: str) -> pd.DataFrame:
    """Rows whose `entities`, joined by ';', name the port; all rows for ""."""
    if not port:
        return rows
    return rows[rows["entities"].fillna("").map(lambda held: port in held.split(";"))]


def matches(theme: str, initiatives: pd.DataFrame) -> pd.DataFrame:
    """Initiatives that answer a theme, with `is_near`: False for the same theme, True by the table NEAR_THEMES."""
    near = NEAR_THEMES.get(theme, ())
    found = initiatives[initiatives["theme"].isin([theme, *near])]
    return found.assign(is_near=found["theme"] != theme).sort_values(["is_near", "name"])


def reviewed_ports(reviews: pd.DataFrame, ports: pd.DataFrame) -> pd.DataFrame:
    """Ports of the reviews with their part: the columns of event_ports, ports under review first."""
    held = ports[ports["event_id"].isin(reviews["event_id"])]
    return held.sort_values("event_port_role", key=lambda roles: roles != "subject", kind="stable")


def last_day(events: Iterable[object]) -> dt.date | None:
    """The last day any of the dates may mean."""
    found = [one.last for one in (bounds(text) for text in events) if one]
    return max(found, default=None)


def _share(eu_amount: object, whole: int) -> float:
    return 0.0 if cw.is_empty(eu_amount) or not whole else float(str(eu_amount)) / whole


def _country(name: object, lang: Lang) -> str:
    return _("country not known", lang) if cw.is_empty(name) else _(str(name), lang)


def _rate_rule(project: Row, lang: Lang) -> Rule:
    label = _("EU rate of at most {rate} %", lang, rate=round(100 * float(project["max_eu_rate"])))
    rate = project["eu_rate"]
    if cw.is_empty(rate):
        return Rule(label, "unknown", _("no rate is printed and none can be derived", lang))
    kind = cw.word(cw.RATE_KINDS, project["eu_rate_kind"], lang)
    kept: Verdict = "kept" if float(rate) <= float(project["max_eu_rate"]) else "broken"
    return Rule(label, kept, _("{rate} % ({kind})", lang, rate=_rate(rate), kind=kind))


def _rate(rate: object) -> str:
    return f"{100 * float(str(rate)):.1f}"


def _verdict(holds: bool, complete: bool) -> Verdict:
    if holds:
        return "kept"
    return "broken" if complete else "unknown"


def _version_fields(lang: Lang) -> list[tuple[str, str, Any]]:
    def plain(column: str) -> Any:  # noqa: ANN401 - a reader of one column
        return lambda row: _(cw.NOT_PRINTED, lang) if cw.is_empty(row[column]) else str(row[column])

    return [
        (_("State of the page", lang), "as_of_note", plain("as_of_note")),
        (_("Budget", lang), "budget_eur", lambda row: cw.amount(row["budget_eur"], lang)),
        (_("EU money", lang), "eu_amount_eur", lambda row: cw.amount(row["eu_amount_eur"], lang)),
        (_("EU rate", lang), "eu_rate", lambda row: _rate_words(row, lang)),
        (_("Partners printed", lang), "n_partners", plain("n_partners")),
        (_("Lead", lang), "lead_name", plain("lead_name")),
        (_("Start", lang), "date_start", plain("date_start")),
        (_("End", lang), "date_end", plain("date_end")),
        (_("Note", lang), "note", plain("note")),
    ]


def _rate_words(row: Row, lang: Lang) -> str:
    if cw.is_empty(row["eu_rate"]):
        return _(cw.NOT_PRINTED, lang)
    kind = cw.word(cw.RATE_KINDS, row["eu_rate_kind"], lang)
    return _("{rate} % ({kind})", lang, rate=_rate(row["eu_rate"]), kind=kind)


def _difference(first: object, last: object, column: str, lang: Lang) -> str:
    """Newest against first; "" for texts and where one of the two is not printed."""
    if column not in ("budget_eur", "eu_amount_eur", "eu_rate") or cw.is_empty(first) or cw.is_empty(last):
        return ""
    gap = float(str(last)) - float(str(first))
    if column == "eu_rate":
        return _("{points} percentage points", lang, points=f"{100 * gap:+.2f}")
    return _signed_euro(round(gap), lang)


def _signed_euro(gap: int, lang: Lang) -> str:
    words = cw.amount(abs(gap), lang)
    if gap == 0:
        return words
    return ("+" if gap > 0 else "−") + words
