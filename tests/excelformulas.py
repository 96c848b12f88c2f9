"""What Excel does with the formulas in a workbook, by their text: the type of each part, and what Excel cannot take.

No formula is evaluated here. `sorts` gives the types of a formula's parts (a truth value, a number, a text), and where
truth values meet numbers: Excel ranks every truth value above every number and leaves them out of sums of arrays, other
programs treat them as 1 and 0.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

#: T: truth value, N: number, W: words, C: a cell's value.
Sorts = frozenset[str]
TRUTH, NUMBER, WORDS, CELL, NOTHING = (frozenset(x) for x in ("T", "N", "W", "C", ""))

_ADDING = frozenset({"AVERAGE", "COUNT", "MAX", "MIN", "SUM", "SUMPRODUCT"})
"""In arrays these leave truth values out."""
_RESULTS = (
    (TRUTH, "AND EXACT FALSE ISBLANK ISERROR ISNUMBER ISTEXT NOT OR TRUE"),
    (
        NUMBER,
        "ABS AVERAGE COUNT COUNTA COUNTIF DAY FIND INT LEN MATCH MAX MIN MOD MONTH N ROUND "
        "ROW SUM SUMIF SUMPRODUCT VALUE YEAR",
    ),
    (WORDS, "ADDRESS CELL CHAR HYPERLINK LEFT MID RIGHT SUBSTITUTE TEXT TRIM UPPER"),
    (CELL, "INDEX"),
    (NOTHING, "NA"),
)
_GIVES = {name: sorts for sorts, names in _RESULTS for name in names.split()}
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<text>"(?:[^"]|"")*")
    |(?P<number>(?:\d+\.?\d*|\.\d+)(?:E[+-]?\d+)?(?![\w.!]))
    |(?P<call>[A-Z][A-Z0-9.]*)\(
    |(?P<cell>(?:'(?:[^']|'')+'!|[\w.]+!)?(?:\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)(?![\w(]))
    |(?P<name>[^\W\d]\w*)
    |(?P<sign><>|<=|>=|[-+*/^&=<>%(),])
    )""",
    re.VERBOSE,
)


class Odd(NamedTuple):
    """Something in a formula that Excel treats differently from other programs."""

    what: str
    formula: str


@lru_cache(maxsize=5_000)
def oddities(formula: str) -> tuple[Odd, ...]:
    """Truth values that meet numbers, words or cells in a formula (without its `=`)."""
    reader = _Reader(formula)
    reader.comparison()
    assert reader.peek() == ("end", ""), f"not read to its end: {formula}"
    return tuple(reader.odd)


