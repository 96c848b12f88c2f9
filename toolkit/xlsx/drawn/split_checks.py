"""What the live list checks of a form's splits: the parts and their whole, and what is left out of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import fsum

from toolkit.form.contents import Form, split_words
from toolkit.messages import forms
from toolkit.model import Severity, Split
from toolkit.values.numbers import limits
from toolkit.values.totals import TOLERANCE
from toolkit.xlsx.drawn.cell_tests import FAULTY, ZERO_WORDS, trimmed
from toolkit.xlsx.drawn.formulas import STATES, is_worked_out
from toolkit.xlsx.drawn.live_checks import FAILS, FOUND, LINK, LONGEST, PROBLEM, Cells, Live, LiveCheck, Place, in_row
from toolkit.xlsx.excel import Sheet, fits, quoted


@dataclass(frozen=True, slots=True)
class SplitCheck(LiveCheck):
    """One thing that may be wrong with a split: in which periods it is, is said behind the sentence."""

    problem: str
    table: Table
    code: str
    """That of the finding."""
    split: Split
    tests: tuple[Live, ...]
    """A condition a period; without a formula where nothing can be wrong."""
    codes: tuple[str, ...]
    """The rows it is about, of which `blank_only` means the cells in which nothing stands. The first one's cells stand
    for the periods, and its line opens them."""
    blank_only: bool

    def _found(self) -> list[int]:
        return [place for place, test in enumerate(self.tests) if test.value]

    def _address(self, place: int) -> str:
        return self.table.cells.address(self.codes[0], place)

    def _token(self, place: int) -> str:
        return f"_{self._address(place)};"

    def _found_formula(self) -> str:
        """Where it fails: `_E10;_F10;`, the addresses in the row of its first indicator."""
        return "&".join(
            f'IF(IFERROR({test.formula},FALSE),"{self._token(place)}","")'
            for place, test in enumerate(self.tests)
            if test.formula
        )

    def fits(self) -> bool:
        """Whether anything can be wrong, and Excel takes the formula of it."""
        return any(test.formula for test in self.tests) and fits(f"={self._found_formula()}")

    @property
    def fails(self) -> bool:
        return bool(self._found())

    def says(self) -> str:
        labels = self.table.cells.form.period_labels
        return self.problem + ", ".join(labels[place] for place in self._found()) + "."

    def columns(self, row: int) -> dict[int, Live]:
        found, here, on_sheet = self._found(), in_row(FOUND, row), f"#'{self.sheet}'!"
        shown = "&".join(
            f'IF(ISNUMBER(FIND("{self._token(place)}",{here})),", {label}","")'
            for place, label in enumerate(self.table.cells.form.period_labels)
            if self.tests[place].formula
        )
        link = f'"{on_sheet}"&IF({here}="","{self.cell}",MID({here},2,FIND(";",{here})-2))'
        return {
            FOUND: Live("".join(map(self._token, found)), self._found_formula()),
            FAILS: Live(int(self.fails), f'IF({here}="",0,1)'),
            PROBLEM: Live(self.says(), f'{quoted(self.problem)}&MID({shown},3,{LONGEST})&"."'),
            LINK: Live(on_sheet + (self._address(found[0]) if found else self.cell), link),
        }

    def marks(self, row: int) -> Iterator[tuple[Place, Live]]:
        """Of a required whole that is blank the blank parts are marked with it, though the list names the whole
        alone."""
        table, of = self.table, self.split.of
        for code in self.codes:
            for place, test in enumerate(self.tests):
                if not test.formula:
                    continue
                is_named = f'ISNUMBER(FIND("{self._token(place)}",$J${row + 1}))'
                weight, fails = self.weight, bool(test.value)
                if self.blank_only:
                    if self.code == "split-missing":
                        is_named = f"OR({is_named},{_is_blank(table, of, place)})"
                        fails = fails or table.is_blank(of, place)
                    is_named, weight = f"AND({is_named},{_is_blank(table, code, place)})", 1
                    fails = fails and table.is_blank(code, place)
                yield (code, place), Live(weight * fails, f"IF({is_named},{weight},0)")


@dataclass(frozen=True, slots=True)
class Table:
    """What the cells of a form's figures count as in the checks of splits."""

    cells: Cells

    @property
    def form(self) -> Form:
        return self.cells.form

    def cell(self, code: str, place: int) -> str:
        """Where it stands what the cell counts as, a number or nothing."""
        return self.cells.layout.number(code, place, len(self.cells.periods))

    def number(self, code: str, place: int) -> float | None:
        """The same of what is filled in: nothing where it cannot be used."""
        value = self.cells.operands.get((code, self.cells.periods[place].key))
        return value if isinstance(value, float) and self.cells.usable([code], place) else None

    def is_blank(self, code: str, place: int) -> bool:
        return not trimmed(self.cells.filling.figures.get((code, self.cells.periods[place].key)))

    def all(self, codes: Sequence[str], place: int) -> str:
        return ",".join(self.cell(code, place) for code in codes)

    def numbers(self, codes: Sequence[str], place: int) -> list[float]:
        return [n for code in codes if (n := self.number(code, place)) is not None]


