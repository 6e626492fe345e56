"""The address and the choices mean the same, in both directions."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui import state
from ui.state import Group, Known, State

KNOWN = Known(
    ports={"FRCQF": "Calais", "GBPOO": "Poole", "X-NSP": "North Sea Port"},
    groups={"channel": Group("Channel", ("FRCQF", "GBPOO"))},
    years=(2000, 2024),
    vintages=("2026-11-21-aaaaaaaa", "2026-03-01-bbbbbbbb"),
    default_ports=("FRCQF",),
)


def parsed(address: str) -> State:
    return state.parse(parse_qs(address, keep_blank_values=True), KNOWN, page="trends")


def test_a_bare_address_shows_the_defaults_and_says_nothing() -> None:
    here = parsed("")
    assert (here.ports, here.first_year, here.last_year, here.basis) == (("FRCQF",), 2000, 2024, "published")
    assert (here.vintage, here.lang, here.notices) == ("2026-11-21-aaaaaaaa", "en", ())


@pytest.mark.parametrize("ports", ["GBPOO.FRCQF", "GBPOO,FRCQF", "GBPOO;FRCQF", "gbpoo.frcqf", "GBPOO&ports=FRCQF"])
def test_ports_are_read_in_every_usual_spelling_and_keep_their_order(ports: str) -> None:
    assert parsed(f"ports={ports}").ports == ("GBPOO", "FRCQF")


def test_a_port_id_with_a_hyphen_is_one_port() -> None:
    assert parsed("ports=X-NSP").ports == ("X-NSP",)


@pytest.mark.parametrize("address", ["ports=none", "ports="])
def test_no_ports_is_a_choice_of_its_own(address: str) -> None:
    assert (parsed(address).ports, parsed(address).notices) == ((), ())


def test_a_group_stands_for_its_members() -> None:
    here = parsed("group=channel")
    assert (here.ports, here.group) == (("FRCQF", "GBPOO"), "channel")
    assert parsed("group=channel&ports=GBPOO").ports == ("GBPOO",)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("ports=ZZZZZ.GBPOO", "ZZZZZ"),
        ("ports=ZZZZZ", "ZZZZZ"),
        ("group=moon", "moon"),
        ("from=2020&to=2010", "2020–2010"),
        ("from=abc", "abc"),
        ("from=1900&to=1950", "1900–1950"),
        ("to=2090", "2024"),
        ("basis=raw", "raw"),
        ("v=2020-01-01-00000000", "2020-01-01-00000000"),
        ("lang=xx", "xx"),
    ],
)
def test_what_the_address_cannot_have_becomes_one_sentence(address: str, said: str) -> None:
    notices = parsed(address).notices
    assert len(notices) == 1
    assert said in notices[0]


def test_an_unknown_port_leaves_the_known_ones() -> None:
    assert parsed("ports=ZZZZZ.GBPOO").ports == ("GBPOO",)
    assert parsed("ports=ZZZZZ").ports == KNOWN.default_ports


def test_an_impossible_period_shows_all_years() -> None:
    assert (parsed("from=2020&to=2010").first_year, parsed("from=2020&to=2010").last_year) == (2000, 2024)


def test_an_old_vintage_is_shown_and_known_to_be_old() -> None:
    here = parsed("v=2026-03-01-bbbbbbbb")
    assert (here.vintage, here.is_newest, here.notices) == ("2026-03-01-bbbbbbbb", False, ())
    assert parsed("v=newest").is_newest


def test_a_link_spells_every_choice_out_and_drops_the_pages_own() -> None:
    here = parsed("ports=GBPOO&indicator=plsci")
    assert here.own == {"indicator": "plsci"}
    link = urlsplit(state.link("port", here, ports=("FRCQF",), own={"tab": "events"}))
    assert link.path == "/port"
    assert parse_qs(link.query) == {
        "ports": ["FRCQF"],
        "from": ["2000"],
        "to": ["2024"],
        "basis": ["published"],
        "v": ["2026-11-21-aaaaaaaa"],
        "lang": ["en"],
        "tab": ["events"],
    }


STATES = st.builds(
    lambda ports, years, basis, vintage, lang: State(
        "trends", tuple(ports), min(years), max(years), basis, vintage, lang, {}, (), KNOWN
    ),
    st.lists(st.sampled_from(list(KNOWN.ports)), unique=True),
    st.tuples(st.integers(2000, 2024), st.integers(2000, 2024)),
    st.sampled_from(state.BASES),
    st.sampled_from(KNOWN.vintages),
    st.sampled_from(["en", "fr", "nl"]),
)


@given(STATES)
def test_an_address_reproduces_the_choices_it_was_written_from(here: State) -> None:
    assert parsed(urlsplit(state.link("trends", here)).query) == here


@given(st.dictionaries(st.sampled_from(state.SHARED_KEYS), st.lists(st.text(max_size=12), min_size=1, max_size=3)))
def test_no_address_can_break_the_page(params: dict[str, list[str]]) -> None:
    here = state.parse(params, KNOWN)
    assert set(here.ports) <= set(KNOWN.ports)
    assert 2000 <= here.first_year <= here.last_year <= 2024
    assert here.vintage in KNOWN.vintages
