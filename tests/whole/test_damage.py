"""Conservation after damage: whatever is done to a form, each filled cell is in the master once.

Every typed value is unique, so that it is recognised wherever it was moved. The damaged file's content is counted cell
by cell, without the toolkit, and compared with what the master accounts for.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.cell import MergedCell

from tests.building import Here, cell_of, change, definition, keyed, merge, records, type_into, write
from tests.effort import effort
from tests.hostile import changed
from tests.whole.test_conservation import AGENCIES, INDICATORS, INFO, REPORTED, SECTIONS, THEMES, few
from toolkit.form.contents import Filling, NarrativeLine
from toolkit.model import Campaign, CellValue, Consolidation
from toolkit.run.folder import Folder
from toolkit.spreadsheet.addresses import column_name

#: Typed values, and nothing else, look like this.
_TYPED = re.compile(r"(?:gõ \d+|7\d{5})")
_REPORTED = {*REPORTED, "table-heading-changed", "table-total-differs", "table-total-not-checkable"}
SHEETS = ("Thông tin", "Số liệu", "Nội dung", "Danh sách mô hình")
ROWS = """
| table | heading           | code | label         | unit       | kind  | required | across_rows | key |
| MH    | Danh sách mô hình | TEN  | Tên mô hình   |            | text  | yes      |             | yes |
|       |                   | VON  | Tiền đã chi   | triệu đồng | money |          | sum         |     |
|       |                   | NOI  | Nơi thực hiện |            | text  |          |             |     |
|       |                   | HO   | Số hộ         | hộ         | count |          | mean        |     |
"""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Here:
    root = tmp_path_factory.mktemp("campaign")
    folder = definition(root, agencies=AGENCIES, indicators=INDICATORS, rows=ROWS, sections=SECTIONS, themes=THEMES)
    return Here(folder)


class Typist:
    """Gives values that are not used twice."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.given = 0

    def text(self) -> str:
        self.given += 1
        return f"gõ {self.given}"

    def number(self) -> int:
        self.given += 1
        return 700_000 + self.given


def sent(folder: Folder, typist: Typist, campaign: Campaign | None = None) -> Path:
    """The form of one agency with something in most of its cells."""
    of_numbers = {"A1": True, "A2": True, "A4": True, "A8": False}
    figures: dict[tuple[str, str], CellValue] = {
        (code, period): typist.number() if number else typist.text()
        for code, number in of_numbers.items()
        for period in ("2019", "2020")
    }
    lines = [
        NarrativeLine(section=section, text=typist.text(), theme=theme or typist.text(), evidence=typist.text())
        for section in ("dat", "hanche")
        for theme in ("Tuyên truyền", "")
    ]
    of_row = {"TEN": typist.text, "VON": typist.number, "NOI": typist.text, "HO": typist.number}
    rows: Any = tuple({column: value() for column, value in of_row.items()} for _ in range(8))
    notes, info = {"A1": typist.text(), "A3": typist.text()}, {k: typist.text() for k in INFO if k != "report_date"}
    filling = Filling(figures=figures, notes=notes, info=info, lines=tuple(lines), rows={"MH": rows})
    for old in folder.inbox.iterdir():
        old.unlink()
    folder.master.unlink(missing_ok=True)
    return write(folder, "SA", filling, campaign=campaign)


# --- Ways to damage a form: one of its workbooks, and somebody who types -----------------------------


def rename_sheets(book: Any, typist: Typist) -> None:
    for number, sheet in enumerate(book.worksheets):
        if sheet.sheet_state == "visible":
            sheet.title = f"Bảng {number}"


def add_a_sheet(book: Any, typist: Typist) -> None:
    sheet = book.create_sheet()
    sheet["B3"], sheet["D40"] = typist.text(), typist.number()


def hide(book: Any, typist: Typist) -> None:
    sheet = some_sheet(book, typist)
    for row in busy(sheet):
        sheet.row_dimensions[row].hidden = True
    sheet.column_dimensions["E"].hidden = True


