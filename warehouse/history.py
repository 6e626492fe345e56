"""Reads over several vintages: what was known when, what moved, and what was defined anew.

Two vintages are compared where they lie: both files are attached, read-only, to one connection in memory.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

import pandas as pd

from warehouse.connection import frame, frame_over
from warehouse.errors import HouseError, UnknownVintageError
from warehouse.tables import DIMENSIONS, INDICATOR
from warehouse.vintages import current_id, ids, path_of

Grade = Literal["newer", "revised", "redefined"]

# Beyond this a value has moved; below it is the last bit of a sum taken in another order.
TOLERANCE = 1e-9
# What makes an indicator another one; title, note and caveat may be worded better without that.
_DEFINING = ("unit", "direction", "formula", "min_data", "method", "measures", "bases", "variant_of")
_KEPT = ("vintage", "known_on", "retrieved_on", "build_as_of", "note", "is_current", "is_pinned", "problem")
_FIGURE = tuple(column for column in DIMENSIONS if column != "period_start")


def kept() -> pd.DataFrame:
    """Every vintage kept, the latest knowledge first.

    Columns: vintage, known_on (the day the build was asked to stop at, else the newest retrieval day), retrieved_on,
    build_as_of, note, is_current, is_pinned (a release was chosen by hand), problem (why it cannot be read, or "").
    """
    current = current_id()
    rows = pd.DataFrame([{**_described(vintage), "is_current": vintage == current} for vintage in ids()])
    if rows.empty:
        return pd.DataFrame(columns=list(_KEPT))
    order = rows.sort_values(["known_on", "is_current", "built"], ascending=False, kind="stable")
    return order[list(_KEPT)].reset_index(drop=True)


def _described(vintage: str) -> dict[str, Any]:
    path = path_of(vintage)
    day, note, problem = pd.Timestamp(vintage[:10]), "", ""
    asked: Any = pd.NaT
    is_pinned = False
    try:
        row = frame(path, "select retrieved_on, build_as_of, is_pinned, note from meta_vintage").iloc[0]
        is_pinned = bool(row["is_pinned"])
        day, asked = pd.Timestamp(row["retrieved_on"]), pd.Timestamp(row["build_as_of"])
        note = "" if pd.isna(row["note"]) else str(row["note"])
    except HouseError as error:
        problem = str(error)
    return {
        "vintage": vintage,
        "known_on": day if pd.isna(asked) else asked,
        "retrieved_on": day,
        "build_as_of": asked,
        "note": note,
        "is_pinned": is_pinned,
        "problem": problem,
        "built": path.stat().st_mtime_ns,
    }


def as_of(day: date) -> str | None:
    """The newest vintage of what was known by a day; None when none is kept that is so old.

    A vintage in which a release was pinned by hand says what would have been, not what was known: it is passed over.
    """
    held = kept()
    known = held[(held["known_on"] <= pd.Timestamp(day)) & ~held["is_pinned"].astype(bool) & (held["problem"] == "")]
    return None if known.empty else str(known["vintage"].iloc[0])


def predecessor(vintage: str) -> str | None:
    """The vintage known just before one, None for the first; raises UnknownVintageError when that one is not kept."""
    held = kept()
    places = held.index[held["vintage"] == vintage]
    if places.empty:
        raise UnknownVintageError(f"The vintage '{vintage}' is not kept here. Choose one of: {', '.join(ids())}.")
    before = held.iloc[int(places[0]) + 1 :]
    before = before[before["problem"] == ""]
    whole = before[~before["is_pinned"].astype(bool)]
    found = whole if len(whole) else before
    return None if found.empty else str(found["vintage"].iloc[0])


def grade(old: str, new: str, indicators: Sequence[str] = (), entities: Sequence[str] = ()) -> Grade:
    """What a reader of an old vintage should know of a new one, for the indicators and entities on the page (or all).

    "redefined": an indicator is computed in another way, is gone, or its publisher counts something else;
    "revised": a value that was shown differs, is gone or has another status; "newer": there is only more.
    """
    redefined = definition_changes(old, new)
    redefined = redefined[redefined["change"] != "added"]
    if indicators:
        redefined = redefined[redefined["indicator"].isin(list(indicators))]
    if not redefined.empty:
        return "redefined"
    changes = value_changes(old, new, indicators, entities)
    return "revised" if changes["change"].isin(["revised", "vanished", "status"]).any() else "newer"


def value_changes(
    old: str, new: str, indicators: Sequence[str] = (), entities: Sequence[str] = (), *, changed_only: bool = True
) -> pd.DataFrame:
    """The values of two vintages side by side, in the order of out_indicator; without names: all of them.

    Columns: the key of out_indicator, name, unit, old_value, new_value, old_status, new_status, old_reason,
    new_reason, difference, difference_pct (NULL where old is 0), change: "added" and "vanished" speak of values,
    "revised" is another value, "status" and "reason" the same value, or none, with another flag, "same" no change.
    """
    return _over(
        old,
        new,
        f"""
        with paired as ({_paired_values()}), changed as (
          select p.*, {_change("p.")} as change, p.new_value - p.old_value as difference,
                 100.0 * (p.new_value - p.old_value) / nullif(abs(p.old_value), 0) as difference_pct
          from paired p
        )
        select c.*, coalesce(n.name, o.name) as name from changed c
        left join newer.core_entity n on n.entity_type = c.entity_type and n.entity = c.entity
        left join older.core_entity o on o.entity_type = c.entity_type and o.entity = c.entity
        where not $changed_only or c.change <> 'same'
        order by {", ".join("c." + column for column in INDICATOR.key)}
        """,
        {"indicators": list(indicators), "entities": list(entities), "changed_only": changed_only},
    )


def value_counts(old: str, new: str) -> pd.DataFrame:
    """One row an indicator: n_old, n_new (values held), n_added, n_vanished, n_revised, n_status."""
    counted = ", ".join(
        f"count(case when c.change = '{change}' then 1 end) as n_{change}"
        for change in ("added", "vanished", "revised", "status")
    )
    return _over(
        old,
        new,
        f"""
        with paired as ({_paired_values()}), changed as (select p.*, {_change("p.")} as change from paired p)
        select c.indicator, count(c.old_value) as n_old, count(c.new_value) as n_new, {counted}
        from changed c group by c.indicator order by c.indicator
        """,
        {"indicators": [], "entities": []},
    )


def _paired_values() -> str:
    """Each key of out_indicator once, with what the two vintages say of it."""
    both = " and ".join(f"o.{column} = n.{column}" for column in INDICATOR.key)
    key = ", ".join(f"coalesce(n.{column}, o.{column}) as {column}" for column in INDICATOR.key)
    chosen = (
        "(len($indicators) = 0 or list_contains($indicators, indicator)) "
        "and (len($entities) = 0 or list_contains($entities, entity))"
    )
    return f"""
    select {key}, coalesce(n.unit, o.unit) as unit, o.value as old_value, n.value as new_value,
           o.obs_status as old_status, n.obs_status as new_status, o.reason as old_reason, n.reason as new_reason
    from (select * from older.out_indicator where {chosen}) o
    full join (select * from newer.out_indicator where {chosen}) n on {both}
    """


def _change(row: str, *, with_reason: bool = True) -> str:
    """SQL for how a pair of values differs."""
    reason = f"when {row}old_reason is distinct from {row}new_reason then 'reason'" if with_reason else ""
    return f"""
    case when {row}old_value is null and {row}new_value is not null then 'added'
         when {row}old_value is not null and {row}new_value is null then 'vanished'
         when abs({row}new_value - {row}old_value) > {TOLERANCE} * greatest(abs({row}new_value), abs({row}old_value))
           then 'revised'
         when {row}old_status is distinct from {row}new_status then 'status' {reason} else 'same' end
    """


def figure_changes(old: str, new: str, sources: Sequence[str] = (), *, limit: int | None = None) -> pd.DataFrame:
    """The publishers' figures in use that changed between two vintages, revised ones first, the largest first.

    A figure in use is a row of core_series, as published, of the preferred release. Columns: source_id (of the newer
    vintage, else of the older), measure, measure_title, the dimensions, name, unit, old_release, new_release,
    old_value, new_value, old_status, new_status, difference, difference_pct, change as in `value_changes`.
    """
    return _over(
        old,
        new,
        f"""
        with changed as ({_changed_figures()})
        select c.*, coalesce(n.name, o.name) as name, coalesce(m.title, c.measure) as measure_title from changed c
        left join newer.core_entity n on n.entity_type = c.entity_type and n.entity = c.entity
        left join older.core_entity o on o.entity_type = c.entity_type and o.entity = c.entity
        left join newer.core_measure m on m.measure = c.measure
        where c.change <> 'same' and (len($sources) = 0 or list_contains($sources, c.source_id))
        order by case c.change when 'revised' then 0 when 'vanished' then 1 when 'added' then 2 else 3 end,
                 abs(c.difference_pct) desc nulls last, {", ".join("c." + column for column in DIMENSIONS)}
        limit $most
        """,
        {"sources": list(sources), "most": limit},
    )


def figure_counts(old: str, new: str) -> pd.DataFrame:
    """One row a source: n_added, n_revised, n_vanished, n_status (figures in use), n_series_added, n_series_vanished.

    A series is added or has vanished when none of its figures stood, or stands any more, in the other vintage.
    """
    series = ", ".join("c." + column for column in _FIGURE)
    return _over(
        old,
        new,
        f"""
        with changed as ({_changed_figures()}), by_series as (
          select c.source_id, {series}, count(c.old_value) as n_old, count(c.new_value) as n_new,
                 count(case when c.change = 'added' then 1 end) as n_added,
                 count(case when c.change = 'revised' then 1 end) as n_revised,
                 count(case when c.change = 'vanished' then 1 end) as n_vanished,
                 count(case when c.change = 'status' then 1 end) as n_status
          from changed c group by c.source_id, {series}
        )
        select s.source_id, cast(sum(s.n_added) as bigint) as n_added, cast(sum(s.n_revised) as bigint) as n_revised,
               cast(sum(s.n_vanished) as bigint) as n_vanished, cast(sum(s.n_status) as bigint) as n_status,
               count(case when s.n_old = 0 and s.n_new > 0 then 1 end) as n_series_added,
               count(case when s.n_old > 0 and s.n_new = 0 then 1 end) as n_series_vanished
        from by_series s group by s.source_id order by s.source_id
        """,
    )


def _changed_figures() -> str:
    both = " and ".join(f"o.{column} = n.{column}" for column in DIMENSIONS)
    key = ", ".join(f"coalesce(n.{column}, o.{column}) as {column}" for column in DIMENSIONS)
    used = "basis = 'published' and variant = ''"
    return f"""
    with paired as (
      select {key}, coalesce(n.source_id, o.source_id) as source_id, coalesce(n.unit, o.unit) as unit,
             o.release as old_release, n.release as new_release, o.obs_value as old_value, n.obs_value as new_value,
             o.obs_status as old_status, n.obs_status as new_status
      from (select * from older.core_series where {used}) o
      full join (select * from newer.core_series where {used}) n on {both}
    )
    select p.*, p.new_value - p.old_value as difference,
           100.0 * (p.new_value - p.old_value) / nullif(abs(p.old_value), 0) as difference_pct,
           {_change("p.", with_reason=False)} as change
    from paired p
    """


def release_changes(old: str, new: str) -> pd.DataFrame:
    """Releases that only one of two vintages holds: source_id, title, release, released_on, n_rows, change."""
    return _over(
        old,
        new,
        " union all by name ".join(
            _only_in(*pair) for pair in (("newer", "older", "added"), ("older", "newer", "dropped"))
        )
        + " order by source_id, release",
    )


def _only_in(here: str, there: str, change: str) -> str:
    return f"""
    select r.source_id, s.title, r.release, r.released_on, count(o.measure) as n_rows, '{change}' as change
    from {here}.core_release r join {here}.core_source s on s.source_id = r.source_id
    left join {here}.core_observation o on o.source_id = r.source_id and o.release = r.release
    where not exists (select 1 from {there}.core_release x where x.source_id = r.source_id and x.release = r.release)
    group by r.source_id, s.title, r.release, r.released_on
    """


def definition_changes(old: str, new: str) -> pd.DataFrame:
    """Indicators that were added, dropped, or are computed or counted in another way.

    Columns: indicator, title, theme, change ("added", "dropped", "redefined"), parts: what differs, joined by ";"
    (the names of the declaration's parts, "text" for the SQL or function, "definition" for what a publisher counts).
    """
    before, after = _records(old), _records(new)
    counted_anew = _counted_anew(old, new)
    rows = [_definition_change(code, before, after, counted_anew) for code in sorted({*before, *after})]
    columns = ["indicator", "title", "theme", "change", "parts"]
    return pd.DataFrame([row for row in rows if row], columns=columns)


def _definition_change(
    code: str, before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]], counted_anew: set[str]
) -> dict[str, str]:
    one = after.get(code) or before[code]
    shared = {"indicator": code, "title": str(one["title"]), "theme": str(one["theme"]), "parts": ""}
    if code not in before:
        return shared | {"change": "added"}
    if code not in after:
        return shared | {"change": "dropped"}
    old, new = before[code], after[code]
    # A part that one of the two did not declare yet is no change of the indicator.
    parts = [part for part in (*_DEFINING, "text") if part in old and part in new and old[part] != new[part]]
    parts += ["definition"] if counted_anew & set(new.get("measures", ())) else []
    return shared | {"change": "redefined", "parts": ";".join(parts)} if parts else {}


def _records(vintage: str) -> dict[str, dict[str, Any]]:
    """The declarations of a vintage by code; spaces and line breaks of the text do not count."""
    rows = frame(path_of(vintage), "select indicator, indicator_record, indicator_sql from meta_indicator")
    return {
        str(row.indicator): json.loads(str(row.indicator_record)) | {"text": " ".join(str(row.indicator_sql).split())}
        for row in rows.itertuples()
    }


def _counted_anew(old: str, new: str) -> set[str]:
    """Measures of which a publisher's definition reads otherwise than before."""
    held = _over(
        old,
        new,
        "select distinct n.measure from newer.core_definition n join older.core_definition o "
        "on o.definition_id = n.definition_id where o.definition <> n.definition or o.measure <> n.measure",
    )
    return set(held["measure"])


def moves(
    indicator: str,
    entity_type: str,
    entity: str,
    period_start: date,
    *,
    basis: str = "published",
    variant: str = "",
    freq: str = "A",
) -> pd.DataFrame:
    """One value in every vintage kept, the oldest knowledge first.

    Columns: those of `kept`, then is_there (whether the vintage has the row), value, lower, upper, unit, n_obs,
    obs_status, reason.
    """
    held = kept().iloc[::-1].reset_index(drop=True)
    key = [indicator, entity_type, entity, basis, variant, freq, period_start]
    asked = " and ".join(f"{column} = ?" for column in INDICATOR.key)
    columns = ("value", "lower", "upper", "unit", "n_obs", "obs_status", "reason")
    sql = f"select {', '.join(columns)} from out_indicator where {asked}"
    rows = []
    for each, problem in zip(held["vintage"], held["problem"], strict=True):
        found = pd.DataFrame() if problem else frame(path_of(each), sql, key)
        row: dict[str, Any] = {} if found.empty else {str(name): held for name, held in found.iloc[0].items()}
        rows.append({"is_there": not found.empty, **row})
    return pd.concat([held, pd.DataFrame(rows, columns=["is_there", *columns])], axis=1)


def editions(entity_type: str, entity: str, measure: str, freq: str = "A") -> pd.DataFrame:
    """Every print of a series over all releases of all vintages kept, in the order of period and publication.

    Columns: the dimensions, source_id, release, series_id, released_on, nuts_version, obs_value, unit,
    published_value, published_unit, obs_status, obs_flag, locator, publisher, dataset, vintages (those that hold the
    print, joined by ";"). A release that itself was corrected between two vintages stands once for each value.
    """
    held = kept()
    readable = held.loc[held["problem"] == "", "vintage"].iloc[::-1]
    prints = [
        frame(path_of(each), _EDITIONS, [entity_type, entity, measure, freq]).assign(vintages=each) for each in readable
    ]
    every = pd.concat([one for one in prints if len(one)] or prints, ignore_index=True)
    same = [column for column in every.columns if column != "vintages"]
    joined = every.groupby(same, dropna=False, sort=False, as_index=False).agg({"vintages": ";".join})
    order = ["period_start", *(c for c in _FIGURE if c in joined), "source_id", "released_on", "release", "series_id"]
    return joined.sort_values(order, kind="stable").reset_index(drop=True)


_EDITIONS = f"""
select {", ".join("o." + column for column in DIMENSIONS)}, o.source_id, o.release, o.series_id, r.released_on,
       o.nuts_version, o.obs_value, o.unit, o.published_value, o.published_unit, o.obs_status, o.obs_flag, o.locator,
       o.publisher, o.dataset
from core_observation o join core_release r on r.source_id = o.source_id and r.release = o.release
where o.entity_type = ? and o.entity = ? and o.measure = ? and o.freq = ?
"""


def _over(old: str, new: str, sql: str, parameters: dict[str, object] | None = None) -> pd.DataFrame:
    return frame_over(path_of(old), path_of(new), sql, parameters)


def revised(prints: pd.DataFrame) -> pd.DataFrame:
    """First published, latest and what lies between, one row a period of the prints of one series (`editions`).

    Columns: freq, period_start, unit, first_release, first_value, first_status, latest_release, latest_value,
    latest_status, n_prints, difference (latest less first), revision_size (|latest - first| / |latest|, NULL where
    latest is 0). Periods without any value are left out.
    """
    rows = [_revision(group) for _, group in prints[prints["obs_value"].notna()].groupby(["freq", "period_start"])]
    columns = ["freq", "period_start", "unit", "first_release", "first_value", "first_status"]
    columns += ["latest_release", "latest_value", "latest_status", "n_prints", "difference", "revision_size"]
    return pd.DataFrame(rows, columns=columns)


def _revision(group: pd.DataFrame) -> dict[str, Any]:
    ordered = group.sort_values(["released_on", "release"], kind="stable")
    first, latest = ordered.iloc[0], ordered.iloc[-1]
    difference = float(latest["obs_value"]) - float(first["obs_value"])
    shared = {"freq": first["freq"], "period_start": first["period_start"], "unit": latest["unit"]}
    ends = {
        f"{end}_{name}": row[column]
        for end, row in (("first", first), ("latest", latest))
        for name, column in (("release", "release"), ("value", "obs_value"), ("status", "obs_status"))
    }
    size = abs(difference) / abs(float(latest["obs_value"])) if latest["obs_value"] else None
    return shared | ends | {"n_prints": len(ordered), "difference": difference, "revision_size": size}
