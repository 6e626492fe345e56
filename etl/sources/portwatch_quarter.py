"""A quarter of a year: what is asked of PortWatch, kept and asked again as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from etl.sources.portwatch_layer import Layer


@dataclass(frozen=True, order=True)
class Quarter:
    """One quarter, in the order of time."""

    year: int
    number: int

    def __str__(self) -> str:
        """2024Q3."""
        return f"{self.year}Q{self.number}"

    @property
    def end(self) -> date:
        """The day after its last."""
        return date(self.year + self.number // 4, self.number % 4 * 3 + 1, 1)

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The quarter of a day."""
        return cls(day.year, (day.month + 2) // 3)

    def where(self, layer: Layer) -> str:
        """The condition in the service's SQL; by year and month, whose type has never changed."""
        months = ", ".join(str(month) for month in range(3 * self.number - 2, 3 * self.number + 1))
        return f"{layer.names['year']} = {self.year} AND {layer.names['month']} IN ({months})"
