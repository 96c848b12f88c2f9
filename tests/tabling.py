"""Forms with tables whose rows agencies add: filled in, changed as people do, and what was read from them."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from tests.building import filling, write
from toolkit.form.contents import Filling
from toolkit.messages import forms
from toolkit.model import CellValue, Submission
from toolkit.run.folder import Folder

#: The columns of a table's sheet, counted from 1: the keys, the rows' numbers, then the table's.
KEYS, NUMBERS, LEFT = 1, 2, 3

Row = Mapping[str, CellValue]
_NUMBER = set(forms.COLUMNS["number"])


def with_rows(figures: str, rows: Mapping[str, Sequence[Row]], lines: str = "") -> Filling:
    """The content of a form with rows in its tables, by the code of each."""
    made = filling(figures, lines)
    return Filling(figures=made.figures, lines=made.lines, rows={code: tuple(table) for code, table in rows.items()})


def filled_with(
    folder: Folder, agency: str, figures: str, rows: Mapping[str, Sequence[Row]], *, name: str = ""
) -> Path:
    """The agency's form with these figures and rows in it, in the inbox (default name: its code)."""
    return write(folder, agency, with_rows(figures, rows), name=name)


def headings_row(sheet: Any) -> int:
    """The row with a table's headings."""
    return next(n for n in range(1, sheet.max_row + 1) if sheet.cell(n, NUMBERS).value in _NUMBER)


def first_row(sheet: Any) -> int:
    """The first row for filling in, under the line of numbers."""
    return next(n for n in range(1, sheet.max_row + 1) if sheet.cell(n, LEFT).value == "(1)") + 1


def closing_row(sheet: Any) -> int:
    """The line under the rows that are ready to be filled in."""
    texts = {*forms.TABLE_CLOSING}
    return next(n for n in range(1, sheet.max_row + 1) if sheet.cell(n, NUMBERS).value in texts)


def edited(path: Path, do: Callable[[Any], None], sheet: str) -> Path:
    """The workbook with one of its sheets changed."""
    book = openpyxl.load_workbook(path)
    do(book[sheet])
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
    """The values that count in the rows of a table: value and state, unless that is reported."""
    found: dict[str, dict[str, object]] = {}
    for cell in submission.rows:
        if cell.table == table:
            shown = cell.value if cell.state == "given" else (cell.value, cell.state)
            found.setdefault(cell.row, {})[cell.column] = shown
    return list(found.values())
