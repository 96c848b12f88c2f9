"""The live sheet of what is still wrong: it fills and empties itself by formulas while the agency types.

A very hidden sheet holds one line a check, with a formula that says whether it fails and a running count;
the visible sheet picks the failing ones in order. Beside them stands what every figure's cell is in: its own
state, and the mark that it therefore has in the table. A rule with a cell that cannot be used is not checkable.
Only functions that Excel 2010 and LibreOffice have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.form.carried import cell_of, unconfirmed
from toolkit.form.contents import Filling, Form, is_unconfirmed, split_words, wanted, without_formats
from toolkit.formula import expressions
from toolkit.formula.expressions import Absent, ExcelCell, Operand, Verdict
from toolkit.messages import forms
from toolkit.model import CellValue, Indicator, Period, Severity
from toolkit.model.periods import counted_on, period_label
from toolkit.spreadsheet.addresses import cell_name, column_name
from toolkit.spreadsheet.keyed import FOR_PEOPLE, PREFIX
from toolkit.values.cell import typed_text
from toolkit.xlsx.drawn.cell_tests import (
    BLANK,
    FAULTY,
    FINE,
    GAP_WORDS,
    MISSHOWN,
    ZERO_WORDS,
    State,
    knows_no_formats,
    percentage,
    state,
    state_formula,
    trimmed,
)
from toolkit.xlsx.drawn.formulas import CHECKS_SHEET, STATES, Layout, is_worked_out, says_percentage
from toolkit.xlsx.drawn.odd_numbers import OddNumbers, Question, odd_numbers
from toolkit.xlsx.drawn.odd_numbers import draw as draw_odd_numbers
from toolkit.xlsx.drawn.split_checks import SplitCheck, Table, split_checks
from toolkit.xlsx.excel import Format, Sheet, fits, quoted
from toolkit.xlsx.look import AMBER, BLUE, GREEN, LINE, RED, Look, page_room, print_scale, set_up_page, write_keys
from toolkit.xlsx.measure import RowHeight

#: Lines shown at most; the count at the top is of all.
SHOWN = 40
#: Defined names: the marks of the figures' cells, by indicator code and period key.
MARKS, MARK_CODES, MARK_PERIODS = "CellMarks", "CellCodes", "CellPeriods"
#: The defined name of how many checks fail.
FAILING = "FailingChecks"
#: Columns of the sheet of checks, counted from 0: a check's own, then of each indicator its cells' states and marks.
_FOUND, _CHECKABLE, _CODES = 9, 10, 12
#: Of a check of many cells: how many there are, and the key of their sheet.
COUNTS, COUNTED = _CHECKABLE, 11
_WIDTHS = (6.0, 11.0, 30.0, 46.0, 34.0, 7.0)
#: The least height of a line.
_ROW = 33.0
#: More than a list of periods takes.
_LONGEST = 2000
#: Arguments of one function; Excel takes some more.
_AT_ONCE = 200
#: So many letters of a text of last time are compared: a text in a formula may have 255.
_COMPARED = 200
#: The day that spreadsheets number 0.
_DAY_0 = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class CountedCells:
    """The cells of a column with the same fault: formulas for how many there are and for the row of the first, each
    with what it gives (of the first its address, "" where there is none)."""

    sheet: str
    """The key of the sheet."""
    count_formula: str
    count: int
    first_formula: str
    first: str
    letters: str
    """The column."""


@dataclass(frozen=True, slots=True)
class LiveCheck:
    """One thing that may be wrong.

    `test` is an Excel expression and `fails` its result for what is filled in. Where `state` is one of the
    states of cells, it fails if a figure of `codes[0]` is in it (or in a worse one, if it is faulty), and tells which.
    Where it `asks`, it fails if any figure of the question is asked about, and tells what may have been meant.
    A rule is about the figures of all `codes` for the period at `place`, and rests on those of `bases`. `fix_formula`,
    if any, gives `fix` for what is filled in. Where cells are `counted`, `problem` has a line end for how many there
    are, and a tab for the first of them.
    """

    severity: Severity
    where: str
    problem: str
    fix: str
    sheet: str
    cell: str
    test: str = ""
    fails: bool = False
    state: State = FINE
    asks: Question | None = None
    codes: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    period_index: int = 0
    fix_formula: str = ""
    of_split: SplitCheck | None = None
    """Of a split: it fails in each of the periods whose test is true, and tells which."""
    counted: CountedCells | None = None

    @property
    def finds(self) -> bool:
        """Whether it looks through the cells of a row."""
        return self.asks is not None or self.state != FINE

    def is_in_state(self, state: str) -> str:
        """The condition that a cell, whose state is there, is one that it is about."""
        return f"{state}{'>=' if self.state == FAULTY else '='}{self.state}"


@dataclass(frozen=True, slots=True)
class Cells:
    """The figures' cells of one form: where they are in the table, and what state each is in."""

    form: Form
    layout: Layout
    sheet: str
    states: Mapping[tuple[str, int], State]
    """By indicator code and the period's place."""
    accepted: Mapping[tuple[str, int], CellValue]
    """What stands in cells that are in order as the check took them, though the form alone would not say so."""
    odd: OddNumbers
    carried: frozenset[tuple[str, str]] = frozenset()
    """The figures of last time that are not confirmed, by (indicator, period)."""

    def address(self, code: str, period_index: int) -> str:
        return cell_name(self.layout.figure_rows[code], self.layout.first_period + period_index)

    def state_at(self, code: str, period_index: int) -> str:
        """Where the sheet of checks has the cell's state."""
        return self.layout.state(code, period_index)

    def states_of(self, code: str) -> str:
        """Where the sheet of checks has the states of an indicator's cells."""
        return f"{self.state_at(code, 0)}:{self.state_at(code, len(self.periods) - 1)}"

    def looked_at(self, check: LiveCheck) -> list[tuple[str, int]]:
        """The figures that the check looks at, by indicator and the period's place."""
        if check.asks is not None:
            return self.odd.looked_at(check.asks)
        return [(check.codes[0], place) for place in range(len(self.periods))]

    def found(self, check: LiveCheck) -> list[tuple[str, int]]:
        """The figures that are in the check's state, or are asked about."""
        if check.asks is not None:
            return [place for place in self.looked_at(check) if place in self.odd.asked]
        return [p for p in self.looked_at(check) if (x := self.states[p]) == check.state or FAULTY == check.state < x]

    @property
    def periods(self) -> tuple[Period, ...]:
        return self.form.campaign.periods

    def bases(self, codes: Iterable[str]) -> tuple[str, ...]:
        """The indicators themselves, and those that computed ones rest on, that are typed."""
        found: dict[str, None] = {}
        for code in codes:
            formula = self.form.campaign.indicator_by_code[code].formula
            found |= dict.fromkeys(self.bases(expressions.parse(formula).names) if formula else (code,))
        return tuple(found)


