"""What people typed into the master is kept with the replaced master, and what is not carried over is reported; of any
mix of changes, by either program, nothing is lost unreported, and merging again changes nothing."""

import json
import os
import random
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.workbook import Workbook

from tests.building import DAY, cell_of, change, copied, definition, filled, keyed, read, type_into
from tests.cli.test_cli import Captured, shows
from tests.effort import effort
from tests.office import LIBREOFFICE, convert, needs_libreoffice
from tests.tables import WITHOUT_KEY, WORKS, cells, with_rows
from toolkit.cli import main as cli
from toolkit.consolidation.consolidate import consolidate
from toolkit.files.saving import remove_abandoned
from toolkit.master.handwork import HandWork, hand_work
from toolkit.master.read import read_master
from toolkit.master.sheets.master import write_master
from toolkit.messages import commands
from toolkit.run.folder import Folder
from toolkit.run.masters.backups import backups_of
from toolkit.spreadsheet.keyed import KeyedRow, KeyedSheet

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
SUMMARY = "Tóm tắt"
Change = Callable[[Workbook], None]
Saving = Callable[[Folder, Change], None]
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


def by_openpyxl(folder: Folder, do: Change) -> None:
    change(folder.master, do)


def by_libreoffice(folder: Folder, do: Change) -> None:
    """The same changes, then opened and saved by LibreOffice."""
    change(folder.master, do)
    folder.master.write_bytes(convert(folder.master, "xlsx").read_bytes())


def drawn_copy(folder: Folder) -> Path:
    return folder.root / "backups" / ".master-drawn"


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
        book[SUMMARY]["B60"] = "Đề nghị Sở A giải trình"
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
    sheet = book[SUMMARY]
    sheet.insert_rows(6)
    sheet["C6"] = "Câu chen vào"


def _delete_row(book: Workbook) -> None:
    book["Nội dung gốc"].delete_rows(6)


def _delete_above(book: Workbook) -> None:
    sheet = book["Nội dung gốc"]
    sheet["E6"] = "Gõ ở đây"
    sheet.delete_rows(5)


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


