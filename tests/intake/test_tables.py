"""Tables whose rows the agency adds: every row is read wherever it is, and other cells are reported."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.binary import as_binary
from tests.building import codes, definition, read
from tests.effort import THOROUGH
from tests.office import Target, convert, needs_libreoffice
from tests.tabling import LEFT, NUMBERS, Row, closing_row, edited, filled_with, first_row, typed_rows, values
from toolkit.form.contents import ROWS as DRAWN
from toolkit.messages.findings.catalogue import describe
from toolkit.model import CellValue, Finding, Language, Submission
from toolkit.run.folder import Folder

AGENCIES = """
| code | name | group |
|------|------|-------|
| SA   | Sở A | sở    |
| XB   | Xã B | xã    |
"""
INDICATORS = """
| code | label     | unit       | kind  | across_agencies |
|------|-----------|------------|-------|-----------------|
| N1   | Vốn       | triệu đồng | money | sum             |
| N2   | Số người  | người      | count | sum             |
"""
ROWS = r"""
| table | heading           | asked_of | code | label          | unit       | kind    | required | choices         | across_rows | equals | key |
|-------|-------------------|----------|------|----------------|------------|---------|----------|-----------------|-------------|--------|-----|
| DA    | Danh mục dự án    |          | TEN  | Tên dự án      |            | text    | yes      |                 |             |        | yes |
|       |                   |          | VON  | Vốn kế hoạch   | triệu đồng | money   |          |                 | sum         | N1     |     |
|       |                   |          | TYLE | Tỷ lệ đạt      | %          | percent |          |                 | mean        |        |     |
|       |                   |          | LOAI | Loại           |            | choice  |          | Mới\|Tiếp tục   |             |        |     |
|       |                   |          | NGAY | Ngày khởi công |            | date    |          |                 |             |        |     |
| VV    | Các vụ việc       | sở       | VIEC | Vụ việc        |            | text    |          |                 |             |        |     |
|       |                   |          | NGUOI| Số người       | người      | count   | yes      |                 | sum         | N2     |     |
|       |                   |          | XONG | Đã xử lý       |            | yesno   |          |                 |             |        |     |
"""  # noqa: E501
FIGURES = """
| code | 2019 | 2020 |
|------|------|------|
| N1   | 1    | 600  |
| N2   | 1    | 7    |
"""
PROJECTS: tuple[Row, ...] = (
    {"TEN": "Cầu Tân Mỹ", "VON": 100.0, "TYLE": "50%", "LOAI": "Mới", "NGAY": date(2020, 3, 7)},
    {"TEN": "Đường Hòa An", "VON": 200.0, "TYLE": "70%", "LOAI": "Tiếp tục", "NGAY": date(2019, 5, 1)},
    {"TEN": "Trường Mỹ Long", "VON": 300.0, "TYLE": "90%", "LOAI": "Mới", "NGAY": date(2020, 11, 30)},
)
CASES: tuple[Row, ...] = ({"VIEC": "Vụ một", "NGUOI": 3.0, "XONG": "Có"}, {"VIEC": "Vụ hai", "NGUOI": 4.0})
GIVEN: dict[str, tuple[Row, ...]] = {"DA": PROJECTS, "VV": CASES}
LANGUAGES: tuple[Language, ...] = ("vi", "en")
#: The row of the first table's headings, and its first row.
HEADINGS, FIRST = 12, 15


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, rows=ROWS)


def form(folder: Folder, given: dict[str, tuple[Row, ...]] | None = None, agency: str = "SA") -> Path:
    return filled_with(folder, agency, FIGURES, GIVEN if given is None else given)


def changed(folder: Folder, do: Callable[[Any], None]) -> Submission:
    """What is read of the form after its first table was changed."""
    return read(folder, edited(form(folder), do, "Danh mục dự án"))


def about_tables(submission: Submission) -> list[str]:
    return [code for code in codes(submission) if code != "formula-not-computed"]


def finding(submission: Submission, code: str) -> Finding:
    return next(f for f in submission.findings if f.code == code)


def essence(submission: Submission) -> set[tuple[object, ...]]:
    """The rows, without their position."""
    return {(c.table, c.row, c.column, c.value, c.state, c.typed) for c in submission.rows}


def assert_whole(submission: Submission) -> None:
    assert typed_rows(submission, "DA") == [
        {"TEN": "Cầu Tân Mỹ", "VON": "100", "TYLE": "50%", "LOAI": "Mới", "NGAY": "07/03/2020"},
        {"TEN": "Đường Hòa An", "VON": "200", "TYLE": "70%", "LOAI": "Tiếp tục", "NGAY": "01/05/2019"},
        {"TEN": "Trường Mỹ Long", "VON": "300", "TYLE": "90%", "LOAI": "Mới", "NGAY": "30/11/2020"},
    ]
    assert submission.balance.even
    assert submission.balance.rows == 20 == sum(bool(c.typed) for c in submission.rows)


@pytest.mark.slow
def test_rows_are_read_by_their_columns_kinds(folder: Folder) -> None:
    """Each filled cell once, in the definition's order, with its cell; there is no finding."""
    submission = read(folder, form(folder))
    assert_whole(submission)
    assert about_tables(submission) == []
    first = submission.rows[0]
    assert (first.table, first.row, first.column, first.sheet, first.cell) == (
        *("DA", "cau tan my", "TEN", "Danh mục dự án", "C15"),
    )
    assert values(submission, "DA")[0] == {
        **{"TEN": "Cầu Tân Mỹ", "VON": 100.0, "TYLE": 50.0, "LOAI": "Mới", "NGAY": date(2020, 3, 7)}
    }
    assert values(submission, "VV") == [
        {"VIEC": "Vụ một", "NGUOI": 3.0, "XONG": True},
        {"VIEC": "Vụ hai", "NGUOI": 4.0},
    ]


