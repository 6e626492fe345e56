"""What the page Across borders says: the answer, how the sides compare, what is missing and what would fill it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from charts.rows import each_row
from charts.sides import MATTERS
from language import N_, _, listed, plural
from language.formats import number, quantity
from ui.borders.facts import Border
from ui.compare.findings import GRADE_WORDS

MOST_NAMED = 3
FIGURES = N_("{indicator}, {year}: {sides}.")
MEDIANS = N_("{indicator}, {year}, median port of each side: {sides}.")


def answer(held: Border) -> tuple[str, ...]:
    """How far apart, where the sides differ most, what joins them; no side is called the better one."""
    return tuple(part for part in (_way(held), *_tonnes(held), _farthest(held), joined(held)) if part)


def joined(held: Border) -> str:
    """How many projects and events join ports of different countries."""
    lang, n_projects, n_events = held.lang, len(held.projects), len(held.events)
    told = [
        *([plural("{n} project", "{n} projects", n_projects, lang)] if n_projects else []),
        *([plural("{n} event", "{n} events", n_events, lang)] if n_events else []),
    ]
    if not told:
        return _("No project or event held here joins ports of different countries.", lang)
    return _("Held here, and joining ports of different countries: {links}.", lang, links=listed(told, lang))


def title(held: Border) -> str:
    """The finding of the figure of sides: in how many indicators the difference matters."""
    rows = held.differences.drop_duplicates("indicator")
    measured = rows[rows["apart"].notna()]
    if measured.empty:
        return _("The sides of the border", held.lang)
    return plural(
        "The sides lie at least one robust standard deviation apart in {far} of {n} indicator",
        "The sides lie at least one robust standard deviation apart in {far} of {n} indicators",
        len(measured),
        held.lang,
        far=int((measured["apart"] >= MATTERS).sum()),
    )


def fairness(held: Border) -> str:
    """How the tonnes of the pairs across the border compare, counted by grade."""
    grades = [verdict.grade for verdict in held.grades.values()]
    if not grades:
        return _("No pair across the border has tonnes of one period, so none can be judged.", held.lang)
    return plural(
        "Tonnes, {n} pair across the border: {plain} comparable, {care} with care, {no} not.",
        "Tonnes, {n} pairs across the border: {plain} comparable, {care} with care, {no} not.",
        len(grades),
        held.lang,
        plain=grades.count("yes"),
        care=grades.count("care"),
        no=grades.count("no"),
    )


def pairs(held: Border) -> pd.DataFrame:
    """Every pair across the border with its grade for tonnes and what limits it."""
    rows = [
        {
            "first": held.names.get(one, one),
            "second": held.names.get(other, other),
            "comparable": _(GRADE_WORDS[verdict.grade], held.lang),
            "why": verdict.why,
        }
        for (one, other), verdict in held.grades.items()
    ]
    return pd.DataFrame(rows, columns=["first", "second", "comparable", "why"])


def flows(held: Border) -> pd.DataFrame:
    """Tonnes with the other side by port, partner and year."""
    rows = [
        {
            "port": held.names.get(row["port_id"], row["port_id"]),
            "partner": held.names.get(row["partner"], row["partner"]),
            "cargo": row["cargo_type"],
            "year": int(row["year"]),
            "tonnes": float(row["tonnes"]),
        }
        for row in each_row(held.flows)
    ]
    return pd.DataFrame(rows, columns=["port", "partner", "cargo", "year", "tonnes"])


def no_flows(held: Border) -> tuple[str, str]:
    """What is missing where no partner table is held, and what would fill it."""
    lang = held.lang
    return (
        _("No tonnes between these countries are held by port: a port's total does not say where its goods go.", lang),
        _(
            "Eurostat's quarterly tables of port and partner (mar_go_qm by country) would fill this: load them with "
            "python -m etl refresh. They name partner countries and not partner ports.",
            lang,
        ),
    )


def _way(held: Border) -> str:
    if not held.routes or len(held.ports) > len(("one", "other")):
        return ""
    way = held.routes[0]
    return _(
        "{one} and {other} lie {straight} km apart in a straight line, about {km} km by sea.",
        held.lang,
        one=held.names.get(way.one, way.one),
        other=held.names.get(way.other, way.other),
        straight=number(way.straight_km, held.lang, 2),
        km=number(way.km, held.lang, 2),
    )


def _tonnes(held: Border) -> Sequence[str]:
    """The tonnes of the sides in their common year."""
    rows = held.differences[held.differences["indicator"] == "gross_weight"]
    if rows.empty:
        return ()
    told = [
        f"{held.names.get(row['country'], row['country'])} {quantity(row['value'], row['unit'], held.lang)}"
        for row in each_row(rows)
    ]
    most, said = int(rows["n"].max()), {"indicator": str(rows["title"].iloc[0]), "year": str(rows["year"].iloc[0])}
    return (_(FIGURES if most == 1 else MEDIANS, held.lang, **said, sides=listed(told, held.lang)),)


def _farthest(held: Border) -> str:
    rows = held.differences.drop_duplicates("indicator")
    far = rows[rows["apart"] >= MATTERS]
    if far.empty:
        return ""
    return _(
        "The sides differ most in {indicators}.",
        held.lang,
        indicators=listed(list(far["title"].head(MOST_NAMED)), held.lang),
    )
