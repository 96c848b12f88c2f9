"""The rooms of the package and which imports which, read off the code; and a picture of it.

A room is a folder of `toolkit/`. What one imports counts wherever the import stands, inside functions too.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from html import escape
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "toolkit"
#: From the bottom up: a module imports from its own room and those before it.
ROOMS = (
    "model",
    "language",
    "messages",
    "files",
    "formula",
    "values",
    "agencies",
    "spreadsheet",
    "documents",
    "mail",
    "definition",
    "form",
    "intake",
    "narrative",
    "consolidation",
    "archive",
    "checks",
    "editing",
    "disclosure",
    "signed",
    "xlsx",
    "master",
    "register",
    "drafting",
    "report",
    "page",
    "export",
    "letters",
    "run",
    "desk",
    "cli",
)


# --- What imports what ---------------------------------------------------------------------------


@cache
def modules() -> dict[str, Path]:
    """The package's modules by their name within it; the package itself is ""."""
    return {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix("__init__").rstrip("."): path
        for path in PACKAGE.rglob("*.py")
    }


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(modules()[module].read_text(encoding="utf-8"))


@cache
def imported(module: str, *, deferred: bool = True) -> tuple[str, ...]:
    """What a module imports, by full name; `deferred`: inside functions and for type checkers too."""
    return tuple(_imported(module, deferred))


def _imported(module: str, deferred: bool) -> Iterator[str]:
    body = tree(module).body
    for node in _statements(body) if deferred else body:
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=source, names=names) if source:
                for alias in names:
                    full = f"{source}.{alias.name}"
                    yield full if full.removeprefix("toolkit.") in modules() else source


def _statements(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """All statements, those inside functions and other statements too."""
    for node in body:
        yield node
        for part in ("body", "orelse", "finalbody", "handlers", "cases"):
            inside = getattr(node, part, ())
            yield from _statements(inside if isinstance(inside, list) else ())


def ours(module: str, *, deferred: bool = True) -> set[str]:
    """The package's own modules that a module imports."""
    names = {n for n in imported(module, deferred=deferred) if n.split(".")[0] == "toolkit"}
    return {n.removeprefix("toolkit").lstrip(".") for n in names} - {module}


def room(module: str) -> str:
    """The folder in which a module lies; "" for the package itself."""
    first = module.partition(".")[0]
    return first if first in ROOMS else ""


def below() -> dict[str, set[str]]:
    """By room, the other rooms that it imports."""
    imports: dict[str, set[str]] = {name: set() for name in ROOMS}
    for module in modules():
        if room(module):
            imports[room(module)] |= {room(m) for m in ours(module)} - {"", room(module)}
    return imports


# --- The picture ---------------------------------------------------------------------------------

_WIDTH, _HEIGHT, _ACROSS, _DOWN, _EDGE = 104, 26, 22, 44, 16


def picture() -> str:
    """The rooms as SVG, the imported ones at the bottom. An arrow that follows from two others is left out."""
    imports = below()
    arrows = {(a, b) for a in imports for b in _direct(imports, a)}
    rows = _rows(imports)
    widest = max(map(len, rows))
    width = 2 * _EDGE + widest * _WIDTH + (widest - 1) * _ACROSS
    height = 2 * _EDGE + len(rows) * _HEIGHT + (len(rows) - 1) * _DOWN
    middle: dict[str, tuple[float, float]] = {}
    for level, row in enumerate(rows):
        y = height - _EDGE - _HEIGHT / 2 - level * (_HEIGHT + _DOWN)
        for n, name in enumerate(row):
            middle[name] = (_EDGE + (n + 0.5) / len(row) * (width - 2 * _EDGE), y)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        ' font-family="sans-serif" font-size="13">',
        "<title>The rooms of toolkit: an arrow goes from a room to one that it imports</title>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0L8 4L0 8z" fill="#7a869a"/></marker></defs>',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    lines += (_arrow(*middle[a], *middle[b]) for a, b in sorted(arrows))
    lines += (_box(name, *middle[name]) for name in ROOMS)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _direct(imports: Mapping[str, set[str]], name: str) -> set[str]:
    """The rooms that this one imports, without those that its other imports import too, directly or not."""
    further: set[str] = set()
    for other in imports[name]:
        further |= _reached(imports, other)
    return imports[name] - further


def _reached(imports: Mapping[str, set[str]], name: str) -> set[str]:
    reached = set(imports[name])
    for other in imports[name]:
        reached |= _reached(imports, other)
    return reached


def _rows(imports: Mapping[str, set[str]]) -> list[list[str]]:
    """The rooms from the bottom row up, each just below those that import it, in an order in which few arrows cross."""
    depth: dict[str, int] = {}
    for name in reversed(ROOMS):
        depth[name] = 1 + max((depth[user] for user in depth if name in imports[user]), default=-1)
    rows: list[list[str]] = [[] for _ in range(1 + max(depth.values()))]
    at: dict[str, float] = {}
    for name in ROOMS:
        rows[depth[name]].append(name)
    for row in rows:
        users = {name: [at[user] for user in at if name in _direct(imports, user)] for name in row}
        row.sort(key=lambda n: (sum(users[n]) / len(users[n]) if users[n] else 0.5, ROOMS.index(n)))
        at |= {name: (n + 0.5) / len(row) for n, name in enumerate(row)}
    return rows[::-1]


def _arrow(x1: float, y1: float, x2: float, y2: float) -> str:
    top, bottom = y1 + _HEIGHT / 2, y2 - _HEIGHT / 2
    bend = (bottom - top) / 2
    return (
        f'<path d="M{x1:.0f} {top:.0f}C{x1:.0f} {top + bend:.0f} {x2:.0f} {bottom - bend:.0f} {x2:.0f} {bottom:.0f}"'
        ' fill="none" stroke="#7a869a" marker-end="url(#tip)"/>'
    )


def _box(name: str, x: float, y: float) -> str:
    return (
        f'<rect x="{x - _WIDTH / 2:.0f}" y="{y - _HEIGHT / 2:.0f}" width="{_WIDTH}" height="{_HEIGHT}" rx="4"'
        ' fill="#eaf1fb" stroke="#3b5b8c"/>'
        f'<text x="{x:.0f}" y="{y + 4.5:.0f}" text-anchor="middle">{escape(name)}</text>'
    )
