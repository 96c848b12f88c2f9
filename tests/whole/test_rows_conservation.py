"""Conservation in tables: whatever is typed into them and however they are changed, each filled cell is read once.

The file's content is read by openpyxl, cell by cell, and compared with rows, leftovers and findings.
"""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from itertools import product
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.building import definition, read
from tests.effort import effort
from tests.tabling import LEFT, NUMBERS, Row, closing_row, filled_with, first_row, headings_row
from toolkit.language.text import clean
from toolkit.messages import forms
from toolkit.model import CellValue, Submission
from toolkit.run.folder import Folder
from toolkit.values.cell import typed_text

AGENCIES = "| code | name |\n| SA | Sở A |"
INDICATORS = "| code | label | unit | kind |\n| N1 | Vốn | triệu đồng | money |"
ROWS = r"""
| table | heading        | code | label      | unit       | kind    | required | choices       | across_rows | equals | key |
| DA    | Danh mục dự án | TEN  | Tên dự án  |            | text    | yes      |               |             |        | yes |
|       |                | VON  | Vốn        | triệu đồng | money   |          |               | sum         | N1     |     |
|       |                | TYLE | Tỷ lệ      | %          | percent |          |               | mean        |        |     |
|       |                | LOAI | Loại       |            | choice  |          | Mới\|Tiếp tục |             |        |     |
|       |                | NGAY | Ngày       |            | date    |          |               |             |        |     |
| VV    | Các vụ việc    | VIEC | Vụ việc    |            | text    |          |               |             |        |     |
|       |                | NOI  | Nơi        |            | text    |          |               |             |        |     |
|       |                | SO   | Số người   | người      | count   | yes      |               | max         |        |     |
|       |                | DT   | Diện tích  | ha         | decimal |          |               | min         |        |     |
|       |                | XONG | Đã xử lý   |            | yesno   |          |               |             |        |     |
"""  # noqa: E501
SHEETS = ("Danh mục dự án", "Các vụ việc")
FORMS, CELLS = effort(5, 200), effort(1_000, 50_000)

