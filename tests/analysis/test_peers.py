"""Peers: Gower's distance by hand, the rule of 60 %, and the ports we know."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.__main__ import main
from analysis.gower import Variable, checked_weights, combined, nearest, pairs
from analysis.peers import VARIABLES, WEIGHTS, peers, peers_within
from analysis.port_structure import port_structure
from warehouse.errors import ContractError, ParameterError, UnknownEntityError

HAND = (Variable("size", "size"), Variable("x", "mix"), Variable("y", "mix"), Variable("sea", "sea", "category"))


def hand() -> pd.DataFrame:
    """Sizes 0, 5 and 10; a mix of two columns; two seas."""
    return pd.DataFrame(
        {"size": [0, 5, 10.0], "x": [0, 1, 0.5], "y": [0, None, 1], "sea": ["north", "north", None]}, index=list("ABC")
    )


# --- the distance


def test_the_distance_is_the_weighted_mean_over_what_both_have() -> None:
    apart = pairs(hand(), HAND, [0])
    assert apart.difference["size"][0].tolist() == [0, 0.5, 1]
    assert apart.difference["mix"][0].tolist() == [0, 1, 0.75], "B has one of the two columns, C both"
    assert apart.held["mix"][0].tolist() == [1, 0.5, 1]
    assert apart.difference["sea"][0].tolist() == [0, 0, 0]
    distance, shared = combined(apart, {"size": 2, "mix": 1, "sea": 1})
    assert distance[0].tolist() == pytest.approx([0, (2 * 0.5 + 0.5 * 1) / 3.5, (2 * 1 + 0.75) / 3])
    assert shared[0].tolist() == pytest.approx([1, 2.5 / 3, 2 / 3])


def test_a_group_without_weight_counts_neither_for_distance_nor_for_what_is_shared() -> None:
    distance, shared = combined(pairs(hand(), HAND, [0]), {"size": 1, "mix": 0, "sea": 1})
    assert distance[0].tolist() == [0, 0.25, 1]
    assert shared[0].tolist() == [1, 1, 0.5]


def test_a_pair_below_sixty_per_cent_gets_no_verdict() -> None:
    found = nearest(hand(), HAND, {"size": 1, "mix": 0, "sea": 1}, n=2)
    assert list(zip(found["unit"], found["peer"], strict=True)) == [("A", "B"), ("B", "A")]
    everyone = nearest(hand(), HAND, {"size": 1, "mix": 0, "sea": 1}, n=2, least_shared=0.5)
    assert len(everyone) == 6


def test_nearest_of_all_is_symmetric_and_ordered() -> None:
    random = np.random.default_rng(0)
    frame = pd.DataFrame(random.random((300, 3)), columns=["size", "x", "y"]).assign(sea=random.choice(["n", "s"], 300))
    found = nearest(frame, HAND, {}, n=299)
    assert len(found) == 300 * 299
    square = found.pivot(index="unit", columns="peer", values="distance").to_numpy()
    np.testing.assert_allclose(square, square.T, equal_nan=True)
    assert (found.groupby("unit")["distance"].diff().dropna() >= 0).all()
    assert found["distance"].between(0, 1).all()


def test_all_pairs_at_once_are_the_pairs_one_by_one() -> None:
    random = np.random.default_rng(1)
    frame = pd.DataFrame(random.random((90, 3)), columns=["size", "x", "y"]).assign(sea=random.choice(["n", "s"], 90))
    frame = frame.mask(random.random(frame.shape) < 0.3)
    weights = {"size": 2.0, "mix": 1.0, "sea": 0.5}
    found = nearest(frame, HAND, weights, n=90)
    distance, shared = combined(pairs(frame, HAND, list(range(90))), weights)
    for row in found.itertuples():
        assert row.distance == pytest.approx(distance[row.unit, row.peer])
        assert row.shared == pytest.approx(shared[row.unit, row.peer])
    assert len(found) == int((shared >= 0.6 - 1e-9).sum()) - int((np.diag(shared) >= 0.6 - 1e-9).sum())


def test_a_constant_variable_sets_nobody_apart() -> None:
    frame = hand().assign(size=3.0)
    assert pairs(frame, HAND, [0]).difference["size"][0].tolist() == [0, 0, 0]


def test_weights_are_checked_by_name_and_value() -> None:
    assert checked_weights(HAND, {"size": 2}) == {"size": 2, "mix": 1, "sea": 1}
    with pytest.raises(ParameterError, match="no structural variable is called colour"):
        checked_weights(HAND, {"colour": 1})
    for wrong in ({"size": -1}, {"size": 0, "mix": 0, "sea": 0}):
        with pytest.raises(ParameterError, match="0 or more"):
            checked_weights(HAND, wrong)
    with pytest.raises(ContractError, match="log scale"):
        pairs(pd.DataFrame({"size": [-1.0, 2]}), (Variable("size", "size", "log"),), [0])


# --- the ports we know


def ids(found: object) -> list[str]:
    return [peer.port_id for peer in found.peers]  # type: ignore[attr-defined]


def test_calais_is_a_ferry_port_and_so_are_its_peers(at_full: str) -> None:
    structure = port_structure(at_full)
    found = peers(at_full, "FRCQF")
    assert found.is_ferry
    assert ids(found)[0] == "GBDVR"
    assert {"GBDVR", "GBPME", "FRDKK"} <= set(ids(found))
    assert all(structure.at[port, "is_ferry"] is True for port in ids(found))
    for peer in found.peers:
        assert peer.reasons[0].startswith("Because both are ferry ports"), peer.port_id
        assert peer.shared >= 0.6
        assert 0 <= peer.distance <= 1


def test_the_ports_of_the_reviews_have_peers_with_reasons_in_every_language(at_full: str) -> None:
    for port in ("NLMOE", "GBPOO", "BEANR"):
        english = peers(at_full, port)
        assert len(english.peers) == 5
        for lang in ("en", "fr", "nl"):
            found = peers(at_full, port, lang)
            assert ids(found) == ids(english)
            assert all(peer.reasons and all("{" not in text for text in peer.reasons) for peer in found.peers)
    assert ids(peers(at_full, "BEANR"))[0] == "NLRTM"


def test_a_merged_port_is_no_peer_and_neither_is_its_successor_of_itself(at_full: str) -> None:
    for port in ("BEANR", "NLMOE", "NLRTM", "FRDKK"):
        assert not {"BEANR", "BEZEE", "FRLEH", "NLTNZ", "NLVLI"} & set(ids(peers(at_full, port, n=30)))
    assert "BE003" not in ids(peers(at_full, "BEANR", n=30))


def test_the_same_country_can_be_left_out(at_full: str) -> None:
    found = peers(at_full, "NLMOE", other_countries=True, n=30)
    assert found.peers
    assert not [peer for peer in found.peers if peer.country == "NL"]


def test_any_port_can_be_chosen_by_hand_and_is_judged_by_what_is_known(at_full: str) -> None:
    found = peers(at_full, "FRCQF", n=2, by_hand=["NLMOE", "UAODS", "GBDVR", "FRCQF"])
    moerdijk, odesa = found.peers[2:]
    assert (moerdijk.port_id, moerdijk.by_hand, moerdijk.verdict) == ("NLMOE", True, "peer")
    assert (odesa.port_id, odesa.verdict, odesa.distance) == ("UAODS", "no_verdict", None)
    assert "No verdict on Odesa" in odesa.reasons[0]


def test_every_variable_is_left_out_once_and_the_record_says_who_stays(at_full: str) -> None:
    found = peers(at_full, "NLMOE")
    assert set(found.left_out) == set(WEIGHTS)
    for peer in found.peers:
        assert peer.kept == pytest.approx(np.mean([peer.port_id in run for run in found.left_out.values()]))
    assert found.stability == pytest.approx(np.mean([peer.kept for peer in found.peers]))
    assert found.moves_most in WEIGHTS


def test_a_port_of_which_little_is_known_has_no_peers_and_says_so(at_full: str) -> None:
    found = peers(at_full, "UAODS")
    assert found.peers == ()
    assert found.stability is None
    assert any("No port shares enough" in note for note in found.notes)


def test_distances_are_the_same_from_both_sides(at_full: str) -> None:
    structure = port_structure(at_full)
    one, other = (peers_within(structure, a, by_hand=[b]) for a, b in (("NLMOE", "BEOST"), ("BEOST", "NLMOE")))
    mine = next(peer for peer in one.peers if peer.port_id == "BEOST")
    theirs = next(peer for peer in other.peers if peer.port_id == "NLMOE")
    assert mine.distance == pytest.approx(theirs.distance)


def test_structure_is_read_and_not_invented(at_full: str) -> None:
    structure = port_structure(at_full)
    assert structure.at["FRCQF", "passengers"] == 7_263_513
    assert structure.at["FRCQF", "passengers_year"] == 2023
    assert math.isnan(structure.at["GBDVR", "income"]), "no GDP of UK regions"
    assert math.isnan(structure.at["NLMOE", "passengers"])
    assert structure.at["NLRTM", "share_ro_ro"] < 0.1 < structure.at["FRCQF", "share_ro_ro"]
    assert structure.loc["FRCQF", "border_km"] == pytest.approx(40, abs=3)
    shares = structure[[v.column for v in VARIABLES if v.group == "cargo_mix"]]
    assert shares.sum(axis=1).max() <= 1 + 1e-9


def test_a_record_cannot_be_changed_by_hand(at_full: str) -> None:
    found = peers(at_full, "FRCQF", n=1)
    with pytest.raises(AttributeError):
        found.name = "x"  # type: ignore[misc]
    assert replace(found, name="x").name == "x"


# --- the command


def test_the_command_answers_json_and_markdown(at_full: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["peers", "FRCQF", "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["vintage"] == at_full
    assert answer["peers"][0]["port_id"] == "GBDVR"
    assert main(["peers", "NLMOE", "--format", "md", "--lang", "nl", "--with", "FRCQF", "--weight", "sea=0"]) == 0
    assert "# Moerdijk (NLMOE)" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["peers", "NOPE"],
        ["peers", "NL"],
        ["peers", "FRCQF", "--with", "NOPE"],
        ["peers", "FRCQF", "--n", "0"],
        ["peers", "FRCQF", "--weight", "size"],
        ["peers", "FRCQF", "--weight", "colour=1"],
    ],
)
def test_a_wrong_argument_ends_with_two_and_one_sentence(
    words: list[str], at_full: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    said = capsys.readouterr().err.strip()
    assert said
    assert "\n" not in said


def test_what_is_no_port_is_refused_by_its_kind(at_full: str) -> None:
    with pytest.raises(UnknownEntityError, match="NL is held as country"):
        peers(at_full, "NL")
