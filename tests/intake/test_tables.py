"""Tables whose rows the agency adds: every row is read wherever it is, and other cells are reported."""

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.binary import as_binary
from tests.building import codes, definition, read
from tests.cases import cases
from tests.effort import THOROUGH, some
from tests.intake.sent import Sent, put, unkeyed, unmerged
from tests.intake.sent import cells as cells_of
from tests.intake.test_reader import finding
from tests.office import Target, convert, convert_all, needs_libreoffice
from tests.tabling import LEFT, NUMBERS, Row, closing_row, filled_with, first_row, typed_rows, values
from toolkit.form.contents import ROWS as DRAWN
from toolkit.messages.findings.catalogue import describe
from toolkit.model import CellValue, Language, Submission
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
LANGUAGES: tuple[Language, ...] = ("vi", "en")
#: The sheets of the tables; the row of the first one's headings, and its first row.
DA, VV = "Danh mục dự án", "Các vụ việc"
HEADINGS, FIRST = 12, 15


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, rows=ROWS)


@pytest.fixture
def sent(folder: Folder) -> Sent:
    return form(folder)


def form(
    folder: Folder, projects: tuple[Row, ...] = PROJECTS, cases: tuple[Row, ...] = CASES, agency: str = "SA"
) -> Sent:
    return Sent(folder, filled_with(folder, agency, FIGURES, {"DA": projects, "VV": cases}))


def changed(sent: Sent, do: Callable[[Any], None]) -> Submission:
    """What is read of the form after its first table was changed."""
    return sent.changed(lambda book: do(book[DA]))


def about_tables(submission: Submission) -> list[str]:
    return [code for code in codes(submission) if code != "formula-not-computed"]


def essence(submission: Submission) -> set[tuple[object, ...]]:
    """The rows, without their position."""
    return {(c.table, c.row, c.column, c.value, c.state, c.typed) for c in submission.rows}


def listed(submission: Submission) -> list[str]:
    return [left.value for left in submission.leftovers]


def assert_whole(submission: Submission) -> None:
    assert typed_rows(submission, "DA") == [
        {"TEN": "Cầu Tân Mỹ", "VON": "100", "TYLE": "50%", "LOAI": "Mới", "NGAY": "07/03/2020"},
        {"TEN": "Đường Hòa An", "VON": "200", "TYLE": "70%", "LOAI": "Tiếp tục", "NGAY": "01/05/2019"},
        {"TEN": "Trường Mỹ Long", "VON": "300", "TYLE": "90%", "LOAI": "Mới", "NGAY": "30/11/2020"},
    ]
    assert submission.balance.rows == 20 == sum(bool(c.typed) for c in submission.rows)


@pytest.mark.slow
def test_rows_are_read_by_their_columns_kinds(sent: Sent) -> None:
    """Each filled cell once, in the definition's order, with its cell; there is no finding."""
    submission = sent.read()
    assert_whole(submission)
    assert about_tables(submission) == []
    first = submission.rows[0]
    place = (first.table, first.row, first.column, first.sheet, first.cell)
    assert place == ("DA", "cau tan my", "TEN", DA, "C15")
    assert values(submission, "DA")[0] == {**PROJECTS[0], "TYLE": 50.0}
    assert values(submission, "VV") == [{**CASES[0], "XONG": True}, CASES[1]]


@pytest.mark.slow
def test_a_number_in_a_heading_row_of_figures_is_listed(sent: Sent) -> None:
    """Also one that the form prints above the columns of its tables: `(2)`."""

    def do(book: Any) -> None:
        sheet = book["Số liệu"]
        headings = max(n for n in range(1, 20) if sheet.cell(n, 1).value == "#")
        sheet.cell(headings + 1, 1).value, sheet.cell(headings + 1, 8).value = "#", 2
        sheet.cell(headings, 9).value = "3"

    submission = sent.changed(do)
    assert {"2", "3"} <= set(listed(submission))


# --- Positions of rows and columns ------------------------------------------------------------------


def _insert_above_headings(sheet: Any) -> None:
    _move_last_row_to(sheet, HEADINGS)


def _insert_first(sheet: Any) -> None:
    _move_last_row_to(sheet, FIRST)


def _move_last_row_to(sheet: Any, at: int) -> None:
    cells = [cell.value for cell in sheet[FIRST + 2]]
    sheet.delete_rows(FIRST + 2)
    sheet.insert_rows(at)
    put(sheet, [cells], at - 1)


def _leave_rows_blank(sheet: Any) -> None:
    sheet.insert_rows(FIRST + 1, 7)


