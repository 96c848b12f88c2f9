"""What the live list checks of a form's splits: the parts and their whole, and what is left out of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.form.contents import Form, split_words
from toolkit.messages import forms
from toolkit.model import Split
from toolkit.values.numbers import limits
from toolkit.xlsx.drawn.cell_tests import FAULTY, ZERO_WORDS, trimmed
from toolkit.xlsx.drawn.formulas import STATES, is_worked_out
from toolkit.xlsx.drawn.live_checks import (
    FAILS,
    FOUND,
    LINK,
    LONGEST,
    PROBLEM,
    Cells,
    Live,
    LiveCheck,
    Place,
    Weight,
    in_row,
)
from toolkit.xlsx.drawn.live_expressions import (
    NEVER,
    Expression,
    all_of,
    compare,
    count,
    differ,
    how_many,
    number,
    only_some,
    total,
)
from toolkit.xlsx.excel import Sheet, fits, quoted


@dataclass(frozen=True, slots=True)
class SplitCheck(LiveCheck):
    """One thing that may be wrong with a split: in which periods it is, is said behind the sentence."""

    problem: str
    table: SplitTable
    code: str
    """That of the finding."""
    split: Split
    tests: tuple[Expression, ...]
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
                    whole, own = table.blank(of, place), table.blank(code, place)
                    if self.code == "split-missing":
                        is_named, fails = f"OR({is_named},{whole.formula})", fails or bool(whole.value)
                    is_named, weight = f"AND({is_named},{own.formula})", 1
                    fails = fails and bool(own.value)
                yield (code, place), Live(weight * fails, f"IF({is_named},{weight},0)")


@dataclass(frozen=True, slots=True)
class SplitTable:
    """What the cells of a form's figures count as in the checks of splits."""

    cells: Cells

    @property
    def form(self) -> Form:
        return self.cells.form

    def number(self, code: str, place: int) -> Expression:
        """The number that the cell counts as; none where it cannot be used."""
        value = self.cells.operands.get((code, self.cells.periods[place].key))
        given = value if isinstance(value, float) and self.cells.usable([code], place) else None
        return Expression(self.cells.layout.number(code, place, len(self.cells.periods)), given)

    def numbers(self, codes: Sequence[str], place: int) -> list[Expression]:
        return [self.number(code, place) for code in codes]

    def blank(self, code: str, place: int) -> Expression:
        """Whether nothing stands in the cell."""
        value = self.cells.filling.figures.get((code, self.cells.periods[place].key))
        return Expression(f"LEN(TRIM({self.cells.cell(code, place)}))=0", not trimmed(value))


def split_checks(cells: Cells) -> Iterator[LiveCheck]:
    """The checks of all splits of a form."""
    table = SplitTable(cells)
    for code, splits in cells.form.campaign.splits_of.items():
        whole = [split for split in splits if split.whole == "equal"]
        for split in splits if code in cells.layout.figure_rows else ():
            others = whole[1:] if split in whole[:1] else ()
            yield from (check for check in _checks(table, split, others) if check.fits())


def _checks(table: SplitTable, split: Split, others: Sequence[Split]) -> Iterator[SplitCheck]:
    """The checks of one split. `others`: further ones of its whole, if it is the first that makes it up."""
    whole, places = table.form.campaign.indicator_by_code[split.of], range(len(table.form.campaign.periods))
    members, every = split.members, (split.of, *split.members)
    if split.whole == "equal":
        found = [_not_equal(table, split, place) for place in places]
        yield _check(table, "split-not-equal", "error", split, every, found)
    low = limits(whole)[0]
    found = [_exceeds(table, split, place, partly=low is not None and low >= 0) for place in places]
    yield _check(table, "split-exceeds", "error", split, every, found)
    severity: Weight = "error" if whole.required else "warning"
    # That some are blank and others not.
    found = [only_some(_blanks(table, members, place), len(members)) for place in places]
    yield _check(table, "split-partial", severity, split, members, found, blank=True)
    owed = [whole.required and table.form.there[place] for place in places]
    found = [_missing(table, split, place) if owed[place] else NEVER for place in places]
    yield _check(table, "split-missing", "blank", split, members, found, blank=True)
    found = [NEVER if owed[place] else _without_whole(table, split, place) for place in places]
    yield _check(table, "split-without-whole", "warning", split, (split.of,), found, blank=True)
    for other in others:
        found = [_disagree(table, split, other, place) for place in places]
        both = (*split.members, *other.members)
        yield _check(table, "splits-disagree", "error", split, both, found, other=other)


