"""What people add to the master is in the next one, and merging twice changes nothing."""

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.filters import FilterColumn, Filters

from tests.building import cell_of, copied, filled, keyed
from tests.cli.test_cli import Captured
from tests.excelrules import needs, schema
from tests.excelrules.limits import faults
from tests.excelrules.opened import opened
from tests.master.test_handwork import SUMMARY, Saving, by_libreoffice, by_openpyxl, merge, merged
from tests.office import LIBREOFFICE, convert, needs_libreoffice, recalculate
from toolkit.cli import main as cli
from toolkit.messages import commands
from toolkit.run.folder import Folder

OWN = "Ghi chép của tôi"
TOTALS, FIGURES = "Tổng hợp số liệu", "Số liệu gốc"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return copied(tmp_path, merged)


@pytest.fixture(
    params=[pytest.param(by_openpyxl, id="openpyxl"), pytest.param(by_libreoffice, id="libreoffice", marks=LIBREOFFICE)]
)
def saved_by(request: pytest.FixtureRequest) -> Saving:
    """The program that saves the master after a change."""
    return request.param  # type: ignore[no-any-return]


def merged_twice(folder: Folder, capsys: Captured) -> tuple[Workbook, str]:
    """The master after a merge, and that merge's notices; a second merge changes nothing and has none."""
    capsys.readouterr()
    merge(folder)
    err, drawn = capsys.readouterr().err, folder.master.read_bytes()
    merge(folder)
    assert folder.master.read_bytes() == drawn
    assert "not-carried" not in codes(capsys.readouterr().err)
    return load_workbook(folder.master), err


def codes(err: str) -> set[str]:
    """The beginnings of the notices' codes."""
    heads = {code: text.vi.split("{file}")[0] for code, text in commands.NOTICES.items()}
    return {
        code for code, head in heads.items() if head and head in err and code.startswith(("not-carried", "hand-work"))
    }


def more_figures(folder: Folder) -> None:
    """A report of an agency before the others, so that all their rows move down."""
    lines = "| section | text |\n|---|---|\n| dat | Việc khác hẳn |\n| dat | Hòa giải ở xã |"
    filled(folder, "SA", "| code | 2019 | 2020 |\n|--|--|--|\n| A1 | 5 | 6 |\n| A2 | 7 | 8 |", lines, name="SA lần 2")


def place(folder: Folder, key: str, column: str = "theme") -> str:
    sheet = keyed(folder.master)["summary"]
    return sheet.address(next(row for row in sheet.rows if f"text:{key}" in row.cells), column)


def cells(sheet: Any) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


# --- What is carried -------------------------------------------------------------------------------


def _add_sheet(book: Workbook) -> None:
    sheet = book.create_sheet(OWN, 3)
    sheet["A1"], sheet["B1"], sheet["C1"] = "Nội dung", 1234.5, True
    sheet["A2"] = "=không phải công thức"
    sheet["A2"].data_type = "s"
    sheet["B2"] = "=B1*2"
    sheet["B3"] = f"='{TOTALS}'!D6"
    sheet["A1"].font = Font(name="Arial", size=14, bold=True, color="FF9C0006")
    sheet["A1"].fill = PatternFill("solid", fgColor="FFFFF0C2")
    sheet["A1"].border = Border(bottom=Side("double", color="FF1F3864"))
    sheet["A1"].alignment = Alignment(horizontal="center", wrap_text=True)
    sheet["B1"].number_format = "#,##0.000"
    sheet["A5"] = "gộp"
    sheet.merge_cells("A5:C6")
    sheet["C2"].hyperlink = "https://example.vn/a?b=1"
    sheet["C2"] = "xem"
    sheet.column_dimensions["A"].width = 41.7109375
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[1].height = 33
    sheet.freeze_panes = "B2"
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.print_area = "A1:C6"
    sheet["B1"].comment = Comment("gọi lại Sở B\nsáng thứ Hai", "An")


