"""The reader's words for codes of the warehouse: reasons, statuses, ship and cargo types."""

from __future__ import annotations

from language.messages import N_, Lang, _

REASONS: dict[str, str] = {
    "gap": N_("the source has no figure for this period"),
    "not_yet_published": N_("not yet published by the source"),
    "source_ended": N_("the source no longer reports this port"),
    "merged": N_("the port has merged into another one"),
    "break": N_("the series starts anew here, so a change across it would mislead"),
    "too_few_periods": N_("too few periods"),
    "no_denominator": N_("no figure for the region in this year"),
    "zero_denominator": N_("the divisor is zero"),
    "boundary_changed": N_("the region's boundary changed"),
    "missing_part": N_("one of the parts has no figure"),
    "not_comparable": N_("not comparable"),
    "no_direction_split": N_("not split by direction"),
    "not_in_release": N_("not in this release"),
    "outside_range": N_("outside the range"),
    "not_enough_data": N_("not enough data"),
    "not_loaded": N_("the source has not been loaded here: run python -m etl refresh"),
    "no_source": N_("none of the sources read here covers this place"),
    "not_handed_in": N_("nobody has handed the figure in"),
    "no_data": N_("no data"),
    "no_payments": N_("no payments are published for this project"),
    "no_results": N_("what was planned and delivered is not published"),
    "not_assessed": N_("no self-assessment has been handed in"),
    "no_countries": N_("participants are not published by country"),
    "overlapping_shocks": N_("it cannot be told apart from another shock of the same period"),
    "not_reached": N_("not reached yet"),
    "all_reached": N_("every port was reached, so there is none to compare with"),
}
STATUSES: dict[str, str] = {
    "A": N_("final"),
    "P": N_("provisional"),
    "E": N_("estimated"),
    "F": N_("forecast"),
    "U": N_("low reliability"),
    "D": N_("definition differs"),
    "B": N_("break in the series"),
}
VESSEL_TYPES: dict[str, str] = {
    "": N_("all ships"),
    "total": N_("all ships"),
    "container": N_("container ships"),
    "liquid_bulk": N_("tankers"),
    "dry_bulk": N_("dry bulk carriers"),
    "general_cargo": N_("general cargo ships"),
    "specialised": N_("specialised carriers"),
    "cruise": N_("cruise ships"),
    "passenger": N_("passenger ships without cruise"),
    "offshore": N_("offshore vessels"),
    "tug": N_("tugs and pushers"),
}
CARGO_TYPES: dict[str, str] = {
    "total": N_("all cargo"),
    "liquid_bulk": N_("liquid bulk"),
    "dry_bulk": N_("dry bulk"),
    "containers": N_("containers"),
    "ro_ro": N_("ro-ro"),
    "general_cargo": N_("other general cargo"),
    "_Z": N_("all cargo"),
}


def reason(code: str | None, lang: Lang) -> str:
    """Why a value is absent, in words: "not yet published by the source"."""
    return _(REASONS.get(code or "", REASONS["no_data"]), lang)


def not_available(code: str | None, lang: Lang) -> str:
    """What stands in place of a figure: "not available: not yet published by the source"."""
    return _("not available: {reason}", lang, reason=reason(code, lang))


def status(code: str | None, lang: Lang) -> str:
    """How final a value is, in words; "final" where the publisher set no flag."""
    return _(STATUSES.get(code or "", STATUSES["A"]), lang)


def vessel_type(code: str, lang: Lang) -> str:
    """A ship type in words."""
    return _(VESSEL_TYPES[code], lang)


def cargo_type(code: str, lang: Lang) -> str:
    """A cargo group of Directive 2009/42/EC in words."""
    return _(CARGO_TYPES[code], lang)
