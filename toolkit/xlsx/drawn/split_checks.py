"""What the live list holds against the splits of a form: the parts and their whole, and what is left out of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import fsum
from typing import NamedTuple

from toolkit.form.contents import Filling, Form
from toolkit.formula import expressions
from toolkit.formula.expressions import ExcelCell, Operand, Verdict
from toolkit.model import Indicator, Severity, Split
from toolkit.values.numbers import limits
from toolkit.xlsx.drawn.cell_tests import GAP_WORDS, ZERO_WORDS, trimmed


class SplitCheck(NamedTuple):
    """One thing that may be wrong with a split, in any period. `code` is that of the finding.

    `tests` are Excel expressions, one a period, "" where nothing can be wrong; `fails` what they give for what is
    filled in. `codes`: the rows it is about, of which `blank_only` means the cells in which nothing stands.
    """

    code: str
    severity: Severity
    split: Split
    tests: tuple[str, ...]
    fails: tuple[bool, ...]
    codes: tuple[str, ...]
    blank_only: bool = False
    other: Split | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A form's cells. `raw`: the address of a figure's cell, by code and the period's place; `cell`: where its number
    stands; `usable`: where it is said that none of several cells is faulty, and whether it is so."""

    form: Form
    filling: Filling
    raw: Callable[[str, int], str]
    cell: Callable[[str, int], ExcelCell]
    operand: Callable[[str, int], Operand]
    usable: Callable[[Sequence[str], int], tuple[str, bool]]

    def number(self, code: str, place: int) -> float | None:
        found = self.operand(code, place)
        return found if isinstance(found, float) else None

    def is_blank(self, code: str, place: int) -> bool:
        period = self.form.campaign.periods[place].key
        return not trimmed(self.filling.figures.get((code, period)))


class _Test(NamedTuple):
    """A test of one period, and whether it is true of what is filled in."""

    text: str = ""
    true: bool = False


def split_checks(table: Table, split: Split, others: Sequence[Split]) -> Iterator[SplitCheck]:
    """The checks of one split. `others`: further ones of its whole, if it is the first that makes it up."""
    whole, places = table.form.campaign.indicator_by_code[split.of], range(len(table.form.campaign.periods))
    members, every = split.members, (split.of, *split.members)
    if split.whole == "equal":
        yield _check(
            "split-not-equal", "error", split, every, [_rule(table, split.rule.formula, every, p) for p in places]
        )
    yield _check("split-exceeds", "error", split, every, [_exceeds(table, whole, split, p) for p in places])
    severity: Severity = "error" if whole.required else "warning"
    yield _check("split-partial", severity, split, members, [_partial(table, members, p) for p in places], blank=True)
    owed = [whole.required and table.form.there[p] for p in places]
    if whole.required:
        found = [_missing(table, split, p) if owed[p] else _Test() for p in places]
        yield _check("split-missing", "error", split, members, found, blank=True)
    found = [_Test() if owed[p] else _without_whole(table, split, p) for p in places]
    yield _check("split-without-whole", "warning", split, (split.of,), found, blank=True)
    for other in others:
        both = (*split.members, *other.members)
        found = [_disagree(table, split, other, p) for p in places]
        yield _check("splits-disagree", "error", split, both, found)._replace(other=other)


def _check(
    code: str, severity: Severity, split: Split, codes: Sequence[str], found: Sequence[_Test], *, blank: bool = False
) -> SplitCheck:
    tests, fails = tuple(f.text for f in found), tuple(f.true for f in found)
    return SplitCheck(code, severity, split, tests, fails, tuple(codes), blank_only=blank)


def _rule(table: Table, formula: str, codes: Sequence[str], place: int) -> _Test:
    """That a rule is broken, where all cells that it looks at can be used."""
    parsed = expressions.parse(formula)
    verdict = expressions.verdict_to_excel(
        parsed, lambda code: table.cell(code, place), zero_words=ZERO_WORDS, gap_words=GAP_WORDS
    )[1:]
    usable, is_usable = table.usable(codes, place)
    judgement = expressions.judge(parsed, lambda code: table.operand(code, place))
    return _Test(f'IF({usable},({verdict})&""="0",FALSE)', is_usable and judgement.verdict is Verdict.FAILED)


