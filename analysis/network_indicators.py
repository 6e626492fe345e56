"""The indicator of the partner network, registered like every other; the registry names this module in words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.network import DRAWS, centrality
from kpis.registry import kpi
from language import N_

_LEAST_PROJECTS = 5
_MEASURES = {"degree": "", "betweenness": "betweenness", "rank": "rank"}


@kpi(
    title=N_("Place in the partner network"),
    theme="cooperation",
    unit="index",
    direction="higher_better",
    reads=("core_programme", "core_project", "core_project_partner"),
    measures=(),
    formula=N_(
        "sum over the organisation's partners of 1 ÷ (partners of the project − 1), one project counting at most 1"
    ),
    min_data=N_("five projects of one programming period with two listed partners"),
    method=(
        "pairs of a project weighted 1/(n-1); Freeman 1978, Newman 2001 (not opened); interval: 5th to 95th percentile"
        " over 200 draws of the projects"
    ),
    caveat=N_(
        "Each pair of partners of a project counts 1/(n − 1), so that a consortium of 46 with its 1,035 pairs weighs "
        "no more than a pair. Partner lists are complete for few projects: the network explores, it proves nothing."
    ),
    variant_of="measure",
    bases=("published",),
    is_sql=False,
)
def network_centrality(programmes: pd.DataFrame, projects: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """How much an organisation works with others: each project counts up to 1, shared out over its partners, so that
    large consortia weigh no more than small ones.

    Variant '' is the weighted degree, 'betweenness' the share of shortest paths between others that lead through it (0
    to 1), 'rank' the rank by degree; each with its interval. Per programming period, under its first year.
    """
    listed = _listed(programmes, projects, partners)
    found = [_period(int(str(year)), rows) for year, rows in listed.groupby("first_year", sort=True)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def _listed(programmes: pd.DataFrame, projects: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Partners of projects with at least two listed, with the period's first year and the number of partners."""
    latest = projects.loc[projects["is_latest"].astype(bool), ["project_id", "programme_id", "n_partners"]]
    known = latest.merge(programmes[["programme_id", "programme_period"]].dropna(), on="programme_id")
    listed = partners[["project_id", "org_id"]].merge(known, on="project_id")
    n_listed = listed.groupby("project_id")["org_id"].transform("size")
    listed = listed.assign(
        first_year=listed["programme_period"].str[:4],
        n_partners=np.maximum(listed["n_partners"].fillna(0), n_listed).astype(int),
    )
    return listed[n_listed > 1]


def _period(first_year: int, listed: pd.DataFrame) -> pd.DataFrame:
    enough = listed["project_id"].nunique() >= _LEAST_PROJECTS
    found = centrality(listed, draws=DRAWS if enough else 1)
    withheld = found[["value", "lower", "upper"]] * (1.0 if enough else np.nan)
    return pd.DataFrame(
        {
            "entity_type": "organisation",
            "entity": found["org_id"],
            "basis": "published",
            "variant": found["measure"].map(_MEASURES),
            "freq": "A",
            "period_start": pd.Timestamp(first_year, 1, 1),
            "value": withheld["value"],
            "lower": withheld["lower"],
            "upper": withheld["upper"],
            "n_obs": found["n_projects"].astype(int),
            "obs_status": None,
            "coverage": np.nan,
            "reason": None if enough else "not_enough_data",
        }
    )
