"""Groups of ports along a border: two countries each, and the 2 Seas area whole."""

import csv
from pathlib import Path

REFERENCE = Path(__file__).parents[2] / "data" / "reference"


def rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def members(group: str) -> set[str]:
    return {row["entity"] for row in rows("border_group_member") if row["border_group_id"] == group}


def test_every_group_has_ports_of_at_least_two_countries() -> None:
    country = {row["port_id"]: row["country"] for row in rows("port")}
    for group in rows("border_group"):
        assert len({country[port] for port in members(group["border_group_id"])}) >= 2, group["border_group_id"]


def test_the_area_as_a_whole_holds_every_active_port_of_the_programme() -> None:
    ports = rows("port")
    # Ghent and Zeeland merged into an area, North Sea Port, and are still reported apart.
    ids = {row["port_id"] for row in ports}
    programme = {row["port_id"] for row in ports if row["programme_2seas"] == "true" and row["merged_into"] not in ids}
    assert members("two_seas") == programme


def test_no_group_holds_a_port_beside_the_port_it_merged_into() -> None:
    into = {row["port_id"]: row["merged_into"] for row in rows("port") if row["merged_into"]}
    for group in rows("border_group"):
        held = members(group["border_group_id"])
        assert not {into.get(port) for port in held} & held


def test_every_group_says_who_judged_it() -> None:
    assert {row["provenance_kind"] for row in rows("border_group")} == {"analyst"}
    assert all(row["note"] for row in rows("border_group"))
