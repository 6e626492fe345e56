"""The rules of the house that a reader of the source can check, each breach named by file and line.

import-linter (pyproject.toml) follows chains of imports through packages; these rules read each file alone,
so they also cover `app.py`, `server.py` and `publish.py`, third-party doors, and what is no import at all.
Every rule is a function from a parsed file to breaches; `breaches(root)` applies all of them to a tree.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

# Which rooms a room, or a module beside the rooms, may import.
MAY_IMPORT = {
    "language": set(),
    "warehouse": {"language"},
    "workspace": {"warehouse", "language"},
    "kpis": {"workspace", "warehouse", "language"},
    "analysis": {"kpis", "workspace", "warehouse", "language"},
    "charts": {"language"},
    "exports": {"charts", "analysis", "kpis", "workspace", "warehouse", "language"},
    "ui": {"exports", "charts", "analysis", "kpis", "workspace", "warehouse", "language"},
    "api": {"exports", "charts", "analysis", "kpis", "workspace", "warehouse", "language"},
    "pages": {"ui", "charts", "exports", "language"},
    "etl": {"workspace", "warehouse", "language"},
    "publish": {"etl", "analysis", "kpis", "workspace", "warehouse", "language"},
    "app": {"pages", "ui", "language"},
    "server": {"api", "ui", "exports", "kpis", "workspace", "warehouse", "language"},
}
ROOT_MODULES = {"app", "server", "publish"}
ROOMS = set(MAY_IMPORT) - ROOT_MODULES
BESIDE_THE_HOUSE = {"tests", "tools", "bench"}
# The one declared exception: the command line of ETL calls the composition root.
EXCEPTIONS = {("etl/__main__.py", "publish")}

# Third-party package -> the rooms, modules or files that may import it. Frames are everybody's.
FREE = {"numpy", "pandas", "pyarrow"}
NETWORK = {"etl/http.py"}
DOORS = {
    "alembic": {"workspace"},
    "babel": {"language"},
    "duckdb": {"warehouse"},
    "fastapi": {"api"},
    "feedgen": {"exports"},
    "geopandas": {"etl", "exports"},
    "httpx": NETWORK,
    "httpx_retries": NETWORK,
    "networkx": {"analysis"},
    "pandera": {"etl", "warehouse"},
    "plotly": {"charts"},
    "py7zr": {"etl"},
    "pydeck": {"charts"},
    "python_calamine": {"etl"},
    "scipy": {"analysis", "kpis"},
    "sdmx": {"etl"},
    "searoute": {"analysis"},
    "shapely": {"etl", "exports"},
    "sqlalchemy": {"workspace"},
    "starlette": {"api", "server"},
    "statsmodels": {"analysis", "kpis"},
    "streamlit": {"app", "server", "pages", "ui"},
    "typst": {"exports"},
    "weasyprint": {"exports"},
    "xlsxturbo": {"exports"},
    # The standard library's ways out, and the two clients that other packages bring along.
    "aiohttp": NETWORK,
    "ftplib": NETWORK,
    "http.client": NETWORK,
    "requests": NETWORK,
    "socket": NETWORK,
    "urllib.request": NETWORK,
    "urllib3": NETWORK,
}
# 1.4 s to import: the serving process must not pay that for an export nobody asked for.
LAZY = {("exports", "geopandas"), ("analysis", "searoute")}

NAMELESS = {"utils", "util", "common", "helpers", "helper", "core", "services", "misc"}
NO_SQL = {"pages", "ui", "api", "charts", "exports"}
NO_COLOUR = {"pages", "ui", "api", "exports"}
LONGEST_FUNCTION = 50
LONGEST_PAGE = 60

COLOUR = re.compile(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6})\b|\b(?:rgb|hsl)a?\(\s*\d")
SQL = re.compile(
    r"\bselect\b.+\bfrom\s+(?:raw|core|out|meta|quarantine)_"
    r"|\b(?:insert\s+into|delete\s+from|create\s+(?:table|view)|drop\s+table|update)\s+\w+_\w+"
    r"|\bread_(?:csv|parquet)(?:_auto)?\s*\(",
    re.IGNORECASE | re.DOTALL,
)
ARITHMETIC = {ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Pow: "**"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, order=True)
class Breach:
    """One place that breaks one rule."""

    path: str
    line: int
    rule: str
    what: str

    def __str__(self) -> str:
        """Path, line and sentence, in the form that editors turn into a link."""
        return f"{self.path}:{self.line}: {self.what} [{self.rule}]"


@dataclass(frozen=True)
class Source:
    """One parsed Python file of ours: its path in the tree, the room it lives in, its syntax tree."""

    path: str
    tree: ast.Module
    lines: int

    @property
    def room(self) -> str:
        """The room's name, or the module's own for a file beside the rooms."""
        return self.path.split("/")[0].removesuffix(".py")

    def breach(self, line: int, rule: str, what: str) -> Breach:
        """A breach in this file."""
        return Breach(self.path, line, rule, what)


@dataclass(frozen=True)
class Import:
    """One imported module, by its full dotted name."""

    name: str
    line: int
    at_top: bool

    @property
    def top(self) -> str:
        """The package's first name."""
        return self.name.split(".")[0]


