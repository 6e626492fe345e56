"""Keeps the catalogues in step with the code: `python -m tools.messages` refreshes them, `--missing` lists gaps.

Four kinds of text are message ids: strings marked in the code, the first paragraph of every indicator's
docstring (the note under its charts), titles and our own notes that stand in reference tables, and the column
dictionary.
"""

from __future__ import annotations

import argparse
import ast
import csv
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from kpis.registry import registered
from language.messages import LANGS, LOCALES
from warehouse.fields import FIELDS
from warehouse.tables import TABLES

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("analysis", "app.py", "charts", "etl", "exports", "kpis", "language", "pages", "ui")
# How many of the first arguments are message ids.
KEYWORDS = {"_": 1, "N_": 1, "plural": 2}
TITLES = {"border_group": "title", "index_node": "title", "measure": "title", "range": "title", "source": "title"}
NOTES = {"border_group": "note", "index_node": "note"}
# A catalogue carries no clock, so that refreshing it twice changes nothing.
_DATE = datetime(2026, 11, 21, tzinfo=UTC)

MessageId = str | tuple[str, ...] | list[str]


@cache
def wanted() -> dict[str | tuple[str, ...], str]:
    """Every message id of the product with the place it comes from."""
    found: dict[str | tuple[str, ...], str] = {}
    for message, place in (*_marked(), *_notes(), *_titles(), *_dictionary()):
        found.setdefault(tuple(message) if isinstance(message, list) else message, place)
    return found


def _marked() -> Iterator[tuple[MessageId, str]]:
    """Literal strings given to _, N_ and plural; babel's own extraction also takes the key in `_(record["title"])`."""
    for room in ROOMS:
        for path in [ROOT / room] if room.endswith(".py") else sorted((ROOT / room).rglob("*.py")):
            for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS:
                    literals = [a.value for a in call.args[: KEYWORDS[call.func.id]] if isinstance(a, ast.Constant)]
                    if len(literals) == KEYWORDS[call.func.id]:
                        message = tuple(map(str, literals)) if len(literals) > 1 else str(literals[0])
                        yield message, path.relative_to(ROOT).as_posix()


def _notes() -> Iterator[tuple[str, str]]:
    for code, one in registered().items():
        yield one.note, f"kpis: {code}"


def _titles() -> Iterator[tuple[str, str]]:
    for table, column in (*TITLES.items(), *NOTES.items()):
        with (ROOT / "data" / "reference" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row[column]:
                    yield row[column], f"data/reference/{table}.csv"


def _dictionary() -> Iterator[tuple[str, str]]:
    """Titles of the tables and meanings of their columns, shown on Explore."""
    yield from ((table.title, "warehouse/tables") for table in TABLES)
    yield from ((field.meaning, "warehouse/fields.py") for field in FIELDS.values())


def path_of(lang: str) -> Path:
    """The catalogue's file."""
    return LOCALES / lang / "LC_MESSAGES" / "messages.po"


def held(lang: str) -> Catalog:
    """The catalogue as it stands; raises FileNotFoundError for a language without one."""
    with path_of(lang).open("rb") as file:
        return read_po(file, locale=lang)


def missing(lang: str) -> list[str | tuple[str, ...]]:
    """Message ids without a translation."""
    catalogue = held(lang)
    return [message for message in wanted() if not _translated(catalogue.get(_key(message)))]


def unused(lang: str) -> list[MessageId]:
    """Translations that nothing asks for any more."""
    asked = {_key(message) for message in wanted()}
    return [message.id for message in held(lang) if message.id and _key(message.id) not in asked]


def refresh(lang: str, translations: dict[str, str | list[str]] | None = None) -> None:
    """Write the catalogue anew: every wanted message in order, known translations kept, unused ones dropped."""
    old, new = held(lang), Catalog(locale=lang, project="Port Region Monitor", creation_date=_DATE, revision_date=_DATE)
    new.fuzzy = False
    for message, place in sorted(wanted().items(), key=lambda item: str(item[0])):
        known = old.get(_key(message))
        kept = known.string if known is not None and _translated(known) else None
        string = (translations or {}).get(_key(message)) or kept
        new.add(message, string=tuple(string) if isinstance(string, list) else string, auto_comments=[place])
    with path_of(lang).open("wb") as file:
        write_po(file, new, width=0, omit_header=False)


def _key(message: MessageId) -> str:
    return message if isinstance(message, str) else message[0]


def _translated(message: Message | None) -> bool:
    if message is None or message.fuzzy or not message.string:
        return False
    return all(message.string) if isinstance(message.string, (tuple, list)) else True


def main(arguments: list[str] | None = None) -> int:
    """Refresh the catalogues, or list what they lack; returns 1 when something is missing."""
    parser = argparse.ArgumentParser(prog="python -m tools.messages")
    parser.add_argument("--missing", action="store_true", help="list untranslated messages instead of refreshing")
    asked = parser.parse_args(arguments)
    gaps = 0
    for lang in LANGS[1:]:
        if not asked.missing:
            refresh(lang)
        lacking = missing(lang)
        gaps += len(lacking)
        print(f"{lang}: {len(wanted())} messages, {len(lacking)} without a translation")
        if asked.missing:
            print("\n".join(f"  {message}" for message in lacking))
    return 1 if gaps else 0


if __name__ == "__main__":
    sys.exit(main())
