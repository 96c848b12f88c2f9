"""A filled form as people change it before it is read again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl

from tests.building import change, keyed, once, read
from toolkit.model import Submission
from toolkit.run.folder import Folder
from toolkit.spreadsheet.keyed import KeyedSheet

#: The sheets to fill in, and one cell: (sheet name, address).
SHEETS = ("Thông tin", "Số liệu", "Nội dung")
Place = tuple[str, str]


@dataclass(frozen=True)
class Sent:
    """An agency's form in its campaign. Changes are made to a copy, and whatever they are, the balance is even."""

    folder: Folder
    path: Path

    @cached_property
    def sheets(self) -> dict[str, KeyedSheet]:
        return keyed(self.path)

    def at(self, sheet: str, row: str, column: str, turn: int = 0) -> Place:
        """The cell with these keys; `turn`: which of the rows with this key."""
        found = self.sheets[sheet]
        return found.name, found.address([r for r in found.rows if r.key == row][turn], column)

    def read(self) -> Submission:
        """The form as it is."""
        return even(read(self.folder, self.path))

    def changed(self, do: Callable[[Any], None], save: Callable[[Path], Path] = lambda path: path) -> Submission:
        """The form read after `do` changed the workbook and `save` saved it in its way."""
        return even(read(self.folder, save(change(self.path, do, self.folder.root / "x.xlsx"))))

    def typed(self, cells: Mapping[Place, Any]) -> Submission:
        """The form read after these values were typed into it."""

        def do(book: Any) -> None:
            for (sheet, address), value in cells.items():
                book[sheet][address] = value

        return self.changed(do)


def even(submission: Submission) -> Submission:
    assert submission.balance.is_even
    return submission


def essence(submission: Submission) -> tuple[object, ...]:
    """What was read, without its position."""
    return (
        [(f.indicator, f.period, f.value, f.state, f.typed, f.note) for f in submission.figures],
        [(s.section, s.theme, s.text, s.evidence) for s in submission.statements],
        [(v.key, v.text) for v in submission.info],
    )


def unmerged(sheet: Any) -> Any:
    """The sheet without merged cells: openpyxl does not move them with the others, a spreadsheet program does."""
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    return sheet


def unkeyed(sheet: Any) -> Any:
    """The sheet without its row and its column of keys."""
    unmerged(sheet).delete_rows(1)
    sheet.delete_cols(1)
    return sheet


def cells(path: Path, sheet: str) -> list[list[Any]]:
    """The values of a sheet, row by row, without formulas."""
    data = path.read_bytes()

    def read_all() -> dict[str, list[tuple[Any, ...]]]:
        book = openpyxl.load_workbook(BytesIO(data), data_only=True)
        return {page.title: list(page.iter_rows(values_only=True)) for page in book.worksheets}

    return [list(row) for row in once(("cells", data), read_all)[sheet]]


def put(sheet: Any, rows: list[list[Any]], down: int = 0, right: int = 0) -> None:
    """Pastes values, moved down and right by these numbers of rows and columns; blanks replace nothing."""
    for number, row in enumerate(rows, start=1 + down):
        for place, value in enumerate(row, start=1 + right):
            if value is not None:
                sheet.cell(number, place).value = value