def _added_sheet_is_there(book: Workbook, by: Saving) -> None:
    """Values, formulas, formats, widths, panes, print settings and notes, after the same sheet."""
    sheet = book[OWN]
    assert book.sheetnames.index(OWN) == 3
    yes = "=TRUE()" if by is by_libreoffice else True
    values = ["Nội dung", 1234.5, yes, "=không phải công thức", "=B1*2", "gộp"]
    assert [sheet[c].value for c in ("A1", "B1", "C1", "A2", "B2", "A5")] == values
    assert sheet["A2"].data_type == "s"
    assert str(sheet["B3"].value).replace("$", "").replace("'", "") == f"={TOTALS}!D6"
    font, border = sheet["A1"].font, sheet["A1"].border
    assert (font.name, font.sz, font.b, font.color.rgb) == ("Arial", 14, True, "FF9C0006")
    assert (sheet["A1"].fill.patternType, sheet["A1"].fill.fgColor.rgb) == ("solid", "FFFFF0C2")
    assert (border.bottom.style, border.bottom.color.rgb, border.top.style) == ("double", "FF1F3864", None)
    assert (sheet["A1"].alignment.horizontal, sheet["A1"].alignment.wrap_text) == ("center", True)
    assert sheet["B1"].number_format == "#,##0.000"
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A5:C6"]
    assert sheet["C2"].hyperlink.target == "https://example.vn/a?b=1"
    assert sheet.column_dimensions["A"].width == pytest.approx(41.71, abs=0.2)
    assert sheet.column_dimensions["C"].hidden
    assert sheet.row_dimensions[1].height == pytest.approx(33, abs=0.5)
    assert (sheet.freeze_panes, sheet.sheet_view.showGridLines) == ("B2", False)
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_area.replace("$", "").endswith("A1:C6")
    assert (sheet["B1"].comment.text, sheet["B1"].comment.author) == ("gọi lại Sở B\nsáng thứ Hai", "An")


PINNED: Mapping[str, tuple[Callable[[Any, Any], bool], str]] = {
    "figures": (
        lambda s, r: (s.text(r, "agency"), s.text(r, "indicator"), s.text(r, "period")) == ("SB", "A2", "2020"),
        "typed",
    ),
    "totals": (lambda s, r: r.key == "A2", "2019"),
    "groups": (lambda s, r: s.text(r, "text") == "Tập huấn cán bộ", "edited_text"),
    "statements": (lambda s, r: s.text(r, "text") == "Thiếu kinh phí", "text"),
    "status": (lambda s, r: r.key == "SB", "status"),
    "by_agency": (lambda s, r: r.key == "SB", "han"),
}


#: Lines of the leaders' sheet, and a column in which each has something.
LINES = {"row:key_figures:1": 3, "row:progress": 2}


def _pin_notes(folder: Folder, book: Workbook) -> dict[str, tuple[str, str]]:
    """Notes on a figure, a total, a group, an agency, a statement, and on lines of the leaders' sheet."""
    reported = {}
    for key, (match, column) in PINNED.items():
        sheet = keyed(folder.master)[key]
        at = sheet.address(next(r for r in sheet.rows if match(sheet, r)), column)
        book[sheet.name][at].comment = Comment(f"ghi chú {key}", "An")
        reported[key] = sheet.name, at
    for name, number in LINES.items():
        (row,) = (n for n, values in enumerate(book[SUMMARY].values, start=1) if name in values)
        book[SUMMARY].cell(row, number).comment = Comment(name, "An")
    return reported


def _notes_are_there(folder: Folder, book: Workbook) -> dict[str, tuple[str, str]]:
    """Each note is at the same thing, wherever that is now."""
    places = {}
    for key, (match, column) in PINNED.items():
        sheet = keyed(folder.master)[key]
        at = sheet.address(next(r for r in sheet.rows if match(sheet, r)), column)
        note = book[sheet.name][at].comment
        assert note is not None, key
        assert (note.text, note.author) == (f"ghi chú {key}", "An")
        places[key] = sheet.name, at
    noted = {c.comment.text: [x.value for x in row] for row in book[SUMMARY].iter_rows() for c in row if c.comment}
    assert all(name in noted[name] for name in LINES)
    return places


