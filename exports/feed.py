"""What stands out about one port as an Atom feed (RFC 4287), for readers that are told instead of looking."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from analysis.alert_words import alert_sentence
from charts.rows import each_row
from kpis import reads as kpi_reads
from language import Lang, _
from warehouse import reads
from warehouse.errors import UnknownEntityError

MEDIA_TYPE = "application/atom+xml"
_FAMILY = uuid.uuid5(uuid.NAMESPACE_DNS, "port-region-monitor")


@dataclass(frozen=True)
class Entry:
    """One alert for a feed: what never changes about it (``key``), its sentence, and what it is about."""

    key: str
    sentence: str
    port: str
    indicator: str
    freq: str


def entries(vintage: str, port: str, lang: Lang) -> tuple[Entry, ...]:
    """What stands out about a port, what stands out most first.

    Its own alerts, those of the regions it is measured against, and the overdue sources that feed it. Raises
    UnknownEntityError for what is no port.
    """
    if reads.entity_type(vintage, port) != "port":
        raise UnknownEntityError(f"'{port}' is no port; feeds are for ports.")
    held = reads.alerts(vintage)
    places = {port, *reads.denominators(vintage, [port])["region_id"]}
    mine = held[held["entity"].isin(places) | held["source_id"].isin(reads.fed_by(vintage, port))]
    titles = {str(one["code"]): str(one["title"]) for one in kpi_reads.registry(vintage)}
    return tuple(_entry(row, port, titles, lang) for row in each_row(mine))


def _entry(row: Mapping[str, object], port: str, titles: Mapping[str, str], lang: Lang) -> Entry:
    code = str(row["indicator"]) if isinstance(row["indicator"], str) else ""
    freq = str(row["freq"]) if isinstance(row["freq"], str) else ""
    return Entry(str(row["alert_id"]), alert_sentence(row, titles.get(code, code), lang), port, code, freq)


def atom(
    vintage: str,
    port: str,
    lang: Lang,
    found: Sequence[Entry],
    address: Callable[[Entry | None], str],
    own_address: str,
) -> bytes:
    """The feed as bytes. `address` gives the page of an entry (of the port, for None), `own_address` the feed's own.

    An alert keeps its id over builds and languages. All are dated with the day on which the figures were read, since
    that is when they became known here.
    """
    from feedgen.feed import FeedGenerator  # brings lxml: only the first reader of a feed pays for it

    held = reads.entities(vintage, ("port",))
    name = str(held.loc[held["entity"] == port, "name"].iloc[0])
    read_on = reads.vintage_record(vintage)["retrieved_on"]
    known_since = dt.datetime.combine(read_on.date(), dt.time(), tzinfo=dt.UTC)
    feed = FeedGenerator()
    feed.id(_id(f"feed:{port}"))
    feed.title(_("{port}: what stands out", lang, port=name))
    feed.subtitle(_("Values outside their usual range, targets, and data overdue. Data vintage {v}.", lang, v=vintage))
    feed.author(name="Port Region Monitor")
    feed.language(lang)
    feed.updated(known_since)
    feed.link(href=own_address, rel="self", type=MEDIA_TYPE)
    feed.link(href=address(None), rel="alternate", type="text/html")
    for entry in found:
        item = feed.add_entry(order="append")
        item.id(_id(entry.key))
        item.title(entry.sentence)
        item.updated(known_since)
        item.published(known_since)
        item.link(href=address(entry), rel="alternate", type="text/html")
        item.summary(entry.sentence)
    return bytes(feed.atom_str(pretty=True))


def _id(key: str) -> str:
    return uuid.uuid5(_FAMILY, key).urn