def _check(
    table: SplitTable,
    code: str,
    severity: Weight,
    split: Split,
    codes: Sequence[str],
    found: Sequence[Expression],
    *,
    blank: bool = False,
    other: Split | None = None,
) -> SplitCheck:
    form, of = table.form, split.of
    said = split_words(split, other, form.named(of), form.language)
    first = of if of in codes else split.members[0]
    return SplitCheck(
        severity,
        form.numbered(form.campaign.indicator_by_code[of]),
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
    form, layout, count, table = cells.form, cells.layout, len(cells.periods), SplitTable(cells)
    for whole, splits in form.campaign.splits_of.items():
        for code in (whole, *(m for split in splits for m in split.members)) if whole in layout.figure_rows else ():
            worked_out = is_worked_out(form, form.campaign.indicator_by_code[code])
            for place in range(count):
                cell = layout.percentage(code, place, count) if worked_out else cells.cell(code, place)
                usable = f"{layout.state(code, place)}<{FAULTY}"
                formula = f'=IF({usable},IF(ISNUMBER({cell}),{cell},IF(TRIM({cell})={ZERO_WORDS},0,"")),"")'
                value = table.number(code, place).value
                column = STATES + 5 * count + place
                sheet.write_formula_value(layout.check_rows[code], column, formula, "" if value is None else value)


def _not_equal(table: SplitTable, split: Split, place: int) -> Expression:
    """That all are given, and the parts come to something else."""
    of, parts = table.number(split.of, place), table.numbers(split.members, place)
    return all_of(compare(count([of, *parts]), "=", 1 + len(parts)), differ(total(parts), number(of)))


def _exceeds(table: SplitTable, split: Split, place: int, *, partly: bool) -> Expression:
    """That the parts exceed the whole; `partly`: of some of them too, since the others cannot be below zero."""
    of, parts = table.number(split.of, place), table.numbers(split.members, place)
    match partly, split.whole == "at_most":
        case True, True:
            enough = compare(count(parts), ">", 0)
        case True, False:
            enough = compare(count(parts), "<", len(parts))
        case False, True:
            enough = compare(count(parts), "=", len(parts))
        case _:
            return NEVER
    whole = number(of)
    more = compare(total(parts), ">", whole)
    return all_of(compare(count([of]), "=", 1), enough, more, differ(total(parts), whole))


def _missing(table: SplitTable, split: Split, place: int) -> Expression:
    """That no part is given of what is required, where the whole is a number other than 0; a blank whole has a check
    of its own."""
    none = compare(_blanks(table, split.members, place), "=", len(split.members))
    return all_of(none, compare(number(table.number(split.of, place)), "<>", 0))


def _without_whole(table: SplitTable, split: Split, place: int) -> Expression:
    given = compare(count(table.numbers(split.members, place)), ">", 0)
    return all_of(table.blank(split.of, place), given)


def _disagree(table: SplitTable, split: Split, other: Split, place: int) -> Expression:
    """That two splits come to different sums, where there is no number to compare both with."""
    one, two = (table.numbers(s.members, place) for s in (split, other))
    complete = [compare(count(parts), "=", len(parts)) for parts in (one, two)]
    no_whole = compare(count([table.number(split.of, place)]), "=", 0)
    return all_of(no_whole, *complete, differ(total(one), number(total(two))))


def _blanks(table: SplitTable, codes: Sequence[str], place: int) -> Expression:
    """In how many of the cells nothing stands."""
    return how_many([table.blank(code, place) for code in codes])
