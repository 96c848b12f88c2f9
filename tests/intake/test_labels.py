"""A form without its hidden keys is read by its labels, exactly or not at all, with a warning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.building import change, codes, definition, filled, keyed, read, records
from toolkit.intake.labels import Labels
from toolkit.model import CellValue, Submission
from toolkit.run.folder import Folder
from toolkit.spreadsheet.workbook import RawSheet, RawWorkbook, read_workbook

INDICATORS = r"""
| code | topic | label           | unit       | kind    | required | choices   | across_agencies | across_periods | formula    |
|------|-------|-----------------|------------|---------|----------|-----------|-----------------|----------------|------------|
| A1   | Một   | Số buổi         | buổi       | count   | yes      |           | sum             | sum            |            |
| A2   | Một   | Số người        | người      | decimal |          |           | sum             | last           |            |
| A3   | Một   | Tỷ lệ           | %          | percent |          |           |                 | last           | =A1/A2*100 |
| A6   | Hai   | Xếp loại        | mức        | choice  |          | Tốt \| Khá | none           | none           |            |
| A8   | Hai   | Tên mô hình     | tên        | text    |          |           | none            | none           |            |
"""  # noqa: E501
SECTIONS = """
| code   | role        | heading      | required | guidance       |
|--------|-------------|--------------|----------|----------------|
| dat    | achievement | Mặt đạt được | yes      | Mỗi ý một dòng |
| hanche | limitation  | Hạn chế      |          |                |
"""
THEMES = """
| code | label        | keywords     |
|------|--------------|--------------|
| tt   | Tuyên truyền | tuyên truyền |
"""
AGENCIES = """
| code | name |
|------|------|
| SA   | Sở A |
| SB   | Sở B |
"""
FIGURES = r"""
| code | 2019 | 2020 | note    |
|------|------|------|---------|
| A1   | 5    | 7    | ghi chú |
| A2   | 50   | 70   |         |
| A6   | Tốt  | Khá  |         |
| A8   | Mô hình 1 | Số người | |
"""
LINES = """
| section | theme        | text          | evidence |
|---------|--------------|---------------|----------|
| dat     | Tuyên truyền | Làm tốt       | KH 12    |
| dat     |              | Có nhiều buổi |          |
| hanche  |              | Thiếu người   |          |
"""
INFO: dict[str, CellValue] = {"report_number": "5/BC", "prepared_by": "An", "phone": "0277", "signed_by": "Bình"}
SHEETS = ("Thông tin", "Số liệu", "Nội dung")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS, themes=THEMES)


@pytest.fixture
def form(folder: Folder) -> Path:
    return filled(folder, "SA", FIGURES, LINES, INFO)


# --- Ways to lose the keys -------------------------------------------------------------------------


def without_row_1(book: Any) -> None:
    for name in SHEETS:
        _unmerged(book[name]).delete_rows(1)


def without_column_a(book: Any) -> None:
    for name in SHEETS:
        _unmerged(book[name]).delete_cols(1)


def without_both(book: Any) -> None:
    without_row_1(book)
    without_column_a(book)


def without_row_1_of_figures(book: Any) -> None:
    _unmerged(book["Số liệu"]).delete_rows(1)


def renamed_without_both(book: Any) -> None:
    without_both(book)
    for number, name in enumerate(SHEETS):
        book[name].title = f"Trang {number}"


def with_row_and_column_in_front(book: Any) -> None:
    without_both(book)
    for number in range(3):
        sheet = next(s for s in book.worksheets if s.title == SHEETS[number])
        sheet.insert_rows(1, 2)
        sheet.insert_cols(1, 2)


def _unmerged(sheet: Any) -> Any:
    """openpyxl does not move merged ranges; a spreadsheet program does."""
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    return sheet


def copied_as_values(form: Path, to: Path, *, keys: bool = False) -> Path:
    """The form's sheets copied as values into a new workbook, as when pasted one by one; formulas are lost."""
    old, new = openpyxl.load_workbook(form, data_only=True), openpyxl.Workbook()
    new.remove(new.worksheets[0])
    for name in SHEETS:
        sheet = new.create_sheet(name)
        for row in old[name].iter_rows(min_row=1 if keys else 2, min_col=1 if keys else 2):
            for cell in row:
                if cell.value is not None:
                    sheet.cell(cell.row if keys else cell.row - 1, cell.column if keys else cell.column - 1, cell.value)
    new.save(to)
    return to


def essence(submission: Submission) -> object:
    """What was read, without its position."""
    return (
        [(f.indicator, f.period, f.value, f.state, f.typed, f.note) for f in submission.figures],
        [(s.section, s.theme, s.text, s.evidence) for s in submission.statements],
        [(v.key, v.text) for v in submission.info],
    )


@pytest.mark.parametrize(
    ("do", "sheets"),
    [
        (without_row_1, 3),
        (without_column_a, 3),
        (without_both, 3),
        (without_row_1_of_figures, 1),
        (renamed_without_both, 3),
        (with_row_and_column_in_front, 3),
    ],
)
def test_a_form_without_keys_reads_the_same(folder: Folder, form: Path, do: Callable[[Any], None], sheets: int) -> None:
    """Figures, statements and details are those of the unchanged form; each sheet without keys is named."""
    before, after = read(folder, form), read(folder, change(form, do, folder.root / "x.xlsx"))
    assert essence(before) == essence(after)
    assert codes(after) == ["keys-gone"] * sheets
    assert after.balance.even
    assert {f.sheet for f in after.findings if f.code == "keys-gone"} <= {
        s.name for s in raw(folder.root / "x.xlsx").sheets
    }


