"""What stands out on the Overview: of the chosen ports, short, and never silent about what it leaves out."""

from __future__ import annotations

import pandas as pd

from ui.overview.alerts import AT_MOST, below


def alerts(*entities: str | None) -> pd.DataFrame:
    """Alerts by entity; None is an overdue source."""
    rows = [
        {
            "entity": entity,
            "alert_kind": "overdue" if entity is None else "unusual",
            "source_title": "Goods handled in ports, annual" if entity is None else None,
        }
        for entity in entities
    ]
    return pd.DataFrame(rows, columns=["entity", "alert_kind", "source_title"])


def test_nothing_for_these_ports_is_said_and_so_are_the_others():
    held = alerts("NLRTM", "NLRTM", None)
    assert below(held, held.iloc[:0], "en") == [
        "Nothing stands out for the chosen ports in this data vintage.",
        "2 alerts for other places.",
        "Newer releases are overdue: Goods handled in ports, annual.",
    ]


def test_more_than_the_list_shows_is_counted():
    held = alerts(*["NLRTM"] * (AT_MOST + 2))
    assert below(held, held, "en") == ["2 more for these ports."]


def test_a_short_list_needs_no_words_below():
    held = alerts("NLRTM")
    assert below(held, held, "en") == []
