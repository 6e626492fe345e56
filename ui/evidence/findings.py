"""What the Evidence page says: the state of every cell in words, and the answer over one port."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.evidence import DATA, INSTRUMENTS, NO_DATA, NO_DATE, NOT_USED, QUALITIES, Cell
from kpis.registry import THEMES
from language import N_, Lang, _, capital, listed, plural
from language.formats import day

WORDS: dict[str, str] = {NOT_USED: N_("unused"), NO_DATE: N_("no date"), NO_DATA: N_("no data"), DATA: ""}
"""What is missing, in a word that fits a cell."""
MISSING: dict[str, str] = {
    NOT_USED: N_("No use of this instrument is recorded here; an event, project or recommendation would fill this."),
    NO_DATE: N_("The instrument is recorded without a date known to the month; a printed date would fill this."),
    NO_DATA: N_("No indicator of this theme has a figure for this port; a source that reports it would fill this."),
    DATA: "",
}
_MONTHS = {"A": N_("years"), "Q": N_("quarters"), "M": N_("months"), "W": N_("weeks"), "D": N_("days")}


def cell_id(cell: Cell) -> str:
    """The cell as the address names it: "digital-throughput"."""
    return f"{cell.instrument}-{cell.theme}"


def instrument(code: str, lang: Lang) -> str:
    """An instrument in words."""
    return capital(_(INSTRUMENTS[code], lang))


def theme(code: str, lang: Lang) -> str:
    """A theme in words."""
    return _(THEMES[code], lang)


def told(cell: Cell, titles: Mapping[str, str], lang: Lang) -> str:
    """What is in a cell, or what is missing."""
    if cell.state != DATA:
        return _(MISSING[cell.state], lang)
    said = _(
        "{indicator}: {months} months of data, {before} {periods} before {since} and {after} from then on; {quality}.",
        lang,
        indicator=titles.get(cell.indicator, cell.indicator),
        months=cell.months,
        before=cell.n_before,
        after=cell.n_after,
        periods=_(_MONTHS[cell.freq], lang),
        since=day(cell.since, "day", lang),
        quality=_(QUALITIES[cell.quality], lang),
    )
    return f"{said} {_('An effect was evaluated.', lang)}" if cell.is_evaluated else said


def rows(cells: Sequence[Cell], uses: Mapping[str, int], titles: Mapping[str, str], lang: Lang) -> pd.DataFrame:
    """The cells as `charts.evidence_grid.evidence_grid` wants them; ``uses`` counts recorded uses by instrument."""
    return pd.DataFrame(
        [
            {
                "id": cell_id(one),
                "instrument": instrument(one.instrument, lang),
                "theme": theme(one.theme, lang),
                "months": one.months,
                "quality": one.quality,
                "is_evaluated": one.is_evaluated,
                "word": _(WORDS[one.state], lang) if WORDS[one.state] else "",
                "told": told(one, titles, lang),
                "sources": uses.get(one.instrument, 0),
            }
            for one in cells
        ]
    )


def answer(cells: Sequence[Cell], port: str, lang: Lang) -> tuple[str, ...]:
    """How much of what was done at a port could be evaluated, and what is missing most."""
    counts = Counter(one.state for one in cells)
    used = list(dict.fromkeys(one.instrument for one in cells if one.state != NOT_USED))
    evaluated = [one for one in cells if one.is_evaluated]
    names = listed([_(INSTRUMENTS[one], lang) for one in used], lang)
    if not used:
        return (_("No policy instrument is recorded at {port}.", lang, port=port),)
    first = _("Recorded at {port}: {instruments}.", lang, port=port, instruments=names)
    second = plural(
        "Of the {all} pairs of an instrument and a theme, {held} have data and in {n} an effect can be evaluated.",
        "Of the {all} pairs of an instrument and a theme, {held} have data and in {n} an effect can be evaluated.",
        len(evaluated),
        lang,
        all=len(cells),
        held=counts[DATA],
    )
    return first, second, _most_missing(counts, lang)


def _most_missing(counts: Counter[str], lang: Lang) -> str:
    """What stands most often in the way."""
    missing = {code: counts[code] for code in (NO_DATE, NO_DATA) if counts[code]}
    if not missing:
        return ""
    most = max(missing, key=lambda code: missing[code])
    if most == NO_DATE:
        return plural(
            "In {n} pair the date of the instrument is not printed: that is the gap to close first.",
            "In {n} pairs the date of the instrument is not printed: that is the gap to close first.",
            missing[most],
            lang,
        )
    return plural(
        "In {n} pair no indicator has a figure for this port: that is the gap to close first.",
        "In {n} pairs no indicator has a figure for this port: that is the gap to close first.",
        missing[most],
        lang,
    )