def draw(
    sheet: Sheet,
    look: Look,
    form: Form,
    filling: Filling,
    layout: Layout,
    names: Mapping[str, str],
    cells: Mapping[tuple[str, str], Operand],
    *,
    row_height: RowHeight,
    of_tables: Callable[[Cells], Iterable[LiveCheck]],
) -> None:
    """Draw the visible sheet and the hidden one behind it. `of_tables`: the checks of the form's tables."""
    places = dict(enumerate(p.key for p in form.campaign.periods))
    there = form.there
    states: dict[tuple[str, int], State] = {}
    accepted: dict[tuple[str, int], CellValue] = {}
    for indicator in form.indicators:
        for place, key in places.items():
            value = filling.figures.get((indicator.code, key))
            own_state = FINE if indicator.formula else state(form, indicator, value, owed=there[place])
            if own_state != FINE and (indicator.code, key) in filling.accepted:
                own_state, accepted[indicator.code, place] = FINE, value
            states[indicator.code, place] = own_state
    waiting = unconfirmed(form, filling)
    odd = odd_numbers(form, filling, layout, names["figures"], states, waiting)
    form_cells = Cells(form, layout, names["figures"], states, accepted, odd, waiting)
    own = (*_checks(form, filling, names, form_cells, cells), *of_tables(form_cells))
    checks = sorted(own, key=lambda c: c.severity != "error")
    _draw_checks(look, form_cells, checks, cells, filling)
    _draw_list(sheet, look, form_cells, checks, filling, row_height)


# --- The checks ----------------------------------------------------------------------------------


def _checks(
    form: Form, filling: Filling, names: Mapping[str, str], form_cells: Cells, cells: Mapping[tuple[str, str], Operand]
) -> Iterator[LiveCheck]:
    for indicator in form.indicators:
        if indicator.code in form_cells.layout.figure_rows and not indicator.formula:
            yield from _value_checks(form, filling, form_cells, indicator)
    for section in form.sections:
        if section.required and section.code in form_cells.layout.section_rows:
            first, last = form_cells.layout.section_rows[section.code]
            written = any(x.section == section.code and trimmed(x.text) for x in filling.lines)
            yield LiveCheck(
                "error",
                section.heading,
                form.say(forms.TO_FIX_SECTION),
                form.say(forms.TO_FIX_SECTION_FIX),
                names["statements"],
                cell_name(first, 3),
                f"SUMPRODUCT(--(LEN(TRIM('{names['statements']}'!$D${first + 1}:$D${last + 1}))>0))=0",
                not written,
            )
    yield from _rule_checks(form_cells, filling, cells)
    yield from _split_checks(form_cells, filling, cells)
    for indicator in form.indicators:
        if indicator.cumulative and indicator.code in form_cells.layout.figure_rows and not indicator.formula:
            yield from _growth_checks(form_cells, indicator, cells)
    for question in form_cells.odd.questions:
        yield _question(form_cells, question)


def _value_checks(form: Form, filling: Filling, form_cells: Cells, indicator: Indicator) -> Iterator[LiveCheck]:
    where = f"{indicator.code} – {indicator.label}"
    first = form_cells.address(indicator.code, 0)
    fix = forms.TO_FIX_REQUIRED_ANSWERS.get(indicator.kind, forms.TO_FIX_REQUIRED_FIX)
    if indicator.required:
        yield LiveCheck(
            "error",
            where,
            form.say(forms.TO_FIX_REQUIRED),
            form.say(fix),
            form_cells.sheet,
            first,
            state=BLANK,
            codes=(indicator.code,),
        )
    if is_unconfirmed(typed_text(filling.notes.get(indicator.code))):
        note = form_cells.address(indicator.code, len(form.campaign.periods) + 1)
        sign = form.say(forms.UNCONFIRMED)
        yield LiveCheck(
            "error",
            where,
            form.say(forms.TO_FIX_UNCONFIRMED),
            form.say(forms.PROPOSED_FIX),
            form_cells.sheet,
            note,
            f"LEFT(TRIM('{form_cells.sheet}'!{note}),{len(sign)})=\"{sign}\"",
            True,
        )
    if indicator.code in form.carried_codes:
        yield _carried_check(form_cells, indicator, where)
    if indicator.kind != "text":
        said, formula = _fix_of_value(form_cells, indicator)
        yield LiveCheck(
            "error",
            where,
            form.say(forms.TO_FIX_BAD_VALUE),
            said,
            form_cells.sheet,
            first,
            state=FAULTY,
            codes=(indicator.code,),
            fix_formula=formula,
        )


def _question(form_cells: Cells, question: Question) -> LiveCheck:
    """What is asked about numbers that can be used, and may be others than were meant."""
    form, by = form_cells.form, question.by
    indicator = form.campaign.indicator_by_code[question.codes[0]]
    where = f"{indicator.code} – {indicator.label}"
    return LiveCheck(
        "warning",
        form.say(forms.TO_FIX_ODD_WHERE, unit=indicator.unit or indicator.label) if by == "decimals" else where,
        form.say(forms.TO_FIX_ODD[by]),
        form.say(forms.TO_FIX_ODD_FIX[by]),
        form_cells.sheet,
        form_cells.address(*form_cells.odd.looked_at(question)[0]),
        asks=question,
        codes=question.codes,
    )