def _beyond_a_closing_line(sheet: Any) -> None:
    sheet.insert_rows(FIRST + 2)
    put(sheet, [["#", DA]], FIRST + 1)


def _into_the_closing_line(sheet: Any) -> None:
    sheet.cell(FIRST + 2, 1, "#")


def _backwards(sheet: Any) -> None:
    put(sheet, [[cell.value for cell in sheet[n]] for n in range(FIRST + 2, FIRST - 1, -1)], FIRST - 1)


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
def test_position_of_rows_and_columns_does_not_matter(sent: Sent, do: Callable[[Any], None]) -> None:
    """Rows inserted, sorted, pasted and typed anywhere, columns moved, the sheet renamed: the same rows."""
    after = changed(sent, do)
    assert essence(after) == essence(sent.read())
    assert set(about_tables(after)) <= {"hidden-content"}


#: Texts that a form prints, with column numbers and choices, as people may type them.
PRINTED: tuple[CellValue, ...] = (
    *(1.0, 2.0, 3.0, 5.0, 10.0, "1", "2", "2/3", "(3)", "3.", "Vốn", "triệu đồng", "Mới", DA, "Có"),
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("turn", "where"), list(enumerate(("first", "closing", "closing typed over", "below", "numbers")))
)
def test_typed_text_is_not_taken_for_printed_text(folder: Folder, turn: int, where: str) -> None:
    """In each column, alone and beside others: a cell of a row, or a leftover; never lost."""
    columns = [c.code for c in folder.campaign.tables[0].columns]
    of_all = [*([code] for code in columns), columns]
    every = [(value, given) for value in PRINTED for given in of_all]
    sent = form(folder, projects=())
    for value, given in every if THOROUGH else every[turn :: len(of_all) * 3 + 1]:
        if (where, value) == ("numbers", "(3)"):
            continue  # as printed by the form

        def do(sheet: Any, value: CellValue = value, given: list[str] = given) -> None:
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

        submission = changed(sent, do)
        texts = [*(cell.typed for cell in submission.rows if cell.table == "DA"), *listed(submission)]
        assert len([text for text in texts if text != "Kè Tân Hồng"]) == len(given), (value, given, texts)


@pytest.mark.slow
@pytest.mark.parametrize("value", [1.0, 5.0])
def test_the_row_of_the_closing_line_counts_as_any_other(folder: Folder, value: float) -> None:
    """Fifty-one rows pasted at once, the last over the closing line, add up whatever their numbers."""
    rows = [{"TEN": f"Cầu {n}", "VON": value} for n in range(51)]
    pasted = [[row["TEN"], row["VON"]] for row in rows]
    submission = changed(form(folder, ()), lambda sheet: put(sheet, pasted, first_row(sheet) - 1, LEFT - 1))
    assert values(submission, "DA") == rows


def test_a_binary_workbook_reads_the_same(sent: Sent) -> None:
    """As Excel saves .xlsb, with stored results."""
    before = sent.read()
    binary = sent.path.with_suffix(".xlsb")
    binary.write_bytes(as_binary(sent.path))
    after = read(sent.folder, binary)
    assert essence(after) == essence(before)
    assert (about_tables(after), after.balance) == ([], before.balance)


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("target", ["xlsx", "xls", "ods"])
def test_other_formats_read_the_same(folder: Folder, target: Target) -> None:
    """The form's counts, totals, remarks and list of what to fix are no content, as another program computes them."""
    faulty: tuple[Row, ...] = (*PROJECTS, {"TEN": "Cầu Tân Mỹ", "VON": "năm mươi"}, {"VON": 12.5, "LOAI": "Khác"})
    cases: tuple[Row, ...] = ({"VIEC": "Vụ một", "NGUOI": 5.0}, {"VIEC": "Vụ hai", "XONG": "Không"})
    given = {"whole": {"DA": PROJECTS, "VV": CASES}, "faulty": {"DA": faulty, "VV": cases}, "few": {"DA": PROJECTS[:2]}}
    paths = [filled_with(folder, "SA", FIGURES, rows, name=name) for name, rows in given.items()]
    saved = convert_all(paths, folder.root / "saved", target)
    for path, converted in zip(paths, saved, strict=True):
        before, after = read(folder, path), read(folder, converted)
        assert essence(after) == essence(before)
        assert about_tables(after) == about_tables(before)
        assert not after.leftovers
        assert after.balance == before.balance
    if target == "xlsx":
        shown = Sent(folder, saved[1])
        assert not shown.changed(lambda book: setattr(book["_checks"], "sheet_state", "visible")).leftovers