# --- Positions of rows and columns ------------------------------------------------------------------


def _insert_above_headings(sheet: Any) -> None:
    _move_last_row_to(sheet, HEADINGS)


def _insert_first(sheet: Any) -> None:
    _move_last_row_to(sheet, FIRST)


def _move_last_row_to(sheet: Any, at: int) -> None:
    cells = [cell.value for cell in sheet[FIRST + 2]]
    sheet.delete_rows(FIRST + 2)
    sheet.insert_rows(at)
    for place, value in enumerate(cells, start=1):
        sheet.cell(at, place, value)


def _leave_rows_blank(sheet: Any) -> None:
    sheet.insert_rows(FIRST + 1, 7)


def _beyond_a_closing_line(sheet: Any) -> None:
    sheet.insert_rows(FIRST + 2)
    sheet.cell(FIRST + 2, 1, "#")
    sheet.cell(FIRST + 2, 2, "Danh mục dự án")


def _into_the_closing_line(sheet: Any) -> None:
    sheet.cell(FIRST + 2, 1, "#")


def _backwards(sheet: Any) -> None:
    rows = [[cell.value for cell in sheet[n]] for n in range(FIRST, FIRST + 3)]
    for row, cells in zip(range(FIRST, FIRST + 3), reversed(rows), strict=True):
        for place, value in enumerate(cells, start=1):
            sheet.cell(row, place, value)


def _columns_moved(sheet: Any) -> None:
    for row in [*sheet.iter_rows(min_row=1, max_row=1), *sheet.iter_rows(min_row=HEADINGS - 3, max_row=FIRST + 2)]:
        row[2].value, row[4].value, row[5].value = row[5].value, row[2].value, row[4].value


def _column_inserted(sheet: Any) -> None:
    sheet.insert_cols(LEFT + 1)


def _renamed_and_hidden(sheet: Any) -> None:
    sheet.title = "Biểu 2 (sửa)"
    sheet.row_dimensions[FIRST].hidden = True
    sheet.parent.move_sheet(sheet, -3)


PLACES = (
    *(_insert_above_headings, _insert_first, _leave_rows_blank, _beyond_a_closing_line, _into_the_closing_line),
    *(_backwards, _columns_moved, _column_inserted, _renamed_and_hidden),
)


@pytest.mark.parametrize("do", PLACES)
def test_position_of_rows_and_columns_does_not_matter(folder: Folder, do: Callable[[Any], None]) -> None:
    """Rows inserted, sorted, pasted and typed anywhere, columns moved, the sheet renamed: the same rows."""
    before = read(folder, form(folder))
    after = changed(folder, do)
    assert essence(after) == essence(before)
    assert set(about_tables(after)) <= {"hidden-content"}
    assert after.balance.even


#: Texts that a form prints, with column numbers and choices, as people may type them.
PRINTED: tuple[CellValue, ...] = (
    1.0,
    2.0,
    3.0,
    5.0,
    10.0,
    "1",
    "2",
    "2/3",
    "(3)",
    "3.",
    "Vốn",
    "triệu đồng",
    "Mới",
    "Danh mục dự án",
    "Có",
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("turn", "where"), list(enumerate(("first", "closing", "closing typed over", "below", "numbers")))
)
def test_typed_text_is_not_taken_for_printed_text(folder: Folder, turn: int, where: str) -> None:
    """In each column, alone and beside others: a cell of a row, or a leftover; never lost."""
    columns = [c.code for c in folder.campaign.tables[0].columns]
    of_all = [*([code] for code in columns), columns]
    for number, value in enumerate(PRINTED):
        for given in of_all if THOROUGH else of_all[(number + turn) % len(of_all) :][:1]:

            def do(sheet: Any, value: CellValue = value, given: Sequence[str] = given) -> None:
                last = closing_row(sheet)
                at = {"first": first_row(sheet), "below": last + 3, "numbers": first_row(sheet) - 1}.get(where, last)
                if where == "closing typed over":
                    sheet.cell(at, NUMBERS).value = DRAWN + 1
                if where == "numbers":
                    for place in range(LEFT, LEFT + len(columns)):
                        sheet.cell(at, place).value = None
                for code in given:
                    sheet.cell(at, LEFT + columns.index(code)).value = value
                if len(given) == 1 and given != ["TEN"]:
                    sheet.cell(at, LEFT).value = "Kè Tân Hồng"

            submission = read(folder, edited(form(folder, {"VV": CASES}), do, "Danh mục dự án"))
            texts = [cell.typed for cell in submission.rows if cell.table == "DA" and cell.typed != "Kè Tân Hồng"]
            texts += [x.value for x in submission.leftovers if x.value != "Kè Tân Hồng"]
            if where == "numbers" and value == "(3)":
                continue  # as printed by the form
            assert len(texts) == len(given), (value, given, texts)
            assert submission.balance.even


@pytest.mark.parametrize("value", [1.0, 5.0])
def test_the_row_of_the_closing_line_counts_as_any_other(folder: Folder, value: float) -> None:
    """Fifty-one rows pasted at once, the last over the closing line, add up whatever their numbers."""
    rows = [{"TEN": f"Cầu {n}", "VON": value} for n in range(51)]

    def do(sheet: Any) -> None:
        for place, row in enumerate(rows, start=first_row(sheet)):
            sheet.cell(place, LEFT).value, sheet.cell(place, LEFT + 1).value = row["TEN"], row["VON"]

    submission = read(folder, edited(form(folder, {"VV": CASES}), do, "Danh mục dự án"))
    assert values(submission, "DA") == rows


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("target", ["xls", *(pytest.param(t, marks=pytest.mark.slow) for t in ("xlsx", "ods"))])
def test_other_formats_read_the_same(folder: Folder, target: Target) -> None:
    before = read(folder, form(folder))
    after = read(folder, convert(form(folder), target))
    assert essence(after) == essence(before)
    assert about_tables(after) == []


