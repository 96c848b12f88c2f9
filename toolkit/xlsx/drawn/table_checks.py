"""What of a form's tables the live list tells: a line for each column and what is wrong in it, with how many cells and
the first of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from toolkit.form.contents import Filling, Form, wanted
from toolkit.form.tables import TABLE_PREFIX, asks_fate, equal_to, equality, numbering, unconfirmed
from toolkit.formula.expressions import Absent, Operand
from toolkit.messages import Text, forms
from toolkit.model import CARRIED_COLUMN, AskedColumn, AskedTable, CellValue, Indicator, Severity
from toolkit.spreadsheet.addresses import cell_name, column_name
from toolkit.xlsx.drawn.cell_tests import FAULTY, choices_name, zero_words
from toolkit.xlsx.drawn.formulas import CHECKS_SHEET, Layout, TablePlace, is_worked_out
from toolkit.xlsx.drawn.table_tests import Rows, Span, are_repeated, blank, errors, is_filled, is_wrong, repeated, wrong
from toolkit.xlsx.drawn.table_totals import are_different, differ, total
from toolkit.xlsx.drawn.to_fix import Cells, CountedCells, LiveCheck
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


def checks_of_tables(
    form: Form, filling: Filling, names: Mapping[str, str], layout: Layout, operands: Mapping[tuple[str, str], Operand]
) -> Callable[[Cells], Iterator[LiveCheck]]:
    """The checks of all tables of a form whose figures' cells are given."""

    def checks(figures: Cells) -> Iterator[LiveCheck]:
        for table in form.tables:
            yield from _Checks(form, filling, names, layout, table).all(figures, operands)

    return checks


class _Checks:
    """The checks of one table."""

    def __init__(
        self, form: Form, filling: Filling, names: Mapping[str, str], layout: Layout, table: AskedTable
    ) -> None:
        self.form, self.filling, self.names, self.layout, self.table = form, filling, names, layout, table
        self.place = layout.tables[table.code]
        self.rows = rows_of(form, table, self.place, filling)

    def all(self, figures: Cells, operands: Mapping[tuple[str, str], Operand]) -> Iterator[LiveCheck]:
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
                yield from self._counted(column, span, forms.TO_FIX_TABLE_BLANK, fix, blank(span, self.rows), found)
            if column.key:
                found = repeated_rows(form, table, column, filling)
                fix = form.say(forms.TO_FIX_TABLE_TWICE_FIX)
                test = repeated(span)
                yield from self._counted(column, span, forms.TO_FIX_TABLE_TWICE, fix, test, found, severity="warning")
            if indicator := equal_to(form, column):
                yield from self._equality(column, span, indicator, figures, operands)

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
        severity: Severity = "error",
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
        top = cell_name(self.place.first, self.place.columns[column.code])
        cell = f"{span.letters}{self.place.first + found[0] + 1}" if found else ""
        said = self.form.say(problem, count="\n", cell="\t")
        yield LiveCheck(
            severity,
            self._where(column),
            said,
            fix,
            self.place.sheet,
            top,
            fails=bool(found),
            counted=CountedCells(TABLE_PREFIX + self.table.code, count, len(found), first, cell, span.letters),
        )

    def _equality(
        self,
        column: AskedColumn,
        span: Span,
        indicator: Indicator,
        figures: Cells,
        operands: Mapping[tuple[str, str], Operand],
    ) -> Iterator[LiveCheck]:
        form, place = self.form, self.place
        if place.totals is None or indicator.code not in self.layout.figure_rows:
            return
        cell = cell_name(place.totals, place.columns[column.code])
        mine, figure = f"'{place.sheet}'!{cell}", figure_number(form, self.names, self.layout, indicator)
        values, out = values_of(self.filling, self.table, column), without(form, self.table, self.filling)
        value = total(form, column, span, values, out)
        given = number_of(operands.get((indicator.code, form.campaign.periods[-1].key), Absent.MISSING))
        across = form.say(forms.TABLE_ACROSS[column.across_rows])
        last, bases = len(form.campaign.periods) - 1, figures.bases((indicator.code,))
        usable = all(figures.states[code, last] < FAULTY for code in bases)
        yield LiveCheck(
            "error",
            self._where(column),
            form.say(forms.TO_FIX_TABLE_EQUALS, across=across, **equality(form, column)),
            form.say(forms.TO_FIX_TABLE_EQUALS_FIX, figures=form.say(forms.SHEETS["figures"])),
            place.sheet,
            cell,
            f"IF(ISNUMBER({mine})*ISNUMBER({figure}),{differ(mine, figure)},FALSE)",
            usable and value is not None and given is not None and are_different(value, given),
            codes=(indicator.code,),
            bases=bases,
            period_index=last,
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