@pytest.mark.slow
def test_a_total_typed_over_is_listed(sent: Sent) -> None:
    """Where the cell has another number or words; an equal number counts as printed."""
    for typed, expected in ((600, []), (650, ["table-total-differs"]), ("sáu trăm", ["table-total-differs"])):
        submission = sent.typed({(DA, "D10"): typed})
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
def test_without_keys_a_table_is_read_by_its_headings(sent: Sent, do: Callable[[Any], None]) -> None:
    """With row 1 or column A deleted the headings identify the columns, with a warning."""
    before, after = sent.read(), changed(sent, do)
    assert essence(after) == essence(before)
    assert (about_tables(after), after.balance) == (["keys-gone"], before.balance)


def test_a_column_without_its_key_is_recognised_by_its_heading(sent: Sent) -> None:
    after = sent.typed({(DA, "D1"): None})
    assert essence(after) == essence(sent.read())
    assert about_tables(after) == ["key-gone"]


@pytest.mark.slow
@pytest.mark.parametrize("keys", [True, False])
def test_tables_pasted_below_each_other_are_separate(sent: Sent, keys: bool) -> None:
    """Both tables as values on one sheet, without keys; and one with its keys below the other."""

    def paste(book: Any) -> None:
        first, second = book[DA], book[VV]
        if not keys:
            first.delete_rows(1)
            second.delete_rows(1)
        put(first, list(second.iter_rows(values_only=True)), first.max_row + 2)
        book.remove(second)

    before, after = sent.read(), sent.changed(paste)
    assert essence(after) == essence(before)
    assert set(about_tables(after)) <= {"keys-gone"}
    assert after.balance == before.balance


@pytest.mark.slow
@pytest.mark.parametrize(("more", "code"), [(None, "sheet-repeated"), ("Cầu Tân Mỹ 2", "sheet-twice")])
def test_a_repeated_sheet_is_read_once(sent: Sent, more: str | None, code: str) -> None:
    """An equal copy is a note, a different one a question with the cells that differ."""

    def copy(book: Any) -> None:
        book.copy_worksheet(book[DA]).cell(FIRST, LEFT, more)

    submission = sent.changed(copy)
    assert_whole(submission)
    assert about_tables(submission) == [code]


# --- Deleted, or of an earlier form -----------------------------------------------------------------


def test_a_missing_sheet_or_column_is_a_finding(sent: Sent) -> None:
    def delete(book: Any) -> None:
        del book[VV]
        book[DA].delete_cols(LEFT + 3)

    submission = sent.changed(delete)
    assert about_tables(submission) == ["table-column-missing", "table-missing"]
    assert finding(submission, "table-column-missing").indicator == "DA.LOAI"
    assert submission.status == "accepted_with_errors"


@pytest.mark.slow
def test_tables_not_asked_of_an_agency_are_not_missing(sent: Sent) -> None:
    """A table of other agencies that it sends is listed, cell by cell."""
    other = form(sent.folder, agency="XB")
    assert about_tables(other.read()) == []
    rows = [[str(v).replace("Sở A", "Xã B") if v is not None else v for v in row] for row in cells_of(sent.path, VV)]
    submission = other.changed(lambda book: put(book.create_sheet(VV), rows))
    assert about_tables(submission) == ["extra-sheet"]
    assert [x.value for x in submission.leftovers if x.reason == "extra-sheet"].count("Vụ một") == 1


def test_a_form_of_an_earlier_definition(sent: Sent, tmp_path: Path) -> None:
    """A removed column is kept separately; a new column and a new label are no fault of the agency."""
    later = ROWS.replace("Vốn kế hoạch  ", "Vốn được giao ").replace("| LOAI |", "| HANG |")
    other = definition(tmp_path / "later", agencies=AGENCIES, indicators=INDICATORS, rows=later)
    submission = Sent(other, sent.path).read()
    expected = "no-longer-asked older-definition table-column-new table-heading-earlier"
    assert about_tables(submission) == expected.split()
    assert [x.value for x in submission.leftovers if x.reason == "no-longer-asked"] == ["Mới", "Tiếp tục", "Mới"]
    older = finding(submission, "older-definition")
    assert dict(older.arguments)["differs"] == ("DA.HANG", "DA.VON")
    assert "cột “Loại” của bảng" in describe(older, "vi", other.campaign)[0]
    assert len(typed_rows(submission, "DA")) == 3


# --- Faults in cells --------------------------------------------------------------------------------


