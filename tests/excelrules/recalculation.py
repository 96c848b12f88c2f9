"""Every formula of a workbook recalculated by HyperFormula, and compared with the value stored beside it.

HyperFormula compares as Excel does: a logical is above every number, a text above both. It runs in a separate program
(node), from a folder outside the repository; nothing of it is imported here or part of what is shipped.
"""

from __future__ import annotations

import json
import math
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from typing import Any

from tests.excelrules.formulas import Node, for_hyperformula, parse, sheet_of
from tests.excelrules.opened import Cell, ErrorText, Opened, Sheet, Stored
from toolkit.messages import forms

#: Names the folder in which `npm install hyperformula` was run.
FOLDER = "TOOLKIT_HYPERFORMULA"
SCRIPT = Path(__file__).with_name("recalculate.mjs")
TIMEOUT = 300.0
#: The formula for the reader's decimal sign. The stored one is the language's; HyperFormula writes a point.
_DECIMAL_SIGN = "MID(1/2,2,1)"
#: A sheet of row numbers, for ROW over many cells: HyperFormula gives the first number alone.
_ROWS = "_rows"


def absent() -> str:
    """Why nothing can be calculated here; "" where it can be."""
    if shutil.which("node") is None:
        return "node is not installed"
    folder = os.environ.get(FOLDER, "")
    if not folder:
        return f"{FOLDER} names no folder with HyperFormula"
    there = (Path(folder) / "node_modules" / "hyperformula" / "package.json").is_file()
    return "" if there else f"HyperFormula is not in {FOLDER}={folder}"


@dataclass(frozen=True)
class Recalculated:
    """What differs, each with its cell; (where, target) of each HYPERLINK that leads somewhere.

    `formats_computed`: the number of cells whose CELL was computed from number formats; `as_stored`: the number of
    cells that keep their stored values, since HyperFormula has no CELL.
    """

    differing: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    formulas: int
    formats_computed: int
    as_stored: int


def recalculated(books: Sequence[Opened]) -> list[Recalculated]:
    """Each workbook's formulas compared with what is stored, by one program for all of them."""
    questions = [_Question(book) for book in books]
    return [q.compared_with(answer) for q, answer in zip(questions, _answers(questions), strict=True)]


def calculated(books: Sequence[Opened]) -> list[dict[tuple[str, str], object]]:
    """The results of each workbook's formulas, by sheet and cell."""
    questions = [_Question(book) for book in books]
    return [
        {(sheet.name, cell.address): value for (sheet, cell), value in zip(q.asked, answer["cells"], strict=True)}
        for q, answer in zip(questions, _answers(questions), strict=True)
    ]


