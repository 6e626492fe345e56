"""UK Department for Transport: goods and passengers of the ports, in the department's own spreadsheets.

The addresses of the files change with every release; the page's entry in the gov.uk content API names them. Figures are
another statistical system than Eurostat's (which has no British port after 2019), so they are measures of their own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd
import pandera.pandas as pa

from etl.faults import SourceFault
from etl.snapshots import Snapshot
from etl.source import Expect, Fetching, Harmonised, Held, Source
from etl.sources.dft_tables import COLUMNS, periods, read_tables, signs, without_signs
from etl.sources.figures import period_start

_PAGES = "api/content/government/statistical-data-sets"
# PORT0302: major ports by year, direction and group of cargo. PORT0502: by quarter. SPAS0101: passengers by port.
# The other tables say the same figures again (PORT0301, PORT0303), by route (PORT0400) or for the nation (PORT0201).
FREIGHT_TABLES = ("PORT0302", "PORT0502")
PASSENGER_TABLES = ("SPAS0101",)
# Not available, confidential, withheld or too small to print: a sum over such a part is not known either.
_GAPS = {"x", "c", "low", "n", "u", "w"}
_PROVISIONAL = "p"
_ALL = re.compile(r"^(?:all\b.*|total\b.*|both directions|grand total)$", re.IGNORECASE)
CARGO = {
    "liquid bulk": "liquid_bulk",
    "liquid bulks": "liquid_bulk",
    "dry bulk": "dry_bulk",
    "dry bulks": "dry_bulk",
    "lo-lo": "containers",
    "containers": "containers",
    "lift-on lift-off": "containers",
    "lo-lo containers": "containers",
    "ro-ro": "ro_ro",
    "roll-on/roll-off": "ro_ro",
    "other general cargo": "general_cargo",
    "general cargo": "general_cargo",
}
DIRECTIONS = {"inwards": "in", "inward": "in", "outwards": "out", "outward": "out", "imports": "in", "exports": "out"}
# Main freight is lorries, trailers and boxes once more, counted in units.
IGNORED_CARGO = {"main freight", "main freight units"}
_KEY = ["table", "period", "port", "direction", "cargo"]
_SUMS = {
    "number": ("number", "sum"),
    "n": ("n", "sum"),
    "is_gap": ("is_gap", "any"),
    "is_provisional": ("is_provisional", "any"),
    "locator": ("locator", "first"),
}
_NUMBER = r"^(?:-?\d+(?:\.\d+)?)?(?:\s*\[[a-z]+\d*\])*$|^(?:\.\.|-|:)?$"


def _fetch(fetching: Fetching, page: str, tables: tuple[str, ...]) -> None:
    content = fetching.json("content.json", f"{_PAGES}/{page}")
    attachments = content.get("details", {}).get("attachments", [])
    for table in tables:
        fetching.save(f"{table}.ods", _address(attachments, table), accept="ods")
    fetching.published(date.fromisoformat(str(content["public_updated_at"])[:10]))


def _address(attachments: list[dict[str, str]], table: str) -> str:
    """The spreadsheet whose title, or whose name, carries the number of the table."""
    number = re.compile(rf"\b{table}\b", re.IGNORECASE)
    sheets = [one for one in attachments if str(one.get("url", "")).lower().endswith(".ods")]
    named = [one["url"] for one in sheets if number.search(str(one.get("title", "")))]
    named += [one["url"] for one in sheets if number.search(one["url"].rsplit("/", 1)[-1].replace("_", "-"))]
    if not named:
        raise SourceFault(
            "not_found",
            f"The page of the Department for Transport offers no table {table}. Look at it and correct the list of "
            "tables in etl/sources/dft.py.",
        )
    return named[0]


def _parse(snapshot: Snapshot, tables: tuple[str, ...]) -> pd.DataFrame:
    return pd.concat([read_tables(snapshot.path(f"{table}.ods"), table) for table in tables], ignore_index=True)


def fetch_freight(fetching: Fetching) -> None:
    """The page's entry, then the two spreadsheets."""
    _fetch(fetching, "port-and-domestic-waterborne-freight-statistics-port", FREIGHT_TABLES)


def fetch_passengers(fetching: Fetching) -> None:
    """The page's entry, then the spreadsheet."""
    _fetch(fetching, "sea-passenger-statistics-spas", PASSENGER_TABLES)


def parse_freight(snapshot: Snapshot) -> pd.DataFrame:
    """One row a printed figure of goods, as printed."""
    return _parse(snapshot, FREIGHT_TABLES)


