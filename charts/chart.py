"""What every chart builder returns: the figure, its table twin and its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import pandas as pd
import plotly.graph_objects as go
import pydeck as pdk

Figure: TypeAlias = "go.Figure | pdk.Deck | dict[str, Any]"
Shape = Literal["square", "circle", "line", "hatch"]


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of a legend: what a colour and shape stand for."""

    label: str
    colour: str
    shape: Shape = "square"


@dataclass(frozen=True)
class Chart:
    """One finding, drawn and told: a test can hold figure, table and alt text against one another.

    ``table`` holds the exact values behind the marks; ``units`` names the unit of its figure columns and
    ``headers`` the reader's words for all of them. ``alt`` says in two sentences what kind of chart it is, what
    it shows, the finding and the range. ``file_stem`` names the download (topic and filters, no spaces).
    """

    figure: Figure
    table: pd.DataFrame
    alt: str
    title: str
    subtitle: str
    notes: tuple[str, ...] = ()
    legend: tuple[Key, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    file_stem: str = "table"

    @property
    def is_map(self) -> bool:
        """Whether the figure is a map."""
        return isinstance(self.figure, pdk.Deck)
