"""Lines of two statistical systems are not one comparison: dashed on the chart, told in notes, table and file."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from charts.chart import Chart, Drawing
from charts.comparability import Reason, Verdict, standing
from charts.line_guard import guarded, odd_out

NAMES = {"FRCQF": "Calais", "NLMOE": "Moerdijk", "GBDVR": "Dover"}
NO_LINEAGE = pd.DataFrame(columns=["lineage_kind", "predecessor", "successor", "effective"])
EUROSTAT = {"source_id": "eurostat_mar_go_aa", "publisher": "Eurostat", "dataset": "mar_go_aa", "release": "2026"}
DFT = {
    "source_id": "dft_port_freight",
    "publisher": "Department for Transport",
    "dataset": "PORT0301",
    "release": "2025",
}


def pairs(*sources: tuple[str, dict[str, str]], nuts: dict[str, str] | None = None) -> dict[tuple[str, str], Verdict]:
    rows = [{"port_id": port, "nuts_version": None, "boundary_changed": None} | source for port, source in sources]
    rows += [
        {"port_id": port, "nuts_version": edition, "boundary_changed": None} for port, edition in (nuts or {}).items()
    ]
    origins = pd.DataFrame(rows).astype(object)
    origins = origins.where(origins.notna(), None)
    ports = [port for port, _source in sources]
    return standing(ports, names=NAMES, lineage=NO_LINEAGE, origins=origins, lang="en")


def chart() -> Chart:
    data = [
        {"type": "scatter", "mode": "lines", "line": {"dash": "solid"}, "meta": {"entity": port, "role": "plain"}}
        for port in NAMES
    ]
    table = pd.DataFrame({"port_id": list(NAMES), "value": [1.0, 2.0, 3.0]})
    return Chart(Drawing(data=data, layout={}), table, "alt", "title", "subtitle", notes=("first",))


def test_a_uk_port_from_another_statistical_system_is_not_the_same_line() -> None:
    found = pairs(("FRCQF", EUROSTAT), ("NLMOE", EUROSTAT), ("GBDVR", DFT))
    assert found["FRCQF", "NLMOE"].grade == "yes"
    assert found["FRCQF", "GBDVR"].grade == "no"
    assert "figures of two statistical systems" in found["FRCQF", "GBDVR"].why
    assert odd_out(found) == ("GBDVR",)


def test_its_line_is_dashed_and_the_table_and_notes_say_why() -> None:
    shown = guarded(chart(), pairs(("FRCQF", EUROSTAT), ("NLMOE", EUROSTAT), ("GBDVR", DFT)), NAMES, "en")
    dashes = {trace.meta["entity"]: trace.line.dash for trace in shown.figure.data}
    assert dashes == {"FRCQF": "solid", "NLMOE": "solid", "GBDVR": "2px,7px"}
    told = shown.table.set_index("port_id")["comparable"]
    assert "Dover: not comparable" in told["FRCQF"]
    assert "Calais: not comparable" in told["GBDVR"]
    assert len(shown.notes) == 3
    assert shown.notes[-1] == "first"


def test_lines_of_one_system_stay_as_they_are() -> None:
    before = chart()
    shown = guarded(before, pairs(("FRCQF", EUROSTAT), ("NLMOE", EUROSTAT), ("GBDVR", EUROSTAT)), NAMES, "en")
    assert shown.figure is before.figure
    assert shown.notes == before.notes
    assert set(shown.table["comparable"]) == {"comparable"}


def test_two_editions_of_nuts_are_said_and_not_dashed() -> None:
    found = pairs(("FRCQF", EUROSTAT), ("GBDVR", EUROSTAT), nuts={"FRCQF": "2021", "GBDVR": "2016"})
    assert found["FRCQF", "GBDVR"].grade == "care"
    assert odd_out(found) == ()
    assert any("two editions of NUTS" in note for note in guarded(chart(), found, NAMES, "en").notes)


def test_of_two_ports_the_later_chosen_one_is_dashed() -> None:
    assert odd_out(pairs(("GBDVR", DFT), ("FRCQF", EUROSTAT))) == ("FRCQF",)


@given(st.lists(st.booleans(), min_size=2, max_size=7))
def test_what_is_left_undashed_is_of_one_system_and_no_smaller_than_the_rest(systems: list[bool]) -> None:
    ports = [f"P{place}" for place in range(len(systems))]
    other = Verdict((Reason("other_source", "no", "w"),))
    found = {
        (ports[one], ports[two]): other if systems[one] != systems[two] else Verdict()
        for one in range(len(ports))
        for two in range(one + 1, len(ports))
    }
    odd = odd_out(found)
    left = [system for port, system in zip(ports, systems, strict=True) if port not in odd]
    assert len(set(left)) == 1
    assert len(left) >= len(odd)
