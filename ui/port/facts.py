"""What is known about a port beside its indicators: profile, mergers, printed figures, cooperation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pandas as pd

from charts.rows import each_row
from language import N_, Lang, _, capital, listed, terms
from language import formats as f
from ui.cooperation.words import CHALLENGE_KINDS, STATUSES, THEMES, addresses, is_empty, word
from ui.words import Caption

CARGO_GROUPS = ("liquid_bulk", "dry_bulk", "containers", "ro_ro", "general_cargo")
DIRECTIONS: dict[str, str] = {"in": N_("inward"), "out": N_("outward")}
MONTHS_OF = {"A": 12, "Q": 3, "M": 1}
ROLES: dict[str, str] = {
    "core": N_("Port of the 2 Seas partnership this monitor began with"),
    "peer": N_("Peer that reviewed Boulogne and Calais"),
    "mission": N_("Destination of a mission"),
    "neighbour": N_("Neighbour or comparison port"),
    "group": N_("Group of ports"),
}
ID_KINDS: dict[str, str] = {"unlocode": N_("{id} (UN/LOCODE)"), "eurostat": N_("{id} (code of Eurostat)")}
TEN_T: dict[str, str] = {"core": N_("Core network"), "comprehensive": N_("Comprehensive network")}
LINEAGE_TITLES: dict[str, str] = {
    "legal_merger": N_("{before} became part of {after}"),
    "joint_management": N_("{before} came under joint management as {after}"),
    "statistical_break": N_("{before} reported for the last time; {after} is counted from here on"),
    "infrastructure": N_("{after}"),
}
LINKS: dict[str, str] = {
    "partner_port": N_("the port itself is a partner"),
    "partner_in_region": N_("a partner sits in the region of the port"),
}
UNREPORTED = N_("status unknown: nobody has reported on it yet")


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list: when or what kind, its heading, what is known, who says so and where."""

    when: str
    heading: str
    detail: str = ""
    source: str = ""
    url: str = ""


def profile(
    port: pd.Series,
    regions: pd.DataFrame,
    measured: pd.DataFrame,
    names: Mapping[str, str],
    lang: Lang,
) -> list[tuple[str, str]]:
    """Who the port is: names, country, code, part in this monitor, regions over NUTS versions, reporting years."""
    country = "" if is_empty(port["country"]) else _(names.get(port["country"], port["country"]), lang)
    rows = (
        (_("Local name", lang), "" if port["name_local"] == port["name"] else text(port["name_local"])),
        (_("Country", lang), country),
        (_("Code", lang), _code(port, lang)),
        (_("Part here", lang), _(ROLES.get(port["port_role"], port["port_role"]), lang)),
        (_("Measured against", lang), _measured(measured, port["entity_type"], lang)),
        (_("Regions", lang), _regions(regions, lang)),
        (_("Reported to Eurostat", lang), _reported(port, lang)),
        (_("Trans-European network", lang), "" if is_empty(port["ten_t"]) else _(TEN_T[port["ten_t"]], lang)),
        (
            _("Now part of", lang),
            "" if is_empty(port["merged_into"]) else names.get(port["merged_into"], port["merged_into"]),
        ),
    )
    return [(label, value) for label, value in rows if value]


def _code(port: pd.Series, lang: Lang) -> str:
    if is_empty(port["id_kind"]):
        return _("{id} (code of this monitor)", lang, id=port["port_id"])
    return _(ID_KINDS[port["id_kind"]], lang, id=port["port_id"])


def _measured(measured: pd.DataFrame, entity_type: str, lang: Lang) -> str:
    if measured.empty:
        return (
            _("no single region: it spans several", lang)
            if entity_type == "area"
            else _("no region with figures held", lang)
        )
    found = measured.drop_duplicates("region_id")
    return ", ".join(
        _("{region} ({code}, NUTS {version})", lang, region=row.name_, code=row.region_id, version=row.nuts_version)
        for row in _named(found)
    )


def _regions(regions: pd.DataFrame, lang: Lang) -> str:
    """Every region once, with the NUTS versions it stands in."""
    said = []
    for (code, name), rows in regions.groupby(["region_id", "name"], sort=False):
        versions = ", ".join(sorted(rows["nuts_version"].unique()))
        said.append(_("{code} {region} in NUTS {versions}", lang, code=code, region=name, versions=versions))
    return "; ".join(said)


