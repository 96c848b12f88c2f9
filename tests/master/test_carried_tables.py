"""Any mix of people's changes in the sheets of tables: nothing is lost unreported, merging again changes nothing.

As `test_carried_mixed`, with a master made from a part's whose rows are drawn at random.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from tests.building import change, copied, definition, filled, keyed, read
from tests.cli.test_cli import Captured
from tests.effort import effort
from tests.master.test_carried import by_libreoffice
from tests.master.test_carried_mixed import (
    Deed,
    Expected,
    added_sheet,
    delete,
    mix,
    note,
    nothing_is_lost,
    rows_of,
    sort,
    typed,
    typed_over,
    width,
)
from tests.master.test_handwork import AGENCIES, INDICATORS, SECTIONS, merge
from tests.office import needs_libreoffice
from tests.tables import DAY, WITHOUT_KEY, WORKS, cells, with_rows
from toolkit.consolidation.consolidate import consolidate
from toolkit.master.sheets.master import write_master
from toolkit.model import FormTable
from toolkit.run.folder import Folder
from toolkit.spreadsheet.keyed import KeyedSheet

TABLES = ("table:DA", "table:1")
SHEETS = (*TABLES, "table:DA:by_agency", "table:1:by_agency")


def _lines(table: FormTable) -> str:
    """The lines of the definition that define a table."""
    lines = [
        f"| {table.code} | {table.heading} | {c.code} | {c.label} | {c.unit} | {c.kind} | "
        f"{(chr(92) + '|').join(c.choices)} | {c.across_rows} | {'yes' if c.key else ''} |"
        for c in table.columns
    ]
    return "\n".join(lines)


ROWS = f"""
| table | heading | code | label | unit | kind | choices | across_rows | key |
|-------|---------|------|-------|------|------|---------|-------------|-----|
{_lines(WORKS)}
{_lines(WITHOUT_KEY)}
"""


def give(folder: Folder, seed: int) -> Path:
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
    """A campaign with the rows of two agencies and their master."""
    folder = definition(root / "đợt", agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS, rows=ROWS)
    for code in ("SA", "SB"):
        filled(folder, code, "| code | 2019 |\n|---|---|\n| A1 | 5 |", "| section | text |\n|---|---|\n| dat | Tốt |")
    assert merge(folder, give(folder, 1)) == 0
    return folder


def _area(book: Workbook, sheets: Mapping[str, KeyedSheet], chance: random.Random, _: Expected) -> None:
    book[sheets[chance.choice(SHEETS)].name].print_area = f"B2:F{chance.randrange(7, 12)}"


def _typed(book: Workbook, sheets: Mapping[str, KeyedSheet], chance: random.Random, expected: Expected) -> None:
    """Corrections of every kind, some of which cannot be followed."""
    sheet = sheets[chance.choice(TABLES)]
    if rows := rows_of(sheet):
        columns = [c for c in sheet.columns if c.startswith("corrected:")] + ["left_out"]
        who = {"corrected_by": f"Lan {chance.randrange(10**9)}", "reason": f"điện thoại {chance.randrange(10**9)}"}
        number, odd = chance.randrange(10**6, 10**7), f"lạ {chance.randrange(10**9)}"
        words = (number, odd, "x", "5/3/2025", f"{chance.randrange(10**6)},5")
        values = {column: chance.choice(words) for column in chance.sample(columns, chance.randrange(1, 4))}
        typed(book, sheet, chance.choice(rows), {**who, **values}, expected)


def _renamed(book: Workbook, sheets: Mapping[str, KeyedSheet], chance: random.Random, _: Expected) -> None:
    book[sheets[chance.choice(SHEETS)].name].title = f"Tên khác {chance.randrange(99)}"


_OVER = typed_over(("agency_name", "typed", "sheet"), *TABLES)
DEEDS: tuple[Deed, ...] = (
    *(note(*SHEETS), note(*SHEETS), width(*SHEETS), added_sheet(*SHEETS), _area, _typed, _typed, _typed, _OVER),
)
LAST: tuple[Deed, ...] = (sort(*TABLES), delete(*TABLES))


def _tried(
    folder: Folder, seed: int, capsys: Captured, save: Callable[[Folder, Callable[[Workbook], None]], None]
) -> None:
    sheets = keyed(folder.master)
    do, expected = mix(seed, sheets, DEEDS, LAST)
    if seed % 3 == 0:
        chance, first = random.Random(seed), do

        def do(book: Workbook) -> None:
            first(book)
            _renamed(book, sheets, chance, expected)

    save(folder, do)
    if seed % 2:
        give(folder, seed)
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
