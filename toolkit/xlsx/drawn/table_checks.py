"""Makes the live list's checks of tables: a line for each column and kind of fault, with the number of cells and the
first cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.form.contents import Filling, Form, required_content
from toolkit.form.tables import TABLE_PREFIX, column_number, equal_indicator, equality, has_answer_column, unconfirmed
from toolkit.formula.expressions import Absent, Operand
from toolkit.messages import Text, forms
from toolkit.model import CARRIED_COLUMN, CellValue, FormColumn, FormTable, Indicator
from toolkit.spreadsheet.addresses import cell_name, column_name
from toolkit.xlsx.drawn import table_tests
from toolkit.xlsx.drawn.cell_tests import choices_name, zero_words
from toolkit.xlsx.drawn.formulas import CHECKS_SHEET, COUNTED_AS, Layout, TableArea, is_in_checks
from toolkit.xlsx.drawn.live_checks import (
    ADDRESSES,
    COUNTED,
    COUNTS,
    FAILS,
    LINK,
    OWED,
    PROBLEM,
    Cells,
    Live,
    LiveCheck,
    Weight,
    condition_check,
    in_row,
    number_shown,
    sentence,
)
from toolkit.xlsx.drawn.live_expressions import Expression, both_numbers, unequal
from toolkit.xlsx.drawn.table_tests import Rows, Span, are_repeated, is_filled, is_wrong
from toolkit.xlsx.drawn.table_totals import total
from toolkit.xlsx.excel import fits, quoted

# --- The table's cells in formulas ---------------------------------------------------------------


def values_of(filling: Filling, table: FormTable, column: FormColumn) -> list[CellValue]:
    """The values of a column, one for each row."""
    return [row.get(column.code) for row in filling.rows.get(table.code, ())]


def accepted_values(form: Form, table: FormTable, column: FormColumn, filling: Filling) -> tuple[CellValue, ...]:
    """Values of the column that the form's conditions would refuse, but that reading the file accepts."""
    indicator = table.as_indicator(column)
    accepted: dict[str, CellValue] = {}
    for row, value in enumerate(values_of(filling, table, column)):
        if (table.code, row, column.code) in filling.accepted_rows and is_wrong(form, indicator, value):
            accepted.setdefault(repr(value), value)
    return tuple(accepted.values())


def accepted_name(indicator: Indicator) -> str:
    """The defined name of the accepted values of a column."""
    return f"{choices_name(indicator)}_taken"


def span_of(
    form: Form, table: FormTable, column: FormColumn, area: TableArea, filling: Filling, *, elsewhere: bool = True
) -> Span:
    """A column, as formulas name it on another sheet (`elsewhere`) or on the table's."""
    indicator = table.as_indicator(column)
    at = area.columns[column.code]
    accepted = accepted_name(indicator) if accepted_values(form, table, column, filling) else ""
    return Span(indicator, area.span(at, elsewhere=elsewhere), column_name(at), accepted)


def rows_of(form: Form, table: FormTable, area: TableArea, filling: Filling, *, elsewhere: bool = True) -> Rows:
    """The rows of a table, as formulas name them on another sheet (`elsewhere`) or on the table's."""
    spans = (span_of(form, table, column, area, filling, elsewhere=elsewhere) for column in table.columns)
    counted = f'({area.span(0, elsewhere=elsewhere)}<>"#")'
    if answer_cells := answer_cells_of(table, area, elsewhere=elsewhere):
        counted += f"*({answer_cells}<>{quoted(form.say(forms.ROW_CARRIED))})"
    return Rows(counted, tuple(spans))


def answer_cells_of(table: FormTable, area: TableArea, *, elsewhere: bool = True) -> str:
    """The cells with answers about rows that are already filled in; "" for a table without such answers."""
    return area.span(area.columns[CARRIED_COLUMN], elsewhere=elsewhere) if has_answer_column(table) else ""


def uncounted_rows(form: Form, table: FormTable, filling: Filling) -> frozenset[int] | None:
    """The indexes of unconfirmed rows, which no total includes; None for a table without a column for answers."""
    return unconfirmed(form, table, filling) if has_answer_column(table) else None


# --- What is wrong, as Python values --------------------------------------------------------------


def wrong_rows(form: Form, table: FormTable, column: FormColumn, filling: Filling) -> list[int]:
    """The indexes of the rows whose cell cannot be used."""
    indicator, values = table.as_indicator(column), values_of(filling, table, column)
    accepted, out = accepted_values(form, table, column, filling), unconfirmed(form, table, filling)
    return [n for n, v in enumerate(values) if n not in out and is_wrong(form, indicator, v) and v not in accepted]