def formulas(*sheets: Any) -> list[Any]:
    cells = (cell for sheet in sheets for row in sheet.iter_rows() for cell in row)
    return [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith("=")]


def type_over_formulas(book: Any, typist: Typist) -> None:
    for cell in formulas(*(sheet for sheet in book.worksheets if sheet.title in SHEETS)):
        if typist.random.random() < 0.5:
            cell.value = typist.number()


def change_formulas(book: Any, typist: Typist) -> None:
    for cell in formulas(some_sheet(book, typist)):
        cell.value = "=1+1"


def edit_labels(book: Any, typist: Typist) -> None:
    sheet = some_sheet(book, typist)
    area = sheet.iter_rows(min_row=busy(sheet)[0], max_row=busy(sheet)[-1] - 1, min_col=2, max_col=4)
    for cell in (cell for row in area for cell in row if not isinstance(cell, MergedCell)):
        if cell.value and not is_typed(cell.value) and typist.random.random() < 0.3:
            cell.value = typist.text()


def type_anywhere(book: Any, typist: Typist) -> None:
    for sheet in (sheet for sheet in book.worksheets if sheet.sheet_state == "visible" and sheet.title in SHEETS):
        for _ in range(3):
            cell = sheet.cell(typist.random.randrange(2, 60), typist.random.randrange(2, 14))
            if cell.value is None and not isinstance(cell, MergedCell):
                cell.value = typist.text()


def insert_rows(sheet: Any, typist: Typist) -> None:
    row = typist.random.choice([*range(2, 10), *busy(sheet)])
    sheet.insert_rows(row, typist.random.randrange(1, 3))
    sheet.cell(row, typist.random.randrange(3, 8)).value = typist.text()


def insert_columns(sheet: Any, typist: Typist) -> None:
    column = typist.random.randrange(2, 7)
    sheet.insert_cols(column)
    sheet.cell(typist.random.choice(busy(sheet)), column).value = typist.text()


def exchange(cells: Iterable[tuple[Any, Any]]) -> None:
    for a, b in cells:
        a.value, b.value = b.value, a.value


def swap_rows(sheet: Any, typist: Typist) -> None:
    first, second = typist.random.sample(busy(sheet), 2)
    exchange((sheet.cell(first, column), sheet.cell(second, column)) for column in range(1, 10))


def move_columns(sheet: Any, typist: Typist) -> None:
    first, second = typist.random.sample(range(2, 7), 2)
    exchange((sheet.cell(row, first), sheet.cell(row, second)) for row in range(1, sheet.max_row + 1))


def move_a_row_to_the_end(sheet: Any, typist: Typist) -> None:
    row, last = typist.random.choice(busy(sheet)), sheet.max_row + 2
    exchange((sheet.cell(row, column), sheet.cell(last, column)) for column in range(1, 10))


def repeat_a_row(sheet: Any, typist: Typist) -> None:
    row, last = typist.random.choice(busy(sheet)), sheet.max_row + 1
    for column in range(1, 10):
        value = sheet.cell(row, column).value
        sheet.cell(last, column).value = typist.text() if is_typed(value) else value


def merge_cells(sheet: Any, typist: Typist) -> None:
    row, column = typist.random.choice(busy(sheet)[1:-2]), typist.random.randrange(2, 6)
    area = f"{column_name(column)}{row}:{column_name(column + 1)}{row + typist.random.randrange(2)}"
    sheet.merge_cells(area)