def sources(root: Path) -> list[Source]:
    """Every Python file of the house and of its tools, parsed; tests and hidden folders are left out."""
    found = []
    for path in sorted(_python_files(root)):
        text = path.read_text(encoding="utf-8")
        found.append(Source(path.relative_to(root).as_posix(), ast.parse(text, str(path)), text.count("\n")))
    return found


def _python_files(root: Path) -> Iterator[Path]:
    """Hidden folders are not entered: the virtual environment alone holds ten thousand files."""
    for entry in root.iterdir():
        if entry.name.startswith(".") or entry.name in {"tests", "build", "data"}:
            continue
        if entry.is_dir():
            yield from (p for p in entry.rglob("*.py") if not any(n.startswith(".") for n in p.relative_to(root).parts))
        elif entry.suffix == ".py":
            yield entry


def functions(source: Source) -> Iterator[tuple[Function, int]]:
    """Each function with its length in lines, from `def` to its end, docstring not counted."""
    for node in ast.walk(source.tree):
        if isinstance(node, Function):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if ast.get_docstring(node) is not None:
                first = node.body[0]
                length -= (first.end_lineno or first.lineno) - first.lineno + 1
            yield node, length


def imports(source: Source) -> Iterator[Import]:
    """Every absolute import of a file, also one made inside a function or by importlib."""
    inside = {id(n) for function, _ in functions(source) for n in ast.walk(function)}
    for node in ast.walk(source.tree):
        for name in _imported_names(node):
            yield Import(name, node.lineno, id(node) not in inside)


def _imported_names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    if isinstance(node, ast.Call) and _called(node) in {"import_module", "__import__"} and node.args:
        first = node.args[0]
        return [first.value] if isinstance(first, ast.Constant) and isinstance(first.value, str) else []
    return []


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def layers(source: Source) -> Iterator[Breach]:
    """A room imports only the rooms below it."""
    if source.room not in MAY_IMPORT:
        return
    allowed = MAY_IMPORT[source.room] | {source.room}
    for imported in imports(source):
        if imported.top not in MAY_IMPORT or imported.top in allowed:
            continue
        if (source.path, imported.top) not in EXCEPTIONS:
            known = ", ".join(sorted(MAY_IMPORT[source.room])) or "no room of ours"
            what = f"{source.room} imports {imported.name}; it may import {known}"
            yield source.breach(imported.line, "layers", what)


def doors(source: Source) -> Iterator[Breach]:
    """A third-party package enters by its own room."""
    if source.room not in MAY_IMPORT:
        return
    for imported in imports(source):
        door = _door(imported.name)
        if door is None:
            if not _needs_no_door(imported.top):
                what = f"{imported.top} has no door yet: name its room in DOORS (tests/architecture/rules.py)"
                yield source.breach(imported.line, "doors", what)
        elif source.room not in DOORS[door] and source.path not in DOORS[door]:
            rooms = ", ".join(sorted(DOORS[door]))
            yield source.breach(imported.line, "doors", f"{door} may be imported only in {rooms}")
        elif imported.at_top and (source.room, door) in LAZY:
            what = f"{door} is slow to load: import it inside the function that needs it"
            yield source.breach(imported.line, "doors", what)


