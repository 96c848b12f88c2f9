"""What the live list holds against the splits of a form: the parts and their whole, and what is left out of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import fsum
from typing import NamedTuple

from toolkit.form.contents import Filling, Form
from toolkit.model import Severity, Split
from toolkit.values.numbers import limits
from toolkit.values.totals import TOLERANCE
from toolkit.xlsx.drawn.cell_tests import trimmed


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
    """A form's cells. `raw`: the address of a figure's cell, by code and the period's place; `cell`: where it stands
    what the cell counts as, a number or nothing; `number`: the same of what is filled in."""

    form: Form
    filling: Filling
    raw: Callable[[str, int], str]
    cell: Callable[[str, int], str]
    number: Callable[[str, int], float | None]

    def is_blank(self, code: str, place: int) -> bool:
        period = self.form.campaign.periods[place].key
        return not trimmed(self.filling.figures.get((code, period)))

    def cells(self, codes: Sequence[str], place: int) -> str:
        return ",".join(self.cell(code, place) for code in codes)

    def numbers(self, codes: Sequence[str], place: int) -> list[float]:
        return [n for code in codes if (n := self.number(code, place)) is not None]


class _Test(NamedTuple):
    """A test of one period, and whether it is true of what is filled in."""

    text: str = ""
    true: bool = False


def split_checks(table: Table, split: Split, others: Sequence[Split]) -> Iterator[SplitCheck]:
    """The checks of one split. `others`: further ones of its whole, if it is the first that makes it up."""
    whole, places = table.form.campaign.indicator_by_code[split.of], range(len(table.form.campaign.periods))
    members, every = split.members, (split.of, *split.members)
    if split.whole == "equal":
        found = [_not_equal(table, split, place) for place in places]
        yield _check("split-not-equal", "error", split, every, found)
    low = limits(whole)[0]
    found = [_exceeds(table, split, place, partly=low is not None and low >= 0) for place in places]
    yield _check("split-exceeds", "error", split, every, found)
    severity: Severity = "error" if whole.required else "warning"
    found = [_partial(table, members, place) for place in places]
    yield _check("split-partial", severity, split, members, found, blank=True)
    owed = [whole.required and table.form.there[place] for place in places]
    found = [_missing(table, split, place) if owed[place] else _Test() for place in places]
    yield _check("split-missing", "error", split, members, found, blank=True)
    found = [_Test() if owed[place] else _without_whole(table, split, place) for place in places]
    yield _check("split-without-whole", "warning", split, (split.of,), found, blank=True)
    for other in others:
        found = [_disagree(table, split, other, place) for place in places]
        both = (*split.members, *other.members)
        yield _check("splits-disagree", "error", split, both, found)._replace(other=other)


def _check(
    code: str, severity: Severity, split: Split, codes: Sequence[str], found: Sequence[_Test], *, blank: bool = False
) -> SplitCheck:
    tests, fails = tuple(f.text for f in found), tuple(f.true for f in found)
    return SplitCheck(code, severity, split, tests, fails, tuple(codes), blank_only=blank)


def _not_equal(table: Table, split: Split, place: int) -> _Test:
    """That all are given, and the parts come to something else."""
    of, parts = table.cell(split.of, place), table.cells(split.members, place)
    whole, numbers = table.number(split.of, place), table.numbers(split.members, place)
    complete = whole is not None and len(numbers) == len(split.members)
    text = f"AND(COUNT({of},{parts})={1 + len(split.members)},{_differ(f'SUM({parts})', of)})"
    return _Test(text, complete and _differs(fsum(numbers), whole or 0.0))


def _exceeds(table: Table, split: Split, place: int, *, partly: bool) -> _Test:
    """That the parts exceed the whole; `partly`: of some of them too, since the others cannot be below zero."""
    of, parts, count = table.cell(split.of, place), table.cells(split.members, place), len(split.members)
    whole, numbers = table.number(split.of, place), table.numbers(split.members, place)
    given = []
    if partly:
        given.append(f"COUNT({parts})<{count}")
    if split.whole == "at_most":
        given.append(f"COUNT({parts})={count}")
    if not given:
        return _Test()
    enough = given[0] if len(given) == 1 else f"COUNT({parts})>0"
    may = (partly and 0 < len(numbers) < count) or (split.whole == "at_most" and len(numbers) == count)
    exceeds = whole is not None and may and fsum(numbers) > whole and _differs(fsum(numbers), whole)
    text = f"AND(COUNT({of})=1,{enough},SUM({parts})>N({of}),{_differ(f'SUM({parts})', of)})"
    return _Test(text, bool(exceeds))


def _partial(table: Table, members: Sequence[str], place: int) -> _Test:
    """That some are blank and others not: twice the blank ones less all is less than all then, either way."""
    blanks, count = _blanks(table, members, place)
    return _Test(f"ABS(2*{blanks}-{len(members)})<{len(members)}", 0 < count < len(members))


def _missing(table: Table, split: Split, place: int) -> _Test:
    """That no part is given of what is required, where the whole is a number other than 0; a blank whole is told of
    itself."""
    blanks, count = _blanks(table, split.members, place)
    text = f"AND({blanks}={len(split.members)},N({table.cell(split.of, place)})<>0)"
    return _Test(text, count == len(split.members) and bool(table.number(split.of, place)))


def _without_whole(table: Table, split: Split, place: int) -> _Test:
    text = f"AND({_is_blank(table, split.of, place)},COUNT({table.cells(split.members, place)})>0)"
    return _Test(text, table.is_blank(split.of, place) and bool(table.numbers(split.members, place)))


def _disagree(table: Table, split: Split, other: Split, place: int) -> _Test:
    """That two splits come to different sums, where there is no number to hold both against."""
    both = [(s.members, table.cells(s.members, place), table.numbers(s.members, place)) for s in (split, other)]
    counts = ",".join(f"COUNT({cells})={len(members)}" for members, cells, _ in both)
    (first, second), (one, two) = ((f"SUM({cells})" for _, cells, _ in both), (fsum(n) for _, _, n in both))
    text = f"AND(COUNT({table.cell(split.of, place)})=0,{counts},{_differ(first, second)})"
    complete = all(len(numbers) == len(members) for members, _, numbers in both)
    return _Test(text, table.number(split.of, place) is None and complete and _differs(one, two))


def _differ(one: str, other: str) -> str:
    """That two numbers are shown as different ones."""
    return f"ABS({one}-N({other}))>MAX(ABS({one}),ABS(N({other})))*{TOLERANCE:.0E}"


def _differs(one: float, other: float) -> bool:
    return abs(one - other) > max(abs(one), abs(other)) * TOLERANCE


def _is_blank(table: Table, code: str, place: int) -> str:
    return f"LEN(TRIM({table.raw(code, place)}))=0"


def _blanks(table: Table, codes: Sequence[str], place: int) -> tuple[str, int]:
    """In how many of the cells nothing stands: as Excel counts it, and for what is filled in."""
    counted = "+".join(f"IF({_is_blank(table, code, place)},1,0)" for code in codes)
    return f"({counted})", sum(table.is_blank(code, place) for code in codes)
