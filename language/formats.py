"""Numbers, units, dates and periods in the reader's language.

Figures in sentences, tiles and labels carry three significant digits (``quantity``), figures in tables and
exports all of them (``exact``). A number and its unit are joined by a no-break space, so that no line ends
between them; ``plain`` turns such spaces into ordinary ones.
"""

from __future__ import annotations

import datetime as dt
import math
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from numbers import Real

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from language.messages import N_, Lang, _, is_one, known_lang

NBSP = "\u00a0"
HUNDRED, THOUSAND = 100, 1000
LOCALE_IDS = {"en": "en_GB", "fr": "fr_FR", "nl": "nl_NL"}

UNIT_LABELS: dict[str, str] = {
    "t": N_("tonnes"),
    "GT": N_("gross tonnage"),
    "arrivals": N_("arrivals"),
    "persons": N_("persons"),
    "FTE": N_("full-time equivalents"),
    "EUR": N_("euro"),
    "GBP": N_("pounds sterling"),
    "TEU": N_("TEU"),
    "units": N_("units"),
    "index": N_("index"),
    "pct": N_("per cent"),
    "%": N_("per cent"),
    "%/yr": N_("per cent a year"),
    "% points": N_("percentage points"),
    "-1..1": N_("from -1 to 1"),
    "days": N_("days"),
    "projects": N_("projects"),
    "types": N_("kinds of cargo"),
    "EUR/inhab": N_("euro per inhabitant"),
    "PPS/inhab": N_("purchasing power standards per inhabitant"),
    "PPS": N_("purchasing power standards"),
    "km2": N_("square kilometres"),
    "t/inhab": N_("tonnes per inhabitant"),
    "t/M EUR": N_("tonnes per million euro of GDP"),
    "GT/arrival": N_("gross tonnage per arrival"),
    "t/call": N_("tonnes per call"),
    "calls": N_("calls"),
    "pp": N_("percentage points"),
    "rank": N_("place"),
    "pax/inhab": N_("passengers per inhabitant"),
    "jobs": N_("jobs"),
    "quarters": N_("quarters"),
    "normal quarters": N_("quarters of usual activity"),
    "ratio": N_("ratio"),
    "0-2": N_("from 0 to 2"),
    "0-1": N_("from 0 to 1"),
    "0-100": N_("from 0 to 100"),
    "1-5": N_("from 1 to 5"),
    "robust z": N_("robust standard deviations"),
}
"""Reader's words for a unit, for subtitles, axis titles and table heads."""

UNIT_SYMBOLS: dict[str, str] = {
    "t": N_("{value} t"),
    "arrivals": N_("{value} arrivals"),
    "persons": N_("{value} persons"),
    "FTE": N_("{value} FTE"),
    "units": N_("{value} units"),
    "pct": N_("{value} %"),
    "%": N_("{value} %"),
    "%/yr": N_("{value} % a year"),
    "% points": N_("{value} percentage points"),
    "EUR/inhab": N_("{value} EUR per inhabitant"),
    "PPS/inhab": N_("{value} PPS per inhabitant"),
    "days": N_("{value} days"),
    "projects": N_("{value} projects"),
    "-1..1": "{value}",
    "types": "{value}",
    "km2": N_("{value} km²"),
    "t/inhab": N_("{value} t per inhabitant"),
    "t/M EUR": N_("{value} t per M EUR"),
    "GT/arrival": N_("{value} GT per arrival"),
    "t/call": N_("{value} t per call"),
    "calls": N_("{value} calls"),
    "pp": N_("{value} percentage points"),
    "rank": "{value}",
    "pax/inhab": N_("{value} passengers per inhabitant"),
    "jobs": N_("{value} jobs"),
    "quarters": N_("{value} quarters"),
    "normal quarters": N_("{value} normal quarters"),
    "0-2": "{value}",
    "index": "{value}",
    "ratio": "{value}",
    "0-1": "{value}",
    "0-100": "{value}",
    "1-5": "{value}",
    "robust z": "{value}",
    "": "{value}",
}
"""How a unit stands behind its number; a unit not listed stands as it is written."""

ONE_OF: dict[str, str] = {
    "arrivals": N_("{value} arrival"),
    "persons": N_("{value} person"),
    "units": N_("{value} unit"),
    "days": N_("{value} day"),
    "projects": N_("{value} project"),
    "jobs": N_("{value} job"),
    "quarters": N_("{value} quarter"),
    "normal quarters": N_("{value} normal quarter"),
}
"""How a counted unit stands behind one."""

