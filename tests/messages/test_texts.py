"""The files of sentences: every key that is used exists, every existing key is used, both languages agree."""

import re
import string
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from tests.messages.sources import MESSAGES, code
from toolkit.messages.texts import Texts, texts
from toolkit.model import SEVERITIES

FILES = sorted(MESSAGES.rglob("*.tsv"))
#: Rows of the letter that goes out with the forms, which is Vietnamese whatever the language of the screen.
_VIETNAMESE = re.compile(r"reports\.(?:LETTER(?:_.*)?|SEVERAL)")
#: The file with the options of the definition: lower-case keys, read as a whole.
_WITH_OPTIONS = "definition_sheets"
_PARTS = ("what", "fix", "meaning")
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


@cache
def rows(path: Path) -> list[list[str]]:
    """The rows of a file that have a sentence, as cells; without the headings."""
    _, *lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def groups(path: Path) -> dict[str, list[str]]:
    """The keys of each group of a file."""
    found: dict[str, list[str]] = {}
    for key, *_ in rows(path):
        group, point, name = key.partition(".")
        if point and group.isupper():
            found.setdefault(group, []).append(name)
    return found


def is_option(path: Path, key: str) -> bool:
    """Whether a row is an option of the definition."""
    return path.stem == _WITH_OPTIONS and key[0].islower()


def codes(path: Path) -> dict[str, str]:
    """The severities of a file's findings, by code."""
    found = rows(path)
    coded = {key.removesuffix(".what") for key, *_ in found if key.endswith(".what") and "findings" in path.parts}
    return {key: vi for key, vi, *_ in found if key in coded}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@each_file
def test_a_file_of_sentences_is_a_plain_table(path: Path) -> None:
    """Four cells a row, each key once, no cell in quotes, no sentence blank."""
    lines = path.read_bytes().decode("utf-8").split("\n")
    assert (lines[0], lines[-1]) == ("key\tvi\ten\tremark", "")
    assert [row for row in rows(path) if len(row) != 4] == []
    keys = [row[0] for row in rows(path)]
    assert sorted({k for k in keys if keys.count(k) > 1}) == []
    assert [row[0] for row in rows(path) if any(cell[:1] == '"' or cell != cell.strip("\r") for cell in row)] == []


@each_file
def test_a_sentence_exists_in_both_languages(path: Path) -> None:
    """With the same fields; only texts of official documents, severities and synonyms of options have one language."""
    missing = [key for key, vi, en, _ in rows(path) if bool(vi) != bool(en) and not vi.startswith("=")]
    also = [key for key in missing if is_option(path, key) and key.endswith(".also")]
    also += [key for key in missing if _VIETNAMESE.fullmatch(f"{path.stem}.{key}")]
    assert [key for key in missing if key not in codes(path) and key not in also] == []
    both = [(key, vi, en) for key, vi, en, _ in rows(path) if en and not is_option(path, key)]
    assert [key for key, vi, en in both if fields(vi) != fields(en)] == []


@pytest.mark.parametrize("path", [p for p in FILES if "findings" in p.parts], ids=lambda path: path.stem)
def test_a_finding_has_a_severity_and_three_sentences(path: Path) -> None:
    """Each code of a file of findings is followed by what is wrong, what to do, and what it means."""
    of_codes = codes(path)
    assert {*of_codes.values()} <= {*SEVERITIES}
    keys = {key for key, *_ in rows(path)}
    assert [f"{c}.{part}" for c in of_codes for part in _PARTS if f"{c}.{part}" not in keys] == []
    assert {key.partition(".")[0] for key in keys if key.islower() and "." in key} <= of_codes.keys()


@pytest.mark.slow
def test_every_sentence_is_used() -> None:
    """A name is read in the code, or by another sentence; so is each group, and each of its keys."""
    words = {word for text in code().strings | code().names for word in re.split(r"[^a-z0-9]+", text)} | {"yes", "no"}

    def is_made(key: str) -> bool:
        """Whether the code has the key, or all words of which it may be composed; some are numbers, yes or no."""
        return key in code().strings or all(w in words or w.isdigit() for w in re.split(r"[^a-z0-9]+", key.lower()))

    for path in FILES:
        others = {vi[1:] for _, vi, *_ in rows(path) if vi.startswith("=")}
        names = {key for key, *_ in rows(path) if "." not in key and key.isupper()}
        assert sorted(names - code().names - code().strings - others) == []
        assert sorted(set(groups(path)) - code().strings) == []
        assert [f"{g}.{k}" for g, keys in groups(path).items() for k in keys if not is_made(k)] == []


@pytest.mark.slow
def test_every_used_sentence_exists() -> None:
    """A module of sentences has each name that the code reads from it, and each group the key that is read from it
    (`masters.SHEETS["summary"]`): its type alone would not show it."""
    assert len(code().uses) > 700
    assert sorted(use for use in code().uses if not hasattr(import_module(use[0]), use[1])) == []
    read = [(getattr(import_module(module), name), key) for module, name, key in code().keys]
    assert len(read) > 60
    assert [key for group, key in read if isinstance(group, Mapping) and key not in group] == []


def test_a_file_saved_by_a_spreadsheet_program_is_read_the_same(tmp_path: Path) -> None:
    """Quotes around cells, line ends of Windows, an escaped line break."""
    path = tmp_path / "a.tsv"
    saved = ("key\tvi\ten\tremark", 'A\t"Mở ""x"""\t"Open ""x"""\t', "# B", "G.k\tmột\\nhai\tone\\ntwo\t", "C\t=A\t\t")
    path.write_bytes("".join(f"{line}\r\n" for line in saved).encode())
    read = Texts(str(path))
    assert (read["A"], read["C"]) == (('Mở "x"', 'Open "x"'), read["A"])
    assert read.group("G") == {"k": ("một\nhai", "one\ntwo")}
    with pytest.raises(AttributeError):
        read.sentence("B")
    assert texts(str(tmp_path / "a.py"))["A"] == read["A"]
