"""How long it takes until something is done about a recommendation."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from kpis.registry import kpi
from kpis.survival import median_time
from language import N_

_LEAST = 5
# What is still open on the day the figures were read; an unknown state is neither open nor done.
_OPEN = ("planned", "in_progress")
_DONE = "implemented"
_DAY = len("2020-11-26")


@kpi(
    title=N_("Time to action"),
    theme="outputs",
    unit="days",
    direction="lower_better",
    reads=("core_recommendation", "core_event", "core_event_port", "core_release"),
    measures=(),
    formula=N_("days from the review to the day by which half of its recommendations had been carried out"),
    min_data=N_("five recommendations with a reported state and exact dates"),
    method=(
        "Kaplan-Meier over recommendations, open ones censored on the newest retrieval day; the median is the first day"
        " with S(t) <= 0.5 and empty when that is never reached; 95 % interval (log-log)"
    ),
    caveat=N_("A recommendation whose state nobody has reported is left out: it is neither done nor open."),
    variant_of="event",
    bases=("published",),
    is_sql=False,
)
def time_to_action(
    recommendations: pd.DataFrame, events: pd.DataFrame, event_ports: pd.DataFrame, releases: pd.DataFrame
) -> pd.DataFrame:
    """After how many days half of a review's recommendations had been carried out. Those still open count as open, not
    as done today; when fewer than half are done, there is no figure yet.

    Rows for the event and for the ports under review (variant is the event), in the event's year. n is the number of
    recommendations with a known state, coverage their share of all.
    """
    dated = recommendations.merge(events[["event_id", "date_start", "date_start_precision"]], on="event_id")
    today = pd.to_datetime(releases["retrieved_on"]).max()
    rows = [_row(str(event), of_event, today) for event, of_event in dated.groupby("event_id", sort=True)]
    found = [place for row in rows if row is not None for place in _places(row, event_ports)]
    return pd.DataFrame(found)


def _row(event: str, of_event: pd.DataFrame, today: pd.Timestamp) -> dict[str, object] | None:
    """The answer for one event; None for an event without a year."""
    began = of_event["date_start"].iloc[0]
    if pd.isna(began):
        return None
    known = _known(of_event) if len(str(began)) == _DAY else of_event.iloc[:0]
    days, is_done = _durations(known, str(began), today)
    enough = len(days) >= _LEAST
    median, lower, upper = median_time(days, is_done) if enough else (None, None, None)
    reason = None if median is not None else "not_reached" if enough else "not_enough_data"
    return {
        "entity_type": "event",
        "entity": event,
        "basis": "published",
        "variant": "",
        "freq": "A",
        "period_start": pd.Timestamp(int(str(began)[:4]), 1, 1),
        "value": median,
        "lower": lower if median is not None else None,
        "upper": upper if median is not None else None,
        "n_obs": len(days),
        "obs_status": None,
        "coverage": len(days) / len(of_event),
        "reason": reason,
    }


def _known(of_event: pd.DataFrame) -> pd.DataFrame:
    """Recommendations that are open, or done on a day that is known."""
    exact = of_event["status_date"].str.len() == _DAY
    return of_event[of_event["rec_status"].isin(_OPEN) | ((of_event["rec_status"] == _DONE) & exact)]


def _durations(known: pd.DataFrame, began: str, today: pd.Timestamp) -> tuple[list[float], list[bool]]:
    """Days from the review to the action, or to the day up to which nothing had been done."""
    is_done = known["rec_status"].eq(_DONE)
    ended = pd.to_datetime(known["status_date"].where(is_done), errors="coerce").fillna(today)
    days = (ended - pd.Timestamp(began)).dt.days.astype(float)
    return days.clip(lower=0).tolist(), is_done.tolist()


def _places(row: dict[str, object], event_ports: pd.DataFrame) -> Iterator[dict[str, object]]:
    """The row of the event, and the same for every port under review."""
    yield row
    subjects = event_ports[(event_ports["event_id"] == row["entity"]) & (event_ports["event_port_role"] == "subject")]
    for place in subjects.itertuples():
        yield {**row, "entity_type": place.entity_type, "entity": place.entity, "variant": row["entity"]}