def test_a_binary_workbook_reads_the_same(folder: Folder) -> None:
    """As Excel saves .xlsb, with stored results."""
    path = form(folder)
    before = read(folder, path)
    binary = path.with_suffix(".xlsb")
    binary.write_bytes(as_binary(path))
    after = read(folder, binary)
    assert essence(after) == essence(before)
    assert about_tables(after) == []
    assert after.balance == before.balance


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("target", ["xlsx", "xls", "ods"])
def test_the_forms_formulas_and_remarks_are_no_content(folder: Folder, target: Target) -> None:
    """Its counts, totals, remarks and list of what to fix, as another program computes them."""
    rows: tuple[Row, ...] = (*PROJECTS, {"TEN": "Cầu Tân Mỹ", "VON": "năm mươi"}, {"VON": 12.5, "LOAI": "Khác"})
    cases: tuple[Row, ...] = ({"VIEC": "Vụ một", "NGUOI": 5.0}, {"VIEC": "Vụ hai", "XONG": "Không"})
    for given in ({"DA": rows, "VV": cases}, {"DA": PROJECTS[:2], "VV": ()}):
        path = form(folder, given)
        before, after = read(folder, path), read(folder, convert(path, target))
        assert essence(after) == essence(before)
        assert about_tables(after) == about_tables(before)
        assert not after.leftovers
        assert after.balance == before.balance
        if target != "xlsx":
            continue
        shown = edited(convert(path, "xlsx"), lambda sheet: setattr(sheet, "sheet_state", "visible"), "_checks")
        assert not read(folder, shown).leftovers


@pytest.mark.slow
def test_a_total_typed_over_is_listed(folder: Folder) -> None:
    """Where the cell has another number or words; an equal number counts as printed."""
    cases: tuple[tuple[Any, list[str]], ...] = (
        *((650, ["table-total-differs"]), (600, []), ("sáu trăm", ["table-total-differs"])),
    )
    for typed, expected in cases:

        def do(sheet: Any, value: Any = typed) -> None:
            sheet.cell(HEADINGS - 2, LEFT + 1, value)

        submission = changed(folder, do)
        assert about_tables(submission) == expected
        assert submission.balance.reported == len(expected)
    found = finding(submission, "table-total-differs")
    assert (found.cell, found.value, found.text("expected"), found.indicator) == ("D10", "sáu trăm", "600", "DA.VON")


# --- Missing keys -----------------------------------------------------------------------------------


def _keys_deleted(sheet: Any) -> None:
    sheet.delete_rows(1)


def _keys_and_column_deleted(sheet: Any) -> None:
    sheet.delete_rows(1)
    sheet.delete_cols(1)


def _title_deleted(sheet: Any) -> None:
    sheet.delete_rows(1, 2)
    sheet.delete_cols(1)
    sheet.title = "Sheet9"


@pytest.mark.parametrize("do", [_keys_deleted, _keys_and_column_deleted, _title_deleted])
def test_without_keys_a_table_is_read_by_its_headings(folder: Folder, do: Callable[[Any], None]) -> None:
    """With row 1 or column A deleted the headings identify the columns, with a warning."""
    before, after = read(folder, form(folder)), changed(folder, do)
    assert essence(after) == essence(before)
    assert about_tables(after) == ["keys-gone"]
    assert after.balance == before.balance


@pytest.mark.slow
def test_tables_pasted_below_each_other_are_separate(folder: Folder) -> None:
    """Both tables as values on one sheet, without keys; and one with its keys below the other."""
    before = read(folder, form(folder))
    for keys in (False, True):
        book = openpyxl.load_workbook(form(folder))
        first, second = book["Danh mục dự án"], book["Các vụ việc"]
        if not keys:
            first.delete_rows(1)
            second.delete_rows(1)
        for number, row in enumerate(second.iter_rows(values_only=True), start=first.max_row + 3):
            for place, value in enumerate(row, start=1):
                if value is not None:
                    first.cell(number, place, value)
        book.remove(second)
        book.save(folder.inbox / "SA.xlsx")
        after = read(folder, folder.inbox / "SA.xlsx")
        assert essence(after) == essence(before), keys
        assert set(about_tables(after)) <= {"keys-gone"}
        assert after.balance == before.balance


def test_a_column_without_its_key_is_recognised_by_its_heading(folder: Folder) -> None:
    before = read(folder, form(folder))
    after = changed(folder, lambda sheet: sheet.cell(1, LEFT + 1).__setattr__("value", None))
    assert essence(after) == essence(before)
    assert about_tables(after) == ["key-gone"]


@pytest.mark.slow
def test_a_repeated_sheet_is_read_once(folder: Folder) -> None:
    """An equal copy is a note, a different one a question with the cells that differ."""
    for change, code in ((None, "sheet-repeated"), ("Cầu Tân Mỹ 2", "sheet-twice")):
        path = form(folder)
        book = openpyxl.load_workbook(path)
        copy: Any = book.copy_worksheet(book["Danh mục dự án"])
        if change:
            copy.cell(FIRST, LEFT, change)
        book.save(path)
        submission = read(folder, path)
        assert_whole(submission)
        assert about_tables(submission) == [code]


# --- Deleted, or of an earlier form -----------------------------------------------------------------


def test_a_missing_sheet_or_column_is_a_finding(folder: Folder) -> None:
    path = form(folder)
    book = openpyxl.load_workbook(path)
    del book["Các vụ việc"]
    book["Danh mục dự án"].delete_cols(LEFT + 3)
    book.save(path)
    submission = read(folder, path)
    assert about_tables(submission) == ["table-column-missing", "table-missing"]
    assert finding(submission, "table-column-missing").indicator == "DA.LOAI"
    assert submission.status == "accepted_with_errors"


