"""Makes the live list's checks of splits: parts that do not add up to their whole, exceed it, or are missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.form.contents import split_words
from toolkit.messages import forms
from toolkit.model import Split
from toolkit.values.numbers import limits
from toolkit.xlsx.drawn.cell_tests import FAULTY, ZERO_WORDS, trimmed
from toolkit.xlsx.drawn.formulas import COUNTED_AS, IN_SPLIT, STATE, is_in_checks
from toolkit.xlsx.drawn.live_checks import (
    ADDRESSES,
    FAILS,
    LINK,
    LONGEST,
    PROBLEM,
    Cells,
    FigureCell,
    Live,
    LiveCheck,
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
    number,
    only_some,
    total,
    true_count,
)
from toolkit.xlsx.excel import Sheet, fits, quoted


@dataclass(frozen=True, slots=True)
class SplitCheck(LiveCheck):
    """A check of a split; the sentence of a failing check is followed by the periods concerned."""

    problem: str
    cells: Cells
    code: str
    """The code of the finding."""
    split: Split
    tests: tuple[Expression, ...]
    """For each period, the condition that something is wrong; without a formula if nothing can be."""
    codes: tuple[str, ...]
    """The rows concerned (with `blank_only`, their blank cells). The first row's cells represent the periods: the
    check's line opens these cells."""
    blank_only: bool

    def _failing(self) -> list[int]:
        return [index for index, test in enumerate(self.tests) if test.value]

    def _address(self, index: int) -> str:
        return self.cells.address(self.codes[0], index)

    def _address_mark(self, index: int) -> str:
        return f"_{self._address(index)};"

    def _failing_addresses_formula(self) -> str:
        """The formula for the addresses, in the first indicator's row, of the failing periods: `_E10;_F10;`."""
        return "&".join(
            f'IF(IFERROR({test.formula},FALSE),"{self._address_mark(index)}","")'
            for index, test in enumerate(self.tests)
            if test.formula
        )

    def fits(self) -> bool:
        """Whether anything can be wrong, and Excel accepts the check's formula."""
        return any(test.formula for test in self.tests) and fits(f"={self._failing_addresses_formula()}")

    @property
    def fails(self) -> bool:
        return bool(self._failing())

    def problem_shown(self) -> str:
        labels = self.cells.form.period_labels
        return self.problem + ", ".join(labels[index] for index in self._failing()) + "."

    def columns(self, row: int) -> dict[int, Live]:
        failing, here, on_sheet = self._failing(), in_row(ADDRESSES, row), f"#'{self.sheet}'!"
        shown = "&".join(
            f'IF(ISNUMBER(FIND("{self._address_mark(index)}",{here})),", {label}","")'
            for index, label in enumerate(self.cells.form.period_labels)
            if self.tests[index].formula
        )
        link = f'"{on_sheet}"&IF({here}="","{self.cell}",MID({here},2,FIND(";",{here})-2))'
        return {
            ADDRESSES: Live("".join(map(self._address_mark, failing)), self._failing_addresses_formula()),
            FAILS: Live(int(self.fails), f'IF({here}="",0,1)'),
            PROBLEM: Live(self.problem_shown(), f'{quoted(self.problem)}&MID({shown},3,{LONGEST})&"."'),
            LINK: Live(on_sheet + (self._address(failing[0]) if failing else self.cell), link),
        }

    def marks(self, row: int) -> Iterator[tuple[FigureCell, Live]]:
        """Does what `LiveCheck.marks` does. If a required whole and its parts are blank, the parts are highlighted too,
        although the list only names the whole."""
        cells, of = self.cells, self.split.of
        for code in self.codes:
            for index, test in enumerate(self.tests):
                if not test.formula:
                    continue
                is_named = f'ISNUMBER(FIND("{self._address_mark(index)}",$J${row + 1}))'
                weight, fails = self.weight, bool(test.value)
                if self.blank_only:
                    whole, part = _blank(cells, of, index), _blank(cells, code, index)
                    if self.code == "split-missing":
                        is_named, fails = f"OR({is_named},{whole.formula})", fails or bool(whole.value)
                    is_named, weight = f"AND({is_named},{part.formula})", 1
                    fails = fails and bool(part.value)
                yield (code, index), Live(weight * fails, f"IF({is_named},{weight},0)")


def _operand(cells: Cells, code: str, index: int) -> Expression:
    """The number of a cell; None where its content cannot be used."""
    value = cells.operands.get((code, cells.periods[index].key))
    counted = value if isinstance(value, float) and cells.are_usable([code], index) else None
    return Expression(cells.layout.check(IN_SPLIT, code, index), counted)


def _operands(cells: Cells, codes: Sequence[str], index: int) -> list[Expression]:
    return [_operand(cells, code, index) for code in codes]


def _blank(cells: Cells, code: str, index: int) -> Expression:
    """Whether the cell is blank."""
    value = cells.filling.figures.get((code, cells.periods[index].key))
    return Expression(f"LEN(TRIM({cells.cell(code, index)}))=0", not trimmed(value))


def split_checks(cells: Cells) -> Iterator[LiveCheck]:
    """Yields the checks of all splits of a form."""
    for code, splits in cells.form.campaign.splits_of.items():
        whole = [split for split in splits if split.whole == "equal"]
        for split in splits if code in cells.layout.figure_rows else ():
            further = whole[1:] if split in whole[:1] else ()
            yield from (check for check in _checks_of_split(cells, split, further) if check.fits())


