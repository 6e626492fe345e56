"""From the cells of an SDMX-CSV of Eurostat's to our observations.

Two million cells are common, so codes are mapped once each, not once a row: every column of words is categorical.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from etl.expect import one_number
from etl.faults import SourceFault
from etl.snapshots import Snapshot
from etl.source import Harmonised, Held
from etl.sources.eurostat_dataset import FLAGS, IGNORED, MEANINGS, Dataset
from warehouse.fields import OBS_STATUSES
from warehouse.tables import DIMENSIONS

_NUMBER = "number"
_ATTRIBUTES = {"DATAFLOW", "LAST UPDATE", "TIME_PERIOD", "OBS_VALUE", "OBS_FLAG", "CONF_STATUS", _NUMBER}
_QUARTERS = {"Q1": "01-01", "Q2": "04-01", "Q3": "07-01", "Q4": "10-01"}


@dataclass(frozen=True)
class Place:
    """One of our places under a code of Eurostat's."""

    entity_type: str
    entity: str
    nuts_version: str | None = None


def harmonise(dataset: Dataset, parsed: pd.DataFrame, held: Held, snapshot: Snapshot) -> Harmonised:
    """Observations of our places; a place that we do not hold is set aside, an unknown category raises SourceFault."""
    del snapshot
    cells = parsed.astype({name: "category" for name in _coded(parsed) if not _is_coded(parsed[name])})
    cells[_NUMBER] = _numbers(cells["OBS_VALUE"])
    cells = _kept(cells, (cells["OBS_FLAG"].notna() | cells[_NUMBER].notna()).to_numpy())
    places = _our_places(dataset, held)
    present = cells[dataset.place].cat.remove_unused_categories().cat.categories
    unknown = [code for code in present if code not in places]
    ours = ~cells[dataset.place].isin(unknown).to_numpy()
    rows = _observations(dataset, _kept(cells, ours), places)
    tables = {"core_observation": _summed(rows, _parts(dataset, rows))}
    if dataset.is_nuts2:
        tables["core_region"] = _parent_rows(held, {place.entity for place in places.values()} & set(present))
    return Harmonised(tables, _set_aside(dataset, cells[~ours]), {"places": unknown})


def _kept(cells: pd.DataFrame, mask: np.ndarray) -> pd.DataFrame:
    """The rows of a mask; no copy of two million where all are kept."""
    return cells if mask.all() else cells[mask]


def _coded(frame: pd.DataFrame) -> list[str]:
    return [name for name in frame.columns if name != "OBS_VALUE"]


def _is_coded(series: pd.Series) -> bool:
    return isinstance(series.dtype, pd.CategoricalDtype)


def _our_places(dataset: Dataset, held: Held) -> dict[str, Place]:
    countries = {code: Place("country", iso) for code, iso in held.country_of_eurostat.items()}
    if dataset.place == "rep_mar":
        return countries | {code: Place("port", port) for code, port in held.port_of_eurostat.items()}
    newest = held.regions.sort_values("nuts_version").drop_duplicates("region_id", keep="last")
    listed = zip(newest["region_id"], newest["nuts_version"], strict=True)
    regions = {code: Place("region", code, version) for code, version in listed}
    if dataset.is_nuts2:
        regions = {code: Place("region", code, version) for code, (version, _name) in held.nuts2.items()}
    groups = {area: Place("area", area) for area in held.areas["area_id"]}
    return countries | groups | regions


def _observations(dataset: Dataset, cells: pd.DataFrame, places: Mapping[str, Place]) -> pd.DataFrame:
    alike = np.zeros(len(cells), dtype=np.int8)
    made: dict[str, object] = {"freq": _picked(alike, [dataset.freq])}
    for name in ("entity_type", "entity", "nuts_version"):
        words = {code: getattr(place, name) for code, place in places.items()}
        made[name] = _mapped(cells[dataset.place], words, dataset.place)
    made |= {ours: _mapped(cells[theirs], words, theirs) for theirs, (ours, words) in _meanings(dataset).items()}
    if "par_mar" in dataset.open_codes:
        made["partner"] = _mapped(cells["par_mar"], _partners(cells["par_mar"]), "par_mar")
    if "cargo" not in dataset.asked:
        made["cargo_type"] = _picked(alike, [dataset.cargo_type])
    made["period_start"] = _days(cells["TIME_PERIOD"])
    made |= _values(dataset, cells)
    if dataset.branches:
        defined = {code: f"{measure}.eurostat" for code, measure in dataset.branches.items()}
        made["measure"] = _mapped(cells["nace_r2"], dataset.branches, "nace_r2")
        made["definition_id"] = _mapped(cells["nace_r2"], defined, "nace_r2")
    return pd.DataFrame(made, index=pd.RangeIndex(len(cells)))


