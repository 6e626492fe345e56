"""IMF PortWatch, the register of its ports and the list of disruptions: two small layers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pandas as pd
import pandera.pandas as pa

from etl.faults import SourceFault
from etl.snapshots import Snapshot
from etl.source import Expect, Fetching, Harmonised, Held, Source
from etl.sources.portwatch_layer import LAYER_FILE, Layer, day_of, described, opened, paged
from warehouse.tables import DISRUPTION, DISRUPTION_PORT, PORTWATCH_PORT

_SERVICES = "https://services9.arcgis.com/weJ1QsnbMYJlCHdG/arcgis/rest/services"
_NUMBER = pa.Check.str_matches(r"^-?\d+(\.\d+)?([eE][+-]?\d+)?$")
_WHOLE = pa.Check.str_matches(r"^\d+(\.0+)?$")
_PORT_ID = pa.Check.str_matches(r"^port\d+$")

PORTS_TITLE = "The register of ports of PortWatch"
_VESSELS = {
    "vessels_count": "vessel_count_total",
    "vessels_container_count": "vessel_count_container",
    "vessels_dry_bulk_count": "vessel_count_dry_bulk",
    "vessels_general_cargo_count": "vessel_count_general_cargo",
    "vessels_ro_ro_count": "vessel_count_RoRo",
    "vessels_tanker_count": "vessel_count_tanker",
}
PORTS_READ = ("portid", "portname", "country", "ISO3", "lat", "lon", "LOCODE", *_VESSELS.values())
# Other spellings of what is read, shares of a country's trade, and addresses of the publisher's pages.
PORTS_IGNORED = (
    "X",
    "Y",
    "continent",
    "fullname",
    "industry_top1",
    "industry_top2",
    "industry_top3",
    "share_country_maritime_import",
    "share_country_maritime_export",
    "pageid",
    "countrynoaccents",
    "ObjectId",
    "GlobalID",
)

DISRUPTIONS_TITLE = "The list of disruptions of PortWatch"
DISRUPTIONS_READ = (
    "eventid",
    "eventtype",
    "eventname",
    "alertlevel",
    "severitytext",
    "country",
    "fromdate",
    "todate",
    "lat",
    "long",
    "affectedports",
    "n_affectedports",
)
# Texts for the publisher's pages, the year of a date that is read, people and not ports, and the day of editing.
DISRUPTIONS_IGNORED = (
    "htmlname",
    "htmldescription",
    "year",
    "editdate",
    "affectedpopulation",
    "pageid",
    "ObjectId",
    "GlobalID",
)


def _fetching(title: str, read: tuple[str, ...], ignored: tuple[str, ...]) -> Callable[[Fetching], None]:
    def fetch(fetching: Fetching) -> None:
        layer = opened(fetching, title, read, ignored)
        for _page in paged(fetching, layer, "rows"):
            pass

    return fetch


def _parsing(title: str, read: tuple[str, ...], ignored: tuple[str, ...]) -> Callable[[Snapshot], pd.DataFrame]:
    def parse(snapshot: Snapshot) -> pd.DataFrame:
        layer = _layer(snapshot, title, read, ignored)
        return pd.DataFrame(
            [
                {ours: _text(printed.get(theirs)) for ours, theirs in layer.names.items()}
                for name in snapshot.names()
                if name.startswith("rows_")
                for printed in _attributes(json.loads(snapshot.path(name).read_bytes()), name, title)
            ],
            columns=list(read),
            dtype="string",
        )

    return parse


def _layer(snapshot: Snapshot, title: str, read: tuple[str, ...], ignored: tuple[str, ...]) -> Layer:
    return described(json.loads(snapshot.path(LAYER_FILE).read_bytes()), title, read, ignored)


def _attributes(page: Any, name: str, title: str) -> list[dict[str, Any]]:  # noqa: ANN401 - what JSON holds
    try:
        return [feature["attributes"] for feature in page["features"]]
    except (KeyError, TypeError) as error:
        raise SourceFault(
            "changed_layout",
            f"{title}: {name} is no page of rows ({error!r}). Open the layer's address in a browser and compare it "
            "with docs/operate.md.",
        ) from error


def _text(value: object) -> str | None:
    text = "" if value is None else str(value).strip()
    return text or None


def harmonise_ports(parsed: pd.DataFrame, held: Held, snapshot: Snapshot) -> Harmonised:
    """Every port of the register; `port_id` where it is one of ours."""
    del snapshot
    ours = _ours(held)
    rows = pd.DataFrame(
        {
            "portwatch_id": parsed["portid"],
            "port_id": parsed["portid"].map(ours),
            "name": parsed["portname"],
            "country": None,
            "iso3": parsed["ISO3"],
            "lat": parsed["lat"].astype("float64"),
            "lon": parsed["lon"].astype("float64"),
            "unlocode": parsed["LOCODE"].str.replace(" ", ""),
            **{name: parsed[theirs].astype("float64").astype("Int64") for name, theirs in _VESSELS.items()},
        }
    )
    country = dict(zip(held.ports["port_id"], held.ports["country"], strict=True))
    rows["country"] = rows["port_id"].map(country)
    gone = sorted(set(ours) - set(rows["portwatch_id"]))
    return Harmonised(
        tables={PORTWATCH_PORT.name: rows}, unknown={"ports of ours that PortWatch no longer lists": gone}
    )


def _ours(held: Held) -> dict[str, str]:
    """Our port by PortWatch's id; a port of ours may consist of several of theirs."""
    ports = held.ports.dropna(subset=["portwatch_id"])
    return {
        one: str(port_id)
        for port_id, listed in zip(ports["port_id"], ports["portwatch_id"], strict=True)
        for one in str(listed).split(";")
    }


