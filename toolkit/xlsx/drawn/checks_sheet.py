"""The hidden sheet behind the live list: a line for each check, and the state and mark of each figure's cell.

A line has a formula that says whether its check fails, a running count of those that do, and what the visible sheet
shows of it. A rule with a cell that cannot be used is not checkable. Only functions that Excel 2010 and LibreOffice
have.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from toolkit.form.carried import cell_of
from toolkit.formula.expressions import Absent
from toolkit.messages import forms
from toolkit.model import CellValue, Indicator
from toolkit.spreadsheet.addresses import column_name
from toolkit.spreadsheet.keyed import PREFIX
from toolkit.values.cell import typed_text
from toolkit.xlsx.drawn.cell_tests import FINE, percentage, state_formula, trimmed
from toolkit.xlsx.drawn.formulas import CHECKS_SHEET, STATES, is_worked_out, says_percentage
from toolkit.xlsx.drawn.live_checks import (
    COUNTED,
    ERROR,
    FIX,
    NUMBER,
    SEVERITY,
    WEIGHTS,
    WHERE,
    Cells,
    Live,
    LiveCheck,
    Place,
    Tested,
)
from toolkit.xlsx.drawn.odd_numbers import OddNumbers
from toolkit.xlsx.drawn.odd_numbers import draw as draw_odd_numbers
from toolkit.xlsx.drawn.split_checks import SplitCheck, draw_numbers
from toolkit.xlsx.excel import Sheet, quoted
from toolkit.xlsx.look import Look

#: Defined names of the marks of the figures' cells, by indicator code and period key.
MARKS, MARK_CODES, MARK_PERIODS = "CellMarks", "CellCodes", "CellPeriods"
#: The column of the indicators' codes, counted from 0; their cells' states and marks follow.
_CODES = 12
#: Arguments of one function; Excel takes some more.
_AT_ONCE = 200
#: So many letters of a text of last time are compared: a text in a formula may have 255.
_COMPARED = 200
#: The day that spreadsheets number 0.
_DAY_0 = date(1899, 12, 30)


def draw(look: Look, cells: Cells, odd: OddNumbers, checks: Sequence[LiveCheck]) -> None:
    """Draw it: the checks in this order."""
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
    _draw_worked_out(sheet, cells)
    draw_numbers(sheet, cells)
    sheet.very_hidden()
    sheet.protect()


def _marks_of(checks: Sequence[LiveCheck], kind: type[LiveCheck]) -> dict[Place, list[Live]]:
    """Of each cell the terms of its mark that checks of one kind give."""
    found: dict[Place, list[Live]] = {}
    for row, check in enumerate(checks, start=1):
        for place, mark in check.marks(row) if isinstance(check, kind) else ():
            found.setdefault(place, []).append(mark)
    return found


def _draw_cells(sheet: Sheet, look: Look, cells: Cells, odd: OddNumbers, checks: Sequence[LiveCheck]) -> None:
    """For each figure's cell its state, and its mark: 2 for what must be fixed, 1 for what is blank or to look at."""
    form, layout, count = cells.form, cells.layout, len(cells.periods)
    marks = STATES + count
    sheet.write_text(0, _CODES, "code")
    for place, period in enumerate(cells.periods):
        sheet.write_text(0, STATES + place, f"state {period.key}")
        sheet.write_text(0, marks + place, period.key)
    of_rules, of_splits = _marks_of(checks, Tested), _marks_of(checks, SplitCheck)
    there, kept = form.there, _draw_kept(sheet, cells, odd)
    draw_odd_numbers(sheet, odd, kept)
    looked_at = {place: question for question in odd.questions for place in odd.looked_at(question)}
    for code, row in layout.check_rows.items():
        indicator = form.campaign.indicator_by_code[code]
        sheet.write_text(row, _CODES, code)
        for place, period in enumerate(cells.periods):
            here, state_now = (code, place), cells.states[code, place]
            if indicator.formula:
                sheet.write_number(row, STATES + place, FINE)
            else:
                accepted = kept.get(here, "") if here in cells.accepted else ""
                owed = there[place] and cells.accepted.get(here, 0) is not None
                formula = state_formula(indicator, cells.cell(code, place), accepted, owed=owed)
                sheet.write_formula_value(row, STATES + place, f"={formula}", state_now)
            given = [Live(min(state_now, 2), layout.state(code, place)), *of_rules.get(here, ())]
            if (code, period.key) in form.carried:
                given.append(Live(int((code, period.key) in cells.carried), layout.carried(code, place, count)))
            given += of_splits.get(here, ())
            if question := looked_at.get(here):
                given.append(Live(int(here in odd.asked), f"({odd.is_asked(question, code, place)}>0)*1"))
            mark = max(int(live.value) for live in given)
            formula = f"=MIN(2,{_largest([live.formula for live in given])})"
            sheet.write_formula_value(row, marks + place, formula, mark)
    first, last = 2, 1 + len(layout.check_rows)
    left, right, codes = (column_name(c) for c in (marks, marks + count - 1, _CODES))
    look.book.define_name(MARKS, f"={CHECKS_SHEET}!${left}${first}:${right}${last}")
    look.book.define_name(MARK_CODES, f"={CHECKS_SHEET}!${codes}${first}:${codes}${last}")
    look.book.define_name(MARK_PERIODS, f"={CHECKS_SHEET}!${left}$1:${right}$1")