def split_checks(cells: Cells) -> Iterator[LiveCheck]:
    """The checks of all splits of a form."""
    table = Table(cells)
    for code, splits in cells.form.campaign.splits_of.items():
        whole = [split for split in splits if split.whole == "equal"]
        for split in splits if code in cells.layout.figure_rows else ():
            others = whole[1:] if split in whole[:1] else ()
            yield from (check for check in _checks(table, split, others) if check.fits())


def _checks(table: Table, split: Split, others: Sequence[Split]) -> Iterator[SplitCheck]:
    """The checks of one split. `others`: further ones of its whole, if it is the first that makes it up."""
    whole, places = table.form.campaign.indicator_by_code[split.of], range(len(table.form.campaign.periods))
    members, every = split.members, (split.of, *split.members)
    if split.whole == "equal":
        found = [_not_equal(table, split, place) for place in places]
        yield _check(table, "split-not-equal", "error", split, every, found)
    low = limits(whole)[0]
    found = [_exceeds(table, split, place, partly=low is not None and low >= 0) for place in places]
    yield _check(table, "split-exceeds", "error", split, every, found)
    severity: Severity = "error" if whole.required else "warning"
    found = [_partial(table, members, place) for place in places]
    yield _check(table, "split-partial", severity, split, members, found, blank=True)
    owed = [whole.required and table.form.there[place] for place in places]
    found = [_missing(table, split, place) if owed[place] else Live(False) for place in places]
    yield _check(table, "split-missing", "error", split, members, found, blank=True)
    found = [Live(False) if owed[place] else _without_whole(table, split, place) for place in places]
    yield _check(table, "split-without-whole", "warning", split, (split.of,), found, blank=True)
    for other in others:
        found = [_disagree(table, split, other, place) for place in places]
        both = (*split.members, *other.members)
        yield _check(table, "splits-disagree", "error", split, both, found, other=other)


def _check(
    table: Table,
    code: str,
    severity: Severity,
    split: Split,
    codes: Sequence[str],
    found: Sequence[Live],
    *,
    blank: bool = False,
    other: Split | None = None,
) -> SplitCheck:
    form, of = table.form, split.of
    said = split_words(split, other, form.language)
    first = of if of in codes else split.members[0]
    return SplitCheck(
        severity,
        f"{of} – {form.campaign.indicator_by_code[of].label}",
        Live(form.say(forms.TO_FIX_SPLIT_FIXES[code], **said)),
        table.cells.sheet,
        table.cells.address(first, 0),
        form.say(forms.TO_FIX_SPLITS[code], **said),
        table,
        code,
        split,
        tuple(found),
        (first, *(c for c in codes if c != first)),
        blank,
    )


def draw_numbers(sheet: Sheet, cells: Cells) -> None:
    """Write what the cells of splits count as: their numbers, 0 for the words for it, nothing where they cannot be
    used."""
    form, layout, count, table = cells.form, cells.layout, len(cells.periods), Table(cells)
    for whole, splits in form.campaign.splits_of.items():
        for code in (whole, *(m for split in splits for m in split.members)) if whole in layout.figure_rows else ():
            worked_out = is_worked_out(form, form.campaign.indicator_by_code[code])
            for place in range(count):
                cell = layout.percentage(code, place, count) if worked_out else cells.cell(code, place)
                usable = f"{layout.state(code, place)}<{FAULTY}"
                formula = f'=IF({usable},IF(ISNUMBER({cell}),{cell},IF(TRIM({cell})={ZERO_WORDS},0,"")),"")'
                value = table.number(code, place)
                column = STATES + 5 * count + place
                sheet.write_formula_value(layout.check_rows[code], column, formula, "" if value is None else value)