@pytest.mark.slow
def test_cells_with_one_fault_are_one_question(folder: Folder) -> None:
    """Text in columns of numbers, choices and dates is held, in one question for each column and fault."""
    rows: list[Row] = [
        {"TEN": f"Dự án {n}", "VON": f"chưa rõ số {n}", "LOAI": "Khác", "NGAY": "sớm"} for n in range(40)
    ]
    rows[3] = {**rows[3], "VON": 5.0}
    submission = form(folder, tuple(rows)).read()
    expected = "not-a-date not-in-choices table-against-figure-not-checkable text-with-number"
    assert about_tables(submission) == expected.split()
    asked = finding(submission, "text-with-number")
    assert (asked.indicator, asked.period, asked.cell) == ("DA.VON", None, "D15")
    assert (len(asked.cells), len(asked.values), asked.values[1]) == (39, 39, "chưa rõ số 1")
    what, fix = describe(asked, "vi", folder.campaign)
    assert what.startswith(
        "Ô D15 (trang Danh mục dự án) có cả chữ và số: “chưa rõ số 0”, chưa rõ số liệu của "
        "cột “Vốn kế hoạch” của bảng “Danh mục dự án”."
    )
    assert "Tương tự ở 38 ô khác: D16" in what
    assert "Ghi chú" not in fix
    held = [c for c in submission.rows if c.state == "held"]
    assert ({c.column for c in held}, len(held)) == ({"VON", "LOAI", "NGAY"}, 119)
    assert all(c.value is None and c.typed for c in held)


@pytest.mark.slow
def test_numbers_are_read_as_officials_type_them(folder: Folder) -> None:
    """Units, thousands, percentages, words for none and unknown; an ambiguous number is a question."""
    typed: dict[str, tuple[str, object]] = {
        "1.234": ("VON", (None, "held")),
        "1,5 tỷ": ("VON", 1500.0),
        "Không có": ("VON", (0.0, "zero_by_words")),
        "Chưa thống kê": ("VON", (None, "missing")),
        "Không thuộc chức năng": ("VON", (None, "not_applicable")),
        "12,5%": ("TYLE", 12.5),
        "7/3/2020": ("NGAY", date(2020, 3, 7)),
        "mới": ("LOAI", "Mới"),
    }
    rows: list[Row] = [{"TEN": f"Dự án {n}", column: text} for n, (text, (column, _)) in enumerate(typed.items())]
    found = values(form(folder, tuple(rows)).read(), "DA")
    for (text, (column, expected)), row in zip(typed.items(), found, strict=True):
        assert row[column] == expected, text


def test_a_cell_shown_as_a_percentage_counts_as_it_is_shown(sent: Sent) -> None:
    after = changed(sent, lambda sheet: setattr(sheet.cell(FIRST, LEFT + 2, 0.125), "number_format", "0.0%"))
    assert next((c.value, c.typed) for c in after.rows if c.column == "TYLE") == (12.5, "12,5%")


@cases("""
| case                                   | typed                              | codes                                                          | values                 |
| a formula without its result, an error | D15: =1+1; D16: #REF!              | error-value formula-without-value table-against-figure-not-checkable | held held 300      |
| rows of formulas alone                 | D19: =D15+1; D20: =D15+1           | formula-without-value table-against-figure-not-checkable table-required-missing | 100 200 300 held held |
| a unit that was typed over             | D13: (đồng); D15: 100 triệu đồng   | table-against-figure-not-checkable table-unit-changed          | 100 held held          |
| a remark in place of the unit          | D13: (đã rà soát)                  | table-heading-changed                                          | 100 200 300            |
""")  # noqa: E501
def test_unusable_numbers_are_held(sent: Sent, typed: str, codes: str, values: str) -> None:
    """Each is in a row; a number with its unit counts."""
    submission = sent.typed({(DA, at): value for at, value in (cell.split(": ") for cell in typed.split("; "))})
    assert about_tables(submission) == codes.split()
    found = [c for c in submission.rows if c.column == "VON"]
    assert [c.state if c.state == "held" else f"{c.value:g}" for c in found] == values.split()
    assert {f.indicator for f in submission.findings if f.code.endswith("-value")} <= {"DA.VON"}


