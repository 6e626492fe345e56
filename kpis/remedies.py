"""What would fill a value that is not there, by the reason of its absence."""

from __future__ import annotations

from language import N_, Lang, _

REMEDIES: dict[str, str] = {
    "gap": N_("A figure of the same source for the period that is missing would fill it."),
    "not_yet_published": N_("The next release of the source will fill it."),
    "source_ended": N_("Only another source could go on; it would be another series, not a longer one."),
    "merged": N_("The figures go on under the port it merged into."),
    "break": N_("The like-for-like basis fills it where the parts are held."),
    "too_few_periods": N_("More periods of the same series would fill it."),
    "no_denominator": N_("The region's figure for the same year would fill it."),
    "zero_denominator": N_("Nothing fills it: a share of nothing has no meaning."),
    "boundary_changed": N_("The region's figures within one boundary over the whole period would fill it."),
    "missing_part": N_("The parts without a figure, listed below, would fill it."),
    "not_comparable": N_("Figures that are counted in the same way would fill it."),
    "no_direction_split": N_("Goods inwards and outwards apart, from a source that counts both, would fill it."),
    "not_in_release": N_("Another release of the source holds it."),
    "not_enough_data": N_("More observations of the same kind would fill it."),
    "not_loaded": N_("Loading the source fills it: python -m etl refresh."),
    "no_source": N_("A source that covers the place would fill it: docs/add_a_source.md says how one is added."),
    "not_handed_in": N_("The published figure, put into data/inbox/ in the inbox template, would fill it."),
    "no_payments": N_("Certified or paid EU money of the project, in project_payment.csv, would fill it."),
    "no_results": N_("The programme's report of the project's indicators, in project_result.csv, would fill it."),
    "not_assessed": N_("A self-assessment of the port, in maturity_answer.csv, would fill it."),
    "no_countries": N_("A count of participants for each country, from the organiser, would fill it."),
    "overlapping_shocks": N_("Nothing fills it with one series; places that only one of the shocks reached might."),
    "not_reached": N_("Time fills it: every build asks again."),
    "all_reached": N_("Nothing fills it: read depth of the drop and time to recover instead."),
}
_OTHERWISE = N_("The least data named below would fill it.")


def remedy(reason: str | None, lang: Lang) -> str:
    """What would fill the value, in one sentence."""
    return _(REMEDIES.get(reason or "", _OTHERWISE), lang)