SCALES: dict[str, tuple[tuple[int, str], ...]] = {
    "t": ((1_000_000, N_("{value} Mt")), (1_000, N_("{value} kt"))),
    "GT": ((1_000_000, N_("{value} M GT")),),
    "TEU": ((1_000_000, N_("{value} M TEU")),),
    "persons": ((1_000_000, N_("{value} M persons")),),
    "units": ((1_000_000, N_("{value} M units")),),
    "EUR": ((1_000_000_000, N_("{value} bn EUR")), (1_000_000, N_("{value} M EUR"))),
    "GBP": ((1_000_000_000, N_("{value} bn GBP")), (1_000_000, N_("{value} M GBP"))),
}
"""Larger steps of a unit, largest first."""

COUNTED = frozenset(
    {
        "t",
        "GT",
        "arrivals",
        "persons",
        "FTE",
        "EUR",
        "GBP",
        "TEU",
        "units",
        "days",
        "projects",
        "jobs",
        "quarters",
        "rank",
    }
)
"""Units whose unscaled values are whole in a reader's eye: 7 arrivals, never 7.00."""

PERCENTAGES = {"pct": 1, "%": 1, "%/yr": 2, "% points": 1, "pp": 1}
"""Decimals of a percentage below 100: rates of growth differ in their second one."""

NOT_AVAILABLE = N_("not available")
REMEMBERED = 32_768
"""Figures whose text is kept: writing one takes 0.1 ms, and a page writes the same five hundred at every rerun."""


@lru_cache(maxsize=REMEMBERED)
def number(value: float | Decimal | None, lang: Lang, digits: int = 3) -> str:
    """A figure with ``digits`` significant digits: 5.695 gives "5.70", 1234 gives "1,230".

    Half is rounded away from zero, on the decimal digits one can read. ``None`` and NaN give "not available".
    """
    if _missing(value):
        return _(NOT_AVAILABLE, lang)
    rounded = _rounded(_decimal(value), digits)
    return _shown(rounded, lang, places=max(0, digits - 1 - _magnitude(rounded)))


@lru_cache(maxsize=REMEMBERED)
def quantity(value: float | Decimal | None, unit: str, lang: Lang, sign: bool = False) -> str:
    """A figure with its unit for tiles and sentences: 5 695 000 t gives "5.70 Mt", -3.5 pct gives "-3.5 %".

    ``sign`` writes a plus before a rise. A percentage carries one decimal below 100, none above.
    ``None`` and NaN give "not available" without a unit; the reason is the caller's to add.
    """
    if _missing(value):
        return _(NOT_AVAILABLE, lang)
    amount = _decimal(value)
    figure, pattern = _scaled(amount, unit, lang)
    plus = "+" if sign and amount > 0 and any(c in "123456789" for c in figure) else ""
    return _with_unit(pattern, plus + figure, lang)


@lru_cache(maxsize=REMEMBERED)
def exact(value: float | Decimal | None, unit: str, lang: Lang) -> str:
    """A figure with all its digits for tables and exports: "5,695,000 t"; ``unit`` "" leaves it bare."""
    if _missing(value):
        return _(NOT_AVAILABLE, lang)
    amount = _decimal(value)
    places = max(0, -_exponent(amount.normalize()))
    return _with_unit(_symbol(unit, amount, lang), _shown(amount, lang, places), lang)


def money(value: float | Decimal | None, currency: str, lang: Lang, price_base: str = "") -> str:
    """An amount of money for sentences: "241 M EUR", with its price base when one is given."""
    amount = quantity(value, currency, lang)
    if not price_base or _missing(value):
        return amount
    return _("{amount} (prices of {price_base})", lang, amount=amount, price_base=price_base)


def unit_label(unit: str, lang: Lang) -> str:
    """The unit in words: "tonnes", "per cent"; a unit we have no words for stands as it is written."""
    return _(UNIT_LABELS[unit], lang) if unit in UNIT_LABELS else unit


def day(value: dt.date | str | None, precision: str, lang: Lang) -> str:
    """A date as exactly as it is known: "26 November 2020", "November 2020", "2020" or "date not known".

    ``value`` is a date or an ISO date that may be cut short ("2020-11"); ``precision`` is year, month, day or
    unknown and never makes a date more exact than it was written.
    """
    parts = _date_parts(value)
    known = min(len(parts), {"year": 1, "month": 2, "day": 3}.get(precision, 0))
    if not known:
        return _("date not known", lang)
    pattern = {1: "y", 2: "LLLL y", 3: "d MMMM y"}[known]
    return _dated(dt.date(*(parts[:known] + (1, 1))[:3]), pattern, lang)