# --- Rows ------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_blank_required_cells_and_repeated_rows_are_findings(folder: Folder) -> None:
    typed = ("Cầu Tân Mỹ", "CẦU TÂN MỸ", None, None, "Kè", "Kè")
    rows: list[Row] = [{"TEN": name, "VON": number} for name, number in zip(typed, (1, 2, 3, 4, 5, 5), strict=True)]
    submission = form(folder, tuple(rows)).read()
    expected = {"table-key-twice": "C15 C16", "table-required-missing": "C17 C18", "table-row-twice": "C19 C20"}
    assert about_tables(submission) == ["table-against-figure", *expected]
    assert {code: " ".join(finding(submission, code).cells) for code in expected} == expected
    names = list(dict.fromkeys(c.row for c in submission.rows if c.table == "DA"))
    assert [name.partition("#")[0] for name in names[:2]] == ["cau tan my", "cau tan my"]
    assert names[5] == f"{names[4]}#2"
    assert names[4].startswith("ke#")
    assert len(set(names)) == 6
    assert len(names[2]) == len(names[3]) == 12


@pytest.mark.slow
def test_a_sorted_table_is_the_same_table(folder: Folder) -> None:
    """A row without a key, or with a repeated one, is identified by its contents."""
    dice = random.Random(1)
    rows: list[Row] = [{"TEN": f"Dự án {n % 7}", "VON": float(n)} for n in range(30)]
    cases: list[Row] = [{"VIEC": f"Vụ {n % 5}", "NGUOI": float(n % 3)} for n in range(30)]
    before = form(folder, tuple(rows), tuple(cases)).read()
    dice.shuffle(rows)
    dice.shuffle(cases)
    assert essence(form(folder, tuple(rows), tuple(cases)).read()) == essence(before)


def _typed(sheet: Any, row: int, *cells: Any) -> None:
    sheet.insert_rows(row)
    put(sheet, [list(cells)], row - 1, 1)


@cases("""
| case                       | at | cells                                                                       | codes                             |
| headings                   | 15 | STT; Tên dự án; Vốn kế hoạch (triệu đồng); Tỷ lệ đạt (%); Loại              | table-headings-again              |
| headings of another sheet  | 17 | ; Ở đâu; Vấn đề; Cách sửa; Mở                                               | table-headings-again              |
| numbers of columns         | 18 | A; B; 1; 2; 3; 4                                                            | table-numbering                   |
| numbers in brackets        | 15 | ; (1); (2); (3)=(2)/(1)                                                     | table-numbering                   |
| a sum                      | 17 | ; Tổng cộng; 600                                                            | table-total-row                   |
| a sum in the margin        | 18 | Cộng:; ; 600                                                                | table-total-row                   |
| a sum without tones        | 15 | ; TONG CONG (I+II); 600                                                     | table-total-row                   |
| a wrong sum                | 18 | ; Tổng cộng; 650                                                            | table-sum-differs table-total-row |
| nothing to list            | 17 | ; Không có                                                                  | table-said-none                   |
""")  # noqa: E501
def test_lines_that_are_no_rows_are_listed(sent: Sent, at: str, cells: str, codes: str) -> None:
    """Pasted headings, column numbers and sums do not count, and each cell is listed."""
    typed = [int(cell) if cell.isdigit() else cell or None for cell in cells.split("; ")]
    submission = changed(sent, lambda sheet: _typed(sheet, int(at), *typed))
    assert_whole(submission)
    assert about_tables(submission) == codes.split()
    reason = codes.rsplit(maxsplit=1)[-1]
    assert [x.reason for x in submission.leftovers] == [reason] * len(list(filter(None, typed)))
    assert finding(submission, reason).sheet == DA
    if reason != codes:
        reported = finding(submission, "table-sum-differs")
        assert (reported.cell, reported.value, reported.text("expected")) == ("D18", "650", "600")


@pytest.mark.slow
def test_names_that_begin_like_sums_are_rows(folder: Folder) -> None:
    """`Cống Sáu Nhỏ`, `Tổng kho xăng dầu`, `Cộng đồng`: only the bare words make a line a sum."""
    names = ("Cống", "Tổng kho xăng dầu", "Cộng đồng dân cư", "Tổng đài 1022", "Không khí sạch", "Đường I")
    submission = form(folder, tuple({"TEN": name, "VON": 100.0, "LOAI": "Mới"} for name in names)).read()
    assert [row["TEN"] for row in typed_rows(submission, "DA")] == list(names)
    assert about_tables(submission) == []


def test_group_headings_are_listed_and_are_no_rows(sent: Sent) -> None:
    """`I. Cấp tỉnh` alone, or with the sums of the rows under it."""

    def do(sheet: Any) -> None:
        _typed(sheet, FIRST + 2, "II", "Cấp xã", 300)
        _typed(sheet, FIRST, "I", "I. Cấp tỉnh", 300)
        _typed(sheet, FIRST, None, "A. Dự án năm 2020")

    submission = changed(sent, do)
    assert_whole(submission)
    assert about_tables(submission) == ["table-group-heading"]
    assert listed(submission) == ["A. Dự án năm 2020", "I", "I. Cấp tỉnh", "300", "II", "Cấp xã", "300"]


