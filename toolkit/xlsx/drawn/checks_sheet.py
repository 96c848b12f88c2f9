"""The hidden sheet behind the live list: a line for each check, and the state and mark of each figure's cell.

A line has a formula for whether its check fails, a running count of failing checks, and what the visible sheet shows of
it. A rule about a cell that cannot be used is not checkable. Only functions of Excel 2010 and LibreOffice are used.
"""

from collections.abc import Sequence
from datetime import date

from toolkit.form.carried import cell_of
from toolkit.formula.expressions import Absent
from toolkit.messages import forms
from toolkit.model import CellValue, Indicator
from toolkit.spreadsheet.addresses import column_name
from toolkit.spreadsheet.keyed import PREFIX
from toolkit.values.cell import typed_text
from toolkit.xlsx.drawn.cell_tests import FINE, percentage_formula, state_formula, trimmed
from toolkit.xlsx.drawn.formulas import (
    ACCEPTED,
    CARRIED,
    CHECKS_SHEET,
    COUNTED_AS,
    MARK,
    STATE,
    is_in_checks,
    reads_percentages,
)
from toolkit.xlsx.drawn.live_checks import (
    COUNTED,
    ERROR,
    FIX,
    NUMBER,
    SEVERITY,
    WEIGHTS,
    WHERE,
    Cells,
    ConditionCheck,
    FigureCell,
    Live,
    LiveCheck,
)
from toolkit.xlsx.drawn.odd_numbers import OddNumbers
from toolkit.xlsx.drawn.odd_numbers import draw as draw_odd_numbers
from toolkit.xlsx.drawn.split_checks import SplitCheck, draw_numbers
from toolkit.xlsx.excel import Sheet, quoted
from toolkit.xlsx.look import Look

#: Defined names: the marks of the figures' cells, and the indicator codes and period keys by which they are found.
MARKS, MARK_CODES, MARK_PERIODS = "CellMarks", "CellCodes", "CellPeriods"
#: The column of the indicators' codes, counted from 0; the states and marks of the indicators' cells follow.
_CODES = 12
#: The most arguments of a function that are written, fewer than Excel's limit.
_ARGUMENTS = 200
#: The number of characters of a carried text that are compared: a text in a formula may have 255.
_COMPARED = 200
#: The day that spreadsheets number 0.
_DAY_0 = date(1899, 12, 30)


def draw(look: Look, cells: Cells, odd: OddNumbers, checks: Sequence[LiveCheck]) -> None:
    """Draw the sheet, with the checks in this order."""
    form = cells.form
    sheet = look.book.sheet(CHECKS_SHEET)
    sheet.write_text(0, 0, f"{PREFIX}checks")
    keys = ("fails", "number", "severity", "where", "problem", "fix", "link", "weight", "found", "checkable")
    for column, key in enumerate(keys, start=1):
        sheet.write_text(0, column, key)
    count = 0
    for row, check in enumerate(checks, start=1):
        count += check.fails
        above = f"C{row}" if row > 1 else "0"
        sheet.write_formula_value(row, NUMBER, f"={above}+B{row + 1}", count)
        sheet.write_text(row, SEVERITY, form.say(forms.SEVERITY[check.severity]))
        sheet.write_text(row, WHERE, check.where)
        check.fix.write(sheet, row, FIX)
        sheet.write_number(row, ERROR, WEIGHTS.index(check.severity))
        columns = check.columns(row)
        if COUNTED in columns:
            sheet.write_text(0, COUNTED, "sheet")
        for column, live in columns.items():
            live.write(sheet, row, column)
    if cells.layout.check_rows:
        _draw_cells(sheet, look, cells, odd, checks)
    _draw_counted_values(sheet, cells)
    draw_numbers(sheet, cells)
    sheet.very_hidden()
    sheet.protect()


def _marks_of(checks: Sequence[LiveCheck], kind: type[LiveCheck]) -> dict[FigureCell, list[Live]]:
    """For each cell, the terms of its mark that come from checks of one kind."""
    marks: dict[FigureCell, list[Live]] = {}
    for row, check in enumerate(checks, start=1):
        for index, mark in check.marks(row) if isinstance(check, kind) else ():
            marks.setdefault(index, []).append(mark)
    return marks


