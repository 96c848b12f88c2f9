"""What of a form's tables the live list tells: a line for each column and what is wrong in it, with how many cells and
the first of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.form.contents import Filling, Form, wanted
from toolkit.form.tables import TABLE_PREFIX, asks_fate, equal_to, equality, numbering, unconfirmed
from toolkit.formula.expressions import Absent, Operand
from toolkit.messages import Text, forms
from toolkit.model import CARRIED_COLUMN, AskedColumn, AskedTable, CellValue, Indicator
from toolkit.spreadsheet.addresses import cell_name, column_name
from toolkit.xlsx.drawn.cell_tests import choices_name, zero_words
from toolkit.xlsx.drawn.formulas import CHECKS_SHEET, Layout, TablePlace, is_worked_out
from toolkit.xlsx.drawn.live_checks import (
    COUNTED,
    COUNTS,
    FAILS,
    FOUND,
    LINK,
    OWED,
    PROBLEM,
    Cells,
    Live,
    LiveCheck,
    Weight,
    condition_on,
    in_row,
    number_shown,
    sentence,
)
from toolkit.xlsx.drawn.live_expressions import Expression, both_given, unequal
from toolkit.xlsx.drawn.table_tests import Rows, Span, are_repeated, blank, errors, is_filled, is_wrong, repeated, wrong
from toolkit.xlsx.drawn.table_totals import total
from toolkit.xlsx.excel import fits, quoted

# --- Where it stands -----------------------------------------------------------------------------


def values_of(filling: Filling, table: AskedTable, column: AskedColumn) -> list[CellValue]:
    """What stands in a column, row by row."""
    return [row.get(column.code) for row in filling.rows.get(table.code, ())]


def accepted_values(form: Form, table: AskedTable, column: AskedColumn, filling: Filling) -> tuple[CellValue, ...]:
    """What stands in cells of the column that are in order as the check took them, though the form would not say so."""
    indicator = table.as_indicator(column)
    found: dict[str, CellValue] = {}
    for place, value in enumerate(values_of(filling, table, column)):
        if (table.code, place, column.code) in filling.accepted_rows and is_wrong(form, indicator, value):
            found.setdefault(repr(value), value)
    return tuple(found.values())


def accepted_name(indicator: Indicator) -> str:
    """The defined name of what is accepted in a column."""
    return f"{choices_name(indicator)}_taken"


def span_of(
    form: Form, table: AskedTable, column: AskedColumn, place: TablePlace, filling: Filling, *, elsewhere: bool = True
) -> Span:
    """One column, as formulas name it on another sheet or on its own."""
    indicator = table.as_indicator(column)
    at = place.columns[column.code]
    accepted = accepted_name(indicator) if accepted_values(form, table, column, filling) else ""
    return Span(indicator, place.span(at, elsewhere=elsewhere), column_name(at), accepted)


def rows_of(form: Form, table: AskedTable, place: TablePlace, filling: Filling, *, elsewhere: bool = True) -> Rows:
    """The rows of a table, as formulas name them on another sheet or on its own."""
    spans = (span_of(form, table, column, place, filling, elsewhere=elsewhere) for column in table.columns)
    own = f'({place.span(0, elsewhere=elsewhere)}<>"#")'
    if fates := fates_of(table, place, elsewhere=elsewhere):
        own += f"*({fates}<>{quoted(form.say(forms.ROW_CARRIED))})"
    return Rows(own, tuple(spans))


def fates_of(table: AskedTable, place: TablePlace, *, elsewhere: bool = True) -> str:
    """Where the rows say what became of those of last time; "" where the table does not ask."""
    return place.span(place.columns[CARRIED_COLUMN], elsewhere=elsewhere) if asks_fate(table) else ""


def without(form: Form, table: AskedTable, filling: Filling) -> frozenset[int] | None:
    """The places of the rows that are in no total; None where the table has none such."""
    return unconfirmed(form, table, filling) if asks_fate(table) else None


# --- What is wrong -------------------------------------------------------------------------------


def wrong_rows(form: Form, table: AskedTable, column: AskedColumn, filling: Filling) -> list[int]:
    """The places of the rows whose cell cannot be used."""
    indicator, values = table.as_indicator(column), values_of(filling, table, column)
    taken, out = accepted_values(form, table, column, filling), unconfirmed(form, table, filling)
    return [n for n, v in enumerate(values) if n not in out and is_wrong(form, indicator, v) and v not in taken]


def blank_rows(form: Form, table: AskedTable, column: AskedColumn, filling: Filling) -> list[int]:
    """The places of the rows that have something and not what is required."""
    if not column.required:
        return []
    codes = table.column_by_code
    rows, out = filling.rows.get(table.code, ()), unconfirmed(form, table, filling)
    return [
        n
        for n, row in enumerate(rows)
        if n not in out and not is_filled(row.get(column.code)) and any(is_filled(row.get(code)) for code in codes)
    ]


def repeated_rows(form: Form, table: AskedTable, column: AskedColumn, filling: Filling) -> list[int]:
    """The places of the rows whose key stands in a row above."""
    if not column.key:
        return []
    above, out = numbering(table.columns.index(column)), unconfirmed(form, table, filling)
    found = are_repeated(values_of(filling, table, column), above)
    return [n for n, again in enumerate(found) if again and n not in out]


def marked_cells(form: Form, table: AskedTable, filling: Filling) -> int:
    """How many cells of the table cannot be used or are still blank, as the checks of the list count them."""
    own = ((wrong_rows(form, table, c, filling), blank_rows(form, table, c, filling)) for c in table.columns)
    return len(unconfirmed(form, table, filling)) + sum(len(found) for both in own for found in both)


# --- The checks ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Counted(LiveCheck):
    """The cells of a column with the same fault: how many there are, and the first of them."""

    form: Form
    problem: Text
    """Its fields are `count` and `cell`."""
    table: str
    letters: str
    """The column."""
    count: Live
    first: Live
    """The number of the first one's row; its value is the cell, "" where there is none."""

    @property
    def fails(self) -> bool:
        return bool(self.count.value)

    def says(self) -> str:
        return self.form.say(self.problem, count=self.count.value, cell=self.first.value)

    def columns(self, row: int) -> dict[int, Live]:
        count, found, first = in_row(COUNTS, row), in_row(FOUND, row), str(self.first.value)
        cell = Live(first, f'SUBSTITUTE({found},";","")')
        said = sentence(self.form, self.problem, count=Live(self.count.value, count), cell=cell)
        # Only what must be corrected counts above the table's rows.
        columns = {COUNTED: Live(TABLE_PREFIX + self.table)} if self.severity in OWED else {}
        return columns | {
            COUNTS: self.count,
            FOUND: Live(first and f"{first};", f'IF({count}=0,"","{self.letters}"&{self.first.formula}&";")'),
            FAILS: Live(int(self.fails), f"IF({count}=0,0,1)"),
            PROBLEM: said,
            LINK: self.link(row, first),
        }


