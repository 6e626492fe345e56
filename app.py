"""The pages of the product in their order. ``streamlit run app.py`` shows them; ``server.py`` adds the rest."""

from language import N_
from pages import about, compare, events, explore, methods, overview, port, projects, reviews, sources, trends
from ui import frame, reads
from ui.frame import Entry

PAGES = (
    Entry("", N_("Overview"), overview.page),
    Entry("port", N_("Port"), port.page),
    Entry("trends", N_("Trends"), trends.page),
    Entry("compare", N_("Compare"), compare.page),
    Entry("projects", N_("Projects"), projects.page, controls=("vintage",)),
    Entry("events", N_("Events"), events.page, controls=("vintage",)),
    Entry("reviews", N_("Reviews"), reviews.page, controls=("vintage",)),
    Entry("explore", N_("Explore"), explore.page, controls=("vintage",)),
    Entry("sources", N_("Sources"), sources.page, controls=("vintage",)),
    Entry("methods", N_("Methods"), methods.page, controls=("vintage",)),
    Entry("about", N_("About"), about.page, controls=()),
)

frame.show(PAGES, vintages=reads.vintages, known=reads.known)
