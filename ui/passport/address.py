"""The passport page's own keys in the address; pages name with them the values that a figure of theirs draws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from ui import state
from ui.state import State

# Not "passport": Streamlit takes the page "port" for what follows "pass", and its own address goes wrong.
PAGE = "passports"
MAIN = "main"


def own(code: str, variant: str = "", freq: str = "A", places: Sequence[str] = ()) -> dict[str, str]:
    """The keys for the values of a figure; without places those of the ports chosen."""
    named = {"of": ".".join(places)} if places else {}
    return {"indicator": code, "variant": variant or MAIN, "freq": freq} | named


def value(here: State, keys: dict[str, str], entity: str, period_start: pd.Timestamp, **changes: Any) -> str:  # noqa: ANN401
    """The address of the passport of one value; ``keys`` as ``own`` gives them, ``changes`` are fields of State."""
    return state.link(PAGE, here, own=keys | {"entity": entity, "period": f"{period_start:%Y-%m-%d}"}, **changes)


def several(here: State, keys: dict[str, str], **changes: Any) -> str:  # noqa: ANN401 - a field of State
    """The address of the list of the values that ``keys`` name."""
    return state.link(PAGE, here, own=keys, **changes)