def blank_rows(form: Form, table: FormTable, column: FormColumn, filling: Filling) -> list[int]:
    """The indexes of the filled rows in which the required cell is blank."""
    if not column.required:
        return []
    codes = table.column_by_code
    rows, out = filling.rows.get(table.code, ()), unconfirmed(form, table, filling)
    return [
        n
        for n, row in enumerate(rows)
        if n not in out and not is_filled(row.get(column.code)) and any(is_filled(row.get(code)) for code in codes)
    ]


def repeated_rows(form: Form, table: FormTable, column: FormColumn, filling: Filling) -> list[int]:
    """The indexes of the rows whose key is also in a row above."""
    if not column.key:
        return []
    above, out = column_number(table.columns.index(column)), unconfirmed(form, table, filling)
    repeats = are_repeated(values_of(filling, table, column), above)
    return [n for n, again in enumerate(repeats) if again and n not in out]


def marked_cell_count(form: Form, table: FormTable, filling: Filling) -> int:
    """The number of cells that cannot be used or are still blank, counted as in the live list's checks."""
    faulty = ((wrong_rows(form, table, c, filling), blank_rows(form, table, c, filling)) for c in table.columns)
    return len(unconfirmed(form, table, filling)) + sum(len(rows) for both in faulty for rows in both)


# --- The checks ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _CountingCheck(LiveCheck):
    """A check of a column for one fault, with the number of faulty cells and the first of them."""

    form: Form
    problem: Text
    """The sentence, with the fields `count` and `cell`."""
    table: str
    letters: str
    """The letters of the column."""
    count: Live
    first: Live
    """The formula for the row number of the first faulty cell; its value is the cell, "" where no cell is faulty."""

    @property
    def fails(self) -> bool:
        return bool(self.count.value)

    def problem_shown(self) -> str:
        return self.form.say(self.problem, count=self.count.value, cell=self.first.value)

    def columns(self, row: int) -> dict[int, Live]:
        count, address, first = in_row(COUNTS, row), in_row(ADDRESSES, row), str(self.first.value)
        cell = Live(first, f'SUBSTITUTE({address},";","")')
        problem = sentence(self.form, self.problem, count=Live(self.count.value, count), cell=cell)
        # The sentence above the table's rows only counts what must be corrected.
        columns = {COUNTED: Live(TABLE_PREFIX + self.table)} if self.severity in OWED else {}
        return columns | {
            COUNTS: self.count,
            ADDRESSES: Live(first and f"{first};", f'IF({count}=0,"","{self.letters}"&{self.first.formula}&";")'),
            FAILS: Live(int(self.fails), f"IF({count}=0,0,1)"),
            PROBLEM: problem,
            LINK: self.link(row, first),
        }


def table_checks(cells: Cells) -> Iterator[LiveCheck]:
    """Yields the checks of all tables of a form."""
    for table in cells.form.tables:
        yield from _Checks(cells, table).all_checks()


