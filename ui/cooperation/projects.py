"""The Projects page, section by section: the portfolio, and one project of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

import pandas as pd
import streamlit as st

from charts.chart import Chart
from charts.flow import flow
from charts.partner_map import Place
from charts.rows import each_row
from charts.theme import THEMES
from charts.timeline import timeline, undated
from language import N_, Lang, _, plural
from language import formats as f
from language.terms import not_available
from ui import controls, figure, frame, reads, state, tiles, words
from ui.cooperation import facts, findings, ledger, maps
from ui.cooperation import words as cw
from ui.cooperation.ledger import Item
from ui.passport import address
from ui.state import State
from ui.tiles import Tile

ALL = "all"
CHOICE_WIDTH = 520
PAGE = "projects"
VERDICTS: dict[str, str] = {
    "kept": N_("kept"),
    "broken": N_("broken: to be checked at the source"),
    "unknown": N_("cannot be told from what is printed"),
}
SHARES = ("cross_border_pair_share", "helix_diversity")
Row = Mapping[Any, Any]


@dataclass(frozen=True)
class Portfolio:
    """The projects the reader asked for, and all partners."""

    projects: pd.DataFrame
    partners: pd.DataFrame

    @property
    def ids(self) -> tuple[str, ...]:
        """Identifiers of the projects shown."""
        return tuple(self.projects["project_id"])


def asked_project(here: State) -> str:
    """The project of the address, "all" for the portfolio; its list stands where this is called."""
    held, _partners_ = _held(here.vintage)
    options = {ALL: _("All projects", here.lang)} | {
        row["project_id"]: f"{row['acronym']} ({row['programme_name']})"
        for row in each_row(held[["project_id", "acronym", "programme_name"]])
    }
    with st.container(width=CHOICE_WIDTH):
        return controls.one_of(here, "project", _("Project", here.lang), options)


def choose(here: State) -> Portfolio:
    """The four filters in one line, and the projects that answer them."""
    lang, vintage = here.lang, here.vintage
    held, partners = _held(vintage)
    names = reads.names(vintage)
    countries = _countries(vintage)
    with st.container(key="prm_filters", horizontal=True, vertical_alignment="bottom", gap="small"):
        programmes = controls.several_of(here, "programme", _("Programme", lang), _programmes(held, lang))
        periods = controls.several_of(
            here, "period", _("Programming period", lang), {one: one for one in sorted(set(held["programme_period"]))}
        )
        places = controls.several_of(
            here, "country", _("Country", lang), {one: _(names.get(one, one), lang) for one in countries}
        )
        port = controls.one_of(here, "port", _("Port", lang), {ALL: _("All ports", lang)} | _ports(here, partners))
    of_port = None if port == ALL else list(reads.projects(vintage, [port])["project_id"])
    kept = facts.chosen(held, partners, programmes=programmes, periods=periods, countries=places, of_port=of_port)
    return Portfolio(kept, partners)


@st.cache_resource(max_entries=4, show_spinner=False)
def _held(vintage: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The version to show of every project, and all partners; read only."""
    return facts.latest(reads.project_versions(vintage)), reads.project_partners(vintage)


@st.cache_data(max_entries=4, show_spinner=False)
def _countries(vintage: str) -> list[str]:
    """Every country of a lead or a listed partner."""
    return sorted({one for found in facts.countries_of(*_held(vintage)).values() for one in found})


def _programmes(held: pd.DataFrame, lang: Lang) -> dict[str, str]:
    each = held.drop_duplicates("programme_id").sort_values(["programme_name", "programme_period"])
    return {row["programme_id"]: facts.programme_words(row, lang) for row in each_row(each)}


def _ports(here: State, partners: pd.DataFrame) -> dict[str, str]:
    """Ports that a project may be linked to: those of a partner, and those chosen on other pages."""
    ids = dict.fromkeys([*here.ports, *partners["port_id"].dropna()])
    named = {port: here.known.ports[port] for port in ids if port in here.known.ports}
    return dict(sorted(named.items(), key=lambda item: item[1]))