def _settings(book: Workbook) -> None:
    """Widths and hidden columns, a filter, print areas, a defined name."""
    figures, totals = book[FIGURES], book[TOTALS]
    figures.column_dimensions["H"].width, figures.column_dimensions["C"].hidden = 55, True
    totals.column_dimensions["B"].width = 70
    figures.auto_filter.filterColumn.append(FilterColumn(colId=0, filters=Filters(filter=["Sở B"])))
    for row in range(5, figures.max_row + 1):
        figures.row_dimensions[row].hidden = figures.cell(row, 2).value != "Sở B"
    figures.print_area, totals.print_area = f"B4:F{figures.max_row}", "B2:D6"
    book.defined_names["tong_cua_toi"] = DefinedName("tong_cua_toi", attr_text=f"'{TOTALS}'!$D$6")
    book[OWN]["D7"] = "=tong_cua_toi*2"


def _settings_are_there(book: Workbook) -> None:
    """Columns by their keys; rows hidden by their new values; a print area that went to the last row still does."""
    figures, totals = book[FIGURES], book[TOTALS]
    assert figures.column_dimensions["H"].width == pytest.approx(55, abs=0.5)
    assert [figures.column_dimensions[letter].hidden for letter in "CG"] == [True, False]
    assert totals.column_dimensions["B"].width == pytest.approx(70, abs=0.5)
    assert [f.filters.filter for f in figures.auto_filter.filterColumn] == [["Sở B"]]
    hidden = {figures.cell(row, 2).value: figures.row_dimensions[row].hidden for row in range(5, figures.max_row + 1)}
    assert hidden == {"Sở A": True, "Sở B": False}
    areas = [sheet.print_area.replace("$", "").rpartition("!")[2] for sheet in (figures, totals)]
    assert areas == [f"B4:F{figures.max_row}", "B2:D6"]
    assert book.defined_names["tong_cua_toi"].attr_text.replace("'", "") == f"{TOTALS}!$D$6"
    assert book[OWN]["D7"].value == "=tong_cua_toi*2"


@pytest.mark.slow
def test_what_people_add_is_in_the_next_master(folder: Folder, capsys: Captured, saved_by: Saving) -> None:
    """Added sheets, notes, widths, filters, print areas, edited sentences: kept while rows move, until they are
    undone."""
    # A program that only saves the master leaves the same bytes in the next one.
    before, usual = folder.master.read_bytes(), load_workbook(folder.master)
    saved_by(folder, lambda book: None)
    assert codes(merged_twice(folder, capsys)[1]) == set()
    assert folder.master.read_bytes() == before

    sentence, heading = place(folder, "conclusion"), place(folder, "headings", "dat")
    computed, pinned = usual[SUMMARY][sentence].value, dict[str, tuple[str, str]]()

    def add(book: Workbook) -> None:
        _add_sheet(book)
        _settings(book)
        pinned.update(_pin_notes(folder, book))
        book[SUMMARY][sentence], book[SUMMARY][heading] = "Cả tỉnh đã làm tốt.", "Việc đã làm được"

    saved_by(folder, add)
    book, err = merged_twice(folder, capsys)
    assert codes(err) == set()
    assert (book[SUMMARY][sentence].value, book[SUMMARY][heading].value) == ("Cả tỉnh đã làm tốt.", "Việc đã làm được")
    assert not [c for c in cells(book[SUMMARY]) if "từ lúc sửa" in c]

    # Figures and rows are others now: a line has the sentence as it would be computed.
    more_figures(folder)
    lines = "| section | text |\n|--|--|\n| dat | Tập huấn cán bộ |\n| han | Thiếu kinh phí |"
    filled(
        folder, "SB", "| code | 2019 | 2020 |\n|--|--|--|\n| A1 | 700 | 40 |\n| A2 | 3 | 4 |", lines, name="SB lần 2"
    )
    book, err = merged_twice(folder, capsys)
    _added_sheet_is_there(book, saved_by)
    _settings_are_there(book)
    assert _notes_are_there(folder, book) != pinned, "some rows did move"
    assert not {code for code in codes(err) if code.startswith("not-carried")}
    assert book[SUMMARY][sentence].value == "Cả tỉnh đã làm tốt."
    (reported,) = [c for c in cells(book[SUMMARY]) if "từ lúc sửa" in c]
    assert computed not in reported

    # Undone, the usual widths and the computed sentence are back.
    def take_back(book: Workbook) -> None:
        for name, letter in ((FIGURES, "H"), (TOTALS, "B")):
            book[name].column_dimensions[letter].width = usual[name].column_dimensions[letter].width
        book[FIGURES].column_dimensions["C"].hidden = False
        book[SUMMARY][sentence] = None

    saved_by(folder, take_back)
    book, _ = merged_twice(folder, capsys)
    width = usual[FIGURES].column_dimensions["H"].width
    assert book[FIGURES].column_dimensions["H"].width == pytest.approx(width, abs=0.01)
    assert not book[FIGURES].column_dimensions["C"].hidden
    assert str(book[SUMMARY][sentence].value) in reported
    assert book[SUMMARY][place(folder, "headings", "dat")].value == "Việc đã làm được"


