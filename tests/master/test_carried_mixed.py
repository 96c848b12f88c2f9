"""Any mix of people's changes to a master, by either program: nothing is lost unreported, and merging again changes
nothing."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.workbook import Workbook

from tests.building import change, copied, filled, keyed
from tests.cli.test_cli import Captured
from tests.effort import effort
from tests.master.test_carried import SUMMARY, by_libreoffice
from tests.master.test_handwork import merge, merged
from tests.office import needs_libreoffice
from toolkit.run.folder import Folder
from toolkit.spreadsheet.keyed import KeyedRow, KeyedSheet

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
        for row, cells in zip(rows, sorted(found, key=lambda cells: str(cells[by - 1][0] or "")), strict=True):
            for cell, (value, comment) in zip(sheet[row], cells, strict=False):
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


DEEDS: tuple[Deed, ...] = (
    added_sheet("figures"),
    *[note("figures", "totals", "matrix", "groups", "statements", "status", "by_agency", "summary")] * 2,
    width("figures", "totals", "groups", "findings", "sources"),
    typed_over(("typed", "label", "text"), "figures", "totals", "statements"),
    *(_text, _group, _moved, _correct, _correct, _accept),
)
#: What moves rows comes after what is typed in them.
LAST = (
    sort("figures", "statements", "findings", "groups"),
    delete("figures", "statements", "findings", "groups", "matrix"),
)


def mix(
    seed: int, sheets: Mapping[str, KeyedSheet], deeds: Sequence[Deed] = DEEDS, last: Sequence[Deed] = LAST
) -> tuple[Callable[[Workbook], None], Expected]:
    """Makes some of the changes, and returns what is expected after them."""
    chance, expected = random.Random(seed), Expected()
    chosen = [*chance.choices(deeds, k=chance.randrange(1, 9)), *chance.choices(last, k=chance.randrange(0, 3))]

    def do(book: Workbook) -> None:
        for deed in chosen:
            deed(book, sheets, chance, expected)

    return do, expected


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


def _tried(
    folder: Folder, seed: int, capsys: Captured, save: Callable[[Folder, Callable[[Workbook], None]], None]
) -> None:
    do, expected = mix(seed, keyed(folder.master))
    save(folder, do)
    if seed % 2:
        statements = "| section | text |\n|---|---|\n| dat | Mới |"
        filled(folder, "SB", "| code | 2019 |\n|---|---|\n| A1 | 17 |", statements, name="SB 2")
    nothing_is_lost(folder, expected, seed, capsys)


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, effort(5, 150)))])
def test_any_mix_of_changes_by_openpyxl(tmp_path: Path, capsys: Captured, seed: int) -> None:
    """Everything typed, pinned or added is in the next master or reported; the merge after it has the same bytes."""
    _tried(copied(tmp_path, merged), seed, capsys, lambda folder, do: (change(folder.master, do), None)[1])


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("seed", range(1000, 1000 + effort(1, 50)))
def test_any_mix_of_changes_by_libreoffice(tmp_path: Path, capsys: Captured, seed: int) -> None:
    """The same for a master that LibreOffice saved."""
    _tried(copied(tmp_path, merged), seed, capsys, by_libreoffice)
