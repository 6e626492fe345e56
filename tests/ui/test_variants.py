"""Variants of several parts in words."""

import pytest

from ui.variants import spoken

NAMES = {"S-COVID-BE": "First lockdown Belgium", "belgium": "Belgian ports"}


@pytest.mark.parametrize(
    ("variant", "words"),
    [
        ("median_4", "median of the last four changes"),
        ("S-COVID-BE:others", "First lockdown Belgium, median of the other ports"),
        ("S-COVID-BE:2023", "First lockdown Belgium, release 2023"),
        ("belgium:containers", "Belgian ports, containers"),
        ("belgium:year_mix", "Belgian ports, on the year before: what came with the mix"),
        ("2023_theil_sen", "release 2023, slope after Theil and Sen, with its 95 % interval"),
        ("GB:ro_ro", "United Kingdom, ro-ro"),
        ("ZZ", "ZZ"),
        ("some_thing", "some thing"),
    ],
)
def test_every_part_of_a_variant_is_worded(variant: str, words: str):
    assert spoken(variant, NAMES, "en") == words
