"""Pieces of SQL that several indicators share."""

from __future__ import annotations

from warehouse.fields import OBS_STATUSES


def worst_status(*columns: str) -> str:
    """SQL for the least reliable of several observation statuses; NULL where all are NULL."""
    ranks = [f"coalesce({status_rank(column)}, -1)" for column in columns]
    greatest = ranks[0] if len(ranks) == 1 else f"greatest({', '.join(ranks)})"
    return status_letter(greatest)


def status_rank(column: str) -> str:
    """SQL for the place of a status from reliable (0) to unreliable."""
    return f"case {column} " + " ".join(f"when '{s}' then {i}" for i, s in enumerate(OBS_STATUSES)) + " end"


def status_letter(rank: str) -> str:
    """SQL that turns such a place back into the status."""
    return f"case {rank} " + " ".join(f"when {i} then '{s}'" for i, s in enumerate(OBS_STATUSES)) + " end"


GOODS = "s.measure = 'gross_weight' and s.cargo_type = 'total' and s.freq = 'A' and s.variant = ''"
PLACES = "s.entity_type in ('port', 'area', 'country')"

_Z95 = 1.959963984540054


def wilson(count: str, total: str) -> tuple[str, str]:
    """SQL for the ends of the 95 % Wilson interval of a share of `total`, 0 to 1 (Wilson 1927)."""
    share = f"({count} * 1.0 / {total})"
    scale = f"(1 + {_Z95 * _Z95} / {total})"
    middle = f"({share} + {_Z95 * _Z95 / 2} / {total})"
    half = f"({_Z95} * sqrt({share} * (1 - {share}) / {total} + {_Z95 * _Z95 / 4} / ({total} * {total})))"
    return f"({middle} - {half}) / {scale}", f"({middle} + {half}) / {scale}"
