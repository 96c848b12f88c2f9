"""The layout of a table's sheet in a returned form, and the findings about this layout."""

from collections.abc import Iterator, Sequence
from typing import Any

from toolkit.form.carried import is_row_key
from toolkit.form.contents import EARLIER, EARLIER_ANSWER
from toolkit.form.table_rows import FilledRow
from toolkit.form.tables import column_number, unit_under
from toolkit.intake.account import Account, is_blank
from toolkit.intake.carried_rows import NO_ANSWERS
from toolkit.intake.labels import TOTAL_TEXTS, column_headings
from toolkit.intake.received import Received
from toolkit.language.text import fold
from toolkit.messages import forms
from toolkit.model import CARRIED_COLUMN, Argument, CellValue, FormColumn, FormTable
from toolkit.spreadsheet.addresses import Position, cell_name
from toolkit.spreadsheet.keyed import KeyedRow, KeyedSheet, cell_text
from toolkit.values.cell import typed_text
from toolkit.values.units import factor_from, is_another_unit

#: The number of lines that the form prints under the headings: the units, and the numbers of the columns.
_UNDER_HEADINGS = 2
#: The line that the form prints under the rows, in both languages: the mark for people beside it may be gone.
CLOSING = frozenset(forms.TABLE_CLOSING)


def about_table(table: FormTable, column: FormColumn | None = None) -> dict[str, Argument]:
    """The arguments of a finding about a table, or about a column of the table."""
    fields: dict[str, Argument] = {"table": table.code, "heading": table.heading}
    return fields if column is None else {**fields, "column": column.label}