def _meanings(dataset: Dataset) -> dict[str, tuple[str, dict[str, str]]]:
    """The meanings of the dataset's dimensions; one that nobody maps raises, so that no figure is read without it."""
    for name in dataset.asked:
        if name not in MEANINGS and name not in IGNORED:
            raise SourceFault("unknown_code", f"{dataset.code}: nobody maps the dimension {name}. Add it to MEANINGS.")
    return {name: MEANINGS[name] for name in dataset.asked if name in MEANINGS}


def _values(dataset: Dataset, cells: pd.DataFrame) -> dict[str, object]:
    units = cells["unit"].cat
    quantities = [dataset.quantities[unit] for unit in units.categories]
    codes = units.codes.to_numpy()
    printed = cells[_NUMBER].to_numpy()
    values = printed * np.array([one.factor for one in quantities])[codes]
    whole = np.array([one.is_whole for one in quantities])[codes]
    words = {name: [getattr(one, name) for one in quantities] for name in ("measure", "unit", "definition_id")}
    return {
        **{name: _picked(codes, listed) for name, listed in words.items()},
        "obs_value": np.where(whole, np.rint(values), values),
        "published_value": cells["OBS_VALUE"].array,
        "published_unit": pd.Categorical.from_codes(codes, units.categories),
        "obs_status": _statuses(cells["OBS_FLAG"], printed),
        "obs_flag": cells["OBS_FLAG"].array,
        "locator": _locators(cells),
    }


def _numbers(series: pd.Series) -> pd.Series:
    """Numbers of the printed text; a missing cell is missing, never 0."""
    text = pa.array(series, type=pa.string(), from_pandas=True)
    return pd.Series(pc.cast(text, pa.float64()).to_numpy(zero_copy_only=False), index=series.index)


def _mapped(series: pd.Series, words: Mapping[str, str | None], dimension: str) -> pd.Categorical:
    """Our words for their codes; raises SourceFault for a code that occurs and nobody maps."""
    codes, categories = series.cat.codes.to_numpy(), series.cat.categories
    used = set(np.unique(codes)) - {-1}
    unknown = [code for place, code in enumerate(categories) if place in used and code not in words]
    if unknown:
        raise SourceFault(
            "unknown_code",
            f"{dimension} holds the code {', '.join(unknown[:5])}, which nobody maps. Find out what it means on the "
            "publisher's page and add it to etl/sources/eurostat_dataset.py.",
        )
    return _picked(codes, [words.get(code) for code in categories])


def _picked(codes: np.ndarray, words: Sequence[str | None]) -> pd.Categorical:
    """A categorical column from positions in a list of words, in which a word may stand twice or be absent."""
    distinct = [word for word in dict.fromkeys(words) if word is not None]
    places = {word: place for place, word in enumerate(distinct)}
    lookup = np.array([-1 if word is None else places[word] for word in words] + [-1], dtype=np.int32)
    return pd.Categorical.from_codes(lookup[codes], categories=pd.Index(distinct, dtype="str"))


def _partners(series: pd.Series) -> dict[str, str]:
    """Partner countries in ISO codes, coasts as the country's code and the coast's digit; all together is _Z."""
    iso = {"EL": "GR", "UK": "GB", "TOTAL": "_Z"}
    return {code: iso.get(code) or iso.get(code[:2], code[:2]) + code[2:] for code in series.cat.categories}


def _days(series: pd.Series) -> pd.Series:
    """The first day of each period."""
    categories = series.cat.categories
    days = [f"{text[:4]}-{_QUARTERS[text[5:]] if '-' in text else '01-01'}" for text in categories]
    known = np.array([*days, "NaT"], dtype="datetime64[s]")
    return pd.Series(known[series.cat.codes.to_numpy()])


def _statuses(flags: pd.Series, printed: np.ndarray) -> pd.Categorical:
    """SDMX letters: the worst of the publisher's flags, A without one, none where there is no figure."""
    letters = [max((FLAGS[flag] for flag in text), key=OBS_STATUSES.index) for text in flags.cat.categories]
    codes = np.where(flags.cat.codes.to_numpy() < 0, len(letters), flags.cat.codes.to_numpy())
    return _picked(np.where(np.isnan(printed), len(letters) + 1, codes), [*letters, "A", None])


def _locators(cells: pd.DataFrame) -> pd.Series:
    """The series key in the publisher's order, a colon, the period: a key is written once for all its periods."""
    names = [name for name in cells.columns if name not in _ATTRIBUTES]
    codes = pd.factorize(one_number(cells, tuple(names)).to_numpy())[0]
    first = np.unique(codes, return_index=True)[1]
    words = [pa.array(cells[name].iloc[first].astype("str"), pa.string()) for name in names]
    keys = pc.binary_join_element_wise(*words, ".")
    series = pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), keys)
    periods = cells["TIME_PERIOD"].cat
    when = pa.DictionaryArray.from_arrays(
        pa.array(periods.codes, pa.int32()), pa.array(periods.categories, pa.string())
    )
    joined = pc.binary_join_element_wise(series.cast(pa.string()), when.cast(pa.string()), ":")
    return pd.Series(joined.to_pandas())


