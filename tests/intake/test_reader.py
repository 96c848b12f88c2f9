"""Reading a form that came back: whatever happened to it, every value is read or a finding says what is wrong."""

from __future__ import annotations

import random
import re
import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from tests.binary import as_binary
from tests.building import ABOUT, VERSION, cell_of, change, codes, definition, filled, keyed, merge, read, type_into
from tests.office import Target, convert, needs_libreoffice
from toolkit.agencies.names import AgencyNames
from toolkit.consolidation.consolidate import sort_findings
from toolkit.form.contents import make_form, sections_with_nothing
from toolkit.form.returns import prepare_return
from toolkit.intake.reader import Reader
from toolkit.messages import forms
from toolkit.messages.findings.catalogue import describe
from toolkit.model import CellValue, ErrorValue, Finding, Language, Submission
from toolkit.run.folder import Folder
from toolkit.spreadsheet.addresses import cell_name
from toolkit.spreadsheet.workbook import RawWorkbook, read_workbook
from toolkit.xlsx.drawn.form import write_intake
from toolkit.xlsx.drawn.patching import Forms

_LANGUAGES: tuple[Language, ...] = ("vi", "en")
INDICATORS = r"""
| code | topic | label    | unit  | kind    | asked_of | across_agencies | across_periods | formula    |
|------|-------|----------|-------|---------|----------|-----------------|----------------|------------|
| A1   | Một   | Số buổi  | buổi  | count   |          | sum             | sum            |            |
| A2   | Một   | Số người | người | count   |          | sum             | last           |            |
| A3   | Một   | Tỷ lệ    | %     | percent |          |                 | last           | =A1/A2*100 |
| A4   | Hai   | Mức đạt  | %     | percent |          | mean            | mean           |            |
| A5   | Hai   | Của Bê   | ca    | count   | SB       | sum             | sum            |            |
"""
SECTIONS = """
| code | role        | heading      | guidance       |
|------|-------------|--------------|----------------|
| dat  | achievement | Mặt đạt được | Mỗi ý một dòng |
| han  | limitation  | Hạn chế      |                |
"""
THEMES = """
| code | label        | keywords     |
|------|--------------|--------------|
| tt   | Tuyên truyền | tuyên truyền |
"""
AGENCIES = r"""
| code | name | aliases      |
|------|------|--------------|
| SA   | Sở A | Sở A cũ      |
| SB   | Sở B |              |
"""
FIGURES = """
| code | 2019 | 2020 | note     |
|------|------|------|----------|
| A1   | 5    | 7    | kể cả xã |
| A2   | 50   | 70   |          |
"""
LINES = """
| section | theme        | text           | evidence |
|---------|--------------|----------------|----------|
| dat     | Tuyên truyền | Làm tốt        | KH 12    |
| dat     |              | Có nhiều buổi  |          |
| han     |              | Thiếu người    |          |
"""
INFO: dict[str, CellValue] = {
    "report_number": "5/BC",
    "report_date": date(2020, 12, 30),
    "prepared_by": "An",
    "phone": "0277",
    "signed_by": "Bình",
}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS, themes=THEMES)


@pytest.fixture
def form(folder: Folder) -> Path:
    return filled(folder, "SA", FIGURES, LINES, INFO)


def values(submission: Submission) -> dict[tuple[str, str], object]:
    return {(f.indicator, f.period): f.value for f in submission.figures if f.value is not None}


def texts(submission: Submission) -> list[tuple[str, str]]:
    return [(s.section, s.text) for s in submission.statements]


def finding(submission: Submission, code: str) -> Finding:
    return next(f for f in submission.findings if f.code == code)


#: The texts of the unchanged form.
WHOLE = {
    ("A1", "2019"): 5,
    ("A1", "2020"): 7,
    ("A2", "2019"): 50,
    ("A2", "2020"): 70,
    ("A3", "2019"): 10,
    ("A3", "2020"): 10,
}
ALL_TEXTS = [("dat", "Làm tốt"), ("dat", "Có nhiều buổi"), ("han", "Thiếu người")]


def assert_whole(submission: Submission) -> None:
    assert values(submission) == pytest.approx(WHOLE)
    assert texts(submission) == ALL_TEXTS
    assert submission.balance.even


def test_a_correctly_filled_form_has_no_findings(folder: Folder, form: Path) -> None:
    """Every value is read, with its cell."""
    submission = read(folder, form)
    assert_whole(submission)
    assert codes(submission) == []
    assert submission.status == "accepted"
    assert ("Số liệu", cell_of(form, "figures", "A2", "2020")[1]) == next(
        (f.sheet, f.cell) for f in submission.figures if (f.indicator, f.period) == ("A2", "2020")
    )
    assert next(f.note for f in submission.figures if f.note) == "kể cả xã"
    assert {v.key: v.text for v in submission.info} == {
        "report_number": "5/BC",
        "report_date": "30/12/2020",
        "prepared_by": "An",
        "phone": "0277",
        "signed_by": "Bình",
    }
    assert (submission.statements[0].theme, submission.statements[0].evidence) == ("tt", "KH 12")


# --- Moved ---------------------------------------------------------------------------------------


def rename_sheets(book: Any) -> None:
    for number, sheet in enumerate(book.worksheets):
        if sheet.sheet_state == "visible":
            sheet.title = f"Trang tôi {number}"


def move_sheets(book: Any) -> None:
    book.move_sheet("Nội dung", -3)
    book.move_sheet("Thông tin", 2)


def insert_rows_and_columns(book: Any) -> None:
    for area in list(book["Số liệu"].merged_cells.ranges):  # openpyxl does not move them
        book["Số liệu"].unmerge_cells(str(area))
    book["Số liệu"].insert_rows(8, 2)
    book["Số liệu"].insert_cols(5)
    book["Thông tin"].insert_rows(3)


def move_columns(book: Any) -> None:
    sheet = book["Số liệu"]
    for row in range(1, sheet.max_row + 1):
        for a, b in (("E", "F"), ("C", "H")):
            if (
                sheet[f"{a}{row}"].__class__.__name__ != "MergedCell"
                and sheet[f"{b}{row}"].__class__.__name__ != "MergedCell"
            ):
                sheet[f"{a}{row}"].value, sheet[f"{b}{row}"].value = (
                    sheet[f"{b}{row}"].value,
                    sheet[f"{a}{row}"].value,
                )


def sort_rows(book: Any) -> None:
    sheet = book["Số liệu"]
    rows = [n for n in range(1, sheet.max_row + 1) if sheet.cell(n, 1).value in ("A1", "A2")]
    first, second = rows
    for column in range(1, 9):
        a, b = sheet.cell(first, column), sheet.cell(second, column)
        a.value, b.value = b.value, a.value


def hide_rows(book: Any) -> None:
    for sheet in book.worksheets:
        for row in range(1, 20):
            sheet.row_dimensions[row].hidden = True


def _as_it_is(path: Path) -> Path:
    return path


def _binary(path: Path) -> Path:
    target = path.with_suffix(".xlsb")
    target.write_bytes(as_binary(path))
    return target


def _by_office(to: Target) -> Callable[[Path], Path]:
    return lambda path: convert(path, to, path.parent / "saved")