def test_a_group_with_other_numbers_is_a_question(sent: Sent) -> None:
    """It may be a row: its cells are kept, its numbers are held back."""
    submission = changed(sent, lambda sheet: _typed(sheet, FIRST, None, "I. Cấp tỉnh", 777))
    assert about_tables(submission) == ["table-against-figure-not-checkable", "table-row-unclear"]
    own = next(c for c in submission.rows if c.column == "VON")
    assert (own.value, own.state, own.typed) == (None, "held", "777")
    assert ("DA.VON", own.row, 777.0) in submission.held


def test_a_fully_numbered_list_has_no_groups(folder: Folder) -> None:
    submission = form(folder, tuple({"TEN": f"{n}. Dự án", "VON": 200.0} for n in ("I", "II", "III"))).read()
    assert (about_tables(submission), len(values(submission, "DA"))) == ([], 3)


def test_a_row_with_one_cell_is_a_row_with_a_finding(sent: Sent) -> None:
    submission = changed(sent, lambda sheet: _typed(sheet, FIRST, None, "Cấp tỉnh"))
    assert (about_tables(submission), len(values(submission, "DA"))) == (["table-one-cell"], 4)


def test_merged_cells_are_one_finding(sent: Sent) -> None:
    """A value over several rows counts for the first; the cells under it are not reported as blank."""

    def merge(sheet: Any) -> None:
        sheet.merge_cells("C15:C17")
        sheet.merge_cells("F15:F16")

    submission = changed(sent, merge)
    assert about_tables(submission) == ["table-cells-merged"]
    assert finding(submission, "table-cells-merged").cells == ("C15", "F15")


def test_cells_beside_the_table_are_listed(sent: Sent) -> None:
    """An added column, a line over the table, a word in the cell of a row number."""
    beside = {"I12": "Ghi chú riêng", "I15": "gấp", "B16": "2 (mới)", "A17": "khóa"}

    def do(sheet: Any) -> None:
        for cell, value in beside.items():
            sheet[cell] = value
        _typed(sheet, HEADINGS, None, "Số liệu đến 31/12")

    submission = changed(sent, do)
    assert_whole(submission)
    assert about_tables(submission) == ["unkeyed-content"]
    assert set(listed(submission)) == {*beside.values(), "Số liệu đến 31/12"}


def test_old_encodings_are_read_in_tables(sent: Sent) -> None:
    submission = sent.typed({(DA, "C15"): "CÇu T©n Mü Hßa"})
    assert about_tables(submission) == ["legacy-text"]
    assert typed_rows(submission, "DA")[0]["TEN"] == "Cầu Tân Mỹ Hòa"


# --- Totals and figures -----------------------------------------------------------------------------


@pytest.mark.slow
def test_a_total_is_compared_with_its_figure(folder: Folder) -> None:
    submission = form(folder, (*PROJECTS, {"TEN": "Kè", "VON": 50.5}), ()).read()
    assert about_tables(submission) == ["table-against-figure", "table-rows-lacking"]
    reported, lacking = (finding(submission, code) for code in about_tables(submission))
    assert (reported.indicator, reported.period, reported.severity) == ("N1", "2020", "error")
    assert describe(reported, "vi", folder.campaign)[0] == (
        "Tổng cột “Vốn kế hoạch” của bảng “Danh mục dự án” (“Danh mục dự án”, D15:D18) là 650,5, "
        "còn “Vốn”, kỳ 2020 ghi 600: chênh 50,5."
    )
    sentence = describe(lacking, "en", folder.campaign)[0]
    assert sentence == "The table “Các vụ việc” has no row, but “Số người”, 2020 is 7."


def test_messages_about_tables_are_complete(folder: Folder) -> None:
    """No sentence has an unfilled field, in either language."""
    odd: tuple[Row, ...] = (
        *({"TEN": "Kè", "VON": "1.234", "LOAI": "?"}, {"TEN": "Kè", "VON": "12 người", "NGAY": "31/2/2020"}),
        {"VON": -5.0, "TYLE": 0.5},
    )
    for found in form(folder, odd).read().findings:
        for language in LANGUAGES if found.text("table") else ():
            sentence = " ".join(describe(found, language, folder.campaign))
            assert not any(empty in sentence for empty in ("“”", " , ", "()", "kỳ .")), sentence