@needs_libreoffice
def test_formulas_of_an_added_sheet_use_the_new_figures(folder: Folder, capsys: Captured) -> None:
    """A formula that refers to other sheets loses its stored result: programs calculate it."""
    _, cell = cell_of(folder.master, "totals", "A1", "2019")
    by_libreoffice(folder, lambda book: _add_total(book, cell))
    more_figures(folder)
    merged_twice(folder, capsys)
    assert load_workbook(folder.master, data_only=True)[OWN]["A1"].value is None
    saved = load_workbook(convert(folder.master, "xlsx"), data_only=True)
    assert saved[OWN]["A1"].value == 2 * saved[TOTALS][cell].value == 2 * (5 + 2)
    assert recalculate(folder.master)[OWN][0][0] == 14


def _add_total(book: Workbook, cell: str) -> None:
    book.create_sheet(OWN)["A1"] = f"='{TOTALS}'!{cell}*2"


# --- What is reported ------------------------------------------------------------------------------


@pytest.mark.slow
def test_what_cannot_be_carried_is_reported_with_its_cell(folder: Folder, capsys: Captured) -> None:
    """The values stay, and the earlier master is kept."""
    figures, statements = (keyed(folder.master)[key] for key in ("figures", "statements"))
    row = next(r for r in figures.rows if figures.text(r, "agency") == "SB" and figures.text(r, "indicator") == "A1")
    moving = figures.address(row, "value")
    gone = statements.address(next(r for r in statements.rows if statements.text(r, "agency") == "SA"), "text")
    name, total = cell_of(folder.master, "totals", "A1", "2019")
    formula = load_workbook(folder.master)[name][total].value

    def add(book: Workbook) -> None:
        sheet = book.create_sheet(OWN)
        for number in range(1, 4):
            sheet.cell(number, 1, number)
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=1, min_row=1, max_row=3))
        sheet.add_chart(chart, "D2")
        sheet["B1"], sheet["B2"] = "=[1]Sheet1!A1", f"='{FIGURES}'!{moving}"
        book.create_chartsheet("Biểu đồ").add_chart(BarChart())
        book[statements.name][gone].comment = Comment("hỏi lại Sở A", "An")
        book[name][total] = 777

    by_openpyxl(folder, add)
    (folder.inbox / "SA.xlsx").unlink()
    book, err = merged_twice(folder, capsys)
    kinds = ("drawings", "formulas", "sheets", "moved", "notes")
    assert codes(err) == {*(f"not-carried-{kind}" for kind in kinds), "hand-work-cells"}
    for reported in (
        *(f"{OWN}: B1", "Biểu đồ", "backups/"),
        f"{OWN}: B2 ({FIGURES}!{moving} → ",  # which row it meant, and where that is now
        f"{statements.name}: {gone} “hỏi lại Sở A”",
        f"{name}: {total} “777”",
    ):
        assert reported in err
    assert [book[OWN].cell(number, 1).value for number in range(1, 4)] == [1, 2, 3]
    assert book[OWN]["B2"].value == f"='{FIGURES}'!{moving}"
    assert book[name][total].value == formula


