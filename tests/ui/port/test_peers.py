"""A port is set beside those it is named together with, never beside a part of itself."""

from ui.port.peers import AT_MOST, peers
from ui.state import Group

COUNTRIES = {"A1": "AA", "A2": "AA", "B1": "BB", "B2": "BB", "C1": "CC"}
GROUPS = {"straits": Group("Straits", ("A1", "B1", "A2")), "coast": Group("Coast", ("A1", "A2", "B1", "B2"))}


def test_those_that_share_most_groups_come_with_the_reason_its_own_country_first() -> None:
    assert peers("A1", GROUPS, COUNTRIES) == (("A2", "B1"), ("Straits", "Coast"))


def test_a_port_of_one_group_has_the_others_of_that_group() -> None:
    assert peers("B2", GROUPS, COUNTRIES) == (("B1", "A1", "A2"), ("Coast",))


def test_a_part_of_a_merged_port_is_not_its_peer() -> None:
    assert peers("A1", GROUPS, COUNTRIES, kin={"A2"}) == (("B1",), ("Straits", "Coast"))


def test_a_port_in_no_group_has_no_peer() -> None:
    assert peers("C1", GROUPS, COUNTRIES) == ((), ())


def test_at_most_four_are_proposed() -> None:
    many = Group("Many", tuple(f"P{number}" for number in range(9)))
    assert peers("P0", {"many": many}, {}) == (("P1", "P2", "P3", "P4"), ("Many",))
    assert AT_MOST == 4