def headline(portfolio: Portfolio, here: State) -> None:
    """The answer in words and the printed EU money of each programming period."""
    words.answer(*findings.portfolio(portfolio.projects, here.lang))
    tiles.row(findings.money_tiles(portfolio.projects, here.lang), here)


def listing(portfolio: Portfolio, here: State) -> None:
    """The table of the projects, each a link to its own page, with its download."""
    lang = here.lang
    words.section(_("The portfolio", lang), _("Every project that is held, with what is printed about it.", lang))
    heads = [_("Project", lang), _("Programme", lang), _("Lead", lang), _("Budget", lang), _("EU money", lang)]
    heads += [_("Dates", lang), _("Partners listed of printed", lang), _("Source", lang)]
    ledger.linked_table([_cells(row, here) for row in each_row(portfolio.projects)], heads, here, heads[0])
    columns = ["project_id", "acronym", "title", "programme_id", "programme_name", "programme_period", "lead_name"]
    columns += ["lead_country", "budget_eur", "eu_amount_eur", "eu_rate", "eu_rate_kind", "date_start", "date_end"]
    columns += ["n_listed", "printed", "note", "publisher", "dataset", "locator", "licence_name"]
    st.download_button(
        _("Download as CSV", lang),
        lambda: figure.csv_bytes(portfolio.projects[columns]),
        file_name=f"projects_{here.vintage}.csv",
        mime="text/csv",
        key="csv_portfolio",
        on_click="ignore",
    )
    words.source_line(ledger.caption(portfolio.projects, lang), here, _("The portfolio", lang))


def _cells(row: Row, here: State) -> list[str]:
    lang = here.lang
    href = state.link(PAGE, here, own={"project": row["project_id"]})
    below = "" if row["title"] == row["acronym"] else row["title"]
    country = _("country not printed", lang) if cw.is_empty(row["lead_country"]) else str(row["lead_country"])
    return [
        ledger.anchor(row["acronym"], href, below),
        ledger.text(row["programme_name"], row["programme_period"]),
        ledger.text(_lead(row, lang), country.replace(";", ", ")),
        ledger.text(cw.amount(row["budget_eur"], lang)),
        ledger.text(cw.amount(row["eu_amount_eur"], lang)),
        ledger.text(cw.dates(row, lang)),
        ledger.text(cw.partners(row, lang)),
        ledger.document(row),
    ]


def _lead(row: Row, lang: Lang) -> str:
    for name in (row["lead_name"], row["lead_org_name"]):
        if not cw.is_empty(name):
            return str(name)
    return _("not printed", lang)


def when(portfolio: Portfolio, here: State) -> None:
    """The timeline of the dated projects with the shelf of the undated ones beside it."""
    lang = here.lang
    left, right = frame.columns((5, 2))
    with left:
        chart = _timeline(here.vintage, portfolio.ids, frame.theme().name, lang)
        figure.figure(chart, ledger.caption(portfolio.projects, lang), here, "projects_timeline")
    with right:
        shelf = undated(portfolio.projects)
        title = plural("Undated shelf: {n} project", "Undated shelf: {n} projects", len(shelf), lang)
        st.html(f'<h3 class="prm-part">{title}</h3>')
        if shelf.empty:
            words.prose(_("Every project shown has a printed date.", lang))
        else:
            words.prose(_("No date is printed for these. They may have run at any time; none is left out.", lang))
            rows = [
                [ledger.anchor(row["acronym"], state.link(PAGE, here, own={"project": row["project_id"]}))]
                for row in each_row(shelf)
            ]
            ledger.linked_table(rows, [_("Project", lang)], here, title)


