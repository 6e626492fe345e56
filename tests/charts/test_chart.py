"""A figure is sent as it was put in; plotly's own model stands behind it for whoever asks."""

import copy
import json

import plotly.io
import pytest
from plotly.graph_objects import Figure

from charts.chart import Drawing

TRACE = {"type": "scatter", "x": ["2023", "2024"], "y": [None, 3.5], "mode": "lines"}


def test_what_is_sent_is_what_was_put_in() -> None:
    drawing = Drawing([TRACE], {"height": 300})
    assert drawing.to_dict() == {"data": [TRACE], "layout": {"height": 300}}
    assert json.loads(plotly.io.to_json(drawing.to_dict(), validate=False))["data"][0]["y"] == [None, 3.5]


def test_the_model_is_built_and_validated_when_it_is_read() -> None:
    drawing = Drawing([TRACE], {"height": 300})
    assert isinstance(drawing, Figure)
    assert drawing.data[0].y == (None, 3.5)
    assert drawing.layout.height == 300
    with pytest.raises(ValueError, match="nonsense"):
        Drawing([{"type": "scatter", "nonsense": 1}], {}).data  # noqa: B018 - reading is what is tested


def test_a_copy_shows_the_same() -> None:
    drawing = Drawing([TRACE], {"height": 300})
    assert copy.deepcopy(drawing).to_dict() == drawing.to_dict()