def _exceeds(table: Table, whole: Indicator, split: Split, place: int) -> _Test:
    """That the parts exceed the whole: of some alone where the others cannot be below zero."""
    every = (split.of, *split.members)
    usable, is_usable = table.usable(every, place)
    low = limits(whole)[0]
    test = _Test() if split.whole == "equal" else _rule(table, split.rule.formula, every, place)
    if low is None or low < 0:
        return test
    cells = [table.cell(code, place).reference for code in split.members]
    of, given = table.cell(split.of, place).reference, ",".join(cells)
    total, count = f'IF(ISNUMBER({of}),{of},IF(TRIM({of})={ZERO_WORDS},0,""))', _count(cells)
    text = (
        f"IF({usable},IF(ISNUMBER({total}),AND({count}>0,{count}<{len(cells)},"
        f"SUM({given})-{total}>ABS({total})*1E-9),FALSE),FALSE)"
    )
    numbers = [n for code in split.members if (n := table.number(code, place)) is not None]
    number = table.number(split.of, place)
    partly = is_usable and number is not None and 0 < len(numbers) < len(cells)
    exceeds = partly and fsum(numbers) - (number or 0.0) > abs(number or 0.0) * 1e-9
    return _Test(f"OR({test.text},{text})" if test.text else text, test.true or exceeds)


def _count(cells: Sequence[str]) -> str:
    """How many of the cells hold a number, or the words for zero."""
    return "(" + "+".join(f"IF(ISNUMBER({c}),1,IF(TRIM({c})={ZERO_WORDS},1,0))" for c in cells) + ")"


def _blanks(table: Table, codes: Sequence[str], place: int) -> tuple[str, int]:
    """In how many of the cells nothing stands: as Excel counts it, and for what is filled in."""
    counted = "+".join(f"IF(LEN(TRIM({table.raw(code, place)}))=0,1,0)" for code in codes)
    return f"({counted})", sum(table.is_blank(code, place) for code in codes)


def _partial(table: Table, members: Sequence[str], place: int) -> _Test:
    blanks, count = _blanks(table, members, place)
    return _Test(f"AND({blanks}>0,{blanks}<{len(members)})", 0 < count < len(members))


def _missing(table: Table, split: Split, place: int) -> _Test:
    """That no part is given of what is required: but for a whole that is 0, or is said not to be known."""
    blanks, count = _blanks(table, split.members, place)
    of, raw = table.cell(split.of, place).reference, table.raw(split.of, place)
    text = f"AND({blanks}={len(split.members)},OR(LEN(TRIM({raw}))=0,IF(ISNUMBER({of}),{of}<>0,FALSE)))"
    asked = table.is_blank(split.of, place) or bool(table.number(split.of, place))
    return _Test(text, count == len(split.members) and asked)


def _without_whole(table: Table, split: Split, place: int) -> _Test:
    cells = [table.cell(code, place).reference for code in split.members]
    given = any(table.number(code, place) is not None for code in split.members)
    text = f"AND(LEN(TRIM({table.raw(split.of, place)}))=0,{_count(cells)}>0)"
    return _Test(text, given and table.is_blank(split.of, place))


def _disagree(table: Table, split: Split, other: Split, place: int) -> _Test:
    """That two splits come to different sums, where there is no number to hold both against."""
    of, codes = table.cell(split.of, place).reference, (*split.members, *other.members)
    rule = _rule(table, f"={'+'.join(split.members)}={'+'.join(other.members)}", codes, place)
    text = f"IF(ISNUMBER({of}),FALSE,IF(TRIM({of})={ZERO_WORDS},FALSE,{rule.text}))"
    return _Test(text, table.number(split.of, place) is None and rule.true)