_SAVED: list[Any] = [
    pytest.param(_as_it_is, id="xlsx"),
    pytest.param(_binary, id="xlsb"),
    *(
        pytest.param(_by_office(to), id=f"{to} of LibreOffice", marks=(pytest.mark.slow, pytest.mark.libreoffice))
        for to in ("xlsx", "ods", "xls")
    ),
]


def hide_here_and_there(book: Any) -> None:
    figures, lines, info = book["Số liệu"], book["Nội dung"], book["Thông tin"]
    row = next(n for n in range(1, figures.max_row) if figures.cell(n, 1).value == "A1")
    figures.row_dimensions[row].hidden = True
    figures.row_dimensions[figures.max_row + 20].hidden = True  # it is blank
    for n in range(2, lines.max_row + 1):
        if lines.cell(n, 4).value in ("Làm tốt", "Có nhiều buổi", "Thiếu người"):
            lines.row_dimensions[n].hidden = True
    info.column_dimensions["C"].hidden = True
    extra = book.create_sheet("Phụ lục")
    extra["A1"], extra["B7"], extra["D7"] = "x", 5, "y"
    extra.column_dimensions["D"].hidden = True
    for n in range(3, 10):
        extra.row_dimensions[n].hidden = True
    kept = book.create_sheet("Nháp")
    kept["C3"] = "riêng"
    kept.sheet_state = "hidden"


@needs_libreoffice
@pytest.mark.parametrize("save", _SAVED)
def test_hidden_content_is_read_with_a_note(folder: Folder, form: Path, save: Callable[[Path], Path]) -> None:
    """The contents of hidden rows, columns and sheets count like all others, and the note has their positions."""
    submission = read(folder, save(change(form, hide_here_and_there)))
    assert texts(submission) == ALL_TEXTS
    assert submission.balance.even
    notes = {f.sheet: f for f in submission.findings if f.code.startswith("hidden-")}
    assert {sheet: dict(f.arguments)["count"] for sheet, f in notes.items()} == {
        "Số liệu": 3,
        "Nội dung": 5,
        "Thông tin": 5,
        "Phụ lục": 2,
        "Nháp": 1,
    }
    assert notes["Phụ lục"].text("places") == "7, D"
    assert notes["Thông tin"].text("places") == "C"
    assert re.fullmatch(r"\d+–\d+, \d+", notes["Nội dung"].text("places"))
    assert not notes["Nháp"].text("places")
    assert {f.severity for f in submission.findings if f.code.startswith("hidden-")} == {"note"}


@needs_libreoffice
@pytest.mark.parametrize("save", _SAVED)
def test_hidden_keys_and_lists_are_no_finding(folder: Folder, form: Path, save: Callable[[Path], Path]) -> None:
    """The form hides them itself, whichever program saved it."""
    found = codes(read(folder, save(form)))
    assert [code for code in found if code.startswith("hidden-")] == []


@pytest.mark.parametrize(
    "do", [rename_sheets, move_sheets, insert_rows_and_columns, move_columns, sort_rows, hide_rows]
)
def test_position_never_matters(folder: Folder, form: Path, do: Callable[[Any], None]) -> None:
    """Sheets, rows and columns renamed, moved, inserted, sorted or hidden change nothing."""
    submission = read(folder, change(form, do))
    assert_whole(submission)
    assert codes(submission) == ["hidden-content"] * 3 * (do is hide_rows)


def test_replacement_characters_are_a_finding(folder: Folder, form: Path) -> None:
    """U+FFFD in place of a lost character is listed with its cells: in the narrative, a note, outside the form."""

    def spoil(book: Any) -> None:
        lines = book["Nội dung"]
        for n in range(2, lines.max_row + 1):
            if lines.cell(n, 4).value in ("Có nhiều buổi", "Thiếu người"):
                lines.cell(n, 4).value = f"{lines.cell(n, 4).value} \ufffd\ufffd"
        book.create_sheet("Phụ lục")["B3"] = "\ufffd"

    found = [f for f in read(folder, change(form, spoil)).findings if f.code == "text-not-whole"]
    assert [(f.sheet, len(f.cells)) for f in found] == [("Nội dung", 2), ("Phụ lục", 1)]
    assert found[1].cell == "B3"


# --- Added ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_row_without_key_belongs_to_the_section_above(folder: Folder, form: Path) -> None:
    """A line inserted among the statements is a statement of the section above it."""

    def insert(book: Any) -> None:
        sheet = book["Nội dung"]
        # openpyxl does not move merged areas, a spreadsheet program does.
        for area in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(area))
        row = next(n for n in range(1, sheet.max_row) if sheet.cell(n, 4).value == "Có nhiều buổi")
        sheet.insert_rows(row)
        sheet.cell(row, 4).value = "Chèn giữa"

    submission = read(folder, change(form, insert))
    assert texts(submission) == [
        ("dat", "Làm tốt"),
        ("dat", "Chèn giữa"),
        ("dat", "Có nhiều buổi"),
        ("han", "Thiếu người"),
    ]
    assert codes(submission) == []


def _at(sheet: Any, key: str) -> int:
    return next(n for n in range(1, sheet.max_row + 1) if sheet.cell(n, 1).value == key)


def _row_among_figures(book: Any) -> None:
    sheet = book["Số liệu"]
    row = _at(sheet, "A2")
    sheet.insert_rows(row)
    sheet.cell(row, 3).value, sheet.cell(row, 5).value = "Chỉ tiêu thêm", 9


def _row_at_the_end(name: str, key: str, column: int, value: CellValue) -> Callable[[Any], None]:
    def do(book: Any) -> None:
        book[name].append({1: key, column: value})

    return do


@pytest.mark.parametrize(
    ("do", "code", "listed"),
    [
        (_row_among_figures, "unkeyed-content", ["Chỉ tiêu thêm", "9"]),
        (lambda book: book.create_sheet("Phụ lục").append(["x", 1, None, "y"]), "extra-sheet", ["x", "1", "y"]),
        (_row_at_the_end("Số liệu", "A1", 5, 99), "row-twice", ["99"]),
        (_row_at_the_end("Số liệu", "A5", 5, 99), "unknown-indicator", ["99"]),
        (_row_at_the_end("Nội dung", "khac", 4, "Ý lạ"), "unknown-section", ["khac", "Ý lạ"]),
    ],
)
def test_added_rows_and_sheets_are_listed(
    folder: Folder, form: Path, do: Callable[[Any], None], code: str, listed: list[str]
) -> None:
    """Rows without a key, with a repeated or an unknown one, and added sheets: cell by cell, in one finding."""
    submission = read(folder, change(form, do))
    assert_whole(submission)
    assert [x.value for x in submission.leftovers] == listed
    assert codes(submission) == [code]
    assert len(finding(submission, code).cells or (1,)) == (len(listed) if code != "unknown-section" else 2)


def test_an_added_sheet_with_the_key_of_a_form_sheet_is_listed(folder: Folder, form: Path) -> None:
    """All its cells are listed, in the cells for keys too."""

    def do(book: Any) -> None:
        own = book.create_sheet("Riêng")
        for cell, value in (
            ("A1", "toolkit:figures"),
            ("B1", "của chúng tôi"),
            ("C1", 7050030),
            ("A4", "chữ"),
            ("B4", 5),
            ("A7", 705),
        ):
            own[cell] = value

    submission = read(folder, change(form, do))
    found = {x.cell: x.value for x in submission.leftovers if x.sheet == "Riêng"}
    assert found == {"B1": "của chúng tôi", "C1": "7050030", "A4": "chữ", "B4": "5", "A7": "705"}
    assert "sheet-twice" in codes(submission)
    assert submission.balance.even


