"""What the package's code has of sentences: names, strings, and what it reads from the modules of sentences."""

import ast
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import toolkit

PACKAGE = Path(toolkit.__file__).parent
MESSAGES = PACKAGE / "messages"


@dataclass(frozen=True)
class Code:
    """What stands in the package's modules."""

    names: set[str] = field(default_factory=set)
    """Names and attributes that are read, imported, or got from a file of sentences; fields of records."""
    strings: set[str] = field(default_factory=set)
    """Every string, and every word in the templates of pages."""
    outside: set[str] = field(default_factory=set)
    """The strings of modules outside the catalogue, without docstrings."""
    uses: set[tuple[str, str]] = field(default_factory=set)
    """(module of `toolkit.messages`, name) of each name that is read from such a module."""
    keys: set[tuple[str, str, object]] = field(default_factory=set)
    """The same of a group, with the literal key that is read: `masters.SHEETS["summary"]`."""


@cache
def code() -> Code:
    found = Code()
    for path in PACKAGE.rglob("*.py"):
        _read(ast.parse(path.read_text(encoding="utf-8")), found, MESSAGES in path.parents)
    for page in PACKAGE.rglob("*"):
        if page.suffix in (".html", ".j2"):
            found.strings.update(re.findall(r"[\w-]+", page.read_text(encoding="utf-8")))
    return found


@cache
def _modules() -> frozenset[str]:
    return frozenset(".".join(p.relative_to(PACKAGE.parent).with_suffix("").parts) for p in MESSAGES.rglob("*.py"))


def _read(tree: ast.Module, found: Code, catalogue: bool) -> None:
    aliases: dict[str, str] = {}
    imported: dict[str, str] = {}
    docs: set[int] = set()
    read: list[tuple[str, str]] = []
    subscripts: list[tuple[ast.expr, object]] = []
    for node in ast.walk(tree):  # what documents comes before its text
        match node:
            case ast.Attribute(attr=name, value=value):
                found.names.add(name)
                if isinstance(value, ast.Name):
                    read.append((value.id, name))
            case ast.Name(id=name, ctx=ast.Load()) | ast.arg(arg=name) | ast.AnnAssign(target=ast.Name(id=name)):
                found.names.add(name)
            case ast.ImportFrom(module=str(module)):
                for alias in node.names:
                    found.names.add(alias.name)
                    if (whole := f"{module}.{alias.name}") in _modules():
                        aliases[alias.asname or alias.name] = whole
                    elif module in _modules():
                        imported[alias.name] = module
            case ast.Subscript(value=ast.expr() as value, slice=ast.Constant(value=key)):
                subscripts.append((value, key))
                if isinstance(value, ast.Name) and value.id == "_TEXTS":
                    found.names.add(str(key))
            case ast.Constant(value=str(text)):
                found.strings.add(text)
                if not catalogue and id(node) not in docs:
                    found.outside.add(text)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.body:
            docs.add(id(node.body[0].value) if isinstance(node.body[0], ast.Expr) else 0)
    found.uses.update((module, name) for name, module in imported.items())
    found.uses.update((aliases[owner], name) for owner, name in read if owner in aliases)
    for group, literal in subscripts:
        match group:
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner in aliases and name.isupper():
                found.keys.add((aliases[owner], name, literal))
            case ast.Name(id=name) if name in imported and name.isupper():
                found.keys.add((imported[name], name, literal))