def _carried_check(form_cells: Cells, indicator: Indicator, where: str) -> LiveCheck:
    """That figures of last time are not confirmed; its link leads to the note, where they are."""
    form, layout, count = form_cells.form, form_cells.layout, len(form_cells.periods)
    first, last = (layout.carried(indicator.code, place, count) for place in (0, count - 1))
    return LiveCheck(
        "error",
        where,
        form.say(forms.TO_FIX_CARRIED),
        form.say(forms.TO_FIX_CARRIED_FIX),
        form_cells.sheet,
        form_cells.address(indicator.code, count + 1),
        f"SUM({first}:{last})>0",
        any(code == indicator.code for code, _ in form_cells.carried),
    )


def _fix_of_value(form_cells: Cells, indicator: Indicator) -> tuple[str, str]:
    """What to do about a value that cannot be used; and the formula of it,
    where it depends on how a cell shows its number."""
    form = form_cells.form
    plain = wanted(form, indicator)
    if not indicator.numeric:
        return plain, ""
    restore = form.say(forms.TO_FIX_FORMAT[indicator.kind == "percent"])
    shown = any(form_cells.states[indicator.code, place] == MISSHOWN for place in range(len(form_cells.periods)))
    formula = f"IF(MAX({form_cells.states_of(indicator.code)})={MISSHOWN},{quoted(restore)},{quoted(plain)})"
    if indicator.kind == "percent":
        blind = knows_no_formats(f"'{form_cells.sheet}'!{form_cells.address(indicator.code, 0)}")
        formula = f"IF({blind},{quoted(without_formats(form, indicator))},{formula})"
    return restore if shown else plain, f"={formula}"


def _rule_checks(form_cells: Cells, filling: Filling, cells: Mapping[tuple[str, str], Operand]) -> Iterator[LiveCheck]:
    form = form_cells.form
    for rule in form.campaign.rules:
        formula = expressions.parse(rule.formula)
        if not set(formula.names) <= set(form_cells.layout.figure_rows):
            continue
        bases = form_cells.bases(formula.names)
        for period_index, period in enumerate(form.campaign.periods):
            if (rule.code, period.key) in filling.rules_accepted:
                continue

            def cell(code: str, at: int = period_index) -> ExcelCell:
                indicator = form.campaign.indicator_by_code[code]
                if is_worked_out(form, indicator):
                    reference = form_cells.layout.percentage(code, at, len(form_cells.periods))
                else:
                    reference = f"'{form_cells.sheet}'!{form_cells.address(code, at)}"
                return ExcelCell(reference, indicator.kind, indicator.adds_up)

            def look_up(code: str, key: str = period.key) -> Operand:
                return cells.get((code, key), Absent.MISSING)

            verdict = expressions.verdict_to_excel(formula, cell, zero_words=ZERO_WORDS, gap_words=GAP_WORDS)[1:]
            test = f'({verdict})&""="0"'
            if not fits(_fails_formula(test, "K1048576")):
                continue  # the check of the file has it
            usable = all(form_cells.states[code, period_index] < FAULTY for code in bases)
            fails = usable and expressions.judge(formula, look_up).verdict is Verdict.FAILED
            where = f"{', '.join(formula.names)} – {period_label(period, form.language)}"
            first = form_cells.address(next(iter(bases), formula.names[0]), period_index)
            yield LiveCheck(
                rule.severity,
                where,
                rule.message,
                rule.fix,
                form_cells.sheet,
                first,
                test,
                fails,
                codes=formula.names,
                bases=bases,
                period_index=period_index,
            )


def _split_checks(form_cells: Cells, filling: Filling, cells: Mapping[tuple[str, str], Operand]) -> Iterator[LiveCheck]:
    form, layout, periods = form_cells.form, form_cells.layout, form_cells.periods

    def raw(code: str, place: int) -> str:
        return f"'{form_cells.sheet}'!{form_cells.address(code, place)}"

    def cell(code: str, place: int) -> str:
        return layout.number(code, place, len(periods))

    def number(code: str, place: int) -> float | None:
        return _number(form_cells, cells, code, place)

    table = Table(form, filling, raw, cell, number)
    for code, splits in form.campaign.splits_of.items():
        whole = [split for split in splits if split.whole == "equal"]
        for split in splits if code in layout.figure_rows else ():
            for check in split_checks(table, split, whole[1:] if split in whole[:1] else ()):
                made = _of_split(form_cells, check)
                if any(check.tests) and fits(_periods_formula(form_cells, made)):
                    yield made


def _number(form_cells: Cells, cells: Mapping[tuple[str, str], Operand], code: str, place: int) -> float | None:
    """What a cell counts as in the checks of splits: nothing where it cannot be used."""
    value = cells.get((code, form_cells.periods[place].key))
    return value if isinstance(value, float) and form_cells.states[code, place] < FAULTY else None


def _draw_numbers(sheet: Sheet, form_cells: Cells, cells: Mapping[tuple[str, str], Operand]) -> None:
    """What the cells of splits count as: their numbers, 0 for the words for it, nothing where they cannot be used."""
    form, layout, count = form_cells.form, form_cells.layout, len(form_cells.periods)
    for whole, splits in form.campaign.splits_of.items():
        for code in (whole, *(m for split in splits for m in split.members)) if whole in layout.figure_rows else ():
            worked_out = is_worked_out(form, form.campaign.indicator_by_code[code])
            for place in range(count):
                cell = f"'{form_cells.sheet}'!{form_cells.address(code, place)}"
                cell = layout.percentage(code, place, count) if worked_out else cell
                usable = f"{form_cells.state_at(code, place)}<{FAULTY}"
                formula = f'=IF({usable},IF(ISNUMBER({cell}),{cell},IF(TRIM({cell})={ZERO_WORDS},0,"")),"")'
                value = _number(form_cells, cells, code, place)
                column = STATES + 5 * count + place
                sheet.write_formula_value(layout.check_rows[code], column, formula, "" if value is None else value)


