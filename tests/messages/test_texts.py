"""The files of sentences: every key that is used exists, every existing key is used, both languages agree."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

import toolkit
from toolkit.messages.texts import Texts, texts
from toolkit.model import SEVERITIES

PACKAGE = Path(toolkit.__file__).parent
MESSAGES = PACKAGE / "messages"
FILES = sorted(MESSAGES.rglob("*.tsv"))
#: Files whose sentences go into official documents, which are Vietnamese whatever the language of the screen.
VIETNAMESE = {"reports"}
#: The file with the options of the definition: lower-case keys, read as a whole.
_WITH_OPTIONS = "definition_sheets"
_PARTS = ("what", "fix", "meaning")


def rows(path: Path) -> list[list[str]]:
    """The rows of a file that have a sentence, as cells; without the headings."""
    _, *lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


@cache
def sources() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")}


@cache
def names_used() -> frozenset[str]:
    """Names and attributes that the package's code reads, imports, or gets from a file of sentences."""
    found: set[str] = set()
    for tree in sources().values():
        for node in ast.walk(tree):
            match node:
                case ast.Attribute(attr=name) | ast.Name(id=name, ctx=ast.Load()) | ast.alias(name=name):
                    found.add(name)
                case ast.AnnAssign(target=ast.Name(id=name)) | ast.arg(arg=name):  # a record's field
                    found.add(name)
                case ast.Subscript(value=ast.Name(id="_TEXTS"), slice=ast.Constant(value=str(name))):
                    found.add(name)
    return frozenset(found)


@cache
def literals() -> frozenset[str]:
    """Every string in the package's code, and every word in its templates of pages."""
    found = {n.value for t in sources().values() for n in ast.walk(t) if isinstance(n, ast.Constant)}
    templates = [p.read_text(encoding="utf-8") for p in PACKAGE.rglob("*") if p.suffix in (".html", ".j2")]
    return frozenset(x for x in found if isinstance(x, str)) | {w for t in templates for w in re.findall(r"[\w-]+", t)}


