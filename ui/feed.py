"""A port's Atom feed, with addresses into this dashboard."""

from __future__ import annotations

from exports import feed
from language import Lang
from ui import reads, state
from warehouse import vintages

MEDIA_TYPE = feed.MEDIA_TYPE


def atom(port: str, lang: Lang, base: str) -> bytes:
    """The feed of a port in the current vintage; `base` is the address of the dashboard, without a slash at its end.

    Raises UnknownEntityError for what is no port and HouseError before the first build.
    """
    vintage = vintages.path_of().stem
    found = feed.entries(vintage, port, lang)
    here = state.parse({"ports": [port], "lang": [lang]}, reads.known(vintage, lang))

    def address(entry: feed.Entry | None) -> str:
        """The page that shows an entry, every choice and the vintage spelled out; the Overview for the whole feed."""
        if entry is None or not entry.indicator:
            return base + state.link("", here)
        return base + state.link("trends", here, own={"indicator": entry.indicator, "freq": entry.freq})

    return feed.atom(vintage, port, lang, found, address, f"{base}/feeds/{port}.atom?lang={lang}")