def test_a_number_above_the_rows_of_a_copied_sheet_is_listed(folder: Folder, form: Path) -> None:
    """The column of totals has no formulas there: it was typed, in the copy as well."""
    name, at = cell_of(form, "figures", "A2", "total")
    above = re.sub(r"\d+", "5", at)

    def do(book: Any) -> None:
        for area in list(book[name].merged_cells.ranges):
            book[name].unmerge_cells(str(area))
        book[name][above] = 7001153
        book.copy_worksheet(book[name])

    submission = read(folder, change(form, do, form.with_name("x.xlsx")))
    assert [x.sheet for x in submission.leftovers if x.cell == above] == [name, f"{name} Copy"]
    assert submission.balance.even


def test_numbers_under_a_pasted_heading_of_totals_are_listed(folder: Folder, form: Path) -> None:
    """Totals are computed on the sheet of figures; under its key on another sheet everything was typed."""

    def do(book: Any) -> None:
        sheet = book["Nội dung"]
        sheet["M1"], sheet["M12"] = "total", "ý ngoài"
        book.copy_worksheet(sheet)

    submission = read(folder, change(form, do, form.with_name("x.xlsx")))
    assert [x.sheet for x in submission.leftovers if x.value == "ý ngoài"] == ["Nội dung", "Nội dung Copy"]
    assert submission.balance.even


def test_a_sheet_pasted_below_itself_adds_no_statements(folder: Folder, form: Path) -> None:
    """One column to the right, its headings and themes are under the heading of texts; typed cells are listed."""

    def do(book: Any) -> None:
        sheet = book["Nội dung"]
        rows = [[cell.value for cell in row[1:]] for row in sheet.iter_rows(min_row=2)]
        for number, row in enumerate(rows, sheet.max_row + 2):
            for place, value in enumerate(row, 3):
                sheet.cell(number, place).value = value

    before = read(folder, form)
    submission = read(folder, change(form, do, form.with_name("x.xlsx")))
    assert texts(submission) == texts(before)
    typed = {s.text for s in before.statements}
    assert typed <= {x.value for x in submission.leftovers}
    assert submission.balance.even


def test_a_label_in_the_cell_of_a_detail_is_listed(folder: Folder, form: Path) -> None:
    """A pasted label is no answer."""
    name, at = cell_of(form, "info", "signed_by", "value")
    submission = read(folder, type_into(form, [((name, at), "Người ký báo cáo")], form.with_name("x.xlsx")))
    assert "signed_by" not in {d.key for d in submission.info}
    assert ("Người ký báo cáo", "unkeyed-content") in {(x.value, x.reason) for x in submission.leftovers}
    assert submission.balance.even


def test_a_second_copy_of_a_sheet_is_not_read(folder: Folder, form: Path) -> None:
    """Of two sheets with the same key the first is read; the other is a finding with the cells in which it differs."""
    at = cell_of(form, "statements", "han", "text", turn=3)[1]

    def copy(book: Any, more: str = "") -> None:
        book.copy_worksheet(book["Nội dung"])[at] = more or None

    submission = read(folder, change(form, copy, form.with_name("x.xlsx")))
    assert texts(submission) == ALL_TEXTS
    assert codes(submission) == ["sheet-repeated"]
    assert {x.reason for x in submission.leftovers} == {"sheet-repeated"}
    assert {text for _, text in ALL_TEXTS} <= {x.value for x in submission.leftovers} | {""}
    submission = read(folder, change(form, lambda book: copy(book, "Ý thêm"), form.with_name("x.xlsx")))
    assert texts(submission) == ALL_TEXTS
    assert codes(submission) == ["sheet-twice"]
    assert (at, "Ý thêm", "sheet-twice") in {(x.cell, x.value, x.reason) for x in submission.leftovers}
    assert finding(submission, "sheet-twice").cells == (at,)


@pytest.mark.slow
@needs_libreoffice
def test_of_a_copied_sheet_of_figures_what_was_typed_is_listed(folder: Folder, form: Path) -> None:
    """Figures and notes are, those of computed indicators too; what the form computes is not."""
    note = cell_of(form, "figures", "A3", "note")

    def copy(book: Any) -> None:
        book[note[0]][note[1]] = "tính theo xã"
        book.copy_worksheet(book[note[0]])

    submission = read(folder, convert(change(form, copy), "xlsx", form.parent / "saved"))
    assert codes(submission) == ["sheet-repeated"]
    values = {x.value for x in submission.leftovers}
    assert values >= {"5", "50", "7", "70", "kể cả xã", "tính theo xã"}
    assert not values & {"10", "12"}  # the computed figures and the total
    assert submission.balance.even
    assert submission.balance.even


@pytest.mark.parametrize("first", [False, True])
def test_another_agencys_sheet_in_a_form_is_listed(folder: Folder, form: Path, first: bool) -> None:
    """Wherever it is, the agency's sheet is read; of the other the filled cells are listed, not the printed ones."""
    other = filled(folder, "SB", "| code | 2019 | note |\n|---|---|---|\n| A5 | 4444 | đã rà |", name="other")
    theirs = openpyxl.load_workbook(other)["Số liệu"]

    def paste(book: Any) -> None:
        sheet = book.create_sheet("Số liệu (2)", 0 if first else None)
        for row in theirs.iter_rows():
            for cell in row:
                sheet[cell.coordinate].value = None if str(cell.value).startswith("=") else cell.value

    own = read(folder, form)
    submission = read(folder, change(form, paste, form.with_name("x.xlsx")))
    assert codes(submission) == ["sheet-of-another"]
    assert [f[:6] for f in submission.figures] == [f[:6] for f in own.figures]
    assert {x.value for x in submission.leftovers} == {"4444", "đã rà"}
    assert submission.balance.even
    assert "Sở B" in describe(finding(submission, "sheet-of-another"), "vi")[0]


@pytest.mark.parametrize("keyed", [True, False])
def test_another_agencys_sheet_instead_of_the_forms_holds_the_file(folder: Folder, form: Path, keyed: bool) -> None:
    """With its keys or without them: a person decides which agency sent the file."""
    other = filled(folder, "SB", "| code | 2019 |\n|---|---|\n| A5 | 4444 |", name="other")
    theirs = openpyxl.load_workbook(other)["Số liệu"]

    def paste(book: Any) -> None:
        del book["Số liệu"]
        sheet = book.create_sheet("Số liệu")
        for row in theirs.iter_rows(min_row=1 if keyed else 2):
            for cell in row[0 if keyed else 1 :]:
                less = 0 if keyed else 1
                at: Any = sheet.cell((cell.row or 1) - less, (cell.column or 1) - less)
                at.value = None if str(cell.value).startswith("=") else cell.value

    pasted = change(form, paste, form.with_name("x.xlsx"))
    submission = read(folder, pasted)
    assert (submission.status, submission.agency, codes(submission)) == ("rejected", None, ["two-agencies"])
    found = finding(submission, "two-agencies")
    assert (found.sheet, found.waits_for) == ("Số liệu", ("SA", "SB"))
    assert "Sở B" in found.value


