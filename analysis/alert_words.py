"""An alert in one sentence: what stands out, how far from usual, by which day."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.alerts import LEVELS
from language import N_, Lang, _
from language import formats as f

SENTENCES: dict[str, str] = {
    "unusual": N_("{place}, {period}: {title} {value}; usually between {lower} and {upper}."),
    "target_missed": N_("{place}: target missed. {title} was {value} in {period}; {goal} was to be reached by {day}."),
    "target_reached": N_("{place}: target reached. {title} was {value} in {period}; the target is {goal} by {day}."),
    "overdue": N_("Overdue: {source}. A newer release was to be expected by {day}."),
}
_CHANGE_OF = N_("change of “{title}”")
_CHANGES = frozenset({"%", "%/yr", "pct"})


def alert_sentence(alert: Mapping[str, object], title: str, lang: Lang) -> str:
    """The alert as `warehouse.reads.alerts` gives it, with the title of its indicator in English."""
    kind = str(alert["alert_kind"])
    if kind == "overdue":
        return _(SENTENCES[kind], lang, source=_(str(alert["source_title"]), lang), day=_day(alert["due_on"], lang))
    words: dict[str, object] = {
        "place": alert["entity_name"],
        "period": f.period(str(alert["freq"]), pd.Timestamp(str(alert["period_start"])).date(), lang),
        "title": _titled(alert, title, lang),
        "value": _figure(alert, "value", lang),
    }
    if kind == "unusual":
        return _(
            SENTENCES[kind], lang, **words, lower=_figure(alert, "lower", lang), upper=_figure(alert, "upper", lang)
        )
    goal = _figure(alert, "target_value", lang)
    return _(SENTENCES[kind], lang, **words, goal=goal, day=_day(alert["target_date"], lang))


def _titled(alert: Mapping[str, object], title: str, lang: Lang) -> str:
    said = _(title, lang)
    return (
        _(_CHANGE_OF, lang, title=said) if alert["indicator"] in LEVELS and alert["alert_kind"] == "unusual" else said
    )


def _figure(alert: Mapping[str, object], name: str, lang: Lang) -> str:
    unit = str(alert["unit"])
    return f.quantity(float(str(alert[name])), unit, lang, sign=unit in _CHANGES)


def _day(value: object, lang: Lang) -> str:
    return f.day(pd.Timestamp(str(value)).date(), "day", lang)
