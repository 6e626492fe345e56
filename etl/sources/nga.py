"""US National Geospatial-Intelligence Agency, World Port Index (Pub. 150): one JSON answer, no date in it.

Entries are joined to our ports by the index's own number: its UN/LOCODEs are damaged for some of ours (Portsmouth) and
old for others (Portland, Shanghai, Dublin). Positions are rounded to minutes of arc and may lie in water.
"""

from __future__ import annotations

import json

import pandas as pd
import pandera.pandas as pa

from etl.faults import SourceFault
from etl.snapshots import Snapshot
from etl.source import Expect, Fetching, Harmonised, Held, Source
from etl.sources.register import compared, entries

_FILE = "world-port-index.json"
# Number of the index by port, looked up by name and place in the edition of 2024-10-25. Dunkirk has two entries.
# Not in the index: Moerdijk, and the ports that exist in Eurostat's statistics only.
PORT_OF_NUMBER = {
    31250: "BEANR",
    31270: "BEGNE",
    31310: "BEOST",
    31280: "BEZEE",
    59970: "CNSHA",
    30780: "DEHAM",
    37400: "ESBIO",
    37470: "ESSDR",
    35760: "FRBOL",
    35950: "FRCER",
    35880: "FRCFR",
    35750: "FRCQF",
    35730: "FRDKK",
    35732: "FRDKK",
    35810: "FRDPE",
    35840: "FRLEH",
    36370: "FRROS",
    35710: "GBDVR",
    31560: "GBFXT",
    35600: "GBPME",
    35480: "GBPOO",
    35450: "GBPTL",
    35580: "GBSOU",
    42530: "GRSKG",
    34480: "IEDUB",
    34420: "IEROS",
    39590: "ITLIV",
    60320: "KRINC",
    31060: "NLAMS",
    31140: "NLRTM",
    31220: "NLTNZ",
    31210: "NLVLI",
    43680: "UAKHE",
    43670: "UANLV",
    43650: "UAODS",
}
_SIZES = {"L": "large", "M": "medium", "S": "small", "V": "very_small"}
_TYPES = {
    "CB": "coastal, breakwater",
    "CN": "coastal, natural",
    "CT": "coastal, tide gate",
    "LC": "lake or canal",
    "OR": "open roadstead",
    "RB": "river, basin",
    "RN": "river, natural",
    "RT": "river, tide gate",
    "TH": "typhoon harbour",
}
_FACILITIES = {"loRoro": "ro_ro", "loContainer": "containers", "loSolidBulk": "dry_bulk", "loLiquidBulk": "liquid_bulk"}
# The other fields of the 112: berths, pilots, tugs, supplies, charts and their like are no part of this product.
_OTHERS = """
regionNumber regionName countryCode countryName latitude longitude publicationNumber chartNumber navArea shelter
erTide erSwell erIce erOther overheadLimits anDepth otDepth tide maxVesselLength maxVesselBeam maxVesselDraft
goodHoldingGround turningArea firstPortOfEntry usRep ptCompulsory ptAvailable ptLocalAssist ptAdvisable tugsSalvage
tugsAssist qtPratique qtOther cmTelephone cmTelegraph cmRadio cmRadioTel cmAir cmRail loWharves loAnchor loMedMoor
loBeachMoor loIceMoor medFacilities garbageDisposal degauss dirtyBallast crFixed crMobile crFloating lifts100
lifts50 lifts25 lifts0 srLongshore srElectrical srSteam srNavigEquip srElectRepair suProvisions suWater suFuel
suDiesel suDeck suEngine repairCode drydock railway qtSanitation suAviationFuel harborUse ukcMgmtSystem portSecurity
etaMessage searchAndRescue tss vts cht globalId loBreakBulk loOilTerm loLongTerm loOther loDangCargo srIceBreaking
srDiving cranesContainer unloCode dnc s121WaterBody s57Enc s101Enc dodWaterBody alternateName entranceWidth
lngTerminalDepth offMaxVesselLength offMaxVesselBeam offMaxVesselDraft
"""
IGNORED = tuple(_OTHERS.split())


def fetch(fetching: Fetching) -> None:
    """The whole index in one answer."""
    fetching.save(_FILE, "api/publications/world-port-index", {"output": "json"}, accept="json")