def _not_equal(table: Table, split: Split, place: int) -> Live:
    """That all are given, and the parts come to something else."""
    of, parts = table.cell(split.of, place), table.all(split.members, place)
    whole, numbers = table.number(split.of, place), table.numbers(split.members, place)
    complete = whole is not None and len(numbers) == len(split.members)
    text = f"AND(COUNT({of},{parts})={1 + len(split.members)},{_differ(f'SUM({parts})', of)})"
    return Live(complete and _differs(fsum(numbers), whole or 0.0), text)


def _exceeds(table: Table, split: Split, place: int, *, partly: bool) -> Live:
    """That the parts exceed the whole; `partly`: of some of them too, since the others cannot be below zero."""
    of, parts, count = table.cell(split.of, place), table.all(split.members, place), len(split.members)
    whole, numbers = table.number(split.of, place), table.numbers(split.members, place)
    given = []
    if partly:
        given.append(f"COUNT({parts})<{count}")
    if split.whole == "at_most":
        given.append(f"COUNT({parts})={count}")
    if not given:
        return Live(False)
    enough = given[0] if len(given) == 1 else f"COUNT({parts})>0"
    may = (partly and 0 < len(numbers) < count) or (split.whole == "at_most" and len(numbers) == count)
    exceeds = whole is not None and may and fsum(numbers) > whole and _differs(fsum(numbers), whole)
    text = f"AND(COUNT({of})=1,{enough},SUM({parts})>N({of}),{_differ(f'SUM({parts})', of)})"
    return Live(bool(exceeds), text)


def _partial(table: Table, members: Sequence[str], place: int) -> Live:
    """That some are blank and others not: twice the blank ones less all is less than all then, either way."""
    blanks, count = _blanks(table, members, place)
    return Live(0 < count < len(members), f"ABS(2*{blanks}-{len(members)})<{len(members)}")


def _missing(table: Table, split: Split, place: int) -> Live:
    """That no part is given of what is required, where the whole is a number other than 0; a blank whole is told of
    itself."""
    blanks, count = _blanks(table, split.members, place)
    text = f"AND({blanks}={len(split.members)},N({table.cell(split.of, place)})<>0)"
    return Live(count == len(split.members) and bool(table.number(split.of, place)), text)


def _without_whole(table: Table, split: Split, place: int) -> Live:
    text = f"AND({_is_blank(table, split.of, place)},COUNT({table.all(split.members, place)})>0)"
    return Live(table.is_blank(split.of, place) and bool(table.numbers(split.members, place)), text)


def _disagree(table: Table, split: Split, other: Split, place: int) -> Live:
    """That two splits come to different sums, where there is no number to hold both against."""
    both = [(s.members, table.all(s.members, place), table.numbers(s.members, place)) for s in (split, other)]
    counts = ",".join(f"COUNT({cells})={len(members)}" for members, cells, _ in both)
    (first, second), (one, two) = ((f"SUM({cells})" for _, cells, _ in both), (fsum(n) for _, _, n in both))
    text = f"AND(COUNT({table.cell(split.of, place)})=0,{counts},{_differ(first, second)})"
    complete = all(len(numbers) == len(members) for members, _, numbers in both)
    return Live(table.number(split.of, place) is None and complete and _differs(one, two), text)


def _differ(one: str, other: str) -> str:
    """That two numbers are shown as different ones."""
    return f"ABS({one}-N({other}))>MAX(ABS({one}),ABS(N({other})))*{TOLERANCE:.0E}"


def _differs(one: float, other: float) -> bool:
    return abs(one - other) > max(abs(one), abs(other)) * TOLERANCE


def _is_blank(table: Table, code: str, place: int) -> str:
    return f"LEN(TRIM({table.cells.cell(code, place)}))=0"


def _blanks(table: Table, codes: Sequence[str], place: int) -> tuple[str, int]:
    """In how many of the cells nothing stands: as Excel counts it, and for what is filled in."""
    counted = "+".join(f"IF({_is_blank(table, code, place)},1,0)" for code in codes)
    return f"({counted})", sum(table.is_blank(code, place) for code in codes)
