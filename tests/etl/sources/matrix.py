"""The fault matrix in the report of the tests: every source against every fault, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line a source; a dot where the source stopped by the fault's own name."""
    reports = [one for state in ("passed", "failed") for one in terminalreporter.stats.get(state, [])]
    held = dict(value for one in reports for name, value in one.user_properties if name == "fault_matrix")
    if held:
        terminalreporter.section("Faults of the live sources")
        for line in _table(held):
            terminalreporter.write_line(line)


def _table(held: dict[str, dict[str, str]]) -> Iterator[str]:
    faults = list(dict.fromkeys(fault for outcomes in held.values() for fault in outcomes))
    wide = max(map(len, held))
    letters = {fault: chr(ord("A") + place) for place, fault in enumerate(faults)}
    yield f"{'':<{wide}}  {' '.join(letters[fault] for fault in faults)}"
    other = {}
    for source_id, outcomes in held.items():
        marks = []
        for fault in faults:
            outcome = outcomes[fault]
            mark = (
                "."
                if outcome == fault
                else {"not applicable": " ", "quarantined": "q", "unchanged": "="}.get(outcome, "*")
            )
            marks.append(mark)
            if mark == "*":
                other.setdefault(f"{fault} -> {outcome}", []).append(source_id)
        yield f"{source_id:<{wide}}  {' '.join(marks)}"
    yield ", ".join(f"{letter} {fault}" for fault, letter in letters.items())
    yield ". stopped by that name, the last snapshot stays; q quarantined; = goes on; blank cannot happen; * otherwise:"
    for outcome, sources in other.items():
        yield f"  {outcome}: {', '.join(sources)}"
