"""Sheets of tables whose rows agencies add, put into written forms by hand, and what was read of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook

from toolkit.model import AskedTable, CellValue, Submission
from toolkit.spreadsheet.keyed import FOR_PEOPLE, PREFIX, TABLE

#: The row of the headings, and the first one under them.
HEADINGS, FIRST = 3, 4
#: The columns of the numbers of rows, and of the table's first column.
NUMBERS, LEFT = 2, 3

Row = Mapping[str, CellValue]


def draw_table(sheet: Any, table: AskedTable, rows: Sequence[Row]) -> None:
    """The plainest sheet of a table: its keys, title, headings, and rows with their numbers."""
    sheet.cell(1, 1, f"{PREFIX}{TABLE}{table.code}")
    sheet.cell(1, NUMBERS, FOR_PEOPLE)
    for row in (2, HEADINGS):
        sheet.cell(row, 1, FOR_PEOPLE)
    sheet.cell(2, NUMBERS, table.heading)
    sheet.cell(HEADINGS, NUMBERS, "STT")
    for place, column in enumerate(table.columns, start=LEFT):
        sheet.cell(1, place, column.code)
        sheet.cell(HEADINGS, place, f"{column.label} ({column.unit})" if column.unit else column.label)
    for number, given in enumerate(rows, start=1):
        sheet.cell(FIRST + number - 1, NUMBERS, number)
        for place, column in enumerate(table.columns, start=LEFT):
            if given.get(column.code) is not None:
                sheet.cell(FIRST + number - 1, place, given[column.code])


def with_tables(path: Path, tables: Iterable[AskedTable], rows: Mapping[str, Sequence[Row]]) -> Path:
    """The form with a sheet for each of the tables, filled in with these rows."""
    book: Workbook = openpyxl.load_workbook(path)
    for table in tables:
        draw_table(book.create_sheet(table.heading[:31]), table, rows.get(table.code, ()))
    book.save(path)
    return path


def typed_rows(submission: Submission, table: str) -> list[dict[str, str]]:
    """What was typed in the rows of a table, row by row."""
    found: dict[str, dict[str, str]] = {}
    for cell in submission.rows:
        if cell.table == table:
            found.setdefault(cell.row, {})[cell.column] = cell.typed
    return list(found.values())


def values(submission: Submission, table: str) -> list[dict[str, object]]:
    """What counts of the rows of a table: value and state, where it is not simply given."""
    found: dict[str, dict[str, object]] = {}
    for cell in submission.rows:
        if cell.table == table:
            shown = cell.value if cell.state == "given" else (cell.value, cell.state)
            found.setdefault(cell.row, {})[cell.column] = shown
    return list(found.values())