def period(freq: str, period_start: dt.date | str, lang: Lang) -> str:
    """A reporting period: "2024" (A), "Q3 2024" (Q), "November 2024" (M), "week 48 of 2020" (W), else the day."""
    start = period_start if isinstance(period_start, dt.date) else dt.date.fromisoformat(period_start)
    if freq == "Q":
        quarter = (start.month + 2) // 3
        return _("Q{quarter} {year}", lang, quarter=quarter, year=f"{start.year:04d}")
    if freq == "W":
        year, week, _day = start.isocalendar()
        return _("week {week} of {year}", lang, week=week, year=f"{year:04d}")
    return day(start, {"A": "year", "M": "month"}.get(freq, "day"), lang)


def span(first: object, last: object, lang: Lang) -> str:
    """From one period to another: "2002–2024"; one period when both are the same."""
    if str(first) == str(last):
        return str(first)
    return _("{first}–{last}", lang, first=first, last=last)


def separators(lang: Lang) -> str:
    """The decimal mark and the thousands mark, in that order: ".," in English (what a chart needs)."""
    symbols = _locale(lang).number_symbols["latn"]
    return str(symbols["decimal"]) + str(symbols["group"])


def plain(text: str) -> str:
    """The text with ordinary spaces in place of no-break and narrow ones."""
    return text.replace(NBSP, " ").replace("\u202f", " ")


def _missing(value: object) -> bool:
    return value is None or not isinstance(value, (Real, Decimal)) or not math.isfinite(value)


def _decimal(value: object) -> Decimal:
    """The decimal a reader would write for the value: shortest digits, so that 2.675 is 2.675."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _exponent(amount: Decimal) -> int:
    return int(amount.as_tuple().exponent)


def _magnitude(amount: Decimal) -> int:
    return amount.adjusted() if amount else 0


def _rounded(amount: Decimal, digits: int) -> Decimal:
    step = Decimal(1).scaleb(_magnitude(amount) - digits + 1)
    return amount.quantize(step, rounding=ROUND_HALF_UP)


def _scaled(amount: Decimal, unit: str, lang: Lang) -> tuple[str, str]:
    """The figure and its unit pattern, stepped up where the rounded figure reaches the next step."""
    if unit in PERCENTAGES:
        return _shown(amount, lang, places=PERCENTAGES[unit] if abs(amount) < HUNDRED else 0), UNIT_SYMBOLS[unit]
    for step, pattern in SCALES.get(unit, ()):
        if abs(_rounded(amount, 3)) >= step:
            return number(amount / step, lang), pattern
    if unit in COUNTED and (abs(amount) >= 1 or amount == amount.to_integral_value()):
        whole = (_rounded(amount, 3) if abs(amount) >= THOUSAND else amount).quantize(Decimal(1), ROUND_HALF_UP)
        return _shown(whole, lang, places=0), _symbol(unit, whole, lang)
    return number(amount, lang), _symbol(unit, amount, lang)


def _symbol(unit: str, amount: Decimal, lang: Lang) -> str:
    if unit in ONE_OF and is_one(amount, lang):
        return ONE_OF[unit]
    return UNIT_SYMBOLS.get(unit, "{value} " + unit)


def _with_unit(pattern: str, figure: str, lang: Lang) -> str:
    return _(pattern, lang, value=figure).replace(" ", NBSP)


def _shown(amount: Decimal, lang: Lang, places: int) -> str:
    """The amount with a fixed number of decimals; a rounded zero loses its minus."""
    fixed = amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    pattern = "#,##0." + "0" * places if places else "#,##0"
    return str(format_decimal(fixed if fixed else abs(fixed), format=pattern, locale=_locale(lang)))


@lru_cache(maxsize=REMEMBERED)
def _dated(date: dt.date, pattern: str, lang: Lang) -> str:
    return str(format_date(date, format=pattern, locale=_locale(lang)))


def _date_parts(value: dt.date | str | None) -> tuple[int, ...]:
    text = value.isoformat() if isinstance(value, dt.date) else str(value or "").strip()
    pieces = text[:10].split("-")
    return tuple(int(piece) for piece in pieces) if all(piece.isdigit() for piece in pieces) else ()


@cache
def _locale(lang: Lang) -> Locale:
    return Locale.parse(LOCALE_IDS[lang if known_lang(lang) else "en"])


# What CLDR names beside the countries: unions, pseudo-places, and the code for "unknown".
_NO_COUNTRY = frozenset(("EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"))


def territory(code: str, lang: Lang) -> str | None:
    """Name of a country by its ISO 3166-1 code, None for a code that stands for no country."""
    return None if code in _NO_COUNTRY else Locale.parse(LOCALE_IDS[lang]).territories.get(code)
