"""What people add to the master is in the next one, and merging twice changes nothing."""

from __future__ import annotations

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

from tests.building import cell_of, change, copied, filled, keyed
from tests.cli.test_cli import Captured
from tests.excelrules import needs, schema
from tests.excelrules.limits import faults
from tests.excelrules.opened import opened
from tests.master.test_handwork import merge, merged
from tests.office import LIBREOFFICE, convert, needs_libreoffice, recalculate
from toolkit.messages import commands
from toolkit.run.folder import Folder

OWN = "Ghi chép của tôi"
SUMMARY, TOTALS, FIGURES, GROUPS = "Tóm tắt", "Tổng hợp số liệu", "Số liệu gốc", "Nhóm ý"
Change = Callable[[Workbook], None]
Saving = Callable[[Folder, Change], None]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return copied(tmp_path, merged)


def by_openpyxl(folder: Folder, do: Change) -> None:
    change(folder.master, do)


def by_libreoffice(folder: Folder, do: Change) -> None:
    """The same changes, then opened and saved by LibreOffice."""
    change(folder.master, do)
    folder.master.write_bytes(convert(folder.master, "xlsx").read_bytes())


@pytest.fixture(
    params=[
        pytest.param(by_openpyxl, id="openpyxl"),
        pytest.param(by_libreoffice, id="libreoffice", marks=[pytest.mark.slow, *LIBREOFFICE]),
    ]
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
    filled(
        folder,
        "SA",
        "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 5 | 6 |\n| A2 | 7 | 8 |",
        "| section | text |\n|---|---|\n| dat | Việc khác hẳn |\n| dat | Hòa giải ở xã |",
        name="SA lần 2",
    )


# --- Added sheets ----------------------------------------------------------------------------------


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


@pytest.mark.slow
def test_an_added_sheet_is_carried(folder: Folder, capsys: Captured, saved_by: Saving) -> None:
    """Values, formulas, formats, widths, panes, print settings and notes are there again, after the same sheet."""
    saved_by(folder, _add_sheet)
    book, err = merged_twice(folder, capsys)
    assert codes(err) == set()
    sheet = book[OWN]
    assert book.sheetnames.index(OWN) == 3
    assert [sheet[c].value for c in ("A1", "B1", "C1", "A2", "B2", "A5")] == [
        "Nội dung",
        1234.5,
        "=TRUE()" if saved_by is by_libreoffice else True,
        "=không phải công thức",
        "=B1*2",
        "gộp",
    ]
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


@pytest.mark.slow
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


@pytest.mark.slow
def test_parts_that_cannot_be_drawn_again_are_reported(folder: Folder, capsys: Captured) -> None:
    """A chart, a link to another workbook, a conditional format: reported with sheet or cell; the values stay."""

    def add(book: Workbook) -> None:
        sheet = book.create_sheet(OWN)
        for row in range(1, 4):
            sheet.cell(row, 1, row)
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=1, min_row=1, max_row=3))
        sheet.add_chart(chart, "D2")
        sheet["B1"] = "=[1]Sheet1!A1"
        book.create_chartsheet("Biểu đồ").add_chart(BarChart())

    by_openpyxl(folder, add)
    book, err = merged_twice(folder, capsys)
    assert codes(err) == {f"not-carried-{kind}" for kind in ("drawings", "formulas", "sheets")}
    assert f"{OWN}: B1" in err
    assert "Biểu đồ" in err
    assert [book[OWN].cell(row, 1).value for row in range(1, 4)] == [1, 2, 3]
    assert "backups/" in err


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
def test_a_copy_of_a_sheet_is_an_added_sheet(folder: Folder, capsys: Captured) -> None:
    """Its key is left out, so that it is not read as the sheet it was copied from."""
    by_openpyxl(folder, lambda book: setattr(book.copy_worksheet(book[TOTALS]), "title", "Số gửi hôm qua"))
    book, _ = merged_twice(folder, capsys)
    assert book["Số gửi hôm qua"]["A1"].value is None
    assert book["Số gửi hôm qua"]["B6"].value == book[TOTALS]["B6"].value
    assert set(keyed(folder.master)) >= {"totals", "figures"}