@pytest.mark.slow
def test_tables_not_asked_of_an_agency_are_not_missing(folder: Folder) -> None:
    """A table of other agencies that it sends is listed, cell by cell."""
    assert about_tables(read(folder, form(folder, agency="XB"))) == []
    others, path = openpyxl.load_workbook(form(folder)), form(folder, agency="XB")
    book = openpyxl.load_workbook(path)
    copy: Any = book.create_sheet("Các vụ việc")
    for row in others["Các vụ việc"].iter_rows():
        for cell in row:
            if cell.value is not None:
                copy.cell(cell.row, cell.column, str(cell.value).replace("Sở A", "Xã B"))
    book.save(path)
    submission = read(folder, path)
    assert about_tables(submission) == ["extra-sheet"]
    assert [x.value for x in submission.leftovers if x.reason == "extra-sheet"].count("Vụ một") == 1
    assert submission.balance.even


def test_a_form_of_an_earlier_definition(folder: Folder, tmp_path: Path) -> None:
    """A removed column is kept separately; a new column and a new label are no fault of the agency."""
    later = ROWS.replace("Vốn kế hoạch  ", "Vốn được giao ").replace("| LOAI |", "| HANG |")
    other = definition(tmp_path / "later", agencies=AGENCIES, indicators=INDICATORS, rows=later)
    submission = read(other, form(folder))
    assert about_tables(submission) == [
        *("no-longer-asked", "older-definition", "table-column-new", "table-heading-earlier")
    ]
    assert [x.value for x in submission.leftovers if x.reason == "no-longer-asked"] == ["Mới", "Tiếp tục", "Mới"]
    differs = dict(finding(submission, "older-definition").arguments)["differs"]
    assert differs == ("DA.HANG", "DA.VON")
    assert "cột “Loại” của bảng" in describe(finding(submission, "older-definition"), "vi", other.campaign)[0]
    assert submission.balance.even
    assert len(typed_rows(submission, "DA")) == 3


# --- Faults in cells --------------------------------------------------------------------------------


@pytest.mark.slow
def test_cells_with_one_fault_are_one_question(folder: Folder) -> None:
    """Text in columns of numbers, choices and dates is held, in one question for each column and fault."""
    rows: list[Row] = [
        {"TEN": f"Dự án {n}", "VON": f"chưa rõ số {n}", "LOAI": "Khác", "NGAY": "sớm"} for n in range(40)
    ]
    rows[3] = {**rows[3], "VON": 5.0}
    submission = read(folder, form(folder, {"DA": tuple(rows), "VV": CASES}))
    assert about_tables(submission) == [
        *("not-a-date", "not-in-choices", "table-against-figure-not-checkable", "text-with-number")
    ]
    asked = finding(submission, "text-with-number")
    assert (asked.indicator, asked.period, asked.cell, len(asked.cells), len(asked.values)) == (
        *("DA.VON", None, "D15", 39, 39),
    )
    assert asked.values[1] == "chưa rõ số 1"
    what, fix = describe(asked, "vi", folder.campaign)
    assert what.startswith(
        "Ô D15 (trang Danh mục dự án) có cả chữ và số: “chưa rõ số 0”, chưa rõ số liệu của "
        "cột “Vốn kế hoạch” của bảng “Danh mục dự án”."
    )
    assert "Tương tự ở 38 ô khác: D16" in what
    assert "Ghi chú" not in fix
    held = [c for c in submission.rows if c.state == "held"]
    assert {c.column for c in held} == {"VON", "LOAI", "NGAY"}
    assert len(held) == 119
    assert all(c.value is None and c.typed for c in held)


@pytest.mark.slow
def test_numbers_are_read_as_officials_type_them(folder: Folder) -> None:
    """Units, thousands, percentages, words for none and unknown; an ambiguous number is a question."""
    typed: dict[str, tuple[Any, object]] = {
        "1.234": ("VON", (None, "held")),
        "1,5 tỷ": ("VON", 1500.0),
        "Không có": ("VON", (0.0, "zero_by_words")),
        "Chưa thống kê": ("VON", (None, "missing")),
        "Không thuộc chức năng": ("VON", (None, "not_applicable")),
        "12,5%": ("TYLE", 12.5),
        "7/3/2020": ("NGAY", date(2020, 3, 7)),
        "mới": ("LOAI", "Mới"),
    }
    rows: tuple[Row, ...] = tuple(
        {"TEN": f"Dự án {n}", column: number} for n, (number, (column, _)) in enumerate(typed.items())
    )
    submission = read(folder, form(folder, {"DA": rows, "VV": CASES}))
    assert [row[typed[number][0]] for number, row in zip(typed, values(submission, "DA"), strict=True)] == [
        value for _, value in typed.values()
    ]


def test_a_cell_shown_as_a_percentage_counts_as_it_is_shown(folder: Folder) -> None:
    def do(sheet: Any) -> None:
        sheet.cell(FIRST, LEFT + 2, 0.125).number_format = "0.0%"

    cell = next(c for c in changed(folder, do).rows if c.column == "TYLE")
    assert (cell.value, cell.typed) == (12.5, "12,5%")


def test_formulas_without_results_and_errors_are_held(folder: Folder) -> None:
    def do(sheet: Any) -> None:
        sheet.cell(FIRST, LEFT + 1, "=1+1")
        sheet.cell(FIRST + 1, LEFT + 1, "#REF!").data_type = "e"

    submission = changed(folder, do)
    assert about_tables(submission) == [*("error-value", "formula-without-value", "table-against-figure-not-checkable")]
    assert [c.state for c in submission.rows if c.column == "VON"] == ["held", "held", "given"]
    assert finding(submission, "formula-without-value").indicator == "DA.VON"
    assert submission.balance.even


