"""A form without its hidden keys is read by its labels, exactly or not at all, with a warning."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.building import codes, definition, filled
from tests.intake.sent import SHEETS, Sent, cells, essence, put, unkeyed, unmerged
from toolkit.intake.labels import Labels
from toolkit.model import CellValue
from toolkit.run.folder import Folder
from toolkit.spreadsheet.workbook import RawSheet

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


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS, themes=THEMES)


@pytest.fixture
def sent(folder: Folder) -> Sent:
    return Sent(folder, filled(folder, "SA", FIGURES, LINES, INFO))


# --- Ways to lose the keys -------------------------------------------------------------------------


def without_row_1(book: Any) -> None:
    for name in SHEETS:
        unmerged(book[name]).delete_rows(1)


def without_column_a(book: Any) -> None:
    for name in SHEETS:
        unmerged(book[name]).delete_cols(1)


def without_both(book: Any) -> None:
    for name in SHEETS:
        unkeyed(book[name])


def without_row_1_of_figures(book: Any) -> None:
    unmerged(book["Số liệu"]).delete_rows(1)


def renamed_without_both(book: Any) -> None:
    for number, name in enumerate(SHEETS):
        unkeyed(book[name]).title = f"Trang {number}"


def with_row_and_column_in_front(book: Any) -> None:
    for name in SHEETS:
        unkeyed(book[name]).insert_rows(1, 2)
        book[name].insert_cols(1, 2)


def as_values(path: Path, *, keys: bool = False) -> Callable[[Path], Path]:
    """How to save a form: its sheets copied as values into a new workbook; formulas are lost."""

    def save(changed: Path) -> Path:
        new = openpyxl.Workbook()
        new.remove(new.worksheets[0])
        for name in SHEETS:
            rows = cells(path, name)
            put(new.create_sheet(name), rows if keys else [row[1:] for row in rows[1:]])
        new.save(changed)
        return changed

    return save


@pytest.mark.slow
@pytest.mark.parametrize(
    "do", [without_row_1, without_column_a, without_both, renamed_without_both, with_row_and_column_in_front]
)
def test_a_form_without_keys_reads_the_same(sent: Sent, do: Callable[[Any], None]) -> None:
    """Figures, statements and details are those of the unchanged form; each sheet without keys is named."""
    after = sent.changed(do)
    assert essence(sent.read()) == essence(after)
    assert codes(after) == ["keys-gone"] * 3
    names = SHEETS if do is not renamed_without_both else ("Trang 0", "Trang 1", "Trang 2")
    assert {f.sheet for f in after.findings if f.code == "keys-gone"} == set(names)


def test_a_sheet_without_keys_beside_others_reads_the_same(sent: Sent) -> None:
    """It alone is named."""
    after = sent.changed(without_row_1_of_figures)
    assert essence(sent.read()) == essence(after)
    assert [f.sheet for f in after.findings if f.code == "keys-gone"] == ["Số liệu"]


@pytest.mark.parametrize("keys", [True, False])
def test_a_form_copied_as_values_reads_the_same(sent: Sent, keys: bool) -> None:
    """A copy of the cells in a new workbook is the same form; its agency is recognised by its name."""
    after = sent.changed(lambda book: None, as_values(sent.path, keys=keys))
    assert (after.agency, after.status) == ("SA", "accepted")
    assert essence(sent.read()) == essence(after)
    assert codes(after) == ([] if keys else ["keys-gone"] * 3)


@pytest.mark.slow
def test_form_in_english_without_keys(folder: Folder) -> None:
    """Headings and labels of both languages are recognised."""
    sent = Sent(folder, filled(folder, "SA", FIGURES, LINES, INFO, language="en"))

    def strip(book: Any) -> None:
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                unkeyed(sheet)

    assert essence(sent.read()) == essence(sent.changed(strip))


def test_cells_outside_a_form_without_keys_are_listed(sent: Sent) -> None:
    """Each is a leftover."""

    def add(book: Any) -> None:
        without_both(book)
        sheet = book["Số liệu"]
        sheet.cell(sheet.max_row + 2, 3, "ngoài biểu")
        sheet.cell(9, 12, 77)

    assert sorted(x.value for x in sent.changed(add).leftovers) == ["77", "ngoài biểu"]


def test_a_changed_label_matches_nothing(sent: Sent) -> None:
    """Nothing is guessed, and the cells of its row are listed."""

    def spoil(book: Any) -> None:
        without_both(book)
        for row in book["Số liệu"].iter_rows():
            for cell in row:
                if cell.value in ("A2", "Số người"):
                    cell.value = "Số ngừời tham gia"

    after = sent.changed(spoil)
    assert [f.value for f in after.figures if f.indicator == "A2"] == [None, None]
    assert {"indicator-missing", "keys-gone"} <= set(codes(after))
    assert {"50", "70"} <= {x.value for x in after.leftovers}


@pytest.mark.parametrize("codes_shown", [True, False])
def test_two_indicators_with_one_label_are_not_guessed(tmp_path: Path, codes_shown: bool) -> None:
    """A label shared by two indicators identifies neither; their codes, printed in earlier forms, identify both."""
    alike = """
        | code | topic | label    | unit  | kind  | across_agencies | across_periods |
        | B1   | Một   | Số người | người | count | sum             | sum            |
        | B2   | Hai   | Số người | người | count | sum             | sum            |"""
    folder = definition(tmp_path, agencies=AGENCIES, indicators=alike, sections=SECTIONS)
    figures = "| code | 2019 | 2020 |\n|--|--|--|\n| B1 | 1 | 2 |\n| B2 | 3 | 4 |"

    def do(book: Any) -> None:
        for row in book["Số liệu"].iter_rows() if codes_shown else ():
            if row[0].value in ("B1", "B2"):
                row[1].value = row[0].value
        without_both(book)

    after = Sent(folder, filled(folder, "SA", figures, LINES)).changed(do)
    found = [f.value for f in after.figures if f.period == "2019"]
    assert found == ([1, 3] if codes_shown else [None, None])
    assert codes_shown or {"1", "2", "3", "4"} <= {x.value for x in after.leftovers}


def test_a_sheet_without_the_forms_titles_is_not_part_of_it(folder: Folder) -> None:
    """A sheet with none of the form's titles or headings is not read as one of its sheets."""
    labels = Labels(folder.campaign)
    sheets: Any = ([["Số người", 5, 7]], [["Sở A", 1], ["Số buổi", 2]], [["2019", "2020"]], [], [[None]])
    every = ("info", "figures", "statements")
    assert [labels.form_sheets(RawSheet("Phụ lục", rows), every) for rows in sheets] == [()] * 5


@pytest.mark.slow
def test_keys_go_before_labels(sent: Sent) -> None:
    """Where a sheet has its keys, a copy of it without keys is an extra sheet, not a second form."""
    after = sent.changed(lambda book: unkeyed(book.copy_worksheet(book["Số liệu"])))
    assert essence(sent.read()) == essence(after)
    # The copy's formulas are not the form's, and openpyxl stores no results. It also hides the same positions as
    # before: the hidden first row and column now have content.
    assert codes(after) == ["extra-sheet", "formula-not-computed", "hidden-content"]
