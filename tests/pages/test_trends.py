"""Trends draws from a real vintage without an error, and says what is there, what is not, and why."""

import itertools

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.drawing import draw, figures, said
from ui import reads
from ui.trends import choices

pytestmark = pytest.mark.slow


def drawn(**query: str) -> AppTest:
    return draw("trends", **query)


def test_calais_and_poole_are_told_with_their_tonnes_and_drawn(at_full: str) -> None:
    app = drawn(ports="FRCQF.GBPOO", **{"from": "2010", "to": "2024"}, scale="value")
    text = said(app)
    assert not app.exception
    assert "Calais: 15.2 Mt in 2024 (final)" in text
    assert "Poole: below two million tonnes a year" in text
    lines, panels = figures(app)
    assert {trace.meta["entity"] for trace in lines.data} == {"FRCQF", "GBPOO"}
    assert {trace.meta["entity"] for trace in panels.data} == {"FRCQF", "GBPOO"}


def test_the_marks_on_the_chart_are_the_list_below_it(at_full: str) -> None:
    app = drawn(ports="FRCQF", **{"from": "2015", "to": "2024"})
    shapes = [shape for shape in figures(app)[0].layout.shapes if shape.type == "line" and shape.xref == "x"]
    assert len(shapes) == said(app).count('class="prm-mark"') > 0
    hidden = drawn(ports="FRCQF", **{"from": "2015", "to": "2024"}, shocks="no")
    assert 'class="prm-mark"' not in said(hidden)


def test_the_merger_of_antwerp_and_zeebrugge_is_withheld_or_joined_by_basis(at_full: str) -> None:
    published = said(drawn(ports="BE003"))
    assert "No growth from before 2022 is given: Antwerp and Zeebrugge were counted apart until then." in published
    joined = drawn(ports="BE003", basis="like_for_like")
    assert "No growth from before" not in said(joined)
    assert {"sum", "plain"} <= {trace.meta["role"] for trace in figures(joined)[0].data}


def test_no_port_and_a_port_without_series_say_what_would_fill_the_place(at_full: str) -> None:
    assert "No port is chosen." in said(drawn(ports="none"))
    text = said(drawn(ports="UANLV"))
    assert "Mykolaiv: no series held." in text
    assert "would fill this" in text


def test_a_port_without_series_is_named_beside_the_others(at_full: str) -> None:
    assert "Mykolaiv: no series held." in said(drawn(ports="FRCQF.UANLV"))


def test_every_indicator_offered_is_drawn_in_its_last_variant_on_either_basis(at_full: str) -> None:
    """The other variants differ in their figures, not in how they are drawn."""
    bases = itertools.cycle(("published", "like_for_like"))
    for code in choices.offered(at_full, "en"):
        held = reads.variants(at_full, code)
        for row in held.iloc[[-1]].itertuples():
            variant = str(row.variant) or "all"
            app = drawn(
                ports="BE003.FRCQF.NLMOE.DEHAM",
                basis=next(bases),
                indicator=code,
                freq=str(row.freq),
                variant=variant,
            )
            assert not app.exception, (code, row)
            assert not app.error, (code, row)


def test_a_vintage_of_three_ports_stands_too(at_small: str) -> None:
    app = drawn()
    assert not app.exception
    assert not app.error
