"""The pages of the product in their order. ``streamlit run app.py`` shows them; ``server.py`` adds the rest."""

from language import N_
from pages import (
    about,
    borders,
    compare,
    effects,
    events,
    evidence,
    explore,
    history,
    methods,
    overview,
    passports,
    port,
    projects,
    reviews,
    sources,
    trends,
)
from ui import frame, reads
from ui.frame import Entry

PAGES = (
    Entry("", N_("Overview"), overview.page),
    Entry("port", N_("Port"), port.page),
    Entry("trends", N_("Trends"), trends.page),
    Entry("compare", N_("Compare"), compare.page),
    Entry("borders", N_("Across borders"), borders.page, controls=("vintage",)),
    Entry("effects", N_("Effects"), effects.page, controls=("vintage",)),
    Entry("evidence", N_("Evidence"), evidence.page, controls=("vintage",)),
    Entry("projects", N_("Projects"), projects.page, controls=("vintage",)),
    Entry("events", N_("Events"), events.page, controls=("vintage",)),
    Entry("reviews", N_("Reviews"), reviews.page, controls=("vintage",)),
    Entry("explore", N_("Explore"), explore.page, controls=("vintage",)),
    Entry("sources", N_("Sources"), sources.page, controls=("vintage",)),
    Entry("history", N_("Revisions"), history.page, controls=("ports", "vintage")),
    Entry("methods", N_("Methods"), methods.page, controls=("vintage",)),
    Entry("passports", N_("Passport"), passports.page, in_menu=False),
    Entry("about", N_("About"), about.page, controls=()),
)

frame.show(PAGES, vintages=reads.vintages, known=reads.known)