class _Checks:
    """The checks of one table."""

    def __init__(self, cells: Cells, table: FormTable) -> None:
        self.cells, self.form, self.filling, self.table = cells, cells.form, cells.filling, table
        self.area = cells.layout.tables[table.code]
        self.rows = rows_of(self.form, table, self.area, self.filling)

    def all_checks(self) -> Iterator[LiveCheck]:
        form, table, filling = self.form, self.table, self.filling
        if has_answer_column(table):
            yield from self._unanswered_rows()
        for column, span in zip(table.columns, self.rows.columns, strict=True):
            if test := table_tests.wrong_array(form, span):
                faulty = wrong_rows(form, table, column, filling)
                fix = required_content(form, span.indicator)
                errors = table_tests.error_array(span)
                yield from self._check(column, span, forms.TO_FIX_TABLE_BAD, fix, test, faulty, errors)
            if column.required:
                fix = form.say(forms.TO_FIX_REQUIRED_ANSWERS.get(column.kind, forms.TO_FIX_REQUIRED_FIX))
                faulty = blank_rows(form, table, column, filling)
                test = table_tests.blank_array(span, self.rows)
                yield from self._check(column, span, forms.TO_FIX_TABLE_BLANK, fix, test, faulty, severity="blank")
            if column.key:
                faulty = repeated_rows(form, table, column, filling)
                fix = form.say(forms.TO_FIX_TABLE_TWICE_FIX)
                test = table_tests.repeated_array(span)
                yield from self._check(column, span, forms.TO_FIX_TABLE_TWICE, fix, test, faulty, severity="warning")
            if indicator := equal_indicator(form, column):
                yield from self._total_check(column, span, indicator)

    def _unanswered_rows(self) -> Iterator[LiveCheck]:
        """Yields a check of the rows that are already filled in, and about which the agency has not answered."""
        column = self.table.column_by_code[CARRIED_COLUMN]
        (span,) = (s for s, c in zip(self.rows.columns, self.table.columns, strict=True) if c is column)
        waiting = sorted(unconfirmed(self.form, self.table, self.filling))
        test = f"({span.cells}={quoted(self.form.say(forms.ROW_CARRIED))})"
        carried = self.table.cumulative
        fix = self.form.say(forms.TO_FIX_ROWS_CARRIED_FIX if carried else forms.TO_FIX_ROWS_PROPOSED_FIX)
        every = self.rows._replace(counted="1")
        yield from self._check(column, span, forms.TO_FIX_ROWS_CARRIED, fix, test, waiting, rows=every)

    def _column_shown(self, column: FormColumn) -> str:
        return f"{self.table.heading} – {column.label}"

    def _check(
        self,
        column: FormColumn,
        span: Span,
        problem: Text,
        fix: str,
        test: str,
        faulty: Sequence[int],
        error: str = "",
        *,
        severity: Weight = "error",
        rows: Rows | None = None,
    ) -> Iterator[LiveCheck]:
        """Yields a check of a column. `test`: an array formula for the faulty cells; `error`: one for cells with error
        values, with which `test` would be an error; `rows`: the rows concerned, if not all that count."""
        rows = rows or self.rows
        count, first = rows.count_formula(test), rows.first_row_formula(test, span)
        if error:
            count = f"IF({rows.count_formula(error)}>0,{rows.count_formula(error)},{count})"
            first = f"IF({rows.count_formula(error)}>0,{rows.first_row_formula(error, span)},{first})"
        if not (fits(f"={count}") and fits(f"=IF(K1048576=0,0,{first})")):
            return  # such cells are only checked when the file is read
        cell = f"{span.letters}{self.area.first + faulty[0] + 1}" if faulty else ""
        yield _CountingCheck(
            severity,
            self._column_shown(column),
            Live(fix),
            self.area.sheet,
            cell_name(self.area.first, self.area.columns[column.code]),
            self.form,
            problem,
            self.table.code,
            span.letters,
            Live(len(faulty), count),
            Live(cell, first),
        )

    def _total_check(self, column: FormColumn, span: Span, indicator: Indicator) -> Iterator[LiveCheck]:
        form, area, layout, last = self.form, self.area, self.cells.layout, len(self.cells.periods) - 1
        if area.totals is None or indicator.code not in layout.figure_rows:
            return
        cell = cell_name(area.totals, area.columns[column.code])
        mine, figure = f"'{area.sheet}'!{cell}", figure_number(form, self.cells.names, layout, indicator)
        values, out = values_of(self.filling, self.table, column), uncounted_rows(form, self.table, self.filling)
        value = total(form, column, span, values, out)
        figure_value = number_of(
            self.cells.operands.get((indicator.code, self.cells.periods[last].key), Absent.MISSING)
        )
        sides = Expression(mine, value), Expression(figure, figure_value)
        words = {"across": form.say(forms.TABLE_ACROSS[column.across_rows]), **equality(form, column)}
        total_shown, figure_shown = (number_shown(side, form.language) for side in sides)
        problem = sentence(form, forms.TO_FIX_TABLE_EQUALS, words, value=total_shown, figure=figure_shown)
        yield condition_check(
            self.cells,
            (indicator.code,),
            last,
            "error",
            where=self._column_shown(column),
            problem=problem,
            fix=form.say(forms.TO_FIX_TABLE_EQUALS_FIX, figures=form.say(forms.SHEETS["figures"])),
            test=both_numbers(*sides, unequal),
            at=(area.sheet, cell),
        )


def number_of(operand: Operand) -> float | None:
    """The number of a figure's operand; None where it is no number."""
    return float(operand) if isinstance(operand, int | float) and not isinstance(operand, bool) else None


def figure_number(form: Form, names: Mapping[str, str], layout: Layout, indicator: Indicator) -> str:
    """The formula, for another sheet, for an indicator's last figure, or "" where it is no number."""
    last = len(form.campaign.periods) - 1
    if is_in_checks(form, indicator):
        cell = f"{CHECKS_SHEET}!{layout.check(COUNTED_AS, indicator.code, last)}"
    else:
        at = cell_name(layout.figure_rows[indicator.code], layout.first_period + last)
        cell = f"'{names['figures']}'!{at}"
    return f'IF(ISNUMBER({cell}),{cell},IF(IFERROR(TRIM({cell}),"")={zero_words(indicator)},0,""))'