class TableSheet:
    """The sheet of one table, and what was read from it so far."""

    def __init__(self, form: Received, account: Account, sheet: KeyedSheet, table: FormTable) -> None:
        self.form, self.account, self.sheet, self.table = form, account, sheet, table
        self.headings = column_headings(table)
        self.columns = [c for c in table.columns if c.code in sheet.columns]
        """The columns of the table that exist on the sheet."""
        self.column_at = {sheet.columns[c.code]: c for c in self.columns}
        gone = {p for key, p in sheet.columns.items() if key not in table.column_by_code}
        self.dropped = gone if form.is_earlier else set[int]()
        self.header = self._heading_row()
        self.joined = {top for top, left, bottom, right in sheet.raw.merged if top == bottom and right > left}
        """The rows in which adjacent cells are merged."""
        below = (row.index for row in sheet.rows if not row.for_people)
        self.last_printed = self.header + _UNDER_HEADINGS if self.header >= 0 else min(below, default=-1) - 1
        """The last row in which the form prints texts in the table's columns."""
        self.keys: list[str] = []
        """The keys in column A of the rows carried from the previous campaign."""
        self.row_answers = NO_ANSWERS
        self.faults: dict[tuple[str, str], list[tuple[FilledRow, str, dict[str, Any]]]] = {}
        """For each finding code and column code, the cells concerned: row, typed text, arguments of the sentence."""
        self.units: dict[str, str] = {}
        """By column code, the unit that an earlier form prints, where the present unit differs."""
        self.stated: dict[str, str] = {}
        """By column code, the unit that the agency wrote instead of the form's unit."""
        self.totals: list[tuple[Position, CellValue]] = []
        """The cells in which the form computes the columns' totals, with their contents."""

    def _heading_row(self) -> int:
        """The row with the column headings; -1 where no row has them."""
        best, at = 0, -1
        for row in self.sheet.rows:
            matches = sum(
                isinstance(v, str) and self.headings.get(fold(v)) == c.code
                for p, c in self.column_at.items()
                if p < len(row.cells) and (v := row.cells[p]) is not None
            )
            if matches > best:
                best, at = matches, row.index
            if matches == len(self.column_at):
                break
        return at if best >= min(2, len(self.column_at)) else -1

    def _compare_columns(self) -> None:
        """Report columns that are missing or have other headings, and record in what an earlier form differs."""
        form, account, sheet, table = self.form, self.account, self.sheet, self.table
        for column in table.columns:
            if column.code not in sheet.columns:
                new = form.is_earlier and column.code != CARRIED_COLUMN
                code = "table-column-new" if new else "table-column-missing"
                name, about = table.name(column.code), about_table(table, column)
                account.add_finding(code, sheet.name, value=column.label, indicator=name, arguments=about)
                account.note_difference(name)
        for key in sheet.columns if form.is_earlier else ():
            if key not in table.column_by_code:
                account.note_difference(table.name(key), gone=True)
        row = next((row for row in sheet.rows if row.index == self.header), None)
        for index, column in self.column_at.items() if row is not None else ():
            value = sheet.value(row, column.code) if row is not None else None
            if is_blank(value) or self.headings.get(fold(cell_text(value))) == column.code:
                continue
            account.count("reported")
            account.note_difference(table.name(column.code))
            cell, code = cell_name(self.header, index), "table-heading-changed"
            code = "table-heading-earlier" if form.is_earlier else code
            typed, about = typed_text(value), {"expected": column.label, **about_table(table, column)}
            account.add_finding(code, sheet.name, cell, value=typed, indicator=table.name(column.code), arguments=about)

    def _filled_rows(self) -> Iterator[FilledRow]:
        """Yields the rows with contents in the table's columns, and lists other contents."""
        sheet, header, under = self.sheet, self.header, self._unit_rows()
        for row in sheet.rows:
            # Formulas above the rows, and in the columns for people, belong to the form.
            if self.sheet.raw.unsaved:
                width = len(self.sheet.raw.rows[0]) if row.for_people else 0
                computed = {*range(width), *self.sheet.people_columns}
                self.account.computed.setdefault(self.sheet.name, set()).update((row.index, c) for c in computed)
            above = row.index <= header
            if row.index in under:
                outside = [None if p in self.column_at else v for p, v in enumerate(row.cells)]
                self._read_row(row._replace(cells=outside))
                continue
            if above and row.for_people:
                self._list_above(row)
                continue
            # The rows that the agency adds have no keys: any other word in column A was typed.
            if is_row_key(row.key):
                self.keys.append(row.key)
            elif row.key and not row.for_people and self.sheet.key_column >= 0:
                self._list_cell(row.index, self.sheet.key_column, row.cells[self.sheet.key_column])
            filled = self._read_row(row)
            if filled is not None and above and len(filled.cells) < 2 <= len(self.columns):
                # A line that somebody wrote above the table is no row of the table.
                self._list_row(filled, "unkeyed-content")
            elif filled is not None:
                yield filled

    def _unit_rows(self) -> set[int]:
        """The lines right under the headings with the columns' units or numbers.

        A unit other than today's is reported. If an earlier form printed the unit, numbers are converted; if the agency
        wrote it, bare numbers do not count.
        """
        lines = set[int]()
        for row in self.sheet.rows if self.header >= 0 else ():
            if not self.header < row.index <= self.header + _UNDER_HEADINGS:
                continue
            texts = {c: t for p, c in self.column_at.items() if p < len(row.cells) and (t := cell_text(row.cells[p]))}
            numbers = [text == column_number(self.table.columns.index(column)) for column, text in texts.items()]
            bracketed = row.for_people and all(text[0] + text[-1] == "()" for text in texts.values())
            if texts and all(numbers):
                lines.add(row.index)
            elif texts and bracketed and not any(numbers):
                lines.add(row.index)
                for column, text in texts.items():
                    if text != unit_under(column):
                        self._compare_unit(row, column, text[1:-1])
        return lines

    def _compare_unit(self, row: KeyedRow, column: FormColumn, unit: str) -> None:
        form, account, about = self.form, self.account, about_table(self.table, column)
        indicator, cell = self.table.as_indicator(column), self.sheet.address(row, column.code)
        account.count("reported")
        account.note_difference(self.table.name(column.code))
        code, differs = "table-heading-earlier" if form.is_earlier else "table-heading-changed", column.numeric
        if differs and form.is_earlier:
            factor = factor_from(unit, column.kind, indicator)
            self.units[column.code] = unit
            code = "unit-unknown" if factor is None else "unit-converted" if factor != 1 else code
        elif differs and is_another_unit(unit, indicator):
            self.stated[column.code] = unit
            code = "table-unit-changed"
        expected = column.unit if code != "table-heading-changed" else unit_under(column)
        arguments, name = {"expected": expected, **about}, self.table.name(column.code)
        account.add_finding(code, self.sheet.name, cell, value=unit, indicator=name, cells=(cell,), arguments=arguments)

    def _read_row(self, row: KeyedRow) -> FilledRow | None:
        """The row with its contents in the table's columns; None if it has none there. Other contents are listed."""
        sheet, margin, units, cells = self.sheet, [], [], dict[str, CellValue]()
        unsaved = self.column_at.items() if sheet.raw.unsaved else ()
        lost = {
            c.code for p, c in unsaved if (row.index, p) in sheet.raw.unsaved and is_blank(sheet.value(row, c.code))
        }
        for index, value in enumerate(row.cells):
            column = self.column_at.get(index)
            if index == sheet.key_column or is_blank(value) or value in CLOSING:
                continue
            if column is not None and column.unit and cell_text(value) == unit_under(column):
                # The form prints the unit under the heading; a unit in a row with answers was typed.
                units.append((index, value))
                continue
            locked = row.for_people and (column is None or row.index <= self.last_printed)
            if locked and self._is_printed_in_row(column, value):
                continue
            if column is not None:
                cells[column.code] = value
            elif index in sheet.people_columns:
                margin.append((index, value))
            else:
                self._list_cell(row.index, index, value, EARLIER_ANSWER if index in self.dropped else "unkeyed-content")
        self.account.computed.setdefault(sheet.name, set()).update((row.index, sheet.columns[code]) for code in lost)
        for index, value in units if cells and not row.for_people else ():
            self._list_cell(row.index, index, value)
        if not cells and not lost:
            self._list_margin(row.index, margin)
            return None
        ordered = {c.code: cells[c.code] for c in self.columns if c.code in cells}
        return FilledRow(row.index, ordered, tuple(margin), frozenset(lost), row.index in self.joined)

    def _is_printed_in_row(self, column: FormColumn | None, value: CellValue) -> bool:
        """Whether the form prints this text in a row for people: never a bare number; in the table's columns, under
        their headings, only texts in brackets."""
        if not isinstance(value, str) or not self.form.prints(value):
            return False
        text = value.strip()
        in_brackets = text[:1] + text[-1:] == "()"
        return in_brackets or ((column is None or self.header < 0) and any(map(str.isalpha, text)))

    def _list_above(self, row: KeyedRow) -> None:
        """List what the form did not print above the rows; collect the totals, which are compared later."""
        for index, value in enumerate(row.cells):
            is_heading = row.index == self.header and index in self.column_at  # headings are compared separately
            if index == self.sheet.key_column or is_heading or is_blank(value) or self._is_printed(value):
                continue
            if index in self.column_at and self._is_total(row.index, index):
                self.totals.append(((row.index, index), value))
            else:
                self._list_cell(row.index, index, value, EARLIER if self.form.is_earlier else "unkeyed-content")

    def _is_printed(self, value: CellValue) -> bool:
        """Whether the form prints this text above the rows, or computes it there."""
        listed = isinstance(value, str) and fold(value) in self.form.known.live_list
        return listed or self.form.prints(value) or self.form.prints_around(value)

    def _is_total(self, row: int, column: int) -> bool:
        """Whether a cell has a total that the form computes: the cell above says so."""
        above = self.sheet.raw.rows[row - 1] if row else ()
        return column < len(above) and fold(cell_text(above[column])) in TOTAL_TEXTS

    def _list_margin(self, row: int, margin: Sequence[tuple[int, CellValue]], reason: str = "unkeyed-content") -> None:
        for column, value in margin:
            if not self._may_be_row_number(value):
                self._list_cell(row, column, value, reason)

    def _may_be_row_number(self, value: CellValue) -> bool:
        """Whether this may be a row number, printed by the form or typed by the agency."""
        if isinstance(value, str):
            value = value.strip(" .)(⚠").replace(".", "")
            return value.isascii() and value.isdigit() and 0 < len(value) <= len(str(len(self.sheet.raw.rows)))
        return type(value) is float and value.is_integer() and 0 <= value <= len(self.sheet.raw.rows)

    def _list_row(self, row: FilledRow, reason: str) -> None:
        """List the contents of a filled row that is not a row of the table."""
        self._list_margin(row.index, row.margin, reason)
        for code, value in row.cells.items():
            self._list_cell(row.index, self.sheet.columns[code], value, reason)

    def _list_cell(self, row: int, column: int, value: CellValue, reason: str = "unkeyed-content") -> None:
        self.account.list_cell(self.sheet.name, cell_name(row, column), value, reason)

    def _cell(self, row: FilledRow, column: FormColumn) -> str:
        return cell_name(row.index, self.sheet.columns[column.code])

    def _first_cell(self, row: FilledRow) -> str:
        return self._cell(row, self.table.column_by_code[next(iter(row.cells))])

    def _add_fault(self, code: str, column: FormColumn, row: FilledRow, typed: str, **arguments: Any) -> None:
        """Record a fault of a cell; faults of the same kind in a column become one finding."""
        self.faults.setdefault((code, column.code), []).append((row, typed, arguments))

    def _report(
        self, code: str, column: FormColumn, cells: Sequence[str], values: Sequence[str] = (), **more: Any
    ) -> None:
        self.account.add_finding(
            code,
            self.sheet.name,
            cells[0],
            value=values[0] if values else "",
            indicator=self.table.name(column.code),
            cells=tuple(cells),
            values=tuple(values) if any(values) else (),
            arguments={**more, **about_table(self.table, column)},
        )