@pytest.mark.slow
def test_printed_sheets_of_a_form_copied_as_values_are_no_content(folder: Folder, form: Path) -> None:
    """Of its guide and its list of what to fix, without their keys, only typed cells are listed."""

    def strip(book: Any) -> None:
        for sheet in book.worksheets:
            if str(sheet["A1"].value) in ("toolkit:guide", "toolkit:to_fix"):
                sheet.delete_rows(1)
                sheet.delete_cols(1)
        book["Hướng dẫn"]["C5"] = "đã đọc"

    submission = read(folder, change(form, strip))
    assert [(x.sheet, x.value) for x in submission.leftovers] == [("Hướng dẫn", "đã đọc")]
    assert codes(submission) == ["unkeyed-content"]


@pytest.mark.parametrize("foreign", [None, "xem lại"])
def test_a_column_or_row_without_its_key_is_read_by_its_label(folder: Folder, form: Path, foreign: str | None) -> None:
    """Where the key was cleared or typed over; typed cells are listed."""
    column, row = cell_of(form, "figures", "A2", "2020")[1], cell_of(form, "figures", "A4", "label")[1]
    detail = cell_of(form, "info", "prepared_by", "value")[1]
    line = cell_of(form, "statements", "dat", "text")[1]

    def clear(book: Any) -> None:
        book["Số liệu"][f"{column.rstrip('0123456789')}1"] = foreign
        book["Số liệu"][f"A{row.lstrip('ABCDEFGH')}"] = foreign
        book["Thông tin"][f"A{detail.lstrip('ABCDEFGH')}"] = foreign
        book["Nội dung"][f"A{line.lstrip('ABCDEFGH')}"] = foreign

    own, submission = read(folder, form), read(folder, change(form, clear))
    assert own.figures == submission.figures
    assert [s.text for s in own.statements] == [s.text for s in submission.statements]
    assert [x.text for x in own.info] == [x.text for x in submission.info]
    assert sorted(x.value for x in submission.leftovers) == ([] if foreign is None else [foreign] * 4)
    assert [f.sheet for f in submission.findings if f.code == "key-gone"] == ["Thông tin", "Số liệu"]
    assert submission.balance.even


def test_a_changed_label_replaces_no_key(folder: Folder, form: Path) -> None:
    """A label matches exactly or not at all."""
    key, label = (cell_of(form, "figures", "A2", column) for column in ("label", "label"))

    def clear(book: Any) -> None:
        book["Số liệu"][f"A{key[1].lstrip('ABCDEFGH')}"] = None
        book["Số liệu"][label[1]] = "Số người khác"

    assert "indicator-missing" in codes(read(folder, change(form, clear)))


# --- Deleted -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Số liệu", "Nội dung", "Thông tin"])
def test_a_missing_sheet_is_an_error(folder: Folder, form: Path, name: str) -> None:
    """The other sheets are read."""
    submission = read(folder, change(form, lambda book: book.remove(book[name])))
    assert "sheet-missing" in codes(submission)
    assert submission.status == "accepted_with_errors"
    assert (name == "Nội dung") != bool(texts(submission))
    assert (name == "Số liệu") != bool(values(submission))


def test_a_missing_row_or_column_is_an_error(folder: Folder, form: Path) -> None:
    """A deleted period or indicator is a separate error; the rest is read."""

    def delete(book: Any) -> None:
        sheet = book["Số liệu"]
        sheet.delete_rows(next(n for n in range(1, sheet.max_row) if sheet.cell(n, 1).value == "A2"))
        sheet.delete_cols(next(n for n in range(1, 12) if str(sheet.cell(1, n).value) == "2019"))

    submission = read(folder, change(form, delete))
    assert codes(submission) == ["indicator-missing", "period-missing"]
    assert finding(submission, "indicator-missing").indicator == "A2"
    assert finding(submission, "period-missing").period == "2019"
    assert values(submission) == {("A1", "2020"): 7}
    assert next(f.state for f in submission.figures if (f.indicator, f.period) == ("A2", "2020")) == "missing"


NO_STATEMENT = """
| section | text                        | evidence |
|---------|-----------------------------|----------|
| dat     | ...                         |          |
| dat     | Làm tốt                     |          |
| dat     | – …                         | KH 12    |
| han     | Không có hạn chế, tồn tại   |          |
| han     | Không có kinh phí riêng     |          |
| han     | Chưa có                     |          |
"""


def test_lines_that_are_no_statements(folder: Folder) -> None:
    """Lines without a letter or digit, or that state there is nothing, are listed and counted, and are no statement."""
    folder = definition(
        folder.root,
        agencies=AGENCIES,
        indicators=INDICATORS,
        themes=THEMES,
        sections=SECTIONS.replace("Hạn chế  ", "Hạn chế, tồn tại  "),
    )
    submission = read(folder, filled(folder, "SA", FIGURES, NO_STATEMENT, INFO))
    assert texts(submission) == [("dat", "Làm tốt"), ("han", "Không có kinh phí riêng")]
    assert [(f.code, f.value) for f in submission.findings if f.section and f.code != "statement-elsewhere"] == [
        ("statement-without-words", "..."),
        ("statement-without-words", "– …"),
        ("nothing-to-say", "Không có hạn chế, tồn tại"),
        ("nothing-to-say", "Chưa có"),
    ]
    assert [x.value for x in submission.leftovers] == ["...", "– …", "KH 12", "Không có hạn chế, tồn tại", "Chưa có"]
    assert submission.balance.even
    filling, marks = prepare_return(folder.campaign, submission)
    assert {x.text for x in filling.lines} >= {"...", "Không có hạn chế, tồn tại"}
    assert filling.outside == ()
    marked = [filling.lines[x.line].text for x in marks.lines if x.line is not None]
    assert marked == ["...", "– …"]


@pytest.mark.slow
def test_an_answer_of_none_in_a_required_section_is_no_statement(tmp_path: Path) -> None:
    """It is a finding and shown to leaders; missing money, people or cases are statements."""
    sections = (
        "| code | role | heading | required |\n|---|---|---|---|\n| han | limitation | Hạn chế và nguyên nhân | yes |"
    )
    folder = definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, sections=sections)
    none = (
        "Không có.",
        "Không có hạn chế",
        "Không",
        "Không có ý kiến",
        "Chưa có khó khăn, vướng mắc gì",
        "Không có hạn chế nào",
    )
    some = ("Không có kinh phí", "Không có cán bộ", "Không có cơ sở cai nghiện", "Chưa xử lý vụ việc nào", "x")
    for answer in (*none, *some):
        lines = f"| section | text |\n|---|---|\n| han | {answer} |"
        submission = read(folder, filled(folder, "SA", FIGURES, lines, INFO))
        assert ("said-none" in codes(submission)) == (answer in none), answer
        assert texts(submission) == ([] if answer in none else [("han", answer)])
        assert submission.balance.even
    filled(folder, "SA", FIGURES, "| section | text |\n|---|---|\n| han | Không có |", INFO)
    filled(folder, "SB", FIGURES, "| section | text |\n|---|---|\n| han | Thiếu người |", INFO)
    result = merge(folder, master=False)
    assert [(q.kind, q.agencies) for q in result.questions] == [("none", ("SA",))]
    assert [g.text for g in result.groups] == ["Thiếu người"]
    assert "section-empty" not in {f.code for f in result.findings}