@pytest.mark.slow
def test_an_added_sheet_with_the_name_of_another(folder: Folder, capsys: Captured) -> None:
    """It keeps the name while that sheet is not drawn; once it is, the added one is renamed, and that is reported."""
    by_openpyxl(folder, lambda book: book.create_sheet("Tóm tắt 2").__setitem__("A1", "của tôi"))
    book, _ = merged_twice(folder, capsys)
    assert book["Tóm tắt 2"]["A1"].value == "của tôi"
    by_openpyxl(folder, lambda book: book.create_sheet("Summary").__setitem__("A1", "của tôi"))
    capsys.readouterr()
    merge(folder, "--lang", "en")
    assert load_workbook(folder.master)["Summary (2)"]["A1"].value == "của tôi"
    assert "Summary → Summary (2)" in capsys.readouterr().err


@pytest.mark.slow
def test_added_defined_names_are_carried(folder: Folder, capsys: Captured, saved_by: Saving) -> None:
    """A formula that uses such a name still works."""

    def add(book: Workbook) -> None:
        book.create_sheet(OWN)["A1"] = "=tong_cua_toi*2"
        book.defined_names["tong_cua_toi"] = DefinedName("tong_cua_toi", attr_text=f"'{TOTALS}'!$D$6")

    saved_by(folder, add)
    book, _ = merged_twice(folder, capsys)
    assert book.defined_names["tong_cua_toi"].attr_text.replace("'", "") == f"{TOTALS}!$D$6"
    assert book[OWN]["A1"].value == "=tong_cua_toi*2"


@pytest.mark.slow
def test_moved_rows_that_added_formulas_refer_to_are_reported(folder: Folder, capsys: Captured) -> None:
    """The formula keeps its text; which row it meant, and where that is now, is reported once."""
    figures = keyed(folder.master)["figures"]
    row = next(r for r in figures.rows if figures.text(r, "agency") == "SB" and figures.text(r, "indicator") == "A1")
    cell = figures.address(row, "value")
    by_openpyxl(folder, lambda book: book.create_sheet(OWN).__setitem__("A1", f"='{FIGURES}'!{cell}"))
    (folder.inbox / "SA.xlsx").unlink()
    book, err = merged_twice(folder, capsys)
    assert book[OWN]["A1"].value == f"='{FIGURES}'!{cell}"
    assert codes(err) == {"not-carried-moved"}
    assert f"{OWN}: A1 ({FIGURES}!{cell} → " in err


# --- Notes -----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_notes_follow_their_rows(folder: Folder, capsys: Captured, saved_by: Saving) -> None:
    """On a figure, a total, a group, an agency, a statement: each is at the same thing after rows moved."""
    reported: dict[str, tuple[str, str]] = {}

    def add(book: Workbook) -> None:
        for key, (match, column) in PINNED.items():
            sheet = keyed(folder.master)[key]
            row = next(r for r in sheet.rows if match(sheet, r))
            at = sheet.address(row, column)
            book[sheet.name][at].comment = Comment(f"ghi chú {key}", "An")
            reported[key] = sheet.name, at

    saved_by(folder, add)
    more_figures(folder)
    book, err = merged_twice(folder, capsys)
    moved = 0
    for key, (match, column) in PINNED.items():
        sheet = keyed(folder.master)[key]
        at = sheet.address(next(r for r in sheet.rows if match(sheet, r)), column)
        note = book[sheet.name][at].comment
        assert note is not None, key
        assert (note.text, note.author) == (f"ghi chú {key}", "An")
        moved += reported[key] != (sheet.name, at)
    assert moved, "some rows did move"
    assert not {code for code in codes(err) if code.startswith("not-carried")}


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


@pytest.mark.slow
def test_a_note_whose_row_is_gone_is_reported(folder: Folder, capsys: Captured) -> None:
    """The notice has its cell and text; the earlier master is kept."""
    sheet = keyed(folder.master)["statements"]
    at = sheet.address(next(r for r in sheet.rows if sheet.text(r, "agency") == "SB"), "text")
    by_openpyxl(folder, lambda book: setattr(book[sheet.name][at], "comment", Comment("hỏi lại Sở B", "An")))
    (folder.inbox / "SB.xlsx").unlink()
    _, err = merged_twice(folder, capsys)
    assert codes(err) == {"not-carried-notes"}
    assert f"{sheet.name}: {at} “hỏi lại Sở B”" in err
    assert "backups/" in err


# --- Widths, filters, print areas --------------------------------------------------------------------