def test_rows_of_formulas_alone_are_held(folder: Folder) -> None:
    """Only their number is known."""

    def do(sheet: Any) -> None:
        for row in (FIRST + 4, FIRST + 5):
            sheet.cell(row, LEFT + 1, "=D15+1")

    submission = changed(folder, do)
    assert about_tables(submission) == [
        *("formula-without-value", "table-against-figure-not-checkable", "table-required-missing")
    ]
    assert [c.state for c in submission.rows if c.column == "VON"] == [*["given"] * 3, "held", "held"]
    assert len({c.row for c in submission.rows if c.table == "DA"}) == 5
    assert submission.balance.even


# --- Rows ------------------------------------------------------------------------------------------


def test_blank_required_cells_and_repeated_rows_are_findings(folder: Folder) -> None:
    rows: tuple[Row, ...] = (
        {"TEN": "Cầu Tân Mỹ", "VON": 1.0},
        {"TEN": "CẦU TÂN MỸ", "VON": 2.0},
        {"VON": 3.0, "LOAI": "Mới"},
        {"VON": 4.0, "LOAI": "Mới"},
        {"TEN": "Kè", "VON": 5.0},
        {"TEN": "Kè", "VON": 5.0},
    )
    submission = read(folder, form(folder, {"DA": rows, "VV": CASES}))
    assert about_tables(submission) == [
        *("table-against-figure", "table-key-twice", "table-required-missing", "table-row-twice")
    ]
    assert finding(submission, "table-required-missing").cells == ("C17", "C18")
    assert finding(submission, "table-key-twice").cells == ("C15", "C16")
    assert finding(submission, "table-row-twice").cells == ("C19", "C20")
    names = list(dict.fromkeys(c.row for c in submission.rows if c.table == "DA"))
    assert [name.partition("#")[0] for name in names[:2]] == ["cau tan my", "cau tan my"]
    assert names[5] == f"{names[4]}#2"
    assert names[4].startswith("ke#")
    assert len(set(names)) == 6
    assert len(names[2]) == len(names[3]) == 12
    assert names[2] != names[3]


@pytest.mark.slow
def test_a_sorted_table_is_the_same_table(folder: Folder) -> None:
    """A row without a key, or with a repeated one, is identified by its contents."""
    dice = random.Random(1)
    rows: list[Row] = [{"TEN": f"Dự án {n % 7}", "VON": float(n)} for n in range(30)]
    cases: list[Row] = [{"VIEC": f"Vụ {n % 5}", "NGUOI": float(n % 3)} for n in range(30)]
    before = read(folder, form(folder, {"DA": tuple(rows), "VV": tuple(cases)}))
    dice.shuffle(rows)
    dice.shuffle(cases)
    after = read(folder, form(folder, {"DA": tuple(rows), "VV": tuple(cases)}))
    assert essence(after) == essence(before)


def _typed(sheet: Any, row: int, *cells: Any) -> None:
    sheet.insert_rows(row)
    for place, value in enumerate(cells, start=2):
        if value is not None:
            sheet.cell(row, place, value)


NO_ROWS: dict[str, tuple[tuple[Any, ...], str]] = {
    "headings": (("STT", "Tên dự án", "Vốn kế hoạch (triệu đồng)", "Tỷ lệ đạt (%)", "Loại"), "table-headings-again"),
    "headings of another sheet": ((None, "Ở đâu", "Vấn đề", "Cách sửa", "Mở"), "table-headings-again"),
    "numbers of columns": (("A", "B", 1, 2, 3, 4), "table-numbering"),
    "numbers in brackets": ((None, "(1)", "(2)", "(3)=(2)/(1)"), "table-numbering"),
    "a sum": ((None, "Tổng cộng", 600), "table-total-row"),
    "a sum in the margin": (("Cộng:", None, 600), "table-total-row"),
    "a sum without tones": ((None, "TONG CONG (I+II)", 600), "table-total-row"),
    "nothing to list": ((None, "Không có"), "table-said-none"),
}


@pytest.mark.parametrize(("case", "at"), [(case, FIRST + (0, 2, 3)[n % 3]) for n, case in enumerate(NO_ROWS)])
def test_lines_that_are_no_rows_are_listed(folder: Folder, case: str, at: int) -> None:
    """Pasted headings, column numbers and sums do not count, and each cell is listed."""
    cells, code = NO_ROWS[case]
    submission = changed(folder, lambda sheet: _typed(sheet, at, *cells))
    assert_whole(submission)
    assert about_tables(submission) == [code]
    listed = [x.value for x in submission.leftovers if x.reason == code]
    assert len(listed) == sum(v is not None for v in cells)
    assert finding(submission, code).sheet == "Danh mục dự án"


def test_a_line_with_a_wrong_sum_is_a_finding(folder: Folder) -> None:
    submission = changed(folder, lambda sheet: _typed(sheet, FIRST + 3, None, "Tổng cộng", 650))
    assert about_tables(submission) == ["table-sum-differs", "table-total-row"]
    reported = finding(submission, "table-sum-differs")
    assert (reported.cell, reported.value, reported.text("expected")) == ("D18", "650", "600")


def test_names_that_begin_like_sums_are_rows(folder: Folder) -> None:
    """`Cống Sáu Nhỏ`, `Tổng kho xăng dầu`, `Cộng đồng`: only the bare words make a line a sum."""
    names = ("Cống", "Tổng kho xăng dầu", "Cộng đồng dân cư", "Tổng đài 1022", "Không khí sạch", "Đường I")
    rows: tuple[Row, ...] = tuple({"TEN": name, "VON": 100.0, "LOAI": "Mới"} for name in names)
    submission = read(folder, form(folder, {"DA": rows, "VV": CASES}))
    assert [row["TEN"] for row in typed_rows(submission, "DA")] == list(names)
    assert about_tables(submission) == []