def _of_split(form_cells: Cells, check: SplitCheck) -> LiveCheck:
    form, code = form_cells.form, check.split.of
    said = split_words(check.split, check.other, form.language)
    first = code if code in check.codes else check.split.members[0]
    return LiveCheck(
        check.severity,
        f"{code} – {form.campaign.indicator_by_code[code].label}",
        form.say(forms.TO_FIX_SPLITS[check.code], **said),
        form.say(forms.TO_FIX_SPLIT_FIXES[check.code], **said),
        form_cells.sheet,
        form_cells.address(first, 0),
        fails=any(check.fails),
        codes=(first, *(c for c in check.codes if c != first)),
        of_split=check,
    )


def _growth_checks(
    form_cells: Cells, indicator: Indicator, cells: Mapping[tuple[str, str], Operand]
) -> Iterator[LiveCheck]:
    """What is counted on is not less than the last number before it, whatever is blank or cannot be used between."""
    form, code = form_cells.form, indicator.code
    at = {p.key: place for place, p in enumerate(form_cells.periods)}
    for run in counted_on(form_cells.periods, indicator.across_periods):
        before, last = '""', None
        for period in run:
            place = at[period.key]
            here = f"'{form_cells.sheet}'!{form_cells.address(code, place)}"
            usable = f"({form_cells.state_at(code, place)}<{FAULTY})"
            number = f"IF({usable}*ISNUMBER({here}),{here},IF({usable}*(TRIM({here})={ZERO_WORDS}),0,{{}}))"
            value = cells.get((code, period.key)) if form_cells.states[code, place] < FAULTY else None
            given = value if isinstance(value, float) else None
            own = number.format('""')
            test = f"IF(ISNUMBER({own})*ISNUMBER({before}),{own}<{before},FALSE)"
            if period is not run[0] and fits(_fails_formula(test, "K1048576")):
                yield LiveCheck(
                    "warning",
                    f"{code} – {indicator.label} – {period_label(period, form.language)}",
                    form.say(forms.TO_FIX_FALLS),
                    form.say(forms.TO_FIX_FALLS_FIX),
                    form_cells.sheet,
                    form_cells.address(code, place),
                    test,
                    given is not None and last is not None and given < last,
                    codes=(code,),
                    bases=(code,),
                    period_index=place,
                )
            before, last = number.format(before), last if given is None else given


# --- Drawing -------------------------------------------------------------------------------------


def _draw_checks(
    look: Look, form_cells: Cells, checks: list[LiveCheck], cells: Mapping[tuple[str, str], Operand], filling: Filling
) -> None:
    form = form_cells.form
    sheet = look.book.sheet(CHECKS_SHEET)
    sheet.write_text(0, 0, f"{PREFIX}checks")
    keys = ("fails", "number", "severity", "where", "problem", "fix", "link", "error", "found", "checkable")
    for column, key in enumerate(keys, start=1):
        sheet.write_text(0, column, key)
    count = 0
    for row, check in enumerate(checks, start=1):
        fails = _fails(form_cells, check)
        count += fails
        above = f"C{row}" if row > 1 else "0"
        sheet.write_formula_value(row, 2, f"={above}+B{row + 1}", count)
        sheet.write_text(row, 3, form.say(forms.SEVERITY[check.severity]))
        sheet.write_text(row, 4, check.where)
        if check.fix_formula:
            sheet.write_formula_value(row, 6, check.fix_formula, check.fix)
        else:
            sheet.write_text(row, 6, check.fix)
        sheet.write_number(row, 8, int(check.severity == "error"))
        if check.of_split:
            _draw_periods(sheet, form_cells, check, row)
            continue
        if check.finds:
            _draw_found(sheet, form_cells, check, row)
            continue
        if check.counted:
            _draw_counted(sheet, check, check.counted, row)
            continue
        if check.bases:
            usable = "*".join(f"({form_cells.state_at(code, check.period_index)}<{FAULTY})" for code in check.bases)
            value = all(form_cells.states[code, check.period_index] < FAULTY for code in check.bases)
            sheet.write_formula_value(row, _CHECKABLE, f"=1*{usable}", int(value))
        checkable = f"K{row + 1}" if check.bases else ""
        sheet.write_formula_value(row, 1, _fails_formula(check.test, checkable), int(fails))
        sheet.write_text(row, 5, check.problem)
        sheet.write_text(row, 7, f"#'{check.sheet}'!{check.cell}")
    _draw_cells(sheet, look, form_cells, checks, _marks_of_splits(form_cells, checks, filling))
    _draw_worked_out(sheet, form_cells, cells, filling)
    _draw_numbers(sheet, form_cells, cells)
    sheet.very_hidden()
    sheet.protect()


def _fails_formula(test: str, checkable: str) -> str:
    """1 where the test is true and, if anything must hold for that, it can be checked; else 0."""
    return f"=IF(IF({checkable}=1,{test},FALSE),1,0)" if checkable else f"=IF({test},1,0)"


def _periods_formula(form_cells: Cells, check: LiveCheck) -> str:
    """Where a check of a split fails: `_E10;_F10;`, the addresses in the row of its first indicator."""
    return "=" + "&".join(
        f'IF(IFERROR({test},FALSE),"{_token(form_cells, check, place)}","")'
        for place, test in enumerate(check.of_split.tests if check.of_split else ())
        if test
    )


def _token(form_cells: Cells, check: LiveCheck, place: int) -> str:
    return f"_{form_cells.address(check.codes[0], place)};"


