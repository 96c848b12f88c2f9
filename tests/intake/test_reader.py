"""Reading a form that came back: whatever happened to it, every value is read or a finding says what is wrong."""

import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.cell import MergedCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from tests.binary import as_binary
from tests.building import ABOUT, VERSION, cell_of, codes, definition, filled, merge, read, type_into
from tests.building import typed as as_typed
from tests.cases import cases
from tests.effort import effort
from tests.hostile import changed
from tests.intake.sent import Sent, cells, essence, put, unmerged
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
TABLES = {"agencies": AGENCIES, "indicators": INDICATORS, "sections": SECTIONS, "themes": THEMES}
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
    **{"report_number": "5/BC", "report_date": date(2020, 12, 30)},
    **{"prepared_by": "An", "phone": "0277", "signed_by": "Bình"},
}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return definition(tmp_path, about=None, **TABLES)


@pytest.fixture
def form(folder: Folder) -> Path:
    return filled(folder, "SA", FIGURES, LINES, INFO)


@pytest.fixture
def sent(folder: Folder, form: Path) -> Sent:
    return Sent(folder, form)


def values(submission: Submission) -> dict[tuple[str, str], object]:
    return {(f.indicator, f.period): f.value for f in submission.figures if f.value is not None}


def texts(submission: Submission) -> list[tuple[str, str]]:
    return [(s.section, s.text) for s in submission.statements]


def finding(submission: Submission, code: str) -> Finding:
    return next(f for f in submission.findings if f.code == code)


def found(submission: Submission, code: str) -> list[Finding]:
    return [f for f in submission.findings if f.code == code]


def listed(submission: Submission) -> list[str]:
    return [x.value for x in submission.leftovers]


#: The figures and texts of the unchanged form.
WHOLE = {
    **{("A1", "2019"): 5, ("A1", "2020"): 7, ("A2", "2019"): 50},
    **{("A2", "2020"): 70, ("A3", "2019"): 10, ("A3", "2020"): 10},
}
ALL_TEXTS = [("dat", "Làm tốt"), ("dat", "Có nhiều buổi"), ("han", "Thiếu người")]


def assert_whole(submission: Submission) -> None:
    assert values(submission) == pytest.approx(WHOLE)
    assert texts(submission) == ALL_TEXTS


def test_a_correctly_filled_form_has_no_findings(sent: Sent) -> None:
    """Every value is read, with its cell."""
    submission = sent.read()
    assert_whole(submission)
    assert (codes(submission), submission.status) == ([], "accepted")
    assert sent.at("figures", "A2", "2020") == next(
        (f.sheet, f.cell) for f in submission.figures if (f.indicator, f.period) == ("A2", "2020")
    )
    assert next(f.note for f in submission.figures if f.note) == "kể cả xã"
    assert {v.key: v.text for v in submission.info} == {**INFO, "report_date": "30/12/2020"}
    assert (submission.statements[0].theme, submission.statements[0].evidence) == ("tt", "KH 12")


# --- Moved ---------------------------------------------------------------------------------------


def _rows(sheet: Any, column: int, *values: str) -> list[int]:
    """The numbers of the rows with one of these values in the column."""
    return [n for n in range(1, sheet.max_row + 1) if sheet.cell(n, column).value in values]


def _exchange(one: Any, other: Any) -> None:
    if not isinstance(one, MergedCell) and not isinstance(other, MergedCell):
        one.value, other.value = other.value, one.value


def rename_sheets(book: Any) -> None:
    for number, sheet in enumerate(book.worksheets):
        if sheet.sheet_state == "visible":
            sheet.title = f"Trang tôi {number}"


def move_sheets(book: Any) -> None:
    book.move_sheet("Nội dung", -3)
    book.move_sheet("Thông tin", 2)


def insert_rows_and_columns(book: Any) -> None:
    unmerged(book["Số liệu"]).insert_rows(8, 2)
    book["Số liệu"].insert_cols(5)
    book["Thông tin"].insert_rows(3)


def move_columns(book: Any) -> None:
    sheet = book["Số liệu"]
    for row in range(1, sheet.max_row + 1):
        _exchange(sheet[f"E{row}"], sheet[f"F{row}"])
        _exchange(sheet[f"C{row}"], sheet[f"H{row}"])


def sort_rows(book: Any) -> None:
    first, second = _rows(book["Số liệu"], 1, "A1", "A2")
    for column in range(1, 9):
        _exchange(book["Số liệu"].cell(first, column), book["Số liệu"].cell(second, column))


def hide_rows(book: Any) -> None:
    for sheet in book.worksheets:
        for row in range(1, 20):
            sheet.row_dimensions[row].hidden = True


@pytest.mark.parametrize(
    "do", [rename_sheets, move_sheets, insert_rows_and_columns, move_columns, sort_rows, hide_rows]
)
def test_position_never_matters(sent: Sent, do: Callable[[Any], None]) -> None:
    """Sheets, rows and columns renamed, moved, inserted, sorted or hidden change nothing."""
    submission = sent.changed(do)
    assert_whole(submission)
    assert codes(submission) == ["hidden-content"] * 3 * (do is hide_rows)


def _as_it_is(path: Path) -> Path:
    return path


def _binary(path: Path) -> Path:
    target = path.with_suffix(".xlsb")
    target.write_bytes(as_binary(path))
    return target


def _by_office(to: Target) -> Any:
    """A case of a test: saved by LibreOffice in this format."""
    marks = (pytest.mark.slow, pytest.mark.libreoffice)
    return pytest.param(lambda path: convert(path, to, path.parent / "saved"), id=f"{to} of LibreOffice", marks=marks)


