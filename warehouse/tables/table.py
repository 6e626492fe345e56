"""What a declared table is, the columns that many share, and how one points to another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from warehouse.fields import FIELDS, Field

PROVENANCE = ("publisher", "dataset", "locator", "licence_id", "provenance_kind", "reference_status")
DIMENSIONS = (
    "entity_type",
    "entity",
    "measure",
    "cargo_type",
    "vessel_type",
    "size_class",
    "direction",
    "partner",
    "freq",
    "period_start",
)


@dataclass(frozen=True)
class Foreign:
    """Columns that must be found in another table (empty values are let through)."""

    columns: tuple[str, ...]
    table: str
    target: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One declared table: title for the reader, columns, key, optional columns, foreign keys.

    `hashed_by`: what stands for its content in a vintage's hash: its rows, or, where they are too many, the sha256 of
    the files they were read from.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    optional: tuple[str, ...] = ()
    foreign: tuple[Foreign, ...] = field(default=())
    hashed_by: Literal["rows", "files"] = "rows"

    @property
    def reference(self) -> str:
        """Name of the table's file under data/reference/, without its ending."""
        return self.name.removeprefix("core_")

    def nullable(self, column: str) -> bool:
        """Whether a column of this table may be empty."""
        if column in self.key:
            return False
        return column in self.optional or self.field(column).nullable

    def field(self, column: str) -> Field:
        """The field dictionary's entry of a column."""
        return FIELDS[column]


def to(table: str, *columns: str, target: tuple[str, ...] | None = None) -> Foreign:
    """Columns that point to those of another table, which are called the same unless `target` names them."""
    return Foreign(columns, table, target or columns)


LICENCE = to("core_licence", "licence_id")
