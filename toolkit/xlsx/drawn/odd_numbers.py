"""The form's questions about numbers while it is filled in: as Excel formulas, and evaluated in Python.

The form's cells alone show two things: that all amounts with the same unit read as thousands that lost their sign; and
that a number is about a thousand times the previous campaign's number, which is printed to its left. The form asks
about these numbers, but refuses no cell. A note in the row is an answer, after which the form does not ask again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from toolkit.form.contents import Form
from toolkit.language.numbers import plain_number
from toolkit.messages import forms
from toolkit.model import CellValue, ErrorValue, Indicator
from toolkit.spreadsheet.addresses import cell_name
from toolkit.values.cell import typed_text
from toolkit.values.numbers import limits
from toolkit.values.thousands import (
    DIFFERENT,
    FEWER,
    NEAR,
    NONE,
    THOUSAND,
    THREE,
    TINY,
    WHOLE,
    Reads,
    all_read_as_thousands,
    by_unit,
    least_count,
    least_to_compare,
    may_be_thousandfold,
    may_read_as_thousands,
    rounded,
    thousands_reading,
    thousandth,
    times_too_large,
)
from toolkit.values.totals import number_in_formulas
from toolkit.xlsx.drawn.cell_tests import DECIMAL_SIGN_FORMULA, FAULTY
from toolkit.xlsx.drawn.formulas import ANSWERED, CARRIED, FIRST_PERIOD, IN_QUESTION, READ_AS, STATE, Layout
from toolkit.xlsx.drawn.live_checks import Cells, FigureCell, Live, LiveCheck, NamedCell, NamingCheck
from toolkit.xlsx.excel import Sheet, quoted

By = Literal["decimals", "last time"]
#: Further readings of a cell: about a thousand times the previous number, or about a thousandth of that number.
_LARGE, _SMALL = 5, 6
#: The most blocks of rows with the same unit that are questioned: with more blocks the formula would be too long.
_MOST_BLOCKS = 40


@dataclass(frozen=True, slots=True)
class LiveQuestion:
    """One question: about the rows with the same unit, or about one row compared with the previous campaign."""

    by: By
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OddNumbers:
    """The cells that may be in question, and which of these are in question for what is filled in."""

    cells: Cells
    questions: tuple[LiveQuestion, ...]
    previous_columns: Mapping[FigureCell, int]
    """For each cell with a previous number to its left, the column of this previous number, counted from 0."""
    settled: Mapping[FigureCell, CellValue]
    """Values that the form would question, but that reading the file does not."""
    readings: Mapping[FigureCell, int]
    answered: frozenset[str]
    """The rows in which a note answers the question."""
    in_question: Mapping[FigureCell, int]
    numbers: Mapping[FigureCell, float]

    @property
    def form(self) -> Form:
        return self.cells.form

    @property
    def count(self) -> int:
        """The number of periods."""
        return len(self.form.campaign.periods)

    def candidates(self, question: LiveQuestion) -> list[FigureCell]:
        """The cells that a question may concern."""
        figures = [(code, index) for code in question.codes for index in range(self.count)]
        return figures if question.by == "decimals" else [p for p in figures if p in self.previous_columns]

    def named_cells(self, question: LiveQuestion) -> Iterator[NamedCell]:
        """Yields the cells that a question may name, with the intended numbers: one in each row of a unit, or all."""
        if question.by == "decimals":
            yield from (self._first_in_row(question, code) for code in question.codes)
            return
        for here in self.candidates(question):
            address = f"{self.cells.address(*here)};"
            yield NamedCell(
                Live(
                    address if here in self.in_question else "",
                    f'IF({self.in_question_formula(question, *here)}>0,"{address}","")',
                ),
                self._compared_with_previous(*here),
            )

    def _first_in_row(self, question: LiveQuestion, code: str) -> NamedCell:
        """The first cell of a row with three decimals, if the rows of its unit are in question."""
        cells, layout = self.cells, self.cells.layout
        verdict, readings = layout.verdict(question.codes[0]), layout.checks(READ_AS, code)
        first, of_row = f"MATCH({THREE},{readings},0)", f"{cells.cell(code, 0)}:{cells.address(code, self.count - 1)}"
        address = f'ADDRESS({layout.figure_rows[code] + 1},{layout.first_period}+{first},4)&";"'
        meant = f"{quoted(f'; {self.form.row_name(code)}: ')}&ROUND(INDEX({of_row},1,{first})*1000,0)"
        in_question_formula = f"{verdict}*COUNTIF({readings},{THREE})>0"
        in_row = ((code, index) for index in range(self.count) if (code, index) in self.in_question)
        here = next((figure for figure in in_row if self.readings[figure] == THREE), None)
        return NamedCell(
            Live(f"{cells.address(*here)};" if here else "", f'IF({in_question_formula},{address},"")'),
            Live(
                f"; {self.form.row_name(code)}: {self._intended_number(here)}" if here else "",
                f'IF({in_question_formula},{meant},"")',
            ),
        )

    def _compared_with_previous(self, code: str, index: int) -> Live:
        """The number that may be intended instead of a number that is about a thousand times, or a thousandth of, the
        previous number."""
        cell, in_question = self.cells.cell(code, index), self.cells.layout.check(IN_QUESTION, code, index)
        label = self.form.period_labels[index]
        decimals = 0 if self.form.campaign.indicator_by_code[code].kind == "count" else 6
        number = f"ROUND(IF({in_question}={_LARGE},{cell}/1000,{cell}*1000),{decimals})"
        shown = f'SUBSTITUTE({number}&"",".",{DECIMAL_SIGN_FORMULA})'
        here = (code, index)
        stated = f"; {label}: {self._intended_number(here)}" if here in self.in_question else ""
        return Live(stated, f'IF({in_question}>0,"; {label}: "&{shown},"")')

    def _intended_number(self, figure: FigureCell) -> str:
        indicator, number = self.form.campaign.indicator_by_code[figure[0]], self.numbers[figure]
        large = self.in_question[figure] == _LARGE
        shown = plain_number(thousandth(number, indicator) if large else rounded(number * THOUSAND))
        return shown.replace(".", ",") if self.form.language == "vi" else shown

    def in_question_formula(self, question: LiveQuestion, code: str, index: int) -> str:
        """The Excel expression that is 1 or more where a cell is in question, else 0."""
        if question.by != "decimals":
            return self.cells.layout.check(IN_QUESTION, code, index)
        reading = self.cells.layout.check(READ_AS, code, index)
        return f"{self.cells.layout.verdict(question.codes[0])}*({reading}>0)*({reading}<{WHOLE})"


# --- As Python values ----------------------------------------------------------------------------


def odd_numbers(cells: Cells) -> OddNumbers:
    """The questions of a form, evaluated for what is filled in."""
    form, filling, layout, states = cells.form, cells.filling, cells.layout, cells.states
    keys = [p.key for p in form.campaign.periods]
    previous_columns = dict(_previous_columns(form, layout, keys))
    questions = tuple(_questions(form, layout, {code for code, _ in previous_columns}))
    kinds = {code: q.by for q in questions for code in q.codes}
    numbers: dict[FigureCell, float] = {}
    for code in kinds:
        for index, key in enumerate(keys):
            cell = filling.figures.get((code, key))
            number = None if isinstance(cell, ErrorValue) else number_in_formulas(cell)
            if number is not None and states[code, index] < FAULTY and (code, key) not in cells.carried:
                numbers[code, index] = number
    readings = {
        p: reading
        for p, number in numbers.items()
        if (reading := _reading(form, kinds[p[0]], previous_columns, p, number))
    }
    settled = {
        (code, index): filling.figures[code, keys[index]]
        for (code, index), reading in readings.items()
        if (code, keys[index]) in filling.unasked and reading not in (DIFFERENT, WHOLE)
    }
    readings = {figure: reading for figure, reading in readings.items() if figure not in settled}
    answered = frozenset(code for code in kinds if _is_answer(filling.notes.get(code)))
    in_question: dict[FigureCell, int] = {}
    for question in questions:
        of_question = {p: reading for p, reading in readings.items() if p[0] in question.codes}
        if answered.isdisjoint(question.codes) and (
            question.by == "last time" or _is_in_question(form, question, of_question)
        ):
            in_question |= {
                p: 1 if reading == FEWER else reading
                for p, reading in of_question.items()
                if reading not in (WHOLE, DIFFERENT)
            }
    return OddNumbers(cells, questions, previous_columns, settled, readings, answered, in_question, numbers)


def _questions(form: Form, layout: Layout, with_last_time: set[str]) -> Iterator[LiveQuestion]:
    drawn = [i for i in form.indicators if i.code in layout.figure_rows]
    for together in by_unit(i for i in drawn if may_read_as_thousands(i)):
        codes = tuple(i.code for i in together)
        # Rows with previous numbers are compared with these instead.
        if with_last_time.isdisjoint(codes) and len(list(_blocks(layout, codes))) <= _MOST_BLOCKS:
            yield LiveQuestion("decimals", codes)
    for indicator in drawn:
        if indicator.code in with_last_time:
            yield LiveQuestion("last time", (indicator.code,))


def _previous_columns(form: Form, layout: Layout, keys: list[str]) -> Iterator[tuple[FigureCell, int]]:
    printed = {p.key: FIRST_PERIOD + n for n, p in enumerate(form.previous.periods)}
    for indicator in filter(may_be_thousandfold, form.indicators):
        for index, key in enumerate(keys):
            earlier = form.previous.counterparts.get(key, "")
            if form.previous.values.get((indicator.code, earlier), 0.0) > 0 and indicator.code in layout.figure_rows:
                yield (indicator.code, index), printed[earlier]


def _reading(form: Form, by: By, previous_columns: Mapping[FigureCell, int], cell: FigureCell, number: float) -> int:
    code, period = cell
    indicator = form.campaign.indicator_by_code[code]
    if by == "decimals":
        return thousands_reading(number, limits(indicator)[1])
    if cell not in previous_columns:
        return NONE
    earlier = form.previous.counterparts[form.campaign.periods[period].key]
    times = times_too_large(number, form.previous.values[code, earlier], indicator)
    return NONE if times is None else _LARGE if times > 1 else _SMALL


def _is_answer(note: CellValue) -> bool:
    """Whether a row's note is an answer, and not the sign of unconfirmed figures."""
    text = typed_text(note).strip(" ")
    return bool(text) and not text.startswith("[")