def hide_here_and_there(book: Any) -> None:
    figures, lines = book["Số liệu"], book["Nội dung"]
    figures.row_dimensions[_rows(figures, 1, "A1")[0]].hidden = True
    figures.row_dimensions[figures.max_row + 20].hidden = True  # it is blank
    for n in _rows(lines, 4, "Làm tốt", "Có nhiều buổi", "Thiếu người"):
        lines.row_dimensions[n].hidden = True
    book["Thông tin"].column_dimensions["C"].hidden = True
    extra = book.create_sheet("Phụ lục")
    extra["A1"], extra["B7"], extra["D7"] = "x", 5, "y"
    extra.column_dimensions["D"].hidden = True
    for n in range(3, 10):
        extra.row_dimensions[n].hidden = True
    kept = book.create_sheet("Nháp")
    kept["C3"] = "riêng"
    kept.sheet_state = "hidden"


@needs_libreoffice
@pytest.mark.parametrize("save", [_as_it_is, _binary, _by_office("xlsx"), _by_office("ods"), _by_office("xls")])
def test_hidden_content_is_read_with_a_note(sent: Sent, save: Callable[[Path], Path]) -> None:
    """The contents of hidden rows, columns and sheets count like all others, and the note has their positions. The keys
    and lists that the form hides itself are in no note, whichever program saved it."""
    submission = sent.changed(hide_here_and_there, save)
    assert texts(submission) == ALL_TEXTS
    notes = {f.sheet: f for f in submission.findings if f.code.startswith("hidden-")}
    assert {sheet: dict(f.arguments)["count"] for sheet, f in notes.items()} == {
        **{"Số liệu": 3, "Nội dung": 5, "Thông tin": 5, "Phụ lục": 2, "Nháp": 1}
    }
    assert [notes[sheet].text("places") for sheet in ("Phụ lục", "Thông tin", "Nháp")] == ["7, D", "C", ""]
    assert re.fullmatch(r"\d+–\d+, \d+", notes["Nội dung"].text("places"))
    assert {f.severity for f in notes.values()} == {"note"}


def test_replacement_characters_are_a_finding(sent: Sent) -> None:
    """U+FFFD in place of a lost character is listed with its cells: in the narrative, a note, outside the form."""

    def spoil(book: Any) -> None:
        for n in _rows(book["Nội dung"], 4, "Có nhiều buổi", "Thiếu người"):
            book["Nội dung"].cell(n, 4).value += " \ufffd\ufffd"
        book.create_sheet("Phụ lục")["B3"] = "\ufffd"

    lines, extra = found(sent.changed(spoil), "text-not-whole")
    assert (lines.sheet, len(lines.cells), extra.sheet, extra.cells) == ("Nội dung", 2, "Phụ lục", ("B3",))


# --- Added ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_row_without_key_belongs_to_the_section_above(sent: Sent) -> None:
    """A line inserted among the statements is a statement of the section above it."""

    def insert(book: Any) -> None:
        sheet = unmerged(book["Nội dung"])
        (row,) = _rows(sheet, 4, "Có nhiều buổi")
        sheet.insert_rows(row)
        sheet.cell(row, 4).value = "Chèn giữa"

    submission = sent.changed(insert)
    assert texts(submission) == [ALL_TEXTS[0], ("dat", "Chèn giữa"), *ALL_TEXTS[1:]]
    assert codes(submission) == []


def _row_among_figures(book: Any) -> None:
    (row,) = _rows(book["Số liệu"], 1, "A2")
    book["Số liệu"].insert_rows(row)
    book["Số liệu"].cell(row, 3).value, book["Số liệu"].cell(row, 5).value = "Chỉ tiêu thêm", 9


@pytest.mark.parametrize(
    ("do", "code", "expected"),
    [
        (_row_among_figures, "unkeyed-content", ["Chỉ tiêu thêm", "9"]),
        (lambda book: book.create_sheet("Phụ lục").append(["x", 1, None, "y"]), "extra-sheet", ["x", "1", "y"]),
        (lambda book: book["Số liệu"].append({1: "A1", 5: 99}), "row-twice", ["99"]),
        (lambda book: book["Số liệu"].append({1: "A5", 5: 99}), "unknown-indicator", ["99"]),
        (lambda book: book["Nội dung"].append({1: "khac", 4: "Ý lạ"}), "unknown-section", ["khac", "Ý lạ"]),
    ],
)
def test_added_rows_and_sheets_are_listed(
    sent: Sent, do: Callable[[Any], None], code: str, expected: list[str]
) -> None:
    """Rows without a key, with a repeated or an unknown one, and added sheets: cell by cell, in one finding."""
    submission = sent.changed(do)
    assert_whole(submission)
    assert (listed(submission), codes(submission)) == (expected, [code])
    assert len(finding(submission, code).cells or (1,)) == len(expected)


def test_an_added_sheet_with_the_key_of_a_form_sheet_is_listed(sent: Sent) -> None:
    """All its cells are listed, in the cells for keys too."""
    typed = {"B1": "của chúng tôi", "C1": 7050030, "A4": "chữ", "B4": 5, "A7": 705}

    def do(book: Any) -> None:
        own = book.create_sheet("Riêng")
        for cell, value in {"A1": "toolkit:figures", **typed}.items():
            own[cell] = value

    submission = sent.changed(do)
    assert {x.cell: x.value for x in submission.leftovers} == {cell: str(value) for cell, value in typed.items()}
    assert "sheet-twice" in codes(submission)


def test_what_is_typed_on_a_sheet_and_its_copy_is_listed_twice(sent: Sent) -> None:
    """A number over the totals, or under a pasted heading of totals, where no formula is: it was typed."""
    name, at = sent.at("figures", "A2", "total")
    above = re.sub(r"\d+", "5", at)

    def over(book: Any) -> None:
        unmerged(book[name])[above] = 7001153
        book.copy_worksheet(book[name])

    def under(book: Any) -> None:
        book["Nội dung"]["M1"], book["Nội dung"]["M12"] = "total", "ý ngoài"
        book.copy_worksheet(book["Nội dung"])

    assert [x.sheet for x in sent.changed(over).leftovers if x.cell == above] == [name, f"{name} Copy"]
    assert [x.sheet for x in sent.changed(under).leftovers if x.value == "ý ngoài"] == ["Nội dung", "Nội dung Copy"]


