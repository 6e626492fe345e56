"""What a dataset of Eurostat's is to us: what is asked of it, and what its codes mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

DIRECTIONS = {"TOTAL": "total", "IN": "in", "OUT": "out"}
CARGO = {
    "TOTAL": "total",
    "LBK": "liquid_bulk",
    "DBK": "dry_bulk",
    "LCNT": "containers",
    "RO_MSP": "ro_ro",
    "RO_MNSP": "ro_ro",
    "OTH": "general_cargo",
}
VESSELS = {
    "TOTAL": "total",
    "ODC_CNT": "container",
    "LBK": "liquid_bulk",
    "DBK": "dry_bulk",
    "ODC_GEN": "general_cargo",
    "ODC_SPE": "specialised",
    "ODC_PCRU": "cruise",
    "ODC_PAS_XCR": "passenger",
    "MSC_OFF": "offshore",
    "MSC_TOW": "tug",
}
_SMALL = ("LT100", "100-499", "500-999", *(f"{n}000-{n}999" for n in range(1, 10)))
_MEDIUM = ("10000-19999", "20000-29999", "30000-39999")
_LARGE = ("40000-49999", "50000-79999", "80000-99999")
_LARGEST = ("100000-149999", "150000-199999", "200000-249999", "250000-299999")
TONNAGES = {
    "TOTAL": "total",
    **{("GT_" if band == "LT100" else "GT") + band: "lt_10k_gt" for band in _SMALL},
    **{f"GT{band}": "10k_40k_gt" for band in _MEDIUM},
    **{f"GT{band}": "40k_100k_gt" for band in _LARGE},
    **{f"GT{band}": "ge_100k_gt" for band in _LARGEST},
    "GT_GE300000": "ge_100k_gt",
}
# Dimension of the publisher's -> dimension of ours and the words for its codes.
MEANINGS: dict[str, tuple[str, dict[str, str]]] = {
    "direct": ("direction", DIRECTIONS),
    "cargo": ("cargo_type", CARGO),
    "vessel": ("vessel_type", VESSELS),
    "tonnage": ("size_class", TONNAGES),
}
# Dimensions whose one code is part of what a dataset is asked for; they name no dimension of ours.
IGNORED = ("freq", "unit", "sex", "age", "wstatus", "nace_r2", "isced11")

# The publisher's flags as SDMX letters; of several the worst stands. A revised figure is as good as any.
FLAGS = {"b": "B", "c": "U", "d": "D", "e": "E", "f": "F", "n": "U", "p": "P", "r": "A", "s": "E", "u": "U", "z": "U"}


@dataclass(frozen=True)
class Quantity:
    """What a unit of a dataset counts: our measure and unit, the factor between the units, the definition."""

    measure: str
    unit: str
    factor: float
    definition_id: str
    is_whole: bool = True


@dataclass(frozen=True)
class Dataset:
    """One dataset: its title, what is asked of it and what its codes mean.

    `asked` holds, by dimension, the codes that are asked; every other dimension but freq, unit and the place stands in
    `open_codes` with the pattern of its codes. `branches` hold the measures by code of `nace_r2`, where these differ:
    they take the place of the quantity's. `slices` narrow the question to several smaller ones. `title_words` find
    a dataset in the table of contents where its code may change.
    """

    code: str
    title: str
    freq: str
    place: str
    asked: Mapping[str, tuple[str, ...]]
    quantities: Mapping[str, Quantity]
    years: tuple[int, int]
    rows: tuple[int, int]
    open_codes: Mapping[str, str] = field(default_factory=dict)
    branches: Mapping[str, str] = field(default_factory=dict)
    slices: tuple[Mapping[str, tuple[str, ...]], ...] = ({},)
    countries: tuple[str, ...] = ()
    is_asked_by_place: bool = False
    is_nuts2: bool = False
    cargo_type: str = "_Z"
    title_words: tuple[str, ...] = ()
    cadence: str = "annual"
    max_overdue_days: int = 455

    @property
    def id(self) -> str:
        """The source's id."""
        return f"eurostat_{self.code}"

    @property
    def dimensions(self) -> tuple[str, ...]:
        """All dimensions but time; the publisher's order is read from the structure."""
        return ("freq", *self.asked, "unit", *self.open_codes, self.place)