@pytest.mark.slow
@pytest.mark.parametrize(
    ("do", "expected"),
    [
        (_insert_row, HandWork(cells="Tóm tắt: C6 “Câu chen vào”")),
        (_delete_row, HandWork(rows="Nội dung gốc (1)")),
        (_delete_above, HandWork(cells="Nội dung gốc: E5 “Gõ ở đây”", rows="Nội dung gốc (1)")),
        (_sort, None),
        (_added_column, HandWork(cells="Tình hình báo cáo: C6 “đã gọi”")),
        (_clear, HandWork(cells="Nội dung gốc: E5")),
        (lambda book: setattr(book[SUMMARY], "title", "Trang đầu"), None),
        (lambda book: book[SUMMARY].column_dimensions.__getitem__("C").__setattr__("width", 50), None),
    ],
    ids=[
        *(
            "a row inserted",
            "a row deleted",
            "a row deleted above a typed one",
            "rows sorted",
            "a column of one's own",
            "a cell cleared",
        ),
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


# --- Any mix of changes --------------------------------------------------------------------------


TABLES = ("table:DA", "table:1")
BY_AGENCY = ("table:DA:by_agency", "table:1:by_agency")
ROWS = "| table | heading | code | label | unit | kind | choices | across_rows | key |\n" + "\n".join(
    f"| {table.code} | {table.heading} | {c.code} | {c.label} | {c.unit} | {c.kind} | "
    f"{(chr(92) + '|').join(c.choices)} | {c.across_rows} | {'yes' if c.key else ''} |"
    for table in (WORKS, WITHOUT_KEY)
    for c in table.columns
)

#: Texts that must be in the master or reported after the merge.
Expected = list[str]
Deed = Callable[[Workbook, Mapping[str, KeyedSheet], random.Random, Expected], None]


def rows_of(sheet: KeyedSheet) -> list[KeyedRow]:
    """The rows with records."""
    return [r for r in sheet.rows if not r.for_people and any(c is not None for c in r.cells)]


def typed(book: Workbook, sheet: KeyedSheet, row: KeyedRow, values: Mapping[str, Any], expected: Expected) -> None:
    """Types into a row's cells; their earlier values need not be kept."""
    for column, value in values.items():
        cell = book[sheet.name][sheet.address(row, column)]
        expected[:] = [e for e in expected if e != str(cell.value)]
        cell.value = value
        expected += [str(value)] * (value != "x")


def added_sheet(*keys: str) -> Deed:
    """An added sheet with a formula that refers to the given one."""

    def do(book: Workbook, sheets: Mapping[str, KeyedSheet], chance: random.Random, expected: Expected) -> None:
        sheet = book.create_sheet(f"Trang {len(book.sheetnames)}", chance.randrange(1, len(book.sheetnames)))
        for _ in range(chance.randrange(1, 8)):
            cell = sheet.cell(chance.randrange(1, 40), chance.randrange(1, 9))
            if cell.value is None:
                cell.value = f"việc {chance.randrange(10**9)}"
                cell.font = Font(name="Arial", bold=chance.random() < 0.5, size=chance.choice([9, 11, 14]))
                expected.append(str(cell.value))
        of = sheets[chance.choice(keys)]
        sheet.cell(50, 1, f"='{of.name}'!{of.address(chance.choice(rows_of(of)), 'agency')}")
        sheet.column_dimensions["B"].width = chance.uniform(3, 60)

    return do


def note(*keys: str) -> Deed:
    def do(book: Workbook, sheets: Mapping[str, KeyedSheet], chance: random.Random, expected: Expected) -> None:
        sheet = sheets[chance.choice(keys)]
        row = chance.choice([r for r in sheet.rows if r.key or r.cells[1:2] != [None]])
        cell = book[sheet.name][sheet.address(row, chance.choice(sorted(sheet.columns)))]
        if cell.comment is None and not isinstance(cell, MergedCell):
            cell.comment = Comment(f"ghi chú {chance.randrange(10**9)}", "An")
            expected.append(cell.comment.text)

    return do


def width(*keys: str) -> Deed:
    def do(book: Workbook, sheets: Mapping[str, KeyedSheet], chance: random.Random, _: Expected) -> None:
        sheet = sheets[chance.choice(sorted(sheets.keys() & set(keys)))]
        letter = sheet.address(sheet.rows[0], chance.choice(sorted(sheet.columns))).rstrip("0123456789")
        book[sheet.name].column_dimensions[letter].width = chance.uniform(5, 80)
        book[sheet.name].column_dimensions[letter].hidden = chance.random() < 0.3

    return do


def typed_over(columns: Sequence[str], *keys: str) -> Deed:
    """Types over a computed cell."""

    def do(book: Workbook, sheets: Mapping[str, KeyedSheet], chance: random.Random, expected: Expected) -> None:
        sheet = sheets[chance.choice(keys)]
        if rows := rows_of(sheet):
            column = chance.choice([c for c in columns if c in sheet.columns])
            typed(book, sheet, chance.choice(rows), {column: f"đè {chance.randrange(10**9)}"}, expected)

    return do


def sort(*keys: str) -> Deed:
    """Sorts the rows of a sheet by one of its columns, with their notes, as programs do."""

    def do(book: Workbook, sheets: Mapping[str, KeyedSheet], chance: random.Random, _: Expected) -> None:
        target = sheets[chance.choice(keys)]
        sheet, rows = book[target.name], [r.index + 1 for r in rows_of(target)]
        wide, by = sheet.max_column, chance.randrange(1, len(target.columns) + 1)
        found = [[(c.value, c.comment) for c in sheet[row][:wide]] for row in rows]
        for row in rows:
            for cell in sheet[row][:wide]:
                cell.value = cell.comment = None
        for row, contents in zip(rows, sorted(found, key=lambda row: str(row[by - 1][0] or "")), strict=True):
            for cell, (value, comment) in zip(sheet[row], contents, strict=False):
                cell.value = value
                cell.comment = Comment(comment.text, comment.author) if comment else None

    return do


def delete(*keys: str) -> Deed:
    """Deletes one row of a sheet, with what was typed in it."""

    def do(book: Workbook, sheets: Mapping[str, KeyedSheet], chance: random.Random, expected: Expected) -> None:
        target = sheets[chance.choice(keys)]
        if rows := [r.index + 1 for r in rows_of(target)]:
            sheet, row = book[target.name], chance.choice(rows)
            gone = {str(c.value) for c in sheet[row]} | {c.comment.text for c in sheet[row] if c.comment}
            expected[:] = [e for e in expected if e not in gone]
            sheet.delete_rows(row)

    return do


def _text(book: Workbook, _: Mapping[str, KeyedSheet], chance: random.Random, expected: Expected) -> None:
    at = {"conclusion": "B", "title": "B"}
    sheet = book[SUMMARY]
    name = chance.choice(sorted(at))
    row = next(r for r in range(1, sheet.max_row + 1) if f"text:{name}" in [c.value for c in sheet[r]])
    text = f"câu của tôi {chance.randrange(10**9)}"
    expected[:] = [e for e in expected if e != sheet.cell(row, 2).value]
    sheet.cell(row, 2, text)
    expected.append(text)


def _group(book: Workbook, sheets: Mapping[str, KeyedSheet], chance: random.Random, expected: Expected) -> None:
    row = chance.choice([r for r in sheets["groups"].rows if r.key and not r.for_people])
    typed(book, sheets["groups"], row, {"edited_text": f"lời khác {chance.randrange(10**9)}"}, expected)


def _moved(book: Workbook, _: Mapping[str, KeyedSheet], chance: random.Random, _expected: Expected) -> None:
    sheet = book[chance.choice(book.sheetnames[1:9])]
    book.move_sheet(sheet, chance.choice([-1, 1, 2]))


def _correct(book: Workbook, sheets: Mapping[str, KeyedSheet], chance: random.Random, expected: Expected) -> None:
    sheet = sheets["figures"]
    row = chance.choice([r for r in sheet.rows if not r.for_people and sheet.value(r, "value") is not None])
    who, why = f"Lan {chance.randrange(10**9)}", f"điện thoại {chance.randrange(10**9)}"
    number = chance.randrange(10**6, 10**7)
    typed(book, sheet, row, {"corrected_value": number, "corrected_by": who, "reason": why}, expected)


def _accept(book: Workbook, sheets: Mapping[str, KeyedSheet], chance: random.Random, expected: Expected) -> None:
    sheet = sheets["findings"]
    if rows := [r for r in sheet.rows if not r.for_people and sheet.value(r, "code")]:
        values = {"accepted_by": f"Hà {chance.randrange(10**9)}", "reason": f"đúng vậy {chance.randrange(10**9)}"}
        typed(book, sheet, chance.choice(rows), values, expected)


def _area(book: Workbook, sheets: Mapping[str, KeyedSheet], chance: random.Random, _: Expected) -> None:
    book[sheets[chance.choice((*TABLES, *BY_AGENCY))].name].print_area = f"B2:F{chance.randrange(7, 12)}"


def _correct_row(book: Workbook, sheets: Mapping[str, KeyedSheet], chance: random.Random, expected: Expected) -> None:
    """Corrections of every kind, some of which cannot be followed."""
    sheet = sheets[chance.choice(TABLES)]
    if rows := rows_of(sheet):
        columns = [c for c in sheet.columns if c.startswith("corrected:")] + ["left_out"]
        who = {"corrected_by": f"Lan {chance.randrange(10**9)}", "reason": f"điện thoại {chance.randrange(10**9)}"}
        number, odd = chance.randrange(10**6, 10**7), f"lạ {chance.randrange(10**9)}"
        words = (number, odd, "x", "5/3/2025", f"{chance.randrange(10**6)},5")
        values = {column: chance.choice(words) for column in chance.sample(columns, chance.randrange(1, 4))}
        typed(book, sheet, chance.choice(rows), {**who, **values}, expected)


DEEDS: tuple[Deed, ...] = (
    *(added_sheet("figures"), added_sheet(*TABLES, *BY_AGENCY)),
    *[note("figures", "totals", "matrix", "groups", "statements", "status", "by_agency", "summary")] * 2,
    *[note(*TABLES, *BY_AGENCY)] * 2,
    *(width("figures", "totals", "groups", "findings", "sources"), width(*TABLES, *BY_AGENCY)),
    typed_over(("typed", "label", "text"), "figures", "totals", "statements"),
    typed_over(("agency_name", "typed", "sheet"), *TABLES),
    *(_text, _group, _moved, _correct, _correct, _accept, _area, _correct_row, _correct_row, _correct_row),
)
#: What moves rows comes after what is typed in them.
LAST = (
    sort("figures", "statements", "findings", "groups", *TABLES),
    delete("figures", "statements", "findings", "groups", "matrix", *TABLES),
)


def all_texts(path: Path) -> str:
    book = load_workbook(path)
    found = []
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                found += [str(cell.value)] * (cell.value is not None)
                found += [cell.comment.text] if cell.comment else []
    return "\n".join(found)


def nothing_is_lost(folder: Folder, expected: Iterable[str], seed: int, capsys: Captured) -> None:
    """What is expected is in the next master or reported, once; the merge after it has the same bytes."""
    wanted = list(expected)
    capsys.readouterr()
    merge(folder)
    err = capsys.readouterr().err
    after = folder.master.read_bytes()
    there = all_texts(folder.master) + err
    assert [text for text in wanted if text not in there] == [], seed
    merge(folder)
    assert folder.master.read_bytes() == after, seed
    second = capsys.readouterr().err
    assert [text for text in wanted if text in second] == [], "told once"


def part_of(folder: Folder, seed: int) -> Path:
    """A master of a part, in which each agency's rows are drawn at random."""
    chance = random.Random(seed)
    sent = []
    for path in sorted(folder.inbox.glob("*.xlsx")):
        form = read(folder, path)
        code = form.agency or ""
        rows = [*cells(code, chance, chance.randrange(1, 12)), *cells(code, chance, chance.randrange(6), WITHOUT_KEY)]
        # openpyxl, which sorts here, makes a formula of a text that looks like one.
        rows = [c._replace(value="1+1", typed="1+1") if c.typed.startswith("=") else c for c in rows]
        sent.append(with_rows(form, rows))
    part = folder.root / "parts" / "part.xlsx"
    part.parent.mkdir(exist_ok=True)
    write_master(part, consolidate(folder.campaign, sent, as_of=DAY))
    return part


def merged_with_rows(root: Path) -> Folder:
    """A campaign with the reports and rows of two agencies, and its master."""
    tables = {"agencies": AGENCIES, "indicators": INDICATORS, "sections": SECTIONS, "rows": ROWS}
    folder = fill(definition(root / "đợt", about=None, **tables))
    assert merge(folder, part_of(folder, 1)) == 0
    return folder


def seeds() -> Iterator[Any]:
    """With the program that saves the master."""
    for seed in range(effort(8, 300)):
        yield pytest.param(seed, by_openpyxl, marks=pytest.mark.slow)
    for seed in range(1000, 1000 + effort(2, 100)):
        yield pytest.param(seed, by_libreoffice, marks=LIBREOFFICE)


@pytest.mark.parametrize(("seed", "saved_by"), list(seeds()))
def test_any_mix_of_changes_is_kept_or_reported(tmp_path: Path, capsys: Captured, seed: int, saved_by: Saving) -> None:
    """Everything typed, pinned or added is in the next master or reported; the merge after it has the same bytes."""
    folder = copied(tmp_path, merged_with_rows)
    sheets, chance, expected = keyed(folder.master), random.Random(seed), Expected()
    chosen = [*chance.choices(DEEDS, k=chance.randrange(1, 9)), *chance.choices(LAST, k=chance.randrange(0, 3))]

    def do(book: Workbook) -> None:
        for deed in chosen:
            deed(book, sheets, chance, expected)
        if seed % 3 == 0:
            book[sheets[chance.choice(TABLES)].name].title = f"Tên khác {chance.randrange(99)}"

    saved_by(folder, do)
    if seed % 2:
        statements = "| section | text |\n|---|---|\n| dat | Mới |"
        filled(folder, "SB", "| code | 2019 |\n|---|---|\n| A1 | 17 |", statements, name="SB 2")
        part_of(folder, seed)
    nothing_is_lost(folder, expected, seed, capsys)


@pytest.mark.slow
def test_filters_and_print_areas_are_carried(tmp_path: Path, capsys: Captured) -> None:
    """A filter hides its rows again wherever they are; a print area goes on to the last row."""
    folder = copied(tmp_path, merged_with_rows)
    sheet = keyed(folder.master)["table:DA"]

    def do(book: Workbook) -> None:
        target: Any = book[sheet.name]
        target.auto_filter.add_filter_column(sheet.columns["agency"] - 1, ["SB"])
        target.print_area = "B2:H40"

    change(folder.master, do)
    part_of(folder, 2)
    capsys.readouterr()
    merge(folder)
    assert "không giữ được" not in capsys.readouterr().err
    after: Any = load_workbook(folder.master)[sheet.name]
    rows = [r for r in range(7, after.max_row + 1) if after.cell(r, 3).value]
    assert {after.cell(r, 3).value for r in rows} == {"SA", "SB"}
    hidden = [r for r in rows if after.row_dimensions[r].hidden]
    assert hidden == [r for r in rows if after.cell(r, 3).value == "SA"]
    assert after.print_area.replace("$", "").endswith(f"B2:H{after.max_row}")
    once = folder.master.read_bytes()
    merge(folder)
    assert folder.master.read_bytes() == once
