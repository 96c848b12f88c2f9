"""The master's sheets of tables whose rows agencies add: every row, and live totals."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import toolkit
from tests.building import keyed
from tests.office import needs_libreoffice
from tests.tables import DAY, WITHOUT_KEY, WORKS, campaign, cells, submission
from tests.whole.test_recalculated import differing
from toolkit.consolidation.consolidate import consolidate
from toolkit.consolidation.tables.rows import rows_in
from toolkit.master.sheets.context import balance_text
from toolkit.master.sheets.master import write_master
from toolkit.master.sheets.tables import sheet_names
from toolkit.master.table_keys import column_key
from toolkit.model import Consolidation, Figure, FormTable
from toolkit.values.cell import typed_text
from toolkit.xlsx.measure import characters


def made(rows: int = 9, seed: int = 1) -> Consolidation:
    chance = random.Random(seed)
    about = campaign()
    sent = [
        submission(f"S{n}", [*cells(f"S{n}", chance, rows), *cells(f"S{n}", chance, 3, WITHOUT_KEY)]) for n in range(3)
    ]
    sent.append(submission("XD", cells("XD", chance, 4, WITHOUT_KEY)))
    return consolidate(about, sent, as_of=DAY)


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "m.xlsx"
    write_master(path, made())
    return path


def test_every_row_is_listed_with_its_cell(master: Path) -> None:
    """A line has the agency, the values, their cell, and the words if a value is shown differently."""
    result, sheets = made(), keyed(master)
    for table in (WORKS, WITHOUT_KEY):
        sheet = sheets[f"table:{table.code}"]
        lines = [row for row in sheet.rows if not row.for_people]
        rows = [row for row in rows_in(result.rows) if row.table == table.code]
        assert [sheet.text(line, "agency") for line in lines] == [row.agency for row in rows]
        for line, row in zip(lines, rows, strict=True):
            where = tuple(sheet.text(line, name) for name in ("file", "sheet", "cell", "row"))
            assert where == (*row.location, row.id)
            for column in table.columns:
                shown = sheet.value(line, column_key(column.code))
                _assert_shown(row.cells.get(column.code), shown, sheet.text(line, "typed"))


def _assert_shown(cell: Figure | None, shown: Any, typed: str) -> None:
    if cell is None:
        assert shown is None
    elif isinstance(cell.value, bool):
        assert shown == ("Có" if cell.value else "Không")
    elif isinstance(cell.value, float):
        assert shown == cell.value
        assert cell.typed == typed_text(cell.value) or cell.typed in typed
    elif cell.value is None:
        assert shown == cell.typed
    else:
        assert typed_text(shown) == typed_text(cell.value)


def test_totals_are_live(master: Path) -> None:
    """The province's are above the rows, an agency's on a separate sheet, both as formulas with their stored values.
    The balance includes the cells of tables, in its sentence and in each file's line."""
    result, sheets = made(), keyed(master)
    sheet: Any = next(s for s in openpyxl.load_workbook(master) if s["A1"].value == "toolkit:table:DA")
    above = [cell.value for cell in sheet[5]]
    assert above[1].startswith("=COUNT(")
    assert [above[n][:5] for n in (6, 7, 8)] == ["=SUM(", "=AVER", "=MAX("]
    by_agency, sources = sheets["table:DA:by_agency"], sheets["sources"]
    line = by_agency.by_key()["S1"]
    assert by_agency.value(line, "rows") == 9
    assert by_agency.value(line, "VON") == pytest.approx(result.table_totals["DA", "VON", "S1"].value)
    assert by_agency.text(by_agency.by_key()["S3"], "rows") == "chưa nộp"
    count = len(result.rows)
    assert f" + {count} ô của bảng" in balance_text(result, "vi")
    assert sum(sources.value(r, "rows") for r in sources.rows if not r.for_people) == count  # type: ignore[misc]
    without = consolidate(campaign(tables=()), [submission("S0", [])], as_of=DAY)
    assert "bảng" not in balance_text(without, "vi")


@pytest.mark.slow
@needs_libreoffice
def test_formulas_give_what_is_stored(master: Path, tmp_path: Path) -> None:
    """The rows may go on in further sheets."""
    write_master(tmp_path / "several.xlsx", made(), records=7)
    assert differing(master, tmp_path / "several.xlsx") == []


def test_names_of_sheets_are_the_headings_and_all_different() -> None:
    headings = ["Dự án", "dự án", "Dự án 2", "Số liệu gốc", "A" * 60, "A" * 59, "'x':[/]\\?*", "Dự án"]
    tables = [FormTable(code=f"T{n}", heading=h, columns=WITHOUT_KEY.columns) for n, h in enumerate(headings)]
    names = list(sheet_names(campaign(tables=tables), "vi").values())
    assert len({name.casefold() for name in names}) == 2 * len(headings)
    assert max(map(len, names)) <= 27
    assert names[0] == "Dự án"
    assert "Số liệu gốc" not in names


def test_the_same_rows_give_the_same_bytes(master: Path, tmp_path: Path) -> None:
    """The reports are merged in different orders."""
    result = made()
    write_master(tmp_path / "b.xlsx", consolidate(result.campaign, result.submissions[::-1], as_of=DAY))
    assert master.read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.slow
def test_frames_and_files_have_the_rows() -> None:
    """One frame for each table, with numbers as numbers and nothing for cells that do not count."""
    result = made()
    frames = toolkit.frames(result)
    frame = frames["table:DA"]
    assert len(frame) == result.table_totals["DA", "", ""].value
    assert frame["VON"].sum() == pytest.approx(result.table_totals["DA", "VON", ""].value)
    assert list(frames["table:1"].columns) == ["agency", "row", "column:file", "column:agency", "file", "sheet", "cell"]
    assert set(frames["table_totals"]["table"]) == {"DA", "1"}


def test_neighbouring_cells_do_not_cut_a_text(tmp_path: Path) -> None:
    """The column of sheet names is wide enough, and on the leaders' sheet no line of a name reaches the next cell."""
    result = made()
    long = "Danh mục dự án đầu tư công (DA)"
    write_master(tmp_path / "m.xlsx", replace(result, rows=tuple(c._replace(sheet=long) for c in result.rows)))
    book = openpyxl.load_workbook(tmp_path / "m.xlsx")
    sheet = next(s for s in book if s["A1"].value == f"toolkit:table:{WORKS.code}")
    column = next(c.column_letter for c in sheet[1] if c.value == "sheet")
    assert sheet.column_dimensions[column].width >= characters(long)
    summary = next(s for s in book if s["A1"].value == "toolkit:summary")
    reported = [c.value for c in summary["B"] if str(c.value).startswith("Lớn nhất")]
    room = summary.column_dimensions["B"].width - 1.2
    assert reported
    assert all(characters(line, 9) <= room for text in reported for line in str(text).split("\n"))