@pytest.mark.slow
def test_an_added_sheet_that_cannot_be_carried_is_reported(folder: Folder, capsys: Captured) -> None:
    """By its name; everything else is merged, and the earlier master is kept."""
    by_openpyxl(folder, lambda book: book.create_sheet(OWN).__setitem__("A1", 1))
    with zipfile.ZipFile(folder.master) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
        part = max((n for n in parts if n.startswith("xl/worksheets/sheet")), key=lambda n: int(n[19:-4]))
    with zipfile.ZipFile(folder.master, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data.replace(b"<sheetData>", b"<sheetData><wrong") if name == part else data)
    _, err = merged_twice(folder, capsys)
    assert "not-carried-unreadable" in codes(err)
    assert OWN in err
    assert "backups/" in err


@pytest.mark.slow
def test_an_added_sheet_with_the_name_of_another(folder: Folder, capsys: Captured) -> None:
    """It keeps the name while that sheet is not drawn; once it is, the added one is renamed, and that is reported. Of
    a copied sheet the key is left out, so that it is not read as the one it was copied from."""

    def add(book: Workbook) -> None:
        for name in ("Tóm tắt 2", "Summary"):
            book.create_sheet(name)["A1"] = "của tôi"
        book.copy_worksheet(book[TOTALS]).title = "Số gửi hôm qua"

    by_openpyxl(folder, add)
    book, _ = merged_twice(folder, capsys)
    assert [book[name]["A1"].value for name in ("Tóm tắt 2", "Summary", "Số gửi hôm qua")] == ["của tôi"] * 2 + [None]
    assert book["Số gửi hôm qua"]["B6"].value == book[TOTALS]["B6"].value
    assert set(keyed(folder.master)) >= {"totals", "figures"}
    merge(folder, "--lang", "en")
    assert load_workbook(folder.master)["Summary (2)"]["A1"].value == "của tôi"
    assert "Summary → Summary (2)" in capsys.readouterr().err


@pytest.mark.slow
def test_the_page_has_the_edited_sentence_and_the_shared_copy_does_not(folder: Folder) -> None:
    """In a copy for circulation an edited sentence might reveal what is masked."""
    by_openpyxl(folder, lambda book: book[SUMMARY].__setitem__(place(folder, "conclusion"), "Cả tỉnh có 12345 buổi."))
    options = ("--campaign", str(folder.root), "--as-of", "2021-01-15")
    cli.run(["page", *options])
    assert "Cả tỉnh có 12345 buổi." in (folder.root / "tom-tat.html").read_text(encoding="utf-8")
    cli.run(["page", "--share", *options])
    assert "12345" not in (folder.root / "tom-tat.html").read_text(encoding="utf-8")
    cli.run(["merge", "--share", *options])
    assert not [c for c in cells(load_workbook(folder.root / "master-chia-se.xlsx")[SUMMARY]) if "12345" in c]


def test_computed_cells_are_locked_and_cells_to_type_in_are_not(folder: Folder) -> None:
    """The leaders' sheet and the totals, without a password; texts that may be edited are unlocked."""
    book = load_workbook(folder.master)
    locked = {sheet.title for sheet in book.worksheets if sheet.protection.sheet}
    assert locked == {SUMMARY, TOTALS}
    assert not [name for name in locked if book[name].protection.password]
    assert not book[SUMMARY][place(folder, "conclusion")].protection.locked
    assert book[TOTALS]["D6"].protection.locked


@pytest.mark.slow
@needs(schema.absent)
def test_what_is_carried_is_valid_for_excel(folder: Folder, capsys: Captured) -> None:
    """Added sheets, notes, filters and the locked sheets pass the Open XML SDK's validator."""

    def add(book: Workbook) -> None:
        _add_sheet(book)
        book[FIGURES].auto_filter.filterColumn.append(FilterColumn(colId=0, filters=Filters(filter=["SB"])))
        book[TOTALS]["D6"].comment = Comment("hỏi lại", "An")

    by_openpyxl(folder, add)
    merged_twice(folder, capsys)
    assert schema.schema_faults(folder.master) == []
    # Results that may be outdated are left out: Excel calculates the workbook when it opens it.
    left_out = f"formula_has_its_value: {OWN}!"
    assert [fault for fault in faults(opened(folder.master)) if not fault.startswith(left_out)] == []
