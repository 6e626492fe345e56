"""Loads the policy ledger into a staging vintage, if its chain is whole."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from warehouse import ledger
from warehouse.connection import Staging
from warehouse.contract import check, check_links, typed
from warehouse.tables import EXPECTATION


def load(staging: Staging, folder: Path) -> None:
    """Fill `core_expectation` from data/ledger/expectation.csv; nothing where there is no file yet.

    Raises ContractError for a row that was changed after it was locked, or that breaks its declaration.
    """
    rows = ledger.read(folder)
    ledger.check_chain(rows)
    if not rows:
        return
    raw = pd.DataFrame(rows, columns=list(EXPECTATION.columns), dtype="string").replace("", pd.NA)
    frame = typed(raw, EXPECTATION, ledger.WHERE)
    check(frame, EXPECTATION, ledger.WHERE)
    staging.insert(EXPECTATION.name, frame)
    check_links(staging, [EXPECTATION])