def _is_in_question(form: Form, question: LiveQuestion, readings: Mapping[FigureCell, int]) -> bool:
    """Whether all rows of a unit read as thousands."""
    together = [form.campaign.indicator_by_code[code] for code in question.codes]
    return all_read_as_thousands((_READS[reading] for reading in readings.values()), least_count(together))


_READS: Mapping[int, Reads] = {NONE: NONE, THREE: THREE, FEWER: FEWER, WHOLE: WHOLE, DIFFERENT: DIFFERENT}


# --- In the live list ----------------------------------------------------------------------------


def question_checks(odd: OddNumbers) -> Iterator[LiveCheck]:
    """Yields the live list's questions about usable numbers that may not be the intended numbers."""
    form, layout = odd.form, odd.cells.layout
    for question in odd.questions:
        first, by = question.codes[0], question.by
        indicator = form.campaign.indicator_by_code[first]
        where, any_formula = form.number_and_label(indicator), f"SUM({layout.checks(IN_QUESTION, first)})>0"
        if by == "decimals":
            where = form.say(forms.TO_FIX_ODD_WHERE, unit=indicator.unit or indicator.label)
            any_formula = f"{layout.verdict(first)}=1"
        yield NamingCheck(
            "warning",
            where,
            Live(form.say(forms.TO_FIX_ODD_FIX[by])),
            odd.cells.sheet,
            odd.cells.address(*odd.candidates(question)[0]),
            form.say(forms.TO_FIX_ODD[by]),
            tuple(odd.named_cells(question)),
            any_formula,
            ends_with="?",
        )