def _draw_periods(sheet: Sheet, form_cells: Cells, check: LiveCheck, row: int) -> None:
    """In which periods a check of a split fails: by addresses and, for people, by their names."""
    split = check.of_split
    if split is None:
        return
    found = [place for place, fails in enumerate(split.fails) if fails]
    tokens = "".join(_token(form_cells, check, place) for place in found)
    sheet.write_formula_value(row, _FOUND, _periods_formula(form_cells, check), tokens)
    here = f"J{row + 1}"
    sheet.write_formula_value(row, 1, f'=IF({here}="",0,1)', int(bool(found)))
    shown = "&".join(
        f'IF(ISNUMBER(FIND("{_token(form_cells, check, place)}",{here})),", {label}","")'
        for place, label in enumerate(form_cells.form.period_labels)
        if split.tests[place]
    )
    problem = f'={quoted(check.problem)}&MID({shown},3,{_LONGEST})&"."'
    sheet.write_formula_value(row, 5, problem, _problem(form_cells, check))
    on_sheet = f"#'{check.sheet}'!"
    link = f'="{on_sheet}"&IF({here}="","{check.cell}",MID({here},2,FIND(";",{here})-2))'
    shown_link = form_cells.address(check.codes[0], found[0]) if found else check.cell
    sheet.write_formula_value(row, 7, link, on_sheet + shown_link)


def _marks_of_splits(
    form_cells: Cells, checks: Sequence[LiveCheck], filling: Filling
) -> dict[tuple[str, int], list[tuple[str, int]]]:
    """Of each cell that a check of a split may be about the terms of its mark, each with what it gives.

    Of a required whole that is blank the blank parts are marked with it, though the list names the whole alone.
    """
    found: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for row, check in enumerate(checks, start=1):
        split = check.of_split
        for code in split.codes if split else ():
            for place, period in enumerate(form_cells.periods):
                if split is None or not split.tests[place]:
                    continue
                told = f'ISNUMBER(FIND("{_token(form_cells, check, place)}",$J${row + 1}))'
                weight, fails = 2 if check.severity == "error" else 1, split.fails[place]
                if split.blank_only:
                    blank = f"LEN(TRIM('{form_cells.sheet}'!{form_cells.address(code, place)}))=0"
                    if split.code == "split-missing":
                        of = split.split.of
                        told = f"OR({told},LEN(TRIM('{form_cells.sheet}'!{form_cells.address(of, place)}))=0)"
                        fails = fails or not trimmed(filling.figures.get((of, period.key)))
                    told, weight = f"AND({told},{blank})", 1
                    fails = fails and not trimmed(filling.figures.get((code, period.key)))
                found.setdefault((code, place), []).append((f"IF({told},{weight},0)", weight * fails))
    return found


def _fails(form_cells: Cells, check: LiveCheck) -> bool:
    return bool(form_cells.found(check)) if check.finds else check.fails


def _problem_formula(form_cells: Cells, check: LiveCheck) -> str:
    """What is wrong, with the periods of the cells that are in the check's state; or what may have been meant there."""
    if check.asks is not None:
        pieces, end = form_cells.odd.said_formulas(check.asks), "?"
    else:
        labels, end = form_cells.form.period_labels, "."
        pieces = [
            f'IF({check.is_in_state(form_cells.state_at(code, place))},", {labels[place]}","")'
            for code, place in form_cells.looked_at(check)
        ]
    return f'="{check.problem}"&MID({"&".join(pieces)},3,{_LONGEST})&"{end}"'


def _draw_counted(sheet: Sheet, check: LiveCheck, counted: CountedCells, row: int) -> None:
    """How many cells are so, and the first of them."""
    count, found = f"{column_name(COUNTS)}{row + 1}", f"{column_name(_FOUND)}{row + 1}"
    if check.severity == "error":
        sheet.write_text(0, COUNTED, "sheet")
        sheet.write_text(row, COUNTED, counted.sheet)
    sheet.write_formula_value(row, COUNTS, f"={counted.count_formula}", counted.count)
    first = f'=IF({count}=0,"","{counted.letters}"&{counted.first_formula}&";")'
    sheet.write_formula_value(row, _FOUND, first, f"{counted.first};" if counted.count else "")
    sheet.write_formula_value(row, 1, f"=IF({count}=0,0,1)", int(bool(counted.count)))
    cell = f'SUBSTITUTE({found},";","")'
    problem = quoted(check.problem).replace("\n", f'"&{count}&"').replace("\t", f'"&{cell}&"')
    sheet.write_formula_value(row, 5, f"={problem}", _problem_counted(check, counted))
    _draw_link(sheet, check, row, counted.first)


def _problem_counted(check: LiveCheck, counted: CountedCells) -> str:
    return check.problem.replace("\n", str(counted.count)).replace("\t", counted.first)


def _draw_link(sheet: Sheet, check: LiveCheck, row: int, first: str) -> None:
    """Where a line leads: to the first of the cells that are found, else to the check's own."""
    on_sheet, here = f"#'{check.sheet}'!", f"{column_name(_FOUND)}{row + 1}"
    link = f'="{on_sheet}"&IF({here}="","{check.cell}",LEFT({here},FIND(";",{here})-1))'
    sheet.write_formula_value(row, 7, link, on_sheet + (first or check.cell))


def _problem(form_cells: Cells, check: LiveCheck) -> str:
    if check.of_split:
        found = zip(check.of_split.fails, form_cells.form.period_labels, strict=True)
        return check.problem + ", ".join(label for fails, label in found if fails) + "."
    if check.counted:
        return _problem_counted(check, check.counted)
    if not check.finds:
        return check.problem
    if not fits(_problem_formula(form_cells, check)):
        return f"{check.problem}…"
    if check.asks is not None:
        return check.problem + "; ".join(form_cells.odd.said(check.asks))[:_LONGEST] + "?"
    labels = form_cells.form.period_labels
    return check.problem + ", ".join(labels[place] for _, place in form_cells.found(check)) + "."


