"""A short link stands for exactly the choices it was made from, on any machine, and nothing else opens."""

import string

from hypothesis import given
from hypothesis import strategies as st

from ui import short_link, state
from ui.short_link import shortened, spelled_out
from ui.state import Group, Known

CHOICES = {
    "ports": "FRCQF.NLMOE",
    "from": "1997",
    "to": "2025",
    "basis": "published",
    "v": "2026-11-21-f92609d1",
    "lang": "en",
    "view": "index",
    "w": "connectivity:2.region:0.5",
}
KNOWN = Known(
    ports={"FRCQF": "Calais", "NLMOE": "Moerdijk"},
    groups={"pair": Group("Pair", ("FRCQF", "NLMOE"))},
    years=(1997, 2025),
    vintages=("2026-11-21-f92609d1",),
    default_ports=("NLMOE",),
)


def test_this_token_opens_for_ever() -> None:
    # Version 1 is frozen: a token that was sent in a letter must open after every change of the code.
    assert spelled_out("1hcAmXfkmCdFhfQCDyiKJI4cUIg-h5wTURI2cpsmIHAA") == {
        "ports": "FRCQF.NLMOE",
        "from": "1997",
        "to": "2025",
        "basis": "published",
        "v": "2026-11-21-f92609d1",
        "lang": "en",
        "view": "index",
        "among": "all",
        "scale": "goalposts",
        "mean": "geometric",
        "order": "rank",
        "w": "connectivity:1.region:1.resilience:1.throughput:1",
    }


def test_a_long_state_becomes_a_few_characters_and_comes_back_whole() -> None:
    token = shortened(CHOICES)
    assert len(token) < 60
    assert spelled_out(token) == CHOICES


words = st.text(string.ascii_letters + string.digits + " .:-_éß&=%+", max_size=30)
keys = st.text(string.ascii_lowercase, min_size=1, max_size=8).filter(lambda key: key not in short_link.PACKED)


@given(
    st.dictionaries(keys, words, max_size=6),
    st.integers(1900, 2155),
    st.integers(1900, 2155),
    st.sampled_from(short_link.LANGS),
    st.dates(short_link.FIRST_DAY, short_link.FIRST_DAY.replace(year=2170)),
)
def test_whatever_was_chosen_comes_back(own, first, last, lang, day) -> None:
    choices = CHOICES | {"from": str(first), "to": str(last), "lang": lang, "v": f"{day.isoformat()}-00ff00ff"} | own
    assert spelled_out(shortened(choices)) == choices


@given(st.text(max_size=80))
def test_no_other_text_opens_and_none_raises(text: str) -> None:
    found = spelled_out(text)
    assert found is None or shortened(found) != ""


def test_a_lost_character_is_noticed() -> None:
    token = shortened(CHOICES)
    assert all(spelled_out(token[:place] + token[place + 1 :]) is None for place in range(len(token)))


def test_choices_that_do_not_fit_have_no_short_form() -> None:
    assert shortened(CHOICES | {"v": "newest"}) == ""
    assert shortened(CHOICES | {"from": "0900"}) == ""
    assert shortened(CHOICES | {"basis": "other"}) == ""


def test_the_address_reads_a_token_and_keys_beside_it_win() -> None:
    spelled = state.unfolded({"s": [shortened(CHOICES)], "lang": ["fr"]})
    here = state.parse(spelled, KNOWN, page="compare")
    assert (here.ports, here.lang, here.own["w"]) == (("FRCQF", "NLMOE"), "fr", "connectivity:2.region:0.5")
    assert here.notices == ()


def test_a_token_that_cannot_be_read_is_a_sentence_and_the_usual_choices() -> None:
    here = state.parse(state.unfolded({"s": ["1broken"]}), KNOWN, page="compare")
    assert here.ports == ("NLMOE",)
    assert "short link cannot be read" in here.notices[0]
    assert "s" not in here.own


def test_a_vintage_that_is_no_longer_kept_is_a_sentence_of_its_own() -> None:
    here = state.parse(state.unfolded({"s": [shortened(CHOICES | {"v": "2020-01-01-aaaaaaaa"})]}), KNOWN)
    assert here.vintage == "2026-11-21-f92609d1"
    assert here.notices == (
        "The data vintage 2020-01-01-aaaaaaaa is not kept here. Its numbers cannot be shown again; the newest one, "
        "2026-11-21-f92609d1, is shown, and its numbers may differ.",
    )