@pytest.mark.parametrize(
    ("unit", "kind", "code", "expected"),
    [("tỷ đồng", "money", "unit-converted", [0.1, 0.2, 0.3]), ("ha", "decimal", "unit-unknown", [(None, "held")] * 3)],
)
def test_numbers_in_an_earlier_unit_are_converted(
    sent: Sent, tmp_path: Path, unit: str, kind: str, code: str, expected: list[object]
) -> None:
    """From the unit printed in an earlier form; without a conversion they are held."""
    rows, asked = (text.replace("triệu đồng | money", f"{unit} | {kind}") for text in (ROWS, INDICATORS))
    other = definition(tmp_path / unit, agencies=AGENCIES, indicators=asked, rows=rows)
    submission = Sent(other, sent.path).read()
    assert [row["VON"] for row in values(submission, "DA")] == expected
    assert [row["VON"] for row in typed_rows(submission, "DA")] == ["100", "200", "300"]
    reported = next(f for f in submission.findings if f.code == code and f.text("table"))
    assert (reported.indicator, reported.value) == ("DA.VON", "triệu đồng")
    assert describe(reported, "vi", other.campaign)[0].startswith(
        f"Cột “Vốn kế hoạch” của bảng “Danh mục dự án”: số liệu điền theo “triệu đồng”, nay yêu cầu theo “{unit}”; "
    )


@pytest.mark.parametrize(("keys", "order", "right"), [(True, 1, 3), (True, -1, 0), (False, 1, 3), (False, -1, 0)])
def test_a_form_pasted_into_one_sheet_is_read(sent: Sent, keys: bool, order: int, right: int) -> None:
    """Details, figures and tables below each other in any order, with keys or without, wherever they begin."""
    rows: list[list[Any]] = []
    for name in ("Thông tin", "Số liệu", DA, VV)[::order]:
        page = cells_of(sent.path, name)
        rows += [*(page if keys else [row[1:] for row in page[1:]]), [], []]
    book = openpyxl.Workbook()
    put(book.worksheets[0], rows, 2, right)
    book.save(sent.folder.inbox / "dán.xlsx")
    before, after = sent.read(), read(sent.folder, sent.folder.inbox / "dán.xlsx")
    assert (after.agency, essence(after)) == ("SA", essence(before))
    assert about_tables(after) == ([] if keys else ["keys-gone"])
    assert not after.leftovers
    assert after.balance == before.balance


# --- Pages pasted on a table's sheet ----------------------------------------------------------------


def figures(submission: Submission) -> list[tuple[str, object]]:
    return [(f.indicator, f.value) for f in submission.figures]


_PASTED = (
    *((1, page) for page in ("Số liệu", VV, "Hướng dẫn")),
    *((2, page) for page in (DA, "Thông tin")),
    *((3, page) for page in ("Số liệu", DA, "Cần sửa")),
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("keyed", "right", "page"), some([(keyed, *one) for keyed in (True, False) for one in _PASTED], 7)
)
def test_a_sheet_pasted_below_a_table_adds_no_rows(sent: Sent, page: str, keyed: bool, right: int) -> None:
    """Its headings, years and numbers are not counted twice, and typed cells on it are listed."""
    pasted = cells_of(sent.path, page)
    pasted = pasted if keyed else [row[1:] for row in pasted[1:]]

    def paste(sheet: Any) -> None:
        below = sheet.max_row
        put(sheet, pasted, below, right - 1)
        sheet.cell(below + 3, right + len(pasted[0]) + 1, 777)

    before, after = sent.read(), changed(sent, paste)
    assert essence(after) == essence(before)
    assert figures(after) == figures(before)
    assert "777" in [left.value for left in after.leftovers if left.sheet == DA]


def test_figures_pasted_below_a_table_without_keys_are_listed(sent: Sent) -> None:
    """Of a copy under a table that lost its row of keys, the cells that differ are listed."""
    pasted = [[4321 if value == 600 else value for value in row] for row in cells_of(sent.path, "Số liệu")]

    def paste(sheet: Any) -> None:
        put(sheet, pasted, sheet.max_row)
        sheet.delete_rows(1)

    after = changed(sent, paste)
    assert typed_rows(after, "DA") == typed_rows(sent.read(), "DA")
    assert "4321" in listed(after)