@pytest.mark.parametrize("keys", [True, False])
def test_a_form_copied_as_values_reads_the_same(folder: Folder, form: Path, keys: bool) -> None:
    """A copy of the cells in a new workbook is the same form; its agency is recognised by its name."""
    before, after = (read(folder, form), read(folder, copied_as_values(form, folder.root / "x.xlsx", keys=keys)))
    assert (after.agency, after.status) == ("SA", "accepted")
    assert essence(before) == essence(after)
    assert codes(after) == ([] if keys else ["keys-gone"] * 3)
    assert after.balance.even


@pytest.mark.slow
def test_form_in_english_without_keys(folder: Folder) -> None:
    """Headings and labels of both languages are recognised."""
    form = filled(folder, "SA", FIGURES, LINES, INFO, language="en")

    def strip(book: Any) -> None:
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                _unmerged(sheet).delete_rows(1)
                sheet.delete_cols(1)

    before, after = read(folder, form), read(folder, change(form, strip, folder.root / "x.xlsx"))
    assert essence(before) == essence(after)


def test_cells_outside_a_form_without_keys_are_listed(folder: Folder, form: Path) -> None:
    """Each is a leftover, and the balance is even."""

    def add(book: Any) -> None:
        without_both(book)
        sheet = book["Số liệu"]
        sheet.cell(sheet.max_row + 2, 3, "ngoài biểu")
        sheet.cell(9, 12, 77)

    after = read(folder, change(form, add, folder.root / "x.xlsx"))
    assert sorted(x.value for x in after.leftovers) == ["77", "ngoài biểu"]
    assert after.balance.even


def test_a_changed_label_matches_nothing(folder: Folder, form: Path) -> None:
    """Nothing is guessed, and the cells of its row are listed."""

    def spoil(book: Any) -> None:
        without_both(book)
        for row in book["Số liệu"].iter_rows():
            for cell in row:
                if cell.value in ("A2", "Số người"):
                    cell.value = "Số ngừời tham gia"

    after = read(folder, change(form, spoil, folder.root / "x.xlsx"))
    found = {(f.indicator, f.period): f.value for f in after.figures}
    assert (found["A2", "2019"], found["A2", "2020"]) == (None, None)
    assert {"indicator-missing", "keys-gone"} <= set(codes(after))
    assert {"50", "70"} <= {x.value for x in after.leftovers}
    assert after.balance.even


_ALIKE = r"""
| code | topic | label    | unit  | kind  | across_agencies | across_periods |
|------|-------|----------|-------|-------|-----------------|----------------|
| B1   | Một   | Số người | người | count | sum             | sum            |
| B2   | Hai   | Số người | người | count | sum             | sum            |
"""


@pytest.mark.parametrize("codes_shown", [True, False])
def test_two_indicators_with_one_label_are_not_guessed(tmp_path: Path, codes_shown: bool) -> None:
    """A label shared by two indicators identifies neither; their codes, printed in earlier forms, identify both."""
    folder = definition(tmp_path, agencies=AGENCIES, indicators=_ALIKE, sections=SECTIONS)
    form = filled(folder, "SA", "| code | 2019 | 2020 |\n|--|--|--|\n| B1 | 1 | 2 |\n| B2 | 3 | 4 |", LINES)

    def do(book: Any) -> None:
        for row in book["Số liệu"].iter_rows() if codes_shown else ():
            if row[0].value in ("B1", "B2"):
                row[1].value = row[0].value
        without_both(book)

    after = read(folder, change(form, do, folder.root / "x.xlsx"))
    found = {(f.indicator, f.period): f.value for f in after.figures}
    expected = [1, 3] if codes_shown else [None, None]
    assert expected == [found["B1", "2019"], found["B2", "2019"]]
    assert after.balance.even
    if not codes_shown:
        assert {"1", "2", "3", "4"} <= {x.value for x in after.leftovers}


def test_a_sheet_without_the_forms_titles_is_not_part_of_it(folder: Folder) -> None:
    """A sheet with none of the form's titles or headings is not read as one of its sheets."""
    labels = Labels(folder.campaign)
    sheets: tuple[Sequence[Sequence[CellValue]], ...] = (
        [["Số người", 5, 7]],
        [["Sở A", 1], ["Số buổi", 2]],
        [["2019", "2020"]],
        [],
        [[None]],
    )
    every = ("info", "figures", "statements")
    assert [labels.parts(RawSheet("Phụ lục", rows), every) for rows in sheets] == [()] * 5


def raw(path: Path) -> RawWorkbook:
    found = read_workbook(path, path.name)
    assert isinstance(found, RawWorkbook)
    return found


@pytest.mark.slow
def test_keys_go_before_labels(folder: Folder, form: Path) -> None:
    """Where a sheet has its keys, a copy of it without keys is an extra sheet, not a second form."""

    def copy(book: Any) -> None:
        sheet = _unmerged(book.copy_worksheet(book["Số liệu"]))
        sheet.delete_rows(1)
        sheet.delete_cols(1)

    after = read(folder, change(form, copy, folder.root / "x.xlsx"))
    assert essence(read(folder, form)) == essence(after)
    # The copy's formulas are not the form's, and openpyxl stores no results. It also hides the same positions as
    # before: the hidden first row and column now have content.
    assert codes(after) == ["extra-sheet", "formula-not-computed", "hidden-content"]
    assert [r["value"] for r in records(keyed(form)["meta"]) if r.key == "agency"] == ["SA"]
