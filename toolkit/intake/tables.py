"""Reads the sheets of tables, to which the agency adds rows: a row is identified by its contents, a cell by its column;
their positions do not matter. Rows that are not entries of the agency, or may not be, are reported.
"""

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from toolkit.form.carried import is_row_key
from toolkit.form.contents import EARLIER, EARLIER_ANSWER
from toolkit.form.table_rows import FilledRow, RowKind, groups_in, kind_of, rows_under, sum_of
from toolkit.form.tables import TABLE_PREFIX, has_answer_column, with_answer_column
from toolkit.intake.account import Account, can_be_typed, is_blank
from toolkit.intake.carried_rows import answers_in
from toolkit.intake.figures import in_unit
from toolkit.intake.labels import OTHER_HEADINGS
from toolkit.intake.leftovers import with_keys
from toolkit.intake.received import Received
from toolkit.intake.table_sheet import CLOSING, TableSheet, about_table
from toolkit.language.numbers import in_short
from toolkit.language.text import fold
from toolkit.model import CARRIED_COLUMN, CellValue, ErrorValue, Figure, FormColumn, Indicator, State, Value
from toolkit.spreadsheet.addresses import Position, cell_name
from toolkit.spreadsheet.keyed import KeyedSheet
from toolkit.values.cell import Reading, typed_text
from toolkit.values.readings import question
from toolkit.values.totals import number_in_formulas, over_rows, same_number
from toolkit.values.units import in_present_unit

#: The number of hexadecimal digits that identify a row without a key.
_DIGITS = 12
#: For each kind of row that is not read as a row of the table, the reason.
_NO_ROWS: Mapping[RowKind, str] = {
    "headings": "table-headings-again",
    "numbering": "table-numbering",
    "total": "table-total-row",
    "group": "table-group-heading",
    "none": "table-said-none",
    "cleared": "table-row-cleared",
}


def read_table(form: Received, account: Account, sheet: KeyedSheet) -> None:
    """Read the rows of a table; list the cells of a table that is not in the agency's form."""
    table = form.campaign.table_by_code.get(sheet.key.removeprefix(TABLE_PREFIX))
    if table is not None and table in form.campaign.tables_of(form.agency):
        keyed = with_keys(form, account, sheet)
        had = CARRIED_COLUMN in keyed.columns or any(is_row_key(row.key) for row in keyed.rows)
        _TableReader(form, account, keyed, with_answer_column(table, "vi") if had else table).read()
        return
    if form.is_earlier:
        account.note_difference(sheet.key.removeprefix(TABLE_PREFIX), gone=True)
    for row in sheet.rows:
        for column, value in enumerate(row.cells):
            printed = isinstance(value, str) and (value in CLOSING or (row.for_people and form.prints(value)))
            if column != sheet.key_column and not is_blank(value) and not printed:
                reason = EARLIER if row.for_people else EARLIER_ANSWER
                reason = reason if form.is_earlier else "extra-sheet"
                account.list_cell(sheet.name, cell_name(row.index, column), value, reason)


def report_missing_tables(form: Received, account: Account, keys: Iterable[str]) -> None:
    """Report the agency's tables whose sheets are missing in the returned form."""
    present = {*keys}
    for table in form.campaign.tables_of(form.agency):
        if TABLE_PREFIX + table.code not in present:
            account.add_finding(
                "table-new" if form.is_earlier else "table-missing", value=table.heading, arguments=about_table(table)
            )
            account.note_difference(table.code)


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


