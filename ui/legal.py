"""The standing notices: licences, legal, privacy, accessibility, and how to report and cite."""

from __future__ import annotations

from language import N_, Lang, _
from ui import state, words
from ui.state import State

NOTICES: tuple[tuple[str, str], ...] = (
    (
        N_("Sources and licences"),
        N_(
            "Figures of Eurostat are used under CC BY 4.0, those of United Kingdom departments under the "
            "Open Government Licence 3.0; others as stated under each figure. Administrative boundaries: © "
            "EuroGeographics; they may not be used commercially. Land and coast: Natural Earth, public "
            "domain. The code is free under the MIT licence."
        ),
    ),
    (
        N_("Legal notice"),
        N_(
            "The figures come from the publishers named. They are shown with care and without warranty, and "
            "they do not replace the publishers' own releases. Values that are computed here, estimates and "
            "judgements of analysts say so. A comparison of ports is not a ranking of their management."
        ),
    ),
    (
        N_("Privacy"),
        N_(
            "Reading needs no account. Nothing about you is stored here: no tracking, no statistics of use, "
            "no request to another site. Your choices are in the address only. Your browser keeps the light "
            "or dark look if you choose one, and a technical cookie that protects forms may be set. Whoever "
            "runs the server may keep ordinary access logs."
        ),
    ),
    (
        N_("Accessibility"),
        N_(
            "We aim at WCAG 2.2, level AA. Every chart and map has a text alternative and a table with the "
            "same values; colour never carries meaning alone; all controls work from the keyboard; pages "
            "work at 360 pixels and at 200 % zoom. Known limits: shapes on the map cannot be reached one by "
            "one with the keyboard, use the list or the table beside it; tables of more than 300 rows are "
            "drawn on a canvas, use their download. Tell us about a barrier in the same way as about a "
            "wrong figure."
        ),
    ),
    (
        N_("How to report a wrong figure"),
        N_(
            "Open “Report a figure” under it. It shows the permalink that reproduces the figure as you see it, "
            "with its ports, period and data vintage. Send that address with the figure you expected and your "
            "source to whoever runs this site. A correction is published as a new data vintage; the old one "
            "stays readable, and old links keep their numbers."
        ),
    ),
    (
        N_("How to cite"),
        N_(
            "Name the publisher of the figure first, then this product with the data vintage and the permalink. "
            "“Cite” under every figure writes it out. For the product as a whole:"
        ),
    ),
)
"""Heading and text of each notice, in the order a reader needs them."""


def notices(lang: Lang) -> list[tuple[str, str]]:
    """Heading and text of each standing notice in the reader's language."""
    return [(_(heading, lang), _(text, lang)) for heading, text in NOTICES]


def citation_of_all(here: State) -> str:
    """How to cite the product as a whole, with the permalink of this page."""
    return _(
        "{product}, data vintage {vintage}. {permalink}",
        here.lang,
        product=words.PRODUCT,
        vintage=here.vintage,
        permalink=state.permalink(here),
    )
