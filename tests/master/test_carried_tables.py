"""Any mix of what people do in the sheets of tables: nothing is lost without a word, and merging again changes nothing.

As `test_carried_mixed`, of a master made from a part's whose rows are drawn at random.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook

from tests.building import change, copied, definition, filled, keyed, read
from tests.cli.test_cli import Captured
from tests.effort import effort
from tests.master.test_carried import by_libreoffice
from tests.master.test_carried_mixed import Deed, Expected, nothing_is_lost, sorted_rows
from tests.master.test_handwork import AGENCIES, INDICATORS, SECTIONS, merge
from tests.office import needs_libreoffice
from tests.tables import CASES, DAY, PROJECTS, cells, with_rows
from toolkit.consolidation.consolidate import consolidate
from toolkit.master.sheets.master import write_master
from toolkit.model import AskedTable
from toolkit.run.folder import Folder
from toolkit.spreadsheet.keyed import KeyedSheet

TABLES = ("table:DA", "table:1")
SHEETS = (*TABLES, "table:DA:by_agency", "table:1:by_agency")


def _lines(table: AskedTable) -> str:
    """The lines of the definition that ask for a table."""
    lines = [
        f"| {table.code} | {table.heading} | {c.code} | {c.label} | {c.unit} | {c.kind} | "
        f"{(chr(92) + '|').join(c.choices)} | {c.across_rows} | {'yes' if c.key else ''} |"
        for c in table.columns
    ]
    return "\n".join(lines)


ROWS = f"""
| table | heading | code | label | unit | kind | choices | across_rows | key |
|-------|---------|------|-------|------|------|---------|-------------|-----|
{_lines(PROJECTS)}
{_lines(CASES)}
"""


def give(folder: Folder, seed: int) -> Path:
    """A master of a part, in which each agency's rows are drawn at random."""
    chance = random.Random(seed)
    given = []
    for path in sorted(folder.inbox.glob("*.xlsx")):
        own = read(folder, path)
        code = own.agency or ""
        rows = [*cells(code, chance, chance.randrange(1, 12)), *cells(code, chance, chance.randrange(6), CASES)]
        # openpyxl, which sorts here, makes a formula of a text that looks like one.
        rows = [c._replace(value="1+1", typed="1+1") if c.typed.startswith("=") else c for c in rows]
        given.append(with_rows(own, rows))
    part = folder.root / "parts" / "part.xlsx"
    part.parent.mkdir(exist_ok=True)
    write_master(part, consolidate(folder.campaign, given, as_of=DAY))
    return part


def merged(root: Path) -> Folder:
    """A campaign with the rows of two agencies and their master."""
    folder = definition(root / "đợt", agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS, rows=ROWS)
    for code in ("SA", "SB"):
        filled(folder, code, "| code | 2019 |\n|---|---|\n| A1 | 5 |", "| section | text |\n|---|---|\n| dat | Tốt |")
    assert merge(folder, give(folder, 1)) == 0
    return folder


def _rows(sheet: KeyedSheet) -> list[Any]:
    return [r for r in sheet.rows if not r.for_people and any(c is not None for c in r.cells)]


def _note(book: Workbook, sheets: Mapping[str, KeyedSheet], chance: random.Random, expected: Expected) -> None:
    sheet = sheets[chance.choice(SHEETS)]
    text = f"ghi chú {chance.randrange(10**9)}"
    cell = book[sheet.name][sheet.address(chance.choice(_rows(sheet)), chance.choice(sorted(sheet.columns)))]
    if cell.comment is None:
        cell.comment = Comment(text, "An")
        expected.append(text)


def _width(book: Workbook, sheets: Mapping[str, KeyedSheet], chance: random.Random, _: Expected) -> None:
    sheet = sheets[chance.choice(SHEETS)]
    letter = sheet.address(sheet.rows[0], chance.choice(sorted(sheet.columns))).rstrip("0123456789")
    book[sheet.name].column_dimensions[letter].width = chance.uniform(5, 80)


def _own_sheet(book: Workbook, sheets: Mapping[str, KeyedSheet], chance: random.Random, expected: Expected) -> None:
    of = sheets[chance.choice(SHEETS)]
    sheet = book.create_sheet(f"Trang {len(book.sheetnames)}", book.sheetnames.index(of.name) + 1)
    text = f"việc {chance.randrange(10**9)}"
    sheet["B2"] = text
    sheet["B3"] = f"='{of.name}'!{of.address(chance.choice(_rows(of)), 'agency')}"
    expected.append(text)


def _area(book: Workbook, sheets: Mapping[str, KeyedSheet], chance: random.Random, _: Expected) -> None:
    book[sheets[chance.choice(SHEETS)].name].print_area = f"B2:F{chance.randrange(7, 12)}"