class _Reader:
    """Reads a formula by precedence; each method returns the types of what it has read."""

    def __init__(self, formula: str) -> None:
        self.formula, self.odd = formula, list[Odd]()
        self._tokens = list(self._split())
        self._at = 0

    def _split(self) -> Iterator[tuple[str, str]]:
        at = 0
        while at < len(self.formula.rstrip()):
            match = _TOKEN.match(self.formula, at)
            assert match is not None, f"not a formula from {self.formula[at:]!r}: {self.formula}"
            assert match.lastgroup
            yield match.lastgroup, match[match.lastgroup]
            at = match.end()

    def peek(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")

    def _next(self, *signs: str) -> str:
        """The next sign, consumed, if it is one of these; otherwise ""."""
        kind, text = self.peek()
        if kind != "sign" or text not in signs:
            return ""
        self._at += 1
        return text

    def _note(self, what: str) -> None:
        self.odd.append(Odd(what, self.formula))

    def comparison(self) -> Sorts:
        left = self._joined()
        while sign := self._next("=", "<>", "<", ">", "<=", ">="):
            right = self._joined()
            if "T" in left | right and left != right:
                self._note(f"{sign}: truth values against others")
            left = TRUTH
        return left

    def _joined(self) -> Sorts:
        left = self._chain(0)
        while self._next("&"):
            if "T" in left | self._chain(0):
                self._note("&: a truth value as text")
            left = WORDS
        return left

    def _chain(self, level: int) -> Sorts:
        """Sums of products of powers."""
        operators = (("+", "-"), ("*", "/"), ("^",))
        if level == len(operators):
            return self._signed()
        left = self._chain(level + 1)
        while self._next(*operators[level]):
            self._chain(level + 1)
            left = NUMBER
        return left

    def _signed(self) -> Sorts:
        if self._next("-"):
            self._signed()
            return NUMBER
        if self._next("+"):  # leaves what follows unchanged
            return self._signed()
        found = self._single()
        while self._next("%"):
            found = NUMBER
        return found

    def _single(self) -> Sorts:
        kind, text = self.peek()
        self._at += 1
        if kind == "call":
            return self._call(text)
        if (kind, text) == ("sign", "("):
            inner = self.comparison()
            assert self._next(")"), self.formula
            return inner
        if kind == "name" and text in ("TRUE", "FALSE"):
            return TRUTH
        assert kind in ("text", "number", "cell", "name"), f"{text!r} in {self.formula}"
        return {"text": WORDS, "number": NUMBER}.get(kind, CELL)

    def _call(self, function: str) -> Sorts:
        arguments: list[Sorts] = []
        while not self._next(")"):
            arguments.append(NOTHING if self.peek() == ("sign", ",") else self.comparison())
            assert self._next(",") or self.peek() == ("sign", ")"), self.formula
        if function in _ADDING and any("T" in found for found in arguments):
            self._note(f"{function}: truth values to add")
        if function == "IF":
            return frozenset().union(*arguments[1:], TRUTH if len(arguments) == 2 else NOTHING)
        if function == "IFERROR":
            return frozenset().union(*arguments)
        return _GIVES[function]


# --- What is in a workbook -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """A formula (without its `=`) and its position: `Số liệu!E7`, or what else contains it."""

    where: str
    formula: str
    kind: str
    """`cell`, `shared`, `mark` (of a conditional format), `validation`, `name`."""


def formulas_of(path: Path) -> Iterator[Found]:
    """Every formula in the workbook; of shared ones, the one that is written."""
    with zipfile.ZipFile(path) as archive:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        for name in book.iter(f"{_MAIN}definedName"):
            if not name.attrib["name"].startswith("_xlnm."):
                yield Found(name.attrib["name"], name.text or "", "name")
        for number, sheet in enumerate(book.iter(f"{_MAIN}sheet"), start=1):
            root = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
            yield from _of_sheet(sheet.attrib["name"], root)


def _of_sheet(name: str, root: ElementTree.Element) -> Iterator[Found]:
    for cell in root.iter(f"{_MAIN}c"):
        formula = cell.find(f"{_MAIN}f")
        if formula is not None and formula.text:
            yield Found(f"{name}!{cell.attrib['r']}", formula.text, formula.get("t", "cell"))
    for rules in root.iter(f"{_MAIN}conditionalFormatting"):
        for formula in rules.iter(f"{_MAIN}formula"):
            yield Found(f"{name}!{rules.attrib['sqref']}", formula.text or "", "mark")
    for validation in root.iter(f"{_MAIN}dataValidation"):
        for formula in validation:
            yield Found(f"{name}!{validation.attrib['sqref']}", formula.text or "", "validation")


def truths_taken_for_numbers(paths: Iterable[Path]) -> list[str]:
    """Every formula of these workbooks in which truth values meet others, with its position."""
    return [
        f"{path.name} {found.where} ({odd.what}): ={found.formula}"
        for path in paths
        for found in formulas_of(path)
        if not _is_list(found)
        for odd in oddities(found.formula)
    ]


def _is_list(found: Found) -> bool:
    """Whether it is only a list of choices, or a position."""
    return found.kind in ("validation", "name") and not re.search(r"[(<>=]", found.formula)