Damage = Callable[[Any, Typist], object]
#: Of a workbook, and of one of its sheets.
OF_BOOK: dict[str, Damage] = {
    **{f.__name__: f for f in (rename_sheets, add_a_sheet, hide, type_over_formulas, change_formulas, edit_labels)},
    "move_sheets": lambda book, typist: typist.random.shuffle(book._sheets),
    "copy_a_sheet": lambda book, typist: book.copy_worksheet(some_sheet(book, typist)),
    "lose_the_stamps": lambda book, _: [book.remove(sheet) for sheet in book.worksheets if sheet.title == "_meta"],
    "type_anywhere": type_anywhere,
}
OF_SHEET: dict[str, Damage] = {
    "delete_the_row_of_keys": lambda sheet, _: sheet.delete_rows(1),
    "delete_the_column_of_keys": lambda sheet, _: sheet.delete_cols(1),
    **{f.__name__: f for f in (insert_rows, insert_columns, swap_rows, move_columns, move_a_row_to_the_end)},
    **{f.__name__: f for f in (repeat_a_row, merge_cells)},
}


def damage(book: Any, typist: Typist, *names: str) -> None:
    for name in names:
        if name in OF_BOOK:
            OF_BOOK[name](book, typist)
        else:
            OF_SHEET[name](loose(some_sheet(book, typist)), typist)


def some_sheet(book: Any, typist: Typist) -> Any:
    found = [s for s in book.worksheets if s.title in SHEETS]
    return typist.random.choice(found or [s for s in book.worksheets if s.sheet_state == "visible"])


def busy(sheet: Any) -> range:
    """The rows of a sheet that hold most: those of a table are further down."""
    numbers = (cell.row for row in sheet.iter_rows(max_row=25) for cell in row if cell.value == "(1)")
    first = next(numbers, 0)
    return range(first - 3, first + 11) if first > 4 else range(5, 16)


def loose(sheet: Any) -> Any:
    """Without merged areas: openpyxl leaves them where they were, a spreadsheet program moves them."""
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    return sheet


def is_typed(value: object) -> bool:
    return _TYPED.fullmatch(str(value)) is not None


# --- The file's values, and the master's ------------------------------------------------------------