_TEXTS = (
    *("Cầu Tân Mỹ", "1. Đường Hòa An", "I. Cấp tỉnh", "A. Chuyển tiếp", "Tổng cộng", "Cộng", "Không có", "-", "…", "x"),
    *("Tên dự án", "(1)", "(2)", "1", "STT", "#", "toolkit:table:DA", "VON", "TEN", "dòng một\ndòng hai", "+84 67"),
    *("12 người", "1.234", "1,5 tỷ", "khoảng 20", "50%", "Có", "không", "Mới", "mới", "31/2/2020", "07/3/2020"),
    *("triệu đồng", "(triệu đồng)", "Số dòng đã ghi: 5.", "Bằng chỉ tiêu số 1 (2020)", "CẤP XÃ", "Ghi chú:"),
    *("\u200b", "CÇu T©n Mü"),
)
_OF_KIND: dict[str, Sequence[CellValue]] = {
    "text": ("Kè Sông Tiền", "Trường Mỹ Long", "Chợ Cái Bè", 5.0, date(2020, 5, 1)),
    "money": (100.0, 250.5, 1e6, "1.234.567", "Không có", -3.0),
    "percent": (50.0, "12,5%", 0.5, 120.0),
    "choice": ("Mới", "Tiếp tục"),
    "date": (date(2020, 3, 7), "1/2/2020", "tháng 3"),
    "count": (3.0, 4.5, "5 người", "Chưa thống kê"),
    "decimal": (1.25, "3,7", 1.234),
    "yesno": ("Có", "Không", True),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    root = tmp_path_factory.mktemp("campaign")
    return definition(root, agencies=AGENCIES, indicators=INDICATORS, rows=ROWS)


def random_rows(folder: Folder, dice: random.Random) -> dict[str, tuple[Row, ...]]:
    """Rows with something in most of their cells; some of the wrong kind, or what a form itself prints."""
    return {
        table.code: tuple(
            {
                column.code: dice.choice(_TEXTS if dice.random() < 0.1 else _OF_KIND[column.kind])
                for column in table.columns
                if dice.random() < 0.85
            }
            for _ in range(dice.randrange(10, 55))
        )
        for table in folder.campaign.tables
    }


# --- What people do to a list ----------------------------------------------------------------------


def sort_rows(sheet: Any, dice: random.Random) -> None:
    first, last = first_row(sheet), closing_row(sheet)
    rows = [[sheet.cell(n, column).value for column in range(LEFT, LEFT + 5)] for n in range(first, last)]
    dice.shuffle(rows)
    for n, cells in enumerate(rows, start=first):
        for column, value in enumerate(cells, start=LEFT):
            sheet.cell(n, column).value = value


def insert_and_delete(sheet: Any, dice: random.Random) -> None:
    first = first_row(sheet)
    for _ in range(3):
        sheet.insert_rows(dice.randrange(first, closing_row(sheet) + 1), dice.randrange(1, 4))
        sheet.delete_rows(dice.randrange(first, closing_row(sheet)))


def paste_beyond(sheet: Any, dice: random.Random) -> None:
    at = closing_row(sheet) + dice.choice((1, 2, 9))
    for n, column in product(range(at, at + 5), range(LEFT, LEFT + 5)):
        sheet.cell(n, column, dice.choice((*_TEXTS, 7.0)))


def paste_with_headings(sheet: Any, dice: random.Random) -> None:
    headings, at = headings_row(sheet), dice.randrange(first_row(sheet), closing_row(sheet))
    sheet.insert_rows(at, 3)
    for column in range(NUMBERS, LEFT + 5):
        sheet.cell(at, column, sheet.cell(headings, column).value)
        sheet.cell(at + 1, column, f"({column - LEFT + 1})" if column >= LEFT else None)
    sheet.cell(at + 2, LEFT, dice.choice(("Tổng cộng", "I. Cấp tỉnh", "Cộng mục I")))
    sheet.cell(at + 2, LEFT + 1, dice.choice((None, 500, "500")))


def number_by_hand(sheet: Any, dice: random.Random) -> None:
    for n in range(first_row(sheet), closing_row(sheet)):
        sheet.cell(n, NUMBERS, dice.choice((1.0, "2", "3.", "II", "a", "1.1", "ghi chú", None)))


def type_outside(sheet: Any, dice: random.Random) -> None:
    for _ in range(6):
        sheet.cell(dice.randrange(first_row(sheet), closing_row(sheet) + 20), dice.randrange(9, 13), "ngoài bảng")


def insert_a_column(sheet: Any, dice: random.Random) -> None:
    at = dice.randrange(LEFT, LEFT + 5)
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    sheet.insert_cols(at)
    for n in range(first_row_of_rows(sheet), first_row_of_rows(sheet) + 5):
        sheet.cell(n, at, f"chèn {n}")


def first_row_of_rows(sheet: Any) -> int:
    """As `first_row`, for moved columns."""
    found: int = next(c.row for row in sheet.iter_rows(max_row=30) for c in row if c.value == "(1)")
    return found + 1


def merge_some(sheet: Any, dice: random.Random) -> None:
    at = dice.randrange(first_row(sheet), closing_row(sheet) - 3)
    for n, column in [*product(range(at, at + 3), (LEFT, LEFT + 1))][1:]:
        sheet.cell(n, column).value = None
    sheet.merge_cells(start_row=at, end_row=at + 2, start_column=LEFT, end_column=LEFT + 1)


EDITS: tuple[Callable[[Any, random.Random], None], ...] = (
    *(sort_rows, insert_and_delete, paste_beyond, paste_with_headings, number_by_hand, type_outside, merge_some),
    insert_a_column,  # after it the others' columns are no longer at their positions
)


# --- The file's cells, and what was read --------------------------------------------------------------


def cells_of_file(path: Path) -> Counter[tuple[str, str, str]]:
    """(sheet, cell, text as a person would write it) of all filled cells under the headings of tables."""
    book = openpyxl.load_workbook(path)
    found: Counter[tuple[str, str, str]] = Counter()
    for name in SHEETS:
        sheet: Any = book[name]
        for row in sheet.iter_rows(min_row=first_row_of_rows(sheet)):
            for cell in row:
                value = cell.value.date() if isinstance(cell.value, datetime) else cell.value
                text = typed_text(float(value) if isinstance(value, int) and not isinstance(value, bool) else value)
                printed = cell.column == 1 or value in forms.TABLE_CLOSING or text.startswith("=ROW()")
                if not printed and clean(text) and not (cell.column == NUMBERS and _is_number(text)):
                    found[name, cell.coordinate, text] += 1
    return found


def _is_number(text: str) -> bool:
    return text.strip(".").replace(".", "").isdigit()


def accounted(submission: Submission) -> Counter[tuple[str, str, str]]:
    """The same of what was read: rows and leftovers."""
    legacy = [(f.sheet, line) for f in submission.findings if f.code == "legacy-text" for line in f.value.split("\n")]
    typed = {(sheet, line.split(": ")[0]): line.split(": ", 1)[1] for sheet, line in legacy if ": " in line}
    cells = [*((c.sheet, c.cell, c.typed) for c in submission.rows if c.typed)]
    cells += ((x.sheet, x.cell, x.value) for x in submission.leftovers if x.sheet in SHEETS)
    return Counter((sheet, cell, typed.get((sheet, cell), other)) for sheet, cell, other in cells)


def check_changed_forms(folder: Folder, seed: int) -> int:
    """One form with random rows, changed at random; returns the number of typed cells that were read."""
    dice = random.Random(seed)
    path = filled_with(folder, "SA", "", random_rows(folder, dice), name=f"SA {seed}")
    book = openpyxl.load_workbook(path)
    for name in SHEETS:
        edits = dice.sample(EDITS, dice.randrange(4))
        for edit in sorted(edits, key=EDITS.index):
            edit(book[name], dice)
    book.save(path)
    submission, expected = read(folder, path), cells_of_file(path)
    path.unlink()
    found = accounted(submission)
    assert found == expected, (seed, {"lost": expected - found, "invented": found - expected})
    assert submission.balance.is_even
    assert submission.balance.cells == found.total(), seed
    rows = [(c.table, c.row, c.column) for c in submission.rows]
    assert len(set(rows)) == len(rows)
    return found.total()


def test_typed_cells_are_read_once(folder: Folder) -> None:
    """One form of those below."""
    assert check_changed_forms(folder, 0) > 150


@pytest.mark.slow
def test_every_typed_cell_is_read_once(folder: Folder) -> None:
    """Random rows, changed as people do: rows, leftovers and the file agree, cell by cell."""
    assert sum(check_changed_forms(folder, seed) for seed in range(FORMS)) >= CELLS