@pytest.mark.slow
def test_a_sheet_pasted_below_itself_adds_no_statements(sent: Sent) -> None:
    """One column to the right, its headings and themes are under the heading of texts; typed cells are listed."""
    rows = [row[1:] for row in cells(sent.path, "Nội dung")[1:]]
    submission = sent.changed(lambda book: put(book["Nội dung"], rows, len(rows) + 2, 2))
    assert texts(submission) == ALL_TEXTS
    assert {text for _, text in ALL_TEXTS} <= set(listed(submission))


def test_a_second_copy_of_a_sheet_is_not_read(sent: Sent) -> None:
    """Of two sheets with the same key the first is read; the other is a finding with the cells in which it differs."""
    at = sent.at("statements", "han", "text", 3)[1]
    for more, code in ((None, "sheet-repeated"), ("Ý thêm", "sheet-twice")):

        def copy(book: Any, more: str | None = more) -> None:
            book.copy_worksheet(book["Nội dung"])[at] = more

        submission = sent.changed(copy)
        assert (texts(submission), codes(submission)) == (ALL_TEXTS, [code])
        assert {x.reason for x in submission.leftovers} == {code}
        assert {text for _, text in ALL_TEXTS} <= set(listed(submission))
        if more:
            assert (at, more) in {(x.cell, x.value) for x in submission.leftovers}
            assert finding(submission, code).cells == (at,)


@pytest.mark.slow
@needs_libreoffice
def test_of_a_copied_sheet_of_figures_what_was_typed_is_listed(sent: Sent) -> None:
    """Figures and notes are, those of computed indicators too; what the form computes is not."""
    note = sent.at("figures", "A3", "note")

    def copy(book: Any) -> None:
        book[note[0]][note[1]] = "tính theo xã"
        book.copy_worksheet(book[note[0]])

    submission = sent.changed(copy, lambda path: convert(path, "xlsx", path.parent / "saved"))
    assert codes(submission) == ["sheet-repeated"]
    assert set(listed(submission)) >= {"5", "50", "7", "70", "kể cả xã", "tính theo xã"}
    assert not set(listed(submission)) & {"10", "12"}  # the computed figures and the total


def _figures_of_another(folder: Folder) -> list[list[Any]]:
    """The cells of the figures' sheet of the form of SB, which has one figure and a note."""
    return cells(
        filled(folder, "SB", "| code | 2019 | note |\n|---|---|---|\n| A5 | 4444 | đã rà |", name="other"), "Số liệu"
    )


@pytest.mark.parametrize("first", [False, True])
def test_another_agencys_sheet_in_a_form_is_listed(sent: Sent, first: bool) -> None:
    """Wherever it is, the agency's sheet is read; of the other the filled cells are listed, not the printed ones."""
    theirs = _figures_of_another(sent.folder)
    submission = sent.changed(lambda book: put(book.create_sheet("Số liệu (2)", 0 if first else None), theirs))
    assert codes(submission) == ["sheet-of-another"]
    assert [f[:6] for f in submission.figures] == [f[:6] for f in sent.read().figures]
    assert set(listed(submission)) == {"4444", "đã rà"}
    assert "Sở B" in describe(finding(submission, "sheet-of-another"), "vi")[0]


@pytest.mark.parametrize("keyed", [True, False])
def test_another_agencys_sheet_instead_of_the_forms_holds_the_file(sent: Sent, keyed: bool) -> None:
    """With its keys or without them: a person decides which agency sent the file."""
    theirs = _figures_of_another(sent.folder)

    def paste(book: Any) -> None:
        del book["Số liệu"]
        put(book.create_sheet("Số liệu"), theirs if keyed else [row[1:] for row in theirs[1:]])

    submission = sent.changed(paste)
    assert (submission.status, submission.agency, codes(submission)) == ("rejected", None, ["two-agencies"])
    reported = finding(submission, "two-agencies")
    assert (reported.sheet, reported.waits_for) == ("Số liệu", ("SA", "SB"))
    assert "Sở B" in reported.value


@pytest.mark.slow
def test_printed_sheets_of_a_form_copied_as_values_are_no_content(sent: Sent) -> None:
    """Of its guide and its list of what to fix, without their keys, only typed cells are listed."""

    def strip(book: Any) -> None:
        for sheet in book.worksheets:
            if str(sheet["A1"].value) in ("toolkit:guide", "toolkit:to_fix"):
                sheet.delete_rows(1)
                sheet.delete_cols(1)
        book["Hướng dẫn"]["C5"] = "đã đọc"

    submission = sent.changed(strip)
    assert [(x.sheet, x.value) for x in submission.leftovers] == [("Hướng dẫn", "đã đọc")]
    assert codes(submission) == ["unkeyed-content"]


@pytest.mark.parametrize("foreign", [None, "xem lại"])
def test_a_column_or_row_without_its_key_is_read_by_its_label(sent: Sent, foreign: str | None) -> None:
    """Where the key was cleared or typed over; typed cells are listed."""
    column = sent.at("figures", "A2", "2020")[1].rstrip("0123456789")
    rows = (("figures", "A4", "label"), ("info", "prepared_by", "value"), ("statements", "dat", "text"))
    keys = {(name, f"A{cell.lstrip('ABCDEFGH')}"): foreign for name, cell in (sent.at(*row) for row in rows)}
    own, submission = sent.read(), sent.typed({("Số liệu", f"{column}1"): foreign, **keys})
    assert essence(own) == essence(submission)
    assert listed(submission) == ([] if foreign is None else [foreign] * 4)
    assert [f.sheet for f in found(submission, "key-gone")] == ["Thông tin", "Số liệu"]


