"""What the Methods page says of effects: how often the interval holds the truth, and what is asked for."""

from __future__ import annotations

import pandas as pd

from analysis.effect import LEAST_AFTER, LEAST_AFTER_ANNUAL, LEAST_BEFORE
from analysis.synthetic import LEAST_DONORS
from language import Lang, _
from language.formats import exact
from ui import figure, frame, reads, words
from ui.state import State


def draw(here: State) -> None:
    """The section with the table of the simulation."""
    lang, table = here.lang, reads.coverage_simulation(here.vintage)
    words.section(
        _("How sure an effect is", lang),
        _("Two methods answer whether something changed: a place's own trend, and other places.", lang),
    )
    words.prose(
        _(
            "Own trend: a straight line in logarithms with seasons, a step and a bend at the event, and errors that "
            "remember (autoregressive, averaged over their strength). At least {before} observations before the event "
            "and {after} quarters or {years} years after it; with less there is no figure. Other places: the weighted "
            "mean that fits the years before best, held against every other place in the same role; at least "
            "{donors} of them for a verdict.",
            lang,
            before=LEAST_BEFORE,
            after=LEAST_AFTER,
            years=LEAST_AFTER_ANNUAL,
            donors=LEAST_DONORS,
        )
    )
    if not table.empty:
        words.prose(finding(table, lang))
        figure.table(
            table,
            here,
            key="coverage_simulation",
            title=_("How often the 95 % interval holds the truth, in simulated series", lang),
            headers=heads(lang),
            file_stem="coverage_simulation",
        )
    frame.page_link("effects", _("Ask a question on Effects", lang), here)


def finding(table: pd.DataFrame, lang: Lang) -> str:
    """What the simulation says, with its worst and best cell and what it cost in sharpness."""
    return _(
        "{n} series were simulated in each of {cells} settings with a true change of -10 %: the interval held the "
        "truth in {least} to {most} of 100. One port alone saw that change only {weak} to {strong} times of 100: "
        "“cannot tell” is the usual answer, and never means that nothing happened.",
        lang,
        n=exact(int(table["replications"].min()), "", lang),
        cells=len(table),
        least=exact(round(100 * float(table["interval_coverage"].min()), 1), "", lang),
        most=exact(round(100 * float(table["interval_coverage"].max()), 1), "", lang),
        weak=exact(round(100 * float(table["power"].min())), "", lang),
        strong=exact(round(100 * float(table["power"].max())), "", lang),
    )


def heads(lang: Lang) -> dict[str, str]:
    """The column heads of the table."""
    return {
        "quarters_before": _("Quarters before", lang),
        "quarters_after": _("Quarters after", lang),
        "error_phi": _("Memory of the errors", lang),
        "replications": _("Series", lang),
        "interval_coverage": _("Share that holds the truth", lang),
        "monte_carlo_error": _("Its standard error", lang),
        "half_width_pct": _("Half-width, per cent", lang),
        "power": _("Share that saw a fall of 10 %", lang),
    }