def where_to(portfolio: Portfolio, here: State) -> None:
    """The flow from programme to project to country, by partners or by EU money."""
    lang = here.lang
    words.section(_("Who takes part, and where the money goes", lang))
    width = controls.one_of(
        here,
        "width",
        _("Width of a stream", lang),
        {"partners": _("Partners", lang), "money": _("EU money", lang)},
        style="segments",
    )
    chart = _flow(here.vintage, portfolio.ids, width, frame.theme().name, lang)
    if chart.table.empty:
        missing = _("Nothing is printed for these projects that could flow.", lang)
        words.empty(missing, _("Other filters, or a source that names partners, would fill this.", lang), here)
        return
    caption = ledger.caption(portfolio.projects, lang, unit=f.unit_label("EUR", lang) if width == "money" else "")
    figure.figure(chart, caption, here, f"projects_flow_{width}")


def partners_on_a_map(portfolio: Portfolio, here: State) -> None:
    """The map of the partners of the projects shown."""
    lang = here.lang
    words.section(_("Where the partners are", lang))
    place = Place(
        _("Which regions do the partners come from?", lang),
        _("Regions (NUTS 3, 2021) shaded by the number of organisations; lines lead from a lead's region", lang),
        "partners_by_region",
    )
    _draw_partners(portfolio.ids, place, here, "partners_all")


def _draw_partners(ids: tuple[str, ...], place: Place, here: State, key: str) -> None:
    lang = here.lang
    chart = maps.partners(here.vintage, ids, place, frame.theme().name, lang, maps.canvas())
    _projects, held = _held(here.vintage)
    mine = held[held["project_id"].isin(ids)]
    if chart is None:
        missing = _("No partner with a known region is listed.", lang)
        words.empty(missing, _("A partner list with places would fill this; no address is guessed.", lang), here)
        return
    figure.figure(chart, ledger.caption(mine, lang), here, key, height=maps.HEIGHT)


@st.cache_resource(max_entries=32, show_spinner=False)
def _timeline(vintage: str, ids: tuple[str, ...], theme: str, lang: Lang) -> Chart:
    held = facts.latest(reads.project_versions(vintage))
    rows = held[held["project_id"].isin(ids)].copy()
    rows["programme"] = [facts.programme_words(row, lang) for row in each_row(rows)]
    return timeline(rows, THEMES[theme], lang)


@st.cache_resource(max_entries=32, show_spinner=False)
def _flow(vintage: str, ids: tuple[str, ...], width: str, theme: str, lang: Lang) -> Chart:
    held = facts.latest(reads.project_versions(vintage))
    projects = held[held["project_id"].isin(ids)]
    kind = cast(Literal["partners", "money"], width)
    links = facts.flow_links(projects, reads.project_partners(vintage), kind, lang)
    return flow(links, kind, THEMES[theme], lang, notes=findings.flow_notes(projects, links, width, lang))


def one_project(project_id: str, here: State) -> None:
    """Everything held about one project."""
    versions = reads.project_versions(here.vintage)
    mine = versions[versions["project_id"] == project_id]
    row = facts.latest(mine).iloc[0].to_dict()
    every = reads.project_partners(here.vintage)
    partners = every[every["project_id"] == project_id]
    words.answer(*findings.project(row, here.lang))
    _project_tiles(row, here)
    _passports(mine, row, here)
    _versions(mine, here)
    _rules(row, partners, here)
    _partners(row, partners, here)
    _outputs(project_id, here)
    _events(project_id, here)
    _needs(project_id, here)


def _passports(versions: pd.DataFrame, row: Row, here: State) -> None:
    """The source line of the tiles, with the way to the passport of each indicator among them."""
    known, places = reads.indicators(here.vintage), (str(row["project_id"]),)
    ways = tuple(
        (
            _(str(known[code]["title"]), here.lang),
            ((row["acronym"], address.several(here, address.own(code, places=places))),),
        )
        for code in SHARES
        if code in known
    )
    caption = replace(ledger.caption(versions, here.lang), ways=ways)
    words.source_line(caption, here, _("Figures of {project}", here.lang, project=row["acronym"]))