def test_a_changed_label_replaces_no_key(sent: Sent) -> None:
    """A label matches exactly or not at all."""
    name, label = sent.at("figures", "A2", "label")
    key = f"A{label.lstrip('ABCDEFGH')}"
    assert "indicator-missing" in codes(sent.typed({(name, key): None, (name, label): "Số người khác"}))


# --- Deleted -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Số liệu", "Nội dung", "Thông tin"])
def test_a_missing_sheet_is_an_error(sent: Sent, name: str) -> None:
    """The other sheets are read."""
    submission = sent.changed(lambda book: book.remove(book[name]))
    assert "sheet-missing" in codes(submission)
    assert submission.status == "accepted_with_errors"
    assert (bool(texts(submission)), bool(values(submission))) == (name != "Nội dung", name != "Số liệu")


def test_a_missing_row_or_column_is_an_error(sent: Sent) -> None:
    """A deleted period or indicator is a separate error; the rest is read."""

    def delete(book: Any) -> None:
        sheet = book["Số liệu"]
        sheet.delete_rows(*_rows(sheet, 1, "A2"))
        sheet.delete_cols(next(n for n in range(1, 12) if str(sheet.cell(1, n).value) == "2019"))

    submission = sent.changed(delete)
    assert codes(submission) == ["indicator-missing", "period-missing"]
    assert finding(submission, "indicator-missing").indicator == "A2"
    assert finding(submission, "period-missing").period == "2019"
    assert values(submission) == {("A1", "2020"): 7}
    assert next(f.state for f in submission.figures if (f.indicator, f.period) == ("A2", "2020")) == "missing"


# --- Lines that are no statements ----------------------------------------------------------------


def _line(section: str, text: str) -> str:
    return f"| section | text |\n|---|---|\n| {section} | {text} |"


def test_lines_that_are_no_statements(folder: Folder) -> None:
    """Lines without a letter or digit, or that state there is nothing, are listed and counted, and are no statement."""
    tables = {**TABLES, "sections": SECTIONS.replace("Hạn chế  ", "Hạn chế, tồn tại  ")}
    folder = definition(folder.root, about=None, **tables)
    lines = """
        | section | text                        | evidence |
        | dat     | ...                         |          |
        | dat     | Làm tốt                     |          |
        | dat     | – …                         | KH 12    |
        | han     | Không có hạn chế, tồn tại   |          |
        | han     | Không có kinh phí riêng     |          |
        | han     | Chưa có                     |          |"""
    submission = read(folder, filled(folder, "SA", FIGURES, lines, INFO))
    assert texts(submission) == [("dat", "Làm tốt"), ("han", "Không có kinh phí riêng")]
    assert [f.value for f in found(submission, "statement-without-words")] == ["...", "– …"]
    assert [f.value for f in found(submission, "nothing-to-say")] == ["Không có hạn chế, tồn tại", "Chưa có"]
    reported = {f.code for f in submission.findings if f.section}
    assert reported <= {"statement-without-words", "nothing-to-say", "statement-elsewhere"}
    assert listed(submission) == ["...", "– …", "KH 12", "Không có hạn chế, tồn tại", "Chưa có"]
    assert submission.balance.is_even
    filling, marks = prepare_return(folder.campaign, submission)
    assert {x.text for x in filling.lines} >= {"...", "Không có hạn chế, tồn tại"}
    assert filling.outside == ()
    assert [filling.lines[x.line].text for x in marks.lines if x.line is not None] == ["...", "– …"]


NONE = (
    *("Không có.", "Không có hạn chế", "Không", "Không có ý kiến"),
    *("Chưa có khó khăn, vướng mắc gì", "Không có hạn chế nào"),
)
SOME = ("Không có kinh phí", "Không có cán bộ", "Không có cơ sở cai nghiện", "Chưa xử lý vụ việc nào", "x")


@pytest.mark.slow
def test_an_answer_of_none_in_a_required_section_is_no_statement(tmp_path: Path) -> None:
    """It is a finding and shown to leaders; missing money, people or cases are statements."""
    sections = (
        "| code | role | heading | required |\n|---|---|---|---|\n| han | limitation | Hạn chế và nguyên nhân | yes |"
    )
    folder = definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, sections=sections)
    for answer in (*NONE, *SOME):
        submission = read(folder, filled(folder, "SA", lines=_line("han", answer)))
        assert ("said-none" in codes(submission)) == (answer in NONE), answer
        assert texts(submission) == ([] if answer in NONE else [("han", answer)])
        assert submission.balance.is_even
    filled(folder, "SA", lines=_line("han", "Không có"))
    filled(folder, "SB", lines=_line("han", "Thiếu người"))
    result = merge(folder, master=False)
    assert [(q.kind, q.agencies) for q in result.questions] == [("none", ("SA",))]
    assert [g.text for g in result.groups] == ["Thiếu người"]
    assert "section-empty" not in {f.code for f in result.findings}


def test_a_dotted_line_after_a_point_is_no_statement(sent: Sent) -> None:
    """It belongs to the point's cell."""
    submission = sent.typed({sent.at("statements", "han", "text"): "- Thiếu người\n- …"})
    assert texts(submission) == ALL_TEXTS
    assert submission.statements[-1].typed == "- Thiếu người\n- …"


def test_a_section_with_an_answer_of_none_is_not_blank(folder: Folder) -> None:
    """On the board, and in the questions about blank sections."""
    filled(folder, "SA", FIGURES, LINES.replace("Thiếu người", "Không có   "), INFO)
    result = merge(folder, master=False)
    assert sections_with_nothing(result.used["SA"]) == {"han"}
    assert [q for q in result.questions if q.kind == "empty"] == []


def test_blank_cells_that_were_merged_quote_nothing(sent: Sent) -> None:
    """The finding names no value that would count for one of them."""
    (name, first), (_, last) = (sent.at("figures", "A4", period) for period in ("2019", "2020"))
    reported = finding(sent.changed(lambda book: book[name].merge_cells(f"{first}:{last}")), "cells-merged-blank")
    sentence = describe(reported, "vi", sent.folder.campaign)[0]
    assert sentence == f"Các ô {first}:{last} (trang “Số liệu”) bị gộp làm một và đang trống."