def test_group_headings_are_listed_and_are_no_rows(folder: Folder) -> None:
    """`I. Cấp tỉnh` alone, or with the sums of the rows under it."""

    def do(sheet: Any) -> None:
        _typed(sheet, FIRST + 2, "II", "Cấp xã", 300)
        _typed(sheet, FIRST, "I", "I. Cấp tỉnh", 300)
        _typed(sheet, FIRST, None, "A. Dự án năm 2020")

    submission = changed(folder, do)
    assert_whole(submission)
    assert about_tables(submission) == ["table-group-heading"]
    assert [x.value for x in submission.leftovers] == [
        "A. Dự án năm 2020",
        "I",
        "I. Cấp tỉnh",
        "300",
        "II",
        "Cấp xã",
        "300",
    ]


def test_a_group_with_other_numbers_is_a_question(folder: Folder) -> None:
    """It may be a row: its cells are kept, its numbers are held back."""

    def do(sheet: Any) -> None:
        _typed(sheet, FIRST, None, "I. Cấp tỉnh", 777)

    submission = changed(folder, do)
    assert about_tables(submission) == ["table-against-figure-not-checkable", "table-row-unclear"]
    own = next(c for c in submission.rows if c.column == "VON")
    assert (own.value, own.state, own.typed) == (None, "held", "777")
    assert ("DA.VON", own.row, 777.0) in submission.held


def test_a_fully_numbered_list_has_no_groups(folder: Folder) -> None:
    rows: tuple[Row, ...] = tuple({"TEN": f"{n}. Dự án", "VON": 200.0} for n in ("I", "II", "III"))
    submission = read(folder, form(folder, {"DA": rows, "VV": CASES}))
    assert about_tables(submission) == []
    assert len(values(submission, "DA")) == 3


def test_a_row_with_one_cell_is_a_row_with_a_finding(folder: Folder) -> None:
    submission = changed(folder, lambda sheet: _typed(sheet, FIRST, None, "Cấp tỉnh"))
    assert about_tables(submission) == ["table-one-cell"]
    assert len(values(submission, "DA")) == 4


def test_merged_cells_are_one_finding(folder: Folder) -> None:
    """A value over several rows counts for the first; the cells under it are not reported as blank."""

    def do(sheet: Any) -> None:
        sheet.merge_cells(start_row=FIRST, end_row=FIRST + 2, start_column=LEFT, end_column=LEFT)
        sheet.merge_cells(start_row=FIRST, end_row=FIRST + 1, start_column=LEFT + 3, end_column=LEFT + 3)

    submission = changed(folder, do)
    assert about_tables(submission) == ["table-cells-merged"]
    assert finding(submission, "table-cells-merged").cells == ("C15", "F15")
    assert submission.balance.even


def test_cells_beside_the_table_are_listed(folder: Folder) -> None:
    """An added column, a line over the table, a word in the cell of a row number."""

    def do(sheet: Any) -> None:
        sheet.cell(HEADINGS, LEFT + 6, "Ghi chú riêng")
        sheet.cell(FIRST, LEFT + 6, "gấp")
        sheet.cell(FIRST + 1, 2, "2 (mới)")
        sheet.cell(FIRST + 2, 1, "khóa")
        _typed(sheet, HEADINGS, None, "Số liệu đến 31/12")

    submission = changed(folder, do)
    assert_whole(submission)
    assert about_tables(submission) == ["unkeyed-content"]
    assert {x.value for x in submission.leftovers} == {"Ghi chú riêng", "gấp", "2 (mới)", "khóa", "Số liệu đến 31/12"}


def test_old_encodings_are_read_in_tables(folder: Folder) -> None:
    def do(sheet: Any) -> None:
        sheet.cell(FIRST, LEFT, "CÇu T©n Mü Hßa")

    submission = changed(folder, do)
    assert about_tables(submission) == ["legacy-text"]
    assert typed_rows(submission, "DA")[0]["TEN"] == "Cầu Tân Mỹ Hòa"


# --- Totals and figures -----------------------------------------------------------------------------


def test_a_total_is_compared_with_its_figure(folder: Folder) -> None:
    rows: tuple[Row, ...] = (*PROJECTS, {"TEN": "Kè", "VON": 50.5})
    submission = read(folder, form(folder, {"DA": rows}))
    assert about_tables(submission) == ["table-against-figure", "table-rows-lacking"]
    reported = finding(submission, "table-against-figure")
    assert (reported.indicator, reported.period, reported.severity) == ("N1", "2020", "error")
    what, _ = describe(reported, "vi", folder.campaign)
    assert what == (
        "Tổng cột “Vốn kế hoạch” của bảng “Danh mục dự án” (“Danh mục dự án”, D15:D18) là 650,5, "
        "còn “Vốn”, kỳ 2020 ghi 600: chênh 50,5."
    )
    lacking = finding(submission, "table-rows-lacking")
    assert (
        describe(lacking, "en", folder.campaign)[0] == "The table “Các vụ việc” has no row, but “Số người”, 2020 is 7."
    )


def test_messages_about_tables_are_complete(folder: Folder) -> None:
    """No sentence has an unfilled field, in either language."""
    odd: tuple[Row, ...] = (
        {"TEN": "Kè", "VON": "1.234", "LOAI": "?"},
        {"TEN": "Kè", "VON": "12 người", "NGAY": "31/2/2020"},
        {"VON": -5.0, "TYLE": 0.5},
    )
    submission = read(folder, form(folder, {"DA": odd, "VV": CASES}))
    for found in submission.findings:
        if found.text("table"):
            for language in LANGUAGES:
                sentence = " ".join(describe(found, language, folder.campaign))
                assert not any(empty in sentence for empty in ("“”", " , ", "()", "kỳ .")), sentence


