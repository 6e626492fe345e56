"""Eurostat's datasets of regions: output, population, employment, unemployment."""

from __future__ import annotations

from etl.source import Source
from etl.sources.eurostat import source_of
from etl.sources.eurostat_dataset import Dataset, Quantity
from language import N_

_YEARS = (1980, 2100)

OUTPUT = Dataset(
    code="nama_10r_3gdp",
    title=N_("Regional gross domestic product"),
    freq="A",
    place="geo",
    asked={},
    quantities={
        "MIO_EUR": Quantity("gdp", "EUR", 1e6, "gdp.eurostat"),
        "EUR_HAB": Quantity("gdp_per_inhabitant", "EUR/inhab", 1.0, "gdp_per_inhabitant.eurostat"),
        "MIO_PPS_EU27_2020": Quantity("gdp_pps", "PPS", 1e6, "gdp_pps.eurostat"),
        "PPS_EU27_2020_HAB": Quantity("gdp_per_inhabitant_pps", "PPS/inhab", 1.0, "gdp_per_inhabitant_pps.eurostat"),
    },
    years=_YEARS,
    rows=(500, 50_000),
)
POPULATION = Dataset(
    code="demo_r_pjanaggr3",
    title=N_("Regional population on 1 January"),
    freq="A",
    place="geo",
    asked={"sex": ("T",), "age": ("TOTAL",)},
    quantities={"NR": Quantity("population", "persons", 1.0, "population.eurostat")},
    years=_YEARS,
    rows=(300, 50_000),
)
# Sections of NACE Rev. 2 that hold transport. Of small regions the dataset prints H in these groups only; H by itself
# stands in statistics of another count (enterprises, the labour force survey), which never complete a series of these.
_BRANCHES = {"TOTAL": "employment", "G-I": "employment_g_i", "G-J": "employment_g_j"}
EMPLOYMENT = Dataset(
    code="nama_10r_3empers",
    title=N_("Regional employment"),
    freq="A",
    place="geo",
    asked={"wstatus": ("EMP",), "nace_r2": tuple(_BRANCHES)},
    quantities={"THS": Quantity("employment", "persons", 1000.0, "employment.eurostat")},
    branches=_BRANCHES,
    years=_YEARS,
    rows=(300, 50_000),
)
UNEMPLOYMENT = Dataset(
    code="lfst_r_lfu3rt",
    title=N_("Regional unemployment"),
    freq="A",
    place="geo",
    asked={"isced11": ("TOTAL",), "sex": ("T",), "age": ("Y15-74",)},
    quantities={"PC": Quantity("unemployment_rate", "pct", 1.0, "unemployment_rate.eurostat", is_whole=False)},
    years=_YEARS,
    rows=(100, 50_000),
    is_nuts2=True,
)

DATASETS = (OUTPUT, POPULATION, EMPLOYMENT, UNEMPLOYMENT)
SOURCES: tuple[Source, ...] = tuple(map(source_of, DATASETS))
