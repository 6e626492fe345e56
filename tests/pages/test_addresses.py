"""An address that asks for what is not there gets a sentence and a page, whatever the wish."""

import pytest
from streamlit.testing.v1 import AppTest

pytestmark = pytest.mark.slow

SCRIPT = """
from language import N_
from pages import trends
from ui import frame, reads
from ui.frame import Entry

frame.show((Entry("", N_("Trends"), trends.page),), vintages=reads.vintages, known=reads.known)
"""

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
    app = AppTest.from_string(SCRIPT, default_timeout=60)
    for wish in address.split("&"):
        name, _equals, value = wish.partition("=")
        app.query_params[name] = value
    app.run()
    assert not app.exception
    assert not app.error
    words = "\n".join(str(element.proto.body) for element in app.get("html"))
    assert sentence in words
    assert len(app.get("plotly_chart")) > 0