# --- Typed over ----------------------------------------------------------------------------------


@cases("""
| case                               | typed                                                      | codes                                 | states             | listed           |
| a label in the cell of a detail    | info signed_by value: Người ký báo cáo                     | unkeyed-content                       | given given        | Người ký báo cáo |
| a changed label                    | figures A1 label: Số cuộc                                  | label-changed                         | given given        |                  |
| the label of another row           | figures A1 label: Số người                                 | label-changed                         | given given        |                  |
| a changed unit and a bare number   | figures A1 unit: nghìn buổi; figures A1 2020: 5 buổi       | label-changed unit-changed            | held given         |                  |
| another unit                       | figures A1 unit: vụ; figures A1 2020: 5 buổi               | label-changed unit-changed            | held given         |                  |
| the unit with a word before it     | figures A1 unit: ĐVT: buổi; figures A1 2020: 5 buổi        | label-changed                         | given given        |                  |
| the unit without tones             | figures A1 unit: buoi; figures A1 2020: 5 buổi             |                                       | given given        |                  |
| a changed unit in the note         | figures A1 note: nghìn buổi; figures A1 2020: 5 buổi       | unit-changed                          | held given         |                  |
| another unit in the note           | figures A1 note: vụ; figures A1 2020: 5 buổi               | unit-changed                          | held given         |                  |
| the unit in the note               | figures A1 note: ĐVT: buổi; figures A1 2020: 5 buổi        |                                       | given given        |                  |
| the unit without tones in the note | figures A1 note: buoi; figures A1 2020: 5 buổi             |                                       | given given        |                  |
| nothing in 2019 is none in 2019    | figures A1 2019: Năm 2019 không có                         |                                       | zero_by_words given |                  |
| nothing in 2019 is no answer       | figures A1 2020: Năm 2019 không có                         | text-with-number                      | given held         |                  |
| a rate and a total typed over      | figures A3 2019: 99; figures A1 total: tổng                | computed-differs total-differs        | given given        |                  |
| the right rate and total           | figures A3 2020: 10; figures A1 total: 12                  |                                       | given given        |                  |
| a theme alone, an unknown theme    | statements han theme 3: Tuyên truyền; statements han theme: Chủ đề lạ | statement-without-text unknown-theme | given given | Tuyên truyền |
| an alias of the agency             | info agency value: Sở A cũ                                 | agency-changed                        | given given        |                  |
| a name of no agency                | info agency value: Văn phòng Sở A                          | agency-changed                        | given given        |                  |
""")  # noqa: E501
def test_what_was_typed_over_is_reported_at_its_cell(
    sent: Sent, typed: str, codes: str, states: str, listed: str
) -> None:
    """A printed text, a formula or a figure typed over: the findings, the states of A1, and what is no content."""
    cells: dict[tuple[str, str], CellValue] = {}
    for cell in typed.split("; "):
        keys, value = cell.split(": ", 1)
        sheet, row, column, *turn = keys.split()
        cells[sent.at(sheet, row, column, *map(int, turn))] = as_typed(value)
    submission = sent.typed(cells)
    reported = [f for f in submission.findings if f.code != "details-missing"]
    assert codes.split() == sorted(f.code for f in reported)
    assert states.split() == [f.state for f in submission.figures if f.indicator == "A1"]
    assert [x.value for x in submission.leftovers] == ([listed] if listed else [])
    held = {(f.sheet, f.cell) for f in submission.figures if f.state == "held"}
    assert {(f.sheet, f.cell) for f in reported} <= {*cells, *held}
    assert all(f.value in typed for f in reported if f.code in ("label-changed", "computed-differs"))
    assert (submission.agency, texts(submission)) == ("SA", ALL_TEXTS)


@pytest.mark.parametrize("typed", ["'12 buổi", "5.5", "2020-01-02", "không rõ", "Không có"])
def test_a_faulty_figure_is_one_finding(sent: Sent, typed: str) -> None:
    """It is not reported again for totals and rates computed from it, whether results of formulas are stored or not."""
    figures = f"| code | 2019 | 2020 |\n|---|---|---|\n| A1 | {typed} | 3 |\n| A2 | 4 | 5 |"
    stored = read(sent.folder, filled(sent.folder, "SA", figures, LINES, INFO, name="stored"))
    for submission in (stored, sent.typed({sent.at("figures", "A1", "2019"): as_typed(typed)})):
        assert not {"total-differs", "computed-differs"} & set(codes(submission))
        assert submission.balance.is_even


def test_changed_units_and_labels_are_separate_findings(sent: Sent) -> None:
    """Several labels are one finding."""
    places = (("A1", "label"), ("A2", "label"), ("A2", "unit"))
    submission = sent.typed({sent.at("figures", *place): "Khác" for place in places})
    label, unit = (describe(f, "vi", sent.folder.campaign)[0] for f in found(submission, "label-changed"))
    assert ["cột “Chỉ tiêu”" in label, "cột “Đơn vị tính”" in unit, "Tương tự ở 1 ô khác" in label] == [True] * 3


def test_an_answer_in_words_decides_a_computed_figure(tmp_path: Path) -> None:
    """The form's formula and the reading agree, for each answer and without one."""
    indicators = """
    | code | label   | unit | kind  | formula               |
    |------|---------|------|-------|-----------------------|
    | N    | Số buổi | buổi | count |                       |
    | C    | Đã họp  |      | yesno |                       |
    | T    | Tính    | buổi | count | =IF(C="có",N,0)       |
    """
    folder = definition(tmp_path, agencies="| code | name |\n|---|---|\n| SA | Sở A |", indicators=indicators)
    for answer, expected in (("Có", 5.0), ("Không", 0.0), ("", None)):
        submission = read(folder, filled(folder, "SA", f"| code | 2019 |\n|---|---|\n| N | 5 |\n| C | {answer} |"))
        assert values(submission).get(("T", "2019")) == expected
        assert "computed-differs" not in codes(submission)


