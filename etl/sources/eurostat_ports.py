"""Eurostat's datasets of ports: goods, ships, passengers."""

from __future__ import annotations

from etl.source import Source
from etl.sources.eurostat import source_of
from etl.sources.eurostat_dataset import CARGO, DIRECTIONS, TONNAGES, VESSELS, Dataset, Quantity
from language import N_

_TONNES = {"THS_T": Quantity("gross_weight", "t", 1000.0, "gross_weight.eurostat")}
_DIRECTIONS = tuple(DIRECTIONS)
# Kinds of cargo by partner would be many times as many cells: partners are asked for all cargo and for ro-ro units.
_BY_COUNTRY = ("TOTAL", "RO_MSP", "RO_MNSP")
_KINDS = tuple(code for code in CARGO if code not in _BY_COUNTRY)
_PARTNER = r"^[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*$"
_BY_PARTNER = {
    "be": N_("Goods of Belgian ports by partner and kind of cargo, quarterly"),
    "de": N_("Goods of German ports by partner and kind of cargo, quarterly"),
    "el": N_("Goods of Greek ports by partner and kind of cargo, quarterly"),
    "es": N_("Goods of Spanish ports by partner and kind of cargo, quarterly"),
    "fr": N_("Goods of French ports by partner and kind of cargo, quarterly"),
    "ie": N_("Goods of Irish ports by partner and kind of cargo, quarterly"),
    "it": N_("Goods of Italian ports by partner and kind of cargo, quarterly"),
    "nl": N_("Goods of Dutch ports by partner and kind of cargo, quarterly"),
    "uk": N_("Goods of British ports by partner and kind of cargo, quarterly"),
}

GOODS = Dataset(
    code="mar_go_aa",
    title=N_("Goods handled in ports, annual"),
    freq="A",
    place="rep_mar",
    asked={"direct": _DIRECTIONS},
    quantities=_TONNES,
    years=(1997, 2100),
    rows=(500, 50_000),
    cargo_type="total",
)
MAIN_PORTS = Dataset(
    code="mar_mg_aa_pwhd",
    title=N_("Goods handled in the main ports, by direction"),
    freq="A",
    place="rep_mar",
    asked={"direct": _DIRECTIONS},
    quantities=_TONNES,
    years=(1997, 2100),
    rows=(50, 20_000),
    cargo_type="total",
)
CARGO_KINDS = Dataset(
    code="mar_mg_am_pwhc",
    title=N_("Goods handled in the main ports, by kind of cargo"),
    freq="A",
    place="rep_mar",
    asked={"cargo": tuple(CARGO)},
    quantities={"THS_T": Quantity("gross_weight_by_cargo", "t", 1000.0, "gross_weight_by_cargo.eurostat")},
    years=(1997, 2100),
    rows=(50, 50_000),
)
SHIPS = Dataset(
    code="mar_tf_qm",
    title=N_("Ships arriving by type and size, quarterly"),
    freq="Q",
    place="rep_mar",
    asked={"tonnage": tuple(TONNAGES), "vessel": tuple(VESSELS)},
    quantities={
        "NR": Quantity("vessel_arrivals", "arrivals", 1.0, "vessel_arrivals.eurostat"),
        "THS_GT": Quantity("vessel_gross_tonnage", "GT", 1000.0, "vessel_gross_tonnage.eurostat"),
    },
    years=(1997, 2100),
    rows=(1000, 3_000_000),
    is_asked_by_place=True,
    cadence="quarterly",
    max_overdue_days=184,
)
PASSENGERS = Dataset(
    code="mar_pa_aa",
    title=N_("Passengers in ports, annual"),
    freq="A",
    place="rep_mar",
    asked={"direct": _DIRECTIONS},
    quantities={
        "THS_PAS": Quantity("passengers_eurostat", "persons", 1000.0, "passengers.eurostat"),
        "THS": Quantity("passengers_eurostat", "persons", 1000.0, "passengers.eurostat"),
    },
    years=(1997, 2100),
    rows=(50, 50_000),
    title_words=("passengers", "embarked", "disembarked", "all ports", "direction", "annual"),
)


def _by_partner(country: str) -> Dataset:
    return Dataset(
        code=f"mar_go_qm_{country}",
        title=_BY_PARTNER[country],
        freq="Q",
        place="rep_mar",
        asked={"direct": _DIRECTIONS, "cargo": tuple(CARGO)},
        quantities=_TONNES,
        open_codes={"par_mar": _PARTNER},
        slices=({"cargo": _BY_COUNTRY}, {"cargo": _KINDS, "par_mar": ("TOTAL",)}),
        years=(1997, 2100),
        rows=(200, 2_000_000),
        countries=(country.upper(),),
        is_asked_by_place=True,
        cadence="quarterly",
        max_overdue_days=184 if country != "uk" else 36_500,
    )


DATASETS = (GOODS, MAIN_PORTS, CARGO_KINDS, SHIPS, PASSENGERS, *map(_by_partner, _BY_PARTNER))
SOURCES: tuple[Source, ...] = tuple(map(source_of, DATASETS))
