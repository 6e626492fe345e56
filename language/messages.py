"""Sentences in the reader's language, read from the catalogues."""

from decimal import Decimal
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

Lang = str
LANGS: tuple[Lang, ...] = ("en", "fr", "nl")
LOCALES = Path(__file__).parent / "locales"


def _(message: str, lang: Lang, **values: object) -> str:
    """The sentence in the reader's language, with its named placeholders filled.

    ``message`` is the English sentence. A sentence the catalogue lacks stays English, an unknown language
    counts as English. A placeholder without a value raises ``KeyError``: a gap must not reach a reader.
    """
    sentence = _sentences(lang).get(message, message)
    return sentence.format_map(values) if values else sentence


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "mark, translate later"
    """The same sentence, marked for the catalogues and translated later by ``_``."""
    return message


def plural_forms(singular: str, plural: str, lang: Lang) -> tuple[str, str]:
    """The sentence for one and the sentence for many, in the reader's language where it is known."""
    return _plurals(lang).get(singular, (singular, plural))


def is_one(n: int | Decimal, lang: Lang) -> bool:
    """Whether a language counts ``n`` as one: French all below two, English and Dutch one only."""
    return -2 < n < 2 if lang == "fr" else n in (1, -1)  # noqa: PLR2004 - French counts many from two


def known_lang(lang: str) -> bool:
    """Whether the reader's language is one we have."""
    return lang in LANGS


@cache
def _catalogue(lang: Lang) -> Catalog | None:
    path = LOCALES / lang / "LC_MESSAGES" / "messages.po"
    if not known_lang(lang) or not path.exists():
        return None
    with path.open("rb") as file:
        return read_po(file, locale=lang)


@cache
def _sentences(lang: Lang) -> dict[str, str]:
    """Translated sentences by their English; fuzzy and empty entries are left to English."""
    return {
        message.id: message.string
        for message in _catalogue(lang) or ()
        if isinstance(message.id, str) and isinstance(message.string, str) and _usable(message)
    }


@cache
def _plurals(lang: Lang) -> dict[str, tuple[str, str]]:
    return {
        message.id[0]: (message.string[0], message.string[-1])
        for message in _catalogue(lang) or ()
        if isinstance(message.id, (tuple, list)) and isinstance(message.string, (tuple, list)) and _usable(message)
    }


def _usable(message: Message) -> bool:
    translated = message.string if isinstance(message.string, str) else "".join(message.string or ())
    return bool(message.id) and bool(translated) and not message.fuzzy