def test_overwritten_formulas_without_figures_are_a_finding(folder: Folder) -> None:
    """It quotes the typed rate or total, which has no figures to be computed from."""
    sent = Sent(folder, filled(folder, "SA", "| code | 2019 |\n|--|--|\n| A4 | 1 |"))
    computed, total = sent.at("figures", "A3", "2019"), sent.at("figures", "A1", "total")
    submission = sent.typed({computed: 12.5, total: 12})
    for code, cell, value in (("computed-not-checkable", computed[1], "12,5"), ("total-not-checkable", total[1], "12")):
        reported = finding(submission, code)
        assert (reported.cell, reported.value) == (cell, value)
        assert all(value in describe(reported, language, folder.campaign)[0] for language in _LANGUAGES)
    assert submission.balance.reported == 2


def test_error_values_in_place_of_text_are_listed(sent: Sent) -> None:
    """Excel makes an error of a line that begins with a dash: each such cell must be typed again."""
    places = [
        *(sent.at("info", "phone", "value"), sent.at("figures", "A1", "note"), sent.at("figures", "A3", "note")),
        *(sent.at("statements", *place) for place in (("dat", "text"), ("han", "evidence"), ("han", "theme"))),
    ]

    def do(book: Any) -> None:
        for sheet, address in places:
            book[sheet][address].value, book[sheet][address].data_type = "#NAME?", "e"

    before, after = sent.read(), sent.changed(do)
    assert {(x.sheet, x.cell, x.value) for x in after.leftovers if x.reason == "error-in-text"} == {
        (*place, "#NAME?") for place in places
    }
    reported = found(after, "error-in-text")
    assert sorted(cell for f in reported for cell in f.cells) == sorted(address for _, address in places)
    assert {f.severity for f in reported} == {"error"}
    assert (texts(after), values(after)) == (texts(before)[1:], values(before))
    read_texts = {*(v.text for v in after.info), *(f.note for f in after.figures)}
    assert "#NAME?" not in {*read_texts, *(s.evidence for s in after.statements)}


# --- Cells of a special kind ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "look", "code", "expected"),
    [
        ("=2+3", "General", "formula-without-value", None),
        ("#REF!", "General", "error-value", None),  # calamine alone would show a blank
        (0.125, "0.0%", "", 12.5),
    ],
)
def test_figures_without_results_and_errors_are_held(
    sent: Sent, value: CellValue, look: str, code: str, expected: float | None
) -> None:
    """A formula saved without its result and an error value are held; 12,5 % is read as shown."""
    name, at = sent.at("figures", "A4", "2019")

    def show(book: Any) -> None:
        book[name][at].value, book[name][at].number_format = value, look

    submission = sent.changed(show)
    figure = next(f for f in submission.figures if f.cell == at)
    assert figure.state == ("held" if code else "given")
    assert figure.value == pytest.approx(expected)
    assert [(f.code, f.cell) for f in submission.findings if f.indicator] == ([(code, at)] if code else [])


def test_added_formulas_without_results_are_findings(sent: Sent) -> None:
    """In any cell; the form's formulas are not."""
    places = [sent.at("statements", "han", "text", 1), ("Số liệu", "Z3"), ("Phụ lục", "B2")]

    def do(book: Any) -> None:
        book.create_sheet("Phụ lục")
        for sheet, address in places:
            book[sheet][address] = "=1+1"

    reported = found(sent.changed(do), "formula-not-computed")
    assert dict.fromkeys(places, 1) == {(f.sheet, f.cell): len(f.cells) for f in reported}


def test_a_percentage_in_a_cell_for_text_is_quoted_as_shown(sent: Sent) -> None:
    """In any cell: 85%, not 0,85."""
    text, evidence = (sent.at("statements", "han", column) for column in ("text", "evidence"))
    others = (sent.at("figures", "A4", "note"), sent.at("info", "signed_by", "value"), (text[0], "L60"))

    def show(book: Any) -> None:
        for sheet, address in (text, evidence, *others):
            book[sheet][address].value, book[sheet][address].number_format = 0.855, "0.0%"

    submission = sent.changed(show)
    statement = next(s for s in submission.statements if s.cell == text[1])
    assert (statement.text, statement.evidence) == ("85,5%", "85,5%")
    assert "85,5%" in [f.note for f in submission.figures]
    assert "85,5%" in [i.text for i in submission.info]
    assert [(x.cell, x.value) for x in submission.leftovers] == [("L60", "85,5%")]


@pytest.mark.parametrize("typed", [4321, 7.5, -3, True, "7,5"])
def test_a_number_typed_over_a_line_number_is_listed(sent: Sent, typed: Any) -> None:
    """Where no line of the form has that number."""
    lines = sent.sheets["statements"]
    place = cell_name(next(r for r in lines.rows if r.key == "han").index, lines.people_columns[0])
    submission = sent.typed({(lines.name, place): typed})
    assert [x.cell for x in submission.leftovers] == [place]
    assert essence(submission) == essence(sent.read())


@pytest.mark.parametrize("language", _LANGUAGES)
def test_changed_headings_of_periods_are_a_finding(folder: Folder, language: Language) -> None:
    """Another period's heading is reported though the form prints that text elsewhere; so is a cleared one."""
    sent = Sent(folder, filled(folder, "SA", FIGURES, LINES, INFO, language=language))
    sheet = sent.sheets["figures"]
    row = next(r for r in sheet.rows if r.for_people and sheet.text(r, "2019") == "2019")
    first, second = ((sheet.name, sheet.address(row, year)) for year in ("2019", "2020"))
    submission = sent.typed({first: "2020", second: "2019"})
    assert codes(submission) == ["heading-changed", "heading-changed"]
    assert [(f.period, f.value) for f in found(submission, "heading-changed")] == [("2019", "2020"), ("2020", "2019")]
    assert values(submission) == pytest.approx(WHOLE)
    submission = sent.typed({first: None, second: "Kế hoạch"})
    assert [f.value for f in submission.findings if f.code != "details-missing"] == ["Kế hoạch"]
    assert submission.leftovers == ()