def test_a_dotted_line_after_a_point_is_no_statement(tmp_path: Path) -> None:
    """It belongs to the point's cell."""
    sections = "| code | role | heading | required |\n|---|---|---|---|\n| han | limitation | Hạn chế | yes |"
    folder = definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, sections=sections)
    path = filled(folder, "SA", FIGURES, "| section | text |\n|---|---|\n| han | x |", INFO)
    place = cell_of(path, "statements", "han", "text")
    submission = read(folder, type_into(path, [(place, "- Thiếu người\n- …")]))
    assert texts(submission) == [("han", "Thiếu người")]
    assert [s.typed for s in submission.statements] == ["- Thiếu người\n- …"]


def test_a_section_with_an_answer_of_none_is_not_blank(folder: Folder) -> None:
    """On the board, and in the questions about blank sections."""
    filled(folder, "SA", FIGURES, LINES.replace("Thiếu người", "Không có   "), INFO)
    result = merge(folder, master=False)
    assert sections_with_nothing(result.used["SA"]) == {"han"}
    assert [q for q in result.questions if q.kind == "empty"] == []


def test_blank_cells_that_were_merged_quote_nothing(folder: Folder, form: Path) -> None:
    """The finding names no value that would count for one of them."""
    first, last = (cell_of(form, "figures", "A4", period) for period in ("2019", "2020"))
    submission = read(folder, change(form, lambda book: book[first[0]].merge_cells(f"{first[1]}:{last[1]}")))
    sentence = describe(finding(submission, "cells-merged-blank"), "vi", folder.campaign)[0]
    assert sentence == f"Các ô {first[1]}:{last[1]} (trang “Số liệu”) bị gộp làm một và đang trống."


# --- Typed over ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "column", "value"), [("A1", "label", "Số cuộc"), ("A1", "unit", "nghìn buổi"), ("A1", "label", "Số người")]
)
def test_a_changed_label_is_a_finding(folder: Folder, form: Path, row: str, column: str, value: str) -> None:
    """Also a changed unit, and a label that is now that of another row."""
    place = cell_of(form, "figures", row, column)
    submission = read(folder, type_into(form, [(place, value)]))
    assert codes(submission)[0] == "label-changed"
    assert (place[1], value) == (finding(submission, "label-changed").cell, finding(submission, "label-changed").value)


def test_changed_units_and_labels_are_separate_findings(folder: Folder, form: Path) -> None:
    """Several labels are one finding."""
    places = [("A1", "label"), ("A2", "label"), ("A2", "unit")]
    submission = read(folder, type_into(form, [(cell_of(form, "figures", *at), "Khác") for at in places]))
    label, unit = (describe(f, "vi", folder.campaign)[0] for f in submission.findings if f.code == "label-changed")
    assert ["cột “Chỉ tiêu”" in label, "cột “Đơn vị tính”" in unit, "Tương tự ở 1 ô khác" in label] == [True] * 3


@pytest.mark.parametrize("column", ["unit", "note"])
@pytest.mark.parametrize(("unit", "held"), [("nghìn buổi", True), ("vụ", True), ("ĐVT: buổi", False), ("buoi", False)])
def test_a_changed_unit_holds_bare_numbers(folder: Folder, form: Path, column: str, unit: str, held: bool) -> None:
    """A figure with its unit in the cell counts."""
    places = [(cell_of(form, "figures", "A1", column), unit), (cell_of(form, "figures", "A1", "2020"), "5 buổi")]
    submission = read(folder, type_into(form, places))
    states = [f.state for f in submission.figures if f.indicator == "A1"]
    assert ["held" if held else "given", "given"] == states
    assert held == ("unit-changed" in codes(submission))


def test_words_about_another_year_are_no_answer(folder: Folder, form: Path) -> None:
    """`Năm 2019 không có` is no answer for 2020."""
    places = [(cell_of(form, "figures", "A1", year), "Năm 2019 không có") for year in ("2019", "2020")]
    submission = read(folder, type_into(form, places))
    assert [f.state for f in submission.figures if f.indicator == "A1"] == ["zero_by_words", "held"]


def test_overwritten_formulas_are_not_used(folder: Folder, form: Path) -> None:
    """A value typed over a formula is compared with the computed one."""
    computed, total = cell_of(form, "figures", "A3", "2019"), cell_of(form, "figures", "A1", "total")
    submission = read(folder, type_into(form, [(computed, 99), (total, "tổng")]))
    assert codes(submission) == ["computed-differs", "total-differs"]
    assert tuple(getattr(finding(submission, "computed-differs"), n) for n in ("value", "indicator", "period")) == (
        "99",
        "A3",
        "2019",
    )
    assert values(submission) == pytest.approx(WHOLE)


def test_overwritten_formulas_without_figures_are_a_finding(folder: Folder) -> None:
    """It quotes the typed rate or total, which has no figures to be computed from."""
    path = filled(folder, "SA", "| code | 2019 |\n|--|--|\n| A4 | 1 |")
    computed, total = cell_of(path, "figures", "A3", "2019"), cell_of(path, "figures", "A1", "total")
    submission = read(folder, type_into(path, [(computed, 12.5), (total, 12)]))
    for code, cell, value in (("computed-not-checkable", computed[1], "12,5"), ("total-not-checkable", total[1], "12")):
        found = finding(submission, code)
        assert (found.cell, found.value) == (cell, value)
        for language in _LANGUAGES:
            assert value in describe(found, language, folder.campaign)[0]
    assert (submission.balance.reported, submission.balance.even) == (2, True)


def test_error_values_in_place_of_text_are_listed(folder: Folder, form: Path) -> None:
    """Excel makes an error of a line that begins with a dash: each such cell must be typed again."""
    places = [
        cell_of(form, "info", "phone", "value"),
        cell_of(form, "figures", "A1", "note"),
        cell_of(form, "figures", "A3", "note"),
        cell_of(form, "statements", "dat", "text"),
        cell_of(form, "statements", "han", "evidence"),
        cell_of(form, "statements", "han", "theme"),
    ]

    def do(book: Any) -> None:
        for sheet, address in places:
            book[sheet][address].value, book[sheet][address].data_type = "#NAME?", "e"

    before, after = read(folder, form), read(folder, change(form, do))
    assert {(x.sheet, x.cell, x.value) for x in after.leftovers if x.reason == "error-in-text"} == {
        (*p, "#NAME?") for p in places
    }
    found = [f for f in after.findings if f.code == "error-in-text"]
    assert sorted(cell for f in found for cell in f.cells) == sorted(address for _, address in places)
    assert {f.severity for f in found} == {"error"}
    assert texts(after) == texts(before)[1:]
    assert not [v for v in after.info if v.text == "#NAME?"]
    assert not [f for f in after.figures if f.note == "#NAME?"]
    assert not [s for s in after.statements if s.evidence == "#NAME?"]
    assert values(after) == values(before)
    assert after.balance.even


@pytest.mark.slow
def test_a_total_overwritten_with_the_right_number_is_no_finding(folder: Folder, form: Path) -> None:
    """A total typed over with the computed number is not reported."""
    submission = read(
        folder,
        type_into(form, [(cell_of(form, "figures", "A1", "total"), 12), (cell_of(form, "figures", "A3", "2020"), 10)]),
    )
    assert codes(submission) == []


