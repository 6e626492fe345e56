"""Sentences come in the reader's language, and fall back to English."""

import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from language import LANGS, N_, _, known_lang, listed, plural
from language.messages import LOCALES


def catalogue(lang: str) -> object:
    with (LOCALES / lang / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=lang)


def gaps(text: str) -> set[str]:
    return {name for _before, name, _spec, _conversion in string.Formatter().parse(text) if name}


def test_english_is_the_message_itself() -> None:
    assert _("Calais handled {tonnes} in {year}", "en", tonnes="15.2 Mt", year=2024) == "Calais handled 15.2 Mt in 2024"


def test_a_sentence_no_catalogue_has_stays_english() -> None:
    assert _("A sentence nobody translated", "fr") == "A sentence nobody translated"


def test_an_unknown_language_reads_english() -> None:
    assert _("not available", "xx") == "not available"
    assert not known_lang("xx")


def test_a_forgotten_value_is_an_error_and_never_reaches_a_reader() -> None:
    with pytest.raises(KeyError):
        _("{a} and {b}", "en", a=1)


def test_marking_changes_nothing() -> None:
    assert N_("tonnes") == "tonnes"


def test_counting_sentences_take_the_form_of_their_number() -> None:
    assert plural("{n} port", "{n} ports", 1, "en") == "1 port"
    assert plural("{n} port", "{n} ports", 1200, "en") == "1,200 ports"
    assert plural("{n} port", "{n} ports", 0, "en") == "0 ports"


def test_french_counts_nothing_as_singular() -> None:
    assert plural("{n} xyz", "{n} xyzs", 0, "fr") == "0 xyz"


@pytest.mark.parametrize("lang", [lang for lang in LANGS if lang != "en"])
def test_units_speak_the_language(lang: str) -> None:
    assert _("tonnes", lang) == {"fr": "tonnes", "nl": "ton"}[lang]
    assert _("not available", lang) == {"fr": "non disponible", "nl": "niet beschikbaar"}[lang]


def test_the_language_room_imports_nothing_of_ours() -> None:
    rooms = {"api", "analysis", "charts", "etl", "exports", "kpis", "pages", "ui", "warehouse", "workspace"}
    texts = {path: path.read_text() for path in Path(LOCALES).parent.glob("*.py")}
    found = [(path.name, room) for path, text in texts.items() for room in rooms if f"from {room}" in text]
    assert found == []


def test_names_are_listed_as_a_sentence_lists_them() -> None:
    assert [listed(["A", "B", "C"][:n], "en") for n in range(4)] == ["", "A", "A and B", "A, B and C"]
