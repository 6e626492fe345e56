"""Sentences about projects, events and reviews, written from the facts that are held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from charts.rows import each_row
from language import N_, Lang, _, plural
from language import formats as f
from ui.cooperation import facts
from ui.cooperation import words as cw
from ui.tiles import Tile

Row = Mapping[Any, Any]

NO_AMOUNT = N_("Left out, since no EU amount or no partner is printed: {projects}.")
NO_PARTNER = N_("Left out, since no partner is printed: {projects}.")


def portfolio(projects: pd.DataFrame, lang: Lang) -> list[str]:
    """How many projects of how many programmes are shown, how many of them are dated, and what money is printed."""
    dated = int((projects["date_start"].notna() | projects["date_end"].notna()).sum())
    return [
        plural(
            "{n} project is shown; programmes: {programmes}.",
            "{n} projects are shown; programmes: {programmes}.",
            len(projects),
            lang,
            programmes=projects["programme_id"].nunique(),
        ),
        _(
            "Dates are printed for {dated} of them, a budget for {budgets}, an EU amount for {amounts}: "
            "what is not printed is not known, and not zero.",
            lang,
            dated=dated,
            budgets=int(projects["budget_eur"].notna().sum()),
            amounts=int(projects["eu_amount_eur"].notna().sum()),
        ),
    ]


def money_tiles(projects: pd.DataFrame, lang: Lang) -> list[Tile]:
    """One tile a programming period with the EU money that is printed; amounts of two periods are never added."""
    return [
        Tile(
            label=_("EU money printed, {period}", lang, period=row["period"]),
            value=f.quantity(int(row["eu_eur"]), "EUR", lang) if row["n_printed"] else _("not printed", lang),
            period=_("printed for {printed} of {n} projects", lang, printed=row["n_printed"], n=row["n_projects"]),
            explain=_(
                "The sum of the EU amounts that programmes and projects print for the projects shown, in their newest "
                "version. Periods of programmes are not added to one another.",
                lang,
            ),
        )
        for row in each_row(facts.money_by_period(projects))
    ]


def project(row: Row, lang: Lang) -> list[str]:
    """One project in two or three sentences: lead and programme, money, dates."""
    return [_who(row, lang), _money(row, lang), _when(row, lang)]


def changed(versions: pd.DataFrame, lang: Lang) -> str:
    """What differs between the first and the newest published version of a project, in one sentence."""
    ordered = versions.sort_values("version")
    if len(ordered) == 1:
        return _("One published version is held. A later one would stand beside it, never in its place.", lang)
    first, last = ordered.iloc[0], ordered.iloc[-1]
    if cw.is_empty(first["budget_eur"]) or cw.is_empty(last["budget_eur"]):
        return plural("{n} version is held.", "{n} published versions are held.", len(ordered), lang)
    return _(
        "{n} published versions are held: the budget went from {before} to {after}, a difference of {gap}. "
        "The newest is shown; the earlier stays.",
        lang,
        n=len(ordered),
        before=cw.amount(first["budget_eur"], lang),
        after=cw.amount(last["budget_eur"], lang),
        gap=cw.amount(abs(int(last["budget_eur"]) - int(first["budget_eur"])), lang),
    )


def flow_notes(projects: pd.DataFrame, links: pd.DataFrame, width: str, lang: Lang) -> tuple[str, ...]:
    """How the widths were made, and which projects are left out of the flow."""
    if width == "money":
        how = _(
            "Equal split is our rule: no source prints what each partner receives. "
            "The number of partners is the printed one where there is one, else those listed.",
            lang,
        )
        why = NO_AMOUNT
    else:
        how = _("A project with a printed number of partners shows the unnamed ones as “not named”.", lang)
        why = NO_PARTNER
    names = facts.left_out(projects, links)
    return (how, _(why, lang, projects=", ".join(names))) if names else (how,)


def events(rows: pd.DataFrame, lang: Lang) -> list[str]:
    """How many events are shown, how many have a date, and the newest dated one."""
    dated = rows[rows["date_start"].notna()]
    said = [
        plural(
            "{n} event is shown; {dated} of them have a date, {undated} have none.",
            "{n} events are shown; {dated} of them have a date, {undated} have none.",
            len(rows),
            lang,
            dated=len(dated),
            undated=len(rows) - len(dated),
        )
    ]
    if not dated.empty:
        newest = dated.sort_values("date_start").iloc[-1]
        when = f.day(newest["date_start"], newest["date_start_precision"], lang)
        said.append(_("The newest is {event}, {date}.", lang, event=newest["name"], date=when))
    return said


def event(row: Row, ports: pd.DataFrame, lang: Lang) -> list[str]:
    """One event in one or two sentences: kind, date as exactly as known, place, ports with their part."""
    kind = cw.word(cw.EVENT_KINDS, row["event_kind"], lang)
    if cw.is_empty(row["date_start"]):
        when = _("The date is not known and is not guessed.", lang)
    else:
        note = cw.precision_note(row, lang)
        when = _("Date: {date}.", lang, date=cw.dates(row, lang))
        when = _("{when} Read it with care: {note}.", lang, when=when, note=note) if note else when
    said = [_("Kind: {kind}.", lang, kind=kind), when]
    if not cw.is_empty(row["place"]):
        said.append(_("Place: {place}.", lang, place=row["place"]))
    if not ports.empty:
        said.append(_("Ports: {ports}.", lang, ports=ports_words(ports, lang)))
    return said


def ports_words(ports: pd.DataFrame, lang: Lang) -> str:
    """Ports of an event with their part: "Calais (under review), Hamburg (peer)"."""
    return ", ".join(
        _("{port} ({part})", lang, port=row["name"], part=cw.word(cw.PORT_ROLES, row["event_port_role"], lang))
        for row in each_row(ports)
    )


def participation(participants: pd.DataFrame, lang: Lang) -> str:
    """How many organisations are named and how many counts are printed, and why the two are not added."""
    kinds = participants["participation_kind"].value_counts()
    named, counts = int(kinds.get("organisation", 0)), int(kinds.get("count", 0))
    first = plural("{n} organisation is named", "{n} organisations are named", named, lang)
    second = plural("{n} count is printed", "{n} counts are printed", counts, lang)
    return _(
        "{named}; {counted}. The two are kept apart and never added: "
        "a count may hold the organisations that are named, and nobody says which.",
        lang,
        named=first,
        counted=second,
    )


def review(recommendations: pd.DataFrame, port: str, lang: Lang) -> list[str]:
    """How many recommendations a review made, to whom, and how many have a reported status."""
    known = int((recommendations["rec_status"] != "unknown").sum())
    to = ", ".join(dict.fromkeys(recommendations["addressee_name"].dropna()))
    subject = {"port": port, "n": f.exact(len(recommendations), "", lang), "addressee": to}
    first = (
        _("The peer review made {n} recommendations that concern {port}, addressed to {addressee}.", lang, **subject)
        if port
        else _("Peer reviews made {n} recommendations, addressed to {addressee}.", lang, **subject)
    )
    if known:
        return [first, _("The status of {known} of them is reported.", lang, known=known)]
    return [first, _("Nobody has reported on any of them: the status is unknown, which is not “not done”.", lang)]


def what_would_tell(row: Row, lang: Lang) -> str:
    """What would turn an unknown status into a known one."""
    return _(
        "Unknown: no report is held. A dated report by {addressee} would tell, for example on: {indicator}.",
        lang,
        addressee=row["addressee_name"],
        indicator=row["suggested_indicator"],
    )


def needs(rows: pd.DataFrame, matched: Sequence[str], lang: Lang) -> str:
    """How many needs are held over how many themes, and for how many themes an initiative is held."""
    themes = list(dict.fromkeys(rows["theme"]))
    return _(
        "{n} challenges, needs and ambitions under {themes} themes; for {matched} themes an initiative is held.",
        lang,
        n=len(rows),
        themes=len(themes),
        matched=len(matched),
    )


def _who(row: Row, lang: Lang) -> str:
    lead = row["lead_name"] if not cw.is_empty(row["lead_name"]) else row["lead_org_name"]
    said = {"project": row["acronym"], "programme": facts.programme_words(row, lang)}
    if cw.is_empty(lead):
        return _("{project} belongs to {programme}; its lead is not printed.", lang, **said)
    return _("{project} belongs to {programme} and is led by {lead}.", lang, **said, lead=lead)


def _money(row: Row, lang: Lang) -> str:
    budget, eu_amount = row["budget_eur"], row["eu_amount_eur"]
    if cw.is_empty(budget) and cw.is_empty(eu_amount):
        return _("Neither a budget nor an EU amount is printed.", lang)
    if cw.is_empty(eu_amount):
        return _("Its budget is {budget}; the EU amount is not printed.", lang, budget=cw.amount(budget, lang))
    if cw.is_empty(budget):
        return _("Its EU money is {amount}; the budget is not printed.", lang, amount=cw.amount(eu_amount, lang))
    return _(
        "Its budget is {budget}, of which {amount} is EU money.",
        lang,
        budget=cw.amount(budget, lang),
        amount=cw.amount(eu_amount, lang),
    )


def _when(row: Row, lang: Lang) -> str:
    if cw.is_empty(row["date_start"]) and cw.is_empty(row["date_end"]):
        return _("No date is printed for it, and none is guessed.", lang)
    return _("Dates: {dates}.", lang, dates=cw.dates(row, lang))