def parse_passengers(snapshot: Snapshot) -> pd.DataFrame:
    """One row a printed figure of passengers, as printed."""
    return _parse(snapshot, PASSENGER_TABLES)


def harmonise_freight(parsed: pd.DataFrame, held: Held, snapshot: Snapshot) -> Harmonised:
    """Goods of our British ports in tonnes, and containers in TEU, by year or quarter, cargo and direction.

    What the department prints by route is summed; a total that is not printed is the sum of its parts and derived.
    Ports that we do not hold are left out. Raises SourceFault for a cargo or direction that nobody maps.
    """
    del snapshot
    ours = _ours(parsed, held)
    cargo = _coded(ours, "cargo", {**CARGO, **dict.fromkeys(IGNORED_CARGO, "")}, total="total")
    direction = _coded(ours, "direction", DIRECTIONS, total="total")
    coded = ours.assign(cargo=cargo, direction=direction)
    coded = coded[coded["cargo"] != ""]
    boxes = coded[coded["cargo"] == "containers"]
    figures = [
        _figures(coded.assign(figure=coded["value"]), "gross_weight_national", "t"),
        _figures(boxes.assign(figure=boxes["teu"]), "teu_national", "TEU", totals=("direction",)),
    ]
    tables = {"core_observation": pd.concat(figures, ignore_index=True)}
    return Harmonised(tables=tables, unknown=_without_figures(ours, held))


def harmonise_passengers(parsed: pd.DataFrame, held: Held, snapshot: Snapshot) -> Harmonised:
    """International sea passengers of our British ports: ferries, long voyages and cruises together."""
    del snapshot
    ours = _ours(parsed, held).assign(cargo="_Z", direction="total")
    figures = _figures(ours.assign(figure=ours["value"]), "passengers_national", "persons")
    return Harmonised(tables={"core_observation": figures}, unknown=_without_figures(ours, held))


def _ours(parsed: pd.DataFrame, held: Held) -> pd.DataFrame:
    """Rows of our British ports under their ids; of totals and parts in one column, the totals are kept."""
    british = held.ports[held.ports["country"] == "GB"]
    by_name = dict(zip(british["name"].str.lower(), british["port_id"], strict=True))
    port = without_signs(parsed["port"]).str.lower().map(by_name)
    sign, period = signs(parsed["period"]), without_signs(parsed["period"])
    ours = parsed.assign(entity=port, sign=sign, period=period)[port.notna()]
    for column in ("region", "kind", "detail"):
        ours = _totals_only(ours, column)
    return ours