def _project_tiles(row: Row, here: State) -> None:
    lang = here.lang
    money = [
        Tile(_("Budget", lang), _quantity(row["budget_eur"], lang), period=row["programme_period"]),
        Tile(
            _("EU money", lang),
            _quantity(row["eu_amount_eur"], lang),
            period=""
            if cw.is_empty(row["eu_rate"])
            else _("{rate} % of the budget", lang, rate=f"{100 * row['eu_rate']:.1f}"),
        ),
    ]
    tiles.row([*money, *(_share_tile(code, row, here) for code in SHARES)], here)


def _quantity(value: object, lang: Lang) -> str:
    return _(cw.NOT_PRINTED, lang) if cw.is_empty(value) else f.quantity(int(str(value)), "EUR", lang)


def _share_tile(code: str, row: Row, here: State) -> Tile:
    """An indicator of the project, with its number of partners, or why there is none."""
    lang = here.lang
    known = reads.indicators(here.vintage)
    if code not in known:
        return Tile(_(TITLES[code], lang), _("not computed", lang), note=_("not in this data vintage", lang))
    record = known[code]
    rows = reads.series(here.vintage, code, [row["project_id"]])
    title, explain = _(str(record["title"]), lang), _(str(record["note"]), lang)
    if rows.empty or pd.isna(rows["value"].iloc[-1]):
        reason = "no_data" if rows.empty else rows["reason"].iloc[-1]
        return Tile(title, _("not available", lang), note=not_available(reason, lang), explain=explain)
    last = rows.iloc[-1]
    said = plural("over {n} listed partner", "over {n} listed partners", int(last["n_obs"]), lang)
    return Tile(title, f.number(float(last["value"]), lang), period=said, explain=explain)


TITLES = {"cross_border_pair_share": N_("Partner pairs across a border"), "helix_diversity": N_("Mix of partner kinds")}


def _versions(versions: pd.DataFrame, here: State) -> None:
    lang = here.lang
    words.section(_("Published versions", lang), findings.changed(versions, lang))
    rows = facts.version_rows(versions, lang)
    names = [column for column in rows.columns if column not in ("field", "difference", "changed")]
    several = len(names) > 1
    heads = ["", *names, *([_("Difference", lang), _("Changed?", lang)] if several else [])]
    columns = ["field", *names, *(["difference", "changed"] if several else [])]
    ledger.linked_table(
        [[ledger.text(str(row[column])) for column in columns] for row in each_row(rows)],
        heads,
        here,
        _("Published versions", lang),
    )
    words.source_line(ledger.caption(versions, lang), here, _("Published versions", lang))


def _rules(row: Row, partners: pd.DataFrame, here: State) -> None:
    lang = here.lang
    words.section(_("Co-financing and the programme's rules", lang))
    rules = facts.two_seas_rules(row, partners, lang)
    if not rules:
        limit = row["max_eu_rate"]
        said = _("The rules of 2 Seas 2014-2020 do not apply to {programme}.", lang, programme=row["programme_name"])
        if not cw.is_empty(limit):
            ceiling = _("The programme pays at most {rate} %.", lang, rate=round(100 * float(limit)))
            said = f"{said} {ceiling}"
        words.prose(said)
        return
    rows = [
        [ledger.text(one.rule), ledger.text(_(VERDICTS[one.verdict], lang)), ledger.text(one.found)] for one in rules
    ]
    heads = [_("Rule of 2 Seas 2014-2020", lang), _("Verdict", lang), _("Found", lang)]
    ledger.linked_table(rows, heads, here, heads[0])


