"""Numbers, units and dates read as a reader of each language writes them."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language import LANGS
from language import formats as f

AMOUNTS = st.floats(min_value=-1e12, max_value=1e12, allow_nan=False)
EACH_LANG = st.sampled_from(LANGS)


def shown(value: object, unit: str, lang: str = "en", **how: bool) -> str:
    return f.plain(f.quantity(value, unit, lang, **how))


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (5_695_000, "t", "5.70 Mt"),
        (812_000, "t", "812 kt"),
        (999_999, "t", "1.00 Mt"),
        (17, "t", "17 t"),
        (241_000_000, "EUR", "241 M EUR"),
        (1_200_000_000, "EUR", "1.20 bn EUR"),
        (-3.52, "pct", "-3.5 %"),
        (123.4, "pct", "123 %"),
        (1234, "arrivals", "1,230 arrivals"),
        (7.0, "arrivals", "7 arrivals"),
        (12.345, "t/inhab", "12.3 t per inhabitant"),
        (0.12345, "ratio", "0.123"),
        (45_678, "GT", "45,700 GT"),
    ],
)
def test_a_quantity_has_three_digits_and_its_unit(value: float, unit: str, text: str) -> None:
    assert shown(value, unit) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(1, "arrivals", "1 arrival"), (1.4, "days", "1 day"), (-1, "persons", "-1 person"), (0, "projects", "0 projects")],
)
def test_exactly_one_stands_before_a_singular(value: float, unit: str, text: str) -> None:
    assert shown(value, unit) == text
    assert f.plain(f.exact(1, "projects", "en")) == "1 project"


def test_a_rise_carries_a_plus_and_a_rounded_nothing_does_not() -> None:
    assert shown(2.31, "pct", sign=True) == "+2.3 %"
    assert shown(0.01, "pct", sign=True) == "0.0 %"
    assert shown(-0.01, "pct", sign=True) == "0.0 %"


def test_half_is_rounded_away_from_zero_on_the_digits_one_reads() -> None:
    assert (f.number(2.675, "en"), f.number(-2.675, "en"), f.number(5.695, "en")) == ("2.68", "-2.68", "5.70")


def test_number_and_unit_are_never_parted_by_a_line_end() -> None:
    assert " " not in f.quantity(5_695_000, "t", "en") + f.exact(5_695_000, "t", "fr")


def test_exact_keeps_every_digit_in_every_language() -> None:
    assert [f.plain(f.exact(5_695_000, "t", lang)) for lang in LANGS] == ["5,695,000 t", "5 695 000 t", "5.695.000 t"]
    assert f.exact(0.1234, "ratio", "nl") == "0,1234"


@pytest.mark.parametrize("missing", [None, float("nan"), float("inf")])
def test_a_missing_value_is_said_and_never_zero(missing: float | None) -> None:
    assert f.quantity(missing, "t", "en") == f.exact(missing, "t", "en") == f.number(missing, "en") == "not available"


def test_money_names_its_price_base() -> None:
    assert f.plain(f.money(241e6, "EUR", "en", "2015")) == "241 M EUR (prices of 2015)"


@pytest.mark.parametrize(
    ("value", "precision", "text"),
    [
        ("2020-11-26", "day", "26 November 2020"),
        ("2020-11-26", "month", "November 2020"),
        ("2020-11-26", "year", "2020"),
        ("2020-11", "day", "November 2020"),
        (dt.date(2020, 11, 26), "day", "26 November 2020"),
        ("2020-11-26", "unknown", "date not known"),
        ("", "day", "date not known"),
        (None, "year", "date not known"),
    ],
)
def test_a_date_is_as_exact_as_it_is_known(value: str, precision: str, text: str) -> None:
    assert f.day(value, precision, "en") == text


def test_dates_speak_french_and_dutch() -> None:
    assert f.day("2020-11-26", "day", "fr") == "26 novembre 2020"
    assert f.day("2020-11-26", "day", "nl") == "26 november 2020"


def test_periods_are_named_by_their_frequency() -> None:
    said = [f.period(freq, "2024-07-01", "en") for freq in "AQMWD"]
    assert said == ["2024", "Q3 2024", "July 2024", "week 27 of 2024", "1 July 2024"]


def test_a_week_is_of_the_year_of_its_thursday() -> None:
    assert [f.period("W", "2024-12-30", lang) for lang in ("fr", "nl")] == ["semaine 1 de 2025", "week 1 van 2025"]


def test_quarters_are_named_as_each_language_does() -> None:
    assert [f.period("Q", dt.date(2024, 7, 1), lang) for lang in ("fr", "nl")] == ["T3 2024", "K3 2024"]


def test_a_span_of_one_is_said_once() -> None:
    assert (f.span(2002, 2024, "en"), f.span(2024, 2024, "en")) == ("2002–2024", "2024")


@given(AMOUNTS, EACH_LANG)
def test_an_exact_figure_reads_back_as_itself(value: float, lang: str) -> None:
    decimal, group = f.separators(lang)
    text = f.exact(value, "", lang).replace(group, "").replace(decimal, ".")
    assert Decimal(text) == Decimal(str(value))


@given(AMOUNTS, EACH_LANG)
def test_a_three_digit_figure_is_within_half_a_percent(value: float, lang: str) -> None:
    decimal, group = f.separators(lang)
    text = f.number(value, lang).replace(group, "").replace(decimal, ".")
    assert float(text) == pytest.approx(value, rel=0.00501, abs=1e-300)


@given(st.integers(min_value=1, max_value=10**12), st.sampled_from(["t", "EUR", "persons", "TEU", "GT"]), EACH_LANG)
def test_a_scaled_quantity_never_shows_more_than_four_digits_before_its_unit(n: int, unit: str, lang: str) -> None:
    figure = f.quantity(n, unit, lang).split(f.NBSP)[0]
    assert figure.strip("0123456789.,\u202f") == ""
    assert any(digit in figure for digit in "123456789")


@given(st.dates(min_value=dt.date(1000, 1, 1)), EACH_LANG)
def test_every_day_names_its_year(date: dt.date, lang: str) -> None:
    assert f.day(date, "day", lang).endswith(str(date.year))


def test_a_country_has_its_name_and_a_code_of_none_has_not():
    assert [f.territory("NO", lang) for lang in ("en", "fr", "nl")] == ["Norway", "Norvège", "Noorwegen"]
    assert [f.territory(code, "en") for code in ("ZZ", "EU", "QQ", "")] == [None] * 4