def parse(snapshot: Snapshot) -> pd.DataFrame:
    """One row an entry, with the fields we read and the names of the others; an empty cell for null.

    Raises SourceFault when the answer has no list of ports.
    """
    held = json.loads(snapshot.path(_FILE).read_text(encoding="utf-8"))
    ports = held.get("ports") if isinstance(held, dict) else None
    if not isinstance(ports, list) or not all(isinstance(port, dict) for port in ports):
        raise SourceFault(
            "changed_layout",
            "The World Port Index came without its list 'ports'. Open the address and correct etl/sources/nga.py.",
        )
    frame = pd.DataFrame(ports).drop(columns=list(IGNORED), errors="ignore")
    return frame.astype("object").where(frame.notna(), "").map(str).astype("string")


def harmonise(parsed: pd.DataFrame, held: Held, snapshot: Snapshot) -> Harmonised:
    """Our ports' entries. Numbers that the index no longer has are reported; a port we do not hold is left out."""
    del snapshot
    number = parsed["portNumber"].astype(int)
    ours = parsed[number.isin(PORT_OF_NUMBER)]
    port_id = number[ours.index].map(PORT_OF_NUMBER)
    known = port_id.isin(held.ports["port_id"])
    ours, port_id = ours[known], port_id[known]
    rows = pd.DataFrame(
        {
            "port_id": port_id,
            "register_code": ours["portNumber"],
            "name": ours["portName"].str.split().str.join(" "),
            "lat": ours["ycoord"].astype(float),
            "lon": ours["xcoord"].astype(float),
            "harbour_size": ours["harborSize"].map(_SIZES).astype("string"),
            "harbour_type": ours["harborType"].map(_TYPES).astype("string"),
            "channel_depth_m": pd.to_numeric(ours["chDepth"].replace("", None)),
            "cargo_pier_depth_m": pd.to_numeric(ours["cpDepth"].replace("", None)),
            "facilities": _facilities(ours),
            "locator": "portNumber " + ours["portNumber"],
        }
    )
    gone = sorted(
        f"{code} ({port})"
        for code, port in PORT_OF_NUMBER.items()
        if port in set(held.ports["port_id"]) and code not in set(number)
    )
    return compared(entries(rows, held), {"no longer in the index": gone})


def _facilities(ports: pd.DataFrame) -> pd.Series:
    """Kinds of cargo with a Yes; empty where none has one (most fields of the index say only Unknown)."""
    has = (ports[list(_FACILITIES)] == "Y").rename(columns=_FACILITIES)
    listed = ["; ".join(kind for kind, yes in zip(has.columns, row, strict=True) if yes) for row in has.to_numpy()]
    return pd.Series(listed, index=ports.index, dtype="string").replace("", None)


_COORDINATE = pa.Check.str_matches(r"^-?\d{1,3}(\.\d+)?$")
_DEPTH = pa.Check.str_matches(r"^(\d{1,3}(\.\d+)?)?$")
_YES_NO = pa.Check.isin(["Y", "N", "U", ""])

SOURCE = Source(
    id="nga_wpi",
    title="World Port Index",
    publisher="US National Geospatial-Intelligence Agency",
    dataset="Pub. 150",
    url="https://msi.nga.mil",
    page="https://msi.nga.mil/Publications/WPI",
    licence_id="nga",
    cadence="occasional",
    max_overdue_days=1095,
    expect=Expect(
        columns=pa.DataFrameSchema(
            {
                "portNumber": pa.Column(checks=pa.Check.str_matches(r"^\d{1,6}$")),
                "portName": pa.Column(checks=pa.Check.str_length(min_value=1)),
                "ycoord": pa.Column(checks=_COORDINATE),
                "xcoord": pa.Column(checks=_COORDINATE),
                "harborSize": pa.Column(checks=pa.Check.isin([*_SIZES, "U", ""])),
                "harborType": pa.Column(checks=pa.Check.isin([*_TYPES, "U", ""])),
                "chDepth": pa.Column(checks=_DEPTH),
                "cpDepth": pa.Column(checks=_DEPTH),
                **{field: pa.Column(checks=_YES_NO) for field in _FACILITIES},
            },
            strict=True,
        ),
        rows=(2_000, 10_000),
        keys=("portNumber",),
        years=(1900, 2100),
    ),
    fetch=fetch,
    parse=parse,
    harmonise=harmonise,
    asks="the whole index in one answer",
)
