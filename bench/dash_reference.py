"""The same questions on a minimal Dash page: what `bench_compare.py` measures Compare against.

It asks the same reads, makes the same four figures with the same chart builders and shows the same table and sentences;
it has no frame, no address, no downloads, no captions. `python -m bench.dash_reference PORT` serves it; the query
`?start=2005-01-01` sets the earlier period, as Compare's own address does.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

import dash
from dash import Input, Output, dcc, html

from charts.chart import Chart
from ui import reads
from ui.compare import grounds, story
from ui.compare.choices import Choices
from ui.state import State

PORTS = ("BE003", "FRCQF", "NLMOE", "GBPOO")
END = "2019-01-01"
CHOICES = {
    "scale": {"value": "Values", "index": "Index"},
    "order": {"name": "By name", "change": "By change"},
    "basis": {"published": "As published", "like_for_like": "Like for like"},
}
FIGURES = ("ends", "among", "course", "panels", "bases")


def page() -> dash.Dash:
    """The page: three switches, four figures, the sentences and the table."""
    app = dash.Dash("dash_reference", title="Reference", update_title="")
    switches = [
        dcc.RadioItems(words, next(iter(words)), id=name, className="switch") for name, words in CHOICES.items()
    ]
    shown = [html.P(id="answer"), *(dcc.Graph(id=name) for name in FIGURES), html.Div(id="table")]
    app.layout = html.Div([dcc.Location(id="address"), *switches, *shown])
    targets = [Output(name, "figure") for name in FIGURES]
    app.callback(
        [Output("answer", "children"), *targets, Output("table", "children")],
        [Input("address", "search"), *(Input(name, "value") for name in CHOICES)],
    )(answered)
    return app


def answered(search: str, scale: str, order: str, basis: str) -> list[Any]:
    """Everything the page shows for one set of choices."""
    start = parse_qs((search or "").lstrip("?")).get("start", ["2000-01-01"])[0]
    return list(_answered(start, scale, order, basis))


@lru_cache(maxsize=256)
def _answered(start: str, scale: str, order: str, basis: str) -> tuple[Any, ...]:
    chosen = Choices(
        "gross_weight",
        "A",
        "",
        "",
        start,
        END,
        "index" if scale == "index" else "value",
        int(start[:4]) if scale == "index" else None,
        "change" if order == "change" else "name",
    )
    held = _grounds(start, basis)
    figures = [_figure(story.figure(name, held, chosen, "light")) for name in FIGURES]
    return " ".join(held.answer), *figures, _table(held)


@lru_cache(maxsize=256)
def _grounds(start: str, basis: str) -> grounds.Grounds:
    return grounds.grounds(_here(basis), Choices("gross_weight", "A", "", "", start, END))


@lru_cache(maxsize=4)
def _here(basis: str) -> State:
    vintage = reads.vintages()[0]
    known = reads.known(vintage, "en")
    first, last = known.years
    plain = State(page="compare", ports=PORTS, first_year=first, last_year=last, vintage=vintage, known=known)
    return replace(plain, basis=basis)


def _figure(chart: Chart | None) -> Any:  # noqa: ANN401 - a figure or a dict of one
    return {} if chart is None else chart.figure


def _table(held: grounds.Grounds) -> Any:  # noqa: ANN401 - a component of Dash
    rows = held.table[held.table["is_end"]].drop(columns=["is_end"])
    head = html.Tr([html.Th(name) for name in rows.columns])
    body = [html.Tr([html.Td(str(cell)) for cell in row]) for row in rows.itertuples(index=False)]
    return html.Table([html.Thead(head), html.Tbody(body)])


if __name__ == "__main__":
    page().run(host="localhost", port=sys.argv[1], debug=False)
