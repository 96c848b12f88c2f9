"""Makes the formulas of a form's sheet of figures, each with its result for what is filled in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from toolkit.form.carried import unconfirmed
from toolkit.form.contents import Filling, Form
from toolkit.formula import expressions
from toolkit.formula.expressions import Absent, ExcelCell, Operand
from toolkit.messages import forms
from toolkit.model import ErrorValue, Indicator
from toolkit.spreadsheet.addresses import cell_name, column_name
from toolkit.values.totals import mean, number_in_formulas, over_periods
from toolkit.xlsx.drawn.cell_tests import (
    GAP_WORDS,
    NUMBER_WORDS,
    ZERO_WORDS,
    ending_test,
    trimmed,
    typed_amount_sum,
    typed_percentage,
    typed_whole_amount,
    unit_ending,
    zero_words,
)

#: The first column of periods on the sheet of figures, counted from 0.
FIRST_PERIOD = 4
#: The hidden sheet of checks, and the first column of its blocks, counted from 0.
CHECKS_SHEET, STATES = "_checks", 13
#: The blocks, each with a column for each period. Of a cell: its state, mark, accepted value, the value with which
#: formulas count, whether it has an unconfirmed carried figure, its reading, whether it is in question. `ANSWERED` has
#: two columns on the row: whether its note is an answer, and the verdict on its unit. Last, the numbers in splits.
STATE, MARK, ACCEPTED, COUNTED_AS, CARRIED, READ_AS, IN_QUESTION, ANSWERED, IN_SPLIT = range(9)


@dataclass(frozen=True, slots=True)
class TableArea:
    """The area of a table on its sheet. Rows and columns count from 0."""

    sheet: str
    above: int
    """The row above the first row of the table: formulas include it."""
    last: int
    """The last row that formulas include."""
    rows: int
    """The number of rows that are drawn for filling in."""
    columns: Mapping[str, int]
    """For the code of each of the table's columns, its column on the sheet."""
    totals: int | None = None
    """The row of the columns' totals; None for a table without totals."""

    @property
    def first(self) -> int:
        """The first row of the table."""
        return self.above + 1

    def span(self, column: int, *, elsewhere: bool = True) -> str:
        """The cells of a column, as a formula names them on another sheet (`elsewhere`) or on the table's."""
        letters = column_name(column)
        cells = f"${letters}${self.above + 1}:${letters}${self.last + 1}"
        return f"'{self.sheet}'!{cells}" if elsewhere else cells


@dataclass(slots=True)
class Layout:
    """The rows and columns of the drawn form, for the formulas that refer to them."""

    periods: int
    figure_rows: dict[str, int] = field(default_factory=dict)
    check_rows: dict[str, int] = field(default_factory=dict)
    """For each indicator's code, its row on the sheet of checks, counted from 0."""
    section_rows: dict[str | None, tuple[int, int]] = field(default_factory=dict)
    """For each section's code, the rows of its first and last line, counted from 0."""
    line_rows: dict[int, int] = field(default_factory=dict)
    """For the number of each of the filling's lines, its row."""
    followup_rows: dict[str, int] = field(default_factory=dict)
    """For the key of each text of the previous report, its row."""
    info_rows: dict[str | None, int] = field(default_factory=dict)
    tables: dict[str, TableArea] = field(default_factory=dict)
    """The area of each table, by table code."""
    first_period: int = FIRST_PERIOD
    """The column of the first period, counted from 0: after the columns of the previous campaign, if any."""

    def column(self, block: int, period: int = 0) -> int:
        """The column of a period's cells in a block of the sheet of checks, counted from 0."""
        return STATES + block * self.periods + period + 2 * (block == IN_SPLIT)

    def check(self, block: int, code: str, period: int = 0) -> str:
        """An indicator's cell of a period in a block of the sheet of checks."""
        return f"${column_name(self.column(block, period))}${1 + self.check_rows[code]}"

    def checks(self, block: int, code: str) -> str:
        """An indicator's cells of all periods in a block."""
        return f"{self.check(block, code)}:{self.check(block, code, self.periods - 1)}"

    def verdict(self, code: str) -> str:
        """The cell, in the first of the rows with the same unit, that shows whether all these rows are in question."""
        return f"${column_name(self.column(ANSWERED) + 1)}${1 + self.check_rows[code]}"