def _typed(book: Workbook, sheets: Mapping[str, KeyedSheet], chance: random.Random, expected: Expected) -> None:
    """Corrections of every kind, some of which cannot be followed."""
    sheet = sheets[chance.choice(TABLES)]
    row = chance.choice(_rows(sheet) or [None])
    if row is None:
        return
    columns = [c for c in sheet.columns if c.startswith("corrected:")] + ["left_out"]
    values: dict[str, Any] = {
        "corrected_by": f"Lan {chance.randrange(10**9)}",
        "reason": f"điện thoại {chance.randrange(10**9)}",
    }
    for column in chance.sample(columns, chance.randrange(1, 4)):
        values[column] = chance.choice(
            [
                chance.randrange(10**6, 10**7),
                f"lạ {chance.randrange(10**9)}",
                "x",
                "5/3/2025",
                f"{chance.randrange(10**6)},5",
            ]
        )
    for column, value in values.items():
        cell = book[sheet.name][sheet.address(row, column)]
        expected[:] = [e for e in expected if e != str(cell.value)]
        cell.value = value
        if value != "x":
            expected.append(str(value))


def _over(book: Workbook, sheets: Mapping[str, KeyedSheet], chance: random.Random, expected: Expected) -> None:
    sheet = sheets[chance.choice(TABLES)]
    if rows := _rows(sheet):
        text = f"đè {chance.randrange(10**9)}"
        cell = book[sheet.name][sheet.address(chance.choice(rows), chance.choice(["agency_name", "typed", "sheet"]))]
        expected[:] = [e for e in expected if e != cell.value]
        cell.value = text
        expected.append(text)


def _sorted(book: Workbook, sheets: Mapping[str, KeyedSheet], chance: random.Random, _: Expected) -> None:
    sorted_rows(book, sheets[chance.choice(TABLES)], chance)


def _deleted(book: Workbook, sheets: Mapping[str, KeyedSheet], chance: random.Random, expected: Expected) -> None:
    of = sheets[chance.choice(TABLES)]
    if rows := [r.index + 1 for r in _rows(of)]:
        sheet, row = book[of.name], chance.choice(rows)
        gone = {str(c.value) for c in sheet[row]} | {c.comment.text for c in sheet[row] if c.comment}
        expected[:] = [e for e in expected if e not in gone]
        sheet.delete_rows(row)


def _renamed(book: Workbook, sheets: Mapping[str, KeyedSheet], chance: random.Random, _: Expected) -> None:
    book[sheets[chance.choice(SHEETS)].name].title = f"Tên khác {chance.randrange(99)}"


DEEDS: tuple[Deed, ...] = (_note, _note, _width, _own_sheet, _area, _typed, _typed, _typed, _over)
LAST: tuple[Deed, ...] = (_sorted, _deleted)


def _tried(
    folder: Folder, seed: int, capsys: Captured, save: Callable[[Folder, Callable[[Workbook], None]], None]
) -> None:
    chance, expected, sheets = random.Random(seed), Expected(), keyed(folder.master)
    deeds = [*chance.choices(DEEDS, k=chance.randrange(1, 9)), *chance.choices(LAST, k=chance.randrange(0, 3))]
    deeds += [_renamed] * (seed % 3 == 0)

    def do(book: Workbook) -> None:
        for deed in deeds:
            deed(book, sheets, chance, expected)

    save(folder, do)
    if seed % 2:
        give(folder, seed)
    nothing_is_lost(folder, expected, seed, capsys)


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, effort(12, 150)))])
def test_mixed_by_openpyxl(tmp_path: Path, capsys: Captured, seed: int) -> None:
    """What was typed, pinned or added is in the next master or is told; the merge after it has the same bytes."""
    _tried(copied(tmp_path, merged), seed, capsys, lambda folder, do: (change(folder.master, do), None)[1])


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("seed", range(1000, 1000 + effort(3, 50)))
def test_mixed_by_libreoffice(tmp_path: Path, capsys: Captured, seed: int) -> None:
    """The same of a master that LibreOffice saved."""
    _tried(copied(tmp_path, merged), seed, capsys, by_libreoffice)


@pytest.mark.slow
def test_filters_and_print_areas_are_carried(tmp_path: Path, capsys: Captured) -> None:
    """A filter hides its rows again, wherever they stand then; a print area goes on to the last row."""
    folder = copied(tmp_path, merged)
    sheet = keyed(folder.master)["table:DA"]

    def do(book: Workbook) -> None:
        own: Any = book[sheet.name]
        own.auto_filter.add_filter_column(sheet.columns["agency"] - 1, ["SB"])
        own.print_area = "B2:H40"

    change(folder.master, do)
    give(folder, 2)
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
