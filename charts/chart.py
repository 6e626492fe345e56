"""What every chart builder returns: the figure, its table twin and its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import pandas as pd
import plotly.graph_objects as go
import pydeck as pdk

Figure: TypeAlias = "go.Figure | pdk.Deck | dict[str, Any]"
Shape = Literal["square", "circle", "line", "hatch"]


class Drawing(go.Figure):  # type: ignore[misc]
    """A plotly figure from traces and layout as dictionaries, whose object model is built only when asked for.

    Building and copying that model took half the time of a page (60 ms of 115, 2026-11-21), and a page needs only
    what was put in. A test that reads ``figure.data`` or ``figure.layout`` builds it, and so validates the figure.
    """

    def __init__(self, data: Sequence[dict[str, Any]], layout: Mapping[str, Any]) -> None:
        self.__dict__["_drawn"] = {"data": list(data), "layout": dict(layout)}

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever plotly keeps under the name
        """An attribute of plotly's that is not there yet: the model is built first."""
        if "_drawn" not in self.__dict__:
            raise AttributeError(name)
        drawn = self.__dict__.pop("_drawn")
        super().__init__(data=drawn["data"], layout=drawn["layout"])
        return getattr(self, name)

    def __reduce__(self) -> tuple[type[Drawing], tuple[Any, Any]]:
        """Its parts, for a copy."""
        drawn = self.to_dict()
        return Drawing, (drawn["data"], drawn["layout"])

    def to_dict(self) -> dict[str, Any]:
        """What the browser is sent; nobody may change it."""
        drawn: dict[str, Any] = self.__dict__.get("_drawn") or super().to_dict()
        return drawn


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