def harmonise_disruptions(parsed: pd.DataFrame, held: Held, snapshot: Snapshot) -> Harmonised:
    """The disruptions, and a row for each port that one affects."""
    layer = _layer(snapshot, DISRUPTIONS_TITLE, DISRUPTIONS_READ, DISRUPTIONS_IGNORED)
    rows = pd.DataFrame(
        {
            "disruption_id": parsed["eventid"],
            "disruption_kind": parsed["eventtype"],
            "name": parsed["eventname"],
            "alert_level": parsed["alertlevel"],
            "severity": parsed["severitytext"],
            "place": parsed["country"],
            "date_start": _days(parsed["fromdate"], layer, "fromdate"),
            "date_end": _days(parsed["todate"], layer, "todate"),
            "lat": parsed["lat"].astype("float64"),
            "lon": parsed["long"].astype("float64"),
            "n_ports": parsed["n_affectedports"].astype("float64").astype("Int64"),
        }
    )
    return Harmonised(tables={DISRUPTION.name: rows, DISRUPTION_PORT.name: _affected(parsed, _ours(held))})


def _days(printed: pd.Series, layer: Layer, name: str) -> list[str | None]:
    """Days as ISO text; raises SourceFault for what is no day."""
    is_epoch = layer.is_epoch(name)
    try:
        days = [day_of(None if pd.isna(value) else value, is_epoch=is_epoch) for value in printed]
    except ValueError as error:
        raise SourceFault(
            "changed_layout",
            f"{DISRUPTIONS_TITLE}: {name} holds what is no day ({error}). Look at the layer's page and correct "
            "etl/sources/portwatch_register.py.",
        ) from error
    return [None if day is None else day.isoformat() for day in days]


def _affected(parsed: pd.DataFrame, ours: dict[str, str]) -> pd.DataFrame:
    """One row a disruption and port; the publisher joins the ids by semicolons or commas."""
    listed = parsed["affectedports"].fillna("").str.findall(r"port\d+")
    pairs = pd.DataFrame({"disruption_id": parsed["eventid"], "portwatch_id": listed}).explode("portwatch_id")
    pairs = pairs.dropna(subset=["portwatch_id"]).drop_duplicates().reset_index(drop=True)
    return pairs.assign(port_id=pairs["portwatch_id"].map(ours))


def _optional(check: pa.Check | None = None) -> pa.Column:
    return pa.Column("string", check, nullable=True)


PORTS = Source(
    id="portwatch_ports",
    title="Ports of PortWatch",
    publisher="IMF PortWatch",
    dataset="PortWatch_ports_database",
    url=f"{_SERVICES}/PortWatch_ports_database/FeatureServer/0",
    page="https://portwatch.imf.org",
    licence_id="portwatch",
    cadence="occasional",
    max_overdue_days=400,
    expect=Expect(
        columns=pa.DataFrameSchema(
            {
                "portid": pa.Column("string", _PORT_ID),
                "portname": pa.Column("string"),
                **{name: _optional() for name in ("country", "ISO3", "LOCODE")},
                **{name: pa.Column("string", _NUMBER) for name in ("lat", "lon")},
                **{name: _optional(_WHOLE) for name in _VESSELS.values()},
            },
            strict=True,
        ),
        rows=(1, 20_000),
        keys=("portid",),
        years=(2019, 2100),
    ),
    fetch=_fetching(PORTS_TITLE, PORTS_READ, PORTS_IGNORED),
    parse=_parsing(PORTS_TITLE, PORTS_READ, PORTS_IGNORED),
    harmonise=harmonise_ports,
    asks="the layer's description and its 2,065 points in one page",
)
DISRUPTIONS = Source(
    id="portwatch_disruptions",
    title="Disruptions of ports",
    publisher="IMF PortWatch",
    dataset="portwatch_disruptions_database",
    url=f"{_SERVICES}/portwatch_disruptions_database/FeatureServer/0",
    page="https://portwatch.imf.org",
    licence_id="portwatch",
    cadence="occasional",
    max_overdue_days=400,
    expect=Expect(
        columns=pa.DataFrameSchema(
            {
                "eventid": pa.Column("string"),
                "eventtype": pa.Column("string", pa.Check.str_matches(r"^[A-Z]{2,4}$")),
                "eventname": pa.Column("string"),
                **{name: _optional() for name in ("alertlevel", "severitytext", "country", "fromdate", "todate")},
                **{name: _optional(_NUMBER) for name in ("lat", "long")},
                "affectedports": _optional(),
                "n_affectedports": _optional(_WHOLE),
            },
            strict=True,
        ),
        rows=(1, 100_000),
        keys=("eventid",),
        years=(2019, 2100),
    ),
    fetch=_fetching(DISRUPTIONS_TITLE, DISRUPTIONS_READ, DISRUPTIONS_IGNORED),
    parse=_parsing(DISRUPTIONS_TITLE, DISRUPTIONS_READ, DISRUPTIONS_IGNORED),
    harmonise=harmonise_disruptions,
    asks="the layer's description and its rows, a page or two",
)
