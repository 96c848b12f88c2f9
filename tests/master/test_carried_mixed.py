"""Any mix of people's changes to a master with figures, texts and rows of tables, by either program: nothing is lost
unreported, and merging again changes nothing."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.workbook import Workbook

from tests.building import change, copied, definition, filled, keyed, read
from tests.cli.test_cli import Captured
from tests.effort import effort
from tests.master.test_carried import SUMMARY, by_libreoffice, by_openpyxl
from tests.master.test_handwork import AGENCIES, INDICATORS, SECTIONS, fill, merge
from tests.office import LIBREOFFICE
from tests.tables import DAY, WITHOUT_KEY, WORKS, cells, with_rows
from toolkit.consolidation.consolidate import consolidate
from toolkit.master.sheets.master import write_master
from toolkit.run.folder import Folder
from toolkit.spreadsheet.keyed import KeyedRow, KeyedSheet

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


def merged(root: Path) -> Folder:
    """A campaign with the reports and rows of two agencies, and its master."""
    tables = {"agencies": AGENCIES, "indicators": INDICATORS, "sections": SECTIONS, "rows": ROWS}
    folder = fill(definition(root / "đợt", about=None, **tables))
    assert merge(folder, part_of(folder, 1)) == 0
    return folder


def seeds() -> Iterator[Any]:
    """With the program that saves the master."""
    for seed in range(effort(8, 300)):
        yield pytest.param(seed, by_openpyxl, marks=[pytest.mark.slow] if seed else [])
    for seed in range(1000, 1000 + effort(2, 100)):
        yield pytest.param(seed, by_libreoffice, marks=LIBREOFFICE)


@pytest.mark.parametrize(("seed", "saved_by"), list(seeds()))
def test_any_mix_of_changes_is_kept_or_reported(
    tmp_path: Path, capsys: Captured, seed: int, saved_by: Callable[[Folder, Callable[[Workbook], None]], None]
) -> None:
    """Everything typed, pinned or added is in the next master or reported; the merge after it has the same bytes."""
    folder = copied(tmp_path, merged)
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
    folder = copied(tmp_path, merged)
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