@pytest.mark.slow
def test_widened_and_hidden_columns_stay(folder: Folder, capsys: Captured, saved_by: Saving) -> None:
    """By the column's key; once that is undone, the usual width is back."""
    usual = load_workbook(folder.master)[FIGURES].column_dimensions["H"].width

    def set_columns(book: Workbook) -> None:
        book[FIGURES].column_dimensions["H"].width = 55
        book[FIGURES].column_dimensions["C"].hidden = True
        book[TOTALS].column_dimensions["B"].width = 70

    saved_by(folder, set_columns)
    more_figures(folder)
    book, _ = merged_twice(folder, capsys)
    assert book[FIGURES].column_dimensions["H"].width == pytest.approx(55, abs=0.5)
    assert book[FIGURES].column_dimensions["C"].hidden
    assert book[TOTALS].column_dimensions["B"].width == pytest.approx(70, abs=0.5)
    assert not book[FIGURES].column_dimensions["G"].hidden

    def take_back(book: Workbook) -> None:
        book[FIGURES].column_dimensions["H"].width = usual
        book[FIGURES].column_dimensions["C"].hidden = False
        book[TOTALS].column_dimensions["B"].width = load_workbook(folder.master)[TOTALS].column_dimensions["B"].width

    saved_by(folder, take_back)
    book, _ = merged_twice(folder, capsys)
    assert book[FIGURES].column_dimensions["H"].width == pytest.approx(usual, abs=0.01)
    assert not book[FIGURES].column_dimensions["C"].hidden


@pytest.mark.slow
def test_saving_alone_carries_nothing(folder: Folder, capsys: Captured, saved_by: Saving) -> None:
    """A program that only saves the master leaves the same bytes in the next one."""
    before = folder.master.read_bytes()
    saved_by(folder, lambda book: None)
    _, err = merged_twice(folder, capsys)
    assert codes(err) == set()
    assert folder.master.read_bytes() == before


@pytest.mark.slow
def test_a_filter_stays_and_hides_the_new_rows(folder: Folder, capsys: Captured, saved_by: Saving) -> None:
    """Rows are hidden by their new values."""

    def set_filter(book: Workbook) -> None:
        sheet = book[FIGURES]
        sheet.auto_filter.filterColumn.append(FilterColumn(colId=0, filters=Filters(filter=["Sở B"])))
        for row in range(5, sheet.max_row + 1):
            sheet.row_dimensions[row].hidden = sheet.cell(row, 2).value != "Sở B"

    saved_by(folder, set_filter)
    more_figures(folder)
    book, _ = merged_twice(folder, capsys)
    sheet = book[FIGURES]
    assert [f.filters.filter for f in sheet.auto_filter.filterColumn] == [["Sở B"]]
    hidden = {sheet.cell(row, 2).value: sheet.row_dimensions[row].hidden for row in range(5, sheet.max_row + 1)}
    assert hidden == {"Sở A": True, "Sở B": False}


@pytest.mark.slow
def test_a_print_area_stays(folder: Folder, capsys: Captured, saved_by: Saving) -> None:
    """One that goes to the last row still does; one between rows is between the same ones."""

    def set_areas(book: Workbook) -> None:
        book[FIGURES].print_area = f"B4:F{book[FIGURES].max_row}"
        book[TOTALS].print_area = "B2:D6"

    saved_by(folder, set_areas)
    filled(folder, "SB", "| code | 2019 |\n|---|---|\n| A1 | 7 |", name="SB lần 2")
    book, err = merged_twice(folder, capsys)
    assert codes(err) == set()
    assert book[FIGURES].print_area.replace("$", "").rpartition("!")[2] == f"B4:F{book[FIGURES].max_row}"
    assert book[TOTALS].print_area.replace("$", "").rpartition("!")[2] == "B2:D6"


# --- The leaders' sheet ------------------------------------------------------------------------------


def place(folder: Folder, key: str, column: str = "theme") -> str:
    sheet = keyed(folder.master)["summary"]
    return sheet.address(next(row for row in sheet.rows if f"text:{key}" in row.cells), column)


