"""Which research projects are port-related: the declared rule, in one place, with its words.

A project counts when at least one of three things holds, in this order:
1. its title names ports or harbours (PORT_TITLE), and not one of the other things called ports (NO_PORT);
2. one of its partners is a port authority, by its name (AUTHORITY) or because we hold it as a port;
3. its title names shipping or inland transport (SEA_TITLE) and a partner sits in a region of one of our ports.
"""

from __future__ import annotations

import re

PORT_TITLE = re.compile(
    r"\bsea-?\s?ports?\b|\bports\b|\b(?:smart|green|inland|fishing|cruise|ferry|european|maritime|commercial) port\b"
    r"|\bport of [A-Z]|\b(?:in|at|for|within|near) (?:the )?port\b"
    r"|\bport(?: |-)(?:authorit\w+|areas?|cit(?:y|ies)|regions?|operations?|operators?|terminals?|communit\w+|logistics"
    r"|infrastructures?|calls?|environments?|econom\w+|ecosystems?|energy|districts?|security|services?|traffic|workers?)\b"
    r"|\bharbou?rs\b|\bharbou?r (?:areas?|authorit\w+|cit(?:y|ies)|operations?|waters?|porpoises?)\b"
    r"|\bcontainer terminals?\b|\bshore power\b|\bcold ironing\b|\bshort sea shipping\b",
    re.IGNORECASE,
)
# Ports of networks, of the body, of systems theory, and an animal.
NO_PORT = re.compile(
    r"\bport[- ]hamiltonian\b|\b(?:multi|single|two|three|dual|n|usb|serial|laparoscopic|open)[- ]?ports?\b"
    r"|\bports? (?:wines?|protein)\b|\bharbou?r porpoises?\b|\bports? de\b",
    re.IGNORECASE,
)
SEA_TITLE = re.compile(
    r"\bmaritime\b|\bshipping\b|\bwaterborne\b|\bferr(?:y|ies)\b|\bvessels? (?:traffic|emissions?|operations?)\b"
    r"|\binland (?:navigation|waterways?|waterway transport)\b|\bmulti-?modal\b|\bsynchro-?modal\b|\bhinterland\b"
    r"|\bfreight (?:transport|corridors?|logistics)\b",
    re.IGNORECASE,
)
AUTHORITY = re.compile(
    r"\bports? authority\b|\bport of \w|\bharbou?r (?:authority|commissioners)\b|\bports? (?:company|autonome)\b"
    r"|\bgrand port (?:maritime|fluvial)\b|\bharopa\b|\bhavenbedrijf\b|\bhavenbestuur\b|\bhaven van\b"
    r"|\bnorth sea port\b"
    r"|\bhafenverwaltung\b|\bhafenbeh(?:ö|oe|o)rde\b|\bautorit(?:à|a'?) (?:di sistema )?portuale\b"
    r"|\bautoridad portuaria\b|\bautoritat portu[aà]ria\b|\badministra[cç][aã]o dos? portos?\b"
    r"|\borganismos limen(?:os|a)\b|\badministratia porturilor\b|\bzarzad morski\w* port\w*\b"
    r"|\bsatamat?\b|\bhamn(?:ar)? ab\b",
    re.IGNORECASE,
)


def reason(title: str, *, has_authority: bool, in_region: bool) -> str | None:
    """Why the project counts, in words for its note; None when it does not."""
    if PORT_TITLE.search(title) and PORT_TITLE.search(NO_PORT.sub(" ", title)):
        return "its title names ports"
    if has_authority:
        return "a partner is a port authority"
    if in_region and SEA_TITLE.search(title):
        return "its title names shipping and a partner sits in a region of our ports"
    return None