def test_numbers_in_an_earlier_unit_are_converted(folder: Folder, tmp_path: Path) -> None:
    """From the unit printed in an earlier form; without a conversion they are held."""
    cases: tuple[tuple[str, str, str, list[object]], ...] = (
        ("tỷ đồng", "money", "unit-converted", [0.1, 0.2, 0.3]),
        ("ha", "decimal", "unit-unknown", [(None, "held")] * 3),
    )
    for unit, kind, code, expected in cases:
        rows, asked = (text.replace("triệu đồng | money", f"{unit} | {kind}") for text in (ROWS, INDICATORS))
        other = definition(tmp_path / unit, agencies=AGENCIES, indicators=asked, rows=rows)
        submission = read(other, form(folder))
        assert [row["VON"] for row in values(submission, "DA")] == expected
        assert [row["VON"] for row in typed_rows(submission, "DA")] == ["100", "200", "300"]
        reported = next(f for f in submission.findings if f.code == code and f.text("table"))
        assert (reported.indicator, reported.value) == ("DA.VON", "triệu đồng")
        assert describe(reported, "vi", other.campaign)[0].startswith(
            f"Cột “Vốn kế hoạch” của bảng “Danh mục dự án”: số liệu điền theo “triệu đồng”, nay yêu cầu theo “{unit}”; "
        )
        assert submission.balance.even


def test_a_unit_that_was_typed_over_holds_bare_numbers_back(folder: Folder) -> None:
    def do(sheet: Any) -> None:
        sheet.cell(HEADINGS + 1, LEFT + 1, "(đồng)")
        sheet.cell(FIRST, LEFT + 1, "100 triệu đồng")

    submission = changed(folder, do)
    assert [row["VON"] for row in values(submission, "DA")] == [100.0, (None, "held"), (None, "held")]
    assert about_tables(submission) == ["table-against-figure-not-checkable", "table-unit-changed"]
    assert submission.balance.even


@pytest.mark.parametrize(("keys", "order", "right"), [(True, 1, 3), (True, -1, 0), (False, 1, 3), (False, -1, 0)])
def test_a_form_pasted_into_one_sheet_is_read(folder: Folder, keys: bool, order: int, right: int) -> None:
    """Details, figures and tables below each other in any order, with keys or without, wherever they begin."""
    path = form(folder)
    before, source, book = read(folder, path), openpyxl.load_workbook(path, data_only=True), openpyxl.Workbook()
    sheet: Any = book.worksheets[0]
    at, least = 3, 1 if keys else 2
    for name in ("Thông tin", "Số liệu", "Danh mục dự án", "Các vụ việc")[::order]:
        for row in source[name].iter_rows(min_row=least, min_col=least, values_only=True):
            for place, value in enumerate(row, start=1 + right):
                if value is not None:
                    sheet.cell(at, place, value)
            at += 1
        at += 2
    book.save(folder.inbox / "dán.xlsx")
    after = read(folder, folder.inbox / "dán.xlsx")
    assert (after.agency, essence(after)) == ("SA", essence(before))
    assert about_tables(after) == ([] if keys else ["keys-gone"])
    assert not after.leftovers
    assert after.balance == before.balance


# --- Pages pasted on a table's sheet ----------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("right", "page"),
    [
        *((1, page) for page in ("Số liệu", "Các vụ việc", "Hướng dẫn")),
        *((2, page) for page in ("Thông tin", "Danh mục dự án")),
        *((3, page) for page in ("Số liệu", "Danh mục dự án", "Cần sửa")),
    ],
)
@pytest.mark.parametrize("keyed", [True, False], ids=["with its keys", "without"])
def test_a_sheet_pasted_below_a_table_adds_no_rows(folder: Folder, page: str, keyed: bool, right: int) -> None:
    """Its headings, years and numbers are not counted twice, and typed cells on it are listed."""
    path = form(folder)
    book = openpyxl.load_workbook(path, data_only=True)
    pasted = [[c.value for c in row] for row in book[page].iter_rows()]
    pasted = pasted if keyed else [row[1:] for row in pasted[1:]]

    def paste(sheet: Any) -> None:
        below = sheet.max_row
        for number, row in enumerate(pasted, start=1):
            for place, value in enumerate(row):
                sheet.cell(below + number, right + place, value)
        sheet.cell(below + 3, right + len(pasted[0]) + 1, 777)

    before, after = read(folder, path), read(folder, edited(path, paste, "Danh mục dự án"))
    assert essence(after) == essence(before)
    assert [(f.indicator, f.value) for f in after.figures] == [(f.indicator, f.value) for f in before.figures]
    assert "777" in [left.value for left in after.leftovers if left.sheet == "Danh mục dự án"]
    assert after.balance.even


def test_figures_pasted_below_a_table_without_keys_are_listed(folder: Folder) -> None:
    """Of a copy under a table that lost its row of keys, the cells that differ are listed."""
    path = form(folder)
    pasted = [[c.value for c in row] for row in openpyxl.load_workbook(path, data_only=True)["Số liệu"].iter_rows()]

    def paste(sheet: Any) -> None:
        below = sheet.max_row
        for number, row in enumerate(pasted, start=1):
            for place, value in enumerate(row, start=1):
                sheet.cell(below + number, place, 4321 if value == 600 else value)
        sheet.delete_rows(1)

    after = read(folder, edited(path, paste, "Danh mục dự án"))
    assert typed_rows(after, "DA") == typed_rows(read(folder, form(folder)), "DA")
    assert "4321" in [left.value for left in after.leftovers]
    assert after.balance.even