def _draw_found(sheet: Sheet, form_cells: Cells, check: LiveCheck, row: int) -> None:
    """Which figures' cells are in the check's state: by their addresses and, for people, their periods."""
    in_state = [form_cells.address(*place) for place in form_cells.found(check)]
    if check.asks is not None:
        pieces, in_state = form_cells.odd.addresses_formulas(check.asks), form_cells.odd.addresses(check.asks)
    else:
        pieces = [
            f'IF({check.is_in_state(form_cells.state_at(*place))},"{form_cells.address(*place)};","")'
            for place in form_cells.looked_at(check)
        ]
    listed = f"={'&'.join(pieces)}"
    if not fits(listed):
        in_state = [check.cell] if in_state else []
        listed = f'=IF({_any_of_them(form_cells, check)},"{check.cell};","")'
    sheet.write_formula_value(row, _FOUND, listed, "".join(f"{address};" for address in in_state))
    here = f"J{row + 1}"
    sheet.write_formula_value(row, 1, f'=IF({here}="",0,1)', int(bool(in_state)))
    problem = _problem_formula(form_cells, check)
    if fits(problem):
        sheet.write_formula_value(row, 5, problem, _problem(form_cells, check))
    else:
        sheet.write_text(row, 5, _problem(form_cells, check))
    _draw_link(sheet, check, row, in_state[0] if in_state else "")


def _any_of_them(form_cells: Cells, check: LiveCheck) -> str:
    """The condition that the check finds any figure."""
    layout, count = form_cells.layout, len(form_cells.periods)
    if check.asks is not None and check.asks.by == "decimals":
        return f"{layout.verdict(check.codes[0], count)}=1"
    if check.asks is not None:
        return f"SUM({layout.across(layout.asked, check.codes[0], count)})>0"
    return f"SUMPRODUCT(--({check.is_in_state(form_cells.states_of(check.codes[0]))}))>0"


def _draw_cells(
    sheet: Sheet,
    look: Look,
    form_cells: Cells,
    checks: list[LiveCheck],
    of_splits: Mapping[tuple[str, int], Sequence[tuple[str, int]]],
) -> None:
    """For each figure's cell its state, and its mark: 2 for what must be fixed, 1 for what is blank or to look at."""
    if not form_cells.layout.check_rows:
        return
    count = len(form_cells.periods)
    marks = STATES + count
    sheet.write_text(0, _CODES, "code")
    for period_index, period in enumerate(form_cells.periods):
        sheet.write_text(0, STATES + period_index, f"state {period.key}")
        sheet.write_text(0, marks + period_index, period.key)
    about: dict[tuple[str, int], list[tuple[int, LiveCheck]]] = {}
    for row, check in enumerate(checks, start=1):
        for code in dict.fromkeys((*check.codes, *check.bases)) if check.bases else ():
            about.setdefault((code, check.period_index), []).append((row, check))
    there, kept = form_cells.form.there, _draw_kept(sheet, form_cells)
    draw_odd_numbers(sheet, form_cells.odd, kept)
    looked_at = {
        place: question for question in form_cells.odd.questions for place in form_cells.odd.looked_at(question)
    }
    for code, row in form_cells.layout.check_rows.items():
        indicator = form_cells.form.campaign.indicator_by_code[code]
        sheet.write_text(row, _CODES, code)
        for period_index in range(count):
            here, state_now = form_cells.state_at(code, period_index), form_cells.states[code, period_index]
            if indicator.formula:
                sheet.write_number(row, STATES + period_index, FINE)
            else:
                cell = f"'{form_cells.sheet}'!{form_cells.address(code, period_index)}"
                accepted = kept.get((code, period_index), "") if (code, period_index) in form_cells.accepted else ""
                owed = there[period_index] and form_cells.accepted.get((code, period_index), 0) is not None
                formula = state_formula(indicator, cell, accepted, owed=owed)
                sheet.write_formula_value(row, STATES + period_index, f"={formula}", state_now)
            weights = [
                (2 if check.severity == "error" else 1, at, check) for at, check in about.get((code, period_index), ())
            ]
            terms = [here, *(f"{weight}*$B${at + 1}" for weight, at, _ in weights)]
            as_last_time = (code, form_cells.periods[period_index].key) in form_cells.carried
            if (code, form_cells.periods[period_index].key) in form_cells.form.carried:
                terms.append(form_cells.layout.carried(code, period_index, count))
            own = of_splits.get((code, period_index), ())
            terms += [term for term, _ in own]
            is_asked = (code, period_index) in form_cells.odd.asked
            if question := looked_at.get((code, period_index)):
                terms.append(f"({form_cells.odd.is_asked(question, code, period_index)}>0)*1")
            given = [*(found for _, found in own), *(weight * check.fails for weight, _, check in weights)]
            mark = max(min(state_now, 2), *given, int(as_last_time), int(is_asked))
            sheet.write_formula_value(row, marks + period_index, f"=MIN(2,{_largest(terms)})", mark)
    first, last = 2, 1 + len(form_cells.layout.check_rows)
    left, right, codes = (column_name(c) for c in (marks, marks + count - 1, _CODES))
    look.book.define_name(MARKS, f"={CHECKS_SHEET}!${left}${first}:${right}${last}")
    look.book.define_name(MARK_CODES, f"={CHECKS_SHEET}!${codes}${first}:${codes}${last}")
    look.book.define_name(MARK_PERIODS, f"={CHECKS_SHEET}!${left}$1:${right}$1")


def _largest(terms: list[str]) -> str:
    """The largest of the terms, however many: a function takes a limited number."""
    while len(terms) > 1:
        terms = [f"MAX({','.join(terms[at : at + _AT_ONCE])})" for at in range(0, len(terms), _AT_ONCE)]
    return terms[0]


