"""What sentences are made of beside words: counting, listing, a capital at the start."""

from collections.abc import Sequence

from language.formats import exact
from language.messages import Lang, _, is_one, plural_forms


def plural(singular: str, plural: str, n: int, lang: Lang, **values: object) -> str:
    """The sentence in the form that ``n`` asks for; ``{n}`` is the localised number unless given.

    French counts 0 as singular, English and Dutch as plural.
    """
    one, many = plural_forms(singular, plural, lang)
    return (one if is_one(n, lang) else many).format_map({"n": exact(n, "", lang)} | values)


def listed(names: Sequence[str], lang: Lang) -> str:
    """Names as a sentence lists them: "Calais, Poole and Moerdijk"."""
    if not names[1:]:
        return "".join(names)
    return _("{names} and {last}", lang, names=", ".join(names[:-1]), last=names[-1])


def capital(text: str) -> str:
    """The text with its first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]
