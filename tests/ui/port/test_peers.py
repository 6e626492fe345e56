"""The Port page proposes the peers of the peer finder, with its reasons."""

from analysis.peers import peers
from ui.port.peers import AT_MOST, proposed


def test_the_page_proposes_what_the_command_line_proposes(at_full: str) -> None:
    found = proposed(at_full, "FRCQF", "en")
    assert found == peers(at_full, "FRCQF", n=AT_MOST)
    assert found and all(peer.reasons for peer in found.peers)
    assert found.is_ferry and "ferry ports" in found.peers[0].reasons[0]


def test_a_part_of_a_merged_port_is_not_its_peer(at_full: str) -> None:
    found = proposed(at_full, "BEANR", "en")
    assert found and "BE003" not in {peer.port_id for peer in found.peers}


def test_what_is_no_port_has_no_peers(at_full: str) -> None:
    assert proposed(at_full, "X-NSP", "en") is None
