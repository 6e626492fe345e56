"""What the address of Explore says, read and written.

Keys: ``table``; ``cols`` (columns joined by "."; all when absent); ``where`` (filters joined by ";", each
``column:operator:values`` with the values joined by "|"); ``sort`` (columns joined by ".", "-" before a falling
one); ``wide`` (``spread:value``). For example
``table=out_indicator&cols=entity.value&where=entity:in:FRCQF|GBPOO;value:ge:1000&sort=-value``. Within a value,
"%", ";" and "|" are written %25, %3B and %7C. What the table does not have is left out, and a sentence says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from language import Lang, _
from warehouse.errors import ParameterError
from warehouse.explore import Condition, Selection, Wide, operators, tables, value_of
from warehouse.tables import Table

DEFAULT_TABLE = "out_indicator"
KEYS = ("table", "cols", "where", "sort", "wide")
LONGEST_ECHO = 60
_RANGE = {"ge", "le"}


@dataclass
class Asked:
    """A reading of the address in the making: the table, the reader's language, and what could not be had."""

    table: Table
    lang: Lang
    problems: list[str] = field(default_factory=list)

    def column(self, name: str) -> bool:
        """Whether the table has the column; a sentence when not."""
        if name in self.table.columns:
            return True
        self.say(
            _(
                "The table {table} has no column “{column}”; it is left out.",
                self.lang,
                table=self.table.name,
                column=echo(name),
            )
        )
        return False

    def say(self, sentence: str) -> None:
        """Keeps a sentence, once."""
        if sentence not in self.problems:
            self.problems.append(sentence)


def read(own: Mapping[str, str], lang: Lang) -> tuple[Selection, tuple[str, ...]]:
    """What the address picks, and a sentence for each thing that it asks for and cannot have."""
    held = tables()
    wanted = own.get("table", DEFAULT_TABLE)
    asked = Asked(held.get(wanted, held[DEFAULT_TABLE]), lang)
    if wanted not in held:
        sentence = _("There is no table “{asked}”; {table} is shown.", lang, asked=echo(wanted), table=asked.table.name)
        return Selection(asked.table.name), (sentence,)
    selection = Selection(
        wanted,
        columns=_columns(own.get("cols", ""), asked),
        where=_where(own.get("where", ""), asked),
        sort=_sort(own.get("sort", ""), asked),
        wide=_wide(own.get("wide", ""), asked),
    )
    return selection, tuple(asked.problems)


def spelled(selection: Selection) -> dict[str, str]:
    """The selection as keys of the address; a key is absent where nothing was picked."""
    said = {
        "table": selection.table,
        "cols": ".".join(selection.columns),
        "where": ";".join(_spelled(condition) for condition in selection.where),
        "sort": ".".join(f"-{column}" if falling else column for column, falling in selection.sort),
        "wide": f"{selection.wide.spread}:{selection.wide.value}" if selection.wide else "",
    }
    return {key: text for key, text in said.items() if text}


def filter_words(selection: Selection, lang: Lang, most: int = 0) -> dict[str, str]:
    """The filters as column and words, for captions and file names: {"entity": "FRCQF, GBPOO"}.

    With `most`, a longer list of values is cut and says how many there are besides.
    """
    said: dict[str, str] = {}
    for condition in selection.filters:
        words = _words(condition, lang, most or len(condition.values))
        said[condition.column] = f"{said[condition.column]} {words}" if condition.column in said else words
    return said


def echo(text: str) -> str:
    """What a reader wrote, short enough to stand in a sentence."""
    return text if len(text) <= LONGEST_ECHO else f"{text[:LONGEST_ECHO]}…"


def _words(condition: Condition, lang: Lang, most: int) -> str:
    listed = ", ".join(echo(value) for value in condition.values[:most])
    if len(condition.values) > most:
        listed = _("{values} and {n} more", lang, values=listed, n=len(condition.values) - most)
    return {
        "in": listed,
        "has": _("contains {text}", lang, text=listed),
        "ge": _("from {value}", lang, value=listed),
        "le": _("to {value}", lang, value=listed),
        "empty": _("empty", lang),
        "filled": _("not empty", lang),
    }[condition.operator]


def _spelled(condition: Condition) -> str:
    return f"{condition.column}:{condition.operator}:{'|'.join(_escaped(value) for value in condition.values)}"


def _escaped(value: str) -> str:
    return value.replace("%", "%25").replace(";", "%3B").replace("|", "%7C")


def _columns(text: str, asked: Asked) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in text.split(".") if name and asked.column(name)))


def _sort(text: str, asked: Asked) -> tuple[tuple[str, bool], ...]:
    found = {part.lstrip("-"): part.startswith("-") for part in text.split(".") if part.strip("-")}
    return tuple((column, falling) for column, falling in found.items() if asked.column(column))


def _wide(text: str, asked: Asked) -> Wide | None:
    spread, _colon, value = text.partition(":")
    if not text or not (asked.column(spread) and asked.column(value)):
        return None
    if spread == value:
        asked.say(_("A column cannot fill itself: choose another one for the cells of the wide table.", asked.lang))
        return None
    return Wide(spread, value)


def _where(text: str, asked: Asked) -> tuple[Condition, ...]:
    """The filters, at most one a column, where from and to together count as one."""
    kept: list[Condition] = []
    for part in text.split(";"):
        condition = _condition(part, asked) if part else None
        if condition is None:
            continue
        beside = {other.operator for other in kept if other.column == condition.column}
        if beside and not (beside | {condition.operator} <= _RANGE and condition.operator not in beside):
            asked.say(
                _("The column {column} has two filters; the first one counts.", asked.lang, column=condition.column)
            )
            continue
        kept.append(condition)
    return tuple(kept)


def _condition(part: str, asked: Asked) -> Condition | None:
    column, operator, values = (part.split(":", 2) + ["", ""])[:3]
    if not asked.column(column):
        return None
    if operator not in operators(asked.table.field(column)):
        asked.say(
            _(
                "The column {column} takes no filter “{asked}”; it takes {operators}.",
                asked.lang,
                column=column,
                asked=echo(operator),
                operators=", ".join(operators(asked.table.field(column))),
            )
        )
        return None
    if operator in ("empty", "filled"):
        return Condition(column, operator)
    condition = Condition(column, operator, tuple(unquote(value) for value in values.split("|") if value))
    return replace(condition, values=_known_values(condition, asked))


def _known_values(condition: Condition, asked: Asked) -> tuple[str, ...]:
    declared = asked.table.field(condition.column)
    known = []
    for value in condition.values if condition.operator == "in" else condition.values[:1]:
        try:
            value_of(declared, condition.operator, value)
        except ParameterError:
            asked.say(
                _(
                    "The filter on {column} cannot use “{value}”; it is left out.",
                    asked.lang,
                    column=condition.column,
                    value=echo(value),
                )
            )
        else:
            known.append(value)
    return tuple(dict.fromkeys(known))
