"""French and Dutch are complete: nothing missing, nothing unused, every placeholder in place."""

import string

import pytest

from language import LANGS
from tools import messages

TRANSLATED = LANGS[1:]


def placeholders(text):
    return sorted(name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("lang", TRANSLATED)
def test_every_message_is_translated(lang):
    assert messages.missing(lang) == [], "run `python -m tools.messages` and fill in what it names"


@pytest.mark.parametrize("lang", TRANSLATED)
def test_no_translation_is_left_over(lang):
    assert messages.unused(lang) == [], "run `python -m tools.messages`"


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_translation_has_the_placeholders_of_its_sentence(lang):
    different = [
        message.id
        for message in messages.held(lang)
        if isinstance(message.id, str) and message.id and placeholders(message.id) != placeholders(message.string)
    ]
    assert different == []


@pytest.mark.parametrize("lang", TRANSLATED)
def test_both_forms_of_a_plural_use_only_the_placeholders_of_the_english(lang):
    for message in messages.held(lang):
        if isinstance(message.id, (tuple, list)):
            allowed = set(placeholders(message.id[1]))
            assert all(set(placeholders(form)) <= allowed for form in message.string), message.id


def test_a_key_in_a_translated_record_is_no_message():
    assert "title" not in messages.wanted()
    assert "Overview" in messages.wanted()


def test_refreshing_a_complete_catalogue_changes_nothing():
    before = {lang: messages.path_of(lang).read_bytes() for lang in TRANSLATED}
    for lang in TRANSLATED:
        messages.refresh(lang)
    assert {lang: messages.path_of(lang).read_bytes() for lang in TRANSLATED} == before