def _partners(row: Row, partners: pd.DataFrame, here: State) -> None:
    lang = here.lang
    words.section(_("Partners", lang), _("Listed of printed: {count}.", lang, count=cw.partners(row, lang)))
    if partners.empty:
        missing = _("No partner of this project is held by name.", lang)
        words.empty(missing, _("A partner list of the programme would fill this.", lang), here)
        return
    place = Place(
        _("Which regions do the partners of {project} come from?", lang, project=row["acronym"]),
        _("Regions (NUTS 3, 2021) shaded by the number of organisations; lines lead from the lead's region", lang),
        f"partners_{row['project_id']}",
    )
    _draw_partners((row["project_id"],), place, here, "partners_one")
    figure.table(
        _partner_table(partners, lang),
        here,
        key="partner_list",
        title=_("Partners", lang),
        caption=ledger.caption(partners, lang, note=_notes(partners)),
        headers={
            "name": _("Organisation", lang),
            "part": _("Part", lang),
            "kind": _("Kind", lang),
            "country": _("Country", lang),
            "region": _("Region (NUTS 3)", lang),
            "eu_amount_eur": _("EU money printed", lang),
        },
        file_stem=f"partners_{row['project_id']}",
    )


def _partner_table(partners: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    rows = [
        {
            "name": row["name"],
            "part": cw.word(cw.PARTNER_ROLES, row["partner_role"], lang),
            "kind": cw.word(cw.ORGANISATION_KINDS, row["org_kind"], lang),
            "country": _("not known", lang) if cw.is_empty(row["country_name"]) else _(row["country_name"], lang),
            "region": _("not known", lang)
            if cw.is_empty(row["region_id"])
            else f"{row['region_name']} ({row['region_id']})",
            "eu_amount_eur": cw.amount(row["eu_amount_eur"], lang),
        }
        for row in each_row(partners)
    ]
    return pd.DataFrame(rows)


def _notes(partners: pd.DataFrame) -> str:
    return " ".join(f"{note}." for note in dict.fromkeys(partners["note"].dropna()))


def _outputs(project_id: str, here: State) -> None:
    lang = here.lang
    every = reads.project_outputs(here.vintage)
    mine = every[every["project_id"] == project_id]
    words.section(_("Outputs", lang))
    if mine.empty:
        missing = _("No output of this project is held.", lang)
        words.empty(missing, _("A final report or an entry of the programme officer would fill this.", lang), here)
        return
    items = [
        Item(
            str(row["output_kind"]),
            row["output"],
            (
                _("Status: {status}.", lang, status=row["output_status"]),
                "" if cw.is_empty(row["target_groups"]) else _("For: {groups}.", lang, groups=row["target_groups"]),
            ),
            row,
        )
        for row in each_row(mine)
    ]
    ledger.draw(items, here, _("Outputs", lang))


def _events(project_id: str, here: State) -> None:
    lang = here.lang
    every = _with_licence(reads.events(here.vintage), here)
    mine = every[every["project_id"] == project_id]
    words.section(_("Events of the project", lang))
    if mine.empty:
        missing = _("No event of this project is held.", lang)
        words.empty(missing, _("An event entered with this project would stand here.", lang), here)
        return
    items = [
        Item(
            cw.dates(row, lang),
            row["name"],
            (cw.precision_note(row, lang), "" if cw.is_empty(row["place"]) else str(row["place"])),
            row,
            state.link("events", here, own={"event": row["event_id"]}),
        )
        for row in each_row(mine)
    ]
    ledger.draw(items, here, _("Events of the project", lang))


def _with_licence(rows: pd.DataFrame, here: State) -> pd.DataFrame:
    return rows.assign(licence_name=rows["licence_id"].map(reads.licence_names(here.vintage)))


def _needs(project_id: str, here: State) -> None:
    lang = here.lang
    every = reads.needs(here.vintage)
    mine = every[every["project_id"] == project_id]
    if mine.empty:
        return
    words.section(_("Challenges it answers to", lang))
    items = [
        Item(
            cw.word(cw.CHALLENGE_KINDS, row["challenge_kind"], lang),
            row["statement"],
            (_("Theme: {theme}.", lang, theme=cw.word(cw.THEMES, row["theme"], lang)),),
            row,
        )
        for row in each_row(mine)
    ]
    ledger.draw(items, here, _("Challenges it answers to", lang))