# --- The form's agency ---------------------------------------------------------------------------


def _property(path: Path, key: str, value: str) -> None:
    """Changes a custom document property, the second copy of the identity."""
    pattern = rf'(name="toolkit_{key}".*?<vt:lpwstr[^>]*>)[^<]*'
    data = changed(path.read_bytes(), "docProps/custom.xml", lambda text: re.sub(pattern, lambda m: m[1] + value, text))
    path.write_bytes(data)


@cases("""
| case                              | key      | stamped   | named     | code           |
| a form of another campaign        | campaign | KHAC-2019 | KHAC-2019 | wrong-campaign |
| an agency that is not on the list | agency   | SZ        | SZ        | unknown-agency |
| stamps that disagree              | agency   | SA        | SB        | two-agencies   |
""")
def test_a_form_of_another_campaign_or_roster_is_rejected(
    sent: Sent, key: str, stamped: str, named: str, code: str
) -> None:
    """Its contents are not checked; where the stamps disagree nothing is guessed."""
    type_into(sent.path, [(sent.at("meta", key, "value"), stamped)])
    _property(sent.path, key, named)
    submission = sent.read()
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
    result = merge(folder, master=False)
    assert {code: s.source.file for code, s in result.used.items()} == {"SA": "inbox/SA.xlsx"}
    assert {s.agency: (s.waiting, s.unusable) for s in result.statuses} == {"SA": (1, ""), "SB": (1, "")}


@pytest.mark.parametrize(("name", "agency"), [("Sở A cũ", "SA"), ("sở a", "SA"), ("Sở Bê", None)])
def test_without_stamps_the_name_decides(sent: Sent, name: str, agency: str | None) -> None:
    """A name or an alias of the roster identifies the form's agency; other text does not."""
    sheet, cell = sent.at("info", "agency", "value")

    def strip(book: Any) -> None:
        book.remove(book["_meta"])
        for key in list(book.custom_doc_props.names):
            del book.custom_doc_props[key]
        book[sheet][cell] = name

    submission = sent.changed(strip)
    assert agency == submission.agency
    assert [(cell, name, "Sở B (SB)")] * (agency is None) == [
        (f.cell, f.value, f.text("nearest")) for f in found(submission, "agency-not-known")
    ]


@cases("""
| case                       | expected | name                            |
| first words abbreviated    | PL       | UBND phường Tân Lập             |
| first words left out       | PL       | Phường Tân Lập                  |
| all abbreviated            | PL       | UBND P. Tân Lập                 |
| blanks and large letters   | PL       | Ủy ban nhân dân phường  TÂN LẬP |
| without its apostrophe     | XL       | ỦY BAN NHÂN DÂN XÃ EA HLEO      |
| another apostrophe         | XL       | xã Ea H`Leo                     |
| an alias                   | XL       | UBND Ea Hleo                    |
| a typographical apostrophe | XL       | Xã EaH’leo                      |
| the kind of place left out |          | Tân Lập                         |
| another body of the place  |          | HĐND phường Tân Lập             |
| another kind of place      |          | UBND xã Tân Lập                 |
| no place                   |          | Ủy ban nhân dân                 |
| half of the place's name   |          | UBND xã Ea                      |
""")
def test_names_match_in_usual_spellings(tmp_path: Path, expected: str, name: str) -> None:
    """Abbreviations, signs and common first words make no difference; the name of no agency matches none."""
    agencies = """
        | code | name                           | short_name      | aliases |
        | PL   | Ủy ban nhân dân phường Tân Lập | UBND P. Tân Lập |         |
        | XL   | Ủy ban nhân dân xã Ea H'Leo    | UBND xã Ea H'Leo | Ea Hleo |"""
    words = """
        | kind         | text | means             |
        | abbreviation | UBND | Ủy ban nhân dân   |
        | abbreviation | HĐND | Hội đồng nhân dân |"""
    matched = AgencyNames(definition(tmp_path, agencies=agencies, sections=SECTIONS, words=words).campaign)
    found = matched.single_match(name)
    assert expected == (found.code if found else "")


def test_a_point_in_merged_cells_is_read(sent: Sent) -> None:
    """Where theme and text of a line were merged for a wider cell, its text is the statement."""
    (sheet, theme), (_, text) = (sent.at("statements", "han", column) for column in ("theme", "text"))

    def join(book: Any) -> None:
        book[sheet][theme], book[sheet][text] = "Thiếu giáo viên tiếng Anh", None
        book[sheet].merge_cells(f"{theme}:{text}")

    submission = sent.changed(join)
    last = submission.statements[-1]
    assert (last.section, last.text, last.theme, last.cell) == ("han", "Thiếu giáo viên tiếng Anh", "", theme)
    assert (len(submission.statements), codes(submission)) == (3, [])
    assert submission.balance == sent.read().balance


def test_a_form_of_an_older_definition_is_matched_by_codes(folder: Folder, sent: Sent) -> None:
    """Added indicators are missing, removed ones are listed."""
    newer = INDICATORS.replace("| A4   | Hai   | Mức đạt  |", "| A6   | Hai   | Mới      |")
    other = definition(folder.root, **{**TABLES, "indicators": newer}, about={"deadline": "2021-02-01"})
    submission = Sent(other, sent.path).typed({sent.at("figures", "A4", "2019"): 40})
    assert {"older-definition", "indicator-new", "no-longer-asked"} <= set(codes(submission))
    assert finding(submission, "indicator-new").indicator == "A6"
    assert values(submission) == pytest.approx(WHOLE)


