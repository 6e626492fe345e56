"""What the Sources page says, written from its frames: ages, due words, revisions in sentences.

Ages are counted from a release's own day. Where that day is not known, the warehouse lets the day of our
reading stand for it (docs/data.md), which would make old figures look new: such a release is aged from the
last day its figures speak of instead, and one without figures is not judged at all.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from typing import Any

import pandas as pd

from language import N_, Lang, _, plural
from language.formats import day, exact, period, quantity, span

DUE_WORDS = {
    "in_time": N_("in time"),
    "overdue": N_("overdue"),
    "superseded": N_("newer release held"),
    "not_judged": N_("not judged"),
}
CADENCE_WORDS = {
    "annual": N_("every year"),
    "quarterly": N_("every quarter"),
    "monthly": N_("every month"),
    "weekly": N_("every week"),
    "daily": N_("every day"),
    "occasional": N_("now and then"),
}
USE_WORDS = {
    "live": N_("live, in use"),
    "shipped": N_("shipped, in use"),
    "replaced": N_("shipped, replaced by the live release"),
    "aside": N_("held beside it"),
}
NAMED_AT_MOST = 3
ONLY_SOURCE = N_("only source held")
"""The warehouse's reason where there was nothing to choose."""
LIVE_RELEASE = N_("Live release, read from the publisher.")
"""Its reason where a refresh has brought a release."""


def aged(
    held: pd.DataFrame, extent: pd.DataFrame, aside: pd.DataFrame, built_on: dt.date, today: dt.date
) -> pd.DataFrame:
    """The sources with their ages: one row a source and release, newest release of a source first.

    Takes ``reads.sources``, ``reads.release_extent`` and ``reads.quarantine``. Adds n_ports, last_day, day_known,
    counted_from, age_at_build and age_today (days, NaN when not to be judged), due (a key of ``DUE_WORDS``), use (a key
    of ``USE_WORDS``) and n_quarantined (of the source's files).
    """
    rows = held.merge(extent, on=["source_id", "release"], how="left")
    rows["n_ports"] = rows["n_ports"].fillna(0).astype(int)
    rows["day_known"] = rows["released_on"] < rows["retrieved_on"]
    rows["counted_from"] = rows["released_on"].where(rows["day_known"], rows["last_day"])
    for column, until in (("age_at_build", built_on), ("age_today", today)):
        rows[column] = (pd.Timestamp(until) - rows["counted_from"]).dt.days.clip(lower=0)
    has_live = rows.groupby("source_id")["is_live"].transform("max")
    newest = rows["is_live"] | (
        ~has_live & (rows["released_on"] == rows.groupby("source_id")["released_on"].transform("max"))
    )
    rows["use"] = [_use(row.is_live, live, row.n_series, row.n_rows) for row, live in _with(rows, has_live)]
    judged = zip(newest, rows["age_today"], rows["max_overdue_days"], strict=True)
    rows["due"] = [_due(is_newest, days, allowed) for is_newest, days, allowed in judged]
    files = aside["file"].str.extract(r"(?:^snapshots/([^/]+)/)|(?:([^/]+)\.csv$)").bfill(axis=1)[0].value_counts()
    rows["n_quarantined"] = rows["source_id"].map(files).fillna(0).astype(int)
    return rows


def _with(rows: pd.DataFrame, has_live: pd.Series) -> Iterable[tuple[Any, bool]]:
    return zip(rows.itertuples(), has_live, strict=True)


def _use(is_live: bool, has_live: bool, n_series: int, n_rows: int) -> str:
    """How a release is used: a live one takes the place of the shipped ones of its source."""
    if is_live:
        return "live"
    if has_live:
        return "replaced"
    return "shipped" if n_series or not n_rows else "aside"


def use(code: str, lang: Lang) -> str:
    """Whether a release is in use and where it came from, in words."""
    return _(USE_WORDS[code], lang)