@pytest.mark.parametrize("typed", ["12 buổi", 5.5, date(2020, 1, 2)])
def test_a_faulty_figure_is_one_finding(folder: Folder, typed: Any) -> None:
    """A fault in one cell is not reported again for totals and rates computed from it."""
    form = filled(folder, "SA", FIGURES, LINES, INFO)
    place = cell_of(form, "figures", "A1", "2019")
    submission = read(folder, type_into(form, [(place, typed)]))
    assert not {"total-differs", "computed-differs"} & set(codes(submission))


@pytest.mark.parametrize("typed", ["'12 buổi", "5.5", "không rõ", "Không có"])
def test_a_faulty_figure_is_one_finding_where_results_are_stored(folder: Folder, typed: str) -> None:
    """Also where the form's formulas have results stored by a spreadsheet program."""
    submission = read(
        folder,
        filled(
            folder, "SA", f"| code | 2019 | 2020 |\n|---|---|---|\n| A1 | {typed} | 3 |\n| A2 | 4 | 5 |", LINES, INFO
        ),
    )
    assert not {"total-differs", "computed-differs"} & set(codes(submission))
    assert submission.balance.even


# --- Cells of a special kind ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "look", "state", "expected"),
    [
        ("=2+3", "General", "held", "formula-without-value"),
        ("#REF!", "General", "held", "error-value"),  # calamine alone would show a blank
        (0.125, "0.0%", "given", 12.5),
    ],
)
def test_figures_without_results_and_errors_are_held(
    folder: Folder, form: Path, value: CellValue, look: str, state: str, expected: str | float
) -> None:
    """A formula saved without its result and an error value are held; 12,5 % is read as shown."""
    place = cell_of(form, "figures", "A4", "2019")

    def put(book: Any) -> None:
        book[place[0]][place[1]].value, book[place[0]][place[1]].number_format = value, look

    submission = read(folder, change(form, put))
    figure = next(f for f in submission.figures if f.cell == place[1])
    assert figure.state == state
    if state == "held":
        assert [(f.code, f.cell) for f in submission.findings if f.indicator] == [(expected, place[1])]
    else:
        assert figure.value == pytest.approx(expected)


def test_added_formulas_without_results_are_findings(folder: Folder, form: Path) -> None:
    """In any cell; the form's formulas are not."""
    figures, statements = keyed(form)["figures"], keyed(form)["statements"]
    line = next(row for row in statements.rows if row.key == "han" and statements.value(row, "text") is None)
    places = [(statements.name, statements.address(line, "text")), (figures.name, "Z3"), ("Phụ lục", "B2")]

    def do(book: Any) -> None:
        book.create_sheet("Phụ lục")
        for sheet, address in places:
            book[sheet][address] = "=1+1"

    found = [f for f in read(folder, change(form, do)).findings if f.code == "formula-not-computed"]
    assert dict.fromkeys(places, 1) == {(f.sheet, f.cell): len(f.cells) for f in found}


def test_a_percentage_in_a_cell_for_text_is_quoted_as_shown(folder: Folder, form: Path) -> None:
    """In any cell: 85%, not 0,85."""
    lines = keyed(form)["statements"]
    row = next(r for r in lines.rows if r.key == "han" and lines.text(r, "text"))
    places = {
        "statement": (lines.name, lines.address(row, "text")),
        "evidence": (lines.name, lines.address(row, "evidence")),
        "note": cell_of(form, "figures", "A4", "note"),
        "info": cell_of(form, "info", "signed_by", "value"),
        "leftover": (lines.name, "L60"),
    }

    def show(book: Any) -> None:
        for sheet, address in places.values():
            book[sheet][address].value, book[sheet][address].number_format = 0.855, "0.0%"

    submission = read(folder, change(form, show))
    statement = next(s for s in submission.statements if s.cell == places["statement"][1])
    assert (statement.text, statement.evidence) == ("85,5%", "85,5%")
    assert "85,5%" in [f.note for f in submission.figures]
    assert "85,5%" in [i.text for i in submission.info]
    assert [(x.cell, x.value) for x in submission.leftovers] == [("L60", "85,5%")]


@pytest.mark.parametrize("typed", [4321, 7.5, -3, True, "7,5"])
def test_a_number_typed_over_a_line_number_is_listed(folder: Folder, form: Path, typed: Any) -> None:
    """Where no line of the form has that number."""
    lines = keyed(form)["statements"]
    row = next(r for r in lines.rows if r.key == "han")
    place = cell_name(row.index, lines.people_columns[0])
    plain = read(folder, form)
    submission = read(folder, type_into(form, [((lines.name, place), typed)]))
    assert [x.cell for x in submission.leftovers] == [place]
    assert submission.statements == plain.statements
    assert submission.balance.even


def test_a_theme_without_text_is_listed(folder: Folder, form: Path) -> None:
    """An unknown theme leaves its statement as it is."""
    lines = keyed(form)["statements"]
    last = [r for r in lines.rows if r.key == "han"][3]
    submission = read(
        folder,
        type_into(
            form,
            [
                ((lines.name, lines.address(last, "theme")), "Tuyên truyền"),
                (cell_of(form, "statements", "han", "theme"), "Chủ đề lạ"),
            ],
        ),
    )
    assert codes(submission) == ["statement-without-text", "unknown-theme"]
    assert texts(submission) == ALL_TEXTS


@pytest.mark.parametrize("language", _LANGUAGES)
def test_changed_headings_of_periods_are_a_finding(folder: Folder, language: Language) -> None:
    """Another period's heading is reported though the form prints that text elsewhere; so is a cleared one."""
    path = filled(folder, "SA", FIGURES, LINES, INFO, language=language)
    sheet = keyed(path)["figures"]
    row = next(r for r in sheet.rows if r.for_people and sheet.text(r, "2019") == "2019")
    swapped = [((sheet.name, sheet.address(row, a)), b) for a, b in (("2019", "2020"), ("2020", "2019"))]
    submission = read(folder, type_into(path, swapped))
    assert codes(submission) == ["heading-changed", "heading-changed"]
    assert [(f.period, f.value) for f in submission.findings if f.code == "heading-changed"] == [
        ("2019", "2020"),
        ("2020", "2019"),
    ]
    assert submission.balance.even
    assert values(submission) == pytest.approx(WHOLE)
    submission = read(folder, type_into(path, [(swapped[0][0], None), (swapped[1][0], "Kế hoạch")]))
    assert [f.value for f in submission.findings if f.code != "details-missing"] == ["Kế hoạch"]
    assert submission.leftovers == ()


# --- The form's agency ---------------------------------------------------------------------------


def stamp(path: Path, row: str, value: str) -> Path:
    return type_into(path, [(cell_of(path, "meta", row, "value"), value)])