# --- As Excel formulas ---------------------------------------------------------------------------


def draw(sheet: Sheet, odd: OddNumbers, settled_cells: Mapping[FigureCell, str]) -> None:
    """Draw each cell's reading, whether its row's note is an answer, and what is in question.

    `settled_cells`: for settled values, their cells on the sheet of checks.
    """
    layout = odd.cells.layout
    for question in odd.questions:
        if question.by == "decimals":
            row = layout.check_rows[question.codes[0]]
            value = any(code in question.codes for code, _ in odd.in_question)
            sheet.write_formula_value(row, layout.column(ANSWERED) + 1, _verdict_formula(odd, question), int(value))
        for code in question.codes:
            row = layout.check_rows[code]
            formula = f"={_answer_formula(odd, code)}"
            sheet.write_formula_value(row, layout.column(ANSWERED), formula, int(code in odd.answered))
        for code, index in odd.candidates(question):
            row, at = layout.check_rows[code], (code, index)
            reading = f"={_reading_formula(odd, question.by, code, index, settled_cells.get(at, ''))}"
            sheet.write_formula_value(row, layout.column(READ_AS, index), reading, odd.readings.get(at, 0))
            if question.by == "last time":
                formula = f"=IF({layout.check(ANSWERED, code)}=1,0,{layout.check(READ_AS, code, index)})"
                sheet.write_formula_value(row, layout.column(IN_QUESTION, index), formula, odd.in_question.get(at, 0))


