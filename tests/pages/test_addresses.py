"""An address that asks for what is not there gets a sentence and a page, whatever the wish."""

from urllib.parse import parse_qsl

import pytest

from tests.pages.drawing import draw, fine, said

pytestmark = pytest.mark.slow

IMPOSSIBLE = {
    "ports=FRCQF.XXXXX": "This vintage has no port XXXXX; the other ports of the address are shown.",
    "ports=XXXXX": "This vintage has no port XXXXX; the usual ports are shown.",
    "ports=FRCQF&from=2030&to=2001": "The period “2030–2001” of the address cannot be shown",
    "ports=FRCQF&from=soon": "The period “soon” of the address cannot be shown",
    "ports=FRCQF&from=1800&to=2010": "The address asks for years this vintage does not hold",
    "ports=FRCQF&basis=guessed": "There is no basis “guessed”; figures are shown as published.",
    "ports=FRCQF&indicator=nonsense": "The address asks for “nonsense”, which is not offered here",
    "lang=tlh": "The address asks for the language “tlh”, which is not offered.",
}


@pytest.mark.parametrize(("address", "sentence"), IMPOSSIBLE.items())
def test_an_impossible_wish_gets_a_sentence_and_a_page(at_full: str, address: str, sentence: str) -> None:
    app = fine(draw("trends", **dict(parse_qsl(address))))
    assert sentence in said(app)
    assert len(app.get("plotly_chart")) > 0