def properties(path: Path, key: str, value: str) -> Path:
    """Changes a custom document property, the second copy of the identity."""
    copy = path.with_name("copy.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == "docProps/custom.xml":
                data = re.sub(
                    rf'(name="toolkit_{key}".*?<vt:lpwstr[^>]*>)[^<]*'.encode(), rf"\g<1>{value}".encode(), data
                )
            new.writestr(item, data)
    shutil.move(copy, path)
    return path


@pytest.mark.parametrize(
    ("stamped", "named", "code"),
    [
        ({"campaign": "KHAC-2019"}, {"campaign": "KHAC-2019"}, "wrong-campaign"),
        ({"agency": "SZ"}, {"agency": "SZ"}, "unknown-agency"),
        ({}, {"agency": "SB"}, "two-agencies"),
    ],
)
def test_a_form_of_another_campaign_or_roster_is_rejected(
    folder: Folder, form: Path, stamped: dict[str, str], named: dict[str, str], code: str
) -> None:
    """Its contents are not checked; where the stamps disagree nothing is guessed."""
    for row, value in stamped.items():
        form = stamp(form, row, value)
    for key, value in named.items():
        form = properties(form, key, value)
    submission = read(folder, form)
    assert (submission.status, codes(submission)) == ("rejected", [code])
    if code == "unknown-agency":
        assert submission.findings[0].value == "SZ"


def test_a_workbook_without_any_key_is_no_form(folder: Folder) -> None:
    openpyxl.Workbook().save(folder.inbox / "la.xlsx")
    assert codes(read(folder, folder.inbox / "la.xlsx")) == ["not-our-form"]


@pytest.mark.parametrize("name", ["Sở B", "SB"])
def test_a_form_with_another_agencys_name_is_held(folder: Folder, form: Path, name: str) -> None:
    """It waits for a decision, and does not replace the agency's report."""
    wrong = type_into(form, [(cell_of(form, "info", "agency", "value"), name)], form.with_name("SA lần 2.xlsx"))
    submission = read(folder, wrong)
    assert (submission.status, submission.agency, codes(submission)) == ("rejected", None, ["two-agencies"])
    assert name in submission.findings[0].value
    result = merge(folder)
    assert {code: s.source.file for code, s in result.used.items()} == {"SA": "inbox/SA.xlsx"}
    assert {s.agency: (s.waiting, s.unusable) for s in result.statuses} == {"SA": (1, ""), "SB": (1, "")}


def test_another_spelling_of_the_agencys_name_is_a_warning(folder: Folder, form: Path) -> None:
    """So is a name of no agency."""
    for name in ("Sở A cũ", "Văn phòng Sở A"):
        submission = read(folder, type_into(form, [(cell_of(form, "info", "agency", "value"), name)]))
        assert (submission.agency, codes(submission)) == ("SA", ["agency-changed"])


@pytest.mark.parametrize(("name", "agency"), [("Sở A cũ", "SA"), ("sở a", "SA"), ("Sở Bê", None)])
def test_without_stamps_the_name_decides(folder: Folder, form: Path, name: str, agency: str | None) -> None:
    """A name or an alias of the roster identifies the form's agency; other text does not."""

    def strip(book: Any) -> None:
        book.remove(book["_meta"])
        for key in list(book.custom_doc_props.names):
            del book.custom_doc_props[key]

    place = cell_of(form, "info", "agency", "value")
    submission = read(folder, type_into(change(form, strip), [(place, name)]))
    assert agency == submission.agency
    assert ("agency-not-known" in codes(submission)) == (agency is None)
    if agency is None:
        reported = finding(submission, "agency-not-known")
        assert (place[1], name, "Sở B (SB)") == (reported.cell, reported.value, reported.text("nearest"))


@pytest.mark.parametrize(
    ("expected", "name"),
    [
        ("PL", "UBND phường Tân Lập"),
        ("PL", "Phường Tân Lập"),
        ("PL", "UBND P. Tân Lập"),
        ("PL", "Ủy ban nhân dân phường  TÂN LẬP"),
        ("XL", "ỦY BAN NHÂN DÂN XÃ EA HLEO"),
        ("XL", "xã Ea H`Leo"),
        ("XL", "UBND Ea Hleo"),
        ("XL", "Xã EaH’leo"),
        (None, "Tân Lập"),
        (None, "HĐND phường Tân Lập"),
        (None, "UBND xã Tân Lập"),
        (None, "Ủy ban nhân dân"),
        (None, "UBND xã Ea"),
    ],
)
def test_names_match_in_usual_spellings(tmp_path: Path, expected: str | None, name: str) -> None:
    """Abbreviations, signs and common first words make no difference; the name of no agency matches none."""
    agencies = (
        "| code | name | short_name | aliases |\n|--|--|--|--|\n"
        "| PL | Ủy ban nhân dân phường Tân Lập | UBND P. Tân Lập | |\n"
        "| XL | Ủy ban nhân dân xã Ea H'Leo | UBND xã Ea H'Leo | Ea Hleo |"
    )
    words = (
        "| kind | text | means |\n|--|--|--|\n| abbreviation | UBND | Ủy ban nhân dân |\n"
        "| abbreviation | HĐND | Hội đồng nhân dân |"
    )
    names = AgencyNames(
        definition(
            tmp_path, agencies=agencies, indicators=INDICATORS.replace("| SB ", "|    "), sections=SECTIONS, words=words
        ).campaign
    )
    found = names.single_match(name)
    assert expected == (found.code if found else None)


def test_a_point_in_merged_cells_is_read(folder: Folder, form: Path) -> None:
    """Where theme and text of a line were merged for a wider cell, its text is the statement."""
    (sheet, theme), (_, text) = (cell_of(form, "statements", "han", column) for column in ("theme", "text"))

    def join(book: Any) -> None:
        book[sheet][theme], book[sheet][text] = "Thiếu giáo viên tiếng Anh", None
        book[sheet].merge_cells(f"{theme}:{text}")

    submission = read(folder, change(form, join))
    assert [("Thiếu giáo viên tiếng Anh", "", theme)] == [
        (s.text, s.theme, s.cell) for s in submission.statements if s.section == "han"
    ]
    assert codes(submission) == []
    assert submission.balance == read(folder, form).balance


def test_a_form_of_an_older_definition_is_matched_by_codes(tmp_path: Path, folder: Folder, form: Path) -> None:
    """Added indicators are missing, removed ones are listed."""
    newer = "\n".join(line for line in INDICATORS.splitlines() if not line.startswith("| A4"))
    newer += (
        "\n| A6   | Hai   | Mới      | ca    | count   |          | sum             | sum            |            |\n"
    )
    changed = definition(
        tmp_path,
        agencies=AGENCIES,
        indicators=newer,
        sections=SECTIONS,
        themes=THEMES,
        about={"deadline": "2021-02-01"},
    )
    submission = read(changed, type_into(form, [(cell_of(form, "figures", "A4", "2019"), 40)]))
    assert {"older-definition", "indicator-new", "no-longer-asked"} <= set(codes(submission))
    assert finding(submission, "indicator-new").indicator == "A6"
    assert values(submission) == pytest.approx(WHOLE)


# --- Several files of one agency -----------------------------------------------------------------


def test_a_rejected_file_does_not_supersede(folder: Folder, form: Path) -> None:
    """A later unusable file leaves the earlier one counting, and is listed."""
    (folder.inbox / "SA z.xlsx").write_bytes(b"")
    result = merge(folder, master=False)
    assert list(result.used) == ["SA"]
    assert "empty-file" in [f.code for f in result.findings]


_ODD: tuple[CellValue, ...] = (
    None,
    None,
    " ",
    "\u200b",
    "#",
    "x",
    0.0,
    1.0,
    5.5,
    True,
    False,
    "Không có",
    "12 người",
    "dat",
    "A1",
    ErrorValue("#REF!"),
    ErrorValue("A1"),
    date(2020, 3, 7),
    "Sở A",
    "Số buổi",
    "3.",
)


def _altered(raw: RawWorkbook, dice: random.Random) -> RawWorkbook:
    """The workbook with some cells typed over, rows moved, repeated or deleted, or an added column."""
    sheets = list(raw.sheets)
    for _ in range(dice.choice((1, 3, 12))):
        place = dice.randrange(len(sheets))
        rows = [list(row) for row in sheets[place].rows]
        row = dice.choice(rows)
        match dice.randrange(8):
            case 0:
                rows.insert(dice.randrange(len(rows)), list(row))
            case 1 if len(rows) > 1:
                rows.remove(row)
            case 2:
                rows = [[*cells, dice.choice(_ODD)] for cells in rows]
            case 3:
                del row[-1:]
            case _ if row:
                row[dice.randrange(len(row))] = dice.choice((*_ODD, *row))
            case _:
                pass
        sheets[place] = replace(sheets[place], rows=rows)
    return replace(raw, sheets=tuple(sheets))


@pytest.mark.slow
def test_reading_does_not_depend_on_earlier_files(folder: Folder) -> None:
    """A reader of many workbooks, good and odd, reads each as a new reader would."""
    dice = random.Random(8)
    reader = Reader(folder.campaign, VERSION)
    for agency in ("SA", "SB"):
        for language in _LANGUAGES:
            path = filled(folder, agency, FIGURES, LINES, INFO, name=f"{agency}{language}", language=language)
            raw = read_workbook(path, path.name)
            assert isinstance(raw, RawWorkbook)
            for one in (raw, raw, *(_altered(raw, dice) for _ in range(60))):
                # Compared as written: 1 and TRUE are equal.
                assert repr(Reader(folder.campaign, VERSION).read(one)) == repr(reader.read(one))


@pytest.mark.parametrize("key", ["info", "figures"])
def test_a_word_in_the_cell_of_a_key_is_listed_in_each_form(folder: Folder, key: str) -> None:
    """In a row with no other text, in two forms: both list it."""
    path = filled(folder, "SA", FIGURES, LINES, INFO)
    raw = read_workbook(path, path.name)
    assert isinstance(raw, RawWorkbook)
    sheets = [
        replace(s, rows=[*s.rows, ["XX99", *[None] * (len(s.rows[0]) - 1)]]) if s.rows[0][0] == f"toolkit:{key}" else s
        for s in raw.sheets
    ]
    typed = replace(raw, sheets=tuple(sheets))
    # In a form of an earlier definition it may be the key of a removed question, and is not listed.
    others = [replace(s, rows=[_of_earlier(cells) for cells in s.rows]) for s in sheets]
    earlier = replace(typed, sheets=tuple(others), properties={})
    reader = Reader(folder.campaign, VERSION)
    for one in (earlier, typed, typed):
        found = [x.value for x in reader.read(one).leftovers]
        assert found == ([] if one is earlier else ["XX99"])


def _of_earlier(cells: Sequence[CellValue]) -> Sequence[CellValue]:
    return ["definition", "0" * 12, *cells[2:]] if cells[:1] == ["definition"] else cells


@pytest.mark.slow
def test_the_guide_of_the_lead_agencys_form_is_no_content(tmp_path: Path) -> None:
    """Its form has a different guide, which is printed text too."""
    folder = definition(
        tmp_path, about={"lead_agency": "SA"}, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS
    )
    own, other = (make_form(folder.campaign, folder.campaign.agency_by_code[c], version=VERSION) for c in ("SA", "SB"))
    assert ["gửi" in form.guide[0][1] for form in (own, other)] == [False, True]
    made = Forms()
    for form in (other, own):
        path, whole = folder.inbox / f"{form.agency.code}.xlsx", folder.root / "whole.xlsx"
        path.write_bytes(made.form_bytes(form))
        write_intake(whole, form)
        drawn, put_in = (read_workbook(x, "x.xlsx") for x in (whole, path))
        assert isinstance(drawn, RawWorkbook)
        assert isinstance(put_in, RawWorkbook)
        assert [s.rows for s in drawn.sheets] == [s.rows for s in put_in.sheets]
        assert read(folder, path).leftovers == ()
    before = replace(
        own,
        guide=(
            (
                "lead",
                forms.GUIDE[0][2].say(
                    "vi",
                    asked=forms.ASKED[True, False, True].say("vi"),
                    lead="Sở A",
                    agency="Sở A",
                    title=ABOUT["title"],
                ),
            ),
            *own.guide[1:],
        ),
    )
    write_intake(whole, before)
    assert read(folder, whole).leftovers == ()


def test_findings_of_a_sheet_are_ordered_by_columns(folder: Folder) -> None:
    """`Z9` is before `AA1`, and within a column `E9` before `E10`."""
    cells = ["E9", "E10", "F1", "Z9", "AA1", "AB16"]
    found = [Finding(code="x", severity="note", sheet="S", cell=cell) for cell in reversed(cells)]
    assert [f.cell for f in sort_findings(folder.campaign, found)] == cells


def test_a_form_assigned_to_another_agency_by_decision(folder: Folder, form: Path) -> None:
    """Its printed headings are no content; only the name that it was made for is reported."""
    raw = read_workbook(form, form.name)
    assert isinstance(raw, RawWorkbook)
    submission = Reader(folder.campaign, VERSION, {raw.source.sha256: "SB"}).read(raw)
    assert (submission.agency, sorted(codes(submission))) == ("SB", ["agency-changed", "indicator-missing"])
    assert list(submission.leftovers) == []


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize(
    "save", [_as_it_is, _by_office("xlsx"), _by_office("ods")], ids=["xlsx", "shared texts", "ods"]
)
def test_struck_through_text_is_a_finding(folder: Folder, form: Path, save: Callable[[Path], Path]) -> None:
    """A figure struck through, in part or whole, is held; text is read with a finding."""
    part, whole, other = (cell_of(form, "figures", *at) for at in (("A1", "2019"), ("A1", "2020"), ("A2", "2019")))
    line = cell_of(form, "statements", "han", "text")

    def strike(book: Any) -> None:
        book[part[0]][part[1]] = CellRichText(
            TextBlock(InlineFont(strike=True), "12"), TextBlock(InlineFont(strike=False), "15")
        )
        book[line[0]][line[1]] = CellRichText(
            TextBlock(InlineFont(), "Thiếu "), TextBlock(InlineFont(strike=True), "người")
        )
        for sheet, cell in (whole, other):
            book[sheet][cell].font = Font(strike=(sheet, cell) == whole)

    path = change(form, strike, form.with_name("SA sửa.xlsx"))
    submission = read(folder, save(path))
    struck = [f for f in submission.findings if f.code == "struck-through"]
    assert [part[1], whole[1]] == [f.cell for f in struck]
    assert [f.state for f in submission.figures if f.cell in (part[1], whole[1], other[1])] == ["held", "held", "given"]
    assert [(line[1], "Thiếu người")] == [
        (f.cell, f.value) for f in submission.findings if f.code == "text-struck-through"
    ]
    assert submission.balance == read(folder, form).balance
