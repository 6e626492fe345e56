"""The flow from programmes to projects to countries: who takes part where, or where the EU's money goes."""

from __future__ import annotations

from textwrap import wrap
from typing import Any, Literal

import pandas as pd

from charts.chart import Chart, Drawing, Key
from charts.theme import Theme, css_rgba, layout
from language import Lang, _
from language import formats as f

Width = Literal["partners", "money"]
ROW_HEIGHT = 38
LEAST_HEIGHT = 280
LABEL_WIDTH = 24
FAINT, FAINTER = 0.28, 0.22


def flow(links: pd.DataFrame, width: Width, theme: Theme, lang: Lang, *, notes: tuple[str, ...] = ()) -> Chart:
    """A Sankey diagram with its table twin.

    ``links``: programme, project, country (words), is_listed (False for the partners that nobody names), value; one
    row a project and country. ``width`` says what the values are: partners counted, or EU money in EUR.
    """
    held = links[links["value"] > 0].reset_index(drop=True)
    unit = "EUR" if width == "money" else "units"
    return Chart(
        figure=_figure(held, unit, theme, lang),
        table=held[["programme", "project", "country", "value"]],
        alt=_alt(held, width, lang),
        title=_("From programme to project to country", lang),
        subtitle=_meaning(width, lang),
        notes=notes,
        legend=(
            Key(_("partners known by name", lang), theme.brand),
            Key(_("partners that the source counts and does not name", lang), theme.missing),
        ),
        units={"value": "EUR"} if width == "money" else {},
        headers={
            "programme": _("Programme", lang),
            "project": _("Project", lang),
            "country": _("Country of the partners", lang),
            "value": _("EU money, split equally", lang) if width == "money" else _("Partners", lang),
        },
        file_stem=f"flow_{width}",
    )


def _meaning(width: Width, lang: Lang) -> str:
    if width == "money":
        return _("Width: the EU amount that is printed for the project, split equally over its partners", lang)
    return _("Width: number of partners, each counted once and alike, whatever its budget", lang)


def _figure(links: pd.DataFrame, unit: str, theme: Theme, lang: Lang) -> Drawing:
    nodes = _nodes(links)
    place = {node: at for at, node in enumerate(nodes)}
    first = links.groupby(["programme", "project"], sort=False)["value"].sum().reset_index()
    sources = [place["programme", str(row.programme)] for row in first.itertuples()]
    targets = [place["project", str(row.project)] for row in first.itertuples()]
    sources += [place["project", str(row.project)] for row in links.itertuples()]
    targets += [place["country", str(row.country)] for row in links.itertuples()]
    values = [*first["value"], *links["value"]]
    grey = [False] * len(first) + [not listed for listed in links["is_listed"]]
    unnamed = {row.country for row in links.itertuples() if not row.is_listed}
    sankey = {
        "type": "sankey",
        "arrangement": "snap",
        "node": {
            "label": [_label(name) for _kind, name in nodes],
            "color": [_node_colour(kind, name in unnamed, theme) for kind, name in nodes],
            "pad": 26,
            "thickness": 12,
            "line": {"width": 0},
            "customdata": [_node_words(node, links, unit, lang) for node in nodes],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        "link": {
            "source": sources,
            "target": targets,
            "value": values,
            "color": [css_rgba(theme.missing, FAINTER) if one else css_rgba(theme.brand, FAINT) for one in grey],
            "customdata": [_amount(value, unit, lang) for value in values],
            "hovertemplate": "%{source.label} – %{target.label}<br>%{customdata}<extra></extra>",
        },
        "textfont": {"color": theme.ink, "size": 12, "family": theme.font},
    }
    return Drawing(data=[sankey], layout=_layout(nodes, theme, lang))


def _nodes(links: pd.DataFrame) -> list[tuple[str, str]]:
    """Every programme, project and country once; a name may stand in two columns."""
    return [
        (kind, name) for kind in ("programme", "project", "country") for name in dict.fromkeys(links[kind].astype(str))
    ]


def _label(name: str) -> str:
    """A long name on two lines of about equal length."""
    return "<br>".join(wrap(name, max(LABEL_WIDTH, len(name) // 2 + 6)))


def _node_colour(kind: str, is_unnamed: bool, theme: Theme) -> str:
    if is_unnamed:
        return theme.missing
    return {"programme": theme.brand, "project": theme.attention, "country": theme.ink}[kind]


def _node_words(node: tuple[str, str], links: pd.DataFrame, unit: str, lang: Lang) -> str:
    kind, name = node
    total = float(links.loc[links[kind].astype(str) == name, "value"].sum())
    return f"<b>{name}</b><br>{_amount(total, unit, lang)}"


def _amount(value: float, unit: str, lang: Lang) -> str:
    if unit == "EUR":
        return f.quantity(value, "EUR", lang)
    return _("{n} partners", lang, n=f.exact(value, "", lang))


def _layout(nodes: list[tuple[str, str]], theme: Theme, lang: Lang) -> dict[str, Any]:
    longest = max((sum(kind == one for kind, _n in nodes) for one in ("programme", "project", "country")), default=0)
    base = layout(theme, lang, height=max(LEAST_HEIGHT, ROW_HEIGHT * longest))
    return base | {"margin": {"l": 0, "r": 4, "t": 12, "b": 12}}


def _alt(links: pd.DataFrame, width: Width, lang: Lang) -> str:
    if links.empty:
        return _("Flow diagram without a flow: nothing is printed for the projects chosen.", lang)
    unit = "EUR" if width == "money" else "units"
    what = _(
        "Flow diagram from {programmes} programmes over {projects} projects to {countries} countries, {total} in all.",
        lang,
        programmes=links["programme"].nunique(),
        projects=links["project"].nunique(),
        countries=links.loc[links["is_listed"], "country"].nunique(),
        total=_amount(float(links["value"].sum()), unit, lang),
    )
    listed = links[links["is_listed"]]
    if listed.empty:
        return what
    by_country = listed.groupby("country")["value"].sum().sort_values(ascending=False, kind="stable")
    found = _(
        "The widest named end is {country} with {amount}.",
        lang,
        country=by_country.index[0],
        amount=_amount(float(by_country.iloc[0]), unit, lang),
    )
    return f"{what} {found}"