def _answer_formula(odd: OddNumbers, code: str) -> str:
    note = odd.cells.cell(code, odd.count + 1)
    return f'IF(IFERROR(AND(LEN(TRIM({note}))>0,LEFT(TRIM({note}),1)<>"["),FALSE),1,0)'


def _verdict_formula(odd: OddNumbers, question: LiveQuestion) -> str:
    """The formula that is 1 where all rows of a unit read as thousands and no row has a note with an answer; else 0."""
    together = [odd.form.campaign.indicator_by_code[code] for code in question.codes]
    blocks = list(_blocks(odd.cells.layout, question.codes))
    readings = [
        f"{odd.cells.layout.check(READ_AS, first, 0)}:{odd.cells.layout.check(READ_AS, last, odd.count - 1)}"
        for first, last in blocks
    ]
    notes = [
        f"{odd.cells.layout.check(ANSWERED, first)}:{odd.cells.layout.check(ANSWERED, last)}" for first, last in blocks
    ]

    def count(ranges: Sequence[str], *values: int) -> str:
        return "+".join(f"COUNTIF({span},{value})" for value in values for span in ranges)

    three = count(readings, THREE)
    tests = (
        f"{count(notes, 1)}=0",
        f"{count(readings, DIFFERENT)}=0",
        f"{three}>={least_count(together)}",
        f"{three}>=2*({count(readings, FEWER, WHOLE)})",
    )
    return f"=IF(AND({','.join(tests)}),1,0)"


def _blocks(layout: Layout, codes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yields the first and the last code of each run of rows that follow each other on the sheet of checks."""
    first = last = codes[0]
    for code in codes[1:]:
        if layout.check_rows[code] != layout.check_rows[last] + 1:
            yield first, last
            first = code
        last = code
    yield first, last


def _reading_formula(odd: OddNumbers, by: By, code: str, index: int, accepted: str) -> str:
    layout, indicator = odd.cells.layout, odd.form.campaign.indicator_by_code[code]
    cell = odd.cells.cell(code, index)
    nothing = [f"{layout.check(STATE, code, index)}>={FAULTY}", f"NOT(ISNUMBER({cell}))"]
    if (code, odd.form.campaign.periods[index].key) in odd.form.carried:
        nothing.append(f"{layout.check(CARRIED, code, index)}=1")
    reading = _compared_formula(odd, indicator, index) if by == "last time" else _decimals_formula(indicator, cell)
    if accepted:
        reading = f"IF({cell}={accepted},{NONE},{reading})"
    return f"IF(OR({','.join(nothing)}),{NONE},{reading})"


def _decimals_formula(indicator: Indicator, cell: str) -> str:
    most = limits(indicator)[1]
    tests = [f"{cell}>=1", f"{cell}<1000", *([f"{cell}*1000<={most:.15G}"] if most is not None else [])]
    tests.append(f"ABS({cell}-ROUND({cell},3))<{TINY:.0E}")
    shorter = f"IF({cell}=INT({cell}),{WHOLE},{FEWER})"
    three = f"ABS({cell}-ROUND({cell},2))>{TINY:.0E}"
    return f"IF({cell}=0,{NONE},IF(AND({','.join(tests)}),IF({three},{THREE},{shorter}),{DIFFERENT}))"


def _compared_formula(odd: OddNumbers, indicator: Indicator, index: int) -> str:
    """The formula that compares a cell with the previous campaign's number, whose printed cell is locked."""
    code, cells = indicator.code, odd.cells
    cell, at = cells.cell(code, index), cell_name(cells.layout.figure_rows[code], odd.previous_columns[code, index])
    before = f"'{cells.sheet}'!{at}"
    low, high, least = (f"{n:g}" for n in (THOUSAND / NEAR, THOUSAND * NEAR, least_to_compare(indicator)))
    large, small = (
        f"AND({x}>={low}*{y},{x}<={high}*{y}{f',{x}>={least}' if least != '0' else ''})"
        for x, y in ((cell, before), (before, cell))
    )
    return f"IF({cell}<=0,{NONE},IF({large},{_LARGE},IF({small},{_SMALL},{NONE})))"
