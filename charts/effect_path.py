"""What was observed, and what the comparison expected: two lines that part at an event, or do not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from charts import lines as drawing
from charts.chart import Chart, Drawing, Key
from charts.theme import Theme, css_rgba, layout
from language import Lang, _, capital
from language.formats import day, exact, period, quantity, unit_label

HEIGHT = 380
SHADED = 0.14
MARKED = 40
"""More points than this are drawn as a line without a marker at each."""


@dataclass(frozen=True)
class Course:
    """One series with its expectation: ``path`` has observed and expected by the first day of each period."""

    path: pd.DataFrame
    event: dt.date
    freq: str
    unit: str
    place: str
    comparison: str
    others: tuple[tuple[str, dt.date], ...] = ()


def effect_path(course: Course, *, title: str, theme: Theme, lang: Lang, file_stem: str) -> Chart:
    """The observed line, the expected one, the event as a line, and what lies between the two after it, shaded.

    Before the event the expected line is the fit, so that the eye can judge whether the comparison follows the
    place; after it, it is what the comparison would have gone on to. Other shocks are thin dotted lines.
    """
    axis = drawing.axis(_heights(course.path), course.unit, lang)
    return Chart(
        Drawing(_traces(course, theme, lang), _layout(course, axis, theme, lang)),
        _table(course, lang),
        _alt(course, title, lang),
        title,
        _("{unit}, {place}", lang, unit=capital(unit_label(course.unit, lang)), place=course.place),
        notes=(
            _("Before the event the dashed line shows how well the comparison follows the place.", lang),
            _("After it, it shows what the comparison would have gone on to: a computed line, not a figure.", lang),
        ),
        legend=(
            Key(_("observed", lang), theme.brand, "line"),
            Key(course.comparison, theme.attention, "line"),
            *((Key(_("another shock", lang), theme.missing, "line"),) if course.others else ()),
        ),
        units={"observed": course.unit, "expected": course.unit, "difference": "pct"},
        headers=_headers(lang),
        file_stem=file_stem,
    )


def _heights(path: pd.DataFrame) -> list[float]:
    held = path[["observed", "expected"]].to_numpy(dtype=float).ravel()
    return [float(value) for value in held if pd.notna(value)]


def _places(course: Course) -> list[str]:
    return [drawing.middle(pd.Timestamp(start).date(), course.freq) for start in course.path.index]


def _traces(course: Course, theme: Theme, lang: Lang) -> list[dict[str, Any]]:
    xs = _places(course)
    observed, expected = (course.path[name].astype(float).tolist() for name in ("observed", "expected"))
    lines = {
        "expected": (expected, {"color": theme.attention, "width": 2, "dash": "dash"}, "lines"),
        "observed": (observed, {"color": theme.brand, "width": 2.25}, _mode(xs)),
    }
    words = {"observed": _("observed", lang), "expected": course.comparison}
    return [*_between(course, xs, theme)] + [
        {
            "type": "scatter",
            "mode": mode,
            "x": xs,
            "y": ys,
            "line": line,
            "marker": {"size": 6, "color": line["color"]},
            "connectgaps": False,
            "text": _hover(course, ys, words[name], lang),
            "hovertemplate": "%{text}<extra></extra>",
            "meta": {"role": name},
        }
        for name, (ys, line, mode) in lines.items()
    ]


def _mode(xs: Sequence[str]) -> str:
    return "lines" if len(xs) > MARKED else "lines+markers"


def _hover(course: Course, ys: Sequence[float], words: str, lang: Lang) -> list[str]:
    return [
        f"<b>{period(course.freq, pd.Timestamp(start).date(), lang)}</b><br>{words}: {quantity(y, course.unit, lang)}"
        for start, y in zip(course.path.index, ys, strict=True)
    ]


def _between(course: Course, xs: Sequence[str], theme: Theme) -> list[dict[str, Any]]:
    """What lies between the two lines from the event on."""
    after = [at for at, start in enumerate(course.path.index) if pd.Timestamp(start).date() >= course.event]
    if not after:
        return []
    over = [xs[at] for at in after]
    rows = course.path.iloc[after]
    edge = rows["observed"].astype(float).tolist() + rows["expected"].astype(float).tolist()[::-1]
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": over + over[::-1],
            "y": edge,
            "fill": "toself",
            "fillcolor": css_rgba(theme.attention, SHADED),
            "line": {"width": 0},
            "hoverinfo": "skip",
            "meta": {"role": "between"},
        }
    ]


def _layout(course: Course, axis: drawing.Axis, theme: Theme, lang: Lang) -> dict[str, Any]:
    base = layout(theme, lang, height=HEIGHT)
    first, newest = (pd.Timestamp(course.path.index[at]).date() for at in (0, -1))
    last = drawing.following(newest, course.freq)
    positions, words = drawing.year_ticks(first, newest, course.freq)
    room = (axis.high - axis.low) * 0.02
    base["xaxis"] |= {
        "type": "date",
        "range": [first.isoformat(), last.isoformat()],
        "tickmode": "array",
        "tickvals": positions,
        "ticktext": words,
    }
    base["yaxis"] |= {
        "showline": False,
        "ticks": "",
        "tickmode": "array",
        "tickvals": list(axis.ticks),
        "ticktext": list(axis.words),
        "range": [axis.low - (0 if axis.low == 0 else room), axis.high + room],
    }
    base["margin"] = base["margin"] | {"t": 30}
    base["shapes"] = [_rule(course.event, theme.ink, "solid"), *_others(course, theme)]
    base["annotations"] = [_event_label(course, first, last, theme, lang)]
    return base


def _rule(at: dt.date, colour: str, dash: str) -> dict[str, Any]:
    line = {"color": colour, "width": 1.5 if dash == "solid" else 1, "dash": dash}
    day_of = at.isoformat()
    return {"type": "line", "x0": day_of, "x1": day_of, "yref": "paper", "y0": 0, "y1": 1, "line": line}


def _others(course: Course, theme: Theme) -> list[dict[str, Any]]:
    return [_rule(at, theme.missing, "dot") for _name, at in course.others]


def _event_label(course: Course, first: dt.date, last: dt.date, theme: Theme, lang: Lang) -> dict[str, Any]:
    is_late = (course.event - first) > (last - first) / 2
    return {
        "x": course.event.isoformat(),
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "xanchor": "right" if is_late else "left",
        "text": _("event: {day}", lang, day=day(course.event, "day", lang)),
        "showarrow": False,
        "font": {"size": 13, "color": theme.ink},
        "name": "event",
    }


def _table(course: Course, lang: Lang) -> pd.DataFrame:
    observed, expected = (course.path[name].astype(float) for name in ("observed", "expected"))
    starts = [pd.Timestamp(start).date() for start in course.path.index]
    return pd.DataFrame(
        {
            "period": [period(course.freq, start, lang) for start in starts],
            "observed": observed.to_numpy(),
            "expected": expected.round(2).to_numpy(),
            "difference": (100 * (observed / expected - 1)).round(2).to_numpy(),
            "side": [_("after", lang) if start >= course.event else _("before", lang) for start in starts],
        }
    )


def _headers(lang: Lang) -> Mapping[str, str]:
    return {
        "period": _("Period", lang),
        "observed": _("Observed", lang),
        "expected": _("Expected by the comparison", lang),
        "difference": _("Observed against expected", lang),
        "side": _("Before or after the event", lang),
    }


def _alt(course: Course, title: str, lang: Lang) -> str:
    last = course.path.iloc[-1]
    told = {
        "title": title,
        "place": course.place,
        "day": day(course.event, "day", lang),
        "period": period(course.freq, pd.Timestamp(course.path.index[-1]).date(), lang),
        "observed": exact(round(float(last["observed"]), 2), course.unit, lang),
        "expected": exact(round(float(last["expected"]), 2), course.unit, lang),
    }
    return _(
        "Two lines: {title} In {place}, observed and expected values; the event is marked on {day}. "
        "In {period} {observed} were observed where the comparison gives {expected}.",
        lang,
        **told,
    )