@pytest.mark.parametrize("page", ["Số liệu", "Thông tin", "Các vụ việc"])
def test_a_sheet_pasted_beside_and_below_a_table_is_read_once(folder: Folder, page: str) -> None:
    """Below the table, with its keys or without; none of it is a row of the table."""
    path = form(folder)
    before = read(folder, path)
    book: Any = openpyxl.load_workbook(path, data_only=True)
    pasted = [[c.value for c in row] for row in book[page].iter_rows()]
    sheet = book["Danh mục dự án"]
    below, right = sheet.max_row, sheet.max_column + 1
    for number, row in enumerate(pasted, start=1):
        for place, value in enumerate(row, start=1):
            sheet.cell(number, right + place, value)
            if number > 1 < place:
                sheet.cell(below + number, place, value)
    del book[page]
    book.save(path)
    after = read(folder, path)
    assert {code: typed_rows(after, code) for code in ("DA", "VV")} == {
        code: typed_rows(before, code) for code in ("DA", "VV")
    }
    assert [(f.indicator, f.value) for f in after.figures] == [(f.indicator, f.value) for f in before.figures]
    assert [i.text for i in after.info] == [i.text for i in before.info]
    assert after.balance.even


@pytest.mark.slow
@pytest.mark.parametrize("gap", [0, 1])
def test_the_totals_over_a_pasted_table_are_no_row_of_the_one_above(folder: Folder, gap: int) -> None:
    """Also where its title was deleted with the column of keys."""
    path = form(folder)
    before = read(folder, path)
    book: Any = openpyxl.load_workbook(path)
    upper, lower = book["Các vụ việc"], openpyxl.load_workbook(path, data_only=True)["Danh mục dự án"]
    below = upper.max_row
    for row in lower.iter_rows(min_row=2, min_col=3):
        for cell in row:
            if cell.value is not None:
                upper.cell(below + cell.row, cell.column - (not gap), cell.value)
    upper.cell(below + FIRST - 5, 3 + 2 - (not gap)).value = 4700.5
    book.save(path)
    after = read(folder, path)
    assert typed_rows(after, "VV") == typed_rows(before, "VV")
    assert typed_rows(after, "DA") == typed_rows(before, "DA")
    assert after.balance.even


@pytest.mark.parametrize("keyed", [True, False])
def test_cells_beside_the_row_of_units_are_listed(folder: Folder, keyed: bool) -> None:
    """Neither the units nor the column numbers are a row, whatever is typed beside them."""

    def beside(sheet: Any) -> None:
        sheet.cell(HEADINGS + 1, 10, 4711)
        sheet.cell(HEADINGS + 2, 10, "ghi bên cạnh")
        if not keyed:
            sheet.delete_cols(1)
            sheet.delete_rows(1)

    after = changed(folder, beside)
    assert_whole(after)
    assert [left.value for left in after.leftovers] == ["4711", "ghi bên cạnh"]


@pytest.mark.parametrize("gap", [0, 3])
def test_the_row_of_units_is_never_a_row_of_the_table(folder: Folder, gap: int) -> None:
    """Also with rows inserted over it, or text typed in it: only that text may be a row."""

    def among(sheet: Any) -> None:
        for area in [*sheet.merged_cells.ranges]:
            sheet.unmerge_cells(str(area))
        sheet.delete_cols(1)
        if gap:
            sheet.insert_rows(HEADINGS + 1, gap)
        sheet.cell(HEADINGS + 1 + gap, LEFT - 1, "gõ vào đây")

    after = changed(folder, among)
    assert [row for row in typed_rows(after, "DA") if "VON" not in row] == [{"TEN": "gõ vào đây"}]
    assert len(typed_rows(after, "DA")) == 4
    assert after.balance.even


def test_the_totals_are_no_row_where_only_the_row_of_keys_is_left(folder: Folder) -> None:
    """Without the columns of keys and row numbers, and so the title, the totals over the headings are no row."""

    def reduce(sheet: Any) -> None:
        for area in [*sheet.merged_cells.ranges]:
            sheet.unmerge_cells(str(area))
        sheet.cell(HEADINGS - 2, LEFT + 1, 600)
        sheet.cell(HEADINGS - 2, LEFT + 2, 0.7)
        sheet.delete_cols(1, LEFT - 1)

    assert_whole(changed(folder, reduce))


def test_column_a_of_a_second_copy_of_a_table_is_listed(folder: Folder) -> None:
    """Its cells were typed, in both copies."""
    path = form(folder)
    book: Any = openpyxl.load_workbook(path)
    book["Danh mục dự án"].cell(FIRST + 1, 1, "ghi ở cột A")
    book.copy_worksheet(book["Danh mục dự án"]).title = "Bản sao"
    book.save(path)
    found = [(left.sheet, left.value) for left in read(folder, path).leftovers]
    assert ("Danh mục dự án", "ghi ở cột A") in found
    assert ("Bản sao", "ghi ở cột A") in found


def test_a_number_beside_a_statement_without_keys_is_listed(folder: Folder) -> None:
    """Only numbers that count the lines are printed there."""
    path = form(folder)
    book: Any = openpyxl.load_workbook(path)
    sheet = book["Cần sửa"]
    for area in [*sheet.merged_cells.ranges]:
        sheet.unmerge_cells(str(area))
    sheet.delete_cols(1)
    sheet.delete_rows(1)
    sheet.cell(3, 5, 47)
    sheet.cell(2, 6, 812)
    book.save(path)
    assert {"47", "812"} <= {left.value for left in read(folder, path).leftovers}


@pytest.mark.slow
@needs_libreoffice
def test_a_result_of_0_in_an_old_workbook_counts_for_numbers_only(folder: Folder, tmp_path: Path) -> None:
    """LibreOffice stores 0 also for a text: the result counts where the formula computes with numbers only."""
    path = form(folder)
    book: Any = openpyxl.load_workbook(path)
    cells = {book["Danh mục dự án"].cell(FIRST, LEFT + 1): "=5-5", book["Số liệu"].cell(40, 3): "=SUM(E60:E61)*2"}
    for cell, formula in cells.items():
        cell.value = formula
    book.save(path)
    submission = read(folder, convert(path, "xls", tmp_path / "xls"))
    assert values(submission, "DA")[0]["VON"] == 0
    assert ("C40", "0") in [(left.cell, left.value) for left in submission.leftovers]
