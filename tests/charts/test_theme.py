"""The palette can be told apart by every reader."""

from itertools import combinations, product

import numpy as np
import pytest
from colorspacious import cspace_convert, deltaE

from charts import theme
from charts.theme import DARK, LIGHT, Theme

BOTH = pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
VISIONS = (None, "deuteranomaly", "protanomaly", "tritanomaly")


def seen(colour: str, vision: str | None) -> np.ndarray:
    """The colour as sRGB 0-1 in the eye of someone with full colour-vision deficiency of that kind."""
    plain = np.array(theme.rgb(colour)) / 255
    if vision is None:
        return plain
    space = {"name": "sRGB1+CVD", "cvd_type": vision, "severity": 100}
    return np.clip(cspace_convert(plain, space, "sRGB1"), 0, 1)


@BOTH
def test_every_series_colour_has_contrast_3_on_its_paper(look: Theme) -> None:
    weak = [s.colour for s in look.series if theme.contrast(s.colour, look.paper) < 3.0]
    assert weak == []


@BOTH
@pytest.mark.parametrize("vision", VISIONS)
def test_any_two_series_colours_are_15_apart_in_every_vision(look: Theme, vision: str | None) -> None:
    near = {
        (a.colour, b.colour): round(float(distance), 1)
        for a, b in combinations(look.series, 2)
        if (distance := deltaE(seen(a.colour, vision), seen(b.colour, vision), input_space="sRGB1")) < 15
    }
    assert near == {}


@BOTH
def test_text_has_contrast_4_5_on_paper_and_panel(look: Theme) -> None:
    texts = (look.ink, look.muted, look.brand, look.attention, look.better, look.worse)
    weak = [(t, b) for t, b in product(texts, (look.paper, look.panel)) if theme.contrast(t, b) < 4.5]
    assert weak == []


@BOTH
def test_grey_lines_and_zero_have_contrast_3(look: Theme) -> None:
    assert min(theme.contrast(c, look.paper) for c in (look.context, look.zero)) >= 3.0


@BOTH
def test_sequential_classes_run_evenly_away_from_the_paper(look: Theme) -> None:
    steps = [theme.contrast(colour, look.paper) for colour in look.sequential]
    assert steps == sorted(steps)
    hues = [cspace_convert(np.array(theme.rgb(c)) / 255, "sRGB1", "JCh")[2] for c in look.sequential]
    assert max(hues) - min(hues) < 45


@BOTH
def test_every_series_has_its_own_marker_and_dash(look: Theme) -> None:
    assert len({s.marker for s in look.series}) == len({s.dash for s in look.series}) == 6


def test_a_chosen_port_keeps_the_colour_of_its_place() -> None:
    chosen = ("FRCQF", "GBPOO")
    assert theme.series_of("GBPOO", chosen, LIGHT) == LIGHT.series[1]
    assert theme.series_of("NLRTM", chosen, LIGHT).colour == LIGHT.context


def test_the_seventh_chosen_port_is_grey() -> None:
    assert theme.series_of("g", tuple("abcdefg"), DARK).colour == DARK.context


def test_a_value_on_a_limit_belongs_to_the_class_above() -> None:
    limits = (10, 20, 30, 40)
    assert theme.shade(9.9, limits, LIGHT) == LIGHT.sequential[0]
    assert theme.shade(10, limits, LIGHT) == LIGHT.sequential[1]
    assert theme.shade(99, limits, LIGHT) == LIGHT.sequential[4]
    assert theme.shade(None, limits, LIGHT) == theme.shade(float("nan"), limits, LIGHT) == LIGHT.missing


def test_figures_use_the_marks_of_the_language() -> None:
    marks = {lang: theme.layout(LIGHT, lang)["separators"] for lang in ("en", "fr", "nl")}
    assert marks == {"en": ".,", "fr": ",\u202f", "nl": ",."}


def test_black_on_white_has_the_largest_contrast() -> None:
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21)
