"""What people typed into the master is kept with the replaced master, and what is not carried over is reported."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook

from tests.building import DAY, cell_of, change, copied, definition, filled, keyed, type_into
from tests.cli.test_cli import Captured, shows
from tests.office import convert, needs_libreoffice
from toolkit.cli import main as cli
from toolkit.files.saving import remove_abandoned
from toolkit.master.handwork import HandWork, hand_work
from toolkit.master.read import read_master
from toolkit.messages import commands
from toolkit.run.folder import Folder
from toolkit.run.masters.backups import backups_of

AGENCIES = "| code | name |\n|---|---|\n| SA | Sở A |\n| SB | Sở B |"
INDICATORS = """
| code | topic | label   | unit | kind  | across_agencies | across_periods | headline |
|------|-------|---------|------|-------|-----------------|----------------|----------|
| A1   | Một   | Số buổi | buổi | count | sum             | sum            | 1        |
| A2   | Một   | Số lớp  | lớp  | count | sum             | sum            |          |
"""
SECTIONS = (
    "| code | role | heading |\n|---|---|---|\n| dat | achievement | Mặt đạt được |\n| han | limitation | Hạn chế |"
)
TOLD = {code: text for code, text in commands.NOTICES.items() if code.startswith("hand-work")}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return copied(tmp_path, merged)


def merged(root: Path) -> Folder:
    """A campaign with the reports of two agencies and their master."""
    folder = fill(definition(root / "đợt", agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS))
    assert merge(folder) == 0
    return folder


def fill(folder: Folder) -> Folder:
    statements = (("Hòa giải ở xã", "Đường hẹp"), ("Tập huấn cán bộ", "Thiếu kinh phí"))
    for n, (code, (good, bad)) in enumerate(zip(("SA", "SB"), statements, strict=True), start=1):
        figures = f"| code | 2019 | 2020 |\n|---|---|---|\n| A1 | {n} | {n}0 |\n| A2 | 3 | 4 |"
        filled(folder, code, figures, f"| section | text |\n|---|---|\n| dat | {good} |\n| han | {bad} |")
    return folder


def merge(folder: Folder, *more: str | Path) -> int:
    remove_abandoned.cache_clear()
    return cli.run(["merge", *map(str, more), "--campaign", str(folder.root), "--as-of", DAY.isoformat()])


def reported(err: str) -> set[str]:
    """The ends of the notices' codes."""
    return {code.removeprefix("hand-work-") for code, text in TOLD.items() if shows(err, text)}


def drawn_copy(folder: Folder) -> Path:
    return folder.root / "backups" / ".master-drawn"


def summary(book: Workbook) -> Any:
    return book["Tóm tắt"]


# --- What is reported ------------------------------------------------------------------------------


@pytest.mark.slow
def test_nothing_is_reported_if_nobody_typed(folder: Folder, capsys: Captured) -> None:
    """An unchanged master is replaced without a notice, and kept if the new one differs; so is one that was only saved,
    by a program that may store no results of formulas."""
    before = folder.master.read_bytes()
    merge(folder)
    assert backups_of(folder.root, folder.master) == []
    filled(folder, "SB", "| code | 2019 |\n|---|---|\n| A1 | 7 |", name="SB lần 2")
    capsys.readouterr()
    merge(folder)
    assert reported(capsys.readouterr().err) == set()
    assert [p.read_bytes() for p in backups_of(folder.root, folder.master)] == [before]
    change(folder.master, lambda book: None)
    merge(folder)
    assert reported(capsys.readouterr().err) == set()