def _live(rows: pd.DataFrame, lang: Lang) -> str:
    """How many sources were read from their publishers; nothing where all are as shipped."""
    live = rows[rows["is_live"]]
    if live.empty:
        return ""
    said = plural(
        "{n} source was read live from its publisher, last on {day}.",
        "{n} sources were read live from their publishers, last on {day}.",
        live["source_id"].nunique(),
        lang,
        day=day(_date(live["retrieved_on"].max()), "day", lang),
    )
    if (rows["use"] == "replaced").any():
        kept = _("The shipped releases they replace stay readable as variants.", lang)
        return f"{said} {kept}"
    return said


def _due(is_newest: bool, days: float, allowed: int) -> str:
    if not is_newest:
        return "superseded"
    if math.isnan(days):
        return "not_judged"
    return "overdue" if days > allowed else "in_time"


def with_figures(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that carry figures; the others give names, places, shapes and facts."""
    return rows[rows["n_rows"] > 0]


def answer(rows: pd.DataFrame, lang: Lang) -> tuple[str, ...]:
    """What is held, how new the newest port figures are, how old the oldest release in use is, what is overdue."""
    figures = with_figures(rows)
    if figures.empty:
        return (_("This data vintage holds no figures.", lang),)
    said = (_size(rows, figures, lang), _live(rows, lang), _newest(figures, lang), _oldest(figures, lang))
    return (*(sentence for sentence in said if sentence), overdue(figures, lang))


def _size(rows: pd.DataFrame, figures: pd.DataFrame, lang: Lang) -> str:
    others = rows["source_id"].nunique() - figures["source_id"].nunique()
    sources = plural("{n} source", "{n} sources", figures["source_id"].nunique(), lang)
    said = _(
        "Figures come from {sources} in {releases}, {values} values in all.",
        lang,
        sources=sources,
        releases=plural("{n} release", "{n} releases", len(figures), lang),
        values=_count(figures["n_values"].sum(), lang),
    )
    if not others:
        return said
    more = plural(
        "{n} more source gives names, places, shapes and facts.",
        "{n} more sources give names, places, shapes and facts.",
        others,
        lang,
    )
    return f"{said} {more}"


def newest_row(figures: pd.DataFrame) -> pd.Series:
    """The release in use whose port figures reach furthest; among equals the one with most ports."""
    used = figures[figures["use"] != "replaced"]
    regular = used[(used["cadence"] != "occasional") & (used["n_ports"] > 0)]
    ranked = used if regular.empty else regular
    return ranked.sort_values(["last_day", "n_ports"], ascending=False).iloc[0]


def _newest(figures: pd.DataFrame, lang: Lang) -> str:
    row = newest_row(figures)
    return _(
        "The newest port figures reach {period} ({title}, released {day}).",
        lang,
        period=last_period(row, lang),
        title=_(row["title"], lang),
        day=released(row, lang),
    )


def _oldest(figures: pd.DataFrame, lang: Lang) -> str:
    used = figures[(figures["n_series"] > 0) & figures["day_known"]]
    if used.empty:
        return ""
    row = used.sort_values(["released_on", "n_series"], ascending=[True, False]).iloc[0]
    return _(
        "The oldest release still in use is of {day} ({title}).",
        lang,
        day=released(row, lang),
        title=_(row["title"], lang),
    )


def overdue(figures: pd.DataFrame, lang: Lang) -> str:
    """Which sources should have brought a newer release by now."""
    late = figures[figures["due"] == "overdue"]
    if late.empty:
        return _("No source is overdue for a newer release.", lang)
    titles = "; ".join(_(title, lang) for title in late["title"])
    return plural(
        "{n} source is overdue for a newer release: {titles}.",
        "{n} sources are overdue for a newer release: {titles}.",
        len(late),
        lang,
        titles=titles,
    )


def released(row: pd.Series, lang: Lang) -> str:
    """The day a release came out, in words; "not known" where the day of our reading stands for it."""
    if not row["day_known"]:
        return _("on a day not known", lang)
    return day(_date(row["released_on"]), "day", lang)


def last_period(row: pd.Series, lang: Lang) -> str:
    """The newest period of a release, in words."""
    return period(str(row["last_freq"]), _date(row["last_period"]), lang)


def periods(row: pd.Series, lang: Lang) -> str:
    """First to last year of a release; a dash of words where it carries no figures."""
    if pd.isna(row["first_period"]):
        return _("no figures", lang)
    return span(_date(row["first_period"]).year, _date(row["last_period"]).year, lang)


def age(days: float, lang: Lang) -> str:
    """An age in days, in words; "not known" without one."""
    if math.isnan(days):
        return _("not known", lang)
    return plural("{n} day", "{n} days", int(days), lang)


def due(code: str, lang: Lang) -> str:
    """Whether a release is due for a newer one, in words."""
    return _(DUE_WORDS[code], lang)


def cadence(code: str, lang: Lang) -> str:
    """How often the publisher brings a release, in words."""
    return _(CADENCE_WORDS[code], lang) if code in CADENCE_WORDS else code


def some_of(titles: str, lang: Lang) -> str:
    """The first names of a list joined by ";", and how many more there are."""
    every = [_(title, lang) for title in titles.split(";")]
    if len(every) <= NAMED_AT_MOST + 1:
        return "; ".join(every)
    more = plural("{n} more", "{n} more", len(every) - NAMED_AT_MOST, lang)
    return _("{some}; and {more}", lang, some="; ".join(every[:NAMED_AT_MOST]), more=more)


def choices(chosen: pd.DataFrame, lang: Lang) -> tuple[str, ...]:
    """Where two releases could have served, which one does and why; one sentence each."""
    decided = chosen[chosen["reason_note"] != ONLY_SOURCE]
    return tuple(_choice(row, lang) for _index, row in decided.iterrows())


def _choice(row: pd.Series, lang: Lang) -> str:
    return _(
        "{figure}, {series}: release {release}. {reason}",
        lang,
        figure=some_of(row["measures"], lang),
        series=plural("{n} series", "{n} series", int(row["n_series"]), lang),
        release=row["release"],
        reason=_(row["reason_note"], lang),
    )


def revised(compared: pd.DataFrame) -> pd.DataFrame:
    """The figures of two releases that differ."""
    return compared[compared["old_value"] != compared["new_value"]]


def revision_sentences(compared: pd.DataFrame, lang: Lang) -> tuple[str, ...]:
    """How many figures two releases both print, how many were revised, and the largest revision of each measure."""
    if compared.empty:
        return ()
    changed = revised(compared)
    counted = _(
        "{compared} figures stand in two releases of their source; {revised} of them were revised.",
        lang,
        compared=_count(len(compared), lang),
        revised=_count(len(changed), lang),
    )
    largest = changed.drop_duplicates("measure") if len(changed) else changed
    return (counted, *(_largest(row, lang) for _index, row in largest.head(NAMED_AT_MOST).iterrows()))


def _largest(row: pd.Series, lang: Lang) -> str:
    return _(
        "{measure}: largest for {place} in {period}, from {old} (release {old_release}) "
        "to {new} (release {new_release}), {difference}.",
        lang,
        measure=_(row["measure_title"], lang),
        place=row["name"],
        period=period(row["freq"], _date(row["period_start"]), lang),
        old=quantity(row["old_value"], row["unit"], lang),
        old_release=row["old_release"],
        new=quantity(row["new_value"], row["unit"], lang),
        new_release=row["new_release"],
        difference=quantity(row["difference_pct"], "pct", lang, sign=True),
    )


def quarantine_sentence(n: int, lang: Lang) -> str:
    """How many records were set aside."""
    return plural(
        "{n} record was set aside. It stands in no chart and no sum until its cause is corrected.",
        "{n} records were set aside. They stand in no chart and no sum until their cause is corrected.",
        n,
        lang,
    )


def _count(value: float, lang: Lang) -> str:
    return exact(int(value), "", lang)


def _date(value: object) -> dt.date:
    return dt.date.fromisoformat(str(value)[:10])