def _answers(questions: Sequence[_Question]) -> list[Mapping[str, Any]]:
    done = subprocess.run(
        ["node", str(SCRIPT), os.environ[FOLDER]],
        input="".join(q.line for q in questions),
        capture_output=True,
        encoding="utf-8",
        timeout=TIMEOUT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


# --- Input of the program ------------------------------------------------------------------------


class _Question:
    """One workbook as input of the program."""

    def __init__(self, book: Opened) -> None:
        self.book = book
        self.asked: list[tuple[Sheet, Cell]] = []
        self.links: list[tuple[str, str, str]] = []
        self.formats_computed = self.as_stored = self._rows = 0
        sheets = {sheet.name: [self._given(sheet, cell) for cell in sheet.cells] for sheet in book.sheets}
        self.line = json.dumps(self._all(sheets), ensure_ascii=False, allow_nan=False) + "\n"

    def _all(self, sheets: Mapping[str, object]) -> Mapping[str, object]:
        rows = {_ROWS: [(n, 0, n + 1) for n in range(self._rows)]} if self._rows else {}
        return {
            "sheets": {**sheets, **rows},
            "names": {n: "=" + for_hyperformula(f) for n, sheet, f in self.book.names if not sheet},
            "cells": [[s.name, c.row - 1, c.column - 1] for s, c in self.asked],
            "formulas": [[sheet, target] for sheet, _, target in self.links],
        }

    def _given(self, sheet: Sheet, cell: Cell) -> tuple[int, int, Stored]:
        return cell.row - 1, cell.column - 1, self._formula(sheet, cell) or _content(cell.stored)

    def _formula(self, sheet: Sheet, cell: Cell) -> str:
        """The cell's formula for HyperFormula; "" for none, or for one whose stored value is used."""
        if not cell.formula:
            return ""
        formula = cell.formula
        if "CELL(" in formula:
            formula = self._without_cell(sheet, formula)
            self.formats_computed += bool(formula)
            self.as_stored += not formula
            if not formula:
                return ""
        if _DECIMAL_SIGN in formula:
            formula = self._with_sign(formula)
        if "ROW(" in formula:
            formula = self._with_rows(formula)
        self.asked.append((sheet, cell))
        if "HYPERLINK(" in formula:
            self.links += [(sheet.name, cell.address, "=" + for_hyperformula(t)) for t in _targets(formula)]
        return "=" + for_hyperformula(formula)

    def _with_sign(self, formula: str) -> str:
        """The formula with its workbook's decimal sign, except where HyperFormula would convert between text and number
        with its sign."""
        values = [n.span for n in parse(formula).walk() if n.kind == "call" and n.text in ("VALUE", "FIND")]
        pieces = formula.split(_DECIMAL_SIGN)
        made = pieces[0]
        at = len(made)
        for piece in pieces[1:]:
            own = any(start < at < end for start, end in values)
            made += (_DECIMAL_SIGN if own else f'"{self._sign}"') + piece
            at += len(_DECIMAL_SIGN) + len(piece)
        return made

    def _with_rows(self, formula: str) -> str:
        """The formula with cells of the numbers in place of ROW over many cells."""
        calls = [n for n in parse(formula).walk() if n.kind == "call" and n.text == "ROW" and n.parts]
        for call in sorted(calls, key=lambda n: -n.span[0]):
            first, _, last = call.parts[0].text.rpartition("!")[2].partition(":")
            start, end = (int(re.sub("[^0-9]", "", cell or first)) for cell in (first, last))
            self._rows = max(self._rows, end)
            formula = f"{formula[: call.span[0]]}{_ROWS}!$A${start}:$A${end}{formula[call.span[1] :]}"
        return formula

    def _without_cell(self, sheet: Sheet, formula: str) -> str:
        """The formula with the results of CELL for formats written out; "" where it requests anything else."""
        calls = [n for n in parse(formula).walk() if n.kind == "call" and n.text == "CELL"]
        for call in sorted(calls, key=lambda n: -n.span[0]):
            code = self._code_of_format(sheet, call)
            if code is None:
                return ""
            formula = f'{formula[: call.span[0]]}"{code}"{formula[call.span[1] :]}'
        return formula

    def _code_of_format(self, sheet: Sheet, call: Node) -> str | None:
        if len(call.parts) != 2 or call.parts[0].text != "format" or call.parts[1].kind != "reference":
            return None
        name, _, address = call.parts[1].text.rpartition("!")
        style = self._styles.get((sheet_of(name + "!") if name else sheet.name, address.replace("$", "")), 0)
        return format_code(self.book.number_formats[style])

    @cached_property
    def _sign(self) -> str:
        """The decimal sign of the language of the sheets' names, except those of tables."""
        names = {sheet.name for sheet in self.book.sheets}
        return "." if forms.SHEETS["guide"].en in names or all(map(str.isascii, names)) else ","

    @cached_property
    def _styles(self) -> Mapping[tuple[str, str], int]:
        return {(s.name, c.address): c.style for s in self.book.sheets for c in s.cells}

    def compared_with(self, answer: Mapping[str, Any]) -> Recalculated:
        return Recalculated(
            differing=tuple(_differing(self.asked, answer["cells"], set(answer["spilled"]))),
            links=tuple(_followed(self.links, answer["formulas"])),
            formulas=len(self.asked),
            formats_computed=self.formats_computed,
            as_stored=self.as_stored,
        )


def _content(stored: Stored) -> Stored:
    """A value as input of HyperFormula. It would read texts as numbers, so each has an apostrophe before it."""
    return "'" + stored if isinstance(stored, str) and not isinstance(stored, ErrorText) else stored


def _targets(formula: str) -> Iterator[str]:
    """The first argument of each HYPERLINK, as written."""
    for node in parse(formula).walk():
        if node.kind == "call" and node.text == "HYPERLINK":
            start, end = node.parts[0].span
            yield formula[start:end]


def format_code(number_format: str) -> str:
    """The result of `CELL("format")` for a number format, by Microsoft's table; of dates only that they are dates."""
    shown = re.sub(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', "", number_format.partition(";")[0])
    decimals = len(re.sub(r"[^0#?]", "", shown.partition("E")[0].partition(".")[2]))
    if shown in ("General", "@", ""):
        return "G"
    if re.search("[dmyhs]", shown, re.IGNORECASE):
        return "D1"
    if "%" in shown:
        return f"P{decimals}"
    if "E" in shown:
        return f"S{decimals}"
    return f"{',' if ',' in shown else 'F'}{decimals}"


# --- Comparing -----------------------------------------------------------------------------------


def _followed(links: Iterable[tuple[str, str, str]], values: Iterable[object]) -> Iterator[tuple[str, str]]:
    for (sheet, address, _), value in zip(links, values, strict=True):
        if isinstance(value, str):
            yield f"{sheet}!{address}", value


def _differing(asked: Iterable[tuple[Sheet, Cell]], values: Iterable[object], spilled: set[int]) -> Iterator[str]:
    for number, ((sheet, cell), value) in enumerate(zip(asked, values, strict=True)):
        where = f"{sheet.name}!{cell.address}"
        if number in spilled:
            yield f"{where}: gives more than one cell: {cell.formula:.200}"
        elif not same(cell.stored, value):
            stored, anew = _where_they_differ(
                cell.stored, ErrorText(value["error"]) if isinstance(value, dict) else value
            )
            yield f"{where}: stored {stored:.80}, recalculated {anew:.80}: {cell.formula:.400}"


def _where_they_differ(stored: object, anew: object) -> tuple[str, str]:
    """Both as they are shown; of long texts only from where they differ."""
    if not isinstance(stored, str) or not isinstance(anew, str):
        return repr(stored), repr(anew)
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(stored, anew, strict=False))
    start = max(sum(1 for _ in alike) - 20, 0)
    return repr(stored[start:]), repr(anew[start:])


def same(stored: Stored, anew: object) -> bool:
    if isinstance(stored, ErrorText):
        return isinstance(anew, dict) and anew["error"] == stored
    if isinstance(stored, bool) or isinstance(anew, bool):
        return stored is anew
    if isinstance(stored, float) and isinstance(anew, int | float):
        return math.isclose(stored, anew, rel_tol=1e-9, abs_tol=1e-12)
    return stored == anew