@pytest.mark.slow
def test_the_sentence_and_headings_are_kept_as_edited(folder: Folder, capsys: Captured, saved_by: Saving) -> None:
    """The edited words stay; if the figures have changed since, a line says so with the computed sentence."""
    sentence, heading = place(folder, "conclusion"), place(folder, "headings", "dat")
    computed = load_workbook(folder.master)[SUMMARY][sentence].value

    def edit(book: Workbook) -> None:
        book[SUMMARY][sentence] = "Cả tỉnh đã làm tốt."
        book[SUMMARY][heading] = "Việc đã làm được"

    saved_by(folder, edit)
    book, err = merged_twice(folder, capsys)
    assert codes(err) == set()
    assert book[SUMMARY][sentence].value == "Cả tỉnh đã làm tốt."
    assert book[SUMMARY][heading].value == "Việc đã làm được"
    assert not [c for c in cells(book[SUMMARY]) if "từ lúc sửa" in c]
    (folder.inbox / "SB.xlsx").unlink()
    book, _ = merged_twice(folder, capsys)
    assert book[SUMMARY][sentence].value == "Cả tỉnh đã làm tốt."
    (reported,) = [c for c in cells(book[SUMMARY]) if "từ lúc sửa" in c]
    assert computed not in reported
    saved_by(folder, lambda book: book[SUMMARY].__setitem__(sentence, None))
    book, _ = merged_twice(folder, capsys)
    assert str(book[SUMMARY][sentence].value) in reported
    assert book[SUMMARY][place(folder, "headings", "dat")].value == "Việc đã làm được"


@pytest.mark.slow
def test_the_page_has_the_edited_sentence_and_the_shared_copy_does_not(folder: Folder) -> None:
    """In a copy for circulation an edited sentence might reveal what is masked."""
    from toolkit.cli import main as cli

    by_openpyxl(folder, lambda book: book[SUMMARY].__setitem__(place(folder, "conclusion"), "Cả tỉnh có 12345 buổi."))
    options = ("--campaign", str(folder.root), "--as-of", "2021-01-15")
    cli.run(["page", *options])
    assert "Cả tỉnh có 12345 buổi." in (folder.root / "tom-tat.html").read_text(encoding="utf-8")
    cli.run(["page", "--share", *options])
    assert "12345" not in (folder.root / "tom-tat.html").read_text(encoding="utf-8")
    cli.run(["merge", "--share", *options])
    assert not [c for c in cells(load_workbook(folder.root / "master-chia-se.xlsx")[SUMMARY]) if "12345" in c]


def cells(sheet: Any) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_computed_cells_are_locked_and_cells_to_type_in_are_not(folder: Folder) -> None:
    """The leaders' sheet and the totals, without a password; texts that may be edited are unlocked."""
    book = load_workbook(folder.master)
    locked = {sheet.title for sheet in book.worksheets if sheet.protection.sheet}
    assert locked == {SUMMARY, TOTALS}
    assert not [name for name in locked if book[name].protection.password]
    assert not book[SUMMARY][place(folder, "conclusion")].protection.locked
    assert book[TOTALS]["D6"].protection.locked


@pytest.mark.slow
def test_a_computed_cell_that_was_overwritten_is_reported_and_restored(folder: Folder, capsys: Captured) -> None:
    """The notice has the cell, what was typed, and what to do instead."""
    name, cell = cell_of(folder.master, "totals", "A1", "2019")
    formula = load_workbook(folder.master)[name][cell].value
    by_openpyxl(folder, lambda book: book[name].__setitem__(cell, 777))
    book, err = merged_twice(folder, capsys)
    assert codes(err) == {"hand-work-cells"}
    assert f"{name}: {cell} “777”" in err
    assert book[name][cell].value == formula


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


@pytest.mark.slow
def test_a_note_on_a_key_figure_stays_with_it(folder: Folder, capsys: Captured, saved_by: Saving) -> None:
    """The number may change, and lines may be added above it or elsewhere on the sheet."""

    def pin(book: Workbook) -> None:
        sheet = book[SUMMARY]
        for name, column, text in (("row:key_figures:1", 3, "hỏi lại"), ("row:progress", 2, "gọi sáng mai")):
            (row,) = (n for n, values in enumerate(sheet.values, start=1) if name in values)
            sheet.cell(row, column).comment = Comment(text, "An")

    saved_by(folder, pin)
    filled(folder, "SB", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 700 | 40 |", name="SB lần 2")
    book, _ = merged_twice(folder, capsys)
    sheet = book[SUMMARY]
    noted = {c.comment.text: [x.value for x in row] for row in sheet.iter_rows() for c in row if c.comment}
    assert "row:key_figures:1" in noted["hỏi lại"]
    assert "row:progress" in noted["gọi sáng mai"]