def _draw_worked_out(
    sheet: Sheet, form_cells: Cells, cells: Mapping[tuple[str, str], Operand], filling: Filling
) -> None:
    """What percentage each cell of one says, whether it is typed with a % or without, and what counts of rows with
    figures of last time: the form's formulas count with it."""
    form, count = form_cells.form, len(form_cells.periods)
    for code, row in form_cells.layout.check_rows.items():
        indicator = form.campaign.indicator_by_code[code]
        for place, period in enumerate(form_cells.periods if is_worked_out(form, indicator) else ()):
            cell = f"'{form_cells.sheet}'!{form_cells.address(code, place)}"
            if says_percentage(indicator):
                value = cells.get((code, period.key), Absent.MISSING)
                formula, shown = percentage(indicator, cell), "" if isinstance(value, Absent) else value
            else:
                waits = (code, period.key) in form_cells.carried
                formula = f'IF(LEN(TRIM({cell}))=0,"",{cell})'
                shown = "" if waits else _as_it_stands(filling.figures.get((code, period.key)))
            if (code, period.key) in form.carried:
                _draw_carried(sheet, form_cells, indicator, place, row)
                formula = f'IF({form_cells.layout.carried(code, place, count)}=1,"",{formula})'
            sheet.write_formula_value(row, STATES + 3 * count + place, f"={formula}", shown)


def _as_it_stands(value: CellValue) -> float | str | bool | date:
    """What a formula gives that only points at a cell."""
    if not trimmed(value):
        return ""
    return value if isinstance(value, float | int | str | date) else typed_text(value)


def _draw_carried(sheet: Sheet, form_cells: Cells, indicator: Indicator, place: int, row: int) -> None:
    """Whether a cell still holds last time's figure, in a row that has its sign still."""
    form, period = form_cells.form, form_cells.periods[place].key
    cell, note = (
        f"'{form_cells.sheet}'!{form_cells.address(indicator.code, at)}" for at in (place, len(form_cells.periods) + 1)
    )
    held = cell_of(form, form.carried[indicator.code, period])
    if isinstance(held, str):
        same = f"LEFT(TRIM({cell}),{_COMPARED})={quoted(' '.join(held.split())[:_COMPARED].rstrip())}"
    else:
        number = (held - _DAY_0).days if isinstance(held, date) else held
        same = f"AND(ISNUMBER({cell}),{cell}={number!r})"
    sign = form.say(forms.CARRIED)
    formula = f"=IF(IFERROR(AND(LEFT(TRIM({note}),{len(sign)})={quoted(sign)},{same}),FALSE),1,0)"
    column = STATES + 4 * len(form_cells.periods) + place
    sheet.write_formula_value(row, column, formula, int((indicator.code, period) in form_cells.carried))


def _draw_kept(sheet: Sheet, form_cells: Cells) -> dict[tuple[str, int], str]:
    """Write what is accepted in a figure's cell, or not asked about, as long as it stands there; where that is written,
    by indicator and the period's place."""
    found = {}
    for (code, place), value in {**form_cells.odd.settled, **form_cells.accepted}.items():
        row, column = form_cells.layout.check_rows[code], STATES + 2 * len(form_cells.periods) + place
        sheet.write_value(row, column, value if isinstance(value, str | int | float | date) else typed_text(value))
        found[code, place] = f"${column_name(column)}${row + 1}"
    return found


