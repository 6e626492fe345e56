"""The registry: what an indicator is, and the decorator that declares one."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from importlib import import_module
from types import ModuleType
from typing import Literal, Required, TypedDict, Unpack

from language import N_
from warehouse.errors import UnknownIndicatorError

Direction = Literal["higher_better", "lower_better", "context"]
Declaring = Callable[[Callable[..., object]], Callable[..., object]]

THEMES: dict[str, str] = {
    "throughput": N_("Throughput"),
    "structure": N_("Structure"),
    "connectivity": N_("Connectivity"),
    "resilience": N_("Resilience"),
    "region": N_("Region"),
    "cooperation": N_("Cooperation"),
    "outputs": N_("Outputs"),
    "data_and_peers": N_("Data and peers"),
}
_MODULES = (
    "kpis.throughput",
    "kpis.stability",
    "kpis.structure",
    "kpis.cargo_mix",
    "kpis.connectivity",
    "kpis.calls",
    "kpis.resilience",
    "kpis.region",
    "kpis.shift_share",
    "kpis.cooperation",
    "kpis.partnership",
    "kpis.outputs",
    "kpis.delivery",
    "kpis.time_to_action",
    "kpis.data_and_peers",
    # By name and not by import: methods over many ports stand above this room, and declare their indicators here.
    "analysis.effect_indicators",
    "analysis.indicators",
    "analysis.network_indicators",
)


@dataclass(frozen=True)
class Parameter:
    """A choice of the user that is computed live: name, type, meaning."""

    name: str
    kind: Literal["year", "count"]
    meaning: str


class Declaration(TypedDict, total=False):
    """What a declaration names; the parts without `Required` may be left out."""

    title: Required[str]
    theme: Required[str]
    unit: Required[str]
    direction: Required[Direction]
    formula: Required[str]
    min_data: Required[str]
    method: Required[str]
    reads: Required[tuple[str, ...]]
    measures: Required[tuple[str, ...]]
    indicators: tuple[str, ...]
    caveat: str
    variant_of: str
    bases: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    is_sql: bool


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """The record of one indicator: its meaning, its declaration and the function that yields it."""

    code: str
    title: str
    theme: str
    unit: str
    direction: Direction
    note: str
    formula: str
    min_data: str
    method: str
    reads: tuple[str, ...]
    measures: tuple[str, ...]
    indicators: tuple[str, ...] = ()
    caveat: str = ""
    variant_of: str = ""
    bases: tuple[str, ...] = ("published", "like_for_like")
    parameters: tuple[Parameter, ...] = ()
    is_sql: bool = True
    function: Callable[..., object] = field(repr=False, compare=False)

    def text(self) -> str:
        """The SQL, or the source of the function, that makes the values."""
        return str(self.function()) if self.is_sql else inspect.getsource(self.function)

    def record(self) -> dict[str, object]:
        """The declaration as plain values, without the function; the keys a program may rely on."""
        plain = asdict(self)
        del plain["function"]
        return plain


_REGISTRY: dict[str, Indicator] = {}


def kpi(**declared: Unpack[Declaration]) -> Declaring:
    """Register a function as an indicator under its own name.

    The function returns one SELECT with the columns `kpis.build.COLUMNS`, or (`is_sql=False`) takes one frame for
    each table it reads, in the order of `reads`, and returns a frame with those columns. What reads `out_indicator`
    names in `indicators` the codes it takes from there; a function gets their rows only. The first paragraph of the
    docstring is the reader's note under every chart, at most 80 words.
    """

    def register(function: Callable[..., object]) -> Callable[..., object]:
        code = function.__name__
        if code in _REGISTRY and _REGISTRY[code].function.__module__ != function.__module__:
            raise ValueError(f"The indicator '{code}' is declared twice; rename one of the two functions.")
        _REGISTRY[code] = Indicator(code=code, note=reader_note(function), function=function, **declared)
        return function

    return register


def reader_note(function: Callable[..., object]) -> str:
    """The first paragraph of the docstring on one line: the note under the chart and its message id."""
    return " ".join((inspect.getdoc(function) or "").split("\n\n")[0].split())


def registered() -> dict[str, Indicator]:
    """Every indicator by code, each after those it reads, so that it is the order of the build."""
    for module in _MODULES:
        import_module(module)
    return dict(
        sorted(
            _REGISTRY.items(),
            key=lambda item: (depth(item[1]), list(THEMES).index(item[1].theme), item[1].function.__module__),
        )
    )


def depth(one: Indicator) -> int:
    """How deep this one stands in the build: 0 for what reads no indicator, else one more than the deepest it reads."""
    return max((1 + depth(_REGISTRY[code]) for code in one.indicators if code in _REGISTRY), default=0)


def indicator(code: str) -> Indicator:
    """One indicator; raises UnknownIndicatorError with the codes there are."""
    if code not in _REGISTRY and code not in registered():  # the order of the build is made only where it is asked for
        raise UnknownIndicatorError(f"There is no indicator '{code}'. Known: {', '.join(sorted(_REGISTRY))}.")
    return _REGISTRY[code]


def registry_text() -> str:
    """Everything the registry declares and runs, as one text; part of a vintage's content hash."""
    return json.dumps(
        [{**one.record(), "text": one.text(), "with": _around(one)} for one in registered().values()], sort_keys=True
    )


def _around(one: Indicator) -> str:
    """The modules behind an indicator that is computed by a function: what it calls decides its values too."""
    found: dict[str, ModuleType] = {}
    if not one.is_sql:
        _gather(inspect.getmodule(one.function), found)
    return "\n".join(inspect.getsource(found[name]) for name in sorted(found))


def _gather(module: ModuleType | None, found: dict[str, ModuleType]) -> None:
    """The module, and every module of the rooms that compute from which it takes something."""
    if module is None or module.__name__ in found or module.__name__.split(".")[0] not in ("analysis", "kpis"):
        return
    if module.__name__ != __name__:  # what declares is no part of what computes
        found[module.__name__] = module
        for held in vars(module).values():
            _gather(held if inspect.ismodule(held) else inspect.getmodule(held), found)