def _totals_only(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Where a table prints the whole beside its parts, the whole; else the parts, to be summed."""
    is_whole = rows[column].str.match(_ALL) | (rows[column] == "")
    group = [rows[name] for name in _KEY]
    return rows[is_whole | ~is_whole.groupby(group).transform("any")]


def _coded(rows: pd.DataFrame, column: str, codes: Mapping[str, str], *, total: str) -> pd.Series:
    words = without_signs(rows[column]).str.lower()
    coded = words.map(codes).mask(words.str.match(_ALL) | (words == ""), total)
    unknown = sorted(set(words[coded.isna()]))
    if unknown:
        raise SourceFault(
            "changed_codes",
            f"The Department for Transport's tables hold the {column} '{unknown[0]}', which nobody maps. Map it or "
            "list it as ignored in etl/sources/dft.py.",
        )
    return coded


def _figures(
    rows: pd.DataFrame, measure: str, unit: str, totals: tuple[str, ...] = ("direction", "cargo")
) -> pd.DataFrame:
    """One row a figure: routes summed, totals made where they are not printed."""
    if rows.empty:
        return pd.DataFrame()
    printed = rows["figure"].str.replace(r"^(?:\.\.|-|:)$", "", regex=True)
    number = pd.to_numeric(without_signs(printed).replace("", None))
    is_gap = signs(printed).isin(_GAPS)
    is_provisional = (rows["sign"] == _PROVISIONAL) | (signs(printed) == _PROVISIONAL)
    valued = rows.assign(number=number.mask(is_gap), is_gap=is_gap, is_provisional=is_provisional)
    valued = valued[valued["number"].notna() | is_gap]  # an empty cell and [z] do not apply: they are no part
    keys = ["table", "entity", "period", "cargo", "direction"]
    summed = valued.assign(n=1).groupby(keys, sort=True).agg(**_SUMS)
    whole = _with_totals(summed.reset_index().assign(is_derived=False), totals)
    return _worded(whole[~whole["is_gap"]].reset_index(drop=True), measure, unit)


def _with_totals(rows: pd.DataFrame, totals: tuple[str, ...]) -> pd.DataFrame:
    """The rows with totals over directions or cargoes, where these are not printed."""
    for column in totals:
        keys = [name for name in ("table", "entity", "period", "cargo", "direction") if name != column]
        has_total = rows[column].eq("total").groupby([rows[name] for name in keys]).transform("any")
        parts = rows[~has_total & ~rows[column].isin(["total", "_Z"])]
        made = parts.groupby(keys, sort=True).agg(**_SUMS).reset_index().assign(is_derived=True)
        made[column] = "total"
        rows = pd.concat([rows, made], ignore_index=True)
    return rows


def _worded(rows: pd.DataFrame, measure: str, unit: str) -> pd.DataFrame:
    span = periods(rows["period"])
    is_quarter = span["quarter"].notna()
    more = rows["n"] > 1
    return pd.DataFrame(
        {
            "entity_type": "port",
            "entity": rows["entity"],
            "measure": measure,
            "cargo_type": rows["cargo"],
            "direction": rows["direction"],
            "freq": np.where(is_quarter, "Q", "A"),
            "period_start": period_start(span["year"], span["quarter"].fillna(1) * 3 - 2),
            "obs_value": (rows["number"] * 1000).round(),
            "unit": unit,
            "published_value": rows["number"].round(6).map("{:.6f}".format).str.rstrip("0").str.rstrip("."),
            "published_unit": f"thousand {unit}",
            "obs_status": np.where(rows["is_provisional"], "P", "A"),
            "is_rounded": True,
            "definition_id": f"{measure}.dft",
            "locator": rows["table"] + " " + rows["locator"] + np.where(more, " and others", ""),
            "provenance_kind": np.where(rows["is_derived"] | more, "derived", "published"),
            "note": ("Sum of " + rows["n"].astype("string") + " printed figures.").where(more),
        }
    )


def _without_figures(ours: pd.DataFrame, held: Held) -> dict[str, list[str]]:
    """Our British ports that the tables do not name: minor ports have no figures by cargo."""
    wanted = held.ports.loc[held.ports["country"] == "GB", "port_id"]
    gone = sorted(set(wanted) - set(ours["entity"]))
    return {"British port of ours without figures": gone} if gone else {}


def _expect(keys: tuple[str, ...]) -> Expect:
    checked = {
        "table": pa.Column(),
        "locator": pa.Column(),
        "period": pa.Column(checks=pa.Check.str_matches(r"^(?:Q[1-4] )?(?:19|20)\d\d(?:\D.*)?$")),
        "port": pa.Column(checks=pa.Check.str_matches(r"^(?!\d)")),
        "value": pa.Column(checks=pa.Check.str_matches(_NUMBER)),
        "teu": pa.Column(checks=pa.Check.str_matches(_NUMBER)),
    }
    columns = {name: checked.get(name) or pa.Column() for name in COLUMNS}
    schema = pa.DataFrameSchema(columns, strict=True)
    return Expect(columns=schema, rows=(200, 2_000_000), keys=keys, years=(1960, 2100))


FREIGHT = Source(
    id="dft_port_freight",
    title="Goods handled in British ports",
    publisher="UK Department for Transport",
    dataset="PORT0302, PORT0502",
    url="https://www.gov.uk",
    page="https://www.gov.uk/government/statistical-data-sets/port-and-domestic-waterborne-freight-statistics-port",
    licence_id="ogl3",
    cadence="quarterly",
    max_overdue_days=184,
    expect=_expect(("table", "period", "port", "direction", "cargo", "detail", "region")),
    fetch=fetch_freight,
    parse=parse_freight,
    harmonise=harmonise_freight,
    asks="the page's list of files, then tables " + ", ".join(FREIGHT_TABLES),
)
PASSENGERS = Source(
    id="dft_sea_passengers",
    title="International sea passengers of British ports",
    publisher="UK Department for Transport",
    dataset="SPAS0101",
    url="https://www.gov.uk",
    page="https://www.gov.uk/government/statistical-data-sets/sea-passenger-statistics-spas",
    licence_id="ogl3",
    cadence="annual",
    max_overdue_days=455,
    expect=_expect(("table", "period", "port", "kind", "region")),
    fetch=fetch_passengers,
    parse=parse_passengers,
    harmonise=harmonise_passengers,
    asks="the page's list of files, then table " + ", ".join(PASSENGER_TABLES),
)
SOURCES = (FREIGHT, PASSENGERS)