@pytest.mark.slow
def test_what_was_typed_is_named_by_its_cell(folder: Folder, capsys: Captured) -> None:
    """A sentence on the leaders' sheet, a label, a figure: each is reported with the typed text; yellow columns, an
    added sheet and a note are carried over."""
    group = read_master(folder.master).groups[0].id
    _, edited = cell_of(folder.master, "groups", group, "edited_text")
    _, label = cell_of(folder.master, "totals", "A1", "label")
    figures = keyed(folder.master)["figures"]
    figure = figures.address(next(r for r in figures.rows if "A1" in r.cells), "value")

    def type_by_hand(book: Workbook) -> None:
        summary(book)["B60"] = "Đề nghị Sở A giải trình"
        book["Tổng hợp số liệu"][label] = "Số buổi họp"
        book["Số liệu gốc"][figure] = 99
        book["Nhóm ý"][edited] = "Lời khác"
        book["Nhóm ý"][edited].comment = Comment("hỏi lại", "An")
        book.create_sheet("Ghi chép của tôi")["A1"] = "gọi Sở B"

    edited_by_hand = change(folder.master, type_by_hand).read_bytes()
    capsys.readouterr()
    assert merge(folder, "--format", "json") == 0
    printed, err = capsys.readouterr()
    assert json.loads(printed)["master"] == str(folder.master)
    assert reported(err) == {"cells"}
    assert "Tóm tắt: B60 “Đề nghị Sở A giải trình”" in err
    assert f"Tổng hợp số liệu: {label} “Số buổi họp”" in err
    assert f"Số liệu gốc: {figure} “99”" in err
    assert "Nhóm ý" not in err, "the note and the edit are carried over"
    assert "Ghi chép của tôi" in load_workbook(folder.master).sheetnames
    assert read_master(folder.master).groups[0].shown_text == "Lời khác"
    (kept,) = backups_of(folder.root, folder.master)
    assert f"backups/{kept.name}" in err
    assert kept.read_bytes() == edited_by_hand
    merge(folder)
    assert reported(capsys.readouterr().err) == set()
    assert len(backups_of(folder.root, folder.master)) == 1


def _insert_row(book: Workbook) -> None:
    sheet = summary(book)
    sheet.insert_rows(6)
    sheet["C6"] = "Câu chen vào"


def _delete_row(book: Workbook) -> None:
    book["Nội dung gốc"].delete_rows(6)