def _largest(terms: list[str]) -> str:
    """The largest of the terms, however many: a function takes a limited number."""
    while len(terms) > 1:
        terms = [f"MAX({','.join(terms[at : at + _AT_ONCE])})" for at in range(0, len(terms), _AT_ONCE)]
    return terms[0]


def _draw_worked_out(sheet: Sheet, cells: Cells) -> None:
    """What percentage each cell of one says, whether it is typed with a % or without, and what counts of rows with
    figures of last time: the form's formulas count with it."""
    form, count = cells.form, len(cells.periods)
    for code, row in cells.layout.check_rows.items():
        indicator = form.campaign.indicator_by_code[code]
        for place, period in enumerate(cells.periods if is_worked_out(form, indicator) else ()):
            cell = cells.cell(code, place)
            if says_percentage(indicator):
                value = cells.operands.get((code, period.key), Absent.MISSING)
                formula, shown = percentage(indicator, cell), "" if isinstance(value, Absent) else value
            else:
                waits = (code, period.key) in cells.carried
                formula = f'IF(LEN(TRIM({cell}))=0,"",{cell})'
                shown = "" if waits else _as_it_stands(cells.filling.figures.get((code, period.key)))
            if (code, period.key) in form.carried:
                _draw_carried(sheet, cells, indicator, place, row)
                formula = f'IF({cells.layout.carried(code, place, count)}=1,"",{formula})'
            sheet.write_formula_value(row, STATES + 3 * count + place, f"={formula}", shown)


def _as_it_stands(value: CellValue) -> float | str | bool | date:
    """What a formula gives that only points at a cell."""
    if not trimmed(value):
        return ""
    return value if isinstance(value, float | int | str | date) else typed_text(value)


def _draw_carried(sheet: Sheet, cells: Cells, indicator: Indicator, place: int, row: int) -> None:
    """Whether a cell still holds last time's figure, in a row that has its sign still."""
    form, period = cells.form, cells.periods[place].key
    cell, note = (cells.cell(indicator.code, at) for at in (place, len(cells.periods) + 1))
    held = cell_of(form, form.carried[indicator.code, period])
    if isinstance(held, str):
        same = f"LEFT(TRIM({cell}),{_COMPARED})={quoted(' '.join(held.split())[:_COMPARED].rstrip())}"
    else:
        number = (held - _DAY_0).days if isinstance(held, date) else held
        same = f"AND(ISNUMBER({cell}),{cell}={number!r})"
    sign = form.say(forms.CARRIED)
    formula = f"=IF(IFERROR(AND(LEFT(TRIM({note}),{len(sign)})={quoted(sign)},{same}),FALSE),1,0)"
    column = STATES + 4 * len(cells.periods) + place
    sheet.write_formula_value(row, column, formula, int((indicator.code, period) in cells.carried))


def _draw_kept(sheet: Sheet, cells: Cells, odd: OddNumbers) -> dict[Place, str]:
    """Write what is accepted in a figure's cell, or not asked about, as long as it stands there; where that is written,
    by indicator and the period's place."""
    found = {}
    for (code, place), value in {**odd.settled, **cells.accepted}.items():
        row, column = cells.layout.check_rows[code], STATES + 2 * len(cells.periods) + place
        sheet.write_value(row, column, value if isinstance(value, str | int | float | date) else typed_text(value))
        found[code, place] = f"${column_name(column)}${row + 1}"
    return found