def _draw_list(
    sheet: Sheet, look: Look, form_cells: Cells, checks: list[LiveCheck], filling: Filling, row_height: RowHeight
) -> None:
    form = form_cells.form
    write_keys(sheet, "to_fix")
    # Where in the list of checks a line's check stands: hidden, so that it is looked up once a line.
    sheet.write_text(0, 7, "position")
    sheet.set_column(7, 7, None, None, {"hidden": True})
    keys = ("number", "severity", "where", "problem", "fix", "open")
    for column, key in enumerate(keys, start=1):
        sheet.write_text(0, column, key)
        sheet.set_column(column, column, _WIDTHS[column - 1])
    width = sum(_WIDTHS)
    failing = [c for c in checks if _fails(form_cells, c)]
    rows = min(len(checks), SHOWN)
    lines: list[tuple[str, Format]] = [
        (form.say(forms.TITLES["to_fix"]), look.title),
        (form.agency.name, look.subtitle),
    ]
    for row, (text, style) in enumerate(lines, start=1):
        sheet.write_text(row, 0, FOR_PEOPLE)
        sheet.merge_range(row, 1, row, 6, "", style)
        sheet.write_text(row, 1, text, style)
        sheet.set_row(row, 24)
    sheet.write_text(4, 0, FOR_PEOPLE)
    sheet.merge_range(4, 1, 4, 6, "", look.hint)
    hint = form.say(forms.TO_FIX_HINT)
    sheet.write_text(4, 1, hint, look.hint)
    heights = [24.0, 24.0, 22.0, row_height([(hint, width)]) + 2, 24.0]
    sheet.set_row(4, heights[3])
    sheet.write_text(5, 0, FOR_PEOPLE)
    for column, key in enumerate(("number", "severity", "where", "problem", "fix", "open"), start=1):
        sheet.write_text(5, column, form.say(forms.COLUMNS[key]), look.heading)
    sheet.set_row(5, 24)
    last = len(checks) + 1
    opened = form.say(forms.COLUMNS["open"])
    # Lines get their borders when there is something in them: blank ones leave the paper blank.
    plain = {"text_wrap": True, "valign": "top"}
    text, centred, link_style = (
        look(**plain),
        look(**plain, align="center"),
        look(**plain, font_color=BLUE, underline=1),
    )
    for number in range(1, rows + 1):
        row = 5 + number
        check = failing[number - 1] if number <= len(failing) else None
        shown = (
            (form.say(forms.SEVERITY[check.severity]), check.where, _problem(form_cells, check), check.fix)
            if check
            else ("",) * 4
        )
        cells_found = f"$H{row + 1}"
        place = checks.index(check) + 1 if check else ""
        sheet.write_formula_value(row, 7, f'=IFERROR(MATCH({number},{CHECKS_SHEET}!$C$2:$C${last},0),"")', place)
        cells: list[tuple[str, str | int, Format]] = [(str(number), number if check else "", centred)]
        for column, value in enumerate(shown, start=3):
            letter = column_name(column)
            # A rule may say nothing of what to do: a blank cell alone would be shown as 0.
            blank = '&""' if column == 6 else ""
            cells.append((f"INDEX({CHECKS_SHEET}!${letter}$2:${letter}${last},{cells_found}){blank}", value, text))
        link = f'HYPERLINK(INDEX({CHECKS_SHEET}!$H$2:$H${last},{cells_found}),"{opened}")'
        cells.append((link, opened if check else "", link_style))
        for column, (formula, result, style) in enumerate(cells, start=1):
            sheet.write_formula_value(row, column, f'=IF({cells_found}="","",{formula})', result, style)
        heights.append(max(_ROW, row_height(zip(shown, _WIDTHS[1:5], strict=True), size=11) + 3) if check else _ROW)
        sheet.set_row(row, heights[-1])
    if len(checks) > SHOWN:
        _more(sheet, look, form, 6 + rows, len(failing) - SHOWN, last)
    if rows:
        sheet.conditional_format(
            6, 1, 5 + rows, 6, {"type": "formula", "criteria": '=$H7<>""', "format": look(border=1, border_color=LINE)}
        )
        error = form.say(forms.SEVERITY["error"])
        area = (6, 2, 5 + rows, 2)
        sheet.conditional_format(
            *area, {"type": "cell", "criteria": "==", "value": f'"{error}"', "format": look(font_color=RED, bold=True)}
        )
        sheet.conditional_format(
            *area,
            {
                "type": "cell",
                "criteria": "==",
                "value": f'"{form.say(forms.SEVERITY["warning"])}"',
                "format": look(font_color=AMBER, bold=True),
            },
        )
    sheet.freeze_panes(6, 0)
    # Of a blank form everything is listed that is required, and nothing of it once it is filled in: one page.
    added = {code: own for code, own in filling.rows.items() if len(own) > len(form.carried_rows.get(code, ()))}
    untouched = not filling.figures.keys() - form.carried.keys() and not filling.lines and not added
    printed = _last_printed(heights, rows, 0 if untouched else len(failing))
    sheet.print_area(1, 1, printed, 6)
    _count(sheet, look, form, checks, failing, min(printed - 5, rows))
    set_up_page(
        sheet,
        orientation="landscape",
        width=width,
        repeat=(5, 5),
        page_word=form.say(forms.PAGE),
        footer=form.say(forms.FOOTER, agency=form.agency.short_name, sheet=form.say(forms.SHEETS["to_fix"])),
    )
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _last_printed(heights: list[float], rows: int, listed: int) -> int:
    """The last row on paper: the last that is listed now, or where the first page ends if that is further down."""
    last = 6 + rows if listed > rows else 5 + listed
    room = page_room("landscape", print_scale("landscape", sum(_WIDTHS), len(_WIDTHS))) - _ROW
    used = sum(heights[:last])
    while last < 5 + rows and used + heights[last] <= room:
        used += heights[last]
        last += 1
    return last


def _more(sheet: Sheet, look: Look, form: Form, row: int, more: int, last: int) -> None:
    """The sentence under the list that says how many are not shown yet."""
    total = f"SUM({CHECKS_SHEET}!$B$2:$B${last})"
    before, after = form.say(forms.TO_FIX_MORE, count="\n").split("\n")
    sheet.write_text(row, 0, FOR_PEOPLE)
    sheet.merge_range(row, 1, row, 6, "", look.hint)
    text = form.say(forms.TO_FIX_MORE, count=more) if more > 0 else ""
    sheet.write_formula_value(
        row, 1, f'=IF({total}>{SHOWN},"{before}"&({total}-{SHOWN})&"{after}","")', text, look.hint
    )


def _count(
    sheet: Sheet, look: Look, form: Form, checks: list[LiveCheck], failing: list[LiveCheck], printed: int
) -> None:
    """The sentence at the top: how many there are, of each weight; and of more than are `printed`, how many are."""
    errors = sum(c.severity == "error" for c in failing)
    last = len(checks) + 1
    before, between, after = (form.say(t) for t in forms.TO_FIX_COUNT_PARTS)
    none = form.say(forms.TO_FIX_NONE)
    style = look(bold=True, font_size=12, font_color=RED)
    sheet.write_text(3, 0, FOR_PEOPLE)
    sheet.merge_range(3, 1, 3, 6, "", style)
    sheet.set_row(3, 22)
    if not checks:
        sheet.write_text(3, 1, none, look(bold=True, font_size=12, font_color=GREEN))
        return
    must = f"SUMPRODUCT({CHECKS_SHEET}!$B$2:$B${last},{CHECKS_SHEET}!$I$2:$I${last})"
    all_of = f"SUM({CHECKS_SHEET}!$B$2:$B${last})"
    on_paper = form.say(forms.TO_FIX_ON_PAPER, count=printed)
    text = (
        f'=IF({all_of}=0,"{none}","{before}"&{must}&"{between}"&({all_of}-{must})&"{after}"&IF({all_of}>{printed},'
        f'"{on_paper}",""))'
    )
    value = (
        none
        if not failing
        else f"{before}{errors}{between}{len(failing) - errors}{after}{on_paper if len(failing) > printed else ''}"
    )
    sheet.write_formula_value(3, 1, text, value, style)
    # By a name: rules of the look may not name another sheet.
    look.book.define_name(FAILING, f"={CHECKS_SHEET}!$C${last}")
    sheet.conditional_format(
        3, 1, 3, 1, {"type": "formula", "criteria": f"={FAILING}=0", "format": look(font_color=GREEN, bold=True)}
    )