def _sort(book: Workbook) -> None:
    sheet = book["Số liệu gốc"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    for place, row in enumerate(rows[::-1], start=5):
        for column, value in enumerate(row, start=1):
            sheet.cell(place, column, value)


def _added_column(book: Workbook) -> None:
    sheet = book["Tình hình báo cáo"]
    sheet.insert_cols(3)
    sheet["C6"] = "đã gọi"


def _clear(book: Workbook) -> None:
    book["Nội dung gốc"]["E5"] = None


@pytest.mark.parametrize(
    ("do", "expected"),
    [
        (_insert_row, HandWork(cells="Tóm tắt: C6 “Câu chen vào”")),
        (_delete_row, HandWork(rows="Nội dung gốc (1)")),
        (_sort, None),
        (_added_column, HandWork(cells="Tình hình báo cáo: C6 “đã gọi”")),
        (_clear, HandWork(cells="Nội dung gốc: E5")),
        (lambda book: setattr(summary(book), "title", "Trang đầu"), None),
        (lambda book: summary(book).column_dimensions.__getitem__("C").__setattr__("width", 50), None),
    ],
    ids=[
        *("a row inserted", "a row deleted", "rows sorted", "a column of one's own", "a cell cleared"),
        *("a sheet renamed", "a column widened"),
    ],
)
def test_moved_rows_and_columns_are_not_reported(
    folder: Folder, do: Callable[[Workbook], None], expected: HandWork | None
) -> None:
    """Only what was typed, added, cleared or deleted is, not what is in another position."""
    assert hand_work(change(folder.master, do), drawn_copy(folder)) == expected


@needs_libreoffice
def test_recalculated_results_are_not_reported(folder: Folder, tmp_path: Path) -> None:
    """An overwritten figure changes totals, matrix and key figures: only the figure is named; nothing after saving
    alone."""
    saved = convert(folder.master, "xlsx", tmp_path / "a")
    assert hand_work(saved, drawn_copy(folder)) is None
    figures = keyed(folder.master)["figures"]
    figure = figures.address(next(r for r in figures.rows if "A1" in r.cells), "value")
    typed = type_into(
        folder.master, [(("Số liệu gốc", figure), 99), (("Tổng hợp số liệu", "Z9"), "=1+1")], tmp_path / "t.xlsx"
    )
    work = hand_work(convert(typed, "xlsx", tmp_path / "b"), drawn_copy(folder))
    assert work == HandWork(cells=f"Tổng hợp số liệu: Z9 “2”; Số liệu gốc: {figure} “99”")


@pytest.mark.slow
def test_an_unknown_master_is_reported_as_saved(folder: Folder, capsys: Captured) -> None:
    """A master of an earlier release, or from elsewhere, is reported as saved, with where it is kept. With or without
    the kept copies, the new master has the same bytes."""
    other = folder.master.read_bytes()
    filled(folder, "SB", "| code | 2019 |\n|---|---|\n| A1 | 7 |", name="SB lần 2")
    merge(folder)
    drawn, whole = drawn_copy(folder), folder.master.read_bytes()
    for known in (None, other, drawn.read_bytes()[:3000]):  # none, another drawing, a damaged one
        drawn.unlink()
        if known is not None:
            drawn.write_bytes(known)
        type_into(folder.master, [(("Tóm tắt", "B60"), "gõ tay")])
        capsys.readouterr()
        merge(folder)
        err = capsys.readouterr().err
        assert reported(err) == {"unknown"}
        assert f"backups/{backups_of(folder.root, folder.master)[-1].name}" in err
        assert folder.master.read_bytes() == whole
    shutil.rmtree(folder.root / "backups")
    merge(folder)
    assert folder.master.read_bytes() == whole


# --- What is kept ----------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_last_ten_are_kept_by_when_they_were_saved(folder: Folder) -> None:
    """Names sort by that time, even two of one second; other files in the folder are not touched."""
    moments = [1_600_000_000 + n // 2 * 3600 for n in range(11)]
    saved = []
    for n, moment in enumerate(moments):
        filled(folder, "SA", f"| code | 2019 |\n|---|---|\n| A1 | {n + 50} |")
        os.utime(folder.master, (moment, moment))
        saved.append(folder.master.read_bytes())
        merge(folder)
        (folder.root / "backups" / "master.xlsx").write_bytes(b"mine")
    kept = backups_of(folder.root, folder.master)
    assert [p.read_bytes() for p in kept] == saved[-10:]
    assert sorted(kept) == kept
    assert [round(p.stat().st_mtime) for p in kept] == moments[-10:]
    assert (folder.root / "backups" / "master.xlsx").read_bytes() == b"mine"
    # A long-ago master that was restored is kept when it is replaced, not removed at once.
    type_into(folder.master, [(("Tóm tắt", "B60"), "gõ tay")])
    os.utime(folder.master, (1_000_000_000, 1_000_000_000))
    typed = folder.master.read_bytes()
    merge(folder)
    assert typed in [p.read_bytes() for p in backups_of(folder.root, folder.master)]


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="rights are others there")
def test_a_kept_copy_has_the_masters_permissions(folder: Folder) -> None:
    """It is no more readable than the master was; one that is write-protected is kept too."""
    for rights in (0o600, 0o440):
        folder.master.chmod(rights)
        filled(folder, "SA", f"| code | 2019 |\n|---|---|\n| A1 | {rights} |")
        merge(folder)
        modes = {p.stat().st_mode & 0o077 for p in [*backups_of(folder.root, folder.master), drawn_copy(folder)]}
        assert all(mode & ~rights == 0 for mode in modes)


@pytest.mark.slow
def test_backups_are_no_input(folder: Folder) -> None:
    """A merge of the campaign folder itself, or of one above it, reads none of the replaced masters."""
    type_into(folder.master, [(("Tóm tắt", "B60"), "gõ tay")])
    merge(folder)
    merge(folder, folder.root.parent, "-o", folder.root.parent / "m.xlsx")
    sources = keyed(folder.root.parent / "m.xlsx")["sources"]
    assert not [r for r in sources.rows if "backups" in str(r.cells)]


@pytest.mark.slow
def test_without_a_place_to_keep_it_no_master_is_replaced(folder: Folder, capsys: Captured) -> None:
    """A file at the folder's path: the error names it, and the old master is whole."""
    shutil.rmtree(folder.root / "backups")
    (folder.root / "backups").write_bytes(b"x")
    type_into(folder.master, [(("Tóm tắt", "B60"), "gõ tay")])
    typed = folder.master.read_bytes()
    assert merge(folder) == 3
    assert shows(capsys.readouterr().err, commands.ERRORS["cannot-write"])
    assert folder.master.read_bytes() == typed