def _checks_of_split(cells: Cells, split: Split, further: Sequence[Split]) -> Iterator[SplitCheck]:
    """Yields the checks of one split. `further`: the whole's other splits, for the first that adds up to the whole."""
    whole, indexes = cells.form.campaign.indicator_by_code[split.of], range(len(cells.form.campaign.periods))
    members, every = split.members, (split.of, *split.members)
    if split.whole == "equal":
        tests = [_not_equal(cells, split, index) for index in indexes]
        yield _check(cells, "split-not-equal", "error", split, every, tests)
    low = limits(whole)[0]
    tests = [_exceeds(cells, split, index, partly=low is not None and low >= 0) for index in indexes]
    yield _check(cells, "split-exceeds", "error", split, every, tests)
    severity: Weight = "error" if whole.required else "warning"
    # True where some parts are blank and others are not.
    tests = [only_some(_blank_count(cells, members, index), len(members)) for index in indexes]
    yield _check(cells, "split-partial", severity, split, members, tests, blank=True)
    owed = [whole.required and cells.form.existed_in[index] for index in indexes]
    tests = [_missing(cells, split, index) if owed[index] else NEVER for index in indexes]
    yield _check(cells, "split-missing", "blank", split, members, tests, blank=True)
    tests = [NEVER if owed[index] else _without_whole(cells, split, index) for index in indexes]
    yield _check(cells, "split-without-whole", "warning", split, (split.of,), tests, blank=True)
    for other in further:
        tests = [_disagree(cells, split, other, index) for index in indexes]
        both = (*split.members, *other.members)
        yield _check(cells, "splits-disagree", "error", split, both, tests, other=other)


def _check(
    cells: Cells,
    code: str,
    severity: Weight,
    split: Split,
    codes: Sequence[str],
    tests: Sequence[Expression],
    *,
    blank: bool = False,
    other: Split | None = None,
) -> SplitCheck:
    form, of = cells.form, split.of
    words = split_words(split, other, form.row_name(of), form.language)
    first = of if of in codes else split.members[0]
    return SplitCheck(
        severity,
        form.number_and_label(form.campaign.indicator_by_code[of]),
        Live(form.say(forms.TO_FIX_SPLIT_FIXES[code], **words)),
        cells.sheet,
        cells.address(first, 0),
        form.say(forms.TO_FIX_SPLITS[code], **words),
        cells,
        code,
        split,
        tuple(tests),
        (first, *(c for c in codes if c != first)),
        blank,
    )


def draw_numbers(sheet: Sheet, cells: Cells) -> None:
    """Draw the operands of cells in splits: the cell's number, 0 for words that mean 0, blank if unusable."""
    form, layout, count = cells.form, cells.layout, len(cells.periods)
    for whole, splits in form.campaign.splits_of.items():
        for code in (whole, *(m for split in splits for m in split.members)) if whole in layout.figure_rows else ():
            in_checks = is_in_checks(form, form.campaign.indicator_by_code[code])
            for index in range(count):
                cell = layout.check(COUNTED_AS, code, index) if in_checks else cells.cell(code, index)
                are_usable = f"{layout.check(STATE, code, index)}<{FAULTY}"
                formula = f'=IF({are_usable},IF(ISNUMBER({cell}),{cell},IF(TRIM({cell})={ZERO_WORDS},0,"")),"")'
                value = _operand(cells, code, index).value
                column = layout.column(IN_SPLIT, index)
                sheet.write_formula_value(layout.check_rows[code], column, formula, "" if value is None else value)


def _not_equal(cells: Cells, split: Split, index: int) -> Expression:
    """The condition that whole and parts are filled in, and the parts do not add up to the whole."""
    of, parts = _operand(cells, split.of, index), _operands(cells, split.members, index)
    return all_of(compare(count([of, *parts]), "=", 1 + len(parts)), differ(total(parts), number(of)))


def _exceeds(cells: Cells, split: Split, index: int, *, partly: bool) -> Expression:
    """The condition that the parts exceed the whole. `partly`: some parts are enough, since no part is negative."""
    of, parts = _operand(cells, split.of, index), _operands(cells, split.members, index)
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


def _missing(cells: Cells, split: Split, index: int) -> Expression:
    """The condition that all parts of a required whole are blank, and the whole is a number other than 0; a blank whole
    has a separate check."""
    none = compare(_blank_count(cells, split.members, index), "=", len(split.members))
    return all_of(none, compare(number(_operand(cells, split.of, index)), "<>", 0))


def _without_whole(cells: Cells, split: Split, index: int) -> Expression:
    parts = compare(count(_operands(cells, split.members, index)), ">", 0)
    return all_of(_blank(cells, split.of, index), parts)


def _disagree(cells: Cells, split: Split, other: Split, index: int) -> Expression:
    """The condition that two splits have different sums, and the whole has no number."""
    one, two = (_operands(cells, s.members, index) for s in (split, other))
    complete = [compare(count(parts), "=", len(parts)) for parts in (one, two)]
    no_whole = compare(count([_operand(cells, split.of, index)]), "=", 0)
    return all_of(no_whole, *complete, differ(total(one), number(total(two))))


def _blank_count(cells: Cells, codes: Sequence[str], index: int) -> Expression:
    """The number of blank cells."""
    return true_count([_blank(cells, code, index) for code in codes])
