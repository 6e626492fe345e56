"""The passport page's own keys in the address; pages name with them the values that a figure of theirs draws."""

from __future__ import annotations

from collections.abc import Sequence

# Not "passport": Streamlit takes the page "port" for what follows "pass", and its own address goes wrong.
PAGE = "passports"
MAIN = "main"


def own(code: str, variant: str = "", freq: str = "A", places: Sequence[str] = ()) -> dict[str, str]:
    """The keys for the values of a figure; without places those of the ports chosen."""
    named = {"of": ".".join(places)} if places else {}
    return {"indicator": code, "variant": variant or MAIN, "freq": freq} | named