def _reported(port: pd.Series, lang: Lang) -> str:
    if is_empty(port["stat_first_year"]):
        return "" if port["entity_type"] == "area" else _("no annual goods series", lang)
    years = f.span(int(port["stat_first_year"]), int(port["stat_last_year"]), lang)
    return _("{years}, as {code}", lang, years=years, code=port["eurostat_code"])


def lineage_items(lineage: pd.DataFrame, lang: Lang) -> list[Item]:
    """Mergers, breaks and openings, oldest first; the parts of one merger in one entry."""
    found = []
    for _lineage_id, rows in lineage.groupby("lineage_id", sort=False):
        row = rows.iloc[0]
        before = listed(list(rows["predecessor_name"]), lang)
        heading = _(
            LINEAGE_TITLES.get(row["lineage_kind"], "{before}: {after}"),
            lang,
            before=before,
            after=row["successor_name"],
        )
        when = f.day(row["effective"], row["effective_precision"], lang)
        found.append(Item(when, heading, _sentence(text(row["note"])), row["publisher"], address(row["locator"])))
    return found


def relatives(entity: str, port: pd.Series, lineage: pd.DataFrame, parts: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Ids of the `parts` a group is summed from, the ports `before` and `after` this one, and the groups it is in."""
    merged = [] if is_empty(port["merged_into"]) else [port["merged_into"]]
    every = {
        "parts": list(parts.loc[parts["entity"] == entity, "member"]) if port["entity_type"] == "area" else [],
        "before": list(lineage.loc[lineage["successor"] == entity, "predecessor"].dropna()),
        "after": [*merged, *lineage.loc[lineage["predecessor"] == entity, "successor"].dropna()],
        "within": list(parts.loc[parts["member"] == entity, "entity"]),
    }
    seen: set[str] = {entity}
    kept: dict[str, tuple[str, ...]] = {}
    for kind, ids in every.items():
        kept[kind] = tuple(dict.fromkeys(one for one in ids if one not in seen))
        seen |= set(kept[kind])
    return kept


def cargo_mix(printed: pd.DataFrame) -> pd.DataFrame:
    """The five cargo groups of the newest period in which one source prints all of them; empty when none does.

    One source is one publisher, document and measure; of a year and a quarter that end together the year is taken.
    """
    goods = printed[
        printed["cargo_type"].isin(CARGO_GROUPS)
        & (printed["direction"] == "total")
        & (printed["unit"] == "t")
        & printed["obs_value"].notna()
    ]
    goods = goods[goods["measure"].str.startswith("gross_weight")]
    keys = ["measure", "publisher", "dataset", "freq", "period_start"]
    found = [rows for _key, rows in goods.groupby(keys, sort=True) if set(rows["cargo_type"]) == set(CARGO_GROUPS)]
    if not found:
        return goods.iloc[0:0]
    best = max(found, key=lambda rows: (_ends(rows.iloc[0]), MONTHS_OF.get(rows["freq"].iloc[0], 0)))
    return best.drop_duplicates("cargo_type").sort_values("cargo_type")


def printed_total(printed: pd.DataFrame, mix: pd.DataFrame) -> float | None:
    """The total that the source of a cargo mix prints for the same period, or None."""
    one = mix.iloc[0]
    same = (printed["cargo_type"] == "total") & (printed["direction"] == "total")
    for key in ("measure", "publisher", "dataset", "freq", "period_start"):
        same &= printed[key] == one[key]
    values = printed.loc[same, "obs_value"].dropna()
    return None if values.empty else float(values.iloc[0])


def mix_title(mix: pd.DataFrame, name: str, period: str, lang: Lang) -> str:
    """The finding of a cargo mix: its largest part and that part's share."""
    largest = mix.sort_values("obs_value", ascending=False).iloc[0]
    share = 100 * float(largest["obs_value"]) / float(mix["obs_value"].sum())
    return _(
        "Largest kind of cargo of {port} in {period}: {cargo}, {share} of the tonnes",
        lang,
        cargo=terms.cargo_type(largest["cargo_type"], lang),
        port=name,
        share=f.quantity(share, "pct", lang),
        period=period,
    )


def print_caption(one: pd.Series, period: str, lang: Lang) -> Caption:
    """What stands under a drawn print: its publisher, document and address."""
    return Caption(
        unit=f.unit_label(one["unit"], lang),
        publisher=str(one["publisher"]),
        dataset=str(one["dataset"]),
        period=period,
        status=terms.status(one["obs_status"], lang),
        url=address(one["locator"]),
        method=_("Printed by the publisher; what it counts is its own choice.", lang),
    )


def mix_notes(mix: pd.DataFrame, total: float | None, lang: Lang) -> tuple[str, ...]:
    """What a reader should know of a cargo mix: rounding, and whether the parts add up to the printed total."""
    summed = float(mix["obs_value"].sum())
    said = [_("Rounded by the publisher.", lang)] if bool(mix["is_rounded"].any()) else []
    if total is not None:
        shown = {"parts": f.quantity(summed, "t", lang), "total": f.quantity(total, "t", lang)}
        said.append(_("The five parts add up to {parts}; the total printed beside them is {total}.", lang, **shown))
    return tuple(said)


def beside(printed: pd.DataFrame, mix: pd.DataFrame) -> pd.DataFrame:
    """The printed figures that a drawn cargo mix does not show already."""
    drawn = printed["cargo_type"].isin(CARGO_GROUPS) & printed["measure"].isin(mix["measure"].unique())
    return printed[~drawn]


def newest_prints(printed: pd.DataFrame, lang: Lang) -> list[Item]:
    """The newest print of every figure, years before quarters: value, period, rounding, publisher, its definition."""
    valued = printed[printed["obs_value"].notna()]
    ordered = valued.assign(_year=valued["freq"] == "A").sort_values(
        ["_year", "period_start", "series_id"], ascending=[False, False, True]
    )
    one_each = ordered.drop_duplicates(["measure", "cargo_type", "direction"]).sort_values(
        ["measure_title", "cargo_type", "direction"]
    )
    return [_print_item(row, lang) for row in _rows(one_each)]


def _print_item(row: Any, lang: Lang) -> Item:  # noqa: ANN401 - a row of itertuples
    figure = f.quantity(row.obs_value, row.unit, lang)
    value = _("about {figure}", lang, figure=figure) if row.is_rounded else figure
    detail = " ".join(
        part for part in (f.period(row.freq, row.period_start, lang) + ".", _sentence(capital(text(row.note)))) if part
    )
    return Item(value, print_title(row, lang), detail, text(row.publisher), address(row.locator))


def print_title(row: Any, lang: Lang) -> str:  # noqa: ANN401 - a row of itertuples
    """The figure's title with the cargo and direction it is of."""
    parts = [_(row.measure_title, lang)]
    if row.cargo_type in CARGO_GROUPS and "weight" in row.measure:
        parts.append(terms.cargo_type(row.cargo_type, lang))
    if row.direction in DIRECTIONS:
        parts.append(_(DIRECTIONS[row.direction], lang))
    return ", ".join(parts)


def prints_table(printed: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Every printed figure, one row each, as the reader downloads it."""
    rows = _rows(printed)
    return pd.DataFrame(
        {
            "figure": [print_title(row, lang) for row in rows],
            "period": [f.period(row.freq, row.period_start, lang) for row in rows],
            "value": printed["obs_value"].tolist(),
            "unit": [f.unit_label(unit, lang) for unit in printed["unit"]],
            "as_printed": [f"{text(row.published_value)} {text(row.published_unit)}".strip() for row in rows],
            "rounding": [_("rounded", lang) if rounded else _("exact", lang) for rounded in printed["is_rounded"]],
            "status": [terms.status(status, lang) for status in printed["obs_status"]],
            "publisher": printed["publisher"].tolist(),
            "document": printed["dataset"].tolist(),
            "note": [text(note) for note in printed["note"]],
            "place": printed["locator"].tolist(),
        }
    )


def prints_headers(lang: Lang) -> dict[str, str]:
    """Reader's words for the columns of `prints_table`."""
    return {
        "figure": _("Figure", lang),
        "period": _("Period", lang),
        "value": _("Value", lang),
        "unit": _("Unit", lang),
        "as_printed": _("As printed", lang),
        "rounding": _("Rounding", lang),
        "status": _("Status", lang),
        "publisher": _("Publisher", lang),
        "document": _("Document", lang),
        "note": _("Note", lang),
        "place": _("Where it stands", lang),
    }


def project_items(projects: pd.DataFrame, lang: Lang) -> list[Item]:
    """The projects with why each is listed, its programme, money and lead."""
    return [
        Item(
            _dates(row, lang),
            f"{row.acronym}: {row.title}",
            _project_detail(row, lang),
            row.publisher,
            address(row.locator),
        )
        for row in _rows(projects)
    ]


def _project_detail(row: Any, lang: Lang) -> str:  # noqa: ANN401 - a row of itertuples
    why = _("Listed because {why}.", lang, why=_(LINKS.get(row.link, row.link), lang))
    said = [why, _("Programme: {programme}.", lang, programme=row.programme_name)]
    if not is_empty(row.budget_eur):
        said.append(_("Budget {amount}.", lang, amount=f.money(int(row.budget_eur), "EUR", lang)))
    if not is_empty(row.eu_amount_eur):
        said.append(_("EU money {amount}.", lang, amount=f.money(int(row.eu_amount_eur), "EUR", lang)))
    if not is_empty(row.lead_name):
        said.append(_("Lead: {lead}.", lang, lead=row.lead_name))
    return " ".join(said)


def event_items(
    events: pd.DataFrame, names: Mapping[str, str], entity: str, lang: Lang
) -> tuple[list[Item], list[Item]]:
    """The dated events, oldest first, and the shelf of those whose date is not known."""
    items = [(row, _event_item(row, names, entity, lang)) for row in _rows(events)]
    return [item for row, item in items if not is_empty(row.date_start)], [
        item for row, item in items if is_empty(row.date_start)
    ]


def _event_item(row: Any, names: Mapping[str, str], entity: str, lang: Lang) -> Item:  # noqa: ANN401
    others = [names.get(one, one) for one in text(row.entities).split(";") if one and one != entity]
    said = [_("In {place}.", lang, place=row.place)] if not is_empty(row.place) else []
    said += [_("With {ports}.", lang, ports=", ".join(others))] if others else []
    when = _("undated", lang) if is_empty(row.date_start) else _dates(row, lang)
    return Item(when, row.name, " ".join(said), row.publisher, address(row.locator))


def challenge_items(challenges: pd.DataFrame, lang: Lang) -> list[Item]:
    """Challenges and needs that name the port."""
    return [
        Item(
            capital(word(CHALLENGE_KINDS, row.challenge_kind, lang)),
            row.statement,
            _origin(row, lang),
            row.publisher,
            address(row.locator),
        )
        for row in _rows(challenges)
    ]


def _origin(row: Any, lang: Lang) -> str:  # noqa: ANN401 - a row of itertuples
    return _("Theme: {theme}.", lang, theme=word(THEMES, row.theme, lang)) if not is_empty(row.theme) else ""


def _rows(frame: pd.DataFrame) -> list[Any]:
    """The rows with their columns as attributes; their types are those the warehouse declares."""
    return [SimpleNamespace(**row) for row in each_row(frame)]


def reviews(recommendations: pd.DataFrame, lang: Lang) -> str:
    """The reviews that recommendations come from, with their dates."""
    found = recommendations.drop_duplicates("event_id")
    return listed([f"{row.event_name} ({f.day(row.date_start, 'day', lang)})" for row in _rows(found)], lang)


def recommendation_items(recommendations: pd.DataFrame, lang: Lang) -> list[Item]:
    """Recommendations of peer reviews, each with its status; none has been reported on until someone does."""
    return [
        Item(row.rec_id, row.recommendation, _rec_detail(row, lang), row.publisher, address(row.locator))
        for row in _rows(recommendations)
    ]


def _rec_detail(row: Any, lang: Lang) -> str:  # noqa: ANN401 - a row of itertuples
    said = _(UNREPORTED, lang) if row.rec_status == "unknown" else word(STATUSES, row.rec_status, lang)
    return _sentence(capital(said))


def _dates(row: Any, lang: Lang) -> str:  # noqa: ANN401 - a row of itertuples
    if is_empty(row.date_start):
        return _("date not known", lang)
    first = f.day(row.date_start, row.date_start_precision, lang)
    last = first if is_empty(row.date_end) else f.day(row.date_end, row.date_end_precision, lang)
    return first if last == first else _("{first} to {last}", lang, first=first, last=last)


def _ends(row: pd.Series) -> pd.Timestamp:
    return pd.Timestamp(row["period_start"]) + pd.DateOffset(months=MONTHS_OF.get(row["freq"], 1))


def _named(frame: pd.DataFrame) -> Any:  # noqa: ANN401 - rows of itertuples
    """Rows whose column `name` is read as `name_`."""
    return frame.rename(columns={"name": "name_"}).itertuples()


def address(locator: object) -> str:
    """The first web address of a locator, or ""."""
    return next(iter(addresses(locator)), "")


def _sentence(words: str) -> str:
    return words if not words or words.endswith((".", "!", "?")) else f"{words}."


def text(value: object) -> str:
    """The value as text; empty where it is missing."""
    return "" if is_empty(value) else str(value)