def values_of_file(path: Path) -> Counter[str]:
    """Every typed value in the file, with its count."""
    book = openpyxl.load_workbook(path)
    values = (cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    return Counter(str(value) for value in values if is_typed(value))


def texts_of(folder: Folder) -> Iterator[str]:
    """Every text that the master accounts for."""
    master = keyed(folder.master)
    for row in records(master["figures"]):
        yield from (str(row["typed"]), str(row["note"]))
    for row in records(master["statements"]):
        yield from (str(row["typed"] or row["text"]), str(row["evidence"]))
    for row in records(master["info"]):
        yield from (str(row[key]) for key in INFO)
    for row in records(master["leftovers"]):
        yield str(row["value"])
    for row in records(master["findings"]):
        if row["code"] in _REPORTED:
            first, *more = str(row["value"]).split("\n")
            yield from (first, *(text.partition(": ")[2] for text in more))


def assert_conserved(folder: Folder, expected: Counter[str]) -> Consolidation:
    result = merge(folder)
    assert list(result.used) == ["SA"], [f.code for f in result.findings]
    found = Counter(filter(is_typed, (*texts_of(folder), *(cell.typed for cell in result.rows))))
    assert expected == found, {"lost": expected - found, "invented": found - expected}
    assert result.balance.is_even
    assert not any(f.code == "reader-failed" for f in result.findings)
    return result


@pytest.mark.slow
@pytest.mark.parametrize("name", [*OF_BOOK, *OF_SHEET])
@pytest.mark.parametrize("seed", range(1, effort(2, 6)))
def test_nothing_is_lost(here: Here, name: str, seed: int) -> None:
    """After each kind of damage every filled cell is in the master once."""
    typist = Typist(seed)
    path = change(sent(here.folder, typist), lambda book: damage(book, typist, name))
    expected = values_of_file(path)
    assert len(expected) > 20
    assert_conserved(here.folder, expected)


@pytest.mark.slow
@given(names=st.lists(st.sampled_from([*OF_BOOK, *OF_SHEET]), min_size=2, max_size=5), seed=st.integers(0, 999))
@few
def test_nothing_is_lost_after_several(here: Here, names: list[str], seed: int) -> None:
    """The same after several kinds of damage, one after the other."""
    typist = Typist(seed)
    path = change(sent(here.folder, typist), lambda book: damage(book, typist, *names))
    assert_conserved(here.folder, values_of_file(path))


@pytest.mark.parametrize("keys", [True, False])
def test_nothing_is_lost_in_a_copy(here: Here, keys: bool) -> None:
    """Sheets copied as values into another file, with or without their hidden keys."""
    typist = Typist(3)
    path = sent(here.folder, typist)
    old, new = openpyxl.load_workbook(path, data_only=True), openpyxl.Workbook()
    new.worksheets[0]["C3"] = typist.text()
    for name in SHEETS:
        sheet = new.create_sheet(name)
        for row in old[name].iter_rows(min_row=1 if keys else 2, min_col=1 if keys else 2, values_only=True):
            sheet.append(row)
    expected = values_of_file(path) + Counter([new.worksheets[0]["C3"].value])
    new.save(path)
    result = assert_conserved(here.folder, expected)
    assert ("keys-gone" in {f.code for f in result.findings}) is not keys
    assert not result.leftovers[1:]


@pytest.mark.slow
def test_nothing_is_lost_under_merged_cells(here: Here) -> None:
    """Values hidden under a merged area are counted like any other, and reported."""
    typist = Typist(4)
    path = sent(here.folder, typist)
    expected = values_of_file(path)
    areas = [
        (cell_of(path, key, code, first)[0], cell_of(path, key, code, first)[1], cell_of(path, key, code, last)[1])
        for key, code, first, last in (
            *(("figures", "A1", "2019", "2020"), ("figures", "A4", "2020", "note")),
            ("statements", "dat", "theme", "evidence"),
        )
    ]
    data, names = path.read_bytes(), openpyxl.load_workbook(path).sheetnames
    for sheet, first, last in areas:
        area, part = rf'\1<mergeCell ref="{first}:{last}"/>', f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"
        data = changed(data, part, partial(re.sub, r"(<mergeCells[^>]*>)", area))
    path.write_bytes(data)
    result = assert_conserved(here.folder, expected)
    reported = [f for f in result.findings if f.code == "cells-merged"]
    assert {(f.sheet, f.cells[0], f.cells[-1]) for f in reported} == set(areas)


@pytest.mark.slow
def test_nothing_is_lost_of_an_older_form(here: Here) -> None:
    """Of an older definition's form, what is still defined is matched by code, the rest is listed, with a finding."""
    typist = Typist(5)
    campaign = here.folder.campaign
    changes: dict[str, Any] = {"A4": {"code": "A9"}, "A1": {"label": "Tên cũ"}}
    indicators = tuple(replace(i, **changes.get(i.code, {})) for i in campaign.indicators)
    old = replace(campaign, fingerprint="000000000000", indicators=indicators)
    path = sent(here.folder, typist, campaign=old)
    cells = [(cell_of(path, "figures", "A9", period), typist.number()) for period in ("2019", "2020")]
    result = assert_conserved(here.folder, values_of_file(type_into(path, cells)))
    codes = {f.code for f in result.findings}
    assert {"older-definition", "no-longer-asked", "indicator-new", "label-earlier"} <= codes


@pytest.mark.slow
def test_two_forms_in_one_file_are_refused(here: Here) -> None:
    """The reason is stated: its agency would be a guess."""
    typist = Typist(6)
    path = sent(here.folder, typist)
    other = openpyxl.load_workbook(write(here.folder, "SB", Filling(), name="khác"))

    def add(book: Any) -> None:
        for sheet in other.worksheets:
            copy = book.create_sheet(f"{sheet.title} 2")
            for row in sheet.iter_rows(values_only=True):
                copy.append(row)

    change(path, add)
    (here.folder.inbox / "khác.xlsx").unlink()
    result = merge(here.folder)
    (finding,) = result.findings
    assert finding.code == "two-agencies"
    assert result.used == {}