@pytest.mark.slow
@pytest.mark.parametrize("page", ["Số liệu", "Thông tin", VV])
def test_a_sheet_pasted_beside_and_below_a_table_is_read_once(sent: Sent, page: str) -> None:
    """Below the table, with its keys or without; none of it is a row of the table."""
    pasted = cells_of(sent.path, page)

    def paste(book: Any) -> None:
        sheet = book[DA]
        below, right = sheet.max_row, sheet.max_column + 1
        put(sheet, pasted, 0, right)
        put(sheet, [[None, *row[1:]] for row in pasted[1:]], below + 1)
        del book[page]

    before, after = sent.read(), sent.changed(paste)
    for code in ("DA", "VV"):
        assert typed_rows(after, code) == typed_rows(before, code)
    assert figures(after) == figures(before)
    assert [i.text for i in after.info] == [i.text for i in before.info]


@pytest.mark.slow
@pytest.mark.parametrize("gap", [0, 1])
def test_the_totals_over_a_pasted_table_are_no_row_of_the_one_above(sent: Sent, gap: int) -> None:
    """Also where its title was deleted with the column of keys."""
    lower = [row[2:] for row in cells_of(sent.path, DA)[1:]]

    def paste(sheet: Any) -> None:
        below = sheet.max_row
        put(sheet, lower, below + 1, 1 + gap)
        sheet.cell(below + FIRST - 5, LEFT + 1 + gap).value = 4700.5

    before, after = sent.read(), sent.changed(lambda book: paste(book[VV]))
    assert typed_rows(after, "VV") == typed_rows(before, "VV")
    assert typed_rows(after, "DA") == typed_rows(before, "DA")


@pytest.mark.parametrize("keyed", [True, False])
def test_cells_beside_the_row_of_units_are_listed(sent: Sent, keyed: bool) -> None:
    """Neither the units nor the column numbers are a row, whatever is typed beside them."""

    def beside(sheet: Any) -> None:
        sheet["J13"], sheet["J14"] = 4711, "ghi bên cạnh"
        if not keyed:
            sheet.delete_cols(1)
            sheet.delete_rows(1)

    after = changed(sent, beside)
    assert_whole(after)
    assert listed(after) == ["4711", "ghi bên cạnh"]


@pytest.mark.parametrize("gap", [0, 3])
def test_the_row_of_units_is_never_a_row_of_the_table(sent: Sent, gap: int) -> None:
    """Also with rows inserted over it, or text typed in it: only that text may be a row."""

    def among(sheet: Any) -> None:
        unmerged(sheet).delete_cols(1)
        if gap:
            sheet.insert_rows(HEADINGS + 1, gap)
        sheet.cell(HEADINGS + 1 + gap, LEFT - 1, "gõ vào đây")

    after = typed_rows(changed(sent, among), "DA")
    assert [row for row in after if "VON" not in row] == [{"TEN": "gõ vào đây"}]
    assert len(after) == 4


def test_the_totals_are_no_row_where_only_the_row_of_keys_is_left(sent: Sent) -> None:
    """Without the columns of keys and row numbers, and so the title, the totals over the headings are no row."""

    def reduce(sheet: Any) -> None:
        unmerged(sheet)["D10"], sheet["E10"] = 600, 0.7
        sheet.delete_cols(1, LEFT - 1)

    assert_whole(changed(sent, reduce))


def test_column_a_of_a_second_copy_of_a_table_is_listed(sent: Sent) -> None:
    """Its cells were typed, in both copies."""

    def copy(book: Any) -> None:
        book[DA].cell(FIRST + 1, 1, "ghi ở cột A")
        book.copy_worksheet(book[DA]).title = "Bản sao"

    found = [(left.sheet, left.value) for left in sent.changed(copy).leftovers]
    assert {(DA, "ghi ở cột A"), ("Bản sao", "ghi ở cột A")} <= set(found)


def test_a_number_beside_a_statement_without_keys_is_listed(sent: Sent) -> None:
    """Only numbers that count the lines are printed there."""

    def do(book: Any) -> None:
        sheet = unkeyed(book["Cần sửa"])
        sheet["E3"], sheet["F2"] = 47, 812

    assert {"47", "812"} <= set(listed(sent.changed(do)))


@pytest.mark.slow
@needs_libreoffice
def test_a_result_of_0_in_an_old_workbook_counts_for_numbers_only(sent: Sent, tmp_path: Path) -> None:
    """LibreOffice stores 0 also for a text: the result counts where the formula computes with numbers only."""

    def do(book: Any) -> None:
        book[DA]["D15"], book["Số liệu"]["C40"] = "=5-5", "=SUM(E60:E61)*2"

    submission = sent.changed(do, lambda path: convert(path, "xls", tmp_path / "xls"))
    assert values(submission, "DA")[0]["VON"] == 0
    assert ("C40", "0") in [(left.cell, left.value) for left in submission.leftovers]