class _TableReader(TableSheet):
    """Reads the sheet of one table."""

    def read(self) -> None:
        self._compare_columns()
        filled = list(self._filled_rows())
        headings = {*self.headings, *OTHER_HEADINGS}
        kinds = {row.index: kind_of(row, self.table, headings, self.form.known.value_words) for row in filled}
        for row in filled:
            if row.cells.keys() == {CARRIED_COLUMN} and not row.lost:
                kinds[row.index] = "cleared"
            if kinds[row.index] not in ("headings", "numbering"):
                row.readings = {code: self._read_value(row, code, value) for code, value in row.cells.items()}
        listed = [row for row in filled if kinds[row.index] == "row"]
        groups = groups_in(listed, self.table)
        unclear = self._unclear_rows(listed, groups)
        for index in groups:
            if listed[index].index not in unclear:
                kinds[listed[index].index] = "group"
        rows = [row for row in filled if kinds[row.index] == "row"]
        self._read_row_answers(rows)
        for row in filled:
            if kinds[row.index] in _NO_ROWS:
                self._list_row(row, _NO_ROWS[kinds[row.index]])
            else:
                self._list_margin(row.index, row.margin)
        self._check_sums(filled, kinds)
        self._check_totals([row for row in rows if row.index not in self.row_answers.rows_with_sign])
        self._read_rows(rows, unclear)

    # --- Sums that the agency typed ------------------------------------------------------------------

    def _unclear_rows(self, rows: Sequence[FilledRow], groups: Mapping[int, str]) -> set[int]:
        """The rows that may be headings of groups, but whose numbers are not the sums of the rows under them."""
        unclear = set[int]()
        for index in groups:
            row = rows[index]
            numbers = [c for c in self.columns if c.numeric and c.code in row.cells]
            members = rows_under(index, rows, groups)
            added = [c for c in numbers if c.across_rows == "sum"]
            if numbers and not (added and all(self._adds_up(row, c, members) for c in added)):
                unclear.add(row.index)
        return unclear

    def _adds_up(self, row: FilledRow, column: FormColumn, rows: Sequence[FilledRow]) -> bool:
        expected = sum_of(rows, column, math.fsum)
        return bool(rows) and expected is not None and same_number(row.number(column.code), expected)

    def _check_sums(self, rows: Sequence[FilledRow], kinds: Mapping[int, RowKind]) -> None:
        """Compare each sum that the agency typed with the sum of all rows, and of the rows since the previous sum."""
        since: list[FilledRow] = []
        every = [row for row in rows if kinds[row.index] == "row"]
        for row in rows:
            if kinds[row.index] == "row":
                since.append(row)
            elif kinds[row.index] == "group":
                since = []
            elif kinds[row.index] == "total":
                for column in (c for c in self.columns if c.across_rows == "sum"):
                    self._check_sum(row, column, (since or every, every))
                since = []

    def _check_sum(self, row: FilledRow, column: FormColumn, candidates: Sequence[Sequence[FilledRow]]) -> None:
        """Report a typed sum that is not the sum of any of these groups of rows."""
        number = row.number(column.code)
        expected = [sum_of(rows, column, math.fsum) for rows in candidates]
        if number is None or None in expected or any(same_number(number, e) for e in expected):
            return
        ours = " | ".join(dict.fromkeys(in_short(e or 0.0) for e in expected))
        self._add_fault("table-sum-differs", column, row, typed_text(row.cells[column.code]), expected=ours)

    def _check_totals(self, rows: Sequence[FilledRow]) -> None:
        """Report totals above the rows, which the form computes, where they differ from ours."""
        for (row, index), shown in self.totals:
            column = self.column_at[index]
            numbers = [number for r in rows if (number := r.number(column.code)) is not None]
            counted = [n for r in rows if (n := self._as_counted(r, column.code)) is not None]
            expected = over_rows(column, numbers)
            if any(same_number(shown, over_rows(column, values)) for values in (numbers, counted)):
                continue
            if self.form.is_earlier and self.account.differs:  # an earlier form computes it from different questions
                self._list_cell(row, index, shown, EARLIER)
                continue
            code = "table-total-not-checkable" if expected is None else "table-total-differs"
            ours = "" if expected is None else in_short(expected)
            self.account.count("reported")
            self._report(code, column, [cell_name(row, index)], [typed_text(shown)], expected=ours)

    def _as_counted(self, row: FilledRow, code: str) -> float | None:
        """The value of a cell as the form's formulas see it: formulas hold nothing back."""
        number = number_in_formulas(row.cells.get(code))
        return row.number(code) if number is None else number

    # --- Rows of the previous campaign -----------------------------------------------------------------

    def _read_row_answers(self, rows: Sequence[FilledRow]) -> None:
        """Read the answers about the previous campaign's rows; one finding reports all rows without an answer."""
        if not has_answer_column(self.table):
            return
        recorded = bool(self.keys) or self.table.code in self.form.carried_rows
        self.row_answers = answers_in(rows, self.keys, [c.code for c in self.columns], reported=recorded)
        answers = self.table.column_by_code[CARRIED_COLUMN]
        waiting = [row for row in rows if row.index in self.row_answers.waiting]
        unclear = [row for row in waiting if row.index in self.row_answers.unclear_rows]
        silent = [row for row in waiting if row.index not in self.row_answers.unclear_rows]
        if silent:
            in_sheet = CARRIED_COLUMN in self.sheet.columns
            cells = [self._cell(row, answers) if in_sheet else self._first_cell(row) for row in silent]
            self._report("table-rows-carried", answers, cells, [self._row_label(silent[0])], count=len(cells))
        if unclear:
            cells = [self._cell(row, answers) for row in unclear]
            typed = [typed_text(row.cells[CARRIED_COLUMN]) for row in unclear]
            self._report("table-carried-unclear", answers, cells, typed, count=len(cells))

    def _row_label(self, row: FilledRow) -> str:
        """The name of a row for people: its key, else its first content."""
        key = self.table.key_column
        named = row.cells.get(key.code) if key else None
        return typed_text(next(iter(row.cells.values())) if named is None else named)

    def _add_row_answer(self, row: FilledRow, column: FormColumn, name: str, value: CellValue) -> None:
        """Add the agency's answer about a row of the previous campaign."""
        self.account.count("rows")
        outcome = self.row_answers.outcome(row.index)
        self._add_figure(row, column, name, outcome, "given" if outcome else "carried", typed_text(value))

    def _add_figure(
        self, row: FilledRow, column: FormColumn, name: str, value: Value | None, state: State, typed: str
    ) -> None:
        account, location = self.account, (self.sheet.name, self._cell(row, column), self.table.code)
        known = self.table.as_indicator(column).code
        account.rows.append(Figure(account.agency, known, name, value, state, typed, "", account.file, *location))

    # --- The agency's rows -----------------------------------------------------------------------------

    def _read_value(self, row: FilledRow, code: str, value: CellValue) -> Reading:
        raw, position = self.sheet.raw, (row.index, self.sheet.columns[code])
        column = self.table.column_by_code[code]
        if position in raw.struck and column.kind != "text":
            return question("struck-through")
        indicator, percent = self.table.as_indicator(column), position in raw.percent
        if code in self.units:
            return self._in_present_unit(value, indicator, self.units[code], percent)
        reading = self.form.known.reading(value, indicator, percent)
        bare = reading.state == "given" and bool(reading.value) and not any(map(str.isalpha, typed_text(value)))
        return Reading(state="held") if bare and code in self.stated else reading

    def _in_present_unit(self, value: CellValue, indicator: Indicator, unit: str, percent: bool) -> Reading:
        """The value of a cell with the unit of an earlier form, converted to the present unit where possible."""
        reading = self.form.known.reading(value, in_unit(indicator, unit), percent)
        typed, state = typed_text(value), reading.state
        figure = Figure("", indicator.code, "", reading.value, state, typed)
        now, _ = in_present_unit(figure, indicator, unit, indicator.kind)
        return reading if now is figure else replace(reading, value=now.value, state=now.state)

    def _read_rows(self, rows: Sequence[FilledRow], unclear: set[int]) -> None:
        names = self._row_names(rows)
        covered = self._report_merged(rows)
        self._report_blanks([row for row in rows if row.index not in self.row_answers.waiting], covered)
        for row in rows:
            for column in self.columns:
                if column.code == CARRIED_COLUMN and column.code in row.cells:
                    self._add_row_answer(row, column, names[row.index], row.cells[column.code])
                elif column.code in row.lost:
                    self._add_fault("formula-without-value", column, row, "")
                    self._add_cell(row, column, names[row.index], None, question("formula-without-value"))
                elif column.code in row.cells:
                    reading = row.readings[column.code]
                    if column.numeric and row.index in unclear:
                        reading = question("table-row-unclear")
                    self._add_cell(row, column, names[row.index], row.cells[column.code], reading)
        self._report_faults(names)
        self._report_unclear(rows, unclear, names)
        self._report_duplicates(rows, names)

    def _add_cell(self, row: FilledRow, column: FormColumn, name: str, value: CellValue, reading: Reading) -> None:
        account, raw, table = self.account, self.sheet.raw, self.table
        position = (row.index, self.sheet.columns[column.code])
        typed = typed_text(value)
        if position in raw.percent and isinstance(value, float):
            typed = f"{typed_text(round(value * 100, 10))}%"  # as the cell shows it, and as it was typed
        if value is not None:
            account.count("rows")
        waits = row.index in self.row_answers.waiting
        if reading.code and reading.code != "table-row-unclear" and value is not None and not waits:
            self._add_fault(reading.code, column, row, typed, **dict(reading.arguments))
        if column.code in self.units and reading.state == "given" and isinstance(reading.value, float):
            account.held.append((table.name(column.code), name, reading.value))
        elif reading.state == "held" and position not in raw.percent and can_be_typed(value):
            account.held.append((table.name(column.code), name, value))
        self._add_figure(row, column, name, reading.value, "carried" if waits else reading.state, typed)

    def _row_names(self, rows: Sequence[FilledRow]) -> dict[int, str]:
        """The name that identifies each row, by the row's position.

        For rows that share a key, or are equal, the name includes the contents and the number of equal rows. So if such
        a row is added, removed or changed, its name, to which decisions refer, does not pass to another row.
        """
        groups: dict[str, dict[str, list[int]]] = {}
        for row in rows:
            content = self._content(row)
            groups.setdefault(self._key(row) or _digest(content), {}).setdefault(content, []).append(row.index)
        names: dict[int, str] = {}
        for name, by_content in groups.items():
            alone = sum(map(len, by_content.values())) == 1
            for content, indexes in by_content.items():
                known = name if alone else f"{name}#{_digest(f'{len(indexes)} {content}')}"
                names.update((row, known if nth == 1 else f"{known}#{nth}") for nth, row in enumerate(indexes, start=1))
        return names

    def _key(self, row: FilledRow) -> str:
        """The content of the row's key column, folded; "" for a blank key, or a table without a key column."""
        key = self.table.key_column
        return fold(typed_text(row.cells[key.code])) if key and key.code in row.cells else ""

    def _content(self, row: FilledRow) -> str:
        cells = ((code, typed_text(value)) for code, value in row.cells.items() if code != CARRIED_COLUMN)
        return "\0".join(f"{code}\1{text}" for code, text in cells)

    # --- Reports --------------------------------------------------------------------------------

    def _report_faults(self, names: Mapping[int, str]) -> None:
        """Add one finding for all cells of a column with the same fault; its sentence describes the first cell."""
        for column in self.columns:
            for (code, column_code), cells in self.faults.items():
                if column_code == column.code:
                    row, _, arguments = cells[0]
                    self._report(
                        code,
                        column,
                        [self._cell(r, column) for r, *_ in cells],
                        [typed for _, typed, _ in cells],
                        **arguments,
                        row=names.get(row.index, ""),
                    )

    def _report_blanks(self, rows: Sequence[FilledRow], covered: set[Position]) -> None:
        """Report blank cells of required columns, and rows with only one filled cell."""
        incomplete = set[int]()
        for column in self.columns:
            index = self.sheet.columns[column.code]
            blank = [
                row
                for row in rows
                if column.required
                and not (column.code in row.cells or column.code in row.lost or (row.index, index) in covered)
            ]
            if blank:
                incomplete.update(row.index for row in blank)
                cells = [self._cell(row, column) for row in blank]
                self._report("table-required-missing", column, cells, count=len(cells))
        alone = [row for row in rows if len(row.cells) == 1 and not row.lost and row.index not in incomplete]
        if alone and len(self.columns) > 2 and any(len(row.cells) > 1 for row in rows):
            cells, first = list(map(self._first_cell, alone)), self.table.column_by_code[next(iter(alone[0].cells))]
            typed = [typed_text(next(iter(row.cells.values()))) for row in alone]
            self._report("table-one-cell", first, cells, typed, count=len(cells))

    def _report_unclear(self, rows: Sequence[FilledRow], unclear: set[int], names: Mapping[int, str]) -> None:
        affected = [row for row in rows if row.index in unclear]
        if affected:
            first = next(c for c in self.columns if not c.numeric)
            cells = [self._cell(row, first) for row in affected]
            typed = [typed_text(row.cells[first.code]) for row in affected]
            self._report("table-row-unclear", first, cells, typed, row=names[affected[0].index], count=len(affected))

    def _report_duplicates(self, rows: Sequence[FilledRow], names: Mapping[int, str]) -> None:
        """Report rows that are equal, and different rows with the same key."""
        by_content: dict[str, list[FilledRow]] = {}
        by_key: dict[str, list[FilledRow]] = {}
        key = self.table.key_column
        for row in (row for row in rows if row.cells):
            by_content.setdefault(self._content(row), []).append(row)
            if named := self._key(row):
                by_key.setdefault(named, []).append(row)
        same = [group for group in by_content.values() if group[1:]]
        same_key = [group for group in by_key.values() if len({self._content(row) for row in group}) > 1]
        for code, groups in (("table-row-twice", same), ("table-key-twice", same_key)):
            if not groups:
                continue
            first = self.table.column_by_code[next(iter(groups[0][0].cells))]
            at = key if key and code == "table-key-twice" else first
            reported = [row for group in groups for row in group]
            cells = [self._cell(row, at) if at.code in row.cells else self._first_cell(row) for row in reported]
            typed = [typed_text(row.cells.get(at.code)) for row in reported]
            count = len(reported) - len(groups)
            self._report(code, at, cells, typed, count=count, row=names[reported[0].index])

    def _report_merged(self, rows: Sequence[FilledRow]) -> set[Position]:
        """Report merged areas over several cells of rows, where the value's cell is unknown; return these cells."""
        by_index = {row.index: row for row in rows}
        areas: list[list[Position]] = []
        for top, left, bottom, right in self.sheet.raw.merged:
            covered = [
                (row, column)
                for row in (range(top, bottom + 1) if bottom - top < len(by_index) else sorted(by_index))
                if row in by_index and top <= row <= bottom
                for column in sorted(self.column_at)
                if left <= column <= right
            ]
            if len(covered) > 1:
                areas.append(covered)
        if areas:
            areas.sort()
            typed = [typed_text(self._value(covered[0])) for covered in areas]
            cells = [cell_name(*covered[0]) for covered in areas]
            area = f"{cells[0]}:{cell_name(*areas[0][-1])}"
            column = self.column_at[areas[0][0][1]]
            self._report("table-cells-merged", column, cells, typed, count=len(areas), area=area)
        return {position for covered in areas for position in covered}

    def _value(self, position: Position) -> CellValue:
        row, column = position
        cells = self.sheet.raw.rows[row]
        value = cells[column] if column < len(cells) else None
        return None if isinstance(value, ErrorValue) else value
