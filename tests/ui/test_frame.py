"""The frame stays when the data do not."""

import pytest
from streamlit.testing.v1 import AppTest


def html_of(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.main if element.type == "html") + "\n".join(
        element.proto.body for element in app.get("html")
    )


def site() -> None:
    from ui import frame, words
    from ui.frame import Entry
    from ui.state import Known, State
    from warehouse.errors import HouseError

    kept = ("2026-11-21-aaaaaaaa", "2026-03-01-bbbbbbbb")

    def known(_vintage: str, _lang: str) -> Known:
        return Known({"FRCQF": "Calais", "GBPOO": "Poole"}, {}, (2000, 2024), kept, ("FRCQF",))

    def page(here: State) -> None:
        words.answer(f"ports={here.ports} years={here.first_year}-{here.last_year}")
        if here.basis == "like_for_like":
            raise HouseError("The table is gone. Run `python -m etl build`.")

    frame.show((Entry("", "Overview", page),), vintages=lambda: kept, known=known)


def bare_site() -> None:
    from ui import frame
    from ui.frame import Entry
    from ui.state import NOTHING_KNOWN
    from warehouse.errors import NoWarehouseError

    def no_vintages() -> tuple[str, ...]:
        raise NoWarehouseError("No data vintage has been built yet. Run `python -m etl build`.")

    frame.show((Entry("", "Overview", lambda _here: None),), vintages=no_vintages, known=lambda _v, _l: NOTHING_KNOWN)


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_function(site)


def test_the_address_fills_the_controls_and_the_page(app: AppTest) -> None:
    app.query_params["ports"] = "GBPOO.FRCQF"
    app.query_params["from"] = "2010"
    app.run()
    assert not app.exception
    assert app.multiselect(key="ctx_ports").value == ["GBPOO", "FRCQF"]
    assert app.slider(key="ctx_period").value == (2010, 2024)
    assert "(&#x27;GBPOO&#x27;, &#x27;FRCQF&#x27;) years=2010-2024" in html_of(app)


def test_a_choice_is_written_into_the_address_with_all_others(app: AppTest) -> None:
    app.run()
    app.multiselect(key="ctx_ports").set_value(["FRCQF", "GBPOO"]).run()
    written = {key: app.query_params[key] for key in app.query_params}
    assert written == {
        "ports": "FRCQF.GBPOO",
        "from": "2000",
        "to": "2024",
        "basis": "published",
        "v": "2026-11-21-aaaaaaaa",
        "lang": "en",
    }


def test_an_address_that_is_only_read_is_left_as_it_is(app: AppTest) -> None:
    app.run()
    assert dict(app.query_params) == {}


def test_an_old_vintage_says_that_newer_data_exist(app: AppTest) -> None:
    app.query_params["v"] = "2026-03-01-bbbbbbbb"
    app.run()
    assert "Newer data exist: 2026-11-21-aaaaaaaa" in html_of(app)


def test_an_error_of_ours_is_one_sentence_and_the_frame_stays(app: AppTest) -> None:
    app.query_params["basis"] = "like_for_like"
    app.run()
    assert not app.exception
    assert "The table is gone." in html_of(app)
    assert "prm-footer" in html_of(app)


def test_without_any_vintage_the_frame_says_what_to_do() -> None:
    app = AppTest.from_function(bare_site).run()
    assert not app.exception
    assert "python -m etl build" in html_of(app)
    assert "prm-header" in html_of(app) or "Port Region Monitor" in html_of(app)