# --- Several files -------------------------------------------------------------------------------


def test_a_rejected_file_does_not_supersede(folder: Folder, form: Path) -> None:
    """A later unusable file leaves the earlier one counting, and is listed."""
    (folder.inbox / "SA z.xlsx").write_bytes(b"")
    result = merge(folder, master=False)
    assert list(result.used) == ["SA"]
    assert "empty-file" in [f.code for f in result.findings]


def _raw(path: Path) -> RawWorkbook:
    raw = read_workbook(path, path.name)
    assert isinstance(raw, RawWorkbook)
    return raw


_ODD: tuple[CellValue, ...] = (
    *(None, None, " ", "\u200b", "#", "x", 0.0, 1.0, 5.5, True, False, "Không có", "12 người", "dat", "A1"),
    *(ErrorValue("#REF!"), ErrorValue("A1"), date(2020, 3, 7), "Sở A", "Số buổi", "3."),
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
            raw = _raw(filled(folder, agency, FIGURES, LINES, INFO, name=f"{agency}{language}", language=language))
            for one in (raw, raw, *(_altered(raw, dice) for _ in range(effort(20, 60)))):
                # Compared as written: 1 and TRUE are equal.
                assert repr(Reader(folder.campaign, VERSION).read(one)) == repr(reader.read(one))


@pytest.mark.parametrize("key", ["info", "figures"])
def test_a_word_in_the_cell_of_a_key_is_listed_in_each_form(folder: Folder, form: Path, key: str) -> None:
    """In a row with no other text, in two forms: both list it."""
    raw = _raw(form)
    sheets = [
        replace(s, rows=[*s.rows, ["XX99", *[None] * (len(s.rows[0]) - 1)]]) if s.rows[0][0] == f"toolkit:{key}" else s
        for s in raw.sheets
    ]
    typed = replace(raw, sheets=tuple(sheets))
    # In a form of an earlier definition it may be the key of a removed question, and is not listed.
    of_earlier = {"definition": "0" * 12}
    others = [replace(s, rows=[[r[0], of_earlier.get(str(r[0]), r[1]), *r[2:]] for r in s.rows]) for s in sheets]
    earlier = replace(typed, sheets=tuple(others), properties={})
    reader = Reader(folder.campaign, VERSION)
    assert [listed(reader.read(one)) for one in (earlier, typed, typed)] == [[], ["XX99"], ["XX99"]]


@pytest.mark.slow
def test_the_guide_of_the_lead_agencys_form_is_no_content(tmp_path: Path) -> None:
    """Its form has a different guide, which is printed text too."""
    folder = definition(
        tmp_path, about={"lead_agency": "SA"}, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS
    )
    own, other = (make_form(folder.campaign, folder.campaign.agency_by_code[c], version=VERSION) for c in ("SA", "SB"))
    assert ["gửi" in form.guide[0][1] for form in (own, other)] == [False, True]
    made, whole = Forms(), folder.root / "whole.xlsx"
    for form in (other, own):
        path = folder.inbox / f"{form.agency.code}.xlsx"
        path.write_bytes(made.form_bytes(form))
        write_intake(whole, form)
        assert [s.rows for s in _raw(whole).sheets] == [s.rows for s in _raw(path).sheets]
        assert read(folder, path).leftovers == ()
    asked = forms.ASKED[True, False, True].say("vi")
    earlier = forms.GUIDE[0][2].say("vi", asked=asked, lead="Sở A", agency="Sở A", title=ABOUT["title"])
    write_intake(whole, replace(own, guide=(("lead", earlier), *own.guide[1:])))
    assert read(folder, whole).leftovers == ()


def test_findings_of_a_sheet_are_ordered_by_columns(folder: Folder) -> None:
    """`Z9` is before `AA1`, and within a column `E9` before `E10`."""
    cells = ["E9", "E10", "F1", "Z9", "AA1", "AB16"]
    found = [Finding(code="x", severity="note", sheet="S", cell=cell) for cell in reversed(cells)]
    assert [f.cell for f in sort_findings(folder.campaign, found)] == cells


def test_a_form_assigned_to_another_agency_by_decision(folder: Folder, form: Path) -> None:
    """Its printed headings are no content; only the name that it was made for is reported."""
    raw = _raw(form)
    submission = Reader(folder.campaign, VERSION, {raw.source.sha256: "SB"}).read(raw)
    assert (submission.agency, sorted(codes(submission))) == ("SB", ["agency-changed", "indicator-missing"])
    assert list(submission.leftovers) == []


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("save", [_as_it_is, _by_office("xlsx"), _by_office("ods")])
def test_struck_through_text_is_a_finding(sent: Sent, save: Callable[[Path], Path]) -> None:
    """A figure struck through, in part or whole, is held; text is read with a finding."""
    part, whole, other = (sent.at("figures", *at) for at in (("A1", "2019"), ("A1", "2020"), ("A2", "2019")))
    line = sent.at("statements", "han", "text")

    def strike(book: Any) -> None:
        for (sheet, cell), texts in ((part, ("15", "12")), (line, ("Thiếu ", "người"))):
            runs = [TextBlock(InlineFont(strike=n == 1), text) for n, text in enumerate(texts)]
            book[sheet][cell] = CellRichText(*runs)
        for sheet, cell in (whole, other):
            book[sheet][cell].font = Font(strike=(sheet, cell) == whole)

    submission = sent.changed(strike, save)
    assert [part[1], whole[1]] == [f.cell for f in found(submission, "struck-through")]
    assert [f.state for f in submission.figures if f.cell in (part[1], whole[1], other[1])] == ["held", "held", "given"]
    assert [(line[1], "Thiếu người")] == [(f.cell, f.value) for f in found(submission, "text-struck-through")]
    assert submission.balance == sent.read().balance