def _door(name: str) -> str | None:
    parts = name.split(".")
    prefixes = (".".join(parts[:n]) for n in range(len(parts), 0, -1))
    return next((prefix for prefix in prefixes if prefix in DOORS), None)


def _needs_no_door(top: str) -> bool:
    return top in FREE or top in MAY_IMPORT or top in sys.stdlib_module_names


def rooms(source: Source) -> Iterator[Breach]:
    """Every file lives in a room, and no name says nothing."""
    parts = [part.removesuffix(".py") for part in source.path.split("/")]
    for part in parts:
        if part in NAMELESS:
            yield source.breach(1, "rooms", f"'{part}' says nothing of what lives there: name it by its subject")
    if source.room not in MAY_IMPORT and source.room not in BESIDE_THE_HOUSE:
        yield source.breach(1, "rooms", f"'{source.room}' is no room of the house")


def lengths(source: Source) -> Iterator[Breach]:
    """No function above 50 lines, no page above 60."""
    for node, length in functions(source):
        if length > LONGEST_FUNCTION:
            what = f"{node.name} has {length} lines; at most {LONGEST_FUNCTION}"
            yield source.breach(node.lineno, "length", what)
    if source.room == "pages" and source.lines > LONGEST_PAGE:
        what = f"the page has {source.lines} lines; at most {LONGEST_PAGE}: move what it works out to ui or kpis"
        yield source.breach(LONGEST_PAGE + 1, "length", what)


def errors(source: Source) -> Iterator[Breach]:
    """No net that catches everything, no assert that `python -O` would drop."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ExceptHandler) and _catches_everything(node.type):
            yield source.breach(node.lineno, "errors", "catches everything: name the error you expect")
        if isinstance(node, ast.Assert):
            yield source.breach(node.lineno, "errors", "bare assert: raise an error with its sentence")


def _catches_everything(caught: ast.expr | None) -> bool:
    if caught is None:
        return True
    if isinstance(caught, ast.Tuple):
        return any(_catches_everything(each) for each in caught.elts)
    return isinstance(caught, ast.Name) and caught.id in {"Exception", "BaseException"}


def colours(source: Source) -> Iterator[Breach]:
    """Colours come from charts/theme.py and the style sheet."""
    if source.room in NO_COLOUR:
        for text, line in _texts(source):
            if found := COLOUR.search(text):
                what = f"colour '{found[0]}' is written by hand: take it from charts/theme.py"
                yield source.breach(line, "colours", what)


def sql(source: Source) -> Iterator[Breach]:
    """What people see asks reads, not the database."""
    if source.room in NO_SQL:
        for text, line in _texts(source):
            if SQL.search(text):
                what = "SQL: ask a function of warehouse/reads.py or kpis/reads.py"
                yield source.breach(line, "sql", what)


def _texts(source: Source) -> Iterator[tuple[str, int]]:
    """Every string of a file; an f-string counts as one, with a gap where a value goes."""
    parts = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.JoinedStr):
            parts |= {id(part) for part in node.values}
            text = "".join(str(p.value) if isinstance(p, ast.Constant) else "_" for p in node.values)
            yield text, node.lineno
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            yield node.value, node.lineno


def arithmetic(source: Source) -> Iterator[Breach]:
    """A page chooses, reads, draws and says; it does not work anything out."""
    if source.room == "pages":
        for node in ast.walk(source.tree):
            if isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
                sign = ARITHMETIC[type(node.op)]
                yield source.breach(node.lineno, "arithmetic", f"a page works out '{sign}': let a read answer it")


RULES: tuple[Callable[[Source], Iterator[Breach]], ...] = (
    layers,
    doors,
    rooms,
    lengths,
    errors,
    colours,
    sql,
    arithmetic,
)


def breaches(root: Path) -> list[Breach]:
    """Every breach in a tree, in the order of its files."""
    return sorted({breach for source in sources(root) for rule in RULES for breach in rule(source)})