def table_checks(cells: Cells) -> Iterator[LiveCheck]:
    """The checks of all tables of a form."""
    for table in cells.form.tables:
        yield from _Checks(cells, table).all()


class _Checks:
    """The checks of one table."""

    def __init__(self, cells: Cells, table: AskedTable) -> None:
        self.cells, self.form, self.filling, self.table = cells, cells.form, cells.filling, table
        self.place = cells.layout.tables[table.code]
        self.rows = rows_of(self.form, table, self.place, self.filling)

    def all(self) -> Iterator[LiveCheck]:
        form, table, filling = self.form, self.table, self.filling
        if asks_fate(table):
            yield from self._rows_of_last_time()
        for column, span in zip(table.columns, self.rows.columns, strict=True):
            if test := wrong(form, span):
                found = wrong_rows(form, table, column, filling)
                fix = wanted(form, span.indicator)
                yield from self._counted(column, span, forms.TO_FIX_TABLE_BAD, fix, test, found, errors(span))
            if column.required:
                fix = form.say(forms.TO_FIX_REQUIRED_ANSWERS.get(column.kind, forms.TO_FIX_REQUIRED_FIX))
                found = blank_rows(form, table, column, filling)
                yield from self._counted(
                    column, span, forms.TO_FIX_TABLE_BLANK, fix, blank(span, self.rows), found, severity="blank"
                )
            if column.key:
                found = repeated_rows(form, table, column, filling)
                fix = form.say(forms.TO_FIX_TABLE_TWICE_FIX)
                test = repeated(span)
                yield from self._counted(column, span, forms.TO_FIX_TABLE_TWICE, fix, test, found, severity="warning")
            if indicator := equal_to(form, column):
                yield from self._equality(column, span, indicator)

    def _rows_of_last_time(self) -> Iterator[LiveCheck]:
        """The rows of last time that the agency has not said anything of."""
        asked = self.table.column_by_code[CARRIED_COLUMN]
        (span,) = (s for s, c in zip(self.rows.columns, self.table.columns, strict=True) if c is asked)
        found = sorted(unconfirmed(self.form, self.table, self.filling))
        test = f"({span.cells}={quoted(self.form.say(forms.ROW_CARRIED))})"
        carried = self.table.cumulative
        fix = self.form.say(forms.TO_FIX_ROWS_CARRIED_FIX if carried else forms.TO_FIX_ROWS_PROPOSED_FIX)
        every = self.rows._replace(own="1")
        yield from self._counted(asked, span, forms.TO_FIX_ROWS_CARRIED, fix, test, found, rows=every)

    def _where(self, column: AskedColumn) -> str:
        return f"{self.table.heading} – {column.label}"

    def _counted(
        self,
        column: AskedColumn,
        span: Span,
        problem: Text,
        fix: str,
        test: str,
        found: Sequence[int],
        error: str = "",
        *,
        severity: Weight = "error",
        rows: Rows | None = None,
    ) -> Iterator[LiveCheck]:
        """`test`: an array of the cells that are so; `error`: one of those that hold an error value, which would make
        it one; `rows`: of which rows, where it is not of those that count."""
        rows = rows or self.rows
        count, first = rows.how_many(test), rows.first(test, span)
        if error:
            count = f"IF({rows.how_many(error)}>0,{rows.how_many(error)},{count})"
            first = f"IF({rows.how_many(error)}>0,{rows.first(error, span)},{first})"
        if not (fits(f"={count}") and fits(f"=IF(K1048576=0,0,{first})")):
            return  # the check of the file has it
        cell = f"{span.letters}{self.place.first + found[0] + 1}" if found else ""
        yield _Counted(
            severity,
            self._where(column),
            Live(fix),
            self.place.sheet,
            cell_name(self.place.first, self.place.columns[column.code]),
            self.form,
            problem,
            self.table.code,
            span.letters,
            Live(len(found), count),
            Live(cell, first),
        )

    def _equality(self, column: AskedColumn, span: Span, indicator: Indicator) -> Iterator[LiveCheck]:
        form, place, layout, last = self.form, self.place, self.cells.layout, len(self.cells.periods) - 1
        if place.totals is None or indicator.code not in layout.figure_rows:
            return
        cell = cell_name(place.totals, place.columns[column.code])
        mine, figure = f"'{place.sheet}'!{cell}", figure_number(form, self.cells.names, layout, indicator)
        values, out = values_of(self.filling, self.table, column), without(form, self.table, self.filling)
        value = total(form, column, span, values, out)
        given = number_of(self.cells.operands.get((indicator.code, self.cells.periods[last].key), Absent.MISSING))
        sides = Expression(mine, value), Expression(figure, given)
        words = {"across": form.say(forms.TABLE_ACROSS[column.across_rows]), **equality(form, column)}
        total_shown, figure_shown = (number_shown(side, form.language) for side in sides)
        problem = sentence(form, forms.TO_FIX_TABLE_EQUALS, words, value=total_shown, figure=figure_shown)
        yield condition_on(
            self.cells,
            (indicator.code,),
            last,
            "error",
            where=self._where(column),
            problem=problem,
            fix=form.say(forms.TO_FIX_TABLE_EQUALS_FIX, figures=form.say(forms.SHEETS["figures"])),
            test=both_given(*sides, unequal),
            at=(place.sheet, cell),
        )


def number_of(operand: Operand) -> float | None:
    """A figure's number; None where it is none."""
    return float(operand) if isinstance(operand, int | float) and not isinstance(operand, bool) else None


def figure_number(form: Form, names: Mapping[str, str], layout: Layout, indicator: Indicator) -> str:
    """What an indicator's last figure is, as a formula on another sheet has it: "" where it is no number."""
    last, count = len(form.campaign.periods) - 1, len(form.campaign.periods)
    if is_worked_out(form, indicator):
        cell = f"{CHECKS_SHEET}!{layout.percentage(indicator.code, last, count)}"
    else:
        at = cell_name(layout.figure_rows[indicator.code], layout.first_period + last)
        cell = f"'{names['figures']}'!{at}"
    return f'IF(ISNUMBER({cell}),{cell},IF(IFERROR(TRIM({cell}),"")={zero_words(indicator)},0,""))'