def groups(path: Path) -> dict[str, list[str]]:
    """The keys of each group of a file."""
    found: dict[str, list[str]] = {}
    for key, *_ in rows(path):
        group, point, name = key.partition(".")
        if point and group.isupper():
            found.setdefault(group, []).append(name)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_file_of_sentences_is_a_plain_table(path: Path) -> None:
    """Four cells a row, each key once, no cell in quotes, no sentence blank."""
    lines = path.read_bytes().decode("utf-8").split("\n")
    assert lines[0] == "key\tvi\ten\tremark"
    assert lines[-1] == ""
    found = rows(path)
    assert [row for row in found if len(row) != 4] == []
    keys = [row[0] for row in found]
    assert sorted({k for k in keys if keys.count(k) > 1}) == []
    assert [row[0] for row in found if any(cell.startswith('"') or cell != cell.strip("\r") for cell in row)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_sentence_exists_in_both_languages(path: Path) -> None:
    """Only texts of official documents, severities and synonyms of an option have one language."""
    missing = [key for key, vi, en, _ in rows(path) if bool(vi) != bool(en) and not vi.startswith("=")]
    if path.stem in VIETNAMESE:
        assert [key for key, vi, en, _ in rows(path) if en] == []
    else:
        also = [key for key in missing if is_option(path, key) and key.endswith(".also")]
        assert [key for key in missing if key not in codes(path) and key not in also] == []


def is_option(path: Path, key: str) -> bool:
    """Whether a row is an option of the definition."""
    return path.stem == _WITH_OPTIONS and key[0].islower()


def codes(path: Path) -> dict[str, str]:
    """The severities of a file's findings, by code."""
    found = rows(path)
    coded = {key.removesuffix(".what") for key, *_ in found if key.endswith(".what") and "findings" in path.parts}
    return {key: vi for key, vi, *_ in found if key in coded}


@pytest.mark.parametrize("path", [p for p in FILES if "findings" in p.parts], ids=lambda p: p.stem)
def test_a_finding_has_a_severity_and_three_sentences(path: Path) -> None:
    """Each code of a file of findings is followed by what is wrong, what to do, and what it means."""
    of_codes = codes(path)
    assert {code: severity for code, severity in of_codes.items() if severity not in SEVERITIES} == {}
    keys = {key for key, *_ in rows(path)}
    assert [f"{c}.{part}" for c in of_codes for part in _PARTS if f"{c}.{part}" not in keys] == []
    lonely = {key.partition(".")[0] for key in keys if key.islower() and "." in key} - of_codes.keys()
    assert lonely == set()


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_sentence_has_the_same_fields_in_both_languages(path: Path) -> None:
    """A field is in both languages, or in neither."""

    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    differ = [key for key, vi, en, _ in rows(path) if en and not is_option(path, key) and fields(vi) != fields(en)]
    assert differ == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_sentence_is_used(path: Path) -> None:
    """A name is read in the code, or by another sentence; so is each group, and each of its keys."""
    others = {vi[1:] for _, vi, *_ in rows(path) if vi.startswith("=")}
    names = {key for key, *_ in rows(path) if "." not in key and key.isupper()}
    assert sorted(names - names_used() - literals() - others) == []
    assert sorted(set(groups(path)) - literals()) == []
    assert [f"{g}.{k}" for g, keys in groups(path).items() for k in keys if not _is_made(k)] == []


def _is_made(key: str) -> bool:
    """Whether the code has the key, or all words of which it may be composed; some are numbers, yes or no."""
    return key in literals() or all(w in words() or w.isdigit() for w in re.split(r"[^a-z0-9]+", key.lower()))


@cache
def words() -> frozenset[str]:
    """The words of which names and strings of the code consist."""
    return frozenset(w for text in literals() | names_used() for w in re.split(r"[^a-z0-9]+", text)) | {"yes", "no"}


@cache
def uses() -> frozenset[tuple[Path, str, str]]:
    return frozenset(_uses())


def _uses() -> Iterator[tuple[Path, str, str]]:
    """(file, module of `toolkit.messages`, name) of each name that is read from such a module."""
    modules = {".".join(p.relative_to(PACKAGE.parent).with_suffix("").parts) for p in MESSAGES.rglob("*.py")}
    for path, tree in sources().items():
        aliases: dict[str, str] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    if (whole := f"{node.module}.{alias.name}") in modules:
                        aliases[alias.asname or alias.name] = whole
                    elif node.module in modules:
                        yield path, node.module, alias.name
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in aliases:
                yield path, aliases[node.value.id], node.attr


@pytest.mark.slow
def test_every_used_sentence_exists() -> None:
    """A module of sentences has each name that the code reads from it: its type alone would not show it."""
    assert len(uses()) > 1000
    assert sorted(use for use in uses() if not hasattr(import_module(use[1]), use[2])) == []


@pytest.mark.slow
def test_every_literal_key_is_in_its_group() -> None:
    """`masters.SHEETS["summary"]`: the group has the key."""
    wrong = set()
    for path, tree in sources().items():
        known = [(n, m) for f, m, n in uses() if f == path]
        for node in ast.walk(tree):
            if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
                match node.value:
                    case ast.Attribute(value=ast.Name(), attr=name) | ast.Name(id=name) if name.isupper():
                        groups_ = [getattr(import_module(m), n) for n, m in known if n == name]
                        if groups_ and not any(node.slice.value in g for g in groups_ if isinstance(g, Mapping)):
                            wrong.add((path, name, node.slice.value))
    assert wrong == set()


def test_a_file_saved_by_a_spreadsheet_program_is_read_the_same(tmp_path: Path) -> None:
    """Quotes around cells, line ends of Windows, an escaped line break."""
    path = tmp_path / "a.tsv"
    saved = ("key\tvi\ten\tremark", 'A\t"Mở ""x"""\t"Open ""x"""\t', "# B", "G.k\tmột\\nhai\tone\\ntwo\t", "C\t=A\t\t")
    path.write_bytes("".join(f"{line}\r\n" for line in saved).encode())
    read = Texts(str(path))
    assert (read["A"], read["C"]) == (('Mở "x"', 'Open "x"'), read["A"])
    assert read.group("G") == {"k": ("một\nhai", "one\ntwo")}
    with pytest.raises(AttributeError):
        read.named("B")
    assert texts(str(tmp_path / "a.py"))["A"] == read["A"]
