"""Short names for long addresses: a page's choices packed into a few characters, and read back from them alone.

Nothing is stored. The token holds the choices themselves, so it opens on any machine that has the same data, for as
long as the data are kept there; two readers who make the same choices get the same token. Layout: the digit of this
layout's version, then base64url of two bytes of checksum, nine bytes for vintage, years, basis and language, and the
rest (ports and the page's own controls) deflated against the words below.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
import zlib
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

VERSION = "1"
PACKED = ("from", "to", "basis", "v", "lang")
BASES = ("published", "like_for_like")
LANGS = ("en", "fr", "nl")
VINTAGE = re.compile(r"\d{4}-\d{2}-\d{2}-[0-9a-f]{8}")
FIRST_DAY = dt.date(2000, 1, 1)
FIRST_YEAR, LAST_YEAR = 1900, 2155
HEAD, CHECK = 9, 2
LONGEST = 4000
"""Characters a token may have: more is no address a browser would send."""

# Frozen: every token of version 1 was packed against exactly these bytes. New words need a new version.
WORDS = (
    b"cargo_hhi_normalised cargo_diversity direction_balance unitised_share vessel_arrivals gt_per_arrival "
    b"relative_income gdp_yoy_change programme_money_attributed active_projects port_intensity tonnes_per_inhabitant "
    b"market_share volatility yoy_change cagr plsci data_coverage &among=all&among=chosen&among=channel_ports "
    b"&scale=value&scale=index&scale=goalposts&scale=minmax&scale=zscore&scale=rank&mean=arithmetic&mean=geometric "
    b"&order=rank&order=change&order=name&form=slope&form=dumbbell&rows=all&rows=two&base=2015&base=1997&shocks=no"
    b"&shocks=yes&variant=&freq=Q&freq=A&part=Q.container&part=A.&part=Q.&start=2015-01-01&start=1997-01-01"
    b"&end=2024-01-01&end=2025-01-01&port=FRCQF&with=none&abroad=no&abroad=yes&n=8&n=5&group=two_seas&pair=calais_dover"
    b"&w=connectivity:1.region:1.resilience:1.throughput:1&view=index&view=peers&view=figures&indicator=gross_weight"
    b"&ports=BEANR.BEGNE.BEOST.BEZEE.DEHAM.ESBIO.ESSDR.FR001.FRBES.FRBOL.FRCER.FRCFR.FRDKK.FRDPE.FRLEH.FRROS.GBDVR"
    b".GBFXT.GBPME.GBPTL.GBSOU.GRSKG.IEDUB.IEROS.ITLIV.NLAMS.NLRTM.NLZSP.UAODS.KRINC.CNSHA"
    b"&ports=BE003.FRCQF.NLMOE.GBPOO"
)


def shortened(query: Mapping[str, str]) -> str:
    """The token of an address's choices; "" where they do not fit the layout."""
    head = _head(query)
    if head is None:
        return ""
    rest = urlencode([(key, value) for key, value in query.items() if key not in PACKED], safe=":.")
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zdict=WORDS)
    body = head + packer.compress(f"&{rest}".encode()) + packer.flush()
    return VERSION + base64.urlsafe_b64encode(_check(body) + body).decode().rstrip("=")


def spelled_out(token: str) -> dict[str, str] | None:
    """The choices a token stands for; None for anything that is no token of ours."""
    if not token.startswith(VERSION) or len(token) > LONGEST:
        return None
    text = token[len(VERSION) :]
    try:
        whole = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        body = whole[CHECK:]
        if len(body) < HEAD or whole[:CHECK] != _check(body):
            return None
        rest = zlib.decompressobj(-15, zdict=WORDS).decompress(body[HEAD:], LONGEST).decode()
    except (binascii.Error, zlib.error, ValueError):
        return None
    return dict(parse_qsl(rest.removeprefix("&"), keep_blank_values=True)) | _headed(body[:HEAD])


def _check(body: bytes) -> bytes:
    return (zlib.crc32(body) & 0xFFFF).to_bytes(CHECK, "big")


def _head(query: Mapping[str, str]) -> bytes | None:
    """Vintage (day, hash), years, basis and language in nine bytes; None for a choice that does not fit."""
    values = [query.get(name, "") for name in PACKED]
    first, last, basis, vintage, lang = values
    years = [int(year) for year in (first, last) if re.fullmatch(r"\d{4}", year)]
    if len(years) < 2 or not VINTAGE.fullmatch(vintage) or basis not in BASES or lang not in LANGS:  # noqa: PLR2004
        return None
    day = (dt.date.fromisoformat(vintage[:10]) - FIRST_DAY).days
    if not all(FIRST_YEAR <= year <= LAST_YEAR for year in years) or not 0 <= day < 1 << 16:
        return None
    flags = BASES.index(basis) << 4 | LANGS.index(lang)
    return day.to_bytes(2, "big") + bytes.fromhex(vintage[11:]) + bytes([*(year - FIRST_YEAR for year in years), flags])


def _headed(head: bytes) -> dict[str, str]:
    """The choices of the nine bytes."""
    day = FIRST_DAY + dt.timedelta(days=int.from_bytes(head[:2], "big"))
    basis, lang = head[8] >> 4, head[8] & 0xF
    return {
        "from": str(FIRST_YEAR + head[6]),
        "to": str(FIRST_YEAR + head[7]),
        "basis": BASES[basis] if basis < len(BASES) else BASES[0],
        "v": f"{day.isoformat()}-{head[2:6].hex()}",
        "lang": LANGS[lang] if lang < len(LANGS) else LANGS[0],
    }