def _parts(dataset: Dataset, rows: pd.DataFrame) -> np.ndarray:
    """Which rows may be parts of one of our categories: those of a category that has several codes."""
    may_be = np.zeros(len(rows), dtype=bool)
    for ours, words in _meanings(dataset).values():
        meant = list(words.values())
        may_be |= rows[ours].isin([word for word in set(meant) if meant.count(word) > 1]).to_numpy()
    return may_be


def _summed(rows: pd.DataFrame, may_be: np.ndarray) -> pd.DataFrame:
    """Cells that are parts of one of our categories become one row: their sum, the worst status, a note.

    A part without a figure leaves the sum without one.
    """
    parts = rows[may_be]
    keys = one_number(parts, tuple(name for name in (*DIMENSIONS, "published_unit") if name in rows.columns))
    several = keys.duplicated(keep=False).to_numpy()
    if not several.any():
        return rows
    single = np.ones(len(rows), dtype=bool)
    single[may_be] = ~several
    parts, groups = parts[several], pd.factorize(keys[several].to_numpy())[0]
    made = parts.iloc[np.unique(groups, return_index=True)[1]].assign(**_sums(parts, groups))
    for name in ("published_value", "obs_flag"):
        made[name] = made[name].array.take(np.full(len(made), -1), allow_fill=True)
    return pd.concat([_as_made(rows[single], 0), _as_made(made, 1)], ignore_index=True)


def _as_made(rows: pd.DataFrame, is_ours: int) -> pd.DataFrame:
    """The rows with who made them. Both kinds share their categories: unlike ones are joined a cell at a time."""
    codes = np.full(len(rows), is_ours)
    kind = _picked(codes, ["published", "derived"])
    return rows.assign(provenance_kind=kind, note=_picked(codes, [None, "Sum of the cells that the locator names."]))


def _sums(parts: pd.DataFrame, groups: np.ndarray) -> dict[str, Any]:
    """Value, worst status and joined locators of each group, in the order of the groups."""
    values = parts["obs_value"].to_numpy()
    worst = np.full(groups.max() + 1, -1)
    np.maximum.at(worst, groups, _ranks(parts["obs_status"]))
    totals = np.bincount(groups, weights=values)  # a missing part makes the sum missing
    table = pa.table({"group": groups, "locator": pa.array(parts["locator"], pa.string())})
    listed = table.group_by("group", use_threads=False).aggregate([("locator", "list")])
    return {
        "obs_value": totals,
        "obs_status": _picked(np.where(np.isnan(totals), -1, worst), [*OBS_STATUSES]).set_categories(
            parts["obs_status"].cat.categories
        ),
        "locator": pc.binary_join(listed["locator_list"], " + ").to_pandas().to_numpy(),
    }


def _ranks(statuses: pd.Series) -> np.ndarray:
    """The place of each status in the order of reliability, -1 without one."""
    ranks = [OBS_STATUSES.index(letter) for letter in statuses.cat.categories]
    return np.array([*ranks, -1])[statuses.cat.codes.to_numpy()]


def _parent_rows(held: Held, codes: set[str]) -> pd.DataFrame:
    """The NUTS 2 regions that carry figures, under the names of the shipped outlines."""
    listed = [(code, *held.nuts2[code]) for code in sorted(codes & set(held.nuts2))]
    return pd.DataFrame(
        {
            "region_id": [code for code, _version, _name in listed],
            "nuts_version": [version for _code, version, _name in listed],
            "nuts_level": 2,
            "name": [name for _code, _version, name in listed],
            "country": [held.country_of_eurostat[code[:2]] for code, _version, _name in listed],
            "locator": [f"NUTS_ID={code}" for code, _version, _name in listed],
            "dataset": [f"GISCO NUTS {version}" for _code, version, _name in listed],
            "licence_id": "gisco_nuts",
        }
    )


def _set_aside(dataset: Dataset, cells: pd.DataFrame) -> pd.DataFrame:
    codes = cells[dataset.place].astype("str")
    return pd.DataFrame(
        {
            "file": dataset.code,
            "line": cells.index.to_numpy() + 2,
            "problem": "no place is held under Eurostat's code '"
            + codes
            + "'; add it to data/reference/port.csv or region.csv",
            "record": [row.to_json() for _index, row in cells.iterrows()],
        }
    )