class FormFormulas:
    """The formulas of computed figures and of totals over the periods. `layout` must have the rows of all figures."""

    def __init__(self, form: Form, filling: Filling, layout: Layout) -> None:
        self._form, self._filling, self._layout = form, filling, layout
        self._periods = form.campaign.periods
        self._unconfirmed = unconfirmed(form, filling)

    def cells(self) -> dict[tuple[str, str], Operand]:
        """For each figure cell, computed ones included, the value with which the form's formulas compute."""
        return {(i.code, p.key): self.operand(i.code, p.key) for i in self._form.indicators for p in self._periods}

    def operand(self, code: str, period: str) -> Operand:
        """The value with which the form's formulas compute for one figure cell; MISSING where they find no value."""
        indicator = self._form.campaign.indicator_by_code[code]
        if indicator.formula:
            return expressions.evaluate(expressions.parse(indicator.formula), lambda name: self.operand(name, period))
        value = self._filling.figures.get((code, period))
        if isinstance(value, ErrorValue) or value is None or (code, period) in self._unconfirmed:
            return Absent.MISSING
        if indicator.numeric:
            counted = number_in_formulas(value)
            if counted is not None:
                return counted
            if isinstance(value, str) and trimmed(value) == trimmed(self._form.number_words[0]):
                return 0.0 if indicator.adds_up else Absent.MISSING
            percentage = typed_percentage(indicator, value)
            return Absent.MISSING if percentage is None else percentage
        if indicator.kind == "yesno" and isinstance(value, str):
            answers = {trimmed(t): answer for text, answer in ((forms.YES, True), (forms.NO, False)) for t in text}
            return answers.get(trimmed(value), Absent.MISSING)
        if isinstance(value, datetime | date):
            return value.date() if isinstance(value, datetime) else value
        if not isinstance(value, str | float | int) or not str(value).strip():
            return Absent.MISSING
        gap = isinstance(value, str) and trimmed(value) in map(trimmed, self._form.gap_words)
        return Absent.MISSING if gap else value

    def _numbers(self, code: str) -> list[float | None]:
        values = [self.operand(code, p.key) for p in self._periods]
        return [float(v) if isinstance(v, int | float) and not isinstance(v, bool) else None for v in values]

    def computed_formula(self, indicator: Indicator, period: str) -> str:
        """The formula of a computed figure."""
        column = self._layout.first_period + [p.key for p in self._periods].index(period)
        formula, cell = expressions.parse(indicator.formula), partial(self._cell, column=column)
        return expressions.to_excel(formula, cell, zero_words=ZERO_WORDS, gap_words=GAP_WORDS)

    def _cell(self, code: str, column: int) -> ExcelCell:
        indicator, index = self._form.campaign.indicator_by_code[code], column - self._layout.first_period
        if is_in_checks(self._form, indicator) and index < len(self._periods):
            reference = f"{CHECKS_SHEET}!{self._layout.check(COUNTED_AS, code, index)}"
            return ExcelCell(reference, indicator.kind, indicator.adds_up)
        return ExcelCell(cell_name(self._layout.figure_rows[code], column), indicator.kind, indicator.adds_up)

    def _counted_cells(self, code: str) -> str:
        """The cells of a row's numbers, which are on the sheet of checks if that sheet computes them."""
        if not is_in_checks(self._form, self._form.campaign.indicator_by_code[code]):
            return self._period_cells(code)
        return f"{CHECKS_SHEET}!{self._layout.checks(COUNTED_AS, code)}"

    def _unusable_test(self, code: str) -> str:
        """The condition that a cell of the row holds neither a number nor one of the form's words."""
        span, indicator = self._period_cells(code), self._form.campaign.indicator_by_code[code]
        if not reads_percentages(indicator):
            return _unusable_test(self._counted_cells(code))
        # Words for “none” only count as numbers for indicators that are added up.
        gaps = f"SUMPRODUCT(--(TRIM({span})={GAP_WORDS if indicator.adds_up else NUMBER_WORDS}))"
        if code in self._form.carried_codes:
            gaps += f"+SUM({CHECKS_SHEET}!{self._layout.checks(CARRIED, code)})"
        return f"SUMPRODUCT(--(LEN(TRIM({span}))>0))>COUNT({self._counted_cells(code)})+{gaps}"

    def _period_cells(self, code: str) -> str:
        row, last = self._layout.figure_rows[code], self._layout.first_period + len(self._periods) - 1
        return f"{cell_name(row, self._layout.first_period)}:{cell_name(row, last)}"

    def total(self, indicator: Indicator, row: int) -> tuple[str, float | None]:
        """The formula of the total over the periods and its result; "" for an indicator without a total."""
        if indicator.formula:
            return self._computed_total(indicator)
        if not indicator.numeric or indicator.across_periods == "none":
            return "", None
        span = self._counted_cells(indicator.code)
        last = self._cell(indicator.code, self._layout.first_period + len(self._periods) - 1).reference
        values = self._numbers(indicator.code)
        zero = zero_words(indicator)
        zeros = f"SUMPRODUCT(--(TRIM({span})={zero}))"
        count = f"COUNT({span})+{zeros}"
        # No total for a row with a text other than the form's words, since the total would leave a figure out.
        odd = self._unusable_test(indicator.code)
        whole = self._is_row_usable(indicator)
        match indicator.across_periods:
            case "last" | "cumulative" | "cumulative_all":
                formula = f'=IF(ISNUMBER({last}),{last},IF(TRIM({last})={zero},0,""))'
                return formula, over_periods(indicator, values)
            case "max":
                formula = f'=IF(OR({count}=0,{odd}),"",IF({zeros}>0,MAX({span},0),MAX({span})))'
            case "mean" if indicator.weight in self._layout.figure_rows:
                weight = self._form.campaign.indicator_by_code[indicator.weight]
                weights = self._counted_cells(indicator.weight)
                both = f"{_filled_array(span, indicator)}*{_filled_array(weights, weight)}"
                formula = (
                    f'=IF(OR({odd},{self._unusable_test(weight.code)},SUMPRODUCT({both},{weights})=0),"",SUMPRODUCT({span},'
                    f"{weights})/SUMPRODUCT({both},{weights}))"
                )
                total = mean(values, self._numbers(indicator.weight))
                return formula, total if whole and self._is_row_usable(weight) else None
            case "mean":
                return f'=IF(OR({count}=0,{odd}),"",SUM({span})/({count}))', mean(values) if whole else None
            case _ if unit_ending(indicator) not in ("", "%"):
                return self._sum_with_amounts(indicator, span)
            case _:
                formula = f'=IF(OR({count}=0,{odd}),"",SUM({span}))'
        return formula, over_periods(indicator, values) if whole else None

    def _is_row_usable(self, indicator: Indicator) -> bool:
        """Whether each cell of the indicator is blank, or holds what the form's formulas can use."""
        return all(self._is_cell_usable(indicator, p.key) for p in self._periods)

    def _is_cell_usable(self, indicator: Indicator, period: str) -> bool:
        value = self._filling.figures.get((indicator.code, period))
        if not isinstance(value, ErrorValue) and number_in_formulas(value) is not None:
            return True
        text = trimmed(value)
        known = not text or text in map(trimmed, self._form.number_words)
        return known or typed_percentage(indicator, value) is not None

    def _sum_with_amounts(self, indicator: Indicator, span: str) -> tuple[str, float | None]:
        """The total of a row in which large amounts are typed with their unit, as the guide asks."""
        ending = unit_ending(indicator)
        typed = f"SUMPRODUCT(--({ending_test(span, ending)}))"
        count = f"COUNT({span})+SUMPRODUCT(--(TRIM({span})={ZERO_WORDS}))+{typed}"
        unusable, amount_sum = _unusable_test(span, f"+{typed}"), typed_amount_sum(span, ending)
        formula = f'=IF(OR({count}=0,{unusable}),"",IFERROR(SUM({span})+{amount_sum},""))'
        figures = [self._filling.figures.get((indicator.code, p.key)) for p in self._periods]
        amounts = [typed_whole_amount(indicator, x) for x in figures]
        known = (
            amount is not None or self._is_cell_usable(indicator, p.key)
            for amount, p in zip(amounts, self._periods, strict=True)
        )
        if not all(known):
            return formula, None
        values = zip(amounts, self._numbers(indicator.code), strict=True)
        return formula, over_periods(indicator, [number if amount is None else amount for amount, number in values])

    def _computed_total(self, indicator: Indicator) -> tuple[str, float | None]:
        if indicator.across_periods == "none":
            return "", None
        values = self._numbers(indicator.code)
        if indicator.last_period_counts:
            last = cell_name(
                self._layout.figure_rows[indicator.code], self._layout.first_period + len(self._periods) - 1
            )
            return f'=IF(ISNUMBER({last}),{last},"")', values[-1]
        formula = expressions.parse(indicator.formula)
        column = self._layout.first_period + len(self._periods)
        whole = all(None not in self._numbers(name) for name in formula.names)
        tests = ",".join(f"SUMPRODUCT({self._filled_array(n)})={len(self._periods)}" for n in formula.names)
        text = expressions.to_excel(
            formula, lambda name: self._cell(name, column), zero_words=ZERO_WORDS, gap_words=GAP_WORDS
        )
        result: Operand = Absent.MISSING
        if whole:
            result = expressions.evaluate(formula, self._total_operand)
        number = float(result) if isinstance(result, int | float) and not isinstance(result, bool) else None
        return f'=IF(AND({tests}),{text[1:]},"")', number

    def _filled_array(self, code: str) -> str:
        return _filled_array(self._counted_cells(code), self._form.campaign.indicator_by_code[code])

    def _total_operand(self, code: str) -> Operand:
        indicator = self._form.campaign.indicator_by_code[code]
        value = self.total(indicator, self._layout.figure_rows[code])[1]
        return Absent.MISSING if value is None else value


def reads_percentages(indicator: Indicator) -> bool:
    """Whether the indicator's cells hold percentages, which the sheet of checks reads for the other formulas."""
    return indicator.kind == "percent" and not indicator.formula


def is_in_checks(form: Form, indicator: Indicator) -> bool:
    """Whether formulas refer to the sheet of checks for the indicator's values: percentages, and carried figures, which
    count only if confirmed."""
    return reads_percentages(indicator) or indicator.code in form.carried_codes


def _unusable_test(span: str, known: str = "") -> str:
    """The condition that a cell of `span` holds neither a number nor one of the form's words (nor is in `known`)."""
    words = f"SUMPRODUCT(--(TRIM({span})={NUMBER_WORDS}))"
    return f"SUMPRODUCT(--(LEN(TRIM({span}))>0))>COUNT({span})+{words}{known}"


def _filled_array(span: str, indicator: Indicator) -> str:
    """An array formula: 1 where a cell of `span` holds a number or a word for zero."""
    return f"(ISNUMBER({span})+(TRIM({span})={zero_words(indicator)}))"