def _draw_cells(sheet: Sheet, look: Look, cells: Cells, odd: OddNumbers, checks: Sequence[LiveCheck]) -> None:
    """Draw the state and mark of each figure's cell: 2 for what must be fixed, 1 for what is blank or to be checked."""
    form, layout, count = cells.form, cells.layout, len(cells.periods)
    sheet.write_text(0, _CODES, "code")
    for index, period in enumerate(cells.periods):
        sheet.write_text(0, layout.column(STATE, index), f"state {period.key}")
        sheet.write_text(0, layout.column(MARK, index), period.key)
    of_rules, of_splits = _marks_of(checks, ConditionCheck), _marks_of(checks, SplitCheck)
    existed, accepted_cells = form.existed_in, _draw_accepted(sheet, cells, odd)
    draw_odd_numbers(sheet, odd, accepted_cells)
    candidates = {index: question for question in odd.questions for index in odd.candidates(question)}
    for code, row in layout.check_rows.items():
        indicator = form.campaign.indicator_by_code[code]
        sheet.write_text(row, _CODES, code)
        for index, period in enumerate(cells.periods):
            here, state_now = (code, index), cells.states[code, index]
            if indicator.formula:
                sheet.write_number(row, layout.column(STATE, index), FINE)
            else:
                accepted = accepted_cells.get(here, "") if here in cells.accepted else ""
                owed = existed[index] and cells.accepted.get(here, 0) is not None
                formula = state_formula(indicator, cells.cell(code, index), accepted, owed=owed)
                sheet.write_formula_value(row, layout.column(STATE, index), f"={formula}", state_now)
            terms = [Live(min(state_now, 2), layout.check(STATE, code, index)), *of_rules.get(here, ())]
            if (code, period.key) in form.carried:
                terms.append(Live(int((code, period.key) in cells.carried), layout.check(CARRIED, code, index)))
            terms += of_splits.get(here, ())
            if question := candidates.get(here):
                terms.append(
                    Live(int(here in odd.in_question), f"({odd.in_question_formula(question, code, index)}>0)*1")
                )
            mark = max(int(live.value) for live in terms)
            formula = f"=MIN(2,{_largest_formula([live.formula for live in terms])})"
            sheet.write_formula_value(row, layout.column(MARK, index), formula, mark)
    first, last = 2, 1 + len(layout.check_rows)
    left, right, codes = (column_name(c) for c in (layout.column(MARK), layout.column(MARK, count - 1), _CODES))
    look.book.define_name(MARKS, f"={CHECKS_SHEET}!${left}${first}:${right}${last}")
    look.book.define_name(MARK_CODES, f"={CHECKS_SHEET}!${codes}${first}:${codes}${last}")
    look.book.define_name(MARK_PERIODS, f"={CHECKS_SHEET}!${left}$1:${right}$1")


def _largest_formula(terms: list[str]) -> str:
    """The formula for the largest of any number of terms, since one function accepts only a limited number."""
    while len(terms) > 1:
        terms = [f"MAX({','.join(terms[at : at + _ARGUMENTS])})" for at in range(0, len(terms), _ARGUMENTS)]
    return terms[0]


def _draw_counted_values(sheet: Sheet, cells: Cells) -> None:
    """Draw the values with which the form's formulas count: percentages, typed with or without %, and confirmed figures
    of the previous campaign."""
    form = cells.form
    for code, row in cells.layout.check_rows.items():
        indicator = form.campaign.indicator_by_code[code]
        for index, period in enumerate(cells.periods if is_in_checks(form, indicator) else ()):
            cell = cells.cell(code, index)
            if reads_percentages(indicator):
                value = cells.operands.get((code, period.key), Absent.MISSING)
                formula, shown = percentage_formula(indicator, cell), "" if isinstance(value, Absent) else value
            else:
                waits = (code, period.key) in cells.carried
                formula = f'IF(LEN(TRIM({cell}))=0,"",{cell})'
                shown = "" if waits else _referred_value(cells.filling.figures.get((code, period.key)))
            if (code, period.key) in form.carried:
                _draw_carried(sheet, cells, indicator, index, row)
                formula = f'IF({cells.layout.check(CARRIED, code, index)}=1,"",{formula})'
            sheet.write_formula_value(row, cells.layout.column(COUNTED_AS, index), f"={formula}", shown)


def _referred_value(value: CellValue) -> float | str | bool | date:
    """The result of a formula that only refers to a cell."""
    if not trimmed(value):
        return ""
    return value if isinstance(value, float | int | str | date) else typed_text(value)


def _draw_carried(sheet: Sheet, cells: Cells, indicator: Indicator, index: int, row: int) -> None:
    """Draw whether a cell still has the carried figure, and the note of its row still the sign of carried figures."""
    form, period = cells.form, cells.periods[index].key
    cell, note = (cells.cell(indicator.code, at) for at in (index, len(cells.periods) + 1))
    held = cell_of(form, form.carried[indicator.code, period])
    if isinstance(held, str):
        same = f"LEFT(TRIM({cell}),{_COMPARED})={quoted(' '.join(held.split())[:_COMPARED].rstrip())}"
    else:
        number = (held - _DAY_0).days if isinstance(held, date) else held
        same = f"AND(ISNUMBER({cell}),{cell}={number!r})"
    sign = form.say(forms.CARRIED)
    formula = f"=IF(IFERROR(AND(LEFT(TRIM({note}),{len(sign)})={quoted(sign)},{same}),FALSE),1,0)"
    column = cells.layout.column(CARRIED, index)
    sheet.write_formula_value(row, column, formula, int((indicator.code, period) in cells.carried))


def _draw_accepted(sheet: Sheet, cells: Cells, odd: OddNumbers) -> dict[FigureCell, str]:
    """Write the values that the form must not question: accepted ones, and those settled in the sent form; return their
    cells on this sheet."""
    references = {}
    for (code, index), value in {**odd.settled, **cells.accepted}.items():
        row, column = cells.layout.check_rows[code], cells.layout.column(ACCEPTED, index)
        sheet.write_value(row, column, value if isinstance(value, str | int | float | date) else typed_text(value))
        references[code, index] = f"${column_name(column)}${row + 1}"
    return references
